"""Training in PyTorch: an epoch, what a network is worth, when to stop, how to go on after a break, and the loop of it all.

Batches come as anything that can be gone through: pairs of inputs (B, ...) and labels (B,), from a list of pairs as from a
DataLoader. A network makes scores (B, C) out of inputs. It is on its device already, the batches may be elsewhere. As in
the networks, name no dtype (mixed precision is the exception), so that the same code runs in float32 and in float64.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer

Batches = Iterable[tuple[torch.Tensor, torch.Tensor]]


def best_device() -> torch.device:
    """Return the GPU if there is one that PyTorch can use, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def warmup_cosine(step: int, total_steps: int, warmup_steps: int = 0) -> float:
    """Say by what the learning rate is multiplied in a step: a straight way up, then half a period of a cosine down.

        factor(step) = (step + 1) / warmup_steps                                                   for step < warmup_steps
        factor(step) = 1/2 (1 + cos(pi (step - warmup_steps) / (total_steps - warmup_steps)))      up to total_steps
        factor(step) = 0                                                                           from then on

    The cosine is that of Loshchilov and Hutter (2017, SGDR, equation 5), the way up that of Goyal et al. (2017).

    Parameters
    ----------
    step : int, at least 0
        The number of steps before this one. A step is whatever the caller counts, batches or epochs.
    total_steps : int, more than warmup_steps
    warmup_steps : int, at least 0
        How many steps the way up takes; with 0 the cosine begins at once.

    Returns
    -------
    float
        Between 0 and 1.

    Notes
    -----
    The cosine rises again after half a period, and a training may take more steps than planned.

    """
    # BEGIN SOLUTION
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    progress = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    return 0.5 * (1 + math.cos(math.pi * progress))
    # END SOLUTION


def train_epoch(
    net: nn.Module,
    batches: Batches,
    optimizer: Optimizer,
    device: torch.device | str = "cpu",
    mixed_precision: bool = False,
) -> float:
    """Train a network on every batch once, in their order, and return the mean loss.

    The network is put into training mode. For each batch, inputs and labels are moved to the device; the loss is the mean
    cross-entropy of the scores and the labels, over the examples of the batch; the optimizer takes one step with the
    gradients of this loss alone. Gradients which the parameters have from earlier, be it from the batch before or from
    before the call, do not count.

    With `mixed_precision` on a CUDA device, scores and loss are computed under `torch.autocast` in bfloat16; the backward
    pass and the step stay outside. On any other device `mixed_precision` changes nothing.

    Parameters
    ----------
    net : nn.Module
    batches : iterable of pairs of tensors (B, ...) and (B,)
        B may differ from batch to batch. Nothing else than going through them once is possible for sure; they may have
        no length.
    optimizer : torch.optim.Optimizer
        Of the parameters of `net`.
    device : torch.device or str
        Where `net` is.
    mixed_precision : bool

    Returns
    -------
    float
        The sum of the losses of all examples, each as it was before its batch's step, divided by the number of examples.

    Notes
    -----
    A loss that is still part of a graph keeps all activations of its batch in memory; what is returned requires no
    gradient. bfloat16 has the range of float32, so there is no need for a gradient scaler, as float16 would have it.

    """
    # BEGIN SOLUTION
    kind = torch.device(device).type
    net.train()
    total, count = 0.0, 0
    for x, y in batches:
        x, y = x.to(device), y.to(device)
        with torch.autocast(kind, dtype=torch.bfloat16, enabled=mixed_precision and kind == "cuda"):
            loss = cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(y)  # without asking for the number yet: that would wait for the GPU
        count += len(y)
    return float(total / count)
    # END SOLUTION


def loss_and_accuracy(net: nn.Module, batches: Batches, device: torch.device | str = "cpu") -> tuple[float, float]:
    """Measure a network: its mean loss and its accuracy over all examples.

    The network works in evaluation mode and without recording a graph. Afterwards it is in the mode it was in before,
    be that training or evaluation. Inputs and labels are moved to the device batch by batch.

    Parameters
    ----------
    net : nn.Module
    batches : iterable of pairs of tensors (B, ...) and (B,)
        B may differ from batch to batch.
    device : torch.device or str
        Where `net` is.

    Returns
    -------
    loss : float
        The sum of the cross-entropies of all examples, divided by their number.
    accuracy : float
        The number of examples whose highest score is that of their label, divided by the number of all.

    Notes
    -----
    The mean of the batches' means is something else as soon as their sizes differ.

    """
    # BEGIN SOLUTION
    was_training = net.training
    net.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            scores = net(x)
            total += cross_entropy(scores, y, reduction="sum")
            correct += (scores.argmax(dim=1) == y).sum()
            count += len(y)
    net.train(was_training)
    return float(total / count), float(correct / count)
    # END SOLUTION


