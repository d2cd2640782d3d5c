# Raises an error that raises another one when it is asked for its text.
class Untold(Exception):
    def __str__(self):
        raise self


def row_means(x):
    raise Untold
