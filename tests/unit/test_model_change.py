"""Another model: the former one goes on answering, nothing is decoded that need not be, both can be asked."""

from pathlib import Path

import pytest

from core.errors import StoreError, WeightsMissingError
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video
from tests.fakes.workshop import Workshop


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_no_moment_is_lost_from_sight_while_a_new_model_indexes(shop: Workshop) -> None:
    before = [(h.video.path, h.score) for h in shop.ask("red a", by_video=True).hits]
    library = shop.start("second")
    seen = set()
    for _ in library.ingest():
        answer = shop.ask("red a", by_video=True)
        name = shop.answers()
        seen.add(name)
        if name == "first":
            assert [(h.video.path, h.score) for h in answer.hits] == before
            assert answer.ready_videos == 3
            assert "searches use first until" in library.status().index
    assert "first" in seen
    assert shop.answers() == "second"
    assert len(shop.ask(by_video=True).hits) == 3
    assert "searches use" not in library.status().index
    assert shop.house.changes[-1].initiator == "model"
    assert [each.is_closed for each in shop.opened] == [True]


def test_faces_without_a_model_speak_of_the_one_that_answers(shop: Workshop) -> None:
    library = shop.start("second")
    video = shop.house.reader.videos()[0]
    former = shop.house.reader.segments_of(video.id)
    assert len(former) == 2
    finish(library.ingest())
    assert {s.id for s in shop.house.reader.segments_of(video.id)}.isdisjoint(s.id for s in former)


def test_evidence_comes_from_the_model_that_found_the_moment(shop: Workshop) -> None:
    library = shop.start("second")
    answer = shop.ask("red a")
    ledger = library.explain(answer.query, answer.hits[0].segment.id)
    assert ledger.score == pytest.approx(answer.hits[0].score, abs=1e-3)
    finish(library.ingest())
    again = library.explain(answer.query, answer.hits[0].segment.id)  # a card that is still on the screen
    assert again.score == pytest.approx(ledger.score)


def test_half_done_work_is_kept_over_a_restart_and_back(shop: Workshop) -> None:
    library = shop.start("second")
    half = library.ingest()
    while shop.house.catalogue.counts(shop.house.encoder.spec).segments < 2:
        next(half)
    half.close()
    library.close()
    library = shop.start("second")
    assert shop.answers() == "first"
    finish(library.ingest())
    assert len(shop.house.frames.scanned) == 2
    assert shop.answers() == "second"
    library.close()
    library = shop.start("first")
    assert shop.answers() == "first"
    finish(library.ingest())
    assert shop.house.frames.scanned == []


