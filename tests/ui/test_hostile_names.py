"""Names that hold markup, line breaks, marks that turn the writing round: every widget draws what they say."""

import os
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListWidget, QTableWidget, QWidget

from core.errors import MediaError
from core.values import Folder, IngestProgress
from tests.fakes.hash_encoder import HashEncoder
from tests.ui import reach
from tests.ui.browse.records import hit, video
from ui import safe_text
from ui.browse.card import Card
from ui.browse.card_painter import Style, paint_card
from ui.models.ask_dialog import ask
from ui.models.import_dialog import ImportDialog
from ui.models.licence_dialog import LicenceDialog
from ui.models.model_card import FileLine, ModelCard
from ui.models.page import ModelsPage
from ui.notices import Notice, Notices, words
from ui.widgets.status_strip import StatusStrip

NAMES = [
    "two\nlines\r\nand\ttabs",
    "turned \u202egpj.exe \u2066x",
    "zero\u200bwidth\ufeff\u2060\u00ad",
    "<b>bold</b> <img src='file:///etc/passwd'> &amp; &lt;",
    "ampersand & R&D &File [*]",
    "escape \x1b[31m \x07 \x00",
    "lone \ud800 half \udcff",
    "para\u2029graph\u2028line",
    "W" * 251,
]
ODD = pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:12]))


