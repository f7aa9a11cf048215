"""The encoder in a process of its own: killed, crashed, abandoned, closed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_process import EncoderProcess
from core.encode.known_specs import find_spec, keep_spec
from core.errors import DeviceError, EncoderError, OutOfMemoryError, WeightsMissingError
from core.values import EncoderSpec, EncoderState, FrameShape, Ledger, Phrase, Query
from core.values.teaching import AddedWord

ROOT = Path(__file__).resolve().parents[3]
ODD = [sys.executable, "-P", "-m", "tests.unit.encode.odd_child"]
posix = pytest.mark.skipif(os.name != "posix", reason="uses signals")


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def odd(waits) -> Iterator[EncoderProcess]:
    host = EncoderProcess(EncoderOptions(batch=5), ODD, sleep=waits.append)
    yield host
    host.close()


def pid(host: EncoderProcess) -> int:
    return int(host.state.note.removeprefix("pid "))


def is_alive(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_spec_and_state_come_from_the_child(odd):
    assert odd.state.note == ""
    assert odd.spec.name == "odd"
    assert odd.state.batch == 5
    assert pid(odd) != os.getpid()


def test_requests_are_answered(odd):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 224, 224, 3), dtype=np.uint8)
    assert np.array_equal(odd.encode_frames(pixels), pixels[:, 0, 0].astype(np.float16))
    answers = odd.encode_text(["a", "naïve 猫"])
    assert [each.text for each in answers] == ["a", "naïve 猫"]
    assert answers[1].pooled.tolist() == [1, 1, 1, 1]
    assert answers[1].dropped == ("left",)


def test_what_the_child_prints_does_not_disturb(odd):
    assert odd.encode_text(["print"])[0].text == "print"
    assert odd.encode_text(["after"])[0].text == "after"


def test_errors_of_ours_arrive_as_they_were_raised(odd):
    with pytest.raises(DeviceError) as caught:
        odd.encode_text(["refuse"])
    assert (caught.value.title, caught.value.hint) == ("Refused.", "Ask again.")
    first = pid(odd)
    with pytest.raises(OutOfMemoryError):
        odd.encode_text(["memory"])
    with pytest.raises(RuntimeError, match="a bug"):
        odd.encode_text(["bug"])
    odd.encode_text(["fine"])
    assert pid(odd) == first


def test_a_crash_is_survived_by_trying_once_more(odd, tmp_path):
    odd.encode_text(["hello"])
    first = pid(odd)
    assert odd.encode_text([f"die once {tmp_path / 'mark'}"])[0].text.startswith("die once")
    assert pid(odd) != first


def test_a_second_crash_is_told_with_the_last_words(odd):
    with pytest.raises(DeviceError, match="the last words"):
        odd.encode_text(["die"])
    assert odd.encode_text(["alive"])[0].text == "alive"


def test_after_many_crashes_there_is_a_pause(odd):
    for _ in range(2):
        with pytest.raises(DeviceError):
            odd.encode_text(["die"])
    with pytest.raises(DeviceError, match="times in a row"):
        odd.encode_text(["alive"])


def test_a_child_that_never_answers_is_given_up():
    host = EncoderProcess(EncoderOptions(), ODD, sleep=lambda _: None)
    assert host.spec.name == "odd"
    host._deadline_s = 0.5
    with pytest.raises(DeviceError, match=r"no answer for 0\.5 s"):
        host.encode_text(["sleep"])
    host.close()


@posix
def test_a_killed_child_is_replaced(odd):
    odd.encode_text(["hello"])
    first = pid(odd)
    os.kill(first, signal.SIGKILL)
    assert odd.encode_text(["again"])[0].text == "again"
    assert pid(odd) != first


@posix
def test_the_child_gives_way(odd):
    level, policy = odd.encode_text(["nice"])[0].text.split()
    assert int(level) >= min(19, os.nice(0) + 10)
    assert policy == "PASSIVE"


@posix
def test_closing_ends_the_child_and_the_call_in_flight(odd, tmp_path):
    odd.encode_text(["hello"])
    child = pid(odd)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            odd.encode_text([f"sleep {tmp_path / 'heard'}"])
        except DeviceError as error:
            failures.append(error)

    caller = threading.Thread(target=ask)
    caller.start()
    assert wait_until((tmp_path / "heard").exists)
    odd.close()
    caller.join(10)
    assert not caller.is_alive()
    assert "shut down" in str(failures[0])
    assert not is_alive(child)
    with pytest.raises(DeviceError, match="shut down"):
        odd.encode_text(["anything"])
    odd.close()


@posix
@pytest.mark.parametrize("busy", [False, True])
def test_the_child_ends_when_its_program_dies(tmp_path, busy):
    script = f"""
