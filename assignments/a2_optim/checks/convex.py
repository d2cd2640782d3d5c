"""What must hold for convex.py.

The functions to minimize are made here, from drawn numbers. Their derivatives take a float, an array with one number or a
vector, return fresh results, and may be called in any order and any number of times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograder.checks import exercise
from autograder.draw import Draw

gradient_descent = exercise("gradient_descent", points=4)
newton = exercise("newton", points=5)
damped_newton = exercise("damped_newton", points=4)
preconditioned_gradient_descent = exercise("preconditioned_gradient_descent", points=4)
backtracking_line_search = exercise("backtracking_line_search", points=6)
conjugate_gradient = exercise("conjugate_gradient", points=8)
noisy_gradient_descent = exercise("noisy_gradient_descent", points=4)
jensen_gap = exercise("jensen_gap", points=3)


class _Function(NamedTuple):
    """A function with its gradient and its second derivatives."""

    f: Callable[[Any], Any]
    grad: Callable[[Any], Any]
    hessian: Callable[[Any], Any]


def _number(draw: Draw, low: float, high: float) -> float:
    """One number in [low, high)."""
    return float(draw.uniform(low, high))


def _either_sign(draw: Draw, low: float, high: float) -> float:
    """One number with low <= |number| < high."""
    return _number(draw, low, high) * (1.0 if _number(draw, -1, 1) > 0 else -1.0)


def _matrix(draw: Draw, *eigenvalues: float) -> np.ndarray:
    """A symmetric matrix with these eigenvalues in random directions, none of them close to an axis."""
    d = len(eigenvalues)
    axes, _ = np.linalg.qr(1 + 0.9 * draw.distinct(d, d))
    matrix = (axes * np.array(eigenvalues)) @ axes.T
    return (matrix + matrix.T) / 2


def _valley(draw: Draw) -> _Function:
    """A convex function of one number whose curvature changes along the way."""
    a, b, c = _number(draw, 1, 2), _number(draw, 0.2, 0.5), _either_sign(draw, 0.5, 1.5)
    return _Function(
        lambda x: a * x**2 / 2 + b * x**4 / 4 - c * x,
        lambda x: a * x + b * x**3 - c,
        lambda x: a + 3 * b * x**2,
    )


def _bowl(A: np.ndarray, b: np.ndarray, quartic: np.ndarray | float = 0.0) -> _Function:
    """½ x·Ax - b·x, and with `quartic` the sum of quartic x⁴ / 4 besides."""
    return _Function(
        lambda x: x @ (A @ x) / 2 - b @ x + np.sum(quartic * x**4) / 4,
        lambda x: A @ x - b + quartic * x**3,
        lambda x: A + np.diag(3 * quartic * x**2),
    )


def _curved_bowl(draw: Draw, *eigenvalues: float) -> _Function:
    """A convex function of several numbers whose curvature changes along the way."""
    d = len(eigenvalues)
    return _bowl(_matrix(draw, *eigenvalues), draw.normal(d), draw.uniform(0.1, 0.3, d))


def _wave(c: float) -> _Function:
    """The function x cos(c x): its slope is zero at u = c x = 3.43, a minimum, and at u = 6.44, a maximum."""
    return _Function(
        lambda x: x * np.cos(c * x),
        lambda x: np.cos(c * x) - c * x * np.sin(c * x),
        lambda x: -2 * c * np.sin(c * x) - c**2 * x * np.cos(c * x),
    )


@gradient_descent.check(weight=1.5)
def trajectory_in_one_dimension(convex, draw):
    """gradient_descent visits the start and one point per step, on a function of one number."""
    rate, x0 = _number(draw, 0.08, 0.2), _either_sign(draw, 1.2, 2)
    return {"trajectory": convex.gradient_descent(_valley(draw).grad, x0, rate, 6)}


@gradient_descent.check(weight=1.5)
def trajectory_in_several_dimensions(convex, draw):
    """gradient_descent visits the start and one point per step, on a function of three numbers."""
    rate = _number(draw, 0.08, 0.2)
    return {"trajectory": convex.gradient_descent(_curved_bowl(draw, 0.5, 1.3, 3.0).grad, draw.off_zero(3), rate, 5)}


@gradient_descent.check
def trajectories_of_no_step_and_without_a_slope(convex, draw):
    """gradient_descent returns the start alone for no steps, and a row for every step where the gradient is zero."""
    bowl, level = _curved_bowl(draw, 0.7, 2.0), draw.integers(2, 6, 3) * 0.5
    return {
        "no_step": convex.gradient_descent(bowl.grad, draw.off_zero(2), 0.1, 0),
        "one_step": convex.gradient_descent(bowl.grad, draw.off_zero(2), 0.1, 1),
        "without_a_slope": convex.gradient_descent(lambda x: 2.0 * (x - level), level, 0.1, 4),
    }


@newton.check
def newton_in_one_dimension(convex, draw):
    """In one dimension, newton divides the slope by the curvature, in every step anew."""
    valley = _valley(draw)
    return {"trajectory": convex.newton(valley.grad, valley.hessian, _either_sign(draw, 1.5, 3), 5)}


@newton.check(weight=2)
def newton_in_several_dimensions(convex, draw):
    """In several dimensions, newton takes the whole matrix of second derivatives into account, in every step anew."""
    bowl = _curved_bowl(draw, 0.4, 1.5, 4.0)
    return {"trajectory": convex.newton(bowl.grad, bowl.hessian, 1.5 * draw.off_zero(3), 4)}


@newton.check
def newton_on_a_quadratic_function(convex, draw):
    """On a quadratic function, newton reaches the minimum in one step and stays there; for no steps, it stays at x0."""
    bowl = _bowl(_matrix(draw, 0.3, 0.8, 1.5, 4.0, 9.0), 3 * draw.normal(5))
    return {
        "trajectory": convex.newton(bowl.grad, bowl.hessian, draw.off_zero(5), 3),
        "no_step": convex.newton(bowl.grad, bowl.hessian, draw.off_zero(5), 0),
    }


@damped_newton.check
def damped_newton_in_one_dimension(convex, draw):
    """damped_newton takes the given part of each step, on a function of one number."""
    valley, damping = _valley(draw), _number(draw, 0.6, 0.8)
    x0 = _either_sign(draw, 1.5, 3)
    return {"trajectory": convex.damped_newton(valley.grad, valley.hessian, x0, 5, damping=damping)}


@damped_newton.check(weight=1.5)
def damped_newton_in_several_dimensions(convex, draw):
    """damped_newton takes the given part of each step, on a function of three numbers."""
    bowl, damping = _curved_bowl(draw, 0.4, 1.5, 4.0), _number(draw, 0.2, 0.4)
    return {"trajectory": convex.damped_newton(bowl.grad, bowl.hessian, 1.5 * draw.off_zero(3), 4, damping)}


@damped_newton.check
def damped_newton_between_two_hills(convex, draw):
    """damped_newton takes half steps where no damping is given, and finds the valley of x cos(c x) with them."""
    c = _number(draw, 0.4, 0.6)
    wave = _wave(c)
    return {"trajectory": convex.damped_newton(wave.grad, wave.hessian, _number(draw, 4.4, 4.7) / c, 9)}


def _hilly(draw: Draw, signs: np.ndarray) -> tuple[_Function, np.ndarray]:
    """A sum of waves, and a start near a minimum in the coordinates with sign 1, near a maximum in those with -1."""
    height, shift = draw.uniform(0.5, 3.0, len(signs)), draw.uniform(-2.0, 2.0, len(signs))
    start = shift + 0.2 * draw.off_zero(len(signs)) + 0.1
    return _Function(
        lambda x: -np.sum(signs * height * np.cos(x - shift)),
        lambda x: signs * height * np.sin(x - shift),
        lambda x: signs * height * np.cos(x - shift),
    ), start


@preconditioned_gradient_descent.check(weight=2)
def preconditioned_steps_in_a_stretched_bowl(convex, draw):
    """preconditioned_gradient_descent divides each entry of the gradient by the curvature along its axis."""
    stretch = np.array([0.3, 1.0, 5.0]) * draw.uniform(0.8, 1.2, 3)
    A = _matrix(draw, 0.6, 1.5, 3.0) * stretch[:, None] * stretch
    bowl, rate = _bowl(A, stretch * draw.normal(3)), _number(draw, 0.3, 0.5)
    x0 = 2 * draw.off_zero(3)
    return {"trajectory": convex.preconditioned_gradient_descent(bowl.grad, lambda x: np.diag(A).copy(), x0, rate, 5)}


@preconditioned_gradient_descent.check
def preconditioned_steps_where_curvatures_are_negative(convex, draw):
    """preconditioned_gradient_descent goes downhill also along axes with negative curvature, which it asks for anew."""
    hills, x0 = _hilly(draw, np.array([1.0, -1.0, 1.0, -1.0]))
    return {"trajectory": convex.preconditioned_gradient_descent(hills.grad, hills.hessian, x0, 0.2, 3)}


def _search(draw: Draw, longest: float, c: float = 1e-4, oblique: bool = True) -> tuple[Any, ...]:
    """f, grad, x and a direction along which exactly the step sizes up to `longest` lower f by enough, for this c.

    Along a line, ½ x·Ax has the slope s and the curvature k, and enough means t <= 2 (1 - c) (-s) / k.
    """
    A, x = _matrix(draw, 0.5, 1.0, 2.0), draw.off_zero(3)
    bowl = _bowl(A, np.zeros(3))
    gradient = A @ x
    direction = -gradient
    if oblique:
        across = draw.normal(3)
        across = across - (across @ gradient) / (gradient @ gradient) * gradient
        direction = direction + 0.8 * across * np.sqrt((gradient @ gradient) / (across @ across))
    bound = 2 * (1 - c) * -(gradient @ direction) / (direction @ A @ direction)
    return bowl.f, bowl.grad, x, direction * bound / longest


@backtracking_line_search.check(weight=2)
def step_size_along_the_gradient(convex, draw):
    """backtracking_line_search starts with 1 and halves it until f falls by enough."""
    return {
        "at_once": convex.backtracking_line_search(*_search(draw, 3.0, oblique=False)),
        "after_one": convex.backtracking_line_search(*_search(draw, 0.7, oblique=False)),
        "after_three": convex.backtracking_line_search(*_search(draw, 0.18, oblique=False)),
    }


@backtracking_line_search.check(weight=1.5)
def step_size_with_other_settings(convex, draw):
    """backtracking_line_search uses step, shrink and c, and the slope along any direction."""
    step, shrink, c = _number(draw, 2, 4), _number(draw, 0.75, 0.8), _number(draw, 0.36, 0.4)
    one, other = _search(draw, step * shrink**4.5, c), _search(draw, step * shrink**3.5, 0.9)
    return {
        "modest": convex.backtracking_line_search(*one, step=step, shrink=shrink, c=c),
        "demanding": convex.backtracking_line_search(*other, step=step, shrink=shrink, c=0.9),
    }


@backtracking_line_search.check
def step_size_along_short_and_long_directions(convex, draw):
    """backtracking_line_search keeps a first step size that will do, and shrinks it as often as a long way asks for."""
    return {
        "short": convex.backtracking_line_search(*_search(draw, 3000.0), step=1.7),
        "long": convex.backtracking_line_search(*_search(draw, 1.4 * 0.5**21)) * 2.0**20,
    }


@backtracking_line_search.check(weight=0.5)
def step_size_at_a_minimum(convex, draw):
    """backtracking_line_search returns the first step size for a direction of zeros, since equality is enough."""
    level, height = draw.integers(1, 5, 3) * 1.0, draw.integers(1, 5, 3) * 2.0
    step = _number(draw, 1.5, 2.5)
    f, grad = lambda x: height @ (x - level) ** 2 / 2, lambda x: height * (x - level)
    return {
        "at_the_minimum": convex.backtracking_line_search(f, grad, level, np.zeros(3), step=step),
        "beside_it": convex.backtracking_line_search(*_search(draw, step * 0.35), step=step),
    }


@conjugate_gradient.check(weight=3)
def first_conjugate_steps(convex, draw):
    """conjugate_gradient takes steps along conjugate directions, each as long as it is useful."""
    A, b = _matrix(draw, 0.8, 1.5, 3.0, 5.0, 8.0), 2 * draw.normal(5)
    return {"trajectory": convex.conjugate_gradient(A, b, draw.off_zero(5), 3)}


@conjugate_gradient.check(weight=2)
def arrival_after_as_many_steps_as_dimensions(convex, draw):
    """conjugate_gradient reaches the solution after d steps, and stays there for the rows that remain."""
    A, x = _matrix(draw, 1.6, 3.0, 7.0), 3 * draw.off_zero(3)
    return {"trajectory": convex.conjugate_gradient(A, A @ x, draw.off_zero(3), 5)}


@conjugate_gradient.check(weight=1.5)
def start_at_the_solution(convex, draw):
    """conjugate_gradient stays where it is, without NaN, once the residual is exactly zero, as it may be at the start."""
    solution, x0 = draw.integers(2, 7, 3) * 1.0, -draw.integers(2, 7, 3) * 1.0
    A = np.array([[5.0, 1.0, 2.0], [1.0, 4.0, 0.0], [2.0, 0.0, 6.0]]) + np.diag(draw.integers(0, 3, 3))
    return {
        "at_the_start": convex.conjugate_gradient(A, A @ solution, solution, 2),
        "after_one_step": convex.conjugate_gradient(4.0 * np.eye(3), 4.0 * solution, x0, 4),
    }


def _schedule(draw: Draw) -> Callable[[Any], Any]:
    """A learning rate that rises and falls."""
    rate, width = _number(draw, 0.1, 0.2), _number(draw, 0.5, 0.9)
    return lambda step: rate * (1 + width * np.sin(1 + 1.7 * step))


@noisy_gradient_descent.check(weight=2)
def noisy_steps_in_several_dimensions(convex, draw):
    """noisy_gradient_descent adds the noise of its step to each gradient, and takes the learning rate of its step."""
    bowl, x0 = _curved_bowl(draw, 0.5, 1.3, 3.0), draw.off_zero(3)
    return {"trajectory": convex.noisy_gradient_descent(bowl.grad, x0, _schedule(draw), draw.off_zero(5, 3))}


@noisy_gradient_descent.check
def noisy_steps_in_one_dimension(convex, draw):
    """noisy_gradient_descent works for a function of one number as well."""
    valley, x0 = _valley(draw), _either_sign(draw, 1, 2)
    return {"trajectory": convex.noisy_gradient_descent(valley.grad, x0, _schedule(draw), draw.off_zero(6))}


def _weights(draw: Draw, count: int) -> np.ndarray:
    """Positive weights with sum 1, none like another."""
    weights = 1.2 + draw.distinct(count)
    return weights / weights.sum()


def _spread(draw: Draw, count: int) -> np.ndarray:
    """Points around zero, far apart."""
    return 2 * draw.distinct(count) + 0.3


@jensen_gap.check
def gap_of_functions_of_one_number(convex, draw):
    """jensen_gap returns how far the weighted mean of f lies above f at the weighted mean."""
    a, b = _number(draw, 0.5, 1.0), _number(draw, 0.5, 2.0)
    return {
        "exponential": convex.jensen_gap(lambda x: b * np.exp(a * x), _spread(draw, 5), _weights(draw, 5)),
        "square": convex.jensen_gap(lambda x: b * x**2 + x, _spread(draw, 4), _weights(draw, 4)),
    }


@jensen_gap.check
def gap_of_functions_of_vectors(convex, draw):
    """jensen_gap takes points with several coordinates."""
    A = _matrix(draw, 0.5, 1.0, 3.0)
    points, weights = _spread(draw, 15).reshape(5, 3), _weights(draw, 5)
    return {
        "quadratic": convex.jensen_gap(lambda x: x @ A @ x, points, weights),
        "exponential": convex.jensen_gap(lambda x: np.exp(x @ A[0]), points, weights),
    }


@jensen_gap.check(weight=0.5)
def gap_below_zero(convex, draw):
    """jensen_gap is negative for a concave function."""
    a = _number(draw, 1.5, 2.0)
    return {
        "concave": convex.jensen_gap(lambda x: -np.exp(a * x / 3), _spread(draw, 6), _weights(draw, 6)),
        "both": convex.jensen_gap(lambda x: np.cos(a * x / 3), _spread(draw, 3), _weights(draw, 3)),
    }
