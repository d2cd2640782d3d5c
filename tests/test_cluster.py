"""Grading on many machines, with a scheduler and workers in processes of their own on this one."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder import bench, course, grading, intake
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.results import Result

from .faults import kills

cluster = pytest.importorskip("autograder.cluster", reason="Dask is not installed", exc_type=CourseError)

SUBMISSIONS = Path(__file__).parent / "submissions"
QUICK = [
    path for kind in ("passed", "failed", "crashed", "not_attempted") for path in sorted((SUBMISSIONS / kind).iterdir())
]
DEADLY = [SUBMISSIONS / "hostile" / "crashed" / name for name in ("kills_itself", "closes_every_descriptor", "aborts")]


class Machines:
    """A scheduler, and workers that come and go."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self._scheduler = self._start("scheduler", "--host", self.address)

    def workers(self, count: int) -> list[subprocess.Popen[bytes]]:
        """So many workers, those included that an earlier test has left, once the scheduler knows them."""
        self._started = [process for process in self._started if process.poll() is None]
        for _ in range(count - len(self._started)):
            self.start_worker()
        with cluster.Client(self.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=30)
        return list(self._started)

    def start_worker(self, **environment: str) -> None:
        """One more worker, with a single thread."""
        options = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self._folder), "--death-timeout", "60")
        self._started.append(self._start("worker", self.address, *options, **environment))

    def send_home(self) -> None:
        """End the workers."""
        for process in self._started:
            process.send_signal(signal.SIGTERM)
        for process in self._started:
            process.wait(timeout=30)
        self._started.clear()

    def end(self) -> None:
        self.send_home()
        self._scheduler.send_signal(signal.SIGTERM)
        self._scheduler.wait(timeout=30)

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=self._folder, env=os.environ | environment, stdout=log, stderr=log,
            )  # fmt: skip


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler that does not try a submission again which two workers were lost with; no workers yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
        started = Machines(tmp_path_factory.mktemp("machines"))
    yield started
    started.end()


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Grader:
    """A grader that is patient: a busy machine must not make a timeout of a quick submission."""
    the_course = course.course(kills.make_course(tmp_path_factory.mktemp("course") / "solutions"))
    cache = the_course.solutions.parent / "keys"
    return grading.grader(the_course, the_course.assignment("toy"), "bwrap", cache)


def a_class(folder: Path, cases: Sequence[Path], copies: int) -> list[intake.Entry]:
    for number, case in enumerate(cases * copies):
        submission = folder / f"s{number:03}"
        shutil.copytree(case, submission, ignore=shutil.ignore_patterns("__pycache__", "findings.txt"))
        (submission / "notes.py").write_text(f"# {number}\n")  # no two submissions are the same
    return intake.entries(folder, "toy")


def without_times(results: Sequence[Result]) -> dict[str, Any]:
    found = {result.student: json.loads(result.to_json()) for result in results}
    for result in found.values():
        for exercise in result["exercises"]:
            for check in exercise["checks"]:
                del check["seconds"]
    return found


def gone(processes: set[kills.Process]) -> bool:
    """Whether none of the processes is left, after a moment's patience."""
    until = time.monotonic() + 10
    while any(kills.alive(process) for process in processes) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(kills.alive(process) for process in processes)


def test_two_workers_of_which_one_is_killed_grade_as_this_process_does(
    machines: Machines, grader: Grader, tmp_path: Path
) -> None:
    entries = a_class(tmp_path, [*QUICK, *DEADLY], copies=1)
    victim, other = machines.workers(2)[:2]
    results: list[Result] = []
    sandboxes: set[kills.Process] = set()
    for graded in cluster.grade_there(machines.address, grader, entries):
        assert graded.fresh
        assert graded.run.mechanisms or graded.result.counts().keys() == {"not_attempted"}
        results.append(graded.result)
        if len(results) == 20:
            sandboxes |= {*kills.descendants(victim.pid), *kills.descendants(other.pid)}
            victim.kill()
            victim.wait()
    with grader.workers() as workers:
        here = [grader.grade(entry, workers) for entry in entries]
    assert len(results) == len(entries)
    assert without_times(results) == without_times(here)
    assert other.poll() is None, "a submission has ended the worker"
    assert len(sandboxes) > 2
    assert gone(sandboxes | {*kills.descendants(other.pid)})


def test_who_stops_listening_calls_off_what_is_under_way(machines: Machines, grader: Grader, tmp_path: Path) -> None:
    machines.workers(1)
    graded = cluster.grade_there(machines.address, grader, a_class(tmp_path, QUICK[:12], copies=1))
    next(graded)
    sandboxes = {process for each in machines.workers(1) for process in kills.descendants(each.pid)}
    graded.close()
    assert sandboxes
    assert gone(sandboxes)


