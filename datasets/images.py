"""The downloaded images: MNIST, Fashion-MNIST and CIFAR-10, in parts to learn from, to choose by, and to judge by.

`raw_mnist` and its siblings read the files as they are, in small integers; `load_mnist` and its siblings scale them and
split a validation part off. The formats are read here, byte by byte: nothing is unpickled or unpacked to disk.
README.md says where the images come from.
"""

from __future__ import annotations

import math
import struct
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .catalogue import CIFAR10, FASHION_MNIST, MNIST, Dataset
from .split import parts
from .store import fetch

DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
BATCHES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_BATCH = "test_batch.bin"
PHOTO = (3, 32, 32)  # red, green, blue: each a plane of rows
RECORD = 1 + math.prod(PHOTO)  # the label, then the pixels


@dataclass(frozen=True)
class Images:
    """Images in three parts: to learn from (`train`), to choose by (`val`), and to judge by at the end (`test`).

    Images are float32 with values from 0 to 1, of shape (N, 28, 28), and (N, 32, 32, 3) where they are in colour; labels
    are int64 of shape (N,), from 0 to 9, and `classes[label]` is what one means.
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    classes: tuple[str, ...]


@dataclass(frozen=True)
class RawImages:
    """The images of the files, in their order: uint8, images with values from 0 to 255, labels of shape (N,)."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def load_mnist(*, validation_share: float = 0.1, seed: int = 0, folder: str | Path | None = None) -> Images:
    """Handwritten digits, 28 x 28, 0 the paper and 1 the ink: 54,001 to learn from, 5,999 to choose by, 10,000 to test.

    Fetched once (12 MB) into `folder`, or else where DL_DATASETS says. `validation_share` of every class of the training
    part is for validation, the same for a `seed` on every machine; the test part is as its makers had it.
    Raises FileNotFoundError, which says what to do, where the files are not there and do not come, and ValueError
    unless 0 < validation_share < 1.
    """
    return _split(raw_mnist(folder), DIGITS, validation_share, seed)


def load_fashion_mnist(*, validation_share: float = 0.1, seed: int = 0, folder: str | Path | None = None) -> Images:
    """Clothing, 28 x 28, 0 the background: 54,000 to learn from, 6,000 to choose by, 10,000 to test.

    Fetched once (31 MB); `folder`, `validation_share`, `seed` and errors as for `load_mnist`.
    """
    return _split(raw_fashion_mnist(folder), CLOTHES, validation_share, seed)


def load_cifar10(*, validation_share: float = 0.1, seed: int = 0, folder: str | Path | None = None) -> Images:
    """Photographs, 32 x 32 x 3 with red, green, blue last: 45,000 to learn from, 5,000 to choose by, 10,000 to test.

    Fetched once (170 MB); in memory it takes 740 MB, and `raw_cifar10` a quarter. `folder`, `validation_share`, `seed`
    and errors as for `load_mnist`.
    """
    return _split(raw_cifar10(folder), THINGS, validation_share, seed)


def raw_mnist(folder: str | Path | None = None) -> RawImages:
    """MNIST as it is in its files: (60000, 28, 28) and (10000, 28, 28). Errors as for `load_mnist`."""
    return idx_images(MNIST, folder)


def raw_fashion_mnist(folder: str | Path | None = None) -> RawImages:
    """Fashion-MNIST as it is in its files: (60000, 28, 28) and (10000, 28, 28). Errors as for `load_mnist`."""
    return idx_images(FASHION_MNIST, folder)


def raw_cifar10(folder: str | Path | None = None) -> RawImages:
    """CIFAR-10 as it is in its files, colours last: (50000, 32, 32, 3) and (10000, 32, 32, 3). Errors as above."""
    return cifar_images(CIFAR10, folder)


def idx_images(dataset: Dataset, folder: str | Path | None = None) -> RawImages:
    """The images of a set of four IDX files: training images and labels, test images and labels.

    Raises FileNotFoundError as `load_mnist` does, and ValueError where a file is not as the format wants it.
    """
    train_images, train_labels, test_images, test_labels = fetch(dataset, folder)
    return RawImages(*_pair(train_images, train_labels), *_pair(test_images, test_labels))


def cifar_images(dataset: Dataset, folder: str | Path | None = None) -> RawImages:
    """The images of a set of one archive with CIFAR's binary batches. Raises as `idx_images` does."""
    (path,) = fetch(dataset, folder)
    batches = _batches(path)
    train = np.concatenate([batches[name] for name in BATCHES])
    return RawImages(_photos(train), train[:, 0].copy(), _photos(batches[TEST_BATCH]), batches[TEST_BATCH][:, 0].copy())


def _split(raw: RawImages, classes: tuple[str, ...], validation_share: float, seed: int) -> Images:
    train, val = parts(raw.y_train, validation_share, seed)
    return Images(
        X_train=_scaled(raw.X_train[train]),
        y_train=raw.y_train[train].astype(np.int64),
        X_val=_scaled(raw.X_train[val]),
        y_val=raw.y_train[val].astype(np.int64),
        X_test=_scaled(raw.X_test),
        y_test=raw.y_test.astype(np.int64),
        classes=classes,
    )


def _scaled(images: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = np.divide(images, 255, dtype=np.float32)
    return scaled


def _pair(images: Path, labels: Path) -> tuple[np.ndarray, np.ndarray]:
    X, y = _idx(images, 3), _idx(labels, 1)
    if len(X) != len(y):
        raise ValueError(f"{images} has {len(X)} images, and {labels} has {len(y)} labels.")
    return X, y


def _idx(path: Path, dimensions: int) -> np.ndarray:
    """The array of bytes in an IDX file: two zeros, the type (8 is a byte), the number of dimensions, each one's length."""
    content = np.fromfile(path, dtype=np.uint8)
    start = 4 + 4 * dimensions
    if len(content) < start or content[:4].tolist() != [0, 0, 8, dimensions]:
        raise ValueError(f"{path} is no IDX file of bytes in {dimensions} dimensions.")
    shape = struct.unpack(f">{dimensions}I", content[4:start].tobytes())
    if len(content) - start != math.prod(shape):
        raise ValueError(f"{path} promises {math.prod(shape)} bytes of data and has {len(content) - start}.")
    return content[start:].reshape(shape)


def _batches(path: Path) -> dict[str, np.ndarray]:
    """The records of each batch in the archive; other members are passed over, and nothing is written to disk."""
    found: dict[str, np.ndarray] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                stream = archive.extractfile(member) if member.isfile() and name in (*BATCHES, TEST_BATCH) else None
                if stream is not None:
                    content = stream.read()
                    if len(content) % RECORD:
                        raise ValueError(f"{path} is damaged: its {name} is no whole number of records.")
                    found[name] = np.frombuffer(content, dtype=np.uint8).reshape(-1, RECORD)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise ValueError(f"{path} is damaged: {error}.") from None
    missing = {*BATCHES, TEST_BATCH} - set(found)
    if missing:
        raise ValueError(f"{path} is not the binary version of CIFAR-10: it has no {', '.join(sorted(missing))}.")
    return found


def _photos(records: np.ndarray) -> np.ndarray:
    """The images of records, their colours last instead of first."""
    return np.ascontiguousarray(records[:, 1:].reshape(-1, *PHOTO).transpose(0, 2, 3, 1))
