"""Batch normalization, in-place moving averages as torch does it."""
from __future__ import annotations

import torch
import torch.nn as nn
from torch import Tensor


def batch_norm(x: Tensor, gamma: Tensor, beta: Tensor, moving_mean: Tensor, moving_var: Tensor, eps: float, momentum: float, training: bool) -> tuple[Tensor, Tensor, Tensor]:
    features = x.transpose(0, 1).flatten(1)  # C x m
    if training:
        var, mean = torch.var_mean(features, dim=1, unbiased=False)
        with torch.no_grad():
            m = features.size(1)
            moving_mean.mul_(1 - momentum).add_(mean, alpha=momentum)
            moving_var.lerp_(var * m / (m - 1), momentum)
    else:
        mean, var = moving_mean, moving_var
    scale = gamma * torch.rsqrt(var + eps)
    shift = beta - mean * scale
    view = [1, -1] + [1] * (x.dim() - 2)
    return x * scale.view(view) + shift.view(view), moving_mean, moving_var


class BatchNorm(nn.Module):
    moving_mean: Tensor
    moving_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.empty(num_features))
        self.bias = nn.Parameter(torch.empty(num_features))
        self.register_buffer("moving_mean", torch.empty(num_features))
        self.register_buffer("moving_var", torch.empty(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)
        self.moving_mean.zero_()
        self.moving_var.fill_(1)
        self.num_batches_tracked.zero_()

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() not in (2, 4):
            raise ValueError(f"expected 2D or 4D input (got {x.dim()}D input)")
        if self.training:
            self.num_batches_tracked += 1
        return batch_norm(x, self.weight, self.bias, self.moving_mean, self.moving_var, self.eps, self.momentum, self.training)[0]

    def extra_repr(self) -> str:
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"
