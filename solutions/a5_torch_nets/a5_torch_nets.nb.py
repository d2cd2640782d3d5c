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
# # Assignment 5: Convolutional networks in PyTorch
#
# So far you have written every gradient yourself. From here on a library does it, and runs the same code on a
# graphics card. That leaves time for what is on top: four networks that each made history with one idea, and a
# training loop that can be relied on.
#
# You write code in six files next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `lenet.py` | LeNet, the network that read cheques; and the same with batch normalization |
# | `train.py` | the training loop: schedule, early stopping, checkpoints |
# | `batchnorm.py` | batch normalization, as a function and as a layer |
# | `alexnet.py` | AlexNet, which made convolutional networks large |
# | `resnet.py` | ResNet, which made them deep |
# | `densenet.py` | DenseNet, which keeps everything that it has computed |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your code on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.
#
# **Data and device.** The experiments use 1,797 digits of 8 x 8 pixels that come with the kit, so that the whole
# notebook runs in about two minutes on one core of a CPU. It runs on a GPU unchanged: everything below is moved to
# `device`. For the real thing, `load_fashion_mnist` and `load_cifar10` in `autograder.datasets` fetch the full data
# sets. LeNet is at home on the first. On the second the deep networks were measured: He et al. (2016) report errors
# of 8.75 % with 20 layers and 6.43 % with 110, Huang et al. (2017) 3.46 % with their largest DenseNet, after 160 to
# 300 epochs on GPUs.

# %%
# %load_ext autoreload
# %autoreload 2
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.ticker import PercentFormatter
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import alexnet
import batchnorm
import densenet
import lenet
import resnet
import train
from autograder import check
from autograder.datasets import load_digits

# Colours that stay apart for colour-blind eyes (Okabe and Ito), used with the same meaning throughout a figure.
BLUE, ORANGE, GREEN, RED, PINK, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#666666"
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
torch.set_num_threads(1)  # the networks here are so small that threads would wait for each other
device = train.best_device()


def show_image(axis: plt.Axes, image: np.ndarray, title: str = "", **options: object) -> None:
    """One image without ticks in a thin frame; by default from 0 (white) to 1 (black)."""
    axis.imshow(image, **{"cmap": "gray_r", "vmin": 0, "vmax": 1, **options})
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=11)
    axis.grid(visible=False)
    axis.spines[:].set(visible=True, color=GREY, linewidth=0.5)


def in_per_cent(axis: plt.Axes) -> None:
    """Ticks such as 50% on the vertical axis."""
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


digits = load_digits(validation_share=0.2, seed=0)


