"""Answers as text and JSON: readable, true, and safe for any name."""

import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from c2v_desktop.format import answers, units
from core.values import (
    CreationDate,
    IngestProgress,
    SourceMetadata,
    Timecode,
    Video,
    Volume,
)
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (40, "40 s"), (765, "13 min"), (3599, "1 h 0 min"), (7800, "2 h 10 min")]
)
def test_spans_are_rounded_as_one_says_them(seconds: float, text: str) -> None:
    assert units.rounded_time(seconds) == text


def test_counts_have_their_plural() -> None:
    assert [units.count(1, "video"), units.count(1234, "video"), units.count(2, "copy", "copies")] == [
        "1 video",
        "1,234 videos",
        "2 copies",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="names there are never bytes")
def test_any_name_is_one_printable_line() -> None:
    name = units.shown(Path(os.fsdecode(b"/films/a\nb\tc\xff\xd0\xbf.mp4")))
    assert name == "/films/a\\nb\\tc\\xffп.mp4"


VIDEO = Video(1, 1, Path("/x/a.mov"), 1, 1, 0.0, "ready")


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    house = FakeHouse(tmp_path)
    for name in ("a", "copy"):
        draw_video(tmp_path / f"films/{name}.film", [("red car", 3.0), ("blue sky", 2.0)])
    draw_video(tmp_path / "films/away.film", [("green frog", 3.0)])
    house.index(tmp_path / "films")
    (tmp_path / "films/away.film").unlink()
    house.index()
    return house


def test_an_answer_says_rank_word_place_and_copies(house: FakeHouse) -> None:
    answer = house.ask("red car")
    lines = answers.answer_lines(answer, [0.5] * len(answer.hits))
    assert lines[0].split()[:1] == ["1"]
    assert "00:00:00:00-00:00:03:00  best 00:00:00:12" in lines[0]
    assert lines[0].endswith("a.film  (+1 copy)")
    assert any(line.endswith("away.film  (file not found)") for line in lines)
    assert lines[-1].startswith("Searched 5 moments of 3 of 3 clips exactly in ")


def test_an_answer_as_json_can_be_read_back(house: FakeHouse) -> None:
    answer = house.ask("red car")
    told = json.loads(json.dumps(answers.answer_json(answer, [0.5] * len(answer.hits))))
    assert told["hits"][0]["path"] == str(house.home / "films/a.film")
    assert told["hits"][0]["copies"] == [str(house.home / "films/copy.film")]
    assert told["hits"][0]["score"] == answer.hits[0].score
    assert [hit["missing"] for hit in told["hits"]].count(True) == 1


def test_a_moment_has_the_timecode_of_its_own_file_for_scripts(house: FakeHouse) -> None:
    answer = house.ask("red car")
    (video,) = [v for v in house.catalogue.videos() if v.path.name == "a.film"]
    fps = Fraction(30000, 1001)
    date = CreationDate(datetime(2024, 5, 1, 14), 120, "com.apple.quicktime.creationdate")
    source = SourceMetadata(Timecode.parse("23:59:59;00", fps), date, "Sony", "A7", "A001")
    assert video.info is not None
    hit = replace(answer.hits[0], video=replace(video, info=replace(video.info, source=source)))
    told = json.loads(json.dumps(answers.answer_json(replace(answer, hits=(hit,)), [0.5])))["hits"][0]["source"]
    assert told == {
        "timecode": {
            "start": "23:59:59;00", "frame": 2_589_378, "fps": "30000/1001", "drop": True,
            "moment_start": "23:59:59;00", "moment_end": "00:00:01;29", "best": "23:59:59;14",
        },
        "created": {"local": "2024-05-01T14:00:00", "utc_offset_min": 120, "key": "com.apple.quicktime.creationdate"},
        "make": "Sony", "model": "A7", "reel": "A001", "has_sound": None,
    }  # fmt: skip
    silent = replace(video, info=replace(video.info, source=SourceMetadata()))
    assert answers.source_json(silent) == {
        "timecode": None, "created": None, "make": "", "model": "", "reel": "", "has_sound": None,
    }  # fmt: skip
    assert answers.source_json(replace(video, info=replace(video.info, source=None))) is None
    assert answers.source_json(replace(video, info=None)) is None


def test_an_empty_answer_says_why(tmp_path: Path) -> None:
    assert answers.answer_lines(FakeHouse(tmp_path).ask("red"), [])[0].startswith("Nothing is indexed yet")


def test_progress_says_what_is_known_and_no_more() -> None:
    early = IngestProgress(0, 3, 0, 10, 0, 0.0, None, None)
    assert answers.progress_text(early) == "3 clips left"
    late = IngestProgress(2, 3, 5, 10, 1, 31.4, 780.0, Path("/x/name.mp4"))
    assert answers.progress_text(late) == "1 clip left · 1 failed · 31 frames/s · about 13 min left · name.mp4"


def test_status_as_text_and_json(house: FakeHouse) -> None:
    status = house.library.status()
    lines = answers.status_lines(status)
    assert lines[0] == "3 clips: 2 ready, 0 waiting, 0 failed, 1 missing, 0 offline"
    assert "model: hash" in lines
    told = json.loads(json.dumps(answers.status_json(status)))
    assert told["videos"] == {"ready": 2, "waiting": 0, "failed": 0, "missing": 1, "offline": 0}
    known = {"path": str(house.home / "films"), "online": True, "absence": "", "is_file": False, "passed_over": []}
    assert told["folders"] == [known]


def test_a_drive_that_is_not_connected_is_named(house: FakeHouse) -> None:
    house.disk.mounted = [Volume(house.home / "films", "uuid:1", "SHUTTLE")]
    house.index()
    house.disk.mounted = [Volume(house.home, "uuid:2", "system")]
    (house.home / "films").rename(house.home / "in the bag")
    house.index()
    assert answers.status_lines(house.library.status())[0].endswith("0 failed, 1 missing, 2 offline")
    assert answers.status_lines(house.library.status())[-1].endswith("  (Drive SHUTTLE is not connected.)")
    answer = house.ask("red car")
    assert (
        "a.film  (offline: Drive SHUTTLE is not connected.)"
        in answers.answer_lines(answer, [0.5] * len(answer.hits))[0]
    )
