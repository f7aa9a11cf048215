"""The video in the player: seeks to exact frames, steps, plays and shuttles. Knows no widgets.

Seeks miss (see `_target_s` in `seek.py`), so it checks where it landed and tries again; negative rates do not work, so
reverse is a row of seeks; some containers land a whole group of pictures late, so it goes back and rolls forward.
"""

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import QVideoFrame

from ui.play.frame_cache import FrameCache
from ui.play.frame_image import image_of
from ui.play.media_player import MediaPlayer, times_of
from ui.play.playable import PlayableVideo, ShownFrame
from ui.play.seek import TOLERANCE_S, FrameTiming, Seek

_SEEK_MOST_MS = 900
_ROLL_MOST_MS = 3000
_REVERSE_EVERY_MS = 83
_FASTEST = 8.0
_HASTE_FRAMES = 4
"""A frame so far ahead is run to fast until the first one has come."""
_NEAR_FRAMES = 12
"""So many frames before the one wanted are kept on the way, and so far ahead is run instead of sought."""


class Transport(QObject):
    """One video at a time. Units: seconds from the start of the file."""

    frame_shown = Signal(object)
    """A Shown."""
    failed = Signal(str)
    """A sentence; stills should be shown instead."""
    recovered = Signal()
    """Frames came after all."""
    speed_changed = Signal(float)
    """0 stands still, negative runs backwards."""
    duration_changed = Signal(float)
    ended = Signal(float)
    """The end was reached, at this speed; now it stands still."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media_player = MediaPlayer(self)
        self._rhythm = FrameTiming.of(25)
        self._shown: ShownFrame | None = None
        self._seek: Seek | None = None
        """Under way."""
        self._next: Seek | None = None
        """The latest request that waits."""
        self._steps = 0
        """Single steps that wait, where the rate varies and none can be reckoned."""
        self._passed: QVideoFrame | None = None
        """The newest frame on the way of a seek; the video may end before the frame is found."""
        self._cache = FrameCache()
        self._player_frame: int | None = None
        """Number of the frame where the player stands; a frame from the cache may be shown instead."""
        self._speed = 0.0
        self.interrupted = 0.0
        """How fast it ran when it failed."""
        self._is_failed = self._is_over = self._is_rewound = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)
        self._reverse = QTimer(self)
        self._reverse.setInterval(_REVERSE_EVERY_MS)
        self._reverse.timeout.connect(self._run_back)
        self._media_player.loaded.connect(self._begin)
        self._media_player.frame_came.connect(self._look)
        self._media_player.ended.connect(self._end)
        self._media_player.failed.connect(self._fail)
        self._media_player.duration_changed.connect(self.duration_changed)

    # ----------------------------------------------------------------- state

    @property
    def speed(self) -> float:
        """How fast it runs."""
        return self._speed

    @property
    def is_failed(self) -> bool:
        """True when no frames come."""
        return self._is_failed

    @property
    def is_empty(self) -> bool:
        """True while no video is loaded."""
        return self._media_player.is_empty

    @property
    def has_sound(self) -> bool:
        """False without an audio device."""
        return self._media_player.has_sound

    def set_sound(self, volume: float, muted: bool) -> None:
        """Loudness 0 to 1."""
        self._media_player.set_sound(volume, muted)

    # ----------------------------------------------------------------- commands

    def open(self, video: PlayableVideo, time_s: float) -> None:
        """Load a video and stand at a time of it."""
        self.close()
        self._rhythm = FrameTiming.of(video.fps)
        self._next = Seek("at", time_s)
        self._media_player.open(video)

    def close(self) -> None:
        """Let go of the file."""
        self._patience.stop()
        self._reverse.stop()
        self._media_player.close()
        self._shown = self._seek = self._next = self._passed = self._player_frame = None
        self._cache.clear()
        self._steps = 0
        self._is_failed = self._is_over = self._is_rewound = False
        self._set_speed(0.0)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time. While one seek is under way only the latest request is kept."""
        self._steps = 0
        self._request(Seek("at", time_s))

    def step(self, frames: int) -> None:
        """Step forward or back by frames, counted from where the last seek goes."""
        self.run(0.0)
        if self._rhythm.varies and self._shown is not None:
            self._steps += frames
            if self._seek is None:
                self._start_step()
            return
        pending = self._next or self._seek
        base_s = pending.time_s if pending is not None else self._shown.start_s if self._shown is not None else 0.0
        self._request(Seek("at", self._rhythm.start_of(self._rhythm.frame_at(base_s) + frames)))

    def run(self, speed: float) -> None:
        """Play at a speed; 0 stands still, negative goes backwards frame by frame."""
        self._reverse.stop()
        if speed > 0:
            self._run_forward(speed)
        elif self._seek is None or not self._seek.rolling:  # else it stands still when the frame has come
            self._media_player.hold()
        if speed < 0:
            self._reverse.start()
        self._set_speed(speed)

    def shuttle(self, direction: int) -> None:
        """J, K, L: again in the same direction doubles the speed."""
        if direction == 0:
            self.run(0.0)
        elif self._speed * direction > 0:
            self.run(max(-_FASTEST, min(_FASTEST, self._speed * 2)))
        else:
            self.run(float(direction))

    def _run_forward(self, speed: float) -> None:
        """From the latest request, else from here; from the start when the end was reached."""
        if not self._media_player.is_loaded:
            return
        wanted = self._next or self._seek
        self._end_seek()
        self._next = None
        if wanted is not None:
            self._media_player.place(wanted.place(self._rhythm))
        elif self._is_over:
            self._media_player.place(0.0)
        elif self._shown is not None and self._rhythm.frame_at(self._shown.start_s) != self._player_frame:
            self._media_player.place(Seek("at", self._shown.start_s).place(self._rhythm))
        self._is_over = False
        self._media_player.run(speed)

    def _run_back(self) -> None:
        """One step of reverse play, unless the last one is still under way."""
        if self._seek is not None or self._shown is None:
            return
        start_s = self._shown.start_s
        if start_s <= TOLERANCE_S:
            self.run(0.0)
            return
        back_s = max(-self._speed * _REVERSE_EVERY_MS / 1000, float(1 / self._rhythm.fps))
        if self._rhythm.varies:
            self._request(Seek("before", start_s, back_s=back_s))
        else:
            self._request(Seek("at", self._rhythm.start_of(self._rhythm.frame_at(start_s - back_s))))

    # ----------------------------------------------------------------- seeking

    def _request(self, seek: Seek) -> None:
        self._next = seek
        if self._media_player.is_loaded and self._seek is None:
            self._start_next()

    def _start_next(self) -> None:
        seek, self._next = self._next, None
        if seek is None:
            return
        if seek.kind == "at":
            seek.time_s = self._clamp(seek.time_s)
        if self._speed > 0:
            self._media_player.place(seek.place(self._rhythm))
            return
        known = self._known_frame(seek)
        if known is not None:
            self._shown = known
            self.frame_shown.emit(known)
            return
        self._is_over = False
        self._seek, self._passed = seek, None
        if self._is_just_ahead(seek):
            seek.rolling = seek.must_hit = True
            self._media_player.run(1.0, is_silent=True)
            self._patience.start(_ROLL_MOST_MS)
        else:
            self._send(seek)

    def _known_frame(self, seek: Seek) -> ShownFrame | None:
        """The very frame that is wanted, when it was shown or passed already and frames can be numbered."""
        if seek.kind != "at" or self._rhythm.varies:
            return None
        found = self._cache.get(self._rhythm.frame_at(seek.time_s))
        is_it = found is not None and found.start_s - TOLERANCE_S <= seek.time_s < found.end_s - TOLERANCE_S
        return found if is_it else None

    def _is_just_ahead(self, seek: Seek) -> bool:
        """True for the next frame, and where seeks are slow for the next few: running on reaches them sooner."""
        if seek.kind != "at" or self._rhythm.varies or self._player_frame is None:
            return False
        ahead = self._rhythm.frame_at(seek.time_s) - self._player_frame
        most = _NEAR_FRAMES if self._rhythm.lands_late else 1
        return 0 < ahead <= most and not self._media_player.is_stopped

    def _start_step(self) -> None:
        """One of the waiting steps."""
        if self._steps and self._shown is not None:
            kind: Literal["after", "before"] = "after" if self._steps > 0 else "before"
            self._steps -= 1 if self._steps > 0 else -1
            self._request(Seek(kind, self._shown.start_s))

    def _clamp(self, time_s: float) -> float:
        """Into the video; the end means its last frame."""
        duration_s = self._media_player.duration_s
        last_s = duration_s - float(1 / self._rhythm.fps)
        return max(0.0, min(time_s, last_s) if duration_s > 0 else time_s)

    def _send(self, seek: Seek) -> None:
        self._is_rewound = self._media_player.is_stopped
        self._media_player.stand_at(seek.place(self._rhythm))
        self._patience.start(_SEEK_MOST_MS)

    def _has_arrived(self, frame: QVideoFrame, start_s: float, end_s: float) -> bool:
        """Judge a frame of a seek; on the way, send the player on."""
        seek = self._seek
        if seek is None:
            if self._shown is None and self._speed <= 0:
                return False  # of the video before
            self._rhythm.learn(start_s, end_s)
            return True
        if self._is_rewound and start_s <= TOLERANCE_S and seek.time_s > 1.0:
            self._send(seek)  # a stopped player rewinds, and may show its first frame in between
            return False
        verdict = seek.judge(self._rhythm, start_s, end_s)
        if verdict == "there":
            return True
        self._passed = frame
        if verdict == "roll" and seek.time_s - start_s <= _NEAR_FRAMES * self._rhythm.frame_s:
            self._remember(ShownFrame(image_of(frame), start_s, end_s))
        if verdict == "again":
            self._send(seek)
        elif not self._media_player.is_running:
            # A player that landed late waits until its clock has come to the frame: that need not take real time.
            is_far = seek.time_s - start_s > _HASTE_FRAMES * self._rhythm.frame_s and not seek.was_hasty
            seek.must_hit = seek.was_hasty = seek.was_hasty or is_far
            self._media_player.run(_FASTEST if is_far else 1.0, is_silent=True)
            self._patience.start(_ROLL_MOST_MS)
        else:
            self._patience.start(_ROLL_MOST_MS)  # it is on its way, however slow the machine is
            if self._media_player.rate > 1:
                self._media_player.run(1.0, is_silent=True)
        return False

    def _end_seek(self) -> None:
        rolled = self._seek is not None and self._seek.rolling
        self._seek = None
        self._patience.stop()
        if rolled and self._speed <= 0:
            self._media_player.hold()

    def _give_up(self) -> None:
        """No frame came for this seek: the last one on the way, an earlier place, or the next request."""
        if self._seek is not None and self._passed is not None:
            self._arrive(self._passed)
        elif self._seek is not None and self._next is None and self._seek.throttle():
            self._send(self._seek)
        else:
            self._end_seek()
            self._start_next()
            if self._seek is None and self._shown is None and self._media_player.is_stopped:
                self._media_player.fail(self._media_player.cannot())

    # ----------------------------------------------------------------- what the machine tells

    def _begin(self) -> None:
        if self._speed > 0:
            self._run_forward(self._speed)
        else:
            self._start_next()

    def _look(self, frame: QVideoFrame) -> None:
        if self._has_arrived(frame, *times_of(frame, self._rhythm.fps)):
            self._arrive(frame)

    def _arrive(self, frame: QVideoFrame) -> None:
        """Show a frame, then turn to the next request."""
        image = image_of(frame)
        self._end_seek()
        self._passed = None
        if image.isNull():
            self._media_player.fail(self._media_player.cannot())
            return
        self._shown = ShownFrame(image, *times_of(frame, self._rhythm.fps))
        self._player_frame = self._rhythm.frame_at(self._shown.start_s)
        if self._speed <= 0 or self._rhythm.lands_late:
            self._remember(self._shown)
        if self._is_failed:
            self._is_failed = False
            self.recovered.emit()
        self.frame_shown.emit(self._shown)
        if self._speed <= 0:
            self._start_step()
            if self._seek is None:
                self._start_next()

    def _remember(self, frame: ShownFrame) -> None:
        if self._rhythm.varies:
            self._cache.clear()
        elif not frame.image.isNull() and self._rhythm.has_start(frame.start_s):
            self._cache.put(self._rhythm.frame_at(frame.start_s), frame)

    def _end(self) -> None:
        if self._seek is not None and not self._media_player.has_newer:
            self._give_up()
        elif self._shown is None and not self._media_player.has_newer:
            self._media_player.fail(self._media_player.cannot())
        elif self._speed > 0:
            speed, self._is_over = self._speed, True
            self._set_speed(0.0)
            self.ended.emit(speed)

    def _fail(self, sentence: str) -> None:
        self._end_seek()
        self._reverse.stop()
        self.interrupted = self._speed
        self._is_failed = True
        self._set_speed(0.0)
        self.failed.emit(sentence)

    def _set_speed(self, speed: float) -> None:
        if speed != self._speed:
            self._speed = speed
            self.speed_changed.emit(speed)
