import numpy as np

"""
First-order update rules, used by the Solver:  def update(w, dw, config=None)
"""


def sgd(w, dw, config=None):
    """Performs vanilla stochastic gradient descent."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)

    w -= config["learning_rate"] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    """Performs stochastic gradient descent with momentum."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    next_w = None
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    mu, lr = config["momentum"], config["learning_rate"]
    # v in units of gradients, learning rate applied to the step
    v = mu * v - lr * dw
    next_w = np.add(w, v)
    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    config["velocity"] = v

    return next_w, config


def rmsprop(w, dw, config=None):
    """Uses the RMSProp update rule."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))

    next_w = None
    keys = ['learning_rate', 'decay_rate', 'epsilon', 'cache']
    lr, dr, eps, cache = (config.get(k) for k in keys)
    config['cache'] = dr * cache + (1 - dr) * dw * dw
    next_w = w - lr * dw / np.sqrt(config['cache'] + eps)

    return next_w, config


def adam(w, dw, config=None):
    """Uses the Adam update rule."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)

    next_w = None
    keys = ['learning_rate', 'beta1', 'beta2', 'epsilon', 'm', 'v', 't']
    lr, beta1, beta2, eps, m, v, t = (config.get(k) for k in keys)
    config['t'] = t = t + 1
    config['m'] = m = beta1 * m + (1 - beta1) * dw
    mt = m / (1 - beta1**t)
    config['v'] = v = beta2 * v + (1 - beta2) * (dw**2)
    vt = v / (1 - beta2**t)
    next_w = w - lr * mt / (np.sqrt(vt) + eps)

    return next_w, config
