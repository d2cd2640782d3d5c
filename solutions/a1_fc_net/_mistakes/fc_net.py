"""What goes wrong in the networks, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# ------------------------------------------------------------------------------------------------------- TwoLayerNet


@mistake("TwoLayerNet")
def uniform_weights(reference: str) -> str:
    """A normal distribution with mean 0 gives as many negative weights as positive ones. Which of numpy's functions
    draws from it, and which from the interval between 0 and 1?
    """
    return reference.replace("np.random.standard_normal((", "np.random.random_sample((")


@mistake("TwoLayerNet")
def weight_scale_taken_as_variance(reference: str) -> str:
    """weight_scale is a standard deviation. If numbers with standard deviation 1 are multiplied by a factor, what
    standard deviation do the products have?
    """
    return edit(reference, "self.reg = reg\n", "self.reg = reg\n        weight_scale = np.sqrt(weight_scale)\n")


@mistake("TwoLayerNet")
def unscaled_second_layer(reference: str) -> str:
    """How large are the initial weights of the second layer, compared with those of the first? Where does
    weight_scale enter?
    """
    return edit(
        reference,
        "weight_scale * np.random.standard_normal((hidden_dim, num_classes))",
        "np.random.standard_normal((hidden_dim, num_classes))",
    )


@mistake("TwoLayerNet")
def random_biases(reference: str) -> str:
    """Random weights make the hidden units differ from each other. Once they differ, do the biases have to be random
    as well? What does the specification say about their first values?
    """
    return edit(
        edit(reference, "np.zeros(hidden_dim)", "weight_scale * np.random.standard_normal(hidden_dim)"),
        "np.zeros(num_classes)",
        "weight_scale * np.random.standard_normal(num_classes)",
    )


@mistake("TwoLayerNet")
def biases_of_one(reference: str) -> str:
    """Which value do the biases have before training, by the specification?"""
    return reference.replace("np.zeros(", "np.ones(")


@mistake("TwoLayerNet")
def relu_on_the_scores(reference: str) -> str:
    """The scores of a class may be negative. Which of the two layers is followed by a ReLU, and what becomes of a
    negative score in your forward pass?
    """
    return edit(
        edit(reference, "scores_cache = affine_forward(", "scores_cache = affine_relu_forward("),
        "affine_backward(dscores",
        "affine_relu_backward(dscores",
    )


@mistake("TwoLayerNet")
def no_relu_after_the_hidden_layer(reference: str) -> str:
    """Two affine layers in a row are one affine layer. What has to stand between them, so that the network can do
    more than a linear classifier?
    """
    return edit(
        edit(reference, "hidden_cache = affine_relu_forward(", "hidden_cache = affine_forward("),
        "affine_relu_backward(dhidden",
        "affine_backward(dhidden",
    )


@mistake("TwoLayerNet")
def relu_left_out_of_the_backward_pass(reference: str) -> str:
    """The scores and the loss agree. On the way back, every step of the forward pass has a counterpart: which step of
    the hidden layer has none?
    """
    return edit(
        edit(
            reference,
            "        scores, scores_cache =",
            '        _, hidden_cache = affine_forward(X, self.params["W1"], self.params["b1"])\n'
            "        scores, scores_cache =",
        ),
        "affine_relu_backward(dhidden",
        "affine_backward(dhidden",
    )


@mistake("TwoLayerNet")
def penalty_without_half(reference: str) -> str:
    """The loss and its gradient agree with each other, so a numeric gradient check passes. Compare the penalty with
    the formula in the specification: which factor stands in front of reg, and what is then the derivative?
    """
    return edit(
        edit(reference, "0.5 * self.reg", "self.reg"), "] + self.reg * self.params", "] + 2 * self.reg * self.params"
    )


@mistake("TwoLayerNet")
def penalty_without_half_in_the_loss(reference: str) -> str:
    """The gradients are right; are they the gradients of the loss that you return? Differentiate your penalty, factor
    by factor.
    """
    return edit(reference, "0.5 * self.reg", "self.reg")


@mistake("TwoLayerNet")
def penalty_without_gradient(reference: str) -> str:
    """The loss holds a term that depends on the weights directly and not through the scores. What does that term add
    to the gradients of the weights?
    """
    return edit(reference, "] + self.reg * self.params[name]", "]")


@mistake("TwoLayerNet")
def penalty_missing_from_the_loss(reference: str) -> str:
    """The gradients contain a contribution of reg. Which term of the returned loss is it the derivative of?"""
    return edit(reference, "loss = loss + 0.5 * self.reg * np.sum(self.params[name] ** 2)", "pass")


@mistake("TwoLayerNet")
def no_penalty(reference: str) -> str:
    """Everything is right for reg = 0. Where in loss do you read self.reg?"""
    return edit(
        edit(reference, "loss = loss + 0.5 * self.reg * np.sum(self.params[name] ** 2)", "pass"),
        "] + self.reg * self.params[name]",
        "]",
    )


@mistake("TwoLayerNet")
def second_layer_not_penalised(reference: str) -> str:
    """Which weight matrices belong to the penalty? Count the terms of your sum."""
    return edit(reference, '("W1", "W2")', '("W1",)')


@mistake("TwoLayerNet")
def first_layer_penalised_twice(reference: str) -> str:
    """The gradients are right, and the loss is off by an amount that grows with reg. Which matrix does each term of
    the penalty belong to? Read the names aloud.
    """
    return edit(reference, "np.sum(self.params[name] ** 2)", 'np.sum(self.params["W1"] ** 2)')


@mistake("TwoLayerNet")
def squared_sum_instead_of_sum_of_squares(reference: str) -> str:
    """Is the penalty the sum of the squares, or the square of the sum? Try both by hand on the weights 1 and -1."""
    return edit(reference, "np.sum(self.params[name] ** 2)", "np.sum(self.params[name]) ** 2")


@mistake("TwoLayerNet")
def biases_penalised(reference: str) -> str:
    """A bias shifts a unit and does not multiply its input. Does the penalty in the specification count biases?"""
    return edit(reference, '("W1", "W2")', '("W1", "W2", "b1", "b2")')


@mistake("TwoLayerNet")
def bias_gradients_penalised(reference: str) -> str:
    """The loss is right, and the gradients of the biases depend on reg. Over which parameters does the penalty run,
    and over which does the loop that adds its gradient?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        '        for name in ("b1", "b2"):\n'
        "            grads[name] = grads[name] + self.reg * self.params[name]\n"
        "        # END SOLUTION\n        return loss, grads",
    )


