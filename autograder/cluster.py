"""Grading on many machines: submissions in, by way of a Dask scheduler to its workers, results out.

    grade_there ──▶ scheduler ──▶ a worker process: _Desk ──▶ bench.Bench: the grader, and a warm sandbox per thread
     taken in here                                             judged there
     ◀── the result as JSON text ◀─────────────────────────────┘

It keeps the promise of `crew.grade_here`. The parcel goes to each worker once, to those that come later as well, and is
gone at the end. A unit of work carries the bytes of one submission; a few per thread are under way at any time, so that
a large class is never in memory as a whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import platform
import time
import uuid
import warnings
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder import intake
from autograder.answers import version_of
from autograder.bench import Bench, Parcel, packed
from autograder.errors import CourseError, KitError
from autograder.grading import Earlier, Graded, Grader
from autograder.overview import line_in, line_of
from autograder.results import Result, Run
from autograder.version import version

try:
    import dask
    from distributed import Client, Future, KilledWorker, Worker, as_completed, get_worker
    from distributed.comm.core import connect
    from distributed.diagnostics.plugin import WorkerPlugin
    from distributed.security import Security
    from tornado.ioloop import PeriodicCallback
except ImportError as missing:
    raise CourseError(
        f"Grading on many machines needs Dask ({missing}); `pip install 'dl-autograder[cluster]'`, here and on the workers."
    ) from None

CONNECT_SECONDS = 10.0
LOOK_SECONDS = 5.0  # between looks at which workers there are
PATIENCE_SECONDS = 60.0  # with no worker left, before giving up: a cluster may replace what it takes away
IDLE_SECONDS = 120.0  # before a sandbox that nobody uses is closed: its grader may have been killed
ATTEMPTS = 5  # to reach all workers, should one go away meanwhile
UNITS_PER_THREAD = 4  # one at work, the others on their way
BYTES_UNDER_WAY = 256 * 2**20  # a submission may be as large by itself


class _Desk(WorkerPlugin):
    """Where a worker process keeps its bench: Dask hands it to every worker, and takes it away from all of them."""

    def __init__(self, parcel: Parcel, packages: Collection[str]) -> None:
        self.name = f"autograder-{uuid.uuid4().hex}"
        self.parcel, self.packages, self.made_by = parcel, packages, _about(packages)
        self.bench: Bench | None = None
        self.problem = ""

    async def setup(self, worker: Worker) -> None:
        """Make the bench ready; raises CourseError, with the worker's address, where this cannot grade."""
        try:
            if differs := _difference(_about(self.packages), self.made_by):  # it may have come after all were asked
                raise CourseError(differs)
            self.bench = Bench(self.parcel)
            await asyncio.to_thread(self.bench.warm_up)
        except Exception as error:
            said = str(error) if isinstance(error, KitError) else f"{type(error).__name__}: {error}"
            self.problem = f"The worker {worker.address} cannot grade. {said}"
            raise CourseError(self.problem) from None
        bench = self.bench
        self._sweep = PeriodicCallback(lambda: bench.close_idle(IDLE_SECONDS), IDLE_SECONDS * 1000)
        self._sweep.start()

    async def teardown(self, worker: Worker) -> None:
        """Close the sandboxes; one that is at work closes when it has finished."""
        if self.bench is not None and not self.problem:
            self._sweep.stop()
            await asyncio.to_thread(self.bench.close)


def _graded_there(desk: str, submission: intake.Submission) -> str:
    """A unit of work, in a worker's thread: what `Bench.graded` says, or what keeps this worker from grading."""
    worker = get_worker()
    here: Any = worker.plugins[desk]
    if here.problem:
        return json.dumps({"problem": here.problem})
    try:
        return here.bench.graded(submission)  # type: ignore[no-any-return]  # Dask knows it as any plugin
    except KitError as error:
        return json.dumps({"problem": f"The worker {worker.address} cannot grade any more. {error}"})


