"""What grading costs, against what people use instead.

    python benchmarks/bench.py [--quick] ──▶ tables on stdout and, unless --quick, in benchmarks/results.md

    the same ten checks     comparison      this kit, nbgrader, otter-grader, pytest, and the floor, on one core, in turns
    a class                 whole_class     `autograder grade` on copies: throughput, gradebook, unchanged, memory
    every assignment        every_assignment      its reference as the submission, on one core
    convolutions            convolution     im2col and loops of a4_cnn beside torch, one thread

    ten_checks, contenders, rivals          what is compared; measuring has the stopwatch and the tables

Tables show targets beside figures; nothing passes or fails by a number. The first run installs the rivals.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import subprocess
import tempfile
from dataclasses import replace
from importlib.metadata import entry_points
from importlib.metadata import version as installed_version
from pathlib import Path

import convolution
import rivals
from comparison import compared
from contenders import SOLUTIONS, copy_of_the_reference
from measuring import Row, figures, markdown, milliseconds, on_one_core, say
from whole_class import QUICK, Sizes, class_rows

from autograder import course, grading
from autograder.recording import cache_folder
from autograder.version import version


def every_assignment(folder: Path, rounds: int) -> list[Row]:
    """What grading the reference of each assignment costs on one core, read, judged and as a result."""
    the_course = course.course(SOLUTIONS)
    rows: list[Row] = [("assignment", "checks", "median", "10–90 %", "runs")]
    for name in the_course.names():
        say(f"every assignment: {name}")
        assignment = the_course.assignment(name)
        entry = copy_of_the_reference(assignment, folder / name)
        grader = replace(grading.grader(the_course, assignment, "bwrap", cache_folder(SOLUTIONS)), answers=None)
        with grader.workers() as workers:
            grader.grade(entry, workers)
            taken = [milliseconds(lambda g=grader, e=entry, w=workers: g.grade(e, w)) for _ in range(rounds)]
        rows.append((name, str(len(assignment.checks())), *figures(taken, "ms", digits=0)))
    return rows


def machine() -> str:
    """Where and with what this is measured."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    bwrap = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, check=False).stdout.split()[-1]
    plugins = sorted({each.dist.name for each in entry_points(group="pytest11") if each.dist})
    versions = [f"{name} {installed_version(name)}" for name in ("numpy", "pytest")] + [f"bubblewrap {bwrap}"]
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC · {cpu[1] if cpu else platform.machine()}, "
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB · Linux {platform.release()} · "
        f"Python {platform.python_version()}, {', '.join(versions)} · kit {version()} · "
        f"{', '.join(each.replace('==', ' ') for each in rivals.REQUIREMENTS)} · "
        f"pytest's plugins: {', '.join(plugins)} · load at the start {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    """Measure, print the tables, and write them to results.md."""
    parser = argparse.ArgumentParser(description="What grading costs, against what people use instead.")
    parser.add_argument("--quick", action="store_true", help="a look, not figures to quote: results.md stays")
    quick = parser.parse_args().quick
    opening = f"# What grading costs\n\nWritten by `make bench`; what is measured, and how, is said in `bench.py`.\n\n{machine()}\n"
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as temporary:
        folder = Path(temporary)
        with on_one_core():
            speed, parts = compared(folder, rounds=1 if quick else 4, nbgrader_class=1 if quick else 8)
            graded = every_assignment(folder / "assignments", rounds=5 if quick else 20)
        classes = class_rows(folder / "classes", QUICK if quick else Sizes())
        say("convolutions")
        convolutions = convolution.table(convolution.convolution_rows(1 if quick else 5))
    say("")
    sections = {
        "The same ten checks, on one core": markdown(speed),
        "Where the time goes": markdown(parts),
        "A class, the whole command": markdown(classes),
        "Every assignment": markdown(graded),
        "Convolutions, forward and backward": convolutions,
    }
    text = opening + "".join(f"\n## {title}\n\n{table}\n" for title, table in sections.items())
    print(text)
    if not quick:
        (Path(__file__).parent / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
