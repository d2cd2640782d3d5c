"""Grading away from the course: what a process on another machine gets, and how it grades with that.

A `Parcel` is all that leaves the instructor's machine besides submissions: the settings, the checks, and the key with its
signatures and hints; no reference, no mistake, no path. A `Bench` is made of one, and turns submissions into results,
several side by side, in sandboxes that it keeps warm between them. `cluster` says how parcels and submissions travel.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder import intake, keyfile
from autograder.course import experiment_sources, source
from autograder.errors import CourseError
from autograder.grading import Grader, workers_with
from autograder.session import Workers, run_of


@dataclass(frozen=True)
class Parcel:
    """What a worker needs in order to judge an assignment: texts and bytes, and nothing that solves an exercise."""

    name: str
    settings: str
    checks: Mapping[str, str]
    key: bytes
    public_key: bytes
    sandbox: str
    device: str
    contact: str


def packed(grader: Grader) -> Parcel:
    """The parcel of a grader; raises CourseError where its checks have gone from the disk since it was made."""
    assignment = grader.assignment
    try:
        return Parcel(
            name=assignment.name, settings=(assignment.folder / "_assignment.toml").read_text(),
            checks={path.name: path.read_text() for path in sorted(assignment.checks_folder.glob("*.py"))},
            key=keyfile.dump(grader.key), public_key=keyfile.dump(grader.public_key),
            sandbox=grader.sandbox, device=grader.device, contact=grader.contact,
        )  # fmt: skip
    except OSError as error:
        raise CourseError(
            f"{assignment.folder} cannot be read ({error.strerror}); put it back and start again."
        ) from None


class Bench:
    """A worker process's share of the work: the parcel's grader, and sandboxes that stay warm from unit to unit."""

    def __init__(self, parcel: Parcel) -> None:
        with tempfile.TemporaryDirectory() as folder:  # as long as it takes to read it; ours alone
            place = Path(folder, parcel.name)
            (place / "_checks").mkdir(parents=True)
            (place / "_assignment.toml").write_text(parcel.settings)
            for name, text in parcel.checks.items():
                (place / "_checks" / name).write_text(text)
            assignment = source(place)
            self._experiments = experiment_sources(assignment)
        key, public_key = keyfile.parse(parcel.key, "the key"), keyfile.parse(parcel.public_key, "the public key")
        self._grader = Grader(assignment, key, public_key, parcel.sandbox, parcel.contact, None, parcel.device)
        self._numbers = itertools.count()
        self._idle: list[_Warm] = []
        self._lock = threading.Lock()
        self._closed = False

    def graded(self, submission: intake.Submission) -> str:
        """How grading the submission went, as JSON; raises KitError where no sandbox can be started."""
        started = time.monotonic()
        with self._sandbox() as workers:
            result = self._grader.judged(submission, workers)
            run = run_of(workers, started)
        return json.dumps({"result": result.to_json(), "run": vars(run)})

    def warm_up(self) -> None:
        """Start a sandbox and keep it; raises KitError where that does not work."""
        with self._sandbox():
            pass

    def close_idle(self, seconds: float) -> None:
        """Close the sandboxes that nobody has used for so long."""
        with self._lock:
            old = [warm for warm in self._idle if time.monotonic() - warm.since >= seconds]
            self._idle = [warm for warm in self._idle if warm not in old]
        for warm in old:
            warm.stack.close()

    def close(self) -> None:
        """Close all sandboxes; one that is at work closes when it has finished."""
        self._closed = True
        self.close_idle(0.0)

    @contextlib.contextmanager
    def _sandbox(self) -> Iterator[Workers]:
        """A sandbox for one unit, the last one that came back; started where there is none."""
        with self._lock:
            warm = self._idle.pop() if self._idle else None
        if warm is None:
            stack, workers = contextlib.ExitStack(), self._workers()
            stack.enter_context(workers)
            warm = _Warm(workers, stack)
        with contextlib.ExitStack() as unless_it_comes_back:
            unless_it_comes_back.push(warm.stack)
            yield warm.workers
            with self._lock:
                if not self._closed:
                    unless_it_comes_back.pop_all()
                    self._idle.append(_Warm(warm.workers, warm.stack))

    def _workers(self) -> Workers:
        grader = self._grader
        return workers_with(self._experiments, grader.assignment, grader.sandbox, next(self._numbers), grader.device)


@dataclass(frozen=True)
class _Warm:
    """A sandbox that waits for its next submission, since when, and what closes it."""

    workers: Workers
    stack: contextlib.ExitStack
    since: float = field(default_factory=time.monotonic)
