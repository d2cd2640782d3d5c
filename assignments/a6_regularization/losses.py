"""Losses beside plain cross-entropy: for embeddings, for unequal classes, for hard examples and for soft labels.

Every function returns its loss, averaged as its docstring says, and the gradients of that loss with respect to its
inputs, each in the shape of the input.

The first two losses look at embeddings, rows of D numbers which a network made of its inputs: what belongs together
should lie close together. The others take scores (N, C) and labels (N,), and turn the scores of a row into probabilities
by a softmax:

    p[n, c] = e^scores[n, c] / (sum over k of e^scores[n, k])

Scores may be of any size, and a class may lie thousands below the others, the correct one too: its logarithm is a
large number then, and not infinite. Adding the same number to all scores of a row changes nothing on paper, and decides in floating
point whether the exponential overflows.
"""

from __future__ import annotations

import numpy as np


def contrastive_loss(
    x1: np.ndarray, x2: np.ndarray, same: np.ndarray, margin: float = 1.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Pull pairs of the same class together, and push others apart up to a margin (Hadsell, Chopra and LeCun, 2006).

    With d[n] = sqrt(sum over i of (x1[n, i] - x2[n, i])^2), the Euclidean distance of pair n,

        loss = 1/N * sum over n of  1/2 same[n] d[n]^2 + 1/2 (1 - same[n]) max(0, margin - d[n])^2

    Parameters
    ----------
    x1, x2 : arrays of shape (N, D)
        The embeddings: row n of x1 and row n of x2 make pair n.
    same : array of shape (N,), integers
        1 if the two belong to the same class, else 0.
    margin : float
        How far apart a pair of different classes should be, greater than 0.

    Returns
    -------
    loss : float
    dx1, dx2 : arrays of shape (N, D)
        The gradients of the loss with respect to x1 and x2.

    Notes
    -----
    A pair of different classes may have distance 0, where no direction leads apart more than another. Its term of the
    loss is 1/2 margin^2, and its gradient is defined as 0: it must not become NaN.

    """
    # TODO: write this part (about 8 lines).
    raise NotImplementedError("a6_regularization.contrastive_loss is not implemented yet")


def triplet_loss(
    anchor: np.ndarray, positive: np.ndarray, negative: np.ndarray, margin: float = 0.2
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Ask that an anchor be closer to one of its own class than to another by a margin (FaceNet: Schroff et al., 2015).

    With squared Euclidean distances |.|^2 between the rows,

        v[n] = max(0, |anchor[n] - positive[n]|^2 - |anchor[n] - negative[n]|^2 + margin)
        loss = 1/N * sum over n of v[n]

    Parameters
    ----------
    anchor, positive, negative : arrays of shape (N, D)
        Row n of each make triplet n: the positive is of the anchor's class, the negative is of another one.
    margin : float

    Returns
    -------
    loss : float
    da, dp, dn : arrays of shape (N, D)
        The gradients of the loss with respect to anchor, positive and negative.

    Notes
    -----
    The mean goes over all N triplets, those with v[n] = 0 included. They add nothing, and have no gradient.

    """
    # TODO: write this part (about 6 lines).
    raise NotImplementedError("a6_regularization.triplet_loss is not implemented yet")


def weighted_cross_entropy(scores: np.ndarray, y: np.ndarray, class_weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Compute the cross-entropy with a weight for each class, so that rare classes can count more.

    Every example has the weight of its correct class, and the loss is the weighted mean of the examples' losses:

        v[n] = class_weights[y[n]]
        loss = - (sum over n of v[n] log p[n, y[n]]) / (sum over n of v[n])

    Parameters
    ----------
    scores : array of shape (N, C)
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.
    class_weights : array of shape (C,)
        One weight per class, 0 or more. They do not have to add up to anything; at least one class in the batch has a
        weight above 0.

    Returns
    -------
    loss : float
    dscores : array of shape (N, C)
        The gradient of the loss with respect to the scores.

    Notes
    -----
    The divisor is the sum of the weights of the labels in the batch, neither N nor the sum over the classes, as in
    PyTorch. So weights that are all alike change nothing.

    """
    # TODO: write this part (about 9 lines).
    raise NotImplementedError("a6_regularization.weighted_cross_entropy is not implemented yet")


def focal_loss(
    scores: np.ndarray, y: np.ndarray, gamma: float = 2.0, alpha: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Let examples that are classified well count less than those that are not (Lin et al., 2017), for a softmax.

    With q[n] = p[n, y[n]], the probability of the correct class,

        loss = -1/N * sum over n of alpha[y[n]] (1 - q[n])^gamma log q[n]

    Parameters
    ----------
    scores : array of shape (N, C)
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.
    gamma : float
        How strongly easy examples are played down, 0 or more, whole or not; 0 gives the cross-entropy.
    alpha : array of shape (C,), or None
        One factor per class; None stands for 1 for every class.

    Returns
    -------
    loss : float
    dscores : array of shape (N, C)
        The gradient of the loss with respect to the scores.

    Notes
    -----
    The scores take part twice, in log q and in (1 - q)^gamma, and so does their gradient. The mean divides by N, whatever
    alpha is. Where q is 1 to machine precision, the example's loss and gradient are 0 for every gamma, also for one
    below 1: in the gradient a power of 1 - q with a negative exponent meets a logarithm that is 0, and the product must
    not become NaN. Where q is 0 in floating point, log q is still a finite number, and so is the gradient: mind what
    divides by q.

    """
    # TODO: write this part (about 15 lines).
    raise NotImplementedError("a6_regularization.focal_loss is not implemented yet")


def hard_example_loss(scores: np.ndarray, y: np.ndarray, keep: int) -> tuple[float, np.ndarray]:
    """Learn from the hardest examples of a batch alone: online hard example mining (Shrivastava et al., 2016).

    Every example has the cross-entropy loss -log p[n, y[n]]. The result is the mean over the `keep` examples with the
    largest losses; the others neither count in the loss nor have a gradient.

    Parameters
    ----------
    scores : array of shape (N, C)
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.
    keep : int
        How many examples to keep, 1 or more. If it is N or more, all N are kept.

    Returns
    -------
    loss : float
    dscores : array of shape (N, C)
        The gradient of the loss with respect to the scores, in the order of the rows of scores.

    Notes
    -----
    The mean divides by the number of examples that are kept. Which ones these are is taken as given: the selection
    itself has no gradient.

    """
    # TODO: write this part (about 10 lines).
    raise NotImplementedError("a6_regularization.hard_example_loss is not implemented yet")


def label_smoothing_loss(scores: np.ndarray, y: np.ndarray, smoothing: float = 0.1) -> tuple[float, np.ndarray]:
    """Compute the cross-entropy with targets that are a little unsure (Szegedy et al., 2016).

    A part of the correct class's share is spread evenly over all C classes, the correct one included:

        t[n, c] = (1 - smoothing) [c = y[n]] + smoothing / C     where [ ] is 1 if the statement holds, else 0
        loss    = -1/N * sum over n and c of t[n, c] log p[n, c]

    Parameters
    ----------
    scores : array of shape (N, C)
    y : array of shape (N,), integers
        The correct classes, 0 <= y[n] < C.
    smoothing : float
        The part that is spread, from 0 to 1; 0 gives the cross-entropy.

    Returns
    -------
    loss : float
    dscores : array of shape (N, C)
        The gradient of the loss with respect to the scores.

    Notes
    -----
    The logarithms of all classes count here, so every one of them has to be finite, not only that of the correct class.

    """
    # TODO: write this part (about 8 lines).
    raise NotImplementedError("a6_regularization.label_smoothing_loss is not implemented yet")
