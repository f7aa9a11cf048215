"""Opens what lies in a library for reading, without its engine: quick to import, nothing is written."""

from c2v_desktop.paths import Places
from core.library_reader import CatalogueReader
from core.ports import Disk
from core.settings import Settings
from core.store.backup import Backup, newest_good
from core.store.catalogue import SqliteCatalogue
from core.store.proxy_folder import ProxyFolder


def has_catalogue(places: Places) -> bool:
    """False before the first start."""
    return places.catalogue.exists()


def open_catalogue_reader(places: Places, disk: Disk | None = None) -> CatalogueReader:
    """What the library knows; `disk` looks through its folders. Raises: StoreError."""
    return CatalogueReader(SqliteCatalogue(places.catalogue, read_only=True), disk)


def check_catalogue(places: Places) -> None:
    """Read the library through. Raises: StoreError, when it is damaged or cannot be opened."""
    catalogue = SqliteCatalogue(places.catalogue, read_only=True)
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
