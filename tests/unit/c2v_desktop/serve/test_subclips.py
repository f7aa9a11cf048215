"""Scripts ask for subclips: begun at once, told of while they are made, stopped, and never over a file."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.house import FakeHouse, house_of_scenes
from tests.fakes.served import Served, serving

pytest.importorskip("mcp")


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return house_of_scenes(tmp_path, [["red car"], ["white van"], ["person with dog"]])


@pytest.fixture
def served(house: FakeHouse, tmp_path: Path) -> Iterator[Served]:
    with serving(house.library, tmp_path / "home", can_change=True) as made:
        for video in house.catalogue.videos():
            made.ask("keep", {"path": str(video.path), "start": 0, "end": 1})
        yield made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def ended(served: Served, job: int) -> dict:
    """The answer about a job once it has ended."""
    while True:
        status, told = served.ask("subclip_job", {"job": job})
        assert status == 200
        if told["state"] not in ("waiting", "running"):
            return told
        time.sleep(0.01)


def test_they_are_written_and_what_results_is_told(served: Served, out: Path) -> None:
    served.host.maker.keyframes = 40
    status, begun = served.ask("subclips", {"folder": str(out)})
    assert status == 200
    assert (begun["wanted"], begun["encode"]) == (3, "copy")
    told = ended(served, begun["job"])
    assert (told["state"], told["share"], told["error"]) == ("done", 1.0, "")
    assert sorted(told["files"]) == sorted(str(each) for each in out.iterdir())
    assert {each["frames_late"] for each in told["subclips"]} == {15}
    assert "half" not in {each.read_text() for each in out.iterdir()}


def test_nothing_is_replaced_and_a_dry_run_writes_nothing(served: Served, out: Path) -> None:
    dry = ended(served, served.ask("subclips", {"folder": str(out), "dry_run": True})[1]["job"])
    assert list(out.iterdir()) == []
    mine = Path(dry["files"][0])
    mine.write_text("mine")
    told = ended(served, served.ask("subclips", {"folder": str(out), "query": "red car", "limit": 3})[1]["job"])
    assert told["state"] == "done"
    assert mine.read_text() == "mine"
    again = ended(served, served.ask("subclips", {"folder": str(out)})[1]["job"])
    assert "already exists" in again["subclips"][0]["error"]
    assert mine.read_text() == "mine"


def test_a_job_that_is_stopped_leaves_whole_files_only(served: Served, out: Path) -> None:
    def stop() -> None:
        served.ask("subclip_job", {"job": 1, "stop": True})

    served.host.maker.before_second = stop
    assert served.ask("subclips", {"folder": str(out)})[1]["job"] == 1
    told = ended(served, 1)
    assert told["state"] == "stopped"
    assert [str(each) for each in out.iterdir()] == told["files"]
    assert len(told["files"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"folder": "nowhere"},
        {"folder": "/no/such/folder"},
        {"folder": "OUT", "encode": "vhs"},
        {"folder": "OUT", "collection": "nope"},
        {},
    ],
)
def test_what_cannot_be_is_refused(served: Served, out: Path, body: dict) -> None:
    status, told = served.ask("subclips", {**body, **({"folder": str(out)} if body.get("folder") == "OUT" else {})})
    assert status in (400, 422)
    assert told["error"]["title"].endswith(".")
    assert served.ask("subclip_job", {"job": 7})[0] == 400


def test_it_needs_permission(house: FakeHouse, tmp_path: Path, out: Path) -> None:
    with serving(house.library, tmp_path / "home") as reading:
        assert reading.ask("subclips", {"folder": str(out)})[0] == 403
