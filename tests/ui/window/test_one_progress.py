"""How far the indexing is: one figure in the title, the folder's row and the status bar, at every moment."""

import re
from random import Random

import pytest

from core.ingest import progress_meter
from core.values import FolderShare, IngestProgress
from tests.fakes.still_frames import draw_video


def figures(window, folder):
    """What the three places say, None where one says nothing: a bar without an end shows no figure."""
    bar = window.status._bar
    places = {
        "title": window.windowTitle(),
        "text": window.status.text,
        "row": window.sidebar.values.get(folder, ""),
        "bar": f"{bar.value()} %" if bar.isVisible() and bar.maximum() else "",
    }
    found = {name: re.search(r"(\d+) %", words) for name, words in places.items()}
    return {name: int(match[1]) if match else None for name, match in found.items()}


@pytest.fixture
def long_folder(tmp_path):
    """Clips of very different lengths: the share of clips and that of frames are far apart."""
    folder = tmp_path / "Day 5"
    for number, seconds in enumerate((1.0, 1.0, 1.0, 1.0, 2.0, 60.0, 90.0)):
        draw_video(folder / f"{number}.mov", [("red car", seconds)])
    return folder


class NoTimer:
    """In place of a timer: there is no waiting."""

    def __init__(self, then):
        self.start, self.stop, self.isActive = then, lambda: None, lambda: False


@pytest.fixture
def all_told(monkeypatch, tasks):
    """Each step of the indexing is told by itself. Ten times a second is too seldom on a quick computer, and on a busy
    one all of it may be told at once."""
    monkeypatch.setattr(progress_meter, "REPORT_EVERY_S", 0.0)
    tasks._progress_timer = NoTimer(tasks._send_progress)


def test_the_three_places_agree_whenever_anything_is_told(running, window, settle, tasks, long_folder, all_told):
    seen = []

    def look(*_):
        has_row = long_folder.name in window.sidebar.values
        seen.append({**figures(window, long_folder.name), "has_row": has_row})

    tasks.progress.connect(look)
    running.library_model.changed.connect(look)
    running.indexing.index_ended.connect(look)
    running.indexing.busy.connect(look)
    running.add([long_folder])
    settle()
    told = [each for each in seen if each["title"] is not None]
    assert len({each["title"] for each in told}) > 2, "too few to say anything"
    for each in seen:
        rows = {each["row"]} if each["has_row"] else set()  # the folder itself may be read in a moment later
        assert len({each["title"], each["text"], *rows}) == 1, seen
        assert each["bar"] in (each["title"], None)
    assert any(each["has_row"] for each in told)
    assert seen[-1] == {"title": None, "text": None, "row": None, "bar": None, "has_row": True}
    assert window.sidebar.values[long_folder.name] == "7"


def test_before_anything_is_counted_no_place_has_a_figure(running, window, monkeypatch):
    monkeypatch.setattr(running.indexing, "_is_indexing", True)
    running.progress._show_progress(IngestProgress(0, 0, 0, 0, 0, 0.0, None, None))
    assert window.status._bar.isVisible()
    assert set(figures(window, "Day 5").values()) == {None}


def test_a_pause_and_a_stop_leave_no_figure_behind(running, window, settle, qtbot, tasks, long_folder):
    with qtbot.waitSignal(tasks.progress, timeout=20_000):
        running.add([long_folder])
    qtbot.waitUntil(lambda: figures(window, "Day 5")["row"] is not None, timeout=20_000)
    running.progress.pause(True)
    now = figures(window, "Day 5")
    assert now["title"] == now["text"] == now["row"]
    running.progress.stop()
    settle()
    assert set(figures(window, "Day 5").values()) == {None}


@pytest.mark.parametrize("seed", range(40))
def test_folders_are_measured_as_the_whole_is(seed):
    random = Random(seed)
    parts = [(random.randrange(500), random.choice((0, 0, random.randrange(500)))) for _ in range(random.randint(1, 5))]
    folders = tuple(FolderShare(number, done, done + left) for number, (done, left) in enumerate(parts))
    done, total = sum(f.frames_done for f in folders), sum(f.frames_total for f in folders)
    told = IngestProgress(0, 9, done, total, 0, 0.0, None, None, finished=random.random() < 0.3, folders=folders)
    assert told.percent_in({folder.folder_id for folder in folders}) == told.percent
    known = [told.percent_in({f.folder_id}) for f in folders if f.frames_done < f.frames_total]
    if known and len(known) == len(folders):
        assert min(known) <= told.percent <= max(known)
    if len(folders) == 1:
        assert told.percent_in({0}) == told.percent
