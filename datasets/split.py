"""Training and validation rows: which are which, the same for a seed on every machine."""

from __future__ import annotations

import numpy as np


def parts(labels: np.ndarray, validation_share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The positions of the training rows and of the validation rows, each in random order.

    `validation_share` of every class is for validation, its count rounded. A seed gives the same parts on every machine
    and with every numpy, because it drives a stream of its own that numpy has frozen (`RandomState`, NEP 19).
    Raises ValueError unless 0 < validation_share < 1.
    """
    if not 0 < validation_share < 1:
        raise ValueError(f"validation_share is {validation_share}; it lies between 0 and 1, both excluded")
    order = np.random.RandomState(seed).permutation(len(labels))
    for_validation = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        for_validation[members[: round(validation_share * len(members))]] = True
    return order[~for_validation[order]], order[for_validation[order]]
