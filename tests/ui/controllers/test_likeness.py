import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from core.errors import UnwritableError
from core.library import dump_query, names_of
from core.values import Example, KeptList, MomentCollection, Query
from tests.fakes.ledgers import make_hit, make_ledger, make_query
from ui.browse.card import Card
from ui.controllers.likeness import LikenessController


@pytest.fixture
def likeness(window, lane, tasks, tmp_path):
    return LikenessController(window, tmp_path / "pasted", lane, tasks)


def test_a_moment_and_a_clip_are_searched_for_by_what_they_look_like(window, likeness):
    hit = make_hit(make_ledger(make_query("a dog", "dog")))
    window.menus.similar_asked.emit(Card(hit.video, hit))
    segment = hit.segment
    moment = Example("moment", hit.video.path, segment.start_s, segment.end_s)
    assert window.query.query.examples == (moment,)
    card = Card(hit.video)
    likeness.add_card(card)
    assert window.query.query.examples == (moment, Example("frame", hit.video.path, card.best_s))


def test_a_copied_picture_without_a_file_is_kept_and_searched_for(window, likeness, qtbot, tmp_path, tasks):
    image = QImage(2000, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    line = window.query.focusProxy()
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.query.query is not None)
    (example,) = window.query.query.examples
    assert example.kind == "image"
    assert example.path.parent == tmp_path / "pasted"
    kept = QImage(str(example.path))
    assert (kept.width(), kept.height()) == (1024, 512)
    assert kept.pixelColor(5, 5) == QColor("red")
    assert line.text() == ""
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert len(list((tmp_path / "pasted").iterdir())) == 1, "the same picture is kept once"


@pytest.fixture
def pasted(tmp_path):
    """Old pictures, by number; the newest is of today."""
    folder = tmp_path / "pasted"
    folder.mkdir()
    made = [folder / f"pasted-0000000{number}.png" for number in range(5)]
    for path in made:
        path.write_bytes(b"png")
        os.utime(path, (1e9, 1e9))
    made[-1].touch()
    (folder / "mine.png").write_bytes(b"not ours")
    os.utime(folder / "mine.png", (1e9, 1e9))
    return made


def record_of(path):
    query = Query("", (), examples=(Example("image", path),))
    return dump_query(query, names_of(query, [], []))


def test_old_pictures_that_nothing_names_are_deleted_at_the_start(window, likeness, pasted, qtbot, tasks):
    window.query.add_examples([Example("image", pasted[0])])
    window.past_searches = [record_of(pasted[1])]
    likeness.clean([KeptList(MomentCollection(7, "Mine", 0, record_of(pasted[2])))])
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert sorted(path.name for path in pasted[0].parent.iterdir()) == [
        "mine.png",
        *(pasted[number].name for number in (0, 1, 2, 4)),
    ]


def test_a_saved_search_that_cannot_be_read_keeps_its_picture(window, likeness, pasted, qtbot, tasks):
    record = record_of(pasted[3]).replace("{", '{"from": "tomorrow", ', 1)[:-2]
    likeness.clean([KeptList(MomentCollection(7, "Mine", 0, record), trouble="Of a newer version.")])
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [path.exists() for path in pasted] == [False, False, False, True, True]


def test_copied_words_with_a_picture_of_them_stay_words(window, likeness, qtbot):
    mime = QMimeData()
    mime.setText("a dog")
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(window.query.focusProxy(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.query.focusProxy().text() == "a dog"


def test_a_picture_that_cannot_be_kept_is_told(window, likeness, qtbot, tmp_path, monkeypatch):
    (tmp_path / "pasted").write_bytes(b"a file in its place")
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    told = []
    monkeypatch.setattr(window.notices, "show_error", told.append)
    window.query.image_given.emit(image)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], UnwritableError)
    assert window.query.query is None


def test_without_a_clip_in_the_player_there_is_no_frame(window, likeness):
    likeness.add_frame()
    assert window.query.query is None


def test_the_frame_of_the_player_is_searched_for(window, likeness, monkeypatch):
    monkeypatch.setattr(type(window.player), "path", Path("/rushes/C012.mov"))
    monkeypatch.setattr(type(window.player), "position_s", 4.5)
    likeness.add_frame()
    assert window.query.query.examples == (Example("frame", Path("/rushes/C012.mov"), 4.5),)
