"""Files that are trusted only whole: a checksum sidecar tells a good one from a damaged, foreign or old one.

A cache read by compiled code must be checked first: one flipped bit in a graph file can end the process.
The sidecar is written last, so a crash in between leaves a pair that does not match, which is simply stale.
"""

import errno
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DiskFullError, StaleIndexError, StoreError
from core.values import ByteArray

FORMAT = 2
BLOCK_BYTES = 1 << 22
_ALIGN = 64
_READERS = min(4, os.cpu_count() or 1)


def write_arrays(path: Path, stamp: str, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> int:
    """Write arrays into one checksummed file; returns its checksum. Raises: DiskFullError, StoreError."""
    layout: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        layout[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": offset}
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    draft = path.with_name(path.name + ".new")
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            for name, array in arrays.items():
                file.seek(layout[name]["offset"])
                file.write(np.ascontiguousarray(array).data)
            file.truncate(offset)
    return put_in_place(draft, path, stamp, {**facts, "arrays": layout})


def put_in_place(draft: Path, path: Path, stamp: str, facts: Mapping[str, Any]) -> int:
    """Put a finished draft into its place and seal it; returns its checksum. Raises: DiskFullError, StoreError."""
    with file_errors(path):
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        sums = _checksums(draft, draft.stat().st_size, None)
        words = {"format": FORMAT, "stamp": stamp, "size": draft.stat().st_size, "crc": sums, **facts}
        line = json.dumps(words)
        note = sidecar_path(path).with_name(sidecar_path(path).name + ".new")
        with note.open("w", encoding="ascii") as file:
            file.write(f"{line}\n{zlib.crc32(line.encode()):08x}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        note.replace(sidecar_path(path))
    return _whole(sums)


def read_arrays(path: Path, stamp: str) -> tuple[dict[str, np.ndarray], dict[str, Any], int]:
    """Arrays, facts and checksum of a checksummed file, after every byte was checked. Raises: StaleIndexError."""
    words = _words(path, stamp)
    with stale_errors(path):
        whole = np.empty(words["size"], np.uint8)
        if _checksums(path, words["size"], whole) != words["crc"]:
            raise _stale(path, "its checksum is wrong")
        return {name: _array(whole, **place) for name, place in words["arrays"].items()}, words, _whole(words["crc"])


def check(path: Path, stamp: str) -> tuple[int, dict[str, Any]]:
    """Checksum and facts of a checksummed file, after every byte was checked. Raises: StaleIndexError."""
    words = _words(path, stamp)
    with stale_errors(path):
        if _checksums(path, words["size"], None) != words["crc"]:
            raise _stale(path, "its checksum is wrong")
        return _whole(words["crc"]), words


def stamp_of(path: Path) -> str:
    """The stamp of a checksummed file, without reading the file; empty when there is none that is whole."""
    try:
        line, mark = sidecar_path(path).read_text(encoding="ascii").split("\n")[:2]
        return str(json.loads(line)["stamp"]) if f"{zlib.crc32(line.encode()):08x}" == mark else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def check_sidecar(path: Path, stamp: str) -> int:
    """The checksum a file should have, without reading the file; 0 when its sidecar does not fit it."""
    try:
        return _whole(_words(path, stamp)["crc"])
    except StaleIndexError:
        return 0


def sidecar_path(path: Path) -> Path:
    """Where the sidecar lies."""
    return path.with_name(path.name + ".seal")


def discard(path: Path) -> int:
    """Remove a checksummed file, its sidecar first; returns the bytes of both."""
    freed = 0
    with file_errors(path):
        for each in (sidecar_path(path), path):
            with suppress(FileNotFoundError):
                size = each.stat().st_size
                each.unlink()
                freed += size
    return freed


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Tell the system's errors while writing. Raises: DiskFullError, StoreError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                f"The disk with {path.parent} is full.", "The index could not be saved. It will be rebuilt."
            ) from error
        raise StoreError(f"The index file {path} could not be written: {error}.") from error


@contextmanager
def stale_errors(path: Path) -> Iterator[None]:
    """Whatever is wrong with the contents means: not ours, make it again. Raises: StaleIndexError."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise _stale(path, str(error) or type(error).__name__) from error


def _words(path: Path, stamp: str) -> dict[str, Any]:
    """What the sidecar says, when it is whole and speaks of this file and stamp. Raises: StaleIndexError."""
    with stale_errors(path):
        line, mark = sidecar_path(path).read_text(encoding="ascii").split("\n")[:2]
        if f"{zlib.crc32(line.encode()):08x}" != mark:
            raise _stale(path, "its sidecar is damaged")
        words: dict[str, Any] = json.loads(line)
        if words["format"] != FORMAT:
            raise _stale(path, "it has a different format")
        if words["stamp"] != stamp:
            raise _stale(path, "it belongs to another state of the library")
        if path.stat().st_size != words["size"]:
            raise _stale(path, "its size is wrong")
        return words


def _checksums(path: Path, size: int, into: ByteArray | None) -> list[int]:
    """CRC-32 of each block, read by a few threads at once, and kept in `into` if given."""

    def run(first: int) -> dict[int, int]:
        spare = bytearray(BLOCK_BYTES if into is None else 0)
        found = {}
        with path.open("rb", buffering=0) as file:
            for start in range(first, size, BLOCK_BYTES * _READERS):
                length = min(BLOCK_BYTES, size - start)
                block = memoryview(spare)[:length] if into is None else into.data[start : start + length]
                file.seek(start)
                if _fill(file, block) != length:
                    raise OSError(errno.EIO, "the file ended early")
                found[start] = zlib.crc32(block)
        return found

    starts = [i * BLOCK_BYTES for i in range(_READERS) if i * BLOCK_BYTES < size]
    if len(starts) < 2:
        parts = [run(start) for start in starts]
    else:
        with ThreadPoolExecutor(len(starts)) as pool:
            parts = list(pool.map(run, starts))
    merged = {start: crc for part in parts for start, crc in part.items()}
    return [merged[start] for start in sorted(merged)]


def _fill(file: Any, block: memoryview) -> int:
    """Read until the block is full or the file ends; returns how much was read."""
    done = 0
    while done < len(block) and (got := file.readinto(block[done:])):
        done += got
    return done


def _array(whole: ByteArray, dtype: str, shape: list[int], offset: int) -> np.ndarray:
    """One array of the file, without copying."""
    kind = np.dtype(dtype)
    size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
    return whole[offset : offset + size].view(kind).reshape(shape)


def _whole(sums: list[int]) -> int:
    """One number for all blocks."""
    return zlib.crc32(json.dumps(sums).encode())


def _stale(path: Path, why: str) -> StaleIndexError:
    return StaleIndexError(f"The index file {path.name} cannot be used: {why}.", "It is rebuilt from the library.")
