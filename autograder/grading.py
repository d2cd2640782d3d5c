"""Grading a class: entries in, one result file each, then the class's tables.

Each of `jobs` threads owns a sandbox and takes the next submission when it has finished one. A result is written
atomically as soon as it is known; a submission whose result is there already, from the same files, key and grader, is
not run again, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import intake, messages
from autograder.course import Assignment, Course, experiment_sources
from autograder.errors import CourseError, IntakeError, KitError
from autograder.judge import judge, passes_for
from autograder.key import Key
from autograder.local import LocalWorkers
from autograder.outbox import Outbox
from autograder.recording import cached
from autograder.results import CheckResult, ExerciseResult, Result, Verdict, from_json, tidy
from autograder.sandbox import Sandbox
from autograder.session import Session, Workers
from autograder.version import version

UNPROTECTED = (
    "Graded with --sandbox none: the submission's code ran with the grader's rights and could have done anything"
)


@dataclass(frozen=True)
class Grader:
    """What grading one submission takes: the assignment, its key, and what to say of our own faults.

    `public_key` is that of the inputs which students check against at home, without mistakes.
    """

    assignment: Assignment
    key: Key
    public_key: Key
    sandbox: str
    contact: str

    def workers(self, number: int = 0) -> Workers:
        """A source of workers for one thread, to be entered as a context manager."""
        return workers_for(self.assignment, self.sandbox, number)

    def grade(self, entry: intake.Entry, workers: Workers) -> Result:
        """The result of one submission. Whatever the submission is, there is one."""
        digest = ""
        try:
            files = intake.read(entry, self.assignment)
            digest = files.digest
            with Session(workers, files.contents, self.assignment.limits, self.assignment.aliases) as session:
                exercises = judge(self.assignment, self.key, session, files.contents)
                notices = [*files.notices, *session.notices]  # those of a later conversation would come too late
                notices += [
                    messages.right_for_public_inputs_only(each.id)
                    for each in exercises
                    if passes_for(self.assignment, self.public_key, session, each)
                ]
        except IntakeError as error:
            exercises, notices = self._without_answers("forbidden" if error.hostile else "not_attempted", str(error))
        except KitError:
            raise
        except MemoryError:
            sentence = messages.out_of_memory(self.assignment.limits.memory_mb)
            exercises, notices = self._without_answers("out_of_memory", sentence)
        except Exception as error:
            sentence = messages.kit_error(self.contact, f"{type(error).__name__}: {error}")
            exercises, notices = self._without_answers("kit_error", sentence)
        return self._result(entry, exercises, notices, digest)

    def finished(self, entry: intake.Entry, out: Path) -> Result | None:
        """The result that an earlier run has left, if nothing it depends on has changed since."""
        try:
            digest = intake.read(entry, self.assignment).digest
            result = from_json((out / f"{entry.student}.json").read_text(encoding="utf-8"))
        except Exception:  # whatever keeps us from knowing, grading it again will tell
            return None
        same = (self.assignment.name, digest, self.key.digest, version(), self.sandbox)
        found = (result.assignment, result.submission_digest, result.key_digest, result.grader, result.sandbox)
        return result if same == found and not result.failed_kit else None

    def _result(
        self, entry: intake.Entry, exercises: Sequence[ExerciseResult], notices: Sequence[str], digest: str
    ) -> Result:
        if self.sandbox == "none":
            notices = [UNPROTECTED, *notices]
        return Result(
            assignment=self.assignment.name, student=entry.student, exercises=tuple(exercises), notices=tuple(notices),
            device="cpu", sandbox=self.sandbox, submission_digest=digest, key_digest=self.key.digest, grader=version(),
        )  # fmt: skip

    def _without_answers(self, verdict: Verdict, sentence: str) -> tuple[list[ExerciseResult], list[str]]:
        """The same verdict on everything, since nothing was run, and the sentence as a notice."""
        results = []
        for exercise in self.assignment.exercises:
            share = 1.0 if verdict == "kit_error" else 0.0
            checks = tuple(
                CheckResult(
                    id=check.id, description=check.description, verdict=verdict, hidden=check.hidden,
                    score=tidy(share * exercise.points_of(check)), points=tidy(exercise.points_of(check)), seconds=0.0,
                    message=sentence,
                ) for check in exercise.checks
            )  # fmt: skip
            results.append(
                ExerciseResult(exercise.name, share * exercise.points, exercise.points, verdict, sentence, checks)
            )
        return results, [sentence]


def workers_for(assignment: Assignment, sandbox: str, number: int = 0) -> Workers:
    """Workers for an assignment's experiments, in the sandbox named `bwrap` or `none`."""
    experiments = experiment_sources(assignment)
    if sandbox == "none":
        return LocalWorkers(experiments, assignment.limits)
    return Sandbox(experiments, assignment.limits, assignment.packages, number)


def grader(
    course: Course, assignment: Assignment, sandbox: str, cache: Path,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> Grader:  # fmt: skip
    """The grader of an assignment, its key taken from the cache or recorded."""
    plain = replace(assignment, mistakes=())
    key = cached(assignment, course.seed, lambda: workers_for(assignment, sandbox), cache, on_progress)
    public_key = cached(plain, course.public_seed, lambda: workers_for(plain, sandbox), cache)
    return Grader(assignment, key, public_key, sandbox, course.contact)


def chosen(entries: Sequence[intake.Entry], students: Collection[str]) -> list[intake.Entry]:
    """The entries of `students`, or all if none is named; raises CourseError for one who has no submission."""
    names = [entry.student for entry in entries]
    listed = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    if missing := set(students) - set(names):
        raise CourseError(f"No submission of {', '.join(sorted(missing))}; there are {listed}.")
    return [entry for entry in entries if not students or entry.student in students]


def grade_class(
    grader: Grader, entries: Sequence[intake.Entry], out: Outbox, jobs: int, force: bool,
    on_result: Callable[[Result], object] = lambda result: None,
) -> list[Result]:  # fmt: skip
    """Grade every entry, writing its result as soon as it is known; returns the results in the entries' order.

    Raises KitError where no sandbox can be started; what was finished by then is on disk.
    """
    waiting: queue.SimpleQueue[tuple[int, intake.Entry]] = queue.SimpleQueue()
    results: dict[int, Result] = {}
    for place, entry in enumerate(entries):
        done = None if force else grader.finished(entry, out.folder)
        if done is None:
            waiting.put((place, entry))
        else:
            out.keep(done)
            results[place] = done
            on_result(done)
    errors: list[BaseException] = []
    stopping = threading.Event()

    def work(number: int) -> None:
        try:
            with grader.workers(number) as workers:
                while not stopping.is_set():
                    place, entry = waiting.get_nowait()
                    started = time.monotonic()
                    result = grader.grade(entry, workers)
                    out.write(
                        result, [name for name, kept in workers.mechanisms.items() if kept], time.monotonic() - started
                    )
                    results[place] = result
                    on_result(result)
        except queue.Empty:
            pass
        except BaseException as error:
            errors.append(error)
            stopping.set()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(min(jobs, waiting.qsize()))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        stopping.set()
        for thread in threads:
            thread.join()
        raise
    if errors:
        raise errors[0]
    return [results[place] for place in range(len(entries))]
