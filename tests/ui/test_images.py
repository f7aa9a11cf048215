import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from core.errors import UnreadableError
from core.values import Video
from ui.images import Pictures, picture_key


def video(number, mtime_ns=1):
    return Video(number, 1, Path(f"/f/{number}.mov"), 10, mtime_ns, 0.0, "ready")


def jpeg(colour="red"):
    image = QImage(32, 18, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")
    return bytes(buffer.data().data())


class Source:
    def __init__(self):
        self.asked, self.gate, self.bad = [], threading.Event(), set()
        self.gate.set()

    def picture(self, video, time_s):
        self.gate.wait(5)
        self.asked.append((video.id, time_s))
        if video.id in self.bad:
            raise UnreadableError(video.path, "No picture.")
        return jpeg()

    def large_picture(self, video, time_s):
        return self.picture(video, time_s)

    def picture_times(self, video):
        return [0.5, 1.5]


@pytest.fixture
def source():
    return Source()


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


def test_a_changed_film_is_tried_again(pictures, source, qtbot):
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
