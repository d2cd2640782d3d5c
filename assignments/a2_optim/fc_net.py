"""Fully connected networks: two layers, any number of layers, and an elastic-net penalty.

The networks are put together from the functions in `layers.py`. A network holds its parameters in a dictionary, and
its method `loss` runs the forward pass and, where labels are given, the backward pass; it does not update anything.
The update belongs to an optimizer, which reads `params` and the gradients by the same names.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from layers import (
    affine_backward,
    affine_forward,
    affine_relu_backward,
    affine_relu_forward,
    softmax_loss,
)


class TwoLayerNet:
    """A network with one hidden layer: affine - ReLU - affine - softmax.

    For inputs of D numbers, H hidden units and C classes, `params` maps

    - "W1" to the first layer's weights (D, H) and "b1" to its biases (H,),
    - "W2" to the second layer's weights (H, C) and "b2" to its biases (C,).

    `reg` is the strength of the L2 penalty. Both attributes may be changed between two calls of `loss`.
    """

    def __init__(
        self,
        input_dim: int = 3 * 32 * 32,
        hidden_dim: int = 100,
        num_classes: int = 10,
        weight_scale: float = 1e-3,
        reg: float = 0.0,
    ) -> None:
        """Set up the parameters.

        Weights are drawn from a normal distribution with mean 0 and standard deviation `weight_scale`; biases start
        at 0. Draw with `np.random`, which the caller may seed.

        Parameters
        ----------
        input_dim : int
            D, the number of values in one input.
        hidden_dim : int
            H, the number of hidden units.
        num_classes : int
            C, the number of classes.
        weight_scale : float
            Standard deviation of the initial weights.
        reg : float
            Strength of the L2 penalty.

        Notes
        -----
        Every bias is a vector, (H,) or (C,), and not a matrix with one row: broadcasting adds it to each row.

        """
        self.reg = reg
        self.params: dict[str, np.ndarray] = {}
        self.params["W1"] = weight_scale * np.random.standard_normal((input_dim, hidden_dim))
        self.params["b1"] = np.zeros(hidden_dim)
        self.params["W2"] = weight_scale * np.random.standard_normal((hidden_dim, num_classes))
        self.params["b2"] = np.zeros(num_classes)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores, or the loss and the gradients of all parameters.

        The loss is the mean softmax loss of the batch plus the penalty

            1/2 * reg * (sum of the squares of W1 + sum of the squares of W2).

        Biases are not penalised.

        Parameters
        ----------
        X : np.ndarray, shape (N, d_1, ..., d_k)
            A batch of N inputs with d_1 * ... * d_k = D.
        y : np.ndarray of int, shape (N,), optional
            The labels, 0 <= y[i] < C.

        Returns
        -------
        np.ndarray, shape (N, C)
            Without `y`: the scores, one row per input.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`.

        Notes
        -----
        The penalty has two places in this method: it is part of the loss, and it has a gradient of its own.

        """
        scores = None
        hidden, hidden_cache = affine_relu_forward(X, self.params["W1"], self.params["b1"])
        scores, scores_cache = affine_forward(hidden, self.params["W2"], self.params["b2"])
        if y is None:
            return scores

        loss, grads = 0.0, {}
        loss, dscores = softmax_loss(scores, y)
        dhidden, grads["W2"], grads["b2"] = affine_backward(dscores, scores_cache)
        _, grads["W1"], grads["b1"] = affine_relu_backward(dhidden, hidden_cache)
        for name in ("W1", "W2"):
            loss = loss + 0.5 * self.reg * np.sum(self.params[name] ** 2)
            grads[name] = grads[name] + self.reg * self.params[name]
        return loss, grads


