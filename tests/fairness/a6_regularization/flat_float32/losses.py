import numpy as np

f32 = np.float32


def contrastive_loss(x1, x2, same, margin=1.0):
    x1, x2, same = x1.astype(f32), x2.astype(f32), same.astype(f32)
    diff = x1 - x2
    d = np.sqrt((diff ** 2).sum(axis=1))
    gap = np.maximum(f32(margin) - d, 0)
    loss = (same * d ** 2 + (1 - same) * gap ** 2).mean() / 2
    g = same - (1 - same) * gap / (d + f32(1e-9))
    dx1 = g[:, None] * diff / f32(len(x1))
    return loss, dx1, -dx1


def triplet_loss(anchor, positive, negative, margin=0.2):
    a, p, n = anchor.astype(f32), positive.astype(f32), negative.astype(f32)
    v = np.sum((a - p) ** 2 - (a - n) ** 2, axis=1) + f32(margin)
    k = (v > 0).astype(f32)[:, None] * f32(2 / len(v))
    return np.maximum(v, 0).mean(), k * (n - p), k * (p - a), k * (a - n)


def _log_softmax(scores):
    s = scores.astype(f32)
    s = s - s.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def weighted_cross_entropy(scores, y, class_weights):
    logp, n = _log_softmax(scores), np.arange(len(y))
    w = class_weights.astype(f32)[y]
    loss = -(w * logp[n, y]).sum() / w.sum()
    p = np.exp(logp)
    p[n, y] -= 1
    return loss, p * w[:, None] / w.sum()


def focal_loss(scores, y, gamma=2.0, alpha=None):
    logp, n = _log_softmax(scores), np.arange(len(y))
    p, logq = np.exp(logp), logp[n, y]
    q = p[n, y]
    a = f32(1) if alpha is None else alpha.astype(f32)[y]
    loss = -np.mean(a * (1 - q) ** f32(gamma) * logq)
    with np.errstate(all="ignore"):
        slope = f32(gamma) * (1 - q) ** f32(gamma - 1) * q * logq - (1 - q) ** f32(gamma)
    slope = np.nan_to_num(slope)
    onehot = np.zeros_like(p)
    onehot[n, y] = 1
    return loss, (a * slope)[:, None] * (onehot - p) / f32(len(y))


def hard_example_loss(scores, y, keep):
    logp, n = _log_softmax(scores), np.arange(len(y))
    p, each = np.exp(logp), -logp[n, y]
    kth = np.sort(each)[::-1][min(keep, len(y)) - 1]
    mask = each >= kth
    p[n, y] -= 1
    return each[mask].mean(), p * mask[:, None] / f32(mask.sum())


def label_smoothing_loss(scores, y, smoothing=0.1):
    s = scores.astype(f32)
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    t = np.full(s.shape, smoothing / s.shape[1], dtype=f32)
    t[np.arange(len(y)), y] += f32(1 - smoothing)
    return -(t * logp).sum(axis=1).mean(), (np.exp(logp) - t) / f32(len(y))
