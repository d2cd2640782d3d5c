"""Exercises and checks: what an author declares, and what is refused at once."""

from __future__ import annotations

import pytest

from autograder.checks import Check, exercise


def out(layers, draw):
    """It returns
    the output.

    More for the author.
    """
    return {"out": layers.f(draw.normal(2))}


def gradients(layers, fc_net):
    """It returns gradients."""


def silent(layers):
    return {}


def test_a_check_tells_its_sentence_and_its_modules():
    described = Check("out", out)
    assert (described.description, described.modules) == ("It returns the output.", ("layers",))
    assert Check("gradients", gradients).modules == ("layers", "fc_net")


def test_a_bare_check_is_kept_and_the_function_stays_itself():
    made = exercise("f", points=3)
    assert made.check(out) is out
    assert [(check.id, check.experiment, check.weight, check.hidden) for check in made.checks] == [
        ("out", out, 1.0, False)
    ]


def test_options_of_a_check_are_kept():
    made = exercise("f", points=3)
    measure = dict
    assert (
        made.check(weight=2, hidden=True, rtol=0.1, atol=0.2, seconds=9, measure=measure, false_alarm=1e-6)(out) is out
    )
    (check,) = made.checks
    assert (check.weight, check.hidden, check.rtol, check.atol, check.seconds) == (2, True, 0.1, 0.2, 9)
    assert (check.measure, check.false_alarm) == (measure, 1e-6)


def test_an_unknown_option_is_refused():
    with pytest.raises(ValueError, match=r"^f\.out: check has no option wieght; see docs/authoring\.md$"):
        exercise("f", points=3).check(wieght=2)(out)


def test_points_are_shared_by_weight():
    made = exercise("f", points=6)
    made.check(out)
    made.check(weight=3)(gradients)
    assert [made.points_of(check) for check in made.checks] == [1.5, 4.5]


@pytest.mark.parametrize(("needs", "kept"), [((), ()), ("g", ("g",)), (("g", "h"), ("g", "h")), (["g"], ("g",))])
def test_needs_may_be_one_name_or_several(needs, kept):
    assert exercise("f", points=1, needs=needs).needs == kept


@pytest.mark.parametrize("points", [0, -1, 0.0])
def test_an_exercise_without_points_is_refused(points):
    with pytest.raises(ValueError, match=f"^exercise 'f' has {points} points; give it more than none$"):
        exercise("f", points=points)


def test_a_check_without_its_sentence_is_refused():
    with pytest.raises(
        ValueError, match=r"^f\.silent has no docstring; write the sentence that the student will read$"
    ):
        exercise("f", points=1).check(silent)


def test_two_checks_of_one_name_are_refused():
    made = exercise("f", points=1)
    made.check(out)
    with pytest.raises(
        ValueError, match=r"^f\.out is defined twice; give each check of an exercise a name of its own$"
    ):
        made.check(out)
    assert len(made.checks) == 1


@pytest.mark.parametrize("options", [{"measure": dict}, {"false_alarm": 1e-6}, {"false_alarm": 0.0}])
def test_half_of_a_stochastic_check_is_refused(options):
    with pytest.raises(ValueError, match=r"^f\.out: `measure` and `false_alarm` go together; say how often a right"):
        exercise("f", points=1).check(**options)(out)


@pytest.mark.parametrize("weight", [0, -1])
def test_a_check_without_weight_is_refused(weight):
    with pytest.raises(ValueError, match="weight"):
        exercise("f", points=1).check(weight=weight)(out)
