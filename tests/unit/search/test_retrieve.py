"""Ranked moments: the right ones, once, in words that follow the stated rule."""

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from core.search.query_vectors import FEWEST_TO_COMPARE, GOOD_CHANCE, STRONG_CHANCE, make_score_calibration
from core.search.verdict import ScoreCalibration
from core.values import Filter, FloatArray, Query
from tests.fakes.house import FakeHouse, house_of_scenes
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video

SCENES = [
    ("red car", "blue sky"),
    ("green frog", "white rabbit"),
    ("bear fence", "man walks"),
    ("fly petal", "dog basket"),
    ("moon rover", "stream stones"),
    ("red bus", "grey road"),
]


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, SCENES)


@pytest.mark.parametrize("words", [words for scenes in SCENES for words in scenes])
def test_a_scene_is_found_by_its_words(house: FakeHouse, words: str) -> None:
    best = house.ask(words).hits[0]
    number = next(i for i, scenes in enumerate(SCENES) if words in scenes)
    assert best.video.path.name == f"{number}.film"
    assert best.segment.start_s == 3.0 * SCENES[number].index(words)


def test_hits_come_best_first_and_all_of_them(house: FakeHouse) -> None:
    answer = house.ask("red car")
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert [hit.rank for hit in answer.hits] == list(range(1, 13))
    assert (answer.searched_segments, answer.ready_videos, answer.total_videos) == (12, 6, 6)
    assert answer.is_exact


def test_the_score_is_the_cosine_of_sentence_and_segment(house: FakeHouse) -> None:
    text = house.encoder.encode_text(["red car"])[0].pooled
    for hit in house.ask("red car").hits:
        assert hit.score == pytest.approx(float(house.catalogue.segment_vectors([hit.segment.id])[0] @ text), abs=1e-6)


def test_the_limit_holds(house: FakeHouse) -> None:
    assert [h.video.path.name for h in house.ask("red car", limit=2).hits] == ["0.film", "5.film"]


def test_by_video_gives_each_video_once(house: FakeHouse) -> None:
    hits = house.ask("red car", by_video=True).hits
    assert len(hits) == len({hit.video.id for hit in hits}) == 6
    assert hits[0].segment.start_s == 0.0


def test_copies_are_one_hit(house: FakeHouse) -> None:
    for name in ("copy.film", "again.film"):
        draw_video(house.home / "films" / name, [(words, 3.0) for words in SCENES[0]])
    house.index()
    answer = house.ask("red car", limit=3)
    assert len(answer.hits) == 3
    assert [v.path.name for v in (answer.hits[0].video, *answer.hits[0].copies)] == [
        "0.film",
        "again.film",
        "copy.film",
    ]
    assert len(answer.hits[1].copies) == 0


def test_many_copies_leave_room_for_others(house: FakeHouse) -> None:
    for number in range(30):
        draw_video(house.home / f"films/copy{number}.film", [(words, 3.0) for words in SCENES[0]])
    house.index()
    hits = house.ask("red car", limit=5).hits
    assert len(hits) == 5
    assert len(hits[0].copies) == 30


def test_a_copy_that_is_there_speaks_for_one_that_is_away(house: FakeHouse) -> None:
    drive = house.home / "a drive"
    draw_video(drive / "copy.film", [(words, 3.0) for words in SCENES[0]])
    house.index(drive)
    drive.rename(house.home / "in the bag")
    house.index()
    hit = house.ask("red car").hits[0]
    assert (hit.video.path.name, hit.video.state) == ("0.film", "ready")
    assert [(v.path.name, v.state) for v in hit.copies] == [("copy.film", "offline")]
    assert hit.segment.video_id == hit.video.id


