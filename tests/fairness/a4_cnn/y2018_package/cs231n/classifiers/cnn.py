from builtins import object
import numpy as np

from cs231n.layers import *
from cs231n.fast_layers import *
from cs231n.layer_utils import *


class ThreeLayerConvNet(object):
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7,
                 hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0,
                 dtype=np.float32):
        self.params = {}
        self.reg = reg
        self.dtype = dtype
        self.params['W1'] = np.random.normal(0, weight_scale, (num_filters, input_dim[0], filter_size, filter_size))
        self.params['b1'] = np.zeros((1, num_filters))
        self.params['W2'] = np.random.normal(0, weight_scale, ((input_dim[1] // 2) * (input_dim[2] // 2) * num_filters, hidden_dim))
        self.params['b2'] = np.zeros((1, hidden_dim))
        self.params['W3'] = np.random.normal(0, weight_scale, (hidden_dim, num_classes))
        self.params['b3'] = np.zeros((1, num_classes))
        self.params['b1'] = self.params['b1'].reshape(-1)
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        W3, b3 = self.params['W3'], self.params['b3']
        filter_size = W1.shape[2]
        conv_param = {'stride': 1, 'pad': (filter_size - 1) // 2}
        pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}

        scores = None
        # conv - relu - 2x2 max pool - affine - relu - affine - softmax
        out, cache_conv = conv_forward_naive(X, W1, b1, conv_param)
        out, cache_relu1 = relu_forward(out)
        out, cache_pool = max_pool_forward_naive(out, pool_param)
        pool_shape = out.shape
        out, cache_affine1 = affine_forward(out, W2, b2)
        out, cache_relu2 = relu_forward(out)
        scores, cache_affine2 = affine_forward(out, W3, b3)

        if y is None:
            return scores

        loss, grads = 0, {}
        loss, dout = softmax_loss(scores, y)
        loss += self.reg * 0.5 * (np.sum(W1 ** 2) + np.sum(W2 ** 2) + np.sum(W3 ** 2))
        dout, grads['W3'], grads['b3'] = affine_backward(dout, cache_affine2)
        dout = relu_backward(dout, cache_relu2)
        dout, grads['W2'], grads['b2'] = affine_backward(dout, cache_affine1)
        dout = dout.reshape(pool_shape)
        dout = max_pool_backward_naive(dout, cache_pool)
        dout = relu_backward(dout, cache_relu1)
        dout, grads['W1'], grads['b1'] = conv_backward_naive(dout, cache_conv)
        for w in ['W1', 'W2', 'W3']:
            grads[w] += self.reg * self.params[w]
        return loss, grads


class SimpleConvNet(object):
    def __init__(self, input_dim=(1, 28, 28), num_filters=(8, 16), filter_size=3,
                 num_classes=10, weight_scale=1e-2, reg=0.0, dtype=np.float32):
        self.params = {}
        self.reg = reg
        self.dtype = dtype
        C, H, W = input_dim
        F1, F2 = num_filters
        self.params['W1'] = weight_scale * np.random.randn(F1, C, filter_size, filter_size)
        self.params['b1'] = np.zeros(F1)
        self.params['W2'] = weight_scale * np.random.randn(F2, F1, filter_size, filter_size)
        self.params['b2'] = np.zeros(F2)
        self.params['W3'] = weight_scale * np.random.randn(int(F2 * H / 4 * W / 4), num_classes)
        self.params['b3'] = np.zeros(num_classes)
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        p = self.params
        conv_param = {'stride': 1, 'pad': (p['W1'].shape[2] - 1) // 2}
        pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}
        a1, c1 = conv_relu_pool_forward(X, p['W1'], p['b1'], conv_param, pool_param)
        a2, c2 = conv_relu_pool_forward(a1, p['W2'], p['b2'], conv_param, pool_param)
        scores, c3 = affine_forward(a2, p['W3'], p['b3'])
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {}
        d, grads['W3'], grads['b3'] = affine_backward(d, c3)
        d, grads['W2'], grads['b2'] = conv_relu_pool_backward(d, c2)
        d, grads['W1'], grads['b1'] = conv_relu_pool_backward(d, c1)
        for k in ('W1', 'W2', 'W3'):
            loss += 0.5 * self.reg * (p[k] ** 2).sum()
            grads[k] += self.reg * p[k]
        return loss, grads
