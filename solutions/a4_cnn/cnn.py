"""Convolutional networks: their layers, the same layers as matrix products, and two networks.

    convolution, pooling, local response normalization    by the book, with loops over the output's positions
    im2col, col2im, and the layers on them                the same results, much faster
    ThreeLayerConvNet, SimpleConvNet                      put together from the fast ones and from `layers.py`

Images come as arrays (N, C, H, W): N examples, C channels, H rows and W columns. As before every layer is a pair.
`*_forward` returns `(out, cache)`; `*_backward` takes the upstream gradient `dout` and that cache, and returns the
gradients with respect to the layer's inputs. What a cache holds is your choice.

Two kinds of dictionaries say how a window moves. `conv_param` holds "stride" and "pad"; `pool_param` holds "pool_height",
"pool_width" and "stride". They are the caller's: read them, and leave them as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from layers import (
    affine_backward,
    affine_forward,
    affine_relu_backward,
    affine_relu_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
)

# Convolution ------------------------------------------------------------------------------------------------------


def conv_forward_naive(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict[str, int]
) -> tuple[np.ndarray, Any]:
    """Slide F filters over every image of a batch.

    Let xp be x with `pad` rows of zeros added above and below every image, and `pad` columns of zeros on its left and
    on its right. Filter f looks at windows of HH rows and WW columns, through all channels at once; from one output to
    the next the window moves on by `stride` pixels:

        out[n, f, i, j] = b[f] + sum over c, p, q of xp[n, c, i stride + p, j stride + q] w[f, c, p, q]

        H' = 1 + (H + 2 pad - HH) / stride,    W' = 1 + (W + 2 pad - WW) / stride

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        A batch of images.
    w : array of shape (F, C, HH, WW)
        The filters. HH and WW may differ, as may H and W.
    b : array of shape (F,)
        One bias for each filter.
    conv_param : dict
        "stride": the step of the window, 1 or more, the same in both directions. "pad": the width of the border of
        zeros, 0 or more.

    Returns
    -------
    out : array of shape (N, F, H', W')
    cache : anything
        What `conv_backward_naive` needs.

    Notes
    -----
    The filters are not turned round, so that a mathematician would call this a cross-correlation. "Naive" allows
    loops: one over the positions of the window is quick enough, and numpy can do the rest. You may rely on it that the
    divisions above leave no remainder.

    """
    # BEGIN SOLUTION
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    filters, _, kernel_height, kernel_width = w.shape
    out_height = 1 + (padded.shape[2] - kernel_height) // stride
    out_width = 1 + (padded.shape[3] - kernel_width) // stride
    out = np.zeros((x.shape[0], filters, out_height, out_width), dtype=x.dtype)
    for i, j in np.ndindex(out_height, out_width):
        top, left = i * stride, j * stride
        window = padded[:, :, top : top + kernel_height, left : left + kernel_width]
        out[:, :, i, j] = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) + b
    cache = (x.shape, padded, w, conv_param)
    return out, cache
    # END SOLUTION


def conv_backward_naive(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of a convolution.

    Every pixel and every weight collects one term for each output that it takes part in. With xp the padded images,
    and dxp their gradient,

        dxp[n, c, i stride + p, j stride + q]  collects  dout[n, f, i, j] w[f, c, p, q]   for all f, i, j, p, q

        dw[f, c, p, q] = sum over n, i, j of dout[n, f, i, j] xp[n, c, i stride + p, j stride + q]
        db[f]          = sum over n, i, j of dout[n, f, i, j]

    and dx is dxp without the border.

    Parameters
    ----------
    dout : array of shape (N, F, H', W')
        The upstream gradient.
    cache : anything
        What `conv_forward_naive` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dw : array of shape (F, C, HH, WW)
    db : array of shape (F,)

    Notes
    -----
    Windows overlap where the stride is smaller than the filter, so that terms have to be added to what is there
    already. When the border is cut off, think of a border of width 0.

    """
    # BEGIN SOLUTION
    (_, _, height, width), padded, w, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    kernel_height, kernel_width = w.shape[2:]
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i, j in np.ndindex(*dout.shape[2:]):
        top, left = i * stride, j * stride
        window = np.s_[:, :, top : top + kernel_height, left : left + kernel_width]
        dpadded[window] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j].T, padded[window], axes=1)
    dx = dpadded[:, :, pad : pad + height, pad : pad + width]
    db = dout.sum(axis=(0, 2, 3))
    return dx, dw, db
    # END SOLUTION


