"""The notebook to mark: made whole again from whatever was handed in, and harmless to whoever opens it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import nbformat
import pytest

from autograder import marking
from autograder.marking import Marked, marked

PNG = base64.b64encode(b"\x89PNG and so on").decode()
JPEG = base64.b64encode(b"\xff\xd8\xff and so on").decode()
FINDINGS = {"double": "double 4 / 4", "halve": "halve 0 / 6"}


def graded(name: str, kind: str, source: str) -> dict[str, Any]:
    grading = {"grade_id": name, "grade": True, "solution": kind == "markdown", "locked": kind == "code", "points": 4.0}
    cell = {"cell_type": kind, "metadata": {"nbgrader": grading}, "source": source, "id": name}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def own(source: Any, kind: str = "code", **more: Any) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": {}, "source": source, "id": "own"}
    return cell | ({"outputs": [], "execution_count": 7} if kind == "code" else {}) | more


INTRODUCTION = own("# A toy", "markdown")
DOUBLE, HALVE = graded("double", "code", 'check("double")'), graded("halve", "code", 'check("halve")')
WHY = graded("why", "markdown", "Why twice?\n\n*Your answer:*")
RELEASED = {
    "cells": [INTRODUCTION, DOUBLE, HALVE, WHY], "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip


def notebook(*cells: Any, **more: Any) -> bytes:
    return json.dumps({**RELEASED, "cells": cells, **more}).encode()


def marked_whole(handed_in: bytes | None, findings: Mapping[str, str] = FINDINGS) -> Marked:
    """What is made of a file, after making sure of what holds for any: it is a notebook, and each graded cell is in it once."""
    paper = marked(RELEASED, handed_in, findings)
    nbformat.validate(nbformat.reads(paper.text(), as_version=4))
    assert sorted(filter(None, names(paper))) == ["double", "halve", "why"]
    assert paper.notebook["metadata"] == RELEASED["metadata"]
    return paper


def names(paper: Marked) -> list[str]:
    return [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in paper.notebook["cells"]]


def sources(paper: Marked) -> list[str]:
    return [cell["source"] for cell in paper.notebook["cells"]]


def only_outputs(*outputs: Any) -> list[dict[str, Any]]:
    """What is kept of the outputs of a student's own cell."""
    paper = marked_whole(notebook(own("1", outputs=list(outputs)), DOUBLE, HALVE, WHY))
    return list(paper.notebook["cells"][0]["outputs"])


def shows(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


def test_the_released_notebook_comes_back_with_the_findings() -> None:
    paper = marked_whole(notebook(*RELEASED["cells"]))
    assert paper.notices == () and paper.answers == {}
    assert sources(paper) == [cell["source"] for cell in RELEASED["cells"]]
    told = [cell["outputs"][0]["text"] for cell in paper.notebook["cells"][1:3]]
    assert told == ["double 4 / 4", "halve 0 / 6"]


def test_the_same_notebook_gives_the_same_text() -> None:
    handed_in = notebook(own("x"), *RELEASED["cells"])
    assert marked_whole(handed_in).text() == marked_whole(handed_in).text()
    assert marked_whole(marked_whole(handed_in).text().encode()).text() == marked_whole(handed_in).text()


def test_a_deleted_cell_is_back_behind_the_one_before_it() -> None:
    paper = marked_whole(notebook(INTRODUCTION, DOUBLE, own("mine"), WHY))
    assert names(paper) == ["", "double", "halve", "", "why"]
    assert paper.notices == ("The notebook's cell halve was deleted; it is back, and its score comes from the code",)


def test_all_graded_cells_deleted_are_back_in_order() -> None:
    paper = marked_whole(notebook(own("mine")))
    assert names(paper) == ["double", "halve", "why", ""]
    assert len(paper.notices) == 3


def test_a_copied_cell_is_there_once() -> None:
    paper = marked_whole(notebook(INTRODUCTION, DOUBLE, DOUBLE, HALVE, WHY))
    assert paper.notices == ("The notebook's cell double was there 2 times (copied or split); it is one again",)


def test_a_changed_check_is_as_it_was_released() -> None:
    forged = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "4.0"}, "execution_count": 1}
    paper = marked_whole(notebook(INTRODUCTION, {**DOUBLE, "source": "4.0", "outputs": [forged]}, HALVE, WHY))
    assert paper.notices == ("The notebook's cell double was changed; it is as it was released",)
    cell = paper.notebook["cells"][1]
    assert cell["source"] == 'check("double")'
    assert [output["text"] for output in cell["outputs"]] == ["double 4 / 4"]


