"""nbgrader keeps every habit: its own commands, from source to feedback, with the judge's scores underneath.

One class goes through the loop as its staff and its students type it; what comes after that is tried on copies of it.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api
from nbgrader.apps.api import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from autograder import ledger
from autograder.errors import CourseError
from autograder.skeleton import solution_lines

from .nbgrader_class import ANSWER, STUDENTS, SUBMISSIONS, TOY, NbgraderClass, marks, new_class, tables, write

pytestmark = pytest.mark.xdist_group(name="nbgrader")

RIGHT = TOY / "toy"
SUMS_ONLY = SUBMISSIONS / "failed" / "sums_only"
ROSTER = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,ada@example.org,1\nbob,Bob,,,\ncyd,,,,\ndora,Dora,,,4\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> NbgraderClass:
    """A class whose assignment is in the exchange."""
    made = new_class(tmp_path_factory.mktemp("nbgrader") / "released")
    made.nbgrader("release_assignment", "toy")
    return made


@pytest.fixture(scope="module")
def collected(released: NbgraderClass, tmp_path_factory: pytest.TempPathFactory) -> NbgraderClass:
    """Three students have fetched and submitted: ada all of it, bob with a slip, cyd nothing that is hers."""
    made = released.copied(tmp_path_factory.mktemp("nbgrader") / "collected")
    for student in STUDENTS:
        made.nbgrader_of(student, "fetch_assignment", "toy")
        assert contents(made.work(student)) == contents(released.course / "assignments" / "toy")
    write(made.work("ada"), RIGHT, ANSWER)
    write(made.work("bob"), SUMS_ONLY, ANSWER)
    for student in STUDENTS:
        made.nbgrader_of(student, "submit", "toy", f"--student={student}")
    made.nbgrader("collect", "toy", "--ExchangeCollect.check_owner=False")
    return made


@pytest.fixture(scope="module")
def graded(collected: NbgraderClass, tmp_path_factory: pytest.TempPathFactory) -> NbgraderClass:
    """The class, with a list of its students, graded by `autograder grade` as the staff types it."""
    made = collected.copied(tmp_path_factory.mktemp("nbgrader") / "graded")
    (made.course / "students.csv").write_text(ROSTER)
    done = made.autograder("grade", "toy", "--submissions", "submitted", "--out", "out/toy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Gradebook: sqlite:///" in done.stdout
    return made


@pytest.fixture
def a_class(graded: NbgraderClass, tmp_path: Path) -> NbgraderClass:
    """The graded class, for one test to change."""
    return graded.copied(tmp_path / "class")


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nbgraders_own(of: NbgraderClass) -> NbGraderAPI:
    """What the formgrader asks."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(of.course)).load_config()
    return NbGraderAPI(config=config)


def gradebook(of: NbgraderClass) -> api.Gradebook:
    return api.Gradebook(of.db_url, "deep_learning")


# -- the loop


def test_nbgrader_generates_what_release_makes(released: NbgraderClass, tmp_path: Path) -> None:
    done = released.autograder("release", "--assignments", tmp_path)
    assert done.returncode == 0, done.stderr
    ours = contents(tmp_path / "toy")
    assert len(ours) > 5
    assert contents(released.course / "assignments" / "toy") == ours
    assert contents(released.exchange / "deep_learning" / "outbound" / "toy") == ours
    assert not (released.course / "exchange").exists()  # the environment names another


def test_no_solution_and_no_model_answer_leaves_the_solution_tree(collected: NbgraderClass) -> None:
    secrets = ["Since each of them", "the toy's secret seed", "means_far_from_zero", "BEGIN SOLUTION\\n    "]
    for name in ("toy.py", "model.py"):
        lines = solution_lines((TOY / "toy" / name).read_text(), name)
        secrets += [line for line in lines if len(line) > 12]
    assert len(secrets) > 8
    for folder in ("assignments", "source", "../exchange/deep_learning/outbound", "../homes/cyd"):
        for path, content in contents(collected.course / folder).items():
            assert not [secret for secret in secrets if secret.encode() in content], (folder, path)


def test_what_students_submit_is_what_is_collected(collected: NbgraderClass) -> None:
    for student in STUDENTS:
        submitted = contents(collected.course / "submitted" / student / "toy")
        assert submitted.items() >= contents(collected.work(student)).items()
        assert "timestamp.txt" in submitted


