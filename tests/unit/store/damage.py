"""Ways in which an index on disk can be broken; each is a function of the folder that holds it."""

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

Damage = Callable[[Path, Path], None]
"""Called with the file to break and a folder that holds another good index of the same stamp."""


def _bytes(path: Path) -> np.ndarray:
    return np.fromfile(path, np.uint8)


def _flip(path: Path, places: np.ndarray | list[int]) -> None:
    raw = _bytes(path)
    for place in places:
        raw[place] ^= 1 << (int(place) % 8)
    raw.tofile(path)


def _truncate(share: float, more: int = 0) -> Damage:
    def damage(path: Path, other: Path) -> None:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * share) + more])

    return damage


def _extend(path: Path, other: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


def _fill(kind: str) -> Damage:
    def damage(path: Path, other: Path) -> None:
        size = path.stat().st_size
        path.write_bytes(bytes(size) if kind == "zeros" else np.random.default_rng(0).bytes(size))

    return damage


def _flip_at(where: Callable[[int], list[int]]) -> Damage:
    def damage(path: Path, other: Path) -> None:
        _flip(path, where(path.stat().st_size))

    return damage


def _hole(path: Path, other: Path) -> None:
    raw = _bytes(path)
    middle = len(raw) // 2
    raw[middle : middle + 65536] ^= 0xFF
    raw.tofile(path)


def _missing(path: Path, other: Path) -> None:
    path.unlink()


def _directory(path: Path, other: Path) -> None:
    path.unlink()
    path.mkdir()


def _of_another(path: Path, other: Path) -> None:
    shutil.copyfile(other / path.name, path)


def _reseal(change: Callable[[dict[str, object]], object]) -> Damage:
    """Edit the sidecar and give it a right checksum again: only its words are wrong."""

    def damage(path: Path, other: Path) -> None:
        line = path.read_text().split("\n")[0]
        words = json.loads(line)
        change(words)
        line = json.dumps(words)
        path.write_text(f"{line}\n{zlib.crc32(line.encode()):08x}\n")

    return damage


def _garbage(path: Path, other: Path) -> None:
    path.write_bytes(b"\xff\xfe{]" * 9)


CONTENT: dict[str, Damage] = {
    "empty": _truncate(0.0),
    "a few bytes": _truncate(0.0, 16),
    "cut in half": _truncate(0.5),
    "one byte short": _truncate(1.0, -1),
    "one byte long": _extend,
    "zeros": _fill("zeros"),
    "noise": _fill("noise"),
    "first byte flipped": _flip_at(lambda size: [0]),
    "header flipped": _flip_at(lambda size: list(range(8, 88, 8))),
    "middle flipped": _flip_at(lambda size: [size // 2]),
    "last byte flipped": _flip_at(lambda size: [size - 1]),
    "200 bits flipped": _flip_at(lambda size: np.random.default_rng(1).integers(0, size, 200).tolist()),
    "a hole": _hole,
    "missing": _missing,
    "a directory": _directory,
    "of another index": _of_another,
}
"""For the matrix and the graph."""

SIDECAR: dict[str, Damage] = {
    "empty": _truncate(0.0),
    "cut in half": _truncate(0.5),
    "garbage": _garbage,
    "one bit flipped": _flip_at(lambda size: [size // 2]),
    "missing": _missing,
    "of another index": _of_another,
    "another stamp": _reseal(lambda words: words.update(stamp="other")),
    "another format": _reseal(lambda words: words.update(format=99)),
    "another size": _reseal(lambda words: words.update(size=12)),
    "no checksums": _reseal(lambda words: words.pop("crc")),
    "wrong checksums": _reseal(lambda words: words.update(crc=[1, 2, 3])),
}
"""For the sidecars."""


def cases() -> list[tuple[str, str, Damage]]:
    """(name, suffix of the file to break, damage) of everything that can happen to an index with a graph."""
    found = []
    for suffix in ("", ".more", ".graph"):
        found += [(f"{suffix or 'matrix'}: {name}", suffix, damage) for name, damage in CONTENT.items()]
        found += [(f"{suffix}.seal: {name}", suffix + ".seal", damage) for name, damage in SIDECAR.items()]
    return found
