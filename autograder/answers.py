"""Answers that are remembered: what a submission answered once, it is not asked again while nothing that the answer
depends on has changed. So another tolerance, another hint or other points cost no run, and a changed check costs its own.

    judge ──ask──▶ Remembered ──known?──▶ the answer, from the submission's file
                       └───────else─────▶ Session.ask; what is worth keeping goes into the file, in one write

An answer depends on the submission's files, the question, the experiment's source, and on what runs it (`context`).
Judging is not remembered: it runs anew over all answers. Of a submission that answers a question differently when it is
asked again, nothing is kept: its functions remember the checks before, and have to be asked all of them in a row. One that
remembers and does not show it is taken at its word; `--force` asks everything anew.

A file is a hash, a frame that says what is in it, and a frame for each answer. Answers come from untrusted code, whether
they come from a worker or from here: both are read by `wire.read_frame`, under the same limits. The folder may be deleted
at any time.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import io
import json
import os
import platform
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from autograder import wire
from autograder.course import Assignment, experiment_sources
from autograder.session import STATUSES, Answer, Question, Session, Workers, notices_in
from autograder.version import version
from autograder.worker import EXPERIMENT

MAX_FILE = 8 * 2**20  # of one submission's answers; what is beyond it is asked again
MAX_FOLDER = 2 * 2**30
HASH = hashlib.sha256
DIGEST = HASH().digest_size
WHICH = 32  # so much of a label says which check is asked, of which seed; the rest, everything about the question


@dataclass(frozen=True)
class Answers:
    """Where the answers to one assignment's questions are remembered, and what they depend on besides the questions.

    `experiments` has a hash of each experiment's source, by exercise and check.
    """

    folder: Path
    context: str
    experiments: Mapping[tuple[str, str], str]

    @contextlib.contextmanager
    def remembered(self, session: Session, files: Mapping[str, bytes]) -> Iterator[Remembered]:
        """The session with a memory: to be asked in its place. What it learns is kept unless the block raises.

        A file that is damaged is told on stderr, and made anew; one that cannot be written costs nothing but time.
        """
        path = self._path(files)
        asking = Remembered(session, self._label, _read(path, self.context))
        yield asking
        if not asking.steady:
            self.forget(files)
        elif asking.learned:
            with contextlib.suppress(OSError):
                _write(path, asking.content(self.context))
                if path.name.startswith("00"):  # one file in 256 looks after the size of all
                    _trim(self.folder.parent, MAX_FOLDER)

    def forget(self, files: Mapping[str, bytes]) -> None:
        """Ask this submission everything anew, next time."""
        with contextlib.suppress(OSError):
            self._path(files).unlink(missing_ok=True)

    def _path(self, files: Mapping[str, bytes]) -> Path:
        digest = HASH()
        for name, content in sorted(files.items()):
            digest.update(f"{len(name.encode(errors='surrogatepass'))} {len(content)} ".encode())
            digest.update(name.encode(errors="surrogatepass") + content)
        return self.folder / f"{digest.hexdigest()[:40]}.answers"

    def _label(self, question: Question, time: int) -> str:
        """What an answer is remembered under. A failed check is asked twice, and its second answer may differ."""
        return _label(question, self.experiments.get((question.exercise, question.check), ""), time)


def answers_for(assignment: Assignment, sandbox: str, device: str, cache: Path) -> Answers:
    """The answers to an assignment's questions that `cache` remembers, as given in the sandbox of this name on a device."""
    depends = [
        version(), platform.python_version(), sorted((name, version_of(name)) for name in {"numpy", *assignment.packages}),
        sandbox, device, repr(assignment.limits), sorted(assignment.aliases.items()), sorted(assignment.packages),
    ]  # fmt: skip
    context = HASH(json.dumps(depends).encode()).hexdigest()[:32]
    return Answers(cache / "answers" / assignment.name, context, experiment_digests(experiment_sources(assignment)))


