"""The warm process inside the sandbox. It has numpy loaded and no student's code, and forks a child for each submission.

    judge ── control socket ──▶ zygote ── fork ──▶ keeper ── fork in new namespaces ──▶ init ── fork ──▶ worker
       └───────────────────────────── the submission's own socket ───────────────────────────────────────┘

The keeper unshares user (unless we are root), mount, pid, ipc, net and uts namespaces; init is process 1 in them, mounts
a fresh /proc, /tmp and /dev/shm, and waits; the worker gives up every privilege and then, and only then, sees student
code. When the worker ends or the keeper is told to stop, init goes, and the kernel kills whatever is left with it.

On the control socket the judge sends `F` with a socket attached (fork) or `K` (kill), and reads one frame for each
child: {"exit": code, "peak_mb": memory}. The rest of this program is single-threaded and computes nothing, so that forking stays safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import resource
import select
import signal
import socket
import struct
import time
from typing import Any

from autograder import wire
from autograder.worker import Experiments, experiments_from, serve

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 22, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER, CAP_VERSION_3 = 4, 2, 0x20080522
LAST_CAPABILITY = 40
WATCH_SECONDS = 0.1
MAX_FILES = 20_000  # in a worker's /tmp: empty ones take memory, too, which no limit on its size sees
libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Read the configuration, say ready, and fork until the judge hangs up. File descriptor 0 is the control socket."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.close(null)

    def read_exactly(count: int) -> bytes:
        data = b""
        while len(data) < count:
            chunk = control.recv(count - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data

    frame = wire.read_frame(read_exactly, wire.MAX_HEADER)
    config = frame.header
    program = frame.arrays["seccomp"].tobytes()
    environment = dict(os.environ)
    for package in config["packages"]:
        importlib.import_module(package)
    for name in set(os.environ) - set(environment):  # what packages have left there is for their own children
        del os.environ[name]
    experiments = experiments_from(config["experiments"])
    gc.collect()
    gc.freeze()  # a collection in a child would write to the pages of all that is here, and so copy them
    threads = len(os.listdir("/proc/self/task"))
    control.sendall(wire.encode({"ready": threads == 1, "threads": threads}))
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            return
        if data == b"F" and descriptors:
            _run_child(control, descriptors[0], config, program, experiments)


def _run_child(
    control: socket.socket, wire_fd: int, config: dict[str, Any], program: bytes, experiments: Experiments
) -> None:
    keeper = os.fork()
    if keeper == 0:
        control.close()
        _guarded(lambda: _keep(wire_fd, config, program, experiments))
    os.close(wire_fd)
    ended = os.pidfd_open(keeper)
    while True:
        readable, _, _ = select.select([ended, control.fileno()], [], [])
        if ended in readable:
            break
        if control.recv(1) != b"":  # K; an empty read is the judge hanging up, and ends the child as well
            os.kill(keeper, signal.SIGTERM)
        else:
            os.kill(keeper, signal.SIGTERM)
            break
    os.close(ended)
    _, status, used = os.wait4(keeper, 0)  # by the keeper and all below it, each of which has been waited for
    control.sendall(wire.encode({"exit": os.waitstatus_to_exitcode(status), "peak_mb": used.ru_maxrss / 1024}))


def _guarded(body: Any) -> None:
    """Run `body` in a forked process and end the process, whatever happens."""
    code = 1
    try:
        code = body() or 0
    except BaseException as error:
        os.write(2, f"sandbox: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _keep(wire_fd: int, config: dict[str, Any], program: bytes, experiments: Experiments) -> int:
    """Enter the namespaces, start init in them, and end it on SIGTERM. Returns the worker's exit code."""
    _call("prctl", libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    uid, gid, root = os.getuid(), os.getgid(), os.getuid() == 0
    namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS
    _call("unshare", libc.unshare(namespaces | (0 if root else CLONE_NEWUSER)))
    if not root:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    init = os.fork()
    if init == 0:
        _guarded(lambda: _init(wire_fd, config, program, experiments))
    os.close(wire_fd)

    def end_init(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):  # it ended by itself in the meantime
            os.kill(init, signal.SIGKILL)

    signal.signal(signal.SIGTERM, end_init)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    _, status = os.waitpid(init, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _init(wire_fd: int, config: dict[str, Any], program: bytes, experiments: Experiments) -> int:
    """Process 1 of the new namespaces: mounts, starts the worker and reaps until it has ended."""
    _call("prctl", libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    _mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)
    size = b"mode=0777,size=%dm,nr_inodes=%d" % (config["disk_mb"], MAX_FILES)
    for folder in (b"/tmp", b"/dev/shm"):
        _mount(b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, size)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    worker = os.fork()
    if worker == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        _guarded(lambda: _work(wire_fd, config, program, experiments))
    os.close(wire_fd)
    look_at = time.monotonic() + WATCH_SECONDS
    while True:
        signal.sigtimedwait([signal.SIGCHLD], max(0.0, look_at - time.monotonic()))
        if time.monotonic() >= look_at:  # also while children end all the time
            look_at = time.monotonic() + WATCH_SECONDS
            if _resident_mb() > config["memory_mb"]:
                # everything in this namespace but us: many processes have one limit together
                os.kill(-1, signal.SIGKILL)
        while (ended := _reaped()) is not None:
            pid, code = ended
            if pid == worker:
                return code if code >= 0 else 128 - code


def _reaped() -> tuple[int, int] | None:
    pid, status = os.waitpid(-1, os.WNOHANG)
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def _resident_mb() -> float:
    """What all processes of this namespace keep in memory, pages of files aside; shared pages count for each of them."""
    kilobytes = 0
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            with contextlib.suppress(OSError, ValueError), open(f"/proc/{name}/status") as file:
                fields = dict(line.split(":", 1) for line in file if line.startswith(("RssAnon:", "RssShmem:")))
                kilobytes += sum(int(value.split()[0]) for value in fields.values())
    return kilobytes / 1024


def _work(wire_fd: int, config: dict[str, Any], program: bytes, experiments: Experiments) -> int:
    """Give up every privilege, then serve the judge."""
    os.umask(0o077)
    os.mkdir("/tmp/submission", 0o777)
    os.chmod("/tmp/submission", 0o777)
    os.chdir("/tmp/submission")
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory ends, this process goes first, and none of ours
    _give_up_privileges(config["uid"])
    _limit_resources(config)
    _filter_system_calls(program)
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    connection = socket.socket(fileno=wire_fd)
    connection.setblocking(True)
    reader = connection.makefile("rb")

    def read_exactly(count: int) -> bytes:
        data = reader.read(count)
        if len(data) < count:
            raise EOFError
        return data

    serve(read_exactly, connection.sendall, experiments)
    return 0


def _give_up_privileges(uid: int) -> None:
    for capability in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header, no_capabilities = struct.pack("Ii", CAP_VERSION_3, 0), bytes(24)
    _call("capset", libc.capset(header, no_capabilities))
    _call("prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _limit_resources(config: dict[str, Any]) -> None:
    megabyte = 2**20
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, config["processes"]),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_FSIZE, config["disk_mb"] * megabyte),
        (resource.RLIMIT_AS, config["memory_mb"] * megabyte if config["address_space"] else resource.RLIM_INFINITY),
        (resource.RLIMIT_CPU, config["cpu_seconds"]),
    ):
        resource.setrlimit(limit, (value, value))


def _filter_system_calls(program: bytes) -> None:
    class SockFprog(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    fprog = SockFprog(len(program) // 8, program)
    _call("seccomp", libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(fprog), 0, 0))


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, options: bytes | None) -> None:
    _call(f"mount {target.decode()}", libc.mount(source, target, kind, flags, options))


def _call(what: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
