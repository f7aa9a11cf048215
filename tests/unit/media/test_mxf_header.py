"""Which timecode of an MXF file counts: headers that we wrote, files of libav, and hostile ones."""

import struct
from fractions import Fraction

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.media.mxf_header import HEADER_BYTES, mxf_timecode
from core.media.source_reader import SourceReader
from tests.mxf_files import MATERIAL, SOUND, SOURCE, HeaderWriter, Origin, Tape, umid
from tests.unit.media.test_source_metadata import draw, probed

PAL, NTSC, NTSC_60 = Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)
HOUR = 90_000
FILE, PHYSICAL, OTHER, NOWHERE = umid(2), umid(3), umid(4), bytes(32)
AT = HOUR + 25 * 61
"""01:01:01:00"""


def header(material=None, file=None, physical=None, position=0, begins=0, **more):
    """A material package of a file that was taken from a tape, each with the timecode given, or none."""
    made = HeaderWriter()
    made.package(MATERIAL, umid(1), material, (Origin(FILE, begins),))
    made.package(SOURCE, FILE, file, (Origin(PHYSICAL, position),))
    made.package(SOURCE, PHYSICAL, physical, (Origin(NOWHERE),))
    return made.bytes(**more)


def label(data, fps=PAL):
    return str(mxf_timecode(data, fps))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"material": Tape(HOUR), "file": Tape(AT), "physical": Tape(7)}, "01:00:00:00"),
        ({"material": Tape(0), "file": Tape(AT), "physical": Tape(7)}, "01:01:01:00"),
        ({"file": Tape(AT), "physical": Tape(7)}, "01:01:01:00"),
        ({"material": Tape(0), "file": Tape(0), "physical": Tape(AT)}, "01:01:01:00"),
        ({"physical": Tape(AT), "position": 12}, "01:01:01:12"),
        ({"physical": Tape(0), "position": AT}, "01:01:01:00"),  # OP-Atom as Resolve writes it
        ({"material": Tape(0), "file": Tape(0), "physical": Tape(0)}, "00:00:00:00"),
        ({"material": Tape(0)}, "00:00:00:00"),
        ({"file": Tape(AT), "begins": 5}, "01:01:01:00"),  # libav plays from the first stored frame
        ({}, "None"),
    ],
)
def test_the_material_counts_then_the_file_then_its_tape(told, expected):
    assert label(header(**told)) == expected


@pytest.mark.parametrize(
    ("tape", "fps", "expected", "rate"),
    [
        (Tape(107892, 30, True), NTSC, "01:00:00;00", NTSC),
        (Tape(108000, 30, False), NTSC, "01:00:00:00", NTSC),
        (Tape(107892, 30, True), NTSC_60, "01:00:00;00", NTSC),
        (Tape(215784, 60, True), NTSC_60, "01:00:00;00", NTSC_60),
        (Tape(86400, 24), Fraction(24000, 1001), "01:00:00:00", Fraction(24000, 1001)),
        (Tape(90000, 25, True), PAL, "01:00:00:00", PAL),
    ],
)
def test_a_source_package_has_rate_and_drop_frames(tape, fps, expected, rate):
    found = mxf_timecode(header(material=Tape(0, tape.base), file=tape), fps)
    assert (str(found), found.fps, found.drop) == (expected, rate, ";" in expected)


def test_the_place_on_a_tape_is_counted_at_the_rate_of_the_track():
    made = HeaderWriter()
    made.package(MATERIAL, umid(1), None, (Origin(FILE),), rate=(50, 1))
    made.package(SOURCE, FILE, None, (Origin(OTHER, 48_000, SOUND), Origin(PHYSICAL, 100)), rate=(50, 1))
    made.package(SOURCE, PHYSICAL, Tape(HOUR), ())
    made.package(SOURCE, OTHER, Tape(7), ())
    assert label(made.bytes(), Fraction(50)) == "01:00:02:00", "100 frames of the picture, not of the sound"


def test_a_package_that_the_file_does_not_come_from_is_not_asked():
    made = HeaderWriter()
    made.package(SOURCE, OTHER, Tape(AT))
    made.package(MATERIAL, umid(1), Tape(0), (Origin(FILE),))
    made.package(SOURCE, FILE, None)
    assert label(made.bytes()) == "00:00:00:00"


def test_a_tape_behind_another_is_found_and_a_ring_of_packages_ends():
    made = HeaderWriter()
    made.package(MATERIAL, umid(1), None, (Origin(FILE),))
    made.package(SOURCE, FILE, None, (Origin(OTHER, 10),))
    made.package(SOURCE, OTHER, None, (Origin(PHYSICAL, 15),))
    made.package(SOURCE, PHYSICAL, Tape(HOUR), (Origin(FILE),))
    assert label(made.bytes()) == "01:00:01:00"
    ring = HeaderWriter()
    ring.package(MATERIAL, umid(1), None, (Origin(FILE),))
    ring.package(SOURCE, FILE, None, (Origin(OTHER),))
    ring.package(SOURCE, OTHER, None, (Origin(FILE),))
    assert mxf_timecode(ring.bytes(), PAL) is None


