from builtins import object
import numpy as np

from ..layers import *
from ..fast_layers import *
from ..layer_utils import *
from ..im2col import im2col_indices


class ThreeLayerConvNet(object):
    """A three-layer convolutional network with the following architecture:

    conv - relu - 2x2 max pool - affine - relu - affine - softmax
    """

    def __init__(
        self,
        input_dim=(3, 32, 32),
        num_filters=32,
        filter_size=7,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
        dtype=np.float32,
    ):
        self.params = {}
        self.reg = reg
        self.dtype = dtype
        C, H, W = input_dim
        # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
        shapes = [(num_filters, C, filter_size, filter_size),
                  (num_filters * (H // 2) * (W // 2), hidden_dim),
                  (hidden_dim, num_classes)]
        for l, (s, n) in enumerate(zip(shapes, [num_filters, hidden_dim, num_classes]), start=1):
            self.params[f'W{l}'] = np.random.normal(scale=weight_scale, size=s)
            self.params[f'b{l}'] = np.zeros(n)
        # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        """Evaluate loss and gradient for the three-layer convolutional network."""
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        W3, b3 = self.params["W3"], self.params["b3"]
        filter_size = W1.shape[2]
        conv_param = {"stride": 1, "pad": (filter_size - 1) // 2}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        scores = None
        z1, cache1 = conv_relu_pool_forward(X, W1, b1, conv_param, pool_param)
        z2, cache2 = affine_relu_forward(z1, W2, b2)
        scores, cache3 = affine_forward(z2, W3, b3)
        if y is None:
            return scores
        loss, grads = 0, {}
        loss, delta3 = softmax_loss(scores, y)
        loss += 0.5 * self.reg * sum(np.sum(w ** 2) for w in (W1, W2, W3))
        delta2, dw3, db3 = affine_backward(delta3, cache3)
        delta1, dw2, db2 = affine_relu_backward(delta2, cache2)
        _, dw1, db1 = conv_relu_pool_backward(delta1, cache1)
        grads = {
            'W1': dw1 + self.reg * W1, 'b1': db1,
            'W2': dw2 + self.reg * W2, 'b2': db2,
            'W3': dw3 + self.reg * W3, 'b3': db3,
        }
        return loss, grads


def avg_pool_forward(x, pool_param):
    HP, WP, S = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    v = np.lib.stride_tricks.sliding_window_view(x, (HP, WP), axis=(2, 3))[:, :, ::S, ::S]
    return v.mean(axis=(-1, -2)), (x.shape, dict(pool_param))


def avg_pool_backward(dout, cache):
    shape, pool_param = cache
    HP, WP, S = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(shape)
    d = dout / HP / WP
    for p in range(HP):
        for q in range(WP):
            dx[:, :, p:p + S * d.shape[2]:S, q:q + S * d.shape[3]:S] += d
    return dx


def global_avg_pool_forward(x):
    return x.mean((2, 3)), x.shape


def global_avg_pool_backward(dout, cache):
    return np.broadcast_to(dout[:, :, None, None] / np.prod(cache[2:]), cache)


def local_response_norm_forward(x, lrn_param):
    n, k, alpha, beta = [lrn_param.get(a, b) for a, b in (("n", 5), ("k", 2.), ("alpha", 1e-4), ("beta", .75))]
    C = x.shape[1]
    band = (np.abs(np.arange(C)[:, None] - np.arange(C)) <= n // 2).astype(x.dtype)
    s = k + alpha * np.einsum("ij,njhw->nihw", band, x ** 2)
    return x * s ** -beta, (x, s, band, alpha, beta)


def local_response_norm_backward(dout, cache):
    x, s, band, alpha, beta = cache
    inner = np.einsum("ij,nihw->njhw", band, dout * x * s ** (-beta - 1))
    return dout * s ** -beta - 2 * alpha * beta * x * inner


def im2col(x, field_height, field_width, stride=1, pad=0):
    # the course's column order is (n, i, j), Stanford's is (i, j, n)
    N = x.shape[0]
    cols = im2col_indices(x, field_height, field_width, padding=pad, stride=stride)
    return cols.reshape(cols.shape[0], -1, N).transpose(0, 2, 1).reshape(cols.shape[0], -1)


def col2im(cols, x_shape, field_height, field_width, stride=1, pad=0):
    N, C, H, W = x_shape
    Ho = (H + 2 * pad - field_height) // stride + 1
    Wo = (W + 2 * pad - field_width) // stride + 1
    c6 = cols.reshape(C, field_height, field_width, N, Ho, Wo)
    out = np.zeros((N, C, H + 2 * pad, W + 2 * pad), cols.dtype)
    for i in range(Ho):
        for j in range(Wo):
            out[:, :, i * stride:i * stride + field_height, j * stride:j * stride + field_width] += c6[..., i, j].transpose(3, 0, 1, 2)
    return out[:, :, pad:pad + H, pad:pad + W]


def conv_forward_im2col(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    F, C, HH, WW = w.shape
    N, _, H, W = x.shape
    Ho, Wo = (H + 2 * p - HH) // s + 1, (W + 2 * p - WW) // s + 1
    cols = im2col(x, HH, WW, s, p)
    out = np.dot(w.reshape(F, -1), cols) + b.reshape(F, 1)
    out = out.reshape(F, N, Ho, Wo).swapaxes(0, 1)
    return out, (x, w, conv_param, cols)


def conv_backward_im2col(dout, cache):
    x, w, conv_param, cols = cache
    F, C, HH, WW = w.shape
    d = dout.swapaxes(0, 1).reshape(F, -1)
    dw = d.dot(cols.T).reshape(w.shape)
    dx = col2im(w.reshape(F, -1).T.dot(d), x.shape, HH, WW, conv_param["stride"], conv_param["pad"])
    return dx, dw, dout.sum(axis=(0, 2, 3))


def max_pool_forward_im2col(x, pool_param):
    N, C, H, W = x.shape
    HP, WP, S = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    cols = im2col(x.reshape(N * C, 1, H, W), HP, WP, S)
    idx = cols.argmax(0)
    out = cols[idx, np.arange(cols.shape[1])].reshape(N, C, (H - HP) // S + 1, (W - WP) // S + 1)
    return out, (x.shape, pool_param, cols.shape, idx)


def max_pool_backward_im2col(dout, cache):
    (N, C, H, W), pool_param, shape, idx = cache
    dcols = np.zeros(shape)
    dcols[idx, range(shape[1])] = dout.ravel()
    dx = col2im(dcols, (N * C, 1, H, W), pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"])
    return dx.reshape(N, C, H, W)


class SimpleConvNet:
    def __init__(self, input_dim=(1, 28, 28), num_filters=(8, 16), filter_size=3,
                 num_classes=10, weight_scale=1e-2, reg=0.0, dtype=np.float32):
        self.reg, self.dtype = reg, dtype
        (C, H, W), (F1, F2), k = input_dim, num_filters, filter_size
        r = lambda *s: (np.random.randn(*s) * weight_scale).astype(dtype)
        z = lambda n: np.zeros(n, dtype)
        self.params = {"W1": r(F1, C, k, k), "b1": z(F1), "W2": r(F2, F1, k, k), "b2": z(F2),
                       "W3": r(F2 * (H // 4) * (W // 4), num_classes), "b3": z(num_classes)}

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        k = self.params["W1"].shape[-1]
        conv_param, pool_param = {"stride": 1, "pad": k // 2}, {"pool_height": 2, "pool_width": 2, "stride": 2}
        caches, out = [], X
        for i in "12":
            a, c1 = conv_forward_im2col(out, self.params["W" + i], self.params["b" + i], conv_param)
            h, c2 = relu_forward(a)
            out, c3 = max_pool_forward_im2col(h, pool_param)
            caches.append((c1, c2, c3))
        scores, c = affine_forward(out, self.params["W3"], self.params["b3"])
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {}
        d, grads["W3"], grads["b3"] = affine_backward(d, c)
        for i in "21":
            c1, c2, c3 = caches.pop()
            d, grads["W" + i], grads["b" + i] = conv_backward_im2col(relu_backward(max_pool_backward_im2col(d, c3), c2), c1)
        for name, w in self.params.items():
            if name.startswith("W"):
                loss += self.reg / 2 * np.sum(np.square(w))
                grads[name] = grads[name] + self.reg * w
        return loss, grads
