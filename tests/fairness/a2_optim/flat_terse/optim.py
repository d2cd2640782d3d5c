from math import sqrt
import numpy as np
from numpy import zeros_like as zeros

# my rules never touch the dict they get, they return a new one


def sgd(w, dw, config=None):
    c = {'learning_rate': 1e-2, **(config or {})}
    return w - c['learning_rate'] * dw, c


def sgd_momentum(w, dw, config=None):
    # pytorch style: the velocity has no learning rate in it
    c = {'learning_rate': 1e-2, 'momentum': .9, 'velocity': zeros(w), **(config or {})}
    c['velocity'] = c['momentum'] * c['velocity'] + dw
    return w - c['learning_rate'] * c['velocity'], c


def nesterov_momentum(w, dw, config=None):
    c = {'learning_rate': 1e-2, 'momentum': .9, 'velocity': zeros(w), **(config or {})}
    c['velocity'] = b = c['momentum'] * c['velocity'] + dw
    return w - c['learning_rate'] * (dw + c['momentum'] * b), c


def adagrad(w, dw, config=None):
    c = {'learning_rate': 1e-2, 'epsilon': 1e-8, 'cache': zeros(w), **(config or {})}
    c['cache'] = c['cache'] + dw * dw
    return w - c['learning_rate'] / (c['cache'] ** .5 + c['epsilon']) * dw, c


def rmsprop(w, dw, config=None):
    c = {'learning_rate': 1e-2, 'decay_rate': .99, 'epsilon': 1e-8, 'cache': zeros(w), **(config or {})}
    c['cache'] = c['cache'] + (1 - c['decay_rate']) * (dw * dw - c['cache'])
    return w - c['learning_rate'] / (c['cache'] ** .5 + c['epsilon']) * dw, c


def adadelta(w, dw, config=None):
    c = {'learning_rate': 1, 'decay_rate': .9, 'epsilon': 1e-6, 'cache': 0, 'delta': 0, **(config or {})}
    mean = lambda old, new: c['decay_rate'] * old + (1 - c['decay_rate']) * new ** 2
    rms = lambda a: (a + c['epsilon']) ** .5
    c['cache'] = mean(c['cache'], dw)
    step = -rms(c['delta']) / rms(c['cache']) * dw
    c['delta'] = mean(c['delta'], step)
    return w + c['learning_rate'] * step, c


def adam(w, dw, config=None):
    # the efficient form at the end of section 2 of the paper (epsilon hat)
    c = {'learning_rate': 1e-3, 'beta1': .9, 'beta2': .999, 'epsilon': 1e-8, 'm': zeros(w), 'v': zeros(w), 't': 0,
         **(config or {})}
    b1, b2 = c['beta1'], c['beta2']
    c['t'] = c['t'] + 1
    c['m'] = c['m'] + (1 - b1) * (dw - c['m'])
    c['v'] = c['v'] + (1 - b2) * (dw * dw - c['v'])
    alpha = c['learning_rate'] * sqrt(1 - b2 ** c['t']) / (1 - b1 ** c['t'])
    return w - alpha * c['m'] / (np.sqrt(c['v']) + c['epsilon']), c


def adamw(w, dw, config=None):
    c = {'learning_rate': 1e-3, 'weight_decay': 1e-2, **(config or {})}
    step, new = adam(np.zeros_like(w), dw, c)
    return (1 - c['learning_rate'] * c['weight_decay']) * w + step, new
