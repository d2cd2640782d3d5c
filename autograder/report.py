"""What people look at: the class's table in the terminal, a student's findings, and the report's pages.

    lines ──class_table──▶ terminal            result ──print_findings──▶ terminal
    lines ──write_page───▶ index.html, with everybody's findings in it or, in a large class, pages/<student>.html

Pages are written as they are made, so that a class of any size needs no more memory than its lines.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import messages
from autograder.outbox import write_pieces
from autograder.overview import Line, tallies
from autograder.results import CheckResult, ExerciseResult, Result, tidy

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("…", "yellow"), "not_attempted": ("·", "dim")}
OTHER_MARK = ("✗", "red")
Span = tuple[str, str]  # a text and its style
ANSI = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
MOST_ROWS = 60  # more than this, and nobody reads a table in a terminal
MOST_INLINE = 300  # submissions whose findings fit into one page that still opens at once
PAGES = "pages"
NOTHING = "—"


def class_table(lines: Sequence[Line]) -> Table:
    """One line per submission: score, checks, and what stands out. In a large class, the first of those that do."""
    title = (
        f"{lines[0].assignment} · {len(lines)} submission{'' if len(lines) == 1 else 's'}"
        if lines
        else "no submissions"
    )
    shown = lines if len(lines) <= MOST_ROWS else [line for line in lines if line.stands_out != NOTHING]
    caption = _caption(lines)
    if len(lines) > MOST_ROWS:
        first = f"the first {MOST_ROWS} of {len(shown)}" if len(shown) > MOST_ROWS else f"the {len(shown)}"
        caption += f"\nShown: {first} in which something stands out; index.html has all {len(lines)}."
    table = Table(title=title, title_justify="left", header_style="bold", caption=caption, caption_justify="left")
    table.add_column("student", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("checks", justify="right", no_wrap=True)
    table.add_column("what stands out", ratio=1)
    for line in shown[:MOST_ROWS]:
        style = "green" if line.score == line.max_score else "red" if line.score == 0 else ""
        table.add_row(
            Text(line.student), Text(f"{line.score:.4g} / {line.max_score:.4g}", style=style),
            f"{line.passed} / {line.checks}", Text(line.stands_out),
        )  # fmt: skip
    return table


def _caption(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    scores = sorted(line.score for line in lines)
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    return f"median {middle:.4g}, mean {sum(scores) / len(scores):.4g} of {lines[0].max_score:.4g}"


def print_findings(result: Result, console: Console, only: str | None = None, verbose: bool = False) -> None:
    """A student's findings, exercise by exercise: what passes in one line, what doesn't with its message."""
    shown = [exercise for exercise in result.exercises if only in (None, exercise.id)]
    for exercise in shown:
        print_exercise(exercise, console, everything=verbose or only is not None)
    for notice in result.notices:
        console.print(Text(f"note: {notice}", style="yellow"))
    checks = [check for exercise in shown for check in exercise.checks]
    hidden = any(check.hidden for check in checks)
    console.print(messages.footer(sum(check.verdict == "passed" for check in checks), len(checks), hidden))


def print_exercise(exercise: ExerciseResult, console: Console, everything: bool) -> None:
    """An exercise's score and its checks: those that say something, or `everything`."""
    for line in exercise_lines(exercise, everything):
        console.print(Text.assemble(*line), soft_wrap=True)


def in_colours(exercise: ExerciseResult) -> str:
    """All that there is to say of an exercise, with the escape sequences that a notebook shows as colours.

    What the console would make of it, without the console: a class has a hundred thousand of these lines.
    """
    lines = exercise_lines(exercise, everything=True)
    return "".join(
        "".join(f"\x1b[{ANSI[style]}m{text}\x1b[0m" if style else text for text, style in line) + "\n" for line in lines
    )


