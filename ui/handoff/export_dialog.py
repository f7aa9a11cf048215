"""Export: which moments, in which format, what will be different there, and where the file goes."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.export import ExportPlan, HandoffOptions, reels_of
from ui import safe_text
from ui.handoff.choices import ExportMemory, options_of
from ui.handoff.columns_page import ColumnsPage
from ui.handoff.export_kinds import KINDS, ExportKind, ExportOrder, OptionPage
from ui.handoff.parts import ScrollingPage, button, combo, flowing, label, say
from ui.handoff.paths_page import PathsPage
from ui.handoff.problem_table import LISTED, ProblemTable
from ui.handoff.reels_page import ReelsPage
from ui.handoff.timeline_page import TimelinePage
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.formatting import count

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class ExportSource:
    """Moments that can be exported."""

    key: str
    title: str
    """As the list of sources has it."""
    name: str
    """Of the timeline, and of the file unless another is chosen."""


class ExportDialog(Dialog):
    """Stays open beside the window. Whoever plans and writes tells how it goes."""

    plan_asked = Signal()
    """Something was chosen: what will be different now?"""
    export_asked = Signal(object)
    """An ExportOrder."""
    stop_asked = Signal()
    reveal_asked = Signal(object)
    """Path."""

    def __init__(self, memory: ExportMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Handoff", "Export"))
        self.setModal(False)
        self._memory = memory
        self._sources: Sequence[ExportSource] = ()
        self._plan: ExportPlan | None = None
        self._is_taken = self._is_busy = False
        self._written: Path | None = None
        self.source, self.format = combo(translate("Handoff", "Moments")), combo(translate("Handoff", "Format"))
        for kind in KINDS.values():
            self.format.addItem(kind.shown, kind.key)
        self.path = QLineEdit()
        self.path.setAccessibleName(translate("Handoff", "File"))
        self._choose = button(translate("Handoff", "Choose…"), self._choose_file)
        self.problems = ProblemTable()
        self._said_of_problems = label()
        self.timeline, self.paths, self.reels, self.columns = TimelinePage(), PathsPage(), ReelsPage(), ColumnsPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.replace = QCheckBox(translate("Handoff", "Replace the file that is there"))
        self._words = label()
        self._words.setObjectName("export words")
        self._bar = QProgressBar()
        self._bar.setFixedHeight(6)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(translate("Handoff", "Export progress"))
        self._reveal = button(translate("Handoff", "Show in file manager"), self._ask_to_reveal)
        self._stop = button(translate("Handoff", "Stop"), self.stop_asked.emit)
        self._close = button(translate("Handoff", "Close"), self.reject)
        self.export = button(translate("Handoff", "Export"), self._ask, "primary")
        self._lay_out()
        self._connect()
        self.format.setCurrentIndex(max(0, self.format.findData(memory.format)))
        self._show_choices()
        self.want(820, 600)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Handoff", "Moments"), self.source)
        form.addRow(translate("Handoff", "Format"), self.format)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.path, 1)
        line.addWidget(self._choose)
        form.addRow(translate("Handoff", "File"), line)
        first = ScrollingPage()
        first.column.addWidget(self._said_of_problems)
        first.column.addWidget(self.problems, 1)
        self._first = first
        foot = flowing(self._reveal, self._stop, pushed=(self._close, self.export))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        column.addLayout(form)
        column.addWidget(self.tabs, 1)
        for widget in (self.replace, self._words, self._bar, foot):
            column.addWidget(widget)
        for hidden in (self.replace, self._bar, self._reveal, self._stop, self._words):
            hidden.hide()

    def _connect(self) -> None:
        self.source.activated.connect(lambda _: self._take_source())
        self.format.activated.connect(lambda _: self._change_format())
        self.path.textEdited.connect(lambda _: self._follow())
        self.path.editingFinished.connect(self._take_path)
        self.replace.toggled.connect(lambda _: self._follow())
        for page in (self.timeline, self.paths, self.reels, self.columns):
            page.changed.connect(self._ask_for_plan)
        self.columns.presets_changed.connect(self._keep_presets)

    # ---- what is chosen

    @property
    def kind(self) -> ExportKind:
        """The one that is chosen."""
        return KINDS[str(self.format.currentData())]

    @property
    def chosen_source(self) -> ExportSource | None:
        """Which moments."""
        at = self.source.currentIndex()
        return self._sources[at] if 0 <= at < len(self._sources) else None

    @property
    def options(self) -> HandoffOptions:
        """How they are to be written."""
        title = self.timeline.title.text().strip() or translate("Handoff", "Selects")
        return options_of(self._memory.of(self.kind.key), title, self.paths.mappings, self.reels.chosen)

    @property
    def target(self) -> Path | None:
        """The file to be written; None while none is named."""
        text = self.path.text().strip()
        return Path(os.path.abspath(Path(text).expanduser())) if text else None  # noqa: PTH100  follows no links

    def show_sources(self, sources: Sequence[ExportSource], key: str) -> None:
        """What can be exported now, and which of them is meant."""
        before = self.chosen_source
        self._sources = sources
        self.source.clear()
        for each in sources:
            self.source.addItem(safe_text.short(safe_text.printable(each.title)), each.key)
        self.source.setCurrentIndex(max(0, self.source.findData(key)))
        if before != self.chosen_source:
            self._name_after_source()
        self._ask_for_plan()

    def _take_source(self) -> None:
        self._name_after_source()
        self._ask_for_plan()

    def _name_after_source(self) -> None:
        source = self.chosen_source
        if source is not None:
            self.timeline.title.setText(safe_text.printable(source.name))
            self._show_path(_file_name(source.name))

    def _change_format(self) -> None:
        stem = self._stem()
        self._memory.put(self.kind.key, self._memory.of(self.kind.key))
        self._show_choices()
        self._show_path(stem)
        self._ask_for_plan()

    def _show_choices(self) -> None:
        """The pages that this format has, with what was chosen for it last."""
        kind, choices = self.kind, self._memory.of(self.kind.key)
        self.timeline.show_choices(choices, kind.options)
        self.paths.show_mappings(self._memory.mappings)
        self.reels.show_choices(choices, self._memory.reels)
        self.columns.show_choices(choices, self._memory.presets)
        self.tabs.clear()
        pages: dict[OptionPage, tuple[QWidget, str]] = {
            "timeline": (self.timeline, translate("Handoff", "Timeline")),
            "paths": (self.paths, translate("Handoff", "Paths")),
            "reels": (self.reels, translate("Handoff", "Reel names")),
            "columns": (self.columns, translate("Handoff", "Columns")),
        }
        self.tabs.addTab(self._first, translate("Handoff", "Problems"))
        for each in kind.pages:
            self.tabs.addTab(*pages[each])

    def _keep_choices(self) -> None:
        choices = self._memory.of(self.kind.key)
        for page in (self.timeline, self.reels, self.columns):
            choices = page.taken(choices)
        self._memory.put(self.kind.key, choices)
        self._memory.mappings, self._memory.reels = self.paths.mappings, dict(self.reels.chosen)
        self._memory.save()

    def _keep_presets(self) -> None:
        self._memory.presets = dict(self.columns.presets)
        self._memory.save()

    # ---- the file

    def _stem(self) -> str:
        """The name that is chosen, without the suffix of a format."""
        name = Path(self.path.text().strip()).name
        for suffix in sorted((kind.suffix for kind in KINDS.values()), key=len, reverse=True):
            if name.lower().endswith(suffix) and len(name) > len(suffix):
                return name[: -len(suffix)]
        return name or translate("Handoff", "Selects")

    def _show_path(self, stem: str) -> None:
        folder = self.target.parent if self.target is not None else Path(self._memory.folder or Path.home())
        self.path.setText(str(folder / f"{stem}{self.kind.suffix}"))

    def _choose_file(self) -> None:
        suffix = self.kind.suffix
        chooser = QFileDialog(self, translate("Handoff", "Export to"), self.path.text(), f"*{suffix}")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is asked for here
        chooser.setDefaultSuffix(suffix[1:])
        chooser.fileSelected.connect(self._take_file)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _take_path(self) -> None:
        """A line that is disabled because the file is being written tells that it was left: nothing is different."""
        if not self._is_busy:
            self._ask_for_plan()

    def _take_file(self, name: str) -> None:
        self.path.setText(name)
        self._ask_for_plan()

    # ---- told how it goes

    def _ask_for_plan(self) -> None:
        self._keep_choices()
        self._plan = None
        self._follow()
        self.plan_asked.emit()

    def show_plan(self, plan: ExportPlan, *, is_taken: bool) -> None:
        """What will be different; `is_taken`: there is a file of this name."""
        handoff = plan.handoff
        self._plan = plan if handoff.moments else None
        self._is_taken = is_taken
        self.problems.show_problems(plan.problems)
        self.problems.setVisible(bool(plan.problems))
        self.tabs.setTabText(0, translate("Handoff", "Problems ({count})").format(count=count(len(plan.problems))))
        self.reels.show_reels(reels_of(handoff, plan.options, plan.format.key))
        folders = [Path(media.path).parent for media in handoff.media]
        self.paths.offer_folder(os.path.commonpath(folders) if folders and not plan.options.mappings else "")
        left_out = sum(problem.is_left_out for problem in plan.problems)
        say(self._said_of_problems, _summary(plan, left_out), "warn" if left_out else "muted")
        self._follow()
        if self._is_busy or (is_taken and self._written == self.target):  # that one was written just now
            return
        taken = translate("Handoff", "{file} is there already.").format(file=self._target_name()) if is_taken else ""
        self._say(taken, "warn")

    def show_trouble(self, text: str) -> None:
        """Why it cannot be done."""
        self._set_busy(False)
        self._say(text, "error")

    def show_progress(self, share: float) -> None:
        """How much is written, from 0 to 1."""
        if not self._is_busy:
            self._set_busy(True)
        self._bar.setValue(round(1000 * share))

    def show_stopped(self) -> None:
        """It was ended by its user."""
        self._set_busy(False)
        self._say(translate("Handoff", "Stopped. Nothing was written."))

    def show_written(self, paths: Sequence[Path]) -> None:
        """These files are there now."""
        self._written, self._is_taken = (paths[0] if paths else None), True
        self._memory.folder = str(paths[0].parent) if paths else self._memory.folder
        self._memory.save()
        self.replace.setChecked(False)
        self._set_busy(False)
        self._say(written_words(paths), "ok")

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._bar.setVisible(is_busy)
        self._stop.setVisible(is_busy)
        self._follow()
        if is_busy:
            self._bar.setValue(0)
            self._say(translate("Handoff", "Exporting…"))

    def _say(self, text: str, kind: str = "") -> None:
        say(self._words, text, kind)

    def _target_name(self) -> str:
        return self.target.name if self.target is not None else ""

    def _follow(self) -> None:
        """What can be done now."""
        for widget in (self.source, self.format, self.path, self._choose, self.tabs):
            widget.setEnabled(not self._is_busy)
        self._reveal.setVisible(self._written is not None and not self._is_busy)
        self.replace.setVisible(self._is_taken and not self._is_busy)
        is_free = not self._is_taken or self.replace.isChecked()
        self.export.setEnabled(self._plan is not None and self.target is not None and is_free and not self._is_busy)

    def _ask(self) -> None:
        if self._plan is not None and self.target is not None:
            choices = self._memory.of(self.kind.key).options
            self.export_asked.emit(ExportOrder(self._plan, self.target, self.replace.isChecked(), choices))

    def _ask_to_reveal(self) -> None:
        if self._written is not None:
            self.reveal_asked.emit(self._written)


def written_words(paths: Sequence[Path]) -> str:
    """What was written."""
    names = [safe_text.name_of(path) for path in paths]
    if len(names) <= 2:
        return translate("Handoff", "Wrote {files}.").format(files=", ".join(names))
    return translate("Handoff", "Wrote {files}: {first} and more.").format(
        files=amounts.files(len(names)), first=names[0]
    )


def _summary(plan: ExportPlan, left_out: int) -> str:
    handoff = plan.handoff
    if not handoff.moments:
        return translate("Handoff", "There are no moments to export.")
    label_end = handoff.start + handoff.frames
    words = [
        translate("Handoff", "{moments}, {start} to {end} at {rate} frames a second.").format(
            moments=amounts.moments(len(handoff.moments)),
            start=handoff.start,
            end=label_end,
            rate=f"{float(handoff.rate):.5g}",
        )
    ]
    if left_out:
        words.append(translate("Handoff", "{moments} left out.").format(moments=amounts.moments(left_out)))
    if not plan.problems:
        words.append(translate("Handoff", "Everything arrives as it is."))
    elif len(plan.problems) > LISTED:
        words.append(translate("Handoff", "The first {number} are listed.").format(number=count(LISTED)))
    return " ".join(words)


def _file_name(name: str) -> str:
    """A name that every system takes."""
    return _FORBIDDEN.sub("_", safe_text.printable(name))[:_LONGEST_NAME].strip(" .") or translate("Handoff", "Selects")
