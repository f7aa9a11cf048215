import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from tests.clips import VideoSpec, draw
from tests.colours import PATCHES, WHITE, Flavour, draw_patches, read_patches
from ui.play import frame_image
from ui.play.frame_image import image_of

COLOURS = [(200, 40, 40), (40, 180, 60), (40, 60, 200), (220, 210, 60), (128, 128, 128), (240, 240, 240)]


def patches(size=(192, 108)):
    width, height = size
    frame = np.empty((height, width, 3), dtype=np.uint8)
    for index, colour in enumerate(COLOURS):
        frame[:, index * width // 6 : (index + 1) * width // 6] = colour
    return frame


def first_frame(qtbot, path):
    player, sink, came = QMediaPlayer(), QVideoSink(), []
    player.setVideoSink(sink)
    sink.videoFrameChanged.connect(lambda frame: came.append(QVideoFrame(frame)) if frame.isValid() else None)
    player.setSource(QUrl.fromLocalFile(str(path)))
    qtbot.waitUntil(lambda: player.hasVideo())
    player.pause()
    qtbot.waitUntil(lambda: bool(came))
    player.stop()
    return came[-1]


def colours_in(image):
    step = image.width() / 6
    return [image.pixelColor(round((i + 0.5) * step), image.height() // 2).getRgb()[:3] for i in range(6)]


@pytest.mark.parametrize("pix_fmt", ["yuv420p10le", "yuv420p", "yuv422p10le"])
def test_colours_are_those_that_were_drawn(qtbot, tmp_path, pix_fmt):
    video = VideoSpec(codec="libx264", pix_fmt=pix_fmt, options={"preset": "veryfast", "crf": "4"})
    frame = first_frame(qtbot, draw(tmp_path / "film.mp4", [patches()] * 3, video))
    image = image_of(frame)
    assert (image.width(), image.height()) == (192, 108)
    for seen, drawn in zip(colours_in(image), COLOURS, strict=True):
        assert np.abs(np.subtract(seen, drawn)).max() < 26


class WithoutPicture:
    """A frame of which Qt makes no picture, like those of 10 bits without a graphics device."""

    def __init__(self, frame):
        self._frame = frame

    def toImage(self):
        return QImage()

    def __getattr__(self, name):
        return getattr(self._frame, name)


@pytest.mark.parametrize("size", [(192, 108), (194, 110)])
def test_own_conversion_agrees_with_that_of_qt(qtbot, tmp_path, size):
    video = VideoSpec(codec="libx264", size=size, options={"preset": "veryfast", "crf": "4"})
    frame = first_frame(qtbot, draw(tmp_path / "film.mp4", [patches(size)] * 3, video))
    own, qt = image_of(WithoutPicture(frame)), frame.toImage()
    assert own.size() == qt.size()
    for ours, theirs in zip(colours_in(own), colours_in(qt), strict=True):
        assert np.abs(np.subtract(ours, theirs)).max() < 12


def test_tall_frames_are_thinned_out(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(frame_image, "_TALLEST_PX", 60)
    frame = first_frame(qtbot, draw(tmp_path / "film.mp4", [patches()] * 3, VideoSpec(codec="libx264")))
    image = image_of(WithoutPicture(frame))
    assert image.height() == 54
    assert len(set(colours_in(image))) == 6


def test_an_empty_frame_has_no_picture(qapp):
    assert image_of(QVideoFrame()).isNull()


@pytest.mark.parametrize(("transfer", "light"), [(16, "pq"), (18, "hlg")])
def test_hdr_looks_like_sdr_without_a_graphics_device(qtbot, tmp_path, transfer, light):
    flavour = Flavour("libx265", "yuv420p10le", "", matrix=9, primaries=9, transfer=transfer, light=light)
    frame = first_frame(qtbot, draw_patches(tmp_path / "film.mp4", flavour))
    image = image_of(WithoutPicture(frame)).convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    seen = read_patches(lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3))
    below = np.arange(len(PATCHES)) != WHITE
    assert np.abs(seen - PATCHES)[below].max() <= 6
    assert 222 <= seen[WHITE].min() <= seen[WHITE].max() <= 240
