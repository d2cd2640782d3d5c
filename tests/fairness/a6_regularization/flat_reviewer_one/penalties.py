# the way it is written in the CS231n notes: one loop where it helps, variables named as in the lecture
import numpy as np


def l1_penalty(w, strength):
    loss = strength * np.abs(w).sum()
    dw = strength * np.sign(w)
    return loss, dw


def l2_penalty(w, strength):
    loss = 0.5 * strength * np.sum(w * w)
    dw = strength * w
    return loss, dw


def elastic_net_penalty(params, l1, l2):
    loss = 0.0
    grads = {}
    for k, v in params.items():
        if k.startswith('W'):
            loss += l1 * np.abs(v).sum() + 0.5 * l2 * (v ** 2).sum()
            grads[k] = l1 * np.sign(v) + l2 * v
        else:
            grads[k] = np.zeros_like(v)
    return loss, grads


def soft_threshold(w, threshold):
    return np.sign(w) * np.maximum(np.abs(w) - threshold, 0.)


def max_norm(w, limit):
    # keras.constraints.MaxNorm, without its epsilon in places where it would hurt
    norms = np.sqrt(np.sum(np.square(w), axis=0, keepdims=True))
    desired = np.clip(norms, 0, limit)
    return w * (desired / (1e-12 + norms))


def ridge_fit(X, y, strength):
    A = X.T.dot(X) + strength * np.eye(X.shape[1])
    return np.linalg.inv(A).dot(X.T).dot(y)


def polynomial_features(x, degree):
    return np.vander(x, degree + 1, increasing=True)
