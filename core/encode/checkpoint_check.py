"""What a checkpoint file is, and a table of all that does not fit. Strict: one strange name, and it is not that model.

Knows the layouts of CLIP2Video and CLIP4Clip, and every architecture of open_clip; other backends know their own.
May import torch and open_clip's classes of models; runs nothing that is in a file.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import open_clip
import torch
from open_clip.model import CLIP, CustomTextCLIP
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from core import registry
from core.encode.backends.clip2video import Clip2VideoModel
from core.encode.backends.clip_mean import own_tokenizer
from core.encode.checkpoint_damage import is_safetensors
from core.encode.checkpoint_report import CheckpointFit, Mismatch, card_line
from core.encode.clip2video_layout import ModelSizes, clean_state, read_heads, read_sizes
from core.encode.smoke_test import try_model as try_model  # one of the questions of `Look`
from core.encode.temporal import TemporalHeads
from core.encode.weights import (
    CLIP_VOCAB,
    ROWS,
    plain_names,
    read_card,
    read_checkpoint,
    read_meta,
    read_names,
    read_state,
)
from core.errors import EncoderError, UnnamedModelError, WeightsCorruptError

Shape = tuple[int, ...]

_HEADS = ("weight_center", "emb_center", "type_position_embeddings.", "actionClip.", "frame2t_attention.")
_TEMPORAL = {
    "transformerClip.": "a temporal transformer (seqTransf)",
    "lstm_visual.": "an LSTM over frames (seqLSTM)",
    "cross.": "a tight cross-encoder (tightTransf)",
}
_BY_PATCH = {32: "ViT-B-32-quickgelu", 16: "ViT-B-16-quickgelu", 14: "ViT-L-14-quickgelu"}
OFFICIAL = ModelSizes(
    image_px=224,
    patch_px=32,
    vision_width=768,
    vision_layers=12,
    context_length=77,
    vocab=CLIP_VOCAB,
    text_width=512,
    text_layers=12,
    embed_dim=512,
)
"""CLIP2Video as its authors published it; K and depth may differ."""


def recognise(path: Path, architecture: str = "") -> CheckpointFit:
    """What is in a checkpoint file? `architecture` is for files that do not say it themselves.

    Raises: WeightsMissingError, WeightsCorruptError, EncoderError.
    """
    try:
        state = read_state(path)
    except WeightsCorruptError:
        found = _ask_backends(path)  # whose own files may hold more than weights
        if found is None:
            raise
        return found
    if any(name.startswith(_HEADS) for name in state):
        meta = read_meta(path)
        state = _unpacked(path, state)
        found = _fit_heads_on(state, meta.architecture) if meta.architecture else _fit_clip2video(state)
        taught = card_line(read_card(path))
        return replace(found, trained=meta.trained, about=f"{found.about}. {taught[:-1]}" if taught else found.about)
    if state and all(name.startswith("clip.") for name in _without_temporal(state)):
        return _fit_clip4clip(state, architecture)
    found = None if architecture else _ask_backends(path)
    return found or replace(_fit_open_clip(state, architecture), is_plain=_is_plain(path, state))


def recognise_towers(path: Path, architecture: str = "") -> CheckpointFit:
    """The towers of a CLIP2Video or CLIP4Clip file, whatever stands on them. Raises: as `recognise`."""
    state = _read_whole(path)
    architecture = architecture or read_meta(path).architecture or _guess_architecture(_named_towers(state))
    if not architecture and any(name.startswith(_HEADS) for name in state):
        raise EncoderError(
            f"{path.name} has image and text towers of its own size, which open_clip has no name for, so they cannot "
            "be used alone.",
            "Import the whole model instead.",
        )
    return _fit_clip4clip(state, architecture)


def fits_architecture(path: Path, architecture: str) -> CheckpointFit:
    """Compare names and shapes of a file with open_clip's model; of safetensors only the head is read. A tokenizer
    that lies beside it is tried too.

    Raises: WeightsMissingError, WeightsCorruptError, EncoderError.
    """
    if (path.parent / "tokenizer.json").is_file():
        own_tokenizer(architecture, path.parent)
    if path.is_file() and not is_safetensors(path):
        return _fit_open_clip(read_state(path), architecture)
    return _open_clip_fit(plain_names(read_names(path)), architecture)


def write_towers(source: Path, target: Path) -> None:
    """Write the towers of a CLIP4Clip or CLIP2Video file, or those of a plain one, under open_clip's names.

    Raises: WeightsMissingError, WeightsCorruptError, EncoderError.
    """
    state = _read_whole(source)
    towers = {
        name.removeprefix("clip."): weight.clone(memory_format=torch.contiguous_format)  # two may share their numbers
        for name, weight in (_towers(state) or state).items()
        if isinstance(weight, Tensor)
    }
    try:
        save_file(towers, target)
    except (OSError, SafetensorError) as error:
        said = getattr(error, "strerror", None) or error
        raise EncoderError(f"{target} cannot be written: {said}.") from error


def expected_shapes(architecture: str) -> dict[str, Shape]:
    """Names and shapes of an open_clip model, without memory for its numbers. Raises: EncoderError."""
    config = copy.deepcopy(open_clip.get_model_config(architecture)) if architecture else None
    if config is None:
        raise EncoderError(f'open_clip knows no model named "{architecture}".', "Names look like ViT-B-32.")
    kind: Callable[..., torch.nn.Module] = CustomTextCLIP if config.pop("custom_text", False) else CLIP
    try:
        with torch.device("meta"):
            model = kind(**config)
    except (TypeError, RuntimeError, ImportError) as error:
        raise EncoderError(f"{architecture} cannot be built here: {error}.") from error
    return {name: tuple(each.shape) for name, each in model.state_dict().items()}


# ---- the kinds


def _ask_backends(path: Path) -> CheckpointFit | None:
    """Backends with files of their own know them: a module may have `recognise(path) -> CheckpointFit | None`."""
    for name in registry.names(registry.BACKENDS):
        with suppress(EncoderError):  # one that lacks its library knows no files
            knows = getattr(registry.load(registry.BACKENDS, name), "recognise", None)
            found: CheckpointFit | None = knows(path) if knows is not None else None
            if found is not None:
                return found
    return None


def _fit_clip2video(state: Mapping[str, object]) -> CheckpointFit:
    clean = clean_state(state)
    try:
        sizes = read_sizes(clean)
    except WeightsCorruptError:
        sizes = OFFICIAL  # something needed is lacking: the table then says what, against the published model
    with torch.device("meta"):
        wanted = {name: tuple(each.shape) for name, each in Clip2VideoModel(sizes).state_dict().items()}
    about = (
        f"CLIP2Video: {sizes.image_px} px in patches of {sizes.patch_px}, width {sizes.embed_dim}, "
        f"{sizes.centres} centres, {sizes.temporal_layers} temporal layers"
    )
    return CheckpointFit("clip2video", "", about, len(clean), _compare(_shapes(clean), wanted))


def _fit_heads_on(state: Mapping[str, object], architecture: str) -> CheckpointFit:
    """Heads of CLIP2Video on towers of another architecture."""
    clean = clean_state(state)
    heads = read_heads(clean)
    with torch.device("meta"):
        wanted = {name: tuple(each.shape) for name, each in TemporalHeads(heads).state_dict().items()}
    wanted |= {f"clip.{name}": shape for name, shape in expected_shapes(architecture).items()}
    about = (
        f"heads of CLIP2Video on towers of {architecture}: width {heads.width}, {heads.centres} centres, "
        f"{heads.temporal_layers} temporal layers"
    )
    return CheckpointFit("clip2video", architecture, about, len(clean), _compare(_shapes(clean), wanted))


def _fit_clip4clip(state: Mapping[str, object], architecture: str) -> CheckpointFit:
    named = _named_towers(state)
    architecture = architecture or _guess_architecture(named)
    plain = _open_clip_fit(named, architecture)
    temporal = next((what for prefix, what in _TEMPORAL.items() if any(n.startswith(prefix) for n in state)), "")
    about = f"image and text towers of {architecture}; " + (f"over them {temporal}" if temporal else "frames averaged")
    return CheckpointFit("clip4clip", architecture, about, len(state), plain.misfits, temporal)


def _fit_open_clip(state: Mapping[str, object], architecture: str) -> CheckpointFit:
    return _open_clip_fit(_shapes(clean_state(state)), architecture)


def _open_clip_fit(found: Mapping[str, Shape], architecture: str) -> CheckpointFit:
    if not architecture:
        raise UnnamedModelError(
            "The file contains the weights of an image-text model, but does not say which one.",
            "Say which listed model it is (--as ID), or give its open_clip name (--model NAME).",
        )
    misfits = _compare(found, expected_shapes(architecture))
    return CheckpointFit("open_clip", architecture, f"image and text towers of {architecture}", len(found), misfits)


# ---- within


def _is_plain(path: Path, state: Mapping[str, object]) -> bool:
    """Safetensors that hold the model's own names and nothing else, and are called so."""
    return path.suffix == ".safetensors" and is_safetensors(path) and read_names(path).keys() == state.keys()


