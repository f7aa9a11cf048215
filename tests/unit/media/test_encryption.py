"""Encrypted videos are refused by that name and not called damaged; what is open of others is read."""

import pytest

from core.errors import UnsupportedError
from core.media.encryption import _WINDOW_BYTES, _WINDOWS
from core.media.probe import PART_LOCKED
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests import odd_files
from tests.clips import VideoSpec, draw_numbers, read_number

PICTURES, SOUND = 256, 257
"""Track numbers of transport streams as libav writes them."""
ENCRYPTION = {
    "first": bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e"),
    "extended": bytes.fromhex("14e68a292226174cb935dae07ee9289c"),
    "advanced": bytes.fromhex("338505438169e6499b74ad12cb86d58c"),
}
UNKNOWN = bytes(range(16))
H264 = VideoSpec("libx264", gop=20, sound_s=2.0)
MPEG2 = VideoSpec("mpeg2video", gop=12, options={"bf": "2"})


def probe(path):
    return VideoReader(lambda: None).probe(path)


def assert_encrypted(path):
    with pytest.raises(UnsupportedError) as refused:
        probe(path)
    assert refused.value.title == f"{path.name} is encrypted and cannot be decoded."
    assert refused.value.hint == "Ask whoever supplied it for an unprotected copy."


def changed(path, name, change):
    made = path.with_name(name)
    made.write_bytes(change(path.read_bytes()))
    return made


def in_192(data):
    return b"".join(bytes(4) + data[at : at + 188] for at in range(0, len(data), 188))


TRANSPORT = {
    "pictures.ts": lambda data: odd_files.scrambled_transport(data, [PICTURES]),
    "all.ts": lambda data: odd_files.scrambled_transport(data, [PICTURES, SOUND]),
    "recorder.m2ts": lambda data: in_192(odd_files.scrambled_transport(data, [PICTURES])),
    "begun_mid_packet.ts": lambda data: b"G!" * 40 + odd_files.scrambled_transport(data, [PICTURES]),
    "mostly.ts": lambda data: odd_files.scrambled_transport(data, [PICTURES], 0.8),
}


@pytest.mark.parametrize("name", TRANSPORT)
@pytest.mark.parametrize("video", [H264, MPEG2])
def test_a_transport_stream(tmp_path, name, video):
    assert_encrypted(changed(draw_numbers(tmp_path / "open.ts", 60, video), name, TRANSPORT[name]))


def test_scrambled_sound_alone_keeps_no_picture_away(tmp_path):
    path = changed(
        draw_numbers(tmp_path / "open.ts", 60, H264), "sound.ts", lambda d: odd_files.scrambled_transport(d, [SOUND])
    )
    info = probe(path)
    assert (info.frame_count, info.note) == (60, "")


def test_what_is_open_of_a_recording_is_read_and_the_rest_is_told(tmp_path):
    """The module that unlocks a channel wakes up some seconds late."""
    path = draw_numbers(tmp_path / "open.ts", 200, H264)
    assert probe(path).note == ""
    late = changed(path, "late.ts", lambda data: odd_files.scrambled_transport(data, [PICTURES], 0.3))
    assert probe(late).note == PART_LOCKED
    seen = [
        read_number(sample.pixels) for sample in VideoReader(lambda: None).scan(late, 0.2, FrameShape(96, "squash"))
    ]
    assert seen[-1] >= 195
    assert seen == sorted(seen)


def test_a_long_recording_is_looked_at_to_its_end(tmp_path):
    path = draw_numbers(tmp_path / "open.ts", 60, H264)
    plain = path.read_bytes()
    locked = odd_files.scrambled_transport(plain, [PICTURES])
    times = 2 * _WINDOWS * _WINDOW_BYTES // len(plain)
    path.write_bytes(plain * (times // 8) + locked * times)
    assert_encrypted(path)


PROGRAMME = {
    "video.vob": lambda data: odd_files.scrambled_programme(data),
    "all.vob": lambda data: odd_files.scrambled_programme(data, range(0xBD, 0xF0)),
    "open_beginning.vob": lambda data: odd_files.scrambled_programme(data, open_packets=4),
    "renamed.mpg": lambda data: odd_files.scrambled_programme(data),
}


@pytest.mark.parametrize("name", PROGRAMME)
def test_a_dvd(tmp_path, name):
    path = draw_numbers(tmp_path / "open.vob", 100, MPEG2)
    info = probe(path)
    assert (info.frame_count, info.note) == (100, "")
    assert_encrypted(changed(path, name, PROGRAMME[name]))


@pytest.mark.parametrize("name", ENCRYPTION)
@pytest.mark.parametrize("padding", [0, 100_000])
def test_windows_media(tmp_path, name, padding):
    path = draw_numbers(tmp_path / "open.wmv", 40, VideoSpec("wmv2"))
    assert_encrypted(
        changed(path, "locked.wmv", lambda data: odd_files.with_asf_object(data, ENCRYPTION[name], padding))
    )


def test_windows_media_with_something_else_in_its_header_is_read(tmp_path):
    path = draw_numbers(tmp_path / "open.wmv", 40, VideoSpec("wmv2"))
    made = changed(path, "other.wmv", lambda data: odd_files.with_asf_object(data, UNKNOWN, 100_000))
    assert probe(made).frame_count == 40
