"""Update rules: how the next weights follow from the weights and their gradient.

Every rule has the form `f(w, dw, config=None) -> (next_w, config)`.

- `w` and `dw` are one parameter and the gradient of the loss with respect to it: arrays of the same shape, whichever
  it is. A rule works entry by entry. It may change `w` in place.
- `config` is a dictionary. It holds the hyper-parameters, and beside them whatever the rule has to remember from one
  step to the next: its state. A key that is missing gets its default, None means that all are missing, and then the
  state starts from zeros.
- The dictionary that comes back is given to the next call, so it holds the hyper-parameters of this call and the new
  state. Every parameter of a network has a config of its own.

A hyper-parameter stays the same over the steps unless somebody else changes it. Where a rule divides by a root that may
be zero, it adds a small epsilon. Whether that is added to the root or inside it, and in `adam` before or after the
correction, is up to you; only in `adadelta` its place matters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Config = dict[str, Any]


def sgd(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of stochastic gradient descent.

    The weights move against the gradient; there is no state:

        w_t = w_(t-1) - learning_rate * dw_t

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-2 by default.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters, those filled in too.

    Notes
    -----
    The learning rate is in the config for as long as the training lasts: a schedule changes it there between two steps.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - config["learning_rate"] * dw, config


def sgd_momentum(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of gradient descent with momentum (Polyak, 1964).

    A velocity, zero at the start, collects the steps and forgets them slowly; the weights move by it:

        v_t = momentum * v_(t-1) - learning_rate * dw_t
        w_t = w_(t-1) + v_t

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-2 by default.
        momentum : 0.9 by default. The part of the velocity that survives a step; 0 gives `sgd`.
        velocity : zeros by default. State, of the shape of w.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new velocity.

    Notes
    -----
    Some collect v_t = momentum * v_(t-1) + dw_t and multiply by the learning rate afterwards. At a constant learning
    rate that gives the same weights, and you may write it so.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    config.setdefault("velocity", np.zeros_like(w))
    velocity = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    config["velocity"] = velocity
    return w + velocity, config


def nesterov_momentum(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of gradient descent with Nesterov's momentum (Nesterov, 1983; Sutskever et al., 2013).

    Nesterov's rule evaluates the gradient where the velocity is about to carry the weights:

        v_t = momentum * v_(t-1) - learning_rate * (gradient at u_(t-1) + momentum * v_(t-1))
        u_t = u_(t-1) + v_t

    In the variable w_t = u_t + momentum * v_t, the point looked ahead to, the gradient is the one at w itself. This is
    the form to write:

        v_t = momentum * v_(t-1) - learning_rate * dw_t
        w_t = w_(t-1) - momentum * v_(t-1) + (1 + momentum) * v_t

    Parameters
    ----------
    w : array of any shape
        The point looked ahead to.
    dw : array of the shape of w
        The gradient at w.
    config : dictionary or None
        learning_rate : 1e-2 by default.
        momentum : 0.9 by default.
        velocity : zeros by default. State, of the shape of w.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new velocity.

    Notes
    -----
    Both the old and the new velocity stand in the last line. As in `sgd_momentum`, a velocity that leaves the learning
    rate out gives the same weights.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    config.setdefault("velocity", np.zeros_like(w))
    momentum, before = config["momentum"], config["velocity"]
    velocity = momentum * before - config["learning_rate"] * dw
    config["velocity"] = velocity
    return w - momentum * before + (1 + momentum) * velocity, config


def adagrad(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of AdaGrad (Duchi, Hazan and Singer, 2011).

    Every entry has a learning rate of its own, which falls as the squares of its gradients add up:

        c_t = c_(t-1) + dw_t^2
        w_t = w_(t-1) - learning_rate * dw_t / (sqrt(c_t) + epsilon)

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-2 by default.
        epsilon : 1e-8 by default.
        cache : zeros by default. State, of the shape of w: the sum c of the squared gradients.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new cache.

    Notes
    -----
    An entry whose gradient has been zero from the start stays where it is, and does not become NaN.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    cache = config["cache"] + dw**2
    config["cache"] = cache
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), config


def rmsprop(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of RMSProp (Tieleman and Hinton, 2012).

    As AdaGrad, with a running mean of the squared gradients for their sum, so that old gradients are forgotten:

        c_t = decay_rate * c_(t-1) + (1 - decay_rate) * dw_t^2
        w_t = w_(t-1) - learning_rate * dw_t / (sqrt(c_t) + epsilon)

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-2 by default.
        decay_rate : 0.99 by default.
        epsilon : 1e-8 by default.
        cache : zeros by default. State, of the shape of w: the running mean c of the squared gradients.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new cache.

    Notes
    -----
    With the defaults, learning_rate and 1 - decay_rate are the same number. They are not the same thing.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    decay = config["decay_rate"]
    cache = decay * config["cache"] + (1 - decay) * dw**2
    config["cache"] = cache
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), config


def adadelta(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of AdaDelta (Zeiler, 2012, algorithm 1).

    A step is measured in units of the steps taken before, so that a learning rate is hardly needed. Two running means
    are kept, c of the squared gradients and d of the squared updates:

        c_t = decay_rate * c_(t-1) + (1 - decay_rate) * dw_t^2
        s_t = sqrt(d_(t-1) + epsilon) / sqrt(c_t + epsilon) * dw_t
        d_t = decay_rate * d_(t-1) + (1 - decay_rate) * s_t^2
        w_t = w_(t-1) - learning_rate * s_t

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1.0 by default, as in the paper, which has none.
        decay_rate : 0.9 by default.
        epsilon : 1e-6 by default.
        cache : zeros by default. State, of the shape of w: c.
        delta : zeros by default. State, of the shape of w: d.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new cache and delta.

    Notes
    -----
    Here epsilon does more than to avoid a division by zero: it alone makes the first step, when d is still zero. So it
    stands inside both roots, as in the paper. The update s that d remembers is the one before the learning rate.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1.0)
    config.setdefault("decay_rate", 0.9)
    config.setdefault("epsilon", 1e-6)
    config.setdefault("cache", np.zeros_like(w))
    config.setdefault("delta", np.zeros_like(w))
    decay, epsilon = config["decay_rate"], config["epsilon"]
    cache = decay * config["cache"] + (1 - decay) * dw**2
    update = np.sqrt(config["delta"] + epsilon) / np.sqrt(cache + epsilon) * dw
    config["cache"] = cache
    config["delta"] = decay * config["delta"] + (1 - decay) * update**2
    return w - config["learning_rate"] * update, config


def adam(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of Adam (Kingma and Ba, 2015, algorithm 1).

    Two running means are kept, m of the gradients and v of their squares. Both start at zero, and so are too small
    during the first steps; the number t of the step corrects that:

        t   = t + 1
        m_t = beta1 * m_(t-1) + (1 - beta1) * dw_t        m_hat = m_t / (1 - beta1^t)
        v_t = beta2 * v_(t-1) + (1 - beta2) * dw_t^2      v_hat = v_t / (1 - beta2^t)
        w_t = w_(t-1) - learning_rate * m_hat / (sqrt(v_hat) + epsilon)

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-3 by default.
        beta1 : 0.9 by default.
        beta2 : 0.999 by default.
        epsilon : 1e-8 by default.
        m : zeros by default. State, of the shape of w: the running mean of the gradients, without correction.
        v : zeros by default. State, of the shape of w: the running mean of their squares, without correction.
        t : 0 by default. State: how many steps have been taken.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new m, v and t.

    Notes
    -----
    The very first step has t = 1: count before you correct.

    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config["t"] + 1
    m = beta1 * config["m"] + (1 - beta1) * dw
    v = beta2 * config["v"] + (1 - beta2) * dw**2
    config.update(m=m, v=v, t=t)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config


def adamw(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Take a step of AdamW, that is Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2).

    Beside the step that `adam` would take, every entry shrinks in proportion to itself:

        w_t = w_(t-1) - learning_rate * weight_decay * w_(t-1) - learning_rate * m_hat / (sqrt(v_hat) + epsilon)

    with m_hat and v_hat made from the gradients alone, as in `adam`. The decay is scaled by the learning rate, as in
    PyTorch; the paper scales it by the schedule only.

    Parameters
    ----------
    w : array of any shape
    dw : array of the shape of w
    config : dictionary or None
        learning_rate : 1e-3 by default.
        beta1 : 0.9 by default.
        beta2 : 0.999 by default.
        epsilon : 1e-8 by default.
        weight_decay : 1e-2 by default.
        m : zeros by default. State, of the shape of w.
        v : zeros by default. State, of the shape of w.
        t : 0 by default. State: how many steps have been taken.

    Returns
    -------
    next_w : array of the shape of w
    config : dictionary
        For the next call: the hyper-parameters and the new m, v and t.

    Notes
    -----
    An L2 penalty would add weight_decay * w to the gradient, where the root divides it away again: entries with large
    gradients would hardly shrink. Here the decay passes by m and v, and this is the whole difference.

    """
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    step_of_adam, config = adam(w, dw, config)
    return step_of_adam - config["learning_rate"] * config["weight_decay"] * w, config
