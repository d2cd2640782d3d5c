"""The command line. Each command is a few lines that call the module which does the work.

Exit status: 0 done, 1 a check of ours found something (doctor) or the kit failed on a submission (grade), 2 a sentence
on what has to be put right first.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from autograder import __version__, course, grading, intake, ledger, nbgrader_course, outbox, report, student
from autograder.crew import grade_here
from autograder.errors import CourseError, KitError
from autograder.export import FORMATS, Grades
from autograder.export import export as write_export
from autograder.gpu import gpus
from autograder.overview import Line, line_of
from autograder.recording import cache_folder
from autograder.roster import STUDENTS
from autograder.roster import roster as read_roster

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
SolutionsOption = Annotated[Path, typer.Option(help="The solution tree.", show_default=True)]
# a container may have fewer than the machine; only Linux can say
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
AssignmentArgument = Annotated[str, typer.Argument(help="An assignment's name, such as a1_fc_net.")]


def terminal(stderr: bool = False) -> Console:
    """A console as wide as the terminal; 120 columns where there is none, as in a log."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else 120
    return Console(stderr=stderr, width=width, highlight=False)


def progress_bar(console: Console) -> Progress:
    """A bar with a count, a rate and the remaining time; shown on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    return Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    )  # fmt: skip


@contextlib.contextmanager
def recording(console: Console, assignment: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how far recording a key is: a bar on a terminal, one line elsewhere, nothing if the cache has it."""
    with progress_bar(console) as progress:
        tasks: list[TaskID] = []

        def on_progress(done: int, total: int) -> None:
            if not tasks:
                what = f"recording the key of {assignment}"
                tasks.append(progress.add_task(what, total=total, rate=""))
                if not console.is_terminal:
                    console.print(f"{what} and of its {total} known mistakes; once, until solutions/ changes")
            progress.update(tasks[0], completed=done)

        yield on_progress


