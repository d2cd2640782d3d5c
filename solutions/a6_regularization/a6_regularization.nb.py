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
# # Assignment 6: Regularization, preprocessing, augmentation and losses
#
# A network that has learned its training images by heart is worth little. In this assignment you write what helps
# against that: penalties on the weights, data that come in a better form, new images made from old ones. At the end
# stand losses that ask for something else than the right class: embeddings in which like lies next to like, classes
# that are rare, examples that are hard.
#
# You write code in four files next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `penalties.py` | L1 and L2 penalties, two ways to bound weights, ridge regression |
# | `preprocessing.py` | centring, standardising, principal components, whitening |
# | `augmentation.py` | flips, rotations, crops, colours, noise, and the thin plate spline |
# | `losses.py` | losses for pairs and triplets, for unequal classes, for hard examples, with soft labels |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your function on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points. The layers of
# assignment 1 are here too, solved, as `layers.py`.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.

# %%
# %load_ext autoreload
# %autoreload 2
from collections.abc import Callable
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

import augmentation
import layers
import losses
import penalties
import preprocessing
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
BOX = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
digits = load_digits(validation_share=0.2, seed=0)

# %% [markdown]
# All experiments use the 1797 embedded digits of 8 x 8 pixels, so that each takes seconds. The same code runs on MNIST
# (`load_mnist()` in `autograder.datasets` fetches it once): there, with 54 000 images instead of 1438, all accuracies
# are higher and the differences between the remedies smaller, as long as a network sees all of the images.
#
# The networks are small enough to be given here. This one is a stack of affine layers with ReLUs in between; its last
# layer is followed by whatever loss an experiment asks for.


