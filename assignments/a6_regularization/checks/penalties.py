"""What must hold for penalties.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import exercise
from autograder.draw import Draw

l1_penalty = exercise("l1_penalty", points=2)
l2_penalty = exercise("l2_penalty", points=2)
elastic_net_penalty = exercise("elastic_net_penalty", points=4, needs=("l1_penalty", "l2_penalty"))
soft_threshold = exercise("soft_threshold", points=3)
max_norm = exercise("max_norm", points=3)
ridge_fit = exercise("ridge_fit", points=4)
polynomial_features = exercise("polynomial_features", points=2)


def _with_zeros(draw: Draw, *shape: int) -> np.ndarray:
    """Weights of either sign, every third of which, in random order, is exactly 0."""
    return draw.off_zero(*shape) * (draw.labels(int(np.prod(shape)), 3).reshape(shape) > 0)


def _columns_of_length(draw: Draw, rows: int, lengths: list[float]) -> np.ndarray:
    """Weights (rows, len(lengths)) whose columns have these Euclidean lengths."""
    w = draw.off_zero(rows, len(lengths))
    return w / np.sqrt((w**2).sum(axis=0)) * lengths


def _network(draw: Draw) -> dict[str, np.ndarray]:
    """The parameters of two affine layers, none of them 0."""
    return {"W1": draw.off_zero(4, 5), "b1": draw.off_zero(5), "W2": draw.off_zero(5, 3), "b2": draw.off_zero(3)}


# l1_penalty -------------------------------------------------------------------------------------------------------


@l1_penalty.check(weight=2)
def l1_penalty_of_a_matrix(penalties: Any, draw: Draw) -> dict[str, Any]:
    """l1_penalty returns the penalty of a weight matrix and its gradient."""
    loss, dw = penalties.l1_penalty(draw.off_zero(4, 5), 0.7)
    return {"loss": loss, "dw": dw}


@l1_penalty.check
def l1_penalty_of_weights_that_are_zero(penalties: Any, draw: Draw) -> dict[str, Any]:
    """l1_penalty leaves weights that are exactly 0 without a gradient."""
    loss, dw = penalties.l1_penalty(_with_zeros(draw, 5, 3), 1.3)
    return {"loss": loss, "dw": dw}


# l2_penalty -------------------------------------------------------------------------------------------------------


@l2_penalty.check(weight=2)
def l2_penalty_of_a_matrix(penalties: Any, draw: Draw) -> dict[str, Any]:
    """l2_penalty returns the penalty of a weight matrix and its gradient."""
    loss, dw = penalties.l2_penalty(draw.off_zero(4, 5), 0.7)
    return {"loss": loss, "dw": dw}


# elastic_net_penalty ----------------------------------------------------------------------------------------------


@elastic_net_penalty.check(weight=2)
def penalty_of_two_layers(penalties: Any, draw: Draw) -> dict[str, Any]:
    """elastic_net_penalty returns both penalties of all weights together, and the gradient of every weight."""
    loss, grads = penalties.elastic_net_penalty(_network(draw), 0.3, 0.8)
    return {"loss": loss, "dW1": grads["W1"], "dW2": grads["W2"]}


@elastic_net_penalty.check
def gradients_of_biases(penalties: Any, draw: Draw) -> dict[str, Any]:
    """elastic_net_penalty returns a gradient of zeros for every bias."""
    _, grads = penalties.elastic_net_penalty(_network(draw), 0.6, 0.4)
    return {"dW2": grads["W2"], "db1": grads["b1"], "db2": grads["b2"]}


@elastic_net_penalty.check(weight=0.5)
def parameters_after_the_penalty(penalties: Any, draw: Draw) -> dict[str, Any]:
    """elastic_net_penalty leaves the parameters as they are: a second call returns the same."""
    params = _network(draw)
    penalties.elastic_net_penalty(params, 0.5, 0.9)
    loss, grads = penalties.elastic_net_penalty(params, 0.5, 0.9)
    return {"loss": loss, "dW1": grads["W1"], "W1": params["W1"], "b1": params["b1"], "parameters": len(params)}


# soft_threshold ---------------------------------------------------------------------------------------------------


@soft_threshold.check(weight=2)
def weights_beyond_the_threshold(penalties: Any, draw: Draw) -> dict[str, Any]:
    """soft_threshold moves weights of either sign towards 0 by the threshold."""
    w = np.sign(draw.off_zero(4, 5)) * draw.uniform(0.5, 2.0, 4, 5)
    return {"out": penalties.soft_threshold(w, 0.4)}


@soft_threshold.check(weight=2)
def weights_below_the_threshold(penalties: Any, draw: Draw) -> dict[str, Any]:
    """soft_threshold sets weights that are smaller than the threshold to 0 exactly."""
    out = penalties.soft_threshold(_with_zeros(draw, 6, 4), 0.7)
    return {"out": out, "count_of_zeros": np.count_nonzero(np.asarray(out) == 0)}


# max_norm ---------------------------------------------------------------------------------------------------------


@max_norm.check(weight=2)
def long_and_short_columns(penalties: Any, draw: Draw) -> dict[str, Any]:
    """max_norm shortens the columns that are longer than the limit, and leaves the shorter ones as they are."""
    w = _columns_of_length(draw, 5, [0.7, 4.0, 1.5, 2.3])
    return {"out": penalties.max_norm(w, 1.6)}


@max_norm.check
def columns_of_zeros(penalties: Any, draw: Draw) -> dict[str, Any]:
    """max_norm leaves a column of zeros as it is."""
    w = _columns_of_length(draw, 4, [3.0, 0.0, 0.4, 1.9, 0.0])
    return {"out": penalties.max_norm(w, 0.8)}


# ridge_fit --------------------------------------------------------------------------------------------------------


@ridge_fit.check(weight=3)
def weights_of_a_ridge_regression(penalties: Any, draw: Draw) -> dict[str, Any]:
    """ridge_fit returns the weights that minimise the squared error plus the penalty."""
    return {"weights": penalties.ridge_fit(draw.normal(14, 4), draw.normal(14) * 2, 3.7)}


@ridge_fit.check
def weights_without_a_penalty(penalties: Any, draw: Draw) -> dict[str, Any]:
    """ridge_fit with strength 0 returns the weights of least squares."""
    return {"weights": penalties.ridge_fit(draw.normal(15, 3), draw.normal(15), 0.0)}


@ridge_fit.check
def weights_from_few_rows(penalties: Any, draw: Draw) -> dict[str, Any]:
    """ridge_fit handles fewer rows than columns."""
    return {"weights": penalties.ridge_fit(draw.normal(3, 6), draw.off_zero(3), 0.8)}


# polynomial_features ----------------------------------------------------------------------------------------------


@polynomial_features.check(weight=2)
def powers_up_to_the_third(penalties: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_features returns one row of powers for each number, the lowest power first."""
    return {"out": penalties.polynomial_features(draw.off_zero(6), 3)}


@polynomial_features.check
def powers_of_zero(penalties: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_features begins every row with 1, also where the number is 0."""
    return {"out": penalties.polynomial_features(_with_zeros(draw, 7), 4)}
