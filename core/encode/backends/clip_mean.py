"""Plain image-text models of open_clip: frames are averaged, nothing is learned about time.

Never downloads: weights are a file, or an open_clip tag whose file is already on this machine.
"""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before open_clip: its hub library reads this when imported

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import open_clip
import torch
from open_clip.factory import load_checkpoint
from open_clip.model import CLIP, CustomTextCLIP
from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model
from open_clip.tokenizer import HFTokenizer
from torch import Tensor, nn

from core.encode.added_words import NO_WORDS, AddedWords, read_apart
from core.encode.attribution import global_row
from core.encode.checkpoint_damage import is_safetensors
from core.encode.devices import batch_that_fits, place_tower, set_threads
from core.encode.encoder_options import EncoderOptions
from core.encode.frame_encoder import FrameEncoder, guarded
from core.encode.known_specs import find_spec
from core.encode.number_formats import FormattedTower
from core.encode.padding_check import check_rows
from core.encode.teachable import TokenRows, words_of_tokenizer
from core.encode.temporal import pool_frames, unit
from core.encode.tokenizer import clip_words, dropped_words, is_multilingual, split_words
from core.encode.towers import (
    Preparation,
    build_architecture,
    causal_words,
    common_preprocessing,
    end_vectors,
    known_model,
    read_words,
)
from core.encode.weights import READ_ERRORS, file_sha256, read_state, text_sha256, tower_sha256
from core.encode.word_rows import Tokenize, WordRows
from core.encode.word_table import WordTable
from core.errors import EmptyQueryError, EncoderError, WeightsCorruptError, WeightsMissingError
from core.missing_paths import why_missing
from core.ports import Encoder
from core.values import (
    ByteArray,
    EncoderSpec,
    EncoderState,
    FloatArray,
    HalfArray,
    PhraseScores,
    Query,
    TextVectors,
)
from core.values.teaching import AddedWord

_FRAMES = 12
_RECENT_TEXTS = 256


