"""What goes wrong in cnn.py, and the question to ask."""

from __future__ import annotations

import textwrap

from autograder.mistakes import edit, mistake

# conv_forward_naive


@mistake("conv_forward_naive")
def leaves_out_the_bias_of_a_filter(reference: str) -> str:
    """Let all filters be zero. What should the output look like then, and what does yours?"""
    return edit(reference, "(1, 2, 3))) + b", "(1, 2, 3)))")


@mistake("conv_forward_naive")
def subtracts_the_bias_of_a_filter(reference: str) -> str:
    """If the bias of a filter grows, should its outputs become larger or smaller?"""
    return edit(reference, "(1, 2, 3))) + b", "(1, 2, 3))) - b")


@mistake("conv_forward_naive")
def adds_the_bias_for_every_channel(reference: str) -> str:
    """Does the bias stand inside the sum over the channels or in front of it? How often do you add it?"""
    return edit(reference, "(1, 2, 3))) + b", "(1, 2, 3))) + b * x.shape[1]")


@mistake("conv_forward_naive")
def turns_the_filters_round(reference: str) -> str:
    """Which weight meets the upper left pixel of a window: the first one of the filter or the last one? What do the
    indices p and q say in the formula?
    """
    return edit(reference, "np.tensordot(window, w,", "np.tensordot(window, w[:, :, ::-1, ::-1],")


@mistake("conv_forward_naive")
def swaps_rows_and_columns_of_the_filters(reference: str) -> str:
    """Take a filter with a single 1 in its upper right corner. Which pixel of a window should it pick, and which one
    does yours?
    """
    return edit(reference, "np.tensordot(window, w,", "np.tensordot(window, w.transpose(0, 1, 3, 2),")


@mistake("conv_forward_naive")
def looks_at_the_first_channel_only(reference: str) -> str:
    """A filter has C planes of weights. How many of them have a part in your output?"""
    return edit(reference, "np.tensordot(window, w, axes=", "np.tensordot(window[:, :1], w[:, :1], axes=")


@mistake("conv_forward_naive")
def averages_over_the_window(reference: str) -> str:
    """The formula adds up the products of a window. Does anything in it divide by their number?"""
    return edit(reference, "np.tensordot(window, w,", "np.tensordot(window / w[0].size, w,")


@mistake("conv_forward_naive")
def ignores_the_stride_of_a_convolution(reference: str) -> str:
    """By how many pixels does your window move from one output to the next? Compare the formula with a stride of 1 and
    with one of 2.
    """
    return edit(reference, "i * stride, j * stride", "i, j")


@mistake("conv_forward_naive")
def moves_by_the_stride_in_one_direction_only(reference: str) -> str:
    """The window moves down and to the right. Does the stride hold for both directions in your version?"""
    return edit(reference, "i * stride, j * stride", "i * stride, j")


@mistake("conv_forward_naive")
def makes_an_output_for_every_position(reference: str) -> str:
    """With a stride of 2, about how many rows should the output have, compared with a stride of 1? Where does the
    stride come in when you compute its size?
    """
    return edit(
        edit(edit(reference, "kernel_height) // stride", "kernel_height)"), "kernel_width) // stride", "kernel_width)"),
        "i * stride, j * stride",
        "i, j",
    )


@mistake("conv_forward_naive")
def takes_the_output_width_from_the_height(reference: str) -> str:
    """How many columns does your output have for an image that is wider than it is high? Which sizes enter its width?"""
    return edit(reference, "padded.shape[3] - kernel_width", "padded.shape[2] - kernel_height")


@mistake("conv_forward_naive")
def takes_square_filters_for_granted(reference: str) -> str:
    """How many columns does a filter of 2 rows and 3 columns cover? Which of the sizes of w does your version use for
    the columns?
    """
    return edit(
        edit(
            reference,
            "filters, _, kernel_height, kernel_width = w.shape",
            "filters, kernel_height = w.shape[0], w.shape[2]",
        ),
        "    out_height =",
        "    kernel_width, w = kernel_height, w[:, :, :, :kernel_height]\n    out_height =",
    )


@mistake("conv_forward_naive")
def leaves_out_the_border(reference: str) -> str:
    """What size should the output of a 3 x 3 filter have where pad is 1, compared with the image? Where does the window
    begin?
    """
    return edit(reference, "(pad, pad), (pad, pad)", "(0, 0), (0, 0)")


@mistake("conv_forward_naive")
def pads_below_and_to_the_right_only(reference: str) -> str:
    """On how many sides of an image is there a border? Which pixels does the first window see in your version?"""
    return edit(reference, "(pad, pad), (pad, pad)", "(0, 2 * pad), (0, 2 * pad)")


@mistake("conv_forward_naive")
def counts_the_border_once(reference: str) -> str:
    """An image has a border on its left and on its right. By how many columns does it grow altogether?"""
    return edit(reference, "(pad, pad), (pad, pad)", "(pad, 0), (pad, 0)")


@mistake("conv_forward_naive")
def always_pads_by_one(reference: str) -> str:
    """How wide is the border in your version for a pad of 0, and for one of 2? Where does that number come from?"""
    return edit(reference, "(pad, pad), (pad, pad)", "(1, 1), (1, 1)")


@mistake("conv_forward_naive")
def pads_for_an_output_of_the_same_size(reference: str) -> str:
    """Who decides how wide the border is: the size of the filter, or conv_param? The two agree for some sizes only."""
    return edit(reference, '= conv_param["stride"], conv_param["pad"]', '= conv_param["stride"], w.shape[2] // 2')


@mistake("conv_forward_naive")
def repeats_the_edge_in_the_border(reference: str) -> str:
    """Which values does the border have in your version? Which ones does the definition ask for?"""
    return edit(reference, "(pad, pad), (pad, pad)))", '(pad, pad), (pad, pad)), mode="edge")')


@mistake("conv_forward_naive")
def pads_where_pad_is_positive_only(reference: str) -> str:
    """Your padded image comes into being under a condition. Which image do the lines below it use where the condition
    does not hold?
    """
    return edit(reference, "    padded = np.pad(", "    if pad > 0:\n        padded = np.pad(")


@mistake("conv_forward_naive")
def looks_at_the_first_image_only(reference: str) -> str:
    """Do the images of your output differ from each other? Which image does your window belong to?"""
    return edit(reference, "window = padded[:, :, top", "window = padded[[0] * len(x), :, top")


@mistake("conv_forward_naive")
def forgets_the_first_position(reference: str) -> str:
    """How many positions does a filter of 3 columns take along 5 columns at a stride of 1? How many do you count?"""
    return edit(edit(reference, "1 + (padded.shape[2]", "(padded.shape[2]"), "1 + (padded.shape[3]", "(padded.shape[3]")


# conv_backward_naive


