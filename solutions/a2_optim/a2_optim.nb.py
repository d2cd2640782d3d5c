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
# # Assignment 2: Optimization
#
# Training a network means walking downhill on a surface that nobody can look at. In this assignment you first walk on
# surfaces that can be drawn, then learn to live with noise, write the update rules that deep learning is trained with,
# and in the end put them into a training loop that reads digits.
#
# You write code in four files next to this notebook:
#
# | file | what is in it |
# |---|---|
# | `convex.py` | descent methods for functions that can be written down |
# | `schedules.py` | learning rates as functions of the step |
# | `optim.py` | update rules, from plain SGD to AdamW |
# | `training.py` | batches, the training loop, and what goes on around it |
#
# Every place to fill in is marked with `TODO`; the docstring above it is the specification, and `README.md` holds the
# formulas. After each exercise comes a cell `check("...")`. It runs your function on inputs for which the right outputs
# are known, shows which outputs agree and by how much the others are off, and returns your points. The networks of
# assignment 1 are here too, solved: `layers.py` and `fc_net.py` are given.
#
# Work from top to bottom. Between the exercises are experiments, ready to run, and a few questions to answer in
# words. An experiment needs the exercises named above it; until they are written it stops with
# `NotImplementedError`, and you can go on with the next exercise.

# %%
# %load_ext autoreload
# %autoreload 2
import time
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter

import convex
import fc_net
import layers
import optim
import schedules
import training
from autograder import check
from autograder.datasets import load_airfoil, load_diabetes, load_digits

# Colours that stay apart for colour-blind eyes (Okabe and Ito), used with the same meaning throughout a figure.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"
PINK, SKY = "#CC79A7", "#56B4E9"
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


def draw_contours(axis: plt.Axes, f: Callable, x_range: tuple, y_range: tuple, levels: np.ndarray | int = 15) -> None:
    """Level lines of a function of two numbers, in grey; f takes an array whose first axis has length two."""
    x, y = np.meshgrid(np.linspace(*x_range, 200), np.linspace(*y_range, 200))
    axis.contour(x, y, f(np.stack([x, y])), levels=levels, colors="#BBBBBB", linewidths=0.8, linestyles="-")
    axis.grid(visible=False)
    axis.set(xlim=x_range, ylim=y_range)


def draw_path(axis: plt.Axes, path: np.ndarray, colour: str, label: str = "", size: float = 4) -> None:
    """The places visited, shape (steps + 1, 2), joined by lines; the start is an open circle."""
    axis.plot(*path.T, "o-", color=colour, markersize=size, linewidth=1.3, label=label)
    axis.plot(*path[0], "o", color=colour, markersize=size + 5, fillstyle="none")


# %% [markdown]
# ## 1. Downhill
#
# The methods of this part get the gradient as a Python function and return the whole path that they have taken, from
# the starting point on. The starting point is a number or a vector, and the same code should serve both.
#
# ### `gradient_descent`
#
# Where the function rises, go the other way, by a step in proportion to the slope. Everything that follows in this
# assignment is a variation on this.

# %% check="gradient_descent"
check("gradient_descent")

# %% [markdown]
# ### Experiment: too small, right, too large
#
# Needs `gradient_descent`. Twelve steps on $f(x) = x^2$ from the same place, with three learning rates.

# %%
slopes = np.linspace(-8.5, 8.5, 200)
figure, axes = plt.subplots(1, 3, figsize=(13, 3.8), sharex=True, sharey=True)
for axis, (rate, verdict, colour) in zip(
    axes, [(0.03, "too small", BLUE), (0.3, "right", GREEN), (1.04, "too large", RED)], strict=True
):
    places = convex.gradient_descent(lambda x: 2 * x, -3.0, rate, 12)
    axis.plot(slopes, slopes**2, color="#BBBBBB")
    axis.plot(places, places**2, "o-", color=colour, markersize=5, linewidth=1.2)
    axis.plot(places[0], places[0] ** 2, "o", color=colour, markersize=11, fillstyle="none")
    axis.set(title=f"learning rate {rate}: {verdict}", xlabel="$x$", xlim=(-8.5, 8.5), ylim=(-3, 70))
axes[0].set_ylabel("$f(x) = x^2$")
plt.show()

# %% [markdown]
# **What to see.** The open circle is the start. A small rate creeps and has not arrived after twelve steps; the middle
# one is there after four. The large rate jumps across the valley each time and lands higher on the other side than it
# started: the loss *grows*, and would do so without end.

# %% [markdown] question="which_rates_converge" points=2
# **Question.** For $f(x) = x^2$, one step of gradient descent multiplies $x$ by a number that depends on the learning
# rate alone. Which number? For which rates does the path arrive at zero, for which does it change sides at every step,
# and which rate needs a single step? What changes for $f(x) = \frac{c}{2} x^2$?
#
# BEGIN SOLUTION
# The gradient is $2x$, so $x \leftarrow x - \eta\, 2x = (1 - 2\eta)\,x$. The path converges if $|1 - 2\eta| < 1$, that
# is for $0 < \eta < 1$; it changes sides when $1 - 2\eta < 0$, that is for $\eta > 1/2$; and $\eta = 1/2$ arrives in a
# single step. With curvature $c$ the factor is $1 - \eta c$: the path converges for $0 < \eta < 2/c$, and $\eta = 1/c$
# is the best rate. In several dimensions each curvature asks for its own rate, and the largest one sets the limit.
# END SOLUTION

# %% [markdown]
# ### Experiment: three places where gradient descent gets stuck
#
# Needs `gradient_descent`.


# %%
def wavy(x: np.ndarray) -> np.ndarray:
    """x cos(pi x), which has more than one valley."""
    return x * np.cos(np.pi * x)


def wavy_slope(x: np.ndarray) -> np.ndarray:
    """The derivative of x cos(pi x)."""
    return np.cos(np.pi * x) - np.pi * x * np.sin(np.pi * x)


def saddle(x: np.ndarray) -> np.ndarray:
    """Up in one direction, down in the other, until the slope levels off."""
    return x[0] ** 2 - x[1] ** 2 + 0.25 * x[1] ** 4


def saddle_slope(x: np.ndarray) -> np.ndarray:
    """The gradient of `saddle`."""
    return np.array([2 * x[0], -2 * x[1] + x[1] ** 3])


figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13.5, 4))
xs = np.linspace(-1.1, 2.0, 300)
left.plot(xs, wavy(xs), color="#BBBBBB")
for start, colour in [(0.1, RED), (0.5, BLUE)]:
    places = convex.gradient_descent(wavy_slope, start, 0.03, 40)
    left.plot(places, wavy(places), "o-", color=colour, markersize=4, linewidth=1.2, label=f"from {start}")
    left.plot(places[0], wavy(places[0]), "o", color=colour, markersize=10, fillstyle="none")
