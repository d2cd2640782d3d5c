"""`pytest` in the assignment's folder shows the same findings as `autograder check`."""

from pathlib import Path

import pytest

from autograder import student

FOLDER = Path(__file__).parent.parent


@pytest.mark.parametrize("exercise", student.exercises_in(FOLDER))
def test_exercise(exercise: str) -> None:
    findings = student.findings_if_failing(FOLDER, exercise)
    if findings:
        pytest.fail(findings, pytrace=False)
