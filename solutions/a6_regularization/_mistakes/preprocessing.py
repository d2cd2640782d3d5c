"""What goes wrong in preprocessing.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# zero_mean


@mistake("zero_mean")
def subtracts_the_mean_of_the_rows_themselves(reference: str) -> str:
    """What would a single row become if its own mean were subtracted? Which rows are there to learn the mean from?"""
    return edit(reference, "X_train.mean(axis=0)", "X.mean(axis=0)")


@mistake("zero_mean")
def subtracts_one_mean_for_all_columns(reference: str) -> str:
    """How many means are there, one for each column or one for all? What is the mean of each column of your result?"""
    return edit(reference, "X_train.mean(axis=0)", "X_train.mean()")


@mistake("zero_mean")
def subtracts_the_mean_of_each_row(reference: str) -> str:
    """Which axis counts the examples, and which one the features? Of which do you take the mean?"""
    return edit(reference, "X_train.mean(axis=0)", "X.mean(axis=1, keepdims=True)")


@mistake("zero_mean")
def adds_the_mean(reference: str) -> str:
    """Where do the training rows end up, around 0 or twice as far from it?"""
    return edit(reference, "X - ", "X + ")


@mistake("zero_mean")
def subtracts_the_sum(reference: str) -> str:
    """How large is what you subtract, compared with a typical entry of X_train?"""
    return edit(reference, ".mean(axis=0)", ".sum(axis=0)")


@mistake("zero_mean")
def subtracts_the_mean_of_both(reference: str) -> str:
    """Does your result for one row depend on which other rows come with it?"""
    return edit(reference, "X_train.mean(axis=0)", "np.concatenate([X_train, X]).mean(axis=0)")


@mistake("zero_mean")
def subtracts_the_median(reference: str) -> str:
    """Which of the two is meant, the number in the middle or the average?"""
    return edit(reference, "X_train.mean(axis=0)", "np.median(X_train, axis=0)")


@mistake("zero_mean")
def scales_the_columns_as_well(reference: str) -> str:
    """Does the formula change the spread of a column?"""
    return edit(reference, "X - X_train.mean(axis=0)", "(X - X_train.mean(axis=0)) / X_train.std(axis=0)")


# standardize


@mistake("standardize")
def standardizes_by_the_rows_themselves(reference: str) -> str:
    """Whose mean and whose spread should be used for new rows? What would be left of a single one?"""
    return edit(
        reference,
        "(X - X_train.mean(axis=0)) / (X_train.std(axis=0) + eps)",
        "(X - X.mean(axis=0)) / (X.std(axis=0) + eps)",
    )


@mistake("standardize")
def scales_by_the_spread_of_the_rows_themselves(reference: str) -> str:
    """You take the mean from the training rows. Where does your standard deviation come from?"""
    return edit(reference, "X_train.std", "X.std")


@mistake("standardize")
def centres_on_the_mean_of_the_rows_themselves(reference: str) -> str:
    """You take the standard deviation from the training rows. Where does your mean come from?"""
    return edit(reference, "X_train.mean", "X.mean")


@mistake("standardize")
def divides_by_the_variance(reference: str) -> str:
    """Which standard deviation do your training rows have afterwards? Which power of the spread do you divide by?"""
    return edit(reference, "X_train.std(axis=0)", "X_train.var(axis=0)")


@mistake("standardize")
def divides_by_one_less_than_the_number_of_rows(reference: str) -> str:
    """By which number does the formula divide under the root, N or N - 1? Which one does your function of choice use?"""
    return edit(reference, "X_train.std(axis=0)", "X_train.std(axis=0, ddof=1)")


@mistake("standardize")
def does_not_centre_the_columns(reference: str) -> str:
    """Which mean do your training rows have afterwards?"""
    return edit(reference, "(X - X_train.mean(axis=0))", "X")


@mistake("standardize")
def leaves_the_spread_as_it_is(reference: str) -> str:
    """Which standard deviation do your training rows have afterwards?"""
    return edit(reference, " / (X_train.std(axis=0) + eps)", "")


@mistake("standardize")
def multiplies_by_the_spread(reference: str) -> str:
    """Do the columns with a large spread get a smaller one or a still larger one?"""
    return edit(reference, " / (X_train.std(axis=0) + eps)", " * (X_train.std(axis=0) + eps)")


@mistake("standardize")
def takes_one_spread_for_all_columns(reference: str) -> str:
    """How many standard deviations are there, one for each column or one for all?"""
    return edit(reference, "X_train.std(axis=0)", "X_train.std()")


@mistake("standardize")
def standardizes_each_row(reference: str) -> str:
    """Which axis counts the examples, and which one the features? Along which one do you take mean and spread?"""
    return """
        def standardize(X_train, X, eps=1e-8):
            return (X - X.mean(axis=1, keepdims=True)) / (X.std(axis=1, keepdims=True) + eps)
    """


@mistake("standardize")
def divides_by_zero_in_constant_columns(reference: str) -> str:
    """What is the standard deviation of a column that is constant? What keeps the quotient finite there?"""
    return edit(reference, "(X_train.std(axis=0) + eps)", "X_train.std(axis=0)")


@mistake("standardize")
def writes_its_own_eps(reference: str) -> str:
    """Call your function with a large eps. Does anything change?"""
    return edit(reference, "std(axis=0) + eps)", "std(axis=0) + 1e-8)")


@mistake("standardize")
def has_another_eps_by_default(reference: str) -> str:
    """Which eps is used if the caller names none? Which one does the signature promise?"""
    return edit(reference, "    # BEGIN", "    eps = 1e-5 if eps == 1e-8 else eps\n    # BEGIN")


@mistake("standardize")
def forgets_the_parentheses(reference: str) -> str:
    """Which of the operations comes first where there are no parentheses, the division or the difference?"""
    return edit(reference, "(X - X_train.mean(axis=0)) / ", "X - X_train.mean(axis=0) / ")


@mistake("standardize")
def scales_to_a_range(reference: str) -> str:
    """What should be 1 afterwards, the standard deviation of a column or the difference of its ends?"""
    return edit(reference, "X_train.std(axis=0)", "np.ptp(X_train, axis=0)")


# pca


@mistake("pca")
def does_not_centre_the_rows(reference: str) -> str:
    """Where does the mean of the training rows end up in your projection? In which direction does it point?"""
    return edit(reference, "X_train.mean(axis=0)", "0 * X_train.mean(axis=0)")


@mistake("pca")
def projects_rows_that_are_not_centred(reference: str) -> str:
    """You found the directions from centred rows. Were the rows that you project on them centred in the same way?"""
    return edit(reference, "(X - mean) @", "X @")


@mistake("pca")
def centres_by_the_mean_of_the_rows_themselves(reference: str) -> str:
    """Which mean belongs to the directions? Does your projection of one row depend on the others?"""
    return edit(reference, "(X - mean) @", "(X - X.mean(axis=0)) @")


@mistake("pca")
def finds_directions_in_rows_that_are_not_centred(reference: str) -> str:
    """Does a covariance contain the mean of the data? Does yours?"""
    return edit(reference, "centred = X_train - mean", "centred = X_train")


@mistake("pca")
def finds_directions_in_the_rows_themselves(reference: str) -> str:
    """From which rows are the directions learnt, and which rows are only projected on them?"""
    return edit(reference, "centred = X_train - mean", "centred = X - mean")


@mistake("pca")
def begins_with_the_smallest_variance(reference: str) -> str:
    """In which order do the eigenvalues come back from your decomposition? Print them."""
    return edit(reference, "    variances, directions = variances[::-1], directions[:, ::-1]\n", "")


@mistake("pca")
def reverses_the_eigenvalues_only(reference: str) -> str:
    """You put the eigenvalues in order. Do the eigenvectors still belong to them?"""
    return edit(reference, "directions[:, ::-1]", "directions")


@mistake("pca")
def reverses_the_rows_of_the_eigenvectors(reference: str) -> str:
    """Is an eigenvector a column or a row of your matrix? Which of the two did you put into another order?"""
    return edit(reference, "directions[:, ::-1]", "directions[::-1]")


@mistake("pca")
def takes_rows_for_eigenvectors(reference: str) -> str:
    """Is an eigenvector a column or a row of what your decomposition returns? What does C times one of them give?"""
    return edit(reference, "directions[:, ::-1]", "directions[:, ::-1].T")


@mistake("pca")
def compares_with_the_kept_variance_only(reference: str) -> str:
    """With one component, which share does your version give it? What is the whole that it is a part of?"""
    return edit(reference, "variances.sum()", "variances[:num_components].sum()")


@mistake("pca")
def shares_out_standard_deviations(reference: str) -> str:
    """Which of the two add up over orthogonal directions, variances or standard deviations?"""
    return edit(reference, "variances / variances.sum()", "np.sqrt(abs(variances)) / np.sqrt(abs(variances)).sum()")


@mistake("pca")
def returns_variances_for_shares(reference: str) -> str:
    """Which number do all shares add up to, and which number do yours?"""
    return edit(reference, "share = variances / variances.sum()", "share = variances")


@mistake("pca")
def adds_the_shares_up(reference: str) -> str:
    """What does entry k stand for, the share of direction k alone or of all directions up to it?"""
    return edit(reference, "variances / variances.sum()", "np.cumsum(variances / variances.sum())")


@mistake("pca")
def returns_all_shares(reference: str) -> str:
    """How many directions are kept, and how many shares do you return?"""
    return edit(reference, "share[:num_components]", "share")


@mistake("pca")
def scales_the_projection(reference: str) -> str:
    """Does a projection change the spread along a direction? Which step belongs to whitening?"""
    return edit(
        reference,
        "directions[:, :num_components], share",
        "(directions / np.sqrt(abs(variances) + 1e-5))[:, :num_components], share",
    )


@mistake("pca")
def standardises_the_columns_first(reference: str) -> str:
    """Does the covariance of the definition know about the spread of single columns? Did you change it beforehand?"""
    return edit(
        edit(reference, "centred = X_train - mean", "centred = (X_train - mean) / X_train.std(axis=0)"),
        "(X - mean)",
        "((X - mean) / X_train.std(axis=0))",
    )


@mistake("pca")
def keeps_one_component_too_few(reference: str) -> str:
    """How many columns does your projection have, and how many were asked for?"""
    return edit(reference, "directions[:, :num_components]", "directions[:, : num_components - 1]")


# pca_whiten


@mistake("pca_whiten")
def whitens_without_the_root(reference: str) -> str:
    """Which variance do the training rows have afterwards? Is an eigenvalue a variance or a standard deviation?"""
    return edit(reference, "np.sqrt(variances + eps)", "(variances + eps)")


@mistake("pca_whiten")
def multiplies_by_the_standard_deviation(reference: str) -> str:
    """Do directions of large variance get a smaller one or a still larger one?"""
    return edit(reference, " / np.sqrt", " * np.sqrt")


@mistake("pca_whiten")
def turns_without_scaling(reference: str) -> str:
    """Which variance do the training rows have along each direction afterwards?"""
    return edit(reference, " / np.sqrt(variances + eps)", "")


@mistake("pca_whiten")
def whitens_rows_that_are_not_centred(reference: str) -> str:
    """Which mean do the training rows have afterwards? Were the rows centred before they were turned?"""
    return edit(reference, "(X - mean) @", "X @")


@mistake("pca_whiten")
def whitens_by_a_mean_of_zero(reference: str) -> str:
    """Was the mean subtracted anywhere? Does a covariance contain the mean of the data?"""
    return edit(reference, "X_train.mean(axis=0)", "0 * X_train.mean(axis=0)")


@mistake("pca_whiten")
def centres_by_the_mean_of_the_new_rows(reference: str) -> str:
    """Which mean belongs to the directions? Does your result for one row depend on the others?"""
    return edit(reference, "(X - mean) @", "(X - X.mean(axis=0)) @")


@mistake("pca_whiten")
def whitens_by_the_new_rows(reference: str) -> str:
    """From which rows should means, directions and variances be learnt?"""
    return edit(reference, "    # BEGIN", "    X_train = X\n    # BEGIN")


@mistake("pca_whiten")
def orders_from_the_smallest_variance(reference: str) -> str:
    """Which direction should stand in column 0? In which order do the eigenvalues come back? Print them."""
    return edit(reference, "    variances, directions = variances[::-1], directions[:, ::-1]\n", "")


@mistake("pca_whiten")
def mixes_up_variances_and_directions(reference: str) -> str:
    """You put the eigenvectors in order. Is each one divided by the root of its own eigenvalue?"""
    return edit(reference, "= variances[::-1], directions", "= variances, directions")


@mistake("pca_whiten")
def turns_with_rows_for_eigenvectors(reference: str) -> str:
    """Is an eigenvector a column or a row of what your decomposition returns?"""
    return edit(reference, "directions[:, ::-1]", "directions[:, ::-1].T")


@mistake("pca_whiten")
def turns_the_rows_back(reference: str) -> str:
    """Are the columns of your result directions of largest variance, or the original ones? Which kind of whitening is
    this?
    """
    return edit(reference, "np.sqrt(variances + eps)", "np.sqrt(variances + eps) @ directions.T")


@mistake("pca_whiten")
def whitens_with_one_row_less(reference: str) -> str:
    """By which number is the covariance divided here, N or N - 1?"""
    return edit(reference, "/ len(X_train)", "/ (len(X_train) - 1)")


@mistake("pca_whiten")
def whitens_with_sums(reference: str) -> str:
    """Does the variance that you divide by grow with the number of rows? Should it?"""
    return edit(reference, " / len(X_train)", "")


@mistake("pca_whiten")
def leaves_out_eps(reference: str) -> str:
    """What do you divide by along a direction in which the training rows do not vary? What is eps there for?"""
    return edit(reference, "np.sqrt(variances + eps)", "np.sqrt(abs(variances))")


@mistake("pca_whiten")
def takes_roots_of_negative_numbers(reference: str) -> str:
    """Rounding may leave an eigenvalue just below 0. What is its root, and what would it be if eps came first?"""
    return edit(reference, "np.sqrt(variances + eps)", "(np.sqrt(variances - 1e-12 * variances.max()) + eps)")


@mistake("pca_whiten")
def writes_the_eps_of_pca_itself(reference: str) -> str:
    """Call your function with a large eps. Does anything change?"""
    return edit(reference, "variances + eps", "variances + 1e-5")


@mistake("pca_whiten")
def has_a_smaller_eps_by_default(reference: str) -> str:
    """Which eps is used if the caller names none? Which one does the signature promise?"""
    return edit(reference, "    # BEGIN", "    eps = 1e-8 if eps == 1e-5 else eps\n    # BEGIN")


# zca_whiten


@mistake("zca_whiten")
def forgets_the_root_before_turning_back(reference: str) -> str:
    """Which variance do the training rows have afterwards? Is an eigenvalue a variance or a standard deviation?"""
    return edit(reference, "np.sqrt(variances + eps)", "(variances + eps)")


@mistake("zca_whiten")
def does_not_turn_back(reference: str) -> str:
    """Do the columns of your result belong to the columns of X? Which step brings them back?"""
    return edit(reference, " @ directions.T", "")


@mistake("zca_whiten")
def turns_by_the_transposed_matrix(reference: str) -> str:
    """Which of U and its transpose takes a row to the principal directions, and which one takes it back?"""
    return edit(
        reference,
        "directions / np.sqrt(variances + eps) @ directions.T",
        "directions.T / np.sqrt(variances + eps) @ directions",
    )


@mistake("zca_whiten")
def turns_twice_in_the_same_direction(reference: str) -> str:
    """You turn, you scale, and you turn again. Does the second turn undo the first one?"""
    return edit(reference, "@ directions.T", "@ directions")


@mistake("zca_whiten")
def does_not_scale(reference: str) -> str:
    """After turning there and back, what has changed? Which step is missing between?"""
    return edit(reference, " / np.sqrt(variances + eps)", "")


@mistake("zca_whiten")
def multiplies_by_the_roots(reference: str) -> str:
    """Do directions of large variance get a smaller one or a still larger one?"""
    return edit(reference, " / np.sqrt", " * np.sqrt")


@mistake("zca_whiten")
def whitens_images_that_are_not_centred(reference: str) -> str:
    """Which mean do the training rows have afterwards? Were the rows centred before they were multiplied?"""
    return edit(reference, "(X - mean) @", "X @")


@mistake("zca_whiten")
def whitens_without_any_mean(reference: str) -> str:
    """Was the mean subtracted anywhere? Does a covariance contain the mean of the data?"""
    return edit(reference, "X_train.mean(axis=0)", "0 * X_train.mean(axis=0)")


@mistake("zca_whiten")
def centres_new_rows_by_their_own_mean(reference: str) -> str:
    """Which mean belongs to the matrix? Does your result for one row depend on the others?"""
    return edit(reference, "(X - mean) @", "(X - X.mean(axis=0)) @")


@mistake("zca_whiten")
def learns_from_the_new_rows(reference: str) -> str:
    """From which rows should means, directions and variances be learnt?"""
    return edit(reference, "    # BEGIN", "    X_train = X\n    # BEGIN")


@mistake("zca_whiten")
def adds_the_mean_again(reference: str) -> str:
    """Around which point do the whitened training rows lie, and around which one should they?"""
    return edit(reference, "(X - mean) @ whitener", "(X - mean) @ whitener + mean")


@mistake("zca_whiten")
def takes_a_covariance_with_one_row_less(reference: str) -> str:
    """By which number is the covariance divided here, N or N - 1?"""
    return edit(reference, "/ len(X_train)", "/ (len(X_train) - 1)")


@mistake("zca_whiten")
def takes_a_covariance_that_is_a_sum(reference: str) -> str:
    """Does the variance that you divide by grow with the number of rows? Should it?"""
    return edit(reference, " / len(X_train)", "")


@mistake("zca_whiten")
def scales_without_eps(reference: str) -> str:
    """What do you divide by along a direction in which the training rows do not vary? What is eps there for?"""
    return edit(reference, "np.sqrt(variances + eps)", "np.sqrt(abs(variances))")


@mistake("zca_whiten")
def takes_the_root_before_adding_eps(reference: str) -> str:
    """Rounding may leave an eigenvalue just below 0. What is its root, and what would it be if eps came first?"""
    return edit(reference, "np.sqrt(variances + eps)", "(np.sqrt(variances - 1e-12 * variances.max()) + eps)")


@mistake("zca_whiten")
def writes_the_eps_of_zca_itself(reference: str) -> str:
    """Call your function with a large eps. Does anything change?"""
    return edit(reference, "variances + eps", "variances + 1e-5")


@mistake("zca_whiten")
def has_a_larger_eps_by_default(reference: str) -> str:
    """Which eps is used if the caller names none? Which one does the signature promise?"""
    return edit(reference, "    # BEGIN", "    eps = 0.1 if eps == 1e-5 else eps\n    # BEGIN")
