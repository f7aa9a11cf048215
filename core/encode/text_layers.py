"""The layers of a text tower run by ONNX Runtime, on processors: a sentence takes less than half of torch's time.

A sentence is a dozen tokens against matrices of millions of numbers. ONNX Runtime packs these once, when it opens the
file; torch does it again for every sentence. Numbers stay float32, and agree to the sixth digit.
"""

import logging
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from open_clip.transformer import ResidualAttentionBlock, Transformer
from torch import Tensor, nn

from core.encode import onnx_runtime
from core.encode.devices import measurements_here
from core.encode.encoder_options import EncoderOptions
from core.encode.format_measurements import TextTrial, text_file
from core.errors import EncoderError

SUFFIX: Final = ".text.onnx"
MIN_COSINE: Final = 0.99999
"""Nothing is rounded, so whatever agrees less is another function."""
MIN_SPEEDUP: Final = 1.2
"""Below this the file is not worth its room on the disk."""
_LENGTHS: Final = (2, 5, 12, 30, 77)
_TYPICAL: Final = 12
"""Tokens of a usual question."""
_log = logging.getLogger(__name__)


class OnnxTextLayers(nn.Module):
    """Stands where a text tower had its `transformer`. Not differentiable. Raises: EncoderError, as `open_session`."""

    def __init__(self, path: Path, threads: int) -> None:
        super().__init__()
        self._session = onnx_runtime.open_session(path, threads)

    def forward(self, x: Tensor, attn_mask: Tensor | None = None) -> Tensor:
        """Shapes: (N, L, W) -> (N, L, W). The mask is the one that is in the file."""
        return onnx_runtime.run(self._session, "tokens", [x])[0].to(x.device)

    def get_cast_dtype(self) -> torch.dtype:
        """What open_clip asks its layers."""
        return torch.float32


