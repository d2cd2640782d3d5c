"""What goes wrong in losses.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

SHIFTED = "scores - scores.max(axis=1, keepdims=True)"
LOG_P = "shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"

# contrastive_loss


@mistake("contrastive_loss")
def pulls_where_it_should_push(reference: str) -> str:
    """Two examples of the same class lie far apart. Is your loss large or small, and what should it be?"""
    return edit(reference, "    # BEGIN", "    same = 1 - same\n    # BEGIN")


@mistake("contrastive_loss")
def forgets_the_halves(reference: str) -> str:
    """Take the derivative of your loss. Is it the gradient that you return? Which factor stands before both terms?"""
    return edit(reference, "0.5 * np.mean", "np.mean")


@mistake("contrastive_loss")
def forgets_the_halves_in_loss_and_gradient(reference: str) -> str:
    """Loss and gradient fit each other, and both are too large by the same factor. Which one stands in the definition?"""
    return edit(edit(reference, "0.5 * np.mean", "np.mean"), "dx1 = factor", "dx1 = 2 * factor")


@mistake("contrastive_loss")
def doubles_the_gradient(reference: str) -> str:
    """A square brings a 2 into the derivative. What does the half of the loss do to it?"""
    return edit(reference, "dx1 = factor", "dx1 = 2 * factor")


@mistake("contrastive_loss")
def squares_the_distance_before_the_margin(reference: str) -> str:
    """Is it the distance that is compared with the margin, or its square?"""
    return """
        def contrastive_loss(x1, x2, same, margin=1.0):
            difference = x1 - x2
            squared = (difference**2).sum(axis=1)
            gap = np.maximum(0, margin - squared)
            loss = 0.5 * np.mean(same * squared + (1 - same) * gap)
            factor = (same - (1 - same) * (gap > 0)) / len(x1)
            return loss, factor[:, None] * difference, -factor[:, None] * difference
    """


@mistake("contrastive_loss")
def does_not_square_the_gap(reference: str) -> str:
    """How does the loss grow as two examples come closer, in a straight line or faster? What does the definition say?"""
    return edit(edit(reference, "gap**2", "gap"), "push = gap /", "push = 0.5 * (gap > 0) /")


@mistake("contrastive_loss")
def does_not_square_the_distance(reference: str) -> str:
    """Which power of the distance counts for a pair of the same class?"""
    return edit(reference, "same * distance**2", "same * distance")


@mistake("contrastive_loss")
def pushes_pairs_that_are_far_enough_apart(reference: str) -> str:
    """What happens to a pair of different classes whose distance exceeds the margin? Should anything?"""
    return edit(reference, "np.maximum(0, margin - distance)", "margin - distance")


@mistake("contrastive_loss")
def pulls_everything(reference: str) -> str:
    """Which way do the examples of different classes move along your gradient, together or apart?"""
    return edit(reference, "same - (1 - same)", "same + (1 - same)")


@mistake("contrastive_loss")
def forgets_the_push(reference: str) -> str:
    """What does your gradient do with pairs of different classes that are too close?"""
    return edit(reference, "(same - (1 - same) * push)", "same")


@mistake("contrastive_loss")
def pushes_by_the_gap_alone(reference: str) -> str:
    """In which direction does the distance grow fastest, and how long is the vector in which you wrote it down?"""
    return edit(reference, "gap / np.where(distance > 0, distance, 1)", "gap")


@mistake("contrastive_loss")
def pushes_with_the_force_of_one(reference: str) -> str:
    """Is the force between two examples of different classes the same at every distance?"""
    return edit(reference, "push = gap /", "push = (gap > 0) /")


@mistake("contrastive_loss")
def moves_the_second_along_with_the_first(reference: str) -> str:
    """If both examples move in the same direction, what happens to their distance?"""
    return edit(reference, "dx1, -dx1", "dx1, dx1")


@mistake("contrastive_loss")
def moves_the_first_only(reference: str) -> str:
    """The distance depends on both examples. What does the loss do when only the second one moves?"""
    return edit(reference, "dx1, -dx1", "dx1, 0 * dx1")


@mistake("contrastive_loss")
def swaps_the_two_gradients(reference: str) -> str:
    """Two examples of the same class should come together. In which direction does a step against your gradient move
    the first one?
    """
    return edit(reference, "difference = x1 - x2", "difference = x2 - x1")


@mistake("contrastive_loss")
def sums_over_the_pairs(reference: str) -> str:
    """Would the loss change if every pair were in the batch twice? Should it?"""
    return edit(edit(reference, "np.mean(", "np.sum("), ") / len(x1)", ")")


@mistake("contrastive_loss")
def forgets_the_mean_in_the_gradient_of_pairs(reference: str) -> str:
    """The loss is a mean over the pairs. Does your gradient know about that?"""
    return edit(reference, ") / len(x1)", ")")


@mistake("contrastive_loss")
def divides_by_the_pairs_of_each_kind(reference: str) -> str:
    """By which number is the sum divided, by all pairs or by those of one kind?"""
    return """
        def contrastive_loss(x1, x2, same, margin=1.0):
            difference = x1 - x2
            distance = np.sqrt((difference**2).sum(axis=1))
            gap = np.maximum(0, margin - distance)
            others = 1 - same
            weight = same / max(1, same.sum()) + others / max(1, others.sum())
            loss = 0.5 * (weight * (same * distance**2 + others * gap**2)).sum()
            factor = weight * (same - others * gap / np.where(distance > 0, distance, 1))
            return loss, factor[:, None] * difference, -factor[:, None] * difference
    """


@mistake("contrastive_loss")
def has_a_fixed_margin(reference: str) -> str:
    """Call your function with two different margins. Does the loss change?"""
    return edit(reference, "margin - distance", "1.0 - distance")


@mistake("contrastive_loss")
def has_another_margin_by_default(reference: str) -> str:
    """Which margin is used if the caller names none?"""
    return edit(reference, "margin: float = 1.0", "margin: float = 2.0")


@mistake("contrastive_loss")
def divides_by_a_distance_of_zero(reference: str) -> str:
    """Two examples are the same. By what do you divide, and what does the docstring say about this case?"""
    return edit(reference, "np.where(distance > 0, distance, 1)", "distance")


@mistake("contrastive_loss")
def leaves_identical_pairs_out(reference: str) -> str:
    """Two examples of different classes are the same. How large is their loss, though they have no gradient?"""
    return edit(reference, "gap**2)", "gap**2 * (distance > 0))")


@mistake("contrastive_loss")
def measures_by_absolute_differences(reference: str) -> str:
    """Which distance is the Euclidean one?"""
    return edit(reference, "np.sqrt((difference**2).sum(axis=1))", "np.abs(difference).sum(axis=1)")


@mistake("contrastive_loss")
def averages_over_the_columns(reference: str) -> str:
    """Are the squares of the differences added up or averaged? How far apart are (0, 0) and (3, 4)?"""
    return edit(reference, "(difference**2).sum(axis=1)", "(difference**2).mean(axis=1)")


@mistake("contrastive_loss")
def pushes_by_the_gap_along_all_pairs(reference: str) -> str:
    """What is the shape of your distances, and what is that of the labels? What does numpy make of an array (N,) next to
    one (N, 1)?
    """
    return """
        def contrastive_loss(x1, x2, same, margin=1.0):
            difference = x1 - x2
            distance = np.sqrt((difference**2).sum(axis=1, keepdims=True))
            gap = np.maximum(0, margin - distance)
            loss = 0.5 * (same * distance**2 + (1 - same) * gap**2).sum() / len(x1)
            push = gap / np.where(distance > 0, distance, 1)
            factor = (same[:, None] - (1 - same[:, None]) * push) / len(x1)
            return loss, factor * difference, -factor * difference
    """


@mistake("contrastive_loss")
def averages_over_all_pairs_of_pairs(reference: str) -> str:
    """How many terms has your mean? What does numpy make of an array (N,) next to one (N, 1)?"""
    return """
        def contrastive_loss(x1, x2, same, margin=1.0):
            difference = x1 - x2
            distance = np.sqrt((difference**2).sum(axis=1, keepdims=True))
            gap = np.maximum(0, margin - distance)
            loss = 0.5 * np.mean(same * distance**2 + (1 - same) * gap**2)
            push = gap / np.where(distance > 0, distance, 1)
            factor = (same[:, None] - (1 - same[:, None]) * push) / len(x1)
            return loss, factor * difference, -factor * difference
    """


@mistake("contrastive_loss")
def divides_the_gradient_by_all_entries(reference: str) -> str:
    """By which number is the loss divided, and by which one your gradient? Is it the number of pairs?"""
    return edit(reference, ") / len(x1)", ") / x1.size")


@mistake("contrastive_loss")
def divides_by_all_entries(reference: str) -> str:
    """How many terms has the sum, one for each pair or one for each entry of the embeddings?"""
    return edit(edit(reference, "0.5 * np.mean(", "0.5 / x1.shape[1] * np.mean("), ") / len(x1)", ") / x1.size")


@mistake("contrastive_loss")
def pulls_with_the_force_of_one(reference: str) -> str:
    """What is the derivative of half a squared distance? Does a pair of the same class pull harder when it is far apart?"""
    return edit(reference, "factor = (same -", "factor = (same / np.where(distance > 0, distance, 1) -")


# triplet_loss


@mistake("triplet_loss")
def subtracts_the_margin_of_triplets(reference: str) -> str:
    """Let positive and negative be equally far away. How large should the loss be, and how large is yours?"""
    return edit(reference, "sum(axis=1) + margin", "sum(axis=1) - margin")


@mistake("triplet_loss")
def leaves_out_the_margin_of_triplets(reference: str) -> str:
    """Let positive and negative be equally far away. How large should the loss be, and how large is yours?"""
    return edit(reference, "sum(axis=1) + margin", "sum(axis=1)")


@mistake("triplet_loss")
def swaps_positive_and_negative(reference: str) -> str:
    """Which of the two should be close to the anchor? Does your loss grow as it comes closer?"""
    return edit(reference, "anchor - positive, anchor - negative", "anchor - negative, anchor - positive").replace(
        "-(dp + dn), dp, dn", "-(dp + dn), dn, dp"
    )


@mistake("triplet_loss")
def takes_the_roots_of_the_distances(reference: str) -> str:
    """Does the definition compare distances or their squares?"""
    return """
        def triplet_loss(anchor, positive, negative, margin=0.2):
            to_positive, to_negative = anchor - positive, anchor - negative
            near = np.sqrt((to_positive**2).sum(axis=1, keepdims=True))
            far = np.sqrt((to_negative**2).sum(axis=1, keepdims=True))
            violation = np.maximum(0, near - far + margin)
            active = (violation > 0) / len(anchor)
            dp, dn = -active * to_positive / near, active * to_negative / far
            return violation.mean(), -(dp + dn), dp, dn
    """


@mistake("triplet_loss")
def lets_good_triplets_make_up_for_bad_ones(reference: str) -> str:
    """Can your loss become negative? What does a triplet that keeps the margin generously add to it?"""
    return edit(
        edit(reference, "np.maximum(0, violation).mean()", "violation.mean()"),
        "(violation > 0)",
        "(violation == violation)",
    )


@mistake("triplet_loss")
def moves_triplets_that_keep_the_margin(reference: str) -> str:
    """A triplet keeps the margin. Does its loss change when an embedding moves a little? Does it have a gradient?"""
    return edit(reference, "2 * (violation > 0)[:, None]", "2")


@mistake("triplet_loss")
def averages_over_the_active_triplets(reference: str) -> str:
    """By which number is the sum divided: by that of all triplets, or of those that violate the margin?"""
    return edit(
        edit(reference, "np.maximum(0, violation).mean()", "np.maximum(0, violation).sum() / (violation > 0).sum()"),
        "/ len(anchor)",
        "/ (violation > 0).sum()",
    )


@mistake("triplet_loss")
def sums_over_the_triplets(reference: str) -> str:
    """Would the loss change if every triplet were in the batch twice? Should it?"""
    return edit(edit(reference, "violation).mean()", "violation).sum()"), " / len(anchor)", "")


@mistake("triplet_loss")
def forgets_the_mean_in_the_gradient_of_triplets(reference: str) -> str:
    """The loss is a mean over the triplets. Do your gradients know about that?"""
    return edit(reference, " / len(anchor)", "")


@mistake("triplet_loss")
def forgets_the_two_of_the_squares(reference: str) -> str:
    """What is the derivative of a square?"""
    return edit(reference, "2 * (violation > 0)", "1 * (violation > 0)")


@mistake("triplet_loss")
def pulls_the_anchor_by_the_positive_only(reference: str) -> str:
    """In how many of the distances does the anchor take part? How many of them are in its gradient?"""
    return edit(reference, "-(dp + dn), dp", "-dp, dp")


@mistake("triplet_loss")
def keeps_the_anchor_in_its_place(reference: str) -> str:
    """Does the loss change when only the anchor moves?"""
    return edit(reference, "-(dp + dn), dp", "0 * dp, dp")


@mistake("triplet_loss")
def flips_the_gradient_of_the_negative(reference: str) -> str:
    """Where does a step against your gradient move the negative, towards the anchor or away from it?"""
    return edit(reference, "active * to_negative", "-active * to_negative").replace("-(dp + dn)", "-(dp - dn)")


@mistake("triplet_loss")
def flips_the_gradient_of_the_positive(reference: str) -> str:
    """Where does a step against your gradient move the positive, towards the anchor or away from it?"""
    return edit(reference, "-active * to_positive", "active * to_positive").replace("-(dp + dn)", "-(dn - dp)")


@mistake("triplet_loss")
def flips_the_gradient_of_the_anchor(reference: str) -> str:
    """Move all three embeddings by the same vector: the loss stays as it is. What do the three gradients of a triplet
    have to add up to?
    """
    return edit(reference, "-(dp + dn), dp", "dp + dn, dp")


@mistake("triplet_loss")
def fixes_the_margin_of_triplets(reference: str) -> str:
    """Call your function with two different margins. Does the loss change?"""
    return edit(reference, "sum(axis=1) + margin", "sum(axis=1) + 0.2")


@mistake("triplet_loss")
def takes_a_margin_of_one_by_default(reference: str) -> str:
    """Which margin is used if the caller names none?"""
    return edit(reference, "margin: float = 0.2", "margin: float = 1.0")


@mistake("triplet_loss")
def averages_over_the_embedding(reference: str) -> str:
    """Is a squared distance the sum of the squared differences, or their mean?"""
    return edit(
        edit(
            edit(reference, "(to_positive**2).sum(axis=1)", "(to_positive**2).mean(axis=1)"),
            "(to_negative**2).sum(axis=1)",
            "(to_negative**2).mean(axis=1)",
        ),
        "active = 2 *",
        "active = 2 / anchor.shape[1] *",
    )


@mistake("triplet_loss")
def squares_the_violation(reference: str) -> str:
    """Does the loss grow in a straight line with a violation, or faster? Which of the two does the definition ask for?"""
    return edit(
        edit(reference, "violation).mean()", "violation**2 * (violation > 0)).mean()"),
        "(violation > 0)[:",
        "(2 * np.maximum(0, violation))[:",
    )


@mistake("triplet_loss")
def applies_one_hinge_to_the_whole_batch(reference: str) -> str:
    """Where does the sum over the batch stand, inside of the maximum or outside? How often is the margin added?"""
    return """
        def triplet_loss(anchor, positive, negative, margin=0.2):
            to_positive, to_negative = anchor - positive, anchor - negative
            violation = (to_positive**2).sum() - (to_negative**2).sum() + margin
            active = 2 * (violation > 0) / len(anchor)
            dp, dn = -active * to_positive, active * to_negative
            return max(0, violation) / len(anchor), -(dp + dn), dp, dn
    """


@mistake("triplet_loss")
def leaves_the_margin_out_of_the_mask(reference: str) -> str:
    """A triplet is in the right order, but by less than the margin. It has a loss; does it have a gradient in your
    version?
    """
    return edit(reference, "(violation > 0)", "(violation > margin)")


@mistake("triplet_loss")
def returns_positive_and_negative_in_each_others_place(reference: str) -> str:
    """In which order are the gradients returned, and in which order are yours?"""
    return edit(reference, "-(dp + dn), dp, dn", "-(dp + dn), dn, dp")


@mistake("triplet_loss")
def measures_from_the_positive_to_the_negative(reference: str) -> str:
    """Between which two points does the second distance lie? Which of the three takes part in both distances?"""
    return """
        def triplet_loss(anchor, positive, negative, margin=0.2):
            to_positive, apart = anchor - positive, positive - negative
            violation = (to_positive**2).sum(axis=1) - (apart**2).sum(axis=1) + margin
            active = 2 * (violation > 0)[:, None] / len(anchor)
            da, dn = active * to_positive, active * apart
            return np.maximum(0, violation).mean(), da, -(da + dn), dn
    """


# weighted_cross_entropy


@mistake("weighted_cross_entropy")
def divides_by_the_number_of_examples(reference: str) -> str:
    """Let all weights be 7. Is your loss the plain cross-entropy? By what should the sum be divided?"""
    return edit(reference, "class_weights[y].sum()", "len(y)")


@mistake("weighted_cross_entropy")
def divides_by_the_weights_of_all_classes(reference: str) -> str:
    """A class that does not occur in the batch gets another weight. Should the loss change?"""
    return edit(reference, "class_weights[y].sum()", "class_weights.sum()")


@mistake("weighted_cross_entropy")
def adds_up_the_weighted_losses(reference: str) -> str:
    """Would the loss change if every example were in the batch twice? Should it?"""
    return edit(reference, " / class_weights[y].sum()", "")


@mistake("weighted_cross_entropy")
def divides_the_loss_alone(reference: str) -> str:
    """Multiply all weights by ten: the loss stays as it is. Does your gradient, too?"""
    return edit(reference, "dscores *= weights[:, None]", "dscores *= class_weights[y][:, None]")


@mistake("weighted_cross_entropy")
def divides_the_gradient_by_the_number_of_examples(reference: str) -> str:
    """By which number is the loss divided, and by which one its gradient?"""
    return edit(reference, "dscores *= weights[:, None]", "dscores *= class_weights[y][:, None] / len(y)")


@mistake("weighted_cross_entropy")
def ignores_the_weights(reference: str) -> str:
    """Make one class count ten times as much as the others. Does your loss change?"""
    return edit(reference, "class_weights[y] / class_weights[y].sum()", "np.full(len(y), 1 / len(y))")


@mistake("weighted_cross_entropy")
def forgets_the_weights_in_the_gradient(reference: str) -> str:
    """An example with the weight 0 does not count in the loss. What is its gradient?"""
    return edit(reference, "dscores *= weights[:, None]", "dscores /= len(y)")


@mistake("weighted_cross_entropy")
def weighs_the_columns_of_the_gradient(reference: str) -> str:
    """Does the weight of an example belong to its whole row of the gradient, or has every column a weight of its own?"""
    return edit(reference, "dscores *= weights[:, None]", "dscores *= class_weights / class_weights[y].sum()")


@mistake("weighted_cross_entropy")
def takes_the_weight_of_the_predicted_class(reference: str) -> str:
    """Which class of an example decides about its weight, the correct one or the one that scores highest?"""
    return edit(
        reference,
        "class_weights[y] / class_weights[y].sum()",
        "(class_weights[scores.argmax(axis=1)] / class_weights[scores.argmax(axis=1)].sum())",
    )


@mistake("weighted_cross_entropy")
def divides_by_the_weight(reference: str) -> str:
    """Does a class with a large weight count more in your loss, or less?"""
    return edit(reference, "    # BEGIN", "    class_weights = 1 / (class_weights + 1e-3)\n    # BEGIN")


@mistake("weighted_cross_entropy")
def multiplies_the_scores_by_the_weights(reference: str) -> str:
    """Where do the weights take part, in the probabilities or in the mean of the losses?"""
    return edit(reference, "shifted = " + SHIFTED, "scores = scores * class_weights\n    shifted = " + SHIFTED)


@mistake("weighted_cross_entropy")
def leaves_the_correct_class_out_of_the_weighted_gradient(reference: str) -> str:
    """Over one row the entries of the gradient should add up to zero. What do yours add up to?"""
    return edit(reference, "    dscores[rows, y] -= 1\n", "")


@mistake("weighted_cross_entropy")
def exponentiates_large_scores(reference: str) -> str:
    """What is e to the power of 2000 in floating point? What may you do to all scores of a row without changing their
    softmax?
    """
    return edit(reference, SHIFTED, "scores")


@mistake("weighted_cross_entropy")
def shifts_by_the_mean_score(reference: str) -> str:
    """After your shift, what is the largest score that a row can hold? Is there a limit to it?"""
    return edit(reference, "scores.max(axis=1", "scores.mean(axis=1")


@mistake("weighted_cross_entropy")
def shifts_all_examples_by_one_number(reference: str) -> str:
    """If one row holds scores around 2000 and another one around -2000, what is left of the second row after your shift?"""
    return edit(reference, "scores.max(axis=1, keepdims=True)", "scores.max()")


@mistake("weighted_cross_entropy")
def limits_the_weighted_loss(reference: str) -> str:
    """How large can your loss become at most, however sure the network is of another class? What sets that limit?"""
    return edit(reference, "log_p[rows, y]).sum()", "np.log(np.exp(log_p[rows, y]) + 1e-10)).sum()")


@mistake("weighted_cross_entropy")
def multiplies_all_scores_by_weights_and_averages(reference: str) -> str:
    """Where do the weights take part, in the probabilities or in the mean of the losses?"""
    return edit(
        edit(reference, "shifted = " + SHIFTED, "scores = scores * class_weights\n    shifted = " + SHIFTED),
        "class_weights[y] / class_weights[y].sum()",
        "np.full(len(y), 1 / len(y))",
    )


@mistake("weighted_cross_entropy")
def makes_the_weights_add_up_to_one_and_averages(reference: str) -> str:
    """All weights are alike. Is your loss the plain cross-entropy, or a part of it? What do you divide by, and how often?"""
    return edit(
        reference, "class_weights[y] / class_weights[y].sum()", "class_weights[y] / class_weights.sum() / len(y)"
    )


@mistake("weighted_cross_entropy")
def divides_twice(reference: str) -> str:
    """The weights of the examples add up to 1 already. What does another division by their number do?"""
    return edit(
        reference, "class_weights[y] / class_weights[y].sum()", "class_weights[y] / class_weights[y].sum() / len(y)"
    )


@mistake("weighted_cross_entropy")
def subtracts_the_weight_instead_of_one(reference: str) -> str:
    """Over one row the entries of the gradient should add up to zero. What is subtracted at the correct class, and does
    the weight belong there alone?
    """
    return edit(
        edit(reference, "dscores[rows, y] -= 1", "dscores[rows, y] -= class_weights[y]"),
        "dscores *= weights[:, None]",
        "dscores /= class_weights[y].sum()",
    )


@mistake("weighted_cross_entropy")
def takes_logarithms_of_small_probabilities(reference: str) -> str:
    """What is the probability of a class that scores 4000 less than another one, and what is the logarithm of that? Is
    there a way to the logarithm that does not go through the probability?
    """
    return edit(reference, "log_p[rows, y]).sum()", "np.log(np.exp(log_p[rows, y]))).sum()")


@mistake("weighted_cross_entropy")
def limits_the_weighted_loss_to_16(reference: str) -> str:
    """A loss of yours is never larger than 16. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "log_p[rows, y]).sum()", "np.log(np.exp(log_p[rows, y]) + 1e-7)).sum()")


