# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Assignment 4: Convolutional networks
#
# A fully connected network treats an image as a bag of numbers: shuffle the pixels, and it learns as well as before. In
# this assignment you write the layers that know what is next to what: convolution, pooling, and the competition between
# channels that AlexNet made known. First they are written plainly, then as matrix products that are quick enough to
# train with, and in the end they read digits.
#
# You write code in one file next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `cnn.py` | the layers, first with plain loops and then by way of `im2col`, and two networks made of them |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your function on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points. What you wrote in
# earlier assignments is here too, solved: `layers.py`, `optim.py` and `training.py` are given.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.

# %%
# %load_ext autoreload
# %autoreload 2
# %env OPENBLAS_NUM_THREADS=1
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter

import cnn
import layers
import training
from autograder import check
from autograder.datasets import load_digits

# Colours that stay apart for colour-blind eyes (Okabe and Ito), used with the same meaning throughout a figure.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"
plt.rcParams.update(
    {
        "figure.constrained_layout.use": True,
        "font.size": 11,
        "axes.titlesize": 12,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#E0E0E0",
        "axes.axisbelow": True,
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)


def show_image(axis: plt.Axes, image: np.ndarray, title: str = "", **options: Any) -> None:
    """One image without ticks in a thin frame; by default from 0 (white) to 1 (black)."""
    axis.imshow(image, **{"cmap": "gray_r", "vmin": 0, "vmax": 1, **options})
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=11)
    axis.grid(visible=False)
    axis.spines[:].set(visible=True, color=GREY, linewidth=0.5)


def show_numbers(axis: plt.Axes, table: np.ndarray, form: str = "{:g}", size: int = 10, **options: Any) -> None:
    """A table as coloured cells, each with its number in it; where it is NaN the cell stays empty."""
    cells = axis.imshow(table, **options)
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    for (row, column), number in np.ndenumerate(table):
        if np.isfinite(number):
            red, green, blue, _ = cells.to_rgba(number)
            ink = "black" if 0.3 * red + 0.6 * green + 0.1 * blue > 0.5 else "white"
            axis.text(column, row, form.format(number), ha="center", va="center", color=ink, fontsize=size)


# %% [markdown]
# ## 1. Convolution
#
# Images come as arrays of shape $(N, C, H, W)$: $N$ examples, $C$ channels, $H$ rows and $W$ columns. As before a layer
# is a pair of functions, and what goes into a cache is your choice.
#
# ### `conv_forward_naive`
#
# A *filter* is a small block of weights. It is laid on the image at one place after the other, and each time gives one
# number: the sum of the products of weights and pixels that lie on each other, plus a bias. The numbers of one filter
# are an image again, its *feature map*. The filter covers all channels of the image at once.

# %% check="conv_forward_naive"
check("conv_forward_naive")

# %% [markdown]
# ### Experiment: filters made by hand
#
# Needs `conv_forward_naive`. The six filters in the top row are applied to a drawing and to a digit. The digit is
# enlarged to 32 x 32, so that its strokes are a few pixels wide. Ink counts 1 and paper 0. Below the filters, purple stands for
# positive results and orange for negative ones.

# %%
digits = load_digits(validation_share=0.2, seed=0)
rows, columns = np.mgrid[:32, :32]
drawing = np.zeros((32, 32))
drawing[(rows - 8) ** 2 + (columns - 8) ** 2 < 30] = 1  # a disc
drawing[4:13, 19:28] = 1  # a square
drawing[18:29, 3:14][(rows + columns)[18:29, 3:14] % 6 < 2] = 1  # slanted stripes
drawing[18:29, 19:28] = np.linspace(0, 1, 9)  # a slope from paper to ink
three = np.pad(digits.X_train[digits.y_train == 3][1].reshape(8, 8), 1)
for _ in range(2):  # enlarge the columns, then the rows; what lies between two pixels is a mix of them
    three = np.array([np.interp(np.linspace(-0.4, 9.4, 32), np.arange(10), line) for line in three]).T
three = np.clip(3 * three - 1, 0, 1)  # and make the strokes dark

handmade = {
    "one pixel": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "left or right edge": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "top or bottom edge": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}
filters = np.array(list(handmade.values()), dtype=float)[:, np.newaxis]
pictures = np.stack([drawing, three])[:, np.newaxis]
maps, _ = cnn.conv_forward_naive(pictures, filters, np.zeros(len(filters)), {"stride": 1, "pad": 1})

figure, axes = plt.subplots(3, 7, figsize=(13, 5.8), height_ratios=[0.75, 1, 1])
for column, name in enumerate(handmade):
    show_numbers(axes[0, column + 1], filters[column, 0], form="{:.2g}", size=9, cmap="PuOr", vmin=-8, vmax=8)
    axes[0, column + 1].set(xticks=[], yticks=[])
    axes[0, column + 1].set_title(name, fontsize=11)
    for row in range(2):
        largest = np.abs(maps[row, column]).max()
        show_image(axes[row + 1, column + 1], maps[row, column], cmap="PuOr", vmin=-largest, vmax=largest)
axes[0, 0].set_axis_off()
show_image(axes[1, 0], drawing, "the drawing")
show_image(axes[2, 0], three, "the digit")
figure.suptitle("Six filters of 3 x 3 weights, and what they make of two images")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** The first filter copies the image. The weights of the next three add up to zero, so that they
# answer nothing inside an even area. An edge filter answers to edges of its own direction, with one sign where ink
# begins and the other where it ends; on the slope it gives a faint, even answer. The outline filter finds edges of
# every direction. The weights of the blur add up to one, it is a mean; sharpening is the opposite and overshoots on both
# sides of an edge.

# %% [markdown]
# ### Experiment: where the window lies
#
# Needs `conv_forward_naive`. Each dot is the middle of one place of a 3 x 3 window; the first and the last are
# drawn. The grey cells are the border of zeros. The sizes in the titles come from your function.

