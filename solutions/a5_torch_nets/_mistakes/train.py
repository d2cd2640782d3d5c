"""What goes wrong in train.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# warmup_cosine


@mistake("warmup_cosine")
def begins_the_warmup_at_zero(reference: str) -> str:
    """What does the first step of the training change if its factor is 0? Which numbers does the formula put into
    relation?
    """
    return edit(reference, "return (step + 1)", "return step")


@mistake("warmup_cosine")
def leaves_out_the_warmup(reference: str) -> str:
    """Print the factors of the first few steps with a warm-up of 4. In which direction should they go?"""
    return edit(reference, "if step < warmup_steps:", "if False:")


@mistake("warmup_cosine")
def counts_the_cosine_from_the_first_step(reference: str) -> str:
    """Which factor does the first step after the warm-up get, and which one should it get? From which step on does the
    cosine count?
    """
    return edit(
        reference, "min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))", "min(1.0, step / total_steps)"
    )


@mistake("warmup_cosine")
def takes_all_steps_for_the_cosine(reference: str) -> str:
    """How many steps are left for the way down once the warm-up is over? Where does your factor end?"""
    return edit(reference, "/ (total_steps - warmup_steps))\n", "/ total_steps)\n")


@mistake("warmup_cosine")
def rises_again_after_the_end(reference: str) -> str:
    """What does the cosine do after half a period? Look at the factors of steps beyond the planned ones."""
    return edit(reference, "min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))",
                "(step - warmup_steps) / (total_steps - warmup_steps)")  # fmt: skip


@mistake("warmup_cosine")
def lets_the_factor_go_from_two_to_zero(reference: str) -> str:
    """Between which numbers does 1 + cos go? Which number should the factor begin with?"""
    return edit(reference, "0.5 * (1 + math.cos", "(1 + math.cos")


@mistake("warmup_cosine")
def goes_through_a_quarter_of_a_period(reference: str) -> str:
    """Draw your factors. The curve of the handout is flat at both ends; is yours?"""
    return edit(reference, "0.5 * (1 + math.cos(math.pi * progress))", "math.cos(math.pi / 2 * progress)")


@mistake("warmup_cosine")
def falls_in_a_straight_line(reference: str) -> str:
    """Halfway down, a straight line and a cosine meet. What about a quarter of the way?"""
    return edit(reference, "0.5 * (1 + math.cos(math.pi * progress))", "1 - progress")


@mistake("warmup_cosine")
def goes_up_along_the_cosine(reference: str) -> str:
    """Which factor should come right after the warm-up, and which one at the very end?"""
    return edit(reference, "1 + math.cos", "1 - math.cos")


@mistake("warmup_cosine")
def warms_up_one_step_too_long(reference: str) -> str:
    """How many steps are in the warm-up, and what is the number of the last one if the first has number 0?"""
    return edit(reference, "if step < warmup_steps", "if step <= warmup_steps")


# train_epoch


@mistake("train_epoch")
def keeps_the_gradients_of_earlier_batches(reference: str) -> str:
    """What does `backward` do with gradients that are there already? Does a step in your version know only its own
    batch?
    """
    return edit(reference, "        optimizer.zero_grad()\n", "")


@mistake("train_epoch")
def clears_the_gradients_once_per_epoch(reference: str) -> str:
    """How many batches does an epoch have, and how often does your version begin with gradients of zero?"""
    moved = edit(reference, "        optimizer.zero_grad()\n", "")
    return edit(moved, "    net.train()\n", "    net.train()\n    optimizer.zero_grad()\n")


@mistake("train_epoch")
def clears_the_gradients_after_the_step_only(reference: str) -> str:
    """Who clears the gradients before the very first backward pass? Which ones may be there from before the call?"""
    moved = edit(reference, "        optimizer.zero_grad()\n", "")
    return edit(moved, "        optimizer.step()\n", "        optimizer.step()\n        optimizer.zero_grad()\n")


@mistake("train_epoch")
def leaves_the_parameters_as_they_are(reference: str) -> str:
    """Compare a parameter before and after the epoch. Which call changes the parameters, and are the gradients of this
    batch there at that moment?
    """
    return edit(reference, "        optimizer.step()\n", "")


@mistake("train_epoch")
def takes_one_step_per_epoch(reference: str) -> str:
    """How many steps does an epoch of three batches have, and how many does yours take?"""
    return edit(reference, "        optimizer.step()\n", "").replace(
        "    return float", "    optimizer.step()\n    return float"
    )


@mistake("train_epoch")
def steps_before_the_backward_pass(reference: str) -> str:
    """From which batch are the gradients that your optimizer uses? Follow the first batch of an epoch through your
    loop.
    """
    moved = edit(reference, "        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()\n", "")
    return edit(moved, "        total +=", "        optimizer.step()\n        optimizer.zero_grad()\n"
                "        loss.backward()\n        total +=")  # fmt: skip


@mistake("train_epoch")
def trains_in_whatever_mode_there_was(reference: str) -> str:
    """Someone has just measured the network. In which mode is it now, and what do dropout and batch normalization do in
    it?
    """
    return edit(reference, "    net.train()\n", "")


@mistake("train_epoch")
def trains_in_evaluation_mode(reference: str) -> str:
    """Which of the two modes is the one for training? What does a dropout layer do in the other one?"""
    return edit(reference, "net.train()", "net.eval()")


@mistake("train_epoch")
def averages_the_means_of_batches(reference: str) -> str:
    """One batch has seven examples and one has two. How much does an example of either count in your mean?"""
    return edit(edit(reference, "loss.detach() * len(y)", "loss.detach()"), "count += len(y)", "count += 1")


@mistake("train_epoch")
def adds_up_means_and_divides_by_examples(reference: str) -> str:
    """Of how many examples does one call of the loss speak, and what did it divide by? What do you divide by in the
    end?
    """
    return edit(reference, "loss.detach() * len(y)", "loss.detach()")


@mistake("train_epoch")
def returns_the_sum_of_the_losses(reference: str) -> str:
    """Should the number become twice as large if all batches come twice?"""
    return edit(reference, "float(total / count)", "float(total)")


@mistake("train_epoch")
def returns_the_loss_of_the_last_batch(reference: str) -> str:
    """Which batches does the number that you return depend on?"""
    return edit(reference, "float(total / count)", "float(loss)")


@mistake("train_epoch")
def measures_the_loss_after_the_step(reference: str) -> str:
    """The loss of a batch can be had before the step or after it. Which of them is asked for, and which one needs a
    second pass through the network?
    """
    return edit(reference, "loss.detach() * len(y)", "cross_entropy(net(x), y).detach() * len(y)")


@mistake("train_epoch")
def returns_a_part_of_the_graph(reference: str) -> str:
    """Ask what you return for its `requires_grad`. What does Python have to keep in memory as long as it is there?"""
    return edit(edit(reference, "loss.detach() * len(y)", "loss * len(y)"), "float(total / count)", "total / count")


@mistake("train_epoch")
def takes_the_softmax_before_the_loss(reference: str) -> str:
    """What does PyTorch's cross-entropy expect, scores or probabilities? How often is the softmax taken in your
    version?
    """
    return edit(reference, "cross_entropy(net(x), y)", "cross_entropy(net(x).softmax(1), y)")


@mistake("train_epoch")
def sums_the_loss_over_the_batch(reference: str) -> str:
    """With batches twice as large, should a step become twice as long? What does the loss do with the losses of its
    examples?
    """
    summed = edit(reference, "cross_entropy(net(x), y)", 'cross_entropy(net(x), y, reduction="sum")')
    return edit(summed, "loss.detach() * len(y)", "loss.detach()")


@mistake("train_epoch")
def trains_on_the_first_batch_only(reference: str) -> str:
    """Count how often the body of your loop is run. Is something in it that ends the loop?"""
    return edit(reference, "        count += len(y)\n", "        count += len(y)\n        break\n")


@mistake("train_epoch")
def uses_autocast_on_every_device(reference: str) -> str:
    """On which devices does the specification want mixed precision? What happens on a CPU if it is asked for?"""
    return edit(reference, 'mixed_precision and kind == "cuda"', "mixed_precision")


@mistake("train_epoch")
def uses_autocast_where_nobody_asked(reference: str) -> str:
    """With mixed_precision=False, how exact should the scores be? Does your autocast look at that argument?"""
    return edit(reference, ', enabled=mixed_precision and kind == "cuda"', "")


@mistake("train_epoch")
def takes_scores_for_logarithms(reference: str) -> str:
    """Does the loss that you call take scores, or logarithms of probabilities? Can your loss be negative?"""
    return edit(reference, "cross_entropy(net(x), y)", "nn.functional.nll_loss(net(x), y)")


@mistake("train_epoch")
def clips_the_gradients(reference: str) -> str:
    """Which gradients does the step use: those of the loss, or what you have made of them in between?"""
    return edit(
        reference,
        "        loss.backward()\n",
        "        loss.backward()\n        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n",
    )


# loss_and_accuracy


@mistake("loss_and_accuracy")
def forgets_evaluation_mode(reference: str) -> str:
    """In which mode is the network after an epoch of training, and what does dropout do to the scores in it?"""
    return edit(reference, "    net.eval()\n", "")


@mistake("loss_and_accuracy")
def stays_in_evaluation_mode(reference: str) -> str:
    """In which mode is the network when your function is done? What does that mean for whoever goes on training?"""
    return edit(reference, "    net.train(was_training)\n", "")


@mistake("loss_and_accuracy")
def always_goes_to_training_mode(reference: str) -> str:
    """Someone measures a network that is in use, twice. In which mode is it after your first call?"""
    return edit(reference, "net.train(was_training)", "net.train()")


@mistake("loss_and_accuracy")
def averages_the_accuracies_of_batches(reference: str) -> str:
    """A batch of nine and a batch of two: how much does an example of either count in your accuracy?"""
    each = edit(reference, "(scores.argmax(dim=1) == y).sum()", "(scores.argmax(dim=1) == y).sum() / len(y)")
    counted = edit(each, "count += len(y)", "count += len(y)\n            batch = batch + 1 if count > len(y) else 1")
    return edit(counted, "float(correct / count)", "float(correct / batch)")


@mistake("loss_and_accuracy")
def averages_losses_and_accuracies_of_batches(reference: str) -> str:
    """Both of your numbers are means of the batches' means. What if the last batch has a single example?"""
    mean_loss = edit(reference, 'cross_entropy(scores, y, reduction="sum")', "cross_entropy(scores, y)")
    each = edit(mean_loss, "(scores.argmax(dim=1) == y).sum()", "(scores.argmax(dim=1) == y).sum() / len(y)")
    return edit(each, "count += len(y)", "count += 1")


