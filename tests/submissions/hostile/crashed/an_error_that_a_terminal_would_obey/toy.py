# Raises an error whose name and text hold what terminals, browsers and spreadsheets obey.
EVIL = "</pre><script>alert(1)</script> **bold** [bold red]rich[/] \x1b[2J\x1b]0;title\x07 \u202eesrever\u2066 \x00\r\u2028"


def row_means(x):
    raise type(EVIL.replace("\0", ""), (Exception,), {})("=1+1" + EVIL)