def as_tensors(pixels: np.ndarray, labels: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Images (N, 1, 8, 8) with values around 0, and their labels."""
    images = torch.as_tensor(pixels.reshape(-1, 1, 8, 8), dtype=torch.get_default_dtype())
    return (images - 0.3) / 0.38, torch.as_tensor(labels, dtype=torch.int64)


def enlarged(images: torch.Tensor) -> torch.Tensor:
    """Images of 8 x 8 pixels as 28 x 28: three times as large, with a margin of paper."""
    return nn.functional.pad(nn.functional.interpolate(images, scale_factor=3), (2, 2, 2, 2), value=-0.3 / 0.38)


def batches(images: torch.Tensor, labels: torch.Tensor, size: int = 64, seed: int | None = None) -> DataLoader:
    """Batches of the examples; with a seed, in an order that is shuffled anew in every epoch."""
    generator = torch.Generator().manual_seed(seed or 0)
    return DataLoader(TensorDataset(images, labels), size, shuffle=seed is not None, generator=generator)


small_images, labels = as_tensors(digits.X_train, digits.y_train)
small_val_images, val_labels = as_tensors(digits.X_val, digits.y_val)
images, val_images = enlarged(small_images), enlarged(small_val_images)
validation = batches(val_images, val_labels, size=120)


def made(build: Callable[[], nn.Module], seed: int = 0, example: torch.Tensor = images) -> nn.Module:
    """A network on the device, whose initial weights (Glorot and Bengio, 2010) depend on the seed."""
    torch.manual_seed(seed)
    net = build()
    net.eval()(example[:2])  # lazy layers have their shapes from here on
    for parameter in net.parameters():
        if parameter.numel() > max(parameter.shape):  # what has one axis only is a bias, or belongs to batch norm
            nn.init.xavier_uniform_(parameter)
    return net.to(device)


print(f"{len(images)} images for training, {len(val_images)} for validation, on {device}")

# %% [markdown]
# ## 1. LeNet
#
# The first network that was sold. Two convolutions find strokes and how they are arranged, average pooling makes room
# for small shifts, three affine layers decide. Everything that came later has this shape.
#
# ### `LeNet`
#
# You say which layers there are and in which order; PyTorch keeps their parameters, and finds the gradients.

# %% check="LeNet"
check("LeNet")

# %% [markdown]
# ## 2. The training loop
#
# PyTorch has no training loop. Everyone writes one, and nearly everyone makes the same mistakes in it once, as hardly
# any of them raises an exception. You write one for this notebook, out of small parts.
#
# ### `warmup_cosine`
#
# The learning rate should be small while the network is still all noise, large in the middle, and small again when it
# comes to rest.

# %% check="warmup_cosine"
check("warmup_cosine")

# %% [markdown]
# ### `train_epoch`
#
# One pass through the training set. On a GPU, optionally in mixed precision.

# %% check="train_epoch"
check("train_epoch")

# %% [markdown]
# ### `loss_and_accuracy`
#
# How good is the network now? Looking must not change anything.

# %% check="loss_and_accuracy"
check("loss_and_accuracy")

# %% [markdown]
# ### `EarlyStopping`
#
# When does a training no longer help? And how was the network when it was best?

# %% check="EarlyStopping"
check("EarlyStopping")

# %% [markdown]
# ### `load_checkpoint`
#
# All that a training needs to go on comes from one file.

# %% check="load_checkpoint"
check("load_checkpoint")

# %% [markdown]
# ### `save_checkpoint`
#
# And it gets there in such a way that a power failure costs one epoch at most.

# %% check="save_checkpoint"
check("save_checkpoint")

# %% [markdown]
# ### `train_network`
#
# The parts become a loop.

# %% check="train_network"
check("train_network")

# %% [markdown]
# ### Experiment: schedules
#
# Needs `warmup_cosine`.

# %%
steps = np.arange(120)
figure, axis = plt.subplots(figsize=(8, 3.8))
for warmup, colour in [(0, GREY), (10, BLUE), (30, ORANGE)]:
    factors = [train.warmup_cosine(int(step), 100, warmup) for step in steps]
    axis.plot(steps, factors, color=colour, label=f"{warmup} steps of warm-up")
axis.axvline(100, color=GREY, linewidth=1, linestyle=":")
axis.set(title="Factor of the learning rate, for 100 planned steps", xlabel="step", ylabel="factor")
axis.legend()
plt.show()

# %% [markdown]
# **What to see.** The warm-up takes its steps from the way down: all three curves arrive at zero at step 100, and
# stay there. A cosine is steepest halfway down, and flat at both ends.

# %% [markdown]
# ### Experiment: when to stop
#
# Needs `LeNet` and section 2. A network with room for much more learns from 100 digits, and from 20 more that carry a
# label at random. The same training is run twice: once for all 60 epochs, once with a patience of 8.


# %%
def two_layers(width: int = 200) -> nn.Module:
    """A fully connected network for the small digits."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))


few_images, few_labels = small_images[:120], labels[:120].clone()
few_labels[:20] = torch.randint(10, (20,), generator=torch.Generator().manual_seed(1))
small_validation = batches(small_val_images, val_labels, 120)
runs = {}
for patience in (None, 8):
    net = made(two_layers, example=small_images)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    few = batches(few_images, few_labels, 30, seed=0)
    runs[patience] = train.train_network(net, few, small_validation, optimizer, 60, device, patience=patience)
    print(f"patience {patience}: validation loss, accuracy of the network at the end:",
          "{:.3f}, {:.1%}".format(*train.loss_and_accuracy(net, small_validation, device)))  # fmt: skip

whole, stopped = runs[None], runs[8]
best = int(np.argmin(stopped["val_loss"]))
figure, axes = plt.subplots(1, 2, figsize=(13, 4.2))
for axis, name in zip(axes, ["val_loss", "val_accuracy"], strict=True):
    axis.plot(whole[name], color=BLUE, label="validation")
    axis.plot(best, whole[name][best], "o", color=GREEN, markersize=9, label="best epoch")
    axis.axvline(len(stopped["val_loss"]) - 1, color=RED, linestyle="--", label="stop")
    axis.set(xlabel="epoch")
axes[0].plot(whole["train_loss"], color=ORANGE, label="training")
axes[0].set(title="Loss", ylabel="mean cross-entropy", ylim=(0, 2.6))
axes[1].set(title="Accuracy", ylabel="validation digits read correctly")
in_per_cent(axes[1])
axes[0].legend()
plt.show()

# %% [markdown]
# **What to see.** The training loss goes to zero: in the end the random labels are known by heart too. The validation
# loss has been lowest long before, after about ten epochs, and climbs again from there; the accuracy loses a few
# points, less clearly, as it counts digits and not how sure the network is of them. Early stopping needs its patience
# to be sure that the best epoch is over, and hands out the network from then, not the one it stopped with.

# %% [markdown]
# ### Experiment: a training with a break
#
# Needs section 2. One training of 24 epochs goes through; the other is thrown away after 10 and goes on in a fresh
# network with a fresh optimizer, from a file. A third one goes on from the network's parameters alone. The batches
# come in the same order in every epoch.

# %%
ordered = list(batches(small_images[:400], labels[:400], 40))


def schedule(epoch: int) -> float:
    """Up for 3 epochs, down to the end."""
    return train.warmup_cosine(epoch, 24, 3)


def fresh(seed: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A network and its optimizer, with momentum."""
    net = made(lambda: two_layers(30), seed, example=small_images)
    return net, torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.95)


net, optimizer = fresh(0)
through = train.train_network(net, ordered, small_validation, optimizer, 24, device, schedule)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "training.pt"
    net, optimizer = fresh(0)
    before = train.train_network(net, ordered, small_validation, optimizer, 10, device, schedule, checkpoint=path)
    state = net.state_dict()
    net, optimizer = fresh(1)
    after = train.train_network(net, ordered, small_validation, optimizer, 24, device, schedule, checkpoint=path)
net, optimizer = fresh(1)
net.load_state_dict(state)
forgetful = train.train_network(net, ordered, small_validation, optimizer, 14, device, lambda e: schedule(e + 10))

figure, axes = plt.subplots(1, 2, figsize=(13, 4.2))
epochs = np.arange(24)
for axis, name in zip(axes, ["train_loss", "val_loss"], strict=True):
    axis.plot(epochs, through[name], color=GREY, linewidth=7, alpha=0.35, label="without a break")
    axis.plot(epochs[:10], before[name], color=BLUE, label="before the break")
    axis.plot(epochs[10:], after[name][10:], color=GREEN, label="after it, from the file")
    axis.plot(epochs[10:], forgetful[name], color=RED, linestyle="--", label="after it, parameters alone")
    axis.axvline(9.5, color=GREY, linewidth=1, linestyle=":")
    axis.set(xlabel="epoch", ylabel="mean cross-entropy")
axes[0].set(title="Training loss", yscale="log")
axes[1].set(title="Validation loss")
axes[0].legend()
plt.show()
differences = [abs(a - b) for name in through for a, b in zip(through[name], after[name], strict=True)]
print(f"largest difference between the two histories: {max(differences)}")

# %% [markdown]
# **What to see.** From the file the training goes on as if nothing had happened: the two histories agree to the last
# bit. With the parameters alone it goes on as well, and raises no complaint. But momentum has to gather speed again,
# and with a decaying learning rate the lost way is never made up for. On the validation digits nobody would notice.

# %% [markdown] question="what_else_belongs_into_the_file" points=2
# **Question.** The experiment above goes through its batches in the same order in every epoch, and its network has no
# dropout. What would have to be in the file, beside network, optimizer and progress, for a training with shuffled
# batches and dropout to go on exactly as without the break? And why is the learning rate of an epoch computed from
# the rate at the call and not from the one that the saved optimizer brings along?
#
# BEGIN SOLUTION
# The states of all random number generators that the training draws from: the one that shuffles (its own
# `torch.Generator`, or the one that seeds the DataLoader's workers), and PyTorch's global ones for dropout, on the
# CPU and on each GPU (`torch.get_rng_state`, `torch.cuda.get_rng_state_all`); numpy's and Python's too if
# augmentation uses them. Otherwise the first epoch after the break sees the order, and the dropout masks, of the very
# first epoch again.
#
# The saved optimizer's rate has the factor of its last epoch in it. Multiplied by the next factor it would be too
# small: the factors would multiply up at every break.
# END SOLUTION

# %% [markdown]
# ## 3. Batch normalization
#
# ### `batch_norm`
#
# Every channel gets a mean and a deviation of its own choice, whatever the layers before it do. In training they are
# measured on the batch, in evaluation they come from moving averages.

# %% check="batch_norm"
check("batch_norm")

# %% [markdown]
# ### `BatchNorm`
#
# As a layer: gamma and beta are trained, the moving averages are kept, and `train()` and `eval()` switch between the
# two ways of working.

# %% check="BatchNorm"
check("BatchNorm")

# %% [markdown]
# ### `BatchNormLeNet`
#
# LeNet once more, with your layer before each sigmoid.

# %% check="BatchNormLeNet"
check("BatchNormLeNet")

# %% [markdown]
# ### Experiment: what a layer has learned of its inputs
#
# Needs `BatchNorm`. A layer sees 150 batches of 32 numbers with mean 3 and deviation 2. After each batch it is asked
# in evaluation mode what it makes of 0 and of 1; from the two answers one can tell the moving mean and the moving
# variance.

# %%
figure, axes = plt.subplots(1, 2, figsize=(13, 4))
for momentum, colour in [(0.01, GREEN), (0.1, BLUE), (0.5, ORANGE)]:
    torch.manual_seed(0)
    layer = batchnorm.BatchNorm(1, momentum=momentum)
    means, deviations = [], []
    for _ in range(150):
        layer.train()(3 + 2 * torch.randn(32, 1))
        at_zero, at_one = layer.eval()(torch.tensor([[0.0], [1.0]])).flatten().tolist()
        deviations.append(1 / (at_one - at_zero))
        means.append(-at_zero * deviations[-1])
    axes[0].plot(means, color=colour, label=f"momentum {momentum}")
    axes[1].plot(np.square(deviations), color=colour)
axes[0].axhline(3, color=GREY, linewidth=1, linestyle=":")
axes[1].axhline(4, color=GREY, linewidth=1, linestyle=":")
axes[0].set(title="Moving mean", xlabel="batch", ylabel="mean")
axes[1].set(title="Moving variance", xlabel="batch", ylabel="variance")
axes[0].legend()
plt.show()

# %% [markdown]
# **What to see.** The averages start at 0 and at 1. With a momentum of 0.5 they arrive within a few batches and then
# follow the chance of every single one; with 0.01 they are calm, and have not arrived after 150 batches. PyTorch's
# default of 0.1 forgets its start within some 40 batches. A network that is evaluated after a handful of training
# steps has averages that still remember their start.

# %% [markdown]
# ### Experiment: learning rates, with and without
#
# Needs `LeNet`, `BatchNormLeNet` and section 2. Both networks learn by gradient descent with a momentum of 0.9. The
# dotted line is the loss of a network that finds all ten digits equally likely.

# %%
rates = {0.01: GREEN, 0.03: BLUE, 0.1: ORANGE, 0.3: RED}
figure, axes = plt.subplots(1, 2, figsize=(13, 4.4), sharey=True)
for axis, build in zip(axes, [lenet.LeNet, lenet.BatchNormLeNet], strict=True):
    name = build.__name__
    for rate, colour in rates.items():
        net = made(build)
        optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        history = train.train_network(net, batches(images, labels, 32, seed=0), validation, optimizer, 16, device)
        axis.plot(range(1, 17), history["train_loss"], "o-", color=colour, label=f"learning rate {rate}")
        print(f"{name:16} learning rate {rate:4}: validation accuracy {history['val_accuracy'][-1]:.1%}")
    axis.axhline(np.log(10), color=GREY, linewidth=1, linestyle=":")
    axis.set(title=name, xlabel="epoch")
axes[0].set(ylabel="mean training loss", ylim=(0, 3))
axes[1].legend()
plt.show()

# %% [markdown]
# **What to see.** LeNet with its sigmoids stays on the dotted line: its scores hardly depend on the image. Two of the
# four learning rates get it away from there, after ten epochs or more; the smaller one is too slow for that, the
# larger one too restless. With batch normalization each sigmoid gets inputs of the size where it is steep, the first
# epoch is enough to get away, and learning rates between 0.01 and 0.3 make little difference.

# %% [markdown]
# ### Experiment: the network that is left in training mode
#
# Needs `BatchNormLeNet` and section 2. A trained network reads the validation digits in training mode, in batches of
# different sizes: once shuffled, once sorted by digit. The line is evaluation mode.

# %%
net = made(lenet.BatchNormLeNet, seed=1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.9)
train.train_network(net, batches(images, labels, 64, seed=0), validation, optimizer, 6, device)
_, in_evaluation = train.loss_and_accuracy(net, validation, device)
kept = {name: value.clone() for name, value in net.state_dict().items()}


@torch.no_grad()
def accuracy_in_training_mode(order: np.ndarray, size: int) -> float:
    """The accuracy with statistics of batches of this size; the moving averages are put back afterwards."""
    net.train()
    right = 0
    for start in range(0, len(order) - len(order) % size, size):
        chosen = order[start : start + size]
        scores = net(val_images[chosen].to(device))
        right += int((scores.argmax(1).cpu() == val_labels[chosen]).sum())
    net.load_state_dict(kept)
    return right / (len(order) - len(order) % size)


sizes = [2, 3, 5, 10, 20, 40, 80, 160]
shuffled = np.random.default_rng(0).permutation(len(val_labels))
by_digit = np.argsort(val_labels.numpy(), kind="stable")
figure, axis = plt.subplots(figsize=(8, 4.2))
axis.axhline(in_evaluation, color=GREY, linestyle="--", label="evaluation mode")
for order, name, colour in [(shuffled, "shuffled", BLUE), (by_digit, "sorted by digit", RED)]:
    axis.semilogx(sizes, [accuracy_in_training_mode(order, size) for size in sizes], "o-", color=colour, label=name)
axis.set(title="Reading in training mode", xlabel="batch size (logarithmic)", ylabel="digits read correctly")
axis.set(xticks=sizes, xticklabels=sizes, ylim=(0, 1.03))
axis.minorticks_off()
in_per_cent(axis)
axis.legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** In evaluation mode a digit is read in the same way whatever else is in the batch. In training mode
# with shuffled batches it takes some twenty digits until their statistics are good enough; with two, more than a
# third are misread. Sorted batches are another matter: as long as a batch holds a single digit or two (there are
# about 36 of each) most are misread, though the batch is large.

# %% [markdown] question="why_sorted_batches_fail" points=2
# **Question.** Why does the same network read sorted digits so much worse than shuffled ones in training mode?
# Someone's network has a training loss near zero and is right on one in ten of the validation images: which two slips
# with batch normalization would explain that, and how do you tell them apart?
#
# BEGIN SOLUTION
# In training mode an example's scores depend on the rest of its batch. The network learned with shuffled batches,
# whose statistics are about those of the whole training set. A batch of one digit has others: what all of its images
# have in common, which is what makes them that digit, is subtracted as the batch's mean.
#
# Either the network was evaluated in training mode on sorted or tiny batches, or it was in evaluation mode and its
# moving averages are useless: never updated (the layer was given its averages as plain attributes that were lost in
# saving or moving, or too few steps were taken), or updated with statistics of another kind of data. Feed the same
# images shuffled in large batches: in the first case the accuracy comes back, in the second nothing changes. Or
# evaluate on training images in evaluation mode: if those fail as well, it is the averages.
# END SOLUTION

# %% [markdown]
# ### Experiment: the first filters
#
# Needs `BatchNormLeNet` and section 2. The six filters of 5 x 5 weights of the network just trained.

# %%
untrained = made(lenet.BatchNormLeNet, seed=1)
figure, axes = plt.subplots(2, 6, figsize=(9, 3.4))
for row, (name, one) in enumerate({"before": untrained, "after": net}.items()):
    filters = next(each for each in one.parameters() if each.ndim == 4).detach().cpu().numpy()[:, 0]
    largest = np.abs(filters).max()
    for axis, weights in zip(axes[row], filters, strict=True):
        show_image(axis, weights, cmap="PuOr", vmin=-largest, vmax=largest)
    axes[row, 0].set_ylabel(name)
    pairs = np.corrcoef(np.append(filters[:, :, 1:], filters[:, 1:]), np.append(filters[:, :, :-1], filters[:, :-1]))
    print(f"{name} the training: weights up to {largest:.2f}, correlation of neighbouring weights {pairs[0, 1]:.2f}")
figure.suptitle("Filters of the first layer (purple is positive)")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()

# %% [markdown]
# **What to see.** Before the training neighbouring weights have nothing to do with each other. Afterwards the weights
# are several times as large, and neighbours agree: the filters look for edges and broad strokes in different
# directions. The digits have been enlarged three times, so that nothing finer is there to be found.

# %% [markdown]
# ## 4. AlexNet
#
# ### `AlexNet`
#
# Fourteen years after LeNet-5 the same idea, with ReLU, dropout, a thousand times as many parameters and two graphics
# cards, made 15.3 % of errors on ImageNet where the next best made 26.2 % (Krizhevsky et al., 2012, top-5 errors).

# %% check="AlexNet"
check("AlexNet")

# %% [markdown]
# ### Experiment: where AlexNet keeps its parameters
#
# Needs `AlexNet`. On PyTorch's *meta* device tensors have shapes and no values, so that a network with many millions
# of parameters is there at once.


# %%
def on_meta(build: Callable[[], nn.Module], *shape: int) -> nn.Module:
    """The network without the values of its parameters; it has seen an image of this shape."""
    with torch.device("meta"):
        net = build().eval()
        net(torch.empty(1, *shape))
    return net


def parameter_count(net: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(each.numel() for each in net.parameters())


net = on_meta(lambda: alexnet.AlexNet(1000, 3), 3, 224, 224)
weights = [tuple(each.shape) for each in net.parameters() if each.ndim > 1]
millions = [np.prod(shape) / 1e6 for shape in weights]
names = [f"{'conv' if len(shape) == 4 else 'affine'} {number}\n{shape[1]} to {shape[0]}"
         for number, shape in enumerate(weights, start=1)]  # fmt: skip
figure, axis = plt.subplots(figsize=(11, 4))
bars = axis.bar(range(len(weights)), millions, color=[BLUE if len(shape) == 4 else ORANGE for shape in weights])
axis.bar_label(bars, [f"{each:.2f}" for each in millions], fontsize=10)
axis.set(title=f"AlexNet's weights, layer by layer; {parameter_count(net):,} parameters altogether")
axis.set(xlabel="layer, channels in and out", ylabel="millions", xticks=range(len(weights)), xticklabels=names)
axis.grid(visible=False, axis="x")
plt.show()

# %% [markdown]
# **What to see.** The three affine layers hold more than nine tenths of the weights, the first one alone more than
# half. It is they that dropout is for. The networks that follow do without hidden affine layers: they average each
# channel over the image, and a single affine layer makes the scores.

# %% [markdown]
# ## 5. ResNet
#
# ### `Residual`
#
# Two convolutions compute what is to be *added* to their input.

# %% check="Residual"
check("Residual")

# %% [markdown]
# ### `residual_stage`
#
# Several blocks in a row; the first one may halve the image.

# %% check="residual_stage"
check("residual_stage")

# %% [markdown]
# ### `ResNet18`
#
# A stem, four stages, a global average, an affine layer.

# %% check="ResNet18"
check("ResNet18")

# %% [markdown]
# ### Experiment: signals in deep networks
#
# Needs `Residual`. Three networks with 32 blocks of two convolutions, before any training: plain ones without and
# with batch normalization, and residual ones. A batch of digits goes forward and its loss backward; after each block,
# the plots show how large activations and gradients are (the root of the mean square).


# %%
def plain_block(width: int, normalize: bool) -> nn.Module:
    """What a residual block is without its shortcut."""
    half = [nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width) if normalize else nn.Identity(), nn.ReLU()]
    other = [nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width) if normalize else nn.Identity(), nn.ReLU()]
    return nn.Sequential(*half, *other)


def tower(kind: str, depth: int, width: int = 8) -> nn.Module:
    """A convolution, `depth` blocks of one kind, and an affine layer, for images of 8 x 8 pixels."""
    make = {
        "plain, without batch norm": lambda: plain_block(width, normalize=False),
        "plain": lambda: plain_block(width, normalize=True),
        "residual": lambda: resnet.Residual(width, width),
    }[kind]
    blocks = [make() for _ in range(depth)]
    return nn.Sequential(nn.Conv2d(1, width, 3, padding=1), *blocks, nn.Flatten(), nn.Linear(64 * width, 10))


def size(values: torch.Tensor) -> float:
    """The root of the mean square."""
    return values.detach().double().square().mean().sqrt().item()


def signals(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[list[float], list[float]]:
    """The sizes of activations and of their gradients, after the first layer and after each block."""
    states = [net[0](x)]
    for block in net[1:-2]:
        states.append(block(states[-1]))
    slopes = torch.autograd.grad(nn.functional.cross_entropy(net[-2:](states[-1]), y), states)
    return [size(each) for each in states], [size(each) for each in slopes]


kinds = {"plain, without batch norm": GREY, "plain": ORANGE, "residual": BLUE}
figure, axes = plt.subplots(1, 2, figsize=(13, 4.4))
for kind, colour in kinds.items():
    torch.manual_seed(0)
    net = tower(kind, depth=32).to(device)
    sizes_forward, sizes_backward = signals(net, small_images[:256].to(device), labels[:256].to(device))
    axes[0].semilogy(sizes_forward, color=colour, label=kind)
    axes[1].semilogy(sizes_backward, color=colour)
    print(f"{kind:26} first gradient / last gradient: {sizes_backward[0] / sizes_backward[-1]:.1e}")
axes[0].set(title="Activations", xlabel="block", ylabel="root of the mean square")
axes[1].set(title="Gradients of the loss", xlabel="block", ylabel="root of the mean square")
axes[0].legend()
plt.show()

# %% [markdown]
# **What to see.** Without batch normalization each block takes away most of the gradient, and what is left after 32
# blocks is far too small to learn from. The activations do not show it: what remains there is mostly the biases.
# Batch normalization keeps the activations at one size, and has the gradients *grow* on their way back, ten thousand
# times here. In the residual network the activations grow slowly, as every block adds something to them, and the
# gradients of all blocks lie within two orders of magnitude.

# %% [markdown]
# ### Experiment: deeper is not better, unless
#
# Needs `Residual` and section 2. Plain and residual networks with 3 and with 16 blocks learn with the same settings.
# What is drawn is the loss on the *training* set.

# %%
figure, axes = plt.subplots(1, 2, figsize=(13, 4.4), sharey=True)
for axis, kind in zip(axes, ["plain", "residual"], strict=True):
    for depth, colour in [(3, GREEN), (16, RED)]:
        torch.manual_seed(0)
        net = tower(kind, depth).to(device)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.005, momentum=0.9)
        history = train.train_network(
            net, batches(small_images, labels, 64, seed=0), small_validation, optimizer, 10, device
        )
        label = f"{2 * depth + 2} layers"
        axis.semilogy(range(1, 11), history["train_loss"], "o-", color=colour, label=label)
        print(f"{kind:9} {label}: training loss {history['train_loss'][-1]:.3f}, "
              f"validation accuracy {history['val_accuracy'][-1]:.1%}")  # fmt: skip
    axis.set(title=kind.capitalize(), xlabel="epoch")
    axis.legend()
axes[0].set_ylabel("mean training loss (logarithmic)")
plt.show()

# %% [markdown]
# **What to see.** The plain network with 34 layers does worse than the one with 8, and that on the very images that
# it learns from. With shortcuts it is slower during the first epochs and then gets far below the shallow network. Of
# the validation digits all but the deep plain network read about the same number: these digits do not need 34 layers.

# %% [markdown] question="what_the_shortcut_does" points=3
# **Question.** A residual block without the ReLU at its end computes $x_{l+1} = x_l + F_l(x_l)$. Write the gradient
# of the loss with respect to $x_l$ for a tower of $L$ such blocks, and compare it with that of a tower of plain
# blocks $x_{l+1} = F_l(x_l)$. The deep plain tower has a larger loss on the *training* set than the shallow one. Why
# can that not be overfitting, and why does the deep residual tower have it easier?
#
# BEGIN SOLUTION
# $\frac{\partial \ell}{\partial x_l} = \left(\prod_{k=l}^{L-1} (I + J_k)\right)^T \frac{\partial \ell}{\partial x_L}$
# with $J_k = \partial F_k / \partial x_k$, where the plain tower has the product of the $J_k$ alone. Multiplied out,
# the first product contains the term $I$: the gradient at the top reaches every block undiminished, plus
# contributions by way of each subset of blocks. In the plain tower every path goes through all $J_k$; if they shrink
# or stretch vectors on average, the product vanishes or explodes exponentially with the depth, and even where its
# size is right its direction looks more and more like noise.
#
# Overfitting is a small training loss with a larger validation loss; here the training loss itself is larger. The
# deep tower could represent what the shallow one does, by letting its additional blocks compute the identity. So it
# is the optimization that fails (He et al. call it degradation). For a residual block the identity is $F = 0$, which
# is near to where it starts, and each block has only to find a small improvement on that. A plain block has to build
# the identity out of two convolutions and ReLUs.
# END SOLUTION

# %% [markdown]
# ## 6. DenseNet
#
# ### `conv_block`
#
# Normalize, activate, convolve: in this order here.

# %% check="conv_block"
check("conv_block")

# %% [markdown]
# ### `DenseBlock`
#
# Where ResNet adds, DenseNet keeps: every layer sees all that was computed before it.

# %% check="DenseBlock"
check("DenseBlock")

# %% [markdown]
# ### `TransitionBlock`
#
# What only grows has to be cut back from time to time.

# %% check="TransitionBlock"
check("TransitionBlock")

# %% [markdown]
# ### `DenseNet`
#
# Blocks and transitions in turn.

# %% check="DenseNet"
check("DenseNet")

# %% [markdown]
# ### Experiment: how the channels grow
#
# Needs `DenseBlock`, `TransitionBlock` and `DenseNet`. The network with its default sizes, on the meta device: the
# shapes of what comes out of every block and transition.

# %%
net = on_meta(densenet.DenseNet, 1, 224, 224)
sizes_out = []
for module in net.modules():
    if isinstance(module, (densenet.DenseBlock, densenet.TransitionBlock)):
        module.register_forward_hook(lambda module, _, out: sizes_out.append((type(module).__name__, tuple(out.shape))))
net(torch.empty(1, 1, 224, 224, device="meta"))
figure, axis = plt.subplots(figsize=(11, 4))
colours = [BLUE if name == "DenseBlock" else ORANGE for name, _ in sizes_out]
bars = axis.bar(range(len(sizes_out)), [shape[1] for _, shape in sizes_out], color=colours)
axis.bar_label(bars)
axis.set(title="Channels after each dense block (blue) and transition (orange)", xlabel="part and size of its image")
axis.set(ylabel="channels", xticks=range(len(sizes_out)))
axis.set_xticklabels([f"{'block' if name == 'DenseBlock' else 'transition'}\n{shape[2]} x {shape[3]}"
                      for name, shape in sizes_out])  # fmt: skip
axis.grid(visible=False, axis="x")
plt.show()

# %% [markdown]
# **What to see.** Each block adds $4 \cdot 32 = 128$ channels to what it gets, each transition throws away half of
# them and three quarters of the pixels. So the channels stay near 240 at the end of each block, where a ResNet
# doubles them from stage to stage.

# %% [markdown] question="adding_and_concatenating" points=2
# **Question.** A dense block has $c$ channels at its input, $n$ convolutions of 3 x 3 and a growth rate of $k$. How
# many weights do its convolutions have altogether? Compare with $n$ convolutions which keep a constant width of $c +
# n k$ channels, for $c = 64$, $n = 4$, $k = 32$. What does a dense block need more of than a residual one, for all
# that?
#
# BEGIN SOLUTION
# The $i$-th convolution ($i = 0, \dots, n - 1$) maps $c + i k$ channels to $k$, so there are $\sum_i 9 k (c + i k) =
# 9 k \left(n c + k\, n (n - 1) / 2\right)$ weights: $9 \cdot 32 \cdot (256 + 192) = 129{,}024$. Constant width: $9 n
# (c + n k)^2 = 9 \cdot 4 \cdot 192^2 = 1{,}327{,}104$, about ten times as many. A dense block has few new channels
# per layer, since nothing that was computed before has to be computed again or carried along.
#
# It needs memory: all earlier maps are inputs of every later layer and have to be kept, and concatenating copies
# them; done without care the memory grows with the square of the number of layers. Adding needs one map of constant
# width.
# END SOLUTION

# %% [markdown]
# ### Experiment: four networks in numbers
#
# Needs all networks. Each at its full size, with ten and with a thousand classes.

# %%
full_size = {
    "LeNet": (lenet.LeNet, (1, 28, 28)),
    "AlexNet": (alexnet.AlexNet, (3, 224, 224)),
    "ResNet18": (resnet.ResNet18, (3, 224, 224)),
    "DenseNet": (densenet.DenseNet, (3, 224, 224)),
}
figure, axis = plt.subplots(figsize=(9, 4.2))
for shift, classes, colour in [(-0.2, 10, BLUE), (0.2, 1000, ORANGE)]:
    counts = []
    for build, shape in full_size.values():
        counts.append(parameter_count(on_meta(partial(build, classes, shape[0]), *shape)))
    bars = axis.bar(np.arange(4) + shift, counts, 0.4, color=colour, label=f"{classes} classes")
    axis.bar_label(bars, [f"{count:,}" for count in counts], fontsize=9)
axis.set(title="Parameters", ylabel="parameters (logarithmic)", yscale="log", ylim=(1e4, 4e8))
axis.set(xlabel="network", xticks=range(4), xticklabels=full_size)
axis.grid(visible=False, axis="x")
axis.legend(loc="upper left")
plt.show()

# %% [markdown]
# **What to see.** The number of parameters says little about how good a network is. On ImageNet, one AlexNet has a
# top-1 error of 40.7 % (Krizhevsky et al., 2012, table 2), and ResNet-18, with less than a quarter of the parameters,
# 27.88 % (He et al., 2016, table 2, with ten crops of each image). Its plain twin without shortcuts makes 27.94 %;
# with 34 layers the plain network makes 28.54 %, more than with 18, and the residual one 25.03 %.

# %% [markdown]
# ## 7. All of them on the digits
#
# Needs everything. Narrow versions learn from 1,438 digits, with Adam, a warm-up and a cosine, and with early
# stopping.

# %%
contenders = {
    "LeNet": (lenet.LeNet, GREY),
    "BatchNormLeNet": (lenet.BatchNormLeNet, GREEN),
    "ResNet18, width 8": (lambda: resnet.ResNet18(10, 1, width=8), BLUE),
    "DenseNet, growth 8": (lambda: densenet.DenseNet(10, 1, 16, 8, (3, 3, 3)), ORANGE),
}
trained = {}
figure, axes = plt.subplots(1, 2, figsize=(13, 4.4))
for name, (build, colour) in contenders.items():
    net = made(build, seed=2)
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
    history = train.train_network(
        net,
        batches(images, labels, 64, seed=2),
        validation,
        optimizer,
        epochs=10,
        device=device,
        schedule=lambda epoch: train.warmup_cosine(epoch, 10, 2),
        patience=4,
        mixed_precision=True,
    )
    trained[name] = net
    shown = range(1, len(history["lr"]) + 1)
    axes[0].semilogy(shown, history["train_loss"], "o-", color=colour, label=name)
    axes[1].plot(shown, history["val_accuracy"], "o-", color=colour)
    loss, accuracy = train.loss_and_accuracy(net, validation, device)
    print(f"{name:20}{parameter_count(net):8,} parameters, validation loss {loss:.3f}, accuracy {accuracy:.1%}")
axes[0].set(title="Training", xlabel="epoch", ylabel="mean training loss (logarithmic)")
axes[1].set(title="Validation", xlabel="epoch", ylabel="digits read correctly", ylim=(0.8, 1.005))
axes[1].set_yticks(np.arange(0.8, 1.01, 0.05))
in_per_cent(axes[1])
axes[0].legend()
plt.show()

# %% [markdown]
# **What to see.** Adam gets even LeNet away from its plateau. The other three learn faster, and end within a point of
# each other on the validation images: one point is fewer than four digits. The DenseNet has a third of LeNet's
# parameters. Batch normalization makes the validation accuracy jump as long as the learning rate is large, because
# the moving averages lag behind the weights; at the end of the cosine it settles.

# %% [markdown]
# ### Experiment: the hardest digits
#
# Needs everything. Of the four networks above all but LeNet are asked, and the mean of their probabilities is taken.
# Shown are the validation digits whose label it finds least likely.


# %%
@torch.no_grad()
def probabilities(net: nn.Module) -> np.ndarray:
    """What a network in evaluation mode makes of all validation images."""
    return net.eval()(val_images.to(device)).softmax(1).cpu().numpy()


mean_probability = np.mean([probabilities(net) for name, net in trained.items() if name != "LeNet"], axis=0)
of_the_label = mean_probability[np.arange(len(val_labels)), val_labels]
hardest = np.argsort(of_the_label)[:12]
figure, axes = plt.subplots(2, 6, figsize=(11, 4.6))
for axis, place in zip(axes.ravel(), hardest, strict=True):
    guess = int(mean_probability[place].argmax())
    title = f"a {val_labels[place]}, read as {guess}\n{mean_probability[place, guess]:.0%}"
    show_image(axis, digits.X_val[place].reshape(8, 8), title)
figure.suptitle("The twelve hardest validation digits")
figure.supxlabel("column of pixels", fontsize=11)
figure.supylabel("row of pixels", fontsize=11)
plt.show()
print(f"read correctly by the three together: {np.mean(mean_probability.argmax(1) == val_labels.numpy()):.1%}")

# %% [markdown]
# **What to see.** A few digits are misread, and in a few more the network is right and not sure. Most of them would
# make a human reader hesitate at 8 x 8 pixels as well.

# %% [markdown]
# When all checks are done, hand in the six `.py` files and this notebook with your answers.
