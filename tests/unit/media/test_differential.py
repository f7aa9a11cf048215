"""The table of `make torture-media` agrees where it should, disagrees where it should, and names nothing."""

from pathlib import Path

import numpy as np

from tests import odd_files
from tests.bench.differential import DifferenceLine, Read, by_ours, by_pyav, table, videos_in
from tests.clips import VideoSpec, draw_numbers

H264 = VideoSpec("libx264", gop=10, size=(320, 180), options={"x264-params": "bframes=3:scenecut=0"})


def line_of(path: Path) -> DifferenceLine:
    pyav = by_pyav(path)
    return DifferenceLine(pyav.kind, by_ours(path), pyav, None)


def test_an_honest_video_and_one_that_lies_agree_with_sequential_decoding(tmp_path):
    video = draw_numbers(tmp_path / "film.mp4", 40, H264)
    (tmp_path / "untold.mp4").write_bytes(odd_files.without_keys(video.read_bytes()))
    odd_files.stored_again(video, tmp_path / "film.avi", "avi")
    lines = [line_of(path) for path in videos_in(tmp_path)]
    assert [line.verdict() for line in lines] == ["agrees"] * 3
    assert [line.ours.frames for line in lines] == [40] * 3


def test_other_pictures_and_fewer_frames_are_no_agreement(tmp_path):
    line = line_of(draw_numbers(tmp_path / "film.mp4", 40, H264))
    line.pyav.pictures = [np.full((16, 16), 255, np.int16) - each for each in line.pyav.pictures]
    assert line.verdict() == "differs"
    line = line_of(tmp_path / "film.mp4")
    line.pyav.frames = 60
    assert line.verdict() == "differs"
    line.ours = Read(refused="UnsupportedError")
    assert line.verdict() == "refused, though frames come"


def test_the_table_holds_no_names(tmp_path):
    path = draw_numbers(tmp_path / "secret.mp4", 40, H264)
    told = "\n".join(table([line_of(path)]))
    assert "secret" not in told
    assert str(tmp_path) not in told
    assert "h264" in told
