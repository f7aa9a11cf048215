from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from core.values import Moment
from tests.ui.browse.records import video
from ui import theme
from ui.browse.basket_dialog import BasketDialog
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


def lasting(id_, fps, frames):
    """A whole clip in the basket."""
    clip = replace(video(id_), info=replace(video(id_).info, fps=fps, duration_s=float(frames / fps)))
    return BasketEntry(Moment(id_, 1, id_, str(id_), clip.path), clip)


def test_lengths_are_whole_frames_and_add_up_to_what_is_said_of_all(qtbot):
    dialog = BasketDialog()
    qtbot.addWidget(dialog)
    ntsc = Fraction(30000, 1001)
    dialog.show_entries([lasting(1, ntsc, 44), lasting(2, ntsc, 44), lasting(3, ntsc, 44)])
    rows = [dialog.table.topLevelItem(row).text(3) for row in range(3)]
    assert rows == ["00:00:01;14"] * 3  # each 1.47 s: in whole seconds they were 0:01, and 0:04 in all
    assert dialog.total == "3 moments · 00:00:04;12 in all"


def test_of_several_rates_all_together_are_told_in_seconds(qtbot):
    dialog = BasketDialog()
    qtbot.addWidget(dialog)
    dialog.show_entries([lasting(1, Fraction(24), 369), lasting(2, Fraction(25), 500)])
    assert [dialog.table.topLevelItem(row).text(3) for row in range(2)] == ["00:00:15:09", "00:00:20:00"]
    assert dialog.total == "2 moments · 00:00:35.38 in all"
