"""How the phrases of a query go together, how much motion counts, and how the answer is sorted."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from core.values import Combine, HitSort, Query
from ui.translate import translate
from ui.widgets.menu_text import with_keys

_STEPS = 20
"""Of the motion slider, from the least to the most."""


class RefineButton(QToolButton):
    """A button with a menu; it says what is not as usual."""

    changed = Signal(object)
    """The query as it should be."""
    then_asked = Signal()
    """A further step is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query: Query | None = None
        self._has_motion = False
        self._usual: QAction | None = None
        self._reset: QAction | None = None
        self.list_options: list[QAction] = []
        """What else is chosen of the list, whatever is asked."""
        self.setObjectName("refine")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(translate("Search", "How phrases combine, how much motion counts, and how results are sorted"))
        self.setStyleSheet("padding: 2px 18px 2px 6px;")  # room for the arrow
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_query(None)

    def set_has_motion(self, has_motion: bool) -> None:
        """Whether the model weighs motion apart from what single frames show."""
        self._has_motion = has_motion

    def show_query(self, query: Query | None) -> None:
        """Say what of it is not as usual."""
        self._query = query
        chosen = [] if query is None else self._chosen(query)
        text = ", ".join(chosen) or translate("Search", "Refine")
        self.setText(text)
        self.setAccessibleName(translate("Search", "Refine the search"))
        self.setAccessibleDescription(text)

    def _chosen(self, query: Query) -> list[str]:
        """What is not as usual, in words."""
        said = []
        if query.combine != "sentence":
            said.append(_combinations()[query.combine])
        if query.motion is not None:
            said.append(translate("Search", "motion {percent} %").format(percent=round(100 * query.motion)))
        if query.sort != "match":
            said.append(_sorts()[query.sort])
        return said

    def _fill(self) -> None:
        """The menu, made for the query as it stands."""
        menu = self.menu()
        self._usual = self._reset = None
        menu.clear()
        query = self._query
        if query is None:
            return
        combine = self._choices(
            menu.addMenu(translate("Search", "Combine phrases")),
            _combinations().items(),
            query.combine,
        )
        combine.triggered.connect(lambda action: self._change(combine=action.data()))
        for choice in combine.actions():  # steps are the order then
            choice.setEnabled(not query.then or choice.data() in ("sentence", "all"))
        then = menu.addAction(with_keys(translate("Search", "Then…"), "Ctrl+Return"))
        then.setToolTip(translate("Search", "Describe what comes next in the same clip"))
        then.triggered.connect(self.then_asked)
        sort = self._choices(
            menu.addMenu(translate("Search", "Sort by")),
            _sorts().items(),
            query.sort,
        )
        sort.triggered.connect(lambda action: self._change(sort=action.data()))
        if self._has_motion:
            menu.addSeparator()
            menu.addAction(self._motion(menu, query.motion))
            self._usual = usual = menu.addAction(translate("Search", "The model's own balance"))
            usual.triggered.connect(lambda: self._change(motion=None))
        if self.list_options:
            menu.addSeparator()
            menu.addActions(self.list_options)
        menu.addSeparator()
        self._reset = reset = menu.addAction(translate("Search", "Reset"))
        reset.triggered.connect(lambda: self._change(combine="sentence", sort="match", motion=None))
        self._allow(query)

    def _allow(self, query: Query) -> None:
        """What there is to take back: also while the menu is open and the slider moves."""
        if self._usual is not None:
            self._usual.setEnabled(query.motion is not None)
        if self._reset is not None:
            self._reset.setEnabled(bool(self._chosen(query)))

    def _choices(self, menu: QMenu, choices: Iterable[tuple[str, str]], chosen: str) -> QActionGroup:
        group = QActionGroup(menu)
        for value, title in choices:
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.setData(value)
            group.addAction(action)
        return group

    def _motion(self, menu: QMenu, motion: float | None) -> QWidgetAction:
        """A slider from "what frames show" to "motion"; results follow while it moves."""
        row = QWidget(menu)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 4, 12, 4)
        slider = QSlider(Qt.Orientation.Horizontal, row)
        slider.setObjectName("motion")
        slider.setAccessibleName(translate("Search", "How much motion counts"))
        slider.setRange(0, _STEPS)
        slider.setPageStep(_STEPS // 4)
        slider.setValue(round(_STEPS * (0.5 if motion is None else motion)))
        slider.setMinimumWidth(120)
        slider.valueChanged.connect(lambda value: self._change(motion=value / _STEPS))
        for each in (
            QLabel(translate("Search", "Frames")),
            slider,
            QLabel(translate("Search", "Motion")),
        ):
            layout.addWidget(each)
        action = QWidgetAction(menu)
        action.setDefaultWidget(row)
        return action

    def _change(self, **chosen: object) -> None:
        if self._query is None:
            return
        query = replace(self._query, **chosen)  # type: ignore[arg-type]
        self.show_query(query)
        self._allow(query)
        self.changed.emit(query)


def _combinations() -> dict[Combine, str]:
    return {
        "sentence": translate("Search", "As one sentence"),
        "all": translate("Search", "All phrases"),
        "any": translate("Search", "Any phrase"),
        "in_order": translate("Search", "One after the other"),
    }


def _sorts() -> dict[HitSort, str]:
    return {
        "match": translate("Search", "Best match"),
        "shot": translate("Search", "Date shot"),
        "name": translate("Search", "Name"),
        "added": translate("Search", "Date added"),
    }
