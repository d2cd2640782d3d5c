"""Dropout: a layer that silences random units while a network is trained, and does nothing when it is used.

The kind written here is inverted dropout. What has to be made up for the silent units is made up for at training time,
so that a trained network needs no correction. Like every layer it comes as a pair, `dropout_forward` and
`dropout_backward`; what the cache holds is your choice.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def dropout_forward(x: np.ndarray, dropout_param: dict[str, Any]) -> tuple[np.ndarray, Any]:
    """Drop random entries in mode "train"; pass everything on in mode "test" (Srivastava et al., 2014).

    p is the probability with which an entry is kept. In mode "train" every entry is kept or dropped by a draw of its
    own, independently of all others, and what is kept is scaled up so that the expected value stays what it was:

        out[i] = x[i] / p  with probability p,  else 0

    In mode "test" nothing is random and nothing is scaled: out is x.

    Parameters
    ----------
    x : array of any shape
        Not only (N, D): images (N, C, H, W) are treated in the same way, entry by entry.
    dropout_param : dictionary
        p : the probability that an entry is kept, 0 < p <= 1.
        mode : "train" or "test". Any other value raises a ValueError.
        seed : may be absent. Where it is given, np.random is seeded with it, so that every call with this seed drops
        the same entries. This is meant for numeric gradient checks.

    Returns
    -------
    out : array of the shape of x, and of its type
    cache : anything
        What `dropout_backward` needs.

    Notes
    -----
    Draw with `np.random`, or the seed has no effect; without a seed, every call has to drop other entries. One
    dropout_param may serve several layers, so what belongs to this one call goes into the cache. In some books p is
    the probability of dropping an entry; here it is not.

    """
    p, mode = dropout_param["p"], dropout_param["mode"]
    if mode not in ("train", "test"):
        raise ValueError(f'mode is {mode!r}; it can be "train" or "test"')
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    out, cache = None, None
    # TODO: write this part (about 7 lines).
    raise NotImplementedError("a3_batchnorm.dropout_forward is not implemented yet")
    return out.astype(x.dtype, copy=False), cache


def dropout_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Compute the gradient of dropout.

    After mode "train", the upstream gradient goes through the entries that were kept, scaled as they were, and stops at
    those that were dropped:

        dx[i] = dout[i] / p  if x[i] was kept,  else 0

    After mode "test", dx is dout.

    Parameters
    ----------
    dout : array of any shape
        The upstream gradient, of the shape of x.
    cache : anything
        What `dropout_forward` returned as its second value.

    Returns
    -------
    dx : array of the shape of x

    Notes
    -----
    The factors are those of the forward pass that this cache comes from, even if other forward passes with the same
    dropout_param came between. Nothing is drawn here.

    """
    # TODO: write this part (about 4 lines).
    raise NotImplementedError("a3_batchnorm.dropout_backward is not implemented yet")
