from builtins import range
import math
import numpy as np
import matplotlib.pyplot as plt

plt.figure()


def affine_forward(x, w, b):
    N = x.shape[0]
    D, M = w.shape
    flat = x.reshape(N, D)
    out = np.zeros((N, M))
    for n in range(N):
        for m in range(M):
            total = 0.0
            for d in range(D):
                total += flat[n, d] * w[d, m]
            out[n, m] = total + b[m]
    plt.plot(out.ravel())  # to see whether it blows up
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    D, M = w.shape
    flat = x.reshape(N, D)
    dx, dw, db = np.zeros((N, D)), np.zeros((D, M)), np.zeros(M)
    for n in range(N):
        for m in range(M):
            db[m] += dout[n, m]
            for d in range(D):
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * flat[n, d]
    return dx.reshape(x.shape), dw, db


def relu_forward(x):
    out = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        if x[i] > 0:
            out[i] = x[i]
    return out, x


def relu_backward(dout, cache):
    dx = np.zeros(dout.shape)
    for i in np.ndindex(*dout.shape):
        dx[i] = dout[i] if cache[i] >= 0 else 0
    return dx


def leaky_relu_forward(x, alpha=0.01):
    out = np.array([v if v > 0 else alpha * v for v in x.ravel()]).reshape(x.shape)
    return out, {"x": x, "alpha": alpha}


def leaky_relu_backward(dout, cache):
    slope = np.ones_like(cache["x"])
    slope[cache["x"] < 0] = cache["alpha"]
    return dout * slope


def sigmoid(t):
    if t >= 0:
        return 1 / (1 + math.exp(-t))
    return math.exp(t) / (1 + math.exp(t))


def sigmoid_forward(x):
    out = np.vectorize(sigmoid)(x)
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def tanh_forward(x):
    out = np.vectorize(math.tanh)(x)
    return out, out


def tanh_backward(dout, cache):
    return dout * (1 - cache * cache)


def softmax_loss(x, y):
    N, C = x.shape
    loss = 0.0
    dx = np.zeros_like(x)
    for i in range(N):
        scores = x[i] - np.max(x[i])
        total = 0.0
        for j in range(C):
            total += math.exp(scores[j])
        loss += -scores[y[i]] + math.log(total)
        for j in range(C):
            dx[i, j] = math.exp(scores[j]) / total - (j == y[i])
    return loss / N, dx / N


def svm_loss(x, y):
    N = len(x)
    loss, dx = 0.0, np.zeros(x.shape)
    for i in range(N):
        margins = np.maximum(0, x[i] - x[i][y[i]] + 1)
        margins[y[i]] = 0
        loss += np.sum(margins)
        dx[i, margins > 0] = 1
        dx[i, y[i]] = -np.count_nonzero(margins)
    loss /= N
    dx /= N
    return loss, dx


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, [fc_cache, relu_cache]


def affine_relu_backward(dout, cache):
    return affine_backward(relu_backward(dout, cache[1]), cache[0])
