"""The embedded handwritten digits: 1797 grey images of 8 x 8 pixels in ten classes, ready in milliseconds.

`digits.npz` beside this file holds what `sklearn.datasets.load_digits()` returns, as small integers; `pack_digits`
made it and `raw_digits` reads it, so that the course needs no scikit-learn. `python -m autograder.datasets.digits`
makes the file again. README.md says where the images come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .split import parts

STORED = Path(__file__).with_name("digits.npz")
BRIGHTEST = 16  # each pixel counts the inked ones among 4 x 4 scanned pixels


@dataclass(frozen=True)
class Split:
    """Images in two parts: `X_train`, `y_train` to learn from, and `X_val`, `y_val` to judge by.

    Images are float64 of shape (N, 64), one row per image, with values from 0 (paper) to 1 (ink); labels are int64 of
    shape (N,) with values from 0 to 9.
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray


def load_digits(*, validation_share: float = 0.2, seed: int = 0) -> Split:
    """The digits in random order, `validation_share` of every class in the validation part.

    A seed gives the same split on every machine. The counts per class are rounded: 0.2 gives 1438 and 359 images.
    Raises ValueError unless 0 < validation_share < 1.
    """
    images, labels = raw_digits()
    train, val = parts(labels, validation_share, seed)
    X, y = images.reshape(-1, 64) / BRIGHTEST, labels.astype(np.int64)
    return Split(X_train=X[train], y_train=y[train], X_val=X[val], y_val=y[val])


def raw_digits() -> tuple[np.ndarray, np.ndarray]:
    """The stored arrays in scikit-learn's order: uint8 images (1797, 8, 8) from 0 to 16, uint8 labels (1797,)."""
    with np.load(STORED, allow_pickle=False) as stored:
        return stored["images"], stored["labels"]


def pack_digits(path: Path = STORED) -> None:
    """Write scikit-learn's digits to `path`, for the author of the course; needs scikit-learn.

    Raises ValueError where scikit-learn's values are no longer the whole numbers from 0 to 16 that uint8 can keep.
    """
    from sklearn import datasets  # only here: the students' environment has no scikit-learn

    bunch = datasets.load_digits()
    images, labels = bunch.images.astype(np.uint8), bunch.target.astype(np.uint8)
    if not (
        np.array_equal(images, bunch.images) and images.max() == BRIGHTEST and np.array_equal(labels, bunch.target)
    ):
        raise ValueError("scikit-learn's digits are no longer whole numbers from 0 to 16; look before packing them")
    np.savez_compressed(path, images=images, labels=labels)


if __name__ == "__main__":
    pack_digits()
