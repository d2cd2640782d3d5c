"""Late work: how many points a delay costs. The policy stands in an assignment's `_assignment.toml`:

deadline = 2027-02-01T18:00:00+01:00

[late]
policy = "percent_per_day"   # or "none", which is what it is without this table, or "zero"
percent_per_day = 10         # of the score, for each day that has begun
grace_minutes = 15           # so late is not late
most_percent = 50            # it never costs more than this
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

POLICIES = ("none", "zero", "percent_per_day")
DAY = 86400


@dataclass(frozen=True)
class LatePolicy:
    """What late work costs; the default is nothing."""

    policy: str = "none"
    percent_per_day: float = 0.0
    grace_minutes: float = 0.0
    most_percent: float = 100.0

    def penalty(self, score: float, seconds_late: float) -> float:
        """The points that come off `score`, between 0 and `score`, for work handed in so long after the deadline."""
        if self.policy == "none" or seconds_late <= 60 * self.grace_minutes:
            return 0.0
        percent = 100.0 if self.policy == "zero" else self.percent_per_day * math.ceil(seconds_late / DAY)
        return round(score * min(percent, self.most_percent) / 100, 6)

    def sentence(self) -> str:
        """The policy in words, for students; empty where late work costs nothing."""
        if self.policy == "none":
            return ""
        grace = f"More than {self.grace_minutes:g} minutes late" if self.grace_minutes else "Late work"
        if self.policy == "zero":
            return f"{grace} counts for nothing."
        most = f", {self.most_percent:g} % at most" if self.most_percent < 100 else ""
        return f"{grace} costs {self.percent_per_day:g} % of the score for each day begun{most}."


def late_policy(settings: Mapping[str, Any], file: Path) -> LatePolicy:
    """The policy in a `[late]` table; raises CourseError, with the file, where it makes no sense."""
    known = {field.name for field in fields(LatePolicy)}
    if unknown := set(settings) - known:
        raise CourseError(f"{file}: [late] has unknown settings {sorted(unknown)}; known are {sorted(known)}.")
    for name, value in settings.items():
        if name != "policy" and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise CourseError(f"{file}: {name} is a number, not {value!r}.")
    made = LatePolicy(**settings)
    if made.policy not in POLICIES:
        raise CourseError(f"{file}: the late policy is one of {', '.join(POLICIES)}, not {made.policy!r}.")
    if made.policy == "percent_per_day" and not 0 < made.percent_per_day <= 100:
        raise CourseError(f"{file}: percent_per_day is between 0 and 100, not {made.percent_per_day!r}.")
    if made.grace_minutes < 0 or not 0 <= made.most_percent <= 100:
        raise CourseError(f"{file}: grace_minutes is not negative, and most_percent between 0 and 100.")
    return made


def deadline(value: Any, file: Path) -> datetime | None:
    """The deadline in the settings, a time or its text; without an offset it is UTC, as nbgrader has it.

    Raises CourseError, with the file, where it is no point in time.
    """
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        value = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(value, datetime):
        raise CourseError(f"{file}: the deadline is a time such as 2027-02-01T18:00:00+01:00, not {value!r}.")
    return value if value.tzinfo else value.replace(tzinfo=UTC)
