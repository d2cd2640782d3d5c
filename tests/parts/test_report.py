"""What people look at: in a small class one page has it all, in a large one each student's findings are a page of their own."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder import outbox, report
from autograder.overview import line_of
from autograder.results import CheckResult, ExerciseResult, Result, Run

CHECK = CheckResult("means", "It averages.", "failed", False, 0.0, 2.0, 0.1, "expected 1, got 2", mistake="sums_only")
RESULT = Result(
    "toy",
    "ada",
    (ExerciseResult("row_means", 0.0, 2.0, "failed", "0 of 1", (CHECK,)),),
    (),
    "cpu",
    "bwrap",
    "s",
    "k",
    "g",
)
RIGHT = replace(
    RESULT,
    exercises=(
        ExerciseResult("row_means", 2.0, 2.0, "passed", "1 of 1", (replace(CHECK, verdict="passed", mistake=None),)),
    ),
)


def write(out: Path, *results: Result) -> list[str]:
    """The page of a folder with these results; returns who was looked up to write it."""
    looked_up: list[str] = []
    with outbox.held(out) as box:
        for result in results:
            if box.earlier(result.student) != result:
                box.write(result, Run())

        def result_of(student: str) -> Result | None:
            looked_up.append(student)
            return box.earlier(student)

        report.write_page(outbox.lines_in(out), result_of, out)
    return looked_up


def shown(*results: Result) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(report.class_table([line_of(each) for each in results]))
    return capture.get()


def test_in_a_small_class_one_page_has_the_findings(tmp_path: Path) -> None:
    assert write(tmp_path, RESULT, replace(RIGHT, student="bob")) == ["ada", "bob"]
    page = (tmp_path / "index.html").read_text()
    assert '<a href="#student-1">ada</a>' in page
    assert '<h2 id="student-1">ada: 0 / 2</h2>' in page
    assert "expected 1, got 2" in page
    assert "sums only (1)" in page
    assert "2 submissions · median 1, mean 1 of 2" in page
    assert not (tmp_path / "pages").exists()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three submissions are a large class."""
    monkeypatch.setattr(report, "MOST_INLINE", 2)
    monkeypatch.setattr(report, "MOST_ROWS", 2)


CLASS = [replace(RESULT, student=student) for student in ("a & <b>", "cy%20#?", "dan")]


@pytest.mark.usefixtures("large")
def test_in_a_large_class_findings_are_pages_that_the_first_one_links(tmp_path: Path) -> None:
    write(tmp_path, *CLASS)
    page = (tmp_path / "index.html").read_text()
    assert "expected 1, got 2" not in page
    assert '<a href="pages/a%20%26%20%3Cb%3E.html">a &amp; &lt;b&gt;</a>' in page
    assert 'href="pages/cy%2520%23%3F.html"' in page
    assert sorted(each.name for each in (tmp_path / "pages").iterdir()) == ["a & <b>.html", "cy%20#?.html", "dan.html"]
    own = (tmp_path / "pages" / "a & <b>.html").read_text()
    assert "<h1>a &amp; &lt;b&gt;: 0 / 2</h1>" in own
    assert "expected 1, got 2" in own
    assert "../index.html" in own


@pytest.mark.usefixtures("large")
def test_only_pages_that_are_older_than_their_results_are_written_again(tmp_path: Path) -> None:
    assert write(tmp_path, *CLASS) == ["a & <b>", "cy%20#?", "dan"]
    assert write(tmp_path, *CLASS) == []
    later = (tmp_path / "pages" / "dan.html").stat().st_mtime_ns + 10**9
    os.utime(tmp_path / "dan.json", ns=(later, later))
    assert write(tmp_path, *CLASS) == ["dan"]
    (tmp_path / "pages" / "dan.html").unlink()
    assert write(tmp_path, *CLASS) == ["dan"]


@pytest.mark.usefixtures("large")
def test_a_page_without_a_result_is_removed(tmp_path: Path) -> None:
    write(tmp_path, *CLASS, replace(RESULT, student="eve"))
    (tmp_path / "eve.json").unlink()
    write(tmp_path, *CLASS)
    assert not (tmp_path / "pages" / "eve.html").exists()
    (tmp_path / "dan.json").unlink()
    write(tmp_path, *CLASS[:2])  # no large class any more
    assert not (tmp_path / "pages").exists()


@pytest.mark.usefixtures("large")
def test_a_large_class_shows_in_the_terminal_who_stands_out_first() -> None:
    right = [replace(RIGHT, student=student) for student in ("ann", "ben")]
    table = shown(*right, *CLASS)
    assert "ann" not in table
    assert "cy%20#?" in table
    assert "dan" not in table
    assert "Shown: the first 2 of 3 in which something stands out; index.html has all 5." in " ".join(table.split())
    assert "Shown: the 1 in which something" in " ".join(shown(*right, CLASS[0]).split())
    assert "index.html" not in shown(*CLASS[:2])
