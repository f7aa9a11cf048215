"""Scripts over loopback: what is answered, and that nothing hostile gets in or stops it."""

import asyncio
import base64
import json
import socket
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from c2v_desktop.serve import http_app, http_server, queries
from c2v_desktop.serve.operations import OPERATIONS
from core.export import KeptChoices, PathMapping
from core.library import write_query
from core.values import Example, Filter, Like, Phrase, Query, Step
from tests.fakes.house import FakeHouse, house_of_scenes
from tests.fakes.inline_lane import finish
from tests.fakes.served import STAMP, Served, read_all, serving
from tests.fakes.still_frames import draw_video

SCENES = [["red car", "blue sky"], ["green frog"]]


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, SCENES)


@pytest.fixture
def served(house: FakeHouse, tmp_path: Path) -> Iterator[Served]:
    with serving(house.library, tmp_path / "home") as made:
        yield made


@pytest.fixture
def changeable(house: FakeHouse, tmp_path: Path) -> Iterator[Served]:
    with serving(house.library, tmp_path / "home", can_change=True) as made:
        yield made


def still_answers(served: Served) -> bool:
    status, said = served.ask("search", {"query": "green frog", "limit": 1})
    return status == 200 and said["hits"][0]["path"].endswith("1.film")


# ---- answers


def without_times(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "timings_ms"}


def test_a_search_says_what_the_command_line_says(served: Served, house: FakeHouse) -> None:
    query = house.library.cut("a red car, blue sky")
    told = finish(queries.search(house.library, query, 5, False))
    status, said = served.ask("search", {"query": write_query(query), "limit": 5, "lines": True})
    assert status == 200
    lines = said.pop("lines")
    assert json.dumps(without_times(said)) == json.dumps(without_times(told.data))
    assert lines[0] == told.lines[0]


def test_a_sentence_is_cut_as_a_typed_one(served: Served, house: FakeHouse) -> None:
    _, said = served.ask("search", {"query": "a red car, blue sky"})
    assert said["record"] == json.loads(json.dumps(write_query(house.library.cut("a red car, blue sky"))))


def test_an_explanation_has_all_cells_only_when_asked(served: Served, house: FakeHouse) -> None:
    told = finish(queries.explain(house.library, house.library.cut("green frog"), 1))
    _, whole = served.ask("explain", {"query": "green frog", "cells": True})
    _, short = served.ask("explain", {"query": "green frog"})
    assert json.dumps(whole) == json.dumps(told.data)
    assert short["best_s"] == whole["best_s"]
    assert short["score"] == whole["score"]
    assert len(short["rows"][0]["values"]) == len(short["times_s"])
    assert len(json.dumps(short)) < len(json.dumps(whole))


def test_what_is_not_known_in_a_query_is_ignored_and_said(served: Served) -> None:
    status, said = served.ask("search", {"query": {"text": "green frog", "colour": 1}})
    assert status == 200
    assert "colour" in said["notes"][0]


def test_clips_facets_and_what_is_kept(served: Served, house: FakeHouse) -> None:
    (frog,) = [video for video in house.catalogue.videos() if video.path.name == "1.film"]
    house.library.rate([frog.id], 4)
    house.library.add_tags([frog.id], ["Day 1"])
    house.library.keep(frog.id, note="good")
    path = str(frog.path)
    assert served.ask("clips", {"filter": {"min_rating": 3}})[1]["clips"][0]["path"] == path
    page = served.ask("clips", {"limit": 1, "offset": 1})[1]
    assert (page["total"], [each["path"] for each in page["clips"]]) == (2, [path])
    counted = served.ask("facets", {"filter": {}})[1]
    assert {"value": 4, "clips": 1} in counted["filters"]["rating"]
    assert served.ask("tags")[1] == {"tags": [{"name": "Day 1", "clips": 1}]}
    assert served.ask("collections")[1]["collections"][0]["moments"] == 1
    (moment,) = served.ask("moments", {})[1]["moments"]
    assert (moment["path"], moment["note"]) == (path, "good")
    state = served.ask("status")[1]
    assert state["videos"]["ready"] == 2
    assert state["answering"] == house.encoder.spec.name


