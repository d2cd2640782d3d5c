import numpy as np

f = np.float32

# everything in single precision, as on a GPU


def state(config, key, w):
    if key not in config:
        config[key] = np.zeros(w.shape, dtype=f)
    return config[key].astype(f)


def sgd(w, dw, config=None):
    config = config if config is not None else {}
    lr = config.setdefault('learning_rate', 1e-2)
    return w.astype(f) - f(lr) * dw.astype(f), config


def sgd_momentum(w, dw, config=None):
    config = config if config is not None else {}
    lr, mu = config.setdefault('learning_rate', 1e-2), config.setdefault('momentum', 0.9)
    v = f(mu) * state(config, 'velocity', w) - f(lr) * dw.astype(f)
    config['velocity'] = v
    return w.astype(f) + v, config


def nesterov_momentum(w, dw, config=None):
    config = config if config is not None else {}
    lr, mu = config.setdefault('learning_rate', 1e-2), config.setdefault('momentum', 0.9)
    old = state(config, 'velocity', w)
    v = f(mu) * old - f(lr) * dw.astype(f)
    config['velocity'] = v
    return w.astype(f) - f(mu) * old + f(1 + mu) * v, config


def adagrad(w, dw, config=None):
    config = config if config is not None else {}
    lr, eps = config.setdefault('learning_rate', 1e-2), config.setdefault('epsilon', 1e-8)
    g = dw.astype(f)
    config['cache'] = state(config, 'cache', w) + g ** 2
    return w.astype(f) - f(lr) * g / (np.sqrt(config['cache']) + f(eps)), config


def rmsprop(w, dw, config=None):
    config = config if config is not None else {}
    lr, eps = config.setdefault('learning_rate', 1e-2), config.setdefault('epsilon', 1e-8)
    d = config.setdefault('decay_rate', 0.99)
    g = dw.astype(f)
    config['cache'] = f(d) * state(config, 'cache', w) + f(1 - d) * g ** 2
    return w.astype(f) - f(lr) * g / (np.sqrt(config['cache']) + f(eps)), config


def adadelta(w, dw, config=None):
    config = config if config is not None else {}
    lr, eps = config.setdefault('learning_rate', 1.0), f(config.setdefault('epsilon', 1e-6))
    d = config.setdefault('decay_rate', 0.9)
    g = dw.astype(f)
    delta = state(config, 'delta', w)
    config['cache'] = f(d) * state(config, 'cache', w) + f(1 - d) * g ** 2
    dx = np.sqrt(delta + eps) / np.sqrt(config['cache'] + eps) * g
    config['delta'] = f(d) * delta + f(1 - d) * dx ** 2
    return w.astype(f) - f(lr) * dx, config


def adam(w, dw, config=None):
    config = config if config is not None else {}
    lr, eps = config.setdefault('learning_rate', 1e-3), config.setdefault('epsilon', 1e-8)
    b1, b2 = f(config.setdefault('beta1', 0.9)), f(config.setdefault('beta2', 0.999))
    g = dw.astype(f)
    config['t'] = config.get('t', 0) + 1
    config['m'] = b1 * state(config, 'm', w) + (1 - b1) * g
    config['v'] = b2 * state(config, 'v', w) + (1 - b2) * g * g
    m, v = config['m'] / (1 - b1 ** config['t']), config['v'] / (1 - b2 ** config['t'])
    return w.astype(f) - f(lr) * m / (np.sqrt(v) + f(eps)), config


def adamw(w, dw, config=None):
    config = config if config is not None else {}
    decay = config.setdefault('weight_decay', 1e-2)
    next_w, config = adam(w, dw, config)
    return next_w - f(config['learning_rate'] * decay) * w.astype(f), config
