"""A video that is found out only while it is read: what it gives, and that this is remembered with it."""

import cv2
import numpy as np
import pytest

from core.library_reader import LibraryReader
from core.media.decoder_process import DecoderProcess
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests import odd_files
from tests.clips import VideoSpec, draw_numbers, read_number
from tests.fakes.house import FakeHouse

SHAPE = FrameShape(96, "squash")
COUNT = 60
VIDEO = VideoSpec("libx264", gop=20, options={"x264-params": "bframes=3:scenecut=0:open-gop=0"})


def lying_video(path):
    """Its container says that frames are shown as they are stored; they are not."""
    draw_numbers(path, COUNT, VIDEO).write_bytes(odd_files.without_offsets(path.read_bytes()))
    return path


@pytest.fixture
def video_file(tmp_path):
    return lying_video(tmp_path / "lying.mp4")


@pytest.fixture
def sources():
    made = [DecoderProcess() for _ in range(2)]
    yield made
    for one in made:
        one.close()


def number_in(jpeg: bytes) -> int:
    return read_number(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def numbers(samples):
    return [(round(sample.time_s * 25), read_number(sample.pixels)) for sample in samples]


def test_the_packets_alone_do_not_tell(video_file):
    info = VideoReader(lambda: None).probe(video_file)
    assert (info.by_walk, info.is_distrusted) == (False, False)


def test_what_was_read_before_it_was_found_out_is_read_again(video_file):
    reader = VideoReader(lambda: None)
    reader.probe(video_file)
    assert numbers(reader.scan(video_file, 0.2, SHAPE)) == [(n, n) for n in range(0, COUNT, 5)]


def test_nothing_of_before_it_was_found_out_is_kept(video_file):
    assert numbers(VideoReader(lambda: None).scan(video_file, 0.04, SHAPE)) == [(n, n) for n in range(COUNT)]


def test_where_keyframes_are_none_a_quick_look_is_a_full_one(tmp_path):
    path = draw_numbers(tmp_path / "false_keys.avi", COUNT, VideoSpec("wmv2", gop=20))
    path.write_bytes(odd_files.with_every_key(path.read_bytes()))
    reader = VideoReader(lambda: None)
    assert not reader.probe(path).by_walk
    assert numbers(reader.scan(path, 0.2, SHAPE, fast=True)) == [(n, n) for n in range(0, COUNT, 5)]


def test_once_known_it_is_not_found_out_again(video_file, monkeypatch):
    found_out = []
    real = VideoReader._distrust
    monkeypatch.setattr("core.media.open_video.OpenVideo._compare", lambda *_: found_out.append("run"))
    monkeypatch.setattr(VideoReader, "_distrust", lambda self: (found_out.append("film"), real(self))[1])
    reader = VideoReader(lambda: None)
    assert numbers(reader.scan(video_file, 0.2, SHAPE, is_distrusted=True)) == [(n, n) for n in range(0, COUNT, 5)]
    assert numbers(reader.frames(video_file, [1.65], SHAPE, is_distrusted=True)) == [(41, 41)]
    assert found_out == ["film"]


def test_another_process_is_told_what_one_has_learned(video_file, sources):
    one, other = sources
    info = one.probe(video_file)
    assert one.learned(info) == info
    with one.scan(info, 0.2, SHAPE) as samples:
        assert numbers(samples) == [(n, n) for n in range(0, COUNT, 5)]
    told = one.learned(info)
    assert (told.is_distrusted, told.by_walk, told.frame_count, told.key_count) == (True, True, COUNT, 1)
    for number in (41, 7, 55):
        assert number_in(other.still(video_file, number / 25 + 0.01, 108, told)) == number
        assert numbers(other.frames(told, [number / 25 + 0.01], SHAPE)) == [(number, number)]


def test_of_another_video_nothing_is_learned(video_file, sources, tmp_path):
    one, _ = sources
    honest = one.probe(draw_numbers(tmp_path / "honest.mp4", COUNT, VIDEO))
    info = one.probe(video_file)
    with one.scan(info, 0.5, SHAPE) as samples:
        list(samples)
    assert one.learned(honest) == honest
    assert one.learned(info) != info


def test_a_library_remembers_it_with_the_video(video_file, sources, tmp_path):
    """Pictures asked for after a restart are those of the moments that were indexed."""
    one, other = sources
    (tmp_path / "home").mkdir()
    house = FakeHouse(tmp_path / "home", frames=one)
    house.index(video_file)
    (video,) = house.catalogue.videos()
    assert video.info is not None
    assert (video.state, video.info.is_distrusted) == ("ready", True)
    reader = LibraryReader(house.catalogue, house.pictures, other, house.proxies)
    for number in (41, 7, 55):
        assert number_in(reader.large_picture(video, number / 25 + 0.01)) == number