@mistake("loss_and_accuracy")
def divides_mean_losses_by_examples(reference: str) -> str:
    """Over what has the loss of a batch been averaged when you add it up, and by what do you divide the sum?"""
    return edit(reference, 'cross_entropy(scores, y, reduction="sum")', "cross_entropy(scores, y)")


@mistake("loss_and_accuracy")
def returns_accuracy_before_loss(reference: str) -> str:
    """In which order are the two numbers expected?"""
    return edit(
        reference, "float(total / count), float(correct / count)", "float(correct / count), float(total / count)"
    )


@mistake("loss_and_accuracy")
def counts_the_correct_examples(reference: str) -> str:
    """Is your accuracy a number between 0 and 1?"""
    return edit(reference, "float(correct / count)", "float(correct)")


@mistake("loss_and_accuracy")
def gives_the_accuracy_in_per_cent(reference: str) -> str:
    """What is the accuracy of a network that has every example right: 1, or 100?"""
    return edit(reference, "float(correct / count)", "float(100 * correct / count)")


@mistake("loss_and_accuracy")
def gives_the_error_rate(reference: str) -> str:
    """Your two rates add up to 1, the one that is asked for and the one that you return. Which examples do you count?"""
    return edit(reference, "(scores.argmax(dim=1) == y)", "(scores.argmax(dim=1) != y)")


