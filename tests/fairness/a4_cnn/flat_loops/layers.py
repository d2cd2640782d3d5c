from builtins import range
import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = dout * (x > 0)
    return dx


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


def conv_forward_naive(x, w, b, conv_param):
    out = None
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    stride = conv_param["stride"]
    pad = conv_param["pad"]
    H_out = int(1 + (H + 2 * pad - HH) / stride)
    W_out = int(1 + (W + 2 * pad - WW) / stride)
    out = np.zeros((N, F, H_out, W_out))
    # no padded copy, just skip what lies outside of the image
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    total = 0.0
                    for c in range(C):
                        for hh in range(HH):
                            for ww in range(WW):
                                row = i * stride + hh - pad
                                col = j * stride + ww - pad
                                if row < 0 or row >= H or col < 0 or col >= W:
                                    continue
                                total += x[n, c, row, col] * w[f, c, hh, ww]
                    out[n, f, i, j] = total + b[f]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(dout, cache):
    dx, dw, db = None, None, None
    x, w, b, conv_param = cache
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    stride = conv_param["stride"]
    pad = conv_param["pad"]
    N, F, H_out, W_out = dout.shape
    x_pad = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], mode="constant")
    dx_pad = np.zeros(x_pad.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(b.shape)
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    db[f] += dout[n, f, i, j]
                    h0 = i * stride
                    w0 = j * stride
                    dw[f] += x_pad[n, :, h0 : h0 + HH, w0 : w0 + WW] * dout[n, f, i, j]
                    dx_pad[n, :, h0 : h0 + HH, w0 : w0 + WW] += w[f] * dout[n, f, i, j]
    if pad > 0:
        dx = dx_pad[:, :, pad:-pad, pad:-pad]
    else:
        dx = dx_pad
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    out = None
    N, C, H, W = x.shape
    ph = pool_param["pool_height"]
    pw = pool_param["pool_width"]
    stride = pool_param["stride"]
    H_out = 1 + (H - ph) // stride
    W_out = 1 + (W - pw) // stride
    out = np.zeros((N, C, H_out, W_out))
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    best = -float("inf")
                    for p in range(ph):
                        for q in range(pw):
                            if x[n, c, i * stride + p, j * stride + q] > best:
                                best = x[n, c, i * stride + p, j * stride + q]
                    out[n, c, i, j] = best
    cache = (x, pool_param)
    return out, cache


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    N, C, H, W = x.shape
    ph = pool_param["pool_height"]
    pw = pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    window = x[n, c, i * stride : i * stride + ph, j * stride : j * stride + pw]
                    p, q = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, i * stride + p, j * stride + q] += dout[n, c, i, j]
    return dx


def avg_pool_forward(x, pool_param):
    N, C, H, W = x.shape
    ph = pool_param["pool_height"]
    pw = pool_param["pool_width"]
    stride = pool_param["stride"]
    out = np.zeros((N, C, (H - ph) // stride + 1, (W - pw) // stride + 1))
    for n in range(N):
        for c in range(C):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    for p in range(ph):
                        for q in range(pw):
                            out[n, c, i, j] += x[n, c, i * stride + p, j * stride + q]
    out = out / (ph * pw)
    return out, (x, pool_param)


def avg_pool_backward(dout, cache):
    x, pool_param = cache
    ph = pool_param["pool_height"]
    pw = pool_param["pool_width"]
    stride = pool_param["stride"]
    dx = np.zeros(x.shape)
    N, C, H_out, W_out = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    for p in range(ph):
                        for q in range(pw):
                            dx[n, c, i * stride + p, j * stride + q] += dout[n, c, i, j] / float(ph * pw)
    return dx


def global_avg_pool_forward(x):
    N, C, H, W = x.shape
    out = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            out[n, c] = np.average(x[n, c])
    return out, x


def global_avg_pool_backward(dout, cache):
    dx = np.zeros(cache.shape)
    N, C, H, W = cache.shape
    for n in range(N):
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    dx[n, c, i, j] = dout[n, c] / H / W
    return dx


def local_response_norm_forward(x, lrn_param):
    n = lrn_param.setdefault("n", 5)
    k = lrn_param.setdefault("k", 2.0)
    alpha = lrn_param.setdefault("alpha", 1e-4)
    beta = lrn_param.setdefault("beta", 0.75)
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    S = np.zeros(x.shape)
    for i in range(C):
        total = np.zeros((N, H, W))
        for j in range(max(0, i - n // 2), min(C - 1, i + n // 2) + 1):
            total = total + x[:, j, :, :] ** 2
        S[:, i, :, :] = k + alpha * total
        out[:, i, :, :] = x[:, i, :, :] / np.power(S[:, i, :, :], beta)
    cache = (x, S, lrn_param)
    return out, cache


def local_response_norm_backward(dout, cache):
    x, S, lrn_param = cache
    n, alpha, beta = lrn_param["n"], lrn_param["alpha"], lrn_param["beta"]
    N, C, H, W = x.shape
    dx = np.zeros(x.shape)
    # db_i / da_j for every pair of channels
    for i in range(C):
        for j in range(C):
            if abs(i - j) <= n // 2:
                grad = -2 * alpha * beta * x[:, i] * x[:, j] * S[:, i] ** (-beta - 1)
                if i == j:
                    grad += S[:, i] ** (-beta)
                dx[:, j] += dout[:, i] * grad
    return dx