def test_a_graded_cell_keeps_its_points_whatever_its_metadata_say() -> None:
    grading = {**DOUBLE["metadata"]["nbgrader"], "points": 400.0, "grade": False}
    paper = marked_whole(notebook({**DOUBLE, "cell_type": "markdown", "metadata": {"nbgrader": grading}}, HALVE, WHY))
    assert paper.notebook["cells"][0]["metadata"] == DOUBLE["metadata"]
    assert paper.notebook["cells"][0]["cell_type"] == "code"


def test_an_invented_graded_cell_is_a_plain_one() -> None:
    paper = marked_whole(notebook(graded("bonus", "code", "100.0"), DOUBLE, HALVE, WHY))
    assert paper.notebook["cells"][0]["metadata"] == {}


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("Why twice?\n\n*Your answer:*", None),
        ("Why twice?\n\n*Your answer:*\n\n ", None),
        ("Why twice?\n\n*Your answer:* Since 2 is two.", "*Your answer:* Since 2 is two."),
        ("Why twice?\n\nSince 2 is two.", "Since 2 is two."),
        ("Since 2 is two.", "Since 2 is two."),
        (["Why twice?\n", "\n", "Since 2\n", "is two."], "Since 2\nis two."),
        ("", None),
    ],
)
def test_an_answer_is_what_the_student_wrote(written: Any, answer: str | None) -> None:
    paper = marked_whole(notebook(INTRODUCTION, DOUBLE, HALVE, {**WHY, "source": written}))
    assert paper.answers == ({} if answer is None else {"why": answer})


def test_an_answer_that_was_split_is_one_answer() -> None:
    halves = [{**WHY, "source": f"Why twice?\n\n{half}"} for half in ("First half.", "Second half.")]
    paper = marked_whole(notebook(DOUBLE, HALVE, *halves))
    assert "First half." in paper.answers["why"] and "Second half." in paper.answers["why"]


def test_an_answer_in_a_cell_made_code_is_still_an_answer() -> None:
    paper = marked_whole(
        notebook(DOUBLE, HALVE, {**WHY, "cell_type": "code", "source": "Since 2 is two.", "outputs": []})
    )
    assert paper.answers == {"why": "Since 2 is two."}


def test_without_a_notebook_there_is_the_released_one() -> None:
    paper = marked_whole(None)
    assert sources(paper) == [cell["source"] for cell in RELEASED["cells"]]
    assert paper.answers == {}


NO_NOTEBOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Expecting value"),
    "cut_off": (notebook(*RELEASED["cells"])[:-1], "Expecting"),
    "binary": (b"\x89PNG\xff\xfe\x00", "codec can't decode"),
    "a_list": (b"[1, 2]", "it is not a notebook of format 4"),
    "a_number": (b"4", "it is not a notebook of format 4"),
    "no_cells": (notebook(**{"cells": None}), "it is not a notebook of format 4"),
    "cells_of_another_kind": (notebook(**{"cells": {"0": INTRODUCTION}}), "it is not a notebook of format 4"),
    "format_3": (b'{"nbformat": 3, "worksheets": []}', "it is not a notebook of format 4"),
    "format_5": (notebook(INTRODUCTION, nbformat=5), "it is not a notebook of format 4"),
    "nested_lists": (b"[" * 100_000, "maximum recursion depth"),
    "nested_objects": (b'{"a":' * 100_000, "maximum recursion depth"),
    "a_long_number": (b'{"nbformat": ' + b"9" * 10_000 + b"}", "Exceeds the limit"),
    "many_parts": (notebook(*[own("", "markdown")], metadata=[[]] * 400_000), "it has more parts than any notebook"),
    "large": (notebook(INTRODUCTION) + b" " * marking.MAX_NOTEBOOK, "it is larger than 32 MB"),
}


@pytest.mark.parametrize("kind", NO_NOTEBOOKS)
def test_what_is_no_notebook_gives_the_released_one_and_a_sentence(kind: str) -> None:
    content, reason = NO_NOTEBOOKS[kind]
    paper = marked_whole(content)
    (notice,) = paper.notices
    assert notice.startswith("The notebook cannot be read (") and reason in notice
    assert notice.endswith("so there are no written answers to mark")
    assert sources(paper) == [cell["source"] for cell in RELEASED["cells"]]


