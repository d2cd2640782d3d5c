"""A fully connected network of any depth, with batch or layer normalization and with dropout.

The network is put together from the functions in `layers.py`, `batchnorm.py` and `dropout.py`. It holds its parameters
in a dictionary, and its method `loss` runs the forward pass and, where labels are given, the backward pass; the update
belongs to an optimizer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from batchnorm import batchnorm_backward, batchnorm_forward, layernorm_backward, layernorm_forward
from dropout import dropout_backward, dropout_forward
from layers import affine_backward, affine_forward, relu_backward, relu_forward, softmax_loss


class FullyConnectedNet:
    """A network of L layers: (affine - [normalization] - ReLU - [dropout]) x (L - 1) - affine - softmax.

    What stands in brackets is optional. `params` maps, with layers counted from 1 at the input,

    - "W1" ... "WL" to the weights (inputs of the layer, outputs of the layer),
    - "b1" ... "bL" to the biases (outputs of the layer,),
    - "gamma1", "beta1" ... for layers 1 to L - 1 to scale and shift (outputs of the layer,) of the normalization; only
      where there is one. The last layer is never normalized, and has none.

    These attributes are set for you: `num_layers` (that is L), `reg`, `dtype`, `rng`; `normalization`, which is None,
    "batchnorm" or "layernorm"; `bn_params`, a list of L - 1 dictionaries, one for the normalization after each hidden
    affine map; `use_dropout`, and `dropout_param`, the dictionary that every dropout layer takes. `params` and `reg`
    may be changed between two calls of `loss`.
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
        """Set up the parameters, and what the layers in between keep.

        Weights are drawn from a normal distribution with mean 0 and standard deviation `weight_scale`, in the last
        layer too; biases start at 0. A normalization starts with gamma 1 and beta 0, so that at first it only
        normalizes. Drawn from `self.rng`, the weights can be repeated.

        Parameters
        ----------
        hidden_dims : list of int
            The widths of the hidden layers, in order.
        input_dim : int
            The number of values in one input.
        num_classes : int
            The number of classes, which is the width of the last layer.
        dropout_keep_ratio : float
            The probability with which dropout keeps a unit. At 1 there is no dropout.
        normalization : str, optional
            None, "batchnorm" or "layernorm".
        reg : float
            Strength of the L2 penalty.
        weight_scale : float
            Standard deviation of the initial weights.
        dtype : type
            The type that parameters and inputs are cast to. Use np.float64 for numeric gradient checks.
        seed : int, optional
            Seeds `self.rng`, and dropout: with a seed, dropout drops the same units in every call of `loss`.

        Notes
        -----
        `hidden_dims` belongs to the caller, who may build a second network from the same list: leave it as it is.

        """
        if normalization not in (None, "batchnorm", "layernorm"):
            raise ValueError(f'normalization={normalization!r} is unknown; take None, "batchnorm" or "layernorm"')
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.dtype = dtype
        self.num_layers = 1 + len(hidden_dims)
        self.rng = np.random.default_rng(seed)
        self.params: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        fan_in = input_dim
        for layer, width in enumerate([*hidden_dims, num_classes], start=1):
            self.params[f"W{layer}"] = self.rng.normal(0.0, weight_scale, (fan_in, width))
            self.params[f"b{layer}"] = np.zeros(width)
            if normalization is not None and layer < self.num_layers:
                self.params[f"gamma{layer}"] = np.ones(width)
                self.params[f"beta{layer}"] = np.zeros(width)
            fan_in = width
        # END SOLUTION

        # One dictionary for all dropout layers: they keep nothing in it.
        self.dropout_param: dict[str, Any] = {}
        if self.use_dropout:
            self.dropout_param = {"mode": "train", "p": dropout_keep_ratio}
            if seed is not None:
                self.dropout_param["seed"] = seed
        # One dictionary for each normalization: batch normalization keeps its running averages there.
        self.bn_params: list[dict[str, Any]] = []
        if normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for _ in range(self.num_layers - 1)]
        if normalization == "layernorm":
            self.bn_params = [{} for _ in range(self.num_layers - 1)]

        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

    def loss(self, X: np.ndarray, y: np.ndarray | None = None) -> Any:
        """Compute the scores in mode "test", or the loss and the gradients of all parameters in mode "train".

        Each hidden layer does, in this order, its affine map; the normalization, if there is one, with its own gamma
        and beta and its own entry of `bn_params`; ReLU; dropout, if there is any. The last layer is an affine map and
        nothing else.

        The loss is the mean softmax loss of the batch plus the penalty 1/2 * reg * (sum of the squares of all weights),
        over the weight matrices of all L layers. Biases, gammas and betas are not penalised.

        Parameters
        ----------
        X : np.ndarray, shape (N, d_1, ..., d_k)
            A batch of N inputs with d_1 * ... * d_k = input_dim.
        y : np.ndarray of int, shape (N,), optional
            The labels.

        Returns
        -------
        np.ndarray, shape (N, num_classes)
            Without `y`: the scores, one row per input. Batch normalization uses its running averages and dropout drops
            nothing.
        tuple of float and dict
            With `y`: the loss, and the gradients under the names and with the shapes of `params`. Batch normalization
            uses the batch and brings its running averages up to date, and dropout drops units.

        Notes
        -----
        The running averages have to live from one call to the next. The entries of `bn_params` and `dropout_param` are
        switched between the modes for you; hand these very dictionaries to the layers.

        """
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.use_dropout:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode

        scores = None
        # BEGIN SOLUTION
        last = self.num_layers
        hidden, caches = X, []
        for layer in range(1, last):
            norm_cache = dropout_cache = None
            hidden, fc_cache = affine_forward(hidden, self.params[f"W{layer}"], self.params[f"b{layer}"])
            if self.normalization is not None:
                normalize = batchnorm_forward if self.normalization == "batchnorm" else layernorm_forward
                gamma, beta = self.params[f"gamma{layer}"], self.params[f"beta{layer}"]
                hidden, norm_cache = normalize(hidden, gamma, beta, self.bn_params[layer - 1])
            hidden, relu_cache = relu_forward(hidden)
            if self.use_dropout:
                hidden, dropout_cache = dropout_forward(hidden, self.dropout_param)
            caches.append((fc_cache, norm_cache, relu_cache, dropout_cache))
        scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])
        # END SOLUTION
        if y is None:
            return scores

        loss, grads = 0.0, {}
        # BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        upstream, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)
        for layer in range(last - 1, 0, -1):
            fc_cache, norm_cache, relu_cache, dropout_cache = caches[layer - 1]
            if self.use_dropout:
                upstream = dropout_backward(upstream, dropout_cache)
            upstream = relu_backward(upstream, relu_cache)
            if self.normalization is not None:
                undo = batchnorm_backward if self.normalization == "batchnorm" else layernorm_backward
                upstream, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo(upstream, norm_cache)
            upstream, grads[f"W{layer}"], grads[f"b{layer}"] = affine_backward(upstream, fc_cache)
        for layer in range(1, last + 1):
            weights = self.params[f"W{layer}"]
            loss = loss + 0.5 * self.reg * np.sum(weights**2)
            grads[f"W{layer}"] = grads[f"W{layer}"] + self.reg * weights
        # END SOLUTION
        return loss, grads
