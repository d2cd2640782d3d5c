"""How far off an observation is. The judge's own operators, on arrays it has built itself.

An output passes if |actual - expected| <= atol + rtol * max|expected| everywhere. `rel_error` is the figure that
CS231n prints, max |x - y| / max(1e-8, |x| + |y|); it is shown since students know it, and decides nothing: near a zero
it says 1 for a difference of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MUCH = 10_000
AS_FLOAT32 = "is as exact as float32 arithmetic; that costs nothing"


@dataclass(frozen=True)
class Tolerance:
    """What an output may be off by, relative to the largest expected magnitude and absolutely."""

    rtol: float
    atol: float


# One table, by the precision of the arithmetic that a right answer may have been computed with.
#   float64: sums of a few hundred products in another order differ by 1e-14 or so; 1e-7 also lets pass a derivative
#            taken numerically, and is what CS231n asks of its students.
#   float32: the unit roundoff is 6e-8; a sum of n products is off by up to n times that, a three-layer network's
#            gradients in float32 were seen to be off by 2e-6. Ten times that.
#   network: PyTorch's float32 through some twenty layers with batch norm, forward and backward, in another order of
#            summation than the key's float64; see docs/gpu.md for how far the references were seen to be off on each
#            device. Products on a GPU are in full float32 as well: TF32, which keeps 10 bits, is off while values are compared.
# An array says its dtype but not its history: a right solution may compute in float32 (CS231n's networks do by default)
# and hand back float64. So what float64 would not explain and float32 does passes too, with a remark.
TOLERANCES = {
    "float64": Tolerance(rtol=1e-7, atol=1e-10),
    "float32": Tolerance(rtol=2e-5, atol=1e-7),
    "network": Tolerance(rtol=1e-4, atol=1e-6),
}


@dataclass(frozen=True)
class Finding:
    """One output of one check: what came, what was expected, and how far apart they are.

    `problem` says why values could not be compared at all ("shape", "missing", "type"), and is empty where they could.
    `remarks` cost nothing.
    """

    name: str
    passed: bool
    expected: np.ndarray
    actual: np.ndarray | None = None
    problem: str = ""
    described: str = ""
    rel_error: float | None = None
    max_abs_error: float | None = None
    rtol: float = 0.0
    atol: float = 0.0
    worst: tuple[int, ...] = ()
    differing: int = 0
    remarks: tuple[str, ...] = field(default=())

    @property
    def allowed(self) -> float:
        """The largest difference that passes."""
        return allowed_difference(self.expected, rtol=self.rtol, atol=self.atol)


def relative_error(actual: np.ndarray, expected: np.ndarray) -> float:
    """CS231n's figure: max |x - y| / max(1e-8, |x| + |y|). Both arrays have one shape; NaN where either has one."""
    if expected.size == 0:
        return 0.0
    with np.errstate(all="ignore"):
        return float((np.abs(actual - expected) / np.maximum(1e-8, np.abs(actual) + np.abs(expected))).max())


def allowed_difference(expected: np.ndarray, *, rtol: float, atol: float) -> float:
    """Atol + rtol * max|expected|."""
    return atol + rtol * float(np.abs(expected).max(initial=0.0))


def agree(actual: np.ndarray, expected: np.ndarray, *, rtol: float, atol: float) -> bool:
    """Whether two float64 arrays of one shape are equal within the tolerance; NaN and inf must be at the same places."""
    return actual.shape == expected.shape and not _differs(actual, expected, rtol=rtol, atol=atol).any()


def compare(name: str, actual: np.ndarray, expected: np.ndarray, *, rtol: float | None, atol: float | None) -> Finding:
    """Compare one output; `rtol` and `atol` replace the table's where they are given."""
    y = expected.astype(np.float64, copy=False)
    remarks: list[str] = []
    if actual.size > MUCH + 4 * y.size:  # nothing to learn from it, and keeping many such would fill the judge
        return Finding(name, passed=False, expected=y, problem="missing", described=f"an array {actual.shape}")
    with np.errstate(all="ignore"):  # a signalling NaN signals when it is copied
        x = actual.astype(np.float64, copy=False)
    if x.shape != y.shape:
        if without_singletons(x.shape) != without_singletons(y.shape):
            return Finding(name, passed=False, expected=y, actual=x, problem="shape")
        remarks.append(f"{name} has the shape {x.shape} where {y.shape} is usual; that costs nothing")
        x = x.reshape(y.shape)
    strict = Tolerance(
        TOLERANCES["float64"].rtol if rtol is None else rtol, TOLERANCES["float64"].atol if atol is None else atol
    )
    with np.errstate(all="ignore"):
        difference = np.abs(x - y)
    rel_error, largest = relative_error(x, y), float(difference.max(initial=0.0))
    if largest <= allowed_difference(y, rtol=strict.rtol, atol=strict.atol) < np.inf:  # most are, and then that is all
        return Finding(
            name, passed=True, expected=y, actual=x, rel_error=rel_error, max_abs_error=largest,
            rtol=strict.rtol, atol=strict.atol, remarks=tuple(remarks),
        )  # fmt: skip
    lenient = Tolerance(max(strict.rtol, TOLERANCES["float32"].rtol), max(strict.atol, TOLERANCES["float32"].atol))
    decisive, differs = strict, _differs(x, y, rtol=strict.rtol, atol=strict.atol)
    if rtol is None and differs.any():
        decisive, differs = lenient, _differs(x, y, rtol=lenient.rtol, atol=lenient.atol)
    if decisive is lenient and not differs.any():
        remarks.append(f"{name} {AS_FLOAT32}")
    error = np.where(np.isfinite(difference), difference, np.where(differs, np.inf, 0.0))
    return Finding(
        name, passed=not differs.any(), expected=y, actual=x,
        rel_error=_finite_or_none(rel_error), max_abs_error=_finite_or_none(float(np.max(error, initial=0.0))),
        rtol=decisive.rtol, atol=decisive.atol,
        worst=tuple(int(i) for i in np.unravel_index(int(np.argmax(error)), error.shape)) if error.size else (),
        differing=int(differs.sum()), remarks=tuple(remarks),
    )  # fmt: skip


def _differs(actual: np.ndarray, expected: np.ndarray, *, rtol: float, atol: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        close = np.abs(actual - expected) <= allowed_difference(expected[np.isfinite(expected)], rtol=rtol, atol=atol)
    same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    return np.asarray(~(close | same))


def without_singletons(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape without its dimensions of length 1, in which right answers may differ."""
    return tuple(each for each in shape if each != 1)


def _finite_or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
