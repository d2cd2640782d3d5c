"""LeNet, the network that read the digits on cheques, for images of 28 x 28 pixels; and LeNet with batch normalization.

A network is an nn.Module. Its constructor makes the layers and keeps them as attributes, so that the module finds their
parameters; `forward` says how a batch runs through them.
"""

from __future__ import annotations

import torch
from torch import nn

from batchnorm import BatchNorm


class LeNet(nn.Module):
    """LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998), in the form in which it is taught today.

        layer                                               output
        images                                              (N, in_channels, 28, 28)
        convolution, 6 filters of 5 x 5, padding 2          (N, 6, 28, 28)
        sigmoid
        average pooling over 2 x 2 pixels, stride 2         (N, 6, 14, 14)
        convolution, 16 filters of 5 x 5, no padding        (N, 16, 10, 10)
        sigmoid
        average pooling over 2 x 2 pixels, stride 2         (N, 16, 5, 5)
        flatten                                             (N, 400)
        affine, sigmoid                                     (N, 120)
        affine, sigmoid                                     (N, 84)
        affine                                              (N, num_classes)

    Convolutions have stride 1; convolutions and affine layers have biases. The first affine layer is an affine layer of
    400 inputs, with weights of 120 x 400; the paper calls it a convolution over all of the 5 x 5 pixels. The scores are returned as they are, without
    a softmax: the loss takes care of that. How the weights are initialized is up to you.

    Parameters
    ----------
    num_classes : int
    in_channels : int
        1 for grey images, 3 for colours.

    Notes
    -----
    Flattening lays out each image by itself; the first axis, which counts the images, stays.

    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        """Make the layers."""
        super().__init__()
        # TODO: write this part (about 14 lines).
        raise NotImplementedError("a5_torch_nets.LeNet is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, 28, 28)."""
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a5_torch_nets.LeNet is not implemented yet")


class BatchNormLeNet(nn.Module):
    """LeNet with a batch normalization right before each of its four sigmoids.

    All layers are those of `LeNet`, with a `BatchNorm` of its own between each convolution or affine layer and the
    sigmoid that follows it: over 6, 16, 120 and 84 channels, with the default eps and momentum. The scores are not
    normalized.

    The biases of the layers before a normalization may stay or be left out: the normalization subtracts every constant
    again.

    Parameters
    ----------
    num_classes : int
    in_channels : int

    Notes
    -----
    The normalizations have to be attributes of the network, or layers in an nn.Sequential that is one: only then do
    `parameters()`, `state_dict()`, `train()` and `eval()` reach them.

    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        """Make the layers."""
        super().__init__()
        # TODO: write this part (about 18 lines).
        raise NotImplementedError("a5_torch_nets.BatchNormLeNet is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, 28, 28)."""
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a5_torch_nets.BatchNormLeNet is not implemented yet")
