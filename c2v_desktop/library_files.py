"""Opens what lies in a library for reading, without its engine: quick to import, nothing is written."""

from collections.abc import Callable
from pathlib import Path

from c2v_desktop.paths import Places
from core.library.roots import place_of, places_of
from core.library_reader import CatalogueReader
from core.ports import Catalogue, Disk
from core.search.phrases import cut_query
from core.search.query_format import dump_query
from core.search.query_names import BoundQuery, QueryNames, bind_query, names_of
from core.settings import Settings
from core.store.backup import Backup, newest_good
from core.store.proxy_folder import ProxyFolder
from core.store.reading import open_to_read
from core.values import Query, Step
from core.values.word_matching import WordMatcher


def has_catalogue(places: Places) -> bool:
    """False before the first start."""
    return places.catalogue.exists()


def open_catalogue_reader(places: Places, disk: Disk | None = None) -> CatalogueReader:
    """What the library knows; `disk` looks through its folders. Raises: StoreError."""
    return CatalogueReader(open_to_read(places.catalogue), disk)


class CatalogueNames(CatalogueReader):
    """What options of the command line name, found without the engine. Thread: one at a time."""

    def __init__(self, places: Places, make_disk: Callable[[], Disk]) -> None:
        """`make_disk` is asked when a path has to be looked up."""
        catalogue = open_to_read(places.catalogue)
        super().__init__(catalogue)
        self._links = catalogue.links
        self._make_disk = make_disk

    def place_of(self, path: Path) -> Path:
        """A path as the library spells it, given in any form."""
        return place_of(path, self.folders(), self._links(), self._make_disk())

    def places_of(self, path: Path) -> frozenset[Path]:
        """All places where the library has clips of this folder, or this clip."""
        return places_of(path, self.folders(), self._links(), self._make_disk())

    def bind_query(self, query: Query, names: QueryNames, *, is_own: bool = False) -> BoundQuery:
        """A saved query with the folders and collections that this library has."""
        return bind_query(query, names, self.folders(), self.collections(), is_own=is_own)

    def query_text(self, query: Query) -> str:
        """A query as the text of a file, with the names of the folders and collections it is limited to."""
        return dump_query(query, names_of(query, self.folders(), self.collections()))

    def cut(self, text: str) -> Query:
        """Cut a sentence into phrases. Raises: EmptyQueryError."""
        return cut_query(text, names=self._taught_names())

    def cut_step(self, text: str) -> Step:
        """Cut the sentence of a later step into phrases. Raises: EmptyQueryError."""
        cut = cut_query(text, names=self._taught_names())
        return Step(cut.text, cut.phrases)

    def _taught_names(self) -> WordMatcher:
        return WordMatcher([word.text for word in self.taught_words()])


def open_whole_catalogue(places: Places) -> Catalogue:
    """The catalogue with its vectors, to be read only. Raises: StoreError."""
    return open_to_read(places.catalogue)


def check_catalogue(places: Places) -> None:
    """Read the library through. Raises: StoreError, when it is damaged or cannot be opened."""
    catalogue = open_to_read(places.catalogue)
    try:
        catalogue.check()
    finally:
        catalogue.close()


def newest_backup(places: Places) -> Backup | None:
    """The newest backup of the library that is undamaged."""
    return newest_good(places.catalogue)


def make_proxy_folder(settings: Settings, places: Places) -> ProxyFolder:
    """The proxies made here, kept even while no more are made."""
    return ProxyFolder(places.proxies, round(settings.proxies.disk_gb * (1 << 30)))