@mistake("conv_backward_naive")
def cuts_the_border_off_from_both_ends(reference: str) -> str:
    """What does the slice [0:-0] contain? Count the pixels of your dx where pad is 0."""
    return edit(reference, "pad : pad + height, pad : pad + width", "pad:-pad, pad:-pad")


@mistake("conv_backward_naive")
def keeps_the_border(reference: str) -> str:
    """A gradient has one entry for each entry of its variable. Which shape has x, and which one has your dx?"""
    return edit(reference, "pad : pad + height, pad : pad + width", ":, :")


@mistake("conv_backward_naive")
def cuts_the_border_off_at_the_far_sides(reference: str) -> str:
    """At which row and which column of the padded image does the image itself begin?"""
    return edit(reference, "pad : pad + height, pad : pad + width", ":height, :width")


@mistake("conv_backward_naive")
def always_cuts_off_a_border_of_one(reference: str) -> str:
    """How many rows do you take away where pad is 2, and how many where it is 0? Where does that number come from?"""
    return edit(reference, "pad : pad + height, pad : pad + width", "1 : 1 + height, 1 : 1 + width")


@mistake("conv_backward_naive")
def cuts_off_half_a_filter(reference: str) -> str:
    """What decides how wide the border is: the size of the filter, or conv_param? For which combinations do the two
    agree?
    """
    return edit(
        reference,
        "pad : pad + height, pad : pad + width",
        "kernel_height // 2 : kernel_height // 2 + height, kernel_width // 2 : kernel_width // 2 + width",
    )


@mistake("conv_backward_naive")
def cuts_off_the_border_of_an_odd_filter(reference: str) -> str:
    """The border that keeps the size of an image is (HH - 1) / 2 wide. Is it the border that was added here? What does
    conv_param say?
    """
    return edit(
        reference,
        "    dx = dpadded[:, :, pad : pad + height, pad : pad + width]",
        "    top, left = (kernel_height - 1) // 2, (kernel_width - 1) // 2\n"
        "    dx = dpadded[:, :, top : top + height, left : left + width]",
    )


@mistake("conv_backward_naive")
def cuts_a_square_out(reference: str) -> str:
    """How many columns should dx have for an image that is wider than it is high? How many do you cut out?"""
    return edit(reference, "pad : pad + width", "pad : pad + height")


@mistake("conv_backward_naive")
def overwrites_the_input_gradient(reference: str) -> str:
    """Neighbouring windows share pixels. What becomes of the gradient that one window has left in such a pixel when
    the next one comes?
    """
    return edit(reference, "dpadded[window] +=", "dpadded[window] =")


@mistake("conv_backward_naive")
def overwrites_the_weight_gradient(reference: str) -> str:
    """At how many positions of the window is a weight in use? From how many of them does its gradient come?"""
    return edit(reference, "dw += np.tensordot", "dw = np.tensordot")


@mistake("conv_backward_naive")
def averages_the_weight_gradient_over_the_batch(reference: str) -> str:
    """Who takes the mean over the batch, this layer or the loss at the end? Has `dout` been divided by N already?"""
    return edit(reference, "    db =", "    dw /= len(dout)\n    db =")


@mistake("conv_backward_naive")
def averages_the_weight_gradient_over_the_positions(reference: str) -> str:
    """In the formula for dw, is there a sum over the positions of the window, or a mean?"""
    return edit(reference, "    db =", "    dw /= dout[0, 0].size\n    db =")


@mistake("conv_backward_naive")
def averages_the_gradient_of_the_biases(reference: str) -> str:
    """A bias is added to every output of its filter. Does db add up what comes back from them, or take a mean?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.mean(axis=(0, 2, 3))")


@mistake("conv_backward_naive")
def divides_the_gradient_of_the_biases_by_the_batch(reference: str) -> str:
    """Your db is too small by the number of images. Which outputs is a bias added to, and is there a mean in it?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.mean(axis=0).sum(axis=(1, 2))")


@mistake("conv_backward_naive")
def sums_the_gradient_of_the_biases_over_the_filters(reference: str) -> str:
    """Which axis of `dout` counts the filters? Over which axes do you add up, and what shape does b have?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.sum(axis=(1, 2, 3))")


@mistake("conv_backward_naive")
def sums_the_gradient_of_the_biases_to_one_number(reference: str) -> str:
    """Every filter has a bias of its own. What shape should db have, so that each of them gets its own gradient?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.sum()")


@mistake("conv_backward_naive")
def leaves_the_positions_in_the_gradient_of_the_biases(reference: str) -> str:
    """One bias serves all positions of an image. Over which axes of `dout` does its gradient have to be added up?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.sum(axis=0)")


@mistake("conv_backward_naive")
def takes_the_gradient_of_the_biases_from_the_first_image(reference: str) -> str:
    """Which images of the batch does a bias reach? Does each of them contribute to db?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout[0].sum(axis=(1, 2))")


@mistake("conv_backward_naive")
def ignores_the_stride_on_the_way_back(reference: str) -> str:
    """Which window did output (1, 1) come from when the stride was 2? Does your gradient go back to the same place?"""
    return edit(reference, "i * stride, j * stride", "i, j")


@mistake("conv_backward_naive")
def goes_back_by_the_stride_in_one_direction_only(reference: str) -> str:
    """The window has moved down and to the right. Does the stride hold for both directions on your way back?"""
    return edit(reference, "i * stride, j * stride", "i * stride, j")


@mistake("conv_backward_naive")
def visits_a_square_of_positions(reference: str) -> str:
    """How many columns does `dout` have, and how many of them do you visit?"""
    return edit(reference, "np.ndindex(*dout.shape[2:])", "np.ndindex(dout.shape[2], dout.shape[2])")


@mistake("conv_backward_naive")
def turns_the_filters_round_for_the_input_gradient(reference: str) -> str:
    """Which weight has met the upper left pixel of a window on the way forward? Which weight brings the gradient back
    to that pixel?
    """
    return edit(reference, "dout[:, :, i, j], w,", "dout[:, :, i, j], w[:, :, ::-1, ::-1],")


@mistake("conv_backward_naive")
def takes_the_first_filter_for_the_input_gradient(reference: str) -> str:
    """A pixel is seen by every filter. From how many of them does the gradient in your dx come?"""
    return edit(reference, "dout[:, :, i, j], w,", "dout[:, :1, i, j], w[:1],")


@mistake("conv_backward_naive")
def leaves_the_input_gradient_at_zero(reference: str) -> str:
    """Your dx holds zeros. Through which weights does a pixel reach the outputs?"""
    return edit(reference, "np.tensordot(dout[:, :, i, j], w, axes=1)", "0")


