"""Preprocessing of data: centring, standardising, principal components and whitening.

Every function takes `X_train`, the rows to learn from, and `X`, the rows to transform: the training rows themselves, the
validation rows or a single new one. Means, spreads and directions come from the training rows alone, and are applied to
`X` as they are; what was learnt from the test rows would make the test too easy.

The covariance of the training rows, which the last three functions need, is

    C[i, j] = 1/N * sum over n of (X_train[n, i] - mean[i]) (X_train[n, j] - mean[j])

and as a symmetric matrix it is C = U diag(s) U^T: the columns of U are its eigenvectors, orthogonal and of length 1, and
s holds the eigenvalues, which are the variances of the data along these directions. Here and below they are ordered from
the largest variance to the smallest. The sign of an eigenvector is arbitrary. Since C is symmetric, `np.linalg.eigh` is
the function for it; `np.linalg.eig` knows nothing of that: it may return complex numbers, and eigenvectors that are not
orthogonal where eigenvalues are equal.
"""

from __future__ import annotations

import numpy as np


def zero_mean(X_train: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Subtract the mean of the training rows, column by column.

        out[m, d] = X[m, d] - mean[d],   where mean[d] = 1/N * sum over n of X_train[n, d]

    Parameters
    ----------
    X_train : array of shape (N, D)
    X : array of shape (M, D)

    Returns
    -------
    out : array of shape (M, D)

    Notes
    -----
    The columns of the result have mean 0 where X is X_train, and only nearly so for other rows. That is as it should be.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a6_regularization.zero_mean is not implemented yet")


def standardize(X_train: np.ndarray, X: np.ndarray, eps: float = 1e-8) -> np.ndarray:
    """Bring every column to mean 0 and standard deviation 1, as they are in the training rows.

        out[m, d] = (X[m, d] - mean[d]) / (std[d] + eps)
        std[d]    = sqrt(1/N * sum over n of (X_train[n, d] - mean[d])^2)

    Parameters
    ----------
    X_train : array of shape (N, D)
    X : array of shape (M, D)
    eps : float
        Keeps the quotient finite where a column of the training rows is constant.

    Returns
    -------
    out : array of shape (M, D)

    Notes
    -----
    This is the standard deviation of a population, with 1/N; some libraries divide by N - 1 unless they are told
    otherwise. Where a column is constant, rows with the same constant give 0. eps is added to every standard deviation,
    or to every variance under the root: either is right, and no other way.

    """
    # TODO: write this part (about 1 line).
    raise NotImplementedError("a6_regularization.standardize is not implemented yet")


def pca(X_train: np.ndarray, X: np.ndarray, num_components: int) -> tuple[np.ndarray, np.ndarray]:
    """Project rows onto the directions in which the training rows vary most: principal component analysis.

    With the eigenvectors U[:, k] and the eigenvalues s[k] of the covariance, largest first, and the training mean,

        projection[m, k] = sum over d of (X[m, d] - mean[d]) U[d, k]   for k = 0, ..., num_components - 1
        share[k]         = s[k] / (s[0] + s[1] + ... + s[D - 1])

    Parameters
    ----------
    X_train : array of shape (N, D)
        Its rows differ from each other. There may be fewer rows than columns.
    X : array of shape (M, D)
    num_components : int
        How many directions to keep, from 1 to D.

    Returns
    -------
    projection : array of shape (M, num_components)
    share : array of shape (num_components,)
        The part of the whole variance that each direction explains; only with all D of them do they add up to 1.

    Notes
    -----
    Either sign of a column is right. `np.linalg.eigh` sorts from the smallest to the largest; the singular values
    that `np.linalg.svd` of the centred rows returns are square roots of N s[k]. All D directions may be asked for, also
    where there are fewer rows: the shares of the last ones are 0 then.

    """
    # TODO: write this part (about 6 lines).
    raise NotImplementedError("a6_regularization.pca is not implemented yet")


def pca_whiten(X_train: np.ndarray, X: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Turn rows into the directions of the principal components, and scale each of these to variance 1.

    With the eigenvectors U[:, k] and the eigenvalues s[k] of the covariance, largest first, and the training mean,

        out[m, k] = (sum over d of (X[m, d] - mean[d]) U[d, k]) / sqrt(s[k] + eps)   for k = 0, ..., D - 1

    Parameters
    ----------
    X_train : array of shape (N, D)
        There may be fewer rows than columns; then some eigenvalues are 0, up to rounding.
    X : array of shape (M, D)
    eps : float
        Keeps the quotient finite, and directions without variance small.

    Returns
    -------
    out : array of shape (M, D)
        All D directions, ordered from the largest variance to the smallest.

    Notes
    -----
    Either sign of a column is right. The covariance is the one with 1/N; as it is symmetric, take `np.linalg.eigh` (or an
    SVD), since `np.linalg.eig` may return complex numbers. eps may also be added outside of the root, as in
    sqrt(s[k]) + eps. Rounding may leave an eigenvalue slightly below 0, so it is safer to add eps before the root is taken.

    """
    # TODO: write this part (about 5 lines).
    raise NotImplementedError("a6_regularization.pca_whiten is not implemented yet")


def zca_whiten(X_train: np.ndarray, X: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Whiten rows and turn them back, so that they stay as near to the original ones as can be (Bell and Sejnowski, 1997).

    With the eigenvectors U and the eigenvalues s of the covariance, and the training mean,

        W   = U diag(1 / sqrt(s + eps)) U^T
        out = (X - mean) W

    Parameters
    ----------
    X_train : array of shape (N, D)
        There may be fewer rows than columns; then some eigenvalues are 0, up to rounding.
    X : array of shape (M, D)
    eps : float
        Keeps the quotient finite, and directions without variance small.

    Returns
    -------
    out : array of shape (M, D)
        Column d belongs to column d of X: whitened images still look like images.

    Notes
    -----
    The covariance is the one with 1/N. W is symmetric, and the signs of the eigenvectors do not matter. As in
    `pca_whiten`, sqrt(s) + eps is right as well. Other rows may have a part that lies in none of the directions in which
    the training rows vary; it is scaled like all else, by the s of 0 that belongs to it. This asks for orthogonal directions, as `np.linalg.eigh` returns them.

    """
    # TODO: write this part (about 5 lines).
    raise NotImplementedError("a6_regularization.zca_whiten is not implemented yet")
