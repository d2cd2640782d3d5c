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
    out = x.copy()
    out[out < 0] = 0
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    dout[x <= 0] = 0
    return dout


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)
    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))
    if mode == 'train':
        mu, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    else:
        mu, var = running_mean, running_var
    xhat = (x - mu) / np.sqrt(var + eps)
    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var
    return gamma * xhat + beta, (xhat, gamma, var, eps)


def batchnorm_backward(dout, cache):
    xhat, gamma, var, eps = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    dx = gamma / np.sqrt(var + eps) / N * (N * dout - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta


def conv_forward_naive(x, w, b, conv_param):
    """A naive implementation of the forward pass for a convolutional layer.

    - x: Input data of shape (N, C, H, W); w: (F, C, HH, WW); b: (F,)
    """
    out = None
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    P1 = P2 = P3 = P4 = conv_param['pad']  # padding: up = right = down = left
    S1 = S2 = conv_param['stride']         # stride:  up = down
    N, C, HI, WI = x.shape                 # input dims
    F, _, HF, WF = w.shape                 # filter dims
    HO = 1 + (HI + P1 + P3 - HF) // S1     # output height
    WO = 1 + (WI + P2 + P4 - WF) // S2     # output width

    # Helper function (warning: numpy 1.20+ is required)
    to_fields = lambda x: np.lib.stride_tricks.sliding_window_view(x, (WF, HF, C, N))

    w_row = w.reshape(F, -1)
    x_pad = np.pad(x, ((0, 0), (0, 0), (P1, P3), (P2, P4)), 'constant')
    x_col = to_fields(x_pad.T).T[..., ::S1, ::S2].reshape(N, C*HF*WF, -1)
    out = (w_row @ x_col).reshape(N, F, HO, WO) + np.expand_dims(b, axis=(2, 1))
    x = x_pad  # we will use padded version as well during backpropagation
    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(dout, cache):
    """A naive implementation of the backward pass for a convolutional layer."""
    dx, dw, db = None, None, None
    to_fields = np.lib.stride_tricks.sliding_window_view
    x_pad, w, b, conv_param = cache
    S1 = S2 = conv_param['stride']
    P = conv_param['pad']
    F, C, HF, WF = w.shape
    N, _, HO, WO = dout.shape

    # insert zeros between the entries
    dout_dil = np.zeros((N, F, S1 * (HO - 1) + 1, S2 * (WO - 1) + 1), dtype=dout.dtype)
    dout_dil[:, :, ::S1, ::S2] = dout
    dout_pad = np.pad(dout_dil, ((0,), (0,), (HF - 1,), (WF - 1,)), 'constant')
    w_rot = np.rot90(w, 2, axes=(2, 3))

    db = np.einsum('ijkl->j', dout)
    win = to_fields(x_pad, dout_dil.shape[2:], axis=(2, 3))[:, :, :HF, :WF]
    dw = np.einsum('nfij,ncpqij->fcpq', dout_dil, win)
    full = to_fields(dout_pad, (HF, WF), axis=(2, 3))
    dx_pad = np.zeros(x_pad.shape, dtype=x_pad.dtype)
    part = np.einsum('nfuvpq,fcpq->ncuv', full, w_rot)
    dx_pad[:, :, :part.shape[2], :part.shape[3]] = part
    dx = dx_pad[:, :, P:x_pad.shape[2] - P, P:x_pad.shape[3] - P]
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    """A naive implementation of the forward pass for a max-pooling layer."""
    out = None
    S1 = S2 = pool_param['stride']
    HP = pool_param['pool_height']
    WP = pool_param['pool_width']
    N, C, HI, WI = x.shape
    HO = 1 + (HI - HP) // S1
    WO = 1 + (WI - WP) // S2

    to_fields = lambda x: np.lib.stride_tricks.sliding_window_view(x, (WP, HP, C, N))
    x_fields = to_fields(x.T).T[..., ::S1, ::S2].reshape(N, C, HP*WP, -1)
    out = x_fields.max(axis=2).reshape(N, C, HO, WO)
    cache = (x, pool_param)
    return out, cache


def max_pool_backward_naive(dout, cache):
    """A naive implementation of the backward pass for a max-pooling layer."""
    x, pool_param = cache
    N, C, HO, WO = dout.shape
    dx = np.zeros_like(x)
    S1 = S2 = pool_param['stride']
    HP, WP = pool_param['pool_height'], pool_param['pool_width']
    for i in range(HO):
        for j in range(WO):
            [ns, cs], h, w = np.indices((N, C)), i * S1, j * S2
            f = x[:, :, h:(h + HP), w:(w + WP)].reshape(N, C, -1)
            k, l = np.unravel_index(np.argmax(f, 2), (HP, WP))
            dx[ns, cs, h + k, w + l] += dout[ns, cs, i, j]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out, cache = batchnorm_forward(x.transpose(0, 2, 3, 1).reshape(N*H*W, C), gamma, beta, bn_param)
    out = out.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = batchnorm_backward(dout.transpose(0, 2, 3, 1).reshape(N*H*W, C), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def svm_loss(x, y):
    N = x.shape[0]
    margins = np.maximum(0, x - x[np.arange(N), y][:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(N), y] -= np.sum(margins > 0, axis=1)
    return loss, dx / N


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
