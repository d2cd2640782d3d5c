"""What goes wrong around grading: disks that are full, graders that are killed, submissions that are no files.

These are the quick ones. `make torture` kills the grader 200 times, `make fuzz` looks for minutes; both are in
tests/faults. What tests/test_grading.py and tests/parts/test_intake.py have is not repeated here.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import intake, wire
from autograder.course import Course
from autograder.errors import IntakeError
from autograder.grading import Grader
from autograder.intake import Entry
from autograder.sandbox import Sandbox
from autograder.session import Workers

from .conftest import ROOT, run
from .faults import fuzz_intake, fuzz_wire, fuzzing, kills

SUBMISSIONS = Path(__file__).parent / "submissions"
RIGHT = SUBMISSIONS / "passed" / "another_formulation"
SLOW = "import time\n\n\ndef row_means(x):\n    time.sleep(0.8)\n    return x.mean(axis=1)\n"
AGAIN = "What was finished is kept; put it right and start again."
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount or make devices")


@pytest.fixture(scope="module")
def graded(toy_course: Course, toy_grader: Grader) -> Course:
    """The toy course with its key recorded, so that no grader below spends its time on that."""
    return toy_course


def make_class(folder: Path, **sources: str | None) -> Path:
    """A class of one for each source; None is a right one."""
    for student, source in sources.items():
        shutil.copytree(RIGHT, folder / student)
        if source is not None:
            (folder / student / "toy.py").write_text(source)
    return folder


def arguments(course: Course, submissions: Path, out: Path, *options: object) -> list[str]:
    return list(map(str, [
        "grade", "toy", "--submissions", submissions, "--out", out, "--solutions", course.solutions, "--jobs", 1, *options,
    ]))  # fmt: skip


def grade(course: Course, submissions: Path, out: Path, *options: object) -> subprocess.CompletedProcess[str]:
    return run(*arguments(course, submissions, out, *options))


@contextlib.contextmanager
def grading(course: Course, submissions: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A grader at work, which is gone at the end of the block whatever happens in it. It has to ask everything."""
    shutil.rmtree(course.solutions.parent / ".cache" / "answers", ignore_errors=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", *arguments(course, submissions, out)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    while not happened():
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)


def scores(out: Path) -> dict[str, float]:
    return {path.stem: json.loads(path.read_text())["score"] for path in out.glob("*.json")}


def lines(out: Path) -> list[dict[str, Any]]:
    audit = (out / "audit.jsonl").read_text()
    assert audit.endswith("\n")
    return [json.loads(line) for line in audit.splitlines()]


def temporary(out: Path) -> list[Path]:
    return list(out.glob(".*.tmp"))


# Graders that are killed, or meet ---------------------------------------------------------------------------------


def test_graders_killed_at_five_random_moments_leave_what_an_undisturbed_one_leaves(tmp_path: Path) -> None:
    report = kills.torture(tmp_path, kills=5, count=12, seed=2)
    assert report.kills == 5
    assert report.processes > 0


def test_a_second_grader_in_the_same_folder_refuses_and_the_first_one_finishes(graded: Course, tmp_path: Path) -> None:
    submissions, out = make_class(tmp_path / "in", ada=None, bob=None), tmp_path / "out"
    with grading(graded, submissions, out) as first:
        until(lambda: (out / ".lock").exists() and (out / ".lock").read_text(), first)
        first.send_signal(signal.SIGSTOP)  # while its sandbox starts, which has a minute's time
        second = grade(graded, submissions, out)
        first.send_signal(signal.SIGCONT)
        assert second.returncode == 2
        assert second.stderr == (
            f"Another grader (process {first.pid}) writes to {out}. "
            "Wait until it is done and start again, or give --out another folder.\n"
        )
        assert not second.stdout
        _, said = first.communicate(timeout=60)
        assert first.returncode == 0, said
    assert scores(out) == {"ada": 11.0, "bob": 11.0}
    assert [line["student"] for line in lines(out)] == ["ada", "bob"]


def sandboxed(grader: int) -> dict[str, list[int]]:
    """The processes of a grader's sandbox, eldest first: bubblewrap's, and the interpreters in it."""
    found: dict[str, list[int]] = {"bwrap": [], "python3": []}
    for pid, _ in sorted(kills.descendants(grader), key=lambda process: (process[1], process[0])):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]
            if command != sys.executable:  # the process that judges
                found.setdefault(Path(command).name, []).append(pid)
    return found


