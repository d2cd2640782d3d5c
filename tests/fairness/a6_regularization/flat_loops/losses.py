import numpy as np


def contrastive_loss(x1, x2, same, margin=1.0):
    N = x1.shape[0]
    loss = 0.0
    dx1 = np.zeros_like(x1)
    dx2 = np.zeros_like(x2)
    for i in range(N):
        diff = x1[i] - x2[i]
        d = np.linalg.norm(diff)
        if same[i] == 1:
            loss += 0.5 * d ** 2
            dx1[i] = diff
            dx2[i] = -diff
        elif d < margin:
            loss += 0.5 * (margin - d) ** 2
            if d != 0:
                dx1[i] = -(margin - d) * diff / d
                dx2[i] = (margin - d) * diff / d
    return loss / N, dx1 / N, dx2 / N


def triplet_loss(anchor, positive, negative, margin=0.2):
    N = len(anchor)
    loss = 0.0
    da, dp, dn = np.zeros_like(anchor), np.zeros_like(anchor), np.zeros_like(anchor)
    for i in range(N):
        a, p, n = anchor[i], positive[i], negative[i]
        v = np.sum((a - p) ** 2) - np.sum((a - n) ** 2) + margin
        if v > 0:
            loss += v / N
            da[i] = 2 * (n - p) / N
            dp[i] = 2 * (p - a) / N
            dn[i] = 2 * (a - n) / N
    return loss, da, dp, dn


def _one(row, label):
    """loss of one example and its gradient"""
    row = row - np.max(row)
    total = np.sum(np.exp(row))
    g = np.exp(row) / total
    g[label] -= 1
    return np.log(total) - row[label], g


def weighted_cross_entropy(scores, y, class_weights):
    loss, total = 0.0, 0.0
    dscores = np.zeros(scores.shape)
    for i in range(len(y)):
        l, g = _one(scores[i], y[i])
        w = class_weights[y[i]]
        loss += w * l
        dscores[i] = w * g
        total += w
    return loss / total, dscores / total


def focal_loss(scores, y, gamma=2.0, alpha=None):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros((N, C))
    for i in range(N):
        l, g = _one(scores[i], y[i])
        q = np.exp(-l)
        a = 1 if alpha is None else alpha[y[i]]
        loss += a * (1 - q) ** gamma * l
        if q < 1:
            # product rule, g is d(l)/d(scores) and dq = -q * g
            dscores[i] = a * ((1 - q) ** gamma * g + gamma * (1 - q) ** (gamma - 1) * q * l * g)
    return loss / N, dscores / N


def hard_example_loss(scores, y, keep):
    N = len(y)
    each = []
    for i in range(N):
        l, g = _one(scores[i], y[i])
        each.append((l, i, g))
    each.sort(key=lambda t: t[0], reverse=True)
    kept = each[:min(keep, N)]
    loss = 0.0
    dscores = np.zeros(scores.shape)
    for l, i, g in kept:
        loss += l / len(kept)
        dscores[i, :] = g / len(kept)
    return loss, dscores


def label_smoothing_loss(scores, y, smoothing=0.1):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros((N, C))
    for i in range(N):
        for c in range(C):
            t = smoothing / C
            if c == y[i]:
                t += 1 - smoothing
            l, g = _one(scores[i], c)
            loss += t * l
            dscores[i] += t * g
    return loss / N, dscores / N
