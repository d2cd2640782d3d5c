import numpy as np


def zero_mean(X_train, X):
    out = np.zeros(X.shape)
    for d in range(X.shape[1]):
        m = sum(X_train[:, d]) / X_train.shape[0]
        for n in range(X.shape[0]):
            out[n, d] = X[n, d] - m
    return out


def standardize(X_train, X, eps=1e-8):
    out = zero_mean(X_train, X)
    c = zero_mean(X_train, X_train)
    for d in range(X.shape[1]):
        var = 0.0
        for v in c[:, d]:
            var += v ** 2
        var /= len(c)
        out[:, d] /= np.sqrt(var + eps)      # like batchnorm
    return out


def _components(X_train):
    """eigenvectors one by one in a list, largest variance first"""
    mean = X_train.mean(0)
    C = np.zeros((X_train.shape[1], X_train.shape[1]))
    for row in X_train:
        C += np.outer(row - mean, row - mean)
    C /= len(X_train)
    val, vec = np.linalg.eigh(C)      # symmetric
    order = sorted(range(len(val)), key=lambda i: -val[i])
    return mean, [val[i] for i in order], [vec[:, i] for i in order]


def pca(X_train, X, num_components):
    mean, val, vec = _components(X_train)
    P = np.zeros((len(X), num_components))
    for n in range(len(X)):
        for k in range(num_components):
            P[n, k] = np.dot(X[n] - mean, vec[k])
    share = []
    for k in range(num_components):
        share.append(val[k] / sum(val))
    return P, np.array(share)


def pca_whiten(X_train, X, eps=1e-5):
    mean, val, vec = _components(X_train)
    out = np.zeros(X.shape)
    for k in range(X.shape[1]):
        out[:, k] = (X - mean).dot(vec[k]) / np.sqrt(max(val[k], 0) + eps)
    return out


def zca_whiten(X_train, X, eps=1e-5):
    white = pca_whiten(X_train, X, eps)
    _, _, vec = _components(X_train)
    out = np.zeros(X.shape)
    for k in range(X.shape[1]):
        out += np.outer(white[:, k], vec[k])
    return out
