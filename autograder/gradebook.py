"""nbgrader's gradebook, written by one writer: scores and comments from the judge, a transaction for each submission.

    received    what the course knows of a submission beside its code: when it came, what that costs, its notebook
    enter       the scores and comments of a result

A manual score, a manual comment, extra credit and an extension that somebody has entered are never touched. What is there
already is not written again. Cells come from the released notebook by way of nbgrader's own preprocessor, so `nbgrader
generate_assignment` and this agree on them; every exercise has a place for a comment besides.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import api
from sqlalchemy import exc, func, insert, select, update

from autograder import messages
from autograder.autograded import Papers, Received
from autograder.course import Assignment
from autograder.delivery import late_sentence, notebook_in, timestamp_in
from autograder.errors import CourseError
from autograder.intake import Entry
from autograder.marking import Marked
from autograder.nbgrader_course import Places
from autograder.nbgrader_plugins import KeepCells
from autograder.results import ByHand, Delivery, Result
from autograder.roster import Roster

NO_ANSWER = "No response."


@dataclass(frozen=True)
class Cells:
    """The ids of the gradebook's rows for one notebook: of cells with points, of places for comments, by name."""

    notebook: str
    graded: Mapping[str, str]
    commented: Mapping[str, str]


class Book:
    """The gradebook, open for one assignment. Made by `opened`."""

    def __init__(
        self, gradebook: api.Gradebook, places: Places, assignment: Assignment, cells: Cells, roster: Roster,
        hours: Mapping[tuple[str, str], float],
    ) -> None:  # fmt: skip
        self._db = gradebook.db
        self._places, self._assignment, self._cells = places, assignment, cells
        self._roster, self._hours = roster, hours
        self.papers = Papers(places, assignment)
        self._assignment_id = self._db.scalars(
            select(api.Assignment.id).where(api.Assignment.name == assignment.name)
        ).one()
        self._students = set(self._db.scalars(select(api.Student.id)))
        submitted = api.SubmittedAssignment
        entered = select(submitted.student_id, submitted.extension).where(
            submitted.assignment_id == self._assignment_id
        )
        self._entered: dict[str, timedelta | None] = {
            row.student_id: row.extension for row in self._db.execute(entered)
        }
        self._db.rollback()  # reading began a transaction; other writers wait for its end

    def received(self, entry: Entry, result: Result) -> Received:
        """The result with what is known of its delivery; never raises for what a student has done."""
        folder = entry.path if entry.path.is_dir() and not entry.path.is_symlink() else None
        notebook, notices = notebook_in(folder, self._assignment.name)
        timestamp, complaint = timestamp_in(folder)
        notices += [complaint] if complaint else []
        if self._roster.unknown(entry.student):
            notices.append(f"{messages.clean(entry.student, 60)} is not in the course's list of students")
        seconds = self._seconds_late(entry.student, timestamp)
        penalty = self._assignment.late.penalty(result.score, seconds)
        if seconds:
            notices.append(late_sentence(seconds, penalty, self._assignment.late))
        run = result.delivery.run if result.delivery else ()
        delivery = Delivery(timestamp.isoformat() if timestamp else None, seconds, penalty, (), run)
        seal = self.papers.seal_of(replace(result, delivery=delivery), notebook, notices)
        if result.delivery and entry.student in self._entered and self.papers.sealed(entry.student) == seal:
            return Received(
                entry, replace(result, delivery=replace(delivery, notices=result.delivery.notices)), None, seal
            )
        paper = self.papers.paper(notebook, result)
        delivery = replace(delivery, notices=(*notices, *paper.notices))
        return Received(entry, replace(result, delivery=delivery), paper, seal)

    def enter(self, received: Received) -> None:
        """Write scores, comments and the notebook to mark. Raises CourseError where the gradebook cannot be written."""
        result, paper = received.result, received.paper
        assert result.delivery is not None
        timestamp = datetime.fromisoformat(result.delivery.timestamp) if result.delivery.timestamp else None
        try:
            with self._transaction():
                notebook_id, known = self._submission(result.student, timestamp)
                self._write_scores(notebook_id, result, paper, known)
        except exc.SQLAlchemyError as error:
            raise CourseError(
                f"The gradebook {self._places.db_url_shown} cannot be written: {_reason(error)}. Results and what was entered are kept; "
                "put it right and start again, or leave it out with --gradebook none."
            ) from None

    # -- when it came

    def _seconds_late(self, student: str, timestamp: datetime | None) -> float:
        """Seconds after the deadline and the student's extension; 0 where there is no deadline, or no timestamp."""
        if self._assignment.deadline is None or timestamp is None:
            return 0.0
        due, extension = self._assignment.deadline.astimezone(UTC).replace(tzinfo=None), self._extension(student)
        granted = self._entered.get(student) if extension is None else extension
        return max(0.0, (timestamp - due - (granted or timedelta())).total_seconds())

    def _extension(self, student: str) -> timedelta | None:
        hours = self._hours.get((student, self._assignment.name))
        return None if hours is None else timedelta(hours=hours)

    # -- rows

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _submission(self, student: str, timestamp: datetime | None) -> tuple[str, bool]:
        """The id of the submitted notebook's row, and whether it was there; it is made where it is missing."""
        if student not in self._students:
            self._db.execute(insert(api.Student), {"id": student})
            self._students.add(student)
        submissions, notebooks = api.SubmittedAssignment, api.SubmittedNotebook
        row = self._db.execute(
            select(submissions.id, submissions.timestamp, submissions.extension, notebooks.id)
            .outerjoin(notebooks, notebooks.assignment_id == submissions.id)
            .where(submissions.assignment_id == self._assignment_id, submissions.student_id == student)
        ).one_or_none()
        extension = self._extension(student)
        if row is None:
            values = {
                "assignment_id": self._assignment_id,
                "student_id": student,
                "timestamp": timestamp,
                "extension": extension,
            }
            submission_id = str(self._db.scalars(insert(submissions).returning(submissions.id), [values]).one())
            notebook_id = None
        else:
            submission_id, before, granted, notebook_id = row
            if before != timestamp or (extension is not None and granted != extension):
                changed = {"timestamp": timestamp, "extension": granted if extension is None else extension}
                self._db.execute(update(submissions).where(submissions.id == submission_id).values(**changed))
        known = notebook_id is not None
        if not known:
            values = {"assignment_id": submission_id, "notebook_id": self._cells.notebook}
            notebook_id = self._db.scalars(insert(notebooks).returning(notebooks.id), [values]).one()
        return str(notebook_id), known

    def _write_scores(self, notebook_id: str, result: Result, paper: Marked | None, known: bool) -> None:
        scores = {exercise.id: exercise.score for exercise in result.exercises}
        sentences = {exercise.id: comment(exercise) for exercise in result.exercises}
        grade, said_before = api.Grade, api.Comment
        marks = select(
            grade.id, grade.cell_id, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
        ).where(grade.notebook_id == notebook_id)
        words = select(said_before.id, said_before.cell_id, said_before.auto_comment).where(
            said_before.notebook_id == notebook_id
        )
        grades = {row.cell_id: row for row in (self._db.execute(marks) if known else ())}
        comments = {row.cell_id: row for row in (self._db.execute(words) if known else ())}
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        total = 0.0
        for name, cell_id in self._cells.graded.items():
            row = grades.get(cell_id)
            auto: float | None
            if name in scores:
                auto, pending = scores[name], False
            elif paper is None:  # nothing has changed since the last time
                auto, pending = (row.auto_score, row.needs_manual_grade) if row else (None, True)
            else:
                auto, pending = (None, True) if name in paper.answers else (0.0, False)
            if row is None:
                new.append(
                    {"notebook_id": notebook_id, "cell_id": cell_id, "auto_score": auto, "needs_manual_grade": pending}
                )
            elif row.manual_score is not None:  # somebody has decided; a new answer or score is for them to see
                is_new = paper is not None and paper.answers.get(name) != self.papers.answers_before(
                    result.student
                ).get(name)
                pending = row.needs_manual_grade or row.auto_score != auto or is_new
            if row is not None and (row.auto_score, row.needs_manual_grade) != (auto, pending):
                changed.append({"id": row.id, "auto_score": auto, "needs_manual_grade": pending})
            manual = row.manual_score if row is not None else None
            total += (auto or 0.0 if manual is None else manual) + (
                (row.extra_credit or 0.0) if row is not None else 0.0
            )
        self._apply(api.Grade, new, changed)
        new, changed = [], []
        for name, cell_id in self._cells.commented.items():
            said = comments.get(cell_id)
            if name in sentences:
                text: str | None = sentences[name]
            elif paper is None:
                text = said.auto_comment if said else None
            else:
                text = None if name in paper.answers else NO_ANSWER
            if said is None:
                new.append({"notebook_id": notebook_id, "cell_id": cell_id, "auto_comment": text})
            elif said.auto_comment != text:
                changed.append({"id": said.id, "auto_comment": text})
        self._apply(api.Comment, new, changed)
        assert result.delivery is not None
        penalty = self._assignment.late.penalty(total, result.delivery.seconds_late) or None
        if not known and penalty is None:
            return
        notebooks = api.SubmittedNotebook
        self._db.execute(
            update(notebooks)
            .where(
                notebooks.id == notebook_id, func.coalesce(notebooks.late_submission_penalty, 0.0) != (penalty or 0.0)
            )
            .values(late_submission_penalty=penalty)
            .execution_options(synchronize_session=False)
        )

    def _apply(self, table: Any, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
        if new:
            self._db.execute(insert(table.__table__), new)
        if changed:
            self._db.execute(update(table), changed)


@contextlib.contextmanager
def opened(
    places: Places, assignment: Assignment, roster: Roster, hours: Mapping[tuple[str, str], float]
) -> Iterator[Book]:
    """The gradebook, with the assignment, its cells and the roster in it. Raises CourseError where that cannot be."""
    path = places.release / assignment.name / f"{assignment.name}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing, and the gradebook has its cells from it; `make release` makes it.")
    try:
        with _alembic_found(), api.Gradebook(places.db_url, places.course_id) as gradebook:
            due = assignment.deadline.astimezone(UTC).replace(tzinfo=None) if assignment.deadline else None
            gradebook.update_or_create_assignment(assignment.name, duedate=due)
            known = set(gradebook.db.scalars(select(api.Student.id)))
            for student in roster.students:
                given = {name: value or None for name, value in vars(student).items() if name != "id"}
                if student.id not in known:
                    gradebook.db.execute(insert(api.Student), {"id": student.id, **given})
                else:
                    gradebook.db.execute(update(api.Student).where(api.Student.id == student.id).values(**given))
            gradebook.db.commit()
            cells = _cells(gradebook, places, assignment, path)
            gradebook.db().expire_on_commit = False
            yield Book(gradebook, places, assignment, cells, roster, hours)
    except exc.SQLAlchemyError as error:
        raise CourseError(
            f"The gradebook {places.db_url_shown} cannot be opened: {_reason(error)}. "
            "See `db_url` in nbgrader_config.py, or leave it out with --gradebook none."
        ) from None


