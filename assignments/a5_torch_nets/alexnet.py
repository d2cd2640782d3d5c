"""AlexNet, the network that won the ImageNet competition of 2012 and with which deep learning came into its own.

It is LeNet's idea on a larger scale: more layers and filters, ReLU in place of sigmoids, max pooling in place of average
pooling, and dropout between its large affine layers.
"""

from __future__ import annotations

import torch
from torch import nn


class AlexNet(nn.Module):
    """AlexNet (Krizhevsky, Sutskever and Hinton, 2012), in one tower where the original is split over two GPUs.

        layer                                                          output, for image_size=224
        images                                                         (N, in_channels, 224, 224)
        convolution, 96 filters of 11 x 11, stride 4, padding 1, ReLU  (N, 96, 54, 54)
        max pooling over 3 x 3 pixels, stride 2                        (N, 96, 26, 26)
        convolution, 256 filters of 5 x 5, padding 2, ReLU             (N, 256, 26, 26)
        max pooling over 3 x 3 pixels, stride 2                        (N, 256, 12, 12)
        convolution, 384 filters of 3 x 3, padding 1, ReLU             (N, 384, 12, 12)
        convolution, 384 filters of 3 x 3, padding 1, ReLU             (N, 384, 12, 12)
        convolution, 256 filters of 3 x 3, padding 1, ReLU             (N, 256, 12, 12)
        max pooling over 3 x 3 pixels, stride 2                        (N, 256, 5, 5)
        flatten                                                        (N, 6400)
        affine, ReLU, dropout with probability 0.5                     (N, hidden)
        affine, ReLU, dropout with probability 0.5                     (N, hidden)
        affine                                                         (N, num_classes)

    Convolutions have stride 1 where nothing else is said; poolings have no padding, and round down where a size does not
    fit. Convolutions and affine layers have biases. The scores are returned as they are, without a softmax. Dropout acts
    in training only: it makes each unit 0 with probability 0.5, for every image anew, and doubles the units that are left.
    How the weights are initialized is up to you.

    Parameters
    ----------
    num_classes : int
    in_channels : int
        1 for grey images, 3 for colours.
    image_size : int
        Height and width of the images, 65 or more. The number of values after flattening follows from it.
    hidden : int
        The width of the two hidden affine layers.

    Notes
    -----
    A convolution or pooling with windows of k pixels, stride s and padding p makes floor((n + 2 p - k) / s) + 1 pixels
    out of n.

    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1, image_size: int = 224, hidden: int = 4096) -> None:
        """Make the layers."""
        super().__init__()
        # TODO: write this part (about 28 lines).
        raise NotImplementedError("a5_torch_nets.AlexNet is not implemented yet")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, image_size, image_size)."""
        # TODO: write this part (about 1 line).
        raise NotImplementedError("a5_torch_nets.AlexNet is not implemented yet")
