"""What goes wrong in penalties.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# l1_penalty


@mistake("l1_penalty")
def adds_up_signed_weights(reference: str) -> str:
    """What is the penalty of two weights, 3 and -3? May a penalty be smaller for larger weights?"""
    return edit(reference, "np.abs(w).sum()", "w.sum()")


@mistake("l1_penalty")
def takes_the_size_of_the_sum(reference: str) -> str:
    """Is the absolute value taken of every weight, or of their sum? What does yours give for 3 and -3?"""
    return edit(reference, "np.abs(w).sum()", "np.abs(w.sum())")


@mistake("l1_penalty")
def averages_the_absolute_weights(reference: str) -> str:
    """Does the formula hold a sum or a mean? How does your loss change when every weight is there twice?"""
    return edit(reference, "np.abs(w).sum()", "np.abs(w).mean()")


@mistake("l1_penalty")
def halves_the_l1_penalty(reference: str) -> str:
    """A half makes the derivative of a square simple. Is there a square here?"""
    return edit(reference, "loss = strength", "loss = 0.5 * strength")


@mistake("l1_penalty")
def squares_the_weights(reference: str) -> str:
    """By how much does the loss grow when a weight of 2 becomes a weight of 3? And in the formula?"""
    return edit(reference, "np.abs(w).sum()", "(w**2).sum()")


@mistake("l1_penalty")
def pushes_in_proportion_to_the_weight(reference: str) -> str:
    """What is the slope of |w| at 0.1, and what is it at 10?"""
    return edit(reference, "np.sign(w)", "w")


@mistake("l1_penalty")
def forgets_the_strength_in_the_l1_gradient(reference: str) -> str:
    """If the penalty counts twice as much, what happens to its gradient? And to yours?"""
    return edit(reference, "strength * np.sign(w)", "np.sign(w)")


@mistake("l1_penalty")
def returns_the_absolute_weights_as_gradient(reference: str) -> str:
    """Which of the two is |w|, and which is its slope? In which direction should a negative weight be moved?"""
    return edit(reference, "np.sign(w)", "np.abs(w)")


@mistake("l1_penalty")
def flips_the_l1_gradient(reference: str) -> str:
    """A step goes against the gradient. Do positive weights become smaller by a step along yours?"""
    return edit(reference, "strength * np.sign(w)", "-strength * np.sign(w)")


@mistake("l1_penalty")
def pushes_weights_that_are_zero_up(reference: str) -> str:
    """At 0 the function |w| has a kink. Which slope does the docstring choose there, and to which side does your version
    count the weights that are 0?
    """
    return edit(reference, "np.sign(w)", "np.where(w > 0, 1.0, -1.0)")


@mistake("l1_penalty")
def pushes_weights_that_are_zero_down(reference: str) -> str:
    """At 0 the function |w| has a kink. Should a weight that has arrived there be moved away again?"""
    return edit(reference, "np.sign(w)", "np.where(w >= 0, 1.0, -1.0)")


@mistake("l1_penalty")
def divides_by_the_weight(reference: str) -> str:
    """The quotient of w and |w| is a sign. What is it for a weight of 0?"""
    return edit(reference, "np.sign(w)", "w / np.abs(w)")


@mistake("l1_penalty")
def takes_the_norm_of_the_matrix(reference: str) -> str:
    """What does a function for norms compute for a matrix, the sum of all entries or something about its columns? Read
    how it treats arrays of two dimensions.
    """
    return edit(reference, "np.abs(w).sum()", "np.linalg.norm(w, 1)")


# l2_penalty


@mistake("l2_penalty")
def leaves_out_the_half(reference: str) -> str:
    """Take the derivative of your loss. Is it the gradient that you return? Which factor is missing in one of them?"""
    return edit(reference, "0.5 * strength", "strength")


@mistake("l2_penalty")
def leaves_out_the_half_twice(reference: str) -> str:
    """Loss and gradient fit each other, and both are too large by the same factor. Which convention is used here?"""
    return edit(edit(reference, "0.5 * strength", "strength"), ", strength * w", ", 2 * strength * w")


@mistake("l2_penalty")
def halves_the_l2_gradient(reference: str) -> str:
    """What is the derivative of half a square? What became of the half?"""
    return edit(reference, ", strength * w", ", 0.5 * strength * w")


@mistake("l2_penalty")
def doubles_the_l2_gradient(reference: str) -> str:
    """A square brings a 2 into the derivative. What does the half of the loss do to it?"""
    return edit(reference, ", strength * w", ", 2 * strength * w")


@mistake("l2_penalty")
def takes_the_root_of_the_sum(reference: str) -> str:
    """Does the formula hold the length of the vector of weights, or the square of its length?"""
    return edit(reference, "(w**2).sum()", "np.sqrt((w**2).sum())")


@mistake("l2_penalty")
def averages_the_squares(reference: str) -> str:
    """Does the formula hold a sum or a mean? How does your loss change when every weight is there twice?"""
    return edit(reference, "(w**2).sum()", "(w**2).mean()")


@mistake("l2_penalty")
def squares_the_sum(reference: str) -> str:
    """In which order do you add up and square? What should the penalty of 3 and -3 be?"""
    return edit(reference, "(w**2).sum()", "w.sum() ** 2")


@mistake("l2_penalty")
def forgets_the_strength_in_the_l2_gradient(reference: str) -> str:
    """If the penalty counts twice as much, what happens to its gradient? And to yours?"""
    return edit(reference, ", strength * w", ", w")


@mistake("l2_penalty")
def adds_up_the_l2_gradient(reference: str) -> str:
    """The loss is one number. How many numbers does its gradient with respect to w have, one or as many as w?"""
    return edit(reference, ", strength * w", ", strength * w.sum() + 0 * w")


@mistake("l2_penalty")
def squares_the_strength(reference: str) -> str:
    """Does doubling the strength double your loss?"""
    return edit(reference, "0.5 * strength * (w**2).sum()", "0.5 * ((strength * w) ** 2).sum()")


@mistake("l2_penalty")
def squares_the_norm_of_the_matrix(reference: str) -> str:
    """What does a function for norms compute for a matrix, when it is asked for the norm 2? Is it the root of the sum of
    all squares?
    """
    return edit(reference, "(w**2).sum()", "np.linalg.norm(w, 2) ** 2")


# elastic_net_penalty


@mistake("elastic_net_penalty")
def penalises_everything(reference: str) -> str:
    """Does a bias make a unit more sensitive to its input? Which of the parameters should be penalised, going by their
    names?
    """
    return edit(reference, 'if name.startswith("W"):', "if True:")


@mistake("elastic_net_penalty")
def penalises_biases_in_the_gradient_only(reference: str) -> str:
    """Your loss does not change with the biases. Which gradient belongs to a loss that does not change?"""
    return edit(reference, "np.zeros_like(value)", "l1 * np.sign(value) + l2 * value")


@mistake("elastic_net_penalty")
def penalises_biases_in_the_loss_only(reference: str) -> str:
    """Change a bias and look at the loss. Do your gradients agree with what you see?"""
    return edit(
        reference,
        "            grads[name] = np.zeros_like(value)\n",
        "            loss += l1_penalty(value, l1)[0] + l2_penalty(value, l2)[0]\n"
        "            grads[name] = np.zeros_like(value)\n",
    )


@mistake("elastic_net_penalty")
def returns_gradients_of_weights_only(reference: str) -> str:
    """For which names should there be a gradient? Which names does your dictionary hold?"""
    return edit(reference, "        else:\n            grads[name] = np.zeros_like(value)\n", "")


@mistake("elastic_net_penalty")
def goes_by_the_number_of_dimensions(reference: str) -> str:
    """What is said to tell weights from other parameters? Could a scale or a shift have more than one dimension?"""
    return edit(reference, 'name.startswith("W")', "value.ndim > 1")


@mistake("elastic_net_penalty")
def penalises_matrices_only(reference: str) -> str:
    """How many dimensions do the filters of a convolution have? Are they penalised by yours?"""
    return edit(reference, 'name.startswith("W")', "value.ndim == 2")


@mistake("elastic_net_penalty")
def leaves_out_the_last_layer(reference: str) -> str:
    """How many weight matrices does the network have, and how many of them do you penalise?"""
    return edit(
        reference,
        'if name.startswith("W"):',
        'if name.startswith("W") and name != "W" + str(sum(each.startswith("W") for each in params)):',
    )


@mistake("elastic_net_penalty")
def keeps_the_loss_of_the_last_weights(reference: str) -> str:
    """Your loop comes to several weights. What happens to the loss of the first when the second one's turn comes?"""
    return edit(reference, "loss += ", "loss = ")


