"""`autograded/`, where nbgrader's formgrader looks: for each submission the notebook to mark, its code, and nbgrader's own files.

A seal in each folder tells what it was made of, so that what is there already is not made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder import intake, report
from autograder.course import Assignment
from autograder.delivery import SECRET, TIMESTAMP, secret_in
from autograder.errors import CourseError, IntakeError
from autograder.intake import Entry
from autograder.marking import Marked, marked
from autograder.nbgrader_course import Places
from autograder.results import Result

SEAL = ".seal"


@dataclass(frozen=True)
class Received:
    """A result with its delivery, and the notebook to mark; None where an earlier run has left the same."""

    entry: Entry
    result: Result
    paper: Marked | None
    seal: str


class Papers:
    """The notebooks to mark of one assignment."""

    def __init__(self, places: Places, assignment: Assignment) -> None:
        self._places, self._assignment = places, assignment
        self._frame = (places.release / assignment.name / f"{assignment.name}.ipynb").read_bytes()
        self._released = json.loads(self._frame)

    def paper(self, notebook: bytes | None, result: Result) -> Marked:
        """The notebook to mark: what was handed in, with the findings on it."""
        return marked(self._released, notebook, findings(result))

    def seal_of(self, result: Result, notebook: bytes | None, notices: list[str]) -> str:
        """A hash of all that the notebook to mark, the comments and the scores are made of."""
        said = [(each.id, each.score, each.verdict, each.message) for each in result.exercises]
        made_of = [
            result.submission_digest, result.key_digest, result.grader, said, result.notices, vars(result.delivery), notices,
        ]  # fmt: skip
        parts = [json.dumps(made_of).encode(), notebook or b"none", self._frame]
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def sealed(self, student: str) -> str:
        """The seal on what is there of a student; empty where there is none."""
        try:
            return (self._folder(student) / SEAL).read_text()
        except (OSError, ValueError):
            return ""

    def _folder(self, student: str) -> Path:
        return self._places.autograded / student / self._assignment.name

    def lay_out(self, received: Received) -> None:
        """Write `autograded/<student>/<assignment>/` anew, if anything in it has changed: notebook, code, timestamp.

        Raises CourseError where it cannot be written.
        """
        if received.paper is None or received.result.delivery is None:
            return
        folder, entry = self._folder(received.entry.student), received.entry
        try:
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
            (folder / f"{self._assignment.name}.ipynb").write_text(received.paper.text(), encoding="utf-8")
            with contextlib.suppress(IntakeError):  # then there is no code to lay beside it
                files = intake.read(entry, self._assignment).contents
                for module in self._assignment.modules:
                    if f"{module}.py" in files and f"{module}.py" not in self._assignment.given:
                        (folder / f"{module}.py").write_bytes(files[f"{module}.py"])
            if received.result.delivery.timestamp is not None:
                (folder / TIMESTAMP).write_text(f"{received.result.delivery.timestamp} UTC\n")
            self.seal(received)
        except OSError as error:
            raise CourseError(f"{folder} cannot be written: {error.strerror}. Put it right and grade again.") from None

    def seal(self, received: Received) -> None:
        """Note that what lies in `autograded/` was made of this, and add what `nbgrader release_feedback` cannot do without."""
        folder = self._folder(received.entry.student)
        (folder / SEAL).write_text(received.seal)
        (folder / SECRET).unlink(missing_ok=True)  # nbgrader may have copied it, and that it cannot be written to
        (folder / SECRET).write_text(secret_in(received.entry.path))
        if not (folder / TIMESTAMP).exists():
            (folder / TIMESTAMP).touch()

    def unseal(self, student: str) -> None:
        """Forget what `autograded/` was made of, since nbgrader has put the submission there, with whatever lies in it."""
        (self._folder(student) / SEAL).unlink(missing_ok=True)

    def answers_before(self, student: str) -> Mapping[str, str]:
        """The written answers in the notebook that was there to mark until now; none where nbgrader has replaced it."""
        if not self.sealed(student):
            return {}
        try:
            before = (self._folder(student) / f"{self._assignment.name}.ipynb").read_bytes()
        except OSError:
            return {}
        return marked(self._released, before, {}).answers


def findings(result: Result) -> dict[str, str]:
    """What the judge says of each exercise, as the text of a notebook's output, in colours; hidden numbers stay hidden."""
    return {exercise.id: report.in_colours(exercise) for exercise in result.exercises}
