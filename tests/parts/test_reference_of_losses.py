"""The reference of a6_regularization/losses.py against torch: values and autograd's gradients, in float64."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a6_regularization"
CLOSE = {"rtol": 1e-11, "atol": 1e-12}


@pytest.fixture(scope="module")
def losses():
    before = sys.modules.pop("losses", None)
    sys.path.insert(0, str(SOLUTIONS))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield importlib.import_module("losses")
    sys.path.remove(str(SOLUTIONS))
    sys.modules.pop("losses", None)
    if before is not None:
        sys.modules["losses"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(63)


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def agrees(actual, expected, *inputs):
    """Loss and gradients of the reference are those of torch, which `expected` computes from leaves of the inputs."""
    leaves = [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in inputs]
    loss = expected(*leaves)
    loss.backward()
    np.testing.assert_allclose(actual[0], loss.item(), **CLOSE)
    for grad, leaf in zip(actual[1:], leaves, strict=True):
        np.testing.assert_allclose(grad, leaf.grad.numpy(), **CLOSE)


def scores_and_labels(rng, count=6, classes=4, spread=3.0):
    return rng.standard_normal((count, classes)) * spread, rng.integers(0, classes, count)


@pytest.mark.parametrize("margin", [0.5, 1.0, 3.0])
def test_contrastive_loss(losses, rng, margin):
    x1, x2, same = rng.standard_normal((9, 3)), rng.standard_normal((9, 3)), np.arange(9) % 2

    def expected(a, b):
        d, s = (a - b).norm(dim=1), torch.tensor(same)
        return (0.5 * s * d**2 + 0.5 * (1 - s) * F.relu(margin - d) ** 2).mean()

    agrees(losses.contrastive_loss(x1, x2, same, margin), expected, x1, x2)


def test_contrastive_loss_of_identical_pairs(losses, rng):
    x = rng.standard_normal((4, 3))
    loss, dx1, dx2 = losses.contrastive_loss(x, x, np.array([0, 1, 0, 0]), margin=2.0)
    np.testing.assert_allclose(loss, 3 * 0.5 * 4 / 4)
    assert not dx1.any()
    assert not dx2.any()


@pytest.mark.parametrize("margin", [0.2, 2.0])
def test_triplet_loss(losses, rng, margin):
    a, p, n = rng.standard_normal((3, 8, 5))

    def expected(anchor, positive, negative):
        return F.relu(((anchor - positive) ** 2).sum(1) - ((anchor - negative) ** 2).sum(1) + margin).mean()

    actual = losses.triplet_loss(a, p, n, margin)
    agrees(actual, expected, a, p, n)
    still = ~actual[1].any(axis=1)
    assert 0 < still.sum() < 8


def test_weighted_cross_entropy(losses, rng):
    scores, y = scores_and_labels(rng)
    weights = np.array([0.3, 2.0, 0.0, 1.1])
    agrees(
        losses.weighted_cross_entropy(scores, y, weights),
        lambda s: F.cross_entropy(s, torch.tensor(y), weight=torch.tensor(weights)),
        scores,
    )


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 3.7])
@pytest.mark.parametrize("weighted", [False, True])
def test_focal_loss(losses, rng, gamma, weighted):
    scores, y = scores_and_labels(rng)
    alpha = rng.uniform(0.2, 2.0, 4) if weighted else None

    def expected(s):
        log_q = s.log_softmax(1)[torch.arange(6), torch.tensor(y)]
        factor = torch.tensor(alpha)[y] if weighted else 1.0
        return -(factor * (1 - log_q.exp()) ** gamma * log_q).mean()

    agrees(losses.focal_loss(scores, y, gamma, alpha), expected, scores)


def test_focal_loss_without_focus_is_the_cross_entropy(losses, rng):
    scores, y = scores_and_labels(rng)
    agrees(losses.focal_loss(scores, y, gamma=0), lambda s: F.cross_entropy(s, torch.tensor(y)), scores)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_loss_of_examples_that_are_certain(losses, gamma):
    scores = np.array([[0.0, 900.0, 1.0], [40.0, 0.0, 0.0], [17.0, 0.0, 0.0]])
    loss, dscores = losses.focal_loss(scores, np.array([1, 0, 0]), gamma)
    assert 0 <= loss < 1e-6
    assert np.abs(dscores).max() < 1e-6
    assert not dscores[0].any()


@pytest.mark.parametrize("keep", [1, 3, 6, 50])
def test_hard_example_loss(losses, rng, keep):
    scores, y = scores_and_labels(rng)
    agrees(
        losses.hard_example_loss(scores, y, keep),
        lambda s: F.cross_entropy(s, torch.tensor(y), reduction="none").topk(min(keep, 6)).values.mean(),
        scores,
    )


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.6, 1.0])
def test_label_smoothing_loss(losses, rng, smoothing):
    scores, y = scores_and_labels(rng)
    agrees(
        losses.label_smoothing_loss(scores, y, smoothing),
        lambda s: F.cross_entropy(s, torch.tensor(y), label_smoothing=smoothing),
        scores,
    )


def test_defaults(losses, rng):
    scores, y = scores_and_labels(rng)
    a, p, n = rng.standard_normal((3, 5, 4))
    same = np.array([0, 1, 0, 0, 1])
    for usual, explicit in [
        (losses.contrastive_loss(a, p, same), losses.contrastive_loss(a, p, same, 1.0)),
        (losses.triplet_loss(a, p, n), losses.triplet_loss(a, p, n, 0.2)),
        (losses.focal_loss(scores, y), losses.focal_loss(scores, y, 2.0, np.ones(4))),
        (losses.label_smoothing_loss(scores, y), losses.label_smoothing_loss(scores, y, 0.1)),
    ]:
        for one, other in zip(usual, explicit, strict=True):
            np.testing.assert_array_equal(one, other)


def test_scores_of_thousands(losses, rng):
    scores, y = scores_and_labels(rng)
    scores = np.round(scores * 64) / 64
    shift = np.array([[2000.0], [-2000.0], [0.0], [2000.0], [-2000.0], [0.0]])
    for function in (
        lambda s: losses.weighted_cross_entropy(s, y, np.array([0.3, 2.0, 1.0, 1.1])),
        lambda s: losses.focal_loss(s, y),
        lambda s: losses.hard_example_loss(s, y, 4),
        lambda s: losses.label_smoothing_loss(s, y),
    ):
        for one, other in zip(function(scores), function(scores + shift), strict=True):
            np.testing.assert_allclose(other, one, **CLOSE)
        scores[2, (y[2] + 1) % 4] -= 4000
        loss, dscores = function(scores)
        assert np.isfinite(loss)
        assert np.isfinite(dscores).all()
        scores[2, (y[2] + 1) % 4] += 4000
