"""The roots of a library: how they are added, and how they are watched."""

from pathlib import Path

from core.ingest.drives import Drives
from core.ports import Catalogue, Disk, FolderWatcher
from core.values import Folder


class Roots:
    """Folders and single files that a person gave us. Thread: the engine lane, `notes` any."""

    def __init__(self, catalogue: Catalogue, disk: Disk, watcher: FolderWatcher | None) -> None:
        self._catalogue = catalogue
        self._disk = disk
        self._watcher = watcher
        self._watched: set[int] = set()

    def add(self, path: Path, *, watching: bool) -> Folder:
        """The root here; one inside a folder that is there already is that folder. Raises: StoreError."""
        folders = self._catalogue.folders()
        for folder in folders:
            if path == folder.path or (not folder.is_file and path.is_relative_to(folder.path)):
                return folder
        is_file = not path.is_dir()
        known = Drives(self._catalogue, self._disk).home_of(path, is_file, folders)
        if known is not None:
            self.end_watching(known.id)
            return known
        folder = self._catalogue.add_folder(path, is_file)
        if watching:
            self._begin_watching(folder)
        return folder

    def watch_all(self) -> None:
        """Begin with those that are not watched yet; also where a root is away: the watcher tells when it comes."""
        for folder in self._catalogue.folders():
            self._begin_watching(folder)

    def end_watching(self, folder_id: int) -> None:
        """It has left the library, or lies elsewhere now."""
        if self._watcher is not None and folder_id in self._watched:
            self._watcher.unwatch(folder_id)
        self._watched.discard(folder_id)

    @property
    def notes(self) -> dict[int, str]:
        """For each root that is not watched closely, a sentence why, by its id. Thread: any."""
        watcher = self._watcher
        return {} if watcher is None else {id_: note for id_, note in watcher.notes.items() if id_ in self._watched}

    def close(self) -> None:
        """End watching altogether."""
        if self._watcher is not None:
            self._watcher.close()

    def _begin_watching(self, folder: Folder) -> None:
        watcher = self._watcher
        if watcher is not None and folder.watched and folder.id not in self._watched:
            watcher.watch(folder)
            self._watched.add(folder.id)
