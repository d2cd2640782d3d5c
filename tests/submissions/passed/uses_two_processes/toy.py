import multiprocessing

import numpy as np


def row_means(x):
    with multiprocessing.get_context('fork').Pool(2) as pool:
        return np.array(pool.map(np.mean, list(x)))


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
