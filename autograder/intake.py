"""Taking submissions in: folders, zips and tars, whatever is in them, without ever unpacking one onto the disk.

    DIR/<student>/<assignment>/…      nbgrader's layout
    DIR/<student>/…                   a folder per student
    DIR/<student>.zip | .tar.gz …     an archive per student, as an LMS hands out

Only Python files are read, into memory, under limits. Anything that would step out of its folder, is a link or a device,
or unpacks to more than a submission can be is refused with a sentence, which becomes that student's result.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import re
import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder import messages
from autograder.course import PUBLIC_CHECKS, Assignment
from autograder.errors import CourseError, IntakeError
from autograder.loading import OWN

MAX_FILE = 2 * 2**20
MAX_FILES = 2000
MAX_MEMBERS = 100_000
MAX_ID = 180
NO_HTML = str.maketrans('<>"', "‹›”")  # nbgrader's pages put ids in as they are
MAX_UNPACKED = 256 * 2**20
MAX_TAR = 1024 * 2**20  # a tar is read from end to end, data sets and all
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
OTHER_ARCHIVES = (".rar", ".7z", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz", ".bz2", ".xz")
IGNORED = ("__MACOSX", "__pycache__", ".ipynb_checkpoints", PUBLIC_CHECKS)


@dataclass(frozen=True)
class Entry:
    """One student's submission, where it lies; `clash` names a second one of the same student's."""

    student: str
    path: Path
    clash: Path | None = None


@dataclass(frozen=True)
class Files:
    """A submission's Python files, by their path from the folder that has the assignment's modules."""

    contents: Mapping[str, bytes]
    notices: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A hash of names and contents."""
        digest = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Submission:
    """One student's submission, taken in: the files, or why there are none. Plain values, so it can travel.

    `refusal` is the sentence, empty where there are files; `hostile` says that no honest tool makes such a thing.
    """

    student: str
    files: Mapping[str, bytes]
    notices: tuple[str, ...] = ()
    digest: str = ""
    refusal: str = ""
    hostile: bool = False


def entries(folder: Path, assignment: str, others: Collection[str] = ()) -> list[Entry]:
    """The submissions of `assignment` in a folder, by student; `others` are the course's other assignments.

    Raises CourseError where the folder does not exist. A student whose folder holds other assignments only has not
    handed this one in, and is left out.
    """
    if not folder.is_dir():
        raise CourseError(
            f"There is no folder {folder}; --submissions names the one that holds a folder or archive per student."
        )
    found: dict[str, Entry] = {}
    for path in sorted(folder.iterdir()):
        suffix = next((each for each in (*ARCHIVES, *OTHER_ARCHIVES) if path.name.lower().endswith(each)), "")
        if path.name.startswith(".") or path.name in IGNORED or not (suffix or path.is_dir()):
            continue
        student = _id(path.name[: len(path.name) - len(suffix)])
        inner = path / assignment
        if not suffix and not path.is_symlink():
            if _is_folder(inner):
                path = inner
            elif any(_is_folder(path / other) for other in others) and not any(path.glob("*.py")):
                continue
        known = found.get(student)
        found[student] = Entry(student, path) if known is None else Entry(student, known.path, clash=path)
    return list(found.values())


def _is_folder(path: Path) -> bool:
    """Whether there is a folder; what cannot be looked into has none, and is refused when it is read."""
    try:
        return path.is_dir()
    except PermissionError:
        return False


def taken_in(entry: Entry, assignment: Assignment) -> Submission:
    """The submission of an entry, whatever lies there; only a fault of ours raises."""
    try:
        files = read(entry, assignment)
    except IntakeError as error:
        return Submission(entry.student, {}, refusal=str(error), hostile=error.hostile)
    return Submission(entry.student, files.contents, files.notices, files.digest)


def read(entry: Entry, assignment: Assignment) -> Files:
    """The submission's files; raises IntakeError with a sentence where it cannot be taken in."""
    if entry.clash is not None:
        raise IntakeError(
            f"There are two submissions, {entry.path.name} and {entry.clash.name}; remove one and grade again."
        )
    try:
        contents = _contents(entry.path, {f"{module}.py" for module in assignment.modules})
    except OSError as error:
        raise IntakeError(f"{entry.path.name} cannot be read: {error.strerror or error}.") from None
    return _located(contents, assignment)


