"""One file from one place, into a file beside the cache's: over HTTP, going on where an earlier attempt stopped; or from
a folder on disk. Nothing here decides whether the bytes are right: their sum does, in `store`, which also has the
rest of a file checked that was put together from two attempts, and that is why no validator (ETag) is kept.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from http.client import responses
from pathlib import Path

import requests
import urllib3

from .catalogue import File, most_bytes, plain

Report = Callable[[int, int | None], None]  # bytes that are there, and how many there will be, if that is known
ATTEMPTS = 3  # in a row, for a connection that breaks before it has brought as much as this:
WORTH_IT = 2**20
PATIENCE = (5.0, 30.0)  # seconds: until there is a connection, and between two pieces of an answer
BLOCK = 2**16


class Refused(Exception):  # noqa: N818 - it is what a place did, and its text follows the place's name
    """A place that does not have the file, or does not hand it out; says what it did, in words that follow its name."""


class Unusable(ValueError):  # noqa: N818
    """Bytes that cannot be the file; pooch says a wrong sum in the same way. What it says follows the place's name, too."""


class Broken(Exception):  # noqa: N818
    """A connection that ended before the file did. What came is kept; another attempt can go on."""


def download(url: str, part: Path, limit: int, report: Report) -> None:
    """Get what is at `url` into `part`, which may hold its beginning already.

    Raises Refused; what had come until then stays in `part`, if it can be gone on with.
    """
    failures = 0
    while True:
        before = _length(part)
        try:
            _rest(url, part, limit, report)
            return
        except Broken as broken:
            failures = 0 if _length(part) - before >= WORTH_IT else failures + 1
            if failures == ATTEMPTS:
                raise Refused(str(broken)) from None
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            ValueError,
        ) as error:  # the latter: odd addresses
            raise Refused(_in_words(error)) from None


def _rest(url: str, part: Path, limit: int, report: Report) -> None:
    """Get what `part` does not hold yet. Raises Refused, Broken, or requests' exceptions where there is no answer."""
    there = _length(part)
    headers = {"Accept-Encoding": "identity"}  # the file as it is, so that positions in it mean the same every time
    if there:
        headers["Range"] = f"bytes={there}-"
    with requests.get(url, headers=headers, stream=True, timeout=PATIENCE) as answer:
        span = answer.headers.get("Content-Range", "")
        if answer.status_code == 416 and span == f"bytes */{there}":
            return  # all of it was there, and whoever fetched it was stopped before using it
        if answer.status_code == 416 or (answer.status_code == 206 and not span.startswith(f"bytes {there}-")):
            part.unlink(missing_ok=True)
            raise Broken("does not go on where an earlier download stopped")
        if answer.status_code not in (200, 206):
            raise Refused(f"answered {answer.status_code} {responses.get(answer.status_code, '')}".rstrip())
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise Refused("sent a web page instead of the file")
        if answer.status_code == 200:
            there = 0
        length = answer.headers.get("Content-Length", "")
        total = there + int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
        if (total or 0) > limit:
            part.unlink(missing_ok=True)
            raise Refused(f"sent {total} bytes instead of the file, which has at most {limit}")
        with part.open("ab" if there else "wb") as file:
            report(there, total)
            try:
                for block in answer.raw.stream(BLOCK, decode_content=False):
                    there += len(block)
                    if there > limit:
                        break
                    file.write(block)
                    report(there, total)
            except urllib3.exceptions.HTTPError:
                raise Broken("stopped in the middle") from None
    if there > limit:
        part.unlink(missing_ok=True)
        raise Refused(f"sent more than the {limit} bytes that the file can have")


def unwrap(packed: Path, gzipped: bool, file: File, output: Path) -> None:
    """Write the content of a file, decompressed if it is `gzipped`. Raises Unusable where that cannot be its content."""
    limit, written = most_bytes(file), 0
    try:
        with gzip.open(packed) if gzipped else packed.open("rb") as source, output.open("wb") as target:
            while block := source.read(limit if file.text else BLOCK):
                written += len(block)
                if written > limit:
                    raise Unusable(f"has more than the {file.size} bytes of the file")
                target.write(plain(block, file))
    except EOFError:
        raise Unusable("has only the beginning of the file") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Unusable("has something else under its name, or a damaged copy") from None


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "could not prove that it is that server"
    if isinstance(error, requests.exceptions.ProxyError):
        return "could not be reached through the proxy"
    if isinstance(error, requests.exceptions.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "could not be reached"
    if isinstance(error, ValueError):
        return "is no address of a file"
    return f"could not be used ({type(error).__name__})"
