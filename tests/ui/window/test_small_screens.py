"""Every page at the sizes that screens leave: nothing is cut off, squeezed, outside or over something else."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QScrollArea

from core.errors import EncoderError
from core.export import ChosenMoment, plan_export
from core.export.reading import ForeignMoment, ForeignTimeline, match_timeline
from core.values import (
    Folder,
    IngestProgress,
    Moment,
    MomentCollection,
    Pace,
    PassedOver,
    Removal,
    RemovalImpact,
    SkippedItems,
)
from core.values.teaching import TeachingEstimate, TeachingProgress, TeachingSettings, WayAdvice
from tests.fakes.teaching import checked, epochs, outcome
from tests.handoffs import chosen, clip
from tests.ui import reach
from tests.ui.browse.records import status
from tests.ui.models.conftest import (  # noqa: F401
    checkpoint,
    make_actions,
    means,
    model_actions,
    program,
    source,
)  # fmt: skip
from ui import language, theme
from ui.browse.basket_dialog import BasketDialog
from ui.browse.basket_table import BasketEntry
from ui.browse.moment_dialog import MomentDialog
from ui.browse.removed_dialog import RemovedDialog
from ui.browse.skipped_list import SkippedDialog
from ui.browse.tags_dialog import TagsDialog
from ui.finetune.outcome_page import SentenceRow
from ui.finetune.teaching_parts import NAME_STEPS, STEPS, Thumbnail
from ui.finetune.teaching_window import TeachingWindow
from ui.finetune.use_page import UseState
from ui.finetune.way_page import RunLine
from ui.finetune.word_model import WordRow
from ui.finetune.words_window import WordsWindow
from ui.handoff.choices import ExportMemory
from ui.handoff.export_dialog import ExportDialog, ExportSource
from ui.handoff.timeline_import import TimelineImportDialog
from ui.library_model import SidebarFilter
from ui.models.ask_dialog import ask
from ui.models.import_dialog import ImportDialog
from ui.models.licence_dialog import LicenceDialog
from ui.models.model_card import FileLine, ModelCard
from ui.models.page import ModelsPage
from ui.notices import Notice
from ui.settings.window import SettingsWindow
from ui.window.key_map import KeyMap
from ui.window.scripts_dialog import ScriptsDialog, ScriptState

LEAST, LAPTOP, DENSE = (802, 388), (1366, 728), (960, 500)
"""The least the window has; 1366 x 768 less a panel; 1080 lines at 200 % less a panel and a title."""
SIZES = [pytest.param((*size, letters, "en"), id=f"{size[0]}x{size[1]} at {letters:.0%}")
         for size, letters in ((LEAST, 1.0), (LAPTOP, 1.0), (DENSE, 1.5))]  # fmt: skip
SIZES.append(pytest.param((*LAPTOP, 1.0, "de"), id="1366x728 in German"))
"""Large letters need more than the least window."""
LONG = "a_name_without_any_space_that_goes_on_" * 6 + ".mov"


@pytest.fixture(params=SIZES)
def size(request, screen, monkeypatch, qapp):
    """What the screen has room for, with letters as large as its user wants them."""
    width, height, letters, code = request.param
    screen.room = QRect(-2, -2, width + 4, height + 4)  # offscreen windows have such a frame
    with monkeypatch.context() as patch:
        patch.setattr(theme, "text_factor", lambda: letters)
        theme.apply(qapp, "dark")
        language.apply(qapp, code)
        yield width, height
    language.apply(qapp, "en")
    theme.apply(qapp, "dark")


@pytest.fixture
def fitted(size, window):
    """The window as large as the screen lets it."""
    window.resize(*size)
    reach.settle()
    assert (window.width(), window.height()) == size
    return window


def check(window, size=None):
    found = reach.troubles(window)
    assert not found, "\n".join(found)
    if size is not None:
        assert window.width() <= size[0]
        assert window.height() <= size[1]
    assert not reach.nameless(window)


def ask_and_settle(window, settle, text="red car"):
    window.query.ask(text)
    settle(60_000)


def test_where_to_begin(fitted, size, running):
    assert fitted.grid.first_run.isVisible()
    check(fitted, size)


def test_a_library_that_is_away(fitted, size):
    for can_use in (False, True):
        fitted.grid.away.say(f"The drive of /Volumes/{LONG} is not connected. " * 2, can_use=can_use)
        fitted.grid._pages.setCurrentWidget(fitted.grid.away)
        check(fitted, size)


def test_clips(fitted, size, stocked):
    check(fitted, size)
    stocked.search_controller.go(SidebarFilter("failed"))
    check(fitted, size)


def test_moments_with_their_evidence(fitted, size, stocked, settle):
    ask_and_settle(fitted, settle)
    assert fitted.evidence.isVisible()
    fitted.query.set_demo(True)
    fitted.grid.offer_again(1204)
    check(fitted, size)
    fitted.evidence.toggle_centres()
    check(fitted, size)


def test_a_very_long_question(fitted, size, stocked, settle):
    ask_and_settle(fitted, settle, "red car, " * 24 + "x" * 300)
    check(fitted, size)


def test_all_that_can_be_going_on_at_once(fitted, size, stocked, settle):
    ask_and_settle(fitted, settle)
    fitted.query.show_error(EncoderError("The model ended. " * 4, "Try again."))
    strip = fitted.status
    strip.show_counts(status(failed=1204))
    far = IngestProgress(442, 1204, 40, 100, 3, 11.8, 800.0, fitted.grid.current.video.path / LONG / "x")
    strip.show_progress(replace(far, pace=Pace("slow", "slowly while a video plays")))
    strip.show_fetch(f"{LONG} 12 %")
    sentence = "The library's folder is on a drive that is not connected. "
    buttons = [(each, print) for each in ("Try again", "Show failed clips", "Show log")]
    fitted.notices.show_notice(Notice("error", sentence * 2, f"See {LONG}. {sentence * 8}"), *buttons)
    check(fitted, size)


def test_a_clip_with_a_long_name_that_failed(fitted, size, running, settle, tmp_path):
    folder = tmp_path / ("Folder_" + LONG[:200])
    folder.mkdir()
    (folder / LONG[:230]).with_suffix(".mp4").write_text("no video")
    running.add([folder])
    settle(60_000)
    fitted.grid.list.setCurrentIndex(fitted.grid.list.model().index(0))
    running.search_controller.go(SidebarFilter("folder", running.library_model.folders[0].id))
    check(fitted, size)
    assert fitted.details._name.is_cut


def test_fewer_panels_give_their_room_to_the_others(fitted, size, stocked, settle):
    ask_and_settle(fitted, settle)
    for command in ("view.sidebar", "view.inspector", "view.evidence"):
        fitted.actions_[command].setChecked(False)
        check(fitted, size)


# ---- dialogs


def opened(dialog, qtbot):
    qtbot.addWidget(dialog)
    dialog.show()
    reach.settle()
    return dialog


def fits(dialog, size):
    check(dialog, size)
    assert QRect(-2, -2, size[0] + 4, size[1] + 4).contains(dialog.geometry())  # offscreen frames are 2 px wide
    assert not reach.unreachable(dialog)


def card(**more):
    files = (FileLine("w.safetensors", 605143284, "0123456789abcdef" * 4, "checked", f"https://host.example/{LONG}"),)
    return ModelCard(
        "m", "Model " + LONG, "real footage", "absent", summary="Quick on a processor. " * 9, bytes=605143284,
        licence="Apache-2.0", licence_note="As its card says. " * 6, licence_url=f"https://host.example/{LONG}",
        languages=("English",), finds=("stills",), provenance="Trained by others. " * 6, files=files,
        folder=f"/home/user/{LONG}", **more,
    )  # fmt: skip


def test_settings(qtbot, size, house):
    fits(opened(SettingsWindow(house.settings), qtbot), size)


def test_keys(qtbot, size, window):
    keys = opened(KeyMap(window, window.actions_), qtbot)
    fits(keys, size)
    area = keys.findChild(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0, "no column is cut off at the side"


def test_models(qtbot, size):
    page = ModelsPage()
    page.set_lead("CLIP is in use. " * 12)
    states = ("in use", "here", "absent", "paused", "damaged", "fetching")
    page.show_cards([replace(card(), id=state, state=state, total_bytes=9, done_bytes=3) for state in states])
    opened(page, qtbot)
    fits(page, size)
    for row in page.rows.values():
        row.findChild(QPushButton, "more").click()
    fits(page, size)


def test_licence(qtbot, size):
    fits(opened(LicenceDialog(card(), 10), qtbot), size)


def test_import(qtbot, size):
    dialog = opened(ImportDialog([("a", "Model A"), ("b", LONG)]), qtbot)
    fits(dialog, size)
    dialog.show_busy("Copying…", 3, 9)
    fits(dialog, size)
    dialog.show_form(f"{LONG} is not here.", is_trouble=True)
    fits(dialog, size)
    dialog.show_misfits("It does not fit. " * 9, [(f"layer.{n}.{LONG}", "shape", "3 x 3", "4 x 4") for n in range(50)])
    fits(dialog, size)


def test_what_was_removed(qtbot, size):
    impact = RemovalImpact(clips=3, segments=9, footage_s=60.0, size_bytes=10, kept=0)
    removals = [Removal(n, "folder", (Path("/films") / f"{n}{LONG}",), 1e9, impact) for n in range(40)]
    dialog = opened(RemovedDialog(), qtbot)
    dialog.show_removals(removals, 1.5e9)
    fits(dialog, size)
    dialog._purge.click()
    fits(dialog, size)


def test_what_is_skipped(qtbot, size):
    root = Folder(1, Path("/films") / LONG, True, False)
    items = [PassedOver(1, kind, 1, Path("/films") / LONG / f"{n}{LONG}")
             for n, kind in enumerate(("trash", "unreadable", *["sidecar"] * 40))]  # fmt: skip
    dialog = opened(SkippedDialog(LONG), qtbot)
    fits(dialog, size)
    dialog.take(SkippedItems(root, tuple(items), {"trash": 1, "unreadable": 1, "sidecar": 99_999}))
    dialog.take(SkippedItems(root, absence=f"Drive {LONG} is not connected."))
    dialog.finish()
    fits(dialog, size)


def test_the_basket(qtbot, size):
    moments = [
        Moment(n, 1, n, "content", Path("/films") / f"{n}{LONG}", Fraction(1), Fraction(4), LONG) for n in range(60)
    ]
    dialog = opened(BasketDialog(), qtbot)
    dialog.show_collections([MomentCollection(1, "Basket", 0), MomentCollection(2, LONG, 1)], 2)
    fits(dialog, size)
    dialog.show_entries([BasketEntry(each, None) for each in moments])
    fits(dialog, size)


def test_tags(qtbot, size, window):
    fits(opened(TagsDialog(window, LONG, [LONG], []), qtbot), size)


def test_a_question(qtbot, size, window):
    """Its width is Qt's own, after the real screen, which cannot be faked here."""
    box = ask(window, (f"Remove {LONG}", f"Delete {LONG} from this computer? " + "It stays. " * 60, "Remove"), print)
    reach.settle()
    check(box)
    assert not reach.unreachable(box)