def test_the_description_names_every_operation(served: Served) -> None:
    status, said = served.ask("openapi.json")
    assert status == 200
    assert {*said["paths"]} == {f"/v1/{name}" for name in OPERATIONS}
    known = said["components"]["schemas"]
    named = {
        each.rpartition("/")[2] for each in json.dumps(said).split('"') if each.startswith("#/components/schemas/")
    }
    assert named <= {*known}


# ---- changes


def test_nothing_is_changed_without_permission(served: Served, house: FakeHouse) -> None:
    path = str(house.catalogue.videos()[0].path)
    asked = {
        "rate": {"paths": [path], "rating": 3},
        "tag": {"paths": [path], "add": ["x"]},
        "keep": {"path": path},
        "add_caption": {"path": path, "text": "a frog"},
        "add_collection": {"name": "Day 1"},
        "import": {"name": "x.csv", "content": ""},
        "subclips": {"folder": str(house.home)},
        "subclip_job": {"job": 1, "stop": True},
    }
    assert {*asked} == {name for name, each in OPERATIONS.items() if each.changes}
    for name, body in asked.items():
        status, said = served.ask(name, body)
        assert (status, said["error"]["kind"]) == (403, "forbidden")
    assert house.library.tags() == []
    assert house.library.moments() == []
    assert house.library.captions() == []
    assert len(house.library.collections()) == 1
    assert all(not video.marks.rating for video in house.catalogue.videos())


def test_moments_go_out_as_files_and_come_back(changeable: Served, house: FakeHouse) -> None:
    path = str(house.catalogue.videos()[0].path)
    changeable.ask("keep", {"path": path, "start": 0, "end": 1})
    made = changeable.ask(
        "export", {"format": "csv", "title": "Day 1", "columns": ["path", "in_frame", "out_frame", "rate"]}
    )
    assert made[0] == 200
    assert (made[1]["moments"], made[1]["files"][0]["name"]) == (1, "Day 1.csv")
    assert path in made[1]["files"][0]["text"]
    assert changeable.ask("export", {"format": "edl", "dry_run": True})[1]["files"] == []
    content = base64.b64encode(made[1]["files"][0]["text"].encode()).decode()
    back = changeable.ask("import", {"name": "a.csv", "content": content, "collection": "Back"})[1]
    assert [each["path"] for each in back["moments"]] == [path]
    assert len(changeable.ask("moments", {"collection": "back"})[1]["moments"]) == 1
    found = changeable.ask("export", {"format": "fcpxml", "query": "red car", "limit": 1})[1]
    assert "red car" in found["files"][0]["text"]


def test_exports_use_reels_presets_and_what_was_kept(changeable: Served, house: FakeHouse) -> None:
    path = str(house.catalogue.videos()[0].path)
    changeable.ask("keep", {"path": path, "start": 0, "end": 1})
    folder = str(Path(path).parent)
    changeable.host.choices = KeptChoices((PathMapping(folder, "/there"),), {"Mine": ("path",)})

    def text(**more: object) -> str:
        status, told = changeable.ask("export", {"format": "csv", **more})
        assert status == 200
        said: str = told["files"][0]["text"]
        return said

    assert path in text(preset="mine")
    assert "/there/" in text(preset="mine", kept=True)
    assert "/here/" in text(preset="mine", kept=True, map={folder: "/here"})
    assert "TAPE" in text(format="edl", reels={path: "TAPE"})
    assert changeable.ask("export", {"format": "csv", "preset": "nope"})[0] == 400
    assert changeable.ask("export", {"format": "edl", "reels": {"/nowhere": "X"}})[0] == 400


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("export", {"format": "nope"}),
        ("export", {"format": "otioz"}),
        ("export", {"format": "csv", "columns": ["nope"]}),
        ("export", {"format": "edl", "rate": "soon"}),
        ("export", {"format": "edl", "start": "25:00:00:00"}),
        ("export", {"format": "edl", "collection": "nope"}),
        ("export", {"format": "edl"}),
        ("import", {"name": "x.edl", "content": "?"}),
        ("import", {"name": "x.edl", "content": ""}),
        ("import", {"name": "x.csv", "content": "Y2xpcApub25lCg=="}),
    ],
)
def test_exports_and_imports_that_cannot_be_are_refused(changeable: Served, name: str, body: dict) -> None:
    status, told = changeable.ask(name, body)
    assert status in (400, 422)
    assert told["error"]["title"].endswith(".")


