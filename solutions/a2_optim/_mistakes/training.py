"""What goes astray in training.py, and the questions to ask about it."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# minibatches


@mistake("minibatches")
def drops_the_remainder(reference: str) -> str:
    """Add up the sizes of your batches for 23 examples in batches of 5. Which examples does the epoch never see?"""
    return edit(reference, "range(0, num_examples, batch_size)", "range(0, num_examples - batch_size + 1, batch_size)")


@mistake("minibatches")
def adds_an_empty_batch(reference: str) -> str:
    """How many batches of 6 do 18 examples make? What is in your last one?"""
    return edit(reference, "range(0, num_examples, batch_size)", "range(0, num_examples + 1, batch_size)")


@mistake("minibatches")
def leaves_the_examples_in_order(reference: str) -> str:
    """Print the batches. Is their order a random one? If the data is sorted by class, what does a batch consist of?"""
    return edit(reference, "rng.permutation(num_examples)", "np.arange(num_examples)")


@mistake("minibatches")
def shuffles_the_batches_only(reference: str) -> str:
    """Can examples 0 and 50 ever meet in one of your batches? What is put into a random order: the examples, or the
    batches?
    """
    return edit(reference, "order = rng.permutation(num_examples)", "order = np.arange(num_examples)").replace(
        "return [", "batches = ["
    ) + ("\n    return [batches[place] for place in rng.permutation(len(batches))]")


@mistake("minibatches")
def shuffles_within_the_batches(reference: str) -> str:
    """Can examples 0 and 50 ever meet in one of your batches? What comes first: the cutting, or the shuffling?"""
    return edit(
        edit(reference, "rng.permutation(num_examples)", "np.arange(num_examples)"),
        "[order[",
        "[rng.permutation(order[",
    ).replace("batch_size] for", "batch_size]) for")


@mistake("minibatches")
def draws_with_replacement(reference: str) -> str:
    """How often is each example in one of your epochs? May one be there twice, and another one not at all?"""
    return edit(reference, "rng.permutation(num_examples)", "rng.integers(num_examples, size=num_examples)")


@mistake("minibatches")
def repeats_the_order_of_the_first_epoch(reference: str) -> str:
    """Call the function twice with the same generator. Are the two orders different? Where do your random numbers come
    from?
    """
    return edit(reference, "rng.permutation", "np.random.default_rng(0).permutation")


@mistake("minibatches")
def shuffles_by_the_global_generator(reference: str) -> str:
    """Call the function with two generators in the same state. Are the two orders equal? Which generator decides on
    yours?
    """
    return edit(reference, "rng.permutation", "np.random.permutation")


@mistake("minibatches")
def fills_up_the_last_batch(reference: str) -> str:
    """How many examples are left for the last batch? Where do the other entries of yours come from, and how often does
    the epoch see them?
    """
    return edit(reference, "order[start : start + batch_size]", "np.resize(np.roll(order, -start), batch_size)")


@mistake("minibatches")
def makes_batches_of_similar_sizes(reference: str) -> str:
    """Which sizes do your batches have for 23 examples in batches of 5? Which of them may be smaller?"""
    return edit(
        reference,
        "[order[start : start + batch_size] for start in range(0, num_examples, batch_size)]",
        "np.array_split(order, -(-num_examples // batch_size))",
    )


@mistake("minibatches")
def takes_the_size_for_a_number_of_batches(reference: str) -> str:
    """Is `batch_size` how many examples are in a batch, or how many batches there are?"""
    return edit(
        reference,
        "[order[start : start + batch_size] for start in range(0, num_examples, batch_size)]",
        "np.array_split(order, batch_size)",
    )


@mistake("minibatches")
def leaves_out_one_example_of_each_batch(reference: str) -> str:
    """How many entries has a slice from a to b? How many do your batches have?"""
    return edit(reference, "start + batch_size]", "start + batch_size - 1]")


@mistake("minibatches")
def returns_the_first_batch_only(reference: str) -> str:
    """How many batches make an epoch? How many do you return?"""
    return edit(reference, "range(0, num_examples, batch_size)", "range(0, 1)")


# Solver: configurations

CONFIGS = "{name: dict(optim_config or {}) for name in model.params}"


@mistake("Solver")
def lets_all_parameters_share_a_configuration(reference: str) -> str:
    """How many dictionaries do you make for a model with three parameters? Where does the velocity of the first one go,
    and who finds it there?
    """
    return edit(reference, CONFIGS, "dict.fromkeys(model.params, dict(optim_config or {}))")


@mistake("Solver")
def hands_on_the_callers_dictionary(reference: str) -> str:
    """After a training, what is in the dictionary that the caller gave you? What does a second Solver get from it?"""
    return edit(reference, CONFIGS, "{name: {} if optim_config is None else optim_config for name in model.params}")


@mistake("Solver")
def ignores_the_configuration(reference: str) -> str:
    """With which learning rate does your first step go? Where does `optim_config` reach the update rule?"""
    return edit(reference, CONFIGS, "{name: {} for name in model.params}")


# Solver: steps

UPDATE = "self.model.params[name], self.optim_configs[name] = self.update_rule(w, grads[name], config)"


@mistake("Solver")
def forgets_the_state_after_each_step(reference: str) -> str:
    """An update rule returns two things. Which of them does the next step need, and where does yours find it?"""
    return edit(reference, UPDATE, "self.model.params[name], _ = self.update_rule(w, grads[name], dict(config))")


@mistake("Solver")
def relies_on_the_old_dictionary(reference: str) -> str:
    """An update rule returns the configuration for the next step. Does it have to be the dictionary that it was given?
    Which one do you keep?
    """
    return edit(reference, UPDATE, "self.model.params[name], _ = self.update_rule(w, grads[name], config)")


@mistake("Solver")
def uses_gradient_descent_whatever_the_rule(reference: str) -> str:
    """Train with two different update rules. Do the parameters come out different? Who computes the next value in your
    step?
    """
    return edit(reference, UPDATE, 'self.model.params[name] = w - config.get("learning_rate", 1e-2) * grads[name]')


@mistake("Solver")
def throws_the_new_parameters_away(reference: str) -> str:
    """Compare the parameters before and after a step. Where does the first value go that the update rule returns?"""
    return edit(reference, UPDATE, "_, self.optim_configs[name] = self.update_rule(w, grads[name], config)")


@mistake("Solver")
def updates_the_first_parameter_only(reference: str) -> str:
    """Which of the model's parameters are different after a step, and which are not?"""
    return edit(
        reference,
        "in self.model.params.items():\n            config",
        "in list(self.model.params.items())[:1]:\n            config",
    )


