"""Helpers that die: which video is blamed, when the walk stops, and that a library is never written off."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import CrashedError, EncoderDiedError, IndexingPausedError, UnreadableError
from core.ingest.crashes import CrashBook
from core.settings import SamplingSettings, Settings
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, colour_of, draw_video


class DeadlyFrames(StillFrames):
    """Ends over videos whose names begin with `deadly`; `lives` says how often."""

    def __init__(self, lives: int = 99) -> None:
        super().__init__()
        self.lives = lives
        self.deaths = 0

    def probe(self, path: Path):
        if path.name.startswith("deadly") and self.deaths < self.lives:
            self.deaths += 1
            raise CrashedError(path, f"The decoder stopped while reading {path.name}.")
        return super().probe(path)


class DeadlyEncoder(HashEncoder):
    """Ends over frames that show a word."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.colours = [colour_of(word) for word in words]
        self.deaths = 0

    def encode_frames(self, pixels):
        seen = {tuple(map(int, colour)) for colour in np.unique(pixels.reshape(-1, 3), axis=0)}
        if not self.colours or seen & set(self.colours):
            self.deaths += 1
            raise EncoderDiedError("The model's process ended unexpectedly (out of luck).")
        return super().encode_frames(pixels)


def house_with(home: Path, *, frames: StillFrames | None = None, encoder: HashEncoder | None = None) -> FakeHouse:
    house = FakeHouse(home, frames=frames or StillFrames(), encoder=encoder or HashEncoder())
    house.library = house.build(sleep=lambda _: None)
    return house


def states(house: FakeHouse) -> dict[str, str]:
    return {video.path.stem: video.state for video in house.reader.videos()}


def video(house: FakeHouse, name: str):
    return next(video for video in house.reader.videos() if video.path.stem == name)


# ---- the decoder


def test_a_video_that_ends_the_decoder_once_gets_a_second_try(tmp_path):
    house = house_with(tmp_path, frames=DeadlyFrames(lives=1))
    house.index(draw_video(tmp_path / "deadly.film", [("red car", 2.0)]))
    assert states(house) == {"deadly": "ready"}


def test_a_video_that_ends_the_decoder_twice_is_skipped_with_its_reason_and_the_rest_goes_on(tmp_path):
    house = house_with(tmp_path, frames=DeadlyFrames())
    folder = tmp_path / "films"
    draw_video(folder / "deadly.film", [("red car", 2.0)])
    draw_video(folder / "fine.film", [("blue sky", 2.0)])
    last = house.index(folder)
    assert states(house) == {"deadly": "failed", "fine": "ready"}
    assert last.failed == 1
    note = video(house, "deadly").note
    assert "decoder stopped while reading deadly.film" in note
    assert "2 times" in note
    assert house.frames.deaths == 2  # type: ignore[attr-defined]


def test_who_listens_hears_which_clip_stopped_the_decoder_and_what_became_of_it(tmp_path):
    class Deadly(DeadlyFrames):
        """One kills once, one each time, one twice over another decoder: the second time it is no video."""

        deaths_of: dict[str, int]

        def probe(self, path: Path):
            kills = {"once.film": 1, "always.film": 9, "torn.film": 1}.get(path.name, 0)
            self.deaths_of[path.name] = self.deaths_of.get(path.name, 0) + 1
            if self.deaths_of[path.name] <= kills:
                raise CrashedError(path, "The decoder stopped.")
            if path.name == "torn.film":
                raise UnreadableError(path, "This is not a video.")
            return super().probe(path)

    frames = Deadly()
    frames.deaths_of = {}
    house = house_with(tmp_path, frames=frames)
    for name in ("once", "always", "torn", "fine"):
        draw_video(tmp_path / f"films/{name}.film", [(f"red {name}", 2.0)])
    last = house.index(tmp_path / "films")
    told = {(crash.path.stem, crash.outcome) for each in house.progress for crash in each.crashes}
    assert {("once", "retrying"), ("always", "retrying"), ("torn", "retrying")} <= told
    outcomes = {crash.path.stem: crash.outcome for crash in last.crashes}
    assert outcomes == {"once": "indexed", "always": "skipped", "torn": "failed"}
    assert house.progress[-1].crashes == last.crashes


def test_a_clip_that_is_gone_after_it_stopped_the_decoder_is_not_told_of(tmp_path):
    class Unplugged(DeadlyFrames):
        def probe(self, path: Path):
            path.unlink(missing_ok=True)
            return super().probe(path)

    house = house_with(tmp_path, frames=Unplugged())
    assert house.index(draw_video(tmp_path / "deadly.film", [("red car", 2.0)])).crashes == ()


def test_a_skipped_video_stays_skipped_after_a_restart_until_it_is_tried_again(tmp_path):
    house = house_with(tmp_path, frames=DeadlyFrames(lives=2))
    house.index(draw_video(tmp_path / "deadly.film", [("red car", 2.0)]))
    house.library = house.build()
    house.index()
    assert states(house) == {"deadly": "failed"}
    house.library.retry([video(house, "deadly").id])
    finish(house.library.ingest())
    assert states(house) == {"deadly": "ready"}


