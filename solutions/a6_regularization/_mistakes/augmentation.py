"""What goes wrong in augmentation.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# bilinear_sample


@mistake("bilinear_sample")
def exchanges_the_weights(reference: str) -> str:
    """A place close to a pixel should get nearly its value. Which of its four neighbours has the largest weight in
    your version?
    """
    other = edit(reference, "((top, 1 - u), (top + 1, u))", "((top, u), (top + 1, 1 - u))")
    return edit(other, "((left, 1 - v), (left + 1, v))", "((left, v), (left + 1, 1 - v))")


@mistake("bilinear_sample")
def exchanges_the_weights_of_the_rows(reference: str) -> str:
    """At a place just below row 2, which of the rows 2 and 3 should weigh more? Does it, in your version?"""
    return edit(reference, "((top, 1 - u), (top + 1, u))", "((top, u), (top + 1, 1 - u))")


@mistake("bilinear_sample")
def exchanges_rows_and_columns(reference: str) -> str:
    """Which of the two coordinates counts downwards, and which index of the image does so?"""
    return edit(
        reference,
        "height, width, channels = image.shape",
        "rows, cols = cols, rows\n    height, width, channels = image.shape",
    )


@mistake("bilinear_sample")
def takes_the_nearest_pixel(reference: str) -> str:
    """Does your result change when a place moves by a tenth of a pixel? How many pixels have a part in it?"""
    return edit(reference, "u, v = rows - top, cols - left", "u, v = np.round(rows - top), np.round(cols - left)")


@mistake("bilinear_sample")
def takes_the_pixel_above_and_to_the_left(reference: str) -> str:
    """Your result is always one of the pixels. What becomes of the decimals of a place?"""
    return edit(reference, "u, v = rows - top, cols - left", "u, v = 0.0 * rows, 0.0 * cols")


@mistake("bilinear_sample")
def repeats_the_border(reference: str) -> str:
    """What surrounds the image by definition? At a place far outside, what does your version return?"""
    return edit(reference, "np.where(inside[..., None], pixels, fill)", "pixels")


@mistake("bilinear_sample")
def wraps_around_the_border(reference: str) -> str:
    """What does numpy understand by the index -1? From which side of the image do the values come that you return for
    places outside?
    """
    wrapped = edit(
        reference, "image[np.clip(i, 0, height - 1), np.clip(j, 0, width - 1)]", "image[i % height, j % width]"
    )
    return edit(wrapped, "np.where(inside[..., None], pixels, fill)", "pixels")


@mistake("bilinear_sample")
def wraps_around_at_the_top_and_left(reference: str) -> str:
    """Below and to the right of the image your version returns what it should. What does numpy understand by the index
    -1, which comes up above it and to the left?
    """
    wrapped = edit(reference, "(i >= 0) & (i < height) & (j >= 0) & (j < width)", "(i < height) & (j < width)")
    return edit(wrapped, "image[np.clip(i, 0, height - 1), np.clip(j, 0, width - 1)]", "image[i % height, j % width]")


@mistake("bilinear_sample")
def fills_at_once_beyond_the_border(reference: str) -> str:
    """How many of the four neighbours of a place half a pixel beyond the border lie inside the image? Do they count in
    your version?
    """
    return edit(
        reference,
        "    return out",
        "    beyond = (rows < 0) | (rows > height - 1) | (cols < 0) | (cols > width - 1)\n"
        "    return np.where(beyond[..., None], fill, out)",
    )


@mistake("bilinear_sample")
def loses_the_last_row_and_column(reference: str) -> str:
    """Read the image at the place of its last pixel. Which of the four neighbours lie outside there, how much do they
    weigh, and is that a reason to give up the pixel?
    """
    return edit(
        reference,
        "    return out",
        "    whole = (top >= -1) & (top + 1 < height) & (left >= -1) & (left + 1 < width)\n"
        "    return np.where(whole[..., None], out, fill)",
    )


@mistake("bilinear_sample")
def ignores_the_fill(reference: str) -> str:
    """Read far outside the image with a fill of 0.5: what should come back, and what does?"""
    return edit(reference, "pixels, fill)", "pixels, 0)")


@mistake("bilinear_sample")
def cuts_off_the_decimals(reference: str) -> str:
    """What is the largest whole number that does not exceed -0.3? What do you get when you cut off the decimals
    instead, and what weights follow?
    """
    other = edit(reference, "np.floor(rows).astype(int)", "np.trunc(rows).astype(int)")
    return edit(other, "np.floor(cols).astype(int)", "np.trunc(cols).astype(int)")


@mistake("bilinear_sample")
def adds_the_shares(reference: str) -> str:
    """What do the four weights of a place add up to, and what should they? How is the weight of a neighbour made of its
    share along the rows and its share along the columns?
    """
    return edit(reference, "(row_share * col_share)", "(row_share + col_share)")


@mistake("bilinear_sample")
def blends_along_the_columns_only(reference: str) -> str:
    """Move a place down by half a pixel: does your result change? Along how many axes does it have to blend?"""
    return edit(reference, "u, v = rows - top, cols - left", "u, v = 0.0 * rows, cols - left")


@mistake("bilinear_sample")
def leaves_out_one_neighbour(reference: str) -> str:
    """For an image that is 1 everywhere, what should be the value between its pixels, and what is it? Count the
    products that you add up.
    """
    return edit(reference, "(top + 1, u)", "(top + 1, np.where(v > 0.5, u, 0))")


@mistake("bilinear_sample")
def exchanges_u_and_v(reference: str) -> str:
    """Move a place down by a little. Which of your two shares changes, the one along the rows or the one along the
    columns?
    """
    return edit(reference, "u, v = rows - top, cols - left", "u, v = cols - left, rows - top")


@mistake("bilinear_sample")
def counts_the_last_row_and_column_as_outside(reference: str) -> str:
    """Which is the last row that lies inside the image? Does a pixel of it count in your version?"""
    other = edit(reference, "(i < height)", "(i < height - 1)")
    return edit(other, "(j < width)", "(j < width - 1)")


@mistake("bilinear_sample")
def fills_wherever_a_neighbour_is_outside(reference: str) -> str:
    """One of the four neighbours of a place lies outside. What does it count as, and what do the other three count as in
    your version?
    """
    return edit(
        reference,
        "    return out",
        "    whole = (top >= 0) & (top + 1 < height) & (left >= 0) & (left + 1 < width)\n"
        "    return np.where(whole[..., None], out, fill)",
    )


@mistake("bilinear_sample")
def weighs_by_the_distance_from_the_ceiling(reference: str) -> str:
    """At a whole place, floor and ceiling are the same pixel. What do your four weights add up to there?"""
    other = edit(reference, "(top, 1 - u)", "(top, np.ceil(rows) - rows)")
    return edit(other, "(left, 1 - v)", "(left, np.ceil(cols) - cols)")


# horizontal_flip


@mistake("horizontal_flip")
def flips_upside_down(reference: str) -> str:
    """Which of the four axes runs from left to right? After your flip, where is the top row?"""
    return edit(reference, "[:, :, ::-1]", "[:, ::-1]")


@mistake("horizontal_flip")
def turns_by_half_a_turn(reference: str) -> str:
    """Where does the top row of an image go in your version? How many axes does a mirror reverse?"""
    return edit(reference, "[:, :, ::-1]", "[:, ::-1, ::-1]")


@mistake("horizontal_flip")
def reverses_the_channels(reference: str) -> str:
    """What is the last axis of a batch of images? Does a mirror exchange red and blue?"""
    return edit(reference, "[:, :, ::-1]", "[..., ::-1]")


@mistake("horizontal_flip")
def flips_every_image(reference: str) -> str:
    """Which of your images are mirrored? What do the flags say?"""
    return "def horizontal_flip(images, flips):\n    return images[:, :, ::-1].copy()\n"


@mistake("horizontal_flip")
def flips_the_other_images(reference: str) -> str:
    """Compare the images whose flag is not set with those that came in. What does a set flag mean?"""
    return "def horizontal_flip(images, flips):\n    return np.where(flips[:, None, None, None], images, images[:, :, ::-1])\n"


@mistake("horizontal_flip")
def returns_the_flipped_images_only(reference: str) -> str:
    """How many images came in, and how many do you return? What should become of those that are not mirrored?"""
    return edit(reference, "    return out", "    return out[flips]")


@mistake("horizontal_flip")
def reverses_the_batch(reference: str) -> str:
    """What is the first axis of a batch of images? After your flip, which image stands at place 0?"""
    return edit(reference, "[:, :, ::-1]", "[::-1]")


@mistake("horizontal_flip")
def overwrites_one_half_with_the_other(reference: str) -> str:
    """You exchange two columns. When the second one is written, is what stood in the first one still there? Is a slice of
    an array a copy of it?
    """
    return """
        def horizontal_flip(images, flips):
            out = images.copy()
            width = images.shape[2]
            for j in range(width // 2):
                out[flips, :, j] = images[flips, :, width - 1 - j]
            return out
    """


# rotate


@mistake("rotate")
def rotates_clockwise(reference: str) -> str:
    """Rotate an image with a single bright pixel to the right of the centre, by 90 degrees. Is it above or below the
    centre afterwards? In which direction do rows count?
    """
    return edit(reference, "np.sin(np.deg2rad(degrees))", "-np.sin(np.deg2rad(degrees))")


@mistake("rotate")
def takes_degrees_for_radians(reference: str) -> str:
    """What is the sine of a right angle, and what do you get for 90? In which unit do numpy's functions take angles?"""
    other = edit(reference, "np.sin(np.deg2rad(degrees))", "np.sin(degrees)")
    return edit(other, "np.cos(np.deg2rad(degrees))", "np.cos(degrees)")


@mistake("rotate")
def rotates_about_the_corner(reference: str) -> str:
    """Which point of the image stays where it is in your version, and which one should?"""
    return edit(reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "0.0, 0.0")


@mistake("rotate")
def takes_half_the_sides_for_the_centre(reference: str) -> str:
    """An image of one row has its centre in this row. Which row is that, and what does your formula say?"""
    return edit(
        reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "image.shape[0] / 2, image.shape[1] / 2"
    )


@mistake("rotate")
def rounds_the_centre(reference: str) -> str:
    """Where is the centre of a row of four pixels? Is it one of them?"""
    return edit(
        reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "image.shape[0] // 2, image.shape[1] // 2"
    )


@mistake("rotate")
def exchanges_the_coordinates_of_the_centre(reference: str) -> str:
    """Your version is right for square images. Which of the two sides of the image says how far down its centre is?"""
    return edit(
        reference,
        "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2",
        "(image.shape[1] - 1) / 2, (image.shape[0] - 1) / 2",
    )


@mistake("rotate")
def does_not_come_back_from_the_centre(reference: str) -> str:
    """You measure from the centre while you turn. From where do rows and columns of the image count?"""
    other = edit(reference, "middle_row + x * sine", "x * sine")
    return edit(other, "middle_col + x * cosine", "x * cosine")


@mistake("rotate")
def stretches_while_it_turns(reference: str) -> str:
    """A rotation keeps all distances. Which signs do the two sines have in its matrix, and which do they have in yours?"""
    return edit(reference, "x * cosine - y * sine", "x * cosine + y * sine")


@mistake("rotate")
def rounds_the_places(reference: str) -> str:
    """The places that you read are not whole numbers in general. What does `bilinear_sample` make of the decimals, and
    do they reach it?
    """
    return edit(
        reference,
        "bilinear_sample(image, middle_row + x * sine + y * cosine, middle_col + x * cosine - y * sine)",
        "bilinear_sample(\n"
        "        image, np.round(middle_row + x * sine + y * cosine), np.round(middle_col + x * cosine - y * sine)\n"
        "    )",
    )


@mistake("rotate")
def reads_columns_for_rows(reference: str) -> str:
    """For an angle of 0, which pixel does your formula read for the pixel [1, 3]? Which of the two places is the row?"""
    return edit(
        reference,
        "middle_row + x * sine + y * cosine, middle_col + x * cosine - y * sine",
        "middle_row + x * cosine - y * sine, middle_col + x * sine + y * cosine",
    )


@mistake("rotate")
def sends_every_pixel_to_its_new_place(reference: str) -> str:
    """Are there holes in your result? Do you go through the pixels of the old image, or through those of the new one?"""
    return """
        def rotate(image, degrees):
            height, width, channels = image.shape
            rows, cols = pixel_places(image)
            y, x = rows - (height - 1) / 2, cols - (width - 1) / 2
            sine, cosine = np.sin(np.deg2rad(degrees)), np.cos(np.deg2rad(degrees))
            i = np.round((height - 1) / 2 + y * cosine - x * sine).astype(int)
            j = np.round((width - 1) / 2 + y * sine + x * cosine).astype(int)
            inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
            out = np.zeros(image.shape)
            out[i[inside], j[inside]] = image.reshape(-1, channels)[inside]
            return out
    """


@mistake("rotate")
def repeats_the_border_in_the_corners(reference: str) -> str:
    """What is seen in the corners, which come from outside the old image: its border again and again, or nothing?"""
    return edit(
        reference,
        "middle_row + x * sine + y * cosine, middle_col + x * cosine - y * sine",
        "(middle_row + x * sine + y * cosine).clip(0, rows.max()),"
        " (middle_col + x * cosine - y * sine).clip(0, cols.max())",
    )


# scale


@mistake("scale")
def shrinks_instead_of_enlarging(reference: str) -> str:
    """Is the image larger or smaller after your function, for a factor of 2? When the result is twice as large, how far
    from the centre do you have to read for a pixel at distance 4?
    """
    other = edit(reference, "(rows - middle_row) / factor", "(rows - middle_row) * factor")
    return edit(other, "(cols - middle_col) / factor", "(cols - middle_col) * factor")


@mistake("scale")
def scales_about_the_corner(reference: str) -> str:
    """Which pixel stays where it is in your version? Which point of the image should?"""
    return edit(reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "0.0, 0.0")


@mistake("scale")
def takes_half_the_sides_for_the_middle(reference: str) -> str:
    """An image of five rows has a row in the middle. Which number does it have, and what does your formula say?"""
    return edit(
        reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "image.shape[0] / 2, image.shape[1] / 2"
    )


@mistake("scale")
def scales_the_rows_only(reference: str) -> str:
    """Does a circle stay a circle in your version? Along which axes does an enlargement work?"""
    return edit(reference, "(cols - middle_col) / factor", "(cols - middle_col)")


@mistake("scale")
def changes_the_area_by_the_factor(reference: str) -> str:
    """With a factor of 4, how much wider should the result be, and how much wider is it? Is the factor one of lengths
    or one of areas?
    """
    return edit(
        reference, "rows, cols = pixel_places(image)", "factor = np.sqrt(factor)\n    rows, cols = pixel_places(image)"
    )


@mistake("scale")
def darkens_what_it_enlarges(reference: str) -> str:
    """Enlarge an image that has one colour everywhere. Is it still the same colour in the middle?"""
    return edit(reference, "return out.reshape(image.shape)", "return out.reshape(image.shape) / factor**2")


@mistake("scale")
def rounds_the_middle(reference: str) -> str:
    """Where is the centre of a row of four pixels? Is it one of them?"""
    return edit(
        reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "image.shape[0] // 2, image.shape[1] // 2"
    )


@mistake("scale")
def scales_about_the_edge_of_the_first_pixel(reference: str) -> str:
    """Half a pixel is added before the division and subtracted after it. Which point of the image stays where it is, and
    which one should?
    """
    return edit(reference, "(image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2", "-0.5, -0.5")


@mistake("scale")
def repeats_the_border_around_it(reference: str) -> str:
    """What surrounds an image that has become smaller: its border again and again, or zeros?"""
    return edit(
        reference,
        "middle_row + (rows - middle_row) / factor, middle_col + (cols - middle_col) / factor",
        "(middle_row + (rows - middle_row) / factor).clip(0, rows.max()),"
        " (middle_col + (cols - middle_col) / factor).clip(0, cols.max())",
    )


# translate


@mistake("translate")
def moves_the_other_way(reference: str) -> str:
    """Where does a bright pixel go when you move by 1 down? To know what is at row 3 afterwards, which row of the old
    image do you have to ask?
    """
    other = edit(reference, "rows - down", "rows + down")
    return edit(other, "cols - right", "cols + right")


@mistake("translate")
def moves_up_for_down(reference: str) -> str:
    """Left and right are as they should be. In which direction do the rows of an image count?"""
    return edit(reference, "rows - down", "rows + down")


@mistake("translate")
def exchanges_down_and_right(reference: str) -> str:
    """Which of the two arguments belongs to the rows?"""
    return edit(reference, "rows - down, cols - right", "rows - right, cols - down")


@mistake("translate")
def moves_by_whole_pixels_only(reference: str) -> str:
    """Does your result change between a move of 1.4 and one of 1.3? What should be blended there?"""
    return edit(reference, "rows - down, cols - right", "rows - np.round(down), cols - np.round(right)")


@mistake("translate")
def lets_the_image_in_again(reference: str) -> str:
    """What leaves the image on the right: should it be seen again on the left?"""
    return edit(
        reference,
        "rows - down, cols - right",
        "(rows - down) % image.shape[0], (cols - right) % image.shape[1]",
    )


@mistake("translate")
def moves_down_only(reference: str) -> str:
    """Move an image by 0 down and 2 to the right: what changes?"""
    return edit(reference, "cols - right", "cols")


@mistake("translate")
def repeats_the_border_behind_the_image(reference: str) -> str:
    """What comes in on the side that the image has left: its border again and again, or zeros?"""
    return edit(
        reference,
        "rows - down, cols - right",
        "(rows - down).clip(0, rows.max()), (cols - right).clip(0, cols.max())",
    )


# random_crop


@mistake("random_crop")
def does_not_pad(reference: str) -> str:
    """How large is the image that you cut from? What does `padding` ask for before?"""
    return edit(reference, "((padding, padding), (padding, padding), (0, 0))", "((0, 0), (0, 0), (0, 0))")


@mistake("random_crop")
def pads_at_the_top_and_left_only(reference: str) -> str:
    """On how many sides of the image do you put zeros? How many rows does the padded image have?"""
    return edit(reference, "((padding, padding), (padding, padding), (0, 0))", "((padding, 0), (padding, 0), (0, 0))")


@mistake("random_crop")
def pads_the_channels(reference: str) -> str:
    """How many channels has your result? Which axes of the image get a frame?"""
    return edit(reference, "(padding, padding), (0, 0))", "(padding, padding), (padding, padding))")


@mistake("random_crop")
def pads_with_the_border(reference: str) -> str:
    """Of which value is the frame? Print the padded image and look at its first row."""
    return edit(reference, "(0, 0)))", '(0, 0)), mode="edge")')


@mistake("random_crop")
def never_reaches_the_last_place(reference: str) -> str:
    """Is the upper end of what you draw from included? When the window is as high as the padded image, how many first
    rows are there to choose from?
    """
    other = edit(reference, "padded.shape[0] - height + 1", "max(padded.shape[0] - height, 1)")
    return edit(other, "padded.shape[1] - width + 1", "max(padded.shape[1] - width, 1)")


@mistake("random_crop")
def draws_beyond_the_last_place(reference: str) -> str:
    """Do all your windows have the same shape? What is the last row at which a window can begin?"""
    other = edit(reference, "padded.shape[0] - height + 1", "padded.shape[0] - height + 2")
    return edit(other, "padded.shape[1] - width + 1", "padded.shape[1] - width + 2")


@mistake("random_crop")
def draws_from_the_places_of_the_bare_image(reference: str) -> str:
    """Does your window ever reach the frame at the bottom? Has the number of places grown with the padding?"""
    other = edit(reference, "padded.shape[0] - height + 1", "max(image.shape[0] - height, 0) + 1")
    return edit(other, "padded.shape[1] - width + 1", "max(image.shape[1] - width, 0) + 1")


@mistake("random_crop")
def always_cuts_the_centre(reference: str) -> str:
    """Call your function twice. Where does chance come in?"""
    other = edit(reference, "rng.integers(0, padded.shape[0] - height + 1)", "(padded.shape[0] - height) // 2")
    return edit(other, "rng.integers(0, padded.shape[1] - width + 1)", "(padded.shape[1] - width) // 2")


@mistake("random_crop")
def uses_one_number_for_both_axes(reference: str) -> str:
    """Can the window be at the top right corner in your version? How many numbers does a place take?"""
    return edit(
        reference, "left = rng.integers(0, padded.shape[1] - width + 1)", "left = min(top, padded.shape[1] - width)"
    )


@mistake("random_crop")
def draws_from_a_state_of_its_own(reference: str) -> str:
    """Give two generators with the same seed to your function. Do the windows agree? Whose random numbers are they?"""
    return edit(reference, "    height, width = size", "    height, width = size\n    rng = np.random.default_rng()")


@mistake("random_crop")
def seeds_itself_in_every_call(reference: str) -> str:
    """How many different windows do you get from a hundred calls? Where does the state begin in each of them?"""
    return edit(reference, "    height, width = size", "    height, width = size\n    rng = np.random.default_rng(0)")


@mistake("random_crop")
def exchanges_height_and_width(reference: str) -> str:
    """What shape has your window? Which of the two numbers in `size` comes first?"""
    return edit(reference, "height, width = size", "width, height = size")


@mistake("random_crop")
def draws_from_as_many_places_as_the_frame_is_wide(reference: str) -> str:
    """Where can your window begin if it is smaller than the image? Which numbers decide how many places there are?"""
    other = edit(reference, "padded.shape[0] - height + 1", "2 * padding + 1")
    return edit(other, "padded.shape[1] - width + 1", "2 * padding + 1")


@mistake("random_crop")
def rounds_numbers_from_an_interval(reference: str) -> str:
    """Which part of the interval is rounded to the first place, and which part to the second one? Are the two of the same
    length?
    """
    other = edit(
        reference,
        "rng.integers(0, padded.shape[0] - height + 1)",
        "int(np.round(rng.uniform(0, padded.shape[0] - height)))",
    )
    return edit(
        other,
        "rng.integers(0, padded.shape[1] - width + 1)",
        "int(np.round(rng.uniform(0, padded.shape[1] - width)))",
    )


# cutout


@mistake("cutout")
def loses_squares_at_the_border(reference: str) -> str:
    """Put the square at the pixel [0, 0]: what is cut out? At which index does your slice begin there, and what does
    numpy take that for?
    """
    other = edit(reference, "max(first_row, 0)", "first_row")
    return edit(other, "max(first_col, 0)", "first_col")


@mistake("cutout")
def pushes_the_square_inside(reference: str) -> str:
    """How many pixels are set to zero when the square lies at the border? May the square lose a part there, or does it
    move?
    """
    return edit(
        reference,
        "    out = image.copy()",
        "    first_row = min(max(first_row, 0), max(image.shape[0] - size, 0))\n"
        "    first_col = min(max(first_col, 0), max(image.shape[1] - size, 0))\n"
        "    out = image.copy()",
    )


@mistake("cutout")
def begins_at_the_given_pixel(reference: str) -> str:
    """Which pixel of the square is the one that is given, a corner or the middle?"""
    return edit(reference, "row - size // 2, col - size // 2", "row, col")


@mistake("cutout")
def takes_the_size_for_a_radius(reference: str) -> str:
    """How many pixels wide is your square, and how many should it be? Is the size that of a side or that of a half?"""
    return edit(
        reference,
        "first_row, first_col = row - size // 2, col - size // 2",
        "first_row, first_col = row - size, col - size\n    size = 2 * size + 1",
    )


@mistake("cutout")
def rounds_the_size_to_even(reference: str) -> str:
    """How many pixels wide is a square of size 3 in your version? How many of its pixels are on either side of the
    middle one?
    """
    return edit(
        reference,
        "first_row, first_col = row - size // 2, col - size // 2",
        "first_row, first_col = row - size // 2, col - size // 2\n    size = 2 * (size // 2)",
    )


@mistake("cutout")
def is_one_pixel_too_wide(reference: str) -> str:
    """Count the rows that are zero, for a square of size 4. Is the end of a slice included?"""
    return edit(
        reference,
        "first_row, first_col = row - size // 2, col - size // 2",
        "first_row, first_col = row - size // 2, col - size // 2\n    size = 2 * (size // 2) + 1",
    )


@mistake("cutout")
def exchanges_row_and_column(reference: str) -> str:
    """Put the square at row 1 and column 5. Is it at the top, or at the left?"""
    return edit(reference, "row - size // 2, col - size // 2", "col - size // 2, row - size // 2")


@mistake("cutout")
def cuts_one_channel_only(reference: str) -> str:
    """Which colour has the square in your image? To how many channels does it belong?"""
    return edit(reference, "first_col + size] = 0", "first_col + size, 0] = 0")


@mistake("cutout")
def fills_with_the_mean(reference: str) -> str:
    """What are the pixels of the square set to in your version, and what by the definition?"""
    return edit(reference, "first_col + size] = 0", "first_col + size] = image.mean()")


@mistake("cutout")
def keeps_the_square_only(reference: str) -> str:
    """Is the square removed in your version, or is it all that is left?"""
    return edit(reference, "    return out", "    return image - out")


@mistake("cutout")
def cuts_a_stripe(reference: str) -> str:
    """How wide is the region that you set to zero? How many axes of the image does a square limit?"""
    return edit(reference, ", max(first_col, 0) : first_col + size]", "]")


@mistake("cutout")
def begins_one_pixel_later_for_even_sizes(reference: str) -> str:
    """With a size of 4, how many pixels of the square lie above the given one, and how many below? On which side is one
    more by the definition?
    """
    return edit(reference, "row - size // 2, col - size // 2", "row - (size - 1) // 2, col - (size - 1) // 2")


# color_jitter


@mistake("color_jitter")
def averages_the_channels_for_grey(reference: str) -> str:
    """Are red, green and blue equally bright to the eye? Which weights do they have in `grey`?"""
    return edit(reference, "np.array([0.299, 0.587, 0.114])", "np.ones(3) / 3")


@mistake("color_jitter")
def takes_the_weights_of_another_standard(reference: str) -> str:
    """Compare your three weights with those of BT.601. From which standard are they?"""
    return edit(reference, "[0.299, 0.587, 0.114]", "[0.2126, 0.7152, 0.0722]")


@mistake("color_jitter")
def reverses_the_order_of_the_channels(reference: str) -> str:
    """Which channel comes first in these images, red or blue? Which of the two weighs more?"""
    return edit(reference, "[0.299, 0.587, 0.114]", "[0.114, 0.587, 0.299]")


@mistake("color_jitter")
def spreads_about_one_half(reference: str) -> str:
    """What does a contrast of 0 make of a dark image in your version? How bright should the grey plane be?"""
    return edit(reference, "mean = (bright @ weights).mean()", "mean = 0.5")


@mistake("color_jitter")
def spreads_about_the_mean_of_all_values(reference: str) -> str:
    """From what is the mean m taken: from the image, or from its grey version?"""
    return edit(reference, "(bright @ weights).mean()", "bright.mean()")


@mistake("color_jitter")
def spreads_each_channel_about_its_own_mean(reference: str) -> str:
    """How many numbers is m? What does a contrast of 0 make of a reddish image, and is it grey in your version?"""
    return edit(reference, "(bright @ weights).mean()", "bright.mean(axis=(0, 1))")


@mistake("color_jitter")
def takes_the_mean_before_the_brightness(reference: str) -> str:
    """Of which image is m the mean: of the one that came in, or of the one that step 1 has made?"""
    return edit(reference, "(bright @ weights).mean()", "(image @ weights).mean()")


@mistake("color_jitter")
def adds_the_brightness(reference: str) -> str:
    """What does a brightness of 1 do to an image in your version? What should it do?"""
    return edit(reference, "bright = brightness * image", "bright = image + brightness - 1")


@mistake("color_jitter")
def exchanges_grey_and_colour(reference: str) -> str:
    """What is left of the colours for a saturation of 0, and what for a saturation of 1? Which of the two should leave
    the image as it is?
    """
    return edit(reference, "grey + saturation * (contrasted - grey)", "contrasted + saturation * (grey - contrasted)")


@mistake("color_jitter")
def forgets_the_contrast(reference: str) -> str:
    """Change the contrast alone. Does your result change?"""
    return edit(reference, "contrasted = mean + contrast * (bright - mean)", "contrasted = bright")


@mistake("color_jitter")
def saturates_about_the_mean(reference: str) -> str:
    """Step 3 uses a grey of its own for each pixel. What do you use?"""
    return edit(
        reference, "grey + saturation * (contrasted - grey)", "grey.mean() + saturation * (contrasted - grey.mean())"
    )


@mistake("color_jitter")
def does_not_add_the_grey_again(reference: str) -> str:
    """Your result for a saturation of 0 is black. What should it be?"""
    return edit(reference, "grey + saturation", "saturation")


@mistake("color_jitter")
def leaves_the_range(reference: str) -> str:
    """Which are the smallest and the largest value of your result, and between which numbers do they have to lie?"""
    return edit(
        reference, "np.clip(grey + saturation * (contrasted - grey), 0, 1)", "grey + saturation * (contrasted - grey)"
    )


@mistake("color_jitter")
def cuts_off_after_every_step(reference: str) -> str:
    """A value of 1.3 after step 1, with a contrast that would bring it back to 0.9: what becomes of it in your version?
    How often does the definition cut off?
    """
    other = edit(reference, "bright = brightness * image", "bright = np.clip(brightness * image, 0, 1)")
    return edit(
        other,
        "contrasted = mean + contrast * (bright - mean)",
        "contrasted = np.clip(mean + contrast * (bright - mean), 0, 1)",
    )


@mistake("color_jitter")
def cuts_off_below_only(reference: str) -> str:
    """What is the largest value of your result? Does the range end there?"""
    return edit(reference, "(contrasted - grey), 0, 1)", "(contrasted - grey), 0, None)")


@mistake("color_jitter")
def spreads_each_pixel_about_its_own_grey(reference: str) -> str:
    """How many numbers is m? What does a contrast of 0 make of an image, a single grey or a black and white picture?"""
    return edit(reference, "(bright @ weights).mean()", "(bright @ weights)[..., None]")


@mistake("color_jitter")
def does_not_add_the_mean_again(reference: str) -> str:
    """What does a contrast of 1 make of an image in your version? Around which number do the values lie after step 2?"""
    return edit(reference, "mean + contrast * (bright - mean)", "contrast * (bright - mean)")


@mistake("color_jitter")
def brightens_by_a_sum(reference: str) -> str:
    """What does a brightness of 1 do to a black image in your version? Is the brightness added, or does it multiply?"""
    return edit(reference, "bright = brightness * image", "bright = image + brightness")


# add_noise


@mistake("add_noise")
def takes_the_deviation_for_a_variance(reference: str) -> str:
    """Measure the standard deviation of what you have added. How is it related to `std`?"""
    return edit(reference, "std * rng", "np.sqrt(std) * rng")


@mistake("add_noise")
def squares_the_deviation(reference: str) -> str:
    """Your noise is much too weak. Does numpy ask for a variance, or for a standard deviation?"""
    return edit(reference, "std * rng", "std**2 * rng")


@mistake("add_noise")
def forgets_the_deviation(reference: str) -> str:
    """Does your noise become stronger when `std` does? Where does `std` come in?"""
    return edit(reference, "std * rng", "rng")


@mistake("add_noise")
def adds_uniform_noise(reference: str) -> str:
    """Which distribution do your numbers come from? Do any of them lie three deviations from the mean?"""
    return edit(reference, "rng.standard_normal(image.shape)", "rng.uniform(-np.sqrt(3), np.sqrt(3), image.shape)")


@mistake("add_noise")
def adds_positive_noise(reference: str) -> str:
    """Is your image brighter on average than it was? Which sign may noise have?"""
    return edit(reference, "rng.standard_normal(image.shape)", "np.abs(rng.standard_normal(image.shape))")


@mistake("add_noise")
def adds_the_same_to_all_channels(reference: str) -> str:
    """Is your noise coloured, or grey? How many numbers does a pixel with three channels get?"""
    return edit(reference, "rng.standard_normal(image.shape)", "rng.standard_normal((*image.shape[:2], 1))")


@mistake("add_noise")
def adds_the_same_to_all_rows(reference: str) -> str:
    """Do you see stripes in your noise? How many numbers have to be drawn for an image?"""
    return edit(reference, "rng.standard_normal(image.shape)", "rng.standard_normal(image.shape[1:])")


@mistake("add_noise")
def adds_one_number(reference: str) -> str:
    """Look at the difference between your result and the image. Is it noise, or another brightness?"""
    return edit(reference, "rng.standard_normal(image.shape)", "rng.standard_normal()")


@mistake("add_noise")
def multiplies_by_the_noise(reference: str) -> str:
    """What becomes of a black pixel in your version? Is the noise added, or does it scale?"""
    return edit(reference, "image + noise", "image * (1 + noise)")


@mistake("add_noise")
def leaves_the_range_with_noise(reference: str) -> str:
    """Add noise to a black image. Which values should there be afterwards, and which are there?"""
    return edit(reference, "np.clip(image + noise, 0, 1)", "image + noise")


@mistake("add_noise")
def rescales_to_the_range(reference: str) -> str:
    """Do you cut off what is out of range, or do you move everything else, too? What becomes of an image in the middle
    of the range?
    """
    return edit(
        reference,
        "return np.clip(image + noise, 0, 1)",
        "out = image + noise\n    return (out - out.min()) / (out.max() - out.min())",
    )


@mistake("add_noise")
def takes_its_noise_from_elsewhere(reference: str) -> str:
    """Give two generators with the same seed to your function. Do the results agree? Whose random numbers are they?"""
    return edit(reference, "rng.standard_normal(image.shape)", "np.random.default_rng().standard_normal(image.shape)")


@mistake("add_noise")
def adds_the_same_noise_in_every_call(reference: str) -> str:
    """Call your function twice with one generator. Is it the same noise? Where does its state begin?"""
    return edit(reference, "rng.standard_normal(image.shape)", "np.random.default_rng(0).standard_normal(image.shape)")


@mistake("add_noise")
def draws_numbers_from_zero_to_one(reference: str) -> str:
    """Which distribution do your numbers come from? Is any of them below 0?"""
    return edit(reference, "rng.standard_normal(image.shape)", "rng.random(image.shape)")


@mistake("add_noise")
def cuts_off_the_noise_itself(reference: str) -> str:
    """What is cut off to the range from 0 to 1, the noise or the image with the noise? What is left of the negative
    numbers?
    """
    return edit(reference, "np.clip(image + noise, 0, 1)", "image + np.clip(noise, 0, 1)")


@mistake("add_noise")
def cuts_off_the_noise_as_well(reference: str) -> str:
    """How often do you cut off? What is left of the negative numbers among the noise?"""
    return edit(reference, "np.clip(image + noise, 0, 1)", "np.clip(image + np.clip(noise, 0, 1), 0, 1)")


# thin_plate_spline


@mistake("thin_plate_spline")
def divides_nothing_by_nothing(reference: str) -> str:
    """Is there a NaN in your result? What is the distance of a landmark from itself, and what is 0 times log 0 to a
    computer?
    """
    return edit(reference, "np.where(squares > 0, squares, 1)", "squares")


@mistake("thin_plate_spline")
def multiplies_by_the_distance_once(reference: str) -> str:
    """Which power of the distance stands before the logarithm in U, and which one in your version?"""
    return edit(reference, "0.5 * squares *", "np.sqrt(squares) *")


@mistake("thin_plate_spline")
def forgets_the_root(reference: str) -> str:
    """What do you put into U: the distance of two points, or its square?"""
    return edit(reference, "0.5 * squares *", "squares**2 *")


@mistake("thin_plate_spline")
def leaves_out_the_logarithm(reference: str) -> str:
    """Write down your U, and compare it with r^2 log r. Can a sum of squares of distances bend the plane as freely?"""
    return edit(reference, "0.5 * squares * np.log(np.where(squares > 0, squares, 1))", "np.sqrt(squares) ** 3")


@mistake("thin_plate_spline")
def takes_the_logarithm_of_one_more(reference: str) -> str:
    """How do you keep the logarithm of 0 away? Does the same trick change U at other distances?"""
    return edit(reference, "np.log(np.where(squares > 0, squares, 1))", "np.log(squares + 1)")


@mistake("thin_plate_spline")
def leaves_out_the_affine_part(reference: str) -> str:
    """Shift all landmarks alike: does your spline shift the other points as well? Which terms of f can do that?"""
    return edit(
        reference,
        "    return bending(points) @ coefficients[:count] + affine(points) @ coefficients[count:]",
        "    return bending(points) @ np.linalg.solve(matrix[:count, :count], target)",
    )


@mistake("thin_plate_spline")
def fits_the_affine_part_only(reference: str) -> str:
    """Are the landmarks where they should be? How many numbers does an affine map have to fit them with?"""
    return edit(
        reference,
        "    return bending(points) @ coefficients[:count] + affine(points) @ coefficients[count:]",
        "    return affine(points) @ np.linalg.lstsq(affine(source), target, rcond=None)[0]",
    )


@mistake("thin_plate_spline")
def drops_the_affine_part_at_the_end(reference: str) -> str:
    """You solve for all coefficients. Do all of them come up again when you compute f?"""
    return edit(reference, " + affine(points) @ coefficients[count:]", "")


@mistake("thin_plate_spline")
def drops_the_bending_part_at_the_end(reference: str) -> str:
    """What you return is an affine map of the points. What are the vectors w[k] there for?"""
    return edit(reference, "bending(points) @ coefficients[:count] + affine", "affine")


@mistake("thin_plate_spline")
def carries_targets_to_sources(reference: str) -> str:
    """Put a source into your function: where should it come out? Which of the two sets of landmarks does f start from?"""
    return edit(reference, "count = len(source)", "source, target = target, source\n    count = len(source)")


@mistake("thin_plate_spline")
def measures_distances_from_the_targets(reference: str) -> str:
    """From which landmarks are the distances in U taken? Is it the same ones in the equations and in f?"""
    return edit(reference, "return bending(points)", "source = target\n    return bending(points)")


@mistake("thin_plate_spline")
def returns_the_displacement(reference: str) -> str:
    """Do you return where a point is carried, or how far?"""
    return edit(reference, "return bending(points)", "return -points + bending(points)")


@mistake("thin_plate_spline")
def adds_a_bit_to_the_diagonal(reference: str) -> str:
    """Does your spline carry the landmarks exactly to their targets? What did you add to the matrix, and is it needed?"""
    return edit(reference, "= bending(source)", "= bending(source) + 0.1 * np.eye(count)")


@mistake("thin_plate_spline")
def forgets_the_side_conditions(reference: str) -> str:
    """Your spline passes through the landmarks. Which three equations have no landmark in them, and what do they ask of
    the vectors w[k]?
    """
    return edit(
        reference,
        "coefficients = np.linalg.solve(matrix, np.concatenate([target, np.zeros((3, 2))]))",
        "coefficients = np.linalg.lstsq(matrix[:count], target, rcond=None)[0]",
    )


@mistake("thin_plate_spline")
def leaves_out_the_constant(reference: str) -> str:
    """How many equations do you solve? Which of a, b and c has a place in your affine part, and which has not?"""
    other = edit(reference, "np.column_stack([np.ones(len(p)), p])", "p")
    return edit(edit(other, "(count + 3, count + 3)", "(count + 2, count + 2)"), "np.zeros((3, 2))", "np.zeros((2, 2))")


@mistake("thin_plate_spline")
def exchanges_the_coordinates_of_the_result(reference: str) -> str:
    """In which order do you return the row and the column of a point?"""
    return edit(
        reference, "np.concatenate([target, np.zeros((3, 2))])", "np.concatenate([target[:, ::-1], np.zeros((3, 2))])"
    )


@mistake("thin_plate_spline")
def adds_one_to_the_distance(reference: str) -> str:
    """How do you keep the logarithm of 0 away? Does the same trick change U at other distances?"""
    return edit(
        reference,
        "0.5 * squares * np.log(np.where(squares > 0, squares, 1))",
        "squares * np.log(np.sqrt(squares) + 1)",
    )


# thin_plate_warp


@mistake("thin_plate_warp")
def uses_the_spline_that_goes_forward(reference: str) -> str:
    """Move a landmark to the right: in which direction does the image go in your version? From where to where does g
    carry the landmarks?
    """
    return edit(reference, "thin_plate_spline(target, source,", "thin_plate_spline(source, target,")


@mistake("thin_plate_warp")
def subtracts_the_forward_displacement(reference: str) -> str:
    """You go back by what the spline from source to target goes forward at this pixel. Is that where the pixel comes
    from? Which spline takes the targets to the sources?
    """
    return edit(
        reference,
        "thin_plate_spline(target, source, np.column_stack([rows, cols]))",
        "np.column_stack([rows, cols])\n    places = 2 * places - thin_plate_spline(source, target, places)",
    )


@mistake("thin_plate_warp")
def exchanges_the_coordinates_of_the_places(reference: str) -> str:
    """What do the two columns of your points mean, and in which order do the landmarks have them?"""
    other = edit(reference, "[rows, cols]", "[cols, rows]")
    return edit(other, "places[:, 0], places[:, 1]", "places[:, 1], places[:, 0]")


@mistake("thin_plate_warp")
def lays_the_places_out_column_by_column(reference: str) -> str:
    """Points go out in one order, row by row or column by column. In which order do you put them back into the shape of
    the image?
    """
    return edit(reference, "rows, cols = pixel_places(image)", "cols, rows = pixel_places(image.transpose(1, 0, 2))")


@mistake("thin_plate_warp")
def rounds_the_places_of_the_spline(reference: str) -> str:
    """The places that the spline yields are not whole numbers. What happens to their decimals in your version?"""
    return edit(reference, "np.column_stack([rows, cols]))", "np.column_stack([rows, cols])).round()")


@mistake("thin_plate_warp")
def keeps_the_places_inside(reference: str) -> str:
    """What is seen where the spline leaves the old image: its border again and again, or nothing?"""
    return edit(
        reference, "places[:, 0], places[:, 1]", "places[:, 0].clip(0, rows.max()), places[:, 1].clip(0, cols.max())"
    )


@mistake("thin_plate_warp")
def asks_for_columns_and_rows(reference: str) -> str:
    """In which order do the landmarks have their row and their column, and in which order do the points that you ask for?"""
    return edit(reference, "[rows, cols]", "[cols, rows]")


@mistake("thin_plate_warp")
def reads_at_columns_and_rows(reference: str) -> str:
    """Which column of the spline's answer is the row, and which argument of `bilinear_sample` asks for it?"""
    return edit(reference, "places[:, 0], places[:, 1]", "places[:, 1], places[:, 0]")


@mistake("thin_plate_warp")
def sends_pixels_where_the_spline_goes(reference: str) -> str:
    """Are there holes in your result? Do you go through the pixels of the old image, or through those of the new one?"""
    return """
        def thin_plate_warp(image, source, target):
            height, width, channels = image.shape
            rows, cols = pixel_places(image)
            places = thin_plate_spline(source, target, np.column_stack([rows, cols]))
            i, j = np.round(places[:, 0]).astype(int), np.round(places[:, 1]).astype(int)
            inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
            out = np.zeros(image.shape)
            out[i[inside], j[inside]] = image.reshape(-1, channels)[inside]
            return out
    """
