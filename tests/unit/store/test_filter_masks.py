"""What is known of a filter is forgotten as soon as the catalogue changes, whoever changes it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store.catalogue import SqliteCatalogue
from core.values import ClipMarks, Filter, KeptEdit, Marks, Moment, MomentCollection, SegmentVectors, SourceMetadata
from tests.fakes.hash_encoder import HashEncoder
from tests.unit.store.material import make_info
from tests.unit.store.test_filter import MARKS, MOMENTS, ROOTS, SLOW, VIDEOS, library, sparse_filters

SPEC = HashEncoder().spec
RATED = Filter(min_rating=3)


def _vectors(count: int) -> list[SegmentVectors]:
    frames, vector = np.ones((3, SPEC.frame_dim), np.float16), np.ones(SPEC.dim, np.float32)
    return [SegmentVectors(float(n), n + 1.0, (n + 0.1, n + 0.5, n + 0.9), frames, vector) for n in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_library(tmp_path)


def make_library(place: Path) -> Path:
    """Four clips, of one to four segments of a second each."""
    made = place / "library.db"
    catalogue = SqliteCatalogue(made)
    folder = catalogue.add_folder(Path("/films"), False)
    for number in range(4):
        video = catalogue.add_video(folder.id, Path(f"/films/{number}.mov"), 1, 1, float(number))
        info = replace(make_info(video.path, f"f{number}"), source=SourceMetadata(has_sound=number % 2 == 0))
        catalogue.put(replace(video, state="ready", info=info), SPEC, _vectors(number + 1))
    catalogue.close()
    return made


def _mark(catalogue: SqliteCatalogue, fingerprint: str, rating: int) -> None:
    marks = ClipMarks(fingerprint, Path("/x"), Marks(rating))
    catalogue.write_kept([KeptEdit("marks", fingerprint, marks)])


def test_what_another_connection_writes_is_seen_at_once(path: Path) -> None:
    writer, reader = SqliteCatalogue(path), SqliteCatalogue(path, read_only=True)
    try:
        assert reader.facets(Filter()).counts["rating"] == {}
        assert len(reader.segment_ids(SPEC, RATED)) == 0
        _mark(writer, "f2", 4)
        for catalogue in (reader, writer):
            assert catalogue.facets(Filter()).counts["rating"] == {1: 1, 2: 1, 3: 1, 4: 1}
            assert len(catalogue.segment_ids(SPEC, RATED)) == 3
        _mark(writer, "f2", 1)
        for catalogue in (writer, reader):
            assert len(catalogue.segment_ids(SPEC, RATED)) == 0
    finally:
        writer.close()
        reader.close()


def test_clips_that_come_and_go_are_counted(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    try:
        assert catalogue.facets(Filter()).counts["sound"] == {True: 2, False: 2}
        first = catalogue.videos()[0]
        catalogue.forget([first.id])
        assert catalogue.facets(Filter()).counts["sound"] == {True: 1, False: 2}
        assert catalogue.facets(Filter()).clips == 3
        assert len(catalogue.segment_ids(SPEC, Filter(has_sound=True))) == 3
        video = catalogue.add_video(first.folder_id, Path("/films/new.mov"), 1, 1, 9.0)
        assert catalogue.facets(Filter()).clips == 4
        info = replace(make_info(video.path, "new"), source=SourceMetadata(has_sound=True))
        catalogue.put(replace(video, state="ready", info=info), SPEC, _vectors(5))
        assert len(catalogue.segment_ids(SPEC, Filter(has_sound=True))) == 8
    finally:
        catalogue.close()


def test_an_answer_that_is_kept_cannot_be_spoilt(path: Path) -> None:
    catalogue = SqliteCatalogue(path, read_only=True)
    try:
        ids = catalogue.segment_ids(SPEC, Filter(has_sound=True))
        with pytest.raises(ValueError, match="read-only"):
            ids[0] = 7
        assert catalogue.segment_ids(SPEC, Filter(has_sound=True)) is ids
    finally:
        catalogue.close()


@SLOW
@given(ROOTS, VIDEOS, MARKS, MOMENTS, sparse_filters(), sparse_filters())
def test_segments_are_those_of_the_clips_that_pass(roots, video_files, marks, moments, one, other) -> None:  # type: ignore[no-untyped-def]
    with library(roots, video_files, marks, moments) as catalogue:
        owners = {}
        for number, video in enumerate(catalogue.videos()):
            if video.info is not None:
                for segment in catalogue.put(video, SPEC, _vectors(1 + number % 3)):
                    owners[segment.id] = video.id
        folders = catalogue.folders()
        for filter_ in (one, other, one):
            passing = {video.id for video in catalogue.videos() if filter_.matches(video, folders)}
            expected = sorted(id_ for id_, owner in owners.items() if owner in passing)
            # whole clips are kept here: which of their segments show a moment, the next test says
            assert catalogue.segment_ids(SPEC, filter_).tolist() == expected


@SLOW
@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.integers(0, 3), st.none() | st.tuples(st.integers(0, 30), st.integers(1, 30))),
        max_size=4,
    ),
    st.frozensets(st.integers(1, 2), max_size=2),
)
def test_only_segments_that_show_what_is_kept_are_searched(kept, collections) -> None:  # type: ignore[no-untyped-def]
    """Times in tenths of a second; segments last a second, so half of one is five tenths."""
    with TemporaryDirectory() as place:
        catalogue = SqliteCatalogue(make_library(Path(place)))
        try:
            edits = [KeptEdit("collection", 2, MomentCollection(2, "Trailer", 1))]
            for at, (to, clip, times) in enumerate(kept, 1):
                stretch = () if times is None else (Fraction(times[0], 10), Fraction(sum(times), 10))
                edits.append(KeptEdit("moment", at, Moment(at, to, at, f"f{clip}", Path("/x"), *stretch)))
            catalogue.write_kept(edits)
            expected = set()
            for video in catalogue.videos():
                for segment in catalogue.segments_of(video.id, SPEC):
                    first, last = round(10 * segment.start_s), round(10 * segment.end_s)
                    for to, clip, times in kept:
                        if f"f{clip}" != video.info.fingerprint or (collections and to not in collections):
                            continue
                        start, end = (0, 1000) if times is None else (times[0], sum(times))
                        tenths = len(set(range(first, last)) & set(range(start, end)))
                        if 2 * tenths >= min(last - first, end - start):
                            expected.add(segment.id)
            wanted = Filter(only_kept=True, collection_ids=collections)
            assert set(catalogue.segment_ids(SPEC, wanted).tolist()) == expected
        finally:
            catalogue.close()


def test_a_moment_that_is_kept_is_searched_at_once(path: Path) -> None:
    catalogue = SqliteCatalogue(path)
    wanted = Filter(only_kept=True)
    try:
        assert catalogue.segment_ids(SPEC, wanted).tolist() == []
        catalogue.write_kept([KeptEdit("moment", 1, Moment(1, 1, 0, "f3", Path("/x"), Fraction(1), Fraction(3)))])
        shown = catalogue.segments(catalogue.segment_ids(SPEC, wanted).tolist())
        assert [(each.start_s, each.end_s) for each in shown] == [(1.0, 2.0), (2.0, 3.0)]
        assert len(catalogue.segment_ids(SPEC, Filter())) == 10
    finally:
        catalogue.close()
