import numpy as np


def one_hot(y, classes):
    return np.eye(classes)[y]


def log_sum_exp(x):
    top = x.max(axis=1)
    return top + np.log(np.exp(x - top[:, None]).sum(axis=1))
