# Aborts, so that a core dump is left behind where there may be one.
import os


def row_means(x):
    os.abort()
