"""The layers of a fully connected network: affine maps, activation functions and losses.

Every layer comes as a pair. `*_forward` takes the input and returns `(out, cache)`; `*_backward` takes the upstream
gradient `dout`, that is the gradient of the loss with respect to `out`, and the cache, and returns the gradients with
respect to the layer's inputs. What a cache holds is your choice: only the matching backward function reads it.

A loss is one function: it returns the loss and the gradient with respect to the scores at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def affine_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Any]:
    """Apply an affine map to every row of a batch.

    Each example is first laid out as one long vector of D = d_1 * ... * d_k numbers, its last index running
    fastest. Then

        out[n, m] = sum over d of x[n, d] w[d, m]  +  b[m]

    Parameters
    ----------
    x : array of shape (N, d_1, ..., d_k)
        A batch of N examples. k may be 1 (plain vectors), 3 (images) or any other number.
    w : array of shape (D, M)
        The weights.
    b : array of shape (M,)
        The biases.

    Returns
    -------
    out : array of shape (N, M)
    cache : anything
        What `affine_backward` needs.

    Notes
    -----
    `affine_backward` returns a gradient of x in the shape in which x came, so that shape must not get lost here.

    """
    out = x.reshape(x.shape[0], -1) @ w + b
    cache = (x, w)
    return out, cache


def affine_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of an affine layer.

    With x laid out as (N, D), every entry of x, w and b collects one term for each entry of `out` that it takes
    part in:

        dx[n, d] = sum over m of dout[n, m] w[d, m]
        dw[d, m] = sum over n of x[n, d] dout[n, m]
        db[m]    = sum over n of dout[n, m]

    Parameters
    ----------
    dout : array of shape (N, M)
        The upstream gradient.
    cache : anything
        What `affine_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, d_1, ..., d_k)
        In the shape of the x that was given to `affine_forward`.
    dw : array of shape (D, M)
    db : array of shape (M,)

    Notes
    -----
    The formulas hold sums over the batch and no means. A loss that averages over the batch has put its 1/N into
    `dout` already.

    """
    x, w = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def relu_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Apply the rectified linear unit, entry by entry.

    Positive entries stay as they are, all others become 0:

        relu(t) = t  if t > 0,  else 0

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    out : array of the shape of x
    cache : anything
        What `relu_backward` needs.

    Notes
    -----
    Two functions of numpy have nearly the same name: one compares two arrays entry by entry, the other looks for
    the largest entry along an axis.

    """
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of a rectified linear unit.

    The slope of relu is 1 to the right of zero and 0 to the left of it:

        dx[i] = dout[i] * relu'(x[i])

    Parameters
    ----------
    dout : array of any shape
        The upstream gradient, of the shape of x.
    cache : anything
        What `relu_forward` returned as its second value.

    Returns
    -------
    dx : array of the shape of x

    Notes
    -----
    `dout` belongs to the caller, who may still need it: compute dx in an array of its own. At exactly zero, where
    relu has a kink, any slope between 0 and 1 will do.

    """
    x = cache
    return dout * (x > 0)


def leaky_relu_forward(x: np.ndarray, alpha: float = 0.01) -> tuple[np.ndarray, Any]:
    """Apply the leaky rectified linear unit, entry by entry.

    It has slope 1 for positive entries and slope alpha for negative ones, so that no unit goes quite silent:

        leaky(t) = t  if t > 0,  else alpha t

    Parameters
    ----------
    x : array of any shape
    alpha : float
        The slope to the left of zero. Any number is allowed.

    Returns
    -------
    out : array of the shape of x
    cache : anything
        What `leaky_relu_backward` needs.

    Notes
    -----
    The definition asks for the sign of t. Shortcuts that compare t with alpha t rely on alpha < 1.

    """
    out = np.where(x > 0, x, alpha * x)
    cache = (x, alpha)
    return out, cache


def leaky_relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of a leaky rectified linear unit.

        dx[i] = dout[i] * leaky'(x[i]),   where leaky' is 1 to the right of zero and alpha to the left of it

    Parameters
    ----------
    dout : array of any shape
        The upstream gradient, of the shape of x.
    cache : anything
        What `leaky_relu_forward` returned as its second value.

    Returns
    -------
    dx : array of the shape of x

    Notes
    -----
    alpha is the one that was given to `leaky_relu_forward`. Where it is negative, the sign of the output no longer
    tells the sign of the input.

    """
    x, alpha = cache
    return np.where(x > 0, dout, alpha * dout)


def sigmoid_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Apply the logistic sigmoid, entry by entry.

        sigmoid(t) = 1 / (1 + e^-t) = e^t / (1 + e^t)

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    out : array of the shape of x, with values from 0 to 1
    cache : anything
        What `sigmoid_backward` needs.

    Notes
    -----
    The two forms are equal on paper. In floating point e^1000 overflows to infinity, which one of them survives and
    the other does not. Entries of 1000 and of -1000 have to give 1 and 0, not NaN.

    """
    decay = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1, decay) / (1 + decay)
    cache = out
    return out, cache


