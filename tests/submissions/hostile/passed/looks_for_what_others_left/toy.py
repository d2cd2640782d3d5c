# Looks for files and processes of the submissions before it.
import os


def row_means(x):
    canaries = [folder for folder in ("/tmp", "/dev/shm", "/packages", ".") if os.path.exists(folder + "/hostile_canary")]
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
    if canaries or others or os.listdir("/tmp") != ["submission"]:
        raise RuntimeError(f"found {canaries} {others} {os.listdir('/tmp')}")
    return x.mean(axis=1)
