from __future__ import print_function, division
from builtins import range
from builtins import object
import math
import numpy as np

import optim


def minibatches(num_examples, batch_size, rng):
    idx = list(range(num_examples))
    # Fisher-Yates
    for i in range(num_examples - 1, 0, -1):
        j = int(rng.integers(0, i + 1))
        idx[i], idx[j] = idx[j], idx[i]
    batches = []
    batch = []
    for i in idx:
        batch.append(i)
        if len(batch) == batch_size:
            batches.append(np.array(batch))
            batch = []
    if len(batch) > 0:
        batches.append(np.array(batch))
    return batches


class Solver(object):
    def __init__(self, model, data, update_rule='sgd', optim_config=None, lr_decay=1.0, batch_size=100,
                 num_epochs=10, schedule=None, seed=0, verbose=False, print_every=10):
        self.model = model
        self.X_train = data['X_train']
        self.y_train = data['y_train']
        self.X_val = data['X_val']
        self.y_val = data['y_val']
        self.update_rule = getattr(optim, update_rule) if isinstance(update_rule, str) else update_rule
        self.lr_decay = lr_decay
        self.batch_size = batch_size
        self.num_epochs = num_epochs
        self.schedule = schedule
        self.rng = np.random.default_rng(seed)
        self.verbose = verbose
        self.print_every = print_every
        self._reset(optim_config or {})

    def _reset(self, optim_config):
        self.t = 0
        self.best_val_acc = 0
        self.best_params = {}
        self.loss_history = []
        self.train_acc_history = []
        self.val_acc_history = []
        # Make a deep copy of the optim_config for each parameter
        self.optim_configs = {}
        for p in self.model.params:
            d = {k: v for k, v in optim_config.items()}
            self.optim_configs[p] = d

    def step(self, batch):
        # Make a minibatch of training data
        X_batch = self.X_train[batch]
        y_batch = self.y_train[batch]

        # Compute loss and gradient
        loss, grads = self.model.loss(X_batch, y_batch)
        self.loss_history.append(loss)

        if self.schedule is not None:
            lr = self.schedule(self.t)
            for p in self.optim_configs:
                self.optim_configs[p]['learning_rate'] = lr

        # Perform a parameter update
        for p, w in self.model.params.items():
            dw = grads[p]
            config = self.optim_configs[p]
            next_w, next_config = self.update_rule(w, dw, config)
            self.model.params[p] = next_w
            self.optim_configs[p] = next_config
        self.t += 1

    def accuracy(self, X, y, batch_size=100):
        N = X.shape[0]
        num_batches = N // batch_size
        if N % batch_size != 0:
            num_batches += 1
        y_pred = []
        for i in range(num_batches):
            start = i * batch_size
            end = (i + 1) * batch_size
            scores = self.model.loss(X[start:end])
            y_pred.append(np.argmax(scores, axis=1))
        y_pred = np.hstack(y_pred)
        acc = np.mean(y_pred == y)
        return acc

    def train(self):
        for epoch in range(self.num_epochs):
            for batch in minibatches(self.X_train.shape[0], self.batch_size, self.rng):
                self.step(batch)
                if self.verbose:
                    print('loss: %f' % self.loss_history[-1])

            for k in self.optim_configs:
                self.optim_configs[k]['learning_rate'] *= self.lr_decay

            train_acc = self.accuracy(self.X_train, self.y_train)
            val_acc = self.accuracy(self.X_val, self.y_val)
            self.train_acc_history.append(train_acc)
            self.val_acc_history.append(val_acc)
            print('(Epoch %d / %d) train acc: %f; val_acc: %f' % (epoch, self.num_epochs, train_acc, val_acc))

            # Keep track of the best model
            if val_acc > self.best_val_acc or epoch == 0:
                self.best_val_acc = val_acc
                self.best_params = {}
                for k, v in self.model.params.items():
                    self.best_params[k] = v.copy()

        # At the end of training swap the best params into the model
        self.model.params = self.best_params


def early_stopping(val_losses, patience, min_delta=0.0):
    best_loss = val_losses[0]
    best = 0
    wait = 0
    for t in range(1, len(val_losses)):
        if best_loss - val_losses[t] > min_delta:
            best_loss = val_losses[t]
            best = t
            wait = 0
        else:
            wait += 1
            if wait == patience:
                return t, best
    return len(val_losses) - 1, best


def ema_update(average, params, step, decay=0.999):
    d = (1.0 + step) / (10.0 + step)
    if d > decay:
        d = decay
    new = {}
    for k in params:
        out = np.zeros(params[k].shape)
        for i in np.ndindex(*params[k].shape):
            out[i] = d * average[k][i] + (1 - d) * params[k][i]
        new[k] = out
    return new


def sample_log_uniform(low, high, rng, size=None):
    a, b = math.log10(low), math.log10(high)
    if size is None:
        return 10 ** (a + (b - a) * rng.random())
    out = np.zeros(size)
    for i in np.ndindex(*out.shape):
        out[i] = 10 ** (a + (b - a) * rng.random())
    return out


def random_search(objective, space, num_trials, rng):
    trials = []
    best_config = None
    best_value = -float('inf')
    for i in range(num_trials):
        config = {}
        for name in space:
            low, high = space[name]
            config[name] = sample_log_uniform(low, high, rng)
        value = objective(config)
        trials.append((config, value))
        if value > best_value:
            best_value = value
            best_config = config
    return best_config, best_value, trials
