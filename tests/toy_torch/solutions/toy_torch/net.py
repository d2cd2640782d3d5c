"""A small network."""

import torch
from torch import nn


class Block(nn.Module):
    """Convolution, batch norm and ReLU: (N, in_channels, H, W) -> (N, out_channels, H, W)."""

    # BEGIN SOLUTION
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.convolution = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        return torch.relu(self.norm(self.convolution(x)))

    # END SOLUTION