@mistake("conv_backward_naive")
def leaves_the_weight_gradient_at_zero(reference: str) -> str:
    """Your dw holds zeros. Which pixels does a weight get multiplied with, and where does that product go?"""
    return edit(reference, "np.tensordot(dout[:, :, i, j].T, padded[window], axes=1)", "0")


@mistake("conv_backward_naive")
def takes_the_weight_gradient_from_the_first_image(reference: str) -> str:
    """A filter slides over all images of the batch. Which of them contribute to your dw?"""
    return edit(reference, "dout[:, :, i, j].T, padded[window],", "dout[:1, :, i, j].T, padded[window][:1],")


@mistake("conv_backward_naive")
def forgets_the_upstream_gradient_of_the_weights(reference: str) -> str:
    """Your dw does not depend on `dout`. By the chain rule, what should each pixel be multiplied by?"""
    return edit(reference, "dout[:, :, i, j].T, padded[window],", "np.ones_like(dout[:, :, i, j].T), padded[window],")


@mistake("conv_backward_naive")
def returns_the_gradient_of_the_biases_only(reference: str) -> str:
    """Three inputs take part in a convolution. What does your function return for the images and for the filters?"""
    return edit(reference, "return dx, dw, db", "return None, None, db")


@mistake("conv_backward_naive")
def keeps_the_last_term_of_the_input_gradient(reference: str) -> str:
    """A pixel gets a term for each filter and each window that it takes part in. What becomes of the earlier terms when
    the next one comes?
    """
    return """
        def conv_backward_naive(dout, cache):
            (_, _, height, width), padded, w, conv_param = cache
            stride, pad = conv_param["stride"], conv_param["pad"]
            dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
            for n, f, i, j in np.ndindex(dout.shape):
                top, left = i * stride, j * stride
                window = np.s_[n, :, top : top + w.shape[2], left : left + w.shape[3]]
                dpadded[window] = w[f] * dout[n, f, i, j]
                dw[f] += padded[window] * dout[n, f, i, j]
            dx = dpadded[:, :, pad : pad + height, pad : pad + width]
            return dx, dw, dout.sum(axis=(0, 2, 3))
    """


@mistake("conv_backward_naive")
def keeps_the_last_term_of_the_weight_gradient(reference: str) -> str:
    """A weight gets a term for each image and each position. What becomes of the earlier terms when the next one comes?"""
    return """
        def conv_backward_naive(dout, cache):
            (_, _, height, width), padded, w, conv_param = cache
            stride, pad = conv_param["stride"], conv_param["pad"]
            dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
            for n, f, i, j in np.ndindex(dout.shape):
                top, left = i * stride, j * stride
                window = np.s_[n, :, top : top + w.shape[2], left : left + w.shape[3]]
                dpadded[window] += w[f] * dout[n, f, i, j]
                dw[f] = padded[window] * dout[n, f, i, j]
            dx = dpadded[:, :, pad : pad + height, pad : pad + width]
            return dx, dw, dout.sum(axis=(0, 2, 3))
    """


@mistake("conv_backward_naive")
def stops_the_cut_a_border_too_early(reference: str) -> str:
    """At which row of the padded image does the image itself end? How many rows has the slice [1:5], and how many
    should be left of an image with 5 rows?
    """
    return edit(reference, "pad : pad + height, pad : pad + width", "pad:height, pad:width")


@mistake("conv_backward_naive")
def goes_back_with_a_border_of_one(reference: str) -> str:
    """Everything agrees as long as pad is 1. Which number stands in its place in your code?"""
    return """
        def conv_backward_naive(dout, cache):
            (_, _, height, width), padded, w, conv_param = cache
            stride, wide = conv_param["stride"], conv_param["pad"]
            x = padded[:, :, wide : wide + height, wide : wide + width]
            pad = 1
            padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
            dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
            for i in range(1 + (height + 2 * pad - w.shape[2]) // stride):
                for j in range(1 + (width + 2 * pad - w.shape[3]) // stride):
                    top, left = i * stride, j * stride
                    window = np.s_[:, :, top : top + w.shape[2], left : left + w.shape[3]]
                    dpadded[window] += np.tensordot(dout[:, :, i, j], w, axes=1)
                    dw += np.tensordot(dout[:, :, i, j].T, padded[window], axes=1)
            dx = dpadded[:, :, pad : pad + height, pad : pad + width]
            return dx, dw, dout.sum(axis=(0, 2, 3))
    """


@mistake("conv_backward_naive")
def returns_the_weight_gradient_first(reference: str) -> str:
    """Three gradients come back, and the caller tells them apart by their order. Which one comes first in the
    specification?
    """
    return edit(reference, "return dx, dw, db", "return dw, dx, db")


@mistake("conv_backward_naive")
def returns_the_bias_gradient_second(reference: str) -> str:
    """Three gradients come back, and the caller tells them apart by their order. Which one comes second in the
    specification?
    """
    return edit(reference, "return dx, dw, db", "return dx, db, dw")


@mistake("conv_backward_naive")
def averages_all_gradients_over_the_batch(reference: str) -> str:
    """All three gradients are too small by the number of images. Who takes the mean over the batch: this layer, or the
    loss at the end?
    """
    return edit(reference, "return dx, dw, db", "return dx / len(dout), dw / len(dout), db / len(dout)")


@mistake("conv_backward_naive")
def leaves_the_gradient_of_the_biases_at_zero(reference: str) -> str:
    """Your db holds zeros. Which outputs change when a bias does, and by how much?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "np.zeros(len(w))")


@mistake("conv_backward_naive")
def keeps_the_last_term_of_the_gradient_of_the_biases(reference: str) -> str:
    """A bias gets a term for each image and each position. What becomes of the earlier terms when the next one comes?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout[-1, :, -1, -1]")


@mistake("conv_backward_naive")
def goes_by_the_last_convolution(reference: str) -> str:
    """A network has several convolutions, and goes back through the first of them last. Where do you get from what a
    gradient needs: the cache that is handed in, or something that the latest forward pass left behind?
    """
    forward = """

        def _kept(forward):
            def conv_forward_naive(x, w, b, conv_param):
                out, conv_backward_naive.last = forward(x, w, b, conv_param)
                return out, conv_backward_naive.last

            return conv_forward_naive


        conv_forward_naive = _kept(conv_forward_naive)
    """
    return edit(reference, "conv_param = cache", "conv_param = conv_backward_naive.last") + textwrap.dedent(forward)


# max_pool_forward_naive


@mistake("max_pool_forward_naive")
def starts_the_maximum_at_zero(reference: str) -> str:
    """What is the largest of -3, -1 and -2? With which value does your comparison begin?"""
    return edit(reference, ".max(axis=(2, 3))", ".max(axis=(2, 3), initial=0)")


