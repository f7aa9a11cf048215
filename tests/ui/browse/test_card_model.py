from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.browse.records import hit, ledger, video
from ui.browse.card_model import CARD_ROLE, CardModel


@pytest.fixture
def model(qtmodeltester):
    made = CardModel()
    yield made
    qtmodeltester.check(made)


@pytest.fixture
def heard(model):
    events = []
    model.modelReset.connect(lambda: events.append("reset"))
    model.dataChanged.connect(lambda a, b: events.append((a.row(), b.row())))
    return events


def test_changed_videos_do_not_reset_the_list(model, heard):
    videos = [video(number) for number in range(5)]
    model.set_videos(videos)
    assert heard == ["reset"]
    changed = [*videos[:2], replace(videos[2], state="missing"), *videos[3:]]
    model.set_videos(changed)
    assert heard == ["reset", (2, 2)]
    assert model.card(2).video.state == "missing"


def test_the_same_videos_are_no_news(model, heard):
    model.set_videos([video(1)])
    model.set_videos([video(1)])
    assert heard == ["reset"]


def test_a_ledger_changes_its_moment_only(model, heard):
    model.set_hits([hit(1), hit(2), hit(3)])
    model.set_explanation(20, ledger())
    assert heard == ["reset", (1, 1)]
    assert model.card(1).explanation is not None
    assert model.card(0).explanation is None


def test_videos_behind_moments_are_refreshed_in_place(model, heard):
    model.set_hits([hit(1), hit(2)])
    model.refresh({2: replace(video(2), state="missing")})
    assert heard == ["reset", (1, 1)]
    assert model.card(1).video.state == "missing"
    assert model.card(1).hit.score == 0.3


def test_a_card_is_found_by_its_key(model):
    model.set_hits([hit(1), hit(2)])
    assert model.row_of((2, 20)) == 1
    assert model.row_of((2, 0)) == -1
    model.set_videos([video(7), video(8)])
    assert model.row_of((8, 0)) == 1
    assert model.row_of((8, 20)) == -1


def test_reading_rows_makes_cards_only_for_those_looked_at(model):
    model.set_videos([video(number) for number in range(1000)])
    index = model.index(500)
    assert index.data(CARD_ROLE) is index.data(CARD_ROLE)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "C500.mov"
    assert len(model._cards) == 1


def test_dragging_out_gives_plain_files_each_once_and_only_copies(model):
    model.set_hits([hit(1), replace(hit(1), rank=2, segment=replace(hit(1).segment, id=11)), hit(2)])
    mime = model.mimeData([model.index(row) for row in (2, 1, 0)])
    assert [url.toLocalFile() for url in mime.urls()] == ["/films/Day 1/C001.mov", "/films/Day 1/C002.mov"]
    assert mime.hasFormat("text/uri-list")
    assert model.supportedDragActions() == Qt.DropAction.CopyAction
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_names_with_odd_characters_survive_the_drag(model):
    model.set_videos([video(1, name="50% #1 – größe?.mov")])
    assert model.mimeData([model.index(0)]).urls()[0].toLocalFile().endswith("50% #1 – größe?.mov")
