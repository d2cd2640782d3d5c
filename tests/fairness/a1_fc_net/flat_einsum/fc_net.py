import numpy as np
import matplotlib.pyplot as plt

import layers as L
from layers import affine_backward, affine_forward, affine_relu_backward, affine_relu_forward


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3 * 32 * 32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg, self.dtype = reg, dtype
        dims = [input_dim, *hidden_dims, num_classes]
        rng = np.random.default_rng(seed)
        self.params = {}
        for i, (a, b) in enumerate(zip(dims, dims[1:]), start=1):
            self.params[f"W{i}"] = rng.normal(0, weight_scale, (a, b)).astype(dtype)
            self.params[f"b{i}"] = np.zeros(b, dtype=dtype)

    @property
    def num_layers(self):
        return len(self.params) // 2

    def _forward(self, X):
        caches = []
        for i in range(1, self.num_layers):
            X, cache = affine_relu_forward(X, self.params[f"W{i}"], self.params[f"b{i}"])
            caches.append(cache)
        i = self.num_layers
        X, cache = affine_forward(X, self.params[f"W{i}"], self.params[f"b{i}"])
        return X, caches + [cache]

    def loss(self, X, y=None):
        scores, caches = self._forward(X.astype(self.dtype))
        if y is None:
            return scores
        data_loss, d = L.softmax_loss(scores, y)
        grads = {}
        for i in range(self.num_layers, 0, -1):
            back = affine_backward if i == self.num_layers else affine_relu_backward
            d, dW, grads[f"b{i}"] = back(d, caches[i - 1])
            grads[f"W{i}"] = dW + self.reg * self.params[f"W{i}"]
        weights = [self.params[f"W{i}"] for i in range(1, self.num_layers + 1)]
        return data_loss + 0.5 * self.reg * sum((w**2).sum() for w in weights), grads


class TwoLayerNet(FullyConnectedNet):
    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        super().__init__([hidden_dim], input_dim, num_classes, reg=reg, weight_scale=weight_scale, dtype=np.float64)
