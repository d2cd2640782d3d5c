"""The border between worker and judge: what hostile code in a worker can make the judge do, say or give. Nothing."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import report
from autograder.grading import Grader
from autograder.intake import Entry
from autograder.overview import line_of
from autograder.results import Result
from autograder.session import Workers

RIGHT = """
    import numpy as np

    def row_means(x):
        return x.mean(axis=1)

    def centered(x):
        return x - row_means(x)[:, None], row_means(x)

    def jitter(x, scale):
        return x + scale * np.random.standard_normal(x.shape)
"""


@pytest.fixture
def grade(toy_grader: Grader, toy_workers: Workers, tmp_path: Path):
    def graded(source: str, model: str = "") -> Result:
        (tmp_path / "toy.py").write_text(textwrap.dedent(source))
        if model:
            (tmp_path / "model.py").write_text(textwrap.dedent(model))
        return toy_grader.grade(Entry("eve", tmp_path), toy_workers)

    return graded


def said(result: Result) -> str:
    """Everything that a student could read of a result."""
    texts = list(result.notices)
    for exercise in result.exercises:
        texts.append(exercise.message)
        for check in exercise.checks:
            texts += [check.message, check.hint or "", *check.remarks, check.printed]
    return "\n".join(texts)


@pytest.mark.parametrize(
    "answer",
    [
        'encode_frame({"status": "observed", "serial": 1, "not_arrays": {}}, shape=[1] * 70)',
        'encode_frame({"status": "observed", "serial": 1, "not_arrays": {}}, shape=[2**62, 4])',
        'encode_frame({"status": "observed", "serial": 1, "not_arrays": {}}, dtype="BF16", shape=[4])',
        'encode_frame({"status": "observed", "serial": 1, "not_arrays": [[]] * 9, "modified": 7, "calls": 1})',
        'encode_frame({"status": "observed", "serial": header["serial"], "not_arrays": {}}, shape=[0, 2**61])',
        'encode_frame({"status": "observed", "serial": header["serial"], "not_arrays": {}}, shape=[1] * 60)',
        'encode_frame({"status": "passed", "score": 100})',
        'encode_frame([[["observed"]]])',
        'struct.pack(">QQ", 2**63, 2**63)',
        'b"[" * 100000',
        'struct.pack(">QQ", 100000, 0) + b"[" * 100000',
        'struct.pack(">QQ", 4, 0) + b"null"',
        'b""',
    ],
    ids=["70 dimensions", "2^64 entries", "a dtype not allowed", "odd details", "no entries, too many", "60 dimensions", "a score", "a list", "2^63 bytes",
         "garbage", "deep nesting", "null", "nothing"],
)  # fmt: skip
def test_whatever_comes_over_the_wire_is_a_verdict_and_gives_no_points(grade, answer: str) -> None:
    result = grade(f"""
        import json
        import struct

        import autograder.wire

        def encode_frame(header, dtype="F64", shape=(1,)):
            head = json.dumps(header).encode()
            body = json.dumps({{"means": {{"dtype": dtype, "shape": list(shape), "data_offsets": [0, 8]}}}}).encode()
            body = struct.pack("<Q", len(body)) + body + bytes(8)
            return struct.pack(">QQ", len(head), len(body)) + head + body

        original = autograder.wire.encode

        def encode(header, arrays=None):
            return {answer} if header.get("status") == "observed" else original(header, arrays)

        def row_means(x):
            autograder.wire.encode = encode
            return x.mean(axis=1)
    """)
    assert result.score == 0
    assert not result.failed_kit
    assert result.exercises[0].verdict in ("crashed", "failed", "timed_out")


def test_arrays_that_no_one_can_copy_give_no_points(grade) -> None:
    result = grade("""
        import numpy as np

        def row_means(x):
            return np.empty((0, 2**61), dtype=np.int8)

        def jitter(x, scale):
            return np.zeros((2**30, 0))
    """)
    assert result.score == 0
    assert not result.failed_kit


def test_large_answers_do_not_pile_up_in_the_judge(grade) -> None:
    result = grade("""
        import numpy as np

        def row_means(x):
            return np.zeros(15_900_000, np.uint8)
    """)
    assert result.exercises[0].verdict == "failed"
    assert "an array (15900000,)" in result.exercises[0].checks[0].message


def test_a_worker_cannot_say_what_is_ours_to_say(grade) -> None:
    """`importing` is set by the session; claimed by a worker it would carry a hidden check's inputs out."""
    result = grade("""
        import autograder.worker

        def observe(submission, experiments, ask):
            secret = "secret of " + ask["check"]
            return {"status": "raised", "importing": secret, "notices": [secret], "type": secret, "message": secret}, {}

        autograder.worker.observe = observe
    """)
    assert "secret of means_far_from_zero" not in said(result)


