"""What must hold for batchnorm.py.

Where eps is small beside every variance, it does not matter whether it is added to the variance or to the deviation.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

batchnorm_forward = exercise("batchnorm_forward", points=10)
batchnorm_backward = exercise("batchnorm_backward", points=8, needs="batchnorm_forward")
batchnorm_backward_alt = exercise("batchnorm_backward_alt", points=5, needs="batchnorm_forward")
layernorm_forward = exercise("layernorm_forward", points=5)
layernorm_backward = exercise("layernorm_backward", points=7, needs="layernorm_forward")
spatial_batchnorm_forward = exercise("spatial_batchnorm_forward", points=5, needs="batchnorm_forward")
spatial_batchnorm_backward = exercise(
    "spatial_batchnorm_backward",
    points=4,
    needs=("spatial_batchnorm_forward", "batchnorm_forward", "batchnorm_backward"),
)
spatial_groupnorm_forward = exercise("spatial_groupnorm_forward", points=6)
spatial_groupnorm_backward = exercise("spatial_groupnorm_backward", points=7, needs="spatial_groupnorm_forward")


# What goes in -----------------------------------------------------------------------------------------------------


def _features(
    draw: Draw, *shape: int, axes: int | tuple[int, ...] = 0, spread: tuple[float, float] = (1.0, 4.0)
) -> np.ndarray:
    """Values whose standard deviations over the axes are in the range `spread`, each another, with means as large."""
    values = draw.normal(*shape)
    values = (values - values.mean(axis=axes, keepdims=True)) / values.std(axis=axes, keepdims=True)
    own = values.sum(axis=axes, keepdims=True).shape
    return (values + 0.8 * draw.off_zero(*own)) * draw.uniform(*spread, *own)


def _scale_and_shift(draw: Draw, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """A gamma and a beta: no two entries alike, of either sign, none near 0."""
    return draw.uniform(0.5, 2.5, *shape) * np.sign(draw.uniform(-1, 2, *shape)), draw.off_zero(*shape)


OTHER_EPS = 0.6


def _running_averages(bn_param: dict[str, Any], after: str = "") -> dict[str, np.ndarray]:
    """The running averages as they are now; without those that are not there."""
    found = {}
    for name in ("running_mean", "running_var"):
        with contextlib.suppress(KeyError):
            found[f"{name}{after}"] = np.array(bn_param[name])
    return found


# batchnorm_forward ------------------------------------------------------------------------------------------------


@batchnorm_forward.check(weight=2)
def output_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward in training gives every feature of a batch the mean beta and the deviation gamma."""
    out, _ = batchnorm.batchnorm_forward(_features(draw, 7, 5), *_scale_and_shift(draw, 5), {"mode": "train"})
    return {"out": out}


