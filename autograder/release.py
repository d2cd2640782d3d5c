"""The student's tree, made from the solution tree: skeletons, notebook, handout, public checks with their frozen key.

`build` makes all of it in memory, so that `release` writes exactly what `doctor` compares. Nothing whose name starts
with `_` is looked at, but for the checks: `_checks/layers.py` gives `checks/layers.py`, its hidden checks cut out.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder import keyfile
from autograder.course import PUBLIC_CHECKS, Assignment, Course, calls
from autograder.errors import CourseError
from autograder.grading import workers_for
from autograder.key import public_part
from autograder.late import LatePolicy
from autograder.notebook import notebook
from autograder.recording import cached
from autograder.skeleton import skeleton, solved

PYTEST_FILE = '''"""`pytest` in the assignment's folder shows the same findings as `autograder check`."""

from pathlib import Path

import pytest

from autograder import student

FOLDER = Path(__file__).parent.parent


@pytest.mark.parametrize("exercise", student.exercises_in(FOLDER))
def test_exercise(exercise: str) -> None:
    findings = student.findings_if_failing(FOLDER, exercise)
    if findings:
        pytest.fail(findings, pytrace=False)
'''


def build(course: Course, assignment: Assignment, frozen: bytes | None) -> dict[str, bytes]:
    """Every file of the released assignment, by its path in the folder.

    `frozen` is the key as released before: it stays if the new one differs by no more than another processor's rounding,
    so that releasing on another machine changes nothing. Raises CourseError where the solution tree is broken.
    """
    files: dict[str, bytes] = {}
    for path in sorted(_visible(assignment.folder)):
        name = path.relative_to(assignment.folder).as_posix()
        if name.endswith(".nb.py"):
            points = {exercise.name: exercise.points for exercise in assignment.exercises}
            made = notebook(path.read_text(encoding="utf-8"), points, f"{assignment.name}/{name}")
            files[name.removesuffix(".nb.py") + ".ipynb"] = made.encode()
        elif name.endswith(".py"):
            source = path.read_text(encoding="utf-8")
            made = (
                solved(source)
                if name in assignment.given
                else skeleton(source, assignment.name, f"{assignment.name}/{name}")
            )
            files[name] = made.encode()
        else:
            files[name] = path.read_bytes()
    for module in assignment.modules:
        checks = assignment.checks_folder / f"{module}.py"
        if checks.exists():
            files[f"{PUBLIC_CHECKS}/{module}.py"] = public_checks(
                checks.read_text(encoding="utf-8"), assignment
            ).encode()
    files[f"{PUBLIC_CHECKS}/assignment.toml"] = _settings(assignment).encode()
    files[f"{PUBLIC_CHECKS}/test_exercises.py"] = PYTEST_FILE.encode()
    files[f"{PUBLIC_CHECKS}/key.safetensors"] = _public_key(course, assignment, frozen)
    return files


def release(course: Course, assignments: Path) -> Iterator[str]:
    """Write the student's tree of every assignment; yields a line on each. What is no longer made is removed."""
    names = course.names()
    for name in names:
        folder = assignments / name
        files = build(course, course.assignment(name), frozen_key(folder))
        changed = 0
        for file, content in files.items():
            path = folder / file
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                changed += 1
        removed = [path for path in released_paths(folder) if path.relative_to(folder).as_posix() not in files]
        for path in removed:
            path.unlink()
        yield f"{folder}: {len(files)} files, {changed} written, {len(removed)} removed"
    for path in sorted(assignments.iterdir()):
        if path.is_dir() and path.name not in names:
            shutil.rmtree(path)
            yield f"{path}: removed, since solutions/ no longer has it"


def released_paths(folder: Path) -> list[Path]:
    """The files in a released folder, what running them leaves behind not counted."""
    return [
        path for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints", ".pytest_cache"} & set(path.parts)
    ]  # fmt: skip


def frozen_key(folder: Path) -> bytes | None:
    """The key that was released last into `folder`, if there is one."""
    path = folder / PUBLIC_CHECKS / "key.safetensors"
    return path.read_bytes() if path.is_file() else None


def public_checks(source: str, assignment: Assignment) -> str:
    """The checks' source without the hidden ones, and without the functions and constants that only those use."""
    hidden = {check.id for _, check in assignment.checks() if check.hidden}
    body = ast.parse(source).body
    kept = [
        each for each in body if not (_is_check(each) and isinstance(each, ast.FunctionDef) and each.name in hidden)
    ]
    while True:
        used = {name for each in kept for name in _names_used_in(each)}
        needed = [each for each in kept if _is_check(each) or not (made := _names_made_by(each)) or made & used]
        if len(needed) == len(kept):
            return _without(source, [each for each in body if each not in kept])
        kept = needed


def _is_check(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and bool(node.decorator_list)


def _names_made_by(node: ast.stmt) -> set[str]:
    """The functions, classes and constants that a statement defines; none for an import, a docstring or an exercise."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign) and not calls(node.value, "exercise"):
        return {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return set()


def _names_used_in(node: ast.stmt) -> set[str]:
    own = _names_made_by(node) if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
    loaded = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    return loaded - own


def _without(source: str, nodes: list[ast.stmt]) -> str:
    """The source without these statements, and without comments that stand right above them."""
    lines = source.splitlines(keepends=True)
    for node in reversed(nodes):
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
        first, end = min([node.lineno, *(each.lineno for each in decorators)]) - 1, node.end_lineno or node.lineno
        while first > 0 and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        while end < len(lines) and not lines[end].strip():
            end += 1
        del lines[first:end]
    return "".join(lines).rstrip() + "\n"


def _visible(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(("_", ".")) for part in parts):
            yield path


def _settings(assignment: Assignment) -> str:
    limits = "\n".join(f"{name} = {json.dumps(value)}" for name, value in vars(assignment.limits).items())
    aliases = "\n".join(f"{name} = {json.dumps(list(value))}" for name, value in sorted(assignment.aliases.items()))
    deadline = f"deadline = {assignment.deadline.isoformat()}\n" if assignment.deadline else ""
    terms = "".join(f"{name} = {json.dumps(value)}\n" for name, value in vars(assignment.late).items())
    late = f"\n[late]\n{terms}" if assignment.late != LatePolicy() else ""
    return (
        f"name = {json.dumps(assignment.name)}\ntitle = {json.dumps(assignment.title, ensure_ascii=False)}\n"
        f"modules = {json.dumps(list(assignment.modules))}\ngiven = {json.dumps(list(assignment.given))}\npackages = {json.dumps(list(assignment.packages))}\n{deadline}"
        f"\n[aliases]\n{aliases}\n\n[limits]\n{limits}\n{late}"
    )


def _public_key(course: Course, assignment: Assignment, frozen: bytes | None) -> bytes:
    cache = course.solutions.parent / ".cache" / "keys"
    whole = cached(assignment, course.public_seed, lambda: workers_for(assignment, "bwrap"), cache)
    public = public_part(whole, assignment)
    if frozen is not None:
        try:
            before = keyfile.parse(frozen, f"{assignment.name}'s released key")
        except CourseError:
            return keyfile.dump(public)
        if keyfile.same_but_for_rounding(before, public):
            return frozen
    return keyfile.dump(public)
