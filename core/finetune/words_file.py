"""Taught words in a file that can be handed on: safetensors with a card, never a pickle. No torch.

Raises, throughout: StoreError.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import StoreError
from core.finetune.teaching_data import write_whole
from core.values import FloatArray

_KEY: Final = "c2v_words"
_VERSION: Final = 1
_MOST_WORDS: Final = 100_000
_MOST_VECTORS: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class WordInFile:
    """Shapes: vectors (n, W) float32."""

    text: str
    kind: Literal["name", "word"]
    vectors: FloatArray
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was measured when it was taught."""


@dataclass(frozen=True, slots=True)
class WordsFile:
    """Words of one text tower, and the card: which tower, of which model, when."""

    tower_key: str
    model: str
    words: tuple[WordInFile, ...]
    date: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What else the card says, such as how a run that learned them was judged."""


def write_words(path: Path, content: WordsFile) -> str:
    """Write it all at once or not at all; returns the checksum of the vectors that stands in the card."""
    arrays = {str(i): np.ascontiguousarray(each.vectors, "<f4") for i, each in enumerate(content.words)}
    card = {
        "version": _VERSION,
        "tower": content.tower_key,
        "model": content.model,
        "date": content.date or date.today().isoformat(),
        "words": [{"text": each.text, "kind": each.kind, "figures": dict(each.figures)} for each in content.words],
        "about": dict(content.about),
    }
    card["sha256"] = _checksum(arrays, card)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, save(arrays, {_KEY: json.dumps(card, ensure_ascii=False)}))
    except OSError as error:
        raise StoreError(f"{path} could not be written: {error.strerror or error}.", "Choose another place.") from error
    return str(card["sha256"])


def read_words(path: Path) -> WordsFile:
    """Undo `write_words`; nothing in the file is run."""
    if not path.is_file():
        raise StoreError(f"There is no file {path}.", "Check its name.")
    try:
        with safe_open(path, framework="numpy") as file:
            said = json.loads((file.metadata() or {})[_KEY])
            arrays = {str(i): file.get_tensor(str(i)) for i in range(len(said["words"]))}
        if said["version"] > _VERSION:
            raise StoreError(f"{path.name} was written by a newer version of C2V Desktop.", "Update this one.")
        if said["sha256"] != _checksum(arrays, said) or len(arrays) > _MOST_WORDS:
            raise ValueError("the checksum differs")
        words = tuple(
            WordInFile(_text(each), _kind(each), _vectors(arrays[str(i)]), dict(each["figures"]))
            for i, each in enumerate(said["words"])
        )
        if len({each.vectors.shape[1] for each in words}) > 1:
            raise ValueError("vectors of several widths")
        return WordsFile(str(said["tower"]), str(said["model"]), words, str(said["date"]), dict(said.get("about", {})))
    except PermissionError as error:
        raise StoreError(f"No permission to read {path}.", "Check its permissions.") from error
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path.name} holds no taught names, or is damaged.", "Choose a file written by `c2v names export`."
        ) from error


def _checksum(arrays: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps([card["tower"], [each["text"] for each in card["words"]]]).encode())
    for name in sorted(arrays, key=int):
        digest.update(f"{name} {arrays[name].shape} {arrays[name].dtype}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _text(said: Mapping[str, Any]) -> str:
    text = said["text"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError("a word without letters")
    return text


def _kind(said: Mapping[str, Any]) -> Literal["name", "word"]:
    return "name" if said["kind"] == "name" else "word"


def _vectors(array: Any) -> FloatArray:
    if array.dtype != np.float32 or array.ndim != 2 or not 0 < len(array) <= _MOST_VECTORS or not array.shape[1]:
        raise ValueError("no vectors of a word")
    if not np.isfinite(array).all():
        raise ValueError("vectors that are no numbers")
    made: FloatArray = np.array(array)
    return made


def names_of(words: Sequence[WordInFile]) -> str:
    """The first few, for a sentence."""
    first = ", ".join(f'"{each.text}"' for each in words[:3])
    return first if len(words) <= 3 else f"{first} and {len(words) - 3} more"
