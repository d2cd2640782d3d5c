"""What must hold for optim.py.

State is seldom given and seldom read: a rule runs for some steps from an empty config, and the weights after each of
them are observed. So it does not matter in which of several equal ways a rule keeps its state.

The gradients of rules that divide by a root are large against the default epsilon, and nobody sees where it is added.
Two checks of each rule ask for epsilon alone: there every usual place counts as right.
"""

# ruff: noqa: D403  (a sentence begins with the name of the function, as it is written)

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

sgd = exercise("sgd", points=2)
sgd_momentum = exercise("sgd_momentum", points=4)
nesterov_momentum = exercise("nesterov_momentum", points=5)
adagrad = exercise("adagrad", points=4)
rmsprop = exercise("rmsprop", points=5)
adadelta = exercise("adadelta", points=6)
adam = exercise("adam", points=8)
adamw = exercise("adamw", points=5, needs="adam")


def _gradients(draw: Draw, count: int, *shape: int, scale: float = 1.0) -> list[np.ndarray]:
    """As many gradients, no entry close to zero: from 0.1 to 2 times the scale, of either sign."""
    return [scale * draw.off_zero(*shape) for _ in range(count)]


def _follow(
    rule: Callable[..., Any], w: np.ndarray, gradients: Iterable[np.ndarray], config: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The weights after each step, every step with the config that came back from the one before."""
    seen = {}
    for count, dw in enumerate(gradients, start=1):
        w, config = rule(w, dw, config)
        seen[f"w_after_step_{count}"] = w
    return seen


def _follow_two(rule: Callable[..., Any], draw: Draw, scale: float) -> dict[str, Any]:
    """Two parameters of the same shape, stepped in turn, both without a config at first."""
    first, second = 0.1 * draw.normal(2, 3), 0.1 * draw.normal(2, 3)
    first, config_of_first = rule(first, scale * draw.off_zero(2, 3))
    second, config_of_second = rule(second, scale * draw.off_zero(2, 3))
    first, _ = rule(first, scale * draw.off_zero(2, 3), config_of_first)
    second, _ = rule(second, scale * draw.off_zero(2, 3), config_of_second)
    return {"first": first, "second": second}


# The gradients that the checks of epsilon take, from zero weights and without state. In the first row the root is
# comparable to the epsilon that the config gives, in the second one to the default of 1e-8. Nothing here is random: a
# right answer, in float32 too, is near one of the accepted steps, and so is never refused.
COMPARABLE = {"given": np.array([0.4, -0.9, 2.5, -1.6]), "default": np.array([5e-8, -2e-8, 1e-7, -3e-7])}
RATE, EPSILON = 0.5, 0.3


def _step_beside_epsilon(rule: Callable[..., Any], which: str, **config: float) -> dict[str, Any]:
    """The weights after the first step, whose gradient is comparable to epsilon."""
    dw = COMPARABLE[which]
    config = {"learning_rate": RATE, **({"epsilon": EPSILON} if which == "given" else {}), **config}
    return {"w_after_step_1": rule(np.zeros(dw.shape), dw, config)[0]}


def _epsilon_counts(which: str, share: float, corrected: bool = False) -> Callable[[Observations], Observations]:
    """A measure: how far every entry moved, as a part of how far epsilon in the nearest usual place lets it move.

    The places are beside the root and inside it, and with a correction of bias each of them before and after it.
    `share` is the part of dw^2 that is under the root after one step, before it is corrected.
    """
    dw, epsilon = COMPARABLE[which], EPSILON if which == "given" else 1e-8
    under = dw**2 if corrected else share * dw**2
    places = [np.sqrt(under) + epsilon, np.sqrt(under + epsilon)]
    if corrected:
        places += [np.sqrt(under) + epsilon / np.sqrt(share), np.sqrt(under + epsilon / share)]
    steps = np.array([-RATE * dw / place for place in places])

    def measure(observations: Observations) -> Observations:
        """1 for an entry that moved in one of the usual ways; else by how much it differs from the nearest of them."""
        parts = np.asarray(observations["w_after_step_1"], dtype=np.float64) / steps
        nearest = parts[np.argmin(np.abs(parts - 1), axis=0), np.arange(dw.size)]
        return {"step_over_expected_step": np.where(np.abs(nearest - 1) < 1e-4, 1.0, nearest)}

    return measure


# sgd


@sgd.check(weight=2)
def step_of_sgd(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd moves the weights against the gradient, as far as the learning rate in the config says."""
    next_w, _ = optim.sgd(draw.normal(3, 4), draw.off_zero(3, 4), {"learning_rate": 0.37})
    return {"next_w": next_w}


@sgd.check
def step_of_sgd_without_a_config(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd takes the default learning rate when there is no config, or when it says nothing."""
    of_none, _ = optim.sgd(0.1 * draw.normal(5), draw.off_zero(5), None)
    of_nothing, _ = optim.sgd(0.1 * draw.normal(5), draw.off_zero(5), {})
    return {"next_w_of_none": of_none, "next_w_of_nothing": of_nothing}


@sgd.check
def sgd_at_a_learning_rate_that_changes(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd returns a config with the learning rate in it, and what a schedule puts there holds for the next step."""
    first, config = optim.sgd(0.1 * draw.normal(4, 2), draw.off_zero(4, 2))
    config["learning_rate"] = 0.7 * config["learning_rate"]
    second, _ = optim.sgd(first, draw.off_zero(4, 2), config)
    return {"w_after_step_1": first, "w_after_step_2": second}


# sgd_momentum


@sgd_momentum.check(weight=3)
def steps_with_momentum(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd_momentum carries a velocity from step to step, with the learning rate and momentum in the config."""
    config = {"learning_rate": 0.23, "momentum": 0.65}
    return _follow(optim.sgd_momentum, draw.normal(3, 4), _gradients(draw, 4, 3, 4), config)


@sgd_momentum.check
def steps_with_default_momentum(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd_momentum takes the default learning rate and momentum when there is no config."""
    return _follow(optim.sgd_momentum, 0.1 * draw.normal(5), _gradients(draw, 3, 5))


@sgd_momentum.check
def momentum_of_two_parameters(optim: Any, draw: Draw) -> dict[str, Any]:
    """sgd_momentum keeps the velocities of two parameters apart."""
    return _follow_two(optim.sgd_momentum, draw, 1.0)


# nesterov_momentum


@nesterov_momentum.check(weight=3)
def steps_with_nesterov(optim: Any, draw: Draw) -> dict[str, Any]:
    """nesterov_momentum looks ahead at every step, with the learning rate and momentum in the config."""
    config = {"learning_rate": 0.23, "momentum": 0.65}
    return _follow(optim.nesterov_momentum, draw.normal(4, 3), _gradients(draw, 4, 4, 3), config)


@nesterov_momentum.check
def steps_with_default_nesterov(optim: Any, draw: Draw) -> dict[str, Any]:
    """nesterov_momentum takes the default learning rate and momentum when there is no config."""
    return _follow(optim.nesterov_momentum, 0.1 * draw.normal(6), _gradients(draw, 3, 6))


# adagrad


@adagrad.check(weight=3)
def steps_of_adagrad(optim: Any, draw: Draw) -> dict[str, Any]:
    """adagrad divides every step by the root of the squared gradients so far, added up."""
    config = {"learning_rate": 0.23}
    return _follow(optim.adagrad, draw.normal(3, 4), _gradients(draw, 4, 3, 4, scale=10), config)


@adagrad.check
def steps_of_adagrad_by_default(optim: Any, draw: Draw) -> dict[str, Any]:
    """adagrad takes the default learning rate when there is no config."""
    return _follow(optim.adagrad, 0.1 * draw.normal(5), _gradients(draw, 3, 5, scale=10))


@adagrad.check(measure=_epsilon_counts("given", share=1.0), false_alarm=0.0)
def epsilon_of_adagrad(optim: Any, draw: Draw) -> dict[str, Any]:
    """adagrad adds the epsilon of the config to what it divides by."""
    return _step_beside_epsilon(optim.adagrad, "given")


@adagrad.check(weight=0.5, measure=_epsilon_counts("default", share=1.0), false_alarm=0.0)
def default_epsilon_of_adagrad(optim: Any, draw: Draw) -> dict[str, Any]:
    """adagrad takes 1e-8 for epsilon when the config has none."""
    return _step_beside_epsilon(optim.adagrad, "default")


# rmsprop


@rmsprop.check(weight=3)
def steps_of_rmsprop(optim: Any, draw: Draw) -> dict[str, Any]:
    """rmsprop divides every step by the root of a running mean, with the learning and decay rates in the config."""
    config = {"learning_rate": 0.07, "decay_rate": 0.6}
    return _follow(optim.rmsprop, draw.normal(3, 4), _gradients(draw, 4, 3, 4, scale=10), config)


@rmsprop.check
def steps_of_rmsprop_by_default(optim: Any, draw: Draw) -> dict[str, Any]:
    """rmsprop takes the default learning rate and decay rate when there is no config."""
    return _follow(optim.rmsprop, 0.1 * draw.normal(5), _gradients(draw, 3, 5, scale=10))


@rmsprop.check
def step_of_rmsprop_from_a_cache(optim: Any, draw: Draw) -> dict[str, Any]:
    """rmsprop goes on from the cache in the config, and puts the new one there."""
    config = {"learning_rate": 1e-2, "decay_rate": 0.93, "cache": draw.uniform(0.6, 0.9, 4, 5)}
    next_w, config = optim.rmsprop(draw.uniform(-0.4, 0.6, 4, 5), draw.off_zero(4, 5), config)
    return {"next_w": next_w, "cache": config["cache"]}


@rmsprop.check(measure=_epsilon_counts("given", share=0.2), false_alarm=0.0)
def epsilon_of_rmsprop(optim: Any, draw: Draw) -> dict[str, Any]:
    """rmsprop adds the epsilon of the config to what it divides by."""
    return _step_beside_epsilon(optim.rmsprop, "given", decay_rate=0.8)


@rmsprop.check(weight=0.5, measure=_epsilon_counts("default", share=0.2), false_alarm=0.0)
def default_epsilon_of_rmsprop(optim: Any, draw: Draw) -> dict[str, Any]:
    """rmsprop takes 1e-8 for epsilon when the config has none."""
    return _step_beside_epsilon(optim.rmsprop, "default", decay_rate=0.8)


# adadelta


@adadelta.check(weight=3)
def steps_of_adadelta(optim: Any, draw: Draw) -> dict[str, Any]:
    """adadelta measures every step by the steps before, with the decay rate and epsilon in the config."""
    config = {"decay_rate": 0.7, "epsilon": 0.15}
    return _follow(optim.adadelta, draw.normal(3, 4), _gradients(draw, 4, 3, 4), config)


@adadelta.check
def steps_of_adadelta_by_default(optim: Any, draw: Draw) -> dict[str, Any]:
    """adadelta takes the default decay rate and epsilon when there is no config."""
    return _follow(optim.adadelta, 1e-3 * draw.normal(5), _gradients(draw, 3, 5))


@adadelta.check
def adadelta_with_a_learning_rate(optim: Any, draw: Draw) -> dict[str, Any]:
    """adadelta scales what moves the weights by the learning rate, and remembers the updates unscaled."""
    config = {"learning_rate": 0.35, "epsilon": 0.08}
    return _follow(optim.adadelta, draw.normal(2, 6), _gradients(draw, 3, 2, 6), config)


# adam


@adam.check(weight=3)
def steps_of_adam(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam corrects both running means at every step, with the learning rate and the betas in the config."""
    config = {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.85}
    return _follow(optim.adam, draw.normal(3, 4), _gradients(draw, 4, 3, 4, scale=10), config)


@adam.check
def steps_of_adam_by_default(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam takes the default learning rate and betas when there is no config."""
    return _follow(optim.adam, 1e-3 * draw.normal(5), _gradients(draw, 4, 5, scale=10))


def _step_of_adam_from(optim: Any, draw: Draw, t: int) -> tuple[Any, Any]:
    """A step after t others, with the default betas: the weights and the config."""
    m, v = draw.uniform(0.6, 0.9, 4, 5), draw.uniform(0.5, 0.7, 4, 5)
    config = {"learning_rate": 1e-2, "m": m, "v": v, "t": t}
    return optim.adam(draw.uniform(-0.4, 0.6, 4, 5), draw.off_zero(4, 5), config)


@adam.check
def state_of_adam_after_the_sixth_step(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam puts the new running means into the config, and how many steps it has taken."""
    _, config = _step_of_adam_from(optim, draw, 5)
    return {"m": config["m"], "v": config["v"], "t": config["t"]}


@adam.check
def sixth_step_of_adam(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam goes on from the m, v and t in the config."""
    return {"next_w": _step_of_adam_from(optim, draw, 5)[0]}


@adam.check(weight=1.5)
def late_step_of_adam(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam takes the right step late in a training, when there is hardly anything left to correct."""
    return {"next_w": _step_of_adam_from(optim, draw, 20000)[0]}


@adam.check(weight=0.5)
def adam_on_two_parameters(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam keeps the running means and the counts of steps of two parameters apart."""
    return _follow_two(optim.adam, draw, 10.0)


@adam.check(weight=0.5, measure=_epsilon_counts("given", share=0.2, corrected=True), false_alarm=0.0)
def epsilon_of_adam(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam adds the epsilon of the config to what it divides by."""
    return _step_beside_epsilon(optim.adam, "given", beta2=0.8)


@adam.check(weight=0.3, measure=_epsilon_counts("default", share=0.2, corrected=True), false_alarm=0.0)
def default_epsilon_of_adam(optim: Any, draw: Draw) -> dict[str, Any]:
    """adam takes 1e-8 for epsilon when the config has none."""
    return _step_beside_epsilon(optim.adam, "default", beta2=0.8)


# adamw


@adamw.check(weight=3)
def steps_of_adamw(optim: Any, draw: Draw) -> dict[str, Any]:
    """adamw adds to the steps of adam a decay that passes by the running means."""
    config = {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.85, "weight_decay": 0.4}
    return _follow(optim.adamw, 3 * draw.off_zero(3, 4), _gradients(draw, 4, 3, 4, scale=10), config)


@adamw.check
def steps_of_adamw_by_default(optim: Any, draw: Draw) -> dict[str, Any]:
    """adamw takes the default learning rate and betas when there is no config."""
    return _follow(optim.adamw, 1e-3 * draw.normal(5), _gradients(draw, 4, 5, scale=10))


@adamw.check
def default_decay_of_adamw(optim: Any, draw: Draw) -> dict[str, Any]:
    """adamw takes the default weight decay when the config has none."""
    return _follow(optim.adamw, 10 * draw.off_zero(4, 2), _gradients(draw, 2, 4, 2, scale=10), {"learning_rate": 1.3})


@adamw.check(weight=0.5, measure=_epsilon_counts("given", share=0.2, corrected=True), false_alarm=0.0)
def epsilon_of_adamw(optim: Any, draw: Draw) -> dict[str, Any]:
    """adamw adds the epsilon of the config to what it divides by."""
    return _step_beside_epsilon(optim.adamw, "given", beta2=0.8)


@adamw.check(weight=0.3, measure=_epsilon_counts("default", share=0.2, corrected=True), false_alarm=0.0)
def default_epsilon_of_adamw(optim: Any, draw: Draw) -> dict[str, Any]:
    """adamw takes 1e-8 for epsilon when the config has none."""
    return _step_beside_epsilon(optim.adamw, "default", beta2=0.8)
