import numpy as np

"""
This file implements various first-order update rules that are commonly used
for training neural networks. (my version of the CS231n file)
"""


def sgd(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)

    w -= config['learning_rate'] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(w))

    next_w = None
    v *= config['momentum']
    v -= config['learning_rate'] * dw
    w += v
    next_w = w
    config['velocity'] = v

    return next_w, config


def nesterov_momentum(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(w))
    mu = config['momentum']

    v_prev = v.copy()  # needed below!
    v *= mu
    v -= config['learning_rate'] * dw
    w += -mu * v_prev + (1 + mu) * v
    config['velocity'] = v
    return w, config


def adagrad(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(w))

    config['cache'] += dw ** 2
    w -= config['learning_rate'] * dw / np.sqrt(config['cache'] + config['epsilon'])
    return w, config


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('decay_rate', 0.99)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(w))

    config['cache'] *= config['decay_rate']
    config['cache'] += (1 - config['decay_rate']) * np.square(dw)
    w -= config['learning_rate'] * dw / np.sqrt(config['cache'] + config['epsilon'])
    return w, config


def adadelta(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1.0)
    config.setdefault('decay_rate', 0.9)
    config.setdefault('epsilon', 1e-6)
    config.setdefault('cache', np.zeros_like(w))
    config.setdefault('delta', np.zeros_like(w))
    rho, eps = config['decay_rate'], config['epsilon']

    config['cache'] *= rho
    config['cache'] += (1 - rho) * dw * dw
    # RMS[dx] / RMS[g], all in one root
    dw *= np.sqrt((config['delta'] + eps) / (config['cache'] + eps))
    config['delta'] *= rho
    config['delta'] += (1 - rho) * dw * dw
    w -= config['learning_rate'] * dw
    return w, config


def adam(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('m', np.zeros_like(w))
    config.setdefault('v', np.zeros_like(w))
    config.setdefault('t', 0)

    config['t'] += 1
    config['m'] *= config['beta1']
    config['m'] += (1 - config['beta1']) * dw
    config['v'] *= config['beta2']
    config['v'] += (1 - config['beta2']) * dw ** 2
    mt = config['m'] / (1 - config['beta1'] ** config['t'])
    vt = config['v'] / (1 - config['beta2'] ** config['t'])
    w -= config['learning_rate'] * mt / np.sqrt(vt + config['epsilon'])
    return w, config


def adamw(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('weight_decay', 1e-2)
    config.setdefault('m', np.zeros_like(w))
    config.setdefault('v', np.zeros_like(w))
    config.setdefault('t', 0)

    # decay first, as in pytorch
    w *= 1 - config['learning_rate'] * config['weight_decay']
    return adam(w, dw, config)
