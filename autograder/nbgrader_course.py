"""Where nbgrader keeps things, as its configuration says; the settings themselves are in `nbgrader_setup`.

assignments/  what is released          submitted/   what is collected
autograded/   what is marked by hand    gradebook    scores and comments
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import CourseError

CONFIG = "nbgrader_config.py"
COURSE_ID = "deep_learning"


@dataclass(frozen=True)
class Places:
    """Where nbgrader keeps things, as its configuration says."""

    root: Path
    course_id: str
    db_url: str
    release: Path
    submitted: Path
    autograded: Path

    @property
    def db_url_shown(self) -> str:
        """The gradebook's address, without a password."""
        from sqlalchemy.engine import make_url  # only where there is a gradebook

        return make_url(self.db_url).render_as_string(hide_password=True)


def places(root: Path) -> Places | None:
    """What the configuration in `root` says; None where there is none. Raises CourseError where it cannot be read."""
    if not (root / CONFIG).is_file():
        return None
    # jsonschema would read a grammar of internet addresses for a second, and does without where the package is missing
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from nbgrader.coursedir import CourseDirectory  # it takes a second, and a student does not have it
    from traitlets.config.loader import PyFileConfigLoader

    try:
        config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(f"{root / CONFIG} cannot be loaded: {type(error).__name__}: {error}") from None
    config.CourseDirectory.setdefault("root", str(root))
    directory = CourseDirectory(config=config)

    def folder(name: str) -> Path:
        return Path(directory.root) / name

    return Places(
        root, directory.course_id, directory.db_url, folder(directory.release_directory),
        folder(directory.submitted_directory), folder(directory.autograded_directory),
    )  # fmt: skip


def places_of(submissions: Path, solutions: Path, gradebook: str | None) -> Places | None:
    """Where the results of these submissions go in nbgrader, or None if they do not.

    `gradebook` is the database's address, or "none". Without it, the folder beside the submissions tells: it is an nbgrader
    course if it has a configuration or a gradebook.
    """
    if gradebook == "none":
        return None
    root, released = submissions.resolve().parent, solutions.resolve().parent / "assignments"
    found = places(root)
    if found is None and (gradebook or (root / "gradebook.db").is_file()):
        url = f"sqlite:///{root / 'gradebook.db'}"
        found = Places(root, COURSE_ID, url, released, submissions.resolve(), root / "autograded")
    if found is None:
        return None
    changes = {"db_url": gradebook} if gradebook else {}
    return replace(found, release=found.release if found.release.is_dir() else released, **changes)  # type: ignore[arg-type]
