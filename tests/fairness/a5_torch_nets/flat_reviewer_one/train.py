import copy
import math
import os

import torch
from torch import nn
import torch.nn.functional as F


def best_device():
    return torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def warmup_cosine(step, total_steps, warmup_steps=0):
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    if step > total_steps:
        return 0.0
    angle = math.pi * (step - warmup_steps) / (total_steps - warmup_steps)
    return (1 + math.cos(angle)) / 2


class Accumulator:
    """For accumulating sums over `n` variables."""
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def train_epoch(net, batches, optimizer, device='cpu', mixed_precision=False):
    net.train()
    loss = nn.CrossEntropyLoss(reduction='mean')
    metric = Accumulator(2)
    use_amp = mixed_precision and torch.device(device).type == 'cuda'
    for X, y in batches:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        with torch.autocast('cuda', dtype=torch.bfloat16, enabled=use_amp):
            y_hat = net(X)
            l = loss(y_hat, y)
        l.backward()
        optimizer.step()
        metric.add(l.item() * X.shape[0], X.shape[0])
    return metric[0] / metric[1]


def loss_and_accuracy(net, batches, device='cpu'):
    was_training = net.training
    net.eval()
    metric = Accumulator(3)
    with torch.no_grad():
        for X, y in batches:
            X, y = X.to(device), y.to(device)
            y_hat = net(X)
            l = F.cross_entropy(y_hat, y, reduction='sum')
            cmp = y_hat.argmax(axis=1).type(y.dtype) == y
            metric.add(l, cmp.type(y.dtype).sum(), y.numel())
    if was_training:
        net.train()
    return metric[0] / metric[2], metric[1] / metric[2]


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.best_state = None

    def update(self, loss, net):
        if loss < self.best - self.min_delta:
            self.best = loss
            self.waited = 0
            self.best_state = copy.deepcopy(net.state_dict())
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, net):
        if self.best_state is not None:
            net.load_state_dict(self.best_state)

    def state_dict(self):
        return {"best": self.best, "waited": self.waited, "best_state": self.best_state}

    def load_state_dict(self, state):
        self.best, self.waited, self.best_state = state["best"], state["waited"], state["best_state"]


def save_checkpoint(path, parts, progress):
    checkpoint = {'parts': {}, 'progress': progress}
    for name in parts:
        checkpoint['parts'][name] = parts[name].state_dict()
    tmp = str(path) + '.tmp'
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


def load_checkpoint(path, parts, device='cpu'):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(checkpoint['parts'][name])
    return checkpoint['progress']


def train_network(net, train_batches, val_batches, optimizer, epochs, device='cpu', schedule=None,
                  patience=None, checkpoint=None, mixed_precision=False):
    base_lrs = [group['lr'] for group in optimizer.param_groups]
    history = {'lr': [], 'train_loss': [], 'val_loss': [], 'val_accuracy': []}
    parts = {'net': net, 'optimizer': optimizer}
    stopper = None
    stopped = False
    if patience is not None:
        stopper = EarlyStopping(patience)
        parts['stopper'] = stopper
    if checkpoint is not None and os.path.exists(checkpoint):
        history = load_checkpoint(checkpoint, parts, device)
        if stopper is not None:
            stopped = stopper.waited >= patience
    start = len(history['lr'])
    for epoch in range(start, epochs):
        if stopped:
            break
        for group, lr in zip(optimizer.param_groups, base_lrs):
            group['lr'] = lr * schedule(epoch) if schedule else lr
        train_loss = train_epoch(net, train_batches, optimizer, device, mixed_precision)
        val_loss, val_acc = loss_and_accuracy(net, val_batches, device)
        history['lr'].append(optimizer.param_groups[0]['lr'])
        history['train_loss'].append(train_loss)
        history['val_loss'].append(val_loss)
        history['val_accuracy'].append(val_acc)
        # print(f'epoch {epoch + 1}, train loss {train_loss:.3f}, val acc {val_acc:.3f}')
        if stopper is not None:
            stopped = stopper.update(val_loss, net)
        if checkpoint is not None:
            save_checkpoint(checkpoint, parts, history)
    if stopper is not None:
        stopper.restore(net)
    return history
