from pathlib import Path

from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from core.values import Moment
from tests.ui.browse.records import video
from ui import theme
from ui.browse.basket_table import BasketEntry, BasketTable


def test_files_leave_the_basket_in_its_order_however_they_were_selected(qtbot):
    table = BasketTable()
    qtbot.addWidget(table)
    entries = [BasketEntry(Moment(n, 1, n, str(n), video(n).path), video(n)) for n in (3, 1, 2)]
    table.show_entries(entries)
    items: list[QTreeWidgetItem] = [table.topLevelItem(row) for row in (2, 0, 1)]
    urls = table.mimeData(items).urls()
    assert [Path(url.toLocalFile()) for url in urls] == [entry.video.path for entry in entries]


def test_rows_are_high_enough_to_be_hit_and_to_be_edited_in(qtbot):
    application = QApplication.instance()
    theme.apply(application, "dark")
    table = BasketTable()
    qtbot.addWidget(table)
    table.show_entries([BasketEntry(Moment(1, 1, 1, "1", video(1).path), video(1))])
    table.show()
    row = table.visualItemRect(table.topLevelItem(0))
    assert row.height() >= table.fontMetrics().height() + 8
