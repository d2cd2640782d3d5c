"""Frames: what is sent arrives, and whatever else arrives is a WireError, an EOFError or a TimeoutError."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import wire
from autograder.wire import SocketChannel, WireError

ALLOWED = [np.dtype(name) for name in wire.DTYPES.values()]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda x: x != "__metadata__")
ARRAYS = st.dictionaries(
    NAMES,
    st.sampled_from([*ALLOWED, np.dtype(">f8"), np.dtype(">i4")]).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    ),
    max_size=4,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
HEADERS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)


def read_from(data: bytes) -> Callable[[int], bytes]:
    stream = io.BytesIO(data)

    def read_exactly(count: int) -> bytes:
        chunk = stream.read(count)
        if len(chunk) < count:
            raise EOFError
        return chunk

    return read_exactly


def arrays_blob(entries: dict[str, dict[str, object]], data: bytes = b"") -> bytes:
    head = json.dumps(entries).encode()
    return struct.pack("<Q", len(head)) + head + data


def framed(head: bytes, body: bytes = b"") -> bytes:
    return wire.LENGTHS.pack(len(head), len(body)) + head + body


def read_or_refuse(data: bytes, max_body: int = 1 << 16) -> wire.Frame | None:
    """The frame, or None where it was refused in one of the ways that a reader is prepared for."""
    try:
        return wire.read_frame(read_from(data), max_body)
    except (WireError, EOFError):
        return None


@pytest.fixture
def pair() -> Iterator[tuple[SocketChannel, socket.socket]]:
    ours, theirs = socket.socketpair()
    channel = SocketChannel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


@given(HEADERS, ARRAYS)
def test_what_is_encoded_is_decoded_again(header, arrays):
    frame = wire.read_frame(read_from(wire.encode(header, arrays)), 1 << 20)
    assert frame.header == header
    assert frame.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        came = frame.arrays[name]
        assert came.dtype == array.dtype.newbyteorder("=")
        assert came.shape == array.shape
        np.testing.assert_array_equal(came, array)


def test_decoded_arrays_are_writable_and_own_their_memory():
    came = wire.decode(b"{}", wire.encode({}, {"a": np.arange(4.0)})[wire.LENGTHS.size + 2 :]).arrays["a"]
    came[0] = 9
    assert came.flags.owndata or came.base.flags.owndata
    assert came[0] == 9


@pytest.mark.parametrize(
    "array", [np.arange(12.0).reshape(3, 4).T, np.arange(10.0)[::-2], np.broadcast_to(1.5, (2, 3)), np.float64(2.5)]
)
def test_arrays_that_are_not_contiguous_arrive_as_they_look(array):
    frame = wire.read_frame(read_from(wire.encode({}, {"a": array})), 1 << 16)
    assert frame.arrays["a"].shape == np.shape(array)
    np.testing.assert_array_equal(frame.arrays["a"], array)


@pytest.mark.parametrize("shape", [(), (3,), (2, 0)])
def test_booleans_travel_as_uint8(shape):
    came = wire.read_frame(read_from(wire.encode({}, {"a": np.ones(shape, bool)})), 1 << 16).arrays["a"]
    assert came.dtype == np.uint8
    assert came.shape == shape
    assert came.all()


@given(st.binary(max_size=300))
@example(b"")
@example(wire.LENGTHS.pack(2, 0) + b"[]")
@example(wire.LENGTHS.pack(2, 8) + b"{}" + b"\xff" * 8)
def test_any_bytes_are_a_frame_or_refused(data):
    frame = read_or_refuse(data)
    assert frame is None or isinstance(frame.header, dict)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_header_and_body_are_a_frame_or_refused(head, body):
    frame = read_or_refuse(framed(head, body))
    assert frame is None or all(isinstance(each, np.ndarray) for each in frame.arrays.values())


@given(HEADERS, ARRAYS, st.data())
def test_a_damaged_frame_is_a_frame_or_refused(header, arrays, data):
    damaged = bytearray(wire.encode(header, arrays))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    frame = read_or_refuse(bytes(damaged))
    assert frame is None or isinstance(frame.header, dict)


@given(HEADERS, ARRAYS, st.data())
def test_a_frame_that_stops_early_is_an_end_of_file(header, arrays, data):
    whole = wire.encode(header, arrays)
    with pytest.raises(EOFError):
        wire.read_frame(read_from(whole[: data.draw(st.integers(0, len(whole) - 1))]), 1 << 20)


@given(
    st.sampled_from([*wire.DTYPES, "BOOL", "BF16", "F4", "nonsense"]),
    st.lists(st.sampled_from([0, 1, 2, 2**31, 2**62, 2**63, 2**64 - 1]), max_size=70),
    st.integers(0, 16),
)
@example("F64", [1] * 65, 8)
@example("F64", [0, 2**63], 0)
@example("F64", [0, 2**62, 4], 0)
def test_any_shape_and_dtype_is_an_array_or_refused(dtype, shape, size):
    blob = arrays_blob({"a": {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}, bytes(size))
    frame = read_or_refuse(framed(b"{}", blob))
    assert frame is None or frame.arrays["a"].size <= 16


@pytest.mark.parametrize(("dtype", "size"), [("BF16", 2), ("BOOL", 1), ("F8_E4M3", 1)])
def test_dtypes_that_numpy_cannot_compare_are_refused_by_name(dtype, size):
    blob = arrays_blob({"a": {"dtype": dtype, "shape": [1], "data_offsets": [0, size]}}, bytes(size))
    with pytest.raises(WireError, match=f"^arrays of dtype {dtype} are not allowed$"):
        wire.decode_arrays(blob)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F64", "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": [1], "data_offsets": [8, 16]},
        {"dtype": "F64", "shape": [1], "data_offsets": [0, 2**40]},
        {"dtype": "F64", "shape": [-1], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": "1", "data_offsets": [0, 8]},
        {"dtype": "F64", "data_offsets": [0, 8]},
    ],
)
def test_arrays_that_lie_about_their_size_are_refused(entry):
    with pytest.raises(WireError, match=r"^the arrays cannot be read: "):
        wire.decode_arrays(arrays_blob({"a": entry}, bytes(8)))


def test_more_arrays_than_any_check_returns_are_refused(monkeypatch):
    monkeypatch.setattr(wire, "MAX_NAMES", 3)
    with pytest.raises(WireError, match=r"^4 arrays in one frame; 3 are allowed$"):
        wire.read_frame(read_from(wire.encode({}, {str(i): np.zeros(1) for i in range(4)})), 1 << 16)


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"", "the header is not JSON: "),
        (b"{", "the header is not JSON: "),
        (b'{"a": \xff}', "the header is not JSON: "),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "the header is not JSON: maximum recursion"),
        (b"[" * 100_000, "the header is not JSON: maximum recursion"),
        (b'{"a": ' + b"9" * 5000 + b"}", "the header is not JSON: Exceeds the limit"),
        (b"[1]", "the header is not a JSON object"),
        (b"null", "the header is not a JSON object"),
        (b'"status"', "the header is not a JSON object"),
    ],
    ids=["empty", "half", "not_utf8", "deep_objects", "deep_lists", "long_number", "list", "null", "string"],
)
def test_a_header_that_is_no_json_object_is_refused(head, sentence):
    with pytest.raises(WireError, match=f"^{sentence}"):
        wire.read_frame(read_from(framed(head)), 0)


@pytest.mark.parametrize(("head", "body"), [(wire.MAX_HEADER + 1, 0), (2, 1001), (2**64 - 1, 2**64 - 1)])
def test_an_oversized_frame_is_refused_before_any_of_it_is_read(head, body):
    asked = []

    def read_exactly(count: int) -> bytes:
        asked.append(count)
        return wire.LENGTHS.pack(head, body)

    with pytest.raises(WireError, match=rf"^a frame of {head} \+ {body} bytes; 262144 \+ 1000 are allowed$"):
        wire.read_frame(read_exactly, 1000)
    assert asked == [wire.LENGTHS.size]


def test_frames_follow_each_other_through_a_socket(pair):
    channel, theirs = pair
    first, second = wire.encode({"n": 1}, {"a": np.arange(3.0)}), wire.encode({"n": 2})
    theirs.sendall(first + second)
    assert channel.receive(soon(), 1000).arrays["a"].tolist() == [0, 1, 2]
    assert channel.receive(soon(), 1000).header == {"n": 2}
    channel.send(first, soon())
    assert theirs.recv(10_000) == first


def test_a_frame_larger_than_the_sockets_buffer_gets_through(pair):
    channel, theirs = pair
    frame = wire.encode({}, {"a": np.arange(500_000.0)})
    sender = threading.Thread(target=theirs.sendall, args=(frame,))
    sender.start()
    assert channel.receive(soon(), 1 << 23).arrays["a"][-1] == 499_999
    sender.join()


def test_a_writer_that_dribbles_is_cut_off_at_the_deadline(pair):
    channel, theirs = pair
    stopped = threading.Event()

    def dribble() -> None:
        for byte in wire.encode({"status": "observed"} | {"padding": "x" * 1000}):
            if stopped.wait(0.01):
                return
            theirs.send(bytes([byte]))

    writer = threading.Thread(target=dribble)
    writer.start()
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(started + 0.1, 1000)
    taken = time.monotonic() - started
    stopped.set()
    writer.join()
    assert 0.09 < taken < 2


def test_a_writer_that_says_nothing_is_cut_off_at_the_deadline(pair):
    channel, _ = pair
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(started + 0.05, 0)
    assert time.monotonic() - started < 2


def test_a_reader_that_does_not_read_is_cut_off_at_the_deadline(pair):
    channel, _ = pair
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.send(bytes(1 << 24), started + 0.1)
    assert time.monotonic() - started < 2


def test_after_the_deadline_nothing_is_read_even_if_it_is_there(pair):
    channel, theirs = pair
    theirs.sendall(wire.encode({}))
    with pytest.raises(TimeoutError):
        channel.receive(time.monotonic() - 1, 0)
    with pytest.raises(TimeoutError):
        channel.send(b"x", time.monotonic() - 1)


@pytest.mark.parametrize("sent", [b"", b"\0" * 5, wire.encode({"a": 1})[:-1], wire.encode({}, {"a": np.zeros(9)})[:-1]])
def test_a_writer_that_hangs_up_is_an_end_of_file(pair, sent):
    channel, theirs = pair
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(EOFError):
        channel.receive(soon(), 1000)


def test_sending_to_one_who_hung_up_is_an_end_of_file(pair):
    channel, theirs = pair
    theirs.close()
    with pytest.raises(EOFError):
        channel.send(bytes(1 << 20), soon())


def test_one_who_hangs_up_with_unread_bytes_is_an_end_of_file(pair):
    channel, theirs = pair
    channel.send(b"never read", soon())
    theirs.close()  # the kernel reports a reset rather than an end
    with pytest.raises(EOFError):
        channel.receive(soon(), 1000)
