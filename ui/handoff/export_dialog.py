"""Export: which moments, in which format, what will be different there, and where the file goes."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.export import ExportPlan, HandoffOptions, HandoffProblem, SubclipOutcome, SubclipPlan, reels_of
from core.values import COPY
from ui import safe_text
from ui.handoff.choices import ExportMemory, options_of
from ui.handoff.columns_page import ColumnsPage
from ui.handoff.export_kinds import KINDS, ExportKind, ExportOrder, OptionPage, SubclipOrder
from ui.handoff.export_words import (
    measured_words,
    plan_words,
    subclips_words,
    subclips_written_words,
    written_words,
)
from ui.handoff.parts import ScrollingPage, button, combo, flowing, label, say
from ui.handoff.paths_page import PathsPage
from ui.handoff.problem_table import ProblemTable
from ui.handoff.reels_page import ReelsPage
from ui.handoff.subclip_table import SubclipTable
from ui.handoff.target_line import TargetLine, file_name
from ui.handoff.timeline_page import TimelinePage
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets.formatting import count


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
    """An ExportOrder, or a SubclipOrder."""
    stop_asked = Signal()
    reveal_asked = Signal(object)
    """Path."""

    def __init__(self, memory: ExportMemory, missing: Sequence[str] = (), parent: QWidget | None = None) -> None:
        """`missing`: presets of subclips whose encoders are not there."""
        super().__init__(parent)
        self.setWindowTitle(translate("Handoff", "Export"))
        self.setModal(False)
        self._memory, self._missing = memory, missing
        self._sources: Sequence[ExportSource] = ()
        self._plan: ExportPlan | SubclipPlan | None = None
        self._is_taken = self._is_busy = False
        self._written: Path | None = None
        self._taken: frozenset[int] = frozenset()
        """Numbers of subclips whose files are there already."""
        self.source, self.format = combo(translate("Handoff", "Moments")), combo(translate("Handoff", "Format"))
        for kind in KINDS.values():
            self.format.addItem(kind.shown, kind.key)
        self.format.setCurrentIndex(max(0, self.format.findData(memory.format)))
        self.place, self._place_title = TargetLine(self.kind), QLabel()
        self.path = self.place.path
        self._place_title.setBuddy(self.place)
        self.problems = ProblemTable()
        self._said_of_problems = label()
        self.subclips, self._said_of_subclips = SubclipTable(), label()
        self.timeline, self.paths, self.reels, self.columns = TimelinePage(), PathsPage(), ReelsPage(), ColumnsPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(translate("Handoff", "Pages"))
        self.replace = QCheckBox(translate("Handoff", "Replace the existing file"))
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
        self._show_choices()
        self.want(820, 600)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Handoff", "Moments"), self.source)
        form.addRow(translate("Handoff", "Format"), self.format)
        form.addRow(self._place_title, self.place)
        self._first, self._files = ScrollingPage(), ScrollingPage()
        self._first.column.addWidget(self._said_of_problems)
        self._first.column.addWidget(self.problems, 1)
        self._first.column.addStretch(0)
        self._files.column.addWidget(self._said_of_subclips)
        self._files.column.addWidget(self.subclips, 1)
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
        self.place.edited.connect(self._follow)
        self.place.chosen.connect(self._take_path)
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
    def how(self) -> str:
        """Of subclips: a copy, or which preset."""
        return self._memory.of(self.kind.key).options.get("encode") or COPY

    @property
    def target(self) -> Path | None:
        """The file or folder to be written; None while none is named."""
        return self.place.target

    def refresh(self) -> None:
        """Show what the command line may have changed of what holds for every format."""
        self._memory.refresh()
        self._show_choices()

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
            self.place.show_name(file_name(source.name), self._usual_folder())

    def _usual_folder(self) -> Path:
        return Path(self._memory.folder or Path.home())

    def _change_format(self) -> None:
        self._memory.put(self.kind.key, self._memory.of(self.kind.key))
        self.place.show_kind(self.kind)
        self._show_choices()
        self._ask_for_plan()

    def _show_choices(self) -> None:
        """The pages that this format has, with what was chosen for it last."""
        kind, choices = self.kind, self._memory.of(self.kind.key)
        self._place_title.setText(self.place.title)
        self.timeline.show_choices(choices, kind, self._missing)
        self.paths.show_mappings(self._memory.mappings)
        self.reels.show_choices(choices, self._memory.reels)
        self.columns.show_choices(choices, self._memory.presets)
        self.tabs.clear()
        pages: dict[OptionPage, tuple[QWidget, str]] = {
            "timeline": (
                self.timeline,
                translate("Handoff", "Options") if kind.is_folder else translate("Handoff", "Timeline"),
            ),
            "paths": (self.paths, translate("Handoff", "Paths")),
            "reels": (self.reels, translate("Handoff", "Reel names")),
            "columns": (self.columns, translate("Handoff", "Columns")),
        }
        self.tabs.addTab(self._first, translate("Handoff", "Problems"))
        if kind.is_folder:
            self.tabs.addTab(self._files, translate("Handoff", "Files"))
        for each in kind.pages:
            self.tabs.addTab(*pages[each])
        for last in (self.replace, self._reveal, self._stop, self._close, self.export):
            before = self.previousInFocusChain()
            while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:  # such a one moves nothing
                before = before.previousInFocusChain()
            if before is not None and before is not last:  # the pages came behind them
                QWidget.setTabOrder(before, last)

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

    def _take_path(self) -> None:
        """A line that is disabled because the file is being written tells that it was left: nothing is different."""
        if not self._is_busy:
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
        self._show_problems(plan.problems, plan_words(plan))
        self.reels.show_reels(reels_of(handoff, plan.options, plan.format.key))
        folders = [Path(media.path).parent for media in handoff.media]
        self.paths.offer_folder(os.path.commonpath(folders) if folders and not plan.options.mappings else "")
        self._follow()
        if self._is_busy or (is_taken and self._written == self.target):  # that one was written just now
            return
        taken = translate("Handoff", "{file} already exists.").format(file=self._target_name()) if is_taken else ""
        self._say(taken, "warn")

    def show_subclips(self, plan: SubclipPlan, taken: frozenset[int]) -> None:
        """Which files there will be; `taken`: numbers of those that are there already, which are left alone."""
        self._plan = plan if len(taken) < len(plan.subclips) else None
        self._is_taken, self._taken = False, taken
        self._show_problems(plan.problems, subclips_words(plan, len(taken)))
        self.subclips.show_planned(plan.subclips, taken)
        say(self._said_of_subclips, "")
        self._follow()
        was_just_written = self._written in {each.target for each in plan.subclips if each.number in taken}
        if not self._is_busy and not was_just_written:
            self._say("")

    def show_measured(self, plan: SubclipPlan, outcomes: Sequence[SubclipOutcome]) -> None:
        """All of them are measured."""
        is_bad = any(each.made is None for each in outcomes)
        text = measured_words(plan, outcomes)
        say(self._said_of_subclips, text, "warn" if is_bad else "muted")
        if text and not self._is_busy:
            words = f"{subclips_words(plan, len(self._taken))} {text}"
            say(self._said_of_problems, words, "warn" if is_bad or self._taken else "muted")

    def _show_problems(self, problems: Sequence[HandoffProblem], words: str) -> None:
        self.problems.show_problems(problems)
        self.problems.setVisible(bool(problems))
        self.tabs.setTabText(0, translate("Handoff", "Problems ({count})").format(count=count(len(problems))))
        is_bad = any(problem.is_left_out for problem in problems)
        say(self._said_of_problems, words, "warn" if is_bad else "muted")

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

    def show_subclips_written(self, outcomes: Sequence[SubclipOutcome], folder: Path, *, is_stopped: bool) -> None:
        """These were written, or could not be; those made before it was stopped are whole and stay."""
        made = [each.planned.target for each in outcomes if each.is_written]
        if made:
            self._written, self._memory.folder = made[0], str(folder)
            self._memory.save()
        self._plan = None  # those files are there now
        self._set_busy(False)
        failed = len(outcomes) - len(made)
        kind = "ok" if made and not failed and not is_stopped else "warn" if made or is_stopped else "error"
        self._say(subclips_written_words(outcomes, folder, is_stopped=is_stopped), kind)

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
        for widget in (self.source, self.format, self.place, self.timeline, self.paths, self.reels, self.columns):
            widget.setEnabled(not self._is_busy)
        self._reveal.setVisible(self._written is not None and not self._is_busy)
        self.replace.setVisible(self._is_taken and not self._is_busy)
        is_free = not self._is_taken or self.replace.isChecked()
        self.export.setEnabled(self._plan is not None and self.target is not None and is_free and not self._is_busy)

    def _ask(self) -> None:
        if isinstance(self._plan, SubclipPlan):
            self.export_asked.emit(SubclipOrder(self._plan, self._taken))
        elif self._plan is not None and self.target is not None:
            choices = self._memory.of(self.kind.key).options
            self.export_asked.emit(ExportOrder(self._plan, self.target, self.replace.isChecked(), choices))

    def _ask_to_reveal(self) -> None:
        if self._written is not None:
            self.reveal_asked.emit(self._written)
