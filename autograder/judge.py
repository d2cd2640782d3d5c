"""The judge: answers of a submission against the key and the signatures.

    ask every check's question ─▶ compare with the key ─▶ diagnose per exercise ─▶ who waits for whom ─▶ results

It works on arrays that it has built itself and on text that it never believes. What the worker claims can change the
words of a message and the name of a verdict other than `passed`; points come from comparisons alone.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder import messages
from autograder.checks import Check, Exercise
from autograder.compare import AS_FLOAT32, Finding, compare
from autograder.course import Assignment
from autograder.diagnosis import Failure, MistakeId, diagnose, recognised_within
from autograder.key import UNMEASURED, CheckId, Key, comparable, question
from autograder.remarks import remarks_on
from autograder.results import CheckResult, ExerciseResult, OutputResult, Verdict, tidy, verdict_of
from autograder.session import AFTER_TIMEOUT_SECONDS, Answer, Asking
from autograder.skeleton import STUB, stub

CANNOT_RUN: frozenset[Verdict] = frozenset(
    {"not_attempted", "crashed", "timed_out", "out_of_memory", "forbidden", "skipped"}
)


@dataclass(frozen=True)
class Outcome:
    """One check, asked and compared, before anyone has looked for reasons."""

    check: Check
    answer: Answer
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    waits_for: str | None = None
    disagrees: bool = False


def judge(assignment: Assignment, key: Key, session: Asking, files: Mapping[str, bytes]) -> list[ExerciseResult]:
    """Put every check of `key` to the submission, and judge what comes back.

    `files` are the submission's: read for the stubs of exercises that are not written, never run here.
    """
    outcomes: dict[str, list[Outcome]] = {exercise.name: [] for exercise in assignment.exercises}
    # hidden checks last: what a submission keeps of their inputs, it has no one left to tell
    for hidden in (False, True):
        for exercise in assignment.exercises:
            waiting = [name for name in assignment.all_needs(exercise) if _all_timed_out(outcomes[name])]
            outcomes[exercise.name] += [
                _outcome(assignment, key, session, files, exercise, check, hurried=bool(waiting))
                for check in exercise.checks
                if check.hidden is hidden and (exercise.name, check.id) in key.expected
            ]
    results: list[ExerciseResult] = []
    for exercise in assignment.exercises:
        if outcomes[exercise.name]:
            settled = [_settled(each, exercise, assignment, outcomes) for each in outcomes[exercise.name]]
            outcomes[exercise.name] = sorted(settled, key=lambda outcome: exercise.checks.index(outcome.check))
            results.append(_exercise_result(assignment, key, exercise, outcomes[exercise.name], results))
    return results


def passes_for(assignment: Assignment, key: Key, session: Asking, result: ExerciseResult) -> bool:
    """Whether a public check that an exercise failed passes with another key's inputs.

    A slip shows with any inputs; what is right for some and wrong for others of the same shapes knows them by heart.
    """
    exercise = assignment.exercise(result.id)
    failed = {check.id for check in result.checks if check.verdict in ("failed", "crashed")}
    for check in exercise.checks:
        if check.id in failed and not check.hidden and check.measure is None:
            answer = session.ask(question(assignment, key.seed, exercise, check))
            with contextlib.suppress(Exception):  # as in judging, what cannot be compared is not right
                findings = _findings(check, answer, key, (exercise.name, check.id))
                if answer.status == "observed" and all(finding.passed for finding in findings):
                    return True
    return False


def _outcome(
    assignment: Assignment, key: Key, session: Asking, files: Mapping[str, bytes],
    exercise: Exercise, check: Check, hurried: bool,
) -> Outcome:  # fmt: skip
    file = assignment.file_of(assignment.module_of[exercise.name], files)
    if file is None:
        return Outcome(check, Answer("missing", detail={"file": None}), "not_attempted")
    asked = question(assignment, key.seed, exercise, check)
    if hurried:  # what it calls does not end; it may do without, but need not take long to show it
        asked = replace(asked, seconds=min(asked.seconds, AFTER_TIMEOUT_SECONDS))
    answer = session.ask(asked)
    if answer.status != "observed":
        verdict, waits_for = _verdict_of_failure(assignment, exercise, answer, files[file])
        return Outcome(check, answer, verdict, waits_for=waits_for)
    try:
        findings = tuple(_findings(check, answer, key, (exercise.name, check.id)))
    except Exception as error:
        # what the judge cannot compare is no right answer: a fault that gave points would be sought
        return Outcome(check, Answer("garbled", detail={"problem": str(error)}), "crashed")
    light = Answer(answer.status, {}, answer.detail, answer.seconds)  # the findings hold what is still needed
    if all(finding.passed for finding in findings):
        return Outcome(check, light, "passed", findings)
    if answer.detail.get("attempts"):
        return Outcome(check, light, "forbidden", findings)
    again = answer if check.measure or check.hidden else session.ask(asked)
    disagrees = again.status != "observed" or any(
        name not in again.arrays or again.arrays[name].tobytes() != array.tobytes()
        for name, array in answer.arrays.items()
    )
    return Outcome(check, light, "failed", findings, disagrees=disagrees)


def _findings(check: Check, answer: Answer, key: Key, where: CheckId) -> list[Finding]:
    arrays, described = comparable(check, answer, key.shapes[where])
    return [
        compare(name, arrays[name], value, rtol=check.rtol, atol=check.atol) if name in arrays
        else Finding(name, passed=False, expected=value, problem="missing", described=described.get(name) or described.get(UNMEASURED, "nothing"))
        for name, value in key.expected[where].items()
    ]  # fmt: skip


def _verdict_of_failure(
    assignment: Assignment, exercise: Exercise, answer: Answer, source: bytes
) -> tuple[Verdict, str | None]:
    """The verdict for an answer without observations, and the exercise that this one waits for, if any."""
    detail = answer.detail
    unwritten = stub(assignment.name, exercise.name).encode() in source
    if answer.status == "timed_out":
        return "timed_out", None
    if answer.status == "out_of_memory" or detail.get("memory") is True:
        return "out_of_memory", None
    needs = assignment.all_needs(exercise)
    if answer.status == "missing":
        name = detail.get("name")
        if name == exercise.name or exercise.name.encode() not in source:
            return "not_attempted", None
        return ("skipped", str(name)) if name in needs else ("crashed", None)
    if detail.get("not_implemented") is True:
        raised = STUB.fullmatch(str(detail.get("message")))
        functions = detail.get("functions")
        by = raised[2] if raised else functions[-1] if isinstance(functions, list) and functions else None
        if unwritten or by == exercise.name or (raised is None and by not in needs):
            return "not_attempted", None
        return "skipped", str(by) if by in needs else "another exercise"
    if isinstance(detail.get("unavailable"), str) or detail.get("attempts"):
        return "forbidden", None
    return ("not_attempted", None) if unwritten and answer.status == "raised" else ("crashed", None)


def _settled(
    outcome: Outcome, exercise: Exercise, assignment: Assignment, outcomes: Mapping[str, list[Outcome]]
) -> Outcome:
    """The outcome, `skipped` if it stopped and an exercise that it calls cannot run at all."""
    importing = outcome.answer.detail.get("importing")  # then the file and its line are the news, not who needs whom
    if outcome.verdict in CANNOT_RUN - {"not_attempted", "skipped"} and not importing:
        for name in assignment.all_needs(exercise):
            verdicts = {each.verdict for each in outcomes[name]}
            if verdicts and verdicts <= CANNOT_RUN and _stopped_in(name, outcome.answer):
                return replace(outcome, verdict="skipped", waits_for=name)
    return outcome


def _stopped_in(name: str, answer: Answer) -> bool:
    """Whether an answer may have stopped because of that exercise: an error says what it passed through, and its line
    what was called there last, which may have returned nothing to go on with.
    """
    functions, said = answer.detail.get("functions"), f"{answer.detail.get('message')} {answer.detail.get('where')}"
    if answer.status != "raised" or not isinstance(functions, list):
        return True
    calls = answer.detail.get("calls")
    if not functions and isinstance(calls, list) and calls and isinstance(calls[-1], list):
        return calls[-1][:1] == [name]  # it stopped the check itself, with what it returned
    return name in functions or re.search(rf"\b{re.escape(name)}\b", said) is not None


def _all_timed_out(outcomes: list[Outcome]) -> bool:
    return bool(outcomes) and all(outcome.verdict == "timed_out" for outcome in outcomes)


def _exercise_result(
    assignment: Assignment, key: Key, exercise: Exercise, outcomes: list[Outcome], before: Sequence[ExerciseResult]
) -> ExerciseResult:
    failures: dict[CheckId, Failure] = {}
    elsewhere = {(each.id, check.id) for each in before for check in each.checks if check.verdict == "passed"}
    for outcome in outcomes:
        where = (exercise.name, outcome.check.id)
        if outcome.verdict == "failed":
            different = {each.name: each.actual for each in outcome.findings if not each.passed}
            failures[where] = Failure(different, tolerance=recognised_within(outcome.check))
        elif outcome.verdict == "crashed" and outcome.answer.status == "raised":
            failures[where] = Failure({}, error=str(outcome.answer.detail.get("type")))
    passed = {(exercise.name, outcome.check.id) for outcome in outcomes if outcome.verdict == "passed"} | elsewhere
    unwritten = {each.id for each in before if each.verdict == "not_attempted"}
    concerned = [each for each in (exercise.name, *assignment.all_needs(exercise)) if each not in unwritten]
    known = {
        (each.id, check.mistake) for each in before if each.id in concerned for check in each.checks if check.mistake
    }
    mistakes = diagnose(key, concerned, failures, passed, known) if failures else {}
    points = [exercise.points_of(each.check) for each in outcomes]
    scores = [_score(each, whole) for each, whole in zip(outcomes, points, strict=True)]
    checks = tuple(
        _check_result(assignment, key, exercise, each, whole, mistakes.get((exercise.name, each.check.id)))
        for each, whole in zip(outcomes, points, strict=True)
    )
    verdict = verdict_of(check.verdict for check in checks)
    return ExerciseResult(
        id=exercise.name, score=tidy(sum(scores)), points=tidy(sum(points)),
        verdict=verdict, message=messages.exercise_sentence(verdict, checks), checks=checks,
    )  # fmt: skip


def _score(outcome: Outcome, points: float) -> float:
    """All of the check's points or none."""
    return points if outcome.verdict == "passed" else 0.0


