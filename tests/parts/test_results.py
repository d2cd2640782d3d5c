"""Results: what is written is read again, and files are never half there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import outbox, results
from autograder.results import CheckResult, ExerciseResult, OutputResult, Result

OUTPUT = OutputResult("db", False, 0.6, 1.54, 1e-7)
CHECK = CheckResult(
    id="gradients", description="It returns “db”.", verdict="failed", hidden=False, score=0.0, points=4.0, seconds=0.002,
    message="called …\nexpected …", mistake="averages", hint="Why a mean?", remarks=("float32",), outputs=(OUTPUT,),
)  # fmt: skip
PASSED = CheckResult("values", "It returns out.", "passed", True, 2.0, 2.0, 0.001, printed="hello")
EXERCISE = ExerciseResult("affine_backward", 2.0, 6.0, "failed", "1 of 2 checks pass", (CHECK, PASSED))
RESULT = Result(
    assignment="a1", student="ada", exercises=(EXERCISE, replace(EXERCISE, id="relu", score=1 / 3, points=4.0)),
    notices=("late",), device="cpu", sandbox="bwrap", submission_digest="abc", key_digest="def", grader="1+x",
)  # fmt: skip


def without_printed(result: Result) -> Result:
    exercises = tuple(
        replace(each, checks=tuple(replace(check, printed="") for check in each.checks)) for each in result.exercises
    )
    return replace(result, exercises=exercises)


def test_a_result_survives_json_apart_from_what_was_printed():
    assert results.from_json(RESULT.to_json()) == without_printed(RESULT)
    assert results.from_json(RESULT.to_json()).to_json() == RESULT.to_json()


def test_the_json_keeps_the_contract_on_its_keys():
    data = json.loads(RESULT.to_json())
    assert list(data) == [
        "schema", "assignment", "student", "score", "max_score", "exercises", "notices", "device", "sandbox",
        "submission_digest", "key_digest", "grader",
    ]  # fmt: skip
    assert (data["schema"], data["score"], data["max_score"]) == (1, 2.333333, 10.0)
    assert list(data["exercises"][0]) == ["id", "score", "points", "verdict", "message", "checks"]
    assert list(data["exercises"][0]["checks"][0]) == [
        "id", "description", "verdict", "hidden", "score", "points", "seconds", "message", "mistake", "hint", "remarks", "outputs",
    ]  # fmt: skip
    assert data["exercises"][0]["checks"][0]["outputs"] == [
        {"name": "db", "passed": False, "rel_error": 0.6, "max_abs_error": 1.54, "rtol": 1e-07}
    ]


@given(st.text(max_size=30))
def test_any_text_survives_json_in_plain_ascii(text):
    exercise = replace(EXERCISE, message=text, checks=(replace(CHECK, message=text),))
    result = replace(RESULT, student=text, notices=(text,), exercises=(exercise,))
    assert result.to_json().isascii()
    assert results.from_json(result.to_json()) == result


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_that_others_cannot_read_is_not_written(number):
    bad = replace(RESULT, exercises=(replace(EXERCISE, score=number),))
    with pytest.raises(ValueError, match="JSON"):
        bad.to_json()


@pytest.mark.parametrize("text", ["", "{", "{}", '{"schema": 1}', '{"schema": 2}', RESULT.to_json()[:-40]])
def test_what_is_no_result_is_a_value_or_key_error(text):
    with pytest.raises((ValueError, KeyError)):
        results.from_json(text)


@pytest.mark.parametrize("text", ["[]", "null", RESULT.to_json().replace('"outputs": []', '"outputs": null')])
def test_json_of_another_form_is_a_value_or_key_error(text):
    with pytest.raises((ValueError, KeyError)):
        results.from_json(text)


def test_another_schema_is_told():
    with pytest.raises(ValueError, match=r"^a result of schema 2; this kit reads 1$"):
        results.from_json(RESULT.to_json().replace('"schema": 1', '"schema": 2'))


@pytest.mark.parametrize(
    ("verdicts", "speaks"),
    [
        (["passed"], "passed"),
        (["passed", "failed", "passed"], "failed"),
        (["passed", "not_attempted"], "not_attempted"),
        (["skipped", "not_attempted"], "skipped"),
        (["failed", "crashed"], "crashed"),
        (["crashed", "timed_out"], "timed_out"),
        (["timed_out", "out_of_memory"], "out_of_memory"),
        (["out_of_memory", "forbidden"], "forbidden"),
        (["kit_error", "forbidden", "passed"], "kit_error"),
    ],
)
def test_the_gravest_verdict_speaks_for_all(verdicts, speaks):
    assert results.verdict_of(verdicts) == speaks
    assert results.verdict_of(reversed(verdicts)) == speaks


def test_every_verdict_has_a_place_in_the_order():
    from typing import get_args

    assert set(results.SEVERITY) == set(get_args(results.Verdict))
    assert len(results.SEVERITY) == 9


def test_a_result_counts_its_verdicts_and_tells_faults_of_ours():
    assert RESULT.counts() == {"failed": 2, "passed": 2}
    assert not RESULT.failed_kit
    assert replace(RESULT, exercises=(replace(EXERCISE, verdict="kit_error"),)).failed_kit


def test_thirds_add_up_to_whole_points():
    thirds = replace(RESULT, exercises=tuple(replace(EXERCISE, score=1 / 3, points=1 / 3) for _ in range(3)))
    assert (thirds.score, thirds.max_score) == (1.0, 1.0)


def test_a_file_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "ada.json"
    path.write_text("old")
    outbox.write_atomically(path, "né\n")
    assert path.read_bytes() == "né\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["ada.json"]


def test_a_reader_has_the_old_text_or_the_new_one(tmp_path):
    path = tmp_path / "ada.json"
    path.write_text("old")
    with path.open() as reader:
        outbox.write_atomically(path, "new")
        assert reader.read() == "old"  # the old file is not written into
    assert path.read_text() == "new"


def test_text_that_is_no_utf8_is_written_escaped(tmp_path):
    outbox.write_atomically(tmp_path / "ada.json", "\ud800")
    assert (tmp_path / "ada.json").read_text() == "\\ud800"


def test_a_write_that_fails_leaves_the_old_text(tmp_path, monkeypatch):
    path = tmp_path / "ada.json"
    path.write_text("old")

    def killed(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        outbox.write_atomically(path, "new")
    assert path.read_text() == "old"
