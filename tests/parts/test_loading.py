"""Loading a submission's modules: one broken line costs itself, and the CS231n layout is found."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest

from autograder.loading import Submission, Unavailable, UnavailableError


@pytest.fixture
def submit(tmp_path, monkeypatch) -> Callable[..., Submission]:
    """Installs files as a submission, and takes it away again at the end of the test."""
    hooks: list = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)  # a real one could not be taken away
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "modules", sys.modules | {})
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)

    def install(aliases: dict[str, list[str]] | None = None, **files: str) -> Submission:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        submission = Submission.installed(tmp_path, aliases or {})
        assert hooks == [submission.watch]
        return submission

    yield install
    for name in set(sys.modules) - before:
        del sys.modules[name]


def load(name: str = "layers") -> ModuleType:
    return importlib.import_module(name)


def test_a_module_is_loaded_from_the_submission(submit):
    submission = submit(layers='"""Doc."""\nX = 1\ndef f():\n    return X\n')
    assert load().f() == 1
    assert (submission.notices, submission.modules) == ([], {"layers"})


def test_an_import_that_is_not_available_costs_only_what_uses_it(submit):
    submission = submit(
        layers="import notthere.deep as nt\nfrom notthere import jit, tools as t\ndef f():\n    return 1\ndef g():\n    return nt.x\ndef h():\n    return jit(1)\n"
    )
    layers = load()
    assert layers.f() == 1
    for function in (layers.g, layers.h):
        with pytest.raises(UnavailableError, match=r"^notthere is not available here$") as caught:
            function()
        assert caught.value.module == "notthere"
    assert isinstance(layers.t, Unavailable)
    assert submission.notices == [
        "layers.py, line 1: notthere is not available here; what uses it will fail",
        "layers.py, line 2: notthere is not available here; what uses it will fail",
    ]


@pytest.mark.parametrize(
    "use", ["x.y", "x()", "x[0]", "list(x)", "x + 1", "x * 1", "[*x]", "[y for y in x]", "getattr(x, 'a', None)"]
)
def test_whatever_is_done_with_what_is_not_available_says_so(use):
    with pytest.raises(UnavailableError, match=r"^scipy is not available here$"):
        eval(use, {"x": Unavailable(partial(UnavailableError, "scipy"))})


@pytest.mark.parametrize("use", ["x - 1", "1 + x", "2 * x", "x @ x", "x / 2", "-x", "len(x)", "x < 1", "x ** 2"])
def test_every_operator_on_what_is_not_available_says_so(use):
    with pytest.raises(UnavailableError):
        eval(use, {"x": Unavailable(partial(UnavailableError, "scipy"))})


def test_a_with_statement_on_what_is_not_available_says_so():
    with pytest.raises(UnavailableError), Unavailable(partial(UnavailableError, "torch")):
        pass


def test_a_star_import_that_is_not_available_leaves_the_rest(submit):
    submission = submit(layers="from notthere import *\nX = 1\n")
    assert load().X == 1
    assert len(submission.notices) == 1


def test_a_name_that_a_package_does_not_have_costs_only_what_uses_it(submit):
    submission = submit(layers="from math import pi, notthere\nX = 1\n")
    assert load().X == 1
    assert submission.notices == ["layers.py, line 1: math is not available here; what uses it will fail"]


def test_an_import_guarded_by_the_student_is_the_students(submit):
    submission = submit(layers="try:\n    import notthere\nexcept ImportError:\n    notthere = None\n")
    assert load().notthere is None
    assert submission.notices == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("undefined", "NameError: name 'undefined' is not defined"),
        ("assert False, 'no'", "AssertionError: no"),
        ("raise ImportError('mine')", "ImportError: mine"),
        ("open('/nowhere/data.npy')", "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/data.npy'"),
    ],
)
def test_a_statement_that_fails_is_told_and_the_rest_counts(submit, line, said):
    submission = submit(layers=f"X = 1\n{line}\nY = 2\n")
    assert (load().X, load().Y) == (1, 2)
    assert submission.notices == [f"layers.py, line 2: {said}; the rest of the file was used"]


def test_a_decorator_that_is_not_available_costs_its_function(submit):
    submission = submit(
        layers="from numba import notthere_jit as jit\n@jit\ndef f():\n    return 1\ndef g():\n    return 2\n"
    )
    layers = load()
    assert layers.g() == 2
    assert not hasattr(layers, "f")
    assert submission.notices[1].startswith(
        "layers.py, line 3: UnavailableError: numba is not available here; the rest"
    )


def test_a_file_that_does_not_parse_is_a_syntax_error_with_its_line(submit):
    submit(layers="X = 1\ndef f(:\n")
    with pytest.raises(SyntaxError) as caught:
        load()
    assert caught.value.lineno == 2
    assert caught.value.filename.endswith("layers.py")


def test_a_broken_file_is_reported_even_if_another_imports_it(submit):
    submit(layers="X = (\n", fc_net="from layers import X\n")
    with pytest.raises(SyntaxError) as caught:
        load("fc_net")
    assert caught.value.filename.endswith("layers.py")


@pytest.mark.parametrize("text", ["\ufeffX = 'é'\n", "# -*- coding: utf-8 -*-\nX = 'é'\n", "X = 'é'\r\n"])
def test_a_files_encoding_and_line_ends_are_pythons_business(submit, text):
    submit(layers=text)
    assert load().X == "é"


def test_future_statements_hold_for_the_whole_file(submit):
    source = '"""Doc."""\nfrom __future__ import annotations\ndef f(x: Undefined) -> np.ndarray:\n    return x\n'
    submission = submit(layers=source)
    assert load().f(2) == 2
    assert load().f.__annotations__ == {"x": "Undefined", "return": "np.ndarray"}
    assert submission.notices == []


def test_a_file_without_the_future_is_not_given_ours(submit):
    submit(layers="def f(x: int):\n    return x\n")
    assert load().f.__annotations__ == {"x": int}


@pytest.mark.parametrize(
    "line",
    [
        "from layers import affine",
        "from .layers import affine",
        "from ..layers import *",
        "from cs231n.layers import *",
        "from cs231n.classifiers.layers import affine",
        "from .layer_utils import affine",
        "from cs231n.layer_utils import *",
        "import cs231n.layers as ls; affine = ls.affine",
        "import cs231n.layers; affine = cs231n.layers.affine",
        "import cs231n.layers, cs231n.classifiers.layers; affine = cs231n.classifiers.layers.affine",
    ],
)
def test_imports_of_the_cs231n_layout_find_the_file_beside_them(submit, line):
    submission = submit(
        {"layers": ["layer_utils"]},
        layers="def affine():\n    return 1\n",
        fc_net=f"{line}\ndef f():\n    return affine()\n",
    )
    assert load("fc_net").f() == 1
    assert submission.notices == []


@pytest.mark.parametrize("line", ["from past.builtins import xrange", "from six.moves import xrange"])
def test_the_bridges_from_python_2_are_there(submit, line):
    submission = submit(layers=f"from builtins import range\n{line}\ndef f():\n    return list(xrange(2))\n")
    assert load().f() == [0, 1]
    assert submission.notices == []


def test_a_relative_import_inside_a_function_is_found_too(submit):
    submit(layers="X = 3\n", fc_net="def f():\n    from .layers import X\n    return X\n")
    assert load("fc_net").f() == 3


@pytest.mark.parametrize(
    "line", ["import os.path as layers_path", "from os.path import join", "from xml.layers import X"]
)
def test_imports_from_real_packages_are_left_alone(submit, line):
    submission = submit(layers="X = 3\n", fc_net=f"{line}\n")
    assert not hasattr(load("fc_net"), "X") or isinstance(load("fc_net").X, Unavailable)
    assert all("xml.layers" in notice for notice in submission.notices)


@pytest.mark.parametrize("line", ["from . import layers", "from .. import layers", "from cs231n import layers"])
def test_an_import_of_a_module_from_its_package_finds_the_file_beside_it(submit, line):
    submission = submit(layers="X = 3\n", fc_net=f"{line}\n")
    assert load("fc_net").layers.X == 3
    assert submission.notices == []


def test_a_submodule_that_is_not_available_leaves_its_package_usable(submit):
    submit(layers="import json\nimport json.notthere\ndef f():\n    return json.dumps(1)\n")
    assert load().f() == "1"


def test_a_package_of_the_submission_is_found(submit):
    submit(helpers__tools="X = 4\n", layers="from helpers.tools import X\n")
    assert load().X == 4


def test_a_name_that_a_file_lacks_is_found_in_its_alias(submit):
    submission = submit({"layers": ["layer_utils"]}, layers="def affine(): ...\n", layer_utils="def sandwich(): ...\n")
    layers = load()
    find = submission.finder("layers")
    assert find("affine") is layers.affine
    assert find("sandwich") is load("layer_utils").sandwich
    with pytest.raises(AttributeError, match="nothing"):
        find("nothing")


OWN_VERSION = "def affine():\n    return 'theirs'\ndef batchnorm():\n    return affine()\n"


def test_of_a_given_file_ours_has_its_way_and_what_only_theirs_has_is_there(submit):
    submission = submit(
        _own__layers=OWN_VERSION, layers="def affine():\n    return 'ours'\n", fc_net="from .layers import *\n"
    )
    assert load("fc_net").batchnorm() == "ours"
    assert submission.notices == []


def test_a_version_of_a_given_file_that_does_not_parse_costs_only_what_it_has(submit):
    submission = submit(_own__layers="def batchnorm(:\n", layers="X = 1\n")
    assert load().X == 1
    assert submission.notices == ["layers.py, line 1: invalid syntax; ours was used"]


def test_a_module_that_is_missing_is_found_in_the_file_that_the_cs231n_layout_keeps_it_in(submit):
    submission = submit(
        {"batchnorm": ["layers"]}, _own__layers=OWN_VERSION, layers="def affine():\n    return 'ours'\n"
    )
    assert load("batchnorm").affine() == "theirs"
    assert submission.finder("batchnorm")("batchnorm") is load("batchnorm").batchnorm


def test_an_attempt_to_open_a_far_file_is_remembered_and_a_near_one_is_not(submit, tmp_path):
    submission = submit(layers="")
    near = [str(tmp_path / "data.npy"), "/tmp/x", "/dev/null", "/proc/self/status", sys.prefix + "/lib/x.py"]
    for path in near:
        submission.watch("open", (path, "r", 0))
    submission.watch("open", (3, "r", 0))
    submission.watch("exec", ("/home/secret",))
    assert submission.attempts == []
    for place in range(6):
        submission.watch("open", (f"/home/../home/secret{place}", "r", 0))
    assert submission.attempts == [f"/home/secret{place}" for place in range(4)]


@pytest.mark.parametrize(
    "text",
    [
        "A = 1\n@nope\ndef f(): pass\nB = 2\n",
        "class C:\n    x = nope\nB = 3\n",
        "a = 1; b = 1 / 0; c = 2; d = nope; e = 5\nf = 6\n",
        "ä = 'é'; b = 1 / 0; c = 'ü'\n",
        "try:\n    x = 1 / 0\nfinally:\n    y = 2\nz = 3\n",
        "L = []\nfor i in range(5):\n    L.append(i)\n    if i == 2: 1 / 0\nM = len(L)\n",
        "A = 1\nraise SystemExit\nB = 2\n",
        "def f():\n    import nothere\nf()\nB = 2\n",
        "from math import (sin,\n    cos)\nfrom nothere import (a,  # one (1)\n    b)\nA = cos(0)\n",
        "from __future__ import annotations\ndef f(x: undefined): pass\n1 / 0\ndef g(x: undefined): pass\n",
        "A = [1,\n 2,\n nope]\nB = sum(1 / x for x in [1, 0])\nC = 3\n",
    ],
)
def test_a_file_leaves_the_same_behind_at_once_and_statement_by_statement(submit, text):
    submission = submit(at_once=text, one_by_one=f"{text}LAST = 1 + \\\n    1\n")  # that line is run by itself

    def left_by(name: str) -> tuple[dict[str, object], list[str]]:
        submission.notices.clear()
        plain = {key: value for key, value in vars(load(name)).items() if isinstance(value, int | str | list)}
        plain = {key: value for key, value in plain.items() if not key.startswith("__") and key != "LAST"}
        return plain, [notice.removeprefix(f"{name}.py, ") for notice in submission.notices]

    at_once, one_by_one = left_by("at_once"), left_by("one_by_one")
    assert at_once == one_by_one
    assert at_once[1]
