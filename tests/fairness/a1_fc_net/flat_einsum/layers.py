"""All layers."""
from typing import Tuple

import numpy as np

from my_utils import log_sum_exp, one_hot


def _rows(x):
    return x.reshape(x.shape[0], np.prod(x.shape[1:]))


def affine_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> Tuple:
    print("affine_forward", x.shape)
    out = np.einsum("nd,dm->nm", _rows(x), w) + b[np.newaxis, :]
    return out, {"x": x, "w": w}


def affine_backward(dout, cache):
    x, w = cache["x"], cache["w"]
    dx = np.einsum("nm,dm->nd", dout, w)
    dw = np.einsum("nd,nm->dm", _rows(x), dout)
    db = np.einsum("nm->m", dout)
    return [dx.reshape(x.shape), dw, db]


def relu_forward(x):
    out = np.clip(x, 0, None)
    return out, out


def relu_backward(dout, cache):
    return dout * np.sign(cache)


def leaky_relu_forward(x, alpha=0.01):
    return np.maximum(x, 0) + alpha * np.minimum(x, 0), np.where(x > 0, 1.0, alpha)


def leaky_relu_backward(dout, cache):
    return dout * cache


def sigmoid_forward(x):
    out = 0.5 * (1 + np.tanh(x / 2))
    return out, x


def sigmoid_backward(dout, cache):
    s, _ = sigmoid_forward(cache)
    return dout * (s - s**2)


def tanh_forward(x):
    out = 2 / (1 + np.exp(-2 * x)) - 1
    return out, x


def tanh_backward(dout, cache):
    return dout / np.cosh(np.clip(cache, -300, 300)) ** 2


def softmax_loss(x, y):
    lse = log_sum_exp(x)
    target = one_hot(y, x.shape[1])
    loss = np.mean(lse - np.sum(x * target, axis=1))
    return loss, (np.exp(x - lse[:, None]) - target) / x.shape[0]


def svm_loss(x, y):
    N, C = x.shape
    target = one_hot(y, C)
    margins = x - np.sum(x * target, axis=1, keepdims=True) + 1 - target
    loss = np.mean(np.sum(np.maximum(0, margins), axis=1))
    hot = (margins > 0) * (1 - target)
    return loss, (hot - hot.sum(axis=1, keepdims=True) * target) / N


def affine_relu_forward(x, w, b):
    a, fc = affine_forward(x, w, b)
    out, r = relu_forward(a)
    return out, {"fc": fc, "relu": r}


def affine_relu_backward(dout, cache):
    return affine_backward(relu_backward(dout, cache["relu"]), cache["fc"])
