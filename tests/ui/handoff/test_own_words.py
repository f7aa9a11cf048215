"""What core says of exports and imports stands in the language of the window, with the same values."""

import copy
import json
import pickle
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import VanishedError
from core.export import HandoffOptions, MadeSentence, plan_export, plan_subclips, write_subclips
from core.export.reading import match_timeline
from core.export.reading.foreign import ForeignMoment, ForeignTimeline
from core.media.decoder_process import DecoderProcess
from core.media.probe import probe_video
from core.sentences import DecimalText, listed, packed_text, sentence, unpacked_text
from core.values import COPY, Addition, AddReport, SourceMetadata, Timecode, Video
from tests.clips import VideoSpec, draw_numbers
from tests.handoffs import VARYING, F, chosen, clip
from ui import language
from ui.handoff.export_words import subclips_written_words
from ui.handoff.problem_table import ProblemTable
from ui.handoff.subclip_table import outcome_words
from ui.handoff.timeline_import import TimelineImportDialog
from ui.notices import words
from ui.translate import own_words


@pytest.fixture
def german(qapp):
    assert language.apply(qapp, "de") == "de"
    yield qapp
    language.apply(qapp, "en")


@pytest.fixture
def problems():
    """Many kinds of them."""
    videos = [
        clip("/a/one.mov", start=None, state="offline"),
        clip("/b/one.mov", fps=F(30000, 1001), number=2, start="23:59:59:00"),
        clip("/a/Ünïcode & name.mov", fps=VARYING, number=3, state="missing"),
        clip("/a/slow.mov", fps=F(25, 2), number=4, start=None),
    ]
    moments = [chosen(each, 10, 60) for each in videos] + [chosen(videos[0], 4000, 4100), chosen(videos[1], 9, 9)]
    plan = plan_export(moments, "edl", HandoffOptions())
    return plan.problems


def test_each_sentence_of_core_knows_what_it_was_made_of(problems):
    assert len({each.kind for each in problems}) >= 9
    for each in problems:
        for said in (each.what, each.done):
            assert isinstance(said, MadeSentence), said
            assert said == said.text.format(**said.values)


def test_the_table_of_problems_is_german_and_keeps_the_values(german, qtbot, problems):
    table = ProblemTable()
    qtbot.addWidget(table)
    table.show_problems(problems)
    english = {said for each in problems for said in (each.what, each.done)}
    shown = {table.text(row, column) for row in range(table.rowCount()) for column in (2, 3)}
    assert not english & shown
    assert "Sein Laufwerk ist nicht verbunden." in shown
    assert "Sein Timecode geht über Mitternacht, von 23:59:59:10 bis 00:00:01:00." in shown


def test_without_a_translation_and_of_other_text_it_stays_as_it_is(german):
    assert own_words("a plain text") == "a plain text"
    assert own_words(MadeSentence("{a} of a later version", {"a": "x"})) == "x of a later version"


def test_what_was_not_found_is_german_too(german, qtbot):
    lost = ForeignTimeline("Cut", (ForeignMoment("none.mov", where="event 001"),), ())
    plan = match_timeline(lost, [clip("/a/one.mov")])
    dialog = TimelineImportDialog()
    qtbot.addWidget(dialog)
    dialog.show_plan(plan, "cut.edl")
    assert dialog.table.text(0, 2) == "Die Bibliothek hat keinen Clip dieses Namens."


def made(videos, how, folder):
    """What becomes of subclips that the process of the decoder makes."""
    moments = [chosen(each, 5, 20) for each in videos]
    with closing(DecoderProcess()) as maker:
        plan = plan_subclips(moments, how, folder, HandoffOptions(), here=maker.transcodes())
        steps = write_subclips(plan, maker)
        return [each.outcome for each in steps if each.outcome is not None]


def test_why_a_subclip_was_not_made_is_german_across_the_process_that_makes_them(german, tmp_path):
    """An AVI of this codec has no times of its own, a text is no video, one is gone, and one is there already."""
    avi = draw_numbers(tmp_path / "a.avi", 40, VideoSpec("libx264", options={"bf": "2"}))
    info = probe_video(avi, lambda: None).info
    text = tmp_path / "text.mov"
    text.write_text("no video")
    there = draw_numbers(tmp_path / "there.mov", 40)
    videos = [Video(1, 1, avi, 1, 1, 0.0, "ready", info=info)]
    videos += [clip(str(path), number=number) for number, path in enumerate((text, tmp_path / "gone.mov", there), 2)]
    (tmp_path / "there 01-00-00-05.mov").touch()
    outcomes = made(videos, COPY, tmp_path)
    assert [outcome_words(each) for each in outcomes] == [
        "a.avi lässt sich nur von Anfang an lesen, deshalb geht Schneiden ohne Encodieren nicht. "
        "Wählen Sie eine Vorgabe.",
        "text.mov ist kein Video oder zu beschädigt, um gelesen zu werden. Kopieren Sie die Datei noch einmal von der "
        "Quelle oder prüfen Sie, ob ein anderer Player sie abspielt.",
        "gone.mov wurde nicht gefunden. Prüfen Sie, ob die Datei verschoben oder das Laufwerk getrennt wurde.",
        "there 01-00-00-05.mov ist schon da und wurde deshalb nicht geschrieben.",
    ]
    assert subclips_written_words(outcomes, tmp_path, is_stopped=False).endswith(outcome_words(outcomes[0]))
    assert outcomes[0].why.startswith("a.avi can only be read from its beginning"), "scripts read English"


