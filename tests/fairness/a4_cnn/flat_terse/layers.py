import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(0)


relu_forward = lambda x: (x * (x > 0), x > 0)
relu_backward = lambda dout, mask: dout * mask


def softmax_loss(x, y):
    n = np.arange(len(y))
    p = np.exp(x - x.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[n, y]).mean()
    p[n, y] -= 1
    return loss, p / len(y)


def windows(x, hh, ww, s):
    """(N, C, H', W', hh, ww), a view"""
    return sliding_window_view(x, (hh, ww), axis=(2, 3))[:, :, ::s, ::s]


def scatter(dwin, shape, s):
    """adjoint of windows"""
    dx = np.zeros(shape)
    h, w, hh, ww = dwin.shape[2:]
    for p in range(hh):
        for q in range(ww):
            dx[:, :, p : p + s * (h - 1) + 1 : s, q : q + s * (w - 1) + 1 : s] += dwin[..., p, q]
    return dx


def conv_forward_naive(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, ((0,), (0,), (p,), (p,)), "constant")
    win = windows(xp, *w.shape[2:], s)
    return np.einsum("nchwpq,fcpq->nfhw", win, w) + b[:, None, None], (win, xp.shape, w, s, p)


def conv_backward_naive(dout, cache):
    win, shape, w, s, p = cache
    dxp = scatter(np.einsum("nfhw,fcpq->nchwpq", dout, w), shape, s)
    dw = np.einsum("nfhw,nchwpq->fcpq", dout, win)
    db = np.einsum("nfhw->f", dout)[np.newaxis]  # (1, F)
    return dxp[:, :, p : shape[2] - p, p : shape[3] - p], dw, db


def _pool(pool_param):
    return pool_param["pool_height"], pool_param["pool_width"], pool_param.get("stride", 1)


def max_pool_forward_naive(x, pool_param):
    win = windows(x, *_pool(pool_param))
    out = np.amax(win, axis=(-2, -1))
    return out, dict(x=x, out=out, pool_param=pool_param)


def max_pool_backward_naive(dout, cache):
    x, out, (hh, ww, s) = cache["x"], cache["out"], _pool(cache["pool_param"])
    mask = windows(x, hh, ww, s) == out[..., None, None]
    return scatter(mask * dout[..., None, None], x.shape, s)


def avg_pool_forward(x, pool_param):
    hh, ww, s = _pool(pool_param)
    return windows(x, hh, ww, s).mean((4, 5)), (x.shape, hh, ww, s)


def avg_pool_backward(dout, cache):
    shape, hh, ww, s = cache
    return scatter(np.tile(dout[..., None, None] / hh / ww, (1, 1, 1, 1, hh, ww)), shape, s)


def global_avg_pool_forward(x):
    return x.mean((2, 3), keepdims=True), x.shape  # (N, C, 1, 1)


def global_avg_pool_backward(dout, shape):
    n, c, h, w = shape
    return np.repeat(dout.reshape(n, c, 1) / (h * w), h * w, axis=2).reshape(shape)


def _near(a, n):
    """sum over the n channels around each one, by running totals"""
    half = n // 2
    total = np.cumsum(np.pad(a, ((0, 0), (half + 1, half), (0, 0), (0, 0))), axis=1)
    return total[:, n:] - total[:, :-n]


def local_response_norm_forward(x, lrn_param):
    n, k, alpha, beta = {"n": 5, "k": 2.0, "alpha": 1e-4, "beta": 0.75, **lrn_param}.values()
    s = k + alpha * _near(x * x, n)
    out = x * np.exp(-beta * np.log(s))
    return out, (x, s, out, n, alpha, beta)


def local_response_norm_backward(dout, cache):
    x, s, out, n, alpha, beta = cache
    return dout * out / x - 2 * alpha * beta * x * _near(dout * out / s, n)
