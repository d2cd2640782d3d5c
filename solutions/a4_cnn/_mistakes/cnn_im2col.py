"""What goes wrong in im2col, in the layers that are built on it, and in the convolutional networks."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# im2col -----------------------------------------------------------------------------------------------------------


@mistake("im2col")
def columns_ordered_by_position_first(reference: str) -> str:
    """Which columns stand next to each other: those of one example, or those of one position in all examples? Compare
    the order of the three indices in the specification with yours.
    """
    return edit(
        reference,
        "return cols.reshape(",
        "cols = cols.transpose(0, 1, 2, 4, 5, 3)\n    return cols.reshape(",
    )


@mistake("im2col")
def rows_ordered_by_place_first(reference: str) -> str:
    """Which index runs slowest over the rows, the channel or the place inside the field? In which order would the
    entries of a filter lie in memory?
    """
    return edit(
        reference,
        "return cols.reshape(",
        "cols = cols.transpose(1, 2, 0, 3, 4, 5)\n    return cols.reshape(",
    )


@mistake("im2col")
def rows_and_columns_of_the_field_swapped(reference: str) -> str:
    """Inside one field, which index runs faster from row to row of the result, p or q? Write the first rows down for a
    field of 2x3.
    """
    return edit(
        reference,
        "return cols.reshape(",
        "cols = cols.transpose(0, 2, 1, 3, 4, 5)\n    return cols.reshape(",
    )


@mistake("im2col")
def fields_laid_out_as_rows(reference: str) -> str:
    """How many rows should the result have: as many as a field has entries, or as many as there are fields?"""
    return reference.replace("return cols.reshape(", "return np.transpose(cols.reshape(").replace(
        "count * down * right)\n", "count * down * right))\n"
    )


@mistake("im2col")
def examples_and_channels_mixed_by_a_reshape(reference: str) -> str:
    """When two axes change places, do the numbers in memory stay in their order? What does a new shape alone do to
    them, and what does a transposition do?
    """
    return edit(reference, "x.swapaxes(0, 1)", "x.reshape(channels, count, height, width)")


@mistake("im2col")
def ignores_the_stride_of_the_fields(reference: str) -> str:
    """With stride 2, by how many pixels does the second field differ from the first one? How many fields are left?"""
    return edit(reference, "count, channels, height", "stride = 1\n    count, channels, height")


@mistake("im2col")
def moves_by_whole_fields(reference: str) -> str:
    """Does the size of the field say how far it moves, or does something else? Try a field that is larger than its
    stride.
    """
    return """
        def im2col(x, field_height, field_width, stride=1, pad=0):
            count, channels, height, width = x.shape
            padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
            down = positions(height, field_height, stride, pad)
            right = positions(width, field_width, stride, pad)
            cols = np.zeros((channels, field_height, field_width, count, down, right))
            for r in range(down):
                for s in range(right):
                    top, left = r * field_height, s * field_width
                    field = padded[:, :, top : top + field_height, left : left + field_width]
                    part = cols[:, : field.shape[2], : field.shape[3], :, r, s]
                    part[...] = field.transpose(1, 2, 3, 0)
            return cols.reshape(-1, count * down * right)
    """


@mistake("im2col")
def leaves_out_the_border_of_zeros(reference: str) -> str:
    """How many fields fit on an image without padding, and how many with it? Where does `pad` enter in your version?"""
    return edit(reference, "count, channels, height", "pad = 0\n    count, channels, height")


@mistake("im2col")
def border_of_one_for_every_pad(reference: str) -> str:
    """What do you return for pad=0, and what for pad=2? Which number stands for the width of the border in your code?"""
    return edit(reference, "count, channels, height", "pad = 1\n    count, channels, height")


@mistake("im2col")
def repeats_the_border_pixels(reference: str) -> str:
    """Which values does the border hold: zeros, or copies of the pixels next to it?"""
    return edit(
        reference,
        "    cols = np.empty(",
        '    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge").swapaxes(0, 1)\n    cols = np.empty(',
    )


@mistake("im2col")
def pads_at_the_top_and_left_only(reference: str) -> str:
    """How many zeros are in front of the first row of an image, and how many are behind the last one?"""
    return edit(
        edit(reference, "padded[:, :, pad : pad + height, pad : pad + width] =", "padded[:, :, -height:, -width:] ="),
        "    cols = np.empty(",
        "    padded = np.ascontiguousarray(padded)\n    cols = np.empty(",
    )


@mistake("im2col")
def turns_every_field_round(reference: str) -> str:
    """Is the first entry of a column the upper left corner of its field, or the lower right one?"""
    return edit(reference, "cols[:, i, j]", "cols[:, field_height - 1 - i, field_width - 1 - j]")


@mistake("im2col")
def swaps_height_and_width_of_the_field(reference: str) -> str:
    """Try a field of two rows and three columns. Which of the two numbers belongs to the height of the image?"""
    return edit(
        reference,
        "count, channels, height",
        "field_height, field_width = field_width, field_height\n    count, channels, height",
    )


@mistake("im2col")
def as_many_fields_to_the_right_as_down(reference: str) -> str:
    """From which two sizes follows the number of fields side by side? Try an image that is not square."""
    return (
        edit(
            reference,
            "right = positions(width, field_width, stride, pad)",
            "right = positions(height, field_height, stride, pad)\n"
            "    x = np.pad(x, ((0, 0), (0, 0), (0, 0), (0, max(0, height + field_width - field_height - width))))\n"
            "    width = x.shape[3]",
        )
        .replace("pad : pad + width] = x", "pad : pad + width] = x[:, :, :, :width]")
        .replace(
            "cols = np.empty(",
            "padded = np.pad(padded, ((0, 0), (0, 0), (0, 0), (0, stride * right + field_width)))\n    cols = np.empty(",
        )
    )


@mistake("im2col")
def counts_the_fields_of_bare_images(reference: str) -> str:
    """How many fields fit on an image without a border, and how many with it? The border is there in your version; do
    the sizes know of it?
    """
    return edit(
        reference, "positions(height, field_height, stride, pad)", "positions(height, field_height, stride, 0)"
    ).replace("positions(width, field_width, stride, pad)", "positions(width, field_width, stride, 0)")


# col2im -----------------------------------------------------------------------------------------------------------


@mistake("col2im")
def overwrites_what_other_fields_gave(reference: str) -> str:
    """A pixel that is part of two fields gets a value from each. What happens to the first value when the second one
    comes?
    """
    return edit(reference, "] += places", "] = places")


@mistake("col2im")
def averages_what_the_fields_give(reference: str) -> str:
    """Is col2im meant to undo im2col, or to be its gradient? Does a pixel that takes part in four fields get the mean
    of four values, or their sum?
    """
    return """
        def col2im(cols, x_shape, field_height, field_width, stride=1, pad=0):
            def added(values):
                count, channels, height, width = x_shape
                down = positions(height, field_height, stride, pad)
                right = positions(width, field_width, stride, pad)
                places = values.reshape(channels, field_height, field_width, count, down, right)
                padded = np.zeros((channels, count, height + 2 * pad, width + 2 * pad))
                for i in range(field_height):
                    for j in range(field_width):
                        padded[:, :, i : i + stride * down : stride, j : j + stride * right : stride] += places[:, i, j]
                return padded[:, :, pad : pad + height, pad : pad + width].swapaxes(0, 1)

            return added(cols) / np.maximum(1, added(np.ones(cols.shape)))
    """


@mistake("col2im")
def reads_the_columns_in_another_order(reference: str) -> str:
    """In which order does im2col put the columns: all fields of one example together, or all examples of one position?
    Do you take them apart in the same order?
    """
    return edit(
        reference,
        "cols.reshape(channels, field_height, field_width, count, down, right)",
        "cols.reshape(channels, field_height, field_width, down, right, count).transpose(0, 1, 2, 5, 3, 4)",
    )


@mistake("col2im")
def reads_the_rows_in_another_order(reference: str) -> str:
    """In which order does im2col put the rows: channel by channel, or place by place? Do you take them apart in the
    same order?
    """
    return edit(
        reference,
        "cols.reshape(channels, field_height, field_width, count, down, right)",
        "cols.reshape(field_height, field_width, channels, count, down, right).transpose(2, 0, 1, 3, 4, 5)",
    )


@mistake("col2im")
def puts_the_fields_back_upside_down(reference: str) -> str:
    """To which corner of its field does the first entry of a column belong?"""
    return edit(reference, "+= places[:, i, j]", "+= places[:, field_height - 1 - i, field_width - 1 - j]")


@mistake("col2im")
def cuts_nothing_where_there_is_no_border(reference: str) -> str:
    """What is a[0:-0] for a list a? How do you cut the border off when it has no width?"""
    return edit(reference, "pad : pad + height, pad : pad + width", "pad:-pad, pad:-pad")


@mistake("col2im")
def cuts_a_border_of_one(reference: str) -> str:
    """What do you cut off for pad=0, and what for pad=2? Which number stands for the width of the border in your code?"""
    return edit(
        edit(reference, "2 * pad, width + 2 * pad), ", "4 + 2 * pad, width + 4 + 2 * pad), "),
        "pad : pad + height, pad : pad + width",
        "1 : 1 + height, 1 : 1 + width",
    )


@mistake("col2im")
def cuts_the_border_at_one_end_only(reference: str) -> str:
    """With a border of two, at which row of the padded image does the image itself begin?"""
    return edit(reference, "pad : pad + height, pad : pad + width", ":height, :width")


@mistake("col2im")
def leaves_the_border_on(reference: str) -> str:
    """What shape should the result have, and what shape does yours have when pad is not 0?"""
    return edit(reference, "padded[:, :, pad : pad + height, pad : pad + width].swapaxes", "padded.swapaxes")


@mistake("col2im")
def puts_the_fields_side_by_side(reference: str) -> str:
    """How far apart are two neighbouring fields: one pixel, one field, or what stride says?"""
    return edit(
        edit(reference, "i : i + stride * down : stride", "i : i + down"),
        "j : j + stride * right : stride",
        "j : j + right",
    )


@mistake("col2im")
def returns_channels_before_examples(reference: str) -> str:
    """Which axis of the images counts the examples, and which one the channels? In which order do yours come?"""
    return edit(reference, ".swapaxes(0, 1))", ")")


@mistake("col2im")
def reshapes_channels_into_examples(reference: str) -> str:
    """When two axes change places, do the numbers in memory stay in their order? What does a new shape alone do to
    them, and what does a transposition do?
    """
    return edit(reference, ".swapaxes(0, 1))", ".reshape(x_shape))")


@mistake("col2im")
def takes_the_height_for_the_width_of_a_field(reference: str) -> str:
    """Try a field of two rows and three columns. Which of the two numbers belongs to the height of the image?"""
    return edit(
        reference,
        "count, channels, height",
        "field_height, field_width = field_width, field_height\n    count, channels, height",
    )


@mistake("col2im")
def overwrites_field_by_field(reference: str) -> str:
    """Two neighbouring fields share pixels. When the second field is put back, what becomes of the values that the
    first one has left in them?
    """
    return """
        def col2im(cols, x_shape, field_height, field_width, stride=1, pad=0):
            count, channels, height, width = x_shape
            down = positions(height, field_height, stride, pad)
            right = positions(width, field_width, stride, pad)
            places = cols.reshape(channels, field_height, field_width, count, down, right).transpose(3, 0, 1, 2, 4, 5)
            padded = np.zeros((count, channels, height + 2 * pad, width + 2 * pad))
            for i in range(down):
                for j in range(right):
                    top, left = i * stride, j * stride
                    padded[:, :, top : top + field_height, left : left + field_width] = places[..., i, j]
            return padded[:, :, pad : pad + height, pad : pad + width]
    """


@mistake("col2im")
def expects_columns_of_bare_images(reference: str) -> str:
    """How many fields fit on an image without a border, and how many with one? From which sizes do you work out the
    number of columns?
    """
    return edit(
        reference, "count, channels, height, width = x_shape", "count, channels, height, width = x_shape\n    pad = 0"
    )


# conv_forward_im2col ----------------------------------------------------------------------------------------------


@mistake("conv_forward_im2col")
def product_without_biases(reference: str) -> str:
    """Let all filters be zero. What should the output be, and what is yours?"""
    return edit(reference, "        product += b.reshape(-1, 1)\n", "")


@mistake("conv_forward_im2col")
def reshapes_filters_into_examples(reference: str) -> str:
    """The product has one row for each filter, and `out` begins with the examples. Do the numbers stay in their order in
    memory when two axes change places?
    """
    return edit(
        reference,
        "product.reshape(filters, -1, down, right).swapaxes(0, 1)",
        "product.reshape(-1, filters, down, right)",
    )


@mistake("conv_forward_im2col")
def returns_filters_before_examples(reference: str) -> str:
    """Which axis of `out` counts the examples, and which one the filters? In which order do yours come?"""
    return edit(reference, "return out, ", "return out.swapaxes(0, 1), ")


@mistake("conv_forward_im2col")
def product_with_stride_one(reference: str) -> str:
    """How many positions does a filter take with stride 2? Which of the two entries of conv_param reach im2col?"""
    return edit(reference, 'conv_param["stride"], conv_param["pad"]', '1, conv_param["pad"]')


@mistake("conv_forward_im2col")
def product_with_a_border_of_one(reference: str) -> str:
    """Everything is right as long as pad is 1. What stands in its place in your code?"""
    return edit(reference, 'conv_param["stride"], conv_param["pad"]', 'conv_param["stride"], 1')


@mistake("conv_forward_im2col")
def product_with_a_border_that_keeps_the_size(reference: str) -> str:
    """Who decides how wide the border of zeros is, conv_param or the size of the filters? When do both say the same?"""
    return edit(reference, 'conv_param["pad"]', "(w.shape[2] - 1) // 2")


@mistake("conv_forward_im2col")
def product_with_filters_turned_round(reference: str) -> str:
    """Which entry of a filter meets the upper left corner of a field: w[f, c, 0, 0], or the last one? The mathematical
    convolution and this layer differ in that.
    """
    return edit(reference, "w.reshape(filters, -1)", "w[:, :, ::-1, ::-1].reshape(filters, -1)")


@mistake("conv_forward_im2col")
def biases_before_the_product(reference: str) -> str:
    """How often does a bias enter one number of the output? Is it multiplied by anything?"""
    return edit(
        edit(reference, "        product += b.reshape(-1, 1)\n", ""),
        "kernels @ im2col",
        "(kernels + b.reshape(-1, 1)) @ im2col",
    )


@mistake("conv_forward_im2col")
def as_wide_an_output_as_high(reference: str) -> str:
    """From which two sizes does the width of the output follow? Try an image that is not square."""
    return edit(reference, "right = positions(width, field_width", "right = positions(height, field_height")


@mistake("conv_forward_im2col")
def keeps_the_last_images_only(reference: str) -> str:
    """When a batch is computed piece by piece, where does the result of each piece go? How many images has your output
    for a batch of ten?
    """
    return edit(reference, "out[part] = product", "out = product")


@mistake("conv_forward_im2col")
def takes_the_filters_in_another_order(reference: str) -> str:
    """A column of im2col runs through channels, then rows, then columns of its field. Does a row of your matrix of
    filters do the same?
    """
    return edit(reference, "w.reshape(filters, -1)", "w.transpose(0, 2, 3, 1).reshape(filters, -1)")


@mistake("conv_forward_im2col")
def takes_the_product_apart_by_position(reference: str) -> str:
    """In which order do the columns of im2col come: all fields of one example together, or all examples of one
    position? Is it the order in which you take the product apart?
    """
    return edit(
        reference,
        "product.reshape(filters, -1, down, right).swapaxes(0, 1)",
        "product.reshape(filters, down, right, -1).transpose(3, 0, 1, 2)",
    )


@mistake("conv_forward_im2col")
def exchanges_rows_and_columns_of_the_output(reference: str) -> str:
    """How many rows and how many columns has the output for an image that is wider than high? In which order do you
    name them when the product gets its shape?
    """
    return edit(
        edit(reference, "out = np.zeros((count, filters, down, right)", "out = np.zeros((count, filters, right, down)"),
        "product.reshape(filters, -1, down, right)",
        "product.reshape(filters, -1, right, down)",
    )


@mistake("conv_forward_im2col")
def product_without_a_border(reference: str) -> str:
    """What size should the output have where pad is not 0? Which of the two entries of conv_param reach im2col?"""
    return edit(reference, 'conv_param["stride"], conv_param["pad"]', 'conv_param["stride"], 0')


# conv_backward_im2col ---------------------------------------------------------------------------------------------


@mistake("conv_backward_im2col")
def reshapes_the_upstream_gradient_only(reference: str) -> str:
    """`dout` begins with the examples, and a row of the product belonged to one filter. Does a new shape alone bring all
    numbers of a filter into one row?
    """
    return edit(reference, "dout[part].swapaxes(0, 1).reshape(filters, -1)", "dout[part].reshape(filters, -1)")


@mistake("conv_backward_im2col")
def orders_the_upstream_gradient_by_position(reference: str) -> str:
    """In which order do the columns of im2col come: all fields of one example together, or all examples of one position?
    Which order has your `dout`?
    """
    return edit(reference, "dout[part].swapaxes(0, 1).reshape", "dout[part].transpose(1, 2, 3, 0).reshape")


@mistake("conv_backward_im2col")
def averages_the_filter_gradients(reference: str) -> str:
    """Every example adds to the gradient of a filter. Where does a mean come in?"""
    return edit(reference, "dkernels.reshape(w.shape)", "dkernels.reshape(w.shape) / len(x)")


@mistake("conv_backward_im2col")
def averages_the_bias_gradients(reference: str) -> str:
    """A bias takes part once at every position of every example. What becomes of all these contributions?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.mean(axis=(0, 2, 3))")