def grade_there(
    address: str, grader: Grader, entries: Iterable[intake.Entry], device: str = "cpu",
    earlier: Earlier = lambda submission: None,
) -> Generator[Graded, None, None]:  # fmt: skip
    """Grade every entry on the workers of the Dask scheduler at `address`; yields each as soon as it is known.

    With the device `cuda`, on those workers that declare the resource GPU, one submission per GPU. Raises CourseError
    before anything is graded where the scheduler does not answer, has no such workers, or one of them cannot grade as
    this process would; later, where the cluster goes away. A submission that workers were lost with, again and again,
    gets a result that says so. Closing the iterator calls off what is under way.
    """
    with _quiet(), _connected(address) as client:
        staff = _Staff(client, address, device)
        _refuse_other_versions(client, staff, grader.assignment.packages)
        with _set_up(client, address, _Desk(packed(grader), grader.assignment.packages)) as desk:
            yield from _stream(client, staff, desk, grader, entries, earlier)


@dataclass(frozen=True)
class _Unit:
    """A submission that is under way."""

    entry: intake.Entry
    submission: intake.Submission
    future: Future[str]

    @property
    def size(self) -> int:
        return sum(len(content) for content in self.submission.files.values())


def _stream(
    client: Client, staff: _Staff, desk: str, grader: Grader, entries: Iterable[intake.Entry], earlier: Earlier
) -> Generator[Graded, None, None]:
    waiting = iter(entries)
    done = as_completed(loop=client.loop, with_results=True, raise_errors=False)
    units: dict[object, _Unit] = {}
    room, all_taken = BYTES_UNDER_WAY, False
    try:
        while units or not all_taken:
            while not all_taken and len(units) < UNITS_PER_THREAD * staff.threads() and (room > 0 or not units):
                entry = next(waiting, None)
                if entry is None:
                    all_taken = True
                    break
                submission = intake.taken_in(entry, grader.assignment)
                if (known := earlier(submission)) is not None:
                    yield Graded(entry, known)
                    continue
                future = client.submit(_graded_there, desk, submission, pure=False, resources=staff.resources)
                unit = units[future.key] = _Unit(entry, submission, future)
                room -= unit.size
                done.add(future)
            while units and not done.has_ready():  # Dask has no wait with an end that would let us look around
                staff.threads()
                time.sleep(0.01)
            for future, said in done.next_batch(block=False):
                if future.status in ("cancelled", "lost"):
                    raise _gone(staff.address)
                unit = units.pop(future.key)
                room += unit.size
                yield _graded(unit, said, grader)
    finally:
        if units:
            with contextlib.suppress(Exception):  # the cluster may be what has gone
                client.cancel([unit.future for unit in units.values()])


def _graded(unit: _Unit, said: Any, grader: Grader) -> Graded:
    """What a worker, or Dask in its place, says of a unit, as a result of this submission and of no other."""
    if not isinstance(said, str):
        error = said[1] if isinstance(said, tuple) else said
        failed = _failed(grader, unit.submission, error)
        return Graded(unit.entry, line_of(failed), failed.to_json())
    try:
        answer = json.loads(said)
        if "problem" in answer:
            raise CourseError(str(answer["problem"]))
        text = str(answer["result"])
        line = line_in(text.encode())
        said_of_it = answer["run"]
        kept = tuple(str(name) for name in said_of_it["mechanisms"])
        run = Run(kept, float(said_of_it["seconds"]), float(said_of_it["memory_mb"]))
    except (ValueError, KeyError, TypeError):
        line = None
    expected = (
        grader.assignment.name, unit.submission.student, unit.submission.digest, grader.key.digest, version(), grader.sandbox,
    )  # fmt: skip
    if line is None or expected != (
        line.assignment, line.student, line.submission_digest, line.key_digest, line.grader, line.sandbox,
    ):  # fmt: skip
        raise CourseError(
            f"What came back for {unit.submission.student} is no result of this submission, key and kit. "
            "Look after the cluster's workers, and start again."
        )
    return Graded(unit.entry, line, text, run)


def _failed(grader: Grader, submission: intake.Submission, error: object) -> Result:
    """The result of a submission that did not come back."""
    if isinstance(error, KilledWorker):
        problem = "each of several machines ended while it graded this submission or others beside it"
    else:
        problem = f"{type(error).__name__}: {error}"
    return grader.failed(submission, problem)


