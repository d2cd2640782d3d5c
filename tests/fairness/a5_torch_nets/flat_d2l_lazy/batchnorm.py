import torch
from torch import nn


def batch_norm(X, gamma, beta, moving_mean, moving_var, eps, momentum, training):
    # after d2l.ai 8.5, with reshapes so that (C,) vectors come in
    assert len(X.shape) in (2, 4)
    if len(X.shape) == 2:
        shape = (1, X.shape[1])
    else:
        shape = (1, X.shape[1], 1, 1)
    gamma, beta = gamma.reshape(shape), beta.reshape(shape)
    moving_mean, moving_var = moving_mean.reshape(shape), moving_var.reshape(shape)
    if not training:
        X_hat = (X - moving_mean) / torch.sqrt(moving_var + eps)
    else:
        if len(X.shape) == 2:
            # Fully connected layer
            mean = X.mean(dim=0, keepdim=True)
            var = ((X - mean) ** 2).mean(dim=0, keepdim=True)
            n = X.shape[0]
        else:
            # Convolutional layer
            mean = X.mean(dim=(0, 2, 3), keepdim=True)
            var = ((X - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
            n = X.shape[0] * X.shape[2] * X.shape[3]
        X_hat = (X - mean) / torch.sqrt(var + eps)
        # Update the mean and variance using moving average
        moving_mean = (1.0 - momentum) * moving_mean + momentum * mean
        moving_var = (1.0 - momentum) * moving_var + momentum * var * n / (n - 1)
    Y = gamma * X_hat + beta
    return Y, moving_mean.data, moving_var.data


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        shape = (1, num_features, 1, 1)
        self.gamma = nn.Parameter(torch.ones(shape))
        self.beta = nn.Parameter(torch.zeros(shape))
        self.register_buffer('moving_mean', torch.zeros(shape))
        self.register_buffer('moving_var', torch.ones(shape))
        self.eps = eps
        self.momentum = momentum

    def forward(self, X):
        Y, mean, var = batch_norm(
            X, self.gamma, self.beta, self.moving_mean,
            self.moving_var, eps=self.eps, momentum=self.momentum, training=self.training)
        self.moving_mean = mean.reshape(self.moving_mean.shape)
        self.moving_var = var.reshape(self.moving_var.shape)
        return Y
