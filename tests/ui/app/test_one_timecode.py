"""A moment has one timecode, wherever it is named: cards, details, player, evidence, command line."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from c2v_desktop.format import answers
from c2v_desktop.format.explanation import explanation_lines
from core.values import Answer, SearchTimings, timecode
from tests.fakes.ledgers import make_hit, make_ledger, make_query
from ui import theme
from ui.browse.card import Card, why
from ui.play.controls import Controls
from ui.play.timeline import Timeline
from ui.search import evidence_painter
from ui.search.evidence_model import EvidenceModel

QUERY = make_query("a red car drives up", "red car")
RATES = [Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25, 2), Fraction(60)]


@pytest.fixture(params=RATES, ids=str)
def found(request):
    """A moment two seconds into its clip, and its evidence: once written 00:00:02:00 and once 00:02:00."""
    fps = request.param
    ledger = replace(make_ledger(QUERY, frames=3, peaks=(1,)), times_s=(0.0, 2.0, 62.5))
    hit = make_hit(ledger, fps=fps)
    return replace(hit, segment=replace(hit.segment, frame_times_s=ledger.times_s, end_s=62.5)), ledger


def test_every_place_writes_the_same_timecode(qtbot, found, monkeypatch):
    hit, ledger = found
    fps, best = hit.video.info.fps, ledger.best_s
    label = timecode(best, fps)
    card = Card(hit.video, hit, ledger)
    timeline, controls = Timeline(), Controls()
    for widget in (timeline, controls):
        qtbot.addWidget(widget)
        widget.set_video(70.0, fps)
    timeline.set_position(best)
    controls.show_time(best)
    evidence = EvidenceModel(ledger, [], hit)
    answer = Answer(QUERY, (hit,), 1, 1, 1, (), SearchTimings(1, 1, 1), is_exact=True)
    said = {
        "card": card.timecode,
        "screen reader": card.found,
        "details": why(hit, ledger),
        "timeline": timeline.accessibleDescription(),
        "player": controls._time.text().partition(" /")[0],
        "cell": evidence.renderer.cell_text(evidence.rows[0], ledger.best_frame, evidence.fps),
        "command line": answers.answer_lines(answer, [best])[0],
        "explain": explanation_lines(ledger, hit.video)[0],
    }
    assert {place: text for place, text in said.items() if not whole(label).search(text)} == {}
    assert said["card"] == said["player"] == said["timeline"] == label
    drawn = []
    monkeypatch.setattr(
        evidence_painter, "timecode", lambda time_s, rate: drawn.append(timecode(time_s, rate)) or drawn[-1]
    )
    image = evidence_image(evidence)
    assert not image.isNull()
    assert label in drawn


def whole(label):
    """The timecode by itself, not as the end of a longer one."""
    return re.compile(rf"(?<![\d:;]){re.escape(label)}(?![\d:;])")


def evidence_image(evidence):
    """The evidence painted once."""
    image = QImage(1400, 400, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    evidence_painter.paint(painter, evidence.scene(theme.base_font(), QGuiApplication.palette(), 1400, 400))
    painter.end()
    return image


def test_no_timecode_has_three_fields_that_could_be_frames_or_hours():
    for fps in [*RATES, None]:
        for time_s in (0.0, 2.0, 59.0, 3600.0):
            parts = timecode(time_s, fps).replace(";", ":").replace(".", ":").split(":")
            assert len(parts) == 4