def test_new_heads_on_the_same_image_tower_decode_nothing(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    finish(shop.start("heads one", tower="tower").ingest())
    assert len(shop.house.frames.scanned) == 3
    library = shop.start("heads two", tower="tower")
    finish(library.ingest())
    assert shop.house.frames.scanned == []
    assert shop.house.encoder.calls == 0
    assert shop.answers() == "heads two"
    assert shop.videos(shop.ask("red b"))[0] == "b.film"
    other = shop.start("another tower", tower="other")
    finish(other.ingest())
    assert len(shop.house.frames.scanned) == 3


def test_two_models_can_be_asked_side_by_side(shop: Workshop) -> None:
    library = shop.start("second")
    finish(library.ingest())
    first, second = library.models()
    assert (first.name, second.name) == ("first", "second")
    one, two = shop.ask("red a", spec=first), shop.ask("red a", spec=second)
    assert shop.videos(one)[0] == shop.videos(two)[0] == "a.film"
    assert {h.segment.id for h in one.hits}.isdisjoint({h.segment.id for h in two.hits})
    library.close()
    assert all(each.is_closed for each in shop.opened)


def test_each_of_the_two_keeps_its_index(shop: Workshop) -> None:
    shop.library.close()
    library = shop.start("second")
    shop.ask()
    half = library.ingest()
    while shop.house.catalogue.counts(shop.house.encoder.spec).segments < 2:
        next(half)
    half.close()
    library.close()
    for name in ("index.bin", "index-2.bin"):
        assert (shop.house.home / name).exists()
    library = shop.start("second")
    shop.ask()
    assert "rebuilt" not in library.status().index
    finish(library.ingest())
    library.close()
    library = shop.start("second")
    assert "rebuilt" not in library.status().index


def test_without_the_former_models_file_the_chosen_one_answers(shop: Workshop) -> None:
    library = shop.start("second")
    shop.known["first"] = lambda: HashEncoder("an impostor")
    assert shop.ask().hits == ()
    finish(library.ingest())
    assert shop.answers() == "second"
    spec = library.models()[0]
    with pytest.raises(WeightsMissingError, match="were not found"):
        shop.ask(spec=spec)


def test_a_video_changed_meanwhile_is_not_shown_as_it_was(shop: Workshop) -> None:
    library = shop.start("second")
    draw_video(shop.house.home / "films/a.film", [("green frog", 9.0)])
    finish(library.reconcile())
    assert sorted(set(shop.videos(shop.ask("red a")))) == ["b.film", "c.film"]


def test_a_drive_that_is_away_does_not_hold_up_the_change(shop: Workshop) -> None:
    library = shop.start("second")
    videos, away = shop.house.home / "films", shop.house.home / "away"
    draw_video(shop.house.home / "more/d.film", [("white rabbit", 3.0)])
    library.watch([shop.house.home / "more"])
    videos.rename(away)
    finish(library.reconcile())
    finish(library.ingest())
    assert shop.videos(shop.ask("white rabbit")) == ["d.film"]
    away.rename(videos)
    finish(library.reconcile())
    finish(library.ingest())
    assert len(shop.ask(by_video=True).hits) == 4


def test_what_a_model_saw_in_a_video_that_changed_since_is_not_believed(shop: Workshop) -> None:
    library = shop.start("second")
    finish(library.ingest())
    draw_video(shop.house.home / "films/a.film", [("green frog", 9.0)])
    finish(library.reconcile())
    finish(library.ingest())
    library.close()
    library = shop.start("first")
    finish(library.ingest())
    assert shop.videos(shop.ask("green frog"))[0] == "a.film"
    assert [p.name for p in shop.house.frames.scanned] == ["a.film"]


def test_a_folder_removed_meanwhile_leaves_both_models(shop: Workshop) -> None:
    library = shop.start("second")
    shop.ask()
    finish(library.remove_folder(shop.house.reader.folders()[0].id))
    assert shop.ask().hits == ()


def test_a_folder_restored_meanwhile_is_in_both_models_again(shop: Workshop) -> None:
    library = shop.start("second")
    before = [(hit.video.path, hit.score) for hit in shop.ask().hits]
    removal = finish(library.remove_folder(shop.house.reader.folders()[0].id))
    assert shop.ask().hits == ()
    finish(library.restore(removal.id))
    assert shop.answers() == "first"
    assert [(hit.video.path, hit.score) for hit in shop.ask().hits] == before
    finish(library.ingest())
    assert shop.answers() == "second"
    assert len(shop.ask(by_video=True).hits) == 3
    removal = finish(library.remove_folder(shop.house.reader.folders()[0].id))
    library.close()
    library = shop.start("first")
    finish(library.restore(removal.id))
    finish(library.ingest())
    assert [(hit.video.path, hit.score) for hit in shop.ask().hits] == before
    assert shop.house.frames.scanned == [], "what the first one saw was kept as well"


def test_a_library_of_another_model_can_still_be_read(shop: Workshop) -> None:
    shop.library.close()
    shop.start("second", read_only=True)
    assert shop.answers() == "first"
    del shop.known["first"]
    shop.house.encoder = HashEncoder("second")
    shop.library = shop.house.build(read_only=True)
    shop.library.wake()
    with pytest.raises(StoreError, match="indexed with the model first"):
        shop.ask()


# ---- without a restart


def change(shop: Workshop, name: str, tower: str = "") -> None:
    """The running library is given another model."""
    shop.known[name] = lambda: HashEncoder(name, tower=tower)
    shop.house.frames.scanned.clear()
    shop.house.encoder = shop.known[name]()
    shop.library.use_model(shop.house.encoder, name)


def test_a_running_library_changes_its_model(shop: Workshop) -> None:
    shop.start("first")
    first = shop.house.encoder
    before = [(h.video.path, h.score) for h in shop.ask("red a", by_video=True).hits]
    change(shop, "second")
    assert first.is_closed
    assert [(h.video.path, h.score) for h in shop.ask("red a", by_video=True).hits] == before
    assert shop.library.answers_meanwhile is not None
    assert shop.library.answers_meanwhile.name == "first"
    finish(shop.library.ingest())
    assert shop.answers() == "second"
    assert shop.library.answers_meanwhile is None
    assert len(shop.house.frames.scanned) == 3
    assert {each.initiator for each in shop.house.changes} >= {"model", "ingest"}


def test_it_changes_back_in_the_middle_and_loses_nothing(shop: Workshop) -> None:
    shop.start("first")
    change(shop, "second")
    half = shop.library.ingest()
    while shop.house.catalogue.counts(shop.house.encoder.spec).segments < 2:
        next(half)
    half.close()
    change(shop, "first")
    assert shop.answers() == "first"
    finish(shop.library.ingest())
    assert shop.house.frames.scanned == []
    assert shop.library.status().waiting == 0
    change(shop, "second")
    assert shop.answers() == "first"
    finish(shop.library.ingest())
    assert len(shop.house.frames.scanned) == 2
    assert shop.answers() == "second"


def test_a_model_that_cannot_be_loaded_changes_nothing(shop: Workshop) -> None:
    class BrokenEncoder(HashEncoder):
        @property
        def spec(self):
            raise WeightsMissingError("It is gone.")

        @spec.setter
        def spec(self, value):
            return

    shop.start("first")
    with pytest.raises(WeightsMissingError):
        shop.library.use_model(BrokenEncoder("broken"), "broken")
    assert not shop.house.encoder.is_closed
    assert shop.answers() == "first"


def test_what_a_model_would_have_to_do_is_told_before(shop: Workshop) -> None:
    shop.start("kin", tower="tower")
    finish(shop.library.ingest())
    new = finish(shop.library.switch_estimate(HashEncoder("stranger").spec))
    assert (new.videos, new.to_decode, new.footage_s) == (3, 3, pytest.approx(15.0))
    assert new.frames == pytest.approx(30, abs=3)
    heads = finish(shop.library.switch_estimate(HashEncoder("other heads", tower="tower").spec))
    assert (heads.videos, heads.to_decode) == (3, 0)
    known = finish(shop.library.switch_estimate(HashEncoder("first").spec))
    assert (known.videos, known.frames) == (0, 0)


# ---- read only, half-way through


def index_some(shop: Workshop, segments: int) -> None:
    """The second model comes so far, and the program ends."""
    library = shop.start("second")
    half = library.ingest()
    while shop.house.catalogue.counts(shop.house.encoder.spec).segments < segments:
        next(half)
    half.close()
    library.close()


def test_half_way_the_former_model_answers_a_reader_too(shop: Workshop) -> None:
    shop.library.close()
    index_some(shop, 2)
    library = shop.start("second", read_only=True)
    assert shop.answers() == "first"
    assert len(shop.ask(by_video=True).hits) == 3
    assert library.answers_meanwhile is not None
    assert library.answers_meanwhile.name == "first"
    answer = shop.ask("red a")
    assert library.explain(answer.query, answer.hits[0].segment.id).score == pytest.approx(
        answer.hits[0].score, abs=1e-3
    )


def test_a_reader_asks_the_chosen_model_once_it_knows_every_video(shop: Workshop) -> None:
    """Also when the program ended before it could note that."""
    shop.library.close()
    index_some(shop, 6)
    known = shop.house.catalogue.last_spec()
    assert known is not None
    assert known.name == "first"
    library = shop.start("second", read_only=True)
    assert shop.answers() == "second"
    assert library.answers_meanwhile is None


def test_half_way_without_the_former_models_file_a_reader_is_told_so(shop: Workshop) -> None:
    shop.library.close()
    index_some(shop, 2)
    shop.start("second", read_only=True)
    shop.known["first"] = lambda: HashEncoder("an impostor")
    with pytest.raises(WeightsMissingError, match="were not found"):
        shop.ask()
