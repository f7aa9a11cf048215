"""Programs get as many tracks and channels of sound as the file has: drawn clips, read back by others."""

import warnings
from fractions import Fraction
from xml.etree import ElementTree as ET

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from core.export import ChosenMoment, HandoffOptions, plan_export
from core.export.reading import read_timeline_bytes
from core.media.probe import probe_video
from core.media.source_reader import SourceReader
from core.values import SourceMetadata, Video
from tests.clips import numbered_frame
from tests.handoffs import chosen, clip

PCM, AAC = ("pcm_s16le", "s16"), ("aac", "fltp")
SOUNDS = [
    pytest.param("a.mov", PCM, ["mono"], id="mono"),
    pytest.param("a.mov", PCM, ["stereo"], id="stereo"),
    pytest.param("a.mov", PCM, ["5.1"], id="5.1"),
    pytest.param("a.mov", PCM, ["mono"] * 4, id="four mono tracks"),
    pytest.param("a.mov", PCM, ["stereo", "mono", "mono"], id="stereo and two mono"),
    pytest.param("a.mov", PCM, [], id="none"),
    pytest.param("a.mp4", AAC, ["5.1"], id="5.1 as AAC"),
    pytest.param("a.mkv", PCM, ["stereo", "stereo"], id="two stereo tracks of Matroska"),
    pytest.param("a.ts", AAC, ["mono", "stereo"], id="mono and stereo of a transport stream"),
]
CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}


