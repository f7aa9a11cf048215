"""Where the original is away or refused, its proxy plays from the same place, and says that it is one."""

from fractions import Fraction

import pytest
from PySide6.QtGui import QImage

from core.media.proxy_join import join_parts
from core.media.video_reader import VideoReader
from core.values import FrameShape, MediaInfo, ProxyTarget
from tests.clips import VideoSpec, draw_numbers
from tests.ui.play.test_player import number_in, wait_for

FPS = Fraction(25)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return draw_numbers(tmp_path_factory.mktemp("small") / "print.mp4", 120, VideoSpec("libx264", gop=25))


def known(path) -> MediaInfo:
    return MediaInfo(path, 1, 1, 4.8, FPS, 192, 108, 0, "h264", 120, "print")


KINDS = {
    "sound.mp4": VideoSpec("mpeg4", sound_s=4.8),
    "open_gop.ts": VideoSpec("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "prores.mov": VideoSpec("prores_ks", pix_fmt="yuv422p10le"),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_frame_asked_for_is_the_frame_seen(player, qtbot, tmp_path, name):
    path, part, made = draw_numbers(tmp_path / name, 120, KINDS[name]), tmp_path / "0.part", tmp_path / "made.mp4"
    reader = VideoReader(lambda: None)
    for _ in reader.scan(path, 0.5, FrameShape(32), copy=ProxyTarget(part, pytest.fail)):
        pass
    info = reader.probe(path)
    join_parts(info, [part], made, lambda: None)
    path.unlink()
    player.cue(path, 30 / 25, info, made)
    wait_for(qtbot, player, 30)
    for number in (31, 5, 77, 119, 0, 60):
        player.seek(number / 25)
        wait_for(qtbot, player, number)
        assert player.position_s == pytest.approx(number / 25, abs=0.002)
    for number in (61, 62, 63):
        player.step(1)
        wait_for(qtbot, player, number)


def test_a_video_that_is_away_plays_from_it(player, qtbot, tmp_path, small):
    path = tmp_path / "away.mov"
    player.cue(path, 2.0, known(path), small)
    wait_for(qtbot, player, 50)
    assert (player.path, player.is_small, player.picture.badge) == (path, True, "PROXY")
    assert "not available" in player.picture.toolTip()
    player.seek(3.0)
    wait_for(qtbot, player, 75)
    assert player.position_s == pytest.approx(3.0, abs=0.002)
    assert (player.picture.sentence, player.picture.is_still) == ("", False)


@pytest.mark.parametrize("offered_first", [True, False])
def test_a_drive_pulled_a_moment_ago(player, qtbot, tmp_path, small, offered_first):
    path, failures = tmp_path / "pulled.mov", []
    player.failed.connect(failures.append)
    player.cue(path, 2.0, known(path))
    if not offered_first:
        qtbot.waitUntil(lambda: bool(failures), timeout=5000)
    player.offer(path, small)
    wait_for(qtbot, player, 50)
    assert (player.is_small, player.picture.badge, player.picture.sentence) == (True, "PROXY", "")
    assert len(failures) == (not offered_first)


def test_what_cannot_be_played_here_goes_on_from_it(player, qtbot, tmp_path, small):
    path = tmp_path / "raw.mov"
    path.write_bytes(bytes(range(256)) * 400)
    player.cue(path, 1.0, known(path))
    player.play()
    player.offer(path, small)
    qtbot.waitUntil(lambda: player.is_small and player.is_playing and player.position_s > 1.2, timeout=8000)
    player.cue(path, 2.0, known(path))  # another moment of it: the original is not tried again
    wait_for(qtbot, player, 50)
    assert player.is_small
    assert "cannot" in player.picture.toolTip()


def test_an_original_that_plays_is_played(player, qtbot, tmp_path, small):
    path = draw_numbers(tmp_path / "here.mp4", 100)
    player.cue(path, 1.0, known(path))
    player.offer(path, small)
    wait_for(qtbot, player, 25)
    qtbot.wait(300)
    assert (player.is_small, player.picture.badge) == (False, "")


def test_back_again_the_original_is_played(player, qtbot, tmp_path, small):
    path = draw_numbers(tmp_path / "back.mp4", 100)
    player.cue(path, 1.0, known(path), small)
    wait_for(qtbot, player, 25)
    player.cue(path, 2.0, known(path))
    wait_for(qtbot, player, 50)
    assert (player.is_small, player.picture.badge) == (False, "")


def test_one_of_another_video_is_not_taken(player, qtbot, tmp_path, small):
    path, failures = tmp_path / "gone.mov", []
    player.failed.connect(failures.append)
    player.cue(path, 1.0, known(path))
    player.offer(tmp_path / "other.mov", small)
    qtbot.waitUntil(lambda: bool(failures), timeout=5000)
    assert not player.is_small


def test_where_neither_plays_the_stills_are_shown(player, qtbot, tmp_path):
    path, broken, failures = tmp_path / "gone.mov", tmp_path / "broken.mp4", []
    broken.write_bytes(b"no video at all" * 100)
    player.failed.connect(failures.append)
    player.cue(path, 1.0, known(path), broken)
    qtbot.waitUntil(lambda: bool(failures), timeout=8000)
    assert "stills from the library" in player.picture.sentence
    assert player.picture.badge == ""
    player.set_poster(QImage(16, 9, QImage.Format.Format_RGB888))
    assert player.picture.is_still


def test_stopping_takes_the_label_away(player, qtbot, tmp_path, small):
    player.cue(tmp_path / "away.mov", 1.0, known(tmp_path / "away.mov"), small)
    wait_for(qtbot, player, 25)
    assert number_in(player.picture.image) == 25
    player.stop()
    assert (player.is_small, player.picture.badge) == (False, "")
