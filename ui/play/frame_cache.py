"""Frames that were shown or passed, so that single steps near them need no seek. Holds images; knows no player."""

from collections import OrderedDict

from ui.play.playable import ShownFrame

MOST_BYTES = 160 << 20
"""About twenty frames of 1080 lines, five of 4K; the ones used last stay."""


class FrameCache:
    """Of one video with a steady rate, by frame number."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._frames: OrderedDict[int, ShownFrame] = OrderedDict()
        self._bytes = 0
        self._most_bytes = most_bytes

    def put(self, number: int, frame: ShownFrame) -> None:
        """Keep a frame as long as there is room."""
        self._drop(number)
        self._frames[number] = frame
        self._bytes += frame.image.sizeInBytes()
        while self._bytes > self._most_bytes and len(self._frames) > 1:
            self._drop(next(iter(self._frames)))

    def get(self, number: int) -> ShownFrame | None:
        """The frame, if it is here."""
        found = self._frames.get(number)
        if found is not None:
            self._frames.move_to_end(number)
        return found

    def clear(self) -> None:
        """Another video."""
        self._frames.clear()
        self._bytes = 0

    def _drop(self, number: int) -> None:
        gone = self._frames.pop(number, None)
        if gone is not None:
            self._bytes -= gone.image.sizeInBytes()
