"""What goes wrong with the model."""

from autograder.mistakes import edit, mistake


@mistake("Model")
def forgets_the_half(reference):
    """Look at the factor in front of the mean square. Which one is it?"""
    return edit(reference, "0.5 * np.mean(scores**2)", "np.mean(scores**2)")


@mistake("Model")
def sums_the_loss(reference):
    """How should the loss change if the batch is given twice?"""
    return edit(reference, "0.5 * np.mean(scores**2)", "0.5 * np.sum(scores**2)")


@mistake("Model")
def forgets_the_weight_in_the_gradient(reference):
    """The gradient has one factor from the scores. What do the scores depend on?"""
    return edit(reference, "np.mean(scores * row_means(x))", "np.mean(row_means(x) ** 2)")
