"""Whatever happens to a folder, in whatever order and however often it is interrupted: in the end the library
says what a new one would say that was shown the folder for the first time."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Cancelled
from core.values import Filter, Segment, Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video

NAMES = ["a", "b", "c", "sub/a", "sub/d"]
WORDS = ["red car", "blue sky", "green frog"]

draws = st.tuples(st.just("draw"), st.sampled_from(NAMES), st.sampled_from(WORDS))
moves = st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES))
others = st.tuples(
    st.sampled_from(["delete", "break", "touch", "copy"]), st.sampled_from(NAMES), st.sampled_from(NAMES)
)
looks = st.tuples(st.sampled_from(["reconcile", "ingest", "restart", "away", "back"]), st.integers(0, 12), st.just(""))
settles = st.just(("settle", 0, ""))
walks = st.lists(st.one_of(draws, moves, others, looks, settles), max_size=25)


def do(house: FakeHouse, what: str, first: object, second: str) -> None:
    videos, away = house.home / "films", house.home / "away"
    if what in {"away", "back"}:
        here, there = (videos, away) if what == "away" else (away, videos)
        if here.exists():
            here.rename(there)
    elif what == "reconcile":
        finish(house.library.reconcile())
    elif what == "ingest":
        interrupt(house, int(str(first)))
    elif what == "settle":
        house.index()
    elif what == "restart":
        house.library = house.build()
    elif videos.exists():
        change(videos / f"{first}.film", videos / f"{second}.film", what, second)


def change(path: Path, other: Path, what: str, words: str) -> None:
    if what == "draw":
        draw_video(path, [(words, 1.0), ("end", 0.2)])
    elif not path.exists():
        return
    elif what == "move":
        other.parent.mkdir(exist_ok=True)
        path.rename(other)
    elif what == "copy":
        other.parent.mkdir(exist_ok=True)
        other.write_bytes(path.read_bytes())
    elif what == "delete":
        path.unlink()
    elif what == "break":
        path.write_text("no video")
    elif what == "touch":
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))


def interrupt(house: FakeHouse, steps: int) -> None:
    """An ingest that is stopped after some steps."""
    job = house.library.ingest()
    try:
        for _ in range(steps):
            next(job)
        job.throw(Cancelled())
    except (StopIteration, Cancelled):
        pass


def said(house: FakeHouse) -> dict[Path, tuple[str, str, list[tuple[float, ...]]]]:
    """Every video on disk with its state, note, and the times of its frames."""
    spec = house.encoder.spec

    def one(video: Video) -> tuple[str, str, list[tuple[float, ...]]]:
        segments: list[Segment] = house.catalogue.segments_of(video.id, spec)
        return video.state, video.note, [s.frame_times_s for s in segments]

    return {v.path: one(v) for v in house.catalogue.videos() if v.path.exists()}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(walks)
def test_the_end_does_not_depend_on_the_way(walk: list[tuple[str, object, str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        videos = home / "films"
        draw_video(videos / "first.film", [("white rabbit", 1.0)])
        house = FakeHouse(home)
        house.library.watch([videos])
        for step in walk:
            do(house, *step)
        do(house, "back", 0, "")
        house.index()

        fresh = FakeHouse(home)
        fresh.index(videos)
        assert said(house) == said(fresh)
        assert len(house.library._index_manager.index) == len(house.catalogue.segment_ids(house.encoder.spec, Filter()))
        for video in house.catalogue.videos():
            assert video.path.exists() or (video.state == "missing" and video.info is not None)
        for words in WORDS:
            there = {(h.video.path, h.segment.start_s) for h in fresh.ask(words).hits if h.score > 0.9}
            found = {(h.video.path, h.segment.start_s) for h in house.ask(words).hits if h.score > 0.9}
            shown = {(v.path, h.segment.start_s) for h in house.ask(words).hits for v in h.copies} | found
            assert there <= shown
