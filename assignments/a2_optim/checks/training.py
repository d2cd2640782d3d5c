"""What must hold of the training in `training.py`.

The order of the examples is the submission's own, so the models below are of two kinds: some give the same result in
every order, the others write down what they are asked. An update rule is a function too, and some of the rules are
written here, so that what a Solver does with a rule can be told from what the rules in `optim.py` do.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import Observations, exercise

minibatches = exercise("minibatches", points=3)
solver = exercise("Solver", points=15, needs=("minibatches", "sgd", "sgd_momentum"))
early_stopping = exercise("early_stopping", points=5)
ema_update = exercise("ema_update", points=3)
sample_log_uniform = exercise("sample_log_uniform", points=2)
random_search = exercise("random_search", points=5, needs="sample_log_uniform")


# minibatches


def in_a_row(batches: Any) -> np.ndarray:
    """The examples of all batches, one after the other."""
    return np.concatenate([np.zeros(0, int), *(np.asarray(batch) for batch in batches)])


def sizes_and_examples(batches: Any) -> dict[str, Any]:
    """How large the batches are, in order, and which examples are in them, sorted."""
    return {"sizes": np.array([np.size(batch) for batch in batches]), "examples": np.sort(in_a_row(batches))}


def shuffling(observations: Observations) -> dict[str, np.ndarray]:
    """Which examples there are, and whether their order is a new one: 1 for yes.

    In a random order of 100 numbers two neighbours differ by 33 on average, with a standard error of 2.4; in blocks
    that are moved as a whole, or shuffled in themselves, by less than 5. Two pairs differ by 1; in moved blocks, 90 do.
    """
    first = observations["first"]
    distances = np.abs(np.diff(first.astype(np.float64)))
    return {
        "examples": np.sort(first),
        "far_apart": np.array(int(18 < np.mean(distances) < 48)),
        "neighbours_are_separated": np.array(int(np.sum(distances == 1) < 40)),
        "same_from_the_same_state": np.sum(first == observations["again"]),
        "another_order_in_the_next_epoch": np.array(int(np.sum(first == observations["next"]) < 50)),
    }


@minibatches.check(weight=2)
def batches_with_a_remainder(training, draw):
    """Minibatches puts every example into one batch; the last batch is smaller where the size does not divide."""
    return sizes_and_examples(training.minibatches(23, 5, draw.generator()))


@minibatches.check(weight=1)
def batches_without_a_remainder(training, draw):
    """Minibatches makes no empty batch where the size divides the number of examples."""
    return sizes_and_examples(training.minibatches(18, 6, draw.generator()))


@minibatches.check(weight=2, measure=shuffling, false_alarm=1e-8)
def orders_of_two_epochs(training, draw):
    """Minibatches shuffles all examples by the generator: anew in each call, in the same way from the same state."""
    seed = int(draw.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    return {
        "first": in_a_row(training.minibatches(100, 10, rng)),
        "next": in_a_row(training.minibatches(100, 10, rng)),
        "again": in_a_row(training.minibatches(100, 10, np.random.default_rng(seed))),
    }


# Solver: the models and update rules that it is tried on


class LinearModel:
    """Least squares against one-hot labels, with scores X (V * Q) + b, where V and Q have the same shape.

    `rows` notes how many examples each call without labels gets.
    """

    def __init__(self, draw: Any, features: int, classes: int) -> None:
        self.params = {
            "V": draw.off_zero(features, classes),
            "b": draw.off_zero(classes),
            "Q": draw.off_zero(features, classes),
        }
        self.rows: list[int] = []

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Return the scores, or with labels the loss and its gradients."""
        p = self.params
        scores = X @ (p["V"] * p["Q"]) + p["b"]
        if y is None:
            self.rows.append(len(X))
            return scores
        error = scores - np.eye(scores.shape[1])[y]
        dproduct = X.T @ error / len(X)
        grads = {"V": dproduct * p["Q"], "b": error.mean(axis=0), "Q": dproduct * p["V"]}
        return 0.5 * np.sum(error**2) / len(X), grads


