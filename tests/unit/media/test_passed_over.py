"""Clips known by what they are whatever they are called; and what is passed over, counted with its reason."""

import random
from pathlib import Path

import pytest

from core.ingest.passed import list_skipped
from core.library_reader import CatalogueReader
from core.media import local_disk as folders_module
from core.media.file_names import UNTOLD, VIDEO, Names
from core.media.ignored_folders import rubbish_kind
from core.media.local_disk import LocalDisk
from core.media.magic import HEAD_BYTES, judge_head
from core.values import Folder, FolderLook, passed_over_sentences
from tests.clips import VideoSpec, draw_numbers
from tests.fakes.inline_lane import finish
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.memory_roots import MemoryRoots

IGNORED = (".*", "*.part")


def look_at(root: Path, disk: LocalDisk | None = None, **how) -> tuple[list[str], FolderLook]:
    look = FolderLook(roots=frozenset({str(root)}), **how)
    disk = disk or LocalDisk(IGNORED)
    found = [each for each in disk.videos_below(Folder(1, root, True, False), look) if each is not None]
    return [path.relative_to(root).as_posix() for path, _, _ in found], look


def counts(look: FolderLook) -> dict[str, int]:
    return {kind: each.count for kind, each in look.passed.items()}


def touch(root: Path, *names: str, content: bytes = b"\x7f\x01\x02 nothing known") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def transport(tmp_path: Path) -> bytes:
    return draw_numbers(tmp_path / "source.ts", 40, VideoSpec("mpeg2video")).read_bytes()


def with_times(stream: bytes) -> bytes:
    """As recorders write it: four bytes before each packet."""
    packets = [stream[at : at + 188] for at in range(0, len(stream), 188)]
    return b"".join(number.to_bytes(4, "big") + packet for number, packet in enumerate(packets))


def with_checksums(stream: bytes) -> bytes:
    return b"".join(stream[at : at + 188] + bytes(range(16)) for at in range(0, len(stream), 188))


@pytest.mark.parametrize("cut", [0, 1, 88, 187, 300])
@pytest.mark.parametrize("packets", [bytes, with_times, with_checksums])
def test_a_transport_stream_is_known_wherever_it_begins(tmp_path, packets, cut):
    stream = packets(transport(tmp_path))[cut:]
    assert judge_head(stream[:HEAD_BYTES]) is None


def riff_cdxa(stream: bytes) -> bytes:
    """A video CD's file as Windows copies it: sectors with their heads."""
    sectors = [
        b"\0" + b"\xff" * 10 + bytes(13) + stream[at : at + 2324].ljust(2328, b"\0")
        for at in range(0, len(stream), 2324)
    ]
    data = b"".join(sectors)
    return b"RIFF" + (len(data) + 36).to_bytes(4, "little") + b"CDXAfmt " + bytes(20) + b"data" + data


@pytest.mark.parametrize(
    ("suffix", "codec", "turn"),
    [
        (".mpg", "mpeg2video", riff_cdxa),
        (".mpg", "mpeg2video", lambda stream: stream[700:]),
        (".mpg", "mpeg1video", bytes),
        (".m2v", "mpeg2video", bytes),
        (".h264", "libx264", bytes),
        (".hevc", "libx265", bytes),
        (".mkv", "mpeg4", bytes),
        (".avi", "mpeg4", bytes),
        (".flv", "flv1", bytes),
        (".mxf", "mpeg2video", bytes),
        (".ivf", "libvpx", bytes),
        (".mp4", "libx264", bytes),
        (".wmv", "wmv2", bytes),
        (".nut", "mpeg4", bytes),
        (".m4v", "mpeg4", bytes),
    ],
)
@pytest.mark.parametrize("name", ["AVSEQ01.DAT", "recording.rec", "clip.bak", "camera file", "film.unheard-of"])
def test_a_clip_is_known_by_its_content_whatever_it_is_called(tmp_path, suffix, codec, turn, name):
    try:
        video = draw_numbers(tmp_path / f"film{suffix}", 40, VideoSpec(codec))
    except Exception as error:  # noqa: BLE001  this build of libav cannot make such videos
        pytest.skip(f"cannot be drawn here: {error}")
    root = tmp_path / "root"
    touch(root, name, content=turn(video.read_bytes()))
    assert look_at(root)[0] == [name]


