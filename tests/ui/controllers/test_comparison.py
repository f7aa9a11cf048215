"""Two models in the window: columns, the fused list, and the way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.errors import WeightsMissingError
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video


class TwoModelHouse(FakeHouse):
    """A fake library whose videos two models have indexed."""

    def take(self, name):
        self.opened = getattr(self, "opened", [])
        self.encoder = HashEncoder(name)
        self.library = self.build(source=name, open_encoder=self._open)
        self.library.wake()
        finish(self.library.reconcile())
        finish(self.library.ingest())

    def _open(self, source):
        self.opened.append(HashEncoder(source))
        return self.opened[-1]


@pytest.fixture
def house(tmp_path, footage_folder):
    home = tmp_path / "home"
    home.mkdir()
    made = TwoModelHouse(home)
    made.library.watch([footage_folder])
    made.take("Alpha")
    made.take("Beta")
    made.library = made.build(source="Beta", open_encoder=made._open)
    return made


@pytest.fixture
def columns(running, window, settle):
    """The main controller with a query asked of both models."""
    window.query.ask("red car")
    settle()
    window.actions_["search.compare"].trigger()
    settle()
    return running


def names(column):
    return [card.name for card in column.cards]


def test_commands_are_there_with_two_models(running, window):
    assert window.actions_["search.compare"].isVisible()
    assert window.actions_["search.fuse"].isVisible()
    assert [spec.name for spec in running.comparisons.pair] == ["Beta", "Alpha"]


def test_two_columns_answer_with_their_differences(columns, window):
    left, right = window.compare.columns
    assert window.compare.isVisible()
    assert not window.grid.isVisible()
    assert left.head == ("Beta", "has indexed all 3 clips")
    assert right.head[0] == "Alpha"
    assert names(left)[0] == names(right)[0] == "car.mov"
    assert left.cards[0].rank_comparison.badge == "1 ="
    assert left.cards[0].rank_comparison.words == "Rank 1 with Beta, rank 1 with Alpha."
    assert window.actions_["search.compare"].isChecked()
    assert "2 models searched" in window.query._status.text()


def test_the_evidence_follows_the_card_of_either_model(columns, window, settle, qtbot, house):
    left, right = window.compare.columns
    assert columns.selection.card.hit.segment.id == left.cards[0].hit.segment.id
    assert window.evidence.table()
    qtbot.mouseClick(
        right.list.viewport(), Qt.MouseButton.LeftButton, pos=right.list.visualRect(_row(right, 0)).center()
    )
    settle()
    card = columns.selection.card
    assert card.hit.segment.id == right.cards[0].hit.segment.id
    assert house.catalogue.spec_of(card.hit.segment.id).name == "Alpha"
    assert card.explanation.score == pytest.approx(card.hit.score, abs=1e-3)
    assert "Rank 1; rank 1 with the other model." in window.details.words


def test_the_same_moment_is_marked_in_the_other_column(columns, window, settle):
    left, right = window.compare.columns
    for card in left.cards:
        left.list.setCurrentIndex(_row(left, card.hit.rank - 1))
        other = right.current
        assert (other.video.id, other.hit.segment.start_s) == (card.video.id, card.hit.segment.start_s)
    settle()
    assert columns.selection.card.hit.segment.id == left.cards[-1].hit.segment.id, "marking is not going there"


def test_strips_come_for_all_cards_of_both_columns(columns, window, settle, qtbot):
    window.resize(1440, 1600)
    cards = [each.cards for each in window.compare.columns]
    assert [len(each) for each in cards] == [5, 5]
    qtbot.waitUntil(lambda: all(card.explanation is not None for each in window.compare.columns for card in each.cards))


def test_the_evidence_names_its_model(columns, window):
    scene = window.evidence._evidence.scene(window.font(), window.palette(), 900, 300)
    assert "how Beta scored this moment" in scene.renderer.foot_note(scene.reading, scene.model)


def test_with_three_models_each_column_offers_a_choice(columns, window, settle, house):
    assert not window.compare.columns[0]._choice.isVisible()
    window.compare.show_comparison(window.compare._found, [*columns.comparisons.specs, HashEncoder("Gamma").spec])
    assert window.compare.columns[0]._choice.isVisible()
    assert window.compare.columns[0]._choice.currentText() == "Beta"


def test_tab_goes_to_the_marked_card_of_the_other_model(columns, window, settle):
    left, right = window.compare.columns
    left.list.setFocus(Qt.FocusReason.MouseFocusReason)
    right.list.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    assert columns.selection.card.hit.segment.id == right.current.hit.segment.id


def test_fused_is_one_grid_that_says_what_it_is(columns, window, settle):
    window.compare.fuse_asked.emit()
    settle()
    assert window.grid.isVisible()
    assert window.grid.words[0] == "Combined ranking"
    assert "Combined from Beta (all 3 clips) and Alpha (all 3 clips)" in window.grid.note
    assert "not by match quality" in window.grid.note
    card = window.grid.current
    assert card.name == "car.mov"
    assert card.hit.fusion.ranks == (("Beta", 1), ("Alpha", 1))
    assert f"{card.hit.strength.capitalize()} with {card.hit.fusion.seen_by}: " in window.details.words
    assert "rank 1 with Beta, rank 1 with Alpha" in card.tooltip
    assert f"with {card.hit.fusion.seen_by}" in card.tooltip
    assert window.actions_["search.fuse"].isChecked()
    assert not window.actions_["search.compare"].isChecked()
    window.grid.apart_asked.emit()
    settle()
    assert window.compare.isVisible()


def test_back_to_one_list_ends_the_other_model(columns, window, settle, house):
    assert any(not each.is_closed for each in house.opened)
    window.compare.back_asked.emit()
    settle()
    assert all(each.is_closed for each in house.opened)
    assert window.grid.isVisible()
    assert not window.grid.note
    assert window.grid.current.rank_comparison is None
    assert not window.actions_["search.compare"].isChecked()


def test_moments_of_an_answer_that_is_gone_are_not_explained(columns, window, settle, qtbot, house):
    """Else the other model would be woken again right after it had ended."""
    window.resize(1440, 1600)
    qtbot.waitUntil(lambda: all(card.explanation is not None for each in window.compare.columns for card in each.cards))
    settle()
    hits, asked = window.compare.hits, []
    house.library.explain = lambda *args: asked.append(args)
    explanations = columns.explanations
    explanations._explanations.clear()
    window.compare.hits_seen.emit(hits)
    explanations.answer = replace(explanations.answer)
    settle()
    assert asked == []


def test_a_new_question_is_asked_of_both(columns, window, settle):
    window.query.ask("white van turning")
    settle()
    assert all(names(column)[0] == "van.mov" for column in window.compare.columns)


def test_esc_goes_back_to_all_clips(columns, window, settle, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    settle()
    assert window.grid.isVisible()
    assert window.grid.words[0] == "All clips"


def test_without_a_question_the_next_one_goes_to_both(running, window, settle):
    window.actions_["search.fuse"].trigger()
    settle()
    assert "next search uses two models" in window.notices.bars[0].notice.title
    window.query.ask("red car")
    settle()
    assert window.grid.words[0].startswith("Combined ranking")


def test_another_model_is_chosen_over_a_column(columns, window, settle):
    left, right = window.compare.columns
    left.model_chosen.emit(columns.comparisons.specs[0])
    settle()
    assert [left.head[0], right.head[0]] == ["Alpha", "Beta"]
    assert names(left)[0] == "car.mov"


def test_a_video_only_one_model_knows_is_told(columns, window, settle, footage_folder):
    draw_video(footage_folder / "boat.mov", [("red boat", 3.0)])
    columns.indexing.rescan()
    settle()
    window.query.ask("red boat")
    settle()
    left, right = window.compare.columns
    assert left.head[1] == "has indexed all 4 clips"
    assert right.head[1] == "has indexed 3 of 4 clips (75 %); the rest cannot be found with it"
    assert left.cards[0].name == "boat.mov"
    assert left.cards[0].rank_comparison.badge == "1 not indexed"
    assert "Alpha has not indexed this clip." in left.cards[0].tooltip


def test_a_model_whose_file_is_gone_is_said_and_the_window_goes_on(columns, window, settle, house, monkeypatch):
    def gone(*_):
        raise WeightsMissingError("There is no checkpoint at x.", "Choose another.")

    monkeypatch.setattr(house, "_open", gone)
    house.library.compare = lambda *_: gone()
    window.query.ask("white van")
    settle()
    assert "There is no checkpoint at x." in window.query._notice.text()
    assert window.compare.columns[0].delegate.is_stale, "moments of the question before"
    assert window.compare.hits


def test_cards_of_columns_have_the_size_of_the_grid(columns, window):
    window.actions_["view.larger"].trigger()
    window.actions_["view.larger"].trigger()
    assert window.compare.columns[0].delegate.zoom == window.grid.zoom_level == 1.5


def test_with_one_model_left_there_is_nothing_to_compare(columns, window, settle, house):
    window.compare.back_asked.emit()
    settle()
    spec = columns.comparisons.pair[1]
    columns._services.engine.submit(0, house.library.forget_model, spec).result(10)
    settle()
    assert columns.comparisons.pair is None
    assert not window.actions_["search.compare"].isVisible()
    assert not window.actions_["search.fuse"].isVisible()


def _row(column, row):
    return column.list.model().index(row)


def _entries(menu):
    return [each.text() for each in menu.actions() if not each.isSeparator()]


def test_a_card_of_a_column_offers_what_a_card_of_the_grid_does(running, window, settle):
    window.query.ask("red car")
    settle()
    in_grid = _entries(window.grid.menu_of(window.grid.current))
    window.actions_["search.compare"].trigger()
    settle()
    right = window.compare.columns[1]
    point = right.list.visualRect(_row(right, 0)).center()
    right.list.menu_asked.emit(point)
    menu = QApplication.activePopupWidget()
    assert _entries(menu) == in_grid
    assert {"Rating", "Find similar shots", "Show in file manager"} <= set(in_grid)
    menu.close()


def _click(qtbot, column, row, key=Qt.KeyboardModifier.NoModifier):
    point = column.list.visualRect(_row(column, row)).center()
    qtbot.mouseClick(column.list.viewport(), Qt.MouseButton.LeftButton, key, point)


def test_commands_are_about_the_cards_of_the_column_and_not_of_the_hidden_grid(columns, window, settle, qtbot, house):
    left, right = window.compare.columns
    for column, rows in ((left, [0]), (right, [1, 2]), (left, [2])):
        _click(qtbot, column, rows[0])
        for row in rows[1:]:
            _click(qtbot, column, row, Qt.KeyboardModifier.ControlModifier)
        chosen = [column.cards[row] for row in rows]
        assert [card.hit.segment.id for card in window.selected_cards()] == [card.hit.segment.id for card in chosen]
        ids = {card.video.id for card in chosen}
        assert {video.id for video in window.selected_videos()} == ids
        window.actions_["mark.rate_4"].trigger()
        settle()
        assert {video.id for video in house.catalogue.videos() if video.marks.rating == 4} == ids
        window.actions_["mark.rate_0"].trigger()
        settle()
    window.compare.back_asked.emit()
    settle()
    assert window.selected_cards() == window.grid.selected_cards()
