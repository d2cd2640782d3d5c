from builtins import range
from builtins import object
import numpy as np

from layers import *
from batchnorm import *
from dropout import *


def affine_norm_relu_dropout_forward(x, w, b, gamma, beta, norm, bn_param, use_dropout, dropout_param):
    a, fc_cache = affine_forward(x, w, b)
    norm_cache, do_cache = None, None
    if norm == "batchnorm":
        a, norm_cache = batchnorm_forward(a, gamma, beta, bn_param)
    elif norm == "layernorm":
        a, norm_cache = layernorm_forward(a, gamma, beta, bn_param)
    out, relu_cache = relu_forward(a)
    if use_dropout:
        out, do_cache = dropout_forward(out, dropout_param)
    return out, (fc_cache, norm_cache, relu_cache, do_cache)


def affine_norm_relu_dropout_backward(dout, cache, norm, use_dropout):
    fc_cache, norm_cache, relu_cache, do_cache = cache
    dgamma, dbeta = None, None
    if use_dropout:
        dout = dropout_backward(dout, do_cache)
    da = relu_backward(dout, relu_cache)
    if norm == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    elif norm == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    dx, dw, db = affine_backward(da, fc_cache)
    return dx, dw, db, dgamma, dbeta


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3 * 32 * 32, num_classes=10, dropout_keep_ratio=1,
                 normalization=None, reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}

        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            W = np.zeros((dims[i], dims[i + 1]))
            for r in range(dims[i]):
                W[r] = np.random.normal(0.0, weight_scale, dims[i + 1])
            self.params["W%d" % (i + 1)] = W
            self.params["b%d" % (i + 1)] = np.zeros(dims[i + 1])
        if self.normalization in ["batchnorm", "layernorm"]:
            for i in range(1, self.num_layers):
                self.params["gamma%d" % i] = np.ones(dims[i])
                self.params["beta%d" % i] = np.zeros(dims[i])

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

        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.use_dropout:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode

        caches = {}
        h = X
        for i in range(1, self.num_layers):
            gamma = beta = bn_param = None
            if self.normalization is not None:
                gamma = self.params["gamma%d" % i]
                beta = self.params["beta%d" % i]
                bn_param = self.bn_params[i - 1]
            h, caches[i] = affine_norm_relu_dropout_forward(
                h, self.params["W%d" % i], self.params["b%d" % i], gamma, beta,
                self.normalization, bn_param, self.use_dropout, self.dropout_param)
        L = self.num_layers
        scores, caches[L] = affine_forward(h, self.params["W%d" % L], self.params["b%d" % L])

        if mode == "test":
            return scores

        grads = {}
        loss, dout = softmax_loss(scores, y)
        for i in range(1, L + 1):
            for w in self.params["W%d" % i].ravel():
                loss += 0.5 * self.reg * w * w

        dout, grads["W%d" % L], grads["b%d" % L] = affine_backward(dout, caches[L])
        grads["W%d" % L] += self.reg * self.params["W%d" % L]
        for i in range(L - 1, 0, -1):
            dout, dw, db, dgamma, dbeta = affine_norm_relu_dropout_backward(
                dout, caches[i], self.normalization, self.use_dropout)
            grads["W%d" % i] = dw + self.reg * self.params["W%d" % i]
            grads["b%d" % i] = db
            if self.normalization is not None:
                grads["gamma%d" % i] = dgamma
                grads["beta%d" % i] = dbeta
        return loss, grads
