"""Colours come out as an SDR screen should show them, whatever the file means by its codes."""

import av
import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from core.media.camera_log import camera_log
from core.media.colour import light_of, matrix_of, one_field, ordinary_rgb
from core.media.tiny_picture import tiny_picture
from core.media.video_reader import VideoReader
from core.tone_mapping import LIGHTS, ordinary, tone_curve
from core.values import FrameShape
from tests.colours import PATCHES, WHITE, Flavour, draw_patches, patch_frame, read_patches

SHAPE = FrameShape(96, "squash")
PANASONIC = "<ClipMain><Gamma><CaptureGamma>V-Log</CaptureGamma></Gamma></ClipMain>"

ORDINARY = [
    Flavour("libx264", "yuv420p", "small_601.mp4", matrix=6, primaries=6, transfer=6),
    Flavour("libx264", "yuv420p", "bt709.mp4"),
    Flavour("libx264", "yuv420p", "bt709_full.mkv", is_full=True),
    Flavour("libx264", "yuv444p", "bt601_full_444.mp4", matrix=5, primaries=5, transfer=6, is_full=True),
    Flavour("libx264", "yuv422p10le", "bt709_ten_bit.mov"),
    Flavour("libx265", "yuv420p10le", "hevc_ten_bit.mp4"),
    Flavour("ffv1", "yuv444p12le", "twelve_bit_full.mkv", is_full=True),
    Flavour("prores_ks", "yuv422p10le", "prores.mov"),
    Flavour("libx264", "yuv420p", "silent.mp4", matrix=6, says_nothing=True),
    Flavour("libx265", "yuv420p10le", "wide.mp4", matrix=9, primaries=9, transfer=14, light="wide"),
]
BRIGHT = [
    Flavour("libx265", "yuv420p10le", "pq.mp4", matrix=9, primaries=9, transfer=16, light="pq"),
    Flavour("ffv1", "yuv422p10le", "pq_full.mkv", matrix=9, primaries=9, transfer=16, light="pq", is_full=True),
    Flavour("libx265", "yuv420p10le", "hlg.mp4", matrix=9, primaries=9, transfer=18, light="hlg"),
    Flavour("prores_ks", "yuv422p10le", "hlg.mov", matrix=9, primaries=9, transfer=18, light="hlg"),
]
CAMERA = [
    Flavour("libx264", "yuv422p10le", "sony.mp4", light="s-log3 cine"),
    Flavour(
        "libx265",
        "yuv420p10le",
        "apple.mov",
        matrix=9,
        primaries=9,
        light="apple log",
        tags={"com.apple.proapps.customgamma": "com.apple.rec2020.apple-log"},
    ),
    Flavour("prores_ks", "yuv422p10le", "arri.mov", light="logc3", tags={"com.arri.camera.ColorGammaSxS": "LOG-C"}),
    Flavour("libx265", "yuv420p10le", "dji.mp4", light="d-log", tags={"com.dji.camera.ColorGammaSxS": "D-Log"}),
    Flavour(
        "libx264",
        "yuv422p10le",
        "lumix.mov",
        light="v-log",
        tags={"com.panasonic.Semi-Pro.metadata.xml": PANASONIC},
    ),
]


def seen(path, patches=PATCHES) -> tuple[np.ndarray, np.ndarray]:
    """The patches as the model and as the grid get them."""
    reader = VideoReader(lambda: None)
    reader.probe(path)
    sample = next(iter(reader.scan(path, 0.5, SHAPE)))
    picture = cv2.cvtColor(cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)  # type: ignore[call-overload]
    return read_patches(sample.pixels, len(patches)), read_patches(picture, len(patches))


@pytest.mark.parametrize("flavour", ORDINARY, ids=lambda flavour: flavour.name)
def test_ordinary_video_shows_the_colours_it_means(tmp_path, flavour):
    for patches in seen(draw_patches(tmp_path / flavour.name, flavour)):
        assert np.abs(patches - PATCHES).max() <= 5


