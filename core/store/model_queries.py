"""What the catalogue knows of models, and what each has seen: readings."""

from core.store import records
from core.store.database import Database
from core.values import STATE_SQL, EncoderSpec, Folder, LibraryStatus, ModelCoverage

_MODEL = "(SELECT id FROM models WHERE key = ?)"
_SEEN = (
    "SELECT count(*), total(segment_count), total(duration_s)"
    " FROM encodings JOIN present AS videos ON videos.id = video_id"
    f" WHERE model_id = {_MODEL} AND state <> 'failed' AND (state <> 'waiting'"
    " OR (json_extract(info, '$.size_bytes') = size_bytes AND json_extract(info, '$.mtime_ns') = mtime_ns))"
)
"""Videos that can be found: one that waits must be as it was when the model indexed it."""
_ALL = "SELECT count(*) FROM present WHERE state <> 'failed'"
_ALONE = (
    f"SELECT count(*) FROM encodings AS mine JOIN present ON present.id = video_id WHERE model_id = {_MODEL}"
    " AND NOT EXISTS"
    " (SELECT 1 FROM encodings AS other WHERE other.video_id = mine.video_id AND other.model_id <> mine.model_id)"
)
_FRAMES = f"SELECT count(*), total(length(frame_times_s) / 8) FROM segments WHERE model_id = {_MODEL}"
"""Of a model: its segments and their frames."""


def generation(db: Database, spec: EncoderSpec) -> int:
    """How often its set of vectors has changed; 0 for a model that was never here."""
    row = db.read_one("SELECT generation FROM models WHERE key = ?", (spec.key,))
    return 0 if row is None else int(row[0])


def last_spec(db: Database) -> EncoderSpec | None:
    """The model that answers."""
    row = db.read_one("SELECT spec FROM models JOIN meta ON value = models.key WHERE meta.key = 'last_model'")
    return None if row is None else records.spec_of(row[0])


def specs(db: Database) -> list[EncoderSpec]:
    """All that have vectors, the oldest first."""
    rows = db.read(
        "SELECT spec FROM models WHERE EXISTS (SELECT 1 FROM encodings JOIN present ON present.id = video_id"
        " WHERE model_id = models.id) ORDER BY id"
    )
    return [records.spec_of(text) for (text,) in rows]


def lacking(db: Database, spec: EncoderSpec, other: EncoderSpec) -> list[int]:
    """Videos that wait or are ready and that only the other one of the two has seen."""
    has = f"(SELECT video_id FROM encodings WHERE model_id = {_MODEL})"
    rows = db.read(
        f"SELECT id FROM present WHERE state IN ('waiting', 'ready') AND id IN {has} AND id NOT IN {has} ORDER BY id",
        (other.key, spec.key),
    )
    return [id_ for (id_,) in rows]


def spec_of(db: Database, segment_id: int) -> EncoderSpec | None:
    """The model that described this segment."""
    query = "SELECT spec FROM models JOIN segments ON model_id = models.id WHERE segments.id = ?"
    row = db.read_one(query, (int(segment_id),))
    return None if row is None else records.spec_of(row[0])


def source_of(db: Database, spec: EncoderSpec) -> str:
    """How it is opened, else empty."""
    row = db.read_one("SELECT value FROM meta WHERE key = ?", (f"source {spec.key}",))
    return "" if row is None else str(row[0])


def counts(db: Database, spec: EncoderSpec | None, folders: list[Folder]) -> LibraryStatus:
    """Videos by state, and what can be found with this model."""
    states = dict(db.read(f"SELECT {STATE_SQL}, count(*) FROM present AS videos GROUP BY 1"))
    segments, footage_s, searchable = db.read_one(
        "SELECT sum(segment_count), total(duration_s), sum(state IN ('ready', 'missing'))"
        f" FROM encodings JOIN present AS videos ON videos.id = video_id WHERE model_id = {_MODEL}",
        ("" if spec is None else spec.key,),
    )
    return LibraryStatus(
        folders=tuple(folders),
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
        searchable=searchable or 0,
    )


def holding(db: Database, spec: EncoderSpec) -> ModelCoverage:
    """What there is of it."""
    videos, segments, footage_s = db.read_one(_SEEN, (spec.key,))
    return ModelCoverage(spec, videos, db.read_one(_ALL)[0], int(segments), footage_s)


def vector_bytes(db: Database, spec: EncoderSpec) -> int:
    """Frame vectors are float16, pooled ones float32."""
    segments, count = db.read_one(_FRAMES, (spec.key,))
    return int(count) * spec.frame_dim * 2 + int(segments) * spec.dim * 4


def known_alone(db: Database, spec: EncoderSpec) -> int:
    """How many videos no other model knows."""
    return int(db.read_one(_ALONE, (spec.key,))[0])
