import numpy as np

from layers import *


class TwoLayerNet:
    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.reg = reg
        self.params = {}
        self.grads = {}
        self.params["W1"] = np.random.randn(input_dim, hidden_dim)
        self.params["W1"] *= weight_scale
        self.params["b1"] = np.zeros((hidden_dim,))
        self.params["W2"] = np.random.randn(hidden_dim, num_classes)
        self.params["W2"] *= weight_scale
        self.params["b2"] = np.zeros((num_classes,))

    def loss(self, X, y=None):
        p, g = self.params, self.grads
        X = X.reshape(X.shape[0], -1)
        h, cache1 = affine_relu_forward(X, p["W1"], p["b1"])
        scores, cache2 = affine_forward(h, p["W2"], p["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        dh, g["W2"], g["b2"] = affine_backward(dscores, cache2)
        _, g["W1"], g["b1"] = affine_relu_backward(dh, cache1)
        for w in ("W1", "W2"):
            loss += self.reg / 2 * (p[w] * p[w]).sum()
            g[w] += self.reg * p[w]
        return loss, self.grads


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3 * 32 * 32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg, self.dtype, self.num_layers = reg, dtype, len(hidden_dims) + 1
        rng = np.random.RandomState(seed)
        sizes = np.concatenate(([input_dim], hidden_dims, [num_classes])).astype(int)
        self.params = {}
        for i in range(len(sizes) - 1):
            self.params["W%i" % (i + 1)] = (rng.randn(sizes[i], sizes[i + 1]) * weight_scale).astype(dtype)
            self.params["b%i" % (i + 1)] = np.zeros(sizes[i + 1], dtype)

    def loss(self, X, y=None):
        a, caches, L = X.astype(self.dtype), [], self.num_layers
        for i in range(1, L + 1):
            layer = affine_relu_forward if i < L else affine_forward
            a, cache = layer(a, self.params["W%i" % i], self.params["b%i" % i])
            caches.append(cache)
        if y is None:
            return a
        loss, da = softmax_loss(a, y)
        grads = {}
        for i in range(L, 0, -1):
            layer = affine_relu_backward if i < L else affine_backward
            da, grads["W%i" % i], grads["b%i" % i] = layer(da, caches.pop())
        for name in self.params:
            if name.startswith("W"):
                loss += 0.5 * self.reg * np.sum(self.params[name] ** 2)
                grads[name] += self.reg * self.params[name]
        return loss, grads
