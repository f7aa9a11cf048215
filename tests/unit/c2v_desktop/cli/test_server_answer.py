"""`c2v search` and `c2v explain` let a running library answer: the same, and only when it would be the same."""

import io
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from c2v_desktop import compose
from c2v_desktop.cli import explain as explain_command
from c2v_desktop.cli import search as search_command
from c2v_desktop.paths import find_places
from c2v_desktop.serve.runtime_file import Publication, RunningServer, stamp_of
from core.settings import IndexSettings, Settings, save_settings
from tests.fakes.served import Served, serving

Run = Callable[..., tuple[int, str, str]]
TIMES = re.compile(r' in \d+ ms \(.*\)|"(text|index|fetch)": [\d.e-]+')


@pytest.fixture
def library(both: Run, tmp_path: Path) -> Run:
    """Two models know three clips; one of them is rated and kept."""
    assert both("rate", tmp_path / "films/c.film", "--stars", "4")[0] == 0
    assert both("keep", "add", tmp_path / "films/c.film")[0] == 0
    return both


@pytest.fixture
def server(library: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A library that runs beside the command line; what is answered without it fails."""
    places = find_places(tmp_path / "home")
    made = compose.build_library(Settings(), places, read_only=True)
    made.wake()
    with serving(made, tmp_path / "home") as served:
        served.host.stamp = stamp_of(places, Settings().encoder, Settings())
        served.server.publish()
        yield served


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise AssertionError("the command answered by itself")

    monkeypatch.setattr(search_command, "open_for_search", fail)
    monkeypatch.setattr(explain_command, "open_for_search", fail)


QUESTIONS = [
    ("search", "green frog"),
    ("search", "a red car, blue sky", "--top", "2", "--by-clip"),
    ("search", "green frog", "--not", "red car", "--should", "blue sky"),
    ("search", "red car", "--then", "blue sky", "--within", "3"),
    ("search", "green frog", "--folder", "FILMS"),
    ("search", "green frog", "--rating", "3"),
    ("search", "red car", "--collection", "basket"),
    ("search", "red car", "--rating", "5"),
    ("search", "green frog", "--model", "Alpha"),
    ("search", "--like", "FILMS/c.film@1"),
    ("search", "green frog", "--disliked", "FILMS/c.film@0-3"),
    ("search", "--sort", "name", "--must", "green frog"),
    ("explain", "green frog"),
    ("explain", "red car, blue sky", "--rank", "2"),
    ("explain", "green frog", "--not", "red car"),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: " ".join(each))
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_answer_is_the_same_to_the_byte(
    library: Run, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: tuple[str, ...], form: str
) -> None:
    words = [each.replace("FILMS", str(tmp_path / "films")) for each in question]
    words += ["--json"] if form == "json" else []
    alone = library(*words, "--no-server")
    with monkeypatch.context() as patch:
        for each in (search_command, explain_command):
            patch.setattr(each, "open_for_search", None)
        asked = library(*words)
    assert alone[0] == asked[0] == 0
    assert TIMES.sub("", asked[1]) == TIMES.sub("", alone[1])
    assert asked[1].count("\n") == alone[1].count("\n")


def test_a_saved_query_is_read_and_written_once(
    library: Run, server: Served, no_engine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = library("search", "green frog", "--save-query", tmp_path / "q.json", "--json")
    assert (code, err.count("Saved the query")) == (0, 1)
    assert library("search", "--query", tmp_path / "q.json", "--json")[1].count("c.film") == out.count("c.film")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((tmp_path / "q.json").read_bytes())))
    assert "c.film" in library("search", "--query", "-", "--top", "1")[1]


def test_standard_input_is_not_lost_when_nobody_answers(
    library: Run, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.host.library, "search", None)  # every request fails
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "green frog"}')))
    code, out, err = library("search", "--query", "-", "--top", "1", "--save-query", tmp_path / "q.json")
    assert code == 0, err
    assert "c.film" in out
    assert err.count("Saved the query") == 1


def test_mistakes_are_said_as_without_it(library: Run, server: Served, no_engine: None) -> None:
    for words in (["--not", "frog", "--must", ""], ["frog", "--tag", "none such"], ["frog", "--folder", "/no/such"]):
        code, out, err = library("search", *words, "--json")
        assert code == 1, err
        assert json.loads(out)["error"]["title"]


def test_what_the_server_refuses_the_command_says_itself(library: Run, server: Served) -> None:
    code, out, _ = library("search", "green frog", "--model", "none such", "--json")
    assert code == 1
    assert "none such" in json.loads(out)["error"]["title"]
    code, out, _ = library("explain", "green frog", "--rank", "99", "--json")
    assert code == 1
    assert "99" in json.loads(out)["error"]["title"]


# ---- when another answers, or nobody


def test_another_model_or_index_is_not_asked(library: Run, server: Served, no_engine: None, tmp_path: Path) -> None:
    assert library("search", "green frog")[0] == 0
    save_settings(find_places(tmp_path / "home").settings, Settings(index=IndexSettings(engine="exact")))
    with pytest.raises(AssertionError, match="by itself"):
        library("search", "green frog")


def test_it_can_be_refused(library: Run, server: Served, no_engine: None) -> None:
    for command in ("search", "explain"):
        with pytest.raises(AssertionError, match="by itself"):
            library(command, "green frog", "--no-server")


def test_a_server_that_was_killed_is_not_missed(library: Run, server: Served) -> None:
    server.server._publication._lock.close()
    assert "c.film" in library("search", "green frog", "--top", "1")[1]


def test_a_server_that_ends_while_it_is_asked_is_not_missed(library: Run, tmp_path: Path) -> None:
    for reply in (
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"hello",
        _said("[]"),
        _said("{}"),
        _said("x"),
    ):
        with Stranger(tmp_path / "home", reply):
            code, out, err = library("search", "green frog", "--top", "1")
            assert (code, "c.film" in out) == (0, True), err


def _said(text: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()


class Stranger:
    """Listens where a library should, and answers something else."""

    def __init__(self, home: Path, reply: bytes) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._reply, places = reply, find_places(home)
        stamp = stamp_of(places, Settings().encoder, Settings())
        url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        server = RunningServer(url, "t", stamp, True, "serve", str(places.catalogue), 1, socket.gethostname())
        self._publication = Publication(places, server)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        talk, _ = self._socket.accept()
        talk.settimeout(30)
        came = b""
        while b"\r\n\r\n" not in came:
            came += talk.recv(65536)
        talk.sendall(self._reply)
        talk.shutdown(socket.SHUT_WR)
        while talk.recv(65536):
            pass
        talk.close()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join(30)
        self._publication.remove()
        self._socket.close()


def test_without_a_server_nothing_is_different(library: Run, tmp_path: Path) -> None:
    assert "c.film" in library("search", "green frog", "--top", "1")[1]
    code, out, _ = library("serve", "--running", "--json")
    assert code == 1
    assert json.loads(out)["error"]["title"]


def test_what_is_running_is_shown_with_its_token(library: Run, server: Served) -> None:
    code, out, _ = library("serve", "--running", "--json")
    (found,) = json.loads(out)["running"]
    assert (code, found["url"], found["token"]) == (0, server.server.url, server.token)
    assert server.token in library("serve", "--running")[1]


@pytest.mark.parametrize("port", ["-1", "65536", "99999999"])
def test_a_port_that_cannot_be_is_refused(library: Run, port: str) -> None:
    code, out, _ = library("serve", "--port", port, "--json")
    assert code == 1
    assert port in json.loads(out)["error"]["title"]


def test_missing_packages_are_named(library: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    code, out, _ = library("serve", "--json")
    assert code == 1
    assert "uvicorn" in json.loads(out)["error"]["title"]
    assert "pip install" in json.loads(out)["error"]["hint"]
