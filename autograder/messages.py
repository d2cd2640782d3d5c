"""Every sentence that a student reads. A message says what was called, what was expected, what came, where and by how
much, and what to look at next, in at most six lines. It is calm, and it never says more than we know.

Text that comes from a submission (an exception's message, a line of code) passes through `clean`, which cuts it and
says so. A hidden check's message names no numbers, no inputs and no text of the submission's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from autograder.compare import Finding
from autograder.results import CheckResult, OutputResult, Verdict

Call = tuple[str, str, str]


def clean(text: object, limit: int = 140) -> str:
    """Text of a submission's, safe to show: one line, no control or direction characters, cut with a word about it."""
    plain = " ".join(str(text).split())
    plain = "".join(each for each in plain if unicodedata.category(each)[0] != "C")
    return plain if len(plain) <= limit else plain[:limit].rstrip() + " … (cut)"


def hidden(verdict: Verdict) -> str:
    """All that is said of a hidden check: nothing that a submission could have put its inputs into."""
    what = {
        "failed": "It gives other values.", "crashed": "It stops with an error.", "timed_out": "It does not end in time.",
        "out_of_memory": "It needs too much memory.", "forbidden": "It uses what is not part of the submission.",
    }.get(verdict, "")  # fmt: skip
    return f"{what} This check is hidden: its inputs and numbers stay with the course's staff.".strip()


def failed(
    call: Call | None, findings: Sequence[Finding], likely: Sequence[str], otherwise: str = "", *, returned: bool = True
) -> str:  # fmt: skip
    """Outputs that are not as expected: the first one in full, the others by name. `otherwise`: see `another_kind`.

    `returned`: whether the first should have been returned by a call, or put somewhere, as a gradient is.
    """
    wrong = [finding for finding in findings if not finding.passed]
    lines = [_called(call)] if call else []
    lines += _finding(wrong[0], returned)
    if otherwise:
        return "\n".join([*lines, _line("returned", otherwise)])
    if likely:
        lines.append(_line("likely", f"{wrong[0].name}: {likely[0]}" if len(wrong) > 1 else likely[0]))
    # of what could not be measured at all, the first says everything
    others = [each.name for each in wrong[1:] if each.problem != "missing" or each.described != wrong[0].described]
    right = [finding.name for finding in findings if finding.passed]
    if others:
        lines.append(_line("also", f"{_listed(others)} {'differs' if len(others) == 1 else 'differ'}"))
    if right:
        lines.append(_line("right", _listed(right)))
    return "\n".join(lines)


def _finding(finding: Finding, returned: bool) -> list[str]:
    name, expected, actual = finding.name, finding.expected, finding.actual
    if finding.problem == "missing":
        why = "is a return statement missing?" if returned else "nothing has arrived there"
        forgotten = f" ({why})" if finding.described == "None" else ""
        return [
            _line("expected", f"{name}, {kind_of(expected)}"),
            _line("got", f"{clean(finding.described, 110)}{forgotten}"),
        ]
    assert actual is not None
    if finding.problem == "shape":
        return [_line("expected", f"{name}, {kind_of(expected)}"), _line("got", kind_of(actual))]
    where = f" at {list(finding.worst)}" if expected.ndim else ""
    by = "" if finding.max_abs_error is None else f" by {finding.max_abs_error:.3g}"
    if expected.size > 1:
        differing = f"{finding.differing} of {expected.size} differ, worst{where}{by} "
    else:
        differing = f"off{by} " if by else ""
    allowed = f"{differing}(allowed {finding.allowed:.1g})"
    if expected.size <= 6:
        return [
            _line("expected", f"{name} = {_numbers(expected)}"),
            _line("got", f"{' ' * len(name)}   {_numbers(actual)}   {allowed}"),
        ]
    return [
        _line("expected", f"{name}{list(finding.worst)} = {_number(expected[finding.worst])}   in {kind_of(expected)}"),
        _line("got", f"{' ' * len(name + str(list(finding.worst)))}   {_number(actual[finding.worst])}   {allowed}"),
    ]


