"""A lock that holds across programs and leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.file_lock import drop_lock, take_lock

HOLD = """
import sys
from pathlib import Path
from core.file_lock import take_lock
held = take_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_at_a_time_within_a_program(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    held = take_lock(path)
    with pytest.raises(BlockingIOError):
        take_lock(path)
    drop_lock(held, path)
    assert not path.exists()
    drop_lock(take_lock(path), path)


def test_another_program_keeps_us_out_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline().strip() == "held"
    with pytest.raises(BlockingIOError):
        take_lock(path)
    other.kill()
    other.communicate()
    drop_lock(take_lock(path), path)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_file_that_was_removed_meanwhile_is_not_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first = take_lock(path)
    path.unlink()
    second = take_lock(path)
    with pytest.raises(BlockingIOError):
        take_lock(path)
    drop_lock(second, path)
    first.close()
