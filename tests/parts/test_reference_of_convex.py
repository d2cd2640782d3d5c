"""The reference of a2_optim/convex.py against torch, against solutions that are known, and against the definitions."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a2_optim"
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


@pytest.fixture(scope="module")
def convex():
    before = sys.modules.pop("convex", None)
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module("convex")
    sys.path.remove(str(SOLUTIONS))
    sys.modules.pop("convex", None)
    if before is not None:
        sys.modules["convex"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def torch_function(rng, d: int):
    """A smooth, strictly convex function of d numbers, and its derivatives by autograd, as functions of arrays."""
    W = torch.tensor(rng.standard_normal((d + 2, d)), dtype=torch.float64)

    def f(x):
        return torch.logsumexp(W @ x, 0) + 0.5 * (x * x).sum()

    def value(x):
        return float(f(torch.tensor(x, dtype=torch.float64)))

    def grad(x):
        leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        f(leaf).backward()
        return leaf.grad.numpy()

    def hessian(x):
        return torch.autograd.functional.hessian(f, torch.tensor(x, dtype=torch.float64)).numpy()

    return f, value, grad, hessian


def positive_definite(rng, d: int) -> np.ndarray:
    M = rng.standard_normal((d, d))
    return M @ M.T + np.eye(d)


def test_gradient_descent_is_torchs_sgd(convex, rng):
    f, _, grad, _ = torch_function(rng, 4)
    x0 = rng.standard_normal(4)
    x = torch.tensor(x0, requires_grad=True)
    optimizer, expected = torch.optim.SGD([x], lr=0.2), [x0]
    for _ in range(6):
        optimizer.zero_grad()
        f(x).backward()
        optimizer.step()
        expected.append(x.detach().numpy().copy())
    np.testing.assert_allclose(convex.gradient_descent(grad, x0, 0.2, 6), expected, **CLOSE)


@pytest.mark.parametrize("damping", [1.0, 0.3])
def test_newton_steps_solve_with_autograds_hessian(convex, rng, damping):
    f, _, grad, hessian = torch_function(rng, 3)
    x0 = rng.standard_normal(3)
    x, expected = torch.tensor(x0), [x0]
    for _ in range(5):
        H, g = torch.autograd.functional.hessian(f, x), torch.autograd.functional.jacobian(f, x)
        x = x - damping * torch.linalg.solve(H, g)
        expected.append(x.numpy())
    np.testing.assert_allclose(convex.damped_newton(grad, hessian, x0, 5, damping=damping), expected, **CLOSE)
    if damping == 1.0:
        np.testing.assert_allclose(convex.newton(grad, hessian, x0, 5), expected, **CLOSE)


def test_newton_finds_the_minimum_and_half_steps_find_it_too(convex, rng):
    _, _, grad, hessian = torch_function(rng, 3)
    x0 = rng.standard_normal(3)
    assert np.abs(grad(convex.newton(grad, hessian, x0, 12)[-1])).max() < 1e-12
    assert np.abs(grad(convex.damped_newton(grad, hessian, x0, 60)[-1])).max() < 1e-12


def test_damping_keeps_newton_in_the_valley(convex):
    """Dive into Deep Learning, section 12.3: from 10, whole steps leave and half steps arrive."""
    c = 0.15 * np.pi

    def grad(x):
        return np.cos(c * x) - c * x * np.sin(c * x)

    def hessian(x):
        return -2 * c * np.sin(c * x) - c**2 * x * np.cos(c * x)

    np.testing.assert_allclose(convex.newton(grad, hessian, 10.0, 10)[-1], 26.83413291324767, rtol=1e-12)
    np.testing.assert_allclose(convex.damped_newton(grad, hessian, 10.0, 10)[-1], 7.26986, rtol=1e-5)


def test_preconditioning_by_the_diagonal(convex, rng):
    curvature, x0 = rng.standard_normal(5) * 10, rng.standard_normal(5)
    found = convex.preconditioned_gradient_descent(lambda x: curvature * x, lambda x: curvature, x0, 0.25, 4)
    factors = (1 - 0.25 * np.sign(curvature)) ** np.arange(5)[:, None]
    np.testing.assert_allclose(found, factors * x0, **CLOSE)


def test_line_search_returns_the_first_step_size_that_suffices(convex, rng):
    _, f, grad, _ = torch_function(rng, 4)
    for scale in 10.0 ** rng.uniform(-1, 4, 20):
        x = 3 * rng.standard_normal(4)
        direction = scale * (-grad(x) + 0.3 * rng.standard_normal(4))
        slope = grad(x) @ direction
        if slope >= 0:
            continue
        sizes = 2.0 * 0.7 ** np.arange(60)
        enough = [f(x + t * direction) <= f(x) + 0.2 * t * slope for t in sizes]
        found = convex.backtracking_line_search(f, grad, x, direction, step=2.0, shrink=0.7, c=0.2)
        np.testing.assert_allclose(found, sizes[enough.index(True)], **CLOSE)


def test_conjugate_gradients_solve_in_as_many_steps_as_dimensions(convex, rng):
    A, b, x0 = positive_definite(rng, 6), rng.standard_normal(6), rng.standard_normal(6)
    trajectory = convex.conjugate_gradient(A, b, x0, 6)
    solution = torch.linalg.solve(torch.tensor(A), torch.tensor(b)).numpy()
    np.testing.assert_allclose(trajectory[-1], solution, rtol=1e-8)
    steps = np.diff(trajectory, axis=0)
    products = steps @ A @ steps.T
    scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    np.testing.assert_allclose(products / scale, np.eye(6), atol=1e-8)
    for k in range(1, 6):  # the best point of x0 + span(r, A r, ..., A^(k-1) r)
        krylov = np.linalg.qr(np.stack([np.linalg.matrix_power(A, i) @ (A @ x0 - b) for i in range(k)], axis=1))[0]
        best = x0 - krylov @ np.linalg.solve(krylov.T @ A @ krylov, krylov.T @ (A @ x0 - b))
        np.testing.assert_allclose(trajectory[k], best, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_conjugate_gradients_rest_when_they_have_arrived(convex, rng, dtype):
    A, x = positive_definite(rng, 4).astype(dtype), rng.standard_normal(4).astype(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        many = convex.conjugate_gradient(A, A @ x, np.zeros(4, dtype), 500)
        still = convex.conjugate_gradient(A, A @ x, x, 5)
        small = convex.conjugate_gradient(1e-30 * np.eye(4), 1e-30 * np.ones(4), np.zeros(4), 5)
        zero = convex.conjugate_gradient(A, np.zeros(4, dtype), np.zeros(4, dtype), 3)
    np.testing.assert_allclose(many[-1], x, rtol=1e-3 if dtype is np.float32 else 1e-9)
    np.testing.assert_array_equal(still, np.tile(x, (6, 1)))
    np.testing.assert_allclose(small[-1], 1)
    assert not zero.any()


def test_noisy_descent_with_known_noise(convex, rng):
    A, x0, noise = positive_definite(rng, 3), rng.standard_normal(3), rng.standard_normal((8, 3))
    x = torch.tensor(x0, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: 0.1 / (1 + k))
    expected = [x0]
    for error in noise:
        optimizer.zero_grad()
        (0.5 * x @ torch.tensor(A) @ x + torch.tensor(error) @ x).backward()
        optimizer.step()
        scheduler.step()
        expected.append(x.detach().numpy().copy())
    found = convex.noisy_gradient_descent(lambda x: A @ x, x0, lambda k: 0.1 / (1 + k), noise)
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_gap_of_a_quadratic_function_is_its_weighted_variance(convex, rng):
    points, weights = rng.standard_normal((6, 3)), rng.dirichlet(np.ones(6))
    A = positive_definite(rng, 3)
    covariance = np.cov(points.T, aweights=weights, ddof=0)
    np.testing.assert_allclose(
        convex.jensen_gap(lambda x: x @ A @ x, points, weights), np.trace(A @ covariance), **CLOSE
    )
    one = convex.jensen_gap(np.square, points[:, 0], weights)
    np.testing.assert_allclose(one, covariance[0, 0], **CLOSE)
    np.testing.assert_allclose(convex.jensen_gap(lambda x: 3 * x - 1, points[:, 0], weights), 0, atol=1e-12)


def test_shapes_of_trajectories(convex):
    for steps in (0, 1, 3):
        shape = (steps + 1,)
        assert convex.gradient_descent(lambda x: x, 2.0, 0.1, steps).shape == shape
        assert convex.newton(lambda x: x, lambda x: 1.0, 2.0, steps).shape == shape
        assert convex.damped_newton(lambda x: x, lambda x: 1.0, 2.0, steps).shape == shape
        assert convex.noisy_gradient_descent(lambda x: x, 2.0, lambda k: 0.1, np.ones(steps)).shape == shape
        assert convex.gradient_descent(lambda x: x, np.ones(2), 0.1, steps).shape == (*shape, 2)
        assert convex.conjugate_gradient(np.eye(2), np.ones(2), np.zeros(2), steps).shape == (*shape, 2)
