from builtins import range
from builtins import object
import numpy as np

from .layers import *
from .layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.params = {}
        self.reg = reg
        for i, (a, b) in enumerate([(input_dim, hidden_dim), (hidden_dim, num_classes)]):
            W = np.zeros((a, b))
            for r in range(a):
                W[r] = np.random.normal(0.0, weight_scale, b)
            self.params["W%d" % (i + 1)] = W
            self.params["b%d" % (i + 1)] = np.zeros(b)

    def loss(self, X, y=None):
        a1, fc1 = affine_forward(X, self.params["W1"], self.params["b1"])
        h1, r1 = relu_forward(a1)
        scores, fc2 = affine_forward(h1, self.params["W2"], self.params["b2"])
        if y is None:
            return scores
        grads = {}
        loss, d = softmax_loss(scores, y)
        d, grads["W2"], grads["b2"] = affine_backward(d, fc2)
        d = relu_backward(d, r1)
        d, grads["W1"], grads["b1"] = affine_backward(d, fc1)
        for k in ["W1", "W2"]:
            for w in self.params[k].ravel():
                loss += 0.5 * self.reg * w * w
            grads[k] += self.reg * self.params[k]
        return loss, grads


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10, dropout=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        hidden_dims.insert(0, input_dim)
        hidden_dims.append(num_classes)
        for i in range(1, len(hidden_dims)):
            self.params["W" + str(i)] = weight_scale * np.random.randn(hidden_dims[i - 1], hidden_dims[i])
            self.params["b" + str(i)] = np.zeros(hidden_dims[i])
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        h, fc, relu = X, {}, {}
        for i in range(1, self.num_layers + 1):
            h, fc[i] = affine_forward(h, self.params["W" + str(i)], self.params["b" + str(i)])
            if i != self.num_layers:
                h, relu[i] = relu_forward(h)
        scores = h
        if y is None:
            return scores
        grads = {}
        loss, d = softmax_loss(scores, y)
        for i in range(self.num_layers, 0, -1):
            W = self.params["W" + str(i)]
            loss += self.reg * np.sum(W * W) / 2
            if i != self.num_layers:
                d = relu_backward(d, relu[i])
            d, grads["W" + str(i)], grads["b" + str(i)] = affine_backward(d, fc[i])
            grads["W" + str(i)] += self.reg * W
        return loss, grads