@mistake("Solver")
def asks_for_the_gradients_anew_for_every_parameter(reference: str) -> str:
    """When the second parameter is updated, has the first one moved already? To which parameters does its gradient
    belong?
    """
    return edit(
        reference,
        "            config = self.optim_configs[name]\n",
        "            config = self.optim_configs[name]\n"
        "            grads = self.model.loss(self.X_train[batch], self.y_train[batch])[1]\n",
    )


@mistake("Solver")
def steps_on_the_whole_training_set(reference: str) -> str:
    """Does your step depend on which examples are in `batch`?"""
    return edit(
        reference,
        "self.model.loss(self.X_train[batch], self.y_train[batch])",
        "self.model.loss(self.X_train, self.y_train)",
    )


@mistake("Solver")
def takes_the_first_examples(reference: str) -> str:
    """`batch` holds indices. Do you look up just these examples, or do you only count them?"""
    return edit(
        reference,
        "self.model.loss(self.X_train[batch], self.y_train[batch])",
        "self.model.loss(self.X_train[: len(batch)], self.y_train[: len(batch)])",
    )


@mistake("Solver")
def sorts_out_examples_and_labels_differently(reference: str) -> str:
    """Take the first example of a batch, and the label that the model gets with it. Do the two belong together?"""
    return edit(reference, "self.y_train[batch])", "self.y_train[np.sort(batch)])")


@mistake("Solver")
def does_not_note_the_loss(reference: str) -> str:
    """After some steps, how long is `loss_history`? Where should it grow?"""
    return edit(reference, "self.loss_history.append(float(loss))", "pass")


@mistake("Solver")
def notes_the_loss_for_every_parameter(reference: str) -> str:
    """How many entries does `loss_history` get in one step, and how many should it get?"""
    return edit(
        reference, "        self.loss_history.append(float(loss))", "            self.loss_history.append(float(loss))"
    ).replace("schedule(len(self.loss_history))", "schedule(len(self.loss_history) // len(grads))")


@mistake("Solver")
def notes_the_loss_after_the_step(reference: str) -> str:
    """To which parameters does the loss that you note belong: those that the gradients were computed with, or the new
    ones?
    """
    return edit(
        reference, "append(float(loss))", "append(float(self.model.loss(self.X_train[batch], self.y_train[batch])[0]))"
    )


# Solver: schedule


@mistake("Solver")
def ignores_the_schedule(reference: str) -> str:
    """Give a schedule that returns 0. Do the parameters still move?"""
    return edit(reference, "self.schedule is not None", "False")


@mistake("Solver")
def counts_steps_from_one(reference: str) -> str:
    """Which number does the schedule get for the very first step? How many steps came before it?"""
    return edit(reference, "schedule(len(self.loss_history))", "schedule(len(self.loss_history) + 1)")


@mistake("Solver")
def schedules_by_epochs(reference: str) -> str:
    """Does the number that the schedule gets count the steps, or the epochs?"""
    return edit(reference, "schedule(len(self.loss_history))", "schedule(len(self.val_acc_history))")


@mistake("Solver")
def starts_the_schedule_again_in_every_epoch(reference: str) -> str:
    """Which number does the schedule get for the first step of the second epoch? Is that how many steps came before?"""
    return edit(
        reference,
        "schedule(len(self.loss_history))",
        "schedule(len(self.loss_history) % -(-len(self.X_train) // self.batch_size))",
    )


@mistake("Solver")
def multiplies_by_the_schedule(reference: str) -> str:
    """Does a schedule return a learning rate, or a factor for one? What becomes of the rate after three of your steps?"""
    return edit(reference, 'config["learning_rate"] = self.schedule', 'config["learning_rate"] *= self.schedule')


