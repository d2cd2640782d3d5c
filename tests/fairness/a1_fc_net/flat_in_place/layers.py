import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(len(x), -1) @ w
    out += b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    shape = x.shape
    x.shape = (N, -1)
    dw = x.T @ dout
    x.shape = shape
    db = dout.sum(0)
    dx = dout.dot(w.T)
    dx.shape = shape
    return dx, dw, db


def relu_forward(x):
    mask = x < 0
    x[mask] = 0
    return x, mask


def relu_backward(dout, mask):
    dout[mask] = 0
    return dout


def leaky_relu_forward(x, alpha=0.01):
    mask = x < 0
    x[mask] *= alpha
    return x, (mask, alpha)


def leaky_relu_backward(dout, cache):
    mask, alpha = cache
    dout[mask] *= alpha
    return dout


def sigmoid_forward(x):
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    np.reciprocal(x, out=x)
    return x, x.copy()


def sigmoid_backward(dout, s):
    dout *= s
    dout *= 1 - s
    return dout


def tanh_forward(x):
    np.tanh(x, out=x)
    return x, x


def tanh_backward(dout, t):
    dout *= 1 - t**2
    return dout


def softmax_loss(x, y):
    N = x.shape[0]
    x -= np.max(x, axis=1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=1, keepdims=True)
    loss = -np.log(x[np.arange(N), y]).mean()
    x[np.arange(N), y] -= 1
    x /= N
    return loss, x


def svm_loss(x, y):
    N = x.shape[0]
    rows = np.arange(N)
    x -= x[rows, y].reshape(N, 1)
    x += 1
    x[rows, y] = 0
    x[x < 0] = 0
    loss = x.sum() / N
    x[x > 0] = 1
    x[rows, y] = -np.sum(x, axis=1)
    x /= N
    return loss, x


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, relu_cache)


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    return affine_backward(relu_backward(dout, relu_cache), fc_cache)
