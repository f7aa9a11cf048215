from pathlib import Path

from PySide6.QtWidgets import QTreeWidgetItem

from core.values import Moment
from tests.ui.browse.records import video
from ui.browse.basket_table import BasketEntry, BasketTable


def test_files_leave_the_basket_in_its_order_however_they_were_selected(qtbot):
    table = BasketTable()
    qtbot.addWidget(table)
    entries = [BasketEntry(Moment(n, 1, n, str(n), video(n).path), video(n)) for n in (3, 1, 2)]
    table.show_entries(entries)
    items: list[QTreeWidgetItem] = [table.topLevelItem(row) for row in (2, 0, 1)]
    urls = table.mimeData(items).urls()
    assert [Path(url.toLocalFile()) for url in urls] == [entry.video.path for entry in entries]
