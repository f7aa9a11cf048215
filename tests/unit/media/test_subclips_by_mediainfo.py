"""Subclips as MediaInfo sees them, which reads files without libav: frames, exact rate, timecode, codec and sound."""

import json
import shutil
import subprocess
from fractions import Fraction

import pytest

from core.media.subclips.transcodes import transcodes_here
from core.values import COPY, TRANSCODES
from tests.clips import VideoSpec, draw_clicks
from tests.unit.media.test_subclips import COUNT, H264, job_of, made
from tests.unit.media.test_subclips_by_ffprobe import RATES

MEDIAINFO = shutil.which("mediainfo")
pytestmark = pytest.mark.skipif(MEDIAINFO is None, reason="MediaInfo is not installed (Debian package `mediainfo`)")
CODECS = {
    COPY: ("AVC", None),
    "prores-proxy": ("ProRes", "422 Proxy"),
    "prores-lt": ("ProRes", "422 LT"),
    "dnxhr-lb": ("VC-3", None),
    "h264": ("AVC", None),
}


def seen(path):
    """What it says of each track, by the kind of track."""
    done = subprocess.run([MEDIAINFO, "--Output=JSON", str(path)], check=True, capture_output=True, timeout=60)
    return {each["@type"]: each for each in json.loads(done.stdout)["media"]["track"]}


@pytest.mark.parametrize("how", [COPY, *TRANSCODES])
@pytest.mark.parametrize(("fps", "start"), RATES)
def test_mediainfo_finds_what_was_said_of_a_subclip(tmp_path, how, fps, start):
    if how != COPY and how not in transcodes_here():
        pytest.skip(f"no encoder for {how} here")
    source = draw_clicks(tmp_path / "a.mov", COUNT, VideoSpec(fps=fps, tags={"timecode": start}, **H264))
    target = tmp_path / f"b{'.mov' if how == COPY else TRANSCODES[how].suffix}"
    told = made(source, job_of(source, 31, 55, how), target)
    tracks = seen(target)
    pictures, sound, label = tracks["Video"], tracks["Audio"], tracks["Other"]
    assert pictures["Format"] == CODECS[how][0]
    assert CODECS[how][1] in (None, pictures.get("Format_Profile"))
    assert (int(pictures["Width"]), int(pictures["Height"])) == H264["size"]
    assert (int(pictures["FrameCount"]), pictures["FrameRate_Mode"]) == (told.frames, "CFR")
    for each in (pictures, label):
        rate = Fraction(each["FrameRate"]).limit_denominator(1001)
        exact = Fraction(int(each["FrameRate_Num"]), int(each["FrameRate_Den"])) if "FrameRate_Num" in each else rate
        assert exact == fps
    assert label["TimeCode_FirstFrame"] == told.start
    assert (sound["Channels"], sound["SamplingRate"]) == ("2", "48000")
    assert abs(float(sound.get("Video_Delay", 0))) <= 0.043
