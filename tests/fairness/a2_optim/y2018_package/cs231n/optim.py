import numpy as np

"""
Various first-order update rules that are commonly used for training networks.
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


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('decay_rate', 0.99)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(w))

    next_w = None
    lr, decay, eps, cache = (config['learning_rate'], config['decay_rate'],
                             config['epsilon'], config['cache'])
    cache = decay * cache + (1 - decay) * np.square(dw)
    next_w = w - (lr / (np.sqrt(cache) + eps)) * dw
    config['cache'] = cache

    return next_w, config


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

    next_w = None
    lr, b1, b2, eps = config['learning_rate'], config['beta1'], config['beta2'], config['epsilon']
    m, v, t = config['m'], config['v'], config['t']
    t += 1
    m += (1 - b1) * (dw - m)
    v += (1 - b2) * (dw ** 2 - v)
    # the form at the end of section 2 of the paper
    lr_t = lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    next_w = w - lr_t * m / (np.sqrt(v) + eps * np.sqrt(1 - b2 ** t))
    config['m'], config['v'], config['t'] = m, v, t

    return next_w, config