class ArrivingTextLayers(nn.Module):
    """Torch's layers until the file is open, which takes half a second and is begun with the second sentence.

    So a program that asks one question pays nothing. Where it cannot be opened torch's layers stay.
    """

    def __init__(self, layers: nn.Module, open_file: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.layers = layers
        self._open = open_file
        self._calls = 0
        self._arrived: nn.Module | None = None

    def forward(self, x: Tensor, attn_mask: Tensor | None = None) -> Tensor:
        """Shapes: (N, L, W) -> (N, L, W)."""
        self._calls += 1
        if self._calls == 2:
            threading.Thread(target=self._fetch, name="text layers", daemon=True).start()
        if self._arrived is not None:
            self.layers = self._arrived  # torch's copy of the weights is given up
        seen: Tensor = self.layers(x, attn_mask=attn_mask)
        return seen

    def get_cast_dtype(self) -> torch.dtype:
        """What open_clip asks its layers."""
        return torch.float32

    def _fetch(self) -> None:
        try:
            self._arrived = self._open()
        except (EncoderError, OSError, MemoryError) as error:
            _log.warning("sentences stay with torch: %s", error)


def use_measured_layers(encoder: Any, options: EncoderOptions) -> None:
    """Give an encoder the layers that `c2v models bench` made for it on this machine, when it is asked often enough.

    Not for teaching: no gradient flows through them.
    """
    text, spec = getattr(encoder, "text_tower", None), encoder.spec
    if text is None or options.precision != "auto" or encoder.state.device != "cpu" or not can_export(text):
        return
    known = measurements_here(options, torch.device("cpu"), spec.frames_sha256)
    trial = known.text if known is not None else None
    if trial is None or not trial.made or trial.tower != spec.text_sha256 or not onnx_runtime.is_available():
        return
    threads = torch.get_num_threads()
    text.transformer = ArrivingTextLayers(
        text.transformer, lambda: _open_unchanged(Path(options.weights), trial, threads)
    )


def _open_unchanged(weights: Path, trial: TextTrial, threads: int) -> OnnxTextLayers:
    path = text_file(weights, trial)
    if path is None:
        raise EncoderError(f"{trial.made} is missing or was changed.", "Run `c2v models bench` to create it again.")
    return OnnxTextLayers(path, threads)


def can_export(text: Any) -> bool:
    """Plain layers under no mask or the causal one: all whose forward is the one written here."""
    layers: Any = getattr(text, "transformer", None)
    if type(layers) is not Transformer or not layers.batch_first or getattr(text, "cls_emb", None) is not None:
        return False
    mask = getattr(text, "attn_mask", None)
    is_causal = mask is None or torch.equal(torch.isinf(mask), torch.isinf(_causal_mask(len(mask))))
    plain = all(type(each) is ResidualAttentionBlock and each.attn.bias_k is None for each in layers.resblocks)
    return plain and is_causal and not getattr(text, "use_pad_mask", False)


def make_text_layers(text: Any, target: Path) -> None:
    """Write a tower's layers, all at once or not at all. Raises: EncoderError."""
    layers = _Layers(text.transformer.resblocks, text.attn_mask is not None)
    example = torch.zeros(2, _TYPICAL, text.transformer.width)
    onnx_runtime.export_to(target, "The text tower", layers, example, ("tokens", "hidden"), {0: "n", 1: "length"})


@torch.inference_mode()
def compare_layers(
    text: Any, other: nn.Module, seconds: float, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float]:
    """How many times as fast the others are for a usual question, and the least cosine of a token at any length."""
    generator = torch.Generator().manual_seed(0)
    mask = text.attn_mask
    cosine, took = 1.0, ([0.0][:0], [0.0][:0])

    def run(layers: nn.Module, x: Tensor) -> Tensor:
        length = x.shape[1]
        seen: Tensor = layers(x, attn_mask=None if mask is None else mask[:length, :length])
        return seen

    room = len(text.positional_embedding)
    for length in (each for each in _LENGTHS if each <= room):
        x = _tokens(text, length, generator)
        cosine = min(cosine, float(torch.cosine_similarity(run(text.transformer, x), run(other, x), dim=-1).min()))
    usual = _tokens(text, min(_TYPICAL, room), generator)
    began = clock()
    while not took[0] or clock() - began < seconds:
        for layers, spent in zip((text.transformer, other), took, strict=True):
            before = clock()
            run(layers, usual)
            spent.append(clock() - before)
    return statistics.median(took[0]) / max(statistics.median(took[1]), 1e-9), cosine


class _Layers(nn.Module):
    """What open_clip's layers compute, in operators whose sizes the exporter leaves open."""

    def __init__(self, blocks: nn.ModuleList, is_causal: bool) -> None:
        super().__init__()
        self.blocks, self._is_causal = blocks, is_causal

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (N, L, W) -> (N, L, W)."""
        mask = _causal_mask(x.shape[1]) if self._is_causal else None
        for block in self.blocks:
            part: Any = block
            x = x + part.ls_1(_attend(part.attn, part.ln_1(x), mask))
            x = x + part.ls_2(part.mlp(part.ln_2(x)))
        return x


def _attend(attention: Any, x: Tensor, mask: Tensor | None) -> Tensor:
    """Shapes: (N, L, W) -> (N, L, W)."""
    joined = torch.nn.functional.linear(x, attention.in_proj_weight, attention.in_proj_bias)
    parts = torch.unflatten(joined, -1, (3, attention.num_heads, attention.head_dim))
    q, k, v = parts.permute(2, 0, 3, 1, 4)
    weights = (q * attention.head_dim**-0.5) @ k.transpose(-1, -2)
    if mask is not None:
        weights = weights + mask
    seen: Tensor = attention.out_proj((weights.softmax(dim=-1) @ v).transpose(1, 2).flatten(2))
    return seen


def _causal_mask(length: int) -> Tensor:
    return torch.full((length, length), float("-inf")).triu(1)


def _tokens(text: Any, length: int, generator: torch.Generator) -> Tensor:
    """Any words, as the layers get them. Shapes: -> (1, length, W)."""
    ids = torch.randint(text.token_embedding.num_embeddings, (1, length), generator=generator)
    rows: Tensor = text.token_embedding(ids) + text.positional_embedding[:length]
    return rows
