"""Tries: how many versions of a student's are graded within an hour, in a window that slides.

Each leaves a line in `tries.jsonl`, `{"time": …, "student": …, "digest": …}`, so that a restart forgets none. It is appended
and never rewritten; an instructor who gives a student more deletes lines between two runs.
"""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError

TRIES = "tries.jsonl"
WINDOW_SECONDS = 3600.0


class Tries:
    """The tries that are kept in a folder, for one process at a time that counts them."""

    def __init__(self, folder: Path, per_hour: int) -> None:
        self.per_hour = per_hour
        self._path = path = folder / TRIES
        self._times: dict[str, list[float]] = {}
        self._last: dict[str, str] = {}
        content = path.read_bytes() if path.exists() else b""
        for line in content.splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                self._count(str(said["student"]), str(said["digest"]), datetime.fromisoformat(said["time"]).timestamp())
        self._append(
            b"\n" if content and not content.endswith(b"\n") else b""
        )  # ends half a line of one that was killed

    @staticmethod
    def kept_in(folder: Path) -> bool:
        """Whether there is a count in this folder."""
        return (folder / TRIES).exists()

    def add(self, student: str, digest: str, now: float) -> bool:
        """Count a try of a version, and say whether it is one: the version that was tried last is not, when it comes again.

        Raises CourseError where the count cannot be written.
        """
        if self._last.get(student) == digest:
            return False
        at = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at, "student": student, "digest": digest})
        self._append(line.encode() + b"\n")
        self._count(student, digest, now)
        return True

    def within(self, student: str, now: float) -> int:
        """How many tries there were within the hour before `now`."""
        return sum(now - WINDOW_SECONDS < each <= now for each in self._times.get(student, ()))

    def opens(self, student: str, digest: str, now: float) -> float:
        """When this version can be tried; not later than `now` where it can be at once."""
        if self._last.get(student) == digest or self.within(student, now) < self.per_hour:
            return now
        return sorted(each for each in self._times[student] if each <= now)[-self.per_hour] + WINDOW_SECONDS

    def _count(self, student: str, digest: str, at: float) -> None:
        self._times.setdefault(student, []).append(at)
        self._last[student] = digest

    def _append(self, text: bytes) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(text)
        except OSError as error:
            raise CourseError(
                f"{self._path} cannot be written: {error.strerror}. Put it right and start again."
            ) from None
