"""What must hold for dropout.py.

Right solutions draw their random numbers in many ways, so no mask is ever compared with another solution's. What a
check looks at are the factors, out / x and dx / dout: which of them are 0, and what the others are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

dropout_forward = exercise("dropout_forward", points=7)
dropout_backward = exercise("dropout_backward", points=4, needs="dropout_forward")

KEPT = {"p_0.25": 0.25, "p_0.4": 0.4, "p_0.7": 0.7}


def _factors(out: Any, x: np.ndarray) -> np.ndarray:
    """By what each entry of x was multiplied."""
    return out / x


def _drops_some(out: Any) -> int:
    """1 if some entries are 0 and some are not, else 0: what tells dropout from a layer that never does anything."""
    return int(bool(np.any(np.equal(out, 0))) and bool(np.any(np.not_equal(out, 0))))


def _by_chance(share: float, expected: float, bound: float) -> float:
    """The expected share where chance explains the one seen, 1 - expected where that does, else the share itself."""
    explained = [each for each in (expected, 1 - expected) if abs(share - each) <= bound]
    return explained[0] if explained else share


def _range_of_kept(factors: np.ndarray) -> np.ndarray:
    """The smallest and the largest factor that is not 0; two zeros where all are."""
    kept = factors[factors != 0]
    return np.array([kept.min(), kept.max()]) if kept.size else np.zeros(2)


def share_and_scale(observations: Observations) -> dict[str, Any]:
    """For each p the share of entries kept, as p itself where chance explains it, and the range of their factors."""
    measured: dict[str, Any] = {}
    for name, p in KEPT.items():
        factors = observations[f"factors_for_{name}"]
        measured[f"share_kept_for_{name}"] = _by_chance(float(np.mean(factors != 0)), p, 0.13)
        measured[f"factors_of_kept_for_{name}"] = _range_of_kept(factors)
    return measured


def neighbours(observations: Observations) -> dict[str, Any]:
    """Along each axis the share of neighbours of which both are kept or both dropped: a half where chance explains it.

    The factors were drawn with p = 0.5: then two neighbours are alike with probability a half, and neighbouring pairs
    are so independently of each other.
    """
    measured: dict[str, Any] = {}
    for name, factors in observations.items():
        kept = (factors != 0).astype(int)
        alike = [np.mean(np.diff(kept, axis=axis) == 0) for axis in range(kept.ndim)]
        measured[f"neighbours_alike_in_{name}"] = np.array([_by_chance(each, 0.5, 0.16) for each in alike])
    return measured


def neighbours_and_scale(observations: Observations) -> dict[str, Any]:
    """The same, and the range of the factors of what is kept."""
    ranges = {f"factors_of_kept_in_{name}": _range_of_kept(factors) for name, factors in observations.items()}
    return neighbours(observations) | ranges


def repetition(observations: Observations) -> dict[str, Any]:
    """The share of entries that have the fate which they had in the first call, for each other call; p is 0.5."""
    first = observations["first"] != 0
    return {
        f"same_fate_{name}": _by_chance(float(np.mean((factors != 0) == first)), 0.5, 0.16)
        for name, factors in observations.items()
        if name != "first"
    }


def back_and_forth(observations: Observations) -> dict[str, Any]:
    """How the factors backward compare with those forward, and whether some entries are kept and some are dropped."""
    measured: dict[str, Any] = {}
    for name in (name for name in observations if name.startswith("forward")):
        there, back = observations[name], observations[name.replace("forward", "backward")]
        both = (there != 0) & (back != 0)
        measured[f"dropped_otherwise_than_{name}"] = np.sum((there != 0) != (back != 0))
        measured[f"backward_over_{name}"] = _range_of_kept(back[both] / there[both])
        measured[f"{name}_drops_some"] = int(0.02 < np.mean(back == 0) < 0.98)
    return measured


# 400 entries each: the binomial distribution leaves p ± 0.13 with probabilities 3.5e-9, 8e-8 and 1.5e-8.
@dropout_forward.check(weight=2.5, measure=share_and_scale, false_alarm=2e-7)
def share_and_scale_of_kept_entries(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward keeps a share p of all entries in mode "train" and divides them by p; the others become 0."""
    observed = {}
    for name, p in KEPT.items():
        x = draw.off_zero(16, 25)
        out, _ = dropout.dropout_forward(x, {"mode": "train", "p": p})
        observed[f"factors_for_{name}"] = _factors(out, x)
    return observed


