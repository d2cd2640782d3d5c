"""im2col, the layers built on it and the networks of a4_cnn against torch: values and gradients, in float64."""

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
# images, filters or windows, stride, pad
CONVOLUTIONS = [
    ((2, 3, 4, 6), (5, 3, 3, 2), 1, 1),
    ((3, 2, 5, 7), (4, 2, 2, 3), 1, 0),
    ((2, 3, 7, 4), (6, 3, 3, 2), 2, 2),
    ((1, 4, 5, 7), (6, 4, 2, 1), 3, 0),
    ((1, 2, 3, 4), (3, 2, 1, 1), 1, 0),
    ((19, 2, 4, 3), (3, 2, 2, 3), 1, 1),  # more examples than are taken at once
]
POOLINGS = [
    ((3, 2, 4, 6), (2, 2), 2),
    ((2, 3, 7, 5), (3, 3), 2),
    ((2, 3, 5, 7), (3, 3), 1),
    ((2, 4, 6, 11), (2, 3), 2),
    ((1, 4, 5, 7), (2, 1), 3),
]


@pytest.fixture(scope="module")
def cnn() -> Iterator[ModuleType]:
    """The reference; nothing of it is left importable afterwards."""
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
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert np.shape(actual) == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


def unfolded(x, field: tuple[int, int], stride: int, pad: int):
    """torch's columns, an array for each example, laid side by side."""
    return torch.cat(list(F.unfold(torch.as_tensor(x), field, stride=stride, padding=pad)), dim=1)


@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS)
def test_columns_are_those_of_unfold(cnn, rng, images, filters, stride, pad):
    x = rng.standard_normal(images)
    close(cnn.im2col(x, *filters[2:], stride=stride, pad=pad), unfolded(x, filters[2:], stride, pad))


def test_stride_one_and_no_padding_are_the_defaults(cnn, rng):
    x = rng.standard_normal((2, 3, 4, 6))
    cols = cnn.im2col(x, 3, 2)
    close(cols, unfolded(x, (3, 2), 1, 0))
    np.testing.assert_array_equal(cnn.col2im(cols, x.shape, 3, 2), cnn.col2im(cols, x.shape, 3, 2, 1, 0))


@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS)
def test_col2im_is_the_gradient_of_im2col(cnn, rng, images, filters, stride, pad):
    x = leaf(rng.standard_normal(images))
    cols = unfolded(x, filters[2:], stride, pad)
    upstream = rng.standard_normal(cols.shape)
    cols.backward(torch.tensor(upstream))
    close(cnn.col2im(upstream, images, *filters[2:], stride=stride, pad=pad), x.grad)


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS)
def test_a_convolution_and_its_gradients(cnn, rng, images, filters, stride, pad, relu):
    x, w, b = rng.standard_normal(images), rng.standard_normal(filters), rng.standard_normal(filters[0])
    tx, tw, tb = leaf(x), leaf(w), leaf(b)
    expected = F.conv2d(tx, tw, tb, stride=stride, padding=pad)
    expected = F.relu(expected) if relu else expected
    forward, backward = (
        (cnn.conv_relu_forward, cnn.conv_relu_backward) if relu else (cnn.conv_forward_im2col, cnn.conv_backward_im2col)
    )
    out, cache = forward(x, w, b, {"stride": stride, "pad": pad})
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    for gradient, variable in zip(backward(dout, cache), (tx, tw, tb), strict=True):
        close(gradient, variable.grad)


def test_a_convolution_in_float32_stays_there(cnn, rng):
    x, w, b = (rng.standard_normal(shape).astype(np.float32) for shape in ((3, 2, 5, 4), (6, 2, 3, 3), (6,)))
    out, cache = cnn.conv_forward_im2col(x, w, b, {"stride": 1, "pad": 1})
    assert out.dtype == np.float32
    assert {each.dtype for each in cnn.conv_backward_im2col(out, cache)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("images", "window", "stride"), POOLINGS)
def test_max_pooling_and_its_gradient(cnn, rng, images, window, stride):
    x = rng.standard_normal(images)
    tx = leaf(x)
    expected = F.max_pool2d(tx, window, stride=stride)
    out, cache = cnn.max_pool_forward_im2col(x, {"pool_height": window[0], "pool_width": window[1], "stride": stride})
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    close(cnn.max_pool_backward_im2col(dout, cache), tx.grad)


def three_layers(params, x):
    x = F.conv2d(x, params["W1"], params["b1"], padding=params["W1"].shape[2] // 2)
    x = F.max_pool2d(F.relu(x), 2).flatten(1)
    return F.relu(x @ params["W2"] + params["b2"]) @ params["W3"] + params["b3"]


def two_convolutions(params, x):
    for layer in "12":
        x = F.conv2d(x, params[f"W{layer}"], params[f"b{layer}"], padding=params["W1"].shape[2] // 2)
        x = F.max_pool2d(F.relu(x), 2)
    return x.flatten(1) @ params["W3"] + params["b3"]


@pytest.mark.parametrize("filter_size", [3, 5])
@pytest.mark.parametrize(
    ("name", "sizes", "scores_of"),
    [
        ("ThreeLayerConvNet", {"num_filters": 3, "hidden_dim": 7}, three_layers),
        ("SimpleConvNet", {"num_filters": (3, 5)}, two_convolutions),
    ],
)
def test_a_network_and_its_gradients(cnn, rng, name, sizes, scores_of, filter_size):
    net = getattr(cnn, name)(
        input_dim=(2, 8, 12), filter_size=filter_size, num_classes=6, reg=0.7, dtype=np.float64, **sizes
    )
    for key, value in net.params.items():
        net.params[key] = 0.3 * rng.standard_normal(value.shape)
    x, y = rng.standard_normal((4, 2, 8, 12)), rng.integers(0, 6, 4)
    params = {key: leaf(value) for key, value in net.params.items()}
    scores = scores_of(params, torch.tensor(x))
    expected = F.cross_entropy(scores, torch.tensor(y)) + 0.35 * sum((params[f"W{i}"] ** 2).sum() for i in (1, 2, 3))
    expected.backward()
    close(net.loss(x), scores)
    loss, grads = net.loss(x, y)
    close(loss, expected)
    assert grads.keys() == params.keys()
    for key, value in params.items():
        close(grads[key], value.grad)


@pytest.mark.parametrize("name", ["ThreeLayerConvNet", "SimpleConvNet"])
def test_a_network_computes_in_its_dtype(cnn, rng, name):
    net = getattr(cnn, name)((1, 8, 4))
    loss, grads = net.loss(rng.standard_normal((3, 1, 8, 4)), np.array([1, 0, 2]))
    assert np.isclose(loss, np.log(10), atol=0.01)
    assert {value.dtype for value in [*grads.values(), *net.params.values()]} == {np.dtype(np.float32)}