def test_with_permission_clips_are_rated_tagged_and_kept(changeable: Served, house: FakeHouse) -> None:
    path = str(house.catalogue.videos()[1].path)
    status, said = changeable.ask("rate", {"paths": [path], "rating": 3, "flag": "pick", "seen": True})
    assert status == 200
    assert said["clips"][0] | {"rating": 3, "flag": "pick", "seen": True} == said["clips"][0]
    assert changeable.ask("rate", {"paths": [path], "flag": "none"})[1]["clips"][0]["rating"] == 3
    assert changeable.ask("tag", {"paths": [path], "add": ["a", "b"]})[1]["clips"][0]["tags"] == ["a", "b"]
    assert changeable.ask("tag", {"paths": [path], "remove": ["a"]})[1]["clips"][0]["tags"] == ["b"]
    assert changeable.ask("add_collection", {"name": "Day 1"})[0] == 200
    kept = changeable.ask("keep", {"path": path, "start": "00:00:01:00", "end": 2, "collection": "day 1"})[1]
    assert [(each["in"], each["out"]) for each in kept["moments"]] == [("1", "2")]
    assert changeable.ask("keep", {"path": path, "start": "1/5"})[1]["moments"][0]["in"] == "1/5"
    assert len(changeable.ask("moments", {"collection": "Day 1"})[1]["moments"]) == 1
    assert changeable.ask("add_caption", {"path": path, "text": "a frog", "end": 2})[1]["captions"][0]["out"] == "2"
    assert [each["text"] for each in changeable.ask("captions", {"path": path})[1]["captions"]] == ["a frog"]
    assert changeable.ask("captions", {})[1]["captions"][0]["path"] == path


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("rate", {"paths": ["/nowhere.mp4"], "rating": 3}),
        ("rate", {"paths": ["\ud800"], "rating": 3}),
        ("rate", {"paths": [], "rating": 3}),
        ("rate", {"paths": ["PATH"]}),
        ("rate", {"paths": ["PATH"], "rating": 6}),
        ("rate", {"paths": ["PATH"], "rating": True}),
        ("rate", {"paths": "PATH", "rating": 1}),
        ("tag", {"paths": ["PATH"]}),
        ("tag", {"paths": ["PATH"], "add": [""]}),
        ("keep", {"path": "PATH", "start": 2, "end": 1}),
        ("keep", {"path": "PATH", "start": "soon"}),
        ("keep", {"path": "PATH", "start": "1/0"}),
        ("keep", {"path": "PATH", "end": 1e300}),
        ("keep", {"path": "PATH", "collection": "none such"}),
        ("add_caption", {"path": "PATH", "text": " "}),
        ("add_caption", {"path": "PATH", "text": "x" * 5000}),
        ("add_caption", {"path": "PATH", "text": "x", "start": 2, "end": 1}),
        ("add_collection", {"name": ""}),
        ("add_collection", {"name": "Basket"}),
    ],
)
def test_changes_that_cannot_be_are_refused(changeable: Served, house: FakeHouse, name: str, body: dict) -> None:
    path = str(house.catalogue.videos()[0].path)
    status, said = changeable.ask(name, json.loads(json.dumps(body).replace("PATH", path)))
    assert (status, said["error"]["kind"]) == (400, "request")
    assert house.library.moments() == []
    assert all(not video.marks.rating for video in house.catalogue.videos())


