"""What must hold for resnet.py.

Biases of convolutions are taken out of every net before it is looked at: batch normalisation follows, so that a net with
them and one without are equally right. A 1x1 convolution as the classifier keeps its own. All images are high enough and
wide enough for batch normalisation to average over eighteen values or more in the smallest layer, which keeps float32
close to float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.checks import exercise
from autograder.draw import Draw
from autograder.networks import filled, gradients, on_meta, parameter_count

residual = exercise("Residual", points=9)
stage = exercise("residual_stage", points=5, needs="Residual")
resnet18 = exercise("ResNet18", points=8, needs=("Residual", "residual_stage"))


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
    """Random images of this shape."""
    return draw.tensor(draw.normal(*shape))


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


def count_and_shape(build: Any, *shape: int, num_classes: int) -> dict[str, Any]:
    """The number of parameters of a net that is made without memory, and the shape that images of this shape lead to."""
    net = on_meta(build)
    out = net(torch.empty(shape, device="meta"))
    return {
        "parameters": parameter_count(without_biases(net, num_classes)),
        "shape of the output": np.array(np.shape(out)),
    }


@residual.check(weight=2, tolerance="float32")
def output_of_a_plain_block(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual adds its input to the result of two convolutions, and applies ReLU to the sum."""
    x = images(draw, 3, 4, 6, 7)
    net = ready(resnet.Residual(4, 4), draw, x)
    return {"out": net(x)}


@residual.check(weight=2, tolerance="float32")
def output_of_a_block_that_halves(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual with a 1x1 convolution and stride 2 changes the number of channels and halves the image."""
    x = images(draw, 3, 4, 10, 12)
    net = ready(resnet.Residual(4, 5, use_1x1conv=True, strides=2), draw, x)
    return {"out": net(x)}


@residual.check(weight=1, tolerance="float32")
def output_of_a_block_that_widens(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual with a 1x1 convolution keeps the size of the image where no stride is given."""
    x = images(draw, 2, 3, 6, 5)
    net = ready(resnet.Residual(3, 5, use_1x1conv=True), draw, x)
    return {"out": net(x)}


@residual.check(weight=1.5, tolerance="network")
def gradients_of_a_block(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual passes gradients to its input and to all its parameters, through the convolutions and the shortcut."""
    x = images(draw, 3, 4, 7, 6)
    net = ready(resnet.Residual(4, 6, use_1x1conv=True, strides=2), draw, x)
    dx, found = after_backward(net, draw, x)
    x = images(draw, 2, 4, 5, 6)
    dx_of_plain, _ = after_backward(ready(resnet.Residual(4, 4), draw, x), draw, x)
    return {"dx": dx[:, :, :3], "dx_of_plain": dx_of_plain[:, :, :2], **found}


@residual.check(weight=1.5, tolerance="float32")
def output_of_a_block_in_evaluation(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual normalises with the moving averages of its training once it is in evaluation mode."""
    plain = trained_and_evaluated(resnet.Residual(3, 3), draw, 3, 3, 6, 5)
    halving = trained_and_evaluated(resnet.Residual(3, 4, use_1x1conv=True, strides=2), draw, 3, 3, 8, 7)
    return {"out": plain["out"], "out_of_halving": halving["out"]}


@residual.check(weight=0.5, tolerance="float32")
def parameters_of_a_block(resnet: Any, draw: Draw) -> dict[str, Any]:
    """Residual has the parameters of a third convolution if it is asked for, even between equal shapes, and only then."""
    x = images(draw, 2, 3, 5, 6)
    plain = ready(resnet.Residual(3, 3), draw, x)
    convolved = ready(resnet.Residual(3, 3, use_1x1conv=True), draw, x)
    return {
        "parameters": np.array([parameter_count(plain), parameter_count(convolved)]),
        "out": plain(x),
        "out_of_convolved": convolved(x),
    }


@stage.check(weight=2, tolerance="network")
def output_of_a_stage_that_halves(resnet: Any, draw: Draw) -> dict[str, Any]:
    """residual_stage makes two blocks where nothing else is said, and the first one halves the image."""
    x = images(draw, 3, 3, 9, 8)
    net = ready(resnet.residual_stage(3, 5), draw, x)
    return {"out": net(x), "parameters": parameter_count(net)}


@stage.check(weight=1.5, tolerance="network")
def output_of_a_stage_that_keeps_the_size(resnet: Any, draw: Draw) -> dict[str, Any]:
    """residual_stage without halving makes blocks whose shortcut is their input."""
    x = images(draw, 3, 4, 5, 6)
    net = ready(resnet.residual_stage(4, 4, num_blocks=3, halve=False), draw, x)
    return {"out": net(x), "parameters": parameter_count(net)}


@stage.check(weight=1, tolerance="network")
def stages_of_one_block_and_of_four(resnet: Any, draw: Draw) -> dict[str, Any]:
    """residual_stage makes as many blocks as it is told, each with parameters of its own, and halves also between equal widths."""
    x = images(draw, 3, 2, 8, 7)
    one = ready(resnet.residual_stage(2, 2, num_blocks=1), draw, x)
    four = ready(resnet.residual_stage(2, 3, num_blocks=4), draw, x)
    return {
        "parameters": np.array([parameter_count(one), parameter_count(four)]),
        "out_of_one": one(x),
        "out_of_four": four(x),
    }


@resnet18.check(weight=2.5, tolerance="network")
def scores_of_a_narrow_net(resnet: Any, draw: Draw) -> dict[str, Any]:
    """ResNet18 maps a batch of images to a row of scores for each."""
    x = images(draw, 3, 2, 40, 70)
    net = ready(resnet.ResNet18(num_classes=7, in_channels=2, width=4), draw, x, 7)
    return {"scores": net(x)}


@resnet18.check(weight=2, tolerance="network")
def scores_of_a_narrow_net_in_evaluation(resnet: Any, draw: Draw) -> dict[str, Any]:
    """ResNet18 scores an image by itself in evaluation mode, whatever its size."""
    net = resnet.ResNet18(num_classes=6, in_channels=2, width=4)
    observed = trained_and_evaluated(net, draw, 3, 2, 45, 66, num_classes=6)
    return {"scores": observed["out"], "scores_of_a_small_image": net(images(draw, 1, 2, 20, 45))}


@resnet18.check(weight=1.5, tolerance="network")
def parameters_of_the_full_net(resnet: Any, draw: Draw) -> dict[str, Any]:
    """ResNet18 has 11,689,512 parameters for 1000 classes, and by default 64 channels at first, colour images and 10 classes."""
    full = count_and_shape(lambda: resnet.ResNet18(num_classes=1000), 2, 3, 224, 224, num_classes=1000)
    x = images(draw, 3, 3, 34, 65)
    scores = ready(resnet.ResNet18(width=2), draw, x, 10)(x)
    return {**full, "scores_of_a_tiny_net": scores}
