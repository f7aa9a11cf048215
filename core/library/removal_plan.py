"""What a removal means: which clips go, which stay as another folder contains them. Plans only; writes nothing."""

from collections.abc import Collection, Sequence
from pathlib import Path

from core.errors import QueryError
from core.ports import Catalogue
from core.values import Filter, Folder, KnownFile, RemovalImpact, RemovalKind, RemovalPlan, Video, innermost


class Removing:
    """Plans removals. Thread: the engine lane."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def plan(self, places: Sequence[Path]) -> RemovalPlan:
        """What it takes to remove these places, in the library's spelling: folders, parts of folders, or single clips.

        Clips of a folder that lies inside another one stay with that. A folder inside that was added by itself stays.
        Raises: QueryError, for a place that the library does not have.
        """
        folders = {str(folder.path): folder for folder in self._catalogue.folders()}
        going = {str(place): folders[str(place)] for place in places if str(place) in folders}
        excluded = set(map(str, self._catalogue.excluded()))
        staying = (folders.keys() - going.keys()) | excluded
        heirs, videos, apart = list[tuple[int, int]](), dict[int, KnownFile](), list[Path]()
        for path, folder in going.items():
            heir = folders.get(innermost(path, staying) or "")
            if heir is None:
                videos |= {video.id: video for video in self._videos_of(folder)}
            else:
                heirs.append((folder.id, heir.id))
        for place in dict.fromkeys(places):
            owner = folders.get(innermost(place, folders.keys() | excluded) or "")
            if str(place) in going or (owner is not None and str(owner.path) in going):
                continue
            mine = [video for video in self._below(place) if owner is not None and video.folder_id == owner.id]
            if owner is None or (not mine and not place.exists()):
                raise QueryError(f"{place} is not in the library.", "`c2v status` lists its folders.")
            videos |= {video.id: video for video in mine}
            if not mine or any(video.state != "missing" for video in mine):
                apart.append(place)
        others = tuple(place for place in dict.fromkeys(places) if str(place) not in going)
        known = {video.place for video in videos.values()}
        files = {folder.path for folder in going.values() if folder.is_file}
        files |= {place for place in others if str(place) in known or place.is_file()}
        asked = (*(folder.path for folder in going.values()), *others)
        ids = frozenset(folder.id for folder in going.values())
        kind: RemovalKind = "clips" if files >= set(asked) else "folder"
        return RemovalPlan(kind, asked, ids, tuple(videos), tuple(apart), frozenset(files), tuple(heirs))

    def plan_forgetting(self, videos: Collection[Video]) -> RemovalPlan:
        """The same for clips whose files were deleted. Raises: QueryError, when none of these is missing."""
        gone = [video for video in videos if video.state == "missing"]
        if not gone:
            raise QueryError(
                "None of these clips are missing.", "To take out a clip whose file exists, remove it instead."
            )
        ids = {video.folder_id for video in gone}
        singles = [folder for folder in self._catalogue.folders() if folder.is_file and folder.id in ids]
        paths = dict.fromkeys([*(folder.path for folder in singles), *(video.path for video in gone)])
        folders = frozenset(folder.id for folder in singles)
        ids_gone = tuple(video.id for video in gone)
        return RemovalPlan("missing", tuple(paths), folders, ids_gone, files=frozenset(paths))

    def impact_of_removing(self, plan: RemovalPlan) -> RemovalImpact:
        """What it takes out of the library."""
        impact = self._catalogue.impact(plan.video_ids)
        passed_on = {folder_id for folder_id, _ in plan.heirs}
        kept = (
            sum(video.folder_id in passed_on for block in self._catalogue.files() for video in block)
            if passed_on
            else 0
        )
        return RemovalImpact(impact.clips, impact.segments, impact.footage_s, impact.size_bytes, kept)

    def _videos_of(self, folder: Folder) -> list[KnownFile]:
        around = self._catalogue.known_files(Filter(folder_ids=frozenset({folder.id})))
        return [video for video in around if video.folder_id == folder.id]

    def _below(self, place: Path) -> list[KnownFile]:
        return self._catalogue.known_files(Filter(below=frozenset({place})))
