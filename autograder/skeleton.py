"""From a reference file to the skeleton that a student gets: solution regions become TODO stubs.

    # BEGIN SOLUTION            # TODO: write this part (about 2 lines).
    rows = x.reshape(…)    ─▶   raise NotImplementedError("a1_fc_net.affine_forward is not implemented yet")
    out = rows @ w + b
    # END SOLUTION

Markers are comments of their own, found with `tokenize`, so that a string which mentions them is none. A region lies
inside one function and keeps to one indentation; anything else is an error that names the line.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from autograder.errors import CourseError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
STUB = re.compile(r"(\w+)\.(\w+) is not implemented yet")


@dataclass(frozen=True)
class Region:
    """A solution region: the lines of its markers (from 1), its indentation, and the exercise that it belongs to."""

    begin: int
    end: int
    indent: str
    exercise: str


def regions(source: str, name: str) -> list[Region]:
    """The solution regions of a module's source, in order; raises CourseError, with `name` and the line, where broken."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{name}, line {error.lineno}: it does not parse: {error.msg}.") from None
    markers = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "SOLUTION" in token.string:
            line, column = token.start
            if token.string not in (BEGIN, END) or token.line[:column].strip():
                raise CourseError(
                    f"{name}, line {line}: {token.string!r} should be {BEGIN!r} or {END!r} on a line of its own."
                )
            markers.append((line, token.line[:column], token.string))
    if len(markers) % 2 or any(text != (BEGIN, END)[place % 2] for place, (_, _, text) in enumerate(markers)):
        line = next(
            (line for place, (line, _, text) in enumerate(markers) if text != (BEGIN, END)[place % 2]), markers[-1][0]
        )
        raise CourseError(
            f"{name}, line {line}: {BEGIN} and {END} do not alternate; each region needs both, and none nests."
        )
    lines = source.splitlines()
    found = []
    for (begin, indent, _), (end, other_indent, _) in zip(markers[::2], markers[1::2], strict=True):
        code = [place for place in range(begin + 1, end) if code_lines(lines[place - 1])] or [begin]
        inner = _innermost_function(tree, code[0])
        if inner is None or inner is not _innermost_function(tree, code[-1]):
            raise CourseError(f"{name}, line {begin}: the region does not begin and end inside the same function.")
        outside = [
            place for place in range(begin, end) if lines[place - 1].strip() and not lines[place - 1].startswith(indent)
        ]
        if indent != other_indent or outside:
            raise CourseError(
                f"{name}, line {outside[0] if outside else end}: the region leaves the indentation it began with."
            )
        found.append(Region(begin, end, indent, _top_level_name(tree, begin, name)))
    return found


def skeleton(source: str, assignment: str, name: str) -> str:
    """The source with every solution region replaced by a stub; raises CourseError where a region is broken."""
    lines = source.splitlines(keepends=True)
    for region in reversed(regions(source, name)):
        count = sum(bool(code_lines(line)) for line in lines[region.begin : region.end - 1])
        lines[region.begin - 1 : region.end] = [
            f"{region.indent}# TODO: write this part (about {count} line{'' if count == 1 else 's'}).\n",
            f'{region.indent}raise NotImplementedError("{stub(assignment, region.exercise)}")\n',
        ]
    return "".join(lines)


def solved(source: str) -> str:
    """The source as a given file: solution and all, without the markers."""
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if line.strip() not in (BEGIN, END))


def stub(assignment: str, exercise: str) -> str:
    """What the stub of an exercise raises; the judge knows by it what is not written yet (`STUB` takes it apart)."""
    return f"{assignment}.{exercise} is not implemented yet"


def solution_lines(source: str, name: str) -> list[str]:
    """The code lines inside solution regions, stripped: what must not be found in the student's tree."""
    lines = source.splitlines()
    inside = [line for region in regions(source, name) for line in lines[region.begin : region.end - 1]]
    return [code for line in inside if (code := code_lines(line))]


def code_lines(line: str) -> str:
    """The line stripped, empty for a blank line or a comment."""
    stripped = line.strip()
    return "" if stripped.startswith("#") else stripped


def _innermost_function(tree: ast.Module, line: int) -> ast.AST | None:
    containing = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno < line <= (node.end_lineno or 0)
    ]  # fmt: skip
    return max(containing, key=lambda node: node.lineno, default=None)


def _top_level_name(tree: ast.Module, line: int, name: str) -> str:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno < line <= (node.end_lineno or 0) + 1:
            return node.name
    raise CourseError(
        f"{name}, line {line}: the region is in no top-level function or class, so it belongs to no exercise."
    )