def drawn(path, sound, layouts, count=12):
    """A clip with these tracks of sound."""
    codec, form = sound
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg2video", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 160, 96, "yuv420p"
        tracks = [container.add_stream(codec, rate=48_000, layout=layout) for layout in layouts]
        for number in range(count):
            frame = VideoFrame.from_ndarray(numbered_frame(number, (160, 96)), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        for begin in range(0, count * 1920, 1024):
            for track, layout in zip(tracks, layouts, strict=True):
                shape = (CHANNELS[layout], 1024) if form == "fltp" else (1, 1024 * CHANNELS[layout])
                kind = np.float32 if form == "fltp" else np.int16
                block = AudioFrame.from_ndarray(np.zeros(shape, kind), form, layout)
                block.sample_rate, block.pts, block.time_base = 48_000, begin, Fraction(1, 48_000)
                container.mux(track.encode(block))
        for track in tracks:
            container.mux(track.encode(None))
    return path


def moments_of(path, number=1):
    info = probe_video(path, lambda: None).info
    video = Video(number, 1, path, 1, 1, 0.0, "ready", info=info)
    return [ChosenMoment(path, video, Fraction(2, 25), Fraction(7, 25))]


def export(format_, moments):
    plan = plan_export(moments, format_, HandoffOptions())
    return plan, plan.outputs()[0].content


@pytest.mark.parametrize(("name", "sound", "layouts"), SOUNDS)
def test_channels_are_read_with_the_clip_and_from_its_headers_alone(tmp_path, name, sound, layouts):
    path = drawn(tmp_path / name, sound, layouts)
    reader = SourceReader(lambda: None)
    info = reader.probe(path)
    expected = tuple(CHANNELS[each] for each in layouts)
    assert (info.source.has_sound, info.source.sound_channels) == (bool(layouts), expected)
    assert reader.source_metadata(path, info.fps).sound_channels == expected
    assert SourceMetadata.from_json(info.source.to_json()) == info.source


@pytest.mark.parametrize(("name", "sound", "layouts"), SOUNDS)
def test_final_cut_7_xml_has_a_track_for_each_channel(tmp_path, name, sound, layouts):
    otio = pytest.importorskip("opentimelineio")
    plan, content = export("xml", moments_of(drawn(tmp_path / name, sound, layouts)))
    assert plan.problems == () or {each.kind for each in plan.problems} == {"no_timecode"}
    root = ET.fromstring(content)
    channels = [CHANNELS[each] for each in layouts]
    sources = root.findall(".//file/media/audio")
    assert [int(each.findtext("channelcount")) for each in sources] == channels
    of_file = [int(told.text) for each in sources for told in each.iter("sourcechannel")]
    assert of_file == (list(range(1, sum(channels) + 1)) if len(channels) > 1 else [])
    tracks = root.findall(".//sequence/media/audio/track")
    assert [int(each.findtext("clipitem/sourcetrack/trackindex")) for each in tracks] == list(range(1, len(tracks) + 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        timeline = otio.adapters.read_from_string(content.decode(), "fcp_xml")
    read = [each for each in timeline.tracks if each.kind == "Audio"]
    assert len(read) == sum(channels)
    for track in read:
        (item,) = track
        assert (item.source_range.start_time.value, item.source_range.duration.value) == (2, 5)


@pytest.mark.parametrize(("name", "sound", "layouts"), SOUNDS)
def test_fcpxml_has_one_source_with_all_channels(tmp_path, name, sound, layouts):
    """Then they are all there, whether a program takes the number for that of each source or of all together."""
    plan, content = export("fcpxml", moments_of(drawn(tmp_path / name, sound, layouts)))
    assert "sound" not in {each.kind for each in plan.problems}
    asset = ET.fromstring(content).find(".//asset")
    if not layouts:
        assert {"hasAudio", "audioSources", "audioChannels"}.isdisjoint(asset.keys())
        return
    assert asset.get("hasAudio") == "1"
    sources, channels = int(asset.get("audioSources")), int(asset.get("audioChannels"))
    assert sources * channels == channels == sum(CHANNELS[each] for each in layouts)


@pytest.mark.parametrize(
    ("channels", "edl", "ale"),
    [
        ((), "V", "V"),
        ((1,), "B", "VA1"),
        ((2,), "AA/V", "VA1A2"),
        ((1, 1), "AA/V", "VA1A2"),
        ((6,), "AA/V", "VA1A2A3A4A5A6"),
    ],
)
def test_lists_name_the_channels_they_can(channels, edl, ale):
    plan, content = export("edl", [silent_or_not(channels)])
    assert f" {edl} " in content.decode()
    assert ("sound" in {each.kind for each in plan.problems}) == (sum(channels) > 2)
    assert len(read_timeline_bytes(content, "x.edl").moments) == 1
    _, content = export("ale", [silent_or_not(channels)])
    assert f"\t{ale}\t" in content.decode()


def silent_or_not(channels, number=1):
    return chosen(clip(f"/m/{number}.mov", number=number, sound=bool(channels), sound_channels=channels), 10, 20)


def test_links_name_the_place_of_an_item_on_its_own_track():
    """Clips with fewer channels leave gaps on the tracks of the others."""
    moments = [silent_or_not(each, number) for number, each in enumerate([(), (1,), (6,), (2,), (6,)], start=1)]
    _, content = export("xml", moments)
    root = ET.fromstring(content)
    places = {}
    for kind in ("video", "audio"):
        for number, track in enumerate(root.iterfind(f".//sequence/media/{kind}/track"), start=1):
            for place, item in enumerate(track.iter("clipitem"), start=1):
                places[item.get("id")] = (kind, str(number), str(place))
    links = [
        (each.findtext("linkclipref"), tuple(each.findtext(name) for name in ("mediatype", "trackindex", "clipindex")))
        for each in root.iter("link")
    ]
    assert len(links) == 2 * 2 + 2 * 7 * 7 + 3 * 3
    assert all(places[item] == told for item, told in links)


def test_a_record_of_an_earlier_version_is_taken_for_stereo_and_says_so():
    moment = chosen(clip(sound=True), 10, 20)
    for format_ in ("xml", "fcpxml", "ale"):
        plan, content = export(format_, [moment])
        assert [each.clip for each in plan.problems if each.kind == "sound"] == ["A001.mov"]
    plan, content = export("xml", [moment])
    assert len(ET.fromstring(content).findall(".//sequence/media/audio/track")) == 2