def test_what_was_graded_before_never_leaves_this_machine(machines: Machines, grader: Grader, tmp_path: Path) -> None:
    entries = a_class(tmp_path, QUICK[:3], copies=1)
    with grader.workers() as workers:
        known = {entry.student: grader.grade(entry, workers) for entry in entries[:2]}
    machines.workers(1)
    graded = list(cluster.grade_there(machines.address, grader, entries, earlier=lambda each: known.get(each.student)))
    assert {each.entry.student: each.fresh for each in graded} == {"s000": False, "s001": False, "s002": True}


def test_a_submission_that_workers_are_lost_with_again_and_again_costs_nothing_and_says_so(
    machines: Machines, grader: Grader, tmp_path: Path
) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "toy.py").write_text("import time\n\n\ndef row_means(x):\n    time.sleep(20)\n")
    machines.workers(2)

    def lose_workers() -> None:
        with cluster.Client(machines.address, set_as_default=False) as client:
            workers, until = client.run(os.getpid), time.monotonic() + 30
            while workers and time.monotonic() < until:
                for address, units in client.processing().items():
                    if units and address in workers:
                        os.kill(workers.pop(address), signal.SIGKILL)
                time.sleep(0.05)

    graded = cluster.grade_there(machines.address, grader, intake.entries(tmp_path, "toy"))
    losing = threading.Thread(target=lose_workers)
    losing.start()
    (ada,) = graded
    losing.join()
    assert ada.result.failed_kit
    assert ada.result.score == ada.result.max_score
    assert "each of several machines ended while it graded this submission" in ada.result.notices[0]


def test_what_would_grade_otherwise_or_not_at_all_is_said_before_anything_is_graded(
    machines: Machines, grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = a_class(tmp_path, QUICK[:1], copies=1)

    def refusal(address: str = machines.address, device: str = "cpu") -> str:
        with pytest.raises(CourseError) as refused:
            next(cluster.grade_there(address, grader, entries, device))
        return str(refused.value)

    machines.send_home()
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    assert "No Dask scheduler answers at 127.0.0.1:9 " in refusal("127.0.0.1:9")
    assert "No Dask scheduler answers at somewhere (missing port number" in refusal("somewhere")
    assert "perhaps check your TLS configuration" in refusal(machines.address.replace("tcp", "tls"))
    assert f"The scheduler at {machines.address} has no worker; start some" in refusal()

    machines.workers(1)
    assert "has no worker that declares a GPU" in refusal(device="cuda")
    with monkeypatch.context() as otherwise:
        otherwise.setattr(cluster, "version", lambda: "0.0.1")
        assert "so results could differ; install the same there" in refusal()
    with monkeypatch.context() as otherwise:
        otherwise.setattr(cluster, "version_of", lambda package: "1.26.4")
        assert re.search(r"The worker tcp://\S+ cannot grade. It has numpy 2.\d+, and this machine 1.26,", refusal())

    machines.start_worker(PATH="/nowhere")
    machines.workers(2)
    said = refusal()
    machines.send_home()
    assert re.match(r"The worker tcp://\S+ cannot grade. Grading needs bubblewrap", said), said


def test_a_parcel_holds_nothing_that_solves_an_exercise(grader: Grader) -> None:
    parcel = bench.packed(grader)
    sent = "\n".join([parcel.settings, *parcel.checks.values(), str(parcel.key), str(parcel.public_key)])
    folder = grader.assignment.folder
    solved = [path.read_text() for path in (*folder.glob("*.py"), *folder.glob("_mistakes/*.py"))]
    lines = {line.strip() for text in solved for line in text.splitlines() if re.search(r"return .*[.(+*/-]", line)}
    assert len(lines) > 5
    assert not [line for line in lines if line in sent]
    assert str(folder) not in sent


def test_a_bench_keeps_its_sandbox_warm_until_nobody_has_used_it_for_a_while(grader: Grader, tmp_path: Path) -> None:
    (entry,) = a_class(tmp_path, QUICK[:1], copies=1)
    submission = intake.taken_in(entry, grader.assignment)
    ours = bench.Bench(bench.packed(grader))
    before = {*kills.descendants(os.getpid())}
    ours.graded(submission)
    first = {*kills.descendants(os.getpid())} - before
    ours.graded(submission)
    ours.close_idle(3600)
    assert first
    assert all(map(kills.alive, first))
    ours.close_idle(0)
    assert gone(first)
    ours.graded(submission)
    ours.close()
    assert {*kills.descendants(os.getpid())} <= before
