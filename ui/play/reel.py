"""The film in the machine: opens, seeks to exact frames, plays and shuttles. Knows no widgets.

Facts of QtMultimedia this file works around: a seek to a frame's start lands one frame early, so it aims at the
middle and looks where it landed; negative rates are ignored, so reverse is a row of seeks; codecs it cannot
decode end silently, so a watchdog speaks; some containers land a whole group of pictures late, so it goes back
and rolls forward.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from ui.play.frames import image_of
from ui.widgets.timecode import frame_at, frame_middle_s

WATCHDOG_MS = 1500
_LOADING_MOST_MS = 10_000
_SEEK_MOST_MS = 900
_REVERSE_EVERY_MS = 83
_FASTEST = 8.0
_TRIES = 3
_TOLERANCE_S = 0.0015
"""Players keep times in whole milliseconds."""

_ON_GRID = 0.06
"""Share of a frame."""
_INSIDE_S = 0.004

_State = QMediaPlayer.PlaybackState
_Status = QMediaPlayer.MediaStatus


@dataclass(frozen=True, slots=True)
class Shown:
    """The frame on screen. Units: seconds from the start of the file."""

    image: QImage
    start_s: float
    end_s: float

    def holds(self, time_s: float) -> bool:
        """True when this frame is the one at that time."""
        return self.start_s - _TOLERANCE_S <= time_s < self.end_s


@dataclass(slots=True)
class _Seek:
    """A seek in flight: where to, how often tried, and whether it rolls forward to it."""

    target_s: float
    tries: int = 0
    rolling: bool = False


class Reel(QObject):
    """One film at a time. Signals come in the main thread."""

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
        self._player = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._player.setVideoSink(self._sink)
        self._audio: QAudioOutput | None = None
        if not QMediaDevices.defaultAudioOutput().isNull():
            self._audio = QAudioOutput(self)
            self._player.setAudioOutput(self._audio)
        self._codec = ""
        self._path: Path | None = None
        self._fps = Fraction(25)
        self._shown: Shown | None = None
        self._seek: _Seek | None = None
        self._next_s: float | None = None
        self._newest: QVideoFrame | None = None
        self._speed = 0.0
        self._is_loaded = self._is_failed = self._is_over = False
        self._muted, self._volume = False, 1.0
        self._watchdog = self._timer(WATCHDOG_MS, self._bark)
        self._patience = self._timer(_SEEK_MOST_MS, self._give_up_seek)
        self._reverse = self._timer(_REVERSE_EVERY_MS, self._run_back, repeats=True)
        self._sink.videoFrameChanged.connect(self._frame_came)
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(self._error)
        self._player.durationChanged.connect(lambda ms: self.duration_changed.emit(ms / 1000))

    def _timer(self, wait_ms: int, slot: object, *, repeats: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(not repeats)
        timer.setInterval(wait_ms)
        timer.timeout.connect(slot)
        return timer

    # ----------------------------------------------------------------- state

    @property
    def path(self) -> Path | None:
        """The film that is open."""
        return self._path

    @property
    def shown(self) -> Shown | None:
        """The frame on screen, once there was one."""
        return self._shown

    @property
    def speed(self) -> float:
        """How fast it runs."""
        return self._speed

    @property
    def is_failed(self) -> bool:
        """True when no frames come."""
        return self._is_failed

    @property
    def duration_s(self) -> float:
        """Length as the player knows it; 0 before it does."""
        return self._player.duration() / 1000

    @property
    def has_sound(self) -> bool:
        """False without an audio device."""
        return self._audio is not None

    def set_sound(self, volume: float, muted: bool) -> None:
        """Loudness 0 to 1."""
        self._volume, self._muted = volume, muted
        if self._audio is not None:
            self._audio.setVolume(volume)
            self._audio.setMuted(muted or abs(self._speed) > 2)

    # ----------------------------------------------------------------- commands

    def open(self, path: Path, time_s: float, fps: Fraction, codec: str) -> None:
        """Load a film and stand at a time of it."""
        self.close()
        self._path, self._fps, self._codec = path, fps, codec
        self._next_s = self._aim(time_s)
        self._watchdog.start(WATCHDOG_MS)
        self._player.setSource(QUrl.fromLocalFile(str(path)))

    def close(self) -> None:
        """Let go of the file."""
        for timer in (self._watchdog, self._patience, self._reverse):
            timer.stop()
        self._player.stop()
        self._player.setSource(QUrl())
        self._path = self._shown = self._seek = self._next_s = self._newest = None
        self._is_loaded = self._is_failed = self._is_over = False
        self._set_speed(0.0)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time. While one seek is under way only the newest wish is kept."""
        self._wish(self._aim(time_s))

    def step(self, frames: int) -> None:
        """Go on or back by single frames, counted from where the last seek goes."""
        self.run(0.0)
        pending = self._next_s if self._next_s is not None else self._seek.target_s if self._seek else None
        if pending is None and self._shown is not None and abs(frames) == 1:
            self._wish(_neighbour(self._shown, frames))
            return
        if pending is None:
            pending = (self._shown.start_s + self._shown.end_s) / 2 if self._shown else 0.0
        self._wish(frame_middle_s(max(0, frame_at(pending, self._fps) + frames), self._fps))

    def run(self, speed: float) -> None:
        """Play at a speed; 0 stands still, negative goes backwards frame by frame."""
        if speed > 0:
            self._reverse.stop()
            if self._is_over:
                self._player.setPosition(0)
            self._end_seek()
            self._is_over = False
            self._player.setPlaybackRate(speed)
            self._player.play()
        elif speed < 0:
            self._hold()
            self._reverse.start()
        else:
            self._reverse.stop()
            self._hold()
        self._set_speed(speed)

    def shuttle(self, direction: int) -> None:
        """J, K, L: again in the same direction doubles the speed."""
        if direction == 0:
            self.run(0.0)
        elif self._speed * direction > 0:
            self.run(max(-_FASTEST, min(_FASTEST, self._speed * 2)))
        else:
            self.run(float(direction))

    # ----------------------------------------------------------------- seeking

    def _clamp(self, time_s: float) -> float:
        """Into the film; the end means its last frame."""
        last = self.duration_s - float(1 / (2 * self._fps))
        return max(0.0, min(time_s, last) if self.duration_s > 0 else time_s)

    def _start_next(self) -> None:
        if self._next_s is None:
            return
        target = self._clamp(self._next_s)
        self._next_s = None
        if self._speed > 0:
            self._player.setPosition(round(target * 1000))
            return
        if self._shown is not None and self._shown.holds(target) and not self._is_over:
            self._tell()
            return
        self._is_over = False
        self._seek = _Seek(target)
        self._move_to(target)

    def _aim(self, time_s: float) -> float:
        """A time safely inside the frame that is on screen at a time.

        Where the time is a multiple of the frame's length, its middle; where it is not, the rate varies or
        the mouse chose it, and a little later is enough.
        """
        place = time_s * float(self._fps)
        if abs(place - round(place)) < _ON_GRID:
            return frame_middle_s(round(place), self._fps)
        return time_s + _INSIDE_S

    def _wish(self, time_s: float) -> None:
        self._next_s = time_s
        if self._is_loaded and self._seek is None:
            self._start_next()

    def _move_to(self, time_s: float) -> None:
        if self._player.playbackState() != _State.PausedState:
            self._player.pause()
        self._player.setPosition(max(0, round(time_s * 1000)))
        self._patience.start()

    def _hold(self) -> None:
        if self._player.playbackState() == _State.PlayingState:
            self._player.pause()

    def _judge(self, seek: _Seek, landed: Shown) -> bool:
        """True when a seek has arrived; else try again from where the player missed, or roll forward."""
        if landed.holds(seek.target_s) or seek.tries >= _TRIES:
            return True
        if seek.rolling:
            return landed.start_s > seek.target_s
        seek.tries += 1
        late = (landed.start_s + landed.end_s) / 2 - seek.target_s
        if late < 0 and seek.tries > 1 and -late < 2.0:
            seek.rolling = True
            self._player.setPlaybackRate(1.0)
            self._player.play()
            self._patience.start(_SEEK_MOST_MS + round(-late * 1000))
            return False
        self._move_to(seek.target_s - late * max(1, seek.tries))
        return False

    def _end_seek(self) -> None:
        rolled = self._seek is not None and self._seek.rolling
        self._seek = None
        self._patience.stop()
        if rolled and self._speed <= 0:
            self._hold()

    def _give_up_seek(self) -> None:
        """No frame came for this seek; the next wish has its turn."""
        self._end_seek()
        self._start_next()

    def _run_back(self) -> None:
        """One step of reverse play, unless the last one is still under way."""
        if self._seek is not None or self._shown is None:
            return
        target = self._shown.start_s + self._speed * _REVERSE_EVERY_MS / 1000
        frame_s = float(1 / self._fps)
        self._next_s = max(0.0, min(target, self._shown.start_s - frame_s / 2))
        if self._shown.start_s <= _TOLERANCE_S:
            self.run(0.0)
            self._next_s = None
            return
        self._start_next()

    # ----------------------------------------------------------------- what the player tells

    def _frame_came(self, frame: QVideoFrame) -> None:
        """Keep only the newest: a slow conversion must not pile up frames."""
        if not frame.isValid() or self._path is None:
            return
        waiting = self._newest is not None
        self._newest = QVideoFrame(frame)
        if not waiting:
            QTimer.singleShot(0, self, self._present)

    def _present(self) -> None:
        frame, self._newest = self._newest, None
        if frame is None or self._path is None:
            return
        start_s, end_s = frame.startTime() / 1e6, frame.endTime() / 1e6
        if end_s <= start_s:
            end_s = start_s + float(1 / self._fps)
        landed = Shown(QImage(), start_s, end_s)
        if self._seek is not None and not self._judge(self._seek, landed):
            return
        image = image_of(frame)
        if image.isNull():
            return
        self._watchdog.stop()
        self._end_seek()
        self._shown = Shown(image, start_s, end_s)
        if self._is_failed:
            self._is_failed = False
            self.recovered.emit()
        self._tell()
        if self._next_s is not None and self._speed <= 0:
            self._start_next()

    def _tell(self) -> None:
        if self._shown is not None:
            self.frame_shown.emit(self._shown)

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in (_Status.LoadedMedia, _Status.BufferedMedia) and not self._is_loaded and self._path is not None:
            self._is_loaded = True
            if not self._player.hasVideo():
                self._fail("This file has no picture to play.")
            elif self._speed > 0:
                self._player.setPosition(round((self._next_s or 0.0) * 1000))
                self._next_s = None
                self.run(self._speed)
            else:
                self._start_next()
        elif status == _Status.EndOfMedia and self._path is not None:
            if self._shown is None and self._newest is None:
                self._fail(self._cannot())
            elif self._speed > 0:
                self._is_over = True
                self._set_speed(0.0)

    def _error(self, error: QMediaPlayer.Error, _text: str) -> None:
        if self._path is None or self._is_failed:
            return
        if error == QMediaPlayer.Error.ResourceError and not self._path.exists():
            self._fail("The file is not there any more. Is its drive connected?")
        elif error in (QMediaPlayer.Error.ResourceError, QMediaPlayer.Error.AccessDeniedError):
            self._fail("This file cannot be opened for playing.")
        else:
            self._fail(self._cannot())

    def _bark(self) -> None:
        """No picture in time. A slow disk is given longer as long as the file is still being opened."""
        loading = self._player.mediaStatus() in (_Status.LoadingMedia, _Status.NoMedia, _Status.StalledMedia)
        if loading and self._watchdog.interval() < _LOADING_MOST_MS:
            self._watchdog.start(_LOADING_MOST_MS)
            return
        self._fail(self._cannot())

    def _cannot(self) -> str:
        codec = f" ({self._codec})" if self._codec else ""
        return f"This codec{codec} cannot play here."

    def _fail(self, sentence: str) -> None:
        self._watchdog.stop()
        self._end_seek()
        self._reverse.stop()
        self._is_failed = True
        self._set_speed(0.0)
        self.failed.emit(sentence)

    def _set_speed(self, speed: float) -> None:
        if speed != self._speed:
            self._speed = speed
            self.speed_changed.emit(speed)
            self.set_sound(self._volume, self._muted)


def _neighbour(shown: Shown, direction: int) -> float:
    """A time safely inside the next or previous frame, also where the rate varies."""
    inside = min((shown.end_s - shown.start_s) / 2, 0.008)
    return shown.end_s + inside if direction > 0 else max(0.0, shown.start_s - inside)
