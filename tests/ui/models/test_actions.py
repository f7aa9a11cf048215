"""The page at work: fetching, pausing, failing, importing, measuring, removing. Sources are on loopback."""

import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from c2v_desktop.models_page.controller import make_fetcher
from core.encode.checkpoint_process import CheckpointProcess
from core.errors import DeviceError
from core.model_store.downloader import Downloader
from tests.fakes.hash_encoder import HashEncoder
from tests.ui.models.conftest import Glance
from tests.ui.models.page_user import ModelsPageUser
from tests.unit.encode.tiny import tiny_state
from tests.unit.model_store.source import SourceAnswer, refuse
from ui.models.licence_dialog import LicenceDialog
from ui.models.model_card import state_words


@pytest.fixture
def at(qtbot, model_actions):
    return ModelsPageUser(qtbot, model_actions)


# ---- fetching


def test_the_page_lists_what_there_is_and_fetches_nothing(at, source):
    assert list(at.page.rows) == ["demo", "tiny", "other"]
    assert at.card("demo").state == "in use"
    assert at.buttons("tiny") == ["Install…"]
    assert "English · 400 KB on disk · Apache-2.0" in at.row("tiny")._facts.text()
    at.press("tiny", "install")
    at.dialog(LicenceDialog).reject()
    at.quiet()
    assert source.asked == []


def test_a_model_is_installed_from_the_page_to_the_end(at, source, tmp_path):
    at.install()
    assert [path for path, _ in source.asked] == ["/some/tiny/resolve/main/w.pt"]
    assert (tmp_path / "models/tiny/w.pt").read_bytes() == source.content
    assert at.buttons("tiny") == ["Use…", "Measure", "Check", "Remove…"]
    assert at.card("tiny").files[0].sha256
    assert not (tmp_path / "settings.toml").exists(), "a model that came is not put to work by itself"


def test_the_licence_is_shown_whole_before_anything_is_asked_for(at, source):
    at.press("tiny", "install")
    text = at.dialog(LicenceDialog).findChild(QPlainTextEdit).toPlainText()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    at.dialog(LicenceDialog).reject()
    assert source.asked == []


def test_a_pause_holds_and_resuming_goes_on_where_it_was(at, source):
    source.plan = [SourceAnswer(stall=60_000)]
    at.accept_licence("tiny")
    at.qtbot.waitUntil(lambda: at.card("tiny").done_bytes >= 60_000, timeout=10_000)
    assert at.card("tiny").state == "fetching"
    at.press("tiny", "pause")
    assert at.card("tiny").state == "pausing"
    at.wait("tiny", "paused")
    assert 60_000 <= at.card("tiny").done_bytes < 61_000
    assert at.buttons("tiny") == ["Resume", "Discard…"]
    at.press("tiny", "resume")
    at.wait("tiny", "here")
    assert source.ranges[-1] == "bytes=60000-"


def test_a_source_that_falls_silent_does_not_hold_up_a_pause(qtbot, make_actions, source):
    def fall_silent(talk):
        talk.send_response(200)
        talk.send_header("Content-Length", str(len(source.content)))
        talk.send_header("ETag", '"v1"')
        talk.send_header("X-Linked-Etag", f'"{sha256(source.content).hexdigest()}"')
        talk.end_headers()
        talk.wfile.write(source.content[:60_000])
        talk.wfile.flush()
        source.over.wait(60)

    source.plan = [fall_silent]
    at = ModelsPageUser(qtbot, make_actions(make_fetcher=make_fetcher))  # it would wait for half a minute
    at.accept_licence("tiny")
    qtbot.waitUntil(lambda: at.card("tiny").done_bytes >= 60_000, timeout=10_000)
    at.press("tiny", "pause")
    at.wait("tiny", "paused", timeout=15_000)
    at.press("tiny", "resume")
    at.wait("tiny", "here")
    assert source.ranges[-1] == "bytes=60000-"


