"""What goes wrong in layers.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# affine_forward


@mistake("affine_forward")
def leaves_out_the_bias(reference: str) -> str:
    """Feed the layer a batch of zeros: what should come out, and what does?"""
    return edit(reference, " @ w + b", " @ w")


@mistake("affine_forward")
def subtracts_the_bias(reference: str) -> str:
    """With all weights zero, how should the output be related to b?"""
    return edit(reference, " @ w + b", " @ w - b")


@mistake("affine_forward")
def flattens_with_the_first_index_fastest(reference: str) -> str:
    """In which order do the numbers of one example follow each other in its row? Which of its indices should run
    fastest, and which does in your version? Print a small example whose entries are 0, 1, 2 and so on.
    """
    return edit(reference, "x.reshape(x.shape[0], -1)", 'x.reshape(x.shape[0], -1, order="F")')


@mistake("affine_forward")
def mixes_the_examples_in_reshaping(reference: str) -> str:
    """After your reshape, do all numbers of a row come from one example? Try it on a batch whose first example is
    all ones and whose second one is all twos.
    """
    return edit(reference, "x.reshape(x.shape[0], -1)", "x.reshape(-1, x.shape[0]).T")


@mistake("affine_forward")
def averages_over_the_inputs(reference: str) -> str:
    """The formula adds up the products over the inputs. Does anything in it divide by their number?"""
    return edit(reference, " @ w + b", " @ w / w.shape[0] + b")


@mistake("affine_forward")
def adds_the_bias_for_every_input(reference: str) -> str:
    """In the formula, does b stand inside the sum over d or after it? How often does that add it?"""
    return edit(reference, " @ w + b", " @ w + b * w.shape[0]")


# affine_backward


@mistake("affine_backward")
def averages_the_bias_gradient(reference: str) -> str:
    """The bias takes part once per row, so its gradient sums over the batch. Where does a mean come in?"""
    return edit(reference, "dout.sum(axis=0)", "dout.mean(axis=0)")


@mistake("affine_backward")
def averages_the_weight_gradient(reference: str) -> str:
    """Who takes the mean over the batch, this layer or the loss at the end? Has `dout` been divided by N already?"""
    return edit(reference, ".T @ dout", ".T @ dout / len(x)")


@mistake("affine_backward")
def averages_all_parameter_gradients(reference: str) -> str:
    """The gradients of w and b are both too small by the same factor. Where does a factor like that come in, and
    whose task is it, this layer's or the loss's?
    """
    averaged = edit(reference, ".T @ dout", ".T @ dout / len(x)")
    return edit(averaged, "dout.sum(axis=0)", "dout.mean(axis=0)")


@mistake("affine_backward")
def sums_the_bias_gradient_over_the_units(reference: str) -> str:
    """How many biases are there, and how many numbers does db hold? Which axis of `dout` counts the examples, and
    which one the units?
    """
    return edit(reference, "dout.sum(axis=0)", "dout.sum(axis=1)")


@mistake("affine_backward")
def sums_the_bias_gradient_to_one_number(reference: str) -> str:
    """Every unit has a bias of its own. What shape should db have, so that each of them gets its own gradient?"""
    return edit(reference, "dout.sum(axis=0)", "dout.sum()")


@mistake("affine_backward")
def takes_the_bias_gradient_from_the_first_row(reference: str) -> str:
    """Which rows of the output does a bias reach? Does each of them contribute to db?"""
    return edit(reference, "dout.sum(axis=0)", "dout[0]")


@mistake("affine_backward")
def counts_the_rows_for_the_bias_gradient(reference: str) -> str:
    """Your db is the same for every upstream gradient. By the chain rule, what should multiply the slope of the
    output with respect to b?
    """
    return edit(reference, "dout.sum(axis=0)", "dout.shape[0] + 0 * dout[0]")


@mistake("affine_backward")
def leaves_the_input_gradient_flat(reference: str) -> str:
    """A gradient has one entry for each entry of its variable. Which shape did x have when it came in?"""
    return edit(reference, "(dout @ w.T).reshape(x.shape)", "dout @ w.T")


@mistake("affine_backward")
def scrambles_the_input_gradient(reference: str) -> str:
    """The forward pass laid each example out in one order. Does your dx go back into its shape in that same order?"""
    return edit(reference, "(dout @ w.T).reshape(x.shape)", '(dout @ w.T).reshape(x.shape, order="F")')


@mistake("affine_backward")
def averages_the_input_gradient(reference: str) -> str:
    """One row of x reaches one row of the output only. What is there for dx to be divided by?"""
    return edit(reference, "(dout @ w.T).reshape", "(dout @ w.T / len(x)).reshape")


@mistake("affine_backward")
def mixes_the_examples_in_the_weight_gradient(reference: str) -> str:
    """Which shape does x need before it can be multiplied with `dout`, and does your way there keep the numbers of
    one example together?
    """
    return edit(reference, "x.reshape(x.shape[0], -1).T", "x.reshape(-1, x.shape[0])")


# relu_forward


@mistake("relu_forward")
def takes_the_largest_entry_of_each_column(reference: str) -> str:
    """How does the shape of your output compare with that of x? Look up what numpy's `max` does with its second
    argument: is it a number to compare with?
    """
    return edit(reference, "np.maximum(0, x)", "np.max(x, 0)")


@mistake("relu_forward")
def keeps_the_negative_entries(reference: str) -> str:
    """Which half of the number line should come through unchanged, and which half does in your version?"""
    return edit(reference, "np.maximum(0, x)", "np.minimum(0, x)")


@mistake("relu_forward")
def takes_absolute_values(reference: str) -> str:
    """What should an input of -2 become, and what does it become in your version?"""
    return edit(reference, "np.maximum(0, x)", "np.abs(x)")


@mistake("relu_forward")
def returns_zeros_and_ones(reference: str) -> str:
    """Your output says which entries are positive. What should their values be?"""
    return edit(reference, "np.maximum(0, x)", "(x > 0).astype(x.dtype)")


@mistake("relu_forward")
def returns_the_input_of_relu(reference: str) -> str:
    """Your output equals x. Where is the result of the comparison with zero lost?"""
    return edit(reference, "np.maximum(0, x)", "x.copy()")


@mistake("relu_forward")
def clips_at_one(reference: str) -> str:
    """Does the definition set an upper bound? What should an input of 5 become?"""
    return edit(reference, "np.maximum(0, x)", "np.clip(x, 0, 1)")


# relu_backward


@mistake("relu_backward")
def passes_the_whole_gradient(reference: str) -> str:
    """How much does the output of a silent unit change if its input changes a little? What follows for the gradient
    of that input?
    """
    return edit(reference, "dout * (x > 0)", "dout * 1")


@mistake("relu_backward")
def gates_by_the_upstream_gradient(reference: str) -> str:
    """What decides whether an entry was let through in the forward pass: its input, or the gradient that arrives
    later? May a gradient be negative?
    """
    return edit(reference, "dout * (x > 0)", "dout * (dout > 0)")


@mistake("relu_backward")
def gates_by_input_and_upstream_gradient(reference: str) -> str:
    """Your dx has no negative entries. Is there a reason why a gradient that passes an active unit should lose its
    negative part?
    """
    return edit(reference, "dout * (x > 0)", "dout * ((x > 0) & (dout > 0))")


@mistake("relu_backward")
def gates_the_other_way_round(reference: str) -> str:
    """On which side of zero is relu flat? Does your gradient vanish on that side?"""
    return edit(reference, "dout * (x > 0)", "dout * (x < 0)")


@mistake("relu_backward")
def multiplies_by_the_output(reference: str) -> str:
    """The chain rule asks for the slope of relu at x. Is that what you multiply by, or is it the value of relu?"""
    return edit(reference, "dout * (x > 0)", "dout * x * (x > 0)")


@mistake("relu_backward")
def returns_the_slope_of_relu(reference: str) -> str:
    """Your dx is the slope of relu and is the same for every upstream gradient. What does the chain rule do with
    `dout`?
    """
    return edit(reference, "dout * (x > 0)", "np.where(x > 0, 1.0, 0.0)")


# leaky_relu_forward


@mistake("leaky_relu_forward")
def silences_negative_entries(reference: str) -> str:
    """What distinguishes the leaky unit from the plain one? What should an input of -2 become?"""
    return edit(reference, "np.where(x > 0, x, alpha * x)", "np.maximum(0, x)")


@mistake("leaky_relu_forward")
def ignores_the_given_slope(reference: str) -> str:
    """Call the function with two different values of alpha and compare. Which alpha does your code use?"""
    return edit(reference, "alpha * x", "0.01 * x")


@mistake("leaky_relu_forward")
def takes_the_larger_of_two_lines(reference: str) -> str:
    """Draw the lines t and alpha t for an alpha of 2. Which of the two lies higher to the left of zero, and which one
    does the definition ask for there?
    """
    return edit(reference, "np.where(x > 0, x, alpha * x)", "np.maximum(x, alpha * x)")


@mistake("leaky_relu_forward")
def replaces_negative_entries_by_the_slope(reference: str) -> str:
    """Do inputs of -1 and of -2 give different outputs in your version? What is alpha, a value or a slope?"""
    return edit(reference, "np.where(x > 0, x, alpha * x)", "np.where(x > 0, x, alpha)")


@mistake("leaky_relu_forward")
def flips_the_leak(reference: str) -> str:
    """With a positive alpha, which sign should the output have for a negative input?"""
    return edit(reference, "alpha * x", "-alpha * x")


@mistake("leaky_relu_forward")
def scales_the_positive_side(reference: str) -> str:
    """To which side of zero does alpha belong? What should an input of 2 become?"""
    return edit(reference, "np.where(x > 0, x, alpha * x)", "np.where(x > 0, alpha * x, x)")


@mistake("leaky_relu_forward")
def scales_both_sides(reference: str) -> str:
    """Which entries should stay exactly as they are? Compare some of them with your output."""
    return edit(reference, "np.where(x > 0, x, alpha * x)", "alpha * x")


# leaky_relu_backward


@mistake("leaky_relu_backward")
def stops_the_gradient_of_negative_entries(reference: str) -> str:
    """How steep is the leaky unit to the left of zero? Does your gradient tell it from the plain unit?"""
    return edit(reference, "alpha * dout", "0 * dout")


@mistake("leaky_relu_backward")
def forgets_the_slope_of_the_forward_pass(reference: str) -> str:
    """Does your dx change when the forward pass is given another alpha? How could the backward pass know of it?"""
    return edit(reference, "alpha * dout", "0.01 * dout")


@mistake("leaky_relu_backward")
def passes_negative_entries_in_full(reference: str) -> str:
    """What is the slope of the leaky unit for a negative input, and where does your dx show it?"""
    return edit(reference, "np.where(x > 0, dout, alpha * dout)", "np.where(x > 0, dout, dout)")


@mistake("leaky_relu_backward")
def scales_the_gradient_everywhere(reference: str) -> str:
    """For a positive input the output moves just as the input does. What should dx be there?"""
    return edit(reference, "np.where(x > 0, dout, alpha * dout)", "alpha * dout")


@mistake("leaky_relu_backward")
def swaps_the_two_slopes(reference: str) -> str:
    """Take one positive input and one negative one. Which of them should have the small gradient?"""
    return edit(reference, "np.where(x > 0, dout, alpha * dout)", "np.where(x < 0, dout, alpha * dout)")


@mistake("leaky_relu_backward")
def chooses_the_slope_by_the_upstream_gradient(reference: str) -> str:
    """Which of the two slopes was in use was settled in the forward pass. By the sign of what?"""
    return edit(reference, "np.where(x > 0, dout", "np.where(dout > 0, dout")


@mistake("leaky_relu_backward")
def chooses_the_slope_by_the_output(reference: str) -> str:
    """Sketch the leaky unit for an alpha below zero. Which inputs have a positive output then? Is the sign that you
    look at still the one that the definition speaks of?
    """
    return edit(reference, "np.where(x > 0, dout", "np.where(np.where(x > 0, x, alpha * x) > 0, dout")


@mistake("leaky_relu_backward")
def returns_the_slope_of_leaky_relu(reference: str) -> str:
    """Your dx is the same for every upstream gradient. What does the chain rule do with `dout`?"""
    return edit(reference, "np.where(x > 0, dout, alpha * dout)", "np.where(x > 0, 1.0, alpha)")


@mistake("leaky_relu_backward")
def returns_the_slope_for_negative_entries(reference: str) -> str:
    """Where the input is positive, dx follows the upstream gradient. Does it do so where the input is negative?"""
    return edit(reference, "np.where(x > 0, dout, alpha * dout)", "np.where(x > 0, dout, alpha)")


# sigmoid_forward


@mistake("sigmoid_forward")
def overflows_above_zero(reference: str) -> str:
    """What are the numerator and the denominator of your formula for an entry of 1000, and what is their quotient?"""
    return """
        def sigmoid_forward(x):
            grown = np.exp(x)
            out = grown / (1 + grown)
            return out, out
    """


@mistake("sigmoid_forward")
def treats_negative_entries_like_positive_ones(reference: str) -> str:
    """Compare your output for 2 and for -2. What should the two add up to?"""
    return edit(reference, "np.where(x >= 0, 1, decay)", "1")


@mistake("sigmoid_forward")
def falls_instead_of_rising(reference: str) -> str:
    """Should the sigmoid of a large positive number be near 0 or near 1? Which sign does the exponent have there?"""
    return edit(reference, "x >= 0", "x < 0")


@mistake("sigmoid_forward")
def returns_the_hyperbolic_tangent(reference: str) -> str:
    """Which values lie between the lowest and the highest output of a sigmoid? Does yours return negative ones?"""
    return edit(reference, "np.where(x >= 0, 1, decay) / (1 + decay)", "np.tanh(x)")


@mistake("sigmoid_forward")
def is_twice_as_steep(reference: str) -> str:
    """What is the slope of your function at zero, and what should it be? If you go by way of another function, is
    its argument scaled as it has to be?
    """
    return edit(reference, "-np.abs(x)", "-2 * np.abs(x)")


@mistake("sigmoid_forward")
def clips_the_input_too_early(reference: str) -> str:
    """How far is the sigmoid from 1 at the point where you cut the input off? Is that difference lost in rounding?"""
    return edit(reference, "-np.abs(x)", "-np.minimum(np.abs(x), 5)")


# sigmoid_backward


@mistake("sigmoid_backward")
def takes_the_sigmoid_of_the_output(reference: str) -> str:
    """What does your cache hold, the input of the layer or its output? Count how often the sigmoid has been applied
    by the time you use it.
    """
    return edit(reference, "out = cache", "out = 1 / (1 + np.exp(-cache))")


@mistake("sigmoid_backward")
def puts_the_input_for_the_output(reference: str) -> str:
    """In s (1 - s), what is s: the input of the sigmoid, or its value? Which of them comes out of your cache?"""
    return edit(reference, "out = cache", "out = np.log(cache + 1e-300) - np.log(1 - cache + 1e-300)")


@mistake("sigmoid_backward")
def adds_in_the_second_factor(reference: str) -> str:
    """What is the slope of the sigmoid far to the right, where it is flat? What does your formula give there?"""
    return edit(reference, "(1 - out)", "(1 + out)")


@mistake("sigmoid_backward")
def leaves_out_the_first_factor(reference: str) -> str:
    """The sigmoid is flat at both ends. At which end does your slope not vanish?"""
    return edit(reference, "dout * out * (1 - out)", "dout * (1 - out)")


@mistake("sigmoid_backward")
def leaves_out_the_second_factor(reference: str) -> str:
    """Your slope grows with the input. How steep should the sigmoid be where it has come close to 1?"""
    return edit(reference, "dout * out * (1 - out)", "dout * out")


@mistake("sigmoid_backward")
def returns_the_slope_of_sigmoid(reference: str) -> str:
    """Your dx does not depend on the upstream gradient. Which factor of the chain rule is missing?"""
    return edit(reference, "dout * out * (1 - out)", "out * (1 - out)")


@mistake("sigmoid_backward")
def squares_the_value_of_sigmoid(reference: str) -> str:
    """Differentiate the sigmoid once more on paper. The formula that you use looks like the one of another activation
    function: which one?
    """
    return edit(reference, "dout * out * (1 - out)", "dout * (1 - out**2)")


# tanh_forward


@mistake("tanh_forward")
def overflows_at_the_far_ends(reference: str) -> str:
    """What are the numerator and the denominator of your formula for an entry of 1000? What is infinity divided by
    infinity?
    """
    return """
        def tanh_forward(x):
            rising, falling = np.exp(x), np.exp(-x)
            out = (rising - falling) / (rising + falling)
            return out, out
    """


@mistake("tanh_forward")
def is_half_as_steep(reference: str) -> str:
    """Tanh is a stretched sigmoid: stretched in one direction only, or in both? What is the slope at zero?"""
    return edit(reference, "np.tanh(x)", "np.tanh(x / 2)")


@mistake("tanh_forward")
def returns_the_sigmoid(reference: str) -> str:
    """What is the value of tanh at zero, and what sign does it have to the left of zero? Which function do you
    return?
    """
    return edit(reference, "np.tanh(x)", "0.5 + 0.5 * np.tanh(x / 2)")


@mistake("tanh_forward")
def flips_the_sign_of_tanh(reference: str) -> str:
    """Does tanh rise or fall? Which of the two exponentials is subtracted from the other?"""
    return edit(reference, "np.tanh(x)", "-np.tanh(x)")


@mistake("tanh_forward")
def cuts_off_instead_of_bending(reference: str) -> str:
    """Between -1 and 1 your output equals the input. Is tanh a straight line there?"""
    return edit(reference, "np.tanh(x)", "np.clip(x, -1, 1)")


# tanh_backward


@mistake("tanh_backward")
def forgets_the_square(reference: str) -> str:
    """What is the slope of tanh far to the left, where its value is -1? What does your formula give there?"""
    return edit(reference, "(1 - out**2)", "(1 - out)")


@mistake("tanh_backward")
def adds_the_square(reference: str) -> str:
    """Tanh is steepest at zero. Where is your slope largest?"""
    return edit(reference, "(1 - out**2)", "(1 + out**2)")


@mistake("tanh_backward")
def uses_the_slope_of_the_sigmoid(reference: str) -> str:
    """What slope does your formula give at an input of zero? Which activation function does it belong to?"""
    return edit(reference, "(1 - out**2)", "out * (1 - out)")


@mistake("tanh_backward")
def takes_the_tanh_of_the_output(reference: str) -> str:
    """What does your cache hold, the input of the layer or its output? How often has tanh been applied by the time
    you square it?
    """
    return edit(reference, "out = cache", "out = np.tanh(cache)")


@mistake("tanh_backward")
def squares_the_input(reference: str) -> str:
    """In 1 - tanh(t)^2, what is squared: the input of the layer, or its output? Which of them comes out of your
    cache?
    """
    return edit(reference, "out = cache", "out = np.arctanh(np.clip(cache, -1 + 1e-16, 1 - 1e-16))")


@mistake("tanh_backward")
def returns_the_slope_of_tanh(reference: str) -> str:
    """Your dx does not depend on the upstream gradient. Which factor of the chain rule is missing?"""
    return edit(reference, "dout * (1 - out**2)", "1 - out**2")


@mistake("tanh_backward")
def subtracts_after_the_product(reference: str) -> str:
    """Which part of your expression does the upstream gradient multiply? Check what the parentheses enclose."""
    return edit(reference, "dout * (1 - out**2)", "dout * 1 - out**2")


# softmax_loss


def _softmax_by_probabilities(shifted: str, log_p: str = "np.log(p[rows, y])") -> str:
    """The way by probabilities, which many take: with this shift of the scores, and this logarithm."""
    return f"""
        def softmax_loss(x, y):
            rows = np.arange(x.shape[0])
            p = np.exp({shifted})
            p /= p.sum(axis=1, keepdims=True)
            loss = -{log_p}.mean()
            dx = p.copy()
            dx[rows, y] -= 1
            return loss, dx / x.shape[0]
    """


@mistake("softmax_loss")
def exponentiates_raw_scores(reference: str) -> str:
    """What is e to the power of 2000 in floating point, and of -2000? What may you do to all scores of a row without
    changing their softmax?
    """
    return _softmax_by_probabilities("x")


@mistake("softmax_loss")
def shifts_all_rows_by_one_number(reference: str) -> str:
    """If one row holds scores around 2000 and another one around -2000, what is left of the second row after your
    shift? Does every row have to be shifted by the same number?
    """
    return _softmax_by_probabilities("x - x.max()")


@mistake("softmax_loss")
def shifts_the_columns(reference: str) -> str:
    """Which scores may be shifted together without changing the probabilities: those of an example, or those of a
    class? Along which axis do you take the maximum?
    """
    return _softmax_by_probabilities("x - x.max(axis=0)")


@mistake("softmax_loss")
def shifts_by_another_number_than_the_largest_score(reference: str) -> str:
    """After your shift, what is the largest score that a row can hold? Is there a limit to it, whatever the scores were
    before, and what would e to that power be?
    """
    return edit(reference, "x.max(axis=1", "x.min(axis=1")


@mistake("softmax_loss")
def adds_a_small_number_in_the_logarithm(reference: str) -> str:
    """How large can your loss become at most, however sure the network is of another class? What sets that limit?"""
    return _softmax_by_probabilities("x - x.max(axis=1, keepdims=True)", "np.log(p[rows, y] + 1e-8)")


@mistake("softmax_loss")
def sums_the_softmax_loss(reference: str) -> str:
    """Would the loss change if every example were in the batch twice? Should it?"""
    return edit(reference, ".sum() / count", ".sum()")


@mistake("softmax_loss")
def forgets_the_mean_in_the_softmax_gradient(reference: str) -> str:
    """The loss is a mean over the batch. Does your gradient know about that?"""
    return edit(reference, "    dx /= count\n", "")


@mistake("softmax_loss")
def sums_softmax_loss_and_gradient(reference: str) -> str:
    """Loss and gradient fit each other, and both grow with the size of the batch. Which number is left out in both?"""
    return edit(reference, "count = x.shape[0]", "count = 1").replace("np.arange(count)", "np.arange(len(x))")


@mistake("softmax_loss")
def averages_over_the_classes(reference: str) -> str:
    """Which axis of the scores counts the examples, and which one the classes? By which of the two do you divide?"""
    return edit(reference, "count = x.shape[0]", "count = x.shape[1]").replace("np.arange(count)", "np.arange(len(x))")


@mistake("softmax_loss")
def normalises_over_the_batch(reference: str) -> str:
    """Which numbers should add up to 1: the probabilities of one example over the classes, or of one class over the
    examples? Check the sums of yours.
    """
    return edit(reference, ".sum(axis=1, keepdims=True)", ".sum(axis=0, keepdims=True)")


@mistake("softmax_loss")
def leaves_the_correct_class_out_of_the_gradient(reference: str) -> str:
    """Over one row the entries of dx should add up to zero. What do yours add up to, and which entry is to blame?"""
    return edit(reference, "    dx[rows, y] -= 1\n", "")


@mistake("softmax_loss")
def subtracts_one_from_every_class(reference: str) -> str:
    """In the formula for dx, for which class of a row does the bracket equal 1? How many entries of each row do you
    change?
    """
    return edit(reference, "dx[rows, y] -= 1", "dx -= 1")


@mistake("softmax_loss")
def changes_the_column_for_every_row(reference: str) -> str:
    """When you index with the labels, which rows do you change: for each label its own row only, or all of them?
    Print the changed entries for a batch of two.
    """
    return edit(reference, "dx[rows, y] -= 1", "dx[:, y] -= 1")


@mistake("softmax_loss")
def flips_the_softmax_gradient(reference: str) -> str:
    """If the score of the correct class grows, does the loss rise or fall? Which sign does that entry of dx have?"""
    return edit(reference, "dx /= count", "dx /= -count")


@mistake("softmax_loss")
def flips_the_softmax_loss(reference: str) -> str:
    """The logarithm of a probability is never positive. What sign should the loss have?"""
    return edit(reference, "loss = -log_p", "loss = log_p")


@mistake("softmax_loss")
def sums_the_log_probabilities_of_all_classes(reference: str) -> str:
    """Which entries of a row of log-probabilities does the loss consist of? How many do you add up?"""
    return edit(reference, "-log_p[rows, y].sum()", "-log_p.sum()")


@mistake("softmax_loss")
def leaves_out_the_logarithm(reference: str) -> str:
    """A network that is sure of another class should have a loss that grows without limit. How large can yours
    become?
    """
    return edit(reference, "-log_p[rows, y].sum()", "-np.exp(log_p[rows, y]).sum()")


# svm_loss


@mistake("svm_loss")
def counts_the_correct_class(reference: str) -> str:
    """Does the correct class compete with itself? By how much does your loss differ from the expected one?"""
    return edit(reference, "    violation[rows, y] = 0\n", "").replace("= -dx.sum(axis=1)", "-= dx.sum(axis=1)")


@mistake("svm_loss")
def counts_the_correct_class_in_the_gradient_too(reference: str) -> str:
    """Your loss is too large by a constant, and one entry in each row of dx is off by the same amount. Which class has
    a term of its own there, although the sum leaves it out?
    """
    return edit(reference, "    violation[rows, y] = 0\n", "")


@mistake("svm_loss")
def counts_one_violation_for_the_correct_class(reference: str) -> str:
    """If three classes of a row violate the margin, in how many terms of the loss does the score of the correct class
    stand?
    """
    return edit(reference, "-dx.sum(axis=1)", "-(dx.sum(axis=1) > 0).astype(x.dtype)")


@mistake("svm_loss")
def subtracts_one_for_the_correct_class(reference: str) -> str:
    """Does the gradient of the correct class depend on how many classes violate the margin? What should it be in a
    row in which none does?
    """
    return edit(reference, "-dx.sum(axis=1)", "-1")


@mistake("svm_loss")
def leaves_the_correct_class_without_gradient(reference: str) -> str:
    """Would the loss change if only the score of the correct class grew? What does your dx say about that?"""
    return edit(reference, "    dx[rows, y] = -dx.sum(axis=1)\n", "")


@mistake("svm_loss")
def pushes_the_correct_class_down(reference: str) -> str:
    """If the score of the correct class grows, does the loss rise or fall? Which sign should that entry of dx have?"""
    return edit(reference, "-dx.sum(axis=1)", "dx.sum(axis=1)")


@mistake("svm_loss")
def marks_positive_scores(reference: str) -> str:
    """What decides whether a class contributes to the loss: its score, or how far it reaches into the margin? Which of
    the two does your gradient look at?
    """
    return edit(reference, "(violation > 0).astype(x.dtype)", "(x > 0).astype(x.dtype)\n    dx[rows, y] = 0")


@mistake("svm_loss")
def marks_classes_that_outscore_the_correct_one(reference: str) -> str:
    """A class may score lower than the correct one and still violate the margin. Does your gradient count it?"""
    return edit(reference, "(violation > 0)", "(x > correct)")


@mistake("svm_loss")
def lets_kept_margins_lower_the_loss(reference: str) -> str:
    """May a class that keeps the margin generously make up for one that violates it? Can your loss become negative?"""
    return edit(reference, "np.maximum(0, x - correct + 1)", "x - correct + 1")


@mistake("svm_loss")
def leaves_out_the_margin(reference: str) -> str:
    """What does your loss ask of a class that scores just a little lower than the correct one, and what should it
    ask?
    """
    return edit(reference, "x - correct + 1", "x - correct")


@mistake("svm_loss")
def subtracts_the_margin(reference: str) -> str:
    """Let all scores of a row be equal. How large should the loss be, and how large is yours?"""
    return edit(reference, "x - correct + 1", "x - correct - 1")


@mistake("svm_loss")
def swaps_correct_and_other_scores(reference: str) -> str:
    """Should the loss grow with the score of the correct class, or with the scores of the others? Which of them do you
    subtract?
    """
    return edit(reference, "x - correct + 1", "correct - x + 1")


@mistake("svm_loss")
def squares_the_violations(reference: str) -> str:
    """Does the loss grow in a straight line with a violation, or faster? Which of the two does the definition ask
    for?
    """
    return edit(reference, "violation.sum() / count", "(violation**2).sum() / count")


@mistake("svm_loss")
def counts_the_worst_class_only(reference: str) -> str:
    """Two classes of a row violate the margin: how many of them take part in your loss? Does the definition take a sum
    or a maximum over the classes?
    """
    return edit(
        reference,
        "violation[rows, y] = 0",
        "violation = violation * (x == x.max(axis=1).reshape(count, 1)) * (x > correct)",
    )


@mistake("svm_loss")
def sums_the_svm_loss(reference: str) -> str:
    """Would the loss change if every example were in the batch twice? Should it?"""
    return edit(reference, "violation.sum() / count", "violation.sum()")


@mistake("svm_loss")
def forgets_the_mean_in_the_svm_gradient(reference: str) -> str:
    """The loss is a mean over the batch. Does your gradient know about that?"""
    return edit(reference, "    dx /= count\n", "")


@mistake("svm_loss")
def sums_svm_loss_and_gradient(reference: str) -> str:
    """Loss and gradient fit each other, and both grow with the size of the batch. Which number is left out in both?"""
    return edit(edit(reference, "    dx /= count\n", ""), "violation.sum() / count", "violation.sum()")


@mistake("svm_loss")
def averages_over_the_classes_too(reference: str) -> str:
    """Over which axis does the definition take a mean, and over which one a sum? By how many numbers do you divide?"""
    return edit(reference, "violation.sum() / count", "violation.mean()")


@mistake("svm_loss")
def weighs_the_gradient_by_the_violations(reference: str) -> str:
    """As long as a class violates the margin, does the steepness of its term depend on by how much?"""
    return edit(reference, "(violation > 0).astype(x.dtype)", "violation.copy()")


# affine_relu_forward


@mistake("affine_relu_forward")
def leaves_out_the_relu(reference: str) -> str:
    """May the output of this layer hold negative numbers? Which of the two steps would remove them?"""
    return edit(
        reference, "out, relu_cache = relu_forward(hidden)", "_, relu_cache = relu_forward(hidden)\n    out = hidden"
    )


@mistake("affine_relu_forward")
def applies_the_relu_first(reference: str) -> str:
    """In which order do the two steps follow each other? In relu(affine(x)), which one sees x?"""
    return """
        def affine_relu_forward(x, w, b):
            active, relu_cache = relu_forward(x)
            out, affine_cache = affine_forward(active, w, b)
            return out, (affine_cache, relu_cache)
    """


@mistake("affine_relu_forward")
def adds_the_bias_after_the_relu(reference: str) -> str:
    """A large negative bias should keep a unit silent. What is the output of such a unit in your version?"""
    return """
        def affine_relu_forward(x, w, b):
            hidden, affine_cache = affine_forward(x, w, 0 * b)
            active, relu_cache = relu_forward(hidden)
            return active + b, (affine_cache, relu_cache)
    """


@mistake("affine_relu_forward")
def loses_the_bias(reference: str) -> str:
    """Change b and look at the output. Does b reach the affine layer?"""
    return edit(reference, "affine_forward(x, w, b)", "affine_forward(x, w, 0 * b)")


@mistake("affine_relu_forward")
def applies_the_relu_on_both_sides(reference: str) -> str:
    """How often does a relu occur in relu(affine(x))? What happens to the negative entries of x in your version?"""
    return edit(reference, "affine_forward(x, w, b)", "affine_forward(relu_forward(x)[0], w, b)")


# affine_relu_backward


@mistake("affine_relu_backward")
def skips_the_relu_on_the_way_back(reference: str) -> str:
    """Through which layers did the signal pass on its way forward? Does the gradient pass through each of them?"""
    return edit(reference, "dhidden = relu_backward(dout, relu_cache)", "dhidden = dout")


@mistake("affine_relu_backward")
def hands_on_the_upstream_gradient(reference: str) -> str:
    """You compute the gradient behind the relu. Which gradient does the affine layer receive, that one or `dout`, and
    in which of the three results does it make a difference?
    """
    return """
        def affine_relu_backward(dout, cache):
            affine_cache, relu_cache = cache
            dx, _, _ = affine_backward(relu_backward(dout, relu_cache), affine_cache)
            _, dw, db = affine_backward(dout, affine_cache)
            return dx, dw, db
    """


@mistake("affine_relu_backward")
def forgets_the_relu_in_the_bias_gradient(reference: str) -> str:
    """A silent unit does not notice a small change of its bias. What should its entry of db be?"""
    return """
        def affine_relu_backward(dout, cache):
            affine_cache, relu_cache = cache
            dx, dw, _ = affine_backward(relu_backward(dout, relu_cache), affine_cache)
            return dx, dw, dout.sum(axis=0)
    """


@mistake("affine_relu_backward")
def cuts_off_negative_gradients(reference: str) -> str:
    """On the way back, is the relu applied to the gradient, or is it its slope at the input of the forward pass that
    counts?
    """
    return edit(reference, "relu_backward(dout, relu_cache)", "np.maximum(0, dout)")


@mistake("affine_relu_backward")
def applies_the_relu_to_the_input_gradient(reference: str) -> str:
    """In which order does the gradient meet the two layers? Whose entries does the relu switch off, those of its own
    input, or those of x?
    """
    return """
        def affine_relu_backward(dout, cache):
            dx, dw, db = affine_backward(dout, cache[0])
            return np.maximum(0, dx), dw, db
    """


@mistake("affine_relu_backward")
def swaps_active_and_silent_units(reference: str) -> str:
    """Which units pass their gradient on, the active or the silent ones? Which ones do in your version?"""
    return edit(reference, "relu_backward(dout, relu_cache)", "dout - relu_backward(dout, relu_cache)")
