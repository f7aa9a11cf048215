"""`python -m tests.bench.soak MINUTES [--every SECONDS]`: the program adds, drops and searches without pause.

Everything is real: catalogue, index with a graph, decoder and encoder processes, the lane on its thread. A library of
a bounded size is turned over again and again; now and then it is closed and opened. Sampled: memory of this process
and of its helpers, open files, threads, helper processes. The last third must be no more than the second.
Linux only: it reads /proc.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from c2v_desktop.cli.command import Context
from c2v_desktop.cli.engine import Engine
from c2v_desktop.compose import build_library, build_reader
from c2v_desktop.paths import find_places
from core.library_reader import LibraryReader
from core.settings import IndexSettings, SamplingSettings, Settings
from core.values import Filter
from tests.bench.harness import memory_mib
from tests.clips import draw_scenes

VIDEOS_KEPT, VIDEOS_A_ROUND, ROUNDS_A_LIFE = 40, 3, 25
WORDS = ("a red square", "blue circle moves left", "two shapes", "a green triangle, a dark background", "yellow")
SPARE = {"own_mib": 16.0, "helpers_mib": 48.0, "files": 0.0, "threads": 0.0, "helpers": 0.0}
"""How much more the last third may have than the one before: allocators breathe, files and threads do not."""


@dataclass(frozen=True, slots=True)
class SoakSample:
    """What the program holds at one moment."""

    own_mib: float
    helpers_mib: float
    files: float
    threads: float
    helpers: float


def main() -> int:
    """Run, print the samples and what they say; 1 when something grew."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=60.0)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two samples")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        soak = Soak(Path(place), chosen.every)
        soak.run(60 * chosen.minutes)
    return soak.verdict()


class Soak:
    """One long run. Thread: the main one; the engine has a lane of its own."""

    def __init__(self, place: Path, every_s: float) -> None:
        self._videos, self._every_s = place / "films", every_s
        self._videos.mkdir()
        drawn = [draw_scenes(place / f"{i}.mp4", [12, 13]) for i in range(8)]
        self._kinds = [path.read_bytes() for path in drawn]
        # a graph even for a library this small
        settings = Settings(sampling=SamplingSettings(every_s=0.5), index=IndexSettings(exact_below=50))
        self._context = Context(settings, find_places(place / "home"))
        self._chance = random.Random(7)
        self._made = 0
        self._samples: list[SoakSample] = []
        self._counts = {"rounds": 0, "added": 0, "dropped": 0, "searches": 0, "pictures": 0, "opened": 0}
        self._search_ms: list[float] = []

    def run(self, seconds: float) -> None:
        """Live after live until the time is over."""
        end_s = time.monotonic() + seconds
        self._next_s = time.monotonic()
        while time.monotonic() < end_s:
            self._live(lambda: time.monotonic() < end_s)

    def verdict(self) -> int:
        """Compare the thirds; the first is for warming up."""
        third = len(self._samples) // 3
        print(", ".join(f"{count} {name}" for name, count in self._counts.items()))
        if third < 3:
            print("too short to judge")
            return 0
        grown = []
        for each in fields(SoakSample):
            before, after = (
                statistics.median(getattr(s, each.name) for s in part)
                for part in (self._samples[third : 2 * third], self._samples[-third:])
            )
            most = max(getattr(s, each.name) for s in self._samples)
            print(f"{each.name:<12} median {before:8.1f} -> {after:8.1f}, most {most:.1f}")
            if after - before > SPARE[each.name]:
                grown.append(each.name)
        half = len(self._search_ms) // 2
        early, late = (statistics.median(part) for part in (self._search_ms[:half], self._search_ms[half:]))
        print(f"search       median {early:8.1f} -> {late:8.1f} ms")
        print(f"GREW: {', '.join(grown)}" if grown else "nothing grew")
        return int(bool(grown))

    def _live(self, goes_on: Callable[[], bool]) -> None:
        """Open the library, work for a while, close it."""
        settings, places = self._context.settings, self._context.places
        session = Engine(build_library(settings, places))
        reader = build_reader(settings, places)
        self._counts["opened"] += 1
        try:
            session.do(session.library.wake)
            session.do(session.library.watch, [self._videos])
            for _ in range(ROUNDS_A_LIFE):
                if not goes_on():
                    break
                self._round(session, reader)
        finally:
            reader.close()
            session.close()

    def _round(self, session: Engine, reader: LibraryReader) -> None:
        """Videos come, move and go; every one of them is indexed, searched for and opened."""
        for _ in range(VIDEOS_A_ROUND):
            self._made += 1
            tail = self._chance.randbytes(24)  # another content, decoded in the same way
            video = self._videos / f"{self._made:06}.mp4"
            video.write_bytes(self._chance.choice(self._kinds) + tail)
            os.utime(video, (1e9 + self._made, 1e9 + self._made))  # old, so that nobody waits for it to settle
        there = sorted(self._videos.iterdir())
        for path in there[: max(0, len(there) - VIDEOS_KEPT)]:
            path.unlink()
        moved = self._chance.choice(there[-VIDEOS_KEPT:])
        if moved.exists():
            moved.rename(moved.with_name(f"{moved.stem}m.mp4"))
        session.do(session.library.reconcile)
        session.do(session.library.ingest)
        gone = [v.id for v in session.do(session.library.videos, Filter(states=frozenset({"missing"})))]
        self._counts["dropped"] += len(session.do(_forget, session.library, gone))
        self._counts["added"] += VIDEOS_A_ROUND
        for words in WORDS:
            self._ask(session, words)
        self._look(reader)
        self._counts["rounds"] += 1
        self._sample()

    def _ask(self, session: Engine, words: str) -> None:
        began_s = time.perf_counter()
        answer = session.do(session.library.search, session.library.cut(words))
        self._search_ms.append(1000 * (time.perf_counter() - began_s))
        self._counts["searches"] += 1
        for hit in answer.hits[:4]:
            session.do(session.library.explain, answer.query, hit.segment.id)

    def _look(self, reader: LibraryReader) -> None:
        ready = reader.videos(Filter(states=frozenset({"ready"})))
        for video in self._chance.sample(ready, min(8, len(ready))):
            reader.picture(video, 0.5)
            reader.segments_of(video.id)
            self._counts["pictures"] += 1

    def _sample(self) -> None:
        if time.monotonic() < self._next_s:
            return
        self._next_s = time.monotonic() + self._every_s
        children = _children()
        self._samples.append(
            SoakSample(
                own_mib=memory_mib(),
                helpers_mib=sum(memory_mib(pid) for pid in children),
                files=len(list(Path("/proc/self/fd").iterdir())),
                threads=len(list(Path("/proc/self/task").iterdir())),
                helpers=len(children),
            )
        )
        told = "  ".join(f"{each.name} {getattr(self._samples[-1], each.name):.0f}" for each in fields(SoakSample))
        print(f"{self._counts['rounds']:>6} rounds  {told}", flush=True)


def _children() -> list[int]:
    """Processes that a thread of ours has started."""
    found = list[int]()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # the thread ended just now
            found += [int(pid) for pid in (task / "children").read_text().split()]
    return found


def _forget(library: Any, ids: list[int]) -> list[int]:
    """Let videos go whose files are gone for good, as somebody who tidies up would."""
    gone = library._catalogue.forget(ids)
    library._models.forget(gone)
    return ids


if __name__ == "__main__":
    sys.exit(main())
