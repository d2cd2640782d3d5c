"""The folder of results. One grader at a time writes it, a file in it is old or new and never half, and every grading
leaves a line in `audit.jsonl`: who was graded when, from which files, with what outcome, behind which walls.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.results import Result, from_json, grades_csv

AUDIT = "audit.jsonl"
LIMITS = {"timed_out": "time", "out_of_memory": "memory"}


class Outbox:
    """The folder of results, while this process alone writes it."""

    def __init__(self, folder: Path, audited: set[tuple[str, ...]]) -> None:
        self.folder, self._audited = folder, audited

    def earlier(self, student: str) -> Result | None:
        """The result that is there of a student, if there is one that can be read."""
        try:
            return from_json((self.folder / f"{student}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError):  # whatever keeps us from knowing, grading it again will tell
            return None

    def write(self, result: Result, mechanisms: Sequence[str], seconds: float) -> None:
        """Put a result into the folder, and a line about it into the audit file."""
        write_atomically(self.folder / f"{result.student}.json", result.to_json())
        self._audit(result, {"mechanisms": list(mechanisms), "seconds": round(seconds, 3)})

    def amend(self, result: Result) -> None:
        """Put a result into the folder that was graded before, and of which only its delivery has changed."""
        write_atomically(self.folder / f"{result.student}.json", result.to_json())

    def keep(self, result: Result) -> None:
        """Leave a result that is there. One whose grader was killed before it could say so gets its line now."""
        if _identity(result) not in self._audited:
            self._audit(result, {"mechanisms": None, "seconds": None})

    def _audit(self, result: Result, more: dict[str, Any]) -> None:
        counts = result.counts()
        line = json.dumps({
            "time": datetime.now(UTC).isoformat(timespec="seconds"), "student": result.student,
            "assignment": result.assignment, "score": result.score, "max_score": result.max_score, "verdicts": counts,
            "limits": [limit for verdict, limit in LIMITS.items() if verdict in counts],
            "submission_digest": result.submission_digest, "key_digest": result.key_digest, "grader": result.grader,
            "device": result.device, "sandbox": result.sandbox, **more,
        })  # fmt: skip
        self._audited.add(_identity(result))
        try:
            with (self.folder / AUDIT).open("ab") as file:
                file.write(line.encode() + b"\n")
        except OSError as error:
            raise _cannot_write(self.folder / AUDIT, error) from None


@contextlib.contextmanager
def held(folder: Path) -> Iterator[Outbox]:
    """The folder for results, made where there is none, and held until the end of the block or of this process.

    Raises CourseError where another process holds it, or it cannot be written. What a killed grader has left behind
    (unfinished temporary files, half a line in the audit file) is cleared away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a+")
    except OSError as error:
        raise CourseError(f"{folder} cannot be made a folder for results: {error.strerror}.") from None
    with lock:
        import fcntl  # graders run on Linux; students come by this module on any system

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the kernel lets go of it whatever becomes of us
        except OSError:
            lock.seek(0)
            raise CourseError(
                f"Another grader (process {lock.read(20).strip() or 'unknown'}) writes to {folder}. "
                "Wait until it is done and start again, or give --out another folder."
            ) from None
        try:
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            for path in folder.glob(".*.tmp"):
                path.unlink()
            audited = _audited(folder / AUDIT)
        except OSError as error:
            raise _cannot_write(folder, error) from None
        yield Outbox(folder, audited)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, whenever we are killed."""
    temporary = path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:16]}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


def results_in(folder: Path) -> list[Result]:
    """The results in a folder, of its most frequent assignment, by student; files that are none are left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(ValueError, KeyError):
            found.append(from_json(path.read_text(encoding="utf-8")))
    assignments = [result.assignment for result in found]
    return [result for result in found if result.assignment == max(assignments, key=assignments.count)]


def write_grades(results: Sequence[Result], folder: Path) -> None:
    """`grades.csv` in the folder."""
    write_atomically(folder / "grades.csv", grades_csv(results))


def _audited(path: Path) -> set[tuple[str, ...]]:
    """The results that have their line. Half a line at the end, from a grader that was killed, is cut off."""
    if not path.exists():
        return set()
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        os.truncate(path, len(whole))
    found = set()
    for line in whole.splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            entry = json.loads(line)
            found.add(tuple(str(entry[name]) for name in _IDENTITY))
    return found


_IDENTITY = ("student", "assignment", "submission_digest", "key_digest", "grader", "sandbox")


def _identity(result: Result) -> tuple[str, ...]:
    return tuple(str(getattr(result, name)) for name in _IDENTITY)


def _cannot_write(path: Path, error: OSError) -> CourseError:
    return CourseError(
        f"{path} cannot be written: {error.strerror}. What was finished is kept; put it right and start again."
    )
