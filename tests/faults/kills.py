"""Killing the grader at random moments, and starting it again: nothing is lost, repeated, different or left behind.

    python -m tests.faults.kills [KILLS [SUBMISSIONS [SEED]]]

A slow suite (`make torture`; 200 kills of a class of 100 unless told otherwise), as a window of a microsecond needs many
throws to be hit. tests/test_faults.py throws five. A round grades a class into a fresh folder; its graders get SIGKILL,
half of them with their whole process group and half alone, as from the kernel when memory ends; then one runs to its end
and everything is looked at. Rounds follow each other until all kills are spent.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TOY = ROOT / "tests" / "toy" / "solutions"
SLOW = {"timed_out", "out_of_memory"}
SLOW_CASES = {"an_answer_without_end", "ignores_signals_and_leaves_children"}
HOSTILE = {"kills_itself", "closes_every_descriptor", "writes_garbage_to_the_wire", "scores_itself"}  # quick ones
KILLS_OF_A_ROUND = 40
OTHER_FILES = {".lock", "audit.jsonl", "grades.csv", "index.html"}
Process = tuple[int, int]  # its id, and when it started: ids are used again


@dataclass
class Report:
    """What was seen: kills by how many results the killed grader had added, runs that ended by themselves, rounds."""

    kills: int = 0
    alone: int = 0
    rounds: int = 0
    ended: int = 0
    added: Counter[int] = field(default_factory=Counter)
    temporary_files: int = 0
    half_lines: int = 0
    without_audit: int = 0
    processes: int = 0
    seconds: float = 0.0


def make_class(folder: Path, count: int) -> None:
    """A class out of tests/submissions: the quick ones over and over, one in fifty that does not end."""
    kinds = ROOT / "tests" / "submissions"
    cases = sorted(path for path in kinds.glob("*/*") if list(path.glob("*.py")))
    cases += sorted(path for path in kinds.glob("hostile/*/*") if path.name in HOSTILE)
    quick = [path for path in cases if path.parent.name not in SLOW and path.name not in SLOW_CASES]
    stuck = next(path for path in cases if path.name == "loop_at_import")
    for number in range(count):
        case = stuck if number % 50 == 25 else quick[number % len(quick)]
        copy = folder / f"s{number:03}"
        shutil.copytree(case, copy, ignore=shutil.ignore_patterns("__pycache__", "findings.txt"))
        (copy / "notes.py").write_text(f"# {number}\n")  # no two submissions are the same


def make_course(folder: Path) -> Path:
    """The toy course with time enough: a quick submission must not time out on a machine that is busy."""
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings = folder / "toy" / "_assignment.toml"
    patient = settings.read_text().replace(
        "seconds = 1.5\nsubmission_seconds = 15", "seconds = 5\nsubmission_seconds = 60"
    )
    assert patient != settings.read_text()
    settings.write_text(patient)
    return folder


def start(solutions: Path, submissions: Path, out: Path, log: Path) -> subprocess.Popen[bytes]:
    """A grader in a process group of its own. Coverage is not measured: half-written data would spoil the rest's."""
    shutil.rmtree(solutions.parent / ".cache" / "answers", ignore_errors=True)  # so that it has to ask
    command = ["grade", "toy", "--submissions", submissions, "--out", out, "--solutions", solutions, "--jobs", 2]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with log.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "autograder", *map(str, command)],
            cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip


def finish(solutions: Path, submissions: Path, out: Path, log: Path) -> None:
    """Grade to the end."""
    code = start(solutions, submissions, out, log).wait(timeout=600)
    assert code == 0, f"exit status {code}: {log.read_text()}"


def torture(
    folder: Path, kills: int, count: int, seed: int, say: Callable[[str], object] = lambda line: None
) -> Report:
    """Spend the kills; raises AssertionError where something is not as after an undisturbed run."""
    dice, report, began = random.Random(seed), Report(), time.monotonic()
    solutions, submissions, log = make_course(folder / "solutions"), folder / "submitted", folder / "log.txt"
    make_class(submissions, count)
    finish(solutions, submissions, folder / "undisturbed", log)
    graders: set[int] = set()
    while report.kills < kills:
        out = folder / f"out-{report.rounds}"
        before = report.kills
        for _ in range(min(KILLS_OF_A_ROUND, kills - before)):
            if not _one_kill(dice, report, graders, (solutions, submissions, out, log)):
                report.ended += 1
                break
        finish(solutions, submissions, out, log)
        report.rounds += 1
        compare(folder / "undisturbed", out)
        say(f"round {report.rounds}: {report.kills - before} kills, and all as if nothing had happened")
    _nothing_is_left(graders, solutions, submissions, folder, log)
    report.seconds = time.monotonic() - began
    return report


