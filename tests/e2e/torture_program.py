"""The command line as the torture test runs it: real but for the model, on drives that are folders.

`python -m tests.e2e.torture_program WORLD.json ARGUMENTS of c2v`. The world says which drives are mounted, what
o'clock it is, and how many pages the catalogue may still grow. `settle` instead of arguments looks, tries failed videos
again and indexes until nothing is left.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.paths import find_places
from core.encode.encoder_process import EncoderProcess
from core.library import Library, LibraryDeps
from core.media.local_disk import LocalDisk
from core.media.volumes import Volumes
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.values import EncoderSpec, Filter, Segment, SegmentVectors, Video
from tests.fakes.inline_lane import finish


class WatchedCatalogue(SqliteCatalogue):
    """Notes in a file when a video is decoded although what was made of its content is there."""

    log: Path
    room_pages = 0
    _is_copying = False

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        super().__init__(path, read_only=read_only)
        if self.room_pages and not read_only:
            (pages,) = self._db.read_one("PRAGMA page_count")
            self._db.read(f"PRAGMA max_page_count = {pages + self.room_pages}")

    def put(self, video: Video, spec: EncoderSpec, clips: Sequence[SegmentVectors]) -> list[Segment]:
        known = self.find_fingerprint(video.info.fingerprint) if video.info is not None and clips else []
        if not self._is_copying and any(self.has_vectors(video.id, spec) for video in known):
            with self.log.open("a") as file:
                file.write(f"{video.path} is the content of {[str(video.path) for video in known]}\n")
        return super().put(video, spec, clips)

    def copy_segments(self, source_id: int, target: Video, spec: EncoderSpec) -> list[Segment]:
        self._is_copying = True
        try:
            return super().copy_segments(source_id, target, spec)
        finally:
            self._is_copying = False


def prepare(world: dict[str, Any]) -> None:
    """Put the world's drives, clock and disk into the composition."""

    def clock() -> float:
        return time.time() + world["clock_s"]

    volumes = Volumes(Path(world["mounts"]), Path(world["mounts"]).parent / "no disks")
    make_disk: Callable[..., LocalDisk] = partial(LocalDisk, clock=clock, quiet_s=0.05, volumes=volumes)
    make_parts: Callable[..., LibraryDeps] = partial(LibraryDeps, today_s=clock)
    WatchedCatalogue.log, WatchedCatalogue.room_pages = Path(world["log"]), world["room_pages"]
    child = [sys.executable, "-m", "tests.e2e.hash_child"]
    for name, made in (
        ("make_encoder", lambda settings, **_: EncoderProcess(compose.encoder_options(settings), child)),
        ("LocalDisk", make_disk),
        ("Parts", make_parts),
        ("SqliteCatalogue", WatchedCatalogue),
    ):
        setattr(compose, name, made)


def settle(library: Library) -> None:
    """Until nothing is left to do."""
    library.wake()
    finish(library.reconcile())
    library.retry([video.id for video in library.videos(Filter(states=frozenset({"failed"})))])
    finish(library.ingest())
    finish(library.reconcile())


def main(world: Path, arguments: list[str]) -> int:
    told = json.loads(world.read_text())
    prepare(told)
    if arguments != ["settle"]:
        return cli.main(["--home", told["home"], *arguments])
    library = compose.build_library(Settings(), find_places(Path(told["home"])))
    try:
        settle(library)
    finally:
        library.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