# %%
class Network:
    """Affine layers with ReLUs between them, of the given sizes; weights by He's rule, biases zero."""

    def __init__(self, sizes: list[int], seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.depth, self.params = len(sizes) - 1, {}
        for layer, (before, after) in enumerate(pairwise(sizes), start=1):
            self.params[f"W{layer}"] = rng.standard_normal((before, after)) * np.sqrt(2 / before)
            self.params[f"b{layer}"] = np.zeros(after)

    def forward(self, X: np.ndarray) -> tuple[np.ndarray, list]:
        """The outputs of the last layer for a batch (N, D), and the caches of all layers."""
        caches = []
        for layer in range(1, self.depth + 1):
            step = layers.affine_relu_forward if layer < self.depth else layers.affine_forward
            X, cache = step(X, self.params[f"W{layer}"], self.params[f"b{layer}"])
            caches.append(cache)
        return X, caches

    def backward(self, dout: np.ndarray, caches: list) -> dict[str, np.ndarray]:
        """The gradients of all parameters, for the gradient of a loss with respect to the outputs."""
        grads = {}
        for layer in range(self.depth, 0, -1):
            step = layers.affine_relu_backward if layer < self.depth else layers.affine_backward
            dout, grads[f"W{layer}"], grads[f"b{layer}"] = step(dout, caches[layer - 1])
        return grads


class Momentum:
    """Gradient descent with momentum 0.9 on the parameters of a network."""

    def __init__(self, net: Network, learning_rate: float) -> None:
        self.net, self.learning_rate = net, learning_rate
        self.velocity = {name: np.zeros_like(value) for name, value in net.params.items()}

    def step(self, grads: dict[str, np.ndarray]) -> None:
        for name, value in self.net.params.items():
            self.velocity[name] = 0.9 * self.velocity[name] - self.learning_rate * grads[name]
            value += self.velocity[name]


def accuracy(net: Network, X: np.ndarray, y: np.ndarray) -> float:
    """The share of images whose highest score belongs to the right class."""
    return float(np.mean(net.forward(X)[0].argmax(axis=1) == y))


def train(
    net: Network,
    X: np.ndarray,
    y: np.ndarray,
    epochs: int,
    *,
    loss: Callable = layers.softmax_loss,
    penalty: Callable | None = None,
    change: Callable | None = None,
    after_step: Callable | None = None,
    after_epoch: Callable | None = None,
    learning_rate: float = 0.02,
    batch_size: int = 50,
    seed: int = 0,
) -> None:
    """Train a classifier on shuffled batches.

    `loss(scores, y)` returns a loss and its gradient; `penalty(params)` another loss, and gradients of the parameters.
    `change` makes the images of each epoch from X, and the two `after_` functions are called as their names say.
    """
    rng, descent = np.random.default_rng(seed), Momentum(net, learning_rate)
    for _ in range(epochs):
        images = X if change is None else change(X, rng)
        for batch in np.array_split(rng.permutation(len(X)), max(1, len(X) // batch_size)):
            scores, caches = net.forward(images[batch])
            grads = net.backward(loss(scores, y[batch])[1], caches)
            if penalty is not None:
                for name, gradient in penalty(net.params)[1].items():
                    grads[name] = grads[name] + gradient
            descent.step(grads)
            if after_step is not None:
                after_step(net)
        if after_epoch is not None:
            after_epoch(net)


# %% [markdown]
# ## 1. Penalties
#
# A penalty is a second loss that looks at the weights alone. It says what a weight costs, and its gradient says how the
# weight is pulled towards zero.
#
# ### `l1_penalty`
#
# The sum of absolute values. The gradient has the same size for every weight, however small.

# %% check="l1_penalty"
check("l1_penalty")

# %% [markdown]
# ### `l2_penalty`
#
# Half the sum of squares. The pull is proportional to the weight, so that a small weight is hardly pulled at all.

# %% check="l2_penalty"
check("l2_penalty")

# %% [markdown]
# ### `elastic_net_penalty`
#
# Both penalties for a whole network. It is the name of a parameter that decides whether it is penalised.

# %% check="elastic_net_penalty"
check("elastic_net_penalty")

# %% [markdown]
# ### `soft_threshold`
#
# Another way to an L1 penalty: instead of adding its gradient to that of the data, take the step for the data first, and
# then move every weight towards zero by a fixed amount, but not beyond.

# %% check="soft_threshold"
check("soft_threshold")

# %% [markdown]
# ### `max_norm`
#
# No pull at all, only a limit: a unit whose weights have become too long is shortened to it.

# %% check="max_norm"
check("max_norm")

# %% [markdown]
# ### Experiment: what a penalty does to one weight
#
# Needs `l1_penalty`, `l2_penalty` and `soft_threshold`. Left the cost of a single weight, in the middle the gradient of
# it. On the right, a weight is shrunk with no data to hold it: 40 steps of gradient descent with a learning rate of
# 0.05 on each penalty, and the same for soft thresholding, which is the L1 penalty in its other form.

# %%
w = np.linspace(-1.5, 1.5, 301)
figure, axes = plt.subplots(1, 3, figsize=(13, 4))
for name, penalty, colour in [("L1", penalties.l1_penalty, RED), ("L2", penalties.l2_penalty, BLUE)]:
    axes[0].plot(w, [penalty(np.array([each]), 1.0)[0] for each in w], color=colour, label=name)
    for side in (w[w < -1e-9], w[w > 1e-9]):  # apart, since one of the gradients jumps at zero
        axes[1].plot(side, penalty(side, 1.0)[1], color=colour)
    for start in (0.98, 0.48):
        path = [np.array([start])]
        for _ in range(40):
            path.append(path[-1] - 0.05 * penalty(path[-1], 1.0)[1])
        axes[2].plot(np.ravel(path), "o-", color=colour, markersize=3, linewidth=1)
for start in (0.98, 0.48):
    path = [np.array([start])]
    for _ in range(40):
        path.append(penalties.soft_threshold(path[-1], 0.05))
    axes[2].plot(np.ravel(path), "--", color=GREEN, label="soft threshold" if start > 0.5 else None)
axes[0].set(title="Penalty of one weight, strength 1", xlabel="weight", ylabel="penalty")
axes[1].set(title="Its gradient", xlabel="weight", ylabel="gradient")
axes[2].set(title="A weight that nothing holds", xlabel="step", ylabel="weight")
axes[0].legend(loc="upper center")
axes[2].legend(loc="upper right")
plt.show()

# %% [markdown]
# **What to see.** Under L2 (blue) a weight loses the same share of itself in each step: the curve becomes flat and does
# not arrive. Under L1 (red) it loses the same amount, arrives after a finite number of steps, and then jumps to and fro
# around zero, because the gradient does not know how near zero is. Soft thresholding (green) goes along with L1 until
# there, and stays at exactly zero.

# %% [markdown]
# ### Experiment: four networks and their weights
#
# Needs the exercises above. Networks with 50 hidden units and the same first weights learn the digits: without a
# penalty, with either of the two, and with soft thresholding of all weights after each step. (Its threshold is ten times
# the learning rate times the strength of the other L1 penalty, since that one's pull is multiplied by the momentum.)

# %%
STEP = 0.02  # the learning rate, by which soft thresholding has to scale its threshold


def shrink_weights(net: Network) -> None:
    """Soft thresholding of all weights; the biases stay."""
    for name in ("W1", "W2"):
        net.params[name][:] = penalties.soft_threshold(net.params[name], 0.01 * STEP)


variants = {
    "no penalty": ({}, GREY),
    "L2, 0.005": ({"penalty": lambda params: penalties.elastic_net_penalty(params, 0.0, 0.005)}, BLUE),
    "L1, 0.001, by gradient": ({"penalty": lambda params: penalties.elastic_net_penalty(params, 0.001, 0.0)}, RED),
    "L1 by soft threshold": ({"after_step": shrink_weights}, GREEN),
}
figure, axes = plt.subplots(1, 4, figsize=(14, 3.9), sharex=True, sharey=True)
for axis, (name, (settings, colour)) in zip(axes, variants.items(), strict=True):
    net = Network([64, 50, 10], seed=1)
    train(net, digits.X_train, digits.y_train, 60, learning_rate=STEP, **settings)
    weights = net.params["W1"].ravel()
    axis.hist(weights, bins=np.linspace(-0.805, 0.805, 162), color=colour)
    axis.set(title=name, xlabel="weight of the first layer", yscale="log")
    facts = [
        f"validation {accuracy(net, digits.X_val, digits.y_val):.1%}",
        f"|w| < 0.005: {np.mean(np.abs(weights) < 0.005):.0%}",
        f"exactly 0: {np.mean(weights == 0):.0%}",
    ]
    axis.text(0.98, 0.98, "\n".join(facts), transform=axis.transAxes, ha="right", va="top", fontsize=9)
axes[0].set_ylabel("number of weights (logarithmic)")
plt.show()

# %% [markdown]
# **What to see.** L2 makes all weights smaller, the large ones most, and those that no image needs shrink towards zero
# for good. L1 leaves most of the weights without any use, and a minority almost as large as before. By gradient they
# tremble around zero, and hardly one of them is zero; with soft thresholding two thirds are, and need not be stored.

# %% [markdown] question="why_the_gradient_never_arrives" points=2
# **Question.** In a network that is trained with the gradient of an L1 penalty, the weights that are not needed end
# close to zero, and not one of them is exactly zero. Why? What does soft thresholding do differently, and which of the
# two would you choose for a network that has to fit into a small memory?
#
# BEGIN SOLUTION
# Each step moves a weight by the learning rate times the strength (plus what the data ask for), in the direction of
# zero. The amount is the same however near zero is, so a weight that is closer than one step is carried beyond it, and
# back in the next step; the mini-batches add noise of their own. It would have to meet zero by accident. Soft
# thresholding compares first: a weight whose distance from zero is less than the threshold is set to zero, and stays
# there as long as the data do not pull it by more than the threshold. Zeros that are exact can be left out when the
# weights are stored and multiplied, so soft thresholding is the choice for a small memory; with the gradient, one would
# have to cut off all weights below some limit afterwards.
# END SOLUTION

# %% [markdown]
# ### `ridge_fit`
#
# For a linear model with a squared loss, an L2 penalty needs no training: the best weights solve a linear system.

# %% check="ridge_fit"
check("ridge_fit")

# %% [markdown]
# ### `polynomial_features`
#
# A polynomial is a linear model whose inputs are the powers of one number.

# %% check="polynomial_features"
check("polynomial_features")

# %% [markdown]
# ### Experiment: a cosine from sixteen points
#
# Needs `ridge_fit` and `polynomial_features`. The grey dots are sixteen noisy values of $\cos(\pi x)$, the dotted line
# is the cosine itself. A cubic has four weights to fit them with, a polynomial of degree 15 has sixteen.

# %%
rng = np.random.default_rng(2)
x_train = np.linspace(-0.95, 0.95, 16) + rng.uniform(-0.04, 0.04, 16)
y_train = np.cos(np.pi * x_train) + 0.15 * rng.standard_normal(16)
x_new = np.linspace(x_train[0], x_train[-1], 400)
y_new = np.cos(np.pi * x_new)


def polynomial(degree: int, strength: float) -> Callable:
    """A polynomial that is fitted to the sixteen points, as a function."""
    weights = penalties.ridge_fit(penalties.polynomial_features(x_train, degree), y_train, strength)
    return lambda x: penalties.polynomial_features(x, degree) @ weights


_, axes = plt.subplots(1, 3, figsize=(13, 4), sharex=True, sharey=True)
for axis, (degree, strength, colour) in zip(axes, [(3, 0, BLUE), (15, 0, RED), (15, 0.01, GREEN)], strict=True):
    fitted = polynomial(degree, strength)
    axis.plot(x_new, y_new, ":", color="black", linewidth=1.5, label=r"$\cos(\pi x)$")
    axis.plot(x_new, fitted(x_new), color=colour, label="fitted")
    axis.plot(x_train, y_train, "o", color=GREY, label="data")
    axis.set(title=f"degree {degree}, strength {strength:g}", xlabel="$x$", ylim=(-2.2, 2.2))
    off = np.sqrt(np.mean((fitted(x_new) - y_new) ** 2))
    axis.text(0.5, 0.03, f"off by {off:.2g}", transform=axis.transAxes, ha="center", bbox=BOX)
axes[0].set_ylabel("$y$")
axes[0].legend(loc="upper left", fontsize=9)
plt.show()

# %% [markdown]
# **What to see.** The cubic has room for the arch, and not for the bends at its feet. Degree 15 goes through every
# point, noise included, and swings out in between; near the ends it leaves the picture. The same polynomial with a small
# penalty stays closer to the cosine than the data do, whose noise has a deviation of 0.15: it has sixteen weights and
# may not use them freely. (The number in each panel is the root mean square distance from the cosine.)

# %%
degrees, strengths = np.arange(1, 16), np.logspace(-9, 2, 23)
_, axes = plt.subplots(1, 2, figsize=(12, 4), sharey=True)
for axis, values, settings in [
    (axes[0], degrees, [(degree, 0.0) for degree in degrees]),
    (axes[1], strengths, [(15, strength) for strength in strengths]),
]:
    fits = [polynomial(*setting) for setting in settings]
    axis.plot(
        values, [np.sqrt(np.mean((f(x_train) - y_train) ** 2)) for f in fits], "o-", color=GREY, label="on the data"
    )
    axis.plot(
        values, [np.sqrt(np.mean((f(x_new) - y_new) ** 2)) for f in fits], "o-", color=BLUE, label="from the cosine"
    )
    axis.set(yscale="log", ylim=(0.01, 30))
axes[0].set(title="Without a penalty", xlabel="degree", ylabel="root mean square error (logarithmic)")
axes[1].set(title="Degree 15", xlabel="strength of the penalty (logarithmic)", xscale="log")
axes[0].legend(loc="upper left")
plt.show()

# %% [markdown]
# **What to see.** The error on the data only falls with the degree (grey). The distance from the cosine (blue) is lowest
# for the degrees 4 to 6, and beyond 12 it is larger than the cosine itself. On the right, the strength of the penalty takes the place of the
# degree: too little of it overfits, too much of it flattens the curve, and 0.01 is about right. The grey line would tell
# nobody so.

# %% [markdown]
# ## 2. Preprocessing
#
# What a network learns from its data depends on the form in which it gets them. All functions of this part take two
# arrays: `X_train`, from which means, deviations and directions are computed, and `X`, to which they are applied.
#
# ### `zero_mean`
#
# Subtract the mean of each column.

# %% check="zero_mean"
check("zero_mean")

# %% [markdown]
# ### `standardize`
#
# Divide by the standard deviation as well. A pixel that is white in every image has none.

# %% check="standardize"
check("standardize")

# %% [markdown]
# ### `pca`
#
# Turn the coordinate system such that the first axis points where the data vary most, the second one where they vary
# most at right angles to it, and so on; then keep a few.

# %% check="pca"
check("pca")

# %% [markdown]
# ### `pca_whiten`
#
# In the turned system the coordinates are uncorrelated. Divided by their deviations they all have variance 1.

# %% check="pca_whiten"
check("pca_whiten")

# %% [markdown]
# ### `zca_whiten`
#
# Whitened data stay white when they are turned. Turned back, they are as close to the original as white data can be.

# %% check="zca_whiten"
check("zca_whiten")

# %% [markdown]
# ### Experiment: a cloud in five forms
#
# Needs the exercises above. The colour of a point is its angle in the raw cloud, so that you can see where it goes.

# %%
rng = np.random.default_rng(3)
cloud = rng.standard_normal((600, 2)) @ np.array([[2.2, 1.1], [0.0, 0.6]]) + [3.0, 1.5]
angles = np.arctan2(*(cloud - cloud.mean(axis=0)).T)
forms = {
    "raw": cloud,
    "zero_mean": preprocessing.zero_mean(cloud, cloud),
    "standardize": preprocessing.standardize(cloud, cloud),
    "pca_whiten": preprocessing.pca_whiten(cloud, cloud),
    "zca_whiten": preprocessing.zca_whiten(cloud, cloud),
}
_, axes = plt.subplots(1, 5, figsize=(14, 3.6), sharex=True, sharey=True)
for axis, (name, points) in zip(axes, forms.items(), strict=True):
    axis.axhline(0, color=GREY, linewidth=1)
    axis.axvline(0, color=GREY, linewidth=1)
    axis.scatter(*points.T, c=angles, cmap="twilight", s=6)
    (a, b), (_, d) = np.cov(points.T, ddof=0) + 0.0
    axis.set(title=name, xlabel="first coordinate", xlim=(-6.5, 9.5), ylim=(-6, 9), aspect="equal")
    axis.text(
        0.03, 0.98, f"variances {a:.2g}, {d:.2g}\ncovariance {abs(b):.1f}", transform=axis.transAxes, va="top", bbox=BOX
    )
axes[0].set_ylabel("second coordinate")
plt.show()

# %% [markdown]
# **What to see.** Centring moves the cloud, standardising also stretches it along the axes, and the correlation
# remains. Whitening removes it: the cloud is round. PCA whitening has turned it, and perhaps mirrored it, since the sign
# of a principal direction is arbitrary; in ZCA whitening every colour is about where it was.

# %% [markdown]
# ### Experiment: whitened digits
#
# Needs the exercises above. First the covariances between the 64 pixels, then what becomes of some digits, each drawn
# on a colour scale of its own. Both kinds of whitening have an `eps` of 0.001 here.

# %%
X = digits.X_train
forms = {
    "raw": X,
    "zero_mean": preprocessing.zero_mean(X, X),
    "standardize": preprocessing.standardize(X, X),
    "pca_whiten": preprocessing.pca_whiten(X, X, eps=1e-3),
    "zca_whiten": preprocessing.zca_whiten(X, X, eps=1e-3),
}
figure, axes = plt.subplots(1, 5, figsize=(14, 3.4))
for axis, (name, points) in zip(axes, forms.items(), strict=True):
    covariance = np.cov(points.T, ddof=0)
    largest = np.abs(covariance).max()
    shade = axis.imshow(covariance, cmap="PuOr", vmin=-largest, vmax=largest)
    axis.set(title=name, xlabel="pixel", xticks=[0, 32, 63], yticks=[0, 32, 63])
    axis.grid(False)
    figure.colorbar(shade, ax=axis, shrink=0.7)
axes[0].set_ylabel("pixel")
axes[3].set(xlabel="component", ylabel="component")
figure.suptitle("Covariance of the training images (purple is positive)")
plt.show()

# %%
figure, axes = plt.subplots(5, 10, figsize=(11, 6))
for row, (name, points) in zip(axes, forms.items(), strict=True):
    for digit, axis in enumerate(row):
        image = points[digits.y_train == digit][0]
        largest = np.abs(image).max()
        axis.imshow(image.reshape(8, 8), cmap="PuOr", vmin=-largest, vmax=largest)
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
    row[0].set_ylabel(name, rotation=0, ha="right", va="center")
figure.suptitle("The same ten digits in five forms (purple is positive, white is zero)")
plt.show()

# %% [markdown]
# **What to see.** Neighbouring pixels are correlated, which is why the covariance has stripes beside its diagonal;
# standardising evens out the diagonal, except for a few pixels that are white in every image. After
# whitening only the diagonal is left (not all of it: directions with a variance of the order of `eps` stay small). A
# PCA-whitened image is a list of coordinates and looks like nothing. ZCA keeps every pixel in its place, and what it
# brings out are the edges of the strokes. The 4 in the middle shows what can go amiss: it has ink in a corner that is
# white in nearly all images, so that standardising and whitening make a huge number of it, beside which the rest of the
# digit pales.

# %%
projection, shares = preprocessing.pca(digits.X_train, digits.X_train, 64)
_, axes = plt.subplots(1, 2, figsize=(13, 4.8))
axes[0].plot(np.arange(1, 65), np.cumsum(shares), "o-", color=BLUE, markersize=3)
axes[0].axhline(0.95, color=GREY, linewidth=1, linestyle=":")
axes[0].set(title="What the first components explain", xlabel="number of components", ylabel="share of the variance")
axes[0].set_ylim(0, 1.03)
axes[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
for digit in range(10):
    members = projection[digits.y_train == digit]
    axes[1].plot(members[:, 0], members[:, 1], "o", markersize=3, alpha=0.35, color=f"C{digit}")
    axes[1].text(
        *np.median(members[:, :2], axis=0), str(digit), fontsize=16, fontweight="bold", ha="center", va="center"
    )
axes[1].set(title="Training images by their first two components", xlabel="first component", ylabel="second component")
plt.show()
print(f"{np.sum(np.cumsum(shares) < 0.95) + 1} of 64 components explain 95% of the variance")

# %% [markdown]
# **What to see.** Fewer than half of the components carry 95% of the variance. Two of them, a little more than a
# quarter, already show some of the classes as clouds of their own, although no label has been used; others lie on top of
# each other.

# %% [markdown] question="statistics_of_which_rows" points=2
# **Question.** Somebody standardises the validation images with the mean and the deviation of the validation images
# themselves, because "then they have mean 0 and deviation 1 as well". Give two reasons why the statistics of the
# training images are to be used, and say what happens when a single image has to be classified later.
#
# BEGIN SOLUTION
# First, the network has learned what a certain *number* means: it has to get the same number for the same grey value
# as in training. With other statistics the same image gets other inputs, depending on which images are with it; if
# the validation images happen to be darker, this difference, which may matter, is removed. Second, what is computed
# from the validation images is learned from them. The accuracy then no longer tells how the network does on images
# that nobody has seen, since they took part in setting up the model. A single image has no useful statistics of its
# own: per column its deviation is 0, and its mean is itself, so that each column would become 0. With the training
# statistics it is treated as every other image.
# END SOLUTION

# %% [markdown]
# ## 3. Augmentation
#
# ### `bilinear_sample`
#
# All changes of geometry read the image at places between its pixels. This function does the reading.

# %% check="bilinear_sample"
check("bilinear_sample")

# %% [markdown]
# ### `horizontal_flip`
#
# Mirror the images of a batch whose flag is set.

# %% check="horizontal_flip"
check("horizontal_flip")

# %% [markdown]
# ### `rotate`
#
# For each pixel of the result, find out where it comes from.

# %% check="rotate"
check("rotate")

# %% [markdown]
# ### `scale`
#
# Enlarge or shrink about the centre.

# %% check="scale"
check("scale")

# %% [markdown]
# ### `translate`
#
# Move by any number of pixels, whole or not.

# %% check="translate"
check("translate")

# %% [markdown]
# ### `random_crop`
#
# Add a frame of zeros, and cut out a window somewhere.

# %% check="random_crop"
check("random_crop")

# %% [markdown]
# ### `cutout`
#
# Remove a square, or what of it lies inside the image.

# %% check="cutout"
check("cutout")

# %% [markdown]
# ### `color_jitter`
#
# Brightness, contrast and saturation are three ways of moving colours away from a grey or towards it.

# %% check="color_jitter"
check("color_jitter")

# %% [markdown]
# ### `add_noise`
#
# A random number for every entry.

# %% check="add_noise"
check("add_noise")

# %% [markdown]
# ### `thin_plate_spline`
#
# Some landmarks are moved, and the plane between them follows as smoothly as it can.

# %% check="thin_plate_spline"
check("thin_plate_spline")

# %% [markdown]
# ### `thin_plate_warp`
#
# The same for images. Which way does the spline have to go?

# %% check="thin_plate_warp"
check("thin_plate_warp")

# %% [markdown]
# ### Experiment: one image, many variants
#
# Needs the exercises of this part. The picture is made by a formula; the digit is one of the training images.


# %%
def landscape(height: int = 48, width: int = 72) -> np.ndarray:
    """A picture (height, width, 3): a hill and a house under a sun."""
    i, j = np.mgrid[:height, :width] / height
    picture = np.stack([0.45 + 0.35 * i, 0.65 + 0.2 * i, 0.95 - 0.1 * i], axis=-1)
    picture[(i - 0.2) ** 2 + (j - 1.2) ** 2 < 0.012] = [1.0, 0.85, 0.2]
    hill = i > 0.72 + 0.12 * np.sin(3.2 * j)
    picture[hill] = np.stack([0.25 * i + 0.05, 0.75 - 0.25 * i, 0.15 + 0 * i], axis=-1)[hill]
    picture[(abs(j - 0.45) < 0.2) & (i > 0.5) & (i < 0.85)] = [0.93, 0.87, 0.75]
    picture[(abs(j - 0.4) < 0.06) & (i > 0.65) & (i < 0.85)] = [0.45, 0.25, 0.15]
    picture[(abs(j - 0.45) < 0.9 * (i - 0.25)) & (i <= 0.5)] = [0.75, 0.2, 0.15]
    return picture


def variants_of(image: np.ndarray) -> dict[str, np.ndarray]:
    """An image (H, W, C) under every change of this part, with numbers that fit its size."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(4)
    corners = np.array([[0.1, 0.1], [0.1, 0.9], [0.9, 0.1], [0.9, 0.9], [0.5, 0.5]]) * [height - 1, width - 1]
    shifts = np.array([[0.1, 0.1], [-0.08, 0.02], [0.06, -0.04], [-0.02, -0.12], [-0.12, 0.1]]) * height
    results = {
        "original": image,
        "horizontal_flip": augmentation.horizontal_flip(image[None], np.array([True]))[0],
        "rotate, 20°": augmentation.rotate(image, 20),
        "scale, 1.4": augmentation.scale(image, 1.4),
        "scale, 0.7": augmentation.scale(image, 0.7),
        "translate": augmentation.translate(image, 0.15 * height, -0.1 * width),
        "random_crop": augmentation.random_crop(image, (height, width), height // 6, rng),
        "cutout": augmentation.cutout(image, height // 3, width // 3, height // 3),
        "add_noise, 0.1": augmentation.add_noise(image, 0.1, rng),
        "thin_plate_warp": augmentation.thin_plate_warp(image, corners, corners + shifts),
        "augment": augmentation.augment(image, rng),
    }
    if image.shape[2] == 3:
        results |= {
            "brighter, 1.5": augmentation.color_jitter(image, 1.5, 1, 1),
            "less contrast, 0.4": augmentation.color_jitter(image, 1, 0.4, 1),
            "more contrast, 1.8": augmentation.color_jitter(image, 1, 1.8, 1),
            "saturation, 0": augmentation.color_jitter(image, 1, 1, 0),
            "saturation, 2": augmentation.color_jitter(image, 1, 1, 2),
        }
    return results


def show_variants(variants: dict[str, np.ndarray], columns: int, size: tuple[float, float], title: str) -> None:
    """A page of images, each with its name."""
    figure, axes = plt.subplots(-(-len(variants) // columns), columns, figsize=size)
    for axis in axes.flat:
        axis.set_axis_off()
    for axis, (name, image) in zip(axes.flat, variants.items(), strict=False):
        axis.imshow(image.squeeze(), cmap="gray_r", vmin=0, vmax=1)
        axis.set_title(name, fontsize=10)
    figure.suptitle(title)
    plt.show()


picture = landscape()
digit = digits.X_train[digits.y_train == 3][0].reshape(8, 8, 1)
show_variants(variants_of(picture), 6, (13, 5.6), "A picture of 48 x 72 pixels")
show_variants(variants_of(digit), 6, (11, 4.4), "A digit of 8 x 8 pixels")

# %% [markdown]
# **What to see.** What comes from outside is black in the picture and white in the digit, where 0 is the paper. The
# house is a house in all variants. The digit is a 3 in most of them, but its mirror image is not, and 8 x 8 pixels leave
# little room for cutting.

# %% [markdown]
# ### Experiment: a sheet of rubber
#
# Needs `thin_plate_spline` and `thin_plate_warp`. Eleven landmarks (orange) are held or moved along the arrows. The blue
# grid on the right is the grid on the left, carried along by the spline from sources to targets; the picture is read by
# the spline that goes back.

# %%
height, width = picture.shape[:2]
held = [(r, c) for r in (0, 23.5, 47) for c in (0, 35.5, 71) if (r, c) != (23.5, 35.5)]
source = np.array([*held, (12, 21), (35, 31), (9, 57)])
target = source + np.array([[0, 0]] * 8 + [[5, 7], [-5, 4], [5, -6]])
warped = augmentation.thin_plate_warp(picture, source, target)
lines = [np.stack([np.full(60, r), np.linspace(0, width - 1, 60)], axis=1) for r in np.linspace(0, height - 1, 9)]
lines += [np.stack([np.linspace(0, height - 1, 60), np.full(60, c)], axis=1) for c in np.linspace(0, width - 1, 13)]
_, axes = plt.subplots(1, 2, figsize=(13, 5.4))
for axis, image, points in [(axes[0], picture, source), (axes[1], warped, target)]:
    axis.imshow(image)
    for line in lines:
        rows, columns = (line if points is source else augmentation.thin_plate_spline(source, target, line)).T
        axis.plot(columns, rows, color=BLUE, linewidth=0.8)
    axis.plot(points[:, 1], points[:, 0], "o", color=ORANGE, markeredgecolor="black", markersize=8, clip_on=False)
    axis.set(xlabel="column", xlim=(-3, 74), ylim=(50, -3))
    axis.grid(False)
for (row, column), (to_row, to_column) in zip(source[8:], target[8:], strict=True):
    axes[0].annotate("", (to_column, to_row), (column, row), arrowprops={"arrowstyle": "->", "linewidth": 2})
axes[0].set(title="Sources, and where they go", ylabel="row")
axes[1].set(title="Warped, with the landmarks at their targets")
plt.show()

# %% [markdown]
# **What to see.** Every landmark arrives exactly; around it the sheet is dragged along, less and less with the distance.
# Along the border, places between the held landmarks are drawn inwards a little, and black comes into sight behind
# them. The grid lies on about the same places of the picture as before, although it has been carried by another spline.

# %% [markdown]
# ### Experiment: labels that cannot be trusted, and what helps
#
# Needs `elastic_net_penalty`, `max_norm`, `add_noise` and `thin_plate_warp` (for `augment`, which is given). A network
# with 100 hidden units learns from 200 images, and a fifth of them bear the label of another digit. There is nothing to
# be learned from these, but they can be known by heart. Each remedy is tried on its own, with three sets of images. The
# grey bars say how often the network agrees with the labels that it was given, the blue ones how often it is right on
# new images. Early stopping takes the weights of the epoch that is best on 100 validation images, which are correctly
# labelled and not among the new ones.


# %%
class EarlyStopping:
    """Keeps the parameters of the epoch with the highest accuracy on some images."""

    def __init__(self, X: np.ndarray, y: np.ndarray) -> None:
        self.X, self.y, self.best, self.params = X, y, -1.0, {}

    def __call__(self, net: Network) -> None:
        reached = accuracy(net, self.X, self.y)
        if reached > self.best:
            self.best, self.params = reached, {name: value.copy() for name, value in net.params.items()}


def augmented(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random variant of each digit."""
    return np.array([augmentation.augment(row.reshape(8, 8, 1), rng, 1.5).ravel() for row in X])


def noisy(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All digits with noise."""
    return augmentation.add_noise(X.reshape(-1, 8, 8), 0.3, rng).reshape(X.shape)


def bounded(net: Network) -> None:
    """Limit the length of the weights of every hidden unit."""
    net.params["W1"][:] = penalties.max_norm(net.params["W1"], 0.5)


def other_labels(y: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """The labels y, except that a share of them is replaced by another digit's."""
    replaced, chosen = y.copy(), rng.permutation(len(y))[: round(share * len(y))]
    replaced[chosen] = (y[chosen] + rng.integers(1, 10, len(chosen))) % 10
    return replaced


FEW, MANY, EPOCHS = 200, 1000, 40
remedies = {
    "nothing": {},
    "L2, 0.03": {"penalty": lambda params: penalties.elastic_net_penalty(params, 0.0, 0.03)},
    "L1, 0.005": {"penalty": lambda params: penalties.elastic_net_penalty(params, 0.005, 0.0)},
    "max norm, 0.5": {"after_step": bounded},
    "early stopping": {},
    "noise, 0.3": {"change": noisy},
    "augmentation": {"change": augmented},
    "5 x the images": {},
}
results = {name: [] for name in remedies}
for seed in range(3):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits.X_train))
    given = other_labels(digits.y_train[order], 0.2, rng)
    X_new = np.concatenate([digits.X_train[order[MANY:]], digits.X_val[100:]])
    y_new = np.concatenate([digits.y_train[order[MANY:]], digits.y_val[100:]])
    for name, settings in remedies.items():
        count = MANY if name == "5 x the images" else FEW
        X, y = digits.X_train[order[:count]], given[:count]
        net, stopping = Network([64, 100, 10], seed=seed), EarlyStopping(digits.X_val[:100], digits.y_val[:100])
        after_epoch = stopping if name == "early stopping" else None
        train(net, X, y, EPOCHS, batch_size=20, after_epoch=after_epoch, **settings)
        net.params.update(stopping.params)
        results[name].append((accuracy(net, X, y), accuracy(net, X_new, y_new)))
figure, axis = plt.subplots(figsize=(12, 4.4))
for place, runs in enumerate(results.values()):
    for offset, values, colour in [(-0.2, [run[0] for run in runs], GREY), (0.2, [run[1] for run in runs], BLUE)]:
        axis.bar(place + offset, np.mean(values), width=0.38, color=colour)
        axis.plot([place + offset] * 2, [min(values), max(values)], color="black", linewidth=1.5)
        axis.text(place + offset, 0.62, f"{np.mean(values):.0%}", ha="center", color="white")
axis.axhline(0.8, color="black", linewidth=1, linestyle=":")
axis.bar([0], [0], color=GREY, label="training images, with the labels given")
axis.bar([0], [0], color=BLUE, label="new images")
axis.set(title="Learning from 200 digits of which 40 bear a false label", ylabel="accuracy (mean and range of 3 sets)")
axis.set(xticks=range(len(results)), xticklabels=list(results), xlabel="remedy", ylim=(0.6, 1.08))
axis.set_yticks([0.6, 0.7, 0.8, 0.9, 1])
axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
axis.grid(False, axis="x")
axis.legend(loc="upper right", ncols=2)
plt.show()

# %% [markdown]
# **What to see.** Without any remedy the network has learned half of the false labels by heart (90% instead of 80%, the
# dotted line), and pays for it on new images. With a remedy it agrees with about as many labels as are true, and does
# better on new images: penalties and bounds by some points, early stopping, noise and augmentation by more. The black
# lines show how far the three sets of images are apart; differences of a point or two between remedies mean nothing.
# Five times as many images, with as large a share of false labels, are better than any remedy, and augmentation comes
# close to them without a single new image.

# %% [markdown] question="changes_that_keep_the_label" points=2
# **Question.** Name a change of this part that is harmless for photographs of animals and not for digits, and one that
# is harmless for both. Somebody trains with rotations by any angle, and the network now confuses 6 and 9. Why is this
# not a weakness of the network, and which angles would you allow?
#
# BEGIN SOLUTION
# A horizontal flip keeps animals what they are; a mirrored 2, 3, 4, 5, 6, 7 or 9 is no digit, or looks like another
# one (a mirrored 2 like a 5). Small shifts, small changes of size, and a little noise are harmless for both. With
# rotations by any angle, the training set holds images of a turned 6 labelled 6 and images of a 9, labelled 9, which
# look the same: from these images the two classes cannot be told apart, and no network can do better than to guess.
# An augmentation says "the label does not depend on this", and here it does. Angles up to about 15 degrees either way,
# as people write them, keep the labels; how far to go is a question for the validation images.
# END SOLUTION

# %% [markdown]
# ## 4. Losses
#
# ### `contrastive_loss`
#
# Two images go through the same network. If they belong together, their embeddings are pulled together; if not, they
# are pushed apart, up to a margin.

# %% check="contrastive_loss"
check("contrastive_loss")

# %% [markdown]
# ### Experiment: a Siamese network
#
# Needs `contrastive_loss`. The network maps a digit to eight numbers, and learns from pairs, half of them of the same
# digit. Both members of a pair go through the same weights, so the gradients of both add up. The histograms show the
# distances of pairs of validation images, which the network has not seen.


# %%
def pairs(y: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices of `count` pairs of two images, the first half of the same class, and whether they are of one."""
    first = rng.integers(0, len(y), count)
    same = (np.arange(count) < count // 2).astype(int)
    others = (np.flatnonzero((y == y[a]) == flag) for a, flag in zip(first, same, strict=True))
    second = [rng.choice(members[members != a]) for a, members in zip(first, others, strict=True)]
    return first, np.array(second), same


siamese, rng = Network([64, 64, 8], seed=5), np.random.default_rng(5)
first, second, same = pairs(digits.y_val, 4000, np.random.default_rng(6))
figure, axes = plt.subplots(1, 3, figsize=(13, 4))
descent, record = Momentum(siamese, 0.05), []
for stage in range(2):
    embedded, _ = siamese.forward(digits.X_val)
    distances = np.linalg.norm(embedded[first] - embedded[second], axis=1)
    for flag, colour, label in [(1, BLUE, "same digit"), (0, ORANGE, "different digits")]:
        axes[2 * stage].hist(distances[same == flag], bins=50, color=colour, alpha=0.6, label=label)
    right = max(np.mean((distances < limit) == same) for limit in np.linspace(0, distances.max(), 200))
    axes[2 * stage].set(title=f"{['Before', 'After'][stage]} training", xlabel="distance", ylabel="number of pairs")
    axes[2 * stage].text(
        0.98, 0.8, f"best threshold:\n{right:.0%} right", transform=axes[2 * stage].transAxes, ha="right", va="top"
    )
    axes[2 * stage].legend(loc="upper right")
    for _ in range(400 * (1 - stage)):
        a, b, together = pairs(digits.y_train, 60, rng)
        (x1, caches1), (x2, caches2) = siamese.forward(digits.X_train[a]), siamese.forward(digits.X_train[b])
        value, dx1, dx2 = losses.contrastive_loss(x1, x2, together)
        grads1, grads2 = siamese.backward(dx1, caches1), siamese.backward(dx2, caches2)
        descent.step({name: grads1[name] + grads2[name] for name in grads1})
        record.append(value)
axes[2].axvline(1, color="black", linewidth=1, linestyle=":")
axes[1].plot(record, ".", color=GREY, markersize=3)
axes[1].set(title="Contrastive loss of the batches", xlabel="step", ylabel="loss", ylim=(0, 0.3))
plt.show()

# %% [markdown]
# **What to see.** Before training the distances of both kinds of pairs overlap widely, and the best threshold between
# them is right for two pairs of three. Afterwards most pairs of the same digit are close, and most of the others near
# the margin of 1 (dotted) or beyond it, where the loss no longer pushes; more than nine of ten are told apart.

# %% [markdown]
# ### `triplet_loss`
#
# A triplet asks for less: that an anchor be closer to an image of its own class than to one of another class, by a
# margin.

# %% check="triplet_loss"
check("triplet_loss")

# %% [markdown]
# ### Experiment: digits in the plane
#
# Needs `triplet_loss`. Now the embedding has two numbers, so that it can be drawn. Each dot is a validation image.


# %%
def triplets(y: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices of anchors, of positives of the same class, and of negatives of another class."""
    anchors, positives, _ = (each[:count] for each in pairs(y, 2 * count, rng))
    negatives = [rng.choice(np.flatnonzero(y != y[a])) for a in anchors]
    return anchors, positives, np.array(negatives)


net, rng = Network([64, 64, 2], seed=6), np.random.default_rng(7)
figure, axes = plt.subplots(1, 3, figsize=(14, 4.6))
descent, active = Momentum(net, 0.02), []
for stage in range(2):
    embedded, _ = net.forward(digits.X_val)
    for digit in range(10):
        members = embedded[digits.y_val == digit]
        axes[2 * stage].plot(*members.T, "o", color=f"C{digit}", markersize=3.5, alpha=0.5)
        axes[2 * stage].text(*np.median(members, axis=0), str(digit), fontsize=15, fontweight="bold", ha="center")
    axes[2 * stage].set(title=f"{['Before', 'After'][stage]} training", xlabel="first number", ylabel="second number")
    for _ in range(1500 * (1 - stage)):
        chosen = triplets(digits.y_train, 40, rng)
        (a, caches_a), (p, caches_p), (n, caches_n) = (net.forward(digits.X_train[each]) for each in chosen)
        _, da, dp, dn = losses.triplet_loss(a, p, n)
        parts = [net.backward(*each) for each in [(da, caches_a), (dp, caches_p), (dn, caches_n)]]
        descent.step({name: sum(part[name] for part in parts) for name in net.params})
        active.append(np.mean(np.any(da != 0, axis=1)))
smooth = np.convolve(active, np.full(50, 1 / 50), mode="valid")
axes[1].plot(np.arange(25, 25 + len(smooth)), smooth, color=GREY)
axes[1].set(title="Triplets that still violate their margin", xlabel="step", ylabel="share (mean of 50 batches)")
axes[1].set_ylim(0, 1)
axes[1].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
plt.show()

# %% [markdown]
# **What to see.** The classes, a tangle before, become clouds of their own in two dimensions, although the network was
# never told which digit is which, only who is to be closer to whom. In the end no more than one triplet in ten or twenty
# violates its margin. The others have no gradient: a batch still costs the same, and little of it teaches anything.
# This is why larger systems look for triplets that are hard.

# %% [markdown]
# ### `weighted_cross_entropy`
#
# A class that appears seldom can count more.

# %% check="weighted_cross_entropy"
check("weighted_cross_entropy")

# %% [markdown]
# ### `focal_loss`
#
# Examples that are recognised well can count less.

# %% check="focal_loss"
check("focal_loss")

# %% [markdown]
# ### Experiment: what focuses the focal loss
#
# Needs `focal_loss`. One image, two classes; the horizontal axis is the probability of the right class.

# %%
probabilities = np.linspace(0.005, 0.995, 199)
scores, label = np.log(probabilities / (1 - probabilities)), np.array([0])
_, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2))
for gamma, colour in [(0.0, GREY), (0.5, GREEN), (1.0, BLUE), (2.0, ORANGE), (5.0, RED)]:
    pieces = [losses.focal_loss(np.array([[score, 0.0]]), label, gamma=gamma) for score in scores]
    left.plot(probabilities, [value for value, _ in pieces], color=colour, label=rf"$\gamma$ = {gamma:g}")
    right.plot(probabilities, [gradient[0, 0] for _, gradient in pieces], color=colour)
left.set(title="Focal loss", xlabel="probability of the right class", ylabel="loss", ylim=(0, 4))
right.set(title="Gradient of the right class's score", xlabel="probability of the right class", ylabel="gradient")
left.legend()
plt.show()

# %% [markdown]
# **What to see.** With $\gamma = 0$ (grey) it is the cross-entropy. The larger $\gamma$, the earlier the loss is practically
# zero: at a probability of 0.8 and $\gamma = 2$, it is a twenty-fifth of the cross-entropy. The gradients on the right
# show that a very unlikely right class pulls as hard as ever, or harder.

# %% [markdown]
# ### Experiment: two rare digits
#
# Needs `weighted_cross_entropy` and `focal_loss`. Of the digits 8 and 9 only ten training images each are left, of the
# others all of them. The bars say which share of the validation images of each kind is recognised; the class weights
# are inverse to the number of images.

# %%
counts = np.where(np.arange(10) >= 8, 10, 1000)
few = np.concatenate([np.flatnonzero(digits.y_train == digit)[: counts[digit]] for digit in range(10)])
X_few, y_few = digits.X_train[few], digits.y_train[few]
class_weights = len(y_few) / (10 * np.bincount(y_few))
choices = {
    "cross-entropy": layers.softmax_loss,
    "class weights": lambda scores, y: losses.weighted_cross_entropy(scores, y, class_weights),
    r"focal, $\gamma$ = 2": losses.focal_loss,
    r"focal with $\alpha$": lambda scores, y: losses.focal_loss(scores, y, 2.0, class_weights),
}
rare = digits.y_val >= 8
figure, axis = plt.subplots(figsize=(9, 4))
for place, loss in enumerate(choices.values()):
    recalls = []
    for seed in range(4):
        net = Network([64, 30, 10], seed=seed)
        train(net, X_few, y_few, 15, loss=loss, seed=seed)
        predicted = net.forward(digits.X_val)[0].argmax(axis=1)
        recalls.append([np.mean((predicted == digits.y_val)[group]) for group in (~rare, rare)])
    for offset, values, colour in zip([-0.2, 0.2], np.transpose(recalls), [GREY, ORANGE], strict=True):
        axis.bar(place + offset, values.mean(), width=0.38, color=colour)
        axis.plot([place + offset] * 2, [values.min(), values.max()], color="black", linewidth=1.5)
        axis.text(place + offset, 0.04, f"{values.mean():.0%}", ha="center", color="white")
axis.bar([0], [0], color=GREY, label="frequent digits (0 to 7)")
axis.bar([0], [0], color=ORANGE, label="rare digits (8 and 9)")
axis.set(title="Digits recognised, by kind", ylabel="share recognised (mean and range of 4)", ylim=(0, 1.2))
axis.set(xticks=range(len(choices)), xticklabels=list(choices), xlabel="loss", yticks=np.linspace(0, 1, 6))
axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
axis.grid(False, axis="x")
axis.legend(loc="upper left", ncols=2)
plt.show()

# %% [markdown]
# **What to see.** All four losses recognise the frequent digits equally well. Under the cross-entropy, only about one of
# seven 8s and 9s is recognised, since the 20 rare images hardly count among more than a thousand others. The focal loss
# alone does better, because the rare images are hard ones, but $\gamma$ does not know how rare they are. Weights by class,
# with or without it, bring the rare digits to four of five. It takes no other images for that, only other weights.

# %% [markdown]
# ### `hard_example_loss`
#
# Learn from the part of a batch on which the network does worst.

# %% check="hard_example_loss"
check("hard_example_loss")

# %% [markdown]
# ### Experiment: learning from the hardest quarter
#
# Needs `hard_example_loss`. Batches of 100 images, of which all count, or only the 25 with the largest losses; on the
# left with the labels as they are, in the middle with a fifth of them replaced at random. On the right, how many of the
# 25 bear a false label.

# %%
figure, axes = plt.subplots(1, 3, figsize=(14, 4.2))
for axis, share, title in [(axes[0], 0.0, "True labels"), (axes[1], 0.2, "A fifth of the labels false")]:
    y = other_labels(digits.y_train, share, np.random.default_rng(8))
    for keep, colour, label in [(100, GREY, "all of the batch"), (25, RED, "the hardest quarter")]:
        reached, false = [], []

        def keep_record(net: Network, y=y, reached=reached, false=false) -> None:
            reached.append(accuracy(net, digits.X_val, digits.y_val))
            scores, _ = net.forward(digits.X_train)
            each = [layers.softmax_loss(scores[[n]], y[[n]])[0] for n in range(len(y))]
            hardest = np.argsort(each)[-len(y) // 4 :]
            false.append(np.mean((y != digits.y_train)[hardest]))

        def loss(scores: np.ndarray, y: np.ndarray, keep=keep) -> tuple[float, np.ndarray]:
            return losses.hard_example_loss(scores, y, keep)

        net = Network([64, 50, 10], seed=9)
        train(net, digits.X_train, y, 30, loss=loss, batch_size=100, after_epoch=keep_record)
        axis.plot(range(1, 31), reached, color=colour, label=label)
        if share:
            axes[2].plot(range(1, 31), false, color=colour)
    axis.set(title=title, xlabel="epoch", ylabel="validation accuracy", ylim=(0, 1.02))
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
axes[0].legend(loc="lower right")
axes[2].axhline(0.2, color="black", linewidth=1, linestyle=":")
axes[2].set(title="False labels in the hardest quarter", xlabel="epoch", ylabel="share of false labels", ylim=(0, 1))
axes[2].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
plt.show()

# %% [markdown]
# **What to see.** With true labels, a quarter of each batch teaches as much as all of it: most images have been understood
# after a few epochs, and their gradients are small anyway. With false labels the picture turns. They are the hardest of
# all, for they contradict what is learned from the others: the network that learns from all images has soon found all of
# them out (right, grey: they make up four fifths of its hardest quarter), and in spite of them reaches the accuracy that
# it has on the left. The network that learns from the hardest quarter learns for the most part from false labels.

# %% [markdown] question="who_is_hard" points=2
# **Question.** Two images of a batch have the same large loss: an 8 that is written so badly that one has to look twice,
# labelled 8, and a clear 3 that is labelled 5 by mistake. Can `hard_example_loss` or `focal_loss` tell them apart? What
# do the two losses do with each image, and what follows for their use? Name one thing that could be done about images of
# the second kind.
#
# BEGIN SOLUTION
# Both losses see only the probability that the network gives to the label. It is the same for the two images, so they
# are treated alike: both are among those that are kept, and both keep nearly their full weight $(1 - p)^\gamma$ while the
# easy examples lose theirs. For the badly written 8 this is what is wanted, since there is something to be learned from
# it. For the 3 it is harmful: the network is asked to call a clear 3 a 5, and all the more insistently the better it
# knows what a 3 is. Such losses need labels that can be trusted. To do: look at the images with the largest losses
# and correct their labels (with the hardest quarter of a well-trained network, one finds nearly all false ones); or
# leave out the very hardest; or use what plays single labels down instead, such as early stopping, a penalty, or
# augmentation.
# END SOLUTION

# %% [markdown]
# ### `label_smoothing_loss`
#
# A target of 1 can never be reached by a softmax, and asks for larger and larger scores. A target of 0.91 can be reached.

# %% check="label_smoothing_loss"
check("label_smoothing_loss")

# %% [markdown]
# ### Experiment: how sure is sure enough?
#
# Needs `label_smoothing_loss`. Two networks that differ only in the targets; the histograms show the highest probability
# that they give to any class, for the validation images.

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 4), sharex=True, sharey=True)
for axis, smoothing, colour in [(axes[0], 0.0, GREY), (axes[1], 0.1, BLUE)]:
    net = Network([64, 50, 10], seed=10)
    train(net, digits.X_train, digits.y_train, 60, loss=lambda s, y, e=smoothing: losses.label_smoothing_loss(s, y, e))
    scores, _ = net.forward(digits.X_val)
    surest = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
    right = scores.argmax(axis=1) == digits.y_val
    bins = np.linspace(0.2, 1, 41)
    axis.hist(
        [surest[right], surest[~right]], bins=bins, stacked=True, color=[colour, RED], label=["right", "not right"]
    )
    axis.set(title=f"smoothing {smoothing:g}", xlabel="highest probability of an image", yscale="symlog")
    axis.text(0.02, 0.72, f"right {right.mean():.1%}\nmean {surest.mean():.1%}", transform=axis.transAxes, va="top")
    axis.legend(loc="upper left")
axes[0].set_ylabel("number of validation images (logarithmic)")
plt.show()

# %% [markdown]
# **What to see.** Without smoothing, the network is almost certain of most images. With it, the probabilities spread
# around the target of 0.91 and below: fewer images are recognised with certainty, and about as many are recognised. The mean of
# the highest probability is close to the share of right answers on the left, and lies far below it on the right; so on
# these easy digits smoothing makes the network more modest than it has to be. Networks that were trained for long on
# fewer images err on the other side.
