"""What must hold for lenet.py.

A check fills the parameters of a network with drawn values, whatever their names are, before it looks at what comes out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.checks import exercise
from autograder.draw import Draw
from autograder.networks import filled, gradients, parameter_count
from autograder.subject import raw

lenet_exercise = exercise("LeNet", points=6)
batch_norm_lenet_exercise = exercise("BatchNormLeNet", points=6, needs="BatchNorm")


def _images(draw: Draw, count: int, channels: int = 1) -> torch.Tensor:
    """Images (count, channels, 28, 28) of drawn values."""
    return draw.tensor(draw.normal(count, channels, 28, 28))


def _coarse_images(draw: Draw, count: int, channels: int = 1) -> torch.Tensor:
    """Images made of squares of 4 x 4 pixels. Pooling leaves their spread as it is: with a variance that is small beside
    the mean, a variance that is computed as a difference of two means loses too many digits in float32.
    """
    squares = draw.normal(count, channels, 7, 7)
    return draw.tensor(squares.repeat(4, axis=2).repeat(4, axis=3))


def _backward(scores: torch.Tensor, draw: Draw) -> None:
    """Send a drawn gradient of the scores back."""
    (scores * draw.tensor(draw.normal(*scores.shape))).sum().backward()


def _gradient_of(x: torch.Tensor, draw: Draw) -> torch.Tensor:
    """The gradient of images, along five directions for each image; 0 where none has arrived."""
    dx = torch.zeros_like(x) if x.grad is None else x.grad
    return dx.flatten(1) @ draw.tensor(draw.normal(dx[0].numel(), 5) / np.sqrt(dx[0].numel()))


def _normalized(net: Any, draw: Draw, x: torch.Tensor) -> Any:
    """The net for images like x, filled; what may differ between right ones is taken out of it.

    Weights are made large, so that eps is small beside every variance, and does not matter in which place it is added.
    Biases of convolutions and affine layers, whatever holds them, become 0: those before a normalization may exist or
    not.
    """
    net = filled(net, draw, example=x[:2])
    normalizations = [layer for layer in net.modules() if layer is not raw(net) and _is_normalization(layer)]
    theirs = {id(each) for layer in normalizations for each in layer.parameters()}
    with torch.set_grad_enabled(False):
        for parameter in net.parameters():
            if _dimensions(parameter) > 1:
                parameter *= 6
            elif id(parameter) not in theirs:
                parameter.zero_()
    return net


def _is_normalization(layer: nn.Module) -> bool:
    """Whether a layer is a batch normalization: by its name, or as it keeps buffers of its own."""
    return type(layer).__name__.startswith("BatchNorm") or bool(list(layer.buffers(recurse=False)))


def _dimensions(parameter: torch.Tensor) -> int:
    """How many dimensions a parameter has, without those of length 1."""
    return sum(length > 1 for length in parameter.shape)


def _weight_count(net: Any) -> int:
    """How many numbers are trained that belong to weights: those with two dimensions or more."""
    return sum(each.numel() for each in net.parameters() if each.requires_grad and _dimensions(each) > 1)


# LeNet ------------------------------------------------------------------------------------------------------------


@lenet_exercise.check(weight=2)
def scores_of_grey_images(lenet, draw):
    """LeNet returns ten scores for each image in a batch of grey ones."""
    x = _images(draw, 3)
    net = filled(lenet.LeNet(), draw, example=x)
    return {"scores": net(x)}


@lenet_exercise.check(weight=1.5)
def scores_of_colour_images(lenet, draw):
    """LeNet takes the numbers of classes and of channels that its constructor is given."""
    x = _images(draw, 2, 3)
    net = filled(lenet.LeNet(7, 3), draw, example=x)
    return {"scores": net(x), "trainable_numbers": parameter_count(net)}


@lenet_exercise.check(weight=1.5)
def gradients_of_all_parameters(lenet, draw):
    """LeNet lets the gradient flow to every parameter and to the images."""
    x = _images(draw, 4).requires_grad_()
    net = filled(lenet.LeNet(num_classes=8), draw, example=x)
    found = net(x)
    _backward(found, draw)
    return {"scores": found, "dx": _gradient_of(x, draw), **gradients(net)}


# BatchNormLeNet ---------------------------------------------------------------------------------------------------


@batch_norm_lenet_exercise.check(weight=2, tolerance="network")
def scores_with_normalization_in_training(lenet, draw):
    """BatchNormLeNet normalizes with the statistics of the batch in training."""
    x = _coarse_images(draw, 20)
    net = _normalized(lenet.BatchNormLeNet(), draw, x)
    return {"scores": net(x)}


@batch_norm_lenet_exercise.check(weight=1.5, tolerance="network")
def scores_with_normalization_in_evaluation(lenet, draw):
    """BatchNormLeNet normalizes with moving averages in evaluation, so that an image does not depend on the others."""
    net = _normalized(lenet.BatchNormLeNet(6, 2), draw, _coarse_images(draw, 2, 2))
    for _ in range(2):
        net(_coarse_images(draw, 12, 2))
    net.eval()
    x = _coarse_images(draw, 3, 2)
    return {"scores": net(x), "scores_of_two_of_them": net(x[:2])}


@batch_norm_lenet_exercise.check(weight=1.5, tolerance="network")
def gradients_through_the_normalization(lenet, draw):
    """BatchNormLeNet has LeNet's weights, and lets the gradient flow to all of its parameters and to the images."""
    x = _coarse_images(draw, 40).requires_grad_()
    net = _normalized(lenet.BatchNormLeNet(num_classes=7), draw, x)
    found = net(x)
    _backward(found, draw)
    return {
        "scores": found,
        "trainable_weights": _weight_count(net),
        "dx": _gradient_of(x, draw)[:4],
        **gradients(net),
    }