@mistake("elastic_net_penalty")
def swaps_the_strengths(reference: str) -> str:
    """Set l1 to 0. Which of the two penalties should be left, and which one is left in yours?"""
    return edit(
        edit(reference, "l1_penalty(value, l1)", "l1_penalty(value, l2)"),
        "l2_penalty(value, l2)",
        "l2_penalty(value, l1)",
    )


@mistake("elastic_net_penalty")
def leaves_out_the_l1_part_of_the_gradient(reference: str) -> str:
    """Set l2 to 0. What is left of your gradient, and what should be?"""
    return edit(reference, "l1_grad + l2_grad", "l2_grad")


@mistake("elastic_net_penalty")
def leaves_out_the_l2_part_of_the_gradient(reference: str) -> str:
    """Set l1 to 0. What is left of your gradient, and what should be?"""
    return edit(reference, "l1_grad + l2_grad", "l1_grad")


@mistake("elastic_net_penalty")
def leaves_out_the_half_of_the_squares(reference: str) -> str:
    """Set l1 to 0 and compare with `l2_penalty`. By which factor do the two losses differ?"""
    return edit(reference, "l1_loss + l2_loss", "l1_loss + 2 * l2_loss")


@mistake("elastic_net_penalty")
def subtracts_the_squares(reference: str) -> str:
    """May one of the two penalties make up for the other? Which sign does each of them have?"""
    return edit(reference, "l1_loss + l2_loss", "l1_loss - l2_loss")


