"""Ours against decoding everything in order (S): videos that lie, and technical variants."""

from collections.abc import Iterator

from tests.bench.differential import ALIKE, compared, pictures, videos_in
from tests.bench.harness import BenchRow, Skipped, bench, footage

TOO_LONG = frozenset({"two_hours_1fps.mp4"})


@bench("S9")
def sequential() -> Iterator[BenchRow]:
    """Frames in number and in picture; a video that ours refuses counts where an oracle sees frames of it."""
    if not (footage() / "odd").is_dir():
        raise Skipped("needs the odd videos beside the checkout")
    for place in ("odd", "variants"):
        lines = [compared(path) for path in videos_in(footage() / place) if path.name not in TOO_LONG]
        good = sum(_agrees(line.ours.frames, line.pyav.frames, pictures(line.ours, line.pyav)) for line in lines)
        told = [line for line in lines if line.ours.refused]
        detail = f"{good} of {len(lines)} videos, {len(told)} refused; pictures within {ALIKE:g} levels"
        what = f"{place}: videos as PyAV decodes them in sequence"
        yield BenchRow("S9", what, 100 * good / max(1, len(lines) - len(told)), 100, ">=", "%", detail)
        with_command = [line for line in lines if line.command is not None and not line.ours.refused]
        same = sum(
            _agrees(line.ours.frames, line.command.frames, pictures(line.ours, line.command))
            for line in with_command
            if line.command is not None
        )
        yield BenchRow("S9", "  as the ffmpeg command gives them", 100 * same / max(1, len(with_command)), unit="%")


def _agrees(ours: int, theirs: int, alike: float | None) -> bool:
    return abs(ours - theirs) <= 1 and (alike or 0.0) > 0.98
