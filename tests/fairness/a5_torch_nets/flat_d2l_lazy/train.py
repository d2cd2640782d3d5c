import copy
import io
import math
import os
import numpy as np
import torch
from torch import nn


class Accumulator:
    """For accumulating sums over `n` variables."""
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def best_device():
    if torch.cuda.device_count() >= 1:
        return torch.device('cuda:0')
    return torch.device('cpu')


def warmup_cosine(step, total_steps, warmup_steps=0):
    if warmup_steps > 0 and step + 1 <= warmup_steps:
        return 1.0 * (step + 1) / warmup_steps
    if step >= total_steps:
        return 0.0
    t = (step - warmup_steps) / float(total_steps - warmup_steps)
    return math.cos(math.pi * t / 2) ** 2


def train_epoch(net, batches, optimizer, device='cpu', mixed_precision=False):
    if isinstance(net, torch.nn.Module):
        net.train()
    loss_fn = nn.CrossEntropyLoss(reduction='none')
    use_amp = mixed_precision and torch.device(device).type == 'cuda'
    metric = Accumulator(2)
    for X, y in batches:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        if use_amp:
            with torch.autocast('cuda', dtype=torch.bfloat16):
                l = loss_fn(net(X), y)
        else:
            l = loss_fn(net(X), y)
        l.mean().backward()
        optimizer.step()
        metric.add(l.sum(), y.numel())
    return metric[0] / metric[1]


def accuracy(y_hat, y):
    y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum())


def loss_and_accuracy(net, batches, device='cpu'):
    was = net.training
    if isinstance(net, nn.Module):
        net.eval()
    metric = Accumulator(3)
    loss_fn = nn.CrossEntropyLoss()
    with torch.inference_mode():
        for X, y in batches:
            if isinstance(X, list):
                X = [x.to(device) for x in X]
            else:
                X = X.to(device)
            y = y.to(device)
            y_hat = net(X)
            metric.add(loss_fn(y_hat, y) * len(y), accuracy(y_hat, y), y.numel())
    if was:
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
        improved = self.best - loss > self.min_delta
        if improved:
            self.best = loss
            self.best_state = {k: v.cpu().clone() for k, v in net.state_dict().items()}
            self.waited = 0
            return False
        self.waited = self.waited + 1
        if self.waited < self.patience:
            return False
        return True

    def restore(self, net):
        if self.best_state is None:
            return
        net.load_state_dict(copy.deepcopy(self.best_state))

    def state_dict(self):
        return {'best': self.best, 'waited': self.waited, 'best_state': self.best_state}

    def load_state_dict(self, state):
        self.best, self.waited, self.best_state = state['best'], state['waited'], state['best_state']


def save_checkpoint(path, parts, progress):
    states = {}
    for name in parts:
        states[name] = parts[name].state_dict()
    # to memory first, so that nothing is written if it cannot be pickled
    buffer = io.BytesIO()
    torch.save({'parts': states, 'progress': progress}, buffer)
    tmp = str(path) + '.tmp'
    with open(tmp, 'wb') as f:
        f.write(buffer.getvalue())
    os.replace(tmp, str(path))


def load_checkpoint(path, parts, device='cpu'):
    ckpt = torch.load(path, map_location=torch.device(device), weights_only=True)
    for name in parts:
        parts[name].load_state_dict(ckpt['parts'][name])
    return ckpt['progress']


def train_network(net, train_batches, val_batches, optimizer, epochs, device='cpu', schedule=None, patience=None,
                  checkpoint=None, mixed_precision=False):
    history = {'lr': [], 'train_loss': [], 'val_loss': [], 'val_accuracy': []}
    lrs = [g['lr'] for g in optimizer.param_groups]
    parts = {'net': net, 'optimizer': optimizer}
    stopper = None
    if patience is not None:
        stopper = EarlyStopping(patience)
        parts['stopper'] = stopper
    if checkpoint is not None and os.path.exists(checkpoint):
        history = load_checkpoint(checkpoint, parts, device)
    epoch = len(history['val_loss'])
    while epoch < epochs:
        if stopper is not None and stopper.waited >= patience:
            break
        for lr, g in zip(lrs, optimizer.param_groups):
            g['lr'] = lr * schedule(epoch) if schedule is not None else g['lr']
        train_loss = train_epoch(net, train_batches, optimizer, device, mixed_precision)
        val_loss, val_acc = loss_and_accuracy(net, val_batches, device)
        history['lr'].append(optimizer.param_groups[0]['lr'])
        history['train_loss'].append(train_loss)
        history['val_loss'].append(val_loss)
        history['val_accuracy'].append(val_acc)
        done = stopper.update(val_loss, net) if stopper is not None else False
        if checkpoint is not None:
            save_checkpoint(checkpoint, parts, history)
        epoch += 1
        if done:
            break
    if stopper is not None:
        stopper.restore(net)
    return history
