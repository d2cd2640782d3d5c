# Returns right numbers in the other byte order, or in more digits, by which a reader might be misled.
import numpy as np


def row_means(x):
    kind = ">f8" if len(x) == 4 else np.longdouble
    return x.mean(axis=1).astype(kind)[::-1].copy()[::-1]
