"""A whole class through the command line, as an instructor grades one: with its start, its tables and its pages.

    class_rows(folder, sizes) ──▶ the rows of a table

Throughput with one and two jobs, with and without the gradebook; submissions that are unchanged since the last run;
memory of all processes, for a small and a large class.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from contenders import ASSIGNMENT, SOLUTIONS, copy_of_the_reference
from measuring import Row, figures, gain_of_two, say

from autograder import course

SAMPLE_SECONDS = 0.1
GRADEBOOK = "--gradebook"  # an address, or "none"
AUTOGRADER = (sys.executable, "-m", "autograder")


@dataclass(frozen=True)
class Sizes:
    """How many submissions are graded for what, and how often."""

    throughput: int = 200
    small: int = 100
    unchanged: int = 1000
    large: int = 2000
    rounds: int = 3


QUICK = Sizes(throughput=20, small=10, unchanged=50, large=60, rounds=1)


@dataclass(frozen=True)
class WholeClass:
    """A class of `size` copies of the reference in `folder`, and the folder for its results."""

    folder: Path
    out: Path
    size: int

    @classmethod
    def made(cls, folder: Path, size: int) -> WholeClass:
        """A class in a new folder."""
        assignment = course.course(SOLUTIONS).assignment(ASSIGNMENT)
        for number in range(size):
            copy_of_the_reference(assignment, folder / student(number))
            with (folder / student(number) / f"{assignment.modules[0]}.py").open("a") as file:
                file.write(f"# {student(number)}\n")  # so that none is known from another
        return cls(folder, folder.with_name(f"{folder.name}-results"), size)

    def cut_to(self, size: int) -> WholeClass:
        """The first of the class, with their results; the others and theirs are removed."""
        for number in range(size, self.size):
            shutil.rmtree(self.folder / student(number))
            (self.out / f"{student(number)}.json").unlink()
        return replace(self, size=size)

    def seconds(self, jobs: int, *options: str) -> float:
        """How long the command takes."""
        began = time.perf_counter()
        status = self._start(jobs, *options).wait()
        taken = time.perf_counter() - began
        self._check(status)
        return taken

    def seconds_with_gradebook(self) -> float:
        """How long it takes with two jobs and a gradebook that is made for it."""
        book = self.folder.with_name(f"{self.folder.name}.db")
        book.unlink(missing_ok=True)
        shutil.rmtree(self.folder.with_name("autograded"), ignore_errors=True)  # goes with it
        return self.seconds(2, "--force", GRADEBOOK, f"sqlite:///{book}")

    def peak_memory(self, jobs: int) -> tuple[float, float]:
        """The most memory in MB that all processes of a run had together, shared pages once; and the command's own.

        Workers come and go, so the first depends on the moments at which it is looked at; what grows shows in the second.
        """
        process, together, own = self._start(jobs, "--force"), 0, 0
        while process.poll() is None:
            together = max(together, sum(kilobytes(pid, "smaps_rollup", "Pss") for pid in tree(process.pid)))
            own = max(own, kilobytes(process.pid, "status", "VmHWM"))
            time.sleep(SAMPLE_SECONDS)
        self._check(process.returncode)
        return together / 1024, own / 1024

    def _start(self, jobs: int, *options: str) -> subprocess.Popen[bytes]:
        command = [*AUTOGRADER, "grade", ASSIGNMENT, "--solutions", str(SOLUTIONS), "--submissions", str(self.folder)]
        command += ["--out", str(self.out), "--jobs", str(jobs), *options]
        return subprocess.Popen(command, cwd=SOLUTIONS.parent, stdout=subprocess.DEVNULL)

    def _check(self, status: int) -> None:
        """Stop with a sentence unless the run that has ended gave every copy full marks."""
        with (self.out / "grades.csv").open(encoding="utf-8") as file:
            full = sum(row["score"] == row["max_score"] for row in csv.DictReader(file))
        if status != 0 or full != self.size:
            raise SystemExit(f"A class of {self.size}: status {status}, {full} with full marks.")


def class_rows(folder: Path, sizes: Sizes) -> list[Row]:
    """The rows of the table about classes."""
    rows: list[Row] = [("", "median", "10–90 %", "runs", "target")]
    rows += _throughput_rows(folder, sizes)
    say(f"memory of a class of {sizes.small}")
    small = WholeClass.made(folder / "small", sizes.small).peak_memory(jobs=2)
    say(f"memory of a class of {sizes.large}")
    whole = WholeClass.made(folder / "large", sizes.large)
    large = whole.peak_memory(jobs=2)
    say(f"{sizes.unchanged} unchanged submissions")
    same = whole.cut_to(sizes.unchanged)
    again = [same.seconds(2) for _ in range(sizes.rounds)]
    growth = (large[1] - small[1]) / (sizes.large - sizes.small) * 10_000
    return [
        *rows,
        (f"**{sizes.unchanged:,} unchanged submissions**, `--jobs 2`", *figures(again, "s"), "< 2 s"),
        (f"peak memory of all processes, class of {sizes.small:,}", f"{small[0]:.0f} MB", "", "1", ""),
        (f"peak memory of all processes, class of {sizes.large:,}", f"{large[0]:.0f} MB", "", "1", ""),
        (f"· of the command's own process, class of {sizes.small:,}", f"{small[1]:.0f} MB", "", "1", ""),
        (f"· of the command's own process, class of {sizes.large:,}", f"{large[1]:.0f} MB", "", "1", ""),
        ("**its growth with each 10,000 submissions**", f"{growth:.0f} MB", "", "", "< 100 MB"),
    ]


def _throughput_rows(folder: Path, sizes: Sizes) -> list[Row]:
    many, one = WholeClass.made(folder / "many", sizes.throughput), WholeClass.made(folder / "one", 1)
    runs: dict[str, Callable[[], float]] = {
        "start": lambda: one.seconds(1, "--force"),
        "one job": lambda: many.seconds(1, "--force"),
        "two jobs": lambda: many.seconds(2, "--force"),
    }
    if has_gradebook():
        runs["gradebook"] = many.seconds_with_gradebook
    one.seconds(1)  # records the key, if that has to be done
    taken: dict[str, list[float]] = defaultdict(list)
    busy: list[float] = []
    for number in range(sizes.rounds):
        busy.append(gain_of_two())
        for name, run in runs.items():
            say(f"a class of {sizes.throughput}, {name}, run {number + 1} of {sizes.rounds}")
            taken[name].append(run())
    median = {name: statistics.median(values) for name, values in taken.items()}
    rates = {name: [sizes.throughput / each for each in values] for name, values in taken.items()}
    of, with_gradebook = f"class of {sizes.throughput}", "**with the gradebook : without**, time"
    start = median["start"]
    beyond = (median["one job"] - start) / (median["two jobs"] - start)
    rows = [
        ("class of 1", *figures(taken["start"], "s", digits=2), ""),
        (f"{of}, `--jobs 1`", *figures(rates["one job"], "/s"), ""),
        (f"{of}, `--jobs 2`", *figures(rates["two jobs"], "/s"), ""),
        ("**two jobs : one**, throughput once it runs", f"{beyond:.2f} ×", "", "", "≥ 1.8 ×"),
        ("· the start included", f"{median['one job'] / median['two jobs']:.2f} ×", "", "", ""),
        ("· two busy processes : one, on this machine", f"{statistics.median(busy):.2f} ×", "", str(len(busy)), ""),
    ]
    if "gradebook" not in taken:
        return [*rows, (with_gradebook, "no such option", "", "", "≤ 1.3 ×")]
    ratio = f"{median['gradebook'] / median['two jobs']:.2f} ×"
    return [
        *rows,
        (f"{of}, `--jobs 2`, into a new gradebook of nbgrader", *figures(rates["gradebook"], "/s"), ""),
        (with_gradebook, ratio, "", "", "≤ 1.3 ×"),
    ]


def has_gradebook() -> bool:
    """Whether this version of the kit writes nbgrader's gradebook when it is told to."""
    command, wide = [*AUTOGRADER, "grade", "--help"], {"COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=SOLUTIONS.parent, env=os.environ | wide, capture_output=True, text=True, check=True
    )
    return GRADEBOOK in done.stdout


def student(number: int) -> str:
    """The name of a student, and of the folder handed in."""
    return f"student{number:04}"


def tree(root: int) -> set[int]:
    """The processes that descend from `root`, and itself."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
    found, grown = {root}, True
    while grown:
        children = {pid for pid, parent in parents.items() if parent in found} - found
        found, grown = found | children, bool(children)
    return found


def kilobytes(pid: int, file: str, name: str) -> int:
    """A figure of a process's memory from a file in /proc, 0 where it has ended."""
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
