"""Children of every sort: those that answer, hang, die, lie, or leave children of their own; and their end with us."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.processes import child_process
from core.processes.child_process import (
    ChildProcess,
    NoAnswerError,
    StartError,
    end_process,
    helper_command,
    spawn,
)
from core.processes.framing import ChannelError
from core.processes.running import end_helpers

ODD = [sys.executable, "-P", "-m", "tests.unit.processes.odd_helper"]
posix = pytest.mark.skipif(os.name != "posix", reason="uses signals")


@pytest.fixture
def child():
    made = ChildProcess("odd", ODD, read_ahead=2)
    yield made
    made.end()


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_request_is_answered(child):
    answer = child.request({"do": "echo"}, [b"one", b""], within_s=30)
    assert answer.fields["pid"] == child.pid
    assert answer.blobs == (b"one", b"")


def test_it_imports_from_where_we_do(child):
    there = child.request({"do": "echo"}, within_s=30).fields["path"]
    assert {str(Path(place).absolute()) for place in sys.path if place} <= {*there}


@posix
def test_it_gives_way(child):
    assert child.request({"do": "echo"}, within_s=30).fields["nice"] == min(19, os.nice(0) + 3)


def test_answers_are_read_ahead_so_far_and_no_further(child):
    child.send({"do": "count", "to": 100_000}, within_s=30)
    assert [child.receive(30).fields["number"] for _ in range(1000)] == [*range(1000)]
    assert child._answers.qsize() <= 2
    child.discard()
    assert child.receive(30).fields["number"] >= 1000


@pytest.mark.parametrize("blob", [b"", bytes(1 << 20)], ids=["short", "more than a pipe holds"])
def test_one_that_hangs_is_killed_after_its_time(child, blob):
    child.request({"do": "echo"}, within_s=30)
    child.send({"do": "hang"}, within_s=30)
    if os.name == "posix" and blob:
        os.kill(child.pid, signal.SIGSTOP)  # so that nobody takes what is sent
    with pytest.raises(NoAnswerError, match=r"no answer for 0\.5 s"):
        child.request({"do": "echo"}, [blob], within_s=0.5)
    child.end()
    assert not child.is_alive


def test_a_start_that_hangs_is_no_different():
    child = ChildProcess("silent", [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(NoAnswerError):
        child.request({"do": "echo"}, [bytes(1 << 20)], within_s=0.5)
    child.end()
    assert not child.is_alive


def test_the_deadline_holds_where_a_grandchild_keeps_the_pipe_open(child):
    with pytest.raises(NoAnswerError):
        child.request({"do": "leave a child", "seconds": 8}, within_s=2)
    child.end()
    assert not child.is_alive
    child._reader.join(30)  # it ends with the grandchild, and closes what it read
    assert not child._reader.is_alive()


def test_a_crash_is_told_with_its_last_words(child):
    with pytest.raises(ChannelError) as caught:
        child.request({"do": "die"}, within_s=30)
    assert not isinstance(caught.value, NoAnswerError)
    assert child.end() == "the last words"
    with pytest.raises(ChannelError):
        child.request({"do": "echo"}, within_s=30)


def test_one_that_dies_silently_leaves_its_exit_code():
    child = ChildProcess("odd", [sys.executable, "-c", "raise SystemExit(5)"])
    with pytest.raises(ChannelError):
        child.receive(30)
    child._process.wait(30)
    assert child.end() == "exit code 5"


def test_what_is_no_message_is_a_crash(child):
    with pytest.raises(ChannelError, match="longer than any of ours"):
        child.request({"do": "lie"}, within_s=30)


def test_ending_frees_whoever_waits(child):
    child.request({"do": "echo"}, within_s=30)
    threading.Timer(0.3, child.end).start()
    with pytest.raises(ChannelError):
        child.request({"do": "hang"}, within_s=60)


def test_an_abandoned_request_leaves_no_answer_for_the_next(child, monkeypatch):
    def interrupted(within_s):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(child, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            child.request({"do": "count", "to": 1}, within_s=30)
    assert child._process.wait(30) != 0  # else its answer would be taken for that to the next request


def test_nobody_waits_for_ever_for_one_that_cannot_be_killed(monkeypatch, caplog):
    """As one that waits for a drive that is gone."""
    monkeypatch.setattr(child_process, "DEATH_S", 0.2)
    process = spawn([sys.executable, "-c", "import time; time.sleep(60)"])
    with monkeypatch.context() as patch:
        patch.setattr(process, "kill", lambda: None)
        assert end_process(process) is None
    assert "has not ended" in caplog.text
    assert process in child_process._left_behind
    with process:
        process.kill()
    with spawn([sys.executable, "-c", "pass"]):
        assert process not in child_process._left_behind


def test_a_program_that_is_none_cannot_be_started():
    for command in (["/no/such/program"], ["a\0b"]):
        with pytest.raises(StartError):
            ChildProcess("odd", command)


def test_a_bundle_is_its_own_helper(monkeypatch):
    assert helper_command("graph", "core.store.graph.child") == [sys.executable, "-P", "-m", "core.store.graph.child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert helper_command("graph", "core.store.graph.child") == [sys.executable, "--child", "graph"]


def test_all_are_ended_together(child):
    child.request({"do": "echo"}, within_s=30)
    end_helpers()
    with pytest.raises(ChannelError):
        child.receive(30)
    assert child._process.wait(30) != 0


@posix
def test_none_outlives_a_killed_program():
    program = "import sys, time; from core.processes.child_process import ChildProcess;"
    program += "child = ChildProcess('odd', sys.argv[1:]); child.request({'do': 'echo'}, within_s=30);"
    program += "child.send({'do': 'hang'}, within_s=30); print(child.pid, flush=True); time.sleep(60)"
    with spawn([sys.executable, "-c", program, *ODD], stderr=subprocess.DEVNULL) as parent:
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
        parent.wait()
        patience = threading.Event()
        for _ in range(200):
            if not is_running(pid):
                break
            patience.wait(0.05)
    assert not is_running(pid)


def test_the_machinery_of_processes_brings_nothing_else():
    """It is loaded before anything else, and by every child."""
    program = "import core.processes.child_process, core.processes.child_side, sys;"
    program += "print({'numpy', 'torch', 'PySide6', 'asyncio', 'multiprocessing'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
