"""What goes wrong in the initializers and in the measurements, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake


def with_own_generator(reference: str) -> str:
    """The initializer with a generator of its own in every call, seeded from np.random so that it can be recorded."""
    own = edit(reference, "if rng is None:", "if True:")
    return edit(own, "default_rng()", "default_rng(np.random.randint(2**31))")


# ---------------------------------------------------------------------------------------------------------- constant


@mistake("constant")
def value_ignored(reference: str) -> str:
    """Which value do the weights have when the caller asks for 2? Where does your function use its third argument?"""
    return edit(reference, "np.full((fan_in, fan_out), value, dtype=np.float64)", "np.zeros((fan_in, fan_out))")


@mistake("constant")
def ones_for_every_value(reference: str) -> str:
    """Which value do the weights have when the caller gives none, and which when the caller asks for 2?"""
    return edit(reference, "np.full((fan_in, fan_out), value, dtype=np.float64)", "np.ones((fan_in, fan_out))")


@mistake("constant")
def fans_exchanged(reference: str) -> str:
    """A batch (N, fan_in) is multiplied by the weights from the right. Which of the two sizes is the number of rows?"""
    return edit(reference, "np.full((fan_in, fan_out)", "np.full((fan_out, fan_in)")


@mistake("constant")
def value_divided_by_fan_in(reference: str) -> str:
    """Is the value that the caller gives the weight itself, or what the weights of a unit sum to?"""
    return edit(reference, "value, dtype", "value / fan_in, dtype")


# ------------------------------------------------------------------------------------------------------------ normal


@mistake("normal")
def std_squared(reference: str) -> str:
    """The spread of the weights is given as a standard deviation. Do you scale by it, or by the variance?"""
    return edit(reference, "return std * ", "return std**2 * ")


@mistake("normal")
def root_of_std(reference: str) -> str:
    """The caller gives a standard deviation. Is there a root left to take?"""
    return edit(reference, "return std * ", "return np.sqrt(std) * ")


@mistake("normal")
def std_ignored(reference: str) -> str:
    """What is the standard deviation of your weights when the caller asks for 0.3? Where do you use std?"""
    return edit(reference, "return std * ", "return ")


@mistake("normal")
def default_std_always(reference: str) -> str:
    """What is the standard deviation of your weights when the caller asks for 0.3?"""
    return edit(reference, "return std * ", "return 0.01 * ")


@mistake("normal")
def uniform_between_zero_and_std(reference: str) -> str:
    """What is the smallest weight that your function can draw, and what is the mean of its weights?"""
    return edit(reference, "rng.standard_normal((", "rng.random((")


@mistake("normal")
def uniform_around_zero(reference: str) -> str:
    """How large can a weight become, in units of the standard deviation? Plot a histogram: is it the bell that the
    name of the function promises?
    """
    return edit(
        reference, "std * rng.standard_normal((fan_in, fan_out))", "std * rng.uniform(-1, 1, size=(fan_in, fan_out))"
    )


@mistake("normal")
def weights_transposed(reference: str) -> str:
    """A batch (N, fan_in) is multiplied by the weights from the right. Which of the two sizes is the number of rows?"""
    return edit(reference, "standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))")


@mistake("normal")
def rng_not_used(reference: str) -> str:
    """The caller wants to repeat an experiment and hands in a generator. From where do your random numbers come?"""
    return with_own_generator(reference)


@mistake("normal")
def seed_fixed(reference: str) -> str:
    """Call the function twice without rng, and compare. Would two layers of a network start with different weights?"""
    return edit(reference, "default_rng()", "default_rng(0)")


@mistake("normal")
def one_row_for_all(reference: str) -> str:
    """Print a small weight matrix. How many different numbers are in it, and how many should there be?"""
    return edit(
        reference,
        "rng.standard_normal((fan_in, fan_out))",
        "np.tile(rng.standard_normal((1, fan_out)), (fan_in, 1))",
    )


# ---------------------------------------------------------------------------------------------------- xavier_uniform


@mistake("xavier_uniform")
def bound_is_the_std(reference: str) -> str:
    """Compute the variance of your weights with numpy. How is the variance of a uniform distribution on [-a, a]
    related to a?
    """
    return edit(reference, "np.sqrt(6.0 /", "np.sqrt(2.0 /")


@mistake("xavier_uniform")
def bound_from_fan_in_alone(reference: str) -> str:
    """The variance is a compromise between the way forward and the way back. Which two sizes does it depend on?"""
    return edit(reference, "6.0 / (fan_in + fan_out)", "3.0 / fan_in")


@mistake("xavier_uniform")
def six_over_fan_in(reference: str) -> str:
    """Which two sizes are in the denominator of Xavier's variance? Print the standard deviation for a layer with one
    input and many outputs.
    """
    return edit(reference, "6.0 / (fan_in + fan_out)", "6.0 / fan_in")


@mistake("xavier_uniform")
def bound_without_root(reference: str) -> str:
    """A variance is measured in squares of the weights' unit. What has to be done to it before it can bound a weight?"""
    return edit(reference, "np.sqrt(6.0 / (fan_in + fan_out))", "6.0 / (fan_in + fan_out)")


