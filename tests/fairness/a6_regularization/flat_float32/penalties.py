import numpy as np

f32 = np.float32


def l1_penalty(w, strength):
    w = w.astype(f32)
    return f32(strength) * np.abs(w).sum(), f32(strength) * np.sign(w)


def l2_penalty(w, strength):
    w = w.astype(f32)
    return f32(0.5 * strength) * np.square(w).sum(), f32(strength) * w


def elastic_net_penalty(params, l1, l2):
    loss, grads = f32(0), {}
    for k, v in params.items():
        grads[k] = np.zeros(v.shape, dtype=f32)
        if k.startswith("W"):
            a, da = l1_penalty(v, l1)
            b, db = l2_penalty(v, l2)
            loss += a + b
            grads[k] += da + db
    return loss, grads


def soft_threshold(w, threshold):
    w, t = w.astype(f32), f32(threshold)
    return np.maximum(w - t, 0) - np.maximum(-w - t, 0)


def max_norm(w, limit):
    w = w.astype(f32)
    n = np.linalg.norm(w, axis=0)
    return np.where(n > limit, w * (f32(limit) / np.maximum(n, f32(1e-20))), w)


def ridge_fit(X, y, strength):
    X, y = X.astype(f32), y.astype(f32)
    return np.linalg.solve(X.T @ X + f32(strength) * np.eye(X.shape[1], dtype=f32), X.T @ y)


def polynomial_features(x, degree):
    x = x.astype(f32)
    return np.stack([x ** k for k in range(degree + 1)], axis=1)
