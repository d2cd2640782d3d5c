"""What a worker needs in order to compute on an NVIDIA GPU, and nothing else of it: device nodes, the driver's libraries,
what the driver reads of /sys.

CUDA asks for more than a worker gets otherwise: it reserves address space without end, so that no limit on it can hold,
and shares memory by memfd_create. What is left is in `sandbox`: control group and watch on memory, one submission at a
time on each GPU, a cap on the GPU's memory that PyTorch keeps. docs/gpu.md says what was tried.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
from pathlib import Path

from autograder.errors import SandboxError

DEV = Path("/dev")
ENVIRONMENT = {
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # the one under which cuBLAS gives the same bits twice
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
    "CUDA_MODULE_LOADING": "LAZY",
}
NEEDED_CALLS = ("memfd_create",)
LIBRARIES = re.compile(r"(libcuda|libnvidia-ml|libnvidia-ptxjitcompiler|libnvidia-nvvm\d*)\.so\.\d+$")
NO_GPU = "; without `--device cuda`, grading runs on the cpu"


def gpus(dev: Path = DEV) -> list[str]:
    """The GPUs of this machine by number; raises SandboxError where there is none or PyTorch cannot use it."""
    found = sorted((path.name[6:] for path in dev.glob("nvidia[0-9]*")), key=int)
    if not found or not (dev / "nvidiactl").exists():
        raise SandboxError(f"`--device cuda` needs an NVIDIA GPU and its driver, and {dev} shows none here{NO_GPU}.")
    try:
        build = importlib.metadata.distribution("torch").locate_file("torch/version.py").read_text()
    except (importlib.metadata.PackageNotFoundError, OSError):
        raise SandboxError(f"`--device cuda` needs PyTorch, which is not installed{NO_GPU}.") from None
    if re.search(r"^cuda\b.*= None", build, re.MULTILINE):
        raise SandboxError(
            f"`--device cuda` needs a PyTorch that is built for CUDA; the one here is for the cpu{NO_GPU}."
        )
    return found


def bwrap_arguments(number: int, dev: Path = DEV) -> list[str]:
    """What is bound into the sandbox of this number, for the GPU that it works on; raises SandboxError without one."""
    having = gpus(dev)
    nodes = [dev / name for name in ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")]
    nodes.append(dev / f"nvidia{having[number % len(having)]}")
    arguments = ["--ro-bind", "/sys", "/sys"]
    for node in nodes:
        if node.exists():
            arguments += ["--dev-bind", str(node), f"/dev/{node.name}"]
    for library in _driver_libraries():
        arguments += ["--ro-bind", str(library.resolve()), f"/python/lib/{library.name}"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return arguments


def _driver_libraries() -> list[Path]:
    """The driver's libraries that the loader knows and the sandbox would lack: what is under /usr/lib is there anyway."""
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    paths = [Path(line.rpartition("=> ")[2].strip()) for line in listed.splitlines() if "=> " in line]
    return [path for path in paths if LIBRARIES.match(path.name) and not str(path.resolve()).startswith("/usr/lib")]
