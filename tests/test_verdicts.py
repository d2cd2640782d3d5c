"""Submissions in folders named by their verdict: each gets it, and exactly the words that stand beside it.

`tests/submissions/<verdict>/<what it does>/` holds the files; `findings.txt` there is what the student reads about
`row_means`, and is reviewed like prose. After a change of wording, `UPDATE_FINDINGS=1 pytest tests/test_verdicts.py`
writes them anew.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from rich.console import Console

from autograder import report
from autograder.grading import Grader
from autograder.intake import Entry
from autograder.session import Workers

SUBMISSIONS = Path(__file__).parent / "submissions"
CASES = sorted(path for path in SUBMISSIONS.glob("*/*") if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_submission_gets_its_verdict_and_its_words(case: Path, toy_grader: Grader, toy_workers: Workers) -> None:
    result = toy_grader.grade(Entry("you", case), toy_workers)
    first = result.exercises[0]
    console = Console(width=110, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        report.print_findings(result, console, only="row_means")
    assert first.verdict == case.parent.name
    assert first.score == (first.points if first.verdict == "passed" else 0)
    said = re.sub(r"(rel_error   ).*", r"\1…", captured.get())  # its last digits are the processor's
    expected = case / "findings.txt"
    if os.environ.get("UPDATE_FINDINGS"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def test_a_neighbour_keeps_its_points_whatever_came_before(toy_grader: Grader, toy_workers: Workers) -> None:
    honest = Entry("honest", SUBMISSIONS / "passed" / "another_formulation")
    for verdict in ("crashed", "timed_out", "out_of_memory", "forbidden"):
        hostile = next(path for path in CASES if path.parent.name == verdict)
        toy_grader.grade(Entry("hostile", hostile), toy_workers)
        assert toy_grader.grade(honest, toy_workers).exercises[0].verdict == "passed"