@mistake("loss_and_accuracy")
def looks_for_the_largest_score_of_each_class(reference: str) -> str:
    """Which axis of the scores counts the examples, and which the classes? Along which one do you look for the largest
    score?
    """
    return edit(reference, "(scores.argmax(dim=1) == y).sum()",
                "(scores.argmax(dim=0)[:len(y)] == y[:scores.shape[1]]).sum()")  # fmt: skip


@mistake("loss_and_accuracy")
def measures_the_last_batch(reference: str) -> str:
    """Which batches do your two numbers depend on? What happens to the sums when the next batch comes?"""
    last = edit(reference, "total += cross", "total = cross")
    return edit(edit(last, "correct += ", "correct = "), "count += len(y)", "count = len(y)")


@mistake("loss_and_accuracy")
def records_a_graph(reference: str) -> str:
    """Will there be a backward pass through what you compute? What does PyTorch keep in memory in case there is one?"""
    return edit(reference, "with torch.no_grad():", "if True:")


@mistake("loss_and_accuracy")
def leaves_recording_switched_off(reference: str) -> str:
    """What is `torch.is_grad_enabled()` after your function is done? How can a setting end with the block that needs
    it?
    """
    return edit(reference, "    with torch.no_grad():\n", "    torch.set_grad_enabled(False)\n    if True:\n")


