"""Tables of the catalogue, and the steps from one version to the next.

Paths and notes are kept as bytes: file names need not be valid text. Vectors have tables of their own, so that
walking over segments stays quick. AUTOINCREMENT: an id once given is never given again, so an index or a face
that still holds an old one can only miss, never mistake.
"""

import sqlite3

APPLICATION_ID = 0x43325643
"""Marks our files among all SQLite databases ("C2VC")."""

_VERSION_1 = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE folders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path BLOB NOT NULL UNIQUE,
        watched INTEGER NOT NULL,
        is_file INTEGER NOT NULL,
        online INTEGER NOT NULL)""",
    """CREATE TABLE videos (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        path BLOB NOT NULL UNIQUE,
        size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        added_s REAL NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed', 'missing')),
        note BLOB NOT NULL,
        info TEXT,
        duration_s REAL NOT NULL,
        fingerprint TEXT)""",
    "CREATE INDEX videos_by_folder ON videos (folder_id)",
    "CREATE INDEX videos_by_fingerprint ON videos (fingerprint) WHERE fingerprint IS NOT NULL",
    """CREATE TABLE models (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        spec TEXT NOT NULL,
        frame_dim INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE segments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES models (id),
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        frame_times_s BLOB NOT NULL)""",
    "CREATE INDEX segments_by_video ON segments (video_id, model_id, start_s)",
    "CREATE INDEX segments_by_model ON segments (model_id)",
    # Ids of a video's segments in one space are consecutive, so a few numbers per video stand for all of them.
    """CREATE TABLE encodings (
        video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES models (id),
        first_segment_id INTEGER NOT NULL,
        segment_count INTEGER NOT NULL CHECK (segment_count > 0),
        PRIMARY KEY (video_id, model_id)) WITHOUT ROWID""",
    """CREATE TABLE frame_vectors (
        segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
        vectors BLOB NOT NULL)""",
    """CREATE TABLE segment_vectors (
        segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
        vector BLOB NOT NULL)""",
)

_VERSION_2 = (
    # A video whose drive is away is stored as missing and away: older CHECKs know no further state.
    "ALTER TABLE videos ADD COLUMN away INTEGER NOT NULL DEFAULT 0",
    "UPDATE videos SET away = 1 WHERE state = 'missing' AND folder_id IN (SELECT id FROM folders WHERE NOT online)",
    "ALTER TABLE folders ADD COLUMN absence BLOB NOT NULL DEFAULT x''",
    """CREATE TABLE volumes (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        mount BLOB NOT NULL,
        volume TEXT NOT NULL,
        label BLOB NOT NULL,
        PRIMARY KEY (folder_id, mount)) WITHOUT ROWID""",
)

_VERSION_3 = (
    # Of long videos that are not whole yet: what is read and encoded of them. `put` deletes them again.
    """CREATE TABLE pieces (
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        model_key TEXT NOT NULL,
        how TEXT NOT NULL,
        number INTEGER NOT NULL,
        kept_s REAL NOT NULL,
        times_s BLOB NOT NULL,
        cuts_s BLOB NOT NULL,
        vectors BLOB NOT NULL,
        UNIQUE (fingerprint, model_key, how, number))""",
)

_VERSION_4 = (
    # What was removed lately. Its videos and folders keep their rows, with another path, so that no vector is moved:
    # `was_path` is where they were. `present` is all videos but those.
    "CREATE TABLE removals (id INTEGER PRIMARY KEY AUTOINCREMENT, removed_s REAL NOT NULL, kind TEXT NOT NULL)",
    """CREATE TABLE removed_paths (
        removal INTEGER NOT NULL REFERENCES removals (id) ON DELETE CASCADE,
        path BLOB NOT NULL,
        is_file INTEGER NOT NULL,
        PRIMARY KEY (removal, path)) WITHOUT ROWID""",
    "ALTER TABLE folders ADD COLUMN removal INTEGER REFERENCES removals (id)",
    "ALTER TABLE folders ADD COLUMN was_path BLOB",
    "ALTER TABLE videos ADD COLUMN removal INTEGER REFERENCES removals (id)",
    "ALTER TABLE videos ADD COLUMN was_path BLOB",
    "CREATE INDEX videos_by_removal ON videos (removal) WHERE removal IS NOT NULL",
    "CREATE INDEX videos_by_was_path ON videos (was_path) WHERE was_path IS NOT NULL",
    "CREATE VIEW present AS SELECT * FROM videos WHERE removal IS NULL",
    # Places inside a folder of the library that are not scanned, since they were removed from it.
    "CREATE TABLE excluded (path BLOB PRIMARY KEY, removal INTEGER) WITHOUT ROWID",
    # Where links below a folder lead that are followed, and what was not taken in.
    """CREATE TABLE links (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        link BLOB NOT NULL,
        target BLOB NOT NULL,
        PRIMARY KEY (folder_id, link)) WITHOUT ROWID""",
    """CREATE TABLE passed_over (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        count INTEGER NOT NULL,
        example BLOB NOT NULL,
        PRIMARY KEY (folder_id, kind)) WITHOUT ROWID""",
)

# True of clips that failed since only a proxy could show them, and there was none. Before, their notes alone said so.
_VERSION_5 = (
    "ALTER TABLE videos ADD COLUMN needs_proxy INTEGER NOT NULL DEFAULT 0",
    """UPDATE videos SET needs_proxy = 1 WHERE state = 'failed' AND (
        instr(note, CAST('which only its maker''s own software can read' AS BLOB)) > 0
        OR instr(note, CAST('is a camera raw file that cannot be read here' AS BLOB)) > 0)""",
)

_VERSION_6 = (
    # What a person keeps belongs to a content, not to a row of `videos`: it outlives that. No foreign key, on purpose.
    """CREATE TABLE marks (
        fingerprint TEXT PRIMARY KEY,
        path BLOB NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        flag TEXT NOT NULL DEFAULT '' CHECK (flag IN ('', 'pick', 'reject')),
        seen INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
    "CREATE INDEX marks_by_path ON marks (path)",
    """CREATE TABLE tags (
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (key, fingerprint)) WITHOUT ROWID""",
    "CREATE INDEX tags_by_fingerprint ON tags (fingerprint, key, name)",
    """CREATE TABLE collections (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        query TEXT)""",
    "INSERT INTO collections (id, name, position) VALUES (1, 'Basket', 0)",
    # In and out are exact fractions of a second, as text: "1001/24". Both NULL: the whole clip.
    """CREATE TABLE moments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection_id INTEGER NOT NULL REFERENCES collections (id),
        position INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        path BLOB NOT NULL,
        start_s TEXT,
        end_s TEXT,
        note BLOB NOT NULL,
        kept_s REAL NOT NULL)""",
    "CREATE INDEX moments_by_collection ON moments (collection_id, position)",
    "CREATE INDEX moments_by_fingerprint ON moments (fingerprint, collection_id)",
    "CREATE INDEX moments_by_path ON moments (path)",
    # What filters ask of a clip, from its `info`: to look into that text for each of 20,000 clips takes too long.
    "ALTER TABLE videos ADD COLUMN fps REAL",
    "ALTER TABLE videos ADD COLUMN width_px INTEGER",
    "ALTER TABLE videos ADD COLUMN height_px INTEGER",
    "ALTER TABLE videos ADD COLUMN codec TEXT",
    "ALTER TABLE videos ADD COLUMN shot TEXT",
    "ALTER TABLE videos ADD COLUMN camera TEXT",
    "ALTER TABLE videos ADD COLUMN reel TEXT",
    """UPDATE videos SET (fps, width_px, height_px, codec, shot, reel, camera) = (
        SELECT CAST(rate AS REAL) / CASE instr(rate, '/') WHEN 0 THEN 1.0
            ELSE CAST(substr(rate, instr(rate, '/') + 1) AS REAL) END,
        json_extract(info, '$.width_px'), json_extract(info, '$.height_px'), json_extract(info, '$.codec'),
        json_extract(info, '$.source.created.local'), json_extract(info, '$.source.reel'),
        CASE instr(lower(model), lower(make)) WHEN 1 THEN model ELSE trim(make || ' ' || model) END
        FROM (SELECT json_extract(info, '$.fps') AS rate, json_extract(info, '$.source.make') AS make,
            json_extract(info, '$.source.model') AS model)) WHERE info IS NOT NULL""",
)

