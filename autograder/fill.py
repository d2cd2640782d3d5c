"""Points into the files that teachers download: Canvas's gradebook and Moodle's grading worksheet.

`people` knows the students by everything that such a file may call them, `_matched` finds whose row is whose, `_fill`
puts the points in. A row is filled where one student alone fits it. What stands in a cell and is no number, such as
Canvas's EX, stays; a number that changes, and everybody who is not found, gets a sentence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.errors import CourseError
from autograder.messages import clean
from autograder.roster import Student
from autograder.sheet import Sheet, number_in, two_decimals

CANVAS_KEYS = {"SIS Login ID": ("id", "email"), "SIS User ID": ("id", "lms"), "ID": ("lms", "id")}
CANVAS_TOTAL = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
CANVAS_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
# Moodle's headings are in the language of the site; these are from its own translations
MOODLE_GRADE = {"grade", "bewertung", "note", "calificación", "valutazione", "nota", "cijfer", "qualificació", "betyg"}
MOODLE_MAXIMUM = {
    "maximum grade", "bestwertung", "note maximale", "calificación máxima", "valutazione massima", "nota máxima",
    "maximaal cijfer", "maximalt betyg",
}  # fmt: skip
MOODLE_SCALE = {"scale", "skala", "barème", "escala", "scala", "schaal"}
MOODLE_NAME = {"full name", "vollständiger name", "nom complet", "nombre completo", "nome completo", "volledige naam"}
MOODLE_ID = re.compile(r"\bid\b|id-|\buser ?name\b|matrikel|anmeldename|d'utilisateur|usuario|utente")
MOODLE_FEEDBACK = re.compile(r"feedback|retroal|commenti|comentários|kommentar|rückmeldung|opmerking")
MOODLE_CHANGEABLE = re.compile(r"can be changed|kann geändert|peut être modifiée|puede (ser )?cambia|può essere cambia")
NO = {"no", "nein", "non", "não", "nee", "nej"}
E_MAIL = re.compile(r"\S+@\S+")
MOODLE_FOLDER = re.compile(r"_(\d+)_assignsubmission_")  # as in the zip of all submissions; the number is Participant's


@dataclass(frozen=True)
class People:
    """The students: by what they may be called, kind by kind, and their addresses."""

    known: Mapping[str, Mapping[str, frozenset[str]]]
    emails: Mapping[str, str]

    def called(self, text: str, kinds: Iterable[str]) -> str | None:
        """The one student whom the text names, as the first of these kinds that knows it."""
        for kind in kinds:
            fitting = self.known.get(kind, {}).get(_spelled(kind, text), frozenset())
            if len(fitting) == 1:
                return next(iter(fitting))
        return None


@dataclass(frozen=True)
class Points:
    """What goes into a file: points and lines of feedback by student, the most points, and the assignment's names."""

    scores: Mapping[str, float]
    maximum: float
    names: Sequence[str]
    feedback: Mapping[str, Sequence[str]] = field(default_factory=dict)


def people(students: Iterable[str], roster: Iterable[Student]) -> People:
    """All who are graded or on the roster."""
    known: dict[str, dict[str, set[str]]] = {}

    def add(kind: str, text: str | None, student: str) -> None:
        if text and text.strip():
            known.setdefault(kind, {}).setdefault(_spelled(kind, text), set()).add(student)

    listed = {each.id: each for each in roster}
    for student in {*students, *listed}:
        add("id", student, student)
        if folder := MOODLE_FOLDER.search(student):
            add("participant", folder[1], student)
    for student, each in listed.items():
        add("email", each.email, student)
        add("lms", each.lms_user_id, student)
        if each.first_name and each.last_name:
            for name in ("{0} {1}", "{1} {0}", "{1}, {0}"):
                add("name", name.format(each.first_name, each.last_name), student)
    frozen = {kind: {text: frozenset(who) for text, who in texts.items()} for kind, texts in known.items()}
    return People(frozen, {student: _plain(each.email) for student, each in listed.items() if each.email})


