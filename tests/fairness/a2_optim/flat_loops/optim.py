import math
import numpy as np

# every rule entry by entry, state as plain arrays


def fill(config, w, **defaults):
    config = dict(config) if config is not None else dict()
    for key in defaults:
        if key not in config:
            value = defaults[key]
            config[key] = np.zeros(w.shape) if value == 'zeros' else value
    return config


def sgd(w, dw, config=None):
    config = fill(config, w, learning_rate=1e-2)
    out = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        out[i] = w[i] - config['learning_rate'] * dw[i]
    return out, config


def sgd_momentum(w, dw, config=None):
    config = fill(config, w, learning_rate=1e-2, momentum=0.9, velocity='zeros')
    out = np.zeros(w.shape)
    v = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        v[i] = config['momentum'] * config['velocity'][i] - config['learning_rate'] * dw[i]
        out[i] = w[i] + v[i]
    config['velocity'] = v
    return out, config


def nesterov_momentum(w, dw, config=None):
    config = fill(config, w, learning_rate=1e-2, momentum=0.9, velocity='zeros')
    out = np.zeros(w.shape)
    v = np.zeros(w.shape)
    mu = config['momentum']
    for i in np.ndindex(*w.shape):
        v[i] = mu * config['velocity'][i] - config['learning_rate'] * dw[i]
        out[i] = w[i] + mu * v[i] - config['learning_rate'] * dw[i]
    config['velocity'] = v
    return out, config


def adagrad(w, dw, config=None):
    config = fill(config, w, learning_rate=1e-2, epsilon=1e-8, cache='zeros')
    out = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        config['cache'][i] += dw[i] ** 2
        out[i] = w[i] - config['learning_rate'] * dw[i] / (math.sqrt(config['cache'][i]) + config['epsilon'])
    return out, config


def rmsprop(w, dw, config=None):
    config = fill(config, w, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache='zeros')
    out = np.zeros(w.shape)
    d = config['decay_rate']
    cache = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        cache[i] = d * config['cache'][i] + (1 - d) * dw[i] ** 2
        out[i] = w[i] - config['learning_rate'] * dw[i] / math.sqrt(cache[i] + config['epsilon'])
    config['cache'] = cache
    return out, config


def adadelta(w, dw, config=None):
    config = fill(config, w, learning_rate=1.0, decay_rate=0.9, epsilon=1e-6, cache='zeros', delta='zeros')
    out = np.zeros(w.shape)
    r, e = config['decay_rate'], config['epsilon']
    for i in np.ndindex(*w.shape):
        g = dw[i]
        config['cache'][i] = r * config['cache'][i] + (1 - r) * g * g
        dx = -math.sqrt(config['delta'][i] + e) / math.sqrt(config['cache'][i] + e) * g
        config['delta'][i] = r * config['delta'][i] + (1 - r) * dx * dx
        out[i] = w[i] + config['learning_rate'] * dx
    return out, config


def adam(w, dw, config=None, decay=0.0):
    config = fill(config, w, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, m='zeros', v='zeros', t=0)
    out = np.zeros(w.shape)
    config['t'] += 1
    t = config['t']
    b1, b2 = config['beta1'], config['beta2']
    for i in np.ndindex(*w.shape):
        config['m'][i] = b1 * config['m'][i] + (1 - b1) * dw[i]
        config['v'][i] = b2 * config['v'][i] + (1 - b2) * dw[i] * dw[i]
        # sqrt(v + eps) before the correction
        root = math.sqrt(config['v'][i] + config['epsilon']) / math.sqrt(1 - b2 ** t)
        out[i] = w[i] - config['learning_rate'] * (config['m'][i] / (1 - b1 ** t) / root + decay * w[i])
    return out, config


def adamw(w, dw, config=None):
    config = fill(config, w, weight_decay=1e-2)
    return adam(w, dw, config, decay=config['weight_decay'])
