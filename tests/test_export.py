"""What learning platforms get: every point in its student's row, a sentence for what has no place, and files that stay
what they were in all that is not ours.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.export import FORMATS, Grades, export
from autograder.results import CheckResult, Delivery, ExerciseResult, OutputResult, Result
from autograder.roster import Roster, Student

SHOWN = CheckResult(
    "values", "relu returns out.", "failed", False, 0.0, 4.0, 0.1, message="got 7", mistake="slip", hint="Is x < 0?"
)
HIDDEN = CheckResult(
    "large", "relu takes <large> x.", "failed", True, 0.0, 2.0, 0.1, message="got 1234.5", hint="And 2000?",
    remarks=("1234.5",), outputs=(OutputResult("out", False, None, 1234.5, 1e-7),),
)  # fmt: skip
ADA = Result(
    assignment="a1", student="ada", notices=(), device="cpu", sandbox="bwrap", submission_digest="", key_digest="", grader="",
    exercises=(ExerciseResult("relu", 0.0, 6.0, "failed", "0 of 2 checks pass; the first: relu takes <large> x.", (SHOWN, HIDDEN)),
               ExerciseResult("tanh", 3.5, 4.0, "passed", "1 of 1 checks pass.", ())),
)  # fmt: skip
BOB = replace(ADA, student="bob", exercises=(ADA.exercises[1],))
ROSTER = Roster((
    Student("ada", "Ada", "Lovelace", "ada@uni.example", "1001"), Student("bob", "Bob", "Müller", "bob@uni.example", "1002"),
    Student("eve", "Eve", "Absent", "eve@uni.example", "1003"),
))  # fmt: skip
BOTH = Grades((ADA, BOB), ROSTER)
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,A0 (7),A1 (8),Current Score
,,,,,,Manual Posting,
    Points Possible,,,,,5,10,(read only)
"Lovelace, Ada",1001,,ada,S1,4,,77
"Müller, Bob",1002,,bob,S1,5,,88
"""
MOODLE_EN = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)",\
"Last modified (grade)","Feedback comments"
"Participant 51","Ada Lovelace",ada@uni.example,"Submitted for grading",,10.00,Yes,-,-,
"Participant 52","Bob Müller",bob@uni.example,"Submitted for grading",,10.00,Yes,-,-,
"""
MOODLE_DE = """\
ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;Zuletzt geändert (Bewertung);\
Feedback als Kommentar
Teilnehmer/in51;Ada Lovelace;;Zur Bewertung abgegeben;;10,00;Ja;-;
Teilnehmer/in52;Bob Müller;;Zur Bewertung abgegeben;;10,00;Ja;-;
"""


def filled(tmp_path: Path, format_: str, template: bytes | str, grades: Grades = BOTH) -> tuple[bytes, list[str]]:
    theirs, ours = tmp_path / "theirs.csv", tmp_path / "ours.csv"
    theirs.write_bytes(template.encode() if isinstance(template, str) else template)
    notices = export(format_, grades, ours, theirs)
    return ours.read_bytes(), notices


def cells(content: bytes | str, delimiter: str = ",") -> list[dict[str, str]]:
    text = content.decode() if isinstance(content, bytes) else content
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def made(tmp_path: Path, format_: str, grades: Grades) -> tuple[list[dict[str, str]], list[str]]:
    notices = export(format_, grades, tmp_path / "out.csv")
    return cells((tmp_path / "out.csv").read_bytes()), notices


def test_canvas_gets_points_in_the_column_of_the_assignment_and_keeps_all_else(tmp_path):
    content, notices = filled(tmp_path, "canvas", CANVAS)
    assert content.decode() == CANVAS.replace("ada,S1,4,,", "ada,S1,4,3.5,").replace("bob,S1,5,,", "bob,S1,5,3.5,")
    assert notices == []


def test_canvas_finds_students_by_number_and_by_address_where_the_login_is_another(tmp_path):
    other = CANVAS.replace(",ada,", ",al99,").replace(",bob,", ",bob@uni.example,").replace("1002", "")
    content, notices = filled(tmp_path, "canvas", other)
    assert [row["A1 (8)"] for row in cells(content)[2:]] == ["3.5", "3.5"]
    assert notices == []


def test_canvas_gets_a_new_column_where_it_has_none(tmp_path):
    grades = replace(BOTH, title="Fully connected nets")
    content, notices = filled(tmp_path, "canvas", CANVAS.replace("A1 (8)", "Other (8)"), grades)
    assert [row["Fully connected nets"] for row in cells(content)] == ["", "10", "3.5", "3.5"]
    assert [row["Other (8)"] for row in cells(content)[2:]] == ["", ""]
    assert "Canvas asks" in notices[0]


def test_what_is_no_number_stays_and_a_number_that_changes_is_told(tmp_path):
    content, notices = filled(tmp_path, "canvas", CANVAS.replace("4,,77", "4,EX,77").replace("5,,88", "5,9,88"))
    assert [row["A1 (8)"] for row in cells(content)[2:]] == ["EX", "3.5"]
    assert any("ada has “EX”" in each for each in notices)
    assert any("bob had 9 in" in each and "3.5 now" in each for each in notices)


def test_everybody_without_a_partner_is_named(tmp_path):
    extra = CANVAS + '"Student, Test",,,x9,S1,,,\n"Absent, Eve",1003,,eve,S1,,7,\n'
    carl = replace(ADA, student="carl")
    content, notices = filled(tmp_path, "canvas", extra, replace(BOTH, results=(ADA, BOB, carl)))
    assert [row["A1 (8)"] for row in cells(content)[4:]] == ["", "7"]
    assert sorted(notices) == sorted([
        "Row 6 of theirs.csv (Student, Test) is nobody that is known here; it stays as it is.",
        "eve has no result; row 7 of theirs.csv stays as it is.",
        "carl has a score of 3.5 and no row in theirs.csv; enter it by hand.",
    ])  # fmt: skip


def test_a_row_that_fits_two_students_and_two_rows_that_fit_one_stay_empty(tmp_path):
    two = CANVAS.replace("1001,,ada", "1002,,ada") + '"Müller, Bob",,,bob,S2,,,\n'
    content, notices = filled(tmp_path, "canvas", two + '"Lovelace, A",1001,,,S1,,,\n')
    assert [row["A1 (8)"] for row in cells(content)[2:]] == ["", "", "", "3.5"]
    assert any("fits ada and bob" in each for each in notices)
    assert any("bob fits the rows 5, 6" in each for each in notices)


@pytest.mark.parametrize(("encoding", "line_end", "delimiter"), [
    ("utf-8-sig", "\r\n", ";"), ("cp1252", "\r\n", ";"), ("utf-8", "\n", ","), ("utf-16", "\n", "\t"),
])  # fmt: skip
def test_a_file_keeps_its_encoding_delimiter_and_line_ends(tmp_path, encoding, line_end, delimiter):
    def written(text: str) -> bytes:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(csv.reader(io.StringIO(text)))
        return file.getvalue().encode(encoding)

    points = '"3,5"' if delimiter == ";" else "3.5"
    expected = CANVAS.replace("ada,S1,4,,", f"ada,S1,4,{points},").replace("bob,S1,5,,", f"bob,S1,5,{points},")
    assert filled(tmp_path, "canvas", written(CANVAS)) == (written(expected), [])


def test_moodle_in_english_gets_points_and_feedback_as_html(tmp_path):
    content, notices = filled(tmp_path, "moodle", MOODLE_EN)
    ada = cells(content)[0]
    assert (ada["Grade"], ada["Identifier"], notices) == ("3.5", "Participant 51", [])
    assert ada["Feedback comments"] == (
        "a1: 3.5 of 10 points.<br>relu, 0 of 6: 0 of 2 checks pass; the first: relu takes &lt;large&gt; x. Is x &lt; 0?"
    )
    again, notices = filled(tmp_path, "moodle", content)
    assert (again, notices) == (content, [])  # our own feedback is written anew


def test_moodle_in_german_with_semicolons_in_latin_1_is_matched_by_name(tmp_path):
    content, notices = filled(tmp_path, "moodle", MOODLE_DE.encode("latin-1"))
    rows = cells(content.decode("latin-1"), ";")
    assert [row["Bewertung"] for row in rows] == ["3,5", "3,5"]
    assert rows[1]["Vollständiger Name"] == "Bob Müller"
    assert rows[0]["Feedback als Kommentar"].startswith("a1: 3.5 of 10 points.")
    assert notices == []


def test_moodle_in_another_language_is_matched_by_where_its_columns_stand(tmp_path):
    finnish = "Tunniste,Nimi,Sposti,Tila,Arvosana,Enimmäisarvosana,Muokattu\n"
    rows = "Osallistuja 51,Ada L,ada@uni.example,-,,10,-\nOsallistuja 52,Bob M,bob@uni.example,-,,10,-\n"
    content, _ = filled(tmp_path, "moodle", finnish + rows)
    assert [row["Arvosana"] for row in cells(content)] == ["3.5", "3.5"]


def test_moodle_folders_say_which_participant_handed_them_in(tmp_path):
    grades = Grades((replace(ADA, student="Ada Lovelace_51_assignsubmission_file_"),))
    content, notices = filled(tmp_path, "moodle", MOODLE_EN, grades)
    assert [row["Grade"] for row in cells(content)] == ["3.5", ""]
    assert len(notices) == 1
    assert "Row 3 of theirs.csv (Participant 52 Bob Müller) is nobody" in notices[0]


def test_a_moodle_number_is_not_taken_for_the_number_of_a_participant(tmp_path):
    roster = Roster((replace(ROSTER.students[0], lms_user_id="52"), ROSTER.students[1]))
    content, notices = filled(tmp_path, "moodle", MOODLE_EN, replace(BOTH, roster=roster))
    assert ([row["Grade"] for row in cells(content)], notices) == (["3.5", "3.5"], [])


def test_a_namesake_with_another_address_gets_nobodys_points(tmp_path):
    content, notices = filled(tmp_path, "moodle", MOODLE_EN.replace("ada@uni", "ada.2@uni"))
    assert [row["Grade"] for row in cells(content)] == ["", "3.5"]
    assert any("name of ada and another address" in each for each in notices)


def test_moodle_says_what_it_would_leave_out(tmp_path):
    template = (
        MOODLE_EN.replace("10.00,Yes", "5.00,No", 1)
        .replace("10.00", "5.00")
        .replace("Yes,-,-,\n", "Yes,-,-,Well done\n")
    )
    content, notices = filled(tmp_path, "moodle", template)
    assert [(row["Grade"], row["Feedback comments"]) for row in cells(content)] == [("", ""), ("3.5", "Well done")]
    assert "Moodle leaves out those above" in notices[0]
    assert any("locked the grade of ada" in each for each in notices)
    assert any("bob has feedback" in each for each in notices)


def test_a_long_text_that_a_student_wrote_online_is_no_obstacle(tmp_path):
    template = MOODLE_EN.replace('"Submitted for grading"', f'"{"x" * 200_000}\n,"", "', 1)
    content, _ = filled(tmp_path, "moodle", template)
    assert [row["Grade"] for row in cells(content.replace(b"x" * 200_000, b"x"))] == ["3.5", "3.5"]


@pytest.mark.parametrize(("format_", "template", "sentence"), [
    ("canvas", MOODLE_EN, "no gradebook of Canvas"),
    ("canvas", CANVAS.replace("A0 (7)", "a1 (7)"), "several columns"),
    ("canvas", CANVAS.replace("ada", "x").replace("bob", "y").replace("100", "9"), "no row that fits"),
    ("canvas", "", "no line of headings"),
    ("canvas", "Student,ID\n\"half", "download it again"),
    ("canvas", b"PK\x03\x04...", "is a spreadsheet"),
    ("moodle", CANVAS, "no column that is known to hold grades"),
    ("moodle", MOODLE_DE.replace("Bestwertung", "Skala"), "grades of a scale"),
    ("csv", CANVAS, "fills no file"),
])  # fmt: skip
def test_a_file_that_cannot_be_filled_gets_a_sentence(tmp_path, format_, template, sentence):
    with pytest.raises(CourseError, match=sentence):
        filled(tmp_path, format_, template)
    assert not (tmp_path / "ours.csv").exists()


def test_a_download_is_never_written_over_and_what_is_missing_is_named(tmp_path):
    (tmp_path / "theirs.csv").write_text(CANVAS)
    with pytest.raises(CourseError, match="is kept"):
        export("canvas", BOTH, tmp_path / "theirs.csv", tmp_path / "theirs.csv")
    assert (tmp_path / "theirs.csv").read_text() == CANVAS
    for format_, grades in [("moodle", BOTH), ("canvas", Grades((ADA,))), ("csv", Grades(())), ("xml", BOTH)]:
        with pytest.raises(CourseError):
            export(format_, grades, tmp_path / "out.csv")
    with pytest.raises(CourseError, match="cannot be read"):
        export("canvas", BOTH, tmp_path / "out.csv", tmp_path / "absent.csv")


def test_canvas_without_a_download_is_made_from_the_roster(tmp_path):
    roster = Roster((*ROSTER.students[:1], replace(ROSTER.students[1], lms_user_id="12a", last_name="=cmd()")))
    rows, notices = made(tmp_path, "canvas", Grades((ADA, BOB, replace(ADA, student="carl")), roster))
    assert list(rows[0]) == ["Student", "ID", "SIS Login ID", "Section", "a1"]
    assert [list(row.values()) for row in rows] == [
        ["    Points Possible", "", "", "", "10"], ["Lovelace, Ada", "1001", "ada", "", "3.5"], ["'=cmd(), Bob", "", "bob", "", "3.5"],
    ]  # fmt: skip
    assert notices == ["carl has a score of 3.5 and is not on the roster; left out."]


def test_the_import_into_moodles_gradebook_has_no_user_who_would_stop_it(tmp_path):
    roster = Roster((ROSTER.students[0], Student("bob"), Student("eve", email="eve@uni.example")))
    rows, notices = made(tmp_path, "moodle-gradebook", Grades((ADA, BOB, replace(ADA, student="carl")), roster))
    assert [(row["Email address"], row["a1"]) for row in rows] == [("ada@uni.example", "3.5")]
    assert rows[0]["Feedback"].startswith("a1: 3.5 of 10 points.<br>")
    assert {each.split()[0] for each in notices} == {"bob", "eve", "carl"}
    by_name, _ = made(tmp_path, "moodle-gradebook", Grades((ADA,)))
    assert by_name[0]["Username"] == "ada"


def test_csv_has_nbgraders_columns_quoted_and_with_no_formula(tmp_path):
    late = replace(ADA, student="=1+1", delivery=Delivery("2026-05-04T10:00:00+00:00", 3600.0, 1.5))
    roster = Roster((Student("=1+1", "Ada", 'Love, "lace"\r\nx', "@ada"), Student("eve")))
    rows, notices = made(tmp_path, "csv", Grades((late,), roster, duedate="2026-05-04 09:00"))
    assert list(rows[0].values()) == [
        "a1", "2026-05-04 09:00", "2026-05-04T10:00:00+00:00", "'=1+1", 'Love, "lace" x', "Ada", "'@ada", "3.5", "1.5", "2.0", "10.0",
    ]  # fmt: skip
    assert [rows[1][name] for name in ("student_id", "timestamp", "score")] == ["eve", "", "0.0"]
    assert notices == ["eve has no result, and 0 points as nbgrader has it."]


def test_gradescope_shows_of_hidden_checks_the_sentence_and_the_hint_alone(tmp_path):
    export("gradescope", BOTH, tmp_path / "out")
    text = (tmp_path / "out" / "ada" / "results.json").read_text()
    data = json.loads(text)
    shown, hidden = data["tests"]
    assert data["score"] == 3.5
    assert (shown["output"], shown["visibility"], shown["status"]) == ("got 7\nhint: Is x < 0?", "visible", "failed")
    assert (hidden["name"], hidden["visibility"]) == ("relu: relu takes <large> x.", "after_published")
    assert hidden["output"].endswith("hint: And 2000?")
    assert "1234.5" not in text
    assert "large" not in data["output"]  # which is there before grades are published


def test_gradescope_writes_no_folder_outside_its_own(tmp_path):
    strange = [replace(ADA, student=name) for name in ("..", "../x", "a\0b", "")]
    notices = export("gradescope", Grades((ADA, *strange)), tmp_path / "in" / "out")
    assert len(notices) == 4
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "out", "ada", "results.json"]


@pytest.mark.parametrize("format_", ["canvas", "moodle-gradebook", "csv", "gradescope"])
def test_points_by_hand_and_penalties_are_in_every_format(tmp_path, format_):
    late = replace(ADA, delivery=Delivery(penalty=1.0))
    grades = Grades((late, BOB), ROSTER, by_hand={"ada": 5.0, "carl": 2.0}, by_hand_max=8.0)
    notices = export(format_, grades, tmp_path / "out")
    if format_ == "gradescope":
        data = json.loads((tmp_path / "out" / "ada" / "results.json").read_text())
        assert data["score"] == 7.5
        assert data["output"] == "Points taken off for being late: 1.\nGraded by hand: 5 of 8 of these."
    else:
        assert any(cell in ("7.5", "7.5000") for row in cells((tmp_path / "out").read_bytes()) for cell in row.values())
    assert "bob has not been graded by hand yet, or not in full; 0 of 8 count." in notices
    assert "carl was given 2 by hand and has no result; it is not exported." in notices


def test_a_fault_of_the_kit_is_told_before_its_points_are_taken_for_earned(tmp_path):
    broken = replace(ADA, exercises=(replace(ADA.exercises[0], verdict="kit_error"),))
    for format_ in set(FORMATS) - {"moodle"}:
        assert "The kit failed on ada" in export(format_, Grades((broken,), ROSTER), tmp_path / format_)[0]
