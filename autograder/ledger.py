"""What is done with a result: it goes into the folder of results, and into nbgrader's gradebook where there is one.

`autograder grade` passes a class through `recorded`; `nbgrader autograde` comes by `grade_one`, one submission at a time.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder import course, grading, intake, outbox
from autograder.course import Assignment
from autograder.crew import grade_here
from autograder.nbgrader_course import Places
from autograder.outbox import Outbox
from autograder.overview import Line, line_of
from autograder.recording import cache_folder
from autograder.results import ByHand, Delivery, Result
from autograder.roster import EXTENSIONS, STUDENTS, extensions, roster

if TYPE_CHECKING:
    from autograder.gradebook import Book


@contextlib.contextmanager
def book(places: Places | None, assignment: Assignment) -> Iterator[Book | None]:
    """The gradebook for an assignment, or None where the course has none."""
    if places is None:
        yield None
        return
    from autograder import gradebook  # nbgrader takes a second to import

    known, hours = roster(places.root / STUDENTS), extensions(places.root / EXTENSIONS)
    with gradebook.opened(places, assignment, known, hours) as opened:
        gc.freeze()  # what nbgrader has brought along need not be looked through again and again
        yield opened


def made_before(grader: grading.Grader, box: Outbox) -> grading.Earlier:
    """Tells the line of the result in the box that grading a submission now would give again."""

    def earlier(submission: intake.Submission) -> Line | None:
        found = box.line(submission.student)
        return found if found is not None and grader.made(found, submission) else None

    return earlier


def recorded(graded: grading.Graded, box: Outbox, gradebook: Book | None) -> Line:
    """Write a result wherever it belongs; returns its line, with what is known of its delivery."""
    if gradebook is None:
        if graded.text is None:
            box.keep(graded.line)  # the result that is there stays, and nobody has to read more of it
        else:
            box.put(graded.line, graded.text, graded.run)
        return graded.line
    there = box.earlier(graded.entry.student)
    new = graded.result
    now = there if new is None else _with_run(new, there)
    if now is None:
        box.keep(graded.line)
        return graded.line
    received = gradebook.received(graded.entry, now)
    if graded.fresh:
        box.write(received.result, graded.run)
    else:
        if received.result != now:
            box.amend(received.result)
        box.keep(received.result)
    gradebook.enter(received)
    gradebook.papers.lay_out(received)
    return line_of(received.result)


def _with_run(result: Result, before: Result | None) -> Result:
    """The result, with what happened when nbgrader ran the same submission's notebook."""
    if before is None or before.delivery is None or before.submission_digest != result.submission_digest:
        return result
    return replace(result, delivery=Delivery(run=before.delivery.run))


def points_by_hand(places: Places | None, assignment: str) -> ByHand:
    """What people have given in the gradebook; nothing without one."""
    if places is None or (
        places.db_url == f"sqlite:///{places.root / 'gradebook.db'}" and not (places.root / "gradebook.db").exists()
    ):
        return ByHand()
    from autograder import gradebook

    return gradebook.points_by_hand(places, assignment)


def grade_one(places: Places, name: str, student: str, run: Sequence[str]) -> Result:
    """Grade one submission of an nbgrader course; `run` is what happened when its notebook ran.

    The notebook in `autograded/` is nbgrader's to write.
    """
    the_course = course.course(places.root / "solutions")
    assignment = the_course.assignment(name)
    entry = intake.Entry(student, places.submitted / student / name)
    grader = grading.grader(the_course, assignment, "bwrap", cache_folder(the_course.solutions))
    with outbox.held(places.root / "out" / name) as box, book(places, assignment) as opened:
        assert opened is not None

        opened.papers.unseal(student)
        (graded,) = grade_here(grader, [entry], 1, made_before(grader, box))
        result = graded.result or box.earlier(student)
        assert result is not None  # its line was read a moment ago, and the box is ours
        received = opened.received(entry, replace(result, delivery=Delivery(run=tuple(run))))
        if graded.fresh:
            box.write(received.result, graded.run)
        else:
            box.amend(received.result)
            box.keep(received.result)
        opened.enter(received)
        opened.papers.seal(received)
    return received.result
