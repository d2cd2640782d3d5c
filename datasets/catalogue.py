"""What can be downloaded: each file's place, its servers, and the SHA-256 that decides whether it is the right one.

A sum is that of the content, as the cache keeps it: decompressed where the name here has no `.gz` and a server's has one,
because servers compress differently, and with the line ends of Unix in a text, because UCI's have those of Windows.
Values: `store` fetches, and another catalogue serves as well.

How far each sum is known: those of MNIST's test files and of the airfoil data were computed from the files themselves;
the others are published, and nobody has run these bytes through this kit yet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """One file: where it lies below the cache folder and below a mirror, and where the world has it.

    `sha256` and `size` are those of its content; no server may send more. A `text` is kept with the line ends of Unix.
    """

    path: str
    sha256: str
    size: int
    urls: tuple[str, ...]
    text: bool = False


@dataclass(frozen=True)
class Dataset:
    """A set under its `name`: its `content` in a few words, the `page` that says where it comes from, and its files."""

    name: str
    content: str
    page: str
    files: tuple[File, ...]


def plain(content: bytes, file: File) -> bytes:
    """The content of a file as its sum is computed: a text with the line ends of Unix."""
    return content.replace(b"\r\n", b"\n") if file.text else content


def most_bytes(file: File) -> int:
    """How many bytes a server may send: a compressed file may be a little longer, a text may have longer line ends."""
    return file.size + file.size // (10 if file.text else 100) + 1000


def _idx(folder: str, servers: tuple[str, ...], sums: dict[str, tuple[int, str]]) -> tuple[File, ...]:
    """The four files of a set in MNIST's format, which every server has under the same names."""
    return tuple(
        File(f"{folder}/{name}", sha256, size, tuple(f"{server}/{name}.gz" for server in servers))
        for name, (size, sha256) in sums.items()
    )


MNIST = Dataset(
    name="mnist",
    content="70,000 handwritten digits, 28 x 28, grey",
    page="https://github.com/cvdfoundation/mnist",
    # t10k-*: computed from the files. train-*: published with them, decompressed, by many who use MNIST; the sums of the
    # compressed files beside them are those in tensorflow/datasets, url_checksums/mnist.txt.
    files=_idx(
        "mnist",
        ("https://ossci-datasets.s3.amazonaws.com/mnist", "https://storage.googleapis.com/cvdf-datasets/mnist"),
        {
            "train-images-idx3-ubyte": (
                47_040_016,
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            "train-labels-idx1-ubyte": (60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            "t10k-images-idx3-ubyte": (7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            "t10k-labels-idx1-ubyte": (10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        },
    ),
)

FASHION_MNIST = Dataset(
    name="fashion-mnist",
    content="70,000 pieces of clothing, 28 x 28, grey",
    page="https://github.com/zalandoresearch/fashion-mnist",
    # Published by several independent users, one of whom derived them from archives with Zalando's own MD5 sums.
    files=_idx(
        "fashion-mnist",
        (
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",  # no https there; the sum makes up for it
        ),
        {
            "train-images-idx3-ubyte": (
                47_040_016,
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            ),
            "train-labels-idx1-ubyte": (60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            "t10k-images-idx3-ubyte": (7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            "t10k-labels-idx1-ubyte": (10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        },
    ),
)

CIFAR10 = Dataset(
    name="cifar-10",
    content="60,000 photographs of ten classes, 32 x 32, in colour",
    page="https://www.cs.toronto.edu/~kriz/cifar.html",
    files=(
        File(
            path="cifar-10/cifar-10-binary.tar.gz",  # the version without pickles; kept compressed
            # tensorflow/datasets, url_checksums/cifar10.txt. It is the archive's, so one packed anew is refused.
            sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            size=170_052_171,
            urls=(
                "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/cifar-10-binary.tar.gz",
            ),
        ),
    ),
)

AIRFOIL = Dataset(
    name="airfoil",
    content="1,503 measurements of the noise of wing sections",
    page="the UCI Machine Learning Repository (Airfoil Self-Noise, https://doi.org/10.24432/C5VW2C)",
    files=(
        File(
            path="airfoil_self_noise.dat",
            # Computed from the file. With UCI's line ends it has the SHA-256 74c75fd7… that many publish, and the SHA-1
            # 76e5be15… of "Dive into Deep Learning", whose server is the second one.
            sha256="10ee06e6cfb27dae6b44213d421d217012fb1f9b697592e73a4e4016b52d425f",
            size=58_481,
            urls=(
                "https://archive.ics.uci.edu/ml/machine-learning-databases/00291/airfoil_self_noise.dat",
                "https://d2l-data.s3-accelerate.amazonaws.com/airfoil_self_noise.dat",
            ),
            text=True,
        ),
    ),
)

CATALOGUE = (MNIST, FASHION_MNIST, CIFAR10, AIRFOIL)
