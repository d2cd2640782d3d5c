from __future__ import annotations

import contextlib
import math
import os
import tempfile
from collections import defaultdict
from pathlib import Path

import torch
from torch import nn


def best_device() -> torch.device:
    return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


def warmup_cosine(step: int, total_steps: int, warmup_steps: int = 0) -> float:
    if warmup_steps > 0 and step < warmup_steps:
        return float(step + 1) / float(max(1, warmup_steps))
    progress = float(step - warmup_steps) / float(max(1, total_steps - warmup_steps))
    return 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))


def train_epoch(net, batches, optimizer, device="cpu", mixed_precision=False) -> float:
    device = torch.device(device)
    amp = torch.autocast(device_type="cuda", dtype=torch.bfloat16) if mixed_precision and device.type == "cuda" else contextlib.nullcontext()
    criterion = nn.CrossEntropyLoss()
    net.train(True)
    running_loss = torch.zeros((), device=device)
    seen = 0
    for i, data in enumerate(batches):
        inputs, labels = data
        inputs = inputs.to(device, non_blocking=True)
        labels = labels.to(device, non_blocking=True)

        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        with amp:
            outputs = net(inputs)
            loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.detach() * labels.size(0)
        seen += labels.size(0)
    return (running_loss / seen).item()


@torch.inference_mode()
def loss_and_accuracy(net, batches, device="cpu"):
    modes = {m: m.training for m in net.modules()}
    net.eval()
    total, correct, n = 0.0, 0, 0
    try:
        for x, y in batches:
            x = x.to(device)
            y = y.to(device)
            logits = net(x)
            logp = torch.log_softmax(logits, dim=-1)
            total += -logp.gather(1, y.unsqueeze(1)).sum().item()
            _, predicted = torch.max(logits.data, 1)
            correct += (predicted == y).sum().item()
            n += y.size(0)
    finally:
        for m, mode in modes.items():
            m.training = mode
    return total / n, correct / n


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.best_state = None

    def update(self, loss, net) -> bool:
        improved = bool(loss < self.best - self.min_delta)
        if improved:
            self.best, self.waited = float(loss), 0
            self.best_state = {k: v.detach().clone() for k, v in net.state_dict().items()}
            return False
        self.waited += 1
        if self.waited >= self.patience:
            return True
        return False

    def restore(self, net) -> None:
        if not self.best_state:
            return
        state = net.state_dict()
        with torch.no_grad():
            for name, value in self.best_state.items():
                state[name].copy_(value)

    def state_dict(self):
        return {"best": self.best, "waited": self.waited, "best_state": self.best_state}

    def load_state_dict(self, state):
        self.best, self.waited, self.best_state = state["best"], state["waited"], state["best_state"]


def save_checkpoint(path, parts, progress) -> None:
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(dict(parts={k: v.state_dict() for k, v in parts.items()}, progress=progress), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def load_checkpoint(path, parts, device="cpu"):
    with open(path, "rb") as file:
        state = torch.load(file, map_location=torch.device(device), weights_only=True)
    for key in parts:
        parts[key].load_state_dict(state["parts"][key])
    return state["progress"]


def train_network(net, train_batches, val_batches, optimizer, epochs, device="cpu", schedule=None, patience=None, checkpoint=None, mixed_precision=False):
    initial = [g["lr"] for g in optimizer.param_groups]
    stopping = EarlyStopping(patience if patience is not None else float("inf"))
    parts = {"net": net, "optimizer": optimizer}
    if patience is not None:
        parts["early_stopping"] = stopping
    history = defaultdict(list)
    epoch, stop = 0, False
    path = Path(checkpoint) if checkpoint else None
    if path and path.is_file():
        progress = load_checkpoint(path, parts, device)
        history.update(progress["history"])
        epoch, stop = progress["epoch"], progress["stop"]
    while epoch < epochs and not stop:
        factor = schedule(epoch) if schedule is not None else 1.0
        for g, lr in zip(optimizer.param_groups, initial):
            g["lr"] = lr * factor
        record = {"lr": initial[0] * factor, "train_loss": train_epoch(net, train_batches, optimizer, device, mixed_precision)}
        record["val_loss"], record["val_accuracy"] = loss_and_accuracy(net, val_batches, device)
        for key, value in record.items():
            history[key].append(value)
        epoch += 1
        if patience is not None:
            stop = stopping.update(record["val_loss"], net)
        if path:
            save_checkpoint(path, parts, {"history": dict(history), "epoch": epoch, "stop": stop})
    if patience is not None:
        stopping.restore(net)
    return {key: history[key] for key in ("lr", "train_loss", "val_loss", "val_accuracy")}
