import numpy as np


def contrastive_loss(x1, x2, same, margin=1.0):
    N = x1.shape[0]
    x1 -= x2
    d = np.sqrt(np.sum(x1 ** 2, axis=1) + 1e-12)
    gap = margin - d
    gap[gap < 0] = 0
    loss = np.sum(same * d ** 2 + (1 - same) * gap ** 2) / (2 * N)
    c = same.astype(float)
    c -= (1 - same) * gap / d
    x1 *= c[:, np.newaxis]
    x1 /= N
    return loss, x1, -x1


def triplet_loss(anchor, positive, negative, margin=0.2):
    pos = anchor - positive
    neg = anchor - negative
    v = np.sum(pos * pos, axis=1) - np.sum(neg * neg, axis=1) + margin
    pos[v <= 0] = 0
    neg[v <= 0] = 0
    v[v < 0] = 0
    pos *= 2 / len(v)
    neg *= 2 / len(v)
    return v.mean(), pos - neg, -pos, neg


def _softmax(scores):
    scores -= np.max(scores, axis=1, keepdims=True)
    p = np.exp(scores)
    z = p.sum(axis=1, keepdims=True)
    p /= z
    # scores become log probabilities
    scores -= np.log(z)
    return p


def weighted_cross_entropy(scores, y, class_weights):
    N = len(y)
    p = _softmax(scores)
    w = class_weights[y]
    loss = -np.sum(w * scores[range(N), y]) / np.sum(w)
    p[range(N), y] -= 1
    p *= w.reshape(N, 1)
    p /= np.sum(w)
    return loss, p


def focal_loss(scores, y, gamma=2.0, alpha=None):
    N = len(y)
    p = _softmax(scores)
    logq = scores[range(N), y].copy()
    q = p[range(N), y].copy()
    w = np.ones(N) if alpha is None else alpha[y].copy()
    w /= N
    loss = -np.sum(w * (1 - q) ** gamma * logq)
    dq = np.zeros(N)      # q * dL/dq, q may be 0
    ok = q < 1
    dq[ok] = gamma * (1 - q[ok]) ** (gamma - 1) * q[ok] * logq[ok] - (1 - q[ok]) ** gamma
    dq *= w
    p *= -1
    p[range(N), y] += 1
    p *= dq.reshape(N, 1)
    return loss, p


def hard_example_loss(scores, y, keep):
    N = len(y)
    p = _softmax(scores)
    losses = -scores[range(N), y]
    order = np.argsort(losses)[::-1]
    kept, rest = order[:keep], order[keep:]
    p[range(N), y] -= 1
    p[rest] = 0
    p /= kept.shape[0]
    return np.mean(losses[kept]), p


def label_smoothing_loss(scores, y, smoothing=0.1):
    N, C = scores.shape
    p = _softmax(scores)
    loss = -(1 - smoothing) * scores[range(N), y].mean() - smoothing * scores.mean()
    p[range(N), y] -= 1 - smoothing
    p -= smoothing / C
    p /= N
    return loss, p
