"""Timecode, date, camera and reel, as files say them."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from core.media.avchd_notes import avchd_notes, date_of
from core.media.canon_clip import canon_timecode
from core.media.decoder_process import DecoderProcess
from core.media.recorded_timecode import gop_timecode, timecode_of_pack
from core.media.source_metadata import creation_date, tidy
from core.media.source_reader import SourceReader
from core.values import SourceMetadata, Timecode, frame_middle_s
from tests.clips import VideoSpec, draw_clicks, numbered_frame

FILM, NTSC, NTSC_60 = (Fraction(base * 1000, 1001) for base in (24, 30, 60))
NOW_S = 1_800_000_000.0
TAGS = {"movflags": "use_metadata_tags"}


def draw(
    path: Path, tags: dict[str, str], fps: Fraction = Fraction(25), codec: str = "mpeg4", count: int = 6, **options
):
    """A clip with these entries in its header; `options` are its encoder's."""
    video = VideoSpec(codec, fps=fps)
    with av.open(str(path), "w", options=TAGS if path.suffix in {".mov", ".mp4"} else {}) as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height = video.size
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 8_000_000
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(numbered_frame(number), format="rgb24")
            frame.pts, frame.time_base = number, 1 / fps
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def probed(path: Path) -> SourceMetadata:
    """As the probe says it; reading the headers again says the same."""
    reader = SourceReader(lambda: None)
    info = reader.probe(path)
    assert info.source is not None
    assert reader.source_metadata(path, info.fps) == info.source
    return info.source


def patched(path: Path, *changes: tuple[bytes, int, bytes]) -> Path:
    """The file with some bytes after a mark replaced."""
    data = bytearray(path.read_bytes())
    for mark, offset, new in changes:
        at = data.index(mark) + offset
        data[at : at + len(new)] = new
    path.write_bytes(data)
    return path


# ---------------------------------------------------------------- timecode


@pytest.mark.parametrize("suffix", [".mov", ".mp4"])
@pytest.mark.parametrize(
    ("label", "fps"),
    [
        ("01:00:00;02", NTSC), ("01:00:00:02", NTSC), ("00:59:59;59", NTSC_60), ("01:00:00:04", NTSC_60),
        ("10:11:12:23", FILM), ("23:59:59:24", Fraction(25)), ("14:37:05:10", Fraction(50)), ("00:00:00:00", FILM),
    ],
)  # fmt: skip
def test_a_timecode_track_is_read_exactly(tmp_path, label, fps, suffix):
    start = probed(draw(tmp_path / f"a{suffix}", {"timecode": label}, fps)).start
    assert (str(start), start.fps, start.drop) == (label, fps, ";" in label)


_ENTRY = b"\0\0\0\x24tmcd"
"""How the description of a timecode track's samples begins."""
_FLAGS, _SCALE, _NUMBER = 8 + 12, 8 + 16, 8 + 24


def test_timecode_may_count_half_the_frames_of_the_pictures(tmp_path):
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00;00"}, NTSC_60)
    patched(video, (_ENTRY, _SCALE, struct.pack(">II", 30000, 1001)), (_ENTRY, _NUMBER, b"\x1e"))
    start = probed(video).start  # 215784 frames of a clock that counts 30 a second
    assert (start.fps, start.drop, start.base) == (NTSC, True, 30)
    assert str(start) == "02:00:00;00"
    assert [str(start.at(frame_middle_s(n, NTSC_60))) for n in (0, 1, 2)] == [
        "02:00:00;00",
        "02:00:00;00",
        "02:00:00;01",
    ]


@pytest.mark.parametrize(("told", "number"), [((2997, 100), 30), ((30, 1), 30), ((600, 20), 0), ((60000, 1001), 30)])
def test_a_rounded_rate_of_the_timecode_is_that_of_the_pictures(tmp_path, told, number):
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00:00"}, NTSC)
    patched(video, (_ENTRY, _SCALE, struct.pack(">II", *told)), (_ENTRY, _NUMBER, bytes([number])))
    start = probed(video).start
    assert (str(start), start.fps) == ("01:00:00:00", NTSC)


