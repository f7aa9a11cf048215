"""Still pictures are videos of one frame: upright, in sRGB, whatever kind of file they come in."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import MediaError, UnreadableError, UnsupportedError
from core.media.source_reader import SourceReader
from core.values import PICTURE_HEIGHT_PX, FrameShape
from tests.colours import PATCHES, read_patches
from tests.stills import SIZE, corner_picture, draw_dng, draw_heic, patch_picture, swapped_profile, through_profile

SHAPE = FrameShape(96, "squash")


def reader() -> SourceReader:
    return SourceReader(lambda: None)


def only(path, shape=SHAPE):
    """The one sample of a still picture."""
    (sample,) = reader().scan(path, 0.5, shape)
    return sample


def decoded(jpeg: bytes) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


KINDS = {
    "photo.jpg": {"quality": 97, "subsampling": 0},
    "photo.JPEG": {"quality": 97, "subsampling": 0, "progressive": True},
    "graphic.png": {},
    "scan.tif": {"compression": "tiff_lzw"},
    "web.webp": {"quality": 99, "lossless": True},
    "web.avif": {"quality": 99, "subsampling": "4:4:4"},
    "old.bmp": {},
    "quiet.gif": {},
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_a_video_of_one_frame(tmp_path, name):
    path = tmp_path / name
    picture = patch_picture()
    (picture.quantize(64) if name.endswith("gif") else picture).save(path, **KINDS[name])
    info = reader().probe(path)
    assert (info.width_px, info.height_px, info.frame_count, info.duration_s) == (*SIZE, 1, 0.0)
    assert info.is_still
    assert info.note == ""
    sample = only(path)
    assert (sample.time_s, sample.cuts_s) == (0.0, ())
    assert np.abs(read_patches(sample.pixels) - PATCHES).max() <= 4
    assert np.abs(read_patches(decoded(sample.picture)) - PATCHES).max() <= 5
    assert np.array_equal(next(iter(reader().frames(path, [3.0], SHAPE))).pixels, sample.pixels)


@pytest.mark.parametrize(("orientation", "bright"), [(1, (0, 0)), (2, (0, 1)), (3, (1, 1)), (6, (0, 1)), (8, (1, 0))])
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_pictures_stand_upright(tmp_path, orientation, bright, suffix):
    path, exif = tmp_path / f"turned.{suffix}", Image.Exif()
    exif[0x0112] = orientation
    corner_picture().save(path, exif=exif)
    info = reader().probe(path)
    assert (info.width_px, info.height_px) == ((80, 120) if orientation in {6, 8} else (120, 80))
    pixels = only(path).pixels.astype(int)
    quarters = {
        (row, column): pixels[row * 48 :, column * 48 :][:48, :48].mean() for row in (0, 1) for column in (0, 1)
    }
    assert max(quarters, key=quarters.get) == bright
    still = decoded(reader().still(path, 0.0, 1000))
    assert still.shape[:2] == (info.height_px, info.width_px)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_a_pictures_own_profile_is_obeyed(tmp_path, suffix):
    path, profile = tmp_path / f"wide.{suffix}", swapped_profile()
    stored = through_profile(patch_picture(), profile)
    assert np.abs(read_patches(np.asarray(stored)) - PATCHES).max() > 30
    how = {"jpg": {"quality": 99, "subsampling": 0}, "avif": {"quality": 100, "subsampling": "4:4:4"}}.get(suffix, {})
    stored.save(path, icc_profile=profile, **how | ({"lossless": True} if suffix == "webp" else {}))
    assert np.abs(read_patches(only(path).pixels) - PATCHES).max() <= 10


def test_a_broken_profile_costs_nothing(tmp_path):
    patch_picture().save(tmp_path / "a.png", icc_profile=b"no profile at all")
    assert np.abs(read_patches(only(tmp_path / "a.png").pixels) - PATCHES).max() <= 2


def test_sixteen_bits_grey_and_colour(tmp_path):
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(64, axis=0)
    Image.fromarray(ramp).save(tmp_path / "grey.png")
    Image.fromarray(ramp).save(tmp_path / "grey.tif")
    cv2.imwrite(str(tmp_path / "colour.png"), np.dstack([ramp, ramp, ramp]))
    cv2.imwrite(str(tmp_path / "colour.tif"), np.dstack([ramp, ramp, ramp]))
    Image.fromarray(ramp.astype(np.float32) / 65535).save(tmp_path / "float.tif")
    for path in sorted(tmp_path.iterdir()):
        line = only(path, FrameShape(64, "squash")).pixels[32, :, 1].astype(int)
        assert np.abs(line - np.linspace(2, 253, 64)).max() <= 4, path.name


def test_print_colours_and_palettes_and_one_bit(tmp_path):
    patch_picture().convert("CMYK").save(tmp_path / "print.jpg", quality=97, subsampling=0)
    patch_picture().convert("CMYK").save(tmp_path / "print.tif")
    patch_picture().quantize(32).save(tmp_path / "palette.png")
    patch_picture().convert("L").save(tmp_path / "grey.jpg", quality=97)
    corner_picture().convert("1").save(tmp_path / "bits.tif")
    for name in ("print.jpg", "print.tif", "palette.png"):
        assert np.abs(read_patches(only(tmp_path / name).pixels) - PATCHES).max() <= 6, name
    assert np.ptp(only(tmp_path / "grey.jpg").pixels.astype(int), axis=2).max() == 0
    assert only(tmp_path / "bits.tif").pixels.mean() > 10


@pytest.mark.parametrize("name", ["logo.png", "logo.webp", "logo.tif", "logo.avif"])
def test_what_is_transparent_stands_on_grey(tmp_path, name):
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:32] = (0, 0, 0, 255)
    Image.fromarray(pixels).save(tmp_path / name)
    seen = only(tmp_path / name, FrameShape(64, "squash")).pixels.astype(int)
    assert seen[:28].max() <= 6
    assert np.abs(seen[36:] - 128).max() <= 2


def test_of_a_moving_picture_the_first_frame_stands_for_it_but_a_gif_is_a_video(tmp_path):
    shades = [Image.new("RGB", (64, 48), (level, level, level)) for level in (200, 20, 90)]
    for name in ("a.png", "a.webp", "a.gif"):
        shades[0].save(tmp_path / name, save_all=True, append_images=shades[1:], duration=500)
    for name in ("a.png", "a.webp"):
        assert reader().probe(tmp_path / name).is_still
        assert only(tmp_path / name).pixels.mean() == pytest.approx(200, abs=3)
    info = reader().probe(tmp_path / "a.gif")
    assert not info.is_still
    assert info.frame_count == 3


def test_a_large_photograph_is_shrunk_while_it_is_read(tmp_path):
    patch_picture().resize((5760, 1280), Image.Resampling.NEAREST).save(tmp_path / "large.jpg", quality=90)
    sample = only(tmp_path / "large.jpg")
    assert np.abs(read_patches(sample.pixels) - PATCHES).max() <= 6
    assert decoded(sample.picture).shape[0] == PICTURE_HEIGHT_PX
    assert decoded(reader().still(tmp_path / "large.jpg", 0.0, 900)).shape[0] == 900
    assert reader().probe(tmp_path / "large.jpg").width_px == 5760


def test_a_phones_heic_stands_upright(tmp_path):
    path = draw_heic(tmp_path / "photo.HEIC")
    info = reader().probe(path)
    assert (info.width_px, info.height_px, info.is_still) == (16, 144, True)
    still = decoded(reader().still(path, 0.0, 1000))
    assert still.shape[:2] == (144, 16)
    assert np.abs(read_patches(np.rot90(still)) - PATCHES).max() <= 12


def test_a_raw_photograph_is_developed_where_it_has_no_preview(tmp_path):
    path = draw_dng(tmp_path / "photo.dng")
    info = reader().probe(path)
    assert (info.codec, info.is_still) == ("raw", True)
    middle = only(path).pixels[40:56, 40:56].reshape(-1, 3).mean(axis=0)
    assert middle[0] > middle[1] > middle[2] > 20


@pytest.mark.parametrize(("orientation", "bright"), [(1, (0, 0)), (3, (1, 1)), (6, (0, 1)), (8, (1, 0))])
@pytest.mark.parametrize("is_told_twice", [False, True])
def test_the_cameras_own_preview_of_a_raw_photograph_stands_upright(tmp_path, orientation, bright, is_told_twice):
    preview, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation if is_told_twice else 1
    corner_picture(900, 600).save(preview, "JPEG", quality=95, exif=exif)
    path = draw_dng(tmp_path / "photo.dng", preview.getvalue(), orientation)
    info = reader().probe(path)
    assert (info.width_px, info.height_px) == ((600, 900) if orientation in {6, 8} else (900, 600))
    pixels = only(path).pixels.astype(int)
    quarters = {
        (row, column): pixels[row * 48 :, column * 48 :][:48, :48].mean() for row in (0, 1) for column in (0, 1)
    }
    assert max(quarters, key=quarters.get) == bright


def bomb(width: int, height: int) -> bytes:
    """A PNG of some bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def look(path) -> None:
    """As an ingest does it."""
    reader().probe(path)
    only(path)


