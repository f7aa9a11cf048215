"""What core says of exports and imports stands in the language of the window, with the same values."""

import pytest

from core.export import HandoffOptions, MadeSentence, plan_export
from core.export.reading import match_timeline
from core.export.reading.foreign import ForeignMoment, ForeignTimeline
from tests.handoffs import VARYING, F, chosen, clip
from ui import language
from ui.handoff.parts import own_words
from ui.handoff.problem_table import ProblemTable
from ui.handoff.timeline_import import TimelineImportDialog


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
