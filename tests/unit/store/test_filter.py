"""A filter's two forms, its judgement and its SQL, let the same videos through; and its counts are true."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.store.catalogue import SqliteCatalogue
from core.values import (
    ClipMarks,
    CreationDate,
    FacetKind,
    Filter,
    KeptEdit,
    Marks,
    MediaInfo,
    Moment,
    MomentCollection,
    SourceMetadata,
    VideoState,
    choose,
    rate_class,
    resolution_of,
)
from core.values.facets import DURATIONS_S
from tests.fakes.memory_kept import _VALUES

PLACES = [Path(each) for each in ("/", "/a", "/a/b", "/a/b c", "/ab", "/a/b/c", "/a\udcff", "/a/%", "/a/B")]
NAMES = ["x.mov", "b", "%.mov", "é.mov", "E\u0301.MOV", "\udcff.mov", "Straße.mov"]
TIMES_S = [0.0, 1.5, 1.5000001, 2.0]
STATES: list[VideoState] = ["waiting", "ready", "failed", "missing", "offline"]
LENGTHS_S = [0.0, 9.999, 10.0, 10.001, 59.99, 60.0, 1800.0, 90000.0]
RATES = [Fraction(24000, 1001), Fraction(24), Fraction(2997, 100), Fraction(30000, 1001), Fraction(25), Fraction(1, 3)]
SIZES = [(64, 48), (1280, 720), (720, 1280), (1920, 800), (1080, 1080), (2048, 1080), (4096, 1716), (7680, 4320)]
DAYS = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 2), date.max]
SHOTS = [
    datetime(2026, 5, 1),
    datetime(2026, 5, 1, 23, 59, 59, 999999),
    datetime(2026, 5, 2),
    datetime(2026, 4, 30, 12),
]
CAMERAS = [("Canon", "Canon R5"), ("ARRI", "Alexa"), ("", "")]
TAGS = ["Day 1", "Straße", "é"]
FINGERPRINTS = ["f", "g", "h", ""]

FILTERS = st.builds(
    Filter,
    folder_ids=st.frozensets(st.integers(1, 4), max_size=3),
    below=st.frozensets(st.sampled_from([*PLACES, Path("/a/x.mov")]), max_size=3),
    singles=st.booleans(),
    states=st.frozensets(st.sampled_from(STATES), max_size=3),
    added_after_s=st.none() | st.sampled_from(TIMES_S),
    added_before_s=st.none() | st.sampled_from(TIMES_S),
    added_within_s=st.none() | st.sampled_from([1.0, 86_400.0, 1e10]),
    shot_from=st.none() | st.sampled_from(DAYS),
    shot_until=st.none() | st.sampled_from(DAYS),
    min_duration_s=st.none() | st.sampled_from(LENGTHS_S),
    max_duration_s=st.none() | st.sampled_from(LENGTHS_S),
    frame_rates=st.frozensets(st.sampled_from([rate_class(float(each)) for each in RATES]), max_size=2),
    min_frame_rate=st.none() | st.sampled_from([2398, 2400, 2997, 0]),
    max_frame_rate=st.none() | st.sampled_from([2398, 2400, 2500, 33]),
    has_sound=st.none() | st.booleans(),
    only_kept=st.booleans(),
    resolutions=st.frozensets(st.sampled_from([resolution_of(*each) for each in SIZES]), max_size=2),
    orientations=st.frozensets(st.sampled_from(["landscape", "portrait", "square"]), max_size=2),
    codecs=st.frozensets(st.sampled_from(["h264", "hevc", "it's"]), max_size=2),
    cameras=st.frozensets(st.sampled_from(["Canon R5", "ARRI Alexa", ""]), max_size=2),
    reels=st.frozensets(st.sampled_from(["A001", ""]), max_size=2),
    min_rating=st.integers(0, 5),
    flags=st.frozensets(st.sampled_from(["", "pick", "reject"]), max_size=2),
    seen=st.none() | st.booleans(),
    tags=st.frozensets(st.sampled_from([*TAGS, "day  1", "STRASSE", "none"]), max_size=2),
    collection_ids=st.frozensets(st.integers(1, 3), max_size=2),
    name=st.sampled_from(["", "x", "É", "%", "strasse", ".mov", "\udcff", " "]),
)
EMPTY = Filter()


@st.composite
def sparse_filters(draw: Any) -> Filter:
    """A few kinds at a time: all at once let hardly anything through."""
    whole = draw(FILTERS)
    names = draw(st.sets(st.sampled_from([each.name for each in fields(Filter)]), min_size=1, max_size=3))
    return replace(EMPTY, **{name: getattr(whole, name) for name in names})


SOURCES = st.none() | st.builds(
    lambda shot, camera, reel, sound: SourceMetadata(
        created=None if shot is None else CreationDate(shot, 120, "date"),
        make=camera[0],
        model=camera[1],
        reel=reel,
        has_sound=sound,
    ),
    st.none() | st.sampled_from(SHOTS),
    st.sampled_from(CAMERAS),
    st.sampled_from(["A001", ""]),
    st.none() | st.booleans(),
)
INFOS = st.none() | st.builds(
    lambda length_s, fps, size, codec, fingerprint, source: MediaInfo(
        Path("x"), 10, 20, length_s, fps, size[0], size[1], 0, codec, 100, fingerprint, source=source
    ),
    st.sampled_from(LENGTHS_S),
    st.sampled_from(RATES),
    st.sampled_from(SIZES),
    st.sampled_from(["h264", "hevc", "it's"]),
    st.sampled_from(FINGERPRINTS),
    SOURCES,
)
VIDEO = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(NAMES),
    st.integers(0, 2),
    st.sampled_from(TIMES_S),
    st.sampled_from(STATES[:4]),
    INFOS,
)
VIDEOS = st.lists(VIDEO, max_size=8, unique_by=lambda each: each[0] / each[1])
ROOTS = st.lists(
    st.tuples(st.sampled_from(PLACES), st.booleans()), min_size=1, max_size=3, unique_by=lambda each: each[0]
)
MARKS = st.dictionaries(
    st.sampled_from(FINGERPRINTS[:3]),
    st.builds(
        lambda tags, **said: Marks(**said).with_tags(tags),
        st.lists(st.sampled_from(TAGS), max_size=2),
        rating=st.integers(0, 5),
        flag=st.sampled_from(["", "pick", "reject"]),
        seen=st.booleans(),
    ),
)
MOMENTS = st.lists(st.tuples(st.integers(1, 2), st.sampled_from(FINGERPRINTS[:3])), max_size=4)
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def test_every_field_is_drawn() -> None:
    drawn = set(FILTERS.wrapped_strategy.kwargs)  # type: ignore[attr-defined]
    assert drawn == {each.name for each in fields(Filter)}, "a new filter is drawn here too"


@contextmanager
def library(
    roots: list[tuple[Path, bool]],
    videos: list[tuple[Any, ...]],
    marks: dict[str, Marks],
    moments: list[tuple[int, str]],
    is_away: bool = False,
) -> Iterator[SqliteCatalogue]:
    with TemporaryDirectory() as place:
        catalogue = SqliteCatalogue(Path(place) / "c.db")
        try:
            made = [catalogue.add_folder(path, is_file) for path, is_file in roots]
            for folder, name, root, added_s, state, info in videos:
                video = catalogue.add_video(made[root % len(made)].id, folder / name, 10, 20, added_s)
                known = None if info is None else replace(info, path=video.path)
                catalogue.update_video(replace(video, state=state, info=known))
            catalogue.set_online(made[0].id, not is_away)
            edits = [KeptEdit("collection", 2, MomentCollection(2, "Trailer", 1))]
            edits += [KeptEdit("marks", key, ClipMarks(key, Path("/x"), each)) for key, each in marks.items()]
            edits += [
                KeptEdit("moment", at, Moment(at, to, at, key, Path("/x"))) for at, (to, key) in enumerate(moments, 1)
            ]
            catalogue.write_kept(edits)
            yield catalogue
        finally:
            catalogue.close()


@SLOW
@given(ROOTS, VIDEOS, MARKS, MOMENTS, st.lists(sparse_filters() | FILTERS, min_size=1, max_size=6), st.booleans())
def test_what_matches_is_what_the_catalogue_gives(
    roots: list[tuple[Path, bool]],
    video_files: list[tuple[Any, ...]],
    marks: dict[str, Marks],
    moments: list[tuple[int, str]],
    filters: list[Filter],
    is_away: bool,
) -> None:
    with library(roots, video_files, marks, moments, is_away) as catalogue:
        videos, folders = catalogue.videos(), catalogue.folders()
        for each in filters:
            expected = {video.id for video in videos if each.matches(video, folders)}
            assert {video.id for video in catalogue.videos(each)} == expected, each


@SLOW
@given(ROOTS, VIDEOS, MARKS, MOMENTS, sparse_filters())
def test_a_count_is_what_choosing_the_value_gives(
    roots: list[tuple[Path, bool]],
    video_files: list[tuple[Any, ...]],
    marks: dict[str, Marks],
    moments: list[tuple[int, str]],
    filter_: Filter,
) -> None:
    with library(roots, video_files, marks, moments) as catalogue:
        facets = catalogue.facets(filter_)
        assert facets.clips == len(catalogue.videos(filter_))
        assert facets.counts.keys() == _VALUES.keys()
        kind: FacetKind
        for kind, values_of in _VALUES.items():
            values = {value for video in catalogue.videos() for value in values_of(video)}
            if kind == "tag":
                values = {each.name for each in catalogue.tags()}
            real = {value: len(catalogue.videos(choose(filter_, kind, value))) for value in values}
            assert facets.counts[kind] == {value: number for value, number in real.items() if number}, kind


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((720, 576), "SD"),
        ((1280, 720), "HD"),
        ((1440, 1080), "Full HD"),
        ((1080, 1920), "Full HD"),
        ((1920, 800), "Full HD"),
        ((2560, 1440), "QHD"),
        ((3840, 1600), "4K"),
        ((4096, 2160), "4K"),
        ((6144, 3240), "6K"),
        ((7680, 3200), "8K"),
    ],
)
def test_sizes_are_called_as_people_call_them(size: tuple[int, int], name: str) -> None:
    assert resolution_of(*size) == name


def test_classes_of_lengths_leave_nothing_out() -> None:
    for start_s, stop_s in pairwise(DURATIONS_S):
        lengths = choose(Filter(), "duration", start_s)
        assert lengths.min_duration_s == start_s
        assert lengths.max_duration_s is not None
        assert stop_s - 1e-6 < lengths.max_duration_s < stop_s
    assert choose(Filter(), "duration", DURATIONS_S[-1]).max_duration_s is None
