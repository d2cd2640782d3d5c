"""What must hold for layers.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import exercise
from autograder.draw import Draw

affine_forward = exercise("affine_forward", points=4)
affine_backward = exercise("affine_backward", points=6, needs="affine_forward")
relu_forward = exercise("relu_forward", points=2)
relu_backward = exercise("relu_backward", points=3, needs="relu_forward")
leaky_relu_forward = exercise("leaky_relu_forward", points=3)
leaky_relu_backward = exercise("leaky_relu_backward", points=3, needs="leaky_relu_forward")
sigmoid_forward = exercise("sigmoid_forward", points=4)
sigmoid_backward = exercise("sigmoid_backward", points=3, needs="sigmoid_forward")
tanh_forward = exercise("tanh_forward", points=2)
tanh_backward = exercise("tanh_backward", points=3, needs="tanh_forward")
softmax_loss = exercise("softmax_loss", points=8)
svm_loss = exercise("svm_loss", points=8)
affine_relu_forward = exercise("affine_relu_forward", points=2, needs=("affine_forward", "relu_forward"))
affine_relu_backward = exercise(
    "affine_relu_backward", points=4, needs=("affine_relu_forward", "affine_backward", "relu_backward")
)


def _near_and_far(draw: Draw) -> np.ndarray:
    """Inputs (6, 4) for a function that saturates: two rows near zero, two far above it, two far below it."""
    far = draw.uniform(750.0, 1200.0, 4, 4)
    return np.concatenate([draw.off_zero(2, 4), far[:2], -far[2:]])


def _on_a_grid(scores: np.ndarray) -> np.ndarray:
    """Scores rounded to 1/64: a shift by thousands loses none of their digits, in float32 neither."""
    return np.round(scores * 64) / 64


@affine_forward.check
def output_of_a_batch_of_images(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_forward maps every image of a batch to a row of scores."""
    out, _ = layers.affine_forward(draw.normal(4, 2, 3), draw.normal(6, 5), draw.normal(5))
    return {"out": out}