@mistake("max_pool_forward_naive")
def takes_the_largest_magnitude(reference: str) -> str:
    """Which of -3 and 2 is the larger number? Does the sign take part in your comparison?"""
    return edit(
        reference,
        "out[:, :, i, j] = x[:, :, top",
        "out[:, :, i, j] = np.abs(x)[:, :, top",
    )


@mistake("max_pool_forward_naive")
def keeps_the_smallest_value(reference: str) -> str:
    """Which value of a window should come through? Compare one window of x with its output."""
    return edit(reference, ".max(axis=(2, 3))", ".min(axis=(2, 3))")


@mistake("max_pool_forward_naive")
def averages_in_max_pooling(reference: str) -> str:
    """Is every number of the output one of the numbers of its window? Should it be?"""
    return edit(reference, ".max(axis=(2, 3))", ".mean(axis=(2, 3))")


@mistake("max_pool_forward_naive")
def pools_over_the_channels_too(reference: str) -> str:
    """Do the channels of your output differ from each other? Over which axes is the maximum taken?"""
    return edit(reference, ".max(axis=(2, 3))", ".max(axis=(1, 2, 3))[:, np.newaxis]")


@mistake("max_pool_forward_naive")
def pools_over_the_batch_too(reference: str) -> str:
    """Do the images of your output differ from each other? Over which axes is the maximum taken?"""
    return edit(reference, ".max(axis=(2, 3))", ".max(axis=(0, 2, 3))")


@mistake("max_pool_forward_naive")
def returns_the_place_of_the_maximum(reference: str) -> str:
    """Does your output hold values of the image, or the places where they stand?"""
    return edit(reference, ".max(axis=(2, 3))", ".reshape(count, channels, -1).argmax(axis=2)")


@mistake("max_pool_forward_naive")
def moves_by_the_size_of_the_window(reference: str) -> str:
    """Where does your second window begin if a window has 3 rows and the stride is 2? Which of the two numbers says how
    far it moves?
    """
    return edit(reference, "i * stride, j * stride", "i * pool_height, j * pool_width").replace(
        ".max(axis=(2, 3))", ".max(axis=(2, 3), initial=-np.inf)"
    )


@mistake("max_pool_forward_naive")
def counts_windows_side_by_side(reference: str) -> str:
    """How many windows of 3 rows fit into 9 rows if each begins 2 rows below the one before? How many does your output
    have room for?
    """
    counted = edit(reference, "1 + (height - pool_height) // stride", "height // pool_height")
    return edit(
        edit(counted, "1 + (width - pool_width) // stride", "width // pool_width"),
        "i * stride, j * stride",
        "i * pool_height, j * pool_width",
    )


@mistake("max_pool_forward_naive")
def forgets_the_last_window(reference: str) -> str:
    """How many windows of 2 columns fit into 6 columns at a stride of 2? How many do you count?"""
    counted = edit(reference, "1 + (height - pool_height)", "(height - pool_height)")
    return edit(counted, "1 + (width - pool_width)", "(width - pool_width)")


@mistake("max_pool_forward_naive")
def divides_the_sizes_by_the_stride(reference: str) -> str:
    """How many windows of 3 rows fit into 7 rows at a stride of 2, and how many does your output count? When are the two
    numbers the same?
    """
    counted = edit(reference, "1 + (height - pool_height) // stride", "height // stride")
    return edit(counted, "1 + (width - pool_width) // stride", "width // stride")


@mistake("max_pool_forward_naive")
def takes_the_pooled_width_from_the_height(reference: str) -> str:
    """How many columns does your output have for an image that is wider than it is high? Which sizes enter its width?"""
    return edit(reference, "1 + (width - pool_width)", "1 + (height - pool_height)")


@mistake("max_pool_forward_naive")
def swaps_the_sides_of_the_window(reference: str) -> str:
    """Which of pool_height and pool_width counts rows? Try a window of one row and three columns on a small image."""
    return edit(
        reference,
        '= pool_param["pool_height"], pool_param["pool_width"]',
        '= pool_param["pool_width"], pool_param["pool_height"]',
    )


@mistake("max_pool_forward_naive")
def swaps_the_sides_when_cutting_out_a_window(reference: str) -> str:
    """The output has the right size. When a window is cut out of the image, how many rows and how many columns has it?"""
    return edit(
        reference,
        "top : top + pool_height, left : left + pool_width",
        "top : top + pool_width, left : left + pool_height",
    )


@mistake("max_pool_forward_naive")
def takes_square_windows_for_granted(reference: str) -> str:
    """How many columns does your window have if it is 2 pixels high and 3 pixels wide?"""
    return edit(
        reference,
        '= pool_param["pool_height"], pool_param["pool_width"]',
        '= pool_param["pool_height"], pool_param["pool_height"]',
    )


@mistake("max_pool_forward_naive")
def runs_past_the_last_window(reference: str) -> str:
    """Which rows does your loop begin a window at? Where does the last window that lies inside the image begin if it
    has 3 rows and the stride is 2?
    """
    return edit(
        reference,
        "np.ndindex(out_height, out_width)",
        "np.ndindex(len(range(0, height, stride)), len(range(0, width, stride)))",
    )


@mistake("max_pool_forward_naive")
def moves_the_window_by_one(reference: str) -> str:
    """By how many pixels does your window move from one output to the next? Which entry of pool_param says so?"""
    return edit(reference, "i * stride, j * stride", "i, j")


# max_pool_backward_naive


@mistake("max_pool_backward_naive")
def overwrites_where_windows_overlap(reference: str) -> str:
    """A pixel may be the largest of two windows. What becomes of the gradient from the first one when the second one
    comes?
    """
    return edit(reference, "row, column] += dout", "row, column] = dout")


@mistake("max_pool_backward_naive")
def decodes_with_the_height_of_the_window(reference: str) -> str:
    """In a window of 2 rows and 3 columns, which number does `argmax` give to the first pixel of the second row? Which
    row and column do you make of it?
    """
    return edit(
        reference,
        "top + largest // pool_width, left + largest % pool_width",
        "np.minimum(top + largest // pool_height, x.shape[2] - 1), left + largest % pool_height",
    )


@mistake("max_pool_backward_naive")
def decodes_columns_before_rows(reference: str) -> str:
    """`argmax` counts along the rows of a window. Which of quotient and remainder tells the row, and which one the
    column?
    """
    return edit(
        reference,
        "row, column = top + largest // pool_width, left + largest % pool_width",
        "row = np.minimum(top + largest % pool_width, x.shape[2] - 1)\n"
        "        column = np.minimum(left + largest // pool_width, x.shape[3] - 1)",
    )


@mistake("max_pool_backward_naive")
def forgets_where_the_window_begins(reference: str) -> str:
    """The place of the maximum is counted from the corner of its window. Which pixel of the image is that?"""
    return edit(
        reference,
        "top + largest // pool_width, left + largest % pool_width",
        "largest // pool_width, largest % pool_width",
    )


