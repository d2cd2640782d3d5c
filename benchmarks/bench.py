"""What grading costs, against one pytest process per submission, which is what one would write otherwise.

    python benchmarks/bench.py [--quick] ──▶ a table on stdout and, unless --quick, in benchmarks/results.md

    one core, in turns:  contenders.Kit        this kit: the checks of layers.py, all of a1_fc_net, and their parts
                         contenders.Pytest     the same checks as a generated test file: stored arrays, assert_allclose
    every assignment     every_assignment      its reference as the submission, on one core
    a class:             whole_class           `autograder grade` on copies: throughput with one and two jobs, memory
    convolutions         convolution           im2col and loops of a4_cnn beside torch, one thread
    table                                      all of it, beside the targets; nothing passes or fails by a number

Both sides get the reference as the submission, the same inputs and the same tolerances, and their timed runs alternate,
so whatever else the machine does falls on both. pytest finds its compiled test file from the run before, and is not
sandboxed; the kit's figures have the sandbox, reading the submission and writing the result in them.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import convolution
import numpy as np
from contenders import ASSIGNMENT, MODULE, Kit, Pytest
from whole_class import CLASS_SIZE, WholeClass

from autograder import course, grading, intake
from autograder.cli import cache_folder

SOLUTIONS = Path(__file__).parents[1] / "solutions"
Samples = dict[str, list[float]]  # what was measured -> milliseconds, one for each run


def milliseconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - began)


def one_core(folder: Path, rounds: int) -> tuple[Samples, int, int]:
    """Cost per submission on one core; samples, and the numbers of checks in the layers and in the whole."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    samples: Samples = defaultdict(list)
    try:
        with Kit.running(folder / "one") as kit:
            pytest = Pytest(kit.layers, folder / "pytest")
            for each in (kit.confine, kit.floor, pytest.grade, lambda: pytest.grade(plugins=False)):
                each()  # the first of everything is not counted
            for number in range(rounds):
                say(f"one core, round {number + 1} of {rounds}")
                for _ in range(5):
                    for name, grader in ((MODULE, kit.layers), (ASSIGNMENT, kit.whole)):
                        for part, taken in kit.parts(grader).items():
                            samples[f"{name} {part}"].append(taken)
                    samples["confine"].append(milliseconds(kit.confine))
                    samples["floor"].append(milliseconds(kit.floor))
                samples["pytest"].append(milliseconds(pytest.grade))
                samples["bare pytest"].append(milliseconds(lambda: pytest.grade(plugins=False)))
            return samples, len(kit.layers.key.expected), len(kit.whole.key.expected)
    finally:
        os.sched_setaffinity(0, cores)


