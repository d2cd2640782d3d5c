"""The course's invariants, proved one by one. Each has an id, and says what is off, where, and the way out.

`INVARIANTS` is the list; each entry is a function from an `Examination` to the problems it found. They run the same
judge in the same sandbox as grading, on subjects whose verdict is known: the skeleton, the reference, every mistake, junk.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from autograder.course import Assignment, Course
from autograder.errors import CourseError, SandboxError
from autograder.grading import workers_for
from autograder.judge import judge
from autograder.junk import JUNK, junk_module
from autograder.key import CheckId, Key, restricted
from autograder.mistakes import module_with
from autograder.recording import cached
from autograder.release import build, frozen_key, released_paths
from autograder.results import ExerciseResult
from autograder.sandbox import PROMISES, Limits, Sandbox
from autograder.session import Session, Workers
from autograder.skeleton import regions, solution_lines

MISTAKES_PER_EXERCISE = 3
DEFAULT_SEED = "change-me"


@dataclass(frozen=True)
class Examination:
    """One assignment under examination: what would be released, what is, and the means to judge subjects."""

    course: Course
    assignment: Assignment
    folder: Path
    built: Mapping[str, bytes]
    key: Key
    workers: Workers

    def judged(
        self, files: Mapping[str, bytes], only: Collection[str] = (), warnings_are_errors: bool = False
    ) -> list[ExerciseResult]:
        """The results of a subject's files on every check, or those of `only` some exercises, with the secret seed."""
        key = restricted(self.key, only) if only else self.key
        limits, aliases = self.assignment.limits, self.assignment.aliases
        with Session(self.workers, files, limits, aliases, warnings_are_errors) as session:
            return judge(self.assignment, key, session, files)


def regenerating_changes_nothing(exam: Examination) -> Iterator[str]:
    """The released tree is what `make release` makes, byte for byte."""
    there = {path.relative_to(exam.folder).as_posix(): path.read_bytes() for path in released_paths(exam.folder)}
    for name in sorted({*there, *exam.built}):
        if there.get(name) != exam.built.get(name):
            how = "is missing" if name not in there else "should not be there" if name not in exam.built else "differs"
            yield f"{exam.folder / name} {how}; run `make release`"


def skeleton_is_not_attempted(exam: Examination) -> Iterator[str]:
    """The skeleton imports, and every exercise in it is not attempted and scores exactly 0."""
    files = {name: content for name, content in exam.built.items() if name.endswith(".py") and "/" not in name}
    for result in exam.judged(files):
        if result.verdict != "not_attempted" or result.score != 0:
            yield f"{result.id} in the skeleton is {result.verdict} with {result.score:g} points; put what solves it into a region"


def nothing_leaks(exam: Examination) -> Iterator[str]:
    """No line of a solution, no `_` file, no hidden check and no secret seed is in any file that students get."""
    secrets = dict(_secrets(exam))
    for name, content in exam.built.items():
        if any(part.startswith("_") for part in Path(name).parts):
            yield f"{name} starts with an underscore; such files stay in solutions/"
        lines = {" ".join(line.split()) for text in _texts(name, content) for line in text.splitlines()}
        everything = b"\n".join(text.encode() for text in _texts(name, content)) + content
        for secret, what in secrets.items():
            found = secret in lines if what.startswith("a line") else secret.encode() in everything
            if found:
                yield f"{name} has {what}: {secret!r}; take it out of what is released"


def reference_has_full_marks(exam: Examination) -> Iterator[str]:
    """The reference passes every check, with warnings as errors."""
    for result in exam.judged(exam.assignment.reference(), warnings_are_errors=True):
        for check in result.checks:
            if check.verdict != "passed":
                yield f"{result.id}.{check.id}: the reference is {check.verdict}: {' '.join(check.message.split())}"


def mistakes_are_named(exam: Examination) -> Iterator[str]:
    """Every mistake loses points, and is recognised as itself wherever it does."""
    reference = exam.assignment.reference()
    for mistake in exam.assignment.mistakes:
        file = f"{exam.assignment.module_of[mistake.exercise]}.py"
        variant = module_with(mistake, reference[file].decode()).encode()
        (result,) = exam.judged({**reference, file: variant}, only=[mistake.exercise])
        where = f"_mistakes/{file}: {mistake.exercise}.{mistake.id}"
        if result.score == result.points:
            yield f"{where} loses no points; add a check that sees it"
        taken_for = {check.mistake for check in result.checks if check.verdict != "passed"} - {mistake.id}
        if result.score < result.points and taken_for:
            others = ", ".join(str(each) for each in sorted(taken_for, key=str))
            yield f"{where} is taken for {others}; make the two differ in a check, or drop one"