@mistake("loss_and_accuracy")
def leaves_the_batches_where_they_are(reference: str) -> str:
    """On which device is the network, and on which are the batches that come from a DataLoader?"""
    return edit(reference, "            x, y = x.to(device), y.to(device)\n", "")


@mistake("loss_and_accuracy")
def asks_the_batches_for_their_length(reference: str) -> str:
    """What can be done with an iterable for sure, and what only with a list?"""
    return edit(reference, "float(total / count), float", "float(total / count / len(batches) * len(batches)), float")


@mistake("loss_and_accuracy")
def measures_scores_as_logarithms(reference: str) -> str:
    """Does the loss that you call take scores, or logarithms of probabilities? Can your loss be negative?"""
    return edit(reference, "cross_entropy(scores, y, ", "nn.functional.nll_loss(scores, y, ")


# EarlyStopping


@mistake("EarlyStopping")
def keeps_a_reference_to_the_state(reference: str) -> str:
    """Print an entry of what you keep, take a step, and print it again. Whose tensors are these? Does a copy of a
    dictionary copy them?
    """
    return edit(reference, "copy.deepcopy(net.state_dict())", "net.state_dict()")


@mistake("EarlyStopping")
def keeps_the_parameters_alone(reference: str) -> str:
    """What else than parameters belongs to the state of a network with batch normalization?"""
    kept = edit(reference, "copy.deepcopy(net.state_dict())",
                "{name: each.detach().clone() for name, each in net.named_parameters()}")  # fmt: skip
    return edit(kept, "net.load_state_dict(self.best_state)", "net.load_state_dict(self.best_state, strict=False)")


@mistake("EarlyStopping")
def keeps_the_state_of_every_epoch(reference: str) -> str:
    """After which epochs should the kept state change? Which epoch does your restored network come from?"""
    moved = edit(reference, "            self.best_state = copy.deepcopy(net.state_dict())\n", "")
    return edit(moved, "        return self.waited >= self.patience",
                "        self.best_state = copy.deepcopy(net.state_dict())\n"
                "        return self.waited >= self.patience")  # fmt: skip


@mistake("EarlyStopping")
def keeps_the_first_state(reference: str) -> str:
    """The loss improves several times. Of which of these epochs do you keep the state?"""
    return edit(reference, "= copy.deepcopy(net.state_dict())",
                "= self.best_state or copy.deepcopy(net.state_dict())")  # fmt: skip


@mistake("EarlyStopping")
def never_forgets_bad_epochs(reference: str) -> str:
    """Two epochs without improvement, then one with, then another without: how many are in a row at the end?"""
    return edit(
        reference, "            self.best = loss\n            self.waited = 0\n", "            self.best = loss\n"
    )


@mistake("EarlyStopping")
def stops_one_epoch_late(reference: str) -> str:
    """With a patience of 1, how many epochs without improvement does your version allow?"""
    return edit(reference, "self.waited >= self.patience", "self.waited > self.patience")


@mistake("EarlyStopping")
def stops_one_epoch_early(reference: str) -> str:
    """With a patience of 3, after how many epochs without improvement does your version say stop?"""
    return edit(reference, "self.waited >= self.patience", "self.waited + 1 >= self.patience")


@mistake("EarlyStopping")
def says_stop_once(reference: str) -> str:
    """Someone goes on regardless, and the next epoch is no better. What should the answer be then?"""
    return edit(reference, "self.waited >= self.patience", "self.waited == self.patience")


@mistake("EarlyStopping")
def compares_with_the_epoch_before(reference: str) -> str:
    """The loss goes up by a lot and then comes down by a little. Is that an improvement over the best epoch?"""
    moved = edit(
        reference, "            self.waited += 1\n", "            self.waited += 1\n        self.best = loss\n"
    )
    return edit(moved, "            self.best = loss\n            self.waited = 0\n", "            self.waited = 0\n")


@mistake("EarlyStopping")
def takes_equal_losses_for_improvements(reference: str) -> str:
    """If a loss comes out the same for ever, when does your training end?"""
    return edit(reference, "loss < self.best - self.min_delta", "loss <= self.best - self.min_delta")


