"""The tools for checks on networks: what is the same for every right network, however it is built."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from autograder import tensors  # noqa: E402
from autograder.draw import Draw, seed_of  # noqa: E402
from autograder.networks import filled, gradients, on_meta, parameter_count  # noqa: E402
from autograder.subject import Journal, Subject  # noqa: E402

SEED = seed_of("course", "check")


class Named(nn.Module):
    """A layer, its parameters in one order."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4)

    def forward(self, x):
        return torch.relu(self.norm(self.first(x)))


class Ordered(nn.Module):
    """The same, with other names, in another order, and a scale of another shape."""

    def __init__(self) -> None:
        super().__init__()
        self.beta, self.gamma = nn.Parameter(torch.zeros(1, 4, 1, 1)), nn.Parameter(torch.ones(1, 4, 1, 1))
        self.convolution = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        out = self.convolution(x)
        mean, var = out.mean((0, 2, 3), keepdim=True), out.var((0, 2, 3), unbiased=False, keepdim=True)
        return torch.relu(self.gamma * (out - mean) / torch.sqrt(var + 1e-5) + self.beta)


class Lazy(nn.Sequential):
    """The same, which learns its shapes from what it sees."""

    def __init__(self) -> None:
        super().__init__(nn.LazyConv2d(4, 3, padding=1), nn.LazyBatchNorm2d(), nn.ReLU())


def seen(net, example=False):
    draw = Draw(SEED)
    x = draw.tensor(draw.normal(5, 3, 6, 7)).requires_grad_()
    net = filled(net, draw, example=x if example else None)
    out = net(x)
    (out * draw.tensor(draw.normal(5, 4, 6, 7))).sum().backward()
    return {"out": out.detach().numpy(), "dx": x.grad.numpy(), **gradients(net)}


@pytest.fixture(autouse=True)
def _float64():
    tensors.prepare("float64", "cpu")
    yield
    tensors.prepare("float32", "cpu")


def test_right_networks_look_the_same_however_they_are_built():
    expected = seen(Named())
    assert set(expected) == {"out", "dx", "gradient of parameters 4x3x3x3", "gradient of parameters 4"}
    for other in (seen(Ordered()), seen(Lazy(), example=True)):
        assert set(other) == set(expected)
        for name, value in expected.items():
            np.testing.assert_allclose(other[name], value, rtol=1e-9, atol=1e-9, err_msg=name)


def test_another_seed_fills_with_other_values_and_the_same_seed_with_the_same():
    def weights(seed):
        return filled(nn.Linear(3, 2), Draw(seed_of(seed))).weight.detach().numpy()

    assert np.array_equal(weights("a"), weights("a"))
    assert not np.isclose(weights("a"), weights("b")).any()


def test_large_parameters_have_no_two_filters_alike():
    weight = filled(nn.Conv2d(64, 128, 3), Draw(SEED)).weight.detach().numpy().reshape(128, -1)
    assert np.linalg.matrix_rank(weight) == 128
    assert weight.std() == pytest.approx(np.sqrt(2 / weight.shape[1]), rel=0.05)


def test_a_gradient_that_is_nowhere_is_left_out():
    class Frozen(Named):
        def forward(self, x):
            return torch.relu(self.norm(self.first(x).detach()))

    assert set(seen_without_dx(Frozen())) == {"gradient of parameters 4"}


def seen_without_dx(net):
    draw = Draw(SEED)
    net = filled(net, draw)
    net(draw.tensor(draw.normal(5, 3, 6, 7))).sum().backward()
    return gradients(net)


def test_the_meta_device_tells_shapes_and_what_was_left_on_the_cpu():
    class LeftBehind(Named):
        def forward(self, x):
            return super().forward(x) + torch.zeros(4, 1, 1)

    net = on_meta(lambda: nn.Linear(100_000, 100_000))
    assert parameter_count(net) == 100_000 * 100_001
    image = torch.empty(2, 3, 8, 8, device="meta")
    assert on_meta(Named)(image).shape == (2, 4, 8, 8)
    with pytest.raises(RuntimeError, match="device"):
        on_meta(LeftBehind)(image)


def test_a_watched_network_is_called_with_copies_and_told_by_its_class():
    class Greedy(Named):
        def forward(self, x):
            x += 1
            return super().forward(x)

    journal, draw = Journal(), Draw(SEED)
    module = type("module", (), {"Greedy": Greedy})
    net = filled(Subject(module, "net", journal).Greedy(), draw)
    x = draw.tensor(draw.normal(2, 3, 4, 4)).requires_grad_()
    before = x.detach().clone()
    out = net(x)
    out.sum().backward()
    assert torch.equal(x.detach(), before) and x.grad is not None
    assert journal.modified == []  # which many layers do on purpose
    assert journal.calls == [("Greedy", "", "a Greedy"), ("Greedy", "x (2, 3, 4, 4)", "a tensor (2, 4, 4, 4)")]
    assert journal.producers({"out": out}) == {"out": 1}
