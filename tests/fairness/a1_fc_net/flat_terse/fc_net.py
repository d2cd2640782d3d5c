import numpy as np

import layers
from layers import *


class TwoLayerNet:
    def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.__dict__.update(locals())
        randn = np.random.randn
        self.params = {"W1": weight_scale * randn(input_dim, hidden_dim), "W2": weight_scale * randn(hidden_dim, num_classes)}
        self.params["b1"], self.params["b2"] = [0.0 * w[0] for w in (self.params["W1"], self.params["W2"])]

    def loss(self, X, y=None):
        W1, W2 = self.params["W1"], self.params["W2"]
        reg_loss = 0.5 * self.reg * ((W1 * W1).sum() + (W2 * W2).sum())
        h, c1 = layers.affine_relu_forward(X, W1, self.params["b1"])
        scores, c2 = layers.affine_forward(h, W2, self.params["b2"])
        if y is None:
            return scores
        grads = {"W1": self.reg * W1, "W2": self.reg * W2}
        loss, d = softmax_loss(scores, y)
        d, dW2, grads["b2"] = affine_backward(d, c2)
        _, dW1, grads["b1"] = affine_relu_backward(d, c1)
        grads["W1"] += dW1
        grads["W2"] += dW2
        return reg_loss + loss, grads


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3072, num_classes=10, dropout_keep_ratio=1, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        if seed:
            np.random.seed(seed)
        self.reg, self.dtype, self.params = reg, dtype, {}
        self.num_layers = len(hidden_dims) + 1
        shapes = zip([input_dim] + list(hidden_dims), list(hidden_dims) + [num_classes])
        for i, shape in enumerate(shapes):
            self.params["W" + str(i + 1)] = dtype(weight_scale) * np.random.randn(*shape).astype(dtype)
            self.params["b" + str(i + 1)] = np.zeros(shape[1]).astype(dtype)

    def loss(self, X, y=None):
        grads = {}

        def run(x, i):
            w, b = self.params["W" + str(i)], self.params["b" + str(i)]
            if i == self.num_layers:
                scores, cache = affine_forward(x, w, b)
                if y is None:
                    return scores, None
                loss, d = softmax_loss(scores, y)
                d, dw, db = affine_backward(d, cache)
            else:
                h, cache = affine_relu_forward(x, w, b)
                loss, d = run(h, i + 1)
                if y is None:
                    return loss, None
                d, dw, db = affine_relu_backward(d, cache)
            grads["W" + str(i)], grads["b" + str(i)] = dw + self.reg * w, db
            return loss + 0.5 * self.reg * (w**2).sum(), d

        loss, _ = run(X.astype(self.dtype), 1)
        return loss if y is None else (loss, grads)
