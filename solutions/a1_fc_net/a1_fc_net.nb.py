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
# # Assignment 1: Fully connected networks
#
# In this assignment you write the layers of a fully connected network, put them together into networks of any depth,
# train one to read handwritten digits, and find out why it matters with which numbers the training starts.
#
# You write code in three files next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `layers.py` | forward and backward passes of the layers, and two losses |
# | `fc_net.py` | a two-layer network, one of any depth, and one with an L1 penalty |
# | `initialization.py` | rules for initial weights, and two instruments that look inside a deep network |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your function on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.

# %%
# %load_ext autoreload
# %autoreload 2
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter

import fc_net
import initialization
import layers
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

# %% [markdown]
# ## 1. Layers
#
# A layer is a pair of functions. The *forward* pass takes the input and the parameters, and returns the output together
# with a *cache*: whatever the backward pass will want to know. The *backward* pass takes the upstream gradient `dout`,
# which is $\partial L / \partial \text{out}$ and has the shape of `out`, and returns the gradient of the loss $L$ with
# respect to each input. What goes into a cache is your choice; only your own backward pass reads it.
#
# ### `affine_forward`
#
# An affine layer multiplies each input, flattened to a row of $D$ numbers, by a weight matrix and adds a bias. The
# inputs may be images of any shape; the number of rows $N$ stays.

# %% check="affine_forward"
check("affine_forward")

# %% [markdown]
# ### `affine_backward`
#
# Each of the three gradients has the shape of the thing it belongs to, which nearly determines the product that yields
# it. The bias enters every row of the output, so every row has something to say about its gradient.

# %% check="affine_backward"
check("affine_backward")

# %% [markdown]
# ### `relu_forward`
#
# The rectified linear unit lets positive values pass and replaces negative ones by zero.

# %% check="relu_forward"
check("relu_forward")

# %% [markdown]
# ### `relu_backward`
#
# Where the input was negative, the output did not depend on it. What counts is the sign of the *input*; the upstream
# gradient has signs of its own.

# %% check="relu_backward"
check("relu_backward")

# %% [markdown]
# ### `leaky_relu_forward`
#
# The leaky variant keeps a small slope `alpha` on the negative side, so that no input is without influence.

# %% check="leaky_relu_forward"
check("leaky_relu_forward")

# %% [markdown]
# ### `leaky_relu_backward`
#
# The slope of the negative side returns here. Any `alpha` has to work, not only the default.

# %% check="leaky_relu_backward"
check("leaky_relu_backward")

# %% [markdown]
# ### `sigmoid_forward`
#
# The sigmoid $\sigma(x) = 1 / (1 + e^{-x})$ squeezes any number into $(0, 1)$. Computed literally it overflows for
# large negative $x$; there is an equal expression that does not. Which of the two is safe depends on the sign of $x$.

# %% check="sigmoid_forward"
check("sigmoid_forward")

# %% [markdown]
# ### `sigmoid_backward`
#
# The derivative of the sigmoid can be written with its output alone: $\sigma'(x) = \sigma(x)\,(1 - \sigma(x))$.

# %% check="sigmoid_backward"
check("sigmoid_backward")

# %% [markdown]
# ### `tanh_forward`
#
# The hyperbolic tangent is a sigmoid stretched to $(-1, 1)$, with its centre at zero.

# %% check="tanh_forward"
check("tanh_forward")

# %% [markdown]
# ### `tanh_backward`
#
# Here too the output is enough: $\tanh'(x) = 1 - \tanh^2(x)$.

# %% check="tanh_backward"
check("tanh_backward")

# %% [markdown]
# ### Experiment: the activation functions and their derivatives
#
# Needs the eight exercises above. The right panel is what your backward passes return for an upstream gradient of one.


# %%
def derivative(name: str, x: np.ndarray) -> np.ndarray:
    """The derivative of an activation function at every x, from its own backward pass."""
    _, cache = getattr(layers, f"{name}_forward")(x)
    return getattr(layers, f"{name}_backward")(np.ones_like(x), cache)


