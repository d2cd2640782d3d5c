"""The notebook that a person marks: the student's answers, and the judge's findings under the cells that check.

`marked` builds it anew, cell by cell, from the released notebook and from what the student handed in. Nothing of a
student's cell goes into it but its text, and of its outputs only text and pictures: what stands in `autograded/` is opened in the
instructor's browser. A cell that was deleted is back, one that was copied or split is whole again, and each such accident
is a sentence. None of it changes a score: those come from the `.py` files.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder import messages
from autograder.notebook import PLACE_FOR_ANSWER

MAX_NOTEBOOK = 32 * 2**20
MAX_CONTAINERS = 400_000  # of lists and objects in its JSON: more would fill the memory of whoever reads it
MAX_CELLS = 2000
MAX_TEXT = 200_000
MAX_OUTPUT_TEXT = 20_000
MAX_PICTURE = 2 * 2**20
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Marked:
    """A notebook as JSON values; the written questions that have an answer; what was odd about the one handed in."""

    notebook: Mapping[str, Any]
    answers: Mapping[str, str]
    notices: tuple[str, ...]

    def text(self) -> str:
        """The notebook as the text of its file."""
        return json.dumps(self.notebook, ensure_ascii=False) + "\n"


def marked(released: Mapping[str, Any], handed_in: bytes | None, findings: Mapping[str, str]) -> Marked:
    """The released notebook with a student's cells in it; `findings` are texts by exercise, shown as its cell's output.

    `handed_in` is the file's content, None where there is none. Whatever it is, there is a notebook.
    """
    notices: list[str] = []
    cells: Sequence[Mapping[str, Any]] = []
    try:
        cells = [] if handed_in is None else _cells(handed_in)
    except (ValueError, RecursionError, MemoryError) as error:
        notices.append(unreadable(messages.clean(str(error) or type(error).__name__, 80)))
    graded = {name: cell for cell in released["cells"] if (name := _grade_id(cell))}
    found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in graded}
    for cell in cells:
        if (name := _grade_id(cell)) in found:
            found[name].append(cell)
    made: list[dict[str, Any]] = []
    answers: dict[str, str] = {}
    placed: set[str] = set()
    for cell in cells or released["cells"]:
        name = _grade_id(cell)
        if name not in graded:
            made.append(_plain(cell, len(made)))
        elif name not in placed:
            placed.add(name)
            made.append(_graded(graded[name], found[name], findings, answers))
    if cells:
        notices += _accidents(graded, found)
        before = None
        for name, cell in graded.items():  # one that is gone comes back behind the one that was before it
            if name not in placed:
                place = next((at + 1 for at, each in enumerate(made) if _grade_id(each) == before), 0)
                made.insert(place, _graded(cell, [], findings, answers))
            before = name
    for place, cell in enumerate(made):
        cell["id"] = f"cell-{place}"
    notebook = {"cells": made, "metadata": released["metadata"], "nbformat": 4, "nbformat_minor": 5}
    return Marked(notebook, answers, tuple(notices))


def unreadable(reason: str) -> str:
    """The sentence about a notebook that is there and of no use."""
    return f"The notebook cannot be read ({reason}), so there are no written answers to mark"


def _cells(content: bytes) -> Sequence[Mapping[str, Any]]:
    """The cells in a notebook file; raises ValueError where it is none."""
    if len(content) > MAX_NOTEBOOK:
        raise ValueError(f"it is larger than {MAX_NOTEBOOK // 2**20} MB")
    if content.count(b"{") + content.count(b"[") > MAX_CONTAINERS:
        raise ValueError("it has more parts than any notebook")
    data = json.loads(content)
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list) or data.get("nbformat") != 4:
        raise ValueError("it is not a notebook of format 4")
    return [cell for cell in data["cells"] if isinstance(cell, dict)][:MAX_CELLS]


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    return name if isinstance(name, str) else ""


def _accidents(
    graded: Mapping[str, Mapping[str, Any]], found: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[str]:
    for name, cell in graded.items():
        if not found[name]:
            yield f"The notebook's cell {name} was deleted; it is back, and its score comes from the code"
        elif len(found[name]) > 1:
            yield f"The notebook's cell {name} was there {len(found[name])} times (copied or split); it is one again"
        elif cell["cell_type"] == "code" and _text(found[name][0].get("source")).strip() != _text(cell["source"]):
            yield f"The notebook's cell {name} was changed; it is as it was released"


def _graded(
    released: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    findings: Mapping[str, str],
    answers: dict[str, str],
) -> dict[str, Any]:
    """A cell that carries points, as it was released; an answer in words is the student's."""
    name, source = _grade_id(released), _text(released["source"])
    made = {"cell_type": released["cell_type"], "metadata": released["metadata"], "source": source}
    if released["cell_type"] == "code":
        shown = findings.get(name, "")
        outputs = [{"output_type": "stream", "name": "stdout", "text": shown}] if shown else []
        return made | {"outputs": outputs, "execution_count": None}
    written = "\n\n".join(dict.fromkeys(_text(cell.get("source")) for cell in found)) or source
    if written.strip() and written.strip() != source.strip():
        answers[name] = written.replace(source.removesuffix(PLACE_FOR_ANSWER).strip(), "", 1).strip()
    return made | {"source": written} | _pasted(found)


