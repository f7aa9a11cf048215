"""The video in the player: seeks to exact frames, steps, plays and shuttles. Knows no widgets.

Seeks miss (see `aim`), so the reel looks where it landed and tries again; negative rates do not work, so reverse
is a row of seeks; some containers land a whole group of pictures late, so it goes back and rolls forward.
"""

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import QVideoFrame

from ui.play.frame_image import image_of
from ui.play.media_player import MediaPlayer, times_of
from ui.play.playable import PlayableVideo, ShownFrame
from ui.play.seek import TOLERANCE_S, FrameTiming, Seek

_SEEK_MOST_MS = 900
_ROLL_MOST_MS = 3000
_REVERSE_EVERY_MS = 83
_FASTEST = 8.0


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
        self._shown = self._seek = self._next = self._passed = None
        self._steps = 0
        self._is_failed = self._is_over = self._is_rewound = False
        self._set_speed(0.0)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time. While one seek is under way only the latest request is kept."""
        self._steps = 0
        self._wish(Seek("at", time_s))

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
        self._wish(Seek("at", self._rhythm.start_of(self._rhythm.frame_at(base_s) + frames)))

    def run(self, speed: float) -> None:
        """Play at a speed; 0 stands still, negative goes backwards frame by frame."""
        self._reverse.stop()
        if speed > 0:
            self._run_forward(speed)
        else:
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
        wish = self._next or self._seek
        self._end_seek()
        self._next = None
        if wish is not None:
            self._media_player.place(wish.place(self._rhythm))
        elif self._is_over:
            self._media_player.place(0.0)
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
            self._wish(Seek("before", start_s, back_s=back_s))
        else:
            self._wish(Seek("at", self._rhythm.start_of(self._rhythm.frame_at(start_s - back_s))))

    # ----------------------------------------------------------------- seeking

    def _wish(self, seek: Seek) -> None:
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
        self._is_over = False
        self._seek, self._passed = seek, None
        self._send(seek)

    def _start_step(self) -> None:
        """One of the waiting steps."""
        if self._steps and self._shown is not None:
            kind: Literal["after", "before"] = "after" if self._steps > 0 else "before"
            self._steps -= 1 if self._steps > 0 else -1
            self._wish(Seek(kind, self._shown.start_s))

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
        if verdict == "again":
            self._send(seek)
        elif not self._media_player.is_running:
            self._media_player.run(1.0)
            self._patience.start(_ROLL_MOST_MS)
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
        elif self._seek is not None and self._next is None and self._seek.give_way():
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
        if self._is_failed:
            self._is_failed = False
            self.recovered.emit()
        self.frame_shown.emit(self._shown)
        if self._speed <= 0:
            self._start_step()
            if self._seek is None:
                self._start_next()

    def _end(self) -> None:
        if self._seek is not None and not self._media_player.has_newer:
            self._give_up()
        elif self._shown is None and not self._media_player.has_newer:
            self._media_player.fail(self._media_player.cannot())
        elif self._speed > 0:
            self._is_over = True
            self._set_speed(0.0)

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
