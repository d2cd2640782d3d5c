"""A class at a glance: one line per submission, small enough to hold for all of them at once.

    Result ──line_of──▶ Line ◀──line_in── a result's JSON, most of which is skipped, not read

Tables, the gradebook and the report page's first part are made of lines; only a student's findings need the result.
"""

from __future__ import annotations

import csv
import functools
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.results import SCHEMA, SEVERITY, Result, Verdict, from_json, tidy


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise of one submission, and the mistakes that were recognised in it."""

    id: str
    score: float
    points: float
    verdict: Verdict
    mistakes: tuple[str, ...]

    def __reduce__(self) -> tuple[Any, ...]:  # so that those from another process are shared as well
        return _exercise_line, (self.id, self.score, self.points, self.verdict, self.mistakes)


@dataclass(frozen=True, slots=True)
class Line:
    """One submission: what it scored, what stands out, and what the result came from."""

    assignment: str
    student: str
    score: float
    max_score: float
    counts: Mapping[str, int]
    stands_out: str
    exercises: tuple[ExerciseLine, ...]
    device: str
    sandbox: str
    submission_digest: str
    key_digest: str
    grader: str

    @property
    def passed(self) -> int:
        """How many checks pass."""
        return self.counts.get("passed", 0)

    @property
    def checks(self) -> int:
        """How many checks there are."""
        return sum(self.counts.values())

    @property
    def failed_kit(self) -> bool:
        """Whether something of ours went wrong."""
        return any(exercise.verdict == "kit_error" for exercise in self.exercises)


@dataclass(frozen=True)
class Tally:
    """One exercise in the whole class: how many got all of it, and the mistakes seen, most frequent first."""

    exercise: str
    right: int
    mistakes: tuple[tuple[str, int], ...]


def line_of(result: Result | _Written) -> Line:
    """The line of a result."""
    exercises = tuple(
        _exercise_line(
            each.id, each.score, each.points, each.verdict,
            tuple(dict.fromkeys(check.mistake for check in each.checks if check.mistake)),
        ) for each in result.exercises
    )  # fmt: skip
    counted = Counter(check.verdict for exercise in result.exercises for check in exercise.checks)
    return Line(
        assignment=result.assignment, student=result.student,
        score=tidy(sum(each.score for each in exercises)), max_score=tidy(sum(each.points for each in exercises)),
        counts={verdict: counted[verdict] for verdict in SEVERITY if verdict in counted},
        stands_out=_stands_out(exercises, result.notices), exercises=exercises, device=result.device, sandbox=result.sandbox,
        submission_digest=result.submission_digest, key_digest=result.key_digest, grader=result.grader,
    )  # fmt: skip


@functools.lru_cache(maxsize=4096)  # few differ within a class, so that most are one and the same object
def _exercise_line(name: str, score: float, points: float, verdict: Verdict, mistakes: tuple[str, ...]) -> ExerciseLine:
    return ExerciseLine(name, score, points, verdict, mistakes)


def line_in(content: bytes) -> Line:
    """The line of a result in JSON; raises ValueError where it is none of this schema."""
    import msgspec  # needed by instructors only

    try:
        written: _Written = _decoder().decode(content)
    except msgspec.MsgspecError:  # it is stricter than Python's json, which has written this; lone surrogates, say
        try:
            return line_of(from_json(content.decode()))
        except KeyError as error:
            raise ValueError(f"not a result: it has no {error}") from None
    if written.schema != SCHEMA:
        raise ValueError(f"a result of schema {written.schema}; this kit reads {SCHEMA}")
    if written.delivery is not None:
        later = len(written.delivery.notices) + len(written.delivery.run)
        written.notices = written.notices[: len(written.notices) - later]
    return line_of(written)


def tallies(lines: Iterable[Line]) -> list[Tally]:
    """The exercises of a class, in the order of the first submission that has them."""
    right: Counter[str] = Counter()
    mistakes: dict[str, Counter[str]] = {}
    for line in lines:
        for exercise in line.exercises:
            right[exercise.id] += exercise.verdict == "passed"
            mistakes.setdefault(exercise.id, Counter()).update(exercise.mistakes)
    return [
        Tally(name, right[name], tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:3]))
        for name, counted in mistakes.items()
    ]


def grades_csv(lines: Sequence[Line]) -> Iterator[str]:
    """`student,assignment,score,max_score,<exercise ids…>` and one row per submission, piece by piece.

    A cell that a spreadsheet would take for a formula gets an apostrophe, as names come from students.
    """
    exercises = list(dict.fromkeys(exercise.id for line in lines for exercise in line.exercises))
    yield _row(["student", "assignment", "score", "max_score", *exercises])
    for line in lines:
        name = line.student.replace("\r", " ")  # which a spreadsheet takes for a new line, and csv leaves bare
        student = f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
        scores = {exercise.id: exercise.score for exercise in line.exercises}
        points = [line.score, line.max_score, *(scores.get(each, 0.0) for each in exercises)]
        yield _row([student, line.assignment, *(f"{value:.6f}".rstrip("0").rstrip(".") for value in points)])


def _row(cells: Sequence[str]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue()


def _stands_out(exercises: Sequence[ExerciseLine], notices: Sequence[str]) -> str:
    """The first things to know of a submission, in a few words: mistakes by name, else verdicts, else notices."""
    found: list[str] = []
    for exercise in exercises:
        if exercise.mistakes and exercise.verdict in ("failed", "crashed"):
            found.append(f"{exercise.id}: {', '.join(each.replace('_', ' ') for each in exercise.mistakes[:2])}")
        elif exercise.verdict not in ("passed", "skipped"):
            found.append(f"{exercise.id}: {exercise.verdict.replace('_', ' ')}")
    everything = {exercise.verdict for exercise in exercises}
    if everything == {"not_attempted"}:
        found = ["nothing written yet"] if not notices else []
    elif len(everything) == 1 and everything != {"passed"}:
        found = [f"everything {next(iter(everything)).replace('_', ' ')}"]
    if len(found) > 3:
        found = [*found[:2], f"and {len(found) - 2} exercises more"]
    return "; ".join(found) or (notices[0] if notices else "—")


@dataclass(slots=True)
class _WrittenCheck:
    """What a line needs of a check's JSON."""

    verdict: Verdict
    mistake: str | None


@dataclass(slots=True)
class _WrittenExercise:
    """What a line needs of an exercise's JSON."""

    id: str
    score: float
    points: float
    verdict: Verdict
    checks: list[_WrittenCheck]


@dataclass(slots=True)
class _WrittenDelivery:
    """What a line needs of a delivery's JSON: its notices, which the result repeats after its own."""

    notices: list[str]
    run: list[str]


@dataclass(slots=True)
class _Written:
    """What a line needs of a result's JSON."""

    schema: int
    assignment: str
    student: str
    exercises: list[_WrittenExercise]
    notices: list[str]
    device: str
    sandbox: str
    submission_digest: str
    key_digest: str
    grader: str
    delivery: _WrittenDelivery | None = None


@functools.cache
def _decoder() -> Any:
    import msgspec

    return msgspec.json.Decoder(_Written)