def table(
    samples: Samples, checks: int, all_checks: int, rates: dict[int, list[float]], memory: tuple[float, float]
) -> str:
    """The figures as a Markdown table: medians, the range from the 10th to the 90th percentile, runs, and targets."""
    rows = [("", "median", "10–90 %", "runs", "target")]

    def add(label: str, values: list[float], unit: str, target: str = "", digits: int = 1) -> None:
        low, high = np.percentile(values, [10, 90])
        spread = f"{low:.{digits}f}–{high:.{digits}f}" if len(values) > 1 else ""
        rows.append((label, f"{statistics.median(values):.{digits}f} {unit}", spread, str(len(values)), target))

    for name, label, target in (
        (MODULE, f"**checks of {MODULE}.py** ({checks}), per submission", "≤ 60 ms"),
        (ASSIGNMENT, f"**all of {ASSIGNMENT}** ({all_checks} checks), per submission", ""),
    ):
        add(label, samples[f"{name} total"], "ms", target)
        for part, explained in (
            ("submission", "start a worker, hand over the submission"), ("import", "import the submission"),
            ("check", "run the experiments"), ("end", "end the worker"), ("rest", "read files, judge, write the result"),
        ):  # fmt: skip
            add(f"· {explained}", samples[f"{name} {part}"], "ms")
    add("fork and confine a worker, let it end", samples["confine"], "ms")
    add("floor: start, hand over, end", samples["floor"], "ms")
    for name, label, target in (
        ("pytest", f"**pytest process**, same {checks} checks", ""),
        ("bare pytest", "pytest process without the installed plugins", ""),
    ):
        add(label, samples[name], "ms", target, digits=0)
    for name, label in (("pytest", "**pytest / kit**"), ("bare pytest", "pytest without plugins / kit")):
        ratio = statistics.median(samples[name]) / statistics.median(samples[f"{MODULE} total"])
        rows.append((label, f"{ratio:.1f} ×", "", "", "≥ 20 ×"))
    for jobs, values in rates.items():
        add(f"class of {CLASS_SIZE}, `--jobs {jobs}`, whole command", values, "/s")
    rows.append(("**peak memory**, two jobs (PSS, all processes)", f"{memory[0]:.0f} MB", "", "1", "< 600 MB"))
    rows.append(
        ("· the same as a sum of RSS, shared pages counted in each", f"{memory[1]:.0f} MB", "", "1", "< 600 MB")
    )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def every_assignment(folder: Path, rounds: int) -> str:
    """What grading the reference of each assignment costs on one core, read, judged and as a result, as a table."""
    the_course = course.course(SOLUTIONS)
    lines = ["| assignment | checks | median | 10–90 % |", "|---|---|---|---|"]
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        for name in the_course.names():
            say(f"every assignment: {name}")
            assignment = the_course.assignment(name)
            submission = folder / name
            submission.mkdir()
            for file, content in assignment.reference().items():
                (submission / file).write_bytes(content)
            grader = grading.grader(the_course, assignment, "bwrap", cache_folder(SOLUTIONS))
            entry = intake.Entry("reference", submission)
            with grader.workers() as workers:
                grader.grade(entry, workers)
                taken = [milliseconds(lambda g=grader, e=entry, w=workers: g.grade(e, w)) for _ in range(rounds)]
            low, high = np.percentile(taken, [10, 90])
            count = len(assignment.checks())
            lines.append(f"| {name} | {count} | {statistics.median(taken):.0f} ms | {low:.0f}–{high:.0f} |")
    finally:
        os.sched_setaffinity(0, cores)
    return "\n".join(lines)


def machine() -> str:
    """Where and with what this was measured."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    bwrap = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, check=False).stdout.split()[-1]
    plugins = sorted({each.dist.name for each in importlib.metadata.entry_points(group="pytest11") if each.dist})
    versions = {name: importlib.metadata.version(name) for name in ("numpy", "pytest")} | {"bubblewrap": bwrap}
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC · {cpu[1] if cpu else platform.machine()}, "
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB · Linux {platform.release()} · "
        f"Python {platform.python_version()}, {', '.join(f'{name} {version}' for name, version in versions.items())} · "
        f"kit {grading.version()} · pytest's plugins: {', '.join(plugins)} · load at the start {os.getloadavg()[0]:.1f}"
    )


def say(text: str) -> None:
    """Progress, on stderr."""
    start, end = ("\r\x1b[K", "") if sys.stderr.isatty() else ("", "\n")
    print(f"{start}{text}", end=end, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print the table, and write it to results.md."""
    parser = argparse.ArgumentParser(description="What grading costs, against one pytest process per submission.")
    parser.add_argument(
        "--quick", action="store_true", help="fewer repetitions: a look, not figures to quote, so results.md stays"
    )
    quick = parser.parse_args().quick
    opening = f"# What grading costs\n\nWritten by `make bench`; what is measured, and how, is said in `bench.py`.\n\n{machine()}\n"
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as temporary:
        folder = Path(temporary)
        samples, checks, all_checks = one_core(folder, rounds=2 if quick else 12)
        graded = every_assignment(folder, rounds=5 if quick else 40)
        whole_class, rates = WholeClass(folder / "class"), dict[int, list[float]]()
        for number in range(1 if quick else 3):
            for jobs in (1, 2):
                say(f"a class of {CLASS_SIZE}, {jobs} at a time, run {number + 1}")
                rates.setdefault(jobs, []).append(whole_class.throughput(jobs))
        say("memory")
        memory = whole_class.peak_memory(jobs=2)
    say("")
    text = f"{opening}\n{table(samples, checks, all_checks, rates, memory)}\n\n## Every assignment\n\n{graded}\n"
    say("convolutions")
    text += f"\n## Convolutions, forward and backward\n\n{convolution.table(convolution.convolution_rows(3 if quick else 9))}\n"
    say("")
    print(text)
    if not quick:
        (Path(__file__).parent / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
