from copy import deepcopy
from math import cos, inf, pi
from pathlib import Path
from tempfile import NamedTemporaryFile

import torch
import torch.nn.functional as F
from torch.optim.lr_scheduler import LambdaLR


def best_device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def warmup_cosine(step, total_steps, warmup_steps=0):
    up = (step + 1) / max(1, warmup_steps)
    down = (1 + cos(pi * min(step - warmup_steps, total_steps - warmup_steps) / (total_steps - warmup_steps))) / 2
    return up if step < warmup_steps else down


def train_epoch(net, batches, optimizer, device="cpu", mixed_precision=False):
    net.train(), optimizer.zero_grad(set_to_none=False)
    losses = []
    for xb, yb in batches:
        xb, yb = xb.to(device, non_blocking=True), yb.to(device, non_blocking=True)
        with torch.amp.autocast(device_type=str(device).split(":")[0], dtype=torch.bfloat16,
                                enabled=mixed_precision and "cuda" in str(device)):
            logp = F.log_softmax(net(xb), dim=-1)
            nll = -logp[torch.arange(len(yb), device=logp.device), yb]
        nll.mean().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        losses += nll.detach().float().tolist() if nll.dtype == torch.bfloat16 else nll.detach().tolist()
    return sum(losses) / len(losses)


@torch.no_grad()
def loss_and_accuracy(net, batches, device="cpu"):
    modes = [(m, m.training) for m in net.modules()]
    net.eval()
    outs = [(net(x.to(device)), y.to(device)) for x, y in batches]
    for m, mode in modes:
        m.training = mode
    scores, y = (torch.cat(t) for t in zip(*outs))
    return F.cross_entropy(scores, y).item(), (scores.max(1).indices == y).double().mean().item()


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = inf
        self.waited = 0
        self.best_state = None

    def update(self, loss, net):
        better = loss + self.min_delta < self.best
        self.waited = 0 if better else self.waited + 1
        if better:
            self.best, self.best_state = loss, deepcopy(net).state_dict()
        return self.waited >= self.patience

    def restore(self, net):
        with torch.no_grad():
            for name, value in net.state_dict().items():
                if self.best_state:
                    value.copy_(self.best_state[name])

    def state_dict(self):
        return {"best": self.best, "waited": self.waited, "best_state": self.best_state}

    def load_state_dict(self, state):
        self.best, self.waited, self.best_state = state["best"], state["waited"], state["best_state"]


def save_checkpoint(path, parts, progress):
    path = Path(path)
    with NamedTemporaryFile(dir=path.parent, suffix=".pt", delete=False) as f:
        torch.save(dict(parts={k: v.state_dict() for k, v in parts.items()}, progress=progress), f)
    Path(f.name).rename(path)


def load_checkpoint(path, parts, device="cpu"):
    saved = torch.load(path, weights_only=True, map_location=device)
    [part.load_state_dict(saved["parts"][k]) for k, part in parts.items()]
    return saved["progress"]


def train_network(net, train_batches, val_batches, optimizer, epochs, device="cpu", schedule=None, patience=None,
                  checkpoint=None, mixed_precision=False):
    hist = {k: [] for k in ("lr", "train_loss", "val_loss", "val_accuracy")}
    sched = LambdaLR(optimizer, schedule or (lambda e: 1.0))
    stopper = EarlyStopping(patience or 10**9)
    parts = dict(net=net, optimizer=optimizer, scheduler=sched, stopper=stopper)
    if checkpoint and Path(checkpoint).is_file():
        hist = load_checkpoint(checkpoint, parts, device)
    while len(hist["lr"]) < epochs and stopper.waited < stopper.patience:
        hist["lr"] += sched.get_last_lr()[:1]
        hist["train_loss"] += [train_epoch(net, train_batches, optimizer, device, mixed_precision)]
        val = loss_and_accuracy(net, val_batches, device)
        hist["val_loss"] += [val[0]]
        hist["val_accuracy"] += [val[1]]
        stopper.update(val[0], net)
        sched.step()
        if checkpoint:
            save_checkpoint(checkpoint, parts, hist)
    if patience:
        stopper.restore(net)
    return hist
