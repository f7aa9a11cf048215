"""Files that belong together: a film and its proxy, a raw photograph and its JPEG, the single frames of raw film.

One of them stands for all, so that nothing is indexed twice and no take becomes thousands of cards.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from core.media.kinds import (
    FRAME_SUFFIXES,
    PROXY_ENDING,
    PROXY_FOLDERS,
    PROXY_SUFFIXES,
    RAW_FILMS,
    RAW_STILL_SUFFIXES,
)
from core.values import STILL_SUFFIXES

TAKE_FRAMES = 24
"""So many numbered raw frames without a gap in one folder are a take, not photographs."""

_NUMBERED = re.compile(r"(.*?)(\d+)$")
_RED_PART = re.compile(r"_\d{3}$")
_SONY_SUB = re.compile(r"s\d\d$")
_THUMBNAILS = "thmbnl"


def find_proxy(original: Path) -> Path | None:
    """The proxy of a film: beside it or in a folder Proxy or Proxies there, with its name."""
    stem = original.stem.lower()
    stems = {stem, _RED_PART.sub("", stem)}
    numbered = _NUMBERED.match(stem)
    if numbered and original.suffix.lower() in FRAME_SUFFIXES:
        stems |= {numbered[1].rstrip("._- "), original.parent.name.lower()}
    for folder in (original.parent, *_proxy_folders(original.parent)):
        for name in _names(folder):
            file = PurePath(name)
            if file.suffix.lower() in PROXY_SUFFIXES and _original_stem(file.stem) in stems and name != original.name:
                return folder / name
    return None


def frames_of_take(path: Path) -> int:
    """How many frames the raw take has that this file is a frame of; 1 for a photograph."""
    if path.suffix.lower() not in FRAME_SUFFIXES:
        return 1
    return next((len(take) for take in _takes(_names(path.parent)) if path.name in take), 1)


def stand_ins(folder: Path, names: Sequence[str]) -> set[str]:
    """Those of a folder's names for which another file stands: they are not films of their own."""
    hidden = {name for take in _takes(names) for name in take[1:]}
    if folder.name.lower() == _THUMBNAILS:
        hidden |= {name for name in names if _suffix(name) in STILL_SUFFIXES}
    raw_films = {_RED_PART.sub("", _stem(name)) for name in names if _suffix(name) in RAW_FILMS} | {
        _stem(name) for name in names if _suffix(name) in RAW_FILMS
    }
    originals = raw_films | _originals_elsewhere(folder)
    photographs = {_stem(name) for name in names if _suffix(name) in STILL_SUFFIXES - RAW_STILL_SUFFIXES}
    for name in names:
        is_proxy = _suffix(name) in PROXY_SUFFIXES and _original_stem(_stem(name)) in originals
        is_second = _suffix(name) in RAW_STILL_SUFFIXES and _stem(name) in photographs
        is_later_part = _suffix(name) == ".r3d" and re.search(r"_(?!001)\d{3}$", _stem(name)) is not None
        if is_proxy or is_second or is_later_part:
            hidden.add(name)
    return hidden


def _originals_elsewhere(folder: Path) -> set[str]:
    """Stems of the films whose proxies this folder may hold."""
    kind = folder.name.lower()
    if kind in PROXY_FOLDERS:
        places = [folder.parent]
    elif kind == "sub":  # of Sony's cameras, beside CLIP
        places = [folder.parent / name for name in _names(folder.parent) if name.lower() == "clip"]
    else:
        return set()
    stems = {
        _stem(name) for place in places for name in _names(place) if _suffix(name) in PROXY_SUFFIXES | RAW_FILMS.keys()
    }
    return stems | {_RED_PART.sub("", stem) for stem in stems}


def _original_stem(stem: str) -> str:
    """Name of the original a proxy's name points to."""
    return _SONY_SUB.sub("", stem.lower().removesuffix(PROXY_ENDING))


def _takes(names: Iterable[str]) -> list[list[str]]:
    """Runs of numbered raw frames, each in order."""
    runs: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for name in names:
        match = _NUMBERED.match(_stem(name))
        if match and _suffix(name) in FRAME_SUFFIXES:
            runs[match[1], _suffix(name)][int(match[2])] = name
    return [
        [run[number] for number in sorted(run)]
        for run in runs.values()
        if len(run) >= TAKE_FRAMES and max(run) - min(run) == len(run) - 1
    ]


def _proxy_folders(folder: Path) -> list[Path]:
    return [folder / name for name in _names(folder) if name.lower() in PROXY_FOLDERS]


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return sorted(entry.name for entry in folder.iterdir())
    return []


def _stem(name: str) -> str:
    return PurePath(name).stem.lower()


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
