"""Tables of texts: every line of a text that wraps is seen."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.handoff.parts import TextTable

TEXT = "Er hat keinen eigenen Timecode."


@pytest.mark.parametrize("width", range(90, 300, 7))
def test_a_row_is_as_high_as_its_longest_text_needs(qtbot, qapp, width):
    theme.apply(qapp, "light")
    table = TextTable("Problems", ("Clip", "What"), (12,))
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    table.show_rows([(TEXT, "short")])
    table.horizontalHeader().resizeSection(0, width)
    table.resizeRowsToContents()
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    index = table.model().index(0, 0)
    QStyledItemDelegate(table).initStyleOption(option, index)
    option.rect = table.visualRect(index)
    room = table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, table)
    margin = table.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
    lines = option.fontMetrics.boundingRect(
        QRect(0, 0, room.width() - 2 * margin, 10_000), int(Qt.TextFlag.TextWordWrap), TEXT
    )
    assert room.height() >= lines.height()
