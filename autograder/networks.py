"""What a check needs in order to look at a network of PyTorch's without knowing how it is built.

Right networks differ in the names and the order of their parameters. So parameters are filled by a rule that knows their
shapes alone, and gradients are looked at by shape:

    net = filled(resnet.Residual(3, 6, use_1x1conv=True), draw)
    x = draw.tensor(draw.normal(4, 3, 6, 6)).requires_grad_()
    out = net(x)
    (out * draw.tensor(draw.normal(4, 6, 6, 6))).sum().backward()
    return {"out": out, "dx": x.grad, **gradients(net)}

Dimensions of length 1 do not count as shape: a batch norm's scale may be (6,) or (1, 6, 1, 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.draw import Draw
from autograder.subject import raw

PERIOD = 7919  # values that are drawn for a shape; a prime, so that no two filters of a larger one get the same
PROJECTIONS = 6


def filled(net: Any, draw: Draw, example: torch.Tensor | None = None) -> Any:
    """The same net on the device of `draw`, with every trained parameter filled by its shape alone, from the seed of `draw`.

    Two parameters of one shape get the same values. Weights are scaled for ReLU by their fan-in (He et al. 2015, eq. 10);
    vectors have entries of either sign between 0.5 and 1.5, so that none of them vanishes. Where there is an `example`, the
    net sees it once, in evaluation mode, before: lazy layers have no shapes until then.
    """
    module = raw(net).to(device=draw.device, dtype=torch.get_default_dtype())
    if example is not None:
        training = module.training
        with torch.no_grad():
            module.eval()
            net(example)  # watched, so that a student sees what failed
        module.train(training)
    scope = int(draw.integers(0, 2**31))
    with torch.no_grad():
        for parameter in filter(lambda each: each.requires_grad, module.parameters()):
            values = _values(scope, _shape(parameter))
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
    return net


def gradients(net: Any) -> dict[str, np.ndarray]:
    """After a backward pass: by shape, the sum of the gradients of all parameters that have it, as a few projections.

    Parameters that have no gradient are left out. Keys are such as "gradient of parameters 6x3x3".
    """
    sums: dict[tuple[int, ...], np.ndarray] = {}
    for parameter in raw(net).parameters():
        if parameter.grad is not None:
            shape = _shape(parameter)
            sums[shape] = sums.get(shape, 0.0) + parameter.grad.detach().cpu().double().numpy().reshape(shape)
    return {
        f"gradient of parameters {'x'.join(map(str, shape)) or 1}": _projected(total) for shape, total in sums.items()
    }


def parameter_count(net: Any) -> int:
    """How many numbers are trained."""
    return sum(parameter.numel() for parameter in raw(net).parameters() if parameter.requires_grad)


def on_meta(build: Callable[[], Any]) -> Any:
    """What `build` returns with PyTorch's meta device as default, where tensors have shapes and no values.

    A net of any size is there at once; calling it with an input on that device tells the shapes, and fails where a
    tensor was made on another device.
    """
    with torch.device("meta"):
        return build()


def _shape(parameter: torch.Tensor) -> tuple[int, ...]:
    return tuple(length for length in parameter.shape if length != 1)


def _stream(*scope: object) -> np.random.RandomState:
    digest = hashlib.sha256(repr(scope).encode()).digest()
    return np.random.RandomState(np.frombuffer(digest, "<u4"))


def _values(scope: int, shape: tuple[int, ...]) -> np.ndarray:
    stream, size = _stream(scope, shape), int(np.prod(shape))
    count = min(size, PERIOD)
    if len(shape) < 2:
        values = np.where(stream.uniform(size=count) < 0.5, -1.0, 1.0) * stream.uniform(0.5, 1.5, count)
    else:
        values = stream.standard_normal(count) * np.sqrt(2 * shape[0] / size)
    return np.resize(values, size)


def _projected(values: np.ndarray) -> np.ndarray:
    """The array, or if it has many entries, its products with a few random directions of length about 1."""
    if values.size <= PROJECTIONS:
        return values.ravel()
    period = min(values.size, PERIOD)  # drawing as many as there are weights would take longer than the check
    directions = _stream(values.shape).standard_normal((PROJECTIONS, period))
    repeated = np.pad(values.ravel(), (0, -values.size % period)).reshape(-1, period)
    return np.asarray(directions @ repeated.sum(axis=0) / np.sqrt(values.size))
