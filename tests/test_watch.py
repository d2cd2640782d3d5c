"""`autograder watch` as it runs through a term: versions that arrive, uploads under way, tries, signals, restarts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from autograder import arrivals, tries
from autograder.course import Course

from .conftest import ROOT, TOY, run

RIGHT = {name: (TOY / "toy" / name).read_text() for name in ("toy.py", "model.py")}
SUMS_ONLY = RIGHT | {"toy.py": RIGHT["toy.py"].replace(" / count", "")}


@dataclass
class Watch:
    """A watch as a process of its own, and the folders that it works between."""

    course: Course
    submissions: Path
    out: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *options: object) -> subprocess.Popen[bytes]:
        before = self.said().count("Watching")
        with (self.out.parent / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    sys.executable, "-m", "autograder", "watch", "toy", "--submissions", str(self.submissions),
                    "--out", str(self.out), "--solutions", str(self.course.solutions), "--jobs", "1", "--poll", "0.1",
                    *map(str, options),
                ],
                cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                env=os.environ | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        self.processes.append(process)
        self.until(lambda: self.said().count("Watching") > before)
        return process

    def said(self) -> str:
        log = self.out.parent / "log"
        return log.read_text() if log.exists() else ""

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for what is sure to come; a watch that ended or takes forever fails with what it said."""
        give_up = time.monotonic() + 90
        while not condition():
            assert self.processes[-1].poll() is None, self.said()
            assert time.monotonic() < give_up, self.said()
            time.sleep(0.05)

    def result(self, student: str) -> dict[str, Any]:
        return json.loads((self.out / f"{student}.json").read_text())

    def feedback(self, student: str) -> str:
        path = self.out / "feedback" / f"{student}.txt"
        return path.read_text() if path.exists() else ""

    def tries(self, student: str) -> int:
        lines = map(json.loads, (self.out / "tries.jsonl").read_text().splitlines())
        return sum(each["student"] == student for each in lines)

    def graded(self, student: str) -> int:
        return self.said().count(f" {student}: public checks")


@pytest.fixture
def watch(toy_course: Course, tmp_path: Path) -> Iterator[Watch]:
    """A folder for submissions and one for results; what was started is ended."""
    (tmp_path / "submitted").mkdir()
    watch = Watch(toy_course, tmp_path / "submitted", tmp_path / "out")
    yield watch
    for process in watch.processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def hand_in(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content)


def zipped(path: Path, files: dict[str, str]) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path.read_bytes()


def test_what_is_dropped_is_graded_and_a_second_version_too(watch: Watch) -> None:
    watch.start()
    hand_in(watch.submissions / "ada" / "toy", SUMS_ONLY)
    hand_in(watch.submissions / "bob", RIGHT)
    watch.until(lambda: watch.graded("ada") and watch.graded("bob"))
    assert "public checks: 5 of 5 pass; try 1 of 6" in watch.feedback("bob")
    feedback = watch.feedback("ada")
    assert feedback.startswith("toy · ada\npublic checks: ")
    assert "A sum grows with the number of entries. What turns it into a mean?" in feedback
    page = (watch.out / "feedback" / "ada.html").read_text()
    assert "What turns it into a mean?" in page
    assert watch.result("ada")["exercises"][0]["checks"][0]["mistake"] == "sums_only"
    hand_in(watch.submissions / "ada" / "toy", RIGHT)
    watch.until(lambda: watch.graded("ada") == 2)
    assert "public checks: 5 of 5 pass; try 2 of 6" in watch.feedback("ada")
    assert watch.tries("ada") == 2
    assert watch.graded("bob") == 1


