import copy
import math
import os

import torch
from torch import nn


class AverageMeter(object):
    """Computes and stores the average and current value"""

    def __init__(self):
        self.sum = 0
        self.count = 0

    def update(self, val, n=1):
        self.sum += val * n
        self.count += n

    @property
    def avg(self):
        return self.sum / self.count


def best_device():
    return torch.device("cuda:0") if torch.cuda.is_available() else torch.device("cpu")


def warmup_cosine(step, total_steps, warmup_steps=0):
    if step < warmup_steps:
        lr = 1.0
        return lr * (step + 1) / warmup_steps
    step = min(step, total_steps)
    q = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 + 0.5 * math.cos(q * math.pi)


def train_epoch(net, batches, optimizer, device="cpu", mixed_precision=False):
    criterion = nn.CrossEntropyLoss().to(device)
    losses = AverageMeter()
    net.train()
    amp = mixed_precision and str(device).startswith("cuda")
    for i, (images, target) in enumerate(batches):
        images = images.to(device, non_blocking=True)
        target = target.to(device, non_blocking=True)
        if amp:
            with torch.autocast(device_type="cuda", dtype=torch.bfloat16):
                output = net(images)
                loss = criterion(output, target)
        else:
            output = net(images)
            loss = criterion(output, target)
        # measure loss
        losses.update(loss.item(), images.size(0))
        # compute gradient and do SGD step
        net.zero_grad()
        loss.backward()
        optimizer.step()
    return losses.avg


def loss_and_accuracy(net, batches, device="cpu"):
    criterion = nn.CrossEntropyLoss()
    losses = AverageMeter()
    top1 = AverageMeter()
    mode = net.training
    net.eval()
    for images, target in batches:
        images, target = images.to(device), target.to(device)
        with torch.no_grad():
            output = net(images)
            loss = criterion(output, target)
        _, pred = output.topk(1, 1, True, True)
        correct = pred.t().eq(target.view(1, -1)).reshape(-1).float().sum()
        losses.update(loss.item(), images.size(0))
        top1.update(correct.item() / images.size(0), images.size(0))
    net.train(mode)
    return losses.avg, top1.avg


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.best_state = None

    def update(self, loss, net):
        if not (loss < self.best - self.min_delta):
            self.waited += 1
        else:
            self.best = float(loss)
            self.best_state = {}
            for k, v in net.state_dict().items():
                self.best_state[k] = v.detach().clone()
            self.waited = 0
        return bool(self.waited >= self.patience)

    def restore(self, net):
        if self.best_state is not None:
            net.load_state_dict(self.best_state, strict=True)

    def state_dict(self):
        return {"best": self.best, "waited": self.waited, "best_state": self.best_state}

    def load_state_dict(self, state):
        self.best, self.waited, self.best_state = state["best"], state["waited"], state["best_state"]


def save_checkpoint(path, parts, progress):
    # keep a backup while the new file is being written
    path = str(path)
    if os.path.exists(path):
        os.replace(path, path + ".bak")
    try:
        torch.save({"parts": {k: p.state_dict() for k, p in parts.items()}, "progress": copy.deepcopy(progress)}, path)
    except BaseException:
        if os.path.exists(path + ".bak"):
            os.replace(path + ".bak", path)
        raise


def load_checkpoint(path, parts, device="cpu"):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    for k, p in parts.items():
        p.load_state_dict(checkpoint["parts"][k])
    return checkpoint["progress"]


def train_network(
    net,
    train_batches,
    val_batches,
    optimizer,
    epochs,
    device="cpu",
    schedule=None,
    patience=None,
    checkpoint=None,
    mixed_precision=False,
):
    """Self-contained: does not call the functions above, except for saving and loading."""
    criterion = nn.CrossEntropyLoss()
    for group in optimizer.param_groups:
        group.setdefault("initial_lr", group["lr"])
    start_epoch = 0
    best_loss, bad, best_weights = float("inf"), 0, None
    h = dict(lr=[], train_loss=[], val_loss=[], val_accuracy=[])
    if checkpoint is not None and os.path.isfile(checkpoint):
        saved = load_checkpoint(checkpoint, {"net": net, "optimizer": optimizer}, device)
        h, start_epoch, best_loss, bad, best_weights = (
            saved["history"], saved["epoch"], saved["best_loss"], saved["bad"], saved["best_weights"])
    for epoch in range(start_epoch, epochs):
        if patience is not None and bad >= patience:
            break
        if schedule is not None:
            factor = schedule(epoch)
            for group in optimizer.param_groups:
                group["lr"] = group["initial_lr"] * factor
        net.train()
        running, n = 0.0, 0
        for x, y in train_batches:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cuda", dtype=torch.bfloat16, enabled=mixed_precision and "cuda" in str(device)):
                loss = criterion(net(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * x.shape[0]
            n += x.shape[0]
        net.eval()
        val, right, m = 0.0, 0, 0
        with torch.no_grad():
            for x, y in val_batches:
                x, y = x.to(device), y.to(device)
                out = net(x)
                val += criterion(out, y).item() * len(x)
                right += int((out.argmax(-1) == y).sum())
                m += len(x)
        h["lr"].append(optimizer.param_groups[0]["lr"])
        h["train_loss"].append(running / n)
        h["val_loss"].append(val / m)
        h["val_accuracy"].append(right / m)
        if val / m < best_loss:
            best_loss, bad = val / m, 0
            if patience is not None:
                best_weights = copy.deepcopy(net.state_dict())
        else:
            bad += 1
        if checkpoint is not None:
            save_checkpoint(checkpoint, {"net": net, "optimizer": optimizer}, {
                "history": h, "epoch": epoch + 1, "best_loss": best_loss, "bad": bad, "best_weights": best_weights})
    if patience is not None and best_weights is not None:
        net.load_state_dict(best_weights)
    return h
