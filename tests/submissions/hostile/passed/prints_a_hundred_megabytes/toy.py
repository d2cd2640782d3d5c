# Prints a hundred megabytes, and as much again past Python's own streams.
import os


def row_means(x):
    for _ in range(100):
        print("x" * 2**20)
        os.write(1, b"x" * 2**20)
    return x.mean(axis=1)
