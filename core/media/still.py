"""Still pictures as videos of one frame: photographs, graphics, and the previews inside camera raw files.

Pillow reads them, with pi-heif for HEIC; LibRaw gives the preview a camera put into its raw file. Everything is
shrunk before colours are converted, so that a photograph of 100 megapixels costs little.
"""

import io
import struct
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from core.errors import MediaError, NeedsProxyError, UnreadableError, UnsupportedError
from core.media.colour import BACKDROP
from core.media.companions import frames_of_take
from core.media.content_fingerprint import fingerprint
from core.media.file_kinds import RAW_STILL_SUFFIXES
from core.media.opening import COPY_AGAIN, media_errors, shown_name, stat_regular
from core.media.source_metadata import creation_date, tidy
from core.media.upright import Upright
from core.sentences import sentence
from core.values import STILL_SUFFIXES, ByteArray, MediaInfo, SourceMetadata

FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "PSD")
"""Of Pillow. None of them runs other programs, as EPS would."""
MOST_PIXELS = 400_000_000
"""A larger picture is refused: a file of some kilobytes can claim gigabytes of them."""
ROOM = 2
"""Pictures are first shrunk to this many times what is asked for."""
SMALL_PREVIEW_PX = 400
"""Where a raw file's own preview is smaller than this, LibRaw develops the picture instead."""

_ORIENTATION, _MAKE, _MODEL, _CHANGED = 0x0112, 0x010F, 0x0110, 0x0132
_EXIF, _TAKEN, _OFFSET_TAKEN = 0x8769, 0x9003, 0x9011
"""Tags of EXIF."""
_TURNED_BY_READER = frozenset({"HEIF", "TIFF"})
_TURNS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
"""EXIF orientation to degrees clockwise; mirrored ones counted by their turn."""
_LIBRAW_TURNS = {3: 180, 5: 270, 6: 90}
_PILLOWS_OWN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
"""What Pillow's readers let through on damaged files."""

Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is decoded


def is_still(path: Path) -> bool:
    """True for the names of still pictures, and for a GIF that does not move."""
    suffix = path.suffix.lower()
    if suffix != ".gif":
        return suffix in STILL_SUFFIXES
    try:
        with _quiet(), Image.open(path, formats=("GIF",)) as picture:
            return not getattr(picture, "is_animated", False)
    except _PILLOWS_OWN:
        return False


def still_info(path: Path) -> MediaInfo:
    """What a picture is, from its head. Raises: MediaError."""
    found = stat_regular(path)
    with _opened(path) as (picture, turn_deg):
        orientation = 1 if picture.format in _TURNED_BY_READER else picture.getexif().get(_ORIENTATION, 1)
        rotation_deg = (turn_deg + _TURNS.get(orientation, 0)) % 360
        width, height = picture.size
        kind = "raw" if path.suffix.lower() in RAW_STILL_SUFFIXES else (picture.format or "").lower()
    if rotation_deg % 180:
        width, height = height, width
    return MediaInfo(
        path=path,
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
        duration_s=0.0,
        fps=Fraction(0),
        width_px=width,
        height_px=height,
        rotation_deg=rotation_deg,
        codec=kind,
        frame_count=1,
        fingerprint=fingerprint(path, found.st_size),
        note=_take_note(path),
        source=still_metadata(path),
    )


def still_metadata(path: Path) -> SourceMetadata:
    """When and with which camera a picture was taken, from its EXIF; nothing of it is decoded."""
    with suppress(*_PILLOWS_OWN), _quiet(), _header(path) as picture:
        main, detail = picture.getexif(), picture.getexif().get_ifd(_EXIF)
        zone = str(detail.get(_OFFSET_TAKEN, "")).strip()
        dates = [
            ("DateTimeOriginal", f"{detail.get(_TAKEN, '')}{zone}"),
            ("DateTimeOriginal", str(detail.get(_TAKEN, ""))),
            ("DateTime", str(main.get(_CHANGED, ""))),
        ]
        return SourceMetadata(
            created=creation_date(dates, time.time()),
            make=tidy(str(main.get(_MAKE, ""))),
            model=tidy(str(main.get(_MODEL, ""))),
            has_sound=False,
        )
    return SourceMetadata(has_sound=False)


def _header(path: Path) -> Image.Image:
    """A picture of which only the header is read; most raw files are TIFF there. Raises: whatever Pillow does."""
    return Image.open(path, formats=("TIFF",)) if path.suffix.lower() in RAW_STILL_SUFFIXES else _read(path)


