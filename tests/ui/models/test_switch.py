"""Another model is put to work from the page: read first, then done, while the library goes on answering."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from c2v_desktop.models_page.switch import SwitchServices
from core.encode.format_measurements import (
    FormatMeasurements,
    FormatTrial,
    keep_measured,
    processor_key,
    threads_of,
)
from core.errors import DiskFullError, EncoderError, WeightsMissingError
from core.settings import AppearanceSettings
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.ui.models.page_user import ModelsPageUser


@pytest.fixture
def house(tmp_path):
    """A library that knows where its model came from."""
    home = tmp_path / "home"
    home.mkdir()
    made = FakeHouse(home, encoder=HashEncoder("demo", is_demo=True))
    made.library = made.build(source="demo", open_encoder=lambda source: HashEncoder("demo", is_demo=True))
    return made


@pytest.fixture
def at(qtbot, stocked, house, lane, make_actions, source):
    made = make_actions()
    made.use_services(SwitchServices(house.library, lane, stocked.indexing.use_model))
    hands = ModelsPageUser(qtbot, made)
    hands.install()
    return hands


def ask(at):
    at.press("tiny", "use")
    at.qtbot.waitUntil(lambda: any(each.isVisible() for each in at.page.findChildren(QMessageBox)), timeout=10_000)
    return at.dialog(QMessageBox).text()


def test_a_model_is_put_to_work_while_the_window_is_open(at, window, house, stocked, program, settle, tmp_path):
    text = ask(at)
    assert "3 clips (0:13 of footage) will be decoded and re-indexed." in text
    assert "has not been measured" in text
    assert "Until then, searches use Demo model." in text
    assert not program.path.exists(), "nothing is changed before the answer"
    at.answer(True)
    settle()
    assert at.card("tiny").state == "in use"
    assert at.card("demo").state == "bundled"
    assert program.read().encoder.weights == str(tmp_path / "models/tiny/w.pt")
    assert window.status._model.text() == "tiny"
    assert house.encoder.is_closed
    assert not program.made[-1].is_closed
    assert program.made[-1].calls > 0
    assert house.library.answers_meanwhile is None
    window.query.ask("red car")
    settle()
    assert stocked.search_controller.answer.hits[0].video.path.name == "car.mov"


def test_no_is_no(at, house, program):
    ask(at)
    at.answer(False)
    assert program.made[-1].is_closed
    assert not house.encoder.is_closed
    assert at.card("tiny").state == "here"
    assert not program.path.exists()


def test_a_speed_that_is_known_becomes_a_time(at):
    at.press("tiny", "measure")
    at.quiet()
    assert "This takes at least" in ask(at)
    at.answer(False)


def test_a_model_in_use_that_measures_faster_is_loaded_again_at_once(
    qtbot, stocked, house, lane, make_actions, source, settle, program, tmp_path
):
    def find_faster(key, stop):
        trials = (FormatTrial("float32", 1.0, 1.0), FormatTrial("float32 onnx", 2.0, 1.0))
        keep_measured(
            tmp_path / f"models/{key}/w.pt", processor_key(threads_of(0)), FormatMeasurements("t", trials, "", "")
        )

    made = make_actions(try_formats=find_faster)
    made.use_services(SwitchServices(house.library, lane, stocked.indexing.use_model))
    at = ModelsPageUser(qtbot, made)
    at.install()
    ask(at)
    at.answer(True)
    settle()
    former = program.made[-1]
    at.press("tiny", "measure")
    at.quiet()
    settle()
    assert former.is_closed
    assert at.card("tiny").state == "in use"
    assert at.card("tiny").trouble == ""
    assert not program.made[-1].is_closed
    assert program.made[-1] is not former
    assert house.library.answers_meanwhile is None
    count = len(program.made)
    at.press("tiny", "measure")
    at.quiet()
    settle()
    assert len(program.made) == count + 1, "nothing new was found: only the one that was measured"


def test_going_back_decodes_nothing(at, house, settle):
    ask(at)
    at.answer(True)
    settle()
    house.frames.scanned.clear()
    at.press("demo", "use")
    at.qtbot.waitUntil(lambda: any(each.isVisible() for each in at.page.findChildren(QMessageBox)), timeout=10_000)
    assert "has already indexed every clip" in at.answer(True)
    settle()
    assert at.card("demo").state == "in use"
    assert house.frames.scanned == []


def test_it_changes_in_the_middle_of_indexing(running, house, tasks, footage_folder, settle, qtbot):
    running.add([footage_folder])
    qtbot.waitUntil(lambda: running.indexing.is_indexing)
    second = HashEncoder("second")
    tasks.start(running.indexing.use_model(second, "second"))
    settle()
    assert house.encoder.is_closed
    assert {video.state for video in house.library.videos()} == {"ready", "failed"}
    assert all(house.catalogue.has_vectors(v.id, second.spec) for v in house.library.videos() if v.state == "ready")
    assert house.library.answers_meanwhile is None


def test_a_change_that_fails_leaves_the_former_model_at_work(at, house, program, monkeypatch, settle):
    def full(encoder, source):
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(house.library, "use_model", full)
    ask(at)
    at.answer(True)
    at.quiet()
    settle()
    assert at.card("tiny").trouble == "The disk is full."
    assert at.card("tiny").state == "chosen"
    assert at.card("demo").state == "in use"
    assert program.made[-1].is_closed
    assert not house.encoder.is_closed


def test_only_one_change_is_prepared_at_a_time(at, program):
    ask(at)
    at.actions.act("use", "demo")
    assert at.card("demo").busy == ""
    assert len(program.made) == 1
    at.answer(False)


def test_a_closed_page_comes_back_with_the_question(at):
    at.press("tiny", "use")
    at.page.close()
    at.qtbot.waitUntil(lambda: any(each.isVisible() for each in at.page.findChildren(QMessageBox)), timeout=10_000)
    assert at.page.isVisible()
    at.answer(False)


@pytest.mark.parametrize("agreed", [False, True])
def test_a_page_that_came_with_the_question_goes_with_the_answer(at, settle, agreed):
    """Another window had asked, and its button to go back stands there."""
    at.page.close()
    at.actions.switch.begin("tiny")
    at.qtbot.waitUntil(lambda: any(each.isVisible() for each in at.page.findChildren(QMessageBox)), timeout=10_000)
    at.answer(agreed)
    settle()
    assert not at.page.isVisible()
    assert at.card("tiny").state == ("in use" if agreed else "here")


def test_a_page_from_which_it_was_asked_stays(at, settle):
    ask(at)
    at.answer(True)
    settle()
    assert at.page.isVisible()


def test_a_pause_stays_a_pause(at, stocked, window, program, settle):
    stocked.progress.pause(True)
    ask(at)
    at.answer(True)
    switching = "Switching to tiny; searches use demo until then."
    at.qtbot.waitUntil(lambda: window.status._model.text() == switching, timeout=10_000)
    assert stocked.indexing.is_paused
    assert program.made[-1].calls == 0
    stocked.progress.pause(False)
    settle()
    assert program.made[-1].calls > 0


def test_what_cannot_be_loaded_is_said_and_changes_nothing(qtbot, stocked, house, lane, make_actions, source, program):
    class BrokenModel:
        @property
        def spec(self):
            raise WeightsMissingError("The file is gone.")

        def close(self):
            return

    made = make_actions(make_encoder=lambda settings: BrokenModel())
    made.use_services(SwitchServices(house.library, lane, stocked.indexing.use_model))
    at = ModelsPageUser(qtbot, made)
    at.install()
    at.press("tiny", "use")
    at.quiet()
    assert at.card("tiny").trouble == "The file is gone."
    assert at.card("tiny").state == "here"
    assert not program.path.exists()
    assert not house.encoder.is_closed
    at.page.close()
    made.switch.begin("tiny", is_agreed=True)
    at.quiet()
    assert at.page.isVisible(), "who went back from another window is told why nothing happened"
    assert at.card("tiny").trouble == "The file is gone."


def test_loading_can_be_stopped(qtbot, stocked, house, lane, make_actions, source, program):
    class SlowSwitchModel(HashEncoder):
        def __init__(self):
            self.over = threading.Event()
            super().__init__("slow")

        @property
        def spec(self):
            self.over.wait(20)
            raise EncoderError("The model was shut down.")

        @spec.setter
        def spec(self, value):
            return

        def close(self):
            self.over.set()

    made = make_actions(make_encoder=lambda settings: SlowSwitchModel())
    made.use_services(SwitchServices(house.library, lane, stocked.indexing.use_model))
    at = ModelsPageUser(qtbot, made)
    at.install()
    at.press("tiny", "use")
    assert at.row("tiny")._state.text() == "Loading the model…"
    at.press("tiny", "stop")
    at.quiet()
    assert at.card("tiny").trouble == ""
    assert at.card("tiny").state == "here"


def test_without_a_library_it_is_chosen_for_the_next_start(qtbot, make_actions, source, program):
    at = ModelsPageUser(qtbot, make_actions())
    at.install()
    program.change(lambda now: replace(now, look=AppearanceSettings("light")))
    assert "after a restart" in ask(at)
    at.answer(True)
    assert at.card("tiny").state == "chosen"
    assert at.card("demo").state == "in use"
    assert program.read().look.theme == "light", "what others saved meanwhile stays"
    assert program.made == []


def test_a_damaged_model_is_not_put_to_work(at, tmp_path):
    (tmp_path / "models/tiny/w.pt").write_bytes(b"short")
    at.press("tiny", "use")
    at.quiet()
    assert "is damaged" in at.card("tiny").trouble
    assert at.card("tiny").state == "damaged"


def test_the_status_line_names_the_model_that_indexes_and_the_one_that_answers(at, window, stocked, settle, qtbot):
    """Whatever is told in between: counts, changes, progress."""
    stocked.indexing.pause(True)
    ask(at)
    at.answer(True)
    qtbot.waitUntil(
        lambda: window.status._model.text() == "Switching to tiny; searches use demo until then.", timeout=20_000
    )
    stocked.indexing.pause(False)
    settle()
    assert window.status._model.text() == "tiny"
