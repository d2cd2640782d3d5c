"""What must hold for schedules.py: the rates at a range of steps, rates and lengths drawn."""

# ruff: noqa: D403  (a sentence begins with the name of the function, as it is written)

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.checks import exercise
from autograder.draw import Draw

constant = exercise("constant", points=1)
step_decay = exercise("step_decay", points=2)
exponential_decay = exercise("exponential_decay", points=2)
polynomial_decay = exercise("polynomial_decay", points=4)
cosine_annealing = exercise("cosine_annealing", points=3)
triangular = exercise("triangular", points=4)
linear_warmup = exercise("linear_warmup", points=4)
linear_scaling = exercise("linear_scaling", points=1)


def _rate(draw: Draw, low: float = 0.2, high: float = 0.7) -> float:
    """A learning rate."""
    return float(draw.uniform(low, high))


def _rates(schedule: Callable[[int], Any], steps: Iterable[int]) -> dict[str, Any]:
    """The rates at these steps, in their order."""
    return {"rates": np.array([schedule(step) for step in steps])}


def _falling(draw: Draw) -> Callable[[int], float]:
    """A schedule to warm up to, which falls more slowly with every step."""
    top, pace = float(draw.uniform(0.6, 1.4)), float(draw.uniform(2.0, 3.0))
    return lambda step: top / (1 + abs(step) / pace)


# constant


@constant.check
def rates_of_constant(schedules: Any, draw: Draw) -> dict[str, Any]:
    """constant returns the same rate at every step."""
    base = _rate(draw)
    return _rates(lambda step: schedules.constant(step, base), range(6))


@constant.check(hidden=True)
def constant_at_a_late_step(schedules: Any, draw: Draw) -> dict[str, Any]:
    """constant returns large and small rates as they are, long after the beginning."""
    bases = [_rate(draw), 30 * _rate(draw), 0.01 * _rate(draw)]
    return {"rates": np.array([schedules.constant(20000, base) for base in bases])}


# step_decay


@step_decay.check(weight=2)
def rates_of_step_decay(schedules: Any, draw: Draw) -> dict[str, Any]:
    """step_decay multiplies the rate by its factor each time that so many steps have passed."""
    base, drop = _rate(draw), _rate(draw)
    return _rates(lambda step: schedules.step_decay(step, base, drop, 4), range(14))


@step_decay.check(hidden=True)
def step_decay_at_every_step(schedules: Any, draw: Draw) -> dict[str, Any]:
    """step_decay can drop at every step, and with a factor close to 1."""
    base, drop = _rate(draw), _rate(draw, 0.8, 0.95)
    return _rates(lambda step: schedules.step_decay(step, base, drop, 1), range(8))


# exponential_decay


@exponential_decay.check(weight=2)
def rates_of_exponential_decay(schedules: Any, draw: Draw) -> dict[str, Any]:
    """exponential_decay multiplies the rate by gamma at every step, beginning after the first."""
    base, gamma = _rate(draw), _rate(draw, 0.6, 0.9)
    return _rates(lambda step: schedules.exponential_decay(step, base, gamma), range(10))


@exponential_decay.check(hidden=True)
def exponential_decay_over_many_steps(schedules: Any, draw: Draw) -> dict[str, Any]:
    """exponential_decay takes a gamma close to 1, and one equal to 1, over many steps."""
    base, gamma = _rate(draw), _rate(draw, 0.99, 0.998)
    observed = _rates(lambda step: schedules.exponential_decay(step, base, gamma), range(0, 500, 50))
    return {**observed, "rate_at_gamma_one": np.array(schedules.exponential_decay(40, base, 1.0))}


# polynomial_decay