def _contents(path: Path, modules: Collection[str]) -> dict[str, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise IntakeError(f"{path.name} is a symbolic link; links are not followed.", hostile=True)
    if stat.S_ISDIR(mode):
        return dict(_folder(path, modules))
    if not stat.S_ISREG(mode):
        raise IntakeError(f"{_shown(path.name)} is a {_kind(mode)}, where an archive is expected.", hostile=True)
    if not path.name.lower().endswith(ARCHIVES):
        raise IntakeError(f"{_shown(path.name)} is an archive of a kind that is not read; hand in a zip or a tar.gz.")
    return dict(_within_limits(_zip(path) if path.name.lower().endswith(".zip") else _tar(path)))


def _folder(folder: Path, modules: Collection[str]) -> Iterator[tuple[str, bytes]]:
    waiting, count, size, archives, has_modules = [folder], 0, 0, [], False
    while waiting:
        current = waiting.pop()
        for each in sorted(os.scandir(current), key=lambda each: each.name):
            count += 1
            if each.name in IGNORED or each.name.startswith("."):
                continue
            path = Path(each.path)
            name = path.relative_to(folder).as_posix()
            mode = each.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                waiting.append(path)
            elif name.lower().endswith(".py"):
                if not stat.S_ISREG(mode):
                    raise IntakeError(f"{_shown(name)} is a {_kind(mode)}, where a file is expected.", hostile=True)
                content = read_file(path, name)
                size += len(content)
                has_modules = has_modules or each.name in modules
                yield _printable(name), content
            elif each.name.lower().endswith(ARCHIVES) and stat.S_ISREG(mode):
                archives.append(path)
            if count > MAX_FILES or size > MAX_UNPACKED:
                raise IntakeError(
                    f"It has more than {MAX_FILES} files or {MAX_UNPACKED // 2**20} MB; hand in the assignment's folder only."
                )
    if has_modules:
        return
    if len(archives) > 1:
        names = " and ".join(_shown(path.name) for path in archives[:3])
        raise IntakeError(f"It has several archives, {names}; leave the one that counts.")
    for path in archives:
        yield from _contents(path, modules).items()


def read_file(path: Path, name: str, most: int = MAX_FILE) -> bytes:
    """The content of a student's file; links are not followed. Raises IntakeError where it is too large, and OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise IntakeError(f"{_shown(name)} is larger than {_size(most)}, which no assignment needs.")
    return content


def _size(count: int) -> str:
    return f"{count // 2**20} MB" if count >= 2**20 else f"{count} bytes"


def _zip(path: Path) -> Iterator[tuple[str, bytes]]:
    with _readable(path, "zip"), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _refuse_too_many(len(members))
        for member in members:
            name = member.filename if "/" in member.filename else member.filename.replace("\\", "/")
            mode = member.external_attr >> 16
            _refuse_unsafe(name, stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR))
            if member.flag_bits & 1:
                raise IntakeError("The archive is encrypted; hand it in without a password.")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise IntakeError("The archive uses an unusual compression; make it with the zip of your system.")
            if _wanted(name) and not member.is_dir():
                with archive.open(member) as file:
                    yield _printable(name), _limited(file.read(MAX_FILE + 1), name)


def _tar(path: Path) -> Iterator[tuple[str, bytes]]:
    with _readable(path, "tar"), path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = _Limited(gzip.GzipFile(fileobj=raw) if packed else raw)
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
            for count, member in enumerate(archive):
                _refuse_too_many(count)
                _refuse_unsafe(member.name, not (member.isreg() or member.isdir()))
                if _wanted(member.name) and member.isreg():
                    file = archive.extractfile(member)
                    assert file is not None
                    yield _printable(member.name), _limited(file.read(MAX_FILE + 1), member.name)


@contextlib.contextmanager
def _readable(path: Path, kind: str) -> Iterator[None]:
    """Whatever the standard library raises on a hostile archive, and it raises much, is a sentence for its student."""
    try:
        yield
    except (IntakeError, OSError, MemoryError):
        raise
    except Exception as error:
        raise IntakeError(
            f"{_shown(path.name)} is not a {kind} archive that can be read ({_shown(str(error))})."
        ) from None


class _Limited(io.RawIOBase):
    """Reads from a stream that may be a bomb, and refuses when it has given more than a submission can be."""

    def __init__(self, stream: io.BufferedIOBase | gzip.GzipFile) -> None:
        self._stream, self._room = stream, MAX_TAR

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._room -= len(data)
        if self._room < 0:
            raise IntakeError(f"The archive unpacks to more than {MAX_TAR // 2**20} MB.", hostile=True)
        return data


def _refuse_too_many(count: int) -> None:
    if count > MAX_MEMBERS:
        raise IntakeError(f"The archive has more than {MAX_MEMBERS} entries.", hostile=True)


def _within_limits(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The files, while they are as many and as large as a submission can be; what an archive says of itself is no guide."""
    size = 0
    for count, (name, content) in enumerate(files):
        size += len(content)
        if count >= MAX_FILES or size > MAX_UNPACKED:
            raise IntakeError(
                f"It has more than {MAX_FILES} Python files or {MAX_UNPACKED // 2**20} MB of them; "
                "hand in the assignment's folder only.",
                hostile=True,
            )
        yield name, content


def _refuse_unsafe(name: str, special: bool) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", name) or "\0" in name:
        raise IntakeError(f"The archive has the path {_shown(name)}, which leads out of its folder.", hostile=True)
    if special:
        raise IntakeError(f"The archive has {_shown(name)}, which is a link or a device, not a file.", hostile=True)


def _wanted(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part in IGNORED or part.startswith(".") for part in parts)
    return name.lower().endswith(".py") and not hidden


def _limited(content: bytes, name: str) -> bytes:
    if len(content) > MAX_FILE:
        raise IntakeError(
            f"{_shown(name)} is larger than {MAX_FILE // 2**20} MB, which no assignment needs.", hostile=True
        )
    return content


def _located(contents: Mapping[str, bytes], assignment: Assignment) -> Files:
    """The files seen from the folder that has most of the modules; a module found elsewhere is taken, with a notice."""
    ours = assignment.given_files()
    wanted = {f"{module}.py" for module in assignment.modules} - set(ours)
    theirs = wanted | {f"{alias}.py" for aliases in assignment.aliases.values() for alias in aliases}
    places = [PurePosixPath(name) for name in contents]
    written = Counter(place.parent for place in places if place.name in theirs)
    known = Counter(place.parent for place in places if place.name in theirs | set(ours))
    ranked = sorted(known, key=lambda each: (-written[each], -known[each], len(each.parts), str(each)))
    base = ranked[0] if ranked else PurePosixPath()
    files = {
        PurePosixPath(name).relative_to(base).as_posix(): content
        for name, content in contents.items() if PurePosixPath(name).is_relative_to(base)
    }  # fmt: skip
    notices = [f"The files were found in the folder {_shown(str(base))}"] if base.parts else []
    told = set()
    for name in sorted(wanted - set(files)):
        same = [path for path in sorted(contents) if PurePosixPath(path).name == name]
        # layers.PY, and what a browser or an LMS makes of a second upload: "layers (1).py", "layers-2.py"
        copies = re.compile(rf"{re.escape(name.removesuffix('.py'))}([ _-]?\(?\d+\)?)?\.py", re.IGNORECASE)
        similar = [path for path in sorted(contents) if copies.fullmatch(PurePosixPath(path).name)]
        if len(same or similar) == 1:
            path = (same or similar)[0]
            files[name] = contents[path]
            notices.append(f"{name} was not where it belongs; {_shown(path)} was taken")
        elif same or similar:
            told.add(name)
            notices.append(
                f"{name} is there {len(same or similar)} times, and none is where it belongs; none was taken"
            )
    for name, content in ours.items():
        if files.get(name, content) != content:  # CS231n keeps in one layers.py what is an exercise here
            files[f"{OWN}/{name}"] = files[name]
        files[name] = content
    for module in assignment.modules:
        if f"{module}.py" not in told and assignment.file_of(module, files) is None:
            notices.append(messages.missing_file(module))
    return Files(files, tuple(notices))


def _kind(mode: int) -> str:
    return "symbolic link" if stat.S_ISLNK(mode) else "device, pipe or socket"


def _printable(text: str) -> str:
    """The text with what cannot be printed or encoded spelled out."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode() for each in text
    )


def _id(name: str) -> str:
    """A student's id: the name, printable, short enough to be the name of a file, and nothing that a page takes for HTML."""
    plain = _printable(name).translate(NO_HTML)
    if len(plain.encode()) <= MAX_ID:
        return plain
    kept = plain.encode()[: MAX_ID - 9].decode(errors="ignore")
    return f"{kept}~{hashlib.sha256(plain.encode()).hexdigest()[:8]}"


def left_out(folder: Path) -> list[str]:
    """What lies in the folder of submissions and is none: loose files, which belong to nobody in particular."""
    known = (*ARCHIVES, *OTHER_ARCHIVES)
    return [
        _shown(path.name) for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and not path.is_dir() and not path.name.lower().endswith(known)
    ]  # fmt: skip


def _shown(text: str) -> str:
    """The text as a sentence can hold it."""
    plain = _printable(text)
    return plain if len(plain) <= 100 else plain[:100] + "…"
