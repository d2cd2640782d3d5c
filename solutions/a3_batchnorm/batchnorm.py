"""Normalization layers: batch normalization, layer normalization, and their two relatives for images.

All of them do the same thing to other sets of numbers. They take the mean and the variance of a set, move and scale it
to mean 0 and variance 1, and then let the network choose another mean and deviation by `beta` and `gamma`:

    x_hat = (x - mean) / sqrt(var + eps)        out = gamma * x_hat + beta

Every layer comes as a pair, `*_forward` and `*_backward`. What a cache holds is your choice: only the matching backward
function reads it. A variance here is always the biased one: the mean of the squared deviations, divided by the
number of values and not by one less.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def batchnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, bn_param: dict[str, Any]
) -> tuple[np.ndarray, Any]:
    """Normalize every feature over the batch (Ioffe and Szegedy, 2015).

    In mode "train", mean and variance of a feature are those of its column in this batch:

        mean[d] = 1/N * sum over n of x[n, d]
        var[d]  = 1/N * sum over n of (x[n, d] - mean[d])^2
        out[n, d] = gamma[d] * (x[n, d] - mean[d]) / sqrt(var[d] + eps)  +  beta[d]

    Beside that, running averages of mean and var are kept for later, both by the same rule:

        average <- momentum * average + (1 - momentum) * value in this batch

    In mode "test", running_mean and running_var take the place of mean and var in the formula for `out`, and stay as
    they are.

    Parameters
    ----------
    x : array of shape (N, D)
        A batch of N examples with D features each.
    gamma, beta : arrays of shape (D,)
        Scale and shift of each feature.
    bn_param : dictionary
        mode : "train" or "test"; required. Any other value raises a ValueError.
        eps : added to the variance; 1e-5 where the key is absent.
        momentum : what the running averages keep of themselves; 0.9 where the key is absent.
        running_mean, running_var : arrays of shape (D,); zeros where they are absent.

        In mode "train" the new running averages are written into this same dictionary, under these two keys.

    Returns
    -------
    out : array of shape (N, D)
    cache : anything
        What `batchnorm_backward` and `batchnorm_backward_alt` need.

    Notes
    -----
    A feature may have the same value in the whole batch, and a batch may hold one example only. The variance is 0
    then, and `out` has to be beta, not NaN.

    """
    # BEGIN SOLUTION
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    if mode == "train":
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError(f"there is no mode {mode!r}, only train and test")
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    return out, (x_hat, std, gamma)
    # END SOLUTION


def batchnorm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of batch normalization in mode "train", step by step along its computational graph.

    Draw the forward pass as a graph of simple steps,

        x -> mean -> x - mean -> var -> sqrt(var + eps) -> x_hat -> out

    and go through it from the end, one step at a time. Where a value is used in several places, the gradients that
    come back from them add up: x - mean is needed for var and for x_hat, and x for mean and for x - mean.

    Parameters
    ----------
    dout : array of shape (N, D)
        The upstream gradient.
    cache : anything
        What `batchnorm_forward` returned as its second value, in mode "train".

    Returns
    -------
    dx : array of shape (N, D)
    dgamma : array of shape (D,)
    dbeta : array of shape (D,)

    Notes
    -----
    Mean and variance depend on every example of the batch, so every entry of a column of `dout` has a share in every
    entry of that column of dx. eps is the one of the forward pass, and it need not be small.

    """
    # BEGIN SOLUTION
    x_hat, std, gamma = cache
    count = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dstd = -(dx_hat * x_hat).sum(axis=0) / std
    dvar = dstd / (2 * std)
    centred = x_hat * std
    dcentred = dx_hat / std + dvar * 2 * centred / count
    dx = dcentred - dcentred.mean(axis=0)
    return dx, dgamma, dbeta
    # END SOLUTION