@affine_forward.check
def output_of_plain_vectors(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_forward takes a batch of plain vectors as well."""
    out, _ = layers.affine_forward(draw.normal(3, 7), draw.normal(7, 4), draw.normal(4))
    return {"out": out}


@affine_forward.check
def output_of_a_batch_of_one(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_forward takes a batch that holds a single example, and one that holds two."""
    w, b = draw.normal(12, 5), draw.normal(5)
    one, _ = layers.affine_forward(draw.normal(1, 3, 4), w, b)
    two, _ = layers.affine_forward(draw.normal(2, 3, 4), w, b)
    return {"out_of_one": one, "out_of_two": two}


def _affine_gradients(layers: Any, draw: Draw, shape: tuple[int, ...], units: int) -> dict[str, Any]:
    """The gradients of an affine layer for a random input of this shape."""
    x, w, b = draw.normal(*shape), draw.normal(int(np.prod(shape[1:])), units), draw.normal(units)
    _, cache = layers.affine_forward(x, w, b)
    dx, dw, db = layers.affine_backward(draw.normal(shape[0], units), cache)
    return {"dx": dx, "dw": dw, "db": db}


@affine_backward.check(weight=3)
def gradients_of_a_batch_of_images(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_backward returns the gradients of x, w and b."""
    return _affine_gradients(layers, draw, (4, 2, 3), 5)


@affine_backward.check
def gradients_of_plain_vectors(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_backward handles a batch of plain vectors as well."""
    return _affine_gradients(layers, draw, (3, 7), 4)


@affine_backward.check
def gradients_of_a_batch_of_one(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_backward handles a batch that holds a single example."""
    return _affine_gradients(layers, draw, (1, 3, 2), 4)


@relu_forward.check
def output_of_relu(layers: Any, draw: Draw) -> dict[str, Any]:
    """relu_forward keeps positive entries and sets all others to zero."""
    out, _ = layers.relu_forward(draw.off_zero(4, 5))
    return {"out": out}


@relu_backward.check
def gradient_of_relu(layers: Any, draw: Draw) -> dict[str, Any]:
    """relu_backward lets the upstream gradient through where the input is positive."""
    _, cache = layers.relu_forward(draw.off_zero(4, 5))
    return {"dx": layers.relu_backward(draw.normal(4, 5), cache)}


@relu_backward.check
def gradient_of_relu_under_a_negative_upstream_gradient(layers: Any, draw: Draw) -> dict[str, Any]:
    """relu_backward lets a negative upstream gradient through as it does a positive one."""
    _, cache = layers.relu_forward(draw.off_zero(3, 6))
    return {"dx": layers.relu_backward(-draw.uniform(0.5, 3.0, 3, 6), cache)}


@leaky_relu_forward.check
def output_of_leaky_relu(layers: Any, draw: Draw) -> dict[str, Any]:
    """leaky_relu_forward scales negative entries by 0.01 where no alpha is given."""
    x = draw.off_zero(4, 5)
    x[0] = -np.abs(x[0]) * 100
    out, _ = layers.leaky_relu_forward(x)
    return {"out": out}


@leaky_relu_forward.check
def output_of_leaky_relu_with_another_slope(layers: Any, draw: Draw) -> dict[str, Any]:
    """leaky_relu_forward uses the alpha that it is given, for arrays of any shape."""
    images, _ = layers.leaky_relu_forward(draw.off_zero(2, 3, 4), alpha=0.3)
    small, _ = layers.leaky_relu_forward(draw.off_zero(3, 5) * 1e-3, alpha=0.6)
    return {"out_of_images": images, "out_of_small": small}


@leaky_relu_backward.check
def gradient_of_leaky_relu(layers: Any, draw: Draw) -> dict[str, Any]:
    """leaky_relu_backward scales the upstream gradient by 0.01 where the input is negative."""
    x, dout = draw.off_zero(4, 5), draw.normal(4, 5)
    x[0], dout[0] = -np.abs(x[0]), dout[0] * 100
    _, cache = layers.leaky_relu_forward(x)
    return {"dx": layers.leaky_relu_backward(dout, cache)}


@leaky_relu_backward.check
def gradient_of_leaky_relu_with_another_slope(layers: Any, draw: Draw) -> dict[str, Any]:
    """leaky_relu_backward uses the alpha of the forward pass, for arrays of any shape."""
    _, cache = layers.leaky_relu_forward(draw.off_zero(2, 3, 4), alpha=0.3)
    images = layers.leaky_relu_backward(draw.normal(2, 3, 4), cache)
    _, cache = layers.leaky_relu_forward(draw.off_zero(3, 5) * 1e-3, alpha=0.6)
    return {"dx_of_images": images, "dx_of_small": layers.leaky_relu_backward(draw.normal(3, 5), cache)}


@sigmoid_forward.check(weight=3)
def output_of_sigmoid(layers: Any, draw: Draw) -> dict[str, Any]:
    """sigmoid_forward returns the logistic sigmoid of every entry."""
    matrix, _ = layers.sigmoid_forward(draw.off_zero(4, 5) * 2)
    images, _ = layers.sigmoid_forward(draw.off_zero(2, 3, 4) * 0.02)
    return {"out": matrix, "out_of_images": images}


@sigmoid_forward.check
def output_of_sigmoid_far_from_zero(layers: Any, draw: Draw) -> dict[str, Any]:
    """sigmoid_forward reaches 0 and 1, and no NaN, for entries around -1000 and 1000."""
    out, _ = layers.sigmoid_forward(_near_and_far(draw))
    return {"out": out}


@sigmoid_backward.check(weight=2)
def gradient_of_sigmoid(layers: Any, draw: Draw) -> dict[str, Any]:
    """sigmoid_backward multiplies the upstream gradient by the slope of the sigmoid."""
    _, cache = layers.sigmoid_forward(draw.off_zero(4, 5) * 2)
    matrix = layers.sigmoid_backward(draw.normal(4, 5), cache)
    _, cache = layers.sigmoid_forward(draw.off_zero(2, 3, 4))
    return {"dx": matrix, "dx_of_images": layers.sigmoid_backward(draw.normal(2, 3, 4), cache)}


@tanh_forward.check
def output_of_tanh(layers: Any, draw: Draw) -> dict[str, Any]:
    """tanh_forward returns the hyperbolic tangent of every entry."""
    matrix, _ = layers.tanh_forward(draw.off_zero(4, 5))
    images, _ = layers.tanh_forward(draw.off_zero(2, 3, 4))
    return {"out": matrix, "out_of_images": images}


@tanh_backward.check(weight=2)
def gradient_of_tanh(layers: Any, draw: Draw) -> dict[str, Any]:
    """tanh_backward multiplies the upstream gradient by the slope of the hyperbolic tangent."""
    _, cache = layers.tanh_forward(draw.off_zero(4, 5))
    matrix = layers.tanh_backward(draw.normal(4, 5), cache)
    _, cache = layers.tanh_forward(draw.off_zero(2, 3, 4))
    return {"dx": matrix, "dx_of_images": layers.tanh_backward(draw.normal(2, 3, 4), cache)}


@tanh_backward.check
def gradient_of_tanh_far_from_zero(layers: Any, draw: Draw) -> dict[str, Any]:
    """tanh_backward returns 0, and no NaN, where the hyperbolic tangent is saturated."""
    _, cache = layers.tanh_forward(_near_and_far(draw))
    return {"dx": layers.tanh_backward(draw.normal(6, 4), cache)}


@softmax_loss.check(weight=3)
def softmax_loss_of_a_batch(layers: Any, draw: Draw) -> dict[str, Any]:
    """softmax_loss returns the mean loss over the batch, and its gradient."""
    loss, dx = layers.softmax_loss(draw.normal(6, 4) * 2, draw.labels(6, 4))
    return {"loss": loss, "dx": dx}


@softmax_loss.check(weight=2)
def softmax_loss_of_shifted_scores(layers: Any, draw: Draw) -> dict[str, Any]:
    """softmax_loss is exact for rows of scores around 2000 and around -2000."""
    shift = np.array([[2000.0], [-2000.0], [0.0], [-2000.0], [2000.0]])
    loss, dx = layers.softmax_loss(_on_a_grid(draw.normal(5, 3)) + shift, draw.labels(5, 3))
    return {"loss": loss, "dx": dx}


@softmax_loss.check
def softmax_loss_of_confident_scores(layers: Any, draw: Draw) -> dict[str, Any]:
    """softmax_loss grows with the scores where the network is sure of another class than the correct one."""
    x, y = draw.uniform(-1.5, 1.5, 4, 5), draw.labels(4, 5)
    # no further apart than 78: e^-78 is an ordinary number in float32 still, so that its logarithm is exact
    x[np.arange(4), y] -= np.array([25.0, 40.0, 74.0, 1.0]) + draw.uniform(0.0, 1.0, 4)
    loss, dx = layers.softmax_loss(x, y)
    return {"loss": loss, "dx": dx}


@softmax_loss.check
def softmax_loss_of_hopeless_classes(layers: Any, draw: Draw) -> dict[str, Any]:
    """softmax_loss stays finite where most classes score far below the correct one."""
    # e^-740 is just above 0 and e^710 overflows: with two classes at the top of 80, only the maximum is a safe shift
    x, rows = -draw.uniform(735.0, 740.0, 3, 80), np.arange(3)
    y = draw.integers(0, 80, 3)
    x[rows, y], x[rows, (y + 7) % 80] = draw.uniform(0.0, 1.0, 3), draw.uniform(0.0, 1.0, 3)
    loss, dx = layers.softmax_loss(x, y)
    return {"loss": loss, "dx": dx}


@svm_loss.check(weight=3)
def svm_loss_of_a_batch(layers: Any, draw: Draw) -> dict[str, Any]:
    """svm_loss returns the mean loss over the batch, and its gradient."""
    x, y = draw.normal(6, 4) * 2, draw.labels(6, 4)
    x[[4, 5], y[4:]] += 12.0
    loss, dx = layers.svm_loss(x, y)
    return {"loss": loss, "dx": dx}


@svm_loss.check(weight=2)
def svm_loss_of_many_violated_margins(layers: Any, draw: Draw) -> dict[str, Any]:
    """svm_loss counts every class that violates the margin, and the correct class once for each of them."""
    x, y = draw.uniform(0.0, 5.0, 3, 7), draw.integers(0, 7, 3)
    x[np.arange(3), y] = draw.uniform(-2.0, -1.0, 3)
    loss, dx = layers.svm_loss(x, y)
    return {"loss": loss, "dx": dx}


@svm_loss.check
def svm_loss_of_kept_margins(layers: Any, draw: Draw) -> dict[str, Any]:
    """svm_loss adds nothing, to the loss or to its gradient, for an example that keeps every margin."""
    x, y = draw.uniform(-1.0, 1.0, 5, 4), draw.labels(5, 4)
    x[np.arange(4), y[:4]] += draw.uniform(4.0, 6.0, 4)
    x[4, y[4]] -= 3.0
    loss, dx = layers.svm_loss(x, y)
    loss_of_kept, _ = layers.svm_loss(x[:4], y[:4])
    return {"loss": loss, "dx": dx, "loss_of_kept": loss_of_kept}


@svm_loss.check
def svm_loss_of_negative_scores(layers: Any, draw: Draw) -> dict[str, Any]:
    """svm_loss depends on the differences of scores only: negative scores are nothing special."""
    loss, dx = layers.svm_loss(draw.uniform(-9.0, -4.0, 4, 6), draw.labels(4, 6))
    return {"loss": loss, "dx": dx}


@affine_relu_forward.check
def output_of_a_hidden_layer(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_relu_forward applies the affine map and then the rectified linear unit."""
    out, _ = layers.affine_relu_forward(draw.normal(4, 2, 3), draw.normal(6, 5), draw.normal(5))
    return {"out": out}


@affine_relu_backward.check(weight=3)
def gradients_of_a_hidden_layer(layers: Any, draw: Draw) -> dict[str, Any]:
    """affine_relu_backward returns the gradients of x, w and b."""
    _, cache = layers.affine_relu_forward(draw.normal(4, 2, 3), draw.normal(6, 5), draw.normal(5))
    dx, dw, db = layers.affine_relu_backward(draw.normal(4, 5), cache)
    return {"dx": dx, "dw": dw, "db": db}
