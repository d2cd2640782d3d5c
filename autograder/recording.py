"""Recording a key: the experiments run on the reference, and on each mistake those that it can reach.

They run in the same sandboxed workers as submissions. A recorded key is cached by a hash of all it depends on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from autograder.answers import Answers, conversation
from autograder.checks import Check
from autograder.compare import compare
from autograder.course import Assignment, experiment_sources
from autograder.errors import CourseError
from autograder.key import CheckId, Key, Signature, comparable, question
from autograder.keyfile import FORMAT, dump, load
from autograder.mistakes import MistakeError, module_with
from autograder.session import Answer, Workers
from autograder.version import version

KEY_DTYPE = "float64"  # a mistake is recorded as a submission is graded, whose random weights it shares


def record(
    assignment: Assignment, seed: str, workers: Workers,
    on_progress: Callable[[int, int], object] = lambda done, total: None, answers: Answers | None = None,
) -> Key:  # fmt: skip
    """Run every experiment on the reference, and on each mistake those that it can reach.

    Raises CourseError where the reference does not answer a check, or a mistake does not fit the reference.
    """
    expected: dict[CheckId, Mapping[str, np.ndarray]] = {}
    calls: dict[CheckId, tuple[tuple[str, str, str], ...]] = {}
    producers: dict[CheckId, dict[str, int]] = {}
    shapes: dict[CheckId, dict[str, tuple[int, ...]]] = {}
    files = assignment.reference()
    with conversation(workers, files, assignment, answers) as session:
        for exercise, check in assignment.checks():
            answer = session.ask(question(assignment, seed, exercise, check, KEY_DTYPE))
            where = f"{assignment.name}.{exercise.name}.{check.id}"
            if answer.status != "observed" or answer.detail.get("not_arrays"):
                raise CourseError(f"The reference does not answer {where}: {_reason(answer)}.")
            raw = {name: answer.arrays[name].shape for name in answer.detail["names"]}
            observed, problems = comparable(check, answer, raw)
            if problems:
                raise CourseError(
                    f"{where}: its measure fails on the reference, which gives {next(iter(problems.values()))}."
                )
            expected[exercise.name, check.id] = {name: observed[name] for name in (observed if check.measure else raw)}
            if not expected[exercise.name, check.id]:
                raise CourseError(f"{where} observes nothing; let it return at least one output.")
            here = exercise.name, check.id
            calls[here] = tuple((str(a), str(b), str(c)) for a, b, c in answer.detail["calls"])
            producers[here] = {
                name: place for name, place in answer.detail["producers"].items()
                if place is not None and place < len(calls[here])
            }  # fmt: skip
            shapes[here] = raw
    signatures = {}
    for place, mistake in enumerate(assignment.mistakes):
        on_progress(place, len(assignment.mistakes))
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
        with conversation(workers, {**files, name: variant.encode()}, assignment, answers) as session:
            for exercise, check in reached:
                answer = session.ask(question(assignment, seed, exercise, check))
                signature = _signature(
                    check, answer, expected[exercise.name, check.id], shapes[exercise.name, check.id]
                )
                if signature is not None:
                    found[exercise.name, check.id] = signature
        signatures[mistake.exercise, mistake.id] = found
    hints = {(mistake.exercise, mistake.id): mistake.hint for mistake in assignment.mistakes}
    return Key(seed, expected, calls, producers, shapes, signatures, hints, digest_of(assignment, seed))


def _signature(
    check: Check, answer: Answer, expected: Mapping[str, np.ndarray], shapes: Mapping[str, tuple[int, ...]]
) -> Signature | None:
    """The mark that a mistake leaves on a check; None where it leaves none."""
    if answer.status != "observed":
        return Signature(error=str(answer.detail.get("type", answer.status)))
    arrays, _ = comparable(check, answer, shapes)
    outputs = {}
    for name, value in expected.items():
        if name not in arrays:
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
    add(str(len(assignment.mistakes)).encode())
    add(*(f"{name}\n{content}".encode() for name, content in sorted(experiment_sources(assignment).items())))
    for folder in (assignment.folder, assignment.checks_folder, assignment.folder / "_mistakes"):
        for path in sorted(folder.glob("*.py")):
            if not path.name.endswith(".nb.py"):
                add(path.name.encode(), path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder(solutions: Path) -> Path:
    """Where keys are kept: beside the solution tree, out of version control. It may be deleted at any time."""
    return solutions.resolve().parent / ".cache" / "keys"


def cached(
    assignment: Assignment, seed: str, workers: Callable[[], Workers], cache: Path,
    on_progress: Callable[[int, int], object] = lambda done, total: None, answers: Answers | None = None,
) -> Key:  # fmt: skip
    """The key from the cache, or recorded and put there; a damaged file in the cache is recorded anew."""
    path = cache / f"{assignment.name}-{digest_of(assignment, seed)}-{version()}.safetensors"
    if path.exists():
        try:
            return load(path)
        except CourseError:
            path.unlink()
    with workers() as running:
        key = record(assignment, seed, running, on_progress, answers)
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o700)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(dump(key))
    temporary.replace(path)
    return load(path)  # whose names are in another order: a message must not depend on who recorded the key
