"""Learning-rate schedules: which learning rate belongs to which step of the training.

Every schedule is a function of the step, the number of steps taken before: an integer that is 0 for the first step. What
else it depends on is fixed for a training. It keeps no state, so that a step has the same rate whenever, how often and
in whatever order it is asked for. It returns one number, a float.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def constant(step: int, base_lr: float) -> float:
    """Keep the learning rate as it is.

        rate(step) = base_lr

    Parameters
    ----------
    step : int, at least 0
    base_lr : float

    Returns
    -------
    rate : float

    Notes
    -----
    It is here so that whatever expects a schedule can also be given none.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a2_optim.constant is not implemented yet")


def step_decay(step: int, base_lr: float, drop: float, every: int) -> float:
    """Multiply the learning rate by a factor, again and again after a number of steps.

    The rate is base_lr for the first `every` steps, base_lr * drop for as many that follow, then base_lr * drop^2, and
    so on:

        rate(step) = base_lr * drop^k,   k = the whole part of step / every

    Parameters
    ----------
    step : int, at least 0
    base_lr : float
    drop : float
        The factor, for instance 0.5 to halve the rate.
    every : int, at least 1
        How many steps a rate lasts.

    Returns
    -------
    rate : float

    Notes
    -----
    The first step with the second rate is the one with number `every`.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a2_optim.step_decay is not implemented yet")


def exponential_decay(step: int, base_lr: float, gamma: float) -> float:
    """Multiply the learning rate by a factor at every step.

        rate(step) = base_lr * gamma^step

    Parameters
    ----------
    step : int, at least 0
    base_lr : float
        The rate of step 0.
    gamma : float
        The factor, mostly a little below 1.

    Returns
    -------
    rate : float

    Notes
    -----
    A factor close to 1 is not harmless: 0.99 is down to 4e-5 after a thousand steps.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a2_optim.exponential_decay is not implemented yet")


def polynomial_decay(step: int, base_lr: float, final_lr: float, total_steps: int, power: float = 1.0) -> float:
    """Let the learning rate fall from one value to another like a power of the time that is left.

        rate(step) = final_lr + (base_lr - final_lr) * (1 - step / total_steps)^power   up to step total_steps

    and final_lr for every step after that. With power 1, the default, the rate falls in a straight line.

    Parameters
    ----------
    step : int, at least 0
    base_lr : float
        The rate of step 0.
    final_lr : float
        The rate of step total_steps and of all later ones.
    total_steps : int, at least 1
    power : float, above 0
        Need not be a whole number.

    Returns
    -------
    rate : float

    Notes
    -----
    Past the end 1 - step / total_steps is negative: an even power of it grows again, and 0.5 has no real value there.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a2_optim.polynomial_decay is not implemented yet")


def cosine_annealing(step: int, base_lr: float, final_lr: float, total_steps: int) -> float:
    """Let the learning rate fall along half a period of a cosine (Loshchilov and Hutter, 2017, SGDR, equation 5).

        rate(step) = final_lr + 1/2 (base_lr - final_lr) (1 + cos(pi * step / total_steps))   up to step total_steps

    and final_lr for every step after that: there are no restarts.

    Parameters
    ----------
    step : int, at least 0
    base_lr : float
        The rate of step 0.
    final_lr : float
        The rate of step total_steps and of all later ones.
    total_steps : int, at least 1

    Returns
    -------
    rate : float

    Notes
    -----
    Past the end the cosine rises again. The rate must not follow it.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a2_optim.cosine_annealing is not implemented yet")


def triangular(step: int, base_lr: float, max_lr: float, half_cycle: int) -> float:
    """Let the learning rate go up and down between two values (Smith, 2017, the triangular policy).

    From base_lr at step 0 it rises in a straight line and reaches max_lr at step half_cycle, falls back in a straight
    line to base_lr at step 2 * half_cycle, and begins anew:

        cycle      = the whole part of step / (2 * half_cycle)
        position   = step - cycle * 2 * half_cycle
        rate(step) = base_lr + (max_lr - base_lr) * (1 - |position / half_cycle - 1|)

    Parameters
    ----------
    step : int, at least 0
    base_lr : float
        The lowest rate.
    max_lr : float
        The highest rate.
    half_cycle : int, at least 1
        How many steps the way up takes, and as many the way down. The paper calls it the stepsize.

    Returns
    -------
    rate : float

    Notes
    -----
    All cycles are alike: the highest rate stays the same.

    """
    # TODO: write this part (about 3 lines).
    raise NotImplementedError("a2_optim.triangular is not implemented yet")


def linear_warmup(step: int, schedule: Callable[[int], float], warmup_steps: int) -> float:
    """Approach a schedule's first learning rate in equal steps, then follow the schedule from its beginning.

        rate(step) = (step + 1) / warmup_steps * schedule(0)   for step < warmup_steps
        rate(step) = schedule(step - warmup_steps)             from then on

    So the first step has a rate above zero, and step warmup_steps - 1 has the rate schedule(0), as step warmup_steps.

    Parameters
    ----------
    step : int, at least 0
    schedule : function
        Takes a step and returns its rate, for instance `lambda step: cosine_annealing(step, 0.1, 0.0, 1000)`.
    warmup_steps : int, at least 0
        How many steps the way up takes. With 0 there is none, and the rate is that of the schedule.

    Returns
    -------
    rate : float

    Notes
    -----
    The schedule counts its own steps, and its first one comes when the warm-up is over.

    """
    # TODO: write this part (about 3 lines).
    raise NotImplementedError("a2_optim.linear_warmup is not implemented yet")


def linear_scaling(base_lr: float, batch_size: int, base_batch_size: int = 256) -> float:
    """Scale a learning rate with the size of the batch (Goyal et al., 2017, the linear scaling rule).

    A rate that was found good for batches of one size is multiplied by how many times larger the batches now are:

        rate = base_lr * batch_size / base_batch_size

    Parameters
    ----------
    base_lr : float
        The rate that suits base_batch_size.
    batch_size : int, at least 1
        The size of the batches to train with. It may be smaller too.
    base_batch_size : int, at least 1
        256 by default, as in the paper.

    Returns
    -------
    rate : float

    Notes
    -----
    The quotient of two sizes is no whole number in general.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a2_optim.linear_scaling is not implemented yet")
