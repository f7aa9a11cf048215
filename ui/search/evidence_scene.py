"""What the evidence view shows at one moment, as a value, and the sentences that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtGui import QFont, QImage

from core.values import Ledger
from ui import theme
from ui.search.geometry import Geometry
from ui.search.ledger_rows import (
    LedgerRow,
    Reading,
    Scales,
    assignment_range,
    has_centres,
    is_separated,
    percent,
    print_value,
)

UNEVEN = "This model counts some frames more than once, so their share is larger; peaks are corrected for that."
NO_CENTRES = "This model has no alignment centres; each phrase is scored on its own."
ALL_ALIKE = "The centres do not separate this clip: each takes about the same share of every frame."


@dataclass(frozen=True, slots=True)
class EvidenceScene:
    """All that is on the screen. `scroll_px` is how far the rows are scrolled up."""

    ledger: Ledger
    rows: Sequence[LedgerRow]
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
    model: str = ""
    """Whose score it is, where two models were asked."""
    scroll_px: float = 0.0
    hover: tuple[int | None, int | None] = (None, None)
    """Row and column below the mouse."""
    cursor: tuple[int, int] | None = None
    """Row and column of the keyboard, while the view has the focus."""


def help_of(model: str = "") -> str:
    """What the table is, and of which model where two were asked."""
    return f"This explains how {model or 'this model'} scored this moment; each word and frame is read in context."


def foot_note(scene: EvidenceScene) -> str:
    """The sentence that belongs to what is shown."""
    if scene.reading == "assignment" and not is_separated(scene.ledger):
        return ALL_ALIKE
    return " ".join(sentences_for(scene.ledger, scene.model))


def sentences_for(ledger: Ledger, model: str) -> list[str]:
    """What is to be known of a ledger's numbers, what matters most first."""
    said = [ledger.approximation, "" if has_centres(ledger) else NO_CENTRES, help_of(model)]
    return [each for each in [*said, UNEVEN if ledger.is_uneven else ""] if each]


@dataclass(frozen=True, slots=True)
class Legend:
    """Both ends of the colour bar; `bars` says what a full bar is worth. Without cells there is no colour bar."""

    low: float
    high: float
    low_text: str
    high_text: str
    bars: str


def legend_of(scene: EvidenceScene) -> Legend:
    """What the colours and bars on the screen mean, with their maxima."""
    if scene.reading == "assignment" and has_centres(scene.ledger):
        low, even, high = assignment_range(scene.ledger)
        return Legend(low, high, percent(low), f"{percent(high)} of a frame (even: {percent(even)})", "")
    phrase = f"phrase {scene.scales.phrase.reach:.3f}, " if scene.ledger.phrases else ""
    bars = f"full bar: {phrase}sentence {scene.scales.whole.reach:.3f}"
    if not scene.opened or not has_centres(scene.ledger):
        return Legend(0.0, 0.0, "", "", bars)
    cell = scene.scales.cell
    low_text = print_value(cell.low) if cell.low < 0 else "0"
    return Legend(cell.low, cell.high, low_text, f"{print_value(cell.high)} per cell", bars)