x = np.linspace(-4, 4, 400)
styles = {
    "sigmoid": ("sigmoid", BLUE, "-"),
    "tanh": ("tanh", GREEN, "-"),
    "relu": ("ReLU", RED, "-"),
    "leaky_relu": ("leaky ReLU", ORANGE, "--"),
}
_, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
for name, (label, colour, style) in styles.items():
    left.plot(x, getattr(layers, f"{name}_forward")(x)[0], style, color=colour, label=label)
    for side in (x[x < 0], x[x > 0]):  # apart, since two of the derivatives jump at zero
        right.plot(side, derivative(name, side), style, color=colour)
left.set(title="Activation functions", xlabel="input $x$", ylabel="output", ylim=(-1.2, 2.2))
right.set(title="Their derivatives", xlabel="input $x$", ylabel="derivative", ylim=(-0.05, 1.1))
right.axhline(0.25, color=GREY, linewidth=1, linestyle=":")
right.text(-4, 0.27, "1/4", color=GREY)
left.legend(loc="upper left")
plt.show()

# %% [markdown]
# **What to see.** Both curved functions become flat on either side, and their derivatives go to zero: a unit that is
# driven there is *saturated* and passes hardly any gradient. The sigmoid's derivative is nowhere above 1/4. ReLU has
# slope one wherever it is active and exactly zero where it is not; the leaky variant (dashed) lies just above zero
# there.

# %% [markdown] question="what_a_sigmoid_costs" points=2
# **Question.** A gradient travels back through ten sigmoid layers. Suppose that every weight matrix keeps the length of
# a gradient as it is. By what factor does it shrink at least, because of the sigmoids? And by what factor through ten
# layers of ReLU units that are all active?
#
# BEGIN SOLUTION
# The derivative of the sigmoid is $\sigma(1 - \sigma)$, at most $1/4$, reached at $x = 0$. Ten layers multiply the
# gradient by at most $(1/4)^{10} = 4^{-10} \approx 10^{-6}$, even when no unit is saturated; with saturated units it
# is far less. An active ReLU has derivative one, so that ten of them leave the gradient as it is: $1^{10} = 1$.
# END SOLUTION

# %% [markdown]
# ### `softmax_loss`
#
# The softmax turns a row of scores into probabilities, and the loss is minus the logarithm of the probability of the
# right class, averaged over the batch. Scores of a few thousand must not overflow: adding one number to all scores of
# a row leaves the probabilities as they are, which gives you a choice.

# %% check="softmax_loss"
check("softmax_loss")

# %% [markdown]
# ### `svm_loss`
#
# The multi-class hinge loss asks that the right class score higher than every other class by a margin of one, and adds
# up what is missing. It too is averaged over the batch.

# %% check="svm_loss"
check("svm_loss")

# %% [markdown]
# ### Experiment: what the two losses ask for
#
# Needs `softmax_loss` and `svm_loss`. One image, two classes; the horizontal axis says by how much the right class
# leads.

# %%
leads = np.linspace(-3, 5, 200)
label = np.array([0])
_, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
for name, loss_function, colour in [("softmax", layers.softmax_loss, BLUE), ("SVM", layers.svm_loss, RED)]:
    results = [loss_function(np.array([[lead, 0.0]]), label) for lead in leads]
    gradients = np.array([gradient[0, 0] for _, gradient in results])
    left.plot(leads, [value for value, _ in results], color=colour, label=name)
    for side in (leads < 1, leads > 1):  # apart, since one of the gradients jumps at one
        right.plot(leads[side], gradients[side], color=colour)
left.set(title="Loss", xlabel="score of the right class minus the other", ylabel="loss")
right.set(title="Gradient of the right class's score", xlabel="score of the right class minus the other")
right.set(ylabel="gradient", ylim=(-1.1, 0.1))
left.legend()
plt.show()

# %% [markdown]
# **What to see.** The hinge loss is content once the lead exceeds one: loss and gradient are exactly zero from there.
# The softmax loss always asks for more, though ever less. Far on the left both pull with the same force.

# %% [markdown] question="loss_before_learning" points=2
# **Question.** A network with ten classes has just been initialized with tiny weights, so that all its scores are
# close to zero. Which value do you expect of the softmax loss, which of the SVM loss, and what can you conclude when
# your first loss is far from it?
#
# BEGIN SOLUTION
# With equal scores each class has probability $1/10$, so the softmax loss is $-\log(1/10) = \log 10 \approx 2.303$. In
# the SVM loss each of the nine other classes violates its margin by one, so the loss is $9$. A first loss far from this
# (without a penalty on the weights) means that the scores are not small, because the weights or the data have another
# scale than intended, or that the loss has a slip: a sum where a mean belongs, or labels that do not fit the scores.
# END SOLUTION

