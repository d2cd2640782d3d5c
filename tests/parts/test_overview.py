"""A class at a glance: lines are what results say, however they are come by, and no spreadsheet misreads the gradebook."""

from __future__ import annotations

import csv
import io
import pickle
from dataclasses import replace

import pytest

from autograder.overview import Tally, grades_csv, line_in, line_of, tallies
from autograder.results import CheckResult, Delivery, ExerciseResult, Result, Verdict

CHECK = CheckResult(
    id="gradients", description="It returns “db”.", verdict="failed", hidden=False, score=0.0, points=4.0, seconds=0.002,
    message="called …", mistake="averages_the_bias", hint="Why a mean?",
)  # fmt: skip
PASSED = CheckResult("values", "It returns out.", "passed", True, 2.0, 2.0, 0.001)
EXERCISE = ExerciseResult("affine_backward", 2.0, 6.0, "failed", "1 of 2 checks pass", (CHECK, CHECK, PASSED))
RESULT = Result(
    assignment="a1", student="ada", exercises=(EXERCISE, replace(EXERCISE, id="relu", score=1 / 3, points=4.0)),
    notices=("late",), device="cpu", sandbox="bwrap", submission_digest="abc", key_digest="def", grader="1+x",
)  # fmt: skip


def result(*verdicts: Verdict, notices: tuple[str, ...] = (), mistake: str | None = None) -> Result:
    exercises = tuple(
        ExerciseResult(f"e{n}", 0.0, 1.0, each, "", (replace(CHECK, verdict=each, mistake=mistake),))
        for n, each in enumerate(verdicts)
    )
    return replace(RESULT, exercises=exercises, notices=notices)


@pytest.mark.parametrize(
    "result",
    [
        RESULT, replace(RESULT, exercises=(), notices=()), result("passed", "kit_error"),
        replace(RESULT, delivery=Delivery(notices=("two days late",), run=("it ran",))),
        replace(RESULT, notices=("half a character: \ud800",)),
    ],
    ids=["whole", "without exercises", "a fault", "delivered", "no proper text"],
)  # fmt: skip
def test_a_line_says_what_the_result_says_and_the_json_says_it_too(result: Result) -> None:
    line = line_of(result)
    assert line_in(result.to_json().encode()) == line
    assert (line.score, line.max_score, line.failed_kit) == (result.score, result.max_score, result.failed_kit)
    assert dict(line.counts) == result.counts()
    assert list(line.counts) == list(result.counts())


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"no", RESULT.to_json().replace('"schema": 1', '"schema": 2').encode(), b"\xff"]
)
def test_what_is_no_result_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        line_in(content)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (RESULT, "everything failed"),
        (result("failed", "passed", mistake="averages_the_bias"), "e0: averages the bias"),
        (result("passed", "passed"), "—"),
        (result("passed", notices=("The files were found elsewhere",)), "The files were found elsewhere"),
        (result("not_attempted", "not_attempted"), "nothing written yet"),
        (result("not_attempted", notices=("There is no layers.py",)), "There is no layers.py"),
        (result("crashed", "crashed"), "everything crashed"),
        (result("timed_out", "skipped", "passed"), "e0: timed out"),
        (result(*["timed_out"] * 4, "passed"), "e0: timed out; e1: timed out; and 2 exercises more"),
    ],
)
def test_what_stands_out_is_said_in_a_few_words(result: Result, words: str) -> None:
    assert line_of(result).stands_out == words


def test_exercises_that_are_alike_are_held_once_wherever_they_come_from() -> None:
    first, again = line_of(RESULT), line_in(RESULT.to_json().encode())
    travelled = pickle.loads(pickle.dumps(line_of(replace(RESULT, student="bob"))))
    assert travelled == line_of(replace(RESULT, student="bob"))
    assert first.exercises[0] is again.exercises[0] is travelled.exercises[0]


def test_an_exercise_of_the_class_has_those_who_got_it_right_and_its_mistakes() -> None:
    class_ = [
        result("passed", "passed"), result("failed", "passed", mistake="b"), result("failed", "passed", mistake="a"),
        result("failed", "failed", mistake="b"),
    ]  # fmt: skip
    assert tallies(map(line_of, class_)) == [
        Tally("e0", 1, (("b", 2), ("a", 1))), Tally("e1", 3, (("b", 2), ("a", 1)))
    ]  # fmt: skip


def table_of(*results: Result) -> str:
    return "".join(grades_csv([line_of(each) for each in results]))


def rows(*students: str) -> list[list[str]]:
    table = table_of(*(replace(RESULT, student=student) for student in students))
    return list(csv.reader(io.StringIO(table, newline="")))


def test_the_table_has_a_line_per_submission_and_a_column_per_exercise() -> None:
    assert rows("ada", "bob") == [
        ["student", "assignment", "score", "max_score", "affine_backward", "relu"],
        ["ada", "a1", "2.333333", "10", "2", "0.333333"],
        ["bob", "a1", "2.333333", "10", "2", "0.333333"],
    ]


@pytest.mark.parametrize("name", ['O"Brien, Ann', "two\nlines", "semi;colon", "Žofie 李", "'quoted'", " spaced "])
def test_odd_names_stay_in_their_cell(name: str) -> None:
    assert rows(name)[1][0] == name
    assert len(rows(name)) == 2


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_names_that_a_spreadsheet_would_run_are_defused(name: str) -> None:
    assert rows(name)[1][0] == f"'{name}"


@pytest.mark.parametrize("name", ["\r=1", "ada\r=1+1"])
def test_a_carriage_return_in_a_name_stays_in_its_cell(name: str) -> None:
    assert len(rows(name)) == 2


def test_a_table_of_nobody_has_its_heading_only() -> None:
    assert table_of() == "student,assignment,score,max_score\n"


def test_a_result_without_an_exercise_has_no_points_for_it() -> None:
    table = table_of(RESULT, replace(RESULT, student="bob", exercises=()))
    assert table.splitlines()[2] == "bob,a1,0,0,0,0"


@pytest.mark.parametrize(("value", "shown"), [(100.0, "100"), (0.0, "0"), (2.5, "2.5"), (1e-7, "0"), (1e6, "1000000")])
def test_points_are_written_without_an_exponent_or_idle_zeros(value: float, shown: str) -> None:
    table = table_of(replace(RESULT, exercises=(replace(EXERCISE, score=value),)))
    assert table.splitlines()[1].split(",")[-1] == shown
