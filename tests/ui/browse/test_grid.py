from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.ui.browse.records import answer, hit, ledger, video
from ui import theme
from ui.browse.grid import Grid


@pytest.fixture
def grid(qtbot, qapp):
    theme.apply(qapp, "dark")
    made = Grid()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def videos(count):
    return [video(number) for number in range(1, count + 1)]


def test_arrows_walk_through_cards_and_enter_opens(grid, qtbot):
    grid.show_videos(videos(20), "All clips")
    chosen, opened = [], []
    grid.selected.connect(chosen.append)
    grid.opened.connect(opened.append)
    grid.list.setFocus()
    qtbot.keyClick(grid.list, Qt.Key.Key_Right)
    qtbot.keyClick(grid.list, Qt.Key.Key_Right)
    first = grid.current.video.id
    qtbot.keyClick(grid.list, Qt.Key.Key_Down)
    assert grid.current.video.id > first + 1
    qtbot.keyClick(grid.list, Qt.Key.Key_Return)
    assert opened[0].key == grid.current.key
    assert chosen[-1].key == grid.current.key


def test_letters_are_left_to_the_player(grid, qtbot):
    """A list looks for names that begin with typed letters; ours must not, J K L belong to the player."""
    grid.show_videos([video(1, name="alpha.mov"), video(2, name="lima.mov")], "All clips")
    grid.list.setFocus()
    grid.list.setCurrentIndex(grid.list.model().index(0))
    qtbot.keyClick(grid.list, Qt.Key.Key_L)
    assert grid.current.video.id == 1


def choose(grid, video_id):
    model = grid.list.model()
    grid.list.setCurrentIndex(model.index(model.row_of((video_id, 0)), 0))


def test_the_selection_stays_when_videos_come_before_it(grid):
    grid.show_videos(videos(5)[1:], "All clips")
    choose(grid, 3)
    told = []
    grid.selected.connect(told.append)
    grid.show_videos(videos(8), "All clips")
    assert grid.current.video.id == 3
    assert None not in told


def test_when_the_selected_video_leaves_nothing_is_selected(grid):
    grid.show_videos(videos(5), "All clips")
    choose(grid, 3)
    told = []
    grid.selected.connect(told.append)
    grid.show_videos(videos(2), "All clips")
    assert told[-1] is None


def test_an_answer_selects_its_best_moment(grid, qtbot):
    chosen = []
    grid.selected.connect(chosen.append)
    grid.show_answer(answer(hit(1), hit(2, "weak")))
    assert chosen[-1].hit.segment.id == 10
    assert grid.words[0] == "1 close match, then 1 weaker"


def test_a_verdict_is_read_whole_in_a_narrow_window(grid):
    grid.resize(270, 500)
    grid.show_answer(answer(hit(1, "weak"), hit(2, "weak")))
    (title,) = [each for each in grid.findChildren(QLabel) if each.text().startswith("No close matches")]
    assert title.shown == title.text()
    assert title.contentsRect().height() >= 2 * title.fontMetrics().height()


def test_moments_in_sight_are_told_once_scrolling_rests(grid, qtbot):
    hits = [hit(number) for number in range(1, 80)]
    with qtbot.waitSignal(grid.hits_seen) as told:
        grid.show_answer(answer(*hits))
    seen = told.args[0]
    assert seen[0].segment.id == 10
    assert len(seen) < 40
    for each in hits[:40]:
        grid.set_explanation(each.segment.id, ledger())
    qtbot.waitUntil(lambda: grid.list.verticalScrollBar().maximum() > 1000)
    with qtbot.waitSignal(grid.hits_seen) as told:
        grid.list.verticalScrollBar().setValue(grid.list.verticalScrollBar().maximum())
    assert told.args[0][-1].segment.id == 790


def test_an_empty_answer_is_never_a_blank_page(grid):
    grid.show_answer(answer(segments=0))
    assert not grid._pages.blank.isHidden()
    assert grid._pages.blank.title == "No clips are indexed yet."


