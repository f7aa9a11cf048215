"""Checkpoint files, read and written safely: safetensors, or torch files without running what is inside them.

May import torch, safetensors, errors. What the weights mean is `layout`'s business.
"""

import errno
import hashlib
import json
import pickle
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from core.encode.checkpoint_damage import is_program, is_safetensors, reason
from core.encode.checkpoint_name import METADATA_KEY
from core.errors import EncoderError, OutOfMemoryError, WeightsCorruptError, WeightsMissingError
from core.missing_paths import why_missing

CLIP_VOCAB = 49408
TABLE = "clip.token_embedding.weight"
ROWS = "clip.token_embedding.rows"
IDS = "clip.token_embedding.ids"
_CARD_KEY = "c2v_card"
_NOT_WEIGHTS = ("input_resolution", "context_length", "vocab_size")
_NOT_THE_FILES_FAULT = {errno.EIO, errno.ENOMEM, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EMFILE, errno.EBUSY}
_HINT = "Choose a checkpoint file (.safetensors, .pt, .bin or pytorch_model.bin.N)."
READ_ERRORS = (
    SafetensorError, pickle.UnpicklingError, zipfile.BadZipFile, struct.error, OSError, EOFError, RuntimeError,
    ValueError, TypeError, LookupError, AttributeError, AssertionError,
)  # fmt: skip
"""All that the libraries were seen to raise on broken or foreign files."""


@dataclass(frozen=True, slots=True)
class CheckpointMeta:
    """What a file of ours says of itself; official files say nothing and get these defaults."""

    name: str = "CLIP2Video"
    is_demo: bool = False
    frames: int = 12
    words: int = 32
    center_weight: float = 0.5
    backend: str = "clip2video"
    vocab: int = CLIP_VOCAB
    """Rows of the token table once unpacked."""
    architecture: str = ""
    """open_clip's name of the towers; "" for the official layout."""
    preprocessing: dict[str, Any] = field(default_factory=dict)
    """How such towers want their pictures: mean, std, interpolation, resize_mode, quick_gelu, as open_clip says it."""
    trained: bool = True
    """False for heads at their start: until they are trained the towers are used alone."""
    unit_frames: bool = False
    """True for heads on the unit vectors of frames, as a plain image-text model has them stored."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A file that could be read: names and tensors as stored, its checksum, and what it says of itself."""

    state: Mapping[str, object]
    meta: CheckpointMeta
    sha256: str


def read_checkpoint(path: Path, sha256: str = "") -> Checkpoint:
    """Read a checkpoint without running anything in it; a packed token table comes back whole.

    `sha256` is its checksum where that is known. Raises: WeightsMissingError, WeightsCorruptError.
    """
    with _reading(path):
        sha256 = sha256 or file_sha256(path)
        if is_safetensors(path):
            state, meta = _read_safetensors(path)
        else:
            state, meta = _read_torch(path), CheckpointMeta(name=f"CLIP2Video ({path.name})")
        if ROWS in state or IDS in state:
            rows, ids = state.pop(ROWS, None), state.pop(IDS, None)
            if not isinstance(rows, Tensor) or not isinstance(ids, Tensor):
                raise ValueError(f"{ROWS} and {IDS} belong together")
            state[TABLE] = unpack_token_table(rows, ids, meta.vocab)
    return Checkpoint(state, meta, sha256)


def read_meta(path: Path) -> CheckpointMeta:
    """What a file says of itself, without its numbers. Raises: WeightsMissingError, WeightsCorruptError."""
    with _reading(path):
        if not is_safetensors(path):
            return CheckpointMeta()
    with _reading(path), safe_open(path, framework="pt") as file:
        return _meta(file.metadata(), path)


