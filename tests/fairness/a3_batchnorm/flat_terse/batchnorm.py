import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, m = bn_param['mode'], bn_param.get('eps', 1e-5), bn_param.get('momentum', 0.9)
    layernorm = bn_param.get('layernorm', 0)
    rm = bn_param.get('running_mean', np.zeros(x.shape[1]))
    rv = bn_param.get('running_var', np.zeros(x.shape[1]))
    if mode == 'train':
        mu, v = np.mean(x, 0), np.mean(x ** 2, 0) - np.mean(x, 0) ** 2
        v = np.maximum(v, 0)
        s = np.sqrt(v + eps)
        xn = (x - mu) / s
        if layernorm == 0:
            bn_param.update(running_mean=m * rm + (1 - m) * mu, running_var=rv + (1 - m) * (v - rv))
        return gamma * xn + beta, (xn, s, gamma, x, mu, layernorm)
    elif mode == 'test':
        s = gamma / np.sqrt(rv + eps)
        return x * s + (beta - rm * s), None
    raise ValueError(mode)


def batchnorm_backward(dout, cache):
    xn, s, gamma, x, mu, layernorm = cache
    N = x.shape[0]
    ax = 1 if layernorm else 0
    dx_ = dout * gamma
    dv = np.sum(dx_ * (x - mu) * -0.5 * s ** -3, axis=0)
    dmu = np.sum(-dx_ / s, axis=0) + dv * np.mean(-2 * (x - mu), axis=0)
    return dx_ / s + dv * 2 * (x - mu) / N + dmu / N, np.sum(dout * xn, axis=ax), np.sum(dout, axis=ax)


def batchnorm_backward_alt(dout, cache):
    xn, s, gamma, x, mu, layernorm = cache
    N = x.shape[0]
    g = dout * gamma
    dx = (1.0 / N) / s * (N * g - g.sum(0) - xn * np.einsum('nd,nd->d', g, xn))
    ax = 1 if layernorm else 0
    return dx, (dout * xn).sum(ax), dout.sum(ax)


def layernorm_forward(x, gamma, beta, ln_param):
    ln_param['mode'] = 'train'
    ln_param['layernorm'] = 1
    out, cache = batchnorm_forward(x.T, gamma.reshape(-1, 1), beta.reshape(-1, 1), ln_param)
    return out.T, cache


def layernorm_backward(dout, cache):
    dx, dgamma, dbeta = batchnorm_backward_alt(dout.T, cache)
    return dx.T, dgamma, dbeta


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    # channels first all the way, without the vanilla version
    if bn_param['mode'] == 'train':
        C = x.shape[1]
        flat = np.swapaxes(x, 0, 1).reshape(C, -1)
        out, cache = batchnorm_forward(flat.T, gamma, beta, bn_param)
        return np.swapaxes(out.T.reshape(C, x.shape[0], *x.shape[2:]), 0, 1), cache
    s = gamma / np.sqrt(bn_param['running_var'] + bn_param.get('eps', 1e-5))
    return (x - bn_param['running_mean'][None, :, None, None]) * s[None, :, None, None] + beta[None, :, None, None], None


def spatial_batchnorm_backward(dout, cache):
    C = dout.shape[1]
    flat = np.swapaxes(dout, 0, 1).reshape(C, -1)
    dx, dgamma, dbeta = batchnorm_backward(flat.T, cache)
    return np.swapaxes(dx.T.reshape(C, dout.shape[0], *dout.shape[2:]), 0, 1), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    size = N * G, C // G * H * W
    y = x.reshape(size).T
    gn_param['mode'] = 'train'
    gn_param['layernorm'] = 1
    y, cache = batchnorm_forward(y, 1, 0, gn_param)
    xn = y.T.reshape(x.shape)
    return gamma * xn + beta, (xn, gamma, cache, size)


def spatial_groupnorm_backward(dout, cache):
    xn, gamma, inner, size = cache
    dx, _, _ = batchnorm_backward_alt((dout * gamma).reshape(size).T, inner)
    k = dict(axis=(0, 2, 3), keepdims=True)
    return dx.T.reshape(dout.shape), (dout * xn).sum(**k), dout.sum(**k)
