"""A further kind of explanation is a backend, a record and, where it has more to show than rows, a renderer.

Here all three are the test's own. They go through the encoder protocol, the library, the command line and the window
as these are.
"""

import json
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.encode import encoder_protocol
from core.library import Library, LibraryDeps
from core.store.catalogue import SqliteCatalogue
from core.values import KINDS, UNIT, Explanation, FloatArray, Query, ScorePart
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.memory_pictures import MemoryPictures
from tests.fakes.plain_disk import PlainDisk
from tests.fakes.plain_index import PlainIndex
from tests.fakes.still_frames import StillFrames
from ui.search import renderers

NOTE = "Only the best frame counts for this model."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BestFrame(Explanation):
    """Of a model that scores a moment by its best frame alone. Shapes: similarities (T,)."""

    kind: ClassVar[str] = "best frame"
    adds_up: ClassVar[bool] = True

    similarities: FloatArray

    @property
    def phrase_rows(self):
        return np.zeros((0, len(self.times_s)), np.float32)

    @property
    def whole_row(self):
        return np.where(self.similarities == self.similarities.max(), self.similarities, 0).astype(np.float32)

    def parts(self):
        return (ScorePart("sentence", -1, "best frame", self.whole_row, self.total),)


KINDS.pop(BestFrame.kind)  # other tests know the product's kinds alone


class BestFrameEncoder(HashEncoder):
    def explain(self, query, frame_vectors, times_s):
        sentence = self.encode_text([query.text])[0].pooled
        similarities = frame_vectors.astype(np.float32) @ sentence
        return BestFrame(phrases=(), times_s=tuple(times_s), score=float(similarities.max()), similarities=similarities)


class BestFrameRenderer(renderers.Renderer[BestFrame]):
    def sentences(self, model):
        return [NOTE, *super().sentences(model)]


@pytest.fixture(autouse=True)
def another_kind(monkeypatch):
    monkeypatch.setitem(KINDS, BestFrame.kind, BestFrame)
    monkeypatch.setitem(renderers._RENDERERS, BestFrame, BestFrameRenderer)


@pytest.fixture
def house(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return FakeHouse(home, encoder=BestFrameEncoder())


@pytest.fixture
def c2v(monkeypatch, tmp_path, capsys):
    """The command line over the test's encoder: what it prints."""

    def build(settings, places, on_folder_change=None, *, in_process=False, read_only=False):
        places.make()
        return Library(
            LibraryDeps(
                SqliteCatalogue(places.catalogue, read_only=read_only), StillFrames(), BestFrameEncoder(),
                MemoryPictures(), PlainDisk(), PlainIndex, places.index, settings, read_only=read_only,
            )
        )  # fmt: skip

    def run(*arguments):
        capsys.readouterr()
        assert cli.main(["--home", str(tmp_path / "command line"), *map(str, arguments)]) in (0, 3)
        return capsys.readouterr().out

    monkeypatch.setattr(compose, "build_library", build)
    yield run
    stop_logs()


def test_the_window_shows_it(stocked, window, settle):
    window.query.ask("red car")
    settle()
    shown = stocked.selection.card.explanation
    assert isinstance(shown, BestFrame)
    assert [row[0] for row in window.evidence.table()] == ["row", "best frame"]
    assert window.evidence.peak_times() == [shown.best_s]
    assert window.evidence._evidence.renderer.foot_note("score", "").startswith(NOTE)
    assert "adds most" in window.details.words
    assert not window.grab().isNull()


def test_the_command_line_shows_it(c2v, footage_folder):
    c2v("index", footage_folder)
    assert "best frame" in c2v("explain", "red car")
    told = json.loads(c2v("explain", "red car", "--json"))
    assert told["kind"] == "best frame"
    assert max(told["similarities"]) == pytest.approx(told["score"])
    assert told["totals"] == {"sentence": pytest.approx(told["score"], abs=UNIT), "phrases": [], "rest": None}
    best = json.loads(c2v("search", "red car", "--json"))["hits"][0]["best_s"]
    assert best == told["best_s"] == told["times_s"][int(np.argmax(told["similarities"]))]


def test_it_comes_back_from_the_process_of_the_model():
    frames = np.random.default_rng(0).standard_normal((3, 64)).astype(np.float16)
    sent = BestFrameEncoder().explain(Query("car", ()), frames, [0.0, 0.5, 1.0])
    header, arrays = encoder_protocol.explanation_to_wire(sent)
    back = encoder_protocol.explanation_from_wire(json.loads(json.dumps(header)), arrays)
    assert isinstance(back, BestFrame)
    assert np.array_equal(back.similarities, sent.similarities)
    assert (back.times_s, back.score, back.best_s) == (sent.times_s, sent.score, sent.best_s)


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(TypeError, match="two kinds"):

        class Other(Explanation):
            kind = "centres"
            adds_up = True
