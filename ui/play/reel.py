"""The film in the machine: opens, seeks to exact frames, plays and shuttles. Knows no widgets.

Facts of QtMultimedia this file works around: seeks miss (see `aim`), so it looks where it landed and tries again;
negative rates are ignored, so reverse is a row of seeks; codecs it cannot decode end silently, so a watchdog
speaks; some containers land a whole group of pictures late, so it goes back and rolls forward.
"""

from fractions import Fraction
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from ui.play.aim import TOLERANCE_S, Rhythm, Seek
from ui.play.film import Film, Shown
from ui.play.frames import image_of

WATCHDOG_MS = 1500
_LOADING_MOST_MS = 10_000
_SEEK_MOST_MS = 900
_REVERSE_EVERY_MS = 83
_FASTEST = 8.0

_State = QMediaPlayer.PlaybackState
_Status = QMediaPlayer.MediaStatus


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
        self._rhythm = Rhythm(self._fps, 0.04)
        self._seek: Seek | None = None
        self._next: Seek | None = None
        self._steps = 0
        """Single steps of a film of varying rate that still wait."""
        self._passed: QVideoFrame | None = None
        """The newest frame on the way of a seek; the film may end before the wish is met."""
        self._known_s = 0.0
        self._is_rewound = False
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

    def open(self, film: Film, time_s: float) -> None:
        """Load a film and stand at a time of it."""
        self.close()
        self._path, self._fps, self._codec, self._known_s = film.path, film.fps, film.codec, film.duration_s
        self._rhythm = Rhythm(film.fps, float(1 / film.fps))
        self._next = Seek("at", time_s)
        self._watchdog.start(WATCHDOG_MS)
        self._player.setSource(QUrl.fromLocalFile(str(film.path)))

    def close(self) -> None:
        """Let go of the file."""
        for timer in (self._watchdog, self._patience, self._reverse):
            timer.stop()
        self._player.stop()
        self._player.setSource(QUrl())
        self._path = self._shown = self._seek = self._next = self._newest = self._passed = None
        self._steps = 0
        self._is_loaded = self._is_failed = self._is_over = False
        self._set_speed(0.0)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time. While one seek is under way only the newest wish is kept."""
        self._steps = 0
        self._wish(Seek("at", time_s))

    def step(self, frames: int) -> None:
        """Go on or back by frames, counted from where the last seek goes."""
        self.run(0.0)
        if self._rhythm.varies and self._shown is not None:
            self._steps += frames
            if self._seek is None:
                self._start_step()
            return
        pending = self._next or self._seek
        base_s = pending.time_s if pending is not None else self._shown.start_s if self._shown is not None else 0.0
        self._wish(Seek("at", float(max(0, round(base_s * self._fps) + frames) / self._fps)))

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

    def _wish(self, seek: Seek) -> None:
        self._next = seek
        if self._is_loaded and self._seek is None:
            self._start_next()

    def _clamp(self, time_s: float) -> float:
        """Into the film; the end means its last frame."""
        duration_s = max(self._known_s, self.duration_s)
        last = duration_s - float(1 / self._fps)
        return max(0.0, min(time_s, last) if duration_s > 0 else time_s)

    def _start_next(self) -> None:
        seek, self._next = self._next, None
        if seek is None:
            return
        if seek.kind == "at":
            seek.time_s = self._clamp(seek.time_s)
        if self._speed > 0:
            self._player.setPosition(round(seek.place(self._rhythm) * 1000))
            return
        self._is_over = False
        self._seek = seek
        self._passed = None
        self._send(seek)

    def _start_step(self) -> None:
        """One of the waiting steps, where the rate varies and none can be reckoned."""
        if self._steps and self._shown is not None:
            kind: Literal["after", "before"] = "after" if self._steps > 0 else "before"
            self._steps -= 1 if self._steps > 0 else -1
            self._wish(Seek(kind, self._shown.start_s))

    def _send(self, seek: Seek) -> None:
        if self._player.playbackState() != _State.PausedState:
            self._is_rewound = self._player.playbackState() == _State.StoppedState
            self._player.pause()
        self._player.setPosition(round(seek.place(self._rhythm) * 1000))
        self._patience.start(_SEEK_MOST_MS)

    def _hold(self) -> None:
        if self._player.playbackState() == _State.PlayingState:
            self._player.pause()

    def _has_arrived(self, frame: QVideoFrame, start_s: float, end_s: float) -> bool:
        """Judge a frame of a seek; on the way, send the player on."""
        seek = self._seek
        if seek is None:
            self._rhythm.learn(start_s, end_s)
            return True
        if self._is_rewound and start_s <= TOLERANCE_S < 1.0 < seek.time_s:
            self._is_rewound = False  # a stopped player rewinds and may show its first frame in between
            self._send(seek)
            return False
        verdict = seek.judge(self._rhythm, start_s, end_s)
        if verdict == "there":
            return True
        self._passed = frame
        if verdict == "again":
            self._send(seek)
        elif self._player.playbackState() != _State.PlayingState:
            self._player.setPlaybackRate(1.0)
            self._player.play()
            self._patience.start(_SEEK_MOST_MS + 2000)
        return False

    def _end_seek(self) -> None:
        rolled = self._seek is not None and self._seek.rolling
        self._seek = None
        self._patience.stop()
        if rolled and self._speed <= 0:
            self._hold()

    def _give_up_seek(self) -> None:
        """No frame came for this seek: the last one on the way, an earlier place, or the next wish."""
        if self._seek is not None and self._passed is not None:
            self._arrive(self._passed)
        elif self._seek is not None and self._next is None and self._seek.give_way():
            self._send(self._seek)
        else:
            self._end_seek()
            self._start_next()

    def _run_back(self) -> None:
        """One step of reverse play, unless the last one is still under way."""
        if self._seek is not None or self._shown is None:
            return
        start_s = self._shown.start_s
        if start_s <= TOLERANCE_S:
            self.run(0.0)
            return
        back_s = max(-self._speed * _REVERSE_EVERY_MS / 1000, float(1 / self._fps))
        if self._rhythm.varies:
            self._wish(Seek("before", start_s, back_s=back_s))
        else:
            self._wish(Seek("at", float(max(0, round((start_s - back_s) * self._fps)) / self._fps)))

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
        start_s, end_s = _times(frame, self._fps)
        if self._has_arrived(frame, start_s, end_s):
            self._arrive(frame)

    def _arrive(self, frame: QVideoFrame) -> None:
        """Show a frame, then turn to what is wished next."""
        image = image_of(frame)
        self._end_seek()
        self._passed = None
        if not image.isNull():
            self._watchdog.stop()
            self._shown = Shown(image, *_times(frame, self._fps))
            if self._is_failed:
                self._is_failed = False
                self.recovered.emit()
            self._tell()
        if self._speed <= 0:
            self._start_step()
            if self._seek is None:
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
                self._start_next()
                self.run(self._speed)
            else:
                self._start_next()
        elif status == _Status.EndOfMedia and self._path is not None:
            if self._shown is None and self._newest is None and self._passed is None:
                self._fail(self._cannot())
            elif self._seek is not None and self._newest is None:
                self._give_up_seek()
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


def _times(frame: QVideoFrame, fps: Fraction) -> tuple[float, float]:
    """Start and end as the player tells them."""
    start_s, end_s = frame.startTime() / 1e6, frame.endTime() / 1e6
    return start_s, end_s if end_s > start_s else start_s + float(1 / fps)
