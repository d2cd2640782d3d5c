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
# # Assignment 3: Batch normalization and its relatives, and dropout
#
# In assignment 1 a deep network learned only if its weights started with the right size. Batch normalization takes the
# matter out of the hands of the initialization: it measures every layer's values while the network runs and puts them
# right. In this assignment you write it, three relatives that do the same with other sets of numbers, and dropout,
# which disturbs a network on purpose. Then you build them into a deep network and see what each of them is worth.
#
# You write code in three files next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `batchnorm.py` | batch, layer, spatial batch and group normalization, forward and backward |
# | `dropout.py` | dropout, forward and backward |
# | `fc_net.py` | a network of any depth that uses them |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your function on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points. What you wrote in
# assignments 1 and 2 is here too, solved: `layers.py`, `optim.py` and `training.py` are given.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.

# %%
# %load_ext autoreload
# %autoreload 2
import time
from copy import deepcopy

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter

import batchnorm
import dropout
import fc_net
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
digits = load_digits(validation_share=0.2, seed=0)

# %% [markdown]
# ## 1. Batch normalization
#
# A batch normalization layer takes the mean and the variance of every feature over the batch, shifts and scales the
# feature to mean 0 and variance 1, and lets the network choose another mean and deviation by `beta` and `gamma`. It
# stands between an affine layer and its activation function.
#
# ### `batchnorm_forward`
#
# In mode `"train"` the layer uses the statistics of the batch and updates running averages of them; in mode `"test"` it
# uses these averages. Whatever has to survive until the next call lives in the dictionary `bn_param`.

# %% check="batchnorm_forward"
check("batchnorm_forward")

# %% [markdown]
# ### Experiment: what arrives in the depth of a network
#
# Needs `batchnorm_forward`. Two hundred random inputs go through ten tanh layers of 200 units, whose weights are too
# small in the upper half of the figure and too large in the lower half. In every second row, a batch normalization
# stands before each tanh. The number in each panel is the *spread* from assignment 1: the standard deviation of a unit
# over the inputs, averaged over the units.


# %%
def tanh_activations(std: float, normalized: bool, depth: int = 10, width: int = 200) -> list[np.ndarray]:
    """The activations (200, width) of every layer of a tanh network with Gaussian weights."""
    rng = np.random.default_rng(0)
    hidden, activations = rng.standard_normal((200, width)), []
    for _ in range(depth):
        hidden = hidden @ (std * rng.standard_normal((width, width)))
        if normalized:
            hidden, _ = batchnorm.batchnorm_forward(hidden, np.ones(width), np.zeros(width), {"mode": "train"})
        hidden, _ = layers.tanh_forward(hidden)
        activations.append(hidden)
    return activations


shown = [1, 3, 5, 7, 10]
rows = [(0.02, False), (0.02, True), (0.3, False), (0.3, True)]
figure, axes = plt.subplots(len(rows), len(shown), figsize=(12, 8), sharex=True, sharey=True)
for place, (row, (std, normalized)) in enumerate(zip(axes, rows, strict=True)):
    activations = tanh_activations(std, normalized)
    for axis, layer in zip(row, shown, strict=True):
        values = activations[layer - 1]
        share = np.full(values.size, 1 / values.size)
        axis.hist(values.ravel(), bins=np.linspace(-1, 1, 42), weights=share, color=BLUE if normalized else GREY)
        axis.set(ylim=(0, 0.25), yticks=[0, 0.1, 0.2], yticklabels=["0", "10%", "20%"])
        heading = f"layer {layer}\n" if place == 0 else ""
        axis.set_title(f"{heading}spread {values.std(axis=0).mean():.2g}", fontsize=11)
    row[0].set_ylabel(f"std {std:g}" + (",\nbatch norm" if normalized else ""), fontweight="bold")
figure.suptitle("Activations of a tanh network with 10 layers, without (grey) and with batch normalization (blue)")
figure.supxlabel("activation")
figure.supylabel("share of all activations (cut off at 25%)")
plt.show()

# %% [markdown]
# **What to see.** Without normalization, small weights let the signal die out, and large ones push nearly all units to
# the ends, where tanh is flat. With it, all layers look alike, and the two blue rows are the same to the eye: the
# weights of the second are fifteen times those of the first, and the variance by which the layer divides has grown with
# them.

# %% [markdown]
# ### Experiment: an answer that depends on its company
#
# Needs `batchnorm_forward`. Three images go through an affine layer and a batch normalization, each of them in batches
# of its own, which are filled up with other images at random. The dots are the outputs of one unit in mode `"train"`.
# The lines are those in mode `"test"`, with running averages from 200 batches.

