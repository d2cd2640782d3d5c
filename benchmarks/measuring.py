"""What every measurement needs: a stopwatch, a core of its own, a word on how far it is, and tables in Markdown."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

Row = tuple[str, ...]


def milliseconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - began)


@contextlib.contextmanager
def on_one_core() -> Iterator[None]:
    """Keep this process, and what it starts, on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def gain_of_two() -> float:
    """How much more two processes that only compute get done than one, on this machine at this moment."""
    busy = [sys.executable, "-c", "sum(i * i for i in range(15_000_000))"]

    def seconds(count: int) -> float:
        began = time.perf_counter()
        for process in [subprocess.Popen(busy) for _ in range(count)]:
            process.wait()
        return time.perf_counter() - began

    return 2 * seconds(1) / seconds(2)


def say(text: str) -> None:
    """Progress, on stderr."""
    start, end = ("\r\x1b[K", "") if sys.stderr.isatty() else ("", "\n")
    print(f"{start}{text}", end=end, file=sys.stderr, flush=True)


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table, the first as its head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def figures(values: Sequence[float], unit: str, digits: int = 1) -> Row:
    """Three cells: the median, the range from the 10th to the 90th percentile, and how many there are."""
    low, high = np.percentile(values, [10, 90])
    spread = f"{low:.{digits}f}–{high:.{digits}f}" if len(values) > 1 else ""
    return f"{statistics.median(values):.{digits}f} {unit}", spread, str(len(values))
