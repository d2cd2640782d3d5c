"""The course's files, read into values: assignments, their exercises, checks and mistakes.

    solutions/_course.toml                   seeds, the instructor's address
    solutions/a1_fc_net/_assignment.toml     title, modules, allowed packages, limits
    solutions/a1_fc_net/_checks/layers.py    exercises and checks on layers.py
    solutions/a1_fc_net/_mistakes/layers.py  what goes wrong in it

A released folder has the same checks (`checks/layers.py`, hidden ones left out) and a frozen key; `released` reads it
into the same `Assignment`, without mistakes: their signatures are in the key.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.checks import Check, Exercise
from autograder.errors import CourseError
from autograder.late import LatePolicy, deadline, late_policy
from autograder.loading import OWN
from autograder.mistakes import Mistake, mistakes_in
from autograder.sandbox import Limits
from autograder.worker import EXPERIMENT

PUBLIC_CHECKS = "checks"
JUDGE_SIDE = ("autograder.checks", "autograder.draw")  # what a check module imports for its decorators and type hints


@dataclass(frozen=True)
class Assignment:
    """One assignment: what students write, what must hold, what goes wrong."""

    name: str
    title: str
    folder: Path
    modules: tuple[str, ...]
    given: tuple[str, ...]
    packages: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]]  # a module of ours -> the files that hold its code in the CS231n layout
    limits: Limits
    deadline: datetime | None
    checks_folder: Path
    exercises: tuple[Exercise, ...]
    mistakes: tuple[Mistake, ...]
    module_of: Mapping[str, str] = field(default_factory=dict)
    late: LatePolicy = field(default_factory=LatePolicy)
    devices: tuple[str, ...] = ("cpu",)  # and cuda, where a GPU is of use

    @property
    def points(self) -> float:
        """The points of all exercises."""
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, name: str) -> Exercise:
        """The exercise of this name; raises CourseError with the names there are."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise CourseError(
            f"{self.name} has no exercise {name!r}; it has {', '.join(each.name for each in self.exercises)}."
        )

    def checks(self) -> list[tuple[Exercise, Check]]:
        """Every check, beside its exercise, in the order of the handout."""
        return [(exercise, check) for exercise in self.exercises for check in exercise.checks]

    def all_needs(self, exercise: Exercise) -> list[str]:
        """The exercises that `exercise` needs, and theirs in turn, nearest first."""
        found: list[str] = []
        waiting = list(exercise.needs)
        while waiting:
            name = waiting.pop(0)
            if name == exercise.name:
                raise CourseError(
                    f"{exercise.name} needs itself, by way of {', '.join(found)}; break the circle in `needs=`."
                )
            if name not in found:
                found.append(name)
                waiting += self.exercise(name).needs
        return found

    def file_of(self, module: str, files: Collection[str]) -> str | None:
        """Which of a submission's files has this module: the one of its name, or one that keeps it in the CS231n layout."""
        others = self.aliases.get(module, ())
        own = [f"{OWN}/{alias}.py" for alias in others] + [f"{a}.py" for a in others if f"{a}.py" not in self.given]
        return next((name for name in (f"{module}.py", *own) if name in files), None)

    def given_files(self) -> dict[str, bytes]:
        """What every submission gets from us, by name: the given files, and those in `_given/`, which students never see."""
        ours = {path.name: path for path in sorted((self.folder / "_given").glob("*.py"))}
        return {name: path.read_bytes() for name, path in {**{n: self.folder / n for n in self.given}, **ours}.items()}

    def reference(self) -> dict[str, bytes]:
        """The reference's files, given ones included, by name; raises CourseError where one is missing."""
        names = dict.fromkeys([*(f"{module}.py" for module in self.modules), *self.given])
        try:
            return {name: (self.folder / name).read_bytes() for name in names}
        except FileNotFoundError as error:
            raise CourseError(f"{error.filename} is missing, which _assignment.toml names among its modules.") from None


@dataclass(frozen=True)
class Course:
    """The solution tree. `seed` is secret: it draws the inputs that decide; `public_seed` draws those students see."""

    solutions: Path
    seed: str
    public_seed: str
    contact: str

    def assignment(self, name: str) -> Assignment:
        """The assignment in `solutions/<name>`; raises CourseError with the names there are."""
        if name not in self.names():
            raise CourseError(
                f"There is no assignment {name!r} in {self.solutions}; there are {', '.join(self.names())}."
            )
        return source(self.solutions / name)

    def names(self) -> list[str]:
        """The names of all assignments."""
        return sorted(path.parent.name for path in self.solutions.glob("*/_assignment.toml"))


def course(solutions: Path) -> Course:
    """The course in a solution tree; raises CourseError where there is none or its file is incomplete."""
    settings = _toml(solutions / "_course.toml", "a course file with `seed`, `public_seed` and `contact`")
    try:
        return Course(solutions.resolve(), settings["seed"], settings["public_seed"], settings["contact"])
    except KeyError as error:
        raise CourseError(f"{solutions / '_course.toml'} lacks {error}; see docs/authoring.md.") from None


def source(folder: Path) -> Assignment:
    """The assignment in a folder of the solution tree, with hidden checks and mistakes."""
    mistakes: list[Mistake] = []
    for path in sorted((folder / "_mistakes").glob("*.py")):
        found = list(mistakes_in(_module(path, f"_mistakes_{path.stem}")))
        _refuse_shadowed(path, "mistake", len(found))
        mistakes += found
    return _assignment(folder, folder / "_assignment.toml", folder / "_checks", mistakes)


