"""Resemblances: each is named where it is, and kept to itself where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.remarks import remarks_on

RNG = np.random.default_rng(7)
EXPECTED = RNG.standard_normal((4, 5))
SQUARE = RNG.standard_normal((4, 4))
VECTOR = RNG.standard_normal(6)


def without_row(place: int) -> np.ndarray:
    changed = EXPECTED.copy()
    changed[place] += [1, -2, 3, -1, 5]
    return changed


def only_row(place: int) -> np.ndarray:
    changed = EXPECTED + np.arange(20.0).reshape(4, 5)[::-1] ** 2 + 1
    changed[place] = EXPECTED[place]
    return changed


@pytest.mark.parametrize(
    ("actual", "expected", "rows", "said"),
    [
        (EXPECTED * 0, EXPECTED, (), "every entry is 0"),
        (-EXPECTED, EXPECTED, (), "every entry has the opposite sign"),
        (2 * EXPECTED, EXPECTED, (), "every entry is 2 times the expected one"),
        (EXPECTED / 2, EXPECTED, (), "every entry is 1/2 of the expected one"),
        (EXPECTED * 3 / 2, EXPECTED, (), "every entry is 3/2 times the expected one"),
        (-2 * EXPECTED, EXPECTED, (), "every entry is -2 times the expected one"),
        (EXPECTED * np.pi, EXPECTED, (), "every entry is 3.142 times the expected one"),
        (EXPECTED / 4, EXPECTED, (4,), "every entry is 1/4 of the expected one, and the batch has 4 rows"),
        (EXPECTED * 4, EXPECTED, (4,), "every entry is 4 times the expected one, and the batch has 4 rows"),
        (EXPECTED / 4, EXPECTED, (5,), "every entry is 1/4 of the expected one"),
        (np.array(0.25), np.array(1.0), (4,), "the value is 1/4 of the expected one, and the batch has 4 rows"),
        (np.array(-3.0), np.array(3.0), (4,), "the value has the opposite sign"),
        (np.array(6.0), np.array(3.0), (4,), "the value is 2 times the expected one"),
        (EXPECTED.T, EXPECTED, (), "it is the transpose of what is expected"),
        (SQUARE.T, SQUARE, (), "it is the transpose of what is expected"),
        (VECTOR[::-1], VECTOR, (), "the entries along axis 0 are in reverse order"),
        (EXPECTED[:, ::-1], EXPECTED, (), "the entries along axis 1 are in reverse order"),
        (EXPECTED + 0.5, EXPECTED, (), "every entry is off by the same amount, 0.5"),
        (without_row(0), EXPECTED, (), "only the first row is off"),
        (without_row(3), EXPECTED, (), "only the last row is off"),
        (only_row(0), EXPECTED, (), "only the first row is as expected"),
        (only_row(3), EXPECTED, (), "only the last row is as expected"),
        (
            np.trunc(EXPECTED), EXPECTED, (),
            "every entry is a whole number: an integer array or an integer division may be cutting the fractions off",
        ),
    ],
)  # fmt: skip
def test_a_resemblance_is_named(actual, expected, rows, said):
    assert remarks_on(actual, expected, rows)[0] == said


@pytest.mark.parametrize(
    ("values", "kinds"), [((np.nan,), "NaN"), ((np.inf, -np.inf), "infinite"), ((np.nan, np.inf), "NaN and infinite")]
)
def test_entries_that_are_not_finite_are_counted_and_nothing_else_is_said(values, kinds):
    actual = VECTOR.copy()
    actual[: len(values)] = values
    assert remarks_on(actual, VECTOR) == [
        f"{len(values)} of 6 entries are {kinds}: an exponential overflowed, or something was divided by zero "
        "or a logarithm taken of it"
    ]


def test_infinities_that_are_expected_are_no_remark():
    expected = np.array([np.inf, 1.0, 2.0])
    assert remarks_on(np.array([np.inf, 1.0, 7.0]), expected) == ["only the last row is off"]


@pytest.mark.parametrize(
    ("actual", "expected", "rows"),
    [
        (RNG.standard_normal((4, 5)), EXPECTED, (4,)),  # something else altogether
        (without_row(1), EXPECTED, ()),  # an inner row
        (only_row(2), EXPECTED, ()),
        (np.array(0.7), np.array(1.3), ()),  # one number is any multiple of another
        (np.array(1.4), np.array(0.7), ()),
        (np.array(0.7), np.array(1.3), (4,)),
        (np.array([3.0, 1.0]), np.array([2.0, 5.0]), ()),
        (np.array([0.1 + 0.3, 0.2 + 0.3]), np.array([0.1, 0.2]), ()),  # two numbers have any offset
        (EXPECTED[:3], EXPECTED, ()),  # another shape
        (EXPECTED.reshape(2, 10), EXPECTED, ()),
        (np.zeros((4, 5, 1)), EXPECTED, ()),
        (np.round(EXPECTED * 100), np.round(EXPECTED * 90), ()),  # whole numbers where whole numbers are expected
        (np.round(EXPECTED) + 40, EXPECTED, ()),  # whole, but not by cutting
        (np.ones(4), np.zeros(4) + np.array([0, 0, 5, 0]), ()),
        (np.zeros((0,)), np.zeros((3,)), ()),
    ],
)  # fmt: skip
def test_without_a_resemblance_nothing_is_said(actual, expected, rows):
    assert remarks_on(actual, expected, rows) == []


def test_a_right_answer_gets_no_remark():
    assert remarks_on(EXPECTED + 1e-12, EXPECTED, (4,)) == []


def test_a_symmetric_matrix_that_is_doubled_is_no_transpose():
    symmetric = SQUARE + SQUARE.T
    assert remarks_on(2 * symmetric, symmetric) == ["every entry is 2 times the expected one"]


def test_at_most_two_remarks_are_made():
    expected = np.array([[1.5, -1.5], [-1.5, 1.5]])  # negated, reversed and shifted at once
    said = remarks_on(-expected, expected)
    assert len(said) == 2
    assert said[0] == "every entry has the opposite sign"


def test_zeros_are_not_said_to_be_cut_off_fractions():
    assert remarks_on(np.zeros(4), np.array([0.1, -0.2, 0.3, 0.5])) == ["every entry is 0"]


@pytest.mark.parametrize("huge", [1e200, 1e308])
def test_huge_entries_cause_no_warning(huge):
    assert remarks_on(np.array([huge, -huge, 1.0]), np.array([huge / 2, 2.0, 3.0])) == []


def test_noise_below_what_the_remarks_resolve_is_no_constant_offset():
    assert remarks_on(VECTOR + 3e-7 * np.array([1, -1, 1, 0.5, 1, -0.7]), VECTOR) == []


def test_a_single_number_that_is_not_finite_is_not_counted():
    assert remarks_on(np.array(np.nan), np.array(1.0))[0].startswith("it is NaN: an exponential overflowed")
