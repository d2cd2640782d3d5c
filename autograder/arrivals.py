"""What lies in a folder that is watched: whose, which version, and whether it is all there.

`entries_in` lists the submissions, `signature` tells that one has changed without reading it, and an `Arrival` is due when
it has not changed for a moment: an upload has no other end that could be seen.

    DIR/<student>/… and archives, as `intake` knows them      the student's only version
    DIR/<student>+<assignment>+<timestamp>+<random>/…         an exchange's inbound folder: the newest of each student's
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import stat
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from autograder import intake
from autograder.course import Assignment

QUIET_SECONDS = 0.3  # unchanged for so long, and an upload is over
PATIENCE_SECONDS = 3.0  # for so long, where something seems to be missing
# what `nbgrader submit` makes in an inbound folder; a user's name may have a + in it
INBOUND = re.compile(r"(?P<student>[^.].*)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[^+]*)(\+[^+]*)?")


@dataclass(frozen=True)
class Arrival:
    """A submission as it was seen to lie there, unchanged `since` then; due when it was `quiet` for so long."""

    entry: intake.Entry
    signature: int
    since: float
    quiet: float = QUIET_SECONDS
    not_before: float = 0.0
    settled: bool = False

    def is_due(self, now: float) -> bool:
        """Whether it can be handled now."""
        return not self.settled and now >= max(self.since + self.quiet, self.not_before)


def entries_in(
    folder: Path, assignment: str, others: Collection[str], is_theirs: Callable[[str, Path], bool]
) -> list[intake.Entry]:
    """The submissions in a folder: those that `intake.entries` finds, and each student's newest in an exchange's inbound.

    Of an inbound folder's, those that `is_theirs` says are not the student's do not count. Raises CourseError where
    the folder does not exist.
    """
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else [""]  # for intake to complain of
    inbound = {name: match for name in names if (match := INBOUND.fullmatch(name))}
    newest: dict[str, Path] = {}
    for name in sorted(inbound, key=lambda name: (inbound[name]["time"], name), reverse=True):
        student, path = inbound[name]["student"], folder / name
        usable = student.isprintable() and len(student.encode(errors="replace")) <= intake.MAX_ID
        if inbound[name]["assignment"] == assignment and usable and student not in newest and is_theirs(student, path):
            newest[student] = path
    found = {student: intake.Entry(student, path) for student, path in newest.items()}
    if len(inbound) < len(names):
        for entry in intake.entries(folder, assignment, others):
            if entry.path.relative_to(folder).parts[0] not in inbound:
                found.setdefault(entry.student, entry)
    return list(found.values())


def is_theirs(student: str, path: Path) -> bool:
    """Whether a submission in an inbound folder can be the student's. Anyone may use any name there; owners cannot be
    forged. Where this machine has no such account nobody can tell, and what is ours was put there by us.
    """
    try:
        return path.lstat().st_uid in (pwd.getpwnam(student).pw_uid, os.geteuid())
    except KeyError:
        return True
    except OSError:
        return False


def signature(entry: intake.Entry) -> int:
    """Tells one state of a submission from another, without reading it; good for as long as this process lives."""
    found: list[object] = []
    waiting: list[str] = []
    for path in filter(None, (entry.path, entry.clash)):
        _note(found, waiting, path)
    while waiting and len(found) <= intake.MAX_FILES:  # one with more is refused, whatever they are
        folder = waiting.pop()
        try:
            with os.scandir(folder) as names:
                for each in itertools.islice(names, intake.MAX_FILES + 1):
                    if not each.name.startswith(".") and each.name not in intake.IGNORED:
                        _note(found, waiting, each)
        except OSError as error:
            found.append((folder, error.errno))
    return hash(tuple(found))


def _note(found: list[object], folders: list[str], each: Path | os.DirEntry[str]) -> None:
    path = os.fspath(each)
    try:
        state = each.stat(follow_symlinks=False)
    except OSError as error:  # gone since, or not for us to see
        found.append((path, error.errno))
        return
    found.append((path, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    if stat.S_ISDIR(state.st_mode):
        folders.append(path)


def is_whole(entry: intake.Entry, submission: intake.Submission, assignment: Assignment) -> bool:
    """Whether nothing seems to be on its way: half an archive cannot be read, and a missing or empty file may yet come."""
    if INBOUND.fullmatch(entry.path.name) and not (entry.path / "timestamp.txt").exists():
        return False  # which nbgrader writes after all others
    files = [assignment.file_of(module, submission.files) for module in assignment.modules]
    return not submission.refusal and all(name is not None and submission.files[name] for name in files)
