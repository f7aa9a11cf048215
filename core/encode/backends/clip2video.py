"""CLIP2Video on open_clip towers: image and text tower, difference block, alignment block.

`state_dict()` of the model *is* the official checkpoint layout. Build it with `build_from_state_dict`.
"""

from collections.abc import Mapping

import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from torch import Tensor

from core.encode.layout import ModelSizes, check_state, clean_state, read_sizes
from core.encode.temporal import HEAD_WIDTH, HeadSizes, TemporalHeads, unit


class Clip2VideoModel(TemporalHeads):
    """Towers and temporal heads. Fresh ones are randomly initialised; see also `initialise_from_clip`."""

    def __init__(self, sizes: ModelSizes, center_weight: float = 0.5, frames: int = 12, words: int = 32) -> None:
        super().__init__(sizes.heads)
        self.sizes = sizes
        self.center_weight = center_weight
        self.frames = frames
        self.words = min(words, sizes.context_length)
        self.clip = build_towers(sizes)

    def encode_frames(self, pixels: Tensor) -> Tensor:
        """Raw frame vectors, not normalised. Shapes: (N, 3, S, S) normalised pixels -> (N, E)."""
        vectors: Tensor = self.clip.visual(pixels)
        return vectors

    def encode_words(self, ids: Tensor) -> Tensor:
        """Projected hidden state of every token; causal, so later tokens change nothing before them.

        Shapes: (N, L) -> (N, L, E), L up to the context length.
        """
        clip, L = self.clip, ids.shape[1]
        x = clip.token_embedding(ids) + clip.positional_embedding[:L]
        x = clip.transformer(x, attn_mask=clip.attn_mask[:L, :L])
        hidden: Tensor = clip.ln_final(x) @ clip.text_projection
        return hidden

    def text_vectors(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Global and aligned unit vectors of sentences. Shapes: (N, L), (N, L) -> (N, E), (N, E)."""
        hidden = self.encode_words(ids)
        return unit(end_vectors(hidden, ids)), self.gather_words(hidden, mask).vector

    def video_vectors(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Global and aligned unit vectors of clips. Shapes: (B, F, E), (B, F) -> (B, E), (B, E)."""
        return self.global_path(frames, mask).vector, self.aligned_path(frames, mask).aggregate.vector

    def join_halves(self, g: Tensor, a: Tensor) -> Tensor:
        """One unit vector whose inner product is the whole score. Shapes: (N, E), (N, E) -> (N, 2E)."""
        w = self.center_weight
        return torch.cat([w**0.5 * g, (1 - w) ** 0.5 * a], dim=-1)


def end_vectors(hidden: Tensor, ids: Tensor) -> Tensor:
    """The end token's hidden state; it has the largest id. Shapes: (N, L, E), (N, L) -> (N, E)."""
    return hidden[torch.arange(len(ids), device=ids.device), ids.argmax(dim=-1)]


def build_towers(sizes: ModelSizes) -> CLIP:
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


def build_from_state_dict(
    state: Mapping[str, object], center_weight: float = 0.5, frames: int = 12, words: int = 32
) -> Clip2VideoModel:
    """Build the model that an official state dict belongs to, in float32 and evaluation mode.

    Width, depth, patch, grid, vocabulary, context, K and temporal depth come from names and shapes. Weights may be
    of mixed precision and carry a `module.` prefix. `frames` and `words` are not in the file: they say how long
    clips and sentences are padded.
    Raises: WeightsCorruptError, naming what is missing, unexpected or of the wrong shape.
    """
    clean = clean_state(state)
    sizes = read_sizes(clean)
    with torch.device("meta"):
        model = Clip2VideoModel(sizes, center_weight, frames, words)
    check_state(clean, model.state_dict())
    model.load_state_dict(clean, assign=True)
    model.clip.attn_mask = torch.full((sizes.context_length,) * 2, float("-inf")).triu_(1)
    model.requires_grad_(True)
    return model.eval()


def initialise_from_clip(
    clip_state: Mapping[str, object], centres: int = 5, temporal_layers: int = 4, frames: int = 12, seed: int = 0
) -> Clip2VideoModel:
    """A model ready to be trained: towers from a CLIP, temporal blocks copied from its text tower, random centres.

    `clip_state` has the names of open_clip or OpenAI, with or without the prefix `clip.`. Blocks the text tower does
    not have keep a random start. Raises: WeightsCorruptError.
    """
    clean = clean_state(clip_state)
    if not any(name.startswith("clip.") for name in clean):
        clean = {f"clip.{name}": weight for name, weight in clean.items()}
    for extra in ("input_resolution", "context_length", "vocab_size"):
        clean.pop(f"clip.{extra}", None)
    places = clean.get("clip.positional_embedding", torch.zeros(0, 0))
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(2, centres, places.shape[-1], generator=generator) * HEAD_WIDTH**-0.5
    new = {
        "weight_center": drawn[0],
        "emb_center": drawn[1],
        "frame_position_embeddings.weight": places.clone(),
        "type_position_embeddings.weight": places[:2].clone(),
    }
    copies = [(f"transformerClip.resblocks.{i}.", i) for i in range(temporal_layers)]
    copies += [("frame2t_attention.resblocks.0.", 0), ("actionClip.resblocks.0.", 0)]
    for target, i in copies:
        source = f"clip.transformer.resblocks.{i}."
        new |= {target + name[len(source) :]: w.clone() for name, w in clean.items() if name.startswith(source)}
    fresh = _fresh_heads(places.shape[-1], centres, temporal_layers, len(places), seed)
    return build_from_state_dict({**fresh, **clean, **new}, frames=frames).train()


def _fresh_heads(width: int, centres: int, temporal_layers: int, positions: int, seed: int) -> dict[str, Tensor]:
    """Randomly started temporal weights, without touching torch's global random state."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return TemporalHeads(HeadSizes(width, centres, temporal_layers, positions)).state_dict()
