from PySide6.QtGui import QImage

from ui.play.frame_cache import FrameCache
from ui.play.playable import ShownFrame


def frame(number):
    return ShownFrame(QImage(10, 10, QImage.Format.Format_RGB32), number / 25, (number + 1) / 25)


def test_it_keeps_what_was_used_last_within_its_bytes():
    cache = FrameCache(3 * 400)
    for number in (1, 2, 3):
        cache.put(number, frame(number))
    assert cache.get(1) is not None
    cache.put(4, frame(4))
    assert [number for number in range(6) if cache.get(number) is not None] == [1, 3, 4]


def test_a_frame_larger_than_all_room_is_kept_alone():
    cache = FrameCache(100)
    cache.put(1, frame(1))
    cache.put(2, frame(2))
    assert cache.get(1) is None
    assert cache.get(2) is not None
    cache.clear()
    assert cache.get(2) is None