def experiment_digests(sources: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """A hash of each experiment's code, by exercise and check: its own, and what it shares with the others in its module.

    Its docstring does not count.
    """
    found = {}
    for source in sources.values():
        body = ast.parse(source).body
        own = [node for node in body if isinstance(node, ast.FunctionDef) and EXPERIMENT in node.name]
        shared = ast.unparse(ast.Module([node for node in body if node not in own], []))
        for node in own:
            exercise, _, check = node.name.partition(EXPERIMENT)
            if ast.get_docstring(node) is not None and len(node.body) > 1:
                del node.body[0]
            found[exercise, check] = HASH(f"{shared}\0{ast.unparse(node)}".encode()).hexdigest()[:32]
    return found


@functools.lru_cache(4096)  # a whole class is asked the same questions
def _label(question: Question, source: str, time: int) -> str:
    which = [question.exercise, question.check, question.seed]
    asked = [*which, question.modules, question.seconds, question.dtype, source, time]
    return "".join(HASH(json.dumps(each).encode()).hexdigest()[:WHICH] for each in (which, asked))


@contextlib.contextmanager
def conversation(
    workers: Workers, files: Mapping[str, bytes], assignment: Assignment, answers: Answers | None
) -> Iterator[Session | Remembered]:
    """A conversation about a submission's files, with a memory where there are `answers`."""
    with Session(workers, files, assignment.limits, assignment.aliases) as session:
        if answers is None:
            yield session
        else:
            with answers.remembered(session, files) as remembered:
                yield remembered


@dataclass(frozen=True)
class _Memory:
    """What a file says: answers as frames, by label, and what modules had to say when they were imported."""

    frames: Mapping[str, bytes] = field(default_factory=dict)
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Remembered:
    """A session with a memory; it is asked like one. It raises what a session raises."""

    def __init__(self, session: Session, label: Callable[[Question, int], str], known: _Memory) -> None:
        self._session, self._label, self._known = session, label, known
        self._times: Counter[tuple[str, str, str]] = Counter()
        self._unheard: Counter[tuple[str, str, str]] = Counter()
        self._labels: set[str] = set()
        self._frames: dict[str, bytes] = {}
        self._told: dict[str, tuple[str, ...]] = {}
        self._said: dict[tuple[str, str, str], bytes] = {}
        self._size = 0
        self.learned, self.steady = False, True

    @property
    def notices(self) -> list[str]:
        """What the import of the submission's modules had to say."""
        return notices_in(self._told)

    def ask(self, question: Question) -> Answer:
        """The answer: from memory, or from the session."""
        which = question.exercise, question.check, question.seed
        label = self._label(question, self._times[which])
        self._times[which] += 1
        self._labels.add(label)
        frame = self._known.frames.get(label)
        # a public question needs what the import of its modules had to say, too
        if frame is not None and (question.hidden or all(module in self._known.told for module in question.modules)):
            with contextlib.suppress(wire.WireError, KeyError):
                answer = _decoded(frame)
                self._unheard[which] += 1
                self._tell(question, self._known.told)
                self._keep(label, which, frame)
                return answer
        for _ in range(self._unheard.pop(which, 0)):
            self._compare(
                which, _encoded(self._session.ask(question))
            )  # the second time is that for the worker as well
        answer = self._session.ask(question)
        self._tell(question, {**self._session.told, **self._known.told})
        if (frame := _encoded(answer)) is not None:
            self.learned = True
            self._keep(label, which, frame)
        return answer

    def content(self, context: str) -> bytes:
        """The file with all that was answered, from memory or not, and with what it had on checks not asked this time."""
        asked = {label[:WHICH] for label in self._labels}
        for label, frame in self._known.frames.items():
            if label[:WHICH] not in asked:
                self._add(label, frame)
        told = {**self._known.told, **self._told}
        head = wire.encode({"context": context, "labels": list(self._frames), "told": told})
        return b"".join([head, *self._frames.values()])

    def _tell(self, question: Question, told: Mapping[str, tuple[str, ...]]) -> None:
        for module in () if question.hidden else question.modules:
            if module in told:
                self._told.setdefault(module, told[module])

    def _compare(self, which: tuple[str, str, str], frame: bytes | None) -> None:
        if frame is not None:
            head, _ = wire.LENGTHS.unpack_from(frame)
            arrays = frame[wire.LENGTHS.size + head :]
            self.steady = self.steady and self._said.setdefault(which, arrays) == arrays

    def _keep(self, label: str, which: tuple[str, str, str], frame: bytes) -> None:
        self._compare(which, frame)
        self._add(label, frame)

    def _add(self, label: str, frame: bytes) -> None:
        if self._size + len(frame) <= MAX_FILE:
            self._size += len(frame)
            self._frames[label] = frame


def _encoded(answer: Answer) -> bytes | None:
    """The answer as a frame; None where it says more of the moment than of the submission, or would not be read again."""
    if answer.status not in STATUSES or "importing" in answer.detail or answer.detail.get("memory") is True:
        return None
    if sum(array.nbytes for array in answer.arrays.values()) > MAX_FILE:
        return None
    arrays = dict(sorted(answer.arrays.items()))  # the same arrays, the same bytes
    try:
        frame = wire.encode({"status": answer.status, "detail": answer.detail, "seconds": answer.seconds}, arrays)
    except Exception:  # such as what is nested as deep as can be read, but not written; a fault here would give points
        return None
    head, body = wire.LENGTHS.unpack_from(frame)
    return frame if head <= wire.MAX_HEADER and head + body <= MAX_FILE else None


def _decoded(frame: bytes) -> Answer:
    read = wire.read_frame(_reader(frame), MAX_FILE)
    return Answer(read.header["status"], read.arrays, read.header["detail"], read.header["seconds"])


def _reader(content: bytes) -> Callable[[int], bytes]:
    stream = io.BytesIO(content)

    def read_exactly(count: int) -> bytes:
        data = stream.read(count)
        if len(data) < count:
            raise EOFError
        return data

    return read_exactly


def _read(path: Path, context: str) -> _Memory:
    """What the file remembers; nothing where there is none, or it was written in another context or is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return _Memory()
    try:
        if HASH(content[DIGEST:]).digest() != content[:DIGEST]:
            raise wire.WireError("its hash is another one")
        read = _reader(content[DIGEST:])
        head = wire.read_frame(read, 0).header
        if head["context"] != context:
            return _Memory()
        frames = {}
        for label in head["labels"]:
            lengths = read(wire.LENGTHS.size)
            frames[label] = lengths + read(sum(wire.LENGTHS.unpack(lengths)))
        return _Memory(frames, {module: tuple(notices) for module, notices in head["told"].items()})
    except (EOFError, KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        what = str(error) or "it ends too soon"
        print(f"{path} is damaged ({what}); the submission is asked anew, and the file replaced.", file=sys.stderr)
        return _Memory()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # it has answers to hidden checks
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.tmp")
    temporary.write_bytes(HASH(content).digest() + content)
    temporary.replace(path)


def _trim(folder: Path, room: int) -> None:
    """Remove the files below a folder that were written first, until the rest is small enough."""
    found = [(each.stat().st_mtime_ns, each.stat().st_size, each) for each in folder.glob("*/*")]
    excess = sum(size for _, size, _ in found) - room
    for _, size, path in sorted(found):
        if excess <= 0:
            break
        path.unlink(missing_ok=True)
        excess -= size


def version_of(package: str) -> str:
    """The installed version of a package; empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