@mistake("max_pool_backward_naive")
def hands_it_to_the_corner_of_the_window(reference: str) -> str:
    """Which pixel of a window has reached the output? To which one does your gradient go?"""
    return edit(
        reference,
        "top + largest // pool_width, left + largest % pool_width",
        "top + 0 * largest, left + 0 * largest",
    )


@mistake("max_pool_backward_naive")
def hands_it_to_the_smallest_value(reference: str) -> str:
    """Which pixel of a window does the output depend on, the largest or the smallest?"""
    return edit(reference, ".argmax(", ".argmin(")


@mistake("max_pool_backward_naive")
def hands_it_to_all_pixels_of_the_window(reference: str) -> str:
    """Does the output change if a pixel other than the largest one changes a little? What is its gradient?"""
    return _max_pool_backward("np.ones_like(window)")


@mistake("max_pool_backward_naive")
def spreads_it_over_the_window(reference: str) -> str:
    """Is this the gradient of a maximum or that of a mean? How many pixels of a window have reached the output?"""
    return _max_pool_backward("np.full_like(window, 1 / window[0, 0].size)")


def _max_pool_backward(mask: str) -> str:
    """The way by masks, which many take: `mask` says what share of its gradient each pixel of a window gets."""
    return f"""
        def max_pool_backward_naive(dout, cache):
            x, pool_param = cache
            height, width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
            dx = np.zeros_like(x)
            for i, j in np.ndindex(*dout.shape[2:]):
                place = np.s_[:, :, i * stride : i * stride + height, j * stride : j * stride + width]
                window = x[place]
                dx[place] += {mask} * dout[:, :, i : i + 1, j : j + 1]
            return dx
    """


@mistake("max_pool_backward_naive")
def marks_the_largest_of_all_channels(reference: str) -> str:
    """Each channel has a maximum of its own. With which number do you compare the pixels of a channel?"""
    return _max_pool_backward("(window == window.max(axis=(1, 2, 3), keepdims=True))")


@mistake("max_pool_backward_naive")
def marks_the_largest_of_all_images(reference: str) -> str:
    """Each image of the batch has a maximum of its own. With which number do you compare its pixels?"""
    return _max_pool_backward("(window == window.max(axis=(0, 2, 3), keepdims=True))")


@mistake("max_pool_backward_naive")
def marks_the_positive_maxima_only(reference: str) -> str:
    """In a window of negative values, which pixel has reached the output? Does it get a gradient in your version?"""
    return _max_pool_backward("(window == np.maximum(0, window.max(axis=(2, 3), keepdims=True)))")


@mistake("max_pool_backward_naive")
def multiplies_by_the_largest_value(reference: str) -> str:
    """If the largest pixel grows by a little, by how much does the output grow? Does that depend on how large it is?"""
    return _max_pool_backward("window * (window == window.max(axis=(2, 3), keepdims=True))")


@mistake("max_pool_backward_naive")
def forgets_the_upstream_gradient_of_max_pooling(reference: str) -> str:
    """Your dx counts how often a pixel is the largest. What should it be multiplied by?"""
    return edit(reference, "+= dout[:, :, i, j]", "+= 1")


@mistake("max_pool_backward_naive")
def goes_back_by_the_size_of_the_window(reference: str) -> str:
    """Which window did output (1, 1) come from if the stride was 3 and the window has 2 rows? Does your gradient go back
    to the same place?
    """
    return edit(
        reference,
        "top, left = i * stride, j * stride",
        "top = min(i * pool_height, x.shape[2] - pool_height)\n"
        "        left = min(j * pool_width, x.shape[3] - pool_width)",
    )


@mistake("max_pool_backward_naive")
def visits_a_square_of_windows(reference: str) -> str:
    """How many columns does `dout` have, and how many of them do you visit?"""
    return edit(reference, "np.ndindex(*dout.shape[2:])", "np.ndindex(dout.shape[2], min(dout.shape[2:]))")


@mistake("max_pool_backward_naive")
def overwrites_windows_with_a_mask(reference: str) -> str:
    """A pixel may belong to two windows. What becomes of the gradient that the first one has left in it when the second
    one is written?
    """
    return edit(_max_pool_backward("(window == window.max(axis=(2, 3), keepdims=True))"), "dx[place] +=", "dx[place] =")


@mistake("max_pool_backward_naive")
def marks_the_largest_of_the_whole_image(reference: str) -> str:
    """Each window has a maximum of its own. With which number do you compare its pixels: with the largest of the
    window, or of the whole channel?
    """
    return _max_pool_backward("(window == x.max(axis=(2, 3), keepdims=True))")


@mistake("max_pool_backward_naive")
def decodes_with_the_height_and_leaves_the_image(reference: str) -> str:
    """In a window of 2 rows and 3 columns, `argmax` numbers the pixels from 0 to 5. Which row do you make of the last
    number, and is there such a row?
    """
    return edit(
        reference,
        "top + largest // pool_width, left + largest % pool_width",
        "top + largest // pool_height, left + largest % pool_height",
    )


# avg_pool_forward


@mistake("avg_pool_forward")
def adds_up_the_window(reference: str) -> str:
    """What should the mean over a window of ones be, and what is it in your version?"""
    return edit(reference, ".mean(axis=(2, 3))", ".sum(axis=(2, 3))")


@mistake("avg_pool_forward")
def divides_by_the_height_only(reference: str) -> str:
    """How many pixels does a window of 2 rows and 3 columns have? By which number do you divide?"""
    return edit(reference, ".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / pool_height")


@mistake("avg_pool_forward")
def divides_by_the_square_of_the_height(reference: str) -> str:
    """How many pixels does a window of 2 rows and 3 columns have? By which number do you divide?"""
    return edit(reference, ".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / pool_height**2")


@mistake("avg_pool_forward")
def divides_by_the_square_of_the_stride(reference: str) -> str:
    """How many pixels does a window have: does that depend on how far it moves, or on how large it is?"""
    return edit(reference, ".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / stride**2")


@mistake("avg_pool_forward")
def takes_the_maximum_in_average_pooling(reference: str) -> str:
    """Change a pixel that is not the largest one of its window. Should the output change, and does yours?"""
    return edit(reference, ".mean(axis=(2, 3))", ".max(axis=(2, 3))")


@mistake("avg_pool_forward")
def averages_over_the_channels(reference: str) -> str:
    """Do the channels of your output differ from each other? Over which axes is the mean taken?"""
    return edit(reference, ".mean(axis=(2, 3))", ".mean(axis=(1, 2, 3))[:, np.newaxis]")


@mistake("avg_pool_forward")
def averages_over_the_batch(reference: str) -> str:
    """Do the images of your output differ from each other? Over which axes is the mean taken?"""
    return edit(reference, ".mean(axis=(2, 3))", ".mean(axis=(0, 2, 3))")


