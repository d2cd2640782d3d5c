"""The student's notebook, made from its percent-format source, as `nbgrader generate_assignment` would leave it: with its
cell metadata, locks and checksums. The same source, the same bytes, and nbgrader finds nothing to change in them.

# %% check="affine_forward"                             an autograded cell, worth the exercise's points
# %% [markdown] question="why_zero_fails" points=3      a question graded by hand; its model answer stands between
                                                        lines BEGIN SOLUTION and END SOLUTION, and is left out
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import nbformat

from autograder.errors import CourseError

PLACE_FOR_ANSWER = "*Your answer:*"
ANSWER = re.compile(r"^BEGIN SOLUTION\n.*?^END SOLUTION$", re.DOTALL | re.MULTILINE)


def notebook(source: str, points: Mapping[str, float], name: str) -> str:
    """The notebook as JSON text; `points` are the exercises'. Raises CourseError, with `name`, for a cell that is off."""
    import jupytext  # it takes more than a second, and not everyone who comes here makes a notebook

    read = jupytext.reads(source, fmt="py:percent")
    cells: list[Any] = []
    seen: set[str] = set()
    for cell in read.cells:
        grading = _grading(cell, points, name)
        text = cell.source
        if grading and cell.cell_type == "markdown":
            text, count = ANSWER.subn(PLACE_FOR_ANSWER, text)
            if count != 1:
                raise CourseError(
                    f"{name}, question {grading['grade_id']!r}: it needs one BEGIN SOLUTION … END SOLUTION, not {count}."
                )
        identity = grading["grade_id"] if grading else hashlib.sha256(text.encode()).hexdigest()[:12]
        if identity in seen:
            if grading:
                raise CourseError(f"{name}: two cells are called {identity!r}; give each a name of its own.")
            identity = f"{identity}-{len(cells)}"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", identity):
            raise CourseError(f"{name}: a cell cannot be called {identity!r}; use letters, digits, - and _.")
        seen.add(identity)
        make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        made_cell = make(text, id=identity)
        if grading:
            made_cell.metadata = nbformat.from_dict({"nbgrader": grading, "deletable": False})
            if grading["locked"]:
                made_cell.metadata.editable = False
            made_cell.metadata.nbgrader.checksum = checksum(made_cell)
        cells.append(made_cell)
    made = nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(made)
    return str(nbformat.writes(made)).rstrip("\n") + "\n"


def checksum(cell: Any) -> str:
    """What nbgrader calls a graded cell's checksum (`nbgrader.utils.compute_checksum`, which takes seconds to import)."""
    grading = cell.metadata.nbgrader
    parts = [
        cell.source,
        cell.cell_type,
        grading.grade,
        grading.solution,
        grading.locked,
        grading.grade_id,
        grading.points,
    ]
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def with_markers(content: bytes) -> bytes:
    """A released notebook as nbgrader's source: it clears what stands between markers, and here there is nothing."""
    node = nbformat.reads(content.decode(), as_version=4)
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = cell.source.replace(PLACE_FOR_ANSWER, "BEGIN SOLUTION\nEND SOLUTION")
    return (str(nbformat.writes(node)).rstrip("\n") + "\n").encode()


def _grading(cell: Any, points: Mapping[str, float], name: str) -> dict[str, Any] | None:
    common = {"grade": True, "schema_version": 3, "task": False, "cell_type": cell.cell_type}
    if "check" in cell.metadata:
        exercise = cell.metadata["check"]
        if exercise not in points or cell.source != f'check("{exercise}")':
            raise CourseError(
                f'{name}: the cell of check="{exercise}" should be check("{exercise}"), of an exercise that exists.'
            )
        return {**common, "grade_id": exercise, "points": points[exercise], "solution": False, "locked": True}
    if "question" in cell.metadata:
        value = cell.metadata.get("points")
        if not isinstance(value, int | float) or value <= 0 or cell.cell_type != "markdown":
            raise CourseError(f"{name}, question {cell.metadata['question']!r}: it is a markdown cell with points=….")
        question = {"grade_id": cell.metadata["question"], "points": float(value)}
        return {**common, **question, "solution": True, "locked": False}
    return None
