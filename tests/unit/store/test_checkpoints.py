"""Pieces of long videos, kept until the video is whole: the catalogue in SQLite and the fake in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.ports import Catalogue
from core.store.catalogue import SqliteCatalogue
from core.values import ChunkCheckpoint
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.unit.store.material import make_clips, make_info, make_spec


@pytest.fixture(params=["sqlite", "memory"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    made: Catalogue = SqliteCatalogue(tmp_path / "c.db") if request.param == "sqlite" else MemoryCatalogue()
    yield made
    made.close()


def piece(number: int, frames: int = 3) -> ChunkCheckpoint:
    vectors = np.random.default_rng(number).standard_normal((frames, 8)).astype(np.float16)
    times_s = tuple(number * 300 + 0.1 * at for at in range(frames))
    return ChunkCheckpoint(number, times_s, times_s[1:2], vectors)


def told(pieces: list[ChunkCheckpoint]) -> list[tuple[object, ...]]:
    return [(one.number, one.times_s, one.cuts_s, one.vectors.tolist()) for one in pieces]


def test_pieces_come_back_in_order_as_they_were(catalogue: Catalogue) -> None:
    spec = make_spec()
    for number in (3, 0, 1):
        catalogue.keep_checkpoint("abc", spec, "how", piece(number), 10.0)
    assert told(catalogue.checkpoints_of("abc", spec, "how")) == told([piece(0), piece(1), piece(3)])


def test_a_piece_without_a_frame_is_a_piece(catalogue: Catalogue) -> None:
    catalogue.keep_checkpoint("abc", make_spec(), "how", ChunkCheckpoint(2, (), (), np.zeros((0, 0), np.float16)), 10.0)
    (empty,) = catalogue.checkpoints_of("abc", make_spec(), "how")
    assert (empty.number, empty.times_s, len(empty.vectors)) == (2, (), 0)


def test_a_piece_done_again_replaces_the_first(catalogue: Catalogue) -> None:
    spec = make_spec()
    catalogue.keep_checkpoint("abc", spec, "how", piece(0, 2), 10.0)
    catalogue.keep_checkpoint("abc", spec, "how", piece(0, 5), 11.0)
    assert told(catalogue.checkpoints_of("abc", spec, "how")) == told([piece(0, 5)])


def test_other_videos_models_and_ways_of_looking_do_not_mix(catalogue: Catalogue) -> None:
    spec = make_spec()
    catalogue.keep_checkpoint("abc", spec, "how", piece(0), 10.0)
    assert catalogue.checkpoints_of("other", spec, "how") == []
    assert catalogue.checkpoints_of("abc", spec, "otherwise") == []
    assert catalogue.checkpoints_of("abc", replace(spec, weights_sha256="f" * 64), "how") == []


def test_a_whole_video_needs_no_pieces(catalogue: Catalogue) -> None:
    root = catalogue.add_folder(Path("/films"), is_file=False)
    video = catalogue.add_video(root.id, Path("/films/a.mp4"), 100, 1, 5.0)
    info, spec = make_info(video.path), make_spec()
    for fingerprint in (info.fingerprint, "other"):
        catalogue.keep_checkpoint(fingerprint, spec, "how", piece(0), 10.0)
    catalogue.put(replace(video, state="ready", info=info), spec, make_clips(2))
    assert catalogue.checkpoints_of(info.fingerprint, spec, "how") == []
    assert len(catalogue.checkpoints_of("other", spec, "how")) == 1


def test_old_pieces_are_forgotten(catalogue: Catalogue) -> None:
    spec = make_spec()
    catalogue.keep_checkpoint("abc", spec, "how", piece(0), 10.0)
    catalogue.keep_checkpoint("abc", spec, "how", piece(1), 20.0)
    catalogue.drop_checkpoints(15.0)
    assert told(catalogue.checkpoints_of("abc", spec, "how")) == told([piece(1)])
