import numpy as np
from itertools import accumulate


def _walk(step, x0, n):
    return np.array(list(accumulate(range(n), lambda x, k: x - step(x, k), initial=x0)))


def gradient_descent(grad, x0, learning_rate, num_steps):
    return _walk(lambda x, k: learning_rate * grad(x), x0, num_steps)


def newton(grad, hessian, x0, num_steps):
    return damped_newton(grad, hessian, x0, num_steps, damping=1.)


def damped_newton(grad, hessian, x0, num_steps, damping=0.5):
    # one dimension as a 1x1 system
    n = np.size(x0)
    p = lambda x: (np.linalg.inv(np.reshape(hessian(x), (n, n))) @ np.reshape(grad(x), n)).reshape(np.shape(x))
    return _walk(lambda x, k: damping * p(x), x0, num_steps)


def preconditioned_gradient_descent(grad, hessian_diagonal, x0, learning_rate, num_steps):
    return _walk(lambda x, k: learning_rate * grad(x) / (np.abs(hessian_diagonal(x)) + 1e-8), x0, num_steps)


def backtracking_line_search(f, grad, x, direction, step=1.0, shrink=0.5, c=1e-4):
    m = np.dot(grad(x), direction)
    return next(t for t in (step * shrink ** k for k in range(10000)) if f(x + t * direction) <= f(x) + c * t * m)


def conjugate_gradient(A, b, x0, num_steps):
    x, traj, p, rr = x0, [x0], 0, None
    for _ in range(num_steps):
        r = b - A @ x  # computed afresh each time
        new = r @ r
        if new < 1e-20:
            traj.append(x)
            continue
        p = r + (new / rr) * p if rr else r
        rr = new
        x = x + rr / (p @ A @ p) * p
        traj.append(x)
    return np.stack(traj)


def noisy_gradient_descent(grad, x0, schedule, noise):
    rates = np.array([schedule(k) for k in range(len(noise))])
    return _walk(lambda x, k: rates[k] * (grad(x) + noise[k]), x0, len(noise))


def jensen_gap(f, points, weights):
    return np.dot(weights, [f(x) for x in points]) - f(np.average(points, axis=0, weights=weights))