# %%
rng = np.random.default_rng(1)
W, images = rng.standard_normal((64, 20)) / 8, digits.X_train
ones, zeros = np.ones(20), np.zeros(20)
features, _ = layers.affine_forward(images, W, zeros)
bn_param = {"mode": "train"}
for _ in range(200):
    batchnorm.batchnorm_forward(features[rng.choice(len(features), 64, replace=False)], ones, zeros, bn_param)
bn_param["mode"] = "test"

unit, batches = 4, 40
ranked = np.argsort(features[:, unit])
chosen = ranked[[len(ranked) // 10, len(ranked) // 2, 9 * len(ranked) // 10]]  # a low, a middle and a high value
others = np.setdiff1d(np.arange(len(images)), chosen)
in_test_mode = batchnorm.batchnorm_forward(features[chosen], ones, zeros, dict(bn_param))[0][:, unit]
_, axes = plt.subplots(1, 3, figsize=(12, 4), sharey=True)
for axis, batch_size in zip(axes, [4, 16, 64], strict=True):
    for one, line, colour in zip(chosen, in_test_mode, [BLUE, ORANGE, RED], strict=True):
        outputs = []
        for _ in range(batches):
            batch = np.append(one, rng.choice(others, batch_size - 1, replace=False))
            outputs.append(batchnorm.batchnorm_forward(features[batch], ones, zeros, {"mode": "train"})[0][0, unit])
        axis.plot(range(1, batches + 1), outputs, ".", color=colour)
        axis.axhline(line, color=colour, linewidth=1.5)
    axis.set(title=f"Batches of {batch_size}", xlabel="number of the batch")
axes[0].set_ylabel("output of one unit")
plt.show()

# %% [markdown]
# **What to see.** In mode `"train"` the same image gets another output in every batch, because mean and variance are
# partly the work of its neighbours; in batches of 64 the dots keep closer to the lines than in batches of 4. For
# training this noise is tolerable. An answer that depends on who else asks is not, and mode `"test"` gives each image
# one output, in any company and also alone.

# %% [markdown]
# ### Experiment: running averages on their way
#
# Needs `batchnorm_forward`. A feature with mean 5 and variance 4 comes in batches of 50. The solid lines are its
# running averages, which start at zero; the dashed lines are what is expected of them after $t$ steps, $(1 - m^t)$
# times the true value, where $m$ is the momentum.

# %%
steps = np.arange(1, 101)
records = {0.9: [], 0.99: []}
for momentum, record in records.items():
    rng, bn_param = np.random.default_rng(2), {"mode": "train", "momentum": momentum}
    for _ in steps:
        values = 5 + 2 * rng.standard_normal((50, 1))
        batchnorm.batchnorm_forward(values, np.ones(1), np.zeros(1), bn_param)
        record.append([np.sum(bn_param["running_mean"]), np.sum(bn_param["running_var"])])
_, axes = plt.subplots(1, 2, figsize=(11, 4))
for axis, name, place, truth in zip(axes, ["mean", "variance"], [0, 1], [5, 4], strict=True):
    for (momentum, record), colour in zip(records.items(), [BLUE, RED], strict=True):
        axis.plot(steps, np.array(record)[:, place], color=colour, label=f"momentum {momentum}")
        axis.plot(steps, truth * (1 - momentum**steps), "--", color=colour, linewidth=1)
    axis.axhline(truth, color="black", linewidth=1, linestyle=":", label="true value")
    axis.set(title=f"Running {name}", xlabel="training step", ylabel=f"running {name}", ylim=(0, 1.15 * truth))
axes[0].legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** With momentum 0.9 the start at zero is forgotten after about forty steps, and from then on the
# average trembles a little with the batches. With 0.99 it is smoother, but after a hundred steps it has come less than
# two thirds of the way: a network tested at that moment would subtract too little and divide by too little. A short
# training needs the smaller momentum.

# %% [markdown]
# ### Experiment: the same inputs in both modes
#
# Needs `batchnorm_forward`. Each dot is one feature of one image: to the right, what the network is used with, upwards,
# what it was trained with. Only the batch size differs between the panels.

# %%
rng = np.random.default_rng(3)
bn_param = {"mode": "train"}
for _ in range(200):
    batchnorm.batchnorm_forward(features[rng.choice(len(features), 64, replace=False)], ones, zeros, bn_param)
bn_param["mode"] = "test"
_, axes = plt.subplots(1, 4, figsize=(13, 3.9), sharex=True, sharey=True)
for axis, batch_size in zip(axes, [2, 4, 16, 64], strict=True):
    pairs = []
    for batch in np.array_split(rng.permutation(len(features))[:128], 128 // batch_size):
        trained, _ = batchnorm.batchnorm_forward(features[batch], ones, zeros, {"mode": "train"})
        tested, _ = batchnorm.batchnorm_forward(features[batch], ones, zeros, dict(bn_param))
        pairs.append((tested.ravel(), trained.ravel()))
    across, up = np.concatenate(pairs, axis=1)
    axis.plot([-3.5, 3.5], [-3.5, 3.5], color="black", linewidth=1, linestyle=":")
    axis.plot(across, up, ".", color=BLUE, markersize=2)
    axis.set(title=f"Batches of {batch_size}", xlabel="output in mode test", xlim=(-3.5, 3.5), ylim=(-3.5, 3.5))
    axis.text(-3.2, 2.8, f"correlation {np.corrcoef(across, up)[0, 1]:.2f}")
axes[0].set_ylabel("output in mode train")
plt.show()

# %% [markdown]
# **What to see.** With batches of 64 both modes nearly agree. The smaller the batch, the wider the cloud, and with
# batches of two little more is left than the heights -1 and 1: of two numbers, one is the larger. (The few dots between
# them are pairs so close that `eps` counts.) A network that was trained on this meets values in mode `"test"` that it
# has never seen.

# %% [markdown] question="what_a_batch_of_two_knows" points=2
# **Question.** A batch normalization in mode `"train"` gets batches of two. Show that (with `eps` negligible) its
# outputs are `beta` plus or minus `gamma`, whatever the inputs are. Which information about an input is lost, what is
# left, and what is the gradient `dx`?
#
# BEGIN SOLUTION
# For two values $a > b$ the mean is $(a + b)/2$, the deviations are $\pm(a - b)/2$ and the variance is $(a - b)^2/4$.
# The root of it is $(a - b)/2$, so the normalized values are $+1$ and $-1$. Lost is how large the feature is, and by
# how much the two examples differ; left is which of the two has more of it. Since the outputs stay the same when $a$ or
# $b$ changes a little, the gradient `dx` is zero (apart from what `eps` leaves of it), and nothing below the layer
# learns.
# END SOLUTION

# %% [markdown]
# ### `batchnorm_backward`
#
# Mean and variance are computed from the batch, so the gradient flows through them as well. Draw the graph of the
# forward pass, and go back through it node by node; where a value was used twice, two gradients meet and add up.

# %% check="batchnorm_backward"
check("batchnorm_backward")

# %% [markdown]
# ### `batchnorm_backward_alt`
#
# On paper, most of the steps cancel, and a short expression remains. It reads the same cache and returns the same three
# gradients.

# %% check="batchnorm_backward_alt"
check("batchnorm_backward_alt")

# %% [markdown]
# ### Experiment: two ways back
#
# Needs the three exercises above. Each bar is the median of 25 runs, divided by the number of entries in the batch; the
# lines above the figure show by how much the two results differ, relative to the largest entry.

# %%
names = {"batchnorm_backward": GREY, "batchnorm_backward_alt": BLUE}
shapes = [(100, 50), (500, 100), (1000, 200)]
medians = {name: [] for name in names}
rng = np.random.default_rng(4)
for shape in shapes:
    x, dout = 2 + 3 * rng.standard_normal(shape), rng.standard_normal(shape)
    gamma, beta = rng.standard_normal(shape[1]), rng.standard_normal(shape[1])
    _, cache = batchnorm.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    results = []
    for name in names:
        seconds = []
        for _ in range(25):
            upstream, kept = dout.copy(), deepcopy(cache)  # for functions that work in place
            start = time.perf_counter()
            result = getattr(batchnorm, name)(upstream, kept)
            seconds.append(time.perf_counter() - start)
        medians[name].append(np.median(seconds) / x.size)
        results.append(result)
    off = [np.max(np.abs(a - b)) / np.max(np.abs(a)) for a, b in zip(*results, strict=True)]
    print(f"{shape!s:12} relative difference: dx {off[0]:.0e}, dgamma {off[1]:.0e}, dbeta {off[2]:.0e}")
figure, axis = plt.subplots(figsize=(8, 3.8))
for place, (name, colour) in enumerate(names.items()):
    nanoseconds = np.array(medians[name]) * 1e9
    bars = axis.bar(np.arange(3) + 0.38 * (place - 0.5), nanoseconds, width=0.36, color=colour, label=name)
    axis.bar_label(bars, fmt="%.1f")
axis.set(title="Time of one backward pass", xlabel="shape of the batch", ylabel="nanoseconds per entry")
axis.set(xticks=range(3), xticklabels=[f"{rows} x {columns}" for rows, columns in shapes])
axis.set_ylim(top=1.15 * axis.get_ylim()[1])
axis.grid(False, axis="x")
axis.legend(loc="upper right")
plt.show()

# %% [markdown]
# **What to see.** The gradients agree up to rounding (a difference of $10^{-12}$ would still be rounding, one of
# $10^{-5}$ a slip in the derivation). The short formula goes through the data less often. How much time that saves
# depends on how many steps yours takes along the graph; in ours it is about two fifths for the larger batches.

# %% [markdown]
# ## 2. Layer normalization
#
# Batch normalization needs company. Layer normalization takes mean and variance over the features of *one* example, so
# that a batch of one is as good as any other, and training and testing are the same.
#
# ### `layernorm_forward`
#
# The axis changes; `gamma` and `beta` still belong to the features.

# %% check="layernorm_forward"
check("layernorm_forward")

# %% [markdown]
# ### `layernorm_backward`
#
# The derivation is the one you know, except that `gamma` now varies along the axis over which is averaged.

# %% check="layernorm_backward"
check("layernorm_backward")

# %% [markdown]
# ## 3. Normalization of images
#
# A convolutional layer applies the same filter at every place of an image, so its output has $C$ channels of
# $H \times W$ numbers each, and what belongs together is a channel, not a single place in it.
#
# ### `spatial_batchnorm_forward`
#
# Every pixel of every image counts as an example, and every channel as a feature. Which order must the axes have before
# you reshape?

# %% check="spatial_batchnorm_forward"
check("spatial_batchnorm_forward")

# %% [markdown]
# ### `spatial_batchnorm_backward`
#
# The upstream gradient takes the same way as the images did.

# %% check="spatial_batchnorm_backward"
check("spatial_batchnorm_backward")

# %% [markdown]
# ### `spatial_groupnorm_forward`
#
# Group normalization splits the channels of each image into `G` groups, and gives each group a mean and a variance.

# %% check="spatial_groupnorm_forward"
check("spatial_groupnorm_forward")

# %% [markdown]
# ### `spatial_groupnorm_backward`
#
# Here too `gamma` varies inside the set that is averaged over.

# %% check="spatial_groupnorm_backward"
check("spatial_groupnorm_backward")

# %% [markdown]
# ### Experiment: who shares a mean with whom
#
# Needs `spatial_batchnorm_backward` and `spatial_groupnorm_backward`. The blocks are batches of 4 images with 6
# channels of 4 pixels; the pixels of a channel are stacked. One output, marked in orange, gets an upstream gradient.
# Blue are all inputs to which your backward pass gives a part of it: those that share its mean and variance.


# %%
def inputs_of_one_output(kind: str, groups: int, place: tuple[int, int, int, int]) -> np.ndarray:
    """Which entries of a batch (4, 6, 2, 2) have an influence on the output at `place`: an array of booleans."""
    x = np.random.default_rng(5).standard_normal((4, 6, 2, 2))
    dout = np.zeros_like(x)
    dout[place] = 1
    if kind == "batch":
        _, cache = batchnorm.spatial_batchnorm_forward(x, np.ones(6), np.zeros(6), {"mode": "train"})
        dx, _, _ = batchnorm.spatial_batchnorm_backward(dout, cache)
    else:
        scale, shift = np.ones((1, 6, 1, 1)), np.zeros((1, 6, 1, 1))
        _, cache = batchnorm.spatial_groupnorm_forward(x, scale, shift, groups, {})
        dx, _, _ = batchnorm.spatial_groupnorm_backward(dout, cache)
    return np.abs(dx) > 1e-9


place = (0, 5, 0, 1)
kinds = [
    ("Batch normalization", "batch", 0),
    ("Layer normalization\n(group, G = 1)", "group", 1),
    ("Instance normalization\n(group, G = C = 6)", "group", 6),
    ("Group normalization\n(G = 3)", "group", 3),
]
figure, axes = plt.subplots(1, 4, figsize=(13, 4), subplot_kw={"projection": "3d"})
for axis, (title, kind, groups) in zip(axes, kinds, strict=True):
    shares = inputs_of_one_output(kind, groups, place).reshape(4, 6, 4).transpose(1, 0, 2)[..., ::-1]
    colours = np.where(shares, BLUE, "#F2F2F2")
    colours[5, 0, 2] = ORANGE
    axis.voxels(np.ones_like(shares), facecolors=colours, edgecolor="#555555", linewidth=0.5, shade=False)
    axis.set_axis_off()
    axis.set_box_aspect((6, 4, 4), zoom=1.05)
    axis.text(3, -0.4, -0.3, "channels", zdir="x", ha="center", va="top")
    axis.text(6.5, 2, -0.2, "images", zdir="y", ha="center", va="top")
    axis.text(-0.3, 0, 2, "pixels", zdir="z", ha="right", va="center")
    axis.view_init(elev=25, azim=-55)
    axis.set_title(title)
plt.show()

# %% [markdown]
# **What to see.** Batch normalization takes one channel of all images; the other three stay within one image, and take
# all of its channels, one, or a few. The two ends of group normalization have names of their own. The blue sets are
# where one mean and one variance are taken, and nothing outside them has an influence on the orange output.

# %% [markdown]
# ## 4. Dropout
#
# Dropout silences units at random while a network is trained, so that none of them can rely on a particular other one.
#
# ### `dropout_forward`
#
# `p` is the probability with which a unit is *kept*. What is kept is scaled up, so that nothing is left to do in mode
# `"test"`.

# %% check="dropout_forward"
check("dropout_forward")

# %% [markdown]
# ### `dropout_backward`
#
# A unit that said nothing learns nothing.

# %% check="dropout_backward"
check("dropout_backward")

# %% [markdown]
# ### Experiment: one image, many masks
#
# Needs `dropout_forward`. A three goes through dropout layers with three keep probabilities.

# %%
image = digits.X_train[digits.y_train == 3][0].reshape(8, 8)
np.random.seed(6)
headings = ["original", *["one draw"] * 5, "mean of 20", "mean of 1000"]
figure, axes = plt.subplots(3, len(headings), figsize=(12, 5))
for row, keep in zip(axes, [0.9, 0.75, 0.5], strict=True):
    draws = np.array([dropout.dropout_forward(image.copy(), {"mode": "train", "p": keep})[0] for _ in range(1000)])
    for axis, picture in zip(row, [image, *draws[:5], draws[:20].mean(axis=0), draws.mean(axis=0)], strict=True):
        shade = axis.imshow(picture, cmap="gray_r", vmin=0, vmax=2)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(visible=True, color=GREY)
    row[0].set_ylabel(f"keep {keep:g}", fontweight="bold")
for axis, heading in zip(axes[0], headings, strict=True):
    axis.set_title(heading, fontsize=11)
figure.colorbar(shade, ax=axes, label="value", shrink=0.8)
figure.suptitle("A digit after dropout in mode train")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** The smaller the keep probability, the more pixels are white and the darker are those that are left.
# Every draw is another one. The mean of many draws is the original again: that is what the scaling is for.

# %% [markdown]
# ### Experiment: what the next layer gets
#
# Needs `dropout_forward`. A unit of the next layer adds up 100 activations with weights of its own. The histograms show
# its sum over 4000 draws: once as your function returns it, once with the scaling taken out again.

# %%
np.random.seed(7)
rng = np.random.default_rng(7)
activations, weights = np.maximum(0, rng.standard_normal(100)), 0.1 + 0.2 * rng.standard_normal(100)
in_test_mode, _ = dropout.dropout_forward(activations.copy(), {"mode": "test", "p": 0.5})
figure, axes = plt.subplots(1, 3, figsize=(13, 4), sharex=True, sharey=True)
for axis, keep in zip(axes, [0.8, 0.5, 0.2], strict=True):
    many = np.tile(activations, (4000, 1))
    scaled = dropout.dropout_forward(many, {"mode": "train", "p": keep})[0] @ weights
    for sums, colour, label in [(scaled, BLUE, "scaled"), (keep * scaled, ORANGE, "not scaled")]:
        axis.hist(sums, bins=np.linspace(-3, 12, 76), color=colour, alpha=0.6, label=f"{label}, mean {sums.mean():.2f}")
    axis.axvline(in_test_mode @ weights, color="black", linestyle=":", label=f"mode test, {in_test_mode @ weights:.2f}")
    axis.set(title=f"keep {keep:g}", xlabel="sum that the next unit gets")
    axis.legend(loc="upper right", fontsize=9)
axes[0].set_ylabel("number of draws")
plt.show()

# %% [markdown]
# **What to see.** With the scaling, the sums are spread around the value of mode `"test"`, the wider the fewer units
# are kept. Without it, their mean is `p` times that value, so that the next layer would get larger numbers in use than
# in any step of its training.

# %% [markdown] question="dropout_without_the_factor" points=2
# **Question.** Somebody trains a network with dropout that keeps units with probability 1/2, and forgets to divide by
# `p`. In mode `"test"` nothing is dropped. How do the sums that a unit gets then compare with what it got on average in
# training, behind one dropout layer, and behind three of them? (Take all ReLUs as active and all biases as zero.) How
# can the trained network be repaired without training it again, and why is it still better to divide while training?
#
# BEGIN SOLUTION
# In training, each term of a sum is missing half of the time, so its mean over the draws is half of the full sum.
# Behind one dropout layer, the sums in mode test are twice that mean. Active ReLUs pass a factor on, so behind three
# layers it is $2^3 = 8$: the network is used with numbers that it did not learn with. The repair is to multiply the
# activations of each dropout layer (or the weights that follow it) by `p` in mode test, which is dropout in its
# original form. Dividing by `p` in training gives the right means at once and leaves the network as it is when it is
# used: nobody has to remember `p`, and using the network costs nothing extra.
# END SOLUTION

# %% [markdown]
# ## 5. Deep networks
#
# ### `FullyConnectedNet`
#
# The network of assignment 1 gets two optional guests in every hidden layer: a normalization before the ReLU, and
# dropout after it. Going back, they come in the opposite order.

# %% check="FullyConnectedNet"
check("FullyConnectedNet")

# %% [markdown]
# From here on, networks learn digits with the `Solver` of assignment 2 and Adam. The experiments use a few hundred of
# the training images, so that each takes seconds, and all 359 validation images.


# %%
def train(net: fc_net.FullyConnectedNet, images: int, batch_size: int, epochs: int, seed: int = 0) -> training.Solver:
    """Train `net` on the first `images` digits with Adam; returns the Solver with its record."""
    data = {"X_train": digits.X_train[:images], "y_train": digits.y_train[:images]}
    data |= {"X_val": digits.X_val, "y_val": digits.y_val}
    solver = training.Solver(
        net, data, "adam", {"learning_rate": 1e-3}, batch_size=batch_size, num_epochs=epochs, seed=seed
    )
    solver.train()
    return solver


def deep_net(normalization: str | None, weight_scale: float, seed: int = 0) -> fc_net.FullyConnectedNet:
    """A network with five hidden layers of 50 units."""
    return fc_net.FullyConnectedNet(
        [50] * 5, input_dim=64, normalization=normalization, weight_scale=weight_scale, dtype=np.float64, seed=seed
    )


# %% [markdown]
# ### Experiment: five hidden layers
#
# Needs `FullyConnectedNet` and batch normalization. The weights start with a standard deviation of 0.05; He's rule
# would ask for 0.2.

# %%
_, axes = plt.subplots(1, 3, figsize=(13, 4))
epochs = np.arange(1, 16)
for normalization, label, colour in [(None, "without", GREY), ("batchnorm", "batch norm", BLUE)]:
    solver = train(deep_net(normalization, 0.05), images=1000, batch_size=50, epochs=len(epochs))
    loss_per_epoch = np.reshape(solver.loss_history, (len(epochs), -1)).mean(axis=1)
    axes[0].semilogy(epochs, loss_per_epoch, "o-", markersize=3, color=colour, label=label)
    axes[1].plot(epochs, solver.train_acc_history, "o-", markersize=3, color=colour)
    axes[2].plot(epochs, solver.val_acc_history, "o-", markersize=3, color=colour)
axes[0].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
axes[0].yaxis.set_major_formatter("{x:g}")
axes[0].yaxis.set_minor_locator(NullLocator())
axes[0].set(title="Training loss", xlabel="epoch", ylabel="mean loss of the epoch (logarithmic)")
axes[0].set_xticks([1, 5, 10, 15])
axes[0].legend(loc="lower left")
for axis, name in zip(axes[1:], ["Training", "Validation"], strict=True):
    axis.set(title=f"{name} accuracy", xlabel="epoch", ylabel="images read correctly", ylim=(0, 1.03))
    axis.set_xticks([1, 5, 10, 15])
    axis.yaxis.set_major_formatter(PercentFormatter(1))
plt.show()

# %% [markdown]
# **What to see.** With batch normalization the network reads most digits after two epochs and nearly all of them after
# five. Without it, the same network with the same first weights crawls, and is not done after fifteen.

# %% [markdown]
# ### Experiment: from which weights can it learn?
#
# Needs `FullyConnectedNet` and batch normalization. The same network, ten epochs on 500 images, for initial weights of
# many sizes.

# %%
scales = np.logspace(-3, 0.5, 11)
figure, axes = plt.subplots(1, 3, figsize=(13, 4))
for normalization, label, colour in [(None, "without", GREY), ("batchnorm", "batch norm", BLUE)]:
    solvers = [train(deep_net(normalization, scale), images=500, batch_size=50, epochs=10) for scale in scales]
    axes[0].semilogx(scales, [solver.best_val_acc for solver in solvers], "o-", color=colour, markersize=4, label=label)
    axes[1].semilogx(scales, [max(solver.train_acc_history) for solver in solvers], "o-", color=colour, markersize=4)
    axes[2].loglog(scales, [np.mean(s.loss_history[-10:]) for s in solvers], "o-", color=colour, markersize=4)
for axis, name in zip(axes, ["Best validation accuracy", "Best training accuracy", "Final training loss"], strict=True):
    axis.axvline(0.2, color="black", linewidth=1, linestyle=":", label="He, 0.2")
    axis.set(title=name, xlabel="weight_scale (logarithmic)")
for axis in axes[:2]:
    axis.set(ylabel="images read correctly", ylim=(0, 1.03))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
axes[2].set_ylabel("loss of the last epoch (log.)")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plt.show()

# %% [markdown]
# **What to see.** Without normalization the network learns well only in a narrow range around the scale of He. With it,
# every scale from a thousandth up to there will do. Near 0.2, where the plain network works best, the two are close,
# and its loss is even the lower one. Large weights hurt both. Batch normalization keeps the loss from exploding, but
# the last layer is not normalized and starts with large random scores, and large weights need many small steps to
# change direction.

# %% [markdown] question="what_normalization_forgives" points=3
# **Question.** All weights $W$ of an affine layer that is followed by a batch normalization are multiplied by a number
# $a > 0$ (`eps` is negligible). What happens to the output of the normalization, and what to the gradient of the loss
# with respect to $W$? Use this to explain the left half of the figure. And what is the bias of that affine layer good
# for?
#
# BEGIN SOLUTION
# The inputs of the normalization, their mean and their standard deviation are all multiplied by $a$, so the output
# stays what it was. The loss, as a function of $W$, has the same value at $aW$ as at $W$; by the chain rule, its
# gradient at $aW$ is $1/a$ times that at $W$. Small weights thus get large gradients. However small the weights are,
# the signal arrives in full size at the next layer and the gradient does not vanish on its way back through the layers.
# Only in the extreme, where the variance is no longer large compared with `eps`, does this stop. Without normalization,
# each of the six layers multiplies signal and gradient by a small factor, and nothing arrives. The bias adds the same
# number to a feature of all examples, and the normalization subtracts it again with the mean: it has no effect, and its
# gradient is zero. `beta` has taken its place.
# END SOLUTION

# %% [markdown]
# ### Experiment: how small may a batch be?
#
# Needs `FullyConnectedNet` and batch normalization. Eight epochs on 500 images, with batches of four sizes. Smaller
# batches mean more steps per epoch.

# %%
sizes = {2: RED, 5: ORANGE, 10: GREEN, 50: BLUE}
epochs = np.arange(1, 9)
records = {}
for normalization in [None, "batchnorm", "layernorm"]:
    for size in sizes:
        records[normalization, size] = train(deep_net(normalization, 0.15), images=500, batch_size=size, epochs=8)
figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True)
for size, colour in sizes.items():
    solver = records["batchnorm", size]
    axes[0].plot(epochs, solver.train_acc_history, "o-", color=colour, markersize=4, label=f"batches of {size}")
    axes[1].plot(epochs, solver.val_acc_history, "o-", color=colour, markersize=4)
for axis, name in zip(axes, ["Training", "Validation"], strict=True):
    axis.set(title=f"{name} accuracy with batch norm", xlabel="epoch", ylabel="images read correctly", ylim=(0, 1.03))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
plt.show()

# %% [markdown]
# **What to see.** From batches of two the network learns next to nothing, with 25 times as many steps as in the blue
# run. Batches of five are enough to learn from, though the training accuracy stays behind. Ten are the best choice
# here: enough company for the statistics, and five times the steps of batches of fifty, which start slowly for that
# reason.

# %% [markdown]
# ### Experiment: a normalization that needs no company
#
# Needs layer normalization as well. The same runs, without normalization and with either kind.

# %%
figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), sharey=True)
titles = {None: "Without normalization", "batchnorm": "Batch normalization", "layernorm": "Layer normalization"}
for axis, (normalization, title) in zip(axes, titles.items(), strict=True):
    for size, colour in sizes.items():
        history = records[normalization, size].val_acc_history
        axis.plot(epochs, history, "o-", color=colour, markersize=4, label=f"batches of {size}")
    axis.set(title=title, xlabel="epoch", ylim=(0, 1.03))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