# %% [markdown]
# ### `affine_relu_forward`
#
# An affine layer followed by a ReLU is so common that it gets functions of its own. They call what you have written,
# and their cache holds the two caches.

# %% check="affine_relu_forward"
check("affine_relu_forward")

# %% [markdown]
# ### `affine_relu_backward`
#
# Going back, the last layer comes first.

# %% check="affine_relu_backward"
check("affine_relu_backward")

# %% [markdown]
# ## 2. Networks
#
# A network keeps its parameters in the dictionary `params`. Its method `loss(X)` returns the scores; `loss(X, y)`
# returns the loss and a dictionary of gradients under the same names.
#
# ### `TwoLayerNet`
#
# Affine, ReLU, affine, softmax: the smallest network with a hidden layer. The penalty is half of `reg` times the sum
# of squares of both weight matrices; biases are left alone.

# %% check="TwoLayerNet"
check("TwoLayerNet")

# %% [markdown]
# ### `FullyConnectedNet`
#
# The same with any number of hidden layers, including none. The layers differ only in the numbers in their names, so
# a loop forward and a loop backward will do.

# %% check="FullyConnectedNet"
check("FullyConnectedNet")

# %% [markdown]
# ### `FullyConnectedElasticNet`
#
# An *elastic net* adds a second penalty to that of its parent class: `l1` times the sum of the absolute values of all
# weights. The parent's `loss` still does what it did; build on it.

# %% check="FullyConnectedElasticNet"
check("FullyConnectedElasticNet")

# %% [markdown]
# ### The data and the training loop
#
# The digits are 1797 images of 8 x 8 pixels, with values from 0 to 1, written by 13 people. A fifth of them is set
# aside for *validation*: no network learns from these, so the share it gets right says something about new images.

# %%
digits = load_digits(validation_share=0.2, seed=0)
figure, axes = plt.subplots(2, 10, figsize=(11, 2.6))
for digit, column in enumerate(axes.T):
    for axis, image in zip(column, digits.X_train[digits.y_train == digit], strict=False):
        axis.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
    column[0].set_title(str(digit))
figure.suptitle(f"Two of the {len(digits.X_train)} training images of each class")
plt.show()

# %% [markdown]
# Training is *stochastic gradient descent*: shuffle the images, take a small batch, compute the gradients on it, and go
# a small step against them. Better rules follow in assignment 2; this one is enough for now.


# %%
@dataclass
class History:
    """What a training run leaves behind: one loss per step, one pair of accuracies per epoch."""

    loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)


def accuracy(net: fc_net.FullyConnectedNet, X: np.ndarray, y: np.ndarray) -> float:
    """The share of images whose highest score belongs to the right class."""
    return float(np.mean(net.loss(X).argmax(axis=1) == y))


def train(
    net: fc_net.FullyConnectedNet,
    X: np.ndarray,
    y: np.ndarray,
    *,
    learning_rate: float,
    epochs: int,
    batch_size: int = 50,
    seed: int = 0,
) -> History:
    """Train `net` on X (N, 64) and y (N,) by gradient descent on shuffled batches; returns a History."""
    rng = np.random.default_rng(seed)
    history = History()
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(X)), len(X) // batch_size):
            step_loss, gradients = net.loss(X[batch], y[batch])
            for name in net.params:
                net.params[name] = net.params[name] - learning_rate * gradients[name]
            history.loss.append(float(step_loss))
        history.train_accuracy.append(accuracy(net, X, y))
        history.val_accuracy.append(accuracy(net, digits.X_val, digits.y_val))
    return history


def plot_history(history: History, title: str, ylim: tuple[float, float]) -> None:
    """The loss of every step on the left, the accuracies after every epoch on the right."""
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
    epochs = np.arange(1, len(history.train_accuracy) + 1)
    steps = np.linspace(0, epochs[-1], len(history.loss))
    left.semilogy(steps, history.loss, color=BLUE, linewidth=0.8)
    left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_locator(NullLocator())
    left.set(title=f"{title}: loss of each batch", xlabel="epoch", ylabel="loss (logarithmic)")
    right.plot(epochs, history.train_accuracy, color=BLUE, label="training")
    right.plot(epochs, history.val_accuracy, color=ORANGE, label="validation")
    right.set(title=f"{title}: accuracy after each epoch", xlabel="epoch", ylabel="images read correctly", ylim=ylim)
    right.yaxis.set_major_formatter(PercentFormatter(1))
    right.legend(loc="lower right")
    plt.show()


