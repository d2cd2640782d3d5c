import numpy as np


def row_means(x):
    return [sum(row) / len(row) for row in x]
