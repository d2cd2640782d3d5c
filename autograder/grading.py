"""Grading a class: entries in, one result after the other out.

`Grader.judged` turns one submission, taken into memory, into its result; that is a unit of work, and it does not matter
where it is done: `crew` does it on this machine, `cluster` on many. What was graded before, from the same files, key and
grader, need not be run again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder import intake, messages
from autograder.answers import Answers, answers_for, conversation
from autograder.course import Assignment, Course, experiment_sources
from autograder.errors import CourseError, KitError
from autograder.gpu import gpus
from autograder.judge import judge, passes_for
from autograder.key import Key, restricted
from autograder.local import LocalWorkers
from autograder.overview import Line, line_of
from autograder.recording import cached
from autograder.results import CheckResult, ExerciseResult, Result, Run, Verdict, from_json, tidy
from autograder.sandbox import Sandbox
from autograder.session import Workers, run_of
from autograder.version import version

UNPROTECTED = (
    "Graded with --sandbox none: the submission's code ran with the grader's rights and could have done anything"
)


@dataclass(frozen=True)
class Graded:
    """What is known of an entry now: its line, and the result as JSON if it was graded now, with how that went.

    Without a result, the one that an earlier run has left stands. Most of the time its line and its text are all that
    anyone needs.
    """

    entry: intake.Entry
    line: Line
    text: str | None = None
    run: Run = field(default_factory=Run)

    @property
    def fresh(self) -> bool:
        """Whether it was graded now."""
        return self.text is not None

    @property
    def result(self) -> Result | None:
        """The result, read from its text."""
        return None if self.text is None else from_json(self.text)


# the line of the result that an earlier run has left of a submission, or None if it has to be graded
Earlier = Callable[[intake.Submission], Line | None]


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
    answers: Answers | None = None  # what submissions have answered before, where it is remembered
    device: str = "cpu"

    def workers(self, number: int = 0) -> Workers:
        """A source of workers for one thread, to be entered as a context manager."""
        return workers_for(self.assignment, self.sandbox, number, self.device)

    def grade(self, entry: intake.Entry, workers: Workers) -> Result:
        """The result of one submission where it lies. Whatever it is, there is one."""
        return self.judged(intake.taken_in(entry, self.assignment), workers)

    def judged(self, submission: intake.Submission, workers: Workers) -> Result:
        """The result of one submission, taken in. Whatever it is, there is one."""
        if submission.refusal:
            verdict: Verdict = "forbidden" if submission.hostile else "not_attempted"
            exercises, notices = self._without_answers(verdict, submission.refusal)
            return self._result(submission, exercises, notices)
        try:
            with conversation(workers, submission.files, self.assignment, self.answers) as session:
                exercises = judge(self.assignment, self.key, session, submission.files)
                notices = [*submission.notices, *session.notices]  # those of a later conversation would come too late
                notices += [
                    messages.right_for_public_inputs_only(each.id)
                    for each in exercises
                    if self.public_key.digest != self.key.digest
                    and passes_for(self.assignment, self.public_key, session, each)
                ]
        except KitError:
            raise
        except MemoryError:
            sentence = messages.out_of_memory(self.assignment.limits.memory_mb)
            exercises, notices = self._without_answers("out_of_memory", sentence)
        except Exception as error:
            return self.failed(submission, f"{type(error).__name__}: {error}")
        return self._result(submission, exercises, notices)

    def only(self, exercise: str) -> Grader:
        """A grader of one exercise, which asks for those that it needs besides."""
        wanted = {exercise, *self.assignment.all_needs(self.assignment.exercise(exercise))}
        return replace(self, key=restricted(self.key, wanted), public_key=restricted(self.public_key, wanted))

    def made(self, result: Result | Line, submission: intake.Submission) -> bool:
        """Whether grading the submission now would give this result: nothing that it depends on has changed since."""
        same = (self.assignment.name, submission.digest, self.key.digest, version(), self.sandbox, self.device)
        found = (
            result.assignment, result.submission_digest, result.key_digest, result.grader, result.sandbox, result.device,
        )  # fmt: skip
        return same == found and bool(submission.digest) and not result.failed_kit

    def failed(self, submission: intake.Submission, problem: str) -> Result:
        """The result of a submission that we could not grade: our fault, which costs nothing."""
        exercises, notices = self._without_answers("kit_error", messages.kit_error(self.contact, problem))
        return self._result(submission, exercises, notices)

    def _result(
        self, submission: intake.Submission, exercises: Sequence[ExerciseResult], notices: Sequence[str]
    ) -> Result:
        if self.sandbox == "none":
            notices = [UNPROTECTED, *notices]
        return Result(
            assignment=self.assignment.name, student=submission.student, exercises=tuple(exercises), notices=tuple(notices),
            device=self.device, sandbox=self.sandbox, submission_digest=submission.digest, key_digest=self.key.digest, grader=version(),
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


def graded(grader: Grader, entry: intake.Entry, workers: Callable[[], Workers], earlier: Earlier) -> Graded:
    """Grade an entry, unless there is an earlier result that counts; `workers` are opened only for the former."""
    started = time.monotonic()
    submission = intake.taken_in(entry, grader.assignment)
    if (line := earlier(submission)) is not None:
        return Graded(entry, line)
    opened = workers()
    result = grader.judged(submission, opened)
    return Graded(entry, line_of(result), result.to_json(), run_of(opened, started))


def workers_for(assignment: Assignment, sandbox: str, number: int = 0, device: str = "cpu") -> Workers:
    """Workers for an assignment's experiments, in the sandbox named `bwrap` or `none`."""
    return workers_with(experiment_sources(assignment), assignment, sandbox, number, device)


