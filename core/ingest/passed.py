"""Everything that a scan of a folder passes over, one by one: found by looking once more, never stored."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import VanishedError
from core.ports import Disk, RootCatalogue
from core.values import Folder, FolderLook, PassedOver, PassedOverKind, SkippedItems, contains

AWAY = "Its drive is not connected."


@dataclass(slots=True)
class _Listing(FolderLook):
    """A look that writes down what it passes over: of each kind at most `most`, but all are counted."""

    below: Path | None = None
    most: int | None = None
    found: dict[PassedOverKind, list[Path]] = field(default_factory=dict)
    counts: dict[PassedOverKind, int] = field(default_factory=dict)

    def pass_over(self, folder_id: int, kind: PassedOverKind, here: Path, name: str = "") -> None:
        """Keep where it is."""
        place = here / name
        if self.below is not None and not contains(self.below, place):
            return
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.most is None or count <= self.most:
            self.found.setdefault(kind, []).append(place)


def list_skipped(
    catalogue: RootCatalogue, disk: Disk, root: Folder, below: Path | None = None, most: int | None = None
) -> Generator[None, None, SkippedItems]:
    """Look through one folder of the library, or what lies `below` a folder in it. Writes nothing. Thread: any.

    It yields where others may have a turn.
    """
    taken = frozenset(str(link.target) for link in catalogue.links() if link.folder_id != root.id)
    places, excluded = frozenset(str(each.path) for each in catalogue.folders()), catalogue.excluded()
    look = _Listing(places, frozenset(map(str, excluded)), taken, below=below, most=most)
    if not root.online and disk.is_bare(root.path):
        return SkippedItems(root, absence=root.absence or AWAY)
    try:
        for video in disk.videos_below(root, look):
            if video is None:
                yield
    except VanishedError as error:
        return SkippedItems(root, absence=root.absence or error.title)
    if disk.is_gone(root.path):  # pulled out meanwhile: what was seen of it is not all
        return SkippedItems(root, absence=root.absence or AWAY)
    items = [PassedOver(root.id, kind, 1, path) for kind, paths in look.found.items() for path in paths]
    return SkippedItems(root, tuple(sorted(items, key=lambda each: str(each.example))), look.counts)