def test_the_gradebook_has_the_judges_scores(graded: NbgraderClass) -> None:
    found = marks(graded.db_url)
    assert sorted(found) == sorted(STUDENTS)
    for student, result in graded.results().items():
        for exercise in json.loads(result)["exercises"]:
            cell = found[student][exercise["id"]]
            assert (cell["auto_score"], cell["needs_manual_grade"]) == (exercise["score"], False)
            assert cell["auto_comment"].startswith(exercise["message"])
    assert "What turns it into a mean?" in found["bob"]["row_means"]["auto_comment"]
    assert {student: sum(cell.get("auto_score") or 0 for cell in found[student].values()) for student in found} == {
        "ada": 15, "bob": 2, "cyd": 0
    }  # fmt: skip
    assert [found[student]["why_rows"]["needs_manual_grade"] for student in STUDENTS] == [True, True, False]
    assert found["cyd"]["why_rows"]["auto_comment"] == "No response."


def test_the_formgrader_shows_every_submission_as_graded(graded: NbgraderClass) -> None:
    asked = nbgraders_own(graded)
    assert asked.get_autograded_students("toy") == set(STUDENTS)
    (assignment,) = asked.get_assignments()
    assert (assignment["max_score"], assignment["num_submissions"]) == (17.0, 3)
    shown = {row["student"]: row for row in asked.get_submissions("toy")}
    assert {student: shown[student]["score"] for student in STUDENTS} == {"ada": 15.0, "bob": 2.0, "cyd": 0.0}
    assert (shown["ada"]["first_name"], shown["ada"]["last_name"]) == ("Ada", "Lovelace")
    notebook = (graded.course / "autograded" / "ada" / "toy" / "toy.ipynb").read_text()
    assert ANSWER in notebook


def test_students_fetch_feedback_that_says_what_the_judge_found(a_class: NbgraderClass) -> None:
    a_class.hands_in("eve", SUMS_ONLY)  # whose work came another way than the exchange
    a_class.grade()
    a_class.nbgrader("generate_feedback", "toy")
    a_class.nbgrader("release_feedback", "toy")
    a_class.nbgrader_of("bob", "fetch_feedback", "toy")
    (page,) = (a_class.work("bob") / "feedback").rglob("*.html")
    text = page.read_text()
    assert "A sum grows with the number of entries. What turns it into a mean?" in text
    assert "means_far_from_zero" not in text
    assert "Since each of them" not in text
    assert ANSWER in text


def test_both_exports_say_the_same(a_class: NbgraderClass, tmp_path: Path) -> None:
    with gradebook(a_class) as book:
        for student, points in (("ada", 1.5), ("bob", 1.0)):
            answer = book.find_grade("why_rows", "toy", "toy", student)
            answer.manual_score, answer.needs_manual_grade = points, False
        book.find_grade("row_means", "toy", "toy", "bob").manual_score = 3.0
        book.find_grade("jitter", "toy", "toy", "cyd").extra_credit = 0.5
        book.db.commit()
    a_class.grade("--force")
    a_class.nbgrader("export", f"--to={tmp_path / 'theirs.csv'}")
    done = a_class.autograder("export", "csv", "out/toy", "--to", tmp_path / "ours.csv")
    assert done.returncode == 0, done.stderr
    rows = [list(csv.DictReader((tmp_path / name).read_text().splitlines())) for name in ("theirs.csv", "ours.csv")]
    theirs, ours = [sorted(map(comparable, each), key=lambda row: str(row["student_id"])) for each in rows]
    assert {row["student_id"]: row["score"] for row in theirs} == {"ada": 16.5, "bob": 6.0, "cyd": 0.5, "dora": 0.0}
    assert ours == theirs


def comparable(row: dict[str, str]) -> dict[str, Any]:
    """A row of a table of grades, with its numbers as numbers."""
    numbers = {name: float(row[name] or 0) for name in ("raw_score", "late_submission_penalty", "score", "max_score")}
    when = datetime.fromisoformat(row["timestamp"]) if row["timestamp"] else None
    return {**row, **numbers, "timestamp": when}


# -- once more


def test_a_resubmission_changes_its_own_rows_only(a_class: NbgraderClass) -> None:
    before, results, files = marks(a_class.db_url), a_class.results(), a_class.to_mark()
    write(a_class.work("bob"), RIGHT)
    a_class.nbgrader_of("bob", "submit", "toy", "--student=bob")
    a_class.nbgrader("collect", "toy", "--update", "--ExchangeCollect.check_owner=False")
    a_class.grade()
    after = marks(a_class.db_url)
    assert sum(cell.get("auto_score") or 0 for cell in after["bob"].values()) == 15
    assert after["bob"][""]["timestamp"] > before["bob"][""]["timestamp"]
    for student in ("ada", "cyd"):
        assert after[student] == before[student]
        assert a_class.results()[student] == results[student]
    assert {path for path, content in a_class.to_mark().items() if files.get(path) != content} == {
        f"bob/toy/{name}"
        for name in ("toy.ipynb", "toy.py", "model.py", "timestamp.txt", "submission_secret.txt", ".seal")
    }


