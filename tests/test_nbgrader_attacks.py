"""A class whose notebooks are attacks and accidents, graded by `nbgrader autograde` and then by `autograder grade`.

Every submission's code earns a known score. Whatever the notebook beside it does, that score stands in the gradebook, a
sentence says what was odd, the formgrader has a notebook to show, and nobody else's row is another.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.utils import find_all_files
from traitlets.config.loader import PyFileConfigLoader

from autograder.nbgrader_plugins import ForgivingExporter

from .conftest import ROOT, TOY, run

pytestmark = [pytest.mark.xdist_group(name="nbgrader-attacks"), pytest.mark.slow]

CELL_SECONDS = 5
STAMP = "2027-01-31 12:00:00 UTC"
SECRET = "amy worked this out alone"
ANSWER = "Since every row is one example."

Cell = dict[str, Any]
Notebook = dict[str, Any]


def code(source: str, *outputs: Cell) -> Cell:
    """A code cell, as a student adds one."""
    return {
        "cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs), "execution_count": None,
    }  # fmt: skip


def text(source: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def grade_id(cell: Cell) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def with_first(*cells: Cell) -> Callable[[Notebook], Notebook]:
    """The released notebook with a student's cells before those that check."""
    return lambda released: {**released, "cells": [*released["cells"][:2], *cells, *released["cells"][2:]]}


def changed(change: Callable[[Cell], list[Cell]]) -> Callable[[Notebook], Notebook]:
    """The released notebook, each cell replaced."""
    return lambda released: {**released, "cells": [new for cell in released["cells"] for new in change(cell)]}


def forging(cell: Cell) -> list[Cell]:
    if grade_id(cell) == "row_means":
        return [
            code("import autograder, builtins\nautograder.check = check = builtins.check = lambda name: 6.0"),
            {**cell, "source": "print('6 / 6 passed')\n6.0", "outputs": []},
        ]
    return [cell]


def editing(cell: Cell) -> list[Cell]:
    """Deletes two cells that check, copies a third, and splits the answer."""
    name = grade_id(cell)
    if name in ("centered", "Model"):
        return []
    if name == "row_means":
        return [cell, {**cell, "source": "6.0"}]
    if name == "why_rows":
        return [{**cell, "source": "The first half."}, {**cell, "source": "The second half."}]
    return [cell]


def answering(cell: Cell) -> list[Cell]:
    if grade_id(cell) == "why_rows":
        return [{**cell, "source": cell["source"].replace("*Your answer:*", f"*Your answer:* {ANSWER}")}]
    return [cell]


WRITES_THE_GRADEBOOK = """
import sqlite3
for path in ["../../../gradebook.db", "ROOT/gradebook.db", "/proc/1/rootROOT/gradebook.db"]:
    try:
        book = sqlite3.connect(path)
        book.execute("update grade set auto_score = 6, manual_score = 6")
        book.commit()
        print("CHANGED", path)
    except Exception as error:
        print("no gradebook there:", error)
"""
READS_A_NEIGHBOUR = """
for path in ["../../amy/toy/toy.py", "ROOT/submitted/amy/toy/toy.py", "ROOT/solutions/toy/toy.py",
             "/proc/1/rootROOT/submitted/amy/toy/toy.py"]:
    try:
        print(open(path).read())
    except OSError as error:
        print("no neighbour there:", error.strerror)
"""
NEVER_ENDS = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
TRANSFORMS = "get_ipython().input_transformers_cleanup.append(lambda lines: ['6.0\\n'])"
FLOODS = "import sys\nfor _ in range(50):\n    sys.stdout.write('spam' * 2**18)"
WARNS = """
import sys, warnings, numpy as np
warnings.warn("deprecated")
for step in range(20):
    print(f"\\r{step}/20 [" + "=" * step, end="", file=sys.stderr)
"""
SCRIPT = "<script>alert('owned')</script>"
IMAGE = "<img src=x onerror=\"alert('owned')\">"
MARKUP = (SCRIPT, IMAGE, "<svg onload=alert('owned')></svg>", "[click](javascript:alert('owned'))",
          f"```mermaid\n</pre>{SCRIPT}\n```", "![pasted](attachment:gone.png)", f"# A heading {IMAGE}",
          "![a](x.png 'a\" onerror=\"alert(1)//owned')", f"| a |\n|---|\n| {IMAGE} |", f"$a < b$ ${SCRIPT}$")  # fmt: skip
