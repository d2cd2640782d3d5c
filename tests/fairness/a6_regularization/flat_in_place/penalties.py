import numpy as np


def l1_penalty(w, strength):
    loss = strength * np.sum(np.absolute(w))
    w[w > 0] = strength
    w[w < 0] = -strength
    return loss, w


def l2_penalty(w, strength):
    loss = 0.5 * strength * np.sum(w * w)
    w *= strength
    return loss, w


def elastic_net_penalty(params, l1, l2):
    loss = 0.0
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    for k in [k for k in params if 'W' in k]:
        # copies, because the functions above overwrite w
        for f, s in ((l1_penalty, l1), (l2_penalty, l2)):
            val, g = f(params[k].copy(), s)
            loss += val
            grads[k] += g
    return loss, grads


def soft_threshold(w, threshold):
    small = np.abs(w) <= threshold
    w -= threshold * np.sign(w)
    w[small] = 0
    return w


def max_norm(w, limit):
    norms = np.linalg.norm(w, axis=0)
    too_long = norms > limit
    w[:, too_long] *= limit / norms[too_long]
    return w


def ridge_fit(X, y, strength):
    A = X.T.dot(X)
    A[np.diag_indices_from(A)] += strength
    return np.linalg.solve(A, X.T.dot(y.reshape(-1, 1))).ravel()


def polynomial_features(x, degree):
    out = np.tile(x.reshape(-1, 1), (1, degree + 1))
    out[:, 0] = 1
    np.cumprod(out, axis=1, out=out)
    return out
