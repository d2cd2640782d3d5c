"""Submissions that use PyTorch, graded by the command line: on the cpu, and on a GPU where there is one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder import gpu
from autograder.errors import SandboxError
from tests.conftest import ROOT, run

SOLUTIONS = ROOT / "tests" / "toy_torch" / "solutions"
NET = (SOLUTIONS / "toy_torch" / "net.py").read_text()
FORWARD = "return torch.relu(self.norm(self.convolution(x)))"
SUBMISSIONS = {
    "right": NET,
    "in_other_words": """\
from torch.nn import LazyBatchNorm2d, LazyConv2d, ReLU, Sequential
import torch.nn.functional as F, torch

class Block(torch.nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.gamma = torch.nn.Parameter(torch.ones(1, out_channels, 1, 1))
        self.beta = torch.nn.Parameter(torch.zeros(1, out_channels, 1, 1))
        self.conv = torch.nn.Conv2d(in_channels, out_channels, kernel_size=3, padding='same')

    def forward(self, x):
        x = self.conv(x)
        mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), keepdim=True, unbiased=False)
        return F.relu(self.gamma * (x - mean) / (var + 1e-5) ** 0.5 + self.beta, inplace=True)
""",
    "without_relu": NET.replace(FORWARD, "return self.norm(self.convolution(x))"),
    "leaves_a_tensor_behind": NET.replace(FORWARD, f"x = x + torch.zeros(1, device='cpu').expand(1, 1, 1, 1)\n        {FORWARD}"),
    "not_written": "import torch\n",
    "takes_all_memory": NET.replace(FORWARD, f"self.kept = torch.ones(2**31)\n        {FORWARD}"),
    "never_ends": NET.replace(FORWARD, f"while True: x = x * 1.0\n        {FORWARD}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the course and the submissions; what is recorded stays in it."""
    folder = tmp_path_factory.mktemp("torch")
    shutil.copytree(SOLUTIONS, folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / "solutions" / "toy_torch" / "_assignment.toml").read_text()
    (folder / "solutions" / "toy_torch" / "_assignment.toml").write_text(text.replace("seconds = 10", "seconds = 4", 1))
    for student, source in SUBMISSIONS.items():
        (folder / "submitted" / student).mkdir(parents=True)
        (folder / "submitted" / student / "net.py").write_text(source)
    return folder


def grade(course: Path, out: str, *more: str):
    return run(
        "grade", "toy_torch", "--submissions", course / "submitted", "--out", course / out,
        "--solutions", course / "solutions", *more,
    )  # fmt: skip


def results(course: Path, out: str) -> dict:
    return {path.stem: json.loads(path.read_text()) for path in (course / out).glob("*.json")}


def told(result: dict) -> list[tuple[str, str | None]]:
    return [(check["verdict"], check["mistake"]) for check in result["exercises"][0]["checks"]]


PASSED = ("passed", None)
EXPECTED = {
    "right": [PASSED, PASSED],
    "in_other_words": [PASSED, PASSED],
    "without_relu": [("failed", "forgets_the_relu"), PASSED],
    "not_written": [("not_attempted", None)] * 2,
    "takes_all_memory": [("out_of_memory", None)] * 2,
    "never_ends": [("timed_out", None)] * 2,
}


@pytest.mark.xdist_group("torch")
def test_networks_are_graded_however_they_are_written(course: Path) -> None:
    done = grade(course, "out")
    assert done.returncode == 0, done.stderr
    found = results(course, "out")
    assert {name: told(found[name]) for name in EXPECTED} == EXPECTED
    # where everything is on the cpu it works, and the check that asks for another device tells what stayed behind
    assert told(found["leaves_a_tensor_behind"]) == [PASSED, ("crashed", None)]
    assert "device" in found["leaves_a_tensor_behind"]["exercises"][0]["checks"][1]["message"]
    assert found["right"]["device"] == "cpu"
    assert not found["right"]["exercises"][0]["checks"][0]["remarks"]  # float32 is what is expected here
    memory = {
        line["student"]: line["memory_mb"]
        for line in map(json.loads, (course / "out" / "audit.jsonl").read_text().splitlines())
    }
    assert 100 < memory["right"] < 1000
    assert "of the 3072 MB of a submission" in done.stdout


@pytest.mark.xdist_group("torch")
def test_a_gpu_that_is_not_there_is_one_sentence(course: Path) -> None:
    if gpu.DEV.joinpath("nvidiactl").exists():
        pytest.skip("there is a GPU")
    done = grade(course, "none", "--device", "cuda")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "`--device cuda` needs an NVIDIA GPU and its driver, and /dev shows none here; without `--device cuda`, grading "
        "runs on the cpu.\n"
    )
    assert not (course / "none").exists()


def test_a_pytorch_for_the_cpu_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for node in ("nvidiactl", "nvidia0", "nvidia1", "nvidia-uvm"):
        (tmp_path / node).touch()
    build = tmp_path / "torch" / "version.py"
    build.parent.mkdir()
    build.write_text("__version__ = '2.13.0'\ncuda: Optional[str] = None\n")
    installed = type("installed", (), {"locate_file": staticmethod(lambda name: tmp_path / name)})
    monkeypatch.setattr(gpu.importlib.metadata, "distribution", lambda name: installed)
    with pytest.raises(SandboxError, match="built for CUDA; the one here is for the cpu"):
        gpu.gpus(tmp_path)
    build.write_text("cuda: Optional[str] = '13.0'\n")
    assert gpu.gpus(tmp_path) == ["0", "1"]


def test_a_sandbox_gets_its_gpu_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for node in ("nvidiactl", "nvidia0", "nvidia1", "nvidia-uvm"):
        (tmp_path / node).touch()
    monkeypatch.setattr(gpu, "gpus", lambda dev: ["0", "1"])
    arguments = gpu.bwrap_arguments(1, tmp_path)
    bound = {arguments[place + 2] for place, each in enumerate(arguments) if each == "--dev-bind"}
    assert bound == {"/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia1"}


@pytest.mark.gpu
@pytest.mark.skipif(not gpu.DEV.joinpath("nvidiactl").exists(), reason="there is no GPU here")
@pytest.mark.xdist_group("torch")
def test_submissions_have_the_same_verdicts_on_a_gpu(course: Path) -> None:
    done = grade(course, "gpu", "--device", "cuda")
    assert done.returncode == 0, done.stderr
    found = results(course, "gpu")
    assert {name: told(found[name]) for name in EXPECTED} == EXPECTED
    assert {each["device"] for each in found.values()} == {"cuda"}
