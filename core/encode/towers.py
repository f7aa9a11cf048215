"""Image and text towers of any open_clip architecture, and how each wants its pictures and reads its words.

May import torch, open_clip's models, values and errors. Knows nothing of files: weights are loaded by whoever has them.
"""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before open_clip: its hub library reads this when imported

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import open_clip
import torch
import torch.nn.functional as F
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg, CustomTextCLIP
from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model
from open_clip.transformer import TextTransformer
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from core.encode.clip2video_layout import ModelSizes
from core.encode.frame_encoder import PixelStatistics
from core.encode.mute import muted
from core.encode.temporal import HEAD_WIDTH, HeadSizes
from core.errors import EncoderError
from core.values import FrameShape, Interpolation, ResizeMode

_DRAWING: Final = frozenset(
    f"{prefix}{kind}_" for prefix in ("", "trunc_", "xavier_", "kaiming_") for kind in ("uniform", "normal")
)
PREPROCESSING = ("size", "mean", "std", "interpolation", "resize_mode")


@dataclass(frozen=True, slots=True)
class Preparation:
    """How a tower wants its pictures."""

    shape: FrameShape
    statistics: PixelStatistics

    @classmethod
    def official(cls, image_px: int) -> "Preparation":
        """As the official checkpoints want them: short side, middle square, bicubic, CLIP's colours."""
        return cls(FrameShape(image_px), PixelStatistics())

    @classmethod
    def of(cls, visual: nn.Module, name: str) -> "Preparation":
        """What an open_clip image tower says of itself. Raises: EncoderError."""
        said = cast(Any, visual).preprocess_cfg
        size = said["size"]
        sides = {size} if isinstance(size, int) else set(size)
        mode, filter_ = said["resize_mode"], said["interpolation"]
        if len(sides) != 1 or mode not in ("shortest", "squash", "longest") or filter_ not in ("bicubic", "bilinear"):
            raise EncoderError(
                f"{name} needs its frames in a format this program does not support.", "Choose another model."
            )
        shape = FrameShape(sides.pop(), cast(ResizeMode, mode), cast(Interpolation, filter_))
        return cls(shape, PixelStatistics(tuple(said["mean"]), tuple(said["std"])))


def known_model(name: str) -> Mapping[str, Any]:
    """open_clip's configuration of a model. Raises: EncoderError, naming some that exist."""
    config = open_clip.get_model_config(name) if name and ":" not in name else None
    if config is None:
        near = [each for each in open_clip.list_models() if each.lower().startswith(name.lower()[:5])]
        raise EncoderError(
            f'open_clip knows no model named "{name}".',
            f"Names look like these: {', '.join((near or ['ViT-B-32'])[:4])}.",
        )
    return cast(Mapping[str, Any], config)


