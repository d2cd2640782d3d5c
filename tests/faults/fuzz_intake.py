"""Fuzzing what students hand in: whatever an archive holds, the outcome is Files or an IntakeError with a sentence.

    python -m tests.faults.fuzz_intake hypothesis SECONDS
    python -m tests.faults.fuzz_intake atheris SECONDS

A slow suite (`make fuzz`): the standard library's readers of archives raise a dozen kinds of exceptions on bytes that are
none, and each that is not foreseen would be a fault of ours. tests/test_faults.py goes through the corpus.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

atheris: Any = None
with contextlib.suppress(ImportError):
    import atheris
with (
    atheris.instrument_imports(include=["autograder.intake", "zipfile", "tarfile", "gzip"]) if atheris else io.BytesIO()
):
    from autograder import intake
    from autograder.course import Assignment
    from autograder.errors import IntakeError
    from autograder.sandbox import Limits

from tests.faults import fuzzing  # noqa: E402 - after what is instrumented

CORPUS = Path(__file__).parent.parent / "corpus" / "archives"
ASSIGNMENT = Assignment(
    name="a1", title="One", folder=Path(), modules=("layers", "fc_net"), given=(), packages=("numpy",), aliases={},
    limits=Limits(), deadline=None, checks_folder=Path(), exercises=(), mistakes=(),
)  # fmt: skip


def outcome(data: bytes) -> str:
    """What becomes of an archive with these bytes, under the name that they look like."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "ada.zip" if b"PK" in data[:4] or b"PK\5\6" in data else "ada.tar")
        path.write_bytes(data)
        return read(path)


def read(path: Path) -> str:
    """What becomes of a submission; anything but files or a sentence is an exception."""
    try:
        files = intake.read(intake.Entry("ada", path), ASSIGNMENT)
    except IntakeError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert len(sentence) < 500
        return "refused"
    for name, content in files.contents.items():
        assert name.encode()
        assert "\0" not in name
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert len(content) <= intake.MAX_FILE
    assert files.digest
    return "files"


def _damaged(archive: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    for place, inserted, removed in changes:
        at = place % (len(archive) + 1)
        archive = archive[:at] + inserted + archive[at + removed :]
    return archive


CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.binary(max_size=8), st.integers(0, 8))
    | st.tuples(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=1), st.just(1)),
    max_size=4,
)
INPUTS = st.builds(_damaged, st.sampled_from([path.read_bytes() for path in sorted(CORPUS.iterdir())]), CHANGES)


if __name__ == "__main__":
    fuzzing.main(outcome, INPUTS, CORPUS, atheris)
