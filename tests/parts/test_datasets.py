"""The embedded digits are scikit-learn's, and their split is the same for everyone."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from autograder.datasets import digits, load_digits


@pytest.fixture(scope="module")
def bunch():
    from sklearn import datasets

    return datasets.load_digits()


def test_the_embedded_digits_are_scikit_learns(bunch):
    images, labels = digits.raw_digits()
    np.testing.assert_array_equal(images, bunch.images)
    np.testing.assert_array_equal(labels, bunch.target)
    assert (images.dtype, images.shape, labels.dtype, labels.shape) == (np.uint8, (1797, 8, 8), np.uint8, (1797,))


def test_packing_the_digits_again_gives_the_same_arrays(tmp_path, bunch, monkeypatch):
    digits.pack_digits(tmp_path / "digits.npz")
    monkeypatch.setattr(digits, "STORED", tmp_path / "digits.npz")
    np.testing.assert_array_equal(digits.raw_digits()[0], bunch.images)


def test_digits_that_would_not_fit_are_not_packed(tmp_path, bunch, monkeypatch):
    monkeypatch.setattr(
        "sklearn.datasets.load_digits", lambda: type(bunch)(images=bunch.images / 2, target=bunch.target)
    )
    with pytest.raises(ValueError, match="no longer whole numbers from 0 to 16"):
        digits.pack_digits(tmp_path / "digits.npz")
    assert not (tmp_path / "digits.npz").exists()


def test_the_split_keeps_every_image_once_and_its_label(bunch):
    split = load_digits()
    rows = np.concatenate([split.X_train, split.X_val])
    labels = np.concatenate([split.y_train, split.y_val])
    kept = {(row.tobytes(), int(label)) for row, label in zip(rows, labels, strict=True)}
    assert kept == {
        ((image.ravel() / 16).tobytes(), int(label)) for image, label in zip(bunch.images, bunch.target, strict=True)
    }
    assert len(rows) == 1797


def test_shapes_types_and_values_are_as_documented():
    split = load_digits()
    assert (split.X_train.shape, split.X_val.shape) == ((1438, 64), (359, 64))
    assert (split.X_train.dtype, split.y_train.dtype) == (np.float64, np.int64)
    assert (split.X_train.min(), split.X_train.max()) == (0, 1)
    assert set(split.y_val) == set(range(10))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_every_class_gives_its_share(share):
    split = load_digits(validation_share=share)
    held, all_ = np.bincount(split.y_val), np.bincount(split.y_val) + np.bincount(split.y_train)
    assert (np.abs(held - share * all_) <= 0.5).all()


def test_the_split_is_frozen():
    split = load_digits()
    assert hashlib.sha256(split.y_train.astype("<i8").tobytes()).hexdigest()[:16] == "f00d1436caecde78"
    np.testing.assert_array_equal(load_digits().X_val, split.X_val)
    assert not np.array_equal(load_digits(seed=1).X_val, split.X_val)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_a_share_that_leaves_nothing_is_refused(share):
    with pytest.raises(ValueError, match=f"^validation_share is {share}; it lies between 0 and 1, both excluded$"):
        load_digits(validation_share=share)
