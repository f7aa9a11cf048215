import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton

from tests.fakes.ledgers import make_hit, make_ledger, make_phrase_scores, make_query
from ui import theme
from ui.search import evidence_view
from ui.search.evidence_painter import title_within
from ui.search.evidence_view import NOWHERE_S, PRE_ROLL_S, EvidenceView
from ui.search.export import save_picture, save_table
from ui.search.renderers import BY_ITSELF, help_of

QUERY = make_query("a white car drives up, then the road is empty", "white car", "road is empty")


def still(colour="#3060a0"):
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def show(qtbot, ledger, width=1100, height=520):
    view = EvidenceView()
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show_explanation(ledger, [still()] * len(ledger.times_s), make_hit(ledger))
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def ledger():
    return make_ledger(QUERY, peaks=(3, 8))


@pytest.fixture
def view(qtbot, ledger):
    return show(qtbot, ledger)


def centre_of(view, row, column):
    """The middle of a cell on the viewport."""
    geometry = view._geometry()
    x, y, width, height = geometry.cell_box(row, column)
    return QPointF(x + width / 2, y + height / 2 + geometry.head_px - view.verticalScrollBar().value())


def video_of(view, column):
    x, y, width, height = view._geometry().frame_box(column)
    return QPointF(x + width / 2, y + height / 2)


def foot_note(view):
    evidence = view._evidence
    return evidence.renderer.foot_note(evidence.reading, evidence.model)


def click(qtbot, view, at, act="mouseClick"):
    getattr(qtbot, act)(view.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())


def test_a_click_on_a_cell_seeks_to_its_frame(qtbot, view, ledger):
    for row, column in ((0, 0), (1, 4), (3, 11)):
        with qtbot.waitSignal(view.seek_asked) as heard:
            click(qtbot, view, centre_of(view, row, column))
        assert heard.args == [pytest.approx(ledger.times_s[column])]


def test_a_click_on_the_videostrip_seeks(qtbot, view, ledger):
    with qtbot.waitSignal(view.seek_asked) as heard:
        click(qtbot, view, video_of(view, 7))
    assert heard.args == [pytest.approx(ledger.times_s[7])]


def test_a_double_click_plays_from_a_moment_before(qtbot, view, ledger):
    with qtbot.waitSignal(view.play_asked) as heard:
        click(qtbot, view, video_of(view, 7), "mouseDClick")
    assert heard.args == [pytest.approx(ledger.times_s[7] - PRE_ROLL_S)]
    with qtbot.waitSignal(view.play_asked) as heard:
        click(qtbot, view, video_of(view, 0), "mouseDClick")
    assert heard.args == [0.0]


def move(view, place):
    """As with no button held: Qt takes one for held down after a test that pressed it on a widget that went away."""
    none = Qt.MouseButton.NoButton
    on_screen = view.viewport().mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, on_screen, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def test_the_mouse_tells_its_frame_and_when_it_leaves(view, ledger):
    heard = []
    view.hovered.connect(heard.append)
    move(view, centre_of(view, 1, 2))
    move(view, centre_of(view, 2, 2))
    move(view, centre_of(view, 2, 5))
    move(view, QPointF(20, centre_of(view, 2, 5).y()))
    assert heard == [pytest.approx(ledger.times_s[2]), pytest.approx(ledger.times_s[5]), NOWHERE_S]


def test_the_tooltip_belongs_to_the_cell(view, ledger):
    best = int(np.argmax(ledger.rows[0]))
    tip = view.tip_at(centre_of(view, 1, best))
    assert tip.startswith(f"Frame {best + 1} · 00:00:")
    assert "“white car” +" in tip
    assert "best" in tip
    assert "best" not in view.tip_at(centre_of(view, 1, (best + 6) % 12))


def test_the_hovered_column_is_outlined(view):
    before = view.viewport().grab().toImage()
    move(view, centre_of(view, 1, 6))
    QApplication.processEvents()
    after = view.viewport().grab().toImage()
    geometry = view._geometry()
    edge = int(geometry.label_px + 6 * geometry.column_px)
    y = int(centre_of(view, 1, 6).y() - geometry.heights[1] / 2 + 2)
    changed = [x for x in range(edge - 2, edge + 4) if before.pixel(x, y) != after.pixel(x, y)]
    assert changed


def test_a_click_on_a_phrase_name_opens_its_centres_and_closes_them(qtbot, view):
    def rows():
        return [row.kind for row in view._evidence.rows]

    name = QPointF(60, centre_of(view, 1, 0).y())
    click(qtbot, view, name)
    assert rows() == ["sentence", "phrase", *["centre"] * 5, "phrase", "rest"]
    click(qtbot, view, name)
    assert rows() == ["sentence", "phrase", "phrase", "rest"]


