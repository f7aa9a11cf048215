"""The player: a screen, a timeline, buttons and keys; what they show is in the playback."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.values import MediaInfo
from ui.play.controls import Controls
from ui.play.playback import Playback
from ui.play.player_marks import PlayerMarks
from ui.play.screen import Screen
from ui.play.span_bar import SpanBar
from ui.play.timeline import Timeline
from ui.translate import translate

_SMALL_STEP, _LARGE_STEP = 1, 10
_OWN_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PlayerPanel(QWidget):
    """Plays one video at a time, from its original file where that is possible, else from its proxy.

    Units: seconds from the start of the file; a proxy has the same.
    """

    position_changed = Signal(float)
    """Start of the frame on screen; the requested time where only stills can be shown."""
    failed = Signal(str)
    """Why the video cannot be played, and has no proxy that can; once for each cue."""
    still_wanted = Signal(float)
    """A still of this time would help (`set_poster`): before the first frame, and where the video cannot be played."""
    playing_changed = Signal(bool)
    frame_dragged = Signal(QImage)
    """The picture is being dragged out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = Screen()
        self._timeline = Timeline()
        self._controls = Controls()
        self._span_bar = SpanBar()
        self.marks = PlayerMarks(self._timeline, self._span_bar, self)
        self._playback = Playback(self._screen, self._timeline, self._controls, self.marks, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._screen, 1)
        column.addWidget(self._timeline)
        column.addWidget(self._controls)
        column.addWidget(self._span_bar)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Play", "Player"))
        self.setObjectName("player")
        self._screen.clicked.connect(self._clicked)
        self._screen.dragged.connect(self.frame_dragged)
        self._playback.position_changed.connect(self.position_changed)
        self._playback.failed.connect(self.failed)
        self._playback.still_wanted.connect(self.still_wanted)
        self._playback.playing_changed.connect(self.playing_changed)

    def offer_menu(self, actions: Sequence[QAction]) -> None:
        """What can be asked of the picture, in its menu."""
        self._screen.addActions(list(actions))
        self._screen.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def minimumSizeHint(self) -> QSize:
        """A small picture; narrow controls take two lines."""
        least = super().minimumSizeHint()
        bars = (self._controls, self._span_bar)
        more = sum(max(0, bar.heightForWidth(self.width()) - bar.minimumSizeHint().height()) for bar in bars)
        return least + QSize(0, more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height of the controls."""
        super().resizeEvent(event)
        self.updateGeometry()

    # ----------------------------------------------------------------- commands

    def cue(self, path: Path, time_s: float, info: MediaInfo | None, small: Path | None = None) -> None:
        """Stand at a time of a video, or show a still picture. The same video is not opened again.

        `small` is given for a video that is known to be away: its proxy, which is played in its place.
        """
        self._playback.cue(path, time_s, info, small)

    def offer(self, path: Path, small: Path | None) -> None:
        """The proxy of the video that is cued, or none: for when the video itself cannot be played."""
        self._playback.offer(path, small)

    def play(self) -> None:
        """Run at normal speed."""
        self._playback.play()

    def show_keys(self, key_of: Callable[[str], str]) -> None:
        """Name the keys of now in the tooltips of its buttons."""
        self._controls.show_keys(key_of)

    def toggle(self) -> None:
        """Play, or stand still."""
        self._playback.toggle()

    def stop(self, reason: str = "") -> None:
        """Let go of the video and show nothing; the reason is shown unless it is that none is selected."""
        self._playback.stop(reason)

    def seek(self, time_s: float) -> None:
        """Show the frame at this time."""
        self._playback.seek(time_s)

    def step(self, frames: int) -> None:
        """Step forward or back by frames, and stand still."""
        self._playback.step(frames)

    def shuttle(self, direction: int) -> None:
        """J (-1), K (0), L (1): again in the same direction is twice as fast, up to eight times."""
        self._playback.shuttle(direction)

    # ----------------------------------------------------------------- what others tell

    def set_poster(self, image: QImage) -> None:
        """A still from the library; shown while there is no frame of the video itself."""
        self._playback.set_poster(image)

    def preview(self, image: QImage | None) -> None:
        """Show another frame of the video while the mouse is over it elsewhere; None ends that. Not while it runs."""
        self._screen.preview(None if self.is_playing else image)

    def set_moment(self, start_s: float, end_s: float, peaks_s: Sequence[float] = ()) -> None:
        """Mark the stretch that was found, and its best frames, on the timeline."""
        self._timeline.set_moment(start_s, end_s)
        self._timeline.set_peaks(peaks_s)

    def set_joined(self, stretches: Sequence[tuple[float, float]]) -> None:
        """Mark the moments of a joined result on the timeline, step by step."""
        self._timeline.set_joined(stretches)

    def learn(self, path: Path, info: MediaInfo) -> None:
        """More is known of the clip that is cued, such as its recorded timecode: it is shown, and plays on."""
        self._playback.learn(path, info)

    def set_sound(self, volume: float, muted: bool) -> None:
        """How loud, 0 to 1, as when the program was left."""
        self._controls.set_sound(volume, muted)

    @property
    def sound(self) -> tuple[float, bool]:
        """How loud, and whether it is muted."""
        return self._controls.sound

    @property
    def position_s(self) -> float:
        """Where the video stands."""
        return self._playback.position_s

    @property
    def path(self) -> Path | None:
        """The video that is cued."""
        return self._playback.path

    @property
    def is_small(self) -> bool:
        """True while the video's proxy stands in for it."""
        return self._playback.is_small

    @property
    def is_playing(self) -> bool:
        """True while it runs, in either direction."""
        return self._playback.is_playing

    @property
    def picture(self) -> Screen:
        """The picture, for full screen and for looking at."""
        return self._screen

    # ----------------------------------------------------------------- mouse and keyboard

    def _clicked(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.toggle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys come here now."""
        super().focusInEvent(event)
        self._screen.set_focused(event.reason() != Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """They go elsewhere."""
        super().focusOutEvent(event)
        self._screen.set_focused(False)

    def event(self, event: QEvent) -> bool:
        """While the player has the focus, arrows come before the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right step one frame, with Shift ten."""
        direction = _OWN_KEYS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.step(direction * (_LARGE_STEP if large else _SMALL_STEP))
