"""Automatic remarks: what a difference looks like, before any catalogue of mistakes is asked.

Each function answers for one kind of resemblance, in words that complete "This looks as if …", or says nothing. They
work on numbers alone, so they hold for exercises that nobody has written mistakes for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from autograder.compare import agree

RTOL, ATOL = 1e-6, 1e-9
Resemblance = Callable[[np.ndarray, np.ndarray], str]


def remarks_on(actual: np.ndarray, expected: np.ndarray, row_counts: Sequence[int] = ()) -> list[str]:
    """What `actual` looks like beside `expected`, the most telling first, at most two.

    `row_counts` are the batch sizes that the check used; a ratio of 1/4 means more when the batch has 4 rows.
    """
    if actual.shape != expected.shape:
        return [said for said in [_transposed(actual, expected)] if said]
    if bad := _not_finite(actual, expected):
        return [bad]
    with np.errstate(all="ignore"):
        found = [
            _all_zero(actual, expected),
            _constant_ratio(actual, expected, row_counts),
            _transposed(actual, expected),
            _reversed(actual, expected),
            _constant_offset(actual, expected),
            _some_rows(actual, expected),
            _rounded(actual, expected),
        ]
    return [each for each in found if each][:2]


def _close(actual: np.ndarray, expected: np.ndarray) -> bool:
    return agree(actual, expected, rtol=RTOL, atol=ATOL)


def _not_finite(actual: np.ndarray, expected: np.ndarray) -> str:
    bad = ~np.isfinite(actual) & np.isfinite(expected)
    if not bad.any():
        return ""
    kinds = " and ".join(
        word for word, found in (("NaN", np.isnan(actual).any()), ("infinite", np.isinf(actual).any())) if found
    )
    what = f"{int(bad.sum())} of {bad.size} entries are {kinds}" if bad.size > 1 else f"it is {kinds}"
    return f"{what}: an exponential overflowed, or something was divided by zero or a logarithm taken of it"


def _all_zero(actual: np.ndarray, expected: np.ndarray) -> str:
    return "every entry is 0" if not actual.any() and expected.any() else ""


def _constant_ratio(actual: np.ndarray, expected: np.ndarray, row_counts: Sequence[int]) -> str:
    scale = float(np.sum(expected * expected))
    if scale == 0 or (expected.size < 2 and not row_counts):
        return ""
    ratio = float(np.sum(actual * expected)) / scale
    if ratio == 0 or abs(ratio - 1) < 1e-4 or not _close(actual, ratio * expected):
        return ""
    subject = "every entry" if expected.size > 1 else "the value"
    if abs(ratio + 1) < 1e-6:
        return f"{subject} has the opposite sign"
    simple = Fraction(ratio).limit_denominator(64)
    if abs(float(simple) - ratio) > 1e-6 * abs(ratio):
        return f"{subject} is {ratio:.4g} times the expected one" if expected.size > 2 else ""
    for count in row_counts:
        if simple == Fraction(1, count):
            return f"{subject} is 1/{count} of the expected one, and the batch has {count} rows"
        if simple == count:
            return f"{subject} is {count} times the expected one, and the batch has {count} rows"
    times = f"{simple} of" if abs(simple) < 1 else f"{simple} times"
    return f"{subject} is {times} the expected one" if expected.size > 1 or simple in (2, Fraction(1, 2)) else ""


def _transposed(actual: np.ndarray, expected: np.ndarray) -> str:
    if expected.ndim == 2 and actual.shape == expected.T.shape and _close(actual, expected.T):
        return "it is the transpose of what is expected"
    return ""


def _reversed(actual: np.ndarray, expected: np.ndarray) -> str:
    for axis in range(expected.ndim):
        if expected.shape[axis] > 1 and _close(actual, np.flip(expected, axis)):
            return f"the entries along axis {axis} are in reverse order"
    return ""


def _constant_offset(actual: np.ndarray, expected: np.ndarray) -> str:
    if expected.size < 3:
        return ""
    offset = float(np.mean(actual - expected))
    if abs(offset) > 1e-3 * float(np.max(np.abs(expected))) and _close(actual, expected + offset):
        return f"every entry is off by the same amount, {offset:.4g}"
    return ""


def _some_rows(actual: np.ndarray, expected: np.ndarray) -> str:
    if expected.ndim == 0 or len(expected) < 3:
        return ""
    right = [_close(a, e) for a, e in zip(actual, expected, strict=True)]
    if sum(right) == len(right) - 1 and not (right[0] and right[-1]):
        return f"only the {'first' if not right[0] else 'last'} row is off"
    if sum(right) == 1 and (right[0] or right[-1]):
        return f"only the {'first' if right[0] else 'last'} row is as expected"
    return ""


def _rounded(actual: np.ndarray, expected: np.ndarray) -> str:
    whole = bool(actual.any()) and np.array_equal(actual, np.round(actual))
    if whole and not np.array_equal(expected, np.round(expected)) and np.max(np.abs(actual - expected)) <= 1:
        return "every entry is a whole number: an integer array or an integer division may be cutting the fractions off"
    return ""
