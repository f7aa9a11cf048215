"""A model on the test split of a published data set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from core.errors import C2VError
from core.evaluation.published.clips import ClipReader
from core.evaluation.published.figures import ModelKind, kind_of
from core.evaluation.published.query_bank import BETA, normalise_by_bank
from core.evaluation.record import ModelDescription
from core.evaluation.run import model_of
from core.evaluation.viewer import Say, Viewer
from core.finetune.published import NAMES, PublishedSet, RootFiles, read_published
from core.finetune.retrieval_conventions import CONVENTIONS, BothWays, ConventionName
from core.finetune.retrieval_metrics import RetrievalMetrics, text_to_video
from core.ports import FrameSource
from core.values import FloatArray

__all__ = ["NAMES", "PublishedResult", "evaluate_published"]

_BANK_AT_ONCE: Final = 4096
CURVE: Final = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000)
"""Ranks at which recall is drawn."""


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """What was measured, and on what."""

    data: PublishedSet
    model: ModelDescription
    kind: ModelKind | None
    is_demo: bool
    queries: int
    gallery: int
    missing: tuple[str, ...]
    """Clips of the test split without a file below the root."""
    unreadable: Mapping[str, str]
    """Clips whose file cannot be read, and why."""
    figures: Mapping[ConventionName, BothWays]
    with_bank: RetrievalMetrics | None = None
    """Text to video after query bank normalisation."""
    bank: int = 0
    """Sentences of the query bank."""
    curve: Mapping[int, float] = field(default_factory=dict)
    """Recall of text to video in percent, by rank."""
    notes: tuple[str, ...] = ()

    @property
    def convention(self) -> ConventionName:
        """How the model's own code counts."""
        return self.kind.convention if self.kind is not None else "average"

    @property
    def is_complete(self) -> bool:
        """True when the gallery is the published one."""
        wanted = self.data.sizes.get("test")
        return not self.missing and not self.unreadable and wanted in (None, self.gallery)


def evaluate_published(
    viewer: Viewer,
    source: FrameSource,
    name: str,
    root: Path,
    say: Say,
    cache_folder: Path | None = None,
    *,
    with_bank: bool = False,
) -> PublishedResult:
    """Measure a model on one of `NAMES`. Raises: C2VError, when the root does not hold the set or no clip of it."""
    files = RootFiles(root)
    found = read_published(name, files)
    clips = found.of("test")
    bank = [caption for clip in found.of("train") for caption in clip.captions]
    if with_bank and not bank:
        raise C2VError(
            f"There are no training captions of {found.title} in {root} to make a query bank of.",
            "Add the annotations of the training split, or leave out --qb-norm.",
        )
    paths = {clip.id: files.clip(clip.id) for clip in clips}
    there = [(id_, path) for id_, path in paths.items() if path is not None]
    missing = tuple(id_ for id_, path in paths.items() if path is None)
    if not there:
        raise C2VError(
            f"None of the {len(clips):,} test clips of {found.title} is in {root}.",
            f"The first is called {clips[0].id}. Put the videos into that folder, or any folder in it.",
        )
    kind = kind_of(viewer.encoder.spec)
    reader = ClipReader(viewer, source, found, kind, cache_folder)
    vectors, unreadable = reader.read(there, say)
    gallery = [clip for clip in clips if clip.id in vectors]
    if not gallery:
        raise C2VError(f"No test clip of {found.title} could be read.", next(iter(unreadable.values()), ""))
    sentences = [caption for clip in gallery for caption in clip.captions]
    owner = np.repeat(np.arange(len(gallery)), [len(clip.captions) for clip in gallery])
    videos = np.stack([vectors[clip.id] for clip in gallery])
    similarity: FloatArray = reader.texts(sentences, say, "sentences") @ videos.T
    say("ranking")
    owners = None if len(sentences) == len(gallery) and (owner == np.arange(len(gallery))).all() else owner
    figures = {name_: count(similarity, owners) for name_, count in CONVENTIONS.items()}
    ranks = text_to_video(similarity, owners)
    banked: RetrievalMetrics | None = None
    if with_bank:
        normalised = normalise_by_bank(similarity, _bank(reader, bank, videos, say), BETA)
        convention: ConventionName = kind.convention if kind is not None else "average"
        banked = CONVENTIONS[convention](normalised, owners).text_to_video
    return PublishedResult(
        data=found,
        model=model_of(viewer.encoder),
        kind=kind,
        is_demo=viewer.encoder.spec.is_demo,
        queries=len(sentences),
        gallery=len(gallery),
        missing=missing,
        unreadable=unreadable,
        figures=figures,
        with_bank=banked,
        bank=len(bank) if with_bank else 0,
        curve={k: 100 * float(np.mean(ranks <= k)) for k in CURVE if k <= len(gallery)},
        notes=found.notes,
    )


def _bank(reader: ClipReader, bank: list[str], videos: FloatArray, say: Say) -> Iterator[FloatArray]:
    """Similarities of the bank's sentences to all videos, in blocks."""
    for at in range(0, len(bank), _BANK_AT_ONCE):
        block = bank[at : at + _BANK_AT_ONCE]
        yield reader.texts(block, say, f"query bank, from {at:,} of {len(bank):,}") @ videos.T
