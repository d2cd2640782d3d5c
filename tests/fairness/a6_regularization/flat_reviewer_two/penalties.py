"""Python loops over numbers where the formula has a sum, conditions spelt out."""
import math

import numpy as np


def sgn(v):
    if v > 0:
        return 1.0
    elif v < 0:
        return -1.0
    return 0.0


def l1_penalty(w, strength):
    loss = np.linalg.norm(w.reshape(-1), ord=1) * strength
    dw = strength * np.vectorize(sgn, otypes=[float])(w)
    return float(loss), dw


def l2_penalty(w, strength):
    loss = strength / 2 * np.linalg.norm(w) ** 2
    return loss, strength * w.copy()


def elastic_net_penalty(params, l1, l2):
    weights = {name: p for name, p in params.items() if name[0] == "W"}
    loss = sum(l1_penalty(p, l1)[0] + l2_penalty(p, l2)[0] for p in weights.values())
    grads = {name: np.zeros(p.shape) for name, p in params.items()}
    for name, p in weights.items():
        grads[name] += l1_penalty(p, l1)[1]
        grads[name] += l2_penalty(p, l2)[1]
    return loss, grads


def soft_threshold(w, threshold):
    out = np.zeros_like(w)
    big = w > threshold
    small = w < -threshold
    out[big] = w[big] - threshold
    out[small] = w[small] + threshold
    return out


def max_norm(w, limit):
    out = w.copy()
    for h in range(w.shape[1]):
        length = math.sqrt(sum(v * v for v in w[:, h]))
        if length > limit:
            out[:, h] *= limit / length
    return out


def ridge_fit(X, y, strength):
    # data augmentation trick: ridge is least squares with sqrt(strength) * I appended
    D = X.shape[1]
    A = np.vstack([X, math.sqrt(strength) * np.eye(D)])
    b = np.concatenate([y, np.zeros(D)])
    return np.linalg.lstsq(A, b, rcond=None)[0]


def polynomial_features(x, degree):
    columns = [np.ones(len(x))]
    for _ in range(degree):
        columns.append(columns[-1] * x)
    return np.stack(columns, axis=1)