axes[0].set_ylabel("validation images read correctly")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
plt.show()

# %% [markdown]
# **What to see.** Left: a small batch is no obstacle in itself; with more steps per epoch, the network even learns
# sooner. Right: layer normalization keeps this advantage, and with batches of two it is ahead of all others after one
# epoch. In the middle, batches of two fail. With batches of fifty it is batch normalization that is ahead after eight
# epochs.

# %% [markdown]
# ### Experiment: dropout against learning by heart
#
# Needs `FullyConnectedNet` and dropout. A network with 500 hidden units and large initial weights gets only 150 images;
# each curve is the mean of three runs. A network with a `seed` drops the same units in every step, which suits a
# gradient check and not a training, so the seed is taken out of its `dropout_param` here.

# %%
keeps = {1: GREY, 0.75: ORANGE, 0.5: BLUE}
epochs = np.arange(1, 81)
_, axes = plt.subplots(1, 3, figsize=(13, 4))
for keep, colour in keeps.items():
    runs = []
    for seed in range(3):
        net = fc_net.FullyConnectedNet(
            [500], input_dim=64, dropout_keep_ratio=keep, weight_scale=0.3, dtype=np.float64, seed=seed
        )
        net.dropout_param.pop("seed", None)
        np.random.seed(seed)
        solver = train(net, images=150, batch_size=25, epochs=len(epochs), seed=seed)
        runs.append((solver.train_acc_history, solver.val_acc_history))
    train_accuracy, val_accuracy = np.mean(runs, axis=0)
    axes[0].plot(epochs, train_accuracy, color=colour, label=f"keep {keep:g}")
    axes[1].plot(epochs, val_accuracy, color=colour)
    axes[2].plot(epochs, train_accuracy - val_accuracy, color=colour)
    print(
        f"keep {keep:<4}: last ten epochs, training {train_accuracy[-10:].mean():.1%}, "
        f"validation {val_accuracy[-10:].mean():.1%}"
    )
