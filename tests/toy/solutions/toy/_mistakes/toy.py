"""What goes wrong with row means."""

from autograder.mistakes import edit, mistake


@mistake("row_means")
def averages_over_the_rows(reference):
    """There is one mean for each row. Which axis disappears when you average a row?"""
    return edit(reference, "x.sum(axis=1) / count", "x.mean(axis=0)")


@mistake("row_means")
def divides_by_the_rows(reference):
    """A row's mean divides by the number of its entries. Which of the two sizes is that?"""
    return edit(reference, "count = x.shape[1]", "count = x.shape[0]")


@mistake("row_means")
def sums_only(reference):
    """A sum grows with the number of entries. What turns it into a mean?"""
    return edit(reference, " / count", "")


@mistake("row_means")
def rounds_to_single_digits(reference):
    """How many digits of the mean are left at the end?"""
    return edit(reference, "return x.sum(axis=1) / count", "return np.round(x.sum(axis=1) / count, 1)")


@mistake("centered")
def adds_the_means(reference):
    """Where do the rows of the result lie?"""
    return edit(reference, "x - means", "x + means")


@mistake("centered")
def forgets_to_subtract(reference):
    """What is the mean of each row of your result?"""
    return edit(reference, "x - means[:, None]", "x")


@mistake("centered")
def returns_the_negative(reference):
    """Which of the two is subtracted from the other?"""
    return edit(reference, "x - means[:, None]", "means[:, None] - x")


@mistake("jitter")
def takes_scale_for_the_variance(reference):
    """Is `scale` a standard deviation or a variance?"""
    return edit(reference, "scale * np", "np.sqrt(scale) * np")


@mistake("jitter")
def adds_uniform_noise(reference):
    """Which distribution is asked for, and what is its mean?"""
    return edit(reference, "np.random.standard_normal(x.shape)", "np.random.uniform(size=x.shape)")


@mistake("jitter")
def adds_no_noise(reference):
    """What becomes of the noise in the end?"""
    return edit(reference, "x + noise", "x")
