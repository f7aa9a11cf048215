"""Where a file's clock starts again, the sound of a proxy stays with its pictures: tones and numbers are read back."""

from fractions import Fraction
from math import inf

import av
import numpy as np
import pytest

from core.media.probe import probe_video
from core.media.proxy_join import join_parts
from core.media.small_clock import SoundClock
from core.media.video_reader import VideoReader
from core.values import WHOLE, FrameShape, ProxyTarget
from tests import odd_files
from tests.clips import numbered_frame, read_number

RATE = 48_000
BEEP_EVERY, BEEP_S = 10, 0.1
"""Frames between two beeps, each as long as two and a half frames."""


def draw_take(path, begin, count, tone, *, rate=RATE, kind=None, late_s=0.0, silent_s=0.0, layout="stereo", pid=256):
    """Numbered frames; with every tenth a beep begins. `silent_s`: so much at the end has no sound track at all."""
    is_disc = path.suffix == ".mpg"
    options = {"mpegts_start_pid": str(pid)} if path.suffix == ".ts" else {}
    with av.open(str(path), "w", format=kind, options=options) as container:
        pictures = container.add_stream("mpeg2video", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt, pictures.bit_rate = 192, 108, "yuv420p", 4_000_000
        pictures.codec_context.gop_size = 12
        sound = container.add_stream("mp2" if is_disc else "aac", rate=rate, layout=layout)
        wave = np.zeros(round((count / 25 - silent_s) * rate), np.float32)
        for number in range(-begin % BEEP_EVERY, count, BEEP_EVERY):
            at = round(number / 25 * rate)
            beep = 0.6 * np.sin(np.arange(round(BEEP_S * rate)) * 2 * np.pi * tone / rate)
            wave[at : at + len(beep)] = beep[: max(0, len(wave) - at)]
        size = 1152 if is_disc else 1024
        blocks = [(at / rate, wave[at : at + size]) for at in range(0, len(wave) - size, size)]
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(numbered_frame(begin + number), format="rgb24")
            frame.pts, frame.time_base = number + round(late_s * 25), Fraction(1, 25)
            container.mux(pictures.encode(frame))
            while blocks and blocks[0][0] <= number / 25:
                second, block = blocks.pop(0)
                if is_disc:
                    pcm = (np.clip(block, -1, 1) * 32767).astype(np.int16)
                    samples = av.AudioFrame.from_ndarray(np.repeat(pcm, 2)[None], format="s16", layout="stereo")
                else:
                    channels = 1 if layout == "mono" else 2
                    samples = av.AudioFrame.from_ndarray(np.stack([block] * channels), format="fltp", layout=layout)
                samples.sample_rate, samples.time_base = rate, Fraction(1, rate)
                samples.pts = round((second + late_s) * rate)
                container.mux(sound.encode(samples))
        container.mux(pictures.encode(None))
        container.mux(sound.encode(None))
    return path


def proxy_of(path, spans=(WHOLE,)):
    reader, told = VideoReader(lambda: None), []
    parts = [path.with_name(f"{number}.part") for number in range(len(spans))]
    for span_s, part in zip(spans, parts, strict=True):
        for _ in reader.scan(path, 0.5, FrameShape(32), span_s, copy=ProxyTarget(part, told.append)):
            pass
    assert told == []
    target = path.with_name("proxy.mp4")
    join_parts(reader.probe(path), parts, target, lambda: None)
    return target


def read_back(path):
    """[(second, number) of each frame], [(second, tone) of each beep]."""
    with av.open(str(path)) as container:
        frames = [(float(f.time), read_number(f.to_ndarray(format="rgb24"))) for f in container.decode(video=0)]
    with av.open(str(path)) as container:
        blocks = [(float(f.time), f.to_ndarray()[0]) for f in container.decode(audio=0)]
    heard = np.concatenate([block for _, block in blocks])
    loud = np.flatnonzero(np.abs(heard) > 0.2)
    begins = [at for i, at in enumerate(loud) if i == 0 or at - loud[i - 1] > RATE // 20]
    beeps = []
    for at in begins:
        spectrum = np.abs(np.fft.rfft(heard[at : at + RATE // 20], RATE))
        beeps.append((blocks[0][0] + at / RATE, int(np.argmax(spectrum))))
    return frames, beeps


def assert_in_sync(path, tone_of, count, silent=lambda number: False):
    """Each tenth frame is seen when its beep is heard, of the tone of its take."""
    frames, beeps = read_back(path)
    assert len(frames) == count
    wanted = [(second, tone_of(number)) for second, number in frames if number % BEEP_EVERY == 0 and not silent(number)]
    assert [second for second, _ in beeps] == pytest.approx([second for second, _ in wanted], abs=0.03)
    assert [tone for _, tone in beeps] == pytest.approx([tone for _, tone in wanted], abs=25)


def tone(number):
    return (500, 1000, 2000)[number // 100]


SPANS = [(WHOLE,), ((0.0, 1.3), (1.3, 3.1), (3.1, inf))]


@pytest.mark.parametrize("spans", SPANS)
@pytest.mark.parametrize("ending", ["ts", "m2ts", "mpg"])
def test_takes_laid_end_to_end_are_heard_with_their_pictures(tmp_path, ending, spans):
    kind = "vob" if ending == "mpg" else None
    takes = [
        draw_take(tmp_path / f"{n}.{ending}", 100 * n, count, tone(100 * n), kind=kind)
        for n, count in enumerate((60, 60, 40))
    ]
    path = odd_files.joined(tmp_path / f"joined.{ending}", takes)
    assert_in_sync(proxy_of(path, spans), tone, 160)


@pytest.mark.parametrize("spans", SPANS)
@pytest.mark.parametrize("late_s", [30.0, 36_000.0])
def test_so_are_takes_of_which_the_clock_leaps_ahead(tmp_path, late_s, spans):
    takes = [draw_take(tmp_path / f"{n}.ts", 100 * n, 60, tone(100 * n), late_s=n * late_s) for n in range(2)]
    path = odd_files.joined(tmp_path / "joined.ts", takes)
    assert_in_sync(proxy_of(path, spans), tone, 120)


def test_sound_that_ends_before_its_take_leaves_silence_and_not_a_shift(tmp_path):
    takes = [draw_take(tmp_path / f"{n}.ts", 100 * n, 60, tone(100 * n), silent_s=1.5 * (n == 0)) for n in range(2)]
    path = odd_files.joined(tmp_path / "joined.ts", takes)
    assert_in_sync(proxy_of(path), tone, 120, silent=lambda number: 20 < number < 100)


@pytest.mark.parametrize("second", [{"rate": 44_100}, {"layout": "mono"}])
def test_a_take_of_another_form_of_sound_is_heard_too(tmp_path, second):
    takes = [
        draw_take(tmp_path / f"{n}.ts", 100 * n, 60, tone(100 * n), **(second if n == 1 else {})) for n in range(2)
    ]
    path = odd_files.joined(tmp_path / "joined.ts", takes)
    assert_in_sync(proxy_of(path), tone, 120)


@pytest.mark.parametrize("spans", SPANS)
def test_a_take_under_other_track_numbers_is_heard_too(tmp_path, spans):
    takes = [draw_take(tmp_path / f"{n}.ts", 100 * n, 60, tone(100 * n), pid=256 + 256 * n) for n in range(2)]
    path = odd_files.joined(tmp_path / "joined.ts", takes)
    assert_in_sync(proxy_of(path, spans), tone, 120)


def test_a_file_with_one_clock_needs_no_choice(tmp_path):
    index = probe_video(draw_take(tmp_path / "one.ts", 0, 30, 500), lambda: None).index
    clock = SoundClock(index)
    assert clock.is_plain
    assert clock.at(float(index.origin_s) + 1.0, None) == pytest.approx(1.0)