# %% [markdown]
# ### Experiment: learn fifty images by heart
#
# Needs `FullyConnectedNet`.

# %%
few = slice(0, 50)
net = fc_net.FullyConnectedNet([100, 100], input_dim=64, weight_scale=0.15, dtype=np.float64, seed=1)
history = train(net, digits.X_train[few], digits.y_train[few], learning_rate=0.1, epochs=60, batch_size=10)
plot_history(history, "Fifty images", ylim=(0, 1.05))
print(f"training accuracy {history.train_accuracy[-1]:.1%}, validation accuracy {history.val_accuracy[-1]:.1%}")
assert history.train_accuracy[-1] == 1.0, "fifty images can be learned by heart"

# %% [markdown]
# **What to see.** The loss falls by orders of magnitude and the training accuracy reaches one, while validation
# accuracy stops far below: the network knows these fifty images, and digits only a little.

# %% [markdown] question="why_learn_fifty_by_heart" points=2
# **Question.** Nobody wants a network that knows fifty images by heart. Why is it still a good idea to try this before
# any long training run, and what does success *not* tell you?
#
# BEGIN SOLUTION
# A network with thousands of parameters can fit fifty images, so if it does not, something is broken: the gradients,
# the loss, the update, the labels, or a learning rate or initialization far off. The experiment takes seconds and
# needs no validation data. Success shows that the pieces work together. It says nothing about new images, about the
# right strength of a penalty, or about errors that do not hinder fitting, such as a penalty missing from loss and
# gradient alike.
# END SOLUTION

# %% [markdown]
# ### Experiment: two penalties, two kinds of small weights
#
# Needs `FullyConnectedElasticNet`. Three networks that differ in nothing but the penalty learn the same digits.

# %%
figure, axes = plt.subplots(1, 3, figsize=(12, 3.8), sharex=True, sharey=True)
penalties = {"no penalty": (0.0, 0.0, GREY), "L2, reg = 0.02": (0.02, 0.0, BLUE), "L1, l1 = 0.002": (0.0, 0.002, RED)}
for axis, (name, (reg, l1, colour)) in zip(axes, penalties.items(), strict=True):
    net = fc_net.FullyConnectedElasticNet(
        [50], input_dim=64, reg=reg, l1=l1, weight_scale=0.15, dtype=np.float64, seed=2
    )
    history = train(net, digits.X_train, digits.y_train, learning_rate=0.1, epochs=60, batch_size=100)
    weights = net.params["W1"].ravel()
    near_zero = np.mean(np.abs(weights) < 0.005)
    axis.hist(weights, bins=np.linspace(-0.805, 0.805, 162), color=colour)
    axis.set(title=name, xlabel="weight of the first layer", yscale="log")
    axis.text(0.98, 0.95, f"|w| < 0.005: {near_zero:.0%}", transform=axis.transAxes, ha="right", va="top")
    axis.text(0.98, 0.87, f"validation: {history.val_accuracy[-1]:.1%}", transform=axis.transAxes, ha="right", va="top")
axes[0].set(ylabel="number of weights (logarithmic)")
plt.show()

# %% [markdown]
# **What to see.** L2 makes all weights smaller, the large ones most, and the histogram contracts as a whole. L1 drives
# most weights to zero and lets a few large ones stay. All three networks read the digits about equally well.

# %% [markdown] question="how_a_penalty_pulls" points=2
# **Question.** Compare the gradients of the two penalties at a weight of 1 and at a weight of 0.01. Why does one of
# them produce weights that are practically zero, and the other does not?
#
# BEGIN SOLUTION
# The gradient of $\frac{1}{2}\,\mathrm{reg}\,w^2$ is $\mathrm{reg}\,w$, which pulls a hundred times less at 0.01 than
# at 1. A weight shrinks by the same *share* in each step and never arrives, and near zero the slightest pull of the
# data outweighs the penalty. The gradient of $l_1\,|w|$ is $l_1\,\mathrm{sign}(w)$, equally strong at both. A weight
# moves by the same *amount* in each step and reaches zero, and stays near it unless the data pull harder than $l_1$.
# END SOLUTION

