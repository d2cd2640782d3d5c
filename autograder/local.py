"""Workers without a sandbox: for a student's own code on the student's own machine, and for `--sandbox none`.

The same worker as in the sandbox, in a plain process on any platform, confined by nothing but its deadlines.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from autograder import wire
from autograder.confinement import ENVIRONMENT
from autograder.sandbox import HANGING_UP_SECONDS, START_SECONDS, Limits


class LocalWorkers:
    """Workers in plain processes with this interpreter and this user's rights: for one's own code only."""

    name = "none"
    mechanisms: Mapping[str, bool] = {}  # nothing confines these

    def __init__(self, experiments: Mapping[str, str], limits: Limits, device: str = "cpu") -> None:
        self.device, self.peak_mb = device, 0.0
        self._experiments, self._limits = dict(experiments), limits
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.end_worker(kill=True)

    def start_worker(self) -> PipeChannel:
        """Start a fresh worker in an empty folder, and return the judge's end of its wire."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        environment = os.environ | {name: "1" for name in ENVIRONMENT if name.endswith("_NUM_THREADS")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "autograder.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=os.path.realpath(self._folder.name), env=environment, start_new_session=True,
        )  # fmt: skip
        channel = PipeChannel(self._process)
        channel.send(wire.encode({"experiments": self._experiments}), time.monotonic() + START_SECONDS)
        return channel

    def end_worker(self, kill: bool) -> int | None:
        """Wait for the worker's end, after killing it if `kill`; returns its exit code."""
        assert self._process is not None and self._folder is not None
        if kill:
            _kill_group(self._process)
        hangs = False
        try:
            self._process.wait(timeout=HANGING_UP_SECONDS)
        except subprocess.TimeoutExpired:
            hangs = not kill
            _kill_group(self._process)
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        code = self._process.returncode
        self._folder.cleanup()
        self._process = None
        return None if hangs else code if code >= 0 else 128 - code


class PipeChannel:
    """`wire.SocketChannel` over a process's pipes, on any platform: past a deadline the process is killed."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def send(self, frame: bytes, deadline: float) -> None:
        """Send an encoded frame; raises EOFError where the worker is gone, TimeoutError at the deadline."""
        assert self._process.stdin is not None
        with self._killing_at(deadline) as expired:
            try:
                self._process.stdin.write(frame)
                self._process.stdin.flush()
            except (BrokenPipeError, OSError):
                raise (TimeoutError if expired.is_set() else EOFError) from None

    def receive(self, deadline: float, max_body: int) -> wire.Frame:
        """The next frame; raises WireError, EOFError or TimeoutError."""
        with self._killing_at(deadline) as expired:

            def read_exactly(count: int) -> bytes:
                assert self._process.stdout is not None
                data = self._process.stdout.read(count)
                if len(data) < count:
                    raise TimeoutError if expired.is_set() else EOFError
                return data

            return wire.read_frame(read_exactly, max_body)

    def close(self) -> None:
        """Close the pipe to the worker, which ends it."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    @contextlib.contextmanager
    def _killing_at(self, deadline: float) -> Any:
        expired = threading.Event()

        def kill() -> None:
            expired.set()
            _kill_group(self._process)

        timer = threading.Timer(max(0.0, deadline - time.monotonic()), kill)
        timer.start()
        try:
            yield expired
        finally:
            timer.cancel()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