@mistake("EarlyStopping")
def ignores_the_smallest_improvement(reference: str) -> str:
    """Which of the two arguments of the class does your comparison look at?"""
    return edit(reference, "self.best - self.min_delta", "self.best")


@mistake("EarlyStopping")
def tolerates_a_small_increase(reference: str) -> str:
    """With min_delta above 0, is it harder to be an improvement, or easier? Is a higher loss one in your version?"""
    return edit(reference, "self.best - self.min_delta", "self.best + self.min_delta")


@mistake("EarlyStopping")
def waits_for_the_largest_number(reference: str) -> str:
    """Is it an accuracy that is handed in here, or a loss? Which direction is better?"""
    return edit(reference, "loss < self.best - self.min_delta",
                "loss > self.best + self.min_delta or self.best_state is None")  # fmt: skip


@mistake("EarlyStopping")
def creeps_along_with_the_loss(reference: str) -> str:
    """The loss falls slowly, every epoch by a little less than min_delta. With which loss should epoch five be
    compared, and with which one do you compare it?
    """
    return edit(reference, "            self.waited += 1\n",
                "            self.waited += 1\n            self.best = min(self.best, loss)\n")  # fmt: skip


@mistake("EarlyStopping")
def takes_nan_for_an_improvement(reference: str) -> str:
    """What does Python say to `nan >= 1`, and what to `nan < 1`? Into which branch does NaN get in your version?"""
    return edit(reference, "if loss < self.best - self.min_delta:", "if not loss >= self.best - self.min_delta:")


@mistake("EarlyStopping")
def restores_nothing(reference: str) -> str:
    """Compare the network before and after `restore`. Which call gives a network its parameters?"""
    return edit(reference, "            net.load_state_dict(self.best_state)\n", "            net.eval()\n")


@mistake("EarlyStopping")
def restores_what_was_never_kept(reference: str) -> str:
    """What is best_state if no epoch has been an improvement?"""
    return edit(reference, "        if self.best_state is not None:\n", "        if True:\n")


@mistake("EarlyStopping")
def hands_its_copy_to_the_network(reference: str) -> str:
    """The restored network trains on. Does that reach what you have kept?"""
    return edit(reference, "net.load_state_dict(self.best_state)", "net.load_state_dict(self.best_state, assign=True)")


@mistake("EarlyStopping")
def drops_its_copy_once_it_is_used(reference: str) -> str:
    """What do you have kept after a first `restore`? What does a second one give back?"""
    return edit(
        reference,
        "            net.load_state_dict(self.best_state)\n",
        "            net.load_state_dict(self.best_state)\n            self.best_state = None\n",
    )


# load_checkpoint


@mistake("load_checkpoint")
def loads_the_network_alone(reference: str) -> str:
    """What does the optimizer remember from step to step, and what does your optimizer know after loading?"""
    return edit(reference, "        part.load_state_dict(",
                "        if isinstance(part, nn.Module):\n            part.load_state_dict(")  # fmt: skip


@mistake("load_checkpoint")
def loads_no_part(reference: str) -> str:
    """Does the network differ before and after the call? Who copies what is in the file into it?"""
    return edit(reference, '        part.load_state_dict(saved["parts"][name])\n', "        pass\n")


@mistake("load_checkpoint")
def loads_every_part_of_the_file(reference: str) -> str:
    """Which names do you go through, those in the file or those that you were given? What if someone wants the network
    only?
    """
    return edit(reference, "for name, part in parts.items():\n        part.load_state_dict(",
                'for name in saved["parts"]:\n        parts[name].load_state_dict(')  # fmt: skip


@mistake("load_checkpoint")
def expects_certain_names(reference: str) -> str:
    """Who chooses the names of the parts? What if the network is called something else?"""
    return edit(reference, 'saved["parts"][name]', 'saved["parts"]["net" if isinstance(part, nn.Module) else name]')


@mistake("load_checkpoint")
def returns_the_whole_file(reference: str) -> str:
    """Which of the two entries of the file does the caller want to have back?"""
    return edit(reference, 'return saved["progress"]', "return saved")


@mistake("load_checkpoint")
def returns_no_progress(reference: str) -> str:
    """How does the caller learn how far the training has come?"""
    return edit(reference, 'return saved["progress"]', "return None")


