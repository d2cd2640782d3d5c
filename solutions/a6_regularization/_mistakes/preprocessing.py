"""What goes wrong in preprocessing.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

EIGENVECTORS = "variances, directions = np.linalg.eigh(centred.T @ centred / len(X_train))"
REVERSED = "    variances, directions = variances[::-1], directions[:, ::-1]\n"


def _by_svd_of_the_covariance(reference: str) -> str:
    """The same by another decomposition; the signs of its eigenvectors are others."""
    return edit(
        reference.replace(REVERSED, ""),
        EIGENVECTORS,
        "directions, variances, _ = np.linalg.svd(centred.T @ centred / len(X_train))",
    )


def _by_svd_of_the_rows(reference: str) -> str:
    """The same by a third decomposition."""
    return edit(
        reference.replace(REVERSED, ""),
        EIGENVECTORS,
        "_, singular, transposed = np.linalg.svd(centred)\n"
        "    directions, variances = transposed.T, np.zeros(len(transposed))\n"
        "    variances[: len(singular)] = singular**2 / len(X_train)",
    )


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


@mistake("zero_mean")
def divides_by_the_number_of_the_new_rows(reference: str) -> str:
    """Of which rows do you add up the entries, and the number of which rows do you divide by?"""
    return edit(reference, "X_train.mean(axis=0)", "X_train.sum(axis=0) / len(X)")


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


@mistake("standardize")
def spares_constant_columns_and_ignores_eps(reference: str) -> str:
    """You look for columns that are constant. Where does eps come in for all the others, which have a spread?"""
    return edit(
        reference, "(X_train.std(axis=0) + eps)", "np.where(np.ptp(X_train, axis=0) > 0, X_train.std(axis=0), 1)"
    )


@mistake("standardize")
def scales_from_zero_to_one(reference: str) -> str:
    """What should be 0 afterwards, the mean of a column or its smallest entry? And what should be 1?"""
    return edit(
        edit(reference, "X - X_train.mean(axis=0)", "X - X_train.min(axis=0)"),
        "X_train.std(axis=0)",
        "np.ptp(X_train, axis=0)",
    )


@mistake("standardize")
def takes_the_larger_of_spread_and_eps(reference: str) -> str:
    """What do you divide by where the spread is larger than eps? What does the formula do with the two?"""
    return edit(reference, "(X_train.std(axis=0) + eps)", "np.maximum(X_train.std(axis=0), eps)")


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


@mistake("pca")
def takes_rows_of_u_for_eigenvectors(reference: str) -> str:
    """Is an eigenvector a row or a column of U? What does C times one of yours give?"""
    return edit(_by_svd_of_the_covariance(reference), "directions[:, :num_components]", "directions[:num_components].T")


@mistake("pca")
def takes_columns_of_v_transposed_for_directions(reference: str) -> str:
    """Your decomposition returns its last matrix as it is in the product. Do the directions stand in the rows of it, or
    in its columns?
    """
    return edit(_by_svd_of_the_rows(reference), "directions[:, :num_components]", "transposed[:, :num_components]")


@mistake("pca")
def takes_eigenvectors_as_they_come(reference: str) -> str:
    """In which order do the eigenvalues come back from your decomposition? Is it always the same one?"""
    return edit(reference.replace(REVERSED, ""), "np.linalg.eigh(", "np.linalg.eig(")


@mistake("pca")
def takes_the_last_columns_in_rising_order(reference: str) -> str:
    """You keep the right directions. Which of them stands in the first column, and which one should?"""
    return edit(
        edit(reference.replace(REVERSED, ""), "directions[:, :num_components]", "directions[:, -num_components:]"),
        "share[:num_components]",
        "share[-num_components:]",
    )


@mistake("pca")
def projects_and_turns_back(reference: str) -> str:
    """How many columns should the projection have, as many as there are directions or as many as X has? Are yours
    coordinates along the directions?
    """
    return edit(
        reference,
        "directions[:, :num_components], share",
        "directions[:, :num_components] @ directions[:, :num_components].T, share",
    )


@mistake("pca")
def keeps_no_more_directions_than_rows(reference: str) -> str:
    """With 4 training rows of 6 columns, how many directions does your decomposition return, and how many may be asked
    for? What is the variance along the others?
    """
    return edit(reference, "    # BEGIN", "    num_components = min(num_components, len(X_train))\n    # BEGIN")


@mistake("pca")
def keeps_only_directions_with_variance(reference: str) -> str:
    """May the last directions have a share of 0? How many directions did the caller ask for?"""
    return edit(reference, "    # BEGIN", "    num_components = min(num_components, len(X_train) - 1)\n    # BEGIN")


@mistake("pca")
def learns_from_the_rows_to_project(reference: str) -> str:
    """From which rows should the mean and the directions be learnt? What is left of a single row in your version?"""
    return edit(reference, "    # BEGIN", "    X_train = X\n    # BEGIN")


@mistake("pca")
def takes_the_covariance_of_the_new_rows(reference: str) -> str:
    """You subtract the training mean from the rows to project. The covariance of which rows are your directions from?"""
    return edit(reference, "centred = X_train - mean", "centred = X - X.mean(axis=0)")


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


@mistake("pca_whiten")
def turns_with_v_transposed(reference: str) -> str:
    """Your decomposition returns its last matrix as it is in the product. Do the directions stand in the rows of it, or
    in its columns?
    """
    return edit(_by_svd_of_the_rows(reference), "(X - mean) @ directions", "(X - mean) @ transposed")


@mistake("pca_whiten")
def turns_with_the_rows_of_u(reference: str) -> str:
    """Is an eigenvector a row or a column of U? What does C times one of yours give?"""
    return edit(_by_svd_of_the_covariance(reference), "(X - mean) @ directions", "(X - mean) @ directions.T")


@mistake("pca_whiten")
def leaves_out_directions_without_variance(reference: str) -> str:
    """With fewer training rows than columns, how many columns does your result have, and how many should it have? How
    many directions does your decomposition return?
    """
    return """
        def pca_whiten(X_train, X, eps=1e-5):
            mean = X_train.mean(axis=0)
            _, singular, transposed = np.linalg.svd(X_train - mean, full_matrices=False)
            return (X - mean) @ transposed.T / np.sqrt(singular**2 / len(X_train) + eps)
    """


@mistake("pca_whiten")
def takes_singular_values_for_variances(reference: str) -> str:
    """Singular values of the rows are not eigenvalues of their covariance. How do you get from the one to the other?"""
    return edit(reference, "np.sqrt(variances + eps)", "np.sqrt(np.sqrt(len(X_train) * abs(variances)) + eps)")


@mistake("pca_whiten")
def whitens_by_a_covariance_with_the_mean_in_it(reference: str) -> str:
    """Does a covariance contain the mean of the data? Does yours?"""
    return edit(reference, "centred = X_train - mean", "centred = X_train")


@mistake("pca_whiten")
def takes_directions_and_spreads_from_the_new_rows(reference: str) -> str:
    """You subtract the training mean. The covariance of which rows are your directions and variances from?"""
    return edit(
        edit(reference, "centred = X_train - mean", "centred = X - X.mean(axis=0)"), "/ len(X_train)", "/ len(X)"
    )


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


@mistake("zca_whiten")
def forgets_to_turn_back_with_u(reference: str) -> str:
    """Do the columns of your result belong to the columns of X, or to the directions? Which step brings them back?"""
    return edit(_by_svd_of_the_covariance(reference), " @ directions.T", "")


@mistake("zca_whiten")
def turns_twice_with_u(reference: str) -> str:
    """You turn, you scale, and you turn again. Does the second turn undo the first one?"""
    return edit(_by_svd_of_the_covariance(reference), "@ directions.T", "@ directions")


@mistake("zca_whiten")
def turns_with_u_transposed_first(reference: str) -> str:
    """Is an eigenvector a row or a column of U? Which of U and its transpose takes a row to the principal directions?"""
    return edit(
        _by_svd_of_the_covariance(reference),
        "directions / np.sqrt(variances + eps) @ directions.T",
        "directions.T / np.sqrt(variances + eps) @ directions",
    )


@mistake("zca_whiten")
def forgets_to_turn_back_with_v(reference: str) -> str:
    """Do the columns of your result belong to the columns of X, or to the directions? Which step brings them back?"""
    return edit(_by_svd_of_the_rows(reference), " @ directions.T", "")


@mistake("zca_whiten")
def takes_v_transposed_for_v(reference: str) -> str:
    """Your decomposition returns its last matrix as it is in the product. Do the directions stand in the rows of it, or
    in its columns?
    """
    return edit(
        _by_svd_of_the_rows(reference),
        "directions / np.sqrt(variances + eps) @ directions.T",
        "directions.T / np.sqrt(variances + eps) @ directions",
    )


@mistake("zca_whiten")
def drops_directions_without_variance(reference: str) -> str:
    """A new row differs from the training mean in a direction in which they do not vary. What is left of that in your
    result, and which s belongs to such a direction?
    """
    return """
        def zca_whiten(X_train, X, eps=1e-5):
            mean = X_train.mean(axis=0)
            _, singular, transposed = np.linalg.svd(X_train - mean, full_matrices=False)
            return (X - mean) @ transposed.T / np.sqrt(singular**2 / len(X_train) + eps) @ transposed
    """


@mistake("zca_whiten")
def learns_from_rows_that_are_not_centred(reference: str) -> str:
    """Does a covariance contain the mean of the data? Does yours?"""
    return edit(reference, "centred = X_train - mean", "centred = X_train")


@mistake("zca_whiten")
def learns_the_covariance_from_the_new_rows(reference: str) -> str:
    """You subtract the training mean. The covariance of which rows is your matrix made of?"""
    return edit(
        edit(reference, "centred = X_train - mean", "centred = X - X.mean(axis=0)"), "/ len(X_train)", "/ len(X)"
    )


@mistake("zca_whiten")
def adds_eps_to_every_entry(reference: str) -> str:
    """To which entries of the covariance do you add eps? Which matrix has to be added, so that every eigenvalue grows by
    eps and the directions stay?
    """
    return edit(
        edit(reference, "/ len(X_train))", "/ len(X_train) + eps)"),
        "np.sqrt(variances + eps)",
        "np.sqrt(abs(variances))",
    )


@mistake("zca_whiten")
def keeps_directions_with_variance_only(reference: str) -> str:
    """A new row differs from the training mean in a direction in which they do not vary. What is left of that in your
    result, and what is eps there for?
    """
    return edit(
        reference,
        "directions / np.sqrt(variances + eps) @",
        "directions * (variances > 1e-10) / np.sqrt(variances + eps) @",
    )


@mistake("zca_whiten")
def returns_what_pca_whiten_returns(reference: str) -> str:
    """Which step comes after the whitening in the principal directions? Do the columns of your result belong to those of
    X?
    """
    return "def zca_whiten(X_train, X, eps=1e-5):\n    return pca_whiten(X_train, X, eps)\n"
