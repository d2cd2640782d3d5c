"""scikit-learn style: small classes with fit and transform, SVD of the centred rows."""
import numpy as np


class StandardScaler:
    def __init__(self, with_std=True, eps=0.0):
        self.with_std = with_std
        self.eps = eps

    def fit(self, X):
        self.mean_ = X.sum(0) / len(X)
        self.scale_ = np.sqrt(((X - self.mean_) ** 2).mean(0) + self.eps) if self.with_std else 1.0
        return self

    def transform(self, X):
        return (X - self.mean_) / self.scale_


class PCA:
    def __init__(self, eps=0.0):
        self.eps = eps

    def fit(self, X):
        n, d = X.shape
        self.mean_ = X.mean(axis=0)
        _, S, Vt = np.linalg.svd(X - self.mean_, full_matrices=True)
        self.components_ = Vt
        self.explained_variance_ = np.zeros(d)
        self.explained_variance_[: len(S)] = S ** 2 / n
        self.explained_variance_ratio_ = self.explained_variance_ / self.explained_variance_.sum()
        return self

    def transform(self, X):
        return (X - self.mean_) @ self.components_.T

    def whiten(self, X):
        return self.transform(X) * (self.explained_variance_ + self.eps) ** -0.5


def zero_mean(X_train, X):
    return StandardScaler(with_std=False).fit(X_train).transform(X)


def standardize(X_train, X, eps=1e-8):
    return StandardScaler(eps=eps).fit(X_train).transform(X)


def pca(X_train, X, num_components):
    model = PCA().fit(X_train)
    return model.transform(X)[:, :num_components], model.explained_variance_ratio_[:num_components]


def pca_whiten(X_train, X, eps=1e-5):
    return PCA(eps).fit(X_train).whiten(X)


def zca_whiten(X_train, X, eps=1e-5):
    model = PCA(eps).fit(X_train)
    return model.whiten(X) @ model.components_
