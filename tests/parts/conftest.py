"""What the tests of the kit's parts share: a small course on disk, and Hypothesis made repeatable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from autograder import course

hypothesis.settings.register_profile("parts", deadline=None, derandomize=True, max_examples=150, database=None)
hypothesis.settings.load_profile("parts")

TOY = {
    "_course.toml": 'seed = "secret"\npublic_seed = "public"\ncontact = "the staff"\n',
    "toy/_assignment.toml": 'title = "A toy"\nmodules = ["layers"]\n[limits]\nseconds = 3\n',
    "toy/layers.py": '''\
"""Layers."""

import numpy as np


def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2.0 * x
    # END SOLUTION


def column_sums(x):
    """Sums over the rows of twice x."""
    # BEGIN SOLUTION
    return double(x).sum(axis=0)
    # END SOLUTION
''',
    "toy/_checks/layers.py": '''\
"""What must hold."""

import numpy as np

from autograder.checks import exercise

double = exercise("double", points=4)
column_sums = exercise("column_sums", points=6, needs="double")


def spread(observations):
    return {"std": np.std(observations["out"])}


@double.check
def of_a_matrix(layers, draw):
    """double returns twice its input."""
    return {"out": layers.double(draw.normal(3, 4))}


@double.check(hidden=True, rtol=1e-3)
def of_a_vector(layers, draw):
    """double takes vectors too."""
    return {"out": layers.double(draw.normal(5))}


@column_sums.check(measure=spread, false_alarm=1e-9)
def of_many_rows(layers, draw):
    """column_sums adds the rows of double."""
    return {"out": layers.column_sums(draw.normal(6, 3))}
''',
    "toy/_mistakes/layers.py": '''\
"""What goes wrong."""

from autograder.mistakes import edit, mistake


@mistake("double")
def triples(reference):
    """How often is x in the result?"""
    return edit(reference, "2.0 * x", "3.0 * x")


@mistake("column_sums")
def adds_no_axis(reference):
    """What has no axis called 5?"""
    return edit(reference, "axis=0", "axis=5")
''',
}


@pytest.fixture(scope="session")
def toy_files() -> dict[str, str]:
    """The toy course's files, by path."""
    return dict(TOY)


@pytest.fixture
def solutions(tmp_path: Path) -> Callable[..., Path]:
    """Writes the toy course, some files replaced (or left out: None), and returns its folder."""

    def write(changes: dict[str, str | None] | None = None) -> Path:
        folder = tmp_path / "solutions"
        for name, text in {**TOY, **(changes or {})}.items():
            if text is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def toy(solutions: Callable[..., Path]) -> course.Assignment:
    """The toy assignment."""
    return course.course(solutions()).assignment("toy")
