"""Makes subclips whose content is the frames they are of."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from core.errors import UnreadableError
from core.values import COPY, TRANSCODES, SubclipJob, SubclipMade


@dataclass
class PlainMaker:
    """The port SubclipMaker. Files named in `bad` cannot be read."""

    bad: set[str] = field(default_factory=set)
    jobs: list[SubclipJob] = field(default_factory=list)
    """What was asked for, measured or written."""
    here: tuple[str, ...] = tuple(TRANSCODES)
    keyframes: int = 1
    """Copies begin and end at every so manieth frame."""
    before_second: Callable[[], object] | None = None
    """Called when a second file is begun."""
    written: int = 0

    def transcodes(self) -> tuple[str, ...]:
        """As the port."""
        return self.here

    def subclip(self, job: SubclipJob, target: Path | None) -> Generator[float, None, SubclipMade]:
        """As the port."""
        self.jobs.append(job)
        first, end = job.first, job.end
        if job.how == COPY:
            first, end = first // self.keyframes * self.keyframes, -(-end // self.keyframes) * self.keyframes
        if target is not None:
            self.written += 1
            target.write_text("half")
            if self.written > 1 and self.before_second is not None:
                self.before_second()
        yield 0.5
        if job.path.name in self.bad:
            raise UnreadableError(job.path, f"{job.path.name} is damaged.")
        if target is not None:
            target.write_text(f"{job.path.name} {first} {end} {job.how}")
        return SubclipMade(Fraction(first) / job.rate, Fraction(end) / job.rate, end - first)

    def close(self) -> None:
        """Nothing to give back."""
