"""A library with everything real changes its model while it is open, and back: nothing is decoded, nothing is lost."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from c2v_desktop import compose
from c2v_desktop.paths import find_places
from core.media.decoder_process import DecoderProcess
from core.settings import EncoderSettings, Settings
from tests.clips import draw_numbers
from tests.fakes.inline_lane import finish

MODEL = Path(__file__).resolve().parents[2] / "resources" / "models" / "demo.safetensors"
pytestmark = pytest.mark.skipif(not MODEL.is_file(), reason="no bundled demo model (resources/models/demo.safetensors)")


@pytest.fixture
def heads(tmp_path: Path) -> EncoderSettings:
    """The demo model with heads trained otherwise: its image tower is the same."""
    state = load_file(MODEL)
    state["trans_layernorm.bias"] += 0.05
    with safe_open(MODEL, "pt") as file:
        save_file(state, tmp_path / "heads.safetensors", metadata=file.metadata())
    return EncoderSettings(weights=str(tmp_path / "heads.safetensors"), device="cpu", precision="float32", threads=1)


def test_a_model_with_other_heads_takes_over_and_gives_back(tmp_path, heads, monkeypatch):
    threads = torch.get_num_threads()
    demo = replace(heads, weights="")
    (tmp_path / "films").mkdir()
    for number in range(2):
        draw_numbers(tmp_path / f"films/{number}.mp4", 100)
    places = find_places(tmp_path / "home")
    library = compose.build_library(Settings(encoder=demo), places, in_process=True)
    try:
        library.wake()
        library.watch([tmp_path / "films"])
        finish(library.reconcile())
        finish(library.ingest())
        scanned = []

        def scan(self, *given, **more):
            scanned.append(given)
            return real(self, *given, **more)

        real = DecoderProcess.scan
        monkeypatch.setattr(DecoderProcess, "scan", scan)
        query = library.cut("bright bars")

        def answer() -> list[tuple[str, float]]:
            return [(hit.video.path.name, round(hit.score, 4)) for hit in library.search(query).hits]

        before = answer()

        def change(settings: EncoderSettings) -> None:
            encoder = compose.make_encoder(settings, in_process=True)
            switch_estimate = finish(library.switch_estimate(encoder.spec))
            assert switch_estimate.to_decode == 0
            library.use_model(encoder, compose.encoder_source(settings))

        change(heads)
        assert answer() == before, "the former one answers"
        finish(library.ingest())
        assert len(answer()) == len(before)
        assert answer() != before
        change(demo)
        finish(library.ingest())
        assert answer() == before
        assert scanned == []
        assert library.status().waiting == 0
        assert len(library.models()) == 2
    finally:
        library.close()
        torch.set_num_threads(threads)
    with closing(sqlite3.connect(places.catalogue)) as catalogue:
        assert catalogue.execute("PRAGMA integrity_check").fetchone() == ("ok",)
