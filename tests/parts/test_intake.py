"""Taking submissions in: every layout, and every kind of archive that nobody honest makes."""

from __future__ import annotations

import gzip
import io
import os
import socket
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import intake
from autograder.course import Assignment
from autograder.errors import CourseError, IntakeError
from autograder.sandbox import Limits

CODE = b"def affine_forward(x, w, b): ...\n"
BOTH = {"layers.py": CODE, "fc_net.py": b"class TwoLayerNet: ...\n"}

ASSIGNMENT = Assignment(
    name="a1", title="One", folder=Path(), modules=("layers", "fc_net"), given=(), packages=("numpy",), aliases={},
    limits=Limits(), deadline=None, checks_folder=Path(), exercises=(), mistakes=(),
)  # fmt: skip


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(path: Path, files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], **options) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return path


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, len(content), link
    return info, content


def tarred(path: Path, members: dict[str, bytes] | list[tuple], mode: str = "w", **options) -> Path:
    if isinstance(members, dict):
        members = [member(name, content) for name, content in members.items()]
    with tarfile.open(path, mode, **options) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return path


def read(path: Path, assignment: Assignment = ASSIGNMENT) -> intake.Files:
    return intake.read(intake.Entry("ada", path), assignment)


def refused(path: Path, *, hostile: bool) -> str:
    """The sentence with which it is refused."""
    with pytest.raises(IntakeError) as caught:
        read(path)
    assert caught.value.hostile is hostile
    return str(caught.value)


def python_name(path: str) -> zipfile.ZipInfo:
    """A zip member of this very name (the constructor tidies none on this platform, `writestr` might)."""
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = path
    return info


# The students in a folder -----------------------------------------------------------------------------------------


def test_every_layout_is_one_submission_per_student(tmp_path):
    write(tmp_path, {"ada/a1/layers.py": CODE, "bob/layers.py": CODE, "fay/hw/a1/layers.py": CODE})
    zipped(tmp_path / "cleo.zip", BOTH)
    tarred(tmp_path / "dan.tar.gz", BOTH, "w:gz")
    tarred(tmp_path / "eve.TGZ", BOTH, "w:gz")
    tarred(tmp_path / "gus.tar", BOTH)
    found = {entry.student: entry.path.relative_to(tmp_path).as_posix() for entry in intake.entries(tmp_path, "a1")}
    assert found == {
        "ada": "ada/a1", "bob": "bob", "fay": "fay",
        "cleo": "cleo.zip", "dan": "dan.tar.gz", "eve": "eve.TGZ", "gus": "gus.tar",
    }  # fmt: skip
    for entry in intake.entries(tmp_path, "a1"):
        assert intake.read(entry, ASSIGNMENT).contents["layers.py"] == CODE, entry.student


def test_what_is_no_submission_is_left_out(tmp_path):
    write(
        tmp_path, {"notes.txt": b"", ".hidden/layers.py": CODE, "__MACOSX/ada/layers.py": CODE, "ada/layers.py": CODE}
    )
    assert [entry.student for entry in intake.entries(tmp_path, "a1")] == ["ada"]


def test_a_student_who_handed_in_other_assignments_only_is_left_out(tmp_path):
    write(tmp_path, {"ada/a2/optim.py": b"", "bob/a2/optim.py": b"", "bob/layers.py": CODE, "cleo/a1/layers.py": CODE})
    found = intake.entries(tmp_path, "a1", others=["a2", "a3"])
    assert [entry.student for entry in found] == ["bob", "cleo"]
    assert [entry.student for entry in intake.entries(tmp_path, "a1")] == ["ada", "bob", "cleo"]


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(CourseError, match=r"^There is no folder .*/none; --submissions names the one that holds a"):
        intake.entries(tmp_path / "none", "a1")


