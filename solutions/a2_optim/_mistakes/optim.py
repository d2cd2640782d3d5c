"""What goes wrong in optim.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

RATE = '    config.setdefault("learning_rate", {})\n'


def _another_rate(reference: str, own: str, other: str) -> str:
    """The rule with another default learning rate."""
    return edit(reference, RATE.format(own), RATE.format(other))


# sgd


@mistake("sgd")
def climbs(reference: str) -> str:
    """The gradient points where the loss grows. In which direction do you go?"""
    return edit(reference, "return w - config", "return w + config")


@mistake("sgd")
def takes_the_default_rate_always(reference: str) -> str:
    """Put a learning rate ten times as large into the config. Does your step grow with it? If not, is the caller's rate
    still in the config when you read it?
    """
    return edit(reference, 'config["learning_rate"] * dw', "1e-2 * dw")


@mistake("sgd")
def has_another_default_rate_in_sgd(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-2", "1e-3")


@mistake("sgd")
def leaves_out_the_rate_in_sgd(reference: str) -> str:
    """How far does your step go? What is the learning rate for, if not for that?"""
    return edit(reference, 'config["learning_rate"] * dw', "dw")


@mistake("sgd")
def divides_by_the_rate(reference: str) -> str:
    """Should a larger learning rate make the step longer or shorter? Which of the two happens in your version?"""
    return edit(reference, 'config["learning_rate"] * dw', 'dw / config["learning_rate"]')


@mistake("sgd")
def returns_the_step_only(reference: str) -> str:
    """The rule returns where the weights are after the step. What does yours return when the gradient is zero?"""
    return edit(reference, "return w - config", "return -config")


@mistake("sgd")
def returns_an_empty_config(reference: str) -> str:
    """The next step is taken with the config that you return. Which learning rate does it find there?"""
    return edit(reference, " * dw, config", " * dw, {}")


# sgd_momentum


@mistake("sgd_momentum")
def climbs_with_momentum(reference: str) -> str:
    """The gradient points where the loss grows. With which sign does it enter the velocity, and with which sign does
    the velocity move the weights?
    """
    return edit(reference, '- config["learning_rate"] * dw', '+ config["learning_rate"] * dw')


@mistake("sgd_momentum")
def brakes_instead_of_rolling(reference: str) -> str:
    """When the gradient stays the same for many steps, should the steps get longer or shorter? With which sign does the
    old velocity enter the new one?
    """
    return edit(reference, 'velocity = config["momentum"]', 'velocity = -config["momentum"]')


@mistake("sgd_momentum")
def forgets_the_velocity(reference: str) -> str:
    """Where does the next step find the velocity of this one? Look into the config before and after a call."""
    return edit(reference, '    config["velocity"] = velocity\n', "")


@mistake("sgd_momentum")
def moves_by_the_old_velocity(reference: str) -> str:
    """Is the gradient felt in the step for which it was computed, or only one step later? Which velocity moves the
    weights?
    """
    return edit(reference, "return w + velocity", 'return w + config["velocity"]').replace(
        '    config["velocity"] = velocity\n    return w + config["velocity"], config',
        '    old, config["velocity"] = config["velocity"], velocity\n    return w + old, config',
    )


@mistake("sgd_momentum")
def averages_the_gradients(reference: str) -> str:
    """Does the formula take the sum of an old velocity and a new step, or a mean of the two? Which factor does the
    gradient have in it?
    """
    return edit(reference, "] * dw", '] * (1 - config["momentum"]) * dw')


@mistake("sgd_momentum")
def keeps_what_should_be_lost(reference: str) -> str:
    """With a momentum of 0.9, how much of the old velocity should survive a step, and how much does in your version?"""
    return edit(reference, 'config["momentum"] * config["velocity"]', '(1 - config["momentum"]) * config["velocity"]')


@mistake("sgd_momentum")
def swaps_the_shares_in_momentum(reference: str) -> str:
    """With a momentum of 0.9, how much of the old velocity should survive a step? Does momentum scale the new gradient as
    well?
    """
    swapped = edit(
        reference, 'config["momentum"] * config["velocity"]', '(1 - config["momentum"]) * config["velocity"]'
    )
    return edit(swapped, "] * dw", '] * config["momentum"] * dw')


@mistake("sgd_momentum")
def looks_ahead(reference: str) -> str:
    """There is another rule of this kind, named after Nesterov. Which of the two formulas have you written here: does
    the new velocity alone move the weights?
    """
    return edit(
        reference,
        '    config["velocity"] = velocity\n    return w + velocity, config',
        '    before, config["velocity"] = config["velocity"], velocity\n'
        '    return w - config["momentum"] * before + (1 + config["momentum"]) * velocity, config',
    )


@mistake("sgd_momentum")
def loses_no_velocity(reference: str) -> str:
    """Set momentum to zero: what should be left of the old velocity, and what is left of it in your version?"""
    return edit(reference, 'config["momentum"] * config["velocity"]', 'config["velocity"]')


@mistake("sgd_momentum")
def damps_the_new_step_too(reference: str) -> str:
    """How far does your very first step go, when there is no velocity yet? Does momentum play a part in it?"""
    return edit(reference, "return w + velocity", 'return w + config["momentum"] * velocity')


@mistake("sgd_momentum")
def takes_the_gradient_twice(reference: str) -> str:
    """The velocity contains the new gradient already. What else do you add to the weights?"""
    return edit(reference, "return w + velocity", 'return w + velocity - config["learning_rate"] * dw')


@mistake("sgd_momentum")
def leaves_out_the_rate_in_momentum(reference: str) -> str:
    """Change the learning rate in the config. Which part of your formula notices?"""
    return edit(reference, '- config["learning_rate"] * dw', "- dw")


@mistake("sgd_momentum")
def takes_the_default_momentum_always(reference: str) -> str:
    """Which momentum do you use when the config holds 0.5?"""
    return edit(reference, 'config["momentum"] *', "0.9 *")


@mistake("sgd_momentum")
def has_another_default_momentum(reference: str) -> str:
    """Which momentum is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"momentum", 0.9', '"momentum", 0.99')


