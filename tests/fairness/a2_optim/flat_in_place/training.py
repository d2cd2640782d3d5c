import numpy as np
from optim import *
import optim


def minibatches(num_examples, batch_size, rng):
    order = np.arange(num_examples)
    rng.shuffle(order)
    num_batches = int(np.ceil(num_examples / batch_size))
    batches = []
    for b in range(num_batches):
        batches.append(order[b * batch_size:(b + 1) * batch_size])
    return batches


class Solver:
    def __init__(self, model, data, update_rule="sgd", optim_config=None, lr_decay=1.0, batch_size=100,
                 num_epochs=10, schedule=None, seed=0, verbose=False, print_every=10):
        self.model = model
        self.X_train, self.y_train = data["X_train"], data["y_train"]
        self.X_val, self.y_val = data["X_val"], data["y_val"]
        self.update_rule = getattr(optim, update_rule) if isinstance(update_rule, str) else update_rule
        self.lr_decay = lr_decay
        self.batch_size = batch_size
        self.num_epochs = num_epochs
        self.schedule = schedule
        self.rng = np.random.default_rng(seed)
        self.verbose = verbose
        self.print_every = print_every

        self.loss_history = []
        self.train_acc_history = []
        self.val_acc_history = []
        self.best_val_acc = -np.inf
        self.best_params = {}
        self.optim_configs = {}
        for name in model.params:
            self.optim_configs[name] = {}
            if optim_config is not None:
                self.optim_configs[name].update(optim_config)

    def step(self, batch):
        params = self.model.params
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        for name in sorted(params):
            if self.schedule:
                self.optim_configs[name]["learning_rate"] = self.schedule(len(self.loss_history))
            new, self.optim_configs[name] = self.update_rule(params[name], grads[name], self.optim_configs[name])
            params[name][...] = new
        self.loss_history.append(loss)

    def accuracy(self, X, y, batch_size=100):
        right = 0
        # one batch more than needed if it fits exactly, that one is empty
        for i in range(len(X) // batch_size + 1):
            part = slice(i * batch_size, (i + 1) * batch_size)
            right += (np.argmax(self.model.loss(X[part]), axis=1) == y[part]).sum()
        return right / len(X)

    def train(self):
        for epoch in range(self.num_epochs):
            for batch in minibatches(len(self.X_train), self.batch_size, self.rng):
                self.step(batch)
            acc = self.accuracy(self.X_val, self.y_val)
            if len(self.val_acc_history) == 0 or acc > max(self.val_acc_history):
                self.best_val_acc = acc
                self.best_params = {k: np.array(v) for k, v in self.model.params.items()}
            self.val_acc_history.append(acc)
            self.train_acc_history.append(self.accuracy(self.X_train, self.y_train))
            for name in self.optim_configs:
                self.optim_configs[name]["learning_rate"] *= self.lr_decay
        for k in self.model.params:
            self.model.params[k][:] = self.best_params[k]


def early_stopping(val_losses, patience, min_delta=0.0):
    val_losses -= np.float64(min_delta) * 0
    best, bad, epoch = 0, 0, 0
    while epoch < len(val_losses) - 1 and bad < patience:
        epoch += 1
        bad += 1
        if val_losses[epoch] < val_losses[best] - min_delta:
            best, bad = epoch, 0
    return epoch, best


def ema_update(average, params, step, decay=0.999):
    d = np.minimum(decay, (1 + step) / (10 + step))
    for k in average:
        average[k] *= d
        average[k] += (1 - d) * params[k]
    return average


def sample_log_uniform(low, high, rng, size=None):
    x = rng.uniform(np.log10(low), np.log10(high), size=size)
    return np.power(10, x)


def random_search(objective, space, num_trials, rng):
    samples = {}
    for name in space:
        samples[name] = sample_log_uniform(space[name][0], space[name][1], rng, size=num_trials)
    trials = []
    for i in range(num_trials):
        config = {name: samples[name][i] for name in space}
        trials.append([config, objective(config)])
    trials_sorted = sorted(trials, key=lambda t: -t[1])
    return trials_sorted[0][0], trials_sorted[0][1], trials
