"""The teaching window over a fake engine and a fake main window, with pictures of a fake library."""

import io
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget

from c2v_desktop.finetune_wizard.wizard import WizardController
from c2v_desktop.finetune_wizard.wizard_host import KeptCounts
from c2v_desktop.finetune_wizard.wizard_state import WizardFile
from core.values import MediaInfo, Video
from tests.fakes.teaching import FakeTeachingEngine
from ui import theme
from ui.finetune.teaching_parts import TaughtMoment
from ui.images import Pictures


@dataclass
class FakeHost:
    """Fits WizardHost."""

    pictures: object
    videos: dict
    chosen: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    found: list = field(default_factory=list)
    counts: KeptCounts = field(default_factory=lambda: KeptCounts(52, 8))
    running: str = "demo"
    names: dict = field(default_factory=lambda: {"demo": "Demo model", "taught-1": "My model"})
    asked: list = field(default_factory=list)
    kept_words: tuple = ("Rex",)
    handed_over: str = "the change"
    past: tuple = ("red car at night", "a dog runs")

    def video_at(self, path):
        return self.videos.get(path)

    def selected(self):
        return list(self.chosen)

    async def basket(self):
        return list(self.kept)

    def results(self, count):
        return self.found[:count]

    async def similar(self, examples, count):
        return [each for each in self.found if each not in examples][:count]

    async def kept_counts(self):
        return self.counts

    def index(self, paths):
        self.asked.append(("index", list(paths)))

    def sentences(self, count):
        return list(self.past[:count])

    def model(self):
        return self.running, self.names[self.running]

    def model_name(self, model):
        return self.names.get(model, "")

    def use_model(self, model, *, is_agreed):
        self.asked.append(("use", model, is_agreed))
        self.running = model

    async def take_back_words(self, words, handed_over):
        self.asked.append(("take back", list(words), handed_over))

    def open_models(self):
        self.asked.append(("models",))

    def open_words(self):
        self.asked.append(("words",))

    def say(self, title, hint, then):
        self.asked.append(("say", title, then))


class DrawnPictures:
    """Fits PictureSource: a grey picture of every clip."""

    def __init__(self):
        buffer = io.BytesIO()
        Image.new("RGB", (160, 90), (120, 130, 140)).save(buffer, "JPEG")
        self._jpeg = buffer.getvalue()

    def picture(self, video, time_s):
        return self._jpeg

    def large_picture(self, video, time_s):
        return self._jpeg

    def picture_times(self, video):
        return []


def video_of(number, path):
    info = MediaInfo(path, 1, 1, 5.0 + number, Fraction(25), 160, 90, 0, "h264", 125, f"content {number}")
    return Video(number, 1, path, 1, 1, 0.0, "ready", info=info)


@pytest.fixture
def clips(tmp_path):
    """Clips that are in the library."""
    made = [tmp_path / f"{name}.mov" for name in ("car", "dog", "van")]
    for path in made:
        path.write_bytes(b"")
    return made


@pytest.fixture
def host(clips, lane, qapp):
    theme.apply(qapp, "dark")
    videos = {path: video_of(number, path) for number, path in enumerate(clips, 1)}
    return FakeHost(Pictures(DrawnPictures(), lane), videos)


@pytest.fixture
def main(qtbot):
    """What stands for the main window."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def settle(qtbot, tasks, lane):
    """Wait until nothing moves any more."""

    def wait():
        quiet = [0]

        def is_quiet():
            quiet[0] = 0 if tasks.is_busy or lane.is_busy else quiet[0] + 1
            return quiet[0] >= 4

        qtbot.waitUntil(is_quiet, timeout=240_000)  # a busy computer starts processes slowly

    return wait


@pytest.fixture
def moments(clips):
    return [TaughtMoment(path) for path in clips]


@pytest.fixture
def engine():
    return FakeTeachingEngine()


@pytest.fixture
def file(tmp_path):
    return WizardFile(tmp_path / "teaching.json")


@pytest.fixture
def make_wizard(main, engine, host, tasks, lane, file, qtbot):
    """As the program makes one; another one is the program's next start."""

    def make():
        return WizardController(main, engine, host, tasks, file, lane)

    return make


@pytest.fixture
def wizard(make_wizard):
    return make_wizard()


@pytest.fixture
def opened(wizard, settle):
    wizard.open()
    settle()
    return wizard
