"""The filters that are on, one pill for each with a cross; hidden while there is none."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from core.values import Filter
from ui import safe_text, theme
from ui.translate import translate
from ui.widgets.filter_parts import FilterPart
from ui.widgets.flow import FlowLayout

_LONGEST = 48


class FilterRow(QWidget):
    """A click on a pill changes its filter, one on its cross takes it away."""

    removed = Signal(object)
    """The Filter that is left."""
    opened = Signal(str)
    """The key of a part (`FilterPart`): it is to be changed."""
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[FilterPart] = []
        self.setObjectName("filters")
        self.setAccessibleName(translate("Search", "Filters"))
        self._flow = FlowLayout(self)
        self.hide()

    @property
    def parts(self) -> list[FilterPart]:
        """What is shown."""
        return self._parts

    def show_parts(self, parts: Sequence[FilterPart]) -> None:
        """Show these."""
        if list(parts) == self._parts:
            return
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self._parts = list(parts)
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for part in parts:
            self._flow.addWidget(self._pill(part))
        if len(parts) > 1:
            clear = QPushButton(translate("Search", "Clear filters"), self)
            clear.setProperty("kind", "link")
            clear.setObjectName("clear_filters")
            clear.clicked.connect(lambda _=False: self.removed.emit(Filter()))
            self._flow.addWidget(clear)
        self.setVisible(bool(parts))
        self.updateGeometry()
        if had_focus and parts:
            self.findChildren(QPushButton)[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(80, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """While a pill has the focus, undo is that of the line."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo; all else is the pills' own."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_asked.emit()
        else:
            super().keyPressEvent(event)

    def _pill(self, part: FilterPart) -> QWidget:
        pill = QWidget(self)
        row = QHBoxLayout(pill)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        text = QPushButton(safe_text.on_button(safe_text.middle(part.text, _LONGEST)), pill)
        text.setObjectName("change")
        text.setProperty("kind", "filter")
        text.setToolTip(safe_text.tip(part.text))
        text.setAccessibleDescription(translate("Search", "Change this filter"))
        text.clicked.connect(lambda _=False: self.opened.emit(part.key))
        leave = QToolButton(pill)
        leave.setObjectName("remove")
        leave.setIcon(theme.icon("close", theme.tokens(self.palette()).muted, 12))
        leave.setToolTip(translate("Search", "Remove this filter"))
        leave.setAccessibleName(
            translate("Search", "Remove the filter “{filter}”").format(filter=safe_text.printable(part.text))
        )
        leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        leave.clicked.connect(lambda _=False: self.removed.emit(part.rest))
        for each in (text, leave):
            each.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(each)
        return pill


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
