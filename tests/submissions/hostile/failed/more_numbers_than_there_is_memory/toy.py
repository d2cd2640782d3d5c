# Returns an array of terabytes that takes no memory, as all its entries are the same one.
import numpy as np


def row_means(x):
    return np.broadcast_to(np.float64(0), (len(x), 2**40))
