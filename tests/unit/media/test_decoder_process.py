"""The decoder in its own process: what it costs when it dies, hangs or is left."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from core.errors import C2VError, CrashedError, UnreadableError, UnsupportedError, VanishedError
from core.media.decoder_process import LEAST_BYTES, MOST_BYTES, DecoderProcess, usual_memory_bytes
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests.clips import VideoSpec, draw_numbers, draw_scenes, read_number

SHAPE = FrameShape(96, "squash")
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return draw_numbers(tmp_path_factory.mktemp("film") / "numbers.mp4", 400, VideoSpec("mpeg4", gop=12))


@pytest.fixture(scope="module")
def shared():
    source = DecoderProcess(deadline_s=20)
    yield source
    source.close()


@pytest.fixture
def decoder():
    source = DecoderProcess(deadline_s=1.0)
    yield source
    source.close()


def gone(pid: int, within_s: float = 10.0) -> bool:
    """True when the process ended (a zombie, waiting to be collected, has ended)."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_gives_the_same_as_in_process(shared, video):
    here = VideoReader(lambda: None)
    info = shared.probe(video)
    assert info == here.probe(video)
    with shared.scan(info, 0.5, SHAPE) as samples:
        there = list(samples)
    expected = list(here.scan(video, 0.5, SHAPE))
    assert [(s.time_s, s.cuts_s, s.picture) for s in there] == [(s.time_s, s.cuts_s, s.picture) for s in expected]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(there, expected, strict=True))


def test_cuts_travel(shared, tmp_path):
    path = draw_scenes(tmp_path / "two.mp4", [30, 30])
    with shared.scan(shared.probe(path), 0.5, SHAPE) as samples:
        assert [cut for sample in samples for cut in sample.cuts_s] == pytest.approx([1.2])


def test_frames_and_stills(shared, video):
    info = shared.probe(video)
    samples = shared.frames(info, [3.0, 1.0, 1.01], SHAPE)
    assert [read_number(sample.pixels) for sample in samples] == [25, 75]
    assert shared.frames(info, [], SHAPE) == []
    assert shared.still(video, 2.0, 60)[:2] == b"\xff\xd8"


def test_errors_travel_with_their_kind_path_and_words(shared, tmp_path):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "folder.mp4").mkdir()
    for name, kind in (("empty.mp4", UnreadableError), ("folder.mp4", UnsupportedError), ("no.mp4", VanishedError)):
        with pytest.raises(kind) as caught:
            shared.probe(tmp_path / name)
        assert caught.value.path == tmp_path / name
        assert name in caught.value.title
    assert shared.pid is not None