@mistake("weighted_cross_entropy")
def limits_the_weighted_loss_to_18(reference: str) -> str:
    """A loss of yours is never larger than 18. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "log_p[rows, y]).sum()", "np.log(np.exp(log_p[rows, y]) + 1e-8)).sum()")


@mistake("weighted_cross_entropy")
def limits_the_weighted_loss_to_28(reference: str) -> str:
    """A loss of yours is never larger than 28. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "log_p[rows, y]).sum()", "np.log(np.exp(log_p[rows, y]) + 1e-12)).sum()")


# focal_loss


@mistake("focal_loss")
def takes_the_focus_for_a_constant(reference: str) -> str:
    """The scores change (1 - q)^gamma as well. Where in your gradient is the derivative of that factor?"""
    return edit(reference, "(gamma * np.exp(log_q) * ratio - 1)", "-1.0")


@mistake("focal_loss")
def forgets_the_exponent_in_the_derivative(reference: str) -> str:
    """What is the derivative of t^gamma? Which factor does the exponent leave behind?"""
    return edit(reference, "gamma * np.exp(log_q) * ratio", "(gamma > 0) * np.exp(log_q) * ratio")


@mistake("focal_loss")
def forgets_the_probability_in_the_derivative(reference: str) -> str:
    """How does q change with the score of the correct class? Is there a factor that your gradient has only once?"""
    return edit(reference, "gamma * np.exp(log_q) * ratio", "gamma * ratio")