# %%
figure, axes = plt.subplots(1, 4, figsize=(13, 3.6))
for axis, (stride, pad) in zip(axes, [(1, 0), (1, 1), (2, 0), (2, 1)], strict=True):
    blank = np.zeros((1, 1, 7, 7))
    slid, _ = cnn.conv_forward_naive(blank, np.zeros((1, 1, 3, 3)), np.zeros(1), {"stride": stride, "pad": pad})
    edges = np.arange(-pad, 8 + pad)
    border = np.pad(np.zeros((7, 7)), pad, constant_values=1)
    axis.pcolormesh(edges, edges, border, cmap="Greys", vmin=0, vmax=4, edgecolors="#CCCCCC")
    axis.add_patch(Rectangle((0, 0), 7, 7, fill=False, color="black", linewidth=1.5))
    middles = stride * np.arange(slid.shape[2]) - pad + 1.5
    axis.plot(*np.meshgrid(middles, middles), "o", color=GREY, markersize=5)
    for middle, colour in [(middles[0], BLUE), (middles[-1], ORANGE)]:
        axis.add_patch(Rectangle((middle - 1.5, middle - 1.5), 3, 3, facecolor=colour, alpha=0.2))
        axis.add_patch(Rectangle((middle - 1.5, middle - 1.5), 3, 3, fill=False, color=colour, linewidth=2.5))
    axis.set(title=f"stride {stride}, pad {pad}: {slid.shape[2]} x {slid.shape[3]}", xticks=[], yticks=[])
    axis.set(xlim=(-1.2, 8.2), ylim=(8.2, -1.2), aspect="equal")
    axis.spines[:].set_visible(False)
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** Without a border the 7 x 7 image shrinks by two, since the window cannot have its middle in the
# outermost pixels. A border of one makes up for exactly that: the output is as large as the image, which is called
# *same* padding. A stride of two leaves out every other place, and makes the output about half as large in both
# directions.


# %%
def output_size(size: int, window: int, stride: int, pad: int) -> float:
    """How many places a window has along `size` pixels; NaN where its last step would end beyond the border."""
    steps, rest = divmod(size + 2 * pad - window, stride)
    return np.nan if rest else steps + 1


windows, strides = [1, 2, 3, 4, 5, 7, 9, 11], [1, 2, 3, 4]
figure, axes = plt.subplots(1, 3, figsize=(13, 4.8), sharey=True)
for axis, pad in zip(axes, [0, 1, 2], strict=True):
    table = np.array([[output_size(32, window, stride, pad) for stride in strides] for window in windows])
    show_numbers(axis, table, cmap="Blues", vmin=0, vmax=45, aspect="auto")
    axis.set(title=f"pad {pad}", xlabel="stride", xticks=range(len(strides)), xticklabels=strides)
axes[0].set(ylabel="height of the window", yticks=range(len(windows)), yticklabels=windows)
figure.suptitle("Height of the output for images of 32 rows; empty where the window does not come out even")
plt.show()

# %% [markdown]
# **What to see.** With stride 1 every further row of the window costs one row of output, and a window of 3 with pad 1 or
# one of 5 with pad 2 keeps the 32 rows. With larger strides most combinations do not come out even: a stride of 2
# needs a window of even height here, and with a stride of 3 each window fits just one of the three borders.

# %% [markdown] question="why_small_windows" points=2
# **Question.** Three convolutions with 3 x 3 filters follow one another, all with stride 1 and $C$ channels in and out.
# Which part of the image can a pixel of the last feature map depend on? A single convolution with filters of that size
# sees the same part. Compare the numbers of weights (without biases), and name one more difference if there is a ReLU
# after every convolution.
#
# BEGIN SOLUTION
# Each 3 x 3 convolution adds one pixel on every side: after one layer a pixel depends on 3 x 3 pixels, after two on
# 5 x 5, after three on 7 x 7. Three layers have $3 \cdot 9\,C^2 = 27\,C^2$ weights, a single 7 x 7 layer has
# $49\,C^2$, nearly twice as many. And the stack applies three ReLUs instead of one, so that it can represent functions
# which are not linear in the pixels before the last ReLU. (The price: three sets of feature maps have to be kept for
# the backward pass.)
# END SOLUTION

# %% [markdown]
# ### `conv_backward_naive`
#
# Every pixel has been read by several windows, and every weight by all of them. On the way back both add up what comes
# from each place. The same loop over the places does both.

# %% check="conv_backward_naive"
check("conv_backward_naive")

# %% [markdown]
# ### Experiment: how often a pixel is used
#
# Needs `conv_forward_naive` and `conv_backward_naive`. If all weights and all upstream gradients are 1, the gradient of
# a pixel counts the windows that it is part of.

# %%
figure, axes = plt.subplots(1, 4, figsize=(13, 4))
for axis, (stride, pad) in zip(axes, [(1, 0), (1, 1), (2, 0), (3, 0)], strict=True):
    answer, cache = cnn.conv_forward_naive(
        np.zeros((1, 1, 9, 9)), np.ones((1, 1, 3, 3)), np.zeros(1), {"stride": stride, "pad": pad}
    )
    uses, _, _ = cnn.conv_backward_naive(np.ones_like(answer), cache)
    show_numbers(axis, uses[0, 0], cmap="Blues", vmin=0, vmax=12)
    axis.set(title=f"stride {stride}, pad {pad}", xlabel="column", xticks=[0, 4, 8], yticks=[0, 4, 8])
axes[0].set_ylabel("row")
figure.suptitle("Number of 3 x 3 windows that each pixel of a 9 x 9 image belongs to")
plt.show()

# %% [markdown]
# **What to see.** In the middle a pixel belongs to nine windows, in a corner to a single one: without a border the rim
# of an image has little influence. The border of zeros softens this. With stride 2 the
# counts differ from pixel to pixel, and with stride 3 the windows lie side by side and each pixel is used once.

# %% [markdown]
# ## 2. Pooling
#
# A pooling layer makes the image smaller. It has no weights and treats every channel on its own.
#
# ### `max_pool_forward_naive`
#
# Of each window the largest value remains. Window and stride are given separately: the windows may lie side by side,
# overlap, or leave gaps.

# %% check="max_pool_forward_naive"
check("max_pool_forward_naive")

# %% [markdown]
# ### `max_pool_backward_naive`
#
# Only the largest value of a window had a say in the output, so it gets all of the gradient.

# %% check="max_pool_backward_naive"
check("max_pool_backward_naive")

# %% [markdown]
# ### `avg_pool_forward`
#
# The mean of each window, with the same windows as above.

# %% check="avg_pool_forward"
check("avg_pool_forward")

# %% [markdown]
# ### `avg_pool_backward`
#
# All values of a window had an equal say.

# %% check="avg_pool_backward"
check("avg_pool_backward")

# %% [markdown]
# ### `global_avg_pool_forward`
#
# The window is the whole image: one number per channel remains.

# %% check="global_avg_pool_forward"
check("global_avg_pool_forward")

# %% [markdown]
# ### `global_avg_pool_backward`
#
# One number per channel comes back, and all pixels of that channel share it.

# %% check="global_avg_pool_backward"
check("global_avg_pool_backward")

# %% [markdown]
# ### Experiment: what pooling keeps
#
# Needs `max_pool_forward_naive`, `avg_pool_forward` and `global_avg_pool_forward`. The picture has a square, a single
# pixel, thin lines, and faint noise in the lower right corner.

