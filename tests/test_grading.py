"""`autograder grade` as an instructor runs it: files, exit statuses, sentences, and what a killed run leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer

from autograder import cli, grading
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.intake import Entry
from autograder.outbox import write_atomically
from autograder.session import Workers

from .conftest import run

SUBMISSIONS = Path(__file__).parent / "submissions"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A class of four: nbgrader's layout, a folder, a zip with a folder in it, a tar."""
    folder = tmp_path / "submitted"
    shutil.copytree(SUBMISSIONS / "passed" / "another_formulation", folder / "ada" / "toy")
    (folder / "ada" / "other").mkdir()
    shutil.copytree(SUBMISSIONS / "failed" / "sums_only", folder / "bob, jr.")
    with zipfile.ZipFile(folder / "=cmd.zip", "w") as archive:
        archive.write(SUBMISSIONS / "passed" / "keeps_an_axis" / "toy.py", "toy/toy.py")
    with tarfile.open(folder / "dan.tar.gz", "w:gz") as archive:
        archive.add(SUBMISSIONS / "crashed" / "ends_the_process" / "toy.py", "toy.py")
    return folder


def grade(course: Course, submissions: Path, out: Path, *options: object) -> subprocess.CompletedProcess[str]:
    return run("grade", "toy", "--submissions", submissions, "--out", out, "--solutions", course.solutions, *options)


def results(out: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in out.glob("*.json")}


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    copy = json.loads(json.dumps(result))
    for exercise in copy["exercises"]:
        for check in exercise["checks"]:
            del check["seconds"]
    return copy


