"""What goes wrong in dropout.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

MASK = "(np.random.random_sample(x.shape) < p) / p"

# dropout_forward


@mistake("dropout_forward")
def takes_p_for_the_probability_of_dropping(reference: str) -> str:
    """Is p the probability that an entry is kept, or that it is dropped? What share of your entries is 0 for
    p = 0.25?
    """
    return edit(reference, MASK, "(np.random.random_sample(x.shape) >= p) / (1 - p)")


@mistake("dropout_forward")
def drops_a_share_p_and_divides_by_p(reference: str) -> str:
    """What share of your entries is kept, and by what do you divide them? How large is the expected value of an entry
    then?
    """
    return edit(reference, MASK, "(np.random.random_sample(x.shape) > p) / p")


@mistake("dropout_forward")
def keeps_a_share_p_and_divides_by_the_rest(reference: str) -> str:
    """The share that is kept is right. Work out the expected value of one entry of the output: by what should the kept
    ones be divided, so that it is x?
    """
    return edit(reference, MASK, "(np.random.random_sample(x.shape) < p) / (1 - p)")


@mistake("dropout_forward")
def does_not_scale_what_is_kept(reference: str) -> str:
    """With a share p of the entries left, how large is the sum of all of them compared with before? What makes up for
    that, and in which mode?
    """
    return edit(reference, MASK, "(np.random.random_sample(x.shape) < p)")


@mistake("dropout_forward")
def multiplies_by_p(reference: str) -> str:
    """Are the entries that are kept to become larger or smaller, so that the expected value stays?"""
    return edit(reference, MASK, "(np.random.random_sample(x.shape) < p) * p")


@mistake("dropout_forward")
def scales_down_in_test_mode(reference: str) -> str:
    """There are two kinds of dropout: one makes up for the missing units at test time, the other while training.
    Which of them does the formula describe, and what is then left to do in mode "test"?
    """
    changed = edit(reference, MASK, "(np.random.random_sample(x.shape) < p)")
    return edit(changed, "        out = x\n", "        out = x * p\n")


@mistake("dropout_forward")
def scales_down_in_test_mode_as_well(reference: str) -> str:
    """What is kept is divided by p while training, so the expected value is right already. Is there anything left to
    make up for in mode "test"?
    """
    return edit(reference, "        out = x\n", "        out = x * p\n")


@mistake("dropout_forward")
def drops_in_test_mode(reference: str) -> str:
    """Call your function twice on the same input in mode "test". Should the two outputs differ?"""
    return edit(reference, 'if mode == "train":', 'if mode in ("train", "test"):')


@mistake("dropout_forward")
def modes_interchanged(reference: str) -> str:
    """In which of the two modes should entries be dropped, and in which does your function drop them?"""
    return edit(reference, 'if mode == "train":', 'if mode == "test":')


@mistake("dropout_forward")
def compares_normal_numbers_with_p(reference: str) -> str:
    """Which numbers are below p with probability p: those that are uniform between 0 and 1, or normal ones? Which of
    the two does your function of numpy draw?
    """
    return edit(reference, "np.random.random_sample(x.shape)", "np.random.standard_normal(x.shape)")


@mistake("dropout_forward")
def compares_with_one(reference: str) -> str:
    """Which is evaluated first in your expression, the comparison or the division? What is p / p?"""
    return edit(reference, MASK, "np.random.random_sample(x.shape) < (p / p)")


@mistake("dropout_forward")
def drops_nothing_but_scales(reference: str) -> str:
    """How many zeros are there in your output, for p = 0.25? How many should there be?"""
    return edit(reference, MASK, "np.ones(x.shape) / p")


@mistake("dropout_forward")
def one_draw_for_each_example(reference: str) -> str:
    """Print the output for a small matrix of ones. Does each of its entries have a fate of its own? How many random
    numbers does that take, and how many do you draw?
    """
    return edit(reference, "random_sample(x.shape)", "random_sample((x.shape[0],) + (1,) * (x.ndim - 1))")


@mistake("dropout_forward")
def one_draw_for_each_feature(reference: str) -> str:
    """Is the same unit dropped for all examples of the batch? How many random numbers does a fate of its own for
    every entry take, and how many do you draw?
    """
    return edit(reference, "random_sample(x.shape)", "random_sample(x.shape[1:])")


@mistake("dropout_forward")
def one_draw_for_all(reference: str) -> str:
    """Print the output for a small matrix of ones, a few times. How many random numbers do you draw for it?"""
    return edit(reference, "random_sample(x.shape)", "random_sample(1)")


@mistake("dropout_forward")
def only_for_two_dimensions(reference: str) -> str:
    """An image has more axes than a row of features. Does your function name the axes of x one by one, or does it take
    the shape as it comes?
    """
    return edit(reference, "        mask = (np", "        N, D = x.shape\n        mask = (np")


@mistake("dropout_forward")
def one_draw_for_each_channel(reference: str) -> str:
    """For images, how many random numbers do you draw, and how many entries are there? Print the output for images of
    ones.
    """
    return edit(reference, "random_sample(x.shape)", "random_sample(x.shape[:2] + (1,) * (x.ndim - 2))")


@mistake("dropout_forward")
def fixed_number_of_entries_in_order(reference: str) -> str:
    """Print the output for a small matrix of ones. Which entries are dropped, and are they others in the next call?
    What is random about them?
    """
    return edit(
        reference, "(np.random.random_sample(x.shape) < p)", "(np.arange(x.size).reshape(x.shape) < p * x.size)"
    )


@mistake("dropout_forward")
def draws_the_same_numbers_in_every_call(reference: str) -> str:
    """Call your function twice without a seed. Are the same entries dropped? Where do your random numbers start?"""
    return edit(reference, "        mask = (np", "        np.random.seed(231)\n        mask = (np")


@mistake("dropout_forward")
def draws_apart_from_the_seed(reference: str) -> str:
    """The seed is given to np.random. Which generator do you draw from, and does it know of the seed?"""
    return edit(
        reference,
        "np.random.random_sample(",
        '(lambda shape: np.reshape([__import__("random").random() for _ in range(int(np.prod(shape)))], shape))(',
    )


@mistake("dropout_forward")
def returns_the_factors_for_the_output(reference: str) -> str:
    """The kept entries of your output are all alike. Which array should be multiplied by the random factors?"""
    return edit(reference, "out = x * mask", "out = 1.0 * mask")


# dropout_backward


@mistake("dropout_backward")
def passes_everything_back(reference: str) -> str:
    """What is the derivative of an output that was set to 0, with respect to its input?"""
    return edit(reference, "return dout * mask", "return dout")


@mistake("dropout_backward")
def passes_back_without_the_scale(reference: str) -> str:
    """The right entries are stopped. By what were the others multiplied in the forward pass, and what is the
    derivative of that?
    """
    return edit(reference, "return dout * mask", "return dout * (mask > 0)")


@mistake("dropout_backward")
def scales_twice(reference: str) -> str:
    """Print the factors that your cache holds. Is the division by p in them already?"""
    return edit(reference, "return dout * mask", "return dout * mask * mask")


@mistake("dropout_backward")
def undoes_the_scale(reference: str) -> str:
    """If an output is c times its input, is the gradient of the input c times that of the output, or is it divided
    by c?
    """
    return edit(reference, "return dout * mask", "return dout * (mask > 0) / np.max(mask)")


@mistake("dropout_backward")
def draws_once_more(reference: str) -> str:
    """Which entries had an influence on the output: those that the forward pass kept, or those that you draw now?"""
    return edit(
        reference,
        "return dout * mask",
        "return dout * np.max(mask) * (np.random.random_sample(dout.shape) < 1 / np.max(mask))",
    )


@mistake("dropout_backward")
def passes_back_what_was_dropped(reference: str) -> str:
    """Which entries does a change of x reach the output through, the kept ones or the dropped ones?"""
    return edit(reference, "return dout * mask", "return dout * (mask == 0)")


@mistake("dropout_backward")
def subtracts_the_factors_from_one(reference: str) -> str:
    """By what was a kept entry multiplied in the forward pass, and by what is its gradient multiplied in yours?"""
    return edit(reference, "return dout * mask", "return dout * (1 - mask)")


@mistake("dropout_backward")
def returns_the_factors(reference: str) -> str:
    """Your dx is the same for every upstream gradient. By the chain rule, what multiplies the factors?"""
    return edit(reference, "return dout * mask", "return mask")


@mistake("dropout_backward")
def turns_the_sign(reference: str) -> str:
    """If an entry that was kept grows, does the output grow or shrink?"""
    return edit(reference, "return dout * mask", "return -dout * mask")


@mistake("dropout_backward")
def scales_the_gradient_of_test_mode(reference: str) -> str:
    """In mode "test" the output is the input. What is the gradient of that?"""
    return (
        "_forward_alone = dropout_forward\n\n\n"
        "def dropout_forward(x, dropout_param):\n"
        "    out, mask = _forward_alone(x, dropout_param)\n"
        '    return out, (mask, dropout_param["p"])\n\n\n'
    ) + edit(edit(reference, "mask = cache", "mask, p = cache"), "        return dout\n", "        return dout * p\n")


@mistake("dropout_backward")
def no_gradient_in_test_mode(reference: str) -> str:
    """In mode "test" the output is the input. What reaches the input of the upstream gradient then?"""
    return edit(reference, "        return dout\n", "        return np.zeros_like(dout)\n")


@mistake("dropout_backward")
def fails_in_test_mode(reference: str) -> str:
    """What does your cache hold after a forward pass in mode "test", and does your backward pass ask about the mode?"""
    return edit(reference, "    if mask is None:\n        return dout\n", "")


@mistake("dropout_backward")
def only_for_matrices(reference: str) -> str:
    """How many axes may `dout` have? Does your function name them one by one?"""
    return edit(reference, "    return dout * mask", "    N, D = dout.shape\n    return dout * mask")


@mistake("dropout_backward")
def takes_the_factors_of_the_latest_forward_pass(reference: str) -> str:
    """Suppose two layers share one dropout_param, as those of a network do. After both forward passes, does each
    backward pass find its own factors? Where do you keep them?
    """
    return (
        "_forward_alone, _latest = dropout_forward, []\n\n\n"
        "def dropout_forward(x, dropout_param):\n"
        "    out, mask = _forward_alone(x, dropout_param)\n"
        "    _latest[:] = [mask]\n"
        "    return out, mask\n\n\n"
    ) + edit(reference, "mask = cache", "mask = _latest[0]")