class ScriptedModel:
    """A model whose accuracy is set in advance, and whose gradients are -1 for `w` (2,) and -3 for `u` (3, 1).

    `right` says how many examples are classified correctly after so many steps: those with the lowest numbers X[:, 0].
    X[:, 1] is the label, and X[:, 2] is 0 in training and 1 in validation. The loss is the mean of X[:, 0].
    `seen` holds the numbers of the examples, a list for every call with labels.
    """

    def __init__(self, training: Any = (), validation: Any = ()) -> None:
        self.params = {"w": np.zeros(2), "u": np.full((3, 1), 2.0)}
        self.right = (training, validation)
        self.steps = 0
        self.seen: list[list[int]] = []

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Return the scores, or with labels the loss and its gradients."""
        if y is None:
            table = self.right[int(X[0, 2])] if len(X) else ()
            right = X[:, 0] < (table[self.steps] if len(table) else 1)
            return np.eye(4)[(X[:, 1].astype(int) + ~right) % 4]
        if not np.array_equal(y, X[:, 1]):
            raise ValueError("the labels do not belong to the examples")
        self.steps += 1
        self.seen.append([int(number) for number in X[:, 0]])
        return np.mean(X[:, 0]), {"w": np.full(2, -1.0), "u": np.full((3, 1), -3.0)}


def scripted_data(draw: Any, training: int, validation: int) -> dict[str, np.ndarray]:
    """Data for a `ScriptedModel`: in validation, the numbers of the examples are shuffled."""
    data = {}
    for part, count in enumerate((training, validation)):
        name, numbers = ("train", "val")[part], np.arange(count)
        numbers = numbers if part == 0 else np.argsort(draw.distinct(count))
        y = draw.labels(count, 4)
        data |= {f"X_{name}": np.stack([numbers, y, np.full(count, part)], axis=1).astype(float), f"y_{name}": y}
    return data


def linear_data(draw: Any, training: int, validation: int, features: int, classes: int) -> dict[str, np.ndarray]:
    """Data for a `LinearModel`."""
    return {
        "X_train": draw.normal(training, features), "y_train": draw.labels(training, classes),
        "X_val": draw.normal(validation, features), "y_val": draw.labels(validation, classes),
    }  # fmt: skip


class RecordingRule:
    """Gradient descent that writes down its learning rates, and keeps its state in a new dictionary each time.

    The state is how often the rule has been applied; a step is divided by that.
    """

    def __init__(self) -> None:
        self.rates: list[float] = []

    def __call__(self, w: np.ndarray, dw: np.ndarray, config: Any = None) -> tuple[np.ndarray, dict[str, Any]]:
        """Take a step."""
        config = {"learning_rate": 0.5, "count": 0} | (config or {})
        config["count"] += 1
        self.rates.append(float(config["learning_rate"]))
        return w - config["learning_rate"] / config["count"] * dw, config


def in_place(w: np.ndarray, dw: np.ndarray, config: Any = None) -> tuple[np.ndarray, Any]:
    """Gradient descent that changes the parameter where it is."""
    if config is None:
        config = {}
    w -= config.setdefault("learning_rate", 1.0) * dw
    return w, config


def parameters(model: Any, suffix: str = "") -> dict[str, np.ndarray]:
    """A copy of each of the model's parameters."""
    names = ("w", "u") if "w" in model.params else ("V", "b", "Q")
    return {f"{name}{suffix}": np.array(model.params[name]) for name in names}


# Solver: steps


@solver.check(weight=2)
def one_step_on_a_batch(training, draw):
    """Solver.step updates every parameter on the examples of the batch, and notes the loss."""
    model = LinearModel(draw, 4, 3)
    rate = float(draw.uniform(0.2, 0.4))
    trainer = training.Solver(model, linear_data(draw, 9, 5, 4, 3), "sgd", {"learning_rate": rate})
    trainer.step(np.array([7, 2, 4, 8, 0]))
    return {**parameters(model), "loss_history": np.array(trainer.loss_history)}


