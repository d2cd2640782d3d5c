import numpy as np

from layers import relu_backward, relu_forward, sigmoid_backward, sigmoid_forward, tanh_backward, tanh_forward


def constant(fan_in, fan_out, value=0.0):
    return np.full((fan_in, fan_out), value).astype(np.float32)


def normal(fan_in, fan_out, std=0.01, rng=None):
    rng = np.random.default_rng() if rng is None else rng
    return rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(std)


def xavier_uniform(fan_in, fan_out, rng=None):
    rng = np.random.default_rng() if rng is None else rng
    limit = np.sqrt(3) * np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32)


def xavier_normal(fan_in, fan_out, rng=None):
    return normal(fan_in, fan_out, np.sqrt(2 / (fan_in + fan_out)), rng)


def he_normal(fan_in, fan_out, rng=None):
    return normal(fan_in, fan_out, np.sqrt(2 / fan_in), rng)


def activations_by_layer(x, weights, activation):
    try:
        f = {"tanh": tanh_forward, "sigmoid": sigmoid_forward, "relu": relu_forward}[activation]
    except KeyError:
        raise ValueError(activation)
    out = ()
    for w in weights:
        x, _ = f(x.astype(np.float32) @ w.astype(np.float32))
        out += (x,)
    return out


def gradient_norms_by_layer(x, weights, activation, dout):
    if activation not in ("tanh", "sigmoid", "relu"):
        raise ValueError(f"unknown activation: {activation}")
    forward, backward = globals()[activation + "_forward"], globals()[activation + "_backward"]

    def run(h, rest, d):
        if not rest:
            return d, []
        w = rest[0].astype(np.float32)
        out, cache = forward(h @ w)
        d, norms = run(out, rest[1:], d)
        da = backward(d, cache)
        return da @ w.T, [np.sqrt(((h.T @ da) ** 2).sum()), *norms]

    return run(x.astype(np.float32), weights, dout.astype(np.float32))[1]
