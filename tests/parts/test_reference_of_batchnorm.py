"""The normalization layers of a3_batchnorm against torch: values and autograd's gradients, in float64."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a3_batchnorm"
RTOL, ATOL = 1e-11, 1e-12


@pytest.fixture(scope="module")
def batchnorm() -> Iterator[ModuleType]:
    """The reference; it is not left importable afterwards."""
    before = sys.modules.pop("batchnorm", None)
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module("batchnorm")
    sys.path.remove(str(SOLUTIONS))
    del sys.modules["batchnorm"]
    if before is not None:
        sys.modules["batchnorm"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def leaf(array: np.ndarray):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def close(actual, expected) -> None:
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert np.shape(actual) == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


def inputs(rng, shape: tuple[int, ...], scale: float = 2.0):
    """An x of this shape, with one gamma and beta for each entry of axis 1."""
    return scale * rng.standard_normal(shape) + 0.7, rng.standard_normal(shape[1]), rng.standard_normal(shape[1])


def compare(out, backwards, cache, expected, leaves, rng, shape=None) -> None:
    """Output and gradients of the layer, by each of its backward functions, against torch's."""
    close(out, expected)
    dout = rng.standard_normal(expected.shape)
    expected.backward(torch.tensor(dout))
    for backward in backwards:
        dx, dgamma, dbeta = backward(dout, cache)
        close(dx, leaves[0].grad)
        close(dgamma, leaves[1].grad if shape is None else leaves[1].grad.reshape(shape))
        close(dbeta, leaves[2].grad if shape is None else leaves[2].grad.reshape(shape))


OPTIONS = [{}, {"eps": 0.6}, {"eps": 1e-3, "momentum": 0.6}]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("shape", [(6, 4), (2, 5), (1, 3), (2, 3, 4, 5), (1, 2, 5, 3)])
def test_batch_normalization_in_training(batchnorm, rng, shape, options):
    x, gamma, beta = inputs(rng, shape)
    leaves = leaf(x), leaf(gamma), leaf(beta)
    axes = (0, *range(2, x.ndim))
    per_channel = (1, -1, *(1,) * (x.ndim - 2))
    # written out: torch's own batch_norm refuses one value per channel
    mean = leaves[0].mean(dim=axes, keepdim=True)
    var = leaves[0].var(dim=axes, keepdim=True, unbiased=False)
    expected = (leaves[0] - mean) / torch.sqrt(var + options.get("eps", 1e-5))
    expected = expected * leaves[1].reshape(per_channel) + leaves[2].reshape(per_channel)
    spatial = x.ndim == 4
    forward = batchnorm.spatial_batchnorm_forward if spatial else batchnorm.batchnorm_forward
    backwards = [batchnorm.spatial_batchnorm_backward] if spatial else [
        batchnorm.batchnorm_backward, batchnorm.batchnorm_backward_alt
    ]  # fmt: skip
    out, cache = forward(x, gamma, beta, {"mode": "train", **options})
    compare(out, backwards, cache, expected, leaves, rng)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("shape", [(6, 4), (2, 3, 4, 5)])
def test_running_averages_and_testing_are_torchs(batchnorm, rng, shape, options):
    eps, momentum = options.get("eps", 1e-5), options.get("momentum", 0.9)
    forward = batchnorm.spatial_batchnorm_forward if len(shape) == 4 else batchnorm.batchnorm_forward
    bn_param = {"mode": "train", **options}
    mean, var = torch.zeros(shape[1], dtype=torch.float64), torch.zeros(shape[1], dtype=torch.float64)
    for _ in range(4):
        x, gamma, beta = inputs(rng, shape)
        out, _ = forward(x, gamma, beta, bn_param)
        biased = torch.tensor(x).transpose(0, 1).flatten(1).var(dim=1, unbiased=False)
        new = var * momentum + biased * (1 - momentum)  # torch averages the unbiased variance, CS231n the biased one
        theirs = [torch.tensor(each) for each in (x, gamma, beta)]
        expected = F.batch_norm(theirs[0], mean, var, *theirs[1:], training=True, momentum=1 - momentum, eps=eps)
        close(out, expected)
        var = new
    close(bn_param["running_mean"], mean)
    close(bn_param["running_var"], var)
    bn_param["mode"] = "test"
    x, gamma, beta = inputs(rng, shape)
    out, _ = forward(x, gamma, beta, bn_param)
    close(out, F.batch_norm(torch.tensor(x), mean, var, torch.tensor(gamma), torch.tensor(beta), eps=eps))
    close(bn_param["running_mean"], mean)


@pytest.mark.parametrize("eps", [None, 0.6])
@pytest.mark.parametrize("shape", [(4, 6), (1, 5), (7, 3)])
def test_layer_normalization(batchnorm, rng, shape, eps):
    x, gamma, beta = inputs(rng, shape)
    leaves = leaf(x), leaf(gamma), leaf(beta)
    expected = F.layer_norm(leaves[0], shape[1:], leaves[1], leaves[2], eps=eps or 1e-5)
    out, cache = batchnorm.layernorm_forward(x, gamma, beta, {} if eps is None else {"eps": eps})
    compare(out, [batchnorm.layernorm_backward], cache, expected, leaves, rng)


@pytest.mark.parametrize("eps", [None, 0.6])
@pytest.mark.parametrize(
    ("shape", "groups"), [((2, 6, 4, 5), 3), ((3, 6, 2, 5), 1), ((2, 4, 3, 5), 4), ((1, 8, 3, 2), 2)]
)
def test_group_normalization(batchnorm, rng, shape, groups, eps):
    x, gamma, beta = inputs(rng, shape)
    leaves = leaf(x), leaf(gamma), leaf(beta)
    expected = F.group_norm(leaves[0], groups, leaves[1], leaves[2], eps=eps or 1e-5)
    wide = (1, shape[1], 1, 1)
    out, cache = batchnorm.spatial_groupnorm_forward(
        x, gamma.reshape(wide), beta.reshape(wide), groups, {} if eps is None else {"eps": eps}
    )
    compare(out, [batchnorm.spatial_groupnorm_backward], cache, expected, leaves, rng, shape=wide)


def test_features_without_variance_give_beta(batchnorm, rng):
    x, gamma, beta = inputs(rng, (5, 3))
    x[:] = 4.0
    out, _ = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    close(out, np.broadcast_to(beta, out.shape))


def test_a_mode_that_there_is_not_is_refused(batchnorm, rng):
    with pytest.raises(ValueError, match="validate"):
        batchnorm.batchnorm_forward(*inputs(rng, (5, 3)), {"mode": "validate"})
