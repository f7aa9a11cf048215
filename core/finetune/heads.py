"""The way `heads`: the temporal blocks of CLIP2Video learn on stored frame vectors; nothing is decoded again.

On a model with heads they are trained further. On towers alone they start where the whole scores exactly as before,
as the mean of the frames, and half of the score that compares words and centres comes in by a weight that is chosen by
ranks. Sentences are read once: the text tower learns nothing.
"""

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors.torch import load_file, save
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, build_from_state_dict
from core.encode.backends.clip_mean import load_towers, own_tokenizer
from core.encode.encoder_options import EncoderOptions
from core.encode.initialisation import start_as_mean
from core.encode.temporal import HeadSizes, TemporalHeads, unit
from core.encode.tokenizer import OwnTokenizer, Tokenizer
from core.encode.towers import PREPROCESSING, sizes_on
from core.encode.weights import CheckpointMeta, read_checkpoint, stored_tokens, write_checkpoint
from core.errors import EncoderError
from core.finetune.judging import mean_reciprocal, ranks_of, same_captions
from core.finetune.losses import rank_loss
from core.finetune.run_ranks import gallery_of
from core.finetune.teaching_data import write_whole
from core.finetune.trainer import TrainerRequest, TrainerState
from core.finetune.training_loop import LearningRate, Losses, TrainingLength, TrainingLoop
from core.values.arrays import FloatArray, IdArray

