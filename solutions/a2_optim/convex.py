"""Optimization on functions that can be written down.

A deep network's loss is known at a few points and through noise. The functions here come with everything: value,
gradient, even the matrix of second derivatives, so that you can see what each method does with what it is told.

A method gets the derivatives of f as functions and returns its trajectory: an array with one row for each point that
it visits, first the start x0, then one point per step. If x0 is a vector of d numbers, the trajectory has shape
(num_steps + 1, d); if x0 is a single number (a float), it has shape (num_steps + 1,). There is a row for every step, also
after a method has arrived and stays where it is, and for num_steps = 0 there is the start alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Point = float | np.ndarray
"""Where f is looked at: a float for a function of one variable, an array (d,) for one of several."""


def gradient_descent(grad: Callable[[Point], Point], x0: Point, learning_rate: float, num_steps: int) -> np.ndarray:
    """Walk downhill, with steps in proportion to the slope.

        x_{k+1} = x_k - learning_rate * f'(x_k)

    (Cauchy, 1847.)

    Parameters
    ----------
    grad : function
        grad(x) is the gradient of f at x: a number for a number, an array (d,) for an array (d,).
    x0 : float, or array of shape (d,)
        The start.
    learning_rate : float
    num_steps : int
        How many steps to take; 0 is allowed.

    Returns
    -------
    trajectory : array of shape (num_steps + 1,), or (num_steps + 1, d)
        x_0, x_1, ..., x_num_steps.

    Notes
    -----
    A trajectory remembers where x was. If x is a numpy array and a step changes it in place, so do all the rows that
    are no more than further names for it.

    """
    # BEGIN SOLUTION
    trajectory = [x0]
    while len(trajectory) <= num_steps:
        x = trajectory[-1]
        trajectory.append(x - learning_rate * grad(x))
    return np.array(trajectory)
    # END SOLUTION


def newton(grad: Callable[[Point], Point], hessian: Callable[[Point], Point], x0: Point, num_steps: int) -> np.ndarray:
    """Jump to where the quadratic approximation of f at x is level, again and again.

        x_{k+1} = x_k - p_k,   where H(x_k) p_k = grad f(x_k)

    In one dimension that is x - f'(x) / f''(x). In several, p_k is the solution of a system of linear equations in
    which all entries of H take part (Nocedal and Wright, Numerical Optimization, section 3.3).

    Parameters
    ----------
    grad : function
        grad(x) is the gradient of f at x: a number for a number, an array (d,) for an array (d,).
    hessian : function
        hessian(x) holds the second derivatives of f at x: a number for a number, a symmetric array (d, d) for an
        array (d,). It is invertible, but need not be positive (definite).
    x0 : float, or array of shape (d,)
        The start.
    num_steps : int
        How many steps to take; 0 is allowed.

    Returns
    -------
    trajectory : array of shape (num_steps + 1,), or (num_steps + 1, d)

    Notes
    -----
    This is the plain method, without safeguards: it looks for a point at which the gradient vanishes, and near a
    maximum or a saddle point it goes there.

    """
    # BEGIN SOLUTION
    trajectory = [x0]
    while len(trajectory) <= num_steps:
        x = trajectory[-1]
        jump = np.linalg.solve(hessian(x), grad(x)) if np.ndim(x) else grad(x) / hessian(x)
        trajectory.append(x - jump)
    return np.array(trajectory)
    # END SOLUTION


def damped_newton(
    grad: Callable[[Point], Point],
    hessian: Callable[[Point], Point],
    x0: Point,
    num_steps: int,
    damping: float = 0.5,
) -> np.ndarray:
    """Follow Newton's method, but go only a part of each step.

        x_{k+1} = x_k - damping * p_k,   where H(x_k) p_k = grad f(x_k)

    Dive into Deep Learning, section 12.3, calls the factor a learning rate. With damping = 1 this is `newton`.

    Parameters
    ----------
    grad, hessian : functions
        As for `newton`.
    x0 : float, or array of shape (d,)
        The start.
    num_steps : int
        How many steps to take; 0 is allowed.
    damping : float
        The part of the step that is taken, 0.5 if nothing else is said.

    Returns
    -------
    trajectory : array of shape (num_steps + 1,), or (num_steps + 1, d)

    Notes
    -----
    Short steps keep to where the quadratic approximation can be trusted. They do not change the direction: where f
    is curved downwards, this method goes uphill as well.

    """
    # BEGIN SOLUTION
    trajectory = [x0]
    while len(trajectory) <= num_steps:
        x = trajectory[-1]
        jump = np.linalg.solve(hessian(x), grad(x)) if np.ndim(x) else grad(x) / hessian(x)
        trajectory.append(x - damping * jump)
    return np.array(trajectory)
    # END SOLUTION


def preconditioned_gradient_descent(
    grad: Callable[[np.ndarray], np.ndarray],
    hessian_diagonal: Callable[[np.ndarray], np.ndarray],
    x0: np.ndarray,
    learning_rate: float,
    num_steps: int,
) -> np.ndarray:
    """Give every coordinate a learning rate of its own, by how strongly f is curved along it.

        x_{k+1}[i] = x_k[i] - learning_rate * (grad f(x_k))[i] / |H_ii(x_k)|

    The absolute value keeps the step downhill where the curvature is negative (Dive into Deep Learning, section
    12.3, "Preconditioning").

    Parameters
    ----------
    grad : function
        grad(x) is the gradient of f at x, an array (d,).
    hessian_diagonal : function
        hessian_diagonal(x) is an array (d,): the second derivatives d²f/dx_i² at x. They may have either sign; none
        is zero.
    x0 : array of shape (d,)
        The start.
    learning_rate : float
    num_steps : int
        How many steps to take; 0 is allowed.

    Returns
    -------
    trajectory : array of shape (num_steps + 1, d)

    Notes
    -----
    Only the diagonal is known here. A valley that runs obliquely to the axes stays as narrow as it was.

    """
    # BEGIN SOLUTION
    trajectory = [x0]
    while len(trajectory) <= num_steps:
        x = trajectory[-1]
        trajectory.append(x - learning_rate * grad(x) / np.abs(hessian_diagonal(x)))
    return np.array(trajectory)
    # END SOLUTION


def backtracking_line_search(
    f: Callable[[np.ndarray], float],
    grad: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    direction: np.ndarray,
    step: float = 1.0,
    shrink: float = 0.5,
    c: float = 1e-4,
) -> float:
    """Find a step size that lowers f by enough.

    The first of the step sizes t = step, step * shrink, step * shrink², ... for which

        f(x + t * direction) <= f(x) + c * t * (grad f(x) · direction)

    The dot product is the slope of f along the direction, at x. So the condition asks for a fraction c of what the
    slope promises: it is called sufficient decrease, or after Armijo. Equality is enough (Nocedal and Wright,
    Numerical Optimization, algorithm 3.1).

    Parameters
    ----------
    f : function
        f(x) is a number, for an array (d,).
    grad : function
        grad(x) is the gradient of f at x, an array (d,).
    x : array of shape (d,)
        Where to start from.
    direction : array of shape (d,)
        Where to go: any direction, of any length, along which f falls at first. At a minimum it may be all zeros;
        then the first step size will do.
    step : float
        The first step size to try.
    shrink : float
        What each further step size is multiplied with, between 0 and 1.
    c : float
        The fraction of the promised decrease that is asked for, between 0 and 1.

    Returns
    -------
    step : float
        The step size that was found, not the point to which it leads.

    Notes
    -----
    Along a direction in which f rises, the search may never end.

    """
    # BEGIN SOLUTION
    value, slope = f(x), grad(x) @ direction
    while f(x + step * direction) > value + c * step * slope:
        step = step * shrink
    return step
    # END SOLUTION


def conjugate_gradient(A: np.ndarray, b: np.ndarray, x0: np.ndarray, num_steps: int) -> np.ndarray:
    """Minimize ½ x·Ax - b·x, that is solve Ax = b, along directions that do not disturb each other.

    With the residual r_0 = A x_0 - b, which is the gradient, and the first direction p_0 = -r_0,

        alpha_k = (r_k · r_k) / (p_k · A p_k)
        x_{k+1} = x_k + alpha_k p_k
        r_{k+1} = r_k + alpha_k A p_k
        beta_k  = (r_{k+1} · r_{k+1}) / (r_k · r_k)
        p_{k+1} = -r_{k+1} + beta_k p_k

    (Hestenes and Stiefel, 1952; Nocedal and Wright, Numerical Optimization, algorithm 5.2.)

    Parameters
    ----------
    A : array of shape (d, d)
        Symmetric and positive definite.
    b : array of shape (d,)
    x0 : array of shape (d,)
        The start.
    num_steps : int
        How many steps to take; 0 is allowed.

    Returns
    -------
    trajectory : array of shape (num_steps + 1, d)

    Notes
    -----
    After d steps, and often earlier, the method has arrived, up to rounding. The residual is then zero, or it shrinks
    with each further step until its square is zero, and both fractions become 0 / 0. From there on the trajectory
    repeats the point it has reached. It may do so as soon as the residual is negligible, 10⁻⁸ times what it was at
    the start or less, and that is the safest way: what lies below is rounding, and not fit for a direction. Mind that
    the residual may be zero at the start already.

    """
    # BEGIN SOLUTION
    x, residual = x0, A @ x0 - b
    direction, squared = -residual, residual @ residual
    trajectory, negligible = [x0], 1e-32 * squared
    while len(trajectory) <= num_steps:
        if squared > negligible:
            a_direction = A @ direction
            alpha = squared / (direction @ a_direction)
            x = x + alpha * direction
            residual = residual + alpha * a_direction
            previous, squared = squared, residual @ residual
            direction = squared / previous * direction - residual
        trajectory.append(x)
    return np.array(trajectory)
    # END SOLUTION


def noisy_gradient_descent(
    grad: Callable[[Point], Point], x0: Point, schedule: Callable[[int], float], noise: np.ndarray
) -> np.ndarray:
    """Follow gradients that are known with an error only, with a learning rate that changes from step to step.

        x_{k+1} = x_k - schedule(k) * (grad f(x_k) + noise[k])

    This is stochastic gradient descent, with the noise of its minibatches as an argument: nothing is drawn here, and
    the same noise gives the same trajectory (Dive into Deep Learning, section 12.4).

    Parameters
    ----------
    grad : function
        grad(x) is the gradient of f at x: a number for a number, an array (d,) for an array (d,).
    x0 : float, or array of shape (d,)
        The start.
    schedule : function
        schedule(k) is the learning rate of step k, for k = 0, 1, 2, ...: the first step is step 0.
    noise : array of shape (num_steps,), or (num_steps, d)
        One row for each step, so that its length says how many steps to take; it may be 0.

    Returns
    -------
    trajectory : array of shape (num_steps + 1,), or (num_steps + 1, d)

    Notes
    -----
    With a constant learning rate the point never comes to rest. With one that falls too fast, it stops short.

    """
    # BEGIN SOLUTION
    trajectory = [x0]
    for k, error in enumerate(noise):
        x = trajectory[-1]
        trajectory.append(x - schedule(k) * (grad(x) + error))
    return np.array(trajectory)
    # END SOLUTION


def jensen_gap(f: Callable[[Point], float], points: np.ndarray, weights: np.ndarray) -> float:
    """How far the mean of f lies above f at the mean.

        gap = sum over i of w_i f(x_i)  -  f(sum over i of w_i x_i)

    By Jensen's inequality the gap is at least 0 if f is convex, whatever the points and weights. A negative gap
    proves that f is not.

    Parameters
    ----------
    f : function
        f(x) is a number, for one point: a number, or an array (d,).
    points : array of shape (n,), or (n, d)
        The points x_i: n numbers, or n vectors in d dimensions.
    weights : array of shape (n,)
        Not negative, with sum 1.

    Returns
    -------
    gap : float
        Of either sign.

    Notes
    -----
    f is only known to take one point. Whether it takes a whole array of them depends on how it was written.

    """
    # BEGIN SOLUTION
    mean_of_f = sum(weight * f(point) for weight, point in zip(weights, points, strict=True))
    return mean_of_f - f(weights @ points)
    # END SOLUTION