def crashed(call: Call | None, detail: Mapping[str, Any]) -> str:
    """An exception in the submission's code, or in the experiment because of what the submission returned."""
    lines = [_called(call)] if call else []
    lines.append(_line("raised", _error(detail)))
    where = detail.get("where")
    if _is_place(where):
        lines.append(_line("in", f"{clean(where[0], 60)}, line {int(where[1])}: {clean(where[2], 90)}"))
    returned = returned_otherwise(call, detail) or without_names(detail)
    if returned:
        lines.append(_line("returned", returned))
    return "\n".join(lines)


def without_names(detail: Mapping[str, Any]) -> str:
    """That a result has no entry of a name, where looking for it is what stopped us, outside of the submission's code."""
    kind, message = detail.get("type"), clean(detail.get("message"), 60)
    if detail.get("where"):
        return ""
    if kind == "KeyError":
        return f"what came back has no entry {message}"
    if kind == "TypeError" and "not str" in message:
        return "something without named entries came back, where a dictionary is expected"
    return ""


def another_kind(expected: Sequence[Call], detail: Mapping[str, Any]) -> str:
    """That a call returned no tuple where the reference returns one: then an array was taken apart in its place."""
    claimed = detail.get("calls")
    for made, right in zip(claimed if isinstance(claimed, list) else [], expected, strict=False):
        if not (isinstance(made, list) and len(made) == 3) or made[0] != right[0]:
            return ""
        if right[2].startswith("a tuple") and made[2] != right[2]:
            return f"{clean(made[0], 60)} gives {clean(made[2], 60)}, where {right[2]} is expected"
    return ""


def returned_otherwise(call: Call | None, detail: Mapping[str, Any]) -> str:
    """That the last call returned another kind of thing than the reference does, where that is why we stopped."""
    calls = detail.get("calls")
    if call is None or detail.get("where") or not isinstance(calls, list) or not calls:
        return ""
    last = calls[-1]
    if not (isinstance(last, list) and len(last) == 3) or last[0] != call[0] or last[2] == call[2]:
        return ""
    forgotten = " (is a return statement missing?)" if last[2] == "None" else ""
    return f"{clean(last[0], 60)} gives {clean(last[2], 60)}, where {call[2]} is expected{forgotten}"


def import_failed(module: str, detail: Mapping[str, Any]) -> str:
    """The module cannot be imported at all, so none of its exercises can run."""
    where = detail.get("where")
    place = f", line {int(where[1])}: {clean(where[2], 90)}" if _is_place(where) else ""
    if detail.get("syntax"):
        file = clean(where[0], 60) if _is_place(where) else f"{clean(module, 60)}.py"
        return "\n".join([_line("cannot read", f"{file}{place}"), _line("because", clean(detail.get("message")))])
    return "\n".join([_line("importing", f"{clean(module, 60)}.py{place}"), _line("raised", _error(detail))])


def timed_out(detail: Mapping[str, Any]) -> str:
    """No answer by the deadline."""
    if "budget" in detail:
        return f"Not run: the checks before it used up the {detail['budget']:g} s that a submission has."
    if detail.get("importing"):
        return f"Importing {clean(detail['importing'], 60)}.py took longer than its deadline. Does it run a loop at its top level?"
    return f"No answer within {detail['limit']:g} s. A loop that does not end, or one over single numbers where numpy works on arrays?"


def out_of_memory(limit_mb: int) -> str:
    """The worker asked for more memory than it has."""
    return f"It asked for more memory than the {limit_mb} MB that a submission has. Which array grows, and with what?"


def died(detail: Mapping[str, Any]) -> str:
    """The process ended without an answer."""
    code = detail.get("code")
    how = f"signal {code - 128}" if isinstance(code, int) and code > 128 else f"exit code {code}"
    return f"The process ended ({how}) before it gave an answer. Does something call exit, or end the process?"


def garbled(detail: Mapping[str, Any]) -> str:
    """What came over the wire was no answer."""
    if "too_large" in detail:
        return f"It returned more than {detail['too_large']} MB, where the expected results are small. Which array is that large?"
    return "What came back could not be read as an answer. Does something write to files or descriptors that it has not opened?"


def forbidden_import(module: object, packages: Sequence[str]) -> str:
    """Something came from a package that the assignment does not provide."""
    return f"It uses {clean(module, 40)}, which is not available here; this assignment allows {_listed(packages)} and Python's own library."


