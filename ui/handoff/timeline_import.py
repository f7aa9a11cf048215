"""Import: what of a colleague's timeline the library has, what was not found, and where it is kept."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from core.export import PathMapping
from core.export.reading import ImportPlan, UnmatchedMoment
from core.values import BASKET_ID, LONGEST_TAG, MomentCollection, fold, tidy
from ui import safe_text
from ui.handoff.parts import ScrollingPage, TextTable, button, flowing, label, say
from ui.handoff.paths_page import PathsPage
from ui.screens import Dialog
from ui.translate import own_words, translate
from ui.widgets import amounts
from ui.widgets.formatting import count

LISTED = 500
"""So many are listed; all are counted."""


class TimelineImportDialog(Dialog):
    """Stays open beside the window; what is indexed meanwhile leaves the table by itself."""

    mappings_changed = Signal()
    folder_chosen = Signal(object)
    """Path of a folder in which the clips are."""
    file_chosen = Signal(str, object)
    """Name that the timeline has, and path of the file that is meant."""
    keep_asked = Signal(str, bool)
    """Name of the collection, and whether it is to be searched in."""
    relink_asked = Signal(object)
    """Path of a new file: write the timeline there, with the paths that its clips have here."""
    reveal_asked = Signal(object)
    """Path of a file that was written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Handoff", "Import timeline"))
        self.setModal(False)
        self._plan: ImportPlan | None = None
        self._path, self._written = Path(), Path()
        self._basket = translate("Handoff", "Basket")
        self.summary, self._notes, self._words = label(), label(kind="muted"), label()
        self.summary.setObjectName("import summary")
        self._words.setObjectName("import words")
        self.collection = QComboBox()
        self.collection.setEditable(True)
        self.collection.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.collection.setMinimumContentsLength(16)
        self.collection.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for each in (self.collection, *self.collection.findChildren(QLineEdit)):
            each.setAccessibleName(translate("Handoff", "Keep in"))
        self.table = TextTable(
            translate("Handoff", "Not found"),
            (translate("Handoff", "Where"), translate("Handoff", "Clip"), translate("Handoff", "Why")),
            (14, 30),
        )
        self._folder = button(translate("Handoff", "Look in folder…"), self._choose_folder)
        self._folder.setToolTip(
            translate(
                "Handoff", "Choose the folder with these clips; it is added to the library if it is not there yet"
            )
        )
        self._file = button(translate("Handoff", "Choose file…"), self._choose_file)
        self._file.setToolTip(translate("Handoff", "Choose the file of the selected row, whatever its name"))
        self.paths = PathsPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(translate("Handoff", "Pages"))
        self.search = button(translate("Handoff", "Keep and search in it"), lambda: self._ask(True))
        self.search.setToolTip(translate("Handoff", "Search only what the timeline shows of its clips"))
        self.relink = button(translate("Handoff", "Relink…"), self._choose_relinked)
        self.relink.setToolTip(
            translate("Handoff", "Write this timeline to a new file, with the paths that its clips have here")
        )
        self.reveal = button(
            translate("Handoff", "Show in file manager"), lambda: self.reveal_asked.emit(self._written)
        )
        self.reveal.hide()
        self.keep = button(translate("Handoff", "Keep"), lambda: self._ask(False), "primary")
        self._close = button(translate("Handoff", "Close"), self.reject)
        self._lay_out()
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        self.collection.editTextChanged.connect(lambda _: self._follow())
        self.paths.changed.connect(self.mappings_changed)
        self.want(760, 520)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Handoff", "Keep in"), self.collection)
        first = ScrollingPage()
        for widget in (self._notes, self.table, flowing(self._folder, self._file)):
            first.column.addWidget(widget, int(widget is self.table))
        self.tabs.addTab(first, translate("Handoff", "Not found"))
        self.tabs.addTab(self.paths, translate("Handoff", "Paths"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addLayout(form)
        column.addWidget(self.tabs, 1)
        column.addWidget(self._words)
        column.addWidget(flowing(self.search, self.relink, self.reveal, pushed=(self._close, self.keep)))
        for hidden in (self._notes, self._words):
            hidden.hide()

    # ---- told how it goes

    def show_reading(self, path: Path) -> None:
        """A file is being read."""
        self._plan, self._path = None, path
        self.table.show_rows(())
        self._say("")
        self._notes.hide()
        self.summary.setText(translate("Handoff", "Reading {file}…").format(file=safe_text.short(path.name)))
        self._follow()

    def show_mappings(self, mappings: Sequence[PathMapping]) -> None:
        """Paths of the other computer, as they were written before."""
        self.paths.show_mappings(mappings)

    def show_collections(self, collections: Sequence[MomentCollection], name: str) -> None:
        """Where moments can be kept; a new one by this name is proposed."""
        self.collection.clear()
        kept = [each for each in collections if not each.is_smart]
        names = [self._basket if each.id == BASKET_ID else each.name for each in kept]
        self.collection.addItems([_free_name(name, names), *names])
        self.collection.setCurrentIndex(0)

    def show_plan(self, plan: ImportPlan, file: str) -> None:
        """What was found, and what was not."""
        self._plan = plan
        found, lost = len(plan.moments), len(plan.unmatched)
        self.summary.setText(
            translate("Handoff", "{file}: {moments}, {found} found, {lost} not found.").format(
                file=safe_text.short(safe_text.printable(file)),
                moments=amounts.moments(found + lost),
                found=count(found),
                lost=count(lost),
            )
        )
        self.tabs.setTabText(0, translate("Handoff", "Not found ({count})").format(count=count(lost)))
        self.table.show_rows([(each.where, each.name, own_words(each.why)) for each in plan.unmatched[:LISTED]])
        self.table.setVisible(bool(lost))
        notes = [own_words(each) for each in plan.notes]
        stems = sum(each.by == "stem" for each in plan.moments)
        if stems:
            notes.append(
                translate("Handoff", "{moments} found by name without a suffix, such as that of a proxy.").format(
                    moments=amounts.moments(stems)
                )
            )
        if not lost and not notes:
            notes.append(translate("Handoff", "The library has all of it."))
        say(self._notes, "\n".join(notes), "muted")
        self._say("")
        self._follow()

    def show_trouble(self, text: str) -> None:
        """Why it cannot be done."""
        self._say(text, "error")
        self._follow()

    def show_kept(self, moments: int, collection: str) -> None:
        """They are kept now."""
        self._say(
            translate("Handoff", "Kept {moments} in “{collection}”.").format(
                moments=amounts.moments(moments), collection=collection
            ),
            "ok",
        )

    def show_relinked(self, written: Path, found: int, lost: int) -> None:
        """It was written again."""
        self._say(
            translate("Handoff", "Wrote {file}: {found}, {lost} not found and left as they are.").format(
                file=written.name, found=amounts.clips(found), lost=count(lost)
            )
            if lost
            else translate("Handoff", "Wrote {file} with the paths of {found}.").format(
                file=written.name, found=amounts.clips(found)
            ),
            "ok",
        )
        self._written = written
        self.reveal.show()

    def say_waiting(self, path: Path) -> None:
        """A folder or file is being taken into the library."""
        self._say(
            translate("Handoff", "{name} is being indexed. Clips that are found disappear from the table.").format(
                name=safe_text.name_of(path)
            )
        )

    @property
    def is_basket(self) -> bool:
        """True when they are to be kept in the basket."""
        return self.collection.currentText().strip() == self._basket

    @property
    def words(self) -> str:
        """The sentence at the bottom."""
        return self._words.text()

    def _say(self, text: str, kind: str = "") -> None:
        say(self._words, text, kind)
        self.reveal.hide()

    def _follow(self) -> None:
        plan = self._plan
        has_name = bool(tidy(self.collection.currentText()))
        for each in (self.keep, self.search):
            each.setEnabled(plan is not None and bool(plan.moments) and has_name)
        self.relink.setEnabled(plan is not None and bool(plan.moments))
        self._folder.setEnabled(plan is not None and bool(plan.unmatched))
        self._file.setEnabled(self._current is not None)

    # ---- asking

    @property
    def _current(self) -> UnmatchedMoment | None:
        at = self.table.currentRow()
        unmatched = self._plan.unmatched if self._plan is not None else ()
        return unmatched[at] if 0 <= at < min(len(unmatched), LISTED) else None

    def _ask(self, is_to_search: bool) -> None:
        self.keep_asked.emit(tidy(self.collection.currentText())[:LONGEST_TAG], is_to_search)

    def _choose_folder(self) -> None:
        title = translate("Handoff", "Folder of the clips")
        self._choose(title, QFileDialog.FileMode.Directory, self.folder_chosen.emit)

    def _choose_file(self) -> None:
        row = self._current
        if row is not None:
            title = translate("Handoff", "File of {clip}").format(clip=safe_text.printable(row.name))
            self._choose(title, QFileDialog.FileMode.ExistingFile, lambda path: self.file_chosen.emit(row.name, path))

    def _choose_relinked(self) -> None:
        chooser = QFileDialog(self, translate("Handoff", "Relinked timeline"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        suffix = ".fcpxml" if self._path.is_dir() else self._path.suffix  # of a bundle only its document is written
        chooser.setDefaultSuffix(suffix)
        chooser.setDirectory(str(self._path.parent))
        relinked = translate("Handoff", "{name} relinked").format(name=self._path.stem)
        chooser.selectFile(f"{relinked}{suffix}")
        chooser.fileSelected.connect(lambda name: self.relink_asked.emit(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _choose(self, title: str, mode: QFileDialog.FileMode, take: Callable[[Path], object]) -> None:
        """Without waiting in place: the window stays alive meanwhile."""
        chooser = QFileDialog(self, title)
        chooser.setFileMode(mode)
        chooser.fileSelected.connect(lambda name: take(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()


def _free_name(wanted: str, taken: Sequence[str]) -> str:
    """The name, with a number where there is a collection of it."""
    wanted = tidy(wanted)[: LONGEST_TAG - 5].strip() or translate("Handoff", "Import")
    folded, name, number = {fold(each) for each in taken}, wanted, 1
    while fold(name) in folded:
        number += 1
        name = f"{wanted} {number}"
    return name