def canvas(sheet: Sheet, who: People, points: Points) -> tuple[Sheet, list[str]]:
    """The gradebook with the assignment's points, in its column or a new one, and what should be known of it.

    Raises CourseError where it is no gradebook of Canvas, or has several columns for the assignment.
    """
    header, rows = sheet.header, range(len(sheet.rows))
    at = 2 if header[:2] == ("LastName", "FirstName") else 1
    if header[0] not in ("Student", "LastName") or header[at : at + 1] != ("ID",):
        raise CourseError(
            f"{sheet.name} is no gradebook of Canvas: its headings are {_listed(header)}, and Canvas's start with "
            "Student, ID. Download it anew, with Export in Canvas's Gradebook."
        )
    possible = [row for row in rows if "Points Possible" in sheet.cell(row, 0)]
    others = {*possible, *(row for row in rows if all(map(CANVAS_NO_STUDENT.fullmatch, sheet.rows[row])))}
    names = {_plain(name) for name in points.names}
    found = [
        column for column in range(at + 1, len(header))
        if _plain(re.sub(r"\s*\(\d+\)\s*$", "", header[column])) in names and not CANVAS_TOTAL.search(header[column])
    ]  # fmt: skip
    if len(found) > 1:
        titles = _listed(header[column] for column in found)
        raise CourseError(
            f"{sheet.name} has several columns of that name, {titles}; remove all but one, and fill that."
        )
    keys = [(header.index(name), kinds) for name, kinds in CANVAS_KEYS.items() if name in header]
    notices = []
    if found:
        theirs = {number for text in sheet.column(found[0], possible) if (number := number_in(text)) is not None}
        notices += _other_maximum("Canvas", theirs, points.maximum)
        column = found[0]
    else:
        column = len(header)
        notices.append(f"{sheet.name} has no column for {points.names[-1]}, so it gets one; Canvas asks what it is.")
        sheet = sheet.with_column(points.names[-1])
        sheet = sheet.with_cells({(row, column): sheet.points(points.maximum) for row in possible})
    whose, more = _matched(sheet, [row for row in rows if row not in others], keys, who, points)
    filled, also = _filled(sheet, whose, column, points)
    return filled, [*notices, *more, *also]


def moodle(sheet: Sheet, who: People, points: Points) -> tuple[Sheet, list[str]]:
    """The worksheet with points and, where it has a column for it, feedback; and what should be known of it.

    Raises CourseError where no column is known to hold grades, or grades are words of a scale.
    """
    headings = [" ".join(heading.casefold().split()) for heading in sheet.header]
    rows = [row for row in range(len(sheet.rows)) if any(sheet.rows[row])]

    def first(words: Collection[str]) -> int | None:
        return next((column for column, heading in enumerate(headings) if heading in words), None)

    def last(words: re.Pattern[str]) -> int | None:
        return max((column for column, heading in enumerate(headings) if words.search(heading)), default=None)

    maximum, grade, name = first(MOODLE_MAXIMUM), first(MOODLE_GRADE), first(MOODLE_NAME)
    if first(MOODLE_SCALE) is not None:
        raise CourseError(
            f"{sheet.name} has grades of a scale; give the assignment a maximum grade, and download it anew."
        )
    if grade is None:
        maximum = _one_number(sheet, rows) if maximum is None else maximum
        grade = maximum - 1 if maximum else None  # where Moodle puts it, in any language
    if not grade:
        raise CourseError(
            f"{sheet.name} has no column that is known to hold grades: its headings are {_listed(sheet.header)}. Set "
            "Moodle to English, download the grading worksheet, and upload the filled one in English, too."
        )
    mails = [
        column for column in range(1, grade)
        if (cells := sheet.column(column, rows)) and all(map(E_MAIL.fullmatch, cells))
    ]  # fmt: skip
    ids = [column for column in range(1, grade) if column not in (name, *mails) and MOODLE_ID.search(headings[column])]
    keys: list[tuple[int, tuple[str, ...]]] = [
        (0, ("participant", "lms")),
        *((column, ("id", "lms")) for column in ids),
    ]
    keys += [(column, ("email", "id")) for column in mails]
    keys += (
        [(1, ("name",))] if name is None else [(name, ("name", "id"))]
    )  # where Moodle puts it, unless marking is blind
    theirs = {number for text in sheet.column(maximum, rows) if (number := number_in(text))} if maximum else set()
    changeable = last(MOODLE_CHANGEABLE)
    locked = {row for row in rows if changeable is not None and sheet.cell(row, changeable).casefold() in NO}
    whose, notices = _matched(sheet, rows, keys, who, points)
    filled, more = _filled(sheet, whose, grade, points, locked, last(MOODLE_FEEDBACK))
    return filled, [*_other_maximum("Moodle", theirs, points.maximum), *notices, *more]


