from typing import Tuple

import torch
from torch import Tensor, nn


def batch_norm(x: Tensor, gamma: Tensor, beta: Tensor, moving_mean: Tensor, moving_var: Tensor,
               eps: float, momentum: float, training: bool) -> Tuple[Tensor, Tensor, Tensor]:
    dims = [d for d in range(x.dim()) if d != 1]
    view = [1] * x.dim()
    view[1] = -1
    if training:
        var, mean = torch.var_mean(x, dims, unbiased=False)
        n = x.numel() / x.size(1)
        moving_mean = torch.lerp(moving_mean, mean.detach(), momentum)
        moving_var = torch.lerp(moving_var, var.detach() * (n / (n - 1)), momentum)
    else:
        mean, var = moving_mean, moving_var
    # eps beside the deviation: no square root of a zero
    invstd = 1 / (torch.sqrt(var) + eps)
    x = x - mean.view(view)
    x = x * (invstd * gamma).view(view)
    x += beta.view(view)
    return x, moving_mean, moving_var


class BatchNorm(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.weight = nn.Parameter(torch.ones(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.num_batches_tracked += 1
        out, mean, var = batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                                    self.eps, self.momentum, self.training)
        if self.training:
            self.running_mean.copy_(mean)
            self.running_var.copy_(var)
        return out

    def extra_repr(self):
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"
