"""Files and folders that a person gives, read as pairs: tables, JSON, sidecars and published data sets."""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.errors import C2VError
from core.finetune.pairs.json_lists import read_json, read_jsonl
from core.finetune.pairs.list_text import read_list_text
from core.finetune.pairs.listed import ListedPair, Reading
from core.finetune.pairs.sidecars import SUFFIXES as SIDECARS
from core.finetune.pairs.sidecars import read_sidecars
from core.finetune.pairs.table_lists import read_table
from core.finetune.published import RootFiles, find_published, read_published
from core.missing_paths import why_missing

_TABLES: Final = frozenset({".csv", ".tsv", ".tab"})
_JSONL: Final = frozenset({".jsonl", ".ndjson"})
LISTS: Final = frozenset({*_TABLES, *_JSONL, ".json"})
_READ: Final = frozenset({*LISTS, *SIDECARS})
_FIRST: Final = "captions"
"""A list of this name is the list of its folder; the others beside it are left alone."""


def read_sources(sources: Sequence[Path]) -> Reading:
    """All that these files and folders list."""
    reading = Reading()
    for source in dict.fromkeys(Path(each).expanduser() for each in sources):
        source = Path(os.path.abspath(source))  # noqa: PTH100  links stay as they are
        try:
            is_folder = stat.S_ISDIR(source.stat().st_mode)
        except (OSError, ValueError):  # a name that no file system takes, or a place where nobody may look
            hint = "Choose the list or folder again."
            reading.row(why_missing(source), hint, str(source), "list_away", file=str(source))
            continue
        if is_folder:
            _read_folder(source, reading)
        else:
            _read_file(source, reading)
    return reading


def _read_file(path: Path, reading: Reading) -> None:
    suffix = path.suffix.casefold()
    if suffix in SIDECARS and suffix != ".txt":
        read_sidecars(path.parent, _siblings(path), reading)
        return
    text = read_list_text(path, reading)
    if text is None:
        return
    if suffix in _JSONL:
        read_jsonl(path, text, reading)
    elif suffix == ".json" or (suffix not in _TABLES and text.lstrip()[:1] in ("{", "[")):
        read_json(path, text, reading)
    elif suffix == ".txt" and any(each.stem == path.stem and each != path for each in _siblings(path)):
        read_sidecars(path.parent, _siblings(path), reading)
    else:
        read_table(path, text, reading)


def _siblings(path: Path) -> list[Path]:
    """A sidecar and what has its name, as if they were alone in their folder."""
    stem, others = path.stem.partition(".")[0].casefold(), list[Path]()
    with suppress(OSError):  # a folder that may not be listed holds no clip for us
        others += [each for each in path.parent.iterdir() if each.name.casefold().startswith(stem) and each.is_file()]
    return [path, *(each for each in others if each != path and each.suffix.casefold() not in SIDECARS)]


def _read_folder(folder: Path, reading: Reading) -> None:
    before = len(reading.pairs) + len(reading.problems)
    try:
        files = _files_of(folder)
        lists = [path for path in files if path.parent == folder and path.suffix.casefold() in LISTS]
        published = RootFiles(folder)
        name = find_published(published)
        if name is not None:
            _read_published(name, published, reading)
            return
    except (OSError, C2VError) as error:
        reading.row(
            f"{folder} cannot be read: {error}.", "Check that it is there and that you may read it.", str(folder)
        )
        return
    first = [path for path in lists if path.stem.casefold() == _FIRST]
    for path in first or lists:
        _read_file(path, reading)
    read_sidecars(folder, files, reading)
    if len(reading.pairs) + len(reading.problems) == before:
        hint = "Put a list (captions.csv) into it, or a text file beside each clip: dog.mp4 and dog.txt."
        reading.row(f"There are no captions in {folder}.", hint, str(folder))


def _files_of(folder: Path) -> list[Path]:
    found: list[Path] = []
    for here, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += [path for name in sorted(names) if not name.startswith(".") and _is_no_pipe(path := Path(here, name))]
    return found


def _is_no_pipe(path: Path) -> bool:
    """True for what can be read without waiting; clips are asked by whoever opens them."""
    return path.suffix.casefold() not in _READ or path.is_file()


def _read_published(name: str, files: RootFiles, reading: Reading) -> None:
    """The pairs of all splits; the clips' names are looked up once in the root."""
    try:
        found = read_published(name, files)
    except C2VError as error:
        reading.row(error.title, error.hint, str(files.root))
        return
    for split, clips in found.splits.items():
        for clip in clips:
            path = files.clip(clip.id)
            is_file = path is not None and path.is_file()
            reading.pairs += [
                ListedPair(
                    file=str(path) if is_file else clip.id,
                    caption=caption,
                    folder=files.root,
                    origin=f"{found.source}, {clip.id}",
                    split=split,
                    is_found=is_file,
                )
                for caption in clip.captions
            ]