def test_nothing_hidden_can_be_seen_or_asked_for(watch: Watch) -> None:
    """A submission that searches its process for the hidden experiment, and says what it finds in an error of its own."""
    spy = (
        "import gc\n\ngc.unfreeze()  # what the warm process has, too\n"
        "found = sorted({name for each in gc.get_objects() if isinstance(each, dict) for name in list(each)\n"
        "                if isinstance(name, str) and '__EXPERIMENT__' in name})\n"
        "text = ' '.join(found).replace('__EXPERIMENT__', '.')\n\n\n"
        "def row_means(x):\n    raise ValueError(text)\n"
    )
    watch.start()
    hand_in(watch.submissions / "eve", RIGHT | {"toy.py": spy})
    watch.until(lambda: watch.graded("eve"))
    feedback = watch.feedback("eve")
    assert "row_means.means_of_a_wide" in feedback
    result = (watch.out / "eve.json").read_text()
    for text in (feedback, result, (watch.out / "feedback" / "eve.html").read_text()):
        assert "far_from_zero" not in text
    assert not any(check["hidden"] for exercise in watch.result("eve")["exercises"] for check in exercise["checks"])


def test_text_of_a_submissions_is_text_on_the_page(watch: Watch) -> None:
    watch.start()
    hand_in(watch.submissions / "eve", RIGHT | {"toy.py": "raise ValueError('<script>alert(1)</script>')\n"})
    watch.until(lambda: watch.graded("eve"))
    assert "<script>alert(1)</script>" in watch.feedback("eve")
    page = (watch.out / "feedback" / "eve.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_upload_under_way_is_not_graded_half(watch: Watch, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", RIGHT | {"notes.txt": "x" * 200_000})
    watch.start()
    with (watch.submissions / "ada.zip").open("wb", buffering=0) as upload:
        for start in range(0, len(whole), 20_000):
            upload.write(whole[start : start + 20_000])
            time.sleep(0.15)
    watch.until(lambda: watch.graded("ada"))
    assert watch.graded("ada") == 1
    assert watch.result("ada")["notices"] == []
    assert "5 of 5 pass" in watch.feedback("ada")


