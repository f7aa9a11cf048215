PRAGMA application_id = 1127372355;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE encodings (
        video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES models (id),
        first_segment_id INTEGER NOT NULL,
        segment_count INTEGER NOT NULL CHECK (segment_count > 0),
        PRIMARY KEY (video_id, model_id)) WITHOUT ROWID;
INSERT INTO "encodings" VALUES(1,1,1,2);
INSERT INTO "encodings" VALUES(2,1,3,3);
CREATE TABLE excluded (path BLOB PRIMARY KEY, removal INTEGER) WITHOUT ROWID;
CREATE TABLE folders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path BLOB NOT NULL UNIQUE,
        watched INTEGER NOT NULL,
        is_file INTEGER NOT NULL,
        online INTEGER NOT NULL, absence BLOB NOT NULL DEFAULT x'', removal INTEGER REFERENCES removals (id), was_path BLOB);
INSERT INTO "folders" VALUES(1,X'2F666F6F746167652F6461792033',1,0,1,X'',NULL,NULL);
CREATE TABLE frame_vectors (
        segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
        vectors BLOB NOT NULL);
INSERT INTO "frame_vectors" VALUES(1,X'3AB02039B72E49B8C935373D943BA1B910BDFCB84A29A6C0');
INSERT INTO "frame_vectors" VALUES(2,X'773D52B9A0353A3B042EF3B960BB53B7');
INSERT INTO "frame_vectors" VALUES(3,X'933A493536BD3E3B24374CB8A638D535');
INSERT INTO "frame_vectors" VALUES(4,X'AEB441BA1DB42B2069B42D3D073C6CC1');
INSERT INTO "frame_vectors" VALUES(5,X'2C394E391DB898BE5C31FA2EE9BC77B9');
CREATE TABLE links (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        link BLOB NOT NULL,
        target BLOB NOT NULL,
        PRIMARY KEY (folder_id, link)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('home','2f6c696272617279');
INSERT INTO "meta" VALUES('last_model','fake-aaaaaaaaaaaaaaaa-8-3');
CREATE TABLE models (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        spec TEXT NOT NULL,
        frame_dim INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0);
INSERT INTO "models" VALUES(1,'fake-aaaaaaaaaaaaaaaa-8-3','{"name": "test", "backend": "fake", "weights_sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dim": 8, "frame_dim": 4, "frames_per_clip": 3, "frame_shape": {"image_px": 32, "resize_mode": "squash", "interpolation": "bicubic"}, "context_length": 20, "centres": 2, "is_demo": true, "frames_sha256": "", "sees_clips": false, "frames_together": 0}',4,2);
CREATE TABLE passed_over (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        count INTEGER NOT NULL,
        example BLOB NOT NULL,
        PRIMARY KEY (folder_id, kind)) WITHOUT ROWID;
CREATE TABLE pieces (
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        model_key TEXT NOT NULL,
        how TEXT NOT NULL,
        number INTEGER NOT NULL,
        kept_s REAL NOT NULL,
        times_s BLOB NOT NULL,
        cuts_s BLOB NOT NULL,
        vectors BLOB NOT NULL,
        UNIQUE (fingerprint, model_key, how, number));
CREATE TABLE removals (id INTEGER PRIMARY KEY AUTOINCREMENT, removed_s REAL NOT NULL, kind TEXT NOT NULL);
CREATE TABLE removed_paths (
        removal INTEGER NOT NULL REFERENCES removals (id) ON DELETE CASCADE,
        path BLOB NOT NULL,
        PRIMARY KEY (removal, path)) WITHOUT ROWID;
CREATE TABLE segment_vectors (
        segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
        vector BLOB NOT NULL);
INSERT INTO "segment_vectors" VALUES(1,X'D9B2E5BDAA8023BF6131C0BE03D98EBEB40826BE4A13583E7ACF083F36F186BD');
INSERT INTO "segment_vectors" VALUES(2,X'83481E3EB86F35BFAF5C16BE79E9E4BD7463C23EC64D1A3E04747F3E13FFEABE');
INSERT INTO "segment_vectors" VALUES(3,X'3019723E3627BB3C70FFE03EE48A17BF0C1706BE1D6AC6BEFA73F63EAAC7023D');
INSERT INTO "segment_vectors" VALUES(4,X'DDFE1ABF9D7165BD90900ABEB23C8C3DE8A68E3D5DC52D3F287CB6BEF9DCF7BD');
INSERT INTO "segment_vectors" VALUES(5,X'B1B341BD0EC21EBFA11B84BD805C803D0A5CBF3C1828AABEA18CC73EE8C0153F');
CREATE TABLE segments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES models (id),
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        frame_times_s BLOB NOT NULL);
INSERT INTO "segments" VALUES(1,1,1,0.0,1.0,X'0000000000000000555555555555D53F555555555555E53F');
INSERT INTO "segments" VALUES(2,1,1,1.0,2.0,X'000000000000F03F555555555555F53F');
INSERT INTO "segments" VALUES(3,2,1,0.0,1.0,X'0000000000000000555555555555D53F');
INSERT INTO "segments" VALUES(4,2,1,1.0,2.0,X'000000000000F03F555555555555F53F');
INSERT INTO "segments" VALUES(5,2,1,2.0,3.0,X'0000000000000040ABAAAAAAAAAA0240');
CREATE TABLE videos (
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
        fingerprint TEXT, away INTEGER NOT NULL DEFAULT 0, removal INTEGER REFERENCES removals (id), was_path BLOB);
