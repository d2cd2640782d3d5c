"""Grading on arrival: what appears in a folder is judged by the public checks, within a second, as often as is allowed.

    entries_in ─▶ quiet for a moment? ─▶ taken in, whole? ─▶ new, a try left? ─▶ judged ─▶ tries.jsonl, feedback, result

`watch` looks at the folder again and again, and hands what is due to threads; `_Watch.handled` is what happens there,
at a `_Desk` with a warm sandbox. Looking, and not being told by the system, is what works alike on a network share, for a
folder that is moved into place, and after a restart; a look at 1,000 submissions takes less than 0.1 s.

The grader (`students_grader`) is made of what students are given: hidden checks and the secret seed are not in its
sandbox at all, so that nobody can ask them out of it, try by try.
"""

from __future__ import annotations

import contextlib
import io
import queue
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import FrameType

from rich.console import Console

from autograder import intake, messages, report
from autograder.arrivals import PATIENCE_SECONDS, QUIET_SECONDS, Arrival, entries_in, is_theirs, is_whole, signature
from autograder.course import PUBLIC_CHECKS, Assignment, Course, released
from autograder.errors import CourseError, KitError
from autograder.grading import Grader, workers_for
from autograder.key import public_part, restricted
from autograder.outbox import Outbox, lines_in, write_atomically
from autograder.recording import cached
from autograder.release import build
from autograder.results import Result, Run
from autograder.session import Workers, run_of
from autograder.tries import Tries

