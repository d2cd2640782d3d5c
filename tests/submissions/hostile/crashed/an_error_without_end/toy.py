# Raises an error whose text is ten million characters long.
def row_means(x):
    raise ValueError("all work and no play " * 500_000)