_VERSION_7 = (
    # NULL while it is not known; what an earlier version read did not ask for it.
    "ALTER TABLE videos ADD COLUMN sound INTEGER",
    "UPDATE videos SET sound = json_extract(info, '$.source.has_sound') WHERE instr(info, '\"has_sound\": ') > 0",
    # All that filters ask of a clip, beside its path: rows of `videos` are long, and most of each is `info`.
    """CREATE INDEX videos_by_facets ON videos (
        removal, state, away, added_s, duration_s, fps, width_px, height_px, codec, shot, camera, reel, sound,
        fingerprint, folder_id)""",
)

_VERSION_8 = (
    # As moments: by content, with times as exact fractions. Texts are bytes, as notes are.
    """CREATE TABLE captions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL,
        path BLOB NOT NULL,
        start_s TEXT,
        end_s TEXT,
        text BLOB NOT NULL,
        kept_s REAL NOT NULL)""",
    "CREATE INDEX captions_by_fingerprint ON captions (fingerprint)",
    "CREATE INDEX captions_by_path ON captions (path)",
    # `key`: what spellings of one sentence have in common.
    """CREATE TABLE judgements (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL,
        path BLOB NOT NULL,
        start_s TEXT,
        end_s TEXT,
        sentence BLOB NOT NULL,
        key BLOB NOT NULL,
        is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
        kept_s REAL NOT NULL)""",
    "CREATE UNIQUE INDEX judgements_once ON judgements (fingerprint, ifnull(start_s, ''), ifnull(end_s, ''), key)",
    "CREATE INDEX judgements_by_sentence ON judgements (key)",
    "CREATE INDEX judgements_by_path ON judgements (path)",
    """CREATE TABLE taught_words (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text BLOB NOT NULL,
        key BLOB NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('name', 'word')),
        taught_s REAL NOT NULL)""",
    """CREATE TABLE word_examples (
        word_id INTEGER NOT NULL REFERENCES taught_words (id),
        position INTEGER NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('clip', 'picture')),
        fingerprint TEXT NOT NULL,
        path BLOB NOT NULL,
        start_s TEXT,
        end_s TEXT,
        PRIMARY KEY (word_id, position)) WITHOUT ROWID""",
    "CREATE INDEX word_examples_by_fingerprint ON word_examples (fingerprint)",
    "CREATE INDEX word_examples_by_path ON word_examples (path)",
    # Vectors that stand in the token table of a text tower: n rows of `width` little-endian float32.
    """CREATE TABLE word_vectors (
        word_id INTEGER NOT NULL REFERENCES taught_words (id),
        tower_key TEXT NOT NULL,
        width INTEGER NOT NULL,
        data BLOB NOT NULL,
        figures TEXT NOT NULL,
        PRIMARY KEY (word_id, tower_key)) WITHOUT ROWID""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4, _VERSION_5, _VERSION_6, _VERSION_7, _VERSION_8,
)  # fmt: skip
"""Statements from version n to n + 1, at position n."""

SCHEMA_VERSION = len(MIGRATIONS)

VECTOR_TABLES = frozenset({"segments", "encodings", "frame_vectors", "segment_vectors", "pieces"})
"""What videos can be indexed into again: light backups leave it out."""

KEPT_TABLES = (
    "marks", "tags", "collections", "moments",
    "captions", "judgements", "taught_words", "word_examples", "word_vectors",
)  # fmt: skip
"""What only a person can make: copied between backups as well. Collections come before their moments, words before
what belongs to them."""

CONTENT_TABLES = ("marks", "moments", "captions", "judgements", "word_examples")
"""Tables whose rows belong to a content, with the path where that was last."""


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Bring a catalogue up to date inside the transaction the caller has begun."""
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in step:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
