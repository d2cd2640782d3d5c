"""The answer key: what the reference and every known mistake observe, for one seed.

`record` runs the experiments on the reference (the key) and on each mistake (its signature), in the same sandboxed
workers as submissions. A key is kept in one safetensors file: arrays by name, all else in its JSON metadata. The key
for the public seed is frozen into the student's folder; the one for the course's seed never leaves the cache.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from autograder.checks import Check, Exercise
from autograder.compare import agree, compare
from autograder.course import Assignment, experiment_sources
from autograder.draw import seed_of
from autograder.errors import CourseError
from autograder.local import LocalWorkers
from autograder.mistakes import MistakeError, module_with
from autograder.sandbox import Sandbox
from autograder.session import Answer, Question, Session
from autograder.wire import WireError, decode_arrays

CheckId = tuple[str, str]  # (exercise, check)
Workers = Sandbox | LocalWorkers
FORMAT = 2


@dataclass(frozen=True)
class Signature:
    """What a mistake makes of one check: the outputs that differ from the key, or the type of error it raises."""

    outputs: Mapping[str, np.ndarray] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Key:
    """Observations of the reference, and signatures of the mistakes.

    `calls` says for each check what it called, as (function, arguments, kind of result): names, shapes and counts that
    messages may rely on, since they come from the reference. `hints` and `signatures` are keyed by (exercise, mistake).
    """

    seed: str
    expected: Mapping[CheckId, Mapping[str, np.ndarray]]
    calls: Mapping[CheckId, tuple[tuple[str, str, str], ...]]
    signatures: Mapping[tuple[str, str], Mapping[CheckId, Signature]]
    hints: Mapping[tuple[str, str], str]
    digest: str


def question(assignment: Assignment, seed: str, exercise: Exercise, check: Check) -> Question:
    """The question that puts `check` to a submission, with inputs drawn from `seed`."""
    return Question(
        exercise=exercise.name, check=check.id, seed=seed_of(seed, assignment.name, exercise.name, check.id),
        modules=check.modules, seconds=check.seconds or assignment.limits.seconds,
    )  # fmt: skip


def reduced(check: Check, arrays: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    """Observations as they are compared: the check's measure of them, or themselves."""
    if check.measure is None:
        return arrays
    with np.errstate(all="ignore"):
        return {name: np.asarray(value, np.float64) for name, value in check.measure(arrays).items()}


def record(
    assignment: Assignment, seed: str, workers: Workers, on_progress: Callable[[], object] = lambda: None
) -> Key:
    """Run every experiment on the reference, and on each mistake those that it can reach.

    Raises CourseError where the reference does not answer a check, or a mistake does not fit the reference.
    """
    expected: dict[CheckId, Mapping[str, np.ndarray]] = {}
    calls: dict[CheckId, tuple[tuple[str, str, str], ...]] = {}
    files = assignment.reference()
    with Session(workers, files, assignment.limits, assignment.aliases) as session:
        for exercise, check in assignment.checks():
            answer = session.ask(question(assignment, seed, exercise, check))
            where = f"{assignment.name}.{exercise.name}.{check.id}"
            if answer.status != "observed" or answer.detail.get("not_arrays"):
                raise CourseError(f"The reference does not answer {where}: {_reason(answer)}.")
            observed = reduced(check, answer.arrays)
            order = observed if check.measure else answer.detail["names"]
            expected[exercise.name, check.id] = {name: observed[name] for name in order}
            if not expected[exercise.name, check.id]:
                raise CourseError(f"{where} observes nothing; let it return at least one output.")
            calls[exercise.name, check.id] = tuple((str(a), str(b), str(c)) for a, b, c in answer.detail["calls"])
        on_progress()
    signatures = {}
    for mistake in assignment.mistakes:
        name = f"{assignment.module_of[mistake.exercise]}.py"
        try:
            variant = module_with(mistake, files[name].decode())
        except MistakeError as error:
            raise CourseError(f"The mistake {error}. Bring it in line with {name}.") from None
        reached = [
            (exercise, check) for exercise, check in assignment.checks()
            if mistake.exercise in (exercise.name, *assignment.all_needs(exercise))
        ]  # fmt: skip
        found: dict[CheckId, Signature] = {}
        with Session(workers, {**files, name: variant.encode()}, assignment.limits, assignment.aliases) as session:
            for exercise, check in reached:
                answer = session.ask(question(assignment, seed, exercise, check))
                signature = _signature(check, answer, expected[exercise.name, check.id])
                if signature is not None:
                    found[exercise.name, check.id] = signature
        signatures[mistake.exercise, mistake.id] = found
        on_progress()
    hints = {(mistake.exercise, mistake.id): mistake.hint for mistake in assignment.mistakes}
    return Key(seed, expected, calls, signatures, hints, digest_of(assignment, seed))


