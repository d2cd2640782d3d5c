"""What must hold for train.py.

The networks are small and made here: two affine layers, some with batch normalization between them. One kind reverses its
scores in training and keeps notes, so that the mode shows in every loss. What training has done to a network is seen in its
scores for inputs of its own. Labels are on the CPU with their inputs; on a GPU they have to be moved there.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from autograder.checks import exercise
from autograder.draw import Draw
from autograder.networks import filled

warmup_cosine = exercise("warmup_cosine", points=3)
train_epoch = exercise("train_epoch", points=7)
loss_and_accuracy = exercise("loss_and_accuracy", points=6)
early_stopping = exercise("EarlyStopping", points=6)
load_checkpoint = exercise("load_checkpoint", points=4)
save_checkpoint = exercise("save_checkpoint", points=5, needs="load_checkpoint")
train_network = exercise(
    "train_network",
    points=10,
    needs=("train_epoch", "loss_and_accuracy", "EarlyStopping", "save_checkpoint", "load_checkpoint"),
)

FEATURES, HIDDEN, CLASSES = 5, 7, 4
Batch = tuple[torch.Tensor, torch.Tensor]


# Networks and batches ---------------------------------------------------------------------------------------------


class Reversing(nn.Module):
    """Scores that are reversed in training; `notes` has, for each call, how the network and PyTorch were set."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = _layers()
        self.notes: list[tuple[bool, bool, bool]] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the scores of inputs (B, 5)."""
        autocast = torch.is_autocast_enabled(x.device.type)
        self.notes.append((self.training, torch.is_grad_enabled(), autocast))
        scores = self.layers(x)
        return scores.flip(1) if self.training else scores


class ArrivedError(Exception):
    """Raised where something has reached the place where it is looked at."""


class Stream:
    """Batches that can be gone through again and again, and nothing else: there is no length and no index.

    From pass number `turn` on (0 is the first), the labels are others. In pass number `break_in`, it ends with an
    exception before the last batch.
    """

    def __init__(self, batches: list[Batch], turn: float = math.inf, break_in: float = math.inf) -> None:
        self.batches, self.turn, self.break_in, self.passes = batches, turn, break_in, 0

    def __iter__(self) -> Iterator[Batch]:
        number, self.passes = self.passes, self.passes + 1
        for place, (x, y) in enumerate(self.batches):
            if number == self.break_in and place == len(self.batches) - 1:
                raise ArrivedError
            yield x.clone(), (y + 1) % CLASSES if number >= self.turn else y.clone()


def _layers(normalized: bool = False) -> nn.Sequential:
    """Two affine layers. A bias before batch normalization has a gradient of rounding errors, so there is none."""
    middle = [nn.BatchNorm1d(HIDDEN)] if normalized else []
    return nn.Sequential(
        nn.Linear(FEATURES, HIDDEN, bias=not normalized), *middle, nn.Tanh(), nn.Linear(HIDDEN, CLASSES)
    )


def _batches(draw: Draw, *sizes: int) -> list[Batch]:
    """Batches on the CPU."""
    return [
        (draw.tensor(draw.normal(size, FEATURES)).cpu(), draw.tensor(draw.labels(size, CLASSES)).cpu())
        for size in sizes
    ]


def _partly_right(net: Any, draw: Draw, *right_and_size: tuple[int, int]) -> list[Batch]:
    """Batches on the CPU; of each, the net in evaluation has the given number of examples right."""
    made = []
    for right, size in right_and_size:
        x = draw.tensor(draw.normal(size, FEATURES))
        y = _scores(net, x).argmax(1)
        y[right:] = (y[right:] + 1) % CLASSES
        order = torch.from_numpy(draw.labels(size, size))
        made.append((x.cpu()[order], y.cpu()[order]))
    return made


def _probe(draw: Draw) -> torch.Tensor:
    return draw.tensor(draw.normal(6, FEATURES))


def _scores(net: Any, x: torch.Tensor) -> torch.Tensor:
    """The scores in evaluation; the mode stays as it is."""
    training = net.training
    with torch.set_grad_enabled(False):
        scores = net.eval()(x)
    net.train(training)
    return scores


def _sgd(net: Any, rate: float = 0.2, momentum: float = 0.9) -> torch.optim.Optimizer:
    return torch.optim.SGD(net.parameters(), lr=rate, momentum=momentum)


def _adam(net: Any) -> torch.optim.Optimizer:
    return torch.optim.Adam(net.parameters(), lr=0.03)


def _steps(net: Any, optimizer: torch.optim.Optimizer, batches: list[Batch]) -> None:
    """Train on every batch once, whatever is under test."""
    net.train()
    device = next(net.parameters()).device
    for inputs, targets in batches:
        net.zero_grad()
        cross_entropy(net(inputs.to(device)), targets.to(device)).backward()
        optimizer.step(None)


def _lists(history: Any) -> dict[str, Any]:
    """The history, list by list."""
    return {name: history[name] for name in ("lr", "train_loss", "val_loss", "val_accuracy")}


# warmup_cosine ----------------------------------------------------------------------------------------------------


@warmup_cosine.check
def factors_without_a_warmup(train, draw):
    """warmup_cosine goes from 1 to 0 along half a period of a cosine if no warm-up is asked for."""
    return {"factors": [train.warmup_cosine(step, 9) for step in range(10)]}


@warmup_cosine.check
def factors_with_a_warmup(train, draw):
    """warmup_cosine rises to 1 in equal steps, the first one above 0, and then goes down along the cosine."""
    return {"factors": [train.warmup_cosine(step, 15, 4) for step in range(16)]}


# train_epoch ------------------------------------------------------------------------------------------------------


@train_epoch.check(weight=1.5, tolerance="float32")
def loss_of_unequal_batches(train, draw):
    """train_epoch returns the mean of the losses of all examples, also where the batches differ in size."""
    net = filled(_layers(), draw)
    loss = train.train_epoch(net, _batches(draw, 7, 4, 2), _sgd(net, rate=0.0), draw.device)
    return {"loss": loss}


@train_epoch.check(weight=2, tolerance="float32")
def network_after_an_epoch(train, draw):
    """train_epoch takes one step per batch, each with the gradients of that batch alone."""
    net = filled(_layers(), draw)
    loss = train.train_epoch(net, Stream(_batches(draw, 6, 6, 6)), _sgd(net), draw.device)
    return {"loss": loss, "scores": _scores(net, _probe(draw))}


@train_epoch.check(weight=1, tolerance="float32")
def network_in_evaluation_mode_before(train, draw):
    """train_epoch puts the network into training mode, whatever mode it was in."""
    net = filled(Reversing(), draw).eval()
    loss = train.train_epoch(net, _batches(draw, 6, 6), _sgd(net), draw.device)
    return {"loss": loss, "in_training_mode": [int(training) for training, _, _ in net.notes]}


@train_epoch.check(weight=0.5, tolerance="float32")
def gradients_from_before_the_epoch(train, draw):
    """train_epoch does not count gradients that the parameters have from before the call."""
    net = filled(_layers(), draw)
    for parameter in net.parameters():
        parameter.grad = torch.full_like(parameter, 0.7)
    loss = train.train_epoch(net, _batches(draw, 6, 6), _sgd(net), draw.device)
    return {"loss": loss, "scores": _scores(net, _probe(draw))}


@train_epoch.check(weight=0.5, tolerance="float32")
def loss_outside_of_the_graph(train, draw):
    """train_epoch returns a number that requires no gradient."""
    net = filled(_layers(), draw)
    loss = train.train_epoch(net, _batches(draw, 5, 5), _sgd(net, rate=0.0), draw.device)
    return {"loss": loss, "requires_a_gradient": int(getattr(loss, "requires_grad", False))}


# loss_and_accuracy ---------------------------------------------------------------------------------------------------------


@loss_and_accuracy.check(weight=2, tolerance="float32")
def means_over_unequal_batches(train, draw):
    """loss_and_accuracy returns mean loss and accuracy over all examples, also where the batches differ in size."""
    net = filled(_layers(), draw)
    loss, accuracy = train.loss_and_accuracy(net, _partly_right(net, draw, (2, 9), (3, 5), (2, 2)), draw.device)
    return {"loss": loss, "accuracy": accuracy}


@loss_and_accuracy.check(weight=1.5, tolerance="float32")
def network_in_training_mode_before(train, draw):
    """loss_and_accuracy looks at the network in evaluation mode."""
    net = filled(Reversing(), draw).train()
    loss, accuracy = train.loss_and_accuracy(net, _partly_right(net, draw, (4, 5), (3, 4)), draw.device)
    return {"loss": loss, "accuracy": accuracy}


@loss_and_accuracy.check(weight=1, tolerance="float32")
def mode_of_the_network_afterwards(train, draw):
    """loss_and_accuracy leaves the network in the mode it was in, training or evaluation."""
    net, observed = filled(_layers(), draw), {}
    for mode in (True, False):
        net.train(mode)
        loss, _ = train.loss_and_accuracy(net, _batches(draw, 4, 4), draw.device)
        name = "training" if mode else "evaluation"
        observed |= {f"loss_from_{name}": loss, f"in_training_mode_after_{name}": int(net.training)}
    return observed


@loss_and_accuracy.check(weight=0.5, tolerance="float32")
def graph_of_an_evaluation(train, draw):
    """loss_and_accuracy has the network compute without recording a graph, and switches recording on again."""
    net = filled(Reversing(), draw)
    loss, accuracy = train.loss_and_accuracy(net, _partly_right(net, draw, (4, 5), (1, 5)), draw.device)
    recorded = [int(recording) for _, recording, _ in net.notes]
    return {
        "loss": loss,
        "accuracy": accuracy,
        "recorded_a_graph": recorded,
        "records_afterwards": int(torch.is_grad_enabled()),
    }


# EarlyStopping ----------------------------------------------------------------------------------------------------


def _watched(stopping: Any, losses: list[float]) -> dict[str, Any]:
    """What a run with these losses is told after each epoch, and the best loss so far."""
    net, stops, bests = _layers(), [], []
    for loss in losses:
        stops.append(float(stopping.update(loss, net)))
        bests.append(float(stopping.best))
    return {"stops": stops, "best": bests}


@early_stopping.check(weight=1.5)
def epochs_that_end_a_training(train, draw):
    """EarlyStopping.update says stop from the patience-th epoch in a row on that brings no improvement."""
    losses = [2.5, 2.0, 2.2, 2.1, 1.75, 1.75, 1.8, 1.78, 1.9, 1.5, 1.6, 1.4, 1.45, 1.44, 1.43, 1.42]
    return _watched(train.EarlyStopping(3), losses)


@early_stopping.check(weight=1)
def improvements_that_are_too_small(train, draw):
    """EarlyStopping.update counts an epoch as an improvement only if it is better than the best by more than min_delta."""
    losses = [4.0, 3.75, 3.25, 3.0, 2.875, 2.5, 2.25, 2.125, 2.0, 1.9375, 1.25, 1.5]
    return _watched(train.EarlyStopping(2, min_delta=0.5), losses)


@early_stopping.check(weight=2, tolerance="float32")
def network_of_the_best_epoch(train, draw):
    """EarlyStopping.restore brings back parameters and buffers as they were after the best epoch."""
    net, probe, batches = filled(_layers(normalized=True), draw), _probe(draw), _batches(draw, 13, 14)
    optimizer, stopping = _sgd(net), train.EarlyStopping(2)
    for loss in (1.5, 0.75, 1.0, 1.25):
        _steps(net, optimizer, batches)
        stopping.update(loss, net)
    other = filled(_layers(normalized=True), draw)
    stopping.restore(net)
    stopping.restore(other)
    return {"scores": _scores(net, probe), "scores_of_another": _scores(other, probe), "best": stopping.best}


# Files ------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _empty_folder() -> Iterator[str]:
    """A folder in the current one, and always of this name: messages show it."""
    folder = Path("checkpoints")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield str(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# load_checkpoint --------------------------------------------------------------------------------------------------


def _trained(draw: Draw, make: Callable[[Any], torch.optim.Optimizer], batches: list[Batch]) -> tuple[Any, Any]:
    """A network with batch normalization that has been trained for an epoch, and its optimizer."""
    net = filled(_layers(normalized=True), draw)
    optimizer = make(net)
    _steps(net, optimizer, batches)
    return net, optimizer


@load_checkpoint.check(weight=2, tolerance="float32")
def states_from_a_file(train, draw):
    """load_checkpoint gives network and optimizer their states back, so that training goes on as it would have."""
    batches, probe = _batches(draw, 13, 14), _probe(draw)
    net, optimizer = _trained(draw, _sgd, batches)
    with _empty_folder() as folder:
        path = Path(folder) / "saved.pt"
        parts = {"network": net.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save({"parts": parts, "progress": {"epoch": 17}}, path)
        other = filled(_layers(normalized=True), draw)
        other_optimizer = _sgd(other, rate=0.01, momentum=0.5)
        progress = train.load_checkpoint(path, {"network": other, "optimizer": other_optimizer}, draw.device)
    loaded = _scores(other, probe)
    _steps(other, other_optimizer, batches[:1])
    return {"scores": loaded, "scores_a_step_later": _scores(other, probe), "epoch": progress["epoch"]}


@load_checkpoint.check(weight=1, tolerance="float32")
def network_alone_from_a_file(train, draw):
    """load_checkpoint loads the parts that it is given, and leaves others in the file unread."""
    probe = _probe(draw)
    net, optimizer = _trained(draw, _adam, _batches(draw, 13))
    with _empty_folder() as folder:
        path = f"{folder}/saved.pt"
        parts = {"optimizer": optimizer.state_dict(), "model": net.state_dict()}
        torch.save({"parts": parts, "progress": {"epoch": 6, "losses": [2.5, 1.75]}}, path)
        other = filled(_layers(normalized=True), draw)
        progress = train.load_checkpoint(path, {"model": other})
    return {"scores": _scores(other, probe), "epoch": progress["epoch"], "losses": progress["losses"]}


# save_checkpoint --------------------------------------------------------------------------------------------------


@save_checkpoint.check(weight=2, tolerance="float32")
def training_that_goes_on_from_a_file(train, draw):
    """save_checkpoint keeps the states of network and optimizer, so that training goes on from the file as without it."""
    batches, probe = _batches(draw, 13, 14), _probe(draw)
    net, optimizer = _trained(draw, _adam, batches)
    with _empty_folder() as folder:
        path = Path(folder) / "saved.pt"
        train.save_checkpoint(path, {"net": net, "optimizer": optimizer}, {"epoch": 12})
        _steps(net, optimizer, batches)  # what becomes of the network later does not reach the file
        other = filled(_layers(normalized=True), draw)
        other_optimizer = _adam(other)
        progress = train.load_checkpoint(path, {"net": other, "optimizer": other_optimizer}, draw.device)
    loaded = _scores(other, probe)
    _steps(other, other_optimizer, batches)
    return {"scores": loaded, "scores_an_epoch_later": _scores(other, probe), "epoch": progress["epoch"]}


@save_checkpoint.check(weight=1, tolerance="float32")
def contents_of_the_file(train, draw):
    """save_checkpoint writes the states under "parts", each under its part's name, and the progress under "progress"."""
    net, optimizer = _trained(draw, _sgd, _batches(draw, 13))
    with _empty_folder() as folder:
        path = f"{folder}/saved.pt"
        train.save_checkpoint(path, {"net": net, "momentum": optimizer}, {"epoch": 5, "losses": [1.5, 0.25, 2.5]})
        saved = torch.load(path, weights_only=True)
        again = train.load_checkpoint(path, {})
    other = filled(_layers(normalized=True), draw)
    other.load_state_dict(saved["parts"]["net"])
    return {
        "scores": _scores(other, _probe(draw)),
        "learning_rate": saved["parts"]["momentum"]["param_groups"][0]["lr"],
        "entries": [len(saved), len(saved["parts"])],
        "epoch": [each.get("epoch", -1) for each in (saved["progress"], again)],
        "losses": saved["progress"].get("losses", [-1.0]),
    }


