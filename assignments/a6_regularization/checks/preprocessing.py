"""What must hold for preprocessing.py.

The training rows have principal directions whose variances differ clearly, so that the directions are well determined;
their signs are not, and a component counts the same with either sign.
"""

# ruff: noqa: D403  (a sentence begins with the name of the function, as it is written)

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

zero_mean = exercise("zero_mean", points=2)
standardize = exercise("standardize", points=4)
pca = exercise("pca", points=6)
pca_whiten = exercise("pca_whiten", points=5)
zca_whiten = exercise("zca_whiten", points=5)

SPREADS = [3.0, 2.0, 1.3, 0.8, 0.5]


def _orthonormal(a: np.ndarray) -> np.ndarray:
    """The columns of `a`, made orthogonal to each other one by one and of length 1."""
    a = a.copy()
    for j in range(a.shape[1]):
        for i in range(j):
            a[:, j] -= (a[:, i] @ a[:, j]) * a[:, i]
        a[:, j] /= np.sqrt(a[:, j] @ a[:, j])
    return a


def _cloud(draw: Draw, rows: int, columns: int, spreads: list[float]) -> np.ndarray:
    """Rows with mean 0 that have about these standard deviations along some orthogonal directions, and 0 along others."""
    scores = draw.normal(rows, len(spreads))
    scores = _orthonormal(scores - scores.mean(axis=0)) * np.sqrt(rows) * spreads * draw.uniform(0.9, 1.1, len(spreads))
    return scores @ _orthonormal(draw.normal(columns, len(spreads))).T


def _rows(draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Training rows (9, 5) far from 0, and other rows (4, 5) around another mean."""
    return _cloud(draw, 9, 5, SPREADS) + draw.off_zero(5) * 2, draw.normal(4, 5) * 2 + draw.off_zero(5)


def _with_fixed_signs(out: Any) -> Any:
    """A matrix whose columns have the signs that make the largest entry of each positive; what is no matrix, as it is."""
    if np.ndim(out) != 2 or np.size(out) == 0:
        return out
    out = np.asarray(out)
    return out * np.sign(out[np.abs(out).argmax(axis=0), np.arange(out.shape[1])])


# zero_mean --------------------------------------------------------------------------------------------------------


@zero_mean.check(weight=2)
def other_rows_without_the_training_mean(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """zero_mean subtracts the column means of the training rows from other rows."""
    return {"out": preprocessing.zero_mean(draw.normal(7, 4) + draw.off_zero(4) * 3, draw.normal(5, 4))}


@zero_mean.check
def training_rows_without_their_mean(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """zero_mean subtracts their own means from the training rows."""
    X = draw.normal(6, 3) + draw.off_zero(3) * 3
    return {"out": preprocessing.zero_mean(X, X)}


# standardize ------------------------------------------------------------------------------------------------------


def _unequal_columns(draw: Draw, rows: int, columns: int) -> np.ndarray:
    """Rows whose columns have means and spreads of their own."""
    return draw.normal(rows, columns) * draw.uniform(0.5, 4.0, columns) + draw.off_zero(columns) * 3


@standardize.check(weight=3)
def other_rows_by_the_training_spread(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """standardize brings other rows to the mean and the standard deviation of the training rows."""
    return {"out": preprocessing.standardize(_unequal_columns(draw, 8, 4), _unequal_columns(draw, 5, 4))}


@standardize.check
def training_rows_by_their_own_spread(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """standardize brings every column of the training rows to mean 0 and standard deviation 1."""
    X = _unequal_columns(draw, 6, 3)
    return {"out": preprocessing.standardize(X, X)}


@standardize.check
def columns_that_are_constant(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """standardize returns 0 in columns that are constant, in the training rows and in the others."""
    train, rows = _unequal_columns(draw, 7, 5), _unequal_columns(draw, 4, 5)
    train[:, [1, 3]] = rows[:, [1, 3]] = draw.integers(1, 6, 2)
    return {"out": preprocessing.standardize(train, rows)}


# pca --------------------------------------------------------------------------------------------------------------


@pca.check(weight=3)
def projection_on_two_components(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca projects rows on the directions in which the training rows vary most, after the training mean is subtracted."""
    projection, _ = preprocessing.pca(*_rows(draw), 2)
    return {"projection": _with_fixed_signs(projection)}


@pca.check(weight=2)
def share_of_three_components(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca returns which part of the whole variance each of the directions explains."""
    _, share = preprocessing.pca(*_rows(draw), 3)
    return {"share": share}


@pca.check
def all_components(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca orders all directions from the largest variance to the smallest."""
    train, _ = _rows(draw)
    projection, share = preprocessing.pca(train, train, 5)
    clouds = [_cloud(draw, 10, 6, [*SPREADS, 0.3]) for _ in range(4)]
    more = np.array([preprocessing.pca(cloud, cloud, 6)[1] for cloud in clouds])
    return {"projection": _with_fixed_signs(projection), "share": share, "share_of_more": more}


# pca_whiten -------------------------------------------------------------------------------------------------------


@pca_whiten.check(weight=3)
def other_rows_pca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca_whiten scales the principal components of other rows by the spread of the training rows along them."""
    return {"out": _with_fixed_signs(preprocessing.pca_whiten(*_rows(draw)))}


@pca_whiten.check
def training_rows_pca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca_whiten brings the training rows to variance 1 along every direction, the one of largest variance first."""
    train, _ = _rows(draw)
    return {"out": _with_fixed_signs(preprocessing.pca_whiten(train, train))}


def _along_the_strongest_directions(out: Any) -> dict[str, Any]:
    """The shape of whitened rows, and their standard deviations along the two directions in which they spread most."""
    finite = np.ndim(out) == 2 and np.isfinite(out).all()
    spread = np.linalg.svd(out, compute_uv=False)[:2] / np.sqrt(len(out)) if finite else np.full(2, np.nan)
    return {"spread": spread, "shape": np.shape(out)}


# The other directions hold rounding errors, which eps does not dampen much where it is added outside of the root.
@pca_whiten.check(rtol=0.01)
def few_rows_pca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """pca_whiten stays finite for fewer training rows than columns, and brings the rows to variance 1 where they vary."""
    train = _cloud(draw, 3, 6, [2.0, 0.7]) + draw.off_zero(6)
    return _along_the_strongest_directions(preprocessing.pca_whiten(train, train))


# zca_whiten -------------------------------------------------------------------------------------------------------


@zca_whiten.check(weight=3)
def other_rows_zca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """zca_whiten whitens other rows by the directions of the training rows, and turns them back."""
    return {"out": preprocessing.zca_whiten(*_rows(draw))}


@zca_whiten.check
def training_rows_zca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """zca_whiten brings the training rows to variance 1 along every direction, near to where they were."""
    train, _ = _rows(draw)
    return {"out": preprocessing.zca_whiten(train, train)}


@zca_whiten.check(rtol=0.01)
def few_rows_zca_whitened(preprocessing: Any, draw: Draw) -> dict[str, Any]:
    """zca_whiten stays finite for fewer training rows than columns, and brings the rows to variance 1 where they vary."""
    train = _cloud(draw, 3, 6, [2.0, 0.7]) + draw.off_zero(6)
    return _along_the_strongest_directions(preprocessing.zca_whiten(train, train))
