"""CS231n's fast layers, for code that calls them: here each is the submission's own naive function of that name.

Nothing is compiled and nothing is computed. The function is looked up when it is called, in `layers` or else in `cnn`, so
that it does not matter which of the files imports which.

This runs after a submission's own `fast_layers.py`, where there is one, and in the same names: there is no `__all__`, so
that `import *` gives the submission's other functions as well, and all that is not for others begins with `_`.
"""

import importlib as _importlib
from typing import Any as _Any


def _own(name: str) -> _Any:
    """The submission's function of that name; raises NameError where there is none."""
    for module in ("layers", "cnn"):
        try:
            return getattr(_importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise NameError(f"name {name!r} is not defined")


def conv_forward_fast(x: _Any, w: _Any, b: _Any, conv_param: dict[str, _Any]) -> _Any:
    """Call `conv_forward_naive`."""
    return _own("conv_forward_naive")(x, w, b, conv_param)


def conv_backward_fast(dout: _Any, cache: _Any) -> _Any:
    """Call `conv_backward_naive`."""
    return _own("conv_backward_naive")(dout, cache)


def max_pool_forward_fast(x: _Any, pool_param: dict[str, _Any]) -> _Any:
    """Call `max_pool_forward_naive`."""
    return _own("max_pool_forward_naive")(x, pool_param)


def max_pool_backward_fast(dout: _Any, cache: _Any) -> _Any:
    """Call `max_pool_backward_naive`."""
    return _own("max_pool_backward_naive")(dout, cache)
