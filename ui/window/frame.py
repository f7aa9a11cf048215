"""The main window: which panel is where, menus, sizes that are remembered. No logic."""

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QSplitter, QVBoxLayout, QWidget

import resources
from ui import theme
from ui.actions import Actions
from ui.browse.details import Details
from ui.browse.folders import Sidebar
from ui.browse.grid import Grid
from ui.notices import Notices
from ui.play.player import PlayerPanel
from ui.search.heatmap import EvidenceView
from ui.search.panel import Cutter, QueryPanel, Recutter
from ui.widgets.status import StatusStrip

TITLE = "C2V Desktop"
_DESIGNED = QSize(1440, 900)
_LEAST = QSize(1100, 700)
_COLUMNS = [220, 780, 440]
_ROWS = [600, 190]


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
        self.player = PlayerPanel()
        self.details = Details()
        self.evidence = EvidenceView()
        self.status = StatusStrip()
        self._inspector = QSplitter(Qt.Orientation.Vertical)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._arrange()
        self._tie_view_commands()
        self.reset_layout()
        self._restore()

    # ---- layout

    def _arrange(self) -> None:
        self._inspector.addWidget(self.player)
        self._inspector.addWidget(self.details)
        self._inspector.setStretchFactor(0, 3)
        self._inspector.setStretchFactor(1, 1)
        self._inspector.setMinimumWidth(320)
        for panel in (self.sidebar, self.grid, self._inspector):
            self._columns.addWidget(panel)
        self._columns.setStretchFactor(1, 1)
        self._rows.addWidget(self._columns)
        self._rows.addWidget(self.evidence)
        self._rows.setStretchFactor(0, 1)
        for splitter in (self._inspector, self._columns, self._rows):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.query, self.notices, _rule(), self._rows, _rule(), self.status):
            column.addWidget(widget, 1 if widget is self._rows else 0)
        self.setCentralWidget(body)

    def _tie_view_commands(self) -> None:
        shown = {"view.sidebar": self.sidebar, "view.inspector": self._inspector, "view.evidence": self.evidence}
        for command_id, panel in shown.items():
            action = self.actions_[command_id]
            action.setChecked(True)
            action.toggled.connect(panel.setVisible)
        self.actions_["view.reset"].triggered.connect(self.reset_layout)
        self.actions_["app.quit"].triggered.connect(self.close)

    def reset_layout(self) -> None:
        """All panels, at their designed sizes."""
        for command_id in ("view.sidebar", "view.inspector", "view.evidence"):
            self.actions_[command_id].setChecked(True)
        self._columns.setSizes(_COLUMNS)
        self._rows.setSizes(_ROWS)
        self._inspector.setSizes([380, 220])
        self.grid.set_zoom(1.0)

    # ---- sizes are remembered, nothing else is

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "rows": self._rows, "inspector": self._inspector}

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

    def _save(self) -> None:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nothing floats over the window but the drop veil, which covers it anew each time."""
        super().resizeEvent(event)

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
