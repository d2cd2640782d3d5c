"""What must hold of the network in `fc_net.py`.

Before a loss or a gradient is looked at, every parameter gets a drawn value, the biases, gammas and betas too. With
dropout no values can be compared, so what dropout did is worked out from the gradients: for a batch of one, dW is the
product of the layer's input and db, so that dW / db gives back every hidden layer as it came out of dropout.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

fully_connected_net = exercise(
    "FullyConnectedNet",
    points=20,
    needs=(
        "batchnorm_forward",
        "batchnorm_backward",
        "layernorm_forward",
        "layernorm_backward",
        "dropout_forward",
        "dropout_backward",
    ),
)


KEEP = 0.6  # the probability with which dropout keeps a unit, where masks are looked at


def _set_parameters(net: Any, draw: Draw, *widths: int, normalized: bool = False) -> list[str]:
    """Give the layers of these widths drawn parameters, none of them 0, and return their names.

    In front of a normalization the weights are large, so that the epsilon under its root is not felt.
    """
    names, last = [], len(widths) - 1
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths), start=1):
        inner = normalized and layer < last
        net.params[f"W{layer}"] = draw.off_zero(fan_in, fan_out) * (15.0 if inner else 1.3) / np.sqrt(fan_in)
        net.params[f"b{layer}"] = draw.uniform(0.1, 0.9, fan_out) * np.sign(draw.uniform(-1, 2, fan_out))
        names += [f"W{layer}", f"b{layer}"]
        if inner:
            net.params[f"gamma{layer}"] = draw.uniform(0.6, 1.8, fan_out)
            net.params[f"beta{layer}"] = draw.uniform(0.1, 0.7, fan_out) * np.sign(draw.uniform(-1, 2, fan_out))
            names += [f"gamma{layer}", f"beta{layer}"]
    return names


def _set_parameters_off_all_kinks(net: Any, draw: Draw, *widths: int, normalized: bool = False) -> list[str]:
    """Such parameters that for positive inputs every ReLU is active, with room to spare; their names."""
    names, last = _set_parameters(net, draw, *widths, normalized=normalized), len(widths) - 1
    net.params[f"W{last}"] = net.params[f"W{last}"] / 3
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths[:-1]), start=1):
        if normalized:
            net.params[f"gamma{layer}"] = draw.uniform(0.2, 0.3, fan_out)
            net.params[f"beta{layer}"] = draw.uniform(3.0, 4.0, fan_out)
        else:
            net.params[f"W{layer}"] = np.abs(net.params[f"W{layer}"]) / np.sqrt(fan_in)
            net.params[f"b{layer}"] = np.abs(net.params[f"b{layer}"])
    return names


def _loss_and_gradients(net: Any, x: np.ndarray, y: np.ndarray, names: list[str]) -> dict[str, Any]:
    """The loss, and the gradient of each of the named parameters."""
    loss, grads = net.loss(x, y)
    return {"loss": loss, **{f"d{name}": gradient for name, gradient in _found(grads, names).items()}}


def _different_losses_of_four(net: Any, x: np.ndarray, y: np.ndarray) -> int:
    """How many of four losses of one batch differ in nine digits: by chance two agree in 2 of 10^8 cases."""
    return len({np.round(_number(net.loss(x, y)[0]), 9).tobytes() for _ in range(4)})


def _number(loss: Any) -> np.ndarray:
    """The loss, whatever its shape; NaN where it is no number."""
    loss = np.asarray(loss)
    return loss.astype(np.float64) if loss.dtype.kind in "fiu" else np.array(np.nan)


def _found(values: Any, names: Iterable[str]) -> dict[str, Any]:
    """What is there of these names in what should be a dictionary."""
    found = {}
    for name in names:
        with contextlib.suppress(KeyError, TypeError, IndexError):
            found[name] = values[name]
    return found


def _gradients_of_size(grads: Any, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The gradients of these parameters, in the parameters' shapes; without those that have another size."""
    found = _found(grads, values)
    return {
        name: np.reshape(each, values[name].shape) for name, each in found.items() if np.size(each) == values[name].size
    }


def _repeats_itself(w: Any) -> int:
    """1 if weights hold fewer different numbers than half their count, as constants and repeated rows do, else 0."""
    return int(2 * len(np.unique(w)) < np.size(w))