# %% [markdown]
# ## 3. Initialization
#
# So far the networks were shallow and almost any small random weights would do. In a deep network, every layer scales
# what it gets, and a factor that is a little off ten or twenty times in a row makes signals disappear or grow out of
# bounds. The functions of this part return a weight matrix of shape `(fan_in, fan_out)`.
#
# ### `constant`
#
# Every weight gets the same value.

# %% check="constant"
check("constant")

# %% [markdown]
# ### `normal`
#
# Gaussian weights with mean zero and a given standard deviation. All random numbers come from the generator `rng`, so
# that a run can be repeated.

# %% check="normal"
check("normal")

# %% [markdown]
# ### `xavier_uniform`
#
# Glorot and Bengio (2010) ask that neither the signals on their way forward nor the gradients on their way back change
# their size. The first wish sets the variance by `fan_in`, the second by `fan_out`; they settle in the middle. Mind how
# the variance of a uniform distribution follows from its bounds.

# %% check="xavier_uniform"
check("xavier_uniform")

# %% [markdown]
# ### `xavier_normal`
#
# The same variance from a Gaussian.

# %% check="xavier_normal"
check("xavier_normal")

# %% [markdown]
# ### `he_normal`
#
# A ReLU discards about half of what arrives. He et al. (2015) make up for it in the variance.

# %% check="he_normal"
check("he_normal")

# %% [markdown]
# ### `activations_by_layer`
#
# The first instrument sends a batch through a stack of layers without biases and keeps what comes out of each.

# %% check="activations_by_layer"
check("activations_by_layer")

# %% [markdown]
# ### `gradient_norms_by_layer`
#
# The second instrument sends a gradient back through the same stack and reports how large the gradient of each weight
# matrix is. Its entries count from the first layer, though the computation starts at the last.

# %% check="gradient_norms_by_layer"
check("gradient_norms_by_layer")

# %% [markdown]
# ### Experiment: what arrives in the depth of a network
#
# Needs `normal`, `xavier_normal`, `he_normal` and `activations_by_layer`. Five hundred random inputs go through a
# network with 200 units in every layer. The number in each panel is the *spread*: the standard deviation of a unit over
# the inputs, averaged over the units. It tells how well a layer can still distinguish one input from another.

# %%
WIDTH = 200
INITIALIZERS = {
    "std 1": lambda rng: initialization.normal(WIDTH, WIDTH, std=1.0, rng=rng),
    "std 0.01": lambda rng: initialization.normal(WIDTH, WIDTH, std=0.01, rng=rng),
    "Xavier": lambda rng: initialization.xavier_normal(WIDTH, WIDTH, rng=rng),
    "He": lambda rng: initialization.he_normal(WIDTH, WIDTH, rng=rng),
}


def show_activations(activation: str, depth: int, shown: list[int], lowest: float, colour: str) -> None:
    """Histograms of the activations: one row per initialization, one column per layer in `shown`."""
    inputs = np.random.default_rng(3).standard_normal((500, WIDTH))
    figure, axes = plt.subplots(len(INITIALIZERS), len(shown), figsize=(12, 8), sharex=True, sharey=True)
    for place, (row, (name, initialize)) in enumerate(zip(axes, INITIALIZERS.items(), strict=True)):
        rng = np.random.default_rng(4)
        outputs = initialization.activations_by_layer(inputs, [initialize(rng) for _ in range(depth)], activation)
        for axis, layer in zip(row, shown, strict=True):
            values = outputs[layer - 1]
            share = np.full(values.size, 1 / values.size)
            axis.hist(values.ravel(), bins=np.linspace(lowest, 1, 42), weights=share, color=colour)
            axis.set(ylim=(0, 0.25), yticks=[0, 0.1, 0.2], yticklabels=["0", "10%", "20%"])
            heading = f"layer {layer}\n" if place == 0 else ""
            axis.set_title(f"{heading}spread {values.std(axis=0).mean():.2g}", fontsize=11)
        row[0].set_ylabel(name, fontweight="bold")
    figure.suptitle(f"Activations of a {activation} network with {depth} layers")
    figure.supxlabel("activation")
    figure.supylabel("share of all activations (cut off at 25%)")
    plt.show()