def _one_kill(dice: random.Random, report: Report, graders: set[int], where: tuple[Path, Path, Path, Path]) -> bool:
    """Start a grader and kill it at a random moment; False where it was done before."""
    out, log = where[2], where[3]
    out.mkdir(exist_ok=True)
    finished = results(out)
    grader = start(*where)
    graders.add(grader.pid)
    _wait_for_a_moment(dice, grader, out, len(finished))
    os.kill(grader.pid, signal.SIGSTOP)  # the moment is now; one who has ended and was not waited for takes no harm
    family = descendants(grader.pid)
    alone = dice.random() < 0.5
    (os.kill if alone else os.killpg)(grader.pid, signal.SIGKILL)
    if grader.wait() != -signal.SIGKILL:
        assert grader.returncode == 0, f"exit status {grader.returncode}: {log.read_text()}"
        _unchanged(finished, out)
        return False
    report.kills, report.alone = report.kills + 1, report.alone + alone
    report.processes += len(family)
    _gone(lambda: [process for process in family if alive(process)], "processes of a killed grader")
    _unchanged(finished, out)
    for text in (path.read_text() for path in out.glob("*.json")):
        json.loads(text)
    report.added[len(results(out)) - len(finished)] += 1
    report.temporary_files += len(list(out.glob(".*.tmp")))
    audit = (out / "audit.jsonl").read_bytes() if (out / "audit.jsonl").exists() else b""
    report.half_lines += bool(audit) and not audit.endswith(b"\n")
    report.without_audit += len(results(out)) > len({json.loads(line)["student"] for line in audit.splitlines(True) if line.endswith(b"\n")})  # fmt: skip
    return True


def _wait_for_a_moment(dice: random.Random, grader: subprocess.Popen[bytes], out: Path, finished: int) -> None:
    """Any moment of a run, or one shortly after a result, or one in the middle of writing a file."""
    kind, until = dice.random(), time.monotonic() + 60
    if kind < 0.3:
        until = time.monotonic() + dice.uniform(0.0, 2.5)
    elif kind < 0.6:
        wanted = finished + dice.randrange(8)
        while len(results(out)) < wanted and not _ended(grader) and time.monotonic() < until:
            time.sleep(0.001)
        until = time.monotonic() + dice.uniform(0.0, 0.03)
    else:
        _wait_for_writing(out, dice.randrange(1, 40), grader)
        return
    while time.monotonic() < until and not _ended(grader):
        time.sleep(0.001)


def _ended(grader: subprocess.Popen[bytes]) -> bool:
    """Whether it is done, while its id stays its own: it is not waited for yet."""
    return (found := stat_of(grader.pid)) is None or found[2] in "ZX"


