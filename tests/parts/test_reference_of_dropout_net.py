"""The reference of a3_batchnorm's dropout and network against torch: values and autograd's gradients, in float64."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a3_batchnorm"
NORMALIZATIONS = [None, "batchnorm", "layernorm"]
RTOL, ATOL = 1e-10, 1e-12


@pytest.fixture(scope="module")
def reference() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the reference; none is left importable afterwards."""
    names = ("layers", "batchnorm", "dropout", "fc_net")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module
    sys.path.remove(str(SOLUTIONS))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def dropout(reference):
    return reference("dropout")


@pytest.fixture(scope="module")
def fc_net(reference):
    return reference("fc_net")


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def close(actual, expected) -> None:
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert np.shape(actual) == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


# Dropout ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(600,), (30, 20), (5, 4, 6, 5)])
@pytest.mark.parametrize("p", [0.25, 0.7, 1.0])
def test_dropout_keeps_a_share_p_and_scales_it(dropout, rng, shape, p):
    x, dout = rng.uniform(1, 2, shape), rng.uniform(1, 2, shape)
    out, cache = dropout.dropout_forward(x, {"mode": "train", "p": p})
    kept = out != 0
    assert abs(kept.mean() - p) < 0.12
    close(out, np.where(kept, x / p, 0))
    close(dropout.dropout_backward(dout, cache), np.where(kept, dout / p, 0))


def test_dropout_is_the_identity_in_test_mode(dropout, rng):
    x, dout = rng.standard_normal((4, 5)), rng.standard_normal((4, 5))
    out, cache = dropout.dropout_forward(x, {"mode": "test", "p": 0.3})
    close(out, F.dropout(torch.tensor(x), p=0.7, training=False))
    close(dropout.dropout_backward(dout, cache), dout)


def test_a_seed_repeats_the_mask(dropout, rng):
    x = rng.uniform(1, 2, (10, 20))
    first, again, other, free, free_again = (
        dropout.dropout_forward(x, {"mode": "train", "p": 0.5} | seed)[0]
        for seed in ({"seed": 5}, {"seed": 5}, {"seed": 6}, {}, {})
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(free, free_again)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("mode", ["train", "test"])
def test_dropout_keeps_the_type_and_the_input(dropout, rng, dtype, mode):
    x = rng.standard_normal((4, 5)).astype(dtype)
    before = x.copy()
    out, _ = dropout.dropout_forward(x, {"mode": mode, "p": 0.5})
    assert out.dtype == dtype
    assert np.array_equal(x, before)


def test_an_unknown_mode_is_refused(dropout):
    with pytest.raises(ValueError, match="'tset'"):
        dropout.dropout_forward(np.ones((2, 3)), {"mode": "tset", "p": 0.5})


# The network ------------------------------------------------------------------------------------------------------


def network(fc_net, rng, normalization, keep=1.0, **options):
    net = fc_net.FullyConnectedNet(
        [9, 7, 8], 12, 5, dropout_keep_ratio=keep, normalization=normalization, dtype=np.float64, **options
    )
    for name, value in net.params.items():
        net.params[name] = rng.uniform(0.3, 1.2, value.shape) * rng.choice([-1, 1], value.shape)
    return net


def torch_scores(net, leaves, x, masks=None, running=None):
    """The scores; `running` is updated where it is a list of lists, and used as it is where it is a tuple of them."""
    hidden = torch.tensor(x).flatten(1)
    for layer in range(1, net.num_layers):
        hidden = hidden @ leaves[f"W{layer}"] + leaves[f"b{layer}"]
        if net.normalization == "batchnorm":
            hidden = F.batch_norm(
                hidden, *running[layer - 1], leaves[f"gamma{layer}"], leaves[f"beta{layer}"],
                training=isinstance(running, list),
            )  # fmt: skip
        elif net.normalization == "layernorm":
            hidden = F.layer_norm(hidden, hidden.shape[1:], leaves[f"gamma{layer}"], leaves[f"beta{layer}"])
        hidden = F.relu(hidden)
        if masks is not None:
            hidden = hidden * torch.tensor(masks[layer - 1])
    return hidden @ leaves[f"W{net.num_layers}"] + leaves[f"b{net.num_layers}"]


def fresh_averages(net):
    return [[torch.zeros(width, dtype=torch.float64) for _ in range(2)] for width in (9, 7, 8)]


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("keep", [1, 0.6])
def test_loss_and_gradients(fc_net, rng, normalization, keep):
    net = network(fc_net, rng, normalization, keep, reg=0.7, seed=42)
    x, y = rng.standard_normal((6, 3, 2, 2)), rng.integers(0, 5, 6)
    masks = None
    if keep != 1:
        masks = []
        for width in (9, 7, 8):  # every layer seeds anew
            np.random.seed(42)
            masks.append((np.random.random_sample((6, width)) < keep) / keep)
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in net.params.items()}
    scores = torch_scores(net, leaves, x, masks, fresh_averages(net))
    expected = F.cross_entropy(scores, torch.tensor(y))
    expected = expected + 0.35 * sum((value**2).sum() for name, value in leaves.items() if name.startswith("W"))
    expected.backward()
    loss, grads = net.loss(x, y)
    close(loss, expected)
    assert grads.keys() == net.params.keys()
    for name, leaf in leaves.items():
        close(grads[name], leaf.grad)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("keep", [1, 0.6])
def test_scores_after_training(fc_net, rng, normalization, keep):
    net = network(fc_net, rng, normalization, keep)
    leaves = {name: torch.tensor(value) for name, value in net.params.items()}
    averages = fresh_averages(net)
    if normalization == "batchnorm" and keep == 1:
        for _ in range(3):
            x, y = rng.standard_normal((8, 12)), rng.integers(0, 5, 8)
            net.loss(x, y)
            for pair in averages:  # torch averages unbiased variances, CS231n biased ones
                pair[1] *= 8 / 7
            torch_scores(net, leaves, x, running=averages)
            for pair in averages:
                pair[1] *= 7 / 8
    elif normalization == "batchnorm":
        averages = [[torch.tensor(np.full(width, value)) for value in (0.3, 1.7)] for width in (9, 7, 8)]
        for pair, bn_param in zip(averages, net.bn_params, strict=True):
            bn_param["running_mean"], bn_param["running_var"] = (each.numpy().copy() for each in pair)
    x = rng.standard_normal((4, 12))
    close(net.loss(x), torch_scores(net, leaves, x, running=tuple(averages)))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_a_new_network(fc_net, normalization):
    widths = [300, 250]
    net = fc_net.FullyConnectedNet(widths, 200, 150, normalization=normalization, weight_scale=0.2, seed=1)
    assert widths == [300, 250]
    hidden = ("W", "b", "gamma", "beta") if normalization else ("W", "b")
    assert set(net.params) == {f"{name}{layer}" for name in hidden for layer in (1, 2)} | {"W3", "b3"}
    for name, value in net.params.items():
        assert value.dtype == np.float32
        if name.startswith("W"):
            assert abs(value.std() - 0.2) < 0.005
            assert abs(value.mean()) < 0.005
        else:
            assert np.all(value == (1 if name.startswith("gamma") else 0))


def test_an_unknown_normalization_is_refused(fc_net):
    with pytest.raises(ValueError, match="'batch'"):
        fc_net.FullyConnectedNet([5], normalization="batch")