def _new_parameters(fc_net: Any, normalization: str | None) -> dict[str, Any]:
    """What a new network of four layers is made of. Random values are told by what they have in common."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[9, 5, 8], input_dim=6, num_classes=7, normalization=normalization, weight_scale=0.1,
        dtype=np.float64, seed=1,
    )  # fmt: skip
    observed: dict[str, Any] = {"repetitive_layers": 0}
    for name, weights in _found(net.params, [f"W{layer}" for layer in range(1, 5)]).items():
        observed[f"{name}_shape"] = np.array(np.shape(weights))
        observed["repetitive_layers"] += _repeats_itself(weights)
    constant = [f"b{layer}" for layer in range(1, 5)]
    if normalization:
        constant += [f"{name}{layer}" for name in ("gamma", "beta") for layer in range(1, 4)]
    for name, values in _found(net.params, constant).items():
        observed[f"{name}_size"] = np.size(values)
        observed[f"{name}_value"], observed[f"{name}_is_of_one_value"] = _constant(values)
    observed["number_of_gammas_and_betas"] = sum(str(name).startswith(("gamma", "beta")) for name in net.params or ())
    return observed


def _constant(values: Any) -> tuple[Any, int]:
    """The value that all entries have, and 1; or their mean, rounded, and 0. What is no array of numbers stays as it is."""
    entries = np.ravel(values)
    if entries.dtype.kind not in "fiu":
        return values, 0
    return (entries[0], 1) if np.all(entries == entries[:1]) else (np.round(np.mean(entries)), 0)


def _roughly(steps: float) -> float:
    """A number of steps that is not 0, as a whole number that is not 0."""
    return float(np.sign(steps) * max(1.0, np.round(np.abs(steps))))


def _spread(name: str, weights: np.ndarray, expected: float) -> dict[str, float]:
    """Mean over standard deviation and standard deviation of the weights; 0 and as expected where chance explains them.

    Elsewhere they are told roughly, the mean in whole deviations and the deviation in steps of a factor of 1.8, so that
    the same distribution is told in the same way, whatever is drawn from it.
    """
    std = max(float(np.std(weights)), 1e-12)
    mean = float(np.clip(np.mean(weights) / std, -9, 9))
    steps = float(np.log(std / expected)) / 0.6
    by_chance = abs(std - expected) <= 0.18 * expected
    return {
        f"mean_over_std_of_{name}": 0.0 if abs(mean) <= 0.25 else _roughly(mean),
        f"std_of_{name}": expected if by_chance else expected * float(np.exp(0.6 * _roughly(steps))),
    }


def spread_of_weights(observations: Observations) -> dict[str, Any]:
    """Where the weights of each layer lie and how far they spread, as expected where chance explains them."""
    measured: dict[str, Any] = {}
    for name, weights in observations.items():
        measured |= _spread(name, weights, 0.01 if name.startswith("default") else 0.3)
    return measured


def factors_of_dropout(observations: Observations) -> dict[str, Any]:
    """How the layers were thinned out: the factors that occur, and the share of units kept, as p where chance allows it."""
    measured: dict[str, Any] = {}
    for name, factors in observations.items():
        if name.startswith("factors"):
            kept = factors[np.abs(factors) > 1e-9]
            measured[f"range_of_{name}"] = np.array([kept.min(), kept.max()]) if kept.size else np.zeros(2)
            share = kept.size / factors.size
            by_chance = abs(share - KEEP) <= 0.35 and "input" not in name
            measured[f"share_kept_in_{name}"] = KEEP if by_chance else share
        else:
            measured[name] = factors
    return measured


def slopes(observations: Observations) -> dict[str, Any]:
    """The gradient along each direction over the slope of the loss in that direction, and whether there is any slope.

    The slope is extrapolated from two distances, and off by 1e-4 of itself. Of a loss in float32 it is uncertain by
    1e-5, so a difference of 5e-5 counts as none.
    """
    measured: dict[str, Any] = {}
    found = []
    for name in [name for name in observations if name.startswith("gradient")]:
        near, far = (observations[name.replace("gradient", which)] for which in ("near", "far"))
        slope, along = float(4 * near - far) / 3, float(observations[name])
        same = abs(along - slope) <= 2e-3 * abs(slope) + 5e-5
        measured[f"{name}_over_slope"] = 1.0 if same else along / slope if slope else 0.0
        found.append(abs(slope))
    return measured | {"some_slope_is_not_0": int(max(found) > 1e-3)}


@fully_connected_net.check(weight=0.75)
def parameters_without_normalization(fc_net, draw):
    """FullyConnectedNet sets up random weights and biases of 0 for every layer, and nothing else."""
    return _new_parameters(fc_net, None)


@fully_connected_net.check(weight=0.75)
def parameters_with_batch_normalization(fc_net, draw):
    """FullyConnectedNet sets up gammas of 1 and betas of 0 for the hidden layers of a net with batch normalization."""
    return _new_parameters(fc_net, "batchnorm")


@fully_connected_net.check(weight=0.75)
def parameters_with_layer_normalization(fc_net, draw):
    """FullyConnectedNet sets up gammas of 1 and betas of 0 for the hidden layers of a net with layer normalization."""
    return _new_parameters(fc_net, "layernorm")


# At least 475 weights each: mean and deviation have standard errors of 0.046 and 0.033 of the deviation, and the bounds
# 0.25 and 0.18 are more than five of them.
@fully_connected_net.check(weight=0.75, measure=spread_of_weights, false_alarm=5e-7)
def spread_of_new_weights(fc_net, draw):
    """FullyConnectedNet draws the weights of all layers with mean 0 and standard deviation weight_scale, or 0.01."""
    net = fc_net.FullyConnectedNet(
        [19], input_dim=26, num_classes=25, weight_scale=0.3, normalization="batchnorm", dtype=np.float64, seed=3
    )
    default = fc_net.FullyConnectedNet([21], input_dim=24, num_classes=23, dtype=np.float64, seed=4)
    of_default = {f"default_{name}": weights for name, weights in _found(default.params, ["W1"]).items()}
    return _found(net.params, ["W1", "W2"]) | of_default


@fully_connected_net.check(weight=1)
def scores_without_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the scores, of either sign, when it gets no labels."""
    net = fc_net.FullyConnectedNet(hidden_dims=[9, 7, 8], input_dim=10, num_classes=5, reg=0.4, dtype=np.float64)
    _set_parameters(net, draw, 10, 9, 7, 8, 5)
    return {"scores": net.loss(draw.normal(6, 10))}


