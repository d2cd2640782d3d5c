from builtins import range
import numpy as np


def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])

    mask = None
    out = None

    if mode == "train":
        # one coin per number, the slow but sure way
        flat = x.reshape(-1)
        m = np.zeros(flat.shape)
        o = np.zeros(flat.shape)
        for i in range(flat.shape[0]):
            if np.random.rand() < p:
                m[i] = 1.0
                o[i] = flat[i] / p
        mask = m.reshape(x.shape)
        out = o.reshape(x.shape)
    elif mode == "test":
        out = x

    cache = (dropout_param, mask)
    out = out.astype(x.dtype, copy=False)

    return out, cache


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    mode = dropout_param["mode"]

    dx = None
    if mode == "train":
        dx = np.zeros_like(dout)
        it = np.nditer(dout, flags=["multi_index"])
        while not it.finished:
            ix = it.multi_index
            if mask[ix] == 1:
                dx[ix] = dout[ix] / dropout_param["p"]
            it.iternext()
    elif mode == "test":
        dx = dout
    return dx
