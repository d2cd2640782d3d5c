"""The reference of a2_optim's training.py against torch's loop, and against independent spellings of its rules."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a2_optim"
NAMES = ("layers", "fc_net", "optim", "training")


@pytest.fixture(scope="module")
def reference() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the reference; none is left importable afterwards."""
    before = {name: sys.modules.pop(name) for name in NAMES if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module
    sys.path.remove(str(SOLUTIONS))
    for name in NAMES:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def training(reference):
    return reference("training")


@pytest.fixture(scope="module")
def fc_net(reference):
    return reference("fc_net")


@pytest.fixture
def rng():
    return np.random.default_rng(231)


@pytest.fixture
def data(rng):
    centres = 2 * rng.standard_normal((4, 6))
    y_train, y_val = rng.integers(0, 4, 45), rng.integers(0, 4, 23)
    return {
        "X_train": centres[y_train] + rng.standard_normal((45, 6)), "y_train": y_train,
        "X_val": centres[y_val] + rng.standard_normal((23, 6)), "y_val": y_val,
    }  # fmt: skip


@pytest.mark.parametrize(("count", "size"), [(23, 5), (20, 5), (3, 7), (4, 1), (1, 1)])
def test_minibatches_are_cut_as_torchs_loader_cuts_them(training, rng, count, size):
    batches = training.minibatches(count, size, rng)
    loader = torch.utils.data.DataLoader(range(count), batch_size=size)
    assert [len(batch) for batch in batches] == [len(batch) for batch in loader]
    assert sorted(np.concatenate(batches)) == list(range(count))


def test_all_orders_are_equally_likely(training, rng):
    orders = [tuple(np.concatenate(training.minibatches(3, 2, rng))) for _ in range(3000)]
    assert all(400 < orders.count(order) < 600 for order in set(orders))
    assert len(set(orders)) == 6


@pytest.mark.parametrize(
    ("rule", "config", "theirs"),
    [
        ("sgd", {"learning_rate": 0.2}, lambda p: torch.optim.SGD(p, lr=0.2)),
        ("sgd_momentum", {"learning_rate": 0.05, "momentum": 0.8}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8)),
        ("adam", {"learning_rate": 0.03}, lambda p: torch.optim.Adam(p, lr=0.03)),
    ],
)
def test_a_training_is_torchs_on_the_same_batches(training, fc_net, data, rule, config, theirs):
    net = fc_net.FullyConnectedNet([7], input_dim=6, num_classes=4, weight_scale=0.4, dtype=np.float64, seed=1)
    mine = {name: torch.tensor(w, requires_grad=True) for name, w in net.params.items()}
    solver = training.Solver(net, data, rule, config, batch_size=8, num_epochs=5, seed=3)
    optimizer, order = theirs(list(mine.values())), np.random.default_rng(3)

    def scores(X):
        return torch.relu(torch.tensor(X) @ mine["W1"] + mine["b1"]) @ mine["W2"] + mine["b2"]

    def accuracy(X, y):
        return float((scores(X).argmax(dim=1) == torch.tensor(y)).double().mean())

    losses, accuracies, best = [], [], {}
    for _ in range(5):
        for batch in training.minibatches(45, 8, order):
            loss = torch.nn.functional.cross_entropy(
                scores(data["X_train"][batch]), torch.tensor(data["y_train"][batch])
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        accuracies.append(
            (accuracy(data["X_train"], data["y_train"]), accuracy(data["X_val"], data["y_val"]))
        )  # fmt: skip
        if accuracies[-1][1] > max((each for _, each in accuracies[:-1]), default=-1):
            best = {name: w.detach().numpy().copy() for name, w in mine.items()}
    solver.train()
    np.testing.assert_allclose(solver.loss_history, losses, rtol=1e-6)
    np.testing.assert_allclose(np.stack([solver.train_acc_history, solver.val_acc_history], axis=1), accuracies)
    assert solver.best_val_acc == pytest.approx(max(each for _, each in accuracies))
    for name, w in best.items():
        np.testing.assert_allclose(net.params[name], w, rtol=1e-5, atol=1e-8)


def test_learning_rates_are_torchs_schedulers(training, fc_net, data):
    net = fc_net.FullyConnectedNet([], input_dim=6, num_classes=4, dtype=np.float64, seed=1)
    rates = []

    def rule(w, dw, config=None):
        rates.append(config["learning_rate"])
        return w, config

    training.Solver(net, data, rule, {"learning_rate": 0.7}, lr_decay=0.9, batch_size=45, num_epochs=4).train()
    training.Solver(net, data, rule, batch_size=20, num_epochs=2, schedule=lambda step: 0.5 / (1 + step)).train()
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    expected = []
    for _ in range(4):
        expected += 2 * scheduler.get_last_lr()
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(rates, expected + [0.5 / (1 + step) for step in range(6) for _ in "Wb"])


def test_progress_is_printed_if_asked_for(training, fc_net, data, capsys):
    net = fc_net.FullyConnectedNet([], input_dim=6, num_classes=4, dtype=np.float64, seed=1)
    training.Solver(net, data, num_epochs=2).train()
    assert capsys.readouterr().out == ""
    training.Solver(net, data, num_epochs=2, batch_size=20, verbose=True, print_every=3).train()
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in printed] == ["step 3", "epoch 1 of 2", "step 6", "epoch 2 of 2"]


