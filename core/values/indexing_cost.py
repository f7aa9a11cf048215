"""Where the time of indexing went, and so what another interval between sampled frames would cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexingCost:
    """Measured while clips were indexed. Units: seconds by the clock, of work alone."""

    every_s: float
    """The interval it was measured with."""
    reading_s: float
    """Waiting for decoded frames: most clips are decoded whole to find their cuts, however few frames are sampled."""
    frames_s: float
    """What was done for the sampled frames."""

    def share(self, every_s: float) -> float:
        """Time at this interval, as a share of the time at the one that was measured."""
        whole = self.reading_s + self.frames_s
        return (self.reading_s + self.frames_s * self.every_s / every_s) / whole
