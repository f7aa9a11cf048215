"""Subclips as ffprobe sees them, a program with libraries of its own: frames, rate, timecode, codec and sound."""

import json
import shutil
import subprocess
from fractions import Fraction

import pytest

from core.media.subclips.transcodes import transcodes_here
from core.values import COPY, TRANSCODES, Timecode
from tests.clips import VideoSpec, draw_clicks
from tests.unit.media.test_subclips import COUNT, H264, NTSC, NTSC_60, job_of, made

FFPROBE = shutil.which("ffprobe")
pytestmark = pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed (Debian package `ffmpeg`)")
CODECS = {
    COPY: ("h264", None),
    "prores-proxy": ("prores", "Proxy"),
    "prores-lt": ("prores", "LT"),
    "dnxhr-lb": ("dnxhd", "DNXHR LB"),
    "h264": ("h264", None),
}
SOUND = {COPY: "aac", "h264": "aac"}
RATES = [(Fraction(25), "17:43:21:07"), (NTSC, "00:00:59;20"), (NTSC_60, "23:59:59;30")]


def seen(path):
    """Streams of a file, with all frames counted, and the times of the pictures."""
    command = [FFPROBE, "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    streams = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)["streams"]
    command = [FFPROBE, "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts", "-of", "csv=p=0"]
    told = subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=60, text=True).stdout
    return streams, [int(line.strip(",")) for line in told.split()]


@pytest.mark.parametrize("how", [COPY, *TRANSCODES])
@pytest.mark.parametrize(("fps", "start"), RATES)
def test_ffprobe_finds_what_was_said_of_a_subclip(tmp_path, how, fps, start):
    if how != COPY and how not in transcodes_here():
        pytest.skip(f"no encoder for {how} here")
    source = draw_clicks(tmp_path / "a.mov", COUNT, VideoSpec(fps=fps, tags={"timecode": start}, **H264))
    target = tmp_path / f"b{'.mov' if how == COPY else TRANSCODES[how].suffix}"
    told = made(source, job_of(source, 31, 55, how), target)
    streams, ticks = seen(target)
    (pictures,) = (each for each in streams if each["codec_type"] == "video")
    (sound,) = (each for each in streams if each["codec_type"] == "audio")
    labels = {each["tags"]["timecode"] for each in streams if "timecode" in each.get("tags", {})}
    assert (pictures["codec_name"], sound["codec_name"]) == (CODECS[how][0], SOUND.get(how, "pcm_s16le"))
    assert CODECS[how][1] in (None, pictures["profile"])
    assert (pictures["width"], pictures["height"]) == H264["size"]
    assert int(pictures["nb_read_frames"]) == told.frames == len(ticks)
    assert [Fraction(pictures[name]) for name in ("r_frame_rate", "avg_frame_rate")] == [fps, fps]
    assert labels == {told.start, str(Timecode.parse(start, fps) + round(told.start_s * fps))}
    ticks_each = 1 / (fps * Fraction(pictures["time_base"]))
    assert [tick - ticks[0] for tick in ticks] == [round(number * ticks_each) for number in range(told.frames)]
    assert (sound["channels"], sound["sample_rate"]) == (2, "48000")
    late_s = float(sound["start_time"]) - float(pictures["start_time"])
    block_s = 1024 / 48_000 if sound["codec_name"] == "aac" else 0
    assert -2 * block_s - 1e-4 <= late_s <= 2 * block_s + 1e-4
    length_s = float(told.frames / fps)
    assert abs(float(pictures["duration"]) - length_s) < 1e-3
    assert abs(float(sound["duration"]) + late_s - length_s) <= 2 * block_s + 1e-3
