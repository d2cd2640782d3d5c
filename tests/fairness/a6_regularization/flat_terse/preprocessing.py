import numpy as np
from numpy.linalg import svd

zero_mean = lambda X_train, X: X - np.mean(X_train, 0, keepdims=True)


def standardize(X_train, X, eps=1e-8):
    return zero_mean(X_train, X) / (eps + np.std(X_train, axis=0, keepdims=True))


def _svd(X_train):
    # rows of V: directions; full so that there are D of them
    _, s, V = svd(zero_mean(X_train, X_train))
    s = np.r_[s, np.zeros(len(V) - len(s))]
    return s ** 2 / len(X_train), V


def pca(X_train, X, num_components):
    s, V = _svd(X_train)
    return zero_mean(X_train, X) @ V[:num_components].T, (s / s.sum())[:num_components]


def pca_whiten(X_train, X, eps=1e-5):
    s, V = _svd(X_train)
    # eps outside, we never got NaN with svd
    return (V @ zero_mean(X_train, X).T).T / (s ** .5 + eps)


zca_whiten = lambda X_train, X, eps=1e-5: pca_whiten(X_train, X, eps) @ _svd(X_train)[1]
