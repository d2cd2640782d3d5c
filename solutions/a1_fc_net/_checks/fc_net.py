"""What must hold of the networks in `fc_net.py`.

Before a loss or a gradient is looked at, every parameter gets a drawn value, the biases too: at the initial values
the scores are close to 0 and the biases are 0, and both would hide mistakes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checks import Observations, exercise

SANDWICHES = ("affine_forward", "affine_backward", "affine_relu_forward", "affine_relu_backward", "softmax_loss")

two_layer_net = exercise("TwoLayerNet", points=8, needs=SANDWICHES)
fully_connected_net = exercise("FullyConnectedNet", points=12, needs=SANDWICHES)
elastic_net = exercise("FullyConnectedElasticNet", points=4, needs=(*SANDWICHES, "FullyConnectedNet"))


def set_parameters(net: Any, draw: Any, *widths: int) -> list[str]:
    """Give the layers of these widths drawn weights and biases, none of them 0, and return their names."""
    names = []
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths), start=1):
        net.params[f"W{layer}"] = draw.off_zero(fan_in, fan_out) * 1.3 / np.sqrt(fan_in)
        net.params[f"b{layer}"] = draw.uniform(0.1, 0.9, fan_out) * np.sign(draw.uniform(-1, 2, fan_out))
        names += [f"W{layer}", f"b{layer}"]
    return names


def loss_and_gradients(net: Any, x: np.ndarray, y: np.ndarray, names: list[str]) -> dict[str, Any]:
    """The loss, and the gradient of each of the named parameters."""
    loss, grads = net.loss(x, y)
    return {"loss": loss, **{f"d{name}": grads[name] for name in names}}


def mean_and_std(observations: Observations) -> dict[str, np.ndarray]:
    """Shape, mean and standard deviation of each array of weights; the mean is judged by the deviation beside it."""
    measured = {}
    for name, w in observations.items():
        measured[f"{name}_shape"] = np.array(w.shape)
        measured[f"mean_and_std_of_{name}"] = np.array([np.mean(w), np.std(w)])
    return measured


def repeats_itself(w: Any) -> int:
    """1 if weights hold fewer different numbers than half their count, as constants and repeated rows do, else 0."""
    return int(2 * len(np.unique(w)) < np.size(w))


@two_layer_net.check
def shapes_and_biases_of_a_new_net(fc_net, draw):
    """TwoLayerNet sets up W1, b1, W2 and b2 with the right shapes: random weights, and biases of 0."""
    net = fc_net.TwoLayerNet(input_dim=12, hidden_dim=9, num_classes=7, weight_scale=0.1)
    return {
        "W1_shape": np.array(np.shape(net.params["W1"])),
        "b1": net.params["b1"],
        "W2_shape": np.array(np.shape(net.params["W2"])),
        "b2": net.params["b2"],
        "repetitive_layers": repeats_itself(net.params["W1"]) + repeats_itself(net.params["W2"]),
    }


# 3000 and 2000 weights: the differences between two draws of mean and deviation have standard errors of 0.032 and
# 0.022 of the deviation; the tolerance is five times the first.
@two_layer_net.check(measure=mean_and_std, rtol=0.16, false_alarm=1e-6)
def weights_of_a_new_net(fc_net, draw):
    """TwoLayerNet draws its weights with mean 0 and standard deviation weight_scale."""
    net = fc_net.TwoLayerNet(input_dim=60, hidden_dim=50, num_classes=40, weight_scale=0.03)
    return {"W1": net.params["W1"], "W2": net.params["W2"]}


@two_layer_net.check(weight=1.5)
def scores_of_two_layers(fc_net, draw):
    """TwoLayerNet.loss returns the scores when it gets no labels."""
    net = fc_net.TwoLayerNet(input_dim=12, hidden_dim=9, num_classes=5, reg=0.4)
    set_parameters(net, draw, 12, 9, 5)
    return {"scores": net.loss(draw.normal(6, 12))}


@two_layer_net.check(weight=2)
def loss_and_gradients_of_two_layers(fc_net, draw):
    """TwoLayerNet.loss returns the softmax loss and the gradients of all parameters."""
    net = fc_net.TwoLayerNet(input_dim=12, hidden_dim=9, num_classes=5)
    names = set_parameters(net, draw, 12, 9, 5)
    return loss_and_gradients(net, draw.normal(6, 12), draw.labels(6, 5), names)


@two_layer_net.check(weight=1.5)
def two_layers_with_the_penalty(fc_net, draw):
    """TwoLayerNet.loss adds the L2 penalty of both weight matrices, and its gradients."""
    net = fc_net.TwoLayerNet(input_dim=10, hidden_dim=8, num_classes=6, reg=3.14)
    names = set_parameters(net, draw, 10, 8, 6)
    return loss_and_gradients(net, draw.normal(5, 10), draw.labels(5, 6), names)


@two_layer_net.check(weight=0.5)
def second_loss_of_two_layers(fc_net, draw):
    """TwoLayerNet.loss leaves the parameters as they are: for the same inputs, a second call returns the same."""
    net = fc_net.TwoLayerNet(input_dim=10, hidden_dim=8, num_classes=6, reg=0.7)
    names = set_parameters(net, draw, 10, 8, 6)
    x, y = draw.normal(5, 10), draw.labels(5, 6)
    net.loss(x, y)
    return loss_and_gradients(net, x, y, names)


@two_layer_net.check(hidden=True, weight=0.5)
def one_image_after_changes_of_the_net(fc_net, draw):
    """TwoLayerNet.loss takes a batch of one image, and uses the values that params and reg have when it is called."""
    net = fc_net.TwoLayerNet(input_dim=12, hidden_dim=10, num_classes=4, reg=0.3)
    x, y = draw.normal(1, 2, 3, 2), draw.integers(0, 4, 1)
    set_parameters(net, draw, 12, 10, 4)
    net.loss(x, y)
    names = set_parameters(net, draw, 12, 10, 4)
    net.reg = 1.7
    return loss_and_gradients(net, x, y, names)


@fully_connected_net.check
def shapes_and_biases_of_unequal_layers(fc_net, draw):
    """FullyConnectedNet sets up random weights and biases of 0 for every layer, with the right shapes."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[9, 5, 8], input_dim=6, num_classes=7, weight_scale=0.1, dtype=np.float64, seed=1
    )
    observed = {}
    for layer in range(1, 5):
        observed[f"W{layer}_shape"] = np.array(np.shape(net.params[f"W{layer}"]))
        observed[f"b{layer}"] = net.params[f"b{layer}"]
    observed["repetitive_layers"] = sum(repeats_itself(net.params[f"W{layer}"]) for layer in range(1, 5))
    return observed


