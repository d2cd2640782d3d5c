"""Right code loses nothing, however it is written.

`fairness/<assignment>/<name>/` holds solutions in the styles that students of CS231n hand in: three years' package layouts
with their imports, loops, in-place updates, float32 throughout, biases (1, H), stray imports, helper files. Every exercise
that one of them defines has to get full marks; what CS231n does not have counts as not attempted there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
SUBMISSIONS = sorted(
    (path.parent.name, path.name) for path in (HERE / "fairness").glob("*/*") if any(path.rglob("*.py"))
)
IN_CS231N = {
    "a1_fc_net": {
        "affine_forward", "affine_backward", "relu_forward", "relu_backward", "softmax_loss", "svm_loss",
        "affine_relu_forward", "affine_relu_backward", "TwoLayerNet", "FullyConnectedNet",
    },
    "a2_optim": {"sgd_momentum", "rmsprop", "adam"},
    "a3_batchnorm": {
        "batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt", "layernorm_forward", "layernorm_backward",
        "dropout_forward", "dropout_backward", "spatial_batchnorm_forward", "spatial_batchnorm_backward",
        "spatial_groupnorm_forward", "spatial_groupnorm_backward", "FullyConnectedNet",
    },
    "a4_cnn": {
        "conv_forward_naive", "conv_backward_naive", "max_pool_forward_naive", "max_pool_backward_naive", "ThreeLayerConvNet",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Exam:
    """An assignment, keys for two seeds, and the sandbox that they were recorded in."""

    assignment: Assignment
    keys: tuple[keys.Key, ...]
    sandbox: Sandbox

    def graded(self, name: str, key: keys.Key) -> list[ExerciseResult]:
        folder = HERE / "fairness" / self.assignment.name / name
        files = intake.read(intake.Entry(name, folder), self.assignment).contents
        with Session(self.sandbox, files, self.assignment.limits, self.assignment.aliases) as session:
            return judge(self.assignment, key, session, files)


@pytest.fixture(scope="module")
def exams() -> Iterator[dict[str, Exam]]:
    """The exams that were needed so far, each set up when it is asked for first."""
    made: dict[str, Exam] = {}
    yield made
    for exam in made.values():
        exam.sandbox.__exit__(None, None, None)


def exam_of(name: str, exams: dict[str, Exam]) -> Exam:
    if name not in exams:
        assignment = replace(course.source(HERE.parent / "solutions" / name), mistakes=())  # scores need none
        sandbox = Sandbox(course.experiment_sources(assignment), assignment.limits, assignment.packages)
        sandbox.__enter__()
        recorded = tuple(recording.record(assignment, seed, sandbox) for seed in ("one seed", "another"))
        exams[name] = Exam(assignment, recorded, sandbox)
    return exams[name]


def names_in(folder: Path) -> set[str]:
    """The functions, classes and assigned names at the top level of a submission's files."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize(("assignment", "name"), SUBMISSIONS)
def test_right_code_keeps_full_marks(assignment: str, name: str, exams: dict[str, Exam]) -> None:
    written = names_in(HERE / "fairness" / assignment / name)
    assert written >= IN_CS231N.get(assignment, set())
    exam = exam_of(assignment, exams)
    for key in exam.keys:
        results = exam.graded(name, key)
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
def test_habits_are_remarks(name: str, exercise: str, remark: str, exams: dict[str, Exam]) -> None:
    exam = exam_of("a1_fc_net", exams)
    result = next(each for each in exam.graded(name, exam.keys[0]) if each.id == exercise)
    assert any(remark in said for check in result.checks for said in check.remarks)
