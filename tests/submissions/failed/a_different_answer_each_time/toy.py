import numpy as np


COUNT = [0]


def row_means(x):
    COUNT[0] += 1
    return x.mean(axis=1) + COUNT[0]


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
