"""The reference of a5_torch_nets's train.py against torch's own schedules, numpy's arithmetic and runs without a break."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def imported(assignment: str, name: str) -> Iterator[ModuleType]:
    before = {each: sys.modules.pop(each) for each in (name, "optim", "layers") if each in sys.modules}
    sys.path.insert(0, str(SOLUTIONS / assignment))
    yield importlib.import_module(name)
    sys.path.remove(str(SOLUTIONS / assignment))
    for each in (name, "optim", "layers"):
        sys.modules.pop(each, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def train() -> Iterator[ModuleType]:
    yield from imported("a5_torch_nets", "train")


@pytest.fixture(scope="module")
def training() -> Iterator[ModuleType]:
    yield from imported("a2_optim", "training")


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(3)
    yield
    torch.set_default_dtype(torch.float32)


def net_with_everything() -> nn.Module:
    return nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))


def drawn(*sizes: int) -> list:
    return [(torch.randn(size, 5), torch.randint(3, (size,))) for size in sizes]


def states(net: nn.Module) -> np.ndarray:
    return np.concatenate([each.double().numpy().ravel() for each in net.state_dict().values()])


def test_the_cosine_is_torchs(train):
    optimizer = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
    theirs = []
    for _ in range(21):
        theirs.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    np.testing.assert_allclose([train.warmup_cosine(step, 20) for step in range(21)], theirs, atol=1e-12)
    np.testing.assert_allclose([train.warmup_cosine(step, 25, 5) for step in range(5, 26)], theirs, atol=1e-12)
    assert [train.warmup_cosine(step, 25, 5) for step in (0, 3, 4, 5, 25, 30, 60)] == [0.2, 0.8, 1, 1, 0, 0, 0]


def test_an_epoch_in_numpys_arithmetic(train):
    net, batches = nn.Linear(5, 3), drawn(7, 4, 2)
    w, b = (each.detach().numpy().copy() for each in net.parameters())
    total = 0.0
    for x, y in batches:
        scores = x.numpy() @ w.T + b
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        total -= np.log(p[np.arange(len(y)), y]).sum()
        dscores = (p - np.eye(3)[y]) / len(y)
        w, b = w - 0.3 * dscores.T @ x.numpy(), b - 0.3 * dscores.sum(axis=0)
    loss = train.train_epoch(net, batches, torch.optim.SGD(net.parameters(), lr=0.3), mixed_precision=True)
    assert isinstance(loss, float)
    np.testing.assert_allclose(loss, total / 13, rtol=1e-12)
    np.testing.assert_allclose(net.weight.detach().numpy(), w, rtol=1e-11)
    np.testing.assert_allclose(net.bias.detach().numpy(), b, rtol=1e-11)


def test_loss_and_accuracy_are_those_of_one_large_batch(train):
    net, batches = net_with_everything(), drawn(9, 5, 1)
    net(batches[0][0])  # moves the running statistics
    before = states(net)
    loss, accuracy = train.loss_and_accuracy(net, iter(batches))
    assert net.training
    np.testing.assert_array_equal(states(net), before)
    x, y = (torch.cat(each) for each in zip(*batches, strict=True))
    scores = net.eval()(x)
    np.testing.assert_allclose(loss, nn.functional.cross_entropy(scores, y).item(), rtol=1e-12)
    assert accuracy == pytest.approx((scores.argmax(1) == y).double().mean().item())
    assert isinstance(loss, float)
    assert isinstance(accuracy, float)


@pytest.mark.parametrize(("patience", "min_delta"), [(1, 0.0), (2, 0.0), (3, 0.25), (4, 0.5)])
def test_early_stopping_is_that_of_a2(train, training, patience, min_delta):
    rng = np.random.default_rng(11)
    for _ in range(40):
        losses = rng.integers(0, 12, 25) / 4 + np.linspace(2, 0, 25).round()
        stop, best = training.early_stopping(losses, patience, min_delta)
        stopper, net = train.EarlyStopping(patience, min_delta), nn.Linear(1, 1)
        for epoch, loss in enumerate(losses):
            with torch.no_grad():
                net.bias.fill_(epoch)
            if stopper.update(float(loss), net):
                break
        assert epoch == stop
        stopper.restore(net)
        assert net.bias.item() == best
        assert stopper.best == losses[best]


@pytest.mark.parametrize("make", [
    lambda net: torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9),
    lambda net: torch.optim.Adam(net.parameters(), lr=0.02),
    lambda net: torch.optim.AdamW(net.parameters(), lr=0.02, weight_decay=0.1, amsgrad=True),
])  # fmt: skip
def test_a_training_with_a_break_is_one_without(train, make, tmp_path):
    first, second, third = (net_with_everything() for _ in range(3))
    start = {name: value.clone() for name, value in first.state_dict().items()}
    batches, validation = drawn(8, 9), drawn(12, 5)
    options = {"schedule": lambda epoch: train.warmup_cosine(epoch, 6, 2), "patience": 4}
    whole = train.train_network(first, batches, validation, make(first), 6, **options)
    for net, epochs in ((second, 2), (third, 6)):
        net.load_state_dict(start)
        path = tmp_path / "saved.pt"
        history = train.train_network(net, batches, validation, make(net), epochs, checkpoint=path, **options)
    assert history == whole
    np.testing.assert_array_equal(states(third), states(first))
    assert [each.name for each in tmp_path.iterdir()] == ["saved.pt"]


def test_a_schedule_is_torchs_lambda_lr(train):
    first, second = net_with_everything(), net_with_everything()
    second.load_state_dict(first.state_dict())
    batches, validation = drawn(8, 9), drawn(6)
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.9) for net in (first, second)]
    history = train.train_network(first, batches, validation, optimizers[0], 4, schedule=lambda epoch: 0.5**epoch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizers[1], lambda epoch: 0.5**epoch)
    rates = []
    for _ in range(4):
        rates.append(schedule.get_last_lr()[0])
        train.train_epoch(second, batches, optimizers[1])
        schedule.step()
    np.testing.assert_allclose(history["lr"], rates, rtol=1e-12)
    np.testing.assert_allclose(states(first), states(second), rtol=1e-12)
