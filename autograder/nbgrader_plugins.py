"""What nbgrader calls of ours: classes in the places that its configuration has for them (see nbgrader_setup.configure).

    KeepCells          in place of SaveCells: a place for a comment on every exercise, besides
    ForgivingExporter  opens a submission's notebook, whatever is the matter with it; links are not followed
    JudgedScores       in place of SaveAutoGrades: scores, comments and findings come from the judge
    LatePenalty        the assignment's policy on late work

Their base classes are nbgrader's interface. None raises for what a student has done: nbgrader would drop the submission.
"""

from __future__ import annotations

import glob
import json
import os
import stat
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader import preprocessors, utils
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.plugins import BasePlugin

from autograder.delivery import notebook_in, timestamp_in
from autograder.late import late_policy
from autograder.marking import marked

# what is done to a submission before its notebook runs, and when it does
SANITIZING = ["nbgrader.preprocessors.ClearOutput", "nbgrader.preprocessors.OverwriteKernelspec"]
AUTOGRADING = [
    "autograder.notebook_run.RunInSandbox", "nbgrader.preprocessors.LimitOutput", "autograder.nbgrader_plugins.JudgedScores",
    "nbgrader.preprocessors.AssignLatePenalties",
]  # fmt: skip


class KeepCells(preprocessors.SaveCells):
    """Writes the notebook's cells into the gradebook, and for each exercise a place for a comment."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """As nbgrader has it; to nbgrader only answers can have comments, here also what is checked."""
        kept: tuple[Any, Any] = super().preprocess_cell(cell, resources, cell_index)
        if utils.is_grade(cell) and not utils.is_solution(cell):
            self._create_solution_cell(cell)
        return kept


class ForgivingExporter(NotebookExporter):
    """Reads a submission's notebook as `marking.marked` does: cells restored, and there is always one.

    nbgrader makes one for a run before it looks at any submission. So this is where the run learns what it would otherwise
    stumble over: a link, a pipe, a timestamp that is none.
    """

    def __init__(self, config: Any = None, parent: Any = None, **kw: Any) -> None:
        super().__init__(config, parent=parent, **kw)
        if isinstance(parent, Autograde):
            coursedir, hook = parent.coursedir, parent.pre_convert_hook
            coursedir.get_existing_timestamp = _timestamp
            parent.pre_convert_hook = partial(_before_submission, coursedir, tuple(coursedir.ignore), hook)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The notebook in a file, preprocessed. A file that is missing or broken gives the released notebook."""
        path = Path(filename)
        resources = self._init_resources(resources)
        resources["metadata"].update(name=path.stem, path=str(path.parent))
        released = _released(Path(self.config.CourseDirectory.root), resources["nbgrader"]["assignment"])
        content, _ = notebook_in(path.parent, path.stem)
        node = nbformat.from_dict(dict(marked(released, content, {}).notebook))
        done: tuple[Any, Any] = super().from_notebook_node(node, resources, **kw)
        return done


class JudgedScores(preprocessors.NbGraderPreprocessor):
    """Has the judge grade the submission's code, and enters that; what the cells print or return counts for nothing."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook that ran, with the judge's findings under the cells that check."""
        from autograder.autograded import findings
        from autograder.ledger import grade_one  # it imports this module

        places, ids = _course_of(self), resources["nbgrader"]
        result = grade_one(places, ids["assignment"], ids["student"], ids.get("notices", ()))
        released = _released(places.root, ids["assignment"])
        content = nbformat.writes(nb).encode(errors="replace")
        paper = marked(released, content, findings(result))
        return nbformat.from_dict(dict(paper.notebook)), resources


class LatePenalty(BasePlugin):
    """The points that late work costs, by the policy in the assignment's `_assignment.toml`."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The penalty, None where there is none; extensions are in `total_seconds_late` already."""
        file = Path(self.config.CourseDirectory.root) / "solutions" / self.parent.assignment_id / "_assignment.toml"
        policy = late_policy(tomllib.loads(file.read_text()).get("late", {}), file)
        return policy.penalty(score or 0.0, total_seconds_late) or None


def _before_submission(
    coursedir: Any, ignored: Sequence[str], hook: Any, assignment: str, student: str, notebooks: list[str]
) -> None:
    """What nbgrader calls before a submission: says which notebook it looks for, and what it leaves where it is.

    The notebook is the assignment's, whatever it is called. Files are named in `ignore`, since nbgrader copies what a link
    points to, and drops the submission where that does not exist. `hook` is the course's own, called after that.
    """
    folder = Path(notebooks[0]).parent
    notebooks[:] = [str(folder / f"{folder.name}.ipynb")]
    coursedir.ignore = [*ignored, *sorted(_not_to_copy(folder))]
    if hook:
        hook(assignment=assignment, student=student, notebooks=notebooks)


def _not_to_copy(folder: Path) -> set[str]:
    """The names, as patterns, of what is no file that can be read; links to folders are not followed by nbgrader."""
    paths = [Path(here, name) for here, _, names in os.walk(folder) for name in names]
    return {
        glob.escape(path.name)
        for path in paths
        if not stat.S_ISREG(path.lstat().st_mode) or not os.access(path, os.R_OK)
    }


def _timestamp(folder: str) -> datetime | None:
    """When a submission came; None where that cannot be read, for which nbgrader would drop it."""
    return timestamp_in(Path(folder))[0]


def generating() -> list[type]:
    """The steps of nbgrader from source to release, with ours in the place of one."""
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    return [KeepCells if step is preprocessors.SaveCells else step for step in steps]


def _course_of(preprocessor: Any) -> Any:
    from autograder.nbgrader_course import places

    found = places(Path(preprocessor.config.CourseDirectory.root))
    assert found is not None  # its configuration is where we come from
    return found


def _released(root: Path, assignment: str) -> Any:
    return json.loads((root / "assignments" / assignment / f"{assignment}.ipynb").read_bytes())
