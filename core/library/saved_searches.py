"""Searches that are saved under a name, as smart collections."""

from core.errors import QueryError
from core.library.deps import LibraryDeps
from core.search.query_format import dump_query
from core.search.query_names import BoundQuery, QueryNames, bind_query, names_of
from core.search.query_rules import check_query
from core.values import KeptChange, MomentCollection, Query, fold, tidy


class SavedSearches:
    """Part of `Library`. Thread: the engine lane."""

    _parts: LibraryDeps

    def collections(self) -> list[MomentCollection]:
        """All collections in their order; the basket first."""
        raise NotImplementedError

    def add_collection(self, name: str, query: str | None = None) -> KeptChange:
        """A new collection at the end; with a query a smart one."""
        raise NotImplementedError

    def set_query(self, collection_id: int, query: str) -> KeptChange:
        """Give a smart collection another search."""
        raise NotImplementedError

    def query_text(self, query: Query) -> str:
        """A query as the text of a file, with the names of the folders and collections it is limited to."""
        folders, collections = self._parts.catalogue.folders(), self._parts.catalogue.collections()
        return dump_query(query, names_of(query, folders, collections))

    def bind_query(self, query: Query, names: QueryNames, *, is_own: bool = False) -> BoundQuery:
        """A saved query with the folders and collections that this library has."""
        folders, collections = self._parts.catalogue.folders(), self._parts.catalogue.collections()
        return bind_query(query, names, folders, collections, is_own=is_own)

    def save_search(self, name: str, query: Query) -> KeptChange:
        """Keep a search under a name, in the place of a saved search that has it already.

        Raises: QueryError, where a collection of moments has the name; EmptyQueryError; StoreError.
        """
        check_query(query, may_be_empty=True)
        same = next((each for each in self.collections() if fold(each.name) == fold(tidy(name))), None)
        text = self.query_text(query)
        if same is None:
            return self.add_collection(name, text)
        if not same.is_smart:
            raise QueryError(f"{same.name} is a collection of moments.", "Choose another name for the search.")
        return self.set_query(same.id, text)
