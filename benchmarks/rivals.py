"""What people use instead, each grading the same submission by the same ten checks: `nbgrader autograde`, `otter run`,
and one pytest process for each submission. None of them is sandboxed.

    installed()            .cache/rivals: nbgrader and otter-grader, in an environment of their own, made on first use
    Pytest, Nbgrader, Otter        write what they need into a folder, and grade once to see that it works; `grade` grades

The submission is the reference's layers.py beside a notebook that imports it. nbgrader gets its checks as grade cells with
hidden tests, and grades a class at once, which spreads its start over several submissions; otter gets them as test files of
an autograder.zip, and takes one submission at a time.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from ten_checks import IMPORTS, PlainCheck

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ("nbgrader==0.9.6", "otter-grader==7.0.0")
ASSIGNMENT, POINTS = "a1", 1
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
PATIENCE_SECONDS = 300


class RivalError(Exception):
    """A rival cannot be installed or does not grade; says why, in a few words."""


def installed() -> Path:
    """The folder with the rivals' programs; raises RivalError where they cannot be installed.

    They share what they can with our own environment, numpy above all, by the same list of versions.
    """
    folder = ROOT / ".cache" / "rivals"
    ready, programs = folder / "ready", folder / "bin"
    constraints = ROOT / "constraints.txt"
    wanted = "\n".join([*REQUIREMENTS, constraints.read_text()])
    if not ready.exists() or ready.read_text() != wanted:
        ran([sys.executable, "-m", "venv", "--clear", str(folder)], ROOT)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--constraint", str(constraints)]
        ran([*pip, *REQUIREMENTS], ROOT)
        ready.write_text(wanted)
    return programs


def activated(programs: Path) -> dict[str, str]:
    """The variables under which an environment's programs find each other; nbgrader calls alembic by its name."""
    return {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def ran(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> str:
    """What a command printed; raises RivalError where it fails or takes for ever."""
    environment = {**os.environ, **ONE_THREAD, **(variables or {})}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RivalError(str(error)) from None
    if done.returncode != 0:
        last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise RivalError(f"{Path(command[0]).name} ended with {done.returncode}: {last[-1].strip() if last else ''}")
    return done.stdout


class Pytest:
    """A fresh interpreter with a test function for each check."""

    submissions = 1

    def __init__(self, folder: Path, checks: Sequence[PlainCheck], files: Mapping[str, bytes], plugins: bool) -> None:
        """With `plugins`, pytest loads whatever is installed beside it."""
        self._folder, self._count = folder, len(checks)
        self._variables = {} if plugins else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        body = [IMPORTS]
        for check in checks:
            body += [f"def test_{check.function}():", f"    {check.observing}"]
            body += [f"    {line}" for line in check.comparing]
        write(folder, {**files, "test_layers.py": "\n".join(body).encode()})
        self.grade()

    def grade(self) -> None:
        """One submission; raises RivalError unless all tests pass."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        said = ran(command, self._folder, self._variables)
        if f"{self._count} passed" not in said:
            raise RivalError(f"pytest does not pass the reference: {said[-200:]}")


class Nbgrader:
    """`nbgrader autograde` on a class: ten grade cells, each worth a point."""

    def __init__(
        self, folder: Path, checks: Sequence[PlainCheck], files: Mapping[str, bytes], submission: Mapping[str, bytes],
        submissions: int,
    ) -> None:  # fmt: skip
        self.submissions = submissions
        self._folder, self._programs, self._full = folder, installed(), POINTS * len(checks)
        cells = [nbformat.v4.new_code_cell(IMPORTS)]
        for check in checks:
            cell = nbformat.v4.new_code_cell("\n".join([check.observing, HIDDEN[0], *check.comparing, HIDDEN[1]]))
            cell.metadata["nbgrader"] = {
                "grade": True, "solution": False, "task": False, "locked": True, "grade_id": check.function,
                "points": POINTS, "schema_version": 3, "cell_type": "code",
            }  # fmt: skip
            cells.append(cell)
        write(folder / "source" / ASSIGNMENT, {**files, f"{ASSIGNMENT}.ipynb": notebook(cells)})
        write(folder, {"nbgrader_config.py": b"c = get_config()\n"})
        self._run("generate_assignment", ASSIGNMENT)
        released = (folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
        for number in range(submissions):
            handed_in = {**submission, f"{ASSIGNMENT}.ipynb": released}
            write(folder / "submitted" / f"student{number:02}" / ASSIGNMENT, handed_in)
        self.grade()
        self._check()

    def grade(self) -> None:
        """The class, anew; raises RivalError where nbgrader fails."""
        self._run("autograde", ASSIGNMENT, "--force")

    def _run(self, *arguments: str) -> None:
        ran([str(self._programs / "nbgrader"), *arguments], self._folder, activated(self._programs))

    def _check(self) -> None:
        """Raise RivalError unless everyone has full marks, as the reference should."""
        self._run("export", "--to", "grades.csv")
        with (self._folder / "grades.csv").open(encoding="utf-8") as file:
            scores = [float(row["score"]) for row in csv.DictReader(file)]
        if scores != [self._full] * self.submissions:
            raise RivalError(f"nbgrader gives the reference {scores} of {self._full}")


class Otter:
    """`otter run` on a zip: an autograder.zip with ten hidden test cases, each worth a point."""

    submissions = 1

    def __init__(
        self, folder: Path, checks: Sequence[PlainCheck], files: Mapping[str, bytes], submission: Mapping[str, bytes]
    ) -> None:
        self._folder, self._full = folder, POINTS * len(checks)
        programs = installed()
        self._variables, otter = activated(programs), str(programs / "otter")
        write(folder / "tests", {f"{each.function}.py": otter_test(each).encode() for each in checks})
        write(folder, files)
        generate = [otter, "generate", "-t", "tests", "-o", "autograder.zip", "--no-requirements", *files]
        ran(generate, folder, self._variables)
        with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
            handed_in = {**submission, f"{ASSIGNMENT}.ipynb": notebook([nbformat.v4.new_code_cell(IMPORTS)])}
            for name, content in handed_in.items():
                archive.writestr(name, content)
        self._command = [otter, "run", "-a", "autograder.zip", "-o", str(folder), "--no-logo", "submission.zip"]
        self.grade()

    def grade(self) -> None:
        """One submission; raises RivalError unless it has full marks."""
        ran(self._command, self._folder, self._variables)
        tests = json.loads((self._folder / "results.json").read_text())["tests"]
        score = sum(each.get("score", 0) for each in tests)
        if score != self._full:
            raise RivalError(f"otter gives the reference {score} of {self._full}")


def otter_test(check: PlainCheck) -> str:
    """A test file as `otter assign` writes them: a doctest, with its points."""
    code = "\n".join(f">>> {line}" for line in [check.observing, *check.comparing])
    case = {"code": code, "hidden": True, "locked": False, "points": POINTS}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    test = {"name": check.function, "points": POINTS, "suites": [suite]}
    return f"OK_FORMAT = True\n\ntest = {test!r}\n"


def notebook(cells: Sequence[nbformat.NotebookNode]) -> bytes:
    """A notebook of these cells for the environment's own Python."""
    made = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(made).encode()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
