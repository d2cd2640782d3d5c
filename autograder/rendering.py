"""A student's words in the instructor's browser: what nbgrader's pages make HTML with, by way of its configuration.

    harmless_markdown   nbconvert's markdown, without what does more than show
    coloured            a terminal's text, with the colours that nbgrader's pages have no style for

The formgrader shows a submission on the server that holds the gradebook and runs notebooks. A page there can do whatever its
reader can, and to fetch an address may be enough: `/formgrader/?path=…` loads the settings in a folder, which are a program.
So markup in markdown is text, a picture is part of the notebook or is not shown, and a link leads elsewhere or nowhere.
nbconvert's `sanitize_html` is no substitute: nbgrader's templates do not look at it where they show markdown.
"""

from __future__ import annotations

import html
import re
from typing import Any

import jinja2
from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

FILTERS = {"markdown2html": "autograder.rendering.harmless_markdown", "ansi2html": "autograder.rendering.coloured"}
MAX_MARKDOWN = 50_000  # characters; a long text of brackets can keep the parser busy for minutes
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]*")
LINK = re.compile(r"https://|#")
STYLES = {  # of nbconvert's classes
    "ansi-red-fg": "color: #b3261e", "ansi-green-fg": "color: #1b7f3b", "ansi-yellow-fg": "color: #8a5a00",
    "ansi-blue-fg": "color: #1f5fa8", "ansi-magenta-fg": "color: #8a3b8f", "ansi-cyan-fg": "color: #00707a",
    "ansi-bold": "font-weight: bold", "ansi-underline": "text-decoration: underline",
}  # fmt: skip
ANSI_CLASS = re.compile(r'<span class="(ansi-[a-z -]+)"')


class HarmlessMarkdown(IPythonRenderer):
    """nbconvert's renderer, for text that is somebody else's."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link, or its text where it would lead to this server."""
        return str(super().link(text, url, title)) if LINK.match(url) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that is in the notebook, or that there should be one."""
        attached = url.startswith("attachment:") and url.removeprefix("attachment:") in self.attachments
        if attached or PICTURE.fullmatch(url):
            return str(super().image(text, url, title))
        return "<em>[a picture that is not in the notebook]</em>"

    def block_mermaidjs(self, code: str) -> str:
        """A diagram's source as text; nbconvert would put it into the page as it is."""
        return str(self.block_code(code))


@jinja2.pass_context
def harmless_markdown(context: Any, source: str) -> str:
    """A cell's markdown as HTML, formulas left to the page's MathJax. Headings get no ids: those are the exercises'."""
    if len(source) > MAX_MARKDOWN:
        return f'<pre style="white-space: pre-wrap">{html.escape(source)}</pre>'
    attachments = (context.get("cell") or {}).get("attachments", {})
    renderer = HarmlessMarkdown(
        escape=True, allow_harmful_protocols=False, attachments=attachments, exclude_anchor_links=True
    )
    return str(MarkdownWithMath(renderer).render(source))


def coloured(text: str) -> str:
    """Text with a terminal's escape sequences as HTML, in colours of its own; long lines are broken."""
    made = ANSI_CLASS.sub(lambda found: f'<span style="{_style(found[1])}"', ansi2html(text))
    return f'<span style="white-space: pre-wrap">{made}</span>'


def _style(classes: str) -> str:
    plain = classes.replace("-intense", "").split()
    return "; ".join(STYLES[name] for name in plain if name in STYLES)
