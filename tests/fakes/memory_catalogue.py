"""A catalogue in dictionaries: the same behaviour as `core.store.catalogue`, proved by the same suite."""

from tests.fakes.memory_kept import MemoryKept
from tests.fakes.memory_models import MemoryModels
from tests.fakes.memory_removals import MemoryRemovals
from tests.fakes.memory_roots import MemoryRoots
from tests.fakes.memory_vectors import MemoryVectors
from tests.fakes.memory_videos import MemoryVideos


class MemoryCatalogue(MemoryRoots, MemoryVideos, MemoryRemovals, MemoryVectors, MemoryModels, MemoryKept):
    """Fits the port Catalogue. Keeps everything in memory; one thread. A test of one protocol takes its class alone."""

    def shrink(self) -> int:
        return 0

    def close(self) -> None:
        return
