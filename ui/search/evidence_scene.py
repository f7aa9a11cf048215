"""What the evidence view shows, as a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from PySide6.QtGui import QFont, QImage

from core.values import Explanation, Timecode
from ui import theme
from ui.search.geometry import Geometry
from ui.search.renderers import Renderer
from ui.search.rows import Reading, Row, Scales


@dataclass(frozen=True, slots=True)
class EvidenceScene:
    """All that is on the screen. `scroll_px` is how far the rows are scrolled up."""

    explanation: Explanation
    renderer: Renderer[Any]
    rows: Sequence[Row]
    geometry: Geometry
    scales: Scales
    video: Sequence[QImage | None]
    title: str
    fps: Fraction | None
    reading: Reading
    opened: frozenset[int]
    colours: theme.Tokens
    font: QFont
    height_px: float
    start: Timecode | None = None
    """The timecode recorded with the first frame of the clip."""
    span: tuple[float, float] | None = None
    """Where the in and out points lie among the columns, counted in columns from the left edge of the first."""
    model: str = ""
    """Whose score it is, where two models were asked."""
    scroll_px: float = 0.0
    hover: tuple[int | None, int | None] = (None, None)
    """Row and column below the mouse."""
    cursor: tuple[int, int] | None = None
    """Row and column of the keyboard, while the view has the focus."""
