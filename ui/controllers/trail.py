"""Where the user has been: searches and places, to go back to and forward again. Pure."""

from dataclasses import dataclass, replace

from core.values import Example, Filter, Query
from ui.library_model import SidebarFilter

_MOST = 100


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: an entry of the sidebar, what is asked there, and where in the list the user was."""

    place: SidebarFilter
    query: Query | None
    chosen: Filter
    """The filters beside the query."""
    whole: Filter
    """Place and filters together, for when the place is gone."""
    selected: tuple[int, int] | None = None
    """Key of the selected card."""
    scroll: int = 0

    def is_same(self, other: "View") -> bool:
        """True when both show the same thing, wherever in it the user is."""
        return (self.place, self.query, self.chosen) == (other.place, other.query, other.chosen)


class Trail:
    """Views in the order in which they were visited, and which one is shown."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._at = -1
        self._is_settled = True

    @property
    def current(self) -> View | None:
        """What is shown."""
        return self._views[self._at] if self._views else None

    @property
    def can_go_back(self) -> bool:
        """True when there is an earlier view."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """True when the user has gone back."""
        return self._at < len(self._views) - 1

    def settle(self) -> None:
        """The user has used what is shown: other words after it are another search, not the same being typed."""
        self._is_settled = True

    def leave(self, selected: tuple[int, int] | None, scroll: int) -> None:
        """Where in the present view the user is."""
        if self._views:
            self._views[self._at] = replace(self._views[self._at], selected=selected, scroll=scroll)

    def visit(self, view: View) -> bool:
        """Another view is shown; what was ahead is forgotten. False when it only takes the place of the present one.

        A sentence that is still being typed, and one whose phrases are refined, stay one view: refining has an undo of
        its own.
        """
        now = self.current
        if now is not None and now.is_same(view):
            return False
        if now is not None and self._is_continued(now, view):
            self._views[self._at] = view
            return False
        self._views = [*self._views[: self._at + 1], view][-_MOST:]
        self._at = len(self._views) - 1
        self._is_settled = view.query is None
        return True

    def _is_continued(self, now: View, view: View) -> bool:
        if now.query is None or view.query is None or (now.place, now.chosen) != (view.place, view.chosen):
            return False
        return not self._is_settled or is_refined(now.query, view.query)

    def go(self, steps: int) -> View | None:
        """The view so many steps further, which is shown from now on; None where there is none."""
        if not 0 <= self._at + steps < len(self._views):
            return None
        self._at += steps
        self._is_settled = True
        return self._views[self._at]


def is_refined(before: Query, after: Query) -> bool:
    """True when both look for the same, though phrases, filters or the order of the results differ."""
    return (
        before.text == after.text
        and [step.text for step in before.then] == [step.text for step in after.then]
        and [_shown(example) for example in before.examples] == [_shown(example) for example in after.examples]
    )


def _shown(example: Example) -> tuple[object, ...]:
    return example.kind, example.path, example.start_s, example.stop_s