# Pooling ----------------------------------------------------------------------------------------------------------


def max_pool_forward_naive(x: np.ndarray, pool_param: dict[str, int]) -> tuple[np.ndarray, Any]:
    """Keep the largest value of every window, in each channel on its own.

        out[n, c, i, j] = max over p, q of x[n, c, i stride + p, j stride + q],   0 <= p < pool_height,
                                                                                  0 <= q < pool_width

        H' = 1 + (H - pool_height) / stride,    W' = 1 + (W - pool_width) / stride

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    pool_param : dict
        "pool_height" and "pool_width": the size of the window. "stride": its step, the same in both directions. Windows
        overlap where the stride is smaller than the window, and leave gaps where it is larger.

    Returns
    -------
    out : array of shape (N, C, H', W')
    cache : anything
        What `max_pool_backward_naive` needs.

    Notes
    -----
    There is no padding, and the divisions above leave no remainder. All values of a window may be negative.

    """
    # BEGIN SOLUTION
    pool_height, pool_width = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    count, channels, height, width = x.shape
    out_height = 1 + (height - pool_height) // stride
    out_width = 1 + (width - pool_width) // stride
    out = np.zeros((count, channels, out_height, out_width), dtype=x.dtype)
    for i, j in np.ndindex(out_height, out_width):
        top, left = i * stride, j * stride
        out[:, :, i, j] = x[:, :, top : top + pool_height, left : left + pool_width].max(axis=(2, 3))
    cache = (x, pool_param)
    return out, cache
    # END SOLUTION


def max_pool_backward_naive(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of max pooling.

    Of every window, only the pixel with the largest value has reached the output, so it alone gets the gradient of that
    output. A pixel that is the largest of several windows gets the sum of theirs; all other pixels get 0.

    Parameters
    ----------
    dout : array of shape (N, C, H', W')
        The upstream gradient.
    cache : anything
        What `max_pool_forward_naive` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)

    Notes
    -----
    `argmax` numbers the pixels of a window row by row; turning such a number into a row and a column takes the length of
    a row. Where several pixels of a window are equally large, any of them may get the gradient.

    """
    # BEGIN SOLUTION
    x, pool_param = cache
    pool_height, pool_width = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    count, channels = x.shape[:2]
    examples, planes = np.arange(count)[:, np.newaxis], np.arange(channels)
    dx = np.zeros_like(x)
    for i, j in np.ndindex(*dout.shape[2:]):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + pool_height, left : left + pool_width]
        largest = window.reshape(count, channels, -1).argmax(axis=2)
        row, column = top + largest // pool_width, left + largest % pool_width
        dx[examples, planes, row, column] += dout[:, :, i, j]
    return dx
    # END SOLUTION


def avg_pool_forward(x: np.ndarray, pool_param: dict[str, int]) -> tuple[np.ndarray, Any]:
    """Replace every window by the mean of its values, in each channel on its own.

        out[n, c, i, j] = 1 / (pool_height pool_width) * sum over p, q of x[n, c, i stride + p, j stride + q]

    with 0 <= p < pool_height, 0 <= q < pool_width, and an output of the same size as in max pooling.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    pool_param : dict
        "pool_height", "pool_width" and "stride", as in `max_pool_forward_naive`. There is no padding.

    Returns
    -------
    out : array of shape (N, C, H', W')
    cache : anything
        What `avg_pool_backward` needs.

    Notes
    -----
    The step of the window is one thing, its size another: only in the most common case are they the same number.

    """
    # BEGIN SOLUTION
    pool_height, pool_width = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    count, channels, height, width = x.shape
    out_height = 1 + (height - pool_height) // stride
    out_width = 1 + (width - pool_width) // stride
    out = np.zeros((count, channels, out_height, out_width), dtype=x.dtype)
    for i, j in np.ndindex(out_height, out_width):
        top, left = i * stride, j * stride
        out[:, :, i, j] = x[:, :, top : top + pool_height, left : left + pool_width].mean(axis=(2, 3))
    cache = (x.shape, pool_param)
    return out, cache
    # END SOLUTION


def avg_pool_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of average pooling.

    All pixels of a window have had the same share in its mean, and so each of them gets an equal share of the
    output's gradient. A pixel adds up its shares over all windows that it belongs to; one in no window gets 0.

    Parameters
    ----------
    dout : array of shape (N, C, H', W')
        The upstream gradient.
    cache : anything
        What `avg_pool_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)

    Notes
    -----
    The values of x play no part in it; of the forward pass you need its shape and `pool_param` only.

    """
    # BEGIN SOLUTION
    shape, pool_param = cache
    pool_height, pool_width = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    share = dout / (pool_height * pool_width)
    dx = np.zeros(shape, dtype=dout.dtype)
    for i, j in np.ndindex(*dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + pool_height, left : left + pool_width] += share[:, :, i : i + 1, j : j + 1]
    return dx
    # END SOLUTION