def test_a_counter_is_no_timecode_and_damage_none_either(tmp_path):
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00:00"})
    for new in (struct.pack(">IIIB", 0, 0, 0, 0), struct.pack(">IIIB", 0, 1, 2**32 - 1, 255)):
        patched(video, (_ENTRY, _FLAGS, new))
        probed(video)
    patched(video, (_ENTRY, _FLAGS, struct.pack(">IIIB", 8, 25, 1, 25)))
    assert probed(video).start is None


def test_what_an_edit_list_cuts_off_is_not_counted(tmp_path):
    """The movie begins two seconds into its timecode track."""
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00:00"}, Fraction(25), count=100)
    data = bytearray(video.read_bytes())
    track = data.rindex(b"trak")
    scale = struct.unpack(">I", data[data.index(b"mdhd", track) + 16 :][:4])[0]
    at = data.index(b"elst", track) + 16
    data[at : at + 4] = struct.pack(">i", 2 * scale)
    video.write_bytes(data)
    assert str(probed(video).start) == "01:00:02:00"


@pytest.mark.parametrize(
    ("label", "fps"), [("10:00:00;02", NTSC), ("10:00:00:05", Fraction(25)), ("23:59:50:00", FILM)]
)
def test_an_mxf_file_has_its_material_timecode(tmp_path, label, fps):
    start = probed(draw(tmp_path / "a.mxf", {"timecode": label}, fps, "mpeg2video")).start
    assert (str(start), start.fps, start.drop) == (label, fps, ";" in label)


def test_an_mxf_file_without_timecode_has_not_that_of_its_groups(tmp_path):
    """What editing programs show of it is its material package's: 00:00:00:00, as libav writes it."""
    video = draw(tmp_path / "a.mxf", {}, Fraction(25), "mpeg2video", gop_timecode="02:03:04:05")
    assert str(probed(video).start) == "00:00:00:00"


def test_mxf_timecode_may_count_half_the_frames_of_the_pictures(tmp_path):
    video = draw(tmp_path / "a.mxf", {"timecode": "01:00:00:00"}, Fraction(50), "mpeg2video")
    data = video.read_bytes().replace(b"\x15\x02\x00\x02\x00\x32", b"\x15\x02\x00\x02\x00\x19")
    video.write_bytes(data)
    start = probed(video).start
    assert (str(start), start.fps) == ("02:00:00:00", Fraction(25))


@pytest.mark.parametrize("name", ["a.mkv", "a.avi"])
def test_other_containers_have_it_as_text(tmp_path, name):
    assert str(probed(draw(tmp_path / name, {"timecode": "01:02:03:04"})).start) == "01:02:03:04"


@pytest.mark.parametrize(("name", "label", "fps"), [
    ("a.mpg", "02:03:04:05", Fraction(25)), ("a.ts", "02:03:04;05", NTSC), ("a.mpg", "02:03:04:05", NTSC),
    ("a.vob", "09:58:00:12", Fraction(25)),
])  # fmt: skip
def test_mpeg_2_has_it_before_its_pictures(tmp_path, name, label, fps):
    start = probed(draw(tmp_path / name, {}, fps, "mpeg2video", gop_timecode=label)).start
    assert (str(start), start.fps) == (label, fps)


def test_mpeg_2_without_a_clock_says_nothing(tmp_path):
    assert probed(draw(tmp_path / "a.mpg", {}, codec="mpeg2video")).start is None
    for head in (b"", b"\0\0\1\xb8", b"\0\0\1\xb8\xff\xff\xff\xff", b"\0\0\1\xb8\x80"):
        assert gop_timecode(head, Fraction(25)) is None


@pytest.mark.parametrize("label", ["99:99:99:99", "01:00:00;02", "now", "", "01:00:00:25", "1" * 9000, "\u0661" * 11])
def test_a_label_that_is_none_at_this_rate_is_unknown(tmp_path, label):
    """Drop frames do not exist at 25 a second: then the mark means nothing."""
    start = probed(draw(tmp_path / "a.mkv", {"timecode": label})).start
    assert str(start) == ("01:00:00:02" if ";" in label else "None")


# ---------------------------------------------------------------- date, camera, reel


