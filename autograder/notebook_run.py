"""Running a student's notebook for `nbgrader autograde`: `RunInSandbox` stands where nbgrader's `Execute` stood.

It runs the cells in the sandbox of `kernel`, and whatever the notebook does, the notebook comes back: a kernel that ends,
a cell that never does, outputs without end and messages that make no sense are sentences in
`resources["nbgrader"]["notices"]`, and the grading of the others goes on. Only a sandbox that is missing is an error.

nbgrader gives full marks to a graded cell without any output. So a cell that was not run, or not to its end, or whose
outputs are lost, ends with an error output here. What the kernel says is taken message by message, under limits: on a
message's size, on what waits, on what a cell and a notebook may keep, and on what all that costs this process.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbgrader.preprocessors import Execute
from traitlets import Integer

from autograder.errors import SandboxError
from autograder.kernel import KERNEL, SandboxedProvisioner, install_kernelspec
from autograder.sandbox import START_SECONDS

MB = 2**20
MAX_MESSAGE, MAX_WAITING = 16 * MB, 16  # bytes of one message; messages that wait in a socket
MAX_CELL, MAX_NOTEBOOK = 2 * MB, 16 * MB  # bytes of outputs that are kept
MAX_RESULT = 64 * 1024  # of a result or an error, which is kept whatever else was cut: points hang on it
MAX_GARBAGE = 100  # messages that cannot be read, in one cell
MAX_COST = 512 * MB  # by which this process may grow while it listens
TICK, INTERRUPT_SECONDS, LAST_OUTPUT_SECONDS = 0.2, 5.0, 4.0
NOT_RUN = "NotRun"


class RunInSandbox(Execute):
    """nbgrader's Execute in a sandbox: `timeout` seconds for a cell, `notebook_timeout` for all of them."""

    notebook_timeout = Integer(600, help="Seconds for all cells of a notebook together.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """The notebook with the outputs of this run, and the resources with notices; raises SandboxError alone."""
        resources = {} if resources is None else resources
        folder = Path(resources.get("metadata", {}).get("path") or ".").resolve()
        notices = resources.setdefault("nbgrader", {}).setdefault("notices", [])
        notices += run_notebook(nb, folder, self.timeout or self.notebook_timeout, self.notebook_timeout, self.config)
        return nb, resources


class _EndOfRunError(Exception):
    """The run ends in this cell; the message is the sentence about it."""


def run_notebook(nb: Any, folder: Path, cell_seconds: float, seconds: float, config: Any = None) -> list[str]:
    """Run a notebook's cells as if in `folder`, replacing their outputs; returns sentences about what went wrong.

    Raises SandboxError where students' code cannot be run safely here.
    """
    cells = [(number, cell) for number, cell in enumerate(nb.cells, 1) if cell.cell_type == "code"]
    for _, cell in cells:
        cell.outputs, cell.execution_count = [], None
    notices: list[str] = []
    waiting = iter([(number, cell) for number, cell in cells if cell.source.strip()])
    try:
        with _kernel(folder, config) as run:
            if run.provisioner.left_out:
                notices.append(f"{run.provisioner.left_out} files of the folder were not taken along for the notebook.")
            run.deadline = time.monotonic() + seconds
            for number, cell in waiting:
                notices += run.cell(number, cell, cell_seconds)
    except _EndOfRunError as end:
        notices.append(str(end))
    for _, cell in waiting:
        cell.outputs = [_error(NOT_RUN, "This cell was not run, since the notebook's kernel ended before it.")]
    return notices


@contextlib.contextmanager
def _kernel(folder: Path, config: Any) -> Iterator[_Run]:
    """A kernel in a sandbox, ready to run cells; ended, with all that it has started, on the way out."""
    with contextlib.ExitStack() as stack:
        specs = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dl-kernelspecs-")))
        install_kernelspec(specs)
        context: zmq.Context[Any] = zmq.Context()
        stack.callback(context.destroy, linger=0)
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        context.setsockopt(zmq.RCVHWM, MAX_WAITING)
        manager = KernelManager(
            kernel_name=KERNEL, context=context, config=config,
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False),
        )  # fmt: skip
        stack.callback(manager.cleanup_resources)
        try:
            manager.start_kernel(cwd=str(folder))
        except ModuleNotFoundError as error:
            raise SandboxError(f"{error} Install the kit with `pip install -e .`, so that Jupyter finds it.") from None
        stack.callback(manager.shutdown_kernel, now=True)
        client = manager.client(context=context)
        stack.callback(client.stop_channels)
        client.start_channels(stdin=False, hb=False, control=False)
        try:
            client.wait_for_ready(timeout=START_SECONDS)
        except Exception as error:  # whatever its first messages were
            raise _EndOfRunError(
                "The notebook's kernel did not start with the files in its folder, so no cell was run. "
                "A file with the name of a Python module, random.py for example, may be the reason."
            ) from error
        provisioner = manager.provisioner
        assert isinstance(provisioner, SandboxedProvisioner)
        yield _Run(manager, client, provisioner, kept=0, deadline=0.0, grown_from=_own_bytes())


@dataclass
class _Run:
    """A kernel while it runs the cells of a notebook."""

    manager: KernelManager
    client: BlockingKernelClient
    provisioner: SandboxedProvisioner
    kept: int  # bytes of outputs so far
    deadline: float
    grown_from: int

    def cell(self, number: int, cell: Any, seconds: float) -> list[str]:
        """Run one cell; returns sentences about it. Raises _EndOfRunError where the kernel cannot go on."""
        outputs = _Outputs(cell, min(MAX_CELL, MAX_NOTEBOOK - self.kept))
        notices: list[str] = []
        try:
            reply = self._reply(number, cell.source, min(time.monotonic() + seconds, self.deadline), outputs)
        except _EndOfRunError as end:
            outputs.end_with("CellNotFinished", str(end))
            raise
        finally:
            outputs.say_what_was_cut()
            self.kept += outputs.kept
            if outputs.cut:
                notices.append(f"Cell {number} wrote more output than is kept; the rest was cut.")
        if reply is None:
            notices.append(f"Cell {number} did not end within {seconds:g} seconds and was interrupted.")
            outputs.end_with("CellTimeoutError", notices[-1])
        elif reply.get("status") != "ok" and not any(each.output_type == "error" for each in cell.outputs):
            outputs.end_with(str(reply.get("ename"))[:200], str(reply.get("evalue"))[:2000])
        elif outputs.lost:
            notices.append(f"The result of cell {number} was lost, since it wrote more output than is kept.")
            outputs.end_with("OutputLost", notices[-1])
        return notices

    def _reply(self, number: int, source: str, deadline: float, outputs: _Outputs) -> dict[str, Any] | None:
        """The kernel's reply to a cell; None if it had to be interrupted. Raises _EndOfRunError."""
        request = self.client.execute(source, store_history=True, allow_stdin=False, stop_on_error=False)
        reply: dict[str, Any] | None = None
        idle = interrupted = False
        garbage, look_at = 0, 0.0
        while not (idle and reply is not None):
            now = time.monotonic()
            if now >= look_at:  # also while messages come all the time
                look_at = now + TICK
                self._look_after(number)
            if now > deadline:
                if (
                    reply is not None
                ):  # the cell has ended, and nothing more is heard: zmq hangs up on what is too large
                    raise _EndOfRunError(
                        f"Some of the output of cell {number} was lost: it came in pieces that are too large, so the "
                        "cells after it were not run."
                    )
                if interrupted or now > self.deadline:
                    raise _EndOfRunError(self._too_long(number))
                self.manager.interrupt_kernel()
                interrupted, deadline = True, now + INTERRUPT_SECONDS
            for channel in self._with_messages(max(0.0, min(TICK, deadline - now))):
                try:
                    message = channel.get_msg(timeout=0)
                    if message["parent_header"].get("msg_id") != request:
                        continue
                    if channel is self.client.shell_channel:
                        reply = dict(message["content"])
                        deadline = min(deadline, time.monotonic() + LAST_OUTPUT_SECONDS)
                    elif message["msg_type"] == "status":
                        idle = idle or message["content"]["execution_state"] == "idle"
                    else:
                        outputs.take(message)
                except Exception:  # anything may be in there
                    garbage += 1
            if garbage > MAX_GARBAGE:
                raise _EndOfRunError(
                    f"The notebook's kernel sent messages in cell {number} that no kernel sends, so the cells after it "
                    "were not run."
                )
        return None if interrupted else reply

    def _with_messages(self, seconds: float) -> list[Any]:
        """The channels on which a message waits, after at most so many seconds: outputs before the reply."""
        poller = zmq.Poller()
        channels = [self.client.iopub_channel, self.client.shell_channel]
        for channel in channels:
            poller.register(channel.socket, zmq.POLLIN)
        ready = {socket for socket, _ in poller.poll(int(seconds * 1000))}
        return [channel for channel in channels if channel.socket in ready]

    def _look_after(self, number: int) -> None:
        """Raise _EndOfRunError if the kernel is gone, or takes more than it may."""
        after = f"in cell {number}, so the cells after it were not run."
        if not self.manager.is_alive() and not self._with_messages(0):
            raise _EndOfRunError(f"The notebook's kernel ended {after}")
        if self.provisioner.resident_mb() > self.provisioner.memory_mb:
            raise _EndOfRunError(f"The notebook used more than {self.provisioner.memory_mb} MB of memory {after}")
        if _own_bytes() - self.grown_from > MAX_COST:
            raise _EndOfRunError(f"The notebook's kernel sent too much at once {after}")

    def _too_long(self, number: int) -> str:
        if time.monotonic() > self.deadline:
            return f"The notebook's time was over in cell {number}, so the cells after it were not run."
        return f"Cell {number} did not end in time and could not be interrupted, so the cells after it were not run."


@dataclass
class _Outputs:
    """The outputs of a cell while they come in. At most `room` bytes are kept."""

    cell: Any
    room: int
    kept: int = 0
    cut: bool = False
    lost: bool = False
    _clear_before_next: bool = False
    _displays: dict[str, Any] = field(default_factory=dict)

    def take(self, message: dict[str, Any]) -> None:
        """Keep what a message shows; raises anything where it is not as messages are."""
        kind, content = message["msg_type"], message["content"]
        display = (content.get("transient") or {}).get("display_id")
        if kind == "execute_input":
            self.cell.execution_count = int(content["execution_count"])
        elif kind == "clear_output":
            self._clear_before_next = bool(content.get("wait"))
            if not self._clear_before_next:
                self._clear()
        elif kind == "update_display_data" and display in self._displays:
            shown, size = _clean({"output_type": "display_data", "data": content["data"], "metadata": {}})
            self.kept -= len(json.dumps(self._displays[display].data))
            if self._has_room(size):
                self._displays[display].data = shown.data
        elif kind in ("stream", "display_data", "execute_result", "error"):
            self._add({"output_type": kind, **{each: content[each] for each in FIELDS[kind]}}, display)

    def end_with(self, name: str, sentence: str) -> None:
        """Add an error. A result goes: nbgrader takes the first of the two, and the cell has not come to its end."""
        kept = [each for each in self.cell.outputs if each.output_type != "execute_result"]
        self.cell.outputs = [*kept, _error(name, sentence)]

    def say_what_was_cut(self) -> None:
        """Add the sentence about it, where something was."""
        if self.cut:
            sentence = "\n[The output was cut here: it is more than is kept.]\n"
            self.cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=sentence))

    def _add(self, output: dict[str, Any], display: Any) -> None:
        if self._clear_before_next:
            self._clear()
        last = self.cell.outputs[-1] if self.cell.outputs else None
        if output["output_type"] == "stream" and isinstance(output["text"], str):
            fitting = output["text"][: max(0, self.room - self.kept)]
            self.cut = self.cut or len(fitting) < len(output["text"])
            output["text"] = fitting
            if not fitting:
                return
        node, size = _clean(output)
        if not self._has_room(size) and not (node.output_type in ("execute_result", "error") and size <= MAX_RESULT):
            if node.output_type in ("execute_result", "error"):
                self.lost = True
            return
        if node.output_type == "stream" and last is not None and last.get("name") == node.name:
            last.text += node.text
            return
        self.cell.outputs.append(node)
        if isinstance(display, str) and len(self._displays) < MAX_GARBAGE:
            self._displays[display] = node

    def _clear(self) -> None:
        self.cell.outputs, self.kept, self._clear_before_next = [], 0, False
        self._displays.clear()

    def _has_room(self, size: int) -> bool:
        fits = self.kept + size <= self.room + 4096
        self.kept += size if fits else 0
        self.cut = self.cut or not fits
        return fits


FIELDS = {
    "stream": ("name", "text"), "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"), "error": ("ename", "evalue", "traceback"),
}  # fmt: skip


def _clean(output: dict[str, Any]) -> tuple[Any, int]:
    """An output as the notebook format has it, of text that can be written to a file, and what it takes there in bytes.

    Pictures and markup are text as well; other data (for widgets, say) is left out, since indented it takes any space.
    """
    if "data" in output:
        data = {kind: each for kind, each in output["data"].items() if isinstance(each, str)}
        output = output | {"data": data, "metadata": {}}
    text = json.dumps(output, ensure_ascii=False).encode(errors="replace")
    node = nbformat.from_dict(json.loads(text))
    nbformat.validate(node, ref="output", version=4, version_minor=5)
    return node, len(text) + 16 * (text.count(rb"\n") + text.count(b'", "'))  # every line is one of its own there


def _error(name: str, sentence: str) -> Any:
    sentence = sentence.encode(errors="replace").decode()
    name = name.encode(errors="replace").decode()
    return nbformat.v4.new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"])


def _own_bytes() -> int:
    """What this process keeps in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