@mistake("conv_backward_im2col")
def sums_biases_over_the_batch_only(reference: str) -> str:
    """How many biases does the layer have? At how many positions of an image does each of them take part?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.sum(axis=0)")


@mistake("conv_backward_im2col")
def sums_biases_into_one_number(reference: str) -> str:
    """How many biases does the layer have, and how many numbers is your db made of?"""
    return edit(reference, "dout.sum(axis=(0, 2, 3))", "dout.sum()")


@mistake("conv_backward_im2col")
def cuts_everything_without_a_border(reference: str) -> str:
    """What is a[0:-0] for a list a? How do you take the border away when it has no width?"""
    return """
        def conv_backward_im2col(dout, cache):
            x, w, conv_param = cache
            stride, pad = conv_param["stride"], conv_param["pad"]
            filters, _, field_height, field_width = w.shape
            upstream = dout.swapaxes(0, 1).reshape(filters, -1)
            padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
            dw = (upstream @ im2col(padded, field_height, field_width, stride).T).reshape(w.shape)
            dpadded = col2im(w.reshape(filters, -1).T @ upstream, padded.shape, field_height, field_width, stride)
            return dpadded[:, :, pad:-pad, pad:-pad], dw, dout.sum(axis=(0, 2, 3))
    """


@mistake("conv_backward_im2col")
def gradient_with_a_border_of_one(reference: str) -> str:
    """Everything is right as long as pad is 1. What stands in its place in your code?"""
    return edit(reference, 'conv_param["stride"], conv_param["pad"]', 'conv_param["stride"], 1')


@mistake("conv_backward_im2col")
def gradient_with_stride_one(reference: str) -> str:
    """With stride 2, which pixels does the second position of a filter cover? Does the stride reach both im2col and
    col2im?
    """
    return edit(reference, 'conv_param["stride"], conv_param["pad"]', '1, conv_param["pad"]')


@mistake("conv_backward_im2col")
def gradient_by_filters_turned_round(reference: str) -> str:
    """The formula of dx looks like a convolution with filters turned round. Who turns them, if col2im puts every value
    back to where it came from?
    """
    return edit(
        reference,
        "col2im(kernels.T @",
        "col2im(w[:, :, ::-1, ::-1].reshape(filters, -1).T @",
    )


@mistake("conv_backward_im2col")
def filter_gradients_of_the_last_images(reference: str) -> str:
    """When a batch is taken piece by piece, which pieces add to dw, and which ones do so in your version?"""
    return edit(reference, "dkernels += upstream", "dkernels = upstream")


@mistake("conv_backward_im2col")
def stops_at_the_filters(reference: str) -> str:
    """The gradients dw and db are right. Why does a layer in front of this one need dx?"""
    return edit(reference, "return dx, ", "return 0 * dx, ")


@mistake("conv_backward_im2col")
def turns_the_filter_gradients_round(reference: str) -> str:
    """Which entry of dw belongs to the upper left corner of a field? Compare dw with the expected one, read backwards."""
    return edit(reference, "dkernels.reshape(w.shape)", "dkernels.reshape(w.shape)[:, :, ::-1, ::-1]")


@mistake("conv_backward_im2col")
def returns_the_gradient_of_the_filters_last(reference: str) -> str:
    """Three gradients come back, and the caller tells them apart by their order. Which one comes second in the
    specification?
    """
    return edit(
        reference,
        "return dx, dkernels.reshape(w.shape), dout.sum(axis=(0, 2, 3))",
        "return dx, dout.sum(axis=(0, 2, 3)), dkernels.reshape(w.shape)",
    )


# max_pool_forward_im2col ------------------------------------------------------------------------------------------


@mistake("max_pool_forward_im2col")
def maximum_over_all_channels(reference: str) -> str:
    """How many numbers does one column of im2col hold, and how many of them belong to one channel? How many channels
    should the output have?
    """
    return """
        def max_pool_forward_im2col(x, pool_param):
            count, channels, height, width = x.shape
            pool_height, pool_width, stride = (pool_param[name] for name in ("pool_height", "pool_width", "stride"))
            windows = im2col(x, pool_height, pool_width, stride)
            down, right = positions(height, pool_height, stride, 0), positions(width, pool_width, stride, 0)
            winners = windows.argmax(axis=0)
            out = windows.max(axis=0).reshape(count, 1, down, right).repeat(channels, axis=1)
            return out, (x.shape, winners, pool_param)
    """


@mistake("max_pool_forward_im2col")
def maximum_of_the_magnitudes(reference: str) -> str:
    """Which is larger, 1 or -2? And which of them has the larger magnitude?"""
    return edit(reference, "windows.argmax(axis=0)", "np.abs(windows).argmax(axis=0)")


@mistake("max_pool_forward_im2col")
def maximum_above_zero(reference: str) -> str:
    """What is the maximum of a window that holds negative numbers only, and what is yours?"""
    return edit(reference, "out = windows[winners, np.arange(winners.size)]", "out = windows.max(axis=0, initial=0)")


@mistake("max_pool_forward_im2col")
def minimum_of_every_window(reference: str) -> str:
    """Compare one window with your output by hand. Which of its entries did you take?"""
    return edit(reference, "argmax", "argmin")


@mistake("max_pool_forward_im2col")
def mean_of_every_window(reference: str) -> str:
    """Is your output one of the entries of its window?"""
    return edit(reference, "out = windows[winners, np.arange(winners.size)]", "out = windows.mean(axis=0)")


@mistake("max_pool_forward_im2col")
def windows_side_by_side(reference: str) -> str:
    """By how many pixels do two neighbouring windows differ: by their own size, or by the stride?"""
    return edit(
        edit(reference, "pool_width, stride)", "pool_width, pool_height)"),
        "positions(height, pool_height, stride, 0)",
        "positions(height, pool_height, pool_height, 0)",
    )


@mistake("max_pool_forward_im2col")
def square_windows(reference: str) -> str:
    """Which entry of pool_param says how wide a window is? Try windows of 2x3."""
    return edit(reference, 'pool_param["pool_width"]', 'pool_param["pool_height"]')


@mistake("max_pool_forward_im2col")
def windows_turned_by_a_quarter(reference: str) -> str:
    """Try windows of two rows and three columns. In which order does im2col take height and width?"""
    return edit(
        edit(reference, "width), pool_height, pool_width, stride", "width), pool_width, pool_height, stride"),
        "positions(height, pool_height,",
        "positions(height, pool_width,",
    )


@mistake("max_pool_forward_im2col")
def windows_turned_when_they_are_laid_out(reference: str) -> str:
    """For windows of three rows and two columns, how many columns does im2col return, and how many maxima does your
    output have room for? In which order does im2col take height and width?
    """
    turned = edit(reference, "width), pool_height, pool_width, stride", "width), pool_width, pool_height, stride")
    return edit(turned, "channels, down, -1)", "channels, down, positions(width, pool_width, stride, 0))")


@mistake("max_pool_forward_im2col")
def windows_that_always_move_by_two(reference: str) -> str:
    """Everything is right as long as the stride is 2. What stands in its place in your code?"""
    return edit(reference, 'pool_param["stride"]', "2")


@mistake("max_pool_forward_im2col")
def channels_before_examples(reference: str) -> str:
    """In which order did you lay out the images, examples first or channels first? Do you put the results back in the
    same order?
    """
    return edit(
        reference,
        "return out.reshape(count, channels, down, -1),",
        "return out.reshape(channels, count, down, -1).swapaxes(0, 1),",
    )


@mistake("max_pool_forward_im2col")
def exchanges_rows_and_columns_of_the_maxima(reference: str) -> str:
    """How many rows and how many columns has the output for an image that is wider than high? In which order do you
    name them when the maxima get their shape?
    """
    return edit(reference, "out.reshape(count, channels, down, -1)", "out.reshape(count, channels, -1, down)")


@mistake("max_pool_forward_im2col")
def takes_the_maxima_apart_by_position(reference: str) -> str:
    """In which order do the columns of im2col come: all fields of one image together, or all images of one position? Is
    it the order in which you take the maxima apart?
    """
    return edit(
        reference,
        "out.reshape(count, channels, down, -1)",
        "out.reshape(down, -1, count, channels).transpose(2, 3, 0, 1)",
    )


# max_pool_backward_im2col -----------------------------------------------------------------------------------------


@mistake("max_pool_backward_im2col")
def gradient_for_the_whole_window(reference: str) -> str:
    """If an entry that is not the largest one changes a little, does the output change? What is its gradient?"""
    return edit(reference, "dwindows[winners, np.arange(winners.size)] =", "dwindows[...] =")


@mistake("max_pool_backward_im2col")
def gradient_shared_among_the_window(reference: str) -> str:
    """Pooling by the mean shares a gradient among all entries of a window. Which entry had a say in the maximum?"""
    return edit(
        reference,
        "dwindows[winners, np.arange(winners.size)] = dout.reshape(-1)",
        "dwindows[...] = dout.reshape(-1) / len(dwindows)",
    )


@mistake("max_pool_backward_im2col")
def one_instead_of_the_upstream_gradient(reference: str) -> str:
    """The largest entry is found. By the chain rule, what is the slope of the maximum multiplied by?"""
    return edit(reference, "= dout.reshape(-1)", "= 1")


@mistake("max_pool_backward_im2col")
def overwrites_at_shared_entries(reference: str) -> str:
    """An entry may be the largest one of two windows that overlap. What happens to the gradient of the first window
    when the second one comes?
    """
    return edit(
        reference,
        "    return dplanes",
        "    planes = np.arange(dplanes.size, dtype=float).reshape(dplanes.shape)\n"
        "    origin = im2col(planes, pool_height, pool_width, stride)[winners, np.arange(winners.size)].astype(int)\n"
        "    dplanes = np.zeros(dplanes.size)\n"
        "    dplanes[origin] = dout.reshape(-1)\n"
        "    return dplanes",
    )


@mistake("max_pool_backward_im2col")
def places_windows_side_by_side(reference: str) -> str:
    """By how many pixels do two neighbouring windows differ on the way forward, and by how many on your way back?"""
    return edit(
        reference,
        "dplanes = col2im(dwindows, (count * channels, 1, height, width), pool_height, pool_width, stride)",
        "down, right = dout.shape[2:]\n"
        "    blank = np.zeros((count * channels, 1, height + 9, width + 9))\n"
        "    blocks = dwindows.reshape(pool_height, pool_width, -1, down, right)\n"
        "    for r in range(down):\n"
        "        for s in range(right):\n"
        "            top, left = min(r * pool_height, height), min(s * pool_width, width)\n"
        "            blank[:, 0, top : top + pool_height, left : left + pool_width] += blocks[..., r, s].transpose(2, 0, 1)\n"
        "    dplanes = blank[:, :, :height, :width].copy()",
    )


@mistake("max_pool_backward_im2col")
def decodes_the_winner_by_the_height(reference: str) -> str:
    """The largest entry of a window of 2x3 has number 4. In which row of the window is it, and by which of the two sizes
    do you divide to find that out?
    """
    return edit(
        reference,
        "dwindows[winners, np.arange(winners.size)] =",
        "rows, columns = np.divmod(winners, pool_height)\n"
        "    winners = np.minimum(rows, pool_height - 1) * pool_width + np.minimum(columns, pool_width - 1)\n"
        "    dwindows[winners, np.arange(winners.size)] =",
    )


@mistake("max_pool_backward_im2col")
def upstream_gradient_in_another_order(reference: str) -> str:
    """In which order did the forward pass lay out examples and channels? Does `dout` come in the same order?"""
    return edit(reference, "= dout.reshape(-1)", "= dout.swapaxes(0, 1).reshape(-1)")


@mistake("max_pool_backward_im2col")
def gradient_for_the_first_entry(reference: str) -> str:
    """Which entry of a window decides about the output? To which one do you hand the gradient?"""
    return edit(reference, "dwindows[winners, np.arange(winners.size)] =", "dwindows[0] =")


@mistake("max_pool_backward_im2col")
def mixes_examples_and_channels_at_the_end(reference: str) -> str:
    """In which order did you lay out the images, examples first or channels first? Do you put the gradients back in the
    same order?
    """
    return edit(
        reference,
        "return dplanes.reshape(count, channels, height, width)",
        "return dplanes.reshape(channels, count, height, width).swapaxes(0, 1)",
    )


@mistake("max_pool_backward_im2col")
def upstream_gradient_ordered_by_position(reference: str) -> str:
    """In which order do the columns of im2col come: all fields of one image together, or all images of one position?
    Which order has your `dout`?
    """
    return edit(reference, "= dout.reshape(-1)", "= dout.transpose(2, 3, 0, 1).reshape(-1)")


# The networks: where the two are alike, a mistake is told for both in the words of each ----------------------------


@mistake("ThreeLayerConvNet")
def weights_drawn_uniformly_in_the_conv_net(reference: str) -> str:
    """A normal distribution with mean 0 gives as many negative weights as positive ones. Which of numpy's functions draws
    from it, and which from the interval between 0 and 1?
    """
    return edit(reference, "np.random.standard_normal(shape)", "np.random.random_sample(shape)")


@mistake("ThreeLayerConvNet")
def filters_without_their_scale(reference: str) -> str:
    """How large are the initial filters, compared with the weights of the other layers? Where does weight_scale enter?"""
    return edit(
        reference,
        'self.params["b1"] = np.zeros(num_filters)',
        'self.params["W1"] = np.random.standard_normal(kernel_shape)\n        self.params["b1"] = np.zeros(num_filters)',
    )


@mistake("ThreeLayerConvNet")
def scores_without_their_scale(reference: str) -> str:
    """How large are the initial weights of the last layer, compared with the others? Where does weight_scale enter?"""
    return edit(
        reference,
        'self.params["b1"] = np.zeros(num_filters)',
        'self.params["W3"] = np.random.standard_normal((hidden_dim, num_classes))\n'
        '        self.params["b1"] = np.zeros(num_filters)',
    )


@mistake("ThreeLayerConvNet")
def scale_of_the_conv_net_taken_as_variance(reference: str) -> str:
    """weight_scale is a standard deviation. If numbers with standard deviation 1 are multiplied by a factor, what standard
    deviation do the products have?
    """
    return edit(reference, "weight_scale * np.random", "np.sqrt(weight_scale) * np.random")


@mistake("ThreeLayerConvNet")
def scale_of_the_conv_net_fixed(reference: str) -> str:
    """Set up two networks with different weight_scale, and compare the deviations of their weights. Which number stands
    in your code in its place?
    """
    return edit(reference, "weight_scale * np.random", "1e-3 * np.random")


@mistake("ThreeLayerConvNet")
def random_biases_in_the_conv_net(reference: str) -> str:
    """Random filters differ from each other already. What does the specification say about the first values of the
    biases?
    """
    return edit(reference, "np.zeros(num_filters)", "weight_scale * np.random.standard_normal(num_filters)")


@mistake("ThreeLayerConvNet")
def filters_always_three_by_three(reference: str) -> str:
    """Which argument says how large the filters are? Where do you read it when their shape is made?"""
    return edit(reference, "channels, filter_size, filter_size)", "channels, 3, 3)")


@mistake("ThreeLayerConvNet")
def pooling_forgotten_in_the_hidden_layer(reference: str) -> str:
    """How many numbers does one image have after the pooling? By how much do its height and its width shrink?"""
    return edit(reference, "num_filters * (height // 2) * (width // 2)", "num_filters * height * width")


@mistake("ThreeLayerConvNet")
def only_the_height_is_halved(reference: str) -> str:
    """How many numbers does one image have after the pooling? Which of its sides does a 2x2 window shrink?"""
    return edit(reference, "(height // 2) * (width // 2)", "(height // 2) * width")


@mistake("ThreeLayerConvNet")
def images_taken_as_square(reference: str) -> str:
    """Try images that are wider than high. Which entry of input_dim is the width?"""
    return edit(
        reference, "channels, height, width = input_dim", "channels, height, _ = input_dim\n        width = height"
    )


@mistake("ThreeLayerConvNet")
def channels_left_out_of_the_filters(reference: str) -> str:
    """Through how many channels of an image does one filter look?"""
    return edit(reference, "(num_filters, channels, filter_size", "(num_filters, 1, filter_size")


@mistake("ThreeLayerConvNet")
def filters_shaped_with_channels_first(reference: str) -> str:
    """Which axis of W1 counts the filters, and which one the channels?"""
    return edit(reference, "(num_filters, channels, filter_size", "(channels, num_filters, filter_size")


@mistake("ThreeLayerConvNet")
def relu_after_the_last_layer(reference: str) -> str:
    """The scores of a class may be negative. Which layers are followed by a ReLU, and what becomes of a negative score in
    your forward pass?
    """
    return edit(
        edit(reference, "scores_cache = affine_forward(units", "scores_cache = affine_relu_forward(units"),
        "= affine_backward(dscores",
        "= affine_relu_backward(dscores",
    )


@mistake("ThreeLayerConvNet")
def no_relu_in_the_hidden_layer(reference: str) -> str:
    """Two affine layers in a row are one affine layer. What stands between the hidden layer and the scores?"""
    return edit(
        edit(reference, "units_cache = affine_relu_forward(maps", "units_cache = affine_forward(maps"),
        "= affine_relu_backward(dunits",
        "= affine_backward(dunits",
    )


@mistake("ThreeLayerConvNet")
def no_relu_after_the_convolution(reference: str) -> str:
    """Name the layers from the images to the scores. Which of them have you left out behind the convolution?"""
    return edit(
        edit(
            reference,
            "maps, maps_cache = conv_relu_pool_forward("
            'X, self.params["W1"], self.params["b1"], conv_param, pool_param)',
            'convolved, conv_cache = conv_forward_im2col(X, self.params["W1"], self.params["b1"], conv_param)\n'
            "        maps, pool_cache = max_pool_forward_im2col(convolved, pool_param)",
        ),
        "conv_relu_pool_backward(dmaps, maps_cache)",
        "conv_backward_im2col(max_pool_backward_im2col(dmaps, pool_cache), conv_cache)",
    )


@mistake("ThreeLayerConvNet")
def relu_skipped_on_the_way_to_the_filters(reference: str) -> str:
    """The scores and the loss agree. On the way back, every step of the forward pass has a counterpart: which step
    between the pooling and the filters has none?
    """
    return edit(
        reference,
        "conv_relu_pool_backward(dmaps, maps_cache)",
        "conv_backward_im2col(max_pool_backward_im2col(dmaps, maps_cache[1]), maps_cache[0][0])",
    )


@mistake("ThreeLayerConvNet")
def relu_skipped_in_the_hidden_layer_on_the_way_back(reference: str) -> str:
    """The scores and the loss agree. Which step of the hidden layer has no counterpart on your way back?"""
    return edit(reference, "= affine_relu_backward(dunits, units_cache)", "= affine_backward(dunits, units_cache[0])")


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_without_half(reference: str) -> str:
    """The loss and its gradient agree with each other, so a numeric gradient check passes. Which factor stands in front of
    reg in the specification, and what is then the derivative?
    """
    return edit(
        edit(reference, "0.5 * self.reg", "self.reg"), "] + self.reg * self.params", "] + 2 * self.reg * self.params"
    )


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_without_half_in_the_loss(reference: str) -> str:
    """The gradients are right; are they the gradients of the loss that you return? Differentiate your penalty, factor by
    factor.
    """
    return edit(reference, "0.5 * self.reg", "self.reg")


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_without_gradient(reference: str) -> str:
    """The loss holds a term that depends on the weights directly. What does it add to their gradients?"""
    return edit(reference, "] + self.reg * self.params[name]", "]")


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_missing_from_the_loss(reference: str) -> str:
    """The gradients contain a contribution of reg. Which term of the returned loss is it the derivative of?"""
    return edit(reference, "loss = loss + 0.5 * self.reg * np.sum(self.params[name] ** 2)", "pass")


@mistake("ThreeLayerConvNet")
def no_penalty_in_the_conv_net(reference: str) -> str:
    """Everything is right for reg = 0. Where in loss do you read self.reg?"""
    return edit(reference, "X = X.astype(self.dtype)", "X = X.astype(self.dtype)\n        self.reg = 0.0")


@mistake("ThreeLayerConvNet")
def filters_not_penalised(reference: str) -> str:
    """Which arrays belong to the penalty? Does a filter count as weights?"""
    return edit(reference, '("W1", "W2", "W3")', '("W2", "W3")')


@mistake("ThreeLayerConvNet")
def last_layer_not_penalised(reference: str) -> str:
    """Which arrays belong to the penalty? Count the terms of your sum."""
    return edit(reference, '("W1", "W2", "W3")', '("W1", "W2")')


@mistake("ThreeLayerConvNet")
def filters_penalised_in_place_of_the_last_layer(reference: str) -> str:
    """The gradients are right, and the loss is off by an amount that grows with reg. Which array does each term of the
    penalty belong to? Read the names aloud.
    """
    return edit(reference, "np.sum(self.params[name] ** 2)", 'np.sum(self.params[name.replace("3", "1")] ** 2)')


@mistake("ThreeLayerConvNet")
def squared_sum_in_the_penalty_of_the_conv_net(reference: str) -> str:
    """Is the penalty the sum of the squares, or the square of the sum? Try both by hand on the weights 1 and -1."""
    return edit(reference, "np.sum(self.params[name] ** 2)", "np.sum(self.params[name]) ** 2")


@mistake("ThreeLayerConvNet")
def penalty_gradient_of_the_conv_net_summed(reference: str) -> str:
    """Each weight has a derivative of its own. Does what the penalty contributes to it depend on the other weights?"""
    return edit(reference, "self.reg * self.params[name]\n", "self.reg * np.sum(self.params[name])\n")


@mistake("ThreeLayerConvNet")
def biases_of_the_conv_net_penalised(reference: str) -> str:
    """A bias shifts a unit and does not multiply its input. Does the penalty in the specification count biases?"""
    return edit(reference, '("W1", "W2", "W3")', '("W1", "W2", "W3", "b1", "b2", "b3")')


@mistake("ThreeLayerConvNet")
def bias_gradients_of_the_conv_net_penalised(reference: str) -> str:
    """The loss is right, and the gradients of the biases depend on reg. Over which parameters does the penalty run, and
    over which does the loop that adds its gradient?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        '        for name in ("b1", "b2", "b3"):\n'
        "            grads[name] = grads[name] + self.reg * self.params[name]\n"
        "        # END SOLUTION\n        return loss, grads",
    )


