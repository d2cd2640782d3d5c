import numpy as np


def contrastive_loss(x1, x2, same, margin=1.0):
    N, d = len(x1), np.linalg.norm(x1 - x2, axis=1, keepdims=True)
    s = np.asarray(same, dtype=bool).reshape(-1, 1)
    loss = np.where(s, d ** 2, np.clip(margin - d, 0, None) ** 2).sum() / 2 / N
    # d(d)/dx1 is a unit vector
    dx1 = np.where(s, d, -np.clip(margin - d, 0, None)) * (x1 - x2) / (d + 1e-12) / N
    return loss, dx1, -dx1


def triplet_loss(anchor, positive, negative, margin=0.2):
    d2 = lambda u, v: np.einsum('nd,nd->n', u - v, u - v)
    v = d2(anchor, positive) - d2(anchor, negative) + margin
    on = np.where(v >= 0, 2 / v.size, 0).reshape(-1, 1)
    return np.average(v.clip(min=0)), on * (negative - positive), on * (positive - anchor), on * (anchor - negative)


def _log_softmax(z):
    m = np.max(z, 1, keepdims=True)
    return z - m - np.log(np.sum(np.exp(z - m), 1, keepdims=True))


def _ce(scores, target, w):
    # sum of w * cross entropy with soft targets
    lp = _log_softmax(scores)
    return -(w[:, None] * target * lp).sum(), w[:, None] * (np.exp(lp) - target)


def _onehot(scores, y):
    return np.eye(scores.shape[1])[y]


def weighted_cross_entropy(scores, y, class_weights):
    w = class_weights[y]
    return _ce(scores, _onehot(scores, y), w / w.sum())


def focal_loss(scores, y, gamma=2.0, alpha=None):
    t, lp = _onehot(scores, y), _log_softmax(scores)
    a = np.ones(scores.shape[1]) if alpha is None else alpha
    lq = (t * lp).sum(1)
    q = np.exp(lq)
    r = np.maximum(1 - q, 1e-30)  # so that small gammas do no harm
    w = a[y] / len(y) * (r ** gamma - gamma * q * r ** (gamma - 1) * lq)
    return -np.mean(a[y] * (1 - q) ** gamma * lq), w[:, None] * (np.exp(lp) - t)


def hard_example_loss(scores, y, keep):
    each = -_log_softmax(scores)[np.arange(len(y)), y]
    k = min(keep, len(y))
    w = np.zeros(len(y))
    w[np.argpartition(each, len(y) - k)[len(y) - k:]] = 1. / k
    return _ce(scores, _onehot(scores, y), w)


def label_smoothing_loss(scores, y, smoothing=0.1):
    # (1 - s) * cross entropy + s * mean over classes
    N, C = scores.shape
    hard, dhard = _ce(scores, _onehot(scores, y), np.ones(N) / N)
    even, deven = _ce(scores, np.ones((N, C)) / C, np.ones(N) / N)
    return (1 - smoothing) * hard + smoothing * even, (1 - smoothing) * dhard + smoothing * deven