def test_scripts(qtbot, size, window):
    state = ScriptState(True, True, "http://127.0.0.1:65535", "x" * 43, f"/home/{LONG}")
    fits(opened(ScriptsDialog(window, state), qtbot), size)
    fits(opened(ScriptsDialog(window, ScriptState(True, trouble=f"No room on {LONG}. " * 4)), qtbot), size)


def test_the_moment_that_is_edited(window, size, qtbot):
    moment = Moment(1, 1, 0, "x", Path("/footage") / LONG, Fraction(1), Fraction(2), LONG)
    fits(opened(MomentDialog(moment, None, window), qtbot), size)


@pytest.mark.parametrize("format_", ["edl", "tsv", "markers-avid"])
def test_an_export(qtbot, size, format_):
    dialog = opened(ExportDialog(ExportMemory("", print)), qtbot)
    dialog.format.setCurrentIndex(dialog.format.findData(format_))
    dialog.format.activated.emit(0)
    dialog.show_sources([ExportSource("a", f"Basket {LONG}", LONG)], "a")
    lost = [ChosenMoment(Path("/footage") / f"{number}{LONG}", None) for number in range(40)]
    kept = [chosen(clip(f"/footage/{number}{LONG}", number=number), 1, 9) for number in range(3)]
    dialog.show_plan(plan_export([*kept, *lost], format_, dialog.options), is_taken=True)
    for tab in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(tab)
        fits(dialog, size)
    dialog.show_progress(0.5)
    fits(dialog, size)
    dialog.show_written([Path("/out") / f"{number}{LONG}" for number in range(3)])
    fits(dialog, size)


