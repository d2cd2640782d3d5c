"""Which known mistake explains what a submission got.

A mistake explains a failed check if the submission's failing outputs equal the mistake's signature there. Several can,
since many slips look alike on one check; the one that also fits the exercise's other checks is named. A mistake of an
exercise that this one calls explains it too, so a slip in affine_forward is recognised in everything built on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.checks import Check
from autograder.compare import TOLERANCES, Tolerance, agree, without_singletons
from autograder.key import CheckId, Key, Signature

MistakeId = tuple[str, str]  # (exercise, mistake)
LEAST_SHARE = 0.5  # one output of six that agrees is no explanation


@dataclass(frozen=True)
class Failure:
    """What a failed check is recognised by: its failing outputs (None for one that is no array), or an error's type.

    `tolerance` is what right outputs may be off by there, and the same slip's, too.
    """

    outputs: Mapping[str, np.ndarray | None]
    error: str | None = None
    tolerance: Tolerance = TOLERANCES["float32"]


def recognised_within(check: Check) -> Tolerance:
    """What an output of a check may differ from a mistake's by: float32's rounding, or what the check allows for more."""
    least = TOLERANCES["float32"]
    if check.measure is not None:
        return least
    return Tolerance(max(least.rtol, check.rtol or 0.0), max(least.atol, check.atol or 0.0))


def diagnose(
    key: Key, exercises: Sequence[str], failures: Mapping[CheckId, Failure], passed: Collection[CheckId],
    found_before: Collection[MistakeId] = (),
) -> dict[CheckId, MistakeId]:  # fmt: skip
    """The mistake that best explains each failed check of one exercise; checks that none explains are left out.

    `exercises` are the exercise and those that it needs, nearest first; `failures` are its own failed checks, `passed`
    all that passed, its own and those of the exercises that it needs.
    Of two that explain as much, one that was `found_before` in an exercise that this one needs is the likelier.
    """
    ranked: list[tuple[tuple[float, ...], MistakeId, dict[CheckId, float]]] = []
    for mistake, signatures in key.signatures.items():
        if mistake[0] not in exercises:
            continue
        if mistake[0] != exercises[0] and any(where[0] == mistake[0] and where in passed for where in signatures):
            continue  # its own exercise does not show it
        shares = {
            where: share for where, failure in failures.items()
            if where in signatures and (share := _share(failure, signatures[where])) >= LEAST_SHARE
        }  # fmt: skip
        telling = any(_tells(signatures[where]) for where in shares)
        contradicted = sum(where in passed for where in signatures) + sum(
            where in signatures and where not in shares for where in failures
        )
        if not shares or (not telling and (contradicted or len(shares) < len(failures))):
            continue
        order = (-sum(shares.values()), mistake not in found_before, contradicted, exercises.index(mistake[0]))
        ranked.append((order, mistake, shares))
    ranked.sort(key=lambda entry: entry[0])
    found: dict[CheckId, MistakeId] = {}
    for where in failures:
        candidates = [
            (shares[where], -place, mistake) for place, (_, mistake, shares) in enumerate(ranked) if where in shares
        ]
        if candidates:
            found[where] = max(candidates, key=lambda entry: entry[:2])[2]
    return found


def _tells(signature: Signature) -> bool:
    """Whether a signature is seldom met by chance. An error's type, zeros, NaN and a missing output are often met: such
    a signature has to account for everything that failed, and for what passed.
    """
    return any(value.size and np.isfinite(value).all() and value.any() for value in signature.outputs.values())


def _share(failure: Failure, signature: Signature) -> float:
    """How much of a failure the signature accounts for: 1 for all of it and nothing else, 0 for none of it."""
    if signature.error is not None or failure.error is not None:
        return 1.0 if signature.error == failure.error else 0.0
    same = [
        name for name, value in failure.outputs.items()
        if name in signature.outputs and _alike(value, signature.outputs[name], failure.tolerance)
    ]  # fmt: skip
    return len(same) / len(set(failure.outputs) | set(signature.outputs))


def _alike(value: np.ndarray | None, signature: np.ndarray, tolerance: Tolerance) -> bool:
    if value is None:
        return signature.shape == (0,)
    value = np.asarray(value, np.float64)
    if without_singletons(value.shape) == without_singletons(signature.shape):  # as in judging, these count for nothing
        value = value.reshape(signature.shape)
    return agree(value, signature, rtol=tolerance.rtol, atol=tolerance.atol)