def test_without_folders_the_first_run_page_is_shown(grid, qtbot):
    grid.show_first_run()
    assert grid.first_run.isVisible()
    button = next(each for each in grid.first_run.findChildren(QPushButton) if "folder" in each.text())
    with qtbot.waitSignal(grid.first_run.add_asked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_all_failed_videos_can_be_tried_again_at_once(grid, qtbot):
    grid.show_videos([video(1, "failed"), video(2, "failed")], "Failed", kind="failed")
    with qtbot.waitSignal(grid.retry_asked) as told:
        qtbot.mouseClick(grid._heading.retry, Qt.MouseButton.LeftButton)
    assert told.args == [[1, 2]]


def test_a_failed_card_offers_to_try_again(grid):
    titles = [action.text() for action in grid.menu_of(replace_card(grid, "failed")).actions()]
    assert "Retry" in titles
    assert "Retry" not in [action.text() for action in grid.menu_of(replace_card(grid, "ready")).actions()]


def replace_card(grid, state):
    grid.show_videos([video(1, state)], "x")
    return grid._model.card(0)


def test_ctrl_wheel_changes_the_size_of_cards(grid):
    before = grid._views.delegate.picture_size.width()
    grid.zoom(2)
    assert grid._views.delegate.picture_size.width() > before
    for _ in range(9):
        grid.zoom(-1)
    assert grid._views.delegate.picture_size.width() >= 140


@pytest.mark.parametrize("width", [420, 700, 901, 1333])
def test_cards_share_the_whole_width(grid, qtbot, width):
    grid.show_videos(videos(40), "All clips")
    grid.resize(width, 500)

    def tops():
        cell, room = grid.list.gridSize().width(), grid.list.viewport().width()
        columns = room // cell
        assert room - columns * cell < columns + 8
        index = grid.list.model().index
        return {grid.list.visualRect(index(row)).top() for row in range(columns)}

    qtbot.waitUntil(lambda: len(tops()) == 1)


def test_old_results_are_dimmed_until_new_ones_come(grid):
    grid.show_answer(answer(hit(1)))
    bright = ink(grid)
    grid.set_stale(True)
    assert ink(grid) < bright * 0.8
    grid.show_answer(answer(hit(1)))
    assert abs(ink(grid) - bright) < bright * 0.05


def ink(grid):
    """How far the second half of the first card stands out from the ground."""
    image = grid.list.viewport().grab().toImage()
    rect = grid.list.visualRect(grid.list.model().index(0)).adjusted(12, 150, -40, -10)
    ground = theme.DARK.selected.lightness()
    return sum(
        abs(image.pixelColor(x, y).lightness() - ground)
        for x in range(rect.left(), rect.right(), 2)
        for y in range(rect.top(), rect.bottom(), 2)
    )


class FakeController:
    """Pictures that are all there: one colour for each second."""

    def __init__(self):
        from PySide6.QtCore import QObject, Signal

        class Signals(QObject):
            came, times_came = Signal(object), Signal(int)

        self._signals = Signals()
        self.came, self.times_came = self._signals.came, self._signals.times_came
        self.asked = []

    def get(self, video, time_s):
        self.asked.append(time_s)
        image = QImage(160, 90, QImage.Format.Format_RGB32)
        image.fill(0xFF000000 | (int(time_s * 20) % 200 + 50) << 16)
        return image

    def times(self, video):
        return [0.0, 2.0, 4.0, 6.0, 8.0]


def test_the_mouse_runs_through_the_frames_of_a_card(grid, qtbot):
    indexing = FakeController()
    grid.use(indexing)
    grid.show_videos(videos(3), "All clips")
    qtbot.wait(50)
    rect = grid._views.delegate.picture_rect(grid.list.visualRect(grid.list.model().index(0)))
    seen = []
    for share in (0.1, 0.5, 0.9):
        move(grid, QPoint(rect.left() + int(share * rect.width()), rect.center().y()))
        indexing.asked.clear()
        grid.list.viewport().repaint()
        seen.append(indexing.asked[0])
    assert seen == [0.0, 4.0, 8.0]
    QApplication.sendEvent(grid.list, QEvent(QEvent.Type.Leave))
    indexing.asked.clear()
    grid.list.viewport().repaint()
    assert indexing.asked[0] == pytest.approx(724 / 3)


def move(grid, at):
    none = Qt.MouseButton.NoButton
    where = QPointF(at)
    glob = QPointF(grid.list.viewport().mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, where, glob, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid.list.viewport(), event)


def test_a_hundred_thousand_videos_make_few_cards(grid, qtbot):
    some = videos(3)
    many = [replace(some[number % 3], id=number) for number in range(100_000)]
    grid.show_videos(many, "All clips")
    qtbot.waitUntil(lambda: grid.list.verticalScrollBar().maximum() > 1_000_000)
    grid.list.verticalScrollBar().setValue(grid.list.verticalScrollBar().maximum() // 2)
    grid.list.viewport().repaint()
    assert len(grid._model._cards) < 400


@pytest.mark.parametrize("count", [8, 60])
def test_cards_leave_no_ragged_margin_at_any_width(grid, qtbot, count):
    grid.show_videos(videos(count), "All clips")
    for width in range(500, 1101, 37):
        grid.resize(width, 600)
        QApplication.processEvents()
        grid.list.doItemsLayout()
        rects = [grid.list.visualRect(grid.list.model().index(row)) for row in range(count)]
        first_row = [rect for rect in rects if rect.top() == rects[0].top()]
        rest = grid.list.viewport().width() - first_row[-1].right()
        assert rest < rects[0].width() / 3, (width, len(first_row), rest)