def _wait_for_writing(out: Path, wanted: int, grader: subprocess.Popen[bytes]) -> None:
    """Wait for so many events in the folder: a file made, written to, renamed. The kernel tells at once."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
    modified, moved, created = 0x2, 0x80, 0x100
    assert libc.inotify_add_watch(watch, os.fsencode(out), modified | moved | created) >= 0
    try:
        while wanted > 0 and not _ended(grader):
            if select.select([watch], [], [], 0.1)[0]:
                data = os.read(watch, 1 << 16)
                while data:
                    data = data[16 + struct.unpack("iIII", data[:16])[3] :]
                    wanted -= 1
    finally:
        os.close(watch)


def results(out: Path) -> dict[str, int]:
    """The results in a folder, and when each was written."""
    found = {}
    for path in out.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path.stat().st_mtime_ns
    return found


def _unchanged(finished: dict[str, int], out: Path) -> None:
    now = results(out)
    repeated = [name for name, when in finished.items() if now.get(name) != when]
    assert not repeated, f"graded again or lost: {repeated}"


def compare(undisturbed: Path, out: Path) -> None:
    """The folder is what an undisturbed run leaves, apart from the seconds; its lock is free, its audit whole."""
    names = {path.name for path in undisturbed.iterdir()}
    assert {path.name for path in out.iterdir()} == names
    assert names - {name for name in names if name.endswith(".json")} == OTHER_FILES
    for name in sorted(names - OTHER_FILES):
        expected, came = (_without_seconds(folder / name) for folder in (undisturbed, out))
        assert came == expected, f"{name} differs:\n{expected}\n{came}"
    assert (out / "grades.csv").read_bytes() == (undisturbed / "grades.csv").read_bytes()
    assert (out / "index.html").read_bytes() == (undisturbed / "index.html").read_bytes()
    audit = (out / "audit.jsonl").read_text()
    assert audit.endswith("\n")
    students = [json.loads(line)["student"] for line in audit.splitlines()]
    assert set(students) == {name.removesuffix(".json") for name in names - OTHER_FILES}
    import fcntl  # as the kit does: this is Linux

    with (out / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _without_seconds(path: Path) -> str:
    return re.sub(r'"seconds": [0-9.e+-]+', '"seconds": 0', path.read_text())


def _nothing_is_left(graders: set[int], solutions: Path, submissions: Path, folder: Path, log: Path) -> None:
    """No process, and no control group once another grader has run: it clears away those of killed ones."""
    one = folder / "one"
    shutil.copytree(submissions / "s000", one / "s000")
    finish(solutions, one, folder / "out-of-one", log)
    _gone(orphans, "sandboxes without a grader")
    names = re.compile(r"dl-autograder-(\d+)-\d+")
    groups = [path for path in Path("/sys/fs/cgroup").glob("**/dl-autograder-*") if path.is_dir()]
    left = [str(path) for path in groups if (match := names.fullmatch(path.name)) and int(match[1]) in graders]
    assert not left, f"control groups of killed graders: {left}"


def _gone(look: Callable[[], Sequence[object]], what: str) -> None:
    until = time.monotonic() + 10
    while left := look():
        assert time.monotonic() < until, f"{what}: {left}"
        time.sleep(0.005)


def stat_of(pid: int) -> tuple[int, int, str] | None:
    """The parent, the time of start, and the state of a process; None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (OSError, IndexError):
        return None
    return int(fields[1]), int(fields[19]), fields[0]


def alive(process: Process) -> bool:
    """Whether this very process is there, and more than an entry that nobody has waited for."""
    found = stat_of(process[0])
    return found is not None and found[1] == process[1] and found[2] not in "ZX"


def descendants(pid: int) -> list[Process]:
    """All processes that come from this one."""
    known = {int(path.name): stat_of(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    family, found = {pid}, list[Process]()
    while more := {each for each, stat in known.items() if stat and stat[0] in family and each not in family}:
        family |= more
        found += [(each, stat[1]) for each in more if (stat := known[each])]
    return found


def orphans() -> list[int]:
    """Sandboxes whose grader is gone: from process 1 down to them there is nothing but sandbox."""
    found = []
    for path in Path("/proc").iterdir():
        pid = int(path.name) if path.name.isdigit() else 0
        if pid and _is_sandbox(pid):
            above = pid
            while above > 1 and _is_sandbox(above):
                above = stat[0] if (stat := stat_of(above)) else -1
            if above in (0, 1):
                found.append(pid)
    return found


def _is_sandbox(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"autograder.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def main() -> None:
    """Run with the numbers on the command line, and say what was seen."""
    kills, count, seed = (list(map(int, sys.argv[1:])) + [200, 100, 1][len(sys.argv) - 1 :])[:3]
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        report = torture(Path(folder), kills, count, seed, lambda line: print(line, flush=True))
    print(
        f"{report.kills} kills ({report.alone} of the grader alone, {report.kills - report.alone} with its group) in "
        f"{report.rounds} rounds of {count} submissions, {report.seconds:.0f} s; seed {seed}.\n"
        f"Results that a killed grader had added: {dict(sorted(report.added.items()))}; done before its kill: "
        f"{report.ended}.\nLeft by kills and cleared away: {report.temporary_files} temporary files, "
        f"{report.half_lines} half lines of audit, {report.without_audit} results without their line, "
        f"{report.processes} processes."
    )


if __name__ == "__main__":
    main()
