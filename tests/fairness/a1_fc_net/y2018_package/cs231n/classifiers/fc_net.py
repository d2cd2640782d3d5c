from builtins import range
from builtins import object
import numpy as np

from cs231n.layers import *
from cs231n.layer_utils import *


class TwoLayerNet(object):
    def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, reg=0.0):
        self.params = {}
        self.reg = reg
        self.params['W1'] = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.params['b1'] = np.zeros(hidden_dim)
        self.params['W2'] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params['b2'] = np.zeros(num_classes)

    def loss(self, X, y=None):
        scores = None
        hidden, affine_relu_cache = affine_relu_forward(X, self.params['W1'], self.params['b1'])
        scores, affine_cache = affine_forward(hidden, self.params['W2'], self.params['b2'])
        if y is None:
            return scores
        loss, grads = 0, {}
        loss, dout = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(self.params['W1'] ** 2) + np.sum(self.params['W2'] ** 2))
        dhidden, grads['W2'], grads['b2'] = affine_backward(dout, affine_cache)
        _, grads['W1'], grads['b1'] = affine_relu_backward(dhidden, affine_relu_cache)
        grads['W2'] += self.reg * self.params['W2']
        grads['W1'] += self.reg * self.params['W1']
        return loss, grads


class FullyConnectedNet(object):
    """
    {affine - [batch/layer norm] - relu - [dropout]} x (L - 1) - affine - softmax
    """

    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10,
                 dropout=1, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            self.params['W' + str(i + 1)] = np.random.normal(scale=weight_scale, size=(dims[i], dims[i + 1]))
            self.params['b' + str(i + 1)] = np.zeros((dims[i + 1]))
            if self.normalization and i < self.num_layers - 1:
                self.params['gamma' + str(i + 1)] = np.ones((dims[i + 1]))
                self.params['beta' + str(i + 1)] = np.zeros((dims[i + 1]))
        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {'mode': 'train', 'p': dropout}
            if seed is not None:
                self.dropout_param['seed'] = seed
        self.bn_params = []
        if self.normalization == 'batchnorm':
            self.bn_params = [{'mode': 'train'} for i in range(self.num_layers - 1)]
        if self.normalization == 'layernorm':
            self.bn_params = [{} for i in range(self.num_layers - 1)]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = 'test' if y is None else 'train'
        if self.use_dropout:
            self.dropout_param['mode'] = mode
        if self.normalization == 'batchnorm':
            for bn_param in self.bn_params:
                bn_param['mode'] = mode
        scores = None
        out = X
        caches = []
        for i in range(self.num_layers - 1):
            W, b = self.params['W' + str(i + 1)], self.params['b' + str(i + 1)]
            if self.normalization == 'batchnorm':
                gamma, beta = self.params['gamma' + str(i + 1)], self.params['beta' + str(i + 1)]
                out, cache = affine_bn_relu_forward(out, W, b, gamma, beta, self.bn_params[i])
            else:
                out, cache = affine_relu_forward(out, W, b)
            caches.append(cache)
        scores, cache = affine_forward(out, self.params['W' + str(self.num_layers)],
                                       self.params['b' + str(self.num_layers)])
        caches.append(cache)

        # If test mode return early
        if mode == 'test':
            return scores

        loss, grads = 0.0, {}
        loss, dout = softmax_loss(scores, y)
        for i in range(self.num_layers):
            loss += 0.5 * self.reg * np.sum(np.square(self.params['W' + str(i + 1)]))
        dout, dw, db = affine_backward(dout, caches.pop())
        grads['W' + str(self.num_layers)] = dw + self.reg * self.params['W' + str(self.num_layers)]
        grads['b' + str(self.num_layers)] = db
        for i in reversed(range(self.num_layers - 1)):
            if self.normalization == 'batchnorm':
                dout, dw, db, dgamma, dbeta = affine_bn_relu_backward(dout, caches.pop())
                grads['gamma' + str(i + 1)], grads['beta' + str(i + 1)] = dgamma, dbeta
            else:
                dout, dw, db = affine_relu_backward(dout, caches.pop())
            grads['W' + str(i + 1)] = dw + self.reg * self.params['W' + str(i + 1)]
            grads['b' + str(i + 1)] = db
        return loss, grads
