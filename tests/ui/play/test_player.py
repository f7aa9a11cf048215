import itertools
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QToolButton

from core.values import MediaInfo, SourceMetadata, Timecode
from tests.clips import VideoSpec, draw_numbers, draw_sound, read_number
from ui.play import transport as transport_module
from ui.play.timeline import Timeline

FPS = Fraction(25)
LONG_GOP = VideoSpec(codec="libx264", gop=250, options={"bf": "3", "preset": "veryfast"})
OPEN_GOP = VideoSpec(
    codec="libx264", gop=60, options={"bf": "3", "preset": "veryfast", "x264-params": "open-gop=1:keyint=60"}
)
VIDEOS = {
    "mpeg4.mp4": VideoSpec(gop=12),
    "long_gop.mp4": LONG_GOP,
    "long_gop.mkv": LONG_GOP,
    "open_gop.mp4": OPEN_GOP,
    "open_gop.ts": OPEN_GOP,
    "ntsc.mp4": VideoSpec(codec="libx264", fps=Fraction(30000, 1001), gop=60, options={"preset": "veryfast"}),
    "prores.mov": VideoSpec(codec="prores_ks", pix_fmt="yuv422p10le"),
    "vp9.webm": VideoSpec(codec="libvpx-vp9", gop=60, options={"cpu-used": "8", "deadline": "realtime"}),
    "ten_bit.mp4": VideoSpec(codec="libx264", pix_fmt="yuv420p10le", gop=60, options={"preset": "veryfast"}),
    "hevc.mp4": VideoSpec(codec="libx265", gop=60, options={"preset": "ultrafast", "x265-params": "log-level=error"}),
    "program_stream.mpg": VideoSpec(codec="mpeg2video", gop=12),
    "sixty.mp4": VideoSpec(codec="libx264", fps=Fraction(60), gop=60, options={"preset": "veryfast"}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


def video(folder, name, count=120):
    path = folder / name
    return path if path.exists() else draw_numbers(path, count, VIDEOS[name])


def info(path, fps=FPS, codec="h264", frames=120):
    return MediaInfo(path, 1, 1, float(frames / fps), fps, 192, 108, 0, codec, frames, "print")


def number_in(image: QImage) -> int:
    picture = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(picture.constBits(), dtype=np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return read_number(lines[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3))


def wait_for(qtbot, player, number):
    def seen():
        image = player.picture.image
        assert not image.isNull()
        assert number_in(image) == number

    qtbot.waitUntil(seen, timeout=8000)


def cue(qtbot, player, path, number, fps=FPS):
    player.cue(path, float(number / fps), info(path, fps))
    wait_for(qtbot, player, number)


@pytest.mark.parametrize("name", sorted(VIDEOS.keys() - {"open_gop.ts"}))  # no seek reaches its first two seconds
def test_the_frame_asked_for_is_the_frame_seen(qtbot, player, folder, name):
    path, fps = video(folder, name), VIDEOS[name].fps
    cue(qtbot, player, path, 30, fps)
    for number in (31, 5, 77, 118, 0, 60):
        player.seek(round(float(number / fps), 6))
        wait_for(qtbot, player, number)
        if name != "program_stream.mpg":  # its players guess times after a seek
            assert player.position_s == pytest.approx(float(number / fps), abs=0.002)


@pytest.mark.parametrize(
    "name",
    ["long_gop.mp4", "open_gop.ts", "open_gop.mp4", "long_gop.mkv", "prores.mov", "sixty.mp4", "ntsc.mp4", "hevc.mp4"],
)
def test_five_steps_on_and_five_back_end_where_they_began(qtbot, player, folder, name):
    path, fps = video(folder, name), VIDEOS[name].fps
    cue(qtbot, player, path, 50, fps)
    for number in (51, 52, 53, 54, 55, 54, 53, 52, 51, 50):
        player.step(1 if number > 50 and number_in(player.picture.image) < number else -1)
        wait_for(qtbot, player, number)


def test_steps_back_in_a_stream_that_seeks_badly_need_no_seek(qtbot, player, folder, monkeypatch):
    cue(qtbot, player, video(folder, "open_gop.ts"), 60)
    sent = []
    transport = player._playback._transport
    monkeypatch.setattr(transport, "_send", sent.append)
    for step, number in ((1, 61), (1, 62), (-1, 61), (-1, 60), (-1, 59), (-8, 51), (1, 52)):
        player.step(step)
        wait_for(qtbot, player, number)
    assert sent == []


def test_a_step_is_not_lost_while_frames_come_slowly(qtbot, player, folder, monkeypatch):
    """Ten frames take the player 400 ms: longer than it is waited for without any frame."""
    cue(qtbot, player, video(folder, "long_gop.mp4"), 30)
    monkeypatch.setattr(transport_module, "_ROLL_MOST_MS", 200)
    player._playback._transport._rhythm.lands_late = True  # so that it runs there instead of seeking
    player.step(10)
    wait_for(qtbot, player, 40)
    assert player.position_s == pytest.approx(40 / 25, abs=0.002)


def test_after_steps_through_the_cache_it_plays_from_the_frame_on_screen(qtbot, player, folder):
    cue(qtbot, player, video(folder, "long_gop.mp4"), 50)
    for number in (51, 52, 53, 54, 55):
        player.step(1)
        wait_for(qtbot, player, number)
    player.step(-5)
    wait_for(qtbot, player, 50)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 2)
    assert 50 / 25 - 0.001 <= min(seen) < 54 / 25


def test_quick_steps_are_counted_though_seeks_overlap(qtbot, player, folder):
    cue(qtbot, player, video(folder, "long_gop.mp4"), 40)
    for _ in range(7):
        player.step(1)
    wait_for(qtbot, player, 47)
    for _ in range(10):
        player.step(-1)
    wait_for(qtbot, player, 37)


def test_a_scrub_ends_at_its_last_place(qtbot, player, folder):
    cue(qtbot, player, video(folder, "long_gop.mp4"), 10)
    seen = []
    player.position_changed.connect(seen.append)
    for number in range(20, 100, 2):
        player.seek(number / 25)
    wait_for(qtbot, player, 98)
    assert len(seen) < 20, "seeks in between are left out"


def test_arrow_keys_step_and_shift_steps_ten(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 40)
    player.setFocus()
    qtbot.keyClick(player, Qt.Key.Key_Right)
    wait_for(qtbot, player, 41)
    qtbot.keyClick(player, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    wait_for(qtbot, player, 31)


def test_it_plays_forward_and_stands_still_again(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 10)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 5)
    player.toggle()
    assert not player.is_playing
    assert seen == sorted(seen)
    assert seen[-1] > 10 / 25


def test_play_right_after_cue_starts_at_the_cue(qtbot, player, folder):
    path = video(folder, "long_gop.mp4")
    player.cue(path, 2.0, info(path))
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 3)
    assert seen[0] == pytest.approx(2.0, abs=0.2)
    assert player.is_playing


def test_play_right_after_seek_starts_at_the_wish(qtbot, player, folder):
    cue(qtbot, player, video(folder, "long_gop.mp4"), 5)
    player.seek(1.0)
    player.seek(3.0)
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: sum(time > 2.9 for time in seen) > 3)
    # The overtaken seek may still show its frame on the way, as scrubbing should; nothing plays from there.
    assert all(time > 2.9 or abs(time - 1.0) < 0.05 for time in seen)