def test_an_upload_that_stopped_is_told_and_costs_no_try(watch: Watch, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", RIGHT)
    watch.start()
    (watch.submissions / "ada.zip").write_bytes(whole[:-30])
    watch.until(lambda: watch.graded("ada"))
    assert "ada.zip is not a zip archive that can be read" in watch.feedback("ada")
    (watch.submissions / "ada.zip").write_bytes(whole)
    watch.until(lambda: watch.graded("ada") == 2)
    assert "5 of 5 pass; try 1 of 6" in watch.feedback("ada")


def test_a_folder_that_is_copied_file_by_file_is_waited_for(watch: Watch) -> None:
    watch.start()
    hand_in(watch.submissions / "ada", {"toy.py": RIGHT["toy.py"], "model.py": ""})
    time.sleep(1)  # longer than a version has to be quiet
    hand_in(watch.submissions / "ada", RIGHT)
    watch.until(lambda: watch.graded("ada"))
    assert watch.graded("ada") == 1
    assert "5 of 5 pass" in watch.feedback("ada")


@pytest.mark.slow
def test_over_the_limit_a_version_waits_and_the_newest_is_graded_when_the_hour_is_over(watch: Watch) -> None:
    process = watch.start("--tries", 2)
    for count, files in enumerate([RIGHT | {"model.py": "# nothing here\n"}, SUMS_ONLY], start=1):
        hand_in(watch.submissions / "ada", files)
        watch.until(lambda: watch.graded("ada") == count)  # noqa: B023 - waited for in this very round
        assert f"try {count} of 2" in watch.feedback("ada")
    hand_in(watch.submissions / "ada", SUMS_ONLY | {"model.py": "# nothing here\n"})
    watch.until(lambda: "ada: waits for its next try" in watch.said())
    feedback = watch.feedback("ada")
    assert "Your newest version waits: 2 versions were graded within an hour" in feedback
    assert "What turns it into a mean?" in feedback  # what was said of the version before stays there
    process.kill()
    process.wait()
    lines = [json.loads(line) for line in (watch.out / "tries.jsonl").read_text().splitlines()]
    nearly = (datetime.now(UTC) - timedelta(minutes=59, seconds=50)).isoformat()
    (watch.out / "tries.jsonl").write_text("".join(json.dumps(each | {"time": nearly}) + "\n" for each in lines))
    hand_in(watch.submissions / "ada", RIGHT)
    watch.start("--tries", 2)  # the hour is over some seconds after this
    watch.until(lambda: watch.graded("ada") == 3)
    assert "5 of 5 pass; try 1 of 2" in watch.feedback("ada")


def test_a_version_that_is_no_other_is_no_try(watch: Watch) -> None:
    watch.start()
    hand_in(watch.submissions / "ada", RIGHT)
    watch.until(lambda: watch.graded("ada"))
    hand_in(watch.submissions / "ada", RIGHT | {"notes.txt": "not read"})
    hand_in(watch.submissions / "bob", RIGHT)
    watch.until(lambda: watch.graded("bob"))
    hand_in(watch.submissions / "bob", SUMS_ONLY)
    watch.until(lambda: watch.graded("bob") == 2)
    assert (watch.graded("ada"), watch.tries("ada")) == (1, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_ends_it_after_the_submission_in_work(watch: Watch, number: signal.Signals) -> None:
    slow = RIGHT["toy.py"].replace(
        "    count = x.shape[1]\n", "    __import__('time').sleep(0.2)\n    count = x.shape[1]\n"
    )
    everyone = ["ada", "bob", "cem", "dan", "eli"]
    for student in everyone:
        hand_in(watch.submissions / student, RIGHT | {"toy.py": slow})
    process = watch.start()
    watch.until(lambda: any(map(watch.graded, everyone)))  # the next one is in work now
    # a terminal sends Ctrl-C to all of its processes, the sandbox too; a service manager sends SIGTERM to one
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    assert process.wait(timeout=90) == 0, watch.said()
    assert watch.said().endswith("Stopped; the same command goes on from there.\n")
    assert "Traceback" not in watch.said()
    done = [student for student in everyone if watch.graded(student)]
    assert 2 <= len(done) < len(everyone)
    watch.start()
    watch.until(lambda: all(map(watch.graded, everyone)))
    for student in everyone:
        assert "5 of 5 pass; try 1 of 6" in watch.feedback(student)
        assert (watch.graded(student), watch.tries(student)) == (1, 1)


def test_a_restart_repeats_nothing_and_forgets_no_try(watch: Watch) -> None:
    hand_in(watch.submissions / "ada", RIGHT)
    first = watch.start("--tries", 1)
    watch.until(lambda: watch.graded("ada"))
    first.kill()
    first.wait()
    (watch.out / "feedback" / "ada.txt").unlink()
    hand_in(watch.submissions / "bob", RIGHT)
    watch.start("--tries", 1)
    watch.until(lambda: watch.graded("bob") and watch.feedback("ada"))
    assert watch.graded("ada") == 1
    assert "5 of 5 pass" in watch.feedback("ada")
    hand_in(watch.submissions / "ada", SUMS_ONLY)
    watch.until(lambda: "Your newest version waits" in watch.feedback("ada"))


def test_an_exchange_s_inbound_folder_gives_each_students_newest(watch: Watch) -> None:
    def submit(name: str, files: dict[str, str]) -> None:
        hand_in(watch.submissions / name, files)
        (watch.submissions / name / "timestamp.txt").write_text(name.split("+")[-2])

    submit("ada+toy+2026-03-01 10:00:00.000001 UTC+aaaaaaaaaaaa", SUMS_ONLY)
    submit("ada+toy+2026-03-01 09:00:00.000001 UTC+zzzzzzzzzzzz", {"toy.py": "", "model.py": ""})
    submit("a+b+toy+2026-03-01 10:00:00.000001 UTC+aaaaaaaaaaaa", RIGHT)
    submit("bob+other+2026-03-01 10:00:00.000001 UTC+aaaaaaaaaaaa", RIGHT)
    watch.start()
    watch.until(lambda: watch.graded("ada") and watch.graded("a+b"))
    assert "What turns it into a mean?" in watch.feedback("ada")
    submit("ada+toy+2026-03-02 10:00:00.000001 UTC+aaaaaaaaaaaa", RIGHT)
    watch.until(lambda: watch.graded("ada") == 2)
    assert "5 of 5 pass; try 2 of 6" in watch.feedback("ada")
    assert {path.stem for path in watch.out.glob("*.json")} == {"ada", "a+b"}


def test_in_an_exchange_nobody_hands_in_for_another(tmp_path: Path) -> None:
    """An account of this machine's, and a folder that belongs to a third one."""
    if os.geteuid():
        pytest.skip("takes root to give a folder away")
    mine = tmp_path / "daemon+toy+2026-03-01 10:00:00 UTC+aaaaaaaaaaaa"
    forged = tmp_path / "daemon+toy+2026-03-02 10:00:00 UTC+aaaaaaaaaaaa"
    mine.mkdir()
    forged.mkdir()
    os.chown(forged, 54321, 54321)
    found = arrivals.entries_in(tmp_path, "toy", (), arrivals.is_theirs)
    assert [(entry.student, entry.path) for entry in found] == [("daemon", mine)]


def test_broken_entries_stop_nothing(watch: Watch) -> None:
    (watch.submissions / "eve").symlink_to("/etc")
    os.mkfifo(watch.submissions / "fay.zip")
    hand_in(watch.submissions / "gil", RIGHT)
    zipped(watch.submissions / "gil.zip", RIGHT)
    (watch.submissions / "hal" / "toy.py").mkdir(parents=True)
    (watch.submissions / "ida").mkdir()
    (watch.submissions / "ida" / "toy.py").symlink_to("/etc/passwd")
    watch.start()
    watch.until(lambda: all(watch.graded(name) for name in ("eve", "fay", "gil", "hal", "ida")))
    assert "links are not followed" in watch.feedback("eve")
    assert "There are two submissions" in watch.feedback("gil")
    assert watch.tries("eve") == 0
    hand_in(watch.submissions / "ada", RIGHT)
    watch.until(lambda: watch.graded("ada"))
    shutil.rmtree(watch.submissions)
    watch.until(lambda: "cannot look" in watch.said())
    hand_in(watch.submissions / "bob", RIGHT)
    watch.until(lambda: watch.graded("bob"))


def test_a_sandbox_that_died_is_replaced(watch: Watch) -> None:
    process = watch.start()
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process.pid:
            os.kill(int(each.name), signal.SIGKILL)
    hand_in(watch.submissions / "ada", RIGHT)
    watch.until(lambda: watch.graded("ada"))
    assert "5 of 5 pass; try 1 of 6" in watch.feedback("ada")


def test_folders_that_would_not_do_are_one_sentence(watch: Watch, toy_course: Course) -> None:
    def sentence(submissions: Path, out: Path) -> str:
        options = ("--submissions", submissions, "--out", out, "--solutions", toy_course.solutions)
        done = run("watch", "toy", *options)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        return " ".join(done.stderr.split())

    assert "There is no folder" in sentence(watch.submissions / "nowhere", watch.out)
    assert "lies in the folder that is watched" in sentence(watch.submissions, watch.submissions / "out")
    hand_in(watch.submissions / "ada", RIGHT)
    watch.start()
    watch.until(lambda: watch.graded("ada"))
    assert "Another grader" in sentence(watch.submissions, watch.out)
    graded = watch.out.parent / "graded"  # a folder with results, and no count of tries beside them
    graded.mkdir()
    shutil.copy(watch.out / "ada.json", graded)
    assert "has the results of `autograder grade`" in sentence(watch.submissions, graded)


def test_the_window_of_tries_slides(tmp_path: Path) -> None:
    count = tries.Tries(tmp_path, 2)
    now = 1_800_000_000.0
    assert count.add("ada", "a", now)
    assert not count.add("ada", "a", now + 1)
    assert count.add("ada", "b", now + 600)
    assert count.opens("ada", "b", now + 700) == now + 700  # the one that was tried last is not another try
    assert count.opens("ada", "c", now + 700) == now + 3600
    assert count.opens("bob", "c", now + 700) == now + 700
    again = tries.Tries(tmp_path, 2)
    assert again.opens("ada", "c", now + 700) == now + 3600
    assert again.opens("ada", "c", now + 3600) == now + 3600
    assert again.add("ada", "c", now + 3601)
    assert again.opens("ada", "d", now + 3602) == now + 600 + 3600
