"""The videos the window knows follow the library without being read again."""

from tests.fakes.still_frames import draw_video


def names(controller):
    return [video.path.name for video in controller.library_model.videos.values()]


def test_videos_that_come_and_go_take_their_places_and_the_others_stay_the_same_records(
    stocked, settle, footage_folder, monkeypatch
):
    monkeypatch.setattr(stocked.library_model, "_read_all", None)  # whoever reads everything breaks
    before = dict(stocked.library_model.videos)
    assert names(stocked) == ["broken.mp4", "car.mov", "dog.mov", "van.mov"]
    draw_video(footage_folder / "cat.mov", [("a cat", 2.0)])
    stocked.indexing.rescan()
    settle()
    assert names(stocked) == ["broken.mp4", "car.mov", "cat.mov", "dog.mov", "van.mov"]
    assert all(stocked.library_model.videos[video_id] is video for video_id, video in before.items())
    (footage_folder / "cat.mov").rename(footage_folder / "zoo.mov")
    stocked.indexing.rescan()
    settle()
    assert names(stocked) == ["broken.mp4", "car.mov", "dog.mov", "van.mov", "zoo.mov"]


def test_what_is_read_again_and_did_not_change_stays_the_same_record(stocked, settle, loop):
    before = dict(stocked.library_model.videos)
    stocked._tasks.start(stocked.library_model.load())
    settle()
    assert stocked.library_model.videos.keys() == before.keys()
    assert all(stocked.library_model.videos[video_id] is video for video_id, video in before.items())