def global_avg_pool_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Replace every channel of an image by the mean of all its pixels.

        out[n, c] = 1 / (H W) * sum over i, j of x[n, c, i, j]

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        Images of any height and width.

    Returns
    -------
    out : array of shape (N, C)
    cache : anything
        What `global_avg_pool_backward` needs.

    Notes
    -----
    Lin, Chen and Yan (2013, "Network in network") end a network this way. It has no weights, and fits images of any size.

    """
    # BEGIN SOLUTION
    out = x.mean(axis=(2, 3))
    cache = x.shape
    return out, cache
    # END SOLUTION


def global_avg_pool_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of global average pooling.

    The gradient of a channel's mean is spread evenly over all the pixels of that channel.

    Parameters
    ----------
    dout : array of shape (N, C)
        The upstream gradient.
    cache : anything
        What `global_avg_pool_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)

    Notes
    -----
    The shares of one channel add up to its entry of `dout` again.

    """
    # BEGIN SOLUTION
    height, width = cache[2:]
    dx = np.zeros(cache, dtype=dout.dtype)
    dx += dout[:, :, np.newaxis, np.newaxis] / (height * width)
    return dx
    # END SOLUTION


# Local response normalization -------------------------------------------------------------------------------------


def local_response_norm_forward(x: np.ndarray, lrn_param: dict[str, Any]) -> tuple[np.ndarray, Any]:
    """Divide every activation by a measure of how active the neighbouring channels are at the same pixel.

    With a the input and b the output, at every pixel of every example,

        s[i] = k + alpha * (sum over j of a[j]^2),   i - (n - 1)/2 <= j <= i + (n - 1)/2,   0 <= j < C
        b[i] = a[i] / s[i]^beta

    (Krizhevsky, Sutskever and Hinton, 2012, section 3.3.) The sum runs over n adjacent channels, channel i in their
    middle; near the first and the last channel it runs over those that exist.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    lrn_param : dict
        "n": the number of channels in the sum, odd, 5 by default. "k", "alpha", "beta": the numbers in the formula, by
        default 2.0, 1e-4 and 0.75. Any of them may be left out.

    Returns
    -------
    out : array of the shape of x
    cache : anything
        What `local_response_norm_backward` needs.

    Notes
    -----
    The formula is that of the paper: alpha multiplies the sum as it is. PyTorch's layer divides alpha by n first, and
    has other defaults.

    """
    # BEGIN SOLUTION
    half = lrn_param.get("n", 5) // 2
    k, alpha, beta = lrn_param.get("k", 2.0), lrn_param.get("alpha", 1e-4), lrn_param.get("beta", 0.75)
    scale = np.zeros_like(x)
    for channel in range(x.shape[1]):
        near = x[:, max(0, channel - half) : channel + half + 1]
        scale[:, channel] = k + alpha * (near**2).sum(axis=1)
    out = x * scale**-beta
    cache = (x, scale, half, alpha, beta)
    return out, cache
    # END SOLUTION


