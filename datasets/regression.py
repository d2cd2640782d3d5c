"""Two sets for regression: diabetes patients, embedded in the kit, and the noise of airfoils, which is downloaded.

`diabetes.npz` beside this file holds what `sklearn.datasets.load_diabetes(scaled=False)` returns, value for value;
`pack_diabetes` made it and `raw_diabetes` reads it, so that the course needs no scikit-learn.
`python -m autograder.datasets.regression` makes the file again. README.md says where both sets come from.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .catalogue import AIRFOIL
from .store import cache_folder, fetch

STORED = Path(__file__).with_name("diabetes.npz")
AIRFOIL_ROWS = 1500  # of 1503: a number that many batch sizes divide
AIRFOIL_COLUMNS = 6  # five features and the sound pressure level


@dataclass(frozen=True)
class Regression:
    """Rows of features `X` and one target `y` for each, under the `name` of the set.

    `X` is float64 of shape (N, D) and `y` float64 of shape (N,). Every column of `X`, and `y`, is standardised: its
    mean is 0 and its standard deviation 1.
    """

    name: str
    X: np.ndarray
    y: np.ndarray


def load_diabetes() -> Regression:
    """Ten measurements of each of 442 patients, and how far the diabetes had progressed one year later."""
    features, target = raw_diabetes()
    return Regression("diabetes", _standardised(features), _standardised(target))


def load_airfoil(folder: str | Path | None = None) -> Regression:
    """NASA's airfoil self-noise: five settings of a wind tunnel, and the sound pressure level; the first 1500 rows.

    `airfoil_self_noise.dat` is taken from `folder`, or else from where DL_DATASETS says, as it is; where it is missing,
    it is fetched into that folder (60 kB). Raises FileNotFoundError, which says what to do, where it is not there and does
    not come, and ValueError where its contents are not 1500 rows or more of six finite numbers.
    """
    path = cache_folder(folder) / AIRFOIL.files[0].path
    if not path.is_file():
        (path,) = fetch(AIRFOIL, folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an empty file is refused below
            table = np.loadtxt(path, dtype=np.float64, ndmin=2, max_rows=AIRFOIL_ROWS)
    except ValueError as error:
        raise ValueError(f"{path} is not the airfoil data: {error}") from error
    if table.shape != (AIRFOIL_ROWS, AIRFOIL_COLUMNS) or not np.isfinite(table).all():
        raise ValueError(f"{path} is not the airfoil data: it has no {AIRFOIL_ROWS} rows of six finite numbers")
    return Regression("airfoil self-noise", _standardised(table[:, :-1]), _standardised(table[:, -1]))


def raw_diabetes() -> tuple[np.ndarray, np.ndarray]:
    """The stored arrays in scikit-learn's order, in their original units: float64 (442, 10) and int16 (442,)."""
    with np.load(STORED, allow_pickle=False) as stored:
        return stored["features"], stored["target"]


def pack_diabetes(path: Path = STORED) -> None:
    """Write scikit-learn's diabetes data to `path`, for the author of the course; needs scikit-learn.

    Raises ValueError where scikit-learn's targets are no longer whole numbers that int16 can keep.
    """
    from sklearn import datasets  # only here: the students' environment has no scikit-learn

    bunch = datasets.load_diabetes(scaled=False)
    target = bunch.target.astype(np.int16)
    if not np.array_equal(target, bunch.target):
        raise ValueError("scikit-learn's targets are no longer whole numbers; look before packing them")
    np.savez_compressed(path, features=bunch.data.astype(np.float64), target=target)


def _standardised(columns: np.ndarray) -> np.ndarray:
    """Every column with mean 0 and standard deviation 1, as float64."""
    columns = columns.astype(np.float64)
    standardised: np.ndarray = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    return standardised


if __name__ == "__main__":
    pack_diabetes()