def test_many_processes_have_one_limit_together(toy_grader: Grader, tmp_path: Path) -> None:
    """With time enough to fill memory on a busy machine: what ends it is the limit, not the deadline."""
    limits = replace(toy_grader.assignment.limits, seconds=30.0, submission_seconds=60.0, memory_mb=400)
    patient = replace(toy_grader, assignment=replace(toy_grader.assignment, limits=limits))
    (tmp_path / "toy.py").write_text(
        textwrap.dedent("""
        import os
        import time

        import numpy as np

        def row_means(x):
            for _ in range(6):
                if os.fork() == 0:
                    block = np.ones(15 * 2**20)
                    time.sleep(60)
            time.sleep(60)
        """)
    )
    with patient.workers() as workers:
        result = patient.grade(Entry("eve", tmp_path), workers)
    assert [check.verdict for check in result.exercises[0].checks] == ["out_of_memory"] * 3


def test_memory_that_belongs_to_no_process_is_refused(grade) -> None:
    result = grade("""
        import ctypes
        import os

        def row_means(x):
            libc = ctypes.CDLL(None, use_errno=True)
            shared = libc.shmget(0, 2**20, 0o1600)
            try:
                os.memfd_create("x")
            except PermissionError:
                raise ValueError(f"refused, {shared}")
    """)
    assert "ValueError: refused, -1" in said(result)


def test_one_missing_name_leaves_the_others_usable(grade) -> None:
    result = grade(
        RIGHT,
        model="""
        from toy import row_means, nothing_like_it

        class Model:
            def __init__(self, weight=1.0):
                self.params = {"w": weight}

            def loss(self, x):
                scores = self.params["w"] * row_means(x)
                return 0.5 * (scores**2).mean(), {"w": (scores * row_means(x)).mean()}
        """,
    )
    assert result.score == result.max_score


def test_files_that_import_each_other_work_as_they_do_at_home(grade) -> None:
    result = grade(
        "    from model import HALF\n" + RIGHT,
        model="""
        from toy import row_means

        HALF = 0.5

        class Model:
            def __init__(self, weight=1.0):
                self.params = {"w": weight}

            def loss(self, x):
                scores = self.params["w"] * row_means(x)
                return HALF * (scores**2).mean(), {"w": (scores * row_means(x)).mean()}
        """,
    )
    assert result.score == result.max_score


def test_observations_by_other_names_give_no_points(grade) -> None:
    result = grade("""
        import numpy as np

        import autograder.worker

        autograder.worker.observe = lambda *a: (
            {"status": "observed", "not_arrays": {}, "attempts": []}, {"something": np.zeros(3)}
        )
    """)
    assert result.score == 0
    assert not result.failed_kit


def test_an_answer_to_another_question_is_none(grade) -> None:
    """An extra frame from one function must not shift the answers to all that follow."""
    result = grade(
        RIGHT
        + """
    import gc
    import socket

    import autograder.wire

    def row_means(x):
        frame = autograder.wire.encode({"status": "observed", "serial": 999, "not_arrays": {}}, {"means": x.mean(axis=1)})
        for each in gc.get_objects():
            if isinstance(each, socket.socket):
                each.sendall(frame)
        return x.mean(axis=1)
    """
    )
    assert result.exercises[0].verdict == "crashed"
    assert next(exercise for exercise in result.exercises if exercise.id == "jitter").verdict == "passed"