import sys, threading, time
from core.encode.encoder_process import EncoderProcess
from core.encode.known_specs import find_spec, keep_spec
from core.encode.encoder_options import EncoderOptions
host = EncoderProcess(EncoderOptions(), {ODD!r})
host.encode_text(["hello"])
print(host.state.note.split()[1], flush=True)
if {busy}:
    host.encode_text(["sleep {tmp_path / "heard"}"])
time.sleep(60)
"""
    program = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert program.stdout is not None
    with program.stdout:
        child = int(program.stdout.readline())
    assert not busy or wait_until((tmp_path / "heard").exists)
    assert is_alive(child)
    program.kill()
    program.wait()
    assert wait_until(lambda: not is_alive(child))


def test_a_command_that_does_not_exist_is_said():
    with pytest.raises(DeviceError, match="could not be started"):
        _ = EncoderProcess(EncoderOptions(), ["/no/such/program"]).spec


def test_the_program_never_holds_torch():
    script = (
        "import sys; from core.encode import encoder_process, encoder_protocol, encoder_options; "
        "from core import registry as plugs; "
        "plugs.names(plugs.BACKENDS); assert not {'torch', 'open_clip'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_the_real_encoder_answers_as_it_would_here(checkpoint):
    from core.encode.backends.clip2video import build

    options = EncoderOptions(weights=str(checkpoint), precision="float32", threads=1)
    here, there = build(options), EncoderProcess(options)
    try:
        pixels = np.random.default_rng(0).integers(0, 256, (12, 32, 32, 3), dtype=np.uint8)
        assert there.spec == here.spec
        frames = there.encode_frames(pixels)
        assert np.allclose(frames, here.encode_frames(pixels), atol=2e-3)
        mask = np.ones((1, 12), np.uint8)
        pooled = there.encode_segments(frames[None], mask)
        assert np.allclose(pooled, here.encode_segments(frames[None], mask), atol=1e-6)
        query = Query("a red car drives up", (Phrase("red car", 2, 9),))
        ledger, same = (
            there.explain(query, frames, np.arange(12) / 2),
            here.explain(query, frames, list(np.arange(12) / 2)),
        )
        assert isinstance(ledger, Ledger)
        assert isinstance(same, Ledger)
        assert ledger.score == pytest.approx(float(pooled[0] @ there.encode_text([query.text])[0].pooled), abs=1e-5)
        assert np.allclose(ledger.cells, same.cells, atol=1e-6)
    finally:
        there.close()


def test_a_model_that_cannot_be_loaded_says_why():
    host = EncoderProcess(EncoderOptions(weights="/none"), ODD)
    with pytest.raises(WeightsMissingError):
        _ = host.spec
    host.close()


WORDS = [AddedWord("Rex", np.ones((2, 4), np.float32)), AddedWord("Max", np.ones((1, 4), np.float32))]
TOLD = "Rex (2, 4), Max (1, 4)"


def test_added_words_start_no_process_and_reach_it_before_its_first_sentence(odd):
    odd.set_words(WORDS)
    assert odd._child is None
    assert odd.encode_text(["words"])[0].text == TOLD


@posix
def test_added_words_reach_a_running_process_and_the_next_one(odd):
    assert odd.encode_text(["words"])[0].text == ""
    odd.set_words(WORDS)
    assert odd.encode_text(["words"])[0].text == TOLD
    os.kill(pid(odd), signal.SIGKILL)
    assert odd.encode_text(["words"])[0].text == TOLD
    odd.set_words([])
    os.kill(pid(odd), signal.SIGKILL)
    assert odd.encode_text(["words"])[0].text == ""


@posix
def test_words_that_do_not_fit_leave_those_before(odd):
    odd.set_words(WORDS)
    _ = odd.spec
    with pytest.raises(EncoderError):
        odd.set_words([AddedWord("refuse", np.ones((1, 4), np.float32))])
    assert odd.encode_text(["words"])[0].text == TOLD
    os.kill(pid(odd), signal.SIGKILL)
    assert odd.encode_text(["words"])[0].text == TOLD


def test_a_process_started_later_goes_on_without_words_that_do_not_fit(odd):
    odd.set_words([AddedWord("refuse", np.ones((1, 4), np.float32))])
    assert odd.encode_text(["words"])[0].text == ""


def known_model(folder: Path, name: str = "model", dim: int = 4) -> EncoderOptions:
    """A file of which it is known what it is: what the odd encoder says of itself, but for `dim`."""
    path = folder / name
    path.write_bytes(b"weights")
    os.utime(path, (1000, 1000))
    options = EncoderOptions("odd", str(path), "slow", batch=5, notes=str(folder / "specs"))
    spec = EncoderSpec("odd", "odd", "0" * 64, dim, 4, 3, FrameShape(8), 32, 0)
    keep_spec(options, spec, EncoderState("cpu", "float32", 5, 1, "as before"))
    return options


def test_a_known_model_is_described_while_it_loads(tmp_path):
    options = known_model(tmp_path)
    host = EncoderProcess(options, ODD)
    try:
        host.begin()
        assert wait_until((tmp_path / "model.heard").exists)
        assert host.spec == find_spec(options)
        assert host.state.note == "as before"
        assert host.is_loading
        host.set_words(WORDS)  # waits for nothing
        (tmp_path / "model.go").touch()
        assert host.encode_text(["words"])[0].text == TOLD
        assert not host.is_loading
        assert host.state.note.startswith("pid ")
    finally:
        host.close()


def test_a_model_that_is_not_known_is_waited_for(tmp_path):
    host = EncoderProcess(EncoderOptions(batch=5), ODD)
    host.begin()
    assert host.spec.name == "odd"
    host.close()


def test_a_known_model_that_fails_to_load_says_so_at_the_first_request(tmp_path):
    host = EncoderProcess(known_model(tmp_path, "refused"), ODD)
    host.begin()
    assert host.spec.name == "odd"
    (tmp_path / "refused.go").touch()
    with pytest.raises(WeightsMissingError):
        host.encode_text(["hello"])
    host.close()


def test_a_model_that_turns_out_to_be_another_is_refused(tmp_path):
    host = EncoderProcess(known_model(tmp_path, dim=8), ODD)
    host.begin()
    (tmp_path / "model.go").touch()
    with pytest.raises(EncoderError, match="replaced"):
        host.load()
    host.close()


def test_closing_ends_a_model_that_still_loads(tmp_path):
    host = EncoderProcess(known_model(tmp_path), ODD)
    host.begin()
    host.close()
    with pytest.raises(DeviceError):
        host.load()


def test_a_command_that_cannot_be_started_is_said_by_the_first_request(tmp_path):
    host = EncoderProcess(EncoderOptions(), ["/no/such/command"])
    host.begin()
    with pytest.raises(DeviceError):
        _ = host.spec
    host.close()