INSERT INTO "videos" VALUES(1,1,X'2F666F6F746167652F64617920332F61206361722E6D6F76',1000,2000,1700000000.0,'ready',X'','{"path": "/footage/day 3/a car.mov", "size_bytes": 10, "mtime_ns": 20, "duration_s": 10.5, "fps": "30000/1001", "width_px": 64, "height_px": 48, "rotation_deg": 90, "codec": "h264", "frame_count": 315, "fingerprint": "f0", "note": "short", "key_count": 0, "key_gap_s": 0.0, "looked": "exact", "proxy": ""}',10.5,'f0',0,NULL,NULL);
INSERT INTO "videos" VALUES(2,1,X'2F666F6F746167652F64617920332F622064C3B6672E6D7034',1001,2001,1700000001.0,'ready',X'','{"path": "/footage/day 3/b d\u00f6g.mp4", "size_bytes": 10, "mtime_ns": 20, "duration_s": 10.5, "fps": "30000/1001", "width_px": 64, "height_px": 48, "rotation_deg": 90, "codec": "h264", "frame_count": 315, "fingerprint": "f1", "note": "short", "key_count": 0, "key_gap_s": 0.0, "looked": "exact", "proxy": ""}',10.5,'f1',0,NULL,NULL);
INSERT INTO "videos" VALUES(3,1,X'2F666F6F746167652F64617920332F6320656D7074792E6D7866',1002,2002,1700000002.0,'failed',X'5468697320636C697020697320656D7074792E',NULL,0.0,NULL,0,NULL,NULL);
CREATE TABLE volumes (
        folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        mount BLOB NOT NULL,
        volume TEXT NOT NULL,
        label BLOB NOT NULL,
        PRIMARY KEY (folder_id, mount)) WITHOUT ROWID;
CREATE INDEX videos_by_folder ON videos (folder_id);
CREATE INDEX videos_by_fingerprint ON videos (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX segments_by_video ON segments (video_id, model_id, start_s);
CREATE INDEX segments_by_model ON segments (model_id);
CREATE INDEX videos_by_removal ON videos (removal) WHERE removal IS NOT NULL;
CREATE INDEX videos_by_was_path ON videos (was_path) WHERE was_path IS NOT NULL;
CREATE VIEW present AS SELECT * FROM videos WHERE removal IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('folders',1);
INSERT INTO "sqlite_sequence" VALUES('videos',3);
INSERT INTO "sqlite_sequence" VALUES('models',2);
INSERT INTO "sqlite_sequence" VALUES('segments',5);
COMMIT;
