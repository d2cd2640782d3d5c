"""Augmentation: new training images from old ones, by changes that leave the label as it is.

An image is an array (H, W, C) of floats with values from 0 to 1; row 0 is at the top and column 0 at the left. Places
in it are pairs (row, column) of real numbers: pixel [i, j] is a point, and sits at the place (i, j).

`bilinear_sample` reads an image at any places. The changes of geometry build on it, all by *inverse mapping*: they go
through the pixels of the result and ask for each of them from which place of the old image its value comes. What each
change does is fixed by its arguments; only `random_crop` and `add_noise` draw random numbers. At the end stand changes
of colour and the thin plate spline, which bends an image like a sheet of rubber.

`pixel_places` and `augment` are given. No function changes the image that it gets.
"""

from __future__ import annotations

import numpy as np


def pixel_places(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pixels of an image (H, W, C), row by row: their rows and columns, two arrays (H * W,).

    What `bilinear_sample` reads at as many places has the shape (H * W, C), and is an image again after a reshape.
    """
    height, width = image.shape[:2]
    return np.repeat(np.arange(height, dtype=float), width), np.tile(np.arange(width, dtype=float), height)


def bilinear_sample(image: np.ndarray, rows: np.ndarray, cols: np.ndarray, fill: float = 0.0) -> np.ndarray:
    """Read an image at places between its pixels, by bilinear interpolation.

    A place (r, c) has four neighbours, the pixels [i, j], [i, j + 1], [i + 1, j] and [i + 1, j + 1], where
    i = floor(r) and j = floor(c). With u = r - i and v = c - j, both at least 0 and less than 1,

        value = (1 - u) (1 - v) image[i, j]     + (1 - u) v image[i, j + 1]
              +      u  (1 - v) image[i + 1, j] +      u  v image[i + 1, j + 1]

    for each channel. The image is surrounded by `fill` on all sides, without end: each of the four neighbours that
    lies outside counts as a pixel with the value `fill`.

    Parameters
    ----------
    image : array of shape (H, W, C)
    rows, cols : arrays of floats, both of the same shape (...)
        The places, anywhere inside or outside the image.
    fill : float
        The value of everything outside the image, in all channels.

    Returns
    -------
    out : array of shape (..., C)
        out[k] is the value at the place (rows[k], cols[k]).

    Notes
    -----
    At a whole place the result is the pixel itself, in the last row and column too, although some of its neighbours
    lie outside. Half a pixel beyond the border the result is half pixel and half `fill`. For negative numbers, floor
    is not the same as cutting off the decimals.

    """
    # TODO: write this part (about 11 lines).
    raise NotImplementedError("a6_regularization.bilinear_sample is not implemented yet")


def horizontal_flip(images: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """Mirror some images of a batch, so that left and right change places.

        out[n, i, j] = images[n, i, W - 1 - j]  if flips[n],  else images[n, i, j]

    Parameters
    ----------
    images : array of shape (N, H, W, C)
    flips : array of shape (N,), booleans
        Which images are to be mirrored.

    Returns
    -------
    out : array of shape (N, H, W, C)

    Notes
    -----
    Rows and channels keep their order. A mirrored cat is a cat; a mirrored 3 is no digit.

    """
    # TODO: write this part (about 3 lines).
    raise NotImplementedError("a6_regularization.horizontal_flip is not implemented yet")


def rotate(image: np.ndarray, degrees: float) -> np.ndarray:
    """Rotate an image about its centre, counter-clockwise as it is seen on a screen.

    The centre is the place ((H - 1)/2, (W - 1)/2). With y = i - (H - 1)/2, which grows downwards, x = j - (W - 1)/2,
    which grows to the right, and t the angle in radians, the pixel [i, j] of the result gets the value of the old
    image at the place

        row    = (H - 1)/2 + x sin t + y cos t
        column = (W - 1)/2 + x cos t - y sin t

    Parameters
    ----------
    image : array of shape (H, W, C)
    degrees : float
        The angle in degrees, of either sign and any size.

    Returns
    -------
    out : array of shape (H, W, C)
        Values between pixels as in `bilinear_sample`; what comes from outside the image is 0.

    Notes
    -----
    The result keeps its shape, so the corners of the old image may get lost. A square image rotated by 90 degrees is
    `np.rot90` of it.

    """
    # TODO: write this part (about 6 lines).
    raise NotImplementedError("a6_regularization.rotate is not implemented yet")


def scale(image: np.ndarray, factor: float) -> np.ndarray:
    """Enlarge or shrink what an image shows, about its centre; the number of pixels stays.

    What lies at some distance from the centre ((H - 1)/2, (W - 1)/2) lies at `factor` times this distance afterwards,
    in the same direction.

    Parameters
    ----------
    image : array of shape (H, W, C)
    factor : float, greater than 0
        More than 1 enlarges, less than 1 shrinks.

    Returns
    -------
    out : array of shape (H, W, C)
        Values between pixels as in `bilinear_sample`; what comes from outside the image is 0.

    Notes
    -----
    The sentence above follows a point of the old image on its way. Inverse mapping asks the other way round.

    """
    # TODO: write this part (about 4 lines).
    raise NotImplementedError("a6_regularization.scale is not implemented yet")


def translate(image: np.ndarray, down: float, right: float) -> np.ndarray:
    """Move what an image shows, by any number of pixels.

    What was at the place (r, c) is at (r + down, c + right) afterwards.

    Parameters
    ----------
    image : array of shape (H, W, C)
    down, right : float
        By how much; negative numbers move up and to the left.

    Returns
    -------
    out : array of shape (H, W, C)
        Values between pixels as in `bilinear_sample`; what comes from outside the image is 0.

    Notes
    -----
    What leaves the image on one side is lost; it does not come in again on the other.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a6_regularization.translate is not implemented yet")


def random_crop(image: np.ndarray, size: tuple[int, int], padding: int, rng: np.random.Generator) -> np.ndarray:
    """Put a frame of zeros around an image, and cut out a window at random.

    The frame is `padding` pixels wide on each of the four sides, so the padded image has H + 2 padding rows and
    W + 2 padding columns. The window has `size` = (height, width). Its first row is drawn from 0 to
    H + 2 padding - height, both included, each as likely as any other; its first column likewise, independently.

    Parameters
    ----------
    image : array of shape (H, W, C)
    size : (height, width), integers
        Neither is larger than the padded image.
    padding : int, 0 or more
    rng : np.random.Generator
        The source of the random numbers: the same state gives the same window, and the next call gives another.

    Returns
    -------
    out : array of shape (height, width, C)

    Notes
    -----
    Where there is one place for the window only, that is the result. Channels are not padded. A number that is drawn from
    an interval and then rounded is at either end only half as often as at any other place.

    """
    # TODO: write this part (about 5 lines).
    raise NotImplementedError("a6_regularization.random_crop is not implemented yet")


def cutout(image: np.ndarray, row: int, col: int, size: int) -> np.ndarray:
    """Set a square of an image to zero (DeVries and Taylor, 2017).

    The square takes up the rows i with

        row - size // 2  <=  i  <  row - size // 2 + size

    and the columns likewise, in all channels. Where it reaches beyond the border, only the part inside the image
    counts.

    Parameters
    ----------
    image : array of shape (H, W, C)
    row, col : int
        The pixel in the middle of the square; it lies in the image. For an even size, the square reaches one pixel
        further up and to the left of it than down and to the right.
    size : int
        The length of the square's sides, in pixels.

    Returns
    -------
    out : array of shape (H, W, C)

    Notes
    -----
    To numpy a negative index is no place outside, but counts from the other end.

    """
    # TODO: write this part (about 4 lines).
    raise NotImplementedError("a6_regularization.cutout is not implemented yet")


def color_jitter(image: np.ndarray, brightness: float, contrast: float, saturation: float) -> np.ndarray:
    """Change brightness, contrast and saturation of a colour image, in this order.

    grey(z) is the brightness that an eye sees in the colours of an image z, one number per pixel:

        grey(z) = 0.299 red + 0.587 green + 0.114 blue          (ITU-R BT.601)

    1. Brightness:  z1 = brightness * image
    2. Contrast:    z2 = m + contrast * (z1 - m),  where the number m is the mean of grey(z1) over all pixels
    3. Saturation:  z3 = g + saturation * (z2 - g),  where g = grey(z2) is used for all three channels of a pixel
    4. Only at the end, values below 0 are set to 0 and values above 1 to 1.

    Parameters
    ----------
    image : array of shape (H, W, 3)
        Channels red, green and blue.
    brightness, contrast, saturation : float, 0 or more
        1 changes nothing. A contrast of 0 makes one grey plane of the image, a saturation of 0 a black and white
        picture.

    Returns
    -------
    out : array of shape (H, W, 3), with values from 0 to 1

    Notes
    -----
    A value may leave the range in one step and come back in the next; cut off in between, it would not come back as
    it was. Some libraries cut off after every step, and their results differ for such values.

    """
    # TODO: write this part (about 6 lines).
    raise NotImplementedError("a6_regularization.color_jitter is not implemented yet")


def add_noise(image: np.ndarray, std: float, rng: np.random.Generator) -> np.ndarray:
    """Add Gaussian noise to an image.

    Every entry gets a number of its own, from a normal distribution with mean 0 and standard deviation `std`, added
    to it. Then values below 0 are set to 0 and values above 1 to 1.

    Parameters
    ----------
    image : array of shape (H, W, C)
    std : float, 0 or more
    rng : np.random.Generator
        The source of the random numbers: the same state gives the same noise, and the next call gives another.

    Returns
    -------
    out : array of shape (H, W, C), with values from 0 to 1

    Notes
    -----
    The channels of one pixel are three entries, and get three different numbers.

    """
    # TODO: write this part (about 2 lines).
    raise NotImplementedError("a6_regularization.add_noise is not implemented yet")


def thin_plate_spline(source: np.ndarray, target: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Carry points along with the thin plate spline that moves some landmarks (Bookstein, 1989).

    Of all smooth maps of the plane that carry each landmark source[k] exactly to target[k], the spline bends least. It
    consists of an affine map and one term for each of the K landmarks:

        f(p) = a + b p_row + c p_col + (sum over k of w[k] U(|p - source[k]|)),    U(r) = r^2 log r,   U(0) = 0

    where |.| is the Euclidean distance. a, b, c and all w[k] are vectors of two numbers, one for the row and one for
    the column of the result. They follow from K + 3 linear equations:

        f(source[k]) = target[k]  for all k,
        sum of w[k] = 0,   sum of w[k] source_row[k] = 0,   sum of w[k] source_col[k] = 0

    Parameters
    ----------
    source, target : arrays of shape (K, 2)
        Landmarks as pairs (row, column); the K sources are different places, and not all on one line.
    points : array of shape (M, 2)
        Places (row, column). They may be landmarks themselves.

    Returns
    -------
    out : array of shape (M, 2)
        f of each point, as a pair (row, column).

    Notes
    -----
    U is continuous at 0, but a computer takes log 0 for minus infinity, and 0 times that for NaN. Both the equations
    and the points may ask for U(0). The two columns of the result have the same matrix of coefficients, so one call of
    `np.linalg.solve` is enough for both.

    """

    # TODO: write this part (about 12 lines).
    raise NotImplementedError("a6_regularization.thin_plate_spline is not implemented yet")


def thin_plate_warp(image: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Bend an image so that what it shows at each landmark source[k] appears at target[k].

    This is inverse mapping again. The pixel [i, j] of the result gets the value of the old image at the place g(i, j),
    where g is the thin plate spline that goes back: it carries each target[k] to source[k].

    Parameters
    ----------
    image : array of shape (H, W, C)
    source, target : arrays of shape (K, 2)
        Landmarks as pairs (row, column); the K targets are different places, and not all on one line.

    Returns
    -------
    out : array of shape (H, W, C)
        Values between pixels as in `bilinear_sample`; what comes from outside the image is 0.

    Notes
    -----
    The spline from target to source is not the inverse of the spline from source to target, only its counterpart:
    between the landmarks the two differ. Where all targets equal their sources, the image stays as it is.

    """
    # TODO: write this part (about 3 lines).
    raise NotImplementedError("a6_regularization.thin_plate_warp is not implemented yet")


def augment(image: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Return a random variant of an image (H, W, C): turned, resized, moved, bent a little, and noisy.

    All changes of geometry are made at once, by the places to which they send four landmarks, since every reading
    between pixels blurs a little. With strength 1, angles go up to 10 degrees, sizes from 0.9 to 1.1, shifts up to 6 %
    of a side, and the landmarks get off by 3 % or so besides; with strength 0 the image stays as it is.
    """
    sides = np.array(image.shape[:2])
    angle, size, down, right = strength * rng.uniform(-1, 1, 4)
    sine, cosine = np.sin(np.deg2rad(10 * angle)), np.cos(np.deg2rad(10 * angle))
    offsets = np.array([[-0.3, -0.3], [-0.3, 0.3], [0.3, -0.3], [0.3, 0.3]]) * sides
    jitter = 0.03 * strength * sides * rng.standard_normal((4, 2))
    moved = (
        (1 + 0.1 * size) * offsets @ np.array([[cosine, sine], [-sine, cosine]]) + 0.06 * sides * [down, right] + jitter
    )
    centre = (sides - 1) / 2
    return add_noise(thin_plate_warp(image, centre + offsets, centre + moved), 0.05 * strength, rng)
