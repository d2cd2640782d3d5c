"""What must hold for densenet.py.

Biases of convolutions are taken out of every net before it is looked at. Within the network batch normalisation follows,
so that a net with them and one without are equally right. A 1x1 convolution as the classifier keeps its own. All images
are high enough and wide enough for batch normalisation to average over eighteen values or more in the smallest layer,
which keeps float32 close to float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.checks import exercise
from autograder.draw import Draw
from autograder.networks import filled, gradients, on_meta, parameter_count

conv_block = exercise("conv_block", points=3)
dense_block = exercise("DenseBlock", points=6, needs="conv_block")
transition_block = exercise("TransitionBlock", points=5)
densenet_class = exercise("DenseNet", points=8, needs=("conv_block", "DenseBlock", "TransitionBlock"))


def without_biases(net: Any, num_classes: int = 0) -> Any:
    """The same net, its convolutions without biases; a 1x1 convolution to the scores, which is a classifier, keeps its own."""
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            to_scores = tuple(layer.kernel_size) == (1, 1) and layer.out_channels == num_classes
            if not to_scores:
                layer.bias = None
    return net


def ready(net: Any, draw: Draw, x: torch.Tensor, num_classes: int = 0) -> Any:
    """The same net, filled and without redundant biases; lazy layers have seen a batch such as x."""
    return without_biases(filled(net, draw, x.detach().clone()), num_classes)


def images(draw: Draw, *shape: int) -> torch.Tensor:
    """Random images of this shape, the mean of each channel away from zero."""
    return draw.tensor(draw.normal(*shape) + draw.off_zero(1, shape[1], 1, 1))


def trained_and_evaluated(net: Any, draw: Draw, *shape: int, num_classes: int = 0) -> dict[str, torch.Tensor]:
    """What comes out in evaluation mode, after two batches of this shape in training mode and a change of scale."""
    net = ready(net, draw, images(draw, *shape), num_classes)
    for shift in (1.0, -0.5):
        net(images(draw, *shape) * 1.5 + shift)
    net.eval()
    return {"out": net(images(draw, *shape))}


def after_backward(net: Any, draw: Draw, x: torch.Tensor) -> tuple[torch.Tensor, dict[str, Any]]:
    """The gradient of x, and those of the parameters beside the first output; zeros where none arrives at x."""
    x.requires_grad_()
    out = net(x)
    (out * draw.tensor(draw.normal(*out.shape)) + 0 * x.sum()).sum().backward()
    return x.grad, {"out": out[0], **gradients(net)}


@conv_block.check(weight=2, tolerance="float32")
def output_of_a_convolution_block(densenet: Any, draw: Draw) -> dict[str, Any]:
    """conv_block normalises and activates its input, and convolves the result."""
    x = images(draw, 3, 4, 5, 6)
    net = ready(densenet.conv_block(4, 3), draw, x)
    return {"out": net(x), "parameters": parameter_count(net)}


@conv_block.check(weight=1, tolerance="float32")
def output_of_a_convolution_block_in_evaluation(densenet: Any, draw: Draw) -> dict[str, Any]:
    """conv_block normalises with the moving averages of its training once it is in evaluation mode."""
    return trained_and_evaluated(densenet.conv_block(3, 5), draw, 3, 3, 6, 5)


@dense_block.check(weight=2, tolerance="float32")
def output_of_a_dense_block(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseBlock puts the results of its convolution blocks behind its input, channel by channel."""
    x = images(draw, 3, 3, 4, 5)
    net = ready(densenet.DenseBlock(2, 3, 4), draw, x)
    return {"out": net(x)}


