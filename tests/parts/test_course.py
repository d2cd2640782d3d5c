"""The course's files: what is read from them, and a sentence for each way in which they can be off."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime

import pytest

from autograder import course
from autograder.course import experiment_sources
from autograder.errors import CourseError

CHECKS, SETTINGS, MISTAKES = "toy/_checks/layers.py", "toy/_assignment.toml", "toy/_mistakes/layers.py"


def checks_file(body: str) -> dict[str, str]:
    return {CHECKS: "from autograder.checks import exercise\n" + textwrap.dedent(body), MISTAKES: None}


def refused(folder) -> str:
    """The sentence of the CourseError that loading the toy assignment raises, without the folder's path."""
    with pytest.raises(CourseError) as caught:
        course.course(folder).assignment("toy")
    return str(caught.value).replace(f"{folder}/", "")


def test_a_course_is_read(solutions):
    folder = solutions({"a0/_assignment.toml": 'title = "t"\nmodules = []\n'})
    read = course.course(folder)
    assert (read.seed, read.public_seed, read.contact) == ("secret", "public", "the staff")
    assert read.names() == ["a0", "toy"]


def test_an_assignment_is_read(toy):
    assert (toy.name, toy.title, toy.modules, toy.packages, toy.points) == (
        "toy",
        "A toy",
        ("layers",),
        ("numpy",),
        10.0,
    )
    assert toy.limits.seconds == 3
    assert [(exercise.name, check.id) for exercise, check in toy.checks()] == [
        ("double", "of_a_matrix"), ("double", "of_a_vector"), ("column_sums", "of_many_rows"),
    ]  # fmt: skip
    assert [(each.exercise, each.id) for each in toy.mistakes] == [
        ("double", "triples"),
        ("column_sums", "adds_no_axis"),
    ]
    assert toy.module_of == {"double": "layers", "column_sums": "layers"}
    assert set(toy.reference()) == {"layers.py"}


def test_settings_replace_what_is_usual(solutions):
    folder = solutions({
        SETTINGS: 'title = "t"\nmodules = ["layers"]\ngiven = ["a.py"]\npackages = ["torch"]\ndeadline = "2030-01-01"\n'
                  '[aliases]\nlayers = ["layer_utils"]\n[limits]\nmemory_mb = 7\n',
    })  # fmt: skip
    read = course.course(folder).assignment("toy")
    assert (read.given, read.packages, read.deadline) == (("a.py",), ("torch",), datetime(2030, 1, 1, tzinfo=UTC))
    assert (read.aliases, read.limits.memory_mb, read.limits.seconds) == ({"layers": ("layer_utils",)}, 7, 5.0)


def test_needs_are_followed_nearest_first(solutions):
    body = """
        a = exercise("a", points=1)
        b = exercise("b", points=1, needs="a")
        c = exercise("c", points=1, needs=("b", "a"))
        d = exercise("d", points=1, needs=("c",))
    """
    read = course.course(solutions(checks_file(body))).assignment("toy")
    assert read.all_needs(read.exercise("a")) == []
    assert read.all_needs(read.exercise("d")) == ["c", "b", "a"]


def test_a_released_folder_is_read_into_the_same_assignment(solutions):
    folder = solutions()
    (folder / "toy/checks").mkdir()
    for old, new in ((CHECKS, "toy/checks/layers.py"), (SETTINGS, "toy/checks/assignment.toml")):
        (folder / new).write_text((folder / old).read_text())
    (folder / "toy").rename(folder / "renamed")
    settings = folder / "renamed/checks/assignment.toml"
    assert course.released(folder / "renamed").name == "renamed"
    settings.write_text('name = "toy"\n' + settings.read_text())
    read = course.released(folder / "renamed")
    assert (read.name, [exercise.name for exercise in read.exercises]) == ("toy", ["double", "column_sums"])
    assert read.mistakes == ()


def test_the_worker_gets_experiments_and_nothing_that_judges(toy):
    (source,) = experiment_sources(toy).values()
    names: dict = {}
    exec(source, names)
    assert {name for name in names if "__EXPERIMENT__" in name} == {
        "double__EXPERIMENT__of_a_matrix", "double__EXPERIMENT__of_a_vector", "column_sums__EXPERIMENT__of_many_rows",
    }  # fmt: skip
    for secret in ("spread", "points", "hidden", "rtol", "measure", "false_alarm", "autograder", "exercise("):
        assert secret not in source


def test_an_experiment_keeps_its_helpers(solutions):
    body = """
        import numpy as np
        double = exercise("double", points=1)
        SIZE = 3

        def shape():
            return SIZE, 2

        @double.check
        def out(layers, draw):
            "It returns out."
            return {"out": layers.double(draw.normal(*shape()))}
    """
    (source,) = experiment_sources(course.course(solutions(checks_file(body))).assignment("toy")).values()
    names: dict = {}
    exec(source, names)
    assert names["shape"]() == (3, 2)


def test_a_module_without_checks_has_no_exercises(solutions):
    folder = solutions({SETTINGS: 'title = "t"\nmodules = ["layers", "tools"]\n', "toy/tools.py": "X = 1\n"})
    read = course.course(folder).assignment("toy")
    assert (set(read.reference()), set(experiment_sources(read))) == ({"layers.py", "tools.py"}, {"layers"})
    assert set(read.module_of.values()) == {"layers"}


