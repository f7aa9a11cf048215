"""What is in the library: adding, removing, forgetting, and taking back what was removed."""

from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path

from core.errors import QueryError, UnreadableError, UnsupportedError
from core.library.deps import LibraryDeps
from core.library.removal_plan import Removing
from core.library.roots import Roots
from core.ports import VideoCatalogue
from core.search.model_registry import ModelRegistry
from core.values import Changes, EncoderSpec, Filter, Folder, Removal, RemovalImpact, RemovalPlan, Video, contains

SEGMENTS_AT_ONCE = 50_000
"""Leave the indexes between two yields: each time costs a check of all of them."""
VIDEOS_AT_ONCE = 50
"""Come back into the indexes, or are purged, between two yields."""


class Contents:
    """Changes what the library holds. Thread: the engine lane."""

    def __init__(
        self,
        parts: LibraryDeps,
        roots: Roots,
        models: Callable[[], ModelRegistry],
        spec: Callable[[], EncoderSpec | None],
        tell: Callable[[Changes], None],
    ) -> None:
        """`models` and `spec` are those of the moment: another model may be chosen."""
        self._parts, self._catalogue, self._roots = parts, parts.catalogue, roots
        self._models, self._spec, self._tell = models, spec, tell
        self._removing = Removing(parts.catalogue)
        self.affected: set[int] = set()
        """Roots that are to be looked through, as something around them came or went."""

    # ---- adding

    def expect_addable(self, paths: Sequence[Path]) -> list[Path]:
        """The places meant. Raises: UnreadableError, where nothing is; UnsupportedError, for what is no video."""
        places = []
        for path in paths:
            place = self._roots.place_for(path)
            if self._parts.disk.identity(place) is None and not place.exists():
                raise UnreadableError(path, f"{path} was not found.", "Check the name, or connect the drive.")
            if not place.is_dir() and self._roots.owner_of(place) is None and not self._parts.disk.may_be_video(place):
                raise UnsupportedError(path, f"{path.name} is not a video.", "It was not added.")
            places.append(place)
        return places

    def add(self, places: Sequence[Path]) -> list[Folder]:
        """The folder of the library around each place, or a new one. Raises: StoreError."""
        known = {folder.id for folder in self._catalogue.folders()}
        folders = [self._roots.add(place, watching=self._spec() is not None) for place in places]
        fresh = [folder for folder in folders if folder.id not in known]
        for link in self._catalogue.links():
            if any(contains(f.path, link.target) or contains(link.target, f.path) for f in fresh):
                self.affected.add(link.folder_id)
        return folders

    # ---- removing

    def impact_of_removing(self, paths: Sequence[Path]) -> RemovalImpact:
        """What `remove` would take. Raises: QueryError."""
        return self._removing.impact_of_removing(self._removing.plan([self._roots.place_of(path) for path in paths]))

    def remove(self, paths: Sequence[Path]) -> Generator[None, None, Removal]:
        """Take folders, parts of them, or clips out of the library. Raises: QueryError, StoreError."""
        plan = self._removing.plan([self._roots.place_of(path) for path in paths])
        return (yield from self._take_out(plan, "remove"))

    def missing(self, paths: Sequence[Path] = ()) -> list[Video]:
        """Clips whose files were deleted, at or below these paths, or all. Never those whose drive is away."""
        below = frozenset(place for path in paths for place in self._roots.places_of(path))
        return self._catalogue.videos(Filter(states=frozenset({"missing"}), below=below))

    def impact_of_forgetting(self, video_ids: Collection[int]) -> RemovalImpact:
        """What `forget` would take. Raises: QueryError."""
        return self._removing.impact_of_removing(self._removing.plan_forgetting(self._videos(video_ids)))

    def forget(self, video_ids: Collection[int]) -> Generator[None, None, Removal]:
        """Take clips out of the library whose files were deleted. Raises: QueryError, StoreError."""
        return (yield from self._take_out(self._removing.plan_forgetting(self._videos(video_ids)), "forget"))

    def _videos(self, video_ids: Collection[int]) -> list[Video]:
        return [video for id_ in video_ids if (video := self._catalogue.video(id_)) is not None]

    def _take_out(self, plan: RemovalPlan, initiator: str) -> Generator[None, None, Removal]:
        for folder_id in plan.folder_ids:
            self._roots.end_watching(folder_id)
        self._models().open_saved()
        id_, gone = self._catalogue.remove(plan, self._parts.today_s())
        self.affected |= {heir for _, heir in plan.heirs}
        self.affected |= {each.folder_id for each in self._catalogue.passed_over() if each.kind == "twice"}
        heirs = {heir for _, heir in plan.heirs}
        folders = plan.folder_ids | heirs
        self._tell(Changes(folders=frozenset(folders), removed=frozenset(plan.video_ids), initiator=initiator))
        blocks = [gone[at : at + SEGMENTS_AT_ONCE] for at in range(0, len(gone), SEGMENTS_AT_ONCE)]
        try:
            while blocks:
                self._models().forget(blocks.pop())
                yield
        finally:  # broken off: the indexes must follow all the same, or be rebuilt
            for block in blocks:
                self._models().forget(block)
        return next(each for each in self._catalogue.removals() if each.id == id_)

    # ---- taking back

    def removals(self) -> list[Removal]:
        """What can be restored, the latest first."""
        return self._catalogue.removals()

    def restore(self, removal_id: int) -> Generator[None, None, Changes]:
        """Undo a removal: nothing is indexed for it. Raises: QueryError, when it is gone; StoreError."""
        self._expect(removal_id)
        self._models().open_saved()
        restored, replaced, folders = self._catalogue.restore(removal_id, self._spec())
        gone, left = self._roots.put_right()
        self._models().forget(gone)
        restored, replaced = [video for video in restored if video not in left], [*replaced, *left]
        if self._spec() is not None:
            self._roots.watch_all()
        self.affected |= set(folders)
        self.affected |= {video.folder_id for video in self._videos(restored)}
        changes = Changes(frozenset(restored), frozenset(folders), frozenset(replaced), "restore")
        self._tell(changes)
        try:
            while restored:
                block, restored = restored[:VIDEOS_AT_ONCE], restored[VIDEOS_AT_ONCE:]
                self._models().take_back(block)
                yield
        finally:
            if restored:
                self._models().take_back(restored)
        return changes

    def purge(self, removal_ids: Collection[int] | None = None) -> Generator[None, None, int]:
        """Delete what was removed for good, with its vectors, pictures and proxies; None: all whose time is over.

        Returns how many clips. Broken off, the rest stays and can be purged later. Raises: StoreError.
        """
        chosen = self._catalogue.expired(self._parts.today_s()) if removal_ids is None else [*removal_ids]
        count = 0
        for removal_id in chosen:
            while True:
                contents = self._catalogue.purge(removal_id, VIDEOS_AT_ONCE)
                self._drop_caches({each for each in contents if each})
                count += len(contents)
                yield
                if len(contents) < VIDEOS_AT_ONCE:
                    break
        if chosen:
            self._tell(Changes(initiator="purge"))
        return count

    def _drop_caches(self, contents: Collection[str]) -> None:
        """Pictures and proxies of contents that the library has nowhere else."""
        catalogue = self._catalogue
        unknown = [each for each in contents if not is_known(catalogue, each)]
        self._parts.pictures.forget(unknown)
        if self._parts.proxies is not None:
            self._parts.proxies.forget(unknown)

    def _expect(self, removal_id: int) -> None:
        if all(each.id != removal_id for each in self._catalogue.removals()):
            raise QueryError(
                "This was already restored, or permanently deleted.", "Removed clips can be restored for 30 days."
            )


def is_known(catalogue: VideoCatalogue, fingerprint: str) -> bool:
    """True when the library has this content, or had it and can restore it."""
    return bool(catalogue.find_fingerprint(fingerprint) or catalogue.find_removed(fingerprint=fingerprint))