@mistake("load_checkpoint")
def runs_code_from_the_file(reference: str) -> str:
    """A checkpoint comes from someone you do not know. What may `torch.load` do with it, and which argument forbids
    that?
    """
    return edit(reference, ", weights_only=True)", ", weights_only=False)")


@mistake("load_checkpoint")
def loads_parameters_without_buffers(reference: str) -> str:
    """What else than parameters is in the state of a network with batch normalization, and does it get back?"""
    return edit(reference, '        part.load_state_dict(saved["parts"][name])\n',
                '        state = saved["parts"][name]\n'
                "        if isinstance(part, nn.Module):\n"
                "            own = {key: state[key] for key, _ in part.named_parameters()}\n"
                "            part.load_state_dict(own, strict=False)\n"
                "        else:\n"
                "            part.load_state_dict(state)\n")  # fmt: skip


# save_checkpoint


@mistake("save_checkpoint")
def saves_the_network_alone(reference: str) -> str:
    """Momentum is part of the training. In which object is it, and does that one get into the file?"""
    return edit(reference, "for name, part in parts.items()}",
                'for name, part in parts.items() if name == "net"}')  # fmt: skip


@mistake("save_checkpoint")
def saves_parameters_without_buffers(reference: str) -> str:
    """Which tensors of a network with batch normalization are no parameters? Are they in the file?"""
    return edit(reference, "part.state_dict() for name",
                "(dict(part.named_parameters()) if isinstance(part, nn.Module) else part.state_dict()) for name")  # fmt: skip


@mistake("save_checkpoint")
def saves_settings_without_memory(reference: str) -> str:
    """An optimizer's state has two parts: its settings, and what it remembers. Which of them is in your file?"""
    return edit(reference, "{name: part.state_dict() for name, part in parts.items()}",
                "{name: {**part.state_dict(), 'state': {}} if isinstance(part, Optimizer) else part.state_dict()"
                " for name, part in parts.items()}")  # fmt: skip


@mistake("save_checkpoint")
def saves_whole_objects(reference: str) -> str:
    """What is asked for, the parts or their states? Can a file with whole objects be opened without running code from
    it?
    """
    return edit(reference, "part.state_dict() for name", "part for name")


@mistake("save_checkpoint")
def puts_the_states_beside_the_progress(reference: str) -> str:
    """How many entries should the dictionary in the file have, and under which one are the states?"""
    return edit(reference, '{"parts": {name: part.state_dict() for name, part in parts.items()}, "progress": progress}',
                '{**{name: part.state_dict() for name, part in parts.items()}, "progress": progress}')  # fmt: skip


@mistake("save_checkpoint")
def saves_no_progress(reference: str) -> str:
    """After the file is read, what tells how many epochs are done?"""
    return edit(reference, '"progress": progress', '"progress": {}')


@mistake("save_checkpoint")
def writes_over_the_old_file(reference: str) -> str:
    """The power fails while you write. How much of the old file is there at that moment, and how much of the new one?"""
    return edit(edit(reference, 'Path(f"{path}.unfinished")', "path"), "    unfinished.replace(path)\n", "")


@mistake("save_checkpoint")
def deletes_the_old_file_first(reference: str) -> str:
    """Is there a moment at which neither the old file nor a complete new one exists?"""
    return edit(reference, '    unfinished = Path(f"{path}.unfinished")\n',
                '    unfinished = Path(f"{path}.unfinished")\n    Path(path).unlink(missing_ok=True)\n')  # fmt: skip


@mistake("save_checkpoint")
def forgets_to_rename(reference: str) -> str:
    """List the folder after a call. Under which name is your file?"""
    return edit(reference, "    unfinished.replace(path)\n", "")


@mistake("save_checkpoint")
def keeps_an_older_file(reference: str) -> str:
    """Save twice under the same name, and load. Which of the two do you get?"""
    return edit(reference, "    unfinished.replace(path)\n",
                "    if not Path(path).exists():\n        unfinished.replace(path)\n")  # fmt: skip


@mistake("save_checkpoint")
def expects_a_path_object(reference: str) -> str:
    """May the path be a string as well? Which of your calls does a string not have?"""
    return edit(reference, 'Path(f"{path}.unfinished")', 'path.with_suffix(".unfinished")')


# train_network


@mistake("train_network")
def trains_one_epoch_too_many(reference: str) -> str:
    """How many entries should each list of the history have, and how many do yours have?"""
    return edit(reference, 'range(len(history["lr"]), epochs)', 'range(len(history["lr"]), epochs + 1)')


