"""Ways to keep weights small: penalties with their gradients, the steps that belong to them, and ridge regression.

A penalty is one function: it returns what it adds to the loss, and the gradient of that, which is added to the gradient
that comes from the data. `soft_threshold` and `max_norm` act on the weights themselves, after a step of the optimizer.
`ridge_fit` and `polynomial_features` show the same idea where the best weights can be computed at once.
"""

from __future__ import annotations

import numpy as np


def l1_penalty(w: np.ndarray, strength: float) -> tuple[float, np.ndarray]:
    """Penalise the absolute values of weights, as the lasso does (Tibshirani, 1996).

        loss  = strength * sum over i of |w[i]|
        dw[i] = strength * sign(w[i]),   where sign is 1 for positive numbers, -1 for negative ones and 0 for 0

    Parameters
    ----------
    w : array of any shape
        The weights.
    strength : float
        How much the penalty counts, 0 or more.

    Returns
    -------
    loss : float
    dw : array of the shape of w
        The gradient of the loss with respect to w.

    Notes
    -----
    |w| has a kink at 0, and any slope between -1 and 1 is a subgradient there. We take 0: a weight that is exactly 0
    is not pushed to either side.

    """
    # TODO: write this part (about 3 lines).
    raise NotImplementedError("a6_regularization.l1_penalty is not implemented yet")


def l2_penalty(w: np.ndarray, strength: float) -> tuple[float, np.ndarray]:
    """Penalise the squares of weights; its gradient shrinks every weight in proportion, as weight decay does.

        loss  = 1/2 * strength * sum over i of w[i]^2
        dw[i] = strength * w[i]

    Parameters
    ----------
    w : array of any shape
        The weights.
    strength : float
        How much the penalty counts, 0 or more.

    Returns
    -------
    loss : float
    dw : array of the shape of w
        The gradient of the loss with respect to w.

    Notes
    -----
    The half is a convention, and it makes the gradient simple. Some books leave it out; their strength is half of ours.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a6_regularization.l2_penalty is not implemented yet")


def elastic_net_penalty(params: dict[str, np.ndarray], l1: float, l2: float) -> tuple[float, dict[str, np.ndarray]]:
    """Penalise all weights of a network by absolute value and by square (Zou and Hastie, 2005).

    With the sums running over all entries of all weights,

        loss = l1 * sum of |w|  +  1/2 * l2 * sum of w^2

    The weights are the parameters whose names begin with a capital W: W1, W2 and so on. All others (biases b1, scales
    gamma1, shifts beta1, or what else has a name of its own) are not penalised.

    Parameters
    ----------
    params : dict from names to arrays of any shape
        The parameters of a network. Neither the dictionary nor its arrays may be changed.
    l1 : float
        The strength of the L1 penalty.
    l2 : float
        The strength of the L2 penalty, with the half that `l2_penalty` has.

    Returns
    -------
    loss : float
    grads : dict from names to arrays
        For every name in params an array of the shape of the parameter: the gradient of the loss with respect to it,
        which is all zeros for a parameter that is not penalised.

    Notes
    -----
    The names decide, and not the number of dimensions: the filters of a convolution have four of them. As in
    `l1_penalty`, |w| has slope 0 at 0.

    """
    # TODO: write this part (about 10 lines).
    raise NotImplementedError("a6_regularization.elastic_net_penalty is not implemented yet")


def soft_threshold(w: np.ndarray, threshold: float) -> np.ndarray:
    """Move every weight towards 0 by `threshold`, and stop at 0: the proximal step of the L1 penalty.

        out[i] = w[i] - threshold   if w[i] > threshold
        out[i] = w[i] + threshold   if w[i] < -threshold
        out[i] = 0                  otherwise

    It is the v that minimises 1/2 (v - w)^2 + threshold |v|, entry by entry. Taken after every gradient step on the
    rest of the loss, with threshold = learning rate * strength, it makes the method ISTA (Daubechies, Defrise and De
    Mol, 2004).

    Parameters
    ----------
    w : array of any shape
    threshold : float
        0 or more.

    Returns
    -------
    out : array of the shape of w

    Notes
    -----
    A gradient step on the L1 penalty jumps back and forth around 0; this step arrives, and its zeros are exact.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a6_regularization.soft_threshold is not implemented yet")


def max_norm(w: np.ndarray, limit: float) -> np.ndarray:
    """Shorten the weights of every unit that are longer than `limit`, and leave the others as they are.

    Unit h of an affine layer has the weights in column h. With the Euclidean length of that column,

        length[h] = sqrt(sum over d of w[d, h]^2)
        out[d, h] = w[d, h] * limit / length[h]   if length[h] > limit,   else w[d, h]

    Applied after every step it keeps a network in bounds at large learning rates (Srebro and Shraibman, 2005; used
    together with dropout by Srivastava et al., 2014).

    Parameters
    ----------
    w : array of shape (D, H)
    limit : float
        The largest length that is allowed, greater than 0.

    Returns
    -------
    out : array of shape (D, H)

    Notes
    -----
    A column may be all zeros. It is short, so it stays as it is, and must not become NaN.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a6_regularization.max_norm is not implemented yet")


def ridge_fit(X: np.ndarray, y: np.ndarray, strength: float) -> np.ndarray:
    """Fit a linear model by least squares with an L2 penalty: ridge regression (Hoerl and Kennard, 1970).

    The weights are those that minimise

        1/2 |X w - y|^2 + 1/2 strength |w|^2

    with sums of squares over all rows and over all weights, no means. Where the gradient is zero, the weights solve a
    linear system of D equations.

    Parameters
    ----------
    X : array of shape (N, D)
        One example per row.
    y : array of shape (N,)
        One target per example.
    strength : float
        How much the penalty counts, 0 or more.

    Returns
    -------
    weights : array of shape (D,)

    Notes
    -----
    All D weights are penalised: a column of ones, if X has one, is a column like any other. With a strength above 0
    there may be fewer rows than columns; with 0 this is plain least squares, and the columns of X are independent.
    Solving a system is faster than inverting its matrix, and more exact.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a6_regularization.ridge_fit is not implemented yet")


def polynomial_features(x: np.ndarray, degree: int) -> np.ndarray:
    """Lay out the powers of every number in a row, so that a linear model on them is a polynomial.

        out[n, k] = x[n]^k   for k = 0, 1, ..., degree

    Parameters
    ----------
    x : array of shape (N,)
        Any numbers, negative ones and 0 as well.
    degree : int
        The largest power, 0 or more.

    Returns
    -------
    out : array of shape (N, degree + 1)
        The lowest power first; column 0 is all ones, also where x is 0.

    Notes
    -----
    Powers of numbers above 1 grow fast and those of small numbers vanish: for a high degree, bring x to a range like
    -1 to 1 first.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a6_regularization.polynomial_features is not implemented yet")
