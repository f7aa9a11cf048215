"""Files that belong together: one of them stands for all."""

import os
import time

import pytest

from core.errors import NeedsProxyError
from core.media.companions import find_proxy, frames_of_take, stand_ins
from core.media.local_disk import LocalDisk
from core.media.source_reader import SourceReader
from core.values import Folder, FrameShape
from tests.clips import draw_numbers, read_number
from tests.stills import corner_picture, draw_dng


def listed(root, **how) -> list[str]:
    found = LocalDisk(**how).videos_below(Folder(1, root, True, False))
    return [path.relative_to(root).as_posix() for path, _, _ in found]


def touch(root, *names) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_stills_and_raw_video_are_listed_and_stills_only_when_wanted(tmp_path):
    touch(tmp_path, "a.mp4", "b.JPG", "c.heic", "d.cr3", "e.braw", "f.txt", "g.psd", "h.R3D")
    assert listed(tmp_path) == ["a.mp4", "b.JPG", "c.heic", "d.cr3", "e.braw", "g.psd", "h.R3D"]
    assert listed(tmp_path, stills=False) == ["a.mp4", "e.braw", "h.R3D"]


@pytest.mark.parametrize(
    ("original", "proxy"),
    [
        ("A001_1.braw", "A001_1.mov"),
        ("A001_1.braw", "Proxy/A001_1.mp4"),
        ("A001_1.BRAW", "proxy/a001_1.MOV"),
        ("A001_C001_0101AB_001.R3D", "A001_C001_0101AB.mov"),
        ("A001_C001_0101AB_001.R3D", "Proxies/A001_C001_0101AB_001_Proxy.mov"),
        ("clip_CANON.CRM", "clip_CANON_Proxy.MXF"),
        ("film.mxf", "Proxies/film_Proxy.mp4"),
    ],
)
def test_a_proxy_is_found_and_no_video_of_its_own(tmp_path, original, proxy):
    touch(tmp_path, original, proxy, "Proxy/another.mov", "other.mov")
    assert find_proxy(tmp_path / original) == tmp_path / proxy
    assert sorted(listed(tmp_path)) == sorted([original, "Proxy/another.mov", "other.mov"])


def test_sonys_sub_clips_stand_behind_the_clips(tmp_path):
    touch(tmp_path, "CLIP/C0001.MP4", "SUB/C0001S03.MP4", "SUB/C0009S03.MP4", "THMBNL/C0001T01.JPG", "CLIP/C0001.JPG")
    assert listed(tmp_path) == ["CLIP/C0001.JPG", "CLIP/C0001.MP4", "SUB/C0009S03.MP4"]


def test_a_video_beside_another_of_a_like_name_is_no_proxy(tmp_path):
    touch(tmp_path, "a.mov", "a.mp4", "a_proxy.mp4", "Proxy/b.mov")
    assert listed(tmp_path) == ["a.mov", "a.mp4", "a_proxy.mp4", "Proxy/b.mov"]


def test_later_parts_of_red_video_belong_to_the_first(tmp_path):
    touch(tmp_path, "A001_C001_001.R3D", "A001_C001_002.R3D", "A001_C001_003.R3D")
    assert listed(tmp_path) == ["A001_C001_001.R3D"]


def test_a_raw_photograph_stands_behind_its_jpeg(tmp_path):
    touch(tmp_path, "P1.ARW", "P1.JPG", "P2.ARW", "P3.cr3", "P3.HEIC")
    assert listed(tmp_path) == ["P1.JPG", "P2.ARW", "P3.HEIC"]


def test_raw_frames_are_one_take_but_photographs_are_not(tmp_path):
    touch(tmp_path, *[f"take/A001_{n:06}.dng" for n in range(30)], *[f"photos/DSC_{n:04}.dng" for n in range(0, 90, 3)])
    touch(tmp_path, *[f"few/x{n:04}.dng" for n in range(10)])
    assert [name for name in listed(tmp_path) if name.startswith("take")] == ["take/A001_000000.dng"]
    assert len(listed(tmp_path)) == 1 + 30 + 10
    assert frames_of_take(tmp_path / "take" / "A001_000012.dng") == 30
    assert frames_of_take(tmp_path / "few" / "x0003.dng") == 1
    assert frames_of_take(tmp_path / "few" / "x0003.jpg") == 1


def test_photographs_in_a_row_are_told_from_a_take_by_their_times(tmp_path):
    names = [f"L100{n:04}.dng" for n in range(30)]
    touch(tmp_path, *names)
    for number, name in enumerate(names):
        os.utime(tmp_path / name, (1e9 + 60 * number, 1e9 + 60 * number))
    assert listed(tmp_path) == names