# %%
rng = np.random.default_rng(0)
picture = np.zeros((32, 32))
picture[3:12, 3:12] = 1
picture[6, 22] = 1
picture[18:30, [4, 8, 12]] = 1
picture[17:31, 17:31] = rng.uniform(0, 0.5, (14, 14))
batch = picture[np.newaxis, np.newaxis]
figure, axes = plt.subplots(2, 4, figsize=(11, 5.8))
for column, size in enumerate([2, 4, 8], start=1):
    pool_param = {"pool_height": size, "pool_width": size, "stride": size}
    for row, (name, pool) in enumerate([("maximum", cnn.max_pool_forward_naive), ("average", cnn.avg_pool_forward)]):
        show_image(axes[row, column], pool(batch, pool_param)[0][0, 0], f"{name} over {size} x {size}")
show_image(axes[0, 0], picture, "the picture, 32 x 32")
mean = cnn.global_avg_pool_forward(batch)[0]
show_image(axes[1, 0], mean.reshape(1, 1), f"global average: {mean.item():.3f}")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** The maximum keeps the single pixel and the thin lines at full strength and makes them thicker, and it
# makes the noise darker, since it picks the largest of many values; over 4 x 4 the three lines become one block. The average keeps the amount of ink: the single
# pixel fades, close lines melt into an even grey, and the noise calms down to its mean. Neither says any more where in
# its window something was. The global average knows how much there is, and nothing of where.

# %% [markdown]
# ### Experiment: where the gradient goes
#
# Needs the six exercises above. A random image of 7 x 7 pixels, windows of 3 x 3 with stride 2, which overlap by one
# row or column, and an upstream gradient of 1 for each of the nine windows.

# %%
noise = np.random.default_rng(1).uniform(0, 1, (1, 1, 7, 7))
overlapping = {"pool_height": 3, "pool_width": 3, "stride": 2}
_, axes = plt.subplots(1, 4, figsize=(13, 3.6))
largest_values, cache = cnn.max_pool_forward_naive(noise, overlapping)
to_largest = cnn.max_pool_backward_naive(np.ones_like(largest_values), cache)
means, cache = cnn.avg_pool_forward(noise, overlapping)
to_all = cnn.avg_pool_backward(np.ones_like(means), cache)
mean, cache = cnn.global_avg_pool_forward(noise)
to_everything = cnn.global_avg_pool_backward(np.ones_like(mean), cache)
show_numbers(axes[0], 100 * noise[0, 0], form="{:.0f}", size=9, cmap="Greys", vmin=0, vmax=150)
show_numbers(axes[1], to_largest[0, 0], cmap="Blues", vmin=0, vmax=4)
show_numbers(axes[2], to_all[0, 0], form="{:.2f}", size=8, cmap="Blues", vmin=0, vmax=1)
show_numbers(axes[3], to_everything[0, 0], form="{:.2f}", size=8, cmap="Blues", vmin=0, vmax=1)
titles = ["pixels, in hundredths", "gradient, maximum", "gradient, average", "gradient, global average"]
for axis, title in zip(axes, titles, strict=True):
    axis.set(title=title, xlabel="column", xticks=[0, 3, 6], yticks=[0, 3, 6])
axes[0].set_ylabel("row")
plt.show()
print("sums of the gradients:", to_largest.sum(), to_all.sum().round(12), to_everything.sum().round(12))

# %% [markdown]
# **What to see.** Max pooling sends each window's gradient to one pixel, and a pixel that wins in several windows gets
# several of them; most pixels get none. Average pooling gives every pixel something, most to those in two or four
# windows. Both hand on the nine that came in, and the global average the one that it got.

# %% [markdown]
# ## 3. Local response normalization
#
# AlexNet lets neighbouring channels compete: where one of them is very active, the others count for less.
#
# ### `local_response_norm_forward`
#
# Every activation is divided by a number that grows with the squares of the activations in the channels around it, at
# the same pixel. Near the first and the last channel there are fewer neighbours.

# %% check="local_response_norm_forward"
check("local_response_norm_forward")

# %% [markdown]
# ### `local_response_norm_backward`
#
# An activation takes part in its own output and in the sums of its neighbours. Both ways lead back to it.

# %% check="local_response_norm_backward"
check("local_response_norm_backward")

# %% [markdown]
# ### Experiment: channels that compete
#
# Needs the two exercises above. One pixel with sixteen channels; channel 8 is very active, and so are channels 1 and 2
# at the edge. AlexNet's $\alpha = 10^{-4}$ belongs to activations of a hundred and more; for these small ones it is
# larger here. The right panel is the derivative of each output with respect to each activation, from your backward pass.

# %%
before = np.full(16, 1.0)
before[[1, 2, 8]] = [2.0, 3.0, 5.0]
lrn_param = {"n": 5, "k": 1.0, "alpha": 0.2, "beta": 0.75}
pixel = before.reshape(1, 16, 1, 1)
after, cache = cnn.local_response_norm_forward(pixel, lrn_param)
jacobian = np.array(
    [cnn.local_response_norm_backward(one.reshape(pixel.shape), cache).ravel() for one in np.eye(len(before))]
)
_, (left, right) = plt.subplots(1, 2, figsize=(12, 4.6), width_ratios=[1.3, 1])
places = np.arange(16)
left.bar(places - 0.2, before, width=0.4, color=GREY, label="before")
left.bar(places + 0.2, after.ravel(), width=0.4, color=BLUE, label="after")
left.set(title="Activations of one pixel (n = 5)", xlabel="channel", ylabel="activation", xticks=places)
left.legend()
largest = np.abs(jacobian).max()
shown = right.imshow(jacobian, cmap="PuOr", vmin=-largest, vmax=largest)
right.set(title="Derivative of output $i$ by activation $j$", xlabel="activation $j$", ylabel="output $i$")
right.set(xticks=places[::3], yticks=places[::3])
right.grid(visible=False)
plt.colorbar(shown, ax=right)
plt.show()

# %% [markdown]
# **What to see.** Channels 6, 7, 9 and 10 had the same activation as 11 and 12, and come out at less than half: channel 8
# is in their sums. Channel 8 is still the largest, but instead of five times as large as channel 11 it is twice as
# large. In the right panel the diagonal is mostly positive and the places beside it are negative: more of one channel
# means less of its neighbours, and beyond two channels there is no influence at all. The derivative of channel 8 by
# itself is about zero, even slightly negative; it has normalized itself, and would gain nothing by more.

# %% [markdown]
# ## 4. Convolution as a matrix product
#
# Loops are slow in Python, and one large matrix product is among the fastest things a computer can do. So the windows
# are copied into a matrix first, one column for each, and all filters are applied to all windows at once.
#
# ### `im2col`
#
# The docstring says which entry goes where. The order of rows and columns matters, since the next functions rely on it.

# %% check="im2col"
check("im2col")

