"""Taught heads are kept, used, and taken back in one click: by the window's own controls, with real models."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from c2v_desktop import compose
from c2v_desktop.finetune_wizard.teaching_launcher import TeachingLauncher
from c2v_desktop.models.model_choice import encoder_with
from c2v_desktop.models_page.launcher import ModelsLauncher
from c2v_desktop.paths import find_places
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.finetune.heads import HeadsTrainer
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import save_data
from core.finetune.trainer import TrainerRequest
from core.model_store.entries import FileSpec
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelRecord, ModelStore
from core.settings import EncoderSettings
from core.values.teaching import Figure, TeachingOutcome, TeachingPlan, TeachingSettings
from tests.fakes.house import FakeHouse
from tests.ui.models.conftest import Glance
from tests.unit.encode.tiny import tiny_model
from tests.unit.finetune.teaching_material import random_data

pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.fixture
def places(tmp_path):
    return find_places(tmp_path / "program")


@pytest.fixture
def tiny(places, tmp_path):
    """A stored model, and the settings with which it runs."""
    path = tmp_path / "tiny.safetensors"
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny model"), [49406, 49407, *range(256, 4000, 3)])
    store = ModelStore(places.models)
    record = ModelRecord(
        id="tiny", name="Tiny model", entry="", backend="clip2video", architecture="", weights="", files=(),
        finds=("stills", "motion"), languages=("en",), licence="", date="2026-11-30", note="",
    )  # fmt: skip
    ModelInstaller(store, "2026-11-30", lambda *_: None, lambda *_: None).install_file(
        path, record, FileSpec("t.safetensors")
    )
    settings = EncoderSettings(device="cpu", precision="float32", threads=1)
    return encoder_with(settings, store, "tiny")


@pytest.fixture
def finished(places, tiny, tmp_path):
    """A run that taught other heads, judged to be better."""
    folder, base = RunFolder(places.runs / "20261130-heads"), compose.encoder_options(tiny)
    plan = TeachingPlan("heads", settings=TeachingSettings(learning_rate=0.01, epochs=2))
    folder.write_plan(RunPlan(plan, base.to_json(), "Tiny model", "tiny", 1.8e9))
    data = random_data(64)
    save_data(folder.data, data)
    trainer = HeadsTrainer(
        TrainerRequest(plan, data, base, data.pairs_of("train"), tmp_path, data.pairs_of("validation"))
    )
    for _ in range(trainer.steps):
        trainer.advance()
    trainer.write(folder.result, {"way": "heads", "base": "Tiny model"})
    figures = tuple(Figure(name, 40.0, 60.0, 10.0, 30.0) for name in ("R@1", "R@5", "R@10"))
    folder.append(TeachingOutcome("better", "Better.", 30, 40, figures, result=folder.result, reason="gain"))
    return folder


@pytest.fixture
def house(tmp_path, tiny):
    home = tmp_path / "home"
    home.mkdir()
    made = FakeHouse(home, encoder=compose.make_encoder(tiny, in_process=True))
    made.library = made.build(
        source=compose.encoder_source(tiny), open_encoder=lambda _: compose.make_encoder(tiny, in_process=True)
    )
    return made


@pytest.fixture
def teaching(finished, places, tiny, stocked, house, window, lane, tasks, settle, monkeypatch):
    real = compose.make_encoder
    monkeypatch.setattr(compose, "make_encoder", lambda settings: real(settings, in_process=True))
    monkeypatch.setattr(compose, "make_inspector", Glance)
    models = ModelsLauncher(window, places, tasks, tiny)
    models.tie(house.library, lane, stocked)
    made = TeachingLauncher(window, lambda: places, tasks, models)
    made.tie(house.library, lane, stocked)
    yield made
    made.close()
    models.close()
    settle()


def press(button):
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_taught_heads_are_used_and_one_click_brings_the_same_results_back(
    teaching, window, stocked, house, settle, qtbot, tiny
):
    def found():
        window.query.ask("a red car")
        settle()
        hits = stocked.search_controller.answer.hits
        return [(hit.video.path.name, hit.segment.start_s, hit.score) for hit in hits]

    before = found()
    assert len(before) >= 3
    window.actions_["app.teach"].trigger()
    settle()
    wizard = teaching.wizard()
    wizard.window.way.runs.setCurrentRow(0)
    press(wizard.window.way._show)
    settle()
    assert wizard.window.step == "outcome"
    wizard.window.press_next()
    settle()
    page = wizard.window.use_page
    page.name.clear()
    QTest.keyClicks(page.name, "Harbour shots")
    press(page.keep)
    qtbot.waitUntil(lambda: not page.use_now.isHidden(), timeout=60_000)
    settle()
    assert found() == before, "what is only kept changes nothing"

    press(page.use_now)
    models_page = teaching._models.actions().page

    def question():
        return [each for each in models_page.findChildren(QMessageBox) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(question()), timeout=60_000)
    house.frames.scanned.clear()
    (box,) = question()
    press(next(each for each in box.buttons() if box.buttonRole(each) == QMessageBox.ButtonRole.AcceptRole))
    qtbot.waitUntil(lambda: not page.go_back.isHidden(), timeout=60_000)
    settle()
    assert window.status._model.text() == "Harbour shots"
    taught = found()
    assert [each[2] for each in taught] != [each[2] for each in before], "the taught heads answer"

    press(page.go_back)
    qtbot.waitUntil(lambda: not page.use_now.isHidden(), timeout=60_000)
    settle()
    assert not question(), "one click"
    assert window.status._model.text() == "Tiny model"
    assert found() == before
    assert house.frames.scanned == [], "nothing was decoded either way"
    assert teaching._models.running.weights == tiny.weights

    wizard.go("way")
    settle()
    wizard.window.way.choices["words"].click()
    settle()
    wizard.window.way.runs.setCurrentRow(0)
    press(wizard.window.way._show)
    settle()
    wizard.window.press_next()
    settle()
    assert page.keep.isHidden(), "it is kept already, and one copy is enough"
    assert not page.use_now.isHidden()
