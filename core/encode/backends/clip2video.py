"""CLIP2Video on open_clip towers: image and text tower, difference block, alignment block.

`state_dict()` of the model *is* the official checkpoint layout; on other towers than the official ones their part of it
has open_clip's names. Build it with `build_from_state_dict`.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from open_clip.model import CLIP, CustomTextCLIP
from torch import Tensor

from core.encode import towers
from core.encode.added_words import NO_WORDS, AddedWords, read_apart
from core.encode.attribution import (
    aligned_cells,
    fold_to_frames,
    frame_readings,
    global_row,
    group_words,
    token_loadings,
)
from core.encode.backends.clip_mean import ClipMeanEncoder, own_tokenizer, unit_tower_sha256
from core.encode.clip2video_layout import ModelSizes, check_state, clean_state, read_heads, read_sizes
from core.encode.devices import batch_that_fits, place_tower, set_threads
from core.encode.encoder_options import EncoderOptions
from core.encode.frame_encoder import FrameEncoder, guarded
from core.encode.known_specs import find_spec
from core.encode.number_formats import FormattedTower
from core.encode.teachable import TokenRows, words_of_tokenizer
from core.encode.temporal import Aggregate, TemporalHeads, unit
from core.encode.tokenizer import OwnTokenizer, Sentence, Tokenizer, clip_words, is_multilingual
from core.encode.towers import (
    Preparation,
    Undrawn,
    build_architecture,
    official_towers,
    read_words,
    sizes_on,
    words_of,
)
from core.encode.weights import CLIP_VOCAB, CheckpointMeta, read_checkpoint, text_sha256, tower_sha256
from core.encode.word_table import WordTable
from core.errors import WeightsCorruptError, WeightsMissingError
from core.ports import Encoder
from core.values import (
    ByteArray,
    EncoderSpec,
    EncoderState,
    FloatArray,
    HalfArray,
    Ledger,
    Query,
    TextVectors,
)
from core.values.teaching import AddedWord

_SEGMENT_BATCH = 64
_RECENT_TEXTS = 256


class Clip2VideoModel(TemporalHeads):
    """Towers and temporal heads. Fresh ones are randomly initialised; see also `initial`.

    Without `clip` the towers are those of the official layout.
    """

    def __init__(
        self,
        sizes: ModelSizes,
        center_weight: float = 0.5,
        frames: int = 12,
        words: int = 32,
        clip: CLIP | CustomTextCLIP | None = None,
    ) -> None:
        super().__init__(sizes.heads)
        self.sizes = sizes
        self.center_weight = center_weight
        self.unit_frames = False
        """True for heads that were trained on unit vectors of frames."""
        self.frames = frames
        self.words = min(words, sizes.context_length)
        self.clip = clip or official_towers(sizes)
        self.preparation = (
            Preparation.of(self.clip.visual, sizes.architecture) if clip else Preparation.official(sizes.image_px)
        )

    def encode_frames(self, pixels: Tensor) -> Tensor:
        """Frame vectors, not normalised unless `unit_frames`. Shapes: (N, 3, S, S) normalised pixels -> (N, E)."""
        vectors: Tensor = self.clip.visual(pixels)
        return unit_or_flat(vectors.float()) if self.unit_frames else vectors

    def encode_words(self, ids: Tensor) -> Tensor:
        """Projected hidden state of every token. Shapes: (N, L) -> (N, L, E), L up to the context length."""
        return read_words(words_of(self.clip, self.sizes.architecture), ids)

    def text_vectors(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Global and aligned unit vectors of sentences. Shapes: (N, L), (N, L) -> (N, E), (N, E)."""
        hidden = self.encode_words(ids)
        return unit(self.end_of(hidden, ids)), self.gather_spoken(hidden, mask).vector

    def end_of(self, hidden: Tensor, ids: Tensor) -> Tensor:
        """What the towers say of whole sentences, not normalised. Shapes: `encode_words`' output, (N, L) -> (N, E)."""
        return towers.end_vectors(words_of(self.clip, self.sizes.architecture), hidden, ids)

    def gather_spoken(self, hidden: Tensor, mask: Tensor) -> Aggregate:
        """As `gather_words`, for a mask that may be shorter than what was read. Shapes: (N, L', E), (N, L)."""
        return self.gather_words(hidden, F.pad(mask, (0, hidden.shape[1] - mask.shape[1])))

    def video_vectors(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Global and aligned unit vectors of clips. Shapes: (B, F, E), (B, F) -> (B, E), (B, E)."""
        return self.global_path(frames, mask).vector, self.aligned_path(frames, mask).aggregate.vector

    def join_halves(self, g: Tensor, a: Tensor) -> Tensor:
        """One unit vector whose inner product is the whole score. Shapes: (N, E), (N, E) -> (N, 2E)."""
        w = self.center_weight
        return torch.cat([w**0.5 * g, (1 - w) ** 0.5 * a], dim=-1)


def unit_or_flat(vectors: Tensor) -> Tensor:
    """As `unit`; vectors of length 0, such as that of an empty frame may be, get a direction all the same."""
    length = torch.linalg.vector_norm(vectors, dim=-1, keepdim=True)
    return torch.where(length > 0, vectors / length, vectors.shape[-1] ** -0.5)


def end_vectors(hidden: Tensor, ids: Tensor) -> Tensor:
    """The end token's hidden state; it has the largest id. Shapes: (N, L, E), (N, L) -> (N, E)."""
    return hidden[torch.arange(len(ids), device=ids.device), ids.argmax(dim=-1)]


def build_from_state_dict(
    state: Mapping[str, object],
    center_weight: float = 0.5,
    frames: int = 12,
    words: int = 32,
    architecture: str = "",
    preprocessing: Mapping[str, Any] | None = None,
) -> Clip2VideoModel:
    """Build the model that a state dict belongs to, in float32 and evaluation mode.

    In the official layout width, depth, patch, grid, vocabulary, context, K and temporal depth come from names and
    shapes; on towers of another `architecture` of open_clip they come from these. `preprocessing` says how such towers
    want their pictures. Weights may be of mixed precision and carry a `module.` prefix. `frames` and `words` are not
    in the file: they say how long clips and sentences are padded.
    Raises: WeightsCorruptError, naming what is missing, unexpected or of the wrong shape; EncoderError.
    """
    clean = clean_state(state)
    if architecture:
        clip = build_architecture(architecture, preprocessing or {})
        sizes = sizes_on(clip, architecture, read_heads(clean))
        model = Clip2VideoModel(sizes, center_weight, frames, words, clip)
    else:
        sizes = read_sizes(clean)
        with Undrawn():
            model = Clip2VideoModel(sizes, center_weight, frames, words)
    check_state(clean, model.state_dict())
    model.load_state_dict(clean, assign=True)
    model.requires_grad_(True)
    return model.eval()


# --------------------------------------------------------------------------- the encoder


@dataclass(frozen=True, slots=True, eq=False)
class EncodedSentence:
    """A sentence as the model understood it. Shapes: hidden (1, L, E), mask (1, L), end (1, E)."""

    sentence: Sentence
    hidden: Tensor
    mask: Tensor
    end: Tensor
    aggregate: Aggregate
    vectors: TextVectors


class Clip2VideoEncoder:
    """The port Encoder over a CLIP2Video model.

    Clips are padded to `frames` with the vector of the empty frame, as in training, whatever the caller put there:
    so neither padding nor batch changes a vector. Thread: one at a time.
    """

    def __init__(
        self, model: Clip2VideoModel, spec: EncoderSpec, options: EncoderOptions, tokens: Tokenizer | None = None
    ) -> None:
        threads = set_threads(options.threads)
        self.model = model.eval().requires_grad_(False)
        self.spec = spec
        self._tokens = tokens or Tokenizer(model.words)
        empty = torch.zeros(1, 3, model.sizes.image_px, model.sizes.image_px)
        self._empty_frame = model.encode_frames(empty).half()[0]
        tower, placement = place_tower(model.clip.visual, model.sizes.image_px, options, spec.frames_sha256)
        model.clip.visual = tower
        self._device = placement.device
        model.to(self._device)
        batch = batch_that_fits(tower, placement, model.sizes.image_px, options.batch)
        self._frames = FrameEncoder(model.encode_frames, placement, batch, model.preparation.statistics)
        self._threads = threads
        self._recent: OrderedDict[str, EncodedSentence] = OrderedDict()
        self.word_table = WordTable(model.clip)
        self._added = NO_WORDS

    @property
    def state(self) -> EncoderState:
        """Where it runs now."""
        place = self._frames.placement
        return EncoderState(str(self._device), place.precision, self._frames.batch, self._threads, place.note)

    @property
    def image_tower(self) -> FormattedTower:
        """For trials of number formats; in float32 only where these were the options."""
        model = self.model
        return FormattedTower(
            model.clip.visual, model.sizes.image_px, model.preparation.statistics, self.spec.frames_sha256, self._device
        )

    @property
    def text_tower(self) -> Any:
        """Whatever has the layers that read words."""
        return words_of(self.model.clip, self.model.sizes.architecture)

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) uint8 -> (N, E) float16. Raises: OutOfMemoryError, DeviceError."""
        return self._frames.encode(pixels)

    @torch.inference_mode()
    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """Shapes: (B, F, E) float16, (B, F) 0/1, a prefix of ones -> (B, 2E) float32, unit norm."""
        done = []
        for start in range(0, len(frame_vectors), _SEGMENT_BATCH):
            part = slice(start, start + _SEGMENT_BATCH)
            frames, real = self._pad_clips(frame_vectors[part], mask[part])
            with guarded(self._device):
                done.append(self.model.join_halves(*self.model.video_vectors(frames, real)).cpu())
        if not done:
            return np.zeros((0, self.spec.dim), dtype=np.float32)
        pooled: FloatArray = torch.cat(done).numpy()
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
        """What the model multiplies cosines with, after training."""
        return float(self.model.clip.logit_scale.detach().exp())

    def text_rows(self, texts: Sequence[str], added: AddedWords) -> TokenRows:
        """Sentences as token ids. Raises: QueryError."""
        ids, mask = self._tokens.pad([self._tokens.read_query(text, added) for text in texts])
        return TokenRows(ids.to(self._device), mask.to(self._device))

    def read_rows(self, rows: TokenRows) -> Tensor:
        """Unit vectors, differentiable in added words. Shapes: -> (N, 2E)."""
        return self.model.join_halves(*self.model.text_vectors(rows.ids, rows.mask))

    def own_words(self) -> dict[str, int]:
        """Words that are one token of the model's, and their ids."""
        return words_of_tokenizer(self._tokens.own)

    @torch.inference_mode()
    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> Ledger:
        """Take the score of one segment apart. Shapes: frame_vectors (T, E), real frames only."""
        T, w = len(frame_vectors), self.model.center_weight
        frames, mask = self._pad_clips(frame_vectors[None], np.ones((1, T), dtype=np.uint8))
        reading = self._read([query.text])[0]
        with guarded(self._device):
            whole, aligned = self.model.global_path(frames, mask), self.model.aligned_path(frames, mask)
        video, text = _exact(aligned.aggregate), _exact(reading.aggregate)
        centres = _double(self.model.emb_center)
        row = global_row(_double(reading.end), _double(whole.frame_tokens), mask.cpu(), w)
        loadings = token_loadings(text, reading.mask.cpu())[:, 1:]  # the start token does not count
        cells = (1 - w) * aligned_cells(
            _double(reading.hidden)[:, 1:],
            loadings,
            _double(aligned.tokens),
            token_loadings(video, aligned.mask.cpu()),
            centres,
        )
        folded = fold_to_frames(cells, frames.shape[1])[0, :, :, :T]
        word_phrases = reading.sentence.word_phrases(query.phrases)
        pooled = self.model.join_halves(_double(whole.vector), video.vector)[0].numpy()
        return Ledger(
            phrases=query.phrases,
            words=reading.sentence.words,
            word_phrases=word_phrases,
            times_s=tuple(times_s),
            sentence=_array(row[0, :T]),
            cells=_array(group_words(folded, torch.tensor(word_phrases), len(query.phrases))),
            word_centres=_array(loadings[0]),
            assignment=_array(video.assignment[0, :T].T),
            score=float(pooled @ reading.vectors.pooled.astype(np.float64)),
            readings=frame_readings(T),
        )

    def close(self) -> None:
        """Forget what was read; the model goes with the object."""
        self._recent.clear()

    def _pad_clips(self, frame_vectors: HalfArray, mask: ByteArray) -> tuple[Tensor, Tensor]:
        """Real frames, then empty ones, up to the length the model was trained with."""
        given = np.asarray(mask, dtype=bool)
        real = given.sum(axis=1)
        F = self.model.frames
        if (real < 1).any() or (real > F).any() or not (given == (np.arange(given.shape[1]) < real[:, None])).all():
            raise ValueError(f"a clip has 1 to {F} frames, and its mask is a prefix of ones")
        frames = self._empty_frame.expand(len(given), F, -1).clone()
        for i, n in enumerate(real):
            frames[i, :n] = torch.from_numpy(np.array(frame_vectors[i, :n], dtype=np.float16))
        kept = torch.from_numpy((np.arange(F) < real[:, None]).astype(np.float32))
        return frames.float().to(self._device), kept.to(self._device)

    def _read(self, texts: Sequence[str]) -> list[EncodedSentence]:
        """Sentences through the text tower, up to the end token: later positions could change nothing."""
        new = [text for text in dict.fromkeys(texts) if text not in self._recent]
        fresh = dict(zip(new, read_apart(new, self._added, self._read_new), strict=True)) if new else {}
        known = {text: fresh.get(text) or self._recent[text] for text in texts}
        for text, reading in known.items():
            self._recent[text] = reading
            self._recent.move_to_end(text)
        while len(self._recent) > _RECENT_TEXTS:
            self._recent.popitem(last=False)
        return [known[text] for text in texts]

    @torch.inference_mode()
    def _read_new(self, texts: Sequence[str], added: AddedWords) -> list[EncodedSentence]:
        sentences = [self._tokens.read_query(text, added) for text in texts]
        ids, mask = (each.to(self._device) for each in self._tokens.pad(sentences))
        with guarded(self._device):
            hidden = self.model.encode_words(ids)
            end = unit(self.model.end_of(hidden, ids))
            words = self.model.gather_spoken(hidden, mask)
            pooled = self.model.join_halves(end, words.vector).cpu().numpy()
        readings = []
        for i, sentence in enumerate(sentences):
            own, cut = slice(i, i + 1), slice(0, len(sentence.tokens) + 2)
            aggregate = Aggregate(words.assignment[own, cut], words.residual_sum[own], words.vector[own])
            vectors = TextVectors(sentence.text, pooled[i], sentence.dropped)
            readings.append(EncodedSentence(sentence, hidden[own, cut], mask[own, cut], end[own], aggregate, vectors))
        return readings