def local_response_norm_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of local response normalization.

    An activation a[j] takes part in an output in two ways: as the numerator of b[j], and in the sums s[i] of all the
    channels i whose neighbour it is, its own among them. With the names of the forward pass,

        da[j] = db[j] / s[j]^beta  -  2 alpha beta a[j] * (sum over i of db[i] a[i] / s[i]^(beta + 1))

    where i runs over the same channels as j does in the forward pass: n of them with channel j in their middle, as far
    as they exist.

    Parameters
    ----------
    dout : array of shape (N, C, H, W)
        The upstream gradient, db in the formula.
    cache : anything
        What `local_response_norm_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)

    Notes
    -----
    Inside the sum stands the activation a[i] of the neighbour, in front of it the a[j] of the channel itself.

    """
    # BEGIN SOLUTION
    x, scale, half, alpha, beta = cache
    felt = dout * x * scale ** (-beta - 1)
    dx = dout * scale**-beta
    for channel in range(x.shape[1]):
        near = felt[:, max(0, channel - half) : channel + half + 1]
        dx[:, channel] -= 2 * alpha * beta * x[:, channel] * near.sum(axis=1)
    return dx
    # END SOLUTION


# im2col -----------------------------------------------------------------------------------------------------------

# The columns of this many examples mostly fit into a processor's cache; those of a large batch are read and written
# several times more slowly. Convolutions may be computed for so many examples at a time.
EXAMPLES_AT_ONCE = 8


def positions(size: int, field: int, stride: int, pad: int) -> int:
    """How many positions a field of `field` pixels takes along `size` pixels with `pad` more at either end."""
    return 1 + (size + 2 * pad - field) // stride


def im2col(x: np.ndarray, field_height: int, field_width: int, stride: int = 1, pad: int = 0) -> np.ndarray:
    """Lay out every field of a batch of images as a column of a matrix.

    Let xp be x with `pad` rows and columns of zeros on each of the four sides of every image. A field of HH rows and
    WW columns is moved over xp in steps of `stride`, both down and to the right, and takes

        H' = 1 + (H + 2 pad - HH) / stride    positions down,
        W' = 1 + (W + 2 pad - WW) / stride    positions to the right.

    The field at position (i, j) of example n becomes one column of the result. Rows of the result are ordered by
    channel c, then by the row p and the column q inside the field; its columns by example n, then by i, then by j:

        cols[(c HH + p) WW + q,  (n H' + i) W' + j] = xp[n, c, i stride + p, j stride + q]

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        A batch of images.
    field_height, field_width : int
        HH and WW, the height and the width of the field.
    stride : int
        The step from one field to the next.
    pad : int
        How many zeros are added on each side.

    Returns
    -------
    cols : array of shape (C HH WW, N H' W')

    Notes
    -----
    `stride` divides H + 2 pad - HH and W + 2 pad - WW. Python loops over all pixels take seconds where numpy takes
    milliseconds: for one place (p, q) inside the field, the values of all fields together are one slice of xp.

    """
    # BEGIN SOLUTION
    count, channels, height, width = x.shape
    down = positions(height, field_height, stride, pad)
    right = positions(width, field_width, stride, pad)
    padded = np.zeros((channels, count, height + 2 * pad, width + 2 * pad), x.dtype)
    padded[:, :, pad : pad + height, pad : pad + width] = x.swapaxes(0, 1)
    cols = np.empty((channels, field_height, field_width, count, down, right), x.dtype)
    for i in range(field_height):
        for j in range(field_width):
            cols[:, i, j] = padded[:, :, i : i + stride * down : stride, j : j + stride * right : stride]
    return cols.reshape(channels * field_height * field_width, count * down * right)
    # END SOLUTION


def col2im(
    cols: np.ndarray,
    x_shape: tuple[int, int, int, int],
    field_height: int,
    field_width: int,
    stride: int = 1,
    pad: int = 0,
) -> np.ndarray:
    """Add every column of a matrix to the field of the images that it belongs to: the adjoint of `im2col`.

    `im2col` copies a pixel into each field that it is part of. Here each of these places gives its value back, and a
    pixel holds the sum of what it gets. With xp, H', W' and the orders of rows and columns as in `im2col`,

        xp[n, c, u, v] = sum of cols[(c HH + p) WW + q,  (n H' + i) W' + j]
                         over all p, q, i, j with  i stride + p = u  and  j stride + q = v

    and x is xp without the `pad` rows and columns on each side.

    Parameters
    ----------
    cols : array of shape (C HH WW, N H' W')
    x_shape : tuple (N, C, H, W)
        The shape of the images.
    field_height, field_width : int
        HH and WW, the height and the width of the field.
    stride : int
        The step from one field to the next.
    pad : int
        How many zeros `im2col` had added on each side.

    Returns
    -------
    x : array of shape (N, C, H, W)

    Notes
    -----
    It is the gradient of `im2col`, and not its inverse: a pixel that is part of four fields gets four values, and one
    that is part of none holds 0. Without padding nothing is cut off.

    """
    # BEGIN SOLUTION
    count, channels, height, width = x_shape
    down = positions(height, field_height, stride, pad)
    right = positions(width, field_width, stride, pad)
    places = cols.reshape(channels, field_height, field_width, count, down, right)
    padded = np.zeros((channels, count, height + 2 * pad, width + 2 * pad), cols.dtype)
    for i in range(field_height):
        for j in range(field_width):
            padded[:, :, i : i + stride * down : stride, j : j + stride * right : stride] += places[:, i, j]
    return np.ascontiguousarray(padded[:, :, pad : pad + height, pad : pad + width].swapaxes(0, 1))
    # END SOLUTION


def conv_forward_im2col(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict[str, int]
) -> tuple[np.ndarray, Any]:
    """Apply a convolutional layer by way of `im2col`.

    It computes what `conv_forward_naive` computes. With x padded by zeros to xp,

        out[n, f, i, j] = b[f] + sum over c, p, q of xp[n, c, i stride + p, j stride + q] w[f, c, p, q]

        H' = 1 + (H + 2 pad - HH) / stride,    W' = 1 + (W + 2 pad - WW) / stride

    The sum runs over the rows of one column of `im2col`, so that all sums are one matrix product (Chellapilla, Puri and
    Simard, 2006).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    w : array of shape (F, C, HH, WW)
        The filters.
    b : array of shape (F,)
        One bias for each filter.
    conv_param : dict
        "stride" and "pad", both of them integers.

    Returns
    -------
    out : array of shape (N, F, H', W')
    cache : anything
        What `conv_backward_im2col` needs.

    Notes
    -----
    The product has the filters first and the examples after them. In `out` they change places, for which a new shape
    alone is not enough. The batch may be taken as a whole or, which is quicker, by `EXAMPLES_AT_ONCE`.

    """
    # BEGIN SOLUTION
    count, _, height, width = x.shape
    filters, _, field_height, field_width = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    down = positions(height, field_height, stride, pad)
    right = positions(width, field_width, stride, pad)
    kernels = w.reshape(filters, -1)
    out = np.zeros((count, filters, down, right), np.result_type(x, w, b))
    for start in range(0, count, EXAMPLES_AT_ONCE):
        part = slice(start, start + EXAMPLES_AT_ONCE)
        product = kernels @ im2col(x[part], field_height, field_width, stride, pad)
        product += b.reshape(-1, 1)
        out[part] = product.reshape(filters, -1, down, right).swapaxes(0, 1)
    return out, (x, w, conv_param)
    # END SOLUTION


def conv_backward_im2col(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of a convolutional layer by way of `im2col` and `col2im`.

    The matrix product of the forward pass has two factors, and each has the gradient that any matrix product gives.
    The gradient of the columns goes back to the pixels by `col2im`:

        dx[n, c, u, v] = sum of w[f, c, p, q] dout[n, f, i, j]
                         over all f, p, q, i, j with  i stride + p = u + pad  and  j stride + q = v + pad
        dw[f, c, p, q] = sum over n, i, j of dout[n, f, i, j] xp[n, c, i stride + p, j stride + q]
        db[f]          = sum over n, i, j of dout[n, f, i, j]

    Parameters
    ----------
    dout : array of shape (N, F, H', W')
        The upstream gradient.
    cache : anything
        What `conv_forward_im2col` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dw : array of shape (F, C, HH, WW)
    db : array of shape (F,)

    Notes
    -----
    Bring `dout` into the order of the columns before it is multiplied: filters first, then examples, rows and columns.
    Any number of examples may be taken at a time, as in the forward pass; dw is a sum over all of them.

    """
    # BEGIN SOLUTION
    x, w, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    filters, _, field_height, field_width = w.shape
    kernels = w.reshape(filters, -1)
    dx = np.zeros(x.shape, np.result_type(dout, w))
    dkernels = np.zeros(kernels.shape, np.result_type(dout, x))
    for start in range(0, x.shape[0], EXAMPLES_AT_ONCE):
        part = slice(start, start + EXAMPLES_AT_ONCE)
        upstream = dout[part].swapaxes(0, 1).reshape(filters, -1)
        dkernels += upstream @ im2col(x[part], field_height, field_width, stride, pad).T
        dx[part] = col2im(kernels.T @ upstream, x[part].shape, field_height, field_width, stride, pad)
    return dx, dkernels.reshape(w.shape), dout.sum(axis=(0, 2, 3))
    # END SOLUTION


def max_pool_forward_im2col(x: np.ndarray, pool_param: dict[str, int]) -> tuple[np.ndarray, Any]:
    """Apply a max pooling layer by way of `im2col`.

    A window of PH rows and PW columns is moved over every channel on its own, in steps of `stride` and without padding:

        out[n, c, i, j] = max over 0 <= p < PH, 0 <= q < PW of x[n, c, i stride + p, j stride + q]

    with H' = 1 + (H - PH) / stride rows and W' = 1 + (W - PW) / stride columns.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    pool_param : dict
        "pool_height" (that is PH), "pool_width" (PW) and "stride", all of them integers.

    Returns
    -------
    out : array of shape (N, C, H', W')
    cache : anything
        What `max_pool_backward_im2col` needs.

    Notes
    -----
    A column of `im2col` holds all channels of a field, while a maximum is taken over a single one. It helps to regard
    the channels of all examples as images of their own. Windows may overlap, or leave gaps between them.

    """
    # BEGIN SOLUTION
    count, channels, height, width = x.shape
    pool_height, pool_width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    windows = im2col(x.reshape(count * channels, 1, height, width), pool_height, pool_width, stride)
    winners = windows.argmax(axis=0)
    out = windows[winners, np.arange(winners.size)]
    down = positions(height, pool_height, stride, 0)
    return out.reshape(count, channels, down, -1), (x.shape, winners, pool_param)
    # END SOLUTION


def max_pool_backward_im2col(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of a max pooling layer by way of `col2im`.

    Of every window, only its largest entry has a say in `out`, and so it gets the whole upstream gradient of that
    window. An entry that is the largest of several windows gets the sum.

    Parameters
    ----------
    dout : array of shape (N, C, H', W')
        The upstream gradient.
    cache : anything
        What `max_pool_forward_im2col` returned as its second value.

    Returns
    -------
    dx : array of shape (N, C, H, W)

    Notes
    -----
    In a tie, any of the largest entries may get the gradient. The checks avoid ties.

    """
    # BEGIN SOLUTION
    (count, channels, height, width), winners, pool_param = cache
    pool_height, pool_width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dwindows = np.zeros((pool_height * pool_width, winners.size), dout.dtype)
    dwindows[winners, np.arange(winners.size)] = dout.reshape(-1)
    dplanes = col2im(dwindows, (count * channels, 1, height, width), pool_height, pool_width, stride)
    return dplanes.reshape(count, channels, height, width)
    # END SOLUTION


def conv_relu_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict[str, int]
) -> tuple[np.ndarray, Any]:
    """Apply a convolution and then a rectified linear unit; this one is given."""
    convolved, conv_cache = conv_forward_im2col(x, w, b, conv_param)
    active, relu_cache = relu_forward(convolved)
    return active, (conv_cache, relu_cache)


def conv_relu_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients (dx, dw, db) of `conv_relu_forward`; this one is given."""
    conv_cache, relu_cache = cache
    return conv_backward_im2col(relu_backward(dout, relu_cache), conv_cache)


def conv_relu_pool_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict[str, int], pool_param: dict[str, int]
) -> tuple[np.ndarray, Any]:
    """Apply a convolution, a rectified linear unit and max pooling, in this order; this one is given."""
    active, active_cache = conv_relu_forward(x, w, b, conv_param)
    pooled, pool_cache = max_pool_forward_im2col(active, pool_param)
    return pooled, (active_cache, pool_cache)


def conv_relu_pool_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients (dx, dw, db) of `conv_relu_pool_forward`; this one is given."""
    active_cache, pool_cache = cache
    return conv_relu_backward(max_pool_backward_im2col(dout, pool_cache), active_cache)


class ThreeLayerConvNet:
    """A convolutional network with three layers: conv - ReLU - 2x2 max pool - affine - ReLU - affine - softmax.

    For images (C, H, W), F filters of size f x f, M hidden units and K classes, `params` maps

    - "W1" to the filters (F, C, f, f) and "b1" to their biases (F,),
    - "W2" to the weights (F * H/2 * W/2, M) of the hidden layer and "b2" to its biases (M,),
    - "W3" to the weights (M, K) of the scores and "b3" to their biases (K,).

    The attributes `reg` and `dtype` are set for you; `params` and `reg` may be changed between two calls of `loss`.
    """

    def __init__(
        self,
        input_dim: tuple[int, int, int] = (3, 32, 32),
        num_filters: int = 32,
        filter_size: int = 7,
        hidden_dim: int = 100,
        num_classes: int = 10,
        weight_scale: float = 1e-3,
        reg: float = 0.0,
        dtype: type = np.float32,
    ) -> None:
        """Set up the parameters.

        Weights and filters are drawn from a normal distribution with mean 0 and standard deviation `weight_scale`;
        biases start at 0. Draw with `np.random`, which the caller may seed.

        Parameters
        ----------
        input_dim : tuple (C, H, W)
            The shape of one image. H and W are even, and need not be equal.
        num_filters : int
            F, the number of filters in the convolutional layer.
        filter_size : int
            f, their height and width. An odd number.
        hidden_dim : int
            M, the number of units in the hidden layer.
        num_classes : int
            K, the number of classes.
        weight_scale : float
            Standard deviation of the initial weights and filters.
        reg : float
            Strength of the L2 penalty.
        dtype : type
            The type that parameters and inputs are cast to. Use np.float64 for numeric gradient checks.

        Notes
        -----
        The convolution keeps the height and the width of an image, and the pooling halves both. A shape is made of
        integers: `/` gives a float, even where nothing remains.

        """
        self.reg = reg
        self.dtype = dtype
        self.params: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        channels, height, width = input_dim
        pooled = num_filters * (height // 2) * (width // 2)
        kernel_shape = (num_filters, channels, filter_size, filter_size)
        for layer, shape in enumerate([kernel_shape, (pooled, hidden_dim), (hidden_dim, num_classes)], start=1):
            self.params[f"W{layer}"] = weight_scale * np.random.standard_normal(shape)
        self.params["b1"] = np.zeros(num_filters)
        self.params["b2"] = np.zeros(hidden_dim)
        self.params["b3"] = np.zeros(num_classes)
        # END SOLUTION
        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores, or the loss and the gradients of all parameters.

        The loss is the mean softmax loss of the batch plus the penalty

            1/2 * reg * (sum of the squares of all entries of W1, W2 and W3).

        Biases are not penalised.

        Parameters
        ----------
        X : np.ndarray, shape (N, C, H, W)
            A batch of N images.
        y : np.ndarray of int, shape (N,), optional
            The labels, 0 <= y[i] < K.

        Returns
        -------
        np.ndarray, shape (N, K)
            Without `y`: the scores, one row per image.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`.

        Notes
        -----
        `conv_param` pads by (f - 1) / 2, so that the convolution keeps the size of the images ("same" padding). The
        sandwich layers above and those in `layers.py` shorten both passes.

        """
        X = X.astype(self.dtype)
        filter_size = self.params["W1"].shape[2]
        conv_param = {"stride": 1, "pad": (filter_size - 1) // 2}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        scores = None
        # BEGIN SOLUTION
        maps, maps_cache = conv_relu_pool_forward(X, self.params["W1"], self.params["b1"], conv_param, pool_param)
        units, units_cache = affine_relu_forward(maps, self.params["W2"], self.params["b2"])
        scores, scores_cache = affine_forward(units, self.params["W3"], self.params["b3"])
        # END SOLUTION
        if y is None:
            return scores

        loss, grads = 0.0, {}
        # BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        dunits, grads["W3"], grads["b3"] = affine_backward(dscores, scores_cache)
        dmaps, grads["W2"], grads["b2"] = affine_relu_backward(dunits, units_cache)
        _, grads["W1"], grads["b1"] = conv_relu_pool_backward(dmaps, maps_cache)
        for name in ("W1", "W2", "W3"):
            loss = loss + 0.5 * self.reg * np.sum(self.params[name] ** 2)
            grads[name] = grads[name] + self.reg * self.params[name]
        # END SOLUTION
        return loss, grads


class SimpleConvNet:
    """A small network with two convolutions: (conv - ReLU - 2x2 max pool) x 2 - affine - softmax.

    For images (C, H, W), F1 and F2 filters of size f x f and K classes, `params` maps

    - "W1" to the first filters (F1, C, f, f) and "b1" to their biases (F1,),
    - "W2" to the second filters (F2, F1, f, f) and "b2" to their biases (F2,),
    - "W3" to the weights (F2 * H/4 * W/4, K) of the scores and "b3" to their biases (K,).

    The attributes `reg` and `dtype` are set for you; `params` and `reg` may be changed between two calls of `loss`.
    """

    def __init__(
        self,
        input_dim: tuple[int, int, int] = (1, 28, 28),
        num_filters: tuple[int, int] = (8, 16),
        filter_size: int = 3,
        num_classes: int = 10,
        weight_scale: float = 1e-2,
        reg: float = 0.0,
        dtype: type = np.float32,
    ) -> None:
        """Set up the parameters.

        Weights and filters are drawn from a normal distribution with mean 0 and standard deviation `weight_scale`;
        biases start at 0. Draw with `np.random`, which the caller may seed.

        Parameters
        ----------
        input_dim : tuple (C, H, W)
            The shape of one image. H and W are divisible by 4, and need not be equal.
        num_filters : tuple (F1, F2)
            The numbers of filters in the two convolutional layers.
        filter_size : int
            f, their height and width in both layers. An odd number.
        num_classes : int
            K, the number of classes.
        weight_scale : float
            Standard deviation of the initial weights and filters.
        reg : float
            Strength of the L2 penalty.
        dtype : type
            The type that parameters and inputs are cast to. Use np.float64 for numeric gradient checks.

        Notes
        -----
        Both convolutions keep the height and the width, and each pooling halves them: 8 x 8 becomes 4 x 4, then 2 x 2.

        """
        self.reg = reg
        self.dtype = dtype
        self.params: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        channels, height, width = input_dim
        first, second = num_filters
        shapes = {
            "W1": (first, channels, filter_size, filter_size),
            "W2": (second, first, filter_size, filter_size),
            "W3": (second * (height // 4) * (width // 4), num_classes),
        }
        for name, shape in shapes.items():
            self.params[name] = np.random.normal(0, weight_scale, shape)
        for name, size in {"b1": first, "b2": second, "b3": num_classes}.items():
            self.params[name] = np.zeros(size)
        # END SOLUTION
        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores, or the loss and the gradients of all parameters.

        The loss is the mean softmax loss of the batch plus 1/2 * reg * (sum of the squares of all entries of W1, W2
        and W3). Biases are not penalised. Both convolutions have stride 1 and "same" padding, (f - 1) / 2 on each side,
        and both poolings have windows of 2x2 with stride 2.

        Parameters
        ----------
        X : np.ndarray, shape (N, C, H, W)
            A batch of N images.
        y : np.ndarray of int, shape (N,), optional
            The labels, 0 <= y[i] < K.

        Returns
        -------
        np.ndarray, shape (N, K)
            Without `y`: the scores, one row per image.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`.

        Notes
        -----
        The scores follow the second pooling directly; there is no hidden layer between them, and no ReLU after them.

        """
        X = X.astype(self.dtype)
        scores = None
        # BEGIN SOLUTION
        conv_param = {"stride": 1, "pad": self.params["W1"].shape[2] // 2}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        maps, caches = X, {}
        for layer in (1, 2):
            kernels, biases = self.params[f"W{layer}"], self.params[f"b{layer}"]
            maps, caches[layer] = conv_relu_pool_forward(maps, kernels, biases, conv_param, pool_param)
        scores, caches[3] = affine_forward(maps, self.params["W3"], self.params["b3"])
        # END SOLUTION
        if y is None:
            return scores

        loss, grads = 0.0, {}
        # BEGIN SOLUTION
        loss, upstream = softmax_loss(scores, y)
        upstream, grads["W3"], grads["b3"] = affine_backward(upstream, caches[3])
        for layer in (2, 1):
            upstream, grads[f"W{layer}"], grads[f"b{layer}"] = conv_relu_pool_backward(upstream, caches[layer])
        for name in ("W1", "W2", "W3"):
            loss = loss + self.reg / 2 * (self.params[name] ** 2).sum()
            grads[name] = grads[name] + self.reg * self.params[name]
        # END SOLUTION
        return loss, grads