@needs_signals
def test_a_named_pipe_is_refused_without_opening_it(shared, tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    for ask in (shared.probe, lambda path: shared.still(path, 0.0, 90)):
        with pytest.raises(UnsupportedError, match="pipe"):
            ask(tmp_path / "pipe.mp4")


@needs_signals
def test_a_name_that_is_not_utf8_is_read_and_shown(shared, video, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9\n.mp4")
    path.write_bytes(video.read_bytes())
    assert shared.probe(path).frame_count == 400
    path.write_bytes(b"")
    with pytest.raises(UnreadableError) as caught:
        shared.probe(path)
    caught.value.title.encode("utf-8")
    assert "\n" not in caught.value.title


def test_leaving_early_stops_the_reading_and_the_next_request_is_served(shared, video):
    info = shared.probe(video)
    pid = shared.pid
    for _ in range(3):
        with shared.scan(info, 0.04, SHAPE) as samples:
            assert read_number(next(samples).pixels) == 0
    assert [read_number(s.pixels) for s in shared.frames(info, [5.0], SHAPE)] == [125]
    assert shared.pid == pid


@needs_signals
def test_a_crash_costs_one_video(decoder, video):
    info = decoder.probe(video)
    with decoder.scan(info, 0.04, SHAPE) as samples:
        next(samples)
        os.kill(decoder.pid, signal.SIGSEGV)
        with pytest.raises(CrashedError, match="decoder stopped while reading numbers"):
            list(samples)
    assert decoder.probe(video).frame_count == 400


@needs_signals
def test_a_crash_between_two_videos_costs_none(decoder, video):
    info = decoder.probe(video)
    os.kill(decoder.pid, signal.SIGKILL)
    assert gone(decoder.pid)
    assert len(decoder.frames(info, [1.0], SHAPE)) == 1


@needs_signals
def test_a_decoder_that_hangs_is_ended_after_the_deadline(decoder, video):
    info = decoder.probe(video)
    hung = decoder.pid
    with decoder.scan(info, 0.04, SHAPE) as samples:
        next(samples)
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(CrashedError, match="no new frame for 1 s"):
            list(samples)
    assert gone(hung)
    assert decoder.probe(video).frame_count == 400


@needs_signals
@pytest.mark.parametrize("what", ["probe", "still", "a long request", "join"])
def test_no_request_waits_for_ever(decoder, video, tmp_path, what):
    info = decoder.probe(video)
    hung = decoder.pid
    os.kill(hung, signal.SIGSTOP)
    asking = {
        "probe": lambda: decoder.probe(video),
        "still": lambda: decoder.still(video, 1.0, 60),
        "a long request": lambda: decoder.frames(info, [n / 7 for n in range(50_000)], SHAPE),  # more than a pipe holds
        "join": lambda: decoder.join(info, [tmp_path / "part.mp4"], tmp_path / "whole.mp4"),
    }
    with pytest.raises(CrashedError, match="no new frame for 1 s"):
        asking[what]()
    assert gone(hung)


@needs_signals
def test_a_pace_that_nobody_takes_ends_the_decoder(decoder, video):
    decoder.probe(video)
    hung = decoder.pid
    os.kill(hung, signal.SIGSTOP)
    for _ in range(4000):  # more than a pipe holds
        decoder.throttle(0.5)
    assert gone(hung)
    assert decoder.probe(video).frame_count == 400


def test_a_program_that_is_none_is_no_fault_of_the_video(video):
    with pytest.raises(C2VError, match="could not be started") as caught:
        DecoderProcess(command=["/no/such/program"]).probe(video)
    assert not isinstance(caught.value, UnreadableError)


def test_long_work_that_goes_on_is_not_taken_for_a_hang(tmp_path, video):
    impatient = DecoderProcess(deadline_s=0.9)
    try:
        info = impatient.probe(video)
        with impatient.scan(info, 0.04, FrameShape(640, "squash")) as samples:
            assert len(list(samples)) == 400
    finally:
        impatient.close()


def test_close_ends_the_process_and_a_later_request_starts_another(decoder, video):
    decoder.probe(video)
    pid = decoder.pid
    decoder.close()
    assert decoder.pid is None
    if sys.platform != "win32":
        assert gone(pid)
    assert decoder.probe(video).frame_count == 400


def test_a_program_that_cannot_be_started_is_no_fault_of_the_video(video):
    broken = DecoderProcess(command=[sys.executable, "-c", "raise SystemExit('no such thing')"])
    with pytest.raises(C2VError, match="could not be started") as caught:
        broken.probe(video)
    assert not isinstance(caught.value, UnreadableError)


@needs_signals
def test_a_decoder_that_dies_as_it_starts_gets_a_successor(tmp_path, video):
    seen = tmp_path / "seen"
    once = (
        "import os, pathlib, runpy, signal, sys\n"
        f"seen = pathlib.Path({str(seen)!r})\n"
        "if not seen.exists():\n"
        "    seen.touch()\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    signal.pause()\n"
        "runpy.run_module('core.media.decoder_main', run_name='__main__')"
    )
    decoder = DecoderProcess(command=[sys.executable, "-c", once])
    try:
        assert decoder.probe(video).frame_count == 400
        assert seen.exists()
    finally:
        decoder.close()


def processor_s(pid: int) -> float:
    """User and system seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(sys.platform != "linux", reason="processor time is read from /proc")
def test_a_reader_that_gives_way_rests_most_of_the_time_and_stops_resting_when_told(video):
    source = DecoderProcess(threads=1)
    try:
        info = source.probe(video)
        source.throttle(0.1)
        # Told that it may work a tenth of the time it cannot use more of a processor than that, busy machine or not.
        before_s, began_s = processor_s(source.pid), time.monotonic()
        with source.scan(info, 0.04, SHAPE) as samples:
            some = [next(samples) for _ in range(250)]
            used = (processor_s(source.pid) - before_s) / (time.monotonic() - began_s)
            source.throttle(1.0)
            rest = list(samples)
        assert [read_number(sample.pixels) for sample in (*some, *rest)] == list(range(400))
        assert used < 0.3
    finally:
        source.close()


def test_a_new_process_gives_way_as_the_one_before(decoder, video, monkeypatch):
    decoder.throttle(0.5)
    sent = []
    monkeypatch.setattr("core.processes.child_process.send", lambda _, fields, blobs: sent.append(fields))
    decoder._running()
    assert sent == [{"verb": "pace", "share": 0.5}]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process writes to is limited on Linux only")
def test_a_video_that_wants_more_memory_than_allowed_gets_a_sentence_and_the_decoder_lives_on(video):
    small = DecoderProcess(memory_bytes=1 << 30)
    try:
        info = small.probe(video)
        pid = small.pid
        with (
            pytest.raises(UnreadableError, match=r"numbers\.mp4 needs more memory than a clip may use \(1\.0 GB\)"),
            small.scan(info, 0.5, FrameShape(40_000, "squash")) as samples,
        ):
            list(samples)
        assert small.probe(video).frame_count == 400
        assert small.pid == pid
    finally:
        small.close()


@pytest.mark.skipif(sys.platform != "linux", reason="what a process writes to is limited on Linux only")
def test_a_canvas_too_large_for_the_limit_is_said_to_be_too_large_and_not_damaged(tmp_path):
    path = draw_numbers(tmp_path / "wide.mkv", 2, VideoSpec("ffv1", gop=1, size=(8192, 8192)))
    small = DecoderProcess(memory_bytes=220 << 20)
    try:
        with pytest.raises(UnreadableError, match="needs more memory"):
            small.probe(path)
    finally:
        small.close()


def test_the_usual_limit_lies_within_reason():
    assert LEAST_BYTES <= usual_memory_bytes() <= MOST_BYTES


@needs_signals
def test_the_child_does_not_outlive_a_killed_program(video):
    program = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from core.media.decoder_process import DecoderProcess
        from core.values import FrameShape
        source = DecoderProcess()
        info = source.probe(Path(sys.argv[1]))
        with source.scan(info, 0.04, FrameShape(96)) as samples:
            next(samples)
            print(source.pid, flush=True)
            time.sleep(60)
        """
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(video)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        assert not gone(child, within_s=0.1)
        parent.kill()
    assert gone(child)


def test_the_child_is_found_from_any_working_folder(video, tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text("raise ImportError('the wrong core')")
    monkeypatch.chdir(tmp_path)
    source = DecoderProcess()
    try:
        assert source.probe(video).frame_count == 400
    finally:
        source.close()


def test_the_child_knows_no_torch_and_no_qt():
    code = (
        "import core.media.decoder_main, sys; print([n for n in ('torch', 'open_clip', 'PySide6') if n in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