def build(options: EncoderOptions) -> Encoder:
    """The encoder for a checkpoint file. Raises: WeightsMissingError, WeightsCorruptError, DeviceError."""
    if not options.weights:
        raise WeightsMissingError("No checkpoint is chosen for the CLIP2Video model.", "Choose one in Settings.")
    path = Path(options.weights)
    known = find_spec(options)
    checkpoint = read_checkpoint(path, known.weights_sha256 if known is not None else "")
    meta, sha256 = checkpoint.meta, checkpoint.sha256
    model = build_from_state_dict(
        checkpoint.state, meta.center_weight, meta.frames, meta.words, meta.architecture, meta.preprocessing
    )
    model.unit_frames = meta.unit_frames
    if meta.unit_frames:
        _count_in_whole_numbers(model.clip.visual)
    del checkpoint  # half a gigabyte, not needed while number formats are compared
    own = own_tokenizer(meta.architecture, path.parent) if meta.architecture else None
    if own is None and model.sizes.vocab != CLIP_VOCAB:
        raise WeightsCorruptError(
            f"The model in {path.name} has {model.sizes.vocab} tokens, but the tokenizer needs {CLIP_VOCAB}."
        )
    spec = known or _spec(model, meta, sha256)
    if not meta.trained:
        tokenize = own or clip_words(model.sizes.context_length)
        return ClipMeanEncoder(model.clip, tokenize, spec, options, model.preparation, raw=True)
    return Clip2VideoEncoder(model, spec, options, OwnTokenizer(own, model.words) if own is not None else None)