def batchnorm_backward_alt(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of batch normalization in mode "train" by one simplified formula.

    The steps of `batchnorm_backward`, carried out on paper and simplified, leave a short expression for dx in `dout`,
    gamma, x_hat, sqrt(var + eps) and the sums of two products down a column. No gradient of the mean or of the variance
    appears in it any more.

    Parameters
    ----------
    dout : array of shape (N, D)
        The upstream gradient.
    cache : anything
        What `batchnorm_forward` returned as its second value, in mode "train": the same as for `batchnorm_backward`.

    Returns
    -------
    dx : array of shape (N, D)
    dgamma : array of shape (D,)
    dbeta : array of shape (D,)

    Notes
    -----
    The results are those of `batchnorm_backward`, for every eps, in fewer passes over the data. A good test of a
    derivation like this is that each column of dx adds up to 0.

    """
    # BEGIN SOLUTION
    x_hat, std, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx = gamma / std * (dout - (dbeta + dgamma * x_hat) / len(dout))
    return dx, dgamma, dbeta
    # END SOLUTION


def layernorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, ln_param: dict[str, Any]
) -> tuple[np.ndarray, Any]:
    """Normalize every example over its features (Ba, Kiros and Hinton, 2016).

    Mean and variance are taken along a row, so that no example knows of another one. gamma and beta still belong to
    the features:

        mean[n] = 1/D * sum over d of x[n, d]
        var[n]  = 1/D * sum over d of (x[n, d] - mean[n])^2
        out[n, d] = gamma[d] * (x[n, d] - mean[n]) / sqrt(var[n] + eps)  +  beta[d]

    Parameters
    ----------
    x : array of shape (N, D)
        A batch of N examples with D features each.
    gamma, beta : arrays of shape (D,)
        Scale and shift of each feature.
    ln_param : dictionary
        eps : added to the variance; 1e-5 where the key is absent. No other key has a meaning, not even "mode".

    Returns
    -------
    out : array of shape (N, D)
    cache : anything
        What `layernorm_backward` needs.

    Notes
    -----
    Training and testing are the same here: there are no running averages. Nothing of one call may be left for the
    next one. A row may have one value in all places; its variance is 0, and its output is beta.

    """
    # BEGIN SOLUTION
    eps = ln_param.get("eps", 1e-5)
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    return out, (x_hat, std, gamma)
    # END SOLUTION


def layernorm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of layer normalization.

    Parameters
    ----------
    dout : array of shape (N, D)
        The upstream gradient.
    cache : anything
        What `layernorm_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, D)
    dgamma : array of shape (D,)
    dbeta : array of shape (D,)

    Notes
    -----
    The derivation is that of batch normalization with the axes exchanged, but for one thing: gamma varies along the
    row over which mean and variance are taken. In batch normalization it is the same number down the whole column.

    """
    # BEGIN SOLUTION
    x_hat, std, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    shift = dx_hat.mean(axis=1, keepdims=True)
    stretch = (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = (dx_hat - shift - x_hat * stretch) / std
    return dx, dgamma, dbeta
    # END SOLUTION


def spatial_batchnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, bn_param: dict[str, Any]
) -> tuple[np.ndarray, Any]:
    """Normalize every channel of a batch of images, over all images and all their pixels.

    This is batch normalization with the N * H * W pixels as examples and the C channels as features.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        A batch of N images of C channels, H rows and W columns.
    gamma, beta : arrays of shape (C,)
        Scale and shift of each channel.
    bn_param : dictionary
        As for `batchnorm_forward`: mode, eps, momentum, and running_mean and running_var of shape (C,).

    Returns
    -------
    out : array of shape (N, C, H, W)
    cache : anything
        What `spatial_batchnorm_backward` needs.

    Notes
    -----
    A reshape alone keeps the numbers in their order in memory. It does not move an axis to another place.

    """
    # BEGIN SOLUTION
    n, c, h, w = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(n * h * w, c)
    out, cache = batchnorm_forward(pixels, gamma, beta, bn_param)
    return out.reshape(n, h, w, c).transpose(0, 3, 1, 2), cache
    # END SOLUTION


def spatial_batchnorm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of spatial batch normalization in mode "train".

    Parameters
    ----------
    dout : array of shape (N, C, H, W)
        The upstream gradient.
    cache : anything
        What `spatial_batchnorm_forward` returned as its second value, in mode "train".

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dgamma : array of shape (C,)
    dbeta : array of shape (C,)

    Notes
    -----
    The pixels of `dout` have to be lined up as those of x were on the way forward.

    """
    # BEGIN SOLUTION
    n, c, h, w = dout.shape
    pixels = dout.transpose(0, 2, 3, 1).reshape(n * h * w, c)
    dx, dgamma, dbeta = batchnorm_backward(pixels, cache)
    return dx.reshape(n, h, w, c).transpose(0, 3, 1, 2), dgamma, dbeta
    # END SOLUTION


def spatial_groupnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, G: int, gn_param: dict[str, Any]
) -> tuple[np.ndarray, Any]:
    """Normalize every group of channels of every image (Wu and He, 2018).

    The channels of an image are divided into G groups of C/G neighbours: the first C/G channels are the first group,
    and so on. A group has one mean and one variance, taken over its channels and all of their pixels. gamma and beta
    belong to the channels.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        A batch of N images of C channels, H rows and W columns.
    gamma, beta : arrays of shape (1, C, 1, 1)
        Scale and shift of each channel.
    G : int
        The number of groups, a divisor of C. 1 makes a single group of all channels, C makes every channel a group.
    gn_param : dictionary
        eps : added to the variance; 1e-5 where the key is absent. No other key has a meaning.

    Returns
    -------
    out : array of shape (N, C, H, W)
    cache : anything
        What `spatial_groupnorm_backward` needs.

    Notes
    -----
    No image knows of another one, and there are no running averages.

    """
    # BEGIN SOLUTION
    eps = gn_param.get("eps", 1e-5)
    groups = x.reshape(x.shape[0], G, -1)
    mean = groups.mean(axis=2, keepdims=True)
    var = groups.var(axis=2, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = ((groups - mean) / std).reshape(x.shape)
    out = gamma * x_hat + beta
    return out, (x_hat, std, gamma)
    # END SOLUTION


def spatial_groupnorm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of spatial group normalization.

    Parameters
    ----------
    dout : array of shape (N, C, H, W)
        The upstream gradient.
    cache : anything
        What `spatial_groupnorm_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dgamma : array of shape (1, C, 1, 1)
    dbeta : array of shape (1, C, 1, 1)

    Notes
    -----
    gamma differs between the channels of a group, over which mean and variance are taken; remember what that meant for
    layer normalization.

    """
    # BEGIN SOLUTION
    x_hat, std, gamma = cache
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)
    dgroups = (dout * gamma).reshape(*std.shape[:2], -1)
    g_hat = x_hat.reshape(dgroups.shape)
    shift = dgroups.mean(axis=2, keepdims=True)
    stretch = (dgroups * g_hat).mean(axis=2, keepdims=True)
    dx = (dgroups - shift - g_hat * stretch) / std
    return dx.reshape(dout.shape), dgamma, dbeta
    # END SOLUTION