@pytest.mark.parametrize(
    ("told", "local", "offset_min", "key"),
    [
        ({"creation_time": "2024-05-01T12:00:00.000000Z"}, "2024-05-01 12:00:00", None, "creation_time"),
        (
            {
                "creation_time": "2024-05-01T12:00:00Z",
                "com.apple.quicktime.creationdate": "2024-05-01T14:00:00+0200",
            },
            "2024-05-01 14:00:00", 120, "com.apple.quicktime.creationdate",
        ),
        ({"com.apple.quicktime.creationdate": "2024-05-01T14:00:00-03:30"}, "2024-05-01 14:00:00", -210,
         "com.apple.quicktime.creationdate"),
        ({"com.apple.quicktime.creationdate": "2024-05-01T14:00:00Z"}, "2024-05-01 14:00:00", 0,
         "com.apple.quicktime.creationdate"),
        ({"date": "2013-11-07T20:08:21+0100", "creation_time": "2013-11-07T19:08:21Z"}, "2013-11-07 20:08:21", 60,
         "date"),
        ({"com.apple.quicktime.creationdate": "2024-05-01T14:00:00+02"}, "2024-05-01 14:00:00", 120,
         "com.apple.quicktime.creationdate"),
        ({"date": "2019", "creation_time": "2013-11-07T19:08:21Z"}, "2013-11-07 19:08:21", None, "creation_time"),
    ],
)  # fmt: skip
def test_the_date_is_the_one_with_a_zone_else_of_an_unknown_zone(tmp_path, told, local, offset_min, key):
    created = probed(draw(tmp_path / "a.mov", told)).created
    assert (str(created.local), created.utc_offset_min, created.key) == (local, offset_min, key)


@pytest.mark.parametrize(
    "text",
    [
        "1904-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.000000Z", "1980-01-01T00:00:05Z", "2040-02-06T06:28:15Z",
        "2027-01-17T08:00:00Z", "0000-00-00T00:00:00Z", "2024-02-30T12:00:00Z", "2024-05-01T25:00:00Z",
        "9999-12-31T23:59:59Z", "2024-05-01", "yesterday", "", "2024-05-01T12:00:00+9900", "2024-05-01T12:00:00+0260",
        "\u0662\u0660\u0662\u0664-05-01T12:00:00Z", "2024-05-01T12:00:00Z" * 1000, "2024-05-01T12:00:00Z\x00",
    ],
)  # fmt: skip
def test_a_clock_that_was_never_set_is_unknown(text):
    """Now is 2027-01-15."""
    assert creation_date([("com.apple.quicktime.creationdate", text)], NOW_S) is None


def test_an_impossible_date_leaves_the_word_to_the_next():
    told = [("com.apple.quicktime.creationdate", "1904-01-01T00:00:00+0100"), ("creation_time", "2020-01-02T03:04:05Z")]
    assert str(creation_date(told, NOW_S)) == "2020-01-02 03:04:05"


def test_the_moment_in_utc_is_known_with_the_zone_only():
    told = creation_date([("date", "2024-01-01T01:30:00+0200")], NOW_S)
    assert (str(told.utc), told.zone) == ("2023-12-31 23:30:00", "UTC+02:00")
    assert creation_date([("date", "2024-01-01T01:30:00")], NOW_S).utc is None


