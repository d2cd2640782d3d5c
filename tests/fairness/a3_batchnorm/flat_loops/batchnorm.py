from builtins import range
import numpy as np


# staged like on the Kratzert blog, every node of the graph on its own line
def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)

    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))

    out, cache = None, None
    if mode == 'train':
        mu = 1. / N * np.sum(x, axis=0)
        xmu = x - mu
        sq = xmu ** 2
        var = 1. / N * np.sum(sq, axis=0)
        sqrtvar = np.sqrt(var + eps)
        ivar = 1. / sqrtvar
        xhat = xmu * ivar
        gammax = gamma * xhat
        out = gammax + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        cache = (xhat, gamma, xmu, ivar, sqrtvar, var, eps)
    elif mode == 'test':
        out = np.zeros((N, D))
        for n in range(N):
            for d in range(D):
                out[n, d] = gamma[d] * (x[n, d] - running_mean[d]) / np.sqrt(running_var[d] + eps) + beta[d]
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    # step9
    dbeta = np.sum(dout, axis=0)
    dgammax = dout
    # step8
    dgamma = np.sum(dgammax * xhat, axis=0)
    dxhat = dgammax * gamma
    # step7
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    # step6
    dsqrtvar = -1. / (sqrtvar ** 2) * divar
    # step5
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
    # step4
    dsq = 1. / N * np.ones((N, D)) * dvar
    # step3
    dxmu2 = 2 * xmu * dsq
    # step2
    dx1 = (dxmu1 + dxmu2)
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    # step1
    dx2 = 1. / N * np.ones((N, D)) * dmu
    # step0
    dx = dx1 + dx2
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    dx = np.zeros((N, D))
    dgamma, dbeta = np.zeros(D), np.zeros(D)
    for d in range(D):
        for n in range(N):
            dbeta[d] += dout[n, d]
            dgamma[d] += dout[n, d] * xhat[n, d]
        for n in range(N):
            dx[n, d] = gamma[d] * ivar[d] * (dout[n, d] - dbeta[d] / N - xhat[n, d] * dgamma[d] / N)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    out = np.zeros(x.shape)
    caches = []
    for n in range(x.shape[0]):
        row = x[n]
        mu = sum(row) / len(row)
        var = sum((v - mu) ** 2 for v in row) / len(row)
        inv = 1 / (var + eps) ** 0.5
        xhat = (row - mu) * inv
        out[n] = gamma * xhat + beta
        caches.append((xhat, inv))
    return out, (caches, gamma)


def layernorm_backward(dout, cache):
    caches, gamma = cache
    dx = np.zeros(dout.shape)
    dgamma, dbeta = np.zeros(gamma.shape), np.zeros(gamma.shape)
    D = dout.shape[1]
    for n, (xhat, inv) in enumerate(caches):
        dbeta += dout[n]
        dgamma += dout[n] * xhat
        dxhat = dout[n] * gamma
        for i in range(D):
            for j in range(D):
                # d xhat_j / d x_i
                jac = ((i == j) - 1.0 / D - xhat[i] * xhat[j] / D) * inv
                dx[n, i] += dxhat[j] * jac
    return dx, dgamma, dbeta


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    flat = np.zeros((N * H * W, C))
    i = 0
    for n in range(N):
        for h in range(H):
            for w in range(W):
                flat[i] = x[n, :, h, w]
                i += 1
    flat_out, cache = batchnorm_forward(flat, gamma, beta, bn_param)
    out = np.zeros(x.shape)
    i = 0
    for n in range(N):
        for h in range(H):
            for w in range(W):
                out[n, :, h, w] = flat_out[i]
                i += 1
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    flat = np.array([dout[n, :, h, w] for n in range(N) for h in range(H) for w in range(W)])
    dflat, dgamma, dbeta = batchnorm_backward(flat, cache)
    dx = np.zeros(dout.shape)
    for i in range(N * H * W):
        n, hw = divmod(i, H * W)
        dx[n, :, hw // W, hw % W] = dflat[i]
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get('eps', 1e-5)
    N, C, H, W = x.shape
    size = C // G
    xhat = np.zeros(x.shape)
    inv = np.zeros((N, G))
    for n in range(N):
        for g in range(G):
            block = x[n, g * size:(g + 1) * size]
            inv[n, g] = 1 / np.sqrt(np.var(block) + eps)
            xhat[n, g * size:(g + 1) * size] = (block - np.mean(block)) * inv[n, g]
    out = np.zeros(x.shape)
    for c in range(C):
        out[:, c] = gamma[0, c, 0, 0] * xhat[:, c] + beta[0, c, 0, 0]
    return out, (xhat, inv, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    xhat, inv, gamma, G = cache
    N, C, H, W = dout.shape
    size = C // G
    dgamma, dbeta = np.zeros((1, C, 1, 1)), np.zeros((1, C, 1, 1))
    for c in range(C):
        dgamma[0, c, 0, 0] = np.sum(dout[:, c] * xhat[:, c])
        dbeta[0, c, 0, 0] = np.sum(dout[:, c])
    dxhat = dout * gamma
    dx = np.zeros(dout.shape)
    for n in range(N):
        for g in range(G):
            s = slice(g * size, (g + 1) * size)
            d, h = dxhat[n, s], xhat[n, s]
            dx[n, s] = inv[n, g] * (d - np.mean(d) - h * np.mean(d * h))
    return dx, dgamma, dbeta