@pytest.mark.parametrize("flavour", BRIGHT, ids=lambda flavour: flavour.name)
def test_hdr_looks_like_sdr_and_leaves_room_above_white(tmp_path, flavour):
    for patches in seen(draw_patches(tmp_path / flavour.name, flavour)):
        below = np.arange(len(PATCHES)) != WHITE
        assert np.abs(patches - PATCHES)[below].max() <= 6
        assert 222 <= patches[WHITE].min() <= patches[WHITE].max() <= 240


@pytest.mark.parametrize("flavour", CAMERA, ids=lambda flavour: flavour.name)
def test_camera_log_is_undone_where_the_file_tells_it(tmp_path, flavour):
    patches = PATCHES[:3] if flavour.light in {"logc3", "v-log"} else PATCHES[np.arange(len(PATCHES)) != WHITE]
    path = draw_patches(tmp_path / flavour.name, flavour, patches)
    if flavour.name == "sony.mp4":
        untold, _ = seen(path, patches)
        assert np.abs(untold - patches).max() > 30  # nothing is guessed from the picture
        items = (
            'name="CaptureGammaEquation" value="s-log3-cine"/><Item name="CaptureColorPrimaries" value="s-gamut3-cine"'
        )
        (tmp_path / "sonyM01.XML").write_text(f"<Group><Item {items}/></Group>")
    for shown in seen(path, patches):
        assert np.abs(shown - patches).max() <= 7


def test_sonys_xml_is_found_inside_an_mp4(tmp_path):
    path = draw_patches(tmp_path / "C0001.MP4", Flavour("libx264", "yuv420p", ""))
    assert camera_log(path, {}) == ""
    whole = path.read_bytes()
    for word, log in (("s-log3", "s-log3"), ("s-log2", "s-log2"), ("s-log3-cine", "s-log3 cine"), ("rec709", "")):
        xml = b'<Item name="CaptureGammaEquation" value="%s"/>' % word.encode()
        path.write_bytes(whole + (8 + len(xml)).to_bytes(4, "big") + b"meta" + xml)
        assert camera_log(path, {}) == log


@pytest.mark.parametrize(
    "junk", [b"", b"\0" * 4, b"\0\0\0\x08free" * 500, b"\xff" * 40, b"\0\0\0\x01mdat" + b"\xff" * 8]
)
def test_looking_for_a_cameras_xml_survives_any_file(tmp_path, junk):
    path = tmp_path / "any.mp4"
    path.write_bytes(junk)
    assert camera_log(path, {}) == ""


@pytest.mark.parametrize("matrix", [0, 3, 8, 10, 11, 12, 14, 15, 17, 200])
def test_a_matrix_nobody_can_undo_costs_colour_but_no_video(matrix):
    frame = patch_frame(Flavour("", "yuv420p", "", matrix=6))
    frame.colorspace = matrix
    assert np.abs(read_patches(ordinary_rgb(frame, 224))[:4] - PATCHES[:4]).max() <= 3
    frame = frame.reformat(format="nv12", src_colorspace=5, dst_colorspace=5)
    frame.colorspace = matrix
    assert tiny_picture(frame).shape == (36, 64, 3)


@pytest.mark.parametrize("transfer", [0, 3, 5, 11, 12, 17, 100])
def test_a_transfer_nobody_knows_is_taken_for_ordinary(transfer):
    frame = patch_frame(Flavour("", "yuv420p", ""))
    frame.color_trc = transfer
    assert light_of(frame) == ""


def test_untold_colours_go_by_the_size():
    small, large = patch_frame(Flavour("", "yuv420p", "", says_nothing=True)), None
    large = small.reformat(width=1280, height=720)
    assert int(matrix_of(small)) == 5
    assert int(matrix_of(large)) == 1


@pytest.mark.parametrize("name", LIGHTS)
def test_every_light_keeps_greys_grey_and_in_order(name):
    codes = np.linspace(0, 65535, 512).astype(np.uint16)
    greys = ordinary(np.dstack([codes[None]] * 3), name).astype(int)
    assert np.ptp(greys, axis=-1).max() <= 1
    assert (np.diff(greys[0, :, 1]) >= 0).all()
    assert greys[0, 0].max() <= 2
    assert greys[0, -1].min() >= 245