@pytest.mark.parametrize("who", ["the sandbox", "its warm process"])
def test_a_sandbox_that_is_killed_from_outside_costs_no_other_submission(
    graded: Course, tmp_path: Path, who: str
) -> None:
    submissions, out = make_class(tmp_path / "in", ada=None, bob=SLOW, cleo=None), tmp_path / "out"
    with grading(graded, submissions, out) as grader:
        until((out / "ada.json").exists, grader)
        until(lambda: len(sandboxed(grader.pid)["python3"]) >= 4, grader)  # warm process, keeper, process 1, worker
        time.sleep(0.3)  # bob's first check sleeps for longer
        os.kill(sandboxed(grader.pid)["bwrap" if who == "the sandbox" else "python3"][0], signal.SIGKILL)
        said = grader.communicate(timeout=60)
        assert grader.returncode == 0, said
    found = scores(out)
    assert set(found) == {"ada", "bob", "cleo"}
    assert found["ada"] == found["cleo"] == 11.0
    bob = json.loads((out / "bob.json").read_text())["exercises"][0]
    assert bob["verdict"] == "passed"  # nobody is to blame for what was done to the grader; the check was asked again
    assert not temporary(out)


def test_a_sandbox_that_dies_while_a_right_submission_is_imported_is_not_blamed_on_it(
    toy_grader: Grader, tmp_path: Path
) -> None:
    folder = make_class(tmp_path, ada=f"import time\ntime.sleep(0.6)\n{(RIGHT / 'toy.py').read_text()}") / "ada"
    with toy_grader.workers(number=7) as workers:
        assert isinstance(workers, Sandbox)
        assert workers._process is not None
        killing = threading.Timer(0.3, workers._process.kill)
        killing.start()
        result = toy_grader.grade(Entry("ada", folder), workers)
        killing.join()
    assert result.failed_kit or result.score == 11.0


# Disks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk in memory with these options, or changes them."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> Path:
        again = "remount," if folder.is_mount() else ""
        subprocess.run(["mount", "-t", "tmpfs", "-o", again + options, "tmpfs", str(folder)], check=True)
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@as_root
def test_a_disk_that_fills_up_leaves_whole_results_and_one_sentence_and_the_next_run_completes(
    graded: Course, tmp_path: Path, disk: Callable[[str], Path]
) -> None:
    submissions = make_class(tmp_path / "in", **{f"s{number:02}": None for number in range(10)})
    out = disk("size=48k") / "out"
    full = grade(graded, submissions, out)
    assert full.returncode == 2
    assert full.stderr.startswith(f"{out}/")
    assert full.stderr.endswith(f" cannot be written: No space left on device. {AGAIN}\n")
    assert len(full.stderr.splitlines()) == 1
    finished = {path: path.stat().st_mtime_ns for path in out.glob("*.json")}
    assert 1 <= len(finished) < 10
    assert set(scores(out).values()) == {11.0}
    assert not temporary(out)
    disk("size=8m")
    assert grade(graded, submissions, out).returncode == 0
    assert len(scores(out)) == 10
    assert all(path.stat().st_mtime_ns == when for path, when in finished.items())
    assert {line["student"] for line in lines(out)} == set(scores(out))


