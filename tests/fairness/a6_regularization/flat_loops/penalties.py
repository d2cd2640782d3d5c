import numpy as np
from math import sqrt


def l1_penalty(w, strength):
    loss = 0.0
    dw = np.zeros(w.shape)
    for idx in np.ndindex(*w.shape):
        v = w[idx]
        loss += abs(v)
        if v > 0:
            dw[idx] = strength
        elif v < 0:
            dw[idx] = -strength
    return strength * loss, dw


def l2_penalty(w, strength):
    loss = 0.0
    for v in w.flatten():
        loss = loss + v * v
    return strength * loss / 2, strength * w


def elastic_net_penalty(params, l1, l2):
    # did not call the two functions above, everything in one loop
    loss = 0
    grads = {}
    for k in params:
        p = params[k]
        if k[0] == 'W':
            loss += l1 * np.sum(np.abs(p))
            loss += 0.5 * l2 * np.sum(p ** 2)
            g = np.zeros(p.shape)
            g[p > 0] = l1
            g[p < 0] = -l1
            grads[k] = g + l2 * p
        else:
            grads[k] = np.zeros(p.shape)
    return loss, grads


def soft_threshold(w, threshold):
    out = np.zeros_like(w)
    for idx, v in np.ndenumerate(w):
        if v > threshold:
            out[idx] = v - threshold
        elif v < -threshold:
            out[idx] = v + threshold
    return out


def max_norm(w, limit):
    D, H = w.shape
    out = np.empty((D, H))
    for h in range(H):
        length = sqrt(sum(w[d, h] ** 2 for d in range(D)))
        if length > limit:
            out[:, h] = w[:, h] * limit / length
        else:
            out[:, h] = w[:, h]
    return out


def ridge_fit(X, y, strength):
    N, D = X.shape
    A = np.zeros((D, D))
    b = np.zeros(D)
    for n in range(N):
        A += np.outer(X[n], X[n])
        b += X[n] * y[n]
    for d in range(D):
        A[d, d] += strength
    return np.linalg.inv(A).dot(b)


def polynomial_features(x, degree):
    out = np.ones((len(x), degree + 1))
    for k in range(1, degree + 1):
        out[:, k] = out[:, k - 1] * x
    return out