def checks_catch_something(exam: Examination) -> Iterator[str]:
    """Every check is failed by at least one mistake of its own exercise."""
    for exercise, check in exam.assignment.checks():
        if not any((exercise.name, check.id) in exam.key.signatures[mistake] for mistake in _of(exam, exercise.name)):
            yield f"{exercise.name}.{check.id} is passed by every known mistake; add one that it catches, or drop it"


def junk_scores_nothing(exam: Examination) -> Iterator[str]:
    """None, zeros, ones, NaN, the input, a scalar, strings, transposes, noise and tricks earn exactly 0."""
    reference = exam.assignment.reference()
    for kind in JUNK:
        for module in exam.assignment.modules:  # one at a time: a transpose of a transpose would be right
            own = [exercise for exercise, where in exam.assignment.module_of.items() if where == module]
            file = f"{module}.py"
            spoiled = junk_module(reference[file].decode(), own, kind).encode()
            for result in exam.judged({**reference, file: spoiled}, only=own):
                for check in result.checks:
                    if check.score:
                        yield f"{result.id}.{check.id} gives {check.score:g} points to {kind}; let it observe more"


def exercises_are_complete(exam: Examination) -> Iterator[str]:
    """Every exercise has a region, checks, a handout section, a notebook cell and at least three mistakes."""
    handout = exam.built.get("README.md", b"").decode()
    notebooks = b"".join(content for name, content in exam.built.items() if name.endswith(".ipynb")).decode()
    reference = exam.assignment.reference()
    stubbed = {
        region.exercise for name, source in reference.items() if name not in exam.assignment.given
        for region in regions(source.decode(), name)
    }  # fmt: skip
    for exercise in exam.assignment.exercises:
        if exercise.name not in stubbed:
            yield f"{exercise.name} has no solution region; mark what students write"
        if not any(not check.hidden for check in exercise.checks):
            yield f"{exercise.name} has no public check; students could not try it"
        if not re.search(rf"^## {re.escape(exercise.name)}$", handout, re.MULTILINE):
            yield f"README.md has no section `## {exercise.name}`; explain the exercise there"
        if f'check(\\"{exercise.name}\\")' not in notebooks:
            yield f'the notebook has no cell with check="{exercise.name}"'
        if len(_of(exam, exercise.name)) < MISTAKES_PER_EXERCISE:
            yield f"{exercise.name} has fewer than {MISTAKES_PER_EXERCISE} mistakes; what do students get wrong in it?"
    for name in sorted(stubbed - {exercise.name for exercise in exam.assignment.exercises}):
        yield f"{name} has a solution region and no checks; add an exercise for it, or give its code"


INVARIANTS: tuple[Callable[[Examination], Iterator[str]], ...] = (
    exercises_are_complete, regenerating_changes_nothing, nothing_leaks, skeleton_is_not_attempted, reference_has_full_marks,
    junk_scores_nothing, checks_catch_something, mistakes_are_named,
)  # fmt: skip