def test_a_filter_is_applied_before_the_best_are_taken(house: FakeHouse) -> None:
    other = house.home / "other"
    draw_video(other / "x.film", [("purple cow", 3.0)])
    house.index(other)
    folder = house.reader.folders()[1]
    query = house.library.cut("red car")
    answer = house.library.search(Query(query.text, query.phrases, Filter(folder_ids=frozenset({folder.id}))), 1)
    assert [hit.video.path.name for hit in answer.hits] == ["x.film"]
    assert answer.searched_segments == 1


def test_a_filter_that_lets_nothing_through_gives_nothing(house: FakeHouse) -> None:
    answer = house.library.search(Query("red car", (), Filter(folder_ids=frozenset({99}))))
    assert answer.hits == ()
    assert answer.searched_segments == 0


def test_an_empty_library_gives_an_empty_answer(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    answer = house.ask("red car")
    assert answer.hits == ()
    assert answer.total_videos == 0


def test_a_video_waiting_to_be_indexed_again_is_not_shown_as_it_was(house: FakeHouse) -> None:
    draw_video(house.home / "films/0.film", [("white rabbit", 9.0)])
    finish(house.library.reconcile())
    assert all(hit.video.path.name != "0.film" for hit in house.ask("red car").hits)


def test_words_beyond_the_context_are_reported(house: FakeHouse) -> None:
    answer = house.ask(" ".join(["red"] * 30 + ["umbrella"]))
    assert answer.dropped == ("umbrella",)


def test_a_sentence_is_encoded_once(house: FakeHouse) -> None:
    house.ask("red car")
    house.ask("red car", by_video=True)
    assert house.encoder.texts.count("red car") == 1


def test_timings_add_up(house: FakeHouse) -> None:
    timings = house.ask("red car").timings
    assert min(timings.text_ms, timings.index_ms, timings.fetch_ms) >= 0
    assert timings.total_ms == timings.text_ms + timings.index_ms + timings.fetch_ms


# ---- the yardstick


def test_words_follow_the_stated_chances() -> None:
    scores = np.random.default_rng(1).normal(0.2, 0.05, 1000).astype(np.float32)
    measure = make_score_calibration(scores)
    assert measure is not None
    assert measure.level == pytest.approx(0.2, abs=0.01)
    assert measure.spread == pytest.approx(0.05, abs=0.005)
    normal = NormalDist()
    assert 1000 * (1 - normal.cdf(measure.good_z)) == pytest.approx(GOOD_CHANCE)
    assert 1000 * (1 - normal.cdf(measure.strong_z)) == pytest.approx(STRONG_CHANCE)
    assert measure.judge(0.2 + measure.spread * (measure.strong_z + 0.1)) == "strong"
    assert measure.judge(0.2 + measure.spread * (measure.good_z + 0.1)) == "good"
    assert measure.judge(0.2) == "weak"


def _measure(scores: FloatArray) -> ScoreCalibration:
    found = make_score_calibration(scores)
    assert found is not None
    return found


def test_a_minority_of_true_matches_does_not_bend_the_yardstick() -> None:
    rng = np.random.default_rng(2)
    scores = np.concatenate([rng.normal(0.2, 0.02, 900), rng.normal(0.5, 0.02, 100)]).astype(np.float32)
    assert _measure(scores).judge(0.45) == "strong"


def test_noise_alone_is_rarely_called_good() -> None:
    rng = np.random.default_rng(3)
    words = [
        _measure(scores).judge(float(scores.max())) for scores in rng.normal(0.2, 0.05, (200, 300)).astype(np.float32)
    ]
    assert words.count("weak") > 100
    assert words.count("strong") < 10


def test_where_nothing_can_be_compared_there_is_no_measure() -> None:
    assert make_score_calibration(np.full(FEWEST_TO_COMPARE - 1, 0.1, np.float32)) is None
    assert make_score_calibration(np.zeros(0, np.float32)) is None


def test_equal_segments_do_not_make_everything_strong() -> None:
    measure = _measure(np.full(50, 0.3, np.float32))
    assert measure.judge(0.3) == "weak"
    assert measure.judge(0.4) == "strong"
