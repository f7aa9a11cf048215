"""Opens a file of another program, whatever it is: by what is in it, not by its name."""

from pathlib import Path
from typing import Final

from core.errors import ExportError
from core.export.reading.edl_reader import read_edl
from core.export.reading.fcp7_reader import read_fcp7
from core.export.reading.fcpxml_reader import read_fcpxml
from core.export.reading.foreign import MOST_BYTES, ForeignTimeline, unreadable
from core.export.reading.otio_reader import read_otio, read_otioz
from core.export.reading.table_reader import read_ale, read_table
from core.export.reading.xml_files import parse_xml
from core.sentences import sentence
from core.textfile import decode
from core.values import TIMELINE_SUFFIXES

IMPORTED: Final = TIMELINE_SUFFIXES
"""Suffixes of files that can be read."""
BUNDLED: Final = "Info.fcpxml"
"""The document inside of a bundle of Final Cut Pro."""


def read_timeline(path: Path) -> ForeignTimeline:
    """The clips that a file names. Raises: ExportError."""
    return read_timeline_bytes(timeline_bytes(path), path.name)


def timeline_bytes(path: Path) -> bytes:
    """A file as it is; of a bundle of Final Cut Pro, which is a folder, its document. Raises: ExportError."""
    place = path / BUNDLED if path.is_dir() else path
    try:
        if place.stat().st_size > MOST_BYTES:
            raise unreadable(sentence("{name} cannot be read: it is too large for a timeline.", name=path.name))
        return place.read_bytes()
    except OSError as error:
        said = sentence("{name} cannot be read: {why}.", name=path.name, why=error.strerror or error)
        raise ExportError(said, sentence("Check its name.")) from error


def read_timeline_bytes(raw: bytes, name: str) -> ForeignTimeline:
    """The same for what was read already. Raises: ExportError."""
    if raw.startswith(b"PK\x03\x04"):
        return read_otioz(raw, name)
    head = raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    if head.startswith(b"<"):
        root = parse_xml(raw, name)
        return read_fcpxml(root, name) if root.tag == "fcpxml" else read_fcp7(root, name)
    if head.startswith(b"{"):
        return read_otio(raw, name)
    try:
        text = decode(raw).text
    except UnicodeDecodeError as error:
        raise unreadable(
            sentence("{name} cannot be read: it is not a timeline, list or table of a known format.", name=name)
        ) from error
    suffix = name.rsplit(".", 1)[-1].casefold()
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if suffix == "edl" or first.startswith(("TITLE:", "FCM:")):
        return read_edl(text, name)
    if first == "Heading":
        return read_ale(text, name)
    return read_table(text, name)
