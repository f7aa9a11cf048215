"""Buttons, timecode, speed and sound below the picture."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from core.values import CreationDate, Timecode, timecode
from ui import safe_text, theme
from ui.actions import with_key
from ui.translate import translate
from ui.widgets import amounts, points
from ui.widgets.flow import FlowLayout

_ICON_PX = 20


class Controls(QWidget):
    """Says what is requested; shows what is."""

    toggled = Signal()
    stepped = Signal(int)
    sound_changed = Signal(float, bool)
    """Loudness 0 to 1, muted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fps: Fraction | None = None
        self._duration_s = 0.0
        self._start: Timecode | None = None
        self._created: CreationDate | None = None
        self._shown_s: float | None = None
        self._is_running = self._is_muted = False
        self._has_sound = True
        self._key_of: Callable[[str], str] = lambda _: ""
        self._back = self._button("step-back", translate("Play", "Step back one frame"))
        self._play = self._button("play", translate("Play", "Play"))
        self._forward = self._button("step-forward", translate("Play", "Step forward one frame"))
        self._time = QLabel()
        self._source_time = QLabel()
        self._clock = QLabel()
        self._speed = QLabel()
        self._mute = self._button("volume", translate("Play", "Mute"))
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._build()
        self.show_time(None)
        self._recolour()

    def _build(self) -> None:
        self._time.setObjectName("time")
        self._time.setAccessibleDescription(translate("Play", "Time"))
        self._time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source_time.setObjectName("source-time")
        self._source_time.setAccessibleDescription(translate("Play", "Source timecode"))
        self._source_time.setToolTip(translate("Play", "Timecode recorded in the file"))
        self._source_time.setProperty("kind", "muted")
        self._source_time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source_time.hide()
        self._clock.setObjectName("time-of-day")
        self._clock.setAccessibleDescription(translate("Play", "Time of day"))
        self._clock.setProperty("kind", "muted")
        self._clock.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._clock.hide()
        self._speed.setObjectName("speed")
        self._speed.setAccessibleDescription(translate("Play", "Speed"))
        self._speed.setProperty("kind", "muted")
        self._volume.setRange(0, 100)
        self._volume.setValue(80)
        self._volume.setFixedWidth(72)
        self._volume.setAccessibleName(translate("Play", "Volume"))
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = FlowLayout(self, 2)
        row.setContentsMargins(4, 0, 8, 2)
        for label in (self._time, self._source_time, self._clock):
            label.setContentsMargins(6, 0, 0, 0)
        for widget in (self._back, self._play, self._forward, self._time, self._source_time, self._clock):
            row.addWidget(widget)
        row.push()
        row.addWidget(self._speed)
        sound = QWidget()  # one thing, so that a narrow panel never puts the slider into a line of its own
        beside = QHBoxLayout(sound)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        beside.addWidget(self._mute)
        beside.addWidget(self._volume)
        row.addWidget(sound)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._forward.clicked.connect(lambda: self.stepped.emit(1))
        self._play.clicked.connect(lambda: self.toggled.emit())
        self._mute.clicked.connect(self._toggle_mute)
        self._volume.valueChanged.connect(self._volume_moved)

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(icon)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumSize(30, 30)
        return button

    # ----------------------------------------------------------------- what is shown

    def set_video(self, duration_s: float, fps: Fraction | None) -> None:
        """Another video, or its length is known better."""
        self._duration_s, self._fps = duration_s, fps

    def set_start(self, start: Timecode | None, created: CreationDate | None = None) -> None:
        """The timecode recorded with the first frame, and when it was shot, where the file says so."""
        self._start, self._created = start, created
        self._source_time.setVisible(start is not None)
        self._clock.setVisible(created is not None)
        if created is not None:
            tip = translate("Play", "Time of day by the camera's clock ({zone}), counted from the recording date")
            self._clock.setToolTip(safe_text.tip(tip.format(zone=created.zone or translate("Play", "zone unknown"))))
        self.show_time(self._shown_s)

    def show_time(self, time_s: float | None) -> None:
        """Timecode of the frame on screen, from the start of the file and as recorded, and of the end."""
        self._shown_s = time_s
        source = self._start.at(time_s) if self._start is not None and time_s is not None else None
        self._source_time.setText(translate("Play", "TC {at}").format(at=source) if source is not None else "")
        is_timed = self._created is not None and time_s is not None
        self._clock.setText(points.time_of_day(self._created, time_s or 0.0) if is_timed else "")
        if time_s is None:
            self._time.setText("--:--:--:--")
            return
        total = f" / {timecode(self._duration_s, self._fps)}" if self._duration_s > 0 else ""
        self._time.setText(timecode(time_s, self._fps) + total)

    def show_keys(self, key_of: Callable[[str], str]) -> None:
        """Name the keys of now in the tooltips; `key_of` has them by command."""
        self._key_of = key_of
        for button, command in (
            (self._back, "play.frame_back"),
            (self._play, "play.toggle"),
            (self._forward, "play.frame_forward"),
        ):
            button.setToolTip(with_key(button.accessibleName(), key_of(command)))

    def show_speed(self, speed: float) -> None:
        """Whether it runs, and how fast when that is not the usual."""
        self._is_running = speed != 0
        self._play.setAccessibleName(translate("Play", "Pause") if self._is_running else translate("Play", "Play"))
        self.show_keys(self._key_of)
        self._speed.setText("" if speed in (0.0, 1.0) else f"{amounts.number(speed)}×")
        self._recolour()

    def set_playable(self, playable: bool) -> None:
        """Whether there is a video to be played; stepping also works on stills."""
        self._play.setEnabled(playable)

    def set_has_sound(self, has_sound: bool) -> None:
        """Without an audio device there is nothing to set."""
        for widget in (self._mute, self._volume):
            widget.setEnabled(has_sound)
        self._mute.setToolTip(
            translate("Play", "Mute") if has_sound else translate("Play", "This computer has no audio device")
        )
        self._has_sound = has_sound
        self._recolour()

    def set_sound(self, volume: float, muted: bool) -> None:
        """Show another loudness, and say so."""
        self._volume.setValue(round(100 * volume))
        self._is_muted = muted
        self._recolour()
        self.sound_changed.emit(*self.sound)

    @property
    def sound(self) -> tuple[float, bool]:
        """Loudness and whether it is muted, as requested; also while there is no audio device."""
        return self._volume.value() / 100, self._is_muted

    # ----------------------------------------------------------------- inside

    def _toggle_mute(self) -> None:
        self._is_muted = not self._is_muted
        self._recolour()
        self.sound_changed.emit(*self.sound)

    def _volume_moved(self, value: int) -> None:
        self._is_muted = value == 0
        self._recolour()
        self.sound_changed.emit(*self.sound)

    def changeEvent(self, event: QEvent) -> None:
        """Icons follow the theme."""
        super().changeEvent(event)
        if theme.has_changed(event):
            self._recolour()

    def _recolour(self) -> None:
        colour = theme.tokens(self.palette()).text
        icons = {
            self._back: "step-back",
            self._play: "pause" if self._is_running else "play",
            self._forward: "step-forward",
            self._mute: "volume-off" if self._is_muted or not self._has_sound else "volume",
        }
        for button, name in icons.items():
            button.setIcon(theme.icon(name, colour, _ICON_PX))
        for label in (self._time, self._source_time, self._clock):
            label.setFont(fixed_font(self))
        self._mute.setAccessibleName(translate("Play", "Unmute") if self._is_muted else translate("Play", "Mute"))


def fixed_font(widget: QWidget) -> QFont:
    """Figures of equal width, so that a running time stands still."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(max(9, widget.font().pixelSize()))
    return font
