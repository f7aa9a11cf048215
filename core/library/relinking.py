"""Gives kept moments a file again, when theirs is missing."""

from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import QueryError
from core.library.keeping import Keeping
from core.values import KeptChange, KeptEdit, MediaInfo, Moment, exact_length


@dataclass(frozen=True, slots=True)
class RelinkCheck:
    """What a chosen file is to a kept moment."""

    path: Path
    is_same: bool
    """True when it has the content that the moment is of."""
    info: MediaInfo | None = None
    """Of a file with another content."""


class Relinking(Keeping):
    """Part of `Library`. Thread: the engine lane."""

    def check_relink(self, moment_id: int, path: Path) -> RelinkCheck:
        """Compare the content of a file with that of a kept moment. Raises: MediaError, QueryError."""
        moment = self._moments([moment_id])[0]
        if self._parts.disk.fingerprint(path) == moment.fingerprint:
            return RelinkCheck(path, is_same=True)
        return RelinkCheck(path, is_same=False, info=self._parts.frames.probe(path))

    def relink(self, moment_id: int, path: Path, *, to_other: bool = False) -> KeptChange:
        """Let all kept moments of the same content be of this file.

        With `to_other` a file with another content is taken too: by the moments whose in and out lie inside of it.
        Raises: MediaError; QueryError, for another content, and when this moment does not fit.
        """
        moment = self._moments([moment_id])[0]
        check = self.check_relink(moment_id, path)
        siblings = self._parts.catalogue.moments_of([moment.fingerprint])
        if check.is_same or check.info is None:
            return self._write(_edit(replace(each, path=path)) for each in siblings)
        if not to_other:
            raise QueryError(f"{path.name} is not the clip of this moment: its content is different.")
        info = check.info
        if not _fits(moment, info):
            raise QueryError(
                f"In and out of this moment lie outside of {path.name}.",
                f"The clip is {float(exact_length(info)):.2f} s long.",
            )
        fitting = [each for each in siblings if _fits(each, info)]
        return self._write(_edit(replace(each, fingerprint=info.fingerprint, path=path)) for each in fitting)


def _fits(moment: Moment, info: MediaInfo) -> bool:
    return moment.end_s is None or (not info.is_still and moment.end_s <= exact_length(info))


def _edit(moment: Moment) -> KeptEdit:
    return KeptEdit("moment", moment.id, moment)
