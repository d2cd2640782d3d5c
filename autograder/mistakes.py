"""Known mistakes: wrong variants of the reference, each named by its defect, with the question to ask.

    @mistake("affine_backward")
    def averages_the_bias_gradient(reference):
        '''The bias takes part once per row, so its gradient sums over the batch. Where does a mean come in?'''
        return edit(reference, "dout.sum(axis=0)", "dout.mean(axis=0)")

`reference` is the source of the exercise's function or class, and what is returned takes its place in the module. A
mistake is at once a detector (what it observes is its signature), a hint, and a test: doctor proves that it loses
points and is recognised.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

Variant = Callable[[str], str]


class MistakeError(ValueError):
    """A mistake that no longer fits the reference: its author has to look at it."""


@dataclass(frozen=True)
class Mistake:
    """A wrong variant of one exercise: `id` says the defect, `hint` asks the question that leads out of it."""

    id: str
    exercise: str
    variant: Variant

    @property
    def hint(self) -> str:
        """The docstring, on one line."""
        return " ".join((inspect.getdoc(self.variant) or "").split())


def mistake(exercise: str) -> Callable[[Variant], Mistake]:
    """Declare the decorated function as a mistake that students make in `exercise`."""

    def declare(variant: Variant) -> Mistake:
        declared = Mistake(id=variant.__name__, exercise=exercise, variant=variant)
        if not declared.hint:
            raise MistakeError(f"{exercise}.{declared.id} has no docstring; write the question to ask the student")
        return declared

    return declare


def edit(reference: str, old: str, new: str) -> str:
    """`reference` with `old` replaced by `new`; raises MistakeError unless `old` is there exactly once."""
    found = reference.count(old)
    if found != 1:
        raise MistakeError(f"{old!r} is {found} times in the reference, where an edit needs it exactly once")
    return reference.replace(old, new)


def mistakes_in(module: ModuleType) -> Iterable[Mistake]:
    """The mistakes that a `_mistakes` module declares, in its order."""
    return [value for value in vars(module).values() if isinstance(value, Mistake)]


def source_of(name: str, module_source: str) -> str:
    """The source of the top-level function or class `name`; raises MistakeError where there is none."""
    first, last = _lines_of(name, module_source)
    return "".join(module_source.splitlines(keepends=True)[first:last])


def module_with(mistake: Mistake, module_source: str) -> str:
    """The module's source with the mistake made; raises MistakeError where it no longer fits."""
    first, last = _lines_of(mistake.exercise, module_source)
    lines = module_source.splitlines(keepends=True)
    reference = "".join(lines[first:last])
    try:
        variant = textwrap.dedent(mistake.variant(reference)).strip("\n") + "\n"
        ast.parse(variant)
    except (MistakeError, SyntaxError) as error:
        raise MistakeError(f"{mistake.exercise}.{mistake.id}: {error}") from error
    if variant.strip() == reference.strip():
        raise MistakeError(f"{mistake.exercise}.{mistake.id} leaves the reference as it is; make the mistake in it")
    return "".join(lines[:first]) + variant + "".join(lines[last:])


def _lines_of(name: str, module_source: str) -> tuple[int, int]:
    for node in ast.parse(module_source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1, node.end_lineno or 0
    raise MistakeError(f"the reference has no top-level function or class {name!r}")
