"""The settings window: groups at the left, all settings at the right, one line that searches them.

It holds nothing up: the main window stays usable, and what is changed holds at once or says that it needs a restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.settings import Settings
from core.values import IndexingCost
from ui import safe_text
from ui.screens import Dialog
from ui.settings.groups import (
    GROUP_OF_SECTION,
    GROUPS,
    Group,
    Place,
    group_words,
    is_at_once,
    matches,
    title_of,
    words_of,
)
from ui.settings.key_page import KeyPage
from ui.settings.row import SettingRow
from ui.settings.storage_page import StoragePage, StoredFiles
from ui.translate import translate
from ui.widgets.flow import FlowLayout
from ui.widgets.interval_words import interval_words

Choices = Mapping[Place, Sequence[str]]
INTERVAL: Place = ("sampling", "every_s")
_MARGIN_PX = 20


class _SearchLine(QLineEdit):
    """Esc empties it first."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only an empty line lets Esc close the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _Section(QWidget):
    """A group: heading, rows, and pages of its own."""

    def __init__(self, group: Group, rows: Sequence[SettingRow], pages: Sequence[QWidget]) -> None:
        super().__init__()
        self.group, self.rows, self.pages = group, rows, pages
        self.heading = QLabel(translate("Window", group.title).upper())
        self.heading.setProperty("kind", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.heading)
        for widget in (*pages, *rows) if group.id == "models" else (*rows, *pages):
            column.addWidget(widget)

    def search(self, wanted: str) -> bool:
        """Show only what matches; where only the group does, all of it. True when something is shown."""
        around = group_words(self.group)
        is_whole = not wanted or matches(translate("Window", self.group.title).casefold(), wanted)
        hits = [is_whole or matches(words_of(row.place), wanted, around) for row in self.rows]
        if not any(hits) and matches(around, wanted):
            is_whole, hits = True, [True] * len(hits)
        for row, hit in zip(self.rows, hits, strict=True):
            row.setVisible(hit)
        has_pages = is_whole
        for page in self.pages:
            if isinstance(page, KeyPage):
                has_pages |= page.search("" if is_whole else wanted)
        for page in self.pages:
            page.setVisible(has_pages)
        self.setVisible(any(hits) or has_pages)
        return any(hits) or has_pages


