import copy
import numpy as np

import optim

f32 = np.float32


def minibatches(num_examples, batch_size, rng):
    keys = rng.random(num_examples)
    order = np.argsort(keys).astype(np.int32)
    result = []
    while len(order):
        result.append(order[:batch_size])
        order = order[batch_size:]
    return result


class Solver:
    def __init__(self, model, data, update_rule="sgd", optim_config=None, lr_decay=1.0, batch_size=100,
                 num_epochs=10, schedule=None, seed=0, verbose=False, print_every=10):
        self.model = model
        self.X_train, self.y_train = data["X_train"].astype(f32), data["y_train"]
        self.X_val, self.y_val = data["X_val"].astype(f32), data["y_val"]
        self.update_rule = getattr(optim, update_rule) if isinstance(update_rule, str) else update_rule
        self.lr_decay = lr_decay
        self.batch_size = batch_size
        self.num_epochs = num_epochs
        self.schedule = schedule
        self.rng = np.random.default_rng(seed)
        self.loss_history = []
        self.train_acc_history = []
        self.val_acc_history = []
        self.best_val_acc = f32(-1.0)
        self.best_params = {}
        if optim_config is None:
            optim_config = {}
        self.optim_configs = {}
        for p in model.params:
            self.optim_configs[p] = copy.deepcopy(optim_config)

    def step(self, batch):
        if self.schedule is not None:
            for c in self.optim_configs.values():
                c["learning_rate"] = f32(self.schedule(len(self.loss_history)))
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        self.loss_history.append(f32(loss))
        for p in list(self.model.params.keys()):
            w, config = self.update_rule(self.model.params[p], grads[p].astype(f32), self.optim_configs[p])
            self.model.params[p] = w.astype(f32)
            self.optim_configs[p] = config

    def accuracy(self, X, y, batch_size=100):
        predictions = np.zeros(len(y), dtype=int)
        for i in range(0, len(y), batch_size):
            predictions[i:i + batch_size] = np.argmax(self.model.loss(X[i:i + batch_size]), axis=-1)
        return np.mean(predictions == y, dtype=f32)

    def train(self):
        epoch = 0
        while epoch < self.num_epochs:
            epoch += 1
            for batch in minibatches(self.y_train.size, self.batch_size, self.rng):
                self.step(batch)
            for c in self.optim_configs.values():
                c["learning_rate"] *= f32(self.lr_decay)
            train_acc, val_acc = self.accuracy(self.X_train, self.y_train), self.accuracy(self.X_val, self.y_val)
            self.train_acc_history.append(train_acc)
            self.val_acc_history.append(val_acc)
            if val_acc > self.best_val_acc:
                self.best_val_acc = val_acc
                self.best_params = copy.deepcopy(self.model.params)
        self.model.params = self.best_params


def early_stopping(val_losses, patience, min_delta=0.0):
    val_losses = np.asarray(val_losses, dtype=f32)
    T = len(val_losses)
    best = 0
    for t in range(T):
        if val_losses[best] - val_losses[t] > f32(min_delta):
            best = t
        if t - best == patience:
            return np.int32(t), np.int32(best)
    return T - 1, best


def ema_update(average, params, step, decay=0.999):
    d = f32(min(decay, (1 + step) / (10 + step)))
    new = {}
    for k, v in params.items():
        new[k] = d * average[k].astype(f32) + (f32(1) - d) * v.astype(f32)
    return new


def sample_log_uniform(low, high, rng, size=None):
    u = rng.uniform(size=size)
    logs = f32(np.log(low)) + f32(np.log(high) - np.log(low)) * np.asarray(u, dtype=f32)
    return np.exp(logs, dtype=f32)


def random_search(objective, space, num_trials, rng):
    trials = []
    for _ in range(num_trials):
        c = {}
        for name, (low, high) in space.items():
            c[name] = float(sample_log_uniform(low, high, rng))
        trials.append((c, f32(objective(c))))
    best = 0
    for i in range(1, num_trials):
        if trials[i][1] >= trials[best][1]:
            best = i
    return trials[best][0], trials[best][1], trials
