"""The main window: which panel is where, menus, sizes that are remembered. No logic."""

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from core.values import Video
from ui import theme
from ui.actions import Actions, with_key
from ui.browse.card import Card
from ui.browse.columns import order_of
from ui.browse.comparison_view import ComparisonView
from ui.browse.details import Details
from ui.browse.grid import Grid
from ui.browse.sidebar import Sidebar
from ui.library_model import SidebarFilter
from ui.notices import Notices
from ui.play.player import PlayerPanel
from ui.screens import KeepsOnScreen, centred, limited, room_for
from ui.search.evidence_view import EvidenceView
from ui.search.join_bar import JoinBar
from ui.search.query_editor import Cutter, Recutter
from ui.search.query_panel import QueryPanel
from ui.widgets.status_strip import StatusStrip
from ui.window.inbox import Inbox, Panels
from ui.window.key_map import KeyMap

TITLE = "C2V Desktop"
_DESIGNED = QSize(1440, 900)
"""Where the screen has room for it."""
_LEAST = QSize(802, 388)
"""What the layout needs: 1080 lines at 200 % leave 960 by 540, less the frame and a panel."""
_COLUMNS, _UPPER = [220, 1220], [780, 440]
_ROWS, _INSPECTOR = [486, 304], [400, 150]
_KEPT_PLACES = ("all", "folder", "below", "singles")
"""Views worth returning to; New and Failed are only glanced at."""
_UPPER_SHARES, _ROW_SHARES = (2, 1), (3, 1)
"""What cards and player, and both and evidence, give or take when the window has another size than designed."""
_LEAST_INSPECTOR_PX = 320
_LEAST_ROW_PX = 86
_PANELS = ("view.sidebar", "view.inspector", "view.evidence")