def test_what_a_transcode_could_not_keep_or_make_is_german(german, tmp_path):
    rate = F(120000, 1001)
    path = draw_numbers(tmp_path / "fast.mov", 40, VideoSpec("mjpeg", "yuvj420p", rate))
    info = probe_video(path, lambda: None).info
    info = replace(info, source=SourceMetadata(Timecode.parse("01:00:00;00", rate)))
    video = Video(1, 1, path, 1, 1, 0.0, "ready", info=info)
    (small,) = made([video], "dnxhr-lb", tmp_path)
    assert outcome_words(small) == (
        "fast.mov ist kleiner als 256x120, das kleinste Bild dieser Vorgabe. Wählen Sie eine andere Vorgabe."
    )
    (noted,) = made([video], "prores-proxy", tmp_path)
    assert outcome_words(noted) == "Geschrieben. Genau. Der Timecode lässt sich bei dieser Bildrate nicht schreiben."


def test_a_sentence_is_copied_pickled_and_cleaned_with_its_values(german):
    said = VanishedError(Path("x"), sentence("{name} was not found.", name="a\nb.mov"))
    for each in (said, pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
        assert (each.title, own_words(each.title)) == ("a\\nb.mov was not found.", "a\\nb.mov wurde nicht gefunden.")
    assert words(said).title == "a\\nb.mov wurde nicht gefunden."


def test_what_was_added_and_what_was_refused_stands_in_the_language_of_the_window(german):
    items = [
        Addition("Tag 4", "added", clips=6, is_folder=True),
        *(Addition(f"{number}.txt", "not_video", sentence("text")) for number in range(4)),
        Addition("/mnt/a.mov", "missing"),
        Addition("Tag 5", "known", sentence("inside {folder}", folder="Tag 4")),
    ]
    report = AddReport(tuple(items))
    assert report.title == "1 of 7 items added (6 clips)."
    assert own_words(report.title) == "1 von 7 Objekten hinzugefügt (6 Clips)."
    assert [own_words(line) for line in report.lines("")] == [
        "Nicht gefunden: /mnt/a.mov. Den Namen prüfen oder das Laufwerk anschließen.",
        "Keine Videos: 0.txt (Text), 1.txt (Text), 2.txt (Text) und 1 weitere.",
        "Bereits in der Bibliothek: Tag 5 (in Tag 4).",
    ]
    assert own_words(AddReport(tuple(items[:1])).title) == "6 Clips hinzugefügt."


def test_names_with_braces_are_shown_as_they_are(german):
    report = AddReport((Addition("{it}.txt", "not_video"), Addition("{0}{.mov", "missing")))
    assert [own_words(line) for line in report.lines("")] == [
        "Nicht gefunden: {0}{.mov. Den Namen prüfen oder das Laufwerk anschließen.",
        "Kein Video: {it}.txt.",
    ]


def test_a_sentence_within_a_sentence_is_packed_copied_and_cleaned_with_its_values():
    inner = sentence("inside {folder}", folder="A")
    made = sentence("{name} ({detail})", name="n", detail=inner)
    for each in (unpacked_text(json.loads(json.dumps(packed_text(made)))), copy.deepcopy(made), made.cleaned(str)):
        assert each == "n (inside A)"
        assert isinstance(each, MadeSentence)
        assert isinstance(each.values["detail"], MadeSentence)


def test_figures_in_sentences_have_the_decimal_sign_of_the_window(qapp):
    said = sentence("Its frame rate varies (on average {rate} a second).", rate=DecimalText("10.505"))
    rates = sentence("{rates}", rates=listed([DecimalText("23.976"), DecimalText("25")]))
    assert str(said) == "Its frame rate varies (on average 10.505 a second)."
    language.apply(qapp, "de")
    try:
        assert "10,505" in own_words(said)
        assert "10,505" in own_words(unpacked_text(packed_text(said)))
        assert own_words(rates) == "23,976, 25"
    finally:
        language.apply(qapp, "en")
    assert own_words(said) == said
