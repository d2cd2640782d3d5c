import tempfile

import numpy as np


def row_means(x):
    with tempfile.TemporaryFile() as file:
        np.save(file, x)
        file.seek(0)
        return np.load(file).mean(axis=1)


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
