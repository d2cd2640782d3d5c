import numpy as np

from cs231n.layers import *
from cs231n.layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.reg = reg
        self.params = {
            'W1': (weight_scale * np.random.randn(input_dim, hidden_dim)).astype(np.float32),
            'b1': np.zeros(hidden_dim, dtype=np.float32),
            'W2': (weight_scale * np.random.randn(hidden_dim, num_classes)).astype(np.float32),
            'b2': np.zeros(num_classes, dtype=np.float32),
        }

    def loss(self, X, y=None):
        out, cache_1 = affine_relu_forward(X, self.params['W1'], self.params['b1'])
        scores, cache_2 = affine_forward(out, self.params['W2'], self.params['b2'])
        if y is None:
            return scores
        loss, grads = softmax_loss(scores, y)[0], {}
        dscores = softmax_loss(scores, y)[1]
        dout, dw2, db2 = affine_backward(dscores, cache_2)
        _, dw1, db1 = affine_relu_backward(dout, cache_1)
        loss += 0.5 * self.reg * (np.sum(self.params['W1']**2) + np.sum(self.params['W2']**2))
        grads['W1'] = (dw1 + self.reg * self.params['W1']).astype(np.float32)
        grads['W2'] = (dw2 + self.reg * self.params['W2']).astype(np.float32)
        grads['b1'], grads['b2'] = db1, db2
        return np.float32(loss), grads


class FullyConnectedNet(object):
    """Casts everything to float32, whatever dtype asks for."""

    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = np.float32
        dims = np.hstack([input_dim, hidden_dims, num_classes]).astype(int)
        self.params = {}
        for i in range(self.num_layers):
            self.params['W' + str(i + 1)] = np.random.normal(0, weight_scale, size=(dims[i], dims[i + 1]))
            self.params['b' + str(i + 1)] = np.zeros(dims[i + 1])
        for k, v in self.params.items():
            self.params[k] = v.astype(self.dtype)

    def loss(self, X, y=None):
        x = X.astype(self.dtype)
        caches = {}
        for i in range(1, self.num_layers):
            x, caches[i] = affine_relu_forward(x, self.params['W' + str(i)], self.params['b' + str(i)])
        last = self.num_layers
        scores, caches[last] = affine_forward(x, self.params['W' + str(last)], self.params['b' + str(last)])
        if y is None:
            return scores
        loss, dx = softmax_loss(scores, y)
        grads = {}
        dx, grads['W' + str(last)], grads['b' + str(last)] = affine_backward(dx, caches[last])
        for i in range(last - 1, 0, -1):
            dx, grads['W' + str(i)], grads['b' + str(i)] = affine_relu_backward(dx, caches[i])
        for i in range(1, last + 1):
            w = self.params['W' + str(i)].astype(np.float32)
            loss += 0.5 * np.float32(self.reg) * np.sum(w * w)
            grads['W' + str(i)] = grads['W' + str(i)] + np.float32(self.reg) * w
        return loss, grads