@save_checkpoint.check(weight=0.5)
def file_that_is_replaced(train, draw):
    """save_checkpoint replaces an older file of the same name."""
    net = filled(_layers(), draw)
    with _empty_folder() as folder:
        epochs = []
        for epoch in (3, 8):
            train.save_checkpoint(f"{folder}/saved.pt", {"net": net}, {"epoch": epoch})
            epochs.append(train.load_checkpoint(f"{folder}/saved.pt", {"net": net}).get("epoch", -1))
    return {"epochs": epochs}


# train_network --------------------------------------------------------------------------------------------------------------


@train_network.check(weight=1.5, tolerance="float32")
def history_of_a_training(train, draw):
    """train_network trains and validates once per epoch, and returns learning rates, losses and accuracies of all epochs."""
    net = filled(_layers(normalized=True), draw)
    batches, validation = Stream(_batches(draw, 13, 15)), Stream(_batches(draw, 14, 9))
    return _lists(train.train_network(net, batches, validation, _sgd(net), 3, draw.device))


@train_network.check(weight=1, tolerance="float32")
def network_without_early_stopping(train, draw):
    """train_network leaves the network as it is after the last epoch if there is no patience, even if an earlier one was better."""
    net = filled(_layers(), draw)
    batches = _partly_right(net, draw, (11, 12))
    history = train.train_network(net, batches, Stream(batches, turn=2), _sgd(net, momentum=0.0), 5, draw.device)
    return {"val_loss": history["val_loss"], "scores": _scores(net, _probe(draw))}


