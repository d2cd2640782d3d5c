import numpy as np

from layers import *


def im2col(x, field_height, field_width, stride=1, pad=0):
    N, C, H, W = x.shape
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    out_h = int((H + 2 * pad - field_height) / stride + 1)
    out_w = int((W + 2 * pad - field_width) / stride + 1)
    cols = np.zeros((C * field_height * field_width, N * out_h * out_w))
    col = 0
    for n in range(N):
        for i in range(out_h):
            for j in range(out_w):
                patch = x_pad[n, :, i * stride:i * stride + field_height, j * stride:j * stride + field_width]
                cols[:, col] = patch.flatten()
                col += 1
    return cols


def col2im(cols, x_shape, field_height, field_width, stride=1, pad=0):
    N, C, H, W = x_shape
    out_h = int((H + 2 * pad - field_height) / stride + 1)
    out_w = int((W + 2 * pad - field_width) / stride + 1)
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for n in range(N):
        for i in range(out_h):
            for j in range(out_w):
                col = n * out_h * out_w + i * out_w + j
                patch = cols[:, col].reshape(C, field_height, field_width)
                x_pad[n, :, i * stride:i * stride + field_height, j * stride:j * stride + field_width] += patch
    # pad could be 0
    if pad > 0:
        return x_pad[:, :, pad:-pad, pad:-pad]
    return x_pad


def conv_forward_im2col(x, w, b, conv_param):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    stride = conv_param['stride']
    pad = conv_param['pad']
    out_h = (H + 2 * pad - HH) // stride + 1
    out_w = (W + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, out_h, out_w))
    x_cols = []
    # one image at a time
    for n in range(N):
        cols = im2col(x[n:n + 1], HH, WW, stride, pad)
        x_cols.append(cols)
        res = w.reshape(F, C * HH * WW).dot(cols)
        for f in range(F):
            out[n, f] = res[f].reshape(out_h, out_w) + b[f]
    return out, (x, w, b, conv_param, x_cols)


def conv_backward_im2col(dout, cache):
    x, w, b, conv_param, x_cols = cache
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n in range(N):
        d = dout[n].reshape(F, -1)
        for f in range(F):
            db[f] += np.sum(d[f])
        dw += d.dot(x_cols[n].T).reshape(F, C, HH, WW)
        dcols = w.reshape(F, -1).T.dot(d)
        dx[n] = col2im(dcols, (1, C, H, W), HH, WW, conv_param['stride'], conv_param['pad'])[0]
    return dx, dw, db


def max_pool_forward_im2col(x, pool_param):
    N, C, H, W = x.shape
    PH, PW, S = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    out_h = (H - PH) // S + 1
    out_w = (W - PW) // S + 1
    out = np.zeros((N, C, out_h, out_w))
    for n in range(N):
        for c in range(C):
            cols = im2col(x[n:n + 1, c:c + 1], PH, PW, S)
            out[n, c] = np.max(cols, axis=0).reshape(out_h, out_w)
    return out, (x, out, pool_param)


def max_pool_backward_im2col(dout, cache):
    x, out, pool_param = cache
    N, C, H, W = x.shape
    PH, PW, S = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            cols = im2col(x[n:n + 1, c:c + 1], PH, PW, S)
            mask = (cols == out[n, c].flatten())
            dcols = mask * dout[n, c].flatten()
            dx[n, c] = col2im(dcols, (1, 1, H, W), PH, PW, S)[0, 0]
    return dx


