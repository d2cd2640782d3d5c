"""A densely connected network: the convolution block, the dense block, the transition between two of them, and DenseNet.

The architecture is that of Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks" (2017),
in the small form of "Dive into Deep Learning", chapter 8.7. Images are tensors of shape (N, channels, height, width).

Normalisation and activation stand before each convolution here, not after it. The convolutions have no bias: whatever
reads their results begins with batch normalisation, which would take a bias out again.
"""

from __future__ import annotations

import torch
from torch import nn


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    """Make one step of a dense block: batch normalisation, ReLU, 3x3 convolution, in this order.

    Parameters
    ----------
    in_channels : int
        Channels of the input.
    out_channels : int
        Channels of the output.

    Returns
    -------
    nn.Sequential
        For inputs (N, in_channels, H, W) and with outputs (N, out_channels, H, W). The convolution has padding 1, stride
        1 and no bias; the batch normalisation is an `nn.BatchNorm2d` with PyTorch's defaults.

    Notes
    -----
    The order decides how many channels are normalised. The result may be negative, as nothing comes after the
    convolution.

    """
    # TODO: write this part (about 6 lines).
    raise NotImplementedError("a5_torch_nets.conv_block is not implemented yet")


class DenseBlock(nn.Module):
    """A dense block: each convolution block sees the input and what all blocks before it made (Huang et al., eq. 2).

        x_0 = x,    x_i = conv_block_i([x_0, x_1, ..., x_(i-1)])    for i from 1 to num_convs
        out = [x_0, x_1, ..., x_num_convs]

    where [ ] puts tensors behind one another along the channels, in the order given. Every conv_block_i makes
    `growth_rate` channels. Input (N, in_channels, H, W), output (N, in_channels + num_convs * growth_rate, H, W).
    """

    def __init__(self, num_convs: int, in_channels: int, growth_rate: int) -> None:
        """Set up the blocks.

        Parameters
        ----------
        num_convs : int
            How many convolution blocks there are.
        in_channels : int
            Channels of x.
        growth_rate : int
            Channels that each convolution block adds.

        Notes
        -----
        PyTorch looks for parameters in attributes that are modules; it does not look into a list of Python's. There is
        a list of PyTorch's own for that.

        """
        super().__init__()
        # TODO: write this part (about 3 lines).
        raise NotImplementedError("a5_torch_nets.DenseBlock is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the block's output.

        Parameters
        ----------
        x : tensor of shape (N, in_channels, H, W)

        Returns
        -------
        tensor of shape (N, in_channels + num_convs * growth_rate, H, W)
            Its first `in_channels` channels are x.

        Notes
        -----
        What a convolution block is given must still be there unchanged when the next one is given it again.

        """
        # TODO: write this part (about 3 lines).
        raise NotImplementedError("a5_torch_nets.DenseBlock is not implemented yet")


class TransitionBlock(nn.Module):
    """What stands between two dense blocks: fewer channels, and an image of half the size (Huang et al., section 3).

        out = avgpool2x2(conv1x1(relu(BN(x))))

    The 1x1 convolution has no bias; the average pooling has stride 2. Input (N, in_channels, H, W), output
    (N, out_channels, floor(H / 2), floor(W / 2)): 23 -> 10 channels turn (4, 23, 8, 8) into (4, 10, 4, 4).
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        """Set up the layers.

        Parameters
        ----------
        in_channels : int
            Channels of x.
        out_channels : int
            Channels of the output.

        """
        super().__init__()
        # TODO: write this part (about 6 lines).
        raise NotImplementedError("a5_torch_nets.TransitionBlock is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the block's output.

        Parameters
        ----------
        x : tensor of shape (N, in_channels, H, W)

        Returns
        -------
        tensor of shape (N, out_channels, floor(H / 2), floor(W / 2))

        Notes
        -----
        x has been collected over many layers, and no ReLU has been applied to it yet.

        """
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a5_torch_nets.TransitionBlock is not implemented yet")


class DenseNet(nn.Module):
    """A densely connected network: a stem, dense blocks with transitions between them, and a linear classifier.

    - Stem: 7x7 convolution to `num_channels` channels with stride 2, padding 3 and no bias; batch normalisation; ReLU;
      3x3 max pooling with stride 2 and padding 1.
    - For every entry of `convs_in_blocks` a `DenseBlock` with so many convolution blocks. Between two dense blocks, but
      not after the last one, a `TransitionBlock` that halves the number of channels (rounded down).
    - Batch normalisation; ReLU; the mean of every channel over the whole image, however large that is; and a linear
      layer with bias to `num_classes` scores.

    Input (N, in_channels, H, W), output (N, num_classes). With the default arguments there are 64 channels after the
    stem, then 192 - 96 - 224 - 112 - 240 - 120 - 248 after the blocks and transitions in turn.
    """

    def __init__(
        self,
        num_classes: int = 10,
        in_channels: int = 1,
        num_channels: int = 64,
        growth_rate: int = 32,
        convs_in_blocks: tuple[int, ...] = (4, 4, 4, 4),
    ) -> None:
        """Set up the layers.

        Parameters
        ----------
        num_classes : int
            Number of scores.
        in_channels : int
            Channels of the images.
        num_channels : int
            Channels after the stem.
        growth_rate : int
            Channels that each convolution block adds.
        convs_in_blocks : tuple of int
            How many convolution blocks each dense block has; any number of entries.

        """
        super().__init__()
        # TODO: write this part (about 14 lines).
        raise NotImplementedError("a5_torch_nets.DenseNet is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the scores.

        Parameters
        ----------
        x : tensor of shape (N, in_channels, H, W)

        Returns
        -------
        tensor of shape (N, num_classes)

        Notes
        -----
        The last dense block's output is a concatenation that nothing has normalised yet.

        """
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a5_torch_nets.DenseNet is not implemented yet")