# ---- who may ask


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic TOKEN", "TOKEN", "Bearer TOKEN x", "Bearer xTOKEN", "Bearer TOKE"],
)
def test_without_the_token_nothing_is_said(served: Served, shown: str) -> None:
    status, said = served.ask("status", Authorization=shown.replace("TOKEN", served.token))
    if shown == "Bearer TOKE":
        status, said = served.ask("status", Authorization=f"Bearer {served.token[:-1]}")
    assert (status, said["error"]["kind"]) == (401, "token")
    for path in ("openapi.json", "nothing"):
        assert served.ask(path, Authorization="")[0] == 401


@pytest.mark.parametrize(
    "lines",
    [
        "Host: evil.example\r\n",
        "Host: evil.example:PORT\r\n",
        "Host: 127.0.0.1\r\n",
        "Host: 127.0.0.1:1\r\n",
        "Host: 127.0.0.1.evil.example:PORT\r\n",
        "Host: 0.0.0.0:PORT\r\n",
        "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n",
        "Host: 127.0.0.1:PORT\r\nOrigin: null\r\n",
        "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\n",
    ],
)
def test_other_names_and_web_pages_are_refused(served: Served, lines: str) -> None:
    head = f"GET /v1/status HTTP/1.1\r\nAuthorization: Bearer {served.token}\r\nConnection: close\r\n"
    said = served.say((head + lines.replace("PORT", str(served.server.port)) + "\r\n").encode())
    assert said.startswith((b"HTTP/1.1 421", b"HTTP/1.1 403"))
    assert b"ready" not in said
    assert b"access-control" not in said.lower()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_computer_has_several_names(served: Served, name: str) -> None:
    assert served.ask("status", Host=f"{name}:{served.server.port}")[0] == 200


def test_it_listens_on_this_computer_only(served: Served) -> None:
    address = served.server._socket.getsockname()[0]
    assert address in ("127.0.0.1", "::1")


def test_an_asker_with_another_state_is_told(served: Served) -> None:
    assert served.ask("status", C2V_Expect=STAMP)[0] == 200
    status, said = served.ask("status", C2V_Expect="another")
    assert (status, said["error"]["kind"]) == (412, "other_state")


# ---- hostile requests


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe\x00",
        b'{"query": NaN}',
        b"[" * 100_000,
        b'{"query": ' + b"[" * 100_000,
        b'{"query": "x", "limit": 0}',
        b'{"query": "x", "limit": 1' + b"0" * 5000 + b"}",
        b'{"query": "x", "limit": 1e400}',
        b'{"query": "x", "limit": "10"}',
        b'{"query": "x", "nothing": 1}',
        b'{"query": "  "}',
        b'{"query": {}}',
        b'{"query": {"version": 99, "text": "x"}}',
        b'{"query": {"text": "x", "filter": {"below": ["\\ud800"]}}}',
        b'{"query": {"text": "x", "filter": {"min_rating": 99999999999999999999999}}}',
        b'{"query": {"text": "x", "within_s": 1e999, "then": [{"text": "y"}]}}',
        b'{"query": {"text": "x", "phrases": [{"text": "x", "weight": 1000}]}}',
        b'{"query": "x", "pictures": {"a.jpg": 1}}',
        b'{"query": "x", "model": "none such"}',
        b"{}",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(served: Served, body: bytes) -> None:
    status, said = served.ask("search", body)
    assert status == 400, said
    assert said["error"]["title"].endswith((".", "!", "?"))
    assert still_answers(served)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a browser that expects TLS
        b"GET /v1/status HTTP/1.1\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
        b"POST /v1/search HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/search HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\n"
        b"Content-Length: 99999999999\r\nConnection: close\r\n\r\n",
        b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n",
        b"GET /v1/%2e%2e%2fetc HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n",
        b"DELETE /v1/status HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_no_request_harms_nobody(served: Served, raw: bytes) -> None:
    host = f"127.0.0.1:{served.server.port}".encode()
    with served.connect() as talk:
        talk.sendall(raw.replace(b"HOST", host).replace(b"TOKEN", served.token.encode()))
        talk.shutdown(socket.SHUT_WR)
        said = read_all(talk)
    assert not said or said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505"))
    assert still_answers(served)


