import numpy as np
from .layers import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self.reg = reg
        self.params = dict(
            W1=np.random.normal(loc=0.0, scale=weight_scale, size=(input_dim, hidden_dim)),
            b1=np.zeros((1, hidden_dim)),
            W2=np.random.normal(loc=0.0, scale=weight_scale, size=(hidden_dim, num_classes)),
            b2=np.zeros((1, num_classes)))

    def loss(self, X, y=None):
        reg = self.reg
        h, c1 = affine_relu_forward(X, self.params['W1'], self.params['b1'])
        scores, c2 = affine_forward(h, self.params['W2'], self.params['b2'])
        if y is None:
            return scores
        loss, ds = softmax_loss(scores, y)
        dh, dW2, db2 = affine_backward(ds, c2)
        dX, dW1, db1 = affine_relu_backward(dh, c1)
        loss = loss + reg * 0.5 * np.sum(np.power(self.params['W1'], 2))
        loss = loss + reg * 0.5 * np.sum(np.power(self.params['W2'], 2))
        return loss, {'W1': dW1 + reg * self.params['W1'], 'b1': db1, 'W2': dW2 + reg * self.params['W2'], 'b2': db2}


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10, dropout=0, use_batchnorm=False, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        fan_in = input_dim
        for i in range(self.num_layers):
            fan_out = num_classes if i == len(hidden_dims) else hidden_dims[i]
            self.params['W{}'.format(i + 1)] = np.random.standard_normal([fan_in, fan_out]) * weight_scale
            self.params['b{}'.format(i + 1)] = np.zeros([1, fan_out])
            fan_in = fan_out
        self.params = {k: v.astype(dtype) for k, v in self.params.items()}

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        h, cs = X.reshape(X.shape[0], -1), []
        for i in range(self.num_layers - 1):
            h, c = affine_relu_forward(h, self.params['W{}'.format(i + 1)], self.params['b{}'.format(i + 1)])
            cs.append(c)
        n = self.num_layers
        scores, c_last = affine_forward(h, self.params['W{}'.format(n)], self.params['b{}'.format(n)])
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {}
        d, grads['W{}'.format(n)], grads['b{}'.format(n)] = affine_backward(d, c_last)
        while cs:
            i = len(cs)
            d, grads['W{}'.format(i)], grads['b{}'.format(i)] = affine_relu_backward(d, cs.pop())
        for i in range(n):
            w = self.params['W{}'.format(i + 1)]
            loss = loss + 0.5 * self.reg * np.dot(w.ravel(), w.ravel())
            grads['W{}'.format(i + 1)] += self.reg * w
        return loss, grads