def test_all_centres_are_opened_and_the_rows_can_be_scrolled_to(qtbot, ledger):
    view = show(qtbot, ledger, height=240)
    view.setFocus()
    view.toggle_centres()
    assert len(view._evidence.rows) == 1 + 3 * 6
    assert view.verticalScrollBar().maximum() > 100
    for _ in range(18):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.verticalScrollBar().value() >= view.verticalScrollBar().maximum() - 2
    with qtbot.waitSignal(view.seek_asked):
        click(qtbot, view, centre_of(view, 18, 3))


def test_arrows_move_enter_seeks_and_a_command_finds_the_peak(qtbot, view, ledger):
    view.setFocus()
    start = ledger.best_frame
    with qtbot.waitSignal(view.seek_asked) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Left)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [pytest.approx(ledger.times_s[max(0, start - 1)])]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.seek_asked) as heard:
        view.move_to_peak(1)
    assert heard.args == [pytest.approx(ledger.times_s[int(np.argmax(ledger.rows[0]))])]


def test_the_peaks_are_those_of_the_whole_score(view, ledger):
    assert ledger.times_s[ledger.best_frame] in view.peak_times()


def test_negative_cells_are_seen_as_such(qtbot, ledger):
    cells = ledger.cells.copy()
    cells[0, 2, 10] = -0.006
    moved = replace(ledger, cells=cells, score=float(ledger.sentence.sum() + cells.sum()))
    view = show(qtbot, moved)
    view.toggle_row(0)
    image = view.picture(QSize(1100, 520))
    spot = centre_of(view, 1 + 1 + 2, 10)
    around = [image.pixelColor(int(spot.x()) + x, int(spot.y()) + y) for x in range(-20, 20) for y in range(-6, 6)]
    red = sum(c.red() for c in around) / len(around)
    green = sum(c.green() for c in around) / len(around)
    assert red > green + 30
    assert len({c.rgb() for c in around}) > 1, "hatched, so not one colour"


def test_the_legend_ends_at_the_values_that_occur(view, ledger):
    view.toggle_centres()
    scene = view._evidence.scene(view.font(), view.palette(), 1100, 500)
    legend = scene.renderer.legend(scene.reading, scene.opened, scene.scales)
    assert legend.high == pytest.approx(float(ledger.cells.max()))
    assert legend.low == pytest.approx(float(ledger.cells.min()))
    assert f"{ledger.cells.max():.3f}" in legend.high_text


def test_assignment_is_another_reading(qtbot, view, ledger):
    button = next(b for b in view.findChildren(QToolButton) if b.text() == "Assignment")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [row.kind for row in view._evidence.rows] == ["assignment"] * 5
    share = round(100 * float(ledger.assignment[1, 4]))
    assert f"centre 2 takes {share} % of this frame" in view.tip_at(centre_of(view, 1, 4))


def test_a_model_without_centres_says_so(qtbot):
    plain = make_phrase_scores(QUERY)
    view = show(qtbot, plain)
    view.toggle_centres()
    view.set_reading("assignment")
    assert [row.kind for row in view._evidence.rows] == ["sentence", "phrase", "phrase"]
    assert foot_note(view).startswith(BY_ITSELF)
    assert not any(b.isVisible() for b in view.findChildren(QToolButton))


def test_what_is_approximate_is_said_first_wherever_it_is_told(qtbot):
    said = "Frames were seen together, so this is about right."
    exact, about = show(qtbot, make_ledger(QUERY)), make_phrase_scores(QUERY)
    view = show(qtbot, replace(about, approximation=said))
    assert foot_note(view).startswith(said)
    assert view.tip_at(QPointF(300, view.viewport().height() - 6)).splitlines() == [said, BY_ITSELF, help_of()]
    assert view.accessibleDescription().endswith(said)
    assert "about right" not in exact.tip_at(QPointF(300, exact.viewport().height() - 6))


def test_messages_stand_in_place_of_the_table(qtbot, view):
    view.set_message("Indexed with an older model: no alignment.")
    assert view.accessibleDescription() == "Indexed with an older model: no alignment."
    assert view.table() == []
    with qtbot.assertNotEmitted(view.seek_asked):
        click(qtbot, view, QPointF(400, 30))
        qtbot.keyClick(view, Qt.Key.Key_Return)
    image = view.picture(QSize(600, 160))
    panel = theme.DARK.panel.rgb()
    assert any(image.pixel(x, 80) != panel for x in range(600))
    view.clear()
    assert "Select a moment" in view.accessibleDescription()