def test_text_of_a_submission_cannot_break_the_report(grade, tmp_path: Path) -> None:
    result = grade("""
        import autograder.worker

        EVIL = "\\ud800\\u202e</pre><script>alert(1)</script>\\x1b[31m"
        autograder.worker.import_module = lambda *a: {"status": "imported", "notices": [EVIL] * 1000}

        def row_means(x):
            raise ValueError(EVIL)
    """)
    page = report.write_page([line_of(result)], lambda student: result, tmp_path).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "\x1b" not in page + said(result)
    assert "\u202e" not in said(result)


LEAKS = {
    "an exception": "raise ValueError(str(x.ravel()[:3]))",
    "a file name": "open('/x/' + str(x.ravel()[:3]))",
    "an error of the kit's": "from autograder.loading import UnavailableError; raise UnavailableError(str(x.ravel()[:3]))",
    "a value": "return x.ravel()[:5]",
    "an exit code": "import os; os._exit(int(abs(x[0, 0])) % 256)",
    "what is printed": "print(x); return np.zeros(len(x))",
    "an exercise that it waits for": "raise NotImplementedError(f'toy.m{int(x[0, 0])} is not implemented yet')",
}


@pytest.mark.parametrize("how", LEAKS)
def test_a_hidden_check_tells_nothing_of_its_inputs(grade, how: str) -> None:
    """The hidden check's rows lie near 1000, so any number from it begins so."""
    result = grade(f"""
        import numpy as np

        SEEN = []

        def row_means(x):
            if x.mean() > 500:
                SEEN.append(x)
                {LEAKS[how]}
            return x.mean(axis=1) if not SEEN else SEEN[-1].ravel()[:5]

        def jitter(x, scale):
            raise ValueError(str(SEEN))
    """)
    text = said(result)
    assert not any(number in text for number in ("1000.", "1001.", "999.", "998.", "code 2", "m1000", "m999"))
    hidden = result.exercises[0].checks[2]
    assert hidden.hidden
    assert hidden.verdict != "passed"
    assert all(output.rel_error is None and output.max_abs_error is None for output in hidden.outputs)


def test_an_attempt_to_open_a_file_counts_for_its_own_check_only(grade) -> None:
    result = grade(
        RIGHT
        + """
    def row_means(x):
        try:
            open("/home/me/notes.txt")
        except OSError:
            return x.sum(axis=1)

    def jitter(x, scale):
        return x + np.sqrt(scale) * np.random.standard_normal(x.shape)
    """
    )
    verdicts = {exercise.id: exercise.verdict for exercise in result.exercises}
    assert (verdicts["row_means"], verdicts["jitter"]) == ("forbidden", "failed")


def test_what_needs_a_forbidden_function_waits_for_it(grade) -> None:
    result = grade(
        RIGHT
        + """
    import scipy.stats

    def row_means(x):
        return scipy.stats.tmean(x, axis=1)
    """
    )
    verdicts = {exercise.id: exercise.verdict for exercise in result.exercises}
    assert (verdicts["row_means"], verdicts["centered"], verdicts["jitter"]) == ("forbidden", "skipped", "passed")
    assert "Waits for row_means" in said(result)
    assert "It uses scipy" in said(result)


def test_a_slip_is_named_where_it_was_made(grade) -> None:
    """`centered` is right; what it shows is the mistake in row_means, and is called that."""
    result = grade(RIGHT.replace("return x.mean(axis=1)", "return x.sum(axis=1)"))
    centered = next(exercise for exercise in result.exercises if exercise.id == "centered")
    assert centered.checks[0].mistake == "sums_only"
    assert centered.checks[0].hint.startswith("This looks like something in row_means: ")


