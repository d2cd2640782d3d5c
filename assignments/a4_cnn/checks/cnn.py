"""What must hold for cnn.py.

One thing at a time: the check that carries most of an exercise's points has square images and square windows, a
stride and a border as they are met most often. Each edge is a check of its own, which differs from it in that one
respect; hidden ones take several at once. Images that are laid out by im2col are never square. Before a loss or a
gradient of a network is looked at, every parameter gets a drawn value, the biases too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

conv_forward_naive = exercise("conv_forward_naive", points=6)
conv_backward_naive = exercise("conv_backward_naive", points=9, needs="conv_forward_naive")
max_pool_forward_naive = exercise("max_pool_forward_naive", points=4)
max_pool_backward_naive = exercise("max_pool_backward_naive", points=5, needs="max_pool_forward_naive")
avg_pool_forward = exercise("avg_pool_forward", points=3)
avg_pool_backward = exercise("avg_pool_backward", points=3, needs="avg_pool_forward")
global_avg_pool_forward = exercise("global_avg_pool_forward", points=2)
global_avg_pool_backward = exercise("global_avg_pool_backward", points=2, needs="global_avg_pool_forward")
local_response_norm_forward = exercise("local_response_norm_forward", points=4)
local_response_norm_backward = exercise("local_response_norm_backward", points=5, needs="local_response_norm_forward")
IM2COL_LAYERS = (
    "im2col", "col2im", "conv_forward_im2col", "conv_backward_im2col", "max_pool_forward_im2col",
    "max_pool_backward_im2col",
)  # fmt: skip

im2col = exercise("im2col", points=5)
col2im = exercise("col2im", points=6)
conv_forward_im2col = exercise("conv_forward_im2col", points=5, needs="im2col")
conv_backward_im2col = exercise("conv_backward_im2col", points=7, needs=("im2col", "col2im", "conv_forward_im2col"))
max_pool_forward_im2col = exercise("max_pool_forward_im2col", points=4, needs="im2col")
max_pool_backward_im2col = exercise(
    "max_pool_backward_im2col", points=5, needs=("im2col", "col2im", "max_pool_forward_im2col")
)
three_layer_conv_net = exercise("ThreeLayerConvNet", points=10, needs=IM2COL_LAYERS)
simple_conv_net = exercise("SimpleConvNet", points=8, needs=IM2COL_LAYERS)


def _convolution(
    cnn: Any, draw: Draw, images: tuple[int, ...], filters: tuple[int, ...], *, stride: int, pad: int
) -> tuple[Any, Any]:
    """What conv_forward_naive returns for random images (N, C, H, W) and random filters (F, C, HH, WW)."""
    x, w, b = draw.normal(*images), draw.normal(*filters), draw.off_zero(filters[0]) * 2
    out, cache = cnn.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    return out, cache


def _upstream_and_cache(
    cnn: Any, draw: Draw, images: tuple[int, ...], filters: tuple[int, ...], *, stride: int, pad: int
) -> tuple[np.ndarray, Any]:
    """What the way back through such a convolution begins with: a random upstream gradient, and the cache."""
    _, cache = _convolution(cnn, draw, images, filters, stride=stride, pad=pad)
    height, width = (
        1 + (size + 2 * pad - window) // stride for size, window in zip(images[2:], filters[2:], strict=True)
    )
    return draw.normal(images[0], filters[0], height, width), cache


def _convolution_gradients(cnn: Any, upstream_and_cache: tuple[np.ndarray, Any], of: str = "") -> dict[str, Any]:
    """The gradients of a convolution, under their names and what they are `of`."""
    dx, dw, db = cnn.conv_backward_naive(*upstream_and_cache)
    return {f"dx{of}": dx, f"dw{of}": dw, f"db{of}": db}


def _pool_param(height: int, width: int, stride: int) -> dict[str, int]:
    """A fresh dictionary for one call."""
    return {"pool_height": height, "pool_width": width, "stride": stride}


def _pooled(cnn: Any, kind: str, x: np.ndarray, height: int, width: int, stride: int) -> Any:
    """The output of a pooling layer."""
    out, _ = getattr(cnn, kind)(x, _pool_param(height, width, stride))
    return out


def _upstream_and_pooled(
    cnn: Any, kind: str, x: np.ndarray, draw: Draw, height: int, width: int, stride: int
) -> tuple[np.ndarray, Any]:
    """What the way back through a pooling layer begins with: a random upstream gradient, and the cache."""
    _, cache = getattr(cnn, kind)(x, _pool_param(height, width, stride))
    size = 1 + (x.shape[2] - height) // stride, 1 + (x.shape[3] - width) // stride
    return draw.normal(*x.shape[:2], *size), cache


def _pooling_gradient(
    cnn: Any, kinds: tuple[str, str], x: np.ndarray, draw: Draw, height: int, width: int, stride: int
) -> Any:
    """The gradient of a pooling layer, for a random upstream gradient."""
    forward, backward = kinds
    return getattr(cnn, backward)(*_upstream_and_pooled(cnn, forward, x, draw, height, width, stride))


MAX, AVG = "max_pool_forward_naive", "avg_pool_forward"
MAX_PAIR, AVG_PAIR = (MAX, "max_pool_backward_naive"), (AVG, "avg_pool_backward")


@conv_forward_naive.check(weight=3)
def output_of_a_convolution(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_naive slides filters of 3 x 3 pixels over images with a border of one."""
    out, _ = _convolution(cnn, draw, (3, 2, 5, 5), (4, 2, 3, 3), stride=1, pad=1)
    return {"out": out}


