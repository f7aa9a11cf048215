"""Counts of a filter row, and the segments that pass a filter, in libraries of many clips and a million segments.

A filtered query asks the catalogue for these segments, then the index for the nearest of them: V2 measures that part.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from core.store.catalogue import SqliteCatalogue
from core.store.records import info_json
from core.values import Filter, MediaInfo, SourceMetadata
from tests.bench.harness import BenchRow, bench, percentile
from tests.fakes.hash_encoder import HashEncoder

SEGMENTS = 1_000_000
SPEC = HashEncoder().spec
QUESTIONS = 40
FILTERS = (
    Filter(min_rating=3),
    Filter(codecs=frozenset({"h264"})),
    Filter(shot_from=date(2026, 5, 1), shot_until=date(2026, 6, 1)),
    Filter(resolutions=frozenset({"4K"})),
    Filter(tags=frozenset({"tag3"})),
    Filter(cameras=frozenset({"ARRI Alexa"}), min_frame_rate=2400, max_frame_rate=2600),
    Filter(seen=False),
    Filter(has_sound=True),
    Filter(below=frozenset({Path("/films/day3")})),
    Filter(name="C0001"),
)


@bench("FC1", "FC2")
def filters() -> Iterator[BenchRow]:
    for clips in (20_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "library.db"
            _draw(path, clips)
            catalogue = SqliteCatalogue(path, read_only=True)
            try:
                yield from _counts(catalogue, clips)
                yield from _segments(catalogue, clips)
            finally:
                catalogue.close()


def _counts(catalogue: SqliteCatalogue, clips: int) -> Iterator[BenchRow]:
    first_ms = _cpu_ms(lambda: catalogue.facets(Filter()))
    fresh_ms = [_cpu_ms(lambda: catalogue.facets(each)) for each in FILTERS]  # noqa: B023
    again_ms = [_cpu_ms(lambda: catalogue.facets(each)) for each in FILTERS]  # noqa: B023
    detail = f"once for each state of the library {first_ms:.0f}; a filter asked for the first time: "
    detail += f"median {percentile(fresh_ms, 50):.0f}, worst {max(fresh_ms):.0f}"
    what = f"counts of all filters, {clips:,} clips, CPU: worst"
    yield BenchRow("FC1", what, max(again_ms), 20, unit="ms", detail=detail)


def _segments(catalogue: SqliteCatalogue, clips: int) -> Iterator[BenchRow]:
    """Every query has a filter of its own: a part that was asked before beside one that was not."""
    rng, taken_ms = random.Random(3), []
    catalogue.segment_ids(SPEC, Filter())
    for number in range(QUESTIONS):
        chosen = replace(rng.choice(FILTERS), min_duration_s=float(number))
        taken_ms.append(_cpu_ms(lambda: catalogue.segment_ids(SPEC, chosen)))  # noqa: B023
    target = 33 if clips == 20_000 else None
    detail = f"p50 {percentile(taken_ms, 50):.1f}; the index takes 17 ms more at p95 (V2)"
    what = f"segments that pass another filter each time, {SEGMENTS:,} of {clips:,} clips, CPU: p95"
    yield BenchRow("FC2", what, percentile(taken_ms, 95), target, unit="ms", detail=detail)


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1e3 * (time.process_time() - began)


def _draw(path: Path, clips: int) -> None:
    """A library of records alone: neither files nor vectors."""
    catalogue, rng = SqliteCatalogue(path), random.Random(1)
    folder, each = catalogue.add_folder(Path("/films"), False), SEGMENTS // clips
    with catalogue._db.write() as db:
        db.execute("INSERT INTO models (key, spec, frame_dim) VALUES (?, '{}', 8)", (SPEC.key,))
        for number in range(clips):
            make, model = rng.choice((("Canon", "Canon R5"), ("ARRI", "Alexa"), ("DJI", "Mavic"), ("", "")))
            width, height = rng.choice(((3840, 2160), (1920, 1080), (1080, 1920), (1280, 720)))
            fps = rng.choice((Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(50)))
            shot = f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T12:00:00"
            source = SourceMetadata(make=make, model=model, reel=f"A{number % 40:03d}", has_sound=rng.random() < 0.7)
            place = Path(f"/films/day{number % 200}/C{number:06d}.mov")
            codec, key = rng.choice(("h264", "hevc", "prores")), f"{number:032x}"
            info = MediaInfo(place, 1, 1, 600 * rng.random(), fps, width, height, 0, codec, 9, key, source=source)
            db.execute(
                "INSERT INTO videos (folder_id, path, size_bytes, mtime_ns, added_s, state, note, info, duration_s,"
                " fingerprint, fps, width_px, height_px, codec, shot, reel, camera, sound)"
                " VALUES (?, ?, 1, 1, ?, 'ready', x'', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (folder.id, str(place).encode(), 1e9 + number, info_json(info), info.duration_s, key, float(fps),
                 width, height, codec, shot, source.reel, source.camera, source.has_sound),
            )  # fmt: skip
            db.execute("INSERT INTO encodings VALUES (?, 1, ?, ?)", (number + 1, 1 + number * each, each))
            if number % 10 == 0:
                flag = rng.choice(("", "pick", "reject"))
                db.execute(
                    "INSERT INTO marks VALUES (?, x'', ?, ?, ?)", (key, rng.randint(0, 5), flag, rng.randint(0, 1))
                )
            if number % 7 == 0:
                tag = f"tag{number % 30}"
                db.execute("INSERT INTO tags VALUES (?, ?, ?)", (tag, key, tag))
    catalogue.close()