def read_state(path: Path) -> dict[str, Any]:
    """Names and tensors as stored, in whatever kind of file, without a `module.` prefix and without the three numbers
    that OpenAI's files carry beside their weights.

    Raises: WeightsMissingError, WeightsCorruptError.
    """
    if is_program(path):
        raise WeightsCorruptError(
            f"{path.name} is a TorchScript program, and C2V Desktop never runs code from files.",
            "Download the same weights as a checkpoint. OpenAI's are listed as clip-b32.",
        )
    with _reading(path):
        state = _read_safetensors(path)[0] if is_safetensors(path) else _read_torch(path)
    return plain_names(state)


def read_names(path: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a safetensors file, without its numbers. Raises: WeightsMissingError, WeightsCorruptError."""
    with _reading(path), safe_open(path, framework="pt") as file:
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118  no mapping


def plain_names(state: Mapping[str, Any]) -> dict[str, Any]:
    """Without what training in parallel and OpenAI's export add to a model's own names."""
    cut = len("module.") if state and all(name.startswith("module.") for name in state) else 0
    named = {name[cut:]: value for name, value in state.items()}
    return {name: value for name, value in named.items() if name not in _NOT_WEIGHTS}


def file_sha256(path: Path) -> str:
    """Checksum of a file's bytes. Raises: OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tower_sha256(tower: nn.Module, kind: str) -> str:
    """Identity of an image tower: its weights in half precision, in which they may be stored, and its kind."""
    return _state_sha256(tower.state_dict(), kind)


def text_sha256(clip: nn.Module, *, quick_gelu: bool) -> str:
    """Identity of the text tower of a CLIP or CustomTextCLIP: equal ones read added words alike, whatever the heads."""
    state = {
        name.removeprefix("text."): weight
        for name, weight in clip.state_dict().items()
        if not name.startswith(("visual.", "logit_"))
    }
    return _state_sha256(state, f"text {quick_gelu}")


def _state_sha256(state: Mapping[str, Any], kind: str) -> str:
    digest = hashlib.sha256(kind.encode())
    for name, weight in sorted(state.items()):
        stored = weight.detach().cpu()
        stored = (stored.half() if stored.is_floating_point() else stored).contiguous()
        digest.update(f"{name} {tuple(stored.shape)}".encode())
        digest.update(stored.numpy())
    return digest.hexdigest()


def read_card(path: Path) -> dict[str, Any]:
    """How a file of ours was taught; empty for all other files. Raises: WeightsMissingError, WeightsCorruptError."""
    with _reading(path):
        if not is_safetensors(path):
            return {}
    with _reading(path), safe_open(path, framework="pt") as file:
        card = json.loads((file.metadata() or {}).get(_CARD_KEY, "{}"))
    return card if isinstance(card, dict) else {}


def stored_tokens(path: Path) -> list[int]:
    """The tokens whose rows a packed token table stores; empty for a whole one. Raises: as `read_card`."""
    with _reading(path):
        if not is_safetensors(path):
            return []
    with _reading(path), safe_open(path, framework="pt") as file:
        return [int(each) for each in file.get_tensor(IDS)] if IDS in file.keys() else []  # noqa: SIM118  no mapping


def write_checkpoint(
    path: Path,
    model: nn.Module,
    meta: CheckpointMeta,
    token_ids: Sequence[int] = (),
    card: Mapping[str, Any] | None = None,
) -> None:
    """Write a model in half precision under the official names, all at once or not at all.

    `token_ids` are the tokens that were trained: then only their rows of the token table are stored. `card` says how
    it was taught. Raises: EncoderError.
    """
    state = {name: weight.detach().cpu() for name, weight in model.state_dict().items()}
    if token_ids:
        rows, ids = pack_token_table(state.pop(TABLE), token_ids)
        state |= {ROWS: rows, IDS: ids}
    state = {name: (w.half() if w.is_floating_point() else w).contiguous() for name, w in state.items()}
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not save_file: that makes files only their owner may read.
        said = {METADATA_KEY: json.dumps(asdict(meta)), **({_CARD_KEY: json.dumps(card)} if card else {})}
        draft.write_bytes(save(state, said))
        draft.replace(path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise EncoderError(f"The checkpoint {path} could not be written: {error}.") from error


def pack_token_table(table: Tensor, token_ids: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Keep some rows; all others share one more row, their mean. Shapes: (V, W) -> rows (n+1, W), ids (n,) int32."""
    ids = torch.tensor(sorted(set(token_ids)), dtype=torch.int64)
    rest = torch.ones(len(table), dtype=torch.bool)
    rest[ids] = False
    unknown = table[rest].double().mean(dim=0, keepdim=True) if rest.any() else torch.zeros(1, table.shape[1])
    return torch.cat([table[ids], unknown.to(table.dtype)]), ids.to(torch.int32)


def unpack_token_table(rows: Tensor, ids: Tensor, vocab: int = CLIP_VOCAB) -> Tensor:
    """Undo `pack_token_table`. Shapes: rows (n+1, W), ids (n,) -> (vocab, W). Raises: ValueError."""
    places = ids.long()
    if rows.dim() != 2 or places.dim() != 1 or len(rows) != len(places) + 1 or vocab > 1 << 20:
        raise ValueError(f"token table of shape {tuple(rows.shape)} with {places.numel()} ids cannot be unpacked")
    if len(places) and (int(places.min()) < 0 or int(places.max()) >= vocab):
        raise ValueError("token table names tokens outside the vocabulary")
    table = rows[-1:].expand(vocab, -1).clone()
    table[places] = rows[:-1]
    return table


def _read_safetensors(path: Path) -> tuple[dict[str, object], CheckpointMeta]:
    with safe_open(path, framework="pt") as file:
        state: dict[str, object] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
        return state, _meta(file.metadata(), path)


def _meta(metadata: Mapping[str, str] | None, path: Path) -> CheckpointMeta:
    said = json.loads((metadata or {}).get(METADATA_KEY, "{}"))
    if not isinstance(said, dict):
        raise ValueError("its metadata is no table")
    values: dict[str, Any] = {each.name: said[each.name] for each in fields(CheckpointMeta) if each.name in said}
    meta = CheckpointMeta(**{"name": f"CLIP2Video ({path.name})", **values})
    if any(type(value) is not type(getattr(CheckpointMeta(), name)) for name, value in values.items()):
        raise ValueError("its metadata is of the wrong type")
    if not (meta.frames >= 3 and meta.words >= 3 and 0 <= meta.center_weight <= 1):
        raise ValueError("its metadata makes no sense")
    return meta


def _read_torch(path: Path) -> dict[str, object]:
    with path.open("rb") as file:  # not by its name, of which torch would make something of its own
        loaded = torch.load(file, map_location="cpu", weights_only=True)
    if isinstance(loaded, dict) and isinstance(loaded.get("state_dict"), dict):
        loaded = loaded["state_dict"]  # as training programs save it
    if not isinstance(loaded, dict) or not all(isinstance(name, str) for name in loaded):
        raise ValueError("it does not hold named weights")
    return dict(loaded)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn whatever a missing or broken file causes into a sentence."""
    if not path.is_file():
        why = "" if path.exists() else f"{why_missing(path)} "
        raise WeightsMissingError(f"The checkpoint {path} was not found.", f"{why}{_HINT}")
    try:
        yield
    except PermissionError as error:
        raise WeightsMissingError(f"No permission to read the checkpoint {path}.", "Check its permissions.") from error
    except READ_ERRORS as error:
        if isinstance(error, OSError) and error.errno in _NOT_THE_FILES_FAULT:
            raise WeightsMissingError(
                f"The checkpoint {path} cannot be read at the moment: {error.strerror or error}.",
                "Check its drive, and try again.",
            ) from error
        if "allocate memory" in str(error):
            raise OutOfMemoryError(
                "Not enough memory to read the file.", "Close other programs and try again."
            ) from error
        with suppress(OSError):
            why = reason(path, error)
            said = f"The file {path.name} is damaged or not a checkpoint{(': ' if why else '')}{why}."
            raise WeightsCorruptError(said, _HINT) from error
        raise WeightsMissingError(f"The checkpoint {path} cannot be read at the moment.", "Check its drive.") from error