@mistake("TwoLayerNet")
def penalty_gradient_summed_to_a_number(reference: str) -> str:
    """Each weight has a derivative of its own. What does the penalty contribute to the derivative by a single weight,
    and does it depend on the other weights?
    """
    return edit(reference, "self.reg * self.params[name]\n", "self.reg * np.sum(self.params[name])\n")


@mistake("TwoLayerNet")
def penalty_averaged_over_the_batch(reference: str) -> str:
    """The softmax loss is a mean over the batch. Does the penalty depend on the inputs at all, and should it shrink
    when the batch grows?
    """
    return edit(
        edit(reference, "0.5 * self.reg * np.sum", "0.5 * self.reg / len(X) * np.sum"),
        "] + self.reg * self.params",
        "] + self.reg / len(X) * self.params",
    )


@mistake("TwoLayerNet")
def reg_kept_from_construction(reference: str) -> str:
    """The caller may set reg to another value between two calls. From which variable does loss read it, and when was
    that variable set?
    """
    return edit(
        edit(reference, "self.reg = reg\n", "self.reg = reg\n        self.first_reg = reg\n").replace(
            "0.5 * self.reg", "0.5 * self.first_reg"
        ),
        "] + self.reg * self.params",
        "] + self.first_reg * self.params",
    )


@mistake("TwoLayerNet")
def weights_shrunk_inside_loss(reference: str) -> str:
    """For the same inputs, a second call of loss should return the same. Which of your lines hands the weights to the
    gradients, and which one changes what both of them share?
    """
    return edit(
        reference,
        "grads[name] = grads[name] + self.reg * self.params[name]",
        "dw = grads[name]\n"
        "            grads[name] = self.params[name]\n"
        "            grads[name] *= self.reg\n"
        "            grads[name] += dw",
    )


