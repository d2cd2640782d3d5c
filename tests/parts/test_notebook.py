"""The student's notebook: nbgrader's metadata, the same bytes every time, and errors that name the cell."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from autograder.errors import CourseError
from autograder.notebook import PLACE_FOR_ANSWER, notebook

SOURCE = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
# ---

# %% [markdown]
# # Title

# %%
import numpy as np

# %% check="affine_forward"
check("affine_forward")

# %% [markdown] question="why_zero_fails" points=3
# Why does zero fail?
#
# BEGIN SOLUTION
# All units stay equal.
# END SOLUTION

# %%
import numpy as np
"""
POINTS = {"affine_forward": 6.0, "relu_forward": 2.0}


def made(source: str = SOURCE):
    return nbformat.reads(notebook(source, POINTS, "a1.nb.py"), as_version=4)


def refused(source: str) -> str:
    with pytest.raises(CourseError) as caught:
        notebook(source, POINTS, "a1.nb.py")
    return str(caught.value)


def test_a_checks_cell_is_autograded_locked_and_worth_the_exercises_points():
    cell = made().cells[2]
    assert cell.id == "affine_forward"
    assert (cell.cell_type, cell.source) == ("code", 'check("affine_forward")')
    assert cell.metadata == {
        "nbgrader": {
            "grade": True, "grade_id": "affine_forward", "points": 6.0, "solution": False, "locked": True,
            "schema_version": 3, "task": False, "cell_type": "code", "checksum": compute_checksum(cell),
        },
        "deletable": False, "editable": False,
    }  # fmt: skip


def test_a_questions_cell_is_graded_by_hand_and_loses_its_model_answer():
    cell = made().cells[3]
    assert cell.source == f"Why does zero fail?\n\n{PLACE_FOR_ANSWER}"
    assert cell.metadata == {
        "nbgrader": {
            "grade": True, "grade_id": "why_zero_fails", "points": 3.0, "solution": True, "locked": False,
            "schema_version": 3, "task": False, "cell_type": "markdown", "checksum": compute_checksum(cell),
        },
        "deletable": False,
    }  # fmt: skip
    assert "All units stay equal" not in notebook(SOURCE, POINTS, "a1.nb.py")


def test_other_cells_carry_no_metadata_and_no_outputs():
    title, code = made().cells[:2]
    assert (title.metadata, code.metadata, code.outputs, code.execution_count) == ({}, {}, [], None)


def test_the_same_source_gives_the_same_bytes():
    first = notebook(SOURCE, POINTS, "a1.nb.py")
    assert first == notebook(SOURCE, POINTS, "a1.nb.py")
    assert first.endswith("}\n")
    assert not first.endswith("\n\n")


def test_every_cell_has_an_id_of_its_own_even_if_two_are_alike():
    ids = [cell.id for cell in made().cells]
    assert len(set(ids)) == len(ids) == 5
    assert ids[4].startswith(ids[1])


def test_the_kernel_is_plain_python():
    assert json.loads(notebook(SOURCE, POINTS, "a1.nb.py"))["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.parametrize(
    "cell",
    ['# %% check="relu_forward"\ncheck("affine_forward")\n', '# %% check="relu_forward"\ncheck("relu_forward");\n',
     '# %% check="unknown"\ncheck("unknown")\n'],
)  # fmt: skip
def test_a_checks_cell_that_does_not_check_its_exercise_is_refused(cell):
    name = "unknown" if "unknown" in cell else "relu_forward"
    assert refused(cell) == (
        f'a1.nb.py: the cell of check="{name}" should be check("{name}"), of an exercise that exists.'
    )


@pytest.mark.parametrize(
    "head",
    ['[markdown] question="q"', '[markdown] question="q" points=0', '[markdown] question="q" points=-1',
     '[markdown] question="q" points="3"', 'question="q" points=3'],
)  # fmt: skip
def test_a_question_without_points_or_in_a_code_cell_is_refused(head):
    said = refused(f"# %% {head}\n# BEGIN SOLUTION\n# a\n# END SOLUTION\n")
    assert said == "a1.nb.py, question 'q': it is a markdown cell with points=…."


@pytest.mark.parametrize(
    ("body", "count"),
    [("# Why?\n", 0), ("# BEGIN SOLUTION\n# a\n", 0), ("# BEGIN SOLUTION\n# a\n# END SOLUTION\n#\n" * 2, 2)],
)
def test_a_question_needs_exactly_one_model_answer(body, count):
    assert refused(f'# %% [markdown] question="q" points=1\n{body}') == (
        f"a1.nb.py, question 'q': it needs one BEGIN SOLUTION … END SOLUTION, not {count}."
    )


def test_two_graded_cells_of_one_name_are_refused():
    cell = '# %% check="relu_forward"\ncheck("relu_forward")\n\n'
    assert refused(cell + cell) == "a1.nb.py: two cells are called 'relu_forward'; give each a name of its own."


def test_a_question_whose_name_cannot_be_a_cells_id_is_refused():
    cell = '# %% [markdown] question="why zero?" points=1\n# BEGIN SOLUTION\n# a\n# END SOLUTION\n'
    assert refused(cell) == "a1.nb.py: a cell cannot be called 'why zero?'; use letters, digits, - and _."