def examine(course: Course, assignments: Path, only: str | None, console: Console, with_matrix: bool) -> int:
    """Prove every invariant of every assignment, and print how each went; returns the number of problems."""
    count = 0
    for name in [only] if only else course.names():
        assignment = course.assignment(name)
        console.print(f"[bold]{name}[/]: {len(assignment.exercises)} exercises, {len(assignment.checks())} checks, "
                      f"{len(assignment.mistakes)} mistakes, {assignment.points:g} points")  # fmt: skip
        cache = course.solutions.parent / ".cache" / "keys"
        try:
            built = build(course, assignment, frozen_key(assignments / name))
            key = cached(assignment, course.seed, lambda each=assignment: workers_for(each, "bwrap"), cache)  # type: ignore[misc]
        except CourseError as error:
            console.print(f"  [red]✗[/] it cannot be released: {error}", highlight=False)
            count += 1
            continue
        with workers_for(assignment, "bwrap") as workers:
            exam = Examination(course, assignment, assignments / name, built, key, workers)
            for invariant in INVARIANTS:
                count += _report(invariant.__name__, list(invariant(exam)), console)
        if with_matrix:
            for line in matrix(assignment, key):
                console.print(line, highlight=False, markup=False)
    for name in sorted(path.name for path in assignments.glob("*/") if path.name not in course.names()):
        count += _report(
            "every_released_folder_has_a_source", [f"{assignments / name} has none; run `make release`"], console
        )
    if course.seed.startswith(DEFAULT_SEED):
        console.print(
            "[yellow]note: the course's seed is the one that everybody has; put your own into solutions/_course.toml[/]"
        )
    console.print(
        "[green]All invariants hold.[/]" if not count else f"[red]{count} problem{'' if count == 1 else 's'}.[/]"
    )
    return count


def describe_sandbox(console: Console) -> int:
    """Print which of the sandbox's promises hold on this machine; returns the number of those that do not."""
    sandbox = Sandbox({}, Limits())
    try:
        with sandbox:
            pass
        missing = 0
    except SandboxError as error:
        console.print(f"[red]✗[/] {error}", highlight=False)
        missing = 1
    for name, kept in sandbox.mechanisms.items():
        mark = "[green]✓[/]" if kept else "·" if name == "control_group" else "[red]✗[/]"  # that one has a stand-in
        console.print(f"  {mark} {name.replace('_', ' '):<22} {PROMISES[name]}", highlight=False)
    user = (
        "root: workers change to an unprivileged user"
        if os.getuid() == 0
        else "an ordinary user, by way of a user namespace"
    )
    console.print(f"  Run by {user}.")
    return missing


def _report(name: str, problems: list[str], console: Console) -> int:
    console.print(
        f"  [{'red' if problems else 'green'}]{'✗' if problems else '✓'}[/] {name.replace('_', ' ')}", highlight=False
    )
    for problem in problems:
        console.print(f"      {problem}", markup=False, highlight=False)
    return len(problems)


def matrix(assignment: Assignment, key: Key) -> Iterator[str]:
    """Which check catches which mistake, exercise by exercise: a line per mistake, a column per check."""
    for exercise in assignment.exercises:
        yield f"\n{exercise.name}"
        for place, check in enumerate(exercise.checks, start=1):
            yield f"   {place}  {check.id}{' (hidden)' if check.hidden else ''}"
        yield "   " + " ".join(f"{place}" for place in range(1, len(exercise.checks) + 1))
        for mistake, caught in key.signatures.items():
            if mistake[0] == exercise.name:
                marks = " ".join("●" if (exercise.name, check.id) in caught else "·" for check in exercise.checks)
                yield f"   {marks}  {mistake[1]}"


def _of(exam: Examination, exercise: str) -> list[CheckId]:
    return [mistake for mistake in exam.key.signatures if mistake[0] == exercise]


def _secrets(exam: Examination) -> Iterator[tuple[str, str]]:
    """What must not be found, with what to call it. A line that given code has as well is no secret."""
    for name, content in exam.assignment.reference().items():
        if name in exam.assignment.given:
            continue
        inside = solution_lines(content.decode(), name)
        given = {
            " ".join(line.split())
            for each in (name, *exam.assignment.given) for line in exam.built.get(each, b"").decode().splitlines()
        }  # fmt: skip
        for line in {" ".join(each.split()) for each in inside}:
            if line not in given and len(line) > 12:
                yield line, f"a line of {name}'s solution"
    for exercise, check in exam.assignment.checks():
        if check.hidden:
            yield check.id, f"the hidden check {exercise.name}.{check.id}"
            yield check.description, f"the sentence of the hidden check {exercise.name}.{check.id}"
    yield exam.course.seed, "the course's secret seed"


def _texts(name: str, content: bytes) -> Iterator[str]:
    """Every text in a file: itself, a notebook's cells, the members of an archive."""
    if name.endswith(".ipynb"):
        yield from ("".join(cell["source"]) for cell in json.loads(content)["cells"])
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield archive.read(member).decode(errors="replace")
    else:
        yield content.decode(errors="replace")
