"""Random inputs for experiments: the same numbers for a seed on every machine and numpy, for ever.

The stream is numpy's legacy `RandomState`, which NEP 19 freezes; `Generator` may change between versions, and then a
student's numpy would draw other inputs than the one that recorded the key.
"""

from __future__ import annotations

import functools
import hmac
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch


@functools.cache
def seed_of(course_seed: str, *scope: str) -> str:
    """The seed of one check, as hex. Knowing it tells nothing of `course_seed` or of another check's seed."""
    return hmac.digest(course_seed.encode(), "\0".join(scope).encode(), "sha256").hex()


class _NoEntropy(np.random.bit_generator.ISeedSequence):
    """Zeros: a stream that is seeded anyway need not gather entropy first, which takes longer than the seeding."""

    def generate_state(self, n_words: int, dtype: type = np.uint32) -> list[int]:  # type: ignore[override]
        return [0] * n_words  # of which numpy takes one after the other; from an array that would be slow


class Draw:
    """Draws inputs, one after the other, from the stream that belongs to a check's seed (a hex string).

    `device` is where tensors go: "cpu" or "cuda".
    """

    def __init__(self, seed: str, device: str = "cpu") -> None:
        self.device = device
        self._stream = np.random.RandomState(np.random.MT19937(_NoEntropy()))  # type: ignore[arg-type]  # numpy's stubs want a subclass's subclass
        self._stream.seed(np.frombuffer(bytes.fromhex(seed), dtype="<u4"))

    def normal(self, *shape: int) -> np.ndarray:
        """Standard normal float64 values."""
        return np.asarray(self._stream.standard_normal(shape))

    def uniform(self, low: float, high: float, *shape: int) -> np.ndarray:
        """Uniform float64 values in [low, high)."""
        return np.asarray(self._stream.uniform(low, high, shape))

    def off_zero(self, *shape: int) -> np.ndarray:
        """Values of either sign with 0.1 <= |value| < 2: no kink of ReLU, |x| or max(0, x) is near."""
        magnitude = self._stream.uniform(0.1, 2.0, shape)
        return np.asarray(np.where(self._stream.uniform(size=shape) < 0.5, -magnitude, magnitude))

    def integers(self, low: int, high: int, *shape: int) -> np.ndarray:
        """Integers in [low, high), as int64: class labels, indices, lengths."""
        return np.asarray(self._stream.randint(low, high, shape, dtype=np.int64))

    def labels(self, count: int, classes: int) -> np.ndarray:
        """Class labels (count,) in which every class appears as evenly as can be, in random order."""
        return np.asarray(self._stream.permutation(np.arange(count, dtype=np.int64) % classes))

    def distinct(self, *shape: int) -> np.ndarray:
        """Values in [-1, 1] no two of which are closer than 2/size: no ties for max or a ranking to break."""
        size = int(np.prod(shape))
        return np.asarray(self._stream.permutation(np.linspace(-1.0, 1.0, size)).reshape(shape))

    def tensor(self, values: np.ndarray) -> torch.Tensor:
        """The values as a tensor on the device; floats in PyTorch's default type, so that the key can be in float64."""
        import torch  # here only: most assignments have no use for it

        kept = torch.from_numpy(np.array(values))
        return kept.to(device=self.device, dtype=torch.get_default_dtype() if kept.is_floating_point() else None)

    def generator(self) -> np.random.Generator:
        """A numpy Generator for code that asks for one; compare what it yields by a `measure` only."""
        return np.random.Generator(np.random.PCG64(int(self._stream.randint(0, 2**31))))