def test_grading_again_changes_nothing(a_class: NbgraderClass) -> None:
    before, results, files = tables(a_class.db_url), a_class.results(), a_class.to_mark()
    a_class.grade()
    assert tables(a_class.db_url) == before
    assert a_class.results() == results
    assert a_class.to_mark() == files


def test_nbgraders_autograde_gives_the_same_scores(a_class: NbgraderClass) -> None:
    with gradebook(a_class) as book:
        answer = book.find_grade("why_rows", "toy", "toy", "ada")
        answer.manual_score, answer.needs_manual_grade = 1.5, False
        book.db.commit()
    before, results = marks(a_class.db_url), a_class.results()
    a_class.nbgrader("autograde", "toy", "--force")
    before["ada"]["why_rows"]["needs_manual_grade"] = True  # nbgrader's way: look at it again; the score counts
    assert marks(a_class.db_url) == before
    for student, result in a_class.results().items():
        assert without_times(result) == without_times(results[student])
    assert nbgraders_own(a_class).get_autograded_students("toy") == set(STUDENTS)
    files, rows = a_class.to_mark(), tables(a_class.db_url)
    a_class.grade()
    assert (a_class.to_mark(), tables(a_class.db_url)) == (files, rows)


def without_times(result: bytes) -> dict[str, Any]:
    """A result, without how long its checks took."""
    data: dict[str, Any] = json.loads(result)
    for exercise in data["exercises"]:
        for check in exercise["checks"]:
            del check["seconds"]
    return data


def test_what_a_person_has_entered_stays(a_class: NbgraderClass) -> None:
    with gradebook(a_class) as book:
        answer = book.find_grade("why_rows", "toy", "toy", "ada")
        answer.manual_score, answer.needs_manual_grade, answer.extra_credit = 1.5, False, 0.5
        book.find_comment("why_rows", "toy", "toy", "ada").manual_comment = "Well put."
        book.find_grade("row_means", "toy", "toy", "bob").manual_score = 3.0
        book.db.commit()
    entered = marks(a_class.db_url)
    a_class.grade("--force")
    assert marks(a_class.db_url) == entered

    a_class.hands_in("bob", RIGHT, ANSWER)
    a_class.grade()
    after = marks(a_class.db_url)
    assert after["ada"] == entered["ada"]
    assert after["bob"]["row_means"] | {"auto_comment": ""} == {
        "auto_score": 6.0, "manual_score": 3.0, "extra_credit": None, "needs_manual_grade": True, "auto_comment": "",
        "manual_comment": None,
    }  # fmt: skip
    with gradebook(a_class) as book:
        assert book.find_submission("toy", "ada").score == 17.0


# -- late, known, and unknown


def test_late_work_costs_what_the_assignment_says(a_class: NbgraderClass) -> None:
    settings = a_class.course / "solutions" / "toy" / "_assignment.toml"
    late = '\n[late]\npolicy = "percent_per_day"\npercent_per_day = 10\ngrace_minutes = 15\nmost_percent = 50\n'
    settings.write_text(f"deadline = 2027-02-01T18:00:00+01:00\n{settings.read_text()}{late}")
    times = {
        "on_time": "2027-02-01 16:59:59 UTC", "in_grace": "2027-02-01 17:14:00 UTC", "a_day": "2027-02-01 17:16:00 UTC",
        "three_days": "2027-02-03 17:16:00 UTC", "weeks": "2027-03-01 12:00:00 UTC", "ill": "2027-02-03 17:00:00 UTC",
        "no_time": "", "odd_time": "yesterday evening",
    }  # fmt: skip
    shutil.rmtree(a_class.course / "submitted")
    for student, time in times.items():
        a_class.hands_in(student, RIGHT, time=time)
    (a_class.course / "extensions.csv").write_text("student,assignment,hours\nill,toy,48\n")
    a_class.grade()
    results = {student: json.loads(a_class.results()[student]) for student in times}
    costs = {student: result["delivery"]["penalty"] for student, result in results.items()}
    assert {student: cost for student, cost in costs.items() if cost} == {"a_day": 1.5, "three_days": 4.5, "weeks": 7.5}
    found = marks(a_class.db_url)
    assert {student: found[student][""]["penalty"] for student in times} == costs
    assert {result["score"] for result in results.values()} == {15.0}
    assert any("costs 1.5 points" in notice for notice in results["a_day"]["notices"])
    assert any("costs nothing" in notice for notice in results["in_grace"]["notices"])
    assert any("timestamp.txt cannot be read" in notice for notice in results["odd_time"]["notices"])

    with gradebook(a_class) as book:
        assert book.find_submission("toy", "weeks").late_submission_penalty == 7.5
        book.grant_extension("toy", "weeks", weeks=5)
    a_class.grade()
    after = marks(a_class.db_url)
    assert after.pop("weeks")[""]["penalty"] == 0.0
    assert after == {student: cells for student, cells in found.items() if student != "weeks"}
    assert json.loads(a_class.results()["weeks"])["delivery"]["penalty"] == 0.0