@solver.check(weight=2)
def steps_with_momentum(training, draw):
    """Solver.step keeps the velocity of every parameter from step to step, each for itself."""
    model = LinearModel(draw, 5, 4)
    optim_config = {"learning_rate": 0.05, "momentum": 0.7}
    trainer = training.Solver(model, linear_data(draw, 12, 6, 5, 4), "sgd_momentum", optim_config)
    observed = {}
    for count, batch in enumerate(([3, 1, 11], [0, 5, 2, 9], [10, 4, 6]), start=1):
        trainer.step(np.array(batch))
        observed |= parameters(model, f"_after_step_{count}")
    return {**observed, "loss_history": np.array(trainer.loss_history)}


@solver.check(weight=1)
def state_in_a_new_dictionary(training, draw):
    """Solver.step hands each update rule the configuration that it returned in the step before."""
    model = LinearModel(draw, 3, 5)
    data = linear_data(draw, 8, 4, 3, 5)
    trainer = training.Solver(model, data, RecordingRule(), {"learning_rate": 0.1, "count": 1})
    observed = {}
    for count, batch in enumerate(([6, 1, 3], [2, 7, 0, 5]), start=1):
        trainer.step(np.array(batch))
        observed |= parameters(model, f"_after_step_{count}")
    return observed


@solver.check(weight=1)
def one_configuration_for_two_solvers(training, draw):
    """Solver copies optim_config: the dictionary stays as it is, and another Solver can start from it."""
    optim_config = {"learning_rate": 0.1, "momentum": 0.8}
    data = linear_data(draw, 7, 4, 3, 4)
    before = training.Solver(LinearModel(draw, 3, 4), data, "sgd_momentum", optim_config, lr_decay=0.5, num_epochs=2)
    before.train()
    model = LinearModel(draw, 3, 4)
    trainer = training.Solver(model, data, "sgd_momentum", optim_config)
    trainer.step(np.array([5, 0, 3]))
    return {**parameters(model), "loss_history": np.array(trainer.loss_history), "entries": len(optim_config)}


@solver.check(weight=1.5)
def learning_rates_of_a_schedule(training, draw):
    """Solver sets the learning rate of every parameter to schedule(t) before step t, counted over all epochs."""
    rates, rule, model = draw.uniform(0.1, 2.0, 7), RecordingRule(), ScriptedModel()
    data = scripted_data(draw, 5, 3)
    trainer = training.Solver(
        model, data, rule, {"learning_rate": 9.0}, batch_size=3, num_epochs=3, schedule=lambda step: float(rates[step])
    )
    trainer.train()
    return {"learning_rates": np.array(rule.rates)}


# Solver: accuracy


@solver.check(weight=1.5)
def accuracy_in_uneven_batches(training, draw):
    """Solver.accuracy returns the fraction of correct examples, asked for in batches, the last of them smaller."""
    numbers, y = np.argsort(draw.distinct(23)), draw.labels(23, 4)
    model = ScriptedModel(training=[22])
    X = np.stack([numbers, y, np.zeros(23)], axis=1).astype(float)
    linear = LinearModel(draw, 4, 3)
    data = linear_data(draw, 23, 17, 4, 3)
    trainer, other = training.Solver(linear, data), training.Solver(model, scripted_data(draw, 5, 3))
    return {
        "accuracy": trainer.accuracy(data["X_train"], data["y_train"], batch_size=5),
        "accuracy_on_other_data": trainer.accuracy(data["X_val"], data["y_val"], batch_size=8),
        "accuracy_with_one_miss": other.accuracy(X, y, batch_size=5),
        "largest_batch": max(linear.rows, default=0),
        "examples": sum(linear.rows),
    }


# Solver: training


