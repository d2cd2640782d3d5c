"""The first program in a notebook's sandbox: gives up its rights, unpacks the notebook's folder, and becomes the kernel.

It gets an archive as its standard input and, if we are root, the right to change user. It leaves that behind, sets the
limits, unpacks, and starts `kernel_inside` in its place.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import zipfile
from pathlib import Path

HOME = Path("/tmp")
LIMITS, CONNECTION, FOLDER = "limits.json", "connection.json", "submission"  # the names in the archive
STARTED = b"the kernel is set up\n"  # what `kernel_inside` says when it is


def main() -> None:
    """Prepare, and become the kernel."""
    with os.fdopen(os.dup(0), "rb") as file, zipfile.ZipFile(file) as archive:
        limits = json.loads(archive.read(LIMITS))
        if os.getuid() == 0:
            os.setgroups([])
            os.setresgid(limits["uid"], limits["uid"], limits["uid"])
            os.setresuid(limits["uid"], limits["uid"], limits["uid"])
        for limit, value in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NPROC, limits["processes"]),
            (resource.RLIMIT_NOFILE, 512),
            (resource.RLIMIT_FSIZE, limits["disk_mb"] * 2**20),
            (resource.RLIMIT_AS, limits["memory_mb"] * 2**20),
        ):
            resource.setrlimit(limit, (value, value))
        os.umask(0o077)
        (HOME / FOLDER).mkdir()
        archive.extractall(HOME)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)  # no file of the host's is open when a student's code runs
    os.close(null)
    # a new program, since a process that has changed user is closed to itself: /proc/self belongs to root
    os.execv(sys.executable, [sys.executable, "-P", "-s", "-B", "-m", "autograder.kernel_inside"])


if __name__ == "__main__":
    main()
