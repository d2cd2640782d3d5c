"""The files that learning platforms take. `export` writes one of `FORMATS` from a class's grades, and returns a sentence
for everything that a person should know before the file is uploaded: nobody's points are left out or changed in silence.

    canvas             the gradebook that was downloaded, filled; or a new one, from the roster
    moodle             the grading worksheet that was downloaded, filled
    moodle-gradebook   a table for the import into the gradebook, whose columns are chosen there
    gradescope         a folder with a results.json for each student
    csv                the columns of `nbgrader export`

What is filled is in `fill`. Names in the tables of our own come from students, so none of them is a formula.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import fill, messages
from autograder.errors import CourseError
from autograder.late import LatePolicy
from autograder.results import CheckResult, Result, tidy
from autograder.roster import Roster, Student
from autograder.sheet import harmless, sheet, table, two_decimals

NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip
GRADEBOOK_MAXIMUM = 100  # of Moodle, where a site does not allow more
Exported = tuple[Mapping[str, bytes], list[str]]  # files, by their path below the target, and sentences


@dataclass(frozen=True)
class Grades:
    """What is exported: a class's results, and what is known beside them.

    `by_hand` are the points of the questions that people grade, by student, and `by_hand_max` the most there are;
    `title` is the assignment's name on the platform, where it has another one; `pending` have an answer that is still to be
    graded. With the policy on `late` work a penalty is reckoned from all points, as nbgrader does; without, it is the result's.
    """

    results: Sequence[Result]
    roster: Roster = field(default_factory=Roster)
    by_hand: Mapping[str, float] = field(default_factory=dict)
    by_hand_max: float = 0.0
    title: str = ""
    duedate: str = ""
    pending: frozenset[str] = frozenset()
    late: LatePolicy | None = None

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.results[0].assignment

    @property
    def maximum(self) -> float:
        """The most points that anybody can have."""
        return tidy(max(result.max_score for result in self.results) + self.by_hand_max)

    def raw(self, result: Result) -> float:
        """The points of the work, however late it came."""
        return tidy(result.score + self.by_hand.get(result.student, 0.0))

    def score(self, result: Result) -> float:
        """The points that count."""
        return tidy(self.raw(result) - self.penalty(result))

    def penalty(self, result: Result) -> float:
        """The points that coming late has cost."""
        if result.delivery is None:
            return 0.0
        return (
            result.delivery.penalty
            if self.late is None
            else self.late.penalty(self.raw(result), result.delivery.seconds_late)
        )


def export(format_: str, grades: Grades, to: Path, template: Path | None = None) -> list[str]:
    """Write `to` in this format, filling `template` where it is one that is filled; returns what should be known of it.

    Raises CourseError where there are no results, the format is not known, or the template is missing or none of it.
    """
    if format_ not in FORMATS:
        raise CourseError(f"There is no format {format_!r}; there are {', '.join(FORMATS)}.")
    if not grades.results:
        raise CourseError("There are no results to export; `autograder grade` writes some.")
    if template is not None and to.exists() and to.samefile(template):
        raise CourseError(f"{to} is the file that you downloaded, and it is kept; give --to another name.")
    files, notices = FORMATS[format_](grades, template)
    for name, content in files.items():
        _write(to / name if name else to, content)
    return [*_doubts(grades), *notices]


def feedback(grades: Grades, result: Result) -> list[str]:
    """Lines for a student: the points, what lateness cost, and where to look in the exercises that lost some."""
    lines = [f"{grades.assignment}: {two_decimals(grades.score(result))} of {two_decimals(grades.maximum)} points."]
    lines += _beside_the_checks(grades, result)
    said: list[str] = []
    for exercise in result.exercises:
        if exercise.verdict != "passed":
            points = f"{two_decimals(exercise.score)} of {two_decimals(exercise.points)}"
            hint = next((check.hint for check in exercise.checks if check.hint), "")
            for earlier in said:  # a slip that shows in five exercises is explained once
                hint = hint.removesuffix(earlier).rstrip(": ")
            said += [hint] if hint else []
            full_stop = "." if hint and hint[-1] not in ".?" else ""
            lines.append(f"{exercise.id}, {points}: {exercise.message} {hint}{full_stop}".rstrip())
    return lines


def _beside_the_checks(grades: Grades, result: Result) -> list[str]:
    lines = []
    if penalty := grades.penalty(result):
        lines.append(f"Points taken off for being late: {two_decimals(penalty)}.")
    if grades.by_hand_max:
        by_hand = two_decimals(grades.by_hand.get(result.student, 0.0))
        lines.append(f"Graded by hand: {by_hand} of {two_decimals(grades.by_hand_max)} of these.")
    return lines


def _canvas(grades: Grades, template: Path | None) -> Exported:
    if template is not None:
        return _filled(fill.canvas, grades, template)
    if not grades.roster.students:
        raise CourseError("Canvas's students are not known; give its gradebook with --fill, or a roster with --roster.")
    scores = _scores(grades)
    rows = [
        ["Student", "ID", "SIS Login ID", "Section", grades.title or grades.assignment],
        ["    Points Possible", "", "", "", two_decimals(grades.maximum)],
    ]
    for student in grades.roster.students:
        if student.id in scores:
            name = ", ".join(part for part in (student.last_name, student.first_name) if part) or student.id
            number = student.lms_user_id if re.fullmatch(r"[0-9]+", student.lms_user_id) else ""  # of 12a, it reads 12
            rows.append([harmless(name), number, harmless(student.id), "", two_decimals(scores[student.id])])
    return {"": table(rows).encode()}, _partners(grades)


def _moodle(grades: Grades, template: Path | None) -> Exported:
    if template is None:
        raise CourseError(
            "Moodle takes the worksheet that it made, in its own language: download the grading worksheet of the "
            "assignment, and give it with --fill."
        )
    return _filled(fill.moodle, grades, template)


def _filled(how: Callable[..., tuple[Any, list[str]]], grades: Grades, template: Path) -> Exported:
    names = (grades.assignment, grades.title or grades.assignment)
    lines = {result.student: feedback(grades, result) for result in grades.results}
    scores = _scores(grades)
    points = fill.Points(scores, grades.maximum, names, lines)
    filled, notices = how(sheet(template), fill.people(scores, grades.roster.students), points)
    return {"": filled.encoded()}, notices


def _moodle_gradebook(grades: Grades, template: Path | None) -> Exported:
    _refuse(template, "moodle-gradebook")
    scores, lines = _scores(grades), {result.student: feedback(grades, result) for result in grades.results}
    addresses = {student.id: student.email for student in grades.roster.students}
    by_mail = any(addresses.values())
    names = addresses if by_mail else {student: student for student in addresses or scores}
    notices = _partners(grades) if grades.roster.students else []
    rows = [["Email address" if by_mail else "Username", grades.title or grades.assignment, "Feedback"]]
    for student, score in scores.items():
        name = names.get(student, "")
        if student in names and (not name or name != harmless(name)):
            kind = "e-mail address" if by_mail else "user name"
            notices.append(f"{student} has no {kind} that Moodle could know, which would stop the import; left out.")
        elif name:
            text = "<br>".join(html.escape(line, quote=False) for line in lines[student])
            rows.append([name, two_decimals(score), harmless(text)])
    if grades.maximum > GRADEBOOK_MAXIMUM:
        notices.append(
            f"Moodle's gradebook takes no more than {GRADEBOOK_MAXIMUM} points, unless the site allows more."
        )
    return {"": table(rows).encode()}, notices


def _csv(grades: Grades, template: Path | None) -> Exported:
    _refuse(template, "csv")
    by_student = {result.student: result for result in grades.results}
    listed = {student.id: student for student in grades.roster.students}
    rows: list[Sequence[str]] = [NBGRADER]
    for name in sorted({*by_student, *listed}):
        result, student = by_student.get(name), listed.get(name, Student(name))
        raw, score = (grades.raw(result), grades.score(result)) if result else (0.0, 0.0)  # as nbgrader has them
        handed_in = result.delivery.timestamp if result and result.delivery else None
        texts = (name, student.last_name, student.first_name, student.email)
        numbers = (raw, tidy(raw - score), score, grades.maximum)
        when = (grades.duedate, handed_in or "")
        rows.append([grades.assignment, *when, *map(harmless, texts), *map(str, numbers)])
    absent = [f"{name} has no result, and 0 points as nbgrader has it." for name in listed if name not in by_student]
    return {"": table(rows).encode()}, absent


def _gradescope(grades: Grades, template: Path | None) -> Exported:
    _refuse(template, "gradescope")
    files, notices = {}, []
    for result in grades.results:
        if result.student in (".", "..") or not result.student or {"/", "\0"} & set(result.student):
            notices.append(f"{messages.clean(result.student, 60)} cannot be the name of a folder; left out.")
            continue
        content = {
            "score": grades.score(result), "output": "\n".join([*_beside_the_checks(grades, result), *result.notices]),
            "output_format": "text", "test_output_format": "text", "test_name_format": "text", "stdout_visibility": "hidden",
            "tests": [
                _test(f"{one}.{two}", exercise.id, check)
                for one, exercise in enumerate(result.exercises, 1) for two, check in enumerate(exercise.checks, 1)
            ],
        }  # fmt: skip
        files[f"{result.student}/results.json"] = json.dumps(content, indent=1, allow_nan=False).encode() + b"\n"
    return files, notices


def _test(number: str, exercise: str, check: CheckResult) -> dict[str, object]:
    """A check as Gradescope's test. Of a hidden one students see the sentence and the hint, once grades are published."""
    said = [messages.hidden(check.verdict) if check.hidden else check.message] if check.verdict != "passed" else []
    if not check.hidden:
        said += check.remarks
    return {
        "number": number, "name": f"{exercise}: {check.description}", "score": check.score, "max_score": check.points,
        "status": "passed" if check.verdict == "passed" else "failed",
        "output": "\n".join([*said, *([f"hint: {check.hint}"] if check.hint else [])]),
        "visibility": "after_published" if check.hidden else "visible",
    }  # fmt: skip


