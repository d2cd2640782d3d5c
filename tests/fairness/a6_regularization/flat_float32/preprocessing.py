import numpy as np

f32 = np.float32


def zero_mean(X_train, X):
    return X.astype(f32) - X_train.astype(f32).mean(axis=0)


def standardize(X_train, X, eps=1e-8):
    X_train = X_train.astype(f32)
    return (X.astype(f32) - X_train.mean(axis=0)) / np.sqrt(X_train.var(axis=0) + f32(eps))


def _eig(X_train):
    X_train = X_train.astype(f32)
    mean = X_train.mean(axis=0)
    s, U = np.linalg.eigh((X_train - mean).T @ (X_train - mean) / f32(len(X_train)))
    order = np.argsort(s)[::-1]
    return mean, np.maximum(s[order], 0), U[:, order]


def pca(X_train, X, num_components):
    mean, s, U = _eig(X_train)
    return (X.astype(f32) - mean) @ U[:, :num_components], s[:num_components] / s.sum()


def pca_whiten(X_train, X, eps=1e-5):
    mean, s, U = _eig(X_train)
    return (X.astype(f32) - mean) @ U / np.sqrt(s + f32(eps))


def zca_whiten(X_train, X, eps=1e-5):
    mean, s, U = _eig(X_train)
    return (X.astype(f32) - mean) @ (U @ np.diag(1 / np.sqrt(s + f32(eps))) @ U.T)
