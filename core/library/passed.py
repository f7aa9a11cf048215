"""Everything that a look at the library passes over, one by one: found by looking once more, never stored."""

from collections.abc import Iterator, Sequence

from core.errors import VanishedError
from core.ports import Catalogue, Disk
from core.values import Folder, Look, PassedOver


def list_passed_over(catalogue: Catalogue, disk: Disk) -> Iterator[PassedOver]:
    """Each thing with its reason, folder by folder; what is away now is left out. Writes nothing. Thread: any."""
    roots: Sequence[Folder] = catalogue.folders()
    places = frozenset(str(root.path) for root in roots)
    excluded, links = frozenset(map(str, catalogue.excluded())), catalogue.links()
    for root in roots:
        taken = frozenset(str(link.target) for link in links if link.folder_id != root.id)
        look = Look(places, excluded, taken, listed=[])
        try:
            for _ in disk.films_below(root, look):
                pass
        except VanishedError:
            continue
        for kind, path in sorted(look.listed or (), key=lambda each: each[1]):
            yield PassedOver(root.id, kind, 1, path)
