"""Timelines, lists and tables of other programs, read as moments of clips that the library has."""

from core.export.reading.files import IMPORTED, read_timeline, read_timeline_bytes, timeline_bytes
from core.export.reading.foreign import ForeignMoment, ForeignTimeline
from core.export.reading.matching import ImportPlan, MatchedMoment, UnmatchedMoment, match_timeline

__all__ = [
    "IMPORTED",
    "ForeignMoment",
    "ForeignTimeline",
    "ImportPlan",
    "MatchedMoment",
    "UnmatchedMoment",
    "match_timeline",
    "read_timeline",
    "read_timeline_bytes",
    "timeline_bytes",
]