left.set(title="Local minimum", xlabel="$x$", ylabel=r"$f(x) = x\,\cos(\pi x)$")
left.legend(loc="upper left")
draw_contours(middle, saddle, (-1.7, 1.7), (-1.9, 1.9), levels=np.linspace(-0.95, 2.5, 16))
for start, colour in [((-1.5, 0.0), RED), ((1.5, 0.01), BLUE)]:
    draw_path(middle, convex.gradient_descent(saddle_slope, np.array(start), 0.1, 60), colour, f"from {start}")
middle.set(title="Saddle point", xlabel="$x_1$", ylabel="$x_2$")
middle.legend(loc="lower left")
xs = np.linspace(-3, 5, 300)
right.plot(xs, np.tanh(xs), color="#BBBBBB")
for start, colour in [(3.5, RED), (0.5, BLUE)]:
    places = convex.gradient_descent(lambda x: 1 / np.cosh(x) ** 2, start, 0.3, 40)
    right.plot(places, np.tanh(places), "o-", color=colour, markersize=4, linewidth=1.2, label=f"from {start}")
    right.plot(places[0], np.tanh(places[0]), "o", color=colour, markersize=10, fillstyle="none")
right.set(title="Vanishing gradient", xlabel="$x$", ylabel=r"$f(x) = \tanh(x)$")
right.legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** Left: two starts close to each other end in two valleys, one of them far higher than the other.
# Middle: exactly on the ridge (red) the gradient leads to the saddle point and ends there; one hundredth beside it
# (blue) the path lingers near the saddle, then finds its way down. Right: from 3.5 there is a way down, but the slope
# is so slight that forty steps do not get anywhere.

# %% [markdown]
# ### `jensen_gap`
#
# A function is *convex* when no chord runs below it: the average of its values is never less than its value at the
# average. Such a function may be flat, but it has no second valley and no saddle point. The gap between the two sides
# of Jensen's inequality tells whether a function violates it at given points.

# %% check="jensen_gap"
check("jensen_gap")

# %% [markdown]
# ### Experiment: chords above and below
#
# Needs `jensen_gap`. Each panel draws a chord between two points and, at 40% of the way, the gap between the chord and
# the function.