def test_a_students_name_that_is_not_utf8_becomes_one_that_can_be_written(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/ad\xe9")).mkdir()
    assert [entry.student for entry in intake.entries(tmp_path, "a1")] == ["ad\\udce9"]


def test_two_submissions_of_one_student_are_refused_by_name(tmp_path):
    write(tmp_path, {"ada/layers.py": CODE})
    zipped(tmp_path / "ada.zip", BOTH)
    (entry,) = intake.entries(tmp_path, "a1")
    with pytest.raises(
        IntakeError, match=r"^There are two submissions, ada and ada\.zip; remove one and grade again\.$"
    ):
        intake.read(entry, ASSIGNMENT)


@pytest.mark.parametrize("whose", ["ada", "ada/a1"])
def test_a_submission_that_is_a_link_is_not_followed(tmp_path, whose):
    secret = write(tmp_path / "secret", BOTH)
    link = tmp_path / "submitted" / whose
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(secret)
    (entry,) = intake.entries(tmp_path / "submitted", "a1")
    with pytest.raises(IntakeError, match=rf"^{link.name} is a symbolic link; links are not followed\.$") as caught:
        intake.read(entry, ASSIGNMENT)
    assert caught.value.hostile


def test_an_archive_that_is_a_link_is_not_followed(tmp_path):
    zipped(tmp_path / "secret", BOTH)
    (tmp_path / "ada.zip").symlink_to(tmp_path / "secret")
    assert refused(tmp_path / "ada.zip", hostile=True) == "ada.zip is a symbolic link; links are not followed."


# Where the files are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "taken", "notices"),
    [
        (BOTH, {"layers.py", "fc_net.py"}, []),
        (
            {f"hw1/final/{name}": code for name, code in BOTH.items()},
            {"layers.py", "fc_net.py"}, ["The files were found in the folder hw1/final"],
        ),
        (
            {"cs231n/layers.py": CODE, "cs231n/classifiers/fc_net.py": CODE, "setup.py": b""},
            {"layers.py", "fc_net.py", "classifiers/fc_net.py"},
            ["The files were found in the folder cs231n", "fc_net.py was not where it belongs; cs231n/classifiers/fc_net.py was taken"],
        ),
        (
            {"Layers.py": CODE, "fc_net.PY": CODE},
            {"layers.py", "fc_net.py", "Layers.py", "fc_net.PY"},
            [
                "fc_net.py was not where it belongs; fc_net.PY was taken",
                "layers.py was not where it belongs; Layers.py was taken",
            ],
        ),
        (
            {"layers.py": CODE, "old/fc_net.py": CODE, "older/fc_net.py": CODE},
            {"layers.py", "old/fc_net.py", "older/fc_net.py"},
            ["fc_net.py is there 2 times, and none is where it belongs; none was taken"],
        ),
        (
            {"layers.py": CODE},
            {"layers.py"}, ["fc_net.py is not in the submission, so its exercises count as not attempted"],
        ),
        (
            {"__pycache__/layers.py": CODE, ".git/fc_net.py": CODE, "checks/layers.py": CODE, "a.txt": b""},
            set(),
            [f"{name}.py is not in the submission, so its exercises count as not attempted" for name in ("layers", "fc_net")],
        ),
        (
            {"a1/layers.py": CODE, "a1/fc_net.py": CODE, "__MACOSX/a1/._layers.py": b"\0", "__MACOSX/a1/layers.py": b"\0"},
            {"layers.py", "fc_net.py"}, ["The files were found in the folder a1"],
        ),
    ],
    ids=["flat", "nested", "cs231n", "wrong_case", "twice_elsewhere", "one_missing", "only_ignored", "mac"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["folder", "zip", "tar", "tar.gz"])
def test_the_modules_are_found_in_every_layout(tmp_path, form, files, taken, notices):
    path = tmp_path / f"ada.{form}"
    if form == "folder":
        path.mkdir()
        write(path, files)
    elif form == "zip":
        zipped(path, files)
    else:
        tarred(path, files, "w:gz" if form == "tar.gz" else "w")
    found = read(path)
    assert set(found.contents) == taken
    assert list(found.notices) == notices


def test_a_top_level_folder_of_its_own_entry_is_innocent(tmp_path):
    files = [("a1/", b""), *((f"a1/{name}", code) for name, code in BOTH.items())]
    assert set(read(zipped(tmp_path / "a.zip", files)).contents) == set(BOTH)
    members = [member("./", kind=tarfile.DIRTYPE), *(member(f"./{name}", code) for name, code in BOTH.items())]
    found = read(tarred(tmp_path / "a.tar", members))
    assert (set(found.contents), found.notices) == (set(BOTH), ())


def test_an_archive_in_a_students_folder_is_looked_into(tmp_path):
    write(tmp_path, {"ada/timestamp.txt": b""})
    zipped(tmp_path / "ada/hw1.zip", BOTH)
    assert set(read(tmp_path / "ada").contents) == set(BOTH)


def test_an_archive_beside_the_modules_is_left_alone(tmp_path):
    write(tmp_path, {f"ada/{name}": code for name, code in BOTH.items()})
    zipped(tmp_path / "ada/old.zip", {"layers.py": b"old"})
    assert read(tmp_path / "ada").contents["layers.py"] == CODE


CS231N = {
    "cs231n/layers.py": b"def batchnorm_forward(): ...\n", "cs231n/classifiers/fc_net.py": CODE,
    "cs231n/optim.py": b"given = 1\n",
}  # fmt: skip


@pytest.fixture
def later(tmp_path: Path) -> Assignment:
    """An assignment that gives files and takes what the CS231n layout keeps in one of them."""
    folder = write(
        tmp_path / "later", {"layers.py": CODE, "optim.py": b"given = 1\n", "_given/fast_layers.py": b"fast = 1\n"}
    )
    return replace(
        ASSIGNMENT, folder=folder, modules=("batchnorm", "fc_net"), given=("layers.py", "optim.py"),
        aliases={"batchnorm": ("layers",)},
    )  # fmt: skip


def test_the_cs231n_layout_hands_in_an_exercise_under_the_name_of_a_given_file(
    tmp_path: Path, later: Assignment
) -> None:
    found = read(write(tmp_path / "ada", CS231N), later)
    assert found.contents["layers.py"] == CODE
    assert found.contents["_own/layers.py"] == CS231N["cs231n/layers.py"]
    assert found.contents["fast_layers.py"] == b"fast = 1\n"
    assert "_own/optim.py" not in found.contents
    assert later.file_of("batchnorm", found.contents) == "_own/layers.py"
    assert found.notices == (
        "The files were found in the folder cs231n",
        "fc_net.py was not where it belongs; cs231n/classifiers/fc_net.py was taken",
    )


def test_files_beside_an_old_package_are_the_ones_that_count(tmp_path: Path, later: Assignment) -> None:
    """The package has more files by names that we know; the folder around it has more of what is handed in."""
    flat = {"batchnorm.py": CODE, "fc_net.py": CODE, "layers.py": CODE}
    found = read(write(tmp_path / "ada", {**CS231N, **flat, "cs231n/solver.py": b""}), later)
    assert {name: found.contents[name] for name in flat} == flat
    assert found.notices == ()


def test_a_given_file_alone_has_no_exercise(tmp_path: Path, later: Assignment) -> None:
    found = read(write(tmp_path / "ada", {"layers.py": CODE, "fc_net.py": CODE}), later)
    assert later.file_of("batchnorm", found.contents) is None
    assert found.notices == ("batchnorm.py is not in the submission, so its exercises count as not attempted",)


@pytest.mark.parametrize("copy", ["layers (1).py", "layers-2.py", "LAYERS(3).py"])
def test_a_copy_that_a_browser_has_numbered_is_taken_with_a_notice(tmp_path, copy):
    write(tmp_path, {copy: CODE, "fc_net.py": CODE})
    found = read(tmp_path)
    assert found.contents["layers.py"] == CODE
    assert found.notices == (f"layers.py was not where it belongs; {copy} was taken",)


@pytest.mark.parametrize("beside", ["setup.py", "__MACOSX/._layers.py", "checks/layers.py"])
def test_an_archive_counts_if_what_lies_beside_it_is_none_of_the_modules(tmp_path, beside):
    write(tmp_path, {beside: b""})
    zipped(tmp_path / "hw.zip", BOTH)
    assert set(BOTH) <= set(read(tmp_path).contents)


def test_two_archives_in_a_students_folder_are_not_merged_silently(tmp_path):
    (tmp_path / "ada").mkdir()
    zipped(tmp_path / "ada/draft.zip", {"layers.py": b"draft"})
    zipped(tmp_path / "ada/final.zip", {"layers.py": b"final"})
    with pytest.raises(IntakeError):
        read(tmp_path / "ada")


def test_a_given_file_is_always_our_own(tmp_path):
    write(tmp_path / "ours", {"layers.py": b"ours"})
    write(tmp_path / "ada", {**BOTH, "layers.py": b"tampered"})
    found = read(
        tmp_path / "ada", replace(ASSIGNMENT, modules=("fc_net",), given=("layers.py",), folder=tmp_path / "ours")
    )
    assert found.contents["layers.py"] == b"ours"


def test_the_digest_depends_on_names_and_contents_and_on_nothing_else(tmp_path):
    digests = {
        read(write(tmp_path / str(place), files)).digest
        for place, files in enumerate(
            [
                BOTH,
                {**BOTH, "layers.py": b"other"},
                {"layers.py": CODE},
                {"layers.py": BOTH["fc_net.py"], "fc_net.py": BOTH["layers.py"]},
            ]
        )
    }
    assert len(digests) == 4
    assert read(zipped(tmp_path / "ada.zip", dict(reversed(BOTH.items())))).digest in digests


# Folders that are not what they should be -------------------------------------------------------------------------


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    where = os.open(path.parent, os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{where}/{path.name}")  # the path itself may be too long for a socket
    os.close(where)


@pytest.mark.parametrize(
    ("make", "kind"), [(_link, "symbolic link"), (_fifo, "device, pipe or socket"), (_socket, "device, pipe or socket")]
)
def test_a_module_that_is_no_file_is_refused(tmp_path, make, kind):
    make(tmp_path / "layers.py")
    assert refused(tmp_path, hostile=True) == f"layers.py is a {kind}, where a file is expected."


def test_links_in_a_folder_are_not_walked_into(tmp_path):
    write(tmp_path / "secret", BOTH)
    write(tmp_path / "ada", {"fc_net.py": CODE})
    (tmp_path / "ada/more").symlink_to(tmp_path / "secret")
    (tmp_path / "ada/more.zip").symlink_to(tmp_path / "secret")
    assert set(read(tmp_path / "ada").contents) == {"fc_net.py"}


def test_a_file_too_large_is_refused(tmp_path):
    (tmp_path / "layers.py").write_bytes(b"")
    os.truncate(tmp_path / "layers.py", intake.MAX_FILE + 1)
    assert refused(tmp_path, hostile=False) == "layers.py is larger than 2 MB, which no assignment needs."


def test_a_folder_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILES", 5)
    write(tmp_path, {f"{place}.txt": b"" for place in range(6)})
    assert refused(tmp_path, hostile=False) == (
        "It has more than 5 files or 256 MB; hand in the assignment's folder only."
    )


def test_a_folder_of_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_UNPACKED", 1000)
    write(tmp_path, {"layers.py": bytes(600), "fc_net.py": bytes(600)})
    with pytest.raises(IntakeError):
        read(tmp_path)


@pytest.mark.parametrize("form", ["folder", "tar"])
def test_a_file_name_that_is_not_utf8_is_one_that_can_be_sent(tmp_path, form):
    path = write(tmp_path / "ada", BOTH)
    if form == "folder":
        (path / os.fsdecode(b"\xff.py")).touch()
    else:
        path = tarred(tmp_path / "ada.tar", {"layers.py": CODE, "\udcff.py": b""}, format=tarfile.GNU_FORMAT)
    for name in read(path).contents:
        name.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    write(tmp_path, BOTH)
    (tmp_path / "layers.py").chmod(0)
    assert refused(tmp_path, hostile=False).endswith("cannot be read: Permission denied.")


def test_a_submission_that_is_gone_is_told(tmp_path):
    assert refused(tmp_path / "ada.zip", hostile=False) == "ada.zip cannot be read: No such file or directory."


# Archives that nobody honest makes ---------------------------------------------------------------------------------

OUTSIDE = [
    "../layers.py",
    "a1/../../layers.py",
    "/etc/layers.py",
    "..\\layers.py",
    "\\\\host\\layers.py",
    "C:\\x.py",
    "C:/x.py",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_that_leads_out_is_refused(tmp_path, name):
    said = f"The archive has the path {name}, which leads out of its folder."
    assert refused(zipped(tmp_path / "a.zip", [(python_name(name), CODE)]), hostile=True) == said.replace("\\", "/")
    assert refused(tarred(tmp_path / "a.tar", {name: CODE}), hostile=True) == said


@pytest.mark.parametrize("name", ["../notes.txt", "/etc/passwd"])
def test_a_path_that_leads_out_is_refused_even_if_the_file_would_not_be_read(tmp_path, name):
    refused(zipped(tmp_path / "a.zip", [*BOTH.items(), (python_name(name), b"")]), hostile=True)
    refused(tarred(tmp_path / "a.tar", {**BOTH, name: b""}), hostile=True)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        (tarfile.SYMTYPE, stat.S_IFLNK),
        (tarfile.LNKTYPE, None),
        (tarfile.CHRTYPE, stat.S_IFCHR),
        (tarfile.BLKTYPE, stat.S_IFBLK),
        (tarfile.FIFOTYPE, stat.S_IFIFO),
    ],
    ids=["symlink", "hardlink", "character_device", "block_device", "fifo"],
)
def test_links_and_devices_are_refused(tmp_path, kind, mode):
    said = "The archive has layers.py, which is a link or a device, not a file."
    assert (
        refused(tarred(tmp_path / "a.tar", [member("layers.py", kind=kind, link="/etc/passwd")]), hostile=True) == said
    )
    if mode is not None:
        info = zipfile.ZipInfo("layers.py")
        info.external_attr = (mode | 0o644) << 16
        assert refused(zipped(tmp_path / "a.zip", [(info, b"/etc/passwd")]), hostile=True) == said


def test_a_long_name_is_escaped_and_cut_in_the_sentence(tmp_path):
    said = refused(zipped(tmp_path / "a.zip", {"../" + "é" * 200: b""}), hostile=True)
    shown = ("../" + "é" * 200)[:100]
    assert said == f"The archive has the path {shown}…, which leads out of its folder."


def test_data_in_a_zip_is_not_read_however_large_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_UNPACKED", 2**20)
    path = zipped(tmp_path / "a.zip", {"a.bin": bytes(2**21), **BOTH}, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 10_000
    assert set(read(path).contents) == set(BOTH)


def test_a_bomb_of_many_small_members_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_UNPACKED", 2**20)
    files = {f"{place}.py": bytes(2**18) for place in range(5)}
    for path in (
        zipped(tmp_path / "a.zip", files, compression=zipfile.ZIP_DEFLATED),
        tarred(tmp_path / "a.tgz", files, "w:gz"),
    ):
        assert refused(path, hostile=True).startswith("It has more than 2000 Python files or 1 MB of them;")


def test_a_bomb_of_nothing_but_gzip_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_TAR", 2**20)
    whole = tarred(tmp_path / "a.tar", {"layers.py": CODE}).read_bytes().rstrip(b"\0").ljust(1024, b"\0")
    (tmp_path / "b.tgz").write_bytes(
        gzip.compress(whole[:1024] + member("x.bin", bytes(2**22))[0].tobuf() + bytes(2**22))
    )
    assert refused(tmp_path / "b.tgz", hostile=True) == "The archive unpacks to more than 1 MB."


def test_a_member_larger_than_a_module_can_be_is_refused(tmp_path):
    large = bytes(intake.MAX_FILE + 1)
    said = "layers.py is larger than 2 MB, which no assignment needs."
    zip_ = zipped(tmp_path / "a.zip", {"layers.py": large}, compression=zipfile.ZIP_DEFLATED)
    assert refused(zip_, hostile=True) == said
    assert refused(tarred(tmp_path / "a.tgz", {"layers.py": large}, "w:gz"), hostile=True) == said


def test_a_zip_that_lies_about_its_sizes_is_refused_or_no_larger_than_it_says(tmp_path):
    path = zipped(tmp_path / "a.zip", {"layers.py": bytes(10_000)}, compression=zipfile.ZIP_DEFLATED)
    damaged = path.read_bytes().replace(struct.pack("<I", 10_000), struct.pack("<I", 10))
    path.write_bytes(damaged)
    assert refused(path, hostile=False).startswith("a.zip is not a zip archive that can be read (")


def test_a_tar_that_lies_about_its_sizes_is_refused(tmp_path):
    info, _ = member("layers.py")
    info.size = 100_000
    (tmp_path / "a.tar").write_bytes(info.tobuf() + b"short")
    assert refused(tmp_path / "a.tar", hostile=False).startswith("a.tar is not a tar archive that can be read (")


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_MEMBERS", 5)
    files = {f"{place}.txt": b"" for place in range(7)}
    assert refused(zipped(tmp_path / "a.zip", files), hostile=True) == "The archive has more than 5 entries."
    assert refused(tarred(tmp_path / "a.tar", files), hostile=True) == "The archive has more than 5 entries."


def test_too_many_modules_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILES", 5)
    files = {f"{place}.py": b"" for place in range(7)}
    for path in (zipped(tmp_path / "a.zip", files), tarred(tmp_path / "a.tar", files)):
        assert refused(path, hostile=True).startswith("It has more than 5 Python files or 256 MB of them;")


def test_a_student_with_a_very_long_name_gets_an_id_that_can_be_a_file(tmp_path):
    for name in ("a" * 250, "a" * 249 + "b", "学" * 80):
        (tmp_path / name).mkdir()
    ids = [entry.student for entry in intake.entries(tmp_path, "a1")]
    assert len(set(ids)) == 3
    assert all(len(f"{each}.json".encode()) < 200 for each in ids)


def test_loose_files_are_left_out_and_listed(tmp_path):
    (tmp_path / "ada").mkdir()
    for name in ("bob_123_layers.py", "notes.txt", ".hidden"):
        (tmp_path / name).touch()
    zipped(tmp_path / "eve.zip", BOTH)
    assert intake.left_out(tmp_path) == ["bob_123_layers.py", "notes.txt"]


def test_an_encrypted_zip_is_refused_with_the_way_out(tmp_path):
    path = zipped(tmp_path / "a.zip", {"layers.py": CODE})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    assert refused(path, hostile=False) == "The archive is encrypted; hand it in without a password."


@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz", "tgz"])
@pytest.mark.parametrize("content", [b"", b"Rar!\x1a\x07\x00", b"\x1f\x8b\x08garbage", b"PK\3\4" + bytes(30)])
def test_what_is_no_archive_is_refused_by_name(tmp_path, form, content):
    path = tmp_path / f"ada.{form}"
    path.write_bytes(content)
    kind = "zip" if form == "zip" else "tar"
    said = refused(path, hostile=False)
    assert said.startswith((f"ada.{form} is not a {kind} archive that can be read (", f"ada.{form} cannot be read: "))


@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz"])
def test_an_archive_cut_short_is_refused(tmp_path, form):
    path = tmp_path / f"a.{form}"
    large = {"layers.py": os.urandom(5000), "fc_net.py": CODE}
    if form == "zip":
        zipped(path, large)
    else:
        tarred(path, large, "w:gz" if form == "tar.gz" else "w")
    whole = path.read_bytes()
    for length in range(1, 4000, 371):
        path.write_bytes(whole[:length])
        assert "that can be read" in refused(path, hostile=False) or "cannot be read" in refused(path, hostile=False)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_damaged_member_is_refused(tmp_path, method):
    path = zipped(tmp_path / "a.zip", {"layers.py": CODE * 30}, compression=method)
    data = bytearray(path.read_bytes())
    for place in range(44, 60):
        data[place] ^= 0x5A
    path.write_bytes(data)
    refused(path, hostile=False)


def test_a_damaged_member_of_a_zip_with_lzma_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"layers.py": CODE * 30}, compression=zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    data[data.index(b"layers.py") + 18] ^= 0xFF
    path.write_bytes(data)
    refused(path, hostile=False)


def test_a_method_of_compression_that_nobody_knows_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"layers.py": CODE})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        data[data.index(signature) + offset] = 99
    path.write_bytes(data)
    said = "The archive uses an unusual compression; make it with the zip of your system."
    assert refused(path, hostile=False) == said


