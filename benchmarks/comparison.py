"""The kit against what people use, on the same ten checks of the same submission, on one core and in turns.

    compared(folder, rounds, nbgrader_class) ──▶ the rows of two tables

    who is faster      contenders.Kit with the ten checks, and with all of the assignment; contenders.Floor; rivals
    where it goes      the kit's milliseconds by part

Runs alternate, so whatever else the machine does falls on all of them. The kit's figures have the sandbox, reading the
submission and writing the result in them. A rival that cannot be installed or does not run has the reason in its row.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from contenders import ASSIGNMENT, Floor, Kit
from measuring import Row, figures, milliseconds, say
from rivals import Nbgrader, Otter, Pytest, RivalError
from ten_checks import MODULE, helpers, plain_checks

Samples = Mapping[str, list[float]]  # what was measured -> milliseconds for each submission, one for each run
KIT_RUNS = 5  # of the kit for one of each rival, which take a hundred times as long
PARTS = {
    "submission": "start a worker, hand over the submission", "import": "import the submission",
    "check": "run the experiments", "end": "end the worker", "rest": "read files, judge, write the result",
}  # fmt: skip


@dataclass(frozen=True)
class Entrant:
    """A rival as it is timed: its row's label, how much faster the kit should be, and how to set it up."""

    label: str
    target: str
    set_up: Callable[[], Pytest | Nbgrader | Otter]


def compared(folder: Path, rounds: int, nbgrader_class: int) -> tuple[list[Row], list[Row]]:
    """Measure, with so many submissions to each `nbgrader autograde`; returns the rows of both tables."""
    samples: dict[str, list[float]] = defaultdict(list)
    troubles: dict[str, str] = {}
    with Kit.running(folder / "one") as kit, Floor.running(kit.ten, kit.whole) as floor:
        graders = {"ten": kit.ten, "whole": kit.whole}
        counts = {name: len(grader.assignment.checks()) for name, grader in graders.items()}
        entered = entrants(kit, folder, nbgrader_class)
        running: dict[str, Pytest | Nbgrader | Otter] = {}
        for entrant in entered:
            say(f"setting up: {entrant.label}")
            try:
                running[entrant.label] = entrant.set_up()
            except RivalError as error:
                troubles[entrant.label] = str(error)
        floor.run()  # the first of everything is not counted; rivals have had theirs
        for grader in graders.values():
            kit.grade(grader)
        for number in range(rounds):
            say(f"one core, round {number + 1} of {rounds}: the kit")
            for _ in range(KIT_RUNS):
                samples["floor"].append(milliseconds(floor.run))
                for name, grader in graders.items():
                    samples[name].append(milliseconds(lambda g=grader: kit.grade(g)))
                    for part, taken in kit.parts(grader).items():
                        samples[f"{name} {part}"].append(taken)
            for label, rival in list(running.items()):
                say(f"one core, round {number + 1} of {rounds}: {label}")
                try:
                    samples[label].append(milliseconds(rival.grade) / rival.submissions)
                except RivalError as error:
                    troubles[label] = str(error)
                    del running[label]
    return speed_rows(samples, troubles, entered, counts), part_rows(samples, counts)


def entrants(kit: Kit, folder: Path, nbgrader_class: int) -> list[Entrant]:
    """Who else grades the ten checks."""
    checks, files, name = plain_checks(kit.ten), helpers(kit.whole), f"{MODULE}.py"
    submission = {name: kit.whole.assignment.reference()[name]}
    beside = {**files, **submission}
    return [
        Entrant(
            f"`nbgrader autograde` of a class of {nbgrader_class}, its start included", "≥ 100 ×",
            lambda: Nbgrader(folder / "nbgrader", checks, files, submission, nbgrader_class),
        ),
        Entrant("`otter run`", "≥ 400 ×", lambda: Otter(folder / "otter", checks, files, submission)),
        Entrant("a pytest process", "", lambda: Pytest(folder / "pytest", checks, beside, plugins=False)),
        Entrant(
            "a pytest process with the plugins installed here", "",
            lambda: Pytest(folder / "plugins", checks, beside, plugins=True),
        ),
    ]  # fmt: skip


def speed_rows(
    samples: Samples, troubles: Mapping[str, str], entered: list[Entrant], counts: Mapping[str, int]
) -> list[Row]:
    """Everybody's cost per submission, and how many times the kit's it is."""
    ours = statistics.median(samples["ten"])
    ten, whole = f"ten checks of {MODULE}.py", f"all {counts['whole']} checks of {ASSIGNMENT}"
    rows: list[Row] = [
        ("per submission", "median", "10–90 %", "runs", "the kit is", "target"),
        (f"**this kit**, {ten}", *figures(samples["ten"], "ms"), "", ""),
    ]
    for entrant in entered:
        label = f"{entrant.label}, the same ten"
        if not (values := samples.get(entrant.label)):
            rows.append((label, troubles[entrant.label].replace("|", "/"), "", "0", "", entrant.target))
            continue
        faster = f"{statistics.median(values) / ours:.0f} × faster"
        rows.append((label, *figures(values, "ms", digits=0), faster, entrant.target))
    above = f"{ours / statistics.median(samples['floor']):.2f} × it"
    return [
        *rows,
        ("floor: fork, confine, run the functions, end", *figures(samples["floor"], "ms"), above, "≤ 1.5 ×"),
        (f"**this kit**, {whole}", *figures(samples["whole"], "ms"), "", ""),
    ]


def part_rows(samples: Samples, counts: Mapping[str, int]) -> list[Row]:
    """What the kit's time goes into."""
    rows: list[Row] = [("milliseconds of the kit", "median", "10–90 %", "runs")]
    for name, count in counts.items():
        rows.append((f"**{count} checks**", *figures(samples[f"{name} total"], "ms")))
        asked = {part.removeprefix(f"{name} ") for part in samples if part.startswith(f"{name} ")} - {"total"}
        for part in [*(each for each in PARTS if each in asked), *sorted(asked - set(PARTS))]:
            rows.append((f"· {PARTS.get(part, part)}", *figures(samples[f"{name} {part}"], "ms")))
    return rows
