"""What must hold for alexnet.py.

Values are looked at in small: images of 71 to 99 pixels, few hidden units. The full size is built on PyTorch's meta device,
where tensors have shapes and no values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from autograder.checks import Observations, exercise
from autograder.draw import Draw
from autograder.networks import filled, on_meta, parameter_count

alexnet_exercise = exercise("AlexNet", points=8)

HIDDEN, CLASSES = 600, 40  # of the network whose dropout is looked at


def _images(draw: Draw, *shape: int) -> torch.Tensor:
    """Images of drawn values."""
    return draw.tensor(draw.normal(*shape))


def _shape(parameter: torch.Tensor) -> tuple[int, ...]:
    return tuple(length for length in parameter.shape if length != 1)


def _weight(net: Any, *shape: int) -> torch.Tensor:
    """The parameter of this shape."""
    for parameter in net.parameters():
        if _shape(parameter) == shape:
            return parameter
    raise LookupError(f"the network has no parameter of shape {shape}")


def _full_size(alexnet: Any, name: str, *arguments: int, side: int = 224, **options: int) -> dict[str, Any]:
    """The shape of the scores of three images, and how many numbers are trained: in weights, and in biases."""
    net = on_meta(lambda: alexnet.AlexNet(*arguments, **options))
    net.eval()
    channels = arguments[1] if len(arguments) > 1 else 1
    scores = net(torch.empty(3, channels, side, side, device="meta"))
    biases = sum(each.numel() for each in net.parameters() if each.requires_grad and len(_shape(each)) == 1)
    return {
        f"shape_of_scores_{name}": np.array(scores.shape),
        f"numbers_in_weights_{name}": parameter_count(net) - biases,
        f"numbers_in_biases_{name}": biases,
    }


def _scores_in_small(alexnet: Any, draw: Draw, side: int) -> torch.Tensor:
    """What the scores of two small images are: shapes and counts alone would let any numbers pass."""
    x = _images(draw, 2, 1, side, side)
    net = filled(alexnet.AlexNet(num_classes=6, image_size=side, hidden=9), draw, example=x[:1])
    return net.eval()(x)


@alexnet_exercise.check(weight=2.5, tolerance="network")
def scores_in_evaluation(alexnet, draw):
    """AlexNet in evaluation returns the scores of each image in a batch."""
    x = _images(draw, 2, 3, 99, 99)
    net = filled(alexnet.AlexNet(num_classes=7, in_channels=3, image_size=99, hidden=24), draw, example=x[:1])
    net.eval()
    return {"scores": net(x)}


# Of a hundred thousand ReLUs and windows one may be so near to its kink that float32 takes the other side. The scores hardly
# notice; a gradient loses one of its paths, and is off by up to a few percent. What cuts the graph is off by all of it.
@alexnet_exercise.check(weight=1.5, rtol=0.1, atol=1e-6)
def gradients_in_evaluation(alexnet, draw):
    """AlexNet lets the gradient flow to the parameters of every layer and to the images."""
    x = _images(draw, 2, 2, 71, 71).requires_grad_()
    net = filled(alexnet.AlexNet(num_classes=9, in_channels=2, image_size=71, hidden=20), draw, example=x[:1])
    net.eval()
    found = net(x)
    (found * draw.tensor(draw.normal(2, 9))).sum().backward()
    directions = draw.tensor(draw.normal(x[0].numel(), 5) / np.sqrt(x[0].numel()))
    biases: dict[str, Any] = {}
    for parameter in net.parameters():
        if len(shape := _shape(parameter)) == 1 and parameter.grad is not None:
            name = f"gradient of parameters {shape[0]}"
            biases[name] = biases.get(name, 0) + parameter.grad.reshape(shape)
    dx = torch.zeros_like(x) if x.grad is None else x.grad
    return {"scores": found, "dx": dx.flatten(1) @ directions, **biases}


@alexnet_exercise.check(weight=1.5)
def parameters_at_full_size(alexnet, draw):
    """AlexNet has 224 x 224 grey pixels and 10 classes if nothing else is said; it has as many parameters as it should."""
    return {
        "scores_in_small": _scores_in_small(alexnet, draw, 67),
        **_full_size(alexnet, "by_default"),
        **_full_size(alexnet, "of_1000_classes_in_colour", 1000, 3),
    }


def share_kept(observations: Observations) -> Observations:
    """For each layer, the share of those values that are there in evaluation which are there in training; for the hidden
    layers, the share of units in which two images are alike; how much larger what is left is; and the scores.

    Shares are in quarters, that of the few scores in halves, so that they are the same wherever they are drawn.
    """
    shares = {}
    for layer in ("flattened", "first_hidden", "second_hidden", "scores"):
        there = observations[f"{layer}_in_evaluation"] > 0
        shares[f"share_kept_of_{layer}"] = np.sum(observations[f"{layer}_in_training"][there]) / max(1, np.sum(there))
    for layer in ("first_hidden", "second_hidden"):
        shares[f"share_alike_of_{layer}"] = np.mean(observations[f"{layer}_alike_in_two_images"])
    return {
        "scores_in_evaluation": observations["values_of_scores"],
        "growth_of_what_is_left": observations["growth_of_what_is_left"],
        **{name: np.round(parts * share) / parts for name, share in shares.items() for parts in [_parts(name)]},
    }


def _parts(name: str) -> int:
    """In how many parts a share is measured."""
    return 2 if name == "share_kept_of_scores" else 4


# Each of 600 units is kept with probability 1/2, and in as many units two images are alike: such a share has a standard
# error of 0.02, and one that is further than 1/8 from 1/2 has the probability 1e-9.
@alexnet_exercise.check(weight=1.5, measure=share_kept, rtol=0.3, false_alarm=1e-6)
def dropout_in_training(alexnet, draw):
    """AlexNet in training drops half of the units of each hidden layer, others for each image, and doubles the rest."""
    x = _images(draw, 2, 1, 67, 67)
    net = filled(alexnet.AlexNet(CLASSES, image_size=67, hidden=HIDDEN), draw, example=x[:1])
    first, second, last = (_weight(net, *shape) for shape in ((HIDDEN, 256), (HIDDEN, HIDDEN), (CLASSES, HIDDEN)))
    with torch.set_grad_enabled(False):  # all hidden units are on: a unit that is off then was dropped
        for parameter in net.parameters():
            if _shape(parameter) == (HIDDEN,):
                parameter.fill_(0.3)
        first.mul_(0.01)
        second.mul_(0.1)
    net.eval()
    observed = {"values_of_scores": net(x)}
    upstream, sizes = draw.tensor(draw.normal(2, CLASSES)), {}
    for mode in ("evaluation", "training"):
        getattr(net, {"evaluation": "eval", "training": "train"}[mode])()
        found = net(x)
        # the gradient of a weight, for one image, is 0 where the value that it multiplies is
        of_images = [
            torch.autograd.grad((found * upstream)[image].sum(), (first, second, last), retain_graph=True)
            for image in range(2)
        ]
        flattened, first_hidden, second_hidden = (
            torch.stack([(each != 0).any(dim=0).reshape(-1).long() for each in layer])
            for layer in zip(*of_images, strict=True)
        )
        sizes[mode] = of_images[0][1].abs()
        observed |= {
            f"flattened_in_{mode}": flattened[0],
            f"first_hidden_in_{mode}": first_hidden[0],
            f"second_hidden_in_{mode}": second_hidden[0],
            f"scores_in_{mode}": (found[0] != 0).long(),
        }
    observed |= {
        "first_hidden_alike_in_two_images": (first_hidden[0] == first_hidden[1]).long(),
        "second_hidden_alike_in_two_images": (second_hidden[0] == second_hidden[1]).long(),
    }
    # a weight between two units that are left has twice the unit before it and twice the gradient behind it
    left = (sizes["training"] != 0) & (sizes["evaluation"] != 0)
    growth = sizes["training"][left].sum() / sizes["evaluation"][left].sum()
    return {**observed, "growth_of_what_is_left": growth**2}
