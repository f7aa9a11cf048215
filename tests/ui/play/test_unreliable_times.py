"""Clips in which no player finds a place exactly: pictures are the library's, or the proxy plays, and it is said."""

import pytest
from PySide6.QtGui import QImage

from core.media.proxy_join import join_parts
from core.media.video_reader import VideoReader
from core.values import FrameShape, ProxyTarget
from tests import odd_files
from tests.clips import VideoSpec, draw_numbers
from tests.ui.play.test_player import number_in, wait_for

H264 = VideoSpec("libx264", gop=20, options={"x264-params": "bframes=3:scenecut=0:open-gop=0"})
POSTER = QImage(192, 108, QImage.Format.Format_RGB888)


def joined(folder):
    """Two takes of 60 frames, each with a clock of its own."""
    takes = [draw_numbers(folder / f"{number}.ts", 60, H264) for number in range(2)]
    return odd_files.joined(folder / "joined.ts", takes)


def timeless(folder):
    video = draw_numbers(folder / "film.mp4", 120, H264)
    return odd_files.stored_again(video, folder / "timeless.avi", "avi")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """(path, what is known of it, its proxy)."""
    folder = tmp_path_factory.mktemp("joined")
    path, part, proxy = joined(folder), folder / "0.part", folder / "proxy.mp4"
    reader = VideoReader(lambda: None)
    for _ in reader.scan(path, 0.5, FrameShape(32), copy=ProxyTarget(part, pytest.fail)):
        pass
    info = reader.probe(path)
    join_parts(info, [part], proxy, lambda: None)
    return path, info, proxy


@pytest.mark.parametrize("make", [joined, timeless])
def test_standing_still_the_pictures_are_those_of_the_library(player, tmp_path, make):
    path, wanted = make(tmp_path), []
    info = VideoReader(lambda: None).probe(path)
    player.still_wanted.connect(wanted.append)
    player.cue(path, 3.2, info)
    player.set_poster(POSTER)
    assert "unreliable" in player.picture.sentence
    assert "proxy" in player.picture.sentence
    player.seek(1.0)
    player.step(2)
    there_s = 1.0 + 2 / float(info.fps)
    assert wanted[-2:] == pytest.approx([1.0, there_s])
    assert player.position_s == pytest.approx(there_s)
    assert (player.picture.image, player.picture.is_still) == (POSTER, True)
    player.seek(99.0)
    assert wanted[-1] == info.duration_s


def test_running_it_is_said_to_be_inexact_and_a_jump_is_exact_again(player, qtbot, clip):
    path, info, _ = clip
    player.cue(path, 1.0, info)
    player.play()
    qtbot.waitUntil(lambda: not player.picture.image.isNull() and not player.picture.is_still, timeout=8000)
    assert (player.picture.badge, player.picture.sentence) == ("INEXACT", "")
    assert "unreliable" in player.picture.toolTip()
    player.toggle()
    wanted = []
    player.still_wanted.connect(wanted.append)
    player.seek(3.2)
    player.set_poster(POSTER)
    qtbot.wait(200)  # a frame that was on its way does not come before the picture
    assert (wanted, player.picture.is_still, player.position_s) == ([3.2], True, 3.2)


def test_its_proxy_plays_in_its_place_and_finds_every_frame(player, qtbot, clip):
    path, info, proxy = clip
    player.cue(path, 3.2, info)
    player.offer(path, proxy)
    wait_for(qtbot, player, 20)
    assert (player.is_small, player.picture.badge, player.picture.sentence) == (True, "PROXY", "")
    assert "unreliable" in player.picture.toolTip()
    for second, number in ((4.4, 50), (1.0, 25), (2.36, 59), (2.4, 0)):
        player.seek(second)
        wait_for(qtbot, player, number)
        assert player.position_s == pytest.approx(second, abs=0.002)
    player.cue(path, 4.0, info)  # another moment of it
    wait_for(qtbot, player, 40)
    assert player.is_small


def test_what_was_begun_goes_on_with_the_proxy_beyond_the_joint(player, qtbot, clip):
    path, info, proxy = clip
    player.cue(path, 2.0, info)
    player.play()
    player.offer(path, proxy)
    qtbot.waitUntil(lambda: player.is_playing and player.position_s > 2.6, timeout=8000)
    shown = number_in(player.picture.image)
    assert shown == pytest.approx((player.position_s - 2.4) * 25, abs=1)
    assert player.is_small


def test_of_an_ordinary_clip_the_original_plays(player, qtbot, tmp_path, clip):
    path = draw_numbers(tmp_path / "film.mp4", 60, H264)
    player.cue(clip[0], 1.0, clip[1])
    player.cue(path, 1.0, VideoReader(lambda: None).probe(path))
    player.offer(path, clip[2])
    wait_for(qtbot, player, 25)
    assert (player.is_small, player.picture.badge, player.picture.sentence) == (False, "", "")