@mistake("focal_loss")
def does_not_lower_the_exponent(reference: str) -> str:
    """What is the derivative of t^gamma? With which exponent does (1 - q) stand in it?"""
    return edit(reference, "np.exp(log_q) * ratio", "np.exp(log_q) * log_q")


@mistake("focal_loss")
def flips_the_derivative_of_the_focus(reference: str) -> str:
    """Does (1 - q)^gamma grow or fall as q grows? Which sign does that give the second term of your gradient?"""
    return edit(reference, "np.exp(log_q) * ratio - 1", "np.exp(log_q) * -ratio - 1")


@mistake("focal_loss")
def focuses_on_easy_examples(reference: str) -> str:
    """Should an example that is classified well count more or less? Which of q and 1 - q is large for it?"""
    return """
        def focal_loss(scores, y, gamma=2.0, alpha=None):
            rows = np.arange(len(y))
            shifted = scores - scores.max(axis=1, keepdims=True)
            log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            log_q = log_p[rows, y]
            weights = np.exp(gamma * log_q) / len(y)
            if alpha is not None:
                weights *= alpha[y]
            dscores = np.exp(log_p)
            dscores[rows, y] -= 1
            return -(weights * log_q).sum(), dscores * (weights * (1 + gamma * log_q))[:, None]
    """


