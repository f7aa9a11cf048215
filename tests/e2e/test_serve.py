"""`c2v serve` as a process: begins, answers, follows the library, ends; alone and under an assistant."""

import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mcp import Client, StdioServerParameters

from tests.clips import draw_scenes
from tests.e2e import runs


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two clips indexed."""
    monkeypatch.setenv("C2V_TEST_SIGNALS", "1")
    (tmp_path / "clips").mkdir()
    draw_scenes(tmp_path / "clips/a.mp4", [50, 50])
    draw_scenes(tmp_path / "clips/b.mp4", [30, 60])
    done = runs.run(tmp_path / "home", "index", tmp_path / "clips")
    assert done.returncode == 0, done.stderr
    return tmp_path / "home"


class Serve:
    """A process that serves, once it is ready."""

    def __init__(self, home: Path, *options: str) -> None:
        self.process = runs.start(home, "serve", "--json", *options)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate(timeout=60)[1]
        self.ready = json.loads(line)

    def ask(self, name: str, body: object = None) -> tuple[int, dict]:
        token = json.loads(Path(self.ready["file"]).read_text())["token"]
        address = urlsplit(self.ready["url"])
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        raw = None if body is None else json.dumps(body)
        connection.request("GET" if raw is None else "POST", f"/v1/{name}", raw, {"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        said = response.status, json.loads(response.read())
        connection.close()
        return said

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


def paths(answer: dict) -> set[str]:
    return {Path(each["path"]).name for each in answer["hits"]}


def test_it_answers_follows_the_library_and_ends_in_order(library: Path, tmp_path: Path) -> None:
    serve = Serve(library)
    file = Path(serve.ready["file"])
    try:
        assert serve.ready["event"] == "ready"
        assert serve.ready["pid"] == serve.process.pid
        status, said = serve.ask("search", {"query": "anything at all"})
        assert (status, paths(said)) == (200, {"a.mp4", "b.mp4"})
        # another program writes meanwhile: a reader is no hindrance, and follows
        draw_scenes(tmp_path / "clips/c.mp4", [20, 40])
        done = runs.run(library, "index", tmp_path / "clips")
        assert done.returncode == 0, done.stderr
        assert paths(serve.ask("search", {"query": "anything at all"})[1]) == {"a.mp4", "b.mp4", "c.mp4"}
        assert serve.ask("status")[1]["videos"]["ready"] == 3
        removed = runs.run(library, "remove", tmp_path / "clips/a.mp4", "--yes")
        assert removed.returncode == 0, removed.stderr
        assert paths(serve.ask("search", {"query": "anything at all"})[1]) == {"b.mp4", "c.mp4"}
        mine = runs.run(library, "search", "anything at all", "--json")
        alone = runs.run(library, "search", "anything at all", "--json", "--no-server")
        first, second = (json.loads(each.stdout) for each in (mine, alone))
        assert {**first, "timings_ms": 0} == {**second, "timings_ms": 0}
    finally:
        code, out, _ = serve.end()
    assert code == 143
    assert json.loads(out.splitlines()[-1]) == {"event": "stopped"}
    assert [*file.parent.iterdir()] == []


def test_ctrl_c_ends_it_and_a_kill_is_noticed(library: Path) -> None:
    assert Serve(library).end(signal.SIGINT)[0] == 130
    killed = Serve(library)
    killed.end(signal.SIGKILL)
    assert Path(killed.ready["file"]).exists()
    shown = runs.run(library, "serve", "--running", "--json")
    assert shown.returncode == 1, "what was left behind is not believed"
    assert runs.run(library, "search", "anything", "--json").returncode == 0
    after = Serve(library)
    try:
        assert not Path(killed.ready["file"]).exists(), "the next one tidies up"
    finally:
        after.end()


def test_changes_need_permission_and_the_library(library: Path, tmp_path: Path) -> None:
    clip = str(tmp_path / "clips/a.mp4")
    serve = Serve(library, "--allow-changes")
    try:
        assert serve.ask("rate", {"paths": [clip], "rating": 5})[0] == 200
        listed = runs.run(library, "clips", "--rating", "5", "--json")
        assert [each["path"] for each in json.loads(listed.stdout)] == [clip]
        assert serve.ask("search", {"query": {"text": "x", "filter": {"min_rating": 5}}})[1]["hits"][0]["path"] == clip
        # while another program writes, changes wait for their turn with a sentence
        from core.store.catalogue import SqliteCatalogue

        writer = SqliteCatalogue(library / "catalogue.db")
        try:
            status, said = serve.ask("rate", {"paths": [clip], "rating": 1})
            assert (status, said["error"]["kind"]) == (423, "locked")
            assert serve.ask("search", {"query": "anything"})[0] == 200
        finally:
            writer.close()
        assert serve.ask("rate", {"paths": [clip], "rating": 1})[0] == 200
    finally:
        serve.end()


def test_before_anything_is_indexed_it_says_so(tmp_path: Path) -> None:
    done = runs.run(tmp_path / "home", "serve", "--json")
    assert done.returncode == 5
    assert json.loads(done.stdout)["error"]["exit_code"] == 5


def test_a_port_that_is_taken_is_said(library: Path) -> None:
    serve = Serve(library)
    try:
        port = urlsplit(serve.ready["url"]).port
        second = runs.run(library, "serve", "--json", "--port", str(port))
        assert second.returncode == 1
        assert str(port) in json.loads(second.stdout)["error"]["title"]
    finally:
        serve.end()


# ---- MCP


def _assistant(home: Path, *options: str) -> StdioServerParameters:
    command = runs.command(home, "serve", "--mcp", *options)
    return StdioServerParameters(command=command[0], args=command[1:], env={**os.environ}, cwd=str(runs.ROOT))


async def _ask(home: Path, *options: str) -> tuple[set[str], list[dict]]:
    """Names of the tools, and answers to two calls."""
    async with Client(_assistant(home, *options)) as client:
        tools = {each.name for each in (await client.list_tools()).tools}
        answers = []
        for name, words in (("search", {"query": "anything", "limit": 5}), ("status", {})):
            answers.append(json.loads((await client.call_tool(name, words)).content[0].text))
        return tools, answers


def test_an_assistant_starts_it_and_is_answered(library: Path) -> None:
    tools, (found, state) = asyncio.run(_ask(library))
    assert "search" in tools
    assert "rate" not in tools
    assert paths(found) == {"a.mp4", "b.mp4"}
    assert state["videos"]["ready"] == 2
    assert "rate" in asyncio.run(_ask(library, "--allow-changes"))[0]


def test_an_assistant_is_answered_by_the_library_that_runs(library: Path) -> None:
    serve = Serve(library, "--allow-changes")
    try:
        (library / "index.bin").unlink(missing_ok=True)
        tools, (found, _) = asyncio.run(_ask(library))
        assert "rate" in tools, "what the running library allows is offered"
        assert paths(found) == {"a.mp4", "b.mp4"}
    finally:
        serve.end()


def test_an_assistant_that_leaves_ends_it(library: Path) -> None:
    command = runs.command(library, "serve", "--mcp")
    done = subprocess.run(command, cwd=runs.ROOT, input=b"", capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"", "nothing but the protocol"


def test_what_is_no_protocol_does_not_end_it(library: Path) -> None:
    command = runs.command(library, "serve", "--mcp")
    said = b"hello\n{\n\xff\xfe\n" + json.dumps({"jsonrpc": "2.0", "id": 7, "method": "ping"}).encode() + b"\n"
    done = subprocess.run(command, cwd=runs.ROOT, input=said, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert any(json.loads(line).get("id") == 7 for line in done.stdout.splitlines())


def test_the_command_line_does_not_load_it() -> None:
    heavy = "{'mcp', 'starlette', 'uvicorn', 'pydantic'}"
    code = f"import sys; import c2v_desktop.cli.main; print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=runs.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