def _check_result(
    assignment: Assignment, key: Key, exercise: Exercise, outcome: Outcome, points: float, mistake: MistakeId | None
) -> CheckResult:
    check, detail = outcome.check, outcome.answer.detail
    hint = None
    if mistake is not None:
        hint = key.hints[mistake]
        if mistake[0] != exercise.name:
            hint = messages.mistaken_elsewhere(mistake[0], hint)
    remarks = [remark for finding in outcome.findings for remark in finding.remarks]
    if "torch" in assignment.packages:  # which computes in float32 unless told otherwise
        remarks = [remark for remark in remarks if not remark.endswith(AS_FLOAT32)]
    modified = detail.get("modified")
    if isinstance(modified, list):
        remarks += [messages.modified(text) for text in modified[:2] if isinstance(text, str)]
    if outcome.disagrees:
        remarks.append(messages.DISAGREES)
    return CheckResult(
        id=check.id, description=check.description, verdict=outcome.verdict, hidden=check.hidden,
        score=tidy(_score(outcome, points)), points=tidy(points),
        seconds=round(outcome.answer.seconds, 1 if check.hidden else 4), message=_message(assignment, key, exercise, outcome),
        mistake=mistake[1] if mistake else None, hint=hint, remarks=() if check.hidden else tuple(remarks),
        outputs=tuple(
            OutputResult(
                each.name, each.passed, None if check.hidden or check.measure else each.rel_error,
                None if check.hidden else each.max_abs_error, each.rtol,
            ) for each in outcome.findings
        ),
        printed="" if check.hidden else str(detail.get("printed", "")),
    )  # fmt: skip


