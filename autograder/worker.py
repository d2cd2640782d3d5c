"""The worker: runs experiments on a submission's code, in the process where that code lives. It judges nothing.

The judge asks, one frame at a time, and gets one frame back:

    {"ask": "submission", "aliases", "device"}    files as uint8 arrays        -> {"status": "ready"}
    {"ask": "import", "module": "layers"}                                      -> {"status": "imported" | "raised", …}
    {"ask": "check", "exercise", "check", "seed", "dtype", "modules": [...]}   -> {"status": "observed" | …} + arrays
    {"ask": "probe"}                              what confines this process   -> {"status": "probed", …}

Everything here can be tampered with by the submission, and nothing that is answered is believed: an answer is a claim
that the judge compares with its key. What it must do is describe innocent failures well.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from autograder import tensors, wire
from autograder.draw import Draw
from autograder.loading import Submission, UnavailableError
from autograder.subject import Journal, MissingNameError, Subject, describe

Experiments = Mapping[tuple[str, str], Callable[..., Mapping[str, Any]]]
EXPERIMENT = "__EXPERIMENT__"  # stands between exercise and check in an experiment's name
MAX_TEXT = 400
MAX_PRINTED = 2000
MAX_CALLS = 24
MAX_JOB = 64 * 2**20


def experiments_from(sources: Mapping[str, str]) -> dict[tuple[str, str], Callable[..., Mapping[str, Any]]]:
    """The experiments in stripped check modules (`course.experiment_sources`), by (exercise, check)."""
    found = {}
    for name, source in sources.items():
        module = ModuleType(f"_experiments_{name}")
        exec(compile(source, f"checks/{name}.py", "exec"), module.__dict__)
        for key, value in vars(module).items():
            exercise, separator, check = key.partition(EXPERIMENT)
            if separator:
                found[exercise, check] = value
    return found


def serve(read_exactly: Callable[[int], bytes], write: Callable[[bytes], object], experiments: Experiments) -> None:
    """Answer the judge until it hangs up, with the submission in the current folder."""
    printed = _Printed()
    sys.stdout = sys.stderr = printed
    seed_unseeded_generators()
    submission, device = None, "cpu"
    while True:
        try:
            frame = wire.read_frame(read_exactly, MAX_JOB)
        except EOFError:
            return
        ask = frame.header["ask"]
        if ask == "submission":
            submission, device = unpack(frame), frame.header.get("device", "cpu")
            # innocent code warns, and what counts is what it returns; only doctor asks more of the reference
            warnings.simplefilter("error" if frame.header.get("warnings_are_errors") else "ignore")
            write(wire.encode({"status": "ready"}))
        elif ask == "import":
            assert submission is not None
            answer = import_module(submission, frame.header["module"]) | {"serial": frame.header["serial"]}
            write(wire.encode(_limited(answer)))
        elif ask == "check":
            assert submission is not None
            answer, arrays = observe(submission, experiments, frame.header, device)
            answer |= {"printed": printed.take(), "serial": frame.header["serial"]}
            write(_encode_or_say_why(_limited(answer), arrays))
        elif ask == "probe":
            write(wire.encode({"status": "probed", **confinement(frame.header)}))
        del frame


def unpack(frame: wire.Frame) -> Submission:
    """Write the submission's files into the current folder, and make them importable from there."""
    root = Path.cwd()
    for name, content in frame.arrays.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.tobytes())
    sys.path.insert(0, str(root))
    return Submission.installed(root, frame.header["aliases"])


def import_module(submission: Submission, name: str) -> dict[str, Any]:
    """Import a module of the submission; what went wrong at its top level is told, and does not stop the rest."""
    outcome: dict[str, Any] = {"status": "imported"}
    try:
        importlib.import_module(name)
    except BaseException as error:
        outcome = {"status": "raised", **describe_error(error, submission.root)}
    submission.settle()
    tried = [f"{name}.py tried to open {path} while it was imported" for path in submission.attempts]
    return {**outcome, "notices": submission.notices + tried}


