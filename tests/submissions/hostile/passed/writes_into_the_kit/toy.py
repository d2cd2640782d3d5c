# Tries to write into the packages, the interpreter and the kit, whose code the next worker runs.
import contextlib


def row_means(x):
    for path in ("/packages/autograder/worker.py", "/packages/sitecustomize.py", "/packages/numpy/__init__.py",
                 "/python/lib/hostile_canary.pth", "/usr/lib/hostile_canary", "/dev/hostile_canary", "/hostile_canary"):
        with contextlib.suppress(OSError), open(path, "a"):
            raise RuntimeError(f"{path} can be written")
    return x.mean(axis=1)
