"""The reference of a1_fc_net against torch: values and autograd's gradients, in float64."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a1_fc_net"
RTOL, ATOL = 1e-12, 1e-13


@pytest.fixture(scope="module")
def reference() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the reference; none is left importable afterwards."""
    names = ("layers", "fc_net", "initialization")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module
    sys.path.remove(str(SOLUTIONS))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def layers(reference):
    return reference("layers")


@pytest.fixture(scope="module")
def fc_net(reference):
    return reference("fc_net")


@pytest.fixture(scope="module")
def initialization(reference):
    return reference("initialization")


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def leaf(array: np.ndarray):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def close(actual, expected) -> None:
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert np.shape(actual) == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


def labels(rng, count: int, classes: int) -> np.ndarray:
    return rng.integers(0, classes, count)


# Layers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3, 7), (4, 2, 3), (1, 3, 4), (2, 3, 4, 2)])
@pytest.mark.parametrize("sandwich", [False, True])
def test_an_affine_layer_and_its_gradients(layers, rng, shape, sandwich):
    x, w, b = rng.standard_normal(shape), rng.standard_normal((int(np.prod(shape[1:])), 5)), rng.standard_normal(5)
    tx, tw, tb = leaf(x), leaf(w), leaf(b)
    expected = F.linear(tx.flatten(1), tw.T, tb)
    expected = F.relu(expected) if sandwich else expected
    forward, backward = (
        (layers.affine_relu_forward, layers.affine_relu_backward)
        if sandwich else (layers.affine_forward, layers.affine_backward)
    )  # fmt: skip
    out, cache = forward(x, w, b)
    close(out, expected)
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    for mine, theirs in zip(backward(dout, cache), (tx, tw, tb), strict=True):
        close(mine, theirs.grad)


ACTIVATIONS = {
    "relu": (F.relu, {}),
    "leaky_relu": (lambda x, alpha: torch.where(x > 0, x, alpha * x), {"alpha": 0.3}),
    "sigmoid": (torch.sigmoid, {}),
    "tanh": (torch.tanh, {}),
}


@pytest.mark.parametrize("alpha", [0.01, 0.6, 1.7, -0.4])
def test_leaky_relu_is_torchs_for_every_slope(layers, rng, alpha):
    x = rng.standard_normal((4, 5))
    close(layers.leaky_relu_forward(x, alpha)[0], F.leaky_relu(torch.tensor(x), alpha))
    close(layers.leaky_relu_forward(x)[0], F.leaky_relu(torch.tensor(x)))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(6,), (4, 5), (2, 3, 4)])
@pytest.mark.parametrize("scale", [0.01, 1.0, 300.0, 1200.0])
def test_an_activation_and_its_gradient(layers, rng, name, shape, scale):
    function, options = ACTIVATIONS[name]
    x, dout = scale * rng.standard_normal(shape), rng.standard_normal(shape)
    tx = leaf(x)
    expected = function(tx, **options)
    expected.backward(torch.tensor(dout))
    out, cache = getattr(layers, f"{name}_forward")(x, **options)
    close(out, expected)
    close(getattr(layers, f"{name}_backward")(dout, cache), tx.grad)


# Losses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [0.0, 2000.0, -2000.0])
@pytest.mark.parametrize(("count", "classes"), [(5, 7), (1, 3), (6, 2)])
def test_the_softmax_loss_and_its_gradient(layers, rng, offset, count, classes):
    x, y = 3 * rng.standard_normal((count, classes)) + offset, labels(rng, count, classes)
    tx = leaf(x)
    expected = F.cross_entropy(tx, torch.tensor(y))
    expected.backward()
    loss, dx = layers.softmax_loss(x, y)
    close(loss, expected)
    close(dx, tx.grad)


def test_the_softmax_loss_of_scores_far_apart(layers):
    x, y = np.array([[-900.0, 800.0, 0.0], [1500.0, -1500.0, 0.0]]), np.array([0, 0])
    tx = leaf(x)
    expected = F.cross_entropy(tx, torch.tensor(y))
    expected.backward()
    loss, dx = layers.softmax_loss(x, y)
    close(loss, expected)
    close(dx, tx.grad)


@pytest.mark.parametrize(("count", "classes"), [(5, 7), (1, 3), (6, 2)])
@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
def test_the_svm_loss_and_its_gradient(layers, rng, count, classes, scale):
    x, y = scale * rng.standard_normal((count, classes)), labels(rng, count, classes)
    tx = leaf(x)
    expected = F.multi_margin_loss(tx, torch.tensor(y), margin=1.0) * classes  # torch divides by the classes too
    expected.backward()
    loss, dx = layers.svm_loss(x, y)
    close(loss, expected)
    close(dx, tx.grad)


# Networks ---------------------------------------------------------------------------------------------------------


def set_up(net, rng) -> dict:
    """Give every parameter a value other than its initial one, and the same values to torch."""
    for name, value in net.params.items():
        net.params[name] = rng.standard_normal(value.shape)
    return {name: leaf(value) for name, value in net.params.items()}


def compare(net, parameters: dict, x: np.ndarray, y: np.ndarray, reg: float, l1: float = 0.0) -> None:
    """Scores, loss and gradients against torch's."""
    depth = len(parameters) // 2
    scores = torch.tensor(x).flatten(1)
    for layer in range(1, depth + 1):
        scores = F.linear(scores, parameters[f"W{layer}"].T, parameters[f"b{layer}"])
        scores = F.relu(scores) if layer < depth else scores
    weights = [parameters[f"W{layer}"] for layer in range(1, depth + 1)]
    loss = F.cross_entropy(scores, torch.tensor(y))
    loss = loss + sum(0.5 * reg * w.square().sum() + l1 * w.abs().sum() for w in weights)
    loss.backward()
    close(net.loss(x), scores)
    mine, gradients = net.loss(x, y)
    close(mine, loss)
    assert gradients.keys() == parameters.keys()
    for name, parameter in parameters.items():
        close(gradients[name], parameter.grad)