@mistake("TwoLayerNet")
def update_inside_loss(reference: str) -> str:
    """Who moves the parameters against their gradients: this method, or the training that calls it? What does a second
    call return for the same inputs?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        "        for name, gradient in grads.items():\n"
        "            self.params[name] = self.params[name] - 1e-2 * gradient\n"
        "        # END SOLUTION\n        return loss, grads",
    )


# ------------------------------------------------------------------------------------------------- FullyConnectedNet


@mistake("FullyConnectedNet")
def uniform_weights_in_every_layer(reference: str) -> str:
    """A normal distribution with mean 0 gives as many negative weights as positive ones. Which of numpy's functions
    draws from it, and which from the interval between 0 and 1?
    """
    return edit(reference, "self.rng.standard_normal(", "self.rng.random(")


@mistake("FullyConnectedNet")
def weights_scaled_by_a_variance(reference: str) -> str:
    """weight_scale is a standard deviation. If numbers with standard deviation 1 are multiplied by a factor, what
    standard deviation do the products have?
    """
    return edit(reference, "= weight_scale * self.rng", "= np.sqrt(weight_scale) * self.rng")


@mistake("FullyConnectedNet")
def unscaled_last_layer(reference: str) -> str:
    """How large are the initial weights of the last layer, compared with those of the others? Is the last layer set up
    in the same way?
    """
    return edit(
        reference, "= weight_scale * self.rng", "= (1 if layer == self.num_layers else weight_scale) * self.rng"
    )


@mistake("FullyConnectedNet")
def random_biases_in_every_layer(reference: str) -> str:
    """Random weights make the units of a layer differ from each other. Once they differ, do the biases have to be
    random as well? What does the specification say about their first values?
    """
    return edit(reference, "np.zeros(fan_out)", "weight_scale * self.rng.standard_normal(fan_out)")


@mistake("FullyConnectedNet")
def first_width_for_all_hidden_layers(reference: str) -> str:
    """Try hidden_dims with three different numbers, and print the shapes of all weights. Where does each of the three
    numbers turn up?
    """
    return edit(reference, "*hidden_dims,", "*(hidden_dims[:1] * len(hidden_dims)),")


@mistake("FullyConnectedNet")
def relu_on_the_last_layer(reference: str) -> str:
    """The scores of a class may be negative. What follows the last affine layer, and what becomes of a negative score
    in your forward pass?
    """
    return edit(
        edit(reference, "scores_cache = affine_forward(", "scores_cache = affine_relu_forward("),
        "affine_backward(dscores",
        "affine_relu_backward(dscores",
    )


@mistake("FullyConnectedNet")
def no_relu_between_the_layers(reference: str) -> str:
    """Any number of affine layers in a row is one affine layer. What has to stand between them, so that depth can
    matter?
    """
    return edit(
        edit(reference, "cache = affine_relu_forward(hidden,", "cache = affine_forward(hidden,"),
        "affine_relu_backward(upstream",
        "affine_backward(upstream",
    )


@mistake("FullyConnectedNet")
def relu_left_out_on_the_way_back(reference: str) -> str:
    """The scores and the loss agree. On the way back, every step of the forward pass has a counterpart: which step of
    the hidden layers has none?
    """
    return edit(
        edit(
            reference,
            "            hidden, cache = affine_relu_forward(",
            '            _, cache = affine_forward(hidden, self.params[f"W{layer}"], self.params[f"b{layer}"])\n'
            "            hidden, _ = affine_relu_forward(",
        ),
        "affine_relu_backward(upstream",
        "affine_backward(upstream",
    )


@mistake("FullyConnectedNet")
def probabilities_for_scores(reference: str) -> str:
    """The scores go into the softmax loss, which does the normalizing itself. Which step comes between the last affine
    layer and the scores that you return?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        if y is None:",
        "        scores = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)\n"
        "        # END SOLUTION\n        if y is None:",
    )


@mistake("FullyConnectedNet")
def penalty_without_the_half(reference: str) -> str:
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
    return edit(
        reference,
        "for layer in range(1, last + 1):\n            weights",
        "for layer in range(1, last):\n            weights",
    )


@mistake("FullyConnectedNet")
def first_layer_not_penalised(reference: str) -> str:
    """Which layers does your sum of squares run over, and with which number does the count of the layers begin?"""
    return edit(
        reference,
        "for layer in range(1, last + 1):\n            weights",
        "for layer in range(2, last + 1):\n            weights",
    )


@mistake("FullyConnectedNet")
def only_the_last_layer_penalised(reference: str) -> str:
    """The penalty is built up layer by layer. After the loop, how many layers does it contain? Follow the variable
    through two rounds.
    """
    return edit(
        reference,
        "for layer in range(1, last + 1):\n            weights",
        "for layer in range(last, last + 1):\n            weights",
    )


