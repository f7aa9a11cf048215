"""The truth in SQLite: folders, films, segments and vectors."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from core.errors import DiskFullError, StoreError
from core.store import pieces
from core.store.database import Database
from core.store.holdings import ALL, ALONE, FRAMES, SEEN, bytes_of, drop_some, holding_of
from core.store.moves import Moves, find_moves, is_settled, take_over
from core.store.records import (
    FILE_COLUMNS,
    FOLDER_COLUMNS,
    SEGMENT_COLUMNS,
    STATE,
    VIDEO_COLUMNS,
    fair_choice,
    file_of,
    folder_of,
    ids_of,
    path_bytes,
    segment_of,
    spec_of,
    stored_state,
    text_bytes,
    video_of,
    volume_of,
    where,
)
from core.store.steps import (
    THESE,
    drop_outdated,
    exchange_places,
    forget_films,
    learn_model,
    listed,
    note_last,
    number_segments,
    rebase_films,
    replace_segments,
    update_film,
    write_volumes,
)
from core.values import (
    ClipVectors,
    EncoderSpec,
    Filter,
    FloatArray,
    Folder,
    HalfArray,
    Holding,
    IdArray,
    Kept,
    KnownFile,
    LibraryStatus,
    Segment,
    Video,
    VideoState,
    Volume,
)

BLOCK_ROWS, FILE_ROWS = 4096, 1000


class SqliteCatalogue:
    """Fits the port Catalogue. Thread: one at a time; open a second, read-only one for another lane.

    Raises: NewerSchemaError, CatalogueCorruptError, CatalogueLockedError, DiskFullError, StoreError.
    """

    def __init__(self, path: Path, *, read_only: bool = False, now_s: Callable[[], float] = time.time) -> None:
        self._db = Database(path, read_only=read_only, now_s=now_s)
        try:
            self._moves = self._follow_moves(path.absolute().parent, read_only)
        except BaseException:
            self._db.close()
            raise

    # ---- folders

    def folders(self) -> list[Folder]:
        """All roots, oldest first."""
        rows = self._db.read(f"SELECT {FOLDER_COLUMNS} FROM folders ORDER BY id")
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
        """The root lies elsewhere now, with all its films. Raises: StoreError, when another root or film is there."""
        with self._db.write() as db:
            row = db.execute("SELECT path FROM folders WHERE id = ?", (folder_id,)).fetchone()
            if row is not None:
                rebase_films(db, folder_id, Path(os.fsdecode(row[0])), path)

    def volumes(self, folder_id: int) -> list[Volume]:
        """The volumes a root was last seen on: its own, then those mounted below it."""
        columns = "SELECT mount, volume, label FROM volumes WHERE folder_id = ? ORDER BY mount"
        return [volume_of(row) for row in self._db.read(columns, (folder_id,))]

    def set_volumes(self, folder_id: int, volumes: Sequence[Volume]) -> None:
        """Note the volumes of a root, instead of those noted before."""
        with self._db.write() as db:
            write_volumes(db, folder_id, volumes)

    def remove_folder(self, folder_id: int) -> list[int]:
        """Forget a root with its films; returns the ids of their segments."""
        with self._db.write() as db:
            rows = db.execute("SELECT id FROM videos WHERE folder_id = ?", (folder_id,))
            gone = forget_films(db, [id_ for (id_,) in rows])
            db.execute("DELETE FROM folders WHERE id = ?", (folder_id,))
        return gone

    # ---- films

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Films in order of path."""
        condition, values = where(filter_ or Filter())
        return self._videos(f"{condition} ORDER BY path", values)

    def video(self, video_id: int) -> Video | None:
        """One film."""
        return next(iter(self._videos("id = ?", (video_id,))), None)

    def files(self) -> Iterator[list[KnownFile]]:
        """All films in blocks by ascending id, as far as comparing with the disk needs; writing between is allowed."""
        last = 0
        while True:
            rows = self._db.read(
                f"SELECT {FILE_COLUMNS} FROM videos WHERE id > ? ORDER BY id LIMIT {FILE_ROWS}", (last,)
            )
            if not rows:
                return
            last = rows[-1][0]
            yield [file_of(row) for row in rows]

    def find_fingerprint(self, fingerprint: str) -> list[Video]:
        """Films of equal content, in order of path."""
        return self._videos("fingerprint = ? ORDER BY path", (fingerprint,))

    def add_video(self, folder_id: int, path: Path, size_bytes: int, mtime_ns: int, added_s: float) -> Video:
        """Register a new file as waiting; a path that is there already gives the film it belongs to."""
        raw = path_bytes(path)
        if known := self._videos("path = ?", (raw,)):
            return known[0]
        with self._db.write() as db:
            if db.execute("SELECT 1 FROM folders WHERE id = ?", (folder_id,)).fetchone() is None:
                raise StoreError("That folder is no longer in the library.")
            db.execute(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, duration_s)"
                " VALUES (?, ?, ?, ?, ?, 'waiting', x'', 0)",
                (folder_id, raw, size_bytes, mtime_ns, added_s),
            )
        return self._videos("path = ?", (raw,))[0]

    def update_video(self, video: Video) -> None:
        """Write back path, size, mtime, state, note and info of a film; its segments stay."""
        with self._db.write() as db:
            update_film(db, video)

    def rearrange(self, videos: Sequence[Video]) -> None:
        """As `update_video` for many at once, in one transaction; some may take the paths of others."""
        with self._db.write() as db:
            exchange_places(db, videos)

    def set_states(self, video_ids: Iterable[int], state: VideoState, note: str = "") -> None:
        """Change the state of many films at once."""
        with self._db.write() as db:
            db.execute(
                f"UPDATE videos SET state = ?, away = ?, note = ? WHERE id {THESE}",
                (*stored_state(state), text_bytes(note), listed(video_ids)),
            )

    def forget(self, video_ids: Collection[int]) -> list[int]:
        """Remove films from the library (never from disk); returns the ids of their segments."""
        with self._db.write() as db:
            return forget_films(db, video_ids)

    # ---- pieces of long films that are not whole yet

    def keep_piece(self, fingerprint: str, spec: EncoderSpec, how: str, piece: Kept, today_s: float) -> None:
        """Keep a piece of a long film until `put` writes the whole. `how` names the way in which it was looked at."""
        with self._db.write() as db:
            pieces.keep(db, (fingerprint, spec.key, how), piece, today_s)

    def kept_pieces(self, fingerprint: str, spec: EncoderSpec, how: str) -> list[Kept]:
        """What an earlier run did of this film, in order of number."""
        return [pieces.piece_of(row) for row in self._db.read(pieces.SELECT, (fingerprint, spec.key, how))]

    def drop_pieces(self, before_s: float) -> None:
        """Forget pieces that were kept before this date and never finished."""
        if self._db.read_one("SELECT 1 FROM pieces WHERE kept_s < ? LIMIT 1", (before_s,)) is not None:
            with self._db.write() as db:
                db.execute("DELETE FROM pieces WHERE kept_s < ?", (before_s,))

    # ---- segments

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[ClipVectors]) -> list[Segment]:
        """Write a film with all its segments and vectors in one transaction, replacing older ones of this spec.

        Raises: DiskFullError, StoreError; then nothing of it was written.
        """
        with self._db.write() as db:
            drop_outdated(db, video, spec)
            update_film(db, video)
            model = learn_model(db, spec)
            made = number_segments(db, video.id, clips)
            replace_segments(db, video.id, model, made, clips)
            if video.info is not None:
                pieces.forget(db, video.info.fingerprint, spec)
        return made

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        """As `put`, with the vectors of a film of equal content."""
        if source_id == target.id:
            raise ValueError("a film cannot be copied onto itself")
        source = self.segments_of(source_id, spec)
        ids = [segment.id for segment in source]
        clips = [
            ClipVectors(one.start_s, one.end_s, one.frame_times_s, frames, pooled)
            for one, frames, pooled in zip(source, self.frame_vectors(ids), self.segment_vectors(ids), strict=True)
        ]
        return self.put(target, spec, clips)

    def has_vectors(self, video_id: int, spec: EncoderSpec) -> bool:
        """True when the film was encoded with this model."""
        found = self._db.read_one(
            "SELECT 1 FROM encodings WHERE video_id = ? AND model_id = (SELECT id FROM models WHERE key = ?)",
            (video_id, spec.key),
        )
        return found is not None

    def segments(self, ids: Sequence[int]) -> list[Segment]:
        """In the order asked for; unknown ids are left out."""
        rows = self._db.read(f"SELECT {SEGMENT_COLUMNS} FROM segments WHERE id {THESE}", (listed(ids),))
        found = {row[0]: segment_of(row) for row in rows}
        return [found[int(id_)] for id_ in ids if int(id_) in found]

    def segments_of(self, video_id: int, spec: EncoderSpec) -> list[Segment]:
        """A film's segments in order of time."""
        rows = self._db.read(
            f"SELECT {SEGMENT_COLUMNS} FROM segments"
            " WHERE video_id = ? AND model_id = (SELECT id FROM models WHERE key = ?) ORDER BY start_s, id",
            (video_id, spec.key),
        )
        return [segment_of(row) for row in rows]

    def segment_ids(self, spec: EncoderSpec, filter_: Filter) -> IdArray:
        """Ids of the segments whose films pass the filter, ascending."""
        return ids_of(self._runs(spec, filter_))

    # ---- vectors

    def frame_vectors(self, ids: Sequence[int]) -> list[HalfArray]:
        """Stored frame vectors, one (F, E) array for each id. Raises: StoreError, when one is not there."""
        rows = self._db.read(
            "SELECT segments.id, frame_dim, vectors FROM segments JOIN models ON models.id = model_id"
            f" JOIN frame_vectors ON segment_id = segments.id WHERE segments.id {THESE}",
            (listed(ids),),
        )
        found = {id_: np.frombuffer(raw, "<f2").reshape(-1, width) for id_, width, raw in rows}
        return [found[int(id_)] for id_ in ids] if _all_there(ids, found) else []

    def segment_vectors(self, ids: Sequence[int]) -> FloatArray:
        """Stored pooled vectors. Shapes: (N, D) float32. Raises: StoreError, when one is not there."""
        rows = self._db.read(f"SELECT segment_id, vector FROM segment_vectors WHERE segment_id {THESE}", (listed(ids),))
        found = dict(rows)
        if not _all_there(ids, found):
            return np.zeros((0, 0), np.float32)
        return _stacked([found[int(id_)] for id_ in ids])

    def all_vectors(self, spec: EncoderSpec) -> Iterator[tuple[IdArray, FloatArray]]:
        """All pooled vectors of a space, in blocks by ascending id; writing in between is allowed."""
        last = 0
        while True:
            rows = self._db.read(
                "SELECT segments.id, vector FROM segments JOIN segment_vectors ON segment_id = segments.id"
                " WHERE model_id = (SELECT id FROM models WHERE key = ?) AND segments.id > ?"
                f" ORDER BY segments.id LIMIT {BLOCK_ROWS}",
                (spec.key, last),
            )
            if not rows:
                return
            last = rows[-1][0]
            yield np.array([id_ for id_, _ in rows], np.int64), _stacked([raw for _, raw in rows])

    def random_vectors(self, spec: EncoderSpec, n: int) -> FloatArray:
        """A fixed pseudo-random choice of pooled vectors, fair to films, to judge how unusual a score is."""
        chosen = fair_choice(self._runs(spec, Filter()), n)
        return self.segment_vectors(chosen.tolist()) if len(chosen) else np.zeros((0, spec.dim), np.float32)

    # ---- the whole

    def generation(self, spec: EncoderSpec) -> int:
        """A number that grows whenever the set of vectors of this space changes."""
        row = self._db.read_one("SELECT generation FROM models WHERE key = ?", (spec.key,))
        return 0 if row is None else int(row[0])

    def remember_spec(self, spec: EncoderSpec) -> None:
        """Note the model that answers; `put` does so by itself only for the first model of a library."""
        with self._db.write() as db:
            learn_model(db, spec)
            note_last(db, spec)

    def last_spec(self) -> EncoderSpec | None:
        """The model that answers, so that faces without a model know which vectors to speak of."""
        row = self._db.read_one("SELECT spec FROM models JOIN meta ON value = models.key WHERE meta.key = 'last_model'")
        return None if row is None else spec_of(row[0])

    def specs(self) -> list[EncoderSpec]:
        """All models that have vectors here, the oldest first."""
        rows = self._db.read("SELECT spec FROM models WHERE id IN (SELECT model_id FROM encodings) ORDER BY id")
        return [spec_of(text) for (text,) in rows]

    def lacking(self, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
        """Films that wait or are ready and have vectors of the other model, but none of this one."""
        has = "(SELECT video_id FROM encodings WHERE model_id = (SELECT id FROM models WHERE key = ?))"
        rows = self._db.read(
            "SELECT id FROM videos WHERE state IN ('waiting', 'ready')"
            f" AND id IN {has} AND id NOT IN {has} ORDER BY id",
            (other.key, spec.key),
        )
        return [id_ for (id_,) in rows]

    def spec_of(self, segment_id: int) -> EncoderSpec | None:
        """The model that described this segment."""
        query = "SELECT spec FROM models JOIN segments ON model_id = models.id WHERE segments.id = ?"
        row = self._db.read_one(query, (int(segment_id),))
        return None if row is None else spec_of(row[0])

    def note_source(self, spec: EncoderSpec, source: str) -> None:
        """Keep how this model is opened, in words only the composer understands."""
        if self.source_of(spec) != source:
            with self._db.write() as db:
                db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (f"source {spec.key}", source))

    def source_of(self, spec: EncoderSpec) -> str:
        """What `note_source` kept, else empty."""
        row = self._db.read_one("SELECT value FROM meta WHERE key = ?", (f"source {spec.key}",))
        return "" if row is None else str(row[0])

    def counts(self, spec: EncoderSpec | None) -> LibraryStatus:
        """Counts by state, and what is searchable with this model (None: the last used)."""
        spec = spec or self.last_spec()
        states = dict(self._db.read(f"SELECT {STATE}, count(*) FROM videos GROUP BY 1"))
        segments, footage_s = self._db.read_one(
            "SELECT sum(segment_count), total(duration_s) FROM encodings JOIN videos ON videos.id = video_id"
            " WHERE model_id = (SELECT id FROM models WHERE key = ?)",
            ("" if spec is None else spec.key,),
        )
        return LibraryStatus(
            folders=tuple(self.folders()),
            waiting=states.get("waiting", 0),
            ready=states.get("ready", 0),
            failed=states.get("failed", 0),
            missing=states.get("missing", 0),
            offline=states.get("offline", 0),
            segments=segments or 0,
            footage_s=footage_s,
            encoder=None,
            encoder_state=None,
            index="",
        )

    def holding(self, spec: EncoderSpec) -> Holding:
        """What there is of one model. Films that failed, or changed since it saw them, do not count."""
        return holding_of(spec, self._db.read_one(SEEN, (spec.key,)), self._db.read_one(ALL)[0])

    def vector_bytes(self, spec: EncoderSpec) -> int:
        """Bytes of all vectors of this model; reads every segment's row."""
        return bytes_of(spec, self._db.read_one(FRAMES, (spec.key,)))

    def known_alone(self, spec: EncoderSpec) -> int:
        """How many films no other model knows."""
        return int(self._db.read_one(ALONE, (spec.key,))[0])

    def drop_vectors(self, spec: EncoderSpec, films: int) -> int:
        """Forget what this model saw in at most so many films; returns how many it was, 0 when nothing is left."""
        with self._db.write() as db:
            return drop_some(db, spec, films)

    def shrink(self) -> int:
        """Give room that is no longer used back to the disk; returns the bytes. Raises: DiskFullError, StoreError."""
        return self._db.shrink()

    def check(self) -> None:
        """Read the whole file for damage; takes seconds. Raises: CatalogueCorruptError."""
        self._db.check()

    def close(self) -> None:
        """Fold the write-ahead log back and close."""
        self._db.close()

    def _runs(self, spec: EncoderSpec, filter_: Filter) -> list[tuple[int, int]]:
        """First id and count of the segments of each film that passes."""
        condition, values = where(filter_)
        return self._db.read(
            "SELECT first_segment_id, segment_count FROM encodings JOIN videos ON videos.id = video_id"
            f" WHERE model_id = (SELECT id FROM models WHERE key = ?) AND {condition} ORDER BY first_segment_id",
            (spec.key, *values),
        )

    def _videos(self, condition: str, values: Iterable[object]) -> list[Video]:
        rows = self._db.read(f"SELECT {VIDEO_COLUMNS} FROM videos WHERE {condition}", values)
        return [self._moves.video(video_of(row)) for row in rows]

    def _follow_moves(self, home: Path, read_only: bool) -> Moves:
        """When the library's folder was carried elsewhere: a reader sees its roots there, a writer notes it."""
        with self._db.reading() as db:
            if is_settled(db, home):
                return Moves()
            moves = find_moves(db, home)
        if read_only:
            return moves
        try:
            with self._db.write() as db:
                take_over(db, home, moves)
        except DiskFullError:
            return moves  # noted another time: a library must open on a full disk too
        return Moves()


def _all_there(ids: Sequence[int], found: Collection[int]) -> bool:
    """True when there is something to give. Raises: StoreError, when an id is unknown."""
    if any(int(id_) not in found for id_ in ids):
        raise StoreError("That moment is no longer in the library.", "Search again.")
    return len(ids) > 0


def _stacked(blobs: Sequence[bytes]) -> FloatArray:
    """Shapes: N blobs of D float32 -> (N, D)."""
    return np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), -1)
