"""A control group around a sandbox, where one can be had: a hard limit on the memory and the processes of all in it.

As root there is one on any Linux, version 1 or 2; an ordinary user needs a subtree that systemd has delegated. Where there
is none, rlimits and the watch of a worker's process 1 (see `zygote`) are the limits, and `doctor --sandbox` says so.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"dl-autograder-(\d+)-\d+")
# joins the groups that are its first arguments, then becomes the command after `--`
JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"'
# controller -> the file that holds its limit
VERSION_2 = {"memory": "memory.max", "pids": "pids.max"}
VERSION_1 = {"memory": "memory.limit_in_bytes", "pids": "pids.max"}


@dataclass(frozen=True)
class Group:
    """The folders of a group: one under version 2, one for each controller under version 1."""

    folders: tuple[Path, ...]

    def command(self, command: list[str]) -> list[str]:
        """The command line that runs `command` inside the group from its first instruction on."""
        return ["/bin/sh", "-c", JOIN, "sh", *map(str, self.folders), "--", *command]

    def remove(self) -> None:
        """Remove the group once the kernel has taken leave of its processes; one that stays is removed by the next run."""
        for folder in self.folders:
            for _ in range(50):
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.01)


def group_for(number: int, memory_mb: int, processes: int, root: Path = Path("/sys/fs/cgroup")) -> Group | None:
    """A new group with these limits for the sandbox of this number; None where this machine gives us none."""
    name = f"dl-autograder-{os.getpid()}-{number}"
    limits = {"memory": str(memory_mb * 2**20), "pids": str(processes)}
    ours = dict(_own_groups())
    if "" in ours and (root / "cgroup.controllers").exists():
        for folder in _with_parents(root, ours[""]):
            if _made(folder / name, {file: limits[controller] for controller, file in VERSION_2.items()}):
                return Group((folder / name,))
        return None
    folders: list[Path] = []
    for controller, file in VERSION_1.items():
        folder = root / controller / ours.get(controller, "").lstrip("/") / name
        if not _made(folder, {file: limits[controller]}):
            Group(tuple(folders)).remove()
            return None
        folders.append(folder)
    return Group(tuple(folders))


def _own_groups(path: Path = Path("/proc/self/cgroup")) -> Iterator[tuple[str, str]]:
    """The groups that this process is in, by controller; "" is version 2."""
    if path.exists():
        for line in path.read_text().splitlines():
            _, controllers, group = line.split(":", 2)
            for controller in controllers.split(","):
                yield controller, group


def _with_parents(root: Path, group: str) -> list[Path]:
    """Our own group and those around it: with processes in it, a group gives no controllers to its children."""
    own = root / group.lstrip("/")
    return [own, *(each for each in own.parents if each.is_relative_to(root))]


def _made(folder: Path, limits: dict[str, str]) -> bool:
    """Make the group and set its limits; False, and nothing left behind, where that is refused."""
    try:
        _remove_orphans(folder.parent)
        folder.mkdir()
    except OSError:
        return False
    try:
        for file, value in limits.items():
            if not (folder / file).exists():
                raise OSError(f"{folder} has no {file}")
            (folder / file).write_text(value)
        if not os.access(folder / "cgroup.procs", os.W_OK):
            raise PermissionError(folder)
    except OSError:
        with contextlib.suppress(OSError):
            folder.rmdir()
        return False
    return True


def _remove_orphans(folder: Path) -> None:
    """Remove groups of graders that were killed."""
    for each in folder.glob("dl-autograder-*"):
        match = NAME.fullmatch(each.name)
        if match and not Path("/proc", match[1]).exists():
            with contextlib.suppress(OSError):
                each.rmdir()