@mistake("elastic_net_penalty")
def writes_the_gradients_into_the_parameters(reference: str) -> str:
    """Call your function twice with the same parameters. Why does the second loss differ, and what do the arrays of
    params hold by then?
    """
    return edit(
        reference,
        "            grads[name] = l1_grad + l2_grad\n",
        "            value[...] = l1_grad + l2_grad\n            grads[name] = value\n",
    )


@mistake("elastic_net_penalty")
def removes_biases_from_the_parameters(reference: str) -> str:
    """To whom does the dictionary belong? What does it hold after a call?"""
    return edit(reference, "params.items():", "list(params.items()):").replace(
        "grads[name] = np.zeros_like(value)", "grads[name] = np.zeros_like(params.pop(name))"
    )


@mistake("elastic_net_penalty")
def spares_only_what_begins_with_b(reference: str) -> str:
    """Which parameters of a network are no weights, only the biases? By which rule are weights told from all others?"""
    return edit(reference, 'name.startswith("W")', 'not name.startswith("b")')


@mistake("elastic_net_penalty")
def takes_small_letters_for_large_ones(reference: str) -> str:
    """What does the rule say about the first letter of a weight's name? Is w_scale a weight by this rule?"""
    return edit(reference, 'name.startswith("W")', 'name.lower().startswith("w")')


@mistake("elastic_net_penalty")
def looks_for_the_letter_anywhere(reference: str) -> str:
    """Where in its name does a weight carry its letter? Which other names have one like it?"""
    return edit(reference, 'name.startswith("W")', '"w" in name.lower()')


@mistake("elastic_net_penalty")
def counts_the_weights_by_half_the_parameters(reference: str) -> str:
    """How do you know which weights there are: from the names in the dictionary, or from how many there are? Does every
    weight have exactly one bias?
    """
    return """
        def elastic_net_penalty(params, l1, l2):
            loss, grads = 0.0, {name: np.zeros_like(value) for name, value in params.items()}
            for layer in range(1, len(params) // 2 + 1):
                name = "W" + str(layer)
                l1_loss, l1_grad = l1_penalty(params[name], l1)
                l2_loss, l2_grad = l2_penalty(params[name], l2)
                loss, grads[name] = loss + l1_loss + l2_loss, l1_grad + l2_grad
            return loss, grads
    """


# soft_threshold


@mistake("soft_threshold")
def keeps_large_weights_as_they_are(reference: str) -> str:
    """What happens to a weight just above the threshold, and to one just below it? Should there be such a jump?"""
    return edit(reference, "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)", "w * (np.abs(w) > threshold)")