AGAIN_SECONDS = 5.0  # until the next attempt to start a sandbox
RESTING = 20  # times what it took: the pause after a version that was no try; nobody keeps the grader busy for nothing
LOOKING = 5  # times what a look took: the least pause after it
FEEDBACK = "feedback"
WAITS = "Your newest version waits"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Feedback</title>
<style>
body {{ margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: {foreground}; background: {background}; }}
pre {{ font: 14px/1.45 ui-monospace, Menlo, "DejaVu Sans Mono", monospace; white-space: pre-wrap; }}
{stylesheet}
</style>
</head>
<body><pre>{code}</pre></body>
</html>
"""


@contextlib.contextmanager
def students_grader(
    course: Course, assignment: Assignment, cache: Path,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> Iterator[Grader]:  # fmt: skip
    """The grader that judges as `autograder check` does at home: the public checks with the public seed, and no others.

    Raises CourseError where the solution tree cannot be released, SandboxError where students' code cannot be run.
    """
    key = cached(assignment, course.public_seed, lambda: workers_for(assignment, "bwrap"), cache, on_progress)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in build(course, assignment, None).items():
            if name.startswith(f"{PUBLIC_CHECKS}/"):
                (Path(folder) / name).parent.mkdir(exist_ok=True)
                (Path(folder) / name).write_bytes(content)
        public = replace(released(Path(folder)), folder=assignment.folder)  # where the given files are
        key = public_part(key, assignment)
        # no second key to ask by: there is none whose inputs are other than these
        yield Grader(public, key, restricted(key, ()), "bwrap", course.contact)


def check_folders(submissions: Path, out: Path) -> None:
    """Raise CourseError where there is no folder of submissions, or that for results is no place for these."""
    if not submissions.is_dir():
        raise CourseError(f"There is no folder {submissions}; --submissions names the one that is watched.")
    if out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(f"{out} lies in the folder that is watched; give --out a folder outside of it.")
    if not Tries.kept_in(out) and lines_in(out):
        raise CourseError(f"{out} has the results of `autograder grade`; give --out a folder of its own.")


def watch(
    grader: Grader, submissions: Path, others: Collection[str], box: Outbox, tries: int, jobs: int, poll: float,
    console: Console,
) -> None:  # fmt: skip
    """Grade what appears in a folder, and what changes there, until SIGTERM or Ctrl-C; what is in work is finished.

    Raises SandboxError where no sandbox can be started to begin with, CourseError where results cannot be written.
    """
    with contextlib.ExitStack() as stack:
        desks = [stack.enter_context(contextlib.closing(_Desk(grader, number))) for number in range(jobs)]
        watching = _Watch(grader, submissions, others, box, tries, desks, console)
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        stack.callback(pool.shutdown, cancel_futures=True)
        told_to_stop = stack.enter_context(_told_to_stop())
        console.print(f"Watching {submissions} for {grader.assignment.name}; Ctrl-C ends it.", markup=False)
        running: dict[str, Future[Arrival]] = {}
        while not told_to_stop():
            started = time.monotonic()
            for student in [student for student, future in running.items() if future.done()]:
                watching.settle(running.pop(student).result())
            for arrival in watching.look():
                if arrival.entry.student not in running:
                    running[arrival.entry.student] = pool.submit(watching.handled, arrival)
            now = time.monotonic()
            until = now + max(min(poll, QUIET_SECONDS if watching.is_expecting() else poll), LOOKING * (now - started))
            while not told_to_stop() and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, 0.1))
    console.print("Stopped; the same command goes on from there.", markup=False)


class _Watch:
    """What a watch knows: who has which version lying there, and what has become of it."""

    def __init__(
        self, grader: Grader, submissions: Path, others: Collection[str], box: Outbox, tries: int,
        desks: Sequence[_Desk], console: Console,
    ) -> None:  # fmt: skip
        self._grader, self._submissions, self._others = grader, submissions, others
        self._box, self._console = box, console
        self._feedback = box.folder / FEEDBACK
        try:
            self._feedback.mkdir(exist_ok=True)
        except OSError as error:
            raise CourseError(f"{self._feedback} cannot be made a folder for feedback: {error.strerror}.") from None
        self._tries = Tries(box.folder, tries)
        self._desks: queue.SimpleQueue[_Desk] = queue.SimpleQueue()
        for desk in desks:
            self._desks.put(desk)
        self._seen: dict[str, Arrival] = {}
        self._theirs: dict[Path, bool] = {}
        self._writing = threading.Lock()
        self._complaint = ""

    def look(self) -> list[Arrival]:
        """Look at the folder; returns what can be handled now, the one that lies there longest first."""
        try:
            entries = entries_in(self._submissions, self._grader.assignment.name, self._others, self._is_theirs)
        except (OSError, CourseError) as error:  # a share that is away for a minute
            if self._complaint != (complaint := str(error)):
                self._log(f"cannot look: {complaint}")
            self._complaint = complaint
            return []
        self._complaint, now, before = "", time.monotonic(), self._seen
        self._seen = {}
        for entry in entries:
            known, seen = before.get(entry.student), signature(entry)
            if known is None or known.signature != seen:
                known = Arrival(entry, seen, now, not_before=known.not_before if known else 0.0)
            self._seen[entry.student] = known
        return sorted((each for each in self._seen.values() if each.is_due(now)), key=lambda each: each.since)

    def is_expecting(self) -> bool:
        """Whether something waits to be quiet, or is in work."""
        now = time.monotonic()
        return any(not each.settled and each.not_before <= now for each in self._seen.values())

    def settle(self, arrival: Arrival) -> None:
        """Take note of what `handled` says has become of an arrival, unless another version has come meanwhile."""
        known = self._seen.get(arrival.entry.student)
        if known is not None:
            same = known.signature == arrival.signature
            self._seen[arrival.entry.student] = arrival if same else replace(known, not_before=arrival.not_before)

    def handled(self, arrival: Arrival) -> Arrival:
        """Do what is to be done about an arrival, and say when to come back to it: settled if never.

        Raises CourseError where results cannot be written; nothing else, whatever lies there.
        """
        started, desk = time.monotonic(), self._desks.get()
        try:
            return self._handled(arrival, desk, started)
        except CourseError:
            raise
        except KitError as error:
            self._log(f"{arrival.entry.student}: put off. {error}")
            return replace(arrival, not_before=time.monotonic() + AGAIN_SECONDS)
        except Exception as error:
            self._log(f"{arrival.entry.student}: left until it changes. {type(error).__name__}: {error}")
            return replace(arrival, settled=True)
        finally:
            self._desks.put(desk)

    def _handled(self, arrival: Arrival, desk: _Desk, started: float) -> Arrival:
        student, grader = arrival.entry.student, self._grader
        submission = intake.taken_in(arrival.entry, grader.assignment)
        if signature(arrival.entry) != arrival.signature:
            return arrival  # it was changed under our eyes: the next look will tell
        if arrival.quiet < PATIENCE_SECONDS and not is_whole(arrival.entry, submission, grader.assignment):
            return replace(arrival, quiet=PATIENCE_SECONDS)
        earlier = self._earlier(student)
        if earlier is not None and grader.made(earlier, submission):
            if self._feedback_is_late(student):
                self._tell(earlier, [self._standing(earlier)])
            return self._rested(arrival, started)
        now = time.time()
        opens = self._tries.opens(student, submission.digest, now) if submission.digest else now
        if opens > now:
            self._tell_to_wait(student, earlier, opens)
            return replace(arrival, not_before=time.monotonic() + opens - now)
        result = desk.judged(submission)
        counts = bool(submission.digest) and not result.failed_kit  # not what was never run, nor a fault of ours
        with self._writing:
            is_new = counts and self._tries.add(student, submission.digest, now)
            used = f"try {self._tries.within(student, now)} of {self._tries.per_hour}" if counts else "not a try"
            standing = f"{self._standing(result)}; {used} within the hour, at {_clock(now)}"
            self._tell(result, [standing])  # before the result, which says that all this is done
            run = desk.run(started)
            self._box.write(result, run)
        self._log(f"{student}: {self._standing(result)}; {used}; {run.seconds:.2f} s")
        return replace(arrival, settled=True) if is_new else self._rested(arrival, started)

    def _rested(self, arrival: Arrival, started: float) -> Arrival:
        now = time.monotonic()
        return replace(arrival, settled=True, not_before=now + RESTING * (now - started))

    def _earlier(self, student: str) -> Result | None:
        """The result of this student's that a watch has left; never one of `autograder grade`, which knows hidden checks."""
        result = self._box.earlier(student)
        return result if result is not None and result.key_digest == self._grader.key.digest else None

    def _standing(self, result: Result) -> str:
        counts = result.counts()
        return f"public checks: {counts.get('passed', 0)} of {sum(counts.values())} pass"

    def _tell_to_wait(self, student: str, earlier: Result | None, opens: float) -> None:
        at = _clock(opens)
        lines = [
            f"{WAITS}: {self._tries.per_hour} versions were graded within an hour, which is what there is.",
            f"It is graded at {at}, without your doing; if you hand in again before then, the newest one is.",
        ]
        if earlier is None:
            self._write_feedback(student, lines, None)
        else:
            self._tell(earlier, [*lines, "", f"The version before it: {self._standing(earlier)}"])
        self._log(f"{student}: waits for its next try until {at}")

    def _tell(self, result: Result, lines: Sequence[str]) -> None:
        self._write_feedback(result.student, lines, result)

    def _write_feedback(self, student: str, lines: Sequence[str], result: Result | None) -> None:
        heading = [f"{self._grader.assignment.name} · {student}", *lines]
        text, page = rendered(heading, result)
        write_atomically(self._feedback / f"{student}.html", page)
        write_atomically(self._feedback / f"{student}.txt", text)

    def _feedback_is_late(self, student: str) -> bool:
        """Whether a student's feedback is missing, or speaks of a version that is gone."""
        try:
            return WAITS in (self._feedback / f"{student}.txt").read_text(encoding="utf-8")[:1000]
        except (OSError, ValueError):
            return True

    def _is_theirs(self, student: str, path: Path) -> bool:
        if path not in self._theirs:
            self._theirs[path] = is_theirs(student, path)
            if not self._theirs[path]:
                self._log(f"{path.name}: left out, as it belongs to another user than {student}")
        return self._theirs[path]

    def _log(self, text: str) -> None:
        plain = messages.clean(text, 300)  # names and errors can come from students
        self._console.print(f"{datetime.now():%H:%M:%S}  {plain}", markup=False, highlight=False, soft_wrap=True)


