"""What a worker tells of a test reaches the run, whatever a test logs or compares."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "'caf' + chr(0xdce9)"  # as Python reads a file name that is no text


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param(f"logging.getLogger().warning({NAME})", "1 passed", id="logs it"),
        pytest.param(f"assert {NAME} == ''", "1 failed", id="fails with it"),
        pytest.param(f"logging.getLogger().warning({NAME}); assert False", "1 failed", id="logs it and fails"),
    ],
)
def test_file_names_that_are_no_text_do_not_end_the_run(body: str, outcome: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(f"import logging\n\ndef test_it():\n    {body}\n")
    off = [
        word for name in ("pytest-qt", "pytest_cov", "randomly", "hypothesispytest") for word in ("-p", f"no:{name}")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", *off, "-q", "--numprocesses", "1", "test_it.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=200,
    )
    assert outcome in done.stdout
    assert "INTERNALERROR" not in done.stdout
