import numpy as np

F = np.float32


def affine_forward(x, w, b):
    x, w, b = x.astype(F), w.astype(F), b.astype(F)
    out = np.dot(x.reshape(x.shape[0], -1), w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    dout = dout.astype(F)
    dx = np.dot(dout, w.T).reshape(x.shape)
    dw = np.dot(x.reshape(x.shape[0], -1).T, dout)
    return dx, dw, dout.sum(axis=0)


def relu_forward(x):
    x = x.astype(F)
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    return dout.astype(F) * (cache > 0)


def leaky_relu_forward(x, alpha=0.01):
    x = x.astype(F)
    return np.where(x > 0, x, F(alpha) * x), (x, alpha)


def leaky_relu_backward(dout, cache):
    x, alpha = cache
    return np.where(x > 0, dout.astype(F), F(alpha) * dout.astype(F))


def sigmoid_forward(x):
    out = 1.0 / (1.0 + np.exp(-x.astype(F)))
    return out, out


def sigmoid_backward(dout, out):
    return dout.astype(F) * out * (1 - out)


def tanh_forward(x):
    out = np.tanh(x.astype(F))
    return out, out


def tanh_backward(dout, out):
    return dout.astype(F) * (1 - out**2)


def svm_loss(x, y):
    x = x.astype(F)
    N = x.shape[0]
    margins = np.maximum(0, x - x[np.arange(N), y][:, None] + F(1))
    margins[np.arange(N), y] = 0
    dx = (margins > 0).astype(F)
    dx[np.arange(N), y] -= dx.sum(axis=1)
    return margins.sum() / N, dx / N


def softmax_loss(x, y):
    x = x.astype(F)
    probs = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, relu_cache)


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    return affine_backward(relu_backward(dout, relu_cache), fc_cache)
