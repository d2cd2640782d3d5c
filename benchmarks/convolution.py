"""What a convolution of a4_cnn costs, forward and backward together, beside torch's on one thread.

    python benchmarks/convolution.py [--rounds N] [--solution FOLDER] ──▶ a table on stdout

    naive     conv_forward_naive and conv_backward_naive of the reference, which loop over the positions of the filters
    im2col    conv_forward_im2col and conv_backward_im2col of the reference
    torch     torch.nn.functional.conv2d and autograd, gradients of x, w and b

All three get the same numbers in the same type and take turns, so whatever else the machine does falls on all of them.
The figures are medians. The process that measures is one of its own, as BLAS asks for its number of threads only once.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measuring import markdown

Row = dict[str, Any]
SOLUTION = Path(__file__).parents[1] / "solutions" / "a4_cnn"
SHAPES = [  # examples, channels, filters, size of a filter; images of 31x31, stride 1, "same" padding
    (32, 3, 16, 3), (100, 3, 25, 3), (32, 16, 16, 3), (100, 16, 32, 3),
    (32, 3, 16, 5), (100, 3, 25, 5), (32, 16, 16, 5), (100, 16, 32, 5),
]  # fmt: skip
TYPES = ("float32", "float64")
ROUNDS, NAIVE_ROUNDS = 9, 3


def convolution_rows(rounds: int = ROUNDS, solution: Path = SOLUTION) -> list[Row]:
    """Measure in a process with one thread; rows with shape, dtype, name, milliseconds and ratio (to torch)."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--json", "--rounds", str(rounds), "--solution", str(solution)]
    done = subprocess.run(command, env={**os.environ, **one_thread}, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def measured(rounds: int, solution: Path) -> list[Row]:
    """The rows, measured in this process."""
    import torch  # it takes seconds, and only this process needs it

    torch.set_num_threads(1)
    sys.path.insert(0, str(solution))
    cnn = importlib.import_module("cnn")
    rows: list[Row] = []
    for shape in SHAPES:
        for dtype in TYPES:
            rows += _rows_of(cnn, torch, shape, dtype, rounds)
    return rows


def _rows_of(cnn: Any, torch: Any, shape: tuple[int, int, int, int], dtype: str, rounds: int) -> list[Row]:
    count, channels, filters, size = shape
    rng = np.random.default_rng(1)
    shapes = (count, channels, 31, 31), (filters, channels, size, size), (filters,), (count, filters, 31, 31)
    x, w, b, dout = (rng.standard_normal(each).astype(dtype) for each in shapes)
    tx, tw, tb = (torch.tensor(each, requires_grad=True) for each in (x, w, b))
    tdout = torch.tensor(dout)
    conv_param = {"stride": 1, "pad": size // 2}

    def of_reference(kind: str) -> Callable[[], Any]:
        forward, backward = getattr(cnn, f"conv_forward_{kind}"), getattr(cnn, f"conv_backward_{kind}")
        return lambda: backward(dout, forward(x, w, b, conv_param)[1])

    def of_torch() -> tuple[Any, ...]:
        out = torch.nn.functional.conv2d(tx, tw, tb, padding=size // 2)
        return torch.autograd.grad(out, (tx, tw, tb), tdout)

    contenders = {kind: of_reference(kind) for kind in ("naive", "im2col") if hasattr(cnn, f"conv_forward_{kind}")}
    contenders["torch"] = of_torch
    expected = [each.numpy() for each in of_torch()]
    for contend in contenders.values():  # the first of everything is not counted, and looked at
        for actual, right in zip(contend(), expected, strict=True):
            assert np.allclose(actual, right, rtol=1e-3, atol=1e-3 * np.abs(right).max())
    samples: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, contend in contenders.items():
            if name != "naive" or number < NAIVE_ROUNDS:
                began = time.perf_counter()
                contend()
                samples[name].append(1000 * (time.perf_counter() - began))
    medians = {name: statistics.median(taken) for name, taken in samples.items()}
    what = f"{size}x{size}, N={count}, C={channels}, F={filters}"
    return [
        {"shape": what, "dtype": dtype, "name": name, "milliseconds": taken, "ratio": taken / medians["torch"]}
        for name, taken in medians.items()
    ]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table: a line for each shape and type."""
    lines: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        cell = f"{row['milliseconds']:.1f} ms"
        lines[row["shape"], row["dtype"]][row["name"]] = (
            cell if row["name"] == "torch" else f"{cell} ({row['ratio']:.1f} ×)"
        )
    names = [name for name in ("naive", "im2col", "torch") if any(name in cells for cells in lines.values())]
    head = ("images of 31x31, filters", "type", *names)
    body = [(shape, dtype, *(cells.get(name, "") for name in names)) for (shape, dtype), cells in lines.items()]
    return markdown([head, *body])


def main() -> None:
    """Print the table, or with --json the rows, measured right here."""
    parser = argparse.ArgumentParser(description="Convolutions of a4_cnn beside torch, on one thread.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--solution", type=Path, default=SOLUTION)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.json:
        print(json.dumps(measured(options.rounds, options.solution)))
    else:
        print(table(convolution_rows(options.rounds, options.solution)))


if __name__ == "__main__":
    main()