@mistake("soft_threshold")
def does_not_stop_at_zero(reference: str) -> str:
    """A weight of 0.1 meets a threshold of 1. Where does it end up, and where should it?"""
    return edit(reference, "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)", "w - threshold * np.sign(w)")


@mistake("soft_threshold")
def loses_the_sign(reference: str) -> str:
    """Can a negative weight become a positive one on its way to 0?"""
    return edit(reference, "np.sign(w) * ", "")


@mistake("soft_threshold")
def sets_negative_weights_to_zero(reference: str) -> str:
    """What becomes of a weight that is far below 0?"""
    return edit(reference, "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)", "np.maximum(w - threshold, 0)")


@mistake("soft_threshold")
def lets_small_weights_pass(reference: str) -> str:
    """You move the large weights. What happens to those that are smaller than the threshold?"""
    return edit(
        reference,
        "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)",
        "np.where(np.abs(w) > threshold, w - threshold * np.sign(w), w)",
    )


@mistake("soft_threshold")
def moves_away_from_zero(reference: str) -> str:
    """Are the weights smaller or larger after the step?"""
    return edit(reference, "np.abs(w) - threshold", "np.abs(w) + threshold")


@mistake("soft_threshold")
def moves_by_half_the_threshold(reference: str) -> str:
    """By how much does a large weight change? By how much should it?"""
    return edit(reference, "np.abs(w) - threshold", "np.abs(w) - threshold / 2")


@mistake("soft_threshold")
def scales_the_weights(reference: str) -> str:
    """Does every weight move by the same amount, or in proportion to its size? Which of the two does the formula say?"""
    return edit(reference, "np.abs(w) - threshold", "np.abs(w) * (1 - threshold)")


@mistake("soft_threshold")
def leaves_a_rest_near_zero(reference: str) -> str:
    """Count the entries of your result that are exactly 0. Are there as many as weights below the threshold?"""
    return edit(reference, "np.abs(w) - threshold, 0)", "np.abs(w) - threshold, 1e-9)")


@mistake("soft_threshold")
def subtracts_the_threshold_on_both_sides(reference: str) -> str:
    """In which direction does a weight below 0 have to go? In which direction does yours?"""
    return edit(
        reference,
        "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)",
        "np.where(np.abs(w) > threshold, w - threshold, 0)",
    )


@mistake("soft_threshold")
def applies_one_rule_after_the_other(reference: str) -> str:
    """A weight of 1.5 meets a threshold of 1. What is it after your first rule, and what does the last rule make of
    that? Do all rules look at the weight as it was?
    """
    return """
        def soft_threshold(w, threshold):
            out = w.copy()
            out[out > threshold] -= threshold
            out[out < -threshold] += threshold
            out[np.abs(out) <= threshold] = 0
            return out
    """


@mistake("soft_threshold")
def clips_to_the_threshold(reference: str) -> str:
    """Which weights become 0 in your version? How large is a large weight afterwards, and how large should it be?"""
    return edit(reference, "np.sign(w) * np.maximum(np.abs(w) - threshold, 0)", "np.clip(w, -threshold, threshold)")


# max_norm


@mistake("max_norm")
def limits_the_rows(reference: str) -> str:
    """Are the weights of one unit in a row or in a column? Along which axis do you add up?"""
    return edit(reference, "sum(axis=0)", "sum(axis=1, keepdims=True)")


@mistake("max_norm")
def limits_the_whole_matrix(reference: str) -> str:
    """How many lengths does a matrix of H units have? How many did you compute?"""
    return edit(reference, "sum(axis=0)", "sum()")


@mistake("max_norm")
def brings_all_columns_to_the_limit(reference: str) -> str:
    """What happens to a column that is shorter than the limit?"""
    return edit(reference, "np.maximum(lengths, limit)", "np.maximum(lengths, 1e-12)")


@mistake("max_norm")
def divides_by_a_length_of_zero(reference: str) -> str:
    """What is your factor for a column of zeros?"""
    return edit(reference, "w * (limit / np.maximum(lengths, limit))", "w / lengths * np.minimum(lengths, limit)")


@mistake("max_norm")
def clips_the_entries(reference: str) -> str:
    """Is it single weights that are limited, or the length of a unit's weights? What happens to their direction?"""
    return edit(reference, "w * (limit / np.maximum(lengths, limit))", "np.clip(w, -limit, limit)")


