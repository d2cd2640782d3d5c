"""What must hold of the initializers and the measurements in `initialization.py`.

An initializer may take its random numbers from anywhere and still be right, so its weights are judged by their
statistics. That `rng` is obeyed is a check of its own, with little weight.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checks import Observations, exercise

constant = exercise("constant", points=1)
normal = exercise("normal", points=2)
xavier_uniform = exercise("xavier_uniform", points=3)
xavier_normal = exercise("xavier_normal", points=2)
he_normal = exercise("he_normal", points=2)
activations_by_layer = exercise(
    "activations_by_layer", points=4, needs=("tanh_forward", "sigmoid_forward", "relu_forward")
)
gradient_norms_by_layer = exercise(
    "gradient_norms_by_layer",
    points=6,
    needs=("tanh_forward", "tanh_backward", "sigmoid_forward", "sigmoid_backward", "relu_forward", "relu_backward"),
)

# Between two draws of about 5800 weights, the mean differs with a standard error of 0.0186 of the deviation, the
# deviation itself with 0.0131, the tail weight with 0.0165 of its value (normal weights). The tolerance is 0.11, more
# than five of the largest of these; a uniform distribution's tail weight is 0.23 below that of a normal one.
STATISTICAL = {"rtol": 0.11, "false_alarm": 1e-6}


def distribution(observations: Observations) -> dict[str, np.ndarray]:
    """Shape, mean, standard deviation and tail weight of the weights.

    The tail weight is the root of the kurtosis: 1.73 for a normal distribution, 1.34 for a uniform one. A mean is
    judged by the standard deviation beside it. The rows and columns have to differ as independent numbers do.
    """
    weights = np.asarray(observations["weights"], dtype=np.float64)
    mean, std = np.mean(weights), np.std(weights)
    tail_weight = np.sqrt(np.mean((weights - mean) ** 4)) / std**2 if std > 0 else 0.0
    return {
        "shape": np.array(weights.shape),
        "mean_and_std": np.array([mean, std]),
        "tail_weight": np.array(tail_weight),
        "different_values": np.array(len(np.unique(weights))),
    }


def repetition(observations: Observations) -> dict[str, np.ndarray]:
    """Shape of the first weights, and how many of them came again: beside it, from the same state, later, unseeded."""
    first = observations["first"]
    return {
        "shape": np.array(np.shape(first)),
        "equal_to_the_first": np.sum(first == first.flat[0]),
        "came_again_from_the_same_state": np.sum(first == observations["again"]),
        "came_again_in_the_next_call": np.sum(first == observations["next"]),
        "came_again_without_rng": observations["without_rng"],
    }


def draws(initializer: Any, draw: Any) -> dict[str, Any]:
    """Weights (4, 6) from one state, twice, and from the state after that; equal weights in two calls without rng."""
    seed = int(draw.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    observed = {
        "first": initializer(4, 6, rng=rng),
        "next": initializer(4, 6, rng=rng),
        "again": initializer(4, 6, rng=np.random.default_rng(seed)),
    }
    # Counted here since unseeded weights are others in every run, and a key has to be the same in each.
    observed["without_rng"] = np.sum(initializer(4, 6) == initializer(4, 6))
    return observed


@constant.check
def weights_with_and_without_a_value(initialization, draw):
    """Constant sets every weight to the given value, and to 0 when it gets none."""
    return {
        "weights_without_a_value": initialization.constant(4, 7),
        "weights": initialization.constant(6, 3, value=float(draw.uniform(-2.9, -2.1))),
    }


@normal.check(weight=2, measure=distribution, **STATISTICAL)
def spread_of_normal_weights(initialization, draw):
    """Normal draws weights with mean 0 and the given standard deviation."""
    return {"weights": initialization.normal(45, 130, std=0.3, rng=draw.generator())}


@normal.check(weight=1, measure=repetition, false_alarm=2e-6)
def repeated_normal_weights(initialization, draw):
    """Normal takes its numbers from rng: the same state gives the same weights, and the next call gives others."""
    return draws(initialization.normal, draw)


@xavier_uniform.check(weight=3, measure=distribution, **STATISTICAL)
def spread_of_xavier_uniform_weights(initialization, draw):
    """xavier_uniform draws uniform weights with mean 0 and variance 2 / (fan_in + fan_out)."""
    return {"weights": initialization.xavier_uniform(45, 130, rng=draw.generator())}


@xavier_uniform.check(weight=1, measure=repetition, false_alarm=2e-6)
def repeated_xavier_uniform_weights(initialization, draw):
    """xavier_uniform takes its numbers from rng: the same state gives the same weights, and the next call others."""
    return draws(initialization.xavier_uniform, draw)


@xavier_normal.check(weight=3, measure=distribution, **STATISTICAL)
def spread_of_xavier_normal_weights(initialization, draw):
    """xavier_normal draws normal weights with mean 0 and variance 2 / (fan_in + fan_out)."""
    return {"weights": initialization.xavier_normal(45, 130, rng=draw.generator())}


@xavier_normal.check(weight=1, measure=repetition, false_alarm=2e-6)
def repeated_xavier_normal_weights(initialization, draw):
    """xavier_normal takes its numbers from rng: the same state gives the same weights, and the next call others."""
    return draws(initialization.xavier_normal, draw)


@he_normal.check(weight=3, measure=distribution, **STATISTICAL)
def spread_of_he_normal_weights(initialization, draw):
    """he_normal draws normal weights with mean 0 and variance 2 / fan_in."""
    return {"weights": initialization.he_normal(45, 130, rng=draw.generator())}


@he_normal.check(weight=1, measure=repetition, false_alarm=2e-6)
def repeated_he_normal_weights(initialization, draw):
    """he_normal takes its numbers from rng: the same state gives the same weights, and the next call gives others."""
    return draws(initialization.he_normal, draw)


def weights_of_layers(draw: Any, *widths: int) -> list[np.ndarray]:
    """Weights that keep the activations between saturation and 0."""
    return [1.4 * draw.normal(a, b) / np.sqrt(a) for a, b in pairwise(widths)]


def activations(initialization: Any, draw: Any, activation: str, *widths: int) -> dict[str, Any]:
    """The number of layers that come back, and the activations of each layer that there has to be."""
    weights = weights_of_layers(draw, *widths)
    found = initialization.activations_by_layer(draw.normal(4, widths[0]), weights, activation)
    nothing = np.zeros(0)
    layers = {f"layer_{place + 1}": found[place] if place < len(found) else nothing for place in range(len(weights))}
    return {"number_of_layers": len(found), **layers}


def gradient_norms(initialization: Any, draw: Any, activation: str, *widths: int) -> dict[str, Any]:
    """The norms of a batch of five, for a random upstream gradient."""
    weights, x = weights_of_layers(draw, *widths), draw.normal(5, widths[0])
    dout = draw.normal(5, widths[-1])
    return {"norms": initialization.gradient_norms_by_layer(x, weights, activation, dout)}


def value_errors(function: Any, *args: Any) -> dict[str, int]:
    """How many ValueErrors the call raises: one or none."""
    try:
        function(*args)
    except ValueError:
        return {"value_errors": 1}
    return {"value_errors": 0}


@activations_by_layer.check(weight=1)
def tanh_activations_of_three_layers(initialization, draw):
    """activations_by_layer returns the tanh activations of every layer."""
    return activations(initialization, draw, "tanh", 6, 8, 5, 7)


@activations_by_layer.check(weight=1)
def sigmoid_activations_of_three_layers(initialization, draw):
    """activations_by_layer returns the sigmoid activations of every layer."""
    return activations(initialization, draw, "sigmoid", 6, 8, 5, 7)


@activations_by_layer.check(weight=1)
def relu_activations_of_three_layers(initialization, draw):
    """activations_by_layer returns the ReLU activations of every layer."""
    return activations(initialization, draw, "relu", 6, 8, 5, 7)


@activations_by_layer.check(weight=0.5)
def activations_of_an_unknown_kind(initialization, draw):
    """activations_by_layer raises ValueError for an activation that it does not know, and for no other."""
    weights, x = weights_of_layers(draw, 6, 5, 4), draw.normal(3, 6)
    errors = value_errors(initialization.activations_by_layer, x, weights, "softplus")
    return {**errors, **activations(initialization, draw, "relu", 6, 5, 4)}


@gradient_norms_by_layer.check(weight=1)
def tanh_gradient_norms(initialization, draw):
    """gradient_norms_by_layer returns the norm of every layer's weight gradient for tanh."""
    return gradient_norms(initialization, draw, "tanh", 6, 8, 5, 7)


@gradient_norms_by_layer.check(weight=1)
def sigmoid_gradient_norms(initialization, draw):
    """gradient_norms_by_layer returns the norm of every layer's weight gradient for sigmoid."""
    return gradient_norms(initialization, draw, "sigmoid", 6, 8, 5, 7)


@gradient_norms_by_layer.check(weight=1)
def relu_gradient_norms(initialization, draw):
    """gradient_norms_by_layer returns the norm of every layer's weight gradient for ReLU."""
    return gradient_norms(initialization, draw, "relu", 6, 9, 8, 7)


@gradient_norms_by_layer.check(weight=0.5)
def gradient_norms_of_an_unknown_kind(initialization, draw):
    """gradient_norms_by_layer raises ValueError for an activation that it does not know, and for no other."""
    weights, x, dout = weights_of_layers(draw, 6, 5, 4), draw.normal(3, 6), draw.normal(3, 4)
    errors = value_errors(initialization.gradient_norms_by_layer, x, weights, "softplus", dout)
    return {**errors, **gradient_norms(initialization, draw, "relu", 6, 9, 4)}
