"""How tightly cards, rows and folders are spaced. No widgets: each asks here for its room when it is measured."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Spacing:
    """Units: pixels."""

    card_px: int
    """From the edge of a card's cell to its picture."""
    line_px: int
    """Above and below the text of a line in the list, together."""
    row_px: int
    """The least height of a row in the sidebar."""


_SPACINGS: Final = {"compact": Spacing(6, 4, 28), "normal": Spacing(11, 10, 32), "roomy": Spacing(18, 18, 40)}
_now = _SPACINGS["normal"]


def use(name: str) -> None:
    """From now on; whoever shows something already is to be measured again."""
    global _now
    _now = _SPACINGS[name]


def spacing() -> Spacing:
    """What holds now."""
    return _now