def _spec(model: Clip2VideoModel, meta: CheckpointMeta, sha256: str) -> EncoderSpec:
    """Untrained heads are never shown: towers alone have no centres."""
    sizes = model.sizes
    kind = "clip2video"
    if sizes.architecture:
        kind += f" {sizes.architecture} {model.preparation} {bool(meta.preprocessing.get('quick_gelu'))}"
    return EncoderSpec(
        name=meta.name,
        backend="clip2video",
        weights_sha256=sha256,
        dim=2 * sizes.embed_dim if meta.trained else sizes.embed_dim,
        frame_dim=sizes.embed_dim,
        frames_per_clip=model.frames,
        frame_shape=model.preparation.shape,
        context_length=model.words if meta.trained else sizes.context_length,
        centres=sizes.centres if meta.trained else 0,
        is_demo=meta.is_demo,
        frames_sha256=(
            unit_tower_sha256(model.clip, sizes.architecture, meta.preprocessing)
            if meta.unit_frames
            else tower_sha256(model.clip.visual, kind)
        ),
        global_weight=model.center_weight if meta.trained and 0 < model.center_weight < 1 else None,
        is_multilingual=is_multilingual(sizes.architecture),
        text_sha256=text_sha256(
            model.clip, quick_gelu=not sizes.architecture or bool(meta.preprocessing.get("quick_gelu"))
        ),
    )


def _count_in_whole_numbers(tower: torch.nn.Module) -> None:
    """As plain image-text models have these counts; they are part of the tower's identity."""
    for module in tower.modules():
        count = getattr(module, "num_batches_tracked", None)
        if isinstance(count, Tensor):
            module.num_batches_tracked = count.long()


def _double(x: Tensor) -> Tensor:
    return x.detach().cpu().double()


def _exact(side: Aggregate) -> Aggregate:
    """In double precision on the processor, so that adding up shares adds no error of its own."""
    return Aggregate(_double(side.assignment), _double(side.residual_sum), _double(side.vector))


def _array(x: Tensor) -> FloatArray:
    return np.asarray(x.numpy(), dtype=np.float32)
