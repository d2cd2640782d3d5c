"""Right code loses nothing, however it is written.

`fairness/<name>/` holds solutions in the styles that students of CS231n hand in: three years' package layouts with their
imports, loops, in-place updates, float32 throughout, biases (1, H), stray imports, helper files. Every exercise that one
of them defines has to get full marks; what CS231n does not have counts as not attempted there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import course, intake, recording
from autograder import key as keys
from autograder.course import Assignment
from autograder.judge import judge
from autograder.results import ExerciseResult
from autograder.sandbox import Sandbox
from autograder.session import Session

HERE = Path(__file__).parent
SUBMISSIONS = sorted(path.name for path in (HERE / "fairness").iterdir() if any(path.rglob("layers.py")))
IN_CS231N = {
    "affine_forward", "affine_backward", "relu_forward", "relu_backward", "softmax_loss", "svm_loss",
    "affine_relu_forward", "affine_relu_backward", "TwoLayerNet", "FullyConnectedNet",
}  # fmt: skip


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return replace(course.source(HERE.parent / "solutions" / "a1_fc_net"), mistakes=())  # scores need none


@pytest.fixture(scope="module")
def sandbox(assignment: Assignment) -> Iterator[Sandbox]:
    with Sandbox(course.experiment_sources(assignment), assignment.limits) as workers:
        yield workers


@pytest.fixture(scope="module", params=["one seed", "another"])
def key(request: pytest.FixtureRequest, assignment: Assignment, sandbox: Sandbox) -> keys.Key:
    return recording.record(assignment, request.param, sandbox)


def graded(name: str, assignment: Assignment, key: keys.Key, sandbox: Sandbox) -> list[ExerciseResult]:
    files = intake.read(intake.Entry(name, HERE / "fairness" / name), assignment).contents
    with Session(sandbox, files, assignment.limits, assignment.aliases) as session:
        return judge(assignment, key, session, files)


def names_in(name: str) -> set[str]:
    """The functions, classes and assigned names at the top level of a submission's files."""
    found = set()
    for path in (HERE / "fairness" / name).rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_right_code_keeps_full_marks(name: str, assignment: Assignment, key: keys.Key, sandbox: Sandbox) -> None:
    written = names_in(name)
    assert written >= IN_CS231N
    results = graded(name, assignment, key, sandbox)
    lost = {
        f"{result.id}.{check.id}": f"{check.verdict}: {check.message}"
        for result in results if result.id in written for check in result.checks if check.verdict != "passed"
    }  # fmt: skip
    assert not lost
    assert all(result.score == result.points for result in results if result.id in written)
    assert all(result.score == 0 for result in results if result.id not in written)


@pytest.mark.parametrize(
    ("name", "exercise", "remark"),
    [
        ("y2018_package", "relu_backward", "relu_backward changes its input dout in place"),
        ("y2021_package", "FullyConnectedNet", "FullyConnectedNet changes its input hidden_dims in place"),
        ("flat_row_biases", "affine_backward", "has the shape (1, 5) where (5,) is usual"),
        ("flat_float32", "affine_forward", "is as exact as float32 arithmetic"),
    ],
)
def test_habits_are_remarks(
    name: str, exercise: str, remark: str, assignment: Assignment, key: keys.Key, sandbox: Sandbox
) -> None:
    result = next(each for each in graded(name, assignment, key, sandbox) if each.id == exercise)
    assert any(remark in said for check in result.checks for said in check.remarks)
