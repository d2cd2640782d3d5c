"""Which known mistake explains a failure: the one that fits most, and none where the evidence speaks against it."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.diagnosis import Failure, diagnose
from autograder.key import Key, Signature

A, B, C = ("f", "a"), ("f", "b"), ("f", "c")


def key(**mistakes: dict) -> Key:
    """A key with these mistakes of exercise f: name -> {check: signature}."""
    signatures = {("f", name): found for name, found in mistakes.items()}
    return key_of(signatures)


def key_of(signatures: dict) -> Key:
    return Key(
        seed="seed", expected={}, calls={}, producers={}, shapes={}, signatures=signatures,
        hints=dict.fromkeys(signatures, "?"), digest="digest",
    )  # fmt: skip


def saw(**outputs: float) -> Signature:
    return Signature({name: np.array([value, 2 * value]) for name, value in outputs.items()})


def got(**outputs: float | None) -> Failure:
    return Failure({name: None if value is None else np.array([value, 2 * value]) for name, value in outputs.items()})


def raised(error: str) -> Failure:
    return Failure({}, error)


def names(known: Key, failures: dict, passed: tuple = (), exercises: tuple = ("f",)) -> dict:
    return {where[1]: mistake[1] for where, mistake in diagnose(known, exercises, failures, passed).items()}


def test_a_mistake_is_recognised_by_its_values():
    known = key(halves={A: saw(dx=0.5)}, doubles={A: saw(dx=2)})
    assert names(known, {A: got(dx=2)}) == {"a": "doubles"}


def test_values_nobody_knows_are_left_unexplained():
    known = key(halves={A: saw(dx=0.5)})
    assert names(known, {A: got(dx=7)}) == {}
    assert names(known, {B: got(dx=0.5)}) == {}
    assert names(known, {}) == {}


def test_a_mistake_made_in_float32_is_still_recognised():
    assert names(key(halves={A: saw(dx=0.5)}), {A: got(dx=0.5 * (1 + 1e-6))}) == {"a": "halves"}


def test_a_scalar_and_integers_are_recognised_too():
    known = key(halves={A: Signature({"loss": np.array(3.0)})})
    assert names(known, {A: Failure({"loss": np.array(3)})}) == {"a": "halves"}


def test_of_two_that_fit_a_check_the_one_that_also_fits_the_others_is_named():
    known = key(one_layer={A: saw(dx=2)}, every_layer={A: saw(dx=2), B: saw(dx=3)})
    assert names(known, {A: got(dx=2), B: got(dx=3)}) == {"a": "every_layer", "b": "every_layer"}


def test_of_two_that_fit_a_check_the_one_not_contradicted_by_a_passed_check_is_named():
    known = key(every_layer={A: saw(dx=2), B: saw(dx=3)}, one_layer={A: saw(dx=2)})
    assert names(known, {A: got(dx=2)}, passed=(B,)) == {"a": "one_layer"}


def test_values_that_fit_outweigh_a_contradiction_where_nothing_else_fits():
    known = key(every_layer={A: saw(dx=2), B: saw(dx=3)})
    assert names(known, {A: got(dx=2)}, passed=(B,)) == {"a": "every_layer"}


def test_a_mistake_that_explains_all_outputs_is_preferred():
    known = key(bias={A: saw(db=2)}, everything={A: saw(dx=2, db=2)})
    assert names(known, {A: got(dx=2, db=2)}) == {"a": "everything"}
    assert names(known, {A: got(db=2)}) == {"a": "bias"}


def test_two_slips_in_two_checks_are_told_apart():
    known = key(halves={A: saw(dx=0.5)}, doubles={B: saw(dx=2)})
    assert names(known, {A: got(dx=0.5), B: got(dx=2), C: got(dx=9)}) == {"a": "halves", "b": "doubles"}


def test_among_equals_the_first_of_the_catalogue_is_named():
    known = key(first={A: saw(dx=2)}, second={A: saw(dx=2)})
    assert names(known, {A: got(dx=2)}) == {"a": "first"}


def test_half_of_the_outputs_is_an_explanation_and_less_is_none():
    assert names(key(both={A: saw(dx=2, dw=3)}), {A: got(dx=2)}) == {"a": "both"}
    assert names(key(all_three={A: saw(dx=2, dw=3, db=4)}), {A: got(dx=2)}) == {}
    assert names(key(bias={A: saw(db=2)}), {A: got(dx=5, dw=6, db=2)}) == {}


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_zeros_and_nan_are_met_so_often_that_they_have_to_account_for_everything(value):
    known = key(forgets={A: saw(dx=value), B: saw(dx=value)})
    assert names(known, {A: got(dx=value), B: got(dx=value)}) == {"a": "forgets", "b": "forgets"}
    assert names(known, {A: got(dx=value)}, passed=(B,)) == {}
    assert names(known, {A: got(dx=value), B: got(dx=7)}) == {}


def test_of_two_that_explain_as_much_the_one_found_before_is_named():
    known = key_of({("f", "own"): {A: saw(dx=2)}, ("g", "upstream"): {A: saw(dx=2)}})
    assert diagnose(known, ["f", "g"], {A: got(dx=2)}, ()) == {A: ("f", "own")}
    assert diagnose(known, ["f", "g"], {A: got(dx=2)}, (), [("g", "upstream")]) == {A: ("g", "upstream")}


def test_an_output_that_is_no_array_matches_a_mistake_that_returns_none():
    nothing = Signature({"dx": np.zeros((0,))})
    assert names(key(forgets_return={A: nothing}), {A: got(dx=None)}) == {"a": "forgets_return"}
    assert names(key(halves={A: saw(dx=0.5)}), {A: got(dx=None)}) == {}


def test_an_errors_type_that_accounts_for_everything_is_enough():
    known = key(wrong_axis={A: Signature(error="AxisError"), B: Signature(error="AxisError")})
    assert names(known, {A: raised("AxisError"), B: raised("AxisError")}) == {"a": "wrong_axis", "b": "wrong_axis"}


@pytest.mark.parametrize(
    ("failures", "passed"),
    [
        ({A: raised("AxisError")}, (B,)),  # where it should have failed, all is well
        ({A: raised("AxisError"), B: raised("ValueError")}, ()),  # another error there
        ({A: raised("AxisError"), B: raised("AxisError"), C: got(dx=1)}, ()),  # a failure that it does not explain
        ({A: raised("IndexError"), B: raised("IndexError")}, ()),
    ],
)
def test_an_errors_type_alone_proves_little(failures, passed):
    known = key(wrong_axis={A: Signature(error="AxisError"), B: Signature(error="AxisError")})
    assert names(known, failures, passed) == {}


def test_an_error_beside_values_that_fit_is_explained_by_the_same_mistake():
    known = key(swaps={A: saw(dx=2), B: Signature(error="ValueError")})
    assert names(known, {A: got(dx=2), B: raised("ValueError")}) == {"a": "swaps", "b": "swaps"}


def test_values_are_no_explanation_of_an_error_nor_an_error_of_values():
    assert names(key(halves={A: saw(dx=0.5)}), {A: raised("ValueError")}) == {}
    assert names(key(fails={A: Signature(error="ValueError")}), {A: got(dx=0.5)}) == {}


def needing() -> Key:
    signatures = {("g", "upstream"): {A: saw(dx=2)}, ("f", "own"): {A: saw(dx=2)}, ("h", "stranger"): {A: saw(dx=5)}}
    return key_of(signatures)


def test_a_slip_in_an_exercise_that_is_needed_is_recognised_where_it_shows():
    known = needing()
    del known.signatures["f", "own"]
    assert diagnose(known, ["f", "g"], {A: got(dx=2)}, ()) == {A: ("g", "upstream")}


def test_an_exercises_own_slip_comes_before_one_further_away():
    assert diagnose(needing(), ["f", "g"], {A: got(dx=2)}, ()) == {A: ("f", "own")}


def test_slips_of_exercises_that_are_not_needed_are_no_explanation():
    assert diagnose(needing(), ["f", "g"], {A: got(dx=5)}, ()) == {}


def test_a_slip_is_not_looked_for_in_an_exercise_that_passes_where_it_would_show():
    """The same values can come from elsewhere: f's own check would have failed if it had this slip."""
    known = key_of({("f", "forgets_eps"): {A: saw(out=3), ("g", "dx"): saw(dx=2)}})
    assert names(known, {("g", "dx"): got(dx=2)}, exercises=("g", "f")) == {"dx": "forgets_eps"}
    assert names(known, {("g", "dx"): got(dx=2)}, passed=(A,), exercises=("g", "f")) == {}


def test_a_dimension_of_length_one_does_not_hide_a_mistake():
    known = key(halves={A: saw(dx=0.5)})
    assert names(known, {A: Failure({"dx": np.array([[0.5], [1.0]])})}) == {"a": "halves"}
