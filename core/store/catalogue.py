"""The truth in SQLite: folders, videos, segments and vectors."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from core.store import checkpoints, model_queries, removals, segment_queries, writes
from core.store.database import Database
from core.store.filter_masks import FilterMasks
from core.store.kept_copies import KeptCopies
from core.store.kept_tables import KeptTables
from core.store.library_identity import ensure_identity
from core.store.records import (
    FILE_COLUMNS,
    FOLDER_COLUMNS,
    VIDEO_COLUMNS,
    WITHOUT_SOURCE,
    fair_choice,
    file_of,
    folder_of,
    ids_of,
    path_bytes,
    stored_state,
    text_bytes,
    video_of,
    volume_of,
)
from core.store.relocation import follow_moves
from core.values import (
    KEEP_REMOVED_S,
    ChunkCheckpoint,
    EncoderSpec,
    Filter,
    FloatArray,
    Folder,
    HalfArray,
    IdArray,
    KnownFile,
    LibraryStatus,
    Link,
    ModelCoverage,
    PassedOver,
    Removal,
    RemovalImpact,
    RemovalPlan,
    Segment,
    SegmentVectors,
    Video,
    VideoState,
    Volume,
)

FILE_ROWS = 1000
_NEXT_PRESENT = f"FROM videos WHERE +removal IS NULL AND id > ? ORDER BY id LIMIT {FILE_ROWS}"
"""The plus keeps SQLite away from an index by removal, from which it would sort all videos again for each block."""
_OF_PRESENT = "folder_id IN (SELECT id FROM folders WHERE removal IS NULL)"


class SqliteCatalogue(KeptTables):
    """Fits the port Catalogue. Thread: one at a time; open a second, read-only one for another lane.

    Raises: NewerSchemaError, CatalogueCorruptError, CatalogueLockedError, DiskFullError, StoreError.
    """

    def __init__(self, path: Path, *, read_only: bool = False, now_s: Callable[[], float] = time.time) -> None:
        self._db, self._now_s = Database(path, read_only=read_only, now_s=now_s), now_s
        self._kept_copies = KeptCopies(path, now_s, self._db.suspect)
        self._filters = FilterMasks(self._db)
        try:
            if not read_only:
                ensure_identity(self._db)
                self._kept_copies.begin()
            self._moves = follow_moves(self._db, path.absolute().parent, read_only)
        except BaseException:
            self._db.close()
            raise

    # ---- folders

    def folders(self) -> list[Folder]:
        """All roots, oldest first."""
        rows = self._db.read(f"SELECT {FOLDER_COLUMNS} FROM folders WHERE removal IS NULL ORDER BY id")
        return [self._moves.folder(folder_of(row)) for row in rows]

    def add_folder(self, path: Path, is_file: bool) -> Folder:
        """Add a root, or give back the one that is there already."""
        raw = path_bytes(path)
        select = f"SELECT {FOLDER_COLUMNS} FROM folders WHERE path = ?"
        with self._db.write() as db:
            if db.execute(select, (raw,)).fetchone() is None:
                db.execute("INSERT INTO folders (path, watched, is_file, online) VALUES (?, 1, ?, 1)", (raw, is_file))
        return folder_of(self._db.read_one(select, (raw,)))

    def set_online(self, folder_id: int, online: bool, absence: str = "") -> None:
        """Note whether a root's drive is connected, and if not, why in a sentence."""
        with self._db.write() as db:
            db.execute(
                "UPDATE folders SET online = ?, absence = ? WHERE id = ?", (online, text_bytes(absence), folder_id)
            )

    def rebase_folder(self, folder_id: int, path: Path) -> None:
        """The root lies elsewhere now, with all its videos. Raises: StoreError, when another root or video is there."""
        with self._db.write() as db:
            row = db.execute("SELECT path FROM folders WHERE id = ?", (folder_id,)).fetchone()
            if row is not None:
                writes.rebase_videos(db, folder_id, Path(os.fsdecode(row[0])), path)

    def volumes(self, folder_id: int) -> list[Volume]:
        """The volumes a root was last seen on: its own, then those mounted below it."""
        columns = "SELECT mount, volume, label FROM volumes WHERE folder_id = ? ORDER BY mount"
        return [volume_of(row) for row in self._db.read(columns, (folder_id,))]

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        """Note the volumes of a root, instead of those noted before."""
        with self._db.write() as db:
            writes.write_volumes(db, folder_id, volumes)

    def merge_folder(self, folder_id: int, place: Path) -> tuple[list[int], list[int]]:
        """A root turned out to be `place`, inside another root: its videos go there, those known there already leave.

        Of two videos at one place the one with vectors stays. Returns segments that left, and videos that left.
        """
        with self._db.write() as db:
            return removals.merge(db, folder_id, place)

    def rehome(self, place: Path | None = None) -> list[int]:
        """Give videos below a place, or all, to the innermost root around them; returns which changed hands."""
        with self._db.write() as db:
            return removals.rehome(db, place)

    def excluded(self) -> list[Path]:
        """Places inside roots that were removed from the library."""
        return [Path(os.fsdecode(path)) for (path,) in self._db.read("SELECT path FROM excluded ORDER BY path")]

    def include(self, place: Path) -> None:
        """A place that was removed is scanned again."""
        with self._db.write() as db:
            db.execute("DELETE FROM excluded WHERE path = ?", (path_bytes(place),))

    def links(self) -> list[Link]:
        """Links below roots that are followed, those of the oldest root first."""
        rows = self._db.read(f"SELECT folder_id, link, target FROM links WHERE {_OF_PRESENT} ORDER BY folder_id, link")
        return [Link(id_, Path(os.fsdecode(link)), Path(os.fsdecode(target))) for id_, link, target in rows]

    def passed_over(self) -> list[PassedOver]:
        """What the last scan of each root did not take in."""
        columns = "SELECT folder_id, kind, count, example FROM passed_over"
        rows = self._db.read(f"{columns} WHERE {_OF_PRESENT} ORDER BY folder_id, kind")
        return [PassedOver(id_, kind, count, Path(os.fsdecode(raw))) for id_, kind, count, raw in rows]

    def note_look(self, folder_id: int, links: Sequence[Link], passed_over: Sequence[PassedOver]) -> None:
        """What the last scan of a root said of links, instead of what was noted before."""
        with self._db.write() as db:
            writes.write_look(db, folder_id, links, passed_over)

    # ---- what was removed lately

    def impact(self, video_ids: Collection[int]) -> RemovalImpact:
        """What these videos would take out of the library."""
        return removals.impact(self._db, video_ids, self.last_spec())

    def remove(self, plan: RemovalPlan, now_s: float) -> tuple[int, list[int]]:
        """Set videos and roots aside, in one transaction; returns the removal's id and the ids of their segments."""
        with self._db.write() as db:
            return removals.take_out(db, plan, now_s)

    def removals(self) -> list[Removal]:
        """What can be restored, the latest first."""
        return removals.removals(self._db, self.last_spec())

    def expired(self, now_s: float) -> list[int]:
        """Removals whose time is over."""
        rows = self._db.read("SELECT id FROM removals WHERE removed_s <= ? ORDER BY id", (now_s - KEEP_REMOVED_S,))
        return [id_ for (id_,) in rows]

    def has_removed(self) -> bool:
        """True when there is any video that can be restored."""
        return self._db.read_one("SELECT 1 FROM videos WHERE removal IS NOT NULL LIMIT 1") is not None

    def restore(self, removal: int, spec: EncoderSpec | None) -> tuple[list[int], list[int], list[int]]:
        """Undo a removal, in one transaction; returns videos restored, videos they replace, and roots restored.

        Videos that `spec` (None: the model that answers) has not seen wait for it.
        """
        spec = spec or self.last_spec()
        with self._db.write() as db:
            return removals.put_back(db, removal, spec)

    def find_removed(self, *, path: Path | None = None, fingerprint: str = "") -> list[Video]:
        """Removed videos that were at a path, or of this content, the latest first; `path` is where they were."""
        if path is not None:
            return removals.find_removed(self._db, "was_path = ?", (path_bytes(path),))
        return removals.find_removed(self._db, "fingerprint = ?", (fingerprint,))

    def revive(self, video_id: int, folder_id: int) -> None:
        """A removed video was found at its old place again, in this root."""
        with self._db.write() as db:
            removals.bring_one(db, video_id, folder_id)

    def purge(self, removal: int, videos: int) -> list[str]:
        """Delete at most so many videos of a removal for good; returns their contents, fewer when none is left."""
        with self._db.write() as db:
            return removals.purge_some(db, removal, videos)

    def segment_ids_of(self, video_ids: Collection[int], spec: EncoderSpec) -> IdArray:
        """Segments of these videos in one space, ascending."""
        return ids_of(segment_queries.runs_of(self._db, spec, video_ids))

    # ---- videos

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Videos in order of path."""
        condition, values = (filter_ or Filter()).sql()
        return self._videos(f"{condition} ORDER BY path", values)

    def video(self, video_id: int) -> Video | None:
        """One video."""
        return next(iter(self._videos("id = ?", (video_id,))), None)

    def files(self) -> Iterator[list[KnownFile]]:
        """All videos in blocks by ascending id, as far as comparing with the disk needs; writing between is allowed."""
        last = 0
        while True:
            rows = self._db.read(f"SELECT {FILE_COLUMNS} {_NEXT_PRESENT}", (last,))
            if not rows:
                return
            last = rows[-1][0]
            yield [file_of(row) for row in rows]

    def without_source(self) -> Iterator[list[int]]:
        """Ids of ready videos whose files were never read for `MediaInfo.source`, in blocks that may be empty."""
        last = 0
        lacks = f"state = 'ready' AND NOT away AND {WITHOUT_SOURCE}"
        while rows := self._db.read(f"SELECT id, {lacks} {_NEXT_PRESENT}", (last,)):
            last = rows[-1][0]
            yield [id_ for id_, is_lacking in rows if is_lacking]

    def known_files(self, filter_: Filter) -> list[KnownFile]:
        """As `files`, of those that pass."""
        condition, values = filter_.sql()
        rows = self._db.read(f"SELECT {FILE_COLUMNS} FROM present AS videos WHERE {condition} ORDER BY id", values)
        return [file_of(row) for row in rows]

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        """Videos of equal content, in order of path."""
        return self._videos("fingerprint = ? ORDER BY path", (fingerprint,))

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        """Register a new file as waiting; a path that is there already gives the video it belongs to."""
        raw = path_bytes(path)
        if known := self._videos("path = ?", (raw,)):
            return known[0]
        with self._db.write() as db:
            writes.register_video(db, folder_id, path, size_bytes, mtime_ns, added_s)
        return self._videos("path = ?", (raw,))[0]

    def update_video(self, video: Video) -> None:
        """Write back path, size, mtime, state, note and info of a video; its segments stay."""
        with self._db.write() as db:
            writes.update_video(db, video)

    def rearrange(self, videos: Sequence[Video]) -> None:
        """As `update_video` for many at once, in one transaction; some may take the paths of others."""
        with self._db.write() as db:
            writes.exchange_places(db, videos)

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        """Change the state of many videos at once."""
        with self._db.write() as db:
            db.execute(
                "UPDATE videos SET state = ?, away = ?, note = ?, needs_proxy = 0"
                f" WHERE id {writes.THESE} AND removal IS NULL",
                (*stored_state(state), text_bytes(note), writes.listed(video_ids)),
            )

    def forget(self, video_ids: Collection[int]) -> list[int]:
        """Remove videos from the library (never from disk); returns the ids of their segments."""
        with self._db.write() as db:
            return writes.forget_videos(db, video_ids)

    # ---- chunks of long videos that are not whole yet

    def keep_checkpoint(
        self, fingerprint: str, spec: EncoderSpec, how: str, chunk: ChunkCheckpoint, today_s: float
    ) -> None:
        """Keep a chunk of a long video until `put` writes the whole. `how` names how it was sampled."""
        with self._db.write() as db:
            checkpoints.keep(db, (fingerprint, spec.key, how), chunk, today_s)

    def checkpoints_of(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[ChunkCheckpoint]:
        """What an earlier run did of this video, in order of number."""
        return [checkpoints.piece_of(row) for row in self._db.read(checkpoints.SELECT, (fingerprint, spec.key, how))]

    def drop_checkpoints(self, before_s: float) -> None:
        """Forget chunks that were kept before this date and never finished."""
        if self._db.read_one("SELECT 1 FROM pieces WHERE kept_s < ? LIMIT 1", (before_s,)) is not None:
            with self._db.write() as db:
                db.execute("DELETE FROM pieces WHERE kept_s < ?", (before_s,))

    # ---- segments

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[SegmentVectors]) -> list[Segment]:
        """Write a video with all its segments and vectors in one transaction, replacing older ones of this spec.

        Raises: DiskFullError, StoreError; then nothing of it was written.
        """
        with self._db.write() as db:
            writes.drop_outdated(db, video, spec)
            writes.update_video(db, video)
            model = writes.learn_model(db, spec)
            made = writes.number_segments(db, video.id, clips)
            writes.replace_segments(db, video.id, model, made, clips)
            if video.info is not None:
                checkpoints.forget(db, video.info.fingerprint, spec)
        return made

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        """As `put`, with the vectors of a video of equal content."""
        if source_id == target.id:
            raise ValueError("a video cannot be copied onto itself")
        source = self.segments_of(source_id, spec)
        ids = [segment.id for segment in source]
        clips = [
            SegmentVectors(one.start_s, one.end_s, one.frame_times_s, frames, pooled)
            for one, frames, pooled in zip(source, self.frame_vectors(ids), self.segment_vectors(ids), strict=True)
        ]
        return self.put(target, spec, clips)

    def has_vectors(self, video_id: int, spec: EncoderSpec) -> bool:
        """True when the video was encoded with this model."""
        return segment_queries.has_vectors(self._db, video_id, spec)

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        """In the order asked for; unknown ids are left out."""
        return segment_queries.segments(self._db, ids)

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        """A video's segments in order of time."""
        return segment_queries.segments_of(self._db, video_id, spec)

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Ids of the segments whose videos pass the filter, ascending."""
        return self._filters.segment_ids(spec, filter_)

    # ---- vectors

    def frame_vectors(self, ids: Sequence[int]) -> list[HalfArray]:
        """Stored frame vectors, one (F, E) array for each id. Raises: StoreError, when one is not there."""
        return segment_queries.frame_vectors(self._db, ids)

    def segment_vectors(self, ids: Sequence[int]) -> FloatArray:
        """Stored pooled vectors. Shapes: (N, D) float32. Raises: StoreError, when one is not there."""
        return segment_queries.segment_vectors(self._db, ids)

    def all_vectors(self, spec: EncoderSpec) -> Iterator[tuple[IdArray, FloatArray]]:
        """All pooled vectors of a space, in blocks by ascending id; writing in between is allowed."""
        return segment_queries.all_vectors(self._db, spec)

    def random_vectors(self, spec: EncoderSpec, n: int) -> FloatArray:
        """A fixed pseudo-random choice of pooled vectors, fair to videos, to judge how unusual a score is."""
        chosen = fair_choice(segment_queries.runs(self._db, spec, Filter()), n)
        return self.segment_vectors(chosen.tolist()) if len(chosen) else np.zeros((0, spec.dim), np.float32)

    # ---- models

    def generation(self, spec: EncoderSpec) -> int:
        """A number that grows whenever the set of vectors of this space changes."""
        return model_queries.generation(self._db, spec)

    def remember_spec(self, spec: EncoderSpec) -> None:
        """Note the model that answers; `put` does so by itself only for the first model of a library."""
        with self._db.write() as db:
            writes.learn_model(db, spec)
            writes.note_last(db, spec)

    def last_spec(self) -> EncoderSpec | None:
        """The model that answers, so that faces without a model know which vectors to speak of."""
        return model_queries.last_spec(self._db)

    def specs(self) -> list[EncoderSpec]:
        """All models that have vectors here, the oldest first."""
        return model_queries.specs(self._db)

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        """Videos that wait or are ready and have vectors of the other model, but none of this one."""
        return model_queries.lacking(self._db, spec, other)

    def spec_of(self, segment_id: int) -> EncoderSpec | None:
        """The model that described this segment."""
        return model_queries.spec_of(self._db, segment_id)

    def note_source(self, spec: EncoderSpec, source: str) -> None:
        """Keep how this model is opened, in words only the composer understands."""
        if self.source_of(spec) != source:
            with self._db.write() as db:
                writes.note_source(db, spec, source)

    def source_of(self, spec: EncoderSpec) -> str:
        """What `note_source` kept, else empty."""
        return model_queries.source_of(self._db, spec)

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        """Counts by state, and what is searchable with this model (None: the last used)."""
        return model_queries.counts(self._db, spec or self.last_spec(), self.folders())

    def coverage(self, spec: EncoderSpec) -> ModelCoverage:
        """What there is of one model. Videos that failed, or changed since it saw them, do not count."""
        return model_queries.holding(self._db, spec)

    def vector_bytes(self, spec: EncoderSpec) -> int:
        """Bytes of all vectors of this model; reads every segment's row."""
        return model_queries.vector_bytes(self._db, spec)

    def known_alone(self, spec: EncoderSpec) -> int:
        """How many videos no other model knows."""
        return model_queries.known_alone(self._db, spec)

    def drop_vectors(self, spec: EncoderSpec, videos: int) -> int:
        """Forget what this model saw in at most so many videos; returns how many it was, 0 when nothing is left."""
        with self._db.write() as db:
            return writes.drop_some(db, spec, videos)

    # ---- the whole

    def shrink(self) -> int:
        """Give room that is no longer used back to the disk; returns the bytes. Raises: DiskFullError, StoreError."""
        return self._db.shrink()

    def check(self) -> None:
        """Read the whole file for damage; takes seconds. Raises: CatalogueCorruptError."""
        self._db.check()

    def close(self) -> None:
        """Copy what was kept lately, fold the write-ahead log back, and close."""
        self._kept_copies.close()
        self._db.close()

    def _videos(self, condition: str, values: Iterable[object]) -> list[Video]:
        rows = self._db.read(f"SELECT {VIDEO_COLUMNS} FROM present AS videos WHERE {condition}", values)
        return [self._moves.video(video_of(row)) for row in rows]