# 2700 and 2925 weights: the differences between two draws of mean and deviation have standard errors of at most 0.027
# and 0.019 of the deviation; the tolerance is more than five times the first.
@fully_connected_net.check(measure=mean_and_std, rtol=0.15, false_alarm=1e-6)
def weights_of_new_layers(fc_net, draw):
    """FullyConnectedNet draws the weights of every layer with mean 0 and standard deviation weight_scale."""
    net = fc_net.FullyConnectedNet(
        hidden_dims=[45], input_dim=60, num_classes=65, weight_scale=0.03, dtype=np.float64, seed=1
    )
    return {"W1": net.params["W1"], "W2": net.params["W2"]}


@fully_connected_net.check(weight=2.5)
def scores_of_four_layers(fc_net, draw):
    """FullyConnectedNet.loss returns the scores, of either sign, when it gets no labels."""
    net = fc_net.FullyConnectedNet(hidden_dims=[9, 7, 8], input_dim=10, num_classes=5, reg=0.4, dtype=np.float64)
    set_parameters(net, draw, 10, 9, 7, 8, 5)
    return {"scores": net.loss(draw.normal(6, 10))}


@fully_connected_net.check(weight=3)
def loss_and_gradients_of_three_layers(fc_net, draw):
    """FullyConnectedNet.loss returns the softmax loss and the gradients of all parameters."""
    net = fc_net.FullyConnectedNet(hidden_dims=[9, 7], input_dim=8, num_classes=6, dtype=np.float64)
    names = set_parameters(net, draw, 8, 9, 7, 6)
    return loss_and_gradients(net, draw.normal(5, 8), draw.labels(5, 6), names)


