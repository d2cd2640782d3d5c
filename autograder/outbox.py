"""The folder of results. One grader at a time writes it, a file in it is old or new and never half, and every grading
leaves a line in `audit.jsonl`: who was graded when, from which files, with what outcome, behind which walls.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.overview import Line, grades_csv, line_in, line_of
from autograder.results import Result, Run, from_json

AUDIT = "audit.jsonl"
LIMITS = {"timed_out": "time", "out_of_memory": "memory"}


class Outbox:
    """The folder of results, while this process alone writes it."""

    def __init__(self, folder: Path, audited: set[bytes]) -> None:
        self.folder, self._audited = folder, audited

    def earlier(self, student: str) -> Result | None:
        """The result that is there of a student, if there is one that can be read."""
        try:
            return from_json((self.folder / f"{student}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError):  # whatever keeps us from knowing, grading it again will tell
            return None

    def line(self, student: str) -> Line | None:
        """The line of the result that is there of a student, if there is one that can be read; most of it is skipped."""
        try:
            return line_in((self.folder / f"{student}.json").read_bytes())
        except (OSError, ValueError):
            return None

    def write(self, result: Result, run: Run) -> None:
        """Put a result into the folder, and a line about it into the audit file."""
        self.put(line_of(result), result.to_json(), run)

    def put(self, line: Line, text: str, run: Run) -> None:
        """The same for a result that is text already: `line` is its line."""
        write_atomically(self.folder / f"{line.student}.json", text)
        taken = {"seconds": round(run.seconds, 3), "memory_mb": round(run.memory_mb)}
        self._audit(line, {"mechanisms": list(run.mechanisms), **taken})

    def amend(self, result: Result) -> None:
        """Put a result into the folder that was graded before, and of which only its delivery has changed."""
        write_atomically(self.folder / f"{result.student}.json", result.to_json())

    def keep(self, result: Result | Line) -> None:
        """Leave a result that is there. One whose grader was killed before it could say so gets its line now."""
        line = line_of(result) if isinstance(result, Result) else result
        if _identity({name: getattr(line, name) for name in _IDENTITY}) not in self._audited:
            self._audit(line, {"mechanisms": None, "seconds": None, "memory_mb": None})

    def _audit(self, result: Line, more: dict[str, Any]) -> None:
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"), "student": result.student,
            "assignment": result.assignment, "score": result.score, "max_score": result.max_score, "verdicts": result.counts,
            "limits": [limit for verdict, limit in LIMITS.items() if verdict in result.counts],
            "submission_digest": result.submission_digest, "key_digest": result.key_digest, "grader": result.grader,
            "device": result.device, "sandbox": result.sandbox, **more,
        }  # fmt: skip
        line = json.dumps(entry)
        self._audited.add(_identity(entry))
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
    with _replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a text that comes in pieces, like `write_atomically`; it is never in memory as a whole."""
    with _replacing(path) as temporary, temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(pieces)


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` at the end of the block."""
    temporary = path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:16]}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


def results_in(folder: Path) -> Iterator[Result]:
    """The results in a folder, of its most frequent assignment, by student, one at a time; other files are left out."""
    for line in lines_in(folder):
        with contextlib.suppress(OSError, ValueError, KeyError):  # it may have changed since we looked
            yield from_json((folder / f"{line.student}.json").read_text(encoding="utf-8"))


def lines_in(folder: Path, known: Mapping[str, Line] | None = None) -> list[Line]:
    """The lines of the results in a folder, of its most frequent assignment, by student; other files are left out.

    What is `known` already, by student, is not read again.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        student = path.name.removesuffix(".json")
        with contextlib.suppress(OSError, ValueError):
            line = known[student] if known and student in known else line_in(path.read_bytes())
            if line.student == student:  # else it is a copy under another name, and would count twice
                found.append(line)
    counted = Counter(line.assignment for line in found)
    return [line for line in found if line.assignment == counted.most_common(1)[0][0]]


def write_grades(lines: Sequence[Line], folder: Path) -> None:
    """`grades.csv` in the folder."""
    write_pieces(folder / "grades.csv", grades_csv(lines))


def _audited(path: Path) -> set[bytes]:
    """The results that have their line. Half a line at the end, from a grader that was killed, is cut off."""
    found: set[bytes] = set()
    if not path.exists():
        return found
    whole = 0
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                whole += len(line)
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    found.add(_identity(json.loads(line)))
    if whole != path.stat().st_size:
        os.truncate(path, whole)
    return found


_IDENTITY = ("student", "assignment", "submission_digest", "key_digest", "grader", "sandbox")


def _identity(entry: Mapping[str, object]) -> bytes:
    """A hash of what a line of audit is about: there are many lines, and all that is asked is whether there is one."""
    return hashlib.sha256(json.dumps([str(entry[name]) for name in _IDENTITY]).encode()).digest()[:16]


def _cannot_write(path: Path, error: OSError) -> CourseError:
    return CourseError(
        f"{path} cannot be written: {error.strerror}. What was finished is kept; put it right and start again."
    )
