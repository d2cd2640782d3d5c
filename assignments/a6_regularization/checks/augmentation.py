"""What must hold for augmentation.py.

Everything that depends on its arguments alone is compared value by value: interpolation makes the results continuous in
the places that are read, so rounding never decides whether a pixel is inside. Random numbers are never compared; of
`random_crop` and `add_noise` a measure looks at which windows came, and at the statistics of the noise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import Observations, exercise
from autograder.draw import Draw

bilinear_sample = exercise("bilinear_sample", points=6)
horizontal_flip = exercise("horizontal_flip", points=2)
rotate = exercise("rotate", points=5, needs="bilinear_sample")
scale = exercise("scale", points=3, needs="bilinear_sample")
translate = exercise("translate", points=2, needs="bilinear_sample")
random_crop = exercise("random_crop", points=4)
cutout = exercise("cutout", points=3)
color_jitter = exercise("color_jitter", points=5)
add_noise = exercise("add_noise", points=3)
thin_plate_spline = exercise("thin_plate_spline", points=6)
thin_plate_warp = exercise("thin_plate_warp", points=4, needs=("thin_plate_spline", "bilinear_sample"))

# The equations of a spline are worse conditioned than the rest: solved in float32, they lose a digit more.
THROUGH_A_LINEAR_SYSTEM = {"rtol": 2e-4}


def _image(draw: Draw, *shape: int) -> np.ndarray:
    """An image without black pixels, so that what comes from outside stands out."""
    return draw.uniform(0.2, 1.0, *shape)


# Reading between pixels -------------------------------------------------------------------------------------------


@bilinear_sample.check(weight=3)
def values_between_pixels(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """bilinear_sample blends the four pixels around a place, in all channels."""
    rows, cols = draw.integers(0, 4, 6) + draw.uniform(0.1, 0.9, 6), draw.integers(0, 3, 6) + draw.uniform(0.1, 0.9, 6)
    return {"out": augmentation.bilinear_sample(_image(draw, 5, 4, 3), rows, cols)}


@bilinear_sample.check
def values_at_whole_places(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """bilinear_sample returns the pixel itself at a whole place, in the last row and column as well."""
    rows, cols = np.array([0.0, 3.0, 3.0, 0.0, 1.0, 2.0, 3.0]), np.array([0.0, 4.0, 0.0, 4.0, 4.0, 3.0, 2.0])
    return {"out": augmentation.bilinear_sample(_image(draw, 4, 5, 2), rows, cols)}


@bilinear_sample.check(weight=2)
def values_around_the_border(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """bilinear_sample counts every neighbour that lies outside the image as 0 where no fill is given."""
    part = draw.uniform(0.2, 0.8, 8)
    rows = np.array([-part[0], 3 + part[1], 1 + part[2], 2.0, -part[3], 3 + part[4], -4.3, 1.4])
    cols = np.array([1 + part[1], 2.0, -part[5], 4 + part[6], -part[7], 4 + part[0], 2.2, 9.7])
    return {"out": augmentation.bilinear_sample(_image(draw, 4, 5, 2), rows, cols)}


@bilinear_sample.check
def values_around_the_border_with_a_fill(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """bilinear_sample surrounds the image by the fill that it is given."""
    rows, cols = np.array([-0.4, 3.3, 1.6, -0.7, 7.5, 1.2]), np.array([1.3, 3.8, -0.6, -0.2, 2.5, 2.4])
    return {"out": augmentation.bilinear_sample(_image(draw, 4, 5, 3), rows, cols, fill=float(draw.uniform(1.5, 2.5)))}


# Geometry ---------------------------------------------------------------------------------------------------------


@horizontal_flip.check(weight=3)
def batch_with_some_images_flipped(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """horizontal_flip mirrors the images whose flag is set, and leaves the others as they are."""
    flips = draw.labels(6, 3) == 1
    return {"out": augmentation.horizontal_flip(_image(draw, 6, 3, 4, 2), flips)}


@rotate.check(weight=3)
def image_rotated_by_an_odd_angle(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Rotate turns an image that is not square about its centre."""
    return {"out": augmentation.rotate(_image(draw, 5, 8, 2), float(draw.uniform(20, 70)))}