def test_a_rendered_sequence_is_one_card_but_a_roll_of_photographs_is_not(tmp_path):
    touch(tmp_path, *[f"render/shot.{n:04}.png" for n in range(1, 49)], *[f"roll/DSC0{n:04}.JPG" for n in range(48)])
    touch(tmp_path, *[f"screens/Screenshot {n}.png" for n in range(48)])
    found = listed(tmp_path)
    assert [name for name in found if name.startswith("render")] == ["render/shot.0001.png"]
    assert len(found) == 1 + 48 + 48


def test_names_of_a_folder_that_is_gone(tmp_path):
    assert find_proxy(tmp_path / "gone" / "a.braw") is None
    assert stand_ins(tmp_path / "gone" / "Proxy", ["a.mov"]) == set()


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("a.braw", "Blackmagic RAW"),
        ("a.R3D", "REDCODE RAW"),
        ("a.crm", "Canon"),
        ("a.ari", "ARRIRAW"),
        ("a.nev", "N-RAW"),
    ],
)
def test_raw_video_without_a_proxy_is_named_and_says_what_helps(tmp_path, name, maker):
    touch(tmp_path, name)
    with pytest.raises(NeedsProxyError, match=maker) as caught:
        SourceReader(lambda: None).probe(tmp_path / name)
    assert name in caught.value.title
    assert "Proxy" in caught.value.hint


def test_raw_video_is_seen_through_its_proxy_under_its_own_name(tmp_path):
    touch(tmp_path, "A001.braw")
    (tmp_path / "Proxy").mkdir()
    draw_numbers(tmp_path / "Proxy" / "A001.mp4", 50)
    reader, original = SourceReader(lambda: None), tmp_path / "A001.braw"
    info = reader.probe(original)
    assert (info.path, info.size_bytes, info.proxy) == (original, 1, "Proxy/A001.mp4")
    assert (info.frame_count, info.is_still) == (50, False)
    assert "proxy A001.mp4" in info.note
    numbers = [read_number(sample.pixels) for sample in reader.scan(original, 0.5, FrameShape(96, "squash"))]
    assert numbers[:3] == [0, 12, 25]
    assert reader.still(original, 1.0, 100)[:2] == b"\xff\xd8"
    assert info.fingerprint != reader.probe(tmp_path / "Proxy" / "A001.mp4").fingerprint


def test_a_cinemadng_take_shows_its_first_frame_or_its_proxy(tmp_path):
    take = tmp_path / "A001_C001"
    take.mkdir()
    for number in range(24):
        draw_dng(take / f"A001_C001_{number:06}.dng")
    reader, first = SourceReader(lambda: None), take / "A001_C001_000000.dng"
    info = reader.probe(first)
    assert info.is_still
    assert "first of 24 frames" in info.note
    draw_numbers(take / "A001_C001.mov", 10)
    assert reader.probe(first).frame_count == 10


def test_pictures_come_from_the_decoder_process_too(tmp_path):
    from core.media.decoder_process import DecoderProcess

    corner_picture().save(tmp_path / "a.png")
    process = DecoderProcess()
    try:
        info = process.probe(tmp_path / "a.png")
        assert info.is_still
        with process.scan(info, 0.5, FrameShape(32)) as samples:
            assert [sample.time_s for sample in samples] == [0.0]
    finally:
        process.close()


@pytest.mark.parametrize("proxy", ["A001.mov", "Proxy/A001.mov", "proxies/a001.MP4"])
def test_the_disk_tells_of_a_proxy_once_it_is_whole(tmp_path, proxy):
    now_s = [time.time()]
    disk, original = LocalDisk(quiet_s=3.0, clock=lambda: now_s[0]), tmp_path / "A001.braw"
    touch(tmp_path, "A001.braw", "other.mov")
    with pytest.raises(NeedsProxyError):
        SourceReader(lambda: None).probe(original)
    assert disk.proxy_of(original) == ""
    (tmp_path / proxy).parent.mkdir(exist_ok=True)
    touch(tmp_path, proxy)
    assert disk.proxy_of(original) == "", "still being copied"
    now_s[0] += 4.0
    first = disk.proxy_of(original)
    assert str(tmp_path / proxy) in first
    (tmp_path / proxy).write_bytes(b"longer")
    now_s[0] += 4.0
    assert disk.proxy_of(original) not in ("", first)


def test_a_video_that_needs_no_proxy_has_none(tmp_path):
    touch(tmp_path, "a.mov", "Proxy/a.mov", "a.jpg")
    disk = LocalDisk(clock=lambda: time.time() + 60)
    assert disk.proxy_of(tmp_path / "a.mov") == disk.proxy_of(tmp_path / "a.jpg") == ""
