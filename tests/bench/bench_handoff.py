"""How long the export of 1,000 moments of 300 clips takes, in each format, and reading it again."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from core.export import FORMATS, ChosenMoment, HandoffOptions, OutputFile, PhraseNote, plan_export
from core.export.reading import match_timeline, read_timeline_bytes
from core.values import Video
from tests.bench.harness import BenchRow, bench
from tests.handoffs import chosen, clip

MOMENTS, CLIPS, ROUNDS = 1_000, 300, 3
READ = ("edl", "fcpxml", "xml", "otio", "csv")


@bench("HO1", "HO2")
def handoff() -> Iterator[BenchRow]:
    videos = [clip(f"/media/card{n % 40}/C{n:04d}.mov", number=n + 1, sound=n % 2 == 0) for n in range(CLIPS)]
    moments = [_moment(videos, number) for number in range(MOMENTS)]
    plan_export(moments, "otio", HandoffOptions()).outputs()  # imports its library
    formats = [each for each in FORMATS if each != "otioz"]
    written = {each: _cpu_s(partial(_write, moments, each)) for each in formats}
    yield _row("HO1", f"export of {MOMENTS:,} moments, CPU: slowest format", written)
    read = {}
    for each in READ:
        (first, *_) = plan_export(moments, each, HandoffOptions()).outputs()
        read[each] = _cpu_s(partial(_read, first, videos))
    yield _row("HO2", f"reading and matching {MOMENTS:,} moments, CPU: slowest format", read)


def _write(moments: list[ChosenMoment], format_: str) -> None:
    plan_export(moments, format_, HandoffOptions()).outputs()


def _read(made: OutputFile, videos: list[Video]) -> None:
    match_timeline(read_timeline_bytes(made.content, f"x{made.tail}"), videos)


def _row(id_: str, what: str, found: dict[str, float]) -> BenchRow:
    detail = ", ".join(f"{name} {value:.2f}" for name, value in sorted(found.items(), key=lambda each: -each[1]))
    return BenchRow(id_, what, max(found.values()), 1, unit="s", detail=detail)


def _moment(videos: list[Video], number: int) -> ChosenMoment:
    first = 10 + 7 * number % 2000
    phrases = (PhraseNote("a red car", 0.214), PhraseNote("rain", 0.1))
    return chosen(videos[number % CLIPS], first, first + 50, note=f"note {number}", phrases=phrases, score=0.314)


def _cpu_s(work: Callable[[], object]) -> float:
    """The quickest of a few."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)
