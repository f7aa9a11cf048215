"""Ratings, tags and moments belong to a clip's content, and every change can be undone exactly."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import EmptyQueryError, QueryError, StoreError
from core.search.phrases import cut_query
from core.store.catalogue import SqliteCatalogue
from core.values import BASKET_ID, NO_MARKS, Changes, Filter, KeptChange, Marks, Query, RemovalPlan, TagUse, Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video
from tests.unit.test_contents import RealDisk

RATE = Fraction(30000, 1001)


@pytest.fixture(params=["sqlite", "memory"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterable[FakeHouse]:
    """r/a.mp4, r/b.mp4 and a copy of the first, r/copy.mp4; three seconds each."""
    for name, words in (("a", "red car"), ("b", "green frog"), ("copy", "red car")):
        draw_video(tmp_path / f"r/{name}.mp4", [(words, 3.0)])
    more = {"catalogue": SqliteCatalogue(tmp_path / "c.db")} if request.param == "sqlite" else {}
    house = FakeHouse(tmp_path, disk=RealDisk(), **more)  # type: ignore[arg-type]
    house.index(tmp_path / "r")
    house.changes.clear()
    yield house
    house.library.close()


def clip(house: FakeHouse, name: str) -> Video:
    return next(video for video in house.catalogue.videos() if video.path.name == f"{name}.mp4")


def ids(house: FakeHouse, *names: str) -> list[int]:
    return [clip(house, name).id for name in names]


# ---- by content


def test_a_copy_has_the_marks_of_its_original(house: FakeHouse) -> None:
    house.library.rate(ids(house, "a"), 4)
    house.library.flag(ids(house, "copy"), "pick")
    house.library.add_tags(ids(house, "a"), ["Day 1"])
    for name in ("a", "copy"):
        assert clip(house, name).marks == Marks(4, "pick", False, ("Day 1",))
    assert clip(house, "b").marks == NO_MARKS
    assert house.library.tags() == [TagUse("Day 1", 1)], "a clip and its copy count once"


def test_copies_are_told_to_have_changed_too(house: FakeHouse) -> None:
    house.library.rate(ids(house, "a"), 4)
    (told,) = house.changes
    assert told == Changes(frozenset(ids(house, "a", "copy")), initiator="keep", kept=True)
    house.library.rate(ids(house, "a"), 4)
    assert len(house.changes) == 1, "nothing was different"


@pytest.mark.parametrize("purged", [False, True])
def test_a_clip_that_left_the_library_has_its_marks_when_it_comes_back(house: FakeHouse, purged: bool) -> None:
    house.library.rate(ids(house, "a", "b"), 3)
    house.library.keep(clip(house, "b").id, Fraction(1), Fraction(2), "frog")
    removal = finish(house.library.remove([house.home / "r"]))
    assert house.catalogue.videos() == []
    assert house.library.moments()[0].path == house.home / "r/b.mp4", "it still has a name"
    if purged:
        finish(house.library.purge([removal.id]))
    (house.home / "r").rename(house.home / "elsewhere")
    house.index(house.home / "elsewhere")
    assert {name: clip(house, name).marks.rating for name in ("a", "b", "copy")} == {"a": 3, "b": 3, "copy": 3}
    assert clip(house, "b").collection_ids == {BASKET_ID}


def test_a_moved_clip_keeps_its_marks(house: FakeHouse) -> None:
    house.library.rate(ids(house, "b"), 5)
    (house.home / "r/b.mp4").rename(house.home / "r/renamed.mp4")
    house.index()
    assert clip(house, "renamed").marks.rating == 5


def test_other_content_under_the_same_name_has_no_marks_until_they_are_carried_over(house: FakeHouse) -> None:
    library = house.library
    library.rate(ids(house, "b"), 5)
    library.add_tags(ids(house, "b"), ["frog"])
    kept = library.keep(clip(house, "b").id, Fraction(1), Fraction(2)).moments[0]
    late = library.keep(clip(house, "b").id, Fraction(2), Fraction(3)).moments[0]
    draw_video(house.home / "r/b.mp4", [("a better frog", 2.5)])
    house.index()
    video = clip(house, "b")
    assert video.marks == NO_MARKS
    assert library.former_content(video.id) == kept.fingerprint
    assert library.former_content(clip(house, "a").id) == ""
    change = library.carry_over(video.id)
    assert clip(house, "b").marks == Marks(5, tags=("frog",))
    assert {each.id: each.fingerprint for each in library.moments()} == {
        kept.id: video.info.fingerprint if video.info else "",
        late.id: kept.fingerprint,
    }, "a moment beyond the end of the new version stays with the old one"
    assert library.former_content(video.id) == ""
    library.undo_kept(change)
    assert clip(house, "b").marks == NO_MARKS
    assert library.former_content(video.id) == kept.fingerprint


def test_what_was_carried_over_is_given_back_after_a_restart_unless_it_was_changed_since(house: FakeHouse) -> None:
    library = house.library
    library.rate(ids(house, "b"), 5)
    library.add_tags(ids(house, "b"), ["frog"])
    kept = library.keep(clip(house, "b").id, Fraction(1), Fraction(2), "a note").moments[0]
    late = library.keep(clip(house, "b").id, Fraction(2), Fraction(3)).moments[0]
    draw_video(house.home / "r/b.mp4", [("a better frog", 2.5)])
    house.index()
    video = clip(house, "b")
    change = library.carry_over(video.id)
    assert [each.id for each in library.left_behind(change, video.id)] == [late.id]
    again = house.build()
    assert again.has_carried_over(video.id)
    again.add_tags(ids(house, "b"), ["new"])
    with pytest.raises(QueryError, match="changed since"):
        again.take_back(video.id)
    assert clip(house, "b").marks == Marks(5, tags=("frog", "new"))
    again.remove_tags(ids(house, "b"), ["new"])
    again.take_back(video.id)
    assert clip(house, "b").marks == NO_MARKS
    assert again.former_content(video.id) == kept.fingerprint
    assert sorted(again.moments(), key=lambda each: each.id) == [kept, late]
    assert not again.has_carried_over(video.id)
    with pytest.raises(QueryError, match="Nothing was carried over"):
        again.take_back(video.id)


def test_a_version_that_is_still_in_the_library_is_not_offered(house: FakeHouse) -> None:
    house.library.rate(ids(house, "a"), 5)
    draw_video(house.home / "r/a.mp4", [("something else", 3.0)])
    house.index()
    assert house.library.former_content(clip(house, "a").id) == "", "its copy has the old content"
    with pytest.raises(QueryError):
        house.library.carry_over(clip(house, "a").id)


# ---- marks


def test_tags_are_one_whatever_their_spelling(house: FakeHouse) -> None:
    library = house.library
    library.add_tags(ids(house, "a"), ["  Straße   am\tMeer "])
    library.add_tags(ids(house, "b"), ["STRASSE AM MEER", "cafe\u0301"])
    assert clip(house, "b").marks.tags == ("café", "Straße am Meer")
    library.remove_tags(ids(house, "a"), ["strasse am meer"])
    assert clip(house, "a").marks == NO_MARKS
    assert [tag.name for tag in library.tags()] == ["café", "Straße am Meer"]


def test_a_tag_is_renamed_everywhere_and_two_become_one(house: FakeHouse) -> None:
    library = house.library
    library.add_tags(ids(house, "a", "b"), ["car"])
    library.add_tags(ids(house, "b"), ["Auto"])
    library.rename_tag("CAR", "Car")
    assert clip(house, "a").marks.tags == ("Car",), "another spelling of itself"
    change = library.rename_tag("car", "auto")
    assert clip(house, "a").marks.tags == clip(house, "b").marks.tags == ("Auto",)
    library.undo_kept(change)
    assert clip(house, "b").marks.tags == ("Auto", "Car")
    library.delete_tag("auto")
    assert [tag.name for tag in library.tags()] == ["Car"]
    for call in (lambda: library.rename_tag("none", "x"), lambda: library.delete_tag("none")):
        with pytest.raises(QueryError):
            call()


@pytest.mark.parametrize("name", ["", " \t\n", "x" * 101])
def test_a_name_that_cannot_be_kept_is_refused(house: FakeHouse, name: str) -> None:
    for call in (
        lambda: house.library.add_tags(ids(house, "a"), [name]),
        lambda: house.library.add_collection(name),
    ):
        with pytest.raises(QueryError):
            call()
    assert house.changes == []


def test_a_clip_that_was_never_read_cannot_be_marked_and_does_not_keep_others_from_it(house: FakeHouse) -> None:
    folder = house.catalogue.folders()[0]
    fresh = house.catalogue.add_video(folder.id, folder.path / "new.mp4", 1, 1, 1.0)
    with pytest.raises(QueryError):
        house.library.rate([fresh.id], 2)
    change = house.library.rate([fresh.id, *ids(house, "b")], 2)
    assert change.left_out == (fresh.path,)
    assert clip(house, "b").marks.rating == 2


def test_what_is_no_rating_or_no_clip_is_refused(house: FakeHouse) -> None:
    for call in (
        lambda: house.library.rate(ids(house, "a"), 6),
        lambda: house.library.rate(ids(house, "a"), -1),
        lambda: house.library.rate([999], 1),
        lambda: house.library.keep(999),
    ):
        with pytest.raises(QueryError):
            call()


def test_a_library_that_is_only_read_keeps_nothing(house: FakeHouse) -> None:
    library = house.build(read_only=True)
    with pytest.raises(StoreError):
        library.rate(ids(house, "a"), 1)
    with pytest.raises(StoreError):
        library.add_collection("mine")
    assert clip(house, "a").marks == NO_MARKS


# ---- moments


def test_in_and_out_are_exact_frames(house: FakeHouse) -> None:
    video = clip(house, "a")
    assert video.info is not None
    house.catalogue.update_video(replace(video, info=replace(video.info, fps=RATE, duration_s=3.003)))
    (moment,) = house.library.keep(video.id, Fraction(1), Fraction(2)).moments
    assert (moment.start_s, moment.end_s) == (29 / RATE, 59 / RATE)
    assert house.library.moments() == [moment], "as exact when read again"
    (moment,) = house.library.keep(video.id, Fraction(1), None).moments
    assert moment.end_s == 90 / RATE
    assert house.library.keep(video.id).moments[0].duration_s is None


@pytest.mark.parametrize(("start", "end"), [(2, 1), (1, 1), (3, None), (1, 9)])
def test_points_outside_of_the_clip_are_refused(house: FakeHouse, start: int, end: int | None) -> None:
    with pytest.raises(QueryError):
        house.library.keep(clip(house, "a").id, Fraction(start), None if end is None else Fraction(end))
    assert house.library.moments() == []


def _keep(house: FakeHouse, *notes: str, collection: int = BASKET_ID) -> list[int]:
    video = clip(house, "b").id
    return [house.library.keep(video, None, None, note, collection).moments[0].id for note in notes]


def _notes(house: FakeHouse, collection: int = BASKET_ID) -> str:
    moments = house.library.moments(collection)
    assert [each.position for each in moments] == [*range(len(moments))]
    return "".join(each.note for each in moments)


def test_moments_are_put_in_order_and_moved_between_collections(house: FakeHouse) -> None:
    library = house.library
    a, b, c, d = _keep(house, "a", "b", "c", "d")
    library.move_moments([d, b], BASKET_ID, 0)
    assert _notes(house) == "dbac"
    other = library.add_collection("Trailer").collections[0].id
    library.move_moments([c, d], other)
    assert (_notes(house), _notes(house, other)) == ("ba", "cd")
    library.copy_moments([a], other)
    assert (_notes(house), _notes(house, other)) == ("ba", "cda")
    library.remove_moments([d, b])
    assert (_notes(house), _notes(house, other)) == ("a", "ca")
    with pytest.raises(QueryError):
        library.move_moments([b], other)


def test_collections_have_names_of_their_own_and_the_basket_stays(house: FakeHouse) -> None:
    library = house.library
    first, second = (library.add_collection(name).collections[0].id for name in ("One", "Two"))
    smart = library.add_collection("Red cars", '{"version": 1}').collections[0]
    for call in (
        lambda: library.add_collection("ONE"),
        lambda: library.rename_collection(second, "one"),
        lambda: library.rename_collection(BASKET_ID, "Mine"),
        lambda: library.add_collection("basket"),
        lambda: library.keep(clip(house, "a").id, collection_id=smart.id),
        lambda: library.keep(clip(house, "a").id, collection_id=99),
        lambda: library.set_query(first, "{}"),
    ):
        with pytest.raises(QueryError):
            call()
    library.rename_collection(first, "ONE")
    library.order_collections([second])
    assert [each.name for each in library.collections()] == ["Basket", "Two", "ONE", "Red cars"]
    library.set_query(smart.id, '{"version": 2}')
    assert library.collections()[-1].query == '{"version": 2}'
    _keep(house, "x")
    library.remove_collection(BASKET_ID)
    assert library.collections()[0].is_basket
    assert library.moments() == []


def test_undo_of_what_stands_in_a_collection_that_is_gone_changes_nothing(house: FakeHouse) -> None:
    library = house.library
    other = library.add_collection("Trailer").collections[0].id
    (moment,) = _keep(house, "x", collection=other)
    removed = library.remove_moments([moment])
    library.remove_collection(other)
    with pytest.raises(StoreError):
        library.undo_kept(removed)
    assert [each.id for each in library.collections()] == [BASKET_ID]


def test_what_is_kept_survives_the_deletion_of_its_clips_row(house: FakeHouse) -> None:
    house.library.rate(ids(house, "b"), 1)
    _keep(house, "x")
    plan = RemovalPlan("clips", (), video_ids=tuple(ids(house, "b")))
    house.catalogue.remove(plan, 0.0)
    assert isinstance(house.library.undo_kept(KeptChange()), KeptChange)
    assert _notes(house) == "x"


def test_words_of_a_sentence_are_offered_as_filters(house: FakeHouse) -> None:
    house.library.add_tags(ids(house, "a"), ["Harbour"])
    (hint,) = house.library.suggest_filters("a boat in the harbour", Filter(name="x"))
    assert (hint.text, hint.kind) == ("harbour", "tag")
    assert hint.filter == Filter(name="x", tags=frozenset({"Harbour"}))
    assert house.library.suggest_filters("a boat", Filter()) == ()


# ---- saved searches


def test_a_search_is_saved_again_under_its_name_and_undone(house: FakeHouse) -> None:
    library = house.library
    library.save_search("Red", cut_query("a red car"))
    change = library.save_search("red", cut_query("a red van"))
    (_, mine) = house.reader.kept_lists()
    assert (mine.collection.name, mine.query) == ("Red", cut_query("a red van"))
    library.undo_kept(change)
    assert house.reader.kept_lists()[1].query == cut_query("a red car")


def test_a_search_cannot_take_the_name_of_a_collection_or_look_for_nothing(house: FakeHouse) -> None:
    with pytest.raises(QueryError, match="Basket is a collection of moments"):
        house.library.save_search("basket", cut_query("a red car"))
    with pytest.raises(EmptyQueryError):
        house.library.save_search("Nothing", Query("", ()))
    house.library.save_search("Rated", Query("", (), Filter(min_rating=3)))
    assert house.reader.kept_lists()[1].query == Query("", (), Filter(min_rating=3))


def test_lists_say_how_much_is_kept_and_what_a_search_lacks(house: FakeHouse) -> None:
    library = house.library
    library.keep(ids(house, "a")[0])
    library.keep(ids(house, "a")[0], Fraction(1), Fraction(2))
    made = library.add_collection("Selects").collections[0]
    library.save_search(
        "In selects", Query("car", cut_query("car").phrases, Filter(collection_ids=frozenset({made.id})))
    )
    library.add_collection("Broken", "{]")
    basket, selects, search, broken = house.reader.kept_lists()
    assert (basket.moments, selects.moments) == (2, 0)
    assert search.query is not None
    assert not search.trouble
    assert broken.query is None
    assert "JSON" in broken.trouble
    library.rename_collection(made.id, "Best")
    assert not house.reader.kept_lists()[2].trouble, "its own library knows it by its id"
    library.remove_collection(made.id)
    assert house.reader.kept_lists()[1].trouble == "Not in this library: the collection “Selects”."
