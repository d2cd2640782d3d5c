"""Batch normalization in PyTorch: first as a function of tensors, then as a layer that remembers what it has seen.

Tensors come as features (N, C) or as images (N, C, H, W); axis 1 counts the channels in both. A channel is normalized
over everything else, that is over the examples, and over the pixels where there are any. Make every tensor from another
one, or with torch's defaults, and name neither a dtype nor a device: then the same code runs in float32 and in float64,
on the CPU and on a GPU.
"""

from __future__ import annotations

import torch
from torch import nn


def batch_norm(
    x: torch.Tensor,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    moving_mean: torch.Tensor,
    moving_var: torch.Tensor,
    eps: float,
    momentum: float,
    training: bool,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalize the channels of a batch (Ioffe and Szegedy, 2015).

    Let a channel c have m values in the batch: m = N for features, m = N * H * W for images. In training they are
    normalized by their own mean and variance,

        mean[c] = 1/m * sum of x over the channel
        var[c]  = 1/m * sum of (x - mean[c])^2 over the channel
        y       = gamma[c] * (x - mean[c]) / sqrt(var[c] + eps) + beta[c]

    and the moving averages go a step of size `momentum` towards the batch, the variance's one towards the *unbiased*
    variance of the batch, as in torch.nn.BatchNorm2d:

        moving_mean[c] <- (1 - momentum) * moving_mean[c] + momentum * mean[c]
        moving_var[c]  <- (1 - momentum) * moving_var[c]  + momentum * m / (m - 1) * var[c]

    In evaluation `moving_mean` and `moving_var`, as given, take the places of mean and var in the formula for y, and
    they are returned unchanged.

    Parameters
    ----------
    x : tensor of shape (N, C) or (N, C, H, W)
        Features, or images. In training, m is at least 2.
    gamma, beta : tensors of shape (C,)
        The deviation and the mean that each channel gets.
    moving_mean, moving_var : tensors of shape (C,)
        The moving averages so far. Whether they are changed in place is up to you; what counts is what is returned.
    eps : float
        Keeps the denominator away from 0.
    momentum : float
        The share of this batch in the new moving averages.
    training : bool
        Whether the statistics of the batch are used, or the moving averages.

    Returns
    -------
    y : tensor of the shape of x
    moving_mean, moving_var : tensors of shape (C,)
        The new moving averages. They are records, no part of the computation: they do not require gradients, whatever
        x does.

    Notes
    -----
    In training, mean and variance depend on x, so the gradient flows through both of them; autograd sees to that as
    long as nothing is cut off from the graph. You may use all of torch but its ready-made normalizations.

    """
    # TODO: write this part (about 12 lines).
    raise NotImplementedError("a5_torch_nets.batch_norm is not implemented yet")


class BatchNorm(nn.Module):
    """A layer that normalizes the channels of its input: features (N, C) and images (N, C, H, W) alike.

    It applies `batch_norm` with a gamma and a beta of its own, and keeps the moving averages from batch to batch. The
    mode is the module's: `train()` and `eval()`, which every nn.Module has, switch it, and `self.training` tells it.

    - gamma and beta are trainable parameters. They start at 1 and at 0.
    - The moving averages are no parameters, and yet they belong to the layer's state: they are in `state_dict()`, come
      back with `load_state_dict()`, and move with `to(device)`. PyTorch calls such tensors buffers. moving_mean starts at
      0 and moving_var at 1. A forward pass in training updates them, one in evaluation does not.

    With the same parameters it gives what torch.nn.BatchNorm1d and torch.nn.BatchNorm2d give, in both modes.

    Parameters
    ----------
    num_features : int
        C, the number of channels.
    eps : float
        Added to variances, as in `batch_norm`.
    momentum : float
        The share of each new batch in the moving averages.

    Notes
    -----
    The number of axes of the input is not known in advance, and one layer may get inputs of both kinds. The names of
    parameters and buffers are up to you.

    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        """Set up the parameters and the buffers."""
        super().__init__()
        # TODO: write this part (about 5 lines).
        raise NotImplementedError("a5_torch_nets.BatchNorm is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalize x, a tensor of shape (N, C) or (N, C, H, W), and return a tensor of its shape."""
        # TODO: write this part (about 4 lines).
        raise NotImplementedError("a5_torch_nets.BatchNorm is not implemented yet")
