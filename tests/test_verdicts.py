"""Submissions in folders named by their verdict: each gets it, and exactly the words that stand beside it.

`tests/submissions/<verdict>/<what it does>/` holds the files; `findings.txt` there is what the student reads about
`row_means`, and is reviewed like prose. After a change of wording, `UPDATE_FINDINGS=1 pytest tests/test_verdicts.py`
writes them anew. Those in `hostile/<verdict>/` mean harm, and their first line says which: a neighbour is graded after
each, and they leave nothing behind. Where right values come with an attempt that came to nothing, `passed` is fine.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import textwrap
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from autograder import course, grading, report
from autograder.grading import Grader
from autograder.intake import Entry
from autograder.overview import line_of
from autograder.results import Result
from autograder.session import Workers
from tests.conftest import TOY

SUBMISSIONS = Path(__file__).parent / "submissions"
HONEST = Entry("honest", SUBMISSIONS / "passed" / "another_formulation")
INNOCENT = sorted(path for path in SUBMISSIONS.glob("*/*") if path.is_dir() and path.parent.name != "hostile")
HOSTILE = sorted(path for path in SUBMISSIONS.glob("hostile/*/*") if path.is_dir())
ENDING_SECONDS = 5.0  # what it may take to end a submission beyond its deadlines, on a busy machine


def name(case: Path) -> str:
    """The name of a test of this submission."""
    return case.relative_to(SUBMISSIONS).as_posix().replace("/", "-")


def judged_and_told_as_expected(case: Path, result: Result) -> None:
    first = result.exercises[0]
    console = Console(width=110, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        report.print_findings(result, console, only="row_means")
    said = re.sub(r"(rel_error   ).*", r"\1…", captured.get())  # its last digits are the processor's
    expected = case / "findings.txt"
    if os.environ.get("UPDATE_FINDINGS"):
        expected.write_text(said, encoding="utf-8")
    assert first.verdict == case.parent.name
    assert first.score == (first.points if first.verdict == "passed" else 0)
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", INNOCENT, ids=name)
def test_each_submission_gets_its_verdict_and_its_words(case: Path, toy_grader: Grader, toy_workers: Workers) -> None:
    judged_and_told_as_expected(case, toy_grader.grade(Entry("you", case), toy_workers))


@pytest.fixture(scope="module")
def untouched(toy_grader: Grader, toy_workers: Workers) -> Iterator[None]:
    """Nothing is left of a submission when all are graded: none of its processes, and none of its files on the host."""
    toy_grader.grade(HONEST, toy_workers)
    before = len(descendants(os.getpid()))
    yield
    toy_grader.grade(HONEST, toy_workers)
    assert len(descendants(os.getpid())) == before
    folders = [Path(folder) for folder in ("/tmp", "/dev/shm", "/var/tmp", "/dev", "/", "/usr/lib", Path.home())]
    assert [path for folder in folders for path in folder.glob("hostile_canary*")] == []


@pytest.mark.parametrize("case", HOSTILE, ids=name)
@pytest.mark.usefixtures("untouched")
def test_a_hostile_submission_gains_nothing_and_harms_no_one(
    case: Path, toy_grader: Grader, toy_workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, page = tmp_path / "here", tmp_path / "page"
    here.mkdir()
    page.mkdir()
    monkeypatch.chdir(here)
    started = time.monotonic()
    result = toy_grader.grade(Entry("mallory", case), toy_workers)
    assert time.monotonic() - started < 3 * toy_grader.assignment.limits.seconds + ENDING_SECONDS
    assert toy_grader.grade(HONEST, toy_workers).exercises[0].verdict == "passed"
    assert list(here.iterdir()) == []
    assert (case / "toy.py").read_text(encoding="utf-8").startswith("# ")
    shown = (
        report.write_page([line_of(result)], lambda student: result, page).read_text(encoding="utf-8")
        + result.to_json()
    )
    assert not [each for each in shown if unicodedata.category(each)[0] == "C" and each != "\n"]
    assert "<script>alert" not in shown.replace(result.to_json(), "")
    judged_and_told_as_expected(case, result)


HIDDEN_CHECK = """

@Model.check(hidden=True)
def loss_of_a_light_model(model, draw):
    \"\"\"Model.loss takes the weight into account.\"\"\"
    return {"loss": model.Model(weight=0.5).loss(draw.normal(6, 5))[0]}
"""
REMEMBERS = """
    import os

    SEEN = []

    def row_means(x):
        SEEN.append(x)
        return x.mean(axis=1)

    def jitter(x, scale):
        os._exit(0)
"""
TELLS_WHEN_IMPORTED_AGAIN = """
    import os

    import toy

    class Told(BaseException):
        pass

    if toy.SEEN:
        raise Told(f"hidden inputs {toy.SEEN[-1].ravel()[:6]}")

    class Model:
        def __init__(self, weight):
            os._exit(0)
"""


def test_a_file_that_is_imported_after_a_hidden_check_tells_nothing_of_it(tmp_path: Path) -> None:
    """It ends its worker at the last public check, so that its other file is imported anew between two hidden ones."""
    shutil.copytree(TOY, tmp_path / "solutions")
    with (tmp_path / "solutions" / "toy" / "_checks" / "model.py").open("a") as file:
        file.write(HIDDEN_CHECK)
    toy = course.course(tmp_path / "solutions")
    grader = grading.grader(toy, toy.assignment("toy"), "bwrap", tmp_path / "keys")
    submission = tmp_path / "eve"
    submission.mkdir()
    (submission / "toy.py").write_text(textwrap.dedent(REMEMBERS))
    (submission / "model.py").write_text(textwrap.dedent(TELLS_WHEN_IMPORTED_AGAIN))
    with grader.workers() as workers:
        result = grader.grade(Entry("eve", submission), workers)
    hidden = [check for exercise in result.exercises for check in exercise.checks if check.hidden]
    assert [check.verdict for check in hidden] == ["passed", "crashed"]
    assert "hidden inputs" not in result.to_json()


def descendants(process: int) -> list[int]:
    """The processes that come from this one."""
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found += [child, *descendants(child)]
    return found