def test_a_preview_covers_the_frame_until_the_mouse_leaves(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 30)
    centre = player.picture.rect().center()
    before = player.picture.grab().toImage().pixelColor(centre)
    player.preview(poster())
    assert player.picture.grab().toImage().pixelColor(centre) == QColor("#208040")
    assert number_in(player.picture.image) == 30
    player.preview(None)
    assert player.picture.grab().toImage().pixelColor(centre) == before


def test_at_the_end_play_starts_over(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 112)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=5000)
    assert number_in(player.picture.image) >= 117, "the last frame stays"
    seen = []
    player.position_changed.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 3)
    assert seen[0] < 1.0


def test_after_the_end_a_step_back_shows_the_frame_before(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 114)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=5000)
    last = number_in(player.picture.image)
    player.step(-1)
    wait_for(qtbot, player, last - 1)


def test_j_runs_backwards_and_k_stops(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 100)
    seen = []
    player.position_changed.connect(seen.append)
    player.shuttle(-1)
    qtbot.waitUntil(lambda: len(seen) > 6, timeout=6000)
    player.shuttle(0)
    assert not player.is_playing
    assert all(later < sooner for sooner, later in itertools.pairwise(seen))


def test_the_shuttle_doubles_up_to_eight_times(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 0)
    speeds = []
    player._playback._transport.speed_changed.connect(speeds.append)
    for _ in range(5):
        player.shuttle(1)
    player.shuttle(-1)
    player.shuttle(-1)
    player.shuttle(0)
    assert speeds == [1, 2, 4, 8, -1, -2, 0]


def test_the_same_video_is_not_opened_again(qtbot, player, folder):
    path = video(folder, "mpeg4.mp4")
    cue(qtbot, player, path, 10)
    wanted = []
    player.still_wanted.connect(wanted.append)
    player.cue(path, 90 / 25, info(path))
    wait_for(qtbot, player, 90)
    assert wanted == []