# %% [markdown]
# ### Experiment: an image as columns
#
# Needs `im2col`. An image of 4 x 4 pixels, windows of 3 x 3 and of 2 x 2. Every pixel has a number and a colour of its
# own.

# %%
numbered = np.arange(1, 17, dtype=float).reshape(1, 1, 4, 4)
examples = {"3 x 3, stride 1": (3, 1, 0), "2 x 2, stride 2": (2, 2, 0), "3 x 3, stride 2, pad 1": (3, 2, 1)}
_, axes = plt.subplots(1, 4, figsize=(12, 4.2), width_ratios=[1.1, 1, 1, 1])
pixels = plt.get_cmap("viridis").with_extremes(under="#EEEEEE")
show_numbers(axes[0], numbered[0, 0], cmap=pixels, vmin=0.5, vmax=16)
axes[0].set(title="the image", xlabel="column", ylabel="row", xticks=range(4), yticks=range(4))
for axis, (name, (window, stride, pad)) in zip(axes[1:], examples.items(), strict=True):
    matrix = cnn.im2col(numbered, window, window, stride, pad)
    show_numbers(axis, matrix, cmap=pixels, vmin=0.5, vmax=16)
    axis.set(title=name, xlabel="window", ylabel="place in the window")
    axis.set(xticks=range(matrix.shape[1]), yticks=range(matrix.shape[0]))
plt.show()

# %% [markdown]
# **What to see.** Each column is one window, read row by row. With overlapping windows pixels are copied several times:
# pixel 6 of the first matrix is in all four columns. Windows that lie side by side only put the pixels into another
# order. In the last matrix the zeros of the border are copied as well.

# %% [markdown]
# ### `col2im`
#
# The way back for gradients: each entry of the matrix is added to the pixel that it was copied from.

# %% check="col2im"
check("col2im")

# %% [markdown]
# ### `conv_forward_im2col`
#
# The same results as `conv_forward_naive`, with a matrix product in place of the loop.

# %% check="conv_forward_im2col"
check("conv_forward_im2col")

# %% [markdown]
# ### `conv_backward_im2col`
#
# The backward pass of a matrix product is known from the affine layer; `col2im` does the rest.

# %% check="conv_backward_im2col"
check("conv_backward_im2col")

# %% [markdown]
# ### `max_pool_forward_im2col`
#
# Windows as columns serve for pooling too, if each channel is taken as an image of its own.

# %% check="max_pool_forward_im2col"
check("max_pool_forward_im2col")

# %% [markdown]
# ### `max_pool_backward_im2col`
#
# The gradients go to one entry of each column, and from there back to the pixels.

# %% check="max_pool_backward_im2col"
check("max_pool_backward_im2col")

# %% [markdown]
# ### Experiment: what the matrix product gains
#
# Needs both versions of the convolution and of max pooling. Two images with three channels, 16 filters of 3 x 3; the
# median of three runs of forward and backward pass together. The plot is logarithmic in both directions, so that a
# straight line is a power of the size. Times differ from computer to computer.


# %%
def seconds(forward: Callable, backward: Callable, *inputs: Any) -> float:
    """The median time of a forward and a backward pass, after one run to warm up."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        result, cache = forward(*inputs)
        backward(result, cache)
        times.append(time.perf_counter() - start)
    return float(np.median(times[1:]))


sizes = [4, 8, 16, 32, 64]
rng = np.random.default_rng(2)
kernels, offsets = rng.standard_normal((16, 3, 3, 3)), rng.standard_normal(16)
same, halve = {"stride": 1, "pad": 1}, {"pool_height": 2, "pool_width": 2, "stride": 2}
measured: dict[str, list[float]] = {"naive": [], "im2col": [], "pool naive": [], "pool im2col": []}
differences = []
for size in sizes:
    images = rng.standard_normal((2, 3, size, size))
    inputs = (images, kernels, offsets, same)
    measured["naive"].append(seconds(cnn.conv_forward_naive, cnn.conv_backward_naive, *inputs))
    measured["im2col"].append(seconds(cnn.conv_forward_im2col, cnn.conv_backward_im2col, *inputs))
    slow, fast = cnn.conv_forward_naive(*inputs)[0], cnn.conv_forward_im2col(*inputs)[0]
    differences.append(np.abs(slow - fast).max())
    measured["pool naive"].append(seconds(cnn.max_pool_forward_naive, cnn.max_pool_backward_naive, slow, halve))
    measured["pool im2col"].append(seconds(cnn.max_pool_forward_im2col, cnn.max_pool_backward_im2col, slow, halve))

_, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True)
for axis, prefix, title in [(left, "", "Convolution"), (right, "pool ", "Max pooling of its 16 feature maps")]:
    axis.loglog(sizes, measured[f"{prefix}naive"], "o-", color=RED, label="naive")
    axis.loglog(sizes, measured[f"{prefix}im2col"], "o-", color=BLUE, label="im2col")
    axis.set(title=title, xlabel="height and width of the images", xticks=sizes, xticklabels=sizes)
    axis.xaxis.set_minor_locator(NullLocator())
    axis.legend(loc="upper left")
left.set_ylabel("seconds, forward and backward")
plt.show()
gain = measured["naive"][-1] / measured["im2col"][-1]
print(f"convolution of 64 x 64 pixels: {gain:.0f} times as fast; largest difference of outputs {max(differences):.1e}")

# %% [markdown]
# **What to see.** The loop does the same work for every output pixel, and so its time grows with the square of the image
# size: each doubling costs about four times as much. By way of im2col it takes a small part of that time, most clearly
# in the convolution, where a matrix product does the work; with small images a fixed cost of each call is all that
# counts. The two versions agree up to rounding.

# %% [markdown] question="price_of_im2col" points=2
# **Question.** A batch of 64 examples with 64 channels of 56 x 56 pixels goes through a convolution with 3 x 3 filters,
# stride 1 and pad 1. How many numbers does the batch hold, and how many its `im2col` matrix? How much memory is that
# with four bytes for a number? What could you do if it is too much, and why does the result stay the same?
#
# BEGIN SOLUTION
# The batch holds $64 \cdot 64 \cdot 56 \cdot 56 \approx 12.8$ million numbers, 51 MB. The matrix has $64 \cdot 9$ rows
# and $64 \cdot 56 \cdot 56$ columns (with pad 1 the output has 56 x 56 pixels), about 115.6 million numbers or 462 MB:
# nine times as much, since nearly every pixel is in nine windows. One can take a few examples at a time: every column
# belongs to one example, so the columns of a part of the batch give the outputs of that part, and in the backward pass
# the weight gradients of the parts are added. Building the matrix again for the backward pass instead of keeping it in
# the cache saves memory as well.
# END SOLUTION

# %% [markdown]
# ## 5. Networks
#
# ### Sandwiches
#
# A convolution is nearly always followed by a ReLU and often by pooling. `conv_relu_forward`, `conv_relu_pool_forward`
# and their backward passes are given in `cnn.py`; they call what you have written.
#
# ### Experiment: are the gradients of the sandwiches right?
#
# Needs the exercises of part 4. A *numeric gradient* changes one input at a time by a tiny $h$ in both directions and
# watches the result. The relative error is the length of the difference of both gradients, divided by the sum of their
# lengths.


# %%
def numeric_gradient(f: Callable[[], float], values: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The derivative of f() by each entry of `values`, which f reads, from differences."""
    gradient = np.zeros_like(values)
    for place in np.ndindex(*values.shape):
        kept = values[place]
        values[place] = kept + h
        above = f()
        values[place] = kept - h
        gradient[place] = (above - f()) / (2 * h)
        values[place] = kept
    return gradient