@pytest.mark.parametrize(
    ("told", "camera", "reel"),
    [
        ({"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "iPhone 15"}, "Apple iPhone 15", ""),
        ({"com.android.manufacturer": "Google", "com.android.model": "Pixel 8"}, "Google Pixel 8", ""),
        ({"make": "Canon", "model": "Canon EOS R5"}, "Canon EOS R5", ""),
        ({"com.apple.proapps.reel": "A003C012", "make": "ARRI"}, "ARRI", "A003C012"),
        ({"make": "", "model": " "}, "", ""),
    ],
)  # fmt: skip
def test_the_camera_and_the_reel_are_as_the_file_spells_them(tmp_path, told, camera, reel):
    source = probed(draw(tmp_path / "a.mov", told))
    assert (source.camera, source.reel) == (camera, reel)


def test_what_a_hostile_file_says_stays_one_short_line(tmp_path):
    nasty = "\x1b[31m\u202eevil\n\r\0" + "W" * 100_000
    source = probed(
        draw(tmp_path / "a.mov", {"make": nasty, "model": nasty, "creation_time": nasty, "timecode": nasty})
    )
    assert source.make.isprintable()
    assert len(source.make) <= 64
    assert (source.created, source.start) == (None, None)
    assert tidy("a\u2028b\ud800\ufeff").isprintable()
    assert tidy(" Sony \0") == "Sony"


SONY = """<?xml version="1.0"?><NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.20">
<CreationDate value="2021-07-04T09:30:00+09:00"/><Device manufacturer="Sony" modelName="ILCE-7SM3" serialNo="1"/>
</NonRealTimeMeta>"""


def test_a_sony_camera_writes_beside_its_clip(tmp_path):
    video = draw(tmp_path / "C0001.mp4", {"creation_time": "2021-07-04T00:30:00Z"})
    (tmp_path / "C0001M01.XML").write_text(SONY)
    source = probed(video)
    assert (str(source.created), source.camera) == ("2021-07-04 09:30:00 UTC+09:00", "Sony ILCE-7SM3")
    (tmp_path / "C0001M01.XML").write_text(SONY.replace("NonRealTimeMeta", "Other"))
    assert probed(video).camera == ""


@pytest.mark.parametrize(
    ("base", "first", "fps", "last", "label"),
    [
        ("30", "44410200", NTSC, 8129, "53120700"),
        ("30", "67212901", NTSC, 389, "66342901"),
        ("30", "40000000", NTSC_60, 209, "54830000"),
        ("25", "17305719", Fraction(25), 4379, "21250020"),
    ],
)
def test_sony_counts_its_clips_from_the_first_label_to_the_last(base, first, fps, last, label):
    """The labels of first and last frames as cameras wrote them: drop frames and half steps included."""
    start = timecode_of_pack(bytes.fromhex(first), int(base), fps)
    assert start.at(frame_middle_s(last, fps)) == timecode_of_pack(bytes.fromhex(label), int(base), fps)


def test_sony_timecode_comes_from_beside_the_clip_where_the_clip_has_none(tmp_path):
    table = (
        '<LtcChangeTable tcFps="25" halfStep="false">\n<LtcChange frameCount="0" value="17305719" status="increment"/>'
    )
    (tmp_path / "C0001M01.XML").write_text(SONY.replace("</NonRealTimeMeta>", f"{table}</NonRealTimeMeta>"))
    assert str(probed(draw(tmp_path / "C0001.mp4", {})).start) == "19:57:30:17"
    assert str(probed(draw(tmp_path / "C0001.mov", {"timecode": "01:00:00:00"})).start) == "01:00:00:00"
    (tmp_path / "C0001M01.XML").write_text(SONY.replace("</NonRealTimeMeta>", f"{table[:60]}</NonRealTimeMeta>"))
    assert probed(draw(tmp_path / "C0001.mp4", {})).start is None


def avchd(path: Path, packs: dict[int, bytes], fps: Fraction = Fraction(25)) -> Path:
    """A transport stream whose first picture carries these packs, as cameras write them."""
    if "libx264" not in av.codecs_available:
        pytest.skip("no encoder libx264 here")
    body = b"".join(bytes([number]) + pack for number, pack in packs.items())
    note = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + bytes([len(packs)]) + body
    note = note.replace(b"\0\0\0", b"\0\0\3\0").replace(b"\0\0\1", b"\0\0\3\1")
    message = b"\0\0\0\1\x06\x05" + bytes([len(note)]) + note + b"\x80"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "aud": "1"})
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv420p"
        packets = []
        for number in range(8):
            frame = av.VideoFrame.from_ndarray(numbered_frame(number), format="rgb24")
            frame.pts, frame.time_base = number, 1 / fps
            packets += stream.encode(frame)
        for number, packet in enumerate([*packets, *stream.encode(None)]):
            data = bytes(packet)
            made = av.Packet(data[:6] + message + data[6:] if number == 0 else data)
            made.pts, made.dts, made.time_base, made.stream = packet.pts, packet.dts, packet.time_base, stream
            made.is_keyframe = packet.is_keyframe
            container.mux(made)
    return path