class ThreeLayerConvNet(object):
    """conv - relu - 2x2 max pool - affine - relu - affine - softmax"""

    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7,
                 hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0,
                 dtype=np.float32):
        self.params = {}
        self.reg = reg
        self.dtype = dtype

        C, H, W = input_dim
        F = num_filters
        self.params['W1'] = np.random.normal(loc=0.0, scale=weight_scale, size=(F, C, filter_size, filter_size))
        self.params['b1'] = np.zeros(F)
        self.params['W2'] = np.random.normal(loc=0.0, scale=weight_scale, size=(int(F * H * W / 4), hidden_dim))
        self.params['b2'] = np.zeros(hidden_dim)
        self.params['W3'] = np.random.normal(loc=0.0, scale=weight_scale, size=(hidden_dim, num_classes))
        self.params['b3'] = np.zeros(num_classes)

        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        W3, b3 = self.params['W3'], self.params['b3']

        # pass conv_param to the forward pass for the convolutional layer
        filter_size = W1.shape[2]
        conv_param = {'stride': 1, 'pad': (filter_size - 1) // 2}

        # pass pool_param to the forward pass for the max-pooling layer
        pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}

        conv_out, conv_cache = conv_forward_naive(X, W1, b1, conv_param)
        relu_out, relu_cache = relu_forward(conv_out)
        pool_out, pool_cache = max_pool_forward_naive(relu_out, pool_param)
        fc_out, fc_cache = affine_forward(pool_out, W2, b2)
        fc_relu_out, fc_relu_cache = relu_forward(fc_out)
        scores, out_cache = affine_forward(fc_relu_out, W3, b3)

        if y is None:
            return scores

        loss, grads = 0, {}
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * np.sum(W1 ** 2)
        loss += 0.5 * self.reg * np.sum(W2 ** 2)
        loss += 0.5 * self.reg * np.sum(W3 ** 2)

        dx, grads['W3'], grads['b3'] = affine_backward(dscores, out_cache)
        dx = relu_backward(dx, fc_relu_cache)
        dx, grads['W2'], grads['b2'] = affine_backward(dx, fc_cache)
        dx = max_pool_backward_naive(dx, pool_cache)
        dx = relu_backward(dx, relu_cache)
        dx, grads['W1'], grads['b1'] = conv_backward_naive(dx, conv_cache)

        grads['W1'] += self.reg * W1
        grads['W2'] += self.reg * W2
        grads['W3'] += self.reg * W3

        return loss, grads


class SimpleConvNet(object):
    def __init__(self, input_dim=(1, 28, 28), num_filters=(8, 16), filter_size=3, num_classes=10,
                 weight_scale=1e-2, reg=0.0, dtype=np.float32):
        self.params = {}
        self.reg = reg
        self.dtype = dtype
        C, H, W = input_dim
        F1, F2 = num_filters
        self.params['W1'] = np.random.randn(F1, C, filter_size, filter_size) * weight_scale
        self.params['b1'] = np.zeros((F1,))
        self.params['W2'] = np.random.randn(F2, F1, filter_size, filter_size) * weight_scale
        self.params['b2'] = np.zeros((F2,))
        self.params['W3'] = np.random.randn(F2 * (H // 4) * (W // 4), num_classes) * weight_scale
        self.params['b3'] = np.zeros((num_classes,))
        for k in self.params:
            self.params[k] = self.params[k].astype(self.dtype)

    def loss(self, X, y=None):
        pad = (self.params['W1'].shape[2] - 1) // 2
        conv_param = {'stride': 1, 'pad': pad}
        pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}
        out = X
        caches = []
        for i in [1, 2]:
            out, conv_cache = conv_forward_im2col(out, self.params['W%d' % i], self.params['b%d' % i], conv_param)
            # pooling first is the same and cheaper
            out, pool_cache = max_pool_forward_im2col(out, pool_param)
            out, relu_cache = relu_forward(out)
            caches.append((conv_cache, pool_cache, relu_cache))
        scores, fc_cache = affine_forward(out, self.params['W3'], self.params['b3'])
        if y is None:
            return scores
        grads = {}
        loss, dout = softmax_loss(scores, y)
        dout, grads['W3'], grads['b3'] = affine_backward(dout, fc_cache)
        for i in [2, 1]:
            conv_cache, pool_cache, relu_cache = caches.pop()
            dout = relu_backward(dout, relu_cache)
            dout = max_pool_backward_im2col(dout, pool_cache)
            dout, grads['W%d' % i], grads['b%d' % i] = conv_backward_im2col(dout, conv_cache)
        for i in [1, 2, 3]:
            W = self.params['W%d' % i]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads['W%d' % i] += self.reg * W
        return loss, grads