def test_nothing_survives_a_submission(grade) -> None:
    grade(
        RIGHT
        + """
    import os, pathlib
    for folder in ("/tmp", "/dev/shm", "/", "/dev", "/packages"):
        try:
            pathlib.Path(folder, "canary").write_text("here")
        except OSError:
            pass
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
    """
    )
    result = grade(
        RIGHT
        + """
    import os
    found = [f for f in ("/tmp", "/dev/shm", "/", "/dev", "/packages") if os.path.exists(f + "/canary")]
    others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, 2, os.getpid())]

    def row_means(x):
        raise ValueError(f"survivors: {found} {others}")
    """
    )
    assert "ValueError: survivors: [] []" in said(result)


def test_a_table_of_the_public_answers_gives_no_points_and_is_told(grade, toy_grader: Grader) -> None:
    """It passes at home, where the inputs are those of the table; here the inputs are others, of the same shapes."""
    expected = {
        check: outputs for (name, check), outputs in toy_grader.public_key.expected.items() if name == "row_means"
    }
    table = {value.shape: value.tolist() for outputs in expected.values() for value in outputs.values()}
    result = grade(f"""
        import numpy as np

        def row_means(x):
            return np.array({table!r}.get(x.shape[:1]))
    """)
    assert result.exercises[0].score == 0
    (notice,) = [each for each in result.notices if "look answers up" in each]
    assert notice.startswith("row_means passes checks with the inputs that students have, and fails them with others")


def test_a_slip_is_no_table_of_answers(grade) -> None:
    result = grade("def row_means(x):\n    return x.sum(axis=1)\n")
    assert result.exercises[0].score == 0
    assert not any("look answers up" in each for each in result.notices)


def test_a_stub_without_its_sentence_makes_what_calls_it_wait(grade) -> None:
    result = grade("""
        def row_means(x):
            raise NotImplementedError

        def centered(x):
            return x - row_means(x)[:, None], row_means(x)
    """)
    verdicts = {exercise.id: exercise.verdict for exercise in result.exercises}
    assert (verdicts["row_means"], verdicts["centered"]) == ("not_attempted", "skipped")
    assert "Waits for row_means" in result.exercises[1].checks[0].message


def test_a_crash_names_the_call_that_was_reached(grade) -> None:
    """centered is called once and returns as it should; what stops is the check, at the second output."""
    result = grade("def row_means(x):\n    return [None] * 3\n\ndef centered(x):\n    return x\n")
    message = result.exercises[1].checks[0].message
    assert "called      centered(x (5, 4))" in message
    assert "returned    centered gives an array (5, 4), where a tuple of 2 is expected" in message


def test_what_does_not_call_a_missing_function_does_not_wait_for_it(grade) -> None:
    result = grade("def centered(x):\n    return x - undefined, x\n")
    check = result.exercises[1].checks[0]
    assert (result.exercises[0].verdict, check.verdict) == ("not_attempted", "crashed")
    assert "NameError: name 'undefined' is not defined" in check.message


def test_an_array_taken_apart_in_place_of_a_tuple_is_told(grade) -> None:
    """A batch of two comes apart into two rows, as if they were the outputs; here five rows are cut to two."""
    result = grade("def centered(x):\n    return (x * 2)[:2]\n")
    message = result.exercises[1].checks[0].message
    assert "returned    centered gives an array (2, 4), where a tuple of 2 is expected" in message


def test_gradients_without_an_entry_are_told(grade) -> None:
    source = "import numpy as np\n\nclass Model:\n    def __init__(self, weight=1.0):\n        self.params = {}\n    def loss(self, x):\n        return 1.0, "
    missing = grade("", source + "{}\n").exercises[-1].checks[0]
    assert "returned    what came back has no entry 'w'" in missing.message
    listed = grade("", source + "[1, 2]\n").exercises[-1].checks[0]
    assert "returned    something without named entries came back, where a dictionary is expected" in listed.message
