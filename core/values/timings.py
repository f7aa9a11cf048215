"""Where the time of indexing goes."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class IndexTimings:
    """Of one clip or of several. Units: seconds by the clock of whoever did the work; several work at the same time."""

    probe_s: float = 0.0
    """Reading the packets of the file, its first frame, its size and dates."""
    decode_s: float = 0.0
    """Decoding frames and comparing them to find cuts."""
    reduce_s: float = 0.0
    """Making the model's picture and the small JPEG out of a decoded frame."""
    encode_s: float = 0.0
    """The model."""
    store_s: float = 0.0
    """Writing vectors, pictures and the clip's record."""

    def __add__(self, other: "IndexTimings") -> "IndexTimings":
        return IndexTimings(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def parts(self) -> dict[str, float]:
        """Seconds by what they were spent on, in the order in which that happens."""
        return {each.name.removesuffix("_s"): getattr(self, each.name) for each in fields(self)}
