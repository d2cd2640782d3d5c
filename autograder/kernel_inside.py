"""The kernel inside a notebook's sandbox: an ordinary ipykernel, but for three things.

It listens on sockets that it was given open, of which no other process in its world knows a path. It sends a bounded part
of what a cell prints. And it makes no TCP socket, since there is no TCP in here. When it is set up it says so on its
standard error, the last thing that is heard on it; until then no file of a student's has had any influence.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp

from autograder.kernel_start import CONNECTION, FOLDER, HOME, STARTED

MAX_PRINTED = 2 * 2**20 + 1  # characters of a cell, on each stream; one more than `notebook_run` keeps


class Stream(OutStream):
    """A standard stream of which a cell's first characters are sent; the rest would be cut on the other side."""

    room = MAX_PRINTED

    def set_parent(self, parent: Any) -> None:
        """A new cell begins."""
        self.room = MAX_PRINTED
        super().set_parent(parent)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> Any:
        """Write what there is room for; returns what a stream returns."""
        if isinstance(string, str) and len(string) > self.room:
            super().write(string[: self.room])
            self.room = 0
            return len(string)
        written = super().write(string)
        self.room -= len(string)
        return written


class Application(IPKernelApp):
    """ipykernel's application on sockets that are there already: their numbers are those of descriptors."""

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, port)
        s.bind(f"ipc://socket-{port}")
        return port

    def init_iopub(self, context: Any) -> None:
        """As its parent does, but without a TCP socket for what forked processes print."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_socket.setsockopt(zmq.XPUB_NODROP, 1)  # wait for a slow listener: a lost result costs points
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)  # type: ignore[no-untyped-call]
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]
        self.iopub_thread = IOPubThread(self.iopub_socket, pipe=False, session=self.session)  # type: ignore[no-untyped-call]
        self.iopub_thread.start()  # type: ignore[no-untyped-call]
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """No heartbeat: whether the kernel lives is seen by its process."""


def main() -> None:
    """Run the kernel in the unpacked folder until it is ended."""
    Path("/proc/self/oom_score_adj").write_text("1000")  # where memory ends, this process goes first, and none of ours
    report, null = os.dup(2), os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    try:
        application = Application.instance(outstream_class="autograder.kernel_inside.Stream")
        application.initialize(["-f", str(HOME / CONNECTION), "--HistoryManager.enabled=False"])  # type: ignore[no-untyped-call]
    except BaseException:
        os.write(report, traceback.format_exc().encode())
        raise
    os.write(report, STARTED)
    os.close(report)
    os.chdir(HOME / FOLDER)
    sys.path.insert(0, "")  # only now: a student's random.py is his notebook's, and not the kernel's
    application.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