def test_a_skipped_video_that_is_gone_waits_for_its_drive_and_is_not_blamed(tmp_path):
    class Unplugged(DeadlyFrames):
        def probe(self, path: Path):
            path.unlink(missing_ok=True)
            return super().probe(path)

    house = house_with(tmp_path, frames=Unplugged())
    path = draw_video(tmp_path / "deadly.film", [("red car", 2.0)])
    house.library.watch([path])
    finish(house.library.reconcile())
    finish(house.library.ingest())
    assert states(house) == {"deadly": "waiting"}
    assert [folder.online for folder in house.reader.folders()] == [False]


def test_a_reader_that_ends_over_every_video_stops_the_walk(tmp_path):
    house = house_with(tmp_path, frames=DeadlyFrames())
    folder = tmp_path / "films"
    for number in range(5):
        draw_video(folder / f"deadly {number}.film", [("red car", 2.0)], salt=str(number))
    house.library.watch([folder])
    finish(house.library.reconcile())
    with pytest.raises(IndexingPausedError, match="Indexing paused"):
        finish(house.library.ingest())
    assert sorted(states(house).values()) == ["failed"] * 3 + ["waiting"] * 2


def test_no_picture_is_decoded_of_a_skipped_video(tmp_path):
    house = house_with(tmp_path, frames=DeadlyFrames())
    house.index(draw_video(tmp_path / "deadly.film", [("red car", 2.0)]))
    with pytest.raises(UnreadableError, match="2 times"):
        house.reader.picture(video(house, "deadly"), 0.0)


# ---- the model


def test_a_video_that_ends_the_model_is_put_aside_and_skipped_after_its_second_try(tmp_path):
    house = house_with(tmp_path, encoder=DeadlyEncoder("poison"))
    folder = tmp_path / "films"
    draw_video(folder / "a.film", [("poison cup", 1.0)])
    draw_video(folder / "b.film", [("blue sky", 8.0)])
    house.index(folder)
    assert states(house) == {"a": "failed", "b": "ready"}
    assert "model's process ended" in video(house, "a").note
    assert house.encoder.deaths == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("readers", [1, 4])
def test_of_videos_in_one_batch_only_the_one_that_ends_the_model_is_skipped(tmp_path, readers):
    settings = Settings(sampling=SamplingSettings(decoders=readers))
    house = FakeHouse(
        tmp_path, settings, helpers=[StillFrames() for _ in range(readers - 1)], encoder=DeadlyEncoder("poison")
    )
    house.library = house.build(sleep=lambda _: None)
    folder = tmp_path / "films"
    for number in range(7):
        draw_video(folder / f"{number}.film", [("poison cup" if number == 3 else "blue sky", 2.0)], salt=str(number))
    last = house.index(folder)
    assert states(house) == {str(number): "failed" if number == 3 else "ready" for number in range(7)}
    assert last.failed == 1
    assert house.encoder.deaths <= 3  # type: ignore[attr-defined]


def test_a_model_that_ends_over_every_video_stops_the_walk_and_blames_none(tmp_path):
    house = house_with(tmp_path, encoder=DeadlyEncoder())
    folder = tmp_path / "films"
    for number in range(5):
        draw_video(folder / f"{number}.film", [("red car", 2.0)], salt=str(number))
    house.library.watch([folder])
    finish(house.library.reconcile())
    for _ in range(2):
        with pytest.raises(IndexingPausedError, match="keeps crashing"):
            finish(house.library.ingest())
    assert set(states(house).values()) == {"waiting"}
    # each time one batch of several videos, then two videos by themselves
    assert house.encoder.deaths == 6  # type: ignore[attr-defined]


def test_one_video_alone_that_ends_the_model_is_not_blamed_but_said(tmp_path):
    house = house_with(tmp_path, encoder=DeadlyEncoder())
    house.library.watch([draw_video(tmp_path / "a.film", [("red car", 2.0)])])
    finish(house.library.reconcile())
    with pytest.raises(IndexingPausedError, match="out of luck"):
        finish(house.library.ingest())
    assert states(house) == {"a": "waiting"}


def test_the_order_of_videos_does_not_matter(tmp_path):
    house = house_with(tmp_path, encoder=DeadlyEncoder("poison"))
    folder = tmp_path / "films"
    for number in range(3):
        draw_video(folder / f"{number}.film", [("blue sky", 2.0 + number)])
    draw_video(folder / "last.film", [("poison cup", 9.0), ("green tree with many leaves", 9.0)])
    house.index(folder)
    assert states(house)["last"] == "failed"
    assert list(states(house).values()).count("ready") == 3


def test_skipped_videos_between_good_ones_do_not_stop_the_walk():
    book = CrashBook()
    for _ in range(10):
        book.video_skipped()
        book.went_well(by_model=True)
    assert not book.another_round()
