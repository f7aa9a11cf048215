"""What is known of a video is read from records of earlier and of later versions."""

import json
from dataclasses import replace
from pathlib import Path

from core.store.records import info_json, info_of
from tests.unit.store.material import make_info

PATH = Path("/films/a.ts")
NEW = {"restarts_s", "by_walk", "is_distrusted", "is_mirrored"}


def test_a_record_of_an_odd_video_comes_back_whole():
    info = replace(
        make_info(PATH), restarts_s=((4.0, 1.48), (8.0, 0.5)), by_walk=True, is_distrusted=True, is_mirrored=True
    )
    assert info_of(info_json(info), PATH) == info


def test_a_record_of_an_ordinary_video_is_one_that_earlier_versions_read():
    told = info_json(make_info(PATH))
    assert not NEW & set(json.loads(told))
    assert info_of(told, PATH) == make_info(PATH)


def test_what_a_later_version_noted_is_left_out():
    told = json.loads(info_json(make_info(PATH))) | {"colour_of_the_camera": "red"}
    assert info_of(json.dumps(told), PATH) == make_info(PATH)