@mistake("focal_loss")
def leaves_out_the_focus(reference: str) -> str:
    """Call your function with two different values of gamma. Does anything change?"""
    return edit(edit(reference, "rest**gamma / len(y)", "np.ones(len(y)) / len(y)"), "gamma * np.exp", "0 * np.exp")


@mistake("focal_loss")
def multiplies_by_gamma(reference: str) -> str:
    """Is gamma a factor or an exponent? What does gamma = 0 give in your version?"""
    return edit(edit(reference, "rest**gamma", "gamma * rest"), "(gamma * np.exp", "(1 * np.exp")


@mistake("focal_loss")
def fixes_gamma(reference: str) -> str:
    """Call your function with another gamma than 2. Does anything change?"""
    return edit(reference, "    # BEGIN", "    gamma = 2.0\n    # BEGIN")


@mistake("focal_loss")
def has_another_gamma_by_default(reference: str) -> str:
    """Which gamma is used if the caller names none?"""
    return edit(reference, "gamma: float = 2.0", "gamma: float = 1.0")


@mistake("focal_loss")
def ignores_alpha(reference: str) -> str:
    """Make one class count ten times as much as the others. Does your loss change?"""
    return edit(reference, "weights *= alpha[y]", "pass")


@mistake("focal_loss")
def forgets_alpha_in_the_gradient(reference: str) -> str:
    """Your loss is multiplied by alpha. Is your gradient?"""
    return edit(
        edit(reference, "        weights *= alpha[y]\n", "        weights = weights * alpha[y]\n"),
        "slope = weights *",
        "slope = rest**gamma / len(y) *",
    )


