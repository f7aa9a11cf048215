"""Known-item figures: does a model find the video that a sentence of the user's own was written for?"""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from c2v_desktop.compose import open_encoder
from core.errors import C2VError, EncoderError, WeightsMissingError
from core.evaluation.footage import TABLE, read_captions
from core.evaluation.metrics import Metric, plain_metric, share_metric, wilson
from core.finetune.retrieval_metrics import text_to_video
from core.ports import Catalogue, Encoder, ModelCatalogue, RootCatalogue
from core.search.known_items import video_scores, videos_known
from core.settings import EncoderSettings
from core.values import EncoderSpec, FloatArray, Video

FEWEST_VIDEOS = 2
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Questions:
    """Sentences with the video each was written for, among videos that all models know."""

    videos: tuple[Video, ...]
    sentences: tuple[str, ...]
    owners: tuple[int, ...]
    """For each sentence the number of its video."""
    left_out: int
    """Sentences about videos that are not here, or that one of the models does not know."""
    tables: tuple[Path, ...]

    @property
    def asked_videos(self) -> int:
        """Videos that have a sentence."""
        return len(set(self.owners))


def find_tables(catalogue: RootCatalogue, given: Path | None) -> list[Path]:
    """Folders with captions: the one given, else those of the library that have some. Raises: C2VError."""
    if given is not None:
        folder = given.expanduser().absolute()
        return [folder.parent if folder.name == TABLE else folder]
    roots = [folder.path for folder in catalogue.folders() if not folder.is_file]
    return [root for root in roots if (root / TABLE).is_file()]


def gather(catalogue: Catalogue, specs: Sequence[EncoderSpec], folders: Sequence[Path]) -> Questions:
    """The sentences of these folders as questions to the library. Raises: C2VError, StoreError."""
    videos = videos_known(catalogue, specs)
    contents = {video.info.fingerprint if video.info else "": at for at, video in enumerate(videos)}
    by_path = {
        video.path: contents[video.info.fingerprint]
        for video in catalogue.videos()
        if video.info is not None and video.info.fingerprint in contents
    }
    sentences, owners, left_out = list[str](), list[int](), 0
    for folder in folders:
        for clip in read_captions(folder):
            said = [each for each in clip.sentences if any(letter.isalnum() for letter in each)]
            owner = by_path.get(folder / clip.file)
            if owner is None:
                left_out += len(said)
                continue
            sentences += said
            owners += [owner] * len(said)
    tables = tuple(folder / TABLE for folder in folders)
    return Questions(tuple(videos), tuple(sentences), tuple(owners), left_out, tables)


def examine(catalogue: Catalogue, spec: EncoderSpec, questions: Questions, settings: EncoderSettings) -> list[Metric]:
    """R@1, R@5, R@10 and the median rank of a model. Raises: EncoderError, when it cannot be opened any more."""
    texts = _read(catalogue, spec, questions.sentences, settings)
    scores = video_scores(catalogue, spec, questions.videos, texts)
    ranks = text_to_video(scores, np.array(questions.owners, np.int64))
    return marks_of(ranks, len(questions.videos), questions.asked_videos)


def marks_of(ranks: np.ndarray, videos: int, asked_videos: int) -> list[Metric]:
    """Shares with their 95 % intervals. Sentences of one video depend on each other, so it counts videos."""
    found = []
    for k in (1, 5, 10):
        mark = share_metric(f"known.r{k}", f"R@{k}", ranks <= k, f"chance {min(1.0, k / videos):.3f}")
        low, high = wilson(mark.value, min(asked_videos, len(ranks)))
        found.append(replace(mark, low=low, high=high))
    median = plain_metric(
        "known.median", "median rank", float(np.median(ranks)), len(ranks), f"chance {(videos + 1) / 2:g}"
    )
    return [*found, median]


def _read(
    catalogue: ModelCatalogue, spec: EncoderSpec, sentences: Sequence[str], settings: EncoderSettings
) -> FloatArray:
    """The sentences as the model reads them. Shapes: n -> (n, D). Raises: EncoderError."""
    with closing(open_model(catalogue, spec, settings)) as encoder:
        parts = [encoder.encode_text(sentences[at : at + _AT_ONCE]) for at in range(0, len(sentences), _AT_ONCE)]
    return np.stack([text.pooled for part in parts for text in part])


def open_model(catalogue: ModelCatalogue, spec: EncoderSpec, settings: EncoderSettings) -> Encoder:
    """A model that has vectors in the library. Raises: EncoderError, when it is not there any more."""
    source = catalogue.source_of(spec)
    if not source:
        raise WeightsMissingError(f"The location of the model {spec.name} is unknown.")
    encoder = open_encoder(source, settings)
    try:
        if encoder.spec.key != spec.key:
            raise WeightsMissingError(f"The files of the model {spec.name} were not found.")
    except BaseException:
        encoder.close()
        raise
    return encoder


def source_weights(catalogue: ModelCatalogue, spec: EncoderSpec) -> str | None:
    """Path of a model's file; "" for the one that comes with the program, None when it is not known."""
    source = catalogue.source_of(spec)
    return str(json.loads(source).get("weights", "")) if source else None


def why_not(error: C2VError) -> str:
    """A model that could not be asked, in a sentence."""
    return error.title if isinstance(error, EncoderError) else str(error)
