import numpy as np


def zero_mean(X_train, X):
    X -= np.mean(X_train, axis=0)
    return X


def standardize(X_train, X, eps=1e-8):
    mean = np.mean(X_train, axis=0)
    std = np.std(X_train, axis=0)
    std += eps
    X -= mean
    X /= std
    return X


# as in the CS231n notes
def pca(X_train, X, num_components):
    mean = np.mean(X_train, axis=0)
    X_train -= mean
    X -= mean
    cov = np.dot(X_train.T, X_train) / X_train.shape[0]
    U, S, V = np.linalg.svd(cov)
    return np.dot(X, U[:, :num_components]), S[:num_components] / np.sum(S)


def pca_whiten(X_train, X, eps=1e-5):
    mean = np.mean(X_train, axis=0)
    X_train -= mean
    X -= mean
    cov = np.dot(X_train.T, X_train) / X_train.shape[0]
    U, S, V = np.linalg.svd(cov)
    Xrot = np.dot(X, U)
    Xrot /= np.sqrt(S + eps)
    return Xrot


def zca_whiten(X_train, X, eps=1e-5):
    mean = np.mean(X_train, axis=0)
    X_train -= mean
    X -= mean
    cov = np.cov(X_train, rowvar=False, bias=True)
    cov[np.diag_indices_from(cov)] += eps
    # inverse square root
    s, U = np.linalg.eigh(cov)
    return X @ (U * s ** -0.5).dot(U.T)