def _signature(check: Check, answer: Answer, expected: Mapping[str, np.ndarray]) -> Signature | None:
    """The mark that a mistake leaves on a check; None where it leaves none."""
    if answer.status != "observed":
        return Signature(error=str(answer.detail.get("type", answer.status)))
    not_arrays = answer.detail.get("not_arrays") or {}
    arrays = reduced(check, answer.arrays) if set(answer.arrays) | set(not_arrays) and not not_arrays else answer.arrays
    outputs = {}
    for name, value in expected.items():
        if name in not_arrays or name not in arrays:
            outputs[name] = np.zeros((0,))
        elif not compare(name, arrays[name], value, rtol=check.rtol, atol=check.atol).passed:
            outputs[name] = np.asarray(arrays[name], np.float64)
    return Signature(outputs=outputs) if outputs else None


def _reason(answer: Answer) -> str:
    detail = answer.detail
    if answer.status == "raised":
        where = detail.get("where")
        return f"{detail.get('type')}: {detail.get('message')}" + (f" ({where[0]}, line {where[1]})" if where else "")
    return str(detail.get("message") or detail.get("not_arrays") or answer.status.replace("_", " "))


def digest_of(assignment: Assignment, seed: str) -> str:
    """What a key depends on, as a hash: reference, checks, mistakes, settings, seed, and the kit that records it."""
    digest = hashlib.sha256()

    def add(*parts: bytes) -> None:
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)

    add(str(FORMAT).encode(), assignment.name.encode(), seed.encode(), repr(assignment.limits).encode())
    add(*(f"{name}\n{content}".encode() for name, content in sorted(experiment_sources(assignment).items())))
    for folder in (assignment.folder, assignment.checks_folder, assignment.folder / "_mistakes"):
        for path in sorted(folder.glob("*.py")):
            if not path.name.endswith(".nb.py"):
                add(path.name.encode(), path.read_bytes())
    return digest.hexdigest()[:16]


def cached(assignment: Assignment, seed: str, workers: Callable[[], Workers], cache: Path) -> Key:
    """The key from the cache, or recorded and put there; a damaged file in the cache is recorded anew."""
    path = cache / f"{assignment.name}-{digest_of(assignment, seed)}.safetensors"
    if path.exists():
        try:
            return load(path)
        except CourseError:
            path.unlink()
    with workers() as running:
        key = record(assignment, seed, running)
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o700)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(dump(key))
    temporary.replace(path)
    return key


def public_part(key: Key, assignment: Assignment) -> Key:
    """The key without anything that concerns a hidden check."""
    return _part(key, {(exercise.name, check.id) for exercise, check in assignment.checks() if not check.hidden})


def restricted(key: Key, exercises: Collection[str]) -> Key:
    """The part of the key that concerns some exercises."""
    return _part(key, {where for where in key.expected if where[0] in exercises})


def _part(key: Key, kept: Collection[CheckId]) -> Key:
    return replace(
        key,
        expected={where: outputs for where, outputs in key.expected.items() if where in kept},
        calls={where: calls for where, calls in key.calls.items() if where in kept},
        signatures={
            mistake: {where: signature for where, signature in signatures.items() if where in kept}
            for mistake, signatures in key.signatures.items()
        },
    )


def same_but_for_rounding(one: Key, other: Key) -> bool:
    """Whether two keys say the same, their numbers equal to what another processor or BLAS rounds otherwise."""
    left, right = _arrays(one), _arrays(other)
    return (
        _metadata(one) == _metadata(other)
        and left.keys() == right.keys()
        and all(agree(left[name], right[name], rtol=1e-9, atol=1e-12) for name in left)
    )


def dump(key: Key) -> bytes:
    """The key as the bytes of a safetensors file; the same key gives the same bytes."""
    return save(_arrays(key), metadata={"autograder": json.dumps(_metadata(key), sort_keys=True, ensure_ascii=False)})


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
        arrays = decode_arrays(data)
        length = int.from_bytes(data[:8], "little")
        head = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["autograder"])
        return _key_of(head, arrays)
    except (WireError, KeyError, ValueError, TypeError) as error:
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


def _metadata(key: Key) -> dict[str, object]:
    return {
        "seed": key.seed,
        "digest": key.digest,
        "outputs": {".".join(where): list(outputs) for where, outputs in key.expected.items()},
        "calls": {".".join(where): [list(call) for call in calls] for where, calls in key.calls.items()},
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