def test_early_stopping_is_what_the_definition_says(training, rng):
    for _ in range(300):
        losses, patience = rng.integers(0, 12, rng.integers(1, 15)) / 4, int(rng.integers(1, 5))
        min_delta = float(rng.choice([0.0, 0.25, 0.5]))
        best = [0]  # after each epoch, as the definition goes through them
        for epoch in range(1, len(losses)):
            best.append(epoch if losses[epoch] < losses[best[-1]] - min_delta else best[-1])
        stops = [epoch for epoch in range(len(losses)) if epoch - best[epoch] == patience]
        stop = min(stops, default=len(losses) - 1)
        assert training.early_stopping(losses, patience, min_delta) == (stop, best[stop])


def test_a_late_average_is_torchs(training, rng):
    average, params = ({"W": rng.standard_normal((4, 3)), "b": rng.standard_normal(3)} for _ in range(2))
    expected = [torch.tensor(average[name]) for name in "Wb"]
    torch.optim.swa_utils.get_ema_multi_avg_fn(0.97)(expected, [torch.tensor(params[name]) for name in "Wb"], 5000)
    result = training.ema_update(average, params, 5000, decay=0.97)
    for name, each in zip("Wb", expected, strict=True):
        np.testing.assert_allclose(result[name], each.numpy(), rtol=1e-12)


def test_logarithms_of_samples_are_uniform(training, rng):
    values = training.sample_log_uniform(1e-3, 10.0, rng, size=(50, 80))
    places = np.sort(np.log10(values).ravel() + 3) / 4
    assert values.shape == (50, 80)
    assert np.max(np.abs(places - np.arange(0.5, 4000) / 4000)) < 2.5 / np.sqrt(4000)  # Kolmogorov: 8e-6
    assert np.ndim(training.sample_log_uniform(1e-3, 10.0, rng)) == 0


def test_random_search_comes_close_to_the_optimum(training, rng):
    space = {"learning_rate": (1e-5, 1.0), "reg": (1e-4, 1e-1)}
    goal = {"learning_rate": 3e-3, "reg": 2e-3}

    def objective(config):
        return -sum(np.log10(config[name] / goal[name]) ** 2 for name in space)

    config, value, trials = training.random_search(objective, space, 400, rng)
    assert value == max(each for _, each in trials) == objective(config)
    assert len(trials) == 400
    assert value > -0.1