@pytest.mark.parametrize(
    "suffix",
    [
        "insv",
        "lrv",
        "m1v",
        "m2v",
        "264",
        "h264",
        "265",
        "hevc",
        "tod",
        "trp",
        "m2p",
        "mpv",
        "dv",
        "gxf",
        "360",
        "vro",
        "evo",
        "vdr",
        "MTS",
        "m2t",
    ],
)
def test_names_of_clips_need_no_reading(tmp_path, suffix, monkeypatch):
    touch(tmp_path, f"a.{suffix}")
    monkeypatch.setattr(folders_module, "judge_head", lambda head: pytest.fail("was read"))
    assert look_at(tmp_path)[0] == [f"a.{suffix}"]


def test_names_that_are_certainly_no_clips_are_never_read(tmp_path, monkeypatch):
    touch(
        tmp_path,
        "a.mp3",
        "b.pdf",
        "c.xmp",
        "d.zip",
        "e.prproj",
        "f.py",
        "g.svg",
        ".hidden.mp4",
        "._a.mp4",
        "h.mp4.part",
    )
    monkeypatch.setattr(folders_module, "judge_head", lambda head: pytest.fail("was read"))
    listed, look = look_at(tmp_path)
    assert listed == []
    told = {"audio": 1, "document": 1, "sidecar": 1, "archive": 1, "project": 1, "data": 1, "picture": 1}
    assert counts(look) == {**told, "ignored": 2, "system": 1}


def test_ambiguous_names_are_read(tmp_path):
    names = Names()
    assert {names.judge(f"a{suffix}") for suffix in ("", ".ts", ".dat", ".mod", ".rec", ".dif", ".bin", ".vid")} == {
        UNTOLD
    }
    assert names.judge("A.MOV") == names.judge("a.jpg") == VIDEO
    assert Names(stills=False).judge("a.jpg") == "picture"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"export const Go = 1;\n" * 900, "document"),
        (b"Go = 1;\n" * 2000, "document"),
        ("Größe = 1\n".encode() * 900, "document"),
        ("Go = 1\n".encode("utf-16") * 900, "document"),
        (b"G" * HEAD_BYTES, "document"),
        (b"\x00\x00\x47\x47" * 4000, "unknown"),
        (b"\x00\x50\x1c\x47" * 4000, "unknown"),
        (b"\x47\x11\x22\x13".ljust(64, b"\x01") * 250, "unknown"),
        (b"\x00" * HEAD_BYTES, "unknown"),
        (b"ID3\x03" + bytes(500), "audio"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio"),
        (b"\0\0\0\x20ftypheic\0\0\0\0", "picture"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio"),
        (b"OggS" + bytes(24) + b"\x01vorbis" + bytes(500), "audio"),
        (b"PK\x03\x04" + bytes(500), "archive"),
        (b"\x00\x01\x00\x00\x00\x12" + bytes(range(256)) * 40, "unknown"),
        (b"Now skip this line\n", "document"),
    ],
)
def test_what_is_no_clip_is_not_taken_for_one(content, kind):
    assert judge_head(content[:HEAD_BYTES]) == kind


def test_noise_is_no_clip():
    draw = random.Random(5)
    assert {judge_head(b"\x9d" + draw.randbytes(HEAD_BYTES - 1)) for _ in range(300)} == {"unknown"}


def test_a_file_is_read_once_while_it_stays_the_same(tmp_path, monkeypatch):
    touch(tmp_path, "a.bin", "b.bin")
    read: list[int] = []
    monkeypatch.setattr(folders_module, "judge_head", lambda head: read.append(len(head)) or judge_head(head))
    disk = LocalDisk()
    for _ in range(3):
        assert counts(look_at(tmp_path, disk)[1]) == {"unknown": 2}
    assert len(read) == 2
    (tmp_path / "a.bin").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(100))
    assert look_at(tmp_path, disk)[0] == ["a.bin"]
    assert len(read) == 3


def test_others_get_a_turn_while_many_files_are_passed_over(tmp_path):
    touch(tmp_path, *[f"{n}.txt" for n in range(1200)], *[f"x/{n}.bin" for n in range(60)])
    pauses = sum(each is None for each in LocalDisk().videos_below(Folder(1, tmp_path, True, False)))
    assert pauses >= 4


# ---- folders of nobody's footage

