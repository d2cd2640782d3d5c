"""Who is in the course, and who has more time: two small tables at the course's root, both optional.

    students.csv      id,first_name,last_name,email,lms_user_id       the columns that nbgrader's own import knows
    extensions.csv    student,assignment,hours                        hours beyond the deadline

Any order of columns, commas or semicolons, with or without a byte-order mark, as spreadsheets write them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

STUDENTS, EXTENSIONS = "students.csv", "extensions.csv"


@dataclass(frozen=True)
class Student:
    """One student; `id` is the name of the folder that is handed in."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Roster:
    """The students of a course. An empty roster knows nobody, and then nobody is unknown."""

    students: tuple[Student, ...] = ()

    def unknown(self, student: str) -> bool:
        """Whether there is a roster, and the student is not on it."""
        return bool(self.students) and all(each.id != student for each in self.students)


def roster(path: Path) -> Roster:
    """The students in a `students.csv`; none where there is no such file. Raises CourseError, with the line."""
    students: list[Student] = []
    for line, row in _rows(path, needed=("id",), known=tuple(Student.__dataclass_fields__)):
        if any(each.id == row["id"] for each in students):
            raise CourseError(f"{path}, line {line}: the student {row['id']!r} is there twice; remove one line.")
        students.append(Student(**row))
    return Roster(tuple(students))


def extensions(path: Path) -> dict[tuple[str, str], float]:
    """Hours beyond the deadline, by student and assignment; none where there is no such file. Raises CourseError."""
    found: dict[tuple[str, str], float] = {}
    columns = ("student", "assignment", "hours")
    for line, row in _rows(path, needed=columns, known=columns):
        try:
            hours = float(row["hours"].replace(",", "."))
        except ValueError:
            hours = -1.0
        if not 0 <= hours < 24 * 3650:
            raise CourseError(f"{path}, line {line}: the hours are a number, not {row['hours']!r}.")
        if (row["student"], row["assignment"]) in found:
            raise CourseError(f"{path}, line {line}: {row['student']} has an extension of {row['assignment']} already.")
        found[row["student"], row["assignment"]] = hours
    return found


def _rows(path: Path, needed: tuple[str, ...], known: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8; save it as UTF-8 from the spreadsheet.") from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    columns = [name.strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in needed if name not in columns]:
        raise CourseError(
            f"{path} has no column {', '.join(missing)}; its first line names the columns {', '.join(known)}."
        )
    reader.fieldnames = columns
    rows = []
    for row in reader:
        values: dict[str, str] = {name: (row.get(name) or "").strip() for name in known if name in columns}
        if any(values.values()):
            if empty := [name for name in needed if not values[name]]:
                raise CourseError(f"{path}, line {reader.line_num}: the {empty[0]} is missing.")
            rows.append((reader.line_num, values))
    return rows