class EarlyStopping:
    """Says when a training no longer gets better, and keeps the network's state from when it was best.

    - `best`: the loss of the best epoch so far, infinity before the first,
    - `waited`: how many epochs in a row have brought no improvement,
    - `best_state`: a copy of the network's `state_dict()` after the best epoch, None before the first.

    Parameters
    ----------
    patience : int
        How many epochs in a row without an improvement end the training, at least 1.
    min_delta : float
        What a loss has to be lower by, at least 0.

    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        """Begin with nothing seen."""
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.best_state: dict[str, torch.Tensor] | None = None

    def update(self, loss: float, net: nn.Module) -> bool:
        """Take note of an epoch, and say whether the training should stop.

        An epoch is an improvement if its loss is lower than `best` by more than `min_delta`. Then `best`, `waited` and
        `best_state` are set anew; otherwise `waited` goes up by one. A loss that is NaN is no improvement.

        Parameters
        ----------
        loss : float
            The validation loss after this epoch.
        net : nn.Module
            The network as it is after this epoch.

        Returns
        -------
        bool
            True if `patience` epochs in a row, or more, have brought no improvement.

        Notes
        -----
        The tensors in a `state_dict()` are those of the network itself, and the next step changes them in place.

        """
        # BEGIN SOLUTION
        if loss < self.best - self.min_delta:
            self.best = loss
            self.waited = 0
            self.best_state = copy.deepcopy(net.state_dict())
        else:
            self.waited += 1
        return self.waited >= self.patience
        # END SOLUTION

    def restore(self, net: nn.Module) -> None:
        """Give the network the parameters and buffers that it had after the best epoch.

        Where no epoch has been an improvement yet, the network stays as it is. The kept state outlives a restoration: if
        the network trains on afterwards, it can be restored again.
        """
        # BEGIN SOLUTION
        if self.best_state is not None:
            net.load_state_dict(self.best_state)
        # END SOLUTION

    def state_dict(self) -> dict[str, Any]:
        """Return what has to be kept to go on later, as optimizers do."""
        return {"best": self.best, "waited": self.waited, "best_state": self.best_state}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` has returned."""
        self.best, self.waited, self.best_state = state["best"], state["waited"], state["best_state"]


def save_checkpoint(path: str | Path, parts: dict[str, Any], progress: dict[str, Any]) -> None:
    """Write all that a training needs to go on later into one file.

    The file is made by `torch.save` and holds a dictionary with two entries: "parts", a dictionary with the
    `state_dict()` of every part under its name, and "progress" as it is given.

    A file that is there already is replaced, and only by a complete one: if the writing ends halfway, because the power
    fails, the disk is full or something cannot be saved, the old file is still there unharmed. The usual way is to write
    to another name in the same folder, and then to rename.

    Parameters
    ----------
    path : str or Path
        Where to; the folder exists.
    parts : dict
        Whatever has a state: the network and the optimizer, perhaps a scheduler or an `EarlyStopping`.
    progress : dict
        How far the training has come, in numbers, strings, and lists and dictionaries of these.

    Notes
    -----
    Without the optimizer's state, momentum and Adam begin from nothing after a break, and the training is not the one
    that it would have been. `os.replace`, or `replace` of a Path, renames a file and takes the place of an older one in
    one step.

    """
    # BEGIN SOLUTION
    unfinished = Path(f"{path}.unfinished")
    torch.save({"parts": {name: part.state_dict() for name, part in parts.items()}, "progress": progress}, unfinished)
    unfinished.replace(path)
    # END SOLUTION


