"""The nouns of the program: frozen records that travel between floors.

May import numpy and the standard library, nothing of ours. The house imports them from here; the rooms within,
from one another.
"""

from core.values.answers import Answer, Column, Comparison, Fusion, Hit, Placing, SearchTimings, Strength
from core.values.arrays import ByteArray, FloatArray, HalfArray, IdArray
from core.values.footage import STILL_SUFFIXES, Folder, KnownFile, Looked, MediaInfo, Segment, Video, VideoState, Volume
from core.values.frames import (
    COPIES_FULL,
    LARGE_HEIGHT_PX,
    LEAST_FREE_BYTES,
    PICTURE_HEIGHT_PX,
    SMALL_COPY_LINES,
    WHOLE,
    ClipVectors,
    CopyTo,
    Kept,
    Sample,
    Span,
)
from core.values.ledger import Ledger, LedgerKind
from core.values.models import (
    EncoderSpec,
    EncoderState,
    FrameShape,
    Holding,
    Interpolation,
    Loss,
    Outlook,
    ResizeMode,
    TextVectors,
)
from core.values.progress import Changes, FolderChange, IngestProgress, LibraryStatus, Pace, PaceMode
from core.values.questions import Filter, Phrase, Query

__all__ = [
    "COPIES_FULL",
    "LARGE_HEIGHT_PX",
    "LEAST_FREE_BYTES",
    "PICTURE_HEIGHT_PX",
    "SMALL_COPY_LINES",
    "STILL_SUFFIXES",
    "WHOLE",
    "Answer",
    "ByteArray",
    "Changes",
    "ClipVectors",
    "Column",
    "Comparison",
    "CopyTo",
    "EncoderSpec",
    "EncoderState",
    "Filter",
    "FloatArray",
    "Folder",
    "FolderChange",
    "FrameShape",
    "Fusion",
    "HalfArray",
    "Hit",
    "Holding",
    "IdArray",
    "IngestProgress",
    "Interpolation",
    "Kept",
    "KnownFile",
    "Ledger",
    "LedgerKind",
    "LibraryStatus",
    "Looked",
    "Loss",
    "MediaInfo",
    "Outlook",
    "Pace",
    "PaceMode",
    "Phrase",
    "Placing",
    "Query",
    "ResizeMode",
    "Sample",
    "SearchTimings",
    "Segment",
    "Span",
    "Strength",
    "TextVectors",
    "Video",
    "VideoState",
    "Volume",
]