@mistake("Solver")
def schedules_the_first_parameter_only(reference: str) -> str:
    """Every parameter has a configuration of its own. In how many of them does the schedule set the learning rate?"""
    return edit(reference, "self.schedule is not None", "self.schedule is not None and name == next(iter(grads))")


@mistake("Solver")
def schedules_after_the_step(reference: str) -> str:
    """With which learning rate does the first step go if there is a schedule? Is the rate set before the update, or
    after it?
    """
    block = (
        "            if self.schedule is not None:\n"
        '                config["learning_rate"] = self.schedule(len(self.loss_history))\n'
    )
    moved = block.replace("config[", "self.optim_configs[name][")
    return edit(edit(reference, block, ""), f"            {UPDATE}\n", f"            {UPDATE}\n{moved}")


# Solver: accuracy


@mistake("Solver")
def averages_the_accuracies_of_the_batches(reference: str) -> str:
    """The last batch may hold a single example. How much does that one count in your accuracy, and how much do the
    others?
    """
    return edit(
        edit(
            reference,
            "correct += np.sum(np.argmax(scores, axis=1) == y[start : start + batch_size])",
            "correct += np.mean(np.argmax(scores, axis=1) == y[start : start + batch_size])",
        ),
        "correct / len(X)",
        "correct / -(-len(X) // batch_size)",
    )


@mistake("Solver")
def leaves_the_last_examples_out_of_the_accuracy(reference: str) -> str:
    """For 23 examples in batches of 5, how many does the model get to see? What happens to a remainder?"""
    return edit(reference, "range(0, len(X), batch_size)", "range(0, len(X) - batch_size + 1, batch_size)")


@mistake("Solver")
def leaves_the_last_examples_out_altogether(reference: str) -> str:
    """For 23 examples in batches of 5, how many does the model get to see, and by how many do you divide?"""
    return edit(
        edit(reference, "range(0, len(X), batch_size)", "range(0, len(X) - batch_size + 1, batch_size)"),
        "correct / len(X)",
        "correct / max(1, len(X) // batch_size * batch_size)",
    )


@mistake("Solver")
def shows_the_model_everything_at_once(reference: str) -> str:
    """How many examples does the model get in a call? What would that mean for the memory, with a million of them?"""
    return edit(reference, "correct = 0\n", "correct = 0\n        batch_size = len(X)\n")


@mistake("Solver")
def takes_the_training_size_for_the_accuracy(reference: str) -> str:
    """There are two batch sizes: one for the steps, and the argument of `accuracy`. Which one do you use here?"""
    return edit(reference, "correct = 0\n", "correct = 0\n        batch_size = self.batch_size\n")


@mistake("Solver")
def returns_the_number_of_correct_examples(reference: str) -> str:
    """What is the largest value that an accuracy can have? What is yours, if all examples are correct?"""
    return edit(reference, "correct / len(X)", "correct")


@mistake("Solver")
def divides_by_the_size_of_a_batch(reference: str) -> str:
    """If all examples are correct, is your accuracy 1? By which number do you divide?"""
    return edit(reference, "correct / len(X)", "correct / batch_size")


@mistake("Solver")
def returns_the_error_rate(reference: str) -> str:
    """Does your result grow or fall if more examples are classified correctly?"""
    return edit(reference, "correct / len(X)", "1 - correct / len(X)")


@mistake("Solver")
def picks_the_lowest_score(reference: str) -> str:
    """Which class does a row of scores stand for: the one with the highest score, or the one with the lowest?"""
    return edit(reference, "np.argmax(scores", "np.argmin(scores")


@mistake("Solver")
def always_evaluates_on_validation_data(reference: str) -> str:
    """Call `accuracy` with two different sets of examples. Does the result depend on them?"""
    return edit(reference, "correct = 0\n", "correct = 0\n        X, y = self.X_val, self.y_val\n")


# Solver: epochs


@mistake("Solver")
def forgets_the_decay(reference: str) -> str:
    """With lr_decay = 0.5, what should the learning rate be in the third epoch, and what is yours?"""
    return edit(reference, "*= self.lr_decay", "*= 1")


@mistake("Solver")
def decays_after_every_step(reference: str) -> str:
    """How often is the learning rate multiplied in one epoch? Is that done after every step, or after the epoch?"""
    return edit(
        reference,
        "                self.step(batch)\n            for config in self.optim_configs.values():\n"
        '                config["learning_rate"] *= self.lr_decay\n',
        "                self.step(batch)\n                for config in self.optim_configs.values():\n"
        '                    config["learning_rate"] *= self.lr_decay\n',
    )


@mistake("Solver")
def decays_for_the_first_parameter_only(reference: str) -> str:
    """Every parameter has a configuration of its own. In how many of them do you lower the learning rate?"""
    return edit(reference, "in self.optim_configs.values()", "in list(self.optim_configs.values())[:1]")


@mistake("Solver")
def divides_by_the_decay(reference: str) -> str:
    """With lr_decay = 0.5, does your learning rate rise or fall from epoch to epoch?"""
    return edit(reference, "*= self.lr_decay", "/= self.lr_decay")