# %%
shapes = {
    r"$\frac{1}{2} x^2$": (lambda x: 0.5 * x**2, -1.5, 1.0),
    r"$e^{x/2}$": (lambda x: np.exp(x / 2), -1.5, 1.8),
    r"$\cos(\pi x)$": (lambda x: np.cos(np.pi * x), -0.75, 1.0),
}
figure, axes = plt.subplots(1, 3, figsize=(13, 3.8))
xs, weights = np.linspace(-2, 2, 300), np.array([0.6, 0.4])
for axis, (name, (f, start, end)) in zip(axes, shapes.items(), strict=True):
    ends = np.array([start, end])
    gap = float(np.squeeze(convex.jensen_gap(f, ends, weights)))
    colour = GREEN if gap >= 0 else RED
    between = float(weights @ ends)
    axis.plot(xs, f(xs), color=BLUE)
    axis.plot(ends, f(ends), "o--", color=ORANGE, linewidth=1.5)
    axis.plot([between, between], [f(between), f(between) + gap], color=colour, linewidth=3)
    axis.annotate(f"{gap:+.2f}", (between, f(between) + gap / 2), xytext=(7, 0), textcoords="offset points",
                  color=colour, va="center", fontweight="bold",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    axis.set(title=name, xlabel="$x$")
axes[0].set_ylabel("value")
plt.show()

# %% [markdown]
# **What to see.** On the first two functions the chord (dashed) runs above the curve wherever you draw it, and the gap
# is positive. On the cosine some chords run below. One negative gap is proof that a function is not convex; a
# positive one, however many you try, proves nothing.

# %% [markdown]
# ### `newton`
#
# The gradient tells the direction and leaves the length of the step to the learning rate. Newton's method asks the
# curvature as well: it replaces the function by the parabola that fits best where it stands, and goes to where that
# parabola has its turning point. In several dimensions the curvature is a matrix, and the step solves a linear system.

# %% check="newton"
check("newton")

# %% [markdown]
# ### `damped_newton`
#
# A parabola fits only nearby. The damped method goes in the same direction, but only a part of the way.

# %% check="damped_newton"
check("damped_newton")

# %% [markdown]
# ### Experiment: Newton's method in the wrong valley
#
# Needs `newton` and `damped_newton`. On the left a convex function, $\cosh(x/2)$. In the other two panels
# $f(x) = x \cos(c x)$ with $c = 0.15\,\pi$, from $x = 10$, on the slope of the valley around 7.

# %%
c = 0.15 * np.pi
hills = {
    "convex": (lambda x: np.cosh(x / 2), lambda x: np.sinh(x / 2) / 2, lambda x: np.cosh(x / 2) / 4),
    "wavy": (
        lambda x: x * np.cos(c * x),
        lambda x: np.cos(c * x) - c * x * np.sin(c * x),
        lambda x: -2 * c * np.sin(c * x) - c**2 * x * np.cos(c * x),
    ),
}
runs = [
    ("Newton, convex", "convex", convex.newton, 8.0, (-9, 9), GREEN),
    ("Newton, not convex", "wavy", convex.newton, 10.0, (0, 30), RED),
    ("Damped by 1/2, not convex", "wavy", convex.damped_newton, 10.0, (0, 30), BLUE),
]
figure, axes = plt.subplots(1, 3, figsize=(13.5, 4))
for axis, (title, hill, method, start, reach, colour) in zip(axes, runs, strict=True):
    f, slope, curvature = hills[hill]
    places = method(slope, curvature, start, 10)
    xs = np.linspace(*reach, 400)
    axis.plot(xs, f(xs), color="#BBBBBB")
    axis.plot(places, f(places), "o-", color=colour, markersize=5, linewidth=1.2)
    axis.plot(places[0], f(places[0]), "o", color=colour, markersize=11, fillstyle="none")
    beside = {"xytext": (-12, 4), "ha": "right"} if places[-1] > 20 else {"xytext": (0, -22), "ha": "center"}
    axis.annotate(f"ends at {abs(places[-1]):.2f}", (places[-1], f(places[-1])), textcoords="offset points",
                  color=colour, fontweight="bold", **beside)  # fmt: skip
    axis.set(title=title, xlabel="$x$")
    axis.margins(y=0.15)
axes[0].set_ylabel("$f(x)$")
plt.show()

# %% [markdown]
# **What to see.** On the convex function a few steps reach the minimum with many digits. In the middle, the first step
# overshoots the valley and lands at 5, where the curvature is almost zero: the next step is a leap across two hills, to
# $x = 25$. From there the method climbs, and comes to rest on a *maximum*. Half steps do not get as far as the flat
# place, and end in the valley next to the start.

# %% [markdown] question="newton_and_maxima" points=2
# **Question.** At $x = 25$ in the experiment, the slope of $f$ is positive and its curvature is negative. In which
# direction does Newton's method go, and does $f$ grow or shrink on a short way in that direction? What kinds of points
# can the method come to rest at? Name a change to the step that always points downhill.
#
# BEGIN SOLUTION
# The step is minus slope over curvature, so with a positive slope and a negative curvature it goes to larger $x$:
# uphill, towards the turning point of a parabola that opens downwards. The method looks for places where the slope is
# zero and does not care which kind: minima, maxima and (in several dimensions) saddle points all qualify. Dividing by
# the *absolute value* of the curvature keeps the length of the step and points downhill whatever the sign; so does
# adding a number to the curvature that makes it positive. Shorter steps alone do not: they keep the direction, and
# where the curvature is negative they go uphill as well.
# END SOLUTION

# %% [markdown]
# ### `preconditioned_gradient_descent`
#
# A network has far too many parameters for the full matrix of curvatures. Its diagonal alone is affordable: each
# coordinate gets a step in proportion to its own curvature, without regard to the sign.

# %% check="preconditioned_gradient_descent"
check("preconditioned_gradient_descent")

# %% [markdown]
# ### `backtracking_line_search`
#
# Instead of fixing the learning rate, try a large step and shorten it until it pays off: until the function falls by at
# least a given fraction of what the slope promises.

# %% check="backtracking_line_search"
check("backtracking_line_search")

# %% [markdown]
# ### `conjugate_gradient`
#
# On a quadratic function one can do better still. The conjugate gradient method chooses its directions so that no step
# spoils what the steps before have achieved, and it needs at most as many steps as there are dimensions.

# %% check="conjugate_gradient"
check("conjugate_gradient")

# %% [markdown]
# ### Experiment: a narrow valley
#
# Needs the three exercises above and `gradient_descent`. The function is $f(x) = \frac{1}{2} x^\top A x - b^\top x$. On
# the left it has two dimensions; on the right fifty, and the largest curvature is about a thousand times the smallest.
# The line called *both* is the conjugate gradient method in coordinates that are scaled by the diagonal of $A$.


# %%
def valley(curvatures: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A symmetric matrix whose diagonal is about `curvatures`, with some mixing, and a right-hand side b."""
    rng = np.random.default_rng(seed)
    d = len(curvatures)
    mixing = 0.15 * rng.standard_normal((d, d)) / np.sqrt(d)
    scale = np.sqrt(curvatures)
    core = np.eye(d) + mixing + mixing.T
    return scale[:, None] * core * scale, rng.standard_normal(d)


def with_line_search(f: Callable, grad: Callable, x0: np.ndarray, num_steps: int) -> np.ndarray:
    """Steepest descent whose step comes from your line search."""
    path = [x0]
    for _ in range(num_steps):
        down = -grad(path[-1])
        path.append(path[-1] + convex.backtracking_line_search(f, grad, path[-1], down) * down)
    return np.array(path)


def all_methods(A: np.ndarray, b: np.ndarray, x0: np.ndarray, num_steps: int) -> dict[str, tuple[np.ndarray, str]]:
    """The path and the colour of each method on the quadratic function of A and b."""
    largest = np.linalg.eigvalsh(A)[-1]
    diagonal = np.diag(A).copy()
    scale = np.sqrt(diagonal)
    scaled = convex.conjugate_gradient(A / np.outer(scale, scale), b / scale, x0 * scale, num_steps)
    return {
        "gradient descent": (convex.gradient_descent(lambda x: A @ x - b, x0, 1.8 / largest, num_steps), RED),
        "with line search": (
            with_line_search(lambda x: 0.5 * x @ A @ x - b @ x, lambda x: A @ x - b, x0, num_steps),
            ORANGE,
        ),
        "preconditioned": (
            convex.preconditioned_gradient_descent(lambda x: A @ x - b, lambda x: diagonal, x0, 0.8, num_steps),
            GREEN,
        ),
        "conjugate gradient": (convex.conjugate_gradient(A, b, x0, num_steps), BLUE),
        "both": (scaled / scale, PINK),
    }


figure, (left, right) = plt.subplots(1, 2, figsize=(13.5, 4.6), width_ratios=[1.25, 1])
A, b = np.array([[0.1, 0.1], [0.1, 2.0]]), np.zeros(2)
draw_contours(left, lambda x: 0.5 * np.einsum("i...,ij,j...", x, A, x), (-6, 1.5), (-1.6, 2.2),
              levels=np.geomspace(0.01, 6, 14))  # fmt: skip
for name, (path, colour) in all_methods(A, b, np.array([-5.5, 1.8]), 15).items():
    if name not in ("with line search", "both"):
        draw_path(left, path, colour, name)
left.set(title="Two dimensions, 15 steps", xlabel="$x_1$", ylabel="$x_2$")
left.legend(loc="upper right")
A, b = valley(np.geomspace(1, 1000, 50), seed=0)
best = np.linalg.solve(A, b)
for name, (path, colour) in all_methods(A, b, np.ones(50), 80).items():
    distance = path - best
    right.semilogy(0.5 * np.einsum("ni,ij,nj->n", distance, A, distance), color=colour, label=name)
right.set(title="Fifty dimensions", xlabel="step", ylabel="$f(x) - f(x^*)$ (logarithmic)", ylim=(1e-18, 1e5))
right.legend(loc="lower right")
plt.show()

# %% [markdown]
# **What to see.** Plain gradient descent leaps from one side of the valley to the other and makes little headway along
# it: the steep direction limits the rate for all others. The line search needs to know nothing about $A$, but it
# chooses the length of a step and not its direction, and is no quicker. Dividing each coordinate by its curvature makes
# the valley nearly round, and the error falls at a steady pace. The conjugate gradient method is there in two steps on
# the left; on the right it would need fifty if nothing were rounded, and in scaled coordinates far fewer will do.

# %% [markdown]
# ## 2. Noise and learning rates
#
# The gradient of a batch is the true gradient plus noise.
#
# ### `noisy_gradient_descent`
#
# Gradient descent again, with noise added to every gradient, and a learning rate that may differ from step to step. The
# noise is handed in, so that everybody walks the same path.

# %% check="noisy_gradient_descent"
check("noisy_gradient_descent")

# %% [markdown]
# A schedule is a function from the step, counted from zero, to the learning rate. The next exercises are the ones
# in common use.
#
# ### `constant`
#
# The simplest one, so that the others have something to be compared with.

# %% check="constant"
check("constant")

# %% [markdown]
# ### `step_decay`
#
# The rate stays for a while and then drops at once, like a staircase. Mind the step at which it drops.

# %% check="step_decay"
check("step_decay")

# %% [markdown]
# ### `exponential_decay`
#
# The rate loses the same share at every step.

# %% check="exponential_decay"
check("exponential_decay")

# %% [markdown]
# ### `polynomial_decay`
#
# A line from the first rate to the last one, or that line raised to a power. What happens after the last step is part
# of the definition.

# %% check="polynomial_decay"
check("polynomial_decay")

# %% [markdown]
# ### `cosine_annealing`
#
# Half a period of a cosine: slow at both ends, quick in between (Loshchilov and Hutter, 2017).

# %% check="cosine_annealing"
check("cosine_annealing")

# %% [markdown]
# ### `triangular`
#
# The rate goes up and down between two bounds for as long as the training lasts (Smith, 2017).

# %% check="triangular"
check("triangular")

# %% [markdown]
# ### `linear_warmup`
#
# At the very start the weights are random and gradients tell little; a large rate may do harm then. Warm-up starts
# small and climbs to where another schedule begins. It gets that schedule as an argument and calls it.

# %% check="linear_warmup"
check("linear_warmup")

# %% [markdown]
# ### `linear_scaling`
#
# A batch that is $k$ times as large gives a gradient with less noise, and takes $k$ times fewer steps per epoch. Goyal
# et al. (2017) propose a step that is $k$ times as long.

# %% check="linear_scaling"
check("linear_scaling")

# %% [markdown]
# ### Experiment: all schedules in one figure
#
# Needs the schedules.

# %%
TOTAL = 100
decaying = {
    "constant": lambda step: schedules.constant(step, 0.1),
    "step_decay": lambda step: schedules.step_decay(step, 0.1, 0.5, 25),
    "exponential_decay": lambda step: schedules.exponential_decay(step, 0.1, 0.96),
    "polynomial_decay, power 1": lambda step: schedules.polynomial_decay(step, 0.1, 0.01, 80),
    "polynomial_decay, power 2": lambda step: schedules.polynomial_decay(step, 0.1, 0.01, 80, power=2.0),
    "cosine_annealing": lambda step: schedules.cosine_annealing(step, 0.1, 0.01, 80),
    "triangular": lambda step: schedules.triangular(step, 0.02, 0.1, 20),
    "linear_warmup, then cosine": lambda step: schedules.linear_warmup(
        step, lambda step: schedules.cosine_annealing(step, 0.1, 0.01, 70), 20
    ),
}
figure, axes = plt.subplots(2, 4, figsize=(13.5, 5), sharex=True, sharey=True)
for axis, (name, schedule) in zip(axes.flat, decaying.items(), strict=True):
    rates = [float(np.squeeze(schedule(step))) for step in range(TOTAL)]
    axis.step(range(TOTAL), rates, where="post", color=BLUE)
    axis.fill_between(range(TOTAL), rates, step="post", color=BLUE, alpha=0.12, linewidth=0)
    axis.set_title(name, fontsize=11)
    axis.set(ylim=(0, 0.112), yticks=[0, 0.02, 0.04, 0.06, 0.08, 0.1])
figure.supxlabel("step")
figure.supylabel("learning rate")
plt.show()

# %% [markdown]
# **What to see.** All but the last reach 0.1 and none exceeds it. The polynomials and the cosine end at step 80 and
# stay at their final rate. The staircase drops at steps 25, 50 and 75. Warm-up pushes the schedule behind it to the
# right.

# %% [markdown]
# ### Experiment: when to slow down
#
# Needs `noisy_gradient_descent`, `constant`, `exponential_decay` and `cosine_annealing`. The same function, the same
# start and the same noise, with three schedules. The right panel averages over many runs.

# %%
STEPS = 200
rng = np.random.default_rng(1)
noise = rng.standard_normal((STEPS, 2))
plans = {
    "constant": (lambda step: schedules.constant(step, 0.15), RED),
    "exponential, quick": (lambda step: schedules.exponential_decay(step, 0.15, 0.85), ORANGE),
    "cosine": (lambda step: schedules.cosine_annealing(step, 0.15, 0.0, STEPS), BLUE),
}
curvatures = np.array([0.8, 3.0])
figure, axes = plt.subplots(1, 4, figsize=(15, 4), width_ratios=[1, 1, 1, 1.25])
for axis, (name, (schedule, colour)) in zip(axes, plans.items(), strict=False):
    path = convex.noisy_gradient_descent(lambda x: curvatures * x, np.array([-5.0, 2.0]), schedule, noise)
    draw_contours(axis, lambda x: 0.5 * (0.8 * x[0] ** 2 + 3 * x[1] ** 2), (-5.6, 2), (-2.2, 2.6),
                  levels=np.geomspace(0.05, 15, 12))  # fmt: skip
    draw_path(axis, path, colour, size=2.5)
    axis.plot(*path[-1], "*", color="black", markersize=13)
    axis.set(title=name, xlabel="$x_1$")
axes[0].set_ylabel("$x_2$")
many = rng.standard_normal((STEPS, 1000))  # a thousand runs at once: one coordinate each
for name, (schedule, colour) in plans.items():
    paths = convex.noisy_gradient_descent(lambda x: 0.8 * x, np.full(1000, -5.0), schedule, many)
    axes[3].semilogy(np.sqrt(np.mean(paths**2, axis=1)), color=colour, label=name)
axes[3].set(title="1000 runs along $x_1$", xlabel="step", ylabel="typical distance (logarithmic)")
axes[3].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
axes[3].yaxis.set_major_formatter("{x:g}")
axes[3].yaxis.set_minor_locator(NullLocator())
axes[3].legend(loc="center right", bbox_to_anchor=(1, 0.62))
plt.show()

# %% [markdown]
# **What to see.** The star marks the end. With a constant rate the path reaches the minimum soon and then wanders
# around it for ever: the noise moves it as much as the slope brings it back. A rate that falls too quickly freezes the
# path on its way. The cosine stays large until the valley is reached, then lets the noise die down.

# %% [markdown] question="what_the_noise_leaves" points=3
# **Question.** Along $x_1$ the constant rate $\eta$ turns $x$ into $(1 - \eta c)\,x - \eta\,\varepsilon$ at each step,
# with curvature $c = 0.8$ and noise $\varepsilon$ of variance $\sigma^2 = 1$ that is independent of everything before.
# After many steps the variance of $x$ no longer changes. Which value has it then, as a formula and as a number for
# $\eta = 0.15$, and does the right panel agree? What does a rate ten times as small gain, and what does it cost?
#
# BEGIN SOLUTION
# If $V$ is the variance before and after a step, then $V = (1 - \eta c)^2\, V + \eta^2 \sigma^2$. Solved for $V$ this
# is $V = \eta\,\sigma^2 / (c\,(2 - \eta c))$, for small rates about $\eta\,\sigma^2 / (2c)$. With the numbers given it
# is $0.15 / (0.8 \cdot 1.88) \approx 0.10$, a typical distance of $\sqrt{V} \approx 0.32$, where the red line levels
# off.
#
# A rate ten times as small leaves about a tenth of the variance, a third of the distance. But the way to the minimum,
# where each step multiplies the distance by $1 - \eta c$, takes about ten times as many steps. Hence the schedules: a
# large rate for the way, a small one for the end.
# END SOLUTION

# %% [markdown]
# ## 3. Update rules
#
# Each rule gets the weights, their gradient and a dictionary `config`, and returns the next weights together with the
# dictionary for the next step. What a rule has to remember it keeps in there.
#
# ### `sgd`
#
# Stochastic gradient descent: a step against the gradient of the batch.

# %% check="sgd"
check("sgd")

# %% [markdown]
# ### `sgd_momentum`
#
# The gradient no longer moves the weights, it changes their *velocity*, like a force on a ball that rolls with some
# friction.

# %% check="sgd_momentum"
check("sgd_momentum")

# %% [markdown]
# ### A figure to compare with
#
# Needs `sgd_momentum`. Stanford's course CS231n publishes what this rule gives for the inputs below, and with it the
# error that a right solution shows: 8.88e-09 for the weights and 4.27e-09 for the velocity.


# %%
def relative_error(x: np.ndarray, y: np.ndarray) -> float:
    """The largest |x - y| / (|x| + |y|)."""
    return float(np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y))))


published_weights = np.array(
    [
        [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789],
        [0.47454737, 0.54133684, 0.60812632, 0.67491579, 0.74170526],
        [0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263],
        [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096],
    ]
)
published_velocity = np.array(
    [
        [0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158],
        [0.61138947, 0.62554737, 0.63970526, 0.65386316, 0.66802105],
        [0.68217895, 0.69633684, 0.71049474, 0.72465263, 0.73881053],
        [0.75296842, 0.76712632, 0.78128421, 0.79544211, 0.8096],
    ]
)
N, D = 4, 5
w = np.linspace(-0.4, 0.6, num=N * D).reshape(N, D)
dw = np.linspace(-0.6, 0.4, num=N * D).reshape(N, D)
start = {"learning_rate": 1e-3, "velocity": np.linspace(0.6, 0.9, num=N * D).reshape(N, D)}
next_w, after = optim.sgd_momentum(w, dw, start)
print(f"next_w    {relative_error(next_w, published_weights):.2e}")
if "velocity" in after:
    print(f"velocity  {relative_error(after['velocity'], published_velocity):.2e}")

# %% [markdown]
# **What to see.** Two errors of some 1e-9, and not the 1e-16 of float64 arithmetic: the published numbers are rounded
# to eight digits after the point, so what the figures measure is that rounding. (If you keep the velocity without the
# learning rate in it, as PyTorch does, this comparison is not for you: the given velocity means something else then.
# The check above accepts both.)

# %% [markdown]
# ### `nesterov_momentum`
#
# Since the velocity will carry the weights on anyway, one may as well ask for the gradient where they will be
# (Sutskever et al., 2013). Written for the place looked ahead to, the rule needs no second gradient.

# %% check="nesterov_momentum"
check("nesterov_momentum")

# %% [markdown]
# ### `adagrad`
#
# One rate for all weights does not suit a narrow valley. AdaGrad divides each coordinate by the size of all gradients
# that it has seen so far (Duchi et al., 2011).

# %% check="adagrad"
check("adagrad")

# %% [markdown]
# ### `rmsprop`
#
# The sum in AdaGrad grows without end, and its steps shrink. RMSProp keeps a running mean instead, which forgets.

# %% check="rmsprop"
check("rmsprop")

# %% [markdown]
# ### `adadelta`
#
# AdaDelta also keeps a running mean of its own squared steps, so that the units come out right and the learning rate
# becomes almost superfluous (Zeiler, 2012). Here epsilon is more than a guard against division by zero: without it,
# nothing would ever start to move.

# %% check="adadelta"
check("adadelta")

# %% [markdown]
# ### `adam`
#
# Momentum and RMSProp together, and a correction for the fact that both running means start at zero (Kingma and Ba,
# 2015).

# %% check="adam"
check("adam")

# %% [markdown]
# ### `adamw`
#
# A penalty on the weights added to the gradient would be divided like the gradient, so that weights with large
# gradients would hardly feel it. AdamW lets the weights decay on their own account (Loshchilov and Hutter, 2019).

# %% check="adamw"
check("adamw")

# %% [markdown]
# ### Experiment: four ways through a narrow valley
#
# Needs `sgd`, `sgd_momentum`, `adagrad` and `adam`. Each rule takes 40 steps on $f(x) = 0.1\,x_1^2 + 2\,x_2^2$.


# %%
def bowl(x: np.ndarray) -> np.ndarray:
    """A valley that is twenty times as steep across as along."""
    return 0.1 * x[0] ** 2 + 2 * x[1] ** 2


def walk(rule: Callable, start: np.ndarray, slope: Callable, num_steps: int, **settings: float) -> np.ndarray:
    """The places that an update rule visits, shape (num_steps + 1, 2)."""
    x, config = start.copy(), dict(settings)
    path = [x.copy()]
    for _ in range(num_steps):
        x, config = rule(x, slope(x), config)
        path.append(x.copy())
    return np.array(path)


walks = [
    ("SGD, rate 0.45", optim.sgd, {"learning_rate": 0.45}, RED),
    ("momentum 0.7, rate 0.15", optim.sgd_momentum, {"learning_rate": 0.15, "momentum": 0.7}, BLUE),
    ("AdaGrad, rate 0.8", optim.adagrad, {"learning_rate": 0.8}, ORANGE),
    ("Adam, rate 0.4", optim.adam, {"learning_rate": 0.4}, GREEN),
]
figure, axes = plt.subplots(2, 2, figsize=(13, 6.5), sharex=True, sharey=True)
for axis, (title, rule, settings, colour) in zip(axes.flat, walks, strict=True):
    path = walk(rule, np.array([-5.0, -2.0]), lambda x: np.array([0.2, 4.0]) * x, 40, **settings)
    draw_contours(axis, bowl, (-5.8, 3), (-2.6, 2.3), levels=np.geomspace(0.02, 12, 12))
    draw_path(axis, path, colour)
    axis.plot(0, 0, "+", color="black", markersize=12)
    axis.set_title(f"{title}: ends at f = {bowl(path[-1]):.1g}")
figure.supxlabel("$x_1$")
figure.supylabel("$x_2$")
plt.show()

# %% [markdown]
# **What to see.** SGD zig-zags across the valley while it creeps along it; a larger rate would make it diverge, a
# smaller one creep more slowly still. Momentum cancels what changes sign at every step and adds up what does not.
# AdaGrad gives both directions the same pace and then slows down. Adam sets out just as straight, and its momentum
# carries it past the minimum and around it.

# %% [markdown] question="adams_first_step" points=3
# **Question.** Adam starts with $m = v = 0$. Work out its first step for a gradient $g \neq 0$ (leave epsilon aside).
# How long is the step, and on what does it not depend? How long would it be without the bias correction, for
# $\beta_1 = 0.9$ and $\beta_2 = 0.999$? What happens to the step when the loss is multiplied by 1000?
#
# BEGIN SOLUTION
# After the first update the means are $m = (1 - \beta_1)\, g$ and $v = (1 - \beta_2)\, g^2$; the correction divides
# them by $1 - \beta_1$ and $1 - \beta_2$, which gives exactly $g$ and $g^2$. The step is $-\eta\, g / |g|$: in every
# coordinate it has the length of the learning rate and the sign that leads downhill, whatever the size of the gradient.
#
# Without the correction it would be $\eta\,(1 - \beta_1) / \sqrt{1 - \beta_2} = \eta \cdot 0.1 / \sqrt{0.001} \approx
# 3.2\,\eta$: more than three times as long, since $\sqrt{v}$ falls short by more than $m$.
#
# A factor of 1000 in the loss multiplies $g$ and $\sqrt{v}$ alike and cancels, here and in every later step. (With SGD
# the step would be 1000 times as long.)
# END SOLUTION

# %% [markdown]
# ## 4. Training
#
# ### `minibatches`
#
# One *epoch* shows every example once, in an order of its own, cut into batches. The last batch takes what is left.

# %% check="minibatches"
check("minibatches")

# %% [markdown]
# ### Experiment: how large should a batch be?
#
# Needs `minibatches` and `sgd`. A linear model learns by least squares from real measurements, with batches of one row,
# of ten, and of all. The data are NASA's measurements of the noise of airfoils, which are fetched once, and without a
# network a study of diabetes patients that comes with the kit.

# %%
try:
    regression = load_airfoil()
except FileNotFoundError:
    regression = load_diabetes()
rows = len(regression.X)
print(f"{regression.name}: {rows} rows of {regression.X.shape[1]} features")


def fit(batch_size: int, learning_rate: float, epochs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Least squares by SGD; returns epochs, seconds and half the mean squared error, each after some of the steps."""
    rng = np.random.default_rng(2)
    w, config = np.zeros(regression.X.shape[1]), {"learning_rate": learning_rate}
    epoch, seconds, errors, steps = [0.0], [0.0], [0.5 * np.mean(regression.y**2)], 0
    every = max(1, 20 // batch_size)
    used = 0.0
    for _ in range(epochs):
        started = time.process_time()
        for batch in training.minibatches(rows, batch_size, rng):
            X, y = regression.X[batch], regression.y[batch]
            w, config = optim.sgd(w, X.T @ (X @ w - y) / len(batch), config)
            steps += 1
            if steps % every == 0:
                used += time.process_time() - started
                epoch.append(steps * batch_size / rows)
                seconds.append(used)
                errors.append(0.5 * np.mean((regression.X @ w - regression.y) ** 2))
                started = time.process_time()
        used += time.process_time() - started
    return np.array(epoch), np.array(seconds), np.array(errors)


solution = np.linalg.lstsq(regression.X, regression.y, rcond=None)[0]
lowest = 0.5 * np.mean((regression.X @ solution - regression.y) ** 2)
fit(10, 0.05, 1)  # the first run of any code is slower; this one does not count
figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.2), sharey=True)
for batch_size, rate, epochs, colour in [(1, 0.005, 6, RED), (10, 0.05, 6, BLUE), (rows, 0.4, 100, ORANGE)]:
    epoch, seconds, errors = fit(batch_size, rate, epochs)
    width = 4 if batch_size == 1 else 1.5
    left.plot(epoch, errors, color=colour, linewidth=width, label=f"batches of {batch_size}, rate {rate}")
    right.semilogx(1000 * seconds[1:], errors[1:], color=colour, linewidth=1.5)
for axis in (left, right):
    axis.axhline(lowest, color="black", linewidth=1, linestyle=":")
left.set(title="By epochs", xlabel="epoch", ylabel="half the mean squared error")
left.set(xlim=(-0.1, 6), ylim=(lowest - 0.02, 0.53))
right.set(title="By time (rough: it is your machine's)", xlabel="milliseconds of computing (logarithmic)")
left.legend(loc="upper right")
plt.show()

# %% [markdown]
# **What to see.** Dotted is the best that a linear model can do. By epochs, small batches are far ahead: an epoch is
# many steps to them, and one step to the batch of all rows. Ten steps on one row with a small rate do nearly what one
# step on ten rows does with a rate ten times as large, so that the red and the blue line coincide. But each step costs
# about the same time, and on the right the batch of one is behind by a factor of ten. All rows at once do best here,
# where all rows are few; with millions of them even the first step would come late. Some dozens are the usual
# compromise.

# %% [markdown]
# ### `Solver`
#
# The loop around everything: batches, one update for each parameter, the accuracies after every epoch, and the best
# parameters in the end. Every parameter has a state of its own.

# %% check="Solver"
check("Solver")

# %% [markdown]
# ### Experiment: update rules on digits
#
# Needs `Solver` and all update rules. The same network, from the same initial weights, learns to read digits. Each rule
# has the learning rate, out of 1, 2 and 5 times powers of ten, that gave the lowest training loss in trials beforehand.

# %%
digits = load_digits(validation_share=0.2, seed=0)
data = {"X_train": digits.X_train, "y_train": digits.y_train, "X_val": digits.X_val, "y_val": digits.y_val}


def new_net(hidden: tuple[int, ...] = (100, 50), reg: float = 0.0, seed: int = 3) -> fc_net.FullyConnectedNet:
    """A network for the digits, with the initial weights that He et al. recommend."""
    net = fc_net.FullyConnectedNet(list(hidden), input_dim=64, reg=reg, dtype=np.float64, seed=seed)
    rng = np.random.default_rng(seed)
    for name in net.params:
        if name.startswith("W"):
            fan_in = net.params[name].shape[0]
            net.params[name] = rng.standard_normal(net.params[name].shape) * np.sqrt(2 / fan_in)
    return net


rules = {
    "sgd": (0.5, GREY, "-"),
    "sgd_momentum": (0.1, BLUE, "-"),
    "nesterov_momentum": (0.1, SKY, "--"),
    "adagrad": (0.1, ORANGE, "-"),
    "adadelta": (5.0, PINK, "-"),
    "rmsprop": (0.005, RED, "-"),
    "adam": (0.01, GREEN, "-"),
    "adamw": (0.01, "black", ":"),
}
EPOCHS, BATCH = 15, 50
figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.8))
for name, (rate, colour, style) in rules.items():
    solver = training.Solver(new_net(), data, update_rule=name, optim_config={"learning_rate": rate},
                             batch_size=BATCH, num_epochs=EPOCHS, seed=4)  # fmt: skip
    solver.train()
    loss_per_epoch = [part.mean() for part in np.array_split(np.array(solver.loss_history, dtype=float), EPOCHS)]
    epochs = range(1, EPOCHS + 1)
    left.semilogy(epochs, loss_per_epoch, style, color=colour, label=f"{name}, {rate}")
    right.plot(epochs, solver.val_acc_history[-EPOCHS:], style, color=colour)
