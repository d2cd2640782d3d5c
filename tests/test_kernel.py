"""Notebooks in the sandbox: what runs, what a notebook cannot see or reach, and that none of them stops the grading."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config import Config

from autograder import cgroups, notebook_run
from autograder.errors import SandboxError
from autograder.notebook_run import RunInSandbox, run_notebook

ROOT = Path(__file__).parent.parent


def notebook(*sources: str) -> Any:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def printed(cell: Any) -> str:
    return "".join(each.text for each in cell.outputs if each.output_type == "stream")


def result(cell: Any) -> str:
    return next(each.data["text/plain"] for each in cell.outputs if each.output_type == "execute_result")


def errors(cell: Any) -> list[str]:
    return [each.ename for each in cell.outputs if each.output_type == "error"]


def processes_of(marker: str) -> list[int]:
    """The processes of this machine with a marker on their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and marker.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def gone(marker: str) -> bool:
    for _ in range(100):
        if not processes_of(marker):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course as nbgrader has it; returns the folder that the notebook is run in."""
    for name in (
        "gradebook.db",
        "source/ps1/the_reference.py",
        "solutions/the_reference.py",
        "submitted/bob/ps1/layers.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("secret")
    own = tmp_path / "autograded" / "alice" / "ps1"
    (own / "deeper").mkdir(parents=True)
    (own / "layers.py").write_text("ANSWER = 42\n")
    (own / "deeper" / "data.txt").write_text("some data")
    return own


def test_a_notebook_runs_with_its_files_the_datasets_and_plots(folder: Path) -> None:
    nb = notebook(
        "import layers\nprint('one'); layers.ANSWER",
        "open('deeper/data.txt').read()",
        "from autograder.datasets import load_digits\nload_digits().X_train.shape[1]",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "float(2.5)",
    )
    assert run_notebook(nb, folder, 30, 120) == []
    assert printed(nb.cells[0]) == "one\n"
    assert result(nb.cells[0]) == "42"
    assert result(nb.cells[1]) == "'some data'"
    assert result(nb.cells[2]) == "64"
    assert any("image/png" in each.get("data", {}) for each in nb.cells[3].outputs), nb.cells[3].outputs
    assert result(nb.cells[4]) == "2.5"
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3, 4, 5]
    nbformat.validate(nb)


def test_check_gives_a_released_exercises_points(tmp_path: Path) -> None:
    own = tmp_path / "a1_fc_net"
    shutil.copytree(ROOT / "assignments" / "a1_fc_net", own)
    shutil.copy(ROOT / "solutions" / "a1_fc_net" / "layers.py", own)
    nb = notebook("from autograder import check", "check('affine_forward')")
    assert run_notebook(nb, own, 60, 120) == []
    assert errors(nb.cells[1]) == [], nb.cells[1].outputs
    assert float(result(nb.cells[1])) > 0


def test_a_notebook_sees_nothing_of_the_course_the_network_or_our_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_TOKEN", "hunter2")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    course = folder.parent.parent.parent
    nb = notebook(
        f"import os; [os.path.exists(each) for each in ({str(course)!r}, {str(ROOT)!r}, '/root', '/home', '/etc/passwd', '/sys')]",
        "import subprocess, sys\n"
        "found = [os.path.join(here, name) for here, _, names in os.walk('/', onerror=None) for name in names"
        " if name in ('gradebook.db', 'the_reference.py') and not here.startswith('/site/')]\nfound",
        "sorted(name for name in os.environ if 'TOKEN' in name), os.environ['NBGRADER_EXECUTION'], open('/proc/1/environ', 'rb').read() if os.access('/proc/1/environ', os.R_OK) else b''",
        "import socket; socket.create_connection(('1.1.1.1', 53), timeout=2)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "status = dict(line.split(':\\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)\n"
        "status['CapEff'], status['Seccomp'], status['NoNewPrivs'], os.getuid() != 0",
        "[name for name in os.listdir('/proc') if name.isdigit() and int(name) > 50]",
        "os.listdir('/proc/self/fd') and [os.readlink(f'/proc/self/fd/{fd}') for fd in os.listdir('/proc/self/fd')"
        " if os.path.exists(f'/proc/self/fd/{fd}') and os.readlink(f'/proc/self/fd/{fd}').startswith('/')]",
    )
    assert run_notebook(nb, folder, 30, 120) == []
    assert result(nb.cells[0]) == str([False] * 6)
    assert result(nb.cells[1]) == "[]"
    assert result(nb.cells[2]) == "([], 'autograde', b'')"
    assert errors(nb.cells[3]) == ["OSError"]
    assert errors(nb.cells[4]) == ["OSError"]
    assert result(nb.cells[5]) == "('0000000000000000', '2', '1', True)"
    assert result(nb.cells[6]) == "[]"
    assert set(eval(result(nb.cells[7]), {"__builtins__": {}})) <= {"/dev/null", "/proc/2/fd"}


def test_writing_deleting_and_linking_in_the_folder_leave_the_real_one_as_it_is(folder: Path, tmp_path: Path) -> None:
    (folder / "link").symlink_to(tmp_path / "gradebook.db")
    os.mkfifo(folder / "pipe")
    nb = notebook(
        "import os; os.path.lexists('link'), os.path.lexists('pipe')",
        "open('layers.py', 'w').write('ANSWER = 43'); os.remove('deeper/data.txt'); open('new', 'w').write('x')",
        "os.makedirs('a/' * 300)",
        "for place in ('/', '/kit', '/site/0', '/usr/lib', '/python', '/etc', '/dev', '/kit/autograder'):\n"
        "    try:\n        open(place + '/x', 'w'); print('wrote', place)\n    except OSError: pass",
        "with open('fill', 'wb') as file:\n    for _ in range(2000): file.write(bytes(2**20))",
    )
    notices = run_notebook(nb, folder, 30, 120)
    assert notices == ["2 files of the folder were not taken along for the notebook."]
    assert result(nb.cells[0]) == "(False, False)"
    assert printed(nb.cells[3]) == ""
    assert errors(nb.cells[4]) == ["OSError"]
    assert (folder / "layers.py").read_text() == "ANSWER = 42\n"
    assert (folder / "deeper" / "data.txt").exists()
    assert sorted(each.name for each in folder.iterdir()) == ["deeper", "layers.py", "link", "pipe"]


def test_a_kernel_that_ends_gives_no_points_to_the_cells_after_it(folder: Path) -> None:
    nb = notebook("1 + 1", "print('still here', flush=True)\nimport os; os._exit(0)", "", "5.0")
    assert run_notebook(nb, folder, 30, 120) == [
        "The notebook's kernel ended in cell 2, so the cells after it were not run."
    ]
    assert result(nb.cells[0]) == "2"
    assert errors(nb.cells[1]) == ["CellNotFinished"]
    assert nb.cells[2].outputs == []
    assert errors(nb.cells[3]) == ["NotRun"]


def test_a_cell_that_never_ends_is_interrupted_and_the_others_run(folder: Path) -> None:
    nb = notebook("while True: pass", "7")
    assert run_notebook(nb, folder, 2, 120) == ["Cell 1 did not end within 2 seconds and was interrupted."]
    assert "CellTimeoutError" in errors(nb.cells[0])
    assert result(nb.cells[1]) == "7"


def test_a_cell_that_ignores_interrupts_ends_the_run_and_leaves_no_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook_run, "INTERRUPT_SECONDS", 1.0)
    nb = notebook(
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "for _ in range(3):\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time\\nwhile True: time.sleep(1)', 'left-by-a-notebook'],"
        " start_new_session=True)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "7",
    )
    assert run_notebook(nb, folder, 2, 120) == [
        "Cell 1 did not end in time and could not be interrupted, so the cells after it were not run."
    ]
    assert errors(nb.cells[1]) == ["NotRun"]
    assert gone("left-by-a-notebook")


def test_the_time_for_the_whole_notebook_ends(folder: Path) -> None:
    nb = notebook("import time", "time.sleep(60)", "7")
    assert run_notebook(nb, folder, 50, 2) == [
        "The notebook's time was over in cell 2, so the cells after it were not run."
    ]


@pytest.mark.parametrize(
    "flood",
    ["print('x' * 50_000_000)", "for _ in range(50_000): print('x' * 1000)",
     "import sys\nfor _ in range(500): sys.stderr.write('x' * 100_000)",
     "from IPython.display import display, HTML\nfor _ in range(50): display(HTML('x' * 1_000_000))"],
    ids=["one line", "many lines", "standard error", "pictures"],
)  # fmt: skip
def test_a_flood_of_output_is_cut_and_the_next_cells_run(folder: Path, flood: str) -> None:
    nb = notebook(flood, "7", flood + "\n3.0")
    notices = run_notebook(nb, folder, 60, 120)
    assert notices == [f"Cell {number} wrote more output than is kept; the rest was cut." for number in (1, 3)]
    assert result(nb.cells[1]) == "7"
    assert len(str(nb.cells[0].outputs)) < 3_000_000
    assert result(nb.cells[2]) == "3.0"


@pytest.mark.parametrize(
    "text", ["'\\n' * 10**6", "'\\x00' * 10**6", "'ü' * 10**6"], ids=["lines", "controls", "letters"]
)
def test_a_notebook_is_small_enough_for_its_file_whatever_is_printed(folder: Path, text: str) -> None:
    nb = notebook(*[f"import sys; print({text}); sys.stderr.write({text}); 7"] * 12)
    run_notebook(nb, folder, 60, 120)
    assert len(nbformat.writes(nb).encode()) < 20 * 2**20
    assert [result(cell) for cell in nb.cells] == ["7"] * 12


def test_the_memory_of_all_processes_is_watched_where_there_is_no_control_group(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroups, "group_for", lambda *_: None)
    nb = notebook(
        "import subprocess, sys, time\n"
        "hold = 'import time; x = bytearray(2**20) * 400; time.sleep(60)'\n"
        "for _ in range(4): subprocess.Popen([sys.executable, '-c', hold, 'left-by-a-hoarder'])\n"
        "time.sleep(60)"
    )
    config = Config({"SandboxedProvisioner": {"memory_mb": 1000}})
    assert run_notebook(nb, folder, 30, 120, config) == [
        "The notebook used more than 1000 MB of memory in cell 1, so the cells after it were not run."
    ]
    assert gone("left-by-a-hoarder")


def test_an_output_that_is_too_large_ends_the_run(folder: Path) -> None:
    nb = notebook("from IPython.display import display, HTML\ndisplay(HTML('x' * 40_000_000))", "7")
    assert run_notebook(nb, folder, 60, 120) == [
        "Some of the output of cell 1 was lost: it came in pieces that are too large, so the cells after it were not run."
    ]
    assert errors(nb.cells[0]) == ["CellNotFinished"]
    assert errors(nb.cells[1]) == ["NotRun"]


def test_a_picture_that_is_drawn_again_and_again_counts_once(folder: Path) -> None:
    nb = notebook(
        "from IPython.display import clear_output, display, HTML\n"
        "for step in range(50):\n    clear_output(wait=True)\n    display(HTML(str(step) + 'x' * 100_000))",
        "shown = display(HTML('0'), display_id=True)\n"
        "for step in range(50): shown.update(HTML(str(step) + 'x' * 100_000))",
    )
    assert run_notebook(nb, folder, 60, 120) == []
    for cell in nb.cells:
        assert [each.data["text/html"][:3] for each in cell.outputs] == ["49x"]


@pytest.mark.parametrize(
    "attack",
    [
        "for content in ({}, [], 7, {'name': 7, 'text': {}}, {'name': 'stdout', 'text': ['\\ud800']}, {'data': 3, 'metadata': []}):\n"
        "    for kind in ('stream', 'display_data', 'error', 'execute_result', 'update_display_data', 'comm_open', 'status', 'clear_output', 'x'):\n"
        "        kernel.session.send(kernel.iopub_socket, kernel.session.msg(kind, content, parent=parent), ident=b'x')",
        "for _ in range(200): kernel.iopub_socket.send_multipart([b'<IDS|MSG>', b'nonsense'])",
        "for _ in range(3): kernel.iopub_socket.send_multipart([b'x'] * 100_000)",
        "print('\\ud800 \\x00 \\x1b[2J')",
        "x = []\nfor _ in range(2000): x = [x]\n"
        "kernel.session.send(kernel.iopub_socket, kernel.session.msg('display_data', {'data': {'application/json': x}, 'metadata': {}}, parent=parent))",
        "kernel.session.key = b'another'",
    ],
    ids=["odd contents", "nonsense", "many parts", "surrogates", "deep", "another key"],
)  # fmt: skip
def test_messages_that_make_no_sense_are_nobodys_error(
    folder: Path, tmp_path: Path, attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook_run, "INTERRUPT_SECONDS", 1.0)
    nb = notebook(f"kernel = get_ipython().kernel\nparent = kernel.get_parent()\n{attack}", "7.0")
    run_notebook(nb, folder, 3, 30)
    nbformat.write(nb, tmp_path / "written.ipynb")
    assert errors(nb.cells[1]) or result(nb.cells[1]) == "7.0"


def test_a_message_that_never_ends_does_not_fill_our_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook_run, "MAX_COST", 64 * 2**20)
    nb = notebook(
        "import os, re, socket, stat\n"
        "for fd in range(3, 200):\n"
        "    try:\n"
        "        connection = socket.socket(fileno=os.dup(fd))\n"
        "        connection.getpeername()\n"
        "    except OSError: continue\n"
        "    os.set_blocking(connection.fileno(), True)\n"
        "    import threading\n"
        "    def flood(connection=connection):\n"
        "        while True:\n            connection.sendall(b'\\x01\\x00' * 500_000)\n"
        "    threading.Thread(target=flood, daemon=True).start()\n"
        "import time; time.sleep(60)"
    )
    notices = run_notebook(nb, folder, 20, 60)
    assert notices == ["The notebook's kernel sent too much at once in cell 1, so the cells after it were not run."]


def test_a_trick_on_ipython_stays_in_the_kernel(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    nb = notebook("get_ipython().input_transformers_cleanup.append(lambda lines: ['1e9\\n'])", "float(0)")
    assert run_notebook(nb, folder, 30, 120) == []
    assert result(nb.cells[1]) == "1000000000.0"  # what a kernel says is its student's word, and no more than that
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    again = notebook("float(0)")
    run_notebook(again, folder, 30, 120)
    assert result(again.cells[0]) == "0.0"


def test_a_fork_bomb_is_bounded_and_leaves_nothing(folder: Path) -> None:
    nb = notebook(
        "import os, subprocess, sys\nstarted = 0\ntry:\n    while started < 2000:\n"
        "        subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(100)', 'left-by-a-fork-bomb'])\n"
        "        started += 1\nexcept OSError: pass\nstarted < 200"
    )
    run_notebook(nb, folder, 30, 120)
    assert errors(nb.cells[0]) or result(nb.cells[0]) == "True"
    assert gone("left-by-a-fork-bomb")


def test_memory_is_bounded(folder: Path) -> None:
    nb = notebook("x = bytearray(8 * 2**30)", "7")
    assert run_notebook(nb, folder, 30, 120) == []
    assert errors(nb.cells[0]) == ["MemoryError"]
    assert result(nb.cells[1]) == "7"


def test_a_file_with_the_name_of_a_module_does_not_stop_the_kernel(folder: Path) -> None:
    for name in ("random", "zmq", "ipykernel", "sitecustomize", "json"):
        (folder / f"{name}.py").write_text("raise SystemExit(1)\n")
    nb = notebook("6 * 7")
    assert run_notebook(nb, folder, 30, 120) == []
    assert result(nb.cells[0]) == "42"


def test_without_a_sandbox_nothing_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxError, match="bubblewrap"):
        run_notebook(notebook("1"), folder, 30, 120)


def test_nbgrader_gets_the_notebook_and_the_notices(folder: Path) -> None:
    nb = notebook("import os; os._exit(1)")
    resources = {"metadata": {"path": str(folder)}, "nbgrader": {"student": "alice"}}
    ran, resources = RunInSandbox(timeout=20).preprocess(nb, resources)
    assert ran is nb
    assert len(resources["nbgrader"]["notices"]) == 1
