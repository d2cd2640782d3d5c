from builtins import range
import numpy as np


def gradient_descent(grad, x0, learning_rate, num_steps):
    scalar = np.isscalar(x0)
    if scalar:
        result = np.zeros(num_steps + 1)
        result[0] = x0
        for t in range(num_steps):
            result[t + 1] = result[t] - learning_rate * grad(result[t])
        return result
    d = len(x0)
    result = np.zeros((num_steps + 1, d))
    for i in range(d):
        result[0, i] = x0[i]
    for t in range(num_steps):
        g = grad(result[t].copy())
        for i in range(d):
            result[t + 1, i] = result[t, i] - learning_rate * g[i]
    return result


def _gauss(H, g):
    # gaussian elimination with pivoting, written out
    n = len(g)
    M = np.hstack([np.array(H, dtype=float), np.array(g, dtype=float).reshape(n, 1)])
    for i in range(n):
        best = i
        for r in range(i + 1, n):
            if abs(M[r, i]) > abs(M[best, i]):
                best = r
        M[[i, best]] = M[[best, i]]
        for r in range(n):
            if r != i:
                M[r] = M[r] - M[r, i] / M[i, i] * M[i]
    p = np.zeros(n)
    for i in range(n):
        p[i] = M[i, n] / M[i, i]
    return p


def newton(grad, hessian, x0, num_steps):
    return damped_newton(grad, hessian, x0, num_steps, 1)


def damped_newton(grad, hessian, x0, num_steps, damping=0.5):
    points = [x0]
    x = x0
    for t in range(num_steps):
        if np.isscalar(x0):
            x = x - damping * grad(x) / hessian(x)
        else:
            x = x - damping * _gauss(hessian(x), grad(x))
        points.append(x)
    return points


def preconditioned_gradient_descent(grad, hessian_diagonal, x0, learning_rate, num_steps):
    d = len(x0)
    result = np.zeros((num_steps + 1, d))
    result[0] = x0
    for t in range(num_steps):
        g = grad(result[t])
        h = hessian_diagonal(result[t])
        for i in range(d):
            curvature = h[i]
            if curvature < 0:
                curvature = -curvature
            result[t + 1, i] = result[t, i] - learning_rate * g[i] / curvature
    return result


def backtracking_line_search(f, grad, x, direction, step=1.0, shrink=0.5, c=1e-4):
    slope = 0.0
    for i in range(len(x)):
        slope += grad(x)[i] * direction[i]
    t = step
    while True:
        decrease = f(x) - f(x + t * direction)
        if decrease >= -c * t * slope:
            return t
        t = t * shrink


def conjugate_gradient(A, b, x0, num_steps):
    d = len(b)
    path = np.zeros((num_steps + 1, d))
    path[0] = x0
    x = x0.copy()
    r = np.zeros(d)
    for i in range(d):
        for j in range(d):
            r[i] += A[i, j] * x[j]
        r[i] -= b[i]
    p = -r
    for k in range(num_steps):
        rr = 0.0
        for i in range(d):
            rr += r[i] ** 2
        if np.sqrt(rr) < 1e-10:
            path[k + 1:] = x
            break
        Ap = np.zeros(d)
        for i in range(d):
            for j in range(d):
                Ap[i] += A[i, j] * p[j]
        pAp = 0.0
        for i in range(d):
            pAp += p[i] * Ap[i]
        alpha = rr / pAp
        x = x + alpha * p
        r = r + alpha * Ap
        beta = np.sum(r ** 2) / rr
        p = -r + beta * p
        path[k + 1] = x
    return path


def noisy_gradient_descent(grad, x0, schedule, noise):
    num_steps = len(noise)
    points = [x0]
    for k in range(num_steps):
        g = grad(points[k]) + noise[k]
        points.append(points[k] - schedule(k) * g)
    return np.array(points)


def jensen_gap(f, points, weights):
    total = 0.0
    mean = 0.0 * points[0]
    for i in range(len(points)):
        total = total + weights[i] * f(points[i])
        mean = mean + weights[i] * points[i]
    return total - f(mean)
