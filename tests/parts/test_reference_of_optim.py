"""The update rules and schedules of a2_optim against torch's, in float64, and what torch does not have."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a2_optim"
RTOL, ATOL = 1e-11, 1e-13
STEPS = 7


@pytest.fixture(scope="module")
def reference() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the reference; none is left importable afterwards."""
    names = ("optim", "schedules")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module
    sys.path.remove(str(SOLUTIONS))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def optim(reference):
    return reference("optim")


@pytest.fixture(scope="module")
def schedules(reference):
    return reference("schedules")


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def close(actual, expected) -> None:
    np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


# Update rules -----------------------------------------------------------------------------------------------------

# rule -> torch's class, what it needs besides, our names of its options, unusual values
RULES: dict[str, tuple[Any, dict[str, Any], dict[str, str], dict[str, float]]] = {
    "sgd": (torch.optim.SGD, {"lr": 1e-2}, {"lr": "learning_rate"}, {"learning_rate": 0.3}),
    "sgd_momentum": (
        torch.optim.SGD, {"lr": 1e-2, "momentum": 0.9}, {"lr": "learning_rate", "momentum": "momentum"},
        {"learning_rate": 0.3, "momentum": 0.6},
    ),
    "nesterov_momentum": (
        torch.optim.SGD, {"lr": 1e-2, "momentum": 0.9, "nesterov": True},
        {"lr": "learning_rate", "momentum": "momentum"}, {"learning_rate": 0.3, "momentum": 0.6},
    ),
    "adagrad": (
        torch.optim.Adagrad, {"lr": 1e-2, "eps": 1e-8}, {"lr": "learning_rate", "eps": "epsilon"},
        {"learning_rate": 0.3, "epsilon": 0.2},
    ),
    "rmsprop": (
        torch.optim.RMSprop, {}, {"lr": "learning_rate", "alpha": "decay_rate", "eps": "epsilon"},
        {"learning_rate": 0.3, "decay_rate": 0.7, "epsilon": 0.2},
    ),
    "adadelta": (
        torch.optim.Adadelta, {}, {"lr": "learning_rate", "rho": "decay_rate", "eps": "epsilon"},
        {"learning_rate": 0.3, "decay_rate": 0.7, "epsilon": 0.2},
    ),
    "adam": (
        torch.optim.Adam, {}, {"lr": "learning_rate", "eps": "epsilon"},
        {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.8, "epsilon": 0.2},
    ),
    "adamw": (
        torch.optim.AdamW, {}, {"lr": "learning_rate", "eps": "epsilon", "weight_decay": "weight_decay"},
        {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.8, "epsilon": 0.2, "weight_decay": 0.4},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 4, 2)])
@pytest.mark.parametrize("unusual", [False, True])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_torchs_steps(optim, rng, name, unusual, shape):
    kind, fixed, names, values = RULES[name]
    options = dict(fixed)
    if unusual:
        options |= {theirs: values[ours] for theirs, ours in names.items()}
        if "beta1" in values:
            options["betas"] = (values["beta1"], values["beta2"])
    w = rng.standard_normal(shape)
    parameter = torch.tensor(w, requires_grad=True)
    optimizer = kind([parameter], **options)
    config = dict(values) if unusual else None
    silent = rng.random(shape) < 0.3  # entries that never get a gradient
    for _ in range(STEPS):
        dw = np.where(silent, 0.0, rng.standard_normal(shape))
        parameter.grad = torch.tensor(dw)
        optimizer.step()
        w, config = getattr(optim, name)(w, dw, config)
        close(w, parameter.detach().numpy())


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_rule_keeps_the_dtype_and_changes_no_array(optim, rng, name, dtype):
    w, dw = rng.standard_normal((3, 4)).astype(dtype), rng.standard_normal((3, 4)).astype(dtype)
    old_w, old_dw = w.copy(), dw.copy()
    first, config = getattr(optim, name)(w, dw)
    state = {key: value.copy() for key, value in config.items() if isinstance(value, np.ndarray)}
    arrays = {key: config[key] for key in state}
    second, config = getattr(optim, name)(first, dw, config)
    assert (first.dtype, second.dtype) == (dtype, dtype)
    assert {config[key].dtype for key in state} <= {np.dtype(dtype)}
    np.testing.assert_array_equal(w, old_w)
    np.testing.assert_array_equal(dw, old_dw)
    for key, before in state.items():
        np.testing.assert_array_equal(arrays[key], before)
        assert not np.array_equal(config[key], before)


@pytest.mark.parametrize("name", RULES)
def test_the_docstring_names_every_default(optim, name):
    rule = getattr(optim, name)
    _, config = rule(np.zeros(2), np.zeros(2))
    text = inspect.getdoc(rule)
    for key, value in config.items():
        if isinstance(value, np.ndarray):
            assert f"    {key} : zeros by default." in text
        elif key != "t":
            (line,) = [line for line in text.splitlines() if line.strip().startswith(f"{key} : ")]
            assert float(line.split(" : ")[1].split()[0]) == value