def _plain(cell: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A cell without points: its text, and of its outputs what cannot do anything."""
    kind = cell.get("cell_type")
    made: dict[str, Any] = {"cell_type": kind if kind in ("markdown", "raw") else "code", "metadata": {}}
    made["source"] = _text(cell.get("source"))
    if made["cell_type"] == "code":
        outputs = cell.get("outputs")
        made["outputs"] = list(_outputs(outputs if isinstance(outputs, list) else []))
        made["execution_count"] = None
    return made | _pasted([cell] if kind == "markdown" else [])


def _pasted(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The pictures that were pasted into text, as that is how a formula comes in that was written on paper."""
    found = {}
    for cell in cells:
        attachments = cell.get("attachments")
        for name, data in attachments.items() if isinstance(attachments, dict) else ():
            if pictures := _pictures(data):
                found[_text(name)] = pictures
    return {"attachments": found} if found else {}


def _outputs(outputs: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for output in outputs[:100]:
        if not isinstance(output, dict):
            continue
        kind, data = output.get("output_type"), output.get("data")
        if kind == "stream":
            yield _stream(_text(output.get("text")))
        elif kind == "error":
            lines = output.get("traceback")
            yield _stream("\n".join(_text(line) for line in (lines[:200] if isinstance(lines, list) else [])))
        elif kind in ("display_data", "execute_result") and isinstance(data, dict):
            if pictures := _pictures(data):
                yield {"output_type": "display_data", "metadata": {}, "data": pictures}
            elif text := _text(data.get("text/plain")):
                yield _stream(text)


def _stream(text: str) -> dict[str, Any]:
    cut = text if len(text) <= MAX_OUTPUT_TEXT else f"{text[:MAX_OUTPUT_TEXT]}\n… cut, {len(text)} characters in all"
    return {"output_type": "stream", "name": "stdout", "text": cut}


def _pictures(data: Any) -> dict[str, str]:
    """The pictures among the forms of one output or attachment."""
    forms = data if isinstance(data, dict) else {}
    return {kind: picture for kind, magic in PICTURES.items() if (picture := _picture(forms.get(kind), magic))}


def _picture(value: Any, magic: bytes) -> str:
    """A picture's base64 text, empty where it is none or too large."""
    if isinstance(value, list):
        value = "".join(each for each in value if isinstance(each, str))
    text = "".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > MAX_PICTURE * 4 / 3 or len(text) % 4 or not BASE64.fullmatch(text):
        return ""
    return text if base64.b64decode(text[:16]).startswith(magic) else ""


def _text(value: Any) -> str:
    """A notebook's text, which may be a list of lines; what cannot be encoded is spelled out."""
    if isinstance(value, list):
        value = "".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str):
        return ""
    text = re.sub(r"[\ud800-\udfff]", "�", value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n… cut, {len(text)} characters in all"
