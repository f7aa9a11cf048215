import gc
import io
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from core.errors import UnreadableError
from core.media.still import still_picture
from core.values import Video
from ui import images
from ui.images import Pictures, image_of, picture_key
from ui.picture_decoder import decode


def video(number, mtime_ns=1):
    return Video(number, 1, Path(f"/f/{number}.mov"), 10, mtime_ns, 0.0, "ready")


def jpeg(colour="red"):
    """Drawn without Qt: the lane asks for it."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 18), colour).save(buffer, "JPEG")
    return buffer.getvalue()


class SlowPictures:
    def __init__(self):
        self.asked, self.gate, self.bad = [], threading.Event(), set()
        self.data = jpeg()
        self.gate.set()

    def picture(self, video, time_s):
        self.gate.wait(5)
        self.asked.append((video.id, time_s))
        if video.id in self.bad:
            raise UnreadableError(video.path, "No picture.")
        return self.data

    def large_picture(self, video, time_s):
        return self.picture(video, time_s)

    def picture_times(self, video):
        return [0.5, 1.5]


@pytest.fixture
def source():
    return SlowPictures()


@pytest.fixture
def pictures(source, lane, qapp):
    return Pictures(source, lane)


def test_the_first_time_there_is_nothing_then_the_picture(pictures, qtbot):
    assert pictures.get(video(1), 0.5) is None
    qtbot.waitUntil(lambda: pictures.peek(video(1), 0.5) is not None)
    assert pictures.get(video(1), 0.5).size().width() == 32


def test_the_newest_wish_goes_first_and_old_ones_are_dropped(pictures, source, qtbot):
    source.gate.clear()
    for number in range(300):
        pictures.get(video(number), 0.0)
    source.gate.set()
    qtbot.waitUntil(lambda: len(source.asked) >= 201)
    qtbot.wait(50)
    asked = [number for number, _ in source.asked]
    assert asked[:3] == [0, 299, 298]
    assert len(asked) == 201
    assert 50 not in asked


def test_many_pictures_are_told_in_few_signals(pictures, qtbot):
    told = []
    pictures.came.connect(told.append)
    for number in range(60):
        pictures.get(video(number), 0.0)
    qtbot.waitUntil(lambda: sum(map(len, told)) == 60)
    assert len(told) < 40


def test_a_missing_picture_is_null_and_not_asked_for_again(pictures, source, qtbot):
    source.bad = {1}
    pictures.get(video(1), 0.0)
    qtbot.waitUntil(lambda: pictures.peek(video(1), 0.0) is not None)
    assert pictures.get(video(1), 0.0).isNull()
    assert len(source.asked) == 1


def test_a_changed_video_is_tried_again(pictures, source, qtbot):
    source.bad = {1}
    pictures.get(video(1), 0.0)
    pictures.get(video(2), 0.0)
    qtbot.waitUntil(lambda: pictures.peek(video(1), 0.0) is not None and pictures.peek(video(2), 0.0) is not None)
    pictures.forget({1, 2})
    assert pictures.peek(video(1), 0.0) is None
    assert pictures.peek(video(2), 0.0) is not None
    assert picture_key(video(2, mtime_ns=2), 0.0) != picture_key(video(2), 0.0)


def test_times_come_later(pictures, qtbot):
    assert pictures.times(video(1)) is None
    with qtbot.waitSignal(pictures.times_came):
        pass
    assert pictures.times(video(1)) == [0.5, 1.5]


def test_a_row_of_pictures_is_loaded_from_the_left(pictures, source, qtbot):
    source.gate.clear()
    pictures.get(video(9), 0.0)
    pictures.want(video(1), [0.0, 1.0, 2.0])
    source.gate.set()
    qtbot.waitUntil(lambda: len(source.asked) == 4)
    assert source.asked[1:] == [(1, 0.0), (1, 1.0), (1, 2.0)]


def test_a_closed_lane_is_no_trouble(pictures, lane):
    lane.close()
    assert pictures.get(video(1), 0.0) is None


def test_a_large_picture_is_told_and_not_kept(pictures, source, qtbot):
    with qtbot.waitSignal(pictures.large_came) as told:
        pictures.want_large(video(1), 0.5)
    key, image = told.args
    assert key == picture_key(video(1), 0.5)
    assert image.width() == 32
    assert pictures.peek(video(1), 0.5) is None


def test_a_large_picture_that_cannot_be_had_is_not_told(pictures, source, qtbot):
    source.bad.add(1)
    told = []
    pictures.large_came.connect(lambda key, image: told.append(key))
    pictures.want_large(video(1), 0.5)
    with qtbot.waitSignal(pictures.large_came):
        pictures.want_large(video(2), 0.5)
    assert [key[0] for key in told] == [2]


def test_bytes_that_are_no_picture_are_a_missing_picture(pictures, source, qtbot):
    source.data = source.data[: len(source.data) // 2]
    pictures.get(video(1), 0.0)
    qtbot.waitUntil(lambda: pictures.peek(video(1), 0.0) is not None)
    assert pictures.peek(video(1), 0.0).isNull()


def noise(mode):
    bands = Image.getmodebands(mode)
    small = np.random.default_rng(3).integers(0, 256, (23, 41, bands), np.uint8)
    large = cv2.resize(small, (319, 181), interpolation=cv2.INTER_CUBIC)
    return Image.fromarray(large, mode)


def coded(picture, kind="JPEG", **how):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(coded(noise("RGB"), subsampling=0), id="full colour"),
        pytest.param(coded(noise("RGB"), subsampling=1), id="half colour"),
        pytest.param(coded(noise("RGB"), subsampling=2), id="quarter colour"),
        pytest.param(coded(noise("RGB"), progressive=True), id="progressive"),
        pytest.param(coded(noise("L")), id="grey"),
        pytest.param(coded(noise("RGB"), exif=turned(6)), id="said to be turned"),
        pytest.param(coded(noise("RGB").resize((1, 1))), id="one pixel"),
        pytest.param(cv2.imencode(".jpg", np.asarray(noise("RGB")))[1].tobytes(), id="by OpenCV"),
    ],
)
def test_pixels_are_those_qt_would_read(data, qapp):
    assert image_of(decode(data)) == QImage.fromData(data)


STILLS = {
    "colour.jpg": coded(noise("RGB")),
    "turned.jpg": coded(noise("RGB"), exif=turned(8)),
    "grey.png": coded(noise("L"), "PNG"),
    "alpha.png": coded(noise("RGBA"), "PNG"),
    "sixteen.png": cv2.imencode(".png", np.asarray(noise("RGB")).astype(np.uint16) * 257)[1].tobytes(),
    "sixteen grey.tif": cv2.imencode(".tif", np.asarray(noise("L")).astype(np.uint16) * 257)[1].tobytes(),
    "inks.jpg": coded(noise("CMYK")),
}


@pytest.mark.parametrize("name", STILLS)
def test_a_still_looks_as_it_did(name, tmp_path, qapp):
    """Whatever is in the file, what comes of it is a JPEG that is read as before."""
    path = tmp_path / name
    path.write_bytes(STILLS[name])
    for height_px in (90, 1080):
        data = still_picture(path, height_px).picture(height_px)
        image = image_of(decode(data))
        assert image == QImage.fromData(data)
        assert image.height() == min(height_px, 319 if name == "turned.jpg" else 181)


def test_the_image_owns_its_pixels(qapp):
    raw = decode(jpeg("blue"))
    image = image_of(raw)
    before = image.copy()
    del raw
    gc.collect()
    filler = [bytes([i]) * (32 * 18 * 4) for i in range(200)]
    assert image == before
    assert len(filler) == 200


def test_an_image_is_made_on_the_main_thread_only(pictures, source, qtbot, monkeypatch):
    where = set()

    class Noted(QImage):
        def __init__(self, *args):
            where.add(threading.current_thread())
            super().__init__(*args)

    monkeypatch.setattr(images, "QImage", Noted)
    pictures.get(video(1), 0.0)
    with qtbot.waitSignal(pictures.large_came):
        pictures.want_large(video(2), 0.5)
    qtbot.waitUntil(lambda: pictures.peek(video(1), 0.0) is not None)
    assert where == {threading.main_thread()}