show_activations("tanh", depth=10, shown=[1, 3, 5, 7, 10], lowest=-1, colour=GREEN)

# %% [markdown]
# **What to see.** With a standard deviation of 1 nearly all units sit at -1 or 1, where tanh is flat. With 0.01 every
# layer divides the signal by seven, until all inputs look the same. Xavier loses a little in each layer, since tanh
# flattens what it gets, and still has a usable spread after ten. The weights of He are larger by a factor of
# $\sqrt{2}$ and make up for that loss, at the price of more units near the ends.

# %%
show_activations("sigmoid", depth=5, shown=[1, 2, 3, 4, 5], lowest=0, colour=BLUE)

# %% [markdown]
# **What to see.** A standard deviation of 1 saturates the units at 0 and 1. With 0.01 all of them answer about 0.5,
# whatever the input. With Xavier and He the histograms look healthy, but the spread tells another story: it falls with
# each layer. In the deeper layers the units differ from each other, and not from input to input.

# %% [markdown]
# ### Experiment: gradients that vanish and explode
#
# Needs the same exercises and `gradient_norms_by_layer`. The same upstream gradient, of norm one, enters networks of
# twenty layers at their output.

# %%
DEPTH = 20
rng = np.random.default_rng(5)
inputs, upstream = rng.standard_normal((200, WIDTH)), rng.standard_normal((200, WIDTH))
upstream /= np.linalg.norm(upstream)
scales = {0.01: BLUE, (1 / WIDTH) ** 0.5: GREEN, (2 / WIDTH) ** 0.5: ORANGE, 0.3: RED}
names = ["std 0.01", "std 0.071 (Xavier)", "std 0.1 (He)", "std 0.3"]
figure, axes = plt.subplots(1, 3, figsize=(13, 4.5), sharex=True, sharey=True)
for axis, activation in zip(axes, ["sigmoid", "tanh", "relu"], strict=True):
    for name, (std, colour) in zip(names, scales.items(), strict=True):
        weights = [initialization.normal(WIDTH, WIDTH, std=std, rng=np.random.default_rng(i)) for i in range(DEPTH)]
        norms = initialization.gradient_norms_by_layer(inputs, weights, activation, upstream)
        axis.semilogy(range(1, DEPTH + 1), norms, "o-", color=colour, markersize=3, linewidth=1.5, label=name)
    axis.set(title=activation.replace("relu", "ReLU"), xlabel="layer (1 is next to the input)")
    axis.set(xticks=[1, 5, 10, 15, 20], yticks=[1e-30, 1e-20, 1e-10, 1, 1e10])
axes[0].set_ylabel("norm of the weight gradient (logarithmic)")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
figure.suptitle("Gradient norms in networks of 20 layers")
plt.show()

# %% [markdown]
# **What to see.** Read each line from right to left, as the gradient travels. Sigmoid layers lose gradient at every
# step and for each of these scales: it *vanishes*. In the tanh network a standard deviation of 0.3 makes it *explode*
# on its way back, and Xavier keeps it level. In the ReLU network all lines are level, yet nearly thirty powers of ten
# lie between the lowest and the highest; that of He has a useful size.

# %% [markdown] question="level_but_tiny" points=3
# **Question.** In the ReLU network with standard deviation 0.01, the gradients of all weight matrices are equally tiny.
# Yet the gradient shrinks in each layer on its way back. Why is the line level, and not falling towards the input? (The
# gradient of a weight matrix is a product of two things. What happens to each of them along the network?)
#
# BEGIN SOLUTION
# The gradient of $W_l$ is the transposed input of layer $l$ times the gradient at its output before the activation.
# With weights scaled down, a ReLU network multiplies the signal by about the same factor $g < 1$ in every layer going
# forward, and the gradient by the same $g$ in every layer going back (both are $\mathrm{std}\cdot\sqrt{n/2}$, here
# $0.01 \cdot 10 = 0.1$). Layer $l$ of $L$ gets an input that was shrunk $l - 1$ times and a gradient that was shrunk
# $L - l$ times; the product has $g^{L-1}$ whatever $l$ is. Its level is the same everywhere and falls with the depth of
# the whole network, here to about $10^{-19}$ of what $g = 1$ gives. A sigmoid's activations stay near 0.5 instead of
# shrinking, so only the factor of the backward pass remains and the line falls.
# END SOLUTION