@mistake("train_network")
def validates_on_the_training_batches(reference: str) -> str:
    """Which of the two kinds of batches has the network not been trained on? Which one do you measure it on?"""
    return edit(reference, "loss_and_accuracy(net, val_batches, device)",
                "loss_and_accuracy(net, train_batches, device)")  # fmt: skip


@mistake("train_network")
def validates_before_the_epoch(reference: str) -> str:
    """What should the first entry of val_loss speak of, the network before its first epoch or after it?"""
    moved = edit(reference, '        history["train_loss"].append(train_epoch(net, train_batches, optimizer, device, '
                 "mixed_precision))\n", "")  # fmt: skip
    return edit(moved, '        history["val_accuracy"].append(val_accuracy)\n',
                '        history["val_accuracy"].append(val_accuracy)\n'
                '        history["train_loss"].append(train_epoch(net, train_batches, optimizer, device))\n')  # fmt: skip


@mistake("train_network")
def trains_in_evaluation_mode_after_the_first(reference: str) -> str:
    """In which mode is the network in your second epoch? Who switches it?"""
    return edit(reference, "train_epoch(net, train_batches, optimizer, device, mixed_precision)",
                "(train_epoch if epoch == 0 else _in_evaluation)(net, train_batches, optimizer, device)") + '''

def _in_evaluation(net, batches, optimizer, device):
    net.eval()
    total, count = 0.0, 0
    for x, y in batches:
        loss = cross_entropy(net(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total, count = total + loss.item() * len(y), count + len(y)
    return total / count
'''  # fmt: skip


@mistake("train_network")
def ignores_the_schedule(reference: str) -> str:
    """Print the optimizer's learning rate in each epoch. Which of your lines changes it?"""
    return edit(reference, 'group["lr"] = rate * schedule(epoch)', 'group["lr"] = rate')


@mistake("train_network")
def multiplies_factors_up(reference: str) -> str:
    """With a schedule that is 0.5 in every epoch, which learning rate should the third epoch have? Which number do you
    multiply by the factor?
    """
    return edit(reference, 'group["lr"] = rate * schedule(epoch)', 'group["lr"] *= schedule(epoch)')


@mistake("train_network")
def takes_the_factor_for_the_rate(reference: str) -> str:
    """Does the schedule return a learning rate, or a factor of one?"""
    return edit(reference, "rate * schedule(epoch)", "schedule(epoch)")


@mistake("train_network")
def counts_epochs_for_the_schedule_from_one(reference: str) -> str:
    """Which number does the schedule get for the first epoch?"""
    return edit(reference, "rate * schedule(epoch)", "rate * schedule(epoch + 1)")


@mistake("train_network")
def schedules_the_first_group_alone(reference: str) -> str:
    """An optimizer may have several parameter groups. Which of them does your schedule reach?"""
    return edit(reference, "zip(optimizer.param_groups, base_rates, strict=True)",
                "zip(optimizer.param_groups[:1], base_rates)")  # fmt: skip


@mistake("train_network")
def gives_all_groups_one_rate(reference: str) -> str:
    """Two parameter groups come with different learning rates. Do they keep their relation in your version?"""
    return edit(reference, 'group["lr"] = rate * schedule(epoch)', 'group["lr"] = base_rates[0] * schedule(epoch)')


@mistake("train_network")
def sets_the_rate_after_the_epoch(reference: str) -> str:
    """For which epoch is schedule(0) meant, and in which one do you use it?"""
    return edit(
        reference, "        if schedule is not None:\n", "        if schedule is not None and epoch > 0:\n"
    ).replace("schedule(epoch)\n", "schedule(epoch - 1)\n")


@mistake("train_network")
def notes_the_rate_without_its_factor(reference: str) -> str:
    """Which learning rate does the optimizer use in an epoch, and which one is in your history?"""
    return edit(reference, '["lr"].append(optimizer.param_groups[0]["lr"])', '["lr"].append(base_rates[0])')


@mistake("train_network")
def never_stops(reference: str) -> str:
    """What does `update` say, and who listens?"""
    return edit(reference, "            stop = stopper.update(val_loss, net)\n",
                "            stopper.update(val_loss, net)\n")  # fmt: skip


@mistake("train_network")
def leaves_the_network_as_it_is_at_the_end(reference: str) -> str:
    """From which epoch is the network that the caller gets, and which epoch was the best?"""
    return edit(reference, "        stopper.restore(net)\n", "        pass\n")


