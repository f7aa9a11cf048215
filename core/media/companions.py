"""Files that belong together: a video and its proxy, a raw photograph and its JPEG, the single frames of a take.

One of them stands for all, so that nothing is indexed twice and no take becomes thousands of cards.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from core.media.file_kinds import (
    LOW_COPY_SUFFIXES,
    PROXY_ENDING,
    PROXY_FOLDERS,
    PROXY_SUFFIXES,
    RAW_FRAME_SUFFIXES,
    RAW_STILL_SUFFIXES,
    RAW_VIDEOS,
    RENDERED_SUFFIXES,
)
from core.values import STILL_SUFFIXES

TAKE_FRAMES = 24
"""So many numbered frames without a gap in one folder are a take, not photographs."""
SLOWEST_S = 2.0
"""Raw frames that were written more slowly are photographs after all."""

_NUMBERED = re.compile(r"(.*?)(\d{4,})$")
_RED_PART = re.compile(r"_\d{3}$")
_LATER_PART = re.compile(r"_(?!001)\d{3}$")
_DEVELOPED = STILL_SUFFIXES - RAW_STILL_SUFFIXES
_FRAMES = RAW_FRAME_SUFFIXES | RENDERED_SUFFIXES
_GOPRO = re.compile(r"g[xhls](\d{6})")
_INSTA = re.compile(r"(?:vid|lrv|pro_vid|pro_lrv)_(\d{8}_\d{6})_\d{2}_(\d{3})")
_RECORDED = frozenset({".mp4", ".360", ".insv", ".mov"})
_SONY_SUB = re.compile(r"s\d\d$")
_THUMBNAILS = "thmbnl"


def find_proxy(original: Path) -> Path | None:
    """The proxy of a video: beside it or in a folder Proxy or Proxies there, with its name."""
    stem = original.stem.lower()
    stems = {stem, _RED_PART.sub("", stem)}
    numbered = _NUMBERED.match(stem)
    if numbered and original.suffix.lower() in RAW_FRAME_SUFFIXES:
        stems |= {numbered[1].rstrip("._- "), original.parent.name.lower()}
    for folder in (original.parent, *_proxy_folders(original.parent)):
        for name in _names(folder):
            is_proxy = _suffix(name) in PROXY_SUFFIXES and _original_stem(_stem(name)) in stems
            if is_proxy and name != original.name:
                return folder / name
    return None


def frames_of_take(path: Path) -> int:
    """How many frames the take or rendered sequence has that this file is a frame of; 1 for a photograph."""
    if path.suffix.lower() not in _FRAMES:
        return 1
    return next((len(take) for take in _takes(path.parent, _names(path.parent)) if path.name in take), 1)


def stand_ins(folder: Path, names: Sequence[str]) -> set[str]:
    """Those of a folder's names for which another file stands: they are not videos of their own."""
    parts = {name: (_stem(name), _suffix(name)) for name in names}
    raw_videos = {stem for stem, suffix in parts.values() if suffix in RAW_VIDEOS}
    raw_videos |= {_RED_PART.sub("", stem) for stem in raw_videos}
    originals = raw_videos | _originals_elsewhere(folder)
    photographs = {stem for stem, suffix in parts.values() if suffix in _DEVELOPED}
    low_copies = {name for name, (stem, suffix) in parts.items() if _may_be_low_copy(stem, suffix)}
    recordings = {
        _recording(stem)
        for name, (stem, suffix) in parts.items()
        if low_copies and suffix in _RECORDED and name not in low_copies
    }
    hidden = {name for take in _takes(folder, names) for name in take[1:]}
    for name, (stem, suffix) in parts.items():
        is_proxy = bool(originals) and suffix in PROXY_SUFFIXES and _original_stem(stem) in originals
        is_raw_twin = suffix in RAW_STILL_SUFFIXES and stem in photographs
        is_later_part = suffix == ".r3d" and _LATER_PART.search(stem) is not None
        is_low = name in low_copies and _recording(stem) in recordings
        is_thumbnail = suffix in STILL_SUFFIXES and folder.name.lower() == _THUMBNAILS
        if is_proxy or is_raw_twin or is_later_part or is_low or is_thumbnail:
            hidden.add(name)
    return hidden


def _may_be_low_copy(stem: str, suffix: str) -> bool:
    """The proxy that action cameras and drones write beside each recording, by its name alone."""
    return suffix in LOW_COPY_SUFFIXES or (suffix in _RECORDED and stem.startswith("lrv_"))


def _recording(stem: str) -> str:
    """What names of a recording and its proxy have in common: GX010042 and GL010042, VID_..._00_007 and LRV_..."""
    gopro, insta = _GOPRO.fullmatch(stem), _INSTA.fullmatch(stem)
    return f"g{gopro[1]}" if gopro else f"insta {insta[1]} {insta[2]}" if insta else stem


def _originals_elsewhere(folder: Path) -> set[str]:
    """Stems of the videos whose proxies this folder may hold."""
    kind = folder.name.lower()
    if kind in PROXY_FOLDERS:
        places = [folder.parent]
    elif kind == "sub":  # of Sony's cameras, beside CLIP
        places = [folder.parent / name for name in _names(folder.parent) if name.lower() == "clip"]
    else:
        return set()
    stems = {
        _stem(name) for place in places for name in _names(place) if _suffix(name) in PROXY_SUFFIXES | RAW_VIDEOS.keys()
    }
    return stems | {_RED_PART.sub("", stem) for stem in stems}


def _original_stem(stem: str) -> str:
    """Name of the original a proxy's name points to."""
    return _SONY_SUB.sub("", stem.lower().removesuffix(PROXY_ENDING))


def _takes(folder: Path, names: Iterable[str]) -> list[list[str]]:
    """Runs of numbered frames, each in order."""
    runs: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for name in names:
        suffix = _suffix(name)
        match = _NUMBERED.match(_stem(name)) if suffix in _FRAMES else None
        if match:
            runs[match[1], suffix][int(match[2])] = name
    takes = [[run[number] for number in sorted(run)] for run in runs.values() if _is_gapless(run)]
    return [take for take in takes if _suffix(take[0]) in RENDERED_SUFFIXES or _is_quick(folder, take)]


def _is_gapless(run: Mapping[int, str]) -> bool:
    return len(run) >= TAKE_FRAMES and max(run) - min(run) == len(run) - 1


def _is_quick(folder: Path, take: Sequence[str]) -> bool:
    """Whether a video camera may have written these. When they are gone meanwhile it does not matter."""
    with suppress(OSError):
        first, last = ((folder / name).stat().st_mtime for name in (take[0], take[-1]))
        return abs(last - first) <= SLOWEST_S * len(take)
    return True


def _proxy_folders(folder: Path) -> list[Path]:
    return [folder / name for name in _names(folder) if name.lower() in PROXY_FOLDERS]


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return sorted(entry.name for entry in folder.iterdir())
    return []


def _stem(name: str) -> str:
    return name.lower().rpartition(".")[0] or name.lower()


def _suffix(name: str) -> str:
    return "." + name.lower().rpartition(".")[2]
