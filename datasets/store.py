"""Where the downloaded sets lie, and how they come there.

The cache is one folder, `cache_folder`: what DL_DATASETS names, or ~/.cache/dl-autograder. A file in it is used if its
SHA-256 is the catalogue's; else it is fetched, by pooch, which writes beside it, checks the sum and puts it in place at
once, so that what is in the cache under its name is whole. It comes from the first of these that has it: the cache itself,
where somebody may have put it compressed; then what DL_DATASETS_MIRROR names, or without that the catalogue's servers.
One process fetches a file, others wait. Loaders raise FileNotFoundError where a file is not there and does not come.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import Dataset, File, most_bytes, plain
from .progress import bar, say

if TYPE_CHECKING:
    from filelock import AcquireReturnProxy, BaseFileLock

FOLDER_VARIABLE = "DL_DATASETS"
MIRROR_VARIABLE = "DL_DATASETS_MIRROR"


def cache_folder(chosen: str | Path | None = None) -> Path:
    """The folder of the data: the one chosen, or the one that DL_DATASETS names, or ~/.cache/dl-autograder."""
    named = chosen or os.environ.get(FOLDER_VARIABLE)
    return Path(named).expanduser() if named else Path.home() / ".cache" / "dl-autograder"


def state(dataset: Dataset, folder: Path) -> str:
    """How much of a set is in a folder: "there", "not there", "damaged" or "a part of it"."""
    found = [(folder / file.path).is_file() for file in dataset.files]
    if all(found):
        return "there" if all(_sound(folder / file.path, file) for file in dataset.files) else "damaged"
    return "a part of it" if any(found) else "not there"


def fetch(dataset: Dataset, folder: str | Path | None = None, mirror: str | None = None) -> list[Path]:
    """The files of a set in `folder` (see `cache_folder`), fetched where they are missing or damaged.

    `mirror`, or else DL_DATASETS_MIRROR, is used instead of the servers: the address of a folder on the network, or a
    folder on disk, that has the files under the same names as the cache or with `.gz` behind them.
    Raises FileNotFoundError, which says what was tried and what to do, where a file is not there and does not come.
    """
    return [_fetched(dataset, file, cache_folder(folder), mirror) for file in dataset.files]


def _fetched(dataset: Dataset, file: File, folder: Path, mirror: str | None) -> Path:
    path = folder / file.path
    try:
        if _sound(path, file):
            return path
        problem = "is damaged" if path.exists() else "is not there"
        path.parent.mkdir(parents=True, exist_ok=True)
        failures = _fetch(file, path, list(_places(file, folder, mirror)))
    except ModuleNotFoundError as error:
        failures = [f"that needs {error.name}, which comes with pip install 'dl-autograder[datasets]'"]
    except OSError as error:
        raise FileNotFoundError(
            f"{path} cannot be read or written: {error.strerror or error}. Name another folder in the environment "
            f"variable {FOLDER_VARIABLE}, or make room there."
        ) from None
    if failures:
        raise FileNotFoundError(
            f"{path} {problem}, and fetching it failed: {'; '.join(failures)}. Get {path.name} from {dataset.page} and "
            f"put it into {path.parent}, or name a mirror or a folder that has {file.path} in the environment variable "
            f"{MIRROR_VARIABLE}."
        )
    return path


def _sound(path: Path, file: File) -> bool:
    if not path.is_file() or path.stat().st_size > most_bytes(file):
        return False
    if file.text:
        return hashlib.sha256(plain(path.read_bytes(), file)).hexdigest() == file.sha256
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256


def _places(file: File, folder: Path, mirror: str | None) -> Iterator[str]:
    """Where a file may be, in the order to try them."""
    compressed = not file.path.endswith(".gz")
    beside = folder / f"{file.path}.gz"
    if compressed and beside.is_file():
        yield str(beside)
    named = mirror or os.environ.get(MIRROR_VARIABLE)
    if not named:
        yield from file.urls
        return
    base = named.rstrip("/") if _is_address(named) else str(Path(named).expanduser())
    if compressed:
        yield f"{base}/{file.path}.gz"
    yield f"{base}/{file.path}"


def _fetch(file: File, path: Path, places: Sequence[str]) -> list[str]:
    """Get a file from the first place that has it; returns nothing then, and else what each place did."""
    from filelock import FileLock  # here and below: what only downloads need comes with the extra `datasets`

    from .download import Refused

    failures = []
    with _turn(FileLock(path.with_name(f".{path.name}.lock")), path):
        if _sound(path, file):  # another process has been faster
            return []
        for place in places:
            try:
                _get(file, path, place)
            except Refused as refused:
                failures.append(f"{_shown(place)} {refused}")
            else:
                for left in path.parent.glob(f".{path.name}.*.part"):
                    left.unlink(missing_ok=True)
                return []
    return failures


def _turn(lock: BaseFileLock, path: Path) -> AcquireReturnProxy[BaseFileLock]:
    """The lock on a file's download, ours until the end of a block; waits for whoever has it, and says so."""
    from filelock import Timeout

    try:
        return lock.acquire(timeout=0)
    except Timeout:
        say(f"Another process is fetching {path}; waiting for it.")
        return lock.acquire(timeout=-1)


def _get(file: File, path: Path, place: str) -> None:
    """Get a file from a place, by way of pooch. Raises Refused."""
    import pooch

    from .download import Refused, Unusable, download, unwrap

    pooch.get_logger().setLevel("WARNING")  # the bar says the rest
    part = path.with_name(f".{path.name}.{hashlib.sha256(place.encode()).hexdigest()[:12]}.part")
    packed = part if _is_address(place) else Path(place)

    def downloader(url: str, output: str, _: object) -> None:
        if _is_address(url):
            with bar(file.path, _shown(url)) as report:
                download(url, part, most_bytes(file), report)
        else:
            try:
                packed.open("rb").close()
            except OSError as error:
                raise Refused("is not there" if isinstance(error, FileNotFoundError) else "cannot be read") from None
        Path(output).unlink()  # made by pooch for its owner alone; made again as any file, since a cache may be shared
        gzipped = url.endswith(".gz") and not file.path.endswith(".gz")
        unwrap(packed, gzipped, file, Path(output))

    for resumed in (part.exists(), False):
        try:
            pooch.retrieve(place, f"sha256:{file.sha256}", path.name, path.parent, downloader=downloader)
            return
        except ValueError as error:
            part.unlink(missing_ok=True)
            if not resumed:  # else it may be the fault of how the file was put together
                raise Refused(str(error) if isinstance(error, Unusable) else "has other contents there") from None


def _is_address(place: str) -> bool:
    """Whether a place is on the network; else it is on disk."""
    return "://" in place


def _shown(place: str) -> str:
    """A place as everyone may read it: without the name and password that an address can carry."""
    return re.sub("(?<=://)[^/]*@", "", place)
