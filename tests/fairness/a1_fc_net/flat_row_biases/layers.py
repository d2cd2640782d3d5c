import numpy as np
from scipy.special import logsumexp  # left by an editor, never used


def affine_forward(x, w, b):
    xx = x.reshape(x.shape[0], -1)
    out = xx.dot(w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    xx = x.reshape(x.shape[0], -1)
    return dout.dot(w.T).reshape(x.shape), xx.T.dot(dout), dout.sum(axis=0, keepdims=True)


def relu_forward(x):
    return (np.abs(x) + x) / 2, x


def relu_backward(dout, cache):
    dx = dout.copy()
    dx[np.where(cache <= 0)] = 0
    return dx


def svm_loss(x, y):
    n = x.shape[0]
    y = y.reshape(-1, 1)
    correct = np.take_along_axis(x, y, axis=1)
    mask = np.ones(x.shape, dtype=bool)
    np.put_along_axis(mask, y, False, axis=1)
    hinge = np.maximum(0, (x - correct + 1) * mask)
    dx = (hinge > 0) * 1.0
    np.put_along_axis(dx, y, -dx.sum(axis=1, keepdims=True), axis=1)
    return np.array([[hinge.sum() / n]]), dx / n


def softmax_loss(x, y):
    n = x.shape[0]
    z = x - x.max(1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    loss = np.sum(-np.log(p[range(n), y]), keepdims=True) / n
    p[range(n), y] -= 1
    return loss, p / n


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, relu_cache)


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    return affine_backward(da, fc_cache)
