"""The evidence view: why a moment was found, as filmstrip, sentence row, phrase rows and centre rows."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from core.errors import C2VError
from core.values import Explanation, Hit, Video
from ui import safe_text
from ui.search.evidence_canvas import EvidenceCanvas
from ui.search.evidence_columns import stretch_of
from ui.search.evidence_menu import MuteActions, add_muting, soloed_centre, toggled_centre
from ui.search.evidence_model import EvidenceModel
from ui.search.export import ask_where, copy_table, save_picture, save_table
from ui.search.rows import Reading, peaks
from ui.translate import noop, translate

PRE_ROLL_S = 1.0
"""A double click plays from this long before the frame."""
NOWHERE_S = -1.0
_EMPTY = noop("Search", "Select a moment to see which frames matched which words.")

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_OWN_KEYS = frozenset((*_MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_U))


class EvidenceView(EvidenceCanvas):
    """Shows why a moment has its score: frames across, phrases down. Units: signals carry seconds of the video."""

    seek_asked = Signal(float)
    play_asked = Signal(float)
    hovered = Signal(float)
    """Time of the frame below the mouse, or NOWHERE_S when the mouse has left."""
    span_chosen = Signal(float, float)
    """Columns were dragged over: in and out for the clip."""
    phrase_mute_asked = Signal(str)
    """The text of a phrase that is to be left out of the query for now."""
    phrase_solo_asked = Signal(str)
    """The text of the only phrase that is not to be left out."""
    phrases_unmute_asked = Signal()
    centres_muted = Signal(object)
    """The centres that are to be left out of the score: a tuple of their numbers from 0."""
    trouble = Signal(object)
    """A C2VError: an export that could not be saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: int | None = None
        """Column where the mouse was pressed."""
        self._dragged: tuple[int, int] | None = None
        """Columns that are being dragged over."""
        self._span: tuple[float | None, float | None] = None, None
        self.has_muted_phrases = False
        """True when the query has phrases that are left out for now."""
        self._corner.reading_chosen.connect(self.set_reading)
        self._corner.centres_toggled.connect(self.toggle_centres)
        self.set_message(translate("Search", _EMPTY))

    # ----------------------------------------------------------------- what is shown

    def show_explanation(
        self, explanation: Explanation, video: Sequence[QImage | None], hit: Hit, model: str = ""
    ) -> None:
        """Show a score taken apart. Pictures that are missing may come later by `set_picture`.

        `model` names whose score it is, where two models were asked.
        """
        evidence, before = EvidenceModel(explanation, video, hit, model), self._evidence
        if before is not None:
            evidence.keep_view_of(before)
        evidence.span = self._span
        self._evidence, self._pressed, self._dragged = evidence, None, None
        self._message = ""
        self._hover = (None, None)
        if before is not None and before.shows_frames_of(evidence):
            self._cursor = evidence.place_of(before.rows[self._cursor[0]], before), self._cursor[1]
        else:
            self._zoom = 1.0
            self._cursor = (0, explanation.best_frame)
            self.verticalScrollBar().setValue(0)
        self._follow()

    def set_picture(self, index: int, image: QImage) -> None:
        """A picture of the filmstrip has come."""
        if self._evidence is not None and 0 <= index < len(self._evidence.video):
            self._evidence.video[index] = image
            self._arrange()

    def set_video(self, video: Video) -> None:
        """More is known of the clip that is shown, such as its recorded timecode."""
        if self._evidence is not None and self._evidence.hit.video.id == video.id:
            self._evidence.set_video(video)
            self._arrange()

    def set_span(self, start_s: Fraction | None, end_s: Fraction | None) -> None:
        """The in and out points of the clip in the player."""
        self._span = (None if start_s is None else float(start_s)), (None if end_s is None else float(end_s))
        if self._evidence is not None:
            self._evidence.span = self._span
            self.viewport().update()

    def clear(self) -> None:
        """Show nothing but the invitation."""
        self.set_message(translate("Search", _EMPTY))

    def set_message(self, text: str) -> None:
        """Say in place of a table why there is none."""
        self._evidence = None
        self._message = text
        self._hover = (None, None)
        self.setAccessibleDescription(safe_text.printable(text))
        self._arrange()

    # ----------------------------------------------------------------- readings, centres, peaks

    def set_reading(self, reading: Reading) -> None:
        """Choose between shares of the score and assignment to the centres."""
        if self._evidence is not None and self._evidence.renderer.can_open:
            self._evidence.reading = reading
            self._follow()

    def toggle_centres(self) -> None:
        """Open all phrase rows into their centres, or close them all."""
        evidence = self._evidence
        if evidence is not None and evidence.renderer.can_open:
            is_open = bool(evidence.opened) and evidence.reading == "score"
            evidence.opened = frozenset() if is_open else evidence.all_rows
            evidence.reading = "score"
            self._follow()

    def toggle_row(self, phrase: int) -> None:
        """Open one phrase row into its centres, or close it. The number after the last phrase is the rest."""
        if self._evidence is not None and self._evidence.renderer.can_open and phrase in self._evidence.all_rows:
            self._evidence.opened ^= {phrase}
            self._follow()

    def move_to_peak(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) peak of the current row, around the end, and seek there."""
        if self._evidence is None:
            return
        row, column = self._cursor
        found = peaks(self._evidence.explanation, self._evidence.rows[row].values) or [
            self._evidence.explanation.best_frame
        ]
        ahead = [peak for peak in found if (peak - column) * direction > 0]
        nearest = (min if direction > 0 else max)(ahead or found, key=lambda peak: peak)
        self._move_cursor(row, nearest)
        self.seek_asked.emit(self._evidence.explanation.times_s[nearest])

    def peak_times(self) -> list[float]:
        """Times of the frames that add most to the score, for marks on a timeline."""
        if self._evidence is None:
            return []
        shown = self._evidence.explanation
        return [shown.times_s[frame] for frame in peaks(shown, shown.frame_totals)]

    # ----------------------------------------------------------------- export

    def table(self) -> list[list[str]]:
        """The numbers as a table with a head line, for export."""
        return self._evidence.table() if self._evidence is not None else []

    # ----------------------------------------------------------------- mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Outline the column and tell which frame it is; with the button down, choose a stretch."""
        before, self._hover = self._hover, self.cell_at(event.position())
        if self._hover != before:
            self._tell_hover(before[1])
        if self._pressed is not None and self._evidence is not None:
            self._drag_to(self._nearest_column(event.position().x()))

    def _nearest_column(self, x: float) -> int:
        """The column at a place, or the first or last one that is seen."""
        geometry = self._geometry()
        if geometry is None:
            return 0
        inside = min(max(x, geometry.label_px), geometry.columns_end - 1)
        return geometry.column_at(inside) or 0

    def _drag_to(self, column: int) -> None:
        evidence, pressed = self._evidence, self._pressed
        if evidence is None or pressed is None or (column == pressed and self._dragged is None):
            return
        self._dragged = pressed, column
        evidence.span = stretch_of(evidence.bounds, pressed, column)
        self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The stretch is chosen."""
        dragged, self._pressed, self._dragged = self._dragged, None, None
        if self._evidence is not None and dragged is not None:
            self._evidence.span = self._span
            self.span_chosen.emit(*stretch_of(self._evidence.bounds, *dragged))
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips, and the mouse leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), safe_text.tip(tip), self.viewport()) if tip else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and self._hover != (None, None):
            before, self._hover = self._hover, (None, None)
            self._tell_hover(before[1])
        return super().viewportEvent(event)

    def _tell_hover(self, before: int | None) -> None:
        self.viewport().update()
        column = self._hover[1]
        label = self._evidence is not None and self._hover[0] is not None and column is None
        shape = Qt.CursorShape.PointingHandCursor if label or column is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        if column != before and self._evidence is not None:
            self.hovered.emit(NOWHERE_S if column is None else self._evidence.explanation.times_s[column])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A frame: seek there. A phrase: open it or close it. A centre: mute it; with Shift, all others."""
        if event.button() != Qt.MouseButton.LeftButton or self._evidence is None:
            return
        row, column = self.cell_at(event.position())
        if column is not None:
            self._pressed = column
            self._move_cursor(self._cursor[0] if row is None else row, column)
            self.seek_asked.emit(self._evidence.explanation.times_s[column])
        elif row is not None:
            self._move_cursor(row, self._cursor[1])
            self._press_label(row, solo=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play from a moment before the frame."""
        column = self.cell_at(event.position())[1]
        if column is not None:
            self._play(column)

    def _press_label(self, row: int, *, solo: bool) -> None:
        if self._evidence is not None and self._evidence.rows[row].centre >= 0:
            self._mute_at(row, solo=solo)
        else:
            self._toggle_at(row)

    def _mute_at(self, row: int, *, solo: bool) -> None:
        """Leave a row's phrase or centre out of the search, or take it in again; or leave all others out."""
        if self._evidence is None:
            return
        explanation, shown = self._evidence.explanation, self._evidence.rows[row]
        if shown.centre >= 0:
            self.centres_muted.emit((soloed_centre if solo else toggled_centre)(explanation, shown.centre))
        elif shown.kind == "phrase":
            text = explanation.phrases[shown.phrase].text
            (self.phrase_solo_asked if solo else self.phrase_mute_asked).emit(text)

    def _toggle_at(self, row: int) -> None:
        if self._evidence is not None and self._evidence.rows[row].kind in ("phrase", "rest", "centre"):
            self.toggle_row(self._evidence.rows[row].phrase)

    def _play(self, column: int) -> None:
        if self._evidence is not None:
            self.play_asked.emit(max(0.0, self._evidence.explanation.times_s[column] - PRE_ROLL_S))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Mute what is below the mouse, zoom, copy or save what is shown."""
        if self._evidence is None:
            return
        at_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        row = self.cell_at(QPointF(event.pos()))[0] if at_mouse else self._cursor[0]
        self.context_menu(self._evidence, row).popup(event.globalPos() if at_mouse else self._cursor_place())

    def context_menu(self, evidence: EvidenceModel, row: int | None) -> QMenu:
        """The menu of a row, and of the whole table."""
        menu = QMenu(self)
        actions = MuteActions(
            self.phrase_mute_asked.emit,
            self.phrase_solo_asked.emit,
            self.phrases_unmute_asked.emit,
            self.centres_muted.emit,
        )
        shown = evidence.rows[row] if row is not None else None
        add_muting(menu, evidence.explanation, shown, self.has_muted_phrases, actions)
        menu.addAction(translate("Search", "Zoom in"), lambda: self.zoom(1.5))
        menu.addAction(translate("Search", "Zoom out"), lambda: self.zoom(1 / 1.5)).setEnabled(self._zoom > 1)
        menu.addSeparator()
        self._add_exports(menu, evidence)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def export_menu(self, evidence: EvidenceModel) -> QMenu:
        """The menu of exports."""
        menu = QMenu(self)
        self._add_exports(menu, evidence)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_exports(self, menu: QMenu, evidence: EvidenceModel) -> None:
        picture, table = self._whole_picture(), evidence.table()
        menu.addAction(translate("Search", "Copy image"), lambda: QGuiApplication.clipboard().setImage(picture))
        menu.addAction(translate("Search", "Copy numbers"), lambda: copy_table(table))
        menu.addSeparator()
        menu.addAction(translate("Search", "Save image…"), lambda: self._save_picture(evidence, picture))
        menu.addAction(translate("Search", "Save numbers…"), lambda: self._save_table(evidence))

    def save_picture(self) -> None:
        """Ask where to save what is shown as a picture."""
        if self._evidence is not None:
            self._save_picture(self._evidence, self._whole_picture())

    def save_table(self) -> None:
        """Ask where to save the numbers."""
        if self._evidence is not None:
            self._save_table(self._evidence)

    def _whole_picture(self) -> QImage:
        width = self.viewport().width()
        return self.picture(QSize(width, self.natural_height(width)), 2.0)

    def _save_picture(self, evidence: EvidenceModel, picture: QImage) -> None:
        self._save(f"{evidence.hit.video.path.stem}.png", partial(save_picture, picture))

    def _save_table(self, evidence: EvidenceModel) -> None:
        self._save(f"{evidence.hit.video.path.stem}.csv", partial(save_table, evidence.table()))

    def _save(self, name: str, save: Callable[[Path], None]) -> None:
        def saved(path: Path) -> None:
            try:
                save(path)
            except C2VError as error:
                self.trouble.emit(error)

        ask_where(self, name, saved)

    # ----------------------------------------------------------------- keyboard

    def show_keys(self, key_of: Callable[[str], str]) -> None:
        """Name the keys of now in the tooltips."""
        self._corner.show_key(key_of("view.concepts"))

    def event(self, event: QEvent) -> bool:
        """While the view has the focus its keys come before the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.key() in _OWN_KEYS and self._evidence is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter seeks (with Shift: plays), + and - open one row, U mutes."""
        evidence, key = self._evidence, Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if evidence is None:
            super().keyPressEvent(event)
        elif key in _MOVES:
            row, column = self._cursor[0] + _MOVES[key][0], self._cursor[1] + _MOVES[key][1]
            last_row, last_column = len(evidence.rows) - 1, len(evidence.explanation.times_s) - 1
            self._move_cursor(min(max(row, 0), last_row), min(max(column, 0), last_column))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if shift:
                self._play(self._cursor[1])
            else:
                self.seek_asked.emit(evidence.explanation.times_s[self._cursor[1]])
        elif key == Qt.Key.Key_U:
            self._mute_at(self._cursor[0], solo=shift)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._toggle_at(self._cursor[0])
        else:
            super().keyPressEvent(event)