@mistake("xavier_uniform")
def only_positive_weights(reference: str) -> str:
    """What is the mean of your weights? Which interval do you draw from?"""
    return edit(reference, "rng.uniform(-bound, bound,", "rng.uniform(0, bound,")


@mistake("xavier_uniform")
def normal_instead_of_uniform(reference: str) -> str:
    """The variance is as it should be. How large is the largest weight, and can a uniform distribution with this
    variance reach it?
    """
    return edit(
        reference,
        "rng.uniform(-bound, bound, size=(fan_in, fan_out))",
        "bound / np.sqrt(3.0) * rng.standard_normal((fan_in, fan_out))",
    )


@mistake("xavier_uniform")
def transposed_uniform_weights(reference: str) -> str:
    """A batch (N, fan_in) is multiplied by the weights from the right. Which of the two sizes is the number of rows?"""
    return edit(reference, "size=(fan_in, fan_out)", "size=(fan_out, fan_in)")


@mistake("xavier_uniform")
def generator_not_used(reference: str) -> str:
    """The caller wants to repeat an experiment and hands in a generator. From where do your random numbers come?"""
    return with_own_generator(reference)


@mistake("xavier_uniform")
def same_seed_in_every_call(reference: str) -> str:
    """Call the function twice without rng, and compare. Would two layers of a network start with different weights?"""
    return edit(reference, "default_rng()", "default_rng(0)")


# ----------------------------------------------------------------------------------------------------- xavier_normal


@mistake("xavier_normal")
def one_instead_of_two(reference: str) -> str:
    """For a layer with as many inputs as outputs, what does the variance 1 / fan_in become when it is written with the
    sum of both? Look at the numerator.
    """
    return edit(reference, "np.sqrt(2.0 /", "np.sqrt(1.0 /")


@mistake("xavier_normal")
def numerator_of_the_uniform_bound(reference: str) -> str:
    """One of the two Xavier formulas is a bound, and one is a standard deviation. Which of them is in your code?"""
    return edit(reference, "np.sqrt(2.0 /", "np.sqrt(6.0 /")


@mistake("xavier_normal")
def variance_for_std(reference: str) -> str:
    """The specification gives a variance. What does a normal distribution have to be scaled by?"""
    return edit(reference, "np.sqrt(2.0 / (fan_in + fan_out))", "2.0 / (fan_in + fan_out)")


@mistake("xavier_normal")
def fan_in_alone(reference: str) -> str:
    """The variance is a compromise between the way forward and the way back. Which two sizes does it depend on?"""
    return edit(reference, "2.0 / (fan_in + fan_out)", "1.0 / fan_in")


@mistake("xavier_normal")
def variance_of_he(reference: str) -> str:
    """Which of the initializers makes up for the half that ReLU takes away, and is it the one asked for here?"""
    return edit(reference, "2.0 / (fan_in + fan_out)", "2.0 / fan_in")


@mistake("xavier_normal")
def uniform_with_the_right_variance(reference: str) -> str:
    """The variance is as it should be. Plot a histogram: is it the bell that the name of the function promises?"""
    return edit(
        reference,
        "std * rng.standard_normal((fan_in, fan_out))",
        "rng.uniform(-std * np.sqrt(3.0), std * np.sqrt(3.0), size=(fan_in, fan_out))",
    )


@mistake("xavier_normal")
def transposed_normal_weights(reference: str) -> str:
    """A batch (N, fan_in) is multiplied by the weights from the right. Which of the two sizes is the number of rows?"""
    return edit(reference, "standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))")


@mistake("xavier_normal")
def own_generator(reference: str) -> str:
    """The caller wants to repeat an experiment and hands in a generator. From where do your random numbers come?"""
    return with_own_generator(reference)


@mistake("xavier_normal")
def constant_seed(reference: str) -> str:
    """Call the function twice without rng, and compare. Would two layers of a network start with different weights?"""
    return edit(reference, "default_rng()", "default_rng(0)")


# --------------------------------------------------------------------------------------------------------- he_normal


@mistake("he_normal")
def half_of_relu_forgotten(reference: str) -> str:
    """ReLU sets about half of the values to 0. What does this do to the mean square of the activations, and where does
    your variance make up for it?
    """
    return edit(reference, "2.0 / fan_in", "1.0 / fan_in")


@mistake("he_normal")
def variance_of_xavier(reference: str) -> str:
    """Which sizes does He's variance depend on, and which does Xavier's?"""
    return edit(reference, "2.0 / fan_in", "2.0 / (fan_in + fan_out)")


