"""The files below a data set's folder, listed once: annotations by name, clips by the names a set gives them."""

import json
import os
import pickle
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.errors import C2VError
from core.textfile import read_text

_ANNOTATIONS: Final = frozenset(
    {".csv", ".tsv", ".json", ".jsonl", ".txt", ".pkl", ".md", ".pdf", ".zip", ".tar", ".py"}
)
_FEWEST_FRAMES: Final = 6
"""Pictures in a folder that CLIP2Video takes for a clip."""
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png"})


class RootFiles:
    """Everything below a folder. Raises: C2VError, when there is no such folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser()
        if not self.root.is_dir():
            what = "is a file, not a folder" if self.root.exists() else "was not found"
            raise C2VError(f"The folder {self.root} {what}.", "Name the folder that holds the data set's files.")
        self._annotations: dict[str, Path] = {}
        self._clips: dict[str, Path] = {}
        self._frames: dict[str, Path] = {}
        been: set[str] = set()
        for folder, inner, names in os.walk(self.root, followlinks=True):
            real = os.path.realpath(folder)
            if real in been:  # a link back
                inner.clear()
                continue
            been.add(real)
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            self._note(Path(folder), names)

    def _note(self, folder: Path, names: Sequence[str]) -> None:
        pictures = [name for name in names if Path(name).suffix.casefold() in _PICTURES]
        if len(pictures) >= _FEWEST_FRAMES:
            self._frames.setdefault(folder.name, folder)
        for name in sorted(names):
            suffix = Path(name).suffix.casefold()
            if suffix in _ANNOTATIONS:
                if (folder / name).is_file():  # no pipe, which would be waited for
                    self._annotations.setdefault(name.casefold(), folder / name)
            elif suffix not in _PICTURES and not name.startswith("."):
                self._clips.setdefault(name, folder / name)
                self._clips.setdefault(Path(name).stem, folder / name)

    def annotation(self, *names: str) -> Path | None:
        """The first of these files that is there, in any folder."""
        return next(
            (self._annotations[name.casefold()] for name in names if name.casefold() in self._annotations), None
        )

    def clip(self, id_: str) -> Path | None:
        """The file of a clip, or the folder of its frames; the set may name it with or without an ending."""
        for name in (id_, Path(id_).stem if Path(id_).suffix else id_):
            found = self._clips.get(name) or self._frames.get(name)
            if found is not None:
                return found
        return None

    def need(self, title: str, *names: str) -> Path:
        """One of these files. Raises: C2VError, that names them."""
        found = self.annotation(*names)
        if found is None:
            raise C2VError(
                f"{self.root} does not hold {title}: there is no {' or '.join(names)} in it.",
                "Name the folder that holds the annotations and the videos of the data set.",
            )
        return found


def read_ids(path: Path) -> list[str]:
    """A list of names, one a line; the header of a list of MSR-VTT is left out. Raises: C2VError."""
    return [line.strip() for line in _text(path).split("\n") if line.strip() and line.strip() != "video_id"]


def read_lines(path: Path) -> list[str]:
    """Lines that are not empty. Raises: C2VError."""
    return [line for line in _text(path).split("\n") if line.strip()]


def read_json_file(path: Path) -> Any:
    """Raises: C2VError."""
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise C2VError(f"{path} is not valid JSON: {error}.", "Get the file again.") from error


def _text(path: Path) -> str:
    try:
        return read_text(path).text
    except (OSError, UnicodeDecodeError) as error:
        raise C2VError(f"{path} cannot be read.", "Check the file, and get it again if it is damaged.") from error


class _PlainUnpickler(pickle.Unpickler):
    """Lists, dictionaries, text and numbers; anything else could run code, and is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it holds {module}.{name}")


def read_plain_pickle(path: Path) -> Any:
    """A pickle of lists, dictionaries, text and numbers alone. Raises: C2VError, for any other, which is not run."""
    try:
        with path.open("rb") as file:
            return _PlainUnpickler(file, encoding="latin-1").load()
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, pickle.UnpicklingError,
            MemoryError, RecursionError, OverflowError) as error:  # what damaged pickles raise  # fmt: skip
        raise C2VError(f"{path} cannot be read as plain captions: {error}.", "Get the file again.") from error


def spoken(captions: Any) -> tuple[str, ...]:
    """Captions that may be lists of words, as raw-captions.pkl has them. Raises: TypeError."""
    if isinstance(captions, str):
        return (captions,)
    return tuple(each if isinstance(each, str) else " ".join(each) for each in captions)


def grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Captions of each clip, clips in the order in which they come first."""
    found: dict[str, list[str]] = {}
    for id_, caption in pairs:
        found.setdefault(id_, []).append(caption)
    return {id_: tuple(captions) for id_, captions in found.items()}
