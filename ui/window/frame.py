"""The main window: which panel is where, menus, sizes that are remembered. No logic."""

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from ui import theme
from ui.actions import Actions
from ui.browse.compare import CompareView
from ui.browse.details import Details
from ui.browse.folders import Sidebar
from ui.browse.grid import Grid
from ui.notices import Notices
from ui.play.player import PlayerPanel
from ui.search.heatmap import EvidenceView
from ui.search.panel import Cutter, QueryPanel, Recutter
from ui.widgets.status import StatusStrip
from ui.window.inbox import Inbox, Panels
from ui.window.keys import KeyMap

TITLE = "C2V Desktop"
_DESIGNED = QSize(1440, 900)
_LEAST = QSize(1100, 700)
_COLUMNS, _UPPER = [220, 1220], [780, 440]
_ROWS, _INSPECTOR = [486, 304], [400, 150]
_PANELS = ("view.sidebar", "view.inspector", "view.evidence")


class Window(QMainWindow):
    """Panels by name; whoever composes the program ties them together with a `Desk`."""

    closing = Signal()
    """The window is hidden already; now the engine may take its time."""

    def __init__(self, cut: Cutter, recut: Recutter, geometry: QSettings) -> None:
        super().__init__()
        self._geometry = geometry
        self.setWindowTitle(TITLE)
        self.setWindowIcon(QIcon(str(resources.path("icons/app.svg"))))
        self.setMinimumSize(_LEAST)
        self.actions_ = Actions(self)
        self.actions_.fill(self.menuBar())
        self.query = QueryPanel(cut, recut)
        self.notices = Notices(self._draw_sign)
        self.sidebar = Sidebar()
        self.grid = Grid()
        self.compare = CompareView()
        self.player = PlayerPanel()
        self.details = Details()
        self.evidence = EvidenceView()
        self.status = StatusStrip()
        self._inspector = QSplitter(Qt.Orientation.Vertical)
        self._upper = QSplitter(Qt.Orientation.Horizontal)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._has_evidence = self._film_only = self._was_maximised = False
        self._arrange()
        self._tie_view_commands()
        self.reset_layout()
        self._restore()
        self._show_panels()
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
        self._inspector.setMinimumWidth(320)
        self.player.setMinimumHeight(200)
        self._answers = QStackedWidget()
        self._answers.addWidget(self.grid)
        self._answers.addWidget(self.compare)
        self._upper.addWidget(self._answers)
        self._upper.addWidget(self._inspector)
        self._upper.setStretchFactor(0, 1)
        self._rows.addWidget(self._upper)
        self._rows.addWidget(self.evidence)
        self._rows.setStretchFactor(0, 1)
        self._columns.addWidget(self.sidebar)
        self._columns.addWidget(self._rows)
        self._columns.setStretchFactor(1, 1)
        for splitter in self._splitters().values():
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rules = (_rule(), _rule())
        for widget in (self.query, self.notices, self._rules[0], self._columns, self._rules[1], self.status):
            column.addWidget(widget, 1 if widget is self._columns else 0)
        self.setCentralWidget(body)

    def _tie_view_commands(self) -> None:
        for command_id in _PANELS:
            self.actions_[command_id].setChecked(True)
            self.actions_[command_id].toggled.connect(self._show_panels)
        self.actions_.connect(
            {
                "view.reset": self.reset_layout,
                "view.concepts": self.evidence.toggle_centres,
                "view.larger": lambda: self._zoom(1),
                "view.smaller": lambda: self._zoom(-1),
                "play.fullscreen": self._toggle_film_only,
                "app.quit": self.close,
                "help.keys": lambda: KeyMap(self).open(),
            }
        )

        self.compare.zoom_asked.connect(self._zoom)
        self.grid.list.zoom_asked.connect(lambda _: self.compare.set_zoom(self.grid.zoom_level))

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

    def show_evidence(self, wanted: bool) -> None:
        """Evidence takes room only while there is an answer to be explained."""
        self._has_evidence = wanted
        self._show_panels()

    def show_two(self, two: bool) -> None:
        """The columns of two models, or the grid."""
        self._answers.setCurrentWidget(self.compare if two else self.grid)

    def _show_panels(self) -> None:
        """What the View menu, the answer and the full screen let be seen."""
        film_only = self._film_only
        self.sidebar.setVisible(self.actions_["view.sidebar"].isChecked() and not film_only)
        self._inspector.setVisible(self.actions_["view.inspector"].isChecked() or film_only)
        self.evidence.setVisible(self.actions_["view.evidence"].isChecked() and self._has_evidence and not film_only)
        for panel in (self._answers, self.details, self.query, self.status, self.menuBar(), *self._rules):
            panel.setVisible(not film_only)

    def _toggle_film_only(self) -> None:
        """Only the player, on the whole screen; the same key comes back."""
        self._film_only = not self._film_only
        self._show_panels()
        if self._film_only:
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
        return self._geometry.value("paused", False, bool) is True

    @is_paused.setter
    def is_paused(self, paused: bool) -> None:
        self._geometry.setValue("paused", paused)

    def _keep_paused(self, paused: bool) -> None:
        self.is_paused = paused

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "upper": self._upper, "rows": self._rows, "inspector": self._inspector}

    def _restore(self) -> None:
        self.resize(_DESIGNED)
        kept = self._geometry.value("window")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        for name, splitter in self._splitters().items():
            kept = self._geometry.value(name)
            if isinstance(kept, QByteArray):
                splitter.restoreState(kept)
        zoom = self._geometry.value("zoom", 1.0, float)
        if isinstance(zoom, float) and 0.5 <= zoom <= 3:
            self.grid.set_zoom(zoom)
            self.compare.set_zoom(zoom)

    def _save(self) -> None:
        if self._film_only:
            self._toggle_film_only()
        self._geometry.setValue("window", self.saveGeometry())
        for name, splitter in self._splitters().items():
            self._geometry.setValue(name, splitter.saveState())
        self._geometry.setValue("zoom", self.grid.zoom_level)
        self._geometry.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Gone at once for the user; the rest ends behind it."""
        self._save()
        self.hide()
        event.accept()
        self.closing.emit()

    def event(self, event: QEvent) -> bool:
        """Space presses the button that has the focus before it plays the film."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = event.key() == Qt.Key.Key_Space and not event.modifiers()
            if pressed and isinstance(QApplication.focusWidget(), QAbstractButton):
                event.accept()
                return True
        return super().event(event)

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


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line
