"""Files and folders of the library that are not indexed, one by one, each with its reason."""

from collections import Counter

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.values import PassedOver, PassedOverKind, SkippedItems, can_be_added, passed_over_reason
from ui import safe_text
from ui.browse.skipped_rows import NAME, SkippedModel, first_sentence
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts, formatting
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

LISTED = 1_000
"""So many of one kind are listed; all are counted."""
_LEAST_LINES = 4
_LONGEST_WORD = 40
_ABSENT_NAMED = 2


class SkippedDialog(Dialog):
    """A table that grows folder by folder while the disk is looked through; narrowed by reason and by name."""

    reveal_asked = Signal(object)
    """Path."""
    add_asked = Signal(object)
    """Path of a folder that is to be indexed after all."""

    def __init__(self, place: str = "", parent: QWidget | None = None) -> None:
        """`place`: what was looked through, such as a folder's name; "" for the whole library."""
        super().__init__(parent)
        self.setWindowTitle(
            safe_text.in_title(
                translate("Browse", "Skipped items in {place}").format(place=place)
                if place
                else translate("Browse", "Skipped items")
            )
        )
        self.setMinimumWidth(460)
        self._place = place
        self._counts: Counter[PassedOverKind] = Counter()
        self._absent: list[SkippedItems] = []
        self._listed: Counter[PassedOverKind] = Counter()
        self._is_done = False
        self._about, self._note = _text(), _text("warn")
        self._reasons = QComboBox()
        self._reasons.setAccessibleName(translate("Browse", "Reason"))
        self._reasons.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._reasons.setMinimumContentsLength(14)
        self._name = QLineEdit()
        self._name.setPlaceholderText(translate("Browse", "Filter by name or folder"))
        self._name.setAccessibleName(translate("Browse", "Filter by name or folder"))
        self._name.setClearButtonEnabled(True)
        self.model = SkippedModel(self)
        self.table = _table(self.model)
        self._path, self._reason = ElidedLabel("faint"), _text("muted")
        self._reveal, self._copy = (
            QPushButton(translate("Browse", "Show in file manager")),
            QPushButton(translate("Browse", "Copy path")),
        )
        self._add = QPushButton(translate("Browse", "Add to library"))
        self._add.setToolTip(translate("Browse", "Add this folder and index its contents"))
        self._lay_out()
        self._connect()
        self._fill_reasons()
        self._say()
        self._follow()
        self.want(860, 480)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        filters = QHBoxLayout()
        filters.addWidget(self._reasons, 3)
        filters.addWidget(self._name, 2)
        column.addWidget(self._about)
        column.addLayout(filters)
        column.addWidget(self.table, 1)
        for label in (self._path, self._reason, self._note):
            column.addWidget(label)
        foot = QWidget()
        row = FlowLayout(foot)
        for button in (self._reveal, self._copy, self._add):
            button.setAutoDefault(False)  # Enter belongs to the table
            row.addWidget(button)
        row.push()
        row.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._reasons.currentIndexChanged.connect(lambda _: self._narrow())
        self._name.textChanged.connect(lambda _: self._narrow())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        self.table.activated.connect(lambda _: self._reveal.click())
        self._reveal.clicked.connect(lambda: self._speak(self.reveal_asked))
        self._add.clicked.connect(lambda: self._speak(self.add_asked))
        self._copy.clicked.connect(self._copy_path)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy_path)

    # ---- filling

    def take(self, found: SkippedItems) -> None:
        """Add what was found in one folder of the library."""
        self._counts.update(found.counts)
        if found.absence:
            self._absent.append(found)
        items = []
        for item in found.items:
            if self._listed[item.kind] < LISTED:
                self._listed[item.kind] += 1
                items.append(item)
        self.model.add(found.folder, items)
        self._fill_reasons()
        self._narrow()
        self._say()

    def finish(self) -> None:
        """Everything has been looked through."""
        self._is_done = True
        self._say()
        self._follow()

    @property
    def words(self) -> str:
        """All it says beside the table."""
        shown = (self._about, self._path, self._reason, self._note)
        return "\n".join(label.text() for label in shown if label.text())

    @property
    def chosen(self) -> PassedOver | None:
        """The row one is at."""
        return self.model.item(self.table.currentIndex())

    def _fill_reasons(self) -> None:
        """Each reason with its number, the rarest first: a thousand sidecars must not hide the one video."""
        counts: Counter[str] = Counter()
        for kind, count in self._counts.items():
            counts[passed_over_reason(kind)] += count
        kept = self._reasons.currentData()
        self._reasons.blockSignals(True)
        self._reasons.clear()
        self._reasons.addItem(
            translate("Browse", "All reasons ({number})").format(number=formatting.count(counts.total())), ""
        )
        for reason, count in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
            self._reasons.addItem(f"{first_sentence(reason)} ({formatting.count(count)})", reason)
        self._reasons.setCurrentIndex(max(0, self._reasons.findData(kept or "")))
        self._reasons.blockSignals(False)

    def _narrow(self) -> None:
        chosen = self.chosen
        self.model.narrow(str(self._reasons.currentData() or ""), self._name.text())
        row = self.model.row_of(chosen)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(max(0, row), NAME))
        self._follow()

    def _say(self) -> None:
        total, where = (
            self._counts.total(),
            translate("Browse", " in {place}").format(place=self._place) if self._place else "",
        )
        if not self._is_done:
            self._about.setText(
                safe_text.short(
                    translate("Browse", "Scanning… {number} skipped so far.").format(number=formatting.count(total)),
                    _LONGEST_WORD,
                )
            )
        elif total:
            are = (
                translate("Browse", "{amount}{where} is not indexed.")
                if total == 1
                else translate("Browse", "{amount}{where} are not indexed.")
            )
            words = safe_text.printable(are.format(amount=amounts.files_and_folders(total), where=where))
            failed = translate("Browse", "Clips that could not be read are under Failed in the sidebar.")
            self._about.setText(safe_text.short(f"{words} {failed}", _LONGEST_WORD))
        elif not self._absent:
            self._about.setText(
                safe_text.short(
                    safe_text.printable(translate("Browse", "No skipped items{where}.").format(where=where)),
                    _LONGEST_WORD,
                )
            )
        else:
            self._about.setText(translate("Browse", "No skipped items found, but some folders could not be scanned."))
        notes = []
        if self._counts.total() > self._listed.total():
            words = translate("Browse", "Only the first {number} for each reason are listed. ").format(
                number=formatting.count(LISTED)
            )
            notes.append(translate("Browse", "{words}To list all of them, run: c2v skipped --all").format(words=words))
        notes += [
            translate("Browse", "Could not scan {folder}. {absence}").format(
                folder=safe_text.name_of(away.folder.path), absence=safe_text.printable(away.absence)
            )
            for away in self._absent[:_ABSENT_NAMED]
        ]
        if len(self._absent) > _ABSENT_NAMED:
            notes.append(
                translate("Browse", "{folders} could not be scanned.").format(
                    folders=amounts.more_folders(len(self._absent) - _ABSENT_NAMED)
                )
            )
        self._note.setText(safe_text.short("\n".join(notes), _LONGEST_WORD))
        self._note.setVisible(bool(notes))

    # ---- the row one is at

    def _follow(self) -> None:
        item = self.chosen
        self._path.setText(str(item.example) if item is not None else "")
        self._reason.setText(item.reason if item is not None else "")
        for button in (self._reveal, self._copy):
            button.setEnabled(item is not None)
        self._add.setVisible(any(can_be_added(kind) for kind in self._counts))
        self._add.setEnabled(item is not None and can_be_added(item.kind))

    def _speak(self, signal: SignalInstance) -> None:
        item = self.chosen
        if item is not None:
            signal.emit(item.example)

    def _copy_path(self) -> None:
        """The true path, whatever of it can be drawn."""
        item = self.chosen
        if item is not None:
            QGuiApplication.clipboard().setText(str(item.example))


def _text(kind: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label


def _table(model: SkippedModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(translate("Browse", "Skipped files and folders"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setShowGrid(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    line_px = table.fontMetrics().lineSpacing()
    table.setMinimumHeight(_LEAST_LINES * line_px)
    rows, head = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(line_px + 8)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSortIndicatorClearable(True)
    head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    table.setSortingEnabled(True)
    return table