@fully_connected_net.check(weight=3)
def three_layers_with_the_penalty(fc_net, draw):
    """FullyConnectedNet.loss adds the L2 penalty of all weight matrices, and its gradients."""
    net = fc_net.FullyConnectedNet(hidden_dims=[7, 9], input_dim=6, num_classes=5, reg=3.14, dtype=np.float64)
    names = set_parameters(net, draw, 6, 7, 9, 5)
    return loss_and_gradients(net, draw.normal(4, 6), draw.labels(4, 5), names)


@fully_connected_net.check(weight=0.5)
def second_loss_of_three_layers(fc_net, draw):
    """FullyConnectedNet.loss leaves the parameters as they are: for the same inputs, a second call returns the same."""
    net = fc_net.FullyConnectedNet(hidden_dims=[7, 9], input_dim=6, num_classes=5, reg=0.7, dtype=np.float64)
    names = set_parameters(net, draw, 6, 7, 9, 5)
    x, y = draw.normal(4, 6), draw.labels(4, 5)
    net.loss(x, y)
    return loss_and_gradients(net, x, y, names)


@fully_connected_net.check(hidden=True)
def one_image_through_four_layers(fc_net, draw):
    """FullyConnectedNet.loss takes a batch of one image, and uses the values of params and reg at the call."""
    net = fc_net.FullyConnectedNet(hidden_dims=[10, 8, 9], input_dim=12, num_classes=4, reg=0.2, dtype=np.float64)
    names = set_parameters(net, draw, 12, 10, 8, 9, 4)
    net.reg = 1.3
    return loss_and_gradients(net, draw.normal(1, 3, 2, 2), draw.integers(0, 4, 1), names)


@elastic_net.check(weight=0.5)
def scores_of_an_elastic_net(fc_net, draw):
    """FullyConnectedElasticNet.loss returns the scores when it gets no labels."""
    net = fc_net.FullyConnectedElasticNet([7, 6], input_dim=8, num_classes=5, reg=0.3, l1=0.2, dtype=np.float64)
    set_parameters(net, draw, 8, 7, 6, 5)
    return {"scores": net.loss(draw.normal(4, 8))}


@elastic_net.check(weight=1)
def three_layers_with_the_l1_penalty(fc_net, draw):
    """FullyConnectedElasticNet.loss adds the L1 penalty of all weight matrices, and its gradients."""
    net = fc_net.FullyConnectedElasticNet([7, 6], input_dim=8, num_classes=5, l1=0.7, dtype=np.float64)
    names = set_parameters(net, draw, 8, 7, 6, 5)
    return loss_and_gradients(net, draw.normal(4, 8), draw.labels(4, 5), names)


@elastic_net.check(weight=1)
def both_penalties_together(fc_net, draw):
    """FullyConnectedElasticNet.loss keeps the L2 penalty beside the L1 penalty."""
    net = fc_net.FullyConnectedElasticNet([6], input_dim=7, num_classes=4, reg=1.9, l1=0.4, dtype=np.float64)
    names = set_parameters(net, draw, 7, 6, 4)
    return loss_and_gradients(net, draw.normal(5, 7), draw.labels(5, 4), names)


@elastic_net.check(weight=0.5)
def second_loss_of_an_elastic_net(fc_net, draw):
    """FullyConnectedElasticNet.loss leaves the parameters as they are: a second call returns the same as the first."""
    net = fc_net.FullyConnectedElasticNet([6], input_dim=7, num_classes=4, reg=0.7, l1=0.3, dtype=np.float64)
    names = set_parameters(net, draw, 7, 6, 4)
    x, y = draw.normal(5, 7), draw.labels(5, 4)
    net.loss(x, y)
    return loss_and_gradients(net, x, y, names)


@elastic_net.check(hidden=True, weight=1)
def one_image_after_a_change_of_l1(fc_net, draw):
    """FullyConnectedElasticNet.loss takes a batch of one image, and uses the values of reg and l1 at the call."""
    net = fc_net.FullyConnectedElasticNet([6], input_dim=8, num_classes=5, reg=0.2, l1=0.1, dtype=np.float64)
    names = set_parameters(net, draw, 8, 6, 5)
    net.reg, net.l1 = 0.9, 1.6
    return loss_and_gradients(net, draw.normal(1, 2, 4), draw.integers(0, 5, 1), names)