class ClipMeanEncoder:
    """The port Encoder over an image-text model. Thread: one at a time.

    Frame vectors are unit vectors, or `raw`: as the tower gives them, and as heads on it will want to find them stored.
    """

    def __init__(
        self,
        model: nn.Module,
        tokenize: Tokenize,
        spec: EncoderSpec,
        options: EncoderOptions,
        preparation: Preparation | None = None,
        *,
        raw: bool = False,
    ) -> None:
        """`preparation`: of pictures, where the towers do not say it themselves. Raises: EncoderError, DeviceError."""
        self._threads = set_threads(options.threads)
        self.spec = spec
        self._tokenize = tokenize
        self._rows = WordRows(tokenize)
        self._model = model.eval().requires_grad_(False)
        preparation = preparation or Preparation.of(cast(nn.Module, model.visual), spec.name)
        tower, placement = place_tower(
            cast(nn.Module, model.visual), spec.frame_shape.image_px, options, spec.frames_sha256
        )
        model.visual = tower
        self._device = placement.device
        model.to(self._device)
        self._frames = FrameEncoder(
            tower if raw else lambda pixels: unit(tower(pixels).float()),
            placement,
            batch_that_fits(tower, placement, spec.frame_shape.image_px, options.batch),
            preparation.statistics,
        )
        self._recent: OrderedDict[str, TextVectors] = OrderedDict()
        self.word_table = WordTable(model)
        self._added = NO_WORDS
        self._causal = causal_words(cast(Any, model))

    @property
    def state(self) -> EncoderState:
        """Where it runs now."""
        place = self._frames.placement
        return EncoderState(str(self._device), place.precision, self._frames.batch, self._threads, place.note)

    @property
    def image_tower(self) -> FormattedTower:
        """For trials of number formats; in float32 only where these were the options."""
        visual = cast(nn.Module, self._model.visual)
        return FormattedTower(
            visual, self.spec.frame_shape.image_px, self._frames.statistics, self.spec.frames_sha256, self._device
        )

    @property
    def text_tower(self) -> Any:
        """Whatever has the layers that read words; None where the model keeps them in another way."""
        model = cast(Any, self._model)
        text = model.text if isinstance(model, CustomTextCLIP) else model
        return text if hasattr(text, "token_embedding") else None

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) uint8 -> (N, E) float16. Raises: OutOfMemoryError, DeviceError."""
        return self._frames.encode(pixels)

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """Shapes: (B, F, E) float16, (B, F) 0/1 -> (B, E) float32, unit norm."""
        if not np.asarray(mask).any(axis=1).all():
            raise ValueError("a clip has at least one frame")
        kept = torch.from_numpy(np.array(mask))
        frames = torch.from_numpy(np.array(frame_vectors)).float()
        frames[kept == 0] = 1.0  # whatever stands there must have a direction; it counts 0
        pooled: FloatArray = pool_frames(frames, kept).numpy()
        return pooled

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        """One record per text. Raises: EmptyQueryError."""
        new = [text for text in dict.fromkeys(texts) if text not in self._recent]
        fresh = dict(zip(new, read_apart(new, self._added, self._read_new), strict=True)) if new else {}
        known = {text: fresh.get(text) or self._recent[text] for text in texts}
        self._recent |= known
        while len(self._recent) > _RECENT_TEXTS:
            self._recent.popitem(last=False)
        return [known[text] for text in texts]

    def set_words(self, words: Sequence[AddedWord]) -> None:
        """Read these words with their own vectors from now on. Raises: EncoderError."""
        self._added = self.word_table.take(words)
        self._recent.clear()

    @property
    def logit_scale(self) -> float:
        """What the model multiplies cosines with, after training."""
        return float(cast(Any, self._model).logit_scale.detach().exp())

    def text_rows(self, texts: Sequence[str], added: AddedWords) -> TokenRows:
        """Sentences as token ids, cut behind the last end token where later places change nothing."""
        ids = self._rows.write(texts, added)
        if self._causal is not None:
            ids = ids[:, : int(ids.argmax(dim=1).max()) + 1]
        return TokenRows(ids.to(self._device), torch.ones_like(ids).to(self._device))

    def read_rows(self, rows: TokenRows) -> Tensor:
        """Unit vectors, differentiable in added words. Shapes: -> (N, E)."""
        if self._causal is None:
            return unit(cast(Any, self._model).encode_text(rows.ids).float())
        return unit(end_vectors(self._causal, read_words(self._causal, rows.ids), rows.ids).float())

    def own_words(self) -> dict[str, int]:
        """Words that are one token of the model's, and their ids."""
        return words_of_tokenizer(self._tokenize)

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> PhraseScores:
        """The sentence row is the score taken apart; each phrase row comes from the phrase encoded by itself.

        Shapes: frame_vectors (T, E), real frames only.
        """
        frames = torch.from_numpy(np.array(frame_vectors))[None].double()
        real = torch.ones(1, len(frame_vectors))
        texts = [query.text, *(each.text for each in query.phrases)]
        spoken = torch.from_numpy(np.stack([each.pooled for each in self.encode_text(texts)])).double()
        rows = global_row(spoken, frames.expand(len(texts), -1, -1), real.expand(len(texts), -1), 1.0).numpy()
        sentence = split_words(query.text)
        return PhraseScores(
            phrases=query.phrases,
            words=sentence.words,
            word_phrases=sentence.word_phrases(query.phrases),
            times_s=tuple(times_s),
            sentence=rows[0].astype(np.float32),
            rows=rows[1:].astype(np.float32),
            score=float(spoken[0] @ pool_frames(frames, real)[0]),
        )

    def close(self) -> None:
        """Forget what was read; the model goes with the object."""
        self._recent.clear()

    @torch.inference_mode()
    def _read_new(self, texts: Sequence[str], added: AddedWords) -> list[TextVectors]:
        if any(not split_words(text).tokens for text in texts):
            raise EmptyQueryError("The query is empty.", "Describe a shot in a few words.")
        with guarded(self._device):
            vectors = self.read_rows(self.text_rows(texts, added)).cpu().numpy()
        return [
            TextVectors(text, vectors[i], dropped_words(text, lambda part: self._rows.write([part], added)[0].tolist()))
            for i, text in enumerate(texts)
        ]


def load_towers(options: EncoderOptions) -> tuple[CLIP | CustomTextCLIP, dict[str, Any], Path]:
    """An open_clip model with its weights, how its pictures are prepared, and its file. Raises: EncoderError."""
    name = options.model
    known_model(name)
    path = find_weights(name, options.weights)
    tag = get_pretrained_cfg(name, options.weights) or common_preprocessing(name)
    with _adapting(name, path):
        model = build_architecture(name, tag)
        _load(model, path)
    model.eval()  # a picture shown to a tower in training changes the statistics of its batches
    return model, tag, path


def build(options: EncoderOptions) -> Encoder:
    """The encoder for an open_clip model and its weights. Raises: EncoderError."""
    name = options.model
    model, tag, path = load_towers(options)
    with _adapting(name, path):
        tokenize = own_tokenizer(name, path.parent) or _plain_tokenizer(name)
    spec = find_spec(options) or _spec(options, model, tag, path, tokenize)
    return ClipMeanEncoder(model, tokenize, spec, replace(options, weights=str(path)))


def _spec(
    options: EncoderOptions, model: CLIP | CustomTextCLIP, tag: Mapping[str, Any], path: Path, tokenize: Any
) -> EncoderSpec:
    name = options.model
    return EncoderSpec(
        name=f"{name} ({path.name if Path(options.weights) == path else options.weights})",
        backend="clip_mean",
        weights_sha256=file_sha256(path),
        dim=(width := int(known_model(name)["embed_dim"])),
        frame_dim=width,
        frames_per_clip=_FRAMES,
        frame_shape=Preparation.of(model.visual, name).shape,
        context_length=tokenize.context_length or model.context_length,
        centres=0,
        frames_sha256=unit_tower_sha256(model, name, tag),
        is_multilingual=is_multilingual(name),
        text_sha256=text_sha256(model, quick_gelu=bool(tag.get("quick_gelu") or known_model(name).get("quick_gelu"))),
    )