@mistake("max_norm")
def brings_long_columns_to_length_one(reference: str) -> str:
    """How long are the long columns afterwards, and how long may they be?"""
    return edit(reference, "limit / np.maximum(lengths, limit)", "1 / np.where(lengths > limit, lengths, 1)")


@mistake("max_norm")
def leaves_out_the_root(reference: str) -> str:
    """Measure the columns of your result. Is it their length that you compared with the limit, or its square?"""
    return edit(reference, "np.sqrt((w**2).sum(axis=0))", "(w**2).sum(axis=0)")


@mistake("max_norm")
def adds_up_absolute_values(reference: str) -> str:
    """Which length of a vector is the Euclidean one?"""
    return edit(reference, "np.sqrt((w**2).sum(axis=0))", "np.abs(w).sum(axis=0)")


@mistake("max_norm")
def lengthens_the_short_columns(reference: str) -> str:
    """Which columns does your version change, those above the limit or those below it?"""
    return edit(
        reference, "limit / np.maximum(lengths, limit)", "limit / np.maximum(np.minimum(lengths, limit), 1e-12)"
    )


@mistake("max_norm")
def takes_the_longest_column_for_all(reference: str) -> str:
    """One long unit is enough to change all the others in your version. Should it be?"""
    return edit(reference, "np.maximum(lengths, limit)", "np.maximum(lengths.max(), limit)")


@mistake("max_norm")
def compares_the_squared_length_with_the_limit(reference: str) -> str:
    """A column of length 1.5 meets a limit of 2. Does your version change it? What do you compare with the limit?"""
    return edit(
        reference,
        "limit / np.maximum(lengths, limit)",
        "np.where(lengths**2 > limit, limit, lengths) / np.maximum(lengths, 1e-12)",
    )


@mistake("max_norm")
def takes_the_largest_entry_for_the_length(reference: str) -> str:
    """How long is the vector (3, 4)? Is that its largest entry?"""
    return edit(reference, "np.sqrt((w**2).sum(axis=0))", "np.abs(w).max(axis=0)")


# ridge_fit


@mistake("ridge_fit")
def leaves_out_the_penalty(reference: str) -> str:
    """Do your weights become smaller as the strength grows?"""
    return edit(reference, " + strength * np.eye(X.shape[1])", "").replace(
        "np.linalg.solve(matrix, X.T @ y)", "np.linalg.lstsq(matrix, X.T @ y, rcond=None)[0]"
    )


@mistake("ridge_fit")
def adds_the_strength_to_every_entry(reference: str) -> str:
    """The gradient of the penalty is strength * w. To which entries of the matrix does that add something?"""
    return edit(reference, "strength * np.eye(X.shape[1])", "strength")


@mistake("ridge_fit")
def multiplies_the_strength_by_the_number_of_rows(reference: str) -> str:
    """Is the squared error in the definition a sum over the rows or a mean? What does that mean for the strength?"""
    return edit(reference, "strength * np.eye", "len(y) * strength * np.eye")


@mistake("ridge_fit")
def doubles_the_strength(reference: str) -> str:
    """Both terms of the definition have a half. What is left of the halves where the gradient is 0?"""
    return edit(reference, "strength * np.eye", "2 * strength * np.eye")


@mistake("ridge_fit")
def halves_the_strength(reference: str) -> str:
    """Both terms of the definition have a half. What is left of the halves where the gradient is 0?"""
    return edit(reference, "strength * np.eye", "0.5 * strength * np.eye")


@mistake("ridge_fit")
def squares_the_strength_of_ridge(reference: str) -> str:
    """Rows that stand for the penalty may be appended to X. What has to stand in them, so that the sum of squares is the
    one of the definition?
    """
    return edit(reference, "strength * np.eye", "strength**2 * np.eye")


@mistake("ridge_fit")
def subtracts_the_penalty(reference: str) -> str:
    """Set the gradient of both terms to zero. On which side does each part end up, and with which sign?"""
    return edit(reference, "X.T @ X + strength", "X.T @ X - strength")


