"""Sound of more than two channels in small files: every channel stays, and in its place."""

from fractions import Fraction

import av
import numpy as np
import pytest
from av import AudioFrame, VideoFrame

from core.media.subclips.transcodes import transcodes_here
from tests.unit.media.test_subclips import job_of, made

RATE, FPS, SECONDS = 48_000, 25, 2
LOUD = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.6])
"""Of each channel, so that none is taken for another."""


def draw(path, layout, codec):
    """A grey clip whose channels hold a low tone, which every channel can carry."""
    at_s = np.arange(RATE * SECONDS) / RATE
    count = len(av.AudioLayout(layout).channels)
    samples = (LOUD[:count, None] * np.sin(2 * np.pi * 80 * at_s)).astype(np.float32)
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        pictures.width, pictures.height, pictures.pix_fmt = 256, 144, "yuv420p"
        heard = container.add_stream(codec, rate=RATE, layout=layout)
        heard.bit_rate = 448_000
        grey = np.full((144, 256, 3), 90, np.uint8)
        for number in range(FPS * SECONDS):
            frame = VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(pictures.encode(frame))
        tone = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        tone.sample_rate, tone.pts, tone.time_base = RATE, 0, Fraction(1, RATE)
        fifo = av.AudioFifo()
        fifo.write(tone)
        for block in fifo.read_many(heard.codec_context.frame_size or 1536, partial=True):
            container.mux(heard.encode(block))
        for stream in (pictures, heard):
            container.mux(stream.encode(None))
    return path


def loudness(path):
    """The layout, and how loud each channel is in the middle."""
    with av.open(str(path)) as container:
        layout = container.streams.audio[0].layout.name
        heard = np.concatenate([each.to_ndarray() for each in container.decode(audio=0)], axis=1)
    middle = heard[:, heard.shape[1] // 3 : -heard.shape[1] // 3]
    return layout, np.abs(middle).max(axis=1)


@pytest.mark.skipif("h264" not in transcodes_here(), reason="no encoder for h264 here")
@pytest.mark.parametrize(("layout", "codec"), [("5.1(side)", "ac3"), ("5.0(side)", "ac3"), ("5.1", "aac")])
def test_surround_sound_keeps_its_channels(tmp_path, layout, codec):
    source = draw(tmp_path / "a.mkv", layout, codec)
    target = tmp_path / "b.mp4"
    told = made(source, job_of(source, 5, 45, "h264"), target)
    before, after = loudness(source), loudness(target)
    assert before[0] == layout
    assert after[0] == layout.removesuffix("(side)")
    assert np.allclose(after[1], before[1], rtol=0.1), "every channel is where it was"
    assert not any("mixed" in note for note in told.notes)