@polynomial_decay.check(weight=1.5)
def polynomial_decay_in_a_straight_line(schedules: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_decay falls in a straight line to the final rate when no power is given."""
    base, final = _rate(draw), _rate(draw, 0.02, 0.1)
    return _rates(lambda step: schedules.polynomial_decay(step, base, final, 9), range(10))


@polynomial_decay.check(weight=1.5)
def polynomial_decay_with_a_power(schedules: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_decay raises the part of the time that is left to the given power."""
    base, final, power = _rate(draw), _rate(draw, 0.02, 0.1), _rate(draw, 2.2, 3.4)
    return _rates(lambda step: schedules.polynomial_decay(step, base, final, 8, power=power), range(9))


@polynomial_decay.check
def polynomial_decay_past_the_end(schedules: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_decay stays at the final rate after the last step, with powers that are not whole numbers too."""
    base, final = _rate(draw), _rate(draw, 0.02, 0.1)
    straight = [schedules.polynomial_decay(step, base, final, 6) for step in range(5, 10)]
    square = [schedules.polynomial_decay(step, base, final, 6, power=2.0) for step in range(5, 10)]
    root = [schedules.polynomial_decay(step, base, final, 6, power=0.5) for step in range(5, 10)]
    return {"rates_of_power_1": np.array(straight), "of_power_2": np.array(square), "of_power_0_5": np.array(root)}


@polynomial_decay.check(hidden=True, weight=0.5)
def polynomial_decay_down_to_zero(schedules: Any, draw: Draw) -> dict[str, Any]:
    """polynomial_decay can end at a rate of zero, and after a single step."""
    base = _rate(draw)
    observed = _rates(lambda step: schedules.polynomial_decay(step, base, 0.0, 5, power=1.5), range(8))
    single = [schedules.polynomial_decay(step, base, 0.1 * base, 1) for step in range(3)]
    return {**observed, "rates_of_a_single_step": np.array(single)}


# cosine_annealing


@cosine_annealing.check(weight=2)
def rates_of_cosine_annealing(schedules: Any, draw: Draw) -> dict[str, Any]:
    """cosine_annealing falls along half a cosine from the base rate to the final rate."""
    base, final = _rate(draw), _rate(draw, 0.02, 0.1)
    return _rates(lambda step: schedules.cosine_annealing(step, base, final, 9), range(10))


@cosine_annealing.check
def cosine_annealing_past_the_end(schedules: Any, draw: Draw) -> dict[str, Any]:
    """cosine_annealing stays at the final rate after the last step."""
    base, final = _rate(draw), _rate(draw, 0.02, 0.1)
    return _rates(lambda step: schedules.cosine_annealing(step, base, final, 6), (5, 6, 7, 9, 12, 15, 40))


@cosine_annealing.check(hidden=True)
def cosine_annealing_down_to_zero(schedules: Any, draw: Draw) -> dict[str, Any]:
    """cosine_annealing can end at a rate of zero, and after a single step."""
    base = _rate(draw)
    observed = _rates(lambda step: schedules.cosine_annealing(step, base, 0.0, 7), range(10))
    single = [schedules.cosine_annealing(step, base, 0.1 * base, 1) for step in range(4)]
    return {**observed, "rates_of_a_single_step": np.array(single)}


# triangular


@triangular.check(weight=2)
def triangular_up_and_down(schedules: Any, draw: Draw) -> dict[str, Any]:
    """triangular rises from the base rate to the highest one and falls back, both in a straight line."""
    base, top = _rate(draw, 0.1, 0.3), _rate(draw, 0.6, 0.9)
    return _rates(lambda step: schedules.triangular(step, base, top, 5), range(11))


@triangular.check
def triangular_in_later_cycles(schedules: Any, draw: Draw) -> dict[str, Any]:
    """triangular begins anew after every cycle, and all cycles are alike."""
    base, top = _rate(draw, 0.1, 0.3), _rate(draw, 0.6, 0.9)
    return _rates(lambda step: schedules.triangular(step, base, top, 3), (*range(6, 20), 602))


@triangular.check(hidden=True, weight=0.5)
def triangular_with_the_shortest_cycle(schedules: Any, draw: Draw) -> dict[str, Any]:
    """triangular takes a half cycle of one step, where the lowest and the highest rate alternate."""
    base, top = _rate(draw, 0.1, 0.3), _rate(draw, 0.6, 0.9)
    return _rates(lambda step: schedules.triangular(step, base, top, 1), range(5))


# linear_warmup


@linear_warmup.check(weight=1.5)
def way_up_to_a_schedule(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_warmup rises in equal steps to the schedule's first rate, which its last step has."""
    schedule = _falling(draw)
    return _rates(lambda step: schedules.linear_warmup(step, schedule, 6), range(6))


@linear_warmup.check(weight=1.5)
def schedule_after_the_warmup(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_warmup follows the schedule from its beginning once the warm-up is over."""
    schedule = _falling(draw)
    return _rates(lambda step: schedules.linear_warmup(step, schedule, 4), range(4, 12))


@linear_warmup.check
def schedule_without_a_warmup(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_warmup is the schedule itself when the warm-up has no steps."""
    schedule = _falling(draw)
    return _rates(lambda step: schedules.linear_warmup(step, schedule, 0), range(5))


@linear_warmup.check(hidden=True)
def warmup_of_a_rising_schedule(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_warmup takes any schedule, also one that rises and has its highest rate later."""
    low, slope = _rate(draw, 0.1, 0.3), _rate(draw, 0.05, 0.2)
    return _rates(lambda step: schedules.linear_warmup(step, lambda step: low + slope * step, 3), range(8))


# linear_scaling


@linear_scaling.check(weight=2)
def rate_for_larger_batches(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_scaling multiplies the rate by how many times larger than 256 the batch is."""
    base = _rate(draw)
    return {"rates": np.array([schedules.linear_scaling(base, size) for size in (256, 512, 1000, 8192)])}


@linear_scaling.check
def rate_for_batches_of_another_base_size(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_scaling compares the batch with the given base size."""
    base = _rate(draw)
    return {"rates": np.array([schedules.linear_scaling(base, 96, base_batch_size=size) for size in (32, 64, 100)])}


@linear_scaling.check(hidden=True)
def rate_for_smaller_batches(schedules: Any, draw: Draw) -> dict[str, Any]:
    """linear_scaling lowers the rate for batches that are smaller."""
    base = _rate(draw)
    return {"rates": np.array([schedules.linear_scaling(base, size) for size in (1, 48, 255)])}
