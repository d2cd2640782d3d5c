import numpy as np
from helpers import average


def row_means(x):
    return average(x)


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