def still_picture(path: Path, least_px: int) -> Upright:
    """The picture, upright and in sRGB, its short side at least `ROOM * least_px` if it has that many.

    Raises: MediaError.
    """
    stat_regular(path)
    with _opened(path) as (picture, turn_deg):
        size = picture.size
        scale = ROOM * least_px / max(1, min(size))
        if scale < 1:
            picture.draft(None, (round(size[0] * scale), round(size[1] * scale)))
        smaller = int(min(picture.size) / max(1, ROOM * least_px))
        shrunk = _shrinkable(picture)
        if smaller > 1:
            shrunk = shrunk.reduce(smaller)
        if picture.format not in _TURNED_BY_READER:
            shrunk = ImageOps.exif_transpose(shrunk)
        if turn_deg:
            shrunk = shrunk.rotate(-turn_deg, expand=True)
        rgb = _srgb(shrunk)
    wide, tall = size
    is_turned = (shrunk.width >= shrunk.height) != (wide >= tall)
    return Upright(rgb, (tall, wide) if is_turned else (wide, tall))


def _take_note(path: Path) -> str:
    frames = frames_of_take(path)
    if frames == 1:
        return ""
    kind = "CinemaDNG" if path.suffix.lower() in RAW_STILL_SUFFIXES else "A sequence of pictures"
    return f"{kind}: only the first of {frames} frames is indexed."


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Image.Image, int]]:
    """The picture, its head read, and degrees it must be turned besides its own orientation. Raises: MediaError."""
    name = shown_name(path)
    try:
        with _quiet():
            picture, turn_deg = _preview(path) if path.suffix.lower() in RAW_STILL_SUFFIXES else (_read(path), 0)
            with picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    claim = sentence(
                        "{name} declares {width} × {height} pixels, more than C2V Desktop opens.",
                        name=name,
                        width=width,
                        height=height,
                    )
                    raise UnsupportedError(path, claim, sentence("Save a smaller copy next to it."))
                yield picture, turn_deg
    except MediaError:
        raise
    except UnidentifiedImageError as error:
        said = sentence("{name} is not a picture, or in a format that cannot be read.", name=name)
        raise UnreadableError(path, said) from error
    except (MemoryError, *_PILLOWS_OWN) as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None):
            with media_errors(path):
                raise
        raise UnreadableError(path, sentence("{name} is damaged or incomplete.", name=name), COPY_AGAIN) from error


def _read(path: Path) -> Image.Image:
    if path.suffix.lower() in {".heic", ".heif", ".hif"}:
        import pi_heif

        pi_heif.register_heif_opener()
    Image.init()
    return Image.open(path, formats=[kind for kind in FORMATS if kind in Image.OPEN])


def _preview(path: Path) -> tuple[Image.Image, int]:
    """The camera's own preview of a raw file, or where it has none a quick development."""
    import rawpy

    name = shown_name(path)
    try:
        with rawpy.imread(str(path)) as raw:
            turn_deg = _LIBRAW_TURNS.get(raw.sizes.flip, 0)
            with suppress(rawpy.LibRawError, UnidentifiedImageError):
                preview = raw.extract_thumb()
                if preview.format == rawpy.ThumbFormat.JPEG:
                    picture = Image.open(io.BytesIO(bytes(preview.data)), formats=("JPEG", "MPO"))
                    if min(picture.size) >= SMALL_PREVIEW_PX:
                        is_told = picture.getexif().get(_ORIENTATION, 1) != 1
                        return picture, 0 if is_told else turn_deg
            return Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True)), 0
    except rawpy.LibRawError as error:
        raise NeedsProxyError(
            path,
            sentence("{name} is a camera raw file that cannot be read here.", name=name),
            sentence("Save a JPEG or TIFF copy next to it."),
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns about odd tags; nobody reads that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _shrinkable(picture: Image.Image) -> Image.Image:
    """Kinds of pixels that can be averaged: not palettes, not one bit; 16 and 32 bits become 8."""
    if picture.mode.startswith("I;16"):
        return _from_grey(np.asarray(picture) >> 8, picture)
    if picture.mode in {"I", "F"}:
        values = np.nan_to_num(np.asarray(picture, dtype=np.float32))
        top = 65535.0 if picture.mode == "I" else max(1.0, float(values.max()))
        return _from_grey(np.clip(values * (255 / top), 0, 255), picture)
    if picture.mode in {"P", "PA"}:
        return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    if picture.mode in {"1", "La"}:
        return picture.convert("L")
    return picture


def _from_grey(levels: Any, picture: Image.Image) -> Image.Image:
    grey = Image.fromarray(np.asarray(levels, dtype=np.uint8))
    grey.info = dict(picture.info)
    return grey


def _srgb(picture: Image.Image) -> ByteArray:
    """In sRGB, by the picture's own profile where it has one that can be used; what is transparent on grey."""
    alpha = picture.getchannel("A") if "A" in picture.getbands() else None
    if alpha is not None:
        profile, picture = picture.info.get("icc_profile"), picture.convert("RGB" if picture.mode != "LA" else "L")
        picture.info["icc_profile"] = profile
    rgb = np.asarray(_by_profile(picture).convert("RGB"), dtype=np.uint8)
    if alpha is None:
        return np.ascontiguousarray(rgb)
    share = np.asarray(alpha, dtype=np.uint16)[..., None]
    return np.asarray((rgb * share + BACKDROP * (255 - share) + 127) // 255, dtype=np.uint8)


def _by_profile(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L", "LAB"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
    return picture