@batchnorm_forward.check(weight=2)
def output_in_testing(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward in testing normalizes with the running averages that it is given, and leaves them as they are."""
    mean, var = draw.normal(4), draw.uniform(0.6, 5.0, 4)
    bn_param = {"mode": "test", "running_mean": mean.copy(), "running_var": var.copy(), "momentum": 0.3}
    out, _ = batchnorm.batchnorm_forward(_features(draw, 6, 4), *_scale_and_shift(draw, 4), bn_param)
    return {"out": out, **_running_averages(bn_param)}


@batchnorm_forward.check(weight=1.5)
def running_averages_from_the_first_batch_on(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward keeps running averages in bn_param, from zeros and with a momentum of 0.9 if nothing is said."""
    gamma, beta = _scale_and_shift(draw, 3)
    bn_param: dict[str, Any] = {"mode": "train"}
    observed = {}
    for batch in ("first", "second", "third"):
        out, _ = batchnorm.batchnorm_forward(_features(draw, 5, 3), gamma, beta, bn_param)
        observed |= _running_averages(bn_param, f"_after_the_{batch}")
    return {**observed, "out_of_the_third": out}


@batchnorm_forward.check
def running_averages_with_another_momentum(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward goes on from the running averages that it finds, with the momentum of bn_param, free of eps."""
    bn_param = {"mode": "train", "momentum": 0.6, "eps": OTHER_EPS}
    bn_param |= {"running_mean": draw.normal(5) * 4, "running_var": draw.uniform(1.0, 6.0, 5)}
    gamma, beta = _scale_and_shift(draw, 5)
    batchnorm.batchnorm_forward(_features(draw, 4, 5), gamma, beta, bn_param)
    bn_param["eps"] = 1e-5
    out, _ = batchnorm.batchnorm_forward(_features(draw, 7, 5), gamma, beta, bn_param)
    return {"out": out, **_running_averages(bn_param)}


@batchnorm_forward.check(weight=0.75)
def features_without_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward returns beta for a feature that is the same in the whole batch, and for a batch of one."""
    gamma, beta = _scale_and_shift(draw, 4)
    x = _features(draw, 6, 4)
    x[:, [0, 2]] = draw.integers(1, 5, 2)
    same, _ = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    one, _ = batchnorm.batchnorm_forward(draw.off_zero(1, 4), gamma, beta, {"mode": "train"})
    return {"out": same, "out_of_one": one}


@batchnorm_forward.check(weight=0.5)
def modes_that_there_are_not(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward raises a ValueError for a mode that is neither "train" nor "test"."""
    x, (gamma, beta) = _features(draw, 5, 3), _scale_and_shift(draw, 3)
    out, _ = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    stats = {"running_mean": draw.normal(3), "running_var": draw.uniform(1.0, 3.0, 3)}
    try:
        batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "validate", **stats})
        refused = 0
    except ValueError:
        refused = 1
    return {"out_in_training": out, "refused": refused}


# batchnorm_backward and batchnorm_backward_alt --------------------------------------------------------------------


def _gradients(name: str, batchnorm: Any, draw: Draw, count: int, width: int) -> dict[str, Any]:
    """What this backward function returns after a batch (count, width) in training."""
    bn_param = {"mode": "train"}
    _, cache = batchnorm.batchnorm_forward(_features(draw, count, width), *_scale_and_shift(draw, width), bn_param)
    dx, dgamma, dbeta = getattr(batchnorm, name)(draw.normal(count, width), cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@batchnorm_backward.check(weight=4)
def gradients_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward returns the gradients of x, gamma and beta."""
    return _gradients("batchnorm_backward", batchnorm, draw, 6, 4)


@batchnorm_backward_alt.check(weight=3)
def simplified_gradients_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward_alt returns the gradients of x, gamma and beta, from the same cache."""
    return _gradients("batchnorm_backward_alt", batchnorm, draw, 7, 3)


# layernorm --------------------------------------------------------------------------------------------------------


@layernorm_forward.check(weight=2.5)
def output_of_rows(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward normalizes every example by itself, whatever its scale, and applies gamma and beta by feature."""
    out, _ = batchnorm.layernorm_forward(_features(draw, 4, 6, axes=1), *_scale_and_shift(draw, 6), {})
    return {"out": out}


@layernorm_forward.check(weight=0.75)
def one_row_and_rows_without_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward takes a batch of one example, and returns beta for a row whose values are all the same."""
    gamma, beta = _scale_and_shift(draw, 5)
    one, _ = batchnorm.layernorm_forward(_features(draw, 1, 5, axes=1), gamma, beta, {})
    x = _features(draw, 4, 5, axes=1)
    x[2] = draw.integers(1, 5)
    same, _ = batchnorm.layernorm_forward(x, gamma, beta, {})
    return {"out_of_one": one, "out": same}


def _layernorm_gradients(
    batchnorm: Any, draw: Draw, count: int, width: int, spread: tuple[float, float] = (1.0, 4.0), **ln_param: float
) -> dict[str, Any]:
    """The gradients of layernorm, and all that they depend on."""
    x, (gamma, beta) = _features(draw, count, width, axes=1, spread=spread), _scale_and_shift(draw, width)
    dout = draw.normal(count, width)
    _, cache = batchnorm.layernorm_forward(x, gamma, beta, dict(ln_param))
    dx, dgamma, dbeta = batchnorm.layernorm_backward(dout, cache)
    seen = {"dx": dx, "dgamma": dgamma, "dbeta": dbeta, "x": x, "gamma": gamma, "beta": beta, "dout": dout}
    return {**seen, "eps": ln_param.get("eps", 1e-5)}


@layernorm_backward.check(weight=4)
def gradients_of_rows(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_backward returns the gradients of x, gamma and beta, for a gamma that differs between the features."""
    seen = _layernorm_gradients(batchnorm, draw, 4, 6)
    return {name: seen[name] for name in ("dx", "dgamma", "dbeta")}


@layernorm_backward.check
def gradients_of_one_row(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_backward handles a batch of one example."""
    seen = _layernorm_gradients(batchnorm, draw, 1, 5)
    return {name: seen[name] for name in ("dx", "dgamma", "dbeta")}


# spatial_batchnorm ------------------------------------------------------------------------------------------------


@spatial_batchnorm_forward.check(weight=2.5)
def output_of_images_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_forward in training normalizes every channel over all images and all their pixels."""
    x = _features(draw, 2, 3, 4, 5, axes=(0, 2, 3))
    out, _ = batchnorm.spatial_batchnorm_forward(x, *_scale_and_shift(draw, 3), {"mode": "train"})
    return {"out": out}


@spatial_batchnorm_forward.check(weight=1.5)
def output_of_images_in_testing(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_forward in testing uses the running averages that training has left, one for each channel."""
    gamma, beta = _scale_and_shift(draw, 4)
    bn_param: dict[str, Any] = {"mode": "train"}
    for _ in range(7):  # until the running variance is no longer small beside eps
        batchnorm.spatial_batchnorm_forward(_features(draw, 3, 4, 2, 5, axes=(0, 2, 3)), gamma, beta, bn_param)
    bn_param["mode"] = "test"
    out, _ = batchnorm.spatial_batchnorm_forward(_features(draw, 2, 4, 3, 1, axes=(0, 2, 3)), gamma, beta, bn_param)
    return {"out": out}


@spatial_batchnorm_forward.check
def running_averages_of_channels(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_forward keeps in bn_param one running mean and variance for each channel."""
    gamma, beta = _scale_and_shift(draw, 3)
    bn_param: dict[str, Any] = {"mode": "train", "momentum": 0.7}
    batchnorm.spatial_batchnorm_forward(_features(draw, 4, 3, 5, 2, axes=(0, 2, 3)), gamma, beta, bn_param)
    x = _features(draw, 2, 3, 5, 4, axes=(0, 2, 3))
    out, _ = batchnorm.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    return {"out": out, **_running_averages(bn_param)}


def _spatial_gradients(
    batchnorm: Any, draw: Draw, shape: tuple[int, ...], spread: tuple[float, float] = (1.0, 4.0), **options: Any
) -> dict[str, Any]:
    """The gradients for images of this shape, and all that they depend on."""
    x, (gamma, beta) = _features(draw, *shape, axes=(0, 2, 3), spread=spread), _scale_and_shift(draw, shape[1])
    dout = draw.normal(*shape)
    _, cache = batchnorm.spatial_batchnorm_forward(x, gamma, beta, {"mode": "train", **options})
    dx, dgamma, dbeta = batchnorm.spatial_batchnorm_backward(dout, cache)
    seen = {"dx": dx, "dgamma": dgamma, "dbeta": dbeta, "x": x, "gamma": gamma, "beta": beta, "dout": dout}
    return {**seen, "eps": options.get("eps", 1e-5)}


@spatial_batchnorm_backward.check(weight=3)
def gradients_of_images(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_backward returns the gradients of x, gamma and beta."""
    seen = _spatial_gradients(batchnorm, draw, (2, 3, 4, 5))
    return {name: seen[name] for name in ("dx", "dgamma", "dbeta")}


# spatial_groupnorm ------------------------------------------------------------------------------------------------


def _groups(draw: Draw, shape: tuple[int, ...], groups: int, spread: tuple[float, float] = (1.0, 4.0)) -> np.ndarray:
    """Images of this shape; the deviations of their groups of channels are in the range `spread`."""
    n, c, h, w = shape
    return _features(draw, n, groups, c // groups * h * w, axes=2, spread=spread).reshape(shape)


@spatial_groupnorm_forward.check(weight=3)
def output_of_groups(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_forward normalizes every group of neighbouring channels of every image by itself."""
    x = _groups(draw, (2, 6, 4, 5), 3)
    out, _ = batchnorm.spatial_groupnorm_forward(x, *_scale_and_shift(draw, 1, 6, 1, 1), 3, {})
    return {"out": out}


@spatial_groupnorm_forward.check
def output_of_one_group_and_of_single_channels(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_forward takes all channels together for G = 1, and each one by itself for G = C."""
    gamma, beta = _scale_and_shift(draw, 1, 4, 1, 1)
    together, _ = batchnorm.spatial_groupnorm_forward(_groups(draw, (2, 4, 3, 5), 1), gamma, beta, 1, {})
    single, _ = batchnorm.spatial_groupnorm_forward(_groups(draw, (3, 4, 5, 2), 4), gamma, beta, 4, {})
    return {"out_of_one_group": together, "out_of_single_channels": single}


def _group_gradients(
    batchnorm: Any,
    draw: Draw,
    shape: tuple[int, ...],
    groups: int,
    spread: tuple[float, float] = (1.0, 4.0),
    **gn_param: float,
) -> dict[str, Any]:
    """The gradients for images of this shape, and all that they depend on."""
    x, (gamma, beta) = _groups(draw, shape, groups, spread), _scale_and_shift(draw, 1, shape[1], 1, 1)
    dout = draw.normal(*shape)
    _, cache = batchnorm.spatial_groupnorm_forward(x, gamma, beta, groups, dict(gn_param))
    dx, dgamma, dbeta = batchnorm.spatial_groupnorm_backward(dout, cache)
    seen = {"dx": dx, "dgamma": dgamma, "dbeta": dbeta, "x": x, "gamma": gamma, "beta": beta, "dout": dout}
    return {**seen, "groups": groups, "eps": gn_param.get("eps", 1e-5)}


@spatial_groupnorm_backward.check(weight=3.5)
def gradients_of_groups(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_backward returns the gradients of x, gamma and beta."""
    seen = _group_gradients(batchnorm, draw, (2, 6, 4, 5), 3)
    return {name: seen[name] for name in ("dx", "dgamma", "dbeta")}


@spatial_groupnorm_backward.check
def gradients_of_one_group_and_of_single_channels(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_backward handles a single group, and as many groups as channels."""
    together = _group_gradients(batchnorm, draw, (2, 4, 3, 5), 1)
    single = _group_gradients(batchnorm, draw, (3, 4, 2, 5), 4)
    names = ("dx", "dgamma", "dbeta")
    return {f"{name}_of_one_group": together[name] for name in names} | {
        f"{name}_of_single_channels": single[name] for name in names
    }
