"""Opens a library to read it, also one that an earlier version made."""

from pathlib import Path

from core.errors import CatalogueLockedError, OlderSchemaError, UnwritableError
from core.store.catalogue import SqliteCatalogue


def open_to_read(path: Path) -> SqliteCatalogue:
    """A catalogue that is only read. One of an earlier version is updated first, as the window does it: with a backup.

    Raises: OlderSchemaError, where it cannot be updated: the disk is read-only or another program has it open;
    NewerSchemaError, CatalogueCorruptError, DiskFullError, StoreError.
    """
    try:
        return SqliteCatalogue(path, read_only=True)
    except OlderSchemaError as error:
        try:
            SqliteCatalogue(path).close()
        except CatalogueLockedError as locked:
            raise OlderSchemaError(
                error.title, "Another program has it open. Close that one, and try again."
            ) from locked
        except UnwritableError:
            raise error from None
    return SqliteCatalogue(path, read_only=True)
