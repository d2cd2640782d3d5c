"""Which kit this is: a result, and a key in the cache, depend on it."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from autograder import __version__


@functools.cache
def version() -> str:
    """The kit's version and a hash of its code: a result depends on both."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
