"""Training: batches, a Solver that brings model, data and update rule together, and the decisions around it.

Around the loop stand the questions that every training run asks: when to stop, which weights to keep, and which
hyper-parameters to try. Everything random takes its numbers from a `np.random.Generator` that is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import optim


def minibatches(num_examples: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Cut the examples of one epoch into batches, in an order that is shuffled anew in every call.

    Parameters
    ----------
    num_examples : int
        N, the number of examples.
    batch_size : int
        B, the number of examples in a batch. It may be larger than N.
    rng : np.random.Generator
        Where the order comes from. All orders of the N examples are equally likely, the same state gives the same
        order, and the next call with the same generator gives another one.

    Returns
    -------
    list of integer arrays
        One array of indices per batch. Every index from 0 to N-1 is in exactly one batch, once. All batches have B
        entries but the last, which has what is left over; no batch is empty.

    Notes
    -----
    A remainder that is dropped is a few examples which an epoch never sees.

    """
    order = rng.permutation(num_examples)
    return [order[start : start + batch_size] for start in range(0, num_examples, batch_size)]


class Solver:
    """Trains a model on data with an update rule, and keeps the parameters that did best on the validation set.

    The model has a dictionary `params` of arrays, and a method `loss`: `model.loss(X, y)` returns the loss of a batch
    and a dictionary of gradients under the names of `params`, `model.loss(X)` returns the scores (N, C).

    While it trains, the Solver keeps a record:

    - `loss_history`: the loss of every step, a float each,
    - `train_acc_history` and `val_acc_history`: the accuracies after every epoch,
    - `best_val_acc` and `best_params`: the highest accuracy on the validation set after an epoch so far, and a copy
      of the parameters that reached it,
    - `optim_configs`: for every name in `params`, the configuration and the state of its update rule.
    """

    def __init__(
        self,
        model: Any,
        data: dict[str, np.ndarray],
        update_rule: str | Callable[..., Any] = "sgd",
        optim_config: dict[str, Any] | None = None,
        lr_decay: float = 1.0,
        batch_size: int = 100,
        num_epochs: int = 10,
        schedule: Callable[[int], float] | None = None,
        seed: int = 0,
        verbose: bool = False,
        print_every: int = 10,
    ) -> None:
        """Set up the training; nothing is computed yet.

        What is left to write is `optim_configs`: a dictionary that holds, under the name of each of the model's
        parameters, a configuration of its own: a copy of `optim_config`, or an empty dictionary where that is None.

        Parameters
        ----------
        model : object
            As described above.
        data : dict
            The arrays "X_train" (N, ...), "y_train" (N,), "X_val" (M, ...) and "y_val" (M,).
        update_rule : str or function
            The name of a function in `optim`, or a function with the same interface.
        optim_config : dict, optional
            The update rule's hyper-parameters. It stays as it is: the caller may use it for another Solver.
        lr_decay : float
            By what the learning rates are multiplied after every epoch.
        batch_size : int
            The number of examples per step.
        num_epochs : int
            How often `train` goes through the training set.
        schedule : function, optional
            Returns the learning rate of a step, given the number of steps before it.
        seed : int
            Decides on the order of the examples.
        verbose : bool
            Whether progress is printed.
        print_every : int
            After how many steps the loss is printed, if `verbose`.

        Notes
        -----
        An update rule writes its state, a velocity for instance, into the configuration. Parameters that share a
        dictionary share that as well.

        """
        self.model = model
        self.X_train, self.y_train = data["X_train"], data["y_train"]
        self.X_val, self.y_val = data["X_val"], data["y_val"]
        self.update_rule = getattr(optim, update_rule) if isinstance(update_rule, str) else update_rule
        self.lr_decay = lr_decay
        self.batch_size = batch_size
        self.num_epochs = num_epochs
        self.schedule = schedule
        self.rng = np.random.default_rng(seed)
        self.verbose = verbose
        self.print_every = print_every

        self.loss_history: list[float] = []
        self.train_acc_history: list[float] = []
        self.val_acc_history: list[float] = []
        self.best_val_acc = -np.inf
        self.best_params: dict[str, np.ndarray] = {}
        self.optim_configs: dict[str, dict[str, Any]] = {}
        self.optim_configs = {name: dict(optim_config or {}) for name in model.params}

    def step(self, batch: np.ndarray) -> None:
        """Take one step: update every parameter once, on the examples of one batch.

        Loss and gradients are those of the model on the batch; the loss is appended to `loss_history`. For each
        parameter, the update rule is called as

            rule(value, gradient, configuration) -> (next value, next configuration)

        and what it returns takes the place of the parameter in `model.params` and of its entry in `optim_configs`.

        If there is a schedule, "learning_rate" in every configuration is first set to schedule(t), where t is the
        number of steps that this Solver took before, in all epochs together: 0 for the first.

        Parameters
        ----------
        batch : integer array of shape (B,)
            The indices of the examples in the training set.

        Notes
        -----
        All gradients belong to the parameters before the step, so the model is asked once per step.

        """
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        for name, w in self.model.params.items():
            config = self.optim_configs[name]
            if self.schedule is not None:
                config["learning_rate"] = self.schedule(len(self.loss_history))
            self.model.params[name], self.optim_configs[name] = self.update_rule(w, grads[name], config)
        self.loss_history.append(float(loss))
        if self.verbose and len(self.loss_history) % self.print_every == 0:
            print(f"step {len(self.loss_history)}: loss {self.loss_history[-1]:.4f}")

    def accuracy(self, X: np.ndarray, y: np.ndarray, batch_size: int = 100) -> float:
        """Compute the fraction of examples whose highest score is that of their label.

        The model gets the examples in batches of `batch_size`, in their order and without labels; the last batch may
        be smaller.

        Parameters
        ----------
        X : array of shape (N, ...)
        y : integer array of shape (N,)
        batch_size : int
            The number of examples that the model gets at once, at most.

        Returns
        -------
        float
            The number of correct examples, divided by N.

        Notes
        -----
        The mean of the batches' accuracies is something else as soon as their sizes differ.

        """
        correct = 0
        for start in range(0, len(X), batch_size):
            scores = self.model.loss(X[start : start + batch_size])
            correct += np.sum(np.argmax(scores, axis=1) == y[start : start + batch_size])
        return float(correct / len(X))

    def train(self) -> None:
        """Train for `num_epochs` epochs, and leave the model with the best parameters that were met.

        In every epoch,

        - take a step on each batch of `minibatches`, which gets `batch_size` and the generator `self.rng`,
        - multiply the learning rate in every entry of `optim_configs` by `lr_decay`,
        - append the accuracy on the whole training set to `train_acc_history`, and the accuracy on the validation set
          to `val_acc_history`,
        - if the latter is higher than that of every epoch before (the first epoch always counts), keep it in
          `best_val_acc`, and copies of all parameters in `best_params`.

        At the end, `model.params` becomes `best_params`.

        Notes
        -----
        An update rule may change the arrays in place. What is kept for later has to be arrays of its own.

        """
        for epoch in range(self.num_epochs):
            for batch in minibatches(len(self.X_train), self.batch_size, self.rng):
                self.step(batch)
            for config in self.optim_configs.values():
                config["learning_rate"] *= self.lr_decay
            self.train_acc_history.append(self.accuracy(self.X_train, self.y_train))
            self.val_acc_history.append(self.accuracy(self.X_val, self.y_val))
            if self.val_acc_history[-1] > self.best_val_acc:
                self.best_val_acc = self.val_acc_history[-1]
                self.best_params = {name: w.copy() for name, w in self.model.params.items()}
            if self.verbose:
                print(
                    f"epoch {epoch + 1} of {self.num_epochs}: "
                    f"accuracy {self.train_acc_history[-1]:.3f} in training, {self.val_acc_history[-1]:.3f} in validation"
                )
        self.model.params = self.best_params