@pytest.mark.parametrize("reg", [0.0, 0.7])
@pytest.mark.parametrize("shape", [(5, 8), (1, 2, 4)])
def test_a_two_layer_net(fc_net, rng, reg, shape):
    net = fc_net.TwoLayerNet(input_dim=8, hidden_dim=6, num_classes=5, reg=reg)
    assert {name: value.shape for name, value in net.params.items()} == {
        "W1": (8, 6), "b1": (6,), "W2": (6, 5), "b2": (5,),
    }  # fmt: skip
    parameters = set_up(net, rng)
    compare(net, parameters, rng.standard_normal(shape), labels(rng, shape[0], 5), reg)


@pytest.mark.parametrize("reg", [0.0, 3.14])
@pytest.mark.parametrize("hidden", [[], [7], [9, 7], [10, 8, 9]])
@pytest.mark.parametrize("count", [1, 6])
def test_a_fully_connected_net(fc_net, rng, reg, hidden, count):
    net = fc_net.FullyConnectedNet(hidden, input_dim=6, num_classes=5, reg=reg, dtype=np.float64)
    assert net.num_layers == len(hidden) + 1 == len(net.params) // 2
    parameters = set_up(net, rng)
    compare(net, parameters, rng.standard_normal((count, 3, 2)), labels(rng, count, 5), reg)


@pytest.mark.parametrize(("reg", "l1"), [(0.0, 0.0), (0.0, 0.7), (1.9, 0.4)])
@pytest.mark.parametrize("hidden", [[], [7, 6]])
def test_an_elastic_net(fc_net, rng, reg, l1, hidden):
    net = fc_net.FullyConnectedElasticNet(hidden, input_dim=8, num_classes=5, reg=reg, l1=l1, dtype=np.float64)
    parameters = set_up(net, rng)
    compare(net, parameters, rng.standard_normal((4, 8)), labels(rng, 4, 5), reg, l1)


def test_a_net_uses_float32_by_default_and_the_seed_repeats_its_weights(fc_net):
    first, second = (fc_net.FullyConnectedNet([50], input_dim=60, weight_scale=0.03, seed=3) for _ in range(2))
    assert {value.dtype for value in first.params.values()} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(first.params["W1"], second.params["W1"])
    assert first.params["W1"].std() == pytest.approx(0.03, rel=0.1)
    assert not first.params["b1"].any()


@pytest.mark.parametrize("option", [{"dropout_keep_ratio": 0.5}, {"normalization": "batchnorm"}])
def test_a_net_refuses_what_a_later_assignment_brings(fc_net, option):
    with pytest.raises(ValueError, match="is for a later assignment"):
        fc_net.FullyConnectedNet([5], **option)


# Initialization ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("xavier_uniform", torch.nn.init.xavier_uniform_),
        ("xavier_normal", torch.nn.init.xavier_normal_),
        ("he_normal", torch.nn.init.kaiming_normal_),
    ],
)
def test_an_initializer_has_torchs_spread_and_range(initialization, name, theirs):
    mine = getattr(initialization, name)(300, 100, rng=np.random.default_rng(1))
    torch.manual_seed(1)
    weights = theirs(torch.empty(100, 300, dtype=torch.float64)).numpy().T
    assert (mine.shape, mine.dtype) == (weights.shape, np.float64)
    assert mine.std() == pytest.approx(weights.std(), rel=0.03)  # 30000 weights: 7 standard errors of either
    assert abs(mine.mean()) < 0.04 * mine.std()
    if name == "xavier_uniform":
        assert np.abs(mine).max() == pytest.approx(np.abs(weights).max(), rel=1e-3)


def test_constant_and_normal_weights(initialization):
    close(initialization.constant(3, 2, 0.5), torch.full((3, 2), 0.5, dtype=torch.float64))
    first, second = (initialization.normal(200, 150, std=0.02, rng=np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.std() == pytest.approx(0.02, rel=0.03)
    assert not np.array_equal(initialization.normal(2, 3), initialization.normal(2, 3))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_activations_and_gradient_norms_of_a_deep_stack(initialization, rng, activation):
    widths = [6, 5, 7, 4]
    x, dout = rng.standard_normal((8, 6)), rng.standard_normal((8, 4))
    weights = [rng.standard_normal((rows, columns)) for rows, columns in pairwise(widths)]
    parameters, hidden, expected = [leaf(w) for w in weights], torch.tensor(x), []
    for w in parameters:
        hidden = getattr(torch, activation)(hidden @ w)
        expected.append(hidden)
    hidden.backward(torch.tensor(dout))
    for mine, theirs in zip(initialization.activations_by_layer(x, weights, activation), expected, strict=True):
        close(mine, theirs)
    close(
        initialization.gradient_norms_by_layer(x, weights, activation, dout),
        torch.stack([w.grad.norm() for w in parameters]),
    )


def test_an_activation_of_another_name_is_refused(initialization):
    for measure in (
        lambda: initialization.activations_by_layer(np.ones((2, 2)), [], "swish"),
        lambda: initialization.gradient_norms_by_layer(np.ones((2, 2)), [], "swish", np.ones((2, 2))),
    ):
        with pytest.raises(ValueError, match="'swish'"):
            measure()