# %% [markdown]
# ### Experiment: units that no longer learn
#
# Needs `sigmoid_forward`, `affine_forward`, `affine_relu_forward`, `he_normal`, `normal` and `TwoLayerNet`. A saturated
# sigmoid passes hardly any gradient. A *dead* ReLU, one that is negative for every training image, passes none and
# stays dead.


# %%
def share_of_dead_units(W: np.ndarray, b: np.ndarray) -> float:
    """The share of hidden units whose ReLU is zero for every training image."""
    hidden, _ = layers.affine_relu_forward(digits.X_train, W, b)
    return float(np.mean(~hidden.any(axis=0)))


def dead_after_training(learning_rate: float, hidden_dim: int = 100) -> float:
    """The share of dead units of a two-layer network after five epochs."""
    rng = np.random.default_rng(6)
    net = fc_net.TwoLayerNet(input_dim=64, hidden_dim=hidden_dim, num_classes=10)
    net.params["W1"] = initialization.he_normal(64, hidden_dim, rng=rng)
    net.params["W2"] = initialization.he_normal(hidden_dim, 10, rng=rng)
    train(net, digits.X_train, digits.y_train, learning_rate=learning_rate, epochs=5)
    return share_of_dead_units(net.params["W1"], net.params["b1"])


stds, biases, rates = np.logspace(-2, 1, 13), np.linspace(-4, 1, 21), [0.03, 0.1, 0.3, 0.6, 1, 1.4, 2, 3, 5]
saturated = []
for std in stds:
    W = initialization.normal(64, 500, std=std, rng=np.random.default_rng(7))
    sigmoids, _ = layers.sigmoid_forward(layers.affine_forward(digits.X_train, W, np.zeros(500))[0])
    saturated.append(np.mean(np.abs(sigmoids - 0.5) > 0.49))
W = initialization.he_normal(64, 500, rng=np.random.default_rng(7))
figure, axes = plt.subplots(1, 3, figsize=(13, 4), sharey=True)
axes[0].semilogx(stds, saturated, "o-", color=BLUE)
axes[0].set(title="Saturated sigmoids\n(output below 0.01 or above 0.99)", xlabel="standard deviation of the weights")
axes[1].plot(biases, [share_of_dead_units(W, np.full(500, bias)) for bias in biases], "o-", color=RED)
axes[1].set(title="Dead ReLUs before training\n(weights by He)", xlabel="initial bias of all hidden units")
axes[2].semilogx(rates, [dead_after_training(rate) for rate in rates], "o-", color=RED)
axes[2].set(title="Dead ReLUs after five epochs\n(weights by He, biases from zero)", xlabel="learning rate")
axes[0].set(ylabel="share of units", yticks=[0, 0.25, 0.5, 0.75, 1], yticklabels=["0", "25%", "50%", "75%", "100%"])
plt.show()

# %% [markdown]
# **What to see.** Left: the larger the weights, the more answers of a sigmoid are stuck at an end. Middle: a bias of -1
# has killed nearly half of the ReLU units before the first step, one of -3 all of them. Right: a small learning rate
# leaves the units alone; above one, a few large steps are enough to kill many of them, and at three hardly any is left.

# %% [markdown]
# ### Experiment: units that stay equal
#
# Needs `constant`, `xavier_normal` and `TwoLayerNet`. Three networks with 32 hidden units and the same data; only the
# initial weights differ.

# %%
starts = {
    "all zero": (lambda *fans: initialization.constant(*fans), RED),
    "all 0.1": (lambda *fans: initialization.constant(*fans, value=0.1), ORANGE),
    "Xavier": (lambda *fans: initialization.xavier_normal(*fans, rng=np.random.default_rng(8)), BLUE),
}
figure = plt.figure(figsize=(13, 4.2))
left, right = figure.subfigures(1, 2, width_ratios=[1, 1.25])
curves, units = left.subplots(), right.subplots(3, 6)
for row, (name, (initialize, colour)) in zip(units, starts.items(), strict=True):
    net = fc_net.TwoLayerNet(input_dim=64, hidden_dim=32, num_classes=10)
    net.params.update(W1=initialize(64, 32), W2=initialize(32, 10))
    history = train(net, digits.X_train, digits.y_train, learning_rate=0.1, epochs=60)
    loss_per_epoch = np.array(history.loss).reshape(60, -1).mean(axis=1)
    curves.plot(range(1, 61), loss_per_epoch, color=colour, label=name)
    largest = max(np.abs(net.params["W1"]).max(), 0.1)
    for axis, unit in zip(row, net.params["W1"].T, strict=False):
        axis.imshow(unit.reshape(8, 8), cmap="PuOr", vmin=-largest, vmax=largest)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(visible=True, color=GREY)
    row[0].set_ylabel(name, color=colour, fontweight="bold")
