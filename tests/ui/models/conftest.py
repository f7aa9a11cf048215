"""The Models page over a source on loopback, a folder of its own and a fake library."""

import os
from dataclasses import replace

import pytest
import torch

import resources
from c2v_desktop.models import model_choice
from c2v_desktop.models_page.actions import ModelActions
from c2v_desktop.models_page.controller import ModelsController, ModelServices, ModelSettings
from core.encode import checkpoint_check
from core.model_store.downloader import Downloader
from core.settings import change_settings, load_settings
from tests.fakes.hash_encoder import HashEncoder
from tests.unit.encode.tiny import tiny_state
from tests.unit.model_store.source import ModelSource

DOWNLOADABLE = """
[[model]]
id = "{id}"
name = "{name}"
suits = "tests"
summary = "Small."
licence = "Apache-2.0"
licence_note = "As we say."
licence_url = "https://example.invalid/card"
languages = ["English"]
finds = ["stills", "motion", "centres"]
provenance = "Drawn from a seed."
parameters = 100000
backend = "clip2video"
architecture = ""
image_px = 32
resize_mode = "shortest"
interpolation = "bicubic"
hub = "some/{id}"
revision = "main"
[[model.files]]
name = "w.pt"
"""


class Glance:
    """Looks at checkpoints in this process: starting another torch is not what most of these tests are about."""

    recognise = staticmethod(checkpoint_check.recognise)
    recognise_towers = staticmethod(checkpoint_check.recognise_towers)
    fits_architecture = staticmethod(checkpoint_check.fits_architecture)
    write_towers = staticmethod(checkpoint_check.write_towers)
    try_model = staticmethod(checkpoint_check.try_model)

    def stop(self):
        return


class FakeProgram:
    """What the page is tied to: settings in a file, and the model that runs."""

    def __init__(self, path):
        self.path = path
        self.running = self.read().encoder
        self.made = []
        self.speed = 1.0

    def read(self):
        return load_settings(self.path)[0]

    def change(self, edit):
        return change_settings(self.path, edit)

    def note_running(self, encoder):
        self.running = encoder

    def make_encoder(self, settings):
        self.made.append(HashEncoder(settings.weights.split("/")[-2] if settings.weights else "demo"))
        return self.made[-1]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """A CLIP2Video file so small that it comes at once, with as many words as the tokenizer has: it can be used."""
    path = tmp_path_factory.mktemp("checkpoint") / "w.pt"
    torch.save({name: each.half() for name, each in tiny_state(vocab=49408).items()}, path)
    return path


@pytest.fixture(autouse=True)
def _entries(monkeypatch, tmp_path):
    (tmp_path / "downloadable.toml").write_text(
        DOWNLOADABLE.format(id="tiny", name="Tiny") + DOWNLOADABLE.format(id="other", name="Other")
    )
    found = resources.path
    monkeypatch.setattr(
        resources,
        "path",
        lambda name: tmp_path / "downloadable.toml" if name == model_choice.DOWNLOADABLE else found(name),
    )


@pytest.fixture
def source(checkpoint, monkeypatch):
    made = ModelSource(checkpoint.read_bytes())
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_ENDPOINT", made.address)
    yield made
    made.end()


@pytest.fixture
def program(tmp_path):
    return FakeProgram(tmp_path / "settings.toml")


@pytest.fixture
def means(program):
    return ModelServices(
        make_encoder=program.make_encoder,
        encoder_source=lambda settings: settings.weights or "demo",
        make_inspector=Glance,
        make_fetcher=lambda proxy, stop: Downloader(
            timeout_s=0.5, tries=2, proxy=proxy, sleep=lambda _: stop.sleep(0.01)
        ),
        measure_s=0.05,
    )


@pytest.fixture
def make_actions(window, tasks, program, means, tmp_path, qtbot):
    """Makes the page; called again, as after a restart."""
    made = []

    def make(**more):
        chosen = ModelSettings(program.read, program.change, lambda: program.running, program.note_running)
        models = ModelsController(window, tmp_path / "models", tasks, chosen, replace(means, **more))
        made.append(ModelActions(models))
        qtbot.addWidget(made[-1].page)
        made[-1].open()
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def model_actions(make_actions):
    return make_actions()
