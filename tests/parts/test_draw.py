"""Draws: the same numbers for ever, and the properties that checks rely on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.draw import Draw, seed_of

SEED = seed_of("course", "a1", "affine_forward", "output")
SIZES = st.lists(st.integers(1, 6), min_size=0, max_size=3)
SEEDS = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")


def test_a_checks_seed_is_frozen():
    assert SEED == "809b784cd550f0f25f2aa2aaa46a4a517d3f4c1fb0c5c9cdece41a6a919c1043"


@pytest.mark.parametrize(
    "scope",
    [("course2", "a1", "e", "c"), ("course", "a2", "e", "c"), ("course", "a1", "e", "d"), ("course", "a1", "ec", "")],
)
def test_another_scope_has_another_seed(scope):
    assert seed_of(*scope) != seed_of("course", "a1", "e", "c")
    assert seed_of(*scope) == seed_of(*scope)


def test_scopes_do_not_run_into_each_other():
    assert seed_of("s", "ab", "c") != seed_of("s", "a", "bc")


@pytest.mark.parametrize(
    ("method", "arguments", "first"),
    [
        ("normal", (2, 3), [0.8030916039432853, -2.13806408602366, 1.339437117499367, -0.9234665926275271]),
        ("uniform", (-1.0, 2.0, 5), [0.1188622182632908, 0.643161542471619, -0.26906133736930193, -0.9163329616054163]),
        ("off_zero", (5,), [0.8086127382334175, 1.1406689768986922, -0.5629278196661087, -0.15298912431656966]),
        ("integers", (0, 100, 5), [28, 19, 78, 27]),
        ("labels", (7, 3), [0, 2, 1, 0]),
        ("distinct", (2, 3), [-1.0, 1.0, -0.6, -0.19999999999999996]),
    ],
)
def test_every_stream_is_frozen(method, arguments, first):
    drawn = np.asarray(getattr(Draw(SEED), method)(*arguments))
    np.testing.assert_allclose(drawn.ravel()[:4], first, rtol=1e-15)


def test_a_generator_is_seeded_by_the_stream():
    first = Draw(SEED).generator()
    assert first.integers(0, 2**31) == Draw(SEED).generator().integers(0, 2**31)
    draw = Draw(SEED)
    assert draw.generator().integers(0, 2**31) != draw.generator().integers(0, 2**31)


def test_draws_follow_each_other_in_one_stream():
    draw = Draw(SEED)
    first, second = draw.normal(3), draw.normal(3)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.concatenate([first, second]), Draw(SEED).normal(6))


def test_the_global_random_state_plays_no_part():
    np.random.seed(0)
    first = Draw(SEED).normal(4)
    np.random.seed(1)
    state = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(Draw(SEED).normal(4), first)
    np.testing.assert_array_equal(np.random.get_state()[1], state)


@given(SEEDS, SIZES)
def test_shapes_and_types_are_as_asked(seed, shape):
    draw = Draw(seed)
    for drawn in (draw.normal(*shape), draw.uniform(-1, 2, *shape), draw.off_zero(*shape), draw.distinct(*shape)):
        assert (drawn.shape, drawn.dtype, type(drawn)) == (tuple(shape), np.float64, np.ndarray)
    whole = draw.integers(2, 5, *shape)
    assert (whole.shape, whole.dtype) == (tuple(shape), np.int64)
    assert ((whole >= 2) & (whole < 5)).all()


@given(SEEDS, st.floats(-5, 0), st.floats(0.5, 5))
def test_uniform_values_keep_to_their_bounds(seed, low, width):
    drawn = Draw(seed).uniform(low, low + width, 50)
    assert (drawn >= low).all()
    assert (drawn < low + width).all()


@given(SEEDS)
def test_off_zero_values_keep_away_from_zero_on_both_sides(seed):
    drawn = Draw(seed).off_zero(20, 5)
    assert (np.abs(drawn) >= 0.1).all()
    assert (np.abs(drawn) < 2).all()
    assert (drawn > 0).any()
    assert (drawn < 0).any()


@given(SEEDS, st.integers(1, 40), st.integers(1, 8))
def test_labels_are_as_even_as_can_be(seed, count, classes):
    labels = Draw(seed).labels(count, classes)
    counts = np.bincount(labels, minlength=classes)
    assert (labels.shape, labels.dtype, len(counts)) == ((count,), np.int64, classes)
    assert counts.max() - counts.min() <= 1


def test_labels_are_in_random_order():
    assert len({tuple(Draw(seed_of("s", str(place))).labels(8, 4)) for place in range(5)}) == 5


@given(SEEDS, SIZES)
def test_distinct_values_leave_no_ties(seed, shape):
    drawn = np.sort(Draw(seed).distinct(*shape), axis=None)
    assert (np.abs(drawn) <= 1).all()
    assert drawn.size < 2 or np.diff(drawn).min() >= 2 / drawn.size