# 375 and 384 pairs of neighbours: a share outside 0.5 ± 0.16 has the probabilities 5e-10 and 3e-10.
@dropout_forward.check(measure=neighbours, false_alarm=1e-9)
def every_entry_on_its_own(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward draws for every entry on its own, and not for whole examples or whole features at once."""
    x = draw.off_zero(16, 25)
    out, _ = dropout.dropout_forward(x, {"mode": "train", "p": 0.5})
    return {"matrix": _factors(out, x)}


# 270, 288, 300 and 240 pairs of neighbours along the axes: outside 0.5 ± 0.16 with probability 7e-7 in all.
@dropout_forward.check(measure=neighbours_and_scale, false_alarm=7e-7)
def dropout_of_images(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward takes a batch of images as well, and draws for every entry of them on its own."""
    x = draw.off_zero(4, 5, 6, 3)
    out, _ = dropout.dropout_forward(x, {"mode": "train", "p": 0.5})
    return {"images": _factors(out, x)}


@dropout_forward.check(weight=1.5)
def nothing_dropped_in_test_mode(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward returns its input as it is in mode "test", and only there."""
    matrix, _ = dropout.dropout_forward(draw.off_zero(4, 7), {"mode": "test", "p": 0.3})
    images, _ = dropout.dropout_forward(draw.off_zero(2, 3, 5, 4), {"mode": "test", "p": 0.8})
    training, _ = dropout.dropout_forward(draw.off_zero(8, 15), {"mode": "train", "p": 0.5})
    return {"out": matrix, "out_of_images": images, "drops_some_in_train_mode": _drops_some(training)}


@dropout_forward.check(weight=0.5, measure=repetition, false_alarm=1e-9)
def same_entries_with_the_same_seed(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward drops the same entries whenever it gets the same seed, and others for another seed."""
    x, (seed, other) = draw.off_zero(15, 25), draw.integers(0, 2**31, 2)
    observed = {}
    for name, each in (("first", seed), ("with_the_same_seed", seed), ("with_another_seed", other)):
        out, _ = dropout.dropout_forward(x, {"mode": "train", "p": 0.5, "seed": int(each)})
        observed[name] = _factors(out, x)
    return observed


@dropout_forward.check(weight=0.5, hidden=True, measure=repetition, false_alarm=1e-9)
def other_entries_in_every_call(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_forward drops other entries in every call where no seed is given."""
    x = draw.off_zero(15, 25)
    observed, dropout_param = {}, {"mode": "train", "p": 0.5}
    for name in ("first", "in_the_next_call", "in_the_call_after_that"):
        out, _ = dropout.dropout_forward(x, dropout_param)
        observed[name] = _factors(out, x)
    return observed


def _there_and_back(dropout: Any, draw: Draw, dropout_param: dict[str, Any], *shape: int) -> dict[str, np.ndarray]:
    """The factors of a forward pass through one layer, and of the backward pass after it."""
    x, dout = draw.off_zero(*shape), draw.off_zero(*shape)
    out, cache = dropout.dropout_forward(x, dropout_param)
    return {"forward": _factors(out, x), "backward": _factors(dropout.dropout_backward(dout, cache), dout)}


# 120 entries: fewer than 3 kept or fewer than 3 dropped have the probability 5e-9 for p = 0.8, less for the others.
@dropout_backward.check(weight=2, measure=back_and_forth, false_alarm=1e-8)
def same_factors_as_in_the_forward_pass(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_backward multiplies every entry by the factor which that entry got in the forward pass."""
    observed = {}
    for p in (0.3, 0.8):
        passes = _there_and_back(dropout, draw, {"mode": "train", "p": p}, 8, 15)
        observed |= {f"{name}_with_p_{p}": factors for name, factors in passes.items()}
    return observed


@dropout_backward.check
def gradient_in_test_mode(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_backward passes the upstream gradient on as it is after mode "test", and only then."""
    _, cache = dropout.dropout_forward(draw.off_zero(4, 7), {"mode": "test", "p": 0.3})
    matrix = dropout.dropout_backward(draw.off_zero(4, 7), cache)
    _, cache = dropout.dropout_forward(draw.off_zero(2, 3, 5, 4), {"mode": "test", "p": 0.8})
    images = dropout.dropout_backward(draw.off_zero(2, 3, 5, 4), cache)
    _, cache = dropout.dropout_forward(draw.off_zero(8, 15), {"mode": "train", "p": 0.5})
    training = dropout.dropout_backward(draw.off_zero(8, 15), cache)
    return {"dx": matrix, "dx_of_images": images, "stops_some_after_train_mode": _drops_some(training)}


@dropout_backward.check(weight=0.5, measure=back_and_forth, false_alarm=1e-8)
def gradient_of_images(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_backward handles a batch of images as well, with and without a seed."""
    plain = _there_and_back(dropout, draw, {"mode": "train", "p": 0.6}, 2, 3, 4, 5)
    seeded = _there_and_back(dropout, draw, {"mode": "train", "p": 0.6, "seed": 231}, 2, 4, 3, 5)
    return plain | {f"{name}_with_a_seed": factors for name, factors in seeded.items()}


@dropout_backward.check(weight=0.5, hidden=True, measure=back_and_forth, false_alarm=1e-8)
def factors_of_two_layers_with_one_dropout_param(dropout: Any, draw: Draw) -> dict[str, Any]:
    """dropout_backward finds the factors of its own forward pass, after another one with the same dropout_param."""
    dropout_param = {"mode": "train", "p": 0.6}
    x, dout = draw.off_zero(8, 15), draw.off_zero(8, 15)
    first, first_cache = dropout.dropout_forward(x, dropout_param)
    second, second_cache = dropout.dropout_forward(x, dropout_param)
    return {
        "forward": _factors(first, x),
        "backward": _factors(dropout.dropout_backward(dout, first_cache), dout),
        "forward_of_the_second": _factors(second, x),
        "backward_of_the_second": _factors(dropout.dropout_backward(dout, second_cache), dout),
    }