@dense_block.check(weight=1, tolerance="float32")
def output_of_a_deep_dense_block(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseBlock gives every convolution block all that has been made before it, in the order in which it was made."""
    x = images(draw, 2, 2, 3, 5)
    net = ready(densenet.DenseBlock(5, 2, 3), draw, x)
    return {"out": net(x), "parameters": parameter_count(net)}


@dense_block.check(weight=1, tolerance="network")
def gradients_of_a_dense_block(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseBlock passes gradients to its input, on every way that leads there, and to all its parameters."""
    x = images(draw, 3, 3, 4, 5)
    dx, found = after_backward(ready(densenet.DenseBlock(3, 3, 2), draw, x), draw, x)
    return {"dx": dx, **found}


@dense_block.check(weight=1, tolerance="float32")
def output_of_a_dense_block_in_evaluation(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseBlock normalises with the moving averages of its training once it is in evaluation mode."""
    return trained_and_evaluated(densenet.DenseBlock(3, 2, 3), draw, 3, 2, 4, 5)


@transition_block.check(weight=2, tolerance="float32")
def output_of_a_transition(densenet: Any, draw: Draw) -> dict[str, Any]:
    """TransitionBlock mixes the channels of an activated input and averages over squares of 2 x 2 pixels."""
    x = images(draw, 3, 5, 6, 8)
    net = ready(densenet.TransitionBlock(5, 2), draw, x)
    return {"out": net(x), "parameters": parameter_count(net)}


@transition_block.check(weight=1, tolerance="float32")
def output_of_a_transition_of_23_channels(densenet: Any, draw: Draw) -> dict[str, Any]:
    """TransitionBlock turns a batch (4, 23, 8, 8) into one of shape (4, 10, 4, 4)."""
    x = images(draw, 4, 23, 8, 8)
    net = ready(densenet.TransitionBlock(23, 10), draw, x)
    return {"out": net(x)}


@transition_block.check(weight=1, tolerance="float32")
def output_of_a_transition_in_evaluation(densenet: Any, draw: Draw) -> dict[str, Any]:
    """TransitionBlock normalises with the moving averages of its training once it is in evaluation mode."""
    return trained_and_evaluated(densenet.TransitionBlock(4, 3), draw, 3, 4, 6, 4)


@transition_block.check(weight=1, tolerance="network")
def gradients_of_a_transition(densenet: Any, draw: Draw) -> dict[str, Any]:
    """TransitionBlock passes gradients to its input and to all its parameters."""
    x = images(draw, 3, 3, 6, 4)
    dx, found = after_backward(ready(densenet.TransitionBlock(3, 4), draw, x), draw, x)
    return {"dx": dx, **found}


@densenet_class.check(weight=2.5, tolerance="network")
def scores_of_a_small_net(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseNet maps a batch of images to a row of scores for each."""
    x = images(draw, 3, 2, 34, 52)
    net = ready(densenet.DenseNet(9, 2, num_channels=8, growth_rate=3, convs_in_blocks=(2, 3, 2)), draw, x, 9)
    return {"scores": net(x), "parameters": parameter_count(net)}


@densenet_class.check(weight=1.5, tolerance="network")
def scores_of_a_small_net_in_evaluation(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseNet scores an image by itself in evaluation mode, whatever its size."""
    net = densenet.DenseNet(6, 2, num_channels=4, growth_rate=3, convs_in_blocks=(2, 1))
    observed = trained_and_evaluated(net, draw, 3, 2, 19, 30, num_classes=6)
    return {"scores": observed["out"], "scores_of_another_image": net(images(draw, 1, 2, 36, 17))}


@densenet_class.check(weight=1.5, tolerance="network")
def parameters_of_the_default_net(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseNet has four blocks of four convolutions, grey images and ten classes, where nothing else is said."""
    full = on_meta(lambda: densenet.DenseNet())
    out = full(torch.empty(2, 1, 96, 64, device="meta"))
    x = images(draw, 3, 1, 33, 66)
    net = ready(densenet.DenseNet(num_channels=6, growth_rate=2), draw, x, 10)
    return {
        "parameters": parameter_count(without_biases(full, 10)),
        "shape of the output": np.array(np.shape(out)),
        "scores_of_a_thin_net": net(x),
    }


@densenet_class.check(weight=1, tolerance="network")
def scores_after_uneven_halving(densenet: Any, draw: Draw) -> dict[str, Any]:
    """DenseNet rounds half of an odd number of channels down, and takes blocks of unequal depth."""
    x = images(draw, 3, 1, 36, 34)
    net = ready(densenet.DenseNet(5, 1, num_channels=7, growth_rate=5, convs_in_blocks=(2, 1, 3)), draw, x, 5)
    return {"scores": net(x), "parameters": parameter_count(net)}
