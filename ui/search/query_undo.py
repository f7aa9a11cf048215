"""Undo and redo of what is asked and how it is filtered. Pure."""

from dataclasses import dataclass

from core.values import Filter, Query

_MOST = 50


@dataclass(frozen=True, slots=True)
class QueryState:
    """What undo returns to."""

    query: Query | None
    """None: only the filter."""
    filter: Filter


class QueryUndo:
    """States before each change, newest last, and those that were taken back."""

    def __init__(self) -> None:
        self._past: list[QueryState] = []
        self._future: list[QueryState] = []

    @property
    def last(self) -> QueryState | None:
        """The state before the last change."""
        return self._past[-1] if self._past else None

    def keep(self, state: QueryState) -> None:
        """Before a change that can be undone."""
        self._past = [*self._past, state][-_MOST:]
        self._future = []

    def undo(self, present: QueryState) -> QueryState | None:
        """The state before the last change; `present` is what redo returns to. None when there is no change left."""
        if not self._past:
            return None
        self._future.append(present)
        return self._past.pop()

    def redo(self, present: QueryState) -> QueryState | None:
        """The state before the last undo; None when nothing was undone."""
        if not self._future:
            return None
        self._past.append(present)
        return self._future.pop()

    def clear(self) -> None:
        """Forget all states."""
        self._past, self._future = [], []