left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
left.yaxis.set_major_formatter("{x:g}")
left.yaxis.set_minor_locator(NullLocator())
left.set(title="Training loss, mean of each epoch", xlabel="epoch", ylabel="loss (logarithmic)")
right.set(title="Validation accuracy", xlabel="epoch", ylabel="images read correctly")
right.yaxis.set_major_formatter(PercentFormatter(1))
figure.legend(*left.get_legend_handles_labels(), loc="outside right center")
plt.show()

# %% [markdown]
# **What to see.** Each with a rate of its own, all rules bring the loss down by two or three orders of magnitude, and
# the accuracies end close together. Plain SGD comes last on the left. The rates are about as large as they can be:
# where a line has a hump, a step went too far. Look at the rates in the legend, too: they lie a factor of 1000 apart,
# so that a rate found for one rule says little about another.

# %% [markdown]
# ### Experiment: large batches, large rates, and a gentle start
#
# Needs `Solver`, `sgd_momentum`, `adam`, `constant`, `linear_scaling` and `linear_warmup`. First, batches of 16 are
# replaced by batches of 256, which see the digits as often but take a sixteenth of the steps. Then a network with six
# hidden layers is trained with a rate that is too large for its first steps.


# %%
def trained(net: fc_net.FullyConnectedNet, rule: str, batch_size: int, rate: float, warmup: int = 0) -> training.Solver:
    """A Solver after 15 epochs with a constant rate, or with one that is reached after a warm-up."""

    def schedule(step: int) -> float:
        rate_now = schedules.linear_warmup(step, lambda step: schedules.constant(step, rate), warmup)
        return float(np.squeeze(rate_now))

    solver = training.Solver(net, data, update_rule=rule, batch_size=batch_size, num_epochs=EPOCHS, schedule=schedule)
    solver.train()
    return solver


figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14.5, 4.4))
epochs = range(1, EPOCHS + 1)
scaled_rate = float(np.squeeze(schedules.linear_scaling(0.006, 256, base_batch_size=16)))
for batch_size, rate, colour in [(16, 0.006, GREY), (256, 0.006, RED), (256, scaled_rate, BLUE)]:
    solver = trained(new_net(seed=8), "sgd_momentum", batch_size, rate)
    loss_per_epoch = [part.mean() for part in np.array_split(np.array(solver.loss_history, dtype=float), EPOCHS)]
    left.semilogy(epochs, loss_per_epoch, color=colour, label=f"batches of {batch_size}, rate {rate:g}")
    middle.plot(epochs, solver.val_acc_history[-EPOCHS:], color=colour)
for warmup, colour in [(0, ORANGE), (60, GREEN)]:
    solver = trained(new_net((100,) * 6, seed=0), "adam", 50, 0.03, warmup)
    name = f"warm-up of {warmup} steps" if warmup else "no warm-up"
    right.semilogy(solver.loss_history[:150], color=colour, linewidth=1.5, label=name)
for axis in (left, right):
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_minor_locator(NullLocator())
left.set(title="Training loss, mean of each epoch", xlabel="epoch", ylabel="loss (logarithmic)")
middle.set(title="Validation accuracy", xlabel="epoch", ylabel="images read correctly")
middle.yaxis.set_major_formatter(PercentFormatter(1))
right.set(title="Six hidden layers, Adam, rate 0.03", xlabel="step", ylabel="loss of the batch (logarithmic)")
left.legend(loc="lower left")
right.legend(loc="upper right")
plt.show()

