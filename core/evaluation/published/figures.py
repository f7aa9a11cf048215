"""Published figures of the models that can be run here. Units: recalls in percent, ranks from 1.

Source: repositories and papers as listed in the notes of each model; a figure nobody published is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from core.finetune.retrieval_conventions import ConventionName
from core.values import EncoderSpec

Way = Literal["text to video", "video to text"]
_T: Final[Way] = "text to video"
_V: Final[Way] = "video to text"


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What a paper or repository states. None: not stated."""

    model: str
    r_at_1: float
    r_at_5: float
    r_at_10: float
    median_rank: float | None = None
    mean_rank: float | None = None


@dataclass(frozen=True, slots=True)
class ModelKind:
    """A published model, and how its own code counts and samples."""

    name: str
    convention: ConventionName
    sampling: Literal["clip2video", "clip4clip", "frozen"]


CLIP2VIDEO: Final = ModelKind("CLIP2Video", "clip2video", "clip2video")
CLIP4CLIP: Final = ModelKind("CLIP4Clip meanP", "clip2video", "clip4clip")
FROZEN: Final = ModelKind("Frozen in Time", "frozen", "frozen")

_ROWS: Final[Mapping[tuple[str, str, Way], tuple[PublishedRow, ...]]] = {
    ("CLIP2Video", "msrvtt-1ka", _T): (PublishedRow("CLIP2Video", 45.6, 72.6, 81.7, 2, 14.6),),
    ("CLIP2Video", "msrvtt-1ka", _V): (PublishedRow("CLIP2Video", 43.5, 72.3, 82.1, 2, 10.2),),
    ("CLIP2Video", "msrvtt-full", _T): (PublishedRow("CLIP2Video", 29.8, 55.5, 66.2, 4, 45.5),),
    ("CLIP2Video", "msrvtt-full", _V): (PublishedRow("CLIP2Video", 54.6, 82.1, 90.8, 1, 5.3),),
    ("CLIP2Video", "msvd", _T): (PublishedRow("CLIP2Video", 47.0, 76.8, 85.9, 2, 9.6),),
    ("CLIP2Video", "msvd", _V): (PublishedRow("CLIP2Video", 58.7, 85.6, 91.6, 1, 4.3),),
    ("CLIP2Video", "vatex", _T): (PublishedRow("CLIP2Video, HGR split", 61.2, 90.9, 95.6, 1, 3.4),),
    ("CLIP2Video", "vatex", _V): (PublishedRow("CLIP2Video, HGR split", 77.9, 98.1, 99.1, 1, 1.6),),
    ("CLIP4Clip meanP", "msrvtt-1ka", _T): (
        PublishedRow("CLIP4Clip meanP, fine-tuned 9k", 43.1, 70.4, 80.8, 2, 16.2),
        PublishedRow("CLIP4Clip meanP, zero-shot", 30.6, 54.4, 64.3, 4, 41.8),
    ),
    ("CLIP4Clip meanP", "msrvtt-1ka", _V): (
        PublishedRow("CLIP4Clip meanP, fine-tuned 9k", 43.1, 70.5, 81.2, None, 12.4),
    ),
    ("CLIP4Clip meanP", "msvd", _T): (PublishedRow("CLIP4Clip meanP, fine-tuned", 46.2, 76.1, 84.6, None, 10.0),),
    ("CLIP4Clip meanP", "didemo", _T): (PublishedRow("CLIP4Clip meanP, fine-tuned", 43.4, 70.2, 80.6, 2, 17.5),),
    ("CLIP4Clip meanP", "lsmdc", _T): (PublishedRow("CLIP4Clip, as quoted", 21.6, 41.8, 49.8, None, 58.0),),
    ("Frozen in Time", "msrvtt-1ka", _T): (
        PublishedRow("Frozen in Time, fine-tuned", 31.0, 59.5, 70.5, 3),
        PublishedRow("Frozen in Time, zero-shot", 23.2, 44.6, 56.6, 7),
    ),
    ("Frozen in Time", "msvd", _T): (
        PublishedRow("Frozen in Time, zero-shot, run by others", 38.7, 70.1, 80.1, None, 12.7),
    ),
    ("Frozen in Time", "didemo", _T): (
        PublishedRow("Frozen in Time, fine-tuned", 31.0, 59.8, 72.4, 3),
        PublishedRow("Frozen in Time, zero-shot", 21.1, 46.0, 56.2, 7),
    ),
    ("Frozen in Time", "lsmdc", _T): (PublishedRow("Frozen in Time, fine-tuned", 15.0, 30.8, 40.3, 20),),
}  # fmt: skip
_WITH_QUERY_BANK: Final[Mapping[tuple[str, str], PublishedRow]] = {
    ("CLIP2Video", "msrvtt-1ka"): PublishedRow("CLIP2Video, query bank", 47.2, 73.0, 83.0, 2),
    ("CLIP2Video", "msvd"): PublishedRow("CLIP2Video, query bank", 47.6, 77.6, 86.1),
    ("CLIP2Video", "vatex"): PublishedRow("CLIP2Video, query bank", 58.8, 88.3, 93.8),
}


def kind_of(spec: EncoderSpec) -> ModelKind | None:
    """Which published model this is built as; None for any other, of which nothing is published."""
    if spec.sees_clips:
        return FROZEN
    if spec.centres > 0:
        return CLIP2VIDEO
    return CLIP4CLIP if spec.backend in ("clip_mean", "clip2video") else None


def published_rows(kind: ModelKind | None, dataset: str, way: Way) -> tuple[PublishedRow, ...]:
    """The rows to hold a measurement against, the closest first; none where none is known."""
    return _ROWS.get((kind.name, dataset, way), ()) if kind is not None else ()


def published_with_query_bank(kind: ModelKind | None, dataset: str) -> PublishedRow | None:
    """The row of text to video after query bank normalisation."""
    return _WITH_QUERY_BANK.get((kind.name, dataset)) if kind is not None else None
