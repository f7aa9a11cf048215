"""What is known of a video is read from records of earlier and of later versions."""

import json
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from core.store.records import info_json, info_of
from core.values import CreationDate, SourceMetadata, Timecode
from tests.unit.store.material import make_info

PATH = Path("/films/a.ts")
NEW = {"restarts_s", "by_walk", "is_distrusted", "is_mirrored", "source", "begins_s", "last_frame_s"}


def test_a_record_of_an_odd_video_comes_back_whole():
    info = replace(
        make_info(PATH),
        restarts_s=((4.0, 1.48), (8.0, 0.5)),
        by_walk=True,
        is_distrusted=True,
        is_mirrored=True,
        begins_s=0.021333,
        last_frame_s=9.96,
    )
    assert info_of(info_json(info), PATH) == info


def test_a_record_of_an_ordinary_video_is_one_that_earlier_versions_read():
    told = info_json(make_info(PATH))
    assert not NEW & set(json.loads(told))
    assert info_of(told, PATH) == make_info(PATH)


def test_what_a_later_version_noted_is_left_out():
    told = json.loads(info_json(make_info(PATH))) | {"colour_of_the_camera": "red"}
    assert info_of(json.dumps(told), PATH) == make_info(PATH)


NTSC = Fraction(30000, 1001)
DATE = CreationDate(datetime(2024, 5, 1, 14, 0, 7), -210, "com.apple.quicktime.creationdate")


@pytest.mark.parametrize(
    "source",
    [
        SourceMetadata(),
        SourceMetadata(Timecode(107_894, NTSC, True), DATE, "Sony", "ILCE-7SM3", "A001\ud83c"),
        SourceMetadata(Timecode(5, Fraction(25)), replace(DATE, utc_offset_min=None, key="creation_time")),
    ],
)
def test_what_a_file_says_of_its_recording_comes_back_exactly(source):
    info = replace(make_info(PATH), source=source)
    assert info_of(info_json(info), PATH) == info


def test_a_record_of_before_the_recording_was_asked_for_is_unknown_not_empty():
    assert info_of(info_json(make_info(PATH)), PATH).source is None


@pytest.mark.parametrize(
    "told",
    [
        {}, {"start": {"frame": 1, "fps": "1/0", "drop": False}}, {"start": {"frame": 1, "fps": "25", "drop": True}},
        {"start": {"label": "01:00:00:00"}, "created": {"local": "soon", "key": "x", "utc_offset_min": 0}},
        {"start": 7, "created": [], "make": None, "lens": "50 mm"},
    ],
)  # fmt: skip
def test_what_a_later_version_says_otherwise_of_a_recording_is_unknown(told):
    record = json.loads(info_json(make_info(PATH))) | {"source": told}
    assert info_of(json.dumps(record), PATH).source == SourceMetadata()
