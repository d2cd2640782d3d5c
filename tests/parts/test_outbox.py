"""The folder of results: one grader at a time, whole files, a line of audit for every grading."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import outbox
from autograder.errors import CourseError
from autograder.overview import line_of
from autograder.results import CheckResult, ExerciseResult, Result, Run

CHECK = CheckResult("means", "It averages.", "timed_out", False, 0.0, 2.0, 1.5, "No answer within 1.5 s.")
EXERCISE = ExerciseResult(
    "row_means", 0.0, 2.0, "timed_out", "It does not end.", (CHECK, replace(CHECK, verdict="passed"))
)
RESULT = Result("toy", "ada", (EXERCISE,), (), "cpu", "bwrap", "digest", "key", "kit")


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / outbox.AUDIT).read_text().splitlines()]


def test_a_result_is_written_with_a_line_of_audit(tmp_path: Path) -> None:
    with outbox.held(tmp_path / "out") as box:
        box.write(RESULT, Run(("seccomp", "no_network"), 1.23456, 61.7))
    assert json.loads((tmp_path / "out" / "ada.json").read_text())["student"] == "ada"
    (line,) = lines(tmp_path / "out")
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "student": "ada", "assignment": "toy", "score": 0.0, "max_score": 2.0, "verdicts": {"timed_out": 1, "passed": 1},
        "limits": ["time"], "submission_digest": "digest", "key_digest": "key", "grader": "kit", "device": "cpu",
        "sandbox": "bwrap", "mechanisms": ["seccomp", "no_network"], "seconds": 1.235, "memory_mb": 62,
    }  # fmt: skip


def test_a_result_that_is_kept_has_one_line_however_often_it_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with outbox.held(tmp_path) as box:
            box.keep(RESULT)  # its grader was killed before it could write the line
            box.keep(RESULT)
    with outbox.held(tmp_path) as box:
        box.keep(replace(RESULT, submission_digest="another"))
    assert [line["submission_digest"] for line in lines(tmp_path)] == ["digest", "another"]
    assert lines(tmp_path)[0]["mechanisms"] is None


def test_half_a_line_of_a_killed_grader_is_cut_off_and_written_again(tmp_path: Path) -> None:
    with outbox.held(tmp_path) as box:
        box.write(RESULT, Run())
    whole = (tmp_path / outbox.AUDIT).read_bytes()
    (tmp_path / outbox.AUDIT).write_bytes(whole + whole[:50])
    with outbox.held(tmp_path) as box:
        box.keep(RESULT)
    assert (tmp_path / outbox.AUDIT).read_bytes() == whole


def test_unfinished_files_of_a_killed_grader_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef.77.tmp").write_text("half a res")
    with outbox.held(tmp_path):
        assert not list(tmp_path.glob(".*.tmp"))


HOLD = "import sys, time, pathlib; from autograder import outbox\nwith outbox.held(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_a_second_grader_is_refused_until_the_first_is_gone_even_by_a_kill(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with (
        pytest.raises(CourseError, match=rf"Another grader \(process {first.pid}\) writes to .*Wait until it is done"),
        outbox.held(tmp_path),
    ):
        pass
    first.kill()
    first.wait()
    first.stdout.close()
    with outbox.held(tmp_path) as box:
        box.write(RESULT, Run())


def test_a_file_where_the_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with (
        pytest.raises(CourseError, match=r"out cannot be made a folder for results: File exists\."),
        outbox.held(tmp_path / "out"),
    ):
        pass


def write(folder: Path, *results: Result) -> None:
    with outbox.held(folder) as box:
        for each in results:
            box.write(each, Run())


def test_the_results_of_a_folder_are_those_of_its_most_frequent_assignment_by_student(tmp_path: Path) -> None:
    write(
        tmp_path,
        *(replace(RESULT, student=name) for name in ("cy", "ada")),
        replace(RESULT, assignment="x", student="bo"),
    )
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / "broken.json").write_text(RESULT.to_json()[:99])
    (tmp_path / "a copy.json").write_text(replace(RESULT, student="ada").to_json())
    assert [result.student for result in outbox.results_in(tmp_path)] == ["ada", "cy"]
    assert [line.student for line in outbox.lines_in(tmp_path)] == ["ada", "cy"]
    assert outbox.lines_in(tmp_path / "nothing") == []


def test_a_line_that_is_known_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path, RESULT)
    known = replace(line_of(RESULT), score=1.0)
    assert outbox.lines_in(tmp_path, {"ada": known}) == [known]


def test_a_result_that_cannot_be_read_has_no_line(tmp_path: Path) -> None:
    with outbox.held(tmp_path) as box:
        assert box.line("ada") is None
        box.write(RESULT, Run())
        assert box.line("ada") == line_of(RESULT)
        (tmp_path / "ada.json").write_text(RESULT.to_json()[:99])
        assert box.line("ada") is None


def test_a_text_in_pieces_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    outbox.write_pieces(path, ["né", "\n"])
    assert path.read_bytes() == "né\n".encode()

    def pieces() -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    with pytest.raises(CourseError, match=r"grades\.csv cannot be written: No space left on device"):
        outbox.write_pieces(path, pieces())
    assert path.read_bytes() == "né\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["grades.csv"]
