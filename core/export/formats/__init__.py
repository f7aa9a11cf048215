"""The formats in which moments are handed over, by the names that the command line and the window use."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

from core.export.contact_sheet import draw_sheet_pdf, draw_sheet_png, write_sheet_pdf, write_sheet_png
from core.export.formats.ale import write_ale
from core.export.formats.edl import write_edl
from core.export.formats.fcp7_xml import write_fcp7_xml, write_sequence_markers
from core.export.formats.fcpxml import write_clip_markers, write_fcpxml
from core.export.formats.kdenlive import write_kdenlive
from core.export.formats.marker_lists import write_avid_markers, write_resolve_markers
from core.export.formats.mlt import write_mlt
from core.export.formats.moment_tables import write_csv, write_tsv
from core.export.formats.otio_files import write_otio, write_otioz
from core.export.handoff import Handoff, HandoffOptions, OutputFile


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file."""

    key: str
    title: str
    """What it is called on the screen."""
    suffix: str
    """Of the file, when it is one."""
    write: Callable[[Handoff, HandoffOptions], list[OutputFile]]
    one_rate: bool = False
    """True when a file of it knows only one rate: moments of others get files of their own."""
    draw: Callable[[Handoff, HandoffOptions], Generator[float, None, list[OutputFile]]] | None = None
    """The same as `write` where that takes long: yields how much is done, from 0 to 1."""


FORMATS: Final[dict[str, ExportFormat]] = {
    each.key: each
    for each in (
        ExportFormat("edl", "EDL (CMX 3600)", ".edl", write_edl, one_rate=True),
        ExportFormat("fcpxml", "FCPXML (Final Cut Pro, Resolve)", ".fcpxml", write_fcpxml),
        ExportFormat("xml", "Final Cut 7 XML (Premiere Pro, Resolve)", ".xml", write_fcp7_xml),
        ExportFormat("otio", "OpenTimelineIO", ".otio", write_otio),
        ExportFormat("otioz", "OpenTimelineIO with the clips inside", ".otioz", write_otioz),
        ExportFormat("ale", "Avid Log Exchange (ALE)", ".ale", write_ale, one_rate=True),
        ExportFormat("kdenlive", "Kdenlive project", ".kdenlive", write_kdenlive),
        ExportFormat("mlt", "MLT (Shotcut, melt)", ".mlt", write_mlt),
        ExportFormat("csv", "Table (CSV)", ".csv", write_csv),
        ExportFormat("tsv", "Table (TSV)", ".tsv", write_tsv),
        ExportFormat("markers-resolve", "Markers for DaVinci Resolve (EDL)", ".markers.edl", write_resolve_markers),
        ExportFormat("markers-premiere", "Markers for Premiere Pro (XML)", ".markers.xml", write_sequence_markers),
        ExportFormat("markers-avid", "Markers for Avid Media Composer (text)", ".markers.txt", write_avid_markers),
        ExportFormat("markers-fcp", "Markers for Final Cut Pro (FCPXML)", ".markers.fcpxml", write_clip_markers),
    )
}

SHEETS: Final[dict[str, ExportFormat]] = {
    "sheet-pdf": ExportFormat("sheet-pdf", "Contact sheet (PDF)", ".pdf", write_sheet_pdf, draw=draw_sheet_pdf),
    "sheet-png": ExportFormat("sheet-png", "Contact sheet (PNG)", ".png", write_sheet_png, draw=draw_sheet_png),
}
"""Formats that show pictures, which `HandoffOptions.find_picture` finds."""
ALL_FORMATS: Final = FORMATS | SHEETS
