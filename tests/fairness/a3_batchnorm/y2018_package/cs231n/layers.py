from builtins import range
import numpy as np


def affine_forward(x, w, b):
    """
    Computes the forward pass for an affine (fully-connected) layer.
    """
    out = None
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(x, 0)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = dout * (x > 0)
    return dx


def batchnorm_forward(x, gamma, beta, bn_param):
    """
    Forward pass for batch normalization.
    """
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)

    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))

    out, cache = None, None
    if mode == 'train':
        ###########################################################################
        # TODO: minibatch statistics                                              #
        ###########################################################################
        sample_mean = np.mean(x, axis=0, keepdims=True)
        sample_var = np.var(x, axis=0, keepdims=True)
        # x_hat = (x - sample_mean) / (np.sqrt(sample_var) + eps)
        x_hat = (x - sample_mean) / np.sqrt(sample_var + eps)
        out = gamma * x_hat + beta
        running_mean = momentum * running_mean + (1 - momentum) * sample_mean
        running_var = momentum * running_var + (1 - momentum) * sample_var
        cache = (x, x_hat, sample_mean, sample_var, gamma, beta, eps)
        ###########################################################################
        #                           END OF YOUR CODE                              #
        ###########################################################################
    elif mode == 'test':
        scale = gamma / np.sqrt(running_var + eps)
        out = x * scale + (beta - running_mean * scale)
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var

    return out, cache


def batchnorm_backward(dout, cache):
    """
    Backward pass for batch normalization.
    """
    dx, dgamma, dbeta = None, None, None
    x, x_hat, mean, var, gamma, beta, eps = cache
    m = x.shape[0]
    dx_hat = dout * gamma
    dvar = np.sum(dx_hat * (x - mean) * -0.5 * np.power(var + eps, -1.5), axis=0)
    dmean = np.sum(dx_hat * -1 / np.sqrt(var + eps), axis=0) + dvar * np.sum(-2 * (x - mean), axis=0) / m
    dx = dx_hat * 1 / np.sqrt(var + eps) + dvar * 2 * (x - mean) / m + dmean / m
    dgamma = np.sum(dout * x_hat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    dx, dgamma, dbeta = None, None, None
    x, x_hat, mean, var, gamma, beta, eps = cache
    N = x.shape[0]
    std_inv = 1 / np.sqrt(var + eps)
    dx_hat = dout * gamma
    dgamma = (dout * x_hat).sum(0)
    dbeta = dout.sum(0)
    dx = std_inv * (dx_hat - np.mean(dx_hat, axis=0) - x_hat * np.mean(dx_hat * x_hat, axis=0))
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    """
    Forward pass for layer normalization.
    """
    out, cache = None, None
    eps = ln_param.get('eps', 1e-5)
    mean = np.mean(x, axis=1, keepdims=True)
    var = np.var(x, axis=1, keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)
    out = x_hat.copy()
    out *= gamma
    out += beta
    cache = (x, x_hat, mean, var, gamma, beta, eps)
    return out, cache


def layernorm_backward(dout, cache):
    dx, dgamma, dbeta = None, None, None
    x, x_hat, mean, var, gamma, beta, eps = cache
    D = x.shape[1]
    dgamma = np.sum(dout * x_hat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    dx_hat = dout * gamma
    dx = D * dx_hat
    dx -= np.sum(dx_hat, axis=1)[:, np.newaxis]
    dx -= x_hat * np.sum(dx_hat * x_hat, axis=1)[:, np.newaxis]
    dx /= D * np.sqrt(var + eps)
    return dx, dgamma, dbeta


def dropout_forward(x, dropout_param):
    """
    Performs the forward pass for (inverted) dropout.
    """
    p, mode = dropout_param['p'], dropout_param['mode']
    if 'seed' in dropout_param:
        np.random.seed(dropout_param['seed'])

    mask = None
    out = None

    if mode == 'train':
        mask = np.random.random_sample(x.shape) < p
        mask = mask / p
        out = mask * x
    elif mode == 'test':
        out = x

    cache = (dropout_param, mask)
    out = out.astype(x.dtype, copy=False)

    return out, cache


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    mode = dropout_param['mode']

    dx = None
    if mode == 'train':
        dout *= mask
        dx = dout
    elif mode == 'test':
        dx = dout
    return dx


def max_pool_forward_naive(x, pool_param):
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    N, C, H, W = x.shape
    out = np.zeros((N, C, 1 + (H - ph) // s, 1 + (W - pw) // s))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i*s:i*s+ph, j*s:j*s+pw].max(axis=(2, 3))
    return out, (x, pool_param)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = None, None
    N, C, H, W = x.shape
    x = np.reshape(np.transpose(x, (0, 2, 3, 1)), (-1, C))
    out, cache = batchnorm_forward(x, gamma, beta, bn_param)
    out = np.transpose(np.reshape(out, (N, H, W, C)), (0, 3, 1, 2))
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = None, None, None
    N, C, H, W = dout.shape
    dout = np.reshape(np.transpose(dout, (0, 2, 3, 1)), (-1, C))
    dx, dgamma, dbeta = batchnorm_backward(dout, cache)
    dx = np.transpose(np.reshape(dx, (N, H, W, C)), (0, 3, 1, 2))
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, cache = None, None
    eps = gn_param.get('eps', 1e-5)
    N, C, H, W = x.shape
    x = np.reshape(x, (N, G, C // G, H, W))
    mean = np.mean(x, axis=(2, 3, 4), keepdims=True)
    var = np.var(x, axis=(2, 3, 4), keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)
    x_hat = np.reshape(x_hat, (N, C, H, W))
    out = gamma * x_hat + beta
    cache = (G, x, x_hat, mean, var, gamma, beta, eps)
    return out, cache


def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = None, None, None
    G, x, x_hat, mean, var, gamma, beta, eps = cache
    N, C, H, W = dout.shape
    dbeta = np.sum(dout, axis=(0, 2, 3))[np.newaxis, :, np.newaxis, np.newaxis]
    dgamma = np.sum(dout * x_hat, axis=(0, 2, 3))[np.newaxis, :, np.newaxis, np.newaxis]

    dx_hat = np.reshape(dout * gamma, (N, G, C // G, H, W))
    m = (C // G) * H * W
    dvar = np.sum(dx_hat * (x - mean) * (-0.5) * (var + eps)**(-1.5), axis=(2, 3, 4), keepdims=True)
    dmean = np.sum(-dx_hat / np.sqrt(var + eps), axis=(2, 3, 4), keepdims=True)
    dmean += dvar * np.mean(-2 * (x - mean), axis=(2, 3, 4), keepdims=True)
    dx = dx_hat / np.sqrt(var + eps) + dvar * 2.0 / m * (x - mean) + dmean / m
    dx = dx.reshape((N, C, H, W))
    return dx, dgamma, dbeta


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
