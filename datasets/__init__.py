"""Data for the assignments. The embedded sets need no download: `load_digits()` and `load_diabetes()`."""

from __future__ import annotations

from .digits import Split, load_digits
from .regression import Regression, load_airfoil, load_diabetes

__all__ = ["Regression", "Split", "load_airfoil", "load_diabetes", "load_digits"]