def workers_with(
    experiments: Mapping[str, str], assignment: Assignment, sandbox: str, number: int, device: str
) -> Workers:
    """Workers for experiments by module, under the assignment's limits."""
    if sandbox == "none":
        return LocalWorkers(experiments, assignment.limits, device)
    return Sandbox(experiments, assignment.limits, assignment.packages, number, device)


def grader(
    course: Course, assignment: Assignment, sandbox: str, cache: Path,
    on_progress: Callable[[int, int], object] = lambda done, total: None, device: str = "cpu",
) -> Grader:  # fmt: skip
    """The grader of an assignment on a device, its key taken from the cache or recorded: on the cpu, in any case.

    Raises CourseError for a device that the assignment has no use for.
    """
    if device not in assignment.devices:
        raise CourseError(
            f"{assignment.name} is graded on the {' or '.join(assignment.devices)}; it has no use for --device {device}."
        )
    if device == "cuda":
        gpus()  # raises where there is none, before anything is recorded
    plain = replace(assignment, mistakes=())
    answers = answers_for(assignment, sandbox, "cpu", cache.parent)
    key = cached(assignment, course.seed, lambda: workers_for(assignment, sandbox), cache, on_progress, answers)
    public_key = cached(plain, course.public_seed, lambda: workers_for(plain, sandbox), cache, answers=answers)
    if device != "cpu":
        answers = answers_for(assignment, sandbox, device, cache.parent)
    return Grader(assignment, key, public_key, sandbox, course.contact, answers, device)


def amended(earlier: Result, now: Result, exercise: str) -> Result:
    """An earlier result with one exercise as it is judged now. The rest stays, and so do the digests that tell of it."""
    new = {each.id: each for each in now.exercises if each.id == exercise}
    return replace(earlier, exercises=tuple(new.get(each.id, each) for each in earlier.exercises))


def chosen(entries: Sequence[intake.Entry], students: Collection[str]) -> list[intake.Entry]:
    """The entries of `students`, or all if none is named; raises CourseError for one who has no submission."""
    names = [entry.student for entry in entries]
    listed = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    if missing := set(students) - set(names):
        raise CourseError(f"No submission of {', '.join(sorted(missing))}; there are {listed}.")
    return [entry for entry in entries if not students or entry.student in students]
