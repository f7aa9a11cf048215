"""The list of names and words that the model was taught."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QTableView, QVBoxLayout, QWidget

from ui import safe_text
from ui.finetune.teaching_parts import button, flowing, label, set_kind
from ui.finetune.word_model import NAME, WordModel, WordRow
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts

_SUFFIX = "safetensors"
_LEAST_LINES = 6


class WordsWindow(Dialog):
    """Names and words, and what can be done with them; holds no truth of its own."""

    shown = Signal()
    renamed = Signal(int, str)
    removed = Signal(object)
    """Ids."""
    export_asked = Signal(object, object)
    """Ids, and the path of a file that may be replaced."""
    import_asked = Signal(object)
    """Path of a file."""
    suggestions_asked = Signal(int)
    again_asked = Signal(int)
    """To be taught to the model in use, from what was kept of it."""
    teach_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Finetune", "Names and words"))
        self.setModal(False)
        self._model_name = ""
        self._is_read = False
        """False until the library has said what there is: an empty list is not the same."""
        self._lead = label(
            translate(
                "Finetune",
                "What the model was taught. Each works inside sentences, and searches without it stay as they are.",
            ),
            "muted",
        )
        self.model = WordModel(self)
        self.model.renamed.connect(self.renamed)
        self.table = _table(self.model)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._follow())
        self._about, self._said = label(), label()
        self._rename = button(translate("Finetune", "Rename"), self._edit)
        self._remove = button(translate("Finetune", "Remove"), self._drop)
        self._suggest = button(translate("Finetune", "Suggest more examples"), lambda: self._speak(False))
        self._again = button(translate("Finetune", "Teach again…"), lambda: self._speak(True))
        self._export = button(translate("Finetune", "Export…"), self._ask_where)
        self._import = button(translate("Finetune", "Import…"), self._ask_which)
        self._teach = button(translate("Finetune", "Teach the model…"), self.teach_asked.emit)
        self._close = button(translate("Finetune", "Close"), self.close)
        self._rename.setToolTip(translate("Finetune", "Change its spelling; what was learned stays"))
        self._again.setToolTip(translate("Finetune", "Teach it to the model in use, from the examples that are kept"))
        self._export.setToolTip(translate("Finetune", "Save it in a file, for another library or a colleague"))
        self._import.setToolTip(translate("Finetune", "Take over names and words from a file"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(self._lead)
        column.addWidget(self.table, 1)
        column.addWidget(self._about)
        column.addWidget(self._said)
        column.addWidget(flowing(self._suggest, self._again, self._rename, self._remove))
        column.addWidget(flowing(self._export, self._import, self._teach, self._close))
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._drop)
        self.say()
        self._follow()
        self.want(820, 520)

    def use_undo(self, *actions: QAction) -> None:
        """Undo and redo of the main window work here too."""
        self.addActions(actions)

    def showEvent(self, event: QShowEvent) -> None:
        """What there is may have changed while nobody looked."""
        super().showEvent(event)
        self.shown.emit()

    # ---- showing

    def show_words(self, rows: Sequence[WordRow], model: str) -> None:
        """All of them, and the name of the model in use; what was selected stays selected where it is still there."""
        selected, current = {row.id for row in self.selected}, self._current
        self._model_name, self._is_read = model, True
        self.model.show_rows(rows)
        selection = self.table.selectionModel()
        place = self.model.row_of(current.id) if current is not None else -1
        if rows:
            self.table.setCurrentIndex(self.model.index(max(place, 0), NAME))
        for row in selected:
            place = self.model.row_of(row)
            if place >= 0:
                selection.select(
                    self.model.index(place, NAME),
                    selection.SelectionFlag.Select | selection.SelectionFlag.Rows,
                )
        self._follow()

    def say(self, sentence: str = "", kind: str = "") -> None:
        """How something went: a sentence, and its kind (muted, ok, warn, error)."""
        self._said.setText(safe_text.short(safe_text.lines(sentence)))
        set_kind(self._said, kind)
        self._said.setVisible(bool(sentence))

    @property
    def said(self) -> str:
        """The sentence that is shown."""
        return self._said.text()

    @property
    def about(self) -> str:
        """Details of the selected one."""
        return self._about.text()

    @property
    def selected(self) -> list[WordRow]:
        """The selected ones, from above."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.rows[place] for place in places]

    @property
    def _current(self) -> WordRow | None:
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _follow(self) -> None:
        chosen = self.selected
        one = chosen[0] if len(chosen) == 1 else None
        self._rename.setEnabled(one is not None)
        self._remove.setEnabled(bool(chosen))
        self._again.setEnabled(one is not None)
        self._suggest.setEnabled(one is not None and one.is_taught is True)
        self._export.setEnabled(any(row.is_taught for row in (chosen or self.model.rows)))
        self._about.setText(safe_text.short(safe_text.lines(self._describe(chosen))))
        set_kind(self._about, "warn" if one is not None and one.is_taught is False else "muted")

    def _describe(self, chosen: Sequence[WordRow]) -> str:
        if not self._is_read:
            return translate("Finetune", "Reading the library…")
        if not self.model.rows:
            return translate("Finetune", "No names or words were taught yet. Teach one, or import a colleague's file.")
        if len(chosen) != 1:
            return translate("Finetune", "{words}, {number} selected.").format(
                words=amounts.taught(len(self.model.rows)), number=len(chosen)
            )
        row = chosen[0]
        if row.is_taught is not False:
            return row.figures
        if row.kind == "word":
            how = translate("Finetune", "Teach it again with captions that use it.")
        elif row.examples:
            how = translate("Finetune", "Teach it again from its {examples}.").format(
                examples=amounts.examples(row.examples)
            )
        else:
            how = translate("Finetune", "Teach it again from examples of yours: it came without any.")
        plain = translate("Finetune", "{name} was not taught for {model}, which reads it as plain text.").format(
            name=row.text, model=self._model_name
        )
        taught = translate("Finetune", "Taught for: {models}.").format(models=", ".join(row.models))
        return " ".join((plain, how, taught) if row.models else (plain, how))

    # ---- asking

    def _edit(self) -> None:
        if len(self.selected) == 1:
            self.table.setFocus()
            self.table.edit(self.model.index(self.model.row_of(self.selected[0].id), NAME))

    def _drop(self) -> None:
        if self.selected:
            self.removed.emit([row.id for row in self.selected])

    def _speak(self, is_again: bool) -> None:
        if len(self.selected) == 1:
            (self.again_asked if is_again else self.suggestions_asked).emit(self.selected[0].id)

    def _ask_where(self) -> None:
        chosen = [row for row in self.selected or self.model.rows if row.is_taught]
        name = chosen[0].text if len(chosen) == 1 else translate("Finetune", "names")
        dialog = QFileDialog(
            self, translate("Finetune", "Export names and words"), f"{_plain(name)}.{_SUFFIX}", _pattern()
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX)
        ids = [row.id for row in chosen]
        dialog.fileSelected.connect(lambda path: self.export_asked.emit(ids, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_which(self) -> None:
        dialog = QFileDialog(self, translate("Finetune", "Import names and words"), "", _pattern())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_asked.emit(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _pattern() -> str:
    return translate("Finetune", "Names and words (*.safetensors)")


def _plain(name: str) -> str:
    """As a file can be called everywhere."""
    return "".join(char if char.isalnum() or char in " -_" else "-" for char in name).strip() or "names"


def _table(model: WordModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(translate("Finetune", "Names and words"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    triggers = QAbstractItemView.EditTrigger
    table.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setShowGrid(False)
    line_px = table.fontMetrics().lineSpacing()
    table.setMinimumHeight(_LEAST_LINES * line_px)
    rows, head = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(line_px + 8)
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
    table.setSortingEnabled(True)
    return table
