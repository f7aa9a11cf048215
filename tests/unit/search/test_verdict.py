"""Strong, good and weak are the model's word about this moment, whatever else the library holds."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import StoreError
from core.library import indexing
from core.search.calibration import Calibration
from core.search.verdict import GOOD_Z, LEAST_Z, SMALL, SMALL_Z, STRONG_MORE, good_z_among, make_null
from core.store.null_files import NullFiles
from core.values import Answer, ByteArray, Filter, FrameShape
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import WORDS_KEPT, draw_video

NAMES = [f"thing{number}" for number in range(40)]


def videos(shape: FrameShape, count: int, frames: int) -> Iterator[ByteArray]:
    """Pictures of random stripes, which the fake model reads as words nobody asks for."""
    rng = np.random.default_rng(4)
    for _ in range(count):
        stripes = rng.integers(1, 255, (WORDS_KEPT, 3), dtype=np.uint8)
        picture = np.repeat(stripes, -(-shape.image_px // WORDS_KEPT), axis=0)[: shape.image_px]
        yield np.repeat(np.repeat(picture[:, None], shape.image_px, axis=1)[None], max(3, frames), axis=0)


def judged(home: Path, *scenes: str) -> FakeHouse:
    """A library of these scenes, a video each, whose model was asked before."""
    house = FakeHouse(home)
    house.library = house.build(calibration=Calibration(NullFiles(home / "nulls"), videos))
    for number, words in enumerate(scenes):
        draw_video(home / f"films/{number}.film", [(words, 3.0)])
    house.index(home / "films")
    return house


def strength(answer: Answer, name: str) -> str:
    return next(hit.strength for hit in answer.hits if hit.video.path.name == name)


def test_a_perfect_hit_is_called_so_in_a_library_of_two(tmp_path: Path) -> None:
    answer = judged(tmp_path, "red car", "blue sky").ask("red car")
    assert answer.is_judged
    assert strength(answer, "0.film") == "strong"
    assert strength(answer, "1.film") == "weak"


@pytest.mark.parametrize("text", ["green frog", "zzzz", "2", "NULL"])
def test_what_is_not_there_is_not_called_close_in_a_small_library(tmp_path: Path, text: str) -> None:
    assert {hit.strength for hit in judged(tmp_path, "red car", "blue sky").ask(text).hits} == {"weak"}


def test_fifty_more_of_a_kind_do_not_change_a_verdict(tmp_path: Path) -> None:
    house = judged(tmp_path, "red car", "blue sky", "white rabbit")
    before = strength(house.ask("red car"), "0.film")
    for number in range(50):
        draw_video(tmp_path / f"films/more{number}.film", [("red car", 3.05 + number / 20)])
    house.index()
    after = house.ask("red car")
    assert len(after.hits) > 50
    assert before == strength(after, "0.film") == "strong"
    assert sum(hit.strength == "strong" for hit in after.hits) == 51


def test_without_a_null_a_small_library_is_not_judged_at_all(tmp_path: Path) -> None:
    draw_video(tmp_path / "films/0.film", [("red car", 3.0)])
    house = FakeHouse(tmp_path)
    house.index(tmp_path / "films")
    answer = house.ask("red car")
    assert not answer.is_judged
    assert {hit.strength for hit in answer.hits} == {"weak"}


def asked_after(home: Path) -> list[int]:
    """How many videos were ready each time the model was asked, in a run over three."""
    house, ready = FakeHouse(home), list[int]()

    def noted(shape: FrameShape, count: int, frames: int) -> Iterator[ByteArray]:
        ready.append(len(house.catalogue.videos(Filter(states=frozenset({"ready"})))))
        return videos(shape, count, frames)

    house.library = house.build(calibration=Calibration(NullFiles(home / "nulls"), noted))
    for number in range(3):
        draw_video(home / f"films/{number}.film", [(f"thing{number}", 3.0)])
    assert house.index(home / "films").frames_done
    assert house.ask("thing1").is_judged
    return ready


def test_clips_can_be_searched_before_the_model_is_asked_what_its_scores_are_worth(tmp_path: Path) -> None:
    assert asked_after(tmp_path) == [3]


def test_whoever_waits_for_the_end_of_a_short_run_does_not_wait_for_that_too(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.library = house.build(calibration=Calibration(NullFiles(tmp_path / "nulls"), videos))
    draw_video(tmp_path / "films/0.film", [("red car", 3.0)])
    house.library.watch([tmp_path / "films"])
    finish(house.library.reconcile())
    finish(house.library.ingest(False))
    assert not house.ask("red car").is_judged
    finish(house.library.calibrate())
    assert strength(house.ask("red car"), "0.film") == "strong"


def test_a_long_queue_does_not_put_that_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "CALIBRATE_AFTER_S", 0.0)
    (ready,) = asked_after(tmp_path)
    assert ready < 3


def test_a_model_is_asked_once_and_its_answer_survives_a_restart(tmp_path: Path) -> None:
    judged(tmp_path, "red car", "blue sky")
    again = HashEncoder()
    calibration = Calibration(NullFiles(tmp_path / "nulls"), videos)
    assert calibration.find(again.spec) is not None
    list(calibration.make(again))
    assert (again.calls, again.texts) == (0, [])


def test_a_verdict_is_the_same_after_a_restart(tmp_path: Path) -> None:
    first = Calibration(NullFiles(tmp_path), videos)
    list(first.make(HashEncoder()))
    later = Calibration(NullFiles(tmp_path)).find(HashEncoder().spec)
    known = first.find(HashEncoder().spec)
    assert known is not None
    assert later is not None
    text = HashEncoder().encode_text(["red car"])[0].pooled
    assert later.score_calibration(text, 20) == known.score_calibration(text, 20)


def test_each_model_has_its_own(tmp_path: Path) -> None:
    calibration = Calibration(NullFiles(tmp_path), videos)
    list(calibration.make(HashEncoder("one")))
    assert calibration.find(HashEncoder("two").spec) is None
    list(calibration.make(HashEncoder("two")))
    assert len(list(tmp_path.glob("*.null"))) == 2


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    list(Calibration(NullFiles(tmp_path), videos).make(HashEncoder()))
    (file,) = tmp_path.glob("*.null")
    whole = bytearray(file.read_bytes())
    whole[100] ^= 1
    file.write_bytes(whole)
    calibration = Calibration(NullFiles(tmp_path), videos)
    assert calibration.find(HashEncoder().spec) is None
    list(calibration.make(HashEncoder()))
    assert calibration.find(HashEncoder().spec) is not None


def test_a_place_that_cannot_be_written_costs_nothing_but_asking_again() -> None:
    class Full:
        def load(self, key: str) -> None:
            return None

        def save(self, key: str, arrays: object) -> None:
            raise StoreError("The disk is full.")

    calibration = Calibration(Full(), videos)
    list(calibration.make(HashEncoder()))
    assert calibration.find(HashEncoder().spec) is not None


def test_making_it_yields_often(tmp_path: Path) -> None:
    assert sum(1 for _ in Calibration(None, videos).make(HashEncoder())) > 20


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_a_sentence_that_says_nothing_gets_no_small_spread_of_its_own() -> None:
    rng = np.random.default_rng(0)
    common = np.zeros(64)
    common[0] = 8.0
    moments = unit(rng.normal(size=(128, 64)) + common)
    null = make_null(unit(rng.normal(size=(200, 64))), moments)
    empty = unit(common[None])[0]
    assert float((moments @ empty).std()) < 0.7 * null.usual
    measure = null.score_calibration(empty, 2000)
    assert {measure.judge(float(score)) for score in moments @ empty} == {"weak"}


def test_copies_do_not_shift_the_measure() -> None:
    rng = np.random.default_rng(1)
    null = make_null(unit(rng.normal(size=(200, 64))), unit(rng.normal(size=(128, 64))))
    few = unit(rng.normal(size=(20, 64)))
    many = np.concatenate([few, np.repeat(few[:1], 500, axis=0)])
    assert null.shift(many) == pytest.approx(null.shift(few), abs=1e-6)
    assert null.shift(np.zeros((0, 64), np.float32)) == 0.0


def test_footage_on_which_everything_scores_higher_is_measured_from_there() -> None:
    rng = np.random.default_rng(2)
    sentences = unit(rng.normal(size=(200, 64)) + 0.5)
    null = make_null(sentences, unit(rng.normal(size=(128, 64))))
    assert null.shift(unit(rng.normal(size=(500, 64)) + 0.3)) > 0.2


def test_the_threshold_grows_slowly_with_the_library() -> None:
    assert good_z_among(2000) == good_z_among(10**6) == GOOD_Z
    assert good_z_among(1) == good_z_among(0) == LEAST_Z
    assert good_z_among(SMALL) == SMALL_Z
    assert LEAST_Z < good_z_among(2) < good_z_among(20) < SMALL_Z < good_z_among(200) < GOOD_Z
    assert good_z_among(250) - good_z_among(200) < STRONG_MORE / 10


def test_only_what_does_not_fit_is_a_try_of_chance() -> None:
    rng = np.random.default_rng(3)
    null = make_null(unit(rng.normal(size=(200, 64))), unit(rng.normal(size=(128, 64))))
    text = unit(rng.normal(size=(1, 64)))[0]
    others = unit(rng.normal(size=(9, 64)))
    hits = np.concatenate([others, np.repeat(text[None], 60, axis=0)])
    alone = null.score_calibration(text, 9, 0.0, others)
    assert null.score_calibration(text, 69, 0.0, hits).good_z == pytest.approx(alone.good_z)
    assert null.score_calibration(text, 69).good_z > alone.good_z + 0.5