def test_an_audit_file_that_can_not_grow_is_one_sentence_and_its_half_line_is_written_again(
    graded: Course, tmp_path: Path
) -> None:
    submissions = make_class(tmp_path / "in", **{f"s{number:02}": None for number in range(20)})
    out = tmp_path / "out"
    done = subprocess.run(
        ["sh", "-c", 'ulimit -S -f "$1"; shift; exec "$@"', "sh", "14",  # 14 blocks of 512 bytes
         sys.executable, "-m", "autograder", *arguments(graded, submissions, out)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f"{out}/audit.jsonl cannot be written: File too large. {AGAIN}\n"
    assert not (out / "audit.jsonl").read_bytes().endswith(b"\n")
    assert 2 <= len(scores(out)) < 20
    assert grade(graded, submissions, out).returncode == 0
    assert sorted(line["student"] for line in lines(out)) == sorted(scores(out))
    assert len(scores(out)) == 20


def test_a_gradebook_that_cannot_be_replaced_is_one_sentence_after_all_results_are_there(
    graded: Course, tmp_path: Path
) -> None:
    submissions, out = make_class(tmp_path / "in", ada=None), tmp_path / "out"
    (out / "grades.csv").mkdir(parents=True)
    done = grade(graded, submissions, out)
    assert done.returncode == 2
    assert done.stderr == f"{out}/grades.csv cannot be written: Is a directory. {AGAIN}\n"
    assert scores(out) == {"ada": 11.0}
    assert not temporary(out)
    (out / "grades.csv").rmdir()
    assert grade(graded, submissions, out).returncode == 0
    assert "ada,toy,11,15" in (out / "grades.csv").read_text()
    assert len(lines(out)) == 1


@as_root
def test_an_out_folder_on_a_disk_that_may_only_be_read_is_one_sentence(
    graded: Course, tmp_path: Path, disk: Callable[[str], Path]
) -> None:
    submissions = make_class(tmp_path / "in", ada=None)
    (disk("size=1m") / "there").mkdir()
    for name in ("new", "there"):
        out = disk("ro") / name
        done = grade(graded, submissions, out)
        assert done.returncode == 2
        assert done.stderr == f"{out} cannot be made a folder for results: Read-only file system.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_out_folder_of_somebody_else_is_one_sentence(graded: Course, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    done = grade(graded, make_class(tmp_path / "in", ada=None), out)
    assert done.returncode == 2
    assert done.stderr == f"{out} cannot be made a folder for results: Permission denied.\n"


# Clocks -----------------------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_moves_no_deadline(
    toy_grader: Grader, toy_workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, right = random.Random(1), time.time
    monkeypatch.setattr(time, "time", lambda: right() + dice.choice([-1e7, 1e7]))
    stuck = make_class(tmp_path, ada="def row_means(x):\n    while x is not None:\n        pass\n") / "ada"
    assert toy_grader.grade(Entry("bob", RIGHT), toy_workers).score == 11.0
    started = time.monotonic()
    first = toy_grader.grade(Entry("ada", stuck), toy_workers).exercises[0].checks[0]
    assert first.verdict == "timed_out"
    assert 1.4 < first.seconds < 5
    assert time.monotonic() - started < 20


# Submissions that change while they are graded --------------------------------------------------------------------


def test_submissions_that_change_or_vanish_in_the_middle_of_a_run_cost_nobody_else(
    graded: Course, tmp_path: Path
) -> None:
    submissions = make_class(tmp_path / "in", ada=None, bob=SLOW.replace("0.8", "0.4"), cleo=None, dan=None, eve=None)
    out = tmp_path / "out"
    with grading(graded, submissions, out) as grader:
        until((out / "ada.json").exists, grader)
        time.sleep(0.2)
        shutil.rmtree(submissions / "bob")  # being graded: its files are in memory
        shutil.rmtree(submissions / "cleo")
        (submissions / "dan" / "toy.py").write_text("def row_means(x):\n    return x.sum(axis=1)\n")
        said = grader.communicate(timeout=60)
        assert grader.returncode == 0, said
    found = {name: json.loads((out / f"{name}.json").read_text()) for name in scores(out)}
    assert set(found) == {"ada", "bob", "cleo", "dan", "eve"}
    assert found["bob"]["exercises"][0]["verdict"] == "passed"
    assert found["cleo"]["submission_digest"] == ""
    assert {exercise["verdict"] for exercise in found["cleo"]["exercises"]} == {"not_attempted"}
    assert found["dan"]["exercises"][0]["checks"][0]["mistake"] == "sums_only"
    assert found["ada"]["score"] == found["eve"]["score"] == 11.0
    assert grade(graded, make_class(tmp_path / "in", cleo=None), out, "--student", "cleo").returncode == 0
    assert scores(out)["cleo"] == 11.0


def test_a_folder_that_has_vanished_is_told_as_such(tmp_path: Path) -> None:
    assert refused(tmp_path / "ada") == "ada cannot be read: No such file or directory."


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (13, "Permission denied"),
        (5, "Input/output error"),
        (2, "No such file or directory"),
        (116, "Stale file handle"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence_for_its_student(
    toy_grader: Grader, toy_workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    """A file of somebody else, a bad block, a file that vanishes between listing and reading, a share that is gone."""
    folder, opened = make_class(tmp_path, ada=None) / "ada", os.open

    def refuse(path: Any, *rest: Any, **options: Any) -> int:
        if Path(path).name == "toy.py":
            raise OSError(number, reason)
        return opened(path, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    result = toy_grader.grade(Entry("ada", folder), toy_workers)
    assert result.notices == (f"ada cannot be read: {reason}.",)
    assert {exercise.verdict for exercise in result.exercises} == {"not_attempted"}
    assert not result.failed_kit


# Files that nobody honest hands in --------------------------------------------------------------------------------


def files(path: Path) -> intake.Files:
    return intake.read(Entry("ada", path), fuzz_intake.ASSIGNMENT)


def refused(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        files(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ["layers.py", "helpers.py", "hw/deep/layers.py"])
def test_a_source_file_of_a_gigabyte_is_refused_without_being_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, 2**30)
    started = time.monotonic()
    tracemalloc.start()
    try:
        assert refused(tmp_path) == f"{name} is larger than 2 MB, which no assignment needs."
        assert tracemalloc.get_traced_memory()[1] < 4 * intake.MAX_FILE
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 2


def test_a_data_file_of_a_gigabyte_beside_the_modules_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_bytes(b"x = 1\n")
    (tmp_path / "cifar10.bin").touch()
    os.truncate(tmp_path / "cifar10.bin", 2**30)
    assert set(files(tmp_path).contents) == {"layers.py"}


@as_root
@pytest.mark.parametrize("kind", [0o020000, 0o060000], ids=["character", "block"])
def test_a_device_in_the_place_of_a_module_is_refused_without_being_opened(tmp_path: Path, kind: int) -> None:
    os.mknod(tmp_path / "layers.py", kind | 0o666, os.makedev(1, 5))
    assert refused(tmp_path) == "layers.py is a device, pipe or socket, where a file is expected."


def test_pipes_that_are_named_like_archives_or_data_block_nobody(tmp_path: Path) -> None:
    for name in ("hw.zip", "hw.tar.gz", "data.bin"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "notes.txt").touch()
    assert files(tmp_path).contents == {}


READ = """
import sys
from pathlib import Path
from autograder import intake
from autograder.errors import IntakeError
from tests.faults.fuzz_intake import ASSIGNMENT
try:
    intake.read(intake.Entry("ada", Path(sys.argv[1])), ASSIGNMENT)
except IntakeError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["ada.zip", "ada.tar"])
def test_a_pipe_in_the_place_of_a_submission_is_refused_without_being_opened(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / name], cwd=ROOT, capture_output=True, text=True, timeout=4, check=True
    )
    assert done.stdout == f"{name} is a device, pipe or socket, where an archive is expected.\n"


def nest(folder: Path, depth: int) -> None:
    """Folders in folders, deeper than any path can say."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("a", dir_fd=here)
        inner = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder that pytest itself could not remove."""
    folder = tmp_path / "deep"
    folder.mkdir()
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.parametrize("depth", [100, 900])
def test_a_module_above_many_nested_folders_is_found(deep: Path, depth: int) -> None:
    nest(deep, depth)
    (deep / "layers.py").write_bytes(b"x = 1\n")
    assert set(files(deep).contents) == {"layers.py"}


@pytest.mark.parametrize("depth", [1100, 2500])
def test_folders_nested_a_thousand_deep_are_read_or_refused(deep: Path, depth: int) -> None:
    nest(deep, depth)
    with contextlib.suppress(IntakeError):
        assert files(deep).contents == {}


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    """A zip of exactly these names; the constructor of ZipInfo would tidy them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            target.writestr(info, content, compresslevel=1)
    return path


@pytest.mark.parametrize(
    "name",
    ["d/" * 2000 + "helper.py", "x" * 4000 + ".py", "d/" * 30_000 + "helper.py"],
    ids=["deep", "long", "longest"],
)
def test_a_path_of_thousands_of_characters_in_an_archive_is_a_verdict(
    toy_grader: Grader, toy_workers: Workers, tmp_path: Path, name: str
) -> None:
    """Read or refused; no worker could write it down, which is told rather than a fault of ours."""
    right = ("toy.py", (RIGHT / "toy.py").read_bytes())
    result = toy_grader.grade(Entry("ada", archive(tmp_path / "ada.zip", right, (name, b"x = 1\n"))), toy_workers)
    assert not result.failed_kit
    assert result.exercises[0].verdict in ("passed", "crashed", "forbidden", "not_attempted")
    assert all(len(notice) < 400 for notice in result.notices)


def test_a_file_that_is_also_a_folder_is_a_verdict(toy_grader: Grader, toy_workers: Workers, tmp_path: Path) -> None:
    both = archive(tmp_path / "ada.zip", ("toy.py", b"x = 1\n"), ("toy.py/toy.py", b"x = 1\n"))
    result = toy_grader.grade(Entry("ada", both), toy_workers)
    assert not result.failed_kit
    assert result.score == 0.0


def test_a_bomb_of_many_full_size_modules_is_refused_in_seconds(tmp_path: Path) -> None:
    """A megabyte that unpacks to 280: nothing beyond the limit is unpacked, and nothing reaches the disk."""
    full = bytes(intake.MAX_FILE)
    bomb = archive(tmp_path / "ada.zip", *((f"m{number}.py", full) for number in range(140)))
    assert bomb.stat().st_size < 2**21
    started = time.monotonic()
    assert refused(bomb) == (
        "It has more than 2000 Python files or 256 MB of them; hand in the assignment's folder only."
    )
    assert time.monotonic() - started < 10


def test_names_that_differ_in_case_only_are_told_apart(tmp_path: Path) -> None:
    code, other = b"x = 1\n", b"x = 2\n"
    both = archive(tmp_path / "both.zip", ("LAYERS.py", other), ("layers.py", code), ("Layers.PY", other))
    assert files(both).contents["layers.py"] == code
    assert not any("layers.py" in notice for notice in files(both).notices)
    neither = archive(tmp_path / "neither.zip", ("LAYERS.py", code), ("Layers.py", other))
    assert "layers.py" not in files(neither).contents
    assert "layers.py is there 2 times, and none is where it belongs; none was taken" in files(neither).notices


def test_a_null_byte_in_a_name_ends_it_or_is_refused(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "ada.zip", ("layers.pyX../../x.py", b"x = 1\n"))
    zipped.write_bytes(zipped.read_bytes().replace(b"layers.pyX", b"layers.py\0"))
    assert set(files(zipped).contents) == {"layers.py"}
    with tarfile.open(tmp_path / "ada.tar", "w", format=tarfile.PAX_FORMAT) as target:
        info = tarfile.TarInfo("layers.py")
        info.pax_headers = {"path": "layers.py\0.py"}
        target.addfile(info, io.BytesIO())
    sentence = refused(tmp_path / "ada.tar")
    assert sentence == r"The archive has the path layers.py\x00.py, which leads out of its folder."


def test_a_name_on_disk_that_is_not_utf8_is_graded_with_its_neighbours(
    toy_grader: Grader, toy_workers: Workers, tmp_path: Path
) -> None:
    folder = make_class(tmp_path, ada=None) / "ada"
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.py")).write_text("x = 1\n")
    assert toy_grader.grade(Entry("ada", folder), toy_workers).score == 11.0


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfx = 1\r\n", b"x = 1\0\n", b"\xff\xfex\0", b"\r\r\r", b""])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_source_comes_in_byte_for_byte_whatever_is_in_it(tmp_path: Path, content: bytes, form: str) -> None:
    if form == "folder":
        (tmp_path / "layers.py").write_bytes(content)
        found = files(tmp_path)
    else:
        found = files(archive(tmp_path / "ada.zip", ("layers.py", content)))
    assert found.contents["layers.py"] == content


# Decoders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(fuzz_wire.CORPUS.iterdir()), ids=lambda path: path.name)
def test_each_frame_of_the_corpus_has_the_outcome_that_its_name_says(path: Path) -> None:
    assert fuzz_wire.outcome(path.read_bytes()) == path.name.split("-")[0]


@pytest.mark.parametrize("path", sorted(fuzz_intake.CORPUS.iterdir()), ids=lambda path: path.name)
def test_each_archive_of_the_corpus_has_the_outcome_that_its_name_says(path: Path) -> None:
    assert fuzz_intake.read(path) == path.name.split("-")[0]


def test_two_seconds_of_made_up_frames_are_frames_or_refused() -> None:
    seen = fuzzing.with_hypothesis(fuzz_wire.outcome, fuzz_wire.INPUTS, seconds=2)
    assert seen["frame"]
    assert seen["refused"]


def test_two_seconds_of_damaged_archives_are_files_or_refused() -> None:
    seen = fuzzing.with_hypothesis(fuzz_intake.outcome, fuzz_intake.INPUTS, seconds=2)
    assert seen["files"]
    assert seen["refused"]


@pytest.mark.parametrize("shape", [[0, 2**31, 2**31], [0, 2**31, 2**30], [2**20, 2**20, 2**20, 0]])
def test_whatever_array_comes_in_can_be_copied_as_float64(shape: list[int]) -> None:
    entry = {"a": {"dtype": "I8", "shape": shape, "data_offsets": [0, 0]}}
    head = json.dumps(entry).encode()
    try:
        array = wire.decode_arrays(struct.pack("<Q", len(head)) + head)["a"]
    except wire.WireError:
        return  # what it should be
    array.astype(np.float64)
