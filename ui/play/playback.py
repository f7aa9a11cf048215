"""Playing a clip: from its original file, from its proxy, or as stills of the library."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from core.values import CreationDate, MediaInfo, Timecode
from ui.play.controls import Controls
from ui.play.playable import PlayableVideo, ShownFrame
from ui.play.player_marks import PlayerMarks
from ui.play.screen import Screen
from ui.play.timeline import Timeline
from ui.translate import noop, translate
from ui.widgets import formatting

if TYPE_CHECKING:  # QtMultimedia is loaded at the first cue, so that the window opens without it
    from ui.play.transport import Transport

_NO_RATE = Fraction(25)
"""Steps of a video whose rate nobody knows."""
_STILLS = noop("Play", "Showing stills from the library instead.")
_AWAY = noop("Play", "The original is not available.")
_SMALL = noop("Play", "Playing its proxy (up to 480 lines).")
_DOUBT = noop("Play", "The timestamps in the original file are unreliable.")
_INEXACT = noop(
    "Play",
    "The timestamps in this file are unreliable, so playback may start slightly off. Make a proxy to play it exactly.",
)


class Playback(QObject):
    """Plays one video at a time, and shows on screen, timeline and controls where it stands.

    Units: seconds from the start of the file; a proxy has the same.
    """

    position_changed = Signal(float)
    """Start of the frame on screen; the requested time where only stills can be shown."""
    failed = Signal(str)
    """Why the video cannot be played, and has no proxy that can; once for each cue."""
    still_wanted = Signal(float)
    """A still of this time would help (`set_poster`): before the first frame, and where the video cannot be played."""
    playing_changed = Signal(bool)

    def __init__(
        self, screen: Screen, timeline: Timeline, controls: Controls, marks: PlayerMarks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._screen, self._timeline, self._controls, self._marks = screen, timeline, controls, marks
        self._transport: Transport | None = None
        self._path: Path | None = None
        self._rate: Fraction | None = None
        """Of the video, for timecodes."""
        self._fps = _NO_RATE
        self._position_s = 0.0
        self._has_frame = self._is_still = False
        self._duration_s = 0.0
        self._small: Path | None = None
        """The proxy, as far as it is known yet."""
        self._is_small = self._is_away = False
        """The proxy is played; because the original is known to be away."""
        self._refusal = ""
        """Why the original could not be played, while nothing else is."""
        self._unsure: PlayableVideo | None = None
        """The original, where players find no place in it exactly: it is opened when it is to run, and not before."""
        self._is_elsewhere = False
        """True while the transport does not stand where the player says: `_unsure` was sought by stills."""
        timeline.sought.connect(self.seek)
        controls.toggled.connect(self.toggle)
        controls.stepped.connect(self.step)
        controls.sound_changed.connect(self._set_sound)
        marks.shown_asked.connect(self.seek)
        self._enable(False)

    def cue(self, path: Path, time_s: float, info: MediaInfo | None, small: Path | None = None) -> None:
        """Stand at a time of a video, or show a still picture. The same video is not opened again.

        `small` is given for a video that is known to be away: its proxy, which is played in its place.
        """
        is_same = path == self._path and self._is_away == (small is not None)
        if is_same and self._moving is not None and not self._moving.is_failed:
            self._moving.run(0.0)
            self.seek(time_s)
            return
        self._path, self._is_still = path, info is not None and info.is_still
        self._small, self._is_away, self._is_small, self._refusal = small, small is not None, False, ""
        self._unsure, self._is_elsewhere = None, False
        self._rate = info.fps if info is not None and info.fps > 0 else None
        self._fps = self._rate or _NO_RATE
        self._has_frame = False
        self._duration_s = duration_s = info.duration_s if info is not None else 0.0
        self._screen.clear()
        self._screen.wait()
        self._timeline.set_video(duration_s, self._rate)
        self._controls.set_video(duration_s, self._rate)
        self._controls.set_start(*_recorded(info))
        self._marks.set_video(info)
        self._enable(True)
        self._stand(time_s)
        self.still_wanted.emit(time_s)
        if self._is_still:
            self._show_no_video()
            return
        if small is not None:
            self._open_small(small, time_s, translate("Play", _AWAY))
            return
        source = path.parent / info.proxy if info is not None and info.proxy else path  # a camera's proxy
        video = PlayableVideo(source, self._fps, formatting.codec(info) if info is not None else "", duration_s)
        if info is not None and info.by_walk:
            self._media_player().close()
            self._unsure = video
            self._seek_by_stills(time_s)
        else:
            self._media_player().open(video, time_s)

    def offer(self, path: Path, small: Path | None) -> None:
        """The proxy of the video that is cued, or none: for when the video itself cannot be played."""
        if path == self._path and not self._is_small:
            self._small = small
            if self._refusal:
                self._turn_to_small(path)
            elif self._unsure is not None and small is not None:
                speed = self._media_player().speed
                self._open_small(small, self._position_s, translate("Play", _DOUBT))
                self._media_player().run(speed)

    def _turn_to_small(self, path: Path) -> None:
        """The video was refused: continue with its proxy from here, as fast as it went."""
        if path != self._path or not self._refusal or self._small is None or self._transport is None:
            return
        speed, reason = self._transport.interrupted, self._refusal
        self._open_small(self._small, self._position_s, reason)
        if speed:
            self._transport.run(speed)

    def _open_small(self, small: Path, time_s: float, reason: str) -> None:
        self._is_small, self._refusal, self._unsure, self._is_elsewhere = True, "", None, False
        self._screen.say("")
        self._screen.set_badge(translate("Play", "PROXY"), f"{reason} {translate('Play', _SMALL)}")
        self._controls.set_playable(True)
        self._media_player().open(PlayableVideo(small, self._fps, "H.264", self._duration_s), time_s)

    def _show_no_video(self) -> None:
        """A still picture: it comes from the library, and there is nothing to play."""
        if self._transport is not None:
            self._transport.close()
        self._controls.set_playable(False)
        self._controls.show_time(None)

    def play(self) -> None:
        """Run at normal speed."""
        if self._moving is not None and not self._moving.is_failed:
            if self._marks.is_looping and not self._marks.span.has(self._position_s):
                self._moving.seek(self._marks.loop_start_s)
            self._catch_up()
            self._moving.run(1.0)

    def _catch_up(self) -> None:
        """The video is to run: take it to about where the still is."""
        if self._unsure is None or not self._is_elsewhere:
            return
        transport, self._is_elsewhere = self._media_player(), False
        self._screen.say("")
        self._screen.set_badge(translate("Play", "INEXACT"), translate("Play", _INEXACT))
        if transport.is_empty:
            transport.open(self._unsure, self._position_s)
        else:
            transport.seek(self._position_s)

    def toggle(self) -> None:
        """Play, or stand still."""
        if self._moving is not None and self._moving.speed != 0:
            self._moving.run(0.0)
        else:
            self.play()

    def stop(self, reason: str = "") -> None:
        """Let go of the video and show nothing; the reason is shown unless it is that none is selected."""
        if self._transport is not None:
            self._transport.close()
        self._path, self._has_frame, self._is_still = None, False, False
        self._small, self._is_small, self._is_away, self._refusal = None, False, False, ""
        self._unsure, self._is_elsewhere = None, False
        self._screen.clear(reason)
        self._timeline.set_video(0.0, None)
        self._controls.set_video(0.0, None)
        self._controls.set_start(None)
        self._marks.set_video(None)
        self._controls.show_time(None)
        self._enable(False)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time."""
        if self._path is None or self._moving is None:
            return
        if self._moving.is_failed:
            self._stand(max(0.0, time_s))
            self.still_wanted.emit(self._position_s)
        elif self._unsure is not None and not self.is_playing:
            self._seek_by_stills(time_s)
        else:
            self._moving.seek(time_s)

    def _seek_by_stills(self, time_s: float) -> None:
        """Show the frame that the library reads there, which is the right one."""
        self._is_elsewhere, self._has_frame = True, False
        self._screen.say(translate("Play", _INEXACT))
        self._stand(max(0.0, min(time_s, self._duration_s)))
        self.still_wanted.emit(self._position_s)

    def step(self, frames: int) -> None:
        """Step forward or back by frames, and stand still."""
        if self._moving is None or self._path is None:
            return
        if self._moving.is_failed or self._unsure is not None:
            self._moving.run(0.0)
            self.seek(self._position_s + frames / float(self._fps))
        else:
            self._moving.step(frames)

    def shuttle(self, direction: int) -> None:
        """J (-1), K (0), L (1): again in the same direction is twice as fast, up to eight times."""
        if self._moving is not None and self._path is not None and not self._moving.is_failed:
            if direction:
                self._catch_up()
            self._moving.shuttle(direction)

    def set_poster(self, image: QImage) -> None:
        """A still from the library; shown while there is no frame of the video itself."""
        if self._path is not None and self._is_still:
            self._screen.show_frame(image)
        elif self._path is not None and not self._has_frame:
            self._screen.show_still(image)

    def learn(self, path: Path, info: MediaInfo) -> None:
        """More is known of the clip that is cued, such as its recorded timecode: it is shown, and plays on."""
        if path == self._path:
            self._controls.set_start(*_recorded(info))
            self._marks.set_info(info)

    @property
    def position_s(self) -> float:
        """Where the video stands."""
        return self._position_s

    @property
    def path(self) -> Path | None:
        """The video that is cued."""
        return self._path

    @property
    def is_small(self) -> bool:
        """True while the video's proxy stands in for it."""
        return self._is_small

    @property
    def is_playing(self) -> bool:
        """True while it runs, in either direction."""
        return self._transport is not None and self._transport.speed != 0

    # ----------------------------------------------------------------- what the transport tells

    @property
    def _moving(self) -> "Transport | None":
        """The transport, while a video is in it."""
        return None if self._is_still else self._transport

    def _media_player(self) -> "Transport":
        """The transport, made when it is needed first."""
        if self._transport is None:
            from ui.play.transport import Transport

            self._transport = Transport(self)
            self._transport.frame_shown.connect(self._show)
            self._transport.failed.connect(self._fail)
            self._transport.recovered.connect(self._recover)
            self._transport.speed_changed.connect(self._speed_changed)
            self._transport.duration_changed.connect(self._duration_changed)
            self._transport.ended.connect(self._end)
            self._controls.set_has_sound(self._transport.has_sound)
            self._transport.set_sound(*self._controls.sound)
        return self._transport

    def _show(self, shown: ShownFrame) -> None:
        if self._is_elsewhere:
            return
        self._has_frame = True
        self._screen.show_frame(shown.image)
        self._stand(shown.start_s, shown.end_s)
        marks, is_forward = self._marks, self._transport is not None and self._transport.speed > 0
        if marks.is_looping and is_forward and marks.span.end_s is not None and not marks.span.has(shown.end_s):
            self.seek(marks.loop_start_s)

    def _end(self, speed: float) -> None:
        """The clip is over; in a loop it begins again."""
        if self._marks.is_looping and self._transport is not None:
            self._transport.seek(self._marks.loop_start_s)
            self._transport.run(speed)

    def _stand(self, time_s: float, end_s: float = 0.0) -> None:
        self._position_s = time_s
        self._marks.stand(time_s, end_s)
        self._timeline.set_position(time_s)
        self._controls.show_time(time_s)
        self.position_changed.emit(time_s)

    def _fail(self, sentence: str) -> None:
        self._has_frame = False
        if not self._is_small:
            self._refusal = sentence
            if self._small is not None:  # not from within a signal of the player that is to be given another video
                path = self._path
                QTimer.singleShot(0, self, lambda: self._turn_to_small(path) if path is not None else None)
                return
        self._screen.set_badge("")
        self._screen.say(f"{sentence} {translate('Play', _STILLS)}")
        self._controls.set_playable(False)
        self.failed.emit(sentence)
        self.still_wanted.emit(self._position_s)

    def _recover(self) -> None:
        self._refusal = ""
        self._screen.say("")
        self._controls.set_playable(True)

    def _speed_changed(self, speed: float) -> None:
        self._screen.preview(None)
        self._controls.show_speed(speed)
        self.playing_changed.emit(speed != 0)

    def _duration_changed(self, duration_s: float) -> None:
        """The library's duration is checked against the packets; the player's fills in where there is none."""
        if duration_s > 0 and self._timeline.duration_s <= 0:
            self._timeline.set_duration(duration_s)
            self._controls.set_video(duration_s, self._rate)

    def _set_sound(self, volume: float, muted: bool) -> None:
        if self._transport is not None:
            self._transport.set_sound(volume, muted)

    def _enable(self, on: bool) -> None:
        self._controls.setEnabled(on)
        self._controls.set_playable(on)
        self._timeline.setEnabled(on)


def _recorded(info: MediaInfo | None) -> tuple[Timecode | None, CreationDate | None]:
    """The timecode of the first frame and the date, as far as the file says them; a still has neither."""
    source = info.source if info is not None and not info.is_still else None
    return (source.start, source.created) if source is not None else (None, None)