@mistake("focal_loss")
def divides_by_the_sum_of_alpha(reference: str) -> str:
    """By which number is the sum divided, whatever alpha is? For which other loss does one divide by the weights?"""
    return edit(reference, "weights *= alpha[y]", "weights *= alpha[y] * len(y) / alpha[y].sum()")


@mistake("focal_loss")
def multiplies_columns_by_alpha(reference: str) -> str:
    """Whose factor does a row of the gradient have: that of its correct class, or one for every column?"""
    return edit(
        edit(reference, "        weights *= alpha[y]\n", "        weights = weights * alpha[y]\n"),
        "    dscores *= slope[:, None]\n",
        "    dscores *= slope[:, None]\n    dscores *= 1 if alpha is None else alpha / alpha[y][:, None]\n",
    )


@mistake("focal_loss")
def sums_over_the_batch(reference: str) -> str:
    """Would the loss change if every example were in the batch twice? Should it?"""
    return edit(reference, "rest**gamma / len(y)", "rest**gamma")


@mistake("focal_loss")
def forgets_the_mean_in_the_focal_gradient(reference: str) -> str:
    """The loss is a mean over the batch. Does your gradient know about that?"""
    return edit(reference, "slope = weights", "slope = len(y) * weights")


@mistake("focal_loss")
def flips_the_focal_gradient(reference: str) -> str:
    """If the score of the correct class grows, does the loss rise or fall? Which sign does that entry have?"""
    return edit(reference, "dscores *= slope", "dscores *= -slope")


@mistake("focal_loss")
def moves_the_correct_class_only(reference: str) -> str:
    """Does the probability of the correct class depend on its own score alone?"""
    return edit(
        reference, "dscores *= slope[:, None]", "dscores *= slope[:, None] * (np.arange(scores.shape[1]) == y[:, None])"
    )


@mistake("focal_loss")
def focuses_every_class_by_its_own_probability(reference: str) -> str:
    """How many factors (1 - q)^gamma does an example have, one or one for each class?"""
    return edit(
        reference,
        "dscores *= slope[:, None]",
        "dscores *= slope[:, None] * ((1 - np.exp(log_p)) ** gamma) / np.maximum(rest**gamma, 1e-30)[:, None]",
    )


@mistake("focal_loss")
def overflows_in_the_softmax(reference: str) -> str:
    """What is e to the power of 2000 in floating point? What may you do to all scores of a row without changing their
    softmax?
    """
    return edit(reference, SHIFTED, "scores")


@mistake("focal_loss")
def shifts_by_the_average_score(reference: str) -> str:
    """After your shift, what is the largest score that a row can hold? Is there a limit to it?"""
    return edit(reference, "scores.max(axis=1", "scores.mean(axis=1")