def test_a_zip_with_windows_separators_is_innocent(tmp_path):
    path = zipped(tmp_path / "a.zip", [(python_name(f"hw1\\{name}"), code) for name, code in BOTH.items()])
    assert set(read(path).contents) == set(BOTH)


def test_a_folder_with_a_colon_in_its_name_is_innocent(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"Submission 12:30/{name}": code for name, code in BOTH.items()})
    assert set(read(path).contents) == set(BOTH)


@pytest.mark.parametrize("says_utf8", [True, False])
def test_a_zip_with_names_that_are_not_utf8_is_read_or_refused(tmp_path, says_utf8):
    path = zipped(tmp_path / "a.zip", {"é.py": b"", **BOTH})
    data = bytearray(path.read_bytes().replace("é".encode(), b"\xff\xfe"))
    for signature, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        data[data.index(signature) + offset] &= 0xFF if says_utf8 else ~0x08
    path.write_bytes(data)
    if says_utf8:
        assert refused(path, hostile=False).startswith("a.zip is not a zip archive that can be read ('utf-8' codec")
    else:
        assert set(read(path).contents) == {*BOTH, r"\xa0■.py"}


def mutated(whole: bytes, changes: list[tuple[int, int]], end: int) -> bytes:
    data = bytearray(whole)
    for place, value in changes:
        data[place % len(data)] = value
    return bytes(data[: max(1, len(data) - end)])


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4)


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, end=st.just(0) | st.integers(0, 2000))
def test_a_damaged_archive_is_read_or_refused(tmp_path, form, changes, end):
    path = tmp_path / f"a.{form}"
    make: Callable[[], Path] = {
        "zip": lambda: zipped(path, BOTH, compression=zipfile.ZIP_DEFLATED),
        "tar": lambda: tarred(path, BOTH),
        "tgz": lambda: tarred(path, BOTH, "w:gz"),
    }[form]
    path.write_bytes(mutated(make().read_bytes(), changes, end))
    try:
        assert all(isinstance(content, bytes) for content in read(path).contents.values())
    except IntakeError as error:
        assert str(error).endswith(".")
