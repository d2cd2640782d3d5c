"""A residual network: the block with its shortcut, a stage of such blocks, and ResNet-18.

The architecture is that of He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (2015), in the form in
which torchvision has it. Images are tensors of shape (N, channels, height, width).

Every convolution here is followed directly by batch normalisation, which subtracts the mean of each channel: a bias of
the convolution would be subtracted with it. So the convolutions have none.
"""

from __future__ import annotations

import torch
from torch import nn


class Residual(nn.Module):
    """A residual block: two convolutions, and a shortcut past them (He et al. 2015, figure 2 and section 3.3).

        residual = BN(conv3x3(relu(BN(conv3x3(x)))))
        out      = relu(residual + shortcut(x))

    - The first 3x3 convolution has the stride `strides`, the second one has stride 1; both have padding 1.
    - The shortcut is x itself. With `use_1x1conv` it is BN(conv1x1(x)) instead, a 1x1 convolution of stride `strides`
      with a batch normalisation of its own, so that it has the channels and the size of the residual.
    - No convolution has a bias. Each BN is an `nn.BatchNorm2d` with PyTorch's defaults, and each has parameters and
      moving averages of its own.

    Input (N, in_channels, H, W), output (N, out_channels, ceil(H / strides), ceil(W / strides)).

    One block is to train and evaluate like any other module: what holds parameters has to be an attribute that is a
    module, and the behaviour follows `train()` and `eval()`.
    """

    def __init__(self, in_channels: int, out_channels: int, use_1x1conv: bool = False, strides: int = 1) -> None:
        """Set up the layers.

        Parameters
        ----------
        in_channels : int
            Channels of x.
        out_channels : int
            Channels of the output, and of everything between the two convolutions.
        use_1x1conv : bool
            Whether the shortcut has a convolution. Without it, `in_channels` and `out_channels` are equal and
            `strides` is 1.
        strides : int
            Stride of the first 3x3 convolution, and of the 1x1 convolution.

        """
        super().__init__()
        # TODO: write this part (about 8 lines).
        raise NotImplementedError("a5_torch_nets.Residual is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the block's output.

        Parameters
        ----------
        x : tensor of shape (N, in_channels, H, W)

        Returns
        -------
        tensor of shape (N, out_channels, ceil(H / strides), ceil(W / strides))

        Notes
        -----
        x is needed twice. An operation in place on the way through the convolutions must not reach it.

        """
        # TODO: write this part (about 3 lines).
        raise NotImplementedError("a5_torch_nets.Residual is not implemented yet")


def residual_stage(in_channels: int, out_channels: int, num_blocks: int = 2, halve: bool = True) -> nn.Sequential:
    """Put residual blocks of the same width in a row (He et al. 2015, table 1: conv2_x to conv5_x).

    Parameters
    ----------
    in_channels : int
        Channels of the input.
    out_channels : int
        Channels of the output, and of every block's output.
    num_blocks : int
        How many blocks there are, at least one.
    halve : bool
        Whether the stage begins by halving the image. If so, its first block has stride 2 and a 1x1 convolution in its
        shortcut; all others are plain. If not, every block is plain: stride 1, and x itself as the shortcut. Then
        `in_channels` and `out_channels` are equal.

    Returns
    -------
    nn.Sequential
        `num_blocks` blocks of the class `Residual`, for inputs (N, in_channels, H, W) and with outputs
        (N, out_channels, ceil(H / 2), ceil(W / 2)), or (N, out_channels, H, W) without halving.

    Notes
    -----
    Every block has weights of its own. A list that holds one object twice makes a network that uses its weights twice.

    """
    # TODO: write this part (about 4 lines).
    raise NotImplementedError("a5_torch_nets.residual_stage is not implemented yet")


class ResNet18(nn.Module):
    """ResNet-18 (He et al. 2015, table 1): a stem, four stages of two blocks each, and a linear classifier.

    - Stem: 7x7 convolution to `width` channels with stride 2, padding 3 and no bias; batch normalisation; ReLU; 3x3
      max pooling with stride 2 and padding 1.
    - Stages of two blocks with `width`, 2, 4 and 8 times `width` channels. The first stage keeps the size of the
      image, each of the others halves it.
    - The mean of every channel over the whole image, however large that is; and a linear layer with bias from
      8 * width numbers to `num_classes` scores. No softmax: that is the loss's business.

    Input (N, in_channels, H, W), output (N, num_classes). With 1000 classes, colour images and a width of 64 there are
    11,689,512 parameters.
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 3, width: int = 64) -> None:
        """Set up the layers.

        Parameters
        ----------
        num_classes : int
            Number of scores.
        in_channels : int
            Channels of the images.
        width : int
            Channels after the stem and in the first stage.

        """
        super().__init__()
        # TODO: write this part (about 13 lines).
        raise NotImplementedError("a5_torch_nets.ResNet18 is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the scores.

        Parameters
        ----------
        x : tensor of shape (N, in_channels, H, W)
            Images of any size from 1 x 1 on; while training, batch normalisation needs more than one value per channel.

        Returns
        -------
        tensor of shape (N, num_classes)

        Notes
        -----
        The image shrinks by a factor of 32 altogether: 224 x 224 pixels become 7 x 7, 48 x 80 become 2 x 3. Nothing in
        the network depends on these numbers.

        """
        # TODO: write this part (about 2 lines).
        raise NotImplementedError("a5_torch_nets.ResNet18 is not implemented yet")
