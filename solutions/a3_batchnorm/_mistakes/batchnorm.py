"""What goes wrong in batchnorm.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# batchnorm_forward


@mistake("batchnorm_forward")
def leaves_out_eps_in_training(reference: str) -> str:
    """What is the variance of a feature that has the same value in the whole batch? What does your version divide by
    then, in training?
    """
    return edit(reference, "np.sqrt(var + eps)", 'np.sqrt(var + (eps if mode == "test" else 0))')


@mistake("batchnorm_forward")
def leaves_out_eps_in_testing(reference: str) -> str:
    """Compare what you divide by in the two modes. Is eps a part of both?"""
    return edit(reference, "np.sqrt(var + eps)", 'np.sqrt(var + (eps if mode == "train" else 0))')


@mistake("batchnorm_forward")
def leaves_out_eps(reference: str) -> str:
    """What keeps the denominator away from 0 when a feature does not vary, and where do you read it?"""
    return edit(reference, "np.sqrt(var + eps)", "np.sqrt(var)")


@mistake("batchnorm_forward")
def sets_eps_itself(reference: str) -> str:
    """What happens to your output when the caller puts another eps into bn_param?"""
    return edit(reference, 'bn_param.get("eps", 1e-5)', "1e-5")


@mistake("batchnorm_forward")
def assumes_a_smaller_eps(reference: str) -> str:
    """How large is eps when bn_param does not say so? For which features does its size matter?"""
    return edit(reference, '"eps", 1e-5', '"eps", 1e-8')


@mistake("batchnorm_forward")
def subtracts_eps(reference: str) -> str:
    """Should eps make the denominator larger or smaller? Which of the two keeps it away from 0?"""
    return edit(reference, "np.sqrt(var + eps)", "np.sqrt(np.abs(var - eps))")


@mistake("batchnorm_forward")
def leaves_out_gamma_and_beta_in_testing(reference: str) -> str:
    """Which mean and deviation do the features have after training, and which ones does your version give them in
    testing? Which step comes last in both modes?
    """
    return edit(reference, "gamma * x_hat + beta", 'gamma * x_hat + beta if mode == "train" else x_hat')


@mistake("batchnorm_forward")
def leaves_out_gamma_and_beta(reference: str) -> str:
    """Your features have mean 0 and deviation 1. Who chooses another mean and deviation, and in which step?"""
    return edit(reference, "gamma * x_hat + beta", "x_hat")


@mistake("batchnorm_forward")
def leaves_out_beta(reference: str) -> str:
    """Which mean should a feature have after this layer, and which one does yours have?"""
    return edit(reference, "gamma * x_hat + beta", "gamma * x_hat")


@mistake("batchnorm_forward")
def scales_after_the_shift(reference: str) -> str:
    """Is beta scaled by gamma, or added to what has been scaled? Which mean do your features have?"""
    return edit(reference, "gamma * x_hat + beta", "gamma * (x_hat + beta)")


@mistake("batchnorm_forward")
def exchanges_gamma_and_beta(reference: str) -> str:
    """Which of gamma and beta sets the deviation of a feature, and which one its mean? Which do they set in yours?"""
    return edit(reference, "gamma * x_hat + beta", "beta * x_hat + gamma")


@mistake("batchnorm_forward")
def reverses_the_momentum(reference: str) -> str:
    """With a momentum of 0.9, does one batch change the running averages a lot or a little? How is it in your version?"""
    return edit(reference, 'momentum = bn_param.get("momentum", 0.9)', 'momentum = 1 - bn_param.get("momentum", 0.9)')


@mistake("batchnorm_forward")
def sets_the_momentum_itself(reference: str) -> str:
    """What happens to your running averages when the caller puts another momentum into bn_param?"""
    return edit(reference, 'bn_param.get("momentum", 0.9)', "0.9")


@mistake("batchnorm_forward")
def assumes_another_momentum(reference: str) -> str:
    """How large is the momentum when bn_param does not say so?"""
    return edit(reference, '"momentum", 0.9', '"momentum", 0.99')


@mistake("batchnorm_forward")
def keeps_the_last_batch_only(reference: str) -> str:
    """After two batches, what do your running averages still know of the first one?"""
    replaced = edit(reference, "momentum * running_mean + (1 - momentum) * mean", "mean")
    return edit(replaced, "momentum * running_var + (1 - momentum) * var", "var")


@mistake("batchnorm_forward")
def adds_the_batches_up(reference: str) -> str:
    """Let every batch have the same mean. Where should the running mean go in the long run, and where does yours go?"""
    replaced = edit(reference, "(1 - momentum) * mean", "mean")
    return edit(replaced, "(1 - momentum) * var", "var")


@mistake("batchnorm_forward")
def forgets_to_hand_the_running_averages_back(reference: str) -> str:
    """The caller keeps bn_param from one call to the next. Which of its entries are others after a call of yours in
    training?
    """
    replaced = edit(reference, 'bn_param["running_mean"] = momentum', "running_mean = momentum")
    return edit(replaced, 'bn_param["running_var"] = momentum', "running_var = momentum")


@mistake("batchnorm_forward")
def hands_back_the_running_mean_only(reference: str) -> str:
    """How many running averages are there? Look at both in bn_param after a call in training."""
    return edit(reference, 'bn_param["running_var"] = momentum', "running_var = momentum")


@mistake("batchnorm_forward")
def starts_the_running_variance_at_one(reference: str) -> str:
    """Which values do the running averages have before the first batch? Look at each of the two."""
    return edit(reference, '"running_var", np.zeros(', '"running_var", np.ones(')


@mistake("batchnorm_forward")
def starts_the_running_averages_at_the_first_batch(reference: str) -> str:
    """Where do the running averages start, at zero or at the first batch? What is 10 % of the way from there?"""
    moved = edit(reference, 'bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))',
                 'bn_param.get("running_mean", x.mean(axis=0))')  # fmt: skip
    return edit(moved, 'bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))',
                'bn_param.get("running_var", x.var(axis=0))')  # fmt: skip


@mistake("batchnorm_forward")
def keeps_a_running_deviation(reference: str) -> str:
    """What is it that the second running average is an average of? Do you take a root before or after averaging?"""
    return edit(reference, "(1 - momentum) * var", "(1 - momentum) * np.sqrt(var)")


@mistake("batchnorm_forward")
def puts_eps_into_the_running_variance(reference: str) -> str:
    """Where is eps needed, in the variance that is kept or in the denominator? How often does it enter in testing?"""
    return edit(reference, "(1 - momentum) * var", "(1 - momentum) * (var + eps)")


@mistake("batchnorm_forward")
def keeps_the_unbiased_variance(reference: str) -> str:
    """By which number is the sum of the squared deviations divided, in the variance that normalizes and in the one that
    is kept? There are libraries which treat them differently; what does this docstring say?
    """
    return edit(reference, "(1 - momentum) * var", "(1 - momentum) * x.var(axis=0, ddof=1)")


@mistake("batchnorm_forward")
def divides_by_one_less(reference: str) -> str:
    """By which number is the sum of the squared deviations divided? What does that make of a batch of one?"""
    return edit(reference, "x.var(axis=0)", "x.var(axis=0, ddof=1)")


@mistake("batchnorm_forward")
def counts_features_for_examples(reference: str) -> str:
    """By which number is the sum of the squared deviations of a feature divided: how many of them are added up?"""
    return edit(reference, "x.var(axis=0)", "x.var(axis=0) * x.shape[0] / x.shape[1]")


@mistake("batchnorm_forward")
def adds_up_for_a_mean(reference: str) -> str:
    """If a feature is 1 in every example, what is its mean, and what is yours?"""
    return edit(reference, "x.mean(axis=0)", "x.sum(axis=0)").replace(
        "x.var(axis=0)", "np.mean((x - mean) ** 2, axis=0)"
    )


@mistake("batchnorm_forward")
def exchanges_the_running_averages(reference: str) -> str:
    """Follow each running average through a call, from the key it is read from to the key it is written to. Is it the
    same key?
    """
    moved = edit(reference, 'bn_param["running_mean"] = momentum', 'bn_param["moved"] = momentum')
    moved = edit(moved, 'bn_param["running_var"] = momentum', 'bn_param["running_mean"] = momentum')
    return edit(moved, 'bn_param["moved"] = momentum', 'bn_param["running_var"] = momentum')


@mistake("batchnorm_forward")
def does_not_divide_the_squares(reference: str) -> str:
    """Does the variance of a feature grow when every example is in the batch twice? Is it a sum or a mean?"""
    return edit(reference, "x.var(axis=0)", "x.var(axis=0) * len(x)")


@mistake("batchnorm_forward")
def averages_during_testing(reference: str) -> str:
    """May the order in which examples are tested change their scores? What does a call in testing leave in bn_param?"""
    return edit(
        reference,
        "        mean, var = running_mean, running_var\n",
        "        mean, var = running_mean, running_var\n"
        '        bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * x.mean(axis=0)\n'
        '        bn_param["running_var"] = momentum * running_var + (1 - momentum) * x.var(axis=0)\n',
    )


@mistake("batchnorm_forward")
def averages_before_it_tests(reference: str) -> str:
    """May an example in testing change what it is normalized with? In which mode are the running averages brought up to
    date?
    """
    return edit(
        reference,
        "        mean, var = running_mean, running_var\n",
        "        mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)\n"
        "        var = momentum * running_var + (1 - momentum) * x.var(axis=0)\n"
        '        bn_param["running_mean"], bn_param["running_var"] = mean, var\n',
    )


@mistake("batchnorm_forward")
def tests_with_the_batch(reference: str) -> str:
    """In testing, should the output for one example depend on which others are in its batch? Whose mean and variance do
    you use?
    """
    return edit(reference, "mean, var = running_mean, running_var", "mean, var = x.mean(axis=0), x.var(axis=0)")


@mistake("batchnorm_forward")
def trains_with_the_running_averages(reference: str) -> str:
    """Which mean should a feature of the output have in training, in every batch? Whose mean do you subtract?"""
    return edit(
        reference,
        "    elif mode",
        '        mean, var = bn_param["running_mean"], bn_param["running_var"]\n    elif mode',
    )


@mistake("batchnorm_forward")
def normalizes_the_rows(reference: str) -> str:
    """Which axis counts the examples? Along which one do mean and variance go, so that there is one of each for every
    feature?
    """
    rows = edit(reference, "x.mean(axis=0)", "x.mean(axis=1).reshape(-1, 1)")
    return edit(rows, "x.var(axis=0)", "x.var(axis=1).reshape(-1, 1)")


@mistake("batchnorm_forward")
def normalizes_all_features_together(reference: str) -> str:
    """How many means and variances does a batch with D features have, and how many do you compute?"""
    return edit(edit(reference, "x.mean(axis=0)", "x.mean()"), "x.var(axis=0)", "x.var()")


@mistake("batchnorm_forward")
def divides_by_the_variance(reference: str) -> str:
    """Multiply a feature by 10: what becomes of its variance, and what of your normalized values?"""
    return edit(reference, "np.sqrt(var + eps)", "(var + eps)")


@mistake("batchnorm_forward")
def divides_before_it_subtracts(reference: str) -> str:
    """In x - m / s, what comes first? What is divided in your version, the difference or the mean?"""
    return edit(reference, "(x - mean) / std", "x - mean / std")


@mistake("batchnorm_forward")
def leaves_out_the_mean(reference: str) -> str:
    """Which mean do your normalized features have? It should be 0."""
    return edit(reference, "(x - mean) / std", "x / std")


@mistake("batchnorm_forward")
def takes_any_mode(reference: str) -> str:
    """What does your version do when somebody mistypes the mode? What should it do?"""
    return edit(reference, 'elif mode == "test":', "elif mode:")


# batchnorm_backward


def _with_x(name: str) -> str:
    """A forward function that puts x into its cache as well, to be read by a function that comes after it."""
    return (
        f"_{name}_alone = {name}_forward\n\n\n"
        f"def {name}_forward(x, gamma, beta, param):\n"
        f"    out, cache = _{name}_alone(x, gamma, beta, param)\n"
        "    return out, (*cache, x)\n\n\n"
    )


def _step_by_step(root: str, root_of_dvar: str = "root") -> str:
    """The steps with another root of the variance; `var` and `eps` are those of the forward pass."""
    return f"""
        def batchnorm_backward(dout, cache):
            x_hat, std, gamma = cache
            centred = x_hat * std
            var = (centred**2).mean(axis=0)
            eps = std**2 - var
            root = {root}
            dx_hat = dout * gamma
            dvar = -0.5 * (dx_hat * centred).sum(axis=0) / {root_of_dvar} ** 3
            dcentred = dx_hat / root + dvar * 2 * centred / len(dout)
            return dcentred - dcentred.mean(axis=0), (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    """


@mistake("batchnorm_backward")
def takes_mean_and_variance_for_constants(reference: str) -> str:
    """Change one entry of x a little: do the other examples of its column notice? Through which quantities?"""
    return edit(reference, "    dx = dcentred - dcentred.mean(axis=0)", "    dx = dx_hat / std")


@mistake("batchnorm_backward")
def leaves_out_the_path_through_the_mean(reference: str) -> str:
    """To what should each column of dx add up, if moving a whole column of x changes nothing? What do yours add up
    to?
    """
    return edit(reference, "dx = dcentred - dcentred.mean(axis=0)", "dx = dcentred")


@mistake("batchnorm_backward")
def leaves_out_the_path_through_the_variance(reference: str) -> str:
    """In how many places of the forward pass is x - mean used? Does a gradient come back from each of them?"""
    return edit(reference, "dx_hat / std + dvar * 2 * centred / count", "dx_hat / std")


@mistake("batchnorm_backward")
def leaves_out_the_path_through_x_hat(reference: str) -> str:
    """In how many places of the forward pass is x - mean used? Which one is the shortest way back from x_hat?"""
    return edit(reference, "dx_hat / std + dvar * 2 * centred / count", "dvar * 2 * centred / count")


@mistake("batchnorm_backward")
def forgets_gamma(reference: str) -> str:
    """By what is x_hat multiplied on its way to the output? Where does that number occur on the way back?"""
    return edit(reference, "dx_hat = dout * gamma", "dx_hat = dout")


@mistake("batchnorm_backward")
def divides_by_gamma(reference: str) -> str:
    """If gamma doubles, does the loss depend more on x or less? What does your dx do?"""
    return edit(reference, "dx_hat = dout * gamma", "dx_hat = dout / gamma")


@mistake("batchnorm_backward")
def flips_the_gradient_of_the_variance(reference: str) -> str:
    """When the variance grows, do the normalized values grow or shrink? Which sign does that give the gradient?"""
    return edit(reference, "dstd = -(dx_hat", "dstd = (dx_hat")


@mistake("batchnorm_backward")
def flips_the_gradient_of_the_mean(reference: str) -> str:
    """The mean is subtracted on the way forward. Which sign does it bring into the gradient on the way back?"""
    return edit(reference, "dcentred - dcentred.mean(axis=0)", "dcentred + dcentred.mean(axis=0)")


@mistake("batchnorm_backward")
def forgets_the_two_of_the_square(reference: str) -> str:
    """What is the derivative of a square? Where are squares in the forward pass?"""
    return edit(reference, "dvar * 2 * centred", "dvar * centred")


@mistake("batchnorm_backward")
def forgets_the_half_of_the_root(reference: str) -> str:
    """What is the derivative of a square root? Where is one in the forward pass?"""
    return edit(reference, "dstd / (2 * std)", "dstd / std")


@mistake("batchnorm_backward")
def multiplies_by_the_root(reference: str) -> str:
    """Is a square root steeper where its argument is small or where it is large? How is it in your version?"""
    return edit(reference, "dstd / (2 * std)", "dstd / 2 * std")


@mistake("batchnorm_backward")
def forgets_the_mean_of_the_squares(reference: str) -> str:
    """The variance is a mean over the batch. What does one squared deviation contribute to it, and so to its gradient?"""
    return edit(reference, "2 * centred / count", "2 * centred")


@mistake("batchnorm_backward")
def forgets_the_mean_of_the_mean(reference: str) -> str:
    """By how much does the mean of a column change when one of its entries changes by 1?"""
    return edit(reference, "dcentred - dcentred.mean(axis=0)", "dcentred - dcentred.sum(axis=0)")


@mistake("batchnorm_backward")
def counts_the_features(reference: str) -> str:
    """Over how many numbers did the forward pass average? Which axis of `dout` has that length?"""
    counted = edit(reference, "dout.shape[0]", "dout.shape[1]")
    return edit(counted, "dcentred - dcentred.mean(axis=0)", "dcentred - dcentred.sum(axis=0) / count")


@mistake("batchnorm_backward")
def counts_the_features_in_the_variance(reference: str) -> str:
    """Over how many numbers did the forward pass average to get the variance? Which axis of `dout` has that length?"""
    return edit(reference, "dout.shape[0]", "dout.shape[1]")


@mistake("batchnorm_backward")
def leaves_out_eps_on_the_way_back(reference: str) -> str:
    """By which number did the forward pass divide? Is it the same one, eps included, that your backward pass uses?"""
    return _step_by_step("np.sqrt(var)")


@mistake("batchnorm_backward")
def leaves_out_eps_in_the_root_only(reference: str) -> str:
    """By how many square roots do you divide on the way back? Does each of them contain what the forward pass had in
    its root?
    """
    return edit(reference, "dvar = dstd", "std = std * x_hat.std(axis=0)\n    dvar = dstd")


@mistake("batchnorm_backward")
def subtracts_eps_on_the_way_back(reference: str) -> str:
    """With which sign does eps stand under the root of the forward pass? And on your way back?"""
    return _step_by_step("np.sqrt(var - eps)")


@mistake("batchnorm_backward")
def sets_eps_itself_on_the_way_back(reference: str) -> str:
    """Where does your backward pass find eps? What if the caller of the forward pass chose another one?"""
    return _step_by_step("np.sqrt(var + 1e-5)")


@mistake("batchnorm_backward")
def sets_eps_itself_in_the_gradient_of_the_variance(reference: str) -> str:
    """In how many places of your backward pass does eps occur? Where does each of them take it from?"""
    return _step_by_step("std", "np.sqrt(var + 1e-5)")


@mistake("batchnorm_backward")
def brings_gamma_in_twice_on_the_way_back(reference: str) -> str:
    """If gamma doubles, does the gradient of x double or quadruple? How often does gamma enter on the way from `dout` to
    your dx?
    """
    return edit(reference, "dx_hat = dout * gamma", "dx_hat = dout * gamma * gamma")


@mistake("batchnorm_backward")
def takes_x_for_x_hat(reference: str) -> str:
    """What does gamma multiply in the forward pass: x as it came in, or x_hat? What multiplies `dout` in your dgamma?"""
    raw = edit(reference, "x_hat, std, gamma = cache", "x_hat, std, gamma, x = cache")
    return _with_x("batchnorm") + edit(raw, "(dout * x_hat)", "(dout * x)")


@mistake("batchnorm_backward")
def forgets_the_square_of_the_reciprocal(reference: str) -> str:
    """What is the derivative of 1/s with respect to s? Try it with s = 10 and s = 10.1."""
    return edit(reference, "dstd = -(dx_hat * x_hat).sum(axis=0) / std", "dstd = -(dx_hat * x_hat).sum(axis=0)")


@mistake("batchnorm_backward")
def forgets_both_means(reference: str) -> str:
    """How many means does the forward pass take down a column? What does one entry contribute to each of them, and where
    are these two factors on the way back?
    """
    squares = edit(reference, "2 * centred / count", "2 * centred")
    return edit(squares, "dcentred - dcentred.mean(axis=0)", "dcentred - dcentred.sum(axis=0)")


@mistake("batchnorm_backward")
def adds_dbeta_up_over_the_features(reference: str) -> str:
    """Every feature has a beta of its own. How many numbers is your dbeta?"""
    return edit(reference, "dbeta = dout.sum(axis=0)", "dbeta = dout.sum()")


@mistake("batchnorm_backward")
def takes_x_hat_for_the_centred_x(reference: str) -> str:
    """The variance is a mean of squares. Of what are they the squares, of x - mean or of x_hat?"""
    return edit(reference, "centred = x_hat * std", "centred = x_hat")


@mistake("batchnorm_backward")
def takes_the_centred_x_for_x_hat(reference: str) -> str:
    """What does gamma multiply in the forward pass, and what multiplies `dout` in your dgamma?"""
    return edit(reference, "dgamma = (dout * x_hat)", "dgamma = (dout * x_hat * std)")


@mistake("batchnorm_backward")
def averages_dgamma_and_dbeta(reference: str) -> str:
    """Every row of the output contains gamma and beta. Do their gradients sum over the rows or average them?"""
    averaged = edit(reference, "dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)")
    return edit(averaged, "dgamma = (dout * x_hat).sum(axis=0)", "dgamma = (dout * x_hat).mean(axis=0)")


@mistake("batchnorm_backward")
def sums_dgamma_and_dbeta_along_the_rows(reference: str) -> str:
    """How many entries do gamma and beta have? Which axis of `dout` has to go by summing?"""
    averaged = edit(reference, "dbeta = dout.sum(axis=0)", "dbeta = dout.sum(axis=1)")
    return edit(averaged, "dgamma = (dout * x_hat).sum(axis=0)", "dgamma = (dout * x_hat).sum(axis=1)")


@mistake("batchnorm_backward")
def returns_dbeta_before_dgamma(reference: str) -> str:
    """In which order does the caller expect the three gradients?"""
    return edit(reference, "return dx, dgamma, dbeta", "return dx, dbeta, dgamma")


@mistake("batchnorm_backward")
def unpacks_the_cache_in_another_order(reference: str) -> str:
    """In which order did the forward pass put its values into the cache, and in which order do you take them out?"""
    return edit(reference, "x_hat, std, gamma = cache", "x_hat, gamma, std = cache")


# batchnorm_backward_alt


def _closed_form(formula: str) -> str:
    return f"""
        def batchnorm_backward_alt(dout, cache):
            x_hat, std, gamma = cache
            count = len(dout)
            dbeta = dout.sum(axis=0)
            dgamma = (dout * x_hat).sum(axis=0)
            dx = {formula}
            return dx, dgamma, dbeta
    """


@mistake("batchnorm_backward_alt")
def simplifies_mean_and_variance_away(reference: str) -> str:
    """Change one entry of x a little: do the other examples of its column notice? Where does your formula say so?"""
    return _closed_form("gamma / std * dout")


@mistake("batchnorm_backward_alt")
def loses_the_term_of_the_mean(reference: str) -> str:
    """To what should each column of dx add up, if moving a whole column of x changes nothing? Which term takes care of
    that?
    """
    return _closed_form("gamma / std * (dout - dgamma * x_hat / count)")


@mistake("batchnorm_backward_alt")
def loses_the_term_of_the_variance(reference: str) -> str:
    """With a small eps, stretching a whole column of x changes the output very little. What is the sum of x_hat times
    dx down a column of yours, and what should it be close to?
    """
    return _closed_form("gamma / std * (dout - dbeta / count)")


@mistake("batchnorm_backward_alt")
def loses_gamma(reference: str) -> str:
    """If gamma doubles, what happens to the gradient of x? What happens to yours?"""
    return _closed_form("(dout - (dbeta + dgamma * x_hat) / count) / std")


@mistake("batchnorm_backward_alt")
def brings_gamma_in_twice(reference: str) -> str:
    """If gamma doubles, does the gradient of x double or quadruple? Which of your sums contain gamma already?"""
    return _closed_form("gamma / std * (dout - gamma * (dbeta + dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def loses_the_deviation(reference: str) -> str:
    """If all of x is multiplied by 10, the output stays nearly the same. What happens to the gradient of x then, and to
    yours?
    """
    return _closed_form("gamma * (dout - (dbeta + dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def divides_by_the_variance_instead(reference: str) -> str:
    """Count how many factors 1 / sqrt(var + eps) stand before the bracket on your paper. How does dx change when x is
    multiplied by 10?
    """
    return _closed_form("gamma / std**2 * (dout - (dbeta + dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def loses_the_number_of_examples(reference: str) -> str:
    """The forward pass takes means over the batch. Which terms of your formula carry the 1/N that comes from them?"""
    return _closed_form("gamma / std * (dout - (dbeta + dgamma * x_hat))")


@mistake("batchnorm_backward_alt")
def keeps_the_number_of_examples_outside(reference: str) -> str:
    """Multiply your bracket by 1/N: which of its terms are sums over N examples and need it, and which one is not?"""
    return _closed_form("gamma / std / count * (dout - (dbeta + dgamma * x_hat))")


@mistake("batchnorm_backward_alt")
def divides_by_the_number_of_features(reference: str) -> str:
    """Over how many numbers did the forward pass average? Which axis has that length?"""
    return _closed_form("gamma / std * (dout - (dbeta + dgamma * x_hat) / dout.shape[1])")


@mistake("batchnorm_backward_alt")
def adds_the_term_of_the_variance(reference: str) -> str:
    """With which sign does the term with x_hat enter? Try your formula on a batch of two: with a tiny eps, dx should
    vanish.
    """
    return _closed_form("gamma / std * (dout - (dbeta - dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def adds_the_term_of_the_mean(reference: str) -> str:
    """The mean is subtracted on the way forward. With which sign does the sum of `dout` enter your bracket?"""
    return _closed_form("gamma / std * (dout + (dbeta - dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def puts_the_centred_x_for_x_hat(reference: str) -> str:
    """Is it x - mean or x_hat that stands in the last term, and what stands in the sum that multiplies it?"""
    return _closed_form("gamma / std * (dout - (dbeta + dgamma * x_hat * std) / count)")


@mistake("batchnorm_backward_alt")
def takes_eps_for_nothing(reference: str) -> str:
    """Did your derivation use somewhere that the variance of x_hat is exactly 1? What is it when eps is not small?"""
    return _closed_form("gamma / std * (dout - (dbeta + dgamma * x_hat / x_hat.var(axis=0)) / count)")


def _with_another_root(root: str) -> str:
    """The closed form with another root of the variance in front; `var` and `eps` are those of the forward pass."""
    formula = f"gamma / {root} * (dout - (dbeta + dgamma * x_hat) / count)"
    return edit(
        _closed_form(formula),
        "            dx = ",
        "            var = ((x_hat * std) ** 2).mean(axis=0)\n            eps = std**2 - var\n            dx = ",
    )


@mistake("batchnorm_backward_alt")
def leaves_eps_out_of_the_root(reference: str) -> str:
    """By which number did the forward pass divide? Is it the same one, eps included, that stands before your bracket?"""
    return _with_another_root("np.sqrt(var)")


@mistake("batchnorm_backward_alt")
def subtracts_eps_in_the_root(reference: str) -> str:
    """With which sign does eps stand under the root of the forward pass? And in your formula?"""
    return _with_another_root("np.sqrt(var - eps)")


@mistake("batchnorm_backward_alt")
def sets_eps_itself_in_the_root(reference: str) -> str:
    """Where does your formula find eps? What if the caller of the forward pass chose another one?"""
    return _with_another_root("np.sqrt(var + 1e-5)")


@mistake("batchnorm_backward_alt")
def adds_up_in_the_term_of_the_variance(reference: str) -> str:
    """Two of the terms in the bracket come from means over the batch. Do both carry their 1/N?"""
    return _closed_form("gamma / std * (dout - dbeta / count - dgamma * x_hat)")


@mistake("batchnorm_backward_alt")
def adds_up_in_the_term_of_the_mean(reference: str) -> str:
    """Two of the terms in the bracket come from means over the batch: does the one without x_hat carry its 1/N?"""
    return _closed_form("gamma / std * (dout - dbeta - dgamma * x_hat / count)")


@mistake("batchnorm_backward_alt")
def forgets_to_divide_by_the_number_of_examples(reference: str) -> str:
    """Put every batch together with a copy of itself, the upstream gradient too: should dx double? If N stands inside the
    bracket, what stands before it?
    """
    return _closed_form("gamma / std * (count * dout - dbeta - dgamma * x_hat)")


@mistake("batchnorm_backward_alt")
def multiplies_by_gamma_twice(reference: str) -> str:
    """If gamma doubles, does the gradient of x double or quadruple? How often does gamma stand before your bracket, and
    how often in what it multiplies?
    """
    return _closed_form("gamma**2 / std * (dout - (dbeta + dgamma * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def exchanges_the_sums(reference: str) -> str:
    """Your bracket contains two sums down a column, and x_hat multiplies one of them. Which one?"""
    return _closed_form("gamma / std * (dout - (dgamma + dbeta * x_hat) / count)")


@mistake("batchnorm_backward_alt")
def takes_x_for_x_hat_in_dgamma(reference: str) -> str:
    """What does gamma multiply in the forward pass: x as it came in, or x_hat? What multiplies `dout` in your dgamma?"""
    raw = edit(reference, "x_hat, std, gamma = cache", "x_hat, std, gamma, x = cache")
    return _with_x("batchnorm") + edit(raw, "return dx, dgamma", "return dx, (dout * x).sum(axis=0)")


@mistake("batchnorm_backward_alt")
def averages_the_gradients_of_the_parameters(reference: str) -> str:
    """Every row of the output contains gamma and beta. Do their gradients sum over the rows or average them?"""
    return edit(reference, "return dx, dgamma, dbeta", "return dx, dgamma / len(dout), dbeta / len(dout)")


@mistake("batchnorm_backward_alt")
def hands_back_dbeta_before_dgamma(reference: str) -> str:
    """In which order does the caller expect the three gradients?"""
    return edit(reference, "return dx, dgamma, dbeta", "return dx, dbeta, dgamma")


# layernorm_forward


@mistake("layernorm_forward")
def normalizes_over_the_batch(reference: str) -> str:
    """Which mean and deviation does each row of your x_hat have, and which ones each column? Which of them should be 0
    and 1?
    """
    columns = edit(reference, "x.mean(axis=1, keepdims=True)", "x.mean(axis=0, keepdims=True)")
    return edit(columns, "x.var(axis=1, keepdims=True)", "x.var(axis=0, keepdims=True)")


@mistake("layernorm_forward")
def normalizes_all_examples_together(reference: str) -> str:
    """How many means and variances does a batch of N examples have, and how many do you compute?"""
    return edit(edit(reference, "x.mean(axis=1, keepdims=True)", "x.mean()"), "x.var(axis=1, keepdims=True)", "x.var()")


@mistake("layernorm_forward")
def assumes_a_smaller_eps_for_rows(reference: str) -> str:
    """How large is eps when ln_param does not say so? For which examples does its size matter?"""
    return edit(reference, '"eps", 1e-5', '"eps", 1e-8')


@mistake("layernorm_forward")
def sets_eps_itself_for_rows(reference: str) -> str:
    """What happens to your output when the caller puts another eps into ln_param?"""
    return edit(reference, 'ln_param.get("eps", 1e-5)', "1e-5")


@mistake("layernorm_forward")
def leaves_out_eps_for_rows(reference: str) -> str:
    """What is the variance of a row that has the same value in all places? What do you divide by then?"""
    return edit(reference, "np.sqrt(var + eps)", "np.sqrt(var)")


@mistake("layernorm_forward")
def divides_by_one_feature_less(reference: str) -> str:
    """By which number is the sum of the squared deviations divided?"""
    return edit(reference, "x.var(axis=1, keepdims=True)", "x.var(axis=1, keepdims=True, ddof=1)")


@mistake("layernorm_forward")
def divides_rows_by_their_variance(reference: str) -> str:
    """Multiply a row by 10: what becomes of its variance, and what of your normalized values?"""
    return edit(reference, "np.sqrt(var + eps)", "(var + eps)")


@mistake("layernorm_forward")
def divides_the_mean_of_the_row_only(reference: str) -> str:
    """In x - m / s, what comes first? What is divided in your version, the difference or the mean?"""
    return edit(reference, "(x - mean) / std", "x - mean / std")


@mistake("layernorm_forward")
def leaves_the_mean_of_the_row(reference: str) -> str:
    """Which mean does each row of your x_hat have? It should be 0."""
    return edit(reference, "(x - mean) / std", "x / std")


@mistake("layernorm_forward")
def leaves_out_gamma_and_beta_for_rows(reference: str) -> str:
    """Your rows have mean 0 and deviation 1. Which step still follows?"""
    return edit(reference, "gamma * x_hat + beta", "x_hat")


@mistake("layernorm_forward")
def leaves_out_beta_for_rows(reference: str) -> str:
    """What should come out for a row whose values are all the same? What does?"""
    return edit(reference, "gamma * x_hat + beta", "gamma * x_hat")


@mistake("layernorm_forward")
def scales_rows_after_the_shift(reference: str) -> str:
    """Is beta scaled by gamma, or added to what has been scaled?"""
    return edit(reference, "gamma * x_hat + beta", "gamma * (x_hat + beta)")


@mistake("layernorm_forward")
def asks_for_what_may_be_absent(reference: str) -> str:
    """Batch normalization has to know its mode. Does layer normalization? Which entries does your version expect to find
    in ln_param, and which of them may be absent?
    """
    return edit(reference, "    eps = ", '    mode = ln_param["mode"]\n    eps = ')


@mistake("layernorm_forward")
def averages_over_the_calls(reference: str) -> str:
    """Call your function twice with the same x and another batch in between. Is the output the same? What is left of
    one call for the next?
    """
    return edit(
        reference,
        "    std = np.sqrt",
        '    mean = 0.9 * ln_param.get("mean", mean) + 0.1 * mean\n    ln_param["mean"] = mean\n    std = np.sqrt',
    )


# layernorm_backward


@mistake("layernorm_backward")
def takes_gamma_out_of_the_sums(reference: str) -> str:
    """In the formula of batch normalization gamma stands before the sums. Is it the same number for all terms of a sum
    along a row?
    """
    return """
        def layernorm_backward(dout, cache):
            x_hat, std, gamma = cache
            shift = dout.mean(axis=1, keepdims=True)
            stretch = (dout * x_hat).mean(axis=1, keepdims=True)
            dx = gamma * (dout - shift - x_hat * stretch) / std
            return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    """


@mistake("layernorm_backward")
def goes_down_the_columns(reference: str) -> str:
    """Along which axis did the forward pass take mean and variance? Along which one do your sums for dx go?"""
    columns = edit(reference, "dx_hat.mean(axis=1, keepdims=True)", "dx_hat.mean(axis=0, keepdims=True)")
    return edit(columns, "(dx_hat * x_hat).mean(axis=1, keepdims=True)", "(dx_hat * x_hat).mean(axis=0, keepdims=True)")


@mistake("layernorm_backward")
def divides_by_the_number_of_rows(reference: str) -> str:
    """Over how many numbers did the forward pass average, the N of a column or the D of a row?"""
    counted = edit(reference, "dx_hat.mean(axis=1, keepdims=True)", "dx_hat.sum(axis=1, keepdims=True) / len(dout)")
    return edit(
        counted,
        "(dx_hat * x_hat).mean(axis=1, keepdims=True)",
        "(dx_hat * x_hat).sum(axis=1, keepdims=True) / len(dout)",
    )


@mistake("layernorm_backward")
def sums_without_dividing(reference: str) -> str:
    """The forward pass takes means along a row. Where is the 1/D that comes from them on the way back?"""
    counted = edit(reference, "dx_hat.mean(axis=1, keepdims=True)", "dx_hat.sum(axis=1, keepdims=True)")
    return edit(counted, "(dx_hat * x_hat).mean(axis=1, keepdims=True)", "(dx_hat * x_hat).sum(axis=1, keepdims=True)")


@mistake("layernorm_backward")
def takes_both_statistics_for_constants(reference: str) -> str:
    """Change one entry of x a little: do the other entries of its row notice? Through which quantities?"""
    return edit(reference, "(dx_hat - shift - x_hat * stretch) / std", "dx_hat / std")


@mistake("layernorm_backward")
def loses_the_mean_of_the_row(reference: str) -> str:
    """To what should each row of dx add up, if adding a number to a whole row of x changes nothing? What do yours add
    up to?
    """
    return edit(reference, "(dx_hat - shift - x_hat * stretch) / std", "(dx_hat - x_hat * stretch) / std")


@mistake("layernorm_backward")
def loses_the_variance_of_the_row(reference: str) -> str:
    """When one entry of a row moves away from the mean, what happens to the other normalized values of the row?"""
    return edit(reference, "(dx_hat - shift - x_hat * stretch) / std", "(dx_hat - shift) / std")


@mistake("layernorm_backward")
def adds_the_variance_of_the_row(reference: str) -> str:
    """When the variance grows, do the normalized values grow or shrink? Which sign does that give its share in dx?"""
    return edit(reference, "x_hat * stretch) / std", "-x_hat * stretch) / std")


@mistake("layernorm_backward")
def loses_the_deviation_of_the_row(reference: str) -> str:
    """If a row of x is multiplied by 10, its output stays nearly the same. What happens to its gradient, and to yours?"""
    return edit(reference, "(dx_hat - shift - x_hat * stretch) / std", "dx_hat - shift - x_hat * stretch")


@mistake("layernorm_backward")
def loses_gamma_along_the_row(reference: str) -> str:
    """By what is x_hat multiplied on its way to the output? Where does that number occur on the way back?"""
    return edit(reference, "dx_hat = dout * gamma", "dx_hat = dout")


@mistake("layernorm_backward")
def leaves_eps_out_of_the_row(reference: str) -> str:
    """By which number did the forward pass divide? Is it the same one, eps included, that your backward pass uses?"""
    return edit(reference, "x_hat * stretch) / std", "x_hat * stretch) / (std * x_hat.std(axis=1, keepdims=True))")


@mistake("layernorm_backward")
def leaves_eps_out_of_every_step_of_the_row(reference: str) -> str:
    """In how many places of your backward pass does the variance of a row occur? What is added to it in the forward
    pass?
    """
    return edit(
        reference,
        "x_hat * stretch) / std",
        "x_hat * stretch / x_hat.var(axis=1, keepdims=True)) / (std * x_hat.std(axis=1, keepdims=True))",
    )


@mistake("layernorm_backward")
def returns_dx_transposed(reference: str) -> str:
    """If your version turns the batch to reuse another function, does dx come back as x went in? Compare the shapes."""
    return edit(reference, "return dx, dgamma", "return dx.T, dgamma")


@mistake("layernorm_backward")
def takes_eps_of_the_row_for_nothing(reference: str) -> str:
    """Did your derivation use somewhere that the variance of x_hat is exactly 1? What is it when eps is not small?"""
    return edit(reference, "x_hat * stretch) / std", "x_hat * stretch / x_hat.var(axis=1, keepdims=True)) / std")


@mistake("layernorm_backward")
def takes_x_of_the_row_for_x_hat(reference: str) -> str:
    """What does gamma multiply in the forward pass: x as it came in, or x_hat? What multiplies `dout` in your dgamma?"""
    raw = edit(reference, "x_hat, std, gamma = cache", "x_hat, std, gamma, x = cache")
    return _with_x("layernorm") + edit(raw, "dgamma = (dout * x_hat)", "dgamma = (dout * x)")


@mistake("layernorm_backward")
def sums_the_parameters_along_the_rows(reference: str) -> str:
    """There is a gamma for each feature. How many entries should its gradient have, and which axis is summed?"""
    rows = edit(reference, "dbeta = dout.sum(axis=0)", "dbeta = dout.sum(axis=1)")
    return edit(rows, "dgamma = (dout * x_hat).sum(axis=0)", "dgamma = (dout * x_hat).sum(axis=1)")


@mistake("layernorm_backward")
def averages_the_parameters_over_the_batch(reference: str) -> str:
    """Every row of the output contains gamma and beta. Do their gradients sum over the rows or average them?"""
    rows = edit(reference, "dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)")
    return edit(rows, "dgamma = (dout * x_hat).sum(axis=0)", "dgamma = (dout * x_hat).mean(axis=0)")


@mistake("layernorm_backward")
def reads_the_cache_in_another_order(reference: str) -> str:
    """In which order did the forward pass put its values into the cache, and in which order do you take them out?"""
    return edit(reference, "x_hat, std, gamma = cache", "gamma, std, x_hat = cache")


# spatial_batchnorm_forward


@mistake("spatial_batchnorm_forward")
def reshapes_without_moving_the_channels(reference: str) -> str:
    """After your reshape, does each column hold the numbers of one channel? Try images whose first channel is all ones
    and whose second one is all twos.
    """
    flat = edit(reference, "x.transpose(0, 2, 3, 1).reshape(n * h * w, c)", "x.reshape(n * h * w, c)")
    return edit(flat, "out.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "out.reshape(x.shape)")


@mistake("spatial_batchnorm_forward")
def forgets_to_move_the_channels_back(reference: str) -> str:
    """The rows of what batchnorm_forward returns are pixels. Into which order of axes do you reshape them, and which
    order should the result have?
    """
    return edit(reference, "out.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "out.reshape(x.shape)")


@mistake("spatial_batchnorm_forward")
def exchanges_rows_and_columns_of_the_images(reference: str) -> str:
    """Follow one pixel through your axes and back. Does it come out where it went in?"""
    return edit(
        reference, "out.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "out.reshape(n, w, h, c).transpose(0, 3, 2, 1)"
    )


@mistake("spatial_batchnorm_forward")
def normalizes_every_pixel_position_by_itself(reference: str) -> str:
    """Over which axes do the mean and the variance of a channel go? How many pixels does each of your means contain?"""
    return """
        def spatial_batchnorm_forward(x, gamma, beta, bn_param):
            n, c, h, w = x.shape
            wide = x.reshape(n, c * h * w)
            out, cache = batchnorm_forward(wide, np.repeat(gamma, h * w), np.repeat(beta, h * w), bn_param)
            return out.reshape(x.shape), cache
    """


@mistake("spatial_batchnorm_forward")
def normalizes_the_channels_of_a_pixel(reference: str) -> str:
    """batchnorm_forward takes examples as rows and features as columns. Which of the two are the channels in what you
    hand over?
    """
    return """
        def spatial_batchnorm_forward(x, gamma, beta, bn_param):
            n, c, h, w = x.shape
            channels = x.transpose(1, 0, 2, 3).reshape(c, -1)
            out, cache = batchnorm_forward(channels, gamma[:, None], beta[:, None], bn_param)
            return out.reshape(c, n, h, w).transpose(1, 0, 2, 3), cache
    """


@mistake("spatial_batchnorm_forward")
def normalizes_every_image_by_itself(reference: str) -> str:
    """Does the mean of a channel go over the pixels of one image, or of all images of the batch?"""
    return """
        def spatial_batchnorm_forward(x, gamma, beta, bn_param):
            results = []
            for image in x:
                pixels = image.reshape(len(image), -1).T
                results.append(batchnorm_forward(pixels, gamma, beta, bn_param))
            out = np.stack([each[0].T.reshape(x.shape[1:]) for each in results])
            return out, tuple(np.concatenate([each[1][k].reshape(-1, x.shape[1]) for each in results]) for k in (0, 1, 2))
    """


@mistake("spatial_batchnorm_forward")
def hands_on_the_mode_only(reference: str) -> str:
    """Which entries of bn_param reach batchnorm_forward, and which ones come back to the caller?"""
    return edit(reference, "beta, bn_param)\n    return", 'beta, {"mode": bn_param["mode"]})\n    return')


@mistake("spatial_batchnorm_forward")
def hands_on_a_copy(reference: str) -> str:
    """batchnorm_forward writes the running averages into the dictionary that it is given. Is it the caller's?"""
    return edit(reference, "beta, bn_param)\n    return", "beta, dict(bn_param))\n    return")


@mistake("spatial_batchnorm_forward")
def always_trains(reference: str) -> str:
    """Which mode does batchnorm_forward see when the caller asks for testing?"""
    return edit(reference, "    n, c, h, w = x.shape\n", '    bn_param["mode"] = "train"\n    n, c, h, w = x.shape\n')


# spatial_batchnorm_backward


@mistake("spatial_batchnorm_backward")
def reshapes_dout_without_moving_the_channels(reference: str) -> str:
    """The forward pass lined up the pixels in one way. Does `dout` come in the same order in your backward pass?"""
    flat = edit(reference, "dout.transpose(0, 2, 3, 1).reshape(n * h * w, c)", "dout.reshape(n * h * w, c)")
    return edit(flat, "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(dout.shape)")


@mistake("spatial_batchnorm_backward")
def forgets_to_move_the_channels_of_dx_back(reference: str) -> str:
    """The rows of dx are pixels at first. In which order of axes do you reshape them, and which one should dx have?"""
    return edit(reference, "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(dout.shape)")


@mistake("spatial_batchnorm_backward")
def exchanges_rows_and_columns_of_dx(reference: str) -> str:
    """Follow the gradient of one pixel through your axes and back. Does it come out where the pixel is?"""
    return edit(
        reference, "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, w, h, c).transpose(0, 3, 2, 1)"
    )


@mistake("spatial_batchnorm_backward")
def lines_the_pixels_of_dout_up_by_columns(reference: str) -> str:
    """In which order did the forward pass go through the pixels, and in which order does your backward pass?"""
    turned = edit(reference, "dout.transpose(0, 2, 3, 1)", "dout.transpose(0, 3, 2, 1)")
    return edit(turned, "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, w, h, c).transpose(0, 3, 2, 1)")


@mistake("spatial_batchnorm_backward")
def leaves_dx_in_rows(reference: str) -> str:
    """The rows of dx are pixels at first. Which shape should dx have in the end?"""
    return edit(reference, "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx")


@mistake("spatial_batchnorm_backward")
def averages_over_the_pixels(reference: str) -> str:
    """Every pixel of a channel is scaled by the same gamma. Do the pixels' shares in its gradient add up, or are they
    averaged?
    """
    return edit(reference, ", dgamma, dbeta\n", ", dgamma / (h * w), dbeta / (h * w)\n")


@mistake("spatial_batchnorm_backward")
def returns_dbeta_of_the_channels_first(reference: str) -> str:
    """In which order does the caller expect the three gradients?"""
    return edit(reference, "3, 1, 2), dgamma, dbeta", "3, 1, 2), dbeta, dgamma")


# spatial_groupnorm_forward


@mistake("spatial_groupnorm_forward")
def normalizes_every_pixel_of_a_group_by_itself(reference: str) -> str:
    """A group has one mean for all of its pixels. How many means does each group have in your version?"""
    return """
        def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
            eps = gn_param.get("eps", 1e-5)
            n, c, h, w = x.shape
            groups = x.reshape(n, G, c // G, h, w)
            mean = groups.mean(axis=2, keepdims=True)
            std = np.sqrt(groups.var(axis=2, keepdims=True) + eps)
            x_hat = ((groups - mean) / std).reshape(x.shape)
            return gamma * x_hat + beta, (x_hat, std, gamma)
    """


@mistake("spatial_groupnorm_forward")
def normalizes_every_channel_by_itself(reference: str) -> str:
    """How many channels share a mean and a variance, for C channels in G groups? How many do in your version?"""
    return edit(reference, "x.reshape(x.shape[0], G, -1)", "x.reshape(x.shape[0], x.shape[1], -1)")


@mistake("spatial_groupnorm_forward")
def normalizes_all_channels_together(reference: str) -> str:
    """What does G change in your output? Call it with G = 1 and with a larger G."""
    return edit(reference, "x.reshape(x.shape[0], G, -1)", "x.reshape(x.shape[0], 1, -1)")


@mistake("spatial_groupnorm_forward")
def makes_groups_of_g_channels(reference: str) -> str:
    """Is G the number of groups, or the number of channels in a group? What should G = 1 do?"""
    return edit(reference, "x.reshape(x.shape[0], G, -1)", "x.reshape(x.shape[0], x.shape[1] // G, -1)")


@mistake("spatial_groupnorm_forward")
def groups_channels_that_are_not_neighbours(reference: str) -> str:
    """Which channels are in the first group? Number the channels of an image and print what your groups contain."""
    return """
        def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
            eps = gn_param.get("eps", 1e-5)
            n, c, h, w = x.shape
            groups = x.reshape(n, c // G, G, h, w)
            mean = groups.mean(axis=(1, 3, 4), keepdims=True)
            std = np.sqrt(groups.var(axis=(1, 3, 4), keepdims=True) + eps)
            x_hat = ((groups - mean) / std).reshape(x.shape)
            return gamma * x_hat + beta, (x_hat, std, gamma)
    """


@mistake("spatial_groupnorm_forward")
def normalizes_the_groups_over_the_batch(reference: str) -> str:
    """Should the output for one image depend on the other images of its batch? Which axes do your means run over?"""
    moved = edit(reference, "groups.mean(axis=2, keepdims=True)", "groups.mean(axis=(0, 2), keepdims=True)")
    return edit(moved, "groups.var(axis=2, keepdims=True)", "groups.var(axis=(0, 2), keepdims=True)")


@mistake("spatial_groupnorm_forward")
def puts_the_pixels_back_in_another_order(reference: str) -> str:
    """Undo your steps one by one on the way to the output: does each number come back to its own image, channel and
    pixel?
    """
    return edit(reference, "(groups - mean) / std).reshape(x.shape)", "(groups - mean) / std).T.reshape(x.shape)")


@mistake("spatial_groupnorm_forward")
def divides_the_mean_of_the_group_only(reference: str) -> str:
    """In x - m / s, what comes first? What is divided in your version, the difference or the mean?"""
    return edit(reference, "((groups - mean) / std)", "(groups - mean / std)")


@mistake("spatial_groupnorm_forward")
def scales_the_raw_images(reference: str) -> str:
    """By what is gamma multiplied in your version, by the normalized images or by those that came in?"""
    return edit(reference, "out = gamma * x_hat + beta", "out = gamma * x + beta")


@mistake("spatial_groupnorm_forward")
def divides_groups_by_their_variance(reference: str) -> str:
    """Multiply an image by 10: what becomes of its variance, and what of your normalized values?"""
    return edit(reference, "np.sqrt(var + eps)", "(var + eps)")


@mistake("spatial_groupnorm_forward")
def divides_by_one_value_less(reference: str) -> str:
    """By which number is the sum of the squared deviations divided?"""
    return edit(reference, "groups.var(axis=2, keepdims=True)", "groups.var(axis=2, keepdims=True, ddof=1)")


@mistake("spatial_groupnorm_forward")
def assumes_a_smaller_eps_for_groups(reference: str) -> str:
    """How large is eps when gn_param does not say so? For which images does its size matter?"""
    return edit(reference, '"eps", 1e-5', '"eps", 1e-8')


@mistake("spatial_groupnorm_forward")
def sets_eps_itself_for_groups(reference: str) -> str:
    """What happens to your output when the caller puts another eps into gn_param?"""
    return edit(reference, 'gn_param.get("eps", 1e-5)', "1e-5")


@mistake("spatial_groupnorm_forward")
def leaves_out_eps_for_groups(reference: str) -> str:
    """What do you divide by for a group of one colour throughout?"""
    return edit(reference, "np.sqrt(var + eps)", "np.sqrt(var)")


@mistake("spatial_groupnorm_forward")
def leaves_out_gamma_and_beta_for_groups(reference: str) -> str:
    """Your groups have mean 0 and deviation 1. Which step still follows?"""
    return edit(reference, "gamma * x_hat + beta", "x_hat")


@mistake("spatial_groupnorm_forward")
def shifts_the_groups_before_scaling(reference: str) -> str:
    """Is beta scaled by gamma, or added to what has been scaled?"""
    return edit(reference, "gamma * x_hat + beta", "gamma * (x_hat + beta)")


# spatial_groupnorm_backward


@mistake("spatial_groupnorm_backward")
def takes_gamma_out_of_the_group(reference: str) -> str:
    """Is gamma the same number for all channels of a group? Does it stand inside your sums over the group, or before
    them?
    """
    inside = edit(reference, "(dout * gamma).reshape", "dout.reshape")
    return edit(inside, "dx.reshape(dout.shape)", "gamma * dx.reshape(dout.shape)")


@mistake("spatial_groupnorm_backward")
def loses_gamma_of_the_channels(reference: str) -> str:
    """By what is x_hat multiplied on its way to the output? Where does that number occur on the way back?"""
    return edit(reference, "(dout * gamma).reshape", "dout.reshape")


@mistake("spatial_groupnorm_backward")
def takes_the_statistics_of_a_group_for_constants(reference: str) -> str:
    """Change one pixel a little: do the other pixels of its group notice? Through which quantities?"""
    return edit(reference, "(dgroups - shift - g_hat * stretch) / std", "dgroups / std")


@mistake("spatial_groupnorm_backward")
def loses_the_mean_of_the_group(reference: str) -> str:
    """To what should dx add up within a group, if making a whole group brighter changes nothing?"""
    return edit(reference, "(dgroups - shift - g_hat * stretch) / std", "(dgroups - g_hat * stretch) / std")


@mistake("spatial_groupnorm_backward")
def loses_the_variance_of_the_group(reference: str) -> str:
    """When one pixel moves away from the mean, what happens to the other normalized values of its group?"""
    return edit(reference, "(dgroups - shift - g_hat * stretch) / std", "(dgroups - shift) / std")


@mistake("spatial_groupnorm_backward")
def adds_the_variance_of_the_group(reference: str) -> str:
    """When the variance grows, do the normalized values grow or shrink? Which sign does that give its share in dx?"""
    return edit(reference, "- g_hat * stretch", "+ g_hat * stretch")


@mistake("spatial_groupnorm_backward")
def loses_the_deviation_of_the_group(reference: str) -> str:
    """If an image is multiplied by 10, its output stays nearly the same. What happens to its gradient, and to yours?"""
    return edit(reference, "g_hat * stretch) / std", "g_hat * stretch)")


@mistake("spatial_groupnorm_backward")
def leaves_eps_out_of_the_group(reference: str) -> str:
    """By which number did the forward pass divide? Is it the same one, eps included, that your backward pass uses?"""
    return edit(reference, "g_hat * stretch) / std", "g_hat * stretch) / (std * g_hat.std(axis=2, keepdims=True))")


@mistake("spatial_groupnorm_backward")
def leaves_eps_out_of_every_step_of_the_group(reference: str) -> str:
    """In how many places of your backward pass does the variance of a group occur? What is added to it in the forward
    pass?
    """
    return edit(
        reference,
        "g_hat * stretch) / std",
        "g_hat * stretch / g_hat.var(axis=2, keepdims=True)) / (std * g_hat.std(axis=2, keepdims=True))",
    )


@mistake("spatial_groupnorm_backward")
def takes_eps_of_the_group_for_nothing(reference: str) -> str:
    """Did your derivation use somewhere that the variance of x_hat is exactly 1? What is it when eps is not small?"""
    return edit(reference, "g_hat * stretch) / std", "g_hat * stretch / g_hat.var(axis=2, keepdims=True)) / std")


@mistake("spatial_groupnorm_backward")
def goes_by_channels_on_the_way_back(reference: str) -> str:
    """Over which set of numbers did the forward pass take mean and variance? Is it the same set on your way back?"""
    return """
        def spatial_groupnorm_backward(dout, cache):
            x_hat, std, gamma = cache
            dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
            dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)
            dx_hat = dout * gamma
            shift = dx_hat.mean(axis=(2, 3), keepdims=True)
            stretch = (dx_hat * x_hat).mean(axis=(2, 3), keepdims=True)
            wide = np.repeat(std.reshape(*std.shape[:2], 1, 1), dout.shape[1] // std.shape[1], axis=1)
            return (dx_hat - shift - x_hat * stretch) / wide, dgamma, dbeta
    """


@mistake("spatial_groupnorm_backward")
def divides_by_the_pixels_of_a_channel(reference: str) -> str:
    """How many numbers are in a group? By how many do you divide: do its channels count too?"""
    counted = edit(
        reference, "    dx = (dgroups", "    share = dgroups.shape[2] / np.prod(dout.shape[2:])\n    dx = (dgroups"
    )
    return edit(counted, "- shift - g_hat * stretch", "- share * (shift + g_hat * stretch)")


@mistake("spatial_groupnorm_backward")
def divides_by_the_values_of_an_image(reference: str) -> str:
    """How many numbers are in a group, when the channels are divided into several? By how many do you divide?"""
    counted = edit(
        reference, "    dx = (dgroups", "    share = dgroups.shape[2] / np.prod(dout.shape[1:])\n    dx = (dgroups"
    )
    return edit(counted, "- shift - g_hat * stretch", "- share * (shift + g_hat * stretch)")


@mistake("spatial_groupnorm_backward")
def sums_the_parameters_over_the_images_only(reference: str) -> str:
    """Does every pixel have a gamma of its own? Which axes of `dout` are left after your sums?"""
    own = edit(reference, "dout.sum(axis=(0, 2, 3), keepdims=True)", "dout.sum(axis=0, keepdims=True)")
    return edit(own, "(dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)", "(dout * x_hat).sum(axis=0, keepdims=True)")


@mistake("spatial_groupnorm_backward")
def adds_the_parameters_up_to_one_number(reference: str) -> str:
    """Every channel has a gamma and a beta of its own. How many numbers are your dgamma and dbeta?"""
    whole = edit(reference, "dout.sum(axis=(0, 2, 3), keepdims=True)", "dout.sum()")
    return edit(whole, "(dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)", "(dout * x_hat).sum()")


@mistake("spatial_groupnorm_backward")
def forgets_to_sum_the_parameters_over_the_images(reference: str) -> str:
    """Does every image have a gamma of its own? Which axes of `dout` are left after your sums?"""
    own = edit(reference, "dout.sum(axis=(0, 2, 3), keepdims=True)", "dout.sum(axis=(2, 3), keepdims=True)")
    return edit(
        own, "(dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)", "(dout * x_hat).sum(axis=(2, 3), keepdims=True)"
    )


@mistake("spatial_groupnorm_backward")
def averages_the_parameters_over_the_images(reference: str) -> str:
    """Every image contains gamma and beta. Do their gradients sum over the images or average them?"""
    return edit(reference, "dout.shape), dgamma, dbeta", "dout.shape), dgamma / len(dout), dbeta / len(dout)")


@mistake("spatial_groupnorm_backward")
def gives_all_channels_of_a_group_one_gradient(reference: str) -> str:
    """To what do gamma and beta belong, to the channels or to the groups? Are two entries of your dgamma alike?"""
    return edit(
        reference,
        "    dgroups = ",
        "    g = std.shape[1]\n"
        "    dgamma = np.repeat(dgamma.reshape(g, -1).sum(axis=1), dout.shape[1] // g).reshape(gamma.shape)\n"
        "    dbeta = np.repeat(dbeta.reshape(g, -1).sum(axis=1), dout.shape[1] // g).reshape(gamma.shape)\n"
        "    dgroups = ",
    )


@mistake("spatial_groupnorm_backward")
def puts_the_gradients_back_in_another_order(reference: str) -> str:
    """Undo your steps one by one on the way to dx: does each number come back to its own image, channel and pixel?"""
    return edit(reference, "dx.reshape(dout.shape)", "dx.T.reshape(dout.shape)")


@mistake("spatial_groupnorm_backward")
def returns_dbeta_of_the_groups_first(reference: str) -> str:
    """In which order does the caller expect the three gradients?"""
    return edit(reference, "dout.shape), dgamma, dbeta", "dout.shape), dbeta, dgamma")