class MainWindow(QMainWindow):
    """Panels by name; whoever composes the program ties them together with a `MainController`."""

    closing = Signal()
    """The window is hidden already; now the engine may take its time."""
    keys_asked = Signal()
    """The shortcuts are to be changed."""

    def __init__(self, cut: Cutter, recut: Recutter, geometry: QSettings) -> None:
        super().__init__()
        self._geometry = geometry
        self.setWindowTitle(TITLE)
        self.setWindowIcon(QIcon(str(resources.path("icons/app.svg"))))
        self.setMinimumSize(limited(_LEAST, self))
        self.index_manager = KeepsOnScreen(self)
        self.actions_ = Actions(self)
        self.actions_.fill(self.menuBar())
        self.query = QueryPanel(cut, recut)
        self.notices = Notices(self._draw_sign)
        self.notices.predecessor = self.query.model_note.button
        self.sidebar = Sidebar()
        self.grid = Grid()
        self.menus = self.grid.menus
        """Of the cards of the grid, and of those of two models."""
        self.menus.rating_actions = [self.actions_[f"mark.rate_{stars}"] for stars in range(5, -1, -1)]
        handing = ("library.export", "clip.copy_text")
        self.menus.handing_actions = [self.actions_[command] for command in handing]
        marking = ("pick", "reject", "keep", "caption", "tags", "teach", "carry_over")
        self.menus.mark_actions = [self.actions_[f"mark.{what}"] for what in marking]
        self.compare = ComparisonView(self.menus)
        self.player = PlayerPanel()
        self.player.offer_menu([self.actions_[command] for command in (*handing, "search.frame")])
        self.details = Details()
        self.evidence = EvidenceView()
        self.join_bar = JoinBar()
        self.status = StatusStrip()
        self._inspector = QSplitter(Qt.Orientation.Vertical)
        self._upper = QSplitter(Qt.Orientation.Horizontal)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._columns = _Humble(Qt.Orientation.Horizontal)
        self._has_evidence = self._video_only = self._was_maximised = False
        self._before = QByteArray()
        """Size and place before the video took the whole screen."""
        self._arrange()
        self._tie_view_commands()
        self.reset_layout()
        self._restore()
        panels = Panels(self.query, self.sidebar, self.grid, self.notices, self.actions_)
        self.inbox = Inbox(self, panels)
        """Takes what is given from the first moment on, also while there is no library yet."""
        self.actions_["library.pause"].setChecked(self.is_paused)
        self.inbox.paused.connect(self._keep_paused)

    # ---- layout

    def _arrange(self) -> None:
        self._inspector.addWidget(self.player)
        self._inspector.addWidget(self.details)
        self._inspector.setStretchFactor(0, 1)
        self._inspector_area = _scrolling(self._inspector)
        self._inspector_area.setMinimumSize(_LEAST_INSPECTOR_PX, _LEAST_ROW_PX)
        self._answers = QStackedWidget()
        self._answers.addWidget(self.grid)
        self._answers.addWidget(self.compare)
        self._upper.addWidget(self._answers)
        self._upper.addWidget(self._inspector_area)
        for place, share in enumerate(_UPPER_SHARES):
            self._upper.setStretchFactor(place, share)
        self._rows.addWidget(self._upper)
        self._evidence_area = _stacked((self.join_bar, self.evidence), stretched=self.evidence)
        self._rows.addWidget(self._evidence_area)
        for place, share in enumerate(_ROW_SHARES):
            self._rows.setStretchFactor(place, share)
        self._columns.addWidget(self.sidebar)
        self._columns.addWidget(self._rows)
        self._columns.setStretchFactor(1, 1)
        for splitter in self._splitters().values():
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self._rules = (_rule(), _rule())
        body = _stacked((self.query, self.notices, self._rules[0], self._columns), stretched=self._columns)
        area = _scrolling(body)  # long notices and questions can ask for more than a low window has
        self.setCentralWidget(_stacked((area, self._rules[1], self.status), stretched=area))

    def _tie_view_commands(self) -> None:
        for command_id in _PANELS:
            self.actions_[command_id].setChecked(True)
            self.actions_[command_id].toggled.connect(lambda on, key=command_id: self._turn_panel(key, on))
        self.actions_.connect(
            {
                "view.reset": self.reset_layout,
                "view.concepts": self.evidence.toggle_centres,
                "view.larger": lambda: self._zoom(1),
                "view.smaller": lambda: self._zoom(-1),
                "play.fullscreen": self._toggle_video_only,
                "app.quit": self.close,
                "help.keys": self._show_keys,
            }
        )

        stacks = self.actions_["view.stacks"]
        stacks.setChecked(True)
        stacks.toggled.connect(self._fold_takes)
        self.grid.folding_asked.connect(stacks.setChecked)
        self.actions_["view.group"].toggled.connect(self._group)
        self.query.offer_options([self.actions_["view.group"], stacks])
        self.actions_["view.list"].toggled.connect(self._show_list)
        self.actions_.menus["View"].insertMenu(self.actions_["view.larger"], self.grid.sort_menu)
        self.grid.table.layout_changed.connect(lambda: self._geometry.setValue("list_columns", self.grid.table.columns))
        self.grid.order_changed.connect(self._keep_order)
        self.compare.zoom_asked.connect(self._zoom)
        self.grid.list.zoom_asked.connect(lambda _: self.compare.set_zoom(self.grid.zoom_level))
        self.actions_.on_keys.append(self._tell_keys)
        self._tell_keys()

    def _fold_takes(self, is_folding: bool) -> None:
        """Kept at once, as what panels are shown."""
        self._geometry.setValue("view.stacks", is_folding)
        self.grid.fold_takes(is_folding)

    def _group(self, on: bool) -> None:
        """Kept at once, as what panels are shown."""
        self._geometry.setValue("view.group", on)
        self.grid.group_by_clip(on)

    def _show_list(self, on: bool) -> None:
        """Kept at once, as what panels are shown."""
        self._geometry.setValue("view.list", on)
        self.grid.set_listed(on)

    def fit(self) -> None:
        """The density of the window is another one."""
        self.grid.fit()
        self.compare.set_zoom(self.grid.zoom_level)
        self.sidebar.fit()

    def _keep_order(self) -> None:
        order = self.grid.order
        self._geometry.setValue("list_order", "" if order is None else f"{'-' * order.descending}{order.key}")

    def _show_keys(self) -> None:
        page = KeyMap(self, self.actions_)
        page.edit_asked.connect(self.keys_asked)
        page.open()

    def _tell_keys(self) -> None:
        """Tooltips name the keys of now."""
        self.player.show_keys(self.actions_.key_of)
        self.evidence.show_keys(self.actions_.key_of)
        for button in self.findChildren(QAbstractButton):
            if command_id := button.property("command"):
                button.setToolTip(with_key(str(button.property("tip")), self.actions_.key_of(command_id)))

    def _zoom(self, steps: int) -> None:
        """Cards have one size, wherever they are shown."""
        self.grid.zoom(steps)
        self.compare.set_zoom(self.grid.zoom_level)

    def reset_layout(self) -> None:
        """All panels, at their designed sizes."""
        for command_id in _PANELS:
            self.actions_[command_id].setChecked(True)
        self._columns.setSizes(_COLUMNS)
        self._upper.setSizes(_UPPER)
        self._rows.setSizes(_ROWS)
        self._inspector.setSizes(_INSPECTOR)
        self.grid.set_zoom(1.0)
        self.compare.set_zoom(1.0)

    def _turn_panel(self, command_id: str, on: bool) -> None:
        """Kept at once: not every program that ends is closed."""
        self._geometry.setValue(command_id, on)
        self._show_panels()

    def show_evidence(self, wanted: bool) -> None:
        """Evidence takes room only while there is an answer to be explained."""
        self._has_evidence = wanted
        self._show_panels()

    def show_two(self, two: bool) -> None:
        """The columns of two models, or the grid."""
        self._answers.setCurrentWidget(self.compare if two else self.grid)

    def selected_cards(self) -> list[Card]:
        """What is selected in the list that is shown, in its order."""
        return (self.grid if self._answers.currentWidget() is self.grid else self.compare).selected_cards()

    def selected_videos(self) -> list[Video]:
        """The clips of those, each once."""
        if self._answers.currentWidget() is self.grid:
            return self.grid.selected_videos()
        return list({card.video.id: card.video for card in self.compare.selected_cards()}.values())

    def _show_panels(self) -> None:
        """What the View menu, the answer and the full screen let be seen."""
        video_only = self._video_only
        self.sidebar.setVisible(self.actions_["view.sidebar"].isChecked() and not video_only)
        self._inspector_area.setVisible(self.actions_["view.inspector"].isChecked() or video_only)
        has_evidence = self._has_evidence and not video_only
        self._evidence_area.setVisible(self.actions_["view.evidence"].isChecked() and has_evidence)
        for panel in (self._answers, self.details, self.query, self.status, self.menuBar(), *self._rules):
            panel.setVisible(not video_only)

    @property
    def is_video_only(self) -> bool:
        """True while the player has the whole screen."""
        return self._video_only

    def leave_video_only(self) -> None:
        """Back from the full screen."""
        if self._video_only:
            self._toggle_video_only()

    def _toggle_video_only(self) -> None:
        """Only the player, on the whole screen; the same key or Esc comes back."""
        if not self._video_only:
            self._before = self.saveGeometry()
        self._video_only = not self._video_only
        self._show_panels()
        if self._video_only:
            self._was_maximised = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximised:
            self.showMaximized()
        else:
            self.showNormal()
        self.player.setFocus()

    # ---- sizes are remembered, and that indexing was held

    @property
    def is_paused(self) -> bool:
        """True when indexing was held, perhaps by an earlier run."""
        return _flag(self._geometry.value("paused"), default=False)

    @is_paused.setter
    def is_paused(self, paused: bool) -> None:
        self._geometry.setValue("paused", paused)

    def _keep_paused(self, paused: bool) -> None:
        self.is_paused = paused

    @property
    def past_searches(self) -> list[str]:
        """What was asked before, as records, newest last."""
        try:
            kept = json.loads(str(self._geometry.value("searches") or "[]"))
        except ValueError:
            return []
        return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []

    @past_searches.setter
    def past_searches(self, records: Sequence[str]) -> None:
        if records:
            self._geometry.setValue("searches", json.dumps(list(records)))
        else:
            self._geometry.remove("searches")

    @property
    def export_memory(self) -> str:
        """What was chosen for exports, as their dialog writes it."""
        return str(self._geometry.value("export") or "")

    @export_memory.setter
    def export_memory(self, text: str) -> None:
        self._geometry.setValue("export", text)

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "upper": self._upper, "rows": self._rows, "inspector": self._inspector}

    def _restore(self) -> None:
        room = room_for(self)
        self.setGeometry(centred(_DESIGNED.boundedTo(room.size()), room))
        kept = self._geometry.value("window")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)  # Qt leads it back from a screen that is gone, the keeper fits it
        for name, splitter in self._splitters().items():
            kept = self._geometry.value(name)
            if isinstance(kept, QByteArray):
                splitter.restoreState(kept)
            splitter.setHandleWidth(1)  # part of the state, and not a user's
            splitter.splitterMoved.connect(lambda *_, key=name: self._keep_sizes(key))
        for command_id in _PANELS:
            self.actions_[command_id].setChecked(_flag(self._geometry.value(command_id), default=True))
        self.actions_["view.stacks"].setChecked(_flag(self._geometry.value("view.stacks"), default=True))
        self.actions_["view.group"].setChecked(_flag(self._geometry.value("view.group"), default=False))
        kept = str(self._geometry.value("list_columns") or "")
        if kept:
            self.grid.table.columns = kept
        self.grid.sort(order_of(str(self._geometry.value("list_order") or "")))
        self.actions_["view.list"].setChecked(_flag(self._geometry.value("view.list"), default=False))
        zoom = _number(self._geometry.value("zoom"), 1.0)
        if 0.5 <= zoom <= 3:
            self.grid.set_zoom(zoom)
            self.compare.set_zoom(zoom)
        volume = _number(self._geometry.value("volume"), -1.0)
        if 0 <= volume <= 1:
            self.player.set_sound(volume, _flag(self._geometry.value("muted"), default=False))
        self._show_panels()
        self._kept_place = str(self._geometry.value("place") or "")
        self.sidebar.chosen.connect(self._keep_place)

    def _keep_sizes(self, name: str) -> None:
        self._geometry.setValue(name, self._splitters()[name].saveState())

    def _save(self) -> None:
        self._geometry.setValue("window", self._before if self._video_only else self.saveGeometry())
        for name in self._splitters():
            self._keep_sizes(name)
        for command_id in _PANELS:
            self._geometry.setValue(command_id, self.actions_[command_id].isChecked())
        self._geometry.setValue("zoom", self.grid.zoom_level)
        volume, is_muted = self.player.sound
        self._geometry.setValue("volume", volume)
        self._geometry.setValue("muted", is_muted)
        self._geometry.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Gone at once for the user; the rest ends behind it."""
        self._save()
        self.hide()
        event.accept()
        self.closing.emit()

    def event(self, event: QEvent) -> bool:
        """Space presses the button that has the focus before it plays the video."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = event.key() == Qt.Key.Key_Space and not event.modifiers()
            if pressed and isinstance(QApplication.focusWidget(), QAbstractButton):
                event.accept()
                return True
        return super().event(event)

    def restore_place(self) -> None:
        """Go where the window was left, once the library's folders are known; a question asked meanwhile stays."""
        kept, self._kept_place = self._kept_place, ""
        kind, _, rest = kept.partition(":")
        if self.query.query is None and kind in _KEPT_PLACES:
            self.sidebar.choose(_place_of(kind, rest))

    def _keep_place(self, place: SidebarFilter) -> None:
        if place.kind in _KEPT_PLACES:
            rest = str(place.folder_id) if place.kind == "folder" else str(place.path or "")
            self._geometry.setValue("place", f"{place.kind}:{rest}")

    # ---- small things

    def show_share(self, percent: int | None) -> None:
        """Progress in the title, for whoever works in another window."""
        self.setWindowTitle(TITLE if percent is None else f"{percent} % \N{EN DASH} {TITLE}")

    def _draw_sign(self, kind: str) -> QIcon:
        colours = theme.tokens(self.palette())
        signs = {
            "info": ("info", colours.accent),
            "done": ("check", colours.ok),
            "warning": ("warning", colours.warn),
            "error": ("error", colours.error),
            "close": ("close", colours.muted),
        }
        return theme.icon(*signs[kind], 18)


class _Humble(QSplitter):
    """Asks for no more height than it needs: what else there is comes by its stretch, and nothing has to scroll."""

    def sizeHint(self) -> QSize:
        """The least."""
        return self.minimumSizeHint()


def _stacked(widgets: Sequence[QWidget], stretched: QWidget) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is stretched else 0)
    return body


def _scrolling(widget: QWidget) -> QScrollArea:
    """Where there is less height than it needs, it scrolls."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


def _place_of(kind: str, rest: str) -> SidebarFilter:
    """A place as it was kept; of a folder that is gone nothing is found, so that all clips stay shown."""
    match kind:
        case "folder":
            return SidebarFilter("folder", int(_number(rest, 0)))
        case "below":
            return SidebarFilter("below", path=Path(rest))
        case "singles":
            return SidebarFilter("singles")
        case _:
            return SidebarFilter("all")


def _flag(kept: object, *, default: bool) -> bool:
    """A switch out of an ini file, where all is text."""
    return {"true": True, "false": False}.get(str(kept).lower(), default)


def _number(kept: object, default: float) -> float:
    """A number out of an ini file, perhaps edited by hand."""
    try:
        return float(str(kept))
    except ValueError:
        return default


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line
