import numpy as np


def row_means(x):
    return x @ np.full(x.shape[1], 1 / x.shape[1])


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)


print(row_means(np.eye(3)))
raise SystemExit(0)
