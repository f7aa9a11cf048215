"""Vectors kept on disk by what they were made of: a run that is killed continues where it was."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.values import EncoderSpec, FloatArray

_TEXTS_AT_ONCE = 256


class VectorCache:
    """One file a clip or block of sentences, written whole or not at all. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, spec: EncoderSpec, rule: str) -> None:
        """`rule`: how frames are chosen; other rules give other vectors."""
        shape = spec.frame_shape
        said = f"{spec.key} {spec.frame_key} {shape.resize_mode} {spec.global_weight} {spec.context_length}"
        self._folder = folder / _digest(said)[:24] if folder is not None else None
        self._rule, self._dim = rule, spec.dim

    def clip(self, content: str) -> FloatArray | None:
        """The vector of a clip. Shapes: -> (D,)."""
        found = self._read(self._path("clips", f"{self._rule} {content}"))
        return None if found is None or found.shape != (self._dim,) else found

    def keep_clip(self, content: str, vector: FloatArray) -> None:
        """A full disk costs the cache alone."""
        self._write(self._path("clips", f"{self._rule} {content}"), vector)

    def texts(self, texts: Sequence[str]) -> FloatArray | None:
        """The vectors of a block of sentences. Shapes: n -> (n, D)."""
        found = self._read(self._path("texts", "\0".join(texts)))
        return None if found is None or found.shape != (len(texts), self._dim) else found

    def keep_texts(self, texts: Sequence[str], vectors: FloatArray) -> None:
        """The same for sentences."""
        self._write(self._path("texts", "\0".join(texts)), vectors)

    def _path(self, kind: str, content: str) -> Path | None:
        name = _digest(content)
        return self._folder / kind / name[:2] / f"{name[2:]}.npy" if self._folder is not None else None

    def _read(self, path: Path | None) -> FloatArray | None:
        if path is None:
            return None
        try:
            found = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):  # not there, or cut short by an earlier version
            return None
        return found if found.dtype == np.float32 and bool(np.isfinite(found).all()) else None

    def _write(self, path: Path | None, vectors: FloatArray) -> None:
        if path is None:
            return
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                np.save(file, np.asarray(vectors, np.float32))
            draft.replace(path)
            return
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def blocks(texts: Sequence[str]) -> list[Sequence[str]]:
    """Sentences as they are read and kept."""
    return [texts[at : at + _TEXTS_AT_ONCE] for at in range(0, len(texts), _TEXTS_AT_ONCE)]


def _digest(said: str) -> str:
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
