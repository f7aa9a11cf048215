"""How every catalogue behaves: the one in SQLite and the fake in memory."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import StoreError
from core.ports import Catalogue
from core.store.catalogue import SqliteCatalogue
from core.values import Filter, RemovalPlan, SourceMetadata
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.unit.store.material import DIM, make_clips, make_info, make_spec

ODD = Path(os.fsdecode(b"/films/caf\xe9 \xff \xf0\x9f\x8e\xac \n'\"%.mov"))
ALL = Filter()


@pytest.fixture(params=["sqlite", "memory"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    made: Catalogue = SqliteCatalogue(tmp_path / "c.db") if request.param == "sqlite" else MemoryCatalogue()
    yield made
    made.close()


def _video(catalogue: Catalogue, name: str = "a.mp4", folder: str = "/films", added_s: float = 5.0):
    root = catalogue.add_folder(Path(folder), is_file=False)
    return catalogue.add_video(root.id, Path(folder) / name, 100, 1_700_000_000_123_456_789, added_s)


def test_a_new_catalogue_is_empty(catalogue: Catalogue) -> None:
    spec = make_spec()
    assert catalogue.folders() == []
    assert catalogue.videos() == []
    assert catalogue.video(1) is None
    assert catalogue.generation(spec) == 0
    assert catalogue.last_spec() is None
    assert catalogue.segment_ids(spec, ALL).tolist() == []
    assert list(catalogue.all_vectors(spec)) == []
    assert catalogue.random_vectors(spec, 5).shape == (0, DIM)
    status = catalogue.counts(None)
    assert (status.total, status.segments, status.footage_s, status.folders) == (0, 0, 0.0, ())


def test_a_root_is_added_once_and_keeps_its_place(catalogue: Catalogue) -> None:
    first = catalogue.add_folder(Path("/films"), is_file=False)
    odd = catalogue.add_folder(ODD, is_file=True)
    assert catalogue.add_folder(Path("/films"), is_file=False) == first
    assert catalogue.folders() == [first, odd]
    assert odd.path == ODD
    assert odd.is_file
    assert first.online
    assert first.watched


def test_a_root_remembers_that_its_drive_is_away(catalogue: Catalogue) -> None:
    root = catalogue.add_folder(Path("/drive"), is_file=False)
    catalogue.set_online(root.id, False)
    assert not catalogue.folders()[0].online
    catalogue.set_online(root.id, True)
    assert catalogue.folders()[0].online


def test_a_video_comes_back_as_it_was_written(catalogue: Catalogue) -> None:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, ODD, 2**40, 2**62, 1.25)
    assert video.state == "waiting"
    assert video.info is None
    changed = replace(video, state="ready", note=f"Ends early: {ODD}", info=make_info(ODD), size_bytes=7, mtime_ns=8)
    catalogue.update_video(changed)
    assert catalogue.video(video.id) == changed
    assert catalogue.videos() == [changed]


def test_the_same_path_is_one_video(catalogue: Catalogue) -> None:
    video = _video(catalogue)
    assert _video(catalogue) == video
    assert len(catalogue.videos()) == 1


def test_videos_come_in_order_of_path(catalogue: Catalogue) -> None:
    names = ["b.mp4", "B.mp4", "a.mp4", "é.mp4", "a b.mp4"]
    for name in names:
        _video(catalogue, name)
    found = [os.fsencode(v.path.name) for v in catalogue.videos()]
    assert found == sorted(os.fsencode(n) for n in names)


def test_two_videos_cannot_take_one_path(catalogue: Catalogue) -> None:
    first, second = _video(catalogue, "a.mp4"), _video(catalogue, "b.mp4")
    with pytest.raises(StoreError, match="already has the path"):
        catalogue.update_video(replace(second, path=first.path))
    assert catalogue.video(second.id) == second


def test_what_is_gone_cannot_be_written(catalogue: Catalogue) -> None:
    video = _video(catalogue)
    catalogue.forget([video.id])
    with pytest.raises(StoreError, match="no longer"):
        catalogue.update_video(video)
    with pytest.raises(StoreError, match="no longer"):
        catalogue.put(video, make_spec(), make_clips(2))
    with pytest.raises(StoreError, match="no longer"):
        catalogue.add_video(99, Path("/x.mp4"), 1, 1, 1.0)
    assert catalogue.videos() == []


def test_put_writes_video_segments_and_vectors(catalogue: Catalogue) -> None:
    spec, clips = make_spec(), make_clips(5)
    video = replace(_video(catalogue), state="ready", info=make_info(Path("/films/a.mp4")))
    made = catalogue.put(video, spec, clips)
    ids = [s.id for s in made]
    assert catalogue.video(video.id) == video
    assert catalogue.segments_of(video.id, spec) == made
    assert catalogue.segments(ids[::-1]) == made[::-1]
    assert catalogue.has_vectors(video.id, spec)
    assert catalogue.segment_ids(spec, ALL).tolist() == ids
    for segment, clip, frames in zip(made, clips, catalogue.frame_vectors(ids), strict=True):
        assert (segment.start_s, segment.end_s, segment.frame_times_s) == (clip.start_s, clip.end_s, clip.frame_times_s)
        assert frames.dtype == np.float16
        np.testing.assert_array_equal(frames, clip.frames)
    pooled = catalogue.segment_vectors(ids)
    assert pooled.dtype == np.float32
    np.testing.assert_array_equal(pooled, np.stack([c.pooled for c in clips]))


def test_put_again_replaces_and_gives_new_ids(catalogue: Catalogue) -> None:
    spec, video = make_spec(), _video(catalogue)
    old = [s.id for s in catalogue.put(video, spec, make_clips(4))]
    before = catalogue.generation(spec)
    new = [s.id for s in catalogue.put(video, spec, make_clips(2, seed=1))]
    assert not set(old) & set(new)
    assert catalogue.segment_ids(spec, ALL).tolist() == new
    assert catalogue.segments(old) == []
    assert catalogue.generation(spec) > before


def test_ids_are_never_given_twice(catalogue: Catalogue) -> None:
    spec, video = make_spec(), _video(catalogue)
    gone = [s.id for s in catalogue.put(video, spec, make_clips(3))]
    catalogue.forget([video.id])
    again = _video(catalogue)
    assert again.id > video.id
    assert min(s.id for s in catalogue.put(again, spec, make_clips(3))) > max(gone)


def test_models_do_not_mix(catalogue: Catalogue) -> None:
    one, two, video = make_spec("a" * 64), make_spec("b" * 64), _video(catalogue)
    first = catalogue.put(video, one, make_clips(2))
    assert not catalogue.has_vectors(video.id, two)
    second = catalogue.put(video, two, make_clips(3, seed=1))
    assert catalogue.segments_of(video.id, one) == first
    assert catalogue.segments_of(video.id, two) == second
    assert catalogue.segment_ids(one, ALL).tolist() == [s.id for s in first]
    assert catalogue.counts(one).segments == 2
    assert catalogue.counts(None).segments == 2, "the first model answers until another is remembered"
    catalogue.remember_spec(two)
    assert catalogue.counts(None).segments == 3


def test_the_last_model_is_remembered(catalogue: Catalogue) -> None:
    one, two = make_spec("a" * 64), make_spec("b" * 64)
    catalogue.put(_video(catalogue), one, make_clips(1))
    assert catalogue.last_spec() == one
    catalogue.remember_spec(two)
    assert catalogue.last_spec() == two
    renamed = replace(two, name="renamed")
    catalogue.remember_spec(renamed)
    assert catalogue.last_spec() == renamed
    assert catalogue.generation(two) == 0


def test_models_are_told_apart(catalogue: Catalogue) -> None:
    one, two = make_spec("a" * 64), make_spec("b" * 64)
    both, first = _video(catalogue, "both.mp4"), _video(catalogue, "first.mp4")
    assert catalogue.specs() == []
    (segment,) = catalogue.put(both, one, make_clips(1))
    catalogue.put(first, one, make_clips(1))
    (other,) = catalogue.put(both, two, make_clips(1))
    assert catalogue.specs() == [one, two]
    assert catalogue.lacking(two, one) == [first.id]
    assert catalogue.lacking(one, two) == []
    catalogue.set_states([first.id], "missing")
    assert catalogue.lacking(two, one) == []
    assert (catalogue.spec_of(segment.id), catalogue.spec_of(other.id), catalogue.spec_of(999)) == (one, two, None)
    assert catalogue.source_of(one) == ""
    catalogue.note_source(one, "here")
    catalogue.note_source(one, "there")
    assert (catalogue.source_of(one), catalogue.source_of(two)) == ("there", "")


def test_what_other_models_saw_in_other_content_goes(catalogue: Catalogue) -> None:
    one, two = make_spec("a" * 64), make_spec("b" * 64)
    video = _video(catalogue)
    was = replace(video, state="ready", info=make_info(video.path, "before"))
    catalogue.put(was, one, make_clips(2))
    catalogue.put(was, two, make_clips(2))
    assert catalogue.has_vectors(video.id, one)
    generation = catalogue.generation(one)
    catalogue.put(replace(was, info=make_info(video.path, "after")), two, make_clips(3))
    assert not catalogue.has_vectors(video.id, one)
    assert catalogue.segments_of(video.id, one) == []
    assert catalogue.generation(one) > generation
    assert len(catalogue.segments_of(video.id, two)) == 3


def test_equal_content_is_copied_not_encoded_again(catalogue: Catalogue) -> None:
    spec = make_spec()
    source, target = _video(catalogue, "a.mp4"), _video(catalogue, "b.mp4")
    first = catalogue.put(source, spec, make_clips(4))
    target = replace(target, state="ready", info=make_info(target.path))
    second = catalogue.copy_segments(source.id, target, spec)
    assert catalogue.video(target.id) == target
    assert [s.video_id for s in second] == [target.id] * 4
    assert [(s.start_s, s.frame_times_s) for s in second] == [(s.start_s, s.frame_times_s) for s in first]
    np.testing.assert_array_equal(
        catalogue.segment_vectors([s.id for s in first]), catalogue.segment_vectors([s.id for s in second])
    )
    assert catalogue.segments_of(source.id, spec) == first
    with pytest.raises(ValueError, match="itself"):
        catalogue.copy_segments(source.id, source, spec)


def test_videos_of_equal_content_are_found(catalogue: Catalogue) -> None:
    videos = [_video(catalogue, f"{name}.mp4") for name in "cab"]
    for video, fingerprint in zip(videos, ("same", "same", "other"), strict=True):
        catalogue.update_video(replace(video, info=make_info(video.path, fingerprint)))
    assert [v.path.name for v in catalogue.find_fingerprint("same")] == ["a.mp4", "c.mp4"]
    assert catalogue.find_fingerprint("none") == []


def test_forgetting_takes_segments_and_vectors_along(catalogue: Catalogue) -> None:
    spec = make_spec()
    kept, gone = _video(catalogue, "a.mp4"), _video(catalogue, "b.mp4")
    catalogue.put(kept, spec, make_clips(2))
    ids = [s.id for s in catalogue.put(gone, spec, make_clips(3))]
    before = catalogue.generation(spec)
    assert sorted(catalogue.forget([gone.id, 12345])) == ids
    assert catalogue.generation(spec) > before
    assert catalogue.video(gone.id) is None
    assert catalogue.segments(ids) == []
    with pytest.raises(StoreError, match="no longer"):
        catalogue.frame_vectors(ids)
    with pytest.raises(StoreError, match="no longer"):
        catalogue.segment_vectors(ids)
    assert len(catalogue.segment_ids(spec, ALL)) == 2


def test_forgetting_nothing_changes_nothing(catalogue: Catalogue) -> None:
    spec = make_spec()
    catalogue.put(_video(catalogue), spec, make_clips(1))
    before = catalogue.generation(spec)
    assert catalogue.forget([]) == []
    assert catalogue.forget([999]) == []
    assert catalogue.generation(spec) == before


def test_removing_a_root_takes_its_videos_along(catalogue: Catalogue) -> None:
    spec = make_spec()
    mine, other = _video(catalogue, folder="/films"), _video(catalogue, folder="/other")
    ids = [s.id for s in catalogue.put(mine, spec, make_clips(2))]
    catalogue.put(other, spec, make_clips(1))
    plan = RemovalPlan("folder", (Path("/films"),), frozenset({mine.folder_id}), (mine.id,))
    removal, gone = catalogue.remove(plan, 10.0)
    assert sorted(gone) == ids
    assert [f.path for f in catalogue.folders()] == [Path("/other")]
    assert [v.id for v in catalogue.videos()] == [other.id]
    assert catalogue.counts(spec).segments == 1
    assert [ids.tolist() for ids, _ in catalogue.all_vectors(spec)] == [catalogue.segment_ids(spec, ALL).tolist()]
    (kept,) = catalogue.removals()
    assert (kept.id, kept.paths, kept.impact.clips, kept.impact.segments) == (removal, (Path("/films"),), 1, 2)
    assert catalogue.restore(removal, spec) == ([mine.id], [], [mine.folder_id])
    assert catalogue.video(mine.id) == replace(mine, state="waiting")
    assert catalogue.removals() == []


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda a, b: Filter(), {"a", "b", "c"}),
        (lambda a, b: Filter(folder_ids=frozenset({a})), {"a", "b"}),
        (lambda a, b: Filter(folder_ids=frozenset({a, b})), {"a", "b", "c"}),
        (lambda a, b: Filter(states=frozenset({"ready"})), {"a"}),
        (lambda a, b: Filter(states=frozenset({"failed", "missing"})), {"b", "c"}),
        (lambda a, b: Filter(added_after_s=2.0), {"b", "c"}),
        (lambda a, b: Filter(folder_ids=frozenset({a}), states=frozenset({"missing"})), set()),
    ],
)
def test_filters_choose_videos_and_segments(
    catalogue: Catalogue, make: Callable[[int, int], Filter], expected: set[str]
) -> None:
    spec, of = make_spec(), {}
    for name, folder, added_s, state in (
        ("a", "/1", 1.0, "ready"),
        ("b", "/1", 2.0, "failed"),
        ("c", "/2", 3.0, "missing"),
    ):
        video = _video(catalogue, name, folder, added_s)
        for segment in catalogue.put(video, spec, make_clips(2)):
            of[segment.id] = name
        catalogue.set_states([video.id], state, f"is {state}")
    first, second = (f.id for f in catalogue.folders())
    filter_ = make(first, second)
    assert {v.path.name for v in catalogue.videos(filter_)} == expected
    assert {of[i] for i in catalogue.segment_ids(spec, filter_).tolist()} == expected
    assert {v.note for v in catalogue.videos(filter_)} == {f"is {v.state}" for v in catalogue.videos(filter_)}


def test_that_a_clip_lacks_a_proxy_is_kept_until_it_waits_again(catalogue: Catalogue) -> None:
    video = replace(_video(catalogue), state="failed", note="No.", needs_proxy=True)
    catalogue.update_video(video)
    assert catalogue.video(video.id) == video
    catalogue.set_states([video.id], "waiting")
    assert catalogue.video(video.id) == replace(video, state="waiting", note="", needs_proxy=False)


def test_counts_tell_states_and_what_is_searchable(catalogue: Catalogue) -> None:
    spec = make_spec()
    for name, state in (("a", "ready"), ("b", "ready"), ("c", "failed"), ("d", "missing"), ("e", "waiting")):
        video = _video(catalogue, name)
        video = replace(video, state=state, info=make_info(video.path, duration_s=10.5))
        if state in ("ready", "missing"):
            catalogue.put(video, spec, make_clips(2))
        else:
            catalogue.update_video(video)
    status = catalogue.counts(spec)
    assert (status.waiting, status.ready, status.failed, status.missing) == (1, 2, 1, 1)
    assert status.segments == 6
    assert status.searchable == 3, "videos that are away are searched too"
    assert status.footage_s == pytest.approx(3 * 10.5)
    assert status.folders == tuple(catalogue.folders())


def test_all_vectors_come_in_blocks_and_bear_writing_in_between(catalogue: Catalogue) -> None:
    spec, video = make_spec(), _video(catalogue)
    made = catalogue.put(video, spec, make_clips(9000))
    blocks = catalogue.all_vectors(spec)
    ids, vectors = next(blocks)
    catalogue.set_states([video.id], "ready")
    for more_ids, more_vectors in blocks:
        ids, vectors = np.concatenate([ids, more_ids]), np.concatenate([vectors, more_vectors])
    assert ids.tolist() == [s.id for s in made]
    np.testing.assert_array_equal(vectors, catalogue.segment_vectors(ids.tolist()))


def test_the_random_choice_is_fixed_and_without_doubles(catalogue: Catalogue) -> None:
    spec = make_spec()
    made = catalogue.put(_video(catalogue), spec, make_clips(50))
    stored = {v.tobytes() for v in catalogue.segment_vectors([s.id for s in made])}
    chosen = catalogue.random_vectors(spec, 20)
    assert {v.tobytes() for v in chosen} <= stored
    assert len({v.tobytes() for v in chosen}) == 20
    np.testing.assert_array_equal(chosen, catalogue.random_vectors(spec, 20))
    assert len(catalogue.random_vectors(spec, 500)) == 50
    for n in (1, 5, 12, 13, 49, 50):
        assert len({v.tobytes() for v in catalogue.random_vectors(spec, n)}) == n


def test_the_random_choice_is_fair_to_videos(catalogue: Catalogue) -> None:
    """One video of a still screen, two hours long, must not decide what a usual score is."""
    spec = make_spec()
    long = catalogue.put(_video(catalogue, "long.mp4"), spec, make_clips(90, seed=1))
    for i in range(9):
        catalogue.put(_video(catalogue, f"{i}.mp4"), spec, make_clips(10, seed=2 + i))
    of_long = {v.tobytes() for v in catalogue.segment_vectors([s.id for s in long])}
    chosen = catalogue.random_vectors(spec, 50)
    assert len(chosen) == 50
    assert sum(v.tobytes() in of_long for v in chosen) == 5


def test_the_random_choice_bears_gaps_and_other_models(catalogue: Catalogue) -> None:
    spec, videos = make_spec(), [_video(catalogue, f"{i}.mp4") for i in range(20)]
    for i, video in enumerate(videos):
        catalogue.put(video, make_spec("b" * 64), make_clips(5, seed=100 + i))
        catalogue.put(video, spec, make_clips(10, seed=i))
    catalogue.forget([video.id for video in videos[2:17]])
    ids = catalogue.segment_ids(spec, ALL).tolist()
    stored = {v.tobytes() for v in catalogue.segment_vectors(ids)}
    chosen = {v.tobytes() for v in catalogue.random_vectors(spec, 10)}
    assert len(chosen) == 10
    assert chosen <= stored


def test_asking_for_nothing_gives_nothing(catalogue: Catalogue) -> None:
    assert catalogue.segments([]) == []
    assert catalogue.frame_vectors([]) == []
    assert len(catalogue.segment_vectors([])) == 0


def test_videos_whose_recording_was_never_asked_for_are_found(catalogue: Catalogue) -> None:
    """Ready ones only; neither a name that looks like the record nor one that says nothing is mistaken."""
    odd = 'b "source": {} .mp4'
    for name in ("a.mp4", odd, "c.mp4", "waits.mp4", "away.mp4", "gone.mp4", "unread.mp4"):
        video = _video(catalogue, name)
        info = None if name == "unread.mp4" else make_info(video.path, name)
        if name == "c.mp4" and info is not None:
            info = replace(info, source=SourceMetadata(has_sound=False))
        states = {"waits.mp4": "waiting", "away.mp4": "offline", "gone.mp4": "missing"}
        catalogue.update_video(replace(video, info=info, state=states.get(name, "ready")))
    ids = [video_id for block in catalogue.without_source() for video_id in block]
    names = {video.id: video.path.name for video in catalogue.videos()}
    assert [names[video_id] for video_id in ids] == ["a.mp4", odd]
