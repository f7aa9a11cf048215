"""Long indexing by a model nobody measured here is an occasion to offer it; everything else is none."""

from dataclasses import replace
from hashlib import sha256

import pytest
from PySide6.QtWidgets import QPushButton

from c2v_desktop.models_page.speed_offer import SpeedOffer
from c2v_desktop.paths import find_places
from core.encode.format_measurements import (
    FormatMeasurements,
    FormatTrial,
    keep_measured,
    processor_key,
    threads_of,
)
from core.model_store.store import ModelRecord, ModelStore, StoredFile
from core.settings import EncoderSettings
from core.values import IngestProgress

RECORD = ModelRecord(
    id="small",
    name="Small Model",
    entry="",
    backend="clip_mean",
    architecture="ViT-B-32",
    weights="w.safetensors",
    files=(StoredFile("w.safetensors", 7, sha256(b"weights").hexdigest(), "only copied", ""),),
    finds=("stills",),
    languages=("English",),
    licence="",
    date="2026-11-30",
)
LONG = IngestProgress(3, 900, 40, 9000, 0, 8.0, 1200.0, None)


class Offered:
    """A window with the offer in it, and what was asked of it."""

    def __init__(self, window, tasks, tmp_path):
        places = find_places(tmp_path / "home").make()
        store = ModelStore(places.models)
        staged = store.staging("small")
        staged.mkdir(parents=True)
        (staged / "w.safetensors").write_bytes(b"weights")
        store.adopt(RECORD, staged)
        self.weights = store.weights(RECORD)
        self.running = EncoderSettings(backend="clip_mean", model="ViT-B-32", weights=str(self.weights))
        self.device = "cpu"
        self.measured = []
        self.window, self.tasks = window, tasks
        SpeedOffer(window, places, tasks, lambda: self.running, lambda: self.device, self.measured.append)

    def buttons(self):
        return [each for each in self.window.notices.findChildren(QPushButton) if each.text() == "Measure"]


@pytest.fixture
def offered(window, tasks, tmp_path):
    return Offered(window, tasks, tmp_path)


def test_long_indexing_offers_it_once_and_the_button_measures(offered):
    offered.tasks.progress.emit(LONG)
    offered.tasks.progress.emit(LONG)
    (button,) = offered.buttons()
    assert "Small Model" in offered.window.notices.bars[0].notice.hint
    button.click()
    assert offered.measured == ["small"]


@pytest.mark.parametrize(
    "progress",
    [replace(LONG, eta_s=500.0), replace(LONG, eta_s=None), replace(LONG, finished=True)],
    ids=["short", "unknown", "finished"],
)
def test_a_short_run_is_left_alone_and_a_long_one_after_it_is_not(offered, progress):
    offered.tasks.progress.emit(progress)
    assert offered.buttons() == []
    offered.tasks.progress.emit(LONG)
    assert len(offered.buttons()) == 1


@pytest.mark.parametrize("why", ["measured", "card", "set", "demo", "outside"])
def test_where_nothing_can_be_gained_nothing_is_offered(offered, why, tmp_path):
    if why == "measured":
        trials = (FormatTrial("float32", 1.0, 1.0),)
        keep_measured(offered.weights, processor_key(threads_of(0)), FormatMeasurements("t", trials, "", ""))
    elif why == "card":
        offered.device = "cuda"
    elif why == "set":
        offered.running = replace(offered.running, precision="float32")
    elif why == "demo":
        offered.running = EncoderSettings()
    else:
        offered.running = replace(offered.running, weights=str(tmp_path / "elsewhere.pt"))
    offered.tasks.progress.emit(LONG)
    assert offered.buttons() == []
