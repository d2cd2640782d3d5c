# CS231n, "Data preprocessing", with the training rows kept apart
import numpy as np


def zero_mean(X_train, X):
    mean_image = np.mean(X_train, axis=0)
    X = X - mean_image
    return X


def standardize(X_train, X, eps=1e-8):
    X = X - np.mean(X_train, axis=0)
    X /= np.std(X_train, axis=0) + eps
    return X


def pca(X_train, X, num_components):
    mu = X_train.mean(axis=0)
    Xc = X_train - mu
    cov = np.dot(Xc.T, Xc) / Xc.shape[0]
    U, S, V = np.linalg.svd(cov)
    Xrot_reduced = np.dot(X - mu, U[:, :num_components])
    return Xrot_reduced, S[:num_components] / np.sum(S)


def pca_whiten(X_train, X, eps=1e-5):
    mu = X_train.mean(axis=0)
    Xc = X_train - mu
    cov = np.dot(Xc.T, Xc) / Xc.shape[0]
    U, S, V = np.linalg.svd(cov)
    Xrot = np.dot(X - mu, U)
    Xwhite = Xrot / np.sqrt(S + eps)
    return Xwhite


def zca_whiten(X_train, X, eps=1e-5):
    mu = X_train.mean(axis=0)
    cov = np.cov(X_train, rowvar=False, bias=True)
    U, S, _ = np.linalg.svd(cov)
    ZCA = np.dot(U, np.dot(np.diag(1.0 / np.sqrt(S + eps)), U.T))
    return np.dot(X - mu, ZCA)