def test_a_timeline_that_is_imported(qtbot, size):
    dialog = opened(TimelineImportDialog(), qtbot)
    dialog.show_reading(Path("/in") / LONG)
    fits(dialog, size)
    rows = tuple(ForeignMoment(f"{number}{LONG}", where=f"event {number:03d}") for number in range(40))
    timeline = ForeignTimeline(LONG, rows, (f"{LONG} was not read. " * 4,))
    dialog.show_collections([MomentCollection(1, "Basket", 0), MomentCollection(2, LONG, 1)], LONG)
    dialog.show_plan(match_timeline(timeline, [clip(f"/in/1{LONG}")]), LONG)
    for tab in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(tab)
        fits(dialog, size)
    dialog.show_trouble(f"{LONG} cannot be kept. " * 4)
    fits(dialog, size)


def thumbnails(count):
    return [Thumbnail(None, 0.0, LONG, LONG, number) for number in range(count)]


def test_names_and_words(qtbot, size):
    window = opened(WordsWindow(), qtbot)
    rows = [WordRow(1, LONG, "name", 20, 0.0, (LONG,), False), WordRow(2, "limping", "word", 0, 0.0, ("Demo",), True)]
    window.show_words(rows, LONG)
    window.say(LONG, "warn")
    fits(window, size)


