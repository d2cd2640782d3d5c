"""The layers of a4_cnn that are written with loops, against torch: values and autograd's gradients, in float64."""

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

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a4_cnn"
RTOL, ATOL = 1e-11, 1e-12


@pytest.fixture(scope="module")
def cnn() -> Iterator[ModuleType]:
    """The module of the reference; neither it nor what it imports is left importable afterwards."""
    names = ("cnn", "layers")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module("cnn")
    sys.path.remove(str(SOLUTIONS))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def leaf(array: np.ndarray):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def close(actual, expected) -> None:
    expected = expected.detach().numpy()
    assert np.shape(actual) == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


CONVOLUTIONS = [  # images, filters, stride, pad
    ((2, 3, 5, 5), (4, 3, 3, 3), 1, 1),
    ((2, 3, 7, 7), (4, 3, 3, 3), 2, 1),
    ((2, 3, 4, 6), (5, 3, 2, 3), 1, 0),
    ((1, 2, 5, 7), (3, 2, 3, 2), 3, 2),
    ((2, 3, 4, 7), (4, 3, 1, 1), 3, 0),
    ((3, 1, 5, 6), (2, 1, 5, 6), 1, 0),
]


@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS)
def test_a_convolution_and_its_gradients(cnn, rng, images, filters, stride, pad):
    x, w, b = rng.standard_normal(images), rng.standard_normal(filters), rng.standard_normal(filters[0])
    tx, tw, tb = leaf(x), leaf(w), leaf(b)
    expected = F.conv2d(tx, tw, tb, stride=stride, padding=pad)
    out, cache = cnn.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    for actual, variable in zip(cnn.conv_backward_naive(dout, cache), (tx, tw, tb), strict=True):
        close(actual, variable.grad)


POOLS = [  # images, window, stride
    ((2, 3, 6, 6), (2, 2), 2),
    ((2, 3, 7, 7), (3, 3), 2),
    ((2, 3, 8, 5), (2, 2), 3),
    ((1, 2, 9, 5), (3, 1), 2),
    ((3, 4, 5, 6), (5, 6), 1),
    ((2, 3, 5, 9), (2, 3), 3),
]


@pytest.mark.parametrize("kind", ["max", "avg"])
@pytest.mark.parametrize(("images", "window", "stride"), POOLS)
def test_pooling_and_its_gradient(cnn, rng, kind, images, window, stride):
    forward, backward, theirs = {
        "max": (cnn.max_pool_forward_naive, cnn.max_pool_backward_naive, F.max_pool2d),
        "avg": (cnn.avg_pool_forward, cnn.avg_pool_backward, F.avg_pool2d),
    }[kind]
    x = rng.standard_normal(images) - 1
    tx = leaf(x)
    expected = theirs(tx, window, stride=stride)
    out, cache = forward(x, {"pool_height": window[0], "pool_width": window[1], "stride": stride})
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    close(backward(dout, cache), tx.grad)


@pytest.mark.parametrize("images", [(3, 5, 2, 4), (1, 4, 3, 3)])
def test_global_average_pooling_and_its_gradient(cnn, rng, images):
    x = rng.standard_normal(images)
    tx = leaf(x)
    expected = F.adaptive_avg_pool2d(tx, 1).flatten(1)
    out, cache = cnn.global_avg_pool_forward(x)
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    close(cnn.global_avg_pool_backward(dout, cache), tx.grad)


@pytest.mark.parametrize(
    ("images", "param"),
    [
        ((2, 8, 3, 4), {"n": 5, "k": 1.4, "alpha": 0.3, "beta": 0.6}),
        ((2, 6, 4, 3), {"n": 3, "k": 0.8, "alpha": 0.7, "beta": 0.75}),
        ((1, 4, 3, 2), {"n": 1, "k": 1.0, "alpha": 0.9, "beta": 1.3}),
        ((2, 3, 2, 4), {"n": 9, "alpha": 0.2}),
        ((2, 7, 3, 2), {}),
    ],
)
def test_local_response_normalization_and_its_gradient(cnn, rng, images, param):
    x = rng.standard_normal(images) * (1 if param else 100)
    tx = leaf(x)
    n = param.get("n", 5)
    expected = F.local_response_norm(
        tx, n, alpha=n * param.get("alpha", 1e-4), beta=param.get("beta", 0.75), k=param.get("k", 2.0)
    )  # torch divides alpha by n
    out, cache = cnn.local_response_norm_forward(x, param)
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    close(cnn.local_response_norm_backward(dout, cache), tx.grad)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_stay_as_they_come_and_dictionaries_stay_as_they_are(cnn, rng, dtype):
    def normal(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(dtype)

    conv_param, lrn_param = {"stride": 1, "pad": 1}, {"n": 3}
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    x = normal(2, 3, 4, 6)
    out, cache = cnn.conv_forward_naive(x, normal(5, 3, 3, 3), normal(5), conv_param)
    results = [out, *cnn.conv_backward_naive(normal(2, 5, 4, 6), cache)]
    for kind in ("max_pool_{}_naive", "avg_pool_{}"):
        out, cache = getattr(cnn, kind.format("forward"))(x, pool_param)
        results += [out, getattr(cnn, kind.format("backward"))(normal(*out.shape), cache)]
    out, cache = cnn.global_avg_pool_forward(x)
    results += [out, cnn.global_avg_pool_backward(normal(2, 3), cache)]
    out, cache = cnn.local_response_norm_forward(x, lrn_param)
    results += [out, cnn.local_response_norm_backward(normal(2, 3, 4, 6), cache)]
    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert (conv_param, lrn_param) == ({"stride": 1, "pad": 1}, {"n": 3})
    assert pool_param == {"pool_height": 2, "pool_width": 2, "stride": 2}