@fully_connected_net.check(weight=1.5)
def training_without_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the loss with the penalty of all weight matrices, and all gradients."""
    net = fc_net.FullyConnectedNet(hidden_dims=[7, 9], input_dim=6, num_classes=5, reg=3.14, dtype=np.float64)
    names = _set_parameters(net, draw, 6, 7, 9, 5)
    x, y = draw.normal(4, 6), draw.labels(4, 5)
    return {**_loss_and_gradients(net, x, y, names), "loss_of_a_second_call": net.loss(x, y)[0]}


# A bias in front of a batch normalization has the gradient 0, of which rounding leaves up to 1e-7 in float32.
@fully_connected_net.check(weight=2.5, atol=1e-6)
def training_with_batch_normalization(fc_net, draw):
    """FullyConnectedNet.loss normalizes each hidden layer over the batch, with its own gamma and beta, in training."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[7, 9], input_dim=6, num_classes=5, normalization="batchnorm", dtype=np.float64
    )
    names = _set_parameters(net, draw, 6, 7, 9, 5, normalized=True)
    return _loss_and_gradients(net, draw.normal(8, 6), draw.labels(8, 5), names)


@fully_connected_net.check(weight=2)
def scores_after_training_with_batch_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the scores by running averages of all batches with labels, of these alone."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[9, 7, 8], input_dim=6, num_classes=5, normalization="batchnorm", dtype=np.float64
    )
    _set_parameters(net, draw, 6, 9, 7, 8, 5, normalized=True)
    for _ in range(3):
        net.loss(draw.normal(8, 6) * 2 + 1, draw.labels(8, 5))
    first = net.loss(draw.normal(3, 6))
    loss, _ = net.loss(draw.normal(7, 6) * 2 - 1, draw.labels(7, 5))
    return {"scores": first, "loss_after_scores": loss, "scores_after_that": net.loss(draw.normal(4, 6))}


@fully_connected_net.check(weight=0.5, hidden=True, atol=1e-6)
def penalty_with_batch_normalization(fc_net, draw):
    """FullyConnectedNet.loss leaves gamma and beta out of the penalty of a net with batch normalization."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[8, 6], input_dim=12, num_classes=4, normalization="batchnorm", reg=0.2, dtype=np.float64
    )
    names = _set_parameters(net, draw, 12, 8, 6, 4, normalized=True)
    net.reg = 1.3
    return _loss_and_gradients(net, draw.normal(7, 3, 2, 2), draw.labels(7, 4), names)


@fully_connected_net.check(weight=1)
def scores_with_layer_normalization(fc_net, draw):
    """FullyConnectedNet.loss normalizes each hidden layer over its units where layer normalization is asked for."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[9, 12, 10], input_dim=7, num_classes=5, normalization="layernorm", dtype=np.float64
    )
    _set_parameters(net, draw, 7, 9, 12, 10, 5, normalized=True)
    return {"scores": net.loss(draw.normal(6, 7)), "scores_of_one": net.loss(draw.normal(1, 7))}


