"""The sandbox: where students' code runs. `Sandbox` hands out workers, one at a time, each fresh and confined.

Theory of operation. bubblewrap builds a small read-only world (`confinement.bwrap_arguments`: the interpreter, the packages
an assignment allows, system libraries, an empty /tmp) without network and other processes, and starts `zygote` in it,
which imports numpy once. For each submission the zygote forks a child into namespaces of its own; see there. Deadlines
are the judge's: it tells the zygote to kill, and kills bubblewrap with everything in it when the zygote does not answer.

Run by an ordinary user, a user namespace gives the rights to mount. Run by root, bubblewrap mounts without one (so an
interpreter in root's home can be used), and workers change to an unprivileged user: limits on processes count for them,
and nothing in their world belongs to them. Before the first submission a probe looks around from inside a worker; if
anything that is promised is missing, there is no grading.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from autograder import cgroups, gpu, wire
from autograder.confinement import ENVIRONMENT, WARM, WARM_BESIDE, bwrap_arguments, filter_program
from autograder.errors import SandboxError, SandboxLostError

START_SECONDS = 60.0
HANGING_UP_SECONDS = 1.0
FIRST_WORKER_UID, WORKER_UIDS = 61184, 4336  # where systemd puts its short-lived service users: no one else's files
# beside a worker's own: the warm process, bubblewrap, a worker's keeper and process 1
OVERHEAD_MB, OVERHEAD_PROCESSES = 192, 16
INSTALL_BWRAP = "Install it with `sudo apt-get install bubblewrap` (Debian, Ubuntu) or `sudo dnf install bubblewrap`."

# what confines a worker -> what that means; all are needed but the control group, which not every machine gives us
PROMISES = {
    "seccomp": "system calls that no submission needs are refused",
    "no_new_privileges": "no program it starts gains any",
    "no_capabilities": "none that are effective, none to be had",
    "unprivileged_user": "it is not root",
    "own_processes_only": "it sees itself and its process 1",
    "read_only_root": "it writes to its own /tmp and nowhere else",
    "no_network": "no socket but local ones",
    "hidden_files": "the course, home folders and the machine's settings do not exist in there",
    "empty_environment": "no variable of yours",
    "no_inherited_files": "no open file of ours",
    "memory_watch": "the memory of all its processes is looked at ten times a second",
    "control_group": "memory and processes have a hard limit by a control group",
}


@dataclass(frozen=True)
class Limits:
    """What one submission may use. `seconds` is the deadline of a check; `submission_seconds` of all its checks."""

    seconds: float = 5.0
    submission_seconds: float = 60.0
    memory_mb: int = 1024
    disk_mb: int = 64
    processes: int = 32
    answer_mb: int = 16


def worker_uid(number: int) -> int:
    """The user that the workers of this process's sandbox of that number change to, where we are root."""
    return FIRST_WORKER_UID + (os.getpid() * 16 + number) % WORKER_UIDS


