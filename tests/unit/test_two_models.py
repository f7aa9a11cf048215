"""Two models of one library: side by side, fused, and one of them forgotten."""

from pathlib import Path

import pytest

from core.errors import StoreError, WeightsMissingError
from core.values import Comparison, EncoderSpec
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video
from tests.fakes.workshop import Workshop


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """A library that "first" has indexed, then "second"."""
    made = Workshop(tmp_path)
    finish(made.start("second").ingest())
    return made


def specs(shop: Workshop) -> tuple[EncoderSpec, EncoderSpec]:
    first, second = shop.library.models()
    return first, second


def put(shop: Workshop, text: str = "red a", **more: object) -> Comparison:
    query = shop.library.cut(text)
    return finish(shop.library.compare(query, specs(shop), **more))  # type: ignore[arg-type]


def test_each_column_is_what_the_model_answers_alone(shop: Workshop) -> None:
    found = put(shop)
    for column, spec in zip(found.columns, specs(shop), strict=True):
        alone = shop.ask("red a", spec=spec)
        assert column.coverage.spec == spec
        assert [p.hit for p in column.ranked_hits] == list(alone.hits) == list(column.answer.hits)
    left, right = found.columns
    assert left.ranked_hits[0].elsewhere == right.ranked_hits[0].elsewhere == 1
    assert {h.segment.id for h in left.answer.hits}.isdisjoint(h.segment.id for h in right.answer.hits)
    assert found.fused.hits[0].video.path.name == "a.film"
    assert found.fused.hits[0].fusion is not None
    assert found.fused.hits[0].fusion.ranks == (("first", 1), ("second", 1))


def test_models_that_cut_videos_differently_meet_by_time(shop: Workshop) -> None:
    shop.known["short"] = lambda: HashEncoder("short", frames_per_clip=4)
    shop.house.encoder = shop.known["short"]()
    shop.library = shop.house.build(source="short", open_encoder=shop._open)
    shop.library.wake()
    finish(shop.library.ingest())
    first, _, short = shop.library.models()
    found = finish(shop.library.compare(shop.library.cut("red a"), (first, short)))
    assert len(found.columns[1].ranked_hits) > len(found.columns[0].ranked_hits)
    assert all(ranked_hit.elsewhere is not None for column in found.columns for ranked_hit in column.ranked_hits)
    assert len(found.fused.hits) == len(found.columns[0].ranked_hits)


def test_by_video_the_rank_is_that_of_the_video(shop: Workshop) -> None:
    found = put(shop, by_video=True)
    assert [len(column.ranked_hits) for column in found.columns] == [3, 3]
    assert all(ranked_hit.elsewhere is not None for column in found.columns for ranked_hit in column.ranked_hits)


def test_a_video_only_one_model_knows_says_so(shop: Workshop) -> None:
    draw_video(shop.house.home / "films/d.film", [("red d", 3.0)])
    finish(shop.library.reconcile())
    finish(shop.library.ingest())
    found = put(shop, "red d")
    left, right = found.columns
    assert (left.coverage.videos, left.coverage.percent, left.coverage.is_whole) == (3, 75, False)
    assert (right.coverage.videos, right.coverage.percent, right.coverage.is_whole) == (4, 100, True)
    best = right.ranked_hits[0]
    assert (best.hit.video.path.name, best.elsewhere, best.is_known_there) == ("d.film", None, False)
    assert left.answer.ready_videos == 3
    assert all(ranked_hit.is_known_there for ranked_hit in left.ranked_hits)


def test_models_beside_end_when_comparing_ends_and_come_back_when_asked(shop: Workshop) -> None:
    put(shop)
    assert [each.is_closed for each in shop.opened[-1:]] == [False]
    shop.library.end_comparing()
    assert all(each.is_closed for each in shop.opened)
    assert put(shop).columns[0].ranked_hits


def test_a_library_that_is_only_read_compares_too(shop: Workshop) -> None:
    shop.library.close()
    shop.start("first", read_only=True)
    assert put(shop).columns[1].ranked_hits


