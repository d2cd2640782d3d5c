# written along CS231n's softmax_loss: probabilities first, then dx = probs; dx[arange, y] -= 1
import numpy as np


def contrastive_loss(x1, x2, same, margin=1.0):
    N = x1.shape[0]
    diff = x1 - x2
    dist_sq = np.sum(np.square(diff), 1)
    dist = np.sqrt(dist_sq)

    mdist = margin - dist
    hinge = np.clip(mdist, a_min=0.0, a_max=None)
    loss = same * dist_sq + (1 - same) * np.square(hinge)
    loss = np.sum(loss) / 2.0 / N

    dx1 = np.zeros_like(x1)
    for i in range(N):
        if same[i] == 1:
            dx1[i] = diff[i] / N
        elif dist[i] > 0 and mdist[i] > 0:
            dx1[i] = -mdist[i] * diff[i] / dist[i] / N
    dx2 = -dx1
    return loss, dx1, dx2


def triplet_loss(anchor, positive, negative, margin=0.2):
    N = anchor.shape[0]
    pos_dist = np.sum(np.square(anchor - positive), axis=1)
    neg_dist = np.sum(np.square(anchor - negative), axis=1)
    basic_loss = pos_dist - neg_dist + margin
    loss = np.mean(np.maximum(basic_loss, 0.0))
    active = (basic_loss > 0)[:, np.newaxis]
    da = 2 * (negative - positive) * active / N
    dp = -2 * (anchor - positive) * active / N
    dn = 2 * (anchor - negative) * active / N
    return loss, da, dp, dn


def weighted_cross_entropy(scores, y, class_weights):
    shifted_logits = scores - np.max(scores, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = scores.shape[0]
    w = class_weights[y]
    loss = -np.sum(w * log_probs[np.arange(N), y]) / np.sum(w)
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx *= w[:, None]
    dx /= np.sum(w)
    return loss, dx


def focal_loss(scores, y, gamma=2.0, alpha=None):
    N, C = scores.shape
    if alpha is None:
        alpha = np.ones(C)
    shifted_logits = scores - np.max(scores, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    logpt = log_probs[np.arange(N), y]
    pt = np.exp(logpt)
    at = alpha[y]
    loss = np.mean(-at * (1 - pt) ** gamma * logpt)

    onehot = np.zeros_like(scores)
    onehot[np.arange(N), y] = 1
    # d/dlogpt of -(1-pt)^g * logpt = g (1-pt)^(g-1) pt logpt - (1-pt)^g
    dlogpt = np.zeros(N)
    for i in range(N):
        if pt[i] < 1:
            dlogpt[i] = gamma * (1 - pt[i]) ** (gamma - 1) * pt[i] * logpt[i] - (1 - pt[i]) ** gamma
    dscores = (at * dlogpt / N)[:, None] * (onehot - probs)
    return loss, dscores


def hard_example_loss(scores, y, keep):
    N = scores.shape[0]
    shifted_logits = scores - np.max(scores, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    losses = -log_probs[np.arange(N), y]
    keep = min(keep, N)
    order = np.argsort(losses)[::-1]
    hard = order[:keep]
    loss = losses[hard].mean()
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    dx /= keep
    dx[order[keep:]] = 0
    return loss, dx


def label_smoothing_loss(scores, y, smoothing=0.1):
    N, C = scores.shape
    shifted_logits = scores - np.max(scores, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    # as in the "Attention is all you need" repositories
    nll_loss = -log_probs[np.arange(N), y]
    smooth_loss = -log_probs.mean(axis=-1)
    confidence = 1. - smoothing
    loss = (confidence * nll_loss + smoothing * smooth_loss).mean()
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= confidence
    dx -= smoothing / C
    return loss, dx / N
