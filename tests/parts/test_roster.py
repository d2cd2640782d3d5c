"""The course's two small tables, as spreadsheets write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.roster import Roster, Student, extensions, roster

ADA = Student("ada", "Ada", "Lovelace", "ada@example.org", "17")
TABLE = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,ada@example.org,17\nbob,Bob,,,\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        "\ufeff" + TABLE,
        TABLE.replace(",", ";"),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("id,first_name", " ID ,First_Name").replace("ada,Ada", " ada , Ada "),
        TABLE + "\n,,,,\n",
        "group,last_name,first_name,lms_user_id,email,id\nA,Lovelace,Ada,17,ada@example.org,ada\nB,,Bob,,,bob\n",
        TABLE.replace("Lovelace", '"Lovelace"'),
    ],
    ids=["plain", "mark", "semicolons", "windows", "spaces", "empty_lines", "other_order", "quotes"],
)
def test_a_table_is_read_however_it_was_saved(tmp_path: Path, text: str) -> None:
    assert roster(written(tmp_path, text)).students == (ADA, Student("bob", "Bob"))


def test_a_name_with_a_comma_or_an_accent_is_one_name(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,last_name\neve,"Ångström, née Öz"\n')
    assert roster(path).students == (Student("eve", last_name="Ångström, née Öz"),)


def test_without_a_table_nobody_is_unknown(tmp_path: Path) -> None:
    assert roster(tmp_path / "students.csv") == Roster()
    assert not Roster().unknown("eve")
    assert extensions(tmp_path / "extensions.csv") == {}


def test_with_a_table_whoever_is_not_in_it_is_unknown(tmp_path: Path) -> None:
    known = roster(written(tmp_path, TABLE))
    assert known.unknown("eve")
    assert not known.unknown("ada")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,email\nada,a@example.org\n", "has no column id; its first line names the columns id, first_name"),
        ("", "has no column id"),
        (TABLE + "ada,Ada,,,\n", "line 4: the student 'ada' is there twice; remove one line"),
        (TABLE + ",Eve,,,\n", "line 4: the id is missing"),
        ("id\n\xe9ve\n".encode("latin-1"), "is not UTF-8; save it as UTF-8"),
    ],
)
def test_what_is_wrong_with_the_students_is_said_with_the_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)) as error:
        roster(written(tmp_path, text))
    assert "table.csv" in str(error.value)


@pytest.mark.parametrize(
    "text",
    ["student,assignment,hours\nada,toy,48\nbob,toy,1.5\n", "hours;assignment;student\n48;toy;ada\n1,5;toy;bob\n"],
)
def test_extensions_are_hours_with_a_point_or_a_comma(tmp_path: Path, text: str) -> None:
    assert extensions(written(tmp_path, text)) == {("ada", "toy"): 48.0, ("bob", "toy"): 1.5}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,hours\nada,3\n", "has no column assignment; its first line names the columns student, assignment"),
        ("student,assignment,hours\nada,toy,two\n", "line 2: the hours are a number, not 'two'"),
        ("student,assignment,hours\nada,toy,-2\n", "line 2: the hours are a number, not '-2'"),
        ("student,assignment,hours\nada,toy,nan\n", "line 2: the hours are a number, not 'nan'"),
        ("student,assignment,hours\nada,toy,inf\n", "line 2: the hours are a number, not 'inf'"),
        ("student,assignment,hours\nada,,3\n", "line 2: the assignment is missing"),
        ("student,assignment,hours\nada,toy\n", "line 2: the hours is missing"),
    ],
)
def test_what_is_wrong_with_the_extensions_is_said_with_the_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        extensions(written(tmp_path, text))
