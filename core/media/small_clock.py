"""From a file's own times to ours, for the sound: where the picture's clock starts again, that of the sound does too.

Where a block of sound lies among the pictures of the file says which piece it belongs to. Near a joint it may be either
of two: then that one in which it continues where the sound was, or comes when its neighbours are shown.
"""

import numpy as np

from core.media.packet_index import PacketIndex

NEAR = 12
"""Sound may belong to the other side of a joint when it lies within so many pictures of it."""


class SoundClock:
    """Of one reading of a video from any place on. Units: seconds; places are bytes in the file."""

    def __init__(self, index: PacketIndex) -> None:
        self._index = index
        self._places = np.maximum.accumulate(index.place) if len(index) else index.place
        self._shifts_s = [-float(index.origin_s), *(here_s - there_s for here_s, there_s in index.restarts)]
        self._latest_s: float | None = None

    @property
    def is_plain(self) -> bool:
        """True when the file has one clock from beginning to end."""
        return len(self._shifts_s) == 1

    def at(self, time_s: float, place: int | None) -> float:
        """Where a block of the file's time belongs on the player's clock; `place`: where it lies, if that is known."""
        if self.is_plain:
            return time_s + self._shifts_s[0]
        number = -1 if place is None else int(np.searchsorted(self._places, place, side="right")) - 1
        shifts_s, near_s = self._shifts_s, [] if self._latest_s is None else [self._latest_s]
        if number >= 0:
            shifts_s = shifts_s[self._piece_of(number - NEAR) : self._piece_of(number + NEAR) + 1]
            near_s.append(self._index.seconds(int(self._index.pts[number])))
        found_s = [time_s + shift_s for shift_s in shifts_s]
        self._latest_s = min(found_s, key=lambda one_s: min((abs(one_s - each_s) for each_s in near_s), default=0.0))
        return self._latest_s

    def _piece_of(self, number: int) -> int:
        """Of a packet; before the first one that is the first."""
        return max(0, int(np.searchsorted(self._index.begins, number, side="right")) - 1)