@mistake("ThreeLayerConvNet")
def reg_of_the_conv_net_kept_from_construction(reference: str) -> str:
    """When reg changes after the network was made, does the next loss notice? When do you read it?"""
    return (
        reference.replace("        self.reg = reg\n", "        self.reg = self.first_reg = reg\n")
        .replace("* self.reg * np.sum", "* self.first_reg * np.sum")
        .replace("+ self.reg * self.params", "+ self.first_reg * self.params")
    )


@mistake("ThreeLayerConvNet")
def biases_of_the_convolution_left_out(reference: str) -> str:
    """Change b1 and look at the scores. Does it reach the convolution?"""
    return edit(reference, 'self.params["b1"], conv_param', '0 * self.params["b1"], conv_param')


@mistake("ThreeLayerConvNet")
def weights_of_the_conv_net_handed_to_the_gradients(reference: str) -> str:
    """For the same images, a second call of loss should return the same. Which of your lines hands the weights to the
    gradients, and which one changes what both of them share?
    """
    return edit(
        reference,
        "grads[name] = grads[name] + self.reg * self.params[name]",
        "dw = grads[name]\n            grads[name] = self.params[name]\n            grads[name] *= self.reg\n            grads[name] += dw",
    )


@mistake("ThreeLayerConvNet")
def weights_of_the_conv_net_multiplied_in_place(reference: str) -> str:
    """For the same images, a second call of loss should return the same. Which of your lines multiplies an array in
    place, and is that array one of the parameters?
    """
    return edit(
        reference,
        "grads[name] = grads[name] + self.reg * self.params[name]",
        "self.params[name] *= self.reg\n            grads[name] = grads[name] + self.params[name]",
    )


