"""Frames between judge and worker: the only thing that crosses the border.

    frame  = lengths (two unsigned 64-bit integers, big-endian) · header (JSON object) · arrays (safetensors)

A header says what is asked or answered; arrays travel as raw bytes with a dtype and a shape from an allow list. There
is no pickle in either direction. A reader names the largest frame it takes, before anything is allocated; whatever
else arrives is a `WireError`, which is the only exception that reading a hostile stream raises (besides EOFError at
its end and TimeoutError at its deadline).
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors import SafetensorError, deserialize

LENGTHS = struct.Struct(">QQ")
MAX_HEADER = 256 * 1024
MAX_NAMES = 4096
MAX_DIMENSIONS, MAX_SIZE = 32, 2**31  # (0, 2**61) has no bytes, and any copy of it in float64 is "too big"
# safetensors' names of the dtypes that may cross; numpy has no bfloat16 or float8, so nothing comparable is lost
DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1",
}  # fmt: skip
DTYPE_NAMES = {np.dtype(dtype).str: name for name, dtype in DTYPES.items()}


class WireError(ValueError):
    """What arrived is not a frame that this side takes."""


class TooLargeError(WireError):
    """The frame is larger than this side takes."""


@dataclass(frozen=True)
class Frame:
    """One message: a JSON header and named arrays."""

    header: dict[str, Any]
    arrays: dict[str, np.ndarray]


def encode(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None) -> bytes:
    """The bytes of a frame. Booleans travel as uint8 (safetensors has them, comparisons don't need them)."""
    head = json.dumps(header, separators=(",", ":")).encode()
    body = _safetensors(arrays) if arrays else b""
    return LENGTHS.pack(len(head), len(body)) + head + body


def _safetensors(arrays: Mapping[str, np.ndarray]) -> bytes:
    """What `safetensors.numpy.save` writes: it takes longer than most experiments, so this is by hand. Reading is not."""
    entries, parts, end = {}, [], 0
    for name, array in arrays.items():
        plain = (
            array.astype(np.uint8) if array.dtype == bool else array.astype(array.dtype.newbyteorder("<"), copy=False)
        )
        data = plain.tobytes()
        offsets = [end, end := end + len(data)]
        entries[name] = {"dtype": DTYPE_NAMES[plain.dtype.str], "shape": plain.shape, "data_offsets": offsets}
        parts.append(data)
    head = json.dumps(entries).encode()
    head += b" " * (-len(head) % 8)
    return b"".join([len(head).to_bytes(8, "little"), head, *parts])


def decode(head: bytes, body: bytes) -> Frame:
    """The frame with this header and these arrays; raises WireError for anything that is not one."""
    try:
        header = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {error}") from None
    if not isinstance(header, dict):
        raise WireError("the header is not a JSON object")
    return Frame(header, decode_arrays(body, MAX_NAMES) if body else {})


def decode_arrays(body: bytes, max_names: int = MAX_NAMES) -> dict[str, np.ndarray]:
    """Arrays of a safetensors blob, as copies of their own; raises WireError for garbage or a dtype not allowed."""
    try:
        entries = deserialize(body)  # type: ignore[no-untyped-call]  # a Rust function; its shape is checked below
    except (SafetensorError, ValueError, OverflowError, MemoryError) as error:
        raise WireError(f"the arrays cannot be read: {error}") from None
    if len(entries) > max_names:
        raise WireError(f"{len(entries)} arrays in one frame; {max_names} are allowed")
    arrays = {}
    for name, entry in entries:
        if entry["dtype"] not in DTYPES:
            raise WireError(f"arrays of dtype {entry['dtype']} are not allowed")
        shape = entry["shape"]
        # what has no bytes may claim any shape
        if len(shape) > MAX_DIMENSIONS or (0 in shape and math.prod(max(each, 1) for each in shape) > MAX_SIZE):
            raise WireError(f"arrays of the shape {shape[:8]} are not allowed")
        flat = np.frombuffer(entry["data"], dtype=DTYPES[entry["dtype"]])
        try:
            arrays[name] = flat.reshape(entry["shape"]).copy()
        except ValueError as error:  # 65 dimensions, say
            raise WireError(f"an array cannot be of shape {entry['shape'][:8]}: {error}") from None
    return arrays


def read_frame(read_exactly: Callable[[int], bytes], max_body: int) -> Frame:
    """Read one frame; `read_exactly(n)` returns n bytes or raises EOFError."""
    head_length, body_length = LENGTHS.unpack(read_exactly(LENGTHS.size))
    if head_length > MAX_HEADER or body_length > max_body:
        raise TooLargeError(f"a frame of {head_length} + {body_length} bytes; {MAX_HEADER} + {max_body} are allowed")
    return decode(read_exactly(head_length), read_exactly(body_length))


class SocketChannel:
    """The judge's end of a connection to a worker: every read and write has a deadline (time.monotonic)."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._read = bytearray()  # and not asked for yet

    def send(self, frame: bytes, deadline: float) -> None:
        """Send all of an encoded frame; raises TimeoutError, or EOFError where the other side is gone."""
        try:
            self._socket.settimeout(_remaining(deadline))
            self._socket.sendall(frame)
        except (BrokenPipeError, ConnectionResetError):
            raise EOFError from None

    def receive(self, deadline: float, max_body: int) -> Frame:
        """The next frame; raises WireError, EOFError or TimeoutError."""

        def read_exactly(count: int) -> bytes:
            while len(self._read) < count:
                self._socket.settimeout(_remaining(deadline))
                try:
                    chunk = self._socket.recv(min(max(count - len(self._read), 1 << 16), 1 << 20))
                except ConnectionResetError:
                    chunk = b""
                if not chunk:
                    raise EOFError
                self._read += chunk
            taken = bytes(self._read[:count])
            del self._read[:count]
            return taken

        return read_frame(read_exactly, max_body)

    def close(self) -> None:
        """Close this end."""
        self._socket.close()


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