DISPLAYS = f"""
from IPython.display import HTML, Javascript, SVG, display
display(HTML({SCRIPT + IMAGE!r}), Javascript("alert('owned')"))
display({{"image/svg+xml": "<svg onload=alert('owned')></svg>", "text/plain": "x"}}, raw=True)
print({SCRIPT!r})
print("\\x1b[31m" + {IMAGE!r})
"""


@dataclass(frozen=True)
class Case:
    """A submission: the notebook made from the released one, more files and links, and what is said of it.

    `notebook` gives a notebook, the text of a file, or None for no file; `run` is what is said of its run in the sandbox.
    """

    notebook: Callable[[Notebook], Notebook | str | None]
    notices: Sequence[str] = ()
    run: str = ""
    name: str = "toy.ipynb"
    links: Mapping[str, str] = field(default_factory=dict)


def odd(content: str, reason: str) -> Case:
    return Case(lambda _: content, [f"The notebook cannot be read ({reason}"])


CASES: dict[str, Case] = {
    "forges": Case(changed(forging), ["cell row_means was changed; it is as it was released"]),
    "transforms": Case(with_first(code(TRANSFORMS))),
    "reaches_out": Case(with_first(code(WRITES_THE_GRADEBOOK), code(READS_A_NEIGHBOUR))),
    "edits": Case(
        changed(editing),
        [
            "cell row_means was there 2 times (copied or split)",
            "cell centered was deleted; it is back",
            "cell Model was deleted; it is back",
            "cell why_rows was there 2 times (copied or split)",
        ],
    ),
    "exits": Case(
        with_first(code("import os\nos._exit(0)")),
        run="The notebook's kernel ended in cell 3, so the cells after it were not run",
    ),
    "never_ends": Case(with_first(code(NEVER_ENDS)), run="Cell 3 did not end in time and could not be interrupted"),
    "floods": Case(with_first(code(FLOODS)), run="Cell 3 wrote more output than is kept; the rest was cut"),
    "too_large": Case(
        lambda released: {**released, "padding": " " * 40 * 2**20},
        ["The notebook cannot be read (toy.ipynb is larger than 32 MB"],
    ),
    "nested": odd("[" * 100_000 + "]" * 100_000, "maximum recursion depth"),
    "links": Case(
        changed(answering),
        ["The notebook is called My homework.ipynb; it was taken for toy.ipynb"],
        name="My homework.ipynb",
        links={
            "passwd.txt": "/etc/passwd",
            "book.txt": "ROOT/gradebook.db",
            "nowhere.txt": "/does/not/exist",
            "folder": "ROOT/solutions",
        },
    ),
    "shows": Case(
        with_first(*(text(each) for each in MARKUP), code(DISPLAYS), code(WARNS), code("float('nan')"),
                   code("np.float64(6.0)"), code("True")),
    ),
}  # fmt: skip
LATER: dict[str, Case] = {  # what nbgrader passes over, or sees no other than one above, is graded without it
    "half_a_file": odd('{"cells": [', "Expecting value"),
    "empty": odd("", "Expecting value"),
    "a_list": odd("[1, 2, 3]", "it is not a notebook of format 4"),
    "format_3": odd('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "it is not a notebook"),
    "linked_notebook": Case(
        lambda _: None,
        ["The notebook cannot be read (it is a link, and links are not followed)"],
        links={"toy.ipynb": "ROOT/submitted/amy/toy/toy.ipynb"},
    ),
    "no_notebook": Case(lambda _: None, ["The notebook is not in the submission"]),
}
EVERYBODY = {**CASES, **LATER}


@dataclass(frozen=True)
class Class:
    """The class after both commands, and what they said."""

    root: Path
    nbgrader: subprocess.CompletedProcess[str]
    grade: subprocess.CompletedProcess[str]
    rows_of_nbgrader: Mapping[str, Rows]
    rows: Mapping[str, Rows]
    feedback: str

    def shown(self, student: str) -> str:
        """The notebook that a person marks."""
        return (self.root / "autograded" / student / "toy" / "toy.ipynb").read_text(encoding="utf-8")

    def result(self, student: str) -> dict[str, Any]:
        return dict(json.loads((self.root / "out" / "toy" / f"{student}.json").read_text(encoding="utf-8")))


Rows = dict[str, tuple[Any, ...]]
EARNED: Rows = {
    "row_means": (6.0, None, None, 0),
    "centered": (3.0, None, None, 0),
    "jitter": (0.0, None, None, 0),
    "Model": (0.0, None, None, 0),
}
UNANSWERED = {"why_rows": (0.0, None, None, 0)}
TO_MARK = {"why_rows": (None, None, None, 1)}
ANSWERED = ("edits", "links")


def rows(root: Path) -> dict[str, Rows]:
    """The gradebook's scores, by student and cell: automatic, manual, extra credit, whether somebody is to look at it."""
    found: dict[str, Rows] = {}
    query = """
        select submitted_assignment.student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade
        from grade join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    """
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as book:
        for student, name, *scores in book.execute(query):
            found.setdefault(student, {})[name] = tuple(scores)
    return found


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`nbgrader …` as an instructor types it in the course's folder."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, env=os.environ | {"PATH": path}, text=True,
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The class, graded once for all tests."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(TOY, root / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    settings = f"c.RunInSandbox.timeout = {CELL_SECONDS}\n"
    (root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + settings)
    made = nbgrader(root, "generate_assignment", "toy")
    assert made.returncode == 0, made.stderr
    released = nbformat.read(root / "assignments" / "toy" / "toy.ipynb", as_version=4)
    for student, case in {"amy": HONEST, **CASES}.items():
        lay_down(root, student, case, released)
    autograded = nbgrader(root, "autograde", "toy")
    before = rows(root)
    feedback = nbgrader(root, "generate_feedback", "toy", "--student", "shows")
    assert feedback.returncode == 0, autograded.stderr[-5000:] + feedback.stderr
    for student, case in LATER.items():
        lay_down(root, student, case, released)
    grade = run(
        "grade", "toy", "--submissions", root / "submitted", "--solutions", root / "solutions", "--out",
        root / "out" / "toy", cwd=root,
    )  # fmt: skip
    page = (root / "feedback" / "shows" / "toy" / "toy.html").read_text(encoding="utf-8")
    return Class(root, autograded, grade, before, rows(root), page)


def lay_down(root: Path, student: str, case: Case, released: Notebook) -> None:
    """A submission as nbgrader collects it. Amy's code is right; the others have two functions of four."""
    folder = root / "submitted" / student / "toy"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(STAMP)
    right = (TOY / "toy" / "toy.py").read_text()
    if student == "amy":
        (folder / "toy.py").write_text(f"# {SECRET}\n{right}")
        shutil.copy(TOY / "toy" / "model.py", folder)
    else:
        head, _, _ = right.partition("    noise = scale")
        (folder / "toy.py").write_text(f"{head}    raise NotImplementedError\n")
        shutil.copy(root / "assignments" / "toy" / "model.py", folder)
    made = case.notebook(released)
    if made is not None:
        content = made if isinstance(made, str) else json.dumps(made)
        (folder / case.name).write_text(content.replace("ROOT/", f"{root}/"))
    for name, target in case.links.items():
        (folder / name).symlink_to(target.replace("ROOT/", f"{root}/"))


HONEST = Case(changed(answering))


def test_nobody_stops_the_class(graded: Class) -> None:
    assert graded.nbgrader.returncode == 0, graded.nbgrader.stderr[-5000:]
    assert graded.grade.returncode == 0, graded.grade.stderr[-5000:]
    assert "Traceback" not in graded.nbgrader.stderr


@pytest.mark.parametrize("student", EVERYBODY)
def test_the_code_decides_the_score(graded: Class, student: str) -> None:
    expected = {**EARNED, **(TO_MARK if student in ANSWERED else UNANSWERED)}
    assert graded.rows[student] == expected
    assert graded.result(student)["score"] == 9.0
    if student in CASES:
        assert graded.rows_of_nbgrader[student] == expected


def test_nobody_elses_rows_are_touched(graded: Class) -> None:
    full = {"row_means": 6.0, "centered": 3.0, "jitter": 2.0, "Model": 4.0}
    expected = {name: (score, None, None, 0) for name, score in full.items()} | TO_MARK
    assert graded.rows_of_nbgrader["amy"] == graded.rows["amy"] == expected
    assert set(graded.rows) == {"amy", *EVERYBODY}


@pytest.mark.parametrize("student", EVERYBODY)
def test_a_sentence_says_what_was_odd(graded: Class, student: str) -> None:
    case, delivery = EVERYBODY[student], graded.result(student)["delivery"]
    assert len(delivery["notices"]) == len(case.notices)
    for sentence, said in zip(case.notices, delivery["notices"], strict=True):
        assert sentence in said
    assert any(case.run in said for said in delivery["run"]) or not case.run, delivery


def test_the_formgrader_has_everybody(graded: Class) -> None:
    api = NbGraderAPI(CourseDirectory(root=str(graded.root)))
    assert api.get_autograded_students("toy") == {"amy", *EVERYBODY}


@pytest.mark.parametrize("student", EVERYBODY)
def test_the_notebook_to_mark_is_whole(graded: Class, student: str) -> None:
    shown = nbformat.reads(graded.shown(student), as_version=4)
    nbformat.validate(shown)
    assert sorted(filter(None, map(grade_id, shown.cells))) == sorted([*EARNED, "why_rows"])
    findings = {grade_id(cell): "".join(each.text for each in cell.get("outputs", [])) for cell in shown.cells}
    assert "6 / 6" in findings["row_means"]
    assert "0 / 4" in findings["Model"]


def test_nothing_of_others_is_in_what_is_shown(graded: Class) -> None:
    secrets = [SECRET.encode(), b"SQLite format 3", Path("/etc/passwd").read_bytes().splitlines()[0]]
    secrets.append(b"standard_normal")  # in the reference, and in the right code of amy
    for path in (graded.root / "autograded").rglob("*"):
        assert not path.is_symlink()
        if path.is_file() and "amy" not in path.parts:
            assert not [secret for secret in secrets if secret in path.read_bytes()], path


def test_the_walls_held(graded: Class) -> None:
    outputs = [
        output.text
        for cell in nbformat.reads(graded.shown("reaches_out"), as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    said = "".join(outputs)
    assert said.count("no gradebook there: ") == 3
    assert said.count("no neighbour there: ") == 4
    assert "CHANGED" not in said


def test_what_a_student_displays_is_text_in_the_feedback(graded: Class) -> None:
    assert "alert('owned')&lt;/script&gt;" in graded.feedback
    page = Scripts()
    page.feed(graded.feedback)
    assert not [each for each in page.found if "owned" in each]


def test_nor_does_it_run_in_the_formgrader(graded: Class) -> None:
    config = PyFileConfigLoader("nbgrader_config.py", path=str(graded.root)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = dict.fromkeys(("base_url", "assignment_id", "mathjax_url", "mathjax_config", "last_name", "first_name"), "")
    resources = {**about, "resources": {}, "nbgrader": {}, "index": 0, "total": 1, "submission_id": "1"}
    notebook = graded.root / "autograded" / "shows" / "toy" / "toy.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(str(notebook), resources=resources)
    page = Scripts()
    page.feed(html)
    assert "alert('owned')&lt;/script&gt;" in html
    assert not [each for each in page.found if "owned" in each]


class Scripts(HTMLParser):
    """Collects what a page would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text/html")):
                self.found.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)


def test_what_is_no_file_or_no_time_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "eve" / "toy"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("soon")
    (folder / "toy.py").write_text("")
    (folder / "link [1].txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    converter = Autograde(coursedir=CourseDirectory(root=str(tmp_path)))
    converter.notebooks = [str(folder / "homework.ipynb")]
    ForgivingExporter(parent=converter)
    converter.run_pre_convert_hook()
    assert converter.coursedir.get_existing_timestamp(str(folder)) is None
    assert converter.notebooks == [str(folder / "toy.ipynb")]
    copied = find_all_files(str(folder), converter.coursedir.ignore)
    assert sorted(Path(each).name for each in copied) == ["timestamp.txt", "toy.py"]
