from builtins import range
from builtins import object
import os
import numpy as np

from ..layers import *
from ..layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.params = {}
        self.reg = reg
        self.params = {
            "W1": np.random.randn(input_dim, hidden_dim) * weight_scale,
            "b1": np.zeros(hidden_dim),
            "W2": np.random.randn(hidden_dim, num_classes) * weight_scale,
            "b2": np.zeros(num_classes),
        }

    def loss(self, X, y=None):
        W1, b1, W2, b2 = self.params.values()
        out1, cache1 = affine_forward(X, W1, b1)
        out2, cache2 = relu_forward(out1)
        scores, cache3 = affine_forward(out2, W2, b2)
        if y is None:
            return scores
        loss, dloss = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.linalg.norm(W1) ** 2 + np.linalg.norm(W2) ** 2)
        dx3, dw2, db2 = affine_backward(dloss, cache3)
        dx2 = relu_backward(dx3, cache2)
        dx1, dw1, db1 = affine_backward(dx2, cache1)
        grads = {"W1": dw1 + self.reg * W1, "b1": db1, "W2": dw2 + self.reg * W2, "b2": db2}
        return loss, grads

    def save(self, fname):
        fpath = os.path.join(os.path.dirname(__file__), "../saved/", fname)
        np.save(fpath, self.params)
        print(fname, "saved.")


class FullyConnectedNet(object):
    def __init__(
        self,
        hidden_dims,
        input_dim=3 * 32 * 32,
        num_classes=10,
        dropout_keep_ratio=1,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        hidden_dims.append(num_classes)
        prev = input_dim
        for i, dim in enumerate(hidden_dims, 1):
            self.params[f"W{i}"] = np.random.randn(prev, dim) * weight_scale
            self.params[f"b{i}"] = np.zeros(dim)
            prev = dim
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        self.cache = {}
        scores = X
        for i in range(1, self.num_layers + 1):
            keys = [f"W{i}", f"b{i}"]
            w, b = (self.params.get(k, None) for k in keys)
            scores, self.cache[i] = affine_forward(scores, w, b)
            if i < self.num_layers:
                scores, relu_cache = relu_forward(scores)
                self.cache[i] = (self.cache[i], relu_cache)
        if mode == "test":
            return scores
        grads = {}
        loss, dout = softmax_loss(scores, y)
        loss += 0.5 * self.reg * np.sum([np.sum(W**2) for k, W in self.params.items() if "W" in k])
        for i in range(self.num_layers, 0, -1):
            if i < self.num_layers:
                fc_cache, relu_cache = self.cache[i]
                dout = relu_backward(dout, relu_cache)
            else:
                fc_cache = self.cache[i]
            dout, dw, db = affine_backward(dout, fc_cache)
            grads.update({f"W{i}": dw + self.reg * self.params[f"W{i}"], f"b{i}": db})
        return loss, grads
