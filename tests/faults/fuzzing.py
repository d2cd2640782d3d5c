"""What the fuzzers share: two engines that look for an input with an outcome that is not documented.

Hypothesis makes inputs from a description, atheris mutates a corpus and keeps what reaches new code. A finding ends the
run with a traceback; atheris leaves the input in build/fuzz/.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, strategies

ROOT = Path(__file__).parent.parent.parent
FOUND = ROOT / "build" / "fuzz"
MAX_LENGTH = 8192


def main(
    outcome: Callable[[bytes], str], inputs: strategies.SearchStrategy[bytes], corpus: Path, atheris: Any,
    mutate: Callable[[bytes, int, int], bytes] | None = None,
) -> None:  # fmt: skip
    """Run the engine that argv names for so many seconds: `hypothesis 300`, `atheris 300`."""
    engine, seconds = (sys.argv[1:] + ["hypothesis", "60"][len(sys.argv) - 1 :])[:2]
    if engine == "hypothesis":
        with_hypothesis(outcome, inputs, float(seconds))
    elif atheris is None:
        print("atheris is not installed, so only Hypothesis has looked; pip install atheris==3.0.0")
    else:
        with_atheris(outcome, corpus, int(seconds), atheris, mutate)


def with_hypothesis(
    outcome: Callable[[bytes], str], inputs: strategies.SearchStrategy[bytes], seconds: float
) -> Counter[str]:
    """Draw inputs until the time is up; prints how often which outcome was seen, and returns that."""
    seen: Counter[str] = Counter()
    until, number = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        number += 1

        @hypothesis.seed(number)
        @hypothesis.settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @hypothesis.given(inputs)
        def look(data: bytes) -> None:
            seen[outcome(data)] += 1

        look()
    print(f"{sum(seen.values())} inputs, no finding: {dict(seen.most_common())}")
    return seen


def with_atheris(
    outcome: Callable[[bytes], str], corpus: Path, seconds: int, atheris: Any,
    mutate: Callable[[bytes, int, int], bytes] | None,
) -> None:  # fmt: skip
    """Mutate the corpus until the time is up. libFuzzer prints what it has seen, and ends the process."""
    grown = FOUND / corpus.name  # libFuzzer adds to the first folder it is given; the repository's stays as it is
    grown.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-max_len={MAX_LENGTH}", "-print_final_stats=1", "-timeout=10"]
    arguments = [sys.argv[0], *options, f"-artifact_prefix={FOUND}/", str(grown), str(corpus)]

    seen: Counter[str] = Counter()

    def one_input(data: bytes) -> None:
        seen[outcome(data)] += 1
        if (total := seen.total()) % 2**18 == 0:  # libFuzzer ends the process without a last word of ours
            print(f"{total} inputs so far: {dict(seen.most_common())}", flush=True)

    atheris.Setup(arguments, one_input, **({} if mutate is None else {"custom_mutator": mutate}))
    atheris.Fuzz()
