from builtins import range
import numpy as np


def affine_forward(x, w, b):
    """Computes the forward pass for an affine (fully connected) layer."""
    out = None
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    out = x.reshape(len(x), -1) @ w + b
    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = np.where(x > 0, dout, 0)
    return dx


def softmax_loss(x, y):
    loss, dx = None, None
    N = len(y)
    P = np.exp(x - x.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    loss = -np.log(P[range(N), y]).sum() / N
    P[range(N), y] -= 1
    dx = P / N
    return loss, dx


def batchnorm_forward(x, gamma, beta, bn_param):
    """Forward pass for batch normalization."""
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)

    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))

    out, cache = None, None
    if mode == "train":
        # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****

        mu = x.mean(axis=0)        # batch mean for each feature
        var = x.var(axis=0)        # batch variance for each feature
        std = np.sqrt(var + eps)   # batch standard deviation for each feature
        x_hat = (x - mu) / std     # standartized x
        out = gamma * x_hat + beta # scaled and shifted x_hat

        shape = bn_param.get("shape", (N, D))               # reshape used in backprop
        axis = bn_param.get("axis", 0)                      # axis to sum used in backprop
        cache = x, mu, var, std, gamma, x_hat, shape, axis  # save for backprop

        if axis == 0:                                                    # if not layer norm
            running_mean = momentum * running_mean + (1 - momentum) * mu # update overall mean
            running_var = momentum * running_var + (1 - momentum) * var  # update overall variance

        # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    elif mode == "test":
        # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****

        x_hat = (x - running_mean) / np.sqrt(running_var + eps)
        out = gamma * x_hat + beta

        # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

    # Store the updated running means back into bn_param
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var

    return out, cache


def batchnorm_backward(dout, cache):
    """Backward pass for batch normalization."""
    dx, dgamma, dbeta = None, None, None
    x, mu, var, std, gamma, x_hat, shape, axis = cache          # expand cache

    dbeta = dout.reshape(shape, order="F").sum(axis)            # derivative w.r.t. beta
    dgamma = (dout * x_hat).reshape(shape, order="F").sum(axis) # derivative w.r.t. gamma

    dx_hat = dout * gamma                                       # derivative w.t.r. x_hat
    dstd = -np.sum(dx_hat * (x - mu), axis=0) / (std**2)        # derivative w.t.r. std
    dvar = 0.5 * dstd / std                                     # derivative w.t.r. var
    dx1 = dx_hat / std + 2 * (x - mu) * dvar / len(dout)        # partial derivative w.t.r. dx
    dmu = -np.sum(dx1, axis=0)                                  # derivative w.t.r. mu
    dx2 = dmu / len(dout)                                       # partial derivative w.t.r. dx
    dx = dx1 + dx2                                              # full derivative w.t.r. x

    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    """Alternative backward pass for batch normalization."""
    dx, dgamma, dbeta = None, None, None
    _, _, _, std, gamma, x_hat, shape, axis = cache # expand cache
    S = lambda x: x.sum(axis=0)                     # helper function

    dbeta = dout.reshape(shape, order="F").sum(axis)
    dgamma = (dout * x_hat).reshape(shape, order="F").sum(axis)

    dx = dout * gamma / (len(dout) * std)
    dx = len(dout) * dx - S(dx * x_hat) * x_hat - S(dx)

    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    """Forward pass for layer normalization."""
    out, cache = None, None
    eps = ln_param.get("eps", 1e-5)
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****

    bn_param = {**ln_param, "mode": "train", "shape": x.T.shape}
    [gamma, beta] = np.atleast_2d(gamma, beta)          # assure 2D to perform transpose
    out, cache = batchnorm_forward(x.T, gamma.T, beta.T, bn_param)
    cache = cache[:6]
    out = out.T

    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    return out, cache


def layernorm_backward(dout, cache):
    """Backward pass for layer normalization."""
    dx, dgamma, dbeta = None, None, None
    x, mu, var, std, gamma, x_hat = cache
    dbeta = np.einsum("nd->d", dout)
    dgamma = np.einsum("nd,dn->d", dout, x_hat)
    dx, _, _ = batchnorm_backward_alt(dout.T, cache + (x.shape, 0))
    dx = dx.T
    return dx, dgamma, dbeta


def dropout_forward(x, dropout_param):
    """Forward pass for inverted dropout."""
    p, mode = dropout_param["p"], dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])

    mask = None
    out = None

    if mode == "train":
        mask = np.random.choice([0, 1], size=x.shape, p=[1 - p, p]) / p
        out = x * mask
    elif mode == "test":
        out = x

    cache = (dropout_param, mask)
    out = out.astype(x.dtype, copy=False)

    return out, cache


def dropout_backward(dout, cache):
    """Backward pass for inverted dropout."""
    dropout_param, mask = cache
    mode = dropout_param["mode"]

    dx = None
    if mode == "train":
        dx = np.multiply(dout, mask)
    elif mode == "test":
        dx = dout
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """Computes the forward pass for spatial batch normalization."""
    out, cache = None, None
    N, C, H, W = x.shape
    x = np.moveaxis(x, 1, -1).reshape(-1, C)
    out, cache = batchnorm_forward(x, gamma, beta, bn_param)
    out = np.moveaxis(out.reshape(N, H, W, C), -1, 1)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    """Computes the backward pass for spatial batch normalization."""
    dx, dgamma, dbeta = None, None, None
    N, C, H, W = dout.shape
    dout = np.moveaxis(dout, 1, -1).reshape(-1, C)
    dx, dgamma, dbeta = batchnorm_backward(dout, cache)
    dx = np.moveaxis(dx.reshape(N, H, W, C), -1, 1)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    """Computes the forward pass for spatial group normalization."""
    out, cache = None, None
    eps = gn_param.get("eps", 1e-5)
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    N, C, H, W = x.shape
    ln_param = {"eps": eps}
    x = x.reshape(N * G, -1)
    gamma = np.tile(gamma, (N, 1, H, W)).reshape(N * G, -1)
    beta = np.tile(beta, (N, 1, H, W)).reshape(N * G, -1)
    out, cache = layernorm_forward(x, gamma, beta, ln_param)
    out = out.reshape(N, C, H, W)
    cache = (G, cache)
    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    return out, cache


def spatial_groupnorm_backward(dout, cache):
    """Computes the backward pass for spatial group normalization."""
    dx, dgamma, dbeta = None, None, None
    N, C, H, W = dout.shape
    G, cache = cache
    x_hat = cache[5].T.reshape(N, C, H, W)
    dbeta = np.einsum("nchw->c", dout).reshape(1, C, 1, 1)
    dgamma = np.einsum("nchw,nchw->c", dout, x_hat).reshape(1, C, 1, 1)
    dx, _, _ = layernorm_backward(dout.reshape(N * G, -1), cache)
    dx = dx.reshape(N, C, H, W)
    return dx, dgamma, dbeta
