"""Everything that a look at the library passes over, folder by folder."""

from collections.abc import Iterator

from core.ingest.passed import list_skipped
from core.ports import Disk, RootCatalogue
from core.values import SkippedItems


def list_passed_over(catalogue: RootCatalogue, disk: Disk) -> Iterator[SkippedItems]:
    """What was passed over in each folder; of one that is away, why. Writes nothing. Thread: any."""
    for root in catalogue.folders():
        if root.is_file:
            continue
        looking = list_skipped(catalogue, disk, root)
        while True:
            try:
                next(looking)
            except StopIteration as end:
                yield end.value
                break