class Sandbox:
    """A bubblewrap sandbox with a warm process in it; a context manager. One worker at a time."""

    name = "bwrap"

    def __init__(
        self, experiments: Mapping[str, str], limits: Limits, packages: Iterable[str] = ("numpy",), number: int = 0,
        device: str = "cpu",
    ) -> None:  # fmt: skip
        self.device = device
        self._experiments, self._limits, self._packages = dict(experiments), limits, tuple(packages)
        # limits on processes count per user: two graders at once, and the threads of each, take users of their own
        self._uid = worker_uid(number)
        self._number = number
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._group: cgroups.Group | None = None
        self.peak_mb = 0.0  # of the largest process of the workers that have ended, until somebody takes it
        self.mechanisms: dict[str, bool] = {}  # of PROMISES, those that were looked at when it was entered

    def __enter__(self) -> Self:
        memory = self._limits.memory_mb + 2 * self._limits.disk_mb + OVERHEAD_MB
        self._group = cgroups.group_for(self._number, memory, self._limits.processes + OVERHEAD_PROCESSES)
        self._start()
        self._prove_confinement()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        if self._group is not None:
            self._group.remove()

    def start_worker(self) -> wire.SocketChannel:
        """Fork a fresh worker, and return the judge's end of its wire."""
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._start()
        assert self._control is not None
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
        except OSError as error:
            ours.close()
            self._stop()
            raise SandboxLostError(f"The sandbox has ended: {error.strerror}.") from None
        return wire.SocketChannel(ours)

    def end_worker(self, kill: bool) -> int | None:
        """End the worker and all it started, at once if `kill`; returns its exit code.

        One that has hung up ends by itself, or is killed after a moment; then there is no exit code to speak of.
        """
        assert self._control is not None
        control = wire.SocketChannel(self._control)
        try:
            if not kill:
                with contextlib.suppress(TimeoutError):
                    return self._ended(control.receive(time.monotonic() + HANGING_UP_SECONDS, 0))
            control.send(b"K", time.monotonic() + 5)
            code = self._ended(control.receive(time.monotonic() + 10, 0))
            return code if kill else None
        except TimeoutError:
            self._stop()  # takes every process in the sandbox along; the next worker gets a new one
            return 128 + signal.SIGKILL
        except (EOFError, wire.WireError):
            self._stop()
            raise SandboxLostError("The sandbox ended under a worker.") from None

    def _ended(self, frame: wire.Frame) -> int:
        self.peak_mb = max(self.peak_mb, float(frame.header["peak_mb"]))
        return int(frame.header["exit"])

    def _start(self) -> None:
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise SandboxError(
                f"Grading needs bubblewrap to run students' code safely, and it is missing. {INSTALL_BWRAP}"
            )
        on_gpu = self.device == "cuda"
        devices = gpu.bwrap_arguments(self._number) if on_gpu else []
        program = filter_program(gpu.NEEDED_CALLS if on_gpu else ())
        self._control, theirs = socket.socketpair()
        read_end, write_end = os.pipe()  # the arguments go through a pipe: /proc/1/cmdline would show the host's paths
        command = [
            bwrap,
            "--args",
            str(read_end),
            "/python/bin/python3",
            "-P",
            "-S",
            "-s",
            "-B",
            "-m",
            "autograder.zygote",
        ]
        with theirs:
            self._process = subprocess.Popen(
                self._group.command(command) if self._group else command,
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[read_end], env=dict[str, str](),
                start_new_session=True,  # Ctrl-C is for us: what is in work is finished, not blamed on its student
            )  # fmt: skip
        os.close(read_end)
        with os.fdopen(write_end, "wb") as pipe, contextlib.suppress(BrokenPipeError):
            pipe.write(b"\0".join(each.encode() for each in bwrap_arguments(self._packages, devices)) + b"\0")
        beside = [each for package in self._packages for each in WARM_BESIDE.get(package, ())]
        config: dict[str, Any] = {
            "packages": [*WARM, *self._packages, *beside], "experiments": self._experiments, "uid": self._uid,
            "disk_mb": self._limits.disk_mb, "memory_mb": self._limits.memory_mb, "address_space": not on_gpu,
            "processes": self._limits.processes, "cpu_seconds": int(self._limits.submission_seconds) + 5,
        }  # fmt: skip
        channel, deadline = wire.SocketChannel(self._control), time.monotonic() + START_SECONDS
        try:
            channel.send(wire.encode(config, {"seccomp": np.frombuffer(program, np.uint8)}), deadline)
            ready = channel.receive(deadline, 0).header
        except (EOFError, TimeoutError, wire.WireError):
            raise SandboxError(f"The sandbox did not start: {self._complaint()}") from None
        if not ready["ready"]:
            raise SandboxError(
                f"The warm process has {ready['threads']} threads, so forking it is not safe; report this."
            )

    def _complaint(self) -> str:
        assert self._process is not None and self._process.stderr is not None
        self._process.kill()
        said = self._process.stderr.read().decode(errors="replace").strip().splitlines()
        last = said[-1] if said else "it said nothing"
        if "uid map" in last or "namespace" in last or "Operation not permitted" in last:
            last += (
                ". Unprivileged user namespaces seem to be off; see docs/security.md for how to allow them to bubblewrap"
                " (on Ubuntu: an AppArmor profile for /usr/bin/bwrap)"
            )
        return last

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
        self._control = self._process = None

    def _prove_confinement(self) -> None:
        """Let a worker look around; raises SandboxError where a promise is not kept."""
        promises = self.confinement()
        missing = [promise for promise, kept in promises.items() if not kept]
        self.mechanisms = promises | {"memory_watch": True, "control_group": self._group is not None}
        if missing:
            raise SandboxError(
                f"The sandbox does not keep its promises here ({', '.join(missing).replace('_', ' ')}), so nothing was "
                "graded. See docs/security.md; `--sandbox none` grades without protection, for code that you trust."
            )

    def confinement(self) -> dict[str, bool]:
        """What confines a worker, seen from inside one: promise -> kept."""
        channel = self.start_worker()
        here = [str(Path(__file__).resolve()), str(Path.cwd()), sys.prefix]
        on_gpu = self.device == "cuda"
        hidden = [path for path in here if not path.startswith("/usr")] + ["/root", "/home", "/var"]
        environment = [*ENVIRONMENT, "PWD", "LC_CTYPE", *(gpu.ENVIRONMENT if on_gpu else ())]
        ask = {
            "ask": "probe", "hidden": hidden if on_gpu else [*hidden, "/sys"], "environment": environment,
            "device": self.device,
        }  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        try:
            channel.send(wire.encode(ask), deadline)
            answer = channel.receive(deadline, 0).header
        except (EOFError, TimeoutError, wire.WireError):
            channel.close()
            self.end_worker(kill=True)
            raise SandboxError(f"A worker did not start in the sandbox: {self._complaint()}") from None
        channel.close()
        self.end_worker(kill=False)
        if not answer.pop("device"):
            raise SandboxError(f"PyTorch finds no GPU that it can use inside the sandbox; see docs/gpu.md{gpu.NO_GPU}.")
        return {name: bool(value) for name, value in answer.items() if name != "status"}
