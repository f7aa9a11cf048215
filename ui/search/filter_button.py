"""The filters beside the query: a menu of each kind with its values, and how many clips each would leave."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.values import DURATIONS_S, FacetKind, Facets, FacetValue, Filter, Resolution, choose, without
from ui import safe_text
from ui.translate import noop, translate
from ui.widgets import amounts, formatting
from ui.widgets.query_words import filter_words

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
_WORDS: Final = {
    "pick": noop("Search", "Picked"),
    "reject": noop("Search", "Rejected"),
    "": noop("Search", "No flag"),
    "landscape": noop("Search", "Landscape"),
    "portrait": noop("Search", "Portrait"),
    "square": noop("Search", "Square"),
}
_CLASSES: Final = get_args(Resolution)
_MOST = 40
"""So many values of one kind are offered; days with the latest first, all others with the most clips."""
_BY_VALUE: Final[frozenset[FacetKind]] = frozenset({"rating", "duration", "frame_rate", "resolution"})


class FilterButton(QToolButton):
    """A button with a menu; it names the filters that are on."""

    changed = Signal(object)
    """The Filter as it should be."""
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
        self._say()

    def chosen(self) -> list[str]:
        """The filters that are on, in words; those too that the menu does not offer."""
        said, rest = list[str](), self._filter
        for kind in _KINDS:
            for value in self._values(kind):
                if self._is_on(kind, value):
                    said.append(self._title(kind, value))
                    rest = replace(rest, tags=rest.tags - {str(value)}) if kind == "tag" else without(rest, kind)
        return said + filter_words(rest, self._folders, self._collections)

    def _say(self) -> None:
        chosen = self.chosen()
        text = ", ".join(chosen) or translate("Search", "Filter")
        self.setText(safe_text.on_button(safe_text.short(text)))
        self.setAccessibleName(translate("Search", "Filter clips"))
        self.setAccessibleDescription(text)

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
            return
        for kind, title in _KINDS.items():
            values = self._values(kind)
            if not values:
                continue
            inner = menu.addMenu(translate("Search", title))
            for value in values:
                self._add(inner, kind, value)
        menu.addSeparator()
        clear = menu.addAction(translate("Search", "Clear filters"))
        clear.setEnabled(self._filter != Filter())
        clear.triggered.connect(self.clear)

    def _add(self, menu: QMenu, kind: FacetKind, value: FacetValue) -> QAction:
        """One value; choosing it again takes it back."""
        count = self._facets.counts.get(kind, {}).get(value, 0) if self._facets is not None else 0
        action = menu.addAction(f"{safe_text.on_button(self._title(kind, value))}\t{amounts.count(count)}")
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

    def _title(self, kind: FacetKind, value: FacetValue) -> str:
        """A value in words."""
        if kind == "rating":
            return translate("Search", "{stars} or more").format(stars=amounts.stars(int(value)))
        if kind == "frame_rate":
            return translate("Search", "{rate:g} fps").format(rate=int(value) / 100)
        if kind == "duration":
            return _length(int(value))
        if kind == "collection":
            return self._collections.get(int(value), "")
        if kind == "seen":
            return translate("Search", "Seen") if value else translate("Search", "Not seen")
        if kind == "sound":
            return translate("Search", "With sound") if value else translate("Search", "Without sound")
        if kind == "state":
            return formatting.state(value)  # type: ignore[arg-type]
        if kind in ("flag", "orientation"):
            word = _WORDS[str(value)]
            return translate("Search", word)
        return safe_text.printable(str(value))


def _length(start_s: int) -> str:
    """A class of lengths: under 0:10, 0:10 to 1:00, 30:00 or more."""
    after = [each for each in DURATIONS_S if each > start_s]
    if not after:
        return translate("Search", "{length} or more").format(length=formatting.duration(start_s))
    if start_s == 0:
        return translate("Search", "under {length}").format(length=formatting.duration(after[0]))
    return translate("Search", "{start} to {end}").format(
        start=formatting.duration(start_s), end=formatting.duration(after[0])
    )


def _size(value: FacetValue) -> tuple[float, str]:
    """Numbers by size, classes of resolution from the smallest on."""
    if isinstance(value, str):
        return (float(_CLASSES.index(value)) if value in _CLASSES else -1.0, value)
    return float(value), ""
