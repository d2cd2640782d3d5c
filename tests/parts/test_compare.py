"""How far off: the table of tolerances, shapes, and figures that students know."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.compare import TOLERANCES, agree, allowed_difference, compare, relative_error

STRICT, LENIENT = TOLERANCES["float64"], TOLERANCES["float32"]


def finding(actual, expected, rtol=None, atol=None):
    return compare("dx", np.asarray(actual), np.asarray(expected), rtol=rtol, atol=atol)


def off_by(share: float, scale: float = 8.0):
    """A finding on values up to `scale`, one of which is off by `share` of it."""
    expected = np.array([scale, -scale / 2, 0.0])
    return finding(expected + np.array([0, share * scale, 0]), expected)


def test_the_table_of_tolerances_is_the_documented_one():
    assert {name: (each.rtol, each.atol) for name, each in TOLERANCES.items()} == {
        "float64": (1e-7, 1e-10), "float32": (2e-5, 1e-7), "network": (1e-4, 1e-6),
    }  # fmt: skip


def test_equal_values_pass_with_nothing_to_say():
    same = finding([[1.0, 2.0]], [[1.0, 2.0]])
    assert same.passed
    assert (same.rel_error, same.max_abs_error, same.differing, same.remarks) == (0.0, 0.0, 0, ())
    assert (same.rtol, same.atol) == (STRICT.rtol, STRICT.atol)


def test_what_float64_explains_passes_without_a_remark():
    near = off_by(0.9e-7)
    assert near.passed
    assert near.remarks == ()


@pytest.mark.parametrize("share", [1.2e-7, 1.9e-5])
def test_what_only_float32_explains_passes_with_a_remark(share):
    near = off_by(share)
    assert near.passed
    assert near.remarks == ("dx is as exact as float32 arithmetic; that costs nothing",)
    assert near.rtol == LENIENT.rtol


def test_what_float32_does_not_explain_fails_and_says_where():
    far = off_by(3e-5)
    assert not far.passed
    assert (far.worst, far.differing, far.remarks) == ((1,), 1, ())
    assert far.max_abs_error == pytest.approx(2.4e-4)
    assert far.allowed == pytest.approx(1e-7 + 2e-5 * 8)


def test_a_right_answer_computed_in_float32_passes():
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((20, 60)), rng.standard_normal((60, 30))
    in_float32 = (x.astype(np.float32) @ w.astype(np.float32)).astype(np.float64)
    assert finding(in_float32, x @ w).passed


def test_a_checks_own_rtol_replaces_both_rows_of_the_table():
    assert finding([1.0, 2.0 + 1e-6], [1.0, 2.0], rtol=1e-5).remarks == ()
    assert not finding([1.0, 2.0 + 1e-6], [1.0, 2.0], rtol=1e-9).passed
    assert finding([1.05], [1.0], rtol=0.1).passed


def test_a_checks_own_atol_admits_a_difference_beside_zeros():
    assert not finding([1e-3, 0.0], [0.0, 0.0]).passed
    assert finding([1e-3, 0.0], [0.0, 0.0], atol=2e-3).passed


def test_zeros_are_compared_absolutely():
    assert finding([1e-11], [0.0]).passed
    assert not finding([1e-6], [0.0]).passed


@pytest.mark.parametrize(
    ("came", "usual"), [((1, 5), (5,)), ((5, 1), (5,)), ((5,), (1, 5)), ((1, 1), ()), ((), (1,)), ((2, 1, 3), (2, 3))]
)
def test_singleton_dimensions_are_a_remark(came, usual):
    values = np.arange(1.0, 1 + np.prod(usual, dtype=int))
    one = finding(values.reshape(came), values.reshape(usual))
    assert one.passed
    assert one.remarks == (f"dx has the shape {came} where {usual} is usual; that costs nothing",)


def test_singleton_dimensions_do_not_hide_other_values():
    one = finding([[1.0, 2.0, 4.0]], [1.0, 2.0, 3.0])
    assert not one.passed
    assert one.worst == (2,)


@pytest.mark.parametrize(("came", "usual"), [((), (5,)), ((5,), ()), ((3, 2), (2, 3)), ((6,), (2, 3)), ((0,), (5,))])
def test_another_shape_costs_even_if_it_would_broadcast(came, usual):
    one = finding(np.ones(came), np.ones(usual))
    assert not one.passed
    assert one.problem == "shape"
    assert (one.rel_error, one.max_abs_error) == (None, None)


def test_a_scalar_in_place_of_an_array_costs():
    assert finding(np.float64(2.0), [2.0, 2.0]).problem == "shape"


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.array(3), np.int64(3)])
def test_a_scalar_is_compared_as_one_whatever_its_type(value):
    assert finding(value, 3.0).passed


def test_empty_arrays_of_one_shape_are_equal():
    one = finding(np.zeros((0, 3)), np.zeros((0, 3)))
    assert one.passed
    assert (one.rel_error, one.max_abs_error, one.worst) == (0.0, 0.0, ())


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_fails_where_a_number_is_expected(bad):
    one = finding([1.0, bad, 3.0], [1.0, 2.0, 3.0])
    assert not one.passed
    assert (one.worst, one.differing, one.rel_error, one.max_abs_error) == ((1,), 1, None, None)


def test_nan_and_inf_pass_exactly_where_they_are_expected():
    assert finding([np.nan, np.inf, -np.inf, 1], [np.nan, np.inf, -np.inf, 1]).passed
    assert not finding([np.inf, 1], [-np.inf, 1]).passed
    assert not finding([5.0, 1], [np.nan, 1]).passed
    assert not finding([1e300, 1], [np.inf, 1]).passed


def test_an_expected_infinity_does_not_widen_the_tolerance_for_its_neighbours():
    assert not finding([np.inf, 1.1], [np.inf, 1.0]).passed


def test_figures_stay_finite_or_none_when_differences_overflow():
    one = finding([1e308, 1.0], [-1e308, 1.0])
    assert not one.passed
    assert (one.max_abs_error, one.worst) == (None, (0,))


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float32, np.bool_])
def test_other_dtypes_are_compared_by_value(dtype):
    assert finding(np.array([0, 1, 1], dtype), [0.0, 1.0, 1.0]).passed
    assert not finding(np.array([0, 1, 0], dtype), [0.0, 1.0, 1.0]).passed


def test_unsigned_differences_do_not_wrap_around():
    assert finding(np.array([1], np.uint8), np.array([2], np.uint8)).max_abs_error == 1.0


def test_rel_error_is_the_figure_that_cs231n_prints():
    x, y = np.array([1.0, -2.0, 0.0]), np.array([1.1, -2.0, 1e-9])
    assert relative_error(x, y) == pytest.approx(max(0.1 / 2.1, 1e-9 / 1e-8))
    assert relative_error(np.zeros((0,)), np.zeros((0,))) == 0.0
    assert np.isnan(relative_error(np.array([np.nan]), np.array([1.0])))


def test_rel_error_decides_nothing():
    one = finding([1.0, 1e-11], [1.0, -1e-11])
    assert one.passed
    assert one.rel_error == pytest.approx(2e-11 / 1e-8)


def test_the_allowed_difference_grows_with_the_largest_expected_value():
    assert allowed_difference(np.array([-4.0, 1.0]), rtol=0.5, atol=0.25) == 2.25
    assert allowed_difference(np.zeros((0,)), rtol=0.5, atol=0.25) == 0.25


def test_arrays_agree_only_in_one_shape():
    assert agree(np.ones(3), np.ones(3), rtol=0, atol=0)
    assert not agree(np.ones(3), np.ones((3, 1)), rtol=1, atol=1)
    assert agree(np.array([np.nan]), np.array([np.nan]), rtol=0, atol=0)
