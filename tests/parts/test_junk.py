"""Junk subjects hand back what their kind says: on all exercises, functions and classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.junk import JUNK, junk_module

REFERENCE = """\
import numpy as np


def double(x):
    return 2.0 * x


def double_and_cache(x):
    return 2.0 * x, {"x": x, "name": "cache"}


def helper(x):
    return 2.0 * x


class Net:
    def __init__(self, width):
        self.params = {"W1": np.ones((width, 3)), "b1": np.zeros(3)}

    def loss(self, X, y=None):
        return X @ self.params["W1"]
"""
X = np.arange(1.0, 7.0).reshape(2, 3)


def junk(kind: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(junk_module(REFERENCE, ["double", "double_and_cache", "Net"], kind), names)
    return names


def is_none(came, x):
    return came is None


def equal_to(expected):
    return lambda came, x: np.array_equal(came, expected(x))


LOOKS = {
    "None": is_none,
    "zeros": equal_to(np.zeros_like),
    "ones": equal_to(np.ones_like),
    "NaN": lambda came, x: came.shape == x.shape and np.isnan(came).all(),
    "the input": lambda came, x: came is x,
    "a scalar": lambda came, x: came == 0.125,
    "strings": lambda came, x: came.dtype.kind == "U" and came.shape == x.shape,
    "objects": lambda came, x: came.dtype == object and np.array_equal(came, 2 * x),
    "the transpose": equal_to(lambda x: 2 * x.T),
    "noise": lambda came, x: came.shape == x.shape and (came != 2 * x).all(),
    "an object that equals everything": lambda came, x: (
        came == 5 and came == "a" and (came != 5) is False and came <= 0 <= came
    ),
    "an in-place editor": lambda came, x: came is x and not x.any(),
}

KINDS = [
    pytest.param(
        kind,
    ) if kind == "an in-place editor" else kind
    for kind in JUNK
]  # fmt: skip


def test_every_kind_is_looked_at():
    assert LOOKS.keys() == JUNK.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_function_hands_back_what_the_kind_says(kind):
    x = X.copy()
    assert LOOKS[kind](junk(kind)["double"](x), x)


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_inside_tuples_and_dictionaries_are_junk_too(kind):
    x = X.copy()
    out, cache = junk(kind)["double_and_cache"](x)
    assert LOOKS[kind](out, x)
    assert (set(cache), cache["name"]) == ({"x", "name"}, "cache")


@pytest.mark.parametrize("kind", sorted(set(JUNK) - {"an in-place editor"}))
def test_what_is_no_exercise_stays_right(kind):
    np.testing.assert_array_equal(junk(kind)["helper"](X), 2 * X)


def test_a_class_sets_up_junk_and_still_answers():
    net = junk("zeros")["Net"](3)
    assert not net.params["W1"].any()
    assert not net.loss(X).any()


def test_a_class_whose_own_junk_breaks_it_answers_with_junk():
    assert junk("a scalar")["Net"](3).loss(X) == 0.125
    assert junk("None")["Net"](3).loss(X) is None


@pytest.mark.parametrize("result", [np.eye(3), np.arange(4.0), np.array(2.0)])
def test_the_transpose_differs_even_from_what_is_its_own_transpose(result):
    names = junk("the transpose")
    came = names["_junk"](result, ())
    assert not np.array_equal(came, result)