def _matched(
    sheet: Sheet, rows: Iterable[int], keys: Sequence[tuple[int, Sequence[str]]], who: People, points: Points
) -> tuple[dict[int, str], list[str]]:
    """Whose rows these are, and a sentence for each row and each student that found no partner.

    `keys` are columns with the kinds of names in them, the surest first. Raises CourseError where nothing fits.
    """
    fitting: dict[str, list[tuple[int, int]]] = {}
    notices, nobody = [], []
    for row in rows:
        label = f"Row {row + 2} of {sheet.name} ({clean(' '.join(sheet.rows[row][:2]), 60)})"
        hits = [
            (rank, student) for rank, (column, kinds) in enumerate(keys)
            if (student := who.called(sheet.cell(row, column), kinds))
        ]  # fmt: skip
        students = sorted({student for _, student in hits})
        if not hits:
            nobody.append(f"{label} is nobody that is known here; it stays as it is.")
        elif len(students) > 1:
            notices.append(f"{label} fits {' and '.join(students)}; it stays as it is.")
        elif _has_another_address(sheet, row, keys, hits[0], who):
            notices.append(f"{label} has the name of {students[0]} and another address; it stays as it is.")
        else:
            fitting.setdefault(students[0], []).append((hits[0][0], row))
    whose = {}
    for student, places in fitting.items():
        best = [row for rank, row in places if rank == min(places)[0]]
        if len(best) > 1:
            notices.append(f"{student} fits the rows {_numbers(best)} of {sheet.name} alike; they stay as they are.")
        else:
            whose[best[0]] = student
            notices += [
                f"Row {row + 2} of {sheet.name} fits {student}, too, and row {best[0] + 2} fits better; it stays as it is."
                for _, row in places if row != best[0]
            ]  # fmt: skip
    if not set(whose.values()) & set(points.scores):
        raise CourseError(
            f"{sheet.name} has no row that fits a student with a result. A roster (--roster) says who has which name, "
            "e-mail address and number there."
        )
    unfound = [
        f"{student} has a score of {two_decimals(score)} and no row in {sheet.name}; enter it by hand."
        for student, score in points.scores.items() if student not in whose.values()
    ]  # fmt: skip
    return whose, [*notices, *nobody, *unfound]


def _has_another_address(
    sheet: Sheet, row: int, keys: Sequence[tuple[int, Sequence[str]]], hit: tuple[int, str], who: People
) -> bool:
    """Whether a row fits by its name alone, while its e-mail address is not the student's: a namesake's."""
    rank, student = hit
    there = {_plain(sheet.cell(row, column)) for column, kinds in keys if "email" in kinds} - {""}
    return "name" in keys[rank][1] and bool(there) and who.emails.get(student, min(there, default="")) not in there


def _filled(
    sheet: Sheet,
    whose: Mapping[int, str],
    column: int,
    points: Points,
    locked: Collection[int] = (),
    comments: int | None = None,
) -> tuple[Sheet, list[str]]:
    """The sheet with points and feedback in the rows of those who have some, and a sentence for what is in the way."""
    cells, notices = {}, []
    for row, student in whose.items():
        there, score = sheet.cell(row, column), points.scores.get(student)
        number = number_in(there)
        if score is None:
            notices.append(f"{student} has no result; row {row + 2} of {sheet.name} stays as it is.")
        elif row in locked:
            notices.append(
                f"Moodle has locked the grade of {student}; the score of {two_decimals(score)} is not written."
            )
        elif number is None and there not in ("", "-"):
            kept = f"“{clean(there, 40)}” in {sheet.name}, which stays"
            notices.append(f"{student} has {kept}; the score of {two_decimals(score)} is not written.")
        else:
            if number != round(score, 2):
                cells[row, column] = sheet.points(score)
            if number not in (None, round(score, 2)):
                notices.append(
                    f"{student} had {two_decimals(number)} in {sheet.name}, and has {two_decimals(score)} now."
                )
            if comments is not None and student in points.feedback:
                said = re.sub(r"<[^>]*>", "", sheet.cell(row, comments)).strip()
                if said and not said.startswith(f"{points.names[0]}: "):
                    notices.append(f"{student} has feedback in {sheet.name}, which stays; ours is not written.")
                else:  # Moodle reads it as HTML
                    cells[row, comments] = "<br>".join(
                        html.escape(line, quote=False) for line in points.feedback[student]
                    )
    return sheet.with_cells(cells), notices


def _other_maximum(platform: str, theirs: Iterable[float], ours: float) -> list[str]:
    return [
        f"{platform} has a maximum of {two_decimals(each)} points, and this assignment {two_decimals(ours)}; points are "
        f"written as they are{', and Moodle leaves out those above its own' if platform == 'Moodle' and each < ours else ''}."
        for each in sorted(theirs) if each != round(ours, 2)
    ]  # fmt: skip


def _one_number(sheet: Sheet, rows: Sequence[int]) -> int | None:
    """The one column that has the same number, above 0, in every row: the maximum grade, whatever it is called."""
    found = []
    for column in range(1, len(sheet.header)):
        numbers = {number_in(sheet.cell(row, column)) for row in rows}
        if len(numbers) == 1 and next(iter(numbers)):
            found.append(column)
    return found[0] if len(found) == 1 and found[0] > 1 else None


def _spelled(kind: str, text: str) -> str:
    """The text as it is compared; of “Participant 1234567”, in any language, that is the number."""
    return re.sub(r".*?(\d*)$", r"\1", text.strip()) if kind == "participant" else _plain(text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def _listed(titles: Iterable[str]) -> str:
    return clean(", ".join(titles), 200)


def _numbers(rows: Iterable[int]) -> str:
    return ", ".join(str(row + 2) for row in rows)