def test_an_avchd_camera_writes_into_its_pictures(tmp_path):
    packs = {
        0x12: bytes(4),  # in a stream another byte stands between these
        0x13: bytes.fromhex("24594713"),
        0x18: bytes.fromhex("02201207"),
        0x19: bytes.fromhex("08150009"),
        0xE0: bytes.fromhex("01080000"),
        0xE4: b"HDR-", 0xE5: b"CX70", 0xE6: b"0V\0\0",
    }  # fmt: skip
    source = probed(avchd(tmp_path / "00001.MTS", packs))
    assert (str(source.start), source.start.fps) == ("13:47:59:24", Fraction(25))
    assert (str(source.created), source.created.key) == ("2012-07-08 15:00:09 UTC+01:00", "MDPM")
    assert source.camera == "Sony HDR-CX700V"
    half = probed(avchd(tmp_path / "00002.MTS", packs, Fraction(50)))
    assert (str(half.start), half.start.fps) == ("13:47:59:24", Fraction(25))


def test_an_avchd_camera_that_was_never_set_says_nothing(tmp_path):
    source = probed(
        avchd(tmp_path / "a.m2ts", {0x13: b"\xff" * 4, 0x18: b"\xff" * 4, 0x19: b"\xff" * 4, 0xE0: b"\xff" * 4})
    )
    assert source == SourceMetadata(has_sound=False, sound_channels=())


@pytest.mark.parametrize(("zone", "told"), [(0x02, "+0100"), (0x2B, "-0530"), (0x00, "+0000"), (0x1E, ""), (0x42, "")])
def test_an_avchd_zone_is_told_outside_summer_time_only(zone, told):
    packs = {0x18: bytes([zone]) + bytes.fromhex("201207"), 0x19: bytes.fromhex("08150009")}
    assert date_of(packs) == f"2012-07-08 15:00:09{told}"


@pytest.mark.parametrize("count", [0, 1, 3, 255])
def test_notes_that_break_off_are_read_as_far_as_they_go(count):
    mark = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
    assert avchd_notes(mark) == {}
    assert avchd_notes(mark + bytes([count]) + b"\x18abcd\x19ab") == ({0x18: b"abcd"} if count else {})


def test_a_photograph_has_its_exif(tmp_path):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "NIKON CORPORATION", "NIKON Z 9\0"
    exif.get_ifd(0x8769).update({0x9003: "2022:03:04 05:06:07", 0x9011: "-05:00"})
    Image.new("RGB", (64, 48)).save(tmp_path / "a.jpg", exif=exif)
    source = probed(tmp_path / "a.jpg")
    assert (str(source.created), source.make, source.model) == (
        "2022-03-04 05:06:07 UTC-05:00", "NIKON CORPORATION", "NIKON Z 9",
    )  # fmt: skip
    Image.new("RGB", (64, 48)).save(tmp_path / "b.png")
    assert probed(tmp_path / "b.png") == SourceMetadata(has_sound=False)


# ---------------------------------------------------------------- without decoding


def test_only_headers_are_needed(tmp_path):
    """The pictures themselves are destroyed: nothing of them could be decoded."""
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00:00", "make": "Canon"}, count=50)
    data = video.read_bytes()
    start, stop = data.index(b"mdat") + 4, data.index(b"moov") - 4
    first = struct.unpack(">I", data[data.rindex(b"stco") + 12 :][:4])[0]  # the timecode track's own sample
    kept = data[first : first + 4]
    body = bytearray(b"\xff" * (stop - start))
    body[first - start : first - start + 4] = kept
    video.write_bytes(data[:start] + bytes(body) + data[stop:])
    source = SourceReader(lambda: None).source_metadata(video, Fraction(25))
    assert (str(source.start), source.make) == ("01:00:00:00", "Canon")


def test_the_decoder_process_reads_them_too(tmp_path):
    video = draw(tmp_path / "a.mov", {"timecode": "01:00:00;02", "creation_time": "2024-05-01T12:00:00Z"}, NTSC)
    frames = DecoderProcess(deadline_s=20)
    try:
        info = frames.probe(video)
        assert info.source.start == Timecode.parse("01:00:00;02", NTSC)
        assert frames.source_metadata(info) == info.source
    finally:
        frames.close()


