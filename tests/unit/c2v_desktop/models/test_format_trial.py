"""Number formats are tried for the window by a process of its own, which can be stopped and whose trouble is told."""

import os
import subprocess
import sys
import threading

import pytest

from c2v_desktop.models import format_trial
from c2v_desktop.models.format_trial import trial_command, try_formats_apart
from c2v_desktop.models.worker import StopFlag
from core.errors import Cancelled, DeviceError
from core.processes.child_process import spawn


@pytest.fixture
def child(monkeypatch):
    def become(program):
        monkeypatch.setattr(format_trial, "trial_command", lambda: [sys.executable, "-c", program])

    return become


def test_the_command_line_is_asked_with_the_same_home(child, tmp_path):
    child(f"import os, sys; open({str(tmp_path / 'said')!r}, 'w').write(os.environ['C2V_HOME'] + ' ' + sys.argv[1])")
    try_formats_apart("tiny", tmp_path / "home", StopFlag())
    assert (tmp_path / "said").read_text() == f"{tmp_path / 'home'} tiny"


def test_its_trouble_is_told_by_its_last_line(child):
    child("import sys; print('loading'); sys.exit('Not enough disk space for it.')")
    with pytest.raises(DeviceError, match=r"could not be tested: Not enough disk space for it\."):
        try_formats_apart("tiny", None, StopFlag())


def test_it_is_ended_when_asked(child):
    child("import time; time.sleep(60)")
    stop = StopFlag()
    threading.Timer(0.3, stop.ask).start()
    with pytest.raises(Cancelled):
        try_formats_apart("tiny", None, stop)


def test_a_bundle_is_its_own_command_line(monkeypatch):
    assert trial_command() == [sys.executable, "-P", "-m", "c2v_desktop", "--child", "trial"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert trial_command() == [sys.executable, "--child", "trial"]


def test_one_that_hangs_is_ended(child, tmp_path):
    child(f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    with pytest.raises(DeviceError, match="took longer than") as caught:
        try_formats_apart("tiny", None, StopFlag(), patience_s=1.0)
    assert "smaller model" in caught.value.hint
    if (tmp_path / "pid").exists():  # on a busy computer it has not come so far
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)


def test_it_ends_with_the_program():
    """Its input is ours: it closes when we are gone."""
    program = "import sys; from c2v_desktop.cli import main as cli; from c2v_desktop.cli import models_bench;"
    program += "models_bench.run = lambda *_: (print('begun', flush=True), __import__('time').sleep(60));"
    program += "sys.exit(cli.main(['--child', 'trial', 'demo']))"
    with spawn([sys.executable, "-c", program], stderr=subprocess.DEVNULL) as process:
        assert process.stdout.readline() == b"begun\n"
        process.stdin.close()
        assert process.wait(30) == 1