@solver.check(weight=1.5)
def records_of_a_training(training, draw):
    """Solver.train notes the loss of each step, and after each epoch the accuracy in training and in validation."""
    model = LinearModel(draw, 3, 4)
    data = linear_data(draw, 27, 19, 3, 4)
    trainer = training.Solver(model, data, "sgd", {"learning_rate": 0.3}, batch_size=30, num_epochs=4)
    trainer.train()
    return {
        "loss_history": np.array(trainer.loss_history),
        "train_acc_history": np.array(trainer.train_acc_history),
        "val_acc_history": np.array(trainer.val_acc_history),
        "best_val_acc": trainer.best_val_acc,
    }


@solver.check(weight=1.5)
def best_parameters_of_a_run(training, draw):
    """Solver.train ends with the parameters that did best in validation, the first ones where two did equally well."""
    rises, falls = draw.integers(4, 7, 2), draw.integers(1, 4, 2)
    validation = np.array([0, 0, rises[0], 0, falls[0], 0, 8, 0, 8, 0, falls[1], 0, rises[1]])
    model = ScriptedModel(np.argsort(draw.distinct(13)) + 1, validation)
    trainer = training.Solver(model, scripted_data(draw, 14, 9), RecordingRule(), batch_size=7, num_epochs=6)
    trainer.train()
    return {
        "train_acc_history": np.array(trainer.train_acc_history),
        "val_acc_history": np.array(trainer.val_acc_history),
        "best_val_acc": trainer.best_val_acc,
        **{f"best_{name}": np.array(trainer.best_params[name]) for name in ("w", "u")},
        **parameters(model),
    }


@solver.check(weight=1)
def best_parameters_with_a_rule_in_place(training, draw):
    """Solver.train keeps the best parameters, also where the update rule changes the arrays in place."""
    validation = np.array([0, *draw.integers(2, 4, 2), 6, *draw.integers(1, 5, 3)])
    model = ScriptedModel(np.arange(2, 9), validation)
    trainer = training.Solver(model, scripted_data(draw, 9, 7), in_place, batch_size=9, num_epochs=6)
    trainer.train()
    return {"val_acc_history": np.array(trainer.val_acc_history), **parameters(model)}


@solver.check(weight=1.5)
def learning_rates_with_decay(training, draw):
    """Solver.train multiplies the learning rate of every parameter by lr_decay after each epoch."""
    rule, model = RecordingRule(), ScriptedModel()
    rate, decay = (float(each) for each in draw.uniform(0.4, 0.9, 2))
    trainer = training.Solver(
        model, scripted_data(draw, 5, 3), rule, {"learning_rate": rate}, lr_decay=decay, batch_size=2, num_epochs=3
    )
    trainer.train()
    return {"learning_rates": np.array(rule.rates)}


@solver.check(weight=1)
def examples_of_every_epoch(training, draw):
    """Solver.train takes one step per batch, and sees every training example once in every epoch."""
    model = ScriptedModel()
    trainer = training.Solver(model, scripted_data(draw, 11, 3), in_place, batch_size=4, num_epochs=3)
    trainer.train()
    return {
        **sizes_and_examples(model.seen),
        "examples_of_the_first_epoch": np.sort(in_a_row(model.seen[:3])),
        "steps": len(trainer.loss_history),
    }


def new_orders(observations: Observations) -> dict[str, np.ndarray]:
    """The examples of each epoch, and in how many places two epochs or two runs agree, as flags: 1 for yes.

    Two random orders of 60 agree in 1 place on average, and in 30 or more with a probability below 1e-32.
    """
    first, again, other = (observations[name].reshape(2, 60) for name in ("first", "again", "other"))
    return {
        "examples": np.sort(first, axis=1),
        "shuffled": np.sum(first == np.sort(first, axis=1), axis=1) < 30,
        "another_order_in_the_next_epoch": np.sum(first[0] == first[1]) < 30,
        "agreements_with_the_same_seed": np.sum(first == again),
        "another_order_with_another_seed": np.sum(first == other, axis=1) < 30,
    }


