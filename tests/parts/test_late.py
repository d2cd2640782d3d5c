"""What late work costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from autograder.errors import CourseError
from autograder.late import LatePolicy, deadline, late_policy

FILE = Path("toy/_assignment.toml")
HOUR, DAY = 3600, 86400


def test_without_a_policy_late_work_costs_nothing() -> None:
    policy = late_policy({}, FILE)
    assert policy == LatePolicy()
    assert policy.penalty(80, 30 * DAY) == 0
    assert policy.sentence() == ""


@pytest.mark.parametrize(
    ("seconds", "penalty"), [(0, 0), (1, 8), (DAY, 8), (DAY + 1, 16), (2 * DAY, 16), (9 * DAY + 1, 80), (300 * DAY, 80)]
)
def test_every_day_that_has_begun_costs_its_percentage(seconds: float, penalty: float) -> None:
    assert late_policy({"policy": "percent_per_day", "percent_per_day": 10}, FILE).penalty(80, seconds) == penalty


@pytest.mark.parametrize(("seconds", "penalty"), [(15 * 60, 0), (15 * 60 + 1, 8), (DAY + 60, 16)])
def test_within_the_grace_nothing_is_lost_and_after_it_the_days_count_from_the_deadline(
    seconds: float, penalty: float
) -> None:
    policy = late_policy({"policy": "percent_per_day", "percent_per_day": 10, "grace_minutes": 15}, FILE)
    assert policy.penalty(80, seconds) == penalty


def test_it_never_costs_more_than_the_most() -> None:
    policy = late_policy({"policy": "percent_per_day", "percent_per_day": 20, "most_percent": 50}, FILE)
    assert [policy.penalty(10, days * DAY) for days in (1, 2, 3, 30)] == [2, 4, 5, 5]


@pytest.mark.parametrize(("seconds", "penalty"), [(0, 0), (HOUR, 0), (HOUR + 1, 12.5), (9 * DAY, 12.5)])
def test_zero_takes_everything_after_the_grace(seconds: float, penalty: float) -> None:
    assert late_policy({"policy": "zero", "grace_minutes": 60}, FILE).penalty(12.5, seconds) == penalty


@hypothesis.given(
    strategies.builds(
        LatePolicy, strategies.sampled_from(["none", "zero", "percent_per_day"]), strategies.floats(0, 100),
        strategies.floats(0, 1e4), strategies.floats(0, 100),
    ),
    strategies.floats(0, 1e4),
    strategies.floats(0, 1e9),
    strategies.floats(0, 1e9),
)  # fmt: skip
def test_a_penalty_is_between_nothing_and_the_score_and_grows_with_the_delay(
    policy: LatePolicy, score: float, one: float, other: float
) -> None:
    first, second = sorted([one, other])
    assert 0 <= policy.penalty(score, first) <= policy.penalty(score, second) <= score + 1e-6


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"policy": "zero"}, "Late work counts for nothing."),
        ({"policy": "zero", "grace_minutes": 30}, "More than 30 minutes late counts for nothing."),
        (
            {"policy": "percent_per_day", "percent_per_day": 12.5},
            "Late work costs 12.5 % of the score for each day begun.",
        ),
        (
            {"policy": "percent_per_day", "percent_per_day": 10, "grace_minutes": 15, "most_percent": 50},
            "More than 15 minutes late costs 10 % of the score for each day begun, 50 % at most.",
        ),
    ],
)
def test_students_read_it_in_a_sentence(settings: dict[str, object], sentence: str) -> None:
    assert late_policy(settings, FILE).sentence() == sentence


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"percent": 10}, "[late] has unknown settings ['percent']; known are"),
        ({"policy": "harsh"}, "the late policy is one of none, zero, percent_per_day, not 'harsh'"),
        ({"policy": "percent_per_day"}, "percent_per_day is between 0 and 100, not 0.0"),
        ({"policy": "percent_per_day", "percent_per_day": 101}, "percent_per_day is between 0 and 100, not 101"),
        ({"policy": "zero", "grace_minutes": -1}, "grace_minutes is not negative"),
        ({"policy": "zero", "most_percent": 120}, "most_percent between 0 and 100"),
        ({"policy": ["zero"]}, "the late policy is one of"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_file(settings: dict[str, object], said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)) as error:
        late_policy(settings, FILE)
    assert str(FILE) in str(error.value)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2027, 2, 1, 17, tzinfo=UTC), datetime(2027, 2, 1, 17), "2027-02-01T18:00:00+01:00", "2027-02-01 17:00",
    ],
)  # fmt: skip
def test_a_deadline_is_a_time_or_its_text_and_without_an_offset_in_utc(value: object) -> None:
    assert deadline(value, FILE) == datetime(2027, 2, 1, 17, tzinfo=UTC)


def test_a_deadline_may_be_missing_and_is_no_other_thing() -> None:
    assert deadline(None, FILE) is None
    for wrong in ("next Monday", 7, ["2027-02-01"]):
        with pytest.raises(CourseError, match=r"_assignment\.toml: the deadline is a time such as"):
            deadline(wrong, FILE)
