"""Skeletons: solution regions become stubs, and a broken region is an error that names its line."""

from __future__ import annotations

import textwrap

import pytest

from autograder.errors import CourseError
from autograder.skeleton import code_lines, regions, skeleton, solution_lines

LAYER = '''\
"""Layers; strings that mention # BEGIN SOLUTION are none."""

import numpy as np

TEXT = """
# BEGIN SOLUTION
# END SOLUTION
"""


def forward(x):
    """Twice x."""
    # BEGIN SOLUTION
    # a remark

    twice = 2 * x
    return twice
    # END SOLUTION


class Net:
    def loss(self, x, y=None):
        scores = None
        # BEGIN SOLUTION
        scores = forward(x)
        # END SOLUTION
        if y is None:
            return scores
        # BEGIN SOLUTION
        def inner(z):
            return z

        return inner(scores)
        # END SOLUTION
'''


def broken(source: str) -> str:
    with pytest.raises(CourseError) as caught:
        skeleton(textwrap.dedent(source).lstrip("\n"), "a1", "layers.py")
    return str(caught.value)


def test_a_region_becomes_a_todo_and_an_error_that_names_the_exercise():
    assert (
        skeleton(LAYER, "a1", "layers.py")
        == '''\
"""Layers; strings that mention # BEGIN SOLUTION are none."""

import numpy as np

TEXT = """
# BEGIN SOLUTION
# END SOLUTION
"""


def forward(x):
    """Twice x."""
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a1.forward is not implemented yet")


class Net:
    def loss(self, x, y=None):
        scores = None
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a1.Net is not implemented yet")
        if y is None:
            return scores
        # TODO: write this part (about 3 lines).
        raise NotImplementedError("a1.Net is not implemented yet")
'''
    )


def test_a_skeleton_runs_up_to_its_stubs():
    names: dict = {}
    exec(skeleton(LAYER, "a1", "layers.py"), names)
    with pytest.raises(NotImplementedError, match=r"^a1\.forward is not implemented yet$"):
        names["forward"](1)
    with pytest.raises(NotImplementedError, match=r"^a1\.Net is not implemented yet$"):
        names["Net"]().loss(1)


def test_regions_tell_their_lines_indentation_and_exercise():
    assert [(each.begin, each.end, each.indent, each.exercise) for each in regions(LAYER, "layers.py")] == [
        (13, 18, "    ", "forward"),
        (24, 26, "        ", "Net"),
        (29, 34, "        ", "Net"),
    ]


def test_solution_lines_are_the_code_that_must_not_leak():
    assert solution_lines(LAYER, "layers.py") == [
        "twice = 2 * x", "return twice", "scores = forward(x)", "def inner(z):", "return z", "return inner(scores)",
    ]  # fmt: skip


def test_a_module_without_regions_stays_as_it_is():
    source = "import numpy as np\n\n\ndef given(x):\n    return x\n"
    assert skeleton(source, "a1", "layers.py") == source
    assert regions(source, "layers.py") == []


def test_a_one_line_region_without_a_final_newline_is_replaced_too():
    source = "def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION"
    assert skeleton(source, "a1", "m.py") == (
        'def f(x):\n    # TODO: write this part (about 1 line).\n'
        '    raise NotImplementedError("a1.f is not implemented yet")\n'
    )  # fmt: skip


@pytest.mark.parametrize(("line", "code"), [("  x = 1  # c\n", "x = 1  # c"), ("   # c", ""), ("\n", ""), ("", "")])
def test_code_lines_are_neither_blank_nor_comments(line, code):
    assert code_lines(line) == code


@pytest.mark.parametrize("comment", ["# BEGIN SOLUTIONS", "#BEGIN SOLUTION", "# begin SOLUTION", "# the SOLUTION is 4"])
def test_a_misspelt_marker_is_an_error_with_its_line(comment):
    assert broken(f"def f(x):\n    {comment}\n    return x\n    # END SOLUTION\n") == (
        f"layers.py, line 2: {comment!r} should be '# BEGIN SOLUTION' or '# END SOLUTION' on a line of its own."
    )


def test_a_marker_behind_code_is_an_error_with_its_line():
    said = broken("def f(x):\n    # BEGIN SOLUTION\n    return x  # END SOLUTION\n")
    assert (
        said
        == "layers.py, line 3: '# END SOLUTION' should be '# BEGIN SOLUTION' or '# END SOLUTION' on a line of its own."
    )


BEGIN, END, CODE = "    # BEGIN SOLUTION\n", "    # END SOLUTION\n", "    x = 1\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (BEGIN + CODE, 2),
        (CODE + END, 3),
        (BEGIN + CODE + BEGIN + CODE + END, 4),
        (BEGIN + CODE + END + END, 5),
        (END + CODE + BEGIN, 2),
        (BEGIN + CODE + END + BEGIN + CODE, 5),
    ],
    ids=["no_end", "no_begin", "nested", "two_ends", "reversed", "second_without_end"],
)
def test_markers_that_do_not_alternate_are_an_error_with_its_line(body, line):
    assert broken("def f():\n" + body + "    return x\n") == (
        f"layers.py, line {line}: # BEGIN SOLUTION and # END SOLUTION do not alternate; each region needs both, "
        "and none nests."
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("# BEGIN SOLUTION\nX = 1\n# END SOLUTION\n", 1),
        ("class C:\n    # BEGIN SOLUTION\n    x = 1\n    # END SOLUTION\n", 2),
        ("def f():\n    # BEGIN SOLUTION\n    x = 1\n\n\ndef g():\n    y = 1\n    # END SOLUTION\n    return y\n", 2),
    ],
    ids=["module", "class_body", "two_functions"],
)
def test_a_region_outside_of_one_function_is_an_error_with_its_line(source, line):
    assert broken(source) == f"layers.py, line {line}: the region does not begin and end inside the same function."


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(x):\n    if x:\n        # BEGIN SOLUTION\n        x = 1\n    # END SOLUTION\n    return x\n", 5),
        (
            "def f(x):\n    if x:\n        # BEGIN SOLUTION\n        x = 1\n    x = 2\n        # END SOLUTION\n    return x\n",
            5,
        ),
        ('def f(x):\n    # BEGIN SOLUTION\n    return """\nleft\n"""\n    # END SOLUTION\n', 4),
    ],
    ids=["end_marker", "code", "string"],
)
def test_a_region_that_leaves_its_indentation_is_an_error_with_its_line(source, line):
    assert broken(source) == f"layers.py, line {line}: the region leaves the indentation it began with."


@pytest.mark.parametrize("last", ["\n", "    # a remark\n"], ids=["blank", "comment"])
def test_a_region_may_end_with_a_blank_line_or_a_comment(last):
    source = f"def f(x):\n    # BEGIN SOLUTION\n    return x\n{last}    # END SOLUTION\n"
    assert "return x" not in skeleton(source, "a1", "layers.py")


@pytest.mark.parametrize("source", ["def f(:\n", "def f():\n    x = (\n", "def f()\n    return 1\n"])
def test_a_reference_that_does_not_parse_is_an_error_with_its_line(source):
    assert broken(source).startswith("layers.py, line ")