class SettingsWindow(Dialog):
    """Shows the settings; `entered` carries each change."""

    entered = Signal(object, object)
    """Place and value."""
    keys_entered = Signal(object)
    """KeySettings."""
    models_asked = Signal()
    restart_asked = Signal()
    reset_asked = Signal()
    """All settings back to their defaults."""
    storage_asked = Signal()
    """Sizes of files are wanted."""
    reveal_asked = Signal(object)
    """A path to be shown in the file manager."""
    clear_asked = Signal(str)

    def __init__(
        self, settings: Settings, parent: QWidget | None = None, choices: Choices = MappingProxyType({})
    ) -> None:
        """`choices`: what a setting of plain text may be, where that is known."""
        super().__init__(parent)
        self.setWindowTitle(translate("Window", "Settings"))
        self.want(820, 680)
        self._choices = choices
        self.keys, self.storage = KeyPage(settings.keys), StoragePage()
        self.keys.changed.connect(self.keys_entered)
        self.storage.reveal_asked.connect(self.reveal_asked)
        self.storage.clear_asked.connect(self.clear_asked)
        self._waiting: dict[Place, None] = {}
        self._cost: IndexingCost | None = None
        self._interval: SettingRow | None = None
        self._sections = [
            _Section(group, [self._row(place, settings) for place in group.settings], self._pages(group))
            for group in GROUPS
        ]
        self._build()

    def _row(self, place: Place, settings: Settings) -> SettingRow:
        row = SettingRow(place, settings, self._choices.get(place, ()))
        row.entered.connect(self.entered)
        if place == INTERVAL:
            self._interval = row
            row.entered.connect(lambda _, every_s: self._show_interval(every_s))
            self._show_interval(settings.sampling.every_s)
        return row

    def show_cost(self, settings: Settings, cost: IndexingCost | None) -> None:
        """Say what the interval between samples costs, as it was measured here; None where nothing was."""
        self._cost = cost
        self._show_interval(settings.sampling.every_s)

    def _show_interval(self, every_s: float) -> None:
        if self._interval is not None:
            self._interval.show_note(interval_words(every_s, self._cost))

    def _pages(self, group: Group) -> list[QWidget]:
        match group.id:
            case "models":
                return [self._button(translate("Window", "Manage models…"), self.models_asked, "models")]
            case "storage":
                return [self.storage]
            case "keys":
                return [self.keys]
            case "privacy":
                return [_text(_privacy())]
            case "advanced":
                self._log = _text("")
                return [
                    self._log,
                    _text(
                        translate(
                            "Window",
                            "Reset sets everything back to its default, shortcuts too. The library's folder and the"
                            " chosen model stay.",
                        )
                    ),
                    self._button(translate("Window", "Reset all settings…"), self.reset_asked, "reset"),
                ]
        return []

    def _button(self, title: str, signal: Any, name: str) -> QWidget:
        button = QPushButton(title)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(signal)
        made = QWidget()
        FlowLayout(made).addWidget(button)
        return made

    def _build(self) -> None:
        self._find = _SearchLine()
        self._find.setObjectName("find")
        self._find.setPlaceholderText(translate("Window", "Search settings"))
        self._find.setAccessibleName(translate("Window", "Search settings"))
        self._find.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setObjectName("groups")
        self._list.setAccessibleName(translate("Window", "Groups of settings"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        height_px = max(28, self.fontMetrics().height() + 12)
        for group in GROUPS:
            item = QListWidgetItem(translate("Window", group.title))
            item.setSizeHint(QSize(0, height_px))
            self._list.addItem(item)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + 40 if self._list.sizeHintForColumn(0) > 0 else 150)
        letters = max(self.fontMetrics().horizontalAdvance(translate("Window", group.title)) for group in GROUPS)
        self._list.setFixedWidth(letters + 40)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(_MARGIN_PX, 4, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(28)
        self._none = _text("")
        self._none.hide()
        column.addWidget(self._none)
        for section in self._sections:
            column.addWidget(section)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(page)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._list)
        body.addWidget(self._area, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 12, 0, 12)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, _MARGIN_PX, 0)
        top.addWidget(self._find)
        outer.addLayout(top)
        outer.addLayout(body, 1)
        outer.addWidget(self._build_foot())
        self._find.textChanged.connect(self._search)
        self._list.currentRowChanged.connect(self._go_to)
        self._list.itemClicked.connect(lambda item: self._go_to(self._list.row(item)))

    def _build_foot(self) -> QWidget:
        self._needs = QLabel()
        self._needs.setWordWrap(True)
        self._needs.setTextFormat(Qt.TextFormat.PlainText)
        self._restart, close = (
            QPushButton(translate("Window", "Restart now")),
            QPushButton(translate("Window", "Close")),
        )
        self._restart.clicked.connect(self.restart_asked)
        close.clicked.connect(self.accept)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(_MARGIN_PX, 4, _MARGIN_PX, 0)
        row.addWidget(self._needs, 1)
        for button in (self._restart, close):
            button.setAutoDefault(False)
            row.addWidget(button)
        self._restart.hide()
        return foot

    # ---- what is shown

    def show_settings(self, settings: Settings) -> None:
        """The settings are these now, perhaps because another program changed them."""
        for section in self._sections:
            for row in section.rows:
                row.show_settings(settings)
        self.keys.show_settings(settings.keys)

    def show_needs(self, running: Settings, wanted: Settings) -> None:
        """What waits for a restart: where the settings differ from those the program runs with."""
        waits = [
            title_of((section.name, each.name))
            for section in fields(wanted)
            for each in fields(getattr(wanted, section.name))
            if not is_at_once((section.name, each.name))
            and getattr(getattr(wanted, section.name), each.name) != getattr(getattr(running, section.name), each.name)
        ]
        self._needs.setText(translate("Window", "Restart to apply: {settings}.").format(settings=", ".join(waits)))
        self._needs.setVisible(bool(waits))
        self._restart.setVisible(bool(waits))

    def show_trouble(self, sentence: str) -> None:
        """Something could not be saved."""
        self._needs.setText(safe_text.lines(sentence))
        self._needs.show()

    def show_files(self, files: Sequence[StoredFiles]) -> None:
        """Where things lie, and their sizes."""
        self.storage.show_files(files)

    def show_log(self, sentence: str) -> None:
        """Where settings and log are."""
        self._log.setText(safe_text.short(safe_text.lines(sentence)))

    def open_at(self, at: str = "") -> None:
        """Come to the front, at a group, or at the one that a section of settings.toml is in."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.storage_asked.emit()
        wanted = GROUP_OF_SECTION.get(at, at)
        number = next((number for number, group in enumerate(GROUPS) if group.id == wanted), None)
        if number is None:
            self._find.setFocus()
            return
        self._find.clear()
        QTimer.singleShot(0, self, lambda: self._list.setCurrentRow(number))
        self._list.setFocus()

    def _search(self, text: str) -> None:
        wanted = text.strip()
        shown = [section.search(wanted) for section in self._sections]
        for number, is_shown in enumerate(shown):
            item = self._list.item(number)
            if item is not None:
                item.setHidden(not is_shown)
        self._none.setText(translate("Window", "No setting matches “{text}”.").format(text=safe_text.printable(wanted)))
        self._none.setVisible(not any(shown))
        self._area.verticalScrollBar().setValue(0)

    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._sections):
            section = self._sections[number]
            self._area.verticalScrollBar().setValue(section.y() - 4)

    def done(self, result: int) -> None:
        """What is being typed counts, also when the window is closed over it."""
        for section in self._sections:
            for row in section.rows:
                row.editor.commit()
        super().done(result)


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setProperty("kind", "muted")
    return label


def _privacy() -> str:
    return translate(
        "Window",
        "Your clips, searches, ratings and notes stay on this computer. The program connects to the internet only to"
        " download a model that you chose. There are no accounts, no usage statistics and no checks for updates.",
    )
