"""Data for the assignments. The embedded default needs no download: `load_digits()`."""

from __future__ import annotations

from .digits import Split, load_digits

__all__ = ["Split", "load_digits"]
