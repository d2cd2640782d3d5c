"""What must hold for losses.py.

Distances keep away from margins, and the losses of a batch from each other: no kinks, and no ties.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import exercise
from autograder.draw import Draw

contrastive_loss = exercise("contrastive_loss", points=6)
triplet_loss = exercise("triplet_loss", points=5)
weighted_cross_entropy = exercise("weighted_cross_entropy", points=4)
focal_loss = exercise("focal_loss", points=6)
hard_example_loss = exercise("hard_example_loss", points=4)
label_smoothing_loss = exercise("label_smoothing_loss", points=4)


def _at_distances(draw: Draw, x: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Points that lie these Euclidean distances away from the rows of x, in random directions."""
    direction = draw.off_zero(*x.shape)
    return x + direction / np.sqrt((direction**2).sum(axis=1, keepdims=True)) * np.reshape(distances, (-1, 1))


def _large_scores(draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Scores (5, 3) around 2000, 0 and -2000, and labels; in row 2 a class scores 4000 less, in row 4 the correct one.

    They lie on a grid of 1/64: the shift takes none of their digits, in float32 neither.
    """
    scores = np.round(draw.distinct(5, 3) * 128) / 64 + np.array([[2000.0], [-2000.0], [0.0], [-2000.0], [2000.0]])
    y = draw.labels(5, 3)
    scores[2, (y[2] + 1) % 3] -= 4000.0
    scores[4, y[4]] -= 4000.0
    return scores, y


def _confident_scores(draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Scores (4, 5) that put the correct class far below the others, and the labels."""
    scores, y = draw.uniform(-1.5, 1.5, 4, 5), draw.labels(4, 5)
    # no further apart than 78: e^-78 is an ordinary number in float32 still, so that its logarithm is exact
    scores[np.arange(4), y] -= np.array([40.0, 56.0, 74.0, 1.0]) + draw.uniform(0.0, 1.0, 4)
    return scores, y


# contrastive_loss -------------------------------------------------------------------------------------------------


def _pairs(draw: Draw, columns: int, margin: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three pairs of the same class, two of others that are too close, and two that are far enough apart."""
    distances = np.array([0.4, 0.9, 1.6, 0.35, 0.7, 1.3, 1.9]) * margin * draw.uniform(0.9, 1.1, 7)
    x1 = draw.normal(7, columns)
    return x1, _at_distances(draw, x1, distances), np.array([1, 1, 1, 0, 0, 0, 0])


def _of_contrastive_loss(losses: Any, *args: Any, **options: Any) -> dict[str, Any]:
    loss, dx1, dx2 = losses.contrastive_loss(*args, **options)
    return {"loss": loss, "dx1": dx1, "dx2": dx2}


@contrastive_loss.check(weight=3)
def contrastive_loss_of_a_batch(losses: Any, draw: Draw) -> dict[str, Any]:
    """contrastive_loss pulls pairs of the same class together, and pushes others apart that are closer than the margin."""
    return _of_contrastive_loss(losses, *_pairs(draw, 4, 1.5), margin=1.5)


@contrastive_loss.check
def pairs_of_the_same_class(losses: Any, draw: Draw) -> dict[str, Any]:
    """contrastive_loss of pairs of the same class is half the mean of their squared distances."""
    x1 = draw.normal(3, 5)
    x2 = _at_distances(draw, x1, draw.uniform(0.5, 2.5, 3))
    return _of_contrastive_loss(losses, x1, x2, np.ones(3, dtype=np.int64))


@contrastive_loss.check
def pairs_inside_and_outside_of_the_usual_margin(losses: Any, draw: Draw) -> dict[str, Any]:
    """contrastive_loss uses a margin of 1 unless it is told otherwise, and leaves pairs alone that keep it."""
    return _of_contrastive_loss(losses, *_pairs(draw, 3, 1.0))


# whoever puts a small number under the root is off by that much
@contrastive_loss.check(rtol=1e-3)
def identical_pairs_of_different_classes(losses: Any, draw: Draw) -> dict[str, Any]:
    """contrastive_loss has the gradient 0, and no NaN, for a pair of different classes at distance 0."""
    x1, x2, same = _pairs(draw, 4, 2.0)
    x2[[3, 5]] = x1[[3, 5]]
    return _of_contrastive_loss(losses, x1, x2, same, 2.0)


# triplet_loss -----------------------------------------------------------------------------------------------------


def _triplets(draw: Draw, columns: int, violations: list[float], margin: float) -> tuple[np.ndarray, ...]:
    """Triplets that violate the margin by about this much; by a negative number where they keep it."""
    anchor = draw.normal(len(violations), columns)
    farther = np.array(violations) * draw.uniform(0.9, 1.1, len(violations)) - margin
    squared = draw.uniform(0.3, 1.5, len(violations)) + np.maximum(0, -farther)
    negative = _at_distances(draw, anchor, np.sqrt(squared))
    return anchor, _at_distances(draw, anchor, np.sqrt(squared + farther)), negative


def _of_triplet_loss(losses: Any, *args: Any, **options: Any) -> dict[str, Any]:
    loss, da, dp, dn = losses.triplet_loss(*args, **options)
    return {"loss": loss, "da": da, "dp": dp, "dn": dn}


@triplet_loss.check(weight=3)
def triplet_loss_of_a_batch(losses: Any, draw: Draw) -> dict[str, Any]:
    """triplet_loss returns the mean violation of the margin, and its gradients."""
    return _of_triplet_loss(losses, *_triplets(draw, 4, [0.9, 0.4, 1.7], 0.7), margin=0.7)


@triplet_loss.check
def triplets_that_keep_the_margin(losses: Any, draw: Draw) -> dict[str, Any]:
    """triplet_loss counts triplets that keep the margin in the mean, and gives them no gradient."""
    return _of_triplet_loss(losses, *_triplets(draw, 3, [-0.5, 1.1, -1.6, 0.7, -0.3], 0.5), margin=0.5)


@triplet_loss.check
def triplets_near_the_usual_margin(losses: Any, draw: Draw) -> dict[str, Any]:
    """triplet_loss uses a margin of 0.2 unless it is told otherwise."""
    return _of_triplet_loss(losses, *_triplets(draw, 5, [0.1, 0.3, -0.1, 0.15], 0.2))


# weighted_cross_entropy -------------------------------------------------------------------------------------------


def _of_weighted_cross_entropy(losses: Any, scores: np.ndarray, y: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    loss, dscores = losses.weighted_cross_entropy(scores, y, weights)
    return {"loss": loss, "dscores": dscores}


@weighted_cross_entropy.check(weight=3)
def weighted_loss_of_a_batch(losses: Any, draw: Draw) -> dict[str, Any]:
    """weighted_cross_entropy returns the weighted mean loss over the batch, and its gradient."""
    return _of_weighted_cross_entropy(losses, draw.normal(6, 4) * 2, draw.labels(6, 4), draw.uniform(0.3, 3.0, 4))


@weighted_cross_entropy.check
def weighted_loss_of_classes_that_do_not_occur(losses: Any, draw: Draw) -> dict[str, Any]:
    """weighted_cross_entropy divides by the weights of the labels in the batch; other classes' weights do not count."""
    y, weights = draw.labels(5, 3) * 2, draw.uniform(0.5, 2.0, 7)
    weights[0], weights[[1, 6]] = 0.0, 50.0
    return _of_weighted_cross_entropy(losses, draw.normal(5, 7), y, weights)


@weighted_cross_entropy.check
def weighted_loss_of_large_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """weighted_cross_entropy is exact for scores around 2000 and -2000, and for a class that is far below the others."""
    return _of_weighted_cross_entropy(losses, *_large_scores(draw), draw.uniform(0.3, 3.0, 3))


# focal_loss -------------------------------------------------------------------------------------------------------


def _of_focal_loss(losses: Any, *args: Any, **options: Any) -> dict[str, Any]:
    loss, dscores = losses.focal_loss(*args, **options)
    return {"loss": loss, "dscores": dscores}


@focal_loss.check(weight=3)
def focal_loss_of_a_batch(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss returns the mean loss with a gamma of 2, unless it is told otherwise, and its gradient."""
    return _of_focal_loss(losses, draw.normal(6, 4) * 2, draw.labels(6, 4))


@focal_loss.check(weight=1.5)
def focal_loss_with_another_gamma(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss takes any gamma, whole or not."""
    steep = _of_focal_loss(losses, draw.normal(4, 3) * 2, draw.labels(4, 3), gamma=3.5)
    flat = _of_focal_loss(losses, draw.normal(3, 5), draw.labels(3, 5), gamma=0.6)
    return {**steep, "loss_for_small_gamma": flat["loss"], "dscores_for_small_gamma": flat["dscores"]}


@focal_loss.check(weight=1.5)
def focal_loss_with_factors_for_the_classes(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss multiplies each example's loss by the factor of its class, and divides by the number of examples."""
    scores, y, alpha = draw.normal(7, 4), draw.labels(7, 4), draw.uniform(0.2, 3.0, 4)
    return _of_focal_loss(losses, scores, y, gamma=1.5, alpha=alpha)


@focal_loss.check
def focal_loss_without_focus(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss with a gamma of 0 is the cross-entropy."""
    return _of_focal_loss(losses, draw.normal(5, 4) * 2, draw.labels(5, 4), gamma=0.0)


@focal_loss.check
def focal_loss_of_large_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss is exact for scores around 2000 and -2000, and for a class that is far below the others."""
    return _of_focal_loss(losses, *_large_scores(draw))


@focal_loss.check(weight=0.5)
def focal_loss_of_examples_that_are_certain(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss adds nothing, and no NaN, for examples whose correct class has the probability 1, for any gamma."""
    scores, y = draw.normal(5, 3), draw.labels(5, 3)
    scores[[1, 4], y[[1, 4]]] += np.array([120.0, 2000.0])
    focused, flat = _of_focal_loss(losses, scores, y), _of_focal_loss(losses, scores, y, gamma=0.5)
    return {**focused, "loss_for_small_gamma": flat["loss"], "dscores_for_small_gamma": flat["dscores"]}


@focal_loss.check
def focal_loss_of_confident_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """focal_loss grows with the scores where the network is sure of another class than the correct one."""
    return _of_focal_loss(losses, *_confident_scores(draw), gamma=1.0, alpha=draw.uniform(0.3, 3.0, 5))


# hard_example_loss ------------------------------------------------------------------------------------------------


def _ranked_scores(draw: Draw, count: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and labels of examples whose losses lie well apart, in random order."""
    scores, y = draw.uniform(-0.1, 0.1, count, classes), draw.labels(count, classes)
    scores[np.arange(count), y] += max(2.5, count / 5) * draw.distinct(count)
    return scores + draw.normal(count, 1), y


def _of_hard_example_loss(losses: Any, scores: np.ndarray, y: np.ndarray, keep: int) -> dict[str, Any]:
    loss, dscores = losses.hard_example_loss(scores, y, keep)
    return {"loss": loss, "dscores": dscores}


@hard_example_loss.check(weight=3)
def loss_of_the_three_hardest_examples(losses: Any, draw: Draw) -> dict[str, Any]:
    """hard_example_loss averages over the examples with the largest losses, and gives the others no gradient."""
    return _of_hard_example_loss(losses, *_ranked_scores(draw, 7, 4), 3)


@hard_example_loss.check
def loss_of_the_hardest_example(losses: Any, draw: Draw) -> dict[str, Any]:
    """hard_example_loss can keep a single example."""
    return _of_hard_example_loss(losses, *_ranked_scores(draw, 4, 3), 1)


@hard_example_loss.check
def loss_of_all_examples(losses: Any, draw: Draw) -> dict[str, Any]:
    """hard_example_loss averages over the whole batch where that has no more examples than are to be kept."""
    scores, y = _ranked_scores(draw, 5, 3)
    exactly, more = _of_hard_example_loss(losses, scores, y, 5), _of_hard_example_loss(losses, scores, y, 9)
    return {**exactly, "loss_for_more": more["loss"], "dscores_for_more": more["dscores"]}


@hard_example_loss.check
def hard_examples_of_large_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """hard_example_loss is exact for scores around 2000 and -2000, and for a class that is far below the others."""
    scores, y = _ranked_scores(draw, 6, 5)
    scores = np.round(scores * 64) / 64 + np.array([[2000.0], [-2000.0], [0.0], [-2000.0], [2000.0], [0.0]])
    scores[[2, 5], [(y[2] + 1) % 5, y[5]]] -= 4000.0
    return _of_hard_example_loss(losses, scores, y, 4)


# label_smoothing_loss ---------------------------------------------------------------------------------------------


def _of_label_smoothing_loss(losses: Any, *args: Any, **options: Any) -> dict[str, Any]:
    loss, dscores = losses.label_smoothing_loss(*args, **options)
    return {"loss": loss, "dscores": dscores}


@label_smoothing_loss.check(weight=3)
def smoothed_loss_of_a_batch(losses: Any, draw: Draw) -> dict[str, Any]:
    """label_smoothing_loss returns the mean cross-entropy with smoothed targets, and its gradient."""
    return _of_label_smoothing_loss(losses, draw.normal(6, 4) * 2, draw.labels(6, 4), smoothing=0.3)


@label_smoothing_loss.check
def smoothed_loss_by_the_usual_part(losses: Any, draw: Draw) -> dict[str, Any]:
    """label_smoothing_loss spreads a part of 0.1 unless it is told otherwise."""
    return _of_label_smoothing_loss(losses, draw.normal(3, 5), draw.labels(3, 5))


@label_smoothing_loss.check
def smoothed_loss_of_large_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """label_smoothing_loss is exact for rows of scores around 2000 and around -2000."""
    scores, y = _large_scores(draw)
    return _of_label_smoothing_loss(losses, scores[[0, 1, 3]], y[[0, 1, 3]], smoothing=0.2)


@label_smoothing_loss.check(weight=0.5)
def smoothed_loss_of_hopeless_classes(losses: Any, draw: Draw) -> dict[str, Any]:
    """label_smoothing_loss stays finite where a class scores thousands below the others."""
    return _of_label_smoothing_loss(losses, *_large_scores(draw), smoothing=0.2)


@label_smoothing_loss.check
def smoothed_loss_of_confident_scores(losses: Any, draw: Draw) -> dict[str, Any]:
    """label_smoothing_loss keeps growing with the scores of the classes that the network is sure of."""
    return _of_label_smoothing_loss(losses, *_confident_scores(draw), 0.4)
