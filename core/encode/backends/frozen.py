"""Frozen in Time behind the port: videos and pictures by one tower that looks over space and time at once.

Needs transformers (`pip install c2v-desktop[frozen]`), a checkpoint, and a tokenizer file beside it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.encode.added_words import NO_WORDS, AddedWords, read_apart
from core.encode.checkpoint_report import CheckpointFit, Mismatch, Problem
from core.encode.devices import place_tower, set_threads
from core.encode.encoder_options import EncoderOptions
from core.encode.frame_encoder import FrameEncoder, PixelStatistics, guarded
from core.encode.frozen import frozen_layout
from core.encode.frozen.checkpoint_files import BACKEND, read_frozen_file
from core.encode.frozen.frame_windows import interleaved
from core.encode.frozen.frozen_layout import FrozenMismatchError
from core.encode.frozen.model import FrozenModel, build_from_state_dict
from core.encode.frozen.stages import MEAN, STD, TEMPERATURE
from core.encode.frozen.tower import SpaceTimeTower
from core.encode.frozen.word_pieces import FILES, WordPieces, open_tokenizer
from core.encode.teachable import TokenRows, whole_words
from core.encode.temporal import unit
from core.encode.tokenizer import Sentence
from core.encode.weights import tower_sha256
from core.encode.word_table import WordTable
from core.errors import WeightsCorruptError, WeightsMissingError
from core.ports import Encoder
from core.values import (
    ByteArray,
    EncoderSpec,
    EncoderState,
    FloatArray,
    FrameShape,
    HalfArray,
    PhraseScores,
    Query,
    TextVectors,
)
from core.values.teaching import AddedWord

_CLIP_FRAMES = 12
FILLED = 3
"""Frames every segment has at least; shorter shots repeat their last. In longer ones equal frames are what was seen."""
_RECENT_TEXTS = 256
APPROXIMATION = "This model encodes frames together: the sum is exact, but the share of each frame is approximate."


class FrozenSentence(NamedTuple):
    """A sentence as the model understood it."""

    sentence: Sentence
    vectors: TextVectors


class _Window(NamedTuple):
    """Frames of one clip that the tower sees together; `copies` tells how often each stands in the clip."""

    clip: int
    places: list[list[int]]


class FrozenEncoder:
    """The ports Encoder and JointEncoder over a Frozen model. Thread: one at a time.

    A frame's vector is its share of the vector of the frames it was seen with (`frozen.shares`): the shares of a
    segment add up to it, *exactly* the model's own for up to as many frames as the model knows. Longer segments are
    seen in interleaved windows whose vectors are averaged, as the authors do at test time. Frames encoded one by one
    are videos of one frame; so is a still picture.

    The ledger's sentence row adds up to the score exactly. Which frame a part is counted for is an *approximation*:
    see `frozen.shares`. A phrase row comes from the phrase encoded by itself.
    """

    def __init__(self, model: FrozenModel, tokens: WordPieces, spec: EncoderSpec, options: EncoderOptions) -> None:
        self._threads = set_threads(options.threads)
        self.spec = spec
        self.model = model.eval().requires_grad_(False)
        self._tokens = tokens
        tower, placement = place_tower(model.video_model, model.sizes.tower.image_px, options)
        assert isinstance(tower, SpaceTimeTower)
        model.video_model = tower
        self._device = placement.device
        model.to(self._device)
        self._frames = FrameEncoder(self._split_rows, placement, options.batch, PixelStatistics(MEAN, STD))
        self._recent: OrderedDict[str, FrozenSentence] = OrderedDict()
        self.word_table = WordTable(model.text_model)
        self._added = NO_WORDS

    @property
    def state(self) -> EncoderState:
        """Where it runs now."""
        place = self._frames.placement
        return EncoderState(str(self._device), place.precision, self._frames.batch, self._threads, place.note)

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Each frame as a video of its own. Shapes: (N, S, S, 3) uint8 -> (N, E) float16.

        Raises: OutOfMemoryError, DeviceError.
        """
        return self._frames.encode(pixels)

    def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
        """Frames seen together: each one's share of its clip's vector.

        A clip of `FILLED` frames may be a shot of fewer whose last is repeated: repeats then count as one.
        Shapes: (B, F, S, S, 3) uint8, (B, F) 0/1, a prefix of ones -> (B, F, E) float16, 0 where the mask is.
        Raises: OutOfMemoryError, DeviceError.
        """
        real = _count_real(mask)
        shares = np.zeros((*pixels.shape[:2], self.spec.frame_dim), np.float16)
        windows = [each for clip, count in enumerate(real) for each in self._cut(clip, pixels[clip, :count])]
        for f, group in groupby(sorted(windows, key=lambda w: len(w.places)), key=lambda w: len(w.places)):
            alike = list(group)
            rows = np.stack([pixels[w.clip, [copies[0] for copies in w.places]] for w in alike])  # (W, f, S, S, 3)
            tall = rows.transpose(0, 4, 1, 2, 3).reshape(len(rows), 3, -1, rows.shape[3])
            for window, parts in zip(alike, self._frames.encode(tall).reshape(len(rows), f, -1), strict=True):
                for copies, part in zip(window.places, parts, strict=True):
                    shares[window.clip, copies] = part / np.float16(len(copies))
        return shares

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """The sum of the frames' shares. Shapes: (B, F, E) float16, (B, F) 0/1 -> (B, E) float32, unit norm."""
        _count_real(mask)
        shares = np.where(np.asarray(mask, bool)[:, :, None], np.asarray(frame_vectors, np.float32), 0)
        pooled: FloatArray = unit(torch.from_numpy(shares).sum(dim=1)).numpy()
        return pooled

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        """One record per text. Raises: EmptyQueryError, QueryTooLongError."""
        return [each.vectors for each in self._read(texts)]

    def set_words(self, words: Sequence[AddedWord]) -> None:
        """Read these words with their own vectors from now on. Raises: EncoderError."""
        self._added = self.word_table.take(words)
        self._recent.clear()

    @property
    def logit_scale(self) -> float:
        """What the model's training multiplies cosines with."""
        return 1 / TEMPERATURE

    def text_rows(self, texts: Sequence[str], added: AddedWords) -> TokenRows:
        """Sentences as token ids. Raises: QueryError."""
        ids, mask = self._tokens.pad([self._tokens.read(text, added) for text in texts])
        return TokenRows(ids.to(self._device), mask.to(self._device))

    def read_rows(self, rows: TokenRows) -> Tensor:
        """Unit vectors, differentiable in added words. Shapes: -> (N, E)."""
        return unit(self.model.encode_words(rows.ids, rows.mask)).float()

    def own_words(self) -> dict[str, int]:
        """Words that are one token of the model's, and their ids."""
        return whole_words(self._tokens.vocabulary, lambda piece: piece)

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> PhraseScores:
        """The sentence row is the score taken apart by frame; phrase rows come from phrases encoded by themselves.

        Shapes: frame_vectors (T, E), real frames only.
        """
        shares = np.asarray(frame_vectors, np.float64)
        sentence, *phrases = self._read([query.text, *(each.text for each in query.phrases)])
        spoken = np.stack([each.vectors.pooled for each in (sentence, *phrases)]).astype(np.float64)
        rows = spoken @ shares.T / np.linalg.norm(shares.sum(axis=0))  # (1+P, T)
        return PhraseScores(
            phrases=query.phrases,
            words=sentence.sentence.words,
            word_phrases=sentence.sentence.word_phrases(query.phrases),
            times_s=tuple(times_s),
            sentence=rows[0].astype(np.float32),
            rows=rows[1:].astype(np.float32),
            score=float(rows[0].sum()),
            approximation=APPROXIMATION if np.ptp(shares, axis=0).any() else "",  # none where all is one frame
        )

    def close(self) -> None:
        """Forget what was read; the model goes with the object."""
        self._recent.clear()

    def _cut(self, clip: int, frames: ByteArray) -> list[_Window]:
        """Windows over the frames of a clip."""
        shown = _without_fill(frames)
        known = self.model.sizes.tower.frames
        return [_Window(clip, [shown[i] for i in places]) for places in interleaved(len(shown), known)]

    def _split_rows(self, rows: Tensor) -> Tensor:
        """The tower over videos that stand as one tall picture each. Shapes: (W, 3, f*S, S) -> (W, f*E)."""
        W, _, _, S = rows.shape
        videos = rows.reshape(W, 3, -1, S, S).transpose(1, 2)  # (W, f, 3, S, S)
        return self.model.split_videos(shrink(videos, self.model.sizes.tower.image_px)).flatten(1)

    def _read(self, texts: Sequence[str]) -> list[FrozenSentence]:
        new = [text for text in dict.fromkeys(texts) if text not in self._recent]
        fresh = dict(zip(new, read_apart(new, self._added, self._read_new), strict=True)) if new else {}
        known = {text: fresh.get(text) or self._recent[text] for text in texts}
        self._recent |= known
        while len(self._recent) > _RECENT_TEXTS:
            self._recent.popitem(last=False)
        return [known[text] for text in texts]

    @torch.inference_mode()
    def _read_new(self, texts: Sequence[str], added: AddedWords) -> list[FrozenSentence]:
        sentences = [self._tokens.read(text, added) for text in texts]
        ids, mask = (each.to(self._device) for each in self._tokens.pad(sentences))
        with guarded(self._device):
            pooled = unit(self.model.encode_words(ids, mask)).float().cpu().numpy()
        return [FrozenSentence(s, TextVectors(s.text, pooled[i], s.dropped)) for i, s in enumerate(sentences)]


