# Ends its own process by a signal.
import os
import signal

import numpy as np


def row_means(x):
    os.kill(os.getpid(), signal.SIGTERM)
    return x.mean(axis=1)


def centered(x):
    means = row_means(x)
    return x - means[:, None], means


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
