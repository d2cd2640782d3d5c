import torch
from torch import nn


def batch_norm(X, gamma, beta, moving_mean, moving_var, eps, momentum, training=None):
    # as in d2l 8.5, with the moments PyTorch's way round
    if training is None:
        training = torch.is_grad_enabled()
    assert len(X.shape) in (2, 4)
    if len(X.shape) == 2:
        shape = (1, X.shape[1])
        axes = [0]
    else:
        shape = (1, X.shape[1], 1, 1)
        axes = [0, 2, 3]
    if not training:
        X_hat = (X - moving_mean.reshape(shape)) / torch.sqrt(moving_var.reshape(shape) + eps)
    else:
        mean = X.mean(dim=axes, keepdim=True)
        var = ((X - mean) ** 2).mean(dim=axes, keepdim=True)
        X_hat = (X - mean) / torch.sqrt(var + eps)
        n = X.numel() / X.size(1)
        moving_mean = (1.0 - momentum) * moving_mean + momentum * mean.reshape(-1)
        moving_var = (1.0 - momentum) * moving_var + momentum * var.reshape(-1) * n / (n - 1)
    Y = gamma.reshape(shape) * X_hat + beta.reshape(shape)  # Scale and shift
    return Y, moving_mean.data, moving_var.data


class BatchNorm(nn.Module):
    # num_features: the number of outputs for a fully connected layer or the
    # number of output channels for a convolutional layer. num_dims is not needed
    def __init__(self, num_features, eps=1e-5, momentum=0.1, num_dims=None):
        super(BatchNorm, self).__init__()
        self.gamma = nn.Parameter(torch.ones(num_features))
        self.beta = nn.Parameter(torch.zeros(num_features))
        self.register_buffer('moving_mean', torch.zeros(num_features))
        self.register_buffer('moving_var', torch.ones(num_features))
        self.eps, self.momentum = eps, momentum

    def forward(self, X):
        # If X is not on the main memory, copy moving_mean and moving_var to
        # the device where X is located
        if self.moving_mean.device != X.device:
            self.moving_mean = self.moving_mean.to(X.device)
            self.moving_var = self.moving_var.to(X.device)
        # Save the updated moving_mean and moving_var
        Y, self.moving_mean, self.moving_var = batch_norm(
            X, self.gamma, self.beta, self.moving_mean,
            self.moving_var, eps=self.eps, momentum=self.momentum, training=self.training)
        return Y
