"""What a model has left in the catalogue, and forgetting it: the one in SQLite and the fake in memory."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DiskFullError
from core.ports import Catalogue
from core.store.backup import backups_of, is_good
from core.store.catalogue import SqliteCatalogue
from core.values import ChunkCheckpoint, Filter, Video
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.unit.store.material import make_clips, make_info, make_spec

A, B = make_spec("a" * 64), make_spec("b" * 64)
ALL = Filter()


@pytest.fixture(params=["sqlite", "memory"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    made: Catalogue = SqliteCatalogue(tmp_path / "c.db") if request.param == "sqlite" else MemoryCatalogue()
    yield made
    made.close()


def add(catalogue: Catalogue, name: str, *specs: object, clips: int = 3) -> Video:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    path = Path("/films") / name
    video = catalogue.add_video(root.id, path, 10, 20, 5.0)
    video = replace(video, state="ready", info=make_info(path, f"content of {name}"))
    for seed, spec in enumerate(specs):
        catalogue.put(video, spec, make_clips(clips, seed=seed))  # type: ignore[arg-type]
    catalogue.update_video(video)
    return video


def test_a_holding_counts_what_can_be_found(catalogue: Catalogue) -> None:
    add(catalogue, "both.mov", A, B)
    add(catalogue, "one.mov", A)
    add(catalogue, "none.mov")
    first, second = catalogue.coverage(A), catalogue.coverage(B)
    assert (first.videos, first.all_videos, first.segments, first.footage_s) == (2, 3, 6, 21.0)
    assert (second.videos, second.segments, second.percent, second.is_whole) == (1, 3, 33, False)
    assert catalogue.coverage(make_spec("c" * 64)).videos == 0


def test_failed_videos_and_videos_that_changed_since_do_not_count(catalogue: Catalogue) -> None:
    videos = [add(catalogue, f"{i}.mov", A) for i in range(4)]
    catalogue.set_states([videos[0].id], "failed")
    catalogue.set_states([videos[1].id], "offline")
    catalogue.set_states([videos[2].id], "waiting")
    assert (catalogue.coverage(A).videos, catalogue.coverage(A).all_videos) == (3, 3)
    catalogue.update_video(replace(videos[2], state="waiting", size_bytes=11))
    assert catalogue.coverage(A).videos == 2


def test_nearly_all_is_not_said_to_be_all(catalogue: Catalogue) -> None:
    assert replace(catalogue.coverage(A), videos=999, all_videos=1000).percent == 99
    assert replace(catalogue.coverage(A), videos=0, all_videos=0).percent == 0


def test_bytes_are_those_of_the_stored_vectors(catalogue: Catalogue) -> None:
    add(catalogue, "a.mov", A, B, clips=20)
    ids = catalogue.segment_ids(A, ALL).tolist()
    stored = sum(each.nbytes for each in catalogue.frame_vectors(ids)) + catalogue.segment_vectors(ids).nbytes
    assert catalogue.vector_bytes(A) == stored > 0


def test_videos_no_other_model_knows_are_counted(catalogue: Catalogue) -> None:
    add(catalogue, "both.mov", A, B)
    add(catalogue, "one.mov", A)
    assert (catalogue.known_alone(A), catalogue.known_alone(B)) == (1, 0)
    assert catalogue.known_alone(make_spec("c" * 64)) == 0


def test_dropping_takes_some_videos_at_a_time_and_leaves_other_models_alone(catalogue: Catalogue) -> None:
    videos = [add(catalogue, f"{i}.mov", A, B) for i in range(5)]
    before = catalogue.segment_vectors(catalogue.segment_ids(B, ALL).tolist())
    was = catalogue.generation(A), catalogue.generation(B)
    assert [catalogue.drop_vectors(A, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert catalogue.specs() == [B]
    assert catalogue.segment_ids(A, ALL).tolist() == []
    assert not any(catalogue.has_vectors(video.id, A) for video in videos)
    assert catalogue.generation(A) > was[0]
    assert catalogue.generation(B) == was[1]
    np.testing.assert_array_equal(catalogue.segment_vectors(catalogue.segment_ids(B, ALL).tolist()), before)
    assert [each.state for each in catalogue.videos()] == ["ready"] * 5


def test_generations_and_ids_go_on_after_a_model_was_dropped(catalogue: Catalogue) -> None:
    """Else an index file saved before would pass for a fresh one."""
    video = add(catalogue, "a.mov", A)
    ids, generation = catalogue.segment_ids(A, ALL).tolist(), catalogue.generation(A)
    while catalogue.drop_vectors(A, 10):
        pass
    catalogue.put(video, A, make_clips(3))
    assert catalogue.generation(A) > generation
    assert min(catalogue.segment_ids(A, ALL).tolist()) > max(ids)


def test_pieces_of_unfinished_videos_go_too(catalogue: Catalogue) -> None:
    piece = ChunkCheckpoint(0, (0.0, 0.5), (), np.ones((2, 4), np.float16))
    for spec in (A, B):
        catalogue.keep_checkpoint("long video", spec, "exact", piece, 1.0)
    add(catalogue, "a.mov", A)
    catalogue.drop_vectors(A, 10)
    assert catalogue.checkpoints_of("long video", A, "exact") == []
    assert len(catalogue.checkpoints_of("long video", B, "exact")) == 1


def test_dropping_an_unknown_model_is_nothing(catalogue: Catalogue) -> None:
    assert catalogue.drop_vectors(A, 10) == 0


# ---- on disk


def test_shrinking_gives_the_room_back_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    catalogue = SqliteCatalogue(path)
    for i in range(10):
        add(catalogue, f"{i}.mov", A, B, clips=200)
    ids = catalogue.segment_ids(B, ALL).tolist()
    vectors, videos = catalogue.segment_vectors(ids), catalogue.videos()
    catalogue.shrink()
    size = path.stat().st_size
    while catalogue.drop_vectors(A, 3):
        pass
    freed = catalogue.shrink()
    assert freed > 0.3 * size
    assert path.stat().st_size == size - freed
    catalogue.check()
    assert catalogue.segment_ids(B, ALL).tolist() == ids
    np.testing.assert_array_equal(catalogue.segment_vectors(ids), vectors)
    assert catalogue.videos() == videos
    made = catalogue.put(videos[0], A, make_clips(1))
    assert made[0].id > max(ids)
    catalogue.close()
    reopened = SqliteCatalogue(path)
    assert reopened.specs() == [A, B]
    reopened.close()


def test_a_reader_that_is_open_meanwhile_sees_the_same(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(tmp_path / "c.db")
    add(catalogue, "a.mov", A, B, clips=100)
    reader = SqliteCatalogue(tmp_path / "c.db", read_only=True)
    ids = reader.segment_ids(B, ALL).tolist()
    while catalogue.drop_vectors(A, 3):
        pass
    catalogue.shrink()
    assert reader.specs() == [B]
    assert len(reader.segment_vectors(ids)) == 100
    reader.close()
    catalogue.close()


def test_without_room_the_file_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = SqliteCatalogue(tmp_path / "c.db")
    add(catalogue, "a.mov", A, B, clips=100)
    catalogue.drop_vectors(A, 3)
    full = shutil._ntuple_diskusage(1, 1, 1000)
    monkeypatch.setattr("core.store.database.shutil.disk_usage", lambda _: full)
    with pytest.raises(DiskFullError, match="no room to compact the library file"):
        catalogue.shrink()
    assert catalogue.specs() == [B]
    catalogue.close()


def test_the_safety_copy_of_the_next_day_is_good(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    catalogue = SqliteCatalogue(path, now_s=lambda: 1_000_000.0)
    add(catalogue, "a.mov", A, B)
    catalogue.drop_vectors(A, 3)
    catalogue.shrink()
    catalogue.close()
    SqliteCatalogue(path, now_s=lambda: 2_000_000.0).close()
    copy = backups_of(path)[-1]
    assert is_good(copy.path)
    rescued = SqliteCatalogue(copy.path)
    assert [each.path.name for each in rescued.videos()] == ["a.mov"]
    rescued.close()