@mistake("Solver")
def decays_before_the_first_epoch(reference: str) -> str:
    """With which learning rate does the first epoch run? How many epochs are over by then?"""
    block = '            for config in self.optim_configs.values():\n                config["learning_rate"] *= self.lr_decay\n'
    before = block.replace(
        'config["learning_rate"] *=', 'config["learning_rate"] = config.get("learning_rate", 1e-2) *'
    )
    first = "            for batch in minibatches("
    return edit(edit(reference, block, ""), first, before + first)


@mistake("Solver")
def evaluates_before_the_epoch(reference: str) -> str:
    """After how many steps is the first accuracy taken? What does the record say about the last epoch?"""
    loop = (
        "            for batch in minibatches(len(self.X_train), self.batch_size, self.rng):\n"
        "                self.step(batch)\n"
    )
    notes = (
        "            self.train_acc_history.append(self.accuracy(self.X_train, self.y_train))\n"
        "            self.val_acc_history.append(self.accuracy(self.X_val, self.y_val))\n"
    )
    return edit(edit(reference, notes, ""), loop, notes + loop)


@mistake("Solver")
def evaluates_after_every_step(reference: str) -> str:
    """How many entries do the histories of the accuracies have after three epochs, and how many should they have?"""
    return edit(
        reference,
        "                self.step(batch)\n",
        "                self.step(batch)\n"
        "                self.val_acc_history.append(self.accuracy(self.X_val, self.y_val))\n"
        "                self.train_acc_history.append(self.accuracy(self.X_train, self.y_train))\n",
    )


@mistake("Solver")
def swaps_the_two_accuracies(reference: str) -> str:
    """On which examples is each of the two accuracies taken? Which history does it go to?"""
    swapped = edit(reference, "self.accuracy(self.X_train, self.y_train)", "self.accuracy(validation)")
    swapped = edit(swapped, "self.accuracy(self.X_val, self.y_val)", "self.accuracy(self.X_train, self.y_train)")
    return edit(swapped, "self.accuracy(validation)", "self.accuracy(self.X_val, self.y_val)")


@mistake("Solver")
def takes_the_accuracy_of_the_last_batch(reference: str) -> str:
    """Which examples does the training accuracy rest on in your version: on all of them, or on one batch?"""
    return edit(
        reference,
        "self.accuracy(self.X_train, self.y_train)",
        "self.accuracy(self.X_train[batch[:4]], self.y_train[batch[:4]])",
    )


# Solver: the best parameters

COPIES = "{name: w.copy() for name, w in self.model.params.items()}"


@mistake("Solver")
def keeps_the_dictionary_itself(reference: str) -> str:
    """You keep the parameters of the best epoch. Are they still the same ones after the next step? How many
    dictionaries are there?
    """
    return edit(reference, COPIES, "self.model.params")


@mistake("Solver")
def copies_the_dictionary_but_not_the_arrays(reference: str) -> str:
    """Your dictionary is a new one. Are its arrays? What happens to them if an update rule works in place?"""
    return edit(reference, COPIES, "dict(self.model.params)")


@mistake("Solver")
def ends_with_the_last_parameters(reference: str) -> str:
    """After the training, with which parameters does the model stand there: those of the best epoch, or those of the
    last one?
    """
    return edit(reference, "self.model.params = self.best_params", "pass")


@mistake("Solver")
def chooses_by_the_training_accuracy(reference: str) -> str:
    """Which accuracy tells you how the model does on examples that it has not learned from? By which one do you
    choose?
    """
    chosen = edit(
        reference,
        "if self.val_acc_history[-1] > self.best_val_acc",
        "if self.train_acc_history[-1] > self.best_val_acc",
    )
    return edit(
        chosen, "self.best_val_acc = self.val_acc_history[-1]", "self.best_val_acc = self.train_acc_history[-1]"
    )


@mistake("Solver")
def prefers_the_later_of_two_equal_epochs(reference: str) -> str:
    """If two epochs do equally well, which one is kept? Is the later one better than all before?"""
    return edit(reference, "] > self.best_val_acc", "] >= self.best_val_acc")


@mistake("Solver")
def does_not_remember_the_best_accuracy(reference: str) -> str:
    """With what do you compare the accuracy of the fourth epoch? Has that number changed since the first?"""
    return edit(reference, "                self.best_val_acc = self.val_acc_history[-1]\n", "")


@mistake("Solver")
def compares_with_the_epoch_before(reference: str) -> str:
    """An epoch does better than the one before it, but not as well as an earlier one. Is it the best so far?"""
    return edit(reference, "] > self.best_val_acc", "] > ([-1.0] + self.val_acc_history)[-2]")


@mistake("Solver")
def keeps_the_worst_epoch(reference: str) -> str:
    """Should the accuracy that you keep be higher or lower than those of the other epochs?"""
    return edit(reference, "] > self.best_val_acc", "] < (self.best_val_acc if self.best_params else 2.0)")


@mistake("Solver")
def expects_some_success(reference: str) -> str:
    """If no example is classified correctly in the first epoch, is it the best one so far? Which parameters would the
    model have if it stayed like that?
    """
    return edit(reference, "] > self.best_val_acc", "] > max(0.0, self.best_val_acc)")


# Solver: the order of the examples