@app.command()
def grade(
    assignment: AssignmentArgument,
    submissions: Annotated[Path, typer.Option(help="The folder with a folder, zip or tar.gz per student.")],
    out: Annotated[Path, typer.Option(help="Where results, grades.csv and index.html go.")],
    jobs: Annotated[int, typer.Option(min=1, help="Submissions graded side by side.")] = CORES,
    device: Annotated[
        str, typer.Option(help="Where submissions run: cpu, or cuda where the assignment has a use for it.")
    ] = "cpu",
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on the Dask cluster at this address, such as tcp://10.0.0.5:8786.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has a result already.")] = False,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    exercise: Annotated[str | None, typer.Option(help="Grade only this exercise again; the rest stays.")] = None,
    solutions: SolutionsOption = Path("solutions"),
    sandbox: Annotated[
        str, typer.Option(help="bwrap, or none: no protection at all, for code that you trust.")
    ] = "bwrap",
    gradebook: Annotated[
        str | None,
        typer.Option(
            help="nbgrader's gradebook: none, or an address such as sqlite:///gradebook.db; without, that of the nbgrader "
            "course which the submissions lie in.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Grade submissions, each in a sandbox, and write results, grades.csv, a report and nbgrader's gradebook."""
    console, errors = terminal(), terminal(stderr=True)
    if sandbox not in ("bwrap", "none"):
        raise CourseError(f"--sandbox is bwrap or none, not {sandbox!r}.")
    if sandbox == "none":
        errors.print("[yellow]--sandbox none: submissions run with your rights and can do whatever you can.[/]")
    the_course = course.course(solutions)
    the_assignment = the_course.assignment(assignment)
    others = [name for name in the_course.names() if name != assignment]
    entries = grading.chosen(intake.entries(submissions, assignment, others), student or [])
    if not entries:
        raise CourseError(
            f"{submissions} has no submissions of {assignment}; see the README for the layouts it may have."
        )
    if loose := intake.left_out(submissions):
        names = ", ".join(loose[:5]) + (" …" if len(loose) > 5 else "")
        errors.print(f"Left out, as it is neither a folder nor an archive: {names}", markup=False)
    with recording(errors, assignment) as on_progress:
        grader = grading.grader(the_course, the_assignment, sandbox, cache_folder(solutions), on_progress, device)
    if device == "cuda":
        jobs = min(jobs, len(gpus()))  # one submission at a time on each
    if exercise:
        grader = grader.only(exercise)
    with outbox.held(out) as box, contextlib.ExitStack() as stack:
        lines: dict[str, Line] = {}
        largest = 0.0
        made_before = ledger.made_before(grader, box)

        def earlier(submission: intake.Submission) -> Line | None:
            if force and grader.answers is not None:
                grader.answers.forget(submission.files)
            return None if force or exercise else made_before(submission)

        if exercise and (new := [entry.student for entry in entries if box.line(entry.student) is None]):
            raise CourseError(f"{new[0]} has no result in {out} yet; grade without --exercise first.")
        if scheduler is None:
            results_of = grade_here(grader, entries, jobs, earlier)
        else:
            from autograder.cluster import grade_there  # Dask is an extra

            results_of = grade_there(scheduler, grader, entries, device, earlier)
        graded = stack.enter_context(contextlib.closing(results_of))
        places = nbgrader_course.places_of(submissions, solutions, gradebook)  # which takes a second, while they work
        book = stack.enter_context(ledger.book(places, the_assignment))
        progress = stack.enter_context(progress_bar(errors))
        task = progress.add_task(f"grading {assignment}", total=len(entries), rate="")
        for each in graded:
            if exercise and (result := each.result) and (before := box.earlier(each.entry.student)):
                amended = grading.amended(before, result, exercise)
                each = replace(each, line=line_of(amended), text=amended.to_json())
            lines[each.entry.student] = ledger.recorded(each, box, book)
            largest = max(largest, each.run.memory_mb)
            progress.advance(task)
            speed = progress.tasks[-1].finished_speed or progress.tasks[-1].speed
            progress.update(task, rate=f"{speed:.{0 if speed >= 10 else 1}f}/s" if speed else "")
        progress.stop()
        everyone = outbox.lines_in(out, lines)  # students graded before, and not now, stay in the gradebook
        outbox.write_grades(everyone, out)
        page = report.write_page(everyone, box.earlier, out)
    console.print(report.class_table([lines[entry.student] for entry in entries]))
    console.print(f"Results: {out}/<student>.json · {out / 'grades.csv'} · {page}", soft_wrap=True)
    if largest:
        console.print(f"Memory: {largest:.0f} MB at most, of the {the_assignment.limits.memory_mb} MB of a submission")
    if places is not None:
        console.print(f"Gradebook: {places.db_url_shown} · {places.autograded}/<student>/{assignment}/", soft_wrap=True)
    if failed := [line.student for line in lines.values() if line.failed_kit]:
        more = f" and {len(failed) - 20} more" if len(failed) > 20 else ""
        errors.print(f"[red]The kit failed on {', '.join(failed[:20])}{more}; their results say how.[/]")
        raise typer.Exit(1)


@app.command()
def watch(
    assignment: AssignmentArgument,
    submissions: Annotated[
        Path, typer.Option(help="The folder that is watched: students' folders or archives, or an exchange's inbound.")
    ],
    out: Annotated[Path, typer.Option(help="Where results, tries and feedback/ go: a folder of its own.")],
    tries: Annotated[int, typer.Option(min=1, help="Versions of one student that are graded within an hour.")] = 6,
    jobs: Annotated[int, typer.Option(min=1, help="Submissions graded side by side; each keeps a sandbox warm.")] = 2,
    poll: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks at the folder.")] = 0.5,
    solutions: SolutionsOption = Path("solutions"),
) -> None:
    """Grade what appears in a folder by the public checks, at once: feedback before the deadline."""
    from autograder import watch as watching  # an instructor's dependencies

    the_course = course.course(solutions)
    the_assignment = the_course.assignment(assignment)
    others = [name for name in the_course.names() if name != assignment]
    watching.check_folders(submissions, out)
    with contextlib.ExitStack() as stack:
        box = stack.enter_context(outbox.held(out))
        with recording(terminal(stderr=True), assignment) as on_progress:
            cache = cache_folder(solutions)
            grader = stack.enter_context(watching.students_grader(the_course, the_assignment, cache, on_progress))
        watching.watch(grader, submissions, others, box, tries, jobs, poll, terminal())


@app.command(name="report")
def report_(out: Annotated[Path, typer.Argument(help="A folder that `autograder grade` has written.")]) -> None:
    """Write grades.csv and index.html anew from the results in a folder, and print the class's table."""
    lines = outbox.lines_in(out)
    if not lines:
        raise CourseError(f"{out} has no results; `autograder grade … --out {out}` writes some.")
    with outbox.held(out) as box:
        outbox.write_grades(lines, out)
        report.write_page(lines, box.earlier, out)
    terminal().print(report.class_table(lines))


@app.command()
def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")],
    out: Annotated[Path, typer.Argument(help="A folder that `autograder grade` has written.")],
    to: Annotated[
        Path | None, typer.Option(help="The file to write, for gradescope a folder.", show_default=False)
    ] = None,
    fill: Annotated[Path | None, typer.Option(help="The file that you downloaded and want filled in.")] = None,
    roster: Annotated[Path, typer.Option(help="Who is who: id,first_name,last_name,email,lms_user_id.")] = Path(
        STUDENTS
    ),
    solutions: SolutionsOption = Path("solutions"),
    gradebook: Annotated[
        str | None,
        typer.Option(
            help="nbgrader's gradebook, for what was graded by hand: none, or an address.", show_default=False
        ),
    ] = None,
) -> None:
    """Write grades for a learning platform: Canvas, Moodle, Gradescope, or the columns of nbgrader's own export."""
    results = list(outbox.results_in(out))
    if not results:
        raise CourseError(f"{out} has no results; `autograder grade … --out {out}` writes some.")
    name = results[0].assignment
    target = to or Path(f"{name}-{format_}" + ("" if format_ == "gradescope" else ".csv"))
    assignment = course.course(solutions).assignment(name)
    places = nbgrader_course.places_of(solutions.resolve().parent / "submitted", solutions, gradebook)
    hand = ledger.points_by_hand(places, name)
    due = f"{assignment.deadline.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if assignment.deadline else ""
    grades = Grades(
        results, read_roster(roster), hand.points, hand.most, assignment.title, due, hand.pending, assignment.late
    )  # fmt: skip
    for notice in write_export(format_, grades, target, fill):
        terminal(stderr=True).print(notice, markup=False, soft_wrap=True)
    print(f"{len(results)} students: {target}")


@app.command()
def record(assignment: AssignmentArgument, solutions: SolutionsOption = Path("solutions")) -> None:
    """Record the key and the mistakes' signatures for grading, if the cache does not have them."""
    the_course = course.course(solutions)
    with recording(terminal(stderr=True), assignment) as on_progress:
        grader = grading.grader(
            the_course, the_course.assignment(assignment), "bwrap", cache_folder(solutions), on_progress
        )
    key = grader.key
    print(f"{assignment}: {len(key.expected)} checks, {len(key.signatures)} mistakes, key {key.digest}")


@app.command()
def release(
    solutions: SolutionsOption = Path("solutions"),
    assignments: Annotated[Path, typer.Option(help="The tree that students get, made anew.")] = Path("assignments"),
) -> None:
    """Make what students get out of the solution tree: skeletons, notebooks, public checks with their frozen key."""
    from autograder.release import release as make_release  # an instructor's dependencies

    for line in make_release(course.course(solutions), assignments):
        print(line)


@app.command()
def doctor(
    assignment: Annotated[str | None, typer.Argument(help="Only this assignment.")] = None,
    solutions: SolutionsOption = Path("solutions"),
    assignments: Annotated[Path, typer.Option(help="The released tree.")] = Path("assignments"),
    matrix: Annotated[bool, typer.Option("--matrix", help="Also print which check catches which mistake.")] = False,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Say what confines submissions on this machine.")] = False,
) -> None:
    """Prove the course's invariants: nothing leaks, the reference is right, every check catches something."""
    from autograder.doctor import describe_sandbox, examine  # an instructor's dependencies

    console = Console(soft_wrap=True)
    if sandbox:
        raise typer.Exit(1 if describe_sandbox(console) else 0)
    troubled = examine(course.course(solutions), assignments, assignment, console, matrix)
    raise typer.Exit(1 if troubled else 0)


@app.command()
def check(
    exercise: Annotated[str | None, typer.Argument(help="Only this exercise.")] = None,
    folder: Annotated[Path, typer.Option(help="The assignment's folder.")] = Path(),
    verbose: Annotated[bool, typer.Option("--verbose", help="List the checks that pass, too.")] = False,
) -> None:
    """Check your work in an assignment's folder against the public checks."""
    result = student.examine(folder, exercise)
    console = terminal()
    report.print_findings(result, console, only=exercise, verbose=verbose)
    assignment = course.released(folder)
    if assignment.deadline:
        due = f"Due {assignment.deadline.isoformat(' ', 'minutes')}. {assignment.late.sentence()}"
        console.print(due.strip(), markup=False, highlight=False)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Deep-learning assignments with an autograder that names the slip and cannot be forged."""
    if show:
        print(f"dl-autograder {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr, never a traceback."""
    try:
        app()
    except KitError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\nStopped; what was finished is kept, and the same command goes on from there.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