def test_the_published_steps(optim):
    """The numbers that CS231n's notebook prints (assignment 2), to their 8 digits."""
    size = (4, 5)
    w, dw = np.linspace(-0.4, 0.6, 20).reshape(size), np.linspace(-0.6, 0.4, 20).reshape(size)
    velocity = np.linspace(0.6, 0.9, 20).reshape(size)
    next_w, config = optim.sgd_momentum(w, dw, {"learning_rate": 1e-3, "velocity": velocity})
    np.testing.assert_allclose(next_w.flat[[0, -1]], [0.1406, 1.4096], rtol=1e-7)
    np.testing.assert_allclose(config["velocity"].flat[[0, -1]], [0.5406, 0.8096], rtol=1e-7)
    next_w, config = optim.rmsprop(w, dw, {"learning_rate": 1e-2, "cache": velocity.copy()})
    np.testing.assert_allclose(next_w.flat[[0, -1]], [-0.39223849, 0.59576619], rtol=1e-7)
    np.testing.assert_allclose(config["cache"].flat[[0, -1]], [0.5976, 0.8926], rtol=1e-7)
    v = np.linspace(0.7, 0.5, 20).reshape(size)
    next_w, config = optim.adam(w, dw, {"learning_rate": 1e-2, "m": velocity.copy(), "v": v, "t": 5})
    np.testing.assert_allclose(next_w.flat[[0, -1]], [-0.40094747, 0.59801459], rtol=1e-7)
    np.testing.assert_allclose(config["m"].flat[[0, -1]], [0.48, 0.85], rtol=1e-7)
    np.testing.assert_allclose(config["v"].flat[[0, -1]], [0.69966, 0.49966], rtol=1e-7)
    assert config["t"] == 6


def test_nesterovs_rule_in_its_own_variable(optim, rng):
    """The re-parametrised form follows Sutskever's, from the point that it looks ahead to."""
    matrix, rate, momentum = np.diag([1.0, 4.0, 0.3]), 0.1, 0.8
    u, v = rng.standard_normal(3), np.zeros(3)
    w, config = u.copy(), {"learning_rate": rate, "momentum": momentum}
    for _ in range(STEPS):
        v = momentum * v - rate * matrix @ (u + momentum * v)
        u = u + v
        w, config = optim.nesterov_momentum(w, matrix @ w, config)
        close(w, u + momentum * v)


# Schedules --------------------------------------------------------------------------------------------------------


def theirs(base_lr: float, steps: int, kind: Any, /, **options: Any) -> list[float]:
    """The rates of one of torch's schedulers, step by step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base_lr)
    scheduler = kind(optimizer, **options)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def test_schedules_that_torch_has(schedules):
    lr = torch.optim.lr_scheduler
    s = schedules
    close([s.constant(t, 0.3) for t in range(5)], [0.3] * 5)
    close([s.step_decay(t, 0.3, 0.4, 4) for t in range(20)], theirs(0.3, 20, lr.StepLR, step_size=4, gamma=0.4))
    close([s.exponential_decay(t, 0.3, 0.8) for t in range(20)], theirs(0.3, 20, lr.ExponentialLR, gamma=0.8))
    for power in (0.5, 1.0, 2.3):
        mine = [s.polynomial_decay(t, 0.3, 0.0, 9, power) for t in range(15)]
        close(mine, theirs(0.3, 15, lr.PolynomialLR, total_iters=9, power=power))
    mine = [s.cosine_annealing(t, 0.3, 0.05, 9) for t in range(10)]
    close(mine, theirs(0.3, 10, lr.CosineAnnealingLR, T_max=9, eta_min=0.05))
    mine = [s.triangular(t, 0.1, 0.7, 4) for t in range(30)]
    cycles = {"base_lr": 0.1, "max_lr": 0.7, "step_size_up": 4, "cycle_momentum": False}
    close(mine, theirs(0.1, 30, lr.CyclicLR, **cycles))
    mine = [s.linear_warmup(t, lambda t: 0.3, 5) for t in range(8)]
    close(mine, theirs(0.3, 8, lr.LinearLR, start_factor=1 / 5, total_iters=4))


def test_schedules_past_their_ends_and_beginnings(schedules):
    s = schedules
    assert [s.cosine_annealing(t, 0.3, 0.05, 9) for t in (9, 10, 18, 500)] == [0.05] * 4
    assert [s.polynomial_decay(t, 0.3, 0.05, 9, 2.0) for t in (9, 10, 18, 500)] == [0.05] * 4
    assert [s.linear_warmup(t, lambda t: 0.3 + t, 0) for t in range(3)] == [0.3, 1.3, 2.3]
    assert s.linear_warmup(4, lambda t: 0.3 + t, 5) == s.linear_warmup(5, lambda t: 0.3 + t, 5) == 0.3
    close([s.linear_scaling(0.1, size) for size in (256, 8192, 64)], [0.1, 3.2, 0.025])
    close(s.linear_scaling(0.1, 32, base_batch_size=64), 0.05)


def test_schedules_return_floats(schedules):
    s = schedules
    rates = [
        s.constant(0, 0.1), s.step_decay(3, 0.1, 0.5, 2), s.exponential_decay(3, 0.1, 0.9),
        s.polynomial_decay(3, 0.1, 0.0, 5), s.cosine_annealing(3, 0.1, 0.0, 5), s.triangular(3, 0.1, 0.2, 4),
        s.linear_warmup(1, lambda t: 0.1, 4), s.linear_scaling(0.1, 64),
    ]  # fmt: skip
    assert all(isinstance(rate, float) for rate in rates)