for axis, name in zip(axes, ["Training accuracy", "Validation accuracy", "Training minus validation"], strict=True):
    axis.set(title=name, xlabel="epoch", ylabel="images read correctly", ylim=(0, 1.03))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
axes[1].set_ylim(0.75, 0.95)
axes[2].set(ylabel="gap", ylim=(0, 0.3))
axes[0].legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** All three networks learn the 150 images by heart, those with dropout later. On new images they are
# a little better in the end: in our runs by about one point, four or five images out of 359, but in each of the three.
# The gap is smaller with dropout, most of all in the middle of the training, where the plain network has
# finished learning by heart and the others still have to cope with missing units.

# %% [markdown]
# ## 6. Reading digits
#
# Everything together: three hidden layers with batch normalization and a little dropout, all training images, and
# weights of a size that stopped a network without normalization. The goal is 97% on the validation images.

# %%
net = fc_net.FullyConnectedNet(
    [100] * 3,
    input_dim=64,
    normalization="batchnorm",
    dropout_keep_ratio=0.9,
    weight_scale=0.01,
    reg=1e-4,
    dtype=np.float64,
    seed=8,
)
del net.dropout_param["seed"]
np.random.seed(8)
solver = train(net, images=len(digits.X_train), batch_size=50, epochs=30)
epochs = np.arange(1, 31)
loss_per_epoch = [np.mean(part) for part in np.array_split(solver.loss_history, len(epochs))]
_, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
left.semilogy(epochs, loss_per_epoch, color=BLUE)
left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
left.yaxis.set_major_formatter("{x:g}")
left.yaxis.set_minor_locator(NullLocator())
left.set(title="Training loss", xlabel="epoch", ylabel="mean loss of the epoch (logarithmic)")
right.plot(epochs, solver.train_acc_history, color=BLUE, label="training")
right.plot(epochs, solver.val_acc_history, color=ORANGE, label="validation")
right.set(title="Accuracy after each epoch", xlabel="epoch", ylabel="images read correctly", ylim=(0.8, 1.005))
right.yaxis.set_major_formatter(PercentFormatter(1))
right.legend(loc="lower right")
plt.show()
print(f"best epoch: number {1 + np.argmax(solver.val_acc_history)}, validation accuracy {solver.best_val_acc:.1%}")
print(f"with its parameters put back: {solver.accuracy(digits.X_val, digits.y_val):.1%}")
assert solver.best_val_acc >= 0.97, "a right network reaches 97% with these settings"

# %% [markdown]
# **What to see.** Weights of 0.01 are no obstacle any more, and 90% are exceeded after the first epoch. The training
# accuracy soon stays at or near 100%; the loss still falls, in bumps, since every step drops other units.

# %% [markdown] question="what_the_solver_forgets" points=2
# **Question.** At the end of its training the `Solver` puts back the parameters of the best epoch. The two numbers
# above need not agree all the same. What of that epoch does it not put back, where is it kept, and when would the
# difference be large?
#
# BEGIN SOLUTION
# The running averages. They are not in `params`, since no gradient moves them, but in the network's `bn_params`, and
# there they are those of the last epoch. In mode test the parameters of one epoch are thus used with the statistics of
# another. The difference is small if the parameters changed little in between, as they do at the end of a training; it
# is large if the best epoch was long ago, or if the learning rate is high and the statistics of the layers still move.
# A record of the best model has to hold the running averages, too (in PyTorch they are *buffers*, and part of the
# `state_dict`).
# END SOLUTION

# %% [markdown]
# When all checks are done, hand in `batchnorm.py`, `dropout.py`, `fc_net.py` and this notebook with your answers.