def _reason(error: exc.SQLAlchemyError) -> str:
    """What the database says is wrong, in a line."""
    return str(getattr(error, "orig", error)).splitlines()[0]


@contextlib.contextmanager
def _alembic_found() -> Iterator[None]:
    """Within it, programs beside our interpreter are found by their names, as nbgrader calls alembic."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _cells(gradebook: api.Gradebook, places: Places, assignment: Assignment, path: Path) -> Cells:
    """The notebook's rows, brought up to date with the released notebook."""
    node: Any = nbformat.read(path, as_version=4)
    names = {"notebook": assignment.name, "assignment": assignment.name, "student": ".", "db_url": places.db_url}
    try:
        KeepCells().preprocess(node, {"nbgrader": names})
    except RuntimeError:
        raise CourseError(
            f"The cells of {path.name} have changed, and the gradebook has submissions for the old ones, which nbgrader does not "
            f"allow. Keep the old exercises, or let `nbgrader db assignment remove {assignment.name} --force` drop its submissions, "
            "manual grades included."
        ) from None
    db = gradebook.db
    notebook = db.scalars(
        select(api.Notebook.id).join(api.Assignment).where(
            api.Assignment.name == assignment.name, api.Notebook.name == assignment.name
        )
    ).one()  # fmt: skip
    graded = db.execute(select(api.GradeCell.name, api.GradeCell.id).where(api.GradeCell.notebook_id == notebook))
    solutions = db.execute(
        select(api.SolutionCell.name, api.SolutionCell.id).where(api.SolutionCell.notebook_id == notebook)
    )
    return Cells(notebook, {row.name: row.id for row in graded}, {row.name: row.id for row in solutions})


