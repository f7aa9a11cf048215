"""A whole library on fakes, for every test room."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.export import ChoicesFile
from core.library import Library, LibraryDeps, Scratch
from core.library_reader import LibraryReader
from core.settings import Settings
from core.store.proxy_folder import ProxyFolder
from core.values import Answer, Changes, IngestProgress
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.plain_maker import PlainMaker
from tests.fakes.still_frames import StillFrames, draw_video


@dataclass
class FakeHouse:
    """`FakeHouse(tmp_path)` gives `library` and `reader` over one catalogue in memory."""

    home: Path
    settings: Settings = field(default_factory=Settings)
    catalogue: MemoryCatalogue = field(default_factory=MemoryCatalogue)
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    frames: StillFrames = field(default_factory=StillFrames)
    helpers: list[StillFrames] = field(default_factory=list)
    """Further readers, for videos read side by side; used when `settings.sampling.decoders` says so."""
    encoder: HashEncoder = field(default_factory=HashEncoder)
    disk: PlainDisk = field(default_factory=PlainDisk)
    proxies: ProxyFolder | None = None
    """The real thing, in the house's own folder, made by itself; a folder needs no fake."""
    maker: PlainMaker = field(default_factory=PlainMaker)
    scratch_frames: StillFrames = field(default_factory=StillFrames)
    scratches: int = 0
    changes: list[Changes] = field(default_factory=list)
    progress: list[IngestProgress] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.choices = ChoicesFile(self.home / "handoff.json")
        self.pasted = self.home / "pasted"
        self.proxies = self.proxies or ProxyFolder(self.home / "proxies", 1 << 30)
        self.library = self.build()
        self.reader = LibraryReader(self.catalogue, self.pictures, self.frames, self.proxies, self.disk)

    def build(self, **more: object) -> Library:
        """Another library over the same catalogue, as after a restart."""
        parts = LibraryDeps(
            catalogue=self.catalogue,
            frames=self.frames,
            helpers=self.helpers,
            cores=2,
            encoder=self.encoder,
            pictures=self.pictures,
            disk=self.disk,
            open_index=PlainIndex,
            index_path=self.home / "index.bin",
            settings=self.settings,
            proxies=self.proxies,
            open_scratch=self.open_scratch,
        )
        library = Library(replace(parts, **more))
        library.on_changes = self.changes.append
        library.on_progress = self.progress.append
        return library

    def open_scratch(self) -> Scratch:
        """Fakes that are thrown away; `scratches` counts those that are still open."""
        self.scratches += 1

        def close() -> None:
            self.scratches -= 1

        return Scratch(MemoryCatalogue(), MemoryPictures(), self.scratch_frames, [], close)

    def index(self, *paths: Path) -> IngestProgress:
        """Watch, reconcile, ingest."""
        if paths:
            self.library.watch(paths)
        finish(self.library.reconcile())
        return finish(self.library.ingest())

    def ask(self, text: str, limit: int = 100, by_video: bool | None = None) -> Answer:
        """Search for a sentence."""
        return self.library.search(self.library.cut(text), limit, by_video)


def house_of_scenes(home: Path, scenes: Sequence[Sequence[str]]) -> FakeHouse:
    """A house with one indexed video for each list of scenes, 0.film and on; a scene is its words, 3 s long."""
    for number, each in enumerate(scenes):
        draw_video(home / f"films/{number}.film", [(words, 3.0) for words in each])
    house = FakeHouse(home)
    house.index(home / "films")
    return house