@mistake("train_network")
def restores_only_when_stopped(reference: str) -> str:
    """The last epoch is reached before patience runs out. Which network should the caller get then?"""
    return edit(reference, "    if stopper is not None:\n        stopper.restore(net)\n",
                "    if stopper is not None and stop:\n        stopper.restore(net)\n")  # fmt: skip


@mistake("train_network")
def stops_by_the_training_loss(reference: str) -> str:
    """Which loss tells that a network has begun to learn its training set by heart?"""
    return edit(reference, "stopper.update(val_loss, net)", 'stopper.update(history["train_loss"][-1], net)')


@mistake("train_network")
def stops_by_the_accuracy(reference: str) -> str:
    """Is a lower number better or worse in what you hand to early stopping?"""
    return edit(reference, "stopper.update(val_loss, net)", "stopper.update(val_accuracy, net)")


@mistake("train_network")
def always_stops_early(reference: str) -> str:
    """What is asked for if `patience` is None? Which network should the caller get then?"""
    return edit(reference, "None if patience is None else EarlyStopping(patience)", "EarlyStopping(patience or 10)")


@mistake("train_network")
def begins_anew_after_a_break(reference: str) -> str:
    """The file exists when your function is called. Which of your lines reads it?"""
    return edit(reference, "if checkpoint is not None and Path(checkpoint).exists():", "if False:")


@mistake("train_network")
def counts_epochs_of_this_call_alone(reference: str) -> str:
    """Two epochs were done before the break and four are asked for altogether. How many are left?"""
    return edit(reference, 'range(len(history["lr"]), epochs)', "range(epochs)")


@mistake("train_network")
def forgets_the_history_of_earlier_calls(reference: str) -> str:
    """Which epochs are in the history that you return after a break?"""
    return edit(reference, "        history = load_checkpoint(checkpoint, parts, device)\n",
                "        done = len(load_checkpoint(checkpoint, parts, device)[\"lr\"])\n").replace(
        'range(len(history["lr"]), epochs)', "range(done if checkpoint and Path(checkpoint).exists() else 0, epochs)"
    )  # fmt: skip


@mistake("train_network")
def forgets_the_optimizer_in_the_file(reference: str) -> str:
    """Which objects remember something from step to step? Are all of them in your file?"""
    return edit(reference, '{"net": net, "optimizer": optimizer}', '{"net": net}')


@mistake("train_network")
def forgets_early_stopping_in_the_file(reference: str) -> str:
    """How many epochs has early stopping been waiting when the training goes on after a break? And which best network
    does it know?
    """
    return edit(reference, ' | ({"stopper": stopper} if stopper else {})', "")


@mistake("train_network")
def saves_after_the_last_epoch_only(reference: str) -> str:
    """The training is interrupted in its third epoch. What is in the file at that moment?"""
    return edit(reference, "        if checkpoint is not None:\n            save_checkpoint",
                "        if checkpoint is not None and epoch == epochs - 1:\n            save_checkpoint")  # fmt: skip


@mistake("train_network")
def saves_before_early_stopping_has_seen_the_epoch(reference: str) -> str:
    """In which order do you save and ask early stopping? What does the file know of the last epoch?"""
    moved = edit(reference, "        if stopper is not None:\n            stop = stopper.update(val_loss, net)\n", "")
    return edit(moved, "            save_checkpoint(checkpoint, parts, history)\n",
                "            save_checkpoint(checkpoint, parts, history)\n"
                "        if stopper is not None:\n            stop = stopper.update(val_loss, net)\n")  # fmt: skip


@mistake("train_network")
def takes_base_rates_from_the_file(reference: str) -> str:
    """A saved optimizer brings a learning rate along. Is it the original one, or does it have a factor in it already?"""
    moved = edit(reference, '    base_rates = [group["lr"] for group in optimizer.param_groups]\n', "")
    return edit(moved, "    stop = stopper is not None",
                '    base_rates = [group["lr"] for group in optimizer.param_groups]\n'
                "    stop = stopper is not None")  # fmt: skip


@mistake("train_network")
def goes_on_after_it_has_stopped(reference: str) -> str:
    """Early stopping has ended the training. What happens if someone calls again with the same file?"""
    return edit(reference, "stop = stopper is not None and stopper.waited >= stopper.patience", "stop = False")