class _Staff:
    """The workers that can take units, looked up every few seconds."""

    def __init__(self, client: Client, address: str, device: str) -> None:
        self.address, self.resources = address, {"GPU": 1} if device == "cuda" else None
        self._client, self._device = client, device
        self._looked = self._seen = time.monotonic()
        self._threads = self.workers()
        if not self._threads:
            having = " that declares a GPU (`dask worker --resources GPU=1`)" if self.resources else ""
            raise CourseError(f"The scheduler at {address} has no worker{having}; start some, `dask worker {address}`.")

    def workers(self) -> dict[str, int]:
        """The number of threads of each worker, by address; raises CourseError where the scheduler is gone."""
        try:
            workers = self._client.scheduler_info()["workers"]
        except Exception:  # a closed connection has many faces
            raise _gone(self.address) from None
        return {
            name: worker["nthreads"] for name, worker in workers.items()
            if not self.resources or worker["resources"].get("GPU")
        }  # fmt: skip

    def threads(self) -> int:
        """How many threads there are; raises CourseError where there have been none for a while."""
        now = time.monotonic()
        if now - self._looked > LOOK_SECONDS:
            self._looked, self._threads = now, self.workers()
        if self._threads:
            self._seen = now
        elif now - self._seen > PATIENCE_SECONDS:
            raise CourseError(
                f"The scheduler at {self.address} has lost all its workers, and got no new ones for "
                f"{PATIENCE_SECONDS:.0f} s. What was finished is kept; start workers, and the same command again."
            )
        return sum(self._threads.values())


def _about(packages: Collection[str]) -> dict[str, str]:
    """What a result depends on, of the process that is asked: versions, in two parts, of all but the kit."""
    found = {"Python": platform.python_version()} | {name: version_of(name) or "none" for name in packages}
    return {"kit": version()} | {name: ".".join(each.split(".")[:2]) for name, each in found.items()}


def _refuse_other_versions(client: Client, staff: _Staff, packages: Collection[str]) -> None:
    """Raise CourseError for a worker that has another kit, Python or package than this process."""
    ours = _about(packages)
    said = client.run(_about, packages, workers=list(staff.workers()), on_error="return")
    for worker, theirs in sorted(said.items()):
        if isinstance(theirs, OSError):  # it has gone away meanwhile
            continue
        if not isinstance(theirs, dict):
            raise CourseError(
                f"The worker {worker} does not have this kit ({type(theirs).__name__}: {theirs}); "
                "`pip install 'dl-autograder[cluster]'` in its environment, and start it again."
            )
        if differs := _difference(theirs, ours):
            raise CourseError(f"The worker {worker} cannot grade. {differs}")


def _difference(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """The first version in which a worker differs from the process that grades, as a sentence; empty if none."""
    for what, version_here in ours.items():
        if theirs.get(what) != version_here:
            return (
                f"It has {what} {theirs.get(what)}, and this machine {version_here}, so results could differ; "
                "install the same there and start it again."
            )
    return ""


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler; certificates for tls:// come from Dask's configuration."""
    try:
        asyncio.run(asyncio.wait_for(_answers(address), CONNECT_SECONDS + 1))  # a failed client leaves threads behind
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of packages that differ; those that matter are compared by ourselves
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="autograder")
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        said = str(error) or "something else is listening there"
        raise CourseError(
            f"No Dask scheduler answers at {address} ({said.splitlines()[0]}). "
            "Start one with `dask scheduler`, and give the address that it prints; see docs/scaling.md."
        ) from None
    try:
        yield client
    finally:
        client.close()


async def _answers(address: str) -> None:
    """Return when something at the address speaks Dask's protocol; raises what keeps us from knowing."""
    connection = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    await connection.close()


@contextlib.contextmanager
def _set_up(client: Client, address: str, desk: _Desk) -> Iterator[str]:
    """Every worker with the desk, by its name, until the end of the block; raises CourseError where one cannot grade."""
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                client.register_plugin(desk, name=desk.name)
                break
            except OSError:  # a worker went away in the middle of it
                if attempt == ATTEMPTS:
                    raise _gone(address) from None
        yield desk.name
    finally:
        with contextlib.suppress(Exception):  # a worker that has gone needs no clearing up
            client.unregister_worker_plugin(desk.name)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own messages held back: what matters to an instructor is said by the errors above."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.gc")]
    levels = [logger.level for logger in loggers]
    large = {"distributed.admin.large-graph-warning-threshold": "1 TiB"}  # a submission may be large
    with dask.config.set(large):
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def _gone(address: str) -> CourseError:
    return CourseError(
        f"The connection to the scheduler at {address} was lost. What was finished is kept; "
        "see that it runs, and start the same command again."
    )