# %% [markdown]
# **What to see.** With the same rate, large batches learn far more slowly by epochs (red). With sixteen times the rate
# they almost catch up with the small ones (blue). Right: from random weights, full steps throw the deep network far
# off, and the loss leaps up before it comes down. Warm-up spares it that, and is ahead until its own rate has become as
# large. In a network as small as this one the leap is soon mended; in large ones it may not be.

# %% [markdown]
# ### `early_stopping`
#
# When the validation loss has not improved for some epochs, more training is a waste, or harm. What counts as an
# improvement, and which epoch was the best, has to be said exactly.

# %% check="early_stopping"
check("early_stopping")

# %% [markdown]
# ### Experiment: learning too much
#
# Needs `early_stopping`, `minibatches`, `Solver` and `adam`. Only 200 digits to learn from, and three out of ten
# have a random label.

# %%
rng = np.random.default_rng(5)
few = slice(0, 200)
noisy_labels = digits.y_train[few].copy()
spoiled = rng.random(200) < 0.3
noisy_labels[spoiled] = rng.integers(0, 10, spoiled.sum())
net = new_net((200,))
solver = training.Solver(net, {**data, "X_train": digits.X_train[few], "y_train": noisy_labels}, update_rule="adam",
                         optim_config={"learning_rate": 5e-3}, batch_size=20)  # fmt: skip
