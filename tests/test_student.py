"""The student's side, in a released folder with nothing else of the course: three ways to see the same findings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import student
from autograder.course import Course
from autograder.release import release

from .conftest import ROOT, run

WRONG = '''"""Row means."""

import numpy as np


def row_means(x):
    print("in row_means")
    return x.sum(axis=1)


def centered(x):
    raise NotImplementedError("toy.centered is not implemented yet")


def jitter(x, scale):
    return x + scale * np.random.standard_normal(x.shape)
'''


@pytest.fixture
def folder(toy_course: Course, tmp_path: Path) -> Path:
    """What a student has: the released folder, under another name, and nothing of the course around it."""
    list(release(toy_course, tmp_path / "released"))
    shutil.move(tmp_path / "released" / "toy", tmp_path / "my work")
    (tmp_path / "my work" / "toy.py").write_text(WRONG)
    return tmp_path / "my work"


FINDING = [
    "✗ row_means  0 / 6",
    "  ✗ row_means averages over the columns of a wide batch.",
    "      called      row_means(x (4, 7))",
    "      likely      every entry is 7 times the expected one",
]


def test_the_command_shows_every_exercise_and_counts_public_checks_only(folder: Path) -> None:
    done = run("check", cwd=folder)
    assert done.returncode == 0
    for line in FINDING:
        assert line in done.stdout
    assert "ask         A sum grows with the number of entries. What turns it into a mean?" in done.stdout
    assert "printed     in row_means" in done.stdout
    assert "· centered  0 / 3 not attempted" in done.stdout
    assert "✓ jitter  2 / 2" in done.stdout
    assert "1 of 5 public checks pass; grading draws other inputs and adds hidden checks." in done.stdout
    assert "hidden)" not in done.stdout


def test_one_exercise_is_shown_in_full(folder: Path) -> None:
    done = run("check", "jitter", cwd=folder)
    assert "✓ jitter adds noise of the given standard deviation." in done.stdout
    assert "row_means" not in done.stdout
    unknown = run("check", "jiter", cwd=folder)
    assert unknown.returncode == 2
    assert "toy has no exercise 'jiter'; it has row_means, centered, jitter, Model." in unknown.stderr


def test_pytest_shows_the_same_findings(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"], cwd=folder, text=True, capture_output=True, check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))},
    )  # fmt: skip
    assert done.returncode == 1
    assert "3 failed, 1 passed" in done.stdout
    for line in FINDING:
        assert line in done.stdout
    assert "What turns it into a mean?" in done.stdout


def test_the_notebook_shows_the_same_findings_and_ends_with_a_plain_float(folder: Path) -> None:
    notebook = nbformat.read(folder / "toy.ipynb", as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    cell = next(cell for cell in notebook.cells if cell.get("id") == "row_means")
    printed = "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream")
    printed = re.sub(r"\x1b\[[\d;]*m", "", printed)  # the notebook shows colours
    for line in FINDING:
        assert line in printed
    assert [output["name"] for output in cell.outputs if output["output_type"] == "stream"] == ["stdout"]
    values = {
        cell["id"]: output["data"]["text/plain"]
        for cell in notebook.cells if cell.cell_type == "code"
        for output in cell.outputs if output["output_type"] == "execute_result"
    }  # fmt: skip
    assert values == {"row_means": "0.0", "centered": "0.0", "jitter": "2.0", "Model": "0.0"}


def test_check_returns_the_exercises_points_for_all_its_public_checks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "toy.py").write_text(WRONG.replace("x.sum(axis=1)", "x.mean(axis=1)"))
    monkeypatch.chdir(folder)
    score = student.check("row_means")
    assert (type(score), score) == (float, 6.0)
    assert "2 of 2 public checks pass; grading draws" in capsys.readouterr().out


def test_a_loop_without_end_ends_at_home_too(folder: Path) -> None:
    (folder / "toy.py").write_text("def row_means(x):\n    while True:\n        pass\n")
    done = run("check", "row_means", cwd=folder)
    assert "No answer within 1.5 s." in done.stdout


def test_a_damaged_key_is_told(folder: Path) -> None:
    path = folder / "checks" / "key.safetensors"
    path.write_bytes(path.read_bytes()[:-8])
    done = run("check", cwd=folder)
    assert done.returncode == 2
    assert "key.safetensors is damaged" in done.stderr


def test_the_command_needs_no_instructors_package(folder: Path) -> None:
    """A student has the base installation: everything else is hidden from this process."""
    hidden = [
        "jinja2",
        "jupytext",
        "msgspec",
        "nbconvert",
        "nbformat",
        "nbgrader",
        "pyseccomp",
        "sqlalchemy",
        "distributed",
    ]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({hidden}))\n"
        "sys.argv = ['autograder', 'check', 'jitter']\nfrom autograder.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert "public checks pass" in done.stdout, done.stderr


def test_a_deadline_is_shown(folder: Path) -> None:
    settings = folder / "checks" / "assignment.toml"
    late = '\n[late]\npolicy = "percent_per_day"\npercent_per_day = 10\ngrace_minutes = 15\nmost_percent = 50\n'
    settings.write_text("deadline = 2027-01-15T18:00:00+01:00\n" + settings.read_text() + late)
    said = "Due 2027-01-15 18:00+01:00. More than 15 minutes late costs 10 % of the score for each day begun, 50 % at most."
    assert said in " ".join(run("check", "jitter", cwd=folder).stdout.split())


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(name, marks=[] if name == "a1_fc_net" else pytest.mark.slow)
        for name in sorted(path.parent.name for path in (ROOT / "solutions").glob("*/_assignment.toml"))
    ],
)
def test_the_notebook_runs_top_to_bottom_with_the_reference(
    assignment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell, warnings and all: nothing on stderr, every check with full points, at least ten plots."""
    folder = tmp_path / assignment
    shutil.copytree(ROOT / "assignments" / assignment, folder)
    for path in (ROOT / "solutions" / assignment).glob("*.py"):
        if not path.name.endswith(".nb.py"):
            shutil.copy(path, folder)
    notebook = nbformat.read(folder / f"{assignment}.ipynb", as_version=4)
    monkeypatch.setenv("DL_DATASETS_MIRROR", str(tmp_path))  # as without a network: what is embedded has to do
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(folder)}}).execute()
    pictures = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", output["text"]
            pictures += "image/png" in output.get("data", {})
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade") and cell.cell_type == "code":
            value = next(
                output["data"]["text/plain"] for output in cell.outputs if output["output_type"] == "execute_result"
            )
            assert re.fullmatch(r"[\d.]+", value)
            assert float(value) == grading["points"], cell["id"]
    assert pictures >= 10