sandwiches = {
    "conv_relu": (cnn.conv_relu_forward, cnn.conv_relu_backward, [same]),
    "conv_relu_pool": (cnn.conv_relu_pool_forward, cnn.conv_relu_pool_backward, [same, halve]),
}
rng = np.random.default_rng(3)
arguments = [rng.standard_normal((2, 3, 6, 8)), rng.standard_normal((4, 3, 3, 3)), rng.standard_normal(4)]
errors = {}
for name, (forward, backward, extra) in sandwiches.items():
    made, cache = forward(*arguments, *extra)
    pull = rng.standard_normal(made.shape)

    def pulled(forward: Callable = forward, extra: list = extra, pull: np.ndarray = pull) -> float:
        """A number whose gradient with respect to the output is `pull`."""
        return float(np.sum(forward(*arguments, *extra)[0] * pull))

    for symbol, values, gradient in zip(["x", "w", "b"], arguments, backward(pull, cache), strict=True):
        numeric = numeric_gradient(pulled, values)
        lengths = np.linalg.norm(gradient) + np.linalg.norm(numeric)
        errors[f"{name}\nd{symbol}"] = np.linalg.norm(gradient - numeric) / lengths

figure, axis = plt.subplots(figsize=(9, 3.8))
axis.bar(list(errors), list(errors.values()), color=[BLUE] * 3 + [GREEN] * 3, width=0.6)
axis.axhline(1e-7, color=RED, linestyle="--")
axis.text(5.4, 1.6e-7, "below this, trust it", color=RED, ha="right")
axis.set(yscale="log", ylim=(1e-13, 1e-5), ylabel="relative error (logarithmic)")
axis.set_title("Gradients by formula and by differences")
axis.grid(visible=False, axis="x")
plt.show()

# %% [markdown]
# **What to see.** All six errors are far below $10^{-7}$ and at the size of rounding. A gradient with a slip in it has an
# error of $10^{-2}$ or more; there is hardly anything in between, except where a tiny $h$ pushes a value across the kink
# of a ReLU or makes another pixel of a window the largest.

# %% [markdown]
# ### `ThreeLayerConvNet`
#
# Convolution, ReLU, pooling, and a hidden layer before the scores. `loss` works as in the networks of assignment 1.

# %% check="ThreeLayerConvNet"
check("ThreeLayerConvNet")

# %% [markdown]
# ### `SimpleConvNet`
#
# Two convolutions with pooling, and the scores directly after them.

# %% check="SimpleConvNet"
check("SimpleConvNet")

# %% [markdown]
# ### The data and the training
#
# The digits of assignment 1 as images with one channel. The `Solver` of assignment 2 trains with Adam.

# %%
data = {
    "X_train": digits.X_train.reshape(-1, 1, 8, 8),
    "y_train": digits.y_train,
    "X_val": digits.X_val.reshape(-1, 1, 8, 8),
    "y_val": digits.y_val,
}


def train(
    net: Any, data: dict[str, np.ndarray], epochs: int, learning_rate: float = 3e-3, batch_size: int = 50
) -> training.Solver:
    """Train `net` with Adam; the returned Solver holds the history."""
    solver = training.Solver(
        net,
        data,
        update_rule="adam",
        optim_config={"learning_rate": learning_rate},
        batch_size=batch_size,
        num_epochs=epochs,
    )
    solver.train()
    return solver


def plot_history(solver: training.Solver, title: str, ylim: tuple[float, float]) -> None:
    """The loss of every step on the left, the accuracies after every epoch on the right."""
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
    epochs = np.arange(1, len(solver.val_acc_history) + 1)
    left.semilogy(np.linspace(0, epochs[-1], len(solver.loss_history)), solver.loss_history, color=BLUE, linewidth=0.8)
    left.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_locator(NullLocator())
    left.set(title=f"{title}: loss of each batch", xlabel="epoch", ylabel="loss (logarithmic)")
    right.plot(epochs, solver.train_acc_history, color=BLUE, label="training")
    right.plot(epochs, solver.val_acc_history, color=ORANGE, label="validation")
    right.set(title=f"{title}: accuracy after each epoch", xlabel="epoch", ylabel="images read correctly", ylim=ylim)
    right.yaxis.set_major_formatter(PercentFormatter(1))
    right.legend(loc="lower right")
    plt.show()


# %% [markdown]
# ### Experiment: learn fifty images by heart
#
# Needs `ThreeLayerConvNet` and what it is made of. The cheapest sanity check, once more, now for the new layers.

# %%
np.random.seed(0)
net = cnn.ThreeLayerConvNet((1, 8, 8), num_filters=12, filter_size=3, hidden_dim=40, weight_scale=0.1)
few = {**data, "X_train": data["X_train"][:50], "y_train": data["y_train"][:50]}
solver = train(net, few, epochs=60, learning_rate=5e-3, batch_size=10)
plot_history(solver, "Fifty images", ylim=(0, 1.05))
print(f"training accuracy {solver.train_acc_history[-1]:.1%}, validation accuracy {solver.val_acc_history[-1]:.1%}")
assert max(solver.train_acc_history) == 1.0, "fifty images can be learned by heart"

# %% [markdown]
# **What to see.** The loss falls from 2.3 to about 0.01, and every one of the fifty images is read correctly. On new
# images the network does much worse: it has seen about five examples of each digit.

# %% [markdown]
# ### Experiment: all digits, and a fully connected net of the same size
#
# Needs `SimpleConvNet`. The `Chain` below makes a network out of any list of layers; the comparison is with one hidden
# layer of 25 units, which gives nearly the same number of parameters. Each network is trained from three different
# starts.


# %%
@dataclass
class Step:
    """A layer of a `Chain`: its two passes, the shape of its weights if it has any, and further arguments."""

    forward: Callable
    backward: Callable
    shape: tuple[int, ...] = ()
    extra: tuple = ()


