"""What people look at: the class's table in the terminal, a student's findings, and the report page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder import messages
from autograder.outbox import write_atomically
from autograder.results import CheckResult, ExerciseResult, Result, tidy

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("…", "yellow"), "not_attempted": ("·", "dim")}
OTHER_MARK = ("✗", "red")


def class_table(results: Sequence[Result]) -> Table:
    """One line per submission: score, checks, and what stands out."""
    title = (
        f"{results[0].assignment} · {len(results)} submission{'' if len(results) == 1 else 's'}"
        if results
        else "no submissions"
    )
    table = Table(
        title=title, title_justify="left", header_style="bold", caption=_caption(results), caption_justify="left"
    )
    table.add_column("student", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("checks", justify="right", no_wrap=True)
    table.add_column("what stands out", ratio=1)
    for result in results:
        counts = result.counts()
        style = "green" if result.score == result.max_score else "red" if result.score == 0 else ""
        table.add_row(
            Text(result.student), Text(f"{result.score:.4g} / {result.max_score:.4g}", style=style),
            f"{counts.get('passed', 0)} / {sum(counts.values())}", Text(stands_out(result)),
        )  # fmt: skip
    return table


def _caption(results: Sequence[Result]) -> str:
    if not results:
        return ""
    scores = sorted(result.score for result in results)
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    return f"median {middle:.4g}, mean {sum(scores) / len(scores):.4g} of {results[0].max_score:.4g}"


def stands_out(result: Result) -> str:
    """The first things to know of a submission, in a few words: mistakes by name, else verdicts, else notices."""
    found: list[str] = []
    for exercise in result.exercises:
        named = [check.mistake for check in exercise.checks if check.mistake]
        own = sorted(set(named), key=named.index)
        if own and exercise.verdict in ("failed", "crashed"):
            found.append(f"{exercise.id}: {', '.join(each.replace('_', ' ') for each in own[:2])}")
        elif exercise.verdict not in ("passed", "skipped"):
            found.append(f"{exercise.id}: {exercise.verdict.replace('_', ' ')}")
    everything = {exercise.verdict for exercise in result.exercises}
    if everything == {"not_attempted"}:
        found = ["nothing written yet"] if not result.notices else []
    elif len(everything) == 1 and everything != {"passed"}:
        found = [f"everything {next(iter(everything)).replace('_', ' ')}"]
    if len(found) > 3:
        found = [*found[:2], f"and {len(found) - 2} exercises more"]
    return "; ".join(found) or (result.notices[0] if result.notices else "—")


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
    score = f"{tidy(exercise.score):.4g} / {exercise.points:.4g}"
    _mark(console, exercise.verdict, f"[bold]{escape(exercise.id)}[/]  {score}")
    if exercise.verdict == "not_attempted" and all(each.verdict == "not_attempted" for each in exercise.checks):
        if everything:
            console.print(Text(f"      {exercise.checks[0].message}"), soft_wrap=True)
        return
    for check in exercise.checks:
        if check.verdict != "passed" or everything or check.remarks or check.printed:
            print_check(check, console)


def capturing() -> Console:
    """A console whose text is captured, in colours that a notebook shows."""
    return Console(width=110, file=io.StringIO(), force_terminal=True, color_system="standard", highlight=False)


def print_check(check: CheckResult, console: Console) -> None:
    """One check: its sentence, and what there is to say of it."""
    _mark(
        console, check.verdict, f"{escape(check.description)}{'  [dim](hidden)[/]' if check.hidden else ''}", indent=2
    )
    for line in check.message.splitlines():
        console.print(Text("      " + line), soft_wrap=True)
    if errors := messages.relative_errors(check.outputs):
        console.print(Text(f"      {'rel_error':<11} {errors}"), soft_wrap=True)
    if check.hint:
        console.print(Text(f"      {'ask':<11} {check.hint}", style="cyan"), soft_wrap=True)
    for remark in check.remarks:
        console.print(Text(f"      {'remark':<11} {remark}", style="yellow"), soft_wrap=True)
    if check.printed:
        for line in check.printed.splitlines()[:10]:
            console.print(Text(f"      {'printed':<11} {messages.clean(line)}", style="dim"), soft_wrap=True)


def _mark(console: Console, verdict: str, markup: str, indent: int = 0) -> None:
    mark, style = MARKS.get(verdict, OTHER_MARK)
    word = "" if verdict in ("passed", "failed") else f" [dim]{verdict.replace('_', ' ')}[/]"
    console.print(f"{' ' * indent}[{style}]{mark}[/] {markup}{word}", soft_wrap=True)


def write_page(results: Sequence[Result], out: Path) -> Path:
    """`out/index.html`: the class, and every submission's findings. Everything is escaped; nothing is loaded from afar."""
    import jinja2  # needed by instructors only

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        stands_out=stands_out,
        mark=lambda verdict: MARKS.get(verdict, OTHER_MARK)[0],
        rel_errors=messages.relative_errors,
    )
    environment.filters["points"] = lambda value: f"{value:.4g}"
    page = environment.get_template("index.html").render(results=results, missed=missed_most(results))
    write_atomically(out / "index.html", page)
    return out / "index.html"


def missed_most(results: Sequence[Result]) -> list[tuple[ExerciseResult, int, list[tuple[str, int]]]]:
    """Per exercise: how many submissions got it right, and the mistakes that were recognised, most frequent first."""
    rows = []
    exercises = {exercise.id: exercise for result in results for exercise in result.exercises}
    for name, exercise in exercises.items():
        mine = [each for result in results for each in result.exercises if each.id == name]
        named = [seen for each in mine for seen in {check.mistake for check in each.checks if check.mistake}]
        counted = sorted(((seen, named.count(seen)) for seen in set(named)), key=lambda pair: (-pair[1], pair[0]))
        rows.append((exercise, sum(each.verdict == "passed" for each in mine), counted[:3]))
    return rows
