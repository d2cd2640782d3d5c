"""The worker's side of the wire, spoken to frame by frame, in a process of its own as on a student's machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import wire
from autograder.confinement import ENVIRONMENT

SEED = "0123456789abcdef" * 4
EXPERIMENTS = """
def double__EXPERIMENT__of_a_matrix(toy, draw):
    x = draw.normal(2, 3)
    return {"out": toy.double(x), "again": toy.double(x), "size": x.size}

def double__EXPERIMENT__that_returns_no_dictionary(toy, draw):
    return toy.double(draw.normal(2, 3))

def huge__EXPERIMENT__of_a_number(toy):
    return {"out": toy.huge()}
"""

Ask = Callable[..., wire.Frame]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder.worker"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def asked(**header: Any) -> wire.Frame:
        arrays = {name: np.frombuffer(text.encode(), np.uint8) for name, text in header.pop("files", {}).items()}
        process.stdin.write(wire.encode(header, arrays))
        process.stdin.flush()
        return wire.read_frame(process.stdout.read, 2**24)

    process.stdin.write(wire.encode({"experiments": {"toy": EXPERIMENTS}}))
    yield asked
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def check(ask: Ask, exercise: str = "double", name: str = "of_a_matrix", serial: int = 7) -> wire.Frame:
    return ask(ask="check", serial=serial, exercise=exercise, check=name, seed=SEED, modules=["toy"])


def loaded(ask: Ask, source: str, **files: str) -> dict[str, Any]:
    ready = ask(ask="submission", aliases={}, files={"toy.py": source, **{f"{k}.py": v for k, v in files.items()}})
    assert ready.header == {"status": "ready"}
    return ask(ask="import", serial=1, module="toy").header


def test_it_observes_and_says_what_was_called(ask: Ask) -> None:
    assert loaded(ask, "def double(x):\n    print('hello')\n    return 2 * x\n") == {
        "status": "imported", "notices": [], "serial": 1,
    }  # fmt: skip
    frame = check(ask)
    assert frame.header["status"] == "observed"
    assert frame.header["serial"] == 7
    assert frame.header["names"] == ["out", "again", "size"]
    assert frame.header["calls"] == [["double", "x (2, 3)", "an array (2, 3)"]] * 2
    assert frame.header["producers"] == {"out": 0, "again": 1, "size": None}
    assert frame.header["printed"] == "hello\nhello\n"
    assert frame.arrays["out"].shape == (2, 3)
    assert frame.arrays["size"] == 6
    assert np.array_equal(frame.arrays["out"], check(ask).arrays["again"])


def test_a_flood_of_prints_is_cut_and_said_to_be(ask: Ask) -> None:
    loaded(ask, "def double(x):\n    print('x' * 10**7)\n    return 2 * x\n")
    printed = check(ask).header["printed"]
    assert len(printed) < 2100
    assert printed.endswith(" … (cut)")


def test_an_exception_is_told_with_its_line(ask: Ask) -> None:
    loaded(ask, "def double(x):\n    return x.nothing\n")
    header = check(ask).header
    assert header["status"] == "raised"
    assert header["type"] == "AttributeError"
    assert header["where"] == ["toy.py", 2, "return x.nothing"]
    assert check(ask, "huge", "of_a_number").header["message"] == "toy.py has no huge"


def test_long_texts_are_cut(ask: Ask) -> None:
    loaded(ask, "def double(x):\n    raise ValueError('y' * 10**6)\n")
    assert len(check(ask).header["message"]) < 420


def test_a_file_that_does_not_parse_is_told_with_its_line(ask: Ask) -> None:
    header = loaded(ask, "x = 1\ndef double(x)\n")
    assert (header["status"], header["syntax"], header["where"]) == ("raised", True, ["toy.py", 2, "def double(x)"])


def test_an_attempt_at_import_is_a_notice(ask: Ask) -> None:
    header = loaded(ask, "try:\n    open('/srv/key')\nexcept OSError:\n    pass\n")
    assert header["notices"] == ["toy.py tried to open /srv/key while it was imported"]


def test_memory_that_runs_out_is_told_apart(ask: Ask) -> None:
    loaded(ask, "def double(x):\n    raise MemoryError\n")
    assert check(ask).header["memory"] is True


def test_long_doubles_are_sent_as_float64_and_other_things_in_words(ask: Ask) -> None:
    loaded(ask, "import numpy as np\ndef double(x):\n    return x.astype(np.longdouble)\ndef huge():\n    return 1j\n")
    assert check(ask).arrays["out"].dtype == np.float64
    assert check(ask, "huge", "of_a_number").header["not_arrays"] == {"out": "complex numbers"}


def test_the_authors_slip_is_told_as_such(ask: Ask) -> None:
    loaded(ask, "def double(x):\n    return x\n")
    header = check(ask, name="that_returns_no_dictionary").header
    assert header["message"] == "a check returns a dictionary of what it observed, by name"


def test_generators_without_a_seed_give_the_same_numbers_again(ask: Ask) -> None:
    loaded(ask, "import numpy as np\ndef double(x):\n    return np.random.default_rng().normal(size=x.shape)\n")
    first, second = check(ask).arrays, check(ask).arrays
    assert np.array_equal(first["out"], second["out"])
    assert not np.array_equal(first["out"], first["again"])


def test_a_plain_process_admits_that_nothing_confines_it(ask: Ask) -> None:
    probed = ask(ask="probe", hidden=["/"], environment=list(ENVIRONMENT)).header
    assert probed.pop("status") == "probed"
    assert not probed["hidden_files"]
    assert not probed["seccomp"]


def test_warnings_are_errors_only_when_asked(ask: Ask) -> None:
    source = "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return x\n"
    loaded(ask, source)
    assert check(ask).header["status"] == "observed"
    ask(ask="submission", aliases={}, warnings_are_errors=True, files={"toy.py": source})
    assert check(ask).header["type"] == "UserWarning"
