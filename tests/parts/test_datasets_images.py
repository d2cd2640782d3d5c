"""The downloaded images: their formats are read as documented, and what is damaged is said."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import struct
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.datasets import catalogue, images, load_cifar10, load_fashion_mnist, load_mnist, store

IDX_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


@pytest.fixture(autouse=True)
def no_network(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("DL_DATASETS_MIRROR", str(tmp_path / "empty"))
    monkeypatch.setenv("DL_DATASETS", str(tmp_path / "cache"))


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def toy_digits(train: int = 200, test: int = 30) -> dict[str, np.ndarray]:
    random = np.random.RandomState(3)
    arrays = [random.randint(0, 256, (train, 28, 28)), np.arange(train) % 10,
              random.randint(0, 256, (test, 28, 28)), np.arange(test)[::-1] % 10]  # fmt: skip
    return dict(zip(IDX_NAMES, (array.astype(np.uint8) for array in arrays), strict=True))


def put(folder: Path, name: str, contents: dict[str, bytes]) -> catalogue.Dataset:
    """A set of files, in place in a cache."""
    files = []
    for path, content in contents.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / path).write_bytes(content)
        files.append(catalogue.File(f"{name}/{path}", hashlib.sha256(content).hexdigest(), len(content), ()))
    return catalogue.Dataset(name, name, "nowhere", tuple(files))


def photos(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, bytes]:
    """Images with colours last, labels, and the records of both."""
    random = np.random.RandomState(seed)
    X, y = random.randint(0, 256, (count, 32, 32, 3)).astype(np.uint8), (np.arange(count) % 10).astype(np.uint8)
    records = b"".join(bytes([label]) + image.transpose(2, 0, 1).tobytes() for image, label in zip(X, y, strict=True))
    return X, y, records


def archive(members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size, member.type, member.linkname = len(content), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize("loader, name", [(load_mnist, "MNIST"), (load_fashion_mnist, "FASHION_MNIST")])
def test_idx_images_are_scaled_and_split_by_class(tmp_path, monkeypatch, loader, name):
    arrays = toy_digits()
    toy = put(tmp_path / "cache", "toy", {path: idx(array) for path, array in arrays.items()})
    monkeypatch.setattr(images, name, toy)
    loaded = loader()
    assert (loaded.X_train.shape, loaded.X_val.shape, loaded.X_test.shape) == (
        (180, 28, 28),
        (20, 28, 28),
        (30, 28, 28),
    )
    assert {array.dtype for array in (loaded.X_train, loaded.X_val, loaded.X_test)} == {np.dtype(np.float32)}
    assert {array.dtype for array in (loaded.y_train, loaded.y_val, loaded.y_test)} == {np.dtype(np.int64)}
    assert (loaded.X_train.min(), loaded.X_train.max(), len(loaded.classes)) == (0, 1, 10)
    np.testing.assert_array_equal(np.bincount(loaded.y_val), [2] * 10)
    np.testing.assert_array_equal(loaded.X_test, (arrays[IDX_NAMES[2]] / 255).astype(np.float32))
    np.testing.assert_array_equal(loaded.y_test, arrays[IDX_NAMES[3]])
    rows = {(row.tobytes(), int(label)) for row, label in zip(arrays[IDX_NAMES[0]], arrays[IDX_NAMES[1]], strict=True)}
    back = np.concatenate([loaded.X_train, loaded.X_val]) * 255
    labels = np.concatenate([loaded.y_train, loaded.y_val])
    assert {
        (row.tobytes(), int(label)) for row, label in zip(back.round().astype(np.uint8), labels, strict=True)
    } == rows
    again, other = loader(folder=tmp_path / "cache"), loader(seed=1, validation_share=0.5)
    np.testing.assert_array_equal(again.X_val, loaded.X_val)
    assert len(other.y_val) == 100 and not np.array_equal(other.X_train[:100], loaded.X_train[:100])
    with pytest.raises(ValueError, match="it lies between 0 and 1"):
        loader(validation_share=1.0)


def test_photographs_have_their_colours_last(tmp_path, monkeypatch):
    batches = {name: photos(20, seed) for seed, name in enumerate((*images.BATCHES, images.TEST_BATCH))}
    members = {name: records for name, (*_, records) in batches.items()}
    members = dict(reversed(members.items())) | {"readme.html": b"<html>", "batches.meta.txt": b"airplane\n"}
    toy = put(tmp_path / "cache", "cifar", {"batches.tar.gz": archive(members)})
    monkeypatch.setattr(images, "CIFAR10", toy)
    raw, loaded = images.raw_cifar10(), load_cifar10()
    np.testing.assert_array_equal(raw.X_train, np.concatenate([batches[name][0] for name in images.BATCHES]))
    np.testing.assert_array_equal(raw.y_train, np.concatenate([batches[name][1] for name in images.BATCHES]))
    np.testing.assert_array_equal(raw.X_test, batches[images.TEST_BATCH][0])
    assert (loaded.X_train.shape, loaded.X_val.shape, loaded.X_train.dtype) == ((90, 32, 32, 3), (10, 32, 32, 3), "f4")
    assert loaded.X_train.flags.c_contiguous and raw.X_train.flags.writeable and loaded.classes[6] == "frog"


@pytest.mark.parametrize(
    "damage, sentence",
    [
        ({IDX_NAMES[0]: b"<html>"}, "is no IDX file of bytes in 3 dimensions"),
        ({IDX_NAMES[0]: b"\0\0\x0d\3" + bytes(12)}, "is no IDX file of bytes in 3 dimensions"),
        ({IDX_NAMES[1]: b""}, "is no IDX file of bytes in 1 dimensions"),
        ({IDX_NAMES[0]: idx(toy_digits()[IDX_NAMES[0]])[:-1]}, "promises 156800 bytes of data and has 156799"),
        ({IDX_NAMES[0]: b"\0\0\x08\3" + b"\xff" * 12}, "bytes of data and has 0"),
        ({IDX_NAMES[1]: idx(np.zeros(7, np.uint8))}, "has 200 images, and .* has 7 labels"),
    ],
)
def test_idx_files_that_contradict_themselves_are_refused(tmp_path, damage, sentence):
    toy = put(tmp_path / "cache", "toy", {name: idx(array) for name, array in toy_digits().items()} | damage)
    with pytest.raises(ValueError, match=sentence):
        images.idx_images(toy)


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"<html>", "is damaged: not a gzip file"),
        (
            archive({"data_batch_1.bin": bytes(3073)}),
            "has no data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_",
        ),
        (archive({"data_batch_1.bin": bytes(3072)}), "its data_batch_1.bin is no whole number of records"),
        (archive(dict.fromkeys(images.BATCHES, b""), tarfile.SYMTYPE), "it has no data_batch_1.bin"),
        (archive({"test_batch.bin": bytes(30730)})[:-60], "is damaged"),
        (gzip.compress(b"cos\nsystem\n(S'id'\ntR."), "is damaged|is not the binary version"),
    ],
    ids=["page", "missing", "cut record", "links", "cut archive", "pickle"],
)
def test_archives_that_are_not_the_binary_version_are_refused(tmp_path, content, sentence):
    with pytest.raises(ValueError, match=sentence):
        images.cifar_images(put(tmp_path / "cache", "cifar", {"batches.tar.gz": content}))


@pytest.mark.parametrize("loader, name", [(load_mnist, "mnist"), (load_cifar10, "cifar-10")])
def test_images_that_are_not_there_are_said_with_the_way_out(tmp_path, loader, name):
    with pytest.raises(FileNotFoundError) as caught:
        loader()
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path}/cache/{name}/") and "is not there, and fetching it failed: " in sentence
    assert sentence.endswith(" in the environment variable DL_DATASETS_MIRROR.") and "\n" not in sentence


REAL = store.cache_folder()  # before a test names another one


@pytest.mark.skipif("DL_DATASETS" not in os.environ, reason="no folder of real data is named")
@pytest.mark.parametrize("dataset", catalogue.CATALOGUE, ids=lambda dataset: dataset.name)
def test_real_files_are_as_documented(dataset):
    there = [file for file in dataset.files if (REAL / file.path).is_file()]
    if not there:
        pytest.skip("not in that folder")
    assert store.state(replace(dataset, files=tuple(there)), REAL) == "there"
    if dataset.name == "mnist" and len(there) >= 2:
        X, y = images._pair(*(REAL / "mnist" / name for name in IDX_NAMES[2:]))
        assert X.shape == (10_000, 28, 28) and y[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
        assert np.bincount(y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    loaders = {"mnist": load_mnist, "fashion-mnist": load_fashion_mnist, "cifar-10": load_cifar10}
    if dataset.name in loaders and len(there) == len(dataset.files):
        loaded = loaders[dataset.name](folder=REAL)
        assert (len(loaded.X_train) + len(loaded.X_val), len(loaded.X_test)) in {(60_000, 10_000), (50_000, 10_000)}
        assert (loaded.X_test.min(), loaded.X_test.max()) == (0, 1)
