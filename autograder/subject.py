"""What an experiment holds in its hands: the module under test, and the objects that its classes make.

Every call through a `Subject` gets copies of its array arguments, wherever in tuples and lists they are, and a random
state of its own, so that one function's habits never spoil another's check. Dictionaries pass through as they are:
the CS231n conventions hand state back in them (`bn_param`), and an experiment makes fresh ones for each call.

A `Journal` keeps what the calls looked like. It is filled in the worker: from a submission it is a claim that may only
be shown; from the reference it is the truth about names, shapes and numbers of results.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from autograder import tensors


class MissingNameError(AttributeError):
    """The module under test has no function or class of this name."""

    def __init__(self, owner: str, name: str) -> None:
        super().__init__(f"{owner} has no {name}")
        self.missing = name


@dataclass
class Journal:
    """What an experiment called: `calls` of (function, arguments as text, result as text), inputs modified in place."""

    seed: int = 0
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)

    def producers(self, values: Mapping[str, Any]) -> dict[str, int | None]:
        """For each value, the place in `calls` of the last call that returned this very object, alone or among others."""
        places: dict[int, int] = {}
        for place, result in enumerate(self.results):
            for each in _flat(result):
                places[id(each)] = place
        return {name: places.get(id(value)) for name, value in values.items()}


class Subject:
    """A module or an object under test, called with copies and watched; all else passes through to it."""

    def __init__(self, target: Any, name: str, journal: Journal, find: Callable[[str], Any] | None = None) -> None:
        object.__setattr__(self, "_subject", (target, name, journal, find))

    def __getattr__(self, attribute: str) -> Any:
        target, name, journal, find = object.__getattribute__(self, "_subject")
        try:
            value = getattr(target, attribute) if find is None else find(attribute)
        except AttributeError:
            raise MissingNameError(name if find is None else f"{name}.py", attribute) from None
        if not callable(value):
            return value

        def watched(*args: Any, **kwargs: Any) -> Any:
            result = _call(attribute, value, args, kwargs, journal)
            return self if raw(result) is target else result  # net.to(device) is the net, by its own name

        return watched

    def __setattr__(self, attribute: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_subject")[0], attribute, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself: a network, say."""
        target, name, journal, _ = object.__getattribute__(self, "_subject")
        return _call(name, target, args, kwargs, journal)


def raw(value: Any) -> Any:
    """What is under test itself, unwatched; anything else as it is."""
    return object.__getattribute__(value, "_subject")[0] if type(value) is Subject else value


def _call(name: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], journal: Journal) -> Any:
    state = (journal.seed + len(journal.calls)) % 2**32
    np.random.seed(state)
    random.seed(state)
    tensors.seed(state)
    # numpy's own; a module that asks numpy to raise asks it for all that follows
    np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
    own_args, own_kwargs = [_own(each) for each in args], {key: _own(each) for key, each in kwargs.items()}
    names = _parameter_names(function, len(args))
    shown = ", ".join(
        [_argument(key, value) for key, value in zip(names, args, strict=False)]
        + [_argument(key, value) for key, value in kwargs.items()]
    )
    journal.calls.append((name, shown, "nothing: it did not return"))
    journal.results.append(None)
    result = function(*own_args, **own_kwargs)
    journal.results[-1] = result
    journal.calls[-1] = (name, shown, describe(result))
    given = [*zip(names, args, own_args, strict=False), *((key, kwargs[key], own_kwargs[key]) for key in kwargs)]
    journal.modified += [f"{name} changes its input {key} in place" for key, old, new in given if _changed(old, new)]
    made = (isinstance(function, type) and isinstance(result, function)) or tensors.is_net(result)
    return Subject(result, name, journal) if made else result


def _flat(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return [each for part in value for each in _flat(part)] + [value]
    if isinstance(value, dict):
        return [each for part in value.values() for each in _flat(part)]
    return [value]


def _own(value: Any) -> Any:
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) in (tuple, list):
        return type(value)(_own(each) for each in value)
    if tensors.is_tensor(value):
        return value.clone()  # which stays in the graph: a gradient gets through to the one that the check holds
    return value


def _changed(old: Any, new: Any) -> bool:
    """Whether a call left its own copy `new` of an argument other than the `old` one: an array's numbers, a list's length."""
    if type(old) is np.ndarray:
        return bool(old.tobytes() != new.tobytes())
    return type(old) is list and len(old) != len(new)


def _parameter_names(function: Any, count: int) -> list[str]:
    if tensors.is_net(function):
        function = function.forward
    bound = type(function) is MethodType
    plain = function.__func__ if bound else function
    code = plain.__code__ if type(plain) is FunctionType and not plain.__dict__ else None
    if code is not None and not code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        # a signature says the same, and takes longer than many a function does
        names = list(code.co_varnames[bound : code.co_argcount + code.co_kwonlyargcount])
    else:
        try:
            names = list(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            names = []
    return names[:count] + [f"argument {place + 1}" for place in range(len(names), count)]


def _argument(name: str, value: Any) -> str:
    if name == "cache":
        return name  # what is in it is each submission's own choice
    if type(value) is np.ndarray or tensors.is_tensor(value):
        return f"{name} {tuple(value.shape)}"
    if isinstance(value, list) and any(isinstance(each, np.ndarray) for each in value):
        return f"{name}, a list of {len(value)}"
    if isinstance(value, bool | int | float | str | list) or value is None:
        return f"{name}={value!r:.40}"
    return name


def describe(value: Any) -> str:
    """What kind of thing this is, in words: "an array (4, 5)", "a tuple of 3", "None", "a float"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array {tuple(value.shape)}"
    if tensors.is_tensor(value):
        return f"a tensor {tuple(value.shape)}"
    if isinstance(value, tuple | list):
        return f"a {'tuple' if isinstance(value, tuple) else 'list'} of {len(value)}"
    name = type(value).__name__[:40]
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
