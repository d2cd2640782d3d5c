"""What the tests share: the toy course, and graders that are started once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import course, grading
from autograder.session import Workers

ROOT = Path(__file__).parent.parent
TOY = ROOT / "tests" / "toy" / "solutions"


def run(*arguments: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`autograder …` as a user types it, measured for coverage as well."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=cwd, text=True, capture_output=True, timeout=300, check=False,
        env=os.environ | {"COLUMNS": "120"} | (env or {}),
    )  # fmt: skip


@pytest.fixture(scope="session")
def toy_course(tmp_path_factory: pytest.TempPathFactory) -> course.Course:
    """The toy course, in a folder of its own so that its key is recorded anew."""
    folder = tmp_path_factory.mktemp("toy")
    shutil.copytree(TOY, folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    return course.course(folder / "solutions")


@pytest.fixture(scope="session")
def toy_grader(toy_course: course.Course) -> grading.Grader:
    """A grader for the toy assignment."""
    cache = toy_course.solutions.parent / ".cache" / "keys"
    return grading.grader(toy_course, toy_course.assignment("toy"), "bwrap", cache)


@pytest.fixture(scope="session")
def toy_workers(toy_grader: grading.Grader) -> Iterator[Workers]:
    """A sandbox for the toy assignment."""
    with toy_grader.workers() as workers:
        yield workers
