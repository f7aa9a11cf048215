import threading
from pathlib import Path

import pytest

from core.errors import Cancelled, StoreError
from core.lane import Priority
from core.values import Changes, IngestProgress
from ui.tasks import merge


def test_an_answer_comes_back_to_the_main_thread(tasks, lane, qtbot):
    got = []

    async def panel():
        where = await tasks.ask(lane, Priority.QUERY, threading.get_ident)
        got.append((where, threading.get_ident()))

    tasks.start(panel())
    qtbot.waitUntil(lambda: bool(got))
    assert got[0][0] != got[0][1] == threading.get_ident()


def test_a_later_question_drops_the_answer_of_an_earlier_one(tasks, lane, qtbot):
    shown, gate = [], threading.Event()

    async def panel(number):
        shown.append(await tasks.ask(lane, Priority.QUERY, lambda: gate.wait(5) and number, newest="search"))

    tasks.start(panel(1))
    qtbot.wait(20)
    tasks.start(panel(2))
    tasks.start(panel(3))
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: bool(shown and not tasks.is_busy))
    assert shown == [3]


def test_an_overtaken_question_that_fails_is_not_heard_of(tasks, lane, qtbot):
    failed, gate = [], threading.Event()
    tasks.failed.connect(failed.append)

    def fail():
        gate.wait(5)
        raise StoreError("old trouble")

    async def panel(work):
        await tasks.ask(lane, Priority.QUERY, work, newest="search")

    tasks.start(panel(fail))
    qtbot.wait(20)
    tasks.start(panel(lambda: None))
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert failed == []


def test_questions_of_other_names_do_not_overtake_each_other(tasks, lane, qtbot):
    shown = []

    async def panel(name):
        shown.append(await tasks.ask(lane, Priority.QUERY, lambda: name, newest=name))

    for name in ("search", "evidence", ""):
        tasks.start(panel(name))
    qtbot.waitUntil(lambda: len(shown) == 3)
    assert set(shown) == {"search", "evidence", ""}


def test_a_forgotten_question_stays_silent(tasks, lane, qtbot):
    shown, gate = [], threading.Event()

    async def panel():
        shown.append(await tasks.ask(lane, Priority.QUERY, gate.wait, 5, newest="search"))

    tasks.start(panel())
    qtbot.wait(20)
    tasks.forget("search")
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert shown == []


@pytest.mark.parametrize("error", [StoreError("The disk is gone."), ZeroDivisionError("ours")])
def test_what_nobody_catches_is_told(tasks, lane, qtbot, error):
    def work():
        raise error

    async def panel():
        await tasks.ask(lane, Priority.QUERY, work)

    with qtbot.waitSignal(tasks.failed) as told:
        tasks.start(panel())
    assert told.args == [error]


def test_being_cancelled_is_no_failure(tasks, qtbot):
    failed = []
    tasks.failed.connect(failed.append)

    async def panel():
        raise Cancelled

    tasks.start(panel())
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert failed == []


def test_a_closed_lane_cancels(tasks, lane, qtbot):
    lane.close()
    ended = []

    async def panel():
        try:
            await tasks.ask(lane, Priority.QUERY, lambda: 1)
        except Cancelled:
            ended.append("cancelled")

    tasks.start(panel())
    qtbot.waitUntil(lambda: bool(ended))


def test_changes_are_collected_over_a_moment(tasks, qtbot):
    heard = []
    tasks.changes.connect(heard.append)
    thread = threading.Thread(target=lambda: [tasks.tell(Changes(videos=frozenset({i}))) for i in range(50)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(200)
    assert [changes.videos for changes in heard] == [frozenset(range(50))]


def test_a_removed_video_is_not_also_changed():
    merged = merge(Changes(videos=frozenset({1, 2})), Changes(removed=frozenset({2})))
    assert merged.videos == {1}
    assert merged.removed == {2}


def test_of_many_reports_the_newest_is_shown(tasks, qtbot):
    heard = []
    tasks.progress.connect(heard.append)
    for done in range(200):
        tasks.tell(_progress(done))
    tasks.tell(_progress(200, finished=True))
    qtbot.waitUntil(lambda: bool(heard and heard[-1].finished))
    assert len(heard) < 10
    assert heard[-1].frames_done == 200


def _progress(done, finished=False):
    return IngestProgress(0, 1, done, 200, 0, 10.0, None, Path("a.mov"), finished=finished)
