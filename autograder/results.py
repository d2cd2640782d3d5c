"""What grading says of a submission, and its JSON form. The keys are a contract; see docs/results.md.

Result (one submission) ── ExerciseResult ── CheckResult ── OutputResult
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA = 1
Verdict = Literal[
    "passed", "failed", "not_attempted", "crashed", "timed_out", "out_of_memory", "forbidden", "skipped", "kit_error"
]
# The order in which the verdicts of an exercise's checks speak for the exercise
SEVERITY: tuple[Verdict, ...] = (
    "kit_error", "forbidden", "out_of_memory", "timed_out", "crashed", "failed", "skipped", "not_attempted", "passed",
)  # fmt: skip


@dataclass(frozen=True)
class OutputResult:
    """One output of a check. Figures are None where values could not be compared, and for hidden checks."""

    name: str
    passed: bool
    rel_error: float | None
    max_abs_error: float | None
    rtol: float


@dataclass(frozen=True)
class CheckResult:
    """One check: what it says, how it went, and what to look at next."""

    id: str
    description: str
    verdict: Verdict
    hidden: bool
    score: float
    points: float
    seconds: float
    message: str = ""
    mistake: str | None = None
    hint: str | None = None
    remarks: tuple[str, ...] = ()
    outputs: tuple[OutputResult, ...] = ()
    printed: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise, its verdict in one sentence, and its checks."""

    id: str
    score: float
    points: float
    verdict: Verdict
    message: str
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class ByHand:
    """What people have given beside the judge, by student; the most they can give; and who is still to be marked."""

    points: Mapping[str, float] = field(default_factory=dict)
    most: float = 0.0
    pending: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Delivery:
    """How a submission was handed in: what the course knows of it beside its code, and what may change without it.

    `timestamp` is in UTC (ISO 8601), `seconds_late` counts from the deadline with the student's extension, `penalty` are
    the points that this costs. `notices` are on the notebook and the student, `run` on what happened when nbgrader ran it.
    """

    timestamp: str | None = None
    seconds_late: float = 0.0
    penalty: float = 0.0
    notices: tuple[str, ...] = ()
    run: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """How grading a submission went, which is no part of its result: behind which walls, for how long, and how much memory
    the largest of its processes had, shared pages included (0 where nobody has looked).
    """

    mechanisms: tuple[str, ...] = ()
    seconds: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class Result:
    """One submission of one assignment."""

    assignment: str
    student: str
    exercises: tuple[ExerciseResult, ...]
    notices: tuple[str, ...]
    device: str
    sandbox: str
    submission_digest: str
    key_digest: str
    grader: str
    delivery: Delivery | None = None

    @property
    def score(self) -> float:
        """The points earned."""
        return tidy(sum(exercise.score for exercise in self.exercises))

    @property
    def max_score(self) -> float:
        """The points there are."""
        return tidy(sum(exercise.points for exercise in self.exercises))

    @property
    def final_score(self) -> float:
        """The points earned, less the penalty for late work."""
        return tidy(self.score - (self.delivery.penalty if self.delivery else 0.0))

    @property
    def failed_kit(self) -> bool:
        """Whether something of ours went wrong."""
        return any(exercise.verdict == "kit_error" for exercise in self.exercises)

    def counts(self) -> dict[str, int]:
        """How many checks have which verdict."""
        verdicts = [check.verdict for exercise in self.exercises for check in exercise.checks]
        return {verdict: verdicts.count(verdict) for verdict in SEVERITY if verdict in verdicts}

    def to_json(self) -> str:
        """The result as JSON text."""
        head = {
            "schema": SCHEMA, "assignment": self.assignment, "student": self.student,
            "score": self.score, "max_score": self.max_score,
        }  # fmt: skip

        def plain(value: object) -> dict[str, object]:
            return {name: each for name, each in vars(value).items() if name != "printed"}  # for the student's terminal

        body = plain(self)
        if self.delivery is None:
            del body["delivery"]
        else:  # one list to read; the delivery repeats its own, so that they can be told apart
            body["notices"] = [*self.notices, *self.delivery.notices, *self.delivery.run]
        return json.dumps(head | body, default=plain, allow_nan=False) + "\n"


def tidy(points: float) -> float:
    """Points without the dust of adding thirds."""
    return round(points, 6)


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that speaks for several: the gravest one; `passed` only if all are."""
    return min(verdicts, key=SEVERITY.index)


def from_json(text: str) -> Result:
    """The result in JSON text; raises ValueError or KeyError where it is none of this schema."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("a result is a JSON object")  # noqa: TRY004 - what callers catch
    if data["schema"] != SCHEMA:
        raise ValueError(f"a result of schema {data['schema']}; this kit reads {SCHEMA}")
    try:
        delivery = _delivery(data.get("delivery"))
        later = len(delivery.notices) + len(delivery.run) if delivery else 0
        return Result(
            exercises=tuple(_exercise(each) for each in data["exercises"]), delivery=delivery,
            notices=tuple(data["notices"][: len(data["notices"]) - later]),
            **{name: data[name] for name in (
                "assignment", "student", "device", "sandbox", "submission_digest", "key_digest", "grader",
            )},
        )  # fmt: skip
    except TypeError as error:
        raise ValueError(f"not a result: {error}") from None


def _delivery(data: Mapping[str, Any] | None) -> Delivery | None:
    if data is None:
        return None
    return Delivery(**{**data, "notices": tuple(data["notices"]), "run": tuple(data["run"])})


def _exercise(data: Mapping[str, Any]) -> ExerciseResult:
    checks = (
        CheckResult(**{
            **check, "remarks": tuple(check["remarks"]),
            "outputs": tuple(OutputResult(**output) for output in check["outputs"]),
        }) for check in data["checks"]
    )  # fmt: skip
    return ExerciseResult(**{**data, "checks": tuple(checks)})
