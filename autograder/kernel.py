"""The sandboxed notebook kernel: how a student's notebook is run without being trusted with anything.

`SandboxedProvisioner` is what jupyter_client asks to start a kernel whose kernelspec names it (`install_kernelspec` writes
such a spec). It starts `kernel_start` in the world of `confinement`, with three additions: all packages that are installed
beside the kit, read-only, since notebooks import more than graded modules do; the kit, for `from autograder import check`;
and a larger /tmp. The notebook's folder goes in as an archive and is unpacked in there, so nothing of the host's can be
written to, and only regular files of that folder are read.

The kernel's sockets are made out here, in a folder that does not exist inside, and are handed over as open descriptors that
are listened on. So no folder is shared, neither to fill the disk nor to plant links where this side connects to.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import select
import shutil
import socket
import stat
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Integer

from autograder import cgroups
from autograder.confinement import bwrap_arguments, filter_program
from autograder.errors import SandboxError
from autograder.kernel_start import CONNECTION, FOLDER, LIMITS, STARTED
from autograder.sandbox import (
    INSTALL_BWRAP,
    OVERHEAD_MB,
    OVERHEAD_PROCESSES,
    START_SECONDS,
    worker_uid,
)

KERNEL = "dl-autograder-sandbox"
PROVISIONER = "dl-autograder-bwrap"
CHANNELS = ("shell", "iopub", "stdin", "control")
NUMBER = 15  # among the sandboxes of this process, for its user and its control group
MAX_FILES = 5_000
# what the kernel gets of our environment: notebooks ask nbgrader's variables whether they are being graded
PASSED_ON = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")


def install_kernelspec(folder: Path) -> Path:
    """Write the kernelspec of the sandboxed kernel into a folder of kernelspecs; returns the spec's own folder.

    Nothing goes into the user's home: the folder is named to jupyter by `KernelSpecManager.kernel_dirs`, or is the folder
    `kernels` of a folder on JUPYTER_PATH.
    """
    spec = folder / KERNEL
    spec.mkdir(parents=True, exist_ok=True)
    (spec / "kernel.json").write_text(
        json.dumps({
            "argv": ["python3", "-m", "autograder.kernel_start"],  # for readers; the provisioner makes its own
            "display_name": "Python 3 (sandboxed)",
            "language": "python",
            "interrupt_mode": "message",  # a signal would reach bubblewrap, not the kernel in it
            "metadata": {"kernel_provisioner": {"provisioner_name": PROVISIONER}},
        }, indent=1)
    )  # fmt: skip
    return spec


class SandboxedProvisioner(LocalProvisioner):
    """Starts a kernel in a bubblewrap sandbox of its own, and ends it with all that it has started.

    Starting raises SandboxError where students' code cannot be run safely here. `left_out` counts the files of the
    notebook's folder that were too many or too large to be taken along.
    """

    memory_mb = Integer(3072, help="What all processes of a notebook may use together.").tag(config=True)
    disk_mb = Integer(512, help="The size of its /tmp, its folder included; it is kept in memory.").tag(config=True)
    processes = Integer(96, help="How many processes and threads it may have.").tag(config=True)

    left_out = 0
    _resources: contextlib.ExitStack | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the sockets, the archive and bubblewrap's command; returns what `launch_kernel` is called with."""
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise SandboxError(f"Notebooks run in bubblewrap, and it is missing. {INSTALL_BWRAP}")
        self._release()
        self._resources = contextlib.ExitStack()
        folder = Path(kwargs.get("cwd") or Path.cwd())
        private = tempfile.TemporaryDirectory(prefix="dl-kernel-")
        self._resources.callback(private.cleanup)
        manager: Any = self.parent
        manager.transport, manager.ip = "ipc", f"{private.name}/kernel"
        manager.connection_file = f"{private.name}/connection.json"
        kwargs = await super().pre_launch(**kwargs)  # chooses the sockets' numbers and writes the connection file
        listening = {channel: self._listening(channel) for channel in CHANNELS}
        connection = {
            "transport": "ipc", "ip": "socket", "key": _text(self.connection_info["key"]),
            "signature_scheme": self.connection_info["signature_scheme"],
            **{f"{channel}_port": descriptor for channel, descriptor in listening.items()},
        }  # fmt: skip
        limits = {
            "uid": worker_uid(NUMBER),
            "memory_mb": self.memory_mb, "disk_mb": self.disk_mb, "processes": self.processes,
        }  # fmt: skip
        archive = self._temporary(b"")
        settings = {LIMITS: json.dumps(limits), CONNECTION: json.dumps(connection)}
        self.left_out = _archive(folder, settings, archive, self.disk_mb * 2**20 // 2)
        program = self._temporary(filter_program())
        arguments = [*_world(self.disk_mb), "--seccomp", str(program.fileno())]
        args = self._temporary(b"\0".join(each.encode() for each in arguments) + b"\0")
        command = [bwrap, "--args", str(args.fileno()), "/python/bin/python3", "-P", "-s", "-B"]
        command += ["-m", "autograder.kernel_start"]
        group = cgroups.group_for(
            NUMBER, self.memory_mb + self.disk_mb + OVERHEAD_MB, self.processes + OVERHEAD_PROCESSES
        )
        if group is not None:
            self._resources.callback(group.remove)
            command = group.command(command)
        return kwargs | {
            "cmd": command, "env": {}, "cwd": "/", "stdin": archive.fileno(), "stdout": _null(self._resources),
            "pass_fds": [args.fileno(), program.fileno(), *listening.values()],
        }  # fmt: skip

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the sandbox; returns where its kernel is reached. Raises SandboxError where it does not start."""
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb", buffering=0) as complaints:
            try:
                info = await super().launch_kernel(cmd, **(kwargs | {"stderr": write_end}))
            finally:
                os.close(write_end)
            said = _said_until_started(complaints)
        if not said.endswith(STARTED):
            await self.kill()
            await self.wait()
            self._release()
            last = said.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise SandboxError(
                f"The notebook's sandbox did not start: {last[0]}. See docs/security.md for what it needs."
            )
        return info

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the kernel's run has left out here: its sockets, their folder, its control group."""
        await super().cleanup(restart=restart)
        self._release()

    def resident_mb(self) -> float:
        """What all processes of the sandbox keep in memory, pages of files aside; shared pages count for each of them."""
        return sum(_resident_kb(pid) for pid in _family(self.pid or 0)) / 1024

    def _listening(self, channel: str) -> int:
        listener = socket.socket(socket.AF_UNIX)
        assert self._resources is not None
        self._resources.callback(listener.close)
        info: Any = self.connection_info
        listener.bind(f"{info['ip']}-{info[f'{channel}_port']}")
        listener.listen(8)
        return listener.fileno()

    def _temporary(self, content: bytes) -> IO[bytes]:
        assert self._resources is not None
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by _release
        self._resources.callback(file.close)
        file.write(content)
        file.seek(0)
        return file

    def _release(self) -> None:
        if self._resources is not None:
            self._resources.close()
        self._resources = None


def _world(disk_mb: int) -> list[str]:
    """Bubblewrap's arguments: the world of a worker, and what a kernel needs besides."""
    before: list[str] = []
    for folder in ("/kit", "/kit/autograder", "/site"):
        before += ["--perms", "0755", "--dir", folder]
    package = Path(__file__).parent
    data = importlib.util.find_spec("autograder.datasets")
    parts = {entry.name: entry for entry in package.iterdir() if entry.suffix == ".py" or entry.name == "templates"}
    if data is not None and data.submodule_search_locations:
        parts["datasets"] = Path(data.submodule_search_locations[0])
    for name, entry in sorted(parts.items()):
        before += ["--ro-bind", str(entry), f"/kit/autograder/{name}"]
    path = ["/kit"]
    for number, site in enumerate(_site_folders()):
        path.append(f"/site/{number}")
        before += ["--ro-bind", str(site), path[-1]]
    after = ["--perms", "1777", "--size", str(disk_mb * 2**20), "--tmpfs", "/tmp"]
    after += ["--perms", "1777", "--size", str(64 * 2**20), "--tmpfs", "/dev/shm"]
    if os.getuid() == 0:  # `kernel_start` changes to an unprivileged user, which takes these rights, too
        after += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    after += ["--setenv", "PYTHONPATH", ":".join(path), "--unsetenv", "MPLBACKEND"]  # plots belong into the notebook
    for name in PASSED_ON:
        if name in os.environ:
            after += ["--setenv", name, os.environ[name]]
    return [*before, *bwrap_arguments([]), *after]


def _site_folders() -> list[Path]:
    folders = dict.fromkeys(Path(each) for each in sys.path if Path(each).name in ("site-packages", "dist-packages"))
    return [each for each in folders if each.is_dir()]


def _archive(folder: Path, settings: dict[str, str], file: IO[bytes], max_bytes: int) -> int:
    """Write the regular files under a folder into a zip file, with the kernel's settings; returns how many were left out."""
    left_out = count = total = 0
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in settings.items():
            archive.writestr(name, content)
        for path in _files(folder):
            name = f"{FOLDER}/{path.relative_to(folder).as_posix()}"
            try:
                descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                with os.fdopen(descriptor, "rb") as source:
                    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                        raise OSError("neither a file nor a folder")
                    data = source.read(max_bytes - total + 1)
                if count >= MAX_FILES or total + len(data) > max_bytes:
                    raise OSError("too many, or too large")
                archive.writestr(zipfile.ZipInfo(name), data)
            except (OSError, UnicodeError):
                left_out += 1
            else:
                count, total = count + 1, total + len(data)
    file.seek(0)
    return left_out


def _files(folder: Path) -> Iterator[Path]:
    """What is in a folder and its folders, links to folders aside, in the order of names."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in (".ipynb_checkpoints", "__pycache__"))
        yield from (Path(here, name) for name in sorted(names))


def _text(key: str | bytes) -> str:
    return key.decode() if isinstance(key, bytes) else key


def _null(resources: contextlib.ExitStack) -> int:
    descriptor = os.open(os.devnull, os.O_RDWR)
    resources.callback(os.close, descriptor)
    return descriptor


def _said_until_started(pipe: IO[bytes]) -> bytes:
    """What the sandbox says until it has started, ended, or taken too long."""
    said, deadline = b"", time.monotonic() + START_SECONDS
    while not said.endswith(STARTED) and len(said) < 2**16:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        chunk = pipe.read(4096) if ready else b""
        if not chunk:
            break
        said += chunk
    return said


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def _resident_kb(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return 0