class _Desk:
    """Where a thread has submissions judged: a warm sandbox, and a new one where that has failed."""

    def __init__(self, grader: Grader, number: int) -> None:
        self._grader, self._number = grader, number
        self._sandbox = contextlib.ExitStack()
        self._workers: Workers | None = None
        self._open()

    def run(self, started: float) -> Run:
        """How it went for what was judged here since `started`."""
        return run_of(self._workers, started) if self._workers else Run(seconds=time.monotonic() - started)

    def judged(self, submission: intake.Submission) -> Result:
        """The result of a submission; raises SandboxError where no sandbox can be started now."""
        with contextlib.suppress(KitError):
            result = self._grader.judged(submission, self._workers or self._open())
            if not result.failed_kit:
                return result
        self.close()
        return self._grader.judged(submission, self._open())

    def close(self) -> None:
        """End the sandbox."""
        self._workers = None
        self._sandbox.close()

    def _open(self) -> Workers:
        workers = self._grader.workers(self._number)
        self._sandbox.enter_context(workers)
        self._workers = workers
        return workers


def rendered(heading: Sequence[str], result: Result | None) -> tuple[str, str]:
    """A student's feedback, as text and as a page: the heading, and the findings where there are any."""
    console = Console(file=io.StringIO(), record=True, width=110, highlight=False)
    for line in heading:
        console.print(line, markup=False, soft_wrap=True)
    if result is not None:
        console.print()
        report.print_findings(result, console)
    return console.export_text(clear=False), console.export_html(code_format=PAGE)


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


@contextlib.contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM or Ctrl-C has come; a second one does what it does elsewhere."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    told: list[int] = []

    def restore() -> None:
        for each, handler in before.items():
            signal.signal(each, handler)

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)
        restore()

    for each in before:
        signal.signal(each, stop)
    try:
        yield lambda: bool(told)
    finally:
        restore()