def _read_whole(path: Path) -> dict[str, object]:
    return _unpacked(path, read_state(path))


def _unpacked(path: Path, state: dict[str, object]) -> dict[str, object]:
    """With the whole token table: files of ours may store only the words that were trained."""
    return dict(read_checkpoint(path).state) if ROWS in state else state


def _guess_architecture(towers: Mapping[str, Shape]) -> str:
    """The published model with patches of this size; empty where there is none."""
    return _BY_PATCH.get((towers.get("visual.conv1.weight") or (0,))[-1], "")


def _named_towers(state: Mapping[str, object]) -> dict[str, Shape]:
    """Shapes of the towers under open_clip's names."""
    towers = _shapes(clean_state(_towers(state)))
    return {name.removeprefix("clip."): shape for name, shape in towers.items()}


def _towers(state: Mapping[str, object]) -> dict[str, object]:
    towers = {name.removeprefix("clip."): value for name, value in state.items() if name.startswith("clip.")}
    return {f"clip.{name}": value for name, value in plain_names(towers).items()}


def _without_temporal(state: Mapping[str, object]) -> list[str]:
    beside = (*_TEMPORAL, "frame_position_embeddings.", "similarity_dense.")
    return [name for name in state if not name.startswith(beside)]


def _shapes(state: Mapping[str, Tensor]) -> dict[str, Shape]:
    return {name: tuple(each.shape) for name, each in state.items()}


def _compare(found: Mapping[str, Shape], wanted: Mapping[str, Shape]) -> tuple[Mismatch, ...]:
    return (
        *(Mismatch(name, "missing", "", _said(wanted[name])) for name in _sorted(wanted.keys() - found.keys())),
        *(Mismatch(name, "unexpected", _said(found[name]), "") for name in _sorted(found.keys() - wanted.keys())),
        *(
            Mismatch(name, "wrong shape", _said(found[name]), _said(wanted[name]))
            for name in _sorted(found.keys() & wanted.keys())
            if found[name] != wanted[name]
        ),
    )


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(names)


def _said(shape: Shape) -> str:
    return "x".join(map(str, shape)) or "one number"
