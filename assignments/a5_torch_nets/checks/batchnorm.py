"""What must hold for batchnorm.py.

Where eps is small beside every variance, it does not matter whether it is added to the variance or to the deviation; the
checks that look at eps itself accept both. No channel has fewer than 12 values, so that float32 is exact enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from autograder.checks import Observations, exercise
from autograder.draw import Draw
from autograder.networks import parameter_count

batch_norm = exercise("batch_norm", points=9)
batch_norm_layer = exercise("BatchNorm", points=9, needs="batch_norm")


# What goes in -----------------------------------------------------------------------------------------------------


def _batch(draw: Draw, *shape: int, spread: float = 1.0) -> torch.Tensor:
    """A batch whose channels (axis 1) have means and deviations of their own, about as large as `spread`."""
    per_channel = (1, -1) + (1,) * (len(shape) - 2)
    std, mean = draw.uniform(0.8, 2.0, shape[1]), draw.off_zero(shape[1])
    return draw.tensor(spread * (draw.normal(*shape) * std.reshape(per_channel) + mean.reshape(per_channel)))


def _scale_and_shift(draw: Draw, channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A gamma and a beta: of either sign, none near 0."""
    gamma = draw.uniform(0.5, 2.5, channels) * np.sign(draw.uniform(-1, 2, channels))
    return draw.tensor(gamma), draw.tensor(draw.off_zero(channels))