def points_by_hand(places: Places, assignment: str) -> ByHand:
    """The points that people have given beside the judge's. Raises CourseError where the gradebook cannot be read.

    A score that somebody has put over the judge's counts with the difference, extra credit as it is.
    """
    try:
        with _alembic_found(), api.Gradebook(places.db_url, places.course_id) as gradebook:
            rows = gradebook.db.execute(
                select(
                    api.SubmittedAssignment.student_id, api.GradeCell.cell_type, api.Grade.auto_score,
                    api.Grade.manual_score, api.Grade.extra_credit, api.Grade.needs_manual_grade,
                )
                .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
                .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
                .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
                .join(api.GradeCell, api.Grade.cell_id == api.GradeCell.id)
                .where(api.Assignment.name == assignment)
            ).all()  # fmt: skip
            most = gradebook.db.scalar(
                select(func.coalesce(func.sum(api.GradeCell.max_score), 0.0))
                .join(api.Notebook, api.GradeCell.notebook_id == api.Notebook.id)
                .join(api.Assignment, api.Notebook.assignment_id == api.Assignment.id)
                .where(api.Assignment.name == assignment, api.GradeCell.cell_type == "markdown")
            )
    except exc.SQLAlchemyError as error:
        raise CourseError(f"The gradebook {places.db_url_shown} cannot be read: {_reason(error)}.") from None
    points: dict[str, float] = {}
    for student, kind, auto, manual, extra, _ in rows:
        judged = (auto or 0.0) if kind == "code" else 0.0
        given = (auto or 0.0) if manual is None else manual
        points[student] = points.get(student, 0.0) + given - judged + (extra or 0.0)
    pending = {student for student, *_, manual, _, needs in rows if needs and manual is None}
    return ByHand(points, float(most or 0.0), frozenset(pending))


def comment(exercise: Any) -> str:
    """The comment on an exercise: its sentence, and the question that leads on."""
    hints = list(dict.fromkeys(check.hint for check in exercise.checks if check.hint))
    return "\n".join([exercise.message, *hints[:2]])