def test_another_video_takes_its_place(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 10)
    cue(qtbot, player, video(folder, "long_gop.mp4"), 33)


def test_stop_lets_go_and_nothing_comes_afterwards(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 10)
    player.play()
    player.stop()
    with qtbot.assertNotEmitted(player.position_changed, wait=200):
        pass
    assert player.picture.image.isNull()
    assert player.path is None


def test_a_poster_stands_in_until_the_first_frame(qtbot, player, folder):
    path = video(folder, "mpeg4.mp4")
    with qtbot.waitSignal(player.still_wanted) as wanted:
        player.cue(path, 2.0, info(path))
    assert wanted.args == [2.0]
    player.set_poster(poster())
    assert player.picture.is_still
    wait_for(qtbot, player, 50)
    player.set_poster(poster())
    assert not player.picture.is_still


def poster():
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("#208040"))
    return image


AV1 = VideoSpec(codec="libsvtav1", gop=30, options={"preset": "12"})


@pytest.fixture
def av1(tmp_path):
    return draw_numbers(tmp_path / "av1.mp4", 30, AV1)


@pytest.mark.parametrize("held", [b"x" * 2000, b""])
def test_a_file_whose_container_cannot_be_read_does_not_blame_its_codec(qtbot, player, tmp_path, held):
    path = tmp_path / "cut off.mov"
    path.write_bytes(held)
    with qtbot.waitSignal(player.failed, timeout=4000) as heard:
        player.cue(path, 1.0, info(path, Fraction(25), "h264"))
    assert heard.args == ["This file cannot be read. It may be damaged, or only partly copied."]


def test_a_codec_that_cannot_play_is_said_and_stills_follow_the_seeks(qtbot, player, av1):
    path = av1
    with qtbot.waitSignal(player.failed, timeout=4000) as heard:
        player.cue(path, 1.0, info(path, Fraction(30000, 1001), "av1"))
    assert heard.args == ["This codec (AV1) cannot be played on this computer."]
    assert "stills from the library" in player.picture.sentence
    player.set_poster(poster())
    assert player.picture.is_still
    with qtbot.waitSignals([player.still_wanted, player.position_changed]):
        player.seek(2.5)
    assert player.position_s == pytest.approx(2.5)
    play = next(b for b in player.findChildren(QToolButton) if b.accessibleName() == "Play")
    assert not play.isEnabled()
    centre = player.picture.grab().toImage().pixelColor(player.picture.rect().center())
    assert centre.green() > centre.red() + 40, "the poster is seen, not black"


def test_after_a_video_that_cannot_play_the_next_one_does(qtbot, player, folder, av1):
    with qtbot.waitSignal(player.failed, timeout=4000):
        player.cue(av1, 1.0, info(av1))
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 20)
    assert player.picture.sentence == ""


def test_a_file_that_is_gone_is_said(qtbot, player, tmp_path):
    with qtbot.waitSignal(player.failed, timeout=4000) as heard:
        player.cue(tmp_path / "gone.mp4", 0.0, None)
    assert "File not found" in heard.args[0]


def test_a_file_without_picture_is_said(qtbot, player, tmp_path):
    path = draw_sound(tmp_path / "sound.m4a")
    with qtbot.waitSignal(player.failed, timeout=4000) as heard:
        player.cue(path, 0.0, None)
    assert heard.args == ["This file has no video track."]


def test_a_broken_file_is_said(qtbot, player, tmp_path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"this is no video" * 100)
    with qtbot.waitSignal(player.failed, timeout=4000):
        player.cue(path, 0.0, None)


@pytest.mark.parametrize(
    ("name", "time_s", "start_s"), [("variants/flash_start_offset.ts", 2.5, 2.48), ("clips/shop_aisle.mpg", 2.24, 2.24)]
)
def test_streams_that_seek_badly_still_stand_and_step_exactly(qtbot, player, footage, name, time_s, start_s):
    path = footage / name
    player.cue(path, time_s, info(path))
    qtbot.waitUntil(lambda: not player.picture.image.isNull(), timeout=8000)
    assert player.position_s == pytest.approx(start_s, abs=0.002)
    for direction, wanted_s in ((1, start_s + 0.04), (-1, start_s)):
        player.step(direction)
        qtbot.waitUntil(lambda wanted_s=wanted_s: abs(player.position_s - wanted_s) < 0.003, timeout=8000)