def test_a_student_who_is_not_on_the_list_is_graded_and_noticed(a_class: NbgraderClass) -> None:
    (a_class.course / "students.csv").write_bytes("\ufeffid;last_name\r\nada;Müller\r\nbob;\r\ncyd;\r\n".encode())
    a_class.hands_in("eve", RIGHT)
    a_class.grade()
    assert "eve is not in the course's list of students" in json.loads(a_class.results()["eve"])["notices"]
    assert not json.loads(a_class.results()["ada"])["notices"]
    with gradebook(a_class) as book:
        assert book.find_student("ada").last_name == "Müller"
        assert book.find_submission("toy", "eve").score == 15.0


# -- a gradebook that is not there


def test_a_gradebook_that_is_locked_is_one_sentence(a_class: NbgraderClass) -> None:
    before, results = tables(a_class.db_url), a_class.results()
    with closing(sqlite3.connect(a_class.course / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = a_class.autograder(
            "grade", "toy", "--submissions", "submitted", "--out", "out/toy",
            "--gradebook", f"sqlite:///{a_class.course / 'gradebook.db'}?timeout=0.1",
        )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "gradebook.db" in done.stderr
    assert "database is locked" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (tables(a_class.db_url), a_class.results()) == (before, results)


def test_what_a_lock_kept_out_is_entered_by_the_next_run(a_class: NbgraderClass, monkeypatch: Any) -> None:
    for student in STUDENTS:
        a_class.hands_in(student, RIGHT, ANSWER)
    before, recorded = marks(a_class.db_url), ledger.recorded
    done: list[str] = []
    with closing(sqlite3.connect(a_class.course / "gradebook.db")) as other, monkeypatch.context() as patch:

        def locked_after_the_first(graded: Any, *others: Any) -> Any:
            if len(done) == 1:
                other.execute("BEGIN EXCLUSIVE")
            done.append(graded.entry.student)
            return recorded(graded, *others)

        patch.setattr(ledger, "recorded", locked_after_the_first)
        with pytest.raises(CourseError, match=r"The gradebook .* cannot be written: database is locked. Results and"):
            a_class.grade("--gradebook", f"{a_class.db_url}?timeout=0.1")
    first, second = done
    results, between = a_class.results(), marks(a_class.db_url)
    assert json.loads(results[second])["score"] == 15.0
    assert between[first]["row_means"]["auto_score"] == 6.0
    assert {student: between[student] for student in STUDENTS if student != first} == {
        student: before[student] for student in STUDENTS if student != first
    }
    a_class.grade()
    after = marks(a_class.db_url)
    assert [after[student]["row_means"]["auto_score"] for student in STUDENTS] == [6.0, 6.0, 6.0]
    assert {student: a_class.results()[student] for student in done} == {student: results[student] for student in done}


def test_a_gradebook_that_was_deleted_is_written_anew(a_class: NbgraderClass) -> None:
    before = marks(a_class.db_url)
    (a_class.course / "gradebook.db").unlink()
    a_class.grade()
    assert marks(a_class.db_url) == before


def test_the_gradebook_may_be_in_postgresql(a_class: NbgraderClass, postgresql: str) -> None:
    a_class.grade("--gradebook", postgresql)
    assert marks(postgresql) == marks(a_class.db_url)
    with api.Gradebook(postgresql, "deep_learning") as book:
        book.find_grade("why_rows", "toy", "toy", "ada").manual_score = 2.0
        book.db.commit()
    before = tables(postgresql)
    a_class.grade("--gradebook", postgresql)
    assert tables(postgresql) == before
    a_class.hands_in("bob", RIGHT)
    a_class.grade("--gradebook", postgresql)
    with api.Gradebook(postgresql, "deep_learning") as book:
        assert {student: book.find_submission("toy", student).score for student in STUDENTS} == {
            "ada": 17.0, "bob": 15.0, "cyd": 0.0
        }  # fmt: skip


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of a database that lives as long as the test; no test where the machine has no PostgreSQL."""
    pytest.importorskip("psycopg2")
    folders = [os.environ.get("PATH", os.defpath), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    found = shutil.which("pg_ctl", path=os.pathsep.join(folders))
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # short, since the socket's path has to be
        if user:
            shutil.chown(folder, user)

        def pg_ctl(*arguments: str) -> None:
            command = [found, f"--pgdata={folder}/data", "--silent", "--wait", *arguments]
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        pg_ctl("init", "-o", "--auth=trust --username=grader --no-sync")
        pg_ctl(
            "start",
            "-o",
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off",
            f"--log={folder}/log",
        )
        try:
            yield f"postgresql+psycopg2://grader@/postgres?host={folder}"
        finally:
            pg_ctl("stop", "--mode=immediate")