@train_network.check(weight=1.5, tolerance="float32")
def learning_rates_by_a_schedule(train, draw):
    """train_network multiplies the learning rate of every parameter group by the factor that the schedule gives for the epoch."""
    net = filled(_layers(), draw)
    groups = [{"params": net[0].parameters(), "lr": 0.4}, {"params": net[2].parameters(), "lr": 0.15}]
    optimizer = torch.optim.SGD(groups, momentum=0.5)
    factors = [0.5, 1.0, 0.75, 0.3]
    history = train.train_network(
        net,
        _batches(draw, 9, 8),
        _batches(draw, 7),
        optimizer,
        4,
        draw.device,
        schedule=lambda epoch: factors[epoch % 4],
    )
    return {"lr": history["lr"], "val_loss": history["val_loss"], "scores": _scores(net, _probe(draw))}


@train_network.check(weight=2, tolerance="float32")
def training_that_stops_early(train, draw):
    """train_network stops when the validation loss has not improved for `patience` epochs, and brings back the best network."""
    net = filled(_layers(), draw)
    batches = _partly_right(net, draw, (11, 12))
    history = train.train_network(
        net, batches, Stream(batches, turn=3), _sgd(net, momentum=0.0), 9, draw.device, patience=2
    )
    return {**_lists(history), "scores": _scores(net, _probe(draw))}


@train_network.check(weight=1, tolerance="float32")
def best_network_after_all_epochs(train, draw):
    """train_network brings back the best network as well where patience lasts until the last epoch."""
    net = filled(_layers(), draw)
    batches = _partly_right(net, draw, (11, 12))
    history = train.train_network(
        net, batches, Stream(batches, turn=2), _sgd(net, momentum=0.0), 4, draw.device, patience=4
    )
    return {"val_loss": history["val_loss"], "scores": _scores(net, _probe(draw))}


@train_network.check(weight=2, tolerance="float32")
def training_after_an_interruption(train, draw):
    """train_network saves after every epoch, and goes on from the file as if a training had not been interrupted."""
    first, second = (filled(_layers(normalized=True), draw) for _ in range(2))
    batches, validation = _batches(draw, 13, 15), _batches(draw, 14, 9)
    with _empty_folder() as folder:
        path = Path(folder) / "saved.pt"
        with contextlib.suppress(ArrivedError):
            train.train_network(
                first, Stream(batches, break_in=2), validation, _sgd(first), 4, draw.device, checkpoint=path
            )
        history = train.train_network(second, batches, validation, _sgd(second), 4, draw.device, checkpoint=path)
    return {**_lists(history), "scores": _scores(second, _probe(draw))}
