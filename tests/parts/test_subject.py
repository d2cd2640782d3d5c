"""Subjects: every call gets copies and a random state of its own, and the journal says what was called."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.subject import Journal, MissingNameError, Subject, describe


def spoil(x, w=None):
    x[...] = 0
    return x


def spoil_inside(cache):
    cache[0][...] = 0
    return cache


class Net:
    def __init__(self, hidden_dims):
        hidden_dims.append(10)
        self.params = {"W1": np.ones(2)}
        self.reg = 0.0

    def loss(self, X, y=None):
        X += 1
        return self.reg, {}


MODULE = SimpleNamespace(
    forward=lambda x, w: (2 * x, (x, w)), spoil=spoil, spoil_inside=spoil_inside, Net=Net, SIZE=7,
    random=lambda: (random.random(), np.random.random()), fails=lambda x: 1 / 0, biggest=max,
    same=lambda value: value, update=lambda config: config.setdefault("t", 1),
)  # fmt: skip


@pytest.fixture
def journal() -> Journal:
    return Journal(seed=5)


@pytest.fixture
def layers(journal):
    return Subject(MODULE, "layers", journal)


def test_a_call_goes_through_and_is_told(layers, journal):
    out, _ = layers.forward(np.ones((2, 3)), w=np.ones(3))
    np.testing.assert_array_equal(out, 2 * np.ones((2, 3)))
    assert journal.calls == [("forward", "x (2, 3), w (3,)", "a tuple of 2")]
    assert journal.modified == []


def test_what_is_not_called_is_handed_through(layers, journal):
    assert layers.SIZE == 7
    layers.SIZE = 8
    assert MODULE.SIZE == 8
    layers.SIZE = 7
    assert journal.calls == []


def test_a_call_cannot_change_its_callers_array(layers, journal):
    x = np.ones(3)
    layers.spoil(x)
    assert x.tolist() == [1, 1, 1]
    assert journal.modified == ["spoil changes its input x in place"]


def test_a_keyword_that_is_changed_is_named(layers, journal):
    layers.spoil(w=1, x=np.ones(3))
    assert journal.modified == ["spoil changes its input x in place"]


def test_an_array_that_was_zero_before_is_not_said_to_be_changed(layers, journal):
    layers.spoil(np.zeros(3))
    assert journal.modified == []


def test_nan_that_stays_nan_is_no_change(layers, journal):
    layers.same(np.array([np.nan]))
    assert journal.modified == []


@pytest.mark.parametrize("container", [list, tuple])
def test_arrays_inside_caches_are_copied_too(layers, container):
    inner = np.ones(2)
    layers.spoil_inside(container([inner, "x"]))
    assert inner.tolist() == [1, 1]
    nested = (([inner],),)
    came = layers.same(nested)
    assert came[0][0][0] is not inner
    assert type(came[0][0]) is list


def test_a_dictionary_is_the_experiments_own(layers):
    config: dict = {}
    layers.update(config)
    assert config == {"t": 1}


def test_an_object_of_a_class_is_watched_and_its_attributes_are_its_own(layers, journal):
    widths, x = [3], np.ones(2)
    net = layers.Net(widths)
    net.reg = 0.5
    net.params["W1"][0] = 9
    assert net.loss(x, y=None)[0] == 0.5
    assert (widths, x.tolist(), net.params["W1"].tolist()) == ([3], [1, 1], [9, 1])
    assert journal.calls == [("Net", "hidden_dims=[3]", "a Net"), ("loss", "X (2,), y=None", "a tuple of 2")]
    assert journal.modified == ["Net changes its input hidden_dims in place", "loss changes its input X in place"]


def test_a_call_that_does_not_return_is_in_the_journal(layers, journal):
    with pytest.raises(ZeroDivisionError):
        layers.fails(3)
    assert journal.calls == [("fails", "x=3", "nothing: it did not return")]


def test_a_function_without_a_signature_is_told_by_places(layers, journal):
    assert layers.biggest(1, 5) == 5
    assert journal.calls == [("biggest", "argument 1=1, argument 2=5", "an int")]


def test_a_list_of_arrays_is_told_by_its_length(layers, journal):
    layers.same([np.ones(2), np.ones(3)])
    assert journal.calls[0][1] == "value, a list of 2"


def test_an_output_inside_a_dictionary_is_traced_to_its_call(journal):
    module = SimpleNamespace(loss=lambda: (1.0, {"W1": np.ones(2)}))
    _, grads = Subject(module, "fc_net", journal).loss()
    assert journal.producers({"dW1": grads["W1"], "x": object()}) == {"dW1": 0, "x": None}


def test_long_arguments_are_cut(layers, journal):
    layers.same("x" * 1000)
    assert len(journal.calls[0][1]) < 60


def test_a_cache_is_each_submissions_own_and_not_told(journal):
    module = SimpleNamespace(backward=lambda dout, cache: dout)
    Subject(module, "layers", journal).backward(np.ones(2), (np.ones(3), 4))
    assert journal.calls == [("backward", "dout (2,), cache", "an array (2,)")]


def test_the_journal_knows_which_call_an_output_came_from(layers, journal):
    out, _ = layers.forward(np.ones(2), np.ones(3))
    _, (x, _) = layers.forward(out, np.ones(3))
    assert journal.producers({"out": out, "x": x, "other": np.ones(2)}) == {"out": 0, "x": 1, "other": None}


def test_every_call_has_a_random_state_of_its_own_that_nobody_else_can_move(layers):
    first, second = layers.random(), layers.random()
    assert first != second
    again = Subject(MODULE, "layers", Journal(seed=5))
    again.same(np.random.random(100))  # whatever happened before
    assert again.random() == second
    assert Subject(MODULE, "layers", Journal(seed=6)).random() != first


def test_a_function_that_is_missing_is_told_apart_from_one_that_fails(layers):
    with pytest.raises(MissingNameError, match=r"^layers has no backward$") as caught:
        layers.backward(1)
    assert caught.value.missing == "backward"


def test_an_attribute_that_is_missing_of_an_object_is_told_as_such(layers):
    with pytest.raises(MissingNameError) as caught:
        layers.Net([1]).param  # noqa: B018
    assert "Net.py" not in str(caught.value)


def test_names_are_looked_up_where_the_submission_keeps_them(journal):
    found = Subject(MODULE, "layers", journal, find=lambda name: {"sandwich": lambda: 3}[name])
    assert found.sandwich() == 3


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (np.zeros((2, 3)), "an array (2, 3)"),
        ((1, 2), "a tuple of 2"),
        (1.0, "a float"),
        (1, "an int"),
        ({}, "a dict"),
        (type("Ünlü" * 20, (), {})(), "a " + ("Ünlü" * 20)[:40]),
    ],
)
def test_results_are_described_in_words(value, words):
    assert describe(value) == words