@mistake("ridge_fit")
def spares_the_first_weight(reference: str) -> str:
    """Which weights does the sum in the penalty go over? Is one of them left out in yours?"""
    return edit(reference, "np.eye(X.shape[1])", "np.diag([0.0] + [1.0] * (X.shape[1] - 1))")


@mistake("ridge_fit")
def spares_a_column_of_ones(reference: str) -> str:
    """An intercept is often left without a penalty. Does the definition here treat any column in another way?"""
    return edit(reference, "np.eye(X.shape[1])", "np.diag((X.std(axis=0) > 0) * 1.0)")


@mistake("ridge_fit")
def centres_the_targets(reference: str) -> str:
    """Does the definition subtract anything from X or y?"""
    return edit(reference, "X.T @ y", "X.T @ (y - y.mean())")


@mistake("ridge_fit")
def needs_as_many_rows_as_columns(reference: str) -> str:
    """For which shapes of X does your way of solving work? Could the penalty help where the rows alone are too few?"""
    return """
        def ridge_fit(X, y, strength):
            q, r = np.linalg.qr(X)
            inverse = np.linalg.inv(r)
            return np.linalg.solve(np.eye(X.shape[1]) + strength * inverse @ inverse.T, inverse @ (q.T @ y))
    """


@mistake("ridge_fit")
def centres_rows_and_targets(reference: str) -> str:
    """Does the definition subtract means from X or y? Which model do the weights belong to after that?"""
    return edit(reference, "    matrix = X.T", "    X, y = X - X.mean(axis=0), y - y.mean()\n    matrix = X.T")


# polynomial_features


@mistake("polynomial_features")
def stops_before_the_last_power(reference: str) -> str:
    """How many columns does a polynomial of degree 1 need? How many do you have?"""
    return edit(reference, "np.arange(degree + 1)", "np.arange(degree)")


@mistake("polynomial_features")
def begins_with_the_highest_power(reference: str) -> str:
    """In which column should the ones stand, and in which column are they?"""
    return edit(reference, "np.arange(degree + 1)", "np.arange(degree, -1, -1)")


@mistake("polynomial_features")
def leaves_out_the_constant(reference: str) -> str:
    """A polynomial may have a value other than 0 at 0. Which column makes that possible?"""
    return edit(reference, "np.arange(degree + 1)", "np.arange(1, degree + 1)")


@mistake("polynomial_features")
def counts_powers_from_one(reference: str) -> str:
    """Look at column 0 for a few numbers. Which power is it?"""
    return edit(reference, "np.arange(degree + 1)", "np.arange(1, degree + 2)")


@mistake("polynomial_features")
def multiplies_instead_of_raising(reference: str) -> str:
    """What is the difference between x times 3 and x to the power of 3?"""
    return edit(reference, "x[:, None] ** np", "x[:, None] * np")


@mistake("polynomial_features")
def raises_the_size_of_the_numbers(reference: str) -> str:
    """What is the third power of -2?"""
    return edit(reference, "x[:, None]", "np.abs(x)[:, None]")


@mistake("polynomial_features")
def divides_zero_by_zero(reference: str) -> str:
    """What do your rows hold where x is 0? What is 0 to the power of 0 here?"""
    return edit(reference, "x[:, None] ** np.arange(degree + 1)", "x[:, None] ** np.arange(1, degree + 2) / x[:, None]")


@mistake("polynomial_features")
def begins_with_zero_where_x_is_zero(reference: str) -> str:
    """Which number stands in column 0 of every row, whatever x is?"""
    return edit(
        reference,
        "x[:, None] ** np.arange(degree + 1)",
        "x[:, None] ** np.arange(degree + 1) * (x != 0)[:, None]",
    )


@mistake("polynomial_features")
def lays_the_powers_out_in_rows(reference: str) -> str:
    """Which index counts the examples, and which one the powers? What is the shape of your result?"""
    return edit(reference, "x[:, None] ** np.arange(degree + 1)", "x ** np.arange(degree + 1)[:, None]")


@mistake("polynomial_features")
def leaves_the_first_column_at_zero(reference: str) -> str:
    """Your columns were zeros at first. Which power does column 0 hold, and where do you fill it in?"""
    return edit(
        reference,
        "x[:, None] ** np.arange(degree + 1)",
        "x[:, None] ** np.arange(degree + 1) * (np.arange(degree + 1) > 0)",
    )
