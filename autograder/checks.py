"""What the author of a check writes: exercises, and experiments on them.

    affine_backward = exercise("affine_backward", points=6, needs="affine_forward")

    @affine_backward.check
    def gradients_of_a_batch_of_images(layers, draw):
        '''affine_backward returns the gradients of x, w and b.'''
        x, w, b, dout = draw.normal(4, 2, 3), draw.normal(6, 5), draw.normal(5), draw.normal(4, 5)
        _, cache = layers.affine_forward(x, w, b)
        dx, dw, db = layers.affine_backward(dout, cache)
        return {"dx": dx, "dw": dw, "db": db}

The function is the experiment: its parameters name the modules under test and `draw`, it returns what it observed,
and it judges nothing. Run on the reference its observations are the key, on a submission the answer, on a known
mistake that mistake's signature. The options of `check` belong to the judge; the worker never sees them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from autograder.compare import TOLERANCES

Observations = Mapping[str, np.ndarray]
Measure = Callable[[Observations], Observations]
Experiment = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Check:
    """One experiment, and how its observations are compared.

    `weight` divides the exercise's points among its checks. `rtol` and `atol` replace the table's tolerances.
    `measure` reduces raw observations on the judge's side where values cannot be compared one by one; a check of
    something random says how often it refuses a right answer in `false_alarm`. `seconds` replaces the deadline.
    """

    id: str
    experiment: Experiment
    weight: float = 1.0
    hidden: bool = False
    rtol: float | None = None
    atol: float | None = None
    measure: Measure | None = None
    false_alarm: float | None = None
    seconds: float | None = None

    @functools.cached_property
    def description(self) -> str:
        """The sentence the student reads: the docstring's first paragraph, on one line."""
        return " ".join((inspect.getdoc(self.experiment) or "").split("\n\n")[0].split())

    @functools.cached_property
    def modules(self) -> tuple[str, ...]:
        """The modules under test that the experiment asks for, by the names of its parameters."""
        return tuple(name for name in inspect.signature(self.experiment).parameters if name != "draw")


@dataclass(frozen=True)
class Exercise:
    """One function or class to write; it carries the points and owns its checks."""

    name: str
    points: float
    needs: tuple[str, ...] = ()
    checks: list[Check] = field(default_factory=list)

    def check(self, experiment: Experiment | None = None, /, **options: Any) -> Any:
        """Decorate an experiment, bare or with the options that `Check` lists; `tolerance` names a row of the table.

        Raises ValueError where the sentence for the student is missing, the id is taken, or half a pair is given.
        """
        if experiment is None:
            return lambda function: self.check(function, **options)
        where = f"{self.name}.{experiment.__name__}"
        if tolerance := options.pop("tolerance", None):
            if tolerance not in TOLERANCES or {"rtol", "atol"} & set(options):
                raise ValueError(
                    f"{where}: tolerance is one of {', '.join(TOLERANCES)}, and goes without rtol and atol"
                )
            options |= vars(TOLERANCES[tolerance])
        if unknown := set(options) - {each.name for each in fields(Check)} | {"id", "experiment"} & set(options):
            raise ValueError(f"{where}: check has no option {', '.join(sorted(unknown))}; see docs/authoring.md")
        check = Check(id=experiment.__name__, experiment=experiment, **options)
        if not check.description:
            raise ValueError(f"{where} has no docstring; write the sentence that the student will read")
        if not check.weight > 0:
            raise ValueError(f"{where} has the weight {check.weight}; a check that carries nothing decides nothing")
        if any(other.id == check.id for other in self.checks):
            raise ValueError(f"{where} is defined twice; give each check of an exercise a name of its own")
        if (check.measure is None) != (check.false_alarm is None):
            raise ValueError(f"{where}: `measure` and `false_alarm` go together; say how often a right answer fails")
        self.checks.append(check)
        return experiment

    def points_of(self, check: Check) -> float:
        """The share of the exercise's points that `check` carries, by weight."""
        return self.points * check.weight / sum(each.weight for each in self.checks)


def exercise(name: str, *, points: float, needs: str | tuple[str, ...] = ()) -> Exercise:
    """Declare an exercise: `name` is the function or class, `needs` the exercises that its checks also call."""
    if points <= 0:
        raise ValueError(f"exercise {name!r} has {points} points; give it more than none")
    return Exercise(name=name, points=float(points), needs=(needs,) if isinstance(needs, str) else tuple(needs))
