"""What goes wrong in batchnorm.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# batch_norm: which values belong together


@mistake("batch_norm")
def normalizes_every_pixel_by_itself(reference: str) -> str:
    """How many means does a batch of images with C channels have? Over which axes do you take yours, and are the pixels
    of a channel among them?
    """
    return edit(
        reference,
        "x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)",
        """if training:
        x_hat = (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0, correction=0) + eps)
    else:
        x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)""",
    )


@mistake("batch_norm")
def normalizes_each_example_by_itself(reference: str) -> str:
    """Take a batch in which one channel is far larger than the others. Is it still, after your normalization? Which
    values share a mean, those of one example or those of one channel?
    """
    return edit(
        reference,
        "x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)",
        """if training:
        own = tuple(range(1, x.ndim))
        x_hat = (x - x.mean(own, keepdim=True)) / torch.sqrt(x.var(own, correction=0, keepdim=True) + eps)
    else:
        x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)""",
    )


@mistake("batch_norm")
def normalizes_each_image_by_itself(reference: str) -> str:
    """A channel has one mean for the whole batch. How many does it have in your version when the batch holds three
    images?
    """
    return edit(
        reference,
        "x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)",
        """if training and x.ndim == 4:
        x_hat = (x - x.mean((2, 3), keepdim=True)) / torch.sqrt(x.var((2, 3), correction=0, keepdim=True) + eps)
    else:
        x_hat = (x - mean.view(per_channel)) / torch.sqrt(var.view(per_channel) + eps)""",
    )


@mistake("batch_norm")
def takes_one_mean_for_all_channels(reference: str) -> str:
    """Which mean and deviation does each channel of your output have before gamma and beta come in? Is it the same for all
    of them?
    """
    return edit(
        reference,
        "x.mean(dim=axes), x.var(dim=axes, correction=0)",
        "x.mean().expand(x.shape[1]), x.var(correction=0).expand(x.shape[1])",
    )


# batch_norm: the formula


@mistake("batch_norm")
def normalizes_with_the_unbiased_variance(reference: str) -> str:
    """There are two variances in the docstring, with 1/m and with 1/(m - 1). Which of them is the batch normalized with,
    and which one does torch compute if you do not say?
    """
    unbiased = edit(reference, "x.var(dim=axes, correction=0)", "x.var(dim=axes)")
    return edit(unbiased, "momentum * count / (count - 1) * var", "momentum * var")


@mistake("batch_norm")
def corrects_the_variance_twice(reference: str) -> str:
    """Does the variance that you compute divide by m or by m - 1? What becomes of it with the factor m / (m - 1)?"""
    return edit(reference, "x.var(dim=axes, correction=0)", "x.var(dim=axes)")


@mistake("batch_norm")
def takes_the_mean_square_for_the_variance(reference: str) -> str:
    """Shift a channel by a constant. Should its variance change, and does yours? From what are the distances squared?"""
    return edit(reference, "x.var(dim=axes, correction=0)", "(x * x).mean(dim=axes)")


@mistake("batch_norm")
def divides_by_the_variance(reference: str) -> str:
    """If all values of a channel are doubled, how does its variance change, and how should y?"""
    return edit(reference, "torch.sqrt(var.view(per_channel) + eps)", "(var.view(per_channel) + eps)")


@mistake("batch_norm")
def does_not_subtract_the_mean(reference: str) -> str:
    """Which mean should each channel of y have, and which one has it in your version?"""
    return edit(reference, "(x - mean.view(per_channel))", "x")


@mistake("batch_norm")
def leaves_out_eps(reference: str) -> str:
    """What keeps the denominator away from 0 when a channel does not vary?"""
    return edit(reference, "var.view(per_channel) + eps", "var.view(per_channel)")


@mistake("batch_norm")
def sets_eps_itself(reference: str) -> str:
    """What happens to your output when the caller gives another eps?"""
    return edit(reference, "var.view(per_channel) + eps", "var.view(per_channel) + 1e-5")


@mistake("batch_norm")
def leaves_out_eps_in_evaluation(reference: str) -> str:
    """Compare what you divide by in the two modes. Is eps a part of both?"""
    return edit(reference, "var.view(per_channel) + eps", "var.view(per_channel) + (eps if training else 0)")


@mistake("batch_norm")
def adds_eps_to_the_moving_variance(reference: str) -> str:
    """Where is eps needed, in the variance that is kept or in the denominator? How often does it enter in evaluation?"""
    return edit(reference, "* var.detach()", "* (var.detach() + eps)")


@mistake("batch_norm")
def exchanges_gamma_and_beta(reference: str) -> str:
    """Which of gamma and beta sets the deviation of a channel, and which one its mean? Which do they set in yours?"""
    return edit(
        reference,
        "gamma.view(per_channel) * x_hat + beta.view(per_channel)",
        "beta.view(per_channel) * x_hat + gamma.view(per_channel)",
    )


@mistake("batch_norm")
def scales_after_the_shift(reference: str) -> str:
    """Is beta scaled by gamma, or added to what has been scaled? Which mean do your channels have?"""
    return edit(
        reference,
        "gamma.view(per_channel) * x_hat + beta.view(per_channel)",
        "gamma.view(per_channel) * (x_hat + beta.view(per_channel))",
    )


@mistake("batch_norm")
def leaves_out_gamma_and_beta(reference: str) -> str:
    """Your channels have mean 0 and deviation 1. Who chooses another mean and deviation, and in which step?"""
    return edit(
        reference, "gamma.view(per_channel) * x_hat + beta.view(per_channel)", "x_hat + 0 * (gamma + beta).sum()"
    )


@mistake("batch_norm")
def leaves_out_beta(reference: str) -> str:
    """Which mean should a channel have after this layer, and which one does it have in yours?"""
    return edit(reference, "+ beta.view(per_channel)", "+ 0 * beta.view(per_channel)")


# batch_norm: the moving averages


@mistake("batch_norm")
def keeps_a_biased_moving_variance(reference: str) -> str:
    """The variance of the batch enters in two places, once with 1/m and once with 1/(m - 1). Which of the two does
    moving_var get from you?
    """
    return edit(reference, "momentum * count / (count - 1) * var", "momentum * var")


@mistake("batch_norm")
def counts_the_examples_only(reference: str) -> str:
    """How many values of a channel are there in a batch of N images of H x W pixels? Which m is in your m / (m - 1)?"""
    return edit(reference, "x.numel() // x.shape[1]", "x.shape[0]")


@mistake("batch_norm")
def reverses_the_momentum(reference: str) -> str:
    """With a momentum of 0.1, does one batch change the moving averages a lot or a little? Not every library means the
    same by the word: which share belongs to the new batch here?
    """
    swapped = edit(
        reference, "(1 - momentum) * moving_mean + momentum * mean", "momentum * moving_mean + (1 - momentum) * mean"
    )
    return edit(
        swapped,
        "(1 - momentum) * moving_var + momentum * count / (count - 1)",
        "momentum * moving_var + (1 - momentum) * count / (count - 1)",
    )


@mistake("batch_norm")
def keeps_the_last_batch_only(reference: str) -> str:
    """After two batches, what do your moving averages still know of the first one?"""
    replaced = edit(reference, "(1 - momentum) * moving_mean + momentum * mean", "mean")
    return edit(replaced, "(1 - momentum) * moving_var + momentum * count", "count")


@mistake("batch_norm")
def adds_the_batches_up(reference: str) -> str:
    """Let every batch have the same mean. Where should the moving mean go in the long run, and where does yours go?"""
    replaced = edit(reference, "(1 - momentum) * moving_mean + momentum * mean.", "moving_mean + momentum * mean.")
    return edit(replaced, "(1 - momentum) * moving_var + momentum * count", "moving_var + momentum * count")


@mistake("batch_norm")
def sets_the_momentum_itself(reference: str) -> str:
    """What happens to your moving averages when the caller gives another momentum?"""
    return edit(reference, "axes = (0, *range(2, x.ndim))", "axes, momentum = (0, *range(2, x.ndim)), 0.1")


@mistake("batch_norm")
def moves_the_mean_only(reference: str) -> str:
    """How many moving averages are there? Compare each of the two before and after a batch."""
    return edit(reference, "moving_var = (1", "unused = (1")


@mistake("batch_norm")
def moves_the_variance_only(reference: str) -> str:
    """How many moving averages are there, and which of them differs after a batch in training?"""
    return edit(reference, "moving_mean = (1", "unused = (1")


@mistake("batch_norm")
def returns_the_old_moving_averages(reference: str) -> str:
    """A name that is given a new tensor inside a function no longer means the caller's one. What do you return, the new
    averages or those that came in?
    """
    kept = edit(reference, "if training:", "before = moving_mean, moving_var\n    if training:")
    return edit(kept, "return y, moving_mean, moving_var", "return y, *before")


@mistake("batch_norm")
def keeps_a_moving_deviation(reference: str) -> str:
    """What is it that the second moving average is an average of? Do you take a root before or after averaging?"""
    return edit(reference, "count / (count - 1) * var.detach()", "(count / (count - 1) * var.detach()).sqrt()")


@mistake("batch_norm")
def lets_the_moving_averages_keep_the_graph(reference: str) -> str:
    """If the moving averages remember how they were computed, what does the one after a thousand batches refer to? Do the
    tensors that you return require gradients?
    """
    kept = edit(reference, "mean.detach()", "mean")
    return edit(kept, "var.detach()", "var")


# batch_norm: the modes


@mistake("batch_norm")
def uses_the_batch_in_evaluation(reference: str) -> str:
    """In evaluation, should the scores of an image depend on which other images are in the batch? Whose mean do you use
    there?
    """
    return edit(
        reference,
        "mean, var = moving_mean, moving_var",
        "axes = (0, *range(2, x.ndim))\n        mean, var = x.mean(dim=axes), x.var(dim=axes, correction=0)",
    )


@mistake("batch_norm")
def exchanges_the_modes(reference: str) -> str:
    """Where do mean and variance come from in training, and where in evaluation? Which of your two branches is which?"""
    return edit(reference, "if training:", "if not training:")


@mistake("batch_norm")
def uses_the_moving_averages_in_training(reference: str) -> str:
    """Which mean does each channel of y have in training? Is x normalized by the statistics of its own batch, or by what
    is kept for later?
    """
    return edit(reference, "x_hat = (x", "mean, var = moving_mean, moving_var\n    x_hat = (x")


@mistake("batch_norm")
def moves_the_averages_in_evaluation(reference: str) -> str:
    """Evaluate twice on the same images. Should the second result differ from the first? What do you return as moving
    averages?
    """
    return edit(
        reference,
        "mean, var = moving_mean, moving_var",
        """mean, var = moving_mean, moving_var
        axes = (0, *range(2, x.ndim))
        moving_mean = (1 - momentum) * moving_mean + momentum * x.mean(dim=axes)
        moving_var = (1 - momentum) * moving_var + momentum * x.var(dim=axes)""",
    )


@mistake("batch_norm")
def asks_whether_gradients_are_recorded(reference: str) -> str:
    """Is a network that evaluates always run without recording gradients? Which argument says what the caller wants?"""
    return edit(reference, "if training:", "if torch.is_grad_enabled():")


@mistake("batch_norm")
def leaves_the_formula_to_torch(reference: str) -> str:
    """Which line of yours computes a mean or divides by a deviation? Does the docstring allow a function of torch's that
    does all of it?
    """
    return edit(
        reference,
        "y = gamma.view(per_channel) * x_hat + beta.view(per_channel)",
        """y = nn.functional.batch_norm(
        x, mean.detach(), var.detach(), gamma, beta, training, momentum, eps
    )""",
    )


# batch_norm: the gradient


@mistake("batch_norm")
def computes_without_recording(reference: str) -> str:
    """Does y require a gradient when x does? Which of your lines take values out of the graph, and for which of the three
    results is that meant?
    """
    return edit(reference, "return y, moving_mean", "return y.detach(), moving_mean")


@mistake("batch_norm")
def stops_the_gradient_at_the_statistics(reference: str) -> str:
    """If one value of x changes, do mean and variance of its channel change as well? Does the gradient know of that?"""
    stopped = edit(reference, "x.mean(dim=axes)", "x.detach().mean(dim=axes)")
    return edit(stopped, "x.var(dim=axes", "x.detach().var(dim=axes")


@mistake("batch_norm")
def stops_the_gradient_at_the_variance(reference: str) -> str:
    """The gradient flows to x on three ways: directly, through the mean and through the variance. Which of them are open
    in your version?
    """
    return edit(reference, "x.var(dim=axes", "x.detach().var(dim=axes")


@mistake("batch_norm")
def stops_the_gradient_at_the_mean(reference: str) -> str:
    """Add a constant to a whole channel: y stays as it is, so what should the entries of dx in a channel add up to? What
    do yours?
    """
    return edit(reference, "x.mean(dim=axes)", "x.detach().mean(dim=axes)")


# BatchNorm: the state


@mistake("BatchNorm")
def keeps_the_averages_as_plain_attributes(reference: str) -> str:
    """Which tensors does `state_dict()` of your layer list, and which ones are moved by `to(device)`? How does a module
    learn that a tensor which is not trained belongs to it?
    """
    plain = edit(reference, 'self.register_buffer("moving_mean", torch.zeros(num_features))',
                 "self.moving_mean = torch.zeros(num_features)")  # fmt: skip
    return edit(plain, 'self.register_buffer("moving_var", torch.ones(num_features))',
                "self.moving_var = torch.ones(num_features)")  # fmt: skip


@mistake("BatchNorm")
def moves_plain_attributes_to_the_input(reference: str) -> str:
    """Your layer looks for the device of its input, so it runs everywhere. But save a trained layer and load it: are its
    moving averages in `state_dict()`?
    """
    plain = edit(reference, 'self.register_buffer("moving_mean", torch.zeros(num_features))',
                 "self.moving_mean = torch.zeros(num_features)")  # fmt: skip
    plain = edit(plain, 'self.register_buffer("moving_var", torch.ones(num_features))',
                 "self.moving_var = torch.ones(num_features)")  # fmt: skip
    return edit(
        plain,
        "y, self.moving_mean, self.moving_var = batch_norm(",
        """self.moving_mean, self.moving_var = self.moving_mean.to(x.device), self.moving_var.to(x.device)
        y, self.moving_mean, self.moving_var = batch_norm(""",
    )


@mistake("BatchNorm")
def does_not_save_its_buffers(reference: str) -> str:
    """Your averages are buffers, and move with the layer. Are they in `state_dict()` as well? What does the option
    `persistent` of a buffer say?
    """
    mean = edit(
        reference,
        'moving_mean", torch.zeros(num_features)',
        'moving_mean", torch.zeros(num_features), persistent=False',
    )
    return edit(
        mean, 'moving_var", torch.ones(num_features)', 'moving_var", torch.ones(num_features), persistent=False'
    )


@mistake("BatchNorm")
def keeps_the_averages_as_frozen_parameters(reference: str) -> str:
    """What does `parameters()` of your layer list? A tensor that is never trained and belongs to the state is something
    else than a parameter without a gradient: what does PyTorch call it?
    """
    frozen = edit(reference, 'self.register_buffer("moving_mean", torch.zeros(num_features))',
                  "self.moving_mean = nn.Parameter(torch.zeros(num_features), requires_grad=False)")  # fmt: skip
    frozen = edit(frozen, 'self.register_buffer("moving_var", torch.ones(num_features))',
                  "self.moving_var = nn.Parameter(torch.ones(num_features), requires_grad=False)")  # fmt: skip
    return edit(
        edit(frozen, "y, self.moving_mean, self.moving_var = batch_norm(", "y, mean, var = batch_norm("),
        "return y",
        """self.moving_mean.data, self.moving_var.data = mean.detach(), var.detach()
        return y""",
    )


@mistake("BatchNorm")
def keeps_the_variance_as_a_plain_attribute(reference: str) -> str:
    """Print the names in `state_dict()`. Is each of the two moving averages among them?"""
    return edit(reference, 'self.register_buffer("moving_var", torch.ones(num_features))',
                "self.moving_var = torch.ones(num_features)")  # fmt: skip


@mistake("BatchNorm")
def trains_the_moving_averages(reference: str) -> str:
    """How many numbers per channel does an optimizer change in your layer, and how many should it? Which of the tensors
    are trained, and which are only kept?
    """
    trained = edit(reference, 'self.register_buffer("moving_mean", torch.zeros(num_features))',
                   "self.moving_mean = nn.Parameter(torch.zeros(num_features))")  # fmt: skip
    trained = edit(trained, 'self.register_buffer("moving_var", torch.ones(num_features))',
                   "self.moving_var = nn.Parameter(torch.ones(num_features))")  # fmt: skip
    return edit(
        edit(trained, "y, self.moving_mean, self.moving_var = batch_norm(", "y, mean, var = batch_norm("),
        "return y",
        """if self.training:
            self.moving_mean.data, self.moving_var.data = mean.data, var.data
        return y""",
    )


@mistake("BatchNorm")
def does_not_train_gamma_and_beta(reference: str) -> str:
    """What does `parameters()` of your layer list? How does a module learn that a tensor is to be trained?"""
    fixed = edit(reference, "self.gamma = nn.Parameter(torch.ones(num_features))",
                 'self.register_buffer("gamma", torch.ones(num_features))')  # fmt: skip
    return edit(fixed, "self.beta = nn.Parameter(torch.zeros(num_features))",
                'self.register_buffer("beta", torch.zeros(num_features))')  # fmt: skip


@mistake("BatchNorm")
def has_one_gamma_and_beta_for_all_channels(reference: str) -> str:
    """How many gammas and betas does a layer with C channels have? How many numbers of yours are trained?"""
    single = edit(reference, "nn.Parameter(torch.ones(num_features))", "nn.Parameter(torch.ones(1))")
    single = edit(single, "nn.Parameter(torch.zeros(num_features))", "nn.Parameter(torch.zeros(1))")
    return edit(
        single,
        "x, self.gamma, self.beta,",
        "x, self.gamma.expand(len(self.moving_mean)), self.beta.expand(len(self.moving_mean)),",
    )


@mistake("BatchNorm")
def starts_gamma_at_zero(reference: str) -> str:
    """What does a new layer give for any input? Which gamma leaves the normalized values as they are?"""
    return edit(reference, "self.gamma = nn.Parameter(torch.ones(", "self.gamma = nn.Parameter(torch.zeros(")


@mistake("BatchNorm")
def starts_beta_at_one(reference: str) -> str:
    """Which mean do the channels have after a new layer, and which beta gives them that?"""
    return edit(reference, "self.beta = nn.Parameter(torch.zeros(", "self.beta = nn.Parameter(torch.ones(")


@mistake("BatchNorm")
def starts_the_moving_variance_at_zero(reference: str) -> str:
    """Evaluate a layer that has seen one batch only. Which moving variance does it start from?"""
    return edit(reference, '"moving_var", torch.ones(', '"moving_var", torch.zeros(')


@mistake("BatchNorm")
def starts_the_moving_mean_at_one(reference: str) -> str:
    """Which value does each of the two moving averages have in a new layer?"""
    return edit(reference, '"moving_mean", torch.zeros(', '"moving_mean", torch.ones(')


# BatchNorm: the options


@mistake("BatchNorm")
def assumes_the_other_momentum(reference: str) -> str:
    """How large a share of the moving averages comes from the newest batch if the constructor is told nothing?"""
    return edit(reference, "momentum: float = 0.1", "momentum: float = 0.9")


@mistake("BatchNorm")
def fixes_the_momentum(reference: str) -> str:
    """Make two layers with different momentums. Does anything in them differ?"""
    return edit(reference, "self.eps, self.momentum = eps, momentum", "self.eps, self.momentum = eps, 0.1")


@mistake("BatchNorm")
def fixes_the_eps(reference: str) -> str:
    """Make two layers with a different eps. Does anything in them differ?"""
    return edit(reference, "self.eps, self.momentum = eps, momentum", "self.eps, self.momentum = 1e-5, momentum")


@mistake("BatchNorm")
def assumes_a_larger_eps(reference: str) -> str:
    """How large is eps if the constructor is told nothing? For which inputs does its size matter?"""
    return edit(reference, "eps: float = 1e-5", "eps: float = 1e-3")


@mistake("BatchNorm")
def assumes_a_smaller_eps(reference: str) -> str:
    """Take a batch with a very small variance. What is the deviation of each channel after your layer, and how large is
    your eps if the constructor is told nothing?
    """
    return edit(reference, "eps: float = 1e-5", "eps: float = 1e-8")


@mistake("BatchNorm")
def exchanges_eps_and_momentum(reference: str) -> str:
    """In which order does `batch_norm` take its arguments, and in which order do you give them?"""
    return edit(reference, "self.eps, self.momentum, self.training", "self.momentum, self.eps, self.training")


# BatchNorm: the forward pass


@mistake("BatchNorm")
def forgets_the_new_averages(reference: str) -> str:
    """`batch_norm` returns three things. Where are the new moving averages after your forward pass?"""
    return edit(reference, "y, self.moving_mean, self.moving_var = batch_norm(", "y, _, _ = batch_norm(")


@mistake("BatchNorm")
def starts_again_with_every_train(reference: str) -> str:
    """A network is evaluated after each epoch, and then trained on. What do its averages know of the epochs before?"""
    return edit(
        reference,
        "    def forward(",
        """    def train(self, mode=True):
        if mode:
            self.moving_mean, self.moving_var = self.moving_mean * 0, self.moving_var * 0 + 1
        return super().train(mode)

    def forward(""",
    )


@mistake("BatchNorm")
def leaves_the_layer_to_torch(reference: str) -> str:
    """Which function does your layer call, and which one does the docstring ask for? What becomes of your `batch_norm`?"""
    return edit(
        edit(
            reference,
            "y, self.moving_mean, self.moving_var = batch_norm(",
            "y = nn.functional.batch_norm(",
        ),
        "x, self.gamma, self.beta, self.moving_mean, self.moving_var, self.eps, self.momentum, self.training",
        "x, self.moving_mean, self.moving_var, self.gamma, self.beta, self.training, self.momentum, self.eps",
    )


@mistake("BatchNorm")
def keeps_the_new_mean_only(reference: str) -> str:
    """Which of the three results of `batch_norm` does your layer keep for the next batch?"""
    return edit(reference, "y, self.moving_mean, self.moving_var = batch_norm(", "y, self.moving_mean, _ = batch_norm(")


@mistake("BatchNorm")
def exchanges_the_moving_averages(reference: str) -> str:
    """In which order does `batch_norm` return the moving averages, and in which order do you take them?"""
    return edit(reference, "y, self.moving_mean, self.moving_var =", "y, self.moving_var, self.moving_mean =")


@mistake("BatchNorm")
def exchanges_the_parameters(reference: str) -> str:
    """Which of your parameters multiplies and which one is added? What does a new layer give?"""
    return edit(reference, "x, self.gamma, self.beta,", "x, self.beta, self.gamma,")


@mistake("BatchNorm")
def trains_in_evaluation_too(reference: str) -> str:
    """What does `eval()` change in your layer? Which attribute of a module tells the mode?"""
    return edit(reference, "self.momentum, self.training", "self.momentum, True")


@mistake("BatchNorm")
def never_trains(reference: str) -> str:
    """Which mode is a module in when it has just been made? Does your layer use the statistics of the batch there?"""
    return edit(reference, "self.momentum, self.training", "self.momentum, False")


@mistake("BatchNorm")
def takes_the_mode_from_the_recording_of_gradients(reference: str) -> str:
    """May a layer be evaluated while gradients are recorded, and trained while they are not? Which attribute of a module
    tells its mode?
    """
    return edit(reference, "self.momentum, self.training", "self.momentum, torch.is_grad_enabled()")


@mistake("BatchNorm")
def trains_only_where_gradients_are_recorded(reference: str) -> str:
    """Someone runs a layer in training under `torch.no_grad()`, to renew its averages. What does your layer do then?"""
    return edit(reference, "self.momentum, self.training", "self.momentum, self.training and torch.is_grad_enabled()")


@mistake("BatchNorm")
def lets_the_layer_remember_the_graph(reference: str) -> str:
    """Send a gradient back in evaluation: can it reach the batches that came before? Do the tensors that your layer keeps
    require gradients?
    """
    return edit(
        reference,
        "y, self.moving_mean, self.moving_var = batch_norm(",
        """if self.training:
            own = x.mean(dim=(0, *range(2, x.ndim)))
            shift = self.momentum * (own - own.detach())
        else:
            shift = 0
        y, self.moving_mean, self.moving_var = batch_norm(""",
    ).replace("return y", "self.moving_mean = self.moving_mean + shift\n        return y")


@mistake("BatchNorm")
def loses_gamma_in_evaluation(reference: str) -> str:
    """Compare what your layer does with the normalized values in the two modes. Do gamma and beta come in both times?"""
    return edit(
        reference,
        "x, self.gamma, self.beta,",
        "x, *((self.gamma, self.beta) if self.training else (self.gamma * 0 + 1, self.beta * 0)),",
    )
