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


# The checks that look at eps itself accept both ways: their measure knows what the other way gives, and takes it for the
# usual one. As it knows what is right as well, these checks are hidden, and the measures with them.
def eps_in_either_place_over_columns(observations: Observations) -> dict[str, np.ndarray]:
    """Of a batch (N, D) that is normalized down its columns."""
    return _as_usual(observations, observations["x"].shape, (0,))


def eps_in_either_place_over_rows(observations: Observations) -> dict[str, np.ndarray]:
    """Of a batch (N, D) that is normalized along its rows."""
    return _as_usual(observations, observations["x"].shape, (1,))


def eps_in_either_place_over_pixels(observations: Observations) -> dict[str, np.ndarray]:
    """Of images (N, C, H, W) that are normalized by channels."""
    return _as_usual(observations, observations["x"].shape, (0, 2, 3))


def eps_in_either_place_over_groups(observations: Observations) -> dict[str, np.ndarray]:
    """Of images (N, C, H, W) that are normalized by groups of channels."""
    return _as_usual(observations, (len(observations["x"]), int(observations["groups"]), -1), (2,))


def _as_usual(observations: Observations, layout: tuple[int, ...], axes: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The observations; but if all results are what eps outside of the root gives, what eps inside of it gives."""
    inside, outside = (_normalized(observations, layout, axes, outside=each) for each in (False, True))
    results = [name for name in ("out", "dx", "dgamma", "dbeta") if name in observations]
    other_way = all(
        np.max(np.abs(outside[name].ravel() - observations[name].ravel()))
        <= 2e-5 * np.max(np.abs(outside[name])) + 1e-8
        for name in results
    )
    return {
        **observations,
        **({name: inside[name].reshape(observations[name].shape) for name in results} if other_way else {}),
    }


def _normalized(
    seen: Observations, layout: tuple[int, ...], axes: tuple[int, ...], *, outside: bool
) -> dict[str, np.ndarray]:
    """Output and gradients of a normalization of x, laid out like this, over these axes; eps outside of the root or not."""
    whole = seen["x"].shape
    per_channel = (1, -1) + (1,) * (len(whole) - 2)
    others = tuple(axis for axis in range(len(whole)) if axis != 1)
    gamma, beta = seen["gamma"].reshape(per_channel), seen["beta"].reshape(per_channel)
    x = seen["x"].reshape(layout)
    mean = seen.get("running_mean", x.mean(axis=axes, keepdims=True))
    var = seen.get("running_var", x.var(axis=axes, keepdims=True))
    std = np.sqrt(var) + seen["eps"] if outside else np.sqrt(var + seen["eps"])
    x_hat = (x - mean) / std
    dout = seen.get("dout", np.zeros(whole))
    dx_hat = (dout * gamma).reshape(x.shape)
    stretch = (x - mean) * (dx_hat * x_hat).mean(axis=axes, keepdims=True) / (np.sqrt(var) if outside else std)
    return {
        "out": gamma * x_hat.reshape(whole) + beta,
        "dx": (dx_hat - dx_hat.mean(axis=axes, keepdims=True) - stretch) / std,
        "dgamma": (dout * x_hat.reshape(whole)).sum(axis=others),
        "dbeta": dout.sum(axis=others),
    }


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


LITTLE = (1e-3, 4e-3)  # deviations whose squares are about as large as the default eps
USUAL = (0.5, 1.2)  # deviations whose squares are about as large as OTHER_EPS
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


def _of_batchnorm(
    batchnorm: Any, draw: Draw, count: int, width: int, spread: tuple[float, float], **options: Any
) -> dict[str, Any]:
    """An output in training, and all that it depends on."""
    x, (gamma, beta) = _features(draw, count, width, spread=spread), _scale_and_shift(draw, width)
    out, _ = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train", **options})
    return {"out": out, "x": x, "gamma": gamma, "beta": beta, "eps": options.get("eps", 1e-5)}


@batchnorm_forward.check(hidden=True, weight=0.75, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def outputs_in_training_for_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward in training uses the eps of bn_param."""
    return _of_batchnorm(batchnorm, draw, 6, 4, USUAL, eps=OTHER_EPS)


@batchnorm_forward.check(hidden=True, weight=0.75, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def outputs_in_testing_for_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward in testing uses the eps of bn_param."""
    x, (gamma, beta) = _features(draw, 3, 5, spread=USUAL), _scale_and_shift(draw, 5)
    mean, var = draw.normal(5), draw.uniform(0.3, 1.5, 5)
    bn_param = {"mode": "test", "eps": OTHER_EPS, "running_mean": mean.copy(), "running_var": var.copy()}
    out, _ = batchnorm.batchnorm_forward(x, gamma, beta, bn_param)
    seen = {"out": out, "x": x, "gamma": gamma, "beta": beta, "running_mean": mean, "running_var": var}
    return {**seen, "eps": OTHER_EPS}


@batchnorm_forward.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def features_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward uses an eps of 1e-5 where bn_param has none; features of little variance feel it."""
    return _of_batchnorm(batchnorm, draw, 6, 4, LITTLE)


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


@batchnorm_forward.check(hidden=True)
def testing_after_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_forward in testing uses what two batches of training have left in bn_param, for one example too."""
    gamma, beta = _scale_and_shift(draw, 4)
    bn_param: dict[str, Any] = {"mode": "train", "momentum": 0.5}
    batchnorm.batchnorm_forward(_features(draw, 6, 4), gamma, beta, bn_param)
    batchnorm.batchnorm_forward(_features(draw, 7, 4), gamma, beta, bn_param)
    bn_param["mode"] = "test"
    several, _ = batchnorm.batchnorm_forward(_features(draw, 3, 4), gamma, beta, bn_param)
    one, _ = batchnorm.batchnorm_forward(draw.off_zero(1, 4), gamma, beta, bn_param)
    return {"out_of_several": several, "out_of_one": one}


# batchnorm_backward and batchnorm_backward_alt --------------------------------------------------------------------


def _gradients(name: str, batchnorm: Any, draw: Draw, count: int, width: int) -> dict[str, Any]:
    """What this backward function returns after a batch (count, width) in training."""
    bn_param = {"mode": "train"}
    _, cache = batchnorm.batchnorm_forward(_features(draw, count, width), *_scale_and_shift(draw, width), bn_param)
    dx, dgamma, dbeta = getattr(batchnorm, name)(draw.normal(count, width), cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


def _gradients_with_eps(
    name: str, batchnorm: Any, draw: Draw, count: int, width: int, spread: tuple[float, float], **options: Any
) -> dict[str, Any]:
    """The same with these options, and all that it depends on."""
    x, (gamma, beta) = _features(draw, count, width, spread=spread), _scale_and_shift(draw, width)
    dout = draw.normal(count, width)
    _, cache = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train", **options})
    dx, dgamma, dbeta = getattr(batchnorm, name)(dout, cache)
    seen = {"dx": dx, "dgamma": dgamma, "dbeta": dbeta, "x": x, "gamma": gamma, "beta": beta, "dout": dout}
    return {**seen, "eps": options.get("eps", 1e-5)}


def _gradients_of_the_first_batch(name: str, batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """What this backward function returns for a batch after another one has gone through with the same bn_param."""
    gamma, beta = _scale_and_shift(draw, 3)
    bn_param = {"mode": "train", "running_mean": draw.normal(3), "running_var": draw.uniform(1.0, 3.0, 3)}
    _, cache = batchnorm.batchnorm_forward(_features(draw, 6, 3), gamma, beta, bn_param)
    batchnorm.batchnorm_forward(_features(draw, 5, 3), *_scale_and_shift(draw, 3), bn_param)
    dx, dgamma, dbeta = getattr(batchnorm, name)(draw.normal(6, 3), cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@batchnorm_backward.check(weight=4)
def gradients_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward returns the gradients of x, gamma and beta."""
    return _gradients("batchnorm_backward", batchnorm, draw, 6, 4)


@batchnorm_backward.check(hidden=True, weight=2, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def gradients_with_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward takes account of an eps that is not small."""
    return _gradients_with_eps("batchnorm_backward", batchnorm, draw, 5, 3, USUAL, eps=OTHER_EPS)


@batchnorm_backward.check(hidden=True, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def gradients_of_a_batch_of_two(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward handles a batch of two examples."""
    return _gradients_with_eps("batchnorm_backward", batchnorm, draw, 2, 5, USUAL, eps=0.9)


@batchnorm_backward.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def gradients_for_features_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward handles features whose variance is as small as eps."""
    return _gradients_with_eps("batchnorm_backward", batchnorm, draw, 6, 4, LITTLE)


@batchnorm_backward.check(hidden=True, weight=0.5)
def gradients_of_the_first_of_two_batches(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward returns the gradients of the batch whose cache it gets, whatever came after it."""
    return _gradients_of_the_first_batch("batchnorm_backward", batchnorm, draw)


@batchnorm_backward_alt.check(weight=3)
def simplified_gradients_in_training(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward_alt returns the gradients of x, gamma and beta, from the same cache."""
    return _gradients("batchnorm_backward_alt", batchnorm, draw, 7, 3)


@batchnorm_backward_alt.check(hidden=True, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def simplified_gradients_with_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward_alt takes account of an eps that is not small, in a batch of two as well."""
    return _gradients_with_eps("batchnorm_backward_alt", batchnorm, draw, 2, 5, USUAL, eps=OTHER_EPS)


@batchnorm_backward_alt.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_columns, false_alarm=0.0)
def simplified_gradients_for_features_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward_alt handles features whose variance is as small as eps."""
    return _gradients_with_eps("batchnorm_backward_alt", batchnorm, draw, 6, 4, LITTLE)


@batchnorm_backward_alt.check(hidden=True, weight=0.5)
def simplified_gradients_of_the_first_of_two_batches(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """batchnorm_backward_alt returns the gradients of the batch whose cache it gets, whatever came after it."""
    return _gradients_of_the_first_batch("batchnorm_backward_alt", batchnorm, draw)


# layernorm --------------------------------------------------------------------------------------------------------


@layernorm_forward.check(weight=2.5)
def output_of_rows(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward normalizes every example by itself, whatever its scale, and applies gamma and beta by feature."""
    out, _ = batchnorm.layernorm_forward(_features(draw, 4, 6, axes=1), *_scale_and_shift(draw, 6), {})
    return {"out": out}


def _of_layernorm(
    batchnorm: Any, draw: Draw, count: int, width: int, spread: tuple[float, float], **ln_param: float
) -> dict[str, Any]:
    """An output, and all that it depends on."""
    x, (gamma, beta) = _features(draw, count, width, axes=1, spread=spread), _scale_and_shift(draw, width)
    out, _ = batchnorm.layernorm_forward(x, gamma, beta, dict(ln_param))
    return {"out": out, "x": x, "gamma": gamma, "beta": beta, "eps": ln_param.get("eps", 1e-5)}


@layernorm_forward.check(hidden=True, weight=0.75, measure=eps_in_either_place_over_rows, false_alarm=0.0)
def eps_of_ln_param(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward uses the eps of ln_param."""
    return _of_layernorm(batchnorm, draw, 3, 5, USUAL, eps=OTHER_EPS)


@layernorm_forward.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_rows, false_alarm=0.0)
def rows_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward uses an eps of 1e-5 where ln_param has none; examples of little variance feel it."""
    return _of_layernorm(batchnorm, draw, 5, 4, LITTLE)


@layernorm_forward.check(weight=0.75)
def one_row_and_rows_without_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward takes a batch of one example, and returns beta for a row whose values are all the same."""
    gamma, beta = _scale_and_shift(draw, 5)
    one, _ = batchnorm.layernorm_forward(_features(draw, 1, 5, axes=1), gamma, beta, {})
    x = _features(draw, 4, 5, axes=1)
    x[2] = draw.integers(1, 5)
    same, _ = batchnorm.layernorm_forward(x, gamma, beta, {})
    return {"out_of_one": one, "out": same}


@layernorm_forward.check(hidden=True, weight=0.5)
def output_of_rows_after_others(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_forward gives an example the same output whatever came before it."""
    x, (gamma, beta) = _features(draw, 3, 7, axes=1), _scale_and_shift(draw, 7)
    ln_param: dict[str, Any] = {}
    batchnorm.layernorm_forward(_features(draw, 3, 7, axes=1), gamma, beta, ln_param)
    later, _ = batchnorm.layernorm_forward(x, gamma, beta, ln_param)
    return {"out_of_the_second_batch": later}


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


@layernorm_backward.check(hidden=True, weight=1.5, measure=eps_in_either_place_over_rows, false_alarm=0.0)
def gradients_of_rows_with_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_backward takes account of an eps that is not small."""
    return _layernorm_gradients(batchnorm, draw, 5, 3, USUAL, eps=OTHER_EPS)


@layernorm_backward.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_rows, false_alarm=0.0)
def gradients_of_rows_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """layernorm_backward handles examples whose variance is as small as eps."""
    return _layernorm_gradients(batchnorm, draw, 3, 5, LITTLE)


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


@spatial_batchnorm_forward.check(hidden=True, weight=0.5, measure=eps_in_either_place_over_pixels, false_alarm=0.0)
def eps_for_images(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_forward hands on the eps of bn_param, for one image too."""
    x, (gamma, beta) = _features(draw, 1, 3, 2, 4, axes=(0, 2, 3), spread=USUAL), _scale_and_shift(draw, 3)
    out, _ = batchnorm.spatial_batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": OTHER_EPS})
    return {"out": out, "x": x, "gamma": gamma, "beta": beta, "eps": OTHER_EPS}


@spatial_batchnorm_backward.check(weight=3)
def gradients_of_images(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_backward returns the gradients of x, gamma and beta."""
    seen = _spatial_gradients(batchnorm, draw, (2, 3, 4, 5))
    return {name: seen[name] for name in ("dx", "dgamma", "dbeta")}


@spatial_batchnorm_backward.check(hidden=True, measure=eps_in_either_place_over_pixels, false_alarm=0.0)
def gradients_of_images_with_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_batchnorm_backward takes account of an eps that is not small, and takes images of other shapes."""
    return _spatial_gradients(batchnorm, draw, (3, 4, 5, 1), USUAL, eps=OTHER_EPS)


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


def _of_groupnorm(
    batchnorm: Any, draw: Draw, shape: tuple[int, ...], groups: int, spread: tuple[float, float], **gn_param: float
) -> dict[str, Any]:
    """An output for images of this shape, and all that it depends on."""
    x, (gamma, beta) = _groups(draw, shape, groups, spread), _scale_and_shift(draw, 1, shape[1], 1, 1)
    out, _ = batchnorm.spatial_groupnorm_forward(x, gamma, beta, groups, dict(gn_param))
    return {"out": out, "x": x, "gamma": gamma, "beta": beta, "groups": groups, "eps": gn_param.get("eps", 1e-5)}


@spatial_groupnorm_forward.check(hidden=True, measure=eps_in_either_place_over_groups, false_alarm=0.0)
def eps_of_gn_param(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_forward uses the eps of gn_param."""
    return _of_groupnorm(batchnorm, draw, (3, 4, 5, 1), 2, USUAL, eps=OTHER_EPS)


@spatial_groupnorm_forward.check(hidden=True, measure=eps_in_either_place_over_groups, false_alarm=0.0)
def groups_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_forward uses an eps of 1e-5 where gn_param has none, and takes a batch of one image."""
    return _of_groupnorm(batchnorm, draw, (1, 8, 3, 5), 2, LITTLE)


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


@spatial_groupnorm_backward.check(hidden=True, weight=1.5, measure=eps_in_either_place_over_groups, false_alarm=0.0)
def gradients_of_groups_with_another_eps(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_backward takes account of an eps that is not small."""
    return _group_gradients(batchnorm, draw, (3, 4, 5, 1), 2, USUAL, eps=OTHER_EPS)


@spatial_groupnorm_backward.check(hidden=True, measure=eps_in_either_place_over_groups, false_alarm=0.0)
def gradients_of_groups_of_little_variance(batchnorm: Any, draw: Draw) -> dict[str, Any]:
    """spatial_groupnorm_backward handles groups whose variance is as small as eps, in a batch of one image."""
    return _group_gradients(batchnorm, draw, (1, 8, 3, 2), 2, LITTLE)
