"""The roots of a library: how they are added, found by any path, put right, and how they are watched."""

from collections.abc import Sequence
from pathlib import Path

from core.errors import StoreError
from core.ingest.reconcile.drives import Drives
from core.ports import Disk, FolderWatcher, RootCatalogue
from core.values import Folder, Link, contains, innermost


class Roots:
    """Folders and single files that a person gave us. Thread: the engine lane, `notes` any."""

    def __init__(
        self, catalogue: RootCatalogue, disk: Disk, watcher: FolderWatcher | None, *, is_watching: bool = True
    ) -> None:
        self._catalogue = catalogue
        self._disk = disk
        self._watcher = watcher
        self._watched: set[int] = set()
        self._is_watching = is_watching

    # ---- paths

    def place_of(self, path: Path) -> Path:
        """A path as the library spells it, however it was given; it need not be there, nor be part of the library."""
        return place_of(path, self._catalogue.folders(), self._catalogue.links(), self._disk)

    def place_for(self, path: Path) -> Path:
        """The place of a folder or clip to be added: also what links lead to can be added by itself."""
        return place_of(path, self._catalogue.folders(), (), self._disk)

    def places_of(self, path: Path) -> frozenset[Path]:
        """All places of the library where clips at or below a path are, those behind links included."""
        return places_of(path, self._catalogue.folders(), self._catalogue.links(), self._disk)

    def owner_of(self, place: Path) -> Folder | None:
        """The innermost root around a place; None outside of all, in what was removed or is passed over."""
        folders = {str(folder.path): folder for folder in self._catalogue.folders()}
        around = innermost(place, folders.keys() | set(map(str, self._catalogue.excluded())))
        owner = None if around is None else folders.get(around)
        if owner is None or owner.path == place or self._disk.kept_out(owner.path, place) is None:
            return owner
        return None  # as in a recycle bin of it: whoever adds that means what is in there

    # ---- adding

    def add(self, place: Path, *, watching: bool) -> Folder:
        """The root around this place, or a new one. A place that was removed from a root is scanned again.

        Raises: StoreError.
        """
        folders = self._catalogue.folders()
        if place in self._catalogue.excluded() and not any(folder.path == place for folder in folders):
            self._catalogue.include(place)
        owner = self.owner_of(place)
        if owner is not None:
            return owner
        is_file = not place.is_dir()
        known = Drives(self._catalogue, self._disk).home_of(place, is_file, folders)
        if known is not None:
            self.end_watching(known.id)
            return known
        if not is_file:
            self._draw_inside(place, folders)
        folder = self._catalogue.add_folder(place, is_file)
        if watching:
            self._begin_watching(folder)
        return folder

    def _draw_inside(self, place: Path, folders: Sequence[Folder]) -> None:
        """Roots that lie in this folder under another path (a second mount of it) get the path they have in it."""
        mine = self._disk.identity(place)
        for folder in folders:
            if contains(place, folder.path) or mine is None:
                continue
            other = self._disk.canonical(folder.path)
            for inside in (folder.path, other):
                above = next((a for a in inside.parents if self._disk.identity(a) == mine), None)
                if above is not None and self._disk.identity(place / inside.relative_to(above)) is not None:
                    self._catalogue.rebase_folder(folder.id, place / inside.relative_to(above))
                    self.end_watching(folder.id)
                    break

    # ---- libraries of before roots were kept by their real paths

    def put_right(self) -> tuple[list[int], list[int]]:
        """Give every root its real path; one that is another one's, or part of it, becomes part of that.

        Nothing is indexed for it. Returns segments that left, and videos that left. Raises: StoreError.
        """
        gone, left = list[int](), list[int]()
        excluded = set(map(str, self._catalogue.excluded()))
        for folder in self._catalogue.folders():
            if self._disk.identity(folder.path) is None:
                continue
            others = [other for other in self._catalogue.folders() if other.id != folder.id]
            place = place_of(folder.path, others, (), self._disk)
            if place == folder.path:
                continue
            self.end_watching(folder.id)
            around = innermost(place, {str(other.path) for other in others} | excluded)
            try:
                if around is None or around in excluded:
                    self._catalogue.rebase_folder(folder.id, place)
                    continue
            except StoreError:  # some video is there already, whoever added it
                continue
            segments, videos = self._catalogue.merge_folder(folder.id, place)
            gone += segments
            left += videos
        roots = self._catalogue.folders()
        if any(
            innermost(root.path.parent, {str(o.path) for o in roots if not o.is_file}) is not None for root in roots
        ):
            self._catalogue.rehome()
        return gone, left

    # ---- watching

    def watch_all(self) -> None:
        """Begin with those that are not watched yet; also where a root is away: the watcher tells when it comes."""
        for folder in self._catalogue.folders():
            self._begin_watching(folder)

    def set_watching(self, wanted: bool) -> None:
        """Watch folders, or none of them until this is asked again."""
        self._is_watching = wanted
        if wanted:
            self.watch_all()
        else:
            for folder_id in [*self._watched]:
                self.end_watching(folder_id)

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
        if watcher is not None and self._is_watching and folder.watched and folder.id not in self._watched:
            watcher.watch(folder)
            self._watched.add(folder.id)


def place_of(path: Path, folders: Sequence[Folder], links: Sequence[Link], disk: Disk) -> Path:
    """A path as the library spells it, however it was given: through links, with `..`, by another mount.

    It need not be there, nor be part of the library: then it is the path's real one.
    """
    as_given = Path(path.absolute())
    if any(folder.path == as_given for folder in folders):
        return as_given  # also one that is away: its path may have been a link
    real = disk.real(path)
    if innermost(real, {str(folder.path) for folder in folders}) is not None:
        return real
    roots = {one: folder.path for folder in folders if (one := disk.identity(folder.path)) is not None}
    for here in dict.fromkeys((real, disk.canonical(real))):
        for above in (here, *here.parents):
            root = roots.get(disk.identity(above) or (-1, -1))
            if root is not None:
                return root / here.relative_to(above)
    followed = next((link for link in links if contains(link.target, real)), None)
    return real if followed is None else followed.path / real.relative_to(followed.target)


def places_of(path: Path, folders: Sequence[Folder], links: Sequence[Link], disk: Disk) -> frozenset[Path]:
    """All places of the library where clips at or below a path are, those behind links included."""
    real = disk.real(path)
    behind = (link.path for link in links if contains(real, link.target))
    return frozenset({place_of(path, folders, links, disk), *behind})
