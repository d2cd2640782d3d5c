from builtins import range
import numpy as np


def affine_forward(x, w, b):
    """Computes the forward pass for an affine (fully connected) layer."""
    out = None
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    num_train = x.shape[0]
    out = np.matmul(x.reshape((num_train, w.shape[0])), w) + b.reshape(1, -1)
    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    """Computes the backward pass for an affine (fully connected) layer."""
    x, w, b = cache
    dx, dw, db = None, None, None
    dx = (dout @ w.T).reshape(*x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = np.ones(len(x)) @ dout
    return dx, dw, db


def relu_forward(x):
    out = x * (x > 0)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = np.where(x > 0, dout, 0)
    return dx


def svm_loss(x, y):
    loss, dx = None, None
    num_train = x.shape[0]
    loss = 0.0
    dx = np.zeros_like(x)
    for i in range(num_train):
        correct = x[i, y[i]]
        for j in range(x.shape[1]):
            if j == y[i]:
                continue
            margin = x[i, j] - correct + 1
            if margin > 0:
                loss += margin
                dx[i, j] += 1
                dx[i, y[i]] -= 1
    return loss / num_train, dx / num_train


def softmax_loss(x, y):
    loss, dx = None, None
    num_train = x.shape[0]
    x = x - np.max(x, axis=1).reshape(-1, 1)
    exp_x = np.exp(x)
    sum_exp = np.sum(exp_x, axis=1)
    loss = np.mean(np.log(sum_exp) - x[range(num_train), y])
    dx = exp_x / sum_exp[:, None]
    dx[range(num_train), y] -= 1
    dx = dx / num_train
    return loss, dx
