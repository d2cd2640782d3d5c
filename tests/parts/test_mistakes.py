"""Known mistakes: edits that match once, variants that take the reference's place, and errors that say what to do."""

from __future__ import annotations

import textwrap
from types import ModuleType

import pytest

from autograder.mistakes import Mistake, MistakeError, edit, mistake, mistakes_in, module_with, source_of

MODULE = '''\
"""Layers."""

import functools


def double(x):
    return 2 * x


@functools.cache
@functools.wraps(double)
def four():
    return double(2)


class Net:
    def loss(self):
        return four()
'''


def declared(exercise: str, variant_of) -> Mistake:
    def some_slip(reference):
        """Why?"""
        return variant_of(reference)

    return mistake(exercise)(some_slip)


def test_an_edit_replaces_the_one_place():
    assert edit("a b c", "b", "x") == "a x c"


@pytest.mark.parametrize(("old", "times"), [("z", 0), ("a", 2)])
def test_an_edit_that_does_not_match_once_is_refused(old, times):
    with pytest.raises(
        MistakeError, match=f"^'{old}' is {times} times in the reference, where an edit needs it exactly once$"
    ):
        edit("a b a", old, "x")


def test_a_mistake_has_its_functions_name_and_its_docstring_as_hint():
    @mistake("double")
    def triples(reference):
        """How often is x
        in the result?
        """
        return edit(reference, "2", "3")

    assert (triples.id, triples.exercise, triples.hint) == ("triples", "double", "How often is x in the result?")


def test_a_mistake_without_a_question_is_refused():
    with pytest.raises(
        MistakeError, match=r"^double\.triples has no docstring; write the question to ask the student$"
    ):

        @mistake("double")
        def triples(reference):
            return reference


def test_the_mistakes_of_a_module_come_in_its_order():
    first, second = declared("double", str), declared("four", str)
    module = ModuleType("m")
    module.__dict__.update(zebra=first, other=1, ant=second, function=edit)
    assert list(mistakes_in(module)) == [first, second]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("double", "def double(x):\n    return 2 * x\n"),
        ("four", "@functools.cache\n@functools.wraps(double)\ndef four():\n    return double(2)\n"),
        ("Net", "class Net:\n    def loss(self):\n        return four()\n"),
    ],
)
def test_the_source_of_a_function_includes_its_decorators(name, source):
    assert source_of(name, MODULE) == source


@pytest.mark.parametrize("name", ["loss", "functools", "halve"])
def test_a_name_that_is_not_at_the_top_level_is_refused(name):
    with pytest.raises(MistakeError, match=f"^the reference has no top-level function or class '{name}'$"):
        source_of(name, MODULE)


def test_an_edited_function_takes_its_place_and_all_else_stays():
    changed = module_with(declared("double", lambda reference: edit(reference, "2 *", "3 *")), MODULE)
    assert changed == MODULE.replace("2 * x", "3 * x")


def test_a_whole_function_may_be_given_with_any_indentation():
    whole = """
        def four():
            return 5
    """
    changed = module_with(declared("four", lambda reference: whole), MODULE)
    assert changed == MODULE.replace(source_of("four", MODULE), textwrap.dedent(whole).lstrip("\n"))
    names: dict = {}
    exec(changed, names)
    assert names["Net"]().loss() == 5


def test_the_last_definition_of_a_module_can_be_replaced():
    changed = module_with(declared("Net", lambda reference: "class Net: pass"), MODULE)
    assert changed.endswith("\nclass Net: pass\n")


@pytest.mark.parametrize(
    ("exercise", "variant", "said"),
    [
        ("double", lambda r: edit(r, "7", "8"), "double.some_slip: '7' is 0 times in the reference"),
        ("double", lambda r: "def double(x:", "double.some_slip: '(' was never closed"),
        ("double", lambda r: r, "double.some_slip leaves the reference as it is; make the mistake in it"),
        ("double", lambda r: f"\n{r}\n", "double.some_slip leaves the reference as it is; make the mistake in it"),
        ("halve", lambda r: r, "the reference has no top-level function or class 'halve'"),
    ],
)
def test_a_mistake_that_no_longer_fits_is_refused(exercise, variant, said):
    with pytest.raises(MistakeError) as caught:
        module_with(declared(exercise, variant), MODULE)
    assert str(caught.value).startswith(said)
