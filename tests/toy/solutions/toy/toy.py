"""Row means, and what can be made of them."""

import numpy as np


def row_means(x: np.ndarray) -> np.ndarray:
    """Return the mean of every row of x (N, D), as an array (N,)."""
    # BEGIN SOLUTION
    count = x.shape[1]
    return x.sum(axis=1) / count
    # END SOLUTION


def centered(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x (N, D) less its row means, and the row means (N,)."""
    # BEGIN SOLUTION
    means = row_means(x)
    return x - means[:, None], means
    # END SOLUTION


def jitter(x: np.ndarray, scale: float) -> np.ndarray:
    """Return x plus normal noise of standard deviation `scale`."""
    # BEGIN SOLUTION
    noise = scale * np.random.standard_normal(x.shape)
    return x + noise
    # END SOLUTION
