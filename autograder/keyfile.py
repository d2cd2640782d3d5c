"""A key in a file: safetensors, the arrays by name, all else in its JSON metadata. The same key gives the same bytes.

The key for the public seed is frozen into the student's folder; the one for the course's seed never leaves the cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from autograder.compare import TOLERANCES, Tolerance, agree
from autograder.errors import CourseError
from autograder.key import CheckId, Key, Signature
from autograder.wire import WireError, decode_arrays

FORMAT = 4
ROUNDING = Tolerance(rtol=1e-9, atol=1e-12)  # of float64
MAX_ARRAYS = 1_000_000  # a large catalogue of mistakes leaves thousands


def same_but_for_rounding(one: Key, other: Key) -> bool:
    """Whether two keys say the same, their numbers equal to what another processor or BLAS rounds otherwise.

    What is expected is in float64. A signature may be in float32, and serves as long as it is recognised.
    """
    left, right = _arrays(one), _arrays(other)
    near = {"expected": ROUNDING, "signature": TOLERANCES["network"]}
    return (
        _metadata(one) == _metadata(other)
        and left.keys() == right.keys()
        and all(agree(left[name], right[name], **vars(near[name.partition("|")[0]])) for name in left)
    )


def dump(key: Key) -> bytes:
    """The key as the bytes of a safetensors file; the same key gives the same bytes."""
    arrays = _arrays(key)
    head = {**_metadata(key), "format": FORMAT, "sum": _sum(arrays)}
    return save(arrays, metadata={"autograder": json.dumps(head, sort_keys=True, ensure_ascii=False)})


def load(path: Path) -> Key:
    """The key in a file; raises CourseError where it is missing or damaged."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise CourseError(
            f"{path} is missing ({error.strerror}); fetch the folder again, or run `make release`."
        ) from None


def parse(data: bytes, name: str) -> Key:
    """The key in a file's bytes; raises CourseError, with the file's name, where they are damaged."""
    try:
        arrays = decode_arrays(data, MAX_ARRAYS)
        length = int.from_bytes(data[:8], "little")
        head = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["autograder"])
        if head.get("format") != FORMAT:
            raise CourseError(
                f"{name} was made by another version of the kit; install the version that your course uses, "
                "or run `make release`."
            )
        if head["sum"] != _sum(arrays):
            raise ValueError("its checksum does not match")
        return _key_of(head, arrays)
    except (WireError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{name} is damaged ({error}); fetch the folder again, or run `make release`.") from None


def _key_of(head: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Key:
    expected: dict[CheckId, dict[str, np.ndarray]] = {
        _pair(where): {name: arrays[f"expected|{where}|{name}"] for name in names}
        for where, names in head["outputs"].items()
    }
    signatures: dict[tuple[str, str], dict[CheckId, Signature]] = {_pair(each): {} for each in head["hints"]}
    for name in sorted(arrays):
        kind, *rest = name.split("|")
        if kind == "signature":
            found = signatures[_pair(rest[0])].setdefault(_pair(rest[1]), Signature(outputs={}))
            assert isinstance(found.outputs, dict)
            found.outputs[rest[2]] = arrays[name]
    for where, raised in head["errors"].items():
        mistake, check = where.split("|")
        signatures[_pair(mistake)][_pair(check)] = Signature(error=raised)
    return Key(
        seed=head["seed"], expected=expected,
        calls={_pair(where): tuple((a, b, c) for a, b, c in calls) for where, calls in head["calls"].items()},
        producers={_pair(where): names for where, names in head["producers"].items()},
        shapes={
            _pair(where): {name: tuple(shape) for name, shape in shapes.items()} for where, shapes in head["shapes"].items()
        },
        signatures=signatures, hints={_pair(each): hint for each, hint in head["hints"].items()}, digest=head["digest"],
    )  # fmt: skip


def _arrays(key: Key) -> dict[str, np.ndarray]:
    arrays = {
        f"expected|{'.'.join(where)}|{name}": np.ascontiguousarray(value, np.float64).reshape(np.shape(value))
        for where, outputs in key.expected.items() for name, value in outputs.items()
    }  # fmt: skip
    for mistake, signatures in key.signatures.items():
        for where, signature in signatures.items():
            for name, value in signature.outputs.items():
                arrays[f"signature|{'.'.join(mistake)}|{'.'.join(where)}|{name}"] = np.ascontiguousarray(value).reshape(
                    np.shape(value)
                )
    return arrays


def _sum(arrays: Mapping[str, np.ndarray]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode() + arrays[name].tobytes())
    return digest.hexdigest()[:32]


def _metadata(key: Key) -> dict[str, object]:
    return {
        "seed": key.seed,
        "digest": key.digest,
        "outputs": {".".join(where): list(outputs) for where, outputs in key.expected.items()},
        "calls": {".".join(where): [list(call) for call in calls] for where, calls in key.calls.items()},
        "producers": {".".join(where): dict(names) for where, names in key.producers.items()},
        "shapes": {
            ".".join(where): {name: list(shape) for name, shape in shapes.items()}
            for where, shapes in key.shapes.items()
        },
        "hints": {".".join(mistake): hint for mistake, hint in key.hints.items()},
        "errors": {
            f"{'.'.join(mistake)}|{'.'.join(where)}": signature.error
            for mistake, signatures in key.signatures.items()
            for where, signature in signatures.items()
            if signature.error is not None
        },
    }


def _pair(dotted: str) -> tuple[str, str]:
    first, second = dotted.split(".")
    return first, second
