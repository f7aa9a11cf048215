"""The filters beside the query: a menu of each kind with its values, and how many clips each would leave."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.values import FacetKind, Facets, FacetValue, Filter, Resolution, choose, without
from ui import safe_text
from ui.search.filter_dialog import RANGES, FilterDialog
from ui.translate import noop, translate
from ui.widgets import amounts
from ui.widgets.filter_parts import FilterPart, parts_of, value_words

_KINDS: Final[dict[FacetKind, str]] = {
    "rating": noop("Search", "Rating"),
    "flag": noop("Search", "Picked or rejected"),
    "tag": noop("Search", "Tags"),
    "collection": noop("Search", "Collection"),
    "seen": noop("Search", "Seen"),
    "sound": noop("Search", "Sound"),
    "shot": noop("Search", "Date shot"),
    "duration": noop("Search", "Length"),
    "resolution": noop("Search", "Resolution"),
    "orientation": noop("Search", "Orientation"),
    "frame_rate": noop("Search", "Frame rate"),
    "codec": noop("Search", "Codec"),
    "camera": noop("Search", "Camera"),
    "reel": noop("Search", "Reel"),
    "state": noop("Search", "State"),
}
"""In the order of the menu."""
_CLASSES: Final = get_args(Resolution)
_MOST = 40
"""So many values of one kind are offered; days with the latest first, all others with the most clips."""
_BY_VALUE: Final[frozenset[FacetKind]] = frozenset({"rating", "duration", "frame_rate", "resolution"})


class FilterButton(QToolButton):
    """A button with a menu; it names the filters that are on."""

    changed = Signal(object)
    """The Filter as it should be."""
    named = Signal()
    """What `parts` says may be another thing now."""
    facets_wanted = Signal()
    """The menu opens: the counts are wanted, see `show_facets`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = Filter()
        self._facets: Facets | None = None
        self._collections: Mapping[int, str] = {}
        self._folders: Mapping[int, Path] = {}
        self.setObjectName("filter")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(translate("Search", "Show and search only clips that pass"))
        self.setStyleSheet("padding: 2px 18px 2px 6px;")  # room for the arrow
        menu = QMenu(self)
        menu.aboutToShow.connect(self._open)
        self.setMenu(menu)
        self._say()

    @property
    def filter(self) -> Filter:
        """What is chosen."""
        return self._filter

    def set_filter(self, wanted: Filter) -> None:
        """Choose this, and tell."""
        if wanted != self._filter:
            self._filter = wanted
            self._say()
            self.changed.emit(wanted)

    def clear(self) -> None:
        """Take all filters away."""
        self.set_filter(Filter())

    def name_places(self, folders: Mapping[int, Path], collections: Mapping[int, str]) -> None:
        """What folders and collections that a filter is limited to are called, by id."""
        if (folders, collections) != (self._folders, self._collections):
            self._folders, self._collections = folders, collections
            self._say()

    def show_facets(self, facets: Facets, collections: Mapping[int, str]) -> None:
        """The values there are and their counts; names of collections by id."""
        self._facets, self._collections = facets, collections
        self._fill()
        self._keep_on_screen()
        self._say()

    def _keep_on_screen(self) -> None:
        """The menu was placed before its counts came, which made it larger."""
        menu = self.menu()
        if menu.isVisible():
            place, room = QRect(menu.pos(), menu.sizeHint()), menu.screen().availableGeometry()
            place.moveLeft(max(room.left(), min(place.left(), room.right() + 1 - place.width())))
            place.moveTop(max(room.top(), min(place.top(), room.bottom() + 1 - place.height())))
            menu.move(place.topLeft())

    def parts(self) -> list[FilterPart]:
        """The filters that are on; those too that the menu does not offer."""
        return parts_of(self._filter, self._folders, self._collections)

    def _say(self) -> None:
        chosen = [part.text for part in self.parts()]
        title = translate("Search", "Filter")
        self.setText(title if not chosen else f"{title} ({len(chosen)})")
        self.setAccessibleName(translate("Search", "Filter clips"))
        self.setAccessibleDescription(", ".join(chosen) or title)
        self.named.emit()

    # ---- changing

    def change(self, key: str) -> None:
        """Let the user change one of `parts`: a range in its dialog, a value in its menu."""
        kind = key.partition(":")[0]
        if key in RANGES:
            self.open_dialog(key)
        elif kind in _KINDS:
            self.facets_wanted.emit()
            self.showMenu()

    def open_dialog(self, key: str = "") -> FilterDialog:
        """Name and ranges; the cursor is where this part is changed."""
        dialog = FilterDialog(self._filter, self.window())
        dialog.chosen.connect(self.set_filter)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.focus(key)
        return dialog

    # ---- the menu

    def _open(self) -> None:
        """Counts of before until those of now have come."""
        self._fill()
        self.facets_wanted.emit()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        if self._facets is None:
            menu.addAction(translate("Search", "Counting…")).setEnabled(False)
            menu.addAction(translate("Search", "Name and ranges…")).triggered.connect(
                lambda _=False: self.open_dialog()
            )
            return
        for kind, title in _KINDS.items():
            values = self._values(kind)
            if not values:
                continue
            inner = menu.addMenu(translate("Search", title))
            for value in values:
                self._add(inner, kind, value)
        menu.addSeparator()
        ranges = menu.addAction(translate("Search", "Name and ranges…"))
        ranges.triggered.connect(lambda _=False: self.open_dialog())
        kept = menu.addAction(translate("Search", "Only kept moments"))
        kept.setCheckable(True)
        kept.setChecked(self._filter.only_kept)
        kept.triggered.connect(lambda checked: self.set_filter(replace(self._filter, only_kept=checked)))
        clear = menu.addAction(translate("Search", "Clear filters"))
        clear.setEnabled(self._filter != Filter())
        clear.triggered.connect(self.clear)

    def _add(self, menu: QMenu, kind: FacetKind, value: FacetValue) -> QAction:
        """One value; choosing it again takes it back."""
        count = self._facets.counts.get(kind, {}).get(value, 0) if self._facets is not None else 0
        action = menu.addAction(
            f"{safe_text.on_button(value_words(kind, value, self._collections))}\t{amounts.count(count)}"
        )
        action.setCheckable(True)
        is_on = self._is_on(kind, value)
        action.setChecked(is_on)
        action.triggered.connect(
            lambda: self.set_filter(self._taken_back(kind, value) if is_on else choose(self._filter, kind, value))
        )
        return action

    def _values(self, kind: FacetKind) -> list[FacetValue]:
        """What can be chosen of a kind, and what is chosen though no clip has it any more."""
        counts = self._facets.counts.get(kind, {}) if self._facets is not None else {}
        if kind == "collection":
            counts = {value: number for value, number in counts.items() if value in self._collections}
        if kind == "shot":
            return sorted(counts, key=str, reverse=True)[:_MOST]
        if kind in _BY_VALUE:
            return sorted(counts, key=_size)
        return sorted(counts, key=lambda value: (-counts[value], str(value)))[:_MOST]

    def _is_on(self, kind: FacetKind, value: FacetValue) -> bool:
        if kind == "tag":
            return value in self._filter.tags
        return without(self._filter, kind) != self._filter and choose(self._filter, kind, value) == self._filter

    def _taken_back(self, kind: FacetKind, value: FacetValue) -> Filter:
        if kind == "tag":
            return replace(self._filter, tags=self._filter.tags - {str(value)})
        return without(self._filter, kind)


def _size(value: FacetValue) -> tuple[float, str]:
    """Numbers by size, classes of resolution from the smallest on."""
    if isinstance(value, str):
        return (float(_CLASSES.index(value)) if value in _CLASSES else -1.0, value)
    return float(value), ""
