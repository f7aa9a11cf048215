"""How large the files of the program are, by kind. No Qt."""

import os
from collections.abc import Generator
from pathlib import Path

from c2v_desktop.paths import Places

Sizes = dict[str, int | None]
"""Bytes by kind; None where nothing is there yet."""


def places_of(places: Places) -> dict[str, Path]:
    """Where each kind lies: a file, with others of its name beside it, or a folder."""
    return {
        "catalogue": places.catalogue,
        "backups": places.catalogue.parent / "backups",
        "index": places.index,
        "pictures": places.pictures,
        "proxies": places.proxies,
        "models": places.models,
        "logs": places.logs,
    }


def measure(places: Places) -> Generator[None, None, Sizes]:
    """A lane job: the size of each kind."""
    found: Sizes = {}
    for kind, path in places_of(places).items():
        found[kind] = yield from (_folder(path) if path.is_dir() else _file(path))
        yield
    return found


def _file(path: Path) -> Generator[None, None, int | None]:
    """A file with its companions, such as catalogue.db-wal."""
    yield
    total, is_there = 0, False
    try:
        with os.scandir(path.parent) as entries:
            for entry in entries:
                if entry.name.startswith(path.name) and entry.is_file(follow_symlinks=False):
                    total += entry.stat(follow_symlinks=False).st_size
                    is_there = True
    except OSError:
        return None
    return total if is_there else None


def _folder(root: Path) -> Generator[None, None, int | None]:
    total = 0
    waiting = [root]
    while waiting:
        here = waiting.pop()
        yield
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # gone or unreadable meanwhile: what can be counted is
    return total