def observe(
    submission: Submission, experiments: Experiments, ask: Mapping[str, Any], device: str = "cpu"
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Run one experiment; returns the answer's header and the observed arrays."""
    journal = Journal(seed=int(ask["seed"][:8], 16))
    experiment = experiments[ask["exercise"], ask["check"]]
    answer: dict[str, Any] = {}
    arrays: dict[str, np.ndarray] = {}
    submission.attempts.clear()
    try:
        tensors.prepare(ask.get("dtype", "float32"), device)
        subjects = {name: Subject(sys.modules[name], name, journal, submission.finder(name)) for name in ask["modules"]}
        names = experiment.__code__.co_varnames[: experiment.__code__.co_argcount]
        observed = experiment(*[Draw(ask["seed"], device) if name == "draw" else subjects[name] for name in names])
        if not isinstance(observed, Mapping):
            raise TypeError("a check returns a dictionary of what it observed, by name")
        not_arrays = {}
        for name, value in observed.items():
            array = as_array(value)
            if isinstance(array, str):
                not_arrays[name] = array
            else:
                arrays[name] = array
        answer = {"status": "observed", "names": list(observed), "not_arrays": not_arrays}
        answer["producers"] = journal.producers(observed)
    except MissingNameError as error:
        answer = {"status": "missing", "name": error.missing, "type": "AttributeError", "message": str(error)}
    except BaseException as error:
        answer = {"status": "raised", **describe_error(error, submission.root)}
    answer["calls"] = [list(call) for call in journal.calls[:MAX_CALLS]]
    answer["modified"] = journal.modified[:4]
    answer["attempts"] = submission.attempts[:4]
    return answer, arrays


def as_array(value: Any) -> np.ndarray | str:
    """The value as a plain array, or what it is in words where it is none: "None", "a dict", "an array of objects"."""
    if value is None:
        return "None"
    name = type(value).__name__[:40]
    try:
        array = (
            tensors.as_numbers(value)
            if tensors.is_tensor(value)
            else np.array(value, dtype=None, copy=True, subok=False)
        )
    except Exception:
        return describe(value) if isinstance(value, tuple | list) else f"something of type {name} that is no array"
    if array.dtype.kind not in "biuf":
        kinds = {
            "U": "text",
            "S": "bytes",
            "O": f"something of type {name} that holds no numbers",
            "c": "complex numbers",
        }
        return kinds.get(array.dtype.kind, array.dtype.name[:20])
    return array.astype(np.float64) if array.dtype.itemsize > 8 else array


def describe_error(error: BaseException, root: Path) -> dict[str, Any]:
    """What an exception says of the submission: type, message, and the last line of the submission that it passed."""
    kind, message = type(error).__name__, str(error)
    where: tuple[str, int, str] | None = None
    own: list[tuple[FrameType, int]] = []
    inner = False  # whether the submission itself raised it
    if isinstance(error, SyntaxError):
        if error.filename and error.lineno:
            where = (Path(error.filename).name, error.lineno, (error.text or "").strip())
        message = error.msg
    else:
        inside = str(root) + os.sep
        walked = list(traceback.walk_tb(error.__traceback__))
        own = [(frame, line) for frame, line in walked if frame.f_code.co_filename.startswith(inside)]
        last = next(iter(traceback.StackSummary.extract(iter(own[-1:]))), None)
        inner = bool(own) and own[-1:] == walked[-1:]
        where = (Path(last.filename).name, last.lineno or 0, (last.line or "").strip()) if last else None
    return {
        "type": kind,
        "message": message,
        "where": list(where) if where else None,
        "functions": [frame.f_code.co_qualname.partition(".")[0] for frame, _ in own[-MAX_CALLS:]],
        "memory": isinstance(error, MemoryError) or tensors.lacks_memory(error),
        "unavailable": error.module if isinstance(error, UnavailableError) else None,
        "not_implemented": inner and isinstance(error, NotImplementedError),  # a package's own may mean anything
        "syntax": isinstance(error, SyntaxError),
    }


def confinement(ask: Mapping[str, Any]) -> dict[str, Any]:
    """What confines this process, as it sees it from inside: the judge refuses to grade where a promise is missing."""
    status = Path("/proc/self/status")
    fields = dict(line.partition(":")[::2] for line in status.read_text().splitlines()) if status.exists() else {}

    def writable(folder: str) -> bool:
        try:
            (Path(folder) / "probe").touch()
        except OSError:
            return False
        return True

    # /tmp and /dev/shm are this worker's own; whatever else is mounted, several workers see
    mounted = {line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()} - {"/tmp", "/dev/shm"}

    import socket  # imported here: a worker of students' code has no other use for it

    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        internet = True
    except OSError:
        internet = False
    return {
        "seccomp": fields.get("Seccomp", "").strip() == "2",
        "no_new_privileges": fields.get("NoNewPrivs", "").strip() == "1",
        "no_capabilities": int(fields.get("CapEff", "1"), 16) == 0 and int(fields.get("CapBnd", "1"), 16) == 0,
        "unprivileged_user": os.getuid() != 0,
        "own_processes_only": sum(name.isdigit() for name in os.listdir("/proc")) <= 2,
        "read_only_root": not any(writable(folder) for folder in {"/packages", "/python", *mounted}),
        "no_network": not internet,
        "hidden_files": not any(os.path.exists(path) for path in ask["hidden"]),
        "empty_environment": not set(os.environ) - set(ask["environment"]),
        "no_inherited_files": len(os.listdir("/proc/self/fd")) <= 5,  # 0, 1, 2, the wire, and this listing
        "device": tensors.available(ask.get("device", "cpu")),  # last: a driver opens files of its own
    }


def seed_unseeded_generators() -> None:
    """`np.random.default_rng()` without a seed takes numpy's seeded global state: the same submission, the same result."""
    original = np.random.default_rng

    def default_rng(seed: Any = None) -> np.random.Generator:
        return original(int(np.random.randint(0, 2**31)) if seed is None else seed)

    np.random.default_rng = default_rng


class _Printed(io.TextIOBase):
    """What the submission printed since it was last taken; the beginning is kept, a flood costs nothing."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = MAX_PRINTED

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._room > 0:
            self._kept.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def take(self) -> str:
        text = "".join(self._kept) + (" … (cut)" if self._room < 0 else "")
        self._kept, self._room = [], MAX_PRINTED
        return text


def _encode_or_say_why(answer: dict[str, Any], arrays: dict[str, np.ndarray]) -> bytes:
    try:
        return wire.encode(answer, arrays)
    except MemoryError:
        arrays.clear()
        short = {"status": "raised", "type": "MemoryError", "message": "", "memory": True}
        return wire.encode({**short, "serial": answer["serial"]})


def _limited(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with every text cut to what a report could show."""

    def cut(value: Any) -> Any:
        if isinstance(value, str):
            return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + " … (cut)"
        if isinstance(value, list | tuple):
            return [cut(each) for each in value[:64]]
        if isinstance(value, dict):
            return {str(key)[:80]: cut(each) for key, each in list(value.items())[:64]}
        return value

    printed = answer.pop("printed", None)
    limited: dict[str, Any] = cut(answer)
    return limited | ({} if printed is None else {"printed": printed})


def main() -> None:
    """A worker of its own process, for a student's own code on a student's own machine: frames on stdin and stdout."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # what a C library prints must not end up between the frames

    def read_exactly(count: int) -> bytes:
        data = reader.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def write(frame: bytes) -> None:
        writer.write(frame)
        writer.flush()

    head = wire.read_frame(read_exactly, MAX_JOB).header
    serve(read_exactly, write, experiments_from(head["experiments"]))


if __name__ == "__main__":
    main()
