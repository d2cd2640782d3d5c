"""Junk subjects: what a check must never give a point to (`doctor` tries all of them).

Each kind is a few lines of Python appended to the reference: every exercise's function still runs, and then hands back
something else in the shape of its results; a method runs on a copy, so that it leaves no state behind either; a network of
PyTorch's has a parameter too many besides. What earns a point this way was not really observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# kind -> the body of `_junk(result, args)`: what comes back instead of an array `result` of a call with `args`
JUNK: Mapping[str, str] = {
    "None": "return None",
    "zeros": "return np.zeros_like(result)",
    "ones": "return np.ones_like(result)",
    "NaN": "return np.full(np.shape(result), np.nan)",
    "the input": "return next((a for a in args if isinstance(a, np.ndarray)), None)",
    "a scalar": "return 0.125",
    "strings": "return np.asarray(result).astype(str)",
    "objects": "return np.asarray(result).astype(object)",
    "the transpose": (
        "return result.T if np.ndim(result) > 1 and not np.array_equal(result, result.T) "
        "else np.roll(result, 1) + 1 if np.ndim(result) else result + 1"
    ),
    "noise": "return result + np.random.standard_normal(np.shape(result))",
    "an object that equals everything": "return _AlwaysEqual()",
    "an in-place editor": (
        "[a.fill(0) for a in args if isinstance(a, np.ndarray)]; "
        "return next((a for a in args if isinstance(a, np.ndarray)), None)"
    ),
}

HARNESS = """

import copy
import sys

import numpy as np

_torch = sys.modules.get("torch")  # the submission has imported it where it has any use for it


class _AlwaysEqual:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __abs__(self): return 0
    def __float__(self): raise TypeError
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
    __hash__ = None


def _junk(result, args):
    {body}


def _spoiled(result, args):
    if isinstance(result, (tuple, list)):
        return type(result)(_spoiled(each, args) for each in result)
    if isinstance(result, dict):
        return {{key: _spoiled(each, args) for key, each in result.items()}}
    if isinstance(result, (np.ndarray, np.generic, float, int)):
        return _junk(np.asarray(result), args)
    if _torch and isinstance(result, _torch.Tensor):
        return _tensor(_junk(_array(result), [_array(a) for a in args]), result)
    if _torch and isinstance(result, _torch.nn.Module):
        return _net(result)
    return result


def _array(value):
    return np.array(value.detach().cpu().tolist()) if _torch and isinstance(value, _torch.Tensor) else value


def _tensor(junk, result):
    if not isinstance(junk, np.ndarray) or junk.dtype.kind not in "biuf":
        return junk
    made = _torch.as_tensor(junk).to(result)
    return made + 0 * result if made.shape == result.shape and result.is_floating_point() else made  # gradients: zeros


def _net(original):
    class Spoiled(_torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.odd = original, _torch.nn.Parameter(_torch.zeros(7))
        def forward(self, *args, **kwargs):
            return _function(copy.deepcopy(self.inner))(*args, **kwargs)
    return Spoiled()


_inside = []  # a call by another exercise gets what is right: junk of junk may be right again


def _called(original, args, kwargs):
    _inside.append(original)
    try:
        return original(*args, **kwargs)
    finally:
        _inside.pop()


def _function(original):
    def function(*args, **kwargs):
        result = _called(original, args, kwargs)
        return result if _inside else _spoiled(result, args)
    return function


def _method(original):
    def method(self, *args, **kwargs):
        if _inside:
            return original(self, *args, **kwargs)
        try:
            return _spoiled(_called(original, (copy.deepcopy(self), *args), kwargs), args)
        except Exception:
            return _junk(np.zeros(()), args)
    return method


def _class(original):
    class Spoiled(original):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            if _torch and isinstance(self, _torch.nn.Module):
                self.odd = _torch.nn.Parameter(_torch.zeros(7))
                return
            vars(self).update({{k: _spoiled(v, args) for k, v in vars(self).items() if isinstance(v, (dict, np.ndarray))}})
    for name, value in vars(original).items():
        if callable(value) and not name.startswith("_"):
            setattr(Spoiled, name, _method(value))
    return Spoiled


for _name in {names!r}:
    globals()[_name] = (_class if isinstance(globals()[_name], type) else _function)(globals()[_name])
"""


def junk_module(reference: str, exercises: Sequence[str], kind: str) -> str:
    """The module's source with all its exercises handing back junk of one kind."""
    return reference + HARNESS.format(body=JUNK[kind], names=list(exercises))
