from pathlib import Path

from PySide6.QtNetwork import QLocalSocket

from c2v_desktop import single


def test_each_library_has_a_door_of_its_own():
    assert single.name_of(Path("/a/catalogue.db")) != single.name_of(Path("/b/catalogue.db"))
    assert single.name_of(Path("/a/catalogue.db")) == single.name_of(Path("/a/catalogue.db"))
    assert single.name_of(Path("/a/\udcff.db"))


def test_where_nobody_listens_nothing_is_handed_over(qapp):
    assert not single.hand_over("c2v-nobody-here", [])


def test_paths_arrive_whole(qtbot):
    door = single.FrontDoor("c2v-test-door")
    paths = [Path("/films/a b.mov"), Path("/films/größe\n.mov")]
    with qtbot.waitSignal(door.called) as told:
        assert single.hand_over("c2v-test-door", paths)
    assert told.args == [paths]
    door.close()


def test_a_door_left_by_a_crash_is_taken_over(qtbot):
    single.FrontDoor("c2v-test-stale")
    door = single.FrontDoor("c2v-test-stale")
    with qtbot.waitSignal(door.called):
        assert single.hand_over("c2v-test-stale", [])
    door.close()


def test_strangers_at_the_door_are_not_understood_and_do_no_harm(qtbot):
    door = single.FrontDoor("c2v-test-stranger")
    heard = []
    door.called.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer("c2v-test-stranger")
    assert socket.waitForConnected(1000)
    for words in (b"GET / HTTP/1.1\n", b'{"a": 1}\n', b'[1, null, "/films/x.mov"]\n'):
        socket.write(words)
        socket.waitForBytesWritten(1000)
        qtbot.wait(30)
    assert heard == [[Path("/films/x.mov")]]
    socket.disconnectFromServer()
    door.close()
