"""Curves of a run: losses and recalls after each epoch, the best epoch marked.

pyqtgraph takes most of a second to import (decision 0104): `preload_plots` imports on another thread what it needs
beside Qt, and `Curves.load` the rest, both before there are curves.
"""

import html
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.values.teaching import EpochFigures
from ui import theme
from ui.translate import translate
from ui.widgets import amounts

if TYPE_CHECKING:
    import pyqtgraph

_PLOT_HEIGHT_PX = 200
_SYMBOLS = ("o", "s")
_SIGNS = ("●", "■")
_SIGN, _GAP = '<span style="color:{colour}">{sign}</span>&nbsp;{name}', "&nbsp;" * 6
"""Curves differ by more than colour."""
_BESIDE_QT = ("cuda.bindings.runtime", "multiprocessing.connection", "pydoc", "xml.etree.ElementTree")
"""What pyqtgraph imports where it is there. Its own modules call Qt as they are imported: main thread only."""


def preload_plots() -> None:
    """Import what pyqtgraph needs beside Qt. Thread: any."""
    for name in _BESIDE_QT:
        with suppress(ImportError):
            import_module(name)


class Curves(QWidget):
    """Two plots below one another; as words for whoever does not see them."""

    def __init__(self) -> None:
        super().__init__()
        self._epochs: Sequence[EpochFigures] = ()
        self._plots: list[_Plot] = []
        self._is_held = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.setAccessibleName(translate("Finetune", "Curves"))

    @property
    def points(self) -> int:
        """How many epochs are shown."""
        return len(self._epochs)

    @property
    def plots(self) -> list["pyqtgraph.PlotWidget"]:
        """Of losses and of recalls; empty before there are epochs."""
        return [each.widget for each in self._plots]

    def hold(self) -> None:
        """`preload_plots` is running: nothing is drawn until `load`."""
        self._is_held = True

    def load(self) -> None:
        """Import what draws, which holds the window for a moment, and draw what came meanwhile."""
        import pyqtgraph  # noqa: F401

        self._is_held = False
        self._draw()

    def show_epochs(self, epochs: Sequence[EpochFigures]) -> None:
        """All epochs so far."""
        self._epochs = list(epochs)
        self.setVisible(bool(epochs))
        self.setAccessibleDescription(describe(self._epochs))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and self._plots:
            for plot in self._plots:
                plot.dress(self)

    def _draw(self) -> None:
        if not self._epochs or self._is_held:
            return
        if not self._plots:
            self._make()
        best = next((each.epoch for each in reversed(self._epochs) if each.is_best), None)
        loss, recall = self._plots
        loss.show_values(self._epochs, ([each.train_loss for each in self._epochs],
                                        [each.validation_loss for each in self._epochs]), best)  # fmt: skip
        recall.show_values(self._epochs, ([each.r_at_1 for each in self._epochs],
                                          [each.r_at_5 for each in self._epochs]), best)  # fmt: skip

    def _make(self) -> None:
        self._plots = [
            _Plot(
                "loss",
                translate("Finetune", "Loss"),
                (translate("Finetune", "Training"), translate("Finetune", "Validation")),
            ),
            _Plot(
                "recall",
                translate("Finetune", "Found, %"),
                (translate("Finetune", "First (R@1)"), translate("Finetune", "Among the first 5 (R@5)")),
            ),
        ]
        for plot in self._plots:
            plot.dress(self)
            self._column.addWidget(plot.widget)


class _Plot:
    """Two curves over epochs. What an epoch does not change is set once: the window waits for all that is drawn."""

    def __init__(self, name: str, title: str, names: tuple[str, str]) -> None:
        import pyqtgraph

        self._title, self._names = title, names
        self.widget = plot = pyqtgraph.PlotWidget()
        plot.setFixedHeight(_PLOT_HEIGHT_PX)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setAntialiasing(True)
        plot.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the page scrolls
        plot.setObjectName(name)
        plot.enableAutoRange(axis="y")
        self._curves = [plot.plot([], [], symbol=symbol, symbolSize=7) for symbol in _SYMBOLS]
        self._best = pyqtgraph.InfiniteLine(
            0, label=translate("Finetune", "best"), labelOpts={"position": 0.5, "movable": False}
        )
        self._best.hide()
        plot.addItem(self._best)

    def dress(self, of: QWidget) -> None:
        """Colours and letters as the window has them."""
        import pyqtgraph

        colours, plot = theme.tokens(of.palette()), self.widget
        plot.setBackground(colours.panel)
        legend = []
        for number, (name, curve) in enumerate(zip(self._names, self._curves, strict=True)):
            colour, _ = theme.phrase_style(colours, number)
            legend.append(_SIGN.format(colour=colour.name(), sign=_SIGNS[number], name=html.escape(name)))
            curve.setPen(pyqtgraph.mkPen(colour, width=2))
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(colour)
        plot.setTitle(_GAP.join(legend), color=colours.text, size=f"{QFontInfo(of.font()).pixelSize()}px")
        self._best.setPen(pyqtgraph.mkPen(colours.ok, width=1.5, style=Qt.PenStyle.DashLine))
        self._best.label.setColor(colours.ok)
        for side, title in (("bottom", translate("Finetune", "Epoch")), ("left", self._title)):
            axis = plot.getAxis(side)
            axis.setLabel(title, siPrefixEnableRanges=(), color=colours.muted.name())  # a loss of 0.3 is no 300
            axis.setPen(colours.edge)
            axis.setTextPen(colours.muted)
            axis.setStyle(tickFont=theme.scaled(theme.base_font(), 0.86))
        letters = of.fontMetrics()
        plot.getAxis("left").setWidth(6 * letters.averageCharWidth() + letters.height() + 18)
        plot.getAxis("bottom").setHeight(2 * letters.height() + 12)  # its own guess is right after a painting only

    def show_values(
        self, epochs: Sequence[EpochFigures], series: tuple[Sequence[float], Sequence[float]], best: int | None
    ) -> None:
        """The curves so far, and a mark at the best epoch."""
        x = [each.epoch for each in epochs]
        for curve, values in zip(self._curves, series, strict=True):
            curve.setData(x, values)
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best)
        self.widget.getAxis("bottom").setTickSpacing(max(1, len(x) // 8 or 1), 1)
        self.widget.setXRange(min(x) - 0.5, max(max(x), epochs[-1].epochs) + 0.5, padding=0)


def describe(epochs: Sequence[EpochFigures]) -> str:
    """The curves in two sentences."""
    if not epochs:
        return ""
    last, best = epochs[-1], next((each for each in reversed(epochs) if each.is_best), None)
    text = translate(
        "Finetune",
        "Epoch {epoch} of {epochs}: loss {train} in training, {validation} in validation; found first"
        " {first} %, among the first 5 {five} %.",
    ).format(
        epoch=last.epoch,
        epochs=last.epochs,
        train=amounts.number(last.train_loss, 3),
        validation=amounts.number(last.validation_loss, 3),
        first=round(last.r_at_1),
        five=round(last.r_at_5),
    )
    if best is not None:
        text += " " + translate("Finetune", "Best so far: epoch {epoch}, {first} % found first.").format(
            epoch=best.epoch, first=round(best.r_at_1)
        )
    return text
