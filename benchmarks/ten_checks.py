"""Ten checks on layers.py that every contender gets: the kit's own experiments, seeds and key, as plain values.

    cut_to_ten(grader) ──▶ Grader            of one check for each function in FUNCTIONS, its first
    plain_checks(ten)  ──▶ [PlainCheck]      the same as text
    helpers(grader)    ──▶ {name: bytes}     what the generated tests import: the experiments, and the draw of their inputs

The others are written as their users write tests: run the submission's function on given inputs, compare what comes back
with stored arrays by `np.allclose`, and stop at the first that differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from autograder import course, draw
from autograder.grading import Grader
from autograder.key import question, restricted
from autograder.worker import EXPERIMENT

MODULE = "layers"
FUNCTIONS = (
    "affine_forward", "affine_backward", "relu_forward", "relu_backward", "sigmoid_forward", "sigmoid_backward",
    "softmax_loss", "svm_loss", "affine_relu_forward", "affine_relu_backward",
)  # fmt: skip
IMPORTS = "import numpy as np\nimport experiments, layers\nfrom draw import Draw"
RTOL = 1e-7


@dataclass(frozen=True)
class PlainCheck:
    """One check of `function`: the `experiment` to call, the seed of its inputs, and what the reference gives."""

    function: str
    experiment: str
    seed: str
    expected: Mapping[str, np.ndarray]

    @property
    def observing(self) -> str:
        """The line that runs the submission's function."""
        return f"found = experiments.{self.experiment}(layers, Draw({self.seed!r}))"

    @property
    def comparing(self) -> list[str]:
        """The lines that compare what came back with the reference's arrays."""
        return [
            f"assert np.allclose(found[{name!r}], np.array({array.tolist()!r}), rtol={RTOL})"
            for name, array in self.expected.items()
        ]


def cut_to_ten(grader: Grader) -> Grader:
    """A grader of these ten checks only."""
    assignment = grader.assignment
    kept = tuple(replace(each, checks=each.checks[:1]) for each in assignment.exercises if each.name in FUNCTIONS)
    return replace(
        grader, assignment=replace(assignment, exercises=kept), key=restricted(grader.key, {each.name for each in kept})
    )


def plain_checks(grader: Grader) -> list[PlainCheck]:
    """The checks of a grader that `cut_to_ten` has made."""
    return [
        PlainCheck(
            function=exercise.name, experiment=f"{exercise.name}{EXPERIMENT}{check.id}",
            seed=question(grader.assignment, grader.key.seed, exercise, check).seed,
            expected=grader.key.expected[exercise.name, check.id],
        ) for exercise, check in grader.assignment.checks()
    ]  # fmt: skip


def experiments_of(grader: Grader) -> str:
    """The source of all experiments on the module."""
    return course.experiment_sources(grader.assignment)[MODULE]


def helpers(grader: Grader) -> dict[str, bytes]:
    """The files that generated tests import, by name; of a whole assignment's grader."""
    return {"experiments.py": experiments_of(grader).encode(), "draw.py": Path(str(draw.__file__)).read_bytes()}