def released(folder: Path) -> Assignment:
    """The assignment in a student's folder."""
    return _assignment(folder, folder / PUBLIC_CHECKS / "assignment.toml", folder / PUBLIC_CHECKS, [])


def experiment_sources(assignment: Assignment) -> dict[str, str]:
    """What the worker gets of the checks: the experiments alone, by module.

    Tolerances, points, measures and which checks are hidden stay with the judge: decorators and `exercise` lines are
    taken off, and each experiment is renamed `<exercise>__EXPERIMENT__<check>`.
    """
    sources = {}
    for module in assignment.modules:
        path = assignment.checks_folder / f"{module}.py"
        if not path.exists():
            continue
        names = {
            (check.experiment.__code__.co_firstlineno, check.id): f"{exercise.name}{EXPERIMENT}{check.id}"
            for exercise, check in assignment.checks()
            if check.experiment.__code__.co_filename == str(path)
        }
        measures = {check.measure.__name__ for _, check in assignment.checks() if check.measure is not None}
        sources[module] = _stripped(path.read_text(), names, measures)
    return sources


def _stripped(text: str, names: Mapping[tuple[int, str], str], measures: set[str]) -> str:
    kept: list[ast.stmt] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if (first, node.name) in names:
                node.name = names[first, node.name]
                node.decorator_list = []
            elif node.name in measures:
                continue
        elif (isinstance(node, ast.Assign) and calls(node.value, "exercise")) or (
            isinstance(node, ast.ImportFrom) and node.module in JUDGE_SIDE
        ):
            continue
        kept.append(node)
    return ast.unparse(ast.Module(kept, []))


def _assignment(folder: Path, settings_file: Path, checks_folder: Path, mistakes: Iterable[Mistake]) -> Assignment:
    settings = _toml(settings_file, "the assignment's file, with `title` and `modules`")
    known = {"name", "title", "modules", "given", "packages", "devices", "aliases", "limits", "deadline", "late"}
    if unknown := set(settings) - known:
        raise CourseError(f"{settings_file} has unknown settings {sorted(unknown)}; known are {sorted(known)}.")
    if missing := {"title", "modules"} - set(settings):
        raise CourseError(f"{settings_file} lacks {', '.join(sorted(missing))}; see docs/authoring.md.")
    limits = settings.get("limits", {})
    if unknown := set(limits) - {each.name for each in fields(Limits)}:
        raise CourseError(f"{settings_file} has unknown limits {sorted(unknown)}.")
    exercises: list[Exercise] = []
    module_of: dict[str, str] = {}
    for module in settings["modules"]:
        path = checks_folder / f"{module}.py"
        if path.exists():
            found = [each for each in vars(_module(path, f"_checks_{module}")).values() if isinstance(each, Exercise)]
            _refuse_shadowed(path, "exercise", len(found))
            if twice := {each.name for each in found} & {each.name for each in exercises} | _twice(found):
                raise CourseError(f"{path} declares the exercise {min(twice)!r}, which there is already.")
            exercises += found
            module_of |= {each.name: module for each in found}
    name = settings.get("name", folder.resolve().name)  # a student may rename the folder; the released file says it
    assignment = Assignment(
        name=name, title=settings["title"], folder=folder, modules=tuple(settings["modules"]),
        given=tuple(settings.get("given", ())), packages=tuple(settings.get("packages", ("numpy",))),
        devices=tuple(settings.get("devices", ("cpu",))),
        aliases={ours: tuple(theirs) for ours, theirs in settings.get("aliases", {}).items()}, limits=Limits(**limits), deadline=deadline(settings.get("deadline"), settings_file), late=late_policy(settings.get("late", {}), settings_file),
        checks_folder=checks_folder, exercises=tuple(exercises), mistakes=tuple(mistakes), module_of=module_of,
    )  # fmt: skip
    for exercise in exercises:
        assignment.all_needs(exercise)  # raises where a needed exercise does not exist
    for each in mistakes:
        assignment.exercise(each.exercise)
    return assignment


def _refuse_shadowed(path: Path, declared_by: str, found: int) -> None:
    """Raise CourseError where the file calls `declared_by` more often than names are left: two had the same name."""
    names: list[str] = []
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            names += [node.name for each in node.decorator_list if calls(each, declared_by)]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and calls(node.value, declared_by):
            names.append(ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target))
    if len(names) > found:
        twice = sorted({name for name in names if names.count(name) > 1})
        which = f": {', '.join(twice)} is there more than once" if twice else ""
        raise CourseError(
            f"{path} has {len(names)} {declared_by}s but only {found} are left after running it{which}. "
            f"Give each {declared_by} a name of its own."
        )


def calls(node: ast.expr | None, function: str) -> bool:
    """Whether an expression is a call of the function by that name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function


def _twice(exercises: list[Exercise]) -> set[str]:
    names = [each.name for each in exercises]
    return {name for name in names if names.count(name) > 1}


def _module(path: Path, name: str) -> ModuleType:
    """A trusted file of the course, executed under a name of its own; never left in sys.modules."""
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses and inspect look there while the file runs
    try:
        exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    except Exception as error:
        raise CourseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    finally:
        del sys.modules[name]
    return module


def _toml(path: Path, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: it should be {what}.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not valid TOML: {error}.") from None
