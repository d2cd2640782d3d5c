import numpy as np

F = np.float32


def _f(*arrays):
    return [np.asarray(a, dtype=F) for a in arrays]


def batchnorm_forward(x, gamma, beta, bn_param):
    x, gamma, beta = _f(x, gamma, beta)
    eps = F(bn_param.get("eps", 1e-5))
    m = F(bn_param.get("momentum", 0.9))
    mode = bn_param["mode"]
    running_mean, running_var = _f(bn_param.get("running_mean", np.zeros(x.shape[1])), bn_param.get("running_var", np.zeros(x.shape[1])))
    if mode == "train":
        mu = x.mean(axis=0)
        var = x.var(axis=0)
        bn_param["running_mean"] = m * running_mean + (F(1) - m) * mu
        bn_param["running_var"] = m * running_var + (F(1) - m) * var
    elif mode == "test":
        mu, var = running_mean, running_var
    else:
        raise ValueError("Invalid forward batchnorm mode '%s'" % mode)
    inv = F(1) / np.sqrt(var + eps)
    xhat = (x - mu) * inv
    return gamma * xhat + beta, (xhat, inv, gamma)


def batchnorm_backward(dout, cache):
    xhat, inv, gamma = cache
    (dout,) = _f(dout)
    dxhat = dout * gamma
    centred = xhat / inv
    dvar = (dxhat * centred).sum(axis=0) * F(-0.5) * inv ** 3
    dmu = -(dxhat * inv).sum(axis=0)
    dx = dxhat * inv + dvar * 2 * centred / len(dout) + dmu / len(dout)
    return dx, (dout * xhat).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    xhat, inv, gamma = cache
    (dout,) = _f(dout)
    dbeta = dout.sum(axis=0)
    dgamma = (xhat * dout).sum(axis=0)
    dx = (gamma * inv / len(dout)) * (len(dout) * dout - xhat * dgamma - dbeta)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    x, gamma, beta = _f(x, gamma, beta)
    eps = F(ln_param.get("eps", 1e-5))
    mu = x.mean(axis=1, keepdims=True)
    inv = F(1) / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    xhat = (x - mu) * inv
    return gamma * xhat + beta, (xhat, inv, gamma)


def layernorm_backward(dout, cache):
    xhat, inv, gamma = cache
    (dout,) = _f(dout)
    d = dout * gamma
    D = F(d.shape[1])
    dx = inv / D * (D * d - d.sum(axis=1, keepdims=True) - xhat * (d * xhat).sum(axis=1, keepdims=True))
    return dx, (dout * xhat).sum(axis=0), dout.sum(axis=0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out, cache = batchnorm_forward(x.transpose(0, 3, 2, 1).reshape(-1, C), gamma, beta, bn_param)
    return out.reshape(N, W, H, C).transpose(0, 3, 2, 1), cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = batchnorm_backward_alt(dout.transpose(0, 3, 2, 1).reshape(-1, C), cache)
    return dx.reshape(N, W, H, C).transpose(0, 3, 2, 1), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    xhat, cache = layernorm_forward(x.reshape(N * G, -1), 1, 0, gn_param)
    xhat = xhat.reshape(x.shape)
    gamma, beta = _f(np.reshape(gamma, (1, C, 1, 1)), np.reshape(beta, (1, C, 1, 1)))
    return xhat * gamma + beta, (G, xhat, gamma, cache)


def spatial_groupnorm_backward(dout, cache):
    G, xhat, gamma, inner = cache
    (dout,) = _f(dout)
    dx, _, _ = layernorm_backward((dout * gamma).reshape(len(dout) * G, -1), inner)
    dgamma = (dout * xhat).sum(axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    return dx.reshape(dout.shape), dgamma, dout.sum(axis=(0, 2, 3)).reshape(1, -1, 1, 1)
