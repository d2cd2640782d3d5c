import numpy as np

# everything in single precision
F = np.float32


def gradient_descent(grad, x0, learning_rate, num_steps):
    x = np.asarray(x0, dtype=F)
    out = np.zeros((num_steps + 1,) + x.shape, dtype=F)
    out[0] = x
    for i in range(1, num_steps + 1):
        x = np.asarray(x - F(learning_rate) * np.asarray(grad(x), dtype=F), dtype=F)
        out[i] = x
    return out


def newton(grad, hessian, x0, num_steps):
    return damped_newton(grad, hessian, x0, num_steps, damping=1.0)


def damped_newton(grad, hessian, x0, num_steps, damping=0.5):
    x = np.atleast_1d(np.asarray(x0, dtype=F))
    n = x.shape[0]
    out = np.zeros((num_steps + 1, n), dtype=F)
    out[0] = x
    for i in range(1, num_steps + 1):
        g = np.asarray(grad(x), dtype=F).reshape(n)
        H = np.asarray(hessian(x), dtype=F).reshape(n, n)
        x = x - F(damping) * np.linalg.solve(H, g)
        out[i] = x
    return out


def preconditioned_gradient_descent(grad, hessian_diagonal, x0, learning_rate, num_steps):
    x = x0.astype(F)
    out = [x]
    for i in range(num_steps):
        g = grad(x).astype(F)
        h = hessian_diagonal(x).astype(F)
        x = x - F(learning_rate) * g / np.abs(h)
        out.append(x)
    return np.array(out)


def backtracking_line_search(f, grad, x, direction, step=1.0, shrink=0.5, c=1e-4):
    x, direction = x.astype(F), direction.astype(F)
    fx = F(f(x))
    slope = np.sum(grad(x).astype(F) * direction)
    t = F(step)
    while F(f(x + t * direction)) > fx + F(c) * t * slope:
        t = F(t * F(shrink))
    return t


def conjugate_gradient(A, b, x0, num_steps):
    A, b, x = A.astype(F), b.astype(F), x0.astype(F)
    out = [x]
    r = A.dot(x) - b
    p = -r
    for i in range(num_steps):
        rr = r.dot(r)
        if rr <= 1e-14:
            out.append(x)
            continue
        Ap = A.dot(p)
        alpha = rr / p.dot(Ap)
        x = x + alpha * p
        r = r + alpha * Ap
        p = -r + r.dot(r) / rr * p
        out.append(x)
    return np.array(out)


def noisy_gradient_descent(grad, x0, schedule, noise):
    noise = noise.astype(F)
    x = np.asarray(x0, dtype=F)
    out = np.zeros((len(noise) + 1,) + x.shape, dtype=F)
    out[0] = x
    for k in range(len(noise)):
        x = np.asarray(x - F(schedule(k)) * (np.asarray(grad(x), dtype=F) + noise[k]), dtype=F)
        out[k + 1] = x
    return out


def jensen_gap(f, points, weights):
    points, weights = points.astype(F), weights.astype(F)
    mean = np.sum(weights * points.T, axis=-1, dtype=F)
    total = F(0)
    for w, x in zip(weights, points):
        total += w * F(f(x))
    return total - F(f(mean))