# ---------------------------------------------------------------- Panasonic, Broadcast Wave

P2 = """<?xml version="1.0" encoding="UTF-8"?>
<P2Main xmlns="urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.1"><ClipContent><EssenceList><Video>
<FrameRate DropFrameFlag="{drop}">59.94i</FrameRate><StartTimecode>{label}</StartTimecode></Video></EssenceList>
<ClipMetadata><Device><Manufacturer>Panasonic</Manufacturer><ModelName>AJ-PX270</ModelName></Device>
<Shoot><StartDate>2019-03-04T05:06:07+09:00</StartDate></Shoot></ClipMetadata></ClipContent></P2Main>"""


@pytest.mark.parametrize(
    ("drop", "label", "read"),
    [("true", "01:02:03:04", "01:02:03;04"), ("false", "01:02:03:04", "01:02:03:04"), ("true", "00:01:00:00", None)],
)
def test_a_p2_card_says_the_timecode_beside_the_pictures(tmp_path, drop, label, read):
    video, notes = tmp_path / "CONTENTS" / "VIDEO", tmp_path / "CONTENTS" / "CLIP"
    video.mkdir(parents=True)
    notes.mkdir()
    drawn = draw(video / "0001AB.MXF", {}, NTSC, "mpeg2video")
    patched = drawn.read_bytes().replace(bytes.fromhex("060e2b34025301010d01010101011400"), b"-" * 16)
    drawn.write_bytes(patched)
    assert probed(drawn).start is None
    (notes / "0001AB.XML").write_text(P2.format(drop=drop, label=label))
    told = probed(drawn)
    assert (None if told.start is None else str(told.start)) == read
    assert (told.camera, str(told.created)) == ("Panasonic AJ-PX270", "2019-03-04 05:06:07 UTC+09:00")


def test_a_panasonic_camera_says_it_inside_an_mp4(tmp_path):
    xml = P2.format(drop="false", label="10:20:30:12").replace("P2Main", "ClipMain")
    told = probed(draw(tmp_path / "a.mov", {"com.panasonic.Semi-Pro.metadata.xml": xml}))
    assert (str(told.start), told.model) == ("10:20:30:12", "AJ-PX270")


CANON = """<?xml version="1.0" encoding="UTF-8"?>
<VideoClip xmlns="http://www.canon.com/ns/VideoClip"><Lens><ModelName>EF24-70mm f/2.8L</ModelName></Lens>
<Device><Manufacturer>CANON</Manufacturer><ModelName>EOS C70</ModelName><SerialNo>1</SerialNo></Device></VideoClip>"""
NEWS = """<?xml version="1.0"?><NewsML-G2><Device><Manufacturer>Canon</Manufacturer><ModelName>my words</ModelName>
</Device></NewsML-G2>"""


@pytest.mark.parametrize(
    ("clip", "notes"),
    [
        ("A012C001H200529BY_CANON.MXF", "A012C001H200529BY_CANON.XML"),
        ("A012C001H200529BY_CANON.mp4", "A012C001H200529BY_CANON.xml"),
        ("CLIPS001/AA0001/AA000101.MXF", "CLIPS001/AA0001/AA0001.XML"),
        ("CLIPS001/AA0001/AA000102.MXF", "CLIPS001/AA0001/AA0001.XML"),
    ],
)
def test_a_canon_camera_names_itself_beside_its_clip(tmp_path, clip, notes):
    (tmp_path / clip).parent.mkdir(parents=True, exist_ok=True)
    drawn = draw(tmp_path / clip, {}, NTSC, "mpeg2video" if clip.endswith("MXF") else "mpeg4")
    assert probed(drawn).camera == ""
    (tmp_path / notes).write_text(CANON)
    assert probed(drawn).camera == "CANON EOS C70"
    (tmp_path / notes).write_text(NEWS)
    assert probed(drawn).camera == "", "news metadata is what somebody wrote"