def early_stopping(val_losses: np.ndarray, patience: int, min_delta: float = 0.0) -> tuple[int, int]:
    """Find the epoch after which early stopping ends a training run, and the best epoch up to there.

    Go through the epochs from the first one on. Epoch 0 is the best one to begin with. Epoch t becomes the best one if
    its loss lies below that of the best epoch so far by more than min_delta:

        val_losses[t] < val_losses[best] - min_delta

    Training stops after the first epoch that is the `patience`-th in a row to bring no such improvement.

    Parameters
    ----------
    val_losses : array of shape (T,)
        The validation loss after each epoch, T >= 1.
    patience : int
        How many epochs in a row without improvement end the training, at least 1.
    min_delta : float
        What a loss has to be lower by, at least 0. A loss that is lower by exactly min_delta is no improvement.

    Returns
    -------
    stop : int
        The index of the last epoch that is run; T-1 if the run is never stopped.
    best : int
        The index of the best epoch, in the sense above.

    Notes
    -----
    Nothing after `stop` may play a part: in a real run, these epochs do not exist. And a loss that creeps down by less
    than min_delta per epoch is an improvement once it has come far enough from the best epoch.

    """
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(val_losses) - 1, best


def ema_update(
    average: dict[str, np.ndarray], params: dict[str, np.ndarray], step: int, decay: float = 0.999
) -> dict[str, np.ndarray]:
    """Update an exponential moving average of a model's parameters.

    Every array moves towards the current parameters by a small part of the way,

        average' = d average + (1 - d) params,    d = the smaller one of decay and (1 + t) / (10 + t)

    where t is the step. The second number makes the average forget its first values quickly: d starts at 1/10 and reaches `decay` later
    (as in TensorFlow's ExponentialMovingAverage with num_updates).

    Parameters
    ----------
    average : dict of arrays
        The average so far.
    params : dict of arrays
        The parameters after this step, with the same names and shapes.
    step : int
        The number of updates before this one: 0 for the first.
    decay : float
        The largest d, between 0 and 1.

    Returns
    -------
    dict of arrays
        The new average, in a dictionary and arrays of its own.

    Notes
    -----
    The training goes on with `params`: they stay as they are, and what happens to them later must not reach the
    average.

    """
    d = min(decay, (1 + step) / (10 + step))
    return {name: d * average[name] + (1 - d) * params[name] for name in params}


