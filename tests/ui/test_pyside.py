"""PySide6 6.12 takes a reference of None at each void call; below Python 3.12 the process dies of it."""

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject
import sys
before = sys.getrefcount(None)
for _ in range(20_000):
    QObject().setObjectName("a")
drift = sys.getrefcount(None) - before
assert sys.version_info >= (3, 12) or drift > -1000, drift
print("alive")
"""


def test_none_survives_twenty_thousand_calls():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "alive", done.stderr
