"""Captions and judgements of a library become the pairs that a run learns from."""

import sys
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from c2v_desktop.finetune.engine import EngineDeps, FinetuneEngine
from core.encode.encoder_options import EncoderOptions
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_data import load_data
from core.library import Library, LibraryDeps
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.settings import EncoderSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.store.reading import open_to_read
from core.values.teaching import TeachingFailed, TeachingPlan
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.inline_lane import finish
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import StillFrames, draw_video
from tests.unit.c2v_desktop.finetune.test_engine import SOURCE, until_end

NAMES = [f"{colour} {thing}" for colour in ("red", "blue", "green") for thing in ("car", "frog", "sky", "hen")]


class Home:
    """A library that is written to, and an engine that reads it beside."""

    def __init__(self, root: Path) -> None:
        self.root, self.clips = root, root / "clips"
        self.clips.mkdir()
        for name in NAMES:
            draw_video(self.clips / f"{name}.mp4", [(name, 6.0)])
        draw_video(self.clips / "logo.jpg", [("white logo", 0.0)])
        deps = LibraryDeps(
            SqliteCatalogue(root / "catalogue.db"), StillFrames(), HashEncoder(), MemoryPictures(), PlainDisk(),
            PlainIndex, root / "index", Settings(), source=SOURCE,
        )  # fmt: skip
        self.library = Library(deps)
        self.library.watch([self.clips])
        self.library.wake()
        self.index()
        store = ModelStore(root / "models")
        self.engine = FinetuneEngine(
            EngineDeps(
                runs=root / "runs",
                store=store,
                open_catalogue=lambda: open_to_read(root / "catalogue.db"),
                settings=EncoderSettings,
                options=lambda settings: EncoderOptions(settings.backend, settings.weights),
                source=lambda _: SOURCE,
                open_frames=StillFrames,
                installer=lambda: ModelInstaller(store, "2026-11-30", lambda *_: None, lambda *_: None),
                put_words=lambda _: None,
                command=[sys.executable, "-P", "-m", "tests.fakes.teaching_child", "runs"],
            )
        )

    def index(self) -> None:
        finish(self.library.reconcile(None))
        finish(self.library.ingest())

    def id_of(self, name: str) -> int:
        return next(video.id for video in self.library.videos() if video.path.stem == name)

    def hit(self, name: str):
        answer = self.library.search(self.library.cut(name), 50)
        return next(hit for hit in answer.hits if hit.video.path.stem == name)

    def judge(self, name: str, sentence: str, is_right: bool) -> None:
        hit = self.hit(name)
        moment = (hit.video.id, hit.segment.start_s, hit.segment.end_s)
        self.library.judge([moment], sentence, is_right)

    def check(self, with_kept: bool = True):
        return self.engine.check([], with_kept)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    yield made
    made.engine.close()
    made.library.close()


def usable(checked):
    return {
        (pair.path.stem, pair.caption, pair.start_s, pair.end_s)
        for pair, split in zip(checked.pairs, checked.splits, strict=True)
        if split is not None
    }


def test_captions_of_a_clip_and_of_a_stretch_and_right_judgements_take_part(home):
    home.library.add_caption(home.id_of("red car"), "a car in the rain")
    home.library.add_caption(home.id_of("blue frog"), "a frog jumps", Fraction(1), Fraction(4))
    home.judge("green sky", "a green sky at dawn", True)
    home.judge("green hen", "a green sky at dawn", False)
    checked = home.check()
    assert checked.problems == ()
    found = usable(checked)
    assert ("red car", "a car in the rain", None, None) in found
    assert ("blue frog", "a frog jumps", Fraction(1), Fraction(4)) in found
    assert {each[:2] for each in found} == {
        ("red car", "a car in the rain"), ("blue frog", "a frog jumps"), ("green sky", "a green sky at dawn"),
    }  # fmt: skip
    assert usable(home.check(with_kept=False)) == set()


def test_stills_take_part_with_captions_and_judgements(home):
    home.library.add_caption(home.id_of("logo"), "a white logo")
    home.judge("logo", "the logo of the fair", True)
    checked = home.check()
    assert checked.problems == ()
    assert {each[:2] for each in usable(checked)} == {("logo", "a white logo"), ("logo", "the logo of the fair")}


def test_a_run_learns_from_the_frames_of_exactly_these_moments(home):
    for name in NAMES[:6]:
        home.library.add_caption(home.id_of(name), f"a {name}")
    home.judge(NAMES[6], "something else", True)
    home.library.add_caption(home.id_of("logo"), "a white logo")
    events = SimpleQueue()
    run = home.engine.start(TeachingPlan("words", home.check()), events.put)
    last = until_end(events)[-1]
    assert not isinstance(last, TeachingFailed), last
    data = load_data(RunFolder(home.root / "runs" / run.id).data)
    expected = {f"a {name}": name for name in NAMES[:6]} | {"something else": NAMES[6], "a white logo": "logo"}
    assert set(data.captions) == set(expected)
    with closing(open_to_read(home.root / "catalogue.db")) as catalogue:
        spec = catalogue.specs()[0]
        for caption, place in zip(data.captions, data.of_caption, strict=True):
            segment = catalogue.segments_of(home.id_of(expected[caption]), spec)[0]
            stored = catalogue.frame_vectors([segment.id])[0]
            assert np.array_equal(data.frames[place][: data.counts[place]], stored), caption
    run.wait(20)


def test_a_clip_that_was_moved_and_one_that_is_away_still_take_part(home):
    home.library.add_caption(home.id_of("red car"), "a car in the rain")
    home.judge("red hen", "a hen in the yard", True)
    (home.clips / "red car.mp4").rename(home.clips / "renamed.mp4")
    (home.clips / "red hen.mp4").unlink()
    home.index()
    checked = home.check()
    assert {each[:2] for each in usable(checked)} == {
        ("renamed", "a car in the rain"),
        ("red hen", "a hen in the yard"),
    }


def test_of_a_clip_that_left_the_library_the_caption_is_a_problem_and_no_pair(home):
    home.library.add_caption(home.id_of("red car"), "a car in the rain")
    home.library.add_caption(home.id_of("red hen"), "a hen in the yard")
    finish(home.library.remove([home.clips / "red car.mp4"]))
    checked = home.check()
    assert {each[:2] for each in usable(checked)} == {("red hen", "a hen in the yard")}
    assert [(each.kind, checked.pairs[each.pair].caption) for each in checked.problems] == [
        ("not_indexed", "a car in the rain")
    ]


def test_the_same_sentence_as_caption_and_as_judgement_counts_once(home):
    video = home.id_of("red car")
    home.judge("red car", "a car in the rain", True)
    (judged,) = home.library.judgements()
    home.library.add_caption(video, "A car in the rain", judged.start_s, judged.end_s)
    checked = home.check()
    assert len(usable(checked)) == 1
    assert [each.kind for each in checked.problems] == ["duplicate"]