@mistake("he_normal")
def fan_out_for_fan_in(reference: str) -> str:
    """A unit sums over its inputs, and the variance of a sum grows with the number of its terms. How many terms are
    there, fan_in or fan_out?
    """
    return edit(reference, "2.0 / fan_in", "2.0 / fan_out")


@mistake("he_normal")
def root_forgotten(reference: str) -> str:
    """The specification gives a variance. What does a normal distribution have to be scaled by?"""
    return edit(reference, "np.sqrt(2.0 / fan_in)", "2.0 / fan_in")


@mistake("he_normal")
def root_of_two_only(reference: str) -> str:
    """How far does the root in your formula reach? Print the standard deviation for fan_in 50 and 200: by which factor
    should the two differ?
    """
    return edit(reference, "np.sqrt(2.0 / fan_in)", "np.sqrt(2.0) / fan_in")


@mistake("he_normal")
def uniform_with_variance_of_he(reference: str) -> str:
    """The variance is as it should be. Plot a histogram: is it the bell that the name of the function promises?"""
    return edit(
        reference,
        "np.sqrt(2.0 / fan_in) * rng.standard_normal((fan_in, fan_out))",
        "np.sqrt(6.0 / fan_in) * rng.uniform(-1.0, 1.0, size=(fan_in, fan_out))",
    )


@mistake("he_normal")
def transposed_weights(reference: str) -> str:
    """A batch (N, fan_in) is multiplied by the weights from the right. Which of the two sizes is the number of rows?"""
    return edit(reference, "standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))")


@mistake("he_normal")
def generator_of_the_caller_ignored(reference: str) -> str:
    """The caller wants to repeat an experiment and hands in a generator. From where do your random numbers come?"""
    return with_own_generator(reference)


@mistake("he_normal")
def fresh_generator_with_a_seed(reference: str) -> str:
    """Call the function twice without rng, and compare. Would two layers of a network start with different weights?"""
    return edit(reference, "default_rng()", "default_rng(0)")


# ---------------------------------------------------------------------------------------------- activations_by_layer


@mistake("activations_by_layer")
def input_in_the_list(reference: str) -> str:
    """How many weight matrices are there, and how many entries does your list have? What is the first one?"""
    return edit(reference, "activations = []", "activations = [x]")


@mistake("activations_by_layer")
def only_the_last_layer(reference: str) -> str:
    """How many entries should the list have for three weight matrices, and when does your code add one?"""
    return edit(reference, "        activations.append(hidden)\n", "    activations.append(hidden)\n")


@mistake("activations_by_layer")
def sums_before_the_activation(reference: str) -> str:
    """There are two candidates for the list in each layer, before and after the activation. Which of them do you
    keep? For sigmoid, could a value of the list be negative?
    """
    return edit(
        reference,
        "        hidden, _ = forward(hidden @ w)\n        activations.append(hidden)",
        "        activations.append(hidden @ w)\n        hidden, _ = forward(hidden @ w)",
    )


@mistake("activations_by_layer")
def last_layer_left_linear(reference: str) -> str:
    """A classifier has no activation after its last layer. Is this stack a classifier? Read the formula for the last
    layer again.
    """
    return edit(
        reference,
        "    return activations",
        "    activations[-1] = (activations[-2] if len(activations) > 1 else x) @ weights[-1]\n    return activations",
    )


@mistake("activations_by_layer")
def activation_applied_twice(reference: str) -> str:
    """Follow one value from the input to the second layer. How often does it go through the activation on its way?"""
    return edit(reference, "forward(hidden @ w)", "forward(forward(hidden @ w)[0])")


@mistake("activations_by_layer")
def no_activation_on_the_way(reference: str) -> str:
    """What goes into the second layer: the output of the activation, or the sums from before it?"""
    return edit(
        reference,
        "        hidden, _ = forward(hidden @ w)\n        activations.append(hidden)",
        "        hidden = hidden @ w\n        activations.append(forward(hidden)[0])",
    )


@mistake("activations_by_layer")
def always_tanh(reference: str) -> str:
    """Compare the results for two activations. Where does your code look at the third argument?"""
    return edit(reference, "ACTIVATIONS[activation]", 'ACTIVATIONS["tanh"]')


@mistake("activations_by_layer")
def relu_when_not_tanh(reference: str) -> str:
    """There are three activations. How many branches does your code have, and which one does "sigmoid" take?"""
    return edit(reference, "ACTIVATIONS[activation]", 'ACTIVATIONS["tanh" if activation == "tanh" else "relu"]')


