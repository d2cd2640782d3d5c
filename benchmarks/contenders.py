"""The two that are compared: this kit with a warm sandbox, and one pytest process per submission."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder import course, draw, grading, intake, outbox, wire
from autograder.cli import cache_folder
from autograder.compare import TOLERANCES, allowed_difference
from autograder.key import question, restricted

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
ASSIGNMENT, MODULE = "a1_fc_net", "layers"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Timed:
    """Workers as a session uses them, with a stopwatch on every exchange: `spent` has seconds by what was asked."""

    def __init__(self, workers: Any) -> None:
        self._workers = workers
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


@dataclass
class Kit:
    """The kit with a warm sandbox: grades `entry` as a class's grading would, on some or all of the exercises."""

    whole: grading.Grader
    layers: grading.Grader
    entry: intake.Entry
    out: Path
    workers: Any

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Kit]:
        """The kit, with the key recorded if need be and its sandbox started."""
        the_course = course.course(SOLUTIONS)
        whole = grading.grader(the_course, the_course.assignment(ASSIGNMENT), "bwrap", cache_folder(SOLUTIONS))
        assignment = whole.assignment
        kept = tuple(each for each in assignment.exercises if assignment.module_of[each.name] == MODULE)
        part = replace(
            whole, assignment=replace(assignment, exercises=kept),
            key=restricted(whole.key, {each.name for each in kept}),
        )  # fmt: skip
        with whole.workers() as workers:
            yield cls(whole, part, copy_of_the_reference(assignment, folder), folder.with_suffix(".json"), workers)

    def grade(self, grader: grading.Grader, workers: Any) -> None:
        """One submission, from its files to its result on disk."""
        result = grader.grade(self.entry, workers)
        outbox.write_atomically(self.out, result.to_json())
        if result.score != result.max_score:
            raise SystemExit(f"The reference got {result.score} of {result.max_score}; put that right first.")

    def parts(self, grader: grading.Grader) -> dict[str, float]:
        """Milliseconds of one submission, by part; `total` is their sum."""
        timed, began = Timed(self.workers), time.perf_counter()
        self.grade(grader, timed)
        total = time.perf_counter() - began
        found = {"total": total, **timed.spent, "rest": total - sum(timed.spent.values())}
        return {name: 1000 * seconds for name, seconds in found.items()}

    def confine(self) -> None:
        """Start a worker and let it end."""
        self.workers.start_worker().close()
        self.workers.end_worker(kill=False)

    def floor(self) -> None:
        """What no check can go below: start a worker, let it take the submission, end it as a session does."""
        files = {
            name: np.frombuffer(data, np.uint8)
            for name, data in intake.read(self.entry, self.whole.assignment).contents.items()
        }
        channel, deadline = self.workers.start_worker(), time.monotonic() + 10
        channel.send(wire.encode({"ask": "submission", "aliases": {}}, files), deadline)
        channel.receive(deadline, 0)
        channel.close()
        self.workers.end_worker(kill=True)


class Pytest:
    """The same checks the plain way: one test function each, on arrays in a file, in a fresh interpreter."""

    def __init__(self, grader: grading.Grader, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        assignment, key = grader.assignment, grader.key
        source = course.experiment_sources(assignment)[MODULE]
        body, expected = [source, "import draw, layers", "KEY = np.load('key.npz')"], {}
        for exercise, check in assignment.checks():
            body.append(f"def test_{exercise.name}_{check.id}():")
            seed = question(assignment, key.seed, exercise, check).seed
            body.append(f"    found = {exercise.name}{course.EXPERIMENT}{check.id}(layers, draw.Draw({seed!r}))")
            for name, array in key.expected[exercise.name, check.id].items():
                where = f"{exercise.name}.{check.id}.{name}"
                expected[where] = array
                rtol = TOLERANCES["float64"].rtol if check.rtol is None else check.rtol
                atol = TOLERANCES["float64"].atol if check.atol is None else check.atol
                allowed = allowed_difference(array, rtol=rtol, atol=atol)
                body.append(
                    f"    np.testing.assert_allclose(found[{name!r}], KEY[{where!r}], rtol=0, atol={allowed!r})"
                )
        self.count = len(assignment.checks())
        (folder / "test_layers.py").write_text("\n".join(body) + "\n")
        np.savez(folder / "key.npz", allow_pickle=False, **expected)
        shutil.copy(str(draw.__file__), folder / "draw.py")
        shutil.copy(assignment.folder / f"{MODULE}.py", folder)

    def grade(self, plugins: bool = True) -> None:
        """One submission; without `plugins`, nothing that happens to be installed beside pytest is loaded."""
        environment = os.environ | ONE_THREAD | ({} if plugins else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=self._folder, env=environment, capture_output=True, text=True, check=False)
        if f"{self.count} passed" not in done.stdout:
            raise SystemExit(f"pytest does not pass the reference:\n{done.stdout}{done.stderr}")


def copy_of_the_reference(assignment: course.Assignment, folder: Path) -> intake.Entry:
    """A submission that gets full marks: the assignment's own files, in a new folder named after the student."""
    folder.mkdir(parents=True)
    for name, content in assignment.reference().items():
        (folder / name).write_bytes(content)
    return intake.Entry(folder.name, folder)