@mistake("FullyConnectedNet")
def loss_keeps_only_the_last_penalty(reference: str) -> str:
    """The gradients contain the penalty of every layer. Does the loss? Follow the variable that collects it through
    two rounds of the loop.
    """
    return edit(
        edit(reference, "loss = loss + 0.5 * self.reg", "penalty = 0.5 * self.reg"),
        "        # END SOLUTION\n        return loss, grads",
        "        loss = loss + penalty\n        # END SOLUTION\n        return loss, grads",
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
def penalty_counts_the_biases(reference: str) -> str:
    """A bias shifts a unit and does not multiply its input. Does the penalty in the specification count biases?"""
    return edit(
        edit(reference, "np.sum(weights**2)", '(np.sum(weights**2) + np.sum(self.params[f"b{layer}"] ** 2))'),
        "        # END SOLUTION\n        return loss, grads",
        '            grads[f"b{layer}"] = grads[f"b{layer}"] + self.reg * self.params[f"b{layer}"]\n'
        "        # END SOLUTION\n        return loss, grads",
    )


@mistake("FullyConnectedNet")
def penalty_in_the_gradients_of_the_biases(reference: str) -> str:
    """The loss is right, and the gradients of the biases depend on reg. Over which parameters does the penalty run,
    and over which does the loop that adds its gradient?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        '            grads[f"b{layer}"] = grads[f"b{layer}"] + self.reg * self.params[f"b{layer}"]\n'
        "        # END SOLUTION\n        return loss, grads",
    )


@mistake("FullyConnectedNet")
def penalty_gradient_is_one_number(reference: str) -> str:
    """Each weight has a derivative of its own. What does the penalty contribute to the derivative by a single weight,
    and does it depend on the other weights?
    """
    return edit(reference, "] + self.reg * weights\n", "] + self.reg * np.sum(weights)\n")


@mistake("FullyConnectedNet")
def penalty_divided_by_the_batch(reference: str) -> str:
    """The softmax loss is a mean over the batch. Does the penalty depend on the inputs at all, and should it shrink
    when the batch grows?
    """
    return edit(
        edit(reference, "0.5 * self.reg * np.sum", "0.5 * self.reg / len(X) * np.sum"),
        "] + self.reg * weights",
        "] + self.reg / len(X) * weights",
    )


@mistake("FullyConnectedNet")
def penalty_divided_by_the_layers(reference: str) -> str:
    """Is the penalty a sum over the layers or a mean of them? Compare networks with one, two and three layers."""
    return edit(
        edit(reference, "0.5 * self.reg * np.sum", "0.5 * self.reg / last * np.sum"),
        "] + self.reg * weights",
        "] + self.reg / last * weights",
    )


@mistake("FullyConnectedNet")
def weights_multiplied_inside_loss(reference: str) -> str:
    """For the same inputs, a second call of loss should return the same. Which of your lines multiplies an array in place,
    and is that array one of the parameters?
    """
    return edit(
        reference,
        'grads[f"W{layer}"] = grads[f"W{layer}"] + self.reg * weights',
        'weights *= self.reg\n            grads[f"W{layer}"] = grads[f"W{layer}"] + weights',
    )


@mistake("FullyConnectedNet")
def step_inside_loss(reference: str) -> str:
    """Who moves the parameters against their gradients: this method, or the training that calls it? What does a second
    call return for the same inputs?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        "        for name, gradient in grads.items():\n"
        "            self.params[name] = self.params[name] - 1e-2 * gradient\n"
        "        # END SOLUTION\n        return loss, grads",
    )


# ------------------------------------------------------------------------------------------ FullyConnectedElasticNet


@mistake("FullyConnectedElasticNet")
def l1_gradient_without_a_sign(reference: str) -> str:
    """Draw the absolute value of w, and its slope. Does a negative weight have the same slope as a positive one, and
    is the slope steeper for a larger weight?
    """
    return edit(reference, "np.sign(weights)", "np.abs(weights)")


@mistake("FullyConnectedElasticNet")
def l1_gradient_always_positive(reference: str) -> str:
    """Draw the absolute value of w, and its slope. In which direction does it grow where w is negative?"""
    return edit(reference, "np.sign(weights)", "np.ones_like(weights)")


@mistake("FullyConnectedElasticNet")
def l1_gradient_like_that_of_l2(reference: str) -> str:
    """Which function has a slope that is proportional to the weight: the square, or the absolute value?"""
    return edit(reference, "np.sign(weights)", "weights")


@mistake("FullyConnectedElasticNet")
def l1_without_gradient(reference: str) -> str:
    """The loss contains the L1 penalty. How does that term change when one weight changes a little, and where is this
    in your gradients?
    """
    return edit(reference, " + self.l1 * np.sign(weights)", "")