@solver.check(weight=1, measure=new_orders, false_alarm=1e-30)
def orders_of_the_examples(training, draw):
    """Solver.train goes through the examples in a new order in every epoch; the seed decides on it."""
    data, seed = scripted_data(draw, 60, 3), int(draw.integers(0, 1000))
    observed = {}
    for name, each in (("first", seed), ("again", seed), ("other", seed + 1)):
        model = ScriptedModel()
        training.Solver(model, dict(data), in_place, batch_size=20, num_epochs=2, seed=each).train()
        observed[name] = in_a_row(model.seen)
    return observed


# early_stopping


def _curve(draw: Any, *heights: int) -> np.ndarray:
    """A curve of losses with these heights: at a drawn level, and on a grid, so that all differences are exact."""
    return int(draw.integers(20, 200)) / 16 + np.array(heights) / 32


def _stops(training: Any, *cases: tuple[Any, ...]) -> dict[str, np.ndarray]:
    """The results for several curves, each with the arguments that follow it."""
    results = [training.early_stopping(*case) for case in cases]
    return {"stops": np.array([stop for stop, _ in results]), "bests": np.array([best for _, best in results])}


@early_stopping.check(weight=2)
def stops_after_a_rise(training, draw):
    """early_stopping stops once `patience` epochs in a row are no better than the best, and looks no further."""
    return _stops(
        training,
        (_curve(draw, 40, 30, 22, 18, 19, 21, 20, 23, 5, 4), 3),
        (_curve(draw, 40, 44, 30, 31, 29, 33, 30, 31, 32, 33, 28), 4),
        (_curve(draw, 12, 13, 15, 14, 3), 2),
    )


@early_stopping.check(weight=1)
def runs_to_the_end(training, draw):
    """early_stopping names the last epoch where patience never runs out, be it by an improvement just in time."""
    return _stops(
        training,
        (_curve(draw, 50, 45, 47, 48, 44, 46, 49, 40), 3),
        (_curve(draw, 50, 45, 41, 42, 43, 44), 4),
        (_curve(draw, 30, 29, 26, 27, 28), 9),
    )


@early_stopping.check(weight=1)
def equal_losses_and_patience_of_one(training, draw):
    """early_stopping takes an equal loss for no improvement, and with a patience of 1 stops at the first of those."""
    return _stops(
        training,
        (_curve(draw, 9, 7, 5, 5, 4, 3), 1),
        (_curve(draw, 9, 7, 8, 7, 7, 6), 3),
        (_curve(draw, 9, 8, 7, 6, 8, 5), 1),
    )


@early_stopping.check(weight=2)
def improvements_by_more_than_min_delta(training, draw):
    """early_stopping counts an improvement only if it exceeds min_delta, measured from the best epoch."""
    return _stops(
        training,
        (_curve(draw, 64, 60, 56, 55, 54, 53, 20), 3, 4 / 32),
        (_curve(draw, 64, 62, 60, 58, 56, 54, 52, 50), 3, 5 / 32),
        (_curve(draw, 64, 50, 48, 47, 49, 44, 46, 47, 45, 40), 4, 3 / 32),
        (_curve(draw, 64, 50, 49, 48, 47, 46), 3, 4 / 32),
    )


# ema_update


def _weights(draw: Any) -> dict[str, np.ndarray]:
    return {"W1": draw.off_zero(4, 3), "b1": draw.off_zero(3), "scale": draw.off_zero(1, 2)}


def _copies(weights: Any, suffix: str = "") -> dict[str, np.ndarray]:
    return {f"{name}{suffix}": np.array(weights[name]) for name in ("W1", "b1", "scale")}


@ema_update.check(weight=2)
def average_over_the_first_steps(training, draw):
    """ema_update follows the parameters quickly at the start: the first steps count 0, 1, 2."""
    average, observed = _weights(draw), {}
    for step in range(3):
        average = training.ema_update(average, _weights(draw), step)
        observed |= _copies(average, f"_after_{step + 1}")
    return observed


