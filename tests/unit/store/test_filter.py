"""A filter's two forms, its judgement and its SQL, let the same videos through."""

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.store.catalogue import SqliteCatalogue
from core.values import Filter, VideoState

PLACES = [Path(each) for each in ("/", "/a", "/a/b", "/a/b c", "/ab", "/a/b/c", "/a\udcff", "/a/%", "/a/B")]
NAMES = ["x.mov", "b", "%.mov", "é.mov", "\udcff.mov"]
TIMES_S = [0.0, 1.5, 1.5000001, 2.0]
STATES: list[VideoState] = ["waiting", "ready", "failed", "missing", "offline"]

FILTERS = st.builds(
    Filter,
    folder_ids=st.frozensets(st.integers(1, 4), max_size=3),
    below=st.frozensets(st.sampled_from([*PLACES, Path("/a/x.mov")]), max_size=3),
    singles=st.booleans(),
    states=st.frozensets(st.sampled_from(STATES), max_size=3),
    added_after_s=st.none() | st.sampled_from(TIMES_S),
)
VIDEO = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(NAMES),
    st.integers(0, 2),
    st.sampled_from(TIMES_S),
    st.sampled_from(STATES[:4]),
)
VIDEOS = st.lists(VIDEO, max_size=8, unique_by=lambda each: each[0] / each[1])


def test_every_field_is_drawn() -> None:
    drawn = {"folder_ids", "below", "singles", "states", "added_after_s"}
    assert drawn == {each.name for each in fields(Filter)}, "a new filter is drawn here too"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.booleans()), min_size=1, max_size=3, unique_by=lambda each: each[0]),
    VIDEOS,
    st.lists(FILTERS, min_size=1, max_size=6),
    st.booleans(),
)
def test_what_matches_is_what_the_catalogue_gives(
    roots: list[tuple[Path, bool]],
    video_files: list[tuple[Path, str, int, float, VideoState]],
    filters: list[Filter],
    is_away: bool,
) -> None:
    with TemporaryDirectory() as place:
        catalogue = SqliteCatalogue(Path(place) / "c.db")
        try:
            made = [catalogue.add_folder(path, is_file) for path, is_file in roots]
            for folder, name, root, added_s, state in video_files:
                video = catalogue.add_video(made[root % len(made)].id, folder / name, 10, 20, added_s)
                catalogue.set_states([video.id], state)
            catalogue.set_online(made[0].id, not is_away)
            videos, folders = catalogue.videos(), catalogue.folders()
            for each in filters:
                expected = {video.id for video in videos if each.matches(video, folders)}
                assert {video.id for video in catalogue.videos(each)} == expected, each
        finally:
            catalogue.close()