RUBBISH = {
    "trash": [
        "#recycle", "$RECYCLE.BIN/S-1-5-21-1", ".Trash-1000/files", ".Trashes/501", "RECYCLER", "@Recycle", ".recycle",
    ],
    "snapshot": ["#snapshot/daily", ".snapshot", "~snapshot", "@GMT-2024.01.02-03.04.05", ".zfs/snapshot"],
    "cache": [
        "@eaDir/a.mp4", ".@__thumb", "film.PRV", "Adobe Premiere Pro Video Previews/p.PRV", "CacheClip",
        "Adobe Premiere Pro Audio Previews", "Adobe Premiere Pro 24.0 Video Previews", "Media Cache",
        "Media Cache Files",
        "Adobe After Effects Disk Cache - mac.noindex", ".fcpcache", "a.fcpcache",
        "L.fcpbundle/Day 1/Render Files/High",
        "L.fcpbundle/Day 1/Transcoded Media/Proxy Media", "abc.dvcc", ".gallery", "OptimizedMedia", "ProxyMedia/uuid",
        "Avid MediaFiles/MXF/Creating", "Smart Previews.lrdata", "Photos.photoslibrary/resources/renders",
    ],
    "system_folder": ["lost+found", "System Volume Information", "LOST.DIR", "__MACOSX"],
}  # fmt: skip
INNOCENT = [
    "Cache", "Previews", "Proxy", "Render Files", "Trash", "Recycled", "Snapshots", "Creating", "my CacheClip", "PRV",
    "L.fcpbundle/Day 1/Original Media", "Avid MediaFiles/MXF/1", "Media", "Optimized", "Photos.photoslibrary/originals",
    "resources", "Gallery", "recycle", "Transcoded Media", "Premiere Pro Video Previews of the festival",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "place"), [(kind, place) for kind, places in RUBBISH.items() for place in places])
@pytest.mark.parametrize("ignored", [IGNORED, ()])
@pytest.mark.parametrize("spell", [str, str.upper, str.lower])
def test_recycle_bins_snapshots_and_caches_are_passed_over_and_counted(tmp_path, kind, place, ignored, spell):
    place = spell(place)
    touch(tmp_path, f"{place}/deleted.mp4", "kept.mp4")
    listed, look = look_at(tmp_path, LocalDisk(ignored))
    assert listed == ["kept.mp4"]
    assert counts(look) == {kind: 1}


@pytest.mark.parametrize("place", INNOCENT)
def test_a_folder_of_ones_own_is_looked_at(tmp_path, place):
    touch(tmp_path, f"{place}/film.mp4")
    assert look_at(tmp_path)[0] == [f"{place}/film.mp4"]


@pytest.mark.parametrize("place", ["#recycle", "#recycle/Holiday", "L.fcpbundle/Day 1/Render Files"])
def test_a_folder_that_was_given_itself_is_looked_at(tmp_path, place):
    touch(tmp_path, f"{place}/deleted.mp4")
    assert look_at(tmp_path / place)[0] == ["deleted.mp4"]


def test_a_link_into_a_recycle_bin_elsewhere_is_not_followed(tmp_path):
    touch(tmp_path, "away/#recycle/old/deleted.mp4", "root/kept.mp4")
    try:
        (tmp_path / "root" / "link").symlink_to(tmp_path / "away" / "#recycle" / "old")
        (tmp_path / "root" / "link.mp4").symlink_to(tmp_path / "away" / "#recycle" / "old" / "deleted.mp4")
    except OSError:
        pytest.skip("no links here")
    listed, look = look_at(tmp_path / "root")
    assert (listed, counts(look)) == (["kept.mp4"], {"trash": 2})


def test_proxies_of_cameras_stand_behind_their_recordings(tmp_path):
    pairs = {
        "GX010042.MP4": "GL010042.LRV", "GOPR0007.MP4": "GOPR0007.LRV", "GS010001.360": "GS010001.LRV",
        "DJI_0001.MP4": "DJI_0001.LRF", "VID_20240101_101010_00_007.insv": "LRV_20240101_101010_11_007.insv",
        "VID_20240102_101010_00_008.insv": "LRV_20240102_101010_01_008.lrv",
    }  # fmt: skip
    touch(tmp_path, *pairs, *pairs.values(), "GL019999.LRV")
    listed, look = look_at(tmp_path)
    assert sorted(listed) == sorted([*pairs, "GL019999.LRV"])
    assert counts(look) == {"companion": len(pairs)}


# ---- saying it