def forbidden_file(path: object) -> str:
    """The code tried to open a file that is none of the submission's."""
    return f"It tried to open {clean(path, 80)}, which is not part of the submission and does not exist where submissions run."


def not_attempted(exercise: str, assignment: str, module: str, missing: bool) -> str:
    """The skeleton's stub is still there, or the function is missing."""
    if missing:
        return f"{module}.py has no {exercise}; checks find it by exactly this name."
    return f"{exercise} is not written yet. The handout has a section on it: {assignment}/README.md, “{exercise}”."


def skipped(because: str) -> str:
    """An exercise that this one calls cannot run."""
    return f"Waits for {because}, which it calls and which does not run yet."


def kit_error(contact: str, problem: str) -> str:
    """Our own failure."""
    return f"Sorry, this is our fault and costs nothing: {problem}. Please tell {contact}."


def mistaken_elsewhere(exercise: str, hint: str) -> str:
    """The hint for a slip in an exercise that this one calls."""
    return f"This looks like something in {exercise}: {hint}"


def modified(text: object) -> str:
    """A function wrote into its caller's array."""
    return f"{clean(text, 100)}; that costs nothing here, and surprises whoever calls it"


DISAGREES = "The same call gave two different results: something random, or left over from an earlier call, takes part."


def exercise_sentence(verdict: Verdict, checks: Sequence[CheckResult]) -> str:
    """One sentence on an exercise: how many checks pass, and the first thing to look at."""
    passing = sum(check.verdict == "passed" for check in checks)
    if verdict == "passed":
        return f"{len(checks)} of {len(checks)} checks pass."
    if verdict == "not_attempted" and not passing:
        return "Not written yet."
    troubled = next(check for check in checks if check.verdict == verdict)
    kind = {
        "failed": "gives other values", "crashed": "stops with an error", "timed_out": "does not end in time",
        "out_of_memory": "needs too much memory", "forbidden": "uses what is not allowed", "skipped": "waits for another",
        "not_attempted": "is not written yet", "kit_error": "met a fault of ours",
    }[verdict]  # fmt: skip
    first = troubled.description.rstrip(".")
    return f"{passing} of {len(checks)} checks pass; the first that {kind}: {first}."


def relative_errors(outputs: Sequence[OutputResult]) -> str:
    """CS231n's figure for every output that could be compared; students know what to make of 1e-9 and of 0.5."""
    figures = [(each.name, each.rel_error) for each in outputs if each.rel_error is not None]
    return ", ".join(f"{name} {'< 1e-12' if error < 1e-12 else f'{error:.1e}'}" for name, error in figures)


def footer(passing: int, count: int, hidden_too: bool) -> str:
    """What a student's run ends with; it never says that all is well, since hidden checks may differ."""
    counted = f"{passing} of {count} {'' if hidden_too else 'public '}checks pass"
    return counted + ("." if hidden_too else "; grading draws other inputs and adds hidden checks.")


def right_for_public_inputs_only(exercise: str) -> str:
    """What passes with the public inputs and with no others."""
    return (
        f"{exercise} passes checks with the inputs that students have, and fails them with others of the same kind: home and "
        "grading disagree. Does it look answers up?"
    )


def missing_file(module: str) -> str:
    """A file of the assignment is not in the submission."""
    return f"{module}.py is not in the submission, so its exercises count as not attempted"


def _called(call: Call) -> str:
    name, arguments, _ = call
    return _line("called", clean(f"{name}({arguments})", 150))


def _line(label: str, text: str) -> str:
    return f"{label:<11} {text}"


def _error(detail: Mapping[str, Any]) -> str:
    message = clean(detail.get("message", ""))
    return clean(detail.get("type", "an exception"), 60) + (f": {message}" if message else "")


def kind_of(array: np.ndarray) -> str:
    """What kind of value this is, by its shape."""
    return f"an array {array.shape}" if array.ndim else "a single number"


def _number(value: float) -> str:
    return f"{value:.6g}"


def _numbers(array: np.ndarray) -> str:
    if array.ndim == 0:
        return _number(float(array))
    text = np.array2string(array, precision=4, suppress_small=True, separator=" ", max_line_width=1000)
    return re.sub(r"\s+", " ", text)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is_place(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and len(value) == 3 and isinstance(value[1], int) and 0 < value[1] < 10**7
