"""What a worker may see and ask for: the world that bubblewrap builds, and the filter on system calls.

Both are lists to be read: what is not in `bwrap_arguments` does not exist inside, and what is in `DENIED` is refused.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.metadata
import os
import re
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import SandboxError

ENVIRONMENT = {
    "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8", "PATH": "/python/bin",
    "PYTHONPATH": "/packages", "LD_LIBRARY_PATH": "/python/lib", "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip
# There for whoever plots in a function that is graded, though nobody looks at the pictures; loaded only if imported.
PLOTTING = "matplotlib"
# What students' files import most; numpy loads its submodules on first use, and each child would pay for that.
WARM = [
    "numpy", "numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.lib.stride_tricks",
    "builtins", "collections", "copy", "functools", "itertools", "math", "os", "pickle", "random", "time", "typing",
    "dataclasses",
]  # fmt: skip
# A package's submodules that it loads when they are first needed: PyTorch's takes a second, for a shape on the device "meta".
WARM_BESIDE = {"torch": ["torch._dynamo"]}
# Refused with EPERM: ways to make or join namespaces, to mount, to look into processes, to load code into the kernel, and
# kernel objects that outlive or cross a process or count for none (keys, rings, counters, shared memory, locks on files
# that several workers see).
DENIED = [
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "mount_setattr", "move_mount", "open_tree",
    "fsopen", "fsconfig", "fsmount", "fspick", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "pidfd_getfd", "kcmp", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "add_key", "request_key", "keyctl", "shmget", "memfd_create", "memfd_secret",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff",
    "open_by_handle_at", "name_to_handle_at", "fanotify_init", "quotactl", "acct", "settimeofday", "clock_settime",
    "adjtimex", "flock", "sethostname", "setdomainname", "iopl", "ioperm", "personality",
]  # fmt: skip
CLONE_NEW_FLAGS = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00000080)


def filter_program(allowed: Iterable[str] = ()) -> bytes:
    """The seccomp filter as BPF instructions, without those for what is `allowed`; raises SandboxError where libseccomp
    is missing.
    """
    try:
        import pyseccomp as seccomp  # instructors only
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError(
            f"The system-call filter needs pyseccomp and libseccomp ({error}). "
            "Install them with `pip install pyseccomp` and `sudo apt-get install libseccomp2`."
        ) from None
    filter_ = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in set(DENIED).difference(allowed):
        with contextlib.suppress(ValueError):  # a call that this architecture does not have needs no rule
            filter_.add_rule(seccomp.ERRNO(errno.EPERM), name)
    for flag in CLONE_NEW_FLAGS:
        filter_.add_rule(seccomp.ERRNO(errno.EPERM), "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    filter_.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags are out of a filter's sight; libc uses clone
    filter_.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.NE, socket.AF_UNIX))
    with tempfile.TemporaryFile() as file:
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()


def bwrap_arguments(packages: Iterable[str], devices: Iterable[str] = ()) -> list[str]:
    """The world inside: nothing but what is listed here exists. `devices` are arguments for what a device needs."""
    arguments = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--die-with-parent", "--new-session", "--hostname", "player", "--cap-drop", "ALL"]
    if os.getuid() == 0:
        # the zygote mounts and changes user for its children; the children give these up before any student's code runs
        for capability in ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL"):
            arguments += ["--cap-add", capability]
    else:
        arguments += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    for folder in ("/usr", "/python", "/python/bin", "/python/lib", "/packages"):
        arguments += ["--perms", "0755", "--dir", folder]  # bubblewrap would make them for root's eyes only
    for folder in ("/lib", "/lib32", "/lib64", "/libx32"):
        path = Path(folder)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), folder]
        elif path.is_dir():
            arguments += ["--ro-bind", folder, folder]
    for folder in ("/usr/lib", "/usr/lib64"):
        if Path(folder).is_dir():
            arguments += ["--ro-bind", folder, folder]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    stdlib = sysconfig.get_path("stdlib")
    arguments += ["--ro-bind", os.path.realpath(sys.executable), "/python/bin/python3"]
    arguments += ["--ro-bind", stdlib, f"/python/lib/{version}"]
    for packaged in ("site-packages", "dist-packages"):
        if Path(stdlib, packaged).is_dir():
            empty = (
                f"/python/lib/{version}/{packaged}"  # a mount of its own: the root's being read-only does not cover it
            )
            arguments += ["--tmpfs", empty, "--remount-ro", empty]
    for library in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        arguments += ["--ro-bind", str(library), f"/python/lib/{library.name}"]
    needed = [name for package in (*packages, PLOTTING) for name in _with_requirements(package)]
    for entry in _package_entries(dict.fromkeys(["numpy", "safetensors", *packages, *needed])):
        arguments += ["--ro-bind", str(entry), f"/packages/{entry.name}"]
    arguments += ["--ro-bind", str(Path(__file__).parent), "/packages/autograder"]
    arguments += ["--dev", "/dev", "--dir", "/dev/shm", "--proc", "/proc", "--size", str(2**20), "--tmpfs", "/tmp"]
    arguments += ["--clearenv"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, *devices, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]


def _with_requirements(distribution: str) -> list[str]:
    """An installed distribution and what it needs in turn; nothing where it is not installed."""
    found: dict[str, None] = {}
    waiting = [distribution]
    while waiting:
        name = waiting.pop()
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            if name not in found:
                requirements = importlib.metadata.requires(name) or []
                found[name] = None
                waiting += [re.split(r"[^\w.-]", each)[0] for each in requirements if "extra ==" not in each]
    return list(found)


def _package_entries(distributions: Iterable[str]) -> list[Path]:
    """The files and folders that distributions have put at the top of site-packages, their metadata left out."""
    entries = set()
    for name in distributions:
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            raise SandboxError(
                f"The assignment allows {name!r}, which is not installed; `pip install {name}`."
            ) from None
        for file in distribution.files or ():
            first = file.parts[0]
            if not first.startswith((".", "__pycache__")) and not first.endswith(".dist-info"):
                entries.add(Path(str(distribution.locate_file(first))))
    return sorted(entry for entry in entries if entry.exists())