def test_a_body_that_grows_too_large_is_refused_without_being_kept(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_app, "MOST_BYTES", 100_000)
    head = (
        f"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\nAuthorization: Bearer {served.token}\r\n"
    )
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    said = served.say(f"{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode() + chunk * 8)
    assert said.startswith(b"HTTP/1.1 4")
    assert still_answers(served)


def test_a_client_that_never_says_what_it_wants_is_let_go(
    house: FakeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "HEADERS_S", 0.2)
    with serving(house.library, tmp_path / "home") as served:
        for said in (b"", b"GET /v1/status HT"):
            with served.connect() as talk:
                talk.sendall(said)
                assert read_all(talk) == b""
        answered = f"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\nAuthorization: x\r\n\r\n"
        with served.connect() as talk:  # also one that is slow after a first answer
            talk.sendall(answered.encode() + b"GET /v1/st")
            assert read_all(talk).count(b"HTTP/1.1 ") == 1
        assert still_answers(served)


def test_a_body_that_does_not_come_is_given_up(
    house: FakeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_app, "BODY_S", 0.2)
    with serving(house.library, tmp_path / "home") as served:
        head = (
            f"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\n"
            f"Authorization: Bearer {served.token}\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
        )
        assert served.say(head.encode() + b'{"query"').startswith(b"HTTP/1.1 408")
        assert still_answers(served)


def test_a_fault_of_ours_is_one_request(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(served.host.library, "tags", fail)
    status, said = served.ask("tags")
    assert (status, said["error"]["kind"]) == (500, "bug")
    assert still_answers(served)


def test_a_client_that_leaves_does_not_hold_up_others(served: Served) -> None:
    body = json.dumps({"query": "green frog", "limit": 5}).encode()
    head = (
        f"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\n"
        f"Authorization: Bearer {served.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    for cut in (len(head) // 2, len(head) + 5, len(head) + len(body)):
        with served.connect() as talk:
            talk.sendall((head + body)[:cut])
    assert still_answers(served)


# ---- no file is read because a request names it


@pytest.mark.parametrize("kind", ["image", "frame", "moment"])
def test_an_example_outside_of_the_library_is_not_read(
    served: Served, house: FakeHouse, tmp_path: Path, kind: str
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    house.frames.probed.clear()
    example = {"kind": kind, "path": str(secret), "start_s": 0.0, "stop_s": 1.0}
    status, said = served.ask("search", {"query": {"text": "frog", "examples": [example]}})
    assert (status, said["error"]["kind"]) == (400, "request")
    assert house.frames.probed == []
    missing = {**example, "path": str(tmp_path / "no such.png")}
    assert served.ask("search", {"query": {"text": "frog", "examples": [missing]}})[1]["error"]["title"] == said[
        "error"
    ]["title"].replace("secret.png", "no such.png"), "nor is it said whether a file is there"


def test_a_like_outside_of_the_library_is_not_read(served: Served, house: FakeHouse, tmp_path: Path) -> None:
    like = {"kind": "liked", "path": str(draw_video(tmp_path / "x.film", [("frog", 3.0)])), "start_s": 0, "stop_s": 3}
    house.frames.probed.clear()
    status, said = served.ask("search", {"query": {"text": "frog", "likes": [like]}})
    assert (status, said["error"]["kind"]) == (400, "request")
    assert house.frames.probed == []
    ours = {**like, "path": str(house.catalogue.videos()[1].path)}
    assert served.ask("search", {"query": {"text": "frog", "likes": [ours]}})[1]["hits"][0]["judged"] == "liked"


def test_every_path_of_a_query_is_known_to_be_guarded() -> None:
    """A new field that names files has to be handled in `operations._query`, then named here."""
    found = {f"{kind.__name__}.{each.name}" for kind in (Query, Example, Like, Step, Phrase, Filter)
             for each in fields(kind) if "Path" in str(each.type)}  # fmt: skip
    assert found == {"Example.path", "Like.path", "Filter.below"}, "`below` is compared, never opened"


def test_a_query_saved_in_another_library_is_bound_to_this(served: Served, house: FakeHouse) -> None:
    (folder,) = house.catalogue.folders()
    record = {"text": "frog", "filter": {"folder_ids": [77]}, "names": {"folders": {"77": str(folder.path)}}}
    assert served.ask("search", {"query": record})[1]["record"]["filter"]["folder_ids"] == [folder.id]
    record["names"] = {"folders": {"77": "/elsewhere/unknown"}}
    status, said = served.ask("search", {"query": record})
    assert (status, said["error"]["kind"]) == (400, "request")


def test_a_frame_of_a_clip_of_the_library_is_an_example(served: Served, house: FakeHouse) -> None:
    frog = next(video for video in house.catalogue.videos() if video.path.name == "1.film")
    example = {"kind": "frame", "path": str(frog.path), "start_s": 1.0}
    status, said = served.ask("search", {"query": {"examples": [example]}, "limit": 1})
    assert status == 200
    assert said["hits"][0]["path"] == str(frog.path)


def test_a_picture_that_comes_along_is_an_example_and_leaves_nothing(
    house: FakeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[Example]()
    monkeypatch.setattr(
        type(house.library), "search", lambda self, query, *rest: seen.extend(query.examples) or STOP(self, query)
    )

    def STOP(library, query):
        from core.errors import MediaError

        raise MediaError(query.examples[0].path, "This fake reads no pictures.")

    with serving(house.library, tmp_path / "home") as served:
        raw = b"\x89PNG of a frog"
        body = {
            "query": {"examples": [{"kind": "image", "path": "still/frog.png"}]},
            "pictures": {"still/frog.png": base64.b64encode(raw).decode()},
        }
        assert served.ask("search", body)[0] == 422
        assert served.ask("search", body)[0] == 422
        assert [each.path.read_bytes() for each in seen] == [raw, raw]
        assert seen[0].path == seen[1].path, "what was read of it is known"
        assert seen[0].path.parent.stat().st_mode & 0o077 == 0
        for name, sent in (("frog.png", "not base64!"), ("frog.txt", "AAAA"), ("frog", "AAAA")):
            bad = {"query": {"examples": [{"kind": "image", "path": name}]}, "pictures": {name: sent}}
            assert served.ask("search", bad)[0] == 400
    assert not seen[0].path.parent.exists()


# ---- MCP


async def _with_client(served: Served, ask):
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {served.token}"}) as web:
        transport = streamable_http_client(f"{served.server.url}/mcp", http_client=web)
        async with Client(transport) as client:
            return await ask(client)


def test_the_official_client_finds_the_tools_and_asks(served: Served) -> None:
    async def ask(client: Client):
        tools = await client.list_tools()
        found = await client.call_tool("search", {"query": "green frog", "limit": 1})
        wrong = await client.call_tool("search", {"query": "", "limit": 1})
        forbidden = await client.call_tool("rate", {"paths": ["/x"], "rating": 1})
        return tools.tools, found, wrong, forbidden

    tools, found, wrong, forbidden = asyncio.run(_with_client(served, ask))
    assert {each.name for each in tools} == {name for name, each in OPERATIONS.items() if not each.changes}
    assert all(each.input_schema["type"] == "object" and each.description for each in tools)
    assert json.loads(found.content[0].text)["hits"][0]["path"].endswith("1.film")
    assert wrong.is_error
    assert "error" in json.loads(wrong.content[0].text)
    assert json.loads(forbidden.content[0].text)["error"]["kind"] == "forbidden"


def test_tools_that_change_are_offered_where_that_is_allowed(changeable: Served) -> None:
    async def ask(client: Client):
        return (await client.list_tools()).tools

    tools = asyncio.run(_with_client(changeable, ask))
    assert {each.name for each in tools} == {*OPERATIONS}
    hints = {each.name: each.annotations.read_only_hint for each in tools}
    assert hints == {name: not each.changes for name, each in OPERATIONS.items()}


def test_mcp_needs_the_token_too(served: Served) -> None:
    with served.connect() as talk:
        talk.sendall(
            f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\nContent-Length: 2\r\n"
            "Connection: close\r\n\r\n{}".encode()
        )
        assert read_all(talk).startswith(b"HTTP/1.1 401")
