"""Data for the assignments: `load_digits()` and `load_diabetes()` are embedded, the others are fetched when first asked for.

`python -m autograder.datasets` lists them all; README.md says where they come from and how a class gets them that has no
way to the servers.
"""

from __future__ import annotations

from .digits import Split, load_digits
from .images import Images, load_cifar10, load_fashion_mnist, load_mnist
from .regression import Regression, load_airfoil, load_diabetes

__all__ = [
    "Images",
    "Regression",
    "Split",
    "load_airfoil",
    "load_cifar10",
    "load_diabetes",
    "load_digits",
    "load_fashion_mnist",
    "load_mnist",
]
