"""The processes that grade on this machine: each owns a sandbox, and judges what its workers answer.

Threads would not do: judging takes a third of the time, and Python judges in one thread at a time. A process is forked from
this one, with grader and key in memory, and has a few entries ahead, so that it need not wait while a result is written. It
takes no notice of Ctrl-C, which is for us, and it ends with us, however we end.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import queue
import signal
import threading
import traceback
from collections.abc import Collection, Generator, Iterable
from multiprocessing.connection import Connection, wait
from typing import Any

from autograder.errors import KitError
from autograder.grading import Earlier, Grader, graded
from autograder.intake import Entry
from autograder.session import Workers

AHEAD = 2  # entries that a process has beside the one it is at: one more may have to wait for a slow submission
STOPPING_SECONDS = 3.0
PR_SET_PDEATHSIG = 1


def grade_here(
    grader: Grader, entries: Iterable[Entry], jobs: int, earlier: Earlier = lambda submission: None
) -> Generator[Any, None, None]:
    """Grade every entry, in `jobs` processes; yields a `Graded` as soon as it is known, in no particular order.

    They are at work when this returns; closing the generator stops them. Raises KitError where no sandbox can be started, or a
    process has ended. To be called in the main thread, before there are others: it forks.
    """
    results = _results(grader, list(entries), jobs, earlier)
    next(results)
    return results


def _results(grader: Grader, entries: list[Entry], jobs: int, earlier: Earlier) -> Generator[Any, None, None]:
    fork = multiprocessing.get_context("fork")
    waiting = iter(entries)
    crew: dict[Connection, Any] = {}
    try:
        for number in range(min(jobs, len(entries))):
            ours, theirs = fork.Pipe()
            arguments = (grader, earlier, theirs, [*crew, ours], os.getpid(), number)
            process = fork.Process(target=_work, args=arguments)
            process.start()
            theirs.close()
            crew[ours] = process
        for _ in range(1 + AHEAD):
            for channel in crew:
                _hand(channel, next(waiting, None))
        yield None
        while crew:
            for channel in [each for each in wait(list(crew)) if isinstance(each, Connection)]:
                try:
                    news = channel.recv()
                except (EOFError, ConnectionError):
                    process = crew.pop(channel)
                    channel.close()
                    process.join()
                    if process.exitcode:
                        raise KitError(
                            f"A process that grades has ended, with {process.exitcode}. What was finished is kept; start again."
                        ) from None
                    continue
                if isinstance(news, KitError):
                    raise news
                _hand(channel, next(waiting, None))
                yield news
    finally:
        for channel in crew:
            channel.close()
        for process in crew.values():
            process.join(STOPPING_SECONDS)
            process.kill()
            process.join()


def _hand(channel: Connection, entry: Entry | None) -> None:
    """The next entry for a process, or None for there are no more; it may have gone home already."""
    with contextlib.suppress(ConnectionError):
        channel.send(entry)


def _work(
    grader: Grader, earlier: Earlier, channel: Connection, others: Collection[Connection], parent: int, number: int
) -> None:
    """What a process does: entries in, results out. Anything but a result is an error of ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    for other in others:  # as long as we hold them, nobody sees them closed
        other.close()
    gc.freeze()  # a collection would write to the pages of all that we have in common, and so copy them
    outgoing: queue.SimpleQueue[Any] = queue.SimpleQueue()
    sender = threading.Thread(target=_send_all, args=(channel, outgoing))
    sender.start()
    try:
        with contextlib.ExitStack() as stack:
            opened: list[Any] = []

            def workers() -> Workers:
                if not opened:
                    opened.append(stack.enter_context(grader.workers(number)))
                kept: Workers = opened[0]
                return kept

            while (entry := channel.recv()) is not None:
                outgoing.put(graded(grader, entry, workers, earlier))
    except (EOFError, ConnectionError):
        pass  # nobody wants to know any more
    except KitError as error:
        outgoing.put(KitError(str(error)))
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        outgoing.put(
            KitError(
                f"Grading failed at {where.name}, line {where.lineno}: {type(error).__name__}: {error}. Please report it."
            )
        )
    outgoing.put(None)
    sender.join()


def _send_all(channel: Connection, outgoing: queue.SimpleQueue[Any]) -> None:
    while (news := outgoing.get()) is not None:
        try:
            channel.send(news)
        except ConnectionError:
            return
