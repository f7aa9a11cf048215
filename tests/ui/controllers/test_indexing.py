import threading

from core.errors import WeightsMissingError
from core.values import FolderChange
from tests.fakes.still_frames import draw_video
from ui.library_model import SidebarFilter


def states(controller):
    return sorted((video.path.name, video.state) for video in controller.library_model.videos.values())


def test_a_dropped_folder_is_indexed(stocked):
    assert states(stocked) == [
        ("broken.mp4", "failed"),
        ("car.mov", "ready"),
        ("dog.mov", "ready"),
        ("van.mov", "ready"),
    ]


def test_files_that_are_no_video_are_refused_and_leave_no_trace(running, settle, tmp_path):
    good = draw_video(tmp_path / "a.mov", [("red car", 2.0)])
    unnamed = draw_video(tmp_path / "camera file", [("dog", 2.0)])
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    told = []
    running.indexing.added.connect(told.append)
    running.add([good, unnamed, text, tmp_path / "nowhere.mov"])
    settle()
    assert told[0].title == "2 of 4 items added (2 clips)."
    assert told[0].lines()[:2] == [
        f"Not found: {tmp_path / 'nowhere.mov'}. Check the name, or connect the drive.",
        "Not a video: notes.txt (text).",
    ]
    assert [folder.path for folder in running.library_model.folders] == [good, unnamed]
    assert states(running) == [("a.mov", "ready"), ("camera file", "ready")]


def test_a_warning_that_stays_says_nothing_that_ends(running, window, settle, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    running.add([draw_video(tmp_path / "a.mov", [("red car", 2.0)]), tmp_path / "notes.txt"])
    settle()
    (bar,) = [each for each in window.notices.bars if "items added" in each.notice.title]
    assert bar.notice.hint == "Not a video: notes.txt (text)."


def test_a_damaged_video_dropped_by_itself_is_kept_with_its_reason(running, settle, tmp_path):
    (tmp_path / "broken.mp4").write_text("no video")
    running.add([tmp_path / "broken.mp4"])
    settle()
    assert states(running) == [("broken.mp4", "failed")]


def test_a_folder_without_videos_is_kept_for_what_may_come(running, settle, tmp_path):
    (tmp_path / "empty").mkdir()
    told = []
    running.indexing.added.connect(told.append)
    running.add([tmp_path / "empty"])
    settle()
    assert told[0].title == "Folder added."
    assert told[0].lines() == ["No clips in empty (empty) yet. New clips are indexed automatically."]
    assert len(running.library_model.folders) == 1


def test_a_new_file_in_a_watched_folder_is_indexed_without_asking(stocked, settle, footage_folder, qtbot):
    draw_video(footage_folder / "late.mov", [("late bus", 2.0)])
    folder_id = stocked.library_model.folders[0].id
    change = FolderChange(folder_id, frozenset({footage_folder / "late.mov"}))
    thread = threading.Thread(target=stocked.indexing.notice, args=(change,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: ("late.mov", "ready") in states(stocked), timeout=10_000)


def test_a_failed_video_can_be_tried_again_once_it_is_mended(stocked, settle, footage_folder):
    draw_video(footage_folder / "broken.mp4", [("mended", 2.0)])
    broken = next(video for video in stocked.library_model.videos.values() if video.state == "failed")
    stocked.indexing.retry([broken.id])
    settle()
    assert ("broken.mp4", "ready") in states(stocked)


def test_held_indexing_waits_and_searching_does_not(running, settle, qtbot, footage_folder, window):
    running.indexing.pause(True)
    running.add([footage_folder])
    qtbot.waitUntil(lambda: len(running.library_model.videos) == 4)
    window.query.ask("red car")
    qtbot.waitUntil(lambda: running.search_controller.answer is not None)
    qtbot.wait(100)
    assert {state for _, state in states(running)} == {"waiting"}
    running.indexing.pause(False)
    settle()
    assert ("car.mov", "ready") in states(running)


def test_stopping_leaves_videos_waiting_until_they_are_asked_for(running, settle, qtbot, footage_folder):
    running.indexing.pause(True)
    running.add([footage_folder])
    qtbot.waitUntil(lambda: running.indexing.is_indexing and len(running.library_model.videos) == 4)
    running.indexing.stop()
    settle()
    assert not running.indexing.is_indexing
    assert {state for _, state in states(running)} == {"waiting"}
    running.indexing.rescan()
    settle()
    assert ("car.mov", "ready") in states(running)


def test_a_model_that_does_not_wake_is_told_and_can_be_tried_again(controller, settle, house, window):
    def wake():
        raise WeightsMissingError("There are no weights.", "Choose some.")

    house.library.wake = wake
    controller.start()
    settle()
    assert window.notices.bars[0].notice.title == "There are no weights."
    assert not controller.search_controller.is_awake
    del house.library.wake
    controller.indexing.wake()
    settle()
    assert window.notices.bars == []
    assert controller.search_controller.is_awake


def test_places_of_the_sidebar_choose_videos(stocked):
    shown = stocked.library_model.shown
    assert len(shown(SidebarFilter("all"))) == 4
    assert [video.path.name for video in shown(SidebarFilter("failed"))] == ["broken.mp4"]
    assert len(shown(SidebarFilter("folder", stocked.library_model.folders[0].id))) == 4
    assert shown(SidebarFilter("folder", 99)) == []
    assert len(shown(SidebarFilter("new"))) == 4
