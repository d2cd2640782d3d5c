import torch
import torch.nn as nn


def batch_norm(x, gamma, beta, moving_mean, moving_var, eps, momentum, training):
    # put the channels last, then 2-d and 4-d are the same thing
    v = x if x.dim() == 2 else x.permute(0, 2, 3, 1)
    flat = v.reshape(-1, v.shape[-1])
    if training:
        m = flat.shape[0]
        mu = flat.sum(0) / m
        sigma2 = (flat * flat).sum(0) / m - mu * mu
        sigma2 = torch.clamp(sigma2, min=0)
        with torch.no_grad():
            moving_mean.mul_(1 - momentum).add_(momentum * mu)
            moving_var.mul_(1 - momentum).add_(momentum * flat.var(0))
    else:
        mu, sigma2 = moving_mean, moving_var
    scale = gamma / (sigma2 + eps) ** 0.5
    out = flat * scale + (beta - mu * scale)
    out = out.reshape(v.shape)
    if x.dim() == 4:
        out = out.permute(0, 3, 1, 2)
    return out, moving_mean, moving_var


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(BatchNorm, self).__init__()
        self.weight = nn.Parameter(torch.empty(num_features))
        self.bias = nn.Parameter(torch.empty(num_features))
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.eps, self.m = eps, momentum

    def forward(self, x):
        # updated in place, so nothing to store
        return batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, self.eps, self.m,
                          self.training)[0]
