"""What can be exported, as the window offers it: one record a kind, with its options and what carries it out."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from core.export import ALL_FORMATS, SUBCLIPS, ExportPlan, SubclipPlan, export_files
from core.values import COPY
from ui.translate import noop, translate

OptionPage = Literal["timeline", "paths", "reels", "columns"]


@dataclass(frozen=True, slots=True)
class KindOption:
    """Something to be chosen that only some kinds have."""

    key: str
    title: str
    values: tuple[tuple[str, str], ...]
    """Each value with its title; the first one is the default."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be done."""

    plan: ExportPlan
    path: Path
    replace: bool
    """True when files of these names may be replaced."""
    choices: Mapping[str, str]
    """Of the options of the kind, each by its key."""


@dataclass(frozen=True, slots=True)
class SubclipOrder:
    """Subclips that are to be made."""

    plan: SubclipPlan
    taken: frozenset[int]
    """Numbers of those whose files are there already: they are left out."""

    @property
    def wanted(self) -> SubclipPlan:
        """The others."""
        return replace(self.plan, subclips=tuple(each for each in self.plan.subclips if each.number not in self.taken))


def _write_files(request: ExportOrder) -> Generator[float, None, list[Path]]:
    return (yield from export_files(request.plan, request.path, replace=request.replace))


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A kind of export."""

    key: str
    """Of the format that its plan is made for, or `SUBCLIPS`."""
    title: str
    pages: tuple[OptionPage, ...] = ("timeline", "paths")
    options: tuple[KindOption, ...] = ()
    shows_pictures: bool = False
    """True when its plan needs pictures of clips."""
    run: Callable[[ExportOrder], Generator[float, None, list[Path]]] = _write_files
    """Yields how much is done, from 0 to 1, where it may be ended.

    Thread: the lane of the pictures. Raises: C2VError.
    """

    @property
    def shown(self) -> str:
        """Its title in the language of the window."""
        return translate("Handoff", self.title)

    @property
    def suffix(self) -> str:
        """Of its file, when it is one."""
        return "" if self.is_folder else ALL_FORMATS[self.key].suffix

    @property
    def is_folder(self) -> bool:
        """True when each moment becomes a file of its own, in a folder."""
        return self.key == SUBCLIPS


MARKERS: Final = KindOption(
    "markers",
    noop("Handoff", "Markers count"),
    (
        ("timeline", noop("Handoff", "On the timeline")),
        ("source", noop("Handoff", "By the timecode of each clip")),
    ),
)
ENCODE: Final = KindOption(
    "encode",
    noop("Handoff", "How"),
    (
        (COPY, noop("Handoff", "Copy without encoding, from a keyframe on")),
        ("prores-proxy", noop("Handoff", "ProRes 422 Proxy, exact to the frame")),
        ("prores-lt", noop("Handoff", "ProRes 422 LT, exact to the frame")),
        ("dnxhr-lb", noop("Handoff", "DNxHR LB, exact to the frame")),
        ("h264", noop("Handoff", "H.264, exact to the frame")),
    ),
)
_REELS: Final[tuple[OptionPage, ...]] = ("timeline", "paths", "reels")
_COLUMNS: Final[tuple[OptionPage, ...]] = ("timeline", "paths", "columns")
_TABLE: Final = (
    ExportKind("edl", noop("Handoff", "EDL (CMX 3600)"), _REELS),
    ExportKind("fcpxml", noop("Handoff", "FCPXML (Final Cut Pro, Resolve)")),
    ExportKind("xml", noop("Handoff", "Final Cut 7 XML (Premiere Pro, Resolve)")),
    ExportKind("otio", noop("Handoff", "OpenTimelineIO")),
    ExportKind("otioz", noop("Handoff", "OpenTimelineIO with the clips inside")),
    ExportKind("ale", noop("Handoff", "Avid Log Exchange (ALE)"), _REELS),
    ExportKind("kdenlive", noop("Handoff", "Kdenlive project")),
    ExportKind("mlt", noop("Handoff", "MLT (Shotcut, melt)")),
    ExportKind("csv", noop("Handoff", "Table (CSV)"), _COLUMNS),
    ExportKind("tsv", noop("Handoff", "Table (TSV)"), _COLUMNS),
    ExportKind("markers-resolve", noop("Handoff", "Markers for DaVinci Resolve (EDL)"), options=(MARKERS,)),
    ExportKind("markers-premiere", noop("Handoff", "Markers for Premiere Pro (XML)")),
    ExportKind("markers-avid", noop("Handoff", "Markers for Avid Media Composer (text)"), options=(MARKERS,)),
    ExportKind("markers-fcp", noop("Handoff", "Markers for Final Cut Pro (FCPXML)")),
    ExportKind("sheet-pdf", noop("Handoff", "Contact sheet (PDF)"), ("timeline",), shows_pictures=True),
    ExportKind("sheet-png", noop("Handoff", "Contact sheet (PNG)"), ("timeline",), shows_pictures=True),
    ExportKind(SUBCLIPS, noop("Handoff", "Subclips (a file for each moment)"), ("timeline",), (ENCODE,)),
)
KINDS: Final[dict[str, ExportKind]] = {each.key: each for each in _TABLE}
KINDS.update({key: ExportKind(key, each.title) for key, each in ALL_FORMATS.items() if key not in KINDS})
"""By key, in the order in which they are offered; a format without a record here has the options that all have."""
