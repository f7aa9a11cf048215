"""Number formats are tried for the window by a process of its own, which can be stopped and whose trouble is told."""

import sys
import threading

import pytest

from c2v_desktop.models import format_trial
from c2v_desktop.models.format_trial import bench_command, try_formats_apart
from c2v_desktop.models.worker import StopFlag
from core.errors import Cancelled, DeviceError


@pytest.fixture
def child(monkeypatch):
    def become(program):
        monkeypatch.setattr(format_trial, "bench_command", lambda: [sys.executable, "-c", program])

    return become


def test_the_command_line_is_asked_with_the_same_home(child, tmp_path):
    child(f"import os, sys; open({str(tmp_path / 'said')!r}, 'w').write(os.environ['C2V_HOME'] + ' ' + sys.argv[1])")
    try_formats_apart("tiny", tmp_path / "home", StopFlag())
    assert (tmp_path / "said").read_text() == f"{tmp_path / 'home'} tiny"


def test_its_trouble_is_told_by_its_last_line(child):
    child("import sys; print('loading'); sys.exit('There is no room for it.')")
    with pytest.raises(DeviceError, match=r"could not be tried: There is no room for it\."):
        try_formats_apart("tiny", None, StopFlag())


def test_it_is_ended_when_asked(child):
    child("import time; time.sleep(60)")
    stop = StopFlag()
    threading.Timer(0.3, stop.ask).start()
    with pytest.raises(Cancelled):
        try_formats_apart("tiny", None, stop)


def test_a_bundle_is_its_own_command_line(monkeypatch):
    assert bench_command() == [sys.executable, "-P", "-m", "c2v_desktop", "models", "bench"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert bench_command() == [sys.executable, "models", "bench"]