@mistake("avg_pool_forward")
def moves_the_mean_by_the_size_of_the_window(reference: str) -> str:
    """Where does your second window begin if a window has 3 rows and the stride is 2? Which of the two numbers says how
    far it moves?
    """
    return edit(
        reference,
        "top, left = i * stride, j * stride",
        "top = min(i * pool_height, height - pool_height)\n        left = min(j * pool_width, width - pool_width)",
    )


@mistake("avg_pool_forward")
def counts_means_side_by_side(reference: str) -> str:
    """How many windows of 3 rows fit into 7 rows if each begins 2 rows below the one before? How many does your output
    have room for?
    """
    counted = edit(reference, "1 + (height - pool_height) // stride", "height // pool_height")
    return edit(
        edit(counted, "1 + (width - pool_width) // stride", "width // pool_width"),
        "i * stride, j * stride",
        "i * pool_height, j * pool_width",
    )


@mistake("avg_pool_forward")
def swaps_the_sides_of_the_mean(reference: str) -> str:
    """Which of pool_height and pool_width counts rows? Try a window of one row and three columns on a small image."""
    return edit(
        reference,
        '= pool_param["pool_height"], pool_param["pool_width"]',
        '= pool_param["pool_width"], pool_param["pool_height"]',
    )


@mistake("avg_pool_forward")
def takes_the_width_of_the_means_from_the_height(reference: str) -> str:
    """How many columns does your output have for an image that is wider than it is high? Which sizes enter its width?"""
    return edit(reference, "1 + (width - pool_width)", "1 + (height - pool_height)")


# avg_pool_backward


@mistake("avg_pool_backward")
def hands_every_pixel_the_whole_gradient(reference: str) -> str:
    """If one pixel of a window grows by 1, by how much does the mean grow? What does that say about the pixel's
    share?
    """
    return edit(reference, "share = dout / (pool_height * pool_width)", "share = dout")


@mistake("avg_pool_backward")
def shares_by_the_height_only(reference: str) -> str:
    """Among how many pixels is the gradient of one window shared? Which of its two sides do you count?"""
    return edit(reference, "(pool_height * pool_width)", "pool_height")


@mistake("avg_pool_backward")
def shares_by_the_square_of_the_height(reference: str) -> str:
    """How many pixels does a window of 2 rows and 3 columns have? By which number do you divide?"""
    return edit(reference, "(pool_height * pool_width)", "pool_height**2")


@mistake("avg_pool_backward")
def shares_by_the_square_of_the_stride(reference: str) -> str:
    """Among how many pixels is the gradient shared: does that depend on how far the window moves, or on its size?"""
    return edit(reference, "(pool_height * pool_width)", "stride**2")


@mistake("avg_pool_backward")
def overwrites_the_shares_of_other_windows(reference: str) -> str:
    """A pixel may belong to several windows. What becomes of its share from the first one when the second one comes?"""
    return edit(reference, "left : left + pool_width] +=", "left : left + pool_width] =")


@mistake("avg_pool_backward")
def hands_the_share_to_the_corner(reference: str) -> str:
    """Which pixels of a window have taken part in its mean? How many of them get a share in your version?"""
    return edit(reference, "top : top + pool_height, left : left + pool_width]", "top : top + 1, left : left + 1]")


@mistake("avg_pool_backward")
def shares_by_the_size_of_the_window(reference: str) -> str:
    """Which window did output (1, 1) come from if the stride was 2 and the window has 3 rows? Does its gradient go back
    to the same pixels?
    """
    return edit(
        reference,
        "top, left = i * stride, j * stride",
        "top = min(i * pool_height, shape[2] - pool_height)\n        left = min(j * pool_width, shape[3] - pool_width)",
    )


@mistake("avg_pool_backward")
def shares_a_square_of_windows(reference: str) -> str:
    """How many columns does `dout` have, and how many of them do you visit?"""
    return edit(reference, "np.ndindex(*dout.shape[2:])", "np.ndindex(dout.shape[2], min(dout.shape[2:]))")


@mistake("avg_pool_backward")
def shares_among_the_channels(reference: str) -> str:
    """Do the channels of your dx differ from each other? A mean was taken in each channel on its own."""
    return edit(reference, "+= share[:, :, i : i + 1", "+= share.mean(axis=1, keepdims=True)[:, :, i : i + 1")


# global_avg_pool_forward


@mistake("global_avg_pool_forward")
def adds_up_the_channel(reference: str) -> str:
    """What should the mean over a channel of ones be, and what is it in your version?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.sum(axis=(2, 3))")


@mistake("global_avg_pool_forward")
def divides_the_channel_by_its_height(reference: str) -> str:
    """How many pixels does a channel have? By which number do you divide?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.sum(axis=(2, 3)) / x.shape[2]")


@mistake("global_avg_pool_forward")
def divides_the_channel_by_the_square_of_its_height(reference: str) -> str:
    """How many pixels does a channel of 2 rows and 4 columns have? By which number do you divide?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.sum(axis=(2, 3)) / x.shape[2] ** 2")


@mistake("global_avg_pool_forward")
def keeps_the_largest_pixel(reference: str) -> str:
    """Change a pixel that is not the largest one of its channel. Should the output change, and does yours?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.max(axis=(2, 3))")


@mistake("global_avg_pool_forward")
def averages_over_the_rows_only(reference: str) -> str:
    """Which shape does your output have? How many numbers should be left of a channel?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.mean(axis=2)")


@mistake("global_avg_pool_forward")
def averages_the_whole_image(reference: str) -> str:
    """Every channel has a mean of its own. How many numbers should be left of an image with C channels?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.mean(axis=(1, 2, 3))")


@mistake("global_avg_pool_forward")
def averages_over_the_images(reference: str) -> str:
    """Every image of the batch has means of its own. Over which axes do you take them?"""
    return edit(reference, "x.mean(axis=(2, 3))", "x.mean(axis=(0, 2, 3))")


# global_avg_pool_backward


@mistake("global_avg_pool_backward")
def hands_every_pixel_of_the_channel_the_whole_gradient(reference: str) -> str:
    """If one pixel of a channel grows by 1, by how much does the mean grow?"""
    return edit(reference, " / (height * width)", "")


@mistake("global_avg_pool_backward")
def shares_the_channel_by_its_height(reference: str) -> str:
    """Among how many pixels is the gradient of a channel shared? Add up your shares and compare with `dout`."""
    return edit(reference, "(height * width)", "height")


@mistake("global_avg_pool_backward")
def shares_the_channel_by_the_square_of_its_height(reference: str) -> str:
    """How many pixels does a channel of 2 rows and 4 columns have? By which number do you divide?"""
    return edit(reference, "(height * width)", "height**2")


