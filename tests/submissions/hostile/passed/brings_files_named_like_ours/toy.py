# Brings files named like numpy, json, the kit and Python's start-up hooks, to be loaded in their place.
import json

import numpy as np


def row_means(x):
    return np.asarray(json.loads(json.dumps(x.mean(axis=1).tolist())))
