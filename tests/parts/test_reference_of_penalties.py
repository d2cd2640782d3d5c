"""The reference of a6_regularization/penalties.py against torch, against known solutions, and against the definitions."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a6_regularization"
CLOSE = {"rtol": 1e-12, "atol": 1e-12}


@pytest.fixture(scope="module")
def penalties():
    before = sys.modules.pop("penalties", None)
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module("penalties")
    sys.path.remove(str(SOLUTIONS))
    sys.modules.pop("penalties", None)
    if before is not None:
        sys.modules["penalties"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(61)


def leaf(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("shape", [(4, 5), (2, 3, 4, 5), (6,)])
def test_both_penalties(penalties, rng, shape):
    w = rng.standard_normal(shape)
    w.flat[[0, 3]] = 0.0
    for function, penalty in [
        (penalties.l1_penalty, lambda t: 0.7 * t.abs().sum()),
        (penalties.l2_penalty, lambda t: 0.5 * 0.7 * (t * t).sum()),
    ]:
        t = leaf(w)
        expected = penalty(t)
        expected.backward()
        loss, dw = function(w, 0.7)
        np.testing.assert_allclose(loss, expected.item(), **CLOSE)
        np.testing.assert_allclose(dw, t.grad.numpy(), **CLOSE)


def test_the_elastic_net_takes_weights_only_and_changes_nothing(penalties, rng):
    shapes = {
        "W1": (3, 2, 4, 5),
        "b1": (3,),
        "gamma1": (1, 3, 1, 1),
        "beta1": (3,),
        "W2": (6, 4),
        "b2": (4,),
        "W10": (4, 2),
    }
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    leaves = {name: leaf(value) for name, value in params.items()}
    weights = [leaves[name] for name in ("W1", "W2", "W10")]
    expected = sum(0.3 * w.abs().sum() + 0.5 * 0.8 * (w * w).sum() for w in weights)
    expected.backward()
    before = {name: value.copy() for name, value in params.items()}
    loss, grads = penalties.elastic_net_penalty(params, 0.3, 0.8)
    np.testing.assert_allclose(loss, expected.item(), **CLOSE)
    assert list(grads) == list(params)
    for name, value in params.items():
        grad = leaves[name].grad
        np.testing.assert_allclose(grads[name], np.zeros(value.shape) if grad is None else grad.numpy(), **CLOSE)
        assert np.array_equal(value, before[name])


def test_soft_threshold_against_torch_and_its_definition_as_a_minimiser(penalties, rng):
    w = rng.standard_normal((5, 4))
    out = penalties.soft_threshold(w, 0.6)
    np.testing.assert_allclose(out, torch.nn.functional.softshrink(torch.tensor(w), 0.6).numpy(), **CLOSE)
    grid = np.linspace(-3, 3, 6001)
    best = grid[np.argmin(0.5 * (grid - w[..., None]) ** 2 + 0.6 * np.abs(grid), axis=-1)]
    np.testing.assert_allclose(out, best, atol=6e-4)
    assert np.count_nonzero(out == 0) == np.count_nonzero(np.abs(w) <= 0.6) > 0
    assert np.array_equal(penalties.soft_threshold(w, 0.0), w)


def test_max_norm_against_torch(penalties, rng):
    w = rng.standard_normal((5, 4)) * [0.1, 1.0, 3.0, 0.0]
    expected = torch.renorm(torch.tensor(w), p=2, dim=1, maxnorm=1.5).numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = penalties.max_norm(w, 1.5)
    np.testing.assert_allclose(out, expected, rtol=1e-6)  # torch adds 1e-7 to the lengths
    assert np.array_equal(out[:, [0, 3]], w[:, [0, 3]])
    assert np.linalg.norm(out, axis=0).max() <= 1.5 * (1 + 1e-15)


@pytest.mark.parametrize(("rows", "columns", "strength"), [(14, 4, 3.7), (15, 3, 0.0), (3, 6, 0.8)])
def test_ridge_is_where_the_gradient_vanishes(penalties, rng, rows, columns, strength):
    X, y = rng.standard_normal((rows, columns)), rng.standard_normal(rows)
    w = leaf(penalties.ridge_fit(X, y, strength))
    loss = 0.5 * ((torch.tensor(X) @ w - torch.tensor(y)) ** 2).sum() + 0.5 * strength * (w * w).sum()
    loss.backward()
    np.testing.assert_allclose(w.grad.numpy(), np.zeros(columns), atol=1e-12)
    if strength == 0:
        np.testing.assert_allclose(w.detach().numpy(), np.linalg.lstsq(X, y, rcond=None)[0], rtol=1e-10)


def test_polynomial_features(penalties):
    x = np.array([-1.5, 0.0, 0.3, 2.0])
    for degree in (0, 1, 5):
        np.testing.assert_allclose(
            penalties.polynomial_features(x, degree), np.vander(x, degree + 1, increasing=True), **CLOSE
        )
    features = penalties.polynomial_features(np.linspace(-1, 1, 30), 3)
    np.testing.assert_allclose(
        penalties.ridge_fit(features, features @ [1.0, -2, 0.5, 3], 0.0), [1.0, -2, 0.5, 3], rtol=1e-9
    )