def test_a_source_that_asks_for_a_pause_gets_it_and_the_row_says_until_when(qtbot, make_actions, source):
    def fetcher(proxy, stop):
        return Downloader(timeout_s=0.5, tries=2, sleep=stop.sleep)

    source.plan = [refuse(429, Retry_After="1200")]
    at = ModelsPageUser(qtbot, make_actions(make_fetcher=fetcher))
    told = []
    at.actions.models.fetching.connect(told.append)
    at.accept_licence("tiny")
    qtbot.waitUntil(lambda: bool(at.card("tiny").waits_until), timeout=10_000)
    card = at.card("tiny")
    assert state_words(card).startswith(f"Waiting until {card.waits_until}")
    assert at.row("tiny")._lacks.isVisible()
    assert card.waits_for in at.row("tiny")._lacks.text()
    assert (card.trouble, at.buttons("tiny")) == ("", ["Pause", "Cancel"])
    qtbot.waitUntil(lambda: "resumes at" in told[-1])
    at.press("tiny", "pause")
    at.wait("tiny", "paused")
    assert at.card("tiny").waits_until == ""
    assert at.card("tiny").trouble == ""
    at.press("tiny", "resume")
    at.wait("tiny", "here")


def test_a_look_that_dies_costs_no_byte(qtbot, make_actions, source):
    class Dying(Glance):
        def recognise(self, path, architecture=""):
            raise DeviceError("The process that looks at model files ended unexpectedly.")

    at = ModelsPageUser(qtbot, make_actions(make_inspector=Dying))
    at.accept_licence("tiny")
    at.quiet()
    at.wait("tiny", "paused")
    assert "ended unexpectedly" in at.card("tiny").trouble
    at.actions.models.means = replace(at.actions.models.means, make_inspector=Glance)
    at.press("tiny", "resume")
    at.wait("tiny", "here")
    assert len(source.asked) == 1


def test_a_download_outlives_the_page_and_the_program(qtbot, make_actions, source):
    source.plan = [SourceAnswer(stall=60_000)]
    first = ModelsPageUser(qtbot, make_actions())
    first.accept_licence("tiny")
    qtbot.waitUntil(lambda: first.card("tiny").done_bytes >= 60_000)
    first.page.close()
    assert first.actions.models.jobs["tiny"].kind == "fetch", "closing the page stops nothing"
    first.actions.close()
    first.quiet()
    second = ModelsPageUser(qtbot, make_actions())
    assert second.card("tiny").state == "paused"
    assert len(source.asked) == 1, "nothing goes on without being asked"
    second.press("tiny", "resume")
    second.wait("tiny", "here")
    assert source.ranges[-1] == "bytes=60000-"


def test_what_became_of_it_is_told_while_the_page_is_closed(at, source):
    told = []
    at.actions.models.arrived.connect(told.append)
    at.actions.models.stranded.connect(lambda name, why: told.append((name, why)))
    source.plan = [refuse(404)]
    at.accept_licence("tiny")
    at.page.close()
    at.quiet()
    assert told[0][0] == "Tiny"
    assert "no longer available" in told[0][1]
    at.actions.act("resume", "tiny")
    at.quiet()
    assert told[1:] == ["Tiny"]
    at.actions.open()
    assert at.card("tiny").state == "here"