def sample_log_uniform(
    low: float, high: float, rng: np.random.Generator, size: int | tuple[int, ...] | None = None
) -> Any:
    """Draw numbers whose logarithm is uniformly distributed, so that every decade is equally likely.

        log(x) ~ uniform on [log(low), log(high))

    Parameters
    ----------
    low, high : float
        The bounds, 0 < low < high.
    rng : np.random.Generator
        Where the random numbers come from: the same state gives the same numbers, the next call gives others.
    size : int or tuple of ints, optional
        The shape of the result.

    Returns
    -------
    float, or array of shape `size`
        A single number if `size` is None.

    Notes
    -----
    This is what suits a learning rate or a penalty (Bergstra and Bengio, 2012). Between 10^-5 and 10^-1, ninety of a
    hundred uniformly distributed numbers lie in the last decade.

    """
    return np.exp(rng.uniform(np.log(low), np.log(high), size))


def random_search(
    objective: Callable[[dict[str, float]], float],
    space: dict[str, tuple[float, float]],
    num_trials: int,
    rng: np.random.Generator,
) -> tuple[dict[str, float], float, list[tuple[dict[str, float], float]]]:
    """Try random hyper-parameters, and return the best ones together with everything that was tried.

    Each trial draws a value for every name in `space`, independently and uniformly on a logarithmic scale, and asks the
    objective for its value (Bergstra and Bengio, 2012).

    Parameters
    ----------
    objective : function
        Takes a configuration, a dictionary from name to number, and returns a number: the larger, the better. It may be
        negative. One call may take hours, so each trial makes exactly one.
    space : dict of pairs
        The bounds (low, high) of every hyper-parameter, 0 < low < high.
    num_trials : int
        How many configurations are tried, at least 1.
    rng : np.random.Generator
        Where the random numbers come from: the same state gives the same trials.

    Returns
    -------
    best_config : dict
        The configuration with the largest value.
    best_value : float
        That value.
    trials : list of pairs (config, value)
        All trials, in the order in which they were made, each with a dictionary of its own.

    Notes
    -----
    With the same number of trials, a grid tries only a few different values of each hyper-parameter, while a random
    search tries a new value of each in every trial.

    """
    trials = []
    for _ in range(num_trials):
        config = {name: float(sample_log_uniform(low, high, rng)) for name, (low, high) in space.items()}
        trials.append((config, objective(config)))
    best_config, best_value = max(trials, key=lambda trial: trial[1])
    return best_config, best_value, trials
