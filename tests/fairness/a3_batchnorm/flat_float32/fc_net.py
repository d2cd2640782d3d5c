import numpy as np

from layers import affine_forward, affine_backward, relu_forward, relu_backward, softmax_loss
from batchnorm import batchnorm_forward, batchnorm_backward, layernorm_forward, layernorm_backward
from dropout import dropout_forward, dropout_backward

f32 = np.float32


class FullyConnectedNet(object):
    """float32 wherever I can, it is faster"""

    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = f32
        self.params = {}
        sizes = [input_dim] + list(hidden_dims) + [num_classes]
        for l in range(1, len(sizes)):
            self.params["W%d" % l] = (weight_scale * np.random.randn(sizes[l - 1], sizes[l])).astype(f32)
            self.params["b%d" % l] = np.zeros(sizes[l], dtype=f32)
            if normalization and l < self.num_layers:
                self.params["gamma%d" % l] = np.ones(sizes[l], dtype=f32)
                self.params["beta%d" % l] = np.zeros(sizes[l], dtype=f32)
        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {"mode": "train", "p": dropout_keep_ratio}
            if seed is not None:
                self.dropout_param["seed"] = seed
        self.bn_params = []
        if self.normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for i in range(self.num_layers - 1)]
        if self.normalization == "layernorm":
            self.bn_params = [{} for i in range(self.num_layers - 1)]

    def loss(self, X, y=None):
        mode = "test" if y is None else "train"
        if self.use_dropout:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode
        P = {}
        for k in self.params:
            P[k] = self.params[k].astype(f32)
        forward = {"batchnorm": batchnorm_forward, "layernorm": layernorm_forward}
        backward = {"batchnorm": batchnorm_backward, "layernorm": layernorm_backward}
        caches = []
        a = X.astype(f32)
        for l in range(1, self.num_layers):
            a, c1 = affine_forward(a, P["W%d" % l], P["b%d" % l])
            c2 = c4 = None
            if self.normalization:
                a, c2 = forward[self.normalization](a, P["gamma%d" % l], P["beta%d" % l], self.bn_params[l - 1])
            a, c3 = relu_forward(a.astype(f32))
            if self.use_dropout:
                a, c4 = dropout_forward(a, self.dropout_param)
            caches.append((c1, c2, c3, c4))
        l = self.num_layers
        scores, c_last = affine_forward(a, P["W%d" % l], P["b%d" % l])
        if y is None:
            return scores
        grads = {}
        loss, d = softmax_loss(scores, y)
        d, grads["W%d" % l], grads["b%d" % l] = affine_backward(d, c_last)
        while l > 1:
            l = l - 1
            c1, c2, c3, c4 = caches.pop()
            if c4 is not None:
                d = dropout_backward(d, c4)
            d = relu_backward(d, c3)
            if self.normalization:
                d, grads["gamma%d" % l], grads["beta%d" % l] = backward[self.normalization](d.astype(f32), c2)
            d, grads["W%d" % l], grads["b%d" % l] = affine_backward(d.astype(f32), c1)
        for k in P:
            if k.startswith("W"):
                loss = loss + f32(0.5 * self.reg) * np.sum(P[k] * P[k], dtype=f32)
                grads[k] = grads[k] + f32(self.reg) * P[k]
        return f32(loss), grads
