"""Control groups: limits that hold for all processes of a sandbox together, where the machine gives us any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cgroups

GREEDY = "import sys; block = bytearray(int(sys.argv[1]) * 2**20); print('enough')"


@pytest.fixture
def group():
    made = cgroups.group_for(99, memory_mb=100, processes=8)
    if made is None:
        pytest.skip("this machine gives us no control group")
    yield made
    made.remove()
    assert not any(folder.exists() for folder in made.folders)


def ran(group: cgroups.Group, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(group.command([sys.executable, "-c", *command]), capture_output=True, text=True, check=False)


def test_memory_has_a_hard_limit(group: cgroups.Group) -> None:
    assert ran(group, GREEDY, "20").stdout == "enough\n"
    assert ran(group, GREEDY, "300").returncode != 0


def test_processes_have_a_hard_limit(group: cgroups.Group) -> None:
    forks = "import os\ntry:\n  [os.fork() or os._exit(__import__('time').sleep(1) or 0) for _ in range(30)]\nexcept BlockingIOError: print('no more')"
    assert "no more" in ran(group, forks).stdout


def test_groups_of_graders_that_are_gone_are_removed(group: cgroups.Group) -> None:
    orphan = group.folders[0].parent / "dl-autograder-999999999-0"
    orphan.mkdir()
    second = cgroups.group_for(98, memory_mb=100, processes=8)
    assert second is not None
    second.remove()
    assert not orphan.exists()


def test_without_permission_there_is_no_group_and_nothing_left_behind(tmp_path: Path) -> None:
    """A folder that is no control group stands in for one that refuses: its limits cannot be set."""
    (tmp_path / "memory").mkdir()
    (tmp_path / "pids").mkdir()
    assert cgroups.group_for(97, memory_mb=100, processes=8, root=tmp_path) is None
    assert not list(tmp_path.rglob("dl-autograder-*"))