def shrink(videos: Tensor, image_px: int) -> Tensor:
    """The second of the authors' two resizes, smoothed. Shapes: (B, f, 3, S, S) -> (B, f, 3, image_px, image_px)."""
    if videos.shape[-1] == image_px:
        return videos
    flat = F.interpolate(videos.flatten(0, 1).float(), (image_px, image_px), mode="bilinear", antialias=True)
    return flat.to(videos.dtype).view(*videos.shape[:3], image_px, image_px)


def frame_side(image_px: int) -> int:
    """Side of the frames asked for: the authors' test makes a square of 256 first, then 224."""
    return image_px * 8 // 7


def build(options: EncoderOptions) -> Encoder:
    """The encoder for a checkpoint file. Raises: WeightsMissingError, WeightsCorruptError, DeviceError."""
    if not options.weights:
        raise WeightsMissingError("No checkpoint is chosen for Frozen in Time.", "Choose one in Settings.")
    path = Path(options.weights)
    file = read_frozen_file(path)
    model = build_from_state_dict(file.state)
    sizes = model.sizes
    tokens = open_tokenizer(path, sizes.vocab, sizes.positions)
    spec = EncoderSpec(
        name=file.name,
        backend=BACKEND,
        weights_sha256=file.sha256,
        dim=sizes.joint,
        frame_dim=sizes.joint,
        frames_per_clip=sizes.tower.frames * max(1, _CLIP_FRAMES // sizes.tower.frames),
        frame_shape=FrameShape(frame_side(sizes.tower.image_px), "shortest", "bilinear"),
        context_length=sizes.positions,
        centres=0,
        is_demo=file.is_demo,
        sees_clips=True,
        frames_together=sizes.tower.frames,
        text_sha256=tower_sha256(nn.ModuleList([model.text_model, model.txt_proj]), "frozen text"),
    )
    return FrozenEncoder(model, tokens, spec, options)


def recognise(path: Path) -> CheckpointFit | None:
    """What a checkpoint of Frozen in Time is; None for any other file. Raises: WeightsMissingError."""
    try:
        state = read_frozen_file(path).state
        if not any(name.removeprefix("module.").startswith("video_model.") for name in state):
            return None
        sizes = build_from_state_dict(state).sizes
    except FrozenMismatchError as error:
        return CheckpointFit(
            "frozen", "", "Frozen in Time", len(state), tuple(map(_mismatch, error.table)), beside=FILES
        )
    except WeightsCorruptError:
        return None
    about = (
        f"Frozen in Time: {sizes.tower.image_px} px in patches of {sizes.tower.patch_px}, {sizes.tower.frames} frames "
        f"together, width {sizes.joint}"
    )
    return CheckpointFit("frozen", "", about, len(state), (), beside=FILES)


def _mismatch(misfit: frozen_layout.FrozenMismatch) -> Mismatch:
    problem: Problem = "missing" if not misfit.found else "unexpected" if not misfit.wanted else "wrong shape"
    return Mismatch(misfit.name, problem, misfit.found, misfit.wanted)


def _without_fill(frames: ByteArray) -> list[list[int]]:
    """Places of each frame to be seen: those that fill a short shot stand with the frame they repeat."""
    last = len(frames) - 1
    while len(frames) <= FILLED and last > 0 and np.array_equal(frames[last - 1], frames[-1]):
        last -= 1
    return [*([place] for place in range(last)), list(range(last, len(frames)))]


def _count_real(mask: ByteArray) -> list[int]:
    """Real frames of each clip. Raises: ValueError, when a mask is no prefix of ones."""
    given = np.asarray(mask, dtype=bool)
    real = given.sum(axis=1)
    if (real < 1).any() or not (given == (np.arange(given.shape[1]) < real[:, None])).all():
        raise ValueError("a clip has at least one frame, and its mask is a prefix of ones")
    return [int(count) for count in real]