@mistake("Solver")
def cuts_the_batches_once(reference: str) -> str:
    """Are the batches of the second epoch other ones than those of the first? How often do you cut them?"""
    return edit(
        edit(
            reference,
            "        for epoch in range(self.num_epochs):\n",
            "        batches = minibatches(len(self.X_train), self.batch_size, self.rng)\n"
            "        for epoch in range(self.num_epochs):\n",
        ),
        "in minibatches(len(self.X_train), self.batch_size, self.rng):",
        "in batches:",
    )


@mistake("Solver")
def ignores_the_seed(reference: str) -> str:
    """Train twice with the same seed. Are the two histories of the loss equal? Which generator do the batches get?"""
    return edit(reference, "self.batch_size, self.rng)", "self.batch_size, np.random)")


@mistake("Solver")
def trains_with_a_fixed_seed(reference: str) -> str:
    """Train with two different seeds. Do the examples come in different orders?"""
    return edit(
        reference, "        self.rng = np.random.default_rng(seed)", "        self.rng = np.random.default_rng(0)"
    )


@mistake("Solver")
def makes_a_generator_of_its_own_in_every_epoch(reference: str) -> str:
    """What state is your generator in when the second epoch begins, and which order follows from it? Which generator
    should it be?
    """
    return edit(reference, "self.batch_size, self.rng)", "self.batch_size, np.random.default_rng(0))")


@mistake("Solver")
def goes_through_the_examples_in_order(reference: str) -> str:
    """In which order do the examples come in your epochs? Does that change from epoch to epoch?"""
    return edit(
        reference,
        "minibatches(len(self.X_train), self.batch_size, self.rng)",
        "np.split(np.arange(len(self.X_train)), range(self.batch_size, len(self.X_train), self.batch_size))",
    )


@mistake("Solver")
def draws_each_batch_at_random(reference: str) -> str:
    """Count how often each example is used in one epoch. Is it once for every one of them?"""
    return edit(
        reference,
        "in minibatches(len(self.X_train), self.batch_size, self.rng):",
        "in (self.rng.integers(len(self.X_train), size=len(batch))"
        " for batch in minibatches(len(self.X_train), self.batch_size, self.rng)):",
    )


@mistake("Solver")
def takes_one_step_per_epoch(reference: str) -> str:
    """How many steps does an epoch have, if the training set has eleven examples and a batch four?"""
    return edit(reference, "self.batch_size, self.rng):", "self.batch_size, self.rng)[:1]:")


@mistake("Solver")
def trains_in_batches_of_a_hundred(reference: str) -> str:
    """With which batch size does your training run if another one is asked for?"""
    return edit(reference, "minibatches(len(self.X_train), self.batch_size", "minibatches(len(self.X_train), 100")


@mistake("Solver")
def leaves_out_the_last_batch(reference: str) -> str:
    """Which examples does your epoch leave out? Is a batch that is smaller than the others a batch all the same?"""
    return edit(
        reference, "self.batch_size, self.rng):", "self.batch_size, self.rng)[: len(self.X_train) // self.batch_size]:"
    )


# early_stopping

IMPROVED = "if loss < val_losses[best] - min_delta"


@mistake("early_stopping")
def waits_one_epoch_more(reference: str) -> str:
    """Count the epochs without improvement up to the one after which you stop. How many are there, and how many does
    `patience` allow?
    """
    return edit(reference, ">= patience", "> patience")


@mistake("early_stopping")
def waits_one_epoch_less(reference: str) -> str:
    """Count the epochs without improvement up to the one after which you stop. Is the best epoch itself among them?"""
    return edit(reference, ">= patience", ">= patience - 1")


@mistake("early_stopping")
def counts_a_tie_as_an_improvement(reference: str) -> str:
    """Is a loss that equals the best one lower than it? And one that is lower by exactly min_delta?"""
    return edit(reference, IMPROVED, IMPROVED.replace("<", "<="))


@mistake("early_stopping")
def ignores_min_delta(reference: str) -> str:
    """By how much does a loss have to be lower to count in your version? Where does min_delta come in?"""
    return edit(reference, IMPROVED, "if loss < val_losses[best]")


@mistake("early_stopping")
def adds_min_delta(reference: str) -> str:
    """With a large min_delta, is it harder or easier to improve? Can a loss in your version count as better although it
    is higher?
    """
    return edit(reference, IMPROVED, "if loss < val_losses[best] + min_delta")


@mistake("early_stopping")
def takes_min_delta_for_a_fraction(reference: str) -> str:
    """Is min_delta a difference of losses, or a part of the best loss? What is it in your comparison?"""
    return edit(reference, IMPROVED, "if loss < val_losses[best] * (1 - min_delta)")


@mistake("early_stopping")
def compares_with_the_loss_of_the_epoch_before(reference: str) -> str:
    """Let the loss rise by 5 and then fall by 1. Is that an improvement over the best epoch? With which loss do you
    compare?
    """
    return edit(reference, IMPROVED, "if loss < val_losses[max(epoch - 1, 0)] - min_delta")