def test_a_folder_that_is_no_course_is_told(tmp_path):
    with pytest.raises(CourseError) as caught:
        course.course(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/_course.toml is missing: it should be a course file with `seed`, `public_seed` and `contact`."
    )


@pytest.mark.parametrize("lacking", ["seed", "public_seed", "contact"])
def test_a_course_file_that_lacks_something_is_told(solutions, lacking):
    lines = [f'{name} = "x"' for name in ("seed", "public_seed", "contact") if name != lacking]
    folder = solutions({"_course.toml": "\n".join(lines)})
    with pytest.raises(CourseError) as caught:
        course.course(folder)
    assert str(caught.value) == f"{folder}/_course.toml lacks '{lacking}'; see docs/authoring.md."


def test_an_assignment_that_does_not_exist_is_told_with_those_that_do(solutions):
    folder = solutions()
    with pytest.raises(CourseError) as caught:
        course.course(folder).assignment("a9")
    assert str(caught.value) == f"There is no assignment 'a9' in {folder}; there are toy."


def test_an_exercise_that_does_not_exist_is_told_with_those_that_do(toy):
    with pytest.raises(CourseError, match=r"^toy has no exercise 'halve'; it has double, column_sums.$"):
        toy.exercise("halve")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({SETTINGS: "title = \n"}, "toy/_assignment.toml is not valid TOML: Invalid value (at line 1, column 9)."),
        (
            {SETTINGS: 'title = "t"\nmodules = []\nmodlues = []\ntitel = "t"\n'},
            "toy/_assignment.toml has unknown settings ['modlues', 'titel']; known are ['aliases', 'deadline', 'devices', "
            "'given', 'late', 'limits', 'modules', 'name', 'packages', 'title'].",
        ),
        (
            {SETTINGS: 'title = "t"\nmodules = []\n[limits]\nminutes = 3\n'},
            "toy/_assignment.toml has unknown limits ['minutes'].",
        ),
        (
            checks_file("1 / 0"),
            "toy/_checks/layers.py cannot be loaded: ZeroDivisionError: division by zero",
        ),
        (
            checks_file("def f(:"),
            "toy/_checks/layers.py cannot be loaded: SyntaxError: invalid syntax (layers.py, line 2)",
        ),
        (
            checks_file('f = exercise("f", points=0)'),
            "toy/_checks/layers.py cannot be loaded: ValueError: exercise 'f' has 0 points; give it more than none",
        ),
        (
            checks_file('f = exercise("f", points=1)\ng = exercise("f", points=1)'),
            "toy/_checks/layers.py declares the exercise 'f', which there is already.",
        ),
        (
            checks_file('f = exercise("f", points=1)\nf = exercise("g", points=1)'),
            "toy/_checks/layers.py has 2 exercises but only 1 are left after running it: f is there more than once. "
            "Give each exercise a name of its own.",
        ),
        (
            checks_file('f = exercise("f", points=1, needs="g")'),
            "toy has no exercise 'g'; it has f.",
        ),
        (
            {MISTAKES: 'from autograder.mistakes import mistake\n@mistake("halve")\ndef slip(reference):\n    "Why?"\n'},
            "toy has no exercise 'halve'; it has double, column_sums.",
        ),
        (
            {MISTAKES: "from autograder.mistakes import mistake\n"
                       + '@mistake("double")\ndef slip(reference):\n    "Why?"\n' * 2},
            "toy/_mistakes/layers.py has 2 mistakes but only 1 are left after running it: slip is there more than once. "
            "Give each mistake a name of its own.",
        ),
        (
            {MISTAKES: 'from autograder.mistakes import mistake\n@mistake("double")\ndef slip(reference): pass\n'},
            "toy/_mistakes/layers.py cannot be loaded: MistakeError: double.slip has no docstring; write the question to "
            "ask the student",
        ),
    ],
    ids=[
        "toml", "settings", "limits", "raises", "syntax", "points", "twice", "shadowed", "needs", "mistake_of_none",
        "mistake_twice", "mistake_without_hint",
    ],
)  # fmt: skip
def test_what_is_off_in_an_assignment_is_told(solutions, changes, said):
    assert refused(solutions(changes)) == said


def test_an_exercise_of_two_modules_is_told(solutions):
    body = "from autograder.checks import exercise\nagain = exercise('double', points=1)\n"
    folder = solutions({SETTINGS: 'title = "t"\nmodules = ["layers", "nets"]\n', "toy/_checks/nets.py": body})
    assert refused(folder) == "toy/_checks/nets.py declares the exercise 'double', which there is already."


@pytest.mark.parametrize("text", ['title = "t"\n', 'modules = ["layers"]\n', ""])
def test_an_assignment_without_title_or_modules_is_told(solutions, text):
    assert refused(solutions({SETTINGS: text})).startswith("toy/_assignment.toml lacks ")


def test_exercises_that_need_each_other_are_told(solutions):
    body = 'f = exercise("f", points=1, needs="g")\ng = exercise("g", points=1, needs="f")'
    assert "f" in refused(solutions(checks_file(body)))


def test_a_module_without_its_reference_is_told(solutions):
    folder = solutions({"toy/layers.py": None})
    with pytest.raises(CourseError):
        course.course(folder).assignment("toy").reference()