def sigmoid_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of the logistic sigmoid.

    The slope can be written in terms of the function's own value s = sigmoid(t):

        sigmoid'(t) = s (1 - s)

    Parameters
    ----------
    dout : array of any shape
        The upstream gradient, of the shape of x.
    cache : anything
        What `sigmoid_forward` returned as its second value.

    Returns
    -------
    dx : array of the shape of x

    Notes
    -----
    Far from zero the slope is 0 to machine precision, and dx has to be 0 there, not NaN.

    """
    out = cache
    return dout * out * (1 - out)


def tanh_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Apply the hyperbolic tangent, entry by entry.

        tanh(t) = (e^t - e^-t) / (e^t + e^-t)

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    out : array of the shape of x, with values from -1 to 1
    cache : anything
        What `tanh_backward` needs.

    Notes
    -----
    Evaluated as it stands, the formula gives infinity over infinity for large entries. You may use what numpy
    offers.

    """
    out = np.tanh(x)
    cache = out
    return out, cache


def tanh_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of the hyperbolic tangent.

        tanh'(t) = 1 - tanh(t)^2

    Parameters
    ----------
    dout : array of any shape
        The upstream gradient, of the shape of x.
    cache : anything
        What `tanh_forward` returned as its second value.

    Returns
    -------
    dx : array of the shape of x

    Notes
    -----
    The formula speaks of the layer's input t. Decide what your cache holds, t or tanh(t), and read it as just that.

    """
    out = cache
    return dout * (1 - out**2)


def softmax_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Compute the softmax loss (cross-entropy) of a batch of scores, and its gradient.

    Softmax turns the scores of one example into probabilities; the loss is the mean over the batch of the negative
    log-probability of the correct class:

        p[n, c] = e^x[n, c] / (sum over k of e^x[n, k])
        loss    = -1/N * sum over n of log p[n, y[n]]
        dx[n, c] = (p[n, c] - [c = y[n]]) / N        where [ ] is 1 if the statement holds, else 0

    Parameters
    ----------
    x : array of shape (N, C)
        Scores: row n for example n, column c for class c.
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.

    Returns
    -------
    loss : float
    dx : array of shape (N, C)
        The gradient of the loss with respect to x.

    Notes
    -----
    Adding the same number to all scores of a row changes nothing on paper, and in floating point decides whether
    e^x overflows. Rows of scores around 2000 or around -2000 must give the right loss, and so must a row whose
    correct class scores far below another.

    """
    count = x.shape[0]
    rows = np.arange(count)
    shifted = x - x.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].sum() / count
    dx = np.exp(log_p)
    dx[rows, y] -= 1
    dx /= count
    return loss, dx


def svm_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Compute the multiclass hinge loss (Weston and Watkins, 1999) of a batch of scores, and its gradient.

    Every class other than the correct one should score lower than the correct one by at least the margin 1. What is
    missing is its violation, and the loss is the mean over the batch of the summed violations:

        v[n, c] = max(0, x[n, c] - x[n, y[n]] + 1)   for c other than y[n]
        loss    = 1/N * sum over n, and over c other than y[n], of v[n, c]

    Parameters
    ----------
    x : array of shape (N, C)
        Scores: row n for example n, column c for class c.
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.

    Returns
    -------
    loss : float
    dx : array of shape (N, C)
        The gradient of the loss with respect to x.

    Notes
    -----
    The score of the correct class takes part in every violation of its row, so its gradient counts them.

    """
    count = x.shape[0]
    rows = np.arange(count)
    correct = x[rows, y].reshape(count, 1)
    violation = np.maximum(0, x - correct + 1)
    violation[rows, y] = 0
    loss = violation.sum() / count
    dx = (violation > 0).astype(x.dtype)
    dx[rows, y] = -dx.sum(axis=1)
    dx /= count
    return loss, dx


def affine_relu_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Any]:
    """Apply an affine map and then a rectified linear unit: one hidden layer.

        out = relu(affine(x, w, b))

    Parameters
    ----------
    x : array of shape (N, d_1, ..., d_k)
    w : array of shape (D, M)
    b : array of shape (M,)

    Returns
    -------
    out : array of shape (N, M)
    cache : anything
        What `affine_relu_backward` needs.

    Notes
    -----
    Call the two layers that you have written. Each of them hands back a cache of its own, and both are needed later.

    """
    hidden, affine_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(hidden)
    cache = (affine_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of an affine layer that is followed by a rectified linear unit.

    By the chain rule the upstream gradient passes through the layers in reverse order.

    Parameters
    ----------
    dout : array of shape (N, M)
        The upstream gradient.
    cache : anything
        What `affine_relu_forward` returned as its second value.

    Returns
    -------
    dx : array of shape (N, d_1, ..., d_k)
    dw : array of shape (D, M)
    db : array of shape (M,)

    Notes
    -----
    A unit that was silent for an example passes nothing on: not to x, and not to the weights and the bias either.

    """
    affine_cache, relu_cache = cache
    dhidden = relu_backward(dout, relu_cache)
    return affine_backward(dhidden, affine_cache)
