"""A whole class through the command line: how fast with one and two jobs, and how much memory all of it takes."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from contenders import ASSIGNMENT, SOLUTIONS, copy_of_the_reference

from autograder import course

CLASS_SIZE = 40
SAMPLE_SECONDS = 0.02


@dataclass
class WholeClass:
    """A class of copies, graded by the command as an instructor would: with its start, its tables and its pages."""

    folder: Path
    out: Path = field(init=False)
    command: list[str] = field(init=False)

    def __post_init__(self) -> None:
        assignment = course.course(SOLUTIONS).assignment(ASSIGNMENT)
        self.out = self.folder.with_name(f"{self.folder.name}-results")
        for number in range(CLASS_SIZE):
            copy_of_the_reference(assignment, self.folder / f"student{number:02}")
        self.command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--force"]
        self.command += ["--solutions", str(SOLUTIONS), "--submissions", str(self.folder), "--out", str(self.out)]

    def start(self, jobs: int) -> subprocess.Popen[bytes]:
        """Start grading."""
        return subprocess.Popen([*self.command, "--jobs", str(jobs)], cwd=SOLUTIONS.parent, stdout=subprocess.DEVNULL)

    def check(self, status: int) -> None:
        """Stop with a sentence unless the run that has ended gave every copy full marks."""
        with (self.out / "grades.csv").open(encoding="utf-8") as file:
            full = sum(row["score"] == row["max_score"] for row in csv.DictReader(file))
        if status != 0 or full != CLASS_SIZE:
            raise SystemExit(f"{' '.join(self.command)}: status {status}, {full} of {CLASS_SIZE} with full marks.")

    def throughput(self, jobs: int) -> float:
        """Submissions per second."""
        began = time.perf_counter()
        status = self.start(jobs).wait()
        seconds = time.perf_counter() - began
        self.check(status)
        return CLASS_SIZE / seconds

    def peak_memory(self, jobs: int) -> tuple[float, float]:
        """The largest sums seen of proportional and of resident memory over all processes of one run, in MB."""
        process, pss, rss = self.start(jobs), 0, 0
        while process.poll() is None:
            sizes = [memory_of(pid) for pid in tree(process.pid)]
            pss, rss = max(pss, sum(each[0] for each in sizes)), max(rss, sum(each[1] for each in sizes))
            time.sleep(SAMPLE_SECONDS)
        self.check(process.returncode)
        return pss / 1024, rss / 1024


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


def memory_of(pid: int) -> tuple[int, int]:
    """Proportional and resident set in kB (the resident one twice where the kernel does not show the other)."""
    for file in ("smaps_rollup", "status"):
        try:
            text = Path(f"/proc/{pid}/{file}").read_text()
        except OSError:
            continue
        sizes = {
            name: int(kilobytes) for name, kilobytes in re.findall(r"^(?:Vm)?(Pss|RSS|Rss):\s+(\d+) kB", text, re.M)
        }
        resident = sizes.get("Rss", sizes.get("RSS", 0))
        return sizes.get("Pss", resident), resident
    return 0, 0