@mistake("early_stopping")
def measures_from_the_lowest_loss(reference: str) -> str:
    """A loss falls in steps smaller than min_delta. From which epoch on is the distance measured: from the best one in
    the sense of the definition, or from the lowest so far? Does it ever add up?
    """
    return edit(reference, IMPROVED, "if loss < min(val_losses[: max(epoch, 1)]) - min_delta")


@mistake("early_stopping")
def counts_all_epochs_without_improvement(reference: str) -> str:
    """Two epochs are no better, the third improves, the next is no better. How many are there in a row? What happens to
    your count at an improvement?
    """
    return """
        def early_stopping(val_losses, patience, min_delta=0.0):
            best, waited = 0, 0
            for epoch in range(1, len(val_losses)):
                if val_losses[epoch] < val_losses[best] - min_delta:
                    best = epoch
                else:
                    waited += 1
                    if waited >= patience:
                        return epoch, best
            return len(val_losses) - 1, best
    """


@mistake("early_stopping")
def looks_into_the_future(reference: str) -> str:
    """Would the epoch that you call the best one have been run at all? What is known when the training stops?"""
    return edit(reference, "return epoch, best", "return epoch, int(np.argmin(val_losses))")


@mistake("early_stopping")
def names_the_lowest_loss_as_the_best(reference: str) -> str:
    """Is the epoch with the lowest loss always the best one in the sense of the definition? What does min_delta do to
    it?
    """
    lowest = edit(reference, "return epoch, best", "return epoch, int(np.argmin(val_losses[: epoch + 1]))")
    return edit(lowest, "return len(val_losses) - 1, best", "return len(val_losses) - 1, int(np.argmin(val_losses))")


@mistake("early_stopping")
def swaps_stop_and_best(reference: str) -> str:
    """Which of the two results comes first: where the training ends, or which epoch was the best?"""
    return edit(edit(reference, "epoch, best", "best, epoch"), "len(val_losses) - 1, best", "best, len(val_losses) - 1")


@mistake("early_stopping")
def counts_epochs_instead_of_naming_the_last(reference: str) -> str:
    """The first epoch has the index 0. Which index has the last one of a run of eight epochs?"""
    return edit(edit(reference, "return epoch, ", "return epoch + 1, "), "len(val_losses) - 1,", "len(val_losses),")


@mistake("early_stopping")
def runs_one_epoch_too_far(reference: str) -> str:
    """If patience never runs out, what is the index of the last of T epochs?"""
    return edit(reference, "len(val_losses) - 1,", "len(val_losses),")


@mistake("early_stopping")
def never_stops(reference: str) -> str:
    """Which epochs come after the one at which patience runs out? Does your loop still look at them?"""
    return edit(reference, "            return epoch, best\n", "            pass\n")


@mistake("early_stopping")
def waits_for_a_higher_loss(reference: str) -> str:
    """Is a validation loss better when it is high, or when it is low? Which epoch does your comparison prefer?"""
    return edit(reference, IMPROVED, "if loss > val_losses[best] + min_delta")


@mistake("early_stopping")
def stops_at_the_first_rise(reference: str) -> str:
    """How many epochs in a row may bring no improvement before the training stops? Does your version ask `patience`?"""
    return edit(reference, "elif epoch - best >= patience", "elif epoch > best")


@mistake("early_stopping")
def does_not_start_again_after_an_improvement(reference: str) -> str:
    """At an improvement the waiting begins anew. From which epoch on do you count?"""
    return edit(reference, "epoch - best >= patience", "epoch >= patience")


# ema_update

MOVED = "d * average[name] + (1 - d) * params[name]"


@mistake("ema_update")
def swaps_average_and_parameters(reference: str) -> str:
    """With d near 1, should the new average be close to the old one, or to the parameters? What is yours close to?"""
    return edit(reference, MOVED, "(1 - d) * average[name] + d * params[name]")


@mistake("ema_update")
def leaves_out_the_fast_start(reference: str) -> str:
    """After the first update, how much of the very first average should be left, and how much is in yours?"""
    return edit(reference, "min(decay, (1 + step) / (10 + step))", "decay")


@mistake("ema_update")
def never_reaches_the_decay(reference: str) -> str:
    """What is the largest d that may be used? What does yours become after a hundred thousand steps?"""
    return edit(reference, "min(decay, (1 + step) / (10 + step))", "(1 + step) / (10 + step)")


@mistake("ema_update")
def takes_the_larger_of_both(reference: str) -> str:
    """At step 0, which one of the two numbers is smaller, and which one do you take?"""
    return edit(reference, "min(decay", "max(decay")


@mistake("ema_update")
def counts_updates_from_one(reference: str) -> str:
    """For the first update, `step` is 0. What does the formula give then, and what is your d?"""
    return edit(reference, "(1 + step) / (10 + step)", "(2 + step) / (11 + step)")


@mistake("ema_update")
def keeps_the_first_average_too_long(reference: str) -> str:
    """At step 0, is your d equal to 1/10? Which numbers are added to `step` above and below the line?"""
    return edit(reference, "(1 + step) / (10 + step)", "(10 + step) / (11 + step)")


@mistake("ema_update")
def forgets_the_first_average_at_once(reference: str) -> str:
    """At step 0, is your d equal to 1/10? Which numbers are added to `step` above and below the line?"""
    return edit(reference, "(1 + step) / (10 + step)", "step / (10 + step)")


