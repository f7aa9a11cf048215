"""Folders that hold no footage of anyone's: recycle bins, snapshots, previews and caches of other programs.

Only names that programs give are here, whole: a person's own folder "Cache" or "Previews" is footage.
"""

import re
from pathlib import Path

from core.values import PassedFolderKind

_NAMES: dict[PassedFolderKind, tuple[str, ...]] = {
    "trash": (
        "#recycle", "$recycle.bin", "@recycle", ".recycle", "recycler", ".trash", ".trashes", ".trashbox",
        "network trash folder",
    ),
    "snapshot": (
        "#snapshot", "@snapshot", ".snapshot", ".snapshots", "~snapshot", ".zfs", "@recently-snapshot",
        "@recently-snapshots", "backups.backupdb", ".mobilebackups", ".stversions",
    ),
    "cache": (
        "@eadir", "@__thumb", ".@__thumb", ".@__qini", ".@upload_cache", ".thumbnails", "@tmp", ".dropbox.cache",
        "cacheclip", "optimizedmedia", "proxymedia", ".gallery",
        "media cache", "media cache files", ".fcpcache", "thumbnail cache files", "waveform cache files",
    ),
    "system_folder": (
        "system volume information", "lost+found", "lost.dir", "__macosx", ".spotlight-v100", ".fseventsd",
        ".temporaryitems", "temporary items", ".documentrevisions-v100", "$extend",
    ),
}  # fmt: skip
_KNOWN = {name: kind for kind, names in _NAMES.items() for name in names}

_PATTERNS: tuple[tuple[PassedFolderKind, re.Pattern[str]], ...] = (
    ("trash", re.compile(r"\.trash-\d+")),
    ("snapshot", re.compile(r"@gmt-[\d.]+-[\d.]+")),
    (
        "cache",
        re.compile(
            r".+\.(prv|fcpcache|dvcc|lrdata|cachefiles)"
            r"|adobe premiere (pro|elements)( [\d.]+)? ((video|audio) previews|preview files|auto-save)"
            r"|adobe after effects.* (disk cache.*|auto-save)"
        ),
    ),
)
_WITHIN: tuple[tuple[re.Pattern[str], re.Pattern[str], int, PassedFolderKind], ...] = (
    # A name, what a folder around it is called, and how far above that may be: such names alone say nothing.
    (re.compile(r"render files|transcoded media|analysis files|__temp"), re.compile(r".+\.fcpbundle"), 9, "cache"),
    (re.compile(r"render files|transcoded media|cache|analysis files"), re.compile(r".+\.imovielibrary"), 9, "cache"),
    (re.compile(r"(audio |constant )?render files"), re.compile(r"final cut pro documents"), 1, "cache"),
    (re.compile(r"resources|private|scopes|thumbnails|previews"), re.compile(r".+\.(photos?|ap)library"), 1, "cache"),
    (re.compile(r"cache"), re.compile(r"captureone"), 1, "cache"),
    (re.compile(r"creating|quarantined files"), re.compile(r"mxf|(avid|omfi) mediafiles"), 1, "cache"),
    (re.compile(r"trash"), re.compile(r"share"), 1, "trash"),  # of the desktops of Linux: ~/.local/share/Trash
)  # fmt: skip
_ASKED_FURTHER = re.compile("|".join(name.pattern for name, *_ in _WITHIN))


def rubbish_kind(name: str, above: Path) -> PassedFolderKind | None:
    """What a folder of this name in `above` is, when it holds no footage of anyone's; None for any other."""
    name = name.lower()
    kind = _KNOWN.get(name)
    if kind is not None:
        return kind
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(name):
            return kind
    if _ASKED_FURTHER.fullmatch(name):
        around = [part.lower() for part in reversed(above.parts)]
        for mine, theirs, levels, kind in _WITHIN:
            if mine.fullmatch(name) and any(theirs.fullmatch(part) for part in around[:levels]):
                return kind
    return None


def rubbish_within(folder: Path, place: Path) -> PassedFolderKind | None:
    """Why `place` is not scanned when `folder` is; None when it is, or does not lie in it."""
    if not place.is_relative_to(folder):
        return None
    here = folder
    for part in place.relative_to(folder).parts:
        kind = rubbish_kind(part, here)
        if kind is not None:
            return kind
        here /= part
    return None