def clip_information(label: str, drops: bool = False, parts: tuple[int, ...] = (6,), mark: bytes = b"CI\1\0") -> bytes:
    """A CIF file, as Adobe's XMP Toolkit reads it; `parts`: how many frames each file of the clip has."""
    table = b"".join(struct.pack(">B3xI", number, frames) for number, frames in enumerate(parts, start=1))
    coding, clip = b"\x11\x14\x11\x10" + bytes(4), b"CM\1\0" + b"CANON".ljust(32) + b"XF305".ljust(32) + b" " * 40
    head = mark + coding + struct.pack(">I", sum(parts)) + bytes(40) + struct.pack(">I", len(parts))
    pack = bytes.fromhex("".join(reversed(label.replace(";", ":").split(":"))))
    body = clip + bytes(8) + pack + bytes(4) + bytes(4) + bytes(24) + bytes([2 * drops]) + bytes(7)
    return (head + table.ljust(99 * 8, b"\0") + body).ljust(2432, b"\0")


@pytest.mark.parametrize(
    ("part", "fps", "label", "expected"),
    [
        ("01", Fraction(25), "10:20:30:12", "10:20:30:12"),
        ("02", Fraction(25), "10:20:30:12", "10:20:34:12"),
        ("01", NTSC, "10:20:30;02", "10:20:30;02"),
        ("01", NTSC, "10:20:30:02", "10:20:30:02"),
        ("02", Fraction(50), "10:20:30:12", "10:20:32:12"),
        ("01", NTSC_60, "23:59:59;29", "23:59:59;29"),
        ("03", Fraction(25), "10:20:30:12", "00:00:00:00"),
    ],
)
def test_a_canon_xf_camera_tells_its_first_label_beside_its_clip(tmp_path, part, fps, label, expected):
    """Where the MXF file says 00:00:00:00; of a third part nobody says how many frames come before it."""
    folder = tmp_path / "AA0001"
    folder.mkdir()
    clip = draw(folder / f"AA0001{part}.MXF", {}, fps, "mpeg2video")
    assert str(probed(clip).start).replace(";", ":") == "00:00:00:00"
    (folder / "AA0001.CIF").write_bytes(clip_information(label, ";" in label, (100,)))
    if part == "03":
        assert str(probed(clip).start) == expected
        return
    assert str(probed(clip).start) == expected
    own = draw(folder / f"AA0001{part}.MXF", {"timecode": "01:00:00:00"}, fps, "mpeg2video")
    assert str(probed(own).start) == "01:00:00:00", "what the file itself says counts"


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"CI\1",
        clip_information("10:20:30:12")[:1000],
        clip_information("10:20:30:12", mark=b"CX\1\0"),
        clip_information("10:20:30:12", mark=b"CI\2\0"),
        clip_information("29:20:30:12"),
        b"CI\1" + b"\xff" * 3000,
    ],
)
def test_clip_information_that_is_none_tells_nothing(tmp_path, told):
    folder = tmp_path / "AA0001"
    folder.mkdir()
    (folder / "AA0001.CIF").write_bytes(told)
    assert canon_timecode(folder / "AA000101.MXF", Fraction(25)) is None
    assert canon_timecode(folder / "AA0001٠١.MXF", Fraction(25)) is None


@pytest.mark.parametrize(
    ("fps", "samples", "label"),
    [
        (Fraction(25), 48_000 * 3600 + 48_000 // 25, "01:00:00:01"),
        (NTSC, 48_000 * 3600, "01:00:00;00"),
        (NTSC, 0, None),
    ],
)
def test_a_time_reference_counts_samples_since_midnight(tmp_path, fps, samples, label):
    path = tmp_path / "a.mkv"
    draw_clicks(path, 6, VideoSpec(fps=fps, tags={"time_reference": str(samples)}), sound="pcm_s16le")
    start = probed(path).start
    assert (None if start is None else str(start)) == label


def test_sound_of_an_unknown_codec_costs_the_clip_nothing(tmp_path):
    path = tmp_path / "a.mkv"
    draw_clicks(path, 6, VideoSpec(tags={"time_reference": "48000"}), sound="pcm_s16le")
    whole = path.read_bytes()
    assert whole.count(b"A_PCM/INT/LIT") == 1
    path.write_bytes(whole.replace(b"A_PCM/INT/LIT", b"A_XYZ/INT/LIT"))
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context is None
    assert probed(path).start is None