@ema_update.check(weight=1)
def average_late_in_the_training(training, draw):
    """ema_update moves by 1 - decay later on, with a decay of 0.999 by default."""
    return _copies(training.ema_update(_weights(draw), {k: 100 * w for k, w in _weights(draw).items()}, 100_000))


@ema_update.check(weight=1)
def average_with_another_decay(training, draw):
    """ema_update uses the smaller one of decay and (1 + step) / (10 + step)."""
    return {
        **_copies(training.ema_update(_weights(draw), _weights(draw), 5, decay=0.6), "_at_5"),
        **_copies(training.ema_update(_weights(draw), _weights(draw), 14, decay=0.6), "_at_14"),
    }


# sample_log_uniform

LOW, HIGH = 1e-5, 1e-1


def in_the_bounds(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """How many values lie between the bounds, which float32 may miss by a little."""
    return np.sum((values > low * (1 - 1e-5)) & (values < high * (1 + 1e-5)))


def deciles(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """The deciles of the values' logarithms, on a scale from 0 at `low` to 1 at `high`; the ninth is about 0.9."""
    logs = np.log(np.maximum(values, 1e-300) / low) / np.log(high / low)
    return np.quantile(np.clip(logs, -1, 2), np.arange(1, 10) / 10)


def spread_of_samples(observations: Observations) -> dict[str, np.ndarray]:
    """Deciles, how many values are in the bounds, and how many are different from all others."""
    values = np.asarray(observations["values"], dtype=np.float64)
    return {
        "deciles": deciles(values.ravel(), LOW, HIGH),
        "in_the_bounds": in_the_bounds(values, LOW, HIGH),
        "different_values": np.array(int(len(np.unique(values)) > 0.98 * values.size)),
    }


def repeated_samples(observations: Observations) -> dict[str, np.ndarray]:
    """How many numbers are in the bounds, and how many agree with those from the same state, and with the next."""
    first, single = observations["first"], observations["single"]
    return {
        "in_the_bounds": in_the_bounds(first, 0.2, 0.9),
        "single_numbers_in_the_bounds": in_the_bounds(single, 0.2, 0.9),
        "different_single_numbers": np.array(len(np.unique(single))),
        "agree_from_the_same_state": np.sum(first == observations["again"]),
        "agree_in_the_next_call": np.sum(first == observations["next"]),
    }


# The deciles of two samples of 1440 differ with a standard error of at most 0.0187; the tolerance is 0.12 * 0.9 = 0.108,
# 5.7 of these, for nine deciles.
@sample_log_uniform.check(weight=2, measure=spread_of_samples, rtol=0.12, false_alarm=2e-7)
def spread_over_the_decades(training, draw):
    """sample_log_uniform draws numbers between the bounds, as many from each decade."""
    return {"values": training.sample_log_uniform(LOW, HIGH, draw.generator(), size=(40, 36))}


@sample_log_uniform.check(weight=1, measure=repeated_samples, false_alarm=1e-9)
def samples_from_a_generator(training, draw):
    """sample_log_uniform takes its numbers from rng, as many as size says, and a single one if it says nothing."""
    seed = int(draw.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    return {
        "first": training.sample_log_uniform(0.2, 0.9, rng, 7),
        "next": training.sample_log_uniform(0.2, 0.9, rng, 7),
        "again": training.sample_log_uniform(0.2, 0.9, np.random.default_rng(seed), 7),
        "single": np.array([training.sample_log_uniform(0.2, 0.9, rng) for _ in range(5)]),
    }


# random_search

SPACE = {"learning_rate": (1e-4, 1e-1), "reg": (0.05, 2.0), "width": (30.0, 500.0)}


class Objective:
    """An objective that gives prepared answers, one after the other, and writes down what it was asked."""

    def __init__(self, answers: np.ndarray) -> None:
        self.answers = [float(answer) for answer in answers]
        self.asked: list[list[Any]] = []

    def __call__(self, config: dict[str, Any]) -> float:
        """Return the value of a configuration."""
        self.asked.append(_numbers(config))
        return self.answers[(len(self.asked) - 1) % len(self.answers)]


def _numbers(config: Any) -> list[Any]:
    return [config[name] for name in SPACE]


def _first(rows: list[Any], count: int, *shape: int) -> np.ndarray:
    """The first rows, filled up with ones where there are fewer."""
    return np.array([*rows, *[np.ones(shape)] * count][:count])


def _searched(training: Any, objective: Objective, rng: np.random.Generator) -> dict[str, Any]:
    """What a search with one trial per answer returns, and beside it what its objective was asked."""
    count = len(objective.answers)
    best_config, best_value, trials = training.random_search(objective, dict(SPACE), count, rng)
    return {
        "best_config": np.array(_numbers(best_config)),
        "best_value": best_value,
        "trials_and_calls": np.array([len(trials), len(objective.asked)]),
        "configs": _first([_numbers(config) for config, _ in trials], count, 3),
        "values": _first([value for _, value in trials], count),
        "asked": _first(objective.asked, count, 3),
    }


def consistency(observations: Observations) -> dict[str, np.ndarray]:
    """The values, and whether the configurations are those that the objective was asked for: counts of agreements."""
    asked = observations["asked"]
    is_best = np.all(np.isclose(asked, observations["best_config"], rtol=1e-4, atol=0), axis=1)
    bounds = SPACE.values()
    return {
        "trials_and_calls": observations["trials_and_calls"],
        "values": observations["values"],
        "best_value": observations["best_value"],
        "place_of_the_best_config": np.array(np.argmax(is_best) if np.any(is_best) else -1),
        "configs_as_asked": np.sum(np.isclose(observations["configs"], asked, rtol=1e-4, atol=0)),
        "in_the_bounds": np.sum([in_the_bounds(column, *pair) for column, pair in zip(asked.T, bounds, strict=True)]),
        "different_configs": np.array(len(np.unique(asked, axis=0))),
    }


def spread_of_trials(observations: Observations) -> dict[str, np.ndarray]:
    """The deciles of every hyper-parameter, and how many pairs of hyper-parameters go together or repeat a value."""
    logs = np.log(np.maximum(observations["configs"], 1e-300))
    together = np.corrcoef(logs.T) if np.all(np.std(logs, axis=0) > 0) else np.ones((3, 3))
    return {
        **{f"deciles_of_{name}": deciles(np.exp(logs[:, k]), *SPACE[name]) for k, name in enumerate(SPACE)},
        "hyper_parameters_that_go_together": np.sum(np.abs(np.triu(together, 1)) > 0.35),
        "hyper_parameters_with_repeated_values": np.sum([len(np.unique(each)) < 0.9 * len(each) for each in logs.T]),
    }


@random_search.check(weight=2, measure=consistency, false_alarm=1e-9)
def trials_and_the_best_of_them(training, draw):
    """random_search asks once per trial, lists configurations and values in order, and returns the best of them."""
    answers = draw.distinct(9)
    answers[[4, 6]] = 1.5, -2.5
    return _searched(training, Objective(answers), draw.generator())


@random_search.check(weight=1, measure=consistency, false_alarm=1e-9)
def best_of_negative_values(training, draw):
    """random_search takes the largest value for the best one, also where all values are negative."""
    answers = draw.distinct(8) - 4.0
    answers[[5, 2]] = -2.5, -5.5
    return _searched(training, Objective(answers), draw.generator())


# 360 trials: the deciles of two samples differ with a standard error of at most 0.0373, and the tolerance of
# 0.24 * 0.9 = 0.216 is 5.8 of these, for 27 deciles; a correlation has a standard error of 0.053.
@random_search.check(weight=1.5, measure=spread_of_trials, rtol=0.24, false_alarm=2e-7)
def spread_of_the_trials(training, draw):
    """random_search draws every hyper-parameter on a logarithmic scale between its bounds, each for itself."""
    return {"configs": _searched(training, Objective(draw.distinct(360)), draw.generator())["configs"]}
