"""Fuzzing the decoder of frames: whatever bytes come, the outcome is a Frame, a WireError or an EOFError.

    python -m tests.faults.fuzz_wire hypothesis SECONDS
    python -m tests.faults.fuzz_wire atheris SECONDS

A slow suite (`make fuzz`): the decoder is the one piece of the judge that reads what a hostile worker writes, so the
minutes that it gets here are its proof. tests/test_faults.py goes through the corpus and a thousand inputs.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

atheris: Any = None
with contextlib.suppress(ImportError):
    import atheris
with atheris.instrument_imports(include=["autograder.wire", "safetensors", "json"]) if atheris else io.BytesIO():
    from autograder import wire

from tests.faults import fuzzing  # noqa: E402 - after what is instrumented

CORPUS = Path(__file__).parent.parent / "corpus" / "wire"
MAX_BODY = 1 << 16
DTYPES = [*wire.DTYPES, "BOOL", "BF16", "F8_E4M3", "F4", "nonsense", ""]
SIZES = [0, 1, 2, 3, 8, 255, 2**16, 2**31, 2**31 + 1, 2**32, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -1]


def reader(data: bytes) -> Callable[[int], bytes]:
    """Reads exactly so many bytes, as from a socket whose other end has written `data` and hung up."""
    stream = io.BytesIO(data)

    def read_exactly(count: int) -> bytes:
        chunk = stream.read(count)
        if len(chunk) < count:
            raise EOFError
        return chunk

    return read_exactly


def outcome(data: bytes) -> str:
    """What becomes of these bytes; anything that is not documented is an exception."""
    found = _named(lambda: wire.read_frame(reader(data), MAX_BODY))
    if len(data) >= wire.LENGTHS.size:  # the same, with lengths that fit
        length = wire.LENGTHS.unpack(data[: wire.LENGTHS.size])[0] % (len(data) + 1)
        head, body = data[wire.LENGTHS.size :][:length], data[wire.LENGTHS.size :][length:]
        _named(lambda: wire.decode(head, body))
        _named(lambda: wire.Frame({}, wire.decode_arrays(body)))
    return found


def _named(read: Callable[[], wire.Frame]) -> str:
    try:
        frame = read()
    except EOFError:
        return "end"
    except wire.TooLargeError:
        return "too_large"
    except wire.WireError as error:
        assert str(error)
        return "refused"
    assert type(frame.header) is dict
    for name, array in frame.arrays.items():
        assert type(name) is str
        assert type(array) is np.ndarray
        assert array.dtype.str.lstrip("<|") in {dtype.lstrip("<") for dtype in wire.DTYPES.values()}
        assert array.flags.writeable
        assert array.flags.c_contiguous
        assert array.nbytes <= MAX_BODY
    return "frame"


# Inputs from a description ----------------------------------------------------------------------------------------

OUTPUTS = st.text(max_size=6) | st.just("__metadata__")
NUMBERS = st.sampled_from(SIZES)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {"dtype": st.sampled_from(DTYPES), "shape": st.lists(NUMBERS, max_size=5) | st.just([1] * 70)}
).flatmap(
    lambda entry: st.sampled_from(["fits", "any"]).flatmap(
        lambda how: (
            st.just({**entry, "data_offsets": [0, _bytes_of(entry)]}) if how == "fits"
            else st.lists(NUMBERS, max_size=3).map(lambda offsets: {**entry, "data_offsets": offsets})
        )
    )
)  # fmt: skip


def _bytes_of(entry: dict[str, Any]) -> int:
    width = int(entry["dtype"][-2:]) // 8 if entry["dtype"][-2:].isdigit() else 1
    return int(np.prod([min(max(each, 0), 256) for each in entry["shape"]], dtype=object)) * width % 4096


def blob(entries: object, data: bytes) -> bytes:
    """A safetensors blob with this header, whatever it says."""
    head = json.dumps(entries).encode()
    return struct.pack("<Q", len(head)) + head + data


def framed(head: bytes, body: bytes) -> bytes:
    """A frame with lengths that fit."""
    return wire.LENGTHS.pack(len(head), len(body)) + head + body


ARRAYS = st.builds(
    blob,
    st.dictionaries(OUTPUTS, ENTRY | JSON, max_size=3) | JSON,
    st.integers(0, 64).map(bytes) | st.binary(max_size=64),
)
HEADS = JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40)
FRAMES = st.builds(framed, HEADS | st.just(b"{}"), ARRAYS | st.just(b"") | st.binary(max_size=40))
VALID = st.sampled_from([path.read_bytes() for path in sorted(CORPUS.iterdir())])


def _damaged(frame: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    for place, inserted, removed in changes:
        at = place % (len(frame) + 1)
        frame = frame[:at] + inserted + frame[at + removed :]
    return frame


CHANGES = st.lists(
    st.tuples(st.integers(0, MAX_BODY), st.binary(max_size=8), st.integers(0, 8)), min_size=1, max_size=4
)
INPUTS = FRAMES | st.builds(_damaged, FRAMES | VALID, CHANGES) | st.binary(max_size=64)


# Inputs from the corpus -------------------------------------------------------------------------------------------


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """A mutation for atheris: of the bytes, or of one part of the frame with lengths that fit again."""
    dice = random.Random(seed)
    if len(data) < wire.LENGTHS.size or dice.random() < 0.15:
        return bytes(atheris.Mutate(data, max_size))
    length = min(wire.LENGTHS.unpack(data[: wire.LENGTHS.size])[0], len(data))
    head, body = data[wire.LENGTHS.size :][:length], data[wire.LENGTHS.size :][length:]
    room = max(1, max_size - len(data))
    if not body or dice.random() < 0.3:
        head = bytes(atheris.Mutate(head, len(head) + room))
    elif len(body) < 8 or dice.random() < 0.1:
        body = bytes(atheris.Mutate(body, len(body) + room))
    else:
        inner = min(struct.unpack("<Q", body[:8])[0], len(body) - 8)
        said, values = body[8 : 8 + inner], body[8 + inner :]
        if dice.random() < 0.8:
            said = bytes(atheris.Mutate(said, len(said) + room))
        else:
            values = bytes(atheris.Mutate(values, len(values) + room))
        body = struct.pack("<Q", len(said)) + said + values
    return framed(head, body)[:max_size]


if __name__ == "__main__":
    fuzzing.main(outcome, INPUTS, CORPUS, atheris, mutate)
