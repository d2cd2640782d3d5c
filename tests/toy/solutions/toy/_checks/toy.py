"""What must hold for row means."""

import numpy as np

from autograder.checks import exercise

row_means = exercise("row_means", points=6)
centered = exercise("centered", points=3, needs="row_means")
jitter = exercise("jitter", points=2)


@row_means.check
def means_of_a_wide_batch(toy, draw):
    """row_means averages over the columns of a wide batch."""
    return {"means": toy.row_means(draw.normal(4, 7))}


@row_means.check(weight=2)
def means_of_a_tall_batch(toy, draw):
    """row_means averages over the columns of a tall batch."""
    return {"means": toy.row_means(draw.normal(9, 3))}


@row_means.check(hidden=True)
def means_far_from_zero(toy, draw):
    """row_means is exact for rows that lie far from zero."""
    return {"means": toy.row_means(draw.normal(5, 6) + 1000.0)}


@centered.check
def centered_batch(toy, draw):
    """centered returns the batch less its row means, and the means."""
    rest, means = toy.centered(draw.normal(5, 4))
    return {"rest": rest, "means": means}


def spread(observed):
    return {"mean": np.mean(observed["noise"]), "deviation": np.std(observed["noise"])}


@jitter.check(measure=spread, rtol=0.05, atol=0.05, false_alarm=1e-6)
def noise_of_a_large_batch(toy, draw):
    """jitter adds noise of the given standard deviation."""
    x = draw.normal(50, 40)
    return {"noise": toy.jitter(x, 0.5) - x}
