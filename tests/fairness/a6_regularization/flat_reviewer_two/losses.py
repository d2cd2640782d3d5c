"""Graph style: every loss is a chain of small steps with one backward pass through softmax; one-hot targets, log-sum-exp."""
import numpy as np

from layers import *


def log_softmax(z):
    m = z.max(1)[:, None]
    return z - (m + np.log(np.exp(z - m).sum(1))[:, None])


def log_softmax_backward(g, logp):
    return g - np.exp(logp) * g.sum(1, keepdims=True)


def one_hot(y, C):
    return np.eye(C)[y]


def contrastive_loss(x1, x2, same, margin=1.0):
    same = same.astype(float)
    diff = x1 - x2
    d = np.linalg.norm(diff, axis=1)
    gap = np.maximum(0, margin - d)
    loss = 0.5 * np.mean(same * d ** 2 + (1 - same) * gap ** 2)
    dd = same * d - (1 - same) * gap
    direction = np.divide(diff, d[:, None], out=np.zeros_like(diff), where=d[:, None] > 0)
    dx1 = dd[:, None] * direction / len(d)
    return loss, dx1, -dx1


def triplet_loss(anchor, positive, negative, margin=0.2):
    n = len(anchor)
    loss = 0.0
    da, dp, dn = (np.zeros_like(t) for t in (anchor, positive, negative))
    for i in range(n):
        a, p, q = anchor[i], positive[i], negative[i]
        v = (a - p) @ (a - p) - (a - q) @ (a - q) + margin
        if v > 0:
            loss += v / n
            da[i] = 2 * (q - p) / n
            dp[i] = 2 * (p - a) / n
            dn[i] = 2 * (a - q) / n
    return loss, da, dp, dn


def weighted_cross_entropy(scores, y, class_weights):
    logp = log_softmax(scores)
    t = one_hot(y, scores.shape[1]) * class_weights
    t = t / t.sum()
    return -(t * logp).sum(), log_softmax_backward(-t, logp)


def focal_loss(scores, y, gamma=2.0, alpha=None):
    n, C = scores.shape
    t = one_hot(y, C)
    a = 1.0 if alpha is None else alpha[y]
    logp = log_softmax(scores)
    logq = (t * logp).sum(1)
    q = np.exp(logq)
    rest = (np.exp(logp) * (1 - t)).sum(1)  # 1 - q, without cancellation
    loss = -(a * rest ** gamma * logq).sum() / n
    with np.errstate(all="ignore"):
        g = np.where(rest > 0, gamma * rest ** (gamma - 1) * q * logq, 0.0) - rest ** gamma
    return loss, log_softmax_backward(t * (a * g)[:, None] / n, logp)


def hard_example_loss(scores, y, keep):
    n, C = scores.shape
    k = min(int(keep), n)
    logp = log_softmax(scores)
    losses = -(one_hot(y, C) * logp).sum(1)
    idx = np.argpartition(-losses, k - 1)[:k]
    mask = np.zeros(n)
    mask[idx] = 1 / k
    return (mask * losses).sum(), log_softmax_backward(-one_hot(y, C) * mask[:, None], logp)


def label_smoothing_loss(scores, y, smoothing=0.1):
    n, C = scores.shape
    t = one_hot(y, C) * (1 - smoothing) + smoothing / C
    logp = log_softmax(scores)
    return -np.einsum("nc,nc->", t, logp) / n, log_softmax_backward(-t / n, logp)