class FullyConnectedNet:
    """A network of any depth: (affine - ReLU) x (L - 1) - affine - softmax.

    For L layers, `params` maps "W1" ... "WL" to the weights and "b1" ... "bL" to the biases, counted from the input.
    Weights have the shape (inputs of the layer, outputs of the layer), biases (outputs of the layer,). The attributes
    `num_layers` (that is L), `reg`, `dtype` and `rng` are set for you; `params` and `reg` may be changed between two
    calls of `loss`.
    """

    def __init__(
        self,
        hidden_dims: list[int],
        input_dim: int = 3 * 32 * 32,
        num_classes: int = 10,
        dropout_keep_ratio: float = 1,
        normalization: str | None = None,
        reg: float = 0.0,
        weight_scale: float = 1e-2,
        dtype: type = np.float32,
        seed: int | None = None,
    ) -> None:
        """Set up the parameters.

        Weights are drawn from a normal distribution with mean 0 and standard deviation `weight_scale`; biases start
        at 0. This holds for every layer, the last one too. Drawn from `self.rng`, the weights can be repeated.

        Parameters
        ----------
        hidden_dims : list of int
            The widths of the hidden layers, in order. May be empty: then the network is a linear classifier.
        input_dim : int
            The number of values in one input.
        num_classes : int
            The number of classes, which is the width of the last layer.
        dropout_keep_ratio : float
            Belongs to a later assignment; only 1 (no dropout) is accepted here.
        normalization : str, optional
            Belongs to a later assignment; only None is accepted here.
        reg : float
            Strength of the L2 penalty.
        weight_scale : float
            Standard deviation of the initial weights.
        dtype : type
            The type that parameters and inputs are cast to. Use np.float64 for numeric gradient checks.
        seed : int, optional
            Seeds `self.rng`, so that the same seed can give the same weights.

        Raises
        ------
        ValueError
            If `dropout_keep_ratio` is not 1 or `normalization` is not None.

        Notes
        -----
        `hidden_dims` belongs to the caller, who may build a second network from the same list: leave it as it is.

        """
        if dropout_keep_ratio != 1:
            raise ValueError(f"dropout_keep_ratio={dropout_keep_ratio} is for a later assignment; leave it at 1")
        if normalization is not None:
            raise ValueError(f"normalization={normalization!r} is for a later assignment; leave it at None")
        self.reg = reg
        self.dtype = dtype
        self.num_layers = 1 + len(hidden_dims)
        self.rng = np.random.default_rng(seed)
        self.params: dict[str, np.ndarray] = {}
        widths = [input_dim, *hidden_dims, num_classes]
        for layer in range(1, self.num_layers + 1):
            fan_in, fan_out = widths[layer - 1], widths[layer]
            self.params[f"W{layer}"] = weight_scale * self.rng.standard_normal((fan_in, fan_out))
            self.params[f"b{layer}"] = np.zeros(fan_out)
        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores, or the loss and the gradients of all parameters.

        The loss is the mean softmax loss of the batch plus the penalty 1/2 * reg * (sum of the squares of all weights),
        over the weight matrices of all L layers. Biases are not penalised.

        Parameters
        ----------
        X : np.ndarray, shape (N, d_1, ..., d_k)
            A batch of N inputs with d_1 * ... * d_k = input_dim.
        y : np.ndarray of int, shape (N,), optional
            The labels.

        Returns
        -------
        np.ndarray, shape (N, num_classes)
            Without `y`: the scores, one row per input.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`.

        Notes
        -----
        The scores are the output of the last affine layer itself. They may be negative.

        """
        X = X.astype(self.dtype)
        scores = None
        last = self.num_layers
        hidden, caches = X, []
        for layer in range(1, last):
            hidden, cache = affine_relu_forward(hidden, self.params[f"W{layer}"], self.params[f"b{layer}"])
            caches.append(cache)
        scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])
        if y is None:
            return scores

        loss, grads = 0.0, {}
        loss, dscores = softmax_loss(scores, y)
        upstream, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)
        for layer in range(last - 1, 0, -1):
            upstream, grads[f"W{layer}"], grads[f"b{layer}"] = affine_relu_backward(upstream, caches[layer - 1])
        for layer in range(1, last + 1):
            weights = self.params[f"W{layer}"]
            loss = loss + 0.5 * self.reg * np.sum(weights**2)
            grads[f"W{layer}"] = grads[f"W{layer}"] + self.reg * weights
        return loss, grads


class FullyConnectedElasticNet(FullyConnectedNet):
    """A fully connected network with an L1 penalty on top of the L2 penalty (the "elastic net").

    `l1` is the strength of the L1 penalty; everything else is as in `FullyConnectedNet`, whose `loss` you may call.
    """

    def __init__(self, *args: Any, l1: float = 0.0, **kwargs: Any) -> None:
        """Set up a `FullyConnectedNet` from the other arguments, and keep `l1`."""
        super().__init__(*args, **kwargs)
        self.l1 = l1

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores, or the loss and the gradients of all parameters.

        The loss is that of `FullyConnectedNet`, L2 penalty included, plus l1 times the sum of the absolute values of
        all weights, over the weight matrices of all layers. Biases are not penalised.

        Parameters
        ----------
        X : np.ndarray, shape (N, d_1, ..., d_k)
            A batch of N inputs.
        y : np.ndarray of int, shape (N,), optional
            The labels.

        Returns
        -------
        np.ndarray, shape (N, num_classes)
            Without `y`: the scores.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`.

        Notes
        -----
        The absolute value has no derivative at 0; any number between -l1 and l1 is a valid subgradient there.

        """
        if y is None:
            return super().loss(X)
        total, gradients = super().loss(X, y)
        for layer in range(1, self.num_layers + 1):
            weights = self.params[f"W{layer}"]
            total = total + self.l1 * np.sum(np.abs(weights))
            gradients[f"W{layer}"] = gradients[f"W{layer}"] + self.l1 * np.sign(weights)
        return total, gradients
