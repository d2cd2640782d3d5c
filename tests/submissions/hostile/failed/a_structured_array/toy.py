# Returns records in which the right numbers are one field and anything may be in the other.
import numpy as np


def row_means(x):
    records = np.zeros(len(x), [("means", float), ("anything", object)])
    records["means"] = x.mean(axis=1)
    return records
