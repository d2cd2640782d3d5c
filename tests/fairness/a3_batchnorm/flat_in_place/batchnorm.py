import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in ("train", "test"):
        raise ValueError("mode?")
    eps = bn_param.setdefault("eps", 1e-5)
    momentum = bn_param.setdefault("momentum", 0.9)
    D = x.shape[-1]
    if "running_mean" not in bn_param:
        bn_param["running_mean"] = np.zeros(D)
        bn_param["running_var"] = np.zeros(D)
    if mode == "test":
        x -= bn_param["running_mean"]
        x /= np.sqrt(bn_param["running_var"]) + eps
        x *= gamma
        x += beta
        return x, None
    mean = np.mean(x, axis=0)
    x -= mean
    var = np.mean(x * x, axis=0)
    bn_param["running_mean"] *= momentum
    bn_param["running_mean"] += (1 - momentum) * mean
    bn_param["running_var"] *= momentum
    bn_param["running_var"] += (1 - momentum) * var
    dev = np.sqrt(var)
    std = dev + eps  # eps on the deviation
    out = x / std
    cache = {"xc": x.copy(), "dev": dev, "std": std, "gamma": gamma.copy()}
    out *= gamma
    out += beta
    return out, cache


def batchnorm_backward(dout, cache):
    xc, dev, std, gamma = cache["xc"], cache["dev"], cache["std"], cache["gamma"]
    N = len(dout)
    dbeta = np.add.reduce(dout)
    dgamma = np.add.reduce(dout * xc) / std
    dout *= gamma
    dstd = -np.sum(dout * xc, axis=0) / std ** 2
    dout /= std
    dout += dstd * xc / (N * dev)
    dout -= dout.mean(0)
    return dout, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xc, dev, std, gamma = cache["xc"], cache["dev"], cache["std"], cache["gamma"]
    N = len(dout)
    dbeta = dout.sum(0)
    dgamma = (dout * xc).sum(0) / std
    dx = dout - dbeta / N
    xc *= dgamma / dev / N
    dx -= xc
    dx *= gamma
    dx /= std
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    # transposed batchnorm
    ln_param["mode"] = "train"
    out, cache = batchnorm_forward(x.T, gamma.reshape(-1, 1), beta.reshape(-1, 1), ln_param)
    return out.T, cache


def layernorm_backward(dout, cache):
    xc, dev, std, gamma = cache["xc"].T, cache["dev"][:, None], cache["std"][:, None], cache["gamma"].T
    dbeta = dout.sum(axis=0, keepdims=True)
    dgamma = (dout * xc / std).sum(axis=0, keepdims=True)
    dout *= gamma
    dx = dout - dout.mean(axis=1, keepdims=True)
    dx -= xc * (dout * xc).mean(axis=1, keepdims=True) / (dev * std)
    dx /= std
    return dx, dgamma, dbeta


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    x = np.moveaxis(x, 1, -1)
    shape = x.shape
    out, cache = batchnorm_forward(x.reshape(-1, shape[-1]), gamma, beta, bn_param)
    return np.moveaxis(out.reshape(shape), -1, 1), cache


def spatial_batchnorm_backward(dout, cache):
    dout = np.moveaxis(dout, 1, -1)
    shape = dout.shape
    dx, dgamma, dbeta = batchnorm_backward_alt(dout.reshape(-1, shape[-1]), cache)
    return np.moveaxis(dx.reshape(shape), -1, 1), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    eps = gn_param.get("eps", 1e-5)
    x = x.reshape(N * G, -1)
    x -= x.mean(axis=1, keepdims=True)
    dev = np.sqrt((x ** 2).mean(axis=1, keepdims=True))
    x /= dev + eps
    xhat = x.reshape(N, C, H, W).copy()
    x = x.reshape(N, C, H, W)
    x *= gamma
    x += beta
    return x, (xhat, dev, eps, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    xhat, dev, eps, gamma, G = cache
    N, C, H, W = dout.shape
    dgamma = np.sum(dout * xhat, axis=(0, 2, 3))
    dbeta = np.sum(dout, axis=(0, 2, 3))
    dout *= gamma
    d = dout.reshape(N * G, -1)
    xhat = xhat.reshape(N * G, -1)
    dx = d - d.mean(axis=1, keepdims=True)
    dx -= xhat * (d * xhat).mean(axis=1, keepdims=True) * (dev + eps) / dev
    dx /= dev + eps
    return dx.reshape(N, C, H, W), dgamma, dbeta