CENTRES: Final = 5
LAYERS: Final = 4
BATCH: Final = 48
"""Of each half of a step."""
NEGATIVES: Final = 16
"""Moments of the library beside the clips of a batch."""
PEAK: Final = {True: 3e-4, False: 1e-3}
"""Learning rate of heads that were trained before, and of new ones."""
EPOCHS: Final = {"quick": 10, "careful": 30}
FEWEST_STEPS: Final = {"quick": 60, "careful": 150}
WEIGHTS: Final = (1.0, 0.9, 0.75, 0.5)
"""Of the global half: what new heads may choose by ranks."""
_BLOCK: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class HeadsOnTowers:
    """A model that can be taught: its towers and heads, how it reads, and what its file will say of it."""

    model: Clip2VideoModel
    tokens: Tokenizer
    meta: CheckpointMeta
    is_new: bool
    """True for heads at their start."""
    token_ids: tuple[int, ...] = ()
    beside: Path | None = None
    """Folder with the tokenizer that belongs beside the weights."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadsBatch:
    """Shapes: B pairs, K negatives: frames (B+K, F, E), mask (B+K, F), hidden (B, L, E), words (B, L), end (B, E),
    matches (B, B+K).
    """

    frames: Tensor
    mask: Tensor
    hidden: Tensor
    words: Tensor
    end: Tensor
    matches: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class CaptionStates:
    """Sentences as the text tower reads them. Shapes: hidden (N, L, E), words (N, L), end (N, E)."""

    hidden: Tensor
    words: Tensor
    end: Tensor

    def at(self, places: Tensor) -> "CaptionStates":
        """Some of them."""
        return CaptionStates(self.hidden[places], self.words[places], self.end[places])


class HeadsTrainer:
    """The Trainer of the way `heads`."""

    def __init__(self, request: TrainerRequest) -> None:
        self._request, self._data = request, request.data
        whole = heads_on(request.base, request.plan.settings.seed)
        model = whole.model
        self.is_new = whole.is_new
        self.center_weight = float(request.chosen.get("center_weight", model.center_weight))
        self._frames = model.frames
        self._scale = float(model.clip.logit_scale.exp().clamp(max=100))
        self.heads = _heads_of(model)
        self._empty = _empty_frame(model)
        captions = [*self._data.captions, *self._data.general_captions]
        self._places = {caption: i for i, caption in reversed([*enumerate(captions)])}
        self._read = _read_cached(whole, captions, request.cache)
        del whole, model  # towers are large; they come again when the result is written
        settings = request.plan.settings
        self._batch = min(settings.batch or BATCH, len(request.pairs))
        self.epoch_steps = max(1, -(-len(request.pairs) // (2 * self._batch)))
        epochs = settings.epochs or max(EPOCHS[settings.preset], -(-FEWEST_STEPS[settings.preset] // self.epoch_steps))
        self.steps = request.steps or epochs * self.epoch_steps
        # Ranks over a whole set take as long as some steps: measured about ten times, and at every epoch of a long one.
        if epochs > 10 and not settings.epochs:
            self.epoch_steps = -(-self.steps // 10)
        rate = LearningRate(
            settings.learning_rate or PEAK[not self.is_new], warm_steps=min(20, max(1, self.steps // 10)), decay=0.02
        )
        self._loop: TrainingLoop[HeadsBatch] = TrainingLoop(
            "heads", [self.heads], TrainingLength(steps=self.steps), rate, None
        )
        self._going: Generator[dict[str, Tensor], None, None] | None = None

    # ---- the Trainer's steps

    @property
    def step(self) -> int:
        """Steps made."""
        return self._loop.step

    def advance(self) -> float:
        """Make one step; returns the loss."""
        if self._going is None:
            self.heads.train()
            self._going = self._loop.run(self._request.plan.settings.seed, self._draw, self._losses)
        found = next(self._going)
        return float(sum(part.item() for part in found.values()) / len(found))

    def state(self) -> TrainerState:
        """All that later steps depend on."""
        return {**self._loop.state(), "center_weight": self.center_weight}

    def restore(self, state: TrainerState) -> None:
        """Continue from what `state` gave."""
        self._loop.restore(state)
        self.center_weight = float(state["center_weight"])

    def learned(self) -> TrainerState:
        """The heads, and the weight of the global half."""
        return {
            "heads": {name: each.detach().clone() for name, each in self.heads.state_dict().items()},
            "center_weight": self.center_weight,
        }

    def use(self, learned: TrainerState) -> None:
        """Put back what `learned` gave."""
        self.heads.load_state_dict(learned["heads"])
        self.center_weight = float(learned["center_weight"])

    def choose(self) -> dict[str, float]:
        """New heads choose the weight of the global half by ranks; trained ones keep theirs."""
        pairs = self._request.validation
        if self.is_new and len(pairs):
            data = self._data
            gallery = gallery_of(data)
            text = self._halves_of_text([data.captions[int(i)] for i in pairs])
            moments = self._halves_of_moments(gallery)
            right, also = np.searchsorted(gallery, data.of_caption[pairs]), same_captions(data, pairs, gallery)
            found = {}
            for w in WEIGHTS:
                ranks = ranks_of(_joined(text, w), _joined(moments, w), right, also)
                found[w] = mean_reciprocal(ranks)[0]
            self.center_weight = max(WEIGHTS, key=lambda w: found[w])
        return {"center_weight": self.center_weight}

    @torch.no_grad()
    def loss_of(self, pairs: IdArray) -> float:
        """The loss on other pairs, without negatives of the library."""
        self.heads.eval()
        sizes, sums = 0, 0.0
        for at in range(0, len(pairs), _BLOCK):
            block = pairs[at : at + _BLOCK]
            losses = self._losses(self._gathered(block, np.zeros(0, np.int64)))
            sums += len(block) * sum(part.item() for _, part in losses.values()) / len(losses)
            sizes += len(block)
        self.heads.train()
        return sums / sizes if sizes else 0.0

    def text_vectors(self, captions: Sequence[str]) -> FloatArray:
        """Shapes: (N, 2E) float32, unit norm."""
        return _joined(self._halves_of_text(captions), self.center_weight)

    def moment_vectors(self, moments: IdArray) -> FloatArray:
        """Shapes: (M,) -> (M, 2E) float32, unit norm."""
        return _joined(self._halves_of_moments(moments), self.center_weight)

    def write(self, path: Path, card: Mapping[str, Any]) -> None:
        """Write towers and heads as a CLIP2Video checkpoint. Raises: EncoderError."""
        whole = heads_on(self._request.base, self._request.plan.settings.seed)
        whole.model.load_state_dict({**whole.model.state_dict(), **self.heads.state_dict()})
        name = self._request.plan.name or f"{whole.meta.name}, taught"
        meta = replace(whole.meta, name=name, center_weight=self.center_weight, trained=True)
        write_checkpoint(path, whole.model, meta, whole.token_ids, card)

    def close(self) -> None:
        """End the threads of the steps. Their generator holds this trainer, which else only a collection would find."""
        if self._going is not None:
            self._going.close()
            self._going = None

    # ---- batches

    def _draw(self, rng: np.random.Generator) -> HeadsBatch:
        pairs = rng.choice(self._request.pairs, self._batch, replace=False)
        library = self._data.library
        others = rng.choice(library, min(NEGATIVES, len(library)), replace=False) if len(library) else library
        return self._gathered(np.sort(pairs), others)

    def _gathered(self, pairs: IdArray, others: IdArray) -> HeadsBatch:
        data = self._data
        own = data.of_caption[pairs]
        frames, mask = self._shown(np.concatenate([own, others]))
        captions = [data.captions[int(i)] for i in pairs]
        read = self._captions(captions)
        same = torch.tensor([[a == b for b in captions] for a in captions])
        same |= torch.from_numpy(own[:, None] == own[None])
        matches = torch.cat([same, torch.zeros(len(pairs), len(others), dtype=torch.bool)], dim=1)
        return HeadsBatch(frames, mask, read.hidden, read.words, read.end, matches)

    def _losses(self, batch: HeadsBatch) -> Losses:
        B = len(batch.end)
        whole = self.heads.global_path(batch.frames, batch.mask).vector
        aligned = self.heads.aligned_path(batch.frames, batch.mask).aggregate.vector
        spoken = self.heads.gather_words(batch.hidden, batch.words).vector
        sides = {"global": batch.end @ whole.T, "aligned": spoken @ aligned.T}
        losses = {}
        for name, scores in sides.items():
            scaled = self._scale * scores
            back = rank_loss(scaled[:, :B].T, batch.matches[:, :B].T)
            losses[name] = (0.5, 0.5 * (rank_loss(scaled, batch.matches) + back))
        return losses

    # ---- vectors

    def _captions(self, captions: Sequence[str]) -> CaptionStates:
        return self._read.at(torch.tensor([self._places[caption] for caption in captions]))

    @torch.no_grad()
    def _halves_of_text(self, captions: Sequence[str]) -> tuple[Tensor, Tensor]:
        read = self._captions(captions)
        return read.end, self.heads.gather_words(read.hidden, read.words).vector

    @torch.no_grad()
    def _halves_of_moments(self, moments: IdArray) -> tuple[Tensor, Tensor]:
        self.heads.eval()
        halves = []
        for at in range(0, len(moments), _BLOCK):
            frames, mask = self._shown(moments[at : at + _BLOCK])
            vector = self.heads.global_path(frames, mask).vector
            halves.append((vector, self.heads.aligned_path(frames, mask).aggregate.vector))
        self.heads.train()
        return torch.cat([g for g, _ in halves]), torch.cat([a for _, a in halves])

    def _shown(self, moments: IdArray) -> tuple[Tensor, Tensor]:
        """Frames with the empty frame beyond the last. Shapes: (M, F, E), (M, F)."""
        F, data = self._frames, self._data
        counts = np.minimum(data.counts[moments], F)
        mask = torch.from_numpy((np.arange(F) < counts[:, None]).astype(np.float32))
        stored = torch.from_numpy(data.frames[moments, :F].astype(np.float32))
        frames = self._empty.expand(len(moments), F, -1).clone()
        frames[:, : stored.shape[1]] = torch.where(
            mask[:, : stored.shape[1], None] > 0, stored, frames[:, : stored.shape[1]]
        )
        return frames, mask


def make_trainer(request: TrainerRequest) -> HeadsTrainer:
    """The trainer of a run or of one of its folds. Raises: EncoderError, when this model cannot have heads."""
    return HeadsTrainer(request)


def heads_on(base: EncoderOptions, seed: int) -> HeadsOnTowers:
    """The model with its heads, or with new ones that change nothing yet. Raises: EncoderError."""
    if base.backend == "clip2video":
        return _own_heads(Path(base.weights), seed)
    if base.backend == "clip_mean":
        return _new_heads(base, seed)
    raise EncoderError(
        "Motion heads cannot be trained on this model: it sees the frames of a moment together.",
        "Choose a plain image-text model or a CLIP2Video, or train this model in full.",
    )


def _own_heads(path: Path, seed: int) -> HeadsOnTowers:
    file = read_checkpoint(path)
    meta = file.meta
    model = build_from_state_dict(
        file.state, meta.center_weight, meta.frames, meta.words, meta.architecture, meta.preprocessing
    )
    model.unit_frames = meta.unit_frames
    if not meta.trained:
        start_as_mean(model, seed)
        model.center_weight = 1.0
    own = own_tokenizer(meta.architecture, path.parent) if meta.architecture else None
    tokens = OwnTokenizer(own, model.words) if own is not None else Tokenizer(model.words)
    beside = path.parent if own is not None else None
    model.requires_grad_(False)
    return HeadsOnTowers(model, tokens, meta, not meta.trained, tuple(stored_tokens(path)), beside)


def _new_heads(base: EncoderOptions, seed: int) -> HeadsOnTowers:
    clip, tag, path = load_towers(base)
    context = int(clip.context_length)
    sizes = sizes_on(clip, base.model, HeadSizes(0, CENTRES, LAYERS, max(context, 16)))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Clip2VideoModel(sizes, 1.0, words=context, clip=clip)
    model.unit_frames = True
    start_as_mean(model, seed)
    said = {key: tag[key] for key in (*PREPROCESSING, "quick_gelu") if key != "size" and tag.get(key)}
    meta = CheckpointMeta(
        name=base.model,
        words=context,
        center_weight=1.0,
        architecture=base.model,
        preprocessing=said,
        vocab=sizes.vocab,
        unit_frames=True,
    )
    own = own_tokenizer(base.model, path.parent)
    tokens = OwnTokenizer(own, context) if own is not None else Tokenizer(context)
    model.eval().requires_grad_(False)
    return HeadsOnTowers(model, tokens, meta, True, (), path.parent if own is not None else None)


def _heads_of(model: Clip2VideoModel) -> TemporalHeads:
    """The heads alone, able to learn."""
    heads = TemporalHeads(model.sizes.heads)
    heads.load_state_dict({name: deepcopy(each) for name, each in model.state_dict().items() if _is_head(name)})
    return heads.requires_grad_(True)


def _is_head(name: str) -> bool:
    return not name.startswith("clip.")


@torch.inference_mode()
def _empty_frame(model: Clip2VideoModel) -> Tensor:
    side = model.sizes.image_px
    return model.encode_frames(torch.zeros(1, 3, side, side))[0].half().float().clone()


def _read_cached(whole: HeadsOnTowers, captions: Sequence[str], cache: Path) -> CaptionStates:
    """Sentences through the text tower, from the cache where these were read before."""
    digest = hashlib.sha256(json.dumps(list(captions)).encode()).hexdigest()[:16]
    path = cache / f"captions-{digest}.safetensors"
    if path.exists():
        kept = load_file(path)
        return CaptionStates(kept["hidden"], kept["words"], kept["end"])
    read = _read(whole, captions)
    write_whole(path, save({"hidden": read.hidden, "words": read.words, "end": read.end}))
    return read


@torch.inference_mode()
def _read(whole: HeadsOnTowers, captions: Sequence[str]) -> CaptionStates:
    sentences = [whole.tokens.read_query(caption) for caption in captions]
    length = max(len(each.tokens) for each in sentences) + 2
    blocks = []
    for at in range(0, len(sentences), _BLOCK):
        ids, mask = whole.tokens.pad(sentences[at : at + _BLOCK], length)
        hidden = whole.model.encode_words(ids)
        end = unit(whole.model.end_of(hidden, ids))
        counted = torch.nn.functional.pad(mask, (0, hidden.shape[1] - mask.shape[1]))
        blocks.append((hidden.float(), counted.float(), end.float()))
    hidden, words, end = (torch.cat(part).clone() for part in zip(*blocks, strict=True))
    return CaptionStates(hidden, words, end)


def _joined(halves: tuple[Tensor, Tensor], weight: float) -> FloatArray:
    whole, aligned = halves
    joined: FloatArray = torch.cat([weight**0.5 * whole, (1 - weight) ** 0.5 * aligned], dim=-1).numpy()
    return joined