def _plain_tokenizer(name: str) -> Any:
    """CLIP's own, unless the model wants it otherwise."""
    config = known_model(name)["text_cfg"]
    if config.get("tokenizer_kwargs") or config.get("tokenizer_mode") or config.get("hf_tokenizer_name"):
        return open_clip.get_tokenizer(name)
    return clip_words(config.get("context_length", 77))


def _load(model: nn.Module, path: Path) -> None:
    """Weights under the model's own names, whatever stands around them; other programs' names by open_clip.

    Raises: WeightsMissingError, WeightsCorruptError, and what open_clip raises.
    """
    wanted = model.state_dict()
    found = read_state(path)
    if found.keys() == wanted.keys() and all(found[name].shape == each.shape for name, each in wanted.items()):
        # Taken over rather than copied, in the type the model has; only what the file maps is not kept mapped.
        is_mapped = is_safetensors(path)
        model.load_state_dict(
            {name: each.to(wanted[name].dtype, copy=is_mapped).contiguous() for name, each in found.items()},
            assign=True,
        )
        return
    del found
    load_checkpoint(cast(Any, model), str(path), strict=True, weights_only=True)


def find_weights(model: str, weights: str) -> Path:
    """The checkpoint on this machine: a file, or an open_clip tag already downloaded. Raises: WeightsMissingError."""
    if weights and Path(weights).is_file():
        return Path(weights)
    if Path(weights).is_absolute():
        raise WeightsMissingError(
            f"The checkpoint {weights} was not found.", f"{why_missing(Path(weights))} Choose a checkpoint file."
        )
    tags = list_pretrained_tags_by_model(model)
    if weights in tags and (found := _on_disk(get_pretrained_cfg(model, weights))):
        return found
    there = [tag for tag in tags if _on_disk(get_pretrained_cfg(model, tag))]
    hint = f"Installed: {', '.join(there)}." if there else "Choose a checkpoint file."
    raise WeightsMissingError(f'The weights "{weights}" for {model} are not installed.', hint)


def own_tokenizer(name: str, folder: Path) -> Any:
    """The tokenizer beside the weights, for models that have one of their own; else None.

    Raises: WeightsMissingError, when it should lie there and does not; EncoderError, also when it writes sentences in
    another way than the model reads them.
    """
    config = known_model(name)["text_cfg"]
    if not config.get("hf_tokenizer_name"):
        return None
    if not (folder / "tokenizer.json").is_file():
        raise WeightsMissingError(
            f"{name} needs its own tokenizer, but there is none in {folder}.",
            "Put its tokenizer.json and tokenizer_config.json there.",
        )
    try:
        made = HFTokenizer(
            str(folder),
            context_length=config.get("context_length", 77),
            tokenizer_mode=config.get("tokenizer_mode"),
            **config.get("tokenizer_kwargs", {}),
        )
    except ImportError as error:
        raise EncoderError(f"{name} needs the library {error.name}, which is not installed.") from error
    except Exception as error:
        raise EncoderError(
            f"The tokenizer in {folder} cannot be read: {error}.", "Remove the model and install it again."
        ) from error
    check_rows(name, config, made.tokenizer, made)
    return made


def _on_disk(tag: dict[str, Any]) -> Path | None:
    """Where open_clip and the hub library would have put the file, if it is there."""
    if hub := tag.get("hf_hub"):
        from huggingface_hub import try_to_load_from_cache  # half a second for whoever names a file

        repository, filename = hub.rsplit("/", 1)
        for each in [filename] if filename else ["open_clip_model.safetensors", "open_clip_pytorch_model.bin"]:
            found = try_to_load_from_cache(repository, each)
            if isinstance(found, str):
                return Path(found)
    if url := tag.get("url"):
        cached = Path.home() / ".cache" / "clip" / url.rsplit("/", 1)[-1]
        return cached if cached.is_file() else None
    return None


def unit_tower_sha256(model: nn.Module, name: str, tag: Mapping[str, Any]) -> str:
    """Identity of an image tower whose vectors are stored with unit norm; whatever else goes into them counts too."""
    look = cast(Any, model).visual.preprocess_cfg
    colours = f"{tuple(look['mean'])} {tuple(look['std'])} {bool(tag.get('quick_gelu'))}"
    return tower_sha256(cast(nn.Module, model.visual), f"clip_mean {name} {colours}")


@contextmanager
def _adapting(name: str, path: Path) -> Iterator[None]:
    """Turn what open_clip raises into sentences."""
    try:
        yield
    except ImportError as error:
        raise EncoderError(f"{name} needs the library {error.name}, which is not installed.") from error
    except READ_ERRORS as error:
        raise WeightsCorruptError(
            f"{path.name} does not fit the model {name}.", "Choose the checkpoint that belongs to this model."
        ) from error
