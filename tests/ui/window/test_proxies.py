"""Proxies in the window: asked for, told of, and played while the drive is away."""

import shutil

from core.values import Video


def video_of(controller, name: str) -> Video:
    return next(video for video in controller._services.reader.videos() if video.path.name == name)


def choose(window, name: str):
    model = window.grid._model
    row = next(row for row in range(model.rowCount()) if model.card(row).video.path.name == name)
    window.grid.list.setCurrentIndex(window.grid.list.model().index(row))


def test_one_is_made_when_asked_for(stocked, window, settle, house):
    choose(window, "car.mov")
    settle()
    window.actions_["clip.proxy"].trigger()
    settle()
    assert house.reader.proxy(video_of(stocked, "car.mov")) is not None
    assert "1 proxy queued" in window.notices.bars[0].notice.title
    window.actions_["clip.proxy"].trigger()
    settle()
    assert "No proxies to make" in window.notices.bars[0].notice.title


def test_all_clips_of_a_place_get_one(stocked, window, settle, house):
    model = window.grid._model
    card = next(card for row in range(model.rowCount()) if (card := model.card(row)).video.state == "ready")
    actions = {action.text(): action for action in window.grid.menu_of(card).actions()}
    assert "Make proxy" in actions
    actions["Make proxies for all 4 clips here"].trigger()
    settle()
    made = [house.reader.proxy(video) is not None for video in house.reader.videos()]
    assert sorted(made) == [False, True, True, True]  # one is no video


def test_trouble_is_told_at_the_end(stocked, window, settle, house):
    house.frames.uncopied = "The disk for proxies is nearly full, so no more are made."
    choose(window, "car.mov")
    settle()
    window.actions_["clip.proxy"].trigger()
    settle()
    assert house.frames.uncopied in [bar.notice.title for bar in window.notices.bars]


def test_a_video_whose_drive_is_away_is_cued_from_its_proxy(stocked, window, settle, qtbot, house, footage_folder):
    choose(window, "car.mov")
    settle()
    window.actions_["clip.proxy"].trigger()
    settle()
    small = house.reader.proxy(video_of(stocked, "car.mov"))
    shutil.rmtree(footage_folder)
    stocked.indexing.rescan()
    settle()
    assert video_of(stocked, "car.mov").state == "offline"
    cued, stops = [], []
    window.player.cue = lambda *args: cued.append(args)
    window.player.stop = stops.append
    choose(window, "dog.mov")
    settle()
    choose(window, "car.mov")
    qtbot.waitUntil(lambda: bool(cued))
    settle()
    path, _, info, given = cued[-1]
    assert (path.name, info.duration_s, given) == ("car.mov", 5.0, small)
    cued.clear()
    choose(window, "van.mov")
    settle()
    qtbot.wait(300)
    assert cued == []
    assert stops
    assert all(reason.endswith("Its drive may not be connected.") for reason in stops)


def test_for_a_video_that_is_there_it_is_only_offered(stocked, window, settle, qtbot, house):
    offers, cued = [], []
    window.player.cue = lambda *args: cued.append(args)
    window.player.offer = lambda *args: offers.append(args)
    choose(window, "van.mov")
    settle()
    choose(window, "car.mov")
    qtbot.waitUntil(lambda: any(path.name == "car.mov" for path, _ in offers))
    assert len(cued[-1]) == 3
    assert offers[-1][1] is None
