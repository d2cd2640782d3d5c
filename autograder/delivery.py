"""How a submission was handed in: what lies beside its code in nbgrader's folder. All of it is the student's, and hostile.

<assignment>.ipynb       the notebook, or another one if it is alone
timestamp.txt            when nbgrader took it in
submission_secret.txt    what the student's feedback is found by
"""

from __future__ import annotations

import contextlib
import re
import secrets
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder import intake, messages
from autograder.errors import IntakeError
from autograder.late import LatePolicy
from autograder.marking import MAX_NOTEBOOK, unreadable

TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"


def notebook_in(folder: Path | None, name: str) -> tuple[bytes | None, list[str]]:
    """The notebook in a submission's folder, by its name or, if it is the only one, by another; and what is odd about it."""
    missing = "The notebook is not in the submission, so there are no written answers to mark"
    if folder is None:
        return None, [missing]
    others = sorted(path for path in folder.glob("*.ipynb") if path.name != f"{name}.ipynb")
    path, notices = folder / f"{name}.ipynb", list[str]()
    if not path.exists() and len(others) == 1:
        path = others[0]
        notices = [f"The notebook is called {messages.clean(path.name, 80)}; it was taken for {name}.ipynb"]
    try:
        return intake.read_file(path, path.name, MAX_NOTEBOOK), notices
    except FileNotFoundError:
        return None, [missing]
    except OSError as error:
        reason = "it is a link, and links are not followed" if path.is_symlink() else messages.clean(error.strerror, 80)
    except IntakeError as error:
        reason = messages.clean(str(error).rstrip("."), 100)
    return None, [*notices, unreadable(reason)]


def timestamp_in(folder: Path | None) -> tuple[datetime | None, str]:
    """When nbgrader took the submission in, in UTC without an offset, as it keeps it; and what is wrong with that."""
    if folder is None:
        return None, ""
    try:
        text = intake.read_file(folder / TIMESTAMP, TIMESTAMP, 200).decode().strip()
        parsed: datetime = parse_utc(text)
        return parsed, ""
    except FileNotFoundError:
        return None, ""
    except Exception:  # dateutil raises whatever it likes
        return None, "timestamp.txt cannot be read, so this counts as handed in on time"


def secret_in(folder: Path) -> str:
    """What nbgrader has put beside a student's submission, to fetch feedback by; where it has not, one that nobody knows."""
    with contextlib.suppress(OSError, IntakeError, UnicodeDecodeError):
        text = intake.read_file(folder / SECRET, SECRET, 200).decode().strip()
        if re.fullmatch(r"[0-9a-f]+", text):
            return text
    return secrets.token_hex(64)


def late_sentence(seconds: float, penalty: float, policy: LatePolicy) -> str:
    """How late it was, and what that costs."""
    days, rest = divmod(int(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{rest // 60} min" if not days else ""]
    when = f"Handed in {' '.join(part for part in parts if part)} after the deadline"
    if not penalty:
        return f"{when}; that costs nothing"
    return f"{when}; that costs {penalty:.4g} points. {policy.sentence()}".rstrip(".")
