"""Stars, picks and tags, from the keyboard to the library and back again."""

from PySide6.QtCore import Qt

from ui.browse.tags_dialog import TagsDialog


def marks(controller):
    return {each.path.name: each.marks for each in controller.library_model.videos.values()}


def choose(window, *names):
    """Select these cards, the last one as the current."""
    grid = window.grid
    grid.list.clearSelection()
    for row in range(grid._model.rowCount()):
        if grid._model.card(row).video.path.name in names:
            grid.list.selectionModel().select(grid._model.index(row), grid.list.selectionModel().SelectionFlag.Select)


def press(qtbot, window, settle, key, keys=Qt.KeyboardModifier.NoModifier):
    window.grid.list.setFocus()
    qtbot.keyClick(window.grid.list, key, keys)
    settle()


CTRL = Qt.KeyboardModifier.ControlModifier


def test_digits_rate_all_selected_clips_and_undo_takes_it_back(qtbot, stocked, window, settle):
    choose(window, "car.mov", "van.mov")
    press(qtbot, window, settle, Qt.Key.Key_4)
    said = marks(stocked)
    assert (said["car.mov"].rating, said["van.mov"].rating, said["dog.mov"].rating) == (4, 4, 0)
    choose(window, "car.mov")
    press(qtbot, window, settle, Qt.Key.Key_0)
    assert marks(stocked)["car.mov"].rating == 0
    assert window.actions_["edit.undo"].text() == "Undo rating"
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL)
    assert marks(stocked)["car.mov"].rating == 4
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL)
    assert marks(stocked)["van.mov"].rating == 0
    assert not window.actions_["edit.undo"].isEnabled()
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, window, settle, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert (marks(stocked)["car.mov"].rating, marks(stocked)["van.mov"].rating) == (0, 4)


def test_the_menu_of_a_card_marks_all_that_are_selected(qtbot, stocked, window, settle):
    choose(window, "car.mov", "van.mov")
    menu = window.grid.menu_of(window.grid._model.card(0))
    entries = {action.text(): action for action in menu.actions()}
    assert {"Pick", "Reject", "Keep moment", "Tags…"} <= set(entries)
    next(each for each in entries["Rating"].menu().actions() if each.text() == "3 stars").trigger()
    entries["Pick"].trigger()
    settle()
    said = marks(stocked)
    assert (said["car.mov"].rating, said["van.mov"].rating, said["dog.mov"].rating) == (3, 3, 0)
    assert (said["car.mov"].flag, said["van.mov"].flag) == ("pick", "pick")


def test_the_same_key_rejects_and_takes_that_back(qtbot, stocked, window, settle):
    choose(window, "car.mov", "van.mov")
    press(qtbot, window, settle, Qt.Key.Key_X)
    assert {marks(stocked)[name].flag for name in ("car.mov", "van.mov")} == {"reject"}
    choose(window, "car.mov", "dog.mov")
    press(qtbot, window, settle, Qt.Key.Key_X)
    assert marks(stocked)["dog.mov"].flag == "reject"
    press(qtbot, window, settle, Qt.Key.Key_X)
    assert (marks(stocked)["dog.mov"].flag, marks(stocked)["van.mov"].flag) == ("", "reject")
    press(qtbot, window, settle, Qt.Key.Key_Y)
    assert marks(stocked)["dog.mov"].flag == "pick"


def test_marks_are_seen_on_the_card_in_the_details_and_by_a_screen_reader(qtbot, stocked, window, settle):
    rows = {window.grid._model.card(row).video.path.name: row for row in range(window.grid._model.rowCount())}
    window.grid.list.setCurrentIndex(window.grid._model.index(rows["car.mov"]))
    before = window.grid.grab().toImage()
    choose(window, "car.mov")
    press(qtbot, window, settle, Qt.Key.Key_3)
    press(qtbot, window, settle, Qt.Key.Key_Y)
    assert window.grid.grab().toImage() != before
    assert "Rated 3 of 5 · Picked" in window.details.words
    assert "Rated 3 of 5 · Picked" in window.grid.current.spoken


def tags_dialog(qtbot, window, settle):
    window.actions_["mark.tags"].trigger()
    settle()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(TagsDialog)))
    return next(each for each in window.findChildren(TagsDialog) if each.isVisible())


def test_tags_are_written_for_several_clips_and_others_stay(qtbot, stocked, window, settle):
    choose(window, "car.mov")
    dialog = tags_dialog(qtbot, window, settle)
    dialog.line.setText("red,  night   shot, red")
    dialog.accept()
    settle()
    assert marks(stocked)["car.mov"].tags == ("night shot", "red")
    choose(window, "car.mov", "van.mov")
    dialog = tags_dialog(qtbot, window, settle)
    assert dialog.line.text() == ""
    dialog.line.setText("Red, drone")
    dialog.accept()
    settle()
    assert marks(stocked)["car.mov"].tags == ("drone", "night shot", "red")
    assert marks(stocked)["van.mov"].tags == ("drone", "red")
    choose(window, "car.mov", "van.mov")
    dialog = tags_dialog(qtbot, window, settle)
    assert dialog.line.text() == "drone, red, "
    dialog.line.setText("red")
    dialog.accept()
    settle()
    assert marks(stocked)["car.mov"].tags == ("night shot", "red")
    window.actions_["edit.undo"].trigger()
    settle()
    assert marks(stocked)["van.mov"].tags == ("drone", "red")


def test_known_tags_are_offered(qtbot, window):
    dialog = TagsDialog(window, "car.mov", ["night"], ["drone", "interview", "night"])
    qtbot.addWidget(dialog)
    dialog.line.setText("night, d")
    dialog._complete("night, d")
    assert dialog._words.stringList() == ["night, drone", "night, interview"]


def test_a_clip_that_was_never_read_says_so_and_the_others_are_marked(qtbot, stocked, window, settle):
    choose(window, "broken.mp4", "car.mov")
    press(qtbot, window, settle, Qt.Key.Key_2)
    assert marks(stocked)["car.mov"].rating == 2
    assert any("could not be marked" in bar.notice.title for bar in window.notices.bars)
