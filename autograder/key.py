"""The answer key: what the reference and every known mistake observe, for one seed.

`recording` makes keys, `keyfile` keeps them; the judge compares answers with them, by way of `comparable`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.checks import Check, Exercise
from autograder.compare import without_singletons
from autograder.course import Assignment
from autograder.draw import seed_of
from autograder.messages import kind_of
from autograder.session import Answer, Question

CheckId = tuple[str, str]  # (exercise, check)
UNMEASURED = "*"  # stands for every output of a measure that could not be taken


@dataclass(frozen=True)
class Signature:
    """What a mistake makes of one check: the outputs that differ from the key, or the type of error it raises."""

    outputs: Mapping[str, np.ndarray] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Key:
    """Observations of the reference, and signatures of the mistakes.

    `calls` says for each check what it called, as (function, arguments, kind of result): names, shapes and counts that
    messages may rely on, since they come from the reference; `producers` names the call that an output came from, and
    `shapes` the shapes of the outputs as observed, before any measure of them. `hints` and `signatures` are keyed by (exercise, mistake).
    """

    seed: str
    expected: Mapping[CheckId, Mapping[str, np.ndarray]]
    calls: Mapping[CheckId, tuple[tuple[str, str, str], ...]]
    producers: Mapping[CheckId, Mapping[str, int]]
    shapes: Mapping[CheckId, Mapping[str, tuple[int, ...]]]
    signatures: Mapping[tuple[str, str], Mapping[CheckId, Signature]]
    hints: Mapping[tuple[str, str], str]
    digest: str


def question(
    assignment: Assignment, seed: str, exercise: Exercise, check: Check, dtype: str = "float32"
) -> Question:  # fmt: skip
    """The question that puts `check` to a submission, with inputs drawn from `seed`."""
    return Question(
        exercise=exercise.name, check=check.id, seed=seed_of(seed, assignment.name, exercise.name, check.id),
        modules=check.modules, seconds=check.seconds or assignment.limits.seconds, hidden=check.hidden, dtype=dtype,
    )  # fmt: skip


def comparable(
    check: Check, answer: Answer, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[Mapping[str, np.ndarray], Mapping[str, str]]:
    """What is compared of an answer: its arrays, or their measure; and in words, by name, what cannot be compared.

    Whatever a measure cannot digest is a wrong answer, since it digests the reference's, of these `shapes`: a fault
    that gave points would be worth provoking.
    """
    claimed = answer.detail.get("not_arrays")
    described = {str(name): str(what) for name, what in claimed.items()} if isinstance(claimed, dict) else {}
    if check.measure is None:
        return {name: array for name, array in answer.arrays.items() if name not in described}, described
    try:
        problem = next(
            filter(None, (_unmeasurable(name, shape, answer, described) for name, shape in shapes.items())), ""
        )
        if not problem:
            arrays = {name: answer.arrays[name].reshape(shape) for name, shape in shapes.items()}
            with np.errstate(all="ignore"):
                return {name: np.asarray(value, np.float64) for name, value in check.measure(arrays).items()}, {}
    except Exception:
        problem = "something that cannot be measured"
    return {}, {UNMEASURED: problem}


def _unmeasurable(
    name: str, shape: tuple[int, ...], answer: Answer, described: Mapping[str, str]
) -> str:  # fmt: skip
    if name in described or name not in answer.arrays:
        return f"{described.get(name, 'nothing')} for {name}"
    array = answer.arrays[name]
    if without_singletons(array.shape) != without_singletons(shape):
        return f"{kind_of(array)} for {name}, which should have the shape {shape}"
    return "" if np.isfinite(array).all() else f"{kind_of(array)} for {name}, with entries that are NaN or infinite"


def public_part(key: Key, assignment: Assignment) -> Key:
    """The key without anything that concerns a hidden check."""
    return _part(key, {(exercise.name, check.id) for exercise, check in assignment.checks() if not check.hidden})


def restricted(key: Key, exercises: Collection[str]) -> Key:
    """The part of the key that concerns some exercises."""
    return _part(key, {where for where in key.expected if where[0] in exercises})


def _part(key: Key, kept: Collection[CheckId]) -> Key:
    return replace(
        key,
        expected={where: outputs for where, outputs in key.expected.items() if where in kept},
        calls={where: calls for where, calls in key.calls.items() if where in kept},
        producers={where: names for where, names in key.producers.items() if where in kept},
        shapes={where: shapes for where, shapes in key.shapes.items() if where in kept},
        signatures={
            mistake: {where: signature for where, signature in signatures.items() if where in kept}
            for mistake, signatures in key.signatures.items()
        },
    )