curves.axhline(np.log(10), color="black", linewidth=1, linestyle=":", label="log 10 (guessing)")
curves.set(title="Training loss", xlabel="epoch", ylabel="mean loss of the epoch", ylim=(0, 2.55))
curves.legend(loc="center right")
right.suptitle("Weights of six hidden units after training (purple is positive)", fontsize=12)
plt.show()

# %% [markdown]
# **What to see.** From all zeros the loss stays at $\log 10$, that of guessing, and no weight ever moves. From a
# constant of 0.1 something is learned, but all hidden units remain copies of one another, and 32 of them do the work of
# one. Xavier's units start different and each finds a pattern of its own.

# %% [markdown] question="why_zero_does_not_learn" points=3
# **Question.** Explain both curves by the gradients: why does the network of zeros not change its weights at all, and
# why can units that start equal never become different? Which of the network's parameters does learn in the first case?
#
# BEGIN SOLUTION
# With all weights zero, the hidden activations are $\mathrm{ReLU}(0) = 0$, so the gradient of $W_2$, hidden
# activations times the gradient of the scores, is zero. The gradient of the hidden layer is the gradient of the scores
# times $W_2^\top = 0$, so the gradients of $W_1$ and $b_1$ are zero as well. Only $b_2$ gets a gradient; it can fit the
# frequencies of the classes, which are all about 1/10, so the loss stays at $\log 10$.
#
# If all units start with equal weights in and equal weights out to each class, they compute the same activation and
# receive the same gradient. The same step on the same weights leaves them equal, and by induction they are equal for
# ever. Random weights break this symmetry.
# END SOLUTION

# %% [markdown]
# ## 4. Reading digits
#
# Now everything together: a network with two hidden layers, He initialization and a small L2 penalty learns from all
# training images. Needs `FullyConnectedNet` and `he_normal`. The goal is 95% on the validation images.

# %%
net = fc_net.FullyConnectedNet([200, 100], input_dim=64, reg=1e-3, dtype=np.float64, seed=9)
rng = np.random.default_rng(9)
for name in ["W1", "W2", "W3"]:
    net.params[name] = initialization.he_normal(*net.params[name].shape, rng=rng)
history = train(net, digits.X_train, digits.y_train, learning_rate=0.2, epochs=40)
plot_history(history, "All digits", ylim=(0.8, 1.005))
print(f"training accuracy {history.train_accuracy[-1]:.1%}, validation accuracy {history.val_accuracy[-1]:.1%}")
assert history.val_accuracy[-1] >= 0.95, "a right network reaches 95% with these settings"

# %% [markdown]
# **What to see.** The loss drops quickly at first and then slowly, since what is left of it is mostly the penalty. The
# two accuracies rise together and part in the end; what remains between them is the price of having seen only 1438
# images. A dip that lasts one epoch is the noise of small batches.

# %%
scores = net.loss(digits.X_val)
missed = np.flatnonzero(scores.argmax(axis=1) != digits.y_val)
figure, axes = plt.subplots(1, 8, figsize=(12, 2.2))
for axis in axes:
    axis.set_axis_off()
for axis, index in zip(axes, missed, strict=False):
    axis.imshow(digits.X_val[index].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
    axis.set_title(f"{digits.y_val[index]}, read as {scores[index].argmax()}", fontsize=11)
figure.suptitle(f"{min(8, len(missed))} of the {len(missed)} validation images that the network gets wrong")
plt.show()

# %% [markdown]
# **What to see.** Many of these are hard for a human reader too: a 7 with a bar across, loops that have run together or
# come apart. With 8 x 8 pixels some digits stay ambiguous, however long the network learns.
#
# When all checks are done, hand in `layers.py`, `fc_net.py`, `initialization.py` and this notebook with your answers.
