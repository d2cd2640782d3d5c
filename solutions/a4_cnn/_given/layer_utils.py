"""CS231n's sandwich layers, for code that calls them: the submission's own layers, one after the other.

Every layer is looked up when it is called. One that the submission lacks, as spatial batch normalization may be, matters
to those only who call it.

This runs after a submission's own `layer_utils.py`, where there is one, and in the same names: there is no `__all__`, so
that `import *` gives the submission's other functions as well, and all that is not for others begins with `_`.
"""

import importlib as _importlib
from typing import Any as _Any


def _own(name: str) -> _Any:
    """The function of that name, the submission's before ours; raises NameError where there is none."""
    for module in ("layers", "fast_layers", "cnn", "batchnorm"):
        try:
            return getattr(_importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise NameError(f"name {name!r} is not defined")


def _then_relu(out: _Any, *caches: _Any) -> tuple[_Any, _Any]:
    """The output after a rectified linear unit, and all caches."""
    out, relu_cache = _own("relu_forward")(out)
    return out, (*caches, relu_cache)


def affine_relu_forward(x: _Any, w: _Any, b: _Any) -> tuple[_Any, _Any]:
    """Apply affine - ReLU."""
    return _then_relu(*_own("affine_forward")(x, w, b))


def affine_relu_backward(dout: _Any, cache: _Any) -> _Any:
    """Compute the gradients dx, dw and db of affine - ReLU."""
    affine_cache, relu_cache = cache
    return _own("affine_backward")(_own("relu_backward")(dout, relu_cache), affine_cache)


def conv_relu_forward(x: _Any, w: _Any, b: _Any, conv_param: dict[str, _Any]) -> tuple[_Any, _Any]:
    """Apply conv - ReLU."""
    return _then_relu(*_own("conv_forward_fast")(x, w, b, conv_param))


def conv_relu_backward(dout: _Any, cache: _Any) -> _Any:
    """Compute the gradients dx, dw and db of conv - ReLU."""
    conv_cache, relu_cache = cache
    return _own("conv_backward_fast")(_own("relu_backward")(dout, relu_cache), conv_cache)


def conv_bn_relu_forward(
    x: _Any, w: _Any, b: _Any, gamma: _Any, beta: _Any, conv_param: dict[str, _Any], bn_param: dict[str, _Any]
) -> tuple[_Any, _Any]:
    """Apply conv - spatial batch normalization - ReLU."""
    convolved, conv_cache = _own("conv_forward_fast")(x, w, b, conv_param)
    normalized, bn_cache = _own("spatial_batchnorm_forward")(convolved, gamma, beta, bn_param)
    return _then_relu(normalized, conv_cache, bn_cache)


def conv_bn_relu_backward(dout: _Any, cache: _Any) -> tuple[_Any, ...]:
    """Compute the gradients dx, dw, db, dgamma and dbeta of conv - spatial batch normalization - ReLU."""
    conv_cache, bn_cache, relu_cache = cache
    dnormalized = _own("relu_backward")(dout, relu_cache)
    dconvolved, dgamma, dbeta = _own("spatial_batchnorm_backward")(dnormalized, bn_cache)
    return (*_own("conv_backward_fast")(dconvolved, conv_cache), dgamma, dbeta)


def conv_relu_pool_forward(
    x: _Any, w: _Any, b: _Any, conv_param: dict[str, _Any], pool_param: dict[str, _Any]
) -> tuple[_Any, _Any]:
    """Apply conv - ReLU - max pool."""
    active, (conv_cache, relu_cache) = conv_relu_forward(x, w, b, conv_param)
    out, pool_cache = _own("max_pool_forward_fast")(active, pool_param)
    return out, (conv_cache, relu_cache, pool_cache)


def conv_relu_pool_backward(dout: _Any, cache: _Any) -> _Any:
    """Compute the gradients dx, dw and db of conv - ReLU - max pool."""
    conv_cache, relu_cache, pool_cache = cache
    return conv_relu_backward(_own("max_pool_backward_fast")(dout, pool_cache), (conv_cache, relu_cache))