def test_hostile_and_broken_pictures_are_refused_in_words(tmp_path):
    whole = tmp_path / "whole.jpg"
    patch_picture().save(whole)
    data = whole.read_bytes()
    files = {
        "bomb.png": (bomb(60_000, 60_000), UnsupportedError, "60000 × 60000"),
        "half.jpg": (data[: len(data) // 2], UnreadableError, "damaged"),
        "text.jpg": (b"no picture " * 50, UnreadableError, "not a picture"),
        "empty.png": (b"", UnreadableError, "empty"),
        "page.tif": (b"<html>", UnreadableError, "not a picture"),
        "page.heic": (b"\0\0\0\x18ftypheic" + bytes(50), UnreadableError, "picture"),
        "noise.dng": (bytes(range(256)) * 20, UnsupportedError, "raw"),
        "noise.cr3": (b"\0\0\0\x18ftypcrx " + bytes(500), UnsupportedError, "raw"),
        "post.jpg": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", UnreadableError, "not a picture"),
    }
    for name, (content, kind, words) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(kind, match=words) as caught:
            look(tmp_path / name)
        assert name in caught.value.title


def test_mutated_pictures_never_raise_anything_but_our_errors(tmp_path):
    random = np.random.default_rng(7)
    sources = []
    for name in ("a.jpg", "a.png", "a.tif", "a.webp", "a.avif", "a.gif", "a.bmp"):
        corner_picture().save(tmp_path / name)
        sources.append(tmp_path / name)
    sources.append(draw_dng(tmp_path / "a.dng"))
    read, refused = 0, list[str]()
    for number in range(240):
        source = sources[number % len(sources)]
        data = bytearray(source.read_bytes())
        for place in random.integers(0, len(data), 1 + number % 12):
            data[place] = random.integers(0, 256)
        path = tmp_path / f"mutant{source.suffix}"
        path.write_bytes(data[: random.integers(1, len(data))] if number % 3 == 0 else data)
        try:
            reader().probe(path)
            list(reader().scan(path, 0.5, SHAPE))
            read += 1
        except MediaError as error:
            refused.append(error.title)
    assert read > 20
    assert len(refused) > 20
    assert all("mutant" in title for title in refused)
