"""nbgrader's formgrader as an instructor sees it: a graded class in Chromium, and a page that a student would like to own.

ada has solved everything and answered at length; bob averages over the wrong axis and has not answered; mallory's notebook
and files try to run something in the instructor's browser, and through it on the instructor's machine.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from nbgrader import api

from .conftest import ROOT, TOY, run

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.xdist_group(name="formgrader"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; scripts/install-chromium installs it"),
]

TOKEN = "an instructor's token"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGP4z8BAEiJN9aiGUQ1DSgMA5Y7/AXrIpYAAAAAASUVORK5CYII="
ANSWER = r"""Each row is *one example*, and $\mu_i = \frac{1}{D}\sum_{j<D} x_{ij}$; for `x[i] < 0 & x[j] > 0` as well:

```python
means = x.sum(axis=1) / x.shape[1]  # a < b
```

| axis | what is left |
|------|--------------|
| 0    | D            |

> quoted

See [the notes](https://cs231n.github.io/) and this: ![my sketch](attachment:sketch.png)
"""
HOSTILE = """Fine **words**.

# row_means

<script>PWN</script>
<img src="x" onerror="PWN">
<svg onload="PWN"></svg> <iframe srcdoc="<script>parent.PWN</script>"></iframe> <details open ontoggle="PWN">d</details>
<style>body { display: none }</style> <meta http-equiv="refresh" content="0;url=/owned">
<div class="navbar-fixed-top" style="position: fixed; top: 0; height: 100%">over everything</div>
<input class="score" id="row_means" value="6"> <form action="/owned"><button>Next</button></form>

[a link](javascript:PWN) <a href="javascript:PWN">another</a> [relative](/formgrader/?path=ADDRESS)

![pixel](/formgrader/?path=ADDRESS) ![gone](attachment:gone.png)

```mermaid
</pre><img src="x" onerror="PWN">
```
"""
NO_MATHJAX = "window.MathJax = { Hub: { Config() {}, Queue() {}, Startup: { signal: { Interest() {} } } } };"
PWN = "document.documentElement.id='pwned'"


@dataclass
class Browser:
    """A page, where the formgrader is, and what went wrong on the way."""

    page: Any
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.url}/formgrader/{path}", wait_until="load")
        return self.page


def notebook(released: str, answer: str, *cells: dict[str, Any]) -> str:
    """The released notebook with an answer, which comes with a picture, and with cells of the student's own."""
    content = json.loads(released)
    content["cells"][1:1] = cells
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why_rows" and answer:
            cell["source"] = "Why the rows?\n\n" + answer
            cell["attachments"] = {"sketch.png": {"image/png": PICTURE}}
    return json.dumps(content)


def hostile_cells() -> list[dict[str, Any]]:
    script = f'<script>{PWN}</script><img src=x onerror="{PWN}">'
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": f"\x1b[31mred\x1b[0m {script}"},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PICTURE}},
        *(
            {"output_type": "display_data", "metadata": {"text/html": {"isolated": True}}, "data": {kind: content}}
            for kind, content in [
                ("text/html", script), ("text/markdown", script), ("application/javascript", PWN), ("text/latex", script),
                ("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{PWN}\"/>"),
            ]
        ),
    ]  # fmt: skip
    return [
        {"cell_type": "code", "metadata": {}, "source": script, "outputs": outputs, "execution_count": 1, "id": "mine"},
        {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": script, "id": "raw"},
        {"cell_type": "markdown", "metadata": {}, "source": script, "id": "markdown"},
    ]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's with three submissions, released and graded."""
    folder = tmp_path_factory.mktemp("formgrader")
    shutil.copytree(TOY, folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    done = run("release", cwd=folder)
    assert done.returncode == 0, done.stderr
    released = (folder / "assignments" / "toy" / "toy.ipynb").read_text()
    own = {
        "ada": notebook(released, ANSWER),
        "bob": notebook(released, ""),
        "mallory": notebook(
            released,
            HOSTILE.replace("PWN", PWN).replace("ADDRESS", quote(str(folder / "submitted" / "mallory" / "toy"))),
            *hostile_cells(),
        ),
    }
    solved = (TOY / "toy" / "toy.py").read_text()
    for student, content in own.items():
        home = folder / "submitted" / student / "toy"
        home.mkdir(parents=True)
        (home / "toy.ipynb").write_text(content)
        (home / "model.py").write_text((TOY / "toy" / "model.py").read_text())
        (home / "toy.py").write_text(
            solved if student != "bob" else solved.replace("x.sum(axis=1) / count", "x.mean(axis=0)")
        )
        (home / "timestamp.txt").write_text("2027-01-31 12:00:00 UTC\n")
    (home / "nbgrader_config.py").write_text(f"open({str(folder / 'owned')!r}, 'w')\n")
    grade(folder)
    return folder


def grade(folder: Path) -> None:
    done = run("grade", "toy", "--submissions", "submitted", "--out", "out/toy", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def server(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server that `make gradebook` starts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("jupyter")
    own = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    log = home / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "notebook", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
             "--JupyterNotebookApp.default_url=/formgrader"],
            cwd=course, stdout=output, stderr=output, env=os.environ | own | {"JUPYTER_TOKEN": TOKEN, "PATH": path},
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/api", timeout=5).close()
                break
            except urllib.error.URLError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(30)
        print(log.read_text())


@pytest.fixture(scope="module")
def chromium(server: str) -> Iterator[Browser]:
    """Chromium at the formgrader, logged in. Nothing is loaded from elsewhere, which would be MathJax."""
    with playwright.sync_playwright() as driver:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        app = driver.chromium.launch(executable_path=CHROMIUM, args=args)
        context = app.new_context(viewport={"width": 1280, "height": 900})
        context.route(lambda url: not url.startswith((server, "file:")), lambda route: route.fulfill(body=NO_MATHJAX))
        found = Browser(context.new_page(), server)
        found.page.on("pageerror", lambda error: found.faults.append(str(error)))
        found.page.on("console", lambda said: found.faults.extend(fault_of(said, server)))
        found.page.goto(f"{server}/formgrader?token={quote(TOKEN)}")
        yield found
        app.close()


def fault_of(said: Any, server: str) -> list[str]:
    """What the console says at error level, unless it is of what comes from elsewhere."""
    place = said.location.get("url", "")
    return [f"{said.text} ({place})"] if said.type == "error" and place.startswith(server) else []


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Chromium, and at the end nothing on the console that is a fault."""
    yield chromium
    faults, chromium.faults[:] = chromium.faults[:], []
    assert faults == []


def rows(page: Any) -> list[list[str]]:
    """What the page's table says, once it is there."""
    page.locator("table.dataTable").wait_for()
    return [row.locator("td").all_inner_texts() for row in page.locator("#main-table tr").all()]


def submission(browser: Browser, student: str) -> Any:
    """The page on which a student's notebook is marked, reached as an instructor reaches it."""
    page = browser.open("gradebook/toy/toy")
    link = page.locator("#main-table a.name-shown", has_text=student)
    link.wait_for(state="attached")
    page.locator("#toggle_names").click()
    link.click()
    for filled_in in (
        "input#jitter",
        "#why_rows-comment",
    ):  # the page asks for points and for comments, once it is there
        page.locator(f"{filled_in}[placeholder]").wait_for()
    return page


def panel(page: Any, name: str) -> Any:
    """The cell of an exercise or a question, with what stands under it."""
    return page.locator(".cell", has=page.locator(f"input#{name}"))


def look(page: Any, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures."""
    if folder := os.environ.get("FORMGRADER_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_assignment_and_its_submissions_are_listed(browser):
    page = browser.open("manage_assignments")
    assert [(row[0], row[8]) for row in rows(page)] == [("toy", "3")]
    look(page, "assignments")
    page = browser.open("manage_submissions/toy")
    listed = {row[1]: row[2:5] for row in rows(page)}
    look(page, "submissions")
    stamp = "2027-01-31 12:00:00 UTC"
    assert listed == {
        "ada": [stamp, "needs manual grading", "15 / 17"],
        "bob": [stamp, "graded", "2 / 17"],
        "mallory": [stamp, "needs manual grading", "15 / 17"],
    }


def test_a_submission_shows_what_the_judge_found(browser):
    page = submission(browser, "bob")
    look(page, "bob")
    assert {name: page.locator(f"input#{name}").get_attribute("placeholder") for name in ("row_means", "jitter", "Model")} == {
        "row_means": "0", "jitter": "2", "Model": "0",
    }  # fmt: skip
    found = panel(page, "row_means").locator(".output").inner_text()
    assert "row_means averages over the columns of a wide batch." in found
    assert "Which axis disappears when you average a row?" in found
    assert "grading draws other inputs" not in page.content()
    cross, tick = (panel(page, name).locator("pre span span").first for name in ("row_means", "jitter"))
    colour = "each => getComputedStyle(each).color"
    assert (cross.inner_text(), tick.inner_text()) == ("✗", "✓")
    assert len({cross.evaluate(colour), tick.evaluate(colour), page.locator("pre").first.evaluate(colour)}) == 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert panel(page, "Model").locator(".output pre").evaluate("each => each.scrollWidth <= each.clientWidth")


def test_an_answer_is_shown_as_it_was_written(browser):
    page = submission(browser, "ada")
    look(page, "ada")
    answer = panel(page, "why_rows").locator(".rendered_html")
    text = answer.inner_text()
    assert r"$\mu_i = \frac{1}{D}\sum_{j<D} x_{ij}$" in text
    assert "x[i] < 0 & x[j] > 0" in text
    assert "means = x.sum(axis=1) / x.shape[1]  # a < b" in text
    assert answer.locator("td").all_inner_texts() == ["0", "D"]
    assert answer.locator("blockquote").inner_text().strip() == "quoted"
    assert answer.locator("a").get_attribute("href") == "https://cs231n.github.io/"
    assert answer.locator("img").evaluate("each => each.decode().then(() => each.naturalWidth)") == 16


def test_points_and_a_comment_by_hand_are_saved_and_stay(browser, course):
    page = submission(browser, "ada")
    page.locator("input#why_rows").fill("1.5")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT") as saved:
        page.locator("input#why_rows").press("Tab")
    assert saved.value.ok
    page.locator("#why_rows-comment").fill("Good, but what is *D*?")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT") as saved:
        page.locator("#why_rows-comment").press("Tab")
    assert saved.value.ok
    grade(course)
    page = submission(browser, "ada")
    assert page.locator("input#why_rows").input_value() == "1.5"
    assert page.locator("#why_rows-comment").input_value() == "Good, but what is *D*?"
    look(page, "ada-by-hand")
    assert ["ada", "graded", "16.5 / 17"] in [
        [row[1], *row[3:5]] for row in rows(browser.open("manage_submissions/toy"))
    ]


def test_nothing_of_a_students_runs_in_the_instructors_browser(browser, course):
    page = submission(browser, "mallory")
    page.evaluate("() => new Promise(resolve => setTimeout(resolve, 300))")  # what is loaded has had its turn
    look(page, "mallory")
    assert page.evaluate("document.documentElement.id") == ""
    assert not (course / "owned").exists()
    notebook = page.locator("#notebook").first
    assert (
        notebook.locator(
            "script, iframe, svg, style, meta, form, details, [onerror], [onload], .navbar-fixed-top"
        ).count()
        == 0
    )
    assert notebook.locator("#row_means").count() == 1
    sources = notebook.locator("img[src]").evaluate_all("all => all.map(each => each.getAttribute('src'))")
    assert all(source.startswith("data:image/png") for source in sources)
    assert len(sources) == 1
    links = notebook.locator("a[href]").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert links == []
    assert "[a picture that is not in the notebook]" in notebook.inner_text()


def test_feedback_shows_the_findings_and_what_was_said(browser, course):
    with api.Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("why_rows", "toy", "toy", "ada").manual_score = 1.5
        gradebook.find_comment("why_rows", "toy", "toy", "ada").manual_comment = "Good, but what is *D*?"
        gradebook.db.commit()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "toy"], cwd=course, check=True, capture_output=True
    )
    page = browser.page
    page.goto((course / "feedback" / "ada" / "toy" / "toy.html").as_uri())
    look(page, "feedback-ada")
    assert "toy (Score: 16.5 / 17.0)" in page.locator(".panel-heading h4").first.inner_text()
    assert "what is D?" in page.locator(".panel-footer").last.inner_text()
    assert "✓ row_means" in page.locator(".output").first.inner_text()
    page.goto((course / "feedback" / "mallory" / "toy" / "toy.html").as_uri())
    look(page, "feedback-mallory")
    assert page.evaluate("document.documentElement.id") == ""