@mistake("focal_loss")
def takes_zero_to_a_negative_power(reference: str) -> str:
    """Where q is 1, what is (1 - q)^(gamma - 1) for a gamma below 1? What is it times a logarithm of 1?"""
    return edit(
        reference, "ratio = log_q / np.where(rest > 0, rest, 1)", "ratio = rest ** (gamma - 1) * log_q / rest**gamma"
    ).replace(
        "weights * (gamma * np.exp(log_q) * ratio - 1)",
        "(weights / np.where(rest > 0, rest**gamma, 1)) * (gamma * np.exp(log_q) * rest ** (gamma - 1) * log_q - rest**gamma)",
    )


@mistake("focal_loss")
def limits_the_focal_loss(reference: str) -> str:
    """How large can your loss become at most, however sure the network is of another class? What sets that limit?"""
    return edit(reference, "loss = -(weights * log_q).sum()", "loss = -(weights * np.log(np.exp(log_q) + 1e-10)).sum()")


@mistake("focal_loss")
def focuses_every_class_in_loss_and_gradient(reference: str) -> str:
    """Over how many classes does the sum for one example go? What does the loss of a class that is not the correct one do
    in it?
    """
    return """
        def focal_loss(scores, y, gamma=2.0, alpha=None):
            shifted = scores - scores.max(axis=1, keepdims=True)
            log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            p = np.exp(log_p)
            weights = (1.0 if alpha is None else alpha[y]) * np.ones(len(y)) / len(y)
            rest = 1 - p
            loss = -(weights[:, None] * rest**gamma * log_p).sum()
            dp = gamma * rest**gamma / np.where(rest > 0, rest, 1) * log_p * p - rest**gamma
            return loss, weights[:, None] * (dp - p * dp.sum(axis=1, keepdims=True))
    """


@mistake("focal_loss")
def adds_up_p_log_p_of_all_classes(reference: str) -> str:
    """Which logarithms take part, that of the correct class or those of all? Where do the labels come in?"""
    return edit(
        reference,
        "loss = -(weights * log_q).sum()",
        "loss = -(weights[:, None] * np.exp(log_p) * log_p).sum()",
    )


@mistake("focal_loss")
def raises_the_rest_of_every_class(reference: str) -> str:
    """How many factors (1 - q)^gamma does an example have? Which probability is q?"""
    return edit(
        reference,
        "    weights = rest**gamma / len(y)\n",
        "    weights = rest**gamma / len(y)\n    every = (1 - np.exp(log_p)) ** gamma / len(y)\n",
    ).replace("dscores *= slope[:, None]", "dscores *= -every if alpha is None else -every * alpha[y][:, None]")


@mistake("focal_loss")
def takes_logarithms_of_vanishing_probabilities(reference: str) -> str:
    """What is the probability of a class that scores 4000 less than another one, and what is the logarithm of that? Is
    there a way to the logarithm that does not go through the probability?
    """
    return edit(reference, "loss = -(weights * log_q).sum()", "loss = -(weights * np.log(np.exp(log_q))).sum()")


@mistake("focal_loss")
def takes_logarithms_of_vanishing_probabilities_twice(reference: str) -> str:
    """What is 0 times the logarithm of 0 to a computer? Where in your gradient do a small probability and its logarithm
    meet?
    """
    return edit(reference, "log_q = log_p[rows, y]", "log_q = np.log(np.exp(log_p[rows, y]))")


@mistake("focal_loss")
def divides_by_what_has_vanished(reference: str) -> str:
    """Where the probabilities of all other classes are 0 in floating point, what is that to a negative power? Is it
    enough that the logarithm beside it is 0?
    """
    return """
        def focal_loss(scores, y, gamma=2.0, alpha=None):
            rows = np.arange(len(y))
            shifted = scores - scores.max(axis=1, keepdims=True)
            log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            p, log_q = np.exp(log_p), log_p[rows, y]
            others = p.copy()
            others[rows, y] = 0
            rest = others.sum(axis=1)
            weights = (1.0 if alpha is None else alpha[y]) / len(y)
            loss = -(weights * rest**gamma * log_q).sum()
            slope = rest**gamma
            if gamma > 0:
                slope = slope - gamma * rest ** (gamma - 1) * p[rows, y] * log_q
            p[rows, y] -= 1
            return loss, p * (weights * slope)[:, None]
    """


@mistake("focal_loss")
def limits_the_focal_loss_to_16(reference: str) -> str:
    """A loss of yours is never larger than 16. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "loss = -(weights * log_q).sum()", "loss = -(weights * np.log(np.exp(log_q) + 1e-7)).sum()")


@mistake("focal_loss")
def limits_the_focal_loss_to_18(reference: str) -> str:
    """A loss of yours is never larger than 18. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "loss = -(weights * log_q).sum()", "loss = -(weights * np.log(np.exp(log_q) + 1e-8)).sum()")