@mistake("sgd_momentum")
def has_another_default_rate_in_momentum(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-2", "1e-3")


@mistake("sgd_momentum")
def returns_the_velocity_as_weights(reference: str) -> str:
    """The first of the two results is where the weights are after the step. What has become of the old weights in it?"""
    return edit(reference, "return w + velocity", "return velocity")


@mistake("sgd_momentum")
def shares_one_velocity_among_all(reference: str) -> str:
    """Two parameters are updated in turn, neither with a config. When is the dictionary made that stands for the missing
    one: at each call, or once, when Python reads the function?
    """
    return edit(reference, "config: Config | None = None", "config: Config | None = {}")


# nesterov_momentum


@mistake("nesterov_momentum")
def climbs_with_nesterov(reference: str) -> str:
    """The gradient points where the loss grows. With which sign does it enter the velocity?"""
    return edit(reference, '- config["learning_rate"] * dw', '+ config["learning_rate"] * dw')


@mistake("nesterov_momentum")
def does_not_look_ahead(reference: str) -> str:
    """What distinguishes this rule from the one without Nesterov? When you come to the last line of the formula, do you
    still have both velocities, the old and the new one?
    """
    return edit(reference, "return w - momentum * before + (1 + momentum) * velocity", "return w + velocity")


@mistake("nesterov_momentum")
def adds_the_old_velocity(reference: str) -> str:
    """The weights already stand ahead by the old velocity. With which sign is that taken back?"""
    return edit(reference, "w - momentum * before", "w + momentum * before")


@mistake("nesterov_momentum")
def keeps_the_old_look_ahead(reference: str) -> str:
    """The weights stand where the old velocity was about to carry them. Which term of the formula takes them back from
    there, before the new velocity moves them?
    """
    return edit(reference, "w - momentum * before + ", "w + ")


@mistake("nesterov_momentum")
def swaps_the_velocities(reference: str) -> str:
    """Which of the two velocities is taken back, and by which one do the weights move? Which of them knows the new
    gradient?
    """
    return edit(
        reference,
        "w - momentum * before + (1 + momentum) * velocity",
        "w - momentum * velocity + (1 + momentum) * before",
    )


@mistake("nesterov_momentum")
def looks_ahead_by_one_minus_momentum(reference: str) -> str:
    """The weights move by the velocity and look ahead by a part of it. Is the sum of both more or less than the
    velocity itself?
    """
    return edit(reference, "(1 + momentum) * velocity", "(1 - momentum) * velocity")


@mistake("nesterov_momentum")
def looks_ahead_by_the_whole_velocity(reference: str) -> str:
    """How much of the new velocity will survive the next step? How far does your version look ahead along it?"""
    return edit(reference, "(1 + momentum) * velocity", "2 * velocity")


@mistake("nesterov_momentum")
def forgets_the_velocity_of_nesterov(reference: str) -> str:
    """Where does the next step find the velocity of this one? Look into the config before and after a call."""
    return edit(reference, '    config["velocity"] = velocity\n', "")


@mistake("nesterov_momentum")
def loses_no_velocity_in_nesterov(reference: str) -> str:
    """In how many places of the two formulas does momentum stand? In how many of yours?"""
    return edit(reference, "velocity = momentum * before -", "velocity = before -")


@mistake("nesterov_momentum")
def leaves_out_the_rate_in_nesterov(reference: str) -> str:
    """Change the learning rate in the config. Which part of your formula notices?"""
    return edit(reference, '- config["learning_rate"] * dw', "- dw")


@mistake("nesterov_momentum")
def has_another_default_in_nesterov(reference: str) -> str:
    """Which momentum is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"momentum", 0.9', '"momentum", 0.5')


@mistake("nesterov_momentum")
def has_another_default_rate_in_nesterov(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-2", "1e-3")


# adagrad


@mistake("adagrad")
def climbs_with_adagrad(reference: str) -> str:
    """The gradient points where the loss grows. In which direction do you go?"""
    return edit(reference, "return w - config", "return w + config")


@mistake("adagrad")
def leaves_out_the_root_of_adagrad(reference: str) -> str:
    """If all gradients were ten times as large, how much longer should the steps be? How much longer are yours?"""
    return edit(reference, "np.sqrt(cache)", "cache")


@mistake("adagrad")
def multiplies_by_the_root(reference: str) -> str:
    """Should an entry with large gradients take longer or shorter steps? On which side of the fraction does the root
    stand?
    """
    return edit(reference, 'dw / (np.sqrt(cache) + config["epsilon"])', 'dw * (np.sqrt(cache) + config["epsilon"])')


@mistake("adagrad")
def forgets_the_cache_of_adagrad(reference: str) -> str:
    """How long is your second step, compared with the first? Where does it find the squares of the first gradient?"""
    return edit(reference, '    config["cache"] = cache\n', "")


@mistake("adagrad")
def divides_by_the_old_cache_of_adagrad(reference: str) -> str:
    """By what do you divide in the very first step? Does the sum contain the gradient of this step by then?"""
    return edit(
        reference,
        'cache = config["cache"] + dw**2\n    config["cache"] = cache\n',
        'cache = config["cache"]\n    config["cache"] = cache + dw**2\n',
    )


@mistake("adagrad")
def adds_up_gradients_without_squares(reference: str) -> str:
    """Is what you collect always positive? What does the root of it mean where it is not?"""
    return edit(reference, "+ dw**2", "+ dw")


@mistake("adagrad")
def adds_up_magnitudes(reference: str) -> str:
    """Which power of the gradients do you add up, and which root do you take of the sum? Do the two match?"""
    return edit(reference, "+ dw**2", "+ np.abs(dw)")


@mistake("adagrad")
def keeps_one_rate_for_all_entries(reference: str) -> str:
    """How many learning rates does the rule keep: one for the whole array, or one for each entry? Which shape has your
    cache?
    """
    return edit(reference, "+ dw**2", "+ np.sum(dw**2)")


@mistake("adagrad")
def forgets_old_gradients(reference: str) -> str:
    """Does AdaGrad ever forget a gradient? Does your cache ever become smaller?"""
    return edit(reference, 'config["cache"] + dw**2', '0.9 * config["cache"] + 0.1 * dw**2')


@mistake("adagrad")
def starts_adagrad_from_ones(reference: str) -> str:
    """What is in the cache before the first step, by the docstring and in your version?"""
    return edit(reference, "np.zeros_like(w)", "np.ones_like(w)")


@mistake("adagrad")
def leaves_out_the_rate_in_adagrad(reference: str) -> str:
    """Change the learning rate in the config. Does your step change with it?"""
    return edit(reference, 'config["learning_rate"] * dw', "dw")


@mistake("adagrad")
def has_another_default_rate_in_adagrad(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-2", "1.0")


@mistake("adagrad")
def leaves_out_epsilon_in_adagrad(reference: str) -> str:
    """What do you divide by for an entry whose gradient has always been zero?"""
    return edit(reference, '(np.sqrt(cache) + config["epsilon"])', "np.sqrt(cache)")


@mistake("adagrad")
def fixes_epsilon_in_adagrad(reference: str) -> str:
    """Put a large epsilon into the config. Does your step become shorter?"""
    return edit(reference, '+ config["epsilon"]', "+ 1e-8")


@mistake("adagrad")
def has_another_default_epsilon_in_adagrad(reference: str) -> str:
    """Which epsilon is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"epsilon", 1e-8', '"epsilon", 1e-5')


# rmsprop


@mistake("rmsprop")
def climbs_with_rmsprop(reference: str) -> str:
    """The gradient points where the loss grows. In which direction do you go?"""
    return edit(reference, "return w - config", "return w + config")


@mistake("rmsprop")
def swaps_the_shares_of_old_and_new(reference: str) -> str:
    """With a decay rate of 0.99, how much of the cache should survive a step, and how much does in your version?"""
    return edit(reference, 'decay * config["cache"] + (1 - decay) *', '(1 - decay) * config["cache"] + decay *')


@mistake("rmsprop")
def takes_the_learning_rate_for_the_share(reference: str) -> str:
    """By which number do you weigh the new square? It is 0.01 by default, as another one is. Do the two stay equal when
    only one of them changes?
    """
    return edit(reference, "(1 - decay) * dw**2", 'config["learning_rate"] * dw**2')


@mistake("rmsprop")
def adds_up_all_squares(reference: str) -> str:
    """Does your cache forget old gradients? Where does the decay rate come in?"""
    return edit(reference, 'decay * config["cache"] + (1 - decay) * dw**2', 'config["cache"] + dw**2')


@mistake("rmsprop")
def gives_the_new_square_its_full_weight(reference: str) -> str:
    """The two weights of a mean add up to one. What do yours add up to?"""
    return edit(reference, "(1 - decay) * dw**2", "dw**2")


@mistake("rmsprop")
def lets_no_square_decay(reference: str) -> str:
    """If the gradient is zero from now on, what happens to a running mean of its squares? What happens to yours?"""
    return edit(reference, 'decay * config["cache"] + ', 'config["cache"] + ')


@mistake("rmsprop")
def averages_gradients_without_squares(reference: str) -> str:
    """Is what you collect always positive? What does the root of it mean where it is not?"""
    return edit(reference, "dw**2", "dw")


@mistake("rmsprop")
def keeps_one_mean_for_all_entries(reference: str) -> str:
    """How many running means does the rule keep: one for the whole array, or one for each entry?"""
    return edit(reference, "(1 - decay) * dw**2", "(1 - decay) * np.mean(dw**2)")


@mistake("rmsprop")
def leaves_out_the_root_of_rmsprop(reference: str) -> str:
    """What do the letters R and M stand for? How does the length of your step depend on the size of the gradient?"""
    return edit(reference, "np.sqrt(cache)", "cache")


@mistake("rmsprop")
def forgets_the_cache_of_rmsprop(reference: str) -> str:
    """Where does the next step find the running mean of this one? Look into the config before and after a call."""
    return edit(reference, '    config["cache"] = cache\n', "")


@mistake("rmsprop")
def divides_by_the_old_cache_of_rmsprop(reference: str) -> str:
    """By what do you divide in the very first step? Does the mean contain the gradient of this step by then?"""
    return edit(reference, 'np.sqrt(cache) + config["epsilon"]', 'np.sqrt(old) + config["epsilon"]').replace(
        '    config["cache"] = cache\n', '    old, config["cache"] = config["cache"], cache\n'
    )


@mistake("rmsprop")
def starts_rmsprop_from_ones(reference: str) -> str:
    """What is in the cache before the first step, by the docstring and in your version?"""
    return edit(reference, "np.zeros_like(w)", "np.ones_like(w)")


@mistake("rmsprop")
def replaces_a_given_cache(reference: str) -> str:
    """When the config holds a cache already, does your function go on from it, or does it start again from zeros?"""
    return edit(reference, 'config.setdefault("cache", np.zeros_like(w))', 'config["cache"] = np.zeros_like(w)')


@mistake("rmsprop")
def leaves_out_the_rate_in_rmsprop(reference: str) -> str:
    """Change the learning rate in the config. Does your step change with it?"""
    return edit(reference, 'config["learning_rate"] * dw', "dw")


@mistake("rmsprop")
def takes_the_default_decay_always(reference: str) -> str:
    """Which decay rate do you use when the config holds another one than the default?"""
    return edit(reference, 'decay = config["decay_rate"]', "decay = 0.99")


@mistake("rmsprop")
def has_another_default_decay(reference: str) -> str:
    """Which decay rate is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"decay_rate", 0.99', '"decay_rate", 0.9')


@mistake("rmsprop")
def has_another_default_rate_in_rmsprop(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-2", "1e-3")


@mistake("rmsprop")
def leaves_out_epsilon_in_rmsprop(reference: str) -> str:
    """What do you divide by for an entry whose gradient has always been zero?"""
    return edit(reference, '(np.sqrt(cache) + config["epsilon"])', "np.sqrt(cache)")


@mistake("rmsprop")
def fixes_epsilon_in_rmsprop(reference: str) -> str:
    """Put a large epsilon into the config. Does your step become shorter?"""
    return edit(reference, '+ config["epsilon"]', "+ 1e-8")


@mistake("rmsprop")
def has_another_default_epsilon_in_rmsprop(reference: str) -> str:
    """Which epsilon is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"epsilon", 1e-8', '"epsilon", 1e-5')


# adadelta


@mistake("adadelta")
def climbs_with_adadelta(reference: str) -> str:
    """The gradient points where the loss grows. In which direction do you go?"""
    return edit(reference, "return w - config", "return w + config")


@mistake("adadelta")
def never_sets_off(reference: str) -> str:
    """Before the first step there are no updates to measure by. What is then the root in the numerator, and how far do
    you get?
    """
    return edit(reference, 'np.sqrt(config["delta"] + epsilon)', 'np.sqrt(config["delta"])')


@mistake("adadelta")
def leaves_out_epsilon_below(reference: str) -> str:
    """What do you divide by for an entry whose gradient has always been zero? In how many roots does epsilon stand?"""
    return edit(reference, "np.sqrt(cache + epsilon)", "np.sqrt(cache)")


@mistake("adadelta")
def adds_epsilon_beside_the_roots(reference: str) -> str:
    """How long is your first step, when the mean of the updates is still zero? Does epsilon enter it under a root or
    without one?
    """
    return edit(
        reference,
        'np.sqrt(config["delta"] + epsilon) / np.sqrt(cache + epsilon)',
        '(np.sqrt(config["delta"]) + epsilon) / (np.sqrt(cache) + epsilon)',
    )


@mistake("adadelta")
def turns_the_fraction_over(reference: str) -> str:
    """Should an entry with large gradients take longer or shorter steps? Which of the two roots belongs below?"""
    return edit(
        reference,
        'np.sqrt(config["delta"] + epsilon) / np.sqrt(cache + epsilon)',
        'np.sqrt(cache + epsilon) / np.sqrt(config["delta"] + epsilon)',
    )


@mistake("adadelta")
def leaves_out_the_roots(reference: str) -> str:
    """In which units is an update, if the weights are metres and the loss is in seconds? Do the roots make a difference?"""
    return edit(
        reference,
        'np.sqrt(config["delta"] + epsilon) / np.sqrt(cache + epsilon)',
        '(config["delta"] + epsilon) / (cache + epsilon)',
    )


@mistake("adadelta")
def leaves_out_the_units_of_the_updates(reference: str) -> str:
    """Does the length of your step depend on how long the steps before it were? Which rule is it otherwise?"""
    return edit(
        reference, 'np.sqrt(config["delta"] + epsilon) / np.sqrt(cache + epsilon) * dw', "dw / np.sqrt(cache + epsilon)"
    )


@mistake("adadelta")
def remembers_gradients_as_updates(reference: str) -> str:
    """Two means are kept, one of gradients and one of updates. Which of them do you square for each?"""
    return edit(reference, "(1 - decay) * update**2", "(1 - decay) * dw**2")


@mistake("adadelta")
def remembers_the_scaled_update(reference: str) -> str:
    """Which of the two is squared and remembered: the update before or after it is multiplied by the learning rate? Do
    they differ with the default?
    """
    return edit(reference, "update**2", '(config["learning_rate"] * update) ** 2')


@mistake("adadelta")
def remembers_updates_without_squares(reference: str) -> str:
    """Is the mean of the updates always positive in your version? What does the root of it mean where it is not?"""
    return edit(reference, "* update**2", "* update")


@mistake("adadelta")
def forgets_the_updates(reference: str) -> str:
    """How long is your second step, compared with the first? Where does it find the square of the first update?"""
    return edit(reference, '    config["delta"] = decay * config["delta"] + (1 - decay) * update**2\n', "")


@mistake("adadelta")
def forgets_the_gradients_of_adadelta(reference: str) -> str:
    """Where does the next step find the running mean of the squared gradients? Look into the config before and after a
    call.
    """
    return edit(reference, '    config["cache"] = cache\n', "")


@mistake("adadelta")
def divides_by_the_old_gradients(reference: str) -> str:
    """Does the root below contain the gradient of this step by the time you divide? Which of the two means is updated
    before the step, and which one after it?
    """
    return edit(reference, "np.sqrt(cache + epsilon)", 'np.sqrt(config["cache"] + epsilon)')


@mistake("adadelta")
def swaps_the_shares_of_the_gradients(reference: str) -> str:
    """With a decay rate of 0.9, how much of the mean of the gradients should survive a step, and how much does?"""
    return edit(
        reference,
        'cache = decay * config["cache"] + (1 - decay) * dw**2',
        'cache = (1 - decay) * config["cache"] + decay * dw**2',
    )


@mistake("adadelta")
def swaps_the_shares_of_the_updates(reference: str) -> str:
    """With a decay rate of 0.9, how much of the mean of the updates should survive a step, and how much does?"""
    return edit(
        reference,
        '= decay * config["delta"] + (1 - decay) * update**2',
        '= (1 - decay) * config["delta"] + decay * update**2',
    )


@mistake("adadelta")
def adds_up_the_updates(reference: str) -> str:
    """Are old updates forgotten in your version? Do the weights in that mean add up to one?"""
    return edit(reference, 'decay * config["delta"] + (1 - decay) * update**2', 'config["delta"] + update**2')


@mistake("adadelta")
def takes_no_learning_rate(reference: str) -> str:
    """The paper has no learning rate, this function has one. What does your version do with it?"""
    return edit(reference, 'w - config["learning_rate"] * update', "w - update")


@mistake("adadelta")
def has_the_default_rate_of_the_others(reference: str) -> str:
    """How far does the paper let the weights move, compared with the update? Which learning rate leaves that as it is,
    and which one do you take by default?
    """
    return _another_rate(reference, "1.0", "1e-2")


@mistake("adadelta")
def has_the_default_decay_of_rmsprop(reference: str) -> str:
    """Which decay rate is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"decay_rate", 0.9', '"decay_rate", 0.99')


@mistake("adadelta")
def has_the_default_epsilon_of_the_others(reference: str) -> str:
    """How long is the first step when the config is empty? Which epsilon decides that, and which one do you take?"""
    return edit(reference, '"epsilon", 1e-6', '"epsilon", 1e-8')


@mistake("adadelta")
def fixes_epsilon_in_adadelta(reference: str) -> str:
    """Put a large epsilon into the config. Does your first step become longer?"""
    return edit(reference, 'config["decay_rate"], config["epsilon"]', 'config["decay_rate"], 1e-6')


# adam


@mistake("adam")
def climbs_with_adam(reference: str) -> str:
    """The gradient points where the loss grows. In which direction do you go?"""
    return edit(reference, "return w - config", "return w + config")


@mistake("adam")
def corrects_nothing(reference: str) -> str:
    """Both means start at zero. How large is m after the first step, compared with the gradient? Which factor makes up
    for that?
    """
    return edit(reference, "m / (1 - beta1**t)", "m").replace("v / (1 - beta2**t)", "v")


@mistake("adam")
def corrects_the_squares_only(reference: str) -> str:
    """How large is m after the first step, compared with the gradient? Which of the two means do you correct?"""
    return edit(reference, "m / (1 - beta1**t)", "m")


@mistake("adam")
def corrects_the_gradients_only(reference: str) -> str:
    """How large is v after the first step, compared with the squared gradient? Which of the two means do you correct, and
    which ones does the step make use of?
    """
    return edit(reference, "v / (1 - beta2**t)", "v")


@mistake("adam")
def multiplies_by_the_corrections(reference: str) -> str:
    """Are the means too small or too large during the first steps? Does your correction make them larger?"""
    return edit(reference, "m / (1 - beta1**t)", "m * (1 - beta1**t)").replace("v / (1 -", "v * (1 -")


@mistake("adam")
def takes_multiples_for_powers(reference: str) -> str:
    """In 1 - beta^t, what does t do to beta? Try t = 2 by hand."""
    return edit(reference, "m / (1 - beta1**t)", "m / (1 - beta1 ** 1 * t)").replace("beta2**t", "beta2 * t")


@mistake("adam")
def corrects_by_the_power_of_the_share(reference: str) -> str:
    """Which number is raised to the power t: the share of the old, or the share of the new? When is it subtracted from
    one?
    """
    return edit(reference, "(1 - beta1**t)", "(1 - beta1) ** t").replace("(1 - beta2**t)", "(1 - beta2) ** t")


@mistake("adam")
def never_counts(reference: str) -> str:
    """Which t does the second step find in the config? Look into it before and after a call."""
    return edit(reference, "config.update(m=m, v=v, t=t)", "config.update(m=m, v=v)")


@mistake("adam")
def counts_after_correcting(reference: str) -> str:
    """Which t does your very first step use, and what is 1 - beta^t for it?"""
    return edit(reference, 't = config["t"] + 1', 't = config["t"]').replace("v=v, t=t)", "v=v, t=t + 1)")


@mistake("adam")
def counts_from_one(reference: str) -> str:
    """Which t does your very first step use for the correction? By how much is m too small after it?"""
    return edit(reference, '"t", 0', '"t", 1')


@mistake("adam")
def counts_twice(reference: str) -> str:
    """By how much does t grow in one call of your function?"""
    return edit(reference, "t=t)", "t=t + 1)")


@mistake("adam")
def swaps_the_betas(reference: str) -> str:
    """Which of the two means forgets faster, that of the gradients or that of their squares? Which beta is it?"""
    return edit(
        reference, 'beta1, beta2 = config["beta1"], config["beta2"]', 'beta2, beta1 = config["beta1"], config["beta2"]'
    )


@mistake("adam")
def swaps_the_shares_in_adam(reference: str) -> str:
    """With beta1 = 0.9, how much of the old mean should survive a step? How much does in your version?"""
    return edit(reference, 'beta1 * config["m"] + (1 - beta1) * dw', '(1 - beta1) * config["m"] + beta1 * dw').replace(
        'beta2 * config["v"] + (1 - beta2) * dw**2', '(1 - beta2) * config["v"] + beta2 * dw**2'
    )


@mistake("adam")
def swaps_the_shares_of_the_first_mean(reference: str) -> str:
    """With beta1 = 0.9, how much of the old mean of the gradients should survive a step? Compare your two means."""
    return edit(reference, 'beta1 * config["m"] + (1 - beta1) * dw', '(1 - beta1) * config["m"] + beta1 * dw')


@mistake("adam")
def forgets_the_first_mean(reference: str) -> str:
    """Where does the next step find the mean of the gradients of this one? Look into the config before and after a call,
    at each of its entries.
    """
    return edit(reference, "config.update(m=m, v=v, t=t)", "config.update(v=v, t=t)")


@mistake("adam")
def corrects_as_in_the_first_step(reference: str) -> str:
    """After a hundred steps, how much too small are the means still? Does your correction become weaker with time?"""
    return edit(reference, "m / (1 - beta1**t)", "m / (1 - beta1)").replace("v / (1 - beta2**t)", "v / (1 - beta2)")


@mistake("adam")
def corrects_both_by_one_beta(reference: str) -> str:
    """Each mean starts at zero and grows at a pace of its own. Which beta corrects which of the two?"""
    return edit(reference, "v / (1 - beta2**t)", "v / (1 - beta1**t)")


@mistake("adam")
def gives_the_new_gradient_its_full_weight(reference: str) -> str:
    """The two weights of a mean add up to one. What do those of your first mean add up to?"""
    return edit(reference, "(1 - beta1) * dw\n", "dw\n")


@mistake("adam")
def gives_the_new_square_of_adam_its_full_weight(reference: str) -> str:
    """The two weights of a mean add up to one. What do those of your second mean add up to?"""
    return edit(reference, "(1 - beta2) * dw**2", "dw**2")


@mistake("adam")
def stores_the_corrected_means(reference: str) -> str:
    """Which m does the next step need, the one before or after the correction? How often is the first gradient corrected
    if the corrected one is stored?
    """
    return edit(reference, "    return w", "    config.update(m=m_hat, v=v_hat)\n    return w")


@mistake("adam")
def forgets_the_means(reference: str) -> str:
    """Where does the next step find m and v of this one? Look into the config before and after a call."""
    return edit(reference, "config.update(m=m, v=v, t=t)", "config.update(t=t)")


@mistake("adam")
def squares_the_mean(reference: str) -> str:
    """Of what is v the running mean: of the squared gradients, or of the square of their mean? Do the two differ for
    gradients that change their sign?
    """
    return edit(reference, "(1 - beta2) * dw**2", "(1 - beta2) * m**2")


@mistake("adam")
def leaves_out_the_square(reference: str) -> str:
    """Is your v always positive? What does the root of it mean where it is not?"""
    return edit(reference, "* dw**2", "* dw")


@mistake("adam")
def leaves_out_the_root_of_adam(reference: str) -> str:
    """If all gradients were ten times as large, how much longer should the steps be? How much longer are yours?"""
    return edit(reference, "np.sqrt(v_hat)", "v_hat")


@mistake("adam")
def steps_along_the_gradient(reference: str) -> str:
    """Which number stands above in the fraction, the gradient of this step or the mean of all so far? Where is your
    first mean used?
    """
    return edit(
        reference, '* m_hat / (np.sqrt(v_hat) + config["epsilon"])', '* dw / (np.sqrt(v_hat) + config["epsilon"])'
    )


@mistake("adam")
def keeps_one_square_for_all_entries(reference: str) -> str:
    """How many running means of squares does the rule keep: one for the whole array, or one for each entry?"""
    return edit(reference, "dw**2", "np.mean(dw**2)")


@mistake("adam")
def takes_the_default_betas_always(reference: str) -> str:
    """Which betas do you use when the config holds others than the defaults?"""
    return edit(reference, 'beta1, beta2 = config["beta1"], config["beta2"]', "beta1, beta2 = 0.9, 0.999")


@mistake("adam")
def has_another_default_beta(reference: str) -> str:
    """Which betas are used when the config has none? Count the nines, and compare with the docstring."""
    return edit(reference, '"beta2", 0.999', '"beta2", 0.99')


@mistake("adam")
def has_the_default_rate_of_sgd(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return _another_rate(reference, "1e-3", "1e-2")


@mistake("adam")
def leaves_out_the_rate_in_adam(reference: str) -> str:
    """Change the learning rate in the config. Does your step change with it?"""
    return edit(reference, 'config["learning_rate"] * m_hat', "m_hat")


@mistake("adam")
def leaves_out_epsilon_in_adam(reference: str) -> str:
    """What do you divide by for an entry whose gradient has always been zero?"""
    return edit(reference, '(np.sqrt(v_hat) + config["epsilon"])', "np.sqrt(v_hat)")


@mistake("adam")
def fixes_epsilon_in_adam(reference: str) -> str:
    """Put a large epsilon into the config. Does your step become shorter?"""
    return edit(reference, '+ config["epsilon"]', "+ 1e-8")


@mistake("adam")
def has_another_default_epsilon_in_adam(reference: str) -> str:
    """Which epsilon is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"epsilon", 1e-8', '"epsilon", 1e-5')


@mistake("adam")
def shares_one_state_among_all(reference: str) -> str:
    """Two parameters are updated in turn, neither with a config. When is the dictionary made that stands for the missing
    one: at each call, or once, when Python reads the function?
    """
    return edit(reference, "config: Config | None = None", "config: Config | None = {}")


# adamw


@mistake("adamw")
def lets_nothing_decay(reference: str) -> str:
    """Feed your rule a gradient of zero. What should happen to the weights, and what does?"""
    return edit(reference, ' - config["learning_rate"] * config["weight_decay"] * w', "")


@mistake("adamw")
def penalises_in_the_gradient(reference: str) -> str:
    """Does the decay pass through m and v in your version? Which entries shrink more then: those with large gradients,
    or those with small ones?
    """
    return edit(reference, "adam(w, dw, config)", 'adam(w, dw + config["weight_decay"] * w, config)').replace(
        ' - config["learning_rate"] * config["weight_decay"] * w', ""
    )


@mistake("adamw")
def penalises_and_decays(reference: str) -> str:
    """In how many places do the weights themselves enter your step? In which of them does the formula have them?"""
    return edit(reference, "adam(w, dw, config)", 'adam(w, dw + config["weight_decay"] * w, config)')


@mistake("adamw")
def lets_the_weights_grow(reference: str) -> str:
    """Feed your rule a gradient of zero. Do the weights become smaller or larger?"""
    return edit(reference, 'step_of_adam - config["learning_rate"]', 'step_of_adam + config["learning_rate"]')


@mistake("adamw")
def decays_without_the_learning_rate(reference: str) -> str:
    """Which two numbers scale the decay? Which of them does your version take?"""
    return edit(reference, 'config["learning_rate"] * config["weight_decay"]', 'config["weight_decay"]')


@mistake("adamw")
def lets_the_moved_weights_decay(reference: str) -> str:
    """Which weights decay: those from before the step of Adam, or those it has moved already?"""
    return edit(reference, '* config["weight_decay"] * w', '* config["weight_decay"] * step_of_adam')


@mistake("adamw")
def takes_half_of_the_decay(reference: str) -> str:
    """Here the decay is no gradient of a squared norm. Does anything in the formula halve or double it?"""
    return edit(reference, 'config["learning_rate"] * config["weight', '0.5 * config["learning_rate"] * config["weight')


@mistake("adamw")
def shrinks_by_the_same_amount_everywhere(reference: str) -> str:
    """Does a large weight shrink by more than a small one, or do all shrink by the same amount? What does the formula
    say?
    """
    return edit(reference, '["weight_decay"] * w', '["weight_decay"] * np.sign(w)')


@mistake("adamw")
def spares_entries_without_a_gradient(reference: str) -> str:
    """Does the decay of an entry depend on its gradient? What happens in your version where the gradient is zero?"""
    return edit(reference, '["weight_decay"] * w', '["weight_decay"] * w * (dw != 0)')


@mistake("adamw")
def takes_the_default_decay_of_weights_always(reference: str) -> str:
    """Which weight decay do you use when the config holds another one than the default?"""
    return edit(reference, 'config["weight_decay"] *', "1e-2 *")


@mistake("adamw")
def has_no_decay_by_default(reference: str) -> str:
    """Which weight decay is used when the config has none? Compare it with the one that the docstring names."""
    return edit(reference, '"weight_decay", 1e-2', '"weight_decay", 0.0')


@mistake("adamw")
def takes_zero_for_missing(reference: str) -> str:
    """Somebody asks for a weight decay of exactly zero. Does your version tell that from a config that says nothing?"""
    return edit(reference, '* config["weight_decay"]', '* (config["weight_decay"] or 1e-2)')


@mistake("adamw")
def forgets_the_state_of_adamw(reference: str) -> str:
    """Is the second step different from a first one? Which config do you return, and are m, v and t in it?"""
    return edit(
        reference, "step_of_adam, config = adam(w, dw, config)", "step_of_adam, _ = adam(w, dw, config.copy())"
    ).replace("    step_of_adam", '    config.setdefault("learning_rate", 1e-3)\n    step_of_adam', 1)


@mistake("adamw")
def has_another_default_rate_in_adamw(reference: str) -> str:
    """Which learning rate is used when the config has none? Compare it with the one that the docstring names."""
    return edit(
        reference, "    step_of_adam, config", '    config.setdefault("learning_rate", 1e-2)\n    step_of_adam, config'
    )


@mistake("adamw")
def has_another_default_beta_in_adamw(reference: str) -> str:
    """Which betas are used when the config has none? Count the nines, and compare with the docstring."""
    return edit(reference, "    step_of_adam, config", '    config.setdefault("beta2", 0.99)\n    step_of_adam, config')


@mistake("adamw")
def fixes_epsilon_in_adamw(reference: str) -> str:
    """Put a large epsilon into the config. Does your step become shorter?"""
    return edit(reference, "adam(w, dw, config)", 'adam(w, dw, {**config, "epsilon": 1e-8})')


@mistake("adamw")
def has_another_default_epsilon_in_adamw(reference: str) -> str:
    """Which epsilon is used when the config has none? Compare it with the one that the docstring names."""
    return edit(
        reference, "    step_of_adam, config", '    config.setdefault("epsilon", 1e-5)\n    step_of_adam, config'
    )
