"""What a cluster costs beside grading: many units of work in which nothing is judged.

    python benchmarks/noop_units.py [UNITS [ASSIGNMENT]] ──▶ two tables on stdout, as in docs/scaling.md

A scheduler and two workers run on this machine, and a class of UNITS submissions (the reference each time) goes the whole
way: read, sent, answered with a result that was made before, checked, written with its line of audit. What is counted is
the processor time of each process, as the machine may be busy with other things; the rate is what this machine made of it.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
from distributed import Client
from distributed.diagnostics.plugin import WorkerPlugin

from autograder import cluster, course, grading, intake, outbox
from autograder.bench import packed
from autograder.cli import cache_folder
from autograder.results import Run

SOLUTIONS = Path(__file__).parent.parent / "solutions"
WORKERS = 2


class Idle(WorkerPlugin):
    """Stands in for a worker's desk and its bench: it has the answer already, but for the student's name."""

    problem = ""

    def __init__(self, answer: str) -> None:
        self.name, self.answer, self.bench = "autograder-idle", answer, self

    def graded(self, submission: intake.Submission) -> str:
        """The answer, with this student's name."""
        return self.answer.replace("a student", submission.student)


def processes(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and workers: first the scheduler, beside its address, then the workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    worker = ("worker", address, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    for command in [("scheduler", "--host", address), *[worker] * WORKERS]:
        whole = [sys.executable, "-m", "dask", *command, "--no-dashboard"]
        yield address, subprocess.Popen(whole, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def spent(process: psutil.Process) -> float:
    """The seconds of processor time that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def sizes(graders: Sequence[grading.Grader], folder: Path) -> str:
    """What is sent for each assignment, as a table."""
    lines = ["| assignment | key | parcel, to each worker once | a submission | its result |", "|---|---|---|---|---|"]
    for grader in graders:
        parcel = packed(grader)
        texts = sum(map(len, [parcel.settings, *parcel.checks.values()]))
        sent = sum(path.stat().st_size for path in reference(grader, folder).iterdir())
        result = len(the_result(grader, folder))
        figures = [len(parcel.key), len(parcel.key) + len(parcel.public_key) + texts, sent, result]
        lines.append(
            f"| {grader.assignment.name} | " + " | ".join(f"{figure / 1000:.0f} kB" for figure in figures) + " |"
        )
    return "\n".join(lines)


def reference(grader: grading.Grader, folder: Path) -> Path:
    """A folder with the reference, as a student would hand it in."""
    place = folder / grader.assignment.name
    place.mkdir(exist_ok=True)
    for name, content in grader.assignment.reference().items():
        (place / name).write_bytes(content)
    return place


def the_result(grader: grading.Grader, folder: Path) -> str:
    """The result of the reference as JSON."""
    with grader.workers() as workers:
        return grader.grade(intake.Entry("a student", reference(grader, folder)), workers).to_json()


def overhead(grader: grading.Grader, units: int, folder: Path) -> str:
    """What each process spends on a unit, as a table."""
    answer = json.dumps({"result": the_result(grader, folder), "run": vars(Run())})
    started = list(processes(folder))
    address = started[0][0]
    try:
        with Client(address, timeout=60, set_as_default=False) as client, outbox.held(folder / "out") as box:
            client.wait_for_workers(WORKERS, timeout=60)
            client.register_plugin(Idle(answer), name="autograder-idle")
            entries = [intake.Entry(f"student {number}", folder / grader.assignment.name) for number in range(units)]
            staff = cluster._Staff(client, address, "cpu")
            watched = [psutil.Process(), *(psutil.Process(process.pid) for _, process in started)]
            before, since = [spent(each) for each in watched], time.monotonic()
            for graded in cluster._stream(client, staff, "autograder-idle", grader, entries, lambda submission: None):
                box.put(graded.line, graded.text, graded.run)
            wall = time.monotonic() - since
            used = [spent(each) - past for each, past in zip(watched, before, strict=True)]
    finally:
        for _, process in reversed(started):
            process.terminate()
            process.wait()
    figures = [used[0], used[1], sum(used[2:])]
    names = ["this process: reads, sends, checks, writes", "the scheduler", "the workers, together"]
    lines = [f"| {units} units of {grader.assignment.name} | processor time per unit |", "|---|---|"]
    lines += [f"| {name} | {figure / units * 1000:.2f} ms |" for name, figure in zip(names, figures, strict=True)]
    return "\n".join(
        [*lines, f"| all on this machine, {units / wall:.0f} units/s | {wall / units * 1000:.2f} ms of wall time |"]
    )


def main() -> None:
    """Print both tables."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the processes above are ended
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chosen = sys.argv[2] if len(sys.argv) > 2 else "a1_fc_net"
    the_course = course.course(SOLUTIONS)
    assignments = [the_course.assignment(name) for name in the_course.names()]
    graders = {each.name: grading.grader(the_course, each, "bwrap", cache_folder(SOLUTIONS)) for each in assignments}
    with tempfile.TemporaryDirectory() as folder:
        print(sizes(list(graders.values()), Path(folder)), flush=True)
        print("\n" + overhead(graders[chosen], units, Path(folder)))


if __name__ == "__main__":
    main()