def load_checkpoint(path: str | Path, parts: dict[str, Any], device: torch.device | str = "cpu") -> dict[str, Any]:
    """Read a file made by `save_checkpoint`, give every part its state back, and return the progress.

    Parameters
    ----------
    path : str or Path
    parts : dict
        Objects of the kinds that were saved, under the same names; `load_state_dict` of each gets its state. There may
        be fewer than in the file (the network alone, to use it): the rest is left unread.
    device : torch.device or str
        Where the tensors of the file go, wherever they were when it was written.

    Returns
    -------
    dict
        The progress, as it was given to `save_checkpoint`.

    Notes
    -----
    `torch.load` can run any code that someone has put into a file. With weights_only=True it reads tensors, numbers,
    strings and containers of them, and refuses everything else with an exception: that is how a checkpoint is read
    here. Its map_location says where tensors go; a file from a GPU cannot be opened without one on a machine that has none.

    """
    # BEGIN SOLUTION
    saved = torch.load(path, map_location=device, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(saved["parts"][name])
    return saved["progress"]
    # END SOLUTION


def train_network(
    net: nn.Module,
    train_batches: Batches,
    val_batches: Batches,
    optimizer: Optimizer,
    epochs: int,
    device: torch.device | str = "cpu",
    schedule: Callable[[int], float] | None = None,
    patience: int | None = None,
    checkpoint: str | Path | None = None,
    mixed_precision: bool = False,
) -> dict[str, list[float]]:
    """Train a network for a number of epochs, or until it gets no better, and go on where an earlier run has ended.

    In epoch e, which is 0 for the first,

    - the learning rate of each parameter group becomes the one that the optimizer has at the call, times schedule(e); if
      there is no schedule, it stays as it is,
    - the network is trained on `train_batches` and then measured on `val_batches`, each gone through once,
    - one number is appended to each list of the history:

        "lr"             the learning rate of the first parameter group in this epoch
        "train_loss"     the mean loss in training
        "val_loss"       the mean loss on the validation batches after the epoch
        "val_accuracy"   the accuracy on the validation batches after the epoch

    - if there is a `patience`, an `EarlyStopping` with it (and with a min_delta of 0) takes note of the validation loss,
    - if there is a `checkpoint`, a file of that name is written, with network, optimizer, early stopping if there is one,
      and the history.

    After `epochs` epochs, or the one in which early stopping says so, the training is over. If there is a `patience`, the
    network then gets the state of its best epoch.

    If the file `checkpoint` exists at the call, the training goes on from it: states and history come from there, and
    `epochs` counts the epochs of earlier calls as well. The outcome is that of a training without a break. A training that
    is over already, by the number of epochs or by early stopping, takes no further epoch.

    Parameters
    ----------
    net : nn.Module
        It is on `device`.
    train_batches, val_batches : iterables of pairs of tensors
        They can be gone through again in every epoch.
    optimizer : torch.optim.Optimizer
        Of the parameters of `net`. To go on from a file, it is a new one, made as it was for the first call.
    epochs : int
        The number of epochs altogether.
    device : torch.device or str
    schedule : function, optional
        Takes an epoch and returns a factor, for instance `lambda epoch: warmup_cosine(epoch, 20, 3)`.
    patience : int, optional
        Of early stopping; without it there is none.
    checkpoint : str or Path, optional
        Where to save after every epoch; without it nothing is saved.
    mixed_precision : bool
        As for `train_epoch`.

    Returns
    -------
    dict of lists of floats
        The history, with as many entries in each list as epochs were run in all calls together.

    Notes
    -----
    The learning rates that a saved optimizer brings along are those of its last epoch, with its factor in them.

    """
    # BEGIN SOLUTION
    stopper = None if patience is None else EarlyStopping(patience)
    parts = {"net": net, "optimizer": optimizer} | ({"stopper": stopper} if stopper else {})
    history: dict[str, list[float]] = {"lr": [], "train_loss": [], "val_loss": [], "val_accuracy": []}
    base_rates = [group["lr"] for group in optimizer.param_groups]
    if checkpoint is not None and Path(checkpoint).exists():
        history = load_checkpoint(checkpoint, parts, device)
    stop = stopper is not None and stopper.waited >= stopper.patience
    for epoch in range(len(history["lr"]), epochs):
        if stop:
            break
        if schedule is not None:
            for group, rate in zip(optimizer.param_groups, base_rates, strict=True):
                group["lr"] = rate * schedule(epoch)
        history["lr"].append(optimizer.param_groups[0]["lr"])
        history["train_loss"].append(train_epoch(net, train_batches, optimizer, device, mixed_precision))
        val_loss, val_accuracy = loss_and_accuracy(net, val_batches, device)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        if stopper is not None:
            stop = stopper.update(val_loss, net)
        if checkpoint is not None:
            save_checkpoint(checkpoint, parts, history)
    if stopper is not None:
        stopper.restore(net)
    return history
    # END SOLUTION
