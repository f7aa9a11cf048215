"""Captions, judgements and taught words belong to a clip's content, and every change can be undone exactly."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.errors import QueryError, StoreError
from core.store.catalogue import SqliteCatalogue
from core.values import (
    LONGEST_CAPTION,
    Changes,
    Judgement,
    KeptCaption,
    TaughtVectors,
    TaughtWord,
    Video,
    exact_length,
    tidy_sentence,
)
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video
from tests.unit.test_contents import RealDisk


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


def texts(house: FakeHouse, name: str) -> list[str]:
    return [each.text for each in house.library.captions_of(clip(house, name).id)]


def vectors(tower: str, value: float = 1.0) -> TaughtVectors:
    return TaughtVectors.of(tower, np.full((2, 3), value, np.float32))


# ---- captions


def test_a_copy_has_the_captions_of_its_original_and_both_are_told_to_have_changed(house: FakeHouse) -> None:
    change = house.library.add_caption(clip(house, "a").id, "a red car", Fraction(1), Fraction(2))
    house.library.add_caption(clip(house, "copy").id, "all of it")
    assert texts(house, "a") == texts(house, "copy") == ["all of it", "a red car"], "the whole clip first"
    assert texts(house, "b") == []
    assert house.changes[0] == Changes(
        frozenset({clip(house, "a").id, clip(house, "copy").id}), initiator="keep", kept=True
    )
    house.library.undo_kept(change)
    assert texts(house, "a") == ["all of it"]


def test_times_of_captions_are_set_to_frames_inside_of_the_clip(house: FakeHouse) -> None:
    video = clip(house, "b")
    assert video.info is not None
    (made,) = house.library.add_caption(video.id, "x", Fraction(1) + Fraction(1, 1000), None).captions
    assert (made.start_s, made.end_s) == (Fraction(1), exact_length(video.info))
    for start, end in ((Fraction(2), Fraction(1)), (Fraction(1), Fraction(9)), (Fraction(9), None)):
        with pytest.raises(QueryError, match="in point"):
            house.library.add_caption(video.id, "y", start, end)
        with pytest.raises(QueryError, match="in point"):
            house.library.edit_caption(made.id, "y", start, end)
    assert texts(house, "b") == ["x"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\tfrog \r\n jumps\n", "a frog jumps"),
        ("a\x00frog\x1b[31m", "a frog [31m"),
        ("caf\u0065\u0301", "café"),
        ("\ufeffa\u00adfrog\u202e", "afrog"),
        ("می\u200cخواهم \U0001f469\u200d\U0001f4bb", "می\u200cخواهم \U0001f469\u200d\U0001f4bb"),
        ("odd \udcff", "odd"),
        ("x" * LONGEST_CAPTION, "x" * LONGEST_CAPTION),
    ],
)
def test_a_caption_is_kept_on_one_line_without_what_cannot_be_seen(house: FakeHouse, typed: str, kept: str) -> None:
    (made,) = house.library.add_caption(clip(house, "b").id, typed).captions
    assert made.text == kept == tidy_sentence(kept)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("\x00\u200b", "empty"),
        ("x" * 10_000, "1,000 characters; this one has 10,000"),
    ],
)
def test_what_is_no_caption_is_refused_with_a_sentence(house: FakeHouse, text: str, said: str) -> None:
    (made,) = house.library.add_caption(clip(house, "b").id, "a frog").captions
    for call in (
        lambda: house.library.add_caption(clip(house, "b").id, text),
        lambda: house.library.edit_caption(made.id, text, None, None),
        lambda: house.library.judge([(clip(house, "b").id, 0.0, 1.0)], text, True),
    ):
        with pytest.raises(QueryError, match=said):
            call()
    assert (texts(house, "b"), house.library.judgements()) == (["a frog"], [])


def test_the_same_caption_of_a_moment_is_kept_once(house: FakeHouse) -> None:
    library, id_ = house.library, clip(house, "b").id
    library.add_caption(id_, "A frog", Fraction(1), Fraction(2))
    (other,) = library.add_caption(id_, "A frog", Fraction(1), Fraction(3)).captions
    with pytest.raises(QueryError, match="already"):
        library.add_caption(id_, "a  FROG", Fraction(1), Fraction(2))
    with pytest.raises(QueryError, match="already"):
        library.edit_caption(other.id, "a frog", Fraction(1), Fraction(2))
    assert library.edit_caption(other.id, "a frog", Fraction(1), Fraction(3)).captions[0].text == "a frog"


def test_captions_that_are_gone_are_told_of(house: FakeHouse) -> None:
    (made,) = house.library.add_caption(clip(house, "b").id, "a frog").captions
    house.library.remove_captions([made.id])
    for call in (
        lambda: house.library.remove_captions([made.id]),
        lambda: house.library.edit_caption(made.id, "x", None, None),
        lambda: house.library.remove_captions([]),
    ):
        with pytest.raises(QueryError, match="no longer"):
            call()


def test_the_text_of_a_caption_can_be_edited_while_its_clip_is_away(house: FakeHouse) -> None:
    (made,) = house.library.add_caption(clip(house, "b").id, "frgo", Fraction(1), Fraction(2)).captions
    finish(house.library.remove([house.home / "r"]))
    house.library.edit_caption(made.id, "frog", made.start_s, made.end_s)
    assert [(each.text, each.path.name) for each in house.library.captions()] == [("frog", "b.mp4")]
    with pytest.raises(QueryError, match="not in the library"):
        house.library.edit_caption(made.id, "frog", None, None)


def test_moved_clips_and_those_that_come_back_have_what_was_said_of_them(house: FakeHouse) -> None:
    library, video = house.library, clip(house, "b")
    library.add_caption(video.id, "a frog", Fraction(1), Fraction(2))
    library.judge([(video.id, 0.0, 3.0)], "frog", True)
    library.put_words([TaughtWord(0, "Kermit", "name", (library.clip_example(video.id),), 0.0, (vectors("t"),))])
    (house.home / "r/b.mp4").rename(house.home / "r/renamed.mp4")
    house.index()
    assert texts(house, "renamed") == ["a frog"]
    removal = finish(library.remove([house.home / "r"]))
    finish(library.purge([removal.id]))
    there = house.home / "r/renamed.mp4"
    places = {each.path for each in library.captions()} | {each.path for each in library.judgements()}
    assert places == {there}, "it still has a name"
    assert library.taught_words()[0].examples[0].path == there
    (house.home / "r").rename(house.home / "elsewhere")
    house.index(house.home / "elsewhere")
    assert texts(house, "renamed") == ["a frog"]
    assert [each.is_right for each in library.judged_for("FROG")] == [True]


def test_another_version_of_a_clip_can_have_what_fits_of_what_was_said_of_the_old_one(house: FakeHouse) -> None:
    library, video = house.library, clip(house, "b")
    early = library.add_caption(video.id, "a frog", Fraction(1), Fraction(2)).captions[0]
    late = library.add_caption(video.id, "gone", Fraction(2), Fraction(3)).captions[0]
    whole = library.add_caption(video.id, "frogs").captions[0]
    library.judge([(video.id, 0.0, 2.0), (video.id, 1.0, 3.0)], "frog", True)
    examples = (library.clip_example(video.id, 0, 1), library.clip_example(video.id, 2, 3))
    library.put_words([TaughtWord(0, "Kermit", "name", examples, 0.0, (vectors("t"),))])
    before = (library.captions(), library.judgements(), library.taught_words())
    draw_video(house.home / "r/b.mp4", [("a better frog", 2.5)])
    house.index()
    video = clip(house, "b")
    assert texts(house, "b") == []
    assert library.former_content(video.id) == early.fingerprint, "captions alone are something that is kept"
    change = library.carry_over(video.id)
    assert video.info is not None
    now, old = video.info.fingerprint, early.fingerprint
    assert {each.id: each.fingerprint for each in library.captions()} == {early.id: now, late.id: old, whole.id: now}
    assert sorted((float(each.end_s or 0), each.fingerprint == now) for each in library.judgements()) == [
        (2.0, True),
        (3.0, False),
    ]
    assert [each.fingerprint for each in library.taught_words()[0].examples] == [now, old]
    assert library.former_content(video.id) == "", "something is kept of the new version"
    with pytest.raises(QueryError, match="captions"):
        library.carry_over(video.id)
    library.undo_kept(change)
    assert (library.captions(), library.judgements(), library.taught_words()) == before
    assert library.former_content(video.id) == old


def test_a_clip_with_a_caption_of_its_own_takes_none_over(house: FakeHouse) -> None:
    library, video = house.library, clip(house, "b")
    library.rate([video.id], 4)
    draw_video(house.home / "r/b.mp4", [("a better frog", 2.5)])
    house.index()
    library.add_caption(clip(house, "b").id, "new")
    assert library.former_content(clip(house, "b").id) == ""
    with pytest.raises(QueryError, match="already"):
        library.carry_over(clip(house, "b").id)


# ---- judgements


def test_a_moment_is_right_or_wrong_for_a_sentence_but_never_both(house: FakeHouse) -> None:
    library, id_ = house.library, clip(house, "b").id
    first = library.judge([(id_, 0.0, 1.5)], " A frog ", True)
    assert library.judge([(id_, 0.0, 1.5)], "a FROG", True).is_empty
    second = library.judge([(id_, 0.0, 1.5)], "a FROG", False)
    assert [(each.sentence, each.is_right) for each in library.judgements()] == [("a FROG", False)]
    library.judge([(id_, 0.0, 1.5)], "a toad", True)
    assert [each.is_right for each in library.judged_for("A frog")] == [False]
    library.undo_kept(second)
    assert [each.is_right for each in library.judged_for("a frog")] == [True]
    library.undo_kept(first)
    assert [each.sentence for each in library.judgements()] == ["a toad"]


def test_a_moment_that_was_cut_otherwise_is_judged_anew_not_twice(house: FakeHouse) -> None:
    library, id_ = house.library, clip(house, "b").id
    (made,) = library.judge([(id_, 0.0, 1.5)], "a frog", True).judgements
    assert library.judge([(id_, 0.0, 1.4)], "a frog", True).is_empty
    change = library.judge([(id_, 0.0, 1.4)], "a frog", False)
    assert [(each.id, float(each.end_s or 0), each.is_right) for each in library.judgements()] == [
        (made.id, 1.4, False)
    ]
    library.judge([(id_, 0.0, 3.0)], "a frog", True)
    assert [each.is_right for each in library.judgements()] == [False, True], "that is another stretch"
    library.undo_kept(change)
    assert library.judgements()[0] == made


def test_several_moments_are_judged_in_one_step_and_copies_share_it(house: FakeHouse) -> None:
    library = house.library
    moments = [(clip(house, name).id, 0.0, 1.5) for name in ("a", "copy", "b")]
    change = library.judge(moments, "red", False)
    assert len(change.judgements) == 2
    library.unjudge([each.id for each in change.judgements])
    assert library.judgements() == []
    with pytest.raises(QueryError, match="no longer"):
        library.unjudge([change.judgements[0].id])


def test_a_moment_of_a_single_frame_can_be_judged(house: FakeHouse) -> None:
    video = clip(house, "b")
    assert video.info is not None
    length_s = exact_length(video.info)
    for at_s in (0.0, 1.0, float(length_s), float(length_s) + 9):
        (made,) = house.library.judge([(video.id, at_s, at_s)], f"at {at_s}", True).judgements
        assert made.start_s is not None
        assert made.end_s is not None
        assert 0 <= made.start_s < made.end_s <= length_s


def test_a_judgement_is_found_again_after_moments_were_cut_elsewhere() -> None:
    judged = Judgement(1, "f", Path("/f"), Fraction(2), Fraction(4), "frog", True)
    assert judged.covers(2.0, 4.0)
    assert judged.covers(2.1, 4.4)
    assert judged.covers(3.0, 3.0)
    assert not judged.covers(3.5, 8.0)
    assert not judged.covers(5.0, 5.0)
    assert replace(judged, start_s=None, end_s=None).covers(0.0, 0.0)


# ---- taught words


def test_a_word_is_taught_to_one_tower_after_another_and_known_by_its_spelling(house: FakeHouse) -> None:
    library, id_ = house.library, clip(house, "b").id
    examples = (library.clip_example(id_, 0, 1), library.clip_example(id_))
    (first,) = library.put_words([TaughtWord(0, " Rex ", "name", examples, 0.0, (vectors("b"),))]).words
    assert (first.text, first.examples) == ("Rex", examples)
    change = library.put_words([TaughtWord(0, "REX", "name", examples[:1], 0.0, (vectors("a", 2.0),))])
    (word,) = library.taught_words()
    assert (word.id, word.text, word.examples) == (first.id, "REX", examples[:1])
    assert [each.tower_key for each in word.vectors] == ["a", "b"]
    taught = word.of_tower("a")
    assert taught is not None
    np.testing.assert_array_equal(taught.array, np.full((2, 3), 2.0, np.float32))
    assert word.of_tower("c") is None
    assert change.is_of_words
    assert change.fingerprints == frozenset()
    library.undo_kept(change)
    assert library.taught_words() == [first]


def test_words_are_renamed_and_removed_and_a_spelling_that_is_taken_is_refused(house: FakeHouse) -> None:
    library = house.library
    rex, kermit = library.put_words(
        [TaughtWord(0, "Rex", "name", (), 0.0, (vectors("a"),)), TaughtWord(0, "Kermit", "word")]
    ).words
    with pytest.raises(QueryError, match="already"):
        library.rename_word(kermit.id, "rex")
    library.rename_word(rex.id, "REX")
    change = library.rename_word(rex.id, "the Miller logo")
    assert [each.text for each in library.taught_words()] == ["Kermit", "the Miller logo"]
    assert library.taught_words()[1].vectors == (vectors("a"),)
    library.undo_kept(change)
    removed = library.remove_words([rex.id, kermit.id])
    assert library.taught_words() == []
    with pytest.raises(QueryError, match="no longer"):
        library.remove_words([rex.id])
    library.put_words([TaughtWord(0, "Rex", "name")])
    with pytest.raises(StoreError, match="spelling"):
        library.undo_kept(removed)
    assert [each.text for each in library.taught_words()] == ["Rex"]


@pytest.mark.parametrize("text", ["", " \n", "…!", "x" * 101])
def test_what_cannot_stand_in_a_sentence_is_no_name(house: FakeHouse, text: str) -> None:
    (rex,) = house.library.put_words([TaughtWord(0, "Rex", "name")]).words
    for call in (
        lambda: house.library.put_words([TaughtWord(0, text, "name")]),
        lambda: house.library.rename_word(rex.id, text),
    ):
        with pytest.raises(QueryError):
            call()
    assert [each.text for each in house.library.taught_words()] == ["Rex"]


def test_vectors_that_are_none_are_refused() -> None:
    for width, data in ((0, b"1234"), (2, b"1234"), (1, b"")):
        with pytest.raises(ValueError, match="numbers"):
            TaughtVectors("a", width, data)


def test_a_picture_is_an_example_by_its_content(house: FakeHouse) -> None:
    picture = house.home / "rex.png"
    picture.write_bytes(b"picture")
    example = house.library.picture_example(picture)
    assert (example.source, example.path, bool(example.fingerprint)) == ("picture", picture, True)


# ---- a library that is only read


def test_a_library_that_is_only_read_shows_all_and_changes_nothing(tmp_path: Path) -> None:
    draw_video(tmp_path / "r/a.mp4", [("red car", 3.0)])
    writer = FakeHouse(tmp_path, disk=RealDisk(), catalogue=SqliteCatalogue(tmp_path / "c.db"))  # type: ignore[arg-type]
    writer.index(tmp_path / "r")
    id_ = clip(writer, "a").id
    writer.library.add_caption(id_, "a car")
    writer.library.close()
    catalogue = SqliteCatalogue(tmp_path / "c.db", read_only=True)
    reader = FakeHouse(tmp_path, disk=RealDisk(), catalogue=catalogue)  # type: ignore[arg-type]
    reader.library = reader.build(read_only=True)
    assert texts(reader, "a") == ["a car"]
    assert isinstance(reader.library.captions()[0], KeptCaption)
    for call in (
        lambda: reader.library.add_caption(id_, "x"),
        lambda: reader.library.judge([(id_, 0.0, 1.0)], "x", True),
        lambda: reader.library.put_words([TaughtWord(0, "Rex", "name")]),
    ):
        with pytest.raises(StoreError):
            call()
    reader.library.close()