train_losses, val_losses, val_accuracies = [], [], []
for _ in range(40):  # longer than needed, to see what would happen
    for batch in training.minibatches(200, 20, rng):
        solver.step(batch)
    train_losses.append(layers.softmax_loss(net.loss(digits.X_train[few]), noisy_labels)[0])
    val_losses.append(layers.softmax_loss(net.loss(digits.X_val), digits.y_val)[0])
    val_accuracies.append(solver.accuracy(digits.X_val, digits.y_val))
stop, best = training.early_stopping(np.array(val_losses), patience=5)
figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.2), sharex=True)
left.plot(train_losses, color=BLUE, label="training (labels with noise)")
left.plot(val_losses, color=ORANGE, label="validation")
right.plot(val_accuracies, color=ORANGE)
for axis in (left, right):
    axis.axvline(best, color=GREEN, linewidth=1.5, linestyle="--", label=f"best epoch: {best}")
    axis.axvline(stop, color=RED, linewidth=2, linestyle=":", label=f"stop after epoch {stop}")
left.set(title="Loss", xlabel="epoch, counted from zero", ylabel="loss", ylim=(0, None))
right.set(title="Validation accuracy", xlabel="epoch, counted from zero", ylabel="images read correctly")
right.yaxis.set_major_formatter(PercentFormatter(1))
left.legend(loc="upper right", bbox_to_anchor=(1, 0.8))
plt.show()

# %% [markdown]
# **What to see.** The training loss falls without end, since the network learns the spoiled labels by heart. The
# validation loss falls, turns and rises, and accuracy is lost again, even somewhat sooner. Stopping needs a few epochs
# of patience, to tell the turn from noise; what you keep then are the weights of the best epoch, not of the last.

# %% [markdown]
# ### `ema_update`
#
# The weights at the end of a run carry the noise of the last few batches. An exponential moving average of them, kept
# beside the training and not part of it, evens that out.

# %% check="ema_update"
check("ema_update")

# %% [markdown]
# ### Experiment: averaged weights
#
# Needs `ema_update`, `minibatches`, `Solver` and `sgd`. Small batches, a learning rate that is rather too large, and
# beside the network a second one that holds the moving average of its weights.

