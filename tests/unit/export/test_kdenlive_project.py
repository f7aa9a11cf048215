"""A project of Kdenlive: bin, subclips, sequence and sound, by its published document format; rendered by melt."""

import json
import re
import shutil
import subprocess
from fractions import Fraction
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from core.export import HandoffOptions, plan_export
from core.values import Marks
from tests.clips import VideoSpec, clicks_of, draw_clicks
from tests.handoffs import chosen, clip
from tests.unit.export.test_golden_files import basket
from tests.unit.export.test_pixels import cut, drawn, video_of

MELT = shutil.which("melt")


def project(moments, **options):
    plan = plan_export(moments, "kdenlive", HandoffOptions(**options))
    (made,) = plan.outputs()
    return plan, ET.fromstring(made.content)


def told(element, name):
    (found,) = [each.text or "" for each in element.findall("property") if each.get("name") == name]
    return found


def by_id(root, name):
    (found,) = [each for each in root if each.get("id") == name]
    return found


def clips_of(root):
    """Producers in the bin, by the name that Kdenlive shows."""
    named = [by_id(root, each.get("producer")) for each in by_id(root, "main_bin").findall("entry")]
    return {told(each, "kdenlive:clipname"): each for each in named if each.tag == "producer"}


def sequence_of(root):
    return by_id(root, told(by_id(root, "main_bin"), "kdenlive:docproperties.activetimeline"))


def zones(producer):
    return [(each["name"], each["in"], each["out"]) for each in json.loads(told(producer, "kdenlive:clipzones"))]


def entries(root, playlist):
    parts = by_id(root, playlist)
    return [
        (each.tag, int(each.get("length"))) if each.tag == "blank" else (each.get("producer"), int(each.get("in")),
                                                                         int(each.get("out")))
        for each in parts
        if each.tag in ("blank", "entry")
    ]  # fmt: skip


@pytest.mark.parametrize("moments", [basket(), []], ids=["moments", "none"])
def test_all_that_is_named_is_there_once_and_before_it_is_named(moments):
    _, root = project(moments)
    ids = [each.get("id") for each in root if each.tag != "profile"]
    assert len(ids) == len(set(ids))
    seen = set()
    for part in root:
        for each in part.iter():
            if each.get("producer") and each is not part:
                assert each.get("producer") in seen
        seen.add(part.get("id"))
    numbers = [each.text for each in root.iter("property") if each.get("name") == "kdenlive:id"]
    own = [told(each, "kdenlive:id") for each in (*clips_of(root).values(), sequence_of(root))]
    assert len(own) == len(set(own))
    assert set(numbers) == set(own)
    assert root.get("producer") == "main_bin"
    assert root[-1].tag == "tractor"
    assert told(root[-1], "kdenlive:projectTractor") == "1"
    assert [each.get("producer") for each in root[-1].findall("track")] == [sequence_of(root).get("id")]


def test_each_collection_is_a_folder_of_the_bin_and_the_rest_is_in_one_of_its_own():
    one, two, three = (clip(f"/a/{name}.mov", number=number) for number, name in enumerate("xyz", start=1))
    moments = [
        chosen(one, 0, 10, collection="Day 1"),
        chosen(two, 0, 10, collection="Tag <2>"),
        chosen(one, 50, 60, collection="Tag <2>"),
        chosen(three, 5, 10),
    ]
    _, root = project(moments, title="All")
    playlist = by_id(root, "main_bin")
    folders = {
        each.get("name").rpartition(".")[2]: (each.get("name").split(".")[1], each.text)
        for each in playlist.findall("property")
        if each.get("name").startswith("kdenlive:folder.")
    }
    assert list(folders.values()) == [("-1", "Day 1"), ("-1", "Tag <2>"), ("-1", "All")]
    placed = {name: folders[told(each, "kdenlive:folderid")][1] for name, each in clips_of(root).items()}
    assert placed == {"x.mov": "Day 1", "y.mov": "Tag <2>", "z.mov": "All"}
    numbers = {told(each, "kdenlive:id") for each in clips_of(root).values()}
    assert numbers.isdisjoint(folders), "folders and clips share their numbers"