def test_a_varying_rate_is_stepped_frame_by_frame(qtbot, player, folder):
    times = [0.04 * i if i < 30 else 1.2 + 0.2 * (i - 30) for i in range(50)]
    path = draw_numbers(
        folder / "vfr.mp4", 50, VideoSpec(codec="libx264", times_s=times, options={"preset": "veryfast"})
    )
    player.cue(path, times[28], info(path, Fraction(50 * 1000, 5200)))
    wait_for(qtbot, player, 28)
    for number in (29, 30, 31, 32, 31, 30, 29, 28):
        player.step(1 if number > number_in(player.picture.image) else -1)
        wait_for(qtbot, player, number)
    for number in (45, 3, 33):
        player.seek(times[number])
        wait_for(qtbot, player, number)


@pytest.mark.parametrize("name", ["rot90_stored_sideways.mp4", "rot270_phone_portrait.mov"])
def test_turned_phone_videos_stand_upright(qtbot, player, footage, name):
    path = footage / "variants" / name
    player.cue(path, 1.0, info(path, Fraction(24)))
    qtbot.waitUntil(lambda: not player.picture.image.isNull(), timeout=4000)
    size = player.picture.image.size()
    assert size.height() > size.width()


def test_a_click_on_the_timeline_seeks(qtbot, player, folder):
    cue(qtbot, player, video(folder, "mpeg4.mp4"), 0)
    timeline = player.findChild(Timeline)
    x = round(timeline.x_of(80.5 / 25))
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=timeline.rect().topLeft() + type(timeline.pos())(x, 20))
    qtbot.waitUntil(lambda: abs(number_in(player.picture.image) - 80) <= 1, timeout=5000)


def test_commands_without_a_video_do_no_harm(player):
    for act in (player.play, player.toggle, player.stop):
        act()
    player.seek(1.0)
    player.step(1)
    player.shuttle(-1)
    player.set_poster(poster())
    assert player.picture.image.isNull()


def test_multimedia_is_not_loaded_before_the_first_cue():
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]);"
        "from ui.play.player import PlayerPanel; p = PlayerPanel(); p.show();"
        "sys.exit(any(name.startswith('PySide6.QtMultimedia') for name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_a_still_picture_is_shown_and_nothing_plays(player, folder, qtbot):
    photo = folder / "photo.jpg"
    known = MediaInfo(photo, 1, 1, 0.0, Fraction(0), 600, 400, 0, "jpeg", 1, "print")
    failures, playing = [], []
    player.failed.connect(failures.append)
    player.playing_changed.connect(playing.append)
    player.cue(video(folder, "mpeg4.mp4"), 0.0, info(folder / "mpeg4.mp4"))
    qtbot.waitUntil(lambda: not player.picture.image.isNull(), timeout=5000)
    with qtbot.waitSignal(player.still_wanted):
        player.cue(photo, 0.0, known)
    assert player.picture.image.isNull()
    player.set_poster(picture := QImage(60, 40, QImage.Format.Format_RGB888))
    assert player.picture.image.size() == picture.size()
    for act in (
        player.play,
        player.toggle,
        lambda: player.step(1),
        lambda: player.shuttle(1),
        lambda: player.seek(3.0),
    ):
        act()
    qtbot.wait(100)
    assert not player.is_playing
    assert player.picture.image.size() == picture.size()
    assert not failures
    assert True not in playing
    player.cue(video(folder, "mpeg4.mp4"), 1.0, info(folder / "mpeg4.mp4"))
    qtbot.waitUntil(lambda: player.picture.image.width() == 192, timeout=5000)


def test_raw_video_plays_its_proxy(player, folder, qtbot):
    (folder / "Proxy").mkdir(exist_ok=True)
    draw_numbers(folder / "Proxy" / "A001.mp4", 30)
    original = folder / "A001.braw"
    original.write_bytes(b"raw")
    known = MediaInfo(original, 3, 1, 1.2, FPS, 192, 108, 0, "mpeg4", 30, "print", proxy="Proxy/A001.mp4")
    player.cue(original, 0.5, known)
    qtbot.waitUntil(lambda: player.picture.image.width() == 192 and not player.picture.is_still, timeout=5000)
    assert player.path == original


def test_the_recorded_timecode_follows_the_picture(player):
    path = Path("/nowhere/a.mov")
    info = MediaInfo(path, 1, 1, 10.0, Fraction(25), 192, 108, 0, "h264", 250, "x")
    start = Timecode.parse("10:00:00:00", Fraction(25))
    shown = player.findChild(QLabel, "source-time")
    player.cue(path, 2.0, replace(info, source=SourceMetadata(start)), path)
    assert (shown.text(), shown.isVisible()) == ("TC 10:00:02:00", True)
    player.cue(Path("/nowhere/b.mov"), 2.0, info, path)
    assert not shown.isVisible()
    player.stop()
    assert not shown.isVisible()