def _scores(grades: Grades) -> dict[str, float]:
    return {result.student: grades.score(result) for result in grades.results}


def _refuse(template: Path | None, format_: str) -> None:
    if template is not None:
        raise CourseError(f"{format_} fills no file; leave --fill out, or take canvas or moodle.")


def _doubts(grades: Grades) -> list[str]:
    """What makes points questionable in any format: faults of ours, and questions that nobody has graded yet."""
    graded = {result.student for result in grades.results}
    faults = [result.student for result in grades.results if result.failed_kit]
    ungraded = sorted((graded - set(grades.by_hand)) | (graded & grades.pending)) if grades.by_hand_max else []
    return [
        *(f"The kit failed on {student}, which costs no points; grade the submission again first." for student in faults),
        *(f"{student} has not been graded by hand yet, or not in full; {two_decimals(grades.by_hand.get(student, 0.0))} of {two_decimals(grades.by_hand_max)} count." for student in ungraded),
        *(
            f"{student} was given {two_decimals(score)} by hand and has no result; it is not exported."
            for student, score in grades.by_hand.items() if student not in graded
        ),
    ]  # fmt: skip


def _partners(grades: Grades) -> list[str]:
    """Who is on the roster and has no result, and the other way round."""
    listed, scores = {student.id for student in grades.roster.students}, _scores(grades)
    return [
        *(f"{student.id} has no result, and no row." for student in grades.roster.students if student.id not in scores),
        *(
            f"{student} has a score of {two_decimals(score)} and is not on the roster; left out."
            for student, score in scores.items() if student not in listed
        ),
    ]  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    """Write a file, old or new and never half; in bytes, since a teacher's file may have any encoding."""
    temporary = path.with_name(f".{path.name[:50]}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise CourseError(f"{path} cannot be written: {error.strerror}. Give --to another place.") from None


FORMATS: Mapping[str, Callable[[Grades, Path | None], Exported]] = {
    "canvas": _canvas, "moodle": _moodle, "moodle-gradebook": _moodle_gradebook, "gradescope": _gradescope, "csv": _csv,
}  # fmt: skip