@conv_forward_naive.check
def output_of_a_convolution_with_stride_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_naive moves its window by the stride."""
    out, _ = _convolution(cnn, draw, (3, 2, 7, 7), (4, 2, 3, 3), stride=2, pad=1)
    return {"out": out}


@conv_forward_naive.check
def output_of_a_convolution_without_a_border(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_naive stays inside the image where pad is 0."""
    out, _ = _convolution(cnn, draw, (3, 2, 5, 5), (4, 2, 3, 3), stride=1, pad=0)
    return {"out": out}


@conv_forward_naive.check
def output_of_a_convolution_with_a_border_of_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_naive adds as many rows and columns of zeros as pad says."""
    out, _ = _convolution(cnn, draw, (3, 2, 4, 4), (5, 2, 3, 3), stride=1, pad=2)
    return {"out": out}


@conv_forward_naive.check
def output_of_a_rectangular_convolution(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_naive takes images and filters that are not square."""
    out, _ = _convolution(cnn, draw, (3, 2, 4, 6), (5, 2, 2, 3), stride=1, pad=1)
    return {"out": out}


@conv_backward_naive.check(weight=3)
def gradients_of_a_convolution(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive returns the gradients of x, w and b."""
    return _convolution_gradients(cnn, _upstream_and_cache(cnn, draw, (4, 2, 5, 5), (6, 2, 3, 3), stride=1, pad=1))


@conv_backward_naive.check
def gradients_of_a_convolution_with_stride_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive moves its window by the stride."""
    return _convolution_gradients(cnn, _upstream_and_cache(cnn, draw, (5, 2, 7, 7), (6, 2, 3, 3), stride=2, pad=1))


@conv_backward_naive.check
def gradients_of_a_convolution_without_a_border(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive returns dx in the shape of x where pad is 0."""
    return _convolution_gradients(cnn, _upstream_and_cache(cnn, draw, (4, 2, 5, 5), (6, 2, 3, 3), stride=1, pad=0))


@conv_backward_naive.check
def gradients_of_a_convolution_with_a_border_of_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive takes away as much of the border as pad says."""
    return _convolution_gradients(cnn, _upstream_and_cache(cnn, draw, (5, 2, 4, 4), (7, 2, 3, 3), stride=1, pad=2))


@conv_backward_naive.check
def gradients_of_a_rectangular_convolution(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive takes images and filters that are not square."""
    return _convolution_gradients(cnn, _upstream_and_cache(cnn, draw, (4, 3, 4, 6), (7, 3, 2, 3), stride=1, pad=1))


@conv_backward_naive.check
def gradients_of_two_convolutions(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_naive goes by the cache that it is given: here the first of two convolutions comes first."""
    first, second = (_upstream_and_cache(cnn, draw, (1, 2, 4, 5), (4, 2, 3, 3), stride=1, pad=1) for _ in range(2))
    return {
        **_convolution_gradients(cnn, first, "_of_the_first"),
        **_convolution_gradients(cnn, second, "_of_the_second"),
    }


@max_pool_forward_naive.check(weight=2)
def output_of_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_naive returns the largest value of every window, for windows side by side."""
    return {"out": _pooled(cnn, MAX, draw.distinct(3, 2, 8, 8) + 1.5, 2, 2, 2)}


@max_pool_forward_naive.check
def output_of_max_pooling_below_zero(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_naive returns the largest value where all values are negative."""
    return {"out": _pooled(cnn, MAX, draw.distinct(3, 2, 6, 6) - 1.5, 2, 2, 2)}


@max_pool_forward_naive.check
def output_of_overlapping_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_naive takes windows that overlap, the stride being smaller than they are."""
    return {"out": _pooled(cnn, MAX, draw.distinct(3, 2, 9, 9) + 1.5, 3, 3, 2)}


@max_pool_forward_naive.check
def output_of_max_pooling_with_gaps(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_naive takes windows with gaps between them, the stride being larger than they are."""
    return {"out": _pooled(cnn, MAX, draw.distinct(3, 4, 8, 8) + 1.5, 2, 2, 3)}


@max_pool_forward_naive.check
def output_of_rectangular_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_naive takes images that are not square, and windows that are not."""
    images = _pooled(cnn, MAX, draw.distinct(3, 2, 4, 6) + 1.5, 2, 2, 2)
    windows = _pooled(cnn, MAX, draw.distinct(3, 2, 5, 9) + 1.5, 2, 3, 3)
    return {"out_of_rectangular_images": images, "out_of_rectangular_windows": windows}


@max_pool_backward_naive.check(weight=2)
def gradient_of_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_naive hands the gradient of every window to its largest value, for windows side by side."""
    return {"dx": _pooling_gradient(cnn, MAX_PAIR, draw.distinct(3, 2, 6, 6) + 1.5, draw, 2, 2, 2)}


@max_pool_backward_naive.check
def gradient_of_overlapping_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_naive adds up the gradients of all windows in which a value is the largest."""
    return {"dx": _pooling_gradient(cnn, MAX_PAIR, draw.distinct(3, 2, 7, 7) + 1.5, draw, 3, 3, 2)}


@max_pool_backward_naive.check
def gradient_of_max_pooling_with_gaps(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_naive takes windows with gaps between them: pixels in no window have the gradient 0."""
    return {"dx": _pooling_gradient(cnn, MAX_PAIR, draw.distinct(3, 2, 8, 8) + 1.5, draw, 2, 2, 3)}


@max_pool_backward_naive.check
def gradient_of_rectangular_max_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_naive takes images that are not square, and windows that are not."""
    images = _pooling_gradient(cnn, MAX_PAIR, draw.distinct(3, 2, 4, 6) + 1.5, draw, 2, 2, 2)
    windows = _pooling_gradient(cnn, MAX_PAIR, draw.distinct(3, 2, 5, 9) + 1.5, draw, 2, 3, 3)
    return {"dx_of_rectangular_images": images, "dx_of_rectangular_windows": windows}


@avg_pool_forward.check(weight=2)
def output_of_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_forward returns the mean of every window, for windows side by side."""
    return {"out": _pooled(cnn, AVG, draw.normal(3, 4, 9, 9), 3, 3, 3)}


@avg_pool_forward.check
def output_of_overlapping_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_forward takes windows that overlap, and windows with gaps between them."""
    overlapping = _pooled(cnn, AVG, draw.normal(3, 2, 7, 7), 3, 3, 2)
    apart = _pooled(cnn, AVG, draw.normal(3, 2, 8, 8), 2, 2, 3)
    return {"out_of_overlapping_windows": overlapping, "out_of_windows_with_gaps": apart}


@avg_pool_forward.check
def output_of_rectangular_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_forward takes images that are not square, and windows that are not."""
    images = _pooled(cnn, AVG, draw.normal(3, 2, 4, 6), 2, 2, 2)
    windows = _pooled(cnn, AVG, draw.normal(3, 2, 5, 9), 2, 3, 3)
    return {"out_of_rectangular_images": images, "out_of_rectangular_windows": windows}


@avg_pool_backward.check(weight=2)
def gradient_of_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_backward hands every pixel of a window an equal share of its gradient, for windows side by side."""
    return {"dx": _pooling_gradient(cnn, AVG_PAIR, draw.normal(3, 2, 6, 6), draw, 3, 3, 3)}


@avg_pool_backward.check
def gradient_of_overlapping_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_backward adds up a pixel's shares over all windows that it belongs to."""
    return {"dx": _pooling_gradient(cnn, AVG_PAIR, draw.normal(3, 2, 7, 7), draw, 3, 3, 2)}


@avg_pool_backward.check
def gradient_of_rectangular_average_pooling(cnn: Any, draw: Draw) -> dict[str, Any]:
    """avg_pool_backward takes images that are not square, and windows that are not."""
    images = _pooling_gradient(cnn, AVG_PAIR, draw.normal(3, 2, 4, 6), draw, 2, 2, 2)
    windows = _pooling_gradient(cnn, AVG_PAIR, draw.normal(3, 2, 5, 9), draw, 2, 3, 3)
    return {"dx_of_rectangular_images": images, "dx_of_rectangular_windows": windows}


@global_avg_pool_forward.check
def means_of_channels(cnn: Any, draw: Draw) -> dict[str, Any]:
    """global_avg_pool_forward returns one mean for every channel of every image."""
    out, _ = cnn.global_avg_pool_forward(draw.normal(3, 4, 5, 5) + draw.off_zero(3, 4, 1, 1))
    return {"out": out}


@global_avg_pool_backward.check
def gradient_of_means_of_channels(cnn: Any, draw: Draw) -> dict[str, Any]:
    """global_avg_pool_backward spreads the gradient of a mean evenly over its channel."""
    _, cache = cnn.global_avg_pool_forward(draw.normal(3, 2, 4, 4))
    return {"dx": cnn.global_avg_pool_backward(draw.normal(3, 2), cache)}


# Numbers of the size of 1 hardly show at the default alpha of 1e-4; activations of about 100 do.


@local_response_norm_forward.check(weight=2)
def output_of_local_response_norm(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_forward divides by a power of k plus alpha times the squares of the neighbours."""
    lrn_param = {"n": 5, "k": 1.4, "alpha": 0.3, "beta": 0.6}
    out, _ = cnn.local_response_norm_forward(draw.off_zero(3, 8, 2, 4), lrn_param)
    return {"out": out}


@local_response_norm_forward.check
def output_of_local_response_norm_by_default(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_forward takes n = 5, k = 2, alpha = 0.0001 and beta = 0.75 where they are left out."""
    out, _ = cnn.local_response_norm_forward(draw.off_zero(3, 7, 4, 2) * 100, {})
    return {"out": out}


@local_response_norm_forward.check
def output_of_local_response_norm_for_other_neighbourhoods(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_forward adds up n channels, or those of them that exist."""
    three, _ = cnn.local_response_norm_forward(
        draw.off_zero(3, 6, 4, 2), {"n": 3, "k": 0.8, "alpha": 0.7, "beta": 0.75}
    )
    many, _ = cnn.local_response_norm_forward(draw.off_zero(3, 4, 5, 2), {"n": 5, "k": 2.0, "alpha": 0.5, "beta": 0.75})
    return {"out_of_three_neighbours": three, "out_of_few_channels": many}


def _lrn_gradient(cnn: Any, draw: Draw, x: np.ndarray, lrn_param: dict[str, Any]) -> Any:
    """The gradient of local response normalization, for a random upstream gradient."""
    _, cache = cnn.local_response_norm_forward(x, lrn_param)
    return cnn.local_response_norm_backward(draw.off_zero(*x.shape), cache)


@local_response_norm_backward.check(weight=2)
def gradient_of_local_response_norm(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_backward returns the gradient by way of the numerator and by way of the sums."""
    lrn_param = {"n": 5, "k": 1.4, "alpha": 0.3, "beta": 0.6}
    return {"dx": _lrn_gradient(cnn, draw, draw.off_zero(3, 8, 2, 4), lrn_param)}


@local_response_norm_backward.check
def gradient_of_local_response_norm_by_default(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_backward takes the same numbers for what lrn_param leaves out as the forward pass."""
    return {"dx": _lrn_gradient(cnn, draw, draw.off_zero(3, 7, 4, 2) * 100, {})}


@local_response_norm_backward.check
def gradient_of_local_response_norm_for_other_neighbourhoods(cnn: Any, draw: Draw) -> dict[str, Any]:
    """local_response_norm_backward adds up n channels, or those of them that exist."""
    three = _lrn_gradient(cnn, draw, draw.off_zero(3, 6, 4, 2), {"n": 3, "k": 0.8, "alpha": 0.7, "beta": 0.75})
    many = _lrn_gradient(cnn, draw, draw.off_zero(3, 4, 5, 2), {"n": 5, "k": 2.0, "alpha": 0.5, "beta": 0.75})
    return {"dx_of_three_neighbours": three, "dx_of_few_channels": many}


@im2col.check(weight=2)
def columns_of_touching_and_overlapping_fields(cnn: Any, draw: Draw) -> dict[str, Any]:
    """im2col lays out every field as a column, with stride 1 and no padding where nothing else is said."""
    return {"cols": cnn.im2col(draw.normal(2, 3, 4, 6), 3, 2)}


@im2col.check
def columns_of_fields_over_a_border_of_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """im2col surrounds every image with as many zeros as pad says, here two."""
    return {"cols": cnn.im2col(draw.normal(3, 2, 2, 4), 2, 3, pad=2)}


@im2col.check
def columns_of_fields_two_pixels_apart(cnn: Any, draw: Draw) -> dict[str, Any]:
    """im2col moves the field by stride pixels, here two, both down and to the right."""
    return {"cols": cnn.im2col(draw.normal(2, 3, 5, 6), 3, 2, stride=2)}


@col2im.check(weight=2)
def images_from_overlapping_fields(cnn: Any, draw: Draw) -> dict[str, Any]:
    """col2im adds up what overlapping fields give to a pixel, with stride 1 and no padding by default."""
    return {"x": cnn.col2im(draw.normal(3 * 3 * 2, 2 * 2 * 5), (2, 3, 4, 6), 3, 2)}


@col2im.check
def images_without_their_border_of_two(cnn: Any, draw: Draw) -> dict[str, Any]:
    """col2im cuts off the border of zeros that was added, here of two."""
    return {"x": cnn.col2im(draw.normal(2 * 2 * 4, 3 * 6 * 3), (3, 2, 3, 2), 2, 4, pad=2)}


@col2im.check
def images_from_fields_two_pixels_apart(cnn: Any, draw: Draw) -> dict[str, Any]:
    """col2im puts fields that are two pixels apart back to where they were taken from."""
    return {"x": cnn.col2im(draw.normal(3 * 3 * 2, 2 * 2 * 3), (2, 3, 5, 6), 3, 2, stride=2)}


def _convolved(cnn: Any, draw: Draw, images: tuple[int, ...], kernels: tuple[int, ...], stride: int, pad: int) -> Any:
    """What conv_forward_im2col returns for drawn images, filters and biases."""
    x, w, b = draw.normal(*images), draw.normal(*kernels), draw.off_zero(kernels[0])
    return cnn.conv_forward_im2col(x, w, b, {"stride": stride, "pad": pad})


@conv_forward_im2col.check(weight=2)
def product_with_columns_of_padded_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_im2col convolves a batch of padded images with every filter, and adds the biases."""
    out, _ = _convolved(cnn, draw, (3, 2, 4, 6), (5, 2, 3, 2), stride=1, pad=1)
    return {"out": out}


@conv_forward_im2col.check
def product_with_columns_of_bare_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_im2col works without padding as well."""
    out, _ = _convolved(cnn, draw, (3, 2, 5, 7), (4, 2, 3, 2), stride=1, pad=0)
    return {"out": out}


@conv_forward_im2col.check
def product_with_columns_two_pixels_apart(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_im2col takes a stride of two and a padding of two."""
    out, _ = _convolved(cnn, draw, (3, 2, 7, 4), (6, 2, 3, 2), stride=2, pad=2)
    return {"out": out}


@conv_forward_im2col.check(weight=0.5)
def product_with_columns_of_more_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_forward_im2col takes a batch of eleven images."""
    out, _ = _convolved(cnn, draw, (11, 2, 3, 4), (3, 2, 2, 1), stride=1, pad=0)
    return {"out": out}


def _upstream_and_columns(
    cnn: Any, draw: Draw, images: tuple[int, ...], kernels: tuple[int, ...], stride: int, pad: int
) -> tuple[np.ndarray, Any]:
    """What the way back through a convolution begins with: a drawn upstream gradient, and the cache."""
    _, cache = _convolved(cnn, draw, images, kernels, stride, pad)
    down = 1 + (images[2] + 2 * pad - kernels[2]) // stride
    right = 1 + (images[3] + 2 * pad - kernels[3]) // stride
    return draw.normal(images[0], kernels[0], down, right), cache


def _conv_gradients(
    cnn: Any, draw: Draw, images: tuple[int, ...], kernels: tuple[int, ...], stride: int, pad: int
) -> dict[str, Any]:
    """The gradients of a convolution for a drawn upstream gradient."""
    dx, dw, db = cnn.conv_backward_im2col(*_upstream_and_columns(cnn, draw, images, kernels, stride, pad))
    return {"dx": dx, "dw": dw, "db": db}


@conv_backward_im2col.check(weight=2)
def gradients_by_columns_of_padded_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_im2col returns the gradients of the images, the filters and the biases."""
    return _conv_gradients(cnn, draw, (4, 3, 5, 6), (8, 3, 3, 2), stride=1, pad=1)


@conv_backward_im2col.check(weight=2)
def gradients_by_columns_of_bare_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_im2col works without padding as well."""
    return _conv_gradients(cnn, draw, (4, 2, 5, 7), (8, 2, 3, 2), stride=1, pad=0)


@conv_backward_im2col.check(weight=2)
def gradients_by_columns_two_pixels_apart(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_im2col takes a stride of two and a padding of two."""
    return _conv_gradients(cnn, draw, (6, 3, 7, 4), (8, 3, 3, 2), stride=2, pad=2)


@conv_backward_im2col.check(weight=0.5)
def gradients_by_columns_of_more_images(cnn: Any, draw: Draw) -> dict[str, Any]:
    """conv_backward_im2col takes a batch of eleven images."""
    return _conv_gradients(cnn, draw, (11, 2, 3, 4), (3, 2, 2, 1), stride=1, pad=0)


def _windows_pooled(cnn: Any, images: np.ndarray, height: int, width: int, stride: int) -> Any:
    """What max_pool_forward_im2col returns for windows of this size."""
    return cnn.max_pool_forward_im2col(images, {"pool_height": height, "pool_width": width, "stride": stride})


@max_pool_forward_im2col.check(weight=1.5)
def maxima_of_columns_side_by_side(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_im2col takes the maximum of every window of 2x2, also where all entries are negative."""
    out, _ = _windows_pooled(cnn, draw.distinct(3, 2, 8, 10) - 0.7, 2, 2, 2)
    return {"out": out}


@max_pool_forward_im2col.check
def maxima_of_overlapping_columns(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_im2col takes windows that overlap, as those of 3x3 with stride 2 do."""
    out, _ = _windows_pooled(cnn, draw.distinct(3, 4, 7, 11), 3, 3, 2)
    return {"out": out}


@max_pool_forward_im2col.check
def maxima_of_rectangular_columns(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_forward_im2col takes windows that are higher than wide."""
    out, _ = _windows_pooled(cnn, draw.distinct(3, 2, 6, 8), 3, 2, 1)
    return {"out": out}


def _pool_gradient(cnn: Any, draw: Draw, images: tuple[int, ...], height: int, width: int, stride: int) -> Any:
    """The gradient of a max pooling for a drawn upstream gradient."""
    _, cache = _windows_pooled(cnn, draw.distinct(*images), height, width, stride)
    down, right = 1 + (images[2] - height) // stride, 1 + (images[3] - width) // stride
    return {"dx": cnn.max_pool_backward_im2col(draw.off_zero(*images[:2], down, right), cache)}


@max_pool_backward_im2col.check(weight=1.5)
def gradient_of_columns_side_by_side(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_im2col hands every upstream gradient to the largest entry of its window of 2x2."""
    return _pool_gradient(cnn, draw, (3, 2, 8, 10), 2, 2, 2)


@max_pool_backward_im2col.check(weight=1.5)
def gradient_of_overlapping_columns(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_im2col adds up what an entry gets from several windows."""
    return _pool_gradient(cnn, draw, (3, 2, 6, 7), 3, 3, 1)


@max_pool_backward_im2col.check
def gradient_of_rectangular_columns(cnn: Any, draw: Draw) -> dict[str, Any]:
    """max_pool_backward_im2col takes windows that are wider than high."""
    return _pool_gradient(cnn, draw, (3, 4, 6, 11), 2, 3, 2)


def set_parameters(net: Any, draw: Draw, *shapes: tuple[int, ...]) -> list[str]:
    """Give the layers of these weight shapes drawn weights and biases, none of them 0, and return their names."""
    names = []
    for layer, shape in enumerate(shapes, start=1):
        kernel = len(shape) == 4
        fan_in, outputs = (np.prod(shape[1:]), shape[0]) if kernel else (shape[0], shape[1])
        net.params[f"W{layer}"] = draw.off_zero(*shape) * 1.3 / np.sqrt(fan_in)
        net.params[f"b{layer}"] = draw.uniform(0.1, 0.9, outputs) * np.sign(draw.uniform(-1, 2, outputs))
        names += [f"W{layer}", f"b{layer}"]
    return names


def loss_and_gradients(net: Any, x: np.ndarray, y: np.ndarray, names: list[str]) -> dict[str, Any]:
    """The loss, and the gradient of each of the named parameters; one that is not there is left out, and missed later."""
    loss, grads = net.loss(x, y)
    there = [name for name in names if isinstance(grads, dict) and name in grads]
    return {"loss": loss, **{f"d{name}": grads[name] for name in there}}


def set_weights(net: Any, draw: Draw, *shapes: tuple[int, ...]) -> list[str]:
    """Give the layers drawn weights of these shapes, leave their biases as they were made, and return all names."""
    biases = {name: value for name, value in net.params.items() if name.startswith("b")}
    names = set_parameters(net, draw, *shapes)
    net.params.update(biases)
    return names


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


def shapes_and_biases(net: Any) -> dict[str, Any]:
    """The shapes of the weights, the biases, and how many of the layers have repetitive weights."""
    observed: dict[str, Any] = {}
    for layer in (1, 2, 3):
        observed[f"W{layer}_shape"] = np.array(np.shape(net.params[f"W{layer}"]))
        observed[f"b{layer}"] = net.params[f"b{layer}"]
    observed["repetitive_layers"] = sum(repeats_itself(net.params[f"W{layer}"]) for layer in (1, 2, 3))
    return observed


@three_layer_conv_net.check
def shapes_and_biases_of_a_new_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet sets up W1, b1 to W3, b3 with the right shapes: random weights, and biases of 0."""
    net = cnn.ThreeLayerConvNet(
        input_dim=(2, 8, 6),
        num_filters=5,
        filter_size=3,
        hidden_dim=9,
        num_classes=7,
        weight_scale=0.1,
        dtype=np.float64,
    )
    return shapes_and_biases(net)


# 1500 weights or more in a layer: the differences between two draws of mean and deviation have standard errors of at most
# 0.037 and 0.026 of the deviation; the tolerance is five times the first.
@three_layer_conv_net.check(measure=mean_and_std, rtol=0.19, false_alarm=1e-6)
def weights_of_a_new_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet draws all weights with mean 0 and standard deviation weight_scale, 0.001 by default."""
    sizes = {"input_dim": (3, 4, 2), "num_filters": 20, "filter_size": 5, "hidden_dim": 40, "num_classes": 40}
    scaled = cnn.ThreeLayerConvNet(**sizes, weight_scale=0.03, dtype=np.float64)
    usual = cnn.ThreeLayerConvNet(**sizes)
    return {**{name: scaled.params[name] for name in ("W1", "W2", "W3")}, "W2_by_default": usual.params["W2"]}


@three_layer_conv_net.check(weight=0.5)
def default_sizes_of_a_new_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet takes images of 3x32x32, 32 filters of 7x7, 100 hidden units and 10 classes by default."""
    narrow, small = cnn.ThreeLayerConvNet(num_filters=2, hidden_dim=3), cnn.ThreeLayerConvNet(input_dim=(1, 2, 4))
    observed = {f"{name}_of_a_narrow_net": value for name, value in shapes_and_biases(narrow).items()}
    return {**observed, **{f"{name}_for_small_images": value for name, value in shapes_and_biases(small).items()}}


@three_layer_conv_net.check(weight=1.5)
def scores_of_a_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet.loss returns the scores, of either sign, when it gets no labels."""
    net = cnn.ThreeLayerConvNet((2, 4, 6), 3, 3, hidden_dim=8, num_classes=7, reg=0.4, dtype=np.float64)
    set_parameters(net, draw, (3, 2, 3, 3), (18, 8), (8, 7))
    return {"scores": net.loss(draw.normal(5, 2, 4, 6))}


@three_layer_conv_net.check(weight=2)
def loss_and_gradients_of_a_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet.loss returns the softmax loss and the gradients of all parameters."""
    net = cnn.ThreeLayerConvNet((2, 6, 4), 3, 3, hidden_dim=8, num_classes=4, dtype=np.float64)
    names = set_parameters(net, draw, (3, 2, 3, 3), (18, 8), (8, 4))
    return loss_and_gradients(net, draw.normal(5, 2, 6, 4), draw.labels(5, 4), names)


@three_layer_conv_net.check(weight=2)
def conv_net_with_the_penalty(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet.loss adds the L2 penalty of all three layers, and its gradients, with filters of 5x5."""
    net = cnn.ThreeLayerConvNet((2, 4, 6), 3, 5, hidden_dim=7, num_classes=5, reg=3.14, dtype=np.float64)
    names = set_parameters(net, draw, (3, 2, 5, 5), (18, 7), (7, 5))
    return loss_and_gradients(net, draw.normal(4, 2, 4, 6), draw.labels(4, 5), names)


@three_layer_conv_net.check(weight=0.5)
def gradients_of_a_new_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet.loss works with the biases in the shape in which the network was set up with them."""
    net = cnn.ThreeLayerConvNet((2, 4, 6), 5, 3, hidden_dim=8, num_classes=4, reg=0.3, dtype=np.float64)
    names = set_weights(net, draw, (5, 2, 3, 3), (30, 8), (8, 4))
    return loss_and_gradients(net, draw.normal(3, 2, 4, 6), draw.labels(3, 4), names)


@three_layer_conv_net.check(weight=0.5)
def second_loss_of_the_conv_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """ThreeLayerConvNet.loss leaves the parameters as they are: for the same images, a second call returns the same."""
    net = cnn.ThreeLayerConvNet((2, 4, 6), 5, 3, hidden_dim=8, num_classes=4, reg=0.7, dtype=np.float64)
    names = set_parameters(net, draw, (5, 2, 3, 3), (30, 8), (8, 4))
    x, y = draw.normal(3, 2, 4, 6), draw.labels(3, 4)
    net.loss(x, y)
    return loss_and_gradients(net, x, y, names)


@simple_conv_net.check
def shapes_and_biases_of_a_new_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet sets up W1, b1 to W3, b3 with the right shapes: random weights, and biases of 0."""
    net = cnn.SimpleConvNet(
        input_dim=(2, 12, 8), num_filters=(3, 4), filter_size=5, num_classes=7, weight_scale=0.1, dtype=np.float64
    )
    return shapes_and_biases(net)


# 1152 weights by default, and 1500 in the other layers: the differences between two draws of mean and deviation have
# standard errors of at most 0.042 and 0.030 of the deviation; the tolerance is five times the first.
@simple_conv_net.check(measure=mean_and_std, rtol=0.21, false_alarm=1e-6, weight=0.75)
def weights_of_a_new_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet draws all weights with mean 0 and standard deviation weight_scale, 0.01 by default."""
    sizes = {"input_dim": (10, 8, 4), "num_filters": (6, 10), "filter_size": 5, "num_classes": 75}
    scaled, usual = cnn.SimpleConvNet(**sizes, weight_scale=0.2, dtype=np.float64), cnn.SimpleConvNet()
    return {**{name: scaled.params[name] for name in ("W1", "W2", "W3")}, "W2_by_default": usual.params["W2"]}


@simple_conv_net.check(weight=0.5)
def default_sizes_of_a_new_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet takes images of 1x28x28, 8 and 16 filters of 3x3, and 10 classes by default."""
    return shapes_and_biases(cnn.SimpleConvNet())


@simple_conv_net.check
def scores_of_a_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet.loss returns the scores, of either sign, when it gets no labels."""
    net = cnn.SimpleConvNet((2, 4, 8), (3, 5), num_classes=7, reg=0.4, dtype=np.float64)
    set_parameters(net, draw, (3, 2, 3, 3), (5, 3, 3, 3), (10, 7))
    return {"scores": net.loss(draw.normal(4, 2, 4, 8))}


@simple_conv_net.check(weight=1.5)
def loss_and_gradients_of_a_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet.loss returns the softmax loss and the gradients of all parameters."""
    net = cnn.SimpleConvNet((2, 8, 4), (3, 5), num_classes=4, dtype=np.float64)
    names = set_parameters(net, draw, (3, 2, 3, 3), (5, 3, 3, 3), (10, 4))
    return loss_and_gradients(net, draw.normal(5, 2, 8, 4), draw.labels(5, 4), names)


@simple_conv_net.check(weight=1.5)
def simple_net_with_the_penalty(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet.loss adds the L2 penalty of all three layers, and its gradients, with filters of 5x5."""
    net = cnn.SimpleConvNet((1, 4, 8), (3, 2), filter_size=5, num_classes=5, reg=3.14, dtype=np.float64)
    names = set_parameters(net, draw, (3, 1, 5, 5), (2, 3, 5, 5), (4, 5))
    return loss_and_gradients(net, draw.normal(4, 1, 4, 8), draw.labels(4, 5), names)


@simple_conv_net.check(weight=0.5)
def gradients_of_a_new_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet.loss works with the biases in the shape in which the network was set up with them."""
    net = cnn.SimpleConvNet((2, 8, 4), (3, 5), num_classes=6, reg=0.3, dtype=np.float64)
    names = set_weights(net, draw, (3, 2, 3, 3), (5, 3, 3, 3), (10, 6))
    return loss_and_gradients(net, draw.normal(4, 2, 8, 4), draw.labels(4, 6), names)


@simple_conv_net.check(weight=0.5)
def second_loss_of_the_simple_net(cnn: Any, draw: Draw) -> dict[str, Any]:
    """SimpleConvNet.loss leaves the parameters as they are: for the same images, a second call returns the same."""
    net = cnn.SimpleConvNet((2, 4, 8), (3, 5), num_classes=6, reg=0.7, dtype=np.float64)
    names = set_parameters(net, draw, (3, 2, 3, 3), (5, 3, 3, 3), (10, 6))
    x, y = draw.normal(4, 2, 4, 8), draw.labels(4, 6)
    net.loss(x, y)
    return loss_and_gradients(net, x, y, names)