def test_a_model_that_has_begun_can_be_compared_by_whoever_only_reads(shop: Workshop) -> None:
    first = specs(shop)[0]
    half = shop.start("third").ingest()
    while shop.house.catalogue.counts(shop.house.encoder.spec).segments < 2:
        next(half)
    half.close()
    shop.library.close()
    library = shop.start("third", read_only=True)
    third = library.models()[-1]
    found = finish(library.compare(library.cut("red a"), (first, third)))
    assert [column.coverage.videos for column in found.columns] == [3, 1]
    assert [ranked_hit.is_known_there for ranked_hit in found.columns[0].ranked_hits].count(False) == 4


def test_a_model_whose_file_is_gone_cannot_be_compared(shop: Workshop) -> None:
    shop.known["first"] = lambda: HashEncoder("an impostor")
    with pytest.raises(WeightsMissingError, match="were not found"):
        put(shop)


# ---- forgetting


def test_a_forgotten_model_leaves_the_other_as_it_was(shop: Workshop) -> None:
    first, second = specs(shop)
    before = [(h.segment.id, h.score) for h in shop.ask("red a").hits]
    catalogue = shop.house.catalogue
    was = catalogue.generation(first)
    assert catalogue.vector_bytes(first) > 0
    finish(shop.library.forget_model(first))
    assert shop.library.models() == [second]
    assert catalogue.vector_bytes(first) == 0
    assert catalogue.generation(first) > was
    assert [(h.segment.id, h.score) for h in shop.ask("red a").hits] == before
    assert shop.house.changes[-1].initiator == "forget"
    shop.library.close()
    library = shop.start("second")
    assert [(h.segment.id, h.score) for h in shop.ask("red a").hits] == before
    assert library.status().ready == 3


def test_the_saved_index_of_a_forgotten_model_goes_and_that_of_the_other_stays(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    shop.library.close()
    finish(shop.start("second").ingest())
    shop.library.close()
    shop.start("second")
    shop.ask("red a", spec=specs(shop)[0])
    shop.library.close()
    files = {name: (shop.house.home / name).stat().st_size for name in ("index.bin", "index-2.bin")}
    shop.start("second")
    freed = finish(shop.library.forget_model(specs(shop)[0]))
    left = [name for name in files if (shop.house.home / name).exists()]
    assert len(left) == 1
    assert freed == sum(files.values()) - files[left[0]]
    shop.library.close()
    assert "rebuilt" not in shop.start("second").status().index


def test_a_forgotten_model_can_be_taken_up_again_from_nothing(shop: Workshop) -> None:
    finish(shop.library.forget_model(specs(shop)[0]))
    shop.library.close()
    library = shop.start("first")
    assert shop.answers() == "second"
    finish(library.ingest())
    assert len(shop.house.frames.scanned) == 3
    assert shop.answers() == "first"


def test_the_model_that_answers_is_not_forgotten(shop: Workshop) -> None:
    first, second = specs(shop)
    with pytest.raises(StoreError, match="second is in use"):
        finish(shop.library.forget_model(second))
    shop.library.close()
    shop.start("third")
    with pytest.raises(StoreError, match="second is in use"):
        finish(shop.library.forget_model(second))
    finish(shop.library.forget_model(first))
    assert shop.answers() == "second"


def test_the_model_in_use_is_known_before_it_is_awake(shop: Workshop) -> None:
    second = specs(shop)[1]
    shop.library.close()
    asleep = shop.house.build(source="second", open_encoder=shop._open)
    with pytest.raises(StoreError, match="is in use"):
        finish(asleep.forget_model(second))


def test_nothing_is_forgotten_in_a_library_that_is_only_read(shop: Workshop) -> None:
    first = specs(shop)[0]
    shop.library.close()
    shop.start("second", read_only=True)
    with pytest.raises(StoreError, match="read-only"):
        finish(shop.library.forget_model(first))
    assert first in shop.library.models()


def test_what_is_broken_off_is_forgotten_later(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = specs(shop)[0]
    monkeypatch.setattr("core.library.model_coverage.FORGET_VIDEOS", 1)
    half = shop.library.forget_model(first)
    next(half)
    half.close()
    assert shop.house.catalogue.coverage(first).videos == 2
    assert len(shop.ask("red a", spec=first).hits) == 4
    finish(shop.library.forget_model(first))
    assert first not in shop.library.models()
