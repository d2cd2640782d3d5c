"""How a submission's modules are imported in the worker: forgivingly, so that one broken line costs itself only.

A file is run at once if it can be, and from a statement that fails on one by one. An import that is not available
becomes a stand-in that fails when it is used; another statement that fails at the top level is told as a notice, and
the rest of the file still counts. Imports in the CS231n layout (`from ..layers import *`, `from cs231n.layers import *`)
find the file beside them.
"""

from __future__ import annotations
import __future__

import ast
import functools
import importlib.abc
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

INSTALLED = ("/tmp", "/dev", "/proc", "/usr", "/etc", str(Path(__file__).parent))
OWN = "_own"  # the folder for a submission's own version of a file that is given


class UnavailableError(ImportError):
    """Something was used that comes from a module which the assignment does not provide."""

    def __init__(self, module: str) -> None:
        super().__init__(f"{module} is not available here")
        self.module = module


class Unavailable:
    """Stands in for a name whose import failed; using it in any way raises what `fault` makes."""

    def __init__(self, fault: Callable[[], Exception]) -> None:
        object.__setattr__(self, "_fault", fault)

    def __getattr__(self, name: str) -> Any:
        raise object.__getattribute__(self, "_fault")()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Fail, whatever is done with the name."""
        raise object.__getattribute__(self, "_fault")()


for _name in """
    setattr getitem setitem contains len iter next bool float int index enter exit lt le eq ne gt ge abs neg pos array
    add sub mul matmul truediv floordiv mod pow radd rsub rmul rmatmul rtruediv rfloordiv rmod rpow mro_entries
""".split():  # noqa: SIM905 - a list of forty strings is harder to read
    setattr(Unavailable, f"__{_name}__", Unavailable.__call__)  # operators look in the class, past __getattr__
Unavailable.__hash__ = object.__hash__  # type: ignore[method-assign]  # defining __eq__ took it away


@dataclass
class Submission:
    """A submission unpacked in `root`: `notices` on what its files did at import, `attempts` to open what is not there.

    `aliases` maps a module of ours to the files that hold its code in the CS231n layout: what is in our `layers.py` and
    `batchnorm.py` is in its `layer_utils.py` and `layers.py`. Those are looked into for what ours lacks, and the other way.
    """

    root: Path
    aliases: Mapping[str, Sequence[str]]
    notices: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    awaited: list[tuple[ModuleType, str, str, str]] = field(default_factory=list)
    packages: set[str] = field(default_factory=set)

    @classmethod
    def installed(cls, root: Path, aliases: Mapping[str, Sequence[str]]) -> Submission:
        """The submission in `root`, with its modules importable from now on."""
        submission = cls(root, aliases)
        sys.meta_path.insert(0, _Finder(submission))
        sys.meta_path.append(_LastFinder())
        sys.addaudithook(submission.watch)
        return submission

    @property
    def modules(self) -> set[str]:
        """The names of the modules that the submission has at its top level."""
        return {path.stem for path in self.root.glob("*.py")}

    @property
    def beside(self) -> set[str]:
        """The names by which a file of the submission may be imported: its own, and those of the CS231n layout."""
        return self.modules.union(self.aliases, *self.aliases.values())

    def settle(self) -> None:
        """Bind the names that files of the submission have imported from each other before they were there."""
        for module, bound, source, name in self.awaited:
            if hasattr(sys.modules.get(source), name):
                module.__dict__[bound] = getattr(sys.modules[source], name)

    def finder(self, name: str) -> Callable[[str], Any]:
        """Finds attributes of module `name`, or of a file that goes by one of its aliases."""

        def find(attribute: str) -> Any:
            module = sys.modules[name]
            if not hasattr(module, attribute):
                for alias in self.aliases.get(name, ()):
                    if alias in self.modules and hasattr(importlib.import_module(alias), attribute):
                        return getattr(sys.modules[alias], attribute)
            return getattr(module, attribute)

        return find

    def watch(self, event: str, args: tuple[Any, ...]) -> None:
        """Audit hook: remembers attempts to open files far from anything a submission has. The sandbox stops them."""
        if event == "open" and isinstance(args[0], str) and len(self.attempts) < 4:
            path = os.path.normpath(Path.cwd() / args[0])
            near = (str(self.root), *INSTALLED, *sys.path[1:], sys.prefix)
            if not path.startswith(near):
                self.attempts.append(path)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that are files of the submission, also under a name that the CS231n layout gives them."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in self._submission.packages:
            return ModuleSpec(name, _Beside(name.rpartition(".")[2], self._submission), is_package=True)
        aliases = self._submission.aliases
        reverse = [ours for ours, theirs in aliases.items() if name in theirs]
        for each in (name, *aliases.get(name, ()), *reverse):
            found = self._files(each)
            if found:
                # what goes by an alias is the submission's code, and not ours that it has the same name as
                files = found[:1] if each in aliases.get(name, ()) else found
                return importlib.util.spec_from_file_location(name, files[-1], loader=_Loader(files, self._submission))
        return None

    def _files(self, name: str) -> list[Path]:
        """The submission's own version of a given file, and the file itself, as far as there are."""
        file = Path(*name.split(".")).with_suffix(".py")
        root = self._submission.root
        return [path for path in (root / OWN / file, root / file) if path.is_file()]