@pytest.fixture
def teaching(qtbot, size):
    window = opened(TeachingWindow(), qtbot)
    window.show_steps(STEPS, set(STEPS))
    window.show_foot(can_go_back=True, next_title="Start training", can_continue=True)
    return window


def test_what_to_teach(teaching, size):
    fits(teaching, size)
    teaching.way.show_advice([WayAdvice(way, False, "Too few pairs. " * 6) for way in ("words", "heads")], "words")
    teaching.way.show_runs([RunLine(str(number), LONG) for number in range(9)])
    teaching.way.say("A training run is in progress. Stop it first.", "warn")
    fits(teaching, size)


def test_where_captions_come_from(teaching, size):
    teaching.show_step("data")
    fits(teaching, size)
    teaching.pairs.show_sources([Path("/footage") / LONG] * 9)
    teaching.pairs.show_kept(0, 0)
    fits(teaching, size)


def test_a_name(teaching, size):
    teaching.show_steps(NAME_STEPS, set(NAME_STEPS))
    teaching.show_step("data")
    fits(teaching, size)
    teaching.name.show_examples(thumbnails(25))
    teaching.name.show_suggestions(thumbnails(12))
    fits(teaching, size)


def test_the_check(teaching, size):
    teaching.show_step("check")
    teaching.check.say("Reading captions and clips…", is_busy=True)
    fits(teaching, size)
    teaching.check.show_checked(checked([Path("/footage") / f"{number}{LONG}" for number in range(60)]))
    teaching.check.show_samples(thumbnails(6))
    fits(teaching, size)


def test_settings_of_a_run(teaching, size):
    teaching.show_step("settings")
    teaching.settings.expert.setChecked(True)
    teaching.settings.show_settings(TeachingSettings("careful", 9, 32, 0.001), "full")
    teaching.settings.show_estimate(TeachingEstimate(9e4, 4 << 30, 9 << 30, "It needs more memory. " * 9))
    fits(teaching, size)


def test_a_training(teaching, size):
    teaching.show_step("training")
    for state in ("none", "running", "paused", "stopping", "closed", "failed", "finished"):
        teaching.training.show_state(state)
        fits(teaching, size)
    teaching.training.show_state("running")
    teaching.training.show_progress(TeachingProgress("Learning…", 70, 240, 130.0))
    teaching.training.show_epochs(epochs(5))
    teaching.training.as_table.setChecked(True)
    fits(teaching, size)


def test_before_and_after(teaching, size):
    teaching.show_step("outcome")
    fits(teaching, size)
    teaching.outcome.show_outcome(outcome("no_clear_change"))
    rows = [SentenceRow("a red car " * 9, tuple(thumbnails(5)), tuple(thumbnails(5))) for _ in range(8)]
    teaching.outcome.show_answers(rows)
    fits(teaching, size)
    teaching.outcome.show_outcome(replace(outcome(), general=()), "heads")
    fits(teaching, size)


def test_name_it_and_use_it(teaching, size):
    teaching.show_step("use")
    for state in (UseState(why_not="It is not better. " * 9), UseState(can_keep=True, in_use=LONG[:60])):
        teaching.use_page.show_use(state)
        fits(teaching, size)
    teaching.use_page.show_use(UseState(kept_as="My model", in_use="Other", is_used=True, back_to="Demo model"))
    fits(teaching, size)