@fully_connected_net.check(weight=2)
def training_with_layer_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the loss and all gradients of a net with layer normalization and a penalty."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[9, 7], input_dim=6, num_classes=5, normalization="layernorm", reg=0.7, dtype=np.float64
    )
    names = _set_parameters(net, draw, 6, 9, 7, 5, normalized=True)
    return _loss_and_gradients(net, draw.normal(4, 6), draw.labels(4, 5), names)


@fully_connected_net.check(weight=1)
def scores_with_dropout(fc_net, draw):
    """FullyConnectedNet.loss drops nothing and scales nothing when it gets no labels."""
    observed = {}
    for name, normalization in (("scores", None), ("scores_with_layer_normalization", "layernorm")):
        net = fc_net.FullyConnectedNet(
            hidden_dims=[9, 8], input_dim=7, num_classes=5, dropout_keep_ratio=0.4, normalization=normalization,
            dtype=np.float64,
        )  # fmt: skip
        _set_parameters(net, draw, 7, 9, 8, 5, normalized=normalization is not None)
        x, y = draw.normal(6, 7), draw.labels(6, 5)
        net.loss(x, y)
        observed[name] = net.loss(x)
    return observed


@fully_connected_net.check(weight=1)
def losses_with_dropout(fc_net, draw):
    """FullyConnectedNet.loss drops other units in every call with labels, and the same ones where it has a seed."""
    x, y, state = draw.normal(4, 6), draw.labels(4, 5), draw.integers(0, 2**31)
    observed = {}
    for name, options in (
        ("without_dropout", {}),
        ("with_dropout", {"dropout_keep_ratio": 0.6}),
        ("with_dropout_and_a_seed", {"dropout_keep_ratio": 0.6, "seed": int(state)}),
    ):
        net = fc_net.FullyConnectedNet(hidden_dims=[30, 20], input_dim=6, num_classes=5, dtype=np.float64, **options)
        _set_parameters_off_all_kinks(net, draw, 6, 30, 20, 5)
        observed[f"different_losses_of_four_{name}"] = _different_losses_of_four(net, x, y)
        if name == "without_dropout":
            observed["loss_without_dropout"], _ = net.loss(x, y)
    return observed


def _layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return gamma * (x - x.mean()) / np.sqrt(x.var() + 1e-5) + beta


