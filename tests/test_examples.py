"""The embedded examples get what their README says, by the command that a new instructor types first."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .conftest import ROOT, run

EXAMPLES = ROOT / "examples"
ROW = re.compile(r"^\| `(\w+)` \| .* \| ([\d.]+) \| (.*) \|$", re.MULTILINE)
VERDICTS = ("failed", "not_attempted", "crashed", "timed_out", "out_of_memory", "forbidden", "skipped")


def test_every_example_gets_what_its_readme_says(tmp_path: Path) -> None:
    done = run("grade", "a1_fc_net", "--submissions", EXAMPLES / "submitted", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    rows = {
        student: (float(score), verdicts)
        for student, score, verdicts in ROW.findall((EXAMPLES / "README.md").read_text())
    }
    results = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*.json")}
    assert set(rows) == set(results)
    assert len(rows) >= 16
    for student, (score, verdicts) in rows.items():
        result = results[student]
        assert round(result["score"], 4) == score, student
        assert f"│ {student} " in done.stdout
        found = {check["verdict"] for exercise in result["exercises"] for check in exercise["checks"]} - {"passed"}
        assert found == {each for each in VERDICTS if re.search(rf"\b{each}: ", verdicts)}, student
        for exercise, mistake in re.findall(r"`(\w+)`(?: \d+/\d+)? as (\w+)", verdicts):
            checks = next(each for each in result["exercises"] if each["id"] == exercise)["checks"]
            assert mistake in {check["mistake"] for check in checks}, (student, exercise)
