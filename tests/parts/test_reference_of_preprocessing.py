"""The reference of a6_regularization/preprocessing.py against torch, and against what whitening is meant to do."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a6_regularization"


@pytest.fixture(scope="module")
def preprocessing():
    before = sys.modules.pop("preprocessing", None)
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module("preprocessing")
    sys.path.remove(str(SOLUTIONS))
    sys.modules.pop("preprocessing", None)
    if before is not None:
        sys.modules["preprocessing"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(62)


@pytest.fixture
def rows(rng):
    """Training rows with five clearly different variances in oblique directions, far from 0; and other rows."""
    mixing = rng.standard_normal((5, 5))
    return rng.standard_normal((40, 5)) * [5, 3, 2, 1, 0.5] @ mixing + 4, rng.standard_normal((7, 5)) @ mixing - 1


def covariance(out):
    return np.cov(out, rowvar=False, bias=True)


def up_to_signs(actual, expected):
    signs = np.sign((actual * expected).sum(axis=0))
    np.testing.assert_allclose(actual * signs, expected, rtol=1e-8, atol=1e-9)


def test_mean_and_spread(preprocessing, rows):
    train, other = rows
    t, o = torch.tensor(train), torch.tensor(other)
    np.testing.assert_allclose(preprocessing.zero_mean(train, other), (o - t.mean(0)).numpy(), rtol=1e-12)
    expected = torch.nn.functional.batch_norm(o, t.mean(0), t.var(0, unbiased=False), eps=0.0)
    np.testing.assert_allclose(preprocessing.standardize(train, other), expected.numpy(), rtol=1e-7)
    out = preprocessing.standardize(train, train)
    np.testing.assert_allclose([out.mean(axis=0), out.std(axis=0)], [[0] * 5, [1] * 5], atol=1e-7)


def test_a_constant_column_stays_finite(preprocessing, rows):
    train, _ = rows
    train[:, 2] = 3.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = preprocessing.standardize(train, train[:4])
    assert np.array_equal(out[:, 2], np.zeros(4))


def test_principal_components_against_the_singular_values_of_torch(preprocessing, rows):
    train, other = rows
    centred = torch.tensor(train - train.mean(axis=0))
    _, s, vh = torch.linalg.svd(centred, full_matrices=False)
    for count in (1, 2, 5):
        projection, share = preprocessing.pca(train, other, count)
        up_to_signs(projection, ((torch.tensor(other) - torch.tensor(train).mean(0)) @ vh[:count].T).numpy())
        np.testing.assert_allclose(share, (s[:count] ** 2 / (s**2).sum()).numpy(), rtol=1e-10)
    up_to_signs(
        preprocessing.pca_whiten(train, other, eps=0.3),
        ((torch.tensor(other) - torch.tensor(train).mean(0)) @ vh.T / torch.sqrt(s**2 / 40 + 0.3)).numpy(),
    )


def test_whitened_rows_have_the_identity_for_covariance(preprocessing, rows):
    train, _ = rows
    for whiten in (preprocessing.pca_whiten, preprocessing.zca_whiten):
        out = whiten(train, train, eps=0.0)
        np.testing.assert_allclose(covariance(out), np.eye(5), atol=1e-10)
        np.testing.assert_allclose(out.mean(axis=0), np.zeros(5), atol=1e-12)


def test_zca_is_the_symmetric_root_and_the_nearest_whitening(preprocessing, rng, rows):
    train, other = rows
    whitener = np.linalg.lstsq(train - train.mean(axis=0), preprocessing.zca_whiten(train, train, eps=0.2), rcond=None)[
        0
    ]
    np.testing.assert_allclose(whitener, whitener.T, atol=1e-10)
    np.testing.assert_allclose(whitener @ whitener @ (covariance(train) + 0.2 * np.eye(5)), np.eye(5), atol=1e-9)
    np.testing.assert_allclose(
        preprocessing.zca_whiten(train, other, eps=0.2), (other - train.mean(axis=0)) @ whitener, atol=1e-9
    )
    centred = train - train.mean(axis=0)
    near = ((preprocessing.zca_whiten(train, train, eps=0.0) - centred) ** 2).sum()
    rotation = np.linalg.qr(rng.standard_normal((5, 5)))[0]
    assert near < ((preprocessing.zca_whiten(train, train, eps=0.0) @ rotation - centred) ** 2).sum()
    assert near < ((preprocessing.pca_whiten(train, train, eps=0.0) - centred) ** 2).sum()


def test_fewer_rows_than_columns(preprocessing, rng):
    train = rng.standard_normal((4, 9))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for whiten in (preprocessing.pca_whiten, preprocessing.zca_whiten):
            out = whiten(train, train)
            np.testing.assert_allclose(np.linalg.svd(out, compute_uv=False) / 2, [1, 1, 1, 0], atol=1e-3)
        _, share = preprocessing.pca(train, train, 9)
    np.testing.assert_allclose(share.sum(), 1.0, rtol=1e-12)
    assert np.all(np.diff(share) <= 1e-12)