def test_pictures_that_come_later_are_shown(qtbot, ledger):
    view = EvidenceView()
    qtbot.addWidget(view)
    view.resize(1100, 520)
    view.show_explanation(ledger, [None] * 12, make_hit(ledger))
    view.show()
    qtbot.waitExposed(view)
    spot = video_of(view, 3).toPoint()
    assert view.picture(QSize(1100, 520)).pixelColor(spot) == theme.DARK.placeholder
    view.set_picture(3, still("#ff0000"))
    view.set_picture(99, still())
    assert view.picture(QSize(1100, 520)).pixelColor(video_of(view, 3).toPoint()).red() > 200


def test_frames_without_a_phrase_are_dimmed(qtbot, ledger):
    view = show(qtbot, ledger)
    image = view.picture(QSize(1100, 520))
    lit = image.pixelColor(video_of(view, 3).toPoint()).lightness()
    dark = image.pixelColor(video_of(view, 0).toPoint()).lightness()
    assert lit > dark + 15


def test_a_picture_can_be_had_without_a_window(qapp, ledger):
    view = EvidenceView()
    view.show_explanation(ledger, [still()] * 12, make_hit(ledger))
    image = view.picture(QSize(900, view.natural_height(900)), 2.0)
    assert image.size() == QSize(1800, 2 * view.natural_height(900))
    assert len({image.pixel(x, y) for x in range(0, 1800, 7) for y in range(0, image.height(), 7)}) > 20


def test_numbers_and_picture_can_be_copied(qtbot, view, ledger):
    actions = {action.text(): action for action in view.export_menu(view._evidence).actions()}
    actions["Copy numbers"].trigger()
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0][3] == "0.720 s"
    assert sum(float(line[-1]) for line in lines[1:]) == pytest.approx(ledger.score, abs=1e-5)
    actions["Copy image"].trigger()
    assert QApplication.clipboard().image().height() >= 2 * view.natural_height(1000)


def test_numbers_and_picture_can_be_saved(view, tmp_path):
    save_table(view.table(), tmp_path / "numbers.csv")
    with (tmp_path / "numbers.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == view.table()
    save_picture(view.picture(QSize(400, 200)), tmp_path / "picture.png")
    assert QImage(str(tmp_path / "picture.png")).size() == QSize(400, 200)


def test_a_save_that_fails_is_told(qtbot, view, tmp_path, monkeypatch):
    monkeypatch.setattr(evidence_view, "ask_where", lambda parent, name, save: save(tmp_path / "nowhere" / name))
    for title in ("Save image…", "Save numbers…"):
        action = next(a for a in view.export_menu(view._evidence).actions() if a.text() == title)
        with qtbot.waitSignal(view.trouble) as heard:
            action.trigger()
        assert "could not be saved" in heard.args[0].title


def test_it_can_be_heard(view, ledger):
    face = QAccessible.queryAccessibleInterface(view)
    assert "Evidence" in view.accessibleName()
    assert face is not None
    assert f"= {ledger.score:.3f}" in view.accessibleDescription()
    assert f"frame {ledger.best_frame + 1} of 12" in view.accessibleDescription()


def test_the_help_sentence_is_there(view):
    assert help_of() in view.tip_at(QPointF(300, view.viewport().height() - 6))


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("width", [240, 3000])
def test_odd_sizes_can_be_painted(qtbot, frames, width):
    ledger = make_ledger(
        make_query("extraordinarilylongword " * 6, "extraordinarilylongword"), frames=frames, centres=7
    )
    view = show(qtbot, ledger, width=width, height=200)
    view.toggle_centres()
    assert not view.grab().isNull()


def test_the_opened_rows_stay_open_for_the_next_moment_of_the_same_question(qtbot, view, ledger):
    view.toggle_row(1)
    view.show_explanation(make_ledger(QUERY, seed=3), [None] * 12, make_hit(ledger))
    assert view._evidence.opened == {1}
    other = make_ledger(make_query("a dog", "dog"))
    view.show_explanation(other, [None] * 12, make_hit(other))
    assert view._evidence.opened == frozenset()


@pytest.mark.parametrize("width", [120, 180, 214])
def test_the_title_of_the_heatmap_fits_in_the_font_that_it_is_drawn_with(qapp, width):
    font = theme.scaled(qapp.font(), 1.0, bold=True)
    metrics = QFontMetricsF(font)
    for title in ("telescope_mirror_inspection.mp4", "WWWWWWWWWWWWWWWWWWWWWWWWWWWW.mov", "a.mov"):
        shown = title_within(title, metrics, width)
        assert metrics.horizontalAdvance(shown) <= width
        assert shown.endswith(title[-4:]), "the ending is part of a name"