def exercise_lines(exercise: ExerciseResult, everything: bool) -> Iterator[list[Span]]:
    """An exercise line by line, each made of texts and their styles."""
    score = f"  {tidy(exercise.score):.4g} / {exercise.points:.4g}"
    yield _mark(exercise.verdict, [(exercise.id, "bold"), (score, "")])
    if exercise.verdict == "not_attempted" and all(each.verdict == "not_attempted" for each in exercise.checks):
        if everything:
            yield [(f"      {exercise.checks[0].message}", "")]
        return
    for check in exercise.checks:
        if check.verdict != "passed" or everything or check.remarks or check.printed:
            yield from _check_lines(check)


def _check_lines(check: CheckResult) -> Iterator[list[Span]]:
    """One check: its sentence, and what there is to say of it."""
    said = [(check.description, ""), ("  (hidden)", "dim")] if check.hidden else [(check.description, "")]
    yield [("  ", ""), *_mark(check.verdict, said)]
    for line in check.message.splitlines():
        yield [("      " + line, "")]
    if errors := messages.relative_errors(check.outputs):
        yield [(f"      {'rel_error':<11} {errors}", "")]
    if check.hint:
        yield [(f"      {'ask':<11} {check.hint}", "cyan")]
    for remark in check.remarks:
        yield [(f"      {'remark':<11} {remark}", "yellow")]
    if check.printed:
        for line in check.printed.splitlines()[:10]:
            yield [(f"      {'printed':<11} {messages.clean(line)}", "dim")]


def _mark(verdict: str, said: Sequence[Span]) -> list[Span]:
    mark, style = MARKS.get(verdict, OTHER_MARK)
    word = [] if verdict in ("passed", "failed") else [(f" {verdict.replace('_', ' ')}", "dim")]
    return [(mark, style), (" ", ""), *said, *word]


def write_page(lines: Sequence[Line], result_of: Callable[[str], Result | None], out: Path) -> Path:
    """`out/index.html`: the class, and every submission's findings, as `result_of` a student gives them.

    In a class of more than MOST_INLINE, each student's findings are a page of their own in `out/pages`; one that is not
    older than its result stays as it is. Everything is escaped; nothing is loaded from afar. Raises CourseError where
    the folder cannot be written.
    """
    environment = _environment()
    apart = len(lines) > MOST_INLINE
    links = [
        f"{PAGES}/{quote(_page_name(line.student))}" if apart else f"#student-{n}" for n, line in enumerate(lines, 1)
    ]
    inside = enumerate(() if apart else lines, 1)
    findings = ((n, result) for n, line in inside if (result := result_of(line.student)) is not None)
    page = environment.get_template("index.html")
    _write_pages(environment, lines if apart else (), result_of, out)
    pairs = zip(lines, links, strict=True)
    write_pieces(
        out / "index.html",
        page.generate(lines=lines, caption=_caption(lines), linked=pairs, tallies=tallies(lines), findings=findings),
    )
    return out / "index.html"


def _write_pages(environment: Any, lines: Sequence[Line], result_of: Callable[[str], Result | None], out: Path) -> None:
    """Write the students' own pages that are missing or older than what they show; remove those of nobody."""
    folder, template = out / PAGES, environment.get_template("student.html")
    made = Path(template.filename).stat().st_mtime_ns
    written = dict(_times(folder, ".html"))
    results = dict(_times(out, ".json")) if lines else {}
    if lines:
        folder.mkdir(exist_ok=True)
    for line in lines:
        since = written.pop(_page_name(line.student), 0)
        if (
            since < max(made, results.get(f"{line.student}.json", 0))
            and (result := result_of(line.student)) is not None
        ):
            write_pieces(folder / _page_name(line.student), template.generate(result=result))
    for name in written:
        (folder / name).unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()  # where nothing is left in it


def _page_name(student: str) -> str:
    return f"{student}.html"


def _times(folder: Path, suffix: str) -> Iterator[tuple[str, int]]:
    """The names of the files in a folder, if there is one, and when they were written."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as found:
        for each in found:
            if each.name.endswith(suffix):
                yield each.name, each.stat(follow_symlinks=False).st_mtime_ns


def _environment() -> Any:
    import jinja2  # needed by instructors only

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        mark=lambda verdict: MARKS.get(verdict, OTHER_MARK)[0], rel_errors=messages.relative_errors
    )
    environment.filters["points"] = lambda value: f"{value:.4g}"
    return environment
