import subprocess
import sys
from pathlib import Path

from PySide6.QtNetwork import QLocalSocket

from c2v_desktop.shell import single_instance
from core.values import Given


def test_each_library_has_a_door_of_its_own():
    assert single_instance.name_of(Path("/a/catalogue.db")) != single_instance.name_of(Path("/b/catalogue.db"))
    assert single_instance.name_of(Path("/a/catalogue.db")) == single_instance.name_of(Path("/a/catalogue.db"))
    assert single_instance.name_of(Path("/a/\udcff.db"))


def test_where_nobody_listens_nothing_is_handed_over(qapp):
    assert not single_instance.hand_over("c2v-nobody-here", [])


def test_paths_arrive_whole(qtbot):
    server = single_instance.InstanceServer("c2v-test-instance")
    paths = [Given.of(Path("/films/a b.mov")), Given.of(Path("/films/größe\n.mov")), Given(None, "smb://nas/x")]
    with qtbot.waitSignal(server.called) as told:
        assert single_instance.hand_over("c2v-test-instance", paths)
    assert told.args == [paths, ""]
    server.close()


def test_a_question_arrives_with_the_paths(qtbot):
    server = single_instance.InstanceServer("c2v-test-ask")
    with qtbot.waitSignal(server.called) as told:
        assert single_instance.hand_over("c2v-test-ask", [Given.of(Path("/films/a.mov"))], "a red car")
    assert told.args == [[Given.of(Path("/films/a.mov"))], "a red car"]
    server.close()


def test_as_many_paths_as_a_command_line_holds_arrive(qtbot):
    """Lines above a megabyte were cut in two, and neither part was understood."""
    server = single_instance.InstanceServer("c2v-test-many")
    paths = [Given.of(Path(f"/films/{'ü' * 60}/{number:05d}.mov")) for number in range(6000)]
    heard = []
    server.called.connect(lambda given, _: heard.append(given))
    program = (
        "from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from c2v_desktop.shell import single_instance as single\n"
        "from core.values import Given; app = QCoreApplication([])\n"
        "paths = [Given.of(Path('/films/' + chr(252) * 60 + f'/{number:05d}.mov')) for number in range(6000)]\n"
        "assert single.hand_over('c2v-test-many', paths)"
    )
    giver = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).resolve().parents[3])
    qtbot.waitUntil(lambda: bool(heard), timeout=60_000)
    assert giver.wait(30) == 0
    assert heard == [paths]
    server.close()


def test_a_door_left_by_a_crash_is_taken_over(qtbot):
    single_instance.InstanceServer("c2v-test-stale")
    server = single_instance.InstanceServer("c2v-test-stale")
    with qtbot.waitSignal(server.called):
        assert single_instance.hand_over("c2v-test-stale", [])
    server.close()


def test_strangers_at_the_door_are_not_understood_and_do_no_harm(qtbot):
    server = single_instance.InstanceServer("c2v-test-stranger")
    heard = []
    server.called.connect(lambda given, _: heard.append(given))
    socket = QLocalSocket()
    socket.connectToServer("c2v-test-stranger")
    assert socket.waitForConnected(1000)
    for words in (b"GET / HTTP/1.1\n", b'{"a": 1}\n', b'[1, null, "/films/x.mov"]\n'):
        socket.write(words)
        socket.waitForBytesWritten(1000)
        qtbot.wait(30)
    assert heard == [[Given.of(Path("/films/x.mov"))]]
    socket.disconnectFromServer()
    server.close()
