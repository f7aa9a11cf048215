"""Where clips of lists were when they were seen: a list finds them again after they were moved and renamed."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.textfile import read_text

_MOST: Final = 200_000
"""Paths that are kept; the oldest go first."""


class PathMemory:
    """Contents by path, in a JSON file. A file that is not there or damaged is an empty memory, and no failure."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._contents: dict[str, str] = {}
        self._is_changed = False
        with suppress(OSError, ValueError, RecursionError, UnicodeDecodeError):
            said = json.loads(read_text(file).text)
            if isinstance(said, dict):
                self._contents = {path: content for path, content in said.items() if isinstance(content, str)}

    def content_of(self, path: Path) -> str:
        """What was at a path; empty where that is not known."""
        return self._contents.get(str(path), "")

    def note(self, path: Path, content: str) -> None:
        """Keep what is at a path."""
        name = str(path)
        if content and self._contents.get(name) != content:
            self._contents.pop(name, None)  # the newest stand last
            self._contents[name] = content
            self._is_changed = True

    def save(self) -> None:
        """Write what is new, all at once or not at all. A full disk costs the memory alone."""
        if not self._is_changed:
            return
        kept = dict(list(self._contents.items())[-_MOST:])
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}.new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(kept), encoding="utf-8", errors="surrogatepass")
            draft.replace(self._file)
            self._is_changed = False
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
