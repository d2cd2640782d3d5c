import copy
import numpy as np


def gradient_descent(grad, x0, learning_rate, num_steps):
    x = x0
    hist = [copy.copy(x)]
    for _ in range(num_steps):
        g = grad(x)
        g *= learning_rate
        x -= g
        hist.append(copy.copy(x))
    return np.asarray(hist)


def newton(grad, hessian, x0, num_steps):
    x = np.array(x0, dtype=np.float64)
    hist = np.empty((num_steps + 1,) + x.shape)
    hist[0] = x
    for k in range(num_steps):
        if x.ndim == 0:
            x -= grad(x) / hessian(x)
        else:
            x -= np.linalg.lstsq(hessian(x), grad(x), rcond=None)[0]
        hist[k + 1] = x
    return hist


def damped_newton(grad, hessian, x0, num_steps, damping=0.5):
    x = np.array(x0, dtype=np.float64)
    hist = [x.copy()]
    while num_steps > 0:
        try:
            step = np.linalg.solve(hessian(x), grad(x))
        except np.linalg.LinAlgError:
            step = grad(x) / hessian(x)
        step *= damping
        x -= step
        hist.append(x.copy())
        num_steps -= 1
    return np.array(hist)


def preconditioned_gradient_descent(grad, hessian_diagonal, x0, learning_rate, num_steps):
    x = x0
    hist = [x.copy()]
    for _ in range(num_steps):
        h = hessian_diagonal(x)
        h[h < 0] *= -1
        g = grad(x)
        g /= h
        x -= learning_rate * g
        hist.append(x.copy())
    return np.vstack(hist)


def backtracking_line_search(f, grad, x, direction, step=1.0, shrink=0.5, c=1e-4):
    fx = f(x)
    m = c * grad(x).dot(direction)
    direction *= step
    t = step
    m *= step
    while f(x + direction) > fx + m:
        direction *= shrink
        m *= shrink
        t *= shrink
    return t


def conjugate_gradient(A, b, x0, num_steps):
    hist = np.zeros((num_steps + 1, x0.size))
    hist[0] = x0
    r = b
    r -= A @ x0
    p = r.copy()
    x = x0
    rs = r @ r
    for k in range(num_steps):
        if rs > 0:
            Ap = A @ p
            a = rs / (p @ Ap)
            x += a * p
            r -= a * Ap
            new = r @ r
            p *= new / rs
            p += r
            rs = new
        hist[k + 1] = x
    return hist


def noisy_gradient_descent(grad, x0, schedule, noise):
    x = x0
    hist = [copy.copy(x)]
    for k, e in enumerate(noise):
        e += grad(x)
        e *= schedule(k)
        x -= e
        hist.append(copy.copy(x))
    return np.asarray(hist)


def jensen_gap(f, points, weights):
    values = np.zeros(len(points))
    for i in range(len(points)):
        values[i] = f(points[i])
    values *= weights
    if points.ndim == 2:
        points *= weights[:, None]
    else:
        points *= weights
    return values.sum() - f(points.sum(0))
