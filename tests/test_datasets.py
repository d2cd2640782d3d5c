"""Downloads against a server of our own that behaves as servers do: what comes is whole or does not come at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from autograder.datasets import download, store
from autograder.datasets.catalogue import AIRFOIL, Dataset, File

CONTENT = np.random.RandomState(0).bytes(300_000)  # gzip makes it no smaller, so positions in it are easy to speak of
PACKED = gzip.compress(CONTENT, mtime=0)
PAGE = b"<!doctype html><html><body>Please log in.</body></html>"


class Server:
    """Serves `files` as `ways` tells for a path; `asked` is what was asked for, with the Range of each request."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.ways: dict[str, str] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.gate = threading.Event()
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.asked.append((self.path, self.headers.get("Range")))
                try:
                    shelf.answer(self, *shelf.ways.get(self.path, "whole").split())
                except OSError:  # the client has gone, as it does where it has seen enough
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, to: BaseHTTPRequestHandler, way: str, detail: str = "") -> None:
        content = self.files.get(to.path)
        if way == "page":
            content, headers = PAGE, {"Content-Type": detail}
        else:
            headers = {"Content-Type": "application/octet-stream"}
        if way == "encoded":
            headers["Content-Encoding"] = "gzip"  # as Apache says of any .gz
        if way == "status" or content is None:
            to.send_response(int(detail or 404))
            to.end_headers()
            return
        asked = to.headers.get("Range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and way != "norange" else 0
        if start and start >= len(content):
            to.send_response(416)
            to.send_header("Content-Range", f"bytes */{len(content)}")
            to.end_headers()
            return
        to.send_response(206 if start else 200)
        for name, value in headers.items():
            to.send_header(name, value)
        if start:
            to.send_header("Content-Range", f"bytes {start + (way == 'elsewhere')}-{len(content) - 1}/{len(content)}")
        if way not in ("endless", "nolength"):
            to.send_header("Content-Length", str(len(content) - start))
        to.end_headers()
        if way == "silent":
            time.sleep(1)
        elif way in ("stops", "nolength"):
            to.wfile.write(content[start : int(detail)])
        elif way == "gate":
            to.wfile.write(content[start : int(detail)])
            self.gate.wait(60)
            to.wfile.write(content[int(detail) :])
        elif way == "endless":
            while True:
                to.wfile.write(b"\0" * 65536)
        else:
            to.wfile.write(content[start:])


@pytest.fixture
def server():
    running = Server()
    thread = threading.Thread(target=running.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.gate.set()
    running.http.shutdown()
    running.http.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch):
    monkeypatch.delenv("DL_DATASETS", raising=False)
    monkeypatch.delenv("DL_DATASETS_MIRROR", raising=False)
    monkeypatch.setattr(download, "PATIENCE", (2.0, 0.3))


def set_of(*urls: str, path: str = "toy/numbers", content: bytes = CONTENT, text: bool = False) -> Dataset:
    """A set of one file, which servers have under these addresses."""
    file = File(path, hashlib.sha256(content).hexdigest(), len(content), urls, text)
    return Dataset("toy", "numbers", "https://toys.example", (file,))


def seen(folder: Path) -> list[str]:
    """The files in a cache, apart from empty locks."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def refused(dataset: Dataset, folder: Path) -> str:
    """What is said where a set does not come, without the addresses."""
    with pytest.raises(FileNotFoundError) as caught:
        store.fetch(dataset, folder)
    sentence = str(caught.value)
    for url in dataset.files[0].urls:
        sentence = sentence.replace(url, url.rpartition("/")[2])
    start, end = sentence.index("failed: ") + len("failed: "), sentence.index(". Get numbers from https://toys.example")
    return sentence[start:end]


def test_a_file_comes_whole_is_decompressed_and_asked_for_once(server, tmp_path, capfd):
    server.files["/numbers.gz"] = PACKED
    dataset = set_of(f"{server.address}/numbers.gz")
    assert store.state(dataset, tmp_path) == "not there"
    (path,) = store.fetch(dataset, tmp_path)
    assert path == tmp_path / "toy" / "numbers" and path.read_bytes() == CONTENT
    store.fetch(dataset, tmp_path)
    assert server.asked == [("/numbers.gz", None)]
    assert seen(tmp_path) == ["toy/numbers"] and store.state(dataset, tmp_path) == "there"
    (tmp_path / "other").touch()
    assert (
        path.stat().st_mode == (tmp_path / "other").stat().st_mode
    )  # others may use the cache as far as the umask lets
    assert capfd.readouterr().err == f"Fetching toy/numbers from {server.address}/numbers.gz\n"


@pytest.mark.parametrize("name, way", [("fast.gz", "whole"), ("plain", "whole"), ("apache.gz", "encoded")])
def test_how_a_server_compresses_makes_no_difference(server, tmp_path, name, way):
    server.files = {"/fast.gz": gzip.compress(CONTENT, 1), "/plain": CONTENT, "/apache.gz": PACKED}
    server.ways[f"/{name}"] = way
    assert store.fetch(set_of(f"{server.address}/{name}"), tmp_path)[0].read_bytes() == CONTENT


def test_a_text_has_the_same_sum_with_any_line_ends(server, tmp_path):
    text = b"800\t0.3\n1000\t0.4\n"
    server.files["/table"] = text.replace(b"\n", b"\r\n")
    dataset = set_of(f"{server.address}/table", path="table", content=text, text=True)
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == text
    (tmp_path / "table").write_bytes(server.files["/table"])  # somebody's own copy
    assert store.state(dataset, tmp_path) == "there"


def test_the_next_server_is_asked_where_one_fails(server, tmp_path):
    server.files = {"/html": PACKED, "/broken.gz": PACKED, "/good.gz": PACKED}
    server.ways = {"/missing.gz": "status 404", "/broken.gz": "status 500", "/html": "page text/html;charset=utf-8"}
    urls = [f"{server.address}/{name}" for name in ("missing.gz", "broken.gz", "html", "good.gz")]
    assert store.fetch(set_of("http://127.0.0.1:9/refused", *urls), tmp_path)[0].read_bytes() == CONTENT
    assert refused(set_of("http://127.0.0.1:9/refused", *urls[:3], "nonsense://a/b", "http://["), tmp_path / "new") == (
        "refused could not be reached; missing.gz answered 404 Not Found; broken.gz answered 500 Internal Server Error; "
        "html sent a web page instead of the file; b is no address of a file; [ is no address of a file"
    )
    assert seen(tmp_path) == ["toy/numbers"]


@pytest.mark.parametrize(
    "sent, sentence",
    [
        (gzip.compress(CONTENT[::-1]), "x.gz has other contents there"),
        (PACKED[:-1000], "x.gz has only the beginning of the file"),
        (PAGE, "x.gz has something else under its name, or a damaged copy"),
        (PACKED[:50_000] + b"?" + PACKED[50_001:], "x.gz has something else under its name, or a damaged copy"),
        (PACKED[:10] + b"\xff" * 200, "x.gz has something else under its name, or a damaged copy"),
        (gzip.compress(bytes(10**7)), "x.gz has more than the 300000 bytes of the file"),
        (bytes(10**6), "x.gz sent 1000000 bytes instead of the file, which has at most 304000"),
        (b"", "x.gz has other contents there"),
    ],
    ids=["other", "beginning", "page", "one byte", "garbage", "bomb", "too long", "empty"],
)
def test_what_is_not_the_file_is_refused_and_leaves_nothing(server, tmp_path, sent, sentence):
    server.files["/x.gz"] = sent
    assert refused(set_of(f"{server.address}/x.gz"), tmp_path) == sentence
    assert seen(tmp_path) == []


@pytest.mark.parametrize(
    "way, sentence",
    [
        ("page application/octet-stream", "x.gz has something else under its name, or a damaged copy"),
        ("endless", "x.gz sent more than the 304000 bytes that the file can have"),
        ("nolength 200000", "x.gz has only the beginning of the file"),
        ("silent", "x.gz stopped in the middle"),
    ],
)
def test_servers_that_misbehave_are_given_up(server, tmp_path, way, sentence):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, way
    assert refused(set_of(f"{server.address}/x.gz"), tmp_path) == sentence
    assert [name for name in seen(tmp_path) if (tmp_path / name).stat().st_size] == []


def test_a_download_goes_on_where_it_stopped(server, tmp_path):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, "stops 100000"
    dataset = set_of(f"{server.address}/x.gz")
    assert refused(dataset, tmp_path) == "x.gz stopped in the middle"
    (part,) = seen(tmp_path)
    assert part.endswith(".part") and (tmp_path / part).read_bytes() == PACKED[:100_000]
    server.ways.clear()
    server.asked.clear()
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == CONTENT
    assert server.asked == [("/x.gz", "bytes=100000-")] and seen(tmp_path) == ["toy/numbers"]


@pytest.mark.parametrize("way", ["norange", "elsewhere"])
def test_a_server_that_does_not_go_on_sends_it_all_again(server, tmp_path, way):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, "stops 100000"
    dataset = set_of(f"{server.address}/x.gz")
    refused(dataset, tmp_path)
    server.ways["/x.gz"] = way
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == CONTENT


def test_a_file_that_changed_in_between_is_fetched_anew(server, tmp_path):
    server.files["/x.gz"], server.ways["/x.gz"] = gzip.compress(CONTENT, 1)[::-1], "stops 100000"
    dataset = set_of(f"{server.address}/x.gz")
    refused(dataset, tmp_path)
    server.files["/x.gz"] = PACKED
    server.ways.clear()
    server.asked.clear()
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == CONTENT
    assert server.asked == [("/x.gz", "bytes=100000-"), ("/x.gz", None)]


@pytest.mark.parametrize("left", [PACKED, PACKED + b"more"], ids=["all", "too much"])
def test_what_a_killed_download_has_left_is_no_obstacle(server, tmp_path, left):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, "stops 100000"
    dataset = set_of(f"{server.address}/x.gz")
    refused(dataset, tmp_path)
    (tmp_path / seen(tmp_path)[0]).write_bytes(left)
    server.ways.clear()
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_replaced(server, tmp_path):
    server.files["/x.gz"] = PACKED
    dataset = set_of(f"{server.address}/x.gz")
    (path,) = store.fetch(dataset, tmp_path)
    path.write_bytes(CONTENT[:-1] + b"?")
    assert store.state(dataset, tmp_path) == "damaged"
    with pytest.raises(FileNotFoundError, match=r"toy/numbers is damaged, and fetching it failed: .* is not there"):
        store.fetch(dataset, tmp_path, mirror=str(tmp_path / "nowhere"))
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == CONTENT


def test_a_mirror_is_used_instead_of_the_servers(server, tmp_path, monkeypatch):
    server.files = {"/data/toy/numbers": CONTENT, "/x.gz": PACKED}
    dataset = set_of(f"{server.address}/x.gz")
    monkeypatch.setenv("DL_DATASETS_MIRROR", f"{server.address}/data/")
    assert store.fetch(dataset, tmp_path / "a")[0].read_bytes() == CONTENT
    assert [path for path, _ in server.asked] == ["/data/toy/numbers.gz", "/data/toy/numbers"]
    monkeypatch.setenv("DL_DATASETS_MIRROR", server.address.replace("//", "//alice:secret@") + "/none")
    with pytest.raises(FileNotFoundError) as caught:
        store.fetch(dataset, tmp_path / "b")
    assert f"{server.address}/none/toy/numbers answered 404" in str(caught.value)
    assert "secret" not in str(caught.value) and "x.gz" not in str(caught.value)


@pytest.mark.parametrize("name", ["toy/numbers", "toy/numbers.gz"])
def test_a_folder_on_disk_is_a_mirror_and_is_left_as_it_is(tmp_path, name):
    source = tmp_path / "shelf" / name
    source.parent.mkdir(parents=True)
    source.write_bytes(PACKED if name.endswith(".gz") else CONTENT)
    (path,) = store.fetch(set_of(), tmp_path / "cache", mirror=str(tmp_path / "shelf"))
    assert path.read_bytes() == CONTENT and seen(tmp_path / "shelf") == [name]


def test_a_compressed_file_put_into_the_cache_by_hand_is_taken(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "numbers.gz").write_bytes(PACKED)
    assert store.fetch(set_of("http://127.0.0.1:9/refused"), tmp_path)[0].read_bytes() == CONTENT


def test_an_archive_is_kept_compressed(server, tmp_path):
    server.files["/some.tar.gz"] = PACKED
    dataset = set_of(f"{server.address}/some.tar.gz", path="toy/some.tar.gz", content=PACKED)
    assert store.fetch(dataset, tmp_path)[0].read_bytes() == PACKED


def test_a_folder_that_cannot_be_one_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(
        FileNotFoundError, match=r"file/toy/numbers cannot be read or written: .*\. Name another folder"
    ):
        store.fetch(set_of(), tmp_path / "file")


@pytest.mark.parametrize("absent", ["pooch", "filelock", "requests"])
def test_without_what_downloads_need_only_downloads_fail(tmp_path, monkeypatch, absent):
    monkeypatch.setitem(sys.modules, absent, None)
    monkeypatch.delitem(sys.modules, "autograder.datasets.download")
    dataset = set_of("http://127.0.0.1:9/refused")
    sentence = (
        f"failed: that needs {absent}, which comes with pip install 'dl-autograder\\[datasets\\]'. Get numbers from"
    )
    with pytest.raises(FileNotFoundError, match=sentence):
        store.fetch(dataset, tmp_path)
    (tmp_path / "toy" / "numbers").write_bytes(CONTENT)
    store.fetch(dataset, tmp_path)


# The command line, in a process of its own.


def command(dataset: Dataset | None, *arguments: str, **named: str) -> subprocess.Popen[str]:
    """`python -m autograder.datasets …`, with a set of ours or with those of the kit."""
    ours = f"command_line([{dataset!r}])()" if dataset else "command_line()()"
    program = (
        # as in a terminal; what a shell starts in the background is deaf to Ctrl-C, and so are these tests there
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from autograder.datasets.__main__ import command_line\n"
        f"from autograder.datasets.catalogue import Dataset, File\n{ours}"
    )
    quiet = {name: value for name, value in os.environ.items() if name not in ("DL_DATASETS", "DL_DATASETS_MIRROR")}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=quiet | named,
    )  # fmt: skip


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def wait_for_part(folder: Path) -> Path:
    """The file of a download that has begun."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for path in folder.rglob(".*.part"):
            if path.stat().st_size:
                return path
        time.sleep(0.02)
    raise AssertionError("no download has begun")


def test_the_list_says_what_is_there(server, tmp_path):
    status, out, err = outcome(command(None, DL_DATASETS=str(tmp_path)))
    assert (status, err) == (0, "")
    for line in ("digits .* in the kit", "mnist .* 55.0 MB +not there", "cifar-10 .* 170.1 MB", "airfoil .* not there"):
        assert re.search(f"^{line}", out, re.MULTILINE)
    assert f"Downloads lie in {tmp_path} " in out
    server.files["/x.gz"] = PACKED
    dataset = set_of(f"{server.address}/x.gz")
    assert outcome(command(dataset, "fetch", DL_DATASETS=str(tmp_path)))[:2] == (0, f"toy is in {tmp_path}.\n")
    assert "toy" in outcome(command(dataset, DL_DATASETS=str(tmp_path)))[1]


def test_a_set_that_does_not_come_costs_a_sentence_and_the_status(server, tmp_path):
    server.files["/airfoil_self_noise.dat"] = b"1\t2\t3\t4\t5\t6\n" * 1503
    process = command(None, "fetch", "airfoil", "mnist", "--from", server.address, "--to", str(tmp_path))
    status, out, err = outcome(process)
    failures = [line for line in err.splitlines() if not line.startswith("Fetching ")]
    assert (status, out, len(failures)) == (1, "", 2)
    assert "/airfoil_self_noise.dat has other contents there. Get airfoil_self_noise.dat from the UCI" in failures[0]
    assert failures[1].startswith(f"mnist: {tmp_path}/mnist/train-images-idx3-ubyte is not there")
    assert seen(tmp_path) == [] and "Traceback" not in err


def test_a_name_that_is_none_is_said(tmp_path):
    status, _, err = outcome(command(None, "fetch", "minst", "--to", str(tmp_path)))
    assert (status, err) == (
        2, "There is nothing to fetch under the name of minst; there are mnist, fashion-mnist, cifar-10, airfoil.\n"
    )  # fmt: skip


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_download_that_is_stopped_is_gone_on_with(server, tmp_path, how):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, "gate 200000"
    dataset = set_of(f"{server.address}/x.gz")
    process = command(dataset, "fetch", "--to", str(tmp_path))
    part = wait_for_part(tmp_path)
    process.send_signal(how)
    status, _, err = outcome(process)
    if how == signal.SIGINT:
        assert status == 130 and err.endswith("toy: stopped. The next fetch goes on from here.\n")
        assert seen(tmp_path) == [str(part.relative_to(tmp_path))]
    assert not (tmp_path / "toy" / "numbers").exists()
    came = part.read_bytes()
    assert 0 < len(came) < len(PACKED) and PACKED.startswith(came)
    server.ways.clear()
    assert outcome(command(dataset, "fetch", "--to", str(tmp_path)))[0] == 0
    assert server.asked[-1] == ("/x.gz", f"bytes={len(came)}-")
    assert (tmp_path / "toy" / "numbers").read_bytes() == CONTENT


def test_two_processes_share_one_download(server, tmp_path):
    server.files["/x.gz"], server.ways["/x.gz"] = PACKED, "gate 200000"
    dataset = set_of(f"{server.address}/x.gz")
    first = command(dataset, "fetch", "--to", str(tmp_path))
    wait_for_part(tmp_path)
    second = command(dataset, "fetch", "--to", str(tmp_path))
    assert second.stderr is not None
    assert second.stderr.readline() == f"Another process is fetching {tmp_path}/toy/numbers; waiting for it.\n"
    server.gate.set()
    assert [outcome(process)[0] for process in (first, second)] == [0, 0]
    assert len(server.asked) == 1 and (tmp_path / "toy" / "numbers").read_bytes() == CONTENT


def test_the_embedded_sets_need_nothing_of_this(tmp_path):
    program = (
        "import sys\nfor name in ('pooch', 'requests', 'filelock', 'rich', 'typer'): sys.modules[name] = None\n"
        "from autograder.datasets import load_diabetes, load_digits\nload_digits(), load_diabetes()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_catalogue_names_every_file_once():
    from autograder.datasets.catalogue import CATALOGUE

    files = [file for dataset in CATALOGUE for file in dataset.files]
    assert len({file.path for file in files}) == len({file.sha256 for file in files}) == len(files) == 10
    assert all(len(bytes.fromhex(file.sha256)) == 32 and len(file.urls) >= 2 for file in files)
    assert AIRFOIL in CATALOGUE
