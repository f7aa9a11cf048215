"""How a row of the sidebar is painted: arrow, sign or ring, title and value."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import density, theme
from ui.browse.sidebar_entries import SidebarEntry

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
"""The entry that a row shows."""
ARROW_PX = 16
_INDENT_PX = 14
_SIGN_PX = 22
"""Where the sign of a row that lies in no other begins."""
_HEADING_PX = 34


class EntryDelegate(QStyledItemDelegate):
    """Sign, title, value; a ring instead of the sign while a folder is being indexed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings have more room above."""
        entry: SidebarEntry = index.data(ENTRY_ROLE)
        line_px = QFontMetrics(option.font).height()
        return QSize(
            120, max(_HEADING_PX, line_px + 19) if entry.place is None else max(density.spacing().row_px, line_px + 14)
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        entry: SidebarEntry = index.data(ENTRY_ROLE)
        colours = theme.tokens(option.palette)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.place is None:
            painter.setFont(theme.scaled(option.font, 0.86, bold=True))
            painter.setPen(colours.faint)
            painter.drawText(rect.adjusted(16, 8, 0, 0), Qt.AlignmentFlag.AlignVCenter, entry.title)
            painter.restore()
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selected if selected else colours.raised)
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_Active:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.focus)
            painter.drawRoundedRect(rect.adjusted(8, 1, -9, -2), 6, 6)
        if entry.fold:
            arrow = QRect(rect.left() + arrow_left(entry), rect.top(), ARROW_PX, rect.height())
            _paint_arrow(painter, arrow, entry, colours)
        indent = _INDENT_PX * entry.depth
        self._paint_sign(painter, QRect(rect.left() + _SIGN_PX + indent, rect.center().y() - 8, 17, 17), entry, colours)
        painter.setFont(theme.scaled(option.font, 0.92))
        metrics = QFontMetrics(painter.font())
        room = metrics.horizontalAdvance(entry.value)
        painter.setPen(colours.warn if entry.is_bad else colours.faint)
        painter.drawText(
            rect.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.value
        )
        painter.setFont(option.font)
        painter.setPen(colours.faint if entry.is_offline else colours.text)
        words = rect.adjusted(_SIGN_PX + 26 + indent, 0, -24 - room, 0)
        title = QFontMetrics(option.font).elidedText(entry.title, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def _paint_sign(self, painter: QPainter, box: QRect, entry: SidebarEntry, colours: theme.Tokens) -> None:
        if entry.percent is None:
            colour = colours.warn if entry.is_bad or entry.is_offline else colours.muted
            painter.drawPixmap(box, theme.icon_pixmap(entry.sign, colour, 17, painter.device().devicePixelRatioF()))
            return
        ring = box.adjusted(2, 2, -2, -2)
        pen = painter.pen()
        pen.setWidthF(2.4)
        for colour, degrees in ((colours.line, 360.0), (colours.accent, 3.6 * entry.percent)):
            pen.setColor(colour)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, round(-degrees * 16))


def arrow_left(entry: SidebarEntry) -> int:
    """Where the arrow of a row begins, from its left edge."""
    return _INDENT_PX * entry.depth + _SIGN_PX - ARROW_PX


def _paint_arrow(painter: QPainter, box: QRect, entry: SidebarEntry, colours: theme.Tokens) -> None:
    """A small triangle: to the right when closed, down when open."""
    centre, half = QPointF(box.center()), 3.5
    if entry.fold == "open":
        corners = [(-half, -half / 2), (half, -half / 2), (0.0, half / 2 + 1)]
    else:
        corners = [(-half / 2, -half), (-half / 2, half), (half / 2 + 1, 0.0)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.muted)
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))
