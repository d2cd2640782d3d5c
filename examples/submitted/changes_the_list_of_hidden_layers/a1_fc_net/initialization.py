# changes_the_list_of_hidden_layers: right, but FullyConnectedNet inserts into the list that its caller owns.
"""Initial weights, and what they do to the activations and the gradients of a deep network.

The five initializers return a weight matrix (fan_in, fan_out). The two measurements at the end run a stack of layers
without biases, and show how far a signal gets forwards and how much of a gradient comes back.
"""

from __future__ import annotations

import numpy as np

from layers import (
    relu_backward,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    tanh_backward,
    tanh_forward,
)

# For each name of an activation: its forward and its backward function.
ACTIVATIONS = {
    "tanh": (tanh_forward, tanh_backward),
    "sigmoid": (sigmoid_forward, sigmoid_backward),
    "relu": (relu_forward, relu_backward),
}


def constant(fan_in: int, fan_out: int, value: float = 0.0) -> np.ndarray:
    """Give every weight the same value.

    Parameters
    ----------
    fan_in : int
        The number of inputs of a unit, which is the number of rows.
    fan_out : int
        The number of units, which is the number of columns.
    value : float
        The value of every weight.

    Returns
    -------
    np.ndarray, shape (fan_in, fan_out)
        The weights, as float64.

    Notes
    -----
    All units of such a layer compute the same output and receive the same gradient, so they stay equal for ever. The
    initialization is right for biases; for weights it is here to be looked at.

    """
    return value * np.ones((fan_in, fan_out))


def normal(fan_in: int, fan_out: int, std: float = 0.01, rng: np.random.Generator | None = None) -> np.ndarray:
    """Draw weights from a normal distribution with mean 0 and a given standard deviation.

    Parameters
    ----------
    fan_in : int
        The number of rows.
    fan_out : int
        The number of columns.
    std : float
        Standard deviation of the weights, the same for every layer whatever its size.
    rng : np.random.Generator, optional
        Where the random numbers come from. None makes a fresh, unseeded generator for this call.

    Returns
    -------
    np.ndarray, shape (fan_in, fan_out)
        The weights, as float64.

    Notes
    -----
    The standard deviation is the square root of the variance. Make sure which of the two a numpy function asks for.

    """
    if rng is None:
        rng = np.random.default_rng()
    return rng.normal(0, std, size=(fan_in, fan_out))


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator | None = None) -> np.ndarray:
    """Draw weights from a uniform distribution with Xavier's variance (Glorot and Bengio, 2010, equation 16).

    The weights lie between -a and a. Choose a so that their mean is 0 and their variance 2 / (fan_in + fan_out), the
    compromise between keeping the variance of the activations on the way forward (1 / fan_in) and that of the
    gradients on the way back (1 / fan_out).

    Parameters
    ----------
    fan_in : int
        The number of rows.
    fan_out : int
        The number of columns.
    rng : np.random.Generator, optional
        Where the random numbers come from. None makes a fresh, unseeded generator for this call.

    Returns
    -------
    np.ndarray, shape (fan_in, fan_out)
        The weights, as float64.

    Notes
    -----
    The bound a is larger than the standard deviation: a uniform distribution on [-a, a] has the variance a^2 / 3.

    """
    if rng is None:
        rng = np.random.default_rng()
    a = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, size=(fan_in, fan_out))


