"""The heatmap as a tool: choosing a stretch, zoom, muting, the recorded timecode, what a screen reader hears."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from core.search.centre_muting import without_centres
from core.values import SourceMetadata, Timecode
from tests.fakes.ledgers import make_hit, make_ledger, make_phrase_scores
from tests.ui.search.test_evidence_view import QUERY, centre_of, click, ledger, show, still, video_of, view  # noqa: F401
from ui.search import evidence_canvas
from ui.search.evidence_columns import column_bounds, place_of, places_of, stretch_of

FPS = Fraction(25)


def drag(qtbot, view, start, end):  # noqa: F811
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(view.viewport(), ((start + end) / 2).toPoint())
    qtbot.mouseMove(view.viewport(), end.toPoint())
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end.toPoint())


# ---- a stretch


@pytest.mark.parametrize(("one", "other"), [(2, 5), (5, 2), (0, 11)])
def test_a_drag_over_columns_chooses_their_stretch(qtbot, view, ledger, one, other):  # noqa: F811
    segment = make_hit(ledger).segment
    with qtbot.waitSignal(view.span_chosen) as heard:
        drag(qtbot, view, centre_of(view, 1, one), centre_of(view, 1, other))
    first, last = sorted((one, other))
    times = ledger.times_s
    start = segment.start_s if first == 0 else (times[first - 1] + times[first]) / 2
    end = segment.end_s if last == 11 else (times[last] + times[last + 1]) / 2
    assert heard.args == [pytest.approx(start), pytest.approx(end)]


def test_a_drag_beyond_the_table_ends_at_its_last_column(qtbot, view):  # noqa: F811
    with qtbot.waitSignal(view.span_chosen) as heard:
        drag(qtbot, view, video_of(view, 9), QPointF(view.viewport().width() - 2, 20))
    assert heard.args[1] == pytest.approx(view._evidence.bounds[-1])


def test_a_click_chooses_nothing(qtbot, view):  # noqa: F811
    with qtbot.assertNotEmitted(view.span_chosen):
        click(qtbot, view, centre_of(view, 1, 4))


def test_the_stretch_is_drawn_where_it_is(view):  # noqa: F811
    plain = view.picture(QSize(1100, 520))
    bounds = view._evidence.bounds
    view.set_span(Fraction(bounds[3]), Fraction(bounds[6]))
    marked = view.picture(QSize(1100, 520))
    geometry = view._evidence.geometry(view.font(), 1100, 520)
    changed = {
        x
        for x in range(1100)
        if plain.pixel(x, int(geometry.strip_px + 5)) != marked.pixel(x, int(geometry.strip_px + 5))
    }
    assert abs(min(changed) - geometry.column_x(3)) <= 2
    assert abs(max(changed) - geometry.column_x(6)) <= 2
    view.set_span(None, None)
    assert view.picture(QSize(1100, 520)) == plain


def test_times_and_places_are_inverse(ledger):  # noqa: F811
    bounds = column_bounds(ledger, make_hit(ledger).segment)
    for column in range(12):
        start, end = stretch_of(bounds, column, column)
        assert place_of(bounds, start) == pytest.approx(column)
        assert place_of(bounds, (start + end) / 2) == pytest.approx(column + 0.5)
    assert places_of(bounds, 900.0, 950.0) is None
    assert places_of(bounds, None, None) is None
    assert places_of(bounds, bounds[2], None) == (2.0, 12.0)


# ---- zoom


def turn(view, at, notches, keys=Qt.KeyboardModifier.NoModifier):  # noqa: F811
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_round_the_mouse(qtbot, ledger):  # noqa: F811
    view = show(qtbot, make_ledger(QUERY, frames=40), width=900)  # noqa: F811
    at = video_of(view, 20)
    before = view._geometry().column_px
    turn(view, at, 3)
    assert view._geometry().column_px > 1.5 * before
    assert view.cell_at(at)[1] == 20
    assert view.horizontalScrollBar().maximum() > 0
    turn(view, at, -9)
    assert view._geometry().column_px == pytest.approx(before)
    assert view.horizontalScrollBar().maximum() == 0


def test_while_zoomed_keys_bring_columns_into_sight_and_clicks_hit_them(qtbot, ledger):  # noqa: F811
    view = show(qtbot, make_ledger(QUERY, frames=40), width=900)  # noqa: F811
    view.zoom(4)
    view.setFocus()
    for column in (39, 0):
        view._move_cursor(1, column)
        geometry = view._geometry()
        x = geometry.column_x(column)
        assert geometry.label_px - 1 <= x
        assert x + geometry.column_px <= geometry.columns_end + 1
        with qtbot.waitSignal(view.seek_asked) as heard:
            click(qtbot, view, centre_of(view, 1, column))
        assert heard.args == [pytest.approx(view._evidence.explanation.times_s[column])]


def test_a_picture_that_is_saved_has_all_columns(qtbot, view):  # noqa: F811
    before = view._whole_picture()
    view.zoom(3)
    assert view._whole_picture() == before


# ---- muting


def test_a_click_on_a_centre_mutes_it_and_shift_mutes_the_others(qtbot, view):  # noqa: F811
    view.toggle_centres()
    name = QPointF(60, centre_of(view, 1 + 1 + 2, 0).y())
    with qtbot.waitSignal(view.centres_muted) as heard:
        click(qtbot, view, name)
    assert heard.args == [(2,)]
    with qtbot.waitSignal(view.centres_muted) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, name.toPoint())
    assert heard.args == [(0, 1, 3, 4)]


def muted_view(qtbot, ledger, *centres):  # noqa: F811
    made = show(qtbot, without_centres(ledger, centres))
    made.toggle_centres()
    return made


def test_a_muted_centre_is_dimmed_named_and_left_out_of_every_sum(qtbot, ledger):  # noqa: F811
    view = muted_view(qtbot, ledger, 2)  # noqa: F811
    rows = view._evidence.rows
    assert [row.centre for row in rows if row.is_muted] == [2, 2, 2]
    assert all(row.total == 0 for row in rows if row.is_muted)
    for phrase in (0, 1):
        top = next(row for row in rows if row.kind == "phrase" and row.phrase == phrase)
        assert sum(row.total for row in rows if row.kind == "centre" and row.phrase == phrase) == top.total
    line = view._evidence.explanation.sum_line()
    left, _, right = line.rpartition(" = ")
    numbers = [
        float(part.replace("−", "-"))
        for part in left.replace("− ", "-").replace("+ ", "").split()
        if part[-1].isdigit()
    ]
    assert sum(numbers) == pytest.approx(float(right))
    assert float(right) == pytest.approx(ledger.score - float(ledger.cells[:, 2].sum()), abs=6e-4)
    assert "muted" in view.tip_at(centre_of(view, 1 + 1 + 2, 4))
    assert any("(muted)" in line[0] for line in view.table())


def test_u_mutes_the_row_of_the_keyboard(qtbot, ledger):  # noqa: F811
    view = muted_view(qtbot, ledger, 0)  # noqa: F811
    view.setFocus()
    view._move_cursor(1 + 1 + 0, 3)
    with qtbot.waitSignal(view.centres_muted) as heard:
        qtbot.keyClick(view, Qt.Key.Key_U)
    assert heard.args == [()]
    view._move_cursor(1, 3)
    with qtbot.waitSignal(view.phrase_mute_asked) as heard:
        qtbot.keyClick(view, Qt.Key.Key_U)
    assert heard.args == ["white car"]
    with qtbot.waitSignal(view.phrase_solo_asked) as heard:
        qtbot.keyClick(view, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert heard.args == ["white car"]


def test_the_keyboard_stays_at_the_row_that_it_mutes(qtbot, ledger):  # noqa: F811
    view = muted_view(qtbot, ledger)  # noqa: F811
    view.setFocus()
    row = 1 + 1 + 2
    view._move_cursor(row, 3)
    view.verticalScrollBar().setValue(5)
    for muted in ((2,), ()):
        with qtbot.waitSignal(view.centres_muted) as heard:
            qtbot.keyClick(view, Qt.Key.Key_U)
        assert heard.args == [muted], "pressed again, it takes the muting back"
        shown = without_centres(ledger, muted)
        view.show_explanation(shown, [], make_hit(shown))
        assert view._cursor == (row, 3)
        assert view.verticalScrollBar().value() == 5


def test_the_keyboard_stays_at_its_phrase_when_rows_open_and_close(view):  # noqa: F811
    rows = view._evidence.rows
    second = next(number for number, row in enumerate(rows) if row.kind == "phrase" and row.phrase == 1)
    view._move_cursor(second, 3)
    view.toggle_centres()
    at = view._evidence.rows[view._cursor[0]]
    assert (at.kind, at.phrase) == ("phrase", 1)
    view._move_cursor(view._cursor[0] + 2, 3)
    view.toggle_centres()
    assert view._cursor == (second, 3)


def titles(view, row):  # noqa: F811
    return [action.text().partition("\t")[0] for action in view.context_menu(view._evidence, row).actions()]


def test_the_menu_offers_what_can_be_done_with_the_row(qtbot, ledger):  # noqa: F811
    view = muted_view(qtbot, ledger, 2)  # noqa: F811
    assert {"Mute “white car”", "Solo “white car”", "Unmute all centres"} <= set(titles(view, 1))
    assert {"Unmute centre 3", "Solo centre 3"} <= set(titles(view, 1 + 1 + 2))
    assert "Unmute all phrases" not in titles(view, None)
    view.has_muted_phrases = True
    assert {"Unmute all phrases", "Save image…", "Save numbers…", "Zoom in"} <= set(titles(view, None))


def test_the_menu_of_the_keyboard_opens_at_its_cell(view, monkeypatch):  # noqa: F811
    opened = []
    monkeypatch.setattr("PySide6.QtWidgets.QMenu.popup", lambda menu, at: opened.append(at))
    view._move_cursor(1, 3)
    middle = view.rect().center()
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, view.mapToGlobal(middle)))
    at = view.viewport().mapFromGlobal(opened[0])
    assert view.cell_at(QPointF(at - QPoint(0, 3))) == (1, 3)


def test_without_centres_none_can_be_muted(qtbot):
    view = show(qtbot, make_phrase_scores(QUERY))  # noqa: F811
    for row in range(3):
        assert not any("centre" in title for title in titles(view, row))


# ---- timecode


def test_the_recorded_timecode_is_shown_as_soon_as_it_is_known(qtbot, view):  # noqa: F811
    video = view._evidence.hit.video
    assert "TC" not in view.tip_at(centre_of(view, 1, 3))
    start = SourceMetadata(Timecode.parse("10:00:00:00", FPS))
    view.set_video(replace(video, info=replace(video.info, source=start)))
    assert "TC 10:00:05:13" in view.tip_at(centre_of(view, 1, 3))
    assert view.table()[0][3] == "0.720 s (TC 10:00:00:18)"
    view.set_video(replace(video, id=99))  # another clip
    assert view._evidence.start is not None


# ---- what is heard


def test_moving_says_frame_row_value_and_best(qtbot, view, ledger, monkeypatch):  # noqa: F811
    said = []
    monkeypatch.setattr(evidence_canvas, "_announce", lambda _view, text: said.append(text))
    best = int(np.argmax(ledger.rows[0]))
    view._move_cursor(1, best)
    value = f"+{ledger.rows[0].max():.3f}"
    assert said == [f"Frame {best + 1} of 12, white car, {value}, best"]
    assert view.accessibleDescription().startswith(said[0])
    view.toggle_centres()
    view._move_cursor(1 + 1 + 2, 0)
    assert said[-1].startswith("Frame 1 of 12, white car, centre 3, +")
    view.set_reading("assignment")
    view._move_cursor(2, 4)
    assert said[-1] == f"Frame 5 of 12, centre 3, {round(100 * float(ledger.assignment[2, 4]))} %"


def test_an_announcement_reaches_the_screen_reader(view, monkeypatch):  # noqa: F811
    events = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(events.append))
    view._move_cursor(1, 3)
    assert [event.message() for event in events] == [f"Frame 4 of 12, white car, {said_value(view, 1, 3)}, best"]


def said_value(view, row, column):  # noqa: F811
    from ui.search.rows import print_value

    return print_value(float(view._evidence.rows[row].values[column]))


def test_pictures_of_the_film_row_stay(qtbot, view):  # noqa: F811
    view.set_picture(3, still("#ff0000"))
    view.zoom(2)
    assert not view.grab().isNull()
