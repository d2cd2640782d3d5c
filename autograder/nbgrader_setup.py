"""nbgrader's settings for the course, which `nbgrader_config.py` gets from here, and `source/`, from which it generates.

`source/` is made of `solutions/` whenever these have changed: notebooks with nbgrader's markers, and skeletons. No solution
is ever in it. What nbgrader generates from it is, byte for byte, what `autograder release` writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from autograder import nbgrader_plugins, release, rendering
from autograder.course import Course, course
from autograder.nbgrader_course import COURSE_ID
from autograder.notebook import PLACE_FOR_ANSWER, with_markers
from autograder.version import version

EXCHANGE = "DL_AUTOGRADER_EXCHANGE"


def configure(config: Any, root: Path) -> None:
    """Fill nbgrader's configuration for the course in `root`, and see to it that `source/` is up to date."""
    the_course = course(root / "solutions")
    make_source(the_course, root)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.source_directory = "source"
    config.CourseDirectory.release_directory = "assignments"
    config.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", ".seal", "feedback"]
    config.Exchange.root = os.environ.get(EXCHANGE) or str(root / "exchange")
    config.ClearSolutions.text_stub = PLACE_FOR_ANSWER
    config.GenerateAssignment.preprocessors = nbgrader_plugins.generating()
    config.Autograde.exclude_overwriting = {
        name: [path.name for path in (root / "source" / name).glob("*.py")] for name in the_course.names()
    }
    config.Autograde.exporter_class = nbgrader_plugins.ForgivingExporter
    config.Autograde.sanitize_preprocessors = nbgrader_plugins.SANITIZING
    config.Autograde.autograde_preprocessors = nbgrader_plugins.AUTOGRADING
    config.AssignLatePenalties.plugin_class = nbgrader_plugins.LatePenalty
    # students' text is shown in the instructor's browser, and nbgrader's own templates know nothing of the first setting
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = rendering.FILTERS
    config.FormgradeExtension.debug = False  # it would show these settings, and with them a database's password


def make_source(the_course: Course, root: Path) -> None:
    """Make `source/` anew if the solution tree has changed since: what nbgrader generates the assignments from."""
    source, stamp = root / "source", root / ".cache" / "source"
    digest = _digest(the_course)
    if source.is_dir() and stamp.is_file() and stamp.read_text() == digest:
        return
    print("source/ is made anew, out of solutions/", file=sys.stderr)
    making = root / ".cache" / f"source.{os.getpid()}"
    for name in the_course.names():
        frozen = release.frozen_key(root / "assignments" / name)
        for file, content in release.build(the_course, the_course.assignment(name), frozen).items():
            path = making / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(with_markers(content) if file == f"{name}.ipynb" else content)
    if source.exists():
        shutil.rmtree(source)
    making.rename(source)
    stamp.write_text(digest)


def _digest(the_course: Course) -> str:
    digest = hashlib.sha256(json.dumps([the_course.public_seed, version()]).encode())
    for path in sorted(the_course.solutions.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and "_mistakes" not in path.parts:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(the_course.solutions)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
