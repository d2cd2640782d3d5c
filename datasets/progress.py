"""How far a download is, on standard error: a bar in a terminal or a notebook, a line per file elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def bar(name: str, place: str) -> Iterator[Callable[[int, int | None], None]]:
    """Shows the download of a file from a place, in this block; gives what is to be told of the bytes there and to come."""
    # here, so that the embedded digits are ready in milliseconds
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import TransferSpeedColumn as SpeedColumn

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    alive = console.is_terminal or console.is_jupyter
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), SpeedColumn())
    progress = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not alive)
    with contextlib.ExitStack() as shown:
        tasks: list[TaskID] = []

        def report(there: int, total: int | None) -> None:
            if not tasks:  # only now, so that a server that does not answer leaves no trace on the screen,
                if not alive:
                    console.print(f"Fetching {name} from {place}", markup=False)
                shown.enter_context(progress)
                tasks.append(
                    progress.add_task(name, completed=there, total=total)
                )  # nor an earlier download in the speed
            progress.update(tasks[0], completed=there, total=total)

        yield report


def say(sentence: str) -> None:
    """A sentence on standard error."""
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, markup=False)