def _moving_averages(draw: Draw, channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A moving mean and a moving variance, away from what they start at."""
    return draw.tensor(draw.off_zero(channels)), draw.tensor(draw.uniform(1.5, 5.0, channels))


def _new_layer(batchnorm: Any, draw: Draw, channels: int, **options: float) -> Any:
    """A layer as its constructor makes it, on the device of `draw`."""
    return batchnorm.BatchNorm(channels, **options).to(draw.device)


def _learn(layer: Any, draw: Draw, x: torch.Tensor, rate: float = 0.05) -> torch.Tensor:
    """Pass x through the layer and back, take a step of gradient descent, and return the output.

    The step gives gamma and beta entries of their own, whatever their names are.
    """
    y = layer(x)
    if y.requires_grad:
        (y * draw.tensor(draw.normal(*x.shape))).sum().backward()
    with torch.set_grad_enabled(False):
        for parameter in layer.parameters():
            if parameter.grad is not None:
                parameter -= rate * parameter.grad
                parameter.grad = None
    return y


# batch_norm -------------------------------------------------------------------------------------------------------


@batch_norm.check(weight=1.5)
def features_in_training(batchnorm, draw):
    """batch_norm in training gives every feature of a batch (N, C) the mean beta and the deviation gamma."""
    y, _, _ = batchnorm.batch_norm(
        _batch(draw, 14, 5), *_scale_and_shift(draw, 5), *_moving_averages(draw, 5), 1e-5, 0.1, True
    )
    return {"y": y}


@batch_norm.check(weight=1.5)
def images_in_training(batchnorm, draw):
    """batch_norm in training normalizes each channel of images (N, C, H, W) over all examples and pixels."""
    y, _, _ = batchnorm.batch_norm(
        _batch(draw, 3, 4, 5, 2), *_scale_and_shift(draw, 4), *_moving_averages(draw, 4), 1e-5, 0.1, True
    )
    return {"y": y}


@batch_norm.check(weight=0.5)
def a_channel_that_does_not_vary(batchnorm, draw):
    """batch_norm gives the value beta to a channel that is the same all over the batch."""
    x = _batch(draw, 12, 3)
    x[:, 1] = 0.5
    y, _, _ = batchnorm.batch_norm(x, *_scale_and_shift(draw, 3), *_moving_averages(draw, 3), 1e-5, 0.1, True)
    return {"y": y}


@batch_norm.check(weight=1.5)
def features_and_images_in_evaluation(batchnorm, draw):
    """batch_norm in evaluation normalizes with the moving averages that it is given, and returns them unchanged."""
    parameters, averages = _scale_and_shift(draw, 3), _moving_averages(draw, 3)
    features, mean, var = batchnorm.batch_norm(_batch(draw, 6, 3), *parameters, *averages, 1e-5, 0.3, False)
    images, _, _ = batchnorm.batch_norm(_batch(draw, 2, 3, 4, 5), *parameters, *averages, 1e-5, 0.3, False)
    return {"features": features, "images": images, "moving_mean": mean, "moving_var": var}


@batch_norm.check(weight=1.5)
def moving_averages_over_several_batches(batchnorm, draw):
    """batch_norm in training moves the averages towards the mean and the unbiased variance of each batch."""
    observed = {}
    for kind, shapes in {"features": [(13, 4), (12, 4)], "images": [(3, 4, 2, 5), (2, 4, 3, 6)]}.items():
        mean, var = _moving_averages(draw, 4)
        for shape in shapes:
            _, mean, var = batchnorm.batch_norm(
                _batch(draw, *shape), *_scale_and_shift(draw, 4), mean, var, 1e-5, 0.3, True
            )
        observed |= {f"moving_mean_after_{kind}": mean, f"moving_var_after_{kind}": var}
    return observed


@batch_norm.check(weight=2)
def gradients_in_training(batchnorm, draw):
    """batch_norm in training lets the gradient flow to gamma, to beta, and through mean and variance to x."""
    observed = {}
    for kind, shape in {"features": (13, 3), "images": (4, 3, 2, 5)}.items():
        x = _batch(draw, *shape).requires_grad_()
        gamma, beta = (each.requires_grad_() for each in _scale_and_shift(draw, 3))
        y, _, _ = batchnorm.batch_norm(x, gamma, beta, *_moving_averages(draw, 3), 1e-5, 0.1, True)
        (y * draw.tensor(draw.normal(*shape))).sum().backward()
        observed |= {
            f"y_of_{kind}": y,
            f"dx_of_{kind}": x.grad,
            f"dgamma_of_{kind}": gamma.grad,
            f"dbeta_of_{kind}": beta.grad,
        }
    return observed


@batch_norm.check(weight=1)
def moving_averages_and_gradients(batchnorm, draw):
    """batch_norm returns moving averages that do not require gradients, even where x does, and others where it must."""
    x = _batch(draw, 12, 3).requires_grad_()
    gamma, beta = (each.requires_grad_() for each in _scale_and_shift(draw, 3))
    y, mean, var = batchnorm.batch_norm(x, gamma, beta, *_moving_averages(draw, 3), 1e-5, 0.2, True)
    require_gradients = np.array([int(each.requires_grad) for each in (y, mean, var)])
    return {"y_mean_and_var_require_gradients": require_gradients, "moving_mean": mean, "moving_var": var}


# BatchNorm --------------------------------------------------------------------------------------------------------


@batch_norm_layer.check(weight=1.5)
def output_of_a_new_layer(batchnorm, draw):
    """BatchNorm has two numbers per channel in its parameters, and normalizes features and images as soon as it is made."""
    layer = _new_layer(batchnorm, draw, 4)
    count = parameter_count(layer)
    return {
        "trainable_numbers": count,
        "numbers_in_parameters": sum(each.numel() for each in layer.parameters()),
        "features": layer(_batch(draw, 13, 4)),
        "images": layer(_batch(draw, 3, 4, 2, 5)),
    }


@batch_norm_layer.check(weight=2)
def a_step_of_learning(batchnorm, draw):
    """BatchNorm gives gradients to x, gamma and beta, and uses the gamma and beta that a step of descent has made."""
    layer = _new_layer(batchnorm, draw, 3)
    x = _batch(draw, 4, 3, 2, 5).requires_grad_()
    _learn(layer, draw, x)
    return {"dx": x.grad, "y_after_a_step": layer(_batch(draw, 4, 3, 2, 5))}


@batch_norm_layer.check(weight=2)
def evaluation_after_batches_of_images(batchnorm, draw):
    """BatchNorm in evaluation uses its moving averages, which every batch in training has updated by a tenth."""
    layer = _new_layer(batchnorm, draw, 4)
    for count in (3, 5, 2):
        _learn(layer, draw, _batch(draw, count, 4, 3, 2))
    layer.eval()
    return {"y": layer(_batch(draw, 2, 4, 3, 5)), "y_of_one_image": layer(_batch(draw, 1, 4, 2, 3))}


@batch_norm_layer.check(weight=1)
def evaluation_with_another_momentum(batchnorm, draw):
    """BatchNorm updates its moving averages with the momentum that its constructor is given."""
    layer = _new_layer(batchnorm, draw, 5, momentum=0.45)
    for count in (12, 14):
        layer(_batch(draw, count, 5))
    layer.eval()
    return {"y": layer(_batch(draw, 4, 5))}


@batch_norm_layer.check(weight=1.5)
def state_of_a_trained_layer(batchnorm, draw):
    """BatchNorm has all of its state in state_dict(): a second layer that loads it gives the same in evaluation."""
    trained, other = (_new_layer(batchnorm, draw, 3) for _ in range(2))
    for count in (12, 13):
        _learn(trained, draw, _batch(draw, count, 3))
    _learn(other, draw, _batch(draw, 12, 3))
    other.load_state_dict(trained.state_dict())
    other.eval()
    in_buffers = sum(each.numel() for each in other.buffers())
    return {"y": other(_batch(draw, 5, 3)), "has_buffers_for_both_averages": int(in_buffers >= 2 * 3)}


@batch_norm_layer.check(weight=1)
def layer_on_another_device(batchnorm, draw):
    """BatchNorm runs, in both modes, on a device to which it is moved after a batch; tried with PyTorch's meta device."""
    layer = _new_layer(batchnorm, draw, 4)
    _learn(layer, draw, _batch(draw, 3, 4, 5, 2))
    before = layer(_batch(draw, 4, 4, 3, 2))
    layer.to("meta")
    in_training = layer(torch.empty(6, 4, 3, 2, device="meta"))
    layer.eval()
    in_evaluation = layer(torch.empty(2, 4, 3, 5, device="meta"))
    return {
        "y_before": before,
        "shape_in_training": np.array(in_training.shape),
        "shape_in_evaluation": np.array(in_evaluation.shape),
    }