def xavier_normal(fan_in: int, fan_out: int, rng: np.random.Generator | None = None) -> np.ndarray:
    """Draw weights from a normal distribution with Xavier's variance (Glorot and Bengio, 2010, equation 12).

    The mean is 0 and the variance 2 / (fan_in + fan_out).

    Parameters
    ----------
    fan_in : int
        The number of rows.
    fan_out : int
        The number of columns.
    rng : np.random.Generator, optional
        Where the random numbers come from. None makes a fresh, unseeded generator for this call.

    Returns
    -------
    np.ndarray, shape (fan_in, fan_out)
        The weights, as float64.

    Notes
    -----
    The derivation treats the activation as linear with slope 1, which fits tanh near 0 and does not fit ReLU.

    """
    if rng is None:
        rng = np.random.default_rng()
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0, std, size=(fan_in, fan_out))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator | None = None) -> np.ndarray:
    """Draw weights from a normal distribution with He's variance (He, Zhang, Ren and Sun, 2015, equation 10).

    The mean is 0 and the variance 2 / fan_in: ReLU sets half of the values to 0, and the 2 makes up for it.

    Parameters
    ----------
    fan_in : int
        The number of rows.
    fan_out : int
        The number of columns.
    rng : np.random.Generator, optional
        Where the random numbers come from. None makes a fresh, unseeded generator for this call.

    Returns
    -------
    np.ndarray, shape (fan_in, fan_out)
        The weights, as float64.

    Notes
    -----
    fan_out plays no part in the variance: this is the variant that keeps the scale of the forward pass.

    """
    if rng is None:
        rng = np.random.default_rng()
    std = np.sqrt(2 / fan_in)
    return rng.normal(0, std, size=(fan_in, fan_out))


def activations_by_layer(x: np.ndarray, weights: list[np.ndarray], activation: str) -> list[np.ndarray]:
    """Send a batch through a stack of layers, and keep what each of them puts out.

    With h_0 = x, layer l computes h_l = f(h_{l-1} W_l), where f is the activation. There are no biases, and f follows
    every layer, the last one too.

    Parameters
    ----------
    x : np.ndarray, shape (N, D_0)
        A batch of N inputs.
    weights : list of np.ndarray, shapes (D_0, D_1), (D_1, D_2), ...
        One weight matrix per layer, first layer first.
    activation : str
        "tanh", "sigmoid" or "relu".

    Returns
    -------
    list of np.ndarray, shapes (N, D_1), (N, D_2), ...
        The activations h_1, h_2, ..., one entry per layer.

    Raises
    ------
    ValueError
        If `activation` is another name.

    Notes
    -----
    The input itself is not in the list.

    """
    if activation not in ACTIVATIONS:
        raise ValueError("unknown activation: " + str(activation))
    f = ACTIVATIONS[activation][0]
    result = []
    h = x
    for W in weights:
        h, _ = f(h.dot(W))
        result.append(h)
    return result


def gradient_norms_by_layer(x: np.ndarray, weights: list[np.ndarray], activation: str, dout: np.ndarray) -> np.ndarray:
    """Measure how much of a gradient reaches the weights of each layer.

    The network is that of `activations_by_layer`. `dout` is the gradient of a loss with respect to the last layer's
    activations. Back-propagate it, and take the Frobenius norm of the gradient with respect to each weight matrix: the
    root of the sum of its squared entries.

    Parameters
    ----------
    x : np.ndarray, shape (N, D_0)
        A batch of N inputs.
    weights : list of L np.ndarray, shapes (D_0, D_1), ..., (D_{L-1}, D_L)
        One weight matrix per layer, first layer first.
    activation : str
        "tanh", "sigmoid" or "relu".
    dout : np.ndarray, shape (N, D_L)
        Upstream gradient of the last layer's activations.

    Returns
    -------
    np.ndarray, shape (L,)
        One norm per layer, first layer first.

    Raises
    ------
    ValueError
        If `activation` is another name.

    Notes
    -----
    The gradient of a weight matrix sums over the batch; any division by N is already in `dout`.

    """
    if activation not in ACTIVATIONS:
        raise ValueError("unknown activation: " + str(activation))
    f, f_back = ACTIVATIONS[activation]
    hs = [x]
    caches = []
    for W in weights:
        h, cache = f(hs[-1].dot(W))
        hs.append(h)
        caches.append(cache)
    norms = []
    for i in reversed(range(len(weights))):
        dz = f_back(dout, caches[i])
        dW = hs[i].T.dot(dz)
        norms.append(np.linalg.norm(dW))
        dout = dz.dot(weights[i].T)
    return np.array(norms[::-1])
