"""The context menu of the evidence view: muting of what is below the mouse, zoom, export."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from core.values import Explanation, Ledger
from ui import safe_text
from ui.search.rows import Row
from ui.translate import translate
from ui.widgets.menu_text import with_keys


@dataclass(frozen=True, slots=True)
class MuteActions:
    """What muting does. Phrases are named by their text, centres by all that are to be muted."""

    mute_phrase: Callable[[str], object]
    solo_phrase: Callable[[str], object]
    unmute_phrases: Callable[[], object]
    mute_centres: Callable[[tuple[int, ...]], object]


def toggled_centre(explanation: Explanation, centre: int) -> tuple[int, ...]:
    """The muted centres with this one muted, or heard again."""
    muted = set(explanation.muted) if isinstance(explanation, Ledger) else set()
    return tuple(sorted(muted ^ {centre}))


def soloed_centre(explanation: Explanation, centre: int) -> tuple[int, ...]:
    """All centres but this one; none when that is so already."""
    if not isinstance(explanation, Ledger):
        return ()
    others = tuple(other for other in range(explanation.cells.shape[1]) if other != centre)
    return () if explanation.muted == others else others


def add_muting(
    menu: QMenu, explanation: Explanation, row: Row | None, has_muted_phrases: bool, do: MuteActions
) -> None:
    """Entries for a row, and for hearing everything again."""
    muted = explanation.muted if isinstance(explanation, Ledger) else ()
    if row is not None and row.centre >= 0 and isinstance(explanation, Ledger):
        _add_centre(menu, explanation, row.centre, do)
    elif row is not None and row.kind == "phrase":
        text = explanation.phrases[row.phrase].text
        short = safe_text.on_button(text)
        menu.addAction(
            with_keys(translate("Search", "Mute “{phrase}”").format(phrase=short), "U"), lambda: do.mute_phrase(text)
        )
        if len(explanation.phrases) > 1:
            menu.addAction(
                with_keys(translate("Search", "Solo “{phrase}”").format(phrase=short), "Shift+U"),
                lambda: do.solo_phrase(text),
            )
    if muted:
        menu.addAction(translate("Search", "Unmute all centres"), lambda: do.mute_centres(()))
    if has_muted_phrases:
        menu.addAction(translate("Search", "Unmute all phrases"), lambda: do.unmute_phrases())
    if not menu.isEmpty():
        menu.addSeparator()


def _add_centre(menu: QMenu, explanation: Ledger, centre: int, do: MuteActions) -> None:
    number, is_muted = centre + 1, centre in explanation.muted
    title = translate("Search", "Unmute centre {number}") if is_muted else translate("Search", "Mute centre {number}")
    menu.addAction(
        with_keys(title.format(number=number), "U"), lambda: do.mute_centres(toggled_centre(explanation, centre))
    )
    menu.addAction(
        with_keys(translate("Search", "Solo centre {number}").format(number=number), "Shift+U"),
        lambda: do.mute_centres(soloed_centre(explanation, centre)),
    )