@mistake("global_avg_pool_backward")
def shares_among_the_images_too(reference: str) -> str:
    """Each image has means of its own. Why should the number of images make their gradients smaller?"""
    return edit(reference, "(height * width)", "(height * width * len(dout))")


@mistake("global_avg_pool_backward")
def shares_among_the_channels_too(reference: str) -> str:
    """Each channel has a mean of its own. Why should the number of channels make its gradient smaller?"""
    return edit(reference, "(height * width)", "(height * width * dout.shape[1])")


@mistake("global_avg_pool_backward")
def hands_it_to_the_first_pixel(reference: str) -> str:
    """Which pixels of a channel have taken part in its mean? How many of them get a gradient in your version?"""
    return edit(reference, "dx += dout[:, :, np.newaxis, np.newaxis] / (height * width)", "dx[:, :, 0, 0] = dout")


@mistake("global_avg_pool_backward")
def leaves_the_gradient_of_the_means_flat(reference: str) -> str:
    """A gradient has one entry for each entry of its variable. Which shape did x have?"""
    return edit(reference, "return dx", "return dout / (height * width)")


# local_response_norm_forward


@mistake("local_response_norm_forward")
def divides_alpha_by_the_number_of_channels(reference: str) -> str:
    """Does the formula have a sum over the neighbours or their mean? Another library's layer differs in this."""
    return edit(reference, "k + alpha * (near", "k + alpha / (2 * half + 1) * (near")


@mistake("local_response_norm_forward")
def takes_the_mean_of_the_neighbours(reference: str) -> str:
    """Near the first channel fewer neighbours exist than in the middle. Does the formula make up for that?"""
    return edit(reference, "(near**2).sum(axis=1)", "(near**2).mean(axis=1)")


@mistake("local_response_norm_forward")
def leaves_out_the_constant_k(reference: str) -> str:
    """By what are activations divided that are close to zero, and whose neighbours are as well? What is k for?"""
    return edit(reference, "k + alpha * (near", "alpha * (near")


@mistake("local_response_norm_forward")
def leaves_out_alpha(reference: str) -> str:
    """Call the function with two values of alpha and compare. Does anything change?"""
    return edit(reference, "k + alpha * (near", "k + (near")


@mistake("local_response_norm_forward")
def adds_up_the_neighbours_without_squares(reference: str) -> str:
    """Two neighbours of opposite sign are both very active. What do they add to your sum?"""
    return edit(reference, "(near**2).sum", "near.sum").replace("x * scale**-beta", "x * np.abs(scale) ** -beta")


@mistake("local_response_norm_forward")
def adds_up_magnitudes(reference: str) -> str:
    """If all activations are doubled, what happens to the sum in the formula, and what to yours?"""
    return edit(reference, "(near**2)", "np.abs(near)")


@mistake("local_response_norm_forward")
def leaves_out_the_exponent(reference: str) -> str:
    """Call the function with two values of beta and compare. Does anything change?"""
    return edit(reference, "x * scale**-beta", "x / scale")


@mistake("local_response_norm_forward")
def multiplies_by_the_power(reference: str) -> str:
    """Should an activation become smaller or larger when its neighbours are very active? What does the sign of an
    exponent do?
    """
    return edit(reference, "x * scale**-beta", "x * scale**beta")


@mistake("local_response_norm_forward")
def takes_n_channels_on_each_side(reference: str) -> str:
    """For n = 5, how many channels does your sum run over in the middle of many? Is channel i one of the n?"""
    return edit(reference, 'half = lrn_param.get("n", 5) // 2', 'half = lrn_param.get("n", 5)')


@mistake("local_response_norm_forward")
def misses_the_last_neighbour(reference: str) -> str:
    """For n = 3, which channels does your sum run over? Does a slice contain the index at which it ends?"""
    return edit(reference, "channel + half + 1]", "max(1, channel + half)]")


@mistake("local_response_norm_forward")
def looks_at_earlier_channels_only(reference: str) -> str:
    """Channel i stands in the middle of its neighbours. How many of yours come after it?"""
    return edit(reference, "channel + half + 1]", "channel + 1]")


@mistake("local_response_norm_forward")
def leaves_out_the_channel_itself(reference: str) -> str:
    """Is a channel one of its own neighbours in the formula? Which value of j do you leave out?"""
    return edit(reference, "(near**2).sum(axis=1)", "((near**2).sum(axis=1) - x[:, channel] ** 2)")


@mistake("local_response_norm_forward")
def goes_round_at_the_last_channel(reference: str) -> str:
    """Which channels are next to the first one in your version? Is the last channel among them?"""
    return edit(
        reference,
        "near = x[:, max(0, channel - half) : channel + half + 1]",
        "near = np.take(x, range(channel - half, channel + half + 1), axis=1, mode='wrap')",
    )


@mistake("local_response_norm_forward")
def normalises_over_neighbouring_pixels(reference: str) -> str:
    """Does the sum run over the neighbours in space, or over the channels at one and the same pixel?"""
    return edit(
        edit(
            reference,
            "near = x[:, max(0, channel - half) : channel + half + 1]",
            "near = x[:, :, :, max(0, channel - half) : channel + half + 1]",
        ).replace("x.shape[1]", "x.shape[3]"),
        "scale[:, channel] = k + alpha * (near**2).sum(axis=1)",
        "scale[:, :, :, channel] = k + alpha * (near**2).sum(axis=3)",
    )


@mistake("local_response_norm_forward")
def uses_another_library_s_defaults(reference: str) -> str:
    """What are k and the other numbers where lrn_param does not say? Print the ones that you use."""
    return edit(reference, '("k", 2.0)', '("k", 1.0)')


@mistake("local_response_norm_forward")
def insists_on_every_key(reference: str) -> str:
    """Any of the four numbers may be left out. What does your function do then, and what stands in the docstring?"""
    return edit(reference, 'lrn_param.get("alpha", 1e-4)', 'lrn_param["alpha"]')


@mistake("local_response_norm_forward")
def uses_defaults_whatever_is_given(reference: str) -> str:
    """Call the function with two different dictionaries and compare. Where does it read what they hold?"""
    return edit(reference, "half = lrn_param", "lrn_param = {}\n    half = lrn_param")


@mistake("local_response_norm_forward")
def loses_a_channel_at_the_upper_end(reference: str) -> str:
    """Near the last channel, which channels does your sum run over? Does a slice contain the index at which it ends?"""
    return edit(reference, "channel + half + 1]", "min(x.shape[1] - 1, channel + half)]")


@mistake("local_response_norm_forward")
def takes_all_channels(reference: str) -> str:
    """With eight channels and n = 5, how many channels does the sum for channel 3 run over? Where does n enter in your
    version?
    """
    return edit(reference, "max(0, channel - half) : channel + half + 1]", ":]")