@mistake("focal_loss")
def limits_the_focal_loss_to_28(reference: str) -> str:
    """A loss of yours is never larger than 28. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, "loss = -(weights * log_q).sum()", "loss = -(weights * np.log(np.exp(log_q) + 1e-12)).sum()")


@mistake("focal_loss")
def divides_by_a_probability_of_zero(reference: str) -> str:
    """The derivative with respect to q has a q in its denominator, and the next factor brings it back. What comes out
    where q is 0 in floating point, and what is left if you cancel the two on paper first?
    """
    return edit(
        reference,
        "slope = weights * (gamma * np.exp(log_q) * ratio - 1)",
        "slope = weights * (gamma * ratio - 1 / np.exp(log_q)) * np.exp(log_q)",
    )


# hard_example_loss


@mistake("hard_example_loss")
def keeps_the_easiest_examples(reference: str) -> str:
    """Which examples have the largest losses? In which order does your function for sorting put them?"""
    return edit(reference, "np.argsort(log_p[rows, y])", "np.argsort(-log_p[rows, y])")


@mistake("hard_example_loss")
def keeps_the_first_examples(reference: str) -> str:
    """Shuffle the rows of the batch. Does your loss change?"""
    return edit(reference, "np.argsort(log_p[rows, y])", "rows")


@mistake("hard_example_loss")
def keeps_all_examples(reference: str) -> str:
    """How many rows of your gradient are not zero, and how many should there be?"""
    return edit(reference, "[:keep]", "")


@mistake("hard_example_loss")
def divides_by_the_size_of_the_batch(reference: str) -> str:
    """Over how many examples does the mean go, over those that are kept or over all?"""
    return edit(
        edit(reference, "-log_p[hardest, y[hardest]].mean()", "-log_p[hardest, y[hardest]].sum() / len(y)"),
        "/ len(hardest)",
        "/ len(y)",
    )


@mistake("hard_example_loss")
def divides_the_gradient_by_the_size_of_the_batch(reference: str) -> str:
    """By which number is your loss divided, and by which one its gradient?"""
    return edit(reference, "/ len(hardest)", "/ len(y)")


@mistake("hard_example_loss")
def divides_by_keep(reference: str) -> str:
    """The batch may have fewer examples than are to be kept. How many of them are in your mean then?"""
    return edit(
        edit(reference, "-log_p[hardest, y[hardest]].mean()", "-log_p[hardest, y[hardest]].sum() / keep"),
        "/ len(hardest)",
        "/ keep",
    )


@mistake("hard_example_loss")
def sums_over_the_kept_examples(reference: str) -> str:
    """Is the result the sum or the mean of the losses that are kept?"""
    return edit(edit(reference, "[hardest]].mean()", "[hardest]].sum()"), " / len(hardest)", "")


@mistake("hard_example_loss")
def forgets_the_mean_in_the_gradient_of_hard_examples(reference: str) -> str:
    """The loss is a mean over the examples that are kept. Does your gradient know about that?"""
    return edit(reference, " / len(hardest)", "")


@mistake("hard_example_loss")
def leaves_a_gradient_to_easy_examples(reference: str) -> str:
    """Does the loss change with the scores of an example that is not kept? What should its row of the gradient be?"""
    return edit(reference, "dscores[hardest] = grad[hardest] / len(hardest)", "dscores = grad / len(hardest)")


@mistake("hard_example_loss")
def returns_the_gradients_in_the_order_of_the_losses(reference: str) -> str:
    """To which example does row 0 of your gradient belong?"""
    return edit(reference, "dscores[hardest] = grad", "dscores[: len(hardest)] = grad")


@mistake("hard_example_loss")
def chooses_by_the_score_of_the_correct_class(reference: str) -> str:
    """Is a correct class with a small score always a large loss? What do the other scores of the row have to do with
    it?
    """
    return edit(reference, "np.argsort(log_p[rows, y])", "np.argsort(scores[rows, y])")


@mistake("hard_example_loss")
def chooses_by_the_largest_probability(reference: str) -> str:
    """Is an example hard because the network is unsure, or because it is far from the correct class?"""
    return edit(reference, "np.argsort(log_p[rows, y])", "np.argsort(log_p.max(axis=1))")


@mistake("hard_example_loss")
def keeps_one_example_less(reference: str) -> str:
    """How many rows of your gradient are not zero, and how many should there be?"""
    return edit(reference, "[:keep]", "[: max(1, keep - 1)]")


@mistake("hard_example_loss")
def keeps_one_example_more(reference: str) -> str:
    """How many rows of your gradient are not zero, and how many should there be?"""
    return edit(reference, "[:keep]", "[: keep + 1]")


@mistake("hard_example_loss")
def leaves_the_correct_class_out_of_the_hard_gradient(reference: str) -> str:
    """Over one row the entries of the gradient should add up to zero. What do yours add up to?"""
    return edit(reference, "    grad[rows, y] -= 1\n", "")


@mistake("hard_example_loss")
def overflows_before_it_sorts(reference: str) -> str:
    """What is e to the power of 2000 in floating point? What may you do to all scores of a row without changing their
    softmax?
    """
    return edit(reference, SHIFTED, "scores")


@mistake("hard_example_loss")
def shifts_by_the_smallest_score(reference: str) -> str:
    """After your shift, what is the largest score that a row can hold? Is there a limit to it?"""
    return edit(reference, "scores.max(axis=1", "scores.min(axis=1")


@mistake("hard_example_loss")
def limits_the_losses_of_hard_examples(reference: str) -> str:
    """How large can a loss become at most in your version? Can you still tell the hardest examples from each other?"""
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-10)")


@mistake("hard_example_loss")
def counts_from_the_end_of_the_order(reference: str) -> str:
    """Where does your slice begin when more examples are to be kept than there are? What does numpy make of a negative
    index?
    """
    return edit(
        reference,
        "np.argsort(log_p[rows, y])[:keep]",
        "np.argsort(-log_p[rows, y])[len(y) - keep :]",
    )


@mistake("hard_example_loss")
def subtracts_one_in_all_rows(reference: str) -> str:
    """Does the loss change with the scores of an example that is not kept? What does its row of your gradient hold?"""
    return edit(
        reference,
        "dscores[hardest] = grad[hardest] / len(hardest)",
        "dscores[hardest] = grad[hardest]\n"
        "    dscores[rows, y] -= ~np.isin(rows, hardest)\n"
        "    dscores /= len(hardest)",
    )


@mistake("hard_example_loss")
def takes_logarithms_before_it_sorts(reference: str) -> str:
    """What is the probability of a class that scores 4000 less than another one, and what is the logarithm of that? Is
    there a way to the logarithm that does not go through the probability?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + "))")


@mistake("hard_example_loss")
def limits_the_losses_of_hard_examples_to_16(reference: str) -> str:
    """A loss of yours is never larger than 16. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-7)")


@mistake("hard_example_loss")
def limits_the_losses_of_hard_examples_to_18(reference: str) -> str:
    """A loss of yours is never larger than 18. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-8)")