class Undrawn(TorchFunctionMode):
    """Layers made meanwhile get memory, but no random start: drawing it takes seconds, and their weights are read."""

    def __torch_function__(
        self, func: Any, types: object, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Leave out what draws."""
        given = kwargs or {}
        if getattr(func, "__name__", "") in _DRAWING:
            return args[0] if args else given["tensor"]
        return func(*args, **given)


def build_architecture(name: str, tag: Mapping[str, Any]) -> CLIP | CustomTextCLIP:
    """An open_clip model whose weights are still to come; `tag` says how its pictures are prepared.

    Raises: EncoderError.
    """
    known_model(name)
    try:
        with muted(), Undrawn():  # it warns that there are no weights yet
            model = open_clip.create_model(
                name,
                load_weights=False,
                pretrained_text=False,
                force_quick_gelu=bool(tag.get("quick_gelu")),
                force_preprocess_cfg={key: tag[key] for key in PREPROCESSING if tag.get(key) and key != "size"},
            )
    except ImportError as error:
        raise EncoderError(f"{name} needs the library {error.name}, which is not installed.") from error
    except (TypeError, ValueError, RuntimeError) as error:
        raise EncoderError(f"{name} cannot be built here: {error}.") from error
    if not isinstance(model, CLIP | CustomTextCLIP):
        raise EncoderError(f"{name} is not a plain image-text model.", "Choose another model.")
    return model


def common_preprocessing(model: str) -> dict[str, Any]:
    """What all published weights of a model agree on, for a file whose origin is not known."""
    published = [get_pretrained_cfg(model, tag) for tag in list_pretrained_tags_by_model(model)]
    if not published:
        return {}
    return {key: published[0].get(key) for key in PREPROCESSING if len({str(each.get(key)) for each in published}) == 1}


# --------------------------------------------------------------------------- under the heads of CLIP2Video


def sizes_on(clip: CLIP | CustomTextCLIP, architecture: str, heads: HeadSizes) -> ModelSizes:
    """Sizes of a model whose heads stand on these towers; a tower without a grid of patches has patches of 0.

    Raises: EncoderError, when its words cannot be read one by one.
    """
    text, visual = words_of(clip, architecture), cast(Any, clip.visual)
    projection = text.text_projection
    return ModelSizes(
        image_px=Preparation.of(visual, architecture).shape.image_px,
        patch_px=_patch_px(visual),
        vision_width=0,
        vision_layers=0,
        context_length=int(clip.context_length),
        vocab=int(clip.vocab_size),
        text_width=text.positional_embedding.shape[1],
        text_layers=len(text.transformer.resblocks),
        embed_dim=int(projection.out_features if isinstance(projection, nn.Linear) else projection.shape[1]),
        temporal_layers=heads.temporal_layers,
        centres=heads.centres,
        positions=heads.positions,
        architecture=architecture,
    )


def words_of(clip: CLIP | CustomTextCLIP, architecture: str = "") -> Any:
    """The part that reads words; its names are the same in both of open_clip's classes. Raises: EncoderError."""
    text = clip.text if isinstance(clip, CustomTextCLIP) else clip
    if _pool(text) not in ("argmax", "last") or getattr(text, "cls_emb", None) is not None:
        raise EncoderError(
            f"The CLIP2Video heads cannot be used with {architecture}: it does not encode words one by one.",
            "Use it as a plain image-text model, or choose another one for the heads.",
        )
    return text


def causal_words(clip: CLIP | CustomTextCLIP) -> Any:
    """The part that reads words, where a sentence's vector is its end token's and later places count for nothing."""
    text = clip.text if isinstance(clip, CustomTextCLIP) else clip
    is_causal = getattr(text, "attn_mask", None) is not None and getattr(text, "cls_emb", None) is None
    plain = is_causal and hasattr(text, "token_embedding") and getattr(text, "text_projection", None) is not None
    return text if plain and _pool(text) == "argmax" else None


def read_words(text: Any, ids: Tensor) -> Tensor:
    """Projected hidden state of every token. Shapes: (N, L) -> (N, L, E), L up to the context length.

    In a causal tower later tokens change nothing before them; any other is shown the padding it was trained with.
    A tower whose sentence vector is its last place's has no start token: the first of `ids` only keeps its place,
    with zeros, and all places come back. Shapes then: (N, L) -> (N, 1 + context, E).
    """
    if _pool(text) == "last":
        return F.pad(_read_places(text, ids[:, 1:], text.context_length), (0, 0, 1, 0))
    return _read_places(text, ids, ids.shape[1])


def end_vectors(text: Any, hidden: Tensor, ids: Tensor) -> Tensor:
    """The whole sentence: at the end token, which has the largest id, or at the last place.

    Shapes: hidden as `read_words` gives it, (N, L) -> (N, E).
    """
    if _pool(text) == "last":
        return hidden[:, -1]
    return hidden[torch.arange(len(ids), device=ids.device), ids.argmax(dim=-1)]


def _pool(text: Any) -> str:
    return str(text.pool_type if isinstance(text, TextTransformer) else getattr(text, "text_pool_type", ""))


def _read_places(text: Any, ids: Tensor, kept: int) -> Tensor:
    mask = text.attn_mask
    if mask is None or kept > ids.shape[1]:
        ids = F.pad(ids, (0, text.context_length - ids.shape[1]), value=getattr(text, "pad_id", 0))
    L = ids.shape[1]
    x = text.token_embedding(ids) + text.positional_embedding[:L]
    x = text.ln_final(text.transformer(x, attn_mask=None if mask is None else mask[:L, :L]))[:, :kept]
    projection = text.text_projection
    hidden: Tensor = projection(x) if isinstance(projection, nn.Module) else x @ projection
    return hidden


def official_towers(sizes: ModelSizes) -> CLIP:
    """open_clip's CLIP class with QuickGELU and heads of 64, as OpenAI's weights and the checkpoints want it."""
    vision = CLIPVisionCfg(
        layers=sizes.vision_layers,
        width=sizes.vision_width,
        head_width=min(HEAD_WIDTH, sizes.vision_width),
        patch_size=sizes.patch_px,
        image_size=sizes.image_px,
    )
    text = CLIPTextCfg(
        context_length=sizes.context_length,
        vocab_size=sizes.vocab,
        width=sizes.text_width,
        heads=max(1, sizes.text_width // HEAD_WIDTH),
        layers=sizes.text_layers,
    )
    return CLIP(sizes.embed_dim, vision, text, quick_gelu=True)


def _patch_px(visual: Any) -> int:
    """Side of a patch of a plain transformer over patches, 0 for convolutions and mixed towers."""
    if hasattr(visual, "patch_size"):
        return int(visual.patch_size[0])
    embed = getattr(getattr(visual, "trunk", None), "patch_embed", None)
    size = getattr(embed, "patch_size", None)
    return int(size[0]) if isinstance(size, tuple) and len(set(size)) == 1 else 0
