"""Which log curve a camera used, where its file says so. Nothing is guessed from the picture.

Sony writes an XML into its MP4 files (and beside them), ARRI, Panasonic, DJI and Apple write tags that libav reads.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

SIDECAR_BYTES = 1 << 20
"""A camera's XML is some ten kilobytes."""
MOST_BOXES = 64
"""Boxes read on the way through an MP4; cameras write fewer than ten."""

_SONY = re.compile(rb'name="(Capture(?:GammaEquation|ColorPrimaries))"\s+value="([^"]{1,64})"')
_CANON = "http://www.canon.com/ns/VideoClip"
"""The namespace of its XML."""
_PANASONIC = re.compile(r"<(?:\w+:)?CaptureGamma>\s*V-Log\s*<", re.IGNORECASE)


def camera_log(path: Path, tags: Mapping[str, str]) -> str:
    """Name of the log curve in `LIGHTS`, "" when the file names none we know. `tags` are the container's."""
    named = {name.lower(): value for name, value in tags.items()}
    if named.get("com.apple.proapps.customgamma", "").lower() == "com.apple.rec2020.apple-log":
        return "apple log"
    if named.get("com.arri.camera.colorgammasxs", "").upper() in {"LOG-C", "LOGC", "LOG-C3"}:
        return "logc3"
    if named.get("com.dji.camera.colorgammasxs", "").upper() == "D-LOG":
        return "d-log"
    if _PANASONIC.search(named.get("com.panasonic.semi-pro.metadata.xml", "")):
        return "v-log"
    return _sony_log(path)


def sony_xml(path: Path) -> str:
    """What a Sony camera wrote about a recording into its file and beside it; "" where it wrote nothing."""
    return "\n".join(text.decode("utf-8", "replace") for text in _sony_notes(path) if b"<NonRealTimeMeta" in text)


def panasonic_xml(path: Path, tags: Mapping[str, str]) -> str:
    """What a Panasonic camera wrote about a recording into its MP4, or on a P2 card beside it; "" where nothing.

    On a card the picture lies in CONTENTS/VIDEO, its metadata in CONTENTS/CLIP.
    """
    for name, value in tags.items():
        if name.lower() == "com.panasonic.semi-pro.metadata.xml":
            return value[:SIDECAR_BYTES]
    if path.suffix.lower() != ".mxf" or path.parent.name.upper() != "VIDEO":
        return ""
    with suppress(OSError), (path.parent.parent / "CLIP" / f"{path.stem}.XML").open("rb") as file:
        text = file.read(SIDECAR_BYTES).decode("utf-8", "replace")
        return text if "P2Main" in text else ""
    return ""


def canon_xml(path: Path) -> str:
    """What a Canon camera wrote about a recording beside it; "" where nothing.

    A clip of Cinema EOS has an XML of its own name. On an XF card parts of a clip lie in a folder of the clip's name,
    AA000101.MXF in AA0001 beside AA0001.XML. News metadata is another XML of that name, which a person wrote.
    """
    if path.suffix.lower() not in {".mxf", ".mp4"}:
        return ""
    names = [path.stem]
    if path.stem.startswith(path.parent.name) and path.stem[len(path.parent.name) :].isdecimal():
        names.append(path.parent.name)
    for name in (f"{stem}{suffix}" for stem in names for suffix in (".XML", ".xml")):
        with suppress(OSError), path.with_name(name).open("rb") as file:
            text = file.read(SIDECAR_BYTES).decode("utf-8", "replace")
            if _CANON in text:
                return text
    return ""


def _sony_log(path: Path) -> str:
    for text in _sony_notes(path):
        said = {name.decode(): value.decode("ascii", "replace").lower() for name, value in _SONY.findall(text)}
        curve = said.get("CaptureGammaEquation", "")
        if curve.startswith("s-log3"):
            return "s-log3 cine" if "cine" in curve + said.get("CaptureColorPrimaries", "") else "s-log3"
        if curve.startswith("s-log2"):
            return "s-log2"
    return ""


def _sony_notes(path: Path) -> Iterator[bytes]:
    """The XML inside an MP4 (a `meta` box beside `moov`), and the one beside the video."""
    suffix = path.suffix.lower()
    with suppress(OSError):
        if suffix in {".mp4", ".mov"}:
            with path.open("rb") as file:
                yield _meta_box(file)
        if suffix in {".mp4", ".mov", ".mxf"}:
            with path.with_name(path.stem + "M01.XML").open("rb") as file:
                yield file.read(SIDECAR_BYTES)


def _meta_box(file: BinaryIO) -> bytes:
    place, end = 0, file.seek(0, SEEK_END)
    for _ in range(MOST_BOXES):
        if place >= end:
            break
        file.seek(place)
        head = file.read(16)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if len(head) < 8 or size < 8:
            break
        if kind == b"meta":
            return head[8:] + file.read(min(size, SIDECAR_BYTES))
        place += size
    return b""