def test_a_class_is_graded_with_results_gradebook_table_and_page(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    done = grade(toy_course, submissions, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "toy · 4 submissions" in done.stdout
    assert "row_means: sums only" in done.stdout
    found = results(tmp_path / "out")
    assert set(found) == {"ada", "bob, jr.", "=cmd", "dan"}
    ada = found["ada"]
    assert {key: ada[key] for key in ("schema", "assignment", "student", "score", "max_score", "device", "sandbox")} == {
        "schema": 1, "assignment": "toy", "student": "ada", "score": 11.0, "max_score": 15.0,
        "device": "cpu", "sandbox": "bwrap",
    }  # fmt: skip
    bob = next(exercise for exercise in found["bob, jr."]["exercises"] if exercise["id"] == "row_means")
    assert (bob["verdict"], bob["score"], bob["points"]) == ("failed", 0.0, 6.0)
    check = bob["checks"][0]
    assert check["id"] == "means_of_a_wide_batch"
    assert check["description"] == "row_means averages over the columns of a wide batch."
    assert (check["mistake"], check["hidden"], check["points"]) == ("sums_only", False, 1.5)
    assert check["hint"] == "A sum grows with the number of entries. What turns it into a mean?"
    assert check["outputs"][0]["name"] == "means"
    assert check["outputs"][0]["rel_error"] == pytest.approx(6 / 8)
    hidden = bob["checks"][2]
    assert hidden["hidden"]
    assert (
        hidden["message"]
        == "It gives other values. This check is hidden: its inputs and numbers stay with the course's staff."
    )
    assert hidden["outputs"][0]["rel_error"] is None
    rows = list(csv.reader(io.StringIO((tmp_path / "out" / "grades.csv").read_text())))
    assert rows[0] == ["student", "assignment", "score", "max_score", "row_means", "centered", "jitter", "Model"]
    assert [row[0] for row in rows[1:]] == ["'=cmd", "ada", "bob, jr.", "dan"]
    assert rows[2] == ["ada", "toy", "11", "15", "6", "3", "2", "0"]
    page = (tmp_path / "out" / "index.html").read_text()
    assert "bob, jr." in page
    assert "What turns it into a mean?" in page


def test_the_same_class_gives_the_same_results_on_any_number_of_jobs(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    assert grade(toy_course, submissions, tmp_path / "one", "--jobs", 1).returncode == 0
    assert grade(toy_course, submissions, tmp_path / "three", "--jobs", 3).returncode == 0
    one, three = results(tmp_path / "one"), results(tmp_path / "three")
    assert {name: without_times(each) for name, each in one.items()} == {
        name: without_times(each) for name, each in three.items()
    }
    assert (tmp_path / "one" / "grades.csv").read_bytes() == (tmp_path / "three" / "grades.csv").read_bytes()


def test_a_second_run_repeats_nothing_and_force_repeats_all(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    grade(toy_course, submissions, out)
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.json")}
    (submissions / "bob, jr." / "toy.py").write_text(
        "import numpy as np\n\n\ndef row_means(x):\n    return x.mean(axis=1)\n"
    )
    grade(toy_course, submissions, out)
    changed = {path.name for path in out.glob("*.json") if path.stat().st_mtime_ns != before[path.name]}
    assert changed == {"bob, jr..json"}
    assert results(out)["bob, jr."]["exercises"][0]["score"] == 6.0
    grade(toy_course, submissions, out, "--force")
    assert all(path.stat().st_mtime_ns != before[path.name] for path in out.glob("*.json"))


def test_a_damaged_result_is_graded_again(toy_course: Course, submissions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(toy_course, submissions, out, "--student", "ada")
    assert set(results(out)) == {"ada"}
    whole = without_times(results(out)["ada"])
    (out / "ada.json").write_text((out / "ada.json").read_text()[:100])
    grade(toy_course, submissions, out, "--student", "ada")
    assert without_times(results(out)["ada"]) == whole


def test_a_run_that_is_killed_goes_on_where_it_stopped(toy_course: Course, tmp_path: Path) -> None:
    folder, out = tmp_path / "submitted", tmp_path / "out"
    for number in range(30):
        shutil.copytree(SUBMISSIONS / "passed" / "another_formulation", folder / f"s{number:02}")
    command = [sys.executable, "-m", "autograder", "grade", "toy", "--submissions", str(folder), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--solutions", str(toy_course.solutions), "--jobs", "1"], stdout=subprocess.DEVNULL
    )
    while len(list(out.glob("*.json")) if out.exists() else []) < 3:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    finished = {path.name: path.stat().st_mtime_ns for path in out.glob("*.json")}
    assert 3 <= len(finished) < 30
    assert all(json.loads((out / name).read_text())["score"] == 11.0 for name in finished)
    done = grade(toy_course, folder, out)
    assert done.returncode == 0
    assert len(results(out)) == 30
    assert all((out / name).stat().st_mtime_ns == when for name, when in finished.items())


def test_report_writes_the_gradebook_and_the_page_anew(toy_course: Course, submissions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(toy_course, submissions, out)
    gradebook = (out / "grades.csv").read_bytes()
    (out / "grades.csv").unlink()
    (out / "index.html").unlink()
    (out / "notes.json").write_text("{}")
    done = run("report", out)
    assert done.returncode == 0
    assert "4 submissions" in done.stdout
    assert (out / "grades.csv").read_bytes() == gradebook
    assert (out / "index.html").exists()


def test_one_student_graded_again_leaves_the_others_in_the_gradebook(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    grade(toy_course, submissions, out)
    gradebook = (out / "grades.csv").read_bytes()
    done = grade(toy_course, submissions, out, "--student", "ada", "--force")
    assert "toy · 1 submission" in done.stdout
    assert (out / "grades.csv").read_bytes() == gradebook


def test_a_result_from_before_the_assignment_grew_stays_readable(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    grade(toy_course, submissions, out)
    old = results(out)["ada"] | {"student": "abe"}
    old["exercises"] = old["exercises"][:2]
    (out / "abe.json").write_text(json.dumps(old))
    done = grade(toy_course, submissions, out)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((out / "grades.csv").read_text())))
    assert [(row["student"], row["jitter"]) for row in rows] == [
        ("'=cmd", "0"), ("abe", "0"), ("ada", "2"), ("bob, jr.", "2"), ("dan", "2"),
    ]  # fmt: skip


def test_loose_files_are_named_as_left_out(toy_course: Course, submissions: Path, tmp_path: Path) -> None:
    (submissions / "eve_123_toy.py").write_text("")
    done = grade(toy_course, submissions, tmp_path / "out")
    assert done.returncode == 0
    assert "Left out, as it is neither a folder nor an archive: eve_123_toy.py" in done.stderr


@pytest.mark.parametrize("name", ["a file", "a file/below"])
def test_a_folder_that_cannot_be_written_is_one_sentence(
    toy_course: Course, submissions: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a file").write_text("")
    done = grade(toy_course, submissions, tmp_path / name)
    assert done.returncode == 2
    assert "cannot be made a folder for results" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_one_sentence_and_leaves_no_half_result(
    toy_course: Course, submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *arguments: object, **options: object) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CourseError, match=r"ada\.json cannot be written: No space left on device"):
        write_atomically(tmp_path / "ada.json", "{}")
    assert not list(tmp_path.glob(".*tmp"))
    assert not (tmp_path / "ada.json").exists()


def test_without_the_sandbox_it_warns_and_every_result_says_so(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    done = grade(toy_course, submissions, tmp_path / "out", "--sandbox", "none")
    assert done.returncode == 0
    assert "run with your rights" in done.stderr
    for name, result in results(tmp_path / "out").items():
        assert result["sandbox"] == "none", name
        assert result["notices"][0].startswith("Graded with --sandbox none")
    assert results(tmp_path / "out")["ada"]["score"] == 11.0


def test_hostile_archives_are_refused_with_a_sentence_and_cost_nobody_else(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(submissions / "eve.zip", "w") as archive:
        archive.writestr("../../solutions/toy.py", "x = 1")
    (submissions / "fay.zip").write_bytes(b"no zip at all")
    (submissions / "link").symlink_to("/etc")
    done = grade(toy_course, submissions, tmp_path / "out")
    assert done.returncode == 0
    found = results(tmp_path / "out")
    assert found["eve"]["notices"] == [
        "The archive has the path ../../solutions/toy.py, which leads out of its folder."
    ]
    assert {exercise["verdict"] for exercise in found["eve"]["exercises"]} == {"forbidden"}
    assert found["fay"]["score"] == 0
    assert "not a zip archive" in found["fay"]["notices"][0]
    assert found["link"]["notices"] == ["link is a symbolic link; links are not followed."]
    assert found["ada"]["score"] == 11.0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["grade", "nope", "--submissions", ".", "--out", "out"], "There is no assignment 'nope'"),
        (["grade", "toy", "--submissions", "nowhere", "--out", "out"], "There is no folder nowhere"),
        (["grade", "toy", "--submissions", "empty", "--out", "out"], "empty has no submissions of toy"),
        (["grade", "toy", "--submissions", "class", "--out", "out", "--student", "zoe"], "No submission of zoe; there are ada"),
        (["grade", "toy", "--submissions", "class", "--out", "out", "--sandbox", "docker"], "bwrap or none, not 'docker'"),
        (["grade", "toy", "--submissions", "class", "--out", "out", "--device", "cuda"], "no use for --device cuda"),
        (["report", "empty"], "empty has no results"),
        (["doctor", "nope"], "There is no assignment 'nope'"),
        (["check"], "is not an assignment's folder"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_has_to_be_put_right_first_is_one_sentence(
    toy_course: Course, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "class" / "ada").mkdir(parents=True)
    needs_course = arguments[0] in ("grade", "doctor")
    done = run(*arguments, *(["--solutions", toy_course.solutions] if needs_course else []), cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_without_bubblewrap_nothing_is_graded_and_the_way_out_is_named(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    done = run(
        "grade", "toy", "--submissions", submissions, "--out", tmp_path / "out", "--solutions", toy_course.solutions,
        env={"PATH": "/nonexistent"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "apt-get install bubblewrap" in done.stderr
    assert not list((tmp_path / "out").glob("*.json"))


def test_a_sandbox_that_does_not_keep_its_promises_refuses_to_grade(
    toy_course: Course, submissions: Path, tmp_path: Path
) -> None:
    """A bubblewrap that binds the host's files as well: the probe sees them, and grading stops."""
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\nexec {shutil.which("bwrap")} --ro-bind /var /var "$@"\n')
    fake.chmod(0o755)
    done = run(
        "grade", "toy", "--submissions", submissions, "--out", tmp_path / "out", "--solutions", toy_course.solutions,
        env={"PATH": f"{fake.parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "does not keep its promises here (hidden files)" in done.stderr
    assert not list((tmp_path / "out").glob("*.json"))


def test_what_a_measure_cannot_digest_is_a_wrong_answer(
    toy_grader: Grader, toy_workers: Workers, tmp_path: Path
) -> None:
    """A fault that gave points would be worth provoking."""
    (tmp_path / "toy.py").write_text("def jitter(x, scale):\n    return x + float('nan')\n")
    jitter = toy_grader.grade(Entry("ada", tmp_path), toy_workers).exercises[2]
    assert (jitter.verdict, jitter.score) == ("failed", 0.0)
    assert "an array (50, 40) for noise, with entries that are NaN or infinite" in jitter.checks[0].message


def test_a_fault_of_ours_is_called_one_and_costs_nothing(
    toy_grader: Grader, toy_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("in the judge")

    monkeypatch.setattr(grading, "judge", fail)
    result = toy_grader.grade(Entry("ada", SUBMISSIONS / "failed" / "zeros"), toy_workers)
    assert result.failed_kit
    assert result.score == result.max_score
    assert result.notices == (
        "Sorry, this is our fault and costs nothing: ZeroDivisionError: in the judge. Please tell the toy's staff.",
    )


def test_a_run_in_which_the_kit_failed_exits_with_1(
    toy_course: Course,
    submissions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("in the judge")

    monkeypatch.setattr(grading, "judge", fail)
    with pytest.raises(typer.Exit) as stopped:
        cli.grade("toy", submissions, tmp_path / "out", jobs=1, solutions=toy_course.solutions)
    assert stopped.value.exit_code == 1
    assert "The kit failed on =cmd, ada, bob, jr., dan" in capsys.readouterr().err


def test_a_solution_tree_that_is_broken_stops_before_any_submission(
    submissions: Path, tmp_path: Path, toy_course: Course
) -> None:
    solutions = tmp_path / "solutions"
    shutil.copytree(toy_course.solutions, solutions)
    (solutions / "toy" / "toy.py").write_text("def row_means(x):\n    return undefined\n")
    done = run("grade", "toy", "--submissions", submissions, "--out", tmp_path / "out", "--solutions", solutions)
    assert done.returncode == 2
    assert "The reference does not answer toy.row_means.means_of_a_wide_batch: NameError" in done.stderr


def test_help_and_version_answer() -> None:
    helped = run("grade", "--help")
    assert helped.returncode == 0
    assert "--submissions" in helped.stdout
    assert run("--version").stdout.startswith("dl-autograder ")
    assert "release" in run().stdout + run().stderr


def test_doctor_says_what_confines_submissions_here() -> None:
    done = run("doctor", "--sandbox")
    assert done.returncode == 0
    assert "✓ no network             no socket but local ones" in done.stdout
    assert "control group" in done.stdout
    assert "Run by " in done.stdout


def test_every_grading_leaves_a_line_of_audit(toy_course: Course, submissions: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert grade(toy_course, submissions, tmp_path / "out").returncode == 0
    audit = [json.loads(line) for line in (tmp_path / "out" / "audit.jsonl").read_text().splitlines()]
    students = sorted(path.stem for path in (tmp_path / "out").glob("*.json"))
    assert sorted(line["student"] for line in audit) == students
    assert all("seccomp" in line["mechanisms"] for line in audit)
