"""The reference of augmentation.py against torch's grid_sample, numpy and scipy, in float64."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a6_regularization"


@pytest.fixture(scope="module")
def augmentation() -> Iterator[ModuleType]:
    """The module of the reference; it is not left importable afterwards."""
    before = sys.modules.pop("augmentation", None)
    sys.path.insert(0, str(SOLUTIONS))
    yield import_module("augmentation")
    sys.path.remove(str(SOLUTIONS))
    sys.modules.pop("augmentation", None)
    if before is not None:
        sys.modules["augmentation"] = before


@pytest.fixture
def rng():
    return np.random.default_rng(231)


def close(actual, expected, atol: float = 1e-12) -> None:
    np.testing.assert_allclose(actual, np.asarray(expected), rtol=1e-10, atol=atol)


def sampled_by_torch(image: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """grid_sample of an image (H, W, C) at places given in pixels, with zeros outside."""
    height, width = image.shape[:2]
    across, down = 2 * cols / (width - 1) - 1, 2 * rows / (height - 1) - 1
    grid = torch.tensor(np.stack([across, down], axis=-1))[None]
    batch = torch.tensor(image.transpose(2, 0, 1))[None]
    sampled = F.grid_sample(batch, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
    return sampled[0].numpy().transpose(1, 2, 0)


def moved_by_torch(image: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The image under inverse mapping by a matrix for offsets (right, down) from the centre."""
    height, width = image.shape[:2]
    half = np.diag([(width - 1) / 2, (height - 1) / 2])
    theta = np.hstack([np.linalg.inv(half) @ matrix @ half, np.zeros((2, 1))])
    grid = F.affine_grid(torch.tensor(theta)[None], [1, 1, height, width], align_corners=True)
    batch = torch.tensor(image.transpose(2, 0, 1))[None]
    moved = F.grid_sample(batch, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
    return moved[0].numpy().transpose(1, 2, 0)


def test_bilinear_sample_inside_and_outside(augmentation, rng):
    image = rng.uniform(size=(5, 8, 3))
    rows, cols = rng.uniform(-2, 6, (40, 30)), rng.uniform(-2, 9, (40, 30))
    close(augmentation.bilinear_sample(image, rows, cols), sampled_by_torch(image, rows, cols))


def test_bilinear_sample_with_a_fill_is_one_with_zero_shifted(augmentation, rng):
    image, rows, cols = rng.uniform(size=(5, 8, 3)), rng.uniform(-2, 6, 50), rng.uniform(-2, 9, 50)
    shifted = augmentation.bilinear_sample(image - 0.7, rows, cols) + 0.7
    close(augmentation.bilinear_sample(image, rows, cols, fill=0.7), shifted)


def test_bilinear_sample_at_whole_places_is_exact(augmentation, rng):
    image = rng.uniform(size=(4, 6, 2))
    np.testing.assert_array_equal(
        augmentation.bilinear_sample(image, *augmentation.pixel_places(image)), image.reshape(24, 2)
    )


@pytest.mark.parametrize("degrees", [0, 17, -33, 120, 725])
def test_rotate_against_an_affine_grid(augmentation, rng, degrees):
    image, t = rng.uniform(size=(6, 9, 2)), np.deg2rad(degrees)
    # counter-clockwise as seen: the place to read lies clockwise of the pixel, and "down" is the second coordinate
    back = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    close(augmentation.rotate(image, degrees), moved_by_torch(image, back))


@pytest.mark.parametrize("turns", [-1, 1, 2, 3, 4])
def test_quarter_turns_of_a_square(augmentation, rng, turns):
    image = rng.uniform(size=(5, 5, 3))
    close(augmentation.rotate(image, 90 * turns), np.rot90(image, turns))


@pytest.mark.parametrize("factor", [0.4, 1.0, 1.7, 3.0])
def test_scale_against_an_affine_grid(augmentation, rng, factor):
    image = rng.uniform(size=(6, 9, 2))
    close(augmentation.scale(image, factor), moved_by_torch(image, np.eye(2) / factor))


def test_translate_by_whole_and_by_half_pixels(augmentation, rng):
    image = rng.uniform(size=(5, 7, 2))
    expected = np.zeros_like(image)
    expected[2:, :-1] = image[:-2, 1:]
    close(augmentation.translate(image, 2, -1), expected)
    down = augmentation.translate(image, 0.5, 0)
    close(down[1:], (image[1:] + image[:-1]) / 2)
    close(down[0], image[0] / 2)


def test_flips(augmentation, rng):
    images, flips = rng.uniform(size=(6, 3, 4, 2)), np.array([True, False, True, True, False, False])
    expected = torch.where(
        torch.tensor(flips)[:, None, None, None], torch.flip(torch.tensor(images), [2]), torch.tensor(images)
    )
    close(augmentation.horizontal_flip(images, flips), expected)


def test_random_crops_are_equally_likely(augmentation):
    image, rng = np.arange(1.0, 13.0).reshape(3, 4, 1), np.random.default_rng(0)
    found: dict[bytes, int] = {}
    for _ in range(3000):
        window = augmentation.random_crop(image, (3, 3), 1, rng)
        found[window.tobytes()] = found.get(window.tobytes(), 0) + 1
    assert len(found) == 3 * 4
    assert min(found.values()) > 180 and max(found.values()) < 320  # 250 expected, with a deviation of 15


def test_cutout_sets_as_many_zeros_as_fit(augmentation):
    image = np.ones((6, 7, 2))
    for size in range(1, 12):
        for row, col in np.ndindex(6, 7):
            inside = [
                sum(0 <= at < side for at in range(middle - size // 2, middle - size // 2 + size))
                for middle, side in ((row, 6), (col, 7))
            ]
            assert np.sum(augmentation.cutout(image, row, col, size) == 0) == 2 * np.prod(inside)


def test_color_jitter_keeps_and_removes(augmentation, rng):
    image = rng.uniform(size=(5, 6, 3))
    grey = image @ [0.299, 0.587, 0.114]
    close(augmentation.color_jitter(image, 1, 1, 1), image)
    close(augmentation.color_jitter(image, 1, 1, 0), np.repeat(grey[..., None], 3, axis=2))
    close(augmentation.color_jitter(image, 1, 0, 1), np.full(image.shape, grey.mean()))
    close(augmentation.color_jitter(image, 0.5, 1, 1), image / 2)
    assert (
        0 <= augmentation.color_jitter(image, 1.4, 3, 2).min() <= augmentation.color_jitter(image, 1.4, 3, 2).max() <= 1
    )


def test_noise_has_the_deviation_it_should(augmentation, rng):
    noise = augmentation.add_noise(np.full((60, 70, 3), 0.5), 0.05, rng) - 0.5
    assert abs(noise.mean()) < 0.002
    assert abs(noise.std() - 0.05) < 0.002


def test_thin_plate_spline_against_scipy(augmentation, rng):
    interpolate = pytest.importorskip("scipy.interpolate")
    source, target, points = rng.uniform(0, 9, (7, 2)), rng.uniform(0, 9, (7, 2)), rng.uniform(-3, 12, (30, 2))
    expected = interpolate.RBFInterpolator(source, target, kernel="thin_plate_spline", degree=1)(points)
    close(augmentation.thin_plate_spline(source, target, points), expected, atol=1e-9)
    close(augmentation.thin_plate_spline(source, target, source), target, atol=1e-9)


def test_thin_plate_spline_solves_the_equations_in_torch(augmentation, rng):
    source, target, points = (torch.tensor(rng.uniform(0, 9, shape)) for shape in [(6, 2), (6, 2), (20, 2)])

    def bending(p):
        r = torch.cdist(p, source, compute_mode="donot_use_mm_for_euclid_dist")
        return torch.special.xlogy(r**2, r)

    corner = torch.cat([torch.ones(6, 1, dtype=torch.float64), source], dim=1)
    top = torch.cat([bending(source), corner], dim=1)
    matrix = torch.cat([top, torch.cat([corner.T, torch.zeros(3, 3, dtype=torch.float64)], dim=1)])
    solved = torch.linalg.solve(matrix, torch.cat([target, torch.zeros(3, 2, dtype=torch.float64)]))
    expected = bending(points) @ solved[:6] + solved[6] + points @ solved[7:]
    close(augmentation.thin_plate_spline(source.numpy(), target.numpy(), points.numpy()), expected, atol=1e-9)


def test_thin_plate_spline_reproduces_affine_maps_and_needs_no_warning(augmentation, rng, recwarn):
    source, points, matrix = rng.uniform(0, 9, (6, 2)), rng.uniform(-5, 15, (20, 2)), rng.standard_normal((2, 2))
    close(augmentation.thin_plate_spline(source, source @ matrix + 1.5, points), points @ matrix + 1.5, atol=1e-9)
    assert not recwarn.list


def test_thin_plate_warp_keeps_and_moves(augmentation, rng):
    image, source = rng.uniform(size=(6, 8, 2)), rng.uniform(0, 6, (5, 2))
    close(augmentation.thin_plate_warp(image, source, source), image, atol=1e-9)
    moved = augmentation.translate(image, 1.3, -0.6)
    close(augmentation.thin_plate_warp(image, source, source + np.array([1.3, -0.6])), moved, atol=1e-9)


def test_thin_plate_warp_carries_what_is_at_a_landmark(augmentation, rng):
    image = np.zeros((9, 9, 1))
    image[3, 5] = 1
    corners = np.array([[0, 0], [0, 8], [8, 0], [8, 8]], dtype=float)
    warped = augmentation.thin_plate_warp(image, np.vstack([corners, [3, 5]]), np.vstack([corners, [5, 4]]))
    assert warped[5, 4, 0] == pytest.approx(1)
    assert warped[3, 5, 0] < 0.5


def test_augment_without_strength_changes_nothing(augmentation, rng):
    image = rng.uniform(size=(8, 8, 1))
    close(augmentation.augment(image, rng, strength=0.0), image, atol=1e-9)
    assert np.abs(augmentation.augment(image, rng) - image).max() > 0.05