ODD_CELLS: dict[str, Any] = {
    "no_object": "print(1)",
    "nothing": {},
    "metadata_of_another_kind": {**own("1"), "metadata": [1]},
    "grading_of_another_kind": {**own("1"), "metadata": {"nbgrader": "yes"}},
    "name_of_another_kind": {**own("1"), "metadata": {"nbgrader": {"grade_id": ["double"]}}},
    "source_of_another_kind": own({"a": 1}),
    "lines_of_another_kind": own(["1\n", 2, None]),
    "unknown_type": own("1", "heading"),
    "type_of_another_kind": {**own("1"), "cell_type": ["code"]},
    "outputs_of_another_kind": own("1", outputs="4.0"),
    "output_of_another_kind": own("1", outputs=["4.0", None, {}, {"output_type": ["stream"]}]),
    "data_of_another_kind": own("1", outputs=[shows() | {"data": "4.0"}, shows(**{"text/plain": 4})]),
    "error_of_another_kind": own("1", outputs=[{"output_type": "error", "traceback": {"a": 1}}]),
    "half_a_character": own("x = '\ud800'", outputs=[{"output_type": "stream", "text": "\udfff"}]),
    "nan": own("1", execution_count=float("nan")),
    "attachments_of_another_kind": own("x", "markdown", attachments=[1]),
    "attachment_of_another_kind": own("x", "markdown", attachments={"a.png": "x", "b.png": {"image/png": 1}}),
    "same_id": own("1", id="double"),
}


@pytest.mark.parametrize("kind", ODD_CELLS)
def test_an_odd_cell_does_no_harm(kind: str) -> None:
    paper = marked_whole(notebook(ODD_CELLS[kind], DOUBLE, HALVE, WHY))
    assert paper.notices == ()
    paper.text().encode()


def test_what_a_cell_printed_and_raised_is_kept_as_text() -> None:
    kept = only_outputs(
        {"output_type": "stream", "name": "stderr", "text": ["100%|", "██|"]},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["line 1", "ValueError: no"]},
        shows(**{"text/plain": "array([1])", "application/json": {"a": 1}}),
    )
    assert [each["text"] for each in kept] == ["100%|██|", "line 1\nValueError: no", "array([1])"]
    assert {(each["output_type"], each["name"]) for each in kept} == {("stream", "stdout")}


@pytest.mark.parametrize(
    "form", ["text/html", "application/javascript", "image/svg+xml", "text/markdown", "text/latex"]
)
def test_what_a_browser_would_run_is_left_out(form: str) -> None:
    assert only_outputs(shows(**{form: "<script>alert(1)</script>"})) == []
    kept = only_outputs(shows(**{form: "<script>alert(1)</script>", "text/plain": "a table"}))
    assert [each["text"] for each in kept] == ["a table"]


def test_pictures_are_kept_and_nothing_that_only_says_it_is_one() -> None:
    (kept,) = only_outputs(shows(**{"image/png": PNG, "image/jpeg": JPEG, "text/plain": "<Figure>"}))
    assert kept["data"] == {"image/png": PNG, "image/jpeg": JPEG}
    svg = base64.b64encode(b"<svg onload=alert(1)></svg>").decode()
    (kept,) = only_outputs(shows(**{"image/png": svg, "image/jpeg": PNG, "text/plain": "<Figure>"}))
    assert kept["text"] == "<Figure>"


def test_a_picture_cannot_bring_markup_along() -> None:
    (kept,) = only_outputs(shows(**{"image/png": PNG + '"><script>alert(1)</script>', "text/plain": "x"}))
    assert "<" not in json.dumps(kept)


def test_pictures_that_were_pasted_into_text_are_kept() -> None:
    pasted = {"by hand.png": {"image/png": PNG}, "odd.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    answer = {**WHY, "source": "![by hand](attachment:by hand.png)", "attachments": pasted}
    paper = marked_whole(notebook(own("see", "markdown", attachments=pasted), DOUBLE, HALVE, answer))
    assert [cell.get("attachments") for cell in paper.notebook["cells"]] == [
        {"by hand.png": {"image/png": PNG}}, None, None, {"by hand.png": {"image/png": PNG}},
    ]  # fmt: skip


def test_what_is_long_is_cut() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "x" * 50_000}
    paper = marked_whole(notebook(own("y" * 1_000_000, outputs=[printed] * 200), DOUBLE, HALVE, WHY))
    cell = paper.notebook["cells"][0]
    assert len(cell["outputs"]) == 100
    assert cell["outputs"][0]["text"].endswith("characters in all")
    assert cell["source"].endswith("… cut, 1000000 characters in all")
    assert len(paper.text()) < 3_000_000


def test_a_picture_that_is_too_large_is_left_out() -> None:
    large = base64.b64encode(b"\x89PNG" + b"x" * marking.MAX_PICTURE).decode()
    assert only_outputs(shows(**{"image/png": large})) == []


def test_of_very_many_cells_the_first_are_kept() -> None:
    paper = marked_whole(notebook(*[own("1", "markdown")] * 3000, DOUBLE, HALVE, WHY))
    assert len(paper.notebook["cells"]) == marking.MAX_CELLS + 3
