"""What leaves the library, what that costs, and how long it can be taken back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

RemovalKind = Literal["folder", "clips", "missing"]
"""Folders or parts of folders; single clips; clips whose files were deleted."""
KEEP_REMOVED_S = 30 * 86_400.0
"""What was removed can be restored for so long."""


@dataclass(frozen=True, slots=True)
class RemovalImpact:
    """What a removal takes out of the library. Nothing on disk is ever touched."""

    clips: int = 0
    segments: int = 0
    """Moments."""
    footage_s: float = 0.0
    """Length of the indexed clips."""
    size_bytes: int = 0
    """Vectors in the library's file."""
    kept: int = 0
    """Clips of the given folders that stay, as another folder of the library contains them."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was removed lately: not searched, not counted, and kept aside until it is purged."""

    id: int
    kind: RemovalKind
    paths: tuple[Path, ...]
    """What was asked to be removed; of very many only some."""
    removed_s: float
    """When, in seconds since 1970."""
    impact: RemovalImpact

    @property
    def ends_s(self) -> float:
        """From when on it may be purged."""
        return self.removed_s + KEEP_REMOVED_S


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What is to be written for a removal, all of it in one transaction."""

    kind: RemovalKind
    paths: tuple[Path, ...]
    folder_ids: frozenset[int] = frozenset()
    """Folders of the library that go."""
    video_ids: tuple[int, ...] = ()
    """Clips that go."""
    excluded: tuple[Path, ...] = ()
    """Places inside a folder of the library that are not scanned from now on."""
    files: frozenset[Path] = frozenset()
    """Those of `paths` that are no folders."""
    heirs: tuple[tuple[int, int], ...] = ()
    """(folder that goes, folder around it that takes its clips over)."""
