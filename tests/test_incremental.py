"""What has changed is run again, and nothing else: with the results that grading from nothing gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import course, grading
from autograder.grading import Grader
from autograder.intake import Entry, taken_in
from autograder.results import Result
from autograder.session import Answer, Question, Session

from .test_grading import results, run, without_times

SUBMISSIONS = Path(__file__).parent / "submissions"
CLASS = (
    "passed/another_formulation", "passed/stray_import", "failed/sums_only", "failed/a_different_answer_each_time",
    "crashed/undefined_name", "crashed/ends_the_process", "crashed/syntax_error", "not_attempted/half_written",
    "forbidden/uses_another_package",
)  # fmt: skip


@pytest.fixture
def solutions(toy_course: course.Course, tmp_path: Path) -> Path:
    """The toy course's solutions in a folder of their own, whose cache has the key and no answers."""
    root = toy_course.solutions.parent
    shutil.copytree(root, tmp_path / "mine", ignore=shutil.ignore_patterns("answers", "__pycache__"))
    return tmp_path / "mine" / "solutions"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks that workers are asked, as it happens."""
    seen: list[str] = []
    ask = Session.ask

    def noted(self: Session, question: Question) -> Answer:
        seen.append(question.check)
        return ask(self, question)

    monkeypatch.setattr(Session, "ask", noted)
    return seen


def grader_of(solutions: Path) -> Grader:
    the_course = course.course(solutions)
    return grading.grader(the_course, the_course.assignment("toy"), "bwrap", solutions.parent / ".cache" / "keys")


def graded(grader: Grader, *names: str) -> dict[str, Result]:
    with grader.workers() as workers:
        return {name: grader.grade(Entry("ada", SUBMISSIONS / name), workers) for name in names}


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


def test_nothing_is_asked_twice_but_what_says_nothing_of_the_submission(solutions: Path, asked: list[str]) -> None:
    grader = grader_of(solutions)
    before = graded(grader, *CLASS)
    asked.clear()
    assert graded(grader, "passed/stray_import", "failed/sums_only", "crashed/undefined_name") == {
        name: before[name] for name in ("passed/stray_import", "failed/sums_only", "crashed/undefined_name")
    }
    assert asked == []
    assert before["passed/stray_import"].notices
    graded(grader, "crashed/ends_the_process")  # whatever ended it may not do so again
    assert "means_of_a_wide_batch" in asked
    assert "noise_of_a_large_batch" not in asked


def test_a_changed_check_runs_again_alone_with_the_results_of_grading_from_nothing(
    solutions: Path, asked: list[str], tmp_path: Path
) -> None:
    graded(grader_of(solutions), *CLASS)
    rewrite(
        solutions / "toy" / "_checks" / "toy.py", "toy.row_means(draw.normal(9, 3))", "toy.row_means(draw.normal(8, 3))"
    )
    shutil.copytree(solutions, tmp_path / "fresh" / "solutions")
    changed, nothing = grader_of(solutions), grader_of(tmp_path / "fresh" / "solutions")
    assert changed.key.digest == nothing.key.digest
    asked.clear()
    incremental = graded(changed, *CLASS[:3])
    assert set(asked) == {"means_of_a_tall_batch"}
    incremental |= graded(changed, *CLASS[3:])
    from_nothing = graded(nothing, *CLASS)
    assert {name: without_times(as_data(each)) for name, each in incremental.items()} == {
        name: without_times(as_data(each)) for name, each in from_nothing.items()
    }


def as_data(result: Result) -> dict[str, Any]:
    return json.loads(result.to_json())  # type: ignore[no-any-return]


def test_what_only_the_judge_reads_costs_no_run(solutions: Path, asked: list[str]) -> None:
    """A tolerance, points, a sentence, what is hidden, and a hint."""
    before = graded(grader_of(solutions), "failed/sums_only")["failed/sums_only"]
    checks = solutions / "toy" / "_checks" / "toy.py"
    rewrite(checks, "rtol=0.05, atol=0.05", "rtol=0.08, atol=0.08")
    rewrite(checks, '"row_means", points=6', '"row_means", points=9')
    rewrite(checks, "row_means averages over the columns of a tall batch.", "row_means averages over columns.")
    rewrite(checks, "@row_means.check(weight=2)", "@row_means.check(hidden=True)")
    rewrite(solutions / "toy" / "_mistakes" / "toy.py", "What turns it into a mean?", "What makes it a mean?")
    grader = grader_of(solutions)
    asked.clear()
    after = graded(grader, "failed/sums_only")["failed/sums_only"]
    assert asked == []
    assert after.max_score == before.max_score + 3
    tall = after.exercises[0].checks[1]
    assert (tall.hidden, tall.description) == (True, "row_means averages over columns.")
    assert str(tall.hint).endswith("What makes it a mean?")


def test_a_failure_that_is_new_is_asked_again_as_the_second_time(solutions: Path, asked: list[str]) -> None:
    """A tolerance becomes stricter: the check fails now, and whether its answers agree has to be found out."""
    name = "passed/float32_inside"
    passed = graded(grader_of(solutions), name)[name]
    checks = solutions / "toy" / "_checks" / "toy.py"
    rewrite(checks, "@row_means.check(weight=2)", "@row_means.check(weight=2, rtol=1e-15)")
    grader = grader_of(solutions)
    asked.clear()
    failed = graded(grader, name)[name]
    assert (passed.exercises[0].checks[1].verdict, failed.exercises[0].checks[1].verdict) == ("passed", "failed")
    assert set(asked) == {"means_of_a_tall_batch"}
    assert not [each for each in failed.exercises[0].checks[1].remarks if "twice" in each]


def test_a_submission_that_shows_that_it_remembers_is_asked_everything_in_a_row(
    solutions: Path, asked: list[str]
) -> None:
    grader, name = grader_of(solutions), "failed/a_different_answer_each_time"
    first = graded(grader, name)[name]
    once = list(asked)
    asked.clear()
    assert without_times(as_data(graded(grader, name)[name])) == without_times(as_data(first))
    assert asked == once[-len(asked) :]


def test_what_an_import_had_to_say_is_told_though_the_first_check_is_gone(solutions: Path, asked: list[str]) -> None:
    before = graded(grader_of(solutions), "passed/stray_import")["passed/stray_import"]
    rewrite(solutions / "toy" / "_checks" / "toy.py", "def means_of_a_wide_batch(", "def means_of_a_flat_batch(")
    after = graded(grader_of(solutions), "passed/stray_import")["passed/stray_import"]
    assert after.notices == before.notices


def test_a_damaged_memory_is_told_and_replaced(
    solutions: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    grader, name = grader_of(solutions), "failed/sums_only"
    assert grader.answers is not None
    before = graded(grader, name)[name]
    (file,) = (each for each in remembered(grader) if is_of(grader, name, each))
    content = bytearray(file.read_bytes())
    content[-9] ^= 1
    file.write_bytes(content)
    asked.clear()
    assert without_times(as_data(graded(grader, name)[name])) == without_times(as_data(before))
    assert asked
    said = capsys.readouterr().err
    assert f"{file} is damaged (its hash is another one); the submission is asked anew, and the file replaced." in said
    asked.clear()
    graded(grader, name)
    assert (asked, capsys.readouterr().err) == ([], "")


def remembered(grader: Grader) -> Iterator[Path]:
    assert grader.answers is not None
    return grader.answers.folder.glob("*.answers")


def is_of(grader: Grader, name: str, path: Path) -> bool:
    assert grader.answers is not None
    files = taken_in(Entry("ada", SUBMISSIONS / name), grader.assignment).files
    return path == grader.answers._path(files)


def test_force_asks_everything_anew_and_answers_may_be_deleted(solutions: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "submitted", tmp_path / "out"
    shutil.copytree(SUBMISSIONS / "failed" / "sums_only", folder / "ada")
    command = ["grade", "toy", "--submissions", folder, "--out", out, "--solutions", solutions]
    assert run(*command).returncode == 0
    first = results(out)["ada"]
    (out / "ada.json").unlink()
    assert run(*command).returncode == 0
    assert results(out)["ada"] == first  # its times as well, since nothing ran
    assert run(*command, "--force").returncode == 0
    assert without_times(results(out)["ada"]) == without_times(first)
    shutil.rmtree(solutions.parent / ".cache" / "answers")
    (out / "ada.json").unlink()
    assert run(*command).returncode == 0
    assert without_times(results(out)["ada"]) == without_times(first)


def test_answers_given_without_the_sandbox_are_not_believed_with_it(solutions: Path, asked: list[str]) -> None:
    the_course = course.course(solutions)
    unconfined = grading.grader(the_course, the_course.assignment("toy"), "none", solutions.parent / ".cache" / "keys")
    graded(unconfined, "passed/another_formulation")
    asked.clear()
    graded(grader_of(solutions), "passed/another_formulation")
    assert asked