def test_a_track_without_a_sequence_a_run_in_and_a_missing_storage_are_read():
    made = HeaderWriter()
    made.package(MATERIAL, umid(1), Tape(HOUR), (Origin(FILE),), bare=True)
    assert label(made.bytes(run_in=b"\0" * 65_000)) == "01:00:00:00"
    assert label(made.bytes(storage=False)) == "01:00:00:00"
    assert mxf_timecode(made.bytes(run_in=b"\0" * 70_000), PAL) is None


# ---------------------------------------------------------------- files that libav wrote


START, POSITION = b"\x15\x01\x00\x08", b"\x12\x01\x00\x08"
"""Local tags of a timecode's first frame and of where a clip begins in its source."""


def patched(path, tag, *values):
    """The file with other numbers behind its first tags; libav writes the material package first, its tape last."""
    data, at = bytearray(path.read_bytes()), 0
    for value in values:
        at = data.index(tag, at) + len(tag)
        if value is not None:
            data[at : at + 8] = struct.pack(">q", value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("material", "source", "fps", "expected"),
    [
        ("00:00:00:00", AT, PAL, "01:01:01:00"),
        ("10:00:00:00", AT, PAL, "10:00:00:00"),
        ("00:00:00:00", 0, PAL, "00:00:00:00"),
        ("00:00:00;00", 107892, NTSC, "01:00:00;00"),
        ("23:59:59:24", 0, PAL, "23:59:59:24"),
    ],
)
def test_a_file_of_libav_is_read_by_the_same_rule(tmp_path, material, source, fps, expected):
    path = patched(draw(tmp_path / "a.mxf", {"timecode": material}, fps, "mpeg2video"), START, None, source)
    start = probed(path).start
    assert (str(start), start.fps) == (expected, fps)
    with av.open(str(path)) as container:
        assert container.metadata["timecode"] == material, "libav tells of the file what its material package says"


@pytest.mark.parametrize("position", [0, 12, 25 * 3600])
def test_the_tape_of_a_file_is_read_as_libav_reads_it(tmp_path, position):
    """libav writes a tape for what has a reel, and tells of the picture track which label the file begins at."""
    path = draw(tmp_path / "a.mxf", {"reel_name": "TAPE7"}, PAL, "mpeg2video")
    patched(path, START, 0, 0, AT)
    source_clips = path.read_bytes().count(POSITION)
    assert source_clips == 3
    patched(path, POSITION, None, position)
    with av.open(str(path)) as container:
        told = container.streams.video[0].metadata["timecode"]
    source = probed(path)
    assert (str(source.start), source.reel) == (told, "TAPE7")
    assert source.start.frame == AT + position


# ---------------------------------------------------------------- hostile ones

WHOLE = header(material=Tape(0), file=Tape(0), physical=Tape(AT), position=3)


def test_a_header_may_be_cut_off_anywhere():
    expected = label(WHOLE)
    for end in range(len(WHOLE)):
        assert label(WHOLE[:end]) in ("None", "00:00:00:00", "01:01:01:00", expected)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_header_may_be_damaged_anywhere(data):
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 12))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    found = mxf_timecode(bytes(damaged), PAL)
    assert found is None or found.frame >= 0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_anything_may_stand_behind_a_partition_pack(data):
    start = WHOLE[: 16 + 4 + 88]
    assert mxf_timecode(start + data, PAL) is None or data


@pytest.mark.parametrize("length", [b"\x80", b"\x88" + b"\xff" * 8, b"\xff", b"\x89" + bytes(9)])
def test_a_length_that_makes_no_sense_ends_the_header(length):
    at = WHOLE.index(bytes.fromhex("060e2b34025301010d0101010101")) + 16
    assert mxf_timecode(WHOLE[:at] + length + WHOLE[at + 4 :], PAL) is None


def test_many_packages_tracks_and_sets_take_no_time_that_grows_with_the_file():
    """Each of 250 tracks names 250 clips that lead nowhere; sets without end follow."""
    made = HeaderWriter()
    made.package(MATERIAL, umid(1), None, tuple(Origin(NOWHERE) for _ in range(250)))
    one = made.bytes()
    filler = bytes.fromhex("060e2b34010101020301021001000000") + b"\0"
    assert mxf_timecode(one[: -(16 + 4 + 88)] + filler * 100_000, PAL) is None


def test_no_more_is_read_of_a_file_than_a_header_may_have(tmp_path, monkeypatch):
    """A package behind the limit is not seen, however large the file is."""
    path = draw(tmp_path / "a.mxf", {"timecode": "10:00:00:00"}, PAL, "mpeg2video")
    with path.open("ab") as file:
        file.truncate(HEADER_BYTES * 50)
    assert str(SourceReader(lambda: None).source_metadata(path, PAL).start) == "10:00:00:00"
    data = HeaderWriter()
    data.package(MATERIAL, umid(1), Tape(HOUR))
    filler = bytes.fromhex("060e2b34010101020301021001000000") + b"\x83" + (5 << 20).to_bytes(3, "big")
    late = WHOLE[: 16 + 4 + 88] + filler + bytes(5 << 20) + data.bytes()[16 + 4 + 88 :]
    assert mxf_timecode(late[:HEADER_BYTES], PAL) is None