class Chain:
    """A network of layers that follow one another, with weights by He and softmax at the end."""

    def __init__(self, steps: list[Step], seed: int) -> None:
        """Draw the parameters: W0 and b0 for the first step that has weights, and so on."""
        self.steps, self.params = steps, {}
        rng = np.random.default_rng(seed)
        for place, step in enumerate(steps):
            if step.shape:
                is_filter = len(step.shape) == 4
                fan_in = np.prod(step.shape[1:]) if is_filter else step.shape[0]
                drawn = rng.standard_normal(step.shape) * np.sqrt(2 / fan_in)
                self.params[f"W{place}"] = drawn.astype(np.float32)
                self.params[f"b{place}"] = np.zeros(step.shape[0] if is_filter else step.shape[1], np.float32)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """The scores of X; with labels, the loss and the gradients by the names of the parameters."""
        signal, memory, found = X.astype(np.float32), [], {}
        for place, step in enumerate(self.steps):
            own = [self.params[f"{kind}{place}"] for kind in "Wb" if step.shape]
            signal, kept = step.forward(signal, *own, *step.extra)
            memory.append((place, step, kept))
        if y is None:
            return signal
        value, back = layers.softmax_loss(signal, y)
        for place, step, kept in reversed(memory):
            if step.shape:
                back, found[f"W{place}"], found[f"b{place}"] = step.backward(back, kept)
            else:
                back = step.backward(back, kept)
        return value, found


def connected_net(inputs: int, hidden: int, seed: int) -> Chain:
    """A fully connected network with one hidden layer."""
    return Chain(
        [
            Step(layers.affine_relu_forward, layers.affine_relu_backward, (inputs, hidden)),
            Step(layers.affine_forward, layers.affine_backward, (hidden, 10)),
        ],
        seed,
    )


def convolutional_net(size: int, seed: int) -> cnn.SimpleConvNet:
    """A SimpleConvNet for images of `size` x `size` pixels, with 8 and 16 filters."""
    np.random.seed(seed)
    return cnn.SimpleConvNet((1, size, size), num_filters=(8, 16), filter_size=3, weight_scale=0.1)


def count(net: Any) -> int:
    """How many parameters a network has."""
    return sum(parameter.size for parameter in net.params.values())


EPOCHS = 20
contestants = {
    "convolutional": (lambda seed: convolutional_net(8, seed), BLUE),
    "fully connected": (lambda seed: connected_net(64, 25, seed), ORANGE),
}
reached: dict[str, list[float]] = {}
_, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
for name, (build, colour) in contestants.items():
    reached[name] = []
    for seed in range(3):
        net = build(seed)
        solver = train(net, data, EPOCHS)
        epochs = np.arange(1, EPOCHS + 1)
        label = f"{name}, {count(net)} parameters" if seed == 0 else None
        loss_per_epoch = [part.mean() for part in np.array_split(np.array(solver.loss_history), EPOCHS)]
        left.semilogy(epochs, loss_per_epoch, color=colour, linewidth=1.3, label=label)
        right.plot(epochs, solver.val_acc_history, color=colour, linewidth=1.3)
        reached[name].append(solver.best_val_acc)
    print(f"{name}: best validation accuracies", ", ".join(f"{accuracy:.1%}" for accuracy in reached[name]))
    if name == "convolutional":
        trained = net
        assert max(reached[name]) >= 0.95, "a right network reaches 95% with these settings"
left.set(
    title="Training loss", xlabel="epoch", ylabel="mean loss of the epoch (logarithmic)", xticks=[1, 5, 10, 15, 20]
)
left.legend()
right.set(title="Validation accuracy", xlabel="epoch", ylabel="images read correctly", ylim=(0.8, 1.0))
right.set(xticks=[1, 5, 10, 15, 20])
right.yaxis.set_major_formatter(PercentFormatter(1))
plt.show()

# %% [markdown]
# **What to see.** In the end the loss of the convolutional network is lower in training; on new images no difference is
# left that would be larger than that between two starts. These digits are small and all of them sit in the middle, so
# that it hardly matters that a convolution looks for the same thing everywhere. The next experiments are about where it
# does.

# %% [markdown]
# ### Experiment: few images, shuffled pixels
#
# Needs the experiment above. In one half of the runs all images, for training and for validation, have their 64 pixels
# put into another order, the same for all. No information is lost by that: one could put them back. Each point is the
# mean of three starts, and the number of steps is the same everywhere.

# %%
order = np.random.default_rng(4).permutation(64)
counts = [100, 300, 900]
figure = plt.figure(figsize=(12.5, 4.2))
left, right = figure.subfigures(1, 2, width_ratios=[1, 1.3])
for pair, image in zip(left.subplots(2, 3).T, data["X_val"], strict=False):
    show_image(pair[0], image[0])
    show_image(pair[1], image.reshape(64)[order].reshape(8, 8))
