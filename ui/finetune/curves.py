"""Curves of a run: losses and recalls after each epoch, the best epoch marked.

pyqtgraph is imported when the first curves are shown (decision 0104).
"""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.values.teaching import EpochFigures
from ui import theme
from ui.translate import translate

if TYPE_CHECKING:
    import pyqtgraph

_PLOT_HEIGHT_PX = 200
_SYMBOLS = ("o", "s")
_SIGNS = ("●", "■")
_SIGN, _GAP = '<span style="color:{colour}">{sign}</span>&nbsp;{name}', "&nbsp;" * 6
"""Curves differ by more than colour."""


class Curves(QWidget):
    """Two plots below one another; as words for whoever does not see them."""

    def __init__(self) -> None:
        super().__init__()
        self._epochs: Sequence[EpochFigures] = ()
        self._plots: list[pyqtgraph.PlotWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.setAccessibleName(translate("Finetune", "Curves"))

    @property
    def points(self) -> int:
        """How many epochs are shown."""
        return len(self._epochs)

    def show_epochs(self, epochs: Sequence[EpochFigures]) -> None:
        """All epochs so far."""
        self._epochs = list(epochs)
        self.setVisible(bool(epochs))
        self.setAccessibleDescription(describe(self._epochs))
        if epochs:
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if theme.has_changed(event) and self._plots:
            self._draw()

    def _make(self) -> None:
        import pyqtgraph

        for number in range(2):
            plot = pyqtgraph.PlotWidget()
            plot.setFixedHeight(_PLOT_HEIGHT_PX)
            plot.setMouseEnabled(x=False, y=False)
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            plot.setAntialiasing(True)
            plot.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the page scrolls
            plot.setObjectName(("loss", "recall")[number])
            self._plots.append(plot)
            self._column.addWidget(plot)

    def _draw(self) -> None:
        """A few hundred points at most: drawn from the start each time."""
        if not self._plots:
            self._make()
        colours = theme.tokens(self.palette())
        epoch = translate("Finetune", "Epoch")
        best = next((each.epoch for each in reversed(self._epochs) if each.is_best), None)
        loss, recall = self._plots
        self._fill(
            loss,
            (epoch, translate("Finetune", "Loss")),
            {
                translate("Finetune", "Training"): [each.train_loss for each in self._epochs],
                translate("Finetune", "Validation"): [each.validation_loss for each in self._epochs],
            },
            best,
        )
        self._fill(
            recall,
            (epoch, translate("Finetune", "Found, %")),
            {
                translate("Finetune", "First (R@1)"): [each.r_at_1 for each in self._epochs],
                translate("Finetune", "Among the first 5 (R@5)"): [each.r_at_5 for each in self._epochs],
            },
            best,
        )
        for plot in self._plots:
            plot.setBackground(colours.panel)

    def _fill(
        self,
        plot: "pyqtgraph.PlotWidget",
        titles: tuple[str, str],
        series: dict[str, list[float]],
        best: int | None,
    ) -> None:
        import pyqtgraph

        colours = theme.tokens(self.palette())
        plot.clear()
        x = [each.epoch for each in self._epochs]
        legend = []
        for number, (name, values) in enumerate(series.items()):
            colour, _ = theme.phrase_style(colours, number)
            legend.append(_SIGN.format(colour=colour.name(), sign=_SIGNS[number], name=html.escape(name)))
            plot.plot(
                x, values, pen=pyqtgraph.mkPen(colour, width=2), symbol=_SYMBOLS[number], symbolSize=7,
                symbolBrush=colour, symbolPen=colour,
            )  # fmt: skip
        plot.setTitle(_GAP.join(legend), color=colours.text, size=f"{QFontInfo(self.font()).pixelSize()}px")
        if best is not None:
            line = pyqtgraph.InfiniteLine(
                best,
                pen=pyqtgraph.mkPen(colours.ok, width=1.5, style=Qt.PenStyle.DashLine),
                label=translate("Finetune", "best"),
                labelOpts={"color": colours.ok, "position": 0.5, "movable": False},
            )
            plot.addItem(line)
        for side, title in zip(("bottom", "left"), titles, strict=True):
            axis = plot.getAxis(side)
            axis.setLabel(title, siPrefixEnableRanges=(), color=colours.muted.name())  # a loss of 0.3 is no 300
            axis.setPen(colours.edge)
            axis.setTextPen(colours.muted)
            axis.setStyle(tickFont=theme.scaled(theme.base_font(), 0.86))
        plot.getAxis("bottom").setTickSpacing(max(1, len(x) // 8 or 1), 1)
        letters = self.fontMetrics()
        plot.getAxis("left").setWidth(6 * letters.averageCharWidth() + letters.height() + 18)
        plot.setXRange(min(x) - 0.5, max(max(x), self._epochs[-1].epochs) + 0.5, padding=0)
        plot.enableAutoRange(axis="y")


def describe(epochs: Sequence[EpochFigures]) -> str:
    """The curves in two sentences."""
    if not epochs:
        return ""
    last, best = epochs[-1], next((each for each in reversed(epochs) if each.is_best), None)
    text = translate(
        "Finetune",
        "Epoch {epoch} of {epochs}: loss {train:.3f} in training, {validation:.3f} in validation; found first"
        " {first:.0f} %, among the first 5 {five:.0f} %.",
    ).format(
        epoch=last.epoch,
        epochs=last.epochs,
        train=last.train_loss,
        validation=last.validation_loss,
        first=last.r_at_1,
        five=last.r_at_5,
    )
    if best is not None:
        text += " " + translate("Finetune", "Best so far: epoch {epoch}, {first:.0f} % found first.").format(
            epoch=best.epoch, first=best.r_at_1
        )
    return text
