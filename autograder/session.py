"""The conversation with workers about one submission: ask for an observation, always get an answer in time.

A check that kills its worker, or does not answer by its deadline, has its answer; the next question goes to a fresh
worker. Nothing that a worker says raises an exception here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Protocol, Self

import numpy as np

from autograder import wire
from autograder.errors import SandboxLostError
from autograder.local import LocalWorkers
from autograder.messages import clean
from autograder.results import Run
from autograder.sandbox import Limits, Sandbox

Workers = Sandbox | LocalWorkers
Status = Literal["observed", "raised", "missing", "timed_out", "out_of_memory", "died", "garbled"]
STATUSES = ("observed", "raised", "missing")
KILLED = 128 + 9
AFTER_TIMEOUT_SECONDS = 1.0
MAX_NOTICES = 20
MANY_TIMEOUTS = 5  # a submission that is stuck everywhere must not hold up the class


@dataclass(frozen=True)
class Question:
    """One experiment to run: its ids, its seed, the modules that it holds, its deadline in seconds.

    Whether it is `hidden` is not for the worker to know; what is imported for it has nothing to say to students. `dtype`
    is the type of PyTorch's floats: float64 for a key, and for a submission what PyTorch itself takes.
    """

    exercise: str
    check: str
    seed: str
    modules: tuple[str, ...]
    seconds: float
    hidden: bool = False
    dtype: str = "float32"


@dataclass(frozen=True)
class Answer:
    """What came back. `detail` holds what the worker claims about a failure; every value in it is text to be shown."""

    status: Status
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def notices_in(told: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What modules had to say when they were imported, each sentence once."""
    return list(dict.fromkeys(notice for each in told.values() for notice in each))[:MAX_NOTICES]


def run_of(workers: Workers, started: float) -> Run:
    """How it went for what these workers have been asked since `started` (time.monotonic)."""
    kept = tuple(name for name, holds in workers.mechanisms.items() if holds)
    memory_mb, workers.peak_mb = workers.peak_mb, 0.0
    return Run(kept, time.monotonic() - started, memory_mb)


class Asking(Protocol):
    """Whoever answers questions about a submission: a session, or one with a memory."""

    def ask(self, question: Question) -> Answer:
        """Run one experiment, and say how it ended."""


class Session:
    """Asks questions about a submission's `files`; a context manager, at whose end no worker is left."""

    def __init__(
        self, workers: Workers, files: Mapping[str, bytes], limits: Limits, aliases: Mapping[str, tuple[str, ...]],
        warnings_are_errors: bool = False,
    ) -> None:  # fmt: skip
        self._workers, self._limits = workers, limits
        arrays = {name: np.frombuffer(content, np.uint8) for name, content in files.items()}
        ask = {
            "ask": "submission", "aliases": dict(aliases), "device": workers.device,
            "warnings_are_errors": warnings_are_errors,
        }  # fmt: skip
        self._job = wire.encode(ask, arrays)
        self._channel: Any = None
        self._serial = self._timeouts = 0
        self._imported: set[str] = set()
        self._broken: dict[str, Answer] = {}
        self._until = time.monotonic() + limits.submission_seconds
        self.told: dict[str, tuple[str, ...]] = {}  # by module, what its first import had to say

    @property
    def notices(self) -> list[str]:
        """What the import of the submission's modules had to say."""
        return notices_in(self.told)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._channel is not None:
            with contextlib.suppress(SandboxLostError):
                self._end(kill=True)

    def ask(self, question: Question) -> Answer:
        """Run one experiment, and say how it ended; raises SandboxLostError where the sandbox ends twice under it."""
        try:
            return self._ask(question)
        except SandboxLostError:
            self._channel = None
            return self._ask(question)

    def _ask(self, question: Question) -> Answer:
        started = time.monotonic()
        if started >= self._until:
            return Answer("timed_out", detail={"budget": self._limits.submission_seconds})
        for module in question.modules:
            if module not in self._imported and module not in self._broken:
                self._import(module, question.hidden)
            if module in self._broken:
                return self._broken[module]
        header = {
            "ask": "check", "exercise": question.exercise, "check": question.check,
            "seed": question.seed, "dtype": question.dtype, "modules": list(question.modules),
        }  # fmt: skip
        asked = time.monotonic()
        seconds = question.seconds if self._timeouts < MANY_TIMEOUTS else min(question.seconds, AFTER_TIMEOUT_SECONDS)
        answer = self._converse(header, min(asked + seconds, self._until), seconds)
        self._timeouts += answer.status == "timed_out"
        return Answer(answer.status, answer.arrays, answer.detail, time.monotonic() - asked)

    def _import(self, module: str, hidden: bool) -> None:
        ask = {"ask": "import", "module": module}
        answer = self._converse(ask, time.monotonic() + self._limits.seconds, self._limits.seconds)
        # only from a module's first import: later ones may know of a hidden check's inputs, and have someone to tell
        telling = not hidden and module not in self.told
        said = _texts(answer.detail.get("notices")) if telling else []
        self.told.setdefault(module, tuple(dict.fromkeys(clean(each) for each in said))[:MAX_NOTICES])
        if answer.status == "observed":
            self._imported.add(module)
        else:
            self._broken[module] = Answer(answer.status, {}, {**answer.detail, "importing": module, "telling": telling})

    def _converse(self, ask: Mapping[str, Any], deadline: float, seconds: float) -> Answer:
        try:
            if self._channel is None:
                deadline += self._start(deadline)
            self._serial += 1
            self._channel.send(wire.encode({**ask, "serial": self._serial}), deadline)
            answer = self._channel.receive(deadline, self._limits.answer_mb * 2**20)
            if answer.header.get("serial") != self._serial:
                raise wire.WireError("an answer to another question")
            if answer.header.get("status") == "imported":
                return Answer("observed", {}, answer.header)
            if answer.header.get("status") in STATUSES:
                ours = ("importing", "telling")  # ours to say
                claimed = {name: value for name, value in answer.header.items() if name not in ours}
                return Answer(answer.header["status"], answer.arrays, claimed)
            raise wire.WireError("an answer of no known status")
        except TimeoutError:
            self._end(kill=True)
            return Answer("timed_out", detail={"limit": seconds})
        except EOFError:
            code = self._end(kill=False)
            if code is None:
                return Answer("garbled", detail={"problem": "it hung up, and went on"})
            return Answer("out_of_memory" if code == KILLED else "died", detail={"code": code})
        except wire.TooLargeError:
            self._end(kill=True)
            return Answer("garbled", detail={"too_large": self._limits.answer_mb})
        except wire.WireError as error:
            problem = str(error)
        self._end(kill=True)
        return Answer("garbled", detail={"problem": problem})

    def _start(self, deadline: float) -> float:
        """Start a worker; returns how long that took: a sandbox that has to be built anew is not the student's time."""
        before = time.monotonic()
        self._channel = self._workers.start_worker()
        took = time.monotonic() - before
        self._until += took
        self._imported = set()
        self._channel.send(self._job, deadline + took)
        if self._channel.receive(deadline + took, 0).header.get("status") != "ready":
            raise wire.WireError("the worker did not take the submission")
        return took

    def _end(self, kill: bool) -> int | None:
        channel, self._channel = self._channel, None
        channel.close()
        self._imported = set()
        return self._workers.end_worker(kill)


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