left.suptitle("Three digits, and the same with shuffled pixels", fontsize=12)
left.supxlabel("column of pixels", fontsize=11)
left.supylabel("row of pixels", fontsize=11)
axis = right.subplots()
for name, (build, colour) in contestants.items():
    for style, pixels in [("o-", np.arange(64)), ("o:", order)]:
        means = []
        for number in counts:
            some = {"y_train": digits.y_train[:number], "y_val": digits.y_val}
            some["X_train"] = digits.X_train[:number, pixels].reshape(-1, 1, 8, 8)
            some["X_val"] = digits.X_val[:, pixels].reshape(-1, 1, 8, 8)
            runs = [train(build(seed), some, epochs=9000 // number, batch_size=20) for seed in range(3)]
            means.append(np.mean([run.best_val_acc for run in runs]))
        label = name if style == "o-" else f"{name}, shuffled"
        axis.semilogx(counts, means, style, color=colour, label=label)
        print(f"{label + ':':28}", ", ".join(f"{mean:.1%}" for mean in means))
axis.set(title="Validation accuracy", xlabel="training images (logarithmic)", ylabel="images read correctly")
axis.set(xticks=counts, xticklabels=counts, ylim=(0.7, 1))
axis.xaxis.set_minor_locator(NullLocator())
axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
axis.legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** The fully connected network does not care: apart from chance its two lines are the same. On images in
# order the convolutional network is as good, and on shuffled ones it is worse, by several points throughout and most
# with a hundred images. It is built on the expectation that pixels next to each other belong together. Where that
# holds it costs nothing, and where it does not hold it is in the way.

# %% [markdown]
# ### Experiment: what the filters have learned
#
# Needs `ThreeLayerConvNet`. Twelve filters of 5 x 5 weights, before the first step and after the last.

# %%
np.random.seed(1)
net = cnn.ThreeLayerConvNet((1, 8, 8), num_filters=12, filter_size=5, hidden_dim=40, weight_scale=0.1, reg=2e-3)
first_filters = net.params["W1"][:, 0].copy()
solver = train(net, data, epochs=15)
last_filters = net.params["W1"][:, 0]
figure, axes = plt.subplots(2, 12, figsize=(13, 2.7))
for row, (name, drawn) in enumerate([("before", first_filters), ("after", last_filters)]):
    largest = np.abs(drawn).max()
    for axis, one in zip(axes[row], drawn, strict=True):
        show_image(axis, one, cmap="PuOr", vmin=-largest, vmax=largest)
    neighbours = np.corrcoef(np.append(drawn[:, :, 1:], drawn[:, 1:]), np.append(drawn[:, :, :-1], drawn[:, :-1]))
    axes[row, 0].set_ylabel(name)
    print(f"{name}: weights up to {largest:.2f}, correlation of neighbouring weights {neighbours[0, 1]:.2f}")
figure.suptitle("Filters of the first layer (purple is positive)")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()
print(f"validation accuracy {solver.best_val_acc:.1%}")

# %% [markdown]
# **What to see.** Before the training neighbouring weights have nothing to do with each other. Afterwards the weights
# are larger, and neighbours tend to agree (the correlation says so more clearly than the eye): some filters have become
# a bar or a patch of one sign with the other sign beside it, an edge detector like those made by hand. Others have
# hardly changed. With images of 8 x 8 pixels, do not expect the neat stripes of AlexNet's first layer.

# %% [markdown]
# ### Experiment: one digit on its way through the network
#
# Needs `SimpleConvNet`. The network trained above looks at one validation image.

# %%
chosen = np.flatnonzero(digits.y_val == 3)[:1]
image = data["X_val"][chosen].astype(np.float32)
parameters = trained.params
first_maps, _ = cnn.conv_relu_forward(image, parameters["W1"], parameters["b1"], same)
pooled, _ = cnn.max_pool_forward_im2col(first_maps, halve)
second_maps, _ = cnn.conv_relu_forward(pooled, parameters["W2"], parameters["b2"], same)
scores = trained.loss(image)[0]
likely = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()

figure = plt.figure(figsize=(13, 4.4))
left, middle, right = figure.subfigures(1, 3, width_ratios=[1, 3.4, 1.2])
show_image(left.subplots(), image[0, 0], "8 x 8 pixels")
axes = middle.subplots(3, 8)
for axis, one in zip(axes[0], first_maps[0], strict=True):
    show_image(axis, one, cmap="Blues", vmin=0, vmax=first_maps.max())
for axis, one in zip(axes[1:].ravel(), second_maps[0], strict=True):
    show_image(axis, one, cmap="Blues", vmin=0, vmax=second_maps.max())
axes[0, 0].set_ylabel("first layer\n8 x 8")
axes[1, 0].set_ylabel("second layer\n4 x 4")
axes[2, 0].set_ylabel("second layer\n4 x 4")
bars = right.subplots()
bars.barh(range(10), likely, color=[GREEN if digit == 3 else GREY for digit in range(10)])
bars.set(xlabel="probability", ylabel="class", yticks=range(10), xlim=(0, 1.05), xticks=[0, 0.5, 1])
bars.invert_yaxis()
figure.suptitle("A three, the feature maps after the ReLU (dark is active), and the answer")
for part in (left, middle):
    part.supxlabel("column of pixels", fontsize=11)
    part.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** In the first layer one recognizes the digit: some maps answer to all of its ink, others to one side of
# its strokes. A map that stays empty belongs to a filter that finds nothing here. In the second layer the maps are
# coarse and more selective, and differ from each other in where they are active: that is what the last layer makes the
# scores of.

# %% [markdown]
# ### Experiment: digits that have moved
#
# Needs `SimpleConvNet`, `global_avg_pool_forward` and `global_avg_pool_backward`. The digits get a margin of four pixels,
# which makes images of 16 x 16. Three networks learn from digits in the middle, and are asked about validation digits
# that were moved by up to two pixels; nothing of them is cut off. The third network has two convolutions with one
# pooling between them, and ends in a global average.


# %%
def with_margin(images: np.ndarray) -> np.ndarray:
    """Digits in the middle of images of 16 x 16 pixels."""
    return np.pad(images.reshape(-1, 1, 8, 8), ((0, 0), (0, 0), (4, 4), (4, 4)))


def averaging_net(seed: int) -> Chain:
    """Two convolutions, then the global average of each channel, then the scores."""
    return Chain(
        [
            Step(cnn.conv_relu_pool_forward, cnn.conv_relu_pool_backward, (12, 1, 3, 3), (same, halve)),
            Step(cnn.conv_relu_forward, cnn.conv_relu_backward, (24, 12, 3, 3), (same,)),
            Step(cnn.global_avg_pool_forward, cnn.global_avg_pool_backward),
            Step(layers.affine_forward, layers.affine_backward, (24, 10)),
        ],
        seed,
    )


centred = {**data, "X_train": with_margin(digits.X_train), "X_val": with_margin(digits.X_val)}
moves = range(-2, 3)
movers = {
    "fully connected": (connected_net(256, 14, 0), 15, 3e-3),
    "SimpleConvNet": (convolutional_net(16, 0), 12, 3e-3),
    "with global average": (averaging_net(0), 25, 1e-2),
}
figure, axes = plt.subplots(1, 3, figsize=(13, 4.6), sharey=True)
for axis, (name, (net, epochs, learning_rate)) in zip(axes, movers.items(), strict=True):
    train(net, centred, epochs, learning_rate)
    table = np.zeros((5, 5))
    for row, down in enumerate(moves):
        for column, right in enumerate(moves):
            moved = np.roll(centred["X_val"], (down, right), axis=(2, 3))
            table[row, column] = np.mean(net.loss(moved).argmax(axis=1) == digits.y_val)
    show_numbers(axis, 100 * table, form="{:.0f}", cmap="viridis", vmin=0, vmax=100)
    axis.set(title=f"{name}\n{count(net)} parameters", xlabel="pixels to the right")
    axis.set(xticks=range(5), xticklabels=moves, yticks=range(5), yticklabels=moves)
axes[0].set_ylabel("pixels downwards")
figure.suptitle("Per cent of the moved validation digits that are read correctly")
plt.show()

# %% [markdown]
# **What to see.** All three read digits in the middle about equally well. One pixel to the side is enough to make
# the fully connected network fail on about half of the digits, and two pixels leave it guessing. `SimpleConvNet` does
# only a little better. The network with the global average has never seen a moved digit either, and holds on to most of
# them. Its table is a chequered pattern: hardly any loss where both moves are even, and most where both are odd.

# %% [markdown] question="digits_that_move" points=3
# **Question.** A convolution does the same everywhere. Why does `SimpleConvNet` still lose so much when the digits move?
# And why does the network with the global average read digits that moved by two pixels better than some that moved by
# one?
#
# BEGIN SOLUTION
# If the image moves, the feature maps of a convolution move with it; they do not stay the same. In `SimpleConvNet` an
# affine layer follows, which has a weight of its own for every place of every map. It has learned them for digits in
# the middle, and a moved map meets weights that were meant for other places. Pooling forgives only as much as stays
# inside one window.
#
# The global average discards the place and keeps the amount, so a map that has moved gives the same mean (apart from
# what happens at the border). But the maps must move as a whole. The pooling has stride 2: when the image moves by two
# pixels, the same pixels share a window as before, and the pooled map moves by exactly one. When it moves by one pixel,
# the windows hold other groups of pixels and the pooled maps are different ones, which the network has not seen in
# training.
# END SOLUTION

# %% [markdown]
# ## 6. Two famous networks on paper
#
# The sizes in a published table follow from the formula for the output size, one layer after the other. LeNet-5 (LeCun
# et al., 1998) read the digits on cheques; AlexNet (Krizhevsky et al., 2012) won the ImageNet competition with a margin
# that started the present age of deep learning. AlexNet was trained on two graphics cards, and three of its
# convolutions see only the half of the channels that is on their own card: they have two *groups*. The paper says that
# its images have 224 x 224 pixels; the published sizes come out with 227.


# %%
@dataclass
class Published:
    """A row of a layer table: a convolution, a pooling or a fully connected layer."""

    name: str
    kind: str  # "conv", "pool" or "full"
    out: int  # feature maps or units that come out
    window: int = 1
    stride: int = 1
    pad: int = 0
    groups: int = 1


LENET = [
    Published("C1", "conv", 6, window=5),
    Published("S2", "pool", 6, window=2, stride=2),
    Published("C3", "conv", 16, window=5),
    Published("S4", "pool", 16, window=2, stride=2),
    Published("C5", "conv", 120, window=5),
    Published("F6", "full", 84),
    Published("output", "full", 10),
]
ALEXNET = [
    Published("conv1", "conv", 96, window=11, stride=4),
    Published("pool1", "pool", 96, window=3, stride=2),
    Published("conv2", "conv", 256, window=5, pad=2, groups=2),
    Published("pool2", "pool", 256, window=3, stride=2),
    Published("conv3", "conv", 384, window=3, pad=1),
    Published("conv4", "conv", 384, window=3, pad=1, groups=2),
    Published("conv5", "conv", 256, window=3, pad=1, groups=2),
    Published("pool5", "pool", 256, window=3, stride=2),
    Published("fc6", "full", 4096),
    Published("fc7", "full", 4096),
    Published("fc8", "full", 1000),
]


def walk(table: list[Published], channels: int, size: int) -> list[tuple[str, int, int]]:
    """Print one line per layer; returns name, parameters and multiplications of those that have weights."""
    costs = []
    print(f"{'':8}{'output':>15}{'parameters':>14}{'multiplications':>18}")
    print(f"{'image':8}{f'{channels} @ {size} x {size}':>15}")
    for layer in table:
        if layer.kind == "full":
            weights, size = channels * size**2 * layer.out, 1
        else:
            size = int(output_size(size, layer.window, layer.stride, layer.pad))
            weights = layer.out * channels // layer.groups * layer.window**2 if layer.kind == "conv" else 0
        channels = layer.out
        shape = f"{channels} @ {size} x {size}" if layer.kind != "full" else f"{channels}"
        if weights:
            costs.append((layer.name, weights + layer.out, weights * size**2))
            print(f"{layer.name:8}{shape:>15}{costs[-1][1]:>14,}{costs[-1][2]:>18,}")
        else:
            print(f"{layer.name:8}{shape:>15}{'-':>14}{'-':>18}")
    print(f"{'sum':23}{sum(cost[1] for cost in costs):>14,}{sum(cost[2] for cost in costs):>18,}\n")
    return costs


print("LeNet-5")
lenet = walk(LENET, channels=1, size=32)
print("AlexNet")
alexnet = walk(ALEXNET, channels=3, size=227)

_, axes = plt.subplots(1, 2, figsize=(13, 4.6), width_ratios=[1, 1.5])
for axis, title, costs in zip(axes, ["LeNet-5", "AlexNet"], [lenet, alexnet], strict=True):
    names, parameters, products = zip(*costs, strict=True)
    for shift, numbers, colour, label in [
        (-0.2, parameters, ORANGE, "parameters"),
        (0.2, products, BLUE, "multiplications"),
    ]:
        shares = np.array(numbers) / sum(numbers)
        bars = axis.bar(np.arange(len(names)) + shift, shares, width=0.4, color=colour, label=label)
        axis.bar_label(bars, [f"{share:.0%}" if share >= 0.005 else "<1%" for share in shares], fontsize=9)
    axis.set(title=title, xticks=range(len(names)), xticklabels=names, xlabel="layer", ylim=(0, 0.85))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
    axis.grid(visible=False, axis="x")
axes[0].set_ylabel("share of the network's total")
axes[0].legend(loc="upper right")
plt.show()

# %% [markdown]
# **What to see.** The sizes are the published ones. The parameters sit in the fully connected layers, and in
# LeNet's C5, whose 5 x 5 windows cover all of S4. In both networks more than nine tenths of the multiplications are in
# the convolutions, C5 counted among them. (The original LeNet-5 connects each map of C3 to some maps of S2 only, which
# leaves 1,516 parameters of the 2,416; and it has a factor and a bias for each map that is pooled.)

# %% [markdown] question="where_the_parameters_are" points=2
# **Question.** Why does a convolution have few parameters and many multiplications, compared with a fully connected
# layer? You want to make AlexNet's file smaller: at which layers do you begin? You want it to run faster: at which? What
# becomes of fc6 if its input is first averaged over all places of each channel, as in `global_avg_pool_forward`?
#
# BEGIN SOLUTION
# The weights of a filter are used at every place of the output: conv2 uses each of its 307,200 weights at
# $27 \cdot 27 = 729$ places. A fully connected layer uses each weight once per image. For a smaller file begin with fc6
# and fc7, which hold nine tenths of the parameters; for speed with the convolutions, which do over nine tenths of the
# multiplications, conv2 first. With a global average fc6 gets 256 inputs instead of $256 \cdot 6 \cdot 6 = 9216$, and
# has $256 \cdot 4096 \approx 1.05$ million weights instead of 37.7 million. (Later networks drop the hidden layers at
# the end altogether.)
# END SOLUTION

# %% [markdown]
# When all checks are done, hand in `cnn.py` and this notebook with your answers.