@pytest.mark.parametrize(
    ("name", "codes"),
    [  # of 0, 18 and 90 % reflectance, from the makers' tables
        ("s-log2", (0.0300, 0.3234, 0.5914)),
        ("s-log3", (0.0354, 0.4064, 0.6095)),
        ("logc3", (0.0928, 0.3910, 0.5595)),
        ("apple log", (0.1505, 0.4883, 0.6816)),
    ],
)
def test_log_curves_meet_their_makers_tables(name, codes):
    assert LIGHTS[name].curve(np.array(codes)) == pytest.approx([0.0, 0.18, 0.9], abs=0.002)


def test_the_tone_curve_leaves_faces_alone_and_bends_above():
    light = np.linspace(0, 8, 4000)
    bent = tone_curve(light)
    assert np.allclose(bent[light < 0.43], light[light < 0.43], rtol=0.01, atol=1e-4)
    assert (np.diff(bent) >= 0).all()
    assert bent[light > 1000 / 203 + 0.01] == pytest.approx(1.0, abs=1e-3)


def test_transparent_pictures_stand_on_grey():
    frame = patch_frame(Flavour("", "yuva444p", ""))
    np.frombuffer(frame.planes[3], np.uint8).reshape(64, -1)[:32] = 0  # type: ignore[call-overload]
    np.frombuffer(frame.planes[3], np.uint8).reshape(64, -1)[32:] = 255  # type: ignore[call-overload]
    rgb = ordinary_rgb(frame, 224).astype(int)
    assert np.abs(rgb[:30] - 128).max() <= 1
    assert np.abs(read_patches(rgb[36:]) - PATCHES).max() <= 2


def bar_frame(pix_fmt: str, size: tuple[int, int] = (320, 96)):
    """A red bar on dark grey that is at 60 in the upper lines and at 180 in the lower ones."""
    frame = VideoFrame(*size, pix_fmt)
    for plane, grey, red in zip(frame.planes, (60, 128, 128), (81, 90, 240), strict=True):
        lines = np.frombuffer(plane, np.uint8).reshape(plane.height, -1)  # type: ignore[call-overload]
        lines[:] = grey
        unit = plane.width / size[0]
        for first, left in ((0, 60), (1, 180)):
            lines[first::2, int(left * unit) : int((left + 40) * unit)] = red
    return frame


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p", "yuv444p"])
def test_a_bar_that_moved_between_the_fields_is_seen_once(pix_fmt):
    rgb = ordinary_rgb(one_field(bar_frame(pix_fmt)), 224).astype(int)
    redness = rgb[..., 0] - rgb[..., 2]
    assert redness[:, 66:94].min() > 80
    assert np.abs(redness[:, 110:]).max() <= 3  # no ghost of the other instant, in brightness or colour


def test_interlaced_video_shows_one_instant(tmp_path):
    with av.open(str(tmp_path / "fields.mpg"), "w") as video:
        stream = video.add_stream("mpeg2video", rate=25, options={"flags": "+ildct+ilme", "b": "8000000"})
        stream.width, stream.height, stream.pix_fmt = 320, 96, "yuv420p"
        for number in range(3):
            frame = bar_frame("yuv420p")
            frame.pts = number
            video.mux(stream.encode(frame))
        video.mux(stream.encode(None))
    sample = next(iter(VideoReader(lambda: None).scan(tmp_path / "fields.mpg", 0.5, FrameShape(96, "squash"))))
    redness = sample.pixels[..., 0].astype(int) - sample.pixels[..., 2]
    assert redness[:, 20:28].min() > 80
    assert redness[:, 36:].max() <= 12


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p10le", "nv12", "gray", "rgb24", "yuva444p"])
@pytest.mark.parametrize("size", [(33, 17), (64, 36), (2, 5)])
def test_a_field_of_any_format_and_size(pix_fmt, size):
    field = one_field(VideoFrame(size[0], size[1], pix_fmt))
    assert (field.width, field.height) == (size[0], -(-size[1] // 2))
