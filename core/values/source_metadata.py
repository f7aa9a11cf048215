"""What a file says of its recording: the clock that ran along, when, with which camera, on which reel.

Nothing is guessed: what a file does not say is not here.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from core.values.timecode import Timecode


@dataclass(frozen=True, slots=True)
class CreationDate:
    """When it was shot, by the clock the camera had.

    `local` has no zone of its own. Most cameras write the time on their wall and call it UTC; so where a file does not
    name a zone in a place made for that, `utc_offset_min` is None.
    """

    local: datetime
    utc_offset_min: int | None
    key: str
    """Name of the entry in the file that says it."""

    @property
    def utc(self) -> datetime | None:
        """The same moment in UTC, without a zone of its own; None where the zone is unknown."""
        return None if self.utc_offset_min is None else self.local - timedelta(minutes=self.utc_offset_min)

    @property
    def zone(self) -> str:
        """UTC, UTC+02:00; "" when unknown."""
        if self.utc_offset_min is None:
            return ""
        hours, minutes = divmod(abs(self.utc_offset_min), 60)
        sign = "+" if self.utc_offset_min > 0 else "-"
        return f"UTC{sign}{hours:02d}:{minutes:02d}" if self.utc_offset_min else "UTC"

    def __str__(self) -> str:
        return f"{self.local:%Y-%m-%d %H:%M:%S} {self.zone}".rstrip()


@dataclass(frozen=True, slots=True)
class SourceMetadata:
    """What was found when the file was read for it; empty where it says nothing."""

    start: Timecode | None = None
    """Label of the first frame; its rate may be another than that of the pictures."""
    created: CreationDate | None = None
    make: str = ""
    """Of the camera, as the file spells it."""
    model: str = ""
    reel: str = ""
    has_sound: bool | None = None
    """Whether it has a sound track; None until it was read for that: records of earlier versions."""
    sound_channels: tuple[int, ...] | None = None
    """Of each sound track that can be decoded, in their order; None until it was read for that."""

    @property
    def is_complete(self) -> bool:
        """False for records of earlier versions, which did not ask for all that is here."""
        return self.has_sound is False or self.sound_channels is not None

    @property
    def camera(self) -> str:
        """Make and model; the make once, where the model repeats it."""
        if self.model.casefold().startswith(self.make.casefold()):
            return self.model
        return f"{self.make} {self.model}".strip()

    def to_json(self) -> dict[str, Any]:
        """As JSON, every value exact: rates as fractions, dates as ISO 8601."""
        start, created = self.start, self.created
        return {
            "start": None if start is None else {**asdict(start), "fps": str(start.fps)},
            "created": None if created is None else {**asdict(created), "local": created.local.isoformat()},
            "make": self.make,
            "model": self.model,
            "reel": self.reel,
            "has_sound": self.has_sound,
            "sound_channels": None if self.sound_channels is None else list(self.sound_channels),
        }

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "SourceMetadata":
        """The inverse. What another version wrote and is not understood here is unknown."""
        start = created = None
        with suppress(KeyError, TypeError, ValueError, ZeroDivisionError):
            start = Timecode(
                int(fields["start"]["frame"]), Fraction(fields["start"]["fps"]), bool(fields["start"]["drop"])
            )
        with suppress(KeyError, TypeError, ValueError):
            date = fields["created"]
            created = CreationDate(datetime.fromisoformat(date["local"]), date["utc_offset_min"], str(date["key"]))
        make, model, reel = (str(fields.get(name) or "") for name in ("make", "model", "reel"))
        sound = fields.get("has_sound")
        channels = None
        with suppress(KeyError, TypeError, ValueError):
            channels = tuple(int(each) for each in fields["sound_channels"])
        return cls(start, created, make, model, reel, sound if isinstance(sound, bool) else None, channels)
