"""Pictures of videos: asked for by painters, loaded on the pictures lane, kept while there is room.

Painters ask in `paint` and get what is there or None; when something came, one signal per 16 ms says so.
The lane decodes without Qt and emits raw bytes; images are made of them on the main thread (see `ui.picture_decoder`).
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Protocol, TypeVarTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from core.errors import C2VError, Cancelled
from core.lane import Lane, Priority
from core.values import Video
from ui.picture_decoder import RawPicture, decode

PictureKey = tuple[int, int, int]
"""Video id, the file's mtime_ns, time in milliseconds."""

Ts = TypeVarTuple("Ts")
_log = logging.getLogger(__name__)
_QUEUE = 200
_KEPT = 600
_TELL_EVERY_MS = 16


class PictureSource(Protocol):
    """The part of the Gallery that is needed here. Thread: the pictures lane."""

    def picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time. Raises: MediaError."""
        ...

    def large_picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time, decoded for the whole screen. Raises: MediaError."""
        ...

    def picture_times(self, video: Video) -> list[float]:
        """Times of the cached pictures."""
        ...


def picture_key(video: Video, time_s: float) -> PictureKey:
    """Names a picture; a changed file has other pictures."""
    return video.id, video.mtime_ns, round(time_s * 1000)


class Pictures(QObject):
    """An LRU of pictures in front of the Gallery. The latest request is served first, old requests are dropped."""

    came = Signal(object)
    """A frozenset of PictureKey that can now be had, or are known to be missing."""
    large_came = Signal(object, QImage)
    """PictureKey and the picture that `want_large` asked for; nothing comes when it cannot be had."""
    times_came = Signal(int)
    """Video id whose picture times are known now."""
    _loaded = Signal(object, object)
    _large_loaded = Signal(object, object)
    _listed = Signal(object, object)

    def __init__(self, source: PictureSource, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._lane = source, lane
        self._kept: OrderedDict[PictureKey, QImage] = OrderedDict()
        self._times: dict[tuple[int, int], list[float]] = {}
        self._requests: OrderedDict[PictureKey, tuple[Video, float]] = OrderedDict()
        self._loading: PictureKey | None = None
        self._asked_times: set[tuple[int, int]] = set()
        self._fresh: set[PictureKey] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TELL_EVERY_MS)
        self._timer.timeout.connect(self._tell)
        self._loaded.connect(self._keep)
        self._large_loaded.connect(self._take_large)
        self._listed.connect(self._keep_times)

    # ---- asked by painters; Thread: main

    def get(self, video: Video, time_s: float) -> QImage | None:
        """The picture, or None while it is on its way. A null image means: there is none."""
        key = picture_key(video, time_s)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        self._request(key, video, time_s)
        return None

    def peek(self, video: Video, time_s: float) -> QImage | None:
        """The picture only if it is there already; asks for nothing."""
        return self._kept.get(picture_key(video, time_s))

    def times(self, video: Video) -> list[float] | None:
        """Times of pictures that need no decoding, for skimming; None while they are being listed."""
        name = (video.id, video.mtime_ns)
        if name in self._times:
            return self._times[name]
        if name not in self._asked_times:
            self._asked_times.add(name)
            self._submit(self._list_times, video)
        return None

    def want(self, video: Video, times_s: Iterable[float]) -> list[QImage | None]:
        """Several pictures of one video, for the filmstrip; missing ones are requested, the first one first."""
        found = [self.get(video, time_s) for time_s in reversed(list(times_s))]
        return found[::-1]

    def want_large(self, video: Video, time_s: float) -> None:
        """Decode a picture for the player; it is passed on, not kept."""
        self._submit(self._load_large, video, time_s)

    def forget(self, video_ids: Iterable[int]) -> None:
        """These videos changed: times are listed again, and pictures that could not be had are tried again."""
        changed = set(video_ids)
        for key in [key for key, image in self._kept.items() if image.isNull() and key[0] in changed]:
            del self._kept[key]
        self._times = {name: times for name, times in self._times.items() if name[0] not in changed}
        self._asked_times = {name for name in self._asked_times if name[0] not in changed}

    # ---- the queue; Thread: main

    def _request(self, key: PictureKey, video: Video, time_s: float) -> None:
        if key == self._loading:
            return
        self._requests[key] = (video, time_s)
        self._requests.move_to_end(key)
        while len(self._requests) > _QUEUE:
            self._requests.popitem(last=False)
        self._next()

    def _next(self) -> None:
        """One load at a time on the lane, so that the order stays ours."""
        if self._loading is not None or not self._requests:
            return
        key, (video, time_s) = self._requests.popitem(last=True)
        self._loading = key
        if not self._submit(self._load, key, video, time_s):
            self._loading = None

    def _submit(self, work: Callable[[*Ts], None], *args: *Ts) -> bool:
        try:
            future = self._lane.submit(Priority.BROWSE, work, *args)
        except RuntimeError:  # the lane is closed: the program is ending
            return False
        future.add_done_callback(_log_failure)
        return True

    def _keep(self, key: PictureKey, picture: RawPicture | None) -> None:
        self._lane.sweep()
        self._loading = None
        self._kept[key] = image_of(picture)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self._fresh.add(key)
        if not self._timer.isActive():
            self._timer.start()
        self._next()

    def _take_large(self, key: PictureKey, picture: RawPicture) -> None:
        self._lane.sweep()
        self.large_came.emit(key, image_of(picture))

    def _keep_times(self, name: tuple[int, int], times_s: list[float]) -> None:
        self._lane.sweep()
        self._times[name] = times_s
        self.times_came.emit(name[0])

    def _tell(self) -> None:
        fresh, self._fresh = frozenset(self._fresh), set()
        self.came.emit(fresh)

    # ---- Thread: the pictures lane

    def _load(self, key: PictureKey, video: Video, time_s: float) -> None:
        picture: RawPicture | None = None
        try:
            picture = decode(self._source.picture(video, time_s))
        except C2VError as error:
            _log.info("no picture of %s at %.2f s: %s", video.path, time_s, error)
        finally:
            self._loaded.emit(key, picture)

    def _load_large(self, video: Video, time_s: float) -> None:
        try:
            picture = decode(self._source.large_picture(video, time_s))
        except C2VError as error:
            _log.info("no large picture of %s at %.2f s: %s", video.path, time_s, error)
            return
        self._large_loaded.emit(picture_key(video, time_s), picture)

    def _list_times(self, video: Video) -> None:
        times: list[float] = []
        try:
            times = self._source.picture_times(video)
        except C2VError as error:
            _log.info("no picture times of %s: %s", video.path, error)
        finally:
            self._listed.emit((video.id, video.mtime_ns), times)


def image_of(picture: RawPicture | None) -> QImage:
    """An image that owns its pixels; null when there is no picture. Thread: main."""
    if picture is None:
        return QImage()
    form = QImage.Format.Format_Grayscale8 if picture.is_grey else QImage.Format.Format_RGB32
    return QImage(picture.data, picture.width, picture.height, picture.bytes_per_line, form).copy()


def _log_failure(future: "Future[None]") -> None:
    if future.cancelled():
        return
    error = future.exception()
    if error is not None and not isinstance(error, Cancelled):
        _log.error("loading a picture failed", exc_info=error)
