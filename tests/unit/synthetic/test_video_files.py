"""Drawn videos as files: readable, in every format, with numbers that survive compression."""

from contextlib import closing

import av
import numpy as np
import pytest

from core.demo_model.network import fresh_network
from core.errors import C2VError
from core.evaluation.baselines import encoder_of
from core.evaluation.decoding_loss import cut_metric, decoding_metrics, read_video_file, steps_of
from core.evaluation.galleries import random_gallery
from core.evaluation.viewer import Viewer
from core.media.decoder_process import DecoderProcess
from core.synthetic.video_files import FORMATS, Format, burn_number, draw_pictures, read_number, write_video_file
from core.synthetic.world import Choice, plan_video
from core.values import Sample
from tests.torch_threads import one_torch_thread


@pytest.fixture(scope="module")
def viewer():
    with one_torch_thread():
        yield Viewer(encoder_of(fresh_network(1)))


@pytest.fixture(scope="module")
def source():
    with closing(DecoderProcess(threads=1)) as made:
        yield made


def silent(_: str) -> None:
    pass


def one_video(frames: int = 12):
    rng = np.random.default_rng(1)
    return next(video for video in iter(lambda: plan_video(rng, Choice(short=0.5)), None) if video.frames == frames)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_video_is_written_in_every_format(tmp_path, form):
    if not form.is_there:
        pytest.skip(f"no encoder {form.codec} here")
    path = write_video_file(tmp_path / f"film{form.suffix}", one_video(4), form)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        times = [float(frame.time) for frame in container.decode(stream)]
    assert (stream.codec_context.width, stream.codec_context.height) == (form.width_px, form.height_px)
    assert len(times) == 2 * form.fps if not form.drops else len(times) < 2 * form.fps
    assert times[-1] == pytest.approx(2.0, abs=4.5 / form.fps)


def test_numbers_survive_compression(tmp_path):
    form = Format("small", "mpeg4", ".avi", 192, 108, 10, bit_rate=400_000)
    path = write_video_file(tmp_path / "film.avi", one_video(), form, numbered=True)
    with av.open(str(path)) as container:
        numbers = [read_number(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    assert numbers == list(range(60))


@pytest.mark.parametrize("width", [64, 191, 320, 1280])
def test_a_number_is_read_at_any_width(width):
    picture = np.zeros((90, width, 3), np.uint8)
    for number in (0, 1, 1365, 2730, 4095):
        assert read_number(burn_number(picture, number)) == number


def test_a_portrait_video_shows_the_square_in_its_middle():
    wide = next(draw_pictures(one_video(), 64, 64, 2))
    tall = next(draw_pictures(one_video(), 64, 120, 2))
    assert tall.shape == (120, 64, 3)
    assert (tall[28:92] == wide).all()


def test_a_codec_that_is_not_there_is_said(tmp_path):
    with pytest.raises(C2VError, match="cannot write nonsense"):
        write_video_file(tmp_path / "a.mp4", one_video(), Format("x", "nonsense", ".mp4", 64, 64, 5))


def sample(time_s, cuts=()):
    return Sample(time_s, np.zeros((1, 1, 3), np.uint8), cuts_s=cuts)


def test_one_sample_stands_for_each_step():
    seen = [sample(t) for t in (0.0, 0.48, 0.76, 1.0, 1.48, 2.0)]
    assert [each.time_s for each in steps_of(seen, 1 / 25, 12)] == [0.0, 0.48, 1.0, 1.48, 2.0]
    assert len(steps_of(seen, 1 / 25, 3)) == 3


def test_cuts_count_when_all_and_no_others_are_found():
    videos = [video for video in random_gallery(1, 60) if video.kind == "cut"][:3]
    true = [video.shots[1].start * 0.5 for video in videos]
    assert cut_metric(videos, [[true[0]], [], [true[2], 9.0]]).value == pytest.approx(1 / 3)


def test_the_librarys_reader_gives_the_frames_of_the_video(tmp_path, viewer, source):
    video = one_video()
    path = write_video_file(tmp_path / "film.avi", video, Format("near", "mjpeg", ".avi", 128, 128, 24, "yuvj420p",
                                                          bit_rate=20_000_000))  # fmt: skip
    read = read_video_file(viewer, source, path)
    drawn = viewer.watch([video]).real(0)
    assert read.frames.shape == drawn.shape
    alike = (read.frames.astype(np.float32) * drawn).sum(1) / np.linalg.norm(read.frames.astype(np.float32), axis=1)
    assert (alike / np.linalg.norm(drawn.astype(np.float32), axis=1)).min() > 0.95


def test_decoded_videos_are_ranked_beside_drawn_ones(viewer, source, monkeypatch):
    some = tuple(Format(f"mpeg4 {n}", "mpeg4", ".avi", 96, 64, 12, bit_rate=400_000) for n in (1, 2))
    missing = Format("unheard of", "nonsense", ".mp4", 64, 64, 5)
    monkeypatch.setattr("core.evaluation.decoding_loss.FORMATS", (*some, missing))
    marks, notes = decoding_metrics(viewer, source, 1, 4, silent)
    found = {mark.id: mark for mark in marks}
    assert found["reels.r1"].count == 4
    assert found["reels.mpeg4 1"].count == 2
    assert found["reels.cosine"].value > 0.8
    assert notes == ["Not tried, since libav here cannot write it: unheard of."]
