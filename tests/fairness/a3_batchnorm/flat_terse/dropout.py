import numpy as np


def dropout_forward(x, dropout_param):
    p, mode, seed = dropout_param["p"], dropout_param["mode"], dropout_param.get("seed")
    mask = np.random.default_rng(seed).random(x.shape) < p if mode == "train" else np.full(x.shape, p)
    return np.where(mask, x * mask / p, 0.0), mask / p


dropout_backward = lambda dout, cache: dout * cache