@mistake("local_response_norm_forward")
def always_takes_five_channels(reference: str) -> str:
    """Call the function with two values of n and compare. Does anything change?"""
    return edit(reference, 'lrn_param.get("n", 5) // 2', "5 // 2")


@mistake("local_response_norm_forward")
def always_takes_a_k_of_two(reference: str) -> str:
    """Call the function with two values of k and compare. Does anything change?"""
    return edit(reference, 'lrn_param.get("k", 2.0)', "2.0")


@mistake("local_response_norm_forward")
def always_takes_the_usual_alpha(reference: str) -> str:
    """What happens in your version when alpha is another number than usual? Where do you read it?"""
    return edit(reference, 'lrn_param.get("alpha", 1e-4)', "1e-4")


@mistake("local_response_norm_forward")
def always_takes_the_usual_beta(reference: str) -> str:
    """What happens in your version when beta is another number than usual? Where do you read it?"""
    return edit(reference, 'lrn_param.get("beta", 0.75)', "0.75")


# local_response_norm_backward


@mistake("local_response_norm_backward")
def takes_the_divisor_for_a_constant(reference: str) -> str:
    """The activations stand in the numerator, and where else? What happens to an output if a neighbour grows?"""
    return edit(reference, "        dx[:, channel] -= 2 * alpha * beta * x[:, channel] * near.sum(axis=1)\n", "")


@mistake("local_response_norm_backward")
def leaves_out_the_numerator(reference: str) -> str:
    """Let alpha be 0: what does the layer do then, and what should its gradient be?"""
    return edit(reference, "dx = dout * scale**-beta", "dx = np.zeros_like(x)")


@mistake("local_response_norm_backward")
def adds_the_part_of_the_divisor(reference: str) -> str:
    """If a neighbour becomes more active, does an output become larger or smaller? Which sign does that part of the
    gradient have?
    """
    return edit(reference, "dx[:, channel] -=", "dx[:, channel] +=")


@mistake("local_response_norm_backward")
def loses_the_two_of_the_square(reference: str) -> str:
    """What is the derivative of a square? Which number does it bring in?"""
    return edit(reference, "-= 2 * alpha", "-= alpha")


@mistake("local_response_norm_backward")
def loses_beta_in_the_derivative(reference: str) -> str:
    """What comes down in front of a power when it is differentiated?"""
    return edit(reference, "2 * alpha * beta *", "2 * alpha *")


@mistake("local_response_norm_backward")
def loses_alpha_in_the_derivative(reference: str) -> str:
    """If alpha is halved, what happens to the influence of a neighbour, and what to that part of your gradient?"""
    return edit(reference, "2 * alpha * beta *", "2 * beta *")


@mistake("local_response_norm_backward")
def keeps_the_exponent_in_the_derivative(reference: str) -> str:
    """What becomes of the exponent of a power when it is differentiated?"""
    return edit(reference, "(-beta - 1)", "-beta")


@mistake("local_response_norm_backward")
def raises_the_exponent_in_the_derivative(reference: str) -> str:
    """The exponent of the divisor is -beta. Does differentiating bring it closer to zero or further away?"""
    return edit(reference, "(-beta - 1)", "(1 - beta)")


@mistake("local_response_norm_backward")
def differentiates_by_the_channel_itself_only(reference: str) -> str:
    """In how many of the sums of the forward pass does one activation stand? From how many outputs does your gradient
    come?
    """
    return edit(reference, "near = felt[:, max(0, channel - half) : channel + half + 1]", "near = felt[:, [channel]]")


@mistake("local_response_norm_backward")
def confuses_the_neighbour_with_the_channel(reference: str) -> str:
    """Two different activations are multiplied in the second part. Which of them belongs to output i, and which one is
    differentiated by?
    """
    return edit(
        edit(reference, "felt = dout * x *", "felt = dout *"), "beta * x[:, channel] *", "beta * x[:, channel] ** 2 *"
    )


@mistake("local_response_norm_backward")
def takes_the_upstream_gradient_of_the_channel(reference: str) -> str:
    """Each output that an activation takes part in has its own entry of `dout`. Which entries stand in your sum?"""
    return edit(
        edit(reference, "felt = dout * x *", "felt = x *"), "beta * x[:, channel] *", "beta * (x * dout)[:, channel] *"
    )


@mistake("local_response_norm_backward")
def takes_the_divisor_of_the_channel(reference: str) -> str:
    """Each output has a divisor of its own. Whose divisor stands in your sum over the neighbours?"""
    return edit(
        edit(reference, "felt = dout * x * scale ** (-beta - 1)", "felt = dout * x"),
        "near.sum(axis=1)",
        "near.sum(axis=1) * scale[:, channel] ** (-beta - 1)",
    )


@mistake("local_response_norm_backward")
def misses_the_last_neighbour_on_the_way_back(reference: str) -> str:
    """In which sums does an activation stand? Count the channels that your slice contains."""
    return edit(reference, "channel + half + 1]", "max(1, channel + half)]")


@mistake("local_response_norm_backward")
def looks_at_earlier_channels_on_the_way_back(reference: str) -> str:
    """An activation takes part in the sums of channels on both sides. How many of yours come after it?"""
    return edit(reference, "channel + half + 1]", "channel + 1]")


@mistake("local_response_norm_backward")
def goes_back_with_five_channels(reference: str) -> str:
    """How many channels does your gradient add up where n is 3? Where does the number come from?"""
    return edit(reference, "    felt =", "    half = 2\n    felt =")


@mistake("local_response_norm_backward")
def goes_back_with_the_default_numbers(reference: str) -> str:
    """Which alpha and which beta were in use on the way forward? Where does your gradient take them from?"""
    return edit(reference, "    felt =", "    alpha, beta = 1e-4, 0.75\n    felt =")


@mistake("local_response_norm_backward")
def loses_a_channel_at_the_upper_end_on_the_way_back(reference: str) -> str:
    """Near the last channel, which channels does your sum run over? Does a slice contain the index at which it ends?"""
    return edit(reference, "channel + half + 1]", "min(x.shape[1] - 1, channel + half)]")


@mistake("local_response_norm_backward")
def goes_back_through_all_channels(reference: str) -> str:
    """In how many of the sums of the forward pass does one activation stand? How many outputs does your sum run over?"""
    return edit(reference, "max(0, channel - half) : channel + half + 1]", ":]")


@mistake("local_response_norm_backward")
def divides_alpha_on_the_way_back(reference: str) -> str:
    """Was alpha divided by the number of channels on the way forward? What is the derivative of the sum as it stands
    there?
    """
    return edit(reference, "-= 2 * alpha *", "-= 2 * alpha / (2 * half + 1) *")
