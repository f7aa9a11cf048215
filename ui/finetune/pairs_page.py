"""Where captions come from: the library itself, files, and folders."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QListWidget, QListWidgetItem

from ui import safe_text
from ui.finetune.teaching_parts import FileDropPage, button, flowing, label
from ui.translate import translate
from ui.widgets import amounts

_LINES = 6


class _SourceList(QListWidget):
    remove_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del takes the selected ones away."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)


class PairsPage(FileDropPage):
    """Lists what pairs are read from; files and folders also come by drag and drop."""

    kept_wanted = Signal(bool)
    removed = Signal(object)
    template_asked = Signal(object)
    """Where to write it."""

    def __init__(self) -> None:
        super().__init__(
            translate("Finetune", "Moments and captions"),
            translate(
                "Finetune",
                "A caption is a sentence that is true of a moment, such as “the red van turns left”. Files are only"
                " read; nothing is copied or changed.",
            ),
        )
        self.kept = QCheckBox(translate("Finetune", "Captions and judgements in this library"))
        self.kept.clicked.connect(self.kept_wanted)
        self._kept_words = label(kind="muted")
        self._kept_words.setContentsMargins(24, 0, 0, 0)
        self.sources = _SourceList()
        self.sources.setAccessibleName(translate("Finetune", "Files and folders with captions"))
        self.sources.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.sources.setFixedHeight(_LINES * (self.fontMetrics().height() + 8))
        self.sources.remove_asked.connect(self._remove)
        self.sources.itemSelectionChanged.connect(self._follow)
        self._empty = label(
            translate("Finetune", "Drop caption files or folders here, or add them below."),
            "faint",
        )
        self._drop_button = button(translate("Finetune", "Remove"), self._remove)
        heading = label(translate("Finetune", "Files and folders with captions"), "title")
        kinds = label(
            translate(
                "Finetune",
                "CSV, TSV, JSON and JSON Lines with a file and a caption in each row, start and end if you like; or"
                " folders of clips with a .txt, .srt or .vtt file of the same name beside each.",
            ),
            "muted",
        )
        template = button(translate("Finetune", "Save a template…"), self._ask_for_template, "link")
        template.setToolTip(translate("Finetune", "An example table to fill in with any spreadsheet program"))
        for widget in (
            self.kept,
            self._kept_words,
            heading,
            kinds,
            self._empty,
            self.sources,
            flowing(
                button(translate("Finetune", "Add files…"), lambda: self._choose(is_folder=False)),
                button(translate("Finetune", "Add folder…"), lambda: self._choose(is_folder=True)),
                self._drop_button,
                template,
            ),
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.show_sources(())
        self.show_kept(None, None)

    def show_kept(self, captions: int | None, judgements: int | None) -> None:
        """How much there is in the library; None while it is not known."""
        if captions is None or judgements is None:
            text = translate("Finetune", "Counting…")
        elif captions + judgements == 0:
            text = translate(
                "Finetune",
                "There are none yet. Select a moment in the main window and type its caption in the details.",
            )
        else:
            text = translate("Finetune", "{captions}, {judgements} that a result is right").format(
                captions=amounts.captions(captions), judgements=amounts.judgements(judgements)
            )
        self._kept_words.setText(text)

    def show_sources(self, sources: Sequence[Path]) -> None:
        """What was added so far."""
        self.sources.clear()
        for path in sources:
            item = QListWidgetItem(safe_text.printable(str(path)))
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(safe_text.tip(str(path)))
            self.sources.addItem(item)
        self.sources.setVisible(bool(sources))
        self._empty.setVisible(not sources)
        self._follow()

    def _follow(self) -> None:
        self._drop_button.setEnabled(bool(self.sources.selectedItems()))

    def _remove(self) -> None:
        chosen = [item.data(Qt.ItemDataRole.UserRole) for item in self.sources.selectedItems()]
        if chosen:
            self.removed.emit(chosen)

    def _choose(self, *, is_folder: bool) -> None:
        title = (
            translate("Finetune", "Add a folder of clips with captions")
            if is_folder
            else translate("Finetune", "Add caption files")
        )
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.files_added.emit([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_for_template(self) -> None:
        dialog = QFileDialog(self, translate("Finetune", "Save a template"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(translate("Finetune", "Table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("captions.csv")
        dialog.fileSelected.connect(lambda name: self.template_asked.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