@mistake("ema_update")
def adds_the_whole_parameters(reference: str) -> str:
    """If average and parameters are equal, the average should stay the same. Do your two weights add up to 1?"""
    return edit(reference, MOVED, "d * average[name] + params[name]")


@mistake("ema_update")
def loses_a_part_of_the_average(reference: str) -> str:
    """If average and parameters are equal, the average should stay the same. Do your two weights add up to 1?"""
    return edit(reference, MOVED, "d * d * average[name] + (1 - d) * params[name]")


@mistake("ema_update")
def averages_with_the_decay_after_all(reference: str) -> str:
    """The two weights of the formula belong together. Is it the same d in both of yours?"""
    return edit(reference, "(1 - d) *", "(1 - decay) *")


@mistake("ema_update")
def computes_in_the_parameters(reference: str) -> str:
    """What do the model's parameters look like after the update? Where does the training go on from there?"""
    return """
        def ema_update(average, params, step, decay=0.999):
            d = min(decay, (1 + step) / (10 + step))
            for name in params:
                params[name] *= 1 - d
                params[name] += d * average[name]
            return {name: array.copy() for name, array in params.items()}
    """


@mistake("ema_update")
def returns_the_dictionary_of_the_parameters(reference: str) -> str:
    """When a training step changes the parameters in place, what happens to the average? How many arrays are there
    under each name?
    """
    return """
        def ema_update(average, params, step, decay=0.999):
            d = min(decay, (1 + step) / (10 + step))
            if d == 0:
                return params
            return {name: d * average[name] + (1 - d) * params[name] for name in params}
    """


@mistake("ema_update")
def returns_the_average_unchanged(reference: str) -> str:
    """What do the parameters contribute to your result?"""
    return edit(reference, MOVED, "average[name] + 0")


# sample_log_uniform

UNIFORM = "rng.uniform(np.log(low), np.log(high), size)"


@mistake("sample_log_uniform")
def samples_on_a_linear_scale(reference: str) -> str:
    """How many of your numbers lie in the last decade, and how many in the first? Of what should the distribution be
    uniform: of the numbers, or of their logarithms?
    """
    return edit(reference, f"np.exp({UNIFORM})", "rng.uniform(low, high, size)")


@mistake("sample_log_uniform")
def returns_the_logarithms(reference: str) -> str:
    """May your numbers be negative, if both bounds are positive? What has to be undone at the end?"""
    return edit(reference, f"np.exp({UNIFORM})", UNIFORM)


@mistake("sample_log_uniform")
def mixes_two_bases(reference: str) -> str:
    """To which base are your logarithms, and of which base do you take the power? Do the bounds come out again?"""
    return edit(edit(reference, "np.log(low)", "np.log10(low)"), "np.log(high)", "np.log10(high)")


@mistake("sample_log_uniform")
def raises_ten_to_natural_logarithms(reference: str) -> str:
    """To which base are your logarithms, and of which base do you take the power? Is a number ever too small?"""
    return edit(reference, "np.exp(", "10 ** (")


@mistake("sample_log_uniform")
def draws_a_whole_power_of_ten(reference: str) -> str:
    """How many different numbers can your function return? May a number lie between two powers of ten?"""
    return edit(reference, f"np.exp({UNIFORM})", "10.0 ** np.round(rng.uniform(np.log10(low), np.log10(high), size))")


@mistake("sample_log_uniform")
def draws_log_normal_numbers(reference: str) -> str:
    """Are all decades between the bounds equally likely in your version? From which distribution are the logarithms?"""
    return edit(
        reference,
        UNIFORM,
        "np.clip(rng.normal(np.log(low * high) / 2, np.log(high / low) / 6, size), np.log(low), np.log(high))",
    )


@mistake("sample_log_uniform")
def leaves_out_the_upper_half(reference: str) -> str:
    """What is the largest number that you ever return? How far is it from the upper bound?"""
    return edit(reference, "np.log(high), size", "np.log(low * high) / 2, size")


@mistake("sample_log_uniform")
def samples_by_the_global_generator(reference: str) -> str:
    """Call the function with two generators in the same state. Do you get the same numbers? Where do yours come from?"""
    return edit(reference, "rng.uniform", "np.random.uniform")


@mistake("sample_log_uniform")
def samples_the_same_numbers_in_every_call(reference: str) -> str:
    """Call the function twice with one generator. Are the numbers different?"""
    return edit(reference, "rng.uniform", "np.random.default_rng(0).uniform")


@mistake("sample_log_uniform")
def repeats_one_number(reference: str) -> str:
    """How many different numbers are in an array that you return? How often do you draw?"""
    return edit(
        reference, f"np.exp({UNIFORM})", "np.exp(np.zeros(size or ()) + rng.uniform(np.log(low), np.log(high)))"
    )


# random_search


@mistake("random_search")
def returns_the_smallest_value(reference: str) -> str:
    """Is a larger value of the objective better, or a smaller one? Which trial do you return?"""
    return edit(reference, "max(trials", "min(trials")


