import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import layers
from layers import *


def im2col(x, field_height, field_width, stride=1, pad=0):
    x = np.pad(x, [(0, 0)] * 2 + [(pad, pad)] * 2)
    v = sliding_window_view(x, (field_height, field_width), axis=(2, 3))[:, :, ::stride, ::stride]
    return v.transpose(1, 4, 5, 0, 2, 3).reshape(x.shape[1] * field_height * field_width, -1)


def indices(x_shape, hh, ww, s, p):
    """where in the flattened padded images every entry of cols comes from"""
    n, c, h, w = x_shape
    at = np.arange(n * c * (h + 2 * p) * (w + 2 * p), dtype=float).reshape(n, c, h + 2 * p, w + 2 * p)
    return im2col(at, hh, ww, s).astype(int)


def col2im(cols, x_shape, field_height, field_width, stride=1, pad=0):
    n, c, h, w = x_shape
    out = np.bincount(
        indices(x_shape, field_height, field_width, stride, pad).ravel(),
        cols.ravel(),
        minlength=n * c * (h + 2 * pad) * (w + 2 * pad),
    ).reshape(n, c, h + 2 * pad, w + 2 * pad)
    return out[:, :, pad : h + pad, pad : w + pad]


def conv_forward_im2col(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    cols = im2col(x, *w.shape[2:], s, p)
    out = w.reshape(len(w), -1) @ cols + b[:, None]
    out = out.reshape(len(w), len(x), (x.shape[2] + 2 * p - w.shape[2]) // s + 1, -1).transpose(1, 0, 2, 3)
    return out, (cols, x.shape, w, s, p)


def conv_backward_im2col(dout, cache):
    cols, shape, w, s, p = cache
    d = dout.transpose(1, 0, 2, 3).reshape(len(w), -1)
    return col2im(w.reshape(len(w), -1).T @ d, shape, *w.shape[2:], s, p), (d @ cols.T).reshape(w.shape), d.sum(1)


def max_pool_forward_im2col(x, pool_param):
    ph, pw, s = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    n, c, h, w = x.shape
    cols = im2col(x, ph, pw, s).reshape(c, ph * pw, n, -1)
    best = cols.argmax(1)[:, None]
    out = np.take_along_axis(cols, best, 1)[:, 0].swapaxes(0, 1).reshape(n, c, (h - ph) // s + 1, -1)
    return out, (cols.shape, best, x.shape, ph, pw, s)


def max_pool_backward_im2col(dout, cache):
    shape, best, x_shape, ph, pw, s = cache
    dcols = np.zeros(shape)
    np.put_along_axis(dcols, best, dout.swapaxes(0, 1).reshape(shape[0], 1, shape[2], -1), 1)
    return col2im(dcols.reshape(shape[0] * shape[1], -1), x_shape, ph, pw, s)


class Net:
    """the layers one after the other; reg on every W"""

    def setup(self, shapes, weight_scale, reg, dtype):
        self.reg, self.dtype, self.params = reg, dtype, {}
        for i, shape in enumerate(shapes, 1):
            self.params["W%d" % i] = (weight_scale * np.random.randn(*shape)).astype(dtype)
            self.params["b%d" % i] = np.zeros(shape[0 if len(shape) == 4 else 1], dtype)

    def conv(self, x, i):
        W, b = self.params["W%d" % i], self.params["b%d" % i]
        x, c1 = conv_forward_im2col(x, W, b, {"stride": 1, "pad": W.shape[-1] // 2})
        x, c2 = relu_forward(x)
        x, c3 = max_pool_forward_im2col(x, dict(pool_height=2, pool_width=2, stride=2))
        return x, lambda d: conv_backward_im2col(relu_backward(max_pool_backward_im2col(d, c3), c2), c1)

    def fc(self, x, i):
        x, c = layers.affine_relu_forward(x, self.params["W%d" % i], self.params["b%d" % i])
        return x, lambda d: layers.affine_relu_backward(d, c)

    def out(self, x, i):
        x, c = affine_forward(x, self.params["W%d" % i], self.params["b%d" % i])
        return x, lambda d: affine_backward(d, c)

    def loss(self, X, y=None):
        x, back = X.astype(self.dtype), []
        for i, layer in enumerate(self.stack, 1):
            x, b = layer(x, i)
            back.append(b)
        if y is None:
            return x
        loss, d = softmax_loss(x, y)
        grads = {}
        for i in (3, 2, 1):
            W = self.params["W%d" % i]
            d, dW, grads["b%d" % i] = back[i - 1](d)
            grads["W%d" % i] = dW + self.reg * W
            loss += self.reg * 0.5 * np.vdot(W, W)
        return loss, grads


class ThreeLayerConvNet(Net):
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, reg=0.0, dtype=np.float32):
        c, h, w = input_dim
        shapes = (num_filters, c, filter_size, filter_size), (num_filters * h * w // 4, hidden_dim), (hidden_dim, num_classes)
        self.setup(shapes, weight_scale, reg, dtype)
        self.stack = self.conv, self.fc, self.out


class SimpleConvNet(Net):
    def __init__(self, input_dim=(1, 28, 28), num_filters=(8, 16), filter_size=3, num_classes=10, weight_scale=1e-2,
                 reg=0.0, dtype=np.float32):
        (c, h, w), (f, g), k = input_dim, num_filters, filter_size
        self.setup([(f, c, k, k), (g, f, k, k), (g * h * w // 16, num_classes)], weight_scale, reg, dtype)
        self.stack = self.conv, self.conv, self.out