def _thinned_layers(fc_net: Any, draw: Draw, normalization: str | None) -> dict[str, Any]:
    """The factor that each unit got after the ReLU of its layer, and the loss over the one that follows from them."""
    widths = (14, 60, 50, 5)
    net = fc_net.FullyConnectedNet(
        hidden_dims=list(widths[1:-1]), input_dim=widths[0], num_classes=widths[-1], dropout_keep_ratio=KEEP,
        normalization=normalization, dtype=np.float64,
    )  # fmt: skip
    _set_parameters_off_all_kinks(net, draw, *widths, normalized=normalization is not None)
    params = {name: np.array(value) for name, value in net.params.items()}
    x, y = draw.uniform(0.5, 2.0, 1, widths[0]), draw.integers(0, widths[-1], 1)
    loss, grads = net.loss(x, y)
    found = _gradients_of_size(grads, {name: params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")})
    if len(found) < 6:
        return {}
    inputs = [found[f"W{layer}"] @ (db := found[f"b{layer}"]) / (db @ db) for layer in (1, 2, 3)]
    observed = {"factors_of_the_input": inputs[0] / x[0]}
    for layer in (1, 2):
        before = inputs[layer - 1] @ params[f"W{layer}"] + params[f"b{layer}"]
        if normalization:
            before = _layer_norm(before, params[f"gamma{layer}"], params[f"beta{layer}"])
        observed[f"factors_of_hidden_layer_{layer}"] = inputs[layer] / before
    scores = inputs[2] @ params["W3"] + params["b3"]
    observed["loss_over_what_follows"] = _number(loss) / (np.log(np.sum(np.exp(scores))) - scores[y[0]])
    return observed


# 60 and 50 units: the share kept is outside 0.6 ± 0.35 with probability 2.7e-7 in all.
@fully_connected_net.check(weight=1.5, measure=factors_of_dropout, false_alarm=1e-6)
def units_dropped_after_every_relu(fc_net, draw):
    """FullyConnectedNet.loss drops units after every ReLU in training, and neither inputs nor scores."""
    return _thinned_layers(fc_net, draw, None)


@fully_connected_net.check(weight=1, measure=factors_of_dropout, false_alarm=1e-6)
def units_dropped_with_layer_normalization(fc_net, draw):
    """FullyConnectedNet.loss drops units after the ReLUs, not before the normalization, with layer normalization."""
    return _thinned_layers(fc_net, draw, "layernorm")


@fully_connected_net.check(weight=1)
def dropout_with_batch_normalization(fc_net, draw):
    """FullyConnectedNet.loss normalizes first and drops units afterwards, so that running averages are not thinned."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[40], input_dim=6, num_classes=5, dropout_keep_ratio=0.6, normalization="batchnorm",
        dtype=np.float64,
    )  # fmt: skip
    _set_parameters(net, draw, 6, 40, 5, normalized=True)
    x, y = draw.normal(8, 6), draw.labels(8, 5)
    different = _different_losses_of_four(net, x, y)
    return {"different_losses_of_four": different, "scores": net.loss(draw.normal(4, 6))}


def _slopes(fc_net: Any, draw: Draw, normalization: str | None) -> dict[str, Any]:
    """Along a random direction for each parameter: the gradient, and the slopes of the loss over two distances."""
    widths = (6, 30, 20, 5)
    net = fc_net.FullyConnectedNet(
        hidden_dims=list(widths[1:-1]), input_dim=widths[0], num_classes=widths[-1], dropout_keep_ratio=KEEP,
        normalization=normalization, dtype=np.float64, seed=231,
    )  # fmt: skip
    names = _set_parameters_off_all_kinks(net, draw, *widths, normalized=normalization is not None)
    x, y = draw.uniform(0.5, 2.0, 7, widths[0]), draw.labels(7, widths[-1])
    _, grads = net.loss(x, y)
    observed = {}
    for name in names:
        if name.endswith("3") or (normalization and name.startswith("b") and not name.startswith("beta")):
            continue  # no dropout comes after the last layer, and batch normalization takes a bias away again
        value = np.array(net.params[name])
        direction = np.sign(draw.uniform(-1.0, 1.0, *value.shape)) * np.abs(value)
        for gradient in _gradients_of_size(grads, {name: value}).values():
            observed[f"gradient_of_{name}"] = np.sum(gradient * direction)
        for which, step in (("near", 0.02), ("far", 0.04)):
            net.params[name] = value + step * direction
            above, _ = net.loss(x, y)
            net.params[name] = value - step * direction
            below, _ = net.loss(x, y)
            observed[f"{which}_of_{name}"] = (_number(above) - _number(below)) / (2 * step)
        net.params[name] = value
    return observed


# Nothing is random in a right answer: a seed fixes what dropout drops.
@fully_connected_net.check(weight=1, measure=slopes, false_alarm=1e-9)
def slope_of_the_loss_with_dropout(fc_net, draw):
    """FullyConnectedNet.loss returns gradients that are the slopes of its loss, under dropout with a seed."""
    return _slopes(fc_net, draw, None)


@fully_connected_net.check(weight=0.5, measure=slopes, false_alarm=1e-9)
def slope_of_the_loss_with_dropout_and_batch_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the slopes of its loss with dropout and batch normalization together."""
    return _slopes(fc_net, draw, "batchnorm")


@fully_connected_net.check(weight=0.5, hidden=True, measure=slopes, false_alarm=1e-9)
def slope_of_the_loss_with_dropout_and_layer_normalization(fc_net, draw):
    """FullyConnectedNet.loss returns the slopes of its loss with dropout and layer normalization together."""
    return _slopes(fc_net, draw, "layernorm")


@fully_connected_net.check(weight=0.5, hidden=True)
def net_with_default_arguments(fc_net, draw):
    """FullyConnectedNet is a net for images of 3 x 32 x 32 and 10 classes, without any extras, if nothing else is said."""
    net = fc_net.FullyConnectedNet([4], dtype=np.float64)
    shapes = {f"{name}_shape": np.array(np.shape(each)) for name, each in _found(net.params, ["W1", "W2"]).items()}
    _set_parameters(net, draw, 3072, 4, 10)
    observed = _loss_and_gradients(net, draw.normal(2, 3, 32, 32), draw.integers(0, 10, 2), ["b1", "W2", "b2"])
    return {**shapes, **observed, "number_of_parameters": len(net.params)}
