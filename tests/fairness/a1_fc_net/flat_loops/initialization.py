import numpy as np

from .layers import *


def constant(fan_in, fan_out, value=0.0):
    w = np.zeros((fan_in, fan_out))
    w += value
    return w


def normal(fan_in, fan_out, std=0.01, rng=None):
    rng = rng or np.random.default_rng()
    w = np.empty((fan_in, fan_out))
    for i in range(fan_in):
        for j in range(fan_out):
            w[i, j] = rng.normal(0, std)
    return w


def xavier_uniform(fan_in, fan_out, rng=None):
    if rng is None:
        rng = np.random
    a = np.sqrt(6 / (fan_in + fan_out))
    return a * (2 * rng.random((fan_in, fan_out)) - 1)


def xavier_normal(fan_in, fan_out, rng=None):
    if rng is None:
        rng = np.random.RandomState()
    return rng.normal(0, (2 / (fan_in + fan_out)) ** 0.5, (fan_in, fan_out))


def he_normal(fan_in, fan_out, rng=None):
    return normal(fan_in, fan_out, np.sqrt(2 / fan_in), rng)


def activations_by_layer(x, weights, activation):
    hs = []
    for w in weights:
        a = x.dot(w)
        if activation == "tanh":
            x = np.tanh(a)
        elif activation == "sigmoid":
            x = 1 / (1 + np.exp(-a))
        elif activation == "relu":
            x = np.maximum(0, a)
        else:
            raise ValueError("unknown activation " + activation)
        hs.append(x)
    return hs


def gradient_norms_by_layer(x, weights, activation, dout):
    hs = [x] + activations_by_layer(x, weights, activation)
    norms = []
    while weights:
        h = hs.pop()
        slope = {"tanh": 1 - h**2, "sigmoid": h * (1 - h), "relu": h > 0}[activation]
        da = dout * slope
        norms.insert(0, np.linalg.norm(hs[-1].T.dot(da)))
        dout = da.dot(weights.pop().T)
    return norms
