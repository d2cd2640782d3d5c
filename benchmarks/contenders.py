"""The kit as it is timed, with a warm sandbox; and the floor, below which nothing that isolates submissions can go."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ten_checks import MODULE, cut_to_ten, experiments_of, plain_checks

from autograder import course, grading, intake, outbox, wire
from autograder.recording import cache_folder
from autograder.sandbox import Limits, Sandbox
from autograder.session import Question, Session
from autograder.worker import EXPERIMENT

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
ASSIGNMENT = "a1_fc_net"


class Timed:
    """Workers as a session uses them, with a stopwatch on every exchange: `spent` has seconds by what was asked."""

    def __init__(self, workers: Any) -> None:
        self._workers, self.device = workers, workers.device
        self._channel: Any = None
        self._label, self._since = "", 0.0
        self.spent: dict[str, float] = defaultdict(float)

    def start_worker(self) -> Timed:
        """Start a worker; it has started when it has taken the submission, so that is one figure."""
        self._since = time.perf_counter()
        self._channel = self._workers.start_worker()
        return self

    def end_worker(self, kill: bool) -> int:
        """End the worker."""
        began = time.perf_counter()
        code: int = self._workers.end_worker(kill)
        self.spent["end"] += time.perf_counter() - began
        return code

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame, and start the watch (for the submission it is running already)."""
        asked = re.search(rb'"ask":"(\w+)"', frame[:64])
        self._label = asked[1].decode() if asked else "?"
        self._since = self._since if self._label == "submission" else time.perf_counter()
        self._channel.send(frame, deadline)

    def receive(self, deadline: float, max_body: int) -> wire.Frame:
        """Receive the answer, and stop the watch."""
        frame: wire.Frame = self._channel.receive(deadline, max_body)
        self.spent[self._label] += time.perf_counter() - self._since
        return frame

    def close(self) -> None:
        """Close the wire."""
        self._channel.close()


@dataclass(frozen=True)
class Kit:
    """The kit with a warm sandbox: grades `entry` as a class's grading would, by ten checks or by all."""

    whole: grading.Grader
    ten: grading.Grader
    entry: intake.Entry
    out: Path
    workers: Any

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Kit]:
        """The kit, with the key recorded if need be and its sandbox started."""
        the_course = course.course(SOLUTIONS)
        whole = grading.grader(the_course, the_course.assignment(ASSIGNMENT), "bwrap", cache_folder(SOLUTIONS))
        whole = replace(whole, answers=None)  # nothing is remembered here: every answer is asked for
        entry = copy_of_the_reference(whole.assignment, folder)
        with whole.workers() as workers:
            yield cls(whole, cut_to_ten(whole), entry, folder.with_suffix(".json"), workers)

    def grade(self, grader: grading.Grader) -> None:
        """One submission, from its files to its result on disk."""
        self._grade(grader, self.workers)

    def parts(self, grader: grading.Grader) -> dict[str, float]:
        """Milliseconds of one submission, by part; `total` is their sum."""
        timed, began = Timed(self.workers), time.perf_counter()
        self._grade(grader, timed)
        total = time.perf_counter() - began
        found = {"total": total, **timed.spent, "rest": total - sum(timed.spent.values())}
        return {name: 1000 * seconds for name, seconds in found.items()}

    def _grade(self, grader: grading.Grader, workers: Any) -> None:
        result = grader.grade(self.entry, workers)
        outbox.write_atomically(self.out, result.to_json())
        if result.score != result.max_score or result.failed_kit:
            raise SystemExit(f"The reference got {result.score} of {result.max_score}; put that right first.")


@dataclass(frozen=True)
class Floor:
    """What isolating a submission costs without grading it.

    A process that has numpy loaded forks a worker into new namespaces, which takes layers.py, runs it as Python does,
    calls its functions once on the inputs of the ten checks, sends the arrays back and is ended. All ten are one
    question; nothing is copied, watched, compared, said or written.
    """

    workers: Any
    files: Mapping[str, bytes]
    limits: Limits
    arrays: int  # that have to come back

    @classmethod
    @contextmanager
    def running(cls, ten: grading.Grader, whole: grading.Grader) -> Iterator[Floor]:
        """The floor of the ten checks, in a sandbox of its own; `whole` has all of the assignment's experiments."""
        name = f"{MODULE}.py"
        checks = plain_checks(ten)
        calls = " ".join(f"({check.function!r}, {check.experiment}, {check.seed!r})," for check in checks)
        source = f"""{experiments_of(whole)}
import pathlib, types
from autograder.draw import Draw
TEN = ({calls})
def floor{EXPERIMENT}ten():
    module = types.ModuleType({MODULE!r})
    exec(compile(pathlib.Path({name!r}).read_bytes(), {name!r}, "exec"), vars(module))
    return {{
        function + "." + output: array
        for function, experiment, seed in TEN
        for output, array in experiment(module, Draw(seed)).items()
    }}
"""
        assignment = whole.assignment
        # another number than the kit's: users and control groups go by it
        with Sandbox({"floor": source}, assignment.limits, assignment.packages, number=1) as workers:
            files = {name: assignment.reference()[name]}
            yield cls(workers, files, assignment.limits, sum(len(each.expected) for each in checks))

    def run(self) -> None:
        """One submission."""
        with Session(self.workers, self.files, self.limits, {}) as session:
            answer = session.ask(Question("floor", "ten", seed="0" * 64, modules=(), seconds=10))
        if len(answer.arrays) != self.arrays:
            raise SystemExit(f"The floor sent {len(answer.arrays)} of {self.arrays} arrays: {answer.detail}")


def copy_of_the_reference(assignment: course.Assignment, folder: Path) -> intake.Entry:
    """A submission that gets full marks: the assignment's own files, in a new folder named after the student."""
    folder.mkdir(parents=True)
    for name, content in assignment.reference().items():
        (folder / name).write_bytes(content)
    return intake.Entry(folder.name, folder)
