"""What goes wrong in the network with normalization and dropout, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

NORMALIZE = 'normalize = batchnorm_forward if self.normalization == "batchnorm" else layernorm_forward'
UNDO = 'undo = batchnorm_backward if self.normalization == "batchnorm" else layernorm_backward'
HIDDEN = "            hidden, fc_cache = affine_forward(hidden,"
DROP = "            if self.use_dropout:\n                hidden, dropout_cache"
DROP_BACK = "            if self.use_dropout:\n                upstream = dropout_backward(upstream, dropout_cache)\n"
RELU = "            hidden, relu_cache = relu_forward(hidden)\n"
RELU_BACK = "            upstream = relu_backward(upstream, relu_cache)\n"
NORM = (
    "            if self.normalization is not None:\n"
    f"                {NORMALIZE}\n"
    '                gamma, beta = self.params[f"gamma{layer}"], self.params[f"beta{layer}"]\n'
    "                hidden, norm_cache = normalize(hidden, gamma, beta, self.bn_params[layer - 1])\n"
)
NORM_BACK = (
    "            if self.normalization is not None:\n"
    f"                {UNDO}\n"
    '                upstream, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo(upstream, norm_cache)\n'
)
LAST = '        scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])\n'
LAST_BACK = '        upstream, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)\n'
END = "        # END SOLUTION\n        return loss, grads"

# --------------------------------------------------------------------------------------------------------- parameters


@mistake("FullyConnectedNet")
def uniform_weights(reference: str) -> str:
    """A normal distribution with mean 0 gives as many negative weights as positive ones. Which of numpy's functions
    draws from it, and which from the interval between 0 and 1?
    """
    return edit(
        reference,
        "self.rng.normal(0.0, weight_scale, (fan_in, width))",
        "weight_scale * self.rng.random((fan_in, width))",
    )


@mistake("FullyConnectedNet")
def weight_scale_taken_as_variance(reference: str) -> str:
    """weight_scale is a standard deviation. Does your function of numpy ask for that, or for a variance?"""
    return edit(reference, "self.rng.normal(0.0, weight_scale,", "self.rng.normal(0.0, weight_scale**0.5,")


@mistake("FullyConnectedNet")
def last_layer_unscaled(reference: str) -> str:
    """How large are the initial weights of the last layer, compared with those of the others? Is the last layer set up
    in the same way?
    """
    return edit(
        reference,
        "self.rng.normal(0.0, weight_scale,",
        "self.rng.normal(0.0, weight_scale if layer < self.num_layers else 1.0,",
    )


@mistake("FullyConnectedNet")
def weight_scale_fixed(reference: str) -> str:
    """The weights of a new network are right if nothing is said about weight_scale. What if something is?"""
    return edit(reference, "self.rng.normal(0.0, weight_scale,", "self.rng.normal(0.0, 0.01,")


@mistake("FullyConnectedNet")
def random_biases(reference: str) -> str:
    """Random weights make the units of a layer differ from each other. Once they differ, do the biases have to be
    random as well? What does the specification say about their first values?
    """
    return edit(
        reference,
        'self.params[f"b{layer}"] = np.zeros(width)',
        'self.params[f"b{layer}"] = self.rng.normal(0.0, weight_scale, width)',
    )


@mistake("FullyConnectedNet")
def random_gammas(reference: str) -> str:
    """At first a normalization should only normalize. By what is its result multiplied then?"""
    return edit(reference, "np.ones(width)", "self.rng.normal(0.0, weight_scale, width)")


@mistake("FullyConnectedNet")
def gammas_of_zero(reference: str) -> str:
    """At first a normalization should only normalize. By what is its result multiplied then, and what comes out of your
    hidden layers?
    """
    return edit(reference, "np.ones(width)", "np.zeros(width)")


@mistake("FullyConnectedNet")
def betas_of_one(reference: str) -> str:
    """At first a normalization should only normalize. By what is its result shifted then?"""
    return edit(
        reference, 'self.params[f"beta{layer}"] = np.zeros(width)', 'self.params[f"beta{layer}"] = np.ones(width)'
    )


@mistake("FullyConnectedNet")
def one_gamma_for_a_whole_layer(reference: str) -> str:
    """Each unit of a normalized layer is scaled and shifted on its own. How many gammas and betas does a layer have?"""
    return edit(reference, "np.ones(width)", "np.ones(1)").replace(
        'self.params[f"beta{layer}"] = np.zeros(width)', 'self.params[f"beta{layer}"] = np.zeros(1)'
    )


@mistake("FullyConnectedNet")
def gammas_as_wide_as_the_inputs(reference: str) -> str:
    """The normalization stands behind the affine map. Of how many numbers are the rows that it gets?"""
    return edit(reference, "np.ones(width)", "np.ones(fan_in)").replace(
        'self.params[f"beta{layer}"] = np.zeros(width)', 'self.params[f"beta{layer}"] = np.zeros(fan_in)'
    )


@mistake("FullyConnectedNet")
def no_parameters_for_layer_normalization(reference: str) -> str:
    """Which values of normalization ask for a gamma and a beta? For which of them does your constructor make some?"""
    return edit(
        reference,
        "if normalization is not None and layer < self.num_layers:",
        'if normalization == "batchnorm" and layer < self.num_layers:',
    )


@mistake("FullyConnectedNet")
def parameters_for_a_normalized_last_layer(reference: str) -> str:
    """Look at the order of the layers in the specification: is the last affine map followed by a normalization? Which
    gradients would an optimizer look for?
    """
    return edit(reference, " and layer < self.num_layers:", ":")


@mistake("FullyConnectedNet")
def normalization_parameters_in_every_net(reference: str) -> str:
    """What is in params if no normalization is asked for? Which gradients would an optimizer look for?"""
    return edit(reference, "if normalization is not None and layer < self", "if layer < self")


@mistake("FullyConnectedNet")
def counted_from_zero(reference: str) -> str:
    """With which number does the count of gamma and beta begin in the specification? Compare them with W and b."""
    return edit(
        edit(reference, 'self.params[f"gamma{layer}"] = np', 'self.params[f"gamma{layer - 1}"] = np'),
        'self.params[f"beta{layer}"] = np',
        'self.params[f"beta{layer - 1}"] = np',
    )


@mistake("FullyConnectedNet")
def one_width_for_all_hidden_layers(reference: str) -> str:
    """Try hidden_dims with three different numbers, and print the shapes of all weights. Where does each of the three
    numbers turn up?
    """
    return edit(reference, "[*hidden_dims, num_classes]", "[*hidden_dims[:1] * len(hidden_dims), num_classes]")


# ------------------------------------------------------------------------------------------ a net without any extras


@mistake("FullyConnectedNet")
def relu_on_the_scores(reference: str) -> str:
    """The scores of a class may be negative. What follows the last affine layer, and what becomes of a negative score
    in your forward pass?
    """
    return edit(
        edit(reference, LAST, LAST + "        scores, last_relu = relu_forward(scores)\n"),
        LAST_BACK,
        "        dscores = relu_backward(dscores, last_relu)\n" + LAST_BACK,
    )


@mistake("FullyConnectedNet")
def no_relu(reference: str) -> str:
    """Any number of affine layers in a row is one affine layer. What has to stand between them, so that depth can
    matter?
    """
    return edit(edit(reference, RELU, ""), RELU_BACK, "").replace(
        "norm_cache, relu_cache, dropout", "norm_cache, dropout"
    )


@mistake("FullyConnectedNet")
def relu_left_out_on_the_way_back(reference: str) -> str:
    """The scores and the loss agree. On the way back, every step of the forward pass has a counterpart: which step of
    the hidden layers has none?
    """
    return edit(reference, RELU_BACK, "")


@mistake("FullyConnectedNet")
def penalty_without_half(reference: str) -> str:
    """The loss and its gradient agree with each other, so a numeric gradient check passes. Compare the penalty with
    the formula in the specification: which factor stands in front of reg, and what is then the derivative?
    """
    return edit(edit(reference, "0.5 * self.reg", "self.reg"), "] + self.reg * weights", "] + 2 * self.reg * weights")


@mistake("FullyConnectedNet")
def half_missing_in_the_loss(reference: str) -> str:
    """The gradients are right; are they the gradients of the loss that you return? Differentiate your penalty, factor
    by factor.
    """
    return edit(reference, "0.5 * self.reg", "self.reg")


@mistake("FullyConnectedNet")
def last_layer_not_penalised(reference: str) -> str:
    """The last layer is an affine layer with weights like the others. Which layers does your sum of squares run over?"""
    return edit(reference, "range(1, last + 1):\n            weights", "range(1, last):\n            weights")


@mistake("FullyConnectedNet")
def only_the_last_layer_penalised(reference: str) -> str:
    """The penalty is built up layer by layer. After the loop, how many layers does it contain? Follow the variable
    through two rounds.
    """
    return edit(reference, "range(1, last + 1):\n            weights", "range(last, last + 1):\n            weights")


@mistake("FullyConnectedNet")
def loss_keeps_only_the_last_penalty(reference: str) -> str:
    """The gradients contain the penalty of every layer. Does the loss? Follow the variable that collects it through
    two rounds of the loop.
    """
    return edit(
        edit(reference, "loss = loss + 0.5 * self.reg", "penalty = 0.5 * self.reg"),
        END,
        "        loss = loss + penalty\n" + END,
    )


@mistake("FullyConnectedNet")
def no_gradient_of_the_penalty(reference: str) -> str:
    """The loss holds a term that depends on the weights directly and not through the scores. What does that term add
    to the gradients of the weights?
    """
    return edit(reference, "] + self.reg * weights", "]")


@mistake("FullyConnectedNet")
def loss_without_the_penalty(reference: str) -> str:
    """The gradients contain a contribution of reg. Which term of the returned loss is it the derivative of?"""
    return edit(reference, "loss = loss + 0.5 * self.reg * np.sum(weights**2)", "pass")


@mistake("FullyConnectedNet")
def reg_not_used(reference: str) -> str:
    """Everything is right for reg = 0. Where in loss do you read self.reg?"""
    return edit(
        edit(reference, "loss = loss + 0.5 * self.reg * np.sum(weights**2)", "pass"), "] + self.reg * weights", "]"
    )


@mistake("FullyConnectedNet")
def changes_its_weights_for_the_penalty(reference: str) -> str:
    """Call loss twice with the same batch. Who is to change the weights between the two calls, and what does the line that
    adds the penalty's gradient do to them?
    """
    return edit(
        reference,
        'grads[f"W{layer}"] = grads[f"W{layer}"] + self.reg * weights',
        'weights *= self.reg\n            grads[f"W{layer}"] = grads[f"W{layer}"] + weights',
    )


@mistake("FullyConnectedNet")
def biases_penalised(reference: str) -> str:
    """A bias shifts a unit and does not multiply its input. Does the penalty in the specification count biases?"""
    return edit(
        edit(reference, "np.sum(weights**2)", '(np.sum(weights**2) + np.sum(self.params[f"b{layer}"] ** 2))'),
        END,
        '            grads[f"b{layer}"] = grads[f"b{layer}"] + self.reg * self.params[f"b{layer}"]\n' + END,
    )


@mistake("FullyConnectedNet")
def bias_gradients_penalised(reference: str) -> str:
    """The loss is right, and the gradients of the biases depend on reg. Over which parameters does the penalty run,
    and over which does the loop that adds its gradient?
    """
    return edit(
        reference,
        END,
        '            grads[f"b{layer}"] = grads[f"b{layer}"] + self.reg * self.params[f"b{layer}"]\n' + END,
    )


@mistake("FullyConnectedNet")
def gammas_and_betas_penalised(reference: str) -> str:
    """Which parameters are in the penalty, by the specification? Is a scale of a normalization among them?"""
    return edit(
        reference,
        END,
        "        for name, value in self.params.items():\n"
        '            if name.startswith(("gamma", "beta")):\n'
        "                loss = loss + 0.5 * self.reg * np.sum(value**2)\n"
        "                grads[name] = grads[name] + self.reg * value\n" + END,
    )


@mistake("FullyConnectedNet")
def gradients_of_all_parameters_penalised(reference: str) -> str:
    """The loss is right, and the gradients of biases, gammas and betas depend on reg. Over which parameters does the
    penalty run, and over which does the loop that adds its gradient?
    """
    return edit(
        edit(reference, "] + self.reg * weights", "]"),
        END,
        "        for name in grads:\n            grads[name] = grads[name] + self.reg * self.params[name]\n" + END,
    )


@mistake("FullyConnectedNet")
def loss_with_the_penalty_of_all_parameters(reference: str) -> str:
    """The gradients are right: only the weight matrices feel the penalty. Over which parameters does the penalty in your
    loss run?
    """
    return edit(
        reference,
        END,
        "        for name, value in self.params.items():\n"
        '            if not name.startswith("W"):\n'
        "                loss = loss + 0.5 * self.reg * np.sum(value**2)\n" + END,
    )


@mistake("FullyConnectedNet")
def gradients_of_gamma_penalised(reference: str) -> str:
    """The loss is right, and the gradients of the gammas depend on reg. Over which parameters does the penalty run, and
    to which gradients do you add one?
    """
    return edit(
        reference,
        END,
        "        for name in grads:\n"
        '            if name.startswith("gamma"):\n'
        "                grads[name] = grads[name] + self.reg * self.params[name]\n" + END,
    )


@mistake("FullyConnectedNet")
def reg_kept_from_construction(reference: str) -> str:
    """The caller may set reg to another value between two calls. From which variable does loss read it, and when was
    that variable set?
    """
    return edit(
        edit(
            edit(reference, "self.reg = reg\n", "self.reg = reg\n        self.first_reg = reg\n"),
            "0.5 * self.reg",
            "0.5 * self.first_reg",
        ),
        "] + self.reg * weights",
        "] + self.first_reg * weights",
    )


# --------------------------------------------------------------------------------------------------------- normalization


@mistake("FullyConnectedNet")
def normalization_left_out(reference: str) -> str:
    """Count the calls of a normalization layer while a batch goes through your network. How many hidden layers are
    there, and what does the gradient of gamma say?
    """
    return edit(
        edit(reference, NORM, ""),
        NORM_BACK,
        "            if self.normalization is not None:\n"
        '                grads[f"gamma{layer}"] = np.zeros_like(self.params[f"gamma{layer}"])\n'
        '                grads[f"beta{layer}"] = np.zeros_like(self.params[f"beta{layer}"])\n',
    )


@mistake("FullyConnectedNet")
def normalization_not_handled(reference: str) -> str:
    """Follow a batch through a network with normalization="batchnorm". Where do its gammas come in, and who computes
    their gradients?
    """
    return edit(edit(reference, NORM, ""), NORM_BACK, "")


@mistake("FullyConnectedNet")
def normalization_ignored_altogether(reference: str) -> str:
    """What does your network do otherwise when normalization is "batchnorm": which parameters does it have then, and
    which step do the hidden layers take?
    """
    plain = edit(reference, "if normalization is not None and layer < self", "if layer < 0 and layer < self")
    return edit(edit(plain, NORM, ""), NORM_BACK, "")


@mistake("FullyConnectedNet")
def gradients_of_gamma_and_beta_not_kept(reference: str) -> str:
    """An optimizer looks up the gradient of every parameter by its name. Which names are in params and not in your
    gradients?
    """
    return edit(reference, 'upstream, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo', "upstream, _, _ = undo")


@mistake("FullyConnectedNet")
def layer_normalization_left_out(reference: str) -> str:
    """Follow a batch through a network with normalization="layernorm". Which branch does each hidden layer take?"""
    return edit(
        edit(reference, NORM, NORM.replace("is not None", '== "batchnorm"')),
        NORM_BACK,
        NORM_BACK.replace("is not None", '== "batchnorm"') + '            elif self.normalization == "layernorm":\n'
        '                grads[f"gamma{layer}"] = np.zeros_like(self.params[f"gamma{layer}"])\n'
        '                grads[f"beta{layer}"] = np.zeros_like(self.params[f"beta{layer}"])\n',
    )


@mistake("FullyConnectedNet")
def layer_normalization_not_handled(reference: str) -> str:
    """Follow a batch through a network with normalization="layernorm". Which gradients are missing at the end, and which
    branch should have made them?
    """
    return edit(
        edit(reference, NORM, NORM.replace("is not None", '== "batchnorm"')),
        NORM_BACK,
        NORM_BACK.replace("is not None", '== "batchnorm"'),
    )


@mistake("FullyConnectedNet")
def batch_normalization_for_layer_normalization(reference: str) -> str:
    """Which function normalizes when normalization is "layernorm", and what does it expect in its dictionary?"""
    return edit(edit(reference, NORMALIZE, "normalize = batchnorm_forward"), UNDO, "undo = batchnorm_backward")


@mistake("FullyConnectedNet")
def layer_normalization_over_the_batch(reference: str) -> str:
    """Which function normalizes when normalization is "layernorm"? Do the scores of one example depend on which others are
    in its batch?
    """
    batch = edit(edit(reference, NORMALIZE, "normalize = batchnorm_forward"), UNDO, "undo = batchnorm_backward")
    return edit(
        batch,
        "normalize(hidden, gamma, beta, self.bn_params[layer - 1])",
        'normalize(hidden, gamma, beta, self.bn_params[layer - 1] if "mode" in self.bn_params[0] else {"mode": "train"})',
    )


@mistake("FullyConnectedNet")
def layer_normalization_for_batch_normalization(reference: str) -> str:
    """Which function normalizes when normalization is "batchnorm"? Do the scores of one example depend on the batches
    seen in training?
    """
    return edit(edit(reference, NORMALIZE, "normalize = layernorm_forward"), UNDO, "undo = layernorm_backward")


@mistake("FullyConnectedNet")
def batch_normalization_on_the_way_back_only(reference: str) -> str:
    """The loss is right for both kinds of normalization. Which backward function belongs to the cache of each?"""
    return edit(reference, UNDO, "undo = batchnorm_backward")


@mistake("FullyConnectedNet")
def normalized_after_the_relu(reference: str) -> str:
    """In which order do affine map, normalization and ReLU follow each other in the specification, and in your loop?"""
    return edit(edit(reference, NORM + RELU, RELU + NORM), RELU_BACK + NORM_BACK, NORM_BACK + RELU_BACK)


@mistake("FullyConnectedNet")
def backward_in_the_order_of_the_forward_pass(reference: str) -> str:
    """The loss is right. In which order did the steps of a hidden layer follow each other, and through which of them does
    the upstream gradient have to go first?
    """
    return edit(reference, RELU_BACK + NORM_BACK, NORM_BACK + RELU_BACK)


@mistake("FullyConnectedNet")
def normalization_left_out_on_the_way_back(reference: str) -> str:
    """The loss is right. On the way back, what becomes of the gradient that leaves the normalization? Who takes it up?"""
    return edit(
        reference,
        'upstream, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo',
        '_, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo',
    )


@mistake("FullyConnectedNet")
def gradients_of_gamma_and_beta_interchanged(reference: str) -> str:
    """In which order does the backward pass of a normalization return its three gradients?"""
    return edit(
        reference,
        'upstream, grads[f"gamma{layer}"], grads[f"beta{layer}"] = undo',
        'upstream, grads[f"beta{layer}"], grads[f"gamma{layer}"] = undo',
    )


@mistake("FullyConnectedNet")
def gamma_and_beta_interchanged(reference: str) -> str:
    """In which order does a normalization take gamma and beta, and in which do you hand them over?"""
    return edit(reference, "normalize(hidden, gamma, beta,", "normalize(hidden, beta, gamma,")


@mistake("FullyConnectedNet")
def gamma_and_beta_not_learned(reference: str) -> str:
    """Does the output of your network change when gamma changes? Which values does the normalization get?"""
    return edit(
        reference,
        'gamma, beta = self.params[f"gamma{layer}"], self.params[f"beta{layer}"]',
        "gamma, beta = np.ones(hidden.shape[1]), np.zeros(hidden.shape[1])",
    )


@mistake("FullyConnectedNet")
def last_hidden_layer_not_normalized(reference: str) -> str:
    """How many hidden layers has your network, and how many of them are normalized? Where does the loop end?"""
    return edit(
        edit(reference, NORM, NORM.replace("is not None", "is not None and layer < last - 1")),
        NORM_BACK,
        NORM_BACK.replace("is not None", "is not None and layer < last - 1"),
    )


@mistake("FullyConnectedNet")
def running_averages_start_anew_in_every_call(reference: str) -> str:
    """In mode "test" batch normalization needs what it has seen in training. How long do the dictionaries live that you
    hand to it?
    """
    return edit(
        reference,
        "normalize(hidden, gamma, beta, self.bn_params[layer - 1])",
        'normalize(hidden, gamma, beta, {"mode": mode})',
    )


@mistake("FullyConnectedNet")
def one_set_of_running_averages_for_all_layers(reference: str) -> str:
    """Each normalization has running averages of its own, as wide as its layer. Which entry of bn_params does each layer
    get?
    """
    return edit(reference, "self.bn_params[layer - 1]", "self.bn_params[0]")


@mistake("FullyConnectedNet")
def running_averages_of_the_next_layer(reference: str) -> str:
    """Layers count from 1 and lists from 0. Which entry of bn_params does the first hidden layer get, and which the
    last?
    """
    return edit(reference, "self.bn_params[layer - 1]", "self.bn_params[layer]")


@mistake("FullyConnectedNet")
def always_in_training_mode(reference: str) -> str:
    """Compare the scores of one example alone with those that it gets among others. Which mode is batch normalization in
    when there are no labels?
    """
    return edit(reference, '                bn_param["mode"] = mode\n', '                bn_param[mode] = "train"\n')


@mistake("FullyConnectedNet")
def modes_of_the_net_interchanged(reference: str) -> str:
    """Do labels come with the calls that train the network, or with those that use it? Which mode do you set for each?"""
    return edit(reference, 'mode = "test" if y is None else "train"', 'mode = "train" if y is None else "test"')


@mistake("FullyConnectedNet")
def always_in_test_mode(reference: str) -> str:
    """Which mode is batch normalization in while the network is trained, and who writes the running averages then?"""
    return edit(reference, '                bn_param["mode"] = mode\n', '                bn_param["mode"] = "test"\n')


# --------------------------------------------------------------------------------------------------------------- dropout


@mistake("FullyConnectedNet")
def dropout_left_out(reference: str) -> str:
    """Call loss twice on the same batch, with a dropout_keep_ratio of 0.5. Should the two losses differ, and do they?"""
    return edit(reference, "self.use_dropout = dropout_keep_ratio != 1", "self.use_dropout = False")


@mistake("FullyConnectedNet")
def dropout_only_without_normalization(reference: str) -> str:
    """Follow a batch through a network with both a normalization and dropout. Is there a branch that skips one of the
    two?
    """
    return edit(
        edit(reference, DROP, DROP.replace("self.use_dropout", "self.use_dropout and self.normalization is None")),
        DROP_BACK,
        DROP_BACK.replace("self.use_dropout", "self.use_dropout and self.normalization is None"),
    )


@mistake("FullyConnectedNet")
def dropout_only_after_the_last_hidden_layer(reference: str) -> str:
    """After how many of the hidden layers are units dropped? Does the call stand inside the loop?"""
    return edit(
        edit(reference, DROP, DROP.replace("self.use_dropout", "self.use_dropout and layer == last - 1")),
        DROP_BACK,
        DROP_BACK.replace("self.use_dropout", "self.use_dropout and layer == last - 1"),
    )


@mistake("FullyConnectedNet")
def no_dropout_after_the_last_hidden_layer(reference: str) -> str:
    """After which of the hidden layers are units dropped? Is the last of them treated like the others?"""
    return edit(
        edit(reference, DROP, DROP.replace("self.use_dropout", "self.use_dropout and layer < last - 1")),
        DROP_BACK,
        DROP_BACK.replace("self.use_dropout", "self.use_dropout and layer < last - 1"),
    )


@mistake("FullyConnectedNet")
def dropout_of_the_scores(reference: str) -> str:
    """What follows the last affine layer in the specification? What does it mean for a class to lose its score?"""
    return edit(
        edit(
            reference,
            LAST,
            LAST + "        if self.use_dropout:\n"
            "            scores, last_dropout = dropout_forward(scores, self.dropout_param)\n",
        ),
        LAST_BACK,
        "        if self.use_dropout:\n            dscores = dropout_backward(dscores, last_dropout)\n" + LAST_BACK,
    )


@mistake("FullyConnectedNet")
def dropout_of_the_inputs(reference: str) -> str:
    """In each hidden layer, what comes first and what comes last? Is anything dropped before the first affine map?"""
    return edit(
        edit(
            edit(reference, HIDDEN, DROP + " = dropout_forward(hidden, self.dropout_param)\n" + HIDDEN),
            RELU + DROP + " = dropout_forward(hidden, self.dropout_param)\n",
            RELU,
        ),
        DROP_BACK,
        "",
    ).replace(
        '            upstream, grads[f"W{layer}"], grads[f"b{layer}"] = affine_backward(upstream, fc_cache)\n',
        '            upstream, grads[f"W{layer}"], grads[f"b{layer}"] = affine_backward(upstream, fc_cache)\n'
        + DROP_BACK,
    )


@mistake("FullyConnectedNet")
def dropout_before_the_normalization(reference: str) -> str:
    """Which comes first in a hidden layer, normalization or dropout? Whose mean and variance do the running averages
    follow?
    """
    call = DROP + " = dropout_forward(hidden, self.dropout_param)\n"
    return edit(
        edit(edit(reference, call, ""), NORM, call + NORM),
        DROP_BACK + RELU_BACK + NORM_BACK,
        RELU_BACK + NORM_BACK + DROP_BACK,
    )


@mistake("FullyConnectedNet")
def dropout_left_out_on_the_way_back(reference: str) -> str:
    """The loss is right. Which units can have a gradient, if some were dropped? Which step of the hidden layers has no
    counterpart on the way back?
    """
    return edit(reference, DROP_BACK, "")


@mistake("FullyConnectedNet")
def dropout_undone_after_the_normalization(reference: str) -> str:
    """Dropout comes last in a hidden layer. In which order does the upstream gradient meet the steps of the layer?"""
    return edit(reference, DROP_BACK + RELU_BACK + NORM_BACK, RELU_BACK + NORM_BACK + DROP_BACK)


@mistake("FullyConnectedNet")
def one_cache_for_all_dropout_layers(reference: str) -> str:
    """Every dropout layer drops other units. Whose cache does each of them get on the way back?"""
    return edit(
        reference,
        "            if self.use_dropout:\n                upstream = dropout_backward(upstream, dropout_cache)\n",
        "            if self.use_dropout:\n"
        "                dropout_cache = caches[min(layer, last - 2)][-1]\n"
        "                upstream = dropout_backward(upstream, dropout_cache)\n",
    )


@mistake("FullyConnectedNet")
def dropout_in_test_mode(reference: str) -> str:
    """Call loss without labels, twice. Should the two arrays of scores differ? Which mode is dropout in?"""
    return edit(reference, 'self.dropout_param["mode"] = mode', 'self.dropout_param["mode"] = "train"')


@mistake("FullyConnectedNet")
def keep_ratio_taken_for_drop_ratio(reference: str) -> str:
    """Is p the probability that a unit is kept, or that it is dropped? Which of them is dropout_keep_ratio?"""
    return edit(reference, '"p": dropout_keep_ratio}', '"p": 1 - dropout_keep_ratio}')


@mistake("FullyConnectedNet")
def seed_not_passed_on(reference: str) -> str:
    """With a seed, two losses of the same batch should be equal. Does the seed reach dropout?"""
    return edit(reference, 'self.dropout_param["seed"] = seed', "pass")


@mistake("FullyConnectedNet")
def scores_scaled_by_the_keep_ratio(reference: str) -> str:
    """What is kept was scaled up in training. Does anything have to be made up for when there are no labels?"""
    return edit(
        reference,
        DROP,
        "            if self.use_dropout and y is None:\n"
        '                hidden = hidden * self.dropout_param["p"]\n' + DROP,
    )


@mistake("FullyConnectedNet")
def made_for_other_images(reference: str) -> str:
    """How many numbers are there in a picture of 3 x 32 x 32, and what does a network expect if it is told nothing?"""
    return edit(reference, "input_dim: int = 3 * 32 * 32", "input_dim: int = 3 * 28 * 28")