@mistake("activations_by_layer")
def unknown_name_accepted(reference: str) -> str:
    """What does your function do with the name "softplus"? A caller with a typing error would like to hear of it."""
    return edit(
        edit(
            reference,
            'raise ValueError(f"activation is one of {sorted(ACTIVATIONS)}, not {activation!r}")',
            "pass",
        ),
        "ACTIVATIONS[activation]",
        'ACTIVATIONS.get(activation, ACTIVATIONS["relu"])',
    )


# ------------------------------------------------------------------------------------------- gradient_norms_by_layer


@mistake("gradient_norms_by_layer")
def norms_not_rooted(reference: str) -> str:
    """Double dout: by which factor does a norm have to grow, and by which do your numbers grow?"""
    return edit(
        reference, "np.sqrt(np.sum((inputs[layer].T @ dscores) ** 2))", "np.sum((inputs[layer].T @ dscores) ** 2)"
    )


@mistake("gradient_norms_by_layer")
def absolute_values_summed(reference: str) -> str:
    """There are several norms of a matrix. Which of them has the name of Frobenius, and is it a sum of absolute
    values?
    """
    return edit(
        reference, "np.sqrt(np.sum((inputs[layer].T @ dscores) ** 2))", "np.sum(np.abs(inputs[layer].T @ dscores))"
    )


@mistake("gradient_norms_by_layer")
def spectral_norm(reference: str) -> str:
    """There are several norms of a matrix. Which one does your call compute: the largest stretching of a vector, or
    the length of all entries taken as one vector?
    """
    return edit(
        reference,
        "np.sqrt(np.sum((inputs[layer].T @ dscores) ** 2))",
        "np.linalg.norm(inputs[layer].T @ dscores, 2)",
    )


@mistake("gradient_norms_by_layer")
def mean_square_instead_of_sum(reference: str) -> str:
    """Does a norm divide by the number of entries? Compare with the formula, for a matrix with two entries."""
    return edit(reference, "np.sqrt(np.sum((inputs", "np.sqrt(np.mean((inputs")


@mistake("gradient_norms_by_layer")
def norms_in_backward_order(reference: str) -> str:
    """In which order does back-propagation meet the layers, and in which order does the caller expect the norms?"""
    return edit(reference, "    return norms", "    return norms[::-1]")


@mistake("gradient_norms_by_layer")
def norms_of_the_activations_gradients(reference: str) -> str:
    """Each layer has two gradients: one that goes on to the layer before, and one that stays with its weights. Which of
    them do you measure?
    """
    return edit(reference, "(inputs[layer].T @ dscores) ** 2", "upstream**2")


@mistake("gradient_norms_by_layer")
def norms_of_the_gradients_of_the_sums(reference: str) -> str:
    """What is the shape of the array whose norm you take, and what is the shape of the layer's weights?"""
    return edit(reference, "(inputs[layer].T @ dscores) ** 2", "dscores**2")


@mistake("gradient_norms_by_layer")
def slope_of_the_activation_left_out(reference: str) -> str:
    """On the way back, every step of the forward pass has a counterpart. What is the counterpart of the activation?"""
    return edit(reference, "dscores = backward(upstream, caches[layer])", "dscores = upstream")


@mistake("gradient_norms_by_layer")
def slope_left_out_in_the_last_layer(reference: str) -> str:
    """Dout is the gradient of the last layer's activations. Which step lies between these activations and the
    product with the last weights?
    """
    return edit(
        reference,
        "dscores = backward(upstream, caches[layer])",
        "dscores = backward(upstream, caches[layer]) if layer < len(weights) - 1 else upstream",
    )


@mistake("gradient_norms_by_layer")
def slope_left_out_on_the_way_to_earlier_layers(reference: str) -> str:
    """The norm of the last layer is right. What do you send on to the layer before: the gradient of the activations, or
    that of the sums?
    """
    return edit(reference, "upstream = dscores @ weights[layer].T", "upstream = upstream @ weights[layer].T")


@mistake("gradient_norms_by_layer")
def divided_by_the_batch(reference: str) -> str:
    """Dout is the gradient of the loss, which may be a mean already. Does the product rule divide by N anywhere?"""
    return edit(reference, "    return norms", "    return norms / len(x)")


@mistake("gradient_norms_by_layer")
def upstream_of_ones(reference: str) -> str:
    """From where does your back-propagation start? Double dout: do your norms double?"""
    return edit(reference, "upstream = dout", "upstream = np.ones_like(dout)")


@mistake("gradient_norms_by_layer")
def unknown_activation_accepted(reference: str) -> str:
    """What does your function do with the name "softplus"? A caller with a typing error would like to hear of it."""
    return edit(
        edit(
            reference,
            'raise ValueError(f"activation is one of {sorted(ACTIVATIONS)}, not {activation!r}")',
            "pass",
        ),
        "ACTIVATIONS[activation]",
        'ACTIVATIONS.get(activation, ACTIVATIONS["relu"])',
    )
