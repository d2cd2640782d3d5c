import copy

import numpy as np
import optim


def minibatches(num_examples, batch_size, rng):
    perm = np.arange(num_examples)
    rng.shuffle(perm)
    return np.split(perm, range(batch_size, num_examples, batch_size))


class Solver:
    def __init__(self, model, data, update_rule="sgd", optim_config=None, lr_decay=1.0, batch_size=100, num_epochs=10,
                 schedule=None, seed=0, verbose=False, print_every=10):
        self.__dict__.update(data)
        self.model, self.schedule, self.lr_decay = model, schedule, lr_decay
        self.batch_size, self.num_epochs = batch_size, num_epochs
        self.update_rule = update_rule if callable(update_rule) else getattr(optim, update_rule)
        self.rng = np.random.default_rng(seed)
        self.loss_history, self.train_acc_history, self.val_acc_history = [], [], []
        self.best_val_acc, self.best_params = -1, {}
        self.optim_configs = {k: copy.deepcopy(optim_config) or {} for k in model.params}

    def step(self, batch):
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        lr = {} if self.schedule is None else {"learning_rate": self.schedule(len(self.loss_history))}
        new = {k: self.update_rule(w, grads[k], {**self.optim_configs[k], **lr}) for k, w in self.model.params.items()}
        self.model.params = {k: v[0] for k, v in new.items()}
        self.optim_configs = {k: v[1] for k, v in new.items()}
        self.loss_history += [loss]

    def accuracy(self, X, y, batch_size=100):
        hits = [self.model.loss(X[i:i + batch_size]).argmax(1) == y[i:i + batch_size] for i in range(0, len(y), batch_size)]
        return np.concatenate(hits).mean()

    def train(self):
        for _ in range(self.num_epochs):
            [self.step(b) for b in minibatches(len(self.y_train), self.batch_size, self.rng)]
            for c in self.optim_configs.values():
                c["learning_rate"] = c["learning_rate"] * self.lr_decay
            self.train_acc_history += [self.accuracy(self.X_train, self.y_train)]
            self.val_acc_history += [self.accuracy(self.X_val, self.y_val)]
            if self.val_acc_history[-1] > self.best_val_acc:
                self.best_val_acc, self.best_params = self.val_acc_history[-1], copy.deepcopy(self.model.params)
        self.model.params = self.best_params


def early_stopping(val_losses, patience, min_delta=0.0):
    improved = [0]
    for t in range(1, len(val_losses)):
        if val_losses[t] + min_delta < val_losses[improved[-1]]:
            improved.append(t)
        if t - improved[-1] == patience:
            break
    else:
        t = len(val_losses) - 1
    return t, improved[-1]


def ema_update(average, params, step, decay=0.999):
    d = min(decay, (1 + step) / (10 + step))
    return {k: params[k] + d * (average[k] - params[k]) for k in average}


def sample_log_uniform(low, high, rng, size=None):
    return low * (high / low) ** rng.random(size)


def random_search(objective, space, num_trials, rng):
    lo, hi = np.array(list(space.values())).T
    configs = [dict(zip(space, row)) for row in np.exp(rng.uniform(np.log(lo), np.log(hi), (num_trials, len(lo))))]
    values = list(map(objective, configs))
    best = int(np.argmax(values))
    return configs[best], values[best], list(zip(configs, values))
