"""The window that teaches: its steps at the left, one page at the right. Searching stays possible beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.finetune.check_page import CheckPage
from ui.finetune.name_page import NamePage
from ui.finetune.outcome_page import OutcomePage
from ui.finetune.pairs_page import PairsPage
from ui.finetune.run_settings_page import RunSettingsPage
from ui.finetune.teaching_parts import STEPS, TeachingPage, TeachingStep, button
from ui.finetune.training_page import TrainingPage
from ui.finetune.use_page import UsePage
from ui.finetune.way_page import WayPage
from ui.images import Pictures
from ui.screens import Dialog, order_for_tab
from ui.translate import noop, translate

_TITLES: dict[TeachingStep, str] = {
    "way": noop("Finetune", "What to teach"),
    "data": noop("Finetune", "Examples"),
    "check": noop("Finetune", "Check"),
    "settings": noop("Finetune", "Settings"),
    "training": noop("Finetune", "Training"),
    "outcome": noop("Finetune", "Before and after"),
    "use": noop("Finetune", "Use it"),
}
_STEP = Qt.ItemDataRole.UserRole


class TeachingWindow(Dialog):
    """Holds no truth of its own; what is asked of the pages is asked of them directly."""

    step_asked = Signal(str)
    """Another page is wanted; `show_step` shows it."""
    next_asked = Signal()
    back_asked = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Finetune", "Teach the model"))
        self.setModal(False)
        self.want(1080, 760)
        self.way, self.pairs, self.name = WayPage(), PairsPage(), NamePage()
        self.check, self.settings, self.training = CheckPage(), RunSettingsPage(), TrainingPage()
        self.outcome, self.use_page = OutcomePage(), UsePage()
        self._pages = QStackedWidget()
        for page in (
            self.way,
            self.pairs,
            self.name,
            self.check,
            self.settings,
            self.training,
            self.outcome,
            self.use_page,
        ):
            self._pages.addWidget(page)
        self.steps = QListWidget()
        self.steps.setObjectName("groups")
        self.steps.setAccessibleName(translate("Finetune", "Steps"))
        self.steps.setFrameShape(QFrame.Shape.NoFrame)
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._step: TeachingStep = "way"
        self._is_name = False
        self._back = button(translate("Finetune", "Back"), self.back_asked.emit)
        self._next = button(translate("Finetune", "Next"), self.next_asked.emit, "primary")
        self._close = button(translate("Finetune", "Close"), self.close)
        self._arrange()
        self.show_steps(STEPS, {"way"})
        self.steps.currentItemChanged.connect(lambda *_: self._ask_for_step())
        self.show_step("way")

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 12)
        foot.setSpacing(8)
        foot.addWidget(self._close)
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        right.addLayout(foot)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.steps)
        outer.addLayout(right, 1)

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        for page in (self.name, self.check, self.outcome):
            page.use(pictures)

    # ---- steps

    def show_steps(self, steps: Sequence[TeachingStep], open_steps: set[TeachingStep]) -> None:
        """The steps of the chosen way, and those that can be gone to."""
        self._is_name = "check" not in steps
        self.steps.blockSignals(True)
        self.steps.clear()
        height_px = max(32, self.fontMetrics().height() + 14)
        for number, step in enumerate(steps, 1):
            item = QListWidgetItem(f"{number}  {translate('Finetune', _TITLES[step])}")
            item.setData(_STEP, step)
            item.setSizeHint(QSize(0, height_px))
            if step not in open_steps:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.steps.addItem(item)
            if step == self._step:
                self.steps.setCurrentItem(item)
        letters = max(
            self.fontMetrics().horizontalAdvance(f"9  {translate('Finetune', title)}") for title in _TITLES.values()
        )
        self.steps.setFixedWidth(letters + 36)
        self.steps.blockSignals(False)

    def show_step(self, step: TeachingStep) -> None:
        """Bring a page to the front."""
        self._step = step
        page = self.page_of(step)
        self._pages.setCurrentWidget(page)
        self.steps.blockSignals(True)
        for row in range(self.steps.count()):
            if self.steps.item(row).data(_STEP) == step:
                self.steps.setCurrentRow(row)
        self.steps.blockSignals(False)
        page.verticalScrollBar().setValue(0)
        order_for_tab(self)

    @property
    def step(self) -> TeachingStep:
        """The page in front."""
        return self._step

    def page_of(self, step: TeachingStep) -> TeachingPage:
        """The page of a step; examples have one for names and one for captions."""
        pages: dict[TeachingStep, TeachingPage] = {
            "way": self.way,
            "data": self.name if self._is_name else self.pairs,
            "check": self.check,
            "settings": self.settings,
            "training": self.training,
            "outcome": self.outcome,
            "use": self.use_page,
        }
        return pages[step]

    def show_foot(self, *, can_go_back: bool, next_title: str, can_continue: bool, why_not: str = "") -> None:
        """What the buttons at the foot do; no title for Next hides it."""
        self._back.setEnabled(can_go_back)
        self._next.setVisible(bool(next_title))
        self._next.setText(next_title)
        self._next.setEnabled(can_continue)
        self._next.setToolTip(why_not)

    def press_next(self) -> None:
        """As a click would, where it can be clicked."""
        self._next.click()

    @property
    def can_continue(self) -> bool:
        """True when Next can be clicked."""
        return not self._next.isHidden() and self._next.isEnabled()

    def _ask_for_step(self) -> None:
        item = self.steps.currentItem()
        if item is not None and item.data(_STEP) != self._step:
            self.step_asked.emit(item.data(_STEP))

    def showEvent(self, event: QShowEvent) -> None:
        """Opened, perhaps again."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown.emit()
