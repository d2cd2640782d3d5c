"""The student's side: the public checks against the frozen key, in the folder they were released in.

`autograder check`, `pytest` in the folder and `check("affine_forward")` in a notebook all come here, and show the same
findings. The code runs in a process of its own, fresh each time: a file saved a second ago counts, what the notebook has
imported does not, and a loop that never ends is ended.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console

from autograder import intake, keyfile, report
from autograder.course import PUBLIC_CHECKS, Assignment, experiment_sources, released
from autograder.errors import CourseError
from autograder.judge import judge
from autograder.key import restricted
from autograder.local import LocalWorkers
from autograder.results import Result
from autograder.session import Session
from autograder.version import version

KEY_FILE = f"{PUBLIC_CHECKS}/key.safetensors"


def check(exercise: str) -> float:
    """Print the findings on one exercise of the current folder's assignment; returns its points as a plain float.

    The float is the exercise's points times the share that its public checks earn: what an nbgrader cell ends with.
    Raises CourseError where the folder is no released assignment, or has no such exercise.
    """
    result = examine(Path(), exercise)
    # one piece of text with its colours: rich's own notebook output would be a table for every line
    console = Console(width=110, force_jupyter=False, force_terminal="ipykernel" in sys.modules, highlight=False)
    with console.capture() as findings:
        report.print_findings(result, console, only=exercise)
    print(findings.get(), end="")
    found = result.exercises[0]
    full = _assignment(Path()).exercise(exercise).points
    return float(full * found.score / found.points) if found.points else 0.0


def examine(folder: Path, exercise: str | None = None) -> Result:
    """The result of the public checks, on one exercise or all, for the files in `folder`."""
    assignment = _assignment(folder)
    frozen = keyfile.load(folder / KEY_FILE)
    if exercise is not None:
        wanted = {exercise, *assignment.all_needs(assignment.exercise(exercise))}
        frozen = restricted(frozen, wanted)
    student = intake.Entry("you", folder)
    files = intake.read(student, assignment)
    with (
        LocalWorkers(experiment_sources(assignment), assignment.limits) as workers,
        Session(workers, files.contents, assignment.limits, assignment.aliases) as session,
    ):
        exercises = judge(assignment, frozen, session, files.contents)
        notices = (*files.notices, *session.notices)
    return Result(
        assignment=assignment.name, student=student.student,
        exercises=tuple(each for each in exercises if exercise in (None, each.id)), notices=notices,
        device="cpu", sandbox="none", submission_digest=files.digest, key_digest=frozen.digest, grader=version(),
    )  # fmt: skip


def findings_if_failing(folder: Path, exercise: str) -> str:
    """The findings on an exercise as text, empty if all its public checks pass: what `pytest` shows."""
    result = examine(folder, exercise)
    if all(each.verdict == "passed" for each in result.exercises):
        return ""
    console = Console(width=110, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        report.print_findings(result, console, only=exercise)
    return captured.get()


def exercises_in(folder: Path) -> list[str]:
    """The names of the exercises that have public checks, in order."""
    assignment = _assignment(folder)
    return [each.name for each in assignment.exercises if each.checks]


def _assignment(folder: Path) -> Assignment:
    if not (folder / PUBLIC_CHECKS / "assignment.toml").is_file():
        raise CourseError(
            f"{folder.resolve()} is not an assignment's folder: it has no {PUBLIC_CHECKS}/assignment.toml. Change into the folder you were given."
        )
    return released(folder)
