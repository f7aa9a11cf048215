"""Records for the tests of the grid and the sidebar."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from core.values import (
    Answer,
    Folder,
    Hit,
    Ledger,
    LibraryStatus,
    MediaInfo,
    Phrase,
    PhraseScores,
    Query,
    SearchTimings,
    Segment,
    Video,
)


def info(path, **more):
    values = {
        "path": path,
        "size_bytes": 1_400_000_000,
        "mtime_ns": 1,
        "duration_s": 724.0,
        "fps": Fraction(25),
        "width_px": 1920,
        "height_px": 1080,
        "rotation_deg": 0,
        "codec": "h264",
        "frame_count": 18100,
        "fingerprint": str(path),
    }
    return MediaInfo(**(values | more))


def video(number, state="ready", folder_id=1, note="", name="", **more):
    path = Path(f"/films/Day {folder_id}") / (name or f"C{number:03d}.mov")
    known = None if state == "failed" else info(path, **more)
    return Video(number, folder_id, path, 1_400_000_000, 1, 1000.0, state, note, known)


def hit(number, strength="strong", rank=1, score=0.3):
    segment = Segment(number * 10, number, 4.0, 8.0, (4.0, 5.0, 6.0, 7.0))
    return Hit(rank, score, strength, segment, video(number))


def answer(*hits, segments=50, ready=12, total=12):
    query = Query("red car", (Phrase("red car", 0, 7),))
    return Answer(query, hits, segments, ready, total, (), SearchTimings(20, 2, 1), is_exact=True)


PHRASES = (Phrase("red car", 0, 7), Phrase("night", 9, 14))
SENTENCE = np.array([0.01, 0.02, 0.05, 0.02], np.float32)
COMMON = {
    "phrases": PHRASES,
    "words": ("red", "car", "night"),
    "word_phrases": (0, 0, 1),
    "times_s": (4.0, 5.0, 6.0, 7.0),
    "sentence": SENTENCE,
}


def ledger(cells=None):
    cells = np.zeros((3, 2, 4), np.float32) if cells is None else cells
    return Ledger(
        **COMMON,
        cells=cells,
        word_centres=np.ones((3, 2), np.float32),
        assignment=np.full((2, 4), 0.5, np.float32),
        score=float(SENTENCE.sum() + cells.sum()),
    )


def phrase_scores(cells):
    """The rows of these cells, each a score of its own."""
    return PhraseScores(**COMMON, rows=cells.sum(axis=1)[:-1], score=float(SENTENCE.sum()))


def folder(number, online=True, is_file=False, absence=""):
    return Folder(number, Path(f"/films/Day {number}"), watched=True, is_file=is_file, online=online, absence=absence)


def status(**more):
    values = {"waiting": 0, "ready": 0, "failed": 0, "missing": 0, "offline": 0}
    return LibraryStatus((), **(values | more), segments=0, footage_s=0.0, encoder=None, encoder_state=None, index="")