def test_what_was_passed_over_is_said_in_a_sentence_for_files_and_one_for_folders(tmp_path):
    touch(
        tmp_path,
        *[f"{n}.mp3" for n in range(8)],
        *[f"{n}.pdf" for n in range(3)],
        "x.bin",
        "#recycle/a.mp4",
        "CacheClip/b",
    )
    look = look_at(tmp_path)[1]
    assert passed_over_sentences(look.passed.values()) == [
        "12 files skipped: 8 audio, 3 documents, 1 unknown.",
        "2 folders skipped: 1 preview or cache folder, 1 recycle bin.",
    ]


def test_all_that_is_passed_over_can_be_listed_with_its_reason(tmp_path):
    touch(tmp_path, "a.mp4", "b.mp3", "c.bin", "#recycle/d.mp4", "sub/e.mp4", "sub/f.bin")
    catalogue = MemoryCatalogue()
    catalogue.add_folder(tmp_path, is_file=False)
    catalogue.add_folder(tmp_path / "sub", is_file=False)
    listed = [item for folder in CatalogueReader(catalogue, LocalDisk()).list_all_skipped() for item in folder.items]
    told = [(each.example.relative_to(tmp_path).as_posix(), each.kind) for each in listed]
    assert told == [("#recycle", "trash"), ("b.mp3", "audio"), ("c.bin", "unknown"), ("sub/f.bin", "unknown")]
    assert all(each.reason.endswith(".") for each in listed)


def test_of_very_many_the_first_are_listed_and_all_are_counted(tmp_path):
    touch(tmp_path, *(f"in/{n}.xmp" for n in range(5)), *(f"{n}.xmp" for n in range(3)), "in/b.mp3", "other/c.xmp")
    catalogue = MemoryRoots()
    root = catalogue.add_folder(tmp_path, is_file=False)
    told = finish(list_skipped(catalogue, LocalDisk(), root, most=4))
    assert (told.counts, told.absence) == ({"sidecar": 9, "audio": 1}, "")
    assert sum(each.kind == "sidecar" for each in told.items) == 4
    assert [each.example for each in told.items] == sorted((each.example for each in told.items), key=str)
    inside = finish(list_skipped(catalogue, LocalDisk(), root, tmp_path / "in"))
    assert inside.counts == {"sidecar": 5, "audio": 1}
    assert {each.example.parent for each in inside.items} == {tmp_path / "in"}


def test_a_folder_that_is_away_is_named_and_never_taken_for_one_without_anything(tmp_path):
    touch(tmp_path, "gone/a.mp3", "bare/b.mp3", "there/c.mp3")
    catalogue = MemoryCatalogue()
    for name in ("gone", "bare", "there"):
        catalogue.add_folder(tmp_path / name, is_file=False)
    _, bare, _ = catalogue.folders()
    (tmp_path / "gone/a.mp3").unlink()
    (tmp_path / "gone").rmdir()
    (tmp_path / "bare/b.mp3").unlink()  # an empty mount point
    catalogue.set_online(bare.id, False, "Drive RAID is not connected.")
    told = list(CatalogueReader(catalogue, LocalDisk()).list_all_skipped())
    assert [(each.folder.path.name, bool(each.absence), len(each.items)) for each in told] == [
        ("gone", True, 0), ("bare", True, 0), ("there", False, 1),
    ]  # fmt: skip
    assert told[1].absence == "Drive RAID is not connected."


def test_a_drive_that_is_pulled_out_while_its_folder_is_looked_through_leaves_no_half_list(tmp_path):
    touch(tmp_path, "root/a.mp3", "root/b/c.mp4", "root/d/e.mp3")
    catalogue = MemoryRoots()
    root = catalogue.add_folder(tmp_path / "root", is_file=False)

    class Pulled(LocalDisk):
        def videos_below(self, folder, look=None):
            for video in super().videos_below(folder, look):
                yield video
                (tmp_path / "root").rename(tmp_path / "pulled")

    told = finish(list_skipped(catalogue, Pulled(), root))
    assert (told.items, bool(told.absence)) == ((), True)


@pytest.mark.footage
def test_the_odd_names_are_all_listed_also_without_their_names(footage, tmp_path):
    videos = sorted((footage / "odd" / "names").iterdir())
    assert look_at(footage / "odd" / "names")[0] == [video.name for video in videos]
    for number, video in enumerate(videos):
        (tmp_path / f"{number}").write_bytes(video.read_bytes())
    listed, look = look_at(tmp_path)
    assert (len(listed), counts(look)) == (len(videos), {})


def test_names_are_judged_whole():
    assert rubbish_kind("CACHECLIP", Path("/a")) == "cache"
    assert rubbish_kind("cacheclips", Path("/a")) is None