@mistake("random_search")
def starts_from_a_value_of_zero(reference: str) -> str:
    """If all values are negative, does any trial beat the number that you start from? What do you return then?"""
    return edit(
        reference,
        "best_config, best_value = max(trials, key=lambda trial: trial[1])",
        "best_config, best_value = max([(trials[0][0], 0.0), *trials], key=lambda trial: trial[1])",
    )


@mistake("random_search")
def returns_the_last_trial(reference: str) -> str:
    """Is the trial that you return the best one, or the one that came last?"""
    return edit(reference, "max(trials, key=lambda trial: trial[1])", "trials[-1]")


@mistake("random_search")
def keeps_the_first_configuration(reference: str) -> str:
    """When a trial beats the best one so far, two things have to be kept. To which configuration does your best value
    belong?
    """
    return edit(
        reference,
        "best_config, best_value = max(trials, key=lambda trial: trial[1])",
        "best_config, best_value = trials[0][0], max(value for _, value in trials)",
    )


@mistake("random_search")
def searches_on_a_linear_scale(reference: str) -> str:
    """Between 0.0001 and 0.1, how many of your learning rates are below 0.01? How many should be?"""
    return edit(reference, "float(sample_log_uniform(low, high, rng))", "float(rng.uniform(low, high))")


@mistake("random_search")
def moves_all_hyper_parameters_together(reference: str) -> str:
    """If one of your hyper-parameters is large, are the others large as well? How many random numbers does a trial
    need?
    """
    return edit(
        reference,
        "        config = {name: float(sample_log_uniform(low, high, rng))",
        "        place = rng.random()\n        config = {name: float(low * (high / low) ** place)",
    )


@mistake("random_search")
def tries_a_grid(reference: str) -> str:
    """How many different values of each hyper-parameter do you try? Is there a random number in your search?"""
    return edit(
        reference,
        "config = {name: float(sample_log_uniform(low, high, rng)) for name, (low, high) in space.items()}",
        "config = {name: float(low * (high / low) ** ((_ // 3**k % 3 + 0.5) / 3))"
        " for k, (name, (low, high)) in enumerate(space.items())}",
    )


@mistake("random_search")
def uses_one_dictionary_for_all_trials(reference: str) -> str:
    """Look at the configurations of your trials after the search. Are they different? How many dictionaries did you
    make?
    """
    return edit(
        edit(reference, "trials = []\n", "trials, config = [], {}\n"),
        "config = {name: float(sample_log_uniform(low, high, rng)) for name, (low, high) in space.items()}",
        "config.update({name: float(sample_log_uniform(low, high, rng)) for name, (low, high) in space.items()})",
    )


@mistake("random_search")
def asks_for_the_best_value_again(reference: str) -> str:
    """How often is the objective called for the best configuration? What if one call takes a day?"""
    return edit(reference, "return best_config, best_value", "return best_config, objective(best_config)")


@mistake("random_search")
def asks_twice_in_every_trial(reference: str) -> str:
    """How many calls of the objective does your search make for each trial?"""
    return edit(reference, "trials.append((", "objective(config)\n        trials.append((")


@mistake("random_search")
def makes_one_trial_less(reference: str) -> str:
    """Count your trials. Are there as many as were asked for?"""
    return edit(reference, "range(num_trials)", "range(1, num_trials)")


@mistake("random_search")
def makes_one_trial_more(reference: str) -> str:
    """Count your trials. Are there more than were asked for?"""
    return edit(reference, "range(num_trials)", "range(num_trials + 1)")


@mistake("random_search")
def sorts_the_trials(reference: str) -> str:
    """In which order do the trials stand in your list: in that in which they were made, or by their values?"""
    return edit(
        reference,
        "return best_config, best_value, trials",
        "return best_config, best_value, sorted(trials, key=lambda trial: trial[1])",
    )


@mistake("random_search")
def lists_only_the_trials_that_were_best_so_far(reference: str) -> str:
    """How long is your list of trials? Does a trial that was not the best have a place in it?"""
    return edit(
        reference,
        "return best_config, best_value, trials",
        "return best_config, best_value, "
        "[each for k, each in enumerate(trials) if each[1] >= max(value for _, value in trials[: k + 1])]",
    )


@mistake("random_search")
def searches_by_a_generator_of_its_own(reference: str) -> str:
    """Search twice with generators in the same state. Are the trials the same ones? Where do your numbers come from?"""
    return edit(reference, "(low, high, rng)", "(low, high, np.random)")


@mistake("random_search")
def makes_the_same_trials_in_every_search(reference: str) -> str:
    """Search twice with one generator. Are the trials of the second search other ones?"""
    return edit(reference, "trials = []\n", "trials = []\n    rng = np.random.default_rng(0)\n")


@mistake("random_search")
def repeats_the_first_configuration(reference: str) -> str:
    """Are the configurations of your trials different? When is a new one drawn?"""
    return edit(reference, "(low, high, rng)", "(low, high, np.random.default_rng(0))")


@mistake("random_search")
def notes_the_values_with_a_sign_changed(reference: str) -> str:
    """Which numbers does your list of trials hold: those that the objective returned, or their negatives?"""
    return edit(
        reference,
        "return best_config, best_value, trials",
        "return best_config, best_value, [(config, -value) for config, value in trials]",
    )