class _LastFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds, where nobody else does, what bridged Python 2 and 3: `from past.builtins import xrange` (CS231n, 2017)."""

    NAMES = ("past", "past.builtins", "future", "six", "six.moves")

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name in self.NAMES else None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(xrange=range, range=range, zip=zip, map=map, filter=filter, basestring=str, unicode=str)


class _Beside(importlib.abc.Loader):
    """`cs231n.layers` is the `layers` beside it, and `cs231n` holds nothing of its own."""

    def __init__(self, name: str, submission: Submission) -> None:
        self._name, self._submission = name, submission

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        beside = "." in spec.name and self._name in self._submission.beside
        return importlib.import_module(self._name) if beside else None

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to run."""


class _Loader(importlib.abc.Loader):
    """Runs a file statement by statement; of a given file, the submission's own version first, so that ours has its way."""

    def __init__(self, paths: Sequence[Path], submission: Submission) -> None:
        self._path, self._submission = paths[-1], submission
        self._before = [_Loader([path], submission) for path in paths[:-1]]

    def exec_module(self, module: ModuleType) -> None:
        for own in self._before:
            try:
                own.exec_module(module)
            except SyntaxError as error:
                self._submission.notices.append(f"{self._path.name}, line {error.lineno}: {error.msg}; ours was used")
        source = self._path.read_bytes()
        stopped: tuple[tuple[int, int], BaseException | None] | None = (0, 0), None
        if self._imports_as_written(source):
            stopped = self._run_at_once(source, module)
        if stopped is not None:
            self._run_from(*stopped, self._statements(source), module)

    def _imports_as_written(self, source: bytes) -> bool:
        """Whether every line that imports stands for itself, and none asks for what the CS231n layout has elsewhere."""
        if re.search(rb"\\[\r\n]", source):
            return False  # a line goes on in the next
        lines = re.findall(rb"^.*?\bimport\b[^(\n]*(?:\([^)]*\))?.*$", source, re.MULTILINE)
        try:
            tree = ast.parse(b"\n".join(line.strip() for line in lines))
        except (SyntaxError, ValueError):
            return False
        written = ast.dump(tree)
        return ast.dump(_BesideImports(self._submission).visit(tree)) == written

    def _run_at_once(self, source: bytes, module: ModuleType) -> tuple[tuple[int, int], BaseException | None] | None:
        """Run the whole file, which takes half as long as its statements do; None, or the place to go on from, one
        statement after the other, and the error that is met there.
        """
        try:
            code = compile(source, str(self._path), "exec", dont_inherit=True)
        except Exception:
            return (0, 0), None
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            step = error.__traceback__
            while step is not None and step.tb_frame.f_code is not code:
                step = step.tb_next
            assert step is not None  # it came through there
            line, _, column, _ = list(code.co_positions())[step.tb_lasti // 2]
            return (line or step.tb_lineno, column or 0), error
        return None

    def _statements(self, source: bytes) -> list[ast.stmt]:
        """The file's statements, with imports in the CS231n layout pointed at the files beside it."""
        lines, beside, statements = source.splitlines(), _BesideImports(self._submission), list[ast.stmt]()
        for statement in ast.parse(source, filename=str(self._path)).body:
            # walking a whole tree costs more than compiling it, and few statements import
            imports = any(b"import" in line for line in lines[statement.lineno - 1 : statement.end_lineno])
            visited = beside.visit(statement) if imports else statement
            statements += visited if isinstance(visited, list) else [visited]
        return statements

    def _run_from(
        self, place: tuple[int, int], error: BaseException | None, statements: Sequence[ast.stmt], module: ModuleType
    ) -> None:
        """Run the statements from the one at a place on, of which the `error` is known already."""
        flags = 0
        for statement in statements:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                for alias in statement.names:
                    flags |= getattr(__future__, alias.name).compiler_flag
        reached = sum(_start(statement) <= place for statement in statements)
        try:
            for statement in statements[max(reached - 1, 0) :]:
                if error is None:
                    error = self._error_of(statement, module, flags)
                if error is not None:
                    self._get_over(error, statement, module)
                    error = None
        except SystemExit:
            self._submission.notices.append(
                f"{self._path.name}, line {statement.lineno}: it exits here; what follows was not read"
            )

    def _error_of(self, statement: ast.stmt, module: ModuleType, flags: int) -> BaseException | None:
        code = compile(ast.Module([statement], []), str(self._path), "exec", flags=flags, dont_inherit=True)
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            return error
        return None

    def _get_over(self, error: BaseException, statement: ast.stmt, module: ModuleType) -> None:
        """Make the best of a statement that failed; raises an error that costs the whole file."""
        if not isinstance(error, Exception):
            raise error
        if not isinstance(error, ImportError) or not isinstance(statement, ast.Import | ast.ImportFrom):
            self._tell(statement, error)
            return
        if isinstance(statement, ast.ImportFrom) and statement.module in self._submission.modules:
            self._bind_what_is_there(statement, statement.module, module)
            return
        source = error.name or getattr(statement, "module", None) or statement.names[0].name
        for alias in statement.names:
            bound = alias.asname or alias.name.split(".")[0]
            if alias.name != "*" and (alias.asname or bound not in module.__dict__):
                module.__dict__[bound] = Unavailable(functools.partial(UnavailableError, source))
        self._submission.notices.append(
            f"{self._path.name}, line {statement.lineno}: {source} is not available here; what uses it will fail"
        )

    def _bind_what_is_there(self, statement: ast.ImportFrom, source: str, module: ModuleType) -> None:
        """Of a file of the submission, bind the names it has. The others may come yet, where two files import each other."""
        for alias in statement.names:
            bound = alias.asname or alias.name
            fault = functools.partial(NameError, f"{source}.py has no {alias.name}")
            module.__dict__[bound] = getattr(sys.modules.get(source), alias.name, Unavailable(fault))
            if isinstance(module.__dict__[bound], Unavailable):
                self._submission.awaited.append((module, bound, source, alias.name))

    def _tell(self, statement: ast.stmt, error: Exception) -> None:
        if isinstance(error, SyntaxError):
            raise error  # another file of the submission does not parse: say that, not this line
        self._submission.notices.append(
            f"{self._path.name}, line {statement.lineno}: {type(error).__name__}: {error}; the rest of the file was used"
        )


def _start(statement: ast.stmt) -> tuple[int, int]:
    """The line and column where a statement begins, its decorators included."""
    decorators = getattr(statement, "decorator_list", [])
    return (decorators[0].lineno, 0) if decorators else (statement.lineno, statement.col_offset)


class _BesideImports(ast.NodeTransformer):
    """Points imports in the CS231n layout at the submission's own files: `from ..layers import *` -> `from layers …`."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._beside = submission.beside

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        last = (node.module or "").rpartition(".")[2]
        if node.level == 0 and self._has_package(node.module or ""):
            return node
        if last in self._beside:
            node.module, node.level = last, 0
            return node
        # `from . import layers`, `from cs231n import layers`: the names are modules
        beside = [alias for alias in node.names if alias.name in self._beside]
        rest = [alias for alias in node.names if alias.name not in self._beside]
        statements: list[ast.stmt] = [ast.copy_location(ast.Import([alias]), node) for alias in beside]
        if rest or not beside:
            node.names = rest or node.names
            statements.append(node)
        return statements

    def visit_Import(self, node: ast.Import) -> ast.Import:
        for alias in node.names:
            last = alias.name.rpartition(".")[2]
            if "." in alias.name and last in self._beside and not self._has_package(alias.name):
                if alias.asname:
                    alias.name = last
                else:  # `import cs231n.layers` binds `cs231n`
                    self._submission.packages.add(alias.name.partition(".")[0])
        return node

    def _has_package(self, name: str) -> bool:
        first = name.partition(".")[0]
        return first in self._beside or first in sys.stdlib_module_names or importlib.util.find_spec(first) is not None