@mistake("hard_example_loss")
def limits_the_losses_of_hard_examples_to_28(reference: str) -> str:
    """A loss of yours is never larger than 28. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-12)")


# label_smoothing_loss


@mistake("label_smoothing_loss")
def does_not_smooth(reference: str) -> str:
    """Call your function with two different values of smoothing. Does anything change?"""
    return edit(reference, "    # BEGIN", "    smoothing = 0.0\n    # BEGIN")


@mistake("label_smoothing_loss")
def spreads_over_the_other_classes_only(reference: str) -> str:
    """Does the correct class get a part of what is spread? Over how many classes is it spread?"""
    return edit(
        edit(reference, "smoothing / scores.shape[1]", "smoothing / (scores.shape[1] - 1)"),
        "target[rows, y] += 1 - smoothing",
        "target[rows, y] = 1 - smoothing",
    )


@mistake("label_smoothing_loss")
def takes_the_spread_part_from_the_correct_class(reference: str) -> str:
    """What do the targets of one example add up to? Which share does the correct class get back?"""
    return edit(reference, "target[rows, y] += 1 - smoothing", "target[rows, y] = 1 - smoothing")


@mistake("label_smoothing_loss")
def adds_one_for_the_correct_class(reference: str) -> str:
    """What do the targets of one example add up to?"""
    return edit(reference, "+= 1 - smoothing", "+= 1")


@mistake("label_smoothing_loss")
def gives_every_class_the_whole_part(reference: str) -> str:
    """What do the targets of one example add up to? Among how many classes is the part shared?"""
    return edit(reference, "smoothing / scores.shape[1]", "smoothing")


@mistake("label_smoothing_loss")
def shares_among_the_examples(reference: str) -> str:
    """Which axis of the scores counts the classes, and which one the examples? Among which of them is the part shared?"""
    return edit(reference, "smoothing / scores.shape[1]", "smoothing / scores.shape[0]")


@mistake("label_smoothing_loss")
def swaps_the_two_parts(reference: str) -> str:
    """With a smoothing of 0, what should the targets be? And in your version?"""
    return edit(reference, "    # BEGIN", "    smoothing = 1 - smoothing\n    # BEGIN")


@mistake("label_smoothing_loss")
def smooths_the_loss_only(reference: str) -> str:
    """For which probabilities is the loss smallest, and for which ones is your gradient zero?"""
    return edit(reference, "(np.exp(log_p) - target)", "(np.exp(log_p) - (np.arange(scores.shape[1]) == y[:, None]))")


@mistake("label_smoothing_loss")
def smooths_the_gradient_only(reference: str) -> str:
    """Which classes take part in the loss, only the correct ones or all?"""
    return edit(reference, "-(target * log_p).sum()", "-log_p[rows, y].sum()")


@mistake("label_smoothing_loss")
def smooths_the_probabilities(reference: str) -> str:
    """What is smoothed, the targets or the probabilities of the network?"""
    return """
        def label_smoothing_loss(scores, y, smoothing=0.1):
            rows = np.arange(len(y))
            shifted = scores - scores.max(axis=1, keepdims=True)
            p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
            p = (1 - smoothing) * p + smoothing / scores.shape[1]
            loss = -np.log(p[rows, y] + (smoothing == 0) * 1e-300).sum() / len(y)
            dscores = p.copy()
            dscores[rows, y] -= 1
            return loss, dscores / len(y)
    """


@mistake("label_smoothing_loss")
def has_another_part_by_default(reference: str) -> str:
    """Which part is spread if the caller says nothing?"""
    return edit(reference, "smoothing: float = 0.1", "smoothing: float = 0.2")


@mistake("label_smoothing_loss")
def fixes_the_part(reference: str) -> str:
    """Call your function with another part than 0.1. Does anything change?"""
    return edit(reference, "    # BEGIN", "    smoothing = 0.1\n    # BEGIN")


@mistake("label_smoothing_loss")
def averages_over_classes_too(reference: str) -> str:
    """Over which axis does the definition take a mean, and over which one a sum?"""
    return edit(reference, "-(target * log_p).sum() / len(y)", "-(target * log_p).mean()")


@mistake("label_smoothing_loss")
def adds_up_the_smoothed_losses(reference: str) -> str:
    """Would the loss change if every example were in the batch twice? Should it?"""
    return edit(edit(reference, ".sum() / len(y)", ".sum()"), "- target) / len(y)", "- target)")


@mistake("label_smoothing_loss")
def forgets_the_mean_in_the_smoothed_gradient(reference: str) -> str:
    """The loss is a mean over the batch. Does your gradient know about that?"""
    return edit(reference, "- target) / len(y)", "- target)")


@mistake("label_smoothing_loss")
def flips_the_smoothed_gradient(reference: str) -> str:
    """If the score of the correct class grows, does the loss rise or fall? Which sign does that entry have?"""
    return edit(reference, "(np.exp(log_p) - target)", "(target - np.exp(log_p))")


@mistake("label_smoothing_loss")
def overflows_for_large_scores(reference: str) -> str:
    """What is e to the power of 2000 in floating point? What may you do to all scores of a row without changing their
    softmax?
    """
    return edit(reference, SHIFTED, "scores")


@mistake("label_smoothing_loss")
def takes_logarithms_of_probabilities(reference: str) -> str:
    """What is the probability of a class that scores 4000 less than another one, and what is the logarithm of that? Is
    there a way to the logarithm that does not go through the probability?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + "))")


@mistake("label_smoothing_loss")
def limits_the_logarithms(reference: str) -> str:
    """How large can your loss become at most, however sure the network is of one class? What sets that limit?"""
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-10)")


@mistake("label_smoothing_loss")
def smooths_the_correct_class_only(reference: str) -> str:
    """What do the targets of one example add up to? Which classes get a part of what the correct one gives away?"""
    return edit(reference, "np.full_like(log_p, smoothing / scores.shape[1])", "np.zeros_like(log_p)")


@mistake("label_smoothing_loss")
def smooths_the_correct_class_only_with_its_share(reference: str) -> str:
    """What is the target of a class that is not the correct one? What do the targets of one example add up to?"""
    return edit(
        reference,
        "np.full_like(log_p, smoothing / scores.shape[1])",
        "(np.arange(scores.shape[1]) == y[:, None]) * smoothing / scores.shape[1]",
    )


@mistake("label_smoothing_loss")
def limits_the_logarithms_to_16(reference: str) -> str:
    """A loss of yours is never larger than 16. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-7)")


@mistake("label_smoothing_loss")
def limits_the_logarithms_to_18(reference: str) -> str:
    """A loss of yours is never larger than 18. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-8)")


@mistake("label_smoothing_loss")
def limits_the_logarithms_to_28(reference: str) -> str:
    """A loss of yours is never larger than 28. Which number did you add before you took the logarithm, and what
    would do without it?
    """
    return edit(reference, LOG_P, "np.log(np.exp(" + LOG_P + ") + 1e-12)")