def test_moments_are_subclips_with_their_last_frame_and_markers_where_they_begin():
    video = clip(marks=Marks(3, "reject"))
    moments = [
        chosen(video, 10, 40, note="first"),
        chosen(video, 10, 20, note="again"),
        chosen(video, 99, 100, note="one frame"),
    ]
    _, root = project(moments, handle_frames=5)
    (producer,) = clips_of(root).values()
    assert zones(producer) == [("first", 10, 39), ("again", 10, 19)], "Kdenlive refuses zones of one frame"
    assert {each["rating"] for each in json.loads(told(producer, "kdenlive:clipzones"))} == {6}
    markers = [(each["pos"], each["type"]) for each in json.loads(told(producer, "kdenlive:markers"))]
    assert markers == [(10, 2), (99, 2)], "one at a frame"
    assert re.match("first.*; again", json.loads(told(producer, "kdenlive:markers"))[0]["comment"])
    guides = json.loads(told(sequence_of(root), "kdenlive:sequenceproperties.guides"))
    assert [each["pos"] for each in guides] == [5, 45, 65]
    categories = json.loads(told(by_id(root, "main_bin"), "kdenlive:docproperties.guidesCategories"))
    assert [each["index"] for each in categories] == [0, 1, 2]
    assert [each[1:] for each in entries(root, "playlist2")] == [(5, 44), (5, 24), (94, 104)]


def test_a_clip_of_another_rate_is_counted_in_frames_of_the_timeline():
    slow, fast = clip(), clip("/a/fast.mov", Fraction(50), number=2)
    _, root = project([chosen(slow, 0, 25), chosen(slow, 50, 75), chosen(fast, 100, 150, note="fast")])
    producer = clips_of(root)["fast.mov"]
    assert zones(producer) == [("fast", 50, 74)]
    assert int(told(producer, "length")) == 1500


def test_sound_stands_under_its_picture_and_moves_with_it():
    silent, heard = clip(), clip("/a/heard.mov", number=2, sound=True, sound_channels=(2, 1))
    plan, root = project([chosen(silent, 0, 30), chosen(heard, 20, 60), chosen(silent, 0, 5), chosen(heard, 70, 80)])
    sound = told(clips_of(root)["heard.mov"], "kdenlive:id")
    producer = f"producer{sound}"
    assert entries(root, "playlist0") == [("blank", 30), (producer, 20, 59), ("blank", 5), (producer, 70, 79)]
    assert told(by_id(root, "playlist0"), "kdenlive:audio_track") == "1"
    groups = json.loads(told(sequence_of(root), "kdenlive:sequenceproperties.groups"))
    assert [[leaf["data"] for leaf in each["children"]] for each in groups] == [["1:30", "0:30"], ["1:75", "0:75"]]
    assert [each.done for each in plan.problems if each.kind == "sound"] != []
    assert told(clips_of(root)["A001.mov"], "kdenlive:clip_type") == "2"


def test_a_project_is_the_same_when_it_is_written_again_and_another_one_is_not():
    def sequence(moments, **options):
        return UUID(told(sequence_of(project(moments, **options)[1]), "kdenlive:uuid"))

    assert sequence(basket()) == sequence(basket())
    assert sequence(basket()) != sequence(basket()[1:])
    assert sequence(basket()) != sequence(basket(), title="Other")


@pytest.mark.skipif(MELT is None, reason="melt is not installed (Debian package `melt`)")
def test_melt_plays_the_sound_with_its_picture(tmp_path):
    """A click stands at the start of every tenth frame of the second clip."""
    silent = video_of(drawn(tmp_path / "silent.mov"))
    heard = draw_clicks(tmp_path / "heard.mov", 100, VideoSpec(fps=Fraction(25)), sound="pcm_s16le")
    moments = [cut(silent, 0, 30), cut(video_of(heard, 2), 15, 55), cut(silent, 40, 50)]
    target, rendered = tmp_path / "a.kdenlive", tmp_path / "a.mkv"
    target.write_bytes(plan_export(moments, "kdenlive", HandoffOptions()).outputs()[0].content)
    command = [MELT, str(target), "-consumer", f"avformat:{rendered}", "vcodec=ffv1", "acodec=pcm_s16le"]
    subprocess.run(
        [*command, "real_time=-1"], check=True, capture_output=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    clicks = [round(each * 25, 1) for each in clicks_of(rendered)]
    assert clicks == [35, 45, 55, 65], "frames 20, 30, 40 and 50 of the clip, which begins at 15"