@rotate.check
def square_rotated_by_a_quarter_turn(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Rotate turns a square image by 90 degrees as np.rot90 does."""
    return {"out": augmentation.rotate(_image(draw, 4, 4, 3), 90.0)}


@rotate.check
def image_rotated_by_a_negative_angle(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Rotate turns clockwise for a negative angle."""
    return {"out": augmentation.rotate(_image(draw, 7, 4, 1), float(draw.uniform(-40, -10)))}


@scale.check(weight=2)
def image_enlarged(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Scale enlarges about the centre for a factor above 1."""
    return {"out": augmentation.scale(_image(draw, 5, 8, 2), float(draw.uniform(1.4, 1.9)))}


@scale.check(weight=2)
def image_shrunk(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Scale shrinks about the centre for a factor below 1, and surrounds the image by zeros."""
    return {"out": augmentation.scale(_image(draw, 7, 4, 3), float(draw.uniform(0.45, 0.7)))}


@translate.check(weight=2)
def image_moved_by_parts_of_a_pixel(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Translate moves an image by any numbers of pixels, down and to the right."""
    down, right = draw.uniform(0.2, 0.4), draw.uniform(1.6, 1.8)
    return {"out": augmentation.translate(_image(draw, 4, 6, 2), float(down), float(right))}


@translate.check
def image_moved_by_whole_pixels(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Translate moves up and to the left for negative numbers, and fills with zeros."""
    return {
        "out_of_up_and_right": augmentation.translate(_image(draw, 5, 4, 2), -2.0, 1.0),
        "out_of_down_and_left": augmentation.translate(_image(draw, 3, 5, 1), 1.0, -3.0),
    }


# Random windows ---------------------------------------------------------------------------------------------------

NUMBERED = (np.arange(15.0) + 1).reshape(3, 5, 1) / 15  # no two pixels alike, none of them 0


def _windows_found(windows: Any, padding: int, counts: tuple[int, int], least_ends: float = 0.0) -> dict[str, Any]:
    """Where in the padded `NUMBERED` the windows lie: how many are found, which first rows and columns occur.

    `counts` says how many first rows and how many first columns there are. One that occurs more than a fifth as often
    as it should is taken for one that is drawn as often as any other. `least_ends` is at how many ends, the first
    or last row and the first or last column, a window should be on average at least.
    """
    windows = np.asarray(windows, dtype=np.float64)
    padded = np.pad(NUMBERED, ((padding, padding), (padding, padding), (0, 0)))
    height, width = windows.shape[1:3]
    found = np.zeros(counts)
    for top, left in np.ndindex(*counts):
        window = padded[top : top + height, left : left + width]
        found[top, left] = np.sum(np.all(np.abs(windows - window) < 1e-5, axis=(1, 2, 3)))
    enough = len(windows) / 5 / np.array(counts)
    ends = np.sum(found[[0, -1]]) + np.sum(found[:, [0, -1]])
    return {
        "shape": np.array(windows.shape),
        "windows_of_the_padded_image": np.sum(found),
        "first_rows_that_occur": (np.sum(found, axis=1) > enough[0]).astype(float),
        "first_columns_that_occur": (np.sum(found, axis=0) > enough[1]).astype(float),
        "rows_and_columns_vary_independently": float(np.mean(found > 0) > 0.5),
        "ends_occur_as_often_as_other_places": float(ends >= least_ends * len(windows)),
    }


def windows_of_the_framed_image(observations: Observations) -> dict[str, Any]:
    """Which windows (2, 3) of the image with a frame of 1 pixel were cut out: there are 4 first rows and 5 columns.

    A window is at 0.9 ends on average, of rows and of columns; with rounded numbers it is at 0.58, since each end is hit
    half as often.
    """
    return _windows_found(observations["windows"], 1, (4, 5), least_ends=0.68)


def repeated_windows(observations: Observations) -> dict[str, Any]:
    """Shape of the windows, whether the same state gave the same ones again, and the next calls others."""
    first, again, following = (np.asarray(observations[name]) for name in ("first", "again", "next"))
    return {
        "shape": np.array(first.shape),
        "different_from_each_other": float(np.any(first != first[0])),
        "came_again_from_the_same_state": float(np.all(first == again)),
        "came_again_in_the_next_calls": float(np.all(first == following)),
    }


def _windows(augmentation: Any, rng: np.random.Generator, size: tuple[int, int], padding: int, count: int) -> Any:
    """Windows (count, *size, 1) of the numbered image."""
    return np.array([augmentation.random_crop(NUMBERED, size, padding, rng) for _ in range(count)])


@random_crop.check
def the_only_window(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """random_crop puts zeros around the image, and returns all of it where the window is as large."""
    return {
        "out": augmentation.random_crop(_image(draw, 3, 5, 2), (7, 9), 2, draw.generator()),
        "out_of_one_column": augmentation.random_crop(_image(draw, 2, 1, 3), (4, 3), 1, draw.generator()),
    }


# 250 windows are at fewer than 170 ends, where 225 are expected, in 2 of 10^7 draws; with rounded numbers in 99 of 100.
@random_crop.check(weight=2, measure=windows_of_the_framed_image, false_alarm=2e-7)
def windows_at_random_places(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """random_crop cuts its windows out of the padded image, at every place, and at each as often as at any other."""
    return {"windows": _windows(augmentation, draw.generator(), (2, 3), 1, 250)}


# Two series of 8 windows agree by chance with probability 12^-8; 8 windows are all alike with 12^-7.
@random_crop.check(measure=repeated_windows, false_alarm=1e-7)
def windows_from_the_same_state(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """random_crop takes its numbers from rng: the same state gives the same windows, and the next calls others."""
    seed = int(draw.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    return {
        "first": _windows(augmentation, rng, (3, 4), 1, 8),
        "next": _windows(augmentation, rng, (3, 4), 1, 8),
        "again": _windows(augmentation, np.random.default_rng(seed), (3, 4), 1, 8),
    }


# Cutout -----------------------------------------------------------------------------------------------------------


@cutout.check
def square_inside_the_image(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Cutout sets a square around the given pixel to zero, in all channels."""
    return {"out": augmentation.cutout(_image(draw, 6, 8, 2), 2, 5, 3)}


@cutout.check
def squares_that_reach_beyond_the_border(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """Cutout sets the part of the square to zero that lies inside the image."""
    return {
        "out_of_top_left": augmentation.cutout(_image(draw, 5, 7, 1), 0, 1, 5),
        "out_of_bottom_right": augmentation.cutout(_image(draw, 7, 5, 2), 6, 4, 3),
    }


# Colour and noise -------------------------------------------------------------------------------------------------


@color_jitter.check
def image_with_another_brightness(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """color_jitter multiplies an image by the brightness."""
    return {"out": augmentation.color_jitter(draw.uniform(0.1, 0.6, 4, 5, 3), float(draw.uniform(1.2, 1.6)), 1.0, 1.0)}


@color_jitter.check
def image_with_another_contrast(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """color_jitter spreads an image about the mean of its grey version by the contrast."""
    image = draw.uniform(0.25, 0.45, 4, 5, 3) + np.array([0.0, 0.2, 0.1])
    return {"out": augmentation.color_jitter(image, 1.0, float(draw.uniform(1.2, 1.5)), 1.0)}


@color_jitter.check
def image_with_another_saturation(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """color_jitter spreads the channels of each pixel about its grey by the saturation."""
    image = draw.uniform(0.25, 0.55, 5, 4, 3)
    return {
        "out": augmentation.color_jitter(image, 1.0, 1.0, float(draw.uniform(1.3, 1.6))),
        "out_of_black_and_white": augmentation.color_jitter(image, 1.0, 1.0, 0.0),
    }


@color_jitter.check
def image_with_everything_changed(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """color_jitter applies all three factors, and cuts off what lies outside 0 and 1."""
    return {
        "out": augmentation.color_jitter(draw.uniform(0.3, 0.7, 4, 3, 3), 0.8, 1.3, 0.6),
        "out_of_large_factors": augmentation.color_jitter(draw.uniform(0.0, 1.0, 3, 5, 3), 1.2, 2.2, 1.6),
    }


def _where_chance_explains(seen: Any, expected: float, bound: float) -> float:
    """The expected value where the one seen is no further from it than the bound, else the one seen."""
    return expected if abs(float(seen) - expected) <= bound else float(seen)


def _correlation(noise: np.ndarray, shifted: np.ndarray) -> float:
    """The correlation of noise with its neighbours, or 1 where there is no noise."""
    a, b = noise.ravel() - np.mean(noise), shifted.ravel() - np.mean(shifted)
    size = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / size) if size > 0 else 1.0


def statistics_of_noise(observations: Observations) -> dict[str, Any]:
    """Mean, deviation and shape of the distribution of noise (16, 25, 3), and how neighbouring entries are correlated.

    Each value is the one of independent normal numbers where chance explains the difference.
    """
    noise, std = np.asarray(observations["noise"], dtype=np.float64), float(observations["std"])
    spread = np.std(noise)
    tails = np.mean((noise - np.mean(noise)) ** 4) / spread**4 if spread > 0 else 0.0
    neighbours = [
        _correlation(noise[1:], noise[:-1]),
        _correlation(noise[:, 1:], noise[:, :-1]),
        _correlation(noise[:, :, 1:], noise[:, :, :-1]),
    ]
    return {
        "shape": np.array(noise.shape),
        "std": _where_chance_explains(spread, std, 0.12 * std),
        "mean_in_deviations": _where_chance_explains(np.mean(noise) / std, 0.0, 0.16),
        "tails_of_a_normal_distribution": float(tails > 2.3),
        "correlation_of_neighbours": np.array([_where_chance_explains(each, 0.0, 0.2) for each in neighbours]),
    }


def noise_at_the_ends(observations: Observations) -> dict[str, Any]:
    """What becomes of 200 zeros and of 200 ones: none out of range, half of them unchanged, the rest moved inwards.

    The mean of the positive part of normal noise is its deviation, divided by the root of two pi.
    """
    black, white = (np.asarray(observations[name], dtype=np.float64) for name in ("black", "white"))
    inwards = 0.2 / np.sqrt(2 * np.pi)
    return {
        "shape": np.array([*black.shape, *white.shape]),
        "out_of_range": np.sum(black < 0) + np.sum(white > 1),
        "zeros_that_stay": _where_chance_explains(np.mean(black == 0), 0.5, 0.19),
        "ones_that_stay": _where_chance_explains(np.mean(white == 1), 0.5, 0.19),
        "mean_of_zeros": _where_chance_explains(np.mean(black), inwards, 0.55 * inwards),
        "mean_of_ones": 1 - _where_chance_explains(1 - np.mean(white), inwards, 0.55 * inwards),
        "without_noise": observations["without_noise"],
    }


# Of 1200 normal numbers, the deviation is off by 2 % (one standard error), the mean by 0.029 deviations, a correlation
# of 800 or more pairs by 0.035: each bound is more than 5.4 of these. The tails are 3 with a standard error of 0.14; a uniform distribution's are 1.8.
@add_noise.check(weight=2, measure=statistics_of_noise, false_alarm=1e-6)
def distribution_of_noise(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """add_noise adds independent normal numbers with mean 0 and the given standard deviation, one to each entry."""
    image = draw.uniform(0.4, 0.6, 16, 25, 3)
    return {"noise": augmentation.add_noise(image, 0.04, draw.generator()) - image, "std": 0.04}


# Of 200 entries, a share of one half is off by 0.035 (one standard error), and the means are by 0.1 of their value.
@add_noise.check(measure=noise_at_the_ends, false_alarm=1e-6)
def noise_on_black_and_white(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """add_noise cuts off what lies outside 0 and 1."""
    rng = draw.generator()
    return {
        "black": augmentation.add_noise(np.zeros((8, 25, 1)), 0.2, rng),
        "white": augmentation.add_noise(np.ones((25, 4, 2)), 0.2, rng),
        "without_noise": augmentation.add_noise(np.linspace(0.1, 0.9, 24).reshape(2, 4, 3), 0.0, rng),
    }


# Thin plate splines -----------------------------------------------------------------------------------------------


def _landmarks(draw: Draw) -> np.ndarray:
    """Six landmarks near the places of a coarse grid, so that none is close to another."""
    return np.array([[0, 0], [0, 3], [0, 6], [4, 0], [4, 3], [4, 6]]) + draw.uniform(-0.8, 0.8, 6, 2)


@thin_plate_spline.check(weight=2, **THROUGH_A_LINEAR_SYSTEM)
def landmarks_carried_along(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """thin_plate_spline carries each source to its target."""
    source = _landmarks(draw)
    return {"out": augmentation.thin_plate_spline(source, source + draw.off_zero(6, 2), source)}


@thin_plate_spline.check(weight=3, **THROUGH_A_LINEAR_SYSTEM)
def points_carried_along(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """thin_plate_spline carries any points along, between the landmarks and outside them."""
    source = _landmarks(draw)
    points = np.concatenate([draw.uniform(0, 5, 5, 2), draw.uniform(-4, 0, 2, 2)])
    return {"out": augmentation.thin_plate_spline(source, source + draw.off_zero(6, 2), points)}


@thin_plate_spline.check(**THROUGH_A_LINEAR_SYSTEM)
def points_under_an_affine_map(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """thin_plate_spline is an affine map where an affine map fits all landmarks."""
    source, points = _landmarks(draw), draw.uniform(-3, 8, 5, 2)
    matrix, shift = np.eye(2) + draw.uniform(-0.5, 0.5, 2, 2), draw.normal(2)
    return {"out": augmentation.thin_plate_spline(source, source @ matrix + shift, points)}


@thin_plate_warp.check(weight=2, **THROUGH_A_LINEAR_SYSTEM)
def image_bent_by_landmarks(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """thin_plate_warp bends an image so that what lies at each source appears at its target."""
    source = _landmarks(draw)
    return {"out": augmentation.thin_plate_warp(_image(draw, 5, 7, 2), source, source + draw.off_zero(6, 2) * 0.6)}


@thin_plate_warp.check(**THROUGH_A_LINEAR_SYSTEM)
def image_moved_by_landmarks(augmentation: Any, draw: Draw) -> dict[str, Any]:
    """thin_plate_warp moves an image where all landmarks move alike."""
    source = _landmarks(draw)
    return {"out": augmentation.thin_plate_warp(_image(draw, 5, 7, 1), source, source + np.array([1.0, -1.7]))}
