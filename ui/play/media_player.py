"""QMediaPlayer as we need it: newest frame only, failures as sentences, never silently black.

Codecs the bundled FFmpeg cannot decode end without an error and without a frame, so a watchdog speaks.
"""

from fractions import Fraction

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from ui.play.playable import PlayableVideo
from ui.translate import translate

WATCHDOG_MS = 1500
_LOADING_MOST_MS = 10_000
_SURE_MOST_MS = 6000
_SURE = frozenset(("H.264", "HEVC", "VP8", "VP9", "MPEG-2", "MPEG-4", "MJPEG", "ProRes", "DNxHR"))
"""Codecs that do play; a large video on a busy computer is merely slow."""
_LOUDEST_SPEED = 2

_State = QMediaPlayer.PlaybackState
_Status = QMediaPlayer.MediaStatus
_Error = QMediaPlayer.Error


class MediaPlayer(QObject):
    """Opens one video, stands, runs forward. Units: seconds from the start of the file."""

    loaded = Signal()
    frame_came = Signal(object)
    """The newest QVideoFrame; older ones that nobody had time for are left out."""
    ended = Signal()
    failed = Signal(str)
    """A sentence, once for each video."""
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
        if hasattr(self._player, "setPitchCompensation"):  # from Qt 6.10 on
            self._player.setPitchCompensation(True)
        self._video: PlayableVideo | None = None
        self._newest: QVideoFrame | None = None
        self._is_loaded = self._is_failed = self._is_silent = False
        self._sound = (1.0, False)
        self._watchdog = QTimer(self)
        self._watchdog.setSingleShot(True)
        self._watchdog.timeout.connect(self._bark)
        self._sink.videoFrameChanged.connect(self._keep)
        self._player.mediaStatusChanged.connect(self._follow)
        self._player.errorOccurred.connect(self._explain)
        self._player.durationChanged.connect(lambda ms: self.duration_changed.emit(ms / 1000))

    # ----------------------------------------------------------------- state

    @property
    def is_empty(self) -> bool:
        """True while there is no video."""
        return self._video is None

    @property
    def is_loaded(self) -> bool:
        """True once the video can be sought in."""
        return self._is_loaded

    @property
    def is_stopped(self) -> bool:
        """True after the end: the next frame may be the first of the video."""
        return self._player.playbackState() == _State.StoppedState

    @property
    def duration_s(self) -> float:
        """Length; the library's where it has one, since the player's leaves out ends of some containers."""
        known = self._video.duration_s if self._video is not None else 0.0
        return max(known, self._player.duration() / 1000)

    @property
    def has_sound(self) -> bool:
        """False without an audio device."""
        return self._audio is not None

    @property
    def has_newer(self) -> bool:
        """True while a frame waits to be handed over."""
        return self._newest is not None

    # ----------------------------------------------------------------- commands

    def open(self, video: PlayableVideo) -> None:
        """Load a video."""
        self.close()
        self._video = video
        self._watchdog.start(WATCHDOG_MS)
        self._player.setSource(QUrl.fromLocalFile(str(video.path)))

    def close(self) -> None:
        """Let go of the file."""
        self._video = self._newest = None
        self._is_loaded = self._is_failed = False
        self._watchdog.stop()
        self._player.stop()
        self._player.setSource(QUrl())

    def stand_at(self, time_s: float) -> None:
        """Stand still at a place; a frame comes when it is there."""
        if self._player.playbackState() != _State.PausedState:
            self._player.pause()
        self.place(time_s)

    def place(self, time_s: float) -> None:
        """Continue from another place, running or standing."""
        self._player.setPosition(max(0, round(time_s * 1000)))

    def run(self, rate: float, *, is_silent: bool = False) -> None:
        """Run forward; a negative rate would silently be none. Silent on the way to a frame."""
        self._is_silent = is_silent
        self._player.setPlaybackRate(rate)
        self._set_loudness()
        self._player.play()

    def hold(self) -> None:
        """Stand still where it is."""
        if self.is_running:
            self._player.pause()

    @property
    def rate(self) -> float:
        """The speed that was set."""
        return self._player.playbackRate()

    @property
    def is_running(self) -> bool:
        """True while frames follow each other."""
        return self._player.playbackState() == _State.PlayingState

    def set_sound(self, volume: float, muted: bool) -> None:
        """Loudness 0 to 1."""
        self._sound = (volume, muted)
        self._set_loudness()

    def _set_loudness(self) -> None:
        if self._audio is not None:
            volume, muted = self._sound
            self._audio.setVolume(volume)
            self._audio.setMuted(muted or self._is_silent or self._player.playbackRate() > _LOUDEST_SPEED)

    # ----------------------------------------------------------------- what the player tells

    def _keep(self, frame: QVideoFrame) -> None:
        """Keep only the newest: a slow conversion must not pile up frames."""
        if not frame.isValid() or not self._is_loaded:
            return
        waiting = self._newest is not None
        self._newest = QVideoFrame(frame)
        self._watchdog.stop()
        if not waiting:
            QTimer.singleShot(0, self, self._hand_over)

    def _hand_over(self) -> None:
        frame, self._newest = self._newest, None
        if frame is not None and self._video is not None:
            self.frame_came.emit(frame)

    def _follow(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._video is None:
            return
        if status in (_Status.LoadedMedia, _Status.BufferedMedia) and not self._is_loaded:
            self._is_loaded = True
            if self._player.hasVideo():
                self.loaded.emit()
            else:
                self.fail(translate("Play", "This file has no video track."))
        elif status == _Status.EndOfMedia:
            self.ended.emit()

    def _explain(self, error: QMediaPlayer.Error, _text: str) -> None:
        if self._video is None:
            return
        if error == _Error.ResourceError and not self._video.path.exists():
            self.fail(translate("Play", "File not found. Check that its drive is connected."))
        elif error in (_Error.ResourceError, _Error.AccessDeniedError):
            self.fail(translate("Play", "This file cannot be opened for playback."))
        elif not self._is_loaded:  # its container, before any codec is asked
            self.fail(translate("Play", "This file cannot be read. It may be damaged, or only partly copied."))
        else:
            self.fail(self.cannot())

    def _bark(self) -> None:
        """No frame in time. Files still being opened, and codecs that do play, are given longer."""
        opening = self._player.mediaStatus() in (_Status.LoadingMedia, _Status.NoMedia, _Status.StalledMedia)
        is_sure = self._video is not None and self._video.codec in _SURE
        more_ms = _LOADING_MOST_MS if opening else _SURE_MOST_MS if is_sure else 0
        if self._watchdog.interval() < more_ms:
            self._watchdog.start(more_ms)
        else:
            self.fail(self.cannot())

    def cannot(self) -> str:
        """What to say when no frame can be shown."""
        codec = f" ({self._video.codec})" if self._video is not None and self._video.codec else ""
        return translate("Play", "This codec{codec} cannot be played on this computer.").format(codec=codec)

    def fail(self, sentence: str) -> None:
        """Say so, once."""
        self._watchdog.stop()
        if not self._is_failed:
            self._is_failed = True
            self.failed.emit(sentence)


def times_of(frame: QVideoFrame, fps: Fraction) -> tuple[float, float]:
    """Start and end of a frame as the player tells them."""
    start_s, end_s = frame.startTime() / 1e6, frame.endTime() / 1e6
    return start_s, end_s if end_s > start_s else start_s + float(1 / fps)