def test_the_status_line_is_told_how_far_it_is(at, source):
    told = []
    at.actions.models.fetching.connect(told.append)
    source.plan = [SourceAnswer(stall=len(source.content) // 2)]
    at.accept_licence("tiny")
    at.qtbot.waitUntil(lambda: bool(told) and told[-1] in ("Tiny 49 %", "Tiny 50 %"), timeout=10_000)
    at.press("tiny", "pause")
    at.wait("tiny", "paused")
    assert told[-1] == ""


def test_the_second_download_waits_for_the_first(at, source):
    source.plans["/some/tiny/resolve/main/w.pt"] = [SourceAnswer(stall=60_000)]
    at.accept_licence("tiny")
    at.qtbot.waitUntil(lambda: at.card("tiny").state == "fetching")
    at.accept_licence("other")
    assert at.card("other").state == "queued"
    at.press("other", "pause")
    at.press("tiny", "pause")
    at.wait("tiny", "paused")
    at.wait("other", "absent")


def test_a_cancelled_download_leaves_nothing_once_that_was_agreed_to(at, source, tmp_path):
    source.plan = [SourceAnswer(stall=60_000)]
    at.accept_licence("tiny")
    at.qtbot.waitUntil(lambda: at.card("tiny").done_bytes >= 60_000)
    at.press("tiny", "cancel")
    at.answer(False)
    assert at.card("tiny").state == "fetching"
    at.press("tiny", "cancel")
    at.answer(True)
    at.wait("tiny", "absent")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(
    ("plan", "words", "state"),
    [
        ([SourceAnswer(cut=5_000), refuse(503), refuse(503)], "not responding correctly", "paused"),
        ([refuse(404)], "no longer available", "paused"),
        ([SourceAnswer(damage=True)], "checksum is wrong", "paused"),
        ([SourceAnswer(linked=False, etag="")], "no checksum", "paused"),
        ([refuse(403)], "without a login", "paused"),
    ],
)
def test_what_goes_wrong_is_a_sentence_on_the_row(at, source, plan, words, state):
    source.plan = plan
    at.accept_licence("tiny")
    at.quiet()
    at.wait("tiny", state)
    assert words in at.card("tiny").trouble
    assert at.row("tiny")._trouble.isVisible()
    assert "c2v models" not in at.card("tiny").trouble
    at.press("tiny", "resume")
    at.wait("tiny", "here")
    assert at.card("tiny").trouble == ""


def test_a_full_disk_is_a_sentence_and_room_lets_it_go_on(qtbot, make_actions, source):
    free = [0]

    def fetcher(proxy, stop):
        return Downloader(timeout_s=0.5, tries=2, sleep=stop.sleep, free_bytes=lambda folder: free[0])

    at = ModelsPageUser(qtbot, make_actions(make_fetcher=fetcher))
    at.accept_licence("tiny")
    at.quiet()
    assert "Not enough disk space" in at.card("tiny").trouble
    free[0] = 10**12
    at.press("tiny", "resume")
    at.wait("tiny", "here")


def test_no_room_is_told_before_the_click(at, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("c2v_desktop.models_page.actions.shutil.disk_usage", lambda folder: usage._replace(free=1_000))
    at.press("tiny", "install")
    dialog = at.dialog(LicenceDialog)
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_weights_that_are_no_such_model_are_not_kept(at, source, tmp_path):
    torch.save({"surplus": torch.zeros(3)}, tmp_path / "bad.pt")
    source.content = (tmp_path / "bad.pt").read_bytes()
    at.accept_licence("tiny")
    at.quiet()
    at.wait("tiny", "absent")
    assert at.card("tiny").trouble


def test_a_proxy_and_a_mirror_of_the_settings_are_used(at, source, program, monkeypatch):
    monkeypatch.delenv("HF_ENDPOINT")
    program.change(
        lambda now: replace(now, network=replace(now.network, proxy=source.address, mirror="http://mirror.invalid"))
    )
    at.install()
    assert source.asked[0][0] == "http://mirror.invalid/some/tiny/resolve/main/w.pt"


def test_a_model_another_program_is_busy_with_says_so(at, source, tmp_path):
    hold = (
        "import sys; from pathlib import Path; from core.model_store.store import ModelStore\n"
        "with ModelStore(Path(sys.argv[1])).locked('tiny'):\n    print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path / "models")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline().strip() == "held"
    at.accept_licence("tiny")  # it was not yet known when the page was drawn
    at.quiet()
    assert "Another C2V window or command" in at.card("tiny").trouble
    assert at.card("tiny").state == "elsewhere"
    assert at.buttons("tiny") == []
    assert source.asked == []
    other.kill()
    other.communicate()
    at.actions.models.refresh()
    assert at.card("tiny").state == "absent"


# ---- what is here


def test_measuring_is_kept_and_told(at, source, program):
    at.install()
    at.press("tiny", "measure")
    assert state_words(at.card("tiny")) == "Measuring…"
    at.quiet()
    assert "Encoding an hour of footage takes" in at.row("tiny")._speed.text()
    assert "an hour of footage" in at.row("tiny")._speed.text()
    assert all(each.is_closed for each in program.made)
    at.press("demo", "measure")
    at.quiet()
    assert "Encoding an hour of footage takes" in at.row("demo")._speed.text()


def test_measuring_tries_the_number_formats_first_but_not_the_demos(qtbot, make_actions, source):
    tried = []
    at = ModelsPageUser(qtbot, make_actions(try_formats=lambda key, stop: tried.append(key)))
    at.install()
    at.press("tiny", "measure")
    at.quiet()
    at.press("demo", "measure")
    at.quiet()
    assert tried == ["tiny"]
    assert "Encoding an hour of footage takes" in at.row("tiny")._speed.text()


def test_measuring_can_be_stopped(qtbot, make_actions, program, source):
    class SlowModel(HashEncoder):
        def encode_frames(self, pixels):
            if self.is_closed:
                raise DeviceError("The model was shut down.")
            return super().encode_frames(pixels)

    def make(settings):
        program.made.append(SlowModel())
        return program.made[-1]

    at = ModelsPageUser(qtbot, make_actions(make_encoder=make, measure_s=60.0))
    at.press("demo", "measure")
    qtbot.waitUntil(lambda: bool(program.made) and program.made[-1].calls > 0)
    at.press("demo", "stop")
    at.quiet()
    assert at.card("demo").trouble == ""
    assert at.card("demo").speed is None


def test_files_can_be_checked_and_damage_is_shown(at, source, tmp_path):
    at.install()
    path = tmp_path / "models/tiny/w.pt"
    content = bytearray(path.read_bytes())
    content[5] ^= 1
    path.write_bytes(content)
    at.press("tiny", "check")
    at.quiet()
    assert "its checksum has changed" in at.card("tiny").trouble
    path.write_bytes(b"short")
    at.actions.models.refresh()
    assert at.card("tiny").state == "damaged"
    assert at.buttons("tiny") == ["Remove…"]


def test_a_model_is_removed_after_a_question_and_never_while_in_use(at, source, program, tmp_path):
    at.install()
    at.press("tiny", "remove")
    text = at.answer(False)
    assert "Delete Tiny" in text
    assert at.card("tiny").state == "here"
    at.press("tiny", "remove")
    at.answer(True)
    at.wait("tiny", "absent")
    assert list((tmp_path / "models").iterdir()) == []
    at.install()
    running = replace(program.running, weights=str(tmp_path / "models/tiny/w.pt"))
    program.note_running(running)
    at.actions.models.refresh()
    assert at.card("tiny").state == "in use"
    assert "Remove…" not in at.buttons("tiny")
    at.actions._begin_remove("tiny")
    at.quiet()
    assert (tmp_path / "models/tiny/w.pt").exists()
    assert "in use" in at.card("tiny").trouble
    (tmp_path / "models/tiny/w.pt").write_bytes(b"short")
    at.actions.act("check", "tiny")
    at.quiet()
    assert at.card("tiny").state == "damaged"
    assert at.buttons("tiny") == []


def test_a_folder_that_cannot_be_read_hides_nothing_and_can_go(at, tmp_path):
    (tmp_path / "models/odd").mkdir(parents=True)
    (tmp_path / "models/odd/record.json").write_text("{")
    at.actions.models.refresh()
    assert at.card("odd").state == "damaged"
    at.press("odd", "remove")
    at.answer(True)
    at.quiet()
    assert "odd" not in at.page.rows


# ---- import


def import_dialog(at):
    at.page.import_asked.emit()
    return at.actions.imports.dialog


def bring(at, path):
    dialog = import_dialog(at)
    dialog.path.setText(str(path))
    at.qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    at.quiet()
    return dialog


def test_a_checkpoint_is_imported_and_stands_on_the_page(at, tmp_path):
    (tmp_path / "MSRVTT-9k").mkdir()
    torch.save(tiny_state(vocab=49408), tmp_path / "MSRVTT-9k/pytorch_model.bin.2")
    dialog = bring(at, tmp_path / "MSRVTT-9k/pytorch_model.bin.2")
    assert "was imported" in dialog._words.text()
    assert at.card("msrvtt-9k").state == "here"
    assert at.card("msrvtt-9k").finds == ("stills", "motion", "centres")
    dialog.reject()


def test_a_model_that_fits_and_does_not_work_is_not_here(at, tmp_path):
    """With 600 words: CLIP's tokenizer names others."""
    torch.save(tiny_state(vocab=600), tmp_path / "few.pt")
    dialog = bring(at, tmp_path / "few.pt")
    assert "600 tokens" in dialog._words.text()
    assert dialog._words.property("kind") == "error"
    assert list(at.page.rows) == ["demo", "tiny", "other"]
    assert list((tmp_path / "models").iterdir()) == []
    dialog.reject()


def test_what_does_not_fit_is_a_table(at, tmp_path):
    state = tiny_state()
    del state["trans_layernorm.bias"]
    state["surplus"] = torch.zeros(3, 2)
    torch.save(state, tmp_path / "odd.pt")
    dialog = bring(at, tmp_path / "odd.pt")
    rows = [[dialog.table.item(line, place).text() for place in range(4)] for line in range(dialog.table.rowCount())]
    assert rows == [["trans_layernorm.bias", "missing", "-", "64"], ["surplus", "unexpected", "3x2", "-"]]
    assert "2 of its entries do not" in dialog._words.text()
    assert dialog.table.isVisible()
    assert list(at.page.rows) == ["demo", "tiny", "other"]
    dialog.reject()


def test_a_folder_from_a_stick_is_imported(at, source, tmp_path):
    at.install()
    shutil.move(tmp_path / "models/tiny", tmp_path / "stick")
    at.actions.models.refresh()
    assert at.card("tiny").state == "absent"
    dialog = bring(at, tmp_path / "stick")
    assert at.card("tiny").state == "here"
    assert len(source.asked) == 1
    dialog.reject()


def test_a_bare_folder_wants_to_be_named(at, checkpoint, tmp_path):
    (tmp_path / "bare").mkdir()
    shutil.copy(checkpoint, tmp_path / "bare/w.pt")
    dialog = bring(at, tmp_path / "bare")
    assert "Model" in dialog._words.text()
    dialog.entry.setCurrentIndex(dialog.entry.findData("tiny"))
    at.qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    at.quiet()
    assert at.card("tiny").state == "here"
    dialog.reject()


def test_a_plain_model_wants_its_name_in_open_clip(at, tmp_path):
    state = {n.removeprefix("clip."): w for n, w in tiny_state().items() if n.startswith("clip.")}
    torch.save(state, tmp_path / "plain.pt")
    dialog = bring(at, tmp_path / "plain.pt")
    assert "does not say which one" in dialog._words.text()
    dialog.architecture.setText("ViT-B-32")
    at.qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    at.quiet()
    assert dialog.table.rowCount() > 10, "another model than was said: its table"
    dialog.reject()


def test_what_is_no_checkpoint_is_a_sentence(at, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"x" * 500)
    for path in (tmp_path / "film.mp4", tmp_path / "nowhere"):
        dialog = bring(at, path)
        assert dialog._words.property("kind") == "error"
        assert dialog._words.text()
    dialog.reject()


def test_a_file_is_looked_at_by_another_process_and_that_can_be_stopped(qtbot, make_actions, checkpoint, tmp_path):
    looking = [sys.executable, "-c", "import time; time.sleep(60)"]
    at = ModelsPageUser(qtbot, make_actions(make_inspector=lambda: CheckpointProcess(looking)))
    dialog = import_dialog(at)
    dialog.path.setText(str(checkpoint))
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at.actions.models.worker.lane.is_busy)
    qtbot.wait(100)
    dialog.reject()
    at.quiet()
    assert list(at.page.rows) == ["demo", "tiny", "other"]


def test_the_real_inspector_lets_a_model_come(qtbot, make_actions, source):
    at = ModelsPageUser(qtbot, make_actions(make_inspector=CheckpointProcess))
    at.accept_licence("tiny")
    at.qtbot.waitUntil(lambda: at.card("tiny").state == "here", timeout=240_000)


# ---- keyboard


def test_the_keyboard_reaches_everything_and_keeps_its_place(at, source):
    install = at.row("tiny").findChild(QPushButton, "install")
    install.setFocus()
    assert install.accessibleName() == "Install Tiny"
    assert at.row("tiny").accessibleName() == "Tiny: Not installed"
    at.qtbot.keyClick(install, Qt.Key.Key_Space)
    dialog = at.dialog(LicenceDialog)
    at.qtbot.keyClick(dialog.accept_button, Qt.Key.Key_Return)
    at.wait("tiny", "here")
    assert at.page.focusWidget() is at.row("tiny").findChild(QPushButton, "use")
    at.qtbot.keyClick(at.page, Qt.Key.Key_Escape)
    assert not at.page.isVisible()