# %%
net, averaged = new_net(seed=6), new_net(seed=6)
solver = training.Solver(net, data, update_rule="sgd", optim_config={"learning_rate": 0.4}, batch_size=10)
rng = np.random.default_rng(6)
losses = {"weights as they are": [], "moving average": []}
step = 0
for _ in range(6):
    for batch in training.minibatches(len(digits.X_train), 10, rng):
        solver.step(batch)
        averaged.params = training.ema_update(averaged.params, net.params, step, decay=0.99)
        step += 1
        if step % 10 == 0:
            for name, model in zip(losses, (net, averaged), strict=True):
                losses[name].append(layers.softmax_loss(model.loss(digits.X_val), digits.y_val)[0])
_, axis = plt.subplots(figsize=(10, 4))
for (name, values), colour in zip(losses.items(), (ORANGE, BLUE), strict=True):
    axis.semilogy(10 * np.arange(1, len(values) + 1), values, color=colour, label=name, linewidth=1.5)
axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
axis.yaxis.set_major_formatter("{x:g}")
axis.yaxis.set_minor_locator(NullLocator())
axis.set(title="Loss on the validation images", xlabel="step", ylabel="loss (logarithmic)")
axis.legend()
plt.show()

# %% [markdown]
# **What to see.** The weights are thrown to and fro by every batch, and their loss with them. Their average lies below
# nearly all of them, as if the learning rate had been lowered, though it was not. In the first steps the two lines run
# together: the average starts with a short memory that grows.

# %% [markdown]
# ### `sample_log_uniform`
#
# Between a learning rate of 0.0001 and one of 1 lie four powers of ten, and each deserves the same attention. Drawn
# uniformly, nine of ten numbers would lie above 0.1.

# %% check="sample_log_uniform"
check("sample_log_uniform")

# %% [markdown]
# ### `random_search`
#
# Draw a configuration, try it, keep the best: simple, and hard to beat when few of the hyper-parameters matter
# (Bergstra and Bengio, 2012).

# %% check="random_search"
check("random_search")

# %% [markdown]
# ### Experiment: random search against a grid
#
# Needs `random_search`, `Solver` and `sgd_momentum`. Sixteen trials each for the learning rate and the strength of the
# L2 penalty, three epochs per trial.


# %%
def validation_accuracy(config: dict[str, float]) -> float:
    """How well a network reads the validation images after three epochs."""
    solver = training.Solver(new_net((50,), reg=float(config["reg"])), data, update_rule="sgd_momentum",
                             optim_config={"learning_rate": float(config["learning_rate"])},
                             batch_size=50, num_epochs=3)  # fmt: skip
    with np.errstate(all="ignore"):  # the largest rates diverge, which is part of the experiment
        solver.train()
    return float(solver.best_val_acc)


space = {"learning_rate": (1e-4, 10.0), "reg": (1e-6, 1.0)}
_, _, random_trials = training.random_search(validation_accuracy, space, 16, np.random.default_rng(7))
grid = [{"learning_rate": rate, "reg": reg} for rate in np.geomspace(1e-4, 10, 4) for reg in np.geomspace(1e-6, 1, 4)]
grid_trials = [(config, validation_accuracy(config)) for config in grid]
figure, axes = plt.subplots(1, 3, figsize=(14, 4.3), sharex=True)
for axis, (title, trials, marker, colour) in zip(
    axes, [("Grid", grid_trials, "s", ORANGE), ("Random search", random_trials, "o", BLUE)], strict=False
):
    rates = [config["learning_rate"] for config, _ in trials]
    regs = [config["reg"] for config, _ in trials]
    values = [value for _, value in trials]
    shown = axis.scatter(rates, regs, c=values, cmap="viridis", vmin=0, vmax=1, marker=marker, s=90,
                         edgecolors="black", linewidths=0.6)  # fmt: skip
    axis.set(title=f"{title}: best {max(values):.1%}", xlabel="learning rate (logarithmic)", xscale="log")
    axis.set(yscale="log", ylim=(4e-7, 3))
    axes[2].plot(rates, values, marker, color=colour, markersize=8, label=title)
axes[0].set_ylabel("penalty reg (logarithmic)")
axes[2].set(title="The same trials by learning rate", xlabel="learning rate (logarithmic)", ylim=(0, 1.03))
axes[2].set_ylabel("validation accuracy (colour on the left)")
axes[2].yaxis.set_major_formatter(PercentFormatter(1))
axes[2].legend(loc="upper left")
plt.show()

# %% [markdown]
# **What to see.** The learning rate decides, the penalty hardly matters unless it is very large. The grid has spent its
# sixteen trials on four learning rates; random search has tried sixteen different ones, and some of them lie where the
# grid has a gap.

# %% [markdown]
# ## 5. Everything together
#
# Needs `Solver`, `adamw`, `cosine_annealing` and `linear_warmup`. A short warm-up, then a cosine down to zero. The goal
# is 97% on the validation images.

# %%
LONG, WARMUP = 30, 58
steps_per_epoch = -(-len(digits.X_train) // 50)


def plan(step: int) -> float:
    """The learning rate of a step: two epochs of warm-up, and a cosine for the rest."""
    total = LONG * steps_per_epoch - WARMUP
    rate_now = schedules.linear_warmup(step, lambda step: schedules.cosine_annealing(step, 0.005, 0.0, total), WARMUP)
    return float(np.squeeze(rate_now))


solver = training.Solver(new_net((200, 100), seed=9), data, update_rule="adamw", optim_config={"weight_decay": 0.1},
                         batch_size=50, num_epochs=LONG, schedule=plan, seed=9)  # fmt: skip
solver.train()
figure, axes = plt.subplots(1, 3, figsize=(14, 3.9))
steps = np.arange(len(solver.loss_history))
axes[0].plot(steps / steps_per_epoch, [plan(int(step)) for step in steps], color=GREEN)
axes[0].set(title="Learning rate", xlabel="epoch", ylabel="learning rate")
axes[1].semilogy(steps / steps_per_epoch, solver.loss_history, color=BLUE, linewidth=0.8)
axes[1].set(title="Training loss of each batch", xlabel="epoch", ylabel="loss (logarithmic)")
axes[2].plot(range(1, LONG + 1), solver.train_acc_history[-LONG:], color=BLUE, label="training")
axes[2].plot(range(1, LONG + 1), solver.val_acc_history[-LONG:], color=ORANGE, label="validation")
axes[2].set(title="Accuracy after each epoch", xlabel="epoch", ylabel="images read correctly", ylim=(0.8, 1.005))
axes[2].yaxis.set_major_formatter(PercentFormatter(1))
axes[2].legend(loc="lower right")
plt.show()
print(f"best validation accuracy {solver.best_val_acc:.1%}")
assert solver.best_val_acc >= 0.97, "a right Solver reaches 97% with these settings"

# %% [markdown]
# **What to see.** The large rate of the first epochs does most of the work. As the cosine goes down, the noise in the
# loss and the wobble of the validation accuracy die away. The network knows the training images by heart long before
# the end; of the new ones it reads all but one in fifty.
#
# When all checks are done, hand in `convex.py`, `schedules.py`, `optim.py`, `training.py` and this notebook with your
# answers.
