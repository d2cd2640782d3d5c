"""Answers that are remembered: what is kept, what is not, and that a file of them is read as hostile as a worker is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from autograder import answers
from autograder.answers import Answers, experiment_digests
from autograder.session import Answer, Question

FILES = {"layers.py": b"x = 1\n"}
OBSERVED = Answer(
    "observed", {"out": np.array([[1.0, np.nan]]), "flags": np.zeros((0, 3), np.uint8)}, {"names": ["out"]}, 0.25
)


class Scripted:
    """A session that answers as it is told to, and counts."""

    def __init__(self, *script: Answer, told: Mapping[str, tuple[str, ...]] = {"layers": ("stray",)}) -> None:
        self.script, self.asked, self.told = list(script), 0, told

    def ask(self, question: Question) -> Answer:
        self.asked += 1
        return self.script.pop(0)


def asked(check: str = "of_a_matrix", hidden: bool = False) -> Question:
    return Question("double", check, "seed", ("layers",), 3.0, hidden)


@pytest.fixture
def memory(tmp_path: Path) -> Answers:
    return Answers(tmp_path / "answers" / "toy", "context", {("double", "of_a_matrix"): "source"})


def said(memory: Answers, session: Scripted, *questions: Question) -> tuple[list[Answer], list[str]]:
    with memory.remembered(session, FILES) as asking:  # type: ignore[arg-type]
        return [asking.ask(each) for each in questions], asking.notices


def files_in(memory: Answers) -> list[Path]:
    return list(memory.folder.glob("*"))


def test_an_answer_comes_back_as_it_was_bit_for_bit(memory: Answers) -> None:
    said(memory, Scripted(OBSERVED), asked())
    (again,), notices = said(memory, Scripted(), asked())
    assert (again.status, again.detail, again.seconds) == ("observed", {"names": ["out"]}, 0.25)
    for name, array in OBSERVED.arrays.items():
        assert (again.arrays[name].dtype, again.arrays[name].shape) == (array.dtype, array.shape)
        assert again.arrays[name].tobytes() == array.tobytes()
    assert notices == ["stray"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer("timed_out", detail={"limit": 3.0}),
        Answer("died", detail={"code": 1}),
        Answer("out_of_memory", detail={"code": 137}),
        Answer("garbled", detail={"problem": "noise"}),
        Answer("raised", detail={"type": "MemoryError", "memory": True}),
        Answer("raised", detail={"type": "SyntaxError", "importing": "layers", "telling": True}),
    ],
    ids=lambda answer: f"{answer.status} {answer.detail}",
)
def test_what_says_more_of_the_moment_than_of_the_submission_is_asked_again(memory: Answers, answer: Answer) -> None:
    session = Scripted(answer, answer)
    said(memory, session, asked())
    said(memory, session, asked())
    assert session.asked == 2
    assert files_in(memory) == []


def test_another_question_source_context_or_submission_is_asked(memory: Answers) -> None:
    said(memory, Scripted(OBSERVED), asked())
    for other in (
        Answers(memory.folder, "another kit", memory.experiments),
        Answers(memory.folder, "context", {("double", "of_a_matrix"): "changed"}),
    ):
        session = Scripted(OBSERVED)
        said(other, session, asked())
        assert session.asked == 1
    session = Scripted(OBSERVED)
    with memory.remembered(session, {"layers.py": b"x = 2\n"}) as asking:  # type: ignore[arg-type]
        asking.ask(asked())
    assert session.asked == 1


def test_a_public_question_waits_for_what_its_import_has_to_say(memory: Answers) -> None:
    said(memory, Scripted(OBSERVED), asked(hidden=True))
    session = Scripted(OBSERVED)
    assert said(memory, session, asked())[1] == ["stray"]
    assert session.asked == 1


def test_a_question_asked_twice_has_two_answers(memory: Answers) -> None:
    session = Scripted(OBSERVED, OBSERVED)
    said(memory, session, asked(), asked())
    said(memory, Scripted(), asked(), asked())
    assert session.asked == 2


def test_a_submission_that_answers_otherwise_the_second_time_is_not_remembered(memory: Answers) -> None:
    said(memory, Scripted(OBSERVED), asked())
    other = Answer("observed", {"out": np.ones(2)})
    said(memory, Scripted(other, other), asked(), asked())  # the first from memory, then both from the worker
    assert files_in(memory) == []


def test_what_is_not_asked_this_time_is_kept_and_what_is_asked_otherwise_replaced(memory: Answers) -> None:
    said(memory, Scripted(OBSERVED, OBSERVED), asked(), asked("another"))
    changed = Answers(memory.folder, "context", {("double", "of_a_matrix"): "changed"})
    said(changed, Scripted(OBSERVED), asked())
    said(changed, Scripted(), asked("another"))
    session = Scripted(OBSERVED)
    said(memory, session, asked())
    assert session.asked == 1


def nested(depth: int) -> list[object]:
    made: list[object] = []
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize(
    "answer",
    [
        Answer("raised", detail={"message": nested(100_000)}),
        Answer("raised", detail={"message": "\u00e9" * 100_000}),
        Answer("observed", {"out": np.zeros(2**21)}),
    ],
    ids=["nested", "longer when it is written", "large"],
)
def test_what_would_not_be_read_again_is_not_written(memory: Answers, answer: Answer) -> None:
    said(memory, Scripted(answer), asked())
    assert files_in(memory) == []


def test_what_cannot_be_read_any_more_is_asked(memory: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    said(memory, Scripted(OBSERVED), asked())
    monkeypatch.setattr("autograder.wire.MAX_DIMENSIONS", 1)
    session = Scripted(OBSERVED)
    assert said(memory, session, asked())[0] == [OBSERVED]
    assert session.asked == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 500], ids=["empty", "short", "noise"])
def test_a_damaged_file_is_told_and_asked_anew(
    memory: Answers, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    said(memory, Scripted(OBSERVED), asked())
    (file,) = files_in(memory)
    file.write_bytes(damage)
    session = Scripted(OBSERVED)
    said(memory, session, asked())
    assert session.asked == 1
    assert f"{file} is damaged" in capsys.readouterr().err
    said(memory, Scripted(), asked())


def test_a_file_cut_short_with_its_hash_put_right_is_damaged_all_the_same(
    memory: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    said(memory, Scripted(OBSERVED, OBSERVED), asked(), asked("another"))
    (file,) = files_in(memory)
    content = file.read_bytes()[answers.DIGEST : -400]
    file.write_bytes(answers.HASH(content).digest() + content)
    session = Scripted(OBSERVED, OBSERVED)
    said(memory, session, asked(), asked("another"))
    assert session.asked == 2
    assert "is damaged" in capsys.readouterr().err


def test_a_memory_that_cannot_be_written_costs_only_time(memory: Answers) -> None:
    memory.folder.parent.write_text("no folder")
    assert said(memory, Scripted(OBSERVED), asked())[0] == [OBSERVED]
    memory.forget(FILES)


def test_a_grading_that_fails_leaves_nothing(memory: Answers) -> None:
    with pytest.raises(ZeroDivisionError), memory.remembered(Scripted(OBSERVED), FILES) as asking:  # type: ignore[arg-type]
        asking.ask(asked())
        raise ZeroDivisionError
    assert files_in(memory) == []


def test_the_oldest_files_make_room(tmp_path: Path) -> None:
    for number, name in enumerate(["a1/old", "a2/older", "a1/new"]):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(100))
        os.utime(path, ns=(0, [20, 10, 30][number]))
    answers._trim(tmp_path, 150)
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["new"]
    answers._trim(tmp_path, 100)
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["new"]


SOURCE = '''
import numpy as np

SCALE = 2

def helper(x):
    return SCALE * x

def double__EXPERIMENT__small(layers, draw):
    """A sentence."""
    return {"out": layers.double(helper(draw.normal(2)))}

def double__EXPERIMENT__large(layers, draw):
    """Another."""
    return {"out": layers.double(draw.normal(9))}
'''


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("A sentence.", "One sentence.", set()),
        ("draw.normal(9)", "draw.normal(8)", {"large"}),
        ('    return {"out": layers.double(draw', '    # why\n    return {"out": layers.double(draw', set()),
        ("SCALE = 2", "SCALE = 3", {"small", "large"}),
    ],
    ids=["its sentence", "its code", "a comment", "what they share"],
)
def test_an_experiment_is_another_one_if_its_code_is(before: str, after: str, changed: set[str]) -> None:
    old, new = experiment_digests({"layers": SOURCE}), experiment_digests({"layers": SOURCE.replace(before, after)})
    assert {check for exercise, check in old if old[exercise, check] != new[exercise, check]} == changed