def bad_letters(text):
    """Letters that would change how what is around them is drawn."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [letter for letter in text if unicodedata.category(letter) in kinds and letter != "\n"]


def said(root):
    """(widget, what it says) of all texts, tooltips, names for screen readers, titles, rows."""
    for each in [root, *root.findChildren(QWidget)]:
        yield each, each.toolTip()
        yield each, each.accessibleName()
        yield each, each.accessibleDescription()
        yield each, each.windowTitle()
        if isinstance(each, (QLabel, QAbstractButton)):
            yield each, each.text()
        if isinstance(each, QComboBox):
            yield from ((each, each.itemText(row)) for row in range(each.count()))
        if isinstance(each, QListWidget):
            for row in range(each.count()):
                yield each, each.item(row).toolTip()
                yield each, str(each.item(row).data(Qt.ItemDataRole.AccessibleTextRole))
        if isinstance(each, QTableWidget):
            yield from ((each, each.item(row, column).text()) for row in range(each.rowCount()) for column in range(4))


def must_be_safe(root, name):
    """No odd letter anywhere, no markup taken for markup, and nothing that pushes the window beyond a screen."""
    for widget, text in said(root):
        assert not bad_letters(text), (widget, text)
        text.encode("utf-8")
    for label in root.findChildren(QLabel):
        if GuiQt.mightBeRichText(label.text()) or label.textFormat() == Qt.TextFormat.AutoText:
            is_plain = label.textFormat() == Qt.TextFormat.PlainText
            assert is_plain or "<img" not in label.text(), label.text()
            assert is_plain or name not in label.text() or not GuiQt.mightBeRichText(name), label.text()
    for _, text in said(root):
        assert "<img" not in text or not GuiQt.mightBeRichText(text) or _is_plain_label(root, text), text
    assert root.minimumSizeHint().width() <= 802


def _spoken(widget):
    """Never taken for markup."""
    return widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()


def _is_plain_label(root, text):
    plain = Qt.TextFormat.PlainText
    labels = (each for each in root.findChildren(QLabel) if each.text() == text)
    buttons = [each for each in root.findChildren(QAbstractButton) if each.text() == text]
    rows = [each for each in root.findChildren(QComboBox) if each.findText(text) >= 0]
    tables = [each for each in root.findChildren(QTableWidget) if each.findItems(text, Qt.MatchFlag.MatchExactly)]
    spoken = [each for each in root.findChildren(QWidget) if text in _spoken(each)]
    return bool(buttons or rows or tables or spoken or text == root.windowTitle()) or any(
        each.textFormat() == plain for each in labels
    )


@ODD
def test_notices_errors_and_unknown_failures(qtbot, name):
    bar = Notices(lambda _: QIcon())
    qtbot.addWidget(bar)
    path = Path("/films") / name.replace("\x00", "")
    bar.show_error(MediaError(path, f"{path.name} is not a video.", f"It lies in {path}."))
    must_be_safe(bar, name)
    bar.show_notice(Notice("info", f"{name} came."))
    must_be_safe(bar, name)
    assert not bad_letters(words(ValueError(name)).hint)


@ODD
def test_the_status_line(qtbot, name):
    strip = StatusStrip()
    qtbot.addWidget(strip)
    spec = replace(HashEncoder().spec, name=name)
    strip.show_model(spec, None)
    strip.show_progress(IngestProgress(1, 2, 3, 4, 0, 1.0, 2.0, Path("/a") / name.replace("\x00", "") / "b"))
    strip.show_fetch(f"{name} 12 %")
    must_be_safe(strip, name)
    strip.say(f"Adding {name}")
    must_be_safe(strip, name)


@ODD
def test_cards_their_tooltips_and_the_details(qtbot, window, name):
    sample_video = replace(video(1), path=Path("/films") / name.replace("\x00", "") / f"{name}.mp4".replace("\x00", ""),
                   note=f"Bad: {name}", state="failed")  # fmt: skip
    for card in (Card(sample_video), Card(sample_video, replace(hit(1), video=sample_video, copies=(sample_video,)))):
        for text in (card.name, card.detail, card.tooltip, card.spoken, card.trouble):
            assert not bad_letters(text), text
        assert "\n" not in card.name + card.detail
        assert "<img" not in card.tooltip
        window.details.show_card(card)
        must_be_safe(window.details, name)
        window.player.picture.say(f"{name} cannot be played.")
        window.player.picture.set_badge("PROXY", f"{name} is away.")
        must_be_safe(window.player, name)


def test_a_card_paints_a_turned_name_as_it_is(qtbot, qapp, monkeypatch):
    """What reaches the painter is asked, not what was meant."""
    drawn = []
    paint = QPainter.drawText
    monkeypatch.setattr(QPainter, "drawText", lambda self, *args: (drawn.append(args[-1]), paint(self, *args))[1])
    from PySide6.QtCore import QSize

    from ui import theme

    sample_video = replace(video(1), path=Path("/films/a\nb\u202egpj.mp4"))
    paint_card(
        Card(sample_video), None, None, Style(QSize(208, 117), QSize(208, 180), 1.0, theme.DARK, theme.base_font())
    )
    names = [each for each in drawn if isinstance(each, str) and "gpj" in each]
    assert names == ["a\\nb\\u202egpj.mp4"]


@ODD
def test_the_sidebar_and_the_heading(qtbot, window, name):
    from ui.browse.sidebar_entries import SidebarEntry
    from ui.library_model import SidebarFilter

    folder = Folder(1, Path("/films") / name.replace("\x00", ""), watched=True, is_file=False)
    tip = f"{safe_text.printable(folder.path)}\nWatched seldom: {name}"
    odd = SidebarEntry(safe_text.name_of(folder.path), SidebarFilter("folder", 1), "folder", tip=tip)
    rows = [SidebarEntry("All clips", SidebarFilter("all"), "grid"), odd]
    window.sidebar.show_entries(rows, [folder])
    must_be_safe(window.sidebar, name)
    window.grid.show_videos([], safe_text.name_of(folder.path))
    must_be_safe(window.grid, name)


@ODD
def test_models_their_licence_import_and_questions(qtbot, window, name):
    line = FileLine(name, 1, "ab", f"checked {name}", f"https://host/{name}")
    card = ModelCard(
        "m", name, name, "here", summary=name, bytes=5, licence="Apache-2.0", licence_note=name,
        licence_url=f"https://x/{name}", languages=(name,), finds=("stills",), provenance=name, files=(line,),
        folder=f"/home/{name}", note=name, lacks=name, trouble=name,
    )  # fmt: skip
    page = ModelsPage()
    qtbot.addWidget(page)
    page.show_cards([card])
    page.set_lead(f"Using {name}.")
    page.rows["m"]._more.click()
    must_be_safe(page, name)
    for dialog in (LicenceDialog(card, 1), ImportDialog([("a", name)])):
        qtbot.addWidget(dialog)
        if isinstance(dialog, ImportDialog):
            dialog.show_misfits(f"{name} does not fit.", [(name, name, name, name)])
        must_be_safe(dialog, name)
    box = ask(window, (f"Use {name}", f"Use {name}?", "Use this model"), print)
    must_be_safe(box, name)
    assert "[*]" not in box.windowTitle() or "[*][*]" in box.windowTitle()


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
def test_a_library_of_such_names(running, window, settle, footage_folder):
    """The whole window, the compare view included, over real files; what is copied is the true path."""
    for number, name in enumerate(NAMES):
        if "\x00" in name or "/" in name or "\ud800" in name:
            continue
        folder = footage_folder.parent / f"{number}{name}"[:60]
        folder.mkdir()
        os.link(footage_folder / "car.mov", folder / f"{name[:200]}.mov")
    running.add([each for each in footage_folder.parent.iterdir() if each.name[:1].isdigit()])
    settle()
    window.query.ask("red car")
    settle()
    must_be_safe(window.grid, "")
    must_be_safe(window.sidebar, "")
    model = window.grid.list.model()
    for row in range(model.rowCount(QModelIndex())):
        index = model.index(row)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            assert not bad_letters(str(index.data(role)))
        window.grid.list.setCurrentIndex(index)
        reach.settle()
        must_be_safe(window.details, "")
        assert not bad_letters(window.evidence.accessibleDescription())
        window.actions_["clip.copy_path"].trigger()
        assert QGuiApplication.clipboard().text() == str(window.grid.current.video.path)