def _message(assignment: Assignment, key: Key, exercise: Exercise, outcome: Outcome) -> str:
    check, detail, answer = outcome.check, outcome.answer.detail, outcome.answer
    match outcome.verdict:
        case "passed":
            return ""
        case "not_attempted" if "file" in detail:
            return messages.missing_file(assignment.module_of[exercise.name]) + "."
        case "not_attempted":
            missing = bool(detail.get("name"))
            return messages.not_attempted(exercise.name, assignment.name, assignment.module_of[exercise.name], missing)
        case "skipped":
            return messages.skipped(messages.clean(outcome.waits_for, 60))
        case "crashed" if detail.get("importing") and (detail.get("telling") or not check.hidden):
            return messages.import_failed(str(detail["importing"]), detail)  # before any hidden input was there
        case _ if check.hidden:
            return messages.hidden(outcome.verdict)
        case "failed":
            worst = next(finding for finding in outcome.findings if not finding.passed)
            rows = [len(value) for value in key.expected[exercise.name, check.id].values() if value.ndim > 1]
            likely = [] if worst.actual is None or check.measure else remarks_on(worst.actual, worst.expected, rows)
            otherwise = messages.another_kind(key.calls[exercise.name, check.id], detail)
            returned = worst.name in key.producers[exercise.name, check.id]
            call = _call(key, exercise, check, worst.name)
            return messages.failed(call, outcome.findings, likely, otherwise, returned=returned)
        case "timed_out":
            return messages.timed_out(detail)
        case "out_of_memory":
            return messages.out_of_memory(assignment.limits.memory_mb)
        case "forbidden":
            if isinstance(detail.get("unavailable"), str):
                return messages.forbidden_import(detail["unavailable"], assignment.packages)
            attempts = detail.get("attempts")
            return messages.forbidden_file(attempts[0] if isinstance(attempts, list) and attempts else "a file")
        case "crashed" if answer.status == "died":
            return messages.died(detail)
        case "crashed" if answer.status == "garbled":
            return messages.garbled(detail)
        case "crashed":
            return messages.crashed(_call_reached(key, exercise, check, detail.get("calls")), detail)
    raise AssertionError(outcome.verdict)


def _call_reached(key: Key, exercise: Exercise, check: Check, claimed: Any) -> messages.Call | None:
    """The call that a submission says it got to, as the reference makes it; else the one that is the exercise's."""
    calls = key.calls[exercise.name, check.id]
    last = claimed[-1] if isinstance(claimed, list) and 0 < len(claimed) <= len(calls) else None
    if isinstance(last, list) and last and last[0] == calls[len(claimed) - 1][0]:
        return calls[len(claimed) - 1]
    return _call(key, exercise, check)


def _call(key: Key, exercise: Exercise, check: Check, output: str | None = None) -> messages.Call | None:
    """The call to show: the one that gave the output, else the last one of the exercise, else the last."""
    calls, producers = key.calls[exercise.name, check.id], key.producers[exercise.name, check.id]
    if output is not None and output in producers:
        return calls[producers[output]]
    own = [call for call in calls if call[0] == exercise.name and not exercise.name[0].isupper()]
    return next(reversed(own or calls), None)