@mistake("FullyConnectedElasticNet")
def l1_missing_from_the_loss(reference: str) -> str:
    """The gradients contain a contribution of l1. Which term of the returned loss is it the derivative of?"""
    return edit(reference, "total = total + self.l1 * np.sum(np.abs(weights))", "pass")


@mistake("FullyConnectedElasticNet")
def l1_with_a_half(reference: str) -> str:
    """The half in front of the L2 penalty cancels the 2 of the derivative. Is there a 2 to cancel here?"""
    return edit(
        edit(reference, "self.l1 * np.sum", "0.5 * self.l1 * np.sum"), "self.l1 * np.sign", "0.5 * self.l1 * np.sign"
    )


@mistake("FullyConnectedElasticNet")
def l1_with_a_half_in_the_loss(reference: str) -> str:
    """The gradients are right; are they the gradients of the loss that you return? What is the derivative of half an
    absolute value?
    """
    return edit(reference, "self.l1 * np.sum", "0.5 * self.l1 * np.sum")


@mistake("FullyConnectedElasticNet")
def l1_of_signed_weights(reference: str) -> str:
    """What does your L1 penalty say about a matrix that has as much on the negative side as on the positive one? Can
    a penalty become negative?
    """
    return edit(reference, "np.sum(np.abs(weights))", "np.sum(weights)")


@mistake("FullyConnectedElasticNet")
def absolute_value_of_the_sum(reference: str) -> str:
    """Which comes first, the absolute value or the sum? Try both by hand on the weights 1 and -1."""
    return edit(reference, "np.sum(np.abs(weights))", "np.abs(np.sum(weights))")


@mistake("FullyConnectedElasticNet")
def l1_counts_the_biases(reference: str) -> str:
    """Which parameters are in the L2 penalty of the base class? The L1 penalty is over the same ones."""
    return edit(
        edit(
            reference, "np.sum(np.abs(weights))", '(np.sum(np.abs(weights)) + np.sum(np.abs(self.params[f"b{layer}"])))'
        ),
        "        return total, gradients",
        '            gradients[f"b{layer}"] = gradients[f"b{layer}"] + self.l1 * np.sign(self.params[f"b{layer}"])\n'
        "        return total, gradients",
    )


@mistake("FullyConnectedElasticNet")
def l1_skips_the_last_layer(reference: str) -> str:
    """Which layers does the L1 penalty run over, and how many layers are there?"""
    return edit(reference, "range(1, self.num_layers + 1)", "range(1, self.num_layers)")


@mistake("FullyConnectedElasticNet")
def l1_strength_taken_from_reg(reference: str) -> str:
    """The two penalties have strengths of their own. Which attribute holds which?"""
    return reference.replace("self.l1 * np", "self.reg * np")


@mistake("FullyConnectedElasticNet")
def l2_dropped(reference: str) -> str:
    """An elastic net has both penalties. With reg and l1 above 0, which of them is in your loss?"""
    return edit(
        reference,
        "        total, gradients = super().loss(X, y)\n",
        "        kept, self.reg = self.reg, 0.0\n"
        "        total, gradients = super().loss(X, y)\n"
        "        self.reg = kept\n",
    )


@mistake("FullyConnectedElasticNet")
def l2_added_again(reference: str) -> str:
    """The loss of the base class has a penalty already. Which terms does it return, and which of them do you add a
    second time?
    """
    return edit(
        edit(
            reference,
            "self.l1 * np.sum(np.abs(weights))",
            "self.l1 * np.sum(np.abs(weights)) + 0.5 * self.reg * np.sum(weights**2)",
        ),
        "self.l1 * np.sign(weights)",
        "self.l1 * np.sign(weights) + self.reg * weights",
    )


@mistake("FullyConnectedElasticNet")
def labels_required(reference: str) -> str:
    """What does loss return when it is called without labels, and does your method ask whether it has any?"""
    return edit(reference, "return super().loss(X)\n", "return super().loss(X, np.zeros(len(X), dtype=int))[0]\n")


@mistake("FullyConnectedElasticNet")
def signs_left_in_the_weights(reference: str) -> str:
    """For the same inputs, a second call of loss should return the same. Are there weights among the parameters that your
    method has replaced by something else?
    """
    return edit(
        reference,
        'gradients[f"W{layer}"] = gradients[f"W{layer}"] + self.l1 * np.sign(weights)',
        "np.sign(weights, out=weights)\n"
        '            gradients[f"W{layer}"] = gradients[f"W{layer}"] + self.l1 * weights',
    )
