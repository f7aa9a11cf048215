"""What is known of a clip that a list names: what it is, how long, and whether it is indexed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

from core.errors import C2VError, MediaError, VanishedError
from core.finetune.pairs.path_memory import PathMemory
from core.values.exact_times import counts_frames, exact_length
from core.values.footage import MediaInfo, Video

Probe = Callable[[Path], MediaInfo]
"""Reads a file's headers, as `FrameSource.probe` does. Raises: MediaError."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """One file that may be a clip."""

    path: Path
    content: str = ""
    """Its fingerprint: copies have the same. Empty when it could not be read."""
    duration_s: Fraction | None = None
    """None for stills, and where it is not known."""
    fps: Fraction | None = None
    info: MediaInfo | None = None
    """What its file says of itself, where that is known."""
    is_indexed: bool = False
    is_still: bool = False
    is_missing: bool = False
    trouble: str = ""
    """Why it cannot be used, as a sentence; empty when it can."""
    is_in_library: bool = False


class ClipLookup(Protocol):
    """Knows clips. Thread: a worker's."""

    def facts(self, path: Path) -> ClipFacts:
        """What is known of the clip at a path, or why it cannot be used."""
        ...

    def moved(self, path: Path) -> Path | None:
        """Where the content lies now that was at this path, if that was ever known."""
        ...

    def named(self, name: str) -> Sequence[Path]:
        """Clips with this file name, or with this name before its ending, whatever their folder and case."""
        ...


class DiskLookup:
    """Reads the files themselves; knows nothing of a library."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._known: dict[Path, ClipFacts] = {}

    def facts(self, path: Path) -> ClipFacts:
        """Each file is read once; a file that is not there is never asked of the decoder."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._look(path)
        return found

    def _look(self, path: Path) -> ClipFacts:
        if not _is_there(path):
            return ClipFacts(path, is_missing=True)
        try:
            info = self._probe(path)
        except VanishedError as error:
            return ClipFacts(path, is_missing=True, trouble=error.title)
        except MediaError as error:
            return ClipFacts(path, trouble=str(error))
        except C2VError as error:  # the decoder process could not be started
            return ClipFacts(path, trouble=str(error))
        return facts_of(info, path)

    def moved(self, path: Path) -> Path | None:
        """Nothing is remembered here."""
        return None

    def named(self, name: str) -> Sequence[Path]:
        """Nothing is listed here."""
        return ()


class LibraryLookup:
    """Clips of a library; others are asked of `others`.

    `memory` knows where clips of earlier checks were, for those that moved; whoever gives it saves it afterwards.
    """

    def __init__(
        self,
        videos: Iterable[Video],
        indexed: Iterable[str],
        others: ClipLookup,
        memory: PathMemory | None = None,
    ) -> None:
        self._others, self._memory = others, memory
        self._indexed: Final = frozenset(indexed)
        self._by_path: dict[Path, Video] = {}
        self._by_content: dict[str, list[Video]] = {}
        self._by_name: dict[str, list[Path]] = {}
        for video in videos:
            self._by_path[video.path] = video
            if video.info is not None:
                self._by_content.setdefault(video.info.fingerprint, []).append(video)
            for name in {video.path.name.casefold(), video.path.stem.casefold()}:
                self._by_name.setdefault(name, []).append(video.path)

    def facts(self, path: Path) -> ClipFacts:
        """From the library where the file is unchanged since; else from the file."""
        found = self._look(path)
        if self._memory is not None and not found.is_missing:
            self._memory.note(path, found.content)
        return found

    def _look(self, path: Path) -> ClipFacts:
        video = self._by_path.get(path)
        if video is None or video.info is None:
            return self._known(self._others.facts(path))
        info = video.info
        try:
            stat = path.stat()
        except OSError:
            why = "Its drive is not connected." if video.state == "offline" else "The file was not found."
            return self._known(facts_of(info, path, is_missing=True, trouble=why))
        if (stat.st_size, stat.st_mtime_ns) != (video.size_bytes, video.mtime_ns):
            return self._known(self._others.facts(path))
        trouble = video.note if video.state == "failed" else ""
        return self._known(facts_of(info, path, trouble=trouble))

    def _known(self, found: ClipFacts) -> ClipFacts:
        """With what the library has of this content."""
        if not found.content:
            return found
        is_indexed = found.content in self._indexed
        is_listed = found.path in self._by_path or found.content in self._by_content
        return replace(found, is_indexed=is_indexed, is_in_library=is_indexed or is_listed)

    def moved(self, path: Path) -> Path | None:
        """By content: another file of the library that has what was at this path."""
        video = self._by_path.get(path)
        content = video.info.fingerprint if video is not None and video.info is not None else ""
        if not content and self._memory is not None:
            content = self._memory.content_of(path)
        copies = self._by_content.get(content, []) if content else []
        here = [each.path for each in copies if each.path != path and each.path.is_file()]
        return min(here) if here else self._others.moved(path)

    def named(self, name: str) -> Sequence[Path]:
        """Files of the library first."""
        return (*self._by_name.get(name.casefold(), ()), *self._others.named(name))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return False


def facts_of(info: MediaInfo, path: Path, *, is_missing: bool = False, trouble: str = "") -> ClipFacts:
    """What a probed file says."""
    return ClipFacts(
        path=path,
        content=info.fingerprint,
        duration_s=None if info.is_still else exact_length(info),
        fps=info.fps if counts_frames(info.fps) else None,
        info=info,
        is_still=info.is_still,
        is_missing=is_missing,
        trouble=trouble,
    )