@mistake("ThreeLayerConvNet")
def update_of_the_conv_net_inside_loss(reference: str) -> str:
    """Who moves the parameters against their gradients: this method, or the training that calls it? What does a second
    call return for the same images?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        "        for name, gradient in grads.items():\n            self.params[name] = self.params[name] - 1e-2 * gradient\n        # END SOLUTION\n        return loss, grads",
    )


@mistake("ThreeLayerConvNet")
def biases_of_the_conv_net_as_columns(reference: str) -> str:
    """A bias is added to every row of a product of shape (N, M). Which shapes can be added to it, and is (M, 1) one of
    them?
    """
    return edit(
        edit(reference, "np.zeros(hidden_dim)", "np.zeros((hidden_dim, 1))"),
        "np.zeros(num_classes)",
        "np.zeros((num_classes, 1))",
    )


@mistake("ThreeLayerConvNet")
def biases_of_the_hidden_layer_left_out(reference: str) -> str:
    """Change b2 and look at the scores. Does it reach the hidden layer?"""
    return edit(
        reference,
        'affine_relu_forward(maps, self.params["W2"], self.params["b2"])',
        'affine_relu_forward(maps, self.params["W2"], 0 * self.params["b2"])',
    )


@mistake("ThreeLayerConvNet")
def biases_of_the_scores_left_out(reference: str) -> str:
    """Change b3 and look at the scores. Does it reach them?"""
    return edit(
        reference,
        'affine_forward(units, self.params["W3"], self.params["b3"])',
        'affine_forward(units, self.params["W3"], 0 * self.params["b3"])',
    )


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_averaged_over_the_batch(reference: str) -> str:
    """The softmax loss is a mean over the batch. Does the penalty depend on the images at all, and should it shrink
    when the batch grows?
    """
    return edit(
        edit(reference, "0.5 * self.reg * np.sum", "0.5 * self.reg / len(X) * np.sum"),
        "] + self.reg * self.params",
        "] + self.reg / len(X) * self.params",
    )


@mistake("ThreeLayerConvNet")
def penalty_of_the_conv_net_averaged_in_the_loss(reference: str) -> str:
    """The gradients are right, and the loss is too small by an amount that grows with the batch. Does the penalty
    depend on the images at all?
    """
    return edit(reference, "0.5 * self.reg * np.sum", "0.5 * self.reg / len(X) * np.sum")


@mistake("ThreeLayerConvNet")
def half_in_the_gradient_of_the_penalty(reference: str) -> str:
    """What is the derivative of the square of a weight, and what becomes of its 2 when there is a half in front of the
    sum?
    """
    return edit(reference, "] + self.reg * self.params", "] + 0.5 * self.reg * self.params")


@mistake("ThreeLayerConvNet")
def two_in_the_gradient_of_the_penalty(reference: str) -> str:
    """The loss is right. What is the derivative of the square of a weight, and what does the half in front of the sum
    do to its 2?
    """
    return edit(reference, "] + self.reg * self.params", "] + 2 * self.reg * self.params")


@mistake("ThreeLayerConvNet")
def squared_sum_of_the_last_weights(reference: str) -> str:
    """Two terms of your penalty are sums of squares. What is the third one: a sum of squares too, or the square of a
    sum?
    """
    return edit(
        reference,
        "np.sum(self.params[name] ** 2)",
        '(np.sum(self.params[name]) ** 2 if name == "W3" else np.sum(self.params[name] ** 2))',
    )


@mistake("ThreeLayerConvNet")
def always_thirty_two_filters(reference: str) -> str:
    """Set up a network with another num_filters than usual, and print the shapes of its parameters. Where do you read
    that argument?
    """
    return edit(
        reference,
        "channels, height, width = input_dim",
        "channels, height, width = input_dim\n        num_filters = 32",
    )


@mistake("ThreeLayerConvNet")
def always_a_hundred_hidden_units(reference: str) -> str:
    """Set up a network with another hidden_dim than usual, and print the shapes of its parameters. Where do you read
    that argument?
    """
    return edit(
        reference,
        "channels, height, width = input_dim",
        "channels, height, width = input_dim\n        hidden_dim = 100",
    )


@mistake("ThreeLayerConvNet")
def always_ten_classes(reference: str) -> str:
    """Set up a network with another num_classes than usual, and print the shapes of its parameters. Where do you read
    that argument?
    """
    return edit(
        reference,
        "channels, height, width = input_dim",
        "channels, height, width = input_dim\n        num_classes = 10",
    )


@mistake("ThreeLayerConvNet")
def probabilities_of_the_conv_net_for_scores(reference: str) -> str:
    """The scores go into the softmax loss, which does the normalizing itself. Which step comes between the last affine
    layer and the scores that you return?
    """
    return edit(
        reference,
        "            return scores\n",
        "            return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)\n",
    )


@mistake("ThreeLayerConvNet")
def bias_gradients_of_the_conv_net_left_out(reference: str) -> str:
    """An optimizer looks up a gradient for every entry of params. Which names do your gradients have?"""
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        '        grads = {name: grads[name] for name in ("W1", "W2", "W3")}\n        # END SOLUTION\n        return loss, grads',
    )


# SimpleConvNet ----------------------------------------------------------------------------------------------------


@mistake("SimpleConvNet")
def weights_drawn_uniformly_in_the_simple_net(reference: str) -> str:
    """A normal distribution with mean 0 gives as many negative weights as positive ones. Which of numpy's functions draws
    from it, and which from an interval?
    """
    return edit(reference, "np.random.normal(0, weight_scale, shape)", "np.random.uniform(0, weight_scale, shape)")


@mistake("SimpleConvNet")
def scale_of_the_simple_net_taken_as_variance(reference: str) -> str:
    """weight_scale is a standard deviation. How does it relate to the variance?"""
    return edit(reference, "np.random.normal(0, weight_scale,", "np.random.normal(0, np.sqrt(weight_scale),")


@mistake("SimpleConvNet")
def scale_of_the_simple_net_fixed(reference: str) -> str:
    """Set up two networks with different weight_scale, and compare the deviations of their weights. Which number stands
    in your code in its place?
    """
    return edit(reference, "np.random.normal(0, weight_scale,", "np.random.normal(0, 1e-2,")


@mistake("SimpleConvNet")
def scale_taken_as_the_mean(reference: str) -> str:
    """The function `np.random.normal` takes a mean and a standard deviation. Which of the two is weight_scale, and what is the other?"""
    return edit(reference, "np.random.normal(0, weight_scale,", "np.random.normal(weight_scale, weight_scale,")


@mistake("SimpleConvNet")
def random_biases_in_the_simple_net(reference: str) -> str:
    """Random filters differ from each other already. What does the specification say about the first values of the
    biases?
    """
    return edit(reference, "np.zeros(size)", "np.random.normal(0, weight_scale, size)")


@mistake("SimpleConvNet")
def second_filters_look_at_the_image(reference: str) -> str:
    """What does the second convolution get: the image, or what the first one has made of it? How many channels has
    that?
    """
    return edit(reference, "(second, first, filter_size", "(second, channels, filter_size")


@mistake("SimpleConvNet")
def second_pooling_forgotten_in_the_scores(reference: str) -> str:
    """How many poolings does an image pass before the scores, and what is left of its height and its width?"""
    return edit(reference, "second * (height // 4) * (width // 4)", "second * (height // 2) * (width // 2)")


@mistake("SimpleConvNet")
def scores_sized_for_square_images(reference: str) -> str:
    """Try images that are wider than high. Which entry of input_dim is the width?"""
    return edit(reference, "(height // 4) * (width // 4)", "(height // 4) * (height // 4)")


@mistake("SimpleConvNet")
def scores_sized_by_the_first_filters(reference: str) -> str:
    """How many channels leave the second convolution?"""
    return edit(reference, "second * (height // 4)", "first * (height // 4)")


@mistake("SimpleConvNet")
def simple_filters_always_three_by_three(reference: str) -> str:
    """Which argument says how large the filters are? Where do you read it when their shapes are made?"""
    return edit(
        reference, "channels, height, width = input_dim", "channels, height, width = input_dim\n        filter_size = 3"
    )


@mistake("SimpleConvNet")
def padding_of_one_for_every_filter(reference: str) -> str:
    """By how many pixels does a filter of 5x5 reach over the edge of an image, if the image is to keep its size?"""
    return (
        edit(reference, '"pad": self.params["W1"].shape[2] // 2}', '"pad": 1}')
        .replace(
            "maps, caches[layer] = conv",
            "kernels = kernels[:, :, :3, :3]\n            maps, caches[layer] = conv",
        )
        .replace(
            "conv_relu_pool_backward(upstream, caches[layer])",
            "conv_relu_pool_backward(upstream, caches[layer])\n"
            "            gap = self.params[f'W{layer}'].shape[2] - 3\n"
            "            grads[f'W{layer}'] = np.pad(grads[f'W{layer}'], ((0, 0), (0, 0), (0, gap), (0, gap)))",
        )
    )


@mistake("SimpleConvNet")
def relu_on_the_simple_scores(reference: str) -> str:
    """The scores of a class may be negative. Which layers are followed by a ReLU, and what becomes of a negative score in
    your forward pass?
    """
    return edit(
        edit(reference, "caches[3] = affine_forward(", "caches[3] = affine_relu_forward("),
        "= affine_backward(upstream",
        "= affine_relu_backward(upstream",
    )


@mistake("SimpleConvNet")
def relu_skipped_in_the_simple_net_on_the_way_back(reference: str) -> str:
    """The scores and the loss agree. Which step between a pooling and its filters has no counterpart on your way back?"""
    return edit(
        reference,
        "conv_relu_pool_backward(upstream, caches[layer])",
        "conv_backward_im2col(\n"
        "                max_pool_backward_im2col(upstream, caches[layer][1]), caches[layer][0][0]\n"
        "            )",
    )


@mistake("SimpleConvNet")
def gradient_stops_at_the_second_filters(reference: str) -> str:
    """Which gradient does the first convolution receive on the way back? Where does it come from?"""
    return edit(
        reference,
        "            upstream, grads[f",
        "            if layer == 1:\n                upstream = np.ones_like(upstream)\n            upstream, grads[f",
    )


@mistake("SimpleConvNet")
def penalty_of_the_simple_net_without_half(reference: str) -> str:
    """The loss and its gradient agree with each other, so a numeric gradient check passes. Which factor stands in front of
    reg in the specification, and what is then the derivative?
    """
    return edit(
        edit(reference, "self.reg / 2 *", "self.reg *"), "] + self.reg * self.params", "] + 2 * self.reg * self.params"
    )


@mistake("SimpleConvNet")
def penalty_of_the_simple_net_without_half_in_the_loss(reference: str) -> str:
    """The gradients are right; are they the gradients of the loss that you return?"""
    return edit(reference, "self.reg / 2 *", "self.reg *")


@mistake("SimpleConvNet")
def penalty_of_the_simple_net_without_gradient(reference: str) -> str:
    """The loss holds a term that depends on the weights directly. What does it add to their gradients?"""
    return edit(reference, "] + self.reg * self.params[name]", "]")


@mistake("SimpleConvNet")
def no_penalty_in_the_simple_net(reference: str) -> str:
    """Everything is right for reg = 0. Where in loss do you read self.reg?"""
    return edit(reference, "X = X.astype(self.dtype)", "X = X.astype(self.dtype)\n        self.reg = 0.0")


@mistake("SimpleConvNet")
def simple_filters_not_penalised(reference: str) -> str:
    """Which arrays belong to the penalty? Do filters count as weights?"""
    return edit(reference, '("W1", "W2", "W3")', '("W3",)')


@mistake("SimpleConvNet")
def simple_scores_not_penalised(reference: str) -> str:
    """Which arrays belong to the penalty? Count the terms of your sum."""
    return edit(reference, '("W1", "W2", "W3")', '("W1", "W2")')


@mistake("SimpleConvNet")
def biases_of_the_simple_net_penalised(reference: str) -> str:
    """A bias shifts a unit and does not multiply its input. Does the penalty in the specification count biases?"""
    return edit(reference, '("W1", "W2", "W3")', '("W1", "W2", "W3", "b1", "b2", "b3")')


@mistake("SimpleConvNet")
def reg_of_the_simple_net_kept_from_construction(reference: str) -> str:
    """When reg changes after the network was made, does the next loss notice? When do you read it?"""
    return (
        reference.replace("        self.reg = reg\n", "        self.reg = self.first_reg = reg\n")
        .replace("+ self.reg / 2 *", "+ self.first_reg / 2 *")
        .replace("+ self.reg * self.params", "+ self.first_reg * self.params")
    )


@mistake("SimpleConvNet")
def weights_of_the_simple_net_handed_to_the_gradients(reference: str) -> str:
    """For the same images, a second call of loss should return the same. Which of your lines hands the weights to the
    gradients, and which one changes what both of them share?
    """
    return edit(
        reference,
        "grads[name] = grads[name] + self.reg * self.params[name]",
        "dw = grads[name]\n            grads[name] = self.params[name]\n            grads[name] *= self.reg\n            grads[name] += dw",
    )


@mistake("SimpleConvNet")
def weights_of_the_simple_net_multiplied_in_place(reference: str) -> str:
    """For the same images, a second call of loss should return the same. Which of your lines multiplies an array in
    place, and is that array one of the parameters?
    """
    return edit(
        reference,
        "grads[name] = grads[name] + self.reg * self.params[name]",
        "self.params[name] *= self.reg\n            grads[name] = grads[name] + self.params[name]",
    )


@mistake("SimpleConvNet")
def update_of_the_simple_net_inside_loss(reference: str) -> str:
    """Who moves the parameters against their gradients: this method, or the training that calls it? What does a second
    call return for the same images?
    """
    return edit(
        reference,
        "        # END SOLUTION\n        return loss, grads",
        "        for name, gradient in grads.items():\n            self.params[name] = self.params[name] - 1e-2 * gradient\n        # END SOLUTION\n        return loss, grads",
    )


@mistake("SimpleConvNet")
def biases_of_the_simple_net_as_columns(reference: str) -> str:
    """A bias is added to every row of the scores, of shape (N, K). Which shapes can be added to them, and is (K, 1) one
    of them?
    """
    return edit(reference, "np.zeros(size)", "np.zeros((size, 1))")


@mistake("SimpleConvNet")
def no_relu_in_the_first_block(reference: str) -> str:
    """Name the layers from the images to the scores. Which of them is left out in the first block of yours?"""
    forward = (
        "if layer == 1:\n"
        "                maps, conv_cache = conv_forward_im2col(maps, kernels, biases, conv_param)\n"
        "                maps, pool_cache = max_pool_forward_im2col(maps, pool_param)\n"
        "                caches[layer] = conv_cache, pool_cache\n"
        "                continue\n"
        "            "
    )
    backward = (
        "if layer == 1:\n"
        "                upstream = max_pool_backward_im2col(upstream, caches[layer][1])\n"
        "                upstream, grads[f'W{layer}'], grads[f'b{layer}'] = conv_backward_im2col(upstream, caches[layer][0])\n"
        "                continue\n"
        "            "
    )
    with_forward = edit(reference, "maps, caches[layer] = conv", forward + "maps, caches[layer] = conv")
    return edit(with_forward, "upstream, grads[f", backward + "upstream, grads[f")


@mistake("SimpleConvNet")
def no_relu_in_the_second_block(reference: str) -> str:
    """Name the layers from the images to the scores. Which of them is left out in the second block of yours?"""
    forward = (
        "if layer == 2:\n"
        "                maps, conv_cache = conv_forward_im2col(maps, kernels, biases, conv_param)\n"
        "                maps, pool_cache = max_pool_forward_im2col(maps, pool_param)\n"
        "                caches[layer] = conv_cache, pool_cache\n"
        "                continue\n"
        "            "
    )
    backward = (
        "if layer == 2:\n"
        "                upstream = max_pool_backward_im2col(upstream, caches[layer][1])\n"
        "                upstream, grads[f'W{layer}'], grads[f'b{layer}'] = conv_backward_im2col(upstream, caches[layer][0])\n"
        "                continue\n"
        "            "
    )
    with_forward = edit(reference, "maps, caches[layer] = conv", forward + "maps, caches[layer] = conv")
    return edit(with_forward, "upstream, grads[f", backward + "upstream, grads[f")


@mistake("SimpleConvNet")
def second_filters_not_penalised(reference: str) -> str:
    """Which arrays belong to the penalty? Count the terms of your sum."""
    return edit(reference, '("W1", "W2", "W3")', '("W1", "W3")')


@mistake("SimpleConvNet")
def penalty_of_the_simple_net_missing_from_the_loss(reference: str) -> str:
    """The gradients contain a contribution of reg. Which term of the returned loss is it the derivative of?"""
    return edit(reference, "loss = loss + self.reg / 2 * (self.params[name] ** 2).sum()", "pass")


@mistake("SimpleConvNet")
def biases_of_the_second_convolution_left_out(reference: str) -> str:
    """Change b2 and look at the scores. Does it reach the second convolution?"""
    return edit(
        reference,
        "maps, caches[layer] = conv_relu_pool_forward(maps, kernels, biases, conv_param, pool_param)",
        "maps, caches[layer] = conv_relu_pool_forward(maps, kernels, (biases if layer == 1 else 0 * biases), conv_param, pool_param)",
    )


@mistake("SimpleConvNet")
def default_filters_exchanged(reference: str) -> str:
    """How many filters has the first convolution by default, and how many the second one?"""
    return edit(reference, "num_filters: tuple[int, int] = (8, 16)", "num_filters: tuple[int, int] = (16, 8)")


@mistake("SimpleConvNet")
def unscaled_random_biases_in_the_simple_net(reference: str) -> str:
    """Once the filters differ from each other, do the biases have to be random as well? What does the specification say
    about their first values?
    """
    return edit(reference, "np.zeros(size)", "np.random.standard_normal(size)")
