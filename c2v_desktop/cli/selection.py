"""Finds what command-line arguments name in the library: clips and folders."""

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from c2v_desktop.cli.engine import Session
from c2v_desktop.format import units
from core.errors import QueryError
from core.values import Filter, Video, contains, read_time


def videos_at(session: Session, videos: Sequence[Video], path: Path) -> list[Video]:
    """Those of these clips that a folder contains, or this clip, however the path is given."""
    places = session.do(session.library.places_of, path)
    return [video for video in videos if any(contains(place, video.path) for place in places)]


def clips_meant(session: Session, paths: Sequence[Path]) -> list[Video]:
    """The clips at these paths, those of folders included, each once. Raises: QueryError, for a path with none."""
    found: dict[int, Video] = {}
    for path in paths:
        mine = session.do(session.library.videos, Filter(below=session.do(session.library.places_of, path)))
        if not mine:
            raise QueryError(
                f"The library has no clips in {units.shown(Path(os.path.abspath(path)))}.",  # noqa: PTH100
                "`c2v clips` lists its clips.",
            )
        found |= {video.id: video for video in mine}
    return list(found.values())


def filter_below(session: Session, paths: Sequence[Path]) -> Filter:
    """Clips that these folders contain. Raises: QueryError, for one that has none."""
    below = set[Path]()
    for path in paths:
        places = session.do(session.library.places_of, path)
        folders = session.do(session.library.status).folders
        is_known = any(folder.path in places for folder in folders)
        if not is_known and not session.do(session.library.videos, Filter(below=places)):
            raise QueryError(
                f"The library has no clips in {units.shown(Path(os.path.abspath(path)))}.",  # noqa: PTH100
                "`c2v status` lists its folders.",
            )
        below |= places
    return Filter(below=frozenset(below))


def clip_meant(session: Session, path: Path) -> Video:
    """The one clip at a path. Raises: QueryError."""
    videos = clips_meant(session, [path])
    if len(videos) > 1:
        raise QueryError(f"{units.shown(path)} is a folder.", "Name one clip.")
    return videos[0]


def time_meant(text: str | None, video: Video) -> Fraction | None:
    """A time of a clip, as `read_time` reads it. Raises: QueryError, for what is no time of this clip."""
    if text is None:
        return None
    try:
        return read_time(text, None if video.info is None else video.info.fps)
    except ValueError as error:
        raise QueryError(str(error)) from error
